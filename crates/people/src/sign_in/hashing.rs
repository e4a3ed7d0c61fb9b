//! Hashing passwords: slow and hungry on purpose, so only a few at a time.

use std::sync::LazyLock;
use std::time::Duration;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{Error, PasswordHasher, PasswordVerifier};
use kernel::Secret;
use tokio::sync::{Semaphore, SemaphorePermit};

/// Who waits beyond this is told that the server is busy.
const LONGEST_WAIT: Duration = Duration::from_secs(5);
/// People who may wait for a core, for each core.
const WAITING_PER_CORE: usize = 16;

/// The machine's cores are one for the whole process, so these are too.
static CORES: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(cores()));
static QUEUE: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(cores() * (1 + WAITING_PER_CORE)));

/// The hash of a password nobody has, compared when there is no account: the work, and so the time, is the same.
pub(super) const NOBODYS_HASH: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bmFjcmUtbm9ib2R5cy1zYWx0$Ku8Hl3uCwEPSBgDN/he9fgoDivAzIxDfjKnqD+3FhEU";

/// Why a password was neither hashed nor compared.
#[derive(Debug, thiserror::Error)]
pub enum HashError {
    #[error("too many passwords are being hashed")]
    Busy,
    #[error("the password could not be hashed")]
    Failed,
}

/// The argon2id hash of a password with a fresh salt, as it is stored.
///
/// # Errors
/// `Busy` when too many wait already.
pub async fn hash_password(password: &str) -> Result<String, HashError> {
    let password = Secret::new(password.to_owned());
    on_a_core(move || {
        let hash = Argon2::default().hash_password(password.reveal().as_bytes());
        hash.map(|hash| hash.to_string()).map_err(|_| HashError::Failed)
    })
    .await?
}

/// Whether `password` is the one that was hashed.
///
/// # Errors
/// `Busy` when too many wait already; `Failed` when `hash` is not one.
pub async fn matches(password: &Secret<String>, hash: &str) -> Result<bool, HashError> {
    let (password, hash) = (password.clone(), Secret::new(hash.to_owned()));
    on_a_core(move || {
        let hash = PasswordHash::new(hash.reveal()).map_err(|_| HashError::Failed)?;
        match Argon2::default().verify_password(password.reveal().as_bytes(), &hash) {
            Ok(()) => Ok(true),
            Err(Error::PasswordInvalid) => Ok(false),
            Err(_) => Err(HashError::Failed),
        }
    })
    .await?
}

async fn on_a_core<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, HashError> {
    let _place = QUEUE.try_acquire().map_err(|_| HashError::Busy)?;
    let _core: SemaphorePermit<'_> = tokio::time::timeout(LONGEST_WAIT, CORES.acquire())
        .await
        .map_err(|_| HashError::Busy)?
        .map_err(|_| HashError::Failed)?;
    tokio::task::spawn_blocking(work).await.map_err(|_| HashError::Failed)
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_matches_its_own_hash_alone() {
        let hash = hash_password("four green turtles").await.unwrap();

        assert!(matches(&Secret::new("four green turtles".to_owned()), &hash).await.unwrap());
        assert!(!matches(&Secret::new("four green turtle".to_owned()), &hash).await.unwrap());
    }

    #[tokio::test]
    async fn nobodys_hash_costs_what_a_real_one_costs() {
        let real = hash_password("anything at all").await.unwrap();
        let costs = |hash: &str| hash.split('$').skip(1).take(3).map(str::to_owned).collect::<Vec<_>>();

        assert_eq!(costs(NOBODYS_HASH), costs(&real));
        assert!(!matches(&Secret::new(String::new()), NOBODYS_HASH).await.unwrap());
    }
}
