//! The pages behind the link of an invitation.

use maud::{Markup, html};
use web::ui::{Button, Ceremony, Choice, Field, Icon, Notice, PostForm, fold};
use web::{Errors, Organization, bare_page, ui};

use crate::accounts::Person;
use crate::organizations::Terms;

/// What stands in the form.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    pub zone: String,
    pub accepted: bool,
}

/// Password or passkey, time zone, terms. `action` is the page's own address.
pub fn form(
    organization: &Organization,
    action: &str,
    person: &Person,
    terms: &Terms,
    typed: &Typed,
    errors: &Errors,
) -> Markup {
    let zones = kernel::Zone::all_names();
    let zones: Vec<Choice<'_>> =
        zones.iter().map(|zone| Choice::new(zone.as_str(), zone.replace('_', " "))).collect();
    let accept = format!("I accept the terms of {}", organization.name);
    let body = html! {
        p { "Welcome, " (person.first_name) ". This takes a minute." }
        (PostForm::to(action).errors(errors).body(html! {
            input type="hidden" name="terms" value=(terms.id);
            // names the account for the browser's password store
            input type="text" name="login" value=(person.login()) autocomplete="username" readonly hidden;
            @if !person.has_password {
                (Field::password("password", "Choose a password").error(errors.get("password")).required()
                    .autocomplete("new-password").hint("At least 8 characters. A few words are easy to remember."))
            }
            (Field::select("zone", "Your time zone").choices(&zones).value(typed.zone.as_str())
                .error(errors.get("zone")).required().hint("Times are shown on this clock."))
            (fold(Icon::Document, &format!("Terms, version {}", terms.version), false, paragraphs(&terms.body)))
            (Field::checkbox("accept", accept).checked(typed.accepted).error(errors.get("accept")).required())
        }).actions(html! {
            (Button::submit("Save and come in").primary())
            @if !person.has_password {
                (ui::with_passkeys(Ceremony::Create { instead_of: Some("password") }, &format!("{action}/challenge"),
                    ui::passkey_button(Button::submit("Use a passkey instead").icon(Icon::Lock), errors.get("passkey"))))
            }
        }))
    };
    bare_page(Some(organization), "Set up your account", body)
}

fn paragraphs(text: &str) -> Markup {
    html! { @for paragraph in text.split("\n\n") { p { (paragraph) } } }
}

/// The account is in use: its person signs in.
pub fn sign_in(organization: &Organization) -> Markup {
    let body = html! {
        p { "Your account is set up already. Sign in to it." }
        p { (Button::link("/sign-in", "Sign in").primary()) }
        p { (Button::link("/reset", "Forgot the password?").quiet()) }
    };
    bare_page(Some(organization), "You have an account", body)
}

/// The link does not hold any more, but the account waits. `action` asks for a new mail.
pub fn renew(organization: &Organization, action: &str, person: &Person) -> Markup {
    let body = html! {
        p { "This link has been used, was replaced by a newer one, or is older than 14 days." }
        @if person.email.is_some() {
            (PostForm::to(action).actions(html! { (Button::submit("Send me a new one").primary()) }))
        } @else {
            p { "Sign in with your username and password." }
            p { (Button::link("/sign-in", "Sign in").primary()) }
        }
        (ask(organization))
    };
    bare_page(Some(organization), "This link does not work any more", body)
}

/// A new mail was asked for; nothing is said about whether one went out just now or a few minutes ago.
pub fn renewed(organization: &Organization) -> Markup {
    let body = html! {
        (Notice::good("A new link is on its way"))
        p { "Look for a mail from " (organization.name) " in the next minutes, and in the spam folder too." }
        (ask(organization))
    };
    bare_page(Some(organization), "Look into your mail", body)
}

/// The account was archived.
pub fn closed(organization: &Organization) -> Markup {
    let body = html! {
        p { "This link does not work any more." }
        (ask(organization))
    };
    bare_page(Some(organization), "This link does not work any more", body)
}

fn ask(organization: &Organization) -> Markup {
    html! {
        @if let Some(email) = &organization.support_email {
            p class="muted" { "Questions? Write to " a href=(format!("mailto:{email}")) { (email) } "." }
        } @else {
            p class="muted" { "Questions? Ask " (organization.name) "." }
        }
    }
}
