//! Messages: who may write to whom, who reads along, what is unread, and the mail about it.

use axum::http::StatusCode;
use db::in_tx;
use kernel::UserId;
use people::audit;
use testkit::smtp::SmtpServer;
use testkit::{Answer, World, on_both_engines};

use crate::working::{Working, subjects, to};

async fn write(world: &World, from: UserId, to: UserId, body: &str) -> Answer {
    let fields = [("to", to.to_string()), ("body", body.to_owned())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    world.signed_in(from).await.post("/messages", &fields).await
}

/// Writes, and gives the address of the thread.
async fn thread_of(world: &World, from: UserId, to: UserId, body: &str) -> String {
    let answer = write(world, from, to, body).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    answer.location().to_owned()
}

/// What the navigation counts as unread.
async fn unread(world: &World, person: UserId) -> i64 {
    world.signed_in(person).await.get("/messages").await;
    let (count,): (i64,) = world
        .db
        .read()
        .await
        .unwrap()
        .one(
            "SELECT CAST(COALESCE(SUM(unread), 0) AS BIGINT) FROM thread_members WHERE person_id = $1",
            &[&person],
        )
        .await
        .unwrap();
    count
}

#[tokio::test]
async fn people_who_belong_together_write_to_each_other_and_students_never_to_students() {
    on_both_engines(async |world| {
        let w = &world;
        for (from, to) in [
            (w.ada, w.ben),
            (w.ben, w.ada),
            (w.ben, w.amara),
            (w.amara, w.ben),
            (w.carol, w.ada),
            (w.carol, w.ivan),
            (w.ivan, w.carol),
            (w.ivan, w.amara),
        ] {
            thread_of(w, from, to, "Hello").await;
        }
        for (from, to) in [
            (w.ben, w.mia),
            (w.ivan, w.ben),
            (w.ada, w.ivan),
            (w.carol, w.ben),
            (w.ada, w.dan),
            (w.ada, w.ada),
        ] {
            let refused = write(w, from, to, "Kept all the same").await;

            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(refused.text.contains("You cannot write to this person"), "{}", refused.text);
            assert!(refused.text.contains("Kept all the same"), "{}", refused.text);
        }
        let offered = w.signed_in(w.ben).await.get("/messages/new").await.text;
        assert!(offered.contains("Ada Byron") && offered.contains("Amara Okafor"), "{offered}");
        assert!(!offered.contains("Mia Chen") && !offered.contains("Ivan Petrov"), "{offered}");
    })
    .await;
}

#[tokio::test]
async fn a_message_is_unread_until_it_is_seen_and_both_write_in_one_thread() {
    on_both_engines(async |world| {
        let thread =
            thread_of(&world, world.ada, world.ben, "Please bring https://example.org/sheet.pdf").await;
        assert_eq!((unread(&world, world.ben).await, unread(&world, world.ada).await), (1, 0));
        let mut ben = world.signed_in(world.ben).await;
        let list = ben.get("/messages").await.text;
        assert!(list.contains("1 new") && list.contains("Ada Byron"), "{list}");

        let page = ben.get(&thread).await.text;
        assert!(
            page.contains("href=\"https://example.org/sheet.pdf\"") && page.contains("can read this"),
            "{page}"
        );
        assert_eq!(unread(&world, world.ben).await, 1, "a look alone marks nothing");
        ben.post(&format!("{thread}/reading"), &[]).await;
        assert_eq!(unread(&world, world.ben).await, 0);

        world.pass_minutes(1);
        let answered = ben.post(&thread, &[("body", "I <b>will</b>")]).await;
        assert_eq!(answered.location(), thread);
        world.pass_minutes(1);
        assert_eq!(thread_of(&world, world.ada, world.ben, "Good").await, thread);
        let page = world.signed_in(world.ada).await.get(&thread).await.text;
        assert!(page.contains("I &lt;b&gt;will&lt;/b&gt;"), "{page}");
        let (first, last) = (page.find("Please bring").unwrap(), page.find("Good").unwrap());
        assert!(first < last, "the oldest first");
    })
    .await;
}

#[tokio::test]
async fn parents_and_admins_read_along_what_is_written_with_a_student_and_nobody_else() {
    on_both_engines(async |world| {
        let thread = thread_of(&world, world.ada, world.ben, "About Tuesday").await;
        let between_adults = thread_of(&world, world.carol, world.ada, "In confidence").await;

        let mut carol = world.signed_in(world.carol).await;
        assert!(carol.get("/messages?list=along").await.text.contains("About Tuesday"));
        assert!(carol.get(&thread).await.text.contains("You read along, as a parent."));
        assert_eq!(carol.post(&thread, &[("body", "Me too")]).await.status, StatusCode::NOT_FOUND);

        let mut amara = world.signed_in(world.amara).await;
        assert!(amara.get(&thread).await.text.contains("That you looked is noted."));
        assert_eq!(amara.get(&between_adults).await.status, StatusCode::NOT_FOUND);
        let noted =
            audit::newest(&mut world.db.read().await.unwrap(), world.harbor, "thread ", 10).await.unwrap();
        assert_eq!(noted.len(), 1);
        assert_eq!(noted[0].by.as_deref(), Some("Amara Okafor"));

        for person in [world.mia, world.ivan] {
            let mut other = world.signed_in(person).await;
            assert_eq!(other.get(&thread).await.status, StatusCode::NOT_FOUND);
            assert_eq!(other.post(&thread, &[("body", "Hello")]).await.status, StatusCode::NOT_FOUND);
            assert_eq!(other.post(&format!("{thread}/reading"), &[]).await.status, StatusCode::NOT_FOUND);
            assert!(!other.get("/messages?list=along").await.text.contains("About Tuesday"));
        }
        let mut olga = world.signed_in_at_oak(world.olga).await;
        assert_eq!(olga.get(&thread).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn what_does_not_fit_is_said_and_stays_typed_and_nothing_is_unwritten() {
    on_both_engines(async |world| {
        let thread = thread_of(&world, world.ada, world.ben, "Hello").await;
        let mut ben = world.signed_in(world.ben).await;
        assert!(ben.post(&thread, &[("body", "  ")]).await.text.contains("Write something first."));
        let long = "x".repeat(4_001);
        let refused = ben.post(&thread, &[("body", &long)]).await;
        assert!(refused.text.contains("Write at most 4000 characters.") && refused.text.contains(&long));

        for _ in 0..60 {
            assert_eq!(ben.post(&thread, &[("body", "Again")]).await.status, StatusCode::SEE_OTHER);
        }
        let refused = ben.post(&thread, &[("body", "Once more")]).await;
        assert!(refused.text.contains("very many messages") && refused.text.contains("Once more"));
        world.pass_minutes(61);
        assert_eq!(ben.post(&thread, &[("body", "Later")]).await.status, StatusCode::SEE_OTHER);

        let unwritten = in_tx!(world.db, db::Error, tx, { tx.exec("DELETE FROM messages", &[]).await });
        assert!(unwritten.is_err(), "{unwritten:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_read_within_five_minutes_is_mailed_together() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        let working = Working::begin(&world, server.port());
        let thread = thread_of(&world, world.ada, world.ben, "First").await;
        thread_of(&world, world.ada, world.ben, "Second").await;
        working.mails(&server, 0).await;

        world.pass_minutes(5);
        let mails = working.mails(&server, 1).await;
        assert_eq!(subjects(&mails), ["ben@demo.test: Ada wrote to you (2 messages)"]);
        let text = to(&mails, "ben@demo.test")[0].text();
        assert!(text.contains("First") && text.contains("Second") && text.contains(&thread), "{text}");

        thread_of(&world, world.ada, world.ben, "Third").await;
        world.signed_in(world.ben).await.post(&format!("{thread}/reading"), &[]).await;
        world.pass_minutes(6);
        working.mails(&server, 1).await;
        thread_of(&world, world.ada, world.ben, "Fourth").await;
        working.mails(&server, 1).await;
        world.pass_minutes(6);
        let mails = working.mails(&server, 2).await;
        assert_eq!(subjects(&mails)[1], "ben@demo.test: Ada wrote to you");
    })
    .await;
}
