//! One person's page, and the form of corrections.

use kernel::{Role, Standing, UserId, Zone};
use maud::{Markup, html};
use web::ui::{self, Button, Column, Field, Icon, Notice, PostForm, Row, Status, Table, When};
use web::{Current, Errors, Organization, Viewer, page};

use super::super::forms::EditForm;
use super::super::profile::Profile;
use super::adding::people;
use crate::accounts::Person;
use crate::profiles;

/// The values of a person's page.
pub struct PersonPage<'a> {
    pub profile: &'a Profile,
    /// What is wrong with a form of the page that was sent.
    pub errors: &'a Errors,
    /// Said on top: what was done.
    pub done: Option<&'static str>,
}

/// A person, whom they belong to, and what an admin may do about it.
pub fn show(organization: &Organization, viewer: &Viewer, shown: &PersonPage<'_>) -> Markup {
    let (profile, person) = (shown.profile, &shown.profile.person);
    let name = person.name();
    let body = html! {
        (ui::page_header(&name, Some(&person.roles.to_string()), actions(person)))
        @if let Some(done) = shown.done { (Notice::good(done)) }
        (ui::columns(
            html! {
                @if person.is(Role::Student) { (teachers(profile)) (parents(profile)) }
                @if person.is(Role::Instructor) { (students(profile)) }
                @if person.is(Role::Parent) { (children(profile)) }
                @if !person.is(Role::Student) && !person.is(Role::Instructor) && !person.is(Role::Parent) {
                    (ui::panel(html! { p class="muted" { "Admins see everyone." } }))
                }
            },
            html! {
                (ui::card("Details", html! {}, details(viewer, profile)))
                @if !profile.filled.is_empty() {
                    (ui::card("Profile", fill_in(person), profiles::facts(&profile.filled, true)))
                }
                @if may_set_password(person) { (ui::card("Password", html! {}, password(person, shown.errors))) }
                (ui::card("Account", html! {}, archive(person)))
            },
        ))
    };
    page(organization, viewer, Current::AllUsers, &name, body)
}

fn actions(person: &Person) -> Markup {
    html! {
        @if person.is(Role::Student) {
            (Button::link(format!("/people/{}/credits", person.id), "Credits").icon(Icon::Credit))
        }
        @if person.is(Role::Instructor) {
            (Button::link(format!("/availability?instructor={}", person.id), "Availability").icon(Icon::Clock))
        }
        (Button::link(format!("/people/{}/portfolio", person.id), "Portfolio").icon(Icon::Portfolio))
        @if !person.is_archived() {
            (Button::link(format!("/people/{}/edit", person.id), "Edit").icon(Icon::Edit))
        }
        @if person.standing == Standing::Invited && person.email.is_some() {
            (Button::post(format!("/people/{}/invitation", person.id), "Send the invitation again").icon(Icon::Resend))
        }
    }
}

fn details(viewer: &Viewer, profile: &Profile) -> Markup {
    let person = &profile.person;
    let at = |at: Option<kernel::Timestamp>, never: &str| {
        html! { @match at { Some(at) => { (time(at, &viewer.zone)) } None => { span class="muted" { (never) } } } }
    };
    let text = |text: Option<String>| html! { @match &text { Some(text) => { (text) } None => { "–" } } };
    ui::key_values([
        ("Status", html! { (Status::from(person.standing)) }),
        ("Email", text(person.email.as_ref().map(ToString::to_string))),
        ("Username", text(person.username.clone())),
        ("Age", html! { @if person.under_13 { "Under 13" } @else { "–" } }),
        ("Time zone", html! { (ui::zone_name(&person.zone)) }),
        ("Added", time(person.created_at, &viewer.zone)),
        ("Activated", at(person.activated_at, "not yet")),
        ("Last used", at(person.last_used_at, "never")),
        ("Last mail", mail(viewer, profile)),
    ])
}

