//! The same people everywhere: in tests, screenshots and manuals.

use db::{Db, Scope, Tx, in_tx};
use kernel::{ProgramId, Role, UserId, Zone};
use people::accounts::{self, Activation, NewPerson};
use people::organizations::{self, NewOrganization};
use people::{families, sign_in, teaching_pairs};
use teaching::programs::{self, Draft, FeePer};
use tokio::sync::OnceCell;

use crate::world::{HARBOR, OAK};

/// Every account of the cast has it.
pub const PASSWORD: &str = "nacre-demo";

/// At Harbor Tutoring Amara administers, Ada and Ivan teach, Ben and Mia learn, Carol is their parent; Ben has three
/// credits. At Oak Learning Olga administers and teaches, Dan learns.
#[derive(Debug, Clone)]
pub struct Cast {
    pub harbor: Scope,
    pub oak: Scope,
    pub amara: UserId,
    pub ada: UserId,
    pub ivan: UserId,
    pub ben: UserId,
    pub mia: UserId,
    pub carol: UserId,
    pub olga: UserId,
    pub dan: UserId,
    /// Harbor's programs.
    pub default_program: ProgramId,
    pub algebra: ProgramId,
    pub oak_program: ProgramId,
}

impl Cast {
    /// Writes everyone into an empty store.
    pub async fn write(db: &Db) -> Self {
        let hash = password_hash().await;
        let written: Result<Self, db::Error> = in_tx!(db, db::Error, tx, {
            let harbor = organization(tx, "Harbor Tutoring", HARBOR, "America/Chicago").await;
            let oak = organization(tx, "Oak Learning", OAK, "Europe/Berlin").await;
            let amara = person(tx, harbor, ("Amara", "Okafor"), &[Role::Admin], &hash).await;
            let ada = person(tx, harbor, ("Ada", "Byron"), &[Role::Instructor], &hash).await;
            let ivan = person(tx, harbor, ("Ivan", "Petrov"), &[Role::Instructor], &hash).await;
            let ben = person(tx, harbor, ("Ben", "Ortiz"), &[Role::Student], &hash).await;
            let mia = person(tx, harbor, ("Mia", "Chen"), &[Role::Student], &hash).await;
            let carol = person(tx, harbor, ("Carol", "Ortiz"), &[Role::Parent], &hash).await;
            let olga = person(tx, oak, ("Olga", "Brandt"), &[Role::Admin, Role::Instructor], &hash).await;
            let dan = person(tx, oak, ("Dan", "Weber"), &[Role::Student], &hash).await;
            for student in [ben, mia] {
                families::link(tx, harbor, carol, student).await?;
                teaching_pairs::assign(tx, harbor, ada, student).await?;
            }
            teaching_pairs::assign(tx, harbor, ivan, mia).await?;
            teaching_pairs::assign(tx, oak, olga, dan).await?;
            let three = ledger::Credits::new(3).expect("three credits");
            ledger::grant(tx, harbor, ben, three, "Three sessions to begin with", None).await?;
            let default_program = program(tx, harbor, "Default Program", 0).await?;
            let algebra = program(tx, harbor, "Algebra", 4_500).await?;
            let oak_program = program(tx, oak, "Default Program", 0).await?;
            Ok(Self {
                harbor,
                oak,
                amara,
                ada,
                ivan,
                ben,
                mia,
                carol,
                olga,
                dan,
                default_program,
                algebra,
                oak_program,
            })
        });
        written.expect("the cast fits into an empty store")
    }
}

/// Hashed once for all tests of a program: hashing is slow on purpose.
async fn password_hash() -> String {
    static HASH: OnceCell<String> = OnceCell::const_new();
    HASH.get_or_init(|| async { sign_in::hash_password(PASSWORD).await.expect("a password can be hashed") })
        .await
        .clone()
}

async fn organization(tx: &mut Tx, name: &str, host: &str, zone: &str) -> Scope {
    let new = NewOrganization {
        name: name.to_owned(),
        host: host.to_owned(),
        zone: Zone::named(zone).expect("a zone"),
        support_email: Some(format!("help@{host}")),
    };
    Scope::trusted(organizations::create(tx, new).await.expect("a new organization"))
}

async fn person(
    tx: &mut Tx,
    scope: Scope,
    (first, last): (&str, &str),
    roles: &[Role],
    hash: &str,
) -> UserId {
    let new = NewPerson {
        first_name: first.parse().expect("a name"),
        last_name: last.parse().expect("a name"),
        email: Some(format!("{}@demo.test", first.to_lowercase()).parse().expect("an address")),
        username: None,
        roles: roles.iter().copied().collect(),
        zone: Zone::named("America/Chicago").expect("a zone"),
        under_13: false,
    };
    let id = accounts::add(tx, scope, new, None).await.expect("a new person");
    let terms = organizations::current_terms(tx, scope).await.expect("terms in force");
    accounts::activate(tx, scope, id, Activation::Command, terms.id, Some(hash.to_owned()), None)
        .await
        .expect("an invited person");
    id
}

async fn program(tx: &mut Tx, scope: Scope, title: &str, session_fee: i64) -> db::Result<ProgramId> {
    let draft = Draft {
        title: title.to_owned(),
        billable_default: None,
        session_fee,
        instructor_fee: session_fee / 2,
        fee_per: FeePer::Session,
        currency: "USD".to_owned(),
        notes: String::new(),
    };
    programs::create(tx, scope, &draft).await
}
