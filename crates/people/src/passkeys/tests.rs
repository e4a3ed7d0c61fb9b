//! The rules of passkeys.

use super::passkey::{Name, may_remove};

#[test]
fn a_key_is_called_what_was_typed_or_by_the_browser() {
    assert_eq!(Name::of("", "Firefox on Linux").as_str(), "Firefox on Linux");
    assert_eq!(Name::of("  My \n phone ", "Firefox on Linux").as_str(), "My phone");
    assert_eq!(Name::of(&"ü".repeat(90), "").as_str(), "ü".repeat(60));
    assert_eq!(Name::of("", "").as_str(), "Passkey");
}

#[test]
fn the_only_way_in_stays() {
    assert!(!may_remove(1, false));
    assert!(may_remove(2, false) && may_remove(1, true));
}
