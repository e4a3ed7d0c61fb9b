//! The sign-in page.

use maud::{Markup, html};
use web::ui::{Button, Field, Notice, PostForm};
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
        p class="muted" { "New here? Open the link in the mail that invited you." }
    };
    bare_page(Some(organization), "Sign in", body)
}
