//! Banners: something to know, always with an icon and a word.

use std::borrow::Cow;

use maud::{Markup, Render, html};

use super::icons::{Icon, icon};

/// Something the reader should know now.
#[must_use]
pub struct Notice<'a> {
    weight: Weight,
    title: Cow<'a, str>,
    body: Markup,
}

#[derive(Clone, Copy)]
enum Weight {
    Info,
    Good,
    Warn,
    Danger,
}

impl<'a> Notice<'a> {
    pub fn info(title: impl Into<Cow<'a, str>>) -> Self {
        Self::new(Weight::Info, title.into())
    }

    /// What was asked for has been done.
    pub fn good(title: impl Into<Cow<'a, str>>) -> Self {
        Self::new(Weight::Good, title.into())
    }

    pub fn warn(title: impl Into<Cow<'a, str>>) -> Self {
        Self::new(Weight::Warn, title.into())
    }

    /// Something failed: the text says what happened, what was kept, and what to do.
    pub fn danger(title: impl Into<Cow<'a, str>>) -> Self {
        Self::new(Weight::Danger, title.into())
    }

    fn new(weight: Weight, title: Cow<'a, str>) -> Self {
        Self { weight, title, body: html! {} }
    }

    /// More words, links or a button under the title.
    pub fn body(mut self, body: Markup) -> Self {
        self.body = body;
        self
    }
}

impl Render for Notice<'_> {
    fn render(&self) -> Markup {
        let (class, which, word, role) = match self.weight {
            Weight::Info => ("notice notice-info", Icon::Info, "Note:", "status"),
            Weight::Good => ("notice notice-good", Icon::Done, "Done:", "status"),
            Weight::Warn => ("notice notice-warn", Icon::Warn, "Warning:", "status"),
            Weight::Danger => ("notice notice-danger", Icon::Danger, "Problem:", "alert"),
        };
        html! {
            div class=(class) role=(role) {
                (icon(which))
                div {
                    p class="notice-title" { span class="sr-only" { (word) " " } (self.title) }
                    @if !self.body.0.is_empty() { div class="notice-body" { (self.body) } }
                }
            }
        }
    }
}
