//! My Notifications.

use testkit::on_both_engines;
use testkit::smtp::SmtpServer;

use crate::working::Working;

#[tokio::test(flavor = "multi_thread")]
async fn a_notification_is_new_until_it_is_opened() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        let working = Working::begin(&world, server.port());
        world.start(world.ben).await;
        working.mails(&server, 2).await;
        let mut ben = world.signed_in(world.ben).await;

        let list = ben.get("/notifications").await.text;
        assert!(list.contains("Your session with Ada starts now") && list.contains("New"), "{list}");
        assert_eq!(ben.get("/notifications").await.text, list, "looking changes nothing");
        let open = list
            .split("action=\"/notifications/not_")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .unwrap();
        let opened = ben.post(&format!("/notifications/not_{open}"), &[]).await;

        assert_eq!(opened.status, 303);
        let address = opened.location().to_owned();
        assert!(ben.get(&address).await.text.contains("Ada has started a session with you"));
        assert!(ben.get("/notifications").await.text.contains("Read"));
        let mut carol = world.signed_in(world.carol).await;
        assert_eq!(carol.get(&address).await.status, 404, "it is Ben's");
        assert_eq!(carol.post(&format!("/notifications/not_{open}"), &[]).await.status, 404);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn all_can_be_marked_as_read_at_once() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        let working = Working::begin(&world, server.port());
        world.start(world.ben).await;
        world.try_start(world.ivan, &world.press(world.mia, "ivan's press")).await.unwrap();
        working.mails(&server, 4).await;
        let mut carol = world.signed_in(world.carol).await;
        let list = carol.get("/notifications").await.text;
        assert!(
            list.contains("Ben's session with Ada") && list.contains("Mia's session with Ivan"),
            "{list}"
        );

        carol.post("/notifications/reading", &[]).await;

        assert!(!carol.get("/notifications").await.text.contains("Mark all as read"));
        assert!(
            world.signed_in(world.ben).await.get("/notifications").await.text.contains("Mark all as read")
        );
    })
    .await;
}
