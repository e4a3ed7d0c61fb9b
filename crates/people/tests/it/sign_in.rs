//! Signing in and out.

use axum::http::StatusCode;
use db::in_tx;
use kernel::Role;
use people::accounts::{self, Activation};
use testkit::{PASSWORD, World, on_both_engines};

use crate::stage::{newcomer, person};

const WRONG: &[(&str, &str)] = &[("login", "ben@demo.test"), ("password", "not-the-one")];
const RIGHT: &[(&str, &str)] = &[("login", "ben@demo.test"), ("password", PASSWORD)];

/// The page without what differs by what was typed.
fn words(page: &str) -> String {
    page.replace("ben@demo.test", "…").replace("who@demo.test", "…").replace("dan@demo.test", "…")
}

#[tokio::test]
async fn a_person_signs_in_and_out() {
    on_both_engines(async |world| {
        let mut browser = world.stranger();

        let entered = browser.post("/sign-in", &[("login", " Ben@Demo.Test "), ("password", PASSWORD)]).await;
        assert_eq!((entered.status, entered.location()), (StatusCode::SEE_OTHER, "/"));
        assert!(browser.get("/account").await.text.contains("Ben Ortiz"));
        assert!(person(&world, world.ben).await.last_used_at.is_some());

        let left = browser.post("/sign-out", &[]).await;
        assert_eq!((left.status, left.location()), (StatusCode::SEE_OTHER, "/sign-in"));
        assert_eq!(left.headers["clear-site-data"], r#""cache", "storage""#);
        assert_eq!(browser.get("/account").await.location(), "/sign-in?next=/account");
    })
    .await;
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_account_get_the_same_words() {
    on_both_engines(async |world| {
        let wrong = world.stranger().post("/sign-in", WRONG).await;
        let unknown = world
            .stranger()
            .post("/sign-in", &[("login", "who@demo.test"), ("password", "not-the-one")])
            .await;
        // Dan exists, at the other organization
        let elsewhere =
            world.stranger().post("/sign-in", &[("login", "dan@demo.test"), ("password", PASSWORD)]).await;

        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(unknown.status, wrong.status);
        assert_eq!(words(&unknown.text), words(&wrong.text));
        assert_eq!(words(&elsewhere.text), words(&wrong.text));
        assert!(wrong.text.contains("value=\"ben@demo.test\""), "what was typed stays");
        assert!(!wrong.text.contains("not-the-one"), "but not the password");
    })
    .await;
}

#[tokio::test]
async fn next_leads_only_into_this_server() {
    on_both_engines(async |world| {
        for (next, to) in [
            ("/sessions?page=2", "/sessions?page=2"),
            ("//evil.test", "/"),
            ("https://evil.test/", "/"),
            ("/\\evil.test", "/"),
            ("javascript:alert(1)", "/"),
        ] {
            let mut browser = world.stranger();
            let fields = [RIGHT, &[("next", next)]].concat();
            assert_eq!(browser.post("/sign-in", &fields).await.location(), to, "{next}");
            assert_eq!(
                browser.get(&format!("/sign-in?next={}", next.replace('?', "%3F"))).await.location(),
                to
            );
            let left = browser.post("/sign-out", &[("next", next)]).await;
            let after = if to == "/" { "/sign-in" } else { to };
            assert_eq!(left.location(), after, "{next}");
        }
    })
    .await;
}

#[tokio::test]
async fn another_sites_form_signs_nobody_in_or_out() {
    on_both_engines(async |world| {
        let mut browser = world.signed_in(world.ben).await;

        assert_eq!(browser.post_from_elsewhere("/sign-in", RIGHT).await.status, StatusCode::FORBIDDEN);
        assert_eq!(browser.post_from_elsewhere("/sign-out", &[]).await.status, StatusCode::FORBIDDEN);

        assert_eq!(browser.get("/account").await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn guessing_slows_down_and_the_owners_browser_does_not() {
    on_both_engines(async |world| {
        let mut owner = world.stranger();
        owner.post("/sign-in", RIGHT).await;
        owner.post("/sign-out", &[]).await;

        let mut guesser = world.stranger();
        for _ in 0..6 {
            assert_eq!(guesser.post("/sign-in", WRONG).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        let slowed = guesser.post("/sign-in", WRONG).await;
        let even_right = guesser.post("/sign-in", RIGHT).await;
        let at_home = owner.post("/sign-in", RIGHT).await;

        assert_eq!(slowed.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(even_right.status, StatusCode::TOO_MANY_REQUESTS, "a right guess is not told apart");
        assert_eq!(at_home.status, StatusCode::SEE_OTHER);

        world.pass_minutes(1);
        assert_eq!(
            guesser.post("/sign-in", RIGHT).await.status,
            StatusCode::SEE_OTHER,
            "no pause is for good"
        );
    })
    .await;
}

#[tokio::test]
async fn parallel_guesses_are_counted_before_they_are_compared() {
    on_both_engines(async |world| {
        let guesses = (0..12).map(|_| {
            let mut guesser = world.stranger();
            tokio::spawn(async move { guesser.post("/sign-in", WRONG).await.status })
        });

        let mut compared = 0;
        for guess in guesses.collect::<Vec<_>>() {
            let status = guess.await.unwrap();
            compared += usize::from(status == StatusCode::UNPROCESSABLE_ENTITY);
        }

        assert_eq!(compared, 6);
    })
    .await;
}

#[tokio::test]
async fn an_address_that_tries_many_accounts_is_slowed_down() {
    on_both_engines(async |world| {
        let mut last = StatusCode::OK;
        for n in 0..42 {
            let login = format!("guess{n}@demo.test");
            let fields = [("login", login.as_str()), ("password", "not-the-one")];
            last = world.stranger().post("/sign-in", &fields).await.status;
        }

        assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    })
    .await;
}

#[tokio::test]
async fn an_archived_person_stays_out_and_learns_nothing() {
    on_both_engines(async |world| {
        let wrong = world.stranger().post("/sign-in", WRONG).await;
        let archived = in_tx!(world.db, accounts::ArchiveError, tx, {
            accounts::archive(tx, world.harbor, world.ben, world.amara).await
        });
        archived.unwrap();

        let refused = world.stranger().post("/sign-in", RIGHT).await;

        assert_eq!(refused.status, wrong.status);
        assert_eq!(refused.text, wrong.text);
    })
    .await;
}

#[tokio::test]
async fn a_sign_in_ends_when_it_rests_too_long() {
    on_both_engines(async |world| {
        let (mut ada, mut ben) = (world.signed_in(world.ada).await, world.signed_in(world.ben).await);

        world.pass_minutes(8 * 60);
        assert_eq!(ben.get("/account").await.location(), "/sign-in?next=/account", "students after 8 hours");
        assert_eq!(ada.get("/account").await.status, StatusCode::OK);
        world.pass_minutes(11 * 60);
        assert_eq!(ada.get("/account").await.status, StatusCode::OK, "use prolongs it");
        world.pass_minutes(12 * 60);
        assert_eq!(ada.get("/account").await.location(), "/sign-in?next=/account");
    })
    .await;
}

#[tokio::test]
async fn a_sign_in_ends_after_thirty_days_however_much_it_is_used() {
    let world = World::new().await;
    let mut ada = world.signed_in(world.ada).await;

    for _ in 0..89 {
        world.pass_minutes(8 * 60);
        assert_eq!(ada.get("/account").await.status, StatusCode::OK);
    }
    world.pass_minutes(8 * 60);

    assert_eq!(ada.get("/account").await.location(), "/sign-in?next=/account");
}

#[tokio::test]
async fn a_sign_in_of_one_organization_is_nothing_at_another() {
    on_both_engines(async |world| {
        let olga = world.signed_in_at_oak(world.olga).await;

        let mut at_harbor = world.stranger();
        for pair in olga.cookie_line().split("; ") {
            let (name, value) = pair.split_once('=').unwrap();
            at_harbor.set_cookie(name, value);
        }

        assert_eq!(at_harbor.get("/people").await.location(), "/sign-in?next=/people");
    })
    .await;
}

#[tokio::test]
async fn a_child_with_a_password_from_an_admin_accepts_the_terms_first() {
    on_both_engines(async |world| {
        let zoe = newcomer(&world, "zoe", Role::Student, None).await;
        let hash = people::sign_in::hash_password(PASSWORD).await.unwrap();
        let set = in_tx!(world.db, db::Error, tx, {
            accounts::set_password(tx, world.harbor, zoe, &hash, world.amara).await
        });
        set.unwrap();

        let mut browser = world.stranger();
        let entered = browser.post("/sign-in", &[("login", "Zoe"), ("password", PASSWORD)]).await;
        let path = entered.location().to_owned();
        assert!(path.starts_with("/activate/"), "{path}");
        let page = browser.get(&path).await;
        assert!(!page.text.contains("Choose a password"));
        let terms = page.field("terms").unwrap().to_owned();
        let fields = [("terms", terms.as_str()), ("zone", "Europe/Paris"), ("accept", "true")];
        assert_eq!(browser.post(&path, &fields).await.location(), "/");

        assert_eq!(person(&world, zoe).await.zone.name(), "Europe/Paris");
        assert_eq!(browser.get("/account").await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn signing_in_again_ends_the_sign_in_before() {
    on_both_engines(async |world| {
        let mut browser = world.signed_in(world.ben).await;
        let mut stolen = browser.clone();

        browser.post("/sign-in", RIGHT).await;

        assert_eq!(stolen.get("/account").await.status, StatusCode::SEE_OTHER);
        assert_eq!(browser.get("/account").await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn an_account_made_active_without_a_password_cannot_sign_in() {
    on_both_engines(async |world| {
        let nia = newcomer(&world, "Nia", Role::Student, Some("nia@demo.test")).await;
        let active = in_tx!(world.db, accounts::ActivateError, tx, {
            let terms = people::organizations::current_terms(tx, world.harbor).await?;
            accounts::activate(tx, world.harbor, nia, Activation::InstantSession, terms.id, None, None).await
        });
        active.unwrap();

        for password in ["", PASSWORD] {
            let refused = world
                .stranger()
                .post("/sign-in", &[("login", "nia@demo.test"), ("password", password)])
                .await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
    })
    .await;
}

#[tokio::test]
async fn a_form_sent_by_the_page_s_script_reads_where_to_go_and_what_was_refused() {
    on_both_engines(async |world| {
        let headers = [
            ("accept", "text/html"),
            ("content-type", "application/x-www-form-urlencoded"),
            ("nacre-in-place", "true"),
        ];
        let mut ben = world.stranger();
        let body = |password: &str| format!("login=ben%40demo.test&password={password}").into_bytes();

        let wrong = ben.send_bytes("/sign-in", &headers, body("wrong")).await;
        let right = ben.send_bytes("/sign-in", &headers, body(testkit::PASSWORD)).await;
        let broken = ben.send_bytes("/sessions/nonsense/cancellation", &headers, Vec::new()).await;

        assert!(wrong.status == 422 && wrong.text.contains("id=\"main\""), "a page: {}", wrong.text);
        assert_eq!((right.status.as_u16(), right.location()), (204, "/"));
        assert!(
            broken.status.is_client_error() && !broken.text.contains("<html"),
            "a sentence: {}",
            broken.text
        );
        assert_eq!(ben.get("/account").await.status, 200, "the redirect's cookie came along");
    })
    .await;
}
