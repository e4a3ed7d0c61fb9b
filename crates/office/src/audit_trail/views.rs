//! How the whole trail looks.

use kernel::{GroupId, ImportId, LocationId, ProfileFieldId, SessionId, UserId, Zone};
use maud::{Markup, html};
use people::audit::Line;
use web::ui::{self, Button, Choice, Column, Field, Icon, Row, Table, When};

use super::filter::{Filter, KINDS, MAX_WORDS};
use super::naming::Names;

const PATH: &str = "/configuration/audit-trail";

/// The values of one page.
pub struct TrailPage<'a> {
    pub filter: &'a Filter,
    pub lines: &'a [Line],
    pub names: &'a Names,
    pub has_more: bool,
    pub zone: &'a Zone,
}

pub fn index(page: &TrailPage<'_>) -> Markup {
    let actions = html! {
        (Button::link(page.filter.address("/configuration/audit-trail/csv", None), "CSV file").icon(Icon::Download))
        (Button::link("/configuration", "All sections").quiet())
    };
    html! {
        (ui::page_header("Audit trail", Some("Who changed what, and when. Nothing is ever taken out of it."), actions))
        (filter_form(page.filter))
        @if page.lines.is_empty() {
            (ui::empty(Icon::History, "Nothing here", nothing(page.filter), html! {}))
        } @else { (table(page)) }
        (pages(page))
    }
}

fn filter_form(filter: &Filter) -> Markup {
    let kinds: Vec<Choice<'_>> = KINDS.iter().map(|kind| Choice::new(kind.word, kind.title)).collect();
    let form = html! {
        form class="form" method="get" action=(PATH) role="search" {
            div class="field-row" {
                (Field::search("who", "Who changed it").value(&filter.who).max(MAX_WORDS))
                (Field::select("kind", "What").choices(&kinds).prompt("Everything").value(&filter.kind))
            }
            div class="field-row" {
                (Field::date("from", "From").value(&filter.from))
                (Field::date("to", "To").value(&filter.to))
            }
            div class="form-actions" { (Button::submit("Show").icon(Icon::Search)) }
        }
    };
    let (narrows, word) = (filter.narrows(), "Search and filters");
    html! {
        (ui::fold(Icon::Search, word, narrows, form))
        @if narrows { p { (Button::link(PATH, "Show all").quiet().small()) } }
    }
}

fn nothing(filter: &Filter) -> &'static str {
    if filter.is_first_page() { "No change fits what is asked for." } else { "There are no older changes." }
}

fn table(page: &TrailPage<'_>) -> Markup {
    let columns =
        [Column::text("When"), Column::text("Who"), Column::text("What"), Column::text("Old and new value")];
    html! {
        (Table::new("Changes", &columns).log().rows(page.lines.iter().map(|line| {
            Row::new([
                html! { (ui::time(line.at, page.zone, When::Whole)) },
                html! { (line.by.as_deref().unwrap_or("the operator")) },
                html! { span { (capitalized(&line.what)) @if let Some(subject) = &line.subject { (about(subject, page.names)) } } },
                change(line, page.names),
            ])
        })))
    }
}

fn change(line: &Line, names: &Names) -> Markup {
    let told = |text: &Option<String>| text.as_deref().map(|text| names.told(text));
    html! {
        @match (told(&line.before), told(&line.after)) {
            (Some(before), Some(after)) => { (before) " → " (after) },
            (None, Some(after)) => { (after) },
            (Some(before), None) => { (before) " → nothing" },
            (None, None) => { span class="muted" { "–" } },
        }
    }
}

/// What was changed: a person's name, or a word, each leading to its page where it has one.
fn about(subject: &str, names: &Names) -> Markup {
    let (href, word) = if subject.parse::<UserId>().is_ok() {
        (format!("/people/{subject}"), names.told(subject))
    } else if subject.parse::<SessionId>().is_ok() {
        (format!("/sessions/{subject}"), "the session".to_owned())
    } else if subject.parse::<GroupId>().is_ok() {
        (format!("/groups/{subject}"), "the group".to_owned())
    } else if subject.parse::<ProfileFieldId>().is_ok() {
        (format!("/configuration/profile-fields/{subject}"), "the field".to_owned())
    } else if subject.parse::<LocationId>().is_ok() {
        (format!("/configuration/locations/{subject}"), "the place".to_owned())
    } else if subject.parse::<ImportId>().is_ok() {
        (format!("/people/import/{subject}"), "the import".to_owned())
    } else {
        return html! {};
    };
    html! { ": " a href=(href) { (word) } }
}

fn capitalized(what: &str) -> String {
    let mut letters = what.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Back to the newest, and on to what is older.
fn pages(page: &TrailPage<'_>) -> Markup {
    let newest = (!page.filter.is_first_page()).then(|| page.filter.address(PATH, None));
    let older = page.lines.last().filter(|_| page.has_more);
    let older = older.map(|line| page.filter.address(PATH, Some(line.number)));
    html! {
        @if newest.is_some() || older.is_some() {
            nav class="pager" aria-label="Pages" {
                @if let Some(newest) = newest { (Button::link(newest, "Newest").icon(Icon::Previous).small()) }
                @if let Some(older) = older { (Button::link(older, "Older").icon(Icon::Next).small()) }
            }
        }
    }
}
