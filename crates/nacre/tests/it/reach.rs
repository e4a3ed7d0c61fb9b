//! Who gets where beside the routes: frames on a classroom's socket, topics of the stream, links in each state, and forms
//! that name two things.

use std::collections::BTreeMap;

use db::in_tx;
use http::StatusCode;
use kernel::{SessionId, SessionMinutes};
use people::accounts::{self, NewPerson};
use people::links::{Kind, address_path};
use people::teaching_pairs;
use room::protocol::FromBrowser;
use serde_json::{Value, json};
use teaching::sessions::{self, Booking, CancelError};
use testkit::{Browser, Line, Stream, World};
use web::{Push, Topic};

use crate::access::{Scene, token_of};
use crate::house::{listen, mail_everything};

/// Who holds a place in Ada's session with Ben. For everyone else its socket does not exist.
const SEATED: [&str; 3] = ["ada", "ben", "seat"];

/// What a frame does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effect {
    /// The next message is of this kind.
    Answer(&'static str),
    /// It is refused with this word.
    Refused(&'static str),
    /// It is taken without a word to its sender.
    Silent,
    /// The server closes with this code.
    Closed(u16),
}

use Effect::{Answer, Closed, Refused, Silent};

/// Every kind of frame: what it does for the instructor, and for the student while the instructor is away.
fn frames() -> Vec<(Value, Effect, Effect)> {
    let devices = json!({"t": "devices", "mic": "on", "camera": "off", "network": "good"});
    vec![
        // a second hello is not part of the protocol
        (
            json!({"t": "hello", "v": 1, "device": "devicedevice", "place": "check", "takeover": false}),
            Closed(4001),
            Closed(4001),
        ),
        (json!({"t": "answer", "generation": 999, "sdp": "v=0"}), Silent, Silent),
        (json!({"t": "rejoin"}), Silent, Silent),
        (json!({"t": "place", "place": "room"}), Answer("person"), Refused("instructor_away")),
        (devices, Answer("person"), Answer("person")),
        (json!({"t": "hand", "raised": true}), Answer("person"), Answer("person")),
        (json!({"t": "lower_hand"}), Silent, Refused("not_allowed")),
        (json!({"t": "mode", "mode": "draw"}), Answer("stage"), Refused("not_allowed")),
        (json!({"t": "lock", "board": "draw", "on": true}), Answer("stage"), Refused("not_allowed")),
        // nothing is shown from outside the room
        (json!({"t": "share", "on": true}), Refused("not_inside"), Refused("not_inside")),
        (json!({"t": "allow_share", "on": true}), Answer("stage"), Refused("not_allowed")),
        (json!({"t": "chat", "id": "c0ffee12", "text": "Hi"}), Refused("not_inside"), Refused("not_inside")),
        (json!({"t": "react", "with": "clap"}), Silent, Silent),
        (json!({"t": "ask", "to": "mic_on"}), Refused("away"), Refused("not_allowed")),
        (json!({"t": "reply", "to": "other_mic", "with": "lacking"}), Refused("not_allowed"), Silent),
        (json!({"t": "extend", "minutes": 30}), Answer("times"), Refused("not_allowed")),
        // nobody is recorded alone
        (json!({"t": "record", "on": true}), Refused("student_away"), Refused("not_allowed")),
        (json!({"t": "consent", "yes": true}), Silent, Silent),
        (json!({"t": "ping", "at_ms": 1}), Answer("pong"), Answer("pong")),
        (json!({"t": "leave"}), Closed(1000), Closed(1000)),
        (json!({"t": "end", "choice": "mistake"}), Answer("ended"), Refused("not_allowed")),
    ]
}

/// A new kind of frame does not compile here until it has a row above.
fn kind(message: &FromBrowser) -> &'static str {
    match message {
        FromBrowser::Hello { .. } => "hello",
        FromBrowser::Answer { .. } => "answer",
        FromBrowser::Rejoin {} => "rejoin",
        FromBrowser::Place { .. } => "place",
        FromBrowser::Devices(_) => "devices",
        FromBrowser::Hand { .. } => "hand",
        FromBrowser::LowerHand {} => "lower_hand",
        FromBrowser::Mode { .. } => "mode",
        FromBrowser::Lock { .. } => "lock",
        FromBrowser::Share { .. } => "share",
        FromBrowser::AllowShare { .. } => "allow_share",
        FromBrowser::Chat { .. } => "chat",
        FromBrowser::React { .. } => "react",
        FromBrowser::Ask { .. } => "ask",
        FromBrowser::Reply { .. } => "reply",
        FromBrowser::Extend { .. } => "extend",
        FromBrowser::Record { .. } => "record",
        FromBrowser::Consent { .. } => "consent",
        FromBrowser::End { .. } => "end",
        FromBrowser::Leave {} => "leave",
        FromBrowser::Ping { .. } => "ping",
    }
}

