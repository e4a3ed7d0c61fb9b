//! The chooser of a family, and the way back.

use kernel::Standing;
use maud::{Markup, html};
use web::ui::{self, Button, Field, PostForm};
use web::{Organization, Viewer, bare_page};

use crate::accounts::Person;

/// Who goes on at this browser.
pub fn chooser(organization: &Organization, viewer: &Viewer, students: &[Person]) -> Markup {
    let body = html! {
        ul class="family" {
            li { a class="family-entry" href="/" { (ui::person(&viewer.name(), "You")) } }
            @for student in students {
                li {
                    @if student.standing == Standing::Active {
                        form class="contents" method="post" action=(format!("/family/students/{}", student.id)) {
                            button class="family-entry" type="submit" { (ui::person(&student.name(), "Student")) }
                        }
                    } @else {
                        div class="family-entry family-waits" {
                            (ui::person(&student.name(), "Not activated yet: the invitation or the link of a session does that"))
                        }
                    }
                }
            }
        }
        @if students.is_empty() {
            p class="muted" { "No students belong to you here yet." }
        } @else {
            p class="muted" { "Who goes on as a student needs your password to come back to you." }
        }
    };
    bare_page(Some(organization), "Who is here?", body)
}

/// The parent's password is asked for; `problem` is why the last one did not do.
pub fn way_back(
    organization: &Organization,
    viewer: &Viewer,
    parent: &Person,
    problem: Option<&str>,
) -> Markup {
    let body = html! {
        p { "Signed in as " (viewer.name()) " by your parent. To go back, " (parent.name()) " enters the password." }
        (PostForm::to("/family/return").body(html! {
            input type="text" name="login" value=(parent.login()) autocomplete="username" readonly hidden;
            (Field::password("password", format!("Password of {}", parent.first_name)).required().autofocus().error(problem))
        }).actions(html! {
            (Button::submit("Switch back").primary())
            (Button::link("/", format!("Stay {}", viewer.first_name)).quiet())
        }))
        p class="muted" { "Somebody else, or no password? " (Button::post("/sign-out", "Sign out").quiet().small()) }
    };
    bare_page(Some(organization), "Switch back", body)
}
