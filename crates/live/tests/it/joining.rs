//! The join link, by everyone who may open it.

use db::in_tx;
use kernel::{SessionId, Standing};
use people::accounts;
use people::links;
use teaching::sessions;
use testkit::{Answer, Browser};

use crate::house::{House, on_both_engines};

/// A session with Nino, who has no password, and his link.
async fn nino(house: &House) -> (SessionId, String) {
    let student = house.invited_student(false).await;
    let session = house.world.start(student).await;
    (session, house.link(session).await)
}

async fn this_is_me(browser: &mut Browser, link: &str) -> Answer {
    let page = browser.get(link).await;
    let terms = page.field("terms").unwrap().to_owned();
    browser.post(link, &[("terms", &terms)]).await
}

#[tokio::test]
async fn opening_a_link_changes_nothing_and_this_is_me_opens_the_classroom() {
    on_both_engines(async |house| {
        let (session, link) = nino(&house).await;
        let mut browser = house.world.stranger();
        let classroom = format!("/classroom/{session}");

        let shown = browser.get(&link).await;
        let before = browser.get(&classroom).await;
        let entered = this_is_me(&mut browser, &link).await;
        let after = browser.get(&classroom).await;

        assert!(shown.text.contains("This is me") && shown.headers.get("set-cookie").is_none());
        assert_eq!(before.status, 404);
        assert_eq!((entered.status.as_u16(), entered.location()), (303, classroom.as_str()));
        assert!(after.text.contains("you=\"student\"") && after.text.contains("details=\"\""));
        let details = browser.get(&format!("/sessions/{session}")).await;
        assert!(details.location().starts_with("/sign-in"), "a seat is not a sign-in");
        let mut tx = house.world.db.read().await.unwrap();
        let student = house.session(session).await.student;
        let account = accounts::find(&mut tx, house.world.harbor, student).await.unwrap();
        assert_eq!((account.standing, account.has_password), (Standing::Active, false));
        assert!(account.last_used_at.is_some());
    })
    .await;
}

#[tokio::test]
async fn the_instructor_sees_that_the_link_was_looked_at() {
    on_both_engines(async |house| {
        let (session, link) = nino(&house).await;
        let ada = house.world.signed_in(house.world.ada).await;
        let mut instructor = house.line(&ada, session).await.unwrap();
        let sent = instructor.hello("room").await;
        let mut browser = house.world.stranger();

        let told = browser.post(&format!("{link}/opening"), &[]).await;
        let unknown = browser.post("/join/nothing/opening", &[]).await;

        assert_eq!((told.status.as_u16(), unknown.status.as_u16()), (204, 404));
        assert_eq!(sent["progress"]["step"], "sending", "no worker sends mails here");
        let opened = &instructor.until("progress").await["progress"];
        assert_eq!((&opened["step"], &opened["opened"]), (&"opened".into(), &serde_json::json!(["student"])));
    })
    .await;
}

#[tokio::test]
async fn the_instructor_sees_whether_the_mail_with_the_link_went_out() {
    on_both_engines(async |house| {
        let (session, _) = nino(&house).await;
        let world = &house.world;
        let ada = world.signed_in(world.ada).await;
        let mut instructor = house.line(&ada, session).await.unwrap();
        let welcome = instructor.hello("room").await;
        let link = {
            let mut tx = world.db.read().await.unwrap();
            links::of_session(&mut tx, world.harbor, session).await.unwrap().remove(0).id
        };
        let told = || world.app.bus().changed(world.harbor.org(), &[world.ada], web::Topic::Sessions);

        in_tx!(world.db, db::Error, tx, { links::mark_unmailed(tx, world.harbor, link).await }).unwrap();
        told();
        let unsent = instructor.until("progress").await;
        in_tx!(world.db, db::Error, tx, {
            links::mark_on_the_way(tx, world.harbor, link).await?;
            links::mark_mailed(tx, world.harbor, link).await
        })
        .unwrap();
        told();
        let sent = instructor.until("progress").await;

        let steps = [&welcome, &unsent, &sent].map(|message| message["progress"]["step"].clone());
        assert_eq!(steps, ["sending", "unsent", "sent"]);
    })
    .await;
}

