//! A session of several students: each has a session of their own, and staff read and change them as one.

use axum::http::StatusCode;
use db::in_tx;
use futures_util::future::join_all;
use kernel::{GroupId, Role, SessionId, UserId, Zone};
use ledger::{Balance, Credits};
use people::accounts::{self, Activation, AddError, NewPerson};
use people::{families, groups, organizations, teaching_pairs};
use teaching::sessions::{self, BookError, Booking, Place, Session, State};
use testkit::{World, on_both_engines};

use crate::booking::{assert_refused, balance, book_it, press, session_of, wednesday};
use crate::stage::{assert_redirect, book, booking, chosen, stored};

/// Cleo, whom Ada teaches as well, and her mother Dora.
pub struct Quists {
    pub cleo: UserId,
    pub dora: UserId,
}

/// Writes the Quists down; Mia and Cleo get a credit each.
pub async fn quists(world: &World) -> Quists {
    let cleo = person(world, "Cleo", Role::Student).await;
    let dora = person(world, "Dora", Role::Parent).await;
    in_tx!(world.db, db::Error, tx, {
        families::link(tx, world.harbor, dora, cleo).await?;
        teaching_pairs::assign(tx, world.harbor, world.ada, cleo).await?;
        for student in [world.mia, cleo] {
            let one = Credits::new(1).unwrap();
            ledger::grant(tx, world.harbor, student, one, "One to begin with", None).await?;
        }
        Ok(())
    })
    .unwrap();
    Quists { cleo, dora }
}

async fn person(world: &World, first: &str, role: Role) -> UserId {
    let new = NewPerson {
        first_name: first.parse().unwrap(),
        last_name: "Quist".parse().unwrap(),
        email: Some(format!("{}@demo.test", first.to_lowercase()).parse().unwrap()),
        username: None,
        roles: [role].into_iter().collect(),
        zone: Zone::named("America/Chicago").unwrap(),
        under_13: false,
    };
    in_tx!(world.db, AddError, tx, {
        let id = accounts::add(tx, world.harbor, new.clone(), None).await?;
        let terms = organizations::current_terms(tx, world.harbor).await?;
        let hash = Some("unused".to_owned());
        let active =
            accounts::activate(tx, world.harbor, id, Activation::Command, terms.id, hash, None).await;
        assert!(active.is_ok());
        Ok(id)
    })
    .unwrap()
}

/// What Ada fills in for Ben, Mia and Cleo: Algebra in the library, on Wednesday 25 November 2026 at 16:00 in Chicago.
fn in_the_library(world: &World, quists: &Quists) -> Vec<(&'static str, String)> {
    let mut fields = wednesday(world);
    fields.retain(|(name, _)| *name != "place");
    fields.push(("place", "in person".to_owned()));
    fields.push(("location", "Library".to_owned()));
    fields.push(("also", format!("{} {}", world.mia, quists.cleo)));
    fields
}

/// Ada books half an hour in the library for all three, in so many minutes.
pub async fn book_three(world: &World, quists: &Quists, in_minutes: i64) -> [Session; 3] {
    let plan = Booking {
        place: Place::InPerson { location: "Library".to_owned() },
        ..booking(world, world.ben, in_minutes)
    };
    let students = [world.ben, world.mia, quists.cleo];
    let ada = world.viewer(world.ada).await;
    let key = world.app.key();
    let written = in_tx!(world.db, BookError, tx, {
        sessions::book_for_several(tx, key, &ada, &plan, &students).await
    })
    .unwrap();
    let [ben, mia, cleo] = written.try_into().unwrap();
    [stored(world, ben).await, stored(world, mia).await, stored(world, cleo).await]
}

/// Every session of these people, by their calendar feeds' rights.
async fn parts(world: &World, of: SessionId) -> Vec<Session> {
    let session = stored(world, of).await;
    let mut tx = world.db.read().await.unwrap();
    sessions::parts(&mut tx, world.harbor, &session).await.unwrap()
}

async fn get(world: &World, person: UserId, path: &str) -> String {
    world.signed_in(person).await.get(path).await.text
}

#[tokio::test]
async fn three_students_are_booked_in_one_press_and_each_pays_for_one() {
    on_both_engines(async |world| {
        let quists = quists(&world).await;
        let mut ada = world.signed_in(world.ada).await;
        let fields = in_the_library(&world, &quists);

        let preview = press(&mut ada, &fields, &[], "preview").await;

        assert_eq!(preview.status, StatusCode::OK, "{}", preview.text);
        for words in [
            "Ben Ortiz, Mia Chen, Cleo Quist with Ada Byron",
            "One credit of Ben's is held until the session ends; 2 are free after that.",
            "One credit of Mia's is held until the session ends; 0 are free after that.",
            "One credit of Cleo's is held until the session ends; 0 are free after that.",
            "Dora Quist, parent: by mail and in My Notifications",
            "Each family reads of its own student alone.",
        ] {
            assert!(preview.text.contains(words), "{words}: {}", preview.text);
        }
        assert_eq!(preview.text.matches("Carol Ortiz, parent").count(), 1, "Carol is told: {}", preview.text);

        let session = session_of(&book_it(&mut ada, &fields, &[]).await);

        let parts = parts(&world, session).await;
        let who: Vec<&str> = parts.iter().map(|part| part.student_first_name.as_str()).collect();
        assert_eq!(who, ["Ben", "Cleo", "Mia"]);
        for part in &parts {
            assert_eq!(part.starts_at.to_string(), "2026-11-25T22:00:00Z");
            assert_eq!((part.state(), part.instructor), (State::Scheduled, world.ada));
            assert_eq!(part.shared.as_ref().unwrap().others, 2);
        }
        for (student, left) in [(world.ben, 2), (world.mia, 0), (quists.cleo, 0)] {
            assert_eq!(balance(&world, student).await, Balance { available: left, held: 1 });
        }
    })
    .await;
}

