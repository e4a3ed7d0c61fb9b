//! Booking rules: what admins allow, and that every way to a session obeys.

use axum::http::StatusCode;
use db::in_tx;
use kernel::SessionMinutes;
use people::organizations::{self, Bookable, RequestRules, Unsaid};
use teaching::on_demand;
use teaching::sessions::{self, Join, NotAllowed, OpenError, Place, StartError};
use testkit::{Answer, Browser, World, on_both_engines};

use crate::booking::{assert_refused, book_it, press, session_of, wednesday};
use crate::stage::{assert_redirect, book, booking, stored};

const PATH: &str = "/configuration/booking-rules";

/// As every organization begins.
const RULES: [(&str, &str); 5] = [
    ("classroom", "true"),
    ("in_person", "true"),
    ("link", "true"),
    ("log_days", "90"),
    ("early_minutes", "15"),
];

async fn save(world: &World, but: &[(&str, &str)]) -> Answer {
    let kept = RULES.iter().filter(|(name, _)| but.iter().all(|(other, _)| other != name));
    let fields: Vec<(&str, &str)> = kept.copied().chain(but.iter().copied()).collect();
    world.signed_in(world.amara).await.post(PATH, &fields).await
}

/// Amara saves the usual rules, but these.
async fn set(world: &World, but: &[(&str, &str)]) {
    assert_redirect(&save(world, but).await, "/configuration/booking-rules?saved=true");
}

async fn rules(world: &World) -> Bookable {
    organizations::bookable(&mut world.db.read().await.unwrap(), world.harbor).await.unwrap()
}

/// Presses Start Session for Ben.
async fn start(world: &World, more: &[(&str, &str)]) -> Answer {
    let mut ada = world.signed_in(world.ada).await;
    let key = ada.get("/sessions/instant").await.field("key").unwrap().to_owned();
    let (ben, algebra) = (world.ben.to_string(), world.algebra.to_string());
    let mut fields = vec![
        ("key", key.as_str()),
        ("step", "start"),
        ("student", &ben),
        ("minutes", "30"),
        ("billable", "true"),
        ("program", &algebra),
    ];
    fields.extend_from_slice(more);
    ada.post("/sessions/instant", &fields).await
}

/// Carol sends a request for Ben.
async fn ask(carol: &mut Browser, world: &World, more: &[(&str, &str)]) -> Answer {
    let key = carol.get("/requests/new").await.field("key").unwrap().to_owned();
    let (ben, ada, algebra) = (world.ben.to_string(), world.ada.to_string(), world.algebra.to_string());
    let mut fields = vec![
        ("key", key.as_str()),
        ("step", "send"),
        ("student", &ben),
        ("instructor", &ada),
        ("program", &algebra),
        ("minutes", "30"),
        ("date_1", "2026-11-26"),
        ("start_1", "16:00"),
    ];
    fields.extend_from_slice(more);
    carol.post("/requests", &fields).await
}

#[tokio::test]
async fn the_rules_are_kept_with_their_history_and_one_place_always_stays() {
    on_both_engines(async |world| {
        let but = [("link", ""), ("log_days", "30"), ("needs_subject", "true"), ("early_minutes", "5")];
        set(&world, &but).await;
        set(&world, &but).await;

        let kept = Bookable {
            classroom: true,
            in_person: true,
            only_listed: false,
            link: false,
            log_days: 30,
            needs_subject: true,
            needs_description: false,
            early_minutes: 5,
        };
        assert_eq!(rules(&world).await, kept);
        let page = world.signed_in(world.amara).await.get(PATH).await.text;
        for change in ["90 days back → 30 days back", "15 min → 5 min", ">need a subject<", ">at a link<"]
        {
            assert_eq!(page.matches(change).count(), 1, "{change} in {page}");
        }

        let nowhere = save(&world, &[("classroom", ""), ("in_person", ""), ("link", "")]).await;
        let wrong = save(&world, &[("log_days", "366"), ("early_minutes", "soon")]).await;

        assert_refused(&nowhere, "classroom", "Tick at least one place");
        assert_refused(&wrong, "log_days", "0 to 365");
        assert_refused(&wrong, "early_minutes", "0 to 60");
        assert_eq!(wrong.field("early_minutes"), Some("soon"));
        assert_eq!(rules(&world).await, kept);
    })
    .await;
}

