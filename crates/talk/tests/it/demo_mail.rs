//! The mailbox of a demonstration.

use talk::PostOffice;
use talk::post::{Mailbox, Mailer};
use testkit::World;

use crate::working::Working;

/// A worker whose mails go where the world's mailbox pages look.
async fn told(world: &World) -> Working {
    let working = Working::with(world, world.post.clone());
    world.start(world.ben).await;
    let org = world.harbor.org();
    working.until("two mails are in the mailbox", async || world.mailbox.all_of(org).await.len() == 2).await;
    working
}

#[tokio::test(flavor = "multi_thread")]
async fn mails_of_a_demonstration_can_be_read_by_anyone_at_their_organizations_address() {
    let world = World::new().await;
    let _working = told(&world).await;

    let list = world.stranger().get("/demo/mail").await.text;

    assert!(
        list.contains("Ben&#39;s session with Ada starts now") || list.contains("Ben's session with Ada"),
        "{list}"
    );
    assert!(list.contains("carol@demo.test"));
    let mail = world.stranger().get("/demo/mail/1").await.text;
    assert!(mail.contains("href=\"https://harbor.test/join/"), "{mail}");
    let mut oak = world.stranger_at_oak();
    assert!(oak.get("/demo/mail").await.text.contains("No mail yet"));
    assert_eq!(oak.get("/demo/mail/1").await.status, 404);
    assert_eq!(oak.get("/demo/mail/1/body").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_body_of_a_mail_is_shown_in_a_sandbox() {
    let world = World::new().await;
    let _working = told(&world).await;

    let body = world.stranger().get("/demo/mail/1/body").await;

    let policy = body.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("sandbox ") && policy.contains("default-src 'none'"), "{policy}");
    assert!(!policy.contains("allow-scripts") && !policy.contains("allow-same-origin"), "{policy}");
    assert!(body.text.contains("<base target=\"_top\">"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_keeps_the_mails() {
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mail.jsonl");
    let sender = || "lessons@demo.test".parse().unwrap();
    let mailbox = Mailbox::in_file(sender(), file.clone()).await.unwrap();
    let post = PostOffice::new(Mailer::Mailbox(mailbox.clone()));
    let working = Working::with(&world, post);
    world.start(world.ben).await;
    let org = world.harbor.org();
    working.until("two mails are in the mailbox", async || mailbox.all_of(org).await.len() == 2).await;
    working.kill().await;

    let cut_off = format!("{}{{\"number\":3,", std::fs::read_to_string(&file).unwrap());
    std::fs::write(&file, cut_off).unwrap();
    let again = Mailbox::in_file(sender(), file).await.unwrap();

    assert_eq!(again.all_of(org).await.len(), 2);
}
