//! The form that adds a person.

use kernel::Role;
use maud::{Markup, html};
use web::ui::{self, Button, Choice, Field, Icon, PostForm, Tab};
use web::{Current, Errors, Organization, Viewer, page};

use super::super::children::Row;
use super::super::forms::{AddForm, Names};
use super::super::profile::Choices;
use crate::accounts::Person;

const TITLE: &str = "Add a person";

/// The form for the role it is about; the tabs lead to the other roles' forms.
pub fn new(
    organization: &Organization,
    viewer: &Viewer,
    form: &AddForm,
    choices: &Choices,
    errors: &Errors,
) -> Markup {
    let role = form.role();
    let hrefs: Vec<(Role, String)> =
        Role::ALL.iter().map(|role| (*role, format!("/people/new?role={role}"))).collect();
    let entries: Vec<Tab<'_>> = hrefs
        .iter()
        .map(|(which, href)| Tab { href, label: which.title(), current: *which == role, count: None })
        .collect();
    let fields = html! {
        input type="hidden" name="role" value=(role);
        (Field::text("first_name", "First name").value(form.first_name.as_str()).error(errors.get("first_name"))
            .required().max(80).autocomplete("off"))
        (Field::text("last_name", "Last name").value(form.last_name.as_str()).error(errors.get("last_name"))
            .required().max(80).autocomplete("off"))
        @match role {
            Role::Student => { (student(form, choices, errors)) }
            Role::Parent => { (address(form, errors)) (parent(form, choices, errors)) }
            Role::Admin => { (address(form, errors)) (admin(form)) }
            Role::Instructor => { (address(form, errors)) }
        }
    };
    let body = html! {
        (ui::page_header(TITLE, Some(about(role)), html! {}))
        (ui::tabs("Role", &entries))
        (ui::panel(html! {
            (PostForm::to("/people").errors(errors).body(fields).actions(html! {
                (Button::submit(format!("Add {}", with_article(role))).primary().icon(Icon::Invite))
                (Button::link("/people", "Cancel").quiet())
            }))
        }))
    };
    page(organization, viewer, Current::AllUsers, TITLE, body)
}

const fn about(role: Role) -> &'static str {
    match role {
        Role::Admin => {
            "Runs the organization: people, programs, money, configuration. Gets an invitation by mail."
        }
        Role::Instructor => {
            "Teaches. Gets an invitation by mail; students are assigned once the account is active."
        }
        Role::Student => {
            "Learns. With an email: gets an invitation. Without: signs in by username, with a password you set."
        }
        Role::Parent => {
            "Sees their students' sessions, and is told about them by mail. Gets an invitation by mail. Children who are not here yet are added with them."
        }
    }
}

const fn with_article(role: Role) -> &'static str {
    match role {
        Role::Admin => "an admin",
        Role::Instructor => "an instructor",
        Role::Student => "a student",
        Role::Parent => "a parent",
    }
}

fn address<'a>(form: &'a AddForm, errors: &'a Errors) -> Field<'a> {
    Field::email("email", "Email")
        .value(form.email.as_str())
        .error(errors.get("email"))
        .required()
        .autocomplete("off")
}

fn admin(form: &AddForm) -> Markup {
    html! { (Field::checkbox("also_instructor", "Teaches too").checked(form.also_instructor == "true")) }
}

fn student(form: &AddForm, choices: &Choices, errors: &Errors) -> Markup {
    html! {
        (Field::email("email", "Email").value(form.email.as_str()).error(errors.get("email")).autocomplete("off"))
        (Field::text("username", "Username").value(form.username.as_str()).error(errors.get("username")).max(40)
            .autocomplete("off").hint("To sign in without an email."))
        (Field::checkbox("under_13", "Under 13").checked(form.under_13 == "true"))
        (Field::select("instructor", "Taught by").prompt("Nobody yet").choices(&people(&choices.instructors))
            .value(form.instructor.as_str()).error(errors.get("instructor")))
    }
}

fn parent(form: &AddForm, choices: &Choices, errors: &Errors) -> Markup {
    html! {
        (Field::student("child", "Parent of").prompt("Nobody of the list").choices(&people(&choices.students))
            .value(form.child.as_str()).error(errors.get("child")))
        @for (number, (names, row)) in (1..).zip(form.children.rows()) { (child(number, names, row, errors)) }
        @if form.children.may_grow() {
            p { (Button::submit("Add another child").small().icon(Icon::Add).sends("step", "child").even_incomplete()) }
        }
    }
}

/// A child who is not here yet. A row that stays empty adds nobody.
fn child(number: usize, names: &Names, row: &Row, errors: &Errors) -> Markup {
    let text = |field: &'static str, label: &'static str, value: &str| {
        Field::text(field, label)
            .value(value.to_owned())
            .error(errors.get(field).map(str::to_owned))
            .autocomplete("off")
    };
    html! {
        fieldset class="field" {
            legend class="field-head" { "New child " (number) }
            div class="field-row" {
                (text(names.first_name, "First name", &row.first_name).max(80))
                (text(names.last_name, "Last name", &row.last_name).max(80))
            }
            div class="field-row" {
                (Field::email(names.email, "Email").value(row.email.as_str()).error(errors.get(names.email)).autocomplete("off"))
                (text(names.username, "Username", &row.username).max(40).hint("To sign in without an email."))
            }
            (Field::checkbox(names.under_13, "Under 13").checked(row.under_13 == "true"))
        }
    }
}

/// People to choose from, by name and what they sign in with.
pub fn people(people: &[Person]) -> Vec<Choice<'static>> {
    people
        .iter()
        .map(|person| {
            let choice = Choice::new(person.id.to_string(), person.name());
            let login = person.login();
            if login.is_empty() { choice } else { choice.chip(login) }
        })
        .collect()
}
