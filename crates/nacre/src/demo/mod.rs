//! A demonstration organization with invented people, on this machine only.

mod seed;
mod week;

use anyhow::ensure;
use db::Db;
use people::accounts;

pub use seed::{HARBOR_HOST, OAK_HOST, PASSWORD, PEOPLE, seed};

/// Fills an empty store, unless it is to be plain with a week of sessions, requests and messages; leaves one that has the demonstration already.
///
/// # Errors
/// When the store belongs to a real organization.
pub async fn prepare(db: &Db, key: &kernel::Secret<[u8; 32]>, plain: bool) -> anyhow::Result<()> {
    if people::organizations::all(&mut db.read().await?).await?.is_empty() {
        seed(db, key).await?;
        return if plain { Ok(()) } else { week::fill(db, key).await };
    }
    ensure!(is_in(db).await?, "this data folder holds a real organization; choose another with --data");
    Ok(())
}

/// The demonstration's accounts share a password: no real server starts with them.
///
/// # Errors
/// When the store holds the demonstration.
pub async fn refuse_in_real(db: &Db) -> anyhow::Result<()> {
    ensure!(
        !is_in(db).await?,
        "this database holds the demonstration, whose passwords everyone knows; use another one"
    );
    Ok(())
}

/// Whether the demonstration is in the store: its host name, with one of its people.
async fn is_in(db: &Db) -> anyhow::Result<bool> {
    let mut tx = db.read().await?;
    let all = people::organizations::all(&mut tx).await?;
    let Some(local) = all.iter().find(|organization| organization.host == HARBOR_HOST) else {
        return Ok(false);
    };
    let (somebody, ..) = PEOPLE[0];
    Ok(accounts::find_by_email(&mut tx, local.scope(), &somebody.parse()?).await?.is_some())
}
