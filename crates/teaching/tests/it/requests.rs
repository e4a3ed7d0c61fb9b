//! Requests: asking, answering, who sees what, and that one time is given once.

use axum::http::StatusCode;
use db::in_tx;
use futures_util::future::join_all;
use kernel::{RequestId, SessionId, SessionMinutes, Timestamp, UserId, Zone};
use people::{audit, families, teaching_pairs};
use teaching::requests::{self, AnswerError, AskError, Asked, State, Wish};
use teaching::sessions::{self, BookError};
use testkit::{Answer, Browser, World, on_both_engines};

use crate::booking::{assert_refused, balance};
use crate::stage::{assert_redirect, book, booking, chosen, stored};

/// Thursday 26 November 2026, 16:00 in Chicago.
const THURSDAY: &str = "2026-11-26T22:00:00Z";

fn thursday() -> Timestamp {
    Timestamp::from_jiff(THURSDAY.parse().unwrap())
}

/// Half an hour of Algebra with Ada, at these times.
fn wish(world: &World, student: UserId, starts: &[Timestamp]) -> Wish {
    Wish {
        moves: None,
        instructor: world.ada,
        student,
        program: world.algebra,
        place: teaching::sessions::Place::Classroom,
        minutes: SessionMinutes::new(30).unwrap(),
        starts: starts.to_vec(),
        zone: Zone::named("America/Chicago").unwrap(),
        subject: "Fractions".to_owned(),
        description: String::new(),
        by: world.carol,
    }
}

async fn try_to_ask(world: &World, by: UserId, wish: &Wish) -> Result<RequestId, AskError> {
    let viewer = world.viewer(by).await;
    let key = RequestId::fresh(world.clock.now()).to_string();
    let asked = Asked { key, body_hash: [1; 32] };
    in_tx!(world.db, AskError, tx, { requests::ask(tx, &viewer, wish, &asked).await })
}

/// Carol asks for half an hour of `student` with Ada.
async fn ask(world: &World, student: UserId, starts: &[Timestamp]) -> RequestId {
    try_to_ask(world, world.carol, &wish(world, student, starts)).await.unwrap()
}

async fn accept(
    world: &World,
    by: UserId,
    request: RequestId,
    start: Timestamp,
) -> Result<SessionId, AnswerError> {
    let viewer = world.viewer(by).await;
    let key = world.app.key();
    in_tx!(world.db, AnswerError, tx, { requests::accept(tx, key, &viewer, request, start).await })
}

async fn propose(world: &World, by: UserId, request: RequestId, start: Timestamp) -> Result<(), AnswerError> {
    let viewer = world.viewer(by).await;
    in_tx!(world.db, AnswerError, tx, { requests::propose(tx, &viewer, request, start, "").await })
}

async fn state(world: &World, request: RequestId) -> State {
    let mut tx = world.db.read().await.unwrap();
    requests::find(&mut tx, world.harbor, request).await.unwrap().state(world.clock.now())
}

/// What Carol fills in for Ben.
fn thursday_form(world: &World) -> Vec<(&'static str, String)> {
    vec![
        ("student", world.ben.to_string()),
        ("instructor", world.ada.to_string()),
        ("program", world.algebra.to_string()),
        ("minutes", "30".to_owned()),
        ("date_1", "2026-11-26".to_owned()),
        ("start_1", "16:00".to_owned()),
        ("subject", "Fractions".to_owned()),
    ]
}

