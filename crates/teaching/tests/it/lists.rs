//! The card of what comes next, and the list of all sessions.

use axum::http::StatusCode;
use db::in_tx;
use kernel::SessionId;
use teaching::sessions::{self, By, EndError, Filter, Half, Outcome, Session};
use testkit::{Browser, World, on_both_engines};

use crate::stage::{book, booking, stored, teach};

/// Whether a page links to the session's details.
fn lists(page: &str, session: SessionId) -> bool {
    page.contains(&format!("href=\"/sessions/{session}\""))
}

/// Five sessions that Ivan has with Mia, one after the other, the first a minute ago.
async fn five_of_ivan(world: &World) -> Vec<SessionId> {
    let mut booked = Vec::new();
    for n in 0..5 {
        let mut plan = booking(world, world.mia, n * 31 - 1);
        plan.instructor = world.ivan;
        booked.push(book(world, &plan).await);
    }
    booked
}

#[tokio::test]
async fn live_sessions_come_before_all_that_are_planned() {
    on_both_engines(async |world| {
        let planned = five_of_ivan(&world).await;
        let live = world.start(world.ben).await;
        for person in [world.amara, world.carol] {
            let card = world.signed_in(person).await.get("/sessions/upcoming").await.text;

            assert!(lists(&card, live), "{card}");
            assert_eq!(planned.iter().filter(|id| lists(&card, **id)).count(), 4, "five in all");
        }
    })
    .await;
}

#[tokio::test]
async fn sessions_nobody_can_join_any_more_leave_the_card_to_others() {
    on_both_engines(async |world| {
        let mut gone = Vec::new();
        for n in 0..5 {
            gone.push(book(&world, &booking(&world, world.ben, n * 30)).await);
        }
        let next = book(&world, &booking(&world, world.ben, 240)).await;
        world.pass_minutes(5 * 30 + 15);

        let card = world.signed_in(world.ada).await.get("/sessions/upcoming").await.text;

        assert!(lists(&card, next) && gone.iter().all(|id| !lists(&card, *id)), "{card}");
    })
    .await;
}

#[tokio::test]
async fn each_session_stands_in_one_half_of_the_list() {
    on_both_engines(async |world| {
        let taught = world.start(world.ben).await;
        teach(&world, taught, 10).await;
        let called_off = book(&world, &booking(&world, world.ben, 240)).await;
        let ada = world.viewer(world.ada).await;
        in_tx!(world.db, sessions::CancelError, tx, {
            sessions::cancel(tx, &ada, called_off, "A trip").await
        })
        .unwrap();
        let planned = book(&world, &booking(&world, world.mia, 120)).await;
        let live = world.start(world.mia).await;
        world.pass_minutes(1);

        for person in [world.amara, world.ada, world.carol] {
            let mut browser = world.signed_in(person).await;
            let upcoming = browser.get("/sessions").await.text;
            let past = browser.get("/sessions?when=past").await.text;

            let halves = |id| (lists(&upcoming, id), lists(&past, id));
            assert_eq!((halves(live), halves(planned)), ((true, false), (true, false)));
            assert_eq!((halves(called_off), halves(taught)), ((true, false), (false, true)));
        }
    })
    .await;
}

/// How many of `sessions` are on the pages of the list, followed by the pager from its first page on.
async fn found_on_all_pages(browser: &mut Browser, sessions: &[SessionId]) -> usize {
    let mut found = 0;
    for page in 0.. {
        let text = browser.get(&format!("/sessions?when=upcoming&page={page}")).await.text;
        found += sessions.iter().filter(|id| lists(&text, **id)).count();
        if !text.contains(&format!("page={}\"", page + 1)) {
            break;
        }
    }
    found
}

#[tokio::test]
async fn no_page_of_the_list_is_lost_behind_sessions_that_are_over() {
    on_both_engines(async |world| {
        for _ in 0..3 {
            let over = world.start(world.ben).await;
            in_tx!(world.db, EndError, tx, {
                sessions::end(tx, world.harbor, over, By::Instructor(world.ada), None).await
            })
            .unwrap();
        }
        let mut planned = Vec::new();
        for n in 0..52 {
            planned.push(book(&world, &booking(&world, world.ben, 60 + n * 31)).await);
        }
        for person in [world.amara, world.ben] {
            let mut browser = world.signed_in(person).await;

            assert_eq!(found_on_all_pages(&mut browser, &planned).await, planned.len());
        }
    })
    .await;
}

