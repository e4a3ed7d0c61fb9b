//! Files that go with messages and into planned sessions: whose they are, who reads them, and that they stay.

use axum::http::StatusCode;
use db::in_tx;
use kernel::{SessionId, SessionMinutes, UserId, Zone};
use teaching::sessions::{self, BookError, Booking, Place};
use testkit::{Answer, Browser, World};

use crate::house::{mail_everything, on_both_engines, tell_everything};

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n";

/// Adds a file to the browser's portfolio, and gives its id.
async fn keep(browser: &mut Browser, name: &str) -> String {
    let head = format!(
        "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: application/pdf\r\n\r\n"
    );
    let body = [head.as_bytes(), PDF, b"\r\n--edge--\r\n"].concat();
    let kind = "multipart/form-data; boundary=edge";
    let kept =
        browser.send_bytes("/portfolio", &[("content-type", kind), ("accept", "text/html")], body).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text);
    let page = browser.get("/portfolio").await.text;
    let row = &page[..page.find(name).unwrap()];
    let at = row.rfind("/portfolio/fil_").unwrap() + "/portfolio/".len();
    row[at..].split('"').next().unwrap().to_owned()
}

/// Writes to Ben's instructor.
async fn write(world: &World, browser: &mut Browser, body: &str, files: &[&str]) -> Answer {
    let names: Vec<String> = files.iter().map(|id| format!("file-{id}")).collect();
    let to = world.ada.to_string();
    let mut fields = vec![("to", to.as_str()), ("body", body)];
    fields.extend(names.iter().map(|name| (name.as_str(), "on")));
    browser.post("/messages", &fields).await
}

#[tokio::test]
async fn a_file_goes_with_a_message_and_is_read_by_those_who_read_the_message() {
    on_both_engines(async |world| {
        let mut ben = world.signed_in(world.ben).await;
        let (sheet, secret) = (keep(&mut ben, "sheet.pdf").await, keep(&mut ben, "secret.pdf").await);
        let form = ben.get("/messages/new").await.text;
        assert!(form.contains("sheet.pdf") && form.contains(&format!("name=\"file-{secret}\"")), "{form}");

        let sent = write(&world, &mut ben, "My homework", &[&sheet]).await;
        let thread = sent.location().to_owned();
        let address = format!("{thread}/files/{sheet}");
        let page = world.signed_in(world.ada).await.get(&thread).await.text;
        assert!(page.contains(&format!("href=\"{address}\"")) && page.contains("sheet.pdf"), "{page}");

        for (person, status) in [
            (world.ben, StatusCode::OK),
            (world.ada, StatusCode::OK),
            (world.carol, StatusCode::OK),
            (world.amara, StatusCode::OK),
            (world.ivan, StatusCode::NOT_FOUND),
            (world.mia, StatusCode::NOT_FOUND),
        ] {
            let mut browser = world.signed_in(person).await;
            assert_eq!(browser.get(&address).await.status, status);
            // what was not attached is not in the thread, whoever asks
            let other = format!("{thread}/files/{secret}");
            assert_eq!(browser.get(&other).await.status, StatusCode::NOT_FOUND);
        }
        assert_eq!(world.signed_in_at_oak(world.dan).await.get(&address).await.status, StatusCode::NOT_FOUND);

        let removed = ben.post(&format!("/portfolio/{sheet}/removal"), &[]).await;
        assert_eq!(removed.status, StatusCode::SEE_OTHER);
        let read = world.signed_in(world.ada).await.get(&address).await;
        assert_eq!((read.status, read.text.as_bytes()), (StatusCode::OK, PDF), "it stays with the message");
    })
    .await;
}

