//! The pages of a join link.

use maud::{Markup, html};
use web::ui::{self, Button, Icon, Notice, PostForm, When};
use web::{Organization, bare_page};

use super::way_in::Doorstep;

/// "This is me".
pub fn doorstep(organization: &Organization, token: &str, door: &Doorstep, problem: Option<&str>) -> Markup {
    let session = &door.session;
    let title = format!("{}, your session is here", door.student.first_name);
    let button = if door.elsewhere { "This is me, move here" } else { "This is me" };
    let body = html! {
        (tells_opened(token))
        @if let Some(problem) = problem { (Notice::warn(problem)) }
        @if let Some(minutes) = door.instructor_late {
            (Notice::info(format!("{} is running about {minutes} minutes late", session.instructor_first_name)))
        }
        (ui::key_values([
            ("With", html! { (session.instructor_name) }),
            ("About", html! { (session.title()) }),
            ("Time", html! { (ui::time(session.starts_at, &door.student.zone, When::Whole)) }),
        ]))
        @if door.elsewhere {
            (Notice::info("Move here?").body(html! {
                p { "This session is open on another device. If you go on, it ends there and moves here." }
            }))
        }
        (PostForm::to(address(token)).body(html! {
            input type="hidden" name="terms" value=(door.terms.id);
            p { "Are you " strong { (door.student.name()) } "? Then go in. By going in you accept the terms of "
                (organization.name) "." }
            (ui::fold(Icon::Document, &format!("Terms, version {}", door.terms.version), false, html! {
                @for paragraph in door.terms.body.split("\n\n") { p { (paragraph) } }
            }))
        }).actions(html! { (Button::submit(button).primary().icon(Icon::Enter)) }))
        p { "Not you? Close this page: nothing has been changed." }
        (check_first())
    };
    bare_page(Some(organization), &title, body)
}

pub fn sign_in_first(organization: &Organization, token: &str, sign_in: String) -> Markup {
    page(
        organization,
        "Sign in to join",
        html! {
            (tells_opened(token))
            p { "This session belongs to an account with a password. Sign in and you are taken straight there." }
            p { (Button::link(sign_in, "Sign in").primary()) }
            (check_first())
        },
    )
}

/// Somebody else is signed in here.
pub fn other_person(organization: &Organization, token: &str, signed_in: &str) -> Markup {
    page(
        organization,
        "You are signed in as somebody else",
        html! {
            p { "This browser is signed in as " strong { (signed_in) } ", but this link is for a student's own seat." }
            (PostForm::to("/sign-out")
                .body(html! { input type="hidden" name="next" value=(address(token)); })
                .actions(html! {
                    (Button::submit("Sign out and go on").primary())
                    (Button::link("/", format!("Stay {signed_in}")).quiet())
                }))
        },
    )
}

pub fn needs_consent(organization: &Organization, token: &str) -> Markup {
    page(
        organization,
        "A parent has to agree first",
        html! {
            (tells_opened(token))
            p { "You are under 13, so " (organization.name) " needs a parent's consent before you can join." }
            p { "Ask your instructor or " (contact(organization)) ". Nothing has been changed." }
        },
    )
}

pub fn over(organization: &Organization) -> Markup {
    page(
        organization,
        "This session is over",
        html! { p { "There is nothing left to join. Your next session comes with a link of its own." } },
    )
}

/// Revoked or expired.
pub fn no_longer(organization: &Organization) -> Markup {
    page(
        organization,
        "This link no longer works",
        html! {
            p { "It was taken back, or its time is over." }
            p { "Look for a newer mail, or ask your instructor to send the link again. "
                "If that does not help, ask " (contact(organization)) "." }
        },
    )
}

pub fn unknown(organization: &Organization) -> Markup {
    page(
        organization,
        "This link does not work",
        html! {
            p { "Perhaps a part of it is missing. Copy the whole link from the mail, or press the button in it." }
            p { "Otherwise ask your instructor to send it again." }
        },
    )
}

pub fn address(token: &str) -> String {
    format!("/join/{token}")
}

/// Lets the page's script tell that somebody looks at it.
fn tells_opened(token: &str) -> Markup {
    html! { div hidden data-opened={ (address(token)) "/opening" } {} }
}

/// For who comes before the time.
fn check_first() -> Markup {
    html! { p { a href="/check" { "Check this device before the day" } } }
}

fn contact(organization: &Organization) -> Markup {
    html! {
        @if let Some(email) = &organization.support_email {
            a href={ "mailto:" (email) } { (organization.name) }
        } @else {
            (organization.name)
        }
    }
}

fn page(organization: &Organization, title: &str, body: Markup) -> Markup {
    bare_page(Some(organization), title, body)
}