#[tokio::test]
async fn only_the_server_ends_a_session_that_nobody_opened_and_not_before_its_time() {
    on_both_engines(async |world| {
        let session = book(&world, &booking(&world, world.ben, 60)).await;
        let end = async |by| {
            in_tx!(world.db, EndError, tx, { sessions::end(tx, world.harbor, session, by, None).await })
        };

        world.pass_minutes(60 + 30 + 14);
        assert!(matches!(end(By::Server).await, Err(EndError::NotOpen)));
        world.pass_minutes(1);
        assert!(matches!(end(By::Instructor(world.ada)).await, Err(EndError::NotOpen)));
        let ended = end(By::Server).await.unwrap();
        assert!(matches!(end(By::Server).await, Err(EndError::NotOpen)));

        assert_eq!(ended.outcome, Outcome::MissedByInstructor);
        assert_eq!(stored(&world, session).await.opened_at, None);
    })
    .await;
}

#[tokio::test]
async fn a_list_is_searched_by_words_names_and_days_within_what_the_viewer_may_see() {
    on_both_engines(async |world| {
        let mut plan = booking(&world, world.ben, 60);
        plan.subject = "Quadratic_equations 100%".into();
        let equations = book(&world, &plan).await;
        let other = book(&world, &booking(&world, world.mia, 3 * 24 * 60)).await;
        for (person, query, found) in [
            (world.amara, "", (true, true)),
            (world.amara, "q=quadratic_EQ", (true, false)),
            (world.amara, "q=100%25", (true, false)),
            (world.amara, "q=mia", (false, true)),
            (world.amara, "from=2026-11-25", (false, true)),
            (world.amara, "to=2026-11-25", (true, false)),
            (world.carol, "q=quadratic", (true, false)),
            (world.ivan, "q=quadratic", (false, false)),
        ] {
            let page = world.signed_in(person).await.get(&format!("/sessions?{query}")).await.text;

            assert_eq!((lists(&page, equations), lists(&page, other)), found, "{query}: {page}");
        }
        let nothing = world.signed_in(world.ada).await.get("/sessions?q=zzz&when=past").await.text;
        assert!(nothing.contains("Leave a word or a filter out") && nothing.contains("when=past&amp;q=zzz"));
    })
    .await;
}

/// What a narrowed list shows, in pages of three that follow one another.
async fn in_pages(world: &World, half: Half, filter: &Filter) -> Vec<SessionId> {
    let (viewer, mut found) = (world.viewer(world.amara).await, Vec::new());
    let narrowing = filter.narrowing(&viewer.zone);
    let mut tx = world.db.read().await.unwrap();
    loop {
        let skip = i64::try_from(found.len()).unwrap();
        let page = sessions::half(&mut tx, &viewer, half, &narrowing, (skip, 3)).await.unwrap();
        if page.is_empty() {
            return found;
        }
        found.extend(page.iter().map(|session| session.id));
    }
}

/// Thirty-two sessions, half of them over: with two students, two instructors, three subjects and every outcome.
async fn a_mixed_month(world: &World) {
    let subjects = ["", "Fractions", "Mia's fractions", "Essays"];
    let mut booked = Vec::new();
    for n in 0..32 {
        let mut plan = booking(world, if n % 3 == 0 { world.ben } else { world.mia }, 60 + i64::from(n) * 45);
        plan.instructor = if n % 4 == 1 && n % 3 != 0 { world.ivan } else { world.ada };
        plan.subject = subjects[n as usize % 4].into();
        booked.push(book(world, &plan).await);
    }
    let amara = world.viewer(world.amara).await;
    for id in booked.iter().step_by(5) {
        let cancelled =
            in_tx!(world.db, sessions::CancelError, tx, { sessions::cancel(tx, &amara, *id, "Snow").await });
        cancelled.unwrap();
    }
    world.pass_minutes(60 + 16 * 45 + 20);
    for id in booked[..14].iter().filter(|id| !booked.iter().step_by(5).any(|gone| gone == *id)) {
        in_tx!(world.db, EndError, tx, { sessions::end(tx, world.harbor, *id, By::Server, None).await })
            .unwrap();
    }
}

