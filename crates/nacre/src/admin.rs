//! `nacre admin create`: an organization and its first admin.

use anyhow::Context;
use db::{Db, Scope, in_tx};
use kernel::{Email, PersonName, Role, Roles, Secret, Zone};
use people::accounts::{self, NewPerson};
use people::links::{self, Kind, NewLink};
use people::organizations::{self, NewOrganization};
use teaching::programs::{self, Draft, FeePer};

/// Minutes the first admin's activation link holds.
const LINK_HOLDS_MINUTES: i64 = 14 * 24 * 60;

/// What the command line says.
pub struct FirstAdmin {
    pub organization: String,
    pub host: String,
    pub zone: Zone,
    pub first_name: PersonName,
    pub last_name: PersonName,
    pub email: Email,
}

/// Writes both and gives the path of the admin's activation page. No mail is sent: the person at the keyboard
/// hands the address on.
///
/// # Errors
/// When the host name is taken or the store refuses.
pub async fn create(db: &Db, key: &Secret<[u8; 32]>, first: &FirstAdmin) -> anyhow::Result<String> {
    let link = in_tx!(db, Failed, tx, {
        let id = organizations::create(
            tx,
            NewOrganization {
                name: first.organization.clone(),
                host: first.host.clone(),
                zone: first.zone.clone(),
                support_email: Some(first.email.to_string()),
            },
        )
        .await?;
        let scope = Scope::trusted(id);
        programs::create(tx, scope, &default_program()).await?;
        let new = NewPerson {
            first_name: first.first_name.clone(),
            last_name: first.last_name.clone(),
            email: Some(first.email.clone()),
            username: None,
            roles: Roles::NONE.with(Role::Admin),
            zone: first.zone.clone(),
            under_13: false,
        };
        let person = accounts::add(tx, scope, new, None).await?;
        let expires_at = tx.now().plus_minutes(LINK_HOLDS_MINUTES);
        let new = NewLink { kind: Kind::Activate, person, recipient: person, session: None, expires_at };
        let link = links::make(tx, scope, key, new).await?;
        let token = links::derive(tx, scope, key, link).await?;
        Ok(token.map(|token| links::address_path(Kind::Activate, &token)))
    })
    .map_err(|Failed(error)| error)?;
    link.context("the activation link could not be made")
}

struct Failed(anyhow::Error);

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

fn default_program() -> Draft {
    Draft {
        title: "Default Program".to_owned(),
        billable_default: None,
        session_fee: 0,
        instructor_fee: 0,
        fee_per: FeePer::Session,
        currency: "USD".to_owned(),
        notes: String::new(),
    }
}
