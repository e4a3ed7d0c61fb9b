//! The rules of signing in.

use db::Scope;
use kernel::{OrgId, Secret, Timestamp, UserId};

use super::throttle::pause_seconds;
use super::{KnownBrowser, NewPassword, WeakPassword, sign_ins};

#[test]
fn guessing_slows_down_but_never_for_long() {
    let pauses: Vec<i64> = (1..=12).map(|tries| pause_seconds(tries, 5)).collect();

    assert_eq!(pauses, [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 30, 30]);
    assert_eq!(pause_seconds(i64::MAX, 5), 30);
}

#[test]
fn weak_passwords_are_named() {
    let judge = |text: &str| NewPassword::new(text, &["ben.ortiz@demo.test", ""]).map(|_| ());

    assert_eq!(judge("short"), Err(WeakPassword::TooShort));
    assert_eq!(judge("Password123"), Err(WeakPassword::TriedFirst));
    assert_eq!(judge("zzzzzzzzzz"), Err(WeakPassword::TriedFirst));
    assert_eq!(judge("Ben.Ortiz@demo.test"), Err(WeakPassword::IsTheLogin));
    assert_eq!(judge("ben.ortiz"), Err(WeakPassword::IsTheLogin));
    assert_eq!(judge(&"x y".repeat(70)), Err(WeakPassword::TooLong));
    assert_eq!(judge("nacre-demo"), Ok(()));
    assert_eq!(judge("fünf grüne Ä"), Ok(()));
}

#[test]
fn a_browser_knows_the_accounts_of_one_family() {
    let key = Secret::new([3; 32]);
    let now = Timestamp::from_micros(1_800_000_000_000_000);
    let scope = Scope::trusted(OrgId::fresh(now));
    let family: Vec<UserId> = (0..7).map(|_| UserId::fresh(now)).collect();

    let browser = family.iter().fold(KnownBrowser::default(), |browser, who| browser.with(&key, scope, *who));
    let again = KnownBrowser::read(Some(&browser.value()));

    assert_eq!(again, browser);
    assert!(again.knows(&key, scope, family[6]));
    assert!(!again.knows(&key, scope, family[0]), "the first of seven is forgotten");
    assert!(!again.knows(&Secret::new([4; 32]), scope, family[6]));
    assert!(!again.knows(&key, Scope::trusted(OrgId::fresh(now)), family[6]));
    assert_eq!(KnownBrowser::read(Some("nonsense..")), KnownBrowser::default());
}

#[test]
fn a_browser_is_listed_by_the_name_people_know() {
    let linux = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";
    let ipad = "Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1";

    assert_eq!(sign_ins::browser_name(linux), "Firefox on Linux");
    assert_eq!(sign_ins::browser_name(ipad), "Safari on iPad");
    assert_eq!(sign_ins::browser_name("<script>"), "A browser");
}