/// A filter, and whether a session is what it lets through.
type Case<'a> = (Filter, &'a dyn Fn(&Session) -> bool);

#[tokio::test]
async fn a_narrowed_list_is_the_whole_list_without_what_does_not_match() {
    on_both_engines(async |world| {
        a_mixed_month(&world).await;
        let named = |name: &str, words: &str| name.to_lowercase().contains(words);
        let (q, status) = (
            |q: &str| Filter { q: q.into(), ..Filter::default() },
            |status: &str| Filter { status: status.into(), ..Filter::default() },
        );
        let cases: [Case<'_>; 12] = [
            (q("fractions"), &|s| named(&s.subject, "fractions")),
            (q("mia"), &|s| named(&s.student_name, "mia") || named(&s.subject, "mia")),
            (q("ivan"), &|s| named(&s.instructor_name, "ivan")),
            (q("algebra"), &|s| named(&s.program_title, "algebra")),
            (q("nowhere"), &|_| false),
            (Filter { student: "ben".into(), ..q("essays") }, &|s| {
                named(&s.student_name, "ben") && named(&s.subject, "essays")
            }),
            (Filter { instructor: "ada".into(), student: "mia".into(), ..Filter::default() }, &|s| {
                named(&s.instructor_name, "ada") && named(&s.student_name, "mia")
            }),
            (Filter { student: "mia".into(), ..status("missed") }, &|s| {
                named(&s.student_name, "mia") && s.state().word() == "missed"
            }),
            (status("missed"), &|s| s.state().word() == "missed"),
            (status("cancelled"), &|s| s.state().word() == "cancelled"),
            (status("scheduled"), &|s| s.state().word() == "scheduled"),
            (Filter { program: world.algebra.to_string(), ..Filter::default() }, &|s| {
                s.program == world.algebra
            }),
        ];
        let viewer = world.viewer(world.amara).await;
        for half in [Half::Upcoming, Half::Past] {
            let all = {
                let mut tx = world.db.read().await.unwrap();
                let any = Filter::default().narrowing(&viewer.zone);
                sessions::half(&mut tx, &viewer, half, &any, (0, 100)).await.unwrap()
            };
            assert!(all.len() > 10, "{half:?}: {}", all.len());
            for (filter, matches) in &cases {
                let expected: Vec<_> = all.iter().filter(|s| matches(s)).map(|s| s.id).collect();

                assert_eq!(in_pages(&world, half, filter).await, expected, "{half:?}, {filter:?}");
            }
        }
    })
    .await;
}

/// The lines of a CSV file, by the names of its columns.
fn rows(text: &str) -> Vec<std::collections::BTreeMap<String, String>> {
    let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    let names = lines.next().unwrap();
    lines.map(|line| names.iter().cloned().zip(line).collect()).collect()
}

