//! Where a request stands, and when it runs out.

use kernel::{ProgramId, RequestId, SessionId, SessionMinutes, Timestamp, UserId, Zone};

use super::request::{Answer, Moves, Proposal, Request, State, expires_at};

fn at(hours: i64) -> Timestamp {
    Timestamp::from_micros(0).plus_minutes(hours * 60)
}

/// Asked for at the beginning of time, for two times in 100 and 200 hours; it runs out after 72.
fn request() -> Request {
    let now = at(0);
    let someone = UserId::fresh(now);
    let starts = vec![at(100), at(200)];
    Request {
        id: RequestId::fresh(now),
        moves: None,
        instructor: someone,
        instructor_name: "Ada Byron".to_owned(),
        instructor_first_name: "Ada".parse().unwrap(),
        student: someone,
        student_name: "Ben Ortiz".to_owned(),
        student_first_name: "Ben".parse().unwrap(),
        program: ProgramId::fresh(now),
        program_title: "Algebra".to_owned(),
        place: crate::sessions::Place::Classroom,
        subject: String::new(),
        description: String::new(),
        minutes: SessionMinutes::new(60).unwrap(),
        zone: Zone::UTC,
        expires_at: expires_at(now, &starts, None),
        starts,
        asked_by: someone,
        asked_by_name: "Carol Ortiz".to_owned(),
        asked_at: now,
        proposal: None,
        answer: None,
        answered_at: None,
        answered_by: None,
        answered_by_name: None,
        reason: None,
        session: None,
    }
}

fn proposal() -> Option<Proposal> {
    Some(Proposal { starts_at: at(150), by: UserId::fresh(at(0)), at: at(1), words: String::new() })
}

fn moves(is_settled: bool) -> Option<Moves> {
    let session = SessionId::fresh(at(0));
    Some(Moves { session, starts_at: at(90), ends_at: at(91), is_settled, is_shared: false })
}

/// Answer × proposal × whether the session it is to move is settled × before and after it runs out.
#[test]
fn the_state_follows_from_the_facts() {
    use State::{Accepted, Declined, Expired, Pending, Proposed, Withdrawn};
    let table = [
        (None, false, false, [Pending, Expired]),
        (None, true, false, [Proposed, Expired]),
        (None, false, true, [Expired, Expired]),
        (None, true, true, [Expired, Expired]),
        (Some(Answer::Accepted), false, false, [Accepted, Accepted]),
        (Some(Answer::Accepted), true, true, [Accepted, Accepted]),
        (Some(Answer::Declined), false, false, [Declined, Declined]),
        (Some(Answer::Declined), true, true, [Declined, Declined]),
        (Some(Answer::Withdrawn), true, false, [Withdrawn, Withdrawn]),
        (Some(Answer::Withdrawn), false, true, [Withdrawn, Withdrawn]),
        (Some(Answer::Expired), false, false, [Expired, Expired]),
        (Some(Answer::Expired), true, true, [Expired, Expired]),
    ];

    for (answer, is_proposed, is_settled, expected) in table {
        let proposal = if is_proposed { proposal() } else { None };
        let request = Request { answer, proposal, moves: moves(is_settled), ..request() };
        let last_moment = request.expires_at.plus_seconds(-1);

        let states = [last_moment, request.expires_at].map(|now| request.state(now));

        assert_eq!(states, expected, "{answer:?}, proposed: {is_proposed}, settled: {is_settled}");
    }
}

#[test]
fn a_request_runs_out_after_72_hours_or_24_before_its_last_time() {
    assert_eq!(expires_at(at(0), &[at(100), at(200)], None), at(72));
    assert_eq!(expires_at(at(0), &[at(50), at(80)], None), at(56));
    assert_eq!(expires_at(at(0), &[at(100)], Some(at(30))), at(30), "the session that is to move begins");
}

#[test]
fn what_is_agreed_on_is_what_was_proposed_last() {
    let asked = request();
    let proposed = Request { proposal: proposal(), ..request() };

    assert_eq!(asked.options(), [at(100), at(200)]);
    assert_eq!(proposed.options(), [at(150)]);
}

#[test]
fn times_meet_when_they_share_a_moment() {
    let request = request();

    assert!(request.meets(at(100), (at(100), at(101))));
    assert!(request.meets(at(100), (at(99), at(100).plus_seconds(1))));
    assert!(!request.meets(at(100), (at(99), at(100))));
    assert!(!request.meets(at(100), (at(101), at(102))));
}
