//! Where a session takes place. Pure.

use url::Url;

/// The longest description of a room.
pub const MAX_LOCATION: usize = 200;
/// The longest address of a meeting elsewhere.
pub const MAX_ADDRESS: usize = 500;

/// Where the two meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// Here, in the Nacre Online Classroom.
    Classroom,
    /// In a room, as people would tell each other where it is.
    InPerson { location: String },
    /// On another service, at an https address.
    Link { address: String },
}

impl Place {
    pub const CLASSROOM: &'static str = "classroom";
    pub const IN_PERSON: &'static str = "in person";
    pub const LINK: &'static str = "link";

    /// The word stored and sent.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Classroom => Self::CLASSROOM,
            Self::InPerson { .. } => Self::IN_PERSON,
            Self::Link { .. } => Self::LINK,
        }
    }

    /// The place that three columns hold.
    pub fn from_columns(word: &str, location: Option<String>, address: Option<String>) -> Option<Self> {
        match (word, location, address) {
            (Self::CLASSROOM, None, None) => Some(Self::Classroom),
            (Self::IN_PERSON, Some(location), None) => Some(Self::InPerson { location }),
            (Self::LINK, None, Some(address)) => Some(Self::Link { address }),
            _ => None,
        }
    }

    pub fn location(&self) -> Option<&str> {
        if let Self::InPerson { location } = self { Some(location) } else { None }
    }

    pub fn address(&self) -> Option<&str> {
        if let Self::Link { address } = self { Some(address) } else { None }
    }

    pub const fn is_classroom(&self) -> bool {
        matches!(self, Self::Classroom)
    }

    /// As people read it.
    pub fn words(&self) -> String {
        match self {
            Self::Classroom => "Nacre Online Classroom".to_owned(),
            Self::InPerson { location } => format!("In person: {location}"),
            Self::Link { address } => format!("By link, at {}", host(address)),
        }
    }
}

/// The host of an address that was checked.
fn host(address: &str) -> String {
    Url::parse(address).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
}

/// The address of a meeting as it is kept, when `text` is one that may be handed on: https, with a host, and without
/// a name and a password in front of it, which would show one host to the eye and lead to another.
pub fn meeting_address(text: &str) -> Option<String> {
    let url = Url::parse(text.trim()).ok()?;
    let plain = url.username().is_empty() && url.password().is_none();
    let kept = url.to_string();
    (url.scheme() == "https" && url.has_host() && plain && kept.len() <= MAX_ADDRESS).then_some(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_addresses_without_a_disguise_are_handed_on() {
        assert_eq!(
            meeting_address(" https://meet.example.org/ada?pwd=1 ").as_deref(),
            Some("https://meet.example.org/ada?pwd=1")
        );
        let long = format!("https://meet.example.org/{}", "x".repeat(MAX_ADDRESS));
        for bad in [
            "",
            "meet.example.org",
            "http://meet.example.org/ada",
            "javascript:alert(1)",
            "https://bank.example@evil.example/",
            "https://",
            long.as_str(),
        ] {
            assert_eq!(meeting_address(bad), None, "{bad}");
        }
    }
}
