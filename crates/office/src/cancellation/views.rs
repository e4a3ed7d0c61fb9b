//! The page of the rules of cancelling.

use kernel::Zone;
use maud::{Markup, html};
use people::audit::Line;
use web::Errors;
use web::ui::{self, Button, Field, Notice, PostForm};

use super::changing::CANCELLATION;
use super::form::{CancellationForm, MOST_HOURS};
use crate::trail;

pub struct CancellationPage<'a> {
    pub form: CancellationForm,
    pub errors: Errors,
    pub history: &'a [Line],
    pub zone: &'a Zone,
    pub saved: bool,
}

pub fn page(page: &CancellationPage<'_>) -> Markup {
    let (form, errors) = (&page.form, &page.errors);
    html! {
        (ui::page_header("Cancellation", None, html! { (Button::link("/configuration", "All sections").quiet()) }))
        @if page.saved { (Notice::good("Saved.")) }
        (ui::card("Rules", html! {}, html! {
            (PostForm::to("/configuration/cancellation").errors(errors).body(html! {
                (Field::number("free_hours", "Families cancel free of charge until so many hours before the start")
                    .range(0, MOST_HOURS).required().value(&form.free_hours).error(errors.get("free_hours"))
                    .hint("Later than that, the credit held for the session is kept; parents are told so before they cancel, \
                           and an admin can give it back. 0: cancelling is always free. What an instructor or your \
                           organization cancels never costs a credit."))
                (Field::textarea("reasons", "Reasons to choose from, one a line").value(&form.reasons).max(1_700)
                    .error(errors.get("reasons"))
                    .hint("Whoever cancels chooses one of them, or says why in words of their own."))
            }).actions(html! { (Button::submit("Save").primary()) }))
        }))
        (ui::card("History", html! {}, trail::of_settings(page.history, CANCELLATION, page.zone)))
    }
}
