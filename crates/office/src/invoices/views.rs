//! How Revenue looks.

use std::collections::BTreeSet;

use jiff::civil::Date;
use kernel::Zone;
use maud::{Markup, html};
use teaching::sessions::Outcome;
use web::ui::{self, Button, Choice, Column, Field, Icon, Notice, Row, Tab, Table, Tone, When};
use web::{Errors, Money, show};

use super::list::{Line, Payer, PayerGroup, Problem};
use super::period::Period;
use super::reading::{MOST_SESSIONS, Which};

/// The values of the wizard's list.
pub struct WizardPage<'a> {
    pub money: Money,
    /// The payer asked for, as an id; empty for all.
    pub payer: &'a str,
    pub which: Which,
    pub errors: &'a Errors,
    pub period: Period,
    pub today: Date,
    /// Everyone who pays for something in the period.
    pub payers: &'a BTreeSet<Payer>,
    pub groups: &'a [&'a PayerGroup],
    /// Whether the period holds more sessions than the list.
    pub is_cut: bool,
    pub zone: &'a Zone,
}

pub fn wizard(page: &WizardPage<'_>) -> Markup {
    html! {
        (ui::page_header("Invoice Wizard", Some("Sessions that can be invoiced, by who pays for them."), html! {}))
        (ui::tabs("Revenue", &[
            Tab { href: "/revenue/wizard", label: "Invoice Wizard", current: true, count: None },
            Tab { href: "/credits", label: "Credits", current: false, count: None },
        ]))
        @if page.money != Money::Invoicing { (not_invoicing()) }
        (usual_periods(page))
        (ui::panel(filter_form(page)))
        @if page.is_cut {
            (Notice::warn(format!("This period holds more than {MOST_SESSIONS} sessions")).body(html! {
                "Only the first ones are listed and summed. Choose a shorter period to see the others."
            }))
        }
        @if page.groups.is_empty() {
            (ui::empty(Icon::Revenue, "No sessions to invoice in this period",
                "Sessions appear here once they are completed or missed by the student, if they were made while the organization invoices.",
                html! {}))
        } @else {
            @for group in page.groups { (payer_card(group, page.zone)) }
            p { "This is a list to invoice from: nothing is sent from here yet." }
        }
    }
}

fn not_invoicing() -> Markup {
    html! {
        (Notice::info("This organization does not invoice now").body(html! {
            "Only sessions made while invoicing was chosen are listed. "
            a href="/configuration/money" { "See how sessions are paid" }
        }))
    }
}

fn usual_periods(page: &WizardPage<'_>) -> Markup {
    let usual = [
        ("This month", Period::this_month(page.today)),
        ("Last month", Period::last_month(page.today)),
        ("Last quarter", Period::last_quarter(page.today)),
    ]
    .map(|(label, period)| {
        let billable = page.which.word();
        let href = format!("/revenue/wizard?from={}&to={}&billable={billable}", period.from(), period.to());
        (label, href, period == page.period)
    });
    let tabs = usual.each_ref().map(|(label, href, current)| Tab {
        href: href.as_str(),
        label,
        current: *current,
        count: None,
    });
    ui::filters("Usual periods", &tabs)
}

fn filter_form(page: &WizardPage<'_>) -> Markup {
    let ids: Vec<String> = page.payers.iter().map(|payer| payer.id.to_string()).collect();
    let payers: Vec<Choice<'_>> = page
        .payers
        .iter()
        .zip(&ids)
        .map(|(payer, id)| Choice::new(id.as_str(), payer.name.as_str()))
        .collect();
    let marks =
        [Choice::new("yes", "Billable"), Choice::new("no", "Non-billable"), Choice::new("all", "All")];
    html! {
        form class="form" method="get" action="/revenue/wizard" {
            (Field::date("from", "From").required().value(page.period.from().to_string()).error(page.errors.get("from")))
            (Field::date("to", "To").required().value(page.period.to().to_string()).error(page.errors.get("to")))
            (Field::select("payer", "Payer").choices(&payers).prompt("All payers").value(page.payer))
            (Field::radios("billable", "Which sessions").choices(&marks).value(page.which.word()))
            div class="form-actions" { (Button::submit("Show sessions").primary()) }
        }
    }
}

fn payer_card(group: &PayerGroup, zone: &Zone) -> Markup {
    let names: Vec<&str> = group.payers.iter().map(|payer| payer.name.as_str()).collect();
    let title = if names.is_empty() { "Nobody to invoice".to_owned() } else { names.join(" and ") };
    let columns = [
        Column::text("When"),
        Column::text("Student"),
        Column::text("Session"),
        Column::number("Minutes"),
        Column::number("Fee"),
        Column::number("Amount"),
        Column::actions(),
    ];
    let sums: Vec<String> = group.sums().iter().map(|(currency, sum)| show::money(*sum, currency)).collect();
    let total = Row::new([
        html! { "Billable in all" },
        html! {},
        html! {},
        html! {},
        html! {},
        html! { strong { (sums.join(" + ")) } },
        html! {},
    ]);
    ui::card(
        &title,
        html! {},
        html! {
            (Table::new(&title, &columns).rows(group.lines.iter().map(|line| row(group, line, zone))).foot(total))
        },
    )
}

fn row(group: &PayerGroup, line: &Line, zone: &Zone) -> Row<'static> {
    Row::new([
        ui::time(line.starts_at, zone, When::DayAndClock),
        html! { (line.student_name) },
        html! {
            div {
                a href=(format!("/sessions/{}", line.session)) { (line.title) } " with " (line.instructor_name)
                @if line.outcome == Outcome::MissedByStudent { " " (ui::chip(Tone::Warn, "missed by the student")) }
                @if !line.billable { " " (ui::chip(Tone::Neutral, "non-billable")) }
                @if let Some(problem) = group.problem(line) { " " (ui::chip(Tone::Danger, words(problem))) }
            }
        },
        html! { (line.minutes) " planned" br; (show::seconds(line.together_seconds)) " together" },
        html! { (show::money(line.fee, &line.currency)) @if line.fee_is_per_hour { " an hour" } },
        html! { @if line.billable { (show::money(line.amount(), &line.currency)) } @else { "–" } },
        html! { (Button::link(format!("/sessions/{}/billable", line.session), "Change billable").quiet().small()) },
    ])
    .faded(!line.billable)
}

const fn words(problem: Problem) -> &'static str {
    match problem {
        Problem::NoFee => "no fee in its program",
        Problem::NoPayer => "no parent to invoice",
    }
}
