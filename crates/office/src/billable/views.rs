//! How the change of a session's mark looks.

use kernel::Zone;
use maud::{Markup, html};
use teaching::sessions::{Outcome, Session};
use web::ui::{self, Button, Field, PostForm, When};
use web::{Errors, Money};

use super::routes::{BillableForm, MOST_REASON};

/// The values of the page.
pub struct BillablePage<'a> {
    pub session: &'a Session,
    pub form: &'a BillableForm,
    pub errors: &'a Errors,
    pub zone: &'a Zone,
}

pub fn edit(page: &BillablePage<'_>) -> Markup {
    let BillablePage { session, form, errors, zone } = page;
    let address = format!("/sessions/{}", session.id);
    html! {
        (ui::page_header("Change billable", Some(session.title()), html! {
            (Button::link(address.as_str(), "Back to the session").quiet())
        }))
        (ui::panel(html! {
            (ui::key_values([
                ("Student", html! { (session.student_name) }),
                ("Instructor", html! { (session.instructor_name) }),
                ("When", ui::time(session.starts_at, zone, When::DayAndClock)),
                ("Now", html! { @if session.billable { "Billable" } @else { "Non-billable" } }),
            ]))
        }))
        (ui::panel(html! {
            (PostForm::to(format!("{address}/billable")).errors(errors).body(html! {
                (Field::yes_no("billable", "Is this a billable session?").required()
                    .value(&form.billable).error(errors.get("billable")).hint(consequence(session)))
                (Field::text("billable_reason", "Reason").max(MOST_REASON).required()
                    .value(&form.billable_reason).error(errors.get("billable_reason"))
                    .hint("It is kept with your name, the old and the new mark."))
            }).actions(html! { (Button::submit("Change billable").primary()) }))
        }))
    }
}

/// What the change does, in one sentence.
const fn consequence(session: &Session) -> &'static str {
    match (session.money, session.outcome) {
        (Money::Credits, None) => "Yes holds one credit of the student; no gives the held credit back.",
        (Money::Credits, Some(Outcome::Completed | Outcome::MissedByStudent)) => {
            "Yes takes one credit of the student; no gives the used credit back."
        }
        (Money::Credits, Some(Outcome::Cancelled | Outcome::MissedByInstructor)) => {
            "No credit moves: the session did not take place."
        }
        (Money::Invoicing, _) => "The Invoice Wizard lists it accordingly.",
        (Money::Neither, _) => "The mark is kept for your own records.",
    }
}
