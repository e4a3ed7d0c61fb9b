//! Who may relay: a name that says for what and until when, and a password that follows from it.

use data_encoding::BASE64;
use hmac::{Hmac, KeyInit, Mac};
use kernel::{Secret, Timestamp};
use sha2::Sha256;

use crate::Place;

/// How long credentials may be used to begin. The offer they come with is answered within seconds.
const HOLDS_SECONDS: i64 = 5 * 60;

/// Our own names have about 70 characters.
const MAX_NAME_BYTES: usize = 128;

/// The relay as browsers are told of it. Credentials are not kept: they follow from the key.
#[derive(Debug, Clone)]
pub struct Relay {
    urls: String,
    key: Secret<[u8; 32]>,
}

/// What a browser needs to use the relay, in the words of its `RTCIceServer`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    pub urls: String,
    pub username: String,
    pub credential: String,
}

impl Relay {
    /// A relay at `urls` (RFC 7065). `key` is used for nothing else.
    pub const fn new(urls: String, key: Secret<[u8; 32]>) -> Self {
        Self { urls, key }
    }

    /// Credentials for the one connection at `place`.
    pub fn invite(&self, place: Place, now: Timestamp) -> Invitation {
        let until = now.plus_seconds(HOLDS_SECONDS).millis() / 1_000;
        let username = format!("{until}:{}:{}:{}", place.room, place.seat, place.generation);
        let credential = self.password(&username);
        Invitation { urls: self.urls.clone(), username, credential }
    }

    /// The password of `username`; none when its time is over, or it cannot be one of ours.
    pub(super) fn password_at(&self, username: &str, now: Timestamp) -> Option<String> {
        if username.len() > MAX_NAME_BYTES {
            return None;
        }
        let (until, _) = username.split_once(':')?;
        let until: i64 = until.parse().ok()?;
        (now.millis() / 1_000 <= until).then(|| self.password(username))
    }

    fn password(&self, username: &str) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.key.reveal()).expect("HMAC takes any key");
        mac.update(username.as_bytes());
        BASE64.encode(&mac.finalize().into_bytes())
    }
}