fn fill_in(person: &Person) -> Markup {
    html! {
        @if !person.is_archived() {
            (Button::link(format!("/people/{}/profile/edit", person.id), "Fill in").icon(Icon::Edit).small())
        }
    }
}

fn time(at: kernel::Timestamp, zone: &Zone) -> Markup {
    ui::time(at, zone, When::DayAndClock)
}

fn mail(viewer: &Viewer, profile: &Profile) -> Markup {
    let Some(mail) = &profile.mail else { return html! { "–" } };
    let kind = match mail.kind.as_str() {
        "invitation" => "Invitation",
        "reset" => "New password",
        _ => "First password",
    };
    let state = match mail.state.as_str() {
        "queued" => "waits to be sent",
        "sent" => "sent",
        "undelivered" => "could not be delivered",
        _ => "not needed any more",
    };
    html! {
        (kind) ", " (state) ", " (time(mail.created_at, &viewer.zone))
        @if let Some(error) = &mail.last_error { br; span class="muted" { (error) } }
    }
}

fn teachers(profile: &Profile) -> Markup {
    let me = profile.person.id;
    let remove = |instructor: UserId| removal("assignments", "instructor", instructor, "student", me, me);
    let body = html! {
        (list("Instructors", &profile.instructors, "Nobody teaches this student yet.", remove))
        (tie("assignments", ("student", me), ("instructor", "Assign to an instructor", &profile.choices.instructors), me))
    };
    ui::card("Taught by", html! {}, body)
}

fn students(profile: &Profile) -> Markup {
    let me = profile.person.id;
    let remove = |student: UserId| removal("assignments", "student", student, "instructor", me, me);
    let body = html! {
        (list("Students", &profile.students, "No students yet.", remove))
        @if profile.person.standing == Standing::Active {
            (tie("assignments", ("instructor", me), ("student", "Assign a student", &profile.choices.students), me))
        } @else {
            p class="muted" { "Students can be assigned once the account is active." }
        }
    };
    ui::card("Teaches", html! {}, body)
}

fn parents(profile: &Profile) -> Markup {
    let me = profile.person.id;
    let remove = |parent: UserId| removal("families", "parent", parent, "student", me, me);
    let add = html! {
        @if !profile.person.is_archived() {
            (Button::link(format!("/people/new?role=parent&child={me}"), "Add a parent").icon(Icon::Add).small())
        }
    };
    let body = html! {
        (list("Parents", &profile.parents, "No parents here.", remove))
        (tie("families", ("student", me), ("parent", "Somebody who is a parent already", &profile.choices.parents), me))
    };
    ui::card("Parents", add, body)
}

fn children(profile: &Profile) -> Markup {
    let me = profile.person.id;
    let remove = |student: UserId| removal("families", "student", student, "parent", me, me);
    let body = html! {
        (list("Children", &profile.children, "No students yet.", remove))
        (tie("families", ("parent", me), ("student", "Add a student", &profile.choices.students), me))
    };
    ui::card("Parent of", html! {}, body)
}

