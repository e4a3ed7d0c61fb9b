//! The page of the configuration about recordings.

use maud::{Markup, html};
use serde::Deserialize;
use web::ui::{self, Button, Choice, Field, Notice, PostForm};
use web::{Current, Errors, Organization, Viewer, page};

/// The form as it was filled in.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModeForm {
    pub mode: String,
    pub days: String,
}

pub fn mode(
    organization: &Organization,
    viewer: &Viewer,
    form: &ModeForm,
    errors: &Errors,
    saved: bool,
) -> Markup {
    let all = html! { (Button::link("/configuration", "All sections").quiet()) };
    let fields = html! {
        (Field::radios("mode", "Are sessions recorded?").required().value(&form.mode).error(errors.get("mode"))
            .choices(&[
                Choice::new("off", "Never"),
                Choice::new("ask", "When both agree, asked each time"),
                Choice::new("always", "Every session, unless its student refuses"),
            ])
            .hint("Every session means that you hold everybody's consent. A student's no counts at any time."))
        (Field::number("days", "Days for which recordings are kept").required()
            .value(&form.days).error(errors.get("days"))
            .hint("Older ones are erased, those that exist already too."))
    };
    let body = html! {
        (ui::page_header("Recordings", None, all))
        @if saved { (Notice::good("Saved.")) }
        (ui::card("Recording of sessions", html! {}, html! {
            (PostForm::to("/configuration/recordings").errors(errors).body(fields)
                .actions(html! { (Button::submit("Save").primary()) }))
        }))
        (ui::card("Kept recordings", html! { (Button::link("/configuration/recordings/kept", "See kept recordings")) }, html! {
            p { "All that is kept: how long, what is under legal hold, and how to erase a recording now." }
        }))
    };
    page(organization, viewer, Current::Configuration, "Recordings", body)
}