async fn press(
    browser: &mut Browser,
    fields: &[(&'static str, String)],
    more: &[(&str, &str)],
    step: &str,
) -> Answer {
    let key = browser.get("/requests/new").await.field("key").unwrap().to_owned();
    let mut all: Vec<(&str, &str)> = vec![("key", &key), ("step", step)];
    let kept = fields.iter().filter(|(name, _)| more.iter().all(|(other, _)| other != name));
    all.extend(kept.map(|(name, value)| (*name, value.as_str())));
    all.extend_from_slice(more);
    browser.post("/requests", &all).await
}

fn request_of(answer: &Answer) -> RequestId {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    answer.location().strip_prefix("/requests/").unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_parent_asks_and_the_instructor_accepts_and_it_is_a_session_like_any_other() {
    on_both_engines(async |world| {
        let mut carol = world.signed_in(world.carol).await;
        assert!(carol.get("/requests").await.text.contains("href=\"/requests/new\""));
        let fields = thursday_form(&world);

        let preview =
            press(&mut carol, &fields, &[("start_2", "18:00"), ("date_2", "2026-11-27")], "preview").await;

        assert_eq!(preview.status, StatusCode::OK, "{}", preview.text);
        for words in [
            "Thursday 26 November 2026, 16:00 (Chicago)",
            "Friday 27 November 2026, 18:00 (Chicago)",
            "Ben Ortiz with Ada Byron",
            "One credit is held when it is accepted; 2 are free after that.",
        ] {
            assert!(preview.text.contains(words), "{words}: {}", preview.text);
        }
        assert!(carol.get("/requests").await.text.contains("Nothing is open"), "nothing is asked yet");

        let request = request_of(&press(&mut carol, &fields, &[], "send").await);

        assert!(carol.get("/requests").await.text.contains("Pending confirmation"));
        assert_eq!(balance(&world, world.ben).await.held, 0, "asking holds nothing");
        for person in [world.carol, world.ada, world.ben] {
            let month = world.signed_in(person).await.get("/calendar?on=2026-11-26").await.text;
            assert!(month.contains(&format!("href=\"/requests/{request}\"")), "{month}");
            assert!(month.contains("Pending confirmation"), "{month}");
        }
        let others = world.signed_in(world.ivan).await.get("/calendar?on=2026-11-26").await.text;
        assert!(!others.contains(&request.to_string()), "{others}");
        let mut ada = world.signed_in(world.ada).await;
        assert!(ada.get("/requests").await.text.contains("needs your answer"));
        let page = ada.get(&format!("/requests/{request}")).await.text;
        assert!(page.contains("Carol Ortiz") && page.contains("Accept"), "{page}");

        let start = thursday().micros().to_string();
        let accepted = ada.post(&format!("/requests/{request}/acceptance"), &[("start", &start)]).await;

        let session: SessionId = accepted.location().strip_prefix("/sessions/").unwrap().parse().unwrap();
        let stored = stored(&world, session).await;
        assert_eq!(stored.starts_at, thursday());
        assert_eq!((stored.instructor, stored.student, stored.minutes()), (world.ada, world.ben, 30));
        assert_eq!((stored.subject.as_str(), stored.created_by), ("Fractions", world.ada));
        assert_eq!(balance(&world, world.ben).await.held, 1);
        let page = carol.get(&format!("/requests/{request}")).await.text;
        assert!(page.contains("Ada Byron accepted it") && page.contains(&session.to_string()), "{page}");
        assert!(!page.contains("Withdraw"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn only_those_the_organization_lets_ask_and_only_for_their_own_children() {
    on_both_engines(async |world| {
        let mut ben = world.signed_in(world.ben).await;
        assert_eq!(ben.get("/requests/new").await.status, StatusCode::NOT_FOUND);
        assert!(!ben.get("/requests").await.text.contains("/requests/new"));

        for (by, student) in [(world.ben, world.ben), (world.ada, world.ben), (world.carol, world.ada)] {
            let refused = try_to_ask(&world, by, &wish(&world, student, &[thursday()])).await;
            assert!(matches!(refused, Err(AskError::UnknownStudent)), "{refused:?}");
        }
        let ivan = Wish { instructor: world.ivan, ..wish(&world, world.ben, &[thursday()]) };
        let refused = try_to_ask(&world, world.carol, &ivan).await;
        assert!(matches!(refused, Err(AskError::UnknownInstructor)), "Ivan does not teach Ben: {refused:?}");

        let mut amara = world.signed_in(world.amara).await;
        let saved = amara.post("/configuration/requests", &[("students", "true")]).await;
        assert_redirect(&saved, "/configuration/requests?saved=true");
        let trail =
            audit::newest(&mut world.db.read().await.unwrap(), world.harbor, "requests ", 5).await.unwrap();
        let trail: Vec<_> = trail
            .iter()
            .map(|line| (line.what.as_str(), line.before.as_deref(), line.after.as_deref()))
            .collect();
        assert!(trail.contains(&("requests by parents", Some("yes"), Some("no"))), "{trail:?}");
        assert!(trail.contains(&("requests by students", Some("no"), Some("yes"))), "{trail:?}");
        let own = Wish { by: world.ben, ..wish(&world, world.ben, &[thursday()]) };
        try_to_ask(&world, world.ben, &own).await.unwrap();
        let foreign = try_to_ask(&world, world.ben, &wish(&world, world.mia, &[thursday()])).await;
        assert!(matches!(foreign, Err(AskError::UnknownStudent)), "{foreign:?}");
        let parent = try_to_ask(&world, world.carol, &wish(&world, world.mia, &[thursday()])).await;
        assert!(matches!(parent, Err(AskError::UnknownStudent)), "{parent:?}");
        let mut carol = world.signed_in(world.carol).await;
        assert_eq!(carol.get("/requests/new").await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn whoever_has_no_part_in_a_request_does_not_find_it() {
    on_both_engines(async |world| {
        let request = ask(&world, world.ben, &[thursday()]).await;
        let path = format!("/requests/{request}");
        let start = thursday().micros().to_string();

        for person in [world.ivan, world.mia] {
            let mut browser = world.signed_in(person).await;
            assert_eq!(browser.get(&path).await.status, StatusCode::NOT_FOUND);
            assert!(!browser.get("/requests").await.text.contains(&request.to_string()));
            for (verb, fields) in [
                ("acceptance", vec![("start", start.as_str())]),
                ("decline", vec![("reason", "no")]),
                ("proposal", vec![]),
                ("withdrawal", vec![]),
            ] {
                let answer = browser.post(&format!("{path}/{verb}"), &fields).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{verb}: {}", answer.text);
            }
        }
        let mut olga = world.signed_in_at_oak(world.olga).await;
        assert_eq!(olga.get(&path).await.status, StatusCode::NOT_FOUND);
        assert_eq!(
            olga.post(&format!("{path}/decline"), &[("reason", "no")]).await.status,
            StatusCode::NOT_FOUND
        );

        // the student looks on, and answers nothing
        let mut ben = world.signed_in(world.ben).await;
        let seen = ben.get(&path).await.text;
        assert!(
            seen.contains("Fractions") && !seen.contains("Withdraw") && !seen.contains("Accept"),
            "{seen}"
        );
        for (by, verb) in [
            (world.ben, "withdrawal"),
            (world.ben, "decline"),
            (world.ada, "withdrawal"),
            (world.carol, "decline"),
        ] {
            let answer = world.signed_in(by).await.post(&format!("{path}/{verb}"), &[("reason", "no")]).await;
            assert!(
                !answer.status.is_success() && !answer.status.is_redirection(),
                "{verb}: {}",
                answer.status
            );
        }
        // nobody accepts for themselves what they asked for
        let refused = accept(&world, world.carol, request, thursday()).await;
        assert!(matches!(refused, Err(AnswerError::NotAnOption)), "{refused:?}");
        assert_eq!(state(&world, request).await, State::Pending);
    })
    .await;
}

#[tokio::test]
async fn an_instructor_proposes_another_time_and_the_family_takes_it() {
    on_both_engines(async |world| {
        let request = ask(&world, world.ben, &[thursday()]).await;
        let mut ada = world.signed_in(world.ada).await;
        let path = format!("/requests/{request}");
        let soon = [("date", "2026-11-24"), ("clock", "10:00")];
        assert_refused(
            &ada.post(&format!("{path}/proposal"), &soon).await,
            "clock",
            "at least 25 hours ahead",
        );

        let fields = [("date", "2026-11-27"), ("clock", "17:15"), ("words", "Thursday is full.")];
        assert_redirect(&ada.post(&format!("{path}/proposal"), &fields).await, &path);

        assert_eq!(state(&world, request).await, State::Proposed);
        let mut carol = world.signed_in(world.carol).await;
        assert!(carol.get("/requests").await.text.contains("needs your answer"));
        let page = carol.get(&path).await.text;
        assert!(
            page.contains("Friday 27 November 2026, 17:15") && page.contains("Thursday is full."),
            "{page}"
        );
        let before = accept(&world, world.carol, request, thursday()).await;
        assert!(matches!(before, Err(AnswerError::NotAnOption)), "that time is not proposed: {before:?}");
        let start = Timestamp::from_jiff("2026-11-27T23:15:00Z".parse().unwrap());
        let start = start.micros().to_string();
        let accepted = carol.post(&format!("{path}/acceptance"), &[("start", &start)]).await;

        let session: SessionId = accepted.location().strip_prefix("/sessions/").unwrap().parse().unwrap();
        let stored = stored(&world, session).await;
        assert_eq!(stored.starts_at.to_string(), "2026-11-27T23:15:00Z");
        assert_eq!(stored.created_by, world.carol);
        assert_eq!(state(&world, request).await, State::Accepted);
    })
    .await;
}

#[tokio::test]
async fn a_decline_needs_a_reason_and_an_answer_is_for_good() {
    on_both_engines(async |world| {
        let request = ask(&world, world.ben, &[thursday()]).await;
        let mut amara = world.signed_in(world.amara).await;
        let path = format!("/requests/{request}");

        assert_refused(
            &amara.post(&format!("{path}/decline"), &[("reason", " ")]).await,
            "reason",
            "Say why",
        );
        assert_redirect(&amara.post(&format!("{path}/decline"), &[("reason", "Ada is away.")]).await, &path);

        let page = world.signed_in(world.carol).await.get(&path).await.text;
        assert!(page.contains("Declined") && page.contains("Amara Okafor: Ada is away."), "{page}");
        let late = accept(&world, world.ada, request, thursday()).await;
        assert!(matches!(late, Err(AnswerError::NotOpen)), "{late:?}");
        let again = world.signed_in(world.carol).await.post(&format!("{path}/withdrawal"), &[]).await;
        assert!(again.text.contains("not open any more"), "{}", again.text);
        assert_eq!(state(&world, request).await, State::Declined);

        let other = ask(&world, world.ben, &[thursday()]).await;
        let withdrawal = format!("/requests/{other}/withdrawal");
        world.signed_in(world.carol).await.post(&withdrawal, &[]).await;
        assert_eq!(state(&world, other).await, State::Withdrawn);
    })
    .await;
}

#[tokio::test]
async fn of_many_acceptances_and_bookings_of_one_time_one_gets_it() {
    on_both_engines(async |world| {
        let (mia, ben) =
            (ask(&world, world.mia, &[thursday()]).await, ask(&world, world.ben, &[thursday()]).await);
        let other = ask(&world, world.mia, &[thursday(), thursday().plus_minutes(24 * 60)]).await;
        let minutes = thursday().since(world.clock.now()).as_secs() / 60;
        let booking = sessions::Booking {
            starts_at: thursday(),
            ..booking(&world, world.ben, i64::try_from(minutes).unwrap())
        };

        let accepted = join_all((0..4).map(|turn| {
            let request = if turn % 2 == 0 { mia } else { ben };
            accept(&world, world.ada, request, thursday())
        }));
        let booked = join_all((0..4).map(|_| async {
            let key = world.app.key();
            in_tx!(world.db, BookError, tx, { sessions::book(tx, world.harbor, key, &booking).await })
        }));
        let (accepted, booked) = tokio::join!(accepted, booked);

        let won = accepted.iter().filter(|done| done.is_ok()).count()
            + booked.iter().filter(|done| done.is_ok()).count();
        assert_eq!(won, 1, "{accepted:?} {booked:?}");
        for refused in accepted.iter().filter_map(|done| done.as_ref().err()) {
            assert!(matches!(refused, AnswerError::Busy | AnswerError::NotOpen), "{refused:?}");
        }
        assert!(state(&world, other).await.is_open(), "another time is left to it");
        let mut tx = world.db.read().await.unwrap();
        let at = (thursday(), thursday().plus_minutes(30));
        let taken = sessions::busy(&mut tx, world.harbor, world.ada, at).await.unwrap();
        assert_eq!(taken.len(), 1, "{taken:?}");
    })
    .await;
}

#[tokio::test]
async fn who_asked_for_a_time_that_is_given_away_is_declined_and_shown_others() {
    on_both_engines(async |world| {
        let mut ada = world.signed_in(world.ada).await;
        let hours = [
            ("thu_from_1", "15:00"),
            ("thu_to_1", "18:00"),
            ("fri_from_1", "15:00"),
            ("fri_to_1", "18:00"),
            ("zone", "America/Chicago"),
            ("notice_hours", "0"),
            ("buffer_minutes", "0"),
        ];
        assert_redirect(&ada.post("/availability", &hours).await, "/availability?saved=true");
        let mia = ask(&world, world.mia, &[thursday()]).await;
        let overlapping = ask(&world, world.ben, &[thursday().plus_minutes(15)]).await;
        let elsewhere = ask(&world, world.ben, &[thursday().plus_minutes(30)]).await;
        let mut carol = world.signed_in(world.carol).await;
        let preview = press(&mut carol, &thursday_form(&world), &[], "preview").await.text;
        assert!(preview.contains("Somebody else has asked for this time too"), "{preview}");

        accept(&world, world.ada, mia, thursday()).await.unwrap();

        assert_eq!(state(&world, overlapping).await, State::Declined);
        assert_eq!(state(&world, elsewhere).await, State::Pending);
        let page = carol.get(&format!("/requests/{overlapping}")).await.text;
        assert!(page.contains("That time was given to somebody who asked for it too."), "{page}");
        assert!(page.contains("Times that are free"), "{page}");
        let free = "date_1=2026-11-26&amp;start_1=16:30";
        assert!(page.contains(free), "{page}");
        assert!(!page.contains("start_1=16:00"), "taken: {page}");
        assert!(!page.contains("Mia"), "who got it is nobody else's business: {page}");
    })
    .await;
}

#[tokio::test]
async fn a_request_that_nobody_answers_expires_whether_the_worker_looked_or_not() {
    on_both_engines(async |world| {
        let near = ask(&world, world.ben, &[thursday()]).await;
        let far = ask(&world, world.mia, &[thursday().plus_minutes(10 * 24 * 60)]).await;
        // Thursday 22:00 less 24 hours
        world.pass_minutes(48 * 60 + 52);
        assert_eq!(state(&world, near).await, State::Pending);
        world.pass_minutes(1);

        assert_eq!(state(&world, near).await, State::Expired);
        let late = accept(&world, world.ada, near, thursday()).await;
        assert!(matches!(late, Err(AnswerError::NotOpen)), "{late:?}");
        let page = world.signed_in(world.carol).await.get("/requests").await.text;
        assert!(page.contains("Expired"), "{page}");

        let ended = in_tx!(world.db, db::Error, tx, { requests::take_due(tx, 10).await }).unwrap();
        assert_eq!(ended, [(world.harbor, near)]);
        let ended = in_tx!(world.db, db::Error, tx, { requests::take_due(tx, 10).await }).unwrap();
        assert_eq!(ended, [], "each once");
        assert_eq!(state(&world, far).await, State::Pending);
        world.pass_minutes(24 * 60);
        assert_eq!(state(&world, far).await, State::Expired, "72 hours after asking");
    })
    .await;
}

#[tokio::test]
async fn a_parent_asks_for_another_time_of_a_session_and_it_moves() {
    on_both_engines(async |world| {
        let session = book(&world, &booking(&world, world.ben, 5 * 24 * 60)).await;
        let before = stored(&world, session).await;
        let mut carol = world.signed_in(world.carol).await;
        let page = carol.get(&format!("/sessions/{session}")).await.text;
        let address = format!("/requests/new?session={session}");
        assert!(page.contains(&format!("href=\"{address}\"")), "{page}");
        let form = carol.get(&address).await;
        assert!(
            form.text.contains("Ask for another time") && form.text.contains("Ada Byron"),
            "{}",
            form.text
        );
        let own = session.to_string();
        let fields = [
            ("session", own.as_str()),
            ("date_1", "2026-11-26"),
            ("start_1", "16:00"),
            ("key", form.field("key").unwrap()),
            ("step", "send"),
        ];
        let request = request_of(&carol.post("/requests", &fields).await);
        assert_eq!(
            stored(&world, session).await.starts_at,
            before.starts_at,
            "nothing moves before the answer"
        );

        let moved = accept(&world, world.ada, request, thursday()).await.unwrap();

        assert_eq!(moved, session);
        let after = stored(&world, session).await;
        assert_eq!((after.starts_at, after.minutes()), (thursday(), before.minutes()));
        assert_eq!(after.moved.unwrap().starts_at, before.starts_at);
        assert_eq!(state(&world, request).await, State::Accepted);

        // a stranger's session, and one of no child of theirs
        let foreign = world.start_at_oak().await;
        assert_eq!(
            carol.get(&format!("/requests/new?session={foreign}")).await.status,
            StatusCode::NOT_FOUND
        );
        let mut ivan = world.signed_in(world.ivan).await;
        assert!(!ivan.get(&format!("/sessions/{session}")).await.text.contains("Ask for another time"));
    })
    .await;
}

#[tokio::test]
async fn a_family_takes_the_other_time_proposed_for_a_session_and_a_cancelled_one_ends_the_request() {
    on_both_engines(async |world| {
        let session = book(&world, &booking(&world, world.ben, 5 * 24 * 60)).await;
        let moves = |start| Wish {
            moves: Some(session),
            subject: String::new(),
            ..wish(&world, world.ben, &[start])
        };
        let request = try_to_ask(&world, world.carol, &moves(thursday())).await.unwrap();
        let friday = thursday().plus_minutes(24 * 60);
        propose(&world, world.ada, request, friday).await.unwrap();

        accept(&world, world.carol, request, friday).await.unwrap();

        assert_eq!(stored(&world, session).await.starts_at, friday);

        let next = try_to_ask(&world, world.carol, &moves(thursday())).await.unwrap();
        let ada = world.viewer(world.ada).await;
        in_tx!(world.db, sessions::CancelError, tx, {
            sessions::cancel(tx, &ada, session, "Ada is ill").await
        })
        .unwrap();
        assert_eq!(state(&world, next).await, State::Expired);
        let late = accept(&world, world.ada, next, thursday()).await;
        assert!(matches!(late, Err(AnswerError::NotOpen)), "{late:?}");
        let page = world.signed_in(world.carol).await.get(&format!("/requests/{next}")).await.text;
        assert!(page.contains("The session it is about has begun, is over, or was cancelled."), "{page}");
    })
    .await;
}

#[tokio::test]
async fn bad_input_is_said_at_its_place_and_a_press_counts_once() {
    on_both_engines(async |world| {
        let mut carol = world.signed_in(world.carol).await;
        let fields = thursday_form(&world);
        let send =
            async |carol: &mut Browser, more: &[(&str, &str)]| press(carol, &fields, more, "send").await;

        assert_refused(&send(&mut carol, &[("start_1", "")]).await, "start_1", "Choose when");
        assert_refused(&send(&mut carol, &[("date_1", "soon")]).await, "date_1", "Choose a day");
        assert_refused(&send(&mut carol, &[("date_1", "2026-11-24")]).await, "date_1", "at least 25 hours");
        assert_refused(&send(&mut carol, &[("date_1", "2029-11-24")]).await, "date_1", "two years");
        let twice = [("date_2", "2026-11-26"), ("start_2", "16:00")];
        assert_refused(&send(&mut carol, &twice).await, "start_2", "stands here already");
        let second = carol.get("/requests/new?date_2=2026-11-27").await.text;
        assert!(
            second.contains("<details class=\"fold\" open"),
            "a day that was chosen stays in sight: {second}"
        );
        assert_refused(&send(&mut carol, &[("minutes", "55")]).await, "minutes", "from the list");
        assert_refused(
            &send(&mut carol, &[("instructor", "nobody")]).await,
            "instructor",
            "Choose an instructor",
        );
        let minutes = i64::try_from(thursday().since(world.clock.now()).as_secs() / 60).unwrap();
        book(&world, &booking(&world, world.mia, minutes)).await;
        let busy = send(&mut carol, &[]).await;
        assert_refused(&busy, "start_1", "has another session then");
        assert_eq!(chosen(&busy.text, "start_1"), Some("16:00"), "what was typed stays");

        let key = carol.get("/requests/new").await.field("key").unwrap().to_owned();
        let mut all: Vec<(&str, &str)> = vec![("key", &key), ("step", "send"), ("date_1", "2026-11-27")];
        all.extend(
            fields.iter().filter(|(name, _)| *name != "date_1").map(|(name, value)| (*name, value.as_str())),
        );
        let first = carol.post("/requests", &all).await;
        let again = carol.post("/requests", &all).await;
        assert_eq!(request_of(&first), request_of(&again));
    })
    .await;
}

#[tokio::test]
async fn nobody_who_stopped_teaching_a_student_is_booked_by_an_old_request() {
    on_both_engines(async |world| {
        let request = ask(&world, world.ben, &[thursday()]).await;
        in_tx!(world.db, db::Error, tx, {
            teaching_pairs::unassign(tx, world.harbor, world.ada, world.ben).await
        })
        .unwrap();
        let page = world.signed_in(world.ada).await.get(&format!("/requests/{request}")).await.text;
        assert!(page.contains("does not teach this student any more"), "{page}");
        let refused = accept(&world, world.ada, request, thursday()).await;
        assert!(matches!(refused, Err(AnswerError::NotTaught)), "{refused:?}");
        // who is no parent any more sees what they asked for, and nothing else of the student's
        in_tx!(world.db, db::Error, tx, { families::unlink(tx, world.harbor, world.carol, world.ben).await })
            .unwrap();
        let refused = try_to_ask(&world, world.carol, &wish(&world, world.ben, &[thursday()])).await;
        assert!(matches!(refused, Err(AskError::UnknownStudent)), "{refused:?}");
    })
    .await;
}

#[tokio::test]
async fn the_list_its_file_and_the_calendar_are_narrowed_to_what_is_pending() {
    on_both_engines(async |world| {
        let planned = book(&world, &booking(&world, world.ben, 120)).await;
        let request = ask(&world, world.ben, &[thursday(), thursday().plus_minutes(60)]).await;
        for person in [world.carol, world.ada, world.amara, world.ben] {
            let mut browser = world.signed_in(person).await;
            assert!(browser.get("/sessions").await.text.contains(&planned.to_string()));

            let list = browser.get("/sessions?status=pending").await.text;
            assert!(list.contains(&format!("/requests/{request}")) && list.contains("or 1 other"), "{list}");
            assert!(!list.contains(&planned.to_string()), "{list}");
            let file = browser.get("/sessions/csv?status=pending").await.text;
            let lines: Vec<&str> = file.lines().collect();
            assert_eq!(lines.len(), 2, "{file}");
            assert!(lines[1].starts_with(",pending confirmation,,2026-11-26T22:00:00Z,"), "{file}");
            assert!(lines[0].ends_with(",request_id") && lines[1].ends_with(&request.to_string()), "{file}");
        }

        let mut amara = world.signed_in(world.amara).await;
        let finds = [
            ("status=pending", true),
            ("student=ben", true),
            ("student=mia", false),
            ("instructor=ivan", false),
            ("status=scheduled", false),
        ];
        for (narrowed, is_there) in finds {
            let month = amara.get(&format!("/calendar?on=2026-11-26&{narrowed}")).await.text;
            assert_eq!(month.contains(&format!("/requests/{request}")), is_there, "{narrowed}");
        }
        let others = world.signed_in(world.ivan).await.get("/sessions?status=pending").await.text;
        assert!(!others.contains(&request.to_string()), "{others}");
        let over = amara.get("/sessions?when=past&status=pending").await.text;
        assert!(!over.contains(&request.to_string()), "{over}");
    })
    .await;
}
