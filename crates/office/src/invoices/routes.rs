//! The pages of Revenue, for admins.

use std::collections::BTreeSet;

use axum::extract::{Query, State};
use axum::response::Redirect;
use jiff::civil::Date;
use kernel::UserId;
use maud::Markup;
use serde::Deserialize;
use web::{Act, App, Current, Errors, Failure, Organization, Routes, Viewer, page};

use super::list::{Payer, PayerGroup};
use super::period::Period;
use super::reading::{self, Which};
use super::views::{self, WizardPage};

pub fn routes() -> Routes {
    Routes::new().get("/revenue", Act::ManageMoney, index).get("/revenue/wizard", Act::ManageMoney, show)
}

async fn index() -> Redirect {
    Redirect::to("/revenue/wizard")
}

/// The filter as it stands in the address: days as `2026-11-23`, a payer's id or nothing, `yes`, `no` or `all`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Filter {
    from: String,
    to: String,
    payer: String,
    billable: String,
}

async fn show(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Query(filter): Query<Filter>,
) -> Result<Markup, Failure> {
    let today = app.now().in_zone(&organization.zone).date();
    let (period, errors) = period(&filter, today);
    let which = Which::from_word(&filter.billable);
    let instants = period.instants(&organization.zone).map_err(|_| Failure::NotFound)?;
    let (groups, is_cut) =
        reading::groups(&mut app.db().read().await?, viewer.scope(), instants, which).await?;
    let payers: BTreeSet<Payer> = groups.iter().flat_map(|group| group.payers.clone()).collect();
    let wanted: Option<UserId> = filter.payer.parse().ok();
    let shown: Vec<&PayerGroup> =
        groups.iter().filter(|group| wanted.is_none_or(|payer| group.is_paid_by(payer))).collect();
    let body = views::wizard(&WizardPage {
        money: organization.money,
        payer: &filter.payer,
        which,
        errors: &errors,
        period,
        today,
        payers: &payers,
        groups: &shown,
        is_cut,
        zone: &organization.zone,
    });
    Ok(page(&organization, &viewer, Current::Revenue, "Invoice Wizard", body))
}

/// The period asked for; this month where nothing, or nothing that can be, was asked.
fn period(filter: &Filter, today: Date) -> (Period, Errors) {
    let usual = Period::this_month(today);
    if filter.from.is_empty() && filter.to.is_empty() {
        return (usual, Errors::new());
    }
    let mut errors = Errors::new();
    let mut day = |text: &str, field: &'static str| {
        let day: Option<Date> = text.parse().ok();
        if day.is_none() {
            errors.add(field, "Choose a day.");
        }
        day
    };
    match (day(&filter.from, "from"), day(&filter.to, "to")) {
        (Some(from), Some(to)) => match Period::new(from, to) {
            Ok(period) => (period, errors),
            Err(_) => (usual, errors.with("to", "Choose a day on or after the first.")),
        },
        _ => (usual, errors),
    }
}
