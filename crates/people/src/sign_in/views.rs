//! The sign-in page.

use maud::{Markup, html};
use web::ui::{self, Button, Ceremony, Field, Icon, Notice, PostForm};
use web::{Local, Organization, bare_page};

/// The sign-in page; `login` is what was typed before, `problem` why that did not do.
pub fn page(organization: &Organization, login: &str, next: &Local, problem: Option<&str>) -> Markup {
    let body = html! {
        @if let Some(problem) = problem { (Notice::danger(problem)) }
        (PostForm::to("/sign-in").body(html! {
            input type="hidden" name="next" value=(next);
            (Field::text("login", "Email or username").value(login).required()
                .autofocus().autocomplete("username"))
            (Field::password("password", "Password").required())
        }).actions(html! {
            (Button::submit("Sign in").primary())
            (Button::link("/reset", "Forgot the password?").quiet())
        }))
        (ui::with_passkeys(Ceremony::Use, "/sign-in/passkey/challenge", html! {
            (PostForm::to("/sign-in/passkey").body(html! {
                input type="hidden" name="next" value=(next);
            }).actions(ui::passkey_button(Button::submit("Sign in with a passkey").icon(Icon::Lock), None)))
        }))
        p class="muted" { "New here? Open the link in the mail that invited you." }
    };
    bare_page(Some(organization), "Sign in", body)
}
