//! Buttons: a form's submit, a link that looks like a button, a one-button form, and a button for page scripts.

use std::borrow::Cow;

use maud::{Markup, Render, html};

use super::icons::{Icon, icon};

/// A button that says, with a verb, what it will do.
#[must_use]
pub struct Button<'a> {
    label: Cow<'a, str>,
    does: Does<'a>,
    look: Look,
    icon: Option<Icon>,
    small: bool,
    icon_only: bool,
    disabled: bool,
    name: Option<(&'a str, Cow<'a, str>)>,
    confirm: Option<Cow<'a, str>>,
    opens: Option<&'a str>,
    swap: Option<&'a str>,
    incomplete: bool,
}

enum Does<'a> {
    Submit,
    Press,
    Link(Cow<'a, str>),
    Post(Cow<'a, str>),
}

#[derive(Clone, Copy)]
enum Look {
    Plain,
    Primary,
    Quiet,
    Danger,
    Live,
}

impl<'a> Button<'a> {
    /// Sends the form it stands in.
    pub fn submit(label: impl Into<Cow<'a, str>>) -> Self {
        Self::new(label.into(), Does::Submit)
    }

    /// Does nothing by itself: for page scripts and `opens`.
    pub fn press(label: impl Into<Cow<'a, str>>) -> Self {
        Self::new(label.into(), Does::Press)
    }

    /// Goes to `href`.
    pub fn link(href: impl Into<Cow<'a, str>>, label: impl Into<Cow<'a, str>>) -> Self {
        Self::new(label.into(), Does::Link(href.into()))
    }

    /// A whole form of one button that posts to `action`.
    pub fn post(action: impl Into<Cow<'a, str>>, label: impl Into<Cow<'a, str>>) -> Self {
        Self::new(label.into(), Does::Post(action.into()))
    }

    fn new(label: Cow<'a, str>, does: Does<'a>) -> Self {
        Self {
            label,
            does,
            look: Look::Plain,
            icon: None,
            small: false,
            icon_only: false,
            disabled: false,
            name: None,
            confirm: None,
            opens: None,
            swap: None,
            incomplete: false,
        }
    }

    /// The one main action of a page.
    pub fn primary(mut self) -> Self {
        self.look = Look::Primary;
        self
    }

    /// Without a border, for rows and secondary ways out.
    pub fn quiet(mut self) -> Self {
        self.look = Look::Quiet;
        self
    }

    /// Ends or removes something.
    pub fn danger(mut self) -> Self {
        self.look = Look::Danger;
        self
    }

    /// Leads into a live classroom.
    pub fn live(mut self) -> Self {
        self.look = Look::Live;
        self
    }

    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// As high as a table row allows.
    pub fn small(mut self) -> Self {
        self.small = true;
        self
    }

    /// Shows the icon alone; the label stays for screen readers and as the tooltip.
    pub fn icon_only(mut self) -> Self {
        self.icon_only = true;
        self
    }

    pub fn disabled(mut self, disabled: bool) -> Self {
        self.disabled = disabled;
        self
    }

    /// Sent with the form when this button is the one pressed.
    pub fn sends(mut self, name: &'a str, value: impl Into<Cow<'a, str>>) -> Self {
        self.name = Some((name, value.into()));
        self
    }

    /// Sends the form even while required fields are empty: a step on the way, not the end.
    pub fn even_incomplete(mut self) -> Self {
        self.incomplete = true;
        self
    }

    /// Asks this question in a dialog before going on.
    pub fn confirm(mut self, question: impl Into<Cow<'a, str>>) -> Self {
        self.confirm = Some(question.into());
        self
    }

    /// Opens the `Dialog` of this id; a link still leads to the page of its own where scripts are off.
    pub fn opens(mut self, dialog: &'a str) -> Self {
        self.opens = Some(dialog);
        self
    }

    /// Puts the answer where the CSS selector `target` points, instead of loading a page.
    pub fn swap(mut self, target: &'a str) -> Self {
        self.swap = Some(target);
        self
    }

    fn class(&self) -> &'static str {
        match (self.look, self.small) {
            (Look::Plain, false) => "btn btn-plain",
            (Look::Plain, true) => "btn btn-plain btn-sm",
            (Look::Primary, false) => "btn btn-primary",
            (Look::Primary, true) => "btn btn-primary btn-sm",
            (Look::Quiet, false) => "btn btn-ghost",
            (Look::Quiet, true) => "btn btn-ghost btn-sm",
            (Look::Danger, false) => "btn btn-danger",
            (Look::Danger, true) => "btn btn-danger btn-sm",
            (Look::Live, false) => "btn btn-live",
            (Look::Live, true) => "btn btn-live btn-sm",
        }
    }

    fn inside(&self) -> Markup {
        html! {
            @if let Some(which) = self.icon { (icon(which)) }
            @if self.icon_only { span class="sr-only" { (self.label) } } @else { span { (self.label) } }
        }
    }

    fn title(&self) -> Option<&str> {
        self.icon_only.then_some(self.label.as_ref())
    }

    fn render_link(&self, href: &str) -> Markup {
        let swaps = self.swap.map(|_| href);
        html! {
            @if self.disabled {
                a class=(self.class()) role="link" aria-disabled="true" title=[self.title()] { (self.inside()) }
            } @else {
                a class=(self.class()) href=(href) title=[self.title()] data-opens=[self.opens]
                    hx-get=[swaps] hx-target=[self.swap] { (self.inside()) }
            }
        }
    }

    fn render_button(&self, kind: &str) -> Markup {
        let (name, value) = self.name.as_ref().map(|(name, value)| (*name, value.as_ref())).unzip();
        html! {
            button class=(self.class()) type=(kind) name=[name] value=[value] disabled[self.disabled]
                formnovalidate[self.incomplete] title=[self.title()] data-confirm=[&self.confirm] data-opens=[self.opens] { (self.inside()) }
        }
    }

    fn render_form(&self, action: &str) -> Markup {
        let swaps = self.swap.map(|_| action);
        html! {
            form class="contents" method="post" action=(action) hx-post=[swaps] hx-target=[self.swap] {
                (self.render_button("submit"))
            }
        }
    }
}

impl Render for Button<'_> {
    fn render(&self) -> Markup {
        match &self.does {
            Does::Submit => self.render_button("submit"),
            Does::Press => self.render_button("button"),
            Does::Link(href) => self.render_link(href),
            Does::Post(action) => self.render_form(action),
        }
    }
}
