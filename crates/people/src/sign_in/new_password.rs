//! What a new password must be like.

use kernel::Secret;

/// Fewest characters.
const SHORTEST: usize = 8;
/// Most bytes: more would only make hashing slow.
const LONGEST_BYTES: usize = 200;

/// Passwords of eight characters and more that are tried first everywhere, folded to lower case.
const TRIED_FIRST: [&str; 44] = [
    "00000000",
    "11111111",
    "12341234",
    "12345678",
    "123456789",
    "1234567890",
    "0123456789",
    "123123123",
    "87654321",
    "987654321",
    "1q2w3e4r",
    "1q2w3e4r5t",
    "1qaz2wsx",
    "aa123456",
    "abc12345",
    "abcd1234",
    "abcdefgh",
    "admin123",
    "baseball",
    "basketball",
    "changeme",
    "computer",
    "dragon123",
    "einstein",
    "football",
    "iloveyou",
    "letmein1",
    "minecraft",
    "monkey123",
    "password",
    "password1",
    "password12",
    "password123",
    "passw0rd",
    "p@ssw0rd",
    "princess",
    "qwerty12",
    "qwerty123",
    "qwertyui",
    "qwertyuiop",
    "starwars",
    "sunshine",
    "superman",
    "welcome1",
];

/// A password fit to be hashed.
#[derive(Debug, Clone)]
pub struct NewPassword(Secret<String>);

/// Why a password is not taken. `Display` is the sentence beside the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WeakPassword {
    #[error("Use at least 8 characters.")]
    TooShort,
    #[error("Use at most 200 characters.")]
    TooLong,
    #[error("This is one of the passwords that are tried first everywhere. Take another.")]
    TriedFirst,
    #[error("Take something other than the name you sign in with.")]
    IsTheLogin,
}

impl NewPassword {
    /// Takes `text` as it was typed, spaces included. `logins` are the person's address and username.
    ///
    /// # Errors
    /// What is weak about it.
    pub fn new(text: &str, logins: &[&str]) -> Result<Self, WeakPassword> {
        let folded = text.to_lowercase();
        let is_login = |login: &&str| {
            let login = login.to_lowercase();
            let name = login.split('@').next().unwrap_or_default();
            !login.is_empty() && (folded == login || folded == name)
        };
        if text.chars().count() < SHORTEST {
            Err(WeakPassword::TooShort)
        } else if text.len() > LONGEST_BYTES {
            Err(WeakPassword::TooLong)
        } else if TRIED_FIRST.contains(&folded.as_str()) || is_one_character(text) {
            Err(WeakPassword::TriedFirst)
        } else if logins.iter().any(is_login) {
            Err(WeakPassword::IsTheLogin)
        } else {
            Ok(Self(Secret::new(text.to_owned())))
        }
    }

    pub fn reveal(&self) -> &str {
        self.0.reveal()
    }
}

fn is_one_character(text: &str) -> bool {
    let mut letters = text.chars();
    let first = letters.next();
    letters.all(|letter| Some(letter) == first)
}
