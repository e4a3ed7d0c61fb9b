//! "Book a Session": the form, its preview, and what Book writes.

use axum::http::StatusCode;
use db::in_tx;
use futures_util::future::join_all;
use kernel::{SessionId, SessionMinutes, Standing, UserId};
use ledger::Balance;
use people::accounts::{self, Person};
use people::organizations::BelowZero;
use teaching::sessions::{self, BookError, Booking, Join, Place, State};
use testkit::{Answer, Browser, World, on_both_engines};
use web::Money;

use crate::stage::{book, booking, chosen, set_money, stored};

/// What Ada fills in for Ben: Algebra in the classroom, on Wednesday 25 November 2026 at 16:00 in Chicago, billable.
pub fn wednesday(world: &World) -> Vec<(&'static str, String)> {
    vec![
        ("student", world.ben.to_string()),
        ("place", "classroom".to_owned()),
        ("date", "2026-11-25".to_owned()),
        ("start", "16:00".to_owned()),
        ("minutes", "30".to_owned()),
        ("billable", "true".to_owned()),
        ("program", world.algebra.to_string()),
        ("subject", "Quadratic equations".to_owned()),
    ]
}

/// Presses a button of a form that is opened now.
pub async fn press(
    browser: &mut Browser,
    fields: &[(&'static str, String)],
    more: &[(&str, &str)],
    step: &str,
) -> Answer {
    let key = browser.get("/sessions/book").await.field("key").unwrap().to_owned();
    send(browser, fields, more, step, &key, "").await
}

async fn send(
    browser: &mut Browser,
    fields: &[(&'static str, String)],
    more: &[(&str, &str)],
    step: &str,
    key: &str,
    seen: &str,
) -> Answer {
    let mut all: Vec<(&str, &str)> = vec![("key", key), ("seen", seen), ("step", step)];
    all.extend(
        fields
            .iter()
            .filter(|(name, _)| more.iter().all(|(other, _)| other != name))
            .map(|(n, v)| (*n, v.as_str())),
    );
    all.extend_from_slice(more);
    browser.post("/sessions/book", &all).await
}

/// Previews, and presses Book in what comes back.
pub async fn book_it(
    browser: &mut Browser,
    fields: &[(&'static str, String)],
    more: &[(&str, &str)],
) -> Answer {
    let preview = press(browser, fields, more, "preview").await;
    assert_eq!(preview.status, StatusCode::OK, "{}", preview.text);
    let (key, seen) = (preview.field("key").unwrap(), preview.field("seen").unwrap());
    send(browser, fields, more, "book", key, seen).await
}

pub fn session_of(answer: &Answer) -> SessionId {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    answer.location().strip_prefix("/sessions/").unwrap().parse().unwrap()
}

pub fn assert_refused(answer: &Answer, field: &str, words: &str) {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text);
    let error = answer.text.split_once(&format!("id=\"field-{field}-error\"")).map_or("", |(_, rest)| rest);
    assert!(error.split("</p>").next().unwrap().contains(words), "{field}: {}", answer.text);
}

pub async fn balance(world: &World, student: UserId) -> Balance {
    ledger::balance(&mut world.db.read().await.unwrap(), world.harbor, student).await.unwrap()
}

#[tokio::test]
async fn what_the_preview_shows_is_what_book_writes() {
    on_both_engines(async |world| {
        let mut ada = world.signed_in(world.ada).await;
        let fields = wednesday(&world);

        let preview = press(&mut ada, &fields, &[], "preview").await;

        assert_eq!(preview.status, StatusCode::OK);
        for words in [
            "Wednesday 25 November 2026, 16:00 (Chicago)",
            "to 16:30",
            "Ben Ortiz with Ada Byron",
            "Nacre Online Classroom",
            "One credit of Ben's is held until the session ends; 2 are free after that.",
            "Ben Ortiz, student: by mail and in My Notifications",
            "Carol Ortiz, parent: by mail and in My Notifications",
        ] {
            assert!(preview.text.contains(words), "{words}: {}", preview.text);
        }
        assert!(!preview.text.contains("instructor: by mail"), "who books knows: {}", preview.text);
        assert_eq!(
            balance(&world, world.ben).await,
            Balance { available: 3, held: 0 },
            "nothing is written yet"
        );

        let session = session_of(&book_it(&mut ada, &fields, &[]).await);

        let stored = stored(&world, session).await;
        assert_eq!(stored.starts_at.to_string(), "2026-11-25T22:00:00Z");
        assert_eq!((stored.minutes(), stored.state(), stored.billable), (30, State::Scheduled, true));
        assert_eq!((stored.instructor, stored.student, stored.created_by), (world.ada, world.ben, world.ada));
        assert_eq!((stored.zone.name(), stored.subject.as_str()), ("America/Chicago", "Quadratic equations"));
        assert_eq!(balance(&world, world.ben).await, Balance { available: 2, held: 1 });
        for person in [world.ada, world.ben, world.carol] {
            let page = world.signed_in(person).await.get("/calendar").await.text;
            assert!(page.contains(&format!("href=\"/sessions/{session}\"")), "{page}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_press_counts_once_and_a_key_is_not_used_for_something_else() {
    on_both_engines(async |world| {
        let mut ada = world.signed_in(world.ada).await;
        let fields = wednesday(&world);
        let preview = press(&mut ada, &fields, &[], "preview").await;
        let (key, seen) = (preview.field("key").unwrap(), preview.field("seen").unwrap());

        let first = send(&mut ada, &fields, &[], "book", key, seen).await;
        let again = send(&mut ada, &fields, &[], "book", key, seen).await;
        let other = send(&mut ada, &fields, &[("start", "18:00")], "preview", key, "").await;
        let other =
            send(&mut ada, &fields, &[("start", "18:00")], "book", key, other.field("seen").unwrap()).await;

        assert_eq!(session_of(&first), session_of(&again));
        assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(other.text.contains("This form has booked a session already."), "{}", other.text);
    })
    .await;
}

#[tokio::test]
async fn what_has_changed_since_the_preview_is_shown_before_it_is_booked() {
    on_both_engines(async |world| {
        let mut ada = world.signed_in(world.ada).await;
        let fields = wednesday(&world);
        let preview = press(&mut ada, &fields, &[], "preview").await;
        let (key, seen) = (preview.field("key").unwrap(), preview.field("seen").unwrap());
        // a credit goes elsewhere meanwhile
        book(&world, &booking(&world, world.ben, 60)).await;

        let changed = send(&mut ada, &fields, &[], "book", key, seen).await;
        assert_eq!(changed.status, StatusCode::OK);
        assert!(changed.text.contains("Something changed since you looked"), "{}", changed.text);
        assert!(changed.text.contains("1 is free after that."), "{}", changed.text);
        let without = send(&mut ada, &fields, &[], "book", key, "").await;
        assert_eq!(without.status, StatusCode::OK, "nothing is booked that was not shown: {}", without.text);

        let booked = send(&mut ada, &fields, &[], "book", key, changed.field("seen").unwrap()).await;
        session_of(&booked);
    })
    .await;
}

#[tokio::test]
async fn an_admin_books_for_any_instructor_who_is_told() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        let ivan = world.ivan.to_string();
        let form = amara.get(&format!("/sessions/book/form?instructor={ivan}")).await.text;
        assert_eq!(chosen(&form, "instructor"), Some(ivan.as_str()));
        assert!(form.contains("Mia Chen") && !form.contains("Ben Ortiz"), "Ivan teaches Mia alone: {form}");

        let mia = world.mia.to_string();
        let fields = wednesday(&world);
        let more = [("instructor", ivan.as_str()), ("student", mia.as_str())];
        let preview = press(&mut amara, &fields, &more, "preview").await;
        assert!(preview.text.contains("Ivan Petrov, instructor: by mail"), "{}", preview.text);
        let session = session_of(&book_it(&mut amara, &fields, &more).await);
        let not_his = press(&mut amara, &fields, &[("instructor", ivan.as_str())], "preview").await;

        let stored = stored(&world, session).await;
        assert_eq!((stored.instructor, stored.created_by), (world.ivan, world.amara));
        assert_refused(&not_his, "student", "Choose one of the instructor's students.");
    })
    .await;
}

#[tokio::test]
async fn an_instructor_books_for_nobody_else_and_no_foreign_student() {
    on_both_engines(async |world| {
        let mut ada = world.signed_in(world.ada).await;
        let fields = wednesday(&world);
        let (ivan, dan) = (world.ivan.to_string(), world.dan.to_string());
        assert!(!ada.get("/sessions/book").await.text.contains("name=\"instructor\""));

        let session = session_of(&book_it(&mut ada, &fields, &[("instructor", &ivan)]).await);
        let foreign = press(&mut ada, &fields, &[("student", &dan)], "preview").await;
        let unknown = press(&mut ada, &fields, &[("student", "nonsense")], "preview").await;

        assert_eq!(stored(&world, session).await.instructor, world.ada);
        assert_refused(&foreign, "student", "Choose one of the instructor's students.");
        assert_refused(&unknown, "student", "Choose a student.");
        for person in [world.ben, world.carol] {
            assert_eq!(
                world.signed_in(person).await.get("/sessions/book").await.status,
                StatusCode::NOT_FOUND
            );
        }
    })
    .await;
}

#[tokio::test]
async fn each_mistake_is_said_at_its_field_and_every_word_is_kept() {
    on_both_engines(async |world| {
        let mut ada = world.signed_in(world.ada).await;
        let fields = wednesday(&world);
        for (more, field, words) in [
            (vec![("place", "in person")], "location", "Say where you meet"),
            (
                vec![("place", "link"), ("meeting_address", "http://meet.example.org")],
                "meeting_address",
                "begins with https://",
            ),
            (vec![("date", "soon")], "date", "Choose a day."),
            (vec![("date", "2026-11-22")], "place", "measures its sessions while they happen"),
            (vec![("date", "2029-11-22")], "date", "within the next two years"),
            (vec![("start", "16:07")], "start", "Choose when the session starts."),
            (vec![("minutes", "37")], "minutes", "Choose a duration from the list."),
            (vec![("minutes", "never")], "minutes", "Choose how long the session lasts."),
            (vec![("program", "prg_nonsense")], "program", "Choose a program."),
        ] {
            let refused = press(&mut ada, &fields, &more, "preview").await;

            assert_refused(&refused, field, words);
            assert_eq!(refused.field("subject"), Some("Quadratic equations"));
        }
        let kept =
            press(&mut ada, &fields, &[("place", "link"), ("meeting_address", "ftp://x")], "preview").await;
        assert!(kept.text.contains("value=\"ftp://x\""), "{}", kept.text);
    })
    .await;
}

#[tokio::test]
async fn a_busy_instructor_is_refused_in_words_and_a_busy_student_is_warned_of() {
    on_both_engines(async |world| {
        let mut ada = world.signed_in(world.ada).await;
        let fields = wednesday(&world);
        session_of(&book_it(&mut ada, &fields, &[]).await);
        let mia = world.mia.to_string();

        let busy = press(&mut ada, &fields, &[("student", &mia), ("start", "16:15")], "preview").await;
        session_of(&book_it(&mut ada, &fields, &[("student", &mia), ("start", "16:30")]).await);
        let ivan = world.ivan.to_string();
        let mut amara = world.signed_in(world.amara).await;
        let more = [("instructor", ivan.as_str()), ("student", mia.as_str()), ("start", "16:45")];
        let warned = press(&mut amara, &fields, &more, "preview").await;

        assert_refused(&busy, "start", "You have a session with Ben Ortiz on Wed 25 Nov, 16:00 to 16:30.");
        assert!(warned.text.contains("Mia has another session at that time"), "{}", warned.text);
        assert!(warned.text.contains("16:30 to 17:00. You can book all the same."), "{}", warned.text);
        session_of(&book_it(&mut amara, &fields, &more).await);
    })
    .await;
}

#[tokio::test]
async fn without_credits_below_zero_the_form_says_so() {
    on_both_engines(async |world| {
        set_money(&world, Money::Credits, BelowZero::Block).await;
        let mut ada = world.signed_in(world.ada).await;
        let mia = world.mia.to_string();

        let refused = press(&mut ada, &wednesday(&world), &[("student", &mia)], "preview").await;
        let free = [("student", mia.as_str()), ("billable", "false")];
        session_of(&book_it(&mut ada, &wednesday(&world), &free).await);

        assert!(refused.text.contains("This student has 0 credits left"), "{}", refused.text);
        assert_eq!(balance(&world, world.mia).await, Balance { available: 0, held: 0 });
    })
    .await;
}

#[tokio::test]
async fn a_session_elsewhere_has_its_place_and_no_way_into_the_classroom() {
    on_both_engines(async |world| {
        let mut ada = world.signed_in(world.ada).await;
        let fields = wednesday(&world);
        let room = [("place", "in person"), ("location", "Library, room 2")];
        let link = [
            ("place", "link"),
            ("meeting_address", "https://meet.example.org/ada"),
            ("start", "15:15"),
            ("date", "2026-11-23"),
        ];

        let in_person = session_of(&book_it(&mut ada, &fields, &room).await);
        let linked = session_of(&book_it(&mut ada, &fields, &link).await);

        let mut ben = world.signed_in(world.ben).await;
        for (session, words) in
            [(in_person, "In person: Library, room 2"), (linked, "https://meet.example.org/ada")]
        {
            let (details, card) =
                (ben.get(&format!("/sessions/{session}")).await.text, ben.get("/sessions").await.text);
            assert!(details.contains(words), "{details}");
            assert!(
                !details.contains(&format!("/classroom/{session}"))
                    && !card.contains(&format!("/classroom/{session}")),
                "{card}"
            );
            assert_eq!(stored(&world, session).await.join(world.clock.now()), Join::Over);
            let way_in =
                world.signed_in(world.carol).await.post(&format!("/sessions/{session}/way-in"), &[]).await;
            assert_eq!(way_in.status, StatusCode::NOT_FOUND);
        }
        // the link opens a quarter of an hour before the start, as Join does
        let list = ben.get("/sessions/upcoming").await.text;
        assert!(
            list.contains("href=\"https://meet.example.org/ada\"") && list.contains("Open the link"),
            "{list}"
        );
        let mia = world.signed_in(world.mia).await.get(&format!("/sessions/{linked}")).await;
        assert_eq!(mia.status, StatusCode::NOT_FOUND, "the link is for those in the session");
        let mut tx = world.db.read().await.unwrap();
        for session in [in_person, linked] {
            assert!(people::links::of_session(&mut tx, world.harbor, session).await.unwrap().is_empty());
        }
    })
    .await;
}

#[tokio::test]
async fn an_hour_that_the_clocks_leave_out_moves_on_and_says_so() {
    on_both_engines(async |world| {
        let mut ada = world.signed_in(world.ada).await;

        let preview =
            press(&mut ada, &wednesday(&world), &[("date", "2027-03-14"), ("start", "02:30")], "preview")
                .await;

        assert!(
            preview.text.contains("There is no 02:30 on that day, so it starts at 03:30."),
            "{}",
            preview.text
        );
    })
    .await;
}

#[tokio::test]
async fn everyone_is_shown_the_time_on_their_own_clock() {
    on_both_engines(async |world| {
        let berlin = kernel::Zone::named("Europe/Berlin").unwrap();
        in_tx!(world.db, db::Error, tx, {
            people::accounts::set_zone(tx, world.harbor, world.ben, &berlin).await
        })
        .unwrap();
        let mut ada = world.signed_in(world.ada).await;

        let preview = press(&mut ada, &wednesday(&world), &[], "preview").await;

        let words = "Wednesday 25 November 2026, 23:00 (CET) for the student Ben";
        assert!(preview.text.contains(words), "{}", preview.text);
    })
    .await;
}

#[tokio::test]
async fn a_press_of_start_finds_the_form_where_users_look_for_it() {
    let world = World::new().await;
    for (person, has) in [(world.ada, true), (world.amara, true), (world.ben, false), (world.carol, false)] {
        let mut browser = world.signed_in(person).await;
        for page in ["/sessions", "/sessions/upcoming", "/calendar"] {
            let text = browser.get(page).await.text;
            assert_eq!(text.contains("href=\"/sessions/book\""), has, "{page}: {text}");
        }
    }
}

/// Books as people who press at the same moment do.
async fn at_once(
    world: &World,
    count: usize,
    plan: impl Fn(usize) -> Booking,
) -> Vec<Result<SessionId, BookError>> {
    let key = world.app.key();
    join_all((0..count).map(|n| {
        let plan = plan(n);
        async move { in_tx!(world.db, BookError, tx, { sessions::book(tx, world.harbor, key, &plan).await }) }
    }))
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_thousand_bookings_of_one_time_one_is_written() {
    on_both_engines(async |world| {
        let plan = |n: usize| {
            let student = if n.is_multiple_of(2) { world.ben } else { world.mia };
            // all of them overlap, few are the same
            let later = i64::try_from(n % 29).unwrap();
            Booking { billable: false, ..booking(&world, student, 600 + later) }
        };

        let results = at_once(&world, 1_000, plan).await;

        let written = results.iter().filter(|result| result.is_ok()).count();
        let busy = |result: &&Result<_, BookError>| matches!(result, Err(BookError::InstructorBusy { .. }));
        assert_eq!(
            (written, results.iter().filter(busy).count()),
            (1, 999),
            "{:?}",
            results.iter().find(|r| r.is_err() && !busy(r))
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_itself_refuses_a_double_booking() {
    on_both_engines(async |world| {
        let session = book(&world, &booking(&world, world.ben, 600)).await;
        let other = book(&world, &booking(&world, world.mia, 660)).await;
        let overlap = "UPDATE sessions SET starts_at = starts_at - 2400000000, ends_at = ends_at - 2400000000
                        WHERE org_id = $1 AND id = $2";
        let copy = "INSERT INTO sessions (org_id, id, instructor_id, student_id, program_id, origin, billable, money,
                           starts_at, ends_at, zone, minimum_minutes, no_show_minutes, created_by, created_at)
                    SELECT org_id, $3, instructor_id, student_id, program_id, origin, billable, money, starts_at, ends_at,
                           zone, minimum_minutes, no_show_minutes, created_by, created_at
                      FROM sessions WHERE org_id = $1 AND id = $2";
        let org = world.harbor.org();
        let new = SessionId::fresh(world.clock.now());
        let mut sideways = Vec::new();
        for _ in 0..2 {
            sideways.push(in_tx!(world.db, db::Error, tx, { tx.exec(overlap, &[&org, &other]).await }));
            sideways.push(in_tx!(world.db, db::Error, tx, { tx.exec(copy, &[&org, &session, &new]).await }));
        }

        for refused in sideways {
            assert!(refused.as_ref().is_err_and(|error| error.is_refused_by("instructor_is_busy")), "{refused:?}");
        }

        let ada = world.viewer(world.ada).await;
        in_tx!(world.db, sessions::CancelError, tx, { sessions::cancel(tx, &ada, session, "A trip").await }).unwrap();
        let again = in_tx!(world.db, db::Error, tx, { tx.exec(overlap, &[&org, &other]).await });
        assert_eq!(again.unwrap(), 1, "what was cancelled takes no time");
    })
    .await;
}

#[tokio::test]
async fn a_long_lesson_may_run_into_the_next_booking_as_before() {
    on_both_engines(async |world| {
        let first = book(&world, &booking(&world, world.ben, 0)).await;
        book(&world, &booking(&world, world.mia, 30)).await;
        in_tx!(world.db, sessions::OpenError, tx, { sessions::open(tx, world.harbor, first).await }).unwrap();

        let extended = in_tx!(world.db, sessions::ExtendError, tx, {
            sessions::extend(tx, world.harbor, first, 30).await
        });

        assert!(extended.is_ok(), "{extended:?}");
        let after = Booking { minutes: SessionMinutes::new(30).unwrap(), ..booking(&world, world.ben, 15) };
        let key = world.app.key();
        let refused =
            in_tx!(world.db, BookError, tx, { sessions::book(tx, world.harbor, key, &after).await });
        assert!(matches!(refused, Err(BookError::InstructorBusy { .. })), "{refused:?}");
    })
    .await;
}

#[tokio::test]
async fn a_place_is_kept_as_it_was_given() {
    on_both_engines(async |world| {
        for (n, place) in [
            Place::Classroom,
            Place::InPerson { location: "Library".to_owned() },
            Place::Link { address: "https://meet.example.org/".to_owned() },
        ]
        .into_iter()
        .enumerate()
        {
            let at = 60 * i64::try_from(n + 1).unwrap();
            let session =
                book(&world, &Booking { place: place.clone(), ..booking(&world, world.ben, at) }).await;

            assert_eq!(stored(&world, session).await.place, place);
        }
    })
    .await;
}

/// What Ada fills in for somebody who is not here yet.
const NORA: [(&str, &str); 3] = [("first_name", "Nora"), ("last_name", "Lund"), ("email", "nora@demo.test")];

async fn account_of(world: &World, email: &str) -> Option<Person> {
    let email = email.parse().unwrap();
    accounts::find_by_email(&mut world.db.read().await.unwrap(), world.harbor, &email).await.unwrap()
}

#[tokio::test]
async fn a_student_is_invited_from_the_form_and_booked_with_what_was_typed() {
    on_both_engines(async |world| {
        let mut ada = world.signed_in(world.ada).await;
        let mut fields = wednesday(&world);
        fields.retain(|(name, _)| *name != "student");

        let invited = press(&mut ada, &fields, &NORA, "invite").await;

        assert_eq!(invited.status, StatusCode::OK, "{}", invited.text);
        assert!(invited.text.contains("Nora Lund was invited by mail and is chosen."), "{}", invited.text);
        assert_eq!(invited.field("email"), Some(""), "the next invitation begins anew");
        let nora = account_of(&world, "nora@demo.test").await.unwrap();
        assert_eq!(nora.standing, Standing::Invited);
        assert!(invited.text.contains(&format!("value=\"{}\" selected", nora.id)), "{}", invited.text);
        assert!(invited.text.contains("Quadratic equations"), "{}", invited.text);

        // nobody is invited twice, and a second press does no harm
        assert_eq!(press(&mut ada, &fields, &NORA, "invite").await.status, StatusCode::OK);
        fields.push(("student", nora.id.to_string()));
        let session = session_of(&book_it(&mut ada, &fields, &[("billable", "false")]).await);
        assert_eq!(stored(&world, session).await.student, nora.id);
        let (links,): (i64,) = world
            .db
            .read()
            .await
            .unwrap()
            .one("SELECT COUNT(*) FROM links WHERE person_id = $1 AND kind = 'activate'", &[&nora.id])
            .await
            .unwrap();
        assert_eq!(links, 1);
    })
    .await;
}

#[tokio::test]
async fn who_cannot_be_invited_is_said_at_the_field_and_nobody_is_written() {
    on_both_engines(async |world| {
        let mut ada = world.signed_in(world.ada).await;
        let fields = wednesday(&world);
        let carol = [NORA[0], NORA[1], ("email", "carol@demo.test")];
        assert_refused(
            &press(&mut ada, &fields, &carol, "invite").await,
            "email",
            "A student needs an address",
        );
        let nameless = [NORA[2]];
        let refused = press(&mut ada, &fields, &nameless, "invite").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused.field("email"), Some("nora@demo.test"), "what was typed is kept");

        // an admin says whose student it becomes, and it is somebody who teaches here
        let mut amara = world.signed_in(world.amara).await;
        let whose = |who: UserId| [("instructor", who.to_string())];
        for (who, status) in [(world.carol, StatusCode::NOT_FOUND), (world.olga, StatusCode::NOT_FOUND)] {
            let fields: Vec<_> = whose(who).into_iter().collect();
            assert_eq!(press(&mut amara, &fields, &NORA, "invite").await.status, status);
        }
        assert_refused(
            &press(&mut amara, &[], &NORA, "invite").await,
            "instructor",
            "Choose first who teaches",
        );
        assert!(account_of(&world, "nora@demo.test").await.is_none());
    })
    .await;
}
