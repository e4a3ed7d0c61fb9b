//! Families at one browser: the chooser, one way to a student, and back by the parent's password.

use axum::http::StatusCode;
use db::in_tx;
use kernel::{Role, UserId};
use people::accounts::{self, Activation};
use people::{audit, families, organizations, sign_in};
use testkit::{Browser, PASSWORD, World, on_both_engines};

use crate::stage::{newcomer, nobody};

const COOKIE: &str = "__Host-sign_in";

async fn go_on_as(browser: &mut Browser, student: UserId) -> testkit::Answer {
    browser.post(&format!("/family/students/{student}"), &[]).await
}

/// Carol's browser, on which Ben has gone on.
async fn ben_at_carols(world: &World) -> Browser {
    let mut browser = world.signed_in(world.carol).await;
    let answer = go_on_as(&mut browser, world.ben).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/"), "{}", answer.text);
    browser
}

async fn is_signed_in(browser: &mut Browser) -> bool {
    browser.get("/account").await.status == StatusCode::OK
}

#[tokio::test]
async fn a_parent_who_signs_in_is_asked_who_is_here() {
    on_both_engines(async |world| {
        let mut browser = world.stranger();
        let entered = browser.post("/sign-in", &[("login", "carol@demo.test"), ("password", PASSWORD)]).await;
        assert_eq!(entered.location(), "/family");
        let chooser = browser.get("/family").await.text;
        for name in ["Carol Ortiz", "Ben Ortiz", "Mia Chen"] {
            assert!(chooser.contains(name), "{name}: {chooser}");
        }
        // who came by a link goes where it leads
        let mut browser = world.stranger();
        let fields = [("login", "carol@demo.test"), ("password", PASSWORD), ("next", "/sessions")];
        assert_eq!(browser.post("/sign-in", &fields).await.location(), "/sessions");
        for person in [world.amara, world.ada, world.ben] {
            let mut browser = world.signed_in(person).await;
            assert_eq!(browser.get("/family").await.status, StatusCode::NOT_FOUND);
        }
    })
    .await;
}

#[tokio::test]
async fn as_a_student_the_browser_is_the_students_and_nothing_of_the_parents() {
    on_both_engines(async |world| {
        let mut browser = world.signed_in(world.carol).await;
        let before = browser.cookie_line();
        go_on_as(&mut browser, world.ben).await;

        let page = browser.get("/account").await.text;
        assert!(page.contains("Signed in as Ben Ortiz by your parent") && page.contains("Switch back"));
        assert!(page.contains("by a parent"), "the student sees how this browser came in: {page}");
        // no further, and not to a sibling, without the password
        assert_eq!(browser.get("/family").await.status, StatusCode::NOT_FOUND);
        assert_eq!(go_on_as(&mut browser, world.mia).await.status, StatusCode::NOT_FOUND);
        assert_eq!(
            browser.get(&format!("/people/{}/portfolio", world.mia)).await.status,
            StatusCode::NOT_FOUND
        );

        // the parent's token is worth nothing any more
        let old = before.split("; ").find_map(|pair| pair.strip_prefix("__Host-sign_in=")).unwrap();
        let mut copy = world.stranger();
        copy.set_cookie(COOKIE, old);
        assert!(!is_signed_in(&mut copy).await);
        // and what happened is written down
        let mut tx = world.db.read().await.unwrap();
        let trail = audit::newest(&mut tx, world.harbor, "signed in as child", 5).await.unwrap();
        assert_eq!(trail.len(), 1);
        assert_eq!(trail[0].by.as_deref(), Some("Carol Ortiz"));
        assert_eq!(trail[0].subject, Some(world.ben.to_string()));
    })
    .await;
}

