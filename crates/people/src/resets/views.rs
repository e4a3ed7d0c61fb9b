//! The pages of a new password.

use maud::{Markup, html};
use web::ui::{Button, Field, Notice, PostForm};
use web::{Errors, Organization, bare_page};

use super::setting::Passkeys;
use crate::accounts::Person;
use crate::passkeys::{self, Key};

/// Asks whose password it is about.
pub fn ask(organization: &Organization, login: &str, errors: &Errors) -> Markup {
    let body = html! {
        p { "We send a link to set a new password to the address of your account." }
        (PostForm::to("/reset").errors(errors).body(html! {
            (Field::text("login", "Email or username").value(login).error(errors.get("login")).required()
                .autofocus().autocomplete("username"))
        }).actions(html! {
            (Button::submit("Send the link").primary())
            (Button::link("/sign-in", "Back to sign-in").quiet())
        }))
        p class="muted" { "An account without an email: ask your parent or " (organization.name) " for a new password." }
    };
    bare_page(Some(organization), "New password", body)
}

/// The same whether there is such an account or not.
pub fn asked(organization: &Organization) -> Markup {
    let body = html! {
        (Notice::good("If there is such an account, a mail is on its way"))
        p { "Its link holds for an hour. Look into the spam folder too. Nothing came after five minutes? Ask again, or \
             ask " (organization.name) "." }
        p { (Button::link("/sign-in", "Back to sign-in")) }
    };
    bare_page(Some(organization), "Look into your mail", body)
}

/// The form behind the mail's link; `action` is the page's own address.
pub fn set(
    organization: &Organization,
    action: &str,
    person: &Person,
    (keys, then): (&[Key], Passkeys),
    errors: &Errors,
) -> Markup {
    let login = person.login();
    let body = html! {
        p { "For " strong { (login) } ". Every device that is signed in will be signed out." }
        (PostForm::to(action).errors(errors).body(html! {
            // names the account for the browser's password store
            input type="text" name="login" value=(login) autocomplete="username" readonly hidden;
            (Field::password("password", "New password").error(errors.get("password")).required().autofocus()
                .autocomplete("new-password").hint("At least 8 characters. A few words are easy to remember."))
            @if !keys.is_empty() {
                p { "Passkeys sign in to this account too, whatever the password is:" }
                (passkeys::told(keys, &person.zone))
                (Field::checkbox("remove_passkeys", "Remove these passkeys")
                    .checked(then == Passkeys::Go)
                    .hint("Do so if you do not know one of them, or somebody else may have been in your account. \
                           You can add your own again."))
            }
        }).actions(html! { (Button::submit("Save and sign in").primary()) }))
    };
    bare_page(Some(organization), "Choose a new password", body)
}

/// The link was used, taken back, or is too old.
pub fn gone(organization: &Organization) -> Markup {
    let body = html! {
        p { "A link to a new password works once, and for an hour." }
        p { (Button::link("/reset", "Ask for a new one").primary()) }
    };
    bare_page(Some(organization), "This link does not work any more", body)
}
