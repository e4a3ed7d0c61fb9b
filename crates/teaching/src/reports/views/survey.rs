//! The survey of a student: for children, so it is short, large and kind. It needs no navigation: whoever came in by a link
//! sees the same page.

use maud::{Markup, html};
use web::ui::{Button, Icon, PostForm};
use web::{Errors, Organization, bare_page};

use super::fields::{Readers, fields};
use crate::reports::form::Form;
use crate::reports::question::Audience;
use crate::reports::sheet::Sheet;
use crate::sessions::Session;

const TITLE: &str = "How was it?";

/// Where a session's student answers.
pub fn address(session: &Session) -> String {
    format!("/classroom/{}/survey", session.id)
}

/// The questions.
pub fn ask(
    organization: &Organization,
    session: &Session,
    form: &Form,
    sheet: &Sheet,
    errors: &Errors,
) -> Markup {
    let about = format!("Your session with {}: {}", session.instructor_first_name, session.title());
    let body = html! {
        input type="hidden" name="form" value=(form.word());
        (fields(&form.questions, sheet, errors, Readers::Unsaid))
    };
    let actions = html! {
        (Button::submit("Send").primary().icon(Icon::Check).sends("step", "file"))
        (Button::submit("Not now").quiet().sends("step", "skip").even_incomplete())
    };
    bare_page(
        Some(organization),
        TITLE,
        html! {
            div class="survey" {
                p { (about) }
                p class="muted" { "There are no wrong answers. " (readers(organization, session, form)) }
                (PostForm::to(address(session)).errors(errors).body(body).actions(actions))
            }
        },
    )
}

/// Who reads it, in one sentence.
fn readers(organization: &Organization, session: &Session, form: &Form) -> String {
    let has =
        |audience| form.questions.iter().any(|question| question.is_asked() && question.audience == audience);
    let (name, ada) = (&organization.name, &session.instructor_first_name);
    match (has(Audience::Family), has(Audience::Instructor)) {
        (true, _) => format!("{name}, {ada} and your parents may read them."),
        (false, true) => format!("{name} and {ada} may read them."),
        (false, false) => format!("{name} reads them."),
    }
}

/// It was answered, or skipped. `on`: where to go from here, for who is signed in.
pub fn done(organization: &Organization, answered: bool, on: Option<&str>) -> Markup {
    let title = if answered { "Thank you!" } else { "That is fine" };
    bare_page(
        Some(organization),
        title,
        html! {
            p { @if answered { "Your answers help us." } @else { "You need not answer." } " See you next time!" }
            @match on {
                Some(on) => p { (Button::link(on, "Go to the dashboard").primary()) },
                None => p { "You can close this page." },
            }
        },
    )
}

/// There is nothing to answer: it was answered, it is too early, or too late.
pub fn closed(organization: &Organization, on: Option<&str>) -> Markup {
    bare_page(
        Some(organization),
        "Nothing to answer now",
        html! {
            p { "You answered already, or it is not the time for it." }
            @if let Some(on) = on { p { (Button::link(on, "Go to the dashboard").primary()) } }
        },
    )
}
