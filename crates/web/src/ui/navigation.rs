//! Ways through a page and a list: skip link, tabs, filter chips, pages.

use maud::{Markup, html};

use super::button::Button;
use super::icons::Icon;

/// One entry of a row of tabs or filters.
pub struct Tab<'a> {
    pub href: &'a str,
    pub label: &'a str,
    pub current: bool,
    /// Shown behind the label when there is one.
    pub count: Option<u64>,
}

/// The first stop of the Tab key: past the navigation, into the page.
pub fn skip_link() -> Markup {
    html! { a class="skip-link" href="#main" { "Skip to the page" } }
}

/// Pages beside each other.
pub fn tabs(label: &str, entries: &[Tab<'_>]) -> Markup {
    row("tab-row", label, entries)
}

/// Filters of a list; they are links, so a filtered list can be sent to someone.
pub fn filters(label: &str, entries: &[Tab<'_>]) -> Markup {
    row("filter-row", label, entries)
}

/// Links to the newer and older part of a list, where there is one.
pub fn pager(newer: Option<&str>, older: Option<&str>) -> Markup {
    html! {
        @if newer.is_some() || older.is_some() {
            nav class="pager" aria-label="Pages" {
                (step(newer, "Newer", Icon::Previous))
                (step(older, "Older", Icon::Next))
            }
        }
    }
}

fn step<'a>(href: Option<&'a str>, label: &'a str, icon: Icon) -> Button<'a> {
    Button::link(href.unwrap_or_default(), label).icon(icon).small().disabled(href.is_none())
}

fn row(class: &str, label: &str, entries: &[Tab<'_>]) -> Markup {
    html! {
        nav class=(class) aria-label=(label) {
            @for entry in entries {
                a href=(entry.href) aria-current=[entry.current.then_some("page")] {
                    (entry.label)
                    @if let Some(count) = entry.count { span class="count" { (count) } }
                }
            }
        }
    }
}
