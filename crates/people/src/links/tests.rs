//! What may be done with a link, as it ages.

use kernel::{LinkId, Timestamp, UserId};

use super::{Kind, Link, LinkState, address_path};

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros(1_800_000_000_000_000).plus_seconds(seconds)
}

fn link(kind: Kind) -> Link {
    let person = UserId::fresh(at(0));
    Link {
        id: LinkId::fresh(at(0)),
        kind,
        person,
        recipient: person,
        session: None,
        created_at: at(0),
        expires_at: at(60),
        mailed_at: None,
        unmailed_at: None,
        opened_at: None,
        used_at: None,
        revoked_at: None,
    }
}

#[test]
fn a_link_is_valid_until_the_second_it_expires() {
    assert_eq!(link(Kind::Reset).state(at(59)), LinkState::Valid);
    assert_eq!(link(Kind::Reset).state(at(60)), LinkState::Expired);
}

#[test]
fn a_join_link_lets_its_student_back_in_and_the_others_act_once() {
    let used = |kind| Link { used_at: Some(at(1)), ..link(kind) };

    assert_eq!(used(Kind::Join).state(at(2)), LinkState::Valid);
    assert_eq!(used(Kind::Activate).state(at(2)), LinkState::Used);
    assert_eq!(used(Kind::Reset).state(at(2)), LinkState::Used);
}

#[test]
fn a_revoked_link_stays_revoked_whatever_else_happened() {
    let revoked = Link { revoked_at: Some(at(1)), used_at: Some(at(1)), ..link(Kind::Join) };

    assert_eq!(revoked.state(at(90)), LinkState::Revoked);
}

#[test]
fn an_address_names_what_the_link_is_for() {
    assert_eq!(address_path(Kind::Join, "abc"), "/join/abc");
}
