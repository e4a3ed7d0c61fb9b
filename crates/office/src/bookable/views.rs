//! The page of what may be booked.

use kernel::Zone;
use maud::{Markup, html};
use people::audit::Line;
use web::Errors;
use web::ui::{self, Button, Field, Notice, PostForm};

use super::changing::SESSIONS;
use super::form::{BookableForm, MOST_EARLY_MINUTES, MOST_LOG_DAYS};
use crate::trail;

pub fn page(form: &BookableForm, errors: &Errors, lines: &[Line], zone: &Zone, saved: bool) -> Markup {
    let is_ticked = |typed: &str| typed == "true";
    html! {
        (ui::page_header("Booking rules", None, html! { (Button::link("/configuration", "All sections").quiet()) }))
        @if saved { (Notice::good("Saved.")) }
        (ui::card("What may be booked", html! {}, html! {
            (PostForm::to("/configuration/booking-rules").errors(errors).body(html! {
                p { "Sessions that exist stay as they were made, and open when their mails said." }
                fieldset class="field" {
                    legend class="field-head" { "Where sessions take place" }
                    (Field::checkbox("classroom", "Nacre Online Classroom").checked(is_ticked(&form.classroom)).error(errors.get("classroom"))
                        .hint("Without it there are no instant sessions and none on demand."))
                    (Field::checkbox("in_person", "In person").checked(is_ticked(&form.in_person)))
                    (Field::checkbox("only_listed", "In person only at a place of your list").checked(is_ticked(&form.only_listed))
                        .hint("The list stands under Locations."))
                    (Field::checkbox("link", "At a link to another service").checked(is_ticked(&form.link)))
                }
                fieldset class="field" {
                    legend class="field-head" { "What whoever books has to fill in" }
                    (Field::checkbox("needs_subject", "The subject").checked(is_ticked(&form.needs_subject)))
                    (Field::checkbox("needs_description", "The description").checked(is_ticked(&form.needs_description))
                        .hint("Families fill in both too when they ask for a session; on demand nobody is asked."))
                }
                (Field::number("log_days", "Days back that sessions may be logged").range(0, MOST_LOG_DAYS).required()
                    .value(&form.log_days).error(errors.get("log_days"))
                    .hint("For sessions in person or at a link that nobody booked before. 0: none is logged afterwards."))
                (Field::number("early_minutes", "Minutes before the start that a classroom opens").range(0, MOST_EARLY_MINUTES).required()
                    .value(&form.early_minutes).error(errors.get("early_minutes"))
                    .hint("From then on Join is green, and the address of a meeting elsewhere is shown."))
            }).actions(html! { (Button::submit("Save").primary()) }))
        }))
        (ui::card("History", html! {}, trail::of_settings(lines, SESSIONS, zone)))
    }
}
