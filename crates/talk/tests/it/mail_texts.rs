//! How mails begin when an organization says it in its own words.

use axum::http::StatusCode;
use people::audit;
use teaching::sessions::Place;
use testkit::smtp::SmtpServer;
use testkit::{Answer, World, on_both_engines};

use crate::reminders::{self, book};
use crate::reports;
use crate::series::book_mondays;
use crate::working::{Working, cancel, to};

const BOOKED: &str = "/configuration/mail-texts/session-booked";
const CANCELLED: &str = "/configuration/mail-texts/session-cancelled";
const STARTED: &str = "/configuration/mail-texts/session-started";
const OF_DAY: &str = "/configuration/mail-texts/reminder-of-day";
const OF_HOUR: &str = "/configuration/mail-texts/reminder-of-hour";
const REPORT: &str = "/configuration/mail-texts/report-shared";
const TWO_DAYS: u64 = 2 * 24 * 60;

async fn say(world: &World, path: &str, subject: &str, opening: &str) -> Answer {
    world.signed_in(world.amara).await.post(path, &[("subject", subject), ("opening", opening)]).await
}

async fn said(world: &World, path: &str, subject: &str, opening: &str) {
    let answer = say(world, path, subject, opening).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    assert_eq!(answer.location(), format!("{path}?saved=true"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_begins_in_the_organizations_words_and_keeps_its_facts() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        let working = Working::begin(&world, server.port());
        let opening = "<script>alert(1)</script> for {student}\r\n\r\n{instructor}, {program}: {when} & {organization}.";
        said(&world, BOOKED, "{student} at {organization}", opening).await;
        said(&world, STARTED, "", "Come in!").await;

        book(&world, TWO_DAYS, Place::Classroom).await;
        world.start_at_oak().await;
        let mails = working.mails(&server, 3).await;

        let carols = to(&mails, "carol@demo.test")[0];
        assert_eq!(carols.header("subject"), "Ben at Harbor Tutoring");
        let text = carols.text().replace("\r\n", "\n");
        let (first, rest) = text.split_once("\n\n").unwrap();
        assert_eq!(first, "Hello Carol,");
        let begins = "<script>alert(1)</script> for Ben\n\n\
             Ada, Algebra: Wednesday 25 November 2026, 15:07 (CST) & Harbor Tutoring.\n\nWho: Ben with Ada\nProgram: ";
        assert!(rest.starts_with(begins), "{text}");
        assert!(text.contains("Starts: Wednesday 25 November 2026, 15:07 (CST)") && !text.contains("is planned"));
        assert!(text.contains("Choose which mails you get:"), "{text}");
        assert!(carols.link("/join/").is_some() && carols.calendar().contains("BEGIN:VEVENT"));
        let html = carols.html();
        assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt; for Ben</p>"), "{html}");
        assert!(html.contains("(CST) &amp; Harbor Tutoring.</p>") && !html.contains("<script"), "{html}");
        let dans: Vec<_> = mails.iter().filter(|mail| mail.to.starts_with("dan@")).collect();
        assert_eq!(dans[0].header("subject"), "Your session with Olga starts now", "another organization's");
        assert!(!dans[0].text().contains("Come in!") && dans[0].text().contains("has started a session"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_cancelled_and_why_stays_below_the_organizations_words() {
    let world = World::new().await;
    let server = SmtpServer::start().await;
    let working = Working::begin(&world, server.port());
    said(&world, CANCELLED, "", "We are sorry, {student}.").await;
    let session = book(&world, TWO_DAYS, Place::Classroom).await;
    working.mails(&server, 2).await;
    cancel(&world, session).await;

    let mails = working.mails(&server, 5).await;

    let bens = to(&mails, "ben@demo.test")[1];
    assert!(bens.header("subject").starts_with("Cancelled: "), "the usual subject");
    let text = bens.text().replace("\r\n", "\n");
    assert!(
        text.starts_with("Hello Ben,\n\nWe are sorry, Ben.\n\nYour session with Ada was cancelled. "),
        "{text}"
    );
    assert!(text.contains(" cancelled it: "), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_series_begins_in_the_words_for_what_is_booked_and_says_its_dates_below() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        let working = Working::begin(&world, server.port());
        said(&world, BOOKED, "{student} learns {program}", "Dear family, {student} begins {when}.").await;

        book_mondays(&world, &mut world.signed_in(world.ada).await).await;
        let mails = working.mails(&server, 2).await;

        let carols = to(&mails, "carol@demo.test")[0];
        assert_eq!(carols.header("subject"), "Ben learns Algebra");
        let text = carols.text().replace("\r\n", "\n");
        let begins = "Hello Carol,\n\nDear family, \
            Ben begins Monday 30 November 2026, 16:00 (CST) and 3 more times.\n\n";
        let below = text.strip_prefix(begins).unwrap_or_else(|| panic!("{text}"));
        let (sentence, _) = below.split_once("\n\n").unwrap();
        assert!(sentence.contains("are planned: every Monday."), "{text}");
        assert!(carols.html().contains("Dear family, Ben begins Monday"), "{}", carols.html());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_reminder_begins_in_the_words_for_its_own_kind() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        let working = Working::begin(&world, server.port());
        said(
            &world,
            OF_DAY,
            "Tomorrow: {program}",
            "{student} has a session tomorrow. Paper and pen, please.",
        )
        .await;
        said(&world, OF_HOUR, "", "{instructor} waits for you, {student}.").await;

        book(&world, TWO_DAYS, Place::Classroom).await;
        working.mails(&server, 2).await;
        world.pass_minutes(TWO_DAYS / 2);
        let day = reminders::told(&world, &working, &server, "Tomorrow: Algebra").await;
        world.pass_minutes(TWO_DAYS / 2 - 60);
        let hour = reminders::told(&world, &working, &server, "Soon: ").await;

        for (mails, words) in [
            (&day, "Hello Ben,\n\nBen has a session tomorrow. Paper and pen, please.\n\nWho: "),
            (&hour, "Hello Ben,\n\nAda waits for you, Ben.\n\nWho: "),
        ] {
            assert_eq!(reminders::addresses(mails).len(), 3);
            let text = to(mails, "ben@demo.test")[0].text().replace("\r\n", "\n");
            assert!(text.starts_with(words), "{text}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_begins_in_the_organizations_words_and_keeps_the_answers() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        let working = Working::begin(&world, server.port());
        said(&world, REPORT, "How {program} went", "{instructor} wrote about {student}.").await;

        let session = reports::attended(&world).await;
        reports::file(&world, session, "4").await;
        let mails = reports::told(&world, &working, &server, "How Algebra went").await;

        assert_eq!(reminders::addresses(&mails), ["ben@demo.test", "carol@demo.test"]);
        let text = to(&mails, "carol@demo.test")[0].text().replace("\r\n", "\n");
        assert!(text.starts_with("Hello Carol,\n\nAda wrote about Ben.\n\n"), "{text}");
        assert!(text.contains("words 2 for family"), "{text}");
    })
    .await;
}

#[tokio::test]
async fn what_does_not_fit_is_refused_at_its_field_and_stays_as_it_was_typed() {
    on_both_engines(async |world| {
        for (subject, opening, field, words) in [
            ("Hello\r\nBcc: all@demo.test", "Dear all", "subject", "on one line"),
            ("Hello\u{b}there", "Dear all", "subject", "on one line"),
            ("For {parent}", "Dear all", "subject", "“{parent}” is not filled in"),
            ("Hello", "Dear {Student}", "opening", "“{Student}” is not filled in"),
            ("Hello", "Dear {student", "opening", "“{student” is not filled in"),
            ("Hello", " \r\n ", "opening", "Say how the mail begins"),
            ("Hello", &"a".repeat(601), "opening", "at most 600 letters"),
        ] {
            let answer = say(&world, BOOKED, subject, opening).await;

            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{subject} {opening}");
            let error = format!("id=\"field-{field}-error\"");
            let (_, below) = answer.text.split_once(&error).unwrap();
            assert!(below[..800.min(below.len())].contains(words), "{words}: {below}");
            assert!(
                answer.text.contains(opening.trim())
                    && answer.text.contains("Hello") | subject.contains("For")
            );
        }
        let page = world.signed_in(world.amara).await.get(BOOKED).await.text;
        assert!(
            page.contains("begin in the usual words") && page.contains("Nothing was changed yet"),
            "{page}"
        );
    })
    .await;
}

#[tokio::test]
async fn words_are_seen_before_they_are_kept_and_taken_back_and_the_trail_tells() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        let fields = [("subject", "Hi {student}"), ("opening", "See {instructor}."), ("preview", "true")];

        let seen = amara.post(BOOKED, &fields).await;

        assert_eq!(seen.status, StatusCode::OK);
        for words in ["Hi Alex", "Hello Jamie,", "See Maria.", "https://harbor.test/join/…", "not saved yet"]
        {
            assert!(seen.text.contains(words), "{words}: {}", seen.text);
        }
        assert!(amara.get(BOOKED).await.text.contains("session with Maria is planned."), "the usual words");
        said(&world, BOOKED, "Hi {student}", "See {instructor}.").await;
        said(&world, BOOKED, "Hi {student}", "See {instructor}.").await;
        assert!(amara.get("/configuration/mail-texts").await.text.contains("Your own words"));
        assert!(amara.get(BOOKED).await.text.contains("See Maria."));
        let oaks = world.signed_in_at_oak(world.olga).await.get("/configuration/mail-texts").await.text;
        assert!(oaks.contains("The usual words") && !oaks.contains("Your own words"));

        let reset = amara.post(&format!("{BOOKED}/removal"), &[]).await;

        assert_eq!(reset.location(), format!("{BOOKED}?saved=true"));
        assert!(amara.get(BOOKED).await.text.contains("session with Maria is planned."));
        let mut tx = world.db.read().await.unwrap();
        let trail = audit::newest(&mut tx, world.harbor, "mail text ", 10).await.unwrap();
        let lines: Vec<_> = trail
            .iter()
            .map(|line| (line.what.as_str(), line.before.as_deref(), line.after.as_deref()))
            .collect();
        let words = Some("Subject: Hi {student} | See {instructor}.");
        assert_eq!(
            lines,
            [("mail text session booked", words, None), ("mail text session booked", None, words),]
        );
    })
    .await;
}

#[tokio::test]
async fn admins_alone_say_it_and_only_for_mails_that_take_it() {
    let world = World::new().await;
    for person in [world.ada, world.ben, world.carol] {
        let mut browser = world.signed_in(person).await;
        assert_eq!(browser.get(BOOKED).await.status, StatusCode::NOT_FOUND);
        let answer = browser.post(BOOKED, &[("subject", ""), ("opening", "Mine")]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert_eq!(browser.post(&format!("{BOOKED}/removal"), &[]).await.status, StatusCode::NOT_FOUND);
    }
    let mut amara = world.signed_in(world.amara).await;
    for kind in ["reset", "passkey-added", "student-late", "daily-mail", "nothing"] {
        let path = format!("/configuration/mail-texts/{kind}");
        assert_eq!(amara.get(&path).await.status, StatusCode::NOT_FOUND, "{kind}");
        assert_eq!(amara.post(&path, &[("opening", "Mine")]).await.status, StatusCode::NOT_FOUND, "{kind}");
    }
    let index = amara.get("/configuration/mail-texts").await.text;
    for kind in [
        "session-started",
        "session-rescheduled",
        "instructor-changed",
        "reminder-of-day",
        "reminder-of-hour",
        "invitation",
        "report-shared",
    ] {
        let path = format!("/configuration/mail-texts/{kind}");
        assert!(index.contains(&path), "{kind}");
        assert_eq!(amara.get(&path).await.status, StatusCode::OK, "{kind}");
    }
}
