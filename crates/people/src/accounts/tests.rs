//! The rules of accounts.

use super::{Consent, Username};

#[test]
fn a_username_is_folded_and_never_looks_like_an_address() {
    assert_eq!("  Mia.K-07 ".parse::<Username>().map(|name| name.to_string()), Ok("mia.k-07".to_owned()));
    for bad in ["", "ab", "mia@home", "mia k", "...", "ünal", "a\nb", &"x".repeat(41)] {
        assert!(bad.parse::<Username>().is_err(), "{bad:?}");
    }
}

#[test]
fn a_child_under_13_needs_consent_on_file() {
    assert!(Consent::OnFile.covers(true));
    assert!(Consent::Missing.covers(false));
    assert!(!Consent::Missing.covers(true));
}
