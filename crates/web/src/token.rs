//! Secrets that travel: cookies and links. Sent as text, kept as SHA-256.

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use kernel::Secret;
use sha2::{Digest, Sha256};

/// 32 random bytes.
///
/// # Panics
/// When the operating system has no randomness to give; nothing safe can be done then.
pub fn random() -> [u8; 32] {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).expect("the operating system gives randomness");
    bytes
}

/// The HMAC-SHA-256 of `message` under the server's key: a token that can be made again.
///
/// # Panics
/// Never: HMAC takes keys of any length.
pub fn derived(key: &Secret<[u8; 32]>, message: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.reveal()).expect("HMAC takes any key");
    mac.update(message);
    mac.finalize().into_bytes().into()
}

/// The token as it stands in a cookie or an address: 43 letters, digits, `-` and `_`.
pub fn text(token: &[u8; 32]) -> String {
    BASE64URL_NOPAD.encode(token)
}

/// What is kept of a token.
pub fn hash(token: &[u8; 32]) -> [u8; 32] {
    Sha256::digest(token).into()
}

/// The hash of a token that arrived as text; none when it cannot be one.
pub fn hash_of_text(text: &str) -> Option<[u8; 32]> {
    let bytes = (text.len() == 43).then(|| BASE64URL_NOPAD.decode(text.as_bytes()).ok())??;
    Some(hash(&<[u8; 32]>::try_from(bytes).ok()?))
}

/// The SHA-256 of any bytes, for comparing bodies.
pub fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_derived_token_can_be_made_again_and_found_by_its_text() {
        let key = Secret::new([7; 32]);
        let token = derived(&key, b"join lnk_1 0");

        assert_eq!(token, derived(&key, b"join lnk_1 0"));
        assert_ne!(token, derived(&key, b"join lnk_1 1"));
        assert_eq!(hash_of_text(&text(&token)), Some(hash(&token)));
        assert_eq!(hash_of_text("short"), None);
    }
}
