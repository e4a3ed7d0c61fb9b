//! Whether a sign-in still holds: asked at every request.

use db::{Db, in_tx};
use kernel::{Role, Roles};
use web::{Organization, Viewer};

use super::sign_ins::idle_seconds;
use super::store;
use crate::accounts;

/// The sign-in's last use is written at most this often.
const SEEN_EVERY_SECONDS: i64 = 60;

/// The person whose sign-in has a token with this hash, when it still holds: not ended, not expired, not idle too long,
/// of an active account whose rights have not changed since; a
/// student's that a parent began also as long as the parent could still begin it.
///
/// # Errors
/// As the engine refuses.
pub async fn viewer(
    db: &Db,
    organization: &Organization,
    token_hash: [u8; 32],
) -> Result<Option<Viewer>, db::Error> {
    let scope = organization.scope();
    let mut tx = db.read().await?;
    let now = tx.now();
    let Some(held) = store::held(&mut tx, scope, token_hash).await? else { return Ok(None) };
    drop(tx);
    let only_student = held.roles == Roles::NONE.with(Role::Student);
    if held.seen_at.plus_seconds(idle_seconds(only_student)) <= now {
        return Ok(None);
    }
    if held.seen_at.plus_seconds(SEEN_EVERY_SECONDS) <= now {
        let noted = in_tx!(db, db::Error, tx, {
            store::set_seen(tx, scope, held.id, now).await?;
            accounts::touch_last_used(tx, scope, held.user_id, now).await
        });
        // a full disk must not keep anybody from reading
        if let Err(error) = noted {
            tracing::warn!(%error, "The last use of a sign-in was not written");
        }
    }
    Ok(Some(Viewer {
        org: organization.id,
        user: held.user_id,
        sign_in: held.id,
        first_name: held.first_name,
        last_name: held.last_name,
        roles: held.roles,
        standing: held.standing,
        by_parent: held.by_parent,
        zone: held.zone,
        unread: held.unread,
        unread_messages: held.unread_messages,
    }))
}