async fn scenes() -> Vec<Scene> {
    let mut scenes = Vec::new();
    for place in testkit::engines().await {
        scenes.push(Scene::at(place).await);
    }
    scenes
}

#[tokio::test(flavor = "multi_thread")]
async fn a_classrooms_socket_is_for_the_two_in_it() {
    for scene in scenes().await {
        let address = listen(scene.world.router.clone()).await;
        let mut wrong = Vec::new();

        for (name, browser) in &scene.visitors {
            let cookies = browser.cookie_line();
            for (session, is_own) in [(scene.session, true), (scene.oak_session, false)] {
                let got = Line::open(address, session, &cookies, Some("https://harbor.test")).await.err();
                let expected = if is_own && SEATED.contains(name) { None } else { Some(404) };
                if got != expected {
                    wrong.push(format!("{name}: own session {is_own}: {got:?}"));
                }
            }
        }

        assert_eq!(wrong, Vec::<String>::new());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_frame_does_what_its_seat_may() {
    let kinds: Vec<&str> = frames()
        .iter()
        .map(|(frame, ..)| kind(&room::protocol::parse(&frame.to_string()).unwrap()))
        .collect();
    let expected = "hello answer rejoin place devices hand lower_hand mode lock share allow_share chat react ask reply extend \
                    record consent ping leave end";
    assert_eq!(kinds, expected.split(' ').collect::<Vec<_>>());

    for scene in scenes().await {
        let address = listen(scene.world.router.clone()).await;
        let mut wrong = Vec::new();
        // whoever holds a seat by link and whoever signed in are one student
        for who in ["ben", "seat", "ada"] {
            let cookies = scene.visitors[who].cookie_line();
            for (frame, of_instructor, of_student) in frames() {
                let expected = if who == "ada" { of_instructor } else { of_student };
                let mut line =
                    Line::open(address, scene.session, &cookies, Some("https://harbor.test")).await.unwrap();
                line.hello_from(&format!("deviceof{who}"), "check", true).await;

                line.say(frame.clone()).await;

                let found = effect(&mut line, expected).await;
                if found != expected {
                    wrong.push(format!("{who}: {frame}: {found:?} and not {expected:?}"));
                }
            }
        }
        assert_eq!(wrong, Vec::<String>::new());
    }
}

/// What came, told apart as far as `expected` asks. After a silent frame the socket must still answer.
async fn effect(line: &mut Line, expected: Effect) -> Effect {
    if expected == Silent {
        line.say(json!({"t": "ping", "at_ms": 7})).await;
    }
    loop {
        let message = match line.next().await {
            Ok(message) => message,
            Err(code) => return Closed(code),
        };
        match message["t"].as_str().unwrap() {
            // how soon after the first offer this comes is up to the machine
            "refused" if message["why"] == "too_soon" => {}
            "refused" => {
                return Refused(of_words(
                    &message["why"],
                    &["instructor_away", "not_allowed", "not_inside", "away", "student_away"],
                ));
            }
            "pong" if message["at_ms"] == 7 => return Silent,
            kind => match expected {
                Answer(wanted) if wanted == kind => return expected,
                // news of the room that nobody asked for
                _ => {}
            },
        }
    }
}

fn of_words(word: &Value, words: &[&'static str]) -> &'static str {
    words.iter().find(|known| word == **known).copied().unwrap_or("another word")
}

/// Whoever may hear at all, with their open stream.
async fn listening(scene: &mut Scene) -> BTreeMap<&'static str, Stream> {
    let mut streams = BTreeMap::new();
    for (name, browser) in &mut scene.visitors {
        if let Ok(stream) = browser.listen("/live").await {
            streams.insert(*name, stream);
        }
    }
    streams
}

/// Everyone of either organization.
async fn everyone(world: &World) -> Vec<(kernel::OrgId, kernel::UserId)> {
    let mut tx = world.db.read().await.unwrap();
    tx.all("SELECT org_id, id FROM people", &[]).await.unwrap()
}

/// Ends all streams, and gives the topics each told before.
async fn heard(
    world: &World,
    streams: BTreeMap<&'static str, Stream>,
) -> BTreeMap<&'static str, Vec<String>> {
    for (org, person) in everyone(world).await {
        world.app.bus().push(Push::Revoked { org, person });
    }
    let mut heard = BTreeMap::new();
    for (name, mut stream) in streams {
        let topics = heard.entry(name).or_insert_with(Vec::new);
        while let Some(topic) = stream.next_topic().await {
            topics.push(topic);
        }
    }
    heard
}

#[tokio::test(flavor = "multi_thread")]
async fn the_stream_is_for_whoever_is_signed_in_and_in_good_standing() {
    for mut scene in scenes().await {
        let streams = listening(&mut scene).await;

        let names: Vec<&str> = streams.keys().copied().collect();
        assert_eq!(names, ["ada", "amara", "ben", "carol", "dora", "ivan", "mia", "olga"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_started_session_wakes_the_pages_of_those_in_it_and_nobody_elses() {
    for mut scene in scenes().await {
        mail_everything(&scene.world).await;
        let streams = listening(&mut scene).await;
        let press = scene.world.press(scene.world.mia, "for Mia, by Ivan");
        scene.world.try_start(scene.world.ivan, &press).await.unwrap();

        mail_everything(&scene.world).await;
        let heard = heard(&scene.world, streams).await;

        for (name, topics) in heard {
            let is_told = |topic: &str| topics.iter().any(|heard| heard == topic);
            assert_eq!(is_told("sessions"), ["ivan", "mia", "carol", "amara"].contains(&name), "{name}");
            assert_eq!(is_told("notifications"), ["mia", "carol"].contains(&name), "{name}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_topic_reaches_only_the_people_it_names() {
    for mut scene in scenes().await {
        let streams = listening(&mut scene).await;
        let (harbor, oak, ben) = (scene.world.harbor.org(), scene.world.oak.org(), scene.world.ben);
        for topic in Topic::ALL {
            scene.world.app.bus().changed(harbor, &[ben], topic);
            // the same person's id, in another organization's name
            scene.world.app.bus().changed(oak, &[scene.world.mia], topic);
        }

        let heard = heard(&scene.world, streams).await;

        for (name, topics) in heard {
            let all: &[&str] =
                if name == "ben" { &["sessions", "notifications", "messages", "credits"] } else { &[] };
            assert_eq!(topics, all, "{name}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_stream_of_whoever_loses_their_rights_ends_and_no_other() {
    for mut scene in scenes().await {
        let mut streams = listening(&mut scene).await;
        let path = format!("/people/{}/archival", scene.world.carol);

        let archived = scene.visitors.get_mut("amara").unwrap().post(&path, &[]).await;
        let signed_out = scene.visitors.get_mut("mia").unwrap().post("/sign-out", &[]).await;

        assert!(archived.status.is_redirection() && signed_out.status.is_redirection());
        for name in ["carol", "mia"] {
            let mut stream = streams.remove(name).unwrap();
            while stream.next_topic().await.is_some() {}
            let again = scene.visitors.get_mut(name).unwrap().listen("/live").await;
            assert!(again.is_err(), "{name} listens again");
        }
        for (org, person) in everyone(&scene.world).await {
            scene.world.app.bus().changed(org, &[person], Topic::Credits);
        }
        for (name, topics) in heard(&scene.world, streams).await {
            assert_eq!(topics, ["credits"], "{name} listens on");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_push_about_one_sign_in_ends_that_one() {
    for mut scene in scenes().await {
        let mut elsewhere = scene.world.signed_in(scene.world.ada).await;
        let mut second = elsewhere.listen("/live").await.unwrap();
        let mut streams = listening(&mut scene).await;

        let gone = scene.visitors.get_mut("ada").unwrap().post("/sign-out", &[]).await;

        assert!(gone.status.is_redirection());
        assert_eq!(streams.get_mut("ada").unwrap().next_topic().await, None);
        scene.world.app.bus().push(Push::Changed {
            org: scene.world.harbor.org(),
            people: [scene.world.ada].into(),
            topic: Topic::Sessions,
        });
        assert_eq!(second.next_topic().await.as_deref(), Some("sessions"));
    }
}

/// A student of Ivan's without a password.
async fn invited_student(world: &World) -> kernel::UserId {
    let new = NewPerson {
        first_name: "Nino".parse().unwrap(),
        last_name: "Field".parse().unwrap(),
        email: Some("nino@demo.test".parse().unwrap()),
        username: None,
        roles: [kernel::Role::Student].into_iter().collect(),
        zone: kernel::Zone::UTC,
        under_13: false,
    };
    in_tx!(world.db, accounts::AddError, tx, {
        let id = accounts::add(tx, world.harbor, new.clone(), None).await?;
        teaching_pairs::assign(tx, world.harbor, world.ivan, id).await?;
        Ok(id)
    })
    .unwrap()
}

/// A live session of Ivan's with such a student, and the path of their join link.
async fn nino(world: &World) -> (SessionId, String) {
    let press = world.press(invited_student(world).await, "for Nino");
    let session = world.try_start(world.ivan, &press).await.unwrap();
    (session, address_path(Kind::Join, &token_of(world, world.harbor, session).await))
}

/// `This is me` at the link, with the terms in force: the status, and whether the classroom then opens.
async fn enter(world: &World, browser: &mut Browser, link: &str, session: SessionId) -> (StatusCode, bool) {
    let mut tx = world.db.read().await.unwrap();
    let terms = people::organizations::current_terms(&mut tx, world.harbor).await.unwrap().id.to_string();
    drop(tx);
    let entered = browser.post(link, &[("terms", &terms)]).await;
    let classroom = browser.get(&format!("/classroom/{session}")).await;
    (entered.status, classroom.status == StatusCode::OK)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_join_link_opens_its_one_session_while_it_is_valid_and_nothing_else() {
    for scene in scenes().await {
        let world = &scene.world;
        let (session, link) = nino(world).await;
        let mut holder = world.stranger();

        let shown = holder.get(&link).await;
        assert_eq!((shown.status, holder.cookie_line().contains("seat")), (StatusCode::OK, false));
        assert_eq!(enter(world, &mut holder, &link, session).await, (StatusCode::SEE_OTHER, true));

        // used: the seat moves to whoever comes with the link, and the first browser is out
        let mut second = world.stranger();
        assert!(second.get(&link).await.text.contains("Move here"));
        assert_eq!(enter(world, &mut second, &link, session).await, (StatusCode::SEE_OTHER, true));
        let classroom = format!("/classroom/{session}");
        assert_eq!(holder.get(&classroom).await.status, StatusCode::NOT_FOUND);

        // another session: the seat is worth nothing there, and Ben's link is not theirs to take
        let other = format!("/classroom/{}", scene.session);
        assert_eq!(second.get(&other).await.status, StatusCode::NOT_FOUND);
        let bens = address_path(Kind::Join, &token_of(world, world.harbor, scene.session).await);
        let (status, inside) = enter(world, &mut second, &bens, scene.session).await;
        assert_eq!((status.is_success(), inside), (true, false), "who has a password signs in first");
        for act in ["/activate/", "/reset/"] {
            let path = link.replace("/join/", act);
            assert!(!second.get(&path).await.status.is_success(), "{path}");
        }
        for path in ["/", "/sessions", "/account", "/live"] {
            assert!(second.get(path).await.location().starts_with("/sign-in") || path == "/live", "{path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_join_link_holds_until_two_hours_after_the_planned_end() {
    for scene in scenes().await {
        let world = &scene.world;
        let (session, link) = nino(world).await;
        let mut holder = world.stranger();

        // the session began seven minutes and some seconds ago at most, and is planned for thirty
        world.pass_minutes(30 + 2 * 60 - 1);
        assert_eq!(holder.get(&link).await.status, StatusCode::OK);
        world.pass_minutes(1);

        let shown = holder.get(&link).await;
        assert_eq!(shown.status, StatusCode::GONE);
        assert_eq!(enter(world, &mut holder, &link, session).await, (StatusCode::GONE, false));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_session_ends_its_links_and_the_seats_taken_with_them() {
    for scene in scenes().await {
        let world = &scene.world;
        let (session, link) = nino(world).await;
        let mut holder = world.stranger();
        assert_eq!(enter(world, &mut holder, &link, session).await, (StatusCode::SEE_OTHER, true));
        let viewer = world.viewer(world.ivan).await;
        in_tx!(world.db, CancelError, tx, { sessions::cancel(tx, &viewer, session, "ill").await }).unwrap();

        let mut late = world.stranger();

        assert_eq!(enter(world, &mut late, &link, session).await, (StatusCode::GONE, false));
        let classroom = holder.get(&format!("/classroom/{session}")).await;
        assert!(!classroom.text.contains("<class-room"), "{}", classroom.status);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archived_students_link_and_seat_are_dead() {
    for mut scene in scenes().await {
        let world = &scene.world;
        let student = invited_student(world).await;
        // whoever is in a live session cannot be archived: this one begins in ten minutes
        let booking = Booking {
            instructor: world.ivan,
            student,
            program: world.algebra,
            starts_at: world.clock.now().plus_minutes(10),
            place: sessions::Place::Classroom,
            minutes: SessionMinutes::new(30).unwrap(),
            zone: kernel::Zone::UTC,
            subject: String::new(),
            description: String::new(),
            billable: false,
            by: world.ivan,
        };
        let key = world.app.key();
        let session = in_tx!(world.db, sessions::BookError, tx, {
            sessions::book(tx, world.harbor, key, &booking).await
        })
        .unwrap();
        let link = address_path(Kind::Join, &token_of(world, world.harbor, session).await);
        let mut holder = world.stranger();
        assert_eq!(enter(world, &mut holder, &link, session).await, (StatusCode::SEE_OTHER, true));

        let path = format!("/people/{student}/archival");
        let archived = scene.visitors.get_mut("amara").unwrap().post(&path, &[]).await;

        assert!(archived.status.is_redirection());
        assert_eq!(holder.get(&format!("/classroom/{session}")).await.status, StatusCode::NOT_FOUND);
        let mut late = scene.world.stranger();
        let (status, inside) = enter(&scene.world, &mut late, &link, session).await;
        assert!(status.is_client_error() && !inside, "{status}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_mixes_own_and_foreign_things_changes_nothing() {
    for mut scene in scenes().await {
        let world = &scene.world;
        let unknown = kernel::UserId::fresh(kernel::Timestamp::from_micros(0)).to_string();
        let [ada, ben, carol] = [world.ada, world.ben, world.carol].map(|id| id.to_string());
        let [olga, dan] = [world.olga, world.dan].map(|id| id.to_string());
        let program_unknown = kernel::ProgramId::fresh(kernel::Timestamp::from_micros(0)).to_string();
        let (algebra, oak_program) = (world.algebra.to_string(), world.oak_program.to_string());
        let back = format!("/people/{ben}");
        let start = |student: &str, program: &str, key: &str| {
            vec![
                ("key", key.to_owned()),
                ("step", "start".to_owned()),
                ("student", student.to_owned()),
                ("minutes", "30".to_owned()),
                ("billable", "false".to_owned()),
                ("program", program.to_owned()),
            ]
        };
        let pair = |first: &'static str, one: &str, student: &str| {
            vec![(first, one.to_owned()), ("student", student.to_owned()), ("back", back.clone())]
        };
        let key = |_| web::token::text(&web::token::random());
        // who, where, with something foreign, and with something unknown in the same place
        let cases = [
            ("ivan", "/sessions/instant", start(&dan, &algebra, &key(1)), start(&unknown, &algebra, &key(2))),
            (
                "ivan",
                "/sessions/instant",
                start(&world.mia.to_string(), &oak_program, &key(3)),
                start(&world.mia.to_string(), &program_unknown, &key(4)),
            ),
            (
                "amara",
                "/people/assignments",
                pair("instructor", &ada, &dan),
                pair("instructor", &ada, &unknown),
            ),
            (
                "amara",
                "/people/assignments",
                pair("instructor", &olga, &ben),
                pair("instructor", &unknown, &ben),
            ),
            ("amara", "/people/families", pair("parent", &carol, &dan), pair("parent", &carol, &unknown)),
            ("amara", "/people/families", pair("parent", &olga, &ben), pair("parent", &unknown, &ben)),
            (
                "amara",
                "/people/assignments/removal",
                pair("instructor", &ada, &dan),
                pair("instructor", &ada, &unknown),
            ),
            (
                "amara",
                "/people/families/removal",
                pair("parent", &carol, &dan),
                pair("parent", &carol, &unknown),
            ),
        ];
        let before = rows(world).await;
        let mut wrong = Vec::new();

        for (who, path, foreign, unknown) in &cases {
            let mut answers = Vec::new();
            for fields in [foreign, unknown] {
                let fields: Vec<(&str, &str)> =
                    fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
                let answer = scene.visitors.get_mut(who).unwrap().post(path, &fields).await;
                answers.push(answer.status);
            }
            if answers[0] != answers[1] || answers[0].is_success() {
                wrong.push(format!("{who}: {path}: {answers:?} for {foreign:?}"));
            }
        }

        assert_eq!(rows(&scene.world).await, before);
        assert_eq!(wrong, Vec::<String>::new());
    }
}

/// How many rows there are of what the forms above would write.
async fn rows(world: &World) -> Vec<i64> {
    let mut tx = world.db.read().await.unwrap();
    let mut counts = Vec::new();
    for sql in [
        "SELECT COUNT(*) FROM sessions",
        "SELECT COUNT(*) FROM assignments",
        "SELECT COUNT(*) FROM parents",
        "SELECT COUNT(*) FROM links",
    ] {
        let (count,): (i64,) = tx.one(sql, &[]).await.unwrap();
        counts.push(count);
    }
    counts
}
