//! Forms that post: a summary of what is wrong on top, fields, and the buttons at the end.

use std::borrow::Cow;

use maud::{Markup, Render, html};

use crate::Errors;

use super::icons::{Icon, icon};

/// A form that posts to `action`.
#[must_use]
pub struct PostForm<'a> {
    action: Cow<'a, str>,
    id: Option<&'a str>,
    errors: Option<&'a Errors>,
    problems: Vec<(String, String)>,
    body: Markup,
    actions: Markup,
    swap: Option<&'a str>,
    confirm: Option<&'a str>,
}

impl<'a> PostForm<'a> {
    pub fn to(action: impl Into<Cow<'a, str>>) -> Self {
        Self {
            action: action.into(),
            id: None,
            errors: None,
            problems: Vec::new(),
            body: html! {},
            actions: html! {},
            swap: None,
            confirm: None,
        }
    }

    pub fn id(mut self, id: &'a str) -> Self {
        self.id = Some(id);
        self
    }

    /// Lists these above the fields, each a link to its field. A message for the field `""` is about the whole form.
    pub fn errors(mut self, errors: &'a Errors) -> Self {
        self.errors = Some(errors);
        self
    }

    /// The same where fields are named at run time: a field's name and what is wrong with it.
    pub fn problems(mut self, problems: impl IntoIterator<Item = (String, String)>) -> Self {
        self.problems = problems.into_iter().collect();
        self
    }

    pub fn body(mut self, body: Markup) -> Self {
        self.body = body;
        self
    }

    /// The buttons, the main one first.
    pub fn actions(mut self, actions: Markup) -> Self {
        self.actions = actions;
        self
    }

    /// Puts the answer, errors included, where the CSS selector `target` points; a redirect leads the whole page on.
    pub fn swap(mut self, target: &'a str) -> Self {
        self.swap = Some(target);
        self
    }

    /// Asks this question in a dialog before it is sent.
    pub fn confirm(mut self, question: &'a str) -> Self {
        self.confirm = Some(question);
        self
    }
}

impl Render for PostForm<'_> {
    fn render(&self) -> Markup {
        let swaps = self.swap.map(|_| self.action.as_ref());
        let mut problems: Vec<(&str, &str)> = Vec::new();
        for (field, message) in self.errors.into_iter().flat_map(Errors::iter) {
            problems.push((field, message));
        }
        for (field, message) in &self.problems {
            problems.push((field, message));
        }
        html! {
            form class="form" method="post" action=(self.action) id=[self.id] data-confirm=[self.confirm]
                hx-post=[swaps] hx-target=[self.swap] {
                @if !problems.is_empty() { (summary(&problems)) }
                (self.body)
                @if !self.actions.0.is_empty() { div class="form-actions" { (self.actions) } }
            }
        }
    }
}

/// Says what is wrong, in one place that takes the focus; each line leads to its field.
fn summary(problems: &[(&str, &str)]) -> Markup {
    html! {
        div class="notice notice-danger" role="alert" tabindex="-1" data-focus {
            (icon(Icon::Danger))
            div {
                p class="notice-title" { "Nothing was saved yet. What you typed is still here." }
                ul class="notice-body" {
                    @for (field, message) in problems {
                        li {
                            @if field.is_empty() { (message) } @else { a href=(format!("#field-{field}")) { (message) } }
                        }
                    }
                }
            }
        }
    }
}
