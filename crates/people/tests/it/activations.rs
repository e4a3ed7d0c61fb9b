//! Coming in for the first time.

use axum::http::StatusCode;
use db::in_tx;
use kernel::{Role, Standing, UserId};
use people::accounts;
use people::links::Kind;
use testkit::{World, on_both_engines};

use crate::stage::{newcomer, newest_path, person};

const PASSWORD: &str = "seven blue kites";

async fn invited(world: &World) -> (UserId, String) {
    let mut amara = world.signed_in(world.amara).await;
    let fields = [
        ("role", "instructor"),
        ("first_name", "Noor"),
        ("last_name", "Haddad"),
        ("email", "noor@demo.test"),
    ];
    let added = amara.post("/people", &fields).await;
    let id: UserId = added
        .location()
        .trim_start_matches("/people/")
        .split('?')
        .next()
        .and_then(|id| id.parse().ok())
        .unwrap_or_else(|| panic!("{}", added.text));
    (id, newest_path(world, id, Kind::Activate).await.unwrap())
}

async fn terms_of(world: &World, path: &str) -> String {
    world.stranger().get(path).await.field("terms").unwrap().to_owned()
}

#[tokio::test]
async fn an_invited_person_sets_a_password_a_zone_and_accepts_the_terms() {
    on_both_engines(async |world| {
        let (noor, path) = invited(&world).await;
        let mut browser = world.stranger();
        let terms = terms_of(&world, &path).await;
        assert_eq!(
            person(&world, noor).await.standing,
            Standing::Invited,
            "opening the link changes nothing"
        );

        let fields =
            [("terms", terms.as_str()), ("password", PASSWORD), ("zone", "Asia/Beirut"), ("accept", "true")];
        let done = browser.post(&path, &fields).await;

        assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, "/"));
        let noor = person(&world, noor).await;
        assert_eq!((noor.standing, noor.zone.name()), (Standing::Active, "Asia/Beirut"));
        assert!(noor.has_password && noor.last_used_at.is_some());
        assert_eq!(browser.get("/account").await.status, StatusCode::OK);
        let again = world.stranger().post(&path, &fields).await;
        assert!(again.text.contains("You have an account"));
    })
    .await;
}

#[tokio::test]
async fn each_field_has_its_message_and_nothing_typed_is_lost() {
    on_both_engines(async |world| {
        let (noor, path) = invited(&world).await;
        let terms = terms_of(&world, &path).await;

        let fields = [("terms", terms.as_str()), ("password", "short"), ("zone", "Asia/Beirut")];
        let refused = world.stranger().post(&path, &fields).await;

        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains("at least 8 characters"));
        assert!(refused.text.contains("needs your consent to the terms"));
        assert!(refused.text.contains(r#"<option value="Asia/Beirut" selected"#));
        assert_eq!(person(&world, noor).await.standing, Standing::Invited);
    })
    .await;
}

#[tokio::test]
async fn terms_that_changed_meanwhile_are_read_again() {
    on_both_engines(async |world| {
        let (noor, path) = invited(&world).await;
        let old = terms_of(&world, &path).await;
        let published = in_tx!(world.db, db::Error, tx, {
            people::organizations::publish_terms(tx, world.harbor, "Be kind.").await
        });
        published.unwrap();

        let fields =
            [("terms", old.as_str()), ("password", PASSWORD), ("zone", "Asia/Beirut"), ("accept", "true")];
        let refused = world.stranger().post(&path, &fields).await;

        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains("Be kind."));
        assert_eq!(person(&world, noor).await.standing, Standing::Invited);
    })
    .await;
}

#[tokio::test]
async fn an_old_link_offers_a_new_mail_and_then_cools_down() {
    on_both_engines(async |world| {
        let (noor, old) = invited(&world).await;
        world.pass_minutes(14 * 24 * 60);

        let expired = world.stranger().get(&old).await;
        assert_eq!(expired.status, StatusCode::GONE);
        assert!(expired.text.contains("Send me a new one"));
        world.stranger().post(&format!("{old}/renewal"), &[]).await;
        let new = newest_path(&world, noor, Kind::Activate).await.unwrap();
        assert_eq!(world.stranger().get(&new).await.status, StatusCode::OK);

        let again = world.stranger().post(&format!("{old}/renewal"), &[]).await;
        assert_eq!(again.status, StatusCode::OK, "the second click reads the same");
        assert_eq!(newest_path(&world, noor, Kind::Activate).await, Some(new));
    })
    .await;
}

#[tokio::test]
async fn a_child_under_13_waits_for_consent() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        let fields = [
            ("role", "student"),
            ("first_name", "Pia"),
            ("last_name", "Lund"),
            ("email", "pia@demo.test"),
            ("under_13", "true"),
        ];
        let added = amara.post("/people", &fields).await;
        let pia: UserId = added.location()["/people/".len()..].split('?').next().unwrap().parse().unwrap();
        let path = newest_path(&world, pia, Kind::Activate).await.unwrap();
        let terms = terms_of(&world, &path).await;
        let filled =
            [("terms", terms.as_str()), ("password", PASSWORD), ("zone", "Asia/Beirut"), ("accept", "true")];

        let refused = world.stranger().post(&path, &filled).await;

        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains("consent on file"));
        assert_eq!(person(&world, pia).await.standing, Standing::Invited);
        assert_eq!(world.stranger().get(&path).await.status, StatusCode::OK, "the link still holds");
    })
    .await;
}

#[tokio::test]
async fn an_archived_persons_link_is_dead() {
    on_both_engines(async |world| {
        let (noor, path) = invited(&world).await;
        let archived = in_tx!(world.db, accounts::ArchiveError, tx, {
            accounts::archive(tx, world.harbor, noor, world.amara).await
        });
        archived.unwrap();

        let shown = world.stranger().get(&path).await;
        let fields =
            [("terms", "trm_0"), ("password", PASSWORD), ("zone", "Asia/Beirut"), ("accept", "true")];
        let posted = world.stranger().post(&path, &fields).await;

        assert_eq!((shown.status, posted.status), (StatusCode::GONE, StatusCode::GONE));
        assert!(!shown.text.contains("Noor"));
    })
    .await;
}

#[tokio::test]
async fn a_student_without_an_address_gets_no_mail() {
    on_both_engines(async |world| {
        let zoe = newcomer(&world, "zoe", Role::Student, None).await;
        let mut amara = world.signed_in(world.amara).await;

        let refused = amara.post(&format!("/people/{zoe}/invitation"), &[]).await;

        assert_eq!(refused.status, StatusCode::CONFLICT);
        assert_eq!(newest_path(&world, zoe, Kind::Activate).await, None);
    })
    .await;
}
