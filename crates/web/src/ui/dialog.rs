//! Dialogs: the browser's own `<dialog>`, so Esc closes it and focus goes back to where it was.

use maud::{Markup, Render, html};

use super::icons::{Icon, icon};

/// A dialog over the page; a `Button` with `opens(id)` shows it.
#[must_use]
pub struct Dialog<'a> {
    id: &'a str,
    title: &'a str,
    body: Markup,
    open: bool,
    loads: Option<&'a str>,
}

impl<'a> Dialog<'a> {
    pub fn new(id: &'a str, title: &'a str) -> Self {
        Self { id, title, body: html! {}, open: false, loads: None }
    }

    pub fn body(mut self, body: Markup) -> Self {
        self.body = body;
        self
    }

    /// Shows itself as soon as the page is there.
    pub fn open(mut self, open: bool) -> Self {
        self.open = open;
        self
    }

    /// Fetches its body from this address each time it opens. A swap around it leaves it alone: somebody may be typing.
    pub fn loads(mut self, address: &'a str) -> Self {
        self.loads = Some(address);
        self
    }
}

impl Render for Dialog<'_> {
    fn render(&self) -> Markup {
        let title_id = format!("{}-title", self.id);
        html! {
            dialog class="dialog" id=(self.id) aria-labelledby=(title_id) data-open[self.open]
                hx-morph-skip[self.loads.is_some()] {
                header class="dialog-head" {
                    h2 id=(title_id) { (self.title) }
                    form method="dialog" {
                        button class="btn btn-ghost btn-square btn-sm" type="submit" title="Close" {
                            (icon(Icon::Close)) span class="sr-only" { "Close" }
                        }
                    }
                }
                div class="dialog-body" hx-get=[self.loads] hx-target=[self.loads.map(|_| "this")] hx-swap=[self.loads.map(|_| "innerMorph")]
                    hx-trigger=[self.loads.map(|_| "nacre:open")] {
                    (self.body)
                }
            }
        }
    }
}
