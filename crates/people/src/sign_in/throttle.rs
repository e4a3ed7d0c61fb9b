//! Counting tries to sign in, so that guessing is slow.
//!
//! A try is charged before the password is looked at, so that parallel guesses cannot slip through, and given back
//! when it was right. Three counts: a browser that has signed this account in before, everybody else at this account,
//! and an address over all accounts. A stranger can fill only the second and third: at their own browser the owners
//! are counted apart and go on signing in, and every pause ends by itself. Nothing is ever locked for good.

use db::{Scope, Tx};
use kernel::{Secret, Timestamp, UserId};
use web::token;

use super::store;

/// Tries that are forgotten after this.
const WINDOW_SECONDS: i64 = 15 * 60;
/// Counts that nobody added to for this long are removed.
const FORGOTTEN_AFTER_SECONDS: i64 = 24 * 3_600;
/// The longest pause.
const LONGEST_PAUSE_SECONDS: i64 = 30;

/// One count, and how many tries it gives away before it slows down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TryKey {
    pub(super) key: String,
    free: i64,
}

/// Wait before trying again.
#[derive(Debug, thiserror::Error)]
pub enum Throttled {
    #[error("tries come too fast; wait {wait_seconds} s")]
    Wait { wait_seconds: i64 },
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl db::IsRetry for Throttled {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

impl TryKey {
    /// Tries at an account by browsers that never signed it in. Accounts that do not exist are counted as well.
    pub fn account(secret: &Secret<[u8; 32]>, scope: Scope, login: &str) -> Self {
        Self::of(secret, &format!("account {} {login}", scope.org()), 5)
    }

    /// Tries at an account by browsers that have signed it in before.
    pub fn known_browser(secret: &Secret<[u8; 32]>, scope: Scope, person: UserId) -> Self {
        Self::of(secret, &format!("known {} {person}", scope.org()), 10)
    }

    /// Tries from an address. A school's children share one, and mistype.
    pub fn address(secret: &Secret<[u8; 32]>, address: std::net::IpAddr) -> Self {
        Self::of(secret, &format!("address {}", network(address)), 40)
    }

    /// Wishes for a mail with a new password, from an address.
    pub fn mail_from_address(secret: &Secret<[u8; 32]>, address: std::net::IpAddr) -> Self {
        Self::of(secret, &format!("mail {}", network(address)), 10)
    }

    /// Stored as a keyed hash: the table tells neither names nor addresses.
    fn of(secret: &Secret<[u8; 32]>, what: &str, free: i64) -> Self {
        let key = token::text(&token::derived(secret, format!("throttle {what}").as_bytes()));
        Self { key, free }
    }
}

/// One household has a whole IPv6 /64 to choose addresses from.
fn network(address: std::net::IpAddr) -> String {
    match address {
        std::net::IpAddr::V4(address) => address.to_string(),
        std::net::IpAddr::V6(address) => format!("{:x?}", &address.segments()[..4]),
    }
}

/// How long one waits after that many tries, `free` of them without any wait: 1, 2, 4 … up to 30 seconds.
pub(super) fn pause_seconds(tries: i64, free: i64) -> i64 {
    match tries - free {
        ..1 => 0,
        over => (1_i64 << (over - 1).min(10)).min(LONGEST_PAUSE_SECONDS),
    }
}

/// Counts one try at each of `keys`.
///
/// # Errors
/// `Wait` when one of them has to wait; roll back then, so that an impatient press is not counted.
pub async fn charge(tx: &mut Tx, keys: &[TryKey]) -> Result<(), Throttled> {
    let now = tx.now();
    for key in keys {
        let (tries, blocked_until) =
            store::count_try(tx, &key.key, now.plus_seconds(-WINDOW_SECONDS)).await?;
        if blocked_until > now {
            return Err(Throttled::Wait { wait_seconds: whole_seconds(now, blocked_until) });
        }
        let pause = pause_seconds(tries, key.free);
        if pause > 0 {
            store::block_until(tx, &key.key, now.plus_seconds(pause)).await?;
        }
    }
    Ok(())
}

/// Gives a try back.
///
/// # Errors
/// As the engine refuses.
pub async fn give_back(tx: &mut Tx, keys: &[TryKey]) -> Result<(), db::Error> {
    for key in keys {
        store::give_back_try(tx, &key.key).await?;
    }
    Ok(())
}

/// Forgets a count, after the right password; and counts that nobody added to for a day.
pub(super) async fn forget(tx: &mut Tx, key: &TryKey) -> Result<(), db::Error> {
    let long_ago = tx.now().plus_seconds(-FORGOTTEN_AFTER_SECONDS);
    store::forget_tries(tx, &key.key, long_ago).await
}

/// Removes at most `limit` counts that nobody added to for a day; says how many there were.
///
/// # Errors
/// As the engine refuses.
pub async fn sweep_tries(tx: &mut Tx, limit: i64) -> Result<u64, db::Error> {
    let long_ago = tx.now().plus_seconds(-FORGOTTEN_AFTER_SECONDS);
    store::sweep_tries(tx, long_ago, limit).await
}

fn whole_seconds(now: Timestamp, until: Timestamp) -> i64 {
    let millis = i64::try_from(until.since(now).as_millis()).unwrap_or(i64::MAX);
    (millis + 999) / 1_000
}
