//! What is told of a series: each person once, with all its dates.

use axum::http::StatusCode;
use icalendar::parser::{read_calendar, unfold};
use kernel::SessionId;
use people::links::{self, Kind, Mailed};
use testkit::mime::Received;
use testkit::smtp::SmtpServer;
use testkit::{Browser, World, on_both_engines};

use crate::working::{Working, to};

/// Ada books four Mondays with Ben, from 30 November 2026 at four in Chicago, through the form; gives the first.
pub async fn book_mondays(world: &World, ada: &mut Browser) -> SessionId {
    book_mondays_at(world, ada, &[("place", "classroom")]).await
}

/// The same, somewhere.
async fn book_mondays_at(world: &World, ada: &mut Browser, place: &[(&str, &str)]) -> SessionId {
    let key = ada.get("/sessions/book").await.field("key").unwrap().to_owned();
    let (student, program) = (world.ben.to_string(), world.algebra.to_string());
    let mut fields = vec![
        ("key", key.as_str()),
        ("student", &student),
        ("date", "2026-11-30"),
        ("repeats", "weekly"),
        ("on_mon", "true"),
        ("start_mon", "16:00"),
        ("minutes_mon", "60"),
        ("ends", "after"),
        ("count", "4"),
        ("billable", "false"),
        ("program", &program),
        ("subject", "Fractions"),
    ];
    fields.extend_from_slice(place);
    let preview = ada.post("/sessions/book", &fields).await;
    let seen = preview.field("seen").unwrap().to_owned();
    fields.extend([("seen", seen.as_str()), ("step", "book")]);
    let booked = ada.post("/sessions/book", &fields).await;
    assert_eq!(booked.status, StatusCode::SEE_OTHER, "{}", booked.text);
    let id = booked.location().strip_prefix("/sessions/").and_then(|rest| rest.strip_suffix("/series"));
    id.unwrap().parse().unwrap()
}