#[tokio::test]
async fn the_way_back_leads_by_the_parents_password() {
    on_both_engines(async |world| {
        let mut browser = ben_at_carols(&world).await;
        let child = browser.clone();

        assert!(browser.get("/family/return").await.text.contains("Carol Ortiz"));
        let wrong = browser.post("/family/return", &[("password", "a guess of Ben's")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text.contains("This is not the password of Carol."), "{}", wrong.text);
        assert!(is_signed_in(&mut browser).await, "the student stays signed in");

        let right = browser.post("/family/return", &[("password", PASSWORD)]).await;
        assert_eq!((right.status, right.location()), (StatusCode::SEE_OTHER, "/family"), "{}", right.text);
        assert!(browser.get("/account").await.text.contains("Carol Ortiz"));
        assert!(!is_signed_in(&mut child.clone()).await, "the student's token ends with it");
        assert_eq!(browser.get("/family/return").await.status, StatusCode::NOT_FOUND);
        assert_eq!(
            browser.post("/family/return", &[("password", PASSWORD)]).await.status,
            StatusCode::NOT_FOUND
        );
    })
    .await;
}

#[tokio::test]
async fn guesses_at_the_parents_password_are_slowed_down() {
    on_both_engines(async |world| {
        let mut browser = ben_at_carols(&world).await;
        let mut last = StatusCode::OK;
        for _ in 0..13 {
            last = browser.post("/family/return", &[("password", "a guess of Ben's")]).await.status;
        }
        assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
        let even_right = browser.post("/family/return", &[("password", PASSWORD)]).await;
        assert_eq!(even_right.status, StatusCode::TOO_MANY_REQUESTS);
        world.pass_minutes(1);
        let right = browser.post("/family/return", &[("password", PASSWORD)]).await;
        assert_eq!(right.status, StatusCode::SEE_OTHER, "{}", right.text);
    })
    .await;
}

#[tokio::test]
async fn whose_student_it_is_not_does_not_go_on() {
    on_both_engines(async |world| {
        let invited = newcomer(&world, "Ira", Role::Student, None).await;
        let elsewhere = newcomer(&world, "Eli", Role::Student, None).await;
        in_tx!(world.db, db::Error, tx, { families::link(tx, world.harbor, world.carol, invited).await })
            .unwrap();
        let mut browser = world.signed_in(world.carol).await;
        for other in [world.dan, world.ada, world.carol, invited, elsewhere, nobody(&world)] {
            assert_eq!(go_on_as(&mut browser, other).await.status, StatusCode::NOT_FOUND, "{other}");
            assert!(is_signed_in(&mut browser).await, "the parent stays signed in");
        }
        assert!(browser.get("/family").await.text.contains("Not activated yet"));
        in_tx!(world.db, accounts::ArchiveError, tx, {
            accounts::archive(tx, world.harbor, world.mia, world.amara).await
        })
        .unwrap();
        assert_eq!(go_on_as(&mut browser, world.mia).await.status, StatusCode::NOT_FOUND);
        assert!(!browser.get("/family").await.text.contains("Mia Chen"));
        let from_elsewhere =
            browser.post_from_elsewhere(&format!("/family/students/{}", world.ben), &[]).await;
        assert_eq!(from_elsewhere.status, StatusCode::FORBIDDEN);
        assert!(is_signed_in(&mut browser).await);
    })
    .await;
}

#[tokio::test]
async fn a_student_without_a_password_goes_on_too() {
    on_both_engines(async |world| {
        let young = newcomer(&world, "Noa", Role::Student, None).await;
        let terms = organizations::current_terms(&mut world.db.read().await.unwrap(), world.harbor).await;
        let terms = terms.unwrap().id;
        in_tx!(world.db, accounts::ActivateError, tx, {
            families::link(tx, world.harbor, world.carol, young).await?;
            accounts::activate(tx, world.harbor, young, Activation::Command, terms, None, None).await
        })
        .unwrap();
        let mut browser = world.signed_in(world.carol).await;
        go_on_as(&mut browser, young).await;
        assert!(browser.get("/account").await.text.contains("Noa Newcomer"));
    })
    .await;
}

#[tokio::test]
async fn what_ends_the_parents_sign_ins_ends_those_they_began() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        let mut bens_own = world.signed_in(world.ben).await;

        // another password
        let mut browser = ben_at_carols(&world).await;
        let mut stream = browser.listen("/live").await.unwrap();
        let mut carol = world.signed_in(world.carol).await;
        carol.post("/account/password", &[("present", PASSWORD), ("password", "seven blue kites")]).await;
        while stream.next_topic().await.is_some() {}
        assert!(!is_signed_in(&mut browser).await, "and the open page has heard it");

        // everywhere else signed out
        let mut other = world.stranger();
        other.post("/sign-in", &[("login", "carol@demo.test"), ("password", "seven blue kites")]).await;
        go_on_as(&mut other, world.mia).await;
        assert!(carol.get("/account").await.text.contains("as Mia"));
        carol.post("/account/sign-ins/ending", &[]).await;
        assert!(!is_signed_in(&mut other).await);

        // not the student's parent any more
        let mut other = carol.clone();
        go_on_as(&mut other, world.mia).await;
        assert!(is_signed_in(&mut other).await);
        let (parent, student) = (world.carol.to_string(), world.mia.to_string());
        let fields = [("parent", parent.as_str()), ("student", &student), ("back", &student)];
        amara.post("/people/families/removal", &fields).await;
        assert!(!is_signed_in(&mut other).await);

        // archived
        let mut other = world.stranger();
        other.post("/sign-in", &[("login", "carol@demo.test"), ("password", "seven blue kites")]).await;
        go_on_as(&mut other, world.ben).await;
        assert!(is_signed_in(&mut other).await);
        amara.post(&format!("/people/{}/archival", world.carol), &[]).await;
        assert!(!is_signed_in(&mut other).await);
        assert!(is_signed_in(&mut bens_own).await, "the student's own sign-in stays");
    })
    .await;
}

#[tokio::test]
async fn what_is_over_is_swept_out_with_who_began_it() {
    on_both_engines(async |world| {
        ben_at_carols(&world).await;
        world.pass_minutes(31 * 24 * 60);
        let now = world.clock.now();
        let swept = in_tx!(world.db, db::Error, tx, { sign_in::sweep(tx, now, 100).await }).unwrap();
        assert_eq!(swept, 2);
    })
    .await;
}

#[tokio::test]
async fn a_students_sign_in_by_a_parent_ends_when_the_parents_would_have() {
    on_both_engines(async |world| {
        let mut browser = world.signed_in(world.carol).await;
        let day = 24 * 60;
        for _ in 0..(29 * 4) {
            world.pass_minutes(day / 4);
            assert!(is_signed_in(&mut browser).await);
        }
        go_on_as(&mut browser, world.ben).await;
        world.pass_minutes(day / 4);
        assert!(is_signed_in(&mut browser).await);
        for _ in 0..4 {
            world.pass_minutes(day / 4);
            is_signed_in(&mut browser).await;
        }
        assert!(!is_signed_in(&mut browser).await, "30 days after the parent signed in");
    })
    .await;
}
