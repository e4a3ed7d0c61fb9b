//! An address inside this server: the only kind a `next` field may hold.

use std::fmt;
use std::str::FromStr;

use http::Uri;

/// A path with an optional query, such as `/sessions?page=2`. Never another host, never a scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Local(String);

/// The text is not a path of this server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a local address")]
pub struct NotLocal;

impl Local {
    pub fn home() -> Self {
        Self("/".to_owned())
    }

    /// The address a request asked for; the front page when that cannot be one.
    pub fn of_request(uri: &Uri) -> Self {
        uri.path_and_query().and_then(|path| path.as_str().parse().ok()).unwrap_or_else(Self::home)
    }

    /// The sign-in page that comes back here.
    pub fn sign_in_address(&self) -> String {
        if self.0 == "/" { "/sign-in".to_owned() } else { format!("/sign-in?next={}", self.encoded()) }
    }

    /// Fit for the value of a query parameter.
    pub fn encoded(&self) -> String {
        query_value(&self.0)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Any text, fit for the value of a query parameter.
pub fn query_value(text: &str) -> String {
    text.bytes().fold(String::new(), |mut value, byte| {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => {
                value.push(char::from(byte));
            }
            _ => value.push_str(&format!("%{byte:02X}")),
        }
        value
    })
}

impl FromStr for Local {
    type Err = NotLocal;

    fn from_str(text: &str) -> Result<Self, NotLocal> {
        let fits = text.len() <= 500
            && text.starts_with('/')
            && !text.starts_with("//")
            && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        if fits { Ok(Self(text.to_owned())) } else { Err(NotLocal) }
    }
}

impl fmt::Display for Local {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_server_are_local() {
        assert!("/sessions?page=2".parse::<Local>().is_ok());
        for foreign in [
            "",
            "sessions",
            "//evil.test",
            "/\\evil.test",
            "https://evil.test",
            "/a\r\nb",
            "javascript:alert(1)",
        ] {
            assert_eq!(foreign.parse::<Local>(), Err(NotLocal), "{foreign:?}");
        }
    }
}
