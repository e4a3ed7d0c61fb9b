//! Which bytes of a file a request asks for (RFC 9110 section 14).

/// The answer to a `Range` header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// All bytes, with 200: no range, or none that is understood.
    All,
    /// `from..to`, with 206.
    Bytes { from: u64, to: u64 },
    /// Nothing of what is there, with 416.
    Nothing,
}

/// A range is answered up to so many bytes; players ask for the rest. So a right that was lost is lost within seconds.
pub const MAX_RANGE_BYTES: u64 = 8 << 20;

/// Reads the header for a file of this length. Several ranges at once are not offered.
pub fn wanted(header: Option<&str>, length: u64) -> Wanted {
    let Some((first, last)) = header.and_then(bounds) else { return Wanted::All };
    let (from, to) = match (first, last) {
        (Some(from), Some(last)) if last < from => return Wanted::All,
        (Some(from), last) => (from, last.map_or(length, |last| last.saturating_add(1).min(length))),
        (None, Some(last)) => (length.saturating_sub(last), length),
        (None, None) => return Wanted::All,
    };
    if from >= to {
        Wanted::Nothing
    } else {
        Wanted::Bytes { from, to: to.min(from.saturating_add(MAX_RANGE_BYTES)) }
    }
}

fn bounds(header: &str) -> Option<(Option<u64>, Option<u64>)> {
    let (first, last) = header.trim().strip_prefix("bytes=")?.split_once('-')?;
    Some((number(first)?, number(last)?))
}

/// A number, or nothing at all.
fn number(text: &str) -> Option<Option<u64>> {
    let text = text.trim();
    if text.is_empty() {
        return Some(None);
    }
    text.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| text.parse().ok())
        .map(|number| number.or(Some(u64::MAX)))
}

#[cfg(test)]
mod tests {
    use super::Wanted::{All, Bytes, Nothing};
    use super::*;

    #[test]
    fn one_range_is_answered_and_anything_else_is_the_whole() {
        for (header, answer) in [
            ("bytes=0-0", Bytes { from: 0, to: 1 }),
            ("bytes=10-19", Bytes { from: 10, to: 20 }),
            ("bytes=90-", Bytes { from: 90, to: 100 }),
            ("bytes=90-1000", Bytes { from: 90, to: 100 }),
            ("bytes=90-99999999999999999999999", Bytes { from: 90, to: 100 }),
            ("bytes=-30", Bytes { from: 70, to: 100 }),
            ("bytes=-300", Bytes { from: 0, to: 100 }),
            ("bytes=100-", Nothing),
            ("bytes=100-200", Nothing),
            ("bytes=-0", Nothing),
            ("bytes=20-10", All),
            ("bytes=0-1,5-6", All),
            ("bytes=-", All),
            ("bytes=+1-2", All),
            ("bytes=a-b", All),
            ("lines=0-1", All),
            ("", All),
        ] {
            assert_eq!(wanted(Some(header), 100), answer, "{header}");
        }
        assert_eq!(wanted(None, 100), All);
        assert_eq!(wanted(Some("bytes=0-"), 0), Nothing);
        assert_eq!(wanted(Some("bytes=0-"), 1 << 30), Bytes { from: 0, to: MAX_RANGE_BYTES });
        assert_eq!(wanted(Some("bytes=5-5"), u64::MAX), Bytes { from: 5, to: 6 });
    }
}
