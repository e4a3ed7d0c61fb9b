//! The page of one's own account.

use kernel::Zone;
use maud::{Markup, html};
use web::ui::{self, Button, Choice, Column, Field, PostForm, Row, Table, When};
use web::{Current, Errors, Organization, Viewer, page};

use crate::accounts::Person;
use crate::passkeys::{self, Key};
use crate::profiles::{self, Filled};
use crate::sign_in::SignIn;

const COLUMNS: [Column<'static>; 4] =
    [Column::text("Browser"), Column::text("Signed in"), Column::text("Last used"), Column::actions()];

/// The values of the page.
pub struct Account<'a> {
    pub person: &'a Person,
    pub sign_ins: &'a [SignIn],
    pub keys: &'a [Key],
    /// What the organization keeps, as far as the person reads it.
    pub filled: &'a [Filled],
    /// Students whose profiles the person reads.
    pub students: &'a [Person],
}

/// What stands in the forms.
#[derive(Debug, Clone)]
pub struct Typed {
    pub zone: String,
    /// Of a new passkey.
    pub key_name: String,
}

/// Everything on one page; `errors` belong to the form that was sent.
pub fn show(
    organization: &Organization,
    viewer: &Viewer,
    shown: &Account<'_>,
    typed: &Typed,
    errors: &Errors,
) -> Markup {
    let Account { person, sign_ins, keys, filled, students } = shown;
    let about = format!("{} at {}", person.roles, organization.name);
    let body = html! {
        (ui::page_header(&person.name(), Some(&about), html! {}))
        (ui::columns(
            html! {
                (ui::card("Where you are signed in", end_others(sign_ins), list(viewer, sign_ins)))
                // a parent who goes on as the student leaves the student's keys alone
                @if viewer.by_parent.is_none() {
                    (ui::card("Passkeys", html! {},
                        passkeys::section(keys, &viewer.zone, person.has_password, &typed.key_name, errors)))
                }
            },
            html! {
                (ui::card("You", html! {}, ui::key_values([
                    ("Name", html! { (person.name()) }),
                    ("Sign in with", html! { (person.login()) }),
                ])))
                @if !filled.is_empty() { (ui::card("Profile", html! {}, profiles::facts(filled, false))) }
                @if !students.is_empty() { (ui::card("Your students", html! {}, links(students))) }
                (ui::card("Time zone", html! {}, zone_form(&typed.zone, errors)))
                (ui::card("Password", html! {}, password_form(person, errors)))
            },
        ))
    };
    page(organization, viewer, Current::Account, "Account", body)
}

fn links(students: &[Person]) -> Markup {
    html! {
        ul {
            @for student in students {
                li { a href=(format!("/people/{}/profile", student.id)) { "Profile of " (student.name()) } }
            }
        }
    }
}

fn end_others(sign_ins: &[SignIn]) -> Markup {
    html! {
        @if sign_ins.len() > 1 {
            (Button::post("/account/sign-ins/ending", "Sign out everywhere else").small()
                .confirm("Sign out every other browser?"))
        }
    }
}

fn list(viewer: &Viewer, sign_ins: &[SignIn]) -> Markup {
    let rows = sign_ins.iter().map(|sign_in| {
        let here = sign_in.id == viewer.sign_in;
        Row::new([
            html! { (sign_in.browser)
                @if here { " " (ui::chip(ui::Tone::Sea, "this one")) }
                @if sign_in.person != viewer.user { " " (ui::chip(ui::Tone::Neutral, &format!("as {}", sign_in.first_name))) }
                @else if sign_in.by_parent.is_some() { " " (ui::chip(ui::Tone::Neutral, "by a parent")) }
            },
            ui::time(sign_in.created_at, &viewer.zone, When::DayAndClock),
            ui::time(sign_in.seen_at, &viewer.zone, When::DayAndClock),
            html! {
                @if !here {
                    (Button::post(format!("/account/sign-ins/{}/ending", sign_in.id), "Sign out").small())
                }
            },
        ])
    });
    html! { (Table::new("Browsers that are signed in", &COLUMNS).rows(rows)) }
}

fn zone_form(zone: &str, errors: &Errors) -> Markup {
    let zones = Zone::all_names();
    let choices: Vec<Choice<'_>> =
        zones.iter().map(|name| Choice::new(name.as_str(), name.replace('_', " "))).collect();
    html! {
        (PostForm::to("/account/zone").body(html! {
            (Field::select("zone", "Your time zone").choices(&choices).value(zone).error(errors.get("zone")).required())
        }).actions(html! { (Button::submit("Save time zone")) }))
    }
}

fn password_form(person: &Person, errors: &Errors) -> Markup {
    if !person.has_password {
        return html! {
            @if person.email.is_some() {
                p { "You have no password. To set one, " a href="/reset" { "have a link mailed" } "." }
            } @else {
                p { "You have no password. Ask your parent or the organization to have one set." }
            }
        };
    }
    html! {
        (PostForm::to("/account/password").body(html! {
            input type="text" name="login" value=(person.login()) autocomplete="username" readonly hidden;
            (Field::password("present", "Present password").error(errors.get("present")).required())
            (Field::password("password", "New password").error(errors.get("password")).required()
                .autocomplete("new-password").hint("At least 8 characters. Other browsers are signed out."))
        }).actions(html! { (Button::submit("Change password")) }))
    }
}