#[tokio::test]
async fn sessions_take_place_where_the_organization_says() {
    on_both_engines(async |world| {
        let mut ada = world.signed_in(world.ada).await;
        let before = session_of(&book_it(&mut ada, &wednesday(&world), &[]).await);
        set(&world, &[("classroom", "")]).await;

        let form = ada.get("/sessions/book").await.text;
        assert!(!form.contains("value=\"classroom\"") && form.contains("value=\"in person\""), "{form}");
        let single = press(&mut ada, &wednesday(&world), &[("date", "2026-11-27")], "preview").await;
        assert_refused(&single, "place", "do not take place there");
        let weekly = [
            ("repeats", "weekly"),
            ("date", "2026-11-30"),
            ("on_mon", "true"),
            ("start_mon", "16:00"),
            ("minutes_mon", "60"),
            ("ends", "after"),
            ("count", "2"),
        ];
        let series = press(&mut ada, &wednesday(&world), &weekly, "preview").await;
        assert_refused(&series, "place", "do not take place there");
        let instant = world.try_start(world.ada, &world.press(world.ben, "not here")).await;
        assert!(matches!(instant, Err(StartError::NotAllowed(NotAllowed::Place))), "{instant:?}");
        let instant = start(&world, &[]).await;
        assert_eq!(instant.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(instant.text.contains("do not take place in the Nacre Online Classroom"), "{}", instant.text);
        assert!(!ada.get("/sessions/upcoming").await.text.contains("Instant Session"));

        let person = [("place", "in person"), ("location", "Library"), ("date", "2026-11-27")];
        let library = session_of(&book_it(&mut ada, &wednesday(&world), &person).await);
        assert_eq!(stored(&world, library).await.place.location(), Some("Library"));
        assert!(stored(&world, before).await.place.is_classroom(), "what was booked stays");

        set(&world, &[("classroom", ""), ("in_person", "")]).await;
        let form = ada.get("/sessions/book").await.text;
        assert!(form.contains("name=\"meeting_address\"") && form.contains("https://"), "{form}");
    })
    .await;
}

#[tokio::test]
async fn families_ask_for_no_link_and_wait_only_where_there_is_a_classroom() {
    on_both_engines(async |world| {
        in_tx!(world.db, db::Error, tx, {
            let rules = RequestRules { parents: true, students: true, on_demand: true, with_anybody: false };
            organizations::set_requests(tx, world.harbor, rules).await
        })
        .unwrap();
        let mut ada = world.signed_in(world.ada).await;
        assert_eq!(ada.get("/on-demand").await.status, StatusCode::OK);
        set(&world, &[("classroom", ""), ("in_person", "")]).await;

        let mut carol = world.signed_in(world.carol).await;
        let asked = ask(&mut carol, &world, &[]).await;

        assert_refused(&asked, "place", "Ask them to book one.");
        set(&world, &[("classroom", "")]).await;
        let not_here = ask(&mut carol, &world, &[("place", "classroom")]).await;
        assert_refused(&not_here, "place", "do not take place there");
        assert_eq!(ada.get("/on-demand").await.status, StatusCode::NOT_FOUND);
        let kept = organizations::requests(&mut world.db.read().await.unwrap(), world.harbor).await.unwrap();
        assert!(kept.on_demand, "it comes back with the classroom");
    })
    .await;
}

#[tokio::test]
async fn what_the_organization_asks_for_has_to_be_said() {
    on_both_engines(async |world| {
        set(&world, &[("needs_subject", "true"), ("needs_description", "true")]).await;
        let mut ada = world.signed_in(world.ada).await;
        let mut carol = world.signed_in(world.carol).await;

        let no_subject = press(&mut ada, &wednesday(&world), &[("subject", " ")], "preview").await;
        let no_description = press(&mut ada, &wednesday(&world), &[], "preview").await;
        assert_refused(&no_subject, "subject", "asks for a subject");
        assert_refused(&no_description, "description", "asks for a description");
        session_of(&book_it(&mut ada, &wednesday(&world), &[("description", "Page 12")]).await);

        assert_refused(&start(&world, &[]).await, "subject", "asks for a subject");
        assert_refused(&start(&world, &[("subject", "Sums")]).await, "description", "asks for a description");
        let unsaid = world.try_start(world.ada, &world.press(world.ben, "no words")).await;
        assert!(
            matches!(unsaid, Err(StartError::NotAllowed(NotAllowed::Unsaid(Unsaid::Description)))),
            "{unsaid:?}"
        );

        assert_refused(&ask(&mut carol, &world, &[]).await, "subject", "asks for a subject");
        let half = ask(&mut carol, &world, &[("subject", "Sums")]).await;
        assert_refused(&half, "description", "asks for a description");
        let whole = ask(&mut carol, &world, &[("subject", "Sums"), ("description", "Page 12")]).await;
        assert_eq!(whole.status, StatusCode::SEE_OTHER, "{}", whole.text);
    })
    .await;
}

#[tokio::test]
async fn of_a_series_no_word_that_is_asked_for_is_taken_away() {
    on_both_engines(async |world| {
        let mut ada = world.signed_in(world.ada).await;
        let weekly = [
            ("repeats", "weekly"),
            ("date", "2026-11-30"),
            ("on_mon", "true"),
            ("start_mon", "16:00"),
            ("minutes_mon", "60"),
            ("ends", "after"),
            ("count", "2"),
        ];
        let booked = book_it(&mut ada, &wednesday(&world), &weekly).await;
        let change = format!("{}/change", booked.location());
        set(&world, &[("needs_subject", "true"), ("needs_description", "true")]).await;
        let later = |subject| {
            [
                ("step", "preview"),
                ("reach", "all"),
                ("start", "17:00"),
                ("minutes", "60"),
                ("subject", subject),
            ]
        };

        let without = ada.post(&change, &later("")).await;
        let as_it_was = ada.post(&change, &later("Quadratic equations")).await;

        assert_refused(&without, "subject", "asks for a subject");
        assert_eq!(as_it_was.status, StatusCode::OK, "it never had a description: {}", as_it_was.text);
    })
    .await;
}

#[tokio::test]
async fn on_demand_nobody_is_asked_for_words() {
    on_both_engines(async |world| {
        in_tx!(world.db, db::Error, tx, {
            let rules = RequestRules { parents: true, students: true, on_demand: true, with_anybody: false };
            organizations::set_requests(tx, world.harbor, rules).await
        })
        .unwrap();
        set(&world, &[("needs_subject", "true")]).await;
        let (ada, ben) = (world.viewer(world.ada).await, world.viewer(world.ben).await);
        in_tx!(world.db, on_demand::OfferError, tx, { on_demand::offer(tx, &ada, world.algebra).await })
            .unwrap();
        let wait = in_tx!(world.db, on_demand::WaitError, tx, {
            on_demand::wait(tx, &ben, world.ben, world.algebra).await
        })
        .unwrap();

        let key = world.app.key();
        let met =
            in_tx!(world.db, on_demand::EnterError, tx, { on_demand::enter(tx, key, &ada, wait).await });

        assert!(met.is_ok(), "{met:?}");
    })
    .await;
}

#[tokio::test]
async fn sessions_are_logged_as_far_back_as_the_organization_says() {
    on_both_engines(async |world| {
        let mut ada = world.signed_in(world.ada).await;
        let past =
            |date| [("place", "in person"), ("location", "Library"), ("date", date), ("went", "completed")];
        set(&world, &[("log_days", "7")]).await;

        let long_ago = press(&mut ada, &wednesday(&world), &past("2026-11-13"), "preview").await;
        assert_refused(&long_ago, "date", "up to 7 days back");
        session_of(&book_it(&mut ada, &wednesday(&world), &past("2026-11-18")).await);

        set(&world, &[("log_days", "0")]).await;
        let never = press(&mut ada, &wednesday(&world), &past("2026-11-19"), "preview").await;
        assert_refused(&never, "date", "does not log sessions afterwards");
        assert!(!never.text.contains("how did the session go"), "{}", never.text);
    })
    .await;
}

#[tokio::test]
async fn a_classroom_opens_as_early_as_it_did_when_its_session_was_booked() {
    on_both_engines(async |world| {
        let before = book(&world, &booking(&world, world.ben, 60)).await;
        set(&world, &[("early_minutes", "5")]).await;
        let after = book(&world, &booking(&world, world.mia, 120)).await;
        let elsewhere = sessions::Booking {
            place: Place::Link { address: "https://meet.example.org/ada".to_owned() },
            minutes: SessionMinutes::new(15).unwrap(),
            ..booking(&world, world.ben, 180)
        };
        let elsewhere = book(&world, &elsewhere).await;
        let join = async |id| stored(&world, id).await.join(world.clock.now());
        let open = async |id| {
            in_tx!(world.db, OpenError, tx, { sessions::open(tx, world.harbor, id).await }).map(|_| ())
        };

        world.pass_minutes(50);
        assert_eq!(join(before).await, Join::Open, "its mails said 15 minutes");
        world.pass_minutes(60);
        assert!(matches!(join(after).await, Join::From(_)), "ten minutes before");
        assert!(matches!(open(after).await, Err(OpenError::TooEarly { minutes: 5 })));
        world.pass_minutes(5);
        assert_eq!(join(after).await, Join::Open);
        open(after).await.unwrap();
        world.pass_minutes(55);
        assert_eq!(stored(&world, elsewhere).await.open_meeting(world.clock.now()), None);
        world.pass_minutes(5);
        assert!(stored(&world, elsewhere).await.open_meeting(world.clock.now()).is_some());
    })
    .await;
}