#[tokio::test]
async fn a_press_for_several_counts_once() {
    on_both_engines(async |world| {
        let quists = quists(&world).await;
        let mut ada = world.signed_in(world.ada).await;
        let fields = in_the_library(&world, &quists);
        let preview = press(&mut ada, &fields, &[], "preview").await;
        let (key, seen) = (preview.field("key").unwrap(), preview.field("seen").unwrap());
        let mut all: Vec<(&str, &str)> = vec![("key", key), ("seen", seen), ("step", "book")];
        all.extend(fields.iter().map(|(name, value)| (*name, value.as_str())));

        let first = ada.post("/sessions/book", &all).await;
        let again = ada.post("/sessions/book", &all).await;

        assert_eq!(session_of(&first), session_of(&again));
        assert_eq!(parts(&world, session_of(&first)).await.len(), 3);
        assert_eq!(balance(&world, world.ben).await.held, 1);
    })
    .await;
}

#[tokio::test]
async fn several_students_do_not_get_the_classroom_and_read_why() {
    on_both_engines(async |world| {
        let quists = quists(&world).await;
        let mut ada = world.signed_in(world.ada).await;
        let fields = in_the_library(&world, &quists);
        let why = "The Nacre Online Classroom is for one student at a time. Several students meet in person or at a link.";
        let address = format!("/sessions/book/form?student={}&another={}&place=classroom", world.ben, world.mia);

        let form = ada.get(&address).await.text;
        let refused = press(&mut ada, &fields, &[("place", "classroom")], "preview").await;

        assert!(form.contains("value=\"classroom\" required disabled"), "{form}");
        assert!(form.contains(why), "{form}");
        assert!(form.contains("Take out Mia Chen"), "{form}");
        assert_refused(&refused, "place", why);
        let without = ada.get(&format!("/sessions/book/form?student={}&place=classroom", world.ben)).await.text;
        assert!(without.contains("value=\"classroom\" required checked") && !without.contains(why), "{without}");
    })
    .await;
}

#[tokio::test]
async fn the_classroom_that_went_for_a_second_student_comes_back_without_them() {
    on_both_engines(async |world| {
        let mut ada = world.signed_in(world.ada).await;
        let form = |rest: String| format!("/sessions/book/form?student={}&{rest}", world.ben);

        let two = ada.get(&form(format!("another={}&place=classroom", world.mia))).await;
        assert!(two.text.contains("You had chosen the classroom."), "{}", two.text);
        let kept = two.field("classroom_for_one").unwrap();
        let one = ada.get(&form(format!("classroom_for_one={kept}"))).await;
        let elsewhere = ada.get(&form(format!("classroom_for_one={kept}&place=link"))).await;

        assert!(one.text.contains("value=\"classroom\" required checked"), "{}", one.text);
        assert!(elsewhere.text.contains("value=\"link\" required checked"), "{}", elsewhere.text);
        assert_eq!(one.field("classroom_for_one"), Some(""));
    })
    .await;
}

#[tokio::test]
async fn somebody_is_taken_out_again_and_the_rest_stays() {
    on_both_engines(async |world| {
        let quists = quists(&world).await;
        let mut ada = world.signed_in(world.ada).await;
        let fields = in_the_library(&world, &quists);

        let form = press(&mut ada, &fields, &[], &format!("take out {}", world.mia)).await;

        assert_eq!(form.status, StatusCode::OK);
        assert_eq!(form.field("also"), Some(quists.cleo.to_string().as_str()));
        assert!(!form.text.contains("Take out Mia Chen"), "{}", form.text);
        assert!(form.text.contains("value=\"Library\""), "{}", form.text);
    })
    .await;
}

