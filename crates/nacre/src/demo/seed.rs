//! The people and sessions of the demonstration.

use anyhow::Context;
use db::{Db, Scope, Tx, in_tx};
use kernel::{OrgId, ProgramId, Role, Secret, SessionMinutes, UserId, Zone};
use people::accounts::{self, Activation, NewPerson};
use people::organizations::{self, NewOrganization};
use people::{families, sign_in, teaching_pairs};
use teaching::programs::{self, Draft, FeePer};
use teaching::sessions::{self, Booking};

pub const HARBOR_HOST: &str = "localhost";
pub const OAK_HOST: &str = "oak.localhost";
/// Every account of the demonstration has it.
pub const PASSWORD: &str = "nacre-demo";

/// Who can sign in at the first organization: address, name, what they are.
pub const PEOPLE: [(&str, &str, &str, &[Role]); 6] = [
    ("admin@demo.test", "Amara", "Okafor", &[Role::Admin]),
    ("ada@demo.test", "Ada", "Byron", &[Role::Instructor]),
    ("ivan@demo.test", "Ivan", "Petrov", &[Role::Instructor]),
    ("ben@demo.test", "Ben", "Ortiz", &[Role::Student]),
    ("mia@demo.test", "Mia", "Chen", &[Role::Student]),
    ("carol@demo.test", "Carol", "Ortiz", &[Role::Parent]),
];

/// Writes both organizations, in one transaction.
///
/// # Errors
/// When the store refuses.
pub async fn seed(db: &Db, key: &Secret<[u8; 32]>) -> anyhow::Result<()> {
    let hash = sign_in::hash_password(PASSWORD).await.context("the demo password could not be hashed")?;
    in_tx!(db, Failed, tx, {
        harbor(tx, key, &hash).await?;
        oak(tx, &hash).await?;
        Ok(())
    })
    .map_err(|Failed(error)| error)
}

/// Seeding is not retried: the store is new and nobody else is in it.
pub(super) struct Failed(pub(super) anyhow::Error);

impl<E: Into<anyhow::Error>> From<E> for Failed {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl db::IsRetry for Failed {
    fn is_retry(&self) -> bool {
        false
    }
}

async fn harbor(tx: &mut Tx, key: &Secret<[u8; 32]>, hash: &str) -> anyhow::Result<()> {
    let scope = organization(tx, "Harbor Tutoring", HARBOR_HOST, "America/Chicago").await?;
    let mut ids = Vec::with_capacity(PEOPLE.len());
    for (email, first, last, roles) in PEOPLE {
        ids.push(person(tx, scope, (email, first, last, roles), "America/Chicago", hash).await?);
    }
    let [_, ada, ivan, ben, mia, carol] = ids[..] else { anyhow::bail!("the cast has six people") };
    for student in [ben, mia] {
        families::link(tx, scope, carol, student).await?;
        teaching_pairs::assign(tx, scope, ada, student).await?;
    }
    teaching_pairs::assign(tx, scope, ivan, ben).await?;
    ledger::grant(tx, scope, ben, ledger::Credits::new(3)?, "Three sessions to begin with", None).await?;

    let algebra = program(tx, scope, "Algebra", 4_500).await?;
    let reading = program(tx, scope, "Reading", 4_000).await?;
    program(tx, scope, "Exam week", 6_000).await?;
    book(tx, scope, key, (ada, mia, reading), "Short stories", 26 * 60).await?;
    book(tx, scope, key, (ivan, ben, algebra), "Quadratic equations", 3 * 24 * 60).await?;
    Ok(())
}

async fn oak(tx: &mut Tx, hash: &str) -> anyhow::Result<()> {
    let scope = organization(tx, "Oak Learning", OAK_HOST, "Europe/Berlin").await?;
    let olga = ("admin@demo.test", "Olga", "Brandt", &[Role::Admin, Role::Instructor][..]);
    let dan = ("dan@demo.test", "Dan", "Weber", &[Role::Student][..]);
    let olga = person(tx, scope, olga, "Europe/Berlin", hash).await?;
    let dan = person(tx, scope, dan, "Europe/Berlin", hash).await?;
    teaching_pairs::assign(tx, scope, olga, dan).await?;
    Ok(())
}

async fn organization(tx: &mut Tx, name: &str, host: &str, zone: &str) -> anyhow::Result<Scope> {
    let id: OrgId = organizations::create(
        tx,
        NewOrganization {
            name: name.to_owned(),
            host: host.to_owned(),
            zone: Zone::named(zone).context("the zone database lacks a zone")?,
            support_email: Some("help@demo.test".to_owned()),
        },
    )
    .await?;
    let scope = Scope::trusted(id);
    program(tx, scope, "Default Program", 0).await?;
    Ok(scope)
}

async fn program(tx: &mut Tx, scope: Scope, title: &str, fee: i64) -> anyhow::Result<ProgramId> {
    let draft = Draft {
        title: title.to_owned(),
        billable_default: None,
        session_fee: fee,
        instructor_fee: fee / 2,
        fee_per: FeePer::Session,
        currency: "USD".to_owned(),
        notes: String::new(),
    };
    Ok(programs::create(tx, scope, &draft).await?)
}

async fn person(
    tx: &mut Tx,
    scope: Scope,
    (email, first, last, roles): (&str, &str, &str, &[Role]),
    zone: &str,
    hash: &str,
) -> anyhow::Result<UserId> {
    let new = NewPerson {
        first_name: first.parse()?,
        last_name: last.parse()?,
        email: Some(email.parse()?),
        username: None,
        roles: roles.iter().copied().collect(),
        zone: Zone::named(zone).context("the zone database lacks a zone")?,
        under_13: false,
    };
    let id = accounts::add(tx, scope, new, None).await?;
    let terms = organizations::current_terms(tx, scope).await?;
    accounts::activate(tx, scope, id, Activation::Command, terms.id, Some(hash.to_owned()), None).await?;
    Ok(id)
}

/// A session on the full hour, about `in_minutes` from now.
async fn book(
    tx: &mut Tx,
    scope: Scope,
    key: &Secret<[u8; 32]>,
    (instructor, student, program): (UserId, UserId, ProgramId),
    subject: &str,
    in_minutes: i64,
) -> anyhow::Result<()> {
    let hour = 60 * 60 * 1_000_000;
    let at = tx.now().plus_minutes(in_minutes).micros();
    let booking = Booking {
        instructor,
        student,
        program,
        starts_at: kernel::Timestamp::from_micros(at - at.rem_euclid(hour)),
        place: sessions::Place::Classroom,
        minutes: SessionMinutes::new(60)?,
        zone: Zone::named("America/Chicago").context("the zone database lacks a zone")?,
        subject: subject.to_owned(),
        description: String::new(),
        billable: false,
        by: instructor,
    };
    sessions::book(tx, scope, key, &booking).await?;
    Ok(())
}