/// Previews a form of the series' page and presses its button.
async fn press(browser: &mut Browser, session: SessionId, form: &str, step: &str, fields: &[(&str, &str)]) {
    let address = format!("/sessions/{session}/series/{form}");
    let preview = browser.post(&address, fields).await.text;
    let seen = preview.split("name=\"seen\" value=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    let seen = seen.into_iter().find(|seen| !seen.is_empty()).unwrap().to_owned();
    let mut pressed = fields.to_vec();
    pressed.extend([("seen", seen.as_str()), ("step", step)]);
    assert_eq!(browser.post(&address, &pressed).await.status, StatusCode::SEE_OTHER);
}

/// The entries of a mail's calendar file: start, state, number.
fn entries(mail: &Received) -> Vec<(String, String, String)> {
    let file = mail.calendar();
    let unfolded = unfold(&file);
    let calendar = read_calendar(&unfolded).unwrap();
    let of = |component: &icalendar::parser::Component<'_>, name: &str| {
        let found = component.properties.iter().find(|property| property.name.as_ref() == name);
        found.map_or_else(String::new, |property| property.val.as_ref().to_owned())
    };
    let events = calendar.components.iter().filter(|component| component.name == "VEVENT");
    events.map(|event| (of(event, "DTSTART"), of(event, "STATUS"), of(event, "SEQUENCE"))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_series_is_told_once_to_each_with_every_date_a_way_in_and_one_calendar_file() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        let working = Working::begin(&world, server.port());
        let mut ada = world.signed_in(world.ada).await;

        let first = book_mondays(&world, &mut ada).await;

        let mails = working.mails(&server, 2).await;
        let (bens, carols) = (to(&mails, "ben@demo.test")[0], to(&mails, "carol@demo.test")[0]);
        assert_eq!(bens.header("subject"), "4 sessions with Ada, from Monday 30 November 2026");
        assert_eq!(carols.header("subject"), "4 sessions of Ben with Ada, from Monday 30 November 2026");
        for mail in [bens, carols] {
            for day in ["30 November", "7 December", "14 December", "21 December"] {
                let words = format!("Monday {day} 2026, 16:00 (CST), 1 hour");
                assert!(
                    mail.text().contains(&words) && mail.html().contains(&words),
                    "{words}: {}",
                    mail.text()
                );
            }
            assert!(mail.text().contains("are planned: every Monday."), "{}", mail.text());
            assert!(mail.text().contains("Fractions"), "{}", mail.text());
            assert_eq!(mail.text().matches("https://harbor.test/join/").count(), 4, "{}", mail.text());
            assert_eq!(
                entries(mail).iter().map(|(start, ..)| start.as_str()).collect::<Vec<_>>(),
                ["20261130T220000Z", "20261207T220000Z", "20261214T220000Z", "20261221T220000Z"]
            );
        }
        let link = bens.link("/join/").unwrap();
        assert!(!carols.data.contains(&link), "each has links of their own");
        let mut tx = world.db.read().await.unwrap();
        let token = link.strip_prefix("https://harbor.test/join/").unwrap();
        let way_in = links::find(&mut tx, world.harbor, Kind::Join, token).await.unwrap().unwrap();
        assert_eq!((way_in.session, way_in.recipient), (Some(first), world.ben));
        let of_first = links::of_session(&mut tx, world.harbor, first).await.unwrap();
        assert!(of_first.iter().all(|link| link.mailed() == Mailed::Yes), "{of_first:?}");
        let page = world.signed_in(world.carol).await.get("/notifications").await.text;
        assert_eq!(page.matches("4 sessions of Ben with Ada").count(), 1, "{page}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancellation_of_several_is_told_once_and_calendars_take_them_out() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        let working = Working::begin(&world, server.port());
        let mut ada = world.signed_in(world.ada).await;
        let first = book_mondays(&world, &mut ada).await;
        working.mails(&server, 2).await;

        let fields = [("reach", "all"), ("reason", "A new school")];
        press(&mut ada, first, "cancellation", "cancel", &fields).await;

        let mails = working.mails(&server, 5).await;
        for address in ["ben@demo.test", "carol@demo.test", "ada@demo.test"] {
            let last = *to(&mails, address).last().unwrap();
            assert!(
                last.header("subject").starts_with("Cancelled: 4 sessions"),
                "{}",
                last.header("subject")
            );
            assert!(last.text().contains("Ada Byron cancelled them: A new school"), "{}", last.text());
            assert_eq!(last.link("/join/"), None);
            assert!(last.calendar().contains("METHOD:CANCEL"), "{}", last.calendar());
            let all = entries(last);
            assert_eq!(all.len(), 4);
            assert!(all.iter().all(|(_, state, number)| state == "CANCELLED" && number == "1"), "{all:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_several_is_told_once_and_calendars_move_them() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        let working = Working::begin(&world, server.port());
        let mut ada = world.signed_in(world.ada).await;
        let first = book_mondays(&world, &mut ada).await;
        working.mails(&server, 2).await;

        let fields = [("reach", "all"), ("start", "17:00"), ("minutes", "60"), ("subject", "Fractions")];
        press(&mut ada, first, "change", "change", &fields).await;

        let mails = working.mails(&server, 4).await;
        let last = *to(&mails, "ben@demo.test").last().unwrap();
        assert_eq!(last.header("subject"), "Moved: 4 sessions with Ada, from Monday 30 November 2026");
        assert!(last.text().contains("Ada Byron has changed 4 sessions with Ada."), "{}", last.text());
        assert!(last.text().contains("Monday 21 December 2026, 17:00 (CST), 1 hour"), "{}", last.text());
        let all = entries(last);
        assert_eq!(all[0], ("20261130T230000Z".to_owned(), "CONFIRMED".to_owned(), "1".to_owned()));
        assert_eq!(all.len(), 4);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_booked_by_an_admin_is_told_too() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        let working = Working::begin(&world, server.port());
        let mut ada = world.signed_in(world.ada).await;
        let first = book_mondays(&world, &mut ada).await;
        working.mails(&server, 2).await;

        let mut amara = world.signed_in(world.amara).await;
        let fields =
            [("reach", "following"), ("start", "17:00"), ("minutes", "60"), ("subject", "Fractions")];
        press(&mut amara, first, "change", "change", &fields).await;

        let mails = working.mails(&server, 5).await;
        let adas = to(&mails, "ada@demo.test");
        assert_eq!(
            adas[0].header("subject"),
            "Moved: 4 sessions with Ben Ortiz, from Monday 30 November 2026"
        );
        assert_eq!(adas[0].link("/join/"), None, "the instructor needs no link");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_series_elsewhere_says_where_and_has_no_ways_in() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        let working = Working::begin(&world, server.port());
        let mut ada = world.signed_in(world.ada).await;

        let place = [("place", "link"), ("meeting_address", "https://meet.example.org/ada")];
        book_mondays_at(&world, &mut ada, &place).await;

        let mails = working.mails(&server, 2).await;
        for mail in &mails {
            assert_eq!(mail.link("meet.example.org").as_deref(), Some("https://meet.example.org/ada"));
            assert_eq!(mail.link("/join/"), None);
            assert_eq!(entries(mail).len(), 4);
        }
    })
    .await;
}