#[tokio::test]
async fn who_lacks_a_credit_or_is_not_taught_is_named_and_nobody_is_booked() {
    on_both_engines(async |world| {
        let quists = quists(&world).await;
        crate::stage::set_money(&world, web::Money::Credits, organizations::BelowZero::Block).await;
        book(&world, &booking(&world, world.mia, 60)).await;
        let mut ada = world.signed_in(world.ada).await;
        let mut amara = world.signed_in(world.amara).await;
        let fields = in_the_library(&world, &quists);

        let poor = press(&mut ada, &fields, &[], "preview").await;
        let ivan = world.ivan.to_string();
        let strange = press(&mut amara, &fields, &[("instructor", &ivan)], "preview").await;

        assert_refused(&poor, "billable", "Mia Chen has 0 credits left");
        assert_refused(&strange, "student", "Ben Ortiz is not one of the instructor's students.");
        assert_eq!(balance(&world, world.ben).await.held, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_instructor_is_not_booked_twice_while_the_parts_stand_side_by_side() {
    on_both_engines(async |world| {
        let quists = quists(&world).await;
        let [ben, ..] = book_three(&world, &quists, 600).await;
        let key = world.app.key();
        let plan = Booking { billable: false, ..booking(&world, world.mia, 610) };

        let refused = in_tx!(world.db, BookError, tx, { sessions::book(tx, world.harbor, key, &plan).await });

        assert!(matches!(refused, Err(BookError::InstructorBusy { .. })), "{refused:?}");
        // and the database itself: another session, alone or of several, in the same hour
        let copy = "INSERT INTO sessions (org_id, id, instructor_id, student_id, program_id, origin, billable, money, place,
                           location, starts_at, ends_at, zone, minimum_minutes, no_show_minutes, created_by, created_at,
                           group_session_id)
                    SELECT org_id, $3, instructor_id, $4, program_id, origin, billable, money, place, location, starts_at,
                           ends_at, zone, minimum_minutes, no_show_minutes, created_by, created_at, $5
                      FROM sessions WHERE org_id = $1 AND id = $2";
        let (org, now) = (world.harbor.org(), world.clock.now());
        let own = ben.shared.as_ref().unwrap().id;
        for group in [None, Some(kernel::GroupSessionId::fresh(now))] {
            let new = SessionId::fresh(now);
            let done = in_tx!(world.db, db::Error, tx, {
                tx.exec(copy, &[&org, &ben.id, &new, &quists.dora, &group]).await
            });
            assert!(done.as_ref().is_err_and(|error| error.is_refused_by("instructor_is_busy")), "{done:?}");
        }
        let twice = in_tx!(world.db, db::Error, tx, {
            tx.exec(copy, &[&org, &ben.id, &SessionId::fresh(now), &world.ben, &Some(own)]).await
        });
        assert!(twice.is_err(), "a student takes part once");
    })
    .await;
}

/// What nobody of the Ortiz family may read.
fn assert_nothing_of_the_quists(page: &str) {
    for word in ["Cleo", "Quist", "Dora", "others", "gse_"] {
        assert!(!page.contains(word), "{word}: {page}");
    }
}

#[tokio::test]
async fn a_family_reads_nothing_of_the_others() {
    on_both_engines(async |world| {
        let quists = quists(&world).await;
        let [ben, mia, cleo] = book_three(&world, &quists, 600).await;
        in_tx!(world.db, db::Error, tx, { families::unlink(tx, world.harbor, world.carol, world.mia).await })
            .unwrap();

        for person in [world.ben, world.carol] {
            for path in [
                "/sessions/upcoming".to_owned(),
                "/calendar/week".to_owned(),
                "/sessions".to_owned(),
                "/sessions/csv".to_owned(),
                "/sessions/csv/columns".to_owned(),
                "/calendar".to_owned(),
                "/calendar?view=list&on=2026-11-24".to_owned(),
                format!("/sessions/{}", ben.id),
                format!("/sessions/{}/glance", ben.id),
            ] {
                let page = get(&world, person, &path).await;
                assert_nothing_of_the_quists(&page);
                assert!(!page.contains("Mia"), "{path}: {page}");
            }
            for other in [&mia, &cleo] {
                let mut browser = world.signed_in(person).await;
                let answer = browser.get(&format!("/sessions/{}", other.id)).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND);
            }
        }
    })
    .await;
}

#[tokio::test]
async fn staff_read_who_takes_part_and_one_block_stands_for_all() {
    on_both_engines(async |world| {
        let quists = quists(&world).await;
        let [ben, mia, cleo] = book_three(&world, &quists, 600).await;

        for person in [world.ada, world.amara] {
            let page = get(&world, person, &format!("/sessions/{}", ben.id)).await;
            let glance = get(&world, person, &format!("/sessions/{}/glance", ben.id)).await;
            for other in [&mia, &cleo] {
                let link = format!("<a href=\"/sessions/{}\">{}</a>", other.id, other.student_name);
                assert!(page.contains(&link) && glance.contains(&link), "{link}: {page} {glance}");
            }
            let list = get(&world, person, "/sessions").await;
            assert_eq!(list.matches("with 2 others").count(), 3, "a line for each: {list}");
            let file = get(&world, person, "/sessions/csv").await;
            let shared = ben.shared.as_ref().unwrap().id.to_string();
            assert_eq!(file.matches(&shared).count(), 3, "{file}");
            for view in ["month", "week", "list", "day"] {
                let calendar = get(&world, person, &format!("/calendar?view={view}&on=2026-11-24")).await;
                assert_eq!(calendar.matches("Ben, Cleo and 1 more").count(), 1, "{view}: {calendar}");
                assert!(!calendar.contains("Mia"), "{view}: {calendar}");
            }
            let dashboard = get(&world, person, "/sessions/upcoming").await;
            assert!(dashboard.contains("Ben, Cleo and 1 more"), "{dashboard}");
            let avatar = "<span class=\"avatar-pearl tint-sea\" aria-hidden=\"true\"><svg";
            assert!(dashboard.contains(avatar), "not the initials of one of them: {dashboard}");
        }
        let dictionary = get(&world, world.ada, "/sessions/csv/columns").await;
        assert!(dictionary.contains("group_session_id"), "{dictionary}");
    })
    .await;
}

#[tokio::test]
async fn what_is_over_is_logged_for_all_of_them() {
    on_both_engines(async |world| {
        let quists = quists(&world).await;
        let mut ada = world.signed_in(world.ada).await;
        let fields = in_the_library(&world, &quists);
        let more = [("date", "2026-11-20"), ("went", "completed")];

        let preview = press(&mut ada, &fields, &more, "preview").await;
        let session = session_of(&book_it(&mut ada, &fields, &more).await);

        assert!(preview.text.contains("Nobody: it is over."), "{}", preview.text);
        assert!(parts(&world, session).await.iter().all(|part| part.state() == State::Completed));
        assert_eq!(balance(&world, quists.cleo).await, Balance { available: 0, held: 0 });
    })
    .await;
}

/// The three parts as they stand, by name.
async fn as_they_stand(world: &World, of: SessionId) -> Vec<(String, State, UserId, String)> {
    let all = parts(world, of).await;
    let word = |part: Session| {
        (part.student_first_name.clone(), part.state(), part.instructor, part.starts_at.to_string())
    };
    all.into_iter().map(word).collect()
}

#[tokio::test]
async fn it_is_moved_for_all_of_them_in_one_press() {
    on_both_engines(async |world| {
        let quists = quists(&world).await;
        let [ben, mia, _] = book_three(&world, &quists, 600).await;
        let other = Booking { instructor: world.ivan, billable: false, ..booking(&world, world.mia, 640) };
        book(&world, &other).await;
        let mut ada = world.signed_in(world.ada).await;
        let path = format!("/sessions/{}/reschedule", mia.id);
        // a quarter of an hour later: over the time that the others have until then
        let later = [("date", "2026-11-24"), ("start", "01:30"), ("minutes", "30")];

        let mut fields = later.to_vec();
        fields.push(("step", "preview"));
        let preview = ada.post(&path, &fields).await;

        for words in [
            "Mia Chen, Ben Ortiz, Cleo Quist with Ada Byron",
            "It is moved for all 3 students.",
            "Mia has another session at that time",
            "Dora Quist, parent: by mail",
        ] {
            assert!(preview.text.contains(words), "{words}: {}", preview.text);
        }
        let seen = preview.field("seen").unwrap();
        let mut fields = later.to_vec();
        fields.extend([("step", "move"), ("seen", seen)]);
        let moved = ada.post(&path, &fields).await;
        assert_redirect(&moved, &format!("/sessions/{}", mia.id));
        let at = "2026-11-24T07:30:00Z".to_owned();
        let expected: Vec<_> = ["Ben", "Cleo", "Mia"]
            .map(|name| (name.to_owned(), State::Scheduled, world.ada, at.clone()))
            .to_vec();
        assert_eq!(as_they_stand(&world, ben.id).await, expected);
        // what holds them together is proved by `nacre check`
        let apart = async |world: &World| {
            sessions::apart(&mut world.db.read().await.unwrap(), world.harbor).await.unwrap()
        };
        assert!(apart(&world).await.is_empty());
        let later = "UPDATE sessions SET ends_at = ends_at + 60000000 WHERE org_id = $1 AND id = $2";
        in_tx!(world.db, db::Error, tx, { tx.exec(later, &[&world.harbor.org(), &mia.id]).await }).unwrap();
        assert!(!apart(&world).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn somebody_else_teaches_all_of_them() {
    on_both_engines(async |world| {
        let quists = quists(&world).await;
        let [ben, ..] = book_three(&world, &quists, 600).await;
        let mut amara = world.signed_in(world.amara).await;
        let path = format!("/sessions/{}/substitute", ben.id);

        let page = amara.get(&path).await.text;
        let done = amara.post(&path, &[("instructor", &world.ivan.to_string())]).await;

        assert!(page.contains("They teach all 3 students of this session"), "{page}");
        assert_redirect(&done, &format!("/sessions/{}", ben.id));
        assert!(as_they_stand(&world, ben.id).await.iter().all(|part| part.2 == world.ivan));
        assert!(!get(&world, world.ada, "/calendar").await.contains("Ben, Cleo"));
    })
    .await;
}

#[tokio::test]
async fn staff_say_whether_it_is_cancelled_for_one_or_for_all() {
    on_both_engines(async |world| {
        let quists = quists(&world).await;
        let [ben, mia, cleo] = book_three(&world, &quists, 5_000).await;
        let mut ada = world.signed_in(world.ada).await;
        let path = format!("/sessions/{}/cancellation", ben.id);

        let page = ada.get(&format!("/sessions/{}", ben.id)).await.text;
        assert!(page.contains("Ben alone") && page.contains("All 3 students"), "{page}");
        let unsaid = ada.post(&path, &[("reason", "A trip")]).await;
        assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(unsaid.text.contains("Say whether it is cancelled for this student or for all of them."));

        let one = ada.post(&path, &[("reason", "A trip"), ("reach", "one")]).await;
        assert_redirect(&one, &format!("/sessions/{}", ben.id));
        let states = async |world: &World| -> Vec<State> {
            as_they_stand(world, ben.id).await.into_iter().map(|part| part.1).collect()
        };
        assert_eq!(states(&world).await, [State::Cancelled, State::Scheduled, State::Scheduled]);
        assert_eq!(balance(&world, world.ben).await, Balance { available: 3, held: 0 });
        assert_eq!(balance(&world, quists.cleo).await.held, 1);
        assert_eq!(stored(&world, mia.id).await.shared.unwrap().others, 1);

        let path = format!("/sessions/{}/cancellation", cleo.id);
        ada.post(&path, &[("reason", "A trip"), ("reach", "all")]).await;
        assert_eq!(states(&world).await, [State::Cancelled; 3]);
        for student in [world.mia, quists.cleo] {
            assert_eq!(balance(&world, student).await, Balance { available: 1, held: 0 });
        }
        // and the time is free again
        book(&world, &booking(&world, world.ben, 5_000)).await;
    })
    .await;
}

#[tokio::test]
async fn a_family_cancels_for_its_own_child_alone() {
    on_both_engines(async |world| {
        let quists = quists(&world).await;
        let [ben, _, cleo] = book_three(&world, &quists, 5_000).await;
        let mut carol = world.signed_in(world.carol).await;

        let page = carol.get(&format!("/sessions/{}", ben.id)).await.text;
        carol
            .post(&format!("/sessions/{}/cancellation", ben.id), &[("reason", "Ill"), ("reach", "all")])
            .await;

        assert!(!page.contains("For whom?") && !page.contains("All 3 students"), "{page}");
        assert_eq!(stored(&world, ben.id).await.state(), State::Cancelled);
        assert_eq!(stored(&world, cleo.id).await.state(), State::Scheduled);
        let asked = carol.get(&format!("/requests/new?session={}", cleo.id)).await;
        assert_eq!(asked.status, StatusCode::NOT_FOUND, "another family's part");
    })
    .await;
}

#[tokio::test]
async fn what_is_noted_of_the_instructor_is_so_for_every_student() {
    on_both_engines(async |world| {
        let quists = quists(&world).await;
        let [ben, mia, cleo] = book_three(&world, &quists, 60).await;
        world.pass_minutes(100);
        let mut ada = world.signed_in(world.ada).await;
        let to = |session: &Session| format!("/sessions/{}/attendance", session.id);

        ada.post(&to(&ben), &[("instructor", "late"), ("student", "attended")]).await;
        let form = ada.get(&to(&mia)).await.text;
        let checked = "name=\"instructor\" value=\"late\" checked";
        assert!(form.contains(checked), "what is known stands there: {form}");
        ada.post(&to(&mia), &[("both", "attended")]).await;
        ada.post(&to(&cleo), &[("instructor", "late"), ("student", "missed"), ("student_reason", "Sick")])
            .await;

        let words = async |world: &World, session: &Session| -> String {
            stored(world, session.id).await.record().unwrap().words()
        };
        assert_eq!(words(&world, &ben).await, "instructor late, student attended");
        assert_eq!(words(&world, &mia).await, "instructor late, student attended");
        assert!(words(&world, &cleo).await.starts_with("instructor late, student missed"));
        assert_eq!(stored(&world, cleo.id).await.state(), State::Missed);

        ada.post(&to(&ben), &[("instructor", "attended"), ("student", "attended")]).await;
        assert_eq!(words(&world, &mia).await, "instructor attended, student attended");
        assert!(words(&world, &cleo).await.starts_with("instructor attended, student missed"));
        let open = get(&world, world.ada, "/attendance").await;
        assert!(open.contains("Nothing to do"), "{open}");
    })
    .await;
}

#[tokio::test]
async fn an_instructors_hours_count_it_once() {
    on_both_engines(async |world| {
        let quists = quists(&world).await;
        book_three(&world, &quists, 600).await;
        let (from, to) = (world.clock.now(), world.clock.now().plus_minutes(2_000));
        let mut tx = world.db.read().await.unwrap();

        let busy = sessions::busy(&mut tx, world.harbor, world.ada, (from, to)).await.unwrap();

        assert_eq!(busy.len(), 1, "{busy:?}");
    })
    .await;
}

/// Harbor's group "Juniors": Ben from the first of November on, Cleo from the 26th on.
async fn juniors(world: &World, quists: &Quists) -> GroupId {
    let amara = world.viewer(world.amara).await;
    let draft = groups::Draft {
        name: "Juniors".to_owned(),
        program: Some(world.algebra),
        school: String::new(),
        instructor: Some(world.ada),
    };
    let id = in_tx!(world.db, groups::AddError, tx, { groups::add(tx, &amara, &draft).await }).unwrap();
    for (student, from) in [(world.ben, "2026-11-01"), (quists.cleo, "2026-11-26")] {
        let days = groups::Days { from: from.parse().unwrap(), to: None };
        in_tx!(world.db, groups::MemberError, tx, {
            groups::add_member(tx, &amara, id, student, days).await
        })
        .unwrap();
    }
    id
}

#[tokio::test]
async fn a_group_is_whoever_belongs_to_it_on_the_day() {
    on_both_engines(async |world| {
        let quists = quists(&world).await;
        let juniors = juniors(&world, &quists).await.to_string();
        let mut ada = world.signed_in(world.ada).await;
        let fields = in_the_library(&world, &quists);

        let form = ada.get(&format!("/sessions/book/form?student={juniors}&date=2026-11-25")).await.text;
        assert!(form.contains("On that day these belong to it: Ben Ortiz."), "{form}");
        assert_eq!(chosen(&form, "program"), Some(world.algebra.to_string().as_str()));
        let group = [("student", juniors.as_str()), ("also", "")];
        let wednesday = press(&mut ada, &fields, &group, "preview").await;
        let weekly =
            ada.get(&format!("/sessions/book/form?student={juniors}&date=2026-11-25&repeats=weekly")).await;
        let words = "On the first day these belong to it, and are booked for all dates: Ben Ortiz.";
        assert!(weekly.text.contains(words), "{}", weekly.text);
        let thursday = [group[0], group[1], ("date", "2026-11-26")];
        let session = session_of(&book_it(&mut ada, &fields, &thursday).await);
        let together =
            [("student", juniors.as_str()), ("also", &world.mia.to_string()), ("date", "2026-11-27")]
                .map(|(name, value)| (name, value.to_owned()));
        let together: Vec<(&str, &str)> =
            together.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let all = press(&mut ada, &fields, &together, "preview").await;

        assert!(wednesday.text.contains("Ben Ortiz with Ada Byron"), "{}", wednesday.text);
        let who = as_they_stand(&world, session).await.into_iter().map(|part| part.0).collect::<Vec<_>>();
        assert_eq!(who, ["Ben", "Cleo"]);
        assert!(all.text.contains("Ben Ortiz, Cleo Quist, Mia Chen with Ada Byron"), "{}", all.text);
    })
    .await;
}

#[tokio::test]
async fn a_group_of_somebody_else_does_not_exist_and_who_is_not_taught_is_named() {
    on_both_engines(async |world| {
        let quists = quists(&world).await;
        let juniors = juniors(&world, &quists).await.to_string();
        let fields = in_the_library(&world, &quists);
        let group = [("student", juniors.as_str()), ("also", "")];
        let mut ivan = world.signed_in(world.ivan).await;
        let mut amara = world.signed_in(world.amara).await;

        let form = ivan.get("/sessions/book").await.text;
        let foreign = press(&mut ivan, &fields, &group, "preview").await;
        let of_ivan =
            [group[0], group[1], ("instructor", &world.ivan.to_string())].map(|(n, v)| (n, v.to_owned()));
        let of_ivan: Vec<(&str, &str)> = of_ivan.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let strange = press(&mut amara, &fields, &of_ivan, "preview").await;

        assert!(!form.contains("Juniors"), "{form}");
        assert_refused(&foreign, "student", "Choose a group from the list.");
        // and a student who is not his is not named to him
        let (mia, ben) = (world.mia.to_string(), world.ben.to_string());
        let with_ben = [("student", mia.as_str()), ("also", ben.as_str())];
        let unknown = press(&mut ivan, &fields, &with_ben, "preview").await;
        assert_refused(&unknown, "student", "Choose one of the instructor's students.");
        assert!(!unknown.text.contains("Ben"), "{}", unknown.text);
        assert_refused(&strange, "student", "Ben Ortiz of Juniors is not one of the instructor's students.");
    })
    .await;
}

#[tokio::test]
async fn a_series_is_booked_for_all_of_them_and_each_has_their_own() {
    on_both_engines(async |world| {
        let quists = quists(&world).await;
        let mut ada = world.signed_in(world.ada).await;
        let fields = in_the_library(&world, &quists);
        let weekly = [("repeats", "weekly"), ("ends", "after"), ("count", "3"), ("billable", "false")];

        let preview = press(&mut ada, &fields, &weekly, "preview").await;
        assert!(preview.text.contains("Ben Ortiz, Mia Chen, Cleo Quist with Ada Byron"), "{}", preview.text);
        assert!(preview.text.contains("Each family reads of its own student alone."), "{}", preview.text);
        let booked = book_it(&mut ada, &fields, &weekly).await;

        assert_eq!(booked.status, StatusCode::SEE_OTHER, "{}", booked.text);
        let first = series_session(&booked);
        let parts = parts(&world, first).await;
        assert_eq!(parts.len(), 3);
        let series: Vec<_> = parts.iter().map(|part| part.series.as_ref().unwrap()).collect();
        assert!(series.iter().all(|part| (part.position, part.total) == (1, 3)), "{series:?}");
        assert!(series[0].series != series[1].series, "each has a series of their own");
        let page = get(&world, world.ada, &format!("/sessions/{first}/series")).await;
        assert!(page.contains("Ben Ortiz, with 2 others · Every Wednesday, 3 sessions"), "{page}");
        assert_nothing_of_the_quists(&get(&world, world.carol, &format!("/sessions/{first}/series")).await);
    })
    .await;
}

/// The session that a booked series begins with.
fn series_session(booked: &testkit::Answer) -> SessionId {
    let path = booked.location().strip_prefix("/sessions/").unwrap();
    path.strip_suffix("/series").unwrap().parse().unwrap()
}

/// Ada books three Wednesdays at 16:00 for all three; the sessions of Ben.
pub async fn three_wednesdays(world: &World, quists: &Quists) -> Vec<Session> {
    let mut ada = world.signed_in(world.ada).await;
    let weekly = [("repeats", "weekly"), ("ends", "after"), ("count", "3"), ("billable", "false")];
    let booked = book_it(&mut ada, &in_the_library(world, quists), &weekly).await;
    let first = stored(world, series_session(&booked)).await;
    let viewer = world.viewer(world.ben).await;
    let mut tx = world.db.read().await.unwrap();
    let (from, to) = (first.starts_at, first.starts_at.plus_minutes(60 * 24 * 60));
    sessions::between(&mut tx, &viewer, &sessions::Narrowing::none(), (from, to), 50).await.unwrap()
}

#[tokio::test]
async fn a_series_is_changed_for_all_of_them_also_where_one_does_not_come() {
    on_both_engines(async |world| {
        let quists = quists(&world).await;
        let wednesdays = three_wednesdays(&world, &quists).await;
        let mut ada = world.signed_in(world.ada).await;
        // Ben is away on the second
        let path = format!("/sessions/{}/cancellation", wednesdays[1].id);
        ada.post(&path, &[("reason", "A trip"), ("reach", "one")]).await;
        let path = format!("/sessions/{}/series/change", wednesdays[0].id);
        let wish = [("reach", "all"), ("start", "16:15"), ("minutes", "30"), ("subject", "Ratios")];

        let mut fields = wish.to_vec();
        fields.push(("step", "preview"));
        let preview = ada.post(&path, &fields).await;
        assert!(preview.text.contains("They are changed for all students."), "{}", preview.text);
        assert!(preview.text.contains("Dora Quist, parent"), "{}", preview.text);
        let mut fields = wish.to_vec();
        fields.extend([("step", "change"), ("seen", preview.field("seen").unwrap())]);
        let done = ada.post(&path, &fields).await;

        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        for (session, gone) in wednesdays.iter().zip([0, 1, 0]) {
            let all = parts(&world, session.id).await;
            let moved = all.iter().filter(|part| part.starts_at == session.starts_at.plus_minutes(15));
            assert_eq!(moved.count(), 3 - gone, "{all:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn staff_say_whether_a_series_is_cancelled_for_one_or_for_all() {
    on_both_engines(async |world| {
        let quists = quists(&world).await;
        let wednesdays = three_wednesdays(&world, &quists).await;
        let mut ada = world.signed_in(world.ada).await;
        let path = format!("/sessions/{}/series/cancellation", wednesdays[1].id);
        let standing = async |world: &World| -> usize {
            let mut count = 0;
            for session in &wednesdays {
                let all = parts(world, session.id).await;
                count += all.iter().filter(|part| part.state() == State::Scheduled).count();
            }
            count
        };

        let unsaid =
            ada.post(&path, &[("reach", "following"), ("reason", "A trip"), ("step", "preview")]).await;
        assert_refused(
            &unsaid,
            "whom",
            "Say whether they are cancelled for this student or for all of them.",
        );
        for (whom, left) in [("one", 7), ("all", 3)] {
            // seen from Ben's second, then from Cleo's
            let at =
                if whom == "one" { wednesdays[1].id } else { parts(&world, wednesdays[1].id).await[1].id };
            let path = format!("/sessions/{at}/series/cancellation");
            let wish = [("reach", "following"), ("whom", whom), ("reason", "A trip")];
            let mut fields = wish.to_vec();
            fields.push(("step", "preview"));
            let preview = ada.post(&path, &fields).await;
            // the page's other form has none
            let seen = preview.text.split("name=\"seen\" value=\"").skip(1);
            let seen: Vec<&str> = seen.map(|rest| rest.split('"').next().unwrap()).collect();
            let seen = seen.into_iter().find(|seen| !seen.is_empty()).unwrap();
            let mut fields = wish.to_vec();
            fields.extend([("step", "cancel"), ("seen", seen)]);
            assert_eq!(ada.post(&path, &fields).await.status, StatusCode::SEE_OTHER);
            assert_eq!(standing(&world).await, left, "{whom}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_presses_for_several_at_one_time_one_is_written() {
    on_both_engines(async |world| {
        let quists = quists(&world).await;
        let (key, ada) = (world.app.key(), world.viewer(world.ada).await);
        let ways = [
            [world.ben, world.mia, quists.cleo],
            [quists.cleo, world.ben, world.mia],
            [world.mia, quists.cleo, world.ben],
        ];
        let results: Vec<_> = join_all((0..60_usize).map(|n| {
            let (world, ada, students) = (&world, &ada, ways[n % ways.len()]);
            let later = i64::try_from(n % 7).unwrap();
            let plan = Booking {
                place: Place::InPerson { location: "Library".to_owned() },
                billable: false,
                ..booking(world, world.ben, 600 + later)
            };
            async move {
                in_tx!(world.db, BookError, tx, {
                    sessions::book_for_several(tx, key, ada, &plan, &students).await
                })
            }
        }))
        .await;

        let written: Vec<_> = results.iter().filter_map(|result| result.as_ref().ok()).collect();
        let busy = |result: &&Result<_, BookError>| matches!(result, Err(BookError::InstructorBusy { .. }));
        assert_eq!((written.len(), results.iter().filter(busy).count()), (1, 59), "{results:?}");
        assert_eq!(parts(&world, written[0][0]).await.len(), 3);
    })
    .await;
}

#[tokio::test]
async fn a_session_of_several_is_one_thing_to_do_on_the_dashboard() {
    on_both_engines(async |world| {
        let quists = quists(&world).await;
        let [bens, ..] = book_three(&world, &quists, 60).await;
        world.pass_minutes(120);

        let viewer = world.viewer(world.ada).await;
        let mut tx = world.db.read().await.unwrap();
        let card = sessions::attendance::attention(&mut tx, &viewer).await.unwrap().into_string();

        assert_eq!(card.matches("<li>").count(), 1, "{card}");
        assert!(card.contains("Ben"), "{card}");
        let day = bens.starts_at.in_zone(&viewer.zone).date();
        assert!(card.contains(&format!("href=\"/attendance?day={day}\"")), "{card}");
        drop(tx);
        let page = get(&world, world.ada, &format!("/attendance?day={day}")).await;
        for name in ["Ben Ortiz", "Mia Chen", "Cleo Quist"] {
            assert!(page.contains(name), "{page}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_family_asks_for_another_time_for_its_own_child_who_leaves_the_others() {
    on_both_engines(async |world| {
        let quists = quists(&world).await;
        let [bens, mias, cleos] = book_three(&world, &quists, 5_000).await;
        let before = sessions::Whole::of(&bens, &parts(&world, bens.id).await).unwrap().sequence;
        let mut carol = world.signed_in(world.carol).await;
        assert!(
            get(&world, world.carol, &format!("/sessions/{}", bens.id))
                .await
                .contains("Ask for another time")
        );
        let address = format!("/requests/new?session={}", bens.id);
        let form = carol.get(&address).await;
        assert!(form.text.contains("At another one Ben has it alone."), "{}", form.text);
        assert_nothing_of_the_quists(&form.text);

        let later = kernel::Timestamp::from_jiff("2026-11-26T22:00:00Z".parse().unwrap());
        let id = bens.id.to_string();
        let mut fields: Vec<(&str, &str)> =
            vec![("session", &id), ("date_1", "2026-11-26"), ("start_1", "16:00")];
        fields.push(("key", form.field("key").unwrap()));
        fields.push(("step", "send"));
        let sent = carol.post("/requests", &fields).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
        let mut ada = world.signed_in(world.ada).await;
        let request = sent.location().to_owned();
        assert!(ada.get(&request).await.text.contains("keep its time"));
        let start = later.micros().to_string();
        let accepted = ada.post(&format!("{request}/acceptance"), &[("start", &start)]).await;
        assert_redirect(&accepted, &format!("/sessions/{}", bens.id));

        let moved = stored(&world, bens.id).await;
        assert_eq!((moved.starts_at, moved.is_shared()), (later, false));
        for stays in [&mias, &cleos] {
            let stays = stored(&world, stays.id).await;
            assert_eq!((stays.starts_at, stays.shared.unwrap().others), (mias.starts_at, 1));
        }
        let rest = stored(&world, mias.id).await;
        let after = sessions::Whole::of(&rest, &parts(&world, rest.id).await).unwrap();
        assert!(after.sequence > before && after.names == "Cleo Quist and Mia Chen", "{after:?}");
        assert!(
            sessions::contradictions(&mut world.db.read().await.unwrap(), world.harbor)
                .await
                .unwrap()
                .is_empty()
        );
    })
    .await;
}

#[tokio::test]
async fn a_month_with_more_than_is_read_at_once_counts_them_as_one() {
    on_both_engines(async |world| {
        let quists = quists(&world).await;
        let students = [world.ben, world.mia, quists.cleo];
        let ada = world.viewer(world.ada).await;
        // six on each of ten days: 180 rows
        for (day, number) in (0..10).flat_map(|day| (0..6).map(move |number| (day, number))) {
            let in_minutes = 10 + day * 24 * 60 + number * 31;
            let plan = Booking {
                place: Place::InPerson { location: "Library".to_owned() },
                billable: false,
                ..booking(&world, world.ben, in_minutes)
            };
            let key = world.app.key();
            in_tx!(world.db, BookError, tx, {
                sessions::book_for_several(tx, key, &ada, &plan, &students).await
            })
            .unwrap();
        }
        for person in [world.ada, world.amara] {
            let month = get(&world, person, "/calendar").await;

            for date in ["2026-11-23", "2026-11-24", "2026-12-01"] {
                let link = format!("href=\"/calendar?view=day&amp;on={date}\">+ 2 more</a>");
                assert!(month.contains(&link), "{date}: {}", month.matches("more</a>").count());
            }
        }
        let month = get(&world, world.ben, "/calendar").await;
        assert!(month.contains("+ 2 more</a>"), "a family has those of its own");
    })
    .await;
}
