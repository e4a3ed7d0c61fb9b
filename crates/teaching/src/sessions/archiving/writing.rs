//! The verb archive, with the planned sessions of whoever is archived.

use db::{Scope, Tx};
use kernel::{Role, UserId};
use people::accounts::{self, ArchiveError, Person};
use web::Viewer;

use super::super::cancellation::{self, CancelError, Cancelling, Reach};
use super::super::session::{Session, Side};
use super::super::{repeated, store};

/// Archives `person`, and cancels their planned sessions unless they are left as they are: of several students, the one's
/// part alone. Nothing of it costs a credit. Each family is told of a series in one mail.
///
/// # Errors
/// As [`accounts::archive`]; then nothing is cancelled either.
pub async fn archive(
    tx: &mut Tx,
    viewer: &Viewer,
    person: &Person,
    cancels_planned: bool,
) -> Result<(), ArchiveError> {
    let scope = viewer.scope();
    // it holds the guard row at which bookings queue up: what is planned afterwards finds an archived account
    accounts::archive(tx, scope, person.id, viewer.user).await?;
    if !cancels_planned {
        return Ok(());
    }
    let why = reason(person);
    let (repeated, single): (Vec<Session>, Vec<Session>) =
        planned(tx, scope, person.id).await?.into_iter().partition(|session| session.series.is_some());
    repeated::cancel_these(tx, viewer, &repeated, &why).await?;
    for session in single {
        let said = Cancelling {
            side: Some(Side::Organization),
            why: why.clone(),
            reach: Some(Reach::One),
            ..Cancelling::default()
        };
        match cancellation::cancel_as(tx, viewer, session.id, &said).await {
            // somebody else was as quick
            Ok(_) | Err(CancelError::Over) => {}
            Err(CancelError::Store(error)) => return Err(error.into()),
            Err(refused) => {
                tracing::warn!(session = %session.id, %refused, "a session of an archived person stays planned")
            }
        }
    }
    Ok(())
}

/// The sessions to come that `person` teaches or learns in.
///
/// # Errors
/// As the engine refuses.
pub async fn planned(tx: &mut Tx, scope: Scope, person: UserId) -> db::Result<Vec<Session>> {
    store::planned_of(tx, scope, person).await
}

/// What the others read.
fn reason(person: &Person) -> String {
    let does = if person.is(Role::Instructor) { "teach" } else { "learn" };
    format!("{} does not {does} here any more.", person.name())
}
