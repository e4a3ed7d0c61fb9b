//! Credits as families and admins see them.

use axum::http::StatusCode;
use teaching::sessions::Choice;
use testkit::World;

use crate::lessons::{assert_redirect, balance, both_in, end, taught};

fn ledger_of(student: kernel::UserId) -> String {
    format!("/people/{student}/credits")
}

#[tokio::test]
async fn every_line_of_the_ledger_says_what_happened() {
    testkit::on_both_engines(async |world| {
        taught(&world, world.ben, 24).await;
        let second = world.start(world.ben).await;
        both_in(&world, second, 1).await;
        end(&world, second, Some(Choice::Mistake)).await;
        let mut ben = world.signed_in(world.ben).await;

        let page = ben.get("/credits").await.text;

        for line in [
            "3 credits granted: Three sessions to begin with",
            "Held for Quadratic equations with Ada, Mon 23 Nov, 15:07",
            "Used: Quadratic equations with Ada, Mon 23 Nov, 15:07, session completed, 24 min together",
            "Given back: Quadratic equations with Ada, Mon 23 Nov, 15:31, cancelled",
        ] {
            assert!(page.contains(line), "{line} in {page}");
        }
    })
    .await;
}

#[tokio::test]
async fn families_see_their_own_ledger_and_nobody_else_s() {
    testkit::on_both_engines(async |world| {
        let may_see = async |who, student| {
            world.signed_in(who).await.get(&ledger_of(student)).await.status == StatusCode::OK
        };

        assert!(may_see(world.ben, world.ben).await);
        assert!(may_see(world.carol, world.ben).await);
        assert!(may_see(world.carol, world.mia).await);
        assert!(may_see(world.amara, world.mia).await);
        assert!(!may_see(world.ben, world.mia).await);
        assert!(!may_see(world.ada, world.ben).await, "an instructor");
        assert!(!may_see(world.amara, world.ada).await, "no student");
        assert!(!may_see(world.amara, world.dan).await, "another organization's student");
        let mut olga = world.signed_in_at_oak(world.olga).await;
        assert_eq!(olga.get(&ledger_of(world.ben)).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn a_parent_sees_each_child_s_balance() {
    testkit::on_both_engines(async |world| {
        let mut carol = world.signed_in(world.carol).await;

        let page = carol.get("/credits").await.text;

        assert!(page.contains("Ben Ortiz") && page.contains("Mia Chen"), "{page}");
        assert!(!page.contains("Change by hand"));
    })
    .await;
}

#[tokio::test]
async fn an_admin_finds_those_below_zero() {
    testkit::on_both_engines(async |world| {
        taught(&world, world.mia, 20).await;
        let mut amara = world.signed_in(world.amara).await;

        let everyone = amara.get("/credits").await.text;
        let below = amara.get("/credits?below_zero=true").await.text;
        let after_mia = amara.get(&format!("/credits?after={}", world.mia)).await.text;

        assert!(everyone.contains("Ben Ortiz") && everyone.contains("Mia Chen"), "{everyone}");
        assert!(below.contains("Mia Chen") && !below.contains("Ben Ortiz"), "{below}");
        assert!(after_mia.contains("Ben Ortiz") && !after_mia.contains("Mia Chen"), "{after_mia}");
    })
    .await;
}

#[tokio::test]
async fn a_grant_counts_once_however_often_its_button_is_pressed() {
    testkit::on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        let address = ledger_of(world.mia);
        let key = amara.get(&address).await.field("key").unwrap().to_owned();
        let form = [("key", key.as_str()), ("giving", "grant"), ("credits", "5"), ("reason", "paid in cash")];

        for _ in 0..3 {
            assert_redirect(&amara.post(&address, &form).await, &format!("{address}?saved=true"));
        }
        let other =
            [("key", key.as_str()), ("giving", "grant"), ("credits", "7"), ("reason", "paid in cash")];
        let reused = amara.post(&address, &other).await;

        assert_eq!(reused.status, StatusCode::CONFLICT);
        assert_eq!(balance(&world, world.mia).await.available, 5);
        let page = amara.get(&address).await.text;
        assert_eq!(page.matches("5 credits granted by Amara Okafor: paid in cash").count(), 1, "{page}");
    })
    .await;
}

#[tokio::test]
async fn a_form_that_does_not_fit_keeps_its_words_and_changes_nothing() {
    testkit::on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        let form = [("key", "k"), ("giving", "grant"), ("credits", "1001"), ("reason", "paid <b>twice</b>")];

        let answer = amara.post(&ledger_of(world.mia), &form).await;

        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text.contains("Enter whole credits from 1 to 1000."), "{}", answer.text);
        assert!(answer.text.contains("paid &lt;b&gt;twice&lt;/b&gt;"));
        assert_eq!(balance(&world, world.mia).await.available, 0);
    })
    .await;
}

#[tokio::test]
async fn only_admins_change_credits_by_hand() {
    testkit::on_both_engines(async |world| {
        let form = [("key", "k"), ("giving", "grant"), ("credits", "9"), ("reason", "a present to myself")];

        for person in [world.ada, world.ben, world.carol] {
            let answer = world.signed_in(person).await.post(&ledger_of(world.ben), &form).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND);
        }
        let mut olga = world.signed_in_at_oak(world.olga).await;
        assert_eq!(olga.post(&ledger_of(world.ben), &form).await.status, StatusCode::NOT_FOUND);

        assert_eq!(balance(&world, world.ben).await.available, 3);
    })
    .await;
}

#[tokio::test]
async fn taking_back_stops_at_zero_where_nobody_goes_below() {
    testkit::on_both_engines(async |world| {
        block(&world).await;
        let mut amara = world.signed_in(world.amara).await;
        let form = [("key", "k"), ("giving", "take-back"), ("credits", "4"), ("reason", "counted twice")];

        let answer = amara.post(&ledger_of(world.ben), &form).await;

        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text.contains("Only 3 can be taken back"), "{}", answer.text);
        // the same form, put right, is not a repetition of the refused one
        let right = [("key", "k"), ("giving", "take-back"), ("credits", "3"), ("reason", "counted twice")];
        assert_eq!(amara.post(&ledger_of(world.ben), &right).await.status, StatusCode::SEE_OTHER);
        assert_eq!(balance(&world, world.ben).await.available, 0);
    })
    .await;
}

async fn block(world: &World) {
    let mut amara = world.signed_in(world.amara).await;
    let form = [("money", "credits"), ("below_zero", "block")];
    assert_eq!(amara.post("/configuration/money", &form).await.status, StatusCode::SEE_OTHER);
}