#[tokio::test]
async fn only_the_own_portfolio_can_be_attached_and_nothing_typed_is_lost() {
    on_both_engines(async |world| {
        let theirs = keep(&mut world.signed_in(world.ada).await, "answers.pdf").await;
        let mut ben = world.signed_in(world.ben).await;
        let own = keep(&mut ben, "sheet.pdf").await;

        for foreign in [theirs.as_str(), "fil_nonsense"] {
            let refused = write(&world, &mut ben, "Look at this", &[&own, foreign]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(refused.text.contains("not in your portfolio any more"), "{}", refused.text);
            assert!(refused.text.contains("Look at this"), "{}", refused.text);
            let ticked = &refused.text[refused.text.find(&format!("name=\"file-{own}\"")).unwrap()..];
            assert!(ticked.split('>').next().unwrap().contains("checked"), "{ticked}");
        }
        let list = world.signed_in(world.ada).await.get("/messages").await.text;
        assert!(!list.contains("Look at this"), "nothing was sent: {list}");
    })
    .await;
}

#[tokio::test]
async fn a_mail_about_a_message_names_its_files() {
    on_both_engines(async |world| {
        let mut ben = world.signed_in(world.ben).await;
        let sheet = keep(&mut ben, "sheet.pdf").await;
        write(&world, &mut ben, "My homework", &[&sheet]).await;
        tell_everything(&world).await;
        world.pass_minutes(30);
        mail_everything(&world).await;

        let mails = world.mailbox.all_of(world.harbor.org()).await;
        assert!(mails.iter().any(|mail| mail.text.contains("With the file sheet.pdf")), "no mail names it");
    })
    .await;
}

/// Ada plans half an hour in the library with these students, tomorrow.
async fn plan(world: &World, students: &[UserId]) -> Vec<SessionId> {
    let booking = Booking {
        instructor: world.ada,
        student: students[0],
        program: world.algebra,
        starts_at: world.clock.now().plus_minutes(24 * 60),
        place: Place::InPerson { location: "Library".to_owned() },
        minutes: SessionMinutes::new(30).unwrap(),
        zone: Zone::UTC,
        subject: String::new(),
        description: String::new(),
        billable: false,
        by: world.ada,
    };
    let (ada, key) = (world.viewer(world.ada).await, world.app.key());
    in_tx!(world.db, BookError, tx, { sessions::book_for_several(tx, key, &ada, &booking, students).await })
        .unwrap()
}

#[tokio::test]
async fn files_are_brought_into_a_planned_session_by_its_people_alone() {
    on_both_engines(async |world| {
        let session = plan(&world, &[world.ben]).await.remove(0);
        let address = format!("/sessions/{session}/files");
        let mut ada = world.signed_in(world.ada).await;
        let sheet = format!("file-{}", keep(&mut ada, "sheet.pdf").await);
        let card = ada.get(&address).await.text;
        assert!(card.contains(&format!("name=\"{sheet}\"")), "{card}");

        assert!(ada.post(&address, &[]).await.text.contains("Tick a file first."));
        for person in [world.carol, world.amara, world.ivan] {
            let mut browser = world.signed_in(person).await;
            assert_eq!(browser.post(&address, &[(&sheet, "on")]).await.status, StatusCode::NOT_FOUND);
        }
        let mut ben = world.signed_in(world.ben).await;
        let foreign = ben.post(&address, &[(&sheet, "on")]).await;
        assert!(foreign.text.contains("not in your portfolio any more"), "{}", foreign.text);

        assert_eq!(ada.post(&address, &[(&sheet, "on")]).await.status, StatusCode::SEE_OTHER);
        let card = ben.get(&address).await.text;
        assert!(card.contains("sheet.pdf") && card.contains("brought along"), "{card}");
    })
    .await;
}

#[tokio::test]
async fn what_an_instructor_brings_comes_to_every_student_and_what_a_student_brings_to_nobody_else() {
    on_both_engines(async |world| {
        let parts = plan(&world, &[world.ben, world.mia]).await;
        let files = |part: usize| format!("/sessions/{}/files", parts[part]);
        let mut ada = world.signed_in(world.ada).await;
        let (mut ben, mut mia) = (world.signed_in(world.ben).await, world.signed_in(world.mia).await);
        let theirs = format!("file-{}", keep(&mut ada, "sheet.pdf").await);
        let own = format!("file-{}", keep(&mut ben, "homework.pdf").await);

        assert_eq!(ada.post(&files(0), &[(&theirs, "on")]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(ben.post(&files(0), &[(&own, "on")]).await.status, StatusCode::SEE_OTHER);

        let (of_ben, of_mia) = (ben.get(&files(0)).await.text, mia.get(&files(1)).await.text);
        assert!(of_ben.contains("sheet.pdf") && of_ben.contains("homework.pdf"), "{of_ben}");
        assert!(of_mia.contains("sheet.pdf") && !of_mia.contains("homework.pdf"), "{of_mia}");
    })
    .await;
}

/// What Ada fills in for these students: Algebra in the library, on Wednesday 25 November 2026 at 16:00.
fn booking(world: &World, students: &[UserId], more: &[(&str, &str)]) -> Vec<(String, String)> {
    let also: Vec<String> = students[1..].iter().map(UserId::to_string).collect();
    let (student, program) = (students[0].to_string(), world.algebra.to_string());
    let also = also.join(" ");
    let fields = [
        ("student", student.as_str()),
        ("also", &also),
        ("place", Place::IN_PERSON),
        ("location", "Library"),
        ("date", "2026-11-25"),
        ("start", "16:00"),
        ("minutes", "30"),
        ("billable", "false"),
        ("program", &program),
        ("subject", "Fractions"),
    ];
    fields.iter().chain(more).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// Presses a button of the booking form with these fields.
async fn press(browser: &mut Browser, fields: &[(String, String)], seen: (&str, &str), step: &str) -> Answer {
    let mut all: Vec<(&str, &str)> = vec![("key", seen.0), ("seen", seen.1), ("step", step)];
    all.extend(fields.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    browser.post("/sessions/book", &all).await
}

async fn preview(browser: &mut Browser, fields: &[(String, String)]) -> Answer {
    let form = browser.get("/sessions/book").await;
    press(browser, fields, (form.field("key").unwrap(), ""), "preview").await
}

/// Presses Book in a preview.
async fn book(browser: &mut Browser, fields: &[(String, String)], preview: &Answer) -> Answer {
    assert_eq!(preview.status, StatusCode::OK, "{}", preview.text);
    let seen = (preview.field("key").unwrap(), preview.field("seen").unwrap());
    press(browser, fields, seen, "book").await
}

/// The files that somebody reads with each of their sessions to come.
async fn files_of_sessions(world: &World, person: UserId) -> Vec<String> {
    let viewer = world.viewer(person).await;
    let sessions = sessions::upcoming(&mut world.db.read().await.unwrap(), &viewer, 50).await.unwrap();
    let mut browser = world.signed_in(person).await;
    let mut cards = Vec::new();
    for session in sessions {
        cards.push(browser.get(&format!("/sessions/{}/files", session.id)).await.text);
    }
    cards
}

#[tokio::test]
async fn files_chosen_in_the_booking_form_are_at_hand_for_every_student() {
    on_both_engines(async |world| {
        let mut ada = world.signed_in(world.ada).await;
        let sheet = keep(&mut ada, "sheet.pdf").await;
        let secret = keep(&mut ada, "secret.pdf").await;
        let ticked = format!("file-{sheet}");
        let fields = booking(&world, &[world.ben, world.mia], &[(&ticked, "true")]);

        let form = ada.get("/sessions/book").await.text;
        assert!(form.contains(&format!("name=\"file-{secret}\"")), "the own files are offered: {form}");
        let shown = preview(&mut ada, &fields).await;
        assert!(shown.text.contains("At hand for each student and their parents."), "{}", shown.text);
        let booked = book(&mut ada, &fields, &shown).await;
        let again = book(&mut ada, &fields, &shown).await;

        assert_eq!(booked.status, StatusCode::SEE_OTHER, "{}", booked.text);
        assert_eq!(again.location(), booked.location(), "two presses are one");
        for person in [world.ben, world.mia, world.carol] {
            let cards = files_of_sessions(&world, person).await;
            // both are Carol's children
            assert_eq!(cards.len(), if person == world.carol { 2 } else { 1 });
            for card in cards {
                assert!(card.contains("sheet.pdf") && !card.contains("secret.pdf"), "{card}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn files_of_a_series_are_at_hand_in_each_of_its_sessions() {
    on_both_engines(async |world| {
        let mut ada = world.signed_in(world.ada).await;
        let ticked = format!("file-{}", keep(&mut ada, "syllabus.pdf").await);
        let weekly = [(ticked.as_str(), "true"), ("repeats", "weekly"), ("ends", "after"), ("count", "3")];
        let fields = booking(&world, &[world.ben], &weekly);

        let shown = preview(&mut ada, &fields).await;
        let booked = book(&mut ada, &fields, &shown).await;

        assert_eq!(booked.status, StatusCode::SEE_OTHER, "{}", booked.text);
        let cards = files_of_sessions(&world, world.ben).await;
        assert_eq!(cards.len(), 3);
        assert!(cards.iter().all(|card| card.contains("syllabus.pdf")));
    })
    .await;
}

#[tokio::test]
async fn a_booking_with_a_file_that_is_not_ones_own_writes_nothing_and_keeps_what_was_typed() {
    on_both_engines(async |world| {
        let theirs = keep(&mut world.signed_in(world.ben).await, "diary.pdf").await;
        let mut ada = world.signed_in(world.ada).await;
        let gone = keep(&mut ada, "sheet.pdf").await;

        for foreign in [theirs.as_str(), "fil_nonsense"] {
            let ticked = format!("file-{foreign}");
            let fields = booking(&world, &[world.ben], &[(&ticked, "true")]);
            let refused = preview(&mut ada, &fields).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(refused.text.contains("not in your portfolio any more"), "{}", refused.text);
            assert!(refused.text.contains("value=\"Fractions\""), "{}", refused.text);
            assert!(!refused.text.contains("diary.pdf"), "{}", refused.text);
        }

        let ticked = format!("file-{gone}");
        let fields = booking(&world, &[world.ben], &[(&ticked, "true")]);
        let shown = preview(&mut ada, &fields).await;
        ada.post(&format!("/portfolio/{gone}/removal"), &[]).await;
        let late = book(&mut ada, &fields, &shown).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", late.text);
        assert!(late.text.contains("not in your portfolio any more"), "{}", late.text);
        assert!(files_of_sessions(&world, world.ben).await.is_empty(), "nothing was booked");
    })
    .await;
}

#[tokio::test]
async fn more_files_than_go_with_a_booking_are_refused() {
    on_both_engines(async |world| {
        let mut ada = world.signed_in(world.ada).await;
        let mut ticked = Vec::new();
        for number in 0..11 {
            ticked.push(format!("file-{}", keep(&mut ada, &format!("sheet{number}.pdf")).await));
        }
        let more: Vec<(&str, &str)> = ticked.iter().map(|name| (name.as_str(), "true")).collect();

        let refused = preview(&mut ada, &booking(&world, &[world.ben], &more)).await;

        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains("At most 10 files go with a booking."), "{}", refused.text);
    })
    .await;
}