const COLUMNS: [Column<'static>; 2] = [Column::text("Name"), Column::actions()];

fn list(caption: &str, people: &[Person], none: &str, remove: impl Fn(UserId) -> Markup) -> Markup {
    let rows = people.iter().map(|person| {
        let name = ui::person(&person.name(), &person.login());
        Row::new([html! { a href=(format!("/people/{}", person.id)) { (name) } }, remove(person.id)])
    });
    html! {
        @if people.is_empty() { p class="muted" { (none) } } @else { (Table::new(caption, &COLUMNS).rows(rows)) }
    }
}

/// A form that ties `mine` to somebody of a list, and comes back to the page of `back`.
fn tie(
    what: &str,
    mine: (&str, UserId),
    (field, label, choices): (&str, &str, &[Person]),
    back: UserId,
) -> Markup {
    html! {
        @if !choices.is_empty() {
            (PostForm::to(format!("/people/{what}")).body(html! {
                input type="hidden" name=(mine.0) value=(mine.1);
                input type="hidden" name="back" value=(back);
                (Field::select(field, label).prompt("Choose").choices(&people(choices)).required())
            }).actions(html! { (Button::submit("Save")) }))
        }
    }
}

fn removal(what: &str, one: &str, first: UserId, other: &str, second: UserId, back: UserId) -> Markup {
    html! {
        (PostForm::to(format!("/people/{what}/removal")).body(html! {
            input type="hidden" name=(one) value=(first);
            input type="hidden" name=(other) value=(second);
            input type="hidden" name="back" value=(back);
            (Button::submit("Remove").quiet().small())
        }).confirm("Remove this? Sessions stay as they are."))
    }
}

/// Children without an address cannot ask for a new password by mail.
fn may_set_password(person: &Person) -> bool {
    person.is(Role::Student) && person.email.is_none() && person.username.is_some() && !person.is_archived()
}

fn password(person: &Person, errors: &Errors) -> Markup {
    let about = if person.has_password {
        "Sets a new password and signs the student out everywhere."
    } else {
        "Set a first password and tell it to the student or a parent."
    };
    html! {
        p class="muted" { (about) }
        (PostForm::to(format!("/people/{}/password", person.id)).body(html! {
            (Field::password("password", "New password").error(errors.get("password")).required()
                .autocomplete("new-password").hint("At least 8 characters. A different one for each child."))
        }).actions(html! { (Button::submit("Set password")) }))
    }
}

fn archive(person: &Person) -> Markup {
    let id = person.id;
    html! {
        @if person.is_archived() {
            p class="muted" { "Archived: cannot sign in, is not told anything, is not offered anywhere." }
            (Button::post(format!("/people/{id}/restoration"), "Restore this user").icon(Icon::Restore))
        } @else {
            p class="muted" { "Archiving signs the person out everywhere and takes back their links; what becomes of planned \
                               sessions is asked first. It can be undone." }
            (Button::link(format!("/people/{id}/archival"), "Archive this user").danger().icon(Icon::Archive))
        }
    }
}

/// The form of corrections.
pub fn edit(
    organization: &Organization,
    viewer: &Viewer,
    person: &Person,
    form: &EditForm,
    errors: &Errors,
) -> Markup {
    let title = format!("Edit {}", person.name());
    let is_student = person.is(Role::Student);
    let address = Field::email("email", "Email")
        .value(form.email.as_str())
        .error(errors.get("email"))
        .autocomplete("off")
        .hint("Another address signs the person out everywhere and takes back links that were mailed to the old one.");
    let fields = html! {
        (Field::text("first_name", "First name").value(form.first_name.as_str()).error(errors.get("first_name"))
            .required().max(80).autocomplete("off"))
        (Field::text("last_name", "Last name").value(form.last_name.as_str()).error(errors.get("last_name"))
            .required().max(80).autocomplete("off"))
        @if is_student { (address) } @else { (address.required()) }
        @if is_student {
            (Field::text("username", "Username").value(form.username.as_str()).error(errors.get("username")).max(40)
                .autocomplete("off"))
            (Field::checkbox("under_13", "Under 13").checked(form.under_13 == "true"))
        } @else {
            (Field::checkbox("admin", "Admin").checked(form.admin == "true").error(errors.get("admin")))
            (Field::checkbox("instructor", "Instructor").checked(form.instructor == "true"))
            (Field::checkbox("parent", "Parent").checked(form.parent == "true"))
        }
    };
    let body = html! {
        (ui::page_header(&title, None, html! {}))
        (ui::panel(html! {
            (PostForm::to(format!("/people/{}", person.id)).errors(errors).body(fields).actions(html! {
                (Button::submit("Save").primary())
                (Button::link(format!("/people/{}", person.id), "Cancel").quiet())
            }))
        }))
    };
    page(organization, viewer, Current::AllUsers, &title, body)
}
