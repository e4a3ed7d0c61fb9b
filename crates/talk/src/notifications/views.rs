//! The page My Notifications.

use kernel::{RequestId, Timestamp, Zone};
use maud::{Markup, Render as _, html};
use web::ui::{self, Button, Column, Icon, Row, Table, Tone, When};

use super::notification::Notification;
use super::reading::Page;

const COLUMNS: [Column<'static>; 3] = [Column::text("Subject"), Column::text("Told"), Column::text("State")];

/// The list. It is fetched again when something new is told.
pub fn index(
    page: &Page,
    before: Option<Timestamp>,
    unread: i64,
    sees_deliveries: bool,
    zone: &Zone,
) -> Markup {
    let here = before.map_or_else(|| "/notifications".to_owned(), address);
    html! {
        (ui::page_header("My Notifications", Some("What you were told about your sessions."), html! {
            @if unread > 0 { (Button::post("/notifications/reading", "Mark all as read").icon(Icon::Check)) }
            (Button::link("/notifications/preferences", "Preferences").icon(Icon::Configuration))
            @if sees_deliveries { (Button::link("/deliveries", "Mail deliveries").icon(Icon::Mail)) }
        }))
        div id="notifications" hx-get=(here) hx-trigger="nacre:notifications from:body"
            hx-select="#notifications" hx-swap="outerMorph" {
            @if page.lines.is_empty() {
                (ui::empty(Icon::Notifications, "Nothing yet", "When a session starts, is planned or is cancelled, it is told here.", html! {}))
            } @else {
                (table(&page.lines, zone))
                (ui::pager(before.map(|_| "/notifications"), page.older.map(address).as_deref()))
            }
        }
    }
}

fn address(before: Timestamp) -> String {
    format!("/notifications?before={}", before.micros())
}

fn table(lines: &[Notification], zone: &Zone) -> Markup {
    Table::new("Notifications", &COLUMNS)
        .rows(lines.iter().map(|line| {
            Row::new([subject(line), ui::time(line.created_at, zone, When::DayAndClock), state(line)])
                .id(line.id.to_string())
        }))
        .render()
}

/// Read ones are links; opening an unread one marks it, and so is a post.
fn subject(line: &Notification) -> Markup {
    let address = format!("/notifications/{}", line.id);
    match line.read_at {
        Some(_) => html! { a href=(address) { (line.subject) } },
        None => html! { (Button::post(format!("{address}/reading"), line.subject.as_str()).quiet().small()) },
    }
}

fn state(line: &Notification) -> Markup {
    if line.read_at.is_some() {
        html! { span class="muted" { "Read" } }
    } else {
        ui::chip(Tone::Sea, "New")
    }
}

/// One notification, opened.
pub fn show(notification: &Notification, request: Option<RequestId>, zone: &Zone) -> Markup {
    html! {
        (ui::page_header(&notification.subject, None, html! {
            (Button::link("/notifications", "All notifications").icon(Icon::Back))
        }))
        (ui::panel(html! {
            p { (notification.body) }
            p class="muted" { "Told " (ui::time(notification.created_at, zone, When::Whole)) }
            @if let Some(session) = notification.session {
                p { (Button::link(format!("/sessions/{session}"), "See the session").primary()) }
            }
            @if let Some(request) = request {
                p { (Button::link(format!("/requests/{request}"), "See the request").primary()) }
            }
        }))
    }
}