#[tokio::test]
async fn a_csv_file_names_each_session_and_holds_no_formula() {
    on_both_engines(async |world| {
        let mut plan = booking(&world, world.ben, 60);
        plan.subject = "=HYPERLINK(1)".into();
        let bens = book(&world, &plan).await;
        let mias = book(&world, &booking(&world, world.mia, 120)).await;
        let mut amara = world.signed_in(world.amara).await;
        let answer = amara.get("/sessions/csv?student=ben").await;
        let found = rows(&answer.text);

        assert_eq!(answer.headers["content-type"], "text/csv; charset=utf-8; header=present");
        assert_eq!(found.len(), 1, "{}", answer.text);
        assert_eq!(found[0]["session_id"], bens.to_string());
        assert_eq!(found[0]["student_id"], world.ben.to_string());
        assert_eq!(found[0]["subject"], "'=HYPERLINK(1)");
        assert_eq!(found[0]["planned_minutes"], "30");
        assert_eq!(found[0]["status"], "scheduled");

        for (person, fees, billable, ids) in [
            (world.amara, true, true, vec![bens, mias]),
            (world.ada, false, true, vec![bens, mias]),
            (world.ben, false, false, vec![bens]),
            (world.carol, false, false, vec![bens, mias]),
            (world.ivan, false, true, vec![]),
        ] {
            let mut browser = world.signed_in(person).await;
            let text = browser.get("/sessions/csv").await.text;
            let dictionary = browser.get("/sessions/csv/columns").await.text;
            let header = text.lines().next().unwrap();
            let told: Vec<String> = rows(&text).into_iter().map(|row| row["session_id"].clone()).collect();

            assert_eq!(told, ids.iter().map(ToString::to_string).collect::<Vec<_>>());
            assert_eq!(header.contains("session_fee_minor"), fees);
            assert_eq!(header.contains("billable"), billable);
            for name in header.split(',') {
                assert!(dictionary.contains(&format!("<code>{name}</code>")), "{name} is explained");
            }
            assert_eq!(dictionary.contains("session_fee_minor"), fees);
        }
        assert!(amara.get("/sessions/csv?when=past").await.text.lines().count() == 1);
    })
    .await;
}

#[tokio::test]
async fn a_list_is_kept_under_a_name_and_only_its_owner_finds_it() {
    on_both_engines(async |world| {
        let mut ada = world.signed_in(world.ada).await;
        let missed =
            [("name", " Missed by Ben "), ("when", "past"), ("status", "missed"), ("student", "Ben & co")];
        let kept = ada.post("/sessions/views", &missed).await;
        let address = kept.location().to_owned();
        assert_eq!(address, "/sessions?when=past&status=missed&student=Ben%20%26%20co", "{}", kept.text);

        let page = ada.get(&address).await.text;
        assert!(page.contains(">Missed by Ben<") && page.contains("Remove this view"), "{page}");
        assert!(!page.contains("Save this view"), "it is saved already");
        let elsewhere = ada.get("/sessions").await.text;
        assert!(elsewhere.contains(">Missed by Ben<") && !elsewhere.contains("Remove this view"));
        let others = world.signed_in(world.ivan).await.get(&address).await.text;
        assert!(!others.contains(">Missed by Ben<"), "each has their own");

        for (name, words) in [
            ("", "Give it a name."),
            ("Missed by Ben", "You have a view of that name."),
            (&"m".repeat(41), "At most 40 letters, please."),
        ] {
            let refused =
                ada.post("/sessions/views", &[("name", name), ("status", "live"), ("q", "algebra")]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(refused.text.contains(words), "{}", refused.text);
            assert_eq!(refused.field("q"), Some("algebra"), "the list is as it was");
        }

        let removal = page.split("action=\"/sessions/views/").nth(1).unwrap().split('"').next().unwrap();
        let removal = format!("/sessions/views/{removal}");
        let mut ivan = world.signed_in(world.ivan).await;
        assert_eq!(ivan.post(&removal, &[]).await.status, StatusCode::NOT_FOUND);
        assert_eq!(ada.post(&removal, &[]).await.location(), address);
        assert!(!ada.get(&address).await.text.contains(">Missed by Ben<"));
    })
    .await;
}

#[tokio::test]
async fn there_are_no_more_saved_views_than_can_be_looked_through() {
    on_both_engines(async |world| {
        let mut ada = world.signed_in(world.ada).await;
        for n in 0..20 {
            let fields = [("name", format!("View {n}")), ("q", format!("word{n}"))];
            let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
            assert_eq!(ada.post("/sessions/views", &fields).await.status, StatusCode::SEE_OTHER);
        }
        let refused = ada.post("/sessions/views", &[("name", "One more"), ("q", "word")]).await;
        assert!(refused.text.contains("You have 20 views already. Remove one first."), "{}", refused.text);
        let everything = ada.post("/sessions/views", &[("name", "Everything")]).await;
        assert_eq!(everything.location(), "/sessions", "the whole list needs no name");
    })
    .await;
}