#[tokio::test]
async fn a_seat_opens_one_session_and_its_socket() {
    on_both_engines(async |house| {
        let (session, link) = nino(&house).await;
        let other = house
            .world
            .try_start(house.world.ivan, &house.world.press(house.world.mia, "other"))
            .await
            .unwrap();
        let mut browser = house.world.stranger();
        this_is_me(&mut browser, &link).await;

        let mut line = house.line(&browser, session).await.unwrap();
        let welcome = line.hello("check").await;

        assert_eq!((&welcome["you"], &welcome["student"]["name"]), (&"student".into(), &"Nino Chen".into()));
        assert_eq!(browser.get(&format!("/classroom/{other}")).await.status, 404);
        assert_eq!(house.line(&browser, other).await.err(), Some(404));
        assert_eq!(browser.get(&link).await.location(), format!("/classroom/{session}"));
    })
    .await;
}

#[tokio::test]
async fn a_second_device_is_asked_and_the_first_seat_ends() {
    on_both_engines(async |house| {
        let (session, link) = nino(&house).await;
        let (mut laptop, mut phone) = (house.world.stranger(), house.world.stranger());
        this_is_me(&mut laptop, &link).await;
        let mut line = house.line(&laptop, session).await.unwrap();
        line.hello("check").await;

        let asked = phone.get(&link).await;
        let moved = this_is_me(&mut phone, &link).await;

        assert!(asked.text.contains("Move here?"));
        assert_eq!(moved.status, 303);
        line.until("moved").await;
        assert_eq!(line.closed().await, 4004);
        assert_eq!(laptop.get(&format!("/classroom/{session}")).await.status, 404);
        assert_eq!(phone.get(&format!("/classroom/{session}")).await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn who_has_a_password_signs_in_first() {
    on_both_engines(async |house| {
        let session = house.world.start(house.world.ben).await;
        let link = house.link(session).await;
        let mut stranger = house.world.stranger();
        let mut ben = house.world.signed_in(house.world.ben).await;

        let shown = stranger.get(&link).await;
        let posted = stranger
            .post(&link, &[("terms", &kernel::TermsId::fresh(house.world.clock.now()).to_string())])
            .await;

        assert!(shown.text.contains(&format!("/sign-in?next={link}")), "{}", shown.text);
        assert!(posted.headers.get("set-cookie").is_none() && posted.text.contains("Sign in to join"));
        assert_eq!(ben.get(&link).await.location(), format!("/classroom/{session}"));
    })
    .await;
}

#[tokio::test]
async fn who_has_a_passkey_alone_signs_in_first() {
    on_both_engines(async |house| {
        let (session, link) = nino(&house).await;
        let student = house.session(session).await.student;
        in_tx!(house.world.db, db::Error, tx, {
            let (id, now) = (kernel::PasskeyId::fresh(tx.now()), tx.now());
            tx.exec(
                "INSERT INTO passkeys (org_id, id, user_id, credential_id, credential, name, created_at)
                 VALUES ($1, $2, $3, $4, '{}', 'Phone', $5)",
                &[&house.world.harbor.org(), &id, &student, &vec![1_u8], &now],
            )
            .await
        })
        .unwrap();

        let shown = house.world.stranger().get(&link).await;

        assert!(shown.text.contains(&format!("/sign-in?next={link}")), "{}", shown.text);
    })
    .await;
}

#[tokio::test]
async fn somebody_else_is_offered_to_switch_and_nothing_is_merged() {
    on_both_engines(async |house| {
        let (session, link) = nino(&house).await;
        let mut carol = house.world.signed_in(house.world.carol).await;

        let shown = carol.get(&link).await;
        let terms = house.world.stranger().get(&link).await.field("terms").unwrap().to_owned();
        let posted = carol.post(&link, &[("terms", &terms)]).await;

        assert!(shown.text.contains("signed in as somebody else") && shown.text.contains("Carol Ortiz"));
        assert_eq!(shown.field("next"), Some(link.as_str()));
        assert!(posted.text.contains("signed in as somebody else"));
        assert_eq!(carol.get(&format!("/classroom/{session}")).await.status, 404);
        let mut tx = house.world.db.read().await.unwrap();
        let student = house.session(session).await.student;
        let account = accounts::find(&mut tx, house.world.harbor, student).await.unwrap();
        assert_eq!(account.standing, Standing::Invited);
    })
    .await;
}

#[tokio::test]
async fn a_child_under_13_needs_the_organizations_consent() {
    on_both_engines(async |house| {
        let student = house.invited_student(true).await;
        let session = house.world.start(student).await;
        let link = house.link(session).await;
        let mut browser = house.world.stranger();

        let shown = browser.get(&link).await;

        assert!(shown.text.contains("A parent has to agree first") && shown.field("terms").is_none());
    })
    .await;
}

#[tokio::test]
async fn a_link_that_holds_no_more_says_what_to_do() {
    on_both_engines(async |house| {
        let (session, link) = nino(&house).await;
        let mut browser = house.world.stranger();
        let db = &house.world.db;

        let garbled = browser.get("/join/nothing").await;
        let at_oak = house.world.stranger_at_oak().get(&link).await;
        in_tx!(db, db::Error, tx, { links::revoke_of_session(tx, house.world.harbor, session).await })
            .unwrap();
        let revoked = browser.get(&link).await;
        house.world.pass_minutes(16);
        live::closing::sweep(db, house.world.clock.now(), &house.rooms).await.unwrap();
        let over = browser.get(&link).await;

        assert_eq!((garbled.status.as_u16(), at_oak.status.as_u16()), (404, 404));
        assert!(revoked.status == 410 && revoked.text.contains("This link no longer works"));
        assert!(over.status == 410 && over.text.contains("This session is over"));
    })
    .await;
}

#[tokio::test]
async fn a_post_from_another_site_takes_no_seat() {
    on_both_engines(async |house| {
        let (_, link) = nino(&house).await;
        let mut browser = house.world.stranger();
        let terms = browser.get(&link).await.field("terms").unwrap().to_owned();

        let refused = browser.post_from_elsewhere(&link, &[("terms", &terms)]).await;

        assert_eq!(refused.status, 403);
        assert!(refused.headers.get("set-cookie").is_none());
    })
    .await;
}

#[tokio::test]
async fn who_opens_a_link_reads_that_the_instructor_runs_late() {
    on_both_engines(async |house| {
        let world = &house.world;
        let student = house.invited_student(false).await;
        let booking = sessions::Booking {
            instructor: world.ada,
            student,
            program: world.algebra,
            place: sessions::Place::Classroom,
            starts_at: world.clock.now().plus_minutes(10),
            minutes: kernel::SessionMinutes::new(30).unwrap(),
            zone: kernel::Zone::UTC,
            subject: String::new(),
            description: String::new(),
            billable: false,
            by: world.ada,
        };
        let key = world.app.key();
        let session = in_tx!(world.db, sessions::BookError, tx, {
            sessions::book(tx, world.harbor, key, &booking).await
        })
        .unwrap();
        let link = house.link(session).await;
        let ada = world.viewer(world.ada).await;
        in_tx!(world.db, sessions::LateError, tx, { sessions::say_late(tx, &ada, session, 15).await })
            .unwrap();

        let page = world.stranger().get(&link).await.text;

        assert!(page.contains("Ada is running about 15 minutes late"), "{page}");
    })
    .await;
}
