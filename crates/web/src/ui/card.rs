//! The parts a page is laid out with: header, cards, columns, empty states.

use maud::{Markup, html};

use super::icons::{Icon, icon};

/// The page's name, what it is about, and what one can do on it.
pub fn page_header(title: &str, about: Option<&str>, actions: Markup) -> Markup {
    html! {
        header class="page-header" {
            div {
                h1 { (title) }
                @if let Some(about) = about { p class="muted" { (about) } }
            }
            @if has_content(&actions) { div class="actions" { (actions) } }
        }
    }
}

/// A titled surface.
pub fn card(title: &str, actions: Markup, body: Markup) -> Markup {
    html! {
        section class="card-surface" {
            header class="card-head" {
                h2 { (title) }
                @if has_content(&actions) { div class="actions" { (actions) } }
            }
            (body)
        }
    }
}

/// A surface without a title.
pub fn panel(body: Markup) -> Markup {
    html! { section class="card-surface" { (body) } }
}

/// Parts below each other with a page's distance between them.
pub fn stack(body: Markup) -> Markup {
    html! { div class="stack" { (body) } }
}

/// Two columns, the first the wider one; below each other on small screens.
pub fn columns(wide: Markup, narrow: Markup) -> Markup {
    html! { div class="columns" { div class="stack" { (wide) } div class="stack" { (narrow) } } }
}

/// What stands where a list has no rows: what the list is for, and its first action.
pub fn empty(art: Icon, title: &str, about: &str, action: Markup) -> Markup {
    html! {
        div class="empty" {
            span class="empty-art" { (icon(art)) }
            p class="empty-title" { (title) }
            p class="muted" { (about) }
            @if has_content(&action) { div class="actions" { (action) } }
        }
    }
}

/// Facts about one thing, each under its name.
pub fn key_values<'a>(facts: impl IntoIterator<Item = (&'a str, Markup)>) -> Markup {
    html! {
        dl class="key-values" {
            @for (name, value) in facts { div { dt { (name) } dd { (value) } } }
        }
    }
}

/// A part that unfolds in place under its `summary`.
pub fn fold(which: Icon, summary: &str, open: bool, body: Markup) -> Markup {
    html! {
        details class="fold" open[open] {
            summary { (icon(which)) span { (summary) } span class="fold-mark" { (icon(Icon::Unfold)) } }
            div class="fold-body" { (body) }
        }
    }
}

fn has_content(markup: &Markup) -> bool {
    !markup.0.is_empty()
}
