//! How sessions are paid: what "billable" and "non-billable" mean, and whether credits may go below zero.

use db::{Scope, Tx};
use kernel::UserId;
use people::organizations::{self, BelowZero};
use web::Money;

use super::booking::write_down;
use super::changes;

/// Sets how sessions made from now on are paid, and how far every credit account may go.
///
/// # Errors
/// As the engine refuses.
pub async fn change_money(
    tx: &mut Tx,
    scope: Scope,
    by: UserId,
    money: Money,
    below_zero: BelowZero,
) -> db::Result<()> {
    let rules = organizations::rules_to_change(tx, scope).await?;
    let changes = changes::of_money((rules.money, rules.below_zero), (money, below_zero));
    if changes.is_empty() {
        return Ok(());
    }
    organizations::set_money(tx, scope, money, below_zero).await?;
    if rules.below_zero != below_zero {
        ledger::set_floor_for_all(tx, scope, floor(below_zero)).await?;
    }
    write_down(tx, scope, by, changes).await
}

const fn floor(below_zero: BelowZero) -> ledger::BelowZero {
    match below_zero {
        BelowZero::Allow => ledger::BelowZero::Allow,
        BelowZero::Block => ledger::BelowZero::Block,
    }
}

/// What the answer to "Is this a billable session?" does, in one sentence.
pub const fn meaning(money: Money, billable: bool) -> &'static str {
    match (money, billable) {
        (Money::Credits, true) => {
            "One session credit of the student is held at the start, and used when the session is completed or missed by the student."
        }
        (Money::Credits, false) => "No credit is taken.",
        (Money::Invoicing, true) => {
            "The session appears in the Invoice Wizard once it is completed or missed by the student."
        }
        (Money::Invoicing, false) => {
            "The Invoice Wizard shows the mark, so that nobody invoices the session."
        }
        (Money::Neither, true) => "The mark is kept for your own records; nothing is charged here.",
        (Money::Neither, false) => "The mark is kept for your own records.",
    }
}
