//! Times and lengths, as people read them.

use kernel::{Timestamp, Zone};

/// `Mon 23 Nov, 16:00`.
pub fn date_time(at: Timestamp, zone: &Zone) -> String {
    at.in_zone(zone).strftime("%a %-d %b, %H:%M").to_string()
}

/// `Monday 23 November 2026, 16:00 (CST)`: for mails, where the zone is named.
pub fn date_time_zone(at: Timestamp, zone: &Zone) -> String {
    at.in_zone(zone).strftime("%A %-d %B %Y, %H:%M (%Z)").to_string()
}

/// `16:00`.
pub fn time(at: Timestamp, zone: &Zone) -> String {
    at.in_zone(zone).strftime("%H:%M").to_string()
}

/// `Mon 23 Nov`.
pub fn date(at: Timestamp, zone: &Zone) -> String {
    at.in_zone(zone).strftime("%a %-d %b").to_string()
}

/// `2026-11-23T16:00:00Z`, for the `datetime` attribute.
pub fn machine(at: Timestamp) -> String {
    at.to_string()
}

/// `24 min 10 s`, `45 s`.
pub fn seconds(seconds: i64) -> String {
    match (seconds / 60, seconds % 60) {
        (0, s) => format!("{s} s"),
        (m, 0) => format!("{m} min"),
        (m, s) => format!("{m} min {s} s"),
    }
}

/// `45.00 USD` from minor units.
pub fn money(minor: i64, currency: &str) -> String {
    let sign = if minor < 0 { "−" } else { "" };
    format!("{sign}{}.{:02} {currency}", minor.abs() / 100, minor.abs() % 100)
}

/// `812 bytes`, `14 KB`, `3.4 MB`.
pub fn bytes(bytes: i64) -> String {
    const KB: i64 = 1024;
    const MB: i64 = 1024 * KB;
    match bytes {
        ..KB => format!("{bytes} bytes"),
        KB..MB => format!("{} KB", bytes / KB),
        _ if bytes % MB == 0 || bytes >= 100 * MB => format!("{} MB", bytes / MB),
        _ => format!("{}.{} MB", bytes / MB, bytes % MB * 10 / MB),
    }
}

/// A cell of a CSV file that no spreadsheet takes for a formula: one that begins like it gets an apostrophe.
pub fn cell(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::{bytes, cell};

    #[test]
    fn no_cell_begins_like_a_formula() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"] {
            assert_eq!(cell(text.to_owned()), format!("'{text}"));
        }
        assert_eq!(cell("a=b, 1-2".to_owned()), "a=b, 1-2");
    }

    #[test]
    fn bytes_are_told_in_the_nearest_unit() {
        let told = [812, 14 * 1024, 3_565_159, 25 * 1024 * 1024, 500 * 1024 * 1024 + 1].map(bytes);

        assert_eq!(told, ["812 bytes", "14 KB", "3.4 MB", "25 MB", "500 MB"]);
    }
}
