//! E-mail addresses, parsed at the edge.

use std::fmt;
use std::str::FromStr;

/// An address in the form mail servers take, lower-cased: it is also the key people sign in with.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Email(String);

/// The text does not look like `name@place.tld`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an e-mail address")]
pub struct NotAnEmail;

impl Email {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Email {
    type Err = NotAnEmail;

    fn from_str(text: &str) -> Result<Self, NotAnEmail> {
        let text = text.trim();
        let (local, domain) = text.rsplit_once('@').ok_or(NotAnEmail)?;
        let ok = text.len() <= 254
            && (1..=64).contains(&local.len())
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..")
            && local.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c))
            && domain.contains('.')
            && domain.split('.').all(is_label);
        if ok { Ok(Self(text.to_ascii_lowercase())) } else { Err(NotAnEmail) }
    }
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Addresses stay out of logs: `Debug` shows only that there is one.
impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_folded_and_broken_ones_refused() {
        assert_eq!(
            "  Ben@Demo.Test ".parse::<Email>().map(|e| e.to_string()),
            Ok("ben@demo.test".to_owned())
        );
        for bad in [
            "",
            "ben",
            "ben@",
            "@demo.test",
            "a b@demo.test",
            "ben@demo",
            "ben@de mo.test",
            "a..b@x.test",
            "x@y.test\r\nBcc: z@y.test",
        ] {
            assert_eq!(bad.parse::<Email>(), Err(NotAnEmail), "{bad:?}");
        }
    }
}
