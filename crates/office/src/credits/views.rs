//! How credits look.

use kernel::{UserId, Zone};
use ledger::Balance;
use maud::{Markup, html};
use web::Errors;
use web::ui::{self, Button, Choice, Column, Field, Icon, Notice, PostForm, Row, Tab, Table, Tone, When};

use super::Giving;
use super::forms::{GiftForm, MOST_REASON};
use super::line::Line;
use super::reading::{Account, Statement, Which};

/// The values of a student's ledger.
pub struct LedgerPage<'a> {
    pub student: UserId,
    pub name: &'a str,
    /// Whether the reader is this student.
    pub is_own: bool,
    pub statement: &'a Statement,
    pub is_newest: bool,
    /// For admins: the form of a change by hand, and what is wrong in it.
    pub form: Option<(&'a GiftForm, &'a Errors)>,
    pub zone: &'a Zone,
    pub saved: bool,
}

pub fn ledger(page: &LedgerPage<'_>) -> Markup {
    let title = if page.is_own { "Your credits".to_owned() } else { format!("Credits of {}", page.name) };
    let address = format!("/people/{}/credits", page.student);
    html! {
        (ui::page_header(&title, Some("One credit is one session. Every line says what happened to it."), html! {}))
        @if page.saved { (Notice::good("Saved.")) }
        @if let Some((form, errors)) = page.form {
            (ui::fold(Icon::Edit, "Change by hand", !errors.is_empty(), gift_form(&address, form, errors)))
        }
        (statement(page, &address))
    }
}

/// Balance and lines; the newest part is fetched again when credits move.
fn statement(page: &LedgerPage<'_>, address: &str) -> Markup {
    let Statement { balance: left, lines: written, older } = page.statement;
    let older = older.map(|before| format!("{address}?before={before}"));
    let newer = (!page.is_newest).then_some(address);
    let fresh = page.is_newest.then_some(address);
    html! {
        div id="ledger" hx-get=[fresh] hx-trigger=[fresh.map(|_| "nacre:credits from:body")]
            hx-select=[fresh.map(|_| "#ledger")] hx-swap=[fresh.map(|_| "outerHTML")] {
            (ui::stack(html! {
                (ui::panel(balance(*left)))
                (ui::card("Ledger", html! {}, html! {
                    @if written.is_empty() { (nothing_yet()) } @else { (lines(written, page.zone)) }
                    (ui::pager(newer, older.as_deref()))
                }))
            }))
        }
    }
}

fn balance(balance: Balance) -> Markup {
    ui::key_values([
        (
            "Available",
            html! { strong { (signed(balance.available)) } @if balance.available < 0 { " " (below_zero()) } },
        ),
        ("Held for sessions that have not ended", html! { (balance.held) }),
    ])
}

fn nothing_yet() -> Markup {
    ui::empty(
        Icon::Credit,
        "No credits have moved yet",
        "Credits that are granted, held for a session, used or given back will stand here, each with its reason.",
        html! {},
    )
}

fn lines(lines: &[Line], zone: &Zone) -> Markup {
    let columns = [
        Column::text("When"),
        Column::text("What happened"),
        Column::number("Change"),
        Column::number("Available"),
        Column::number("Held"),
    ];
    html! {
        (Table::new("Ledger, newest first", &columns).rows(lines.iter().map(|line| {
            Row::new([
                ui::time(line.at, zone, When::DayAndClock),
                html! {
                    @if let Some(session) = line.session { a href=(format!("/sessions/{session}")) { (line.sentence) } }
                    @else { (line.sentence) }
                },
                html! { (change(line.change)) },
                html! { (signed(line.after.available)) },
                html! { (line.after.held) },
            ])
        })))
    }
}

fn gift_form(address: &str, form: &GiftForm, errors: &Errors) -> Markup {
    let choices = Giving::ALL.map(|giving| Choice::new(giving.word(), title(giving)));
    html! {
        (PostForm::to(address).errors(errors).body(html! {
            input type="hidden" name="key" value=(form.key);
            (Field::radios("giving", "What to do").choices(&choices).required()
                .value(&form.giving).error(errors.get("giving")))
            (Field::number("credits", "Credits").range(1, 1000).required()
                .value(&form.credits).error(errors.get("credits")))
            (Field::text("reason", "Reason").max(MOST_REASON).required()
                .value(&form.reason).error(errors.get("reason"))
                .hint("It stands in the ledger, for the family to read."))
        }).actions(html! { (Button::submit("Change credits").primary()) }))
    }
}

const fn title(giving: Giving) -> &'static str {
    match giving {
        Giving::Grant => "Grant",
        Giving::Add => "Correct: add",
        Giving::TakeBack => "Correct: take back",
    }
}

/// The values of the list of all students.
pub struct AllPage<'a> {
    pub accounts: &'a [Account],
    pub which: Which,
    pub is_first: bool,
    /// The student after whom the list goes on.
    pub more: Option<UserId>,
}

pub fn everyone(page: &AllPage<'_>) -> Markup {
    let below_zero = page.which == Which::BelowZero;
    let address = if below_zero { "/credits?below_zero=true" } else { "/credits?below_zero=false" };
    let more = page.more.map(|after| format!("{address}&after={after}"));
    html! {
        (ui::page_header("Credits", Some("What every student can use, and what is held."), html! {}))
        (ui::tabs("Revenue", &[
            Tab { href: "/revenue/wizard", label: "Invoice Wizard", current: false, count: None },
            Tab { href: "/credits", label: "Credits", current: true, count: None },
        ]))
        (ui::filters("Which students", &[
            Tab { href: "/credits", label: "All students", current: !below_zero, count: None },
            Tab { href: "/credits?below_zero=true", label: "Below zero", current: below_zero, count: None },
        ]))
        @if page.accounts.is_empty() && below_zero {
            (ui::empty(Icon::Credit, "Nobody is below zero", "Students who owe a credit will stand here.", html! {}))
        } @else if page.accounts.is_empty() {
            (ui::empty(Icon::Credit, "No students yet", "Each student's credits will stand here.", html! {
                (Button::link("/people/new?role=student", "Add a student").primary())
            }))
        } @else {
            (accounts(page.accounts))
        }
        (ui::pager((!page.is_first).then_some(address), more.as_deref()))
    }
}

pub fn family(list: &[Account]) -> Markup {
    html! {
        (ui::page_header("Credits", Some("One credit is one session."), html! {}))
        @if list.is_empty() {
            (ui::empty(Icon::Family, "No students yet", "The credits of your children will stand here once they are added.", html! {}))
        } @else {
            (accounts(list))
        }
    }
}

fn accounts(list: &[Account]) -> Markup {
    let columns = [Column::text("Student"), Column::number("Available"), Column::number("Held")];
    html! {
        (Table::new("Credits", &columns).rows(list.iter().map(|account| {
            Row::new([
                html! { a href=(format!("/people/{}/credits", account.student)) { (account.name) } },
                html! { (signed(account.balance.available)) @if account.balance.available < 0 { " " (below_zero()) } },
                html! { (account.balance.held) },
            ])
        })))
    }
}

fn below_zero() -> Markup {
    ui::chip(Tone::Warn, "below zero")
}

/// With the minus sign of print.
fn signed(credits: i64) -> String {
    if credits < 0 { format!("−{}", credits.unsigned_abs()) } else { credits.to_string() }
}

fn change(credits: i64) -> String {
    match credits {
        0 => "no change".to_owned(),
        1.. => format!("+{credits}"),
        _ => signed(credits),
    }
}
