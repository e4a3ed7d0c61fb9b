//! The Invoice Wizard's list.

use axum::http::StatusCode;
use db::in_tx;
use teaching::sessions::Choice;
use testkit::World;
use web::Money;

use crate::lessons::{assert_redirect, both_in, end, pay_by, taught};

const NOVEMBER: &str = "/revenue/wizard?from=2026-11-01&to=2026-11-30";

async fn page(world: &World, address: &str) -> String {
    let answer = world.signed_in(world.amara).await.get(address).await;
    assert_eq!(answer.status, StatusCode::OK);
    answer.text
}

#[tokio::test]
async fn a_billable_session_waits_for_its_invoice_under_the_parent() {
    testkit::on_both_engines(async |world| {
        pay_by(&world, Money::Invoicing).await;
        taught(&world, world.ben, 24).await;
        taught(&world, world.mia, 30).await;

        let page = page(&world, NOVEMBER).await;

        for shown in
            ["Carol Ortiz", "Ben Ortiz", "Mia Chen", "Quadratic equations", "24 min together", "90.00 USD"]
        {
            assert!(page.contains(shown), "{shown} in {page}");
        }
        assert!(!page.contains("non-billable</span>"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn non_billable_sessions_are_shown_only_when_asked_for_and_marked() {
    testkit::on_both_engines(async |world| {
        pay_by(&world, Money::Invoicing).await;
        let session = taught(&world, world.ben, 24).await;
        let mut amara = world.signed_in(world.amara).await;
        let form = [("billable", "false"), ("billable_reason", "a trial lesson")];
        assert_redirect(
            &amara.post(&format!("/sessions/{session}/billable"), &form).await,
            &format!("/sessions/{session}"),
        );

        let usual = page(&world, NOVEMBER).await;
        let all = page(&world, &format!("{NOVEMBER}&billable=all")).await;

        assert!(usual.contains("No sessions to invoice in this period"), "{usual}");
        assert!(all.contains("non-billable</span>") && all.contains("Quadratic equations"), "{all}");
    })
    .await;
}

#[tokio::test]
async fn only_what_counts_and_was_made_under_invoicing_is_listed() {
    testkit::on_both_engines(async |world| {
        taught(&world, world.ben, 24).await;
        pay_by(&world, Money::Invoicing).await;
        let mistake = world.start(world.ben).await;
        both_in(&world, mistake, 1).await;
        end(&world, mistake, Some(Choice::Mistake)).await;
        let _open = world.start(world.mia).await;

        let page = page(&world, &format!("{NOVEMBER}&billable=all")).await;

        assert!(page.contains("No sessions to invoice in this period"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn the_period_and_the_payer_narrow_the_list() {
    testkit::on_both_engines(async |world| {
        pay_by(&world, Money::Invoicing).await;
        taught(&world, world.ben, 24).await;

        let december = page(&world, "/revenue/wizard?from=2026-12-01&to=2026-12-31").await;
        let carols = page(&world, &format!("{NOVEMBER}&payer={}", world.carol)).await;
        let nobodys = page(&world, &format!("{NOVEMBER}&payer={}", world.amara)).await;
        let backwards = page(&world, "/revenue/wizard?from=2026-11-30&to=2026-11-01").await;

        assert!(!december.contains("Quadratic equations"));
        assert!(carols.contains("Quadratic equations"));
        assert!(!nobodys.contains("Quadratic equations"));
        assert!(backwards.contains("Choose a day on or after the first."), "{backwards}");
    })
    .await;
}

#[tokio::test]
async fn what_is_missing_is_listed_not_dropped() {
    testkit::on_both_engines(async |world| {
        pay_by(&world, Money::Invoicing).await;
        let mut press = world.press(world.ben, "free");
        press.program = world.default_program;
        let session = world.try_start(world.ada, &press).await.unwrap();
        both_in(&world, session, 20).await;
        end(&world, session, None).await;

        let page = page(&world, NOVEMBER).await;

        assert!(page.contains("no fee in its program"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn another_organization_s_sessions_do_not_exist() {
    testkit::on_both_engines(async |world| {
        pay_by(&world, Money::Invoicing).await;
        taught(&world, world.ben, 24).await;
        let oak: db::Result<()> = in_tx!(world.db, db::Error, tx, {
            let below_zero = people::organizations::BelowZero::Allow;
            office::configuration::change_money(tx, world.oak, world.olga, Money::Invoicing, below_zero).await
        });
        oak.unwrap();

        let page =
            world.signed_in_at_oak(world.olga).await.get(&format!("{NOVEMBER}&billable=all")).await.text;

        assert!(page.contains("No sessions to invoice in this period"), "{page}");
    })
    .await;
}
