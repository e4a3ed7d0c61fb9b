//! Reports over many sessions: what is to be done, and how many there are.

use kernel::Timestamp;
use maud::{Markup, html};
use web::ui::{self, Button, Column, Field, Icon, Row, Table, Tone, When};
use web::{Current, Errors, Organization, Viewer, page};

use crate::reports::reading::MOST;
use crate::reports::report::due_at;
use crate::reports::store::Open;
use crate::reports::store::Tally;

/// Reports that the dashboard names one by one.
const NAMED: usize = 5;

/// The dashboard's cards: reports to write, surveys to answer; nothing when there is nothing.
pub fn to_do(viewer: &Viewer, reports: &[Open], surveys: &[Open], now: Timestamp) -> Markup {
    html! {
        @for open in surveys {
            (ui::card("How was it?", html! {}, html! {
                p { "Your session with " (open.instructor_first_name) ", " (ui::time(open.starts_at, &viewer.zone, When::DayAndClock)) "." }
                p { (Button::link(format!("/classroom/{}/survey", open.session), "Tell us").primary()) }
            }))
        }
        @if !reports.is_empty() {
            (ui::card("Reports to write", html! { (Button::link("/reports", "Reports").small()) }, html! {
                ul class="attention" { @for open in reports.iter().take(NAMED) { (line(viewer, open, now)) } }
                @if reports.len() > NAMED { p { a href="/reports" { (reports.len() - NAMED) " more" } } }
            }))
        }
    }
}

fn line(viewer: &Viewer, open: &Open, now: Timestamp) -> Markup {
    html! {
        li {
            a href=(format!("/sessions/{}/report/form", open.session)) { (open.student_name) }
            ", " (open.title) ", " (ui::time(open.starts_at, &viewer.zone, When::DayAndClock)) " " (state(open, now))
        }
    }
}

fn state(open: &Open, now: Timestamp) -> Markup {
    html! {
        @if open.drafted { (ui::chip(Tone::Sea, "draft")) " " }
        @if now >= due_at(open.attended_at) { (ui::chip(Tone::Danger, "overdue")) }
    }
}

/// The days that are looked at, as typed.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct Days {
    pub from: String,
    pub to: String,
}

/// How many reports and surveys there are, and which reports are missing.
pub fn index(
    organization: &Organization,
    viewer: &Viewer,
    (days, errors): (&Days, &Errors),
    tallies: &[Tally],
    missing: &[Open],
    now: Timestamp,
) -> Markup {
    let body = html! {
        (ui::page_header("Reports", Some("Of sessions that both attended."), html! {}))
        (ui::panel(html! {
            form class="form" method="get" action="/reports" {
                (Field::date("from", "From").value(&days.from).error(errors.get("from")).required())
                (Field::date("to", "To").value(&days.to).error(errors.get("to")).required())
                div class="form-actions" { (Button::submit("Show").primary()) }
            }
        }))
        (ui::card("Filed", html! {}, filed(tallies)))
        (ui::card("Missing", html! {}, table(viewer, missing, now)))
    };
    page(organization, viewer, Current::Sessions, "Reports", body)
}

fn filed(tallies: &[Tally]) -> Markup {
    let columns = [
        Column::text("Instructor"),
        Column::number("Attended"),
        Column::number("Reports"),
        Column::number("Surveys"),
    ];
    let sum = |number: fn(&Tally) -> i64| tallies.iter().map(number).sum::<i64>();
    let all = Tally {
        name: "All".to_owned(),
        attended: sum(|tally| tally.attended),
        reports: sum(|tally| tally.reports),
        surveys: sum(|tally| tally.surveys),
    };
    html! {
        @if tallies.is_empty() {
            (ui::empty(Icon::Document, "No sessions in these days", "Reports are counted against the sessions that both attended.", html! {}))
        } @else {
            (Table::new("Reports filed", &columns).rows(tallies.iter().map(counts)).foot(counts(&all)))
        }
    }
}

fn counts<'a>(tally: &Tally) -> Row<'a> {
    let share = |part: i64| match tally.attended {
        0 => part.to_string(),
        whole => format!("{part} ({} %)", part * 100 / whole),
    };
    Row::new([
        html! { (tally.name) },
        html! { (tally.attended) },
        html! { (share(tally.reports)) },
        html! { (share(tally.surveys)) },
    ])
}

fn table(viewer: &Viewer, missing: &[Open], now: Timestamp) -> Markup {
    let columns =
        [Column::text("Session"), Column::text("Student"), Column::text("Instructor"), Column::text("State")];
    html! {
        @if missing.is_empty() {
            p class="muted" { "No report is missing." }
        } @else {
            @if i64::try_from(missing.len()).is_ok_and(|count| count >= MOST) { p class="muted" { "The oldest " (MOST) ". Choose fewer days to see others." } }
            (Table::new("Reports missing", &columns).rows(missing.iter().map(|open| {
                Row::new([
                    html! { a href=(format!("/sessions/{}", open.session)) { (ui::time(open.starts_at, &viewer.zone, When::DayAndClock)) } },
                    html! { (open.student_name) },
                    html! { (open.instructor_name) },
                    html! { @if now < due_at(open.attended_at) { "due " (ui::time(due_at(open.attended_at), &viewer.zone, When::DayAndClock)) } " " (state(open, now)) },
                ])
            })))
        }
    }
}
