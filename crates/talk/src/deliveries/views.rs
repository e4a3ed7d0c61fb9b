//! The admins' pages about mails.

use kernel::Zone;
use maud::{Markup, Render as _, html};
use web::ui::{self, Button, Column, Icon, Notice, Row, Tab, Table, Tone, When};

use super::delivery::{Line, State};
use super::list::{Attention, List};

/// The page: tabs, what needs attention, and the chosen list.
pub fn index(list: List, lines: &[Line], attention: Option<&Attention>, zone: &Zone) -> Markup {
    html! {
        (ui::page_header("Mail deliveries", Some("Every mail is kept until the mail server has taken it."), html! {}))
        @if let Some(attention) = attention { (attention_notice(attention, zone)) }
        (tabs(list))
        @if lines.is_empty() {
            (ui::empty(Icon::Mail, "No mails here", "Mails of the last days appear in these lists by themselves.", html! {}))
        } @else {
            (table(lines, zone))
        }
    }
}

fn tabs(chosen: List) -> Markup {
    let addresses = List::ALL.map(|list| format!("/deliveries?list={}", list.word()));
    let entries: Vec<Tab<'_>> = List::ALL
        .iter()
        .zip(&addresses)
        .map(|(list, href)| Tab { href, label: list.title(), current: *list == chosen, count: None })
        .collect();
    ui::tabs("Mails", &entries)
}

const COLUMNS: [Column<'static>; 6] = [
    Column::text("To"),
    Column::text("Mail"),
    Column::text("State"),
    Column::number("Tries"),
    Column::text("Owed since"),
    Column::actions(),
];

fn table(lines: &[Line], zone: &Zone) -> Markup {
    Table::new("Mails", &COLUMNS)
        .rows(lines.iter().map(|line| {
            Row::new([
                html! { (line.to) },
                html! { (line.kind.title()) },
                state(line, zone),
                html! { (line.tries) },
                ui::time(line.created_at, zone, When::DayAndClock),
                actions(line),
            ])
        }))
        .render()
}

fn state(line: &Line, zone: &Zone) -> Markup {
    let (tone, word) = match line.state {
        State::Queued if line.last_error.is_some() => (Tone::Warn, "Trying again"),
        State::Queued => (Tone::Sea, "On its way"),
        State::Sent => (Tone::Live, "Sent"),
        State::Undelivered => (Tone::Danger, "Undelivered"),
        State::Dropped => (Tone::Neutral, "Not needed"),
    };
    html! {
        (ui::chip(tone, word))
        @if let Some(at) = line.finished_at { " " (ui::time(at, zone, When::DayAndClock)) }
        @if line.state == State::Queued && line.last_error.is_some() {
            " next " (ui::time(line.next_at, zone, When::DayAndClock))
        }
        @if let Some(error) = &line.last_error { p class="muted" { (error) } }
    }
}

fn actions(line: &Line) -> Markup {
    let may_retry =
        line.state == State::Undelivered || (line.state == State::Queued && line.last_error.is_some());
    html! {
        @if may_retry {
            (Button::post(format!("/deliveries/{}/retry", line.id), "Try again now").small().icon(Icon::Resend))
        }
    }
}

/// The banner for admins: mail is not going out, or some did not arrive.
pub fn attention_notice(attention: &Attention, zone: &Zone) -> Markup {
    let kept = html! { " They are kept and tried again by themselves." };
    match attention.down_since {
        Some(since) => Notice::warn("The mail server does not answer")
            .body(html! {
                "Since " (ui::time(since, zone, When::DayAndClock)) ". "
                (mails(attention.waiting)) " waiting." (kept)
            })
            .render(),
        None if attention.undelivered > 0 => {
            Notice::danger(format!("{} not delivered", mails(attention.undelivered)))
                .body(html! { a href="/deliveries" { "See which, and try them again" } })
                .render()
        }
        None => Notice::warn(format!("{} waiting after a failed try", mails(attention.waiting)))
            .body(kept)
            .render(),
    }
}

fn mails(count: i64) -> String {
    match count {
        1 => "1 mail is".to_owned(),
        count => format!("{count} mails are"),
    }
}
