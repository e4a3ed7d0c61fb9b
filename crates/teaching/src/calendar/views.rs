//! The calendar's pages.

use jiff::civil::Date;
use kernel::Timestamp;
use maud::{Markup, html};
use web::ui::{self, AgendaItem, Button, Icon, WeekDay};
use web::{Current, Organization, Viewer, page, show};

use super::days::Day;
use crate::sessions::{self, Line, Session};

/// Chips in one cell of the month before "+ more".
const CHIPS: usize = 4;

/// The week strip, which fetches itself again when a session moves.
pub fn week_card(viewer: &Viewer, now: Timestamp, days: &[Day], found: &[Session]) -> Markup {
    let lines: Vec<Line> = found.iter().map(|session| Line::of(viewer, session)).collect();
    let items: Vec<(usize, Vec<AgendaItem<'_>>)> =
        days.iter().enumerate().map(|(n, day)| (n, items_of(viewer, now, day, found, &lines))).collect();
    let week: Vec<WeekDay<'_>> = items
        .iter()
        .map(|(n, items)| WeekDay {
            starts: days[*n].from,
            today: days[*n].from <= now && now < days[*n].to,
            sessions: items,
        })
        .collect();
    let actions = html! { (Button::link("/calendar", "Month").quiet().small().icon(Icon::Calendar)) };
    html! {
        div id="week" hx-get="/calendar/week" hx-trigger="nacre:sessions from:body" hx-swap="outerMorph" {
            (ui::card("Calendar", actions, ui::week_strip(&viewer.zone, &week)))
        }
    }
}

fn items_of<'a>(
    viewer: &'a Viewer,
    now: Timestamp,
    day: &Day,
    found: &'a [Session],
    lines: &'a [Line],
) -> Vec<AgendaItem<'a>> {
    found
        .iter()
        .zip(lines)
        .filter(|(session, _)| day.from <= session.starts_at && session.starts_at < day.to)
        .map(|(session, line)| AgendaItem {
            href: &line.href,
            starts: session.starts_at,
            zone: &viewer.zone,
            with: &line.with,
            about: &line.about,
            status: sessions::status(session.state()),
            action: html! { @if session.state().is_live() { (sessions::join(viewer, session, now)) } },
        })
        .collect()
}

pub fn index(
    organization: &Organization,
    viewer: &Viewer,
    month: Date,
    now: Timestamp,
    days: &[Day],
    found: &[Session],
) -> Markup {
    let today = now.in_zone(&viewer.zone).date();
    let title = month.strftime("%B %Y").to_string();
    let address = |date: Result<Date, jiff::Error>| {
        date.map(|date| format!("/calendar?month={}", date.strftime("%Y-%m")))
    };
    let before = address(month.first_of_month().yesterday()).unwrap_or_default();
    let after = address(month.last_of_month().tomorrow()).unwrap_or_default();
    let actions = html! {
        (sessions::book_button(viewer))
        (Button::link(before, "Previous month").quiet().icon(Icon::Previous))
        (Button::link("/calendar", "Today").quiet())
        (Button::link(after, "Next month").quiet().icon(Icon::Next))
    };
    let zone = ui::zone_name(&viewer.zone);
    let body = html! {
        (ui::page_header(&title, Some(&format!("Times are {zone} time.")), actions))
        div id="month" class="month" hx-get="" hx-select="#month" hx-trigger="nacre:sessions from:body" hx-swap="outerMorph" {
            @for day in days { (cell(viewer, month, today, now, day, found)) }
        }
    };
    page(organization, viewer, Current::Calendar, &title, body)
}

fn cell(viewer: &Viewer, month: Date, today: Date, now: Timestamp, day: &Day, found: &[Session]) -> Markup {
    let of_day: Vec<&Session> =
        found.iter().filter(|session| day.from <= session.starts_at && session.starts_at < day.to).collect();
    let other = day.date.month() != month.month();
    let class = match (other, of_day.is_empty()) {
        (true, true) => "month-day month-other month-empty",
        (true, false) => "month-day month-other",
        (false, true) => "month-day month-empty",
        (false, false) => "month-day",
    };
    html! {
        section class=(class) aria-current=[(day.date == today).then_some("date")] aria-label=(day.date.strftime("%A %-d %B")) {
            h2 { span class="month-weekday" { (day.date.strftime("%a")) } " " (day.date.day()) }
            @for session in of_day.iter().take(CHIPS) { (chip(viewer, session, now)) }
            @if of_day.len() > CHIPS {
                details class="month-more" {
                    summary { "+ " (of_day.len() - CHIPS) " more" }
                    @for session in of_day.iter().skip(CHIPS) { (chip(viewer, session, now)) }
                }
            }
        }
    }
}

fn chip(viewer: &Viewer, session: &Session, now: Timestamp) -> Markup {
    let line = Line::of(viewer, session);
    let live = session.state().is_live();
    html! {
        a class=(if live { "week-chip week-chip-live" } else { "week-chip" }) href=(line.href) {
            span class="week-chip-when" { (show::time(session.starts_at, &viewer.zone)) }
            span class="week-chip-with" { (line.with) }
            (sessions::status(session.state()))
        }
        @if live { div { (sessions::join(viewer, session, now)) } }
    }
}
