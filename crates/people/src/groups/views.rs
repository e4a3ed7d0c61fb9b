//! The pages of groups.

use jiff::civil::Date;
use kernel::{ProgramId, Role};
use maud::{Markup, html};
use web::ui::{self, Button, Choice, Column, Field, Icon, Notice, PostForm, Row, Status, Table, Tone, When};
use web::{Current, Errors, Organization, Viewer, page};

use super::form::{GroupForm, MAX_NAME, MAX_SCHOOL, MemberForm};
use super::trail::Told;
use super::{Days, Group, Member};
use crate::accounts::Person;

/// The list.
pub fn index(organization: &Organization, viewer: &Viewer, groups: &[Group]) -> Markup {
    let manages = viewer.is(Role::Admin);
    let about =
        if manages { "Students who learn together." } else { "Groups whose default instructor you are." };
    let add =
        html! { @if manages { (Button::link("/groups/new", "Add a group").primary().icon(Icon::Add)) } };
    let columns = [
        Column::text("Name"),
        Column::text("Program"),
        Column::text("School"),
        Column::text("Default instructor"),
        Column::number("Members"),
    ];
    let body = html! {
        (ui::page_header("Groups", Some(about), add))
        @if groups.is_empty() { (nothing(manages)) } @else {
            (Table::new("Groups", &columns).rows(groups.iter().map(row)))
        }
    };
    page(organization, viewer, Current::Groups, "Groups", body)
}

fn nothing(manages: bool) -> Markup {
    if manages {
        let add = html! { (Button::link("/groups/new", "Add a group")) };
        ui::empty(Icon::Groups, "No groups yet", "Put students together who learn together.", add)
    } else {
        ui::empty(
            Icon::Groups,
            "No groups",
            "An admin makes you the default instructor of a group.",
            html! {},
        )
    }
}

fn row<'a>(group: &Group) -> Row<'a> {
    Row::new([
        html! {
            a href=(format!("/groups/{}", group.id)) { (group.name) }
            @if group.is_archived { " " (Status::Archived) }
        },
        or_dash(group.program.as_ref().map(|program| program.title.as_str())),
        or_dash(school(group)),
        or_dash(group.instructor.as_ref().map(|tutor| tutor.name.as_str())),
        html! { (group.members) },
    ])
    .faded(group.is_archived)
}

fn school(group: &Group) -> Option<&str> {
    (!group.school.is_empty()).then_some(group.school.as_str())
}

fn or_dash(text: Option<&str>) -> Markup {
    html! { (text.unwrap_or("–")) }
}

/// The values of a group's page.
pub struct GroupPage<'a> {
    pub group: &'a Group,
    pub members: &'a [Member],
    pub today: Date,
    pub manages: bool,
    /// Whom the form offers.
    pub students: &'a [Person],
    pub form: &'a MemberForm,
    pub errors: &'a Errors,
    pub history: &'a [Told],
    /// Said on top: what was done.
    pub done: Option<&'static str>,
}

/// A group, who belongs to it, and what an admin may do about it.
pub fn show(organization: &Organization, viewer: &Viewer, shown: &GroupPage<'_>) -> Markup {
    let group = shown.group;
    let changes = shown.manages && !group.is_archived;
    let actions = html! {
        @if changes { (Button::link(format!("/groups/{}/edit", group.id), "Edit").icon(Icon::Edit)) }
        (Button::link("/groups", "All groups").quiet())
    };
    let body = html! {
        (ui::page_header(&group.name, None, actions))
        @if let Some(done) = shown.done { (Notice::good(done)) }
        (ui::columns(
            html! {
                (ui::card("Members", html! {}, members(shown, changes)))
                @if changes { (ui::card("Add a member", html! {}, add_member(shown))) }
            },
            html! {
                (ui::card("Details", html! {}, details(group)))
                @if shown.manages {
                    (ui::card("Archive", html! {}, archive(group)))
                    (ui::card("History", html! {}, history(shown.history, viewer)))
                }
            },
        ))
    };
    page(organization, viewer, Current::Groups, &group.name, body)
}

fn details(group: &Group) -> Markup {
    ui::key_values([
        ("Status", html! { @if group.is_archived { (Status::Archived) } @else { (Status::Active) } }),
        ("Program", or_dash(group.program.as_ref().map(|program| program.title.as_str()))),
        ("School", or_dash(school(group))),
        ("Default instructor", or_dash(group.instructor.as_ref().map(|tutor| tutor.name.as_str()))),
        ("Members today", html! { (group.members) }),
    ])
}

fn members(shown: &GroupPage<'_>, changes: bool) -> Markup {
    if shown.members.is_empty() {
        return html! { p class="muted" { "Nobody belongs to this group yet." } };
    }
    let id = shown.group.id;
    let rows = shown.members.iter().map(|member| {
        let at = format!("/groups/{id}/members/{}", member.id);
        let cells = [
            html! {
                @if shown.manages {
                    a href=(format!("/people/{}", member.student)) { (ui::person(&member.name, "")) }
                } @else { (ui::person(&member.name, "")) }
                @if member.is_archived { " " (Status::Archived) }
            },
            html! { (days(member.days)) @if let Some(word) = when(member.days, shown.today) { " " (ui::chip(Tone::Neutral, word)) } },
            html! {
                @if changes {
                    (Button::link(at.as_str(), format!("Change the days of {}", member.name)).icon(Icon::Edit).icon_only().quiet().small())
                    (Button::post(format!("{at}/removal"), format!("Remove {}", member.name)).icon(Icon::Close).icon_only().quiet().small()
                        .confirm(format!("Remove {} as if they never belonged here? To end it on a day, change the days.", member.name)))
                }
            },
        ];
        Row::new(cells).faded(member.is_archived || !member.days.include(shown.today))
    });
    html! {
        (Table::new("Members", &[Column::text("Name"), Column::text("Days"), Column::actions()]).rows(rows))
    }
}

fn days(days: Days) -> String {
    let day = |day: Date| day.strftime("%-d %b %Y").to_string();
    match days.to {
        Some(to) if to == days.from => day(to),
        Some(to) => format!("{} to {}", day(days.from), day(to)),
        None => format!("from {}", day(days.from)),
    }
}

fn when(days: Days, today: Date) -> Option<&'static str> {
    match days.include(today) {
        true => None,
        false if days.from > today => Some("not yet"),
        false => Some("over"),
    }
}

fn add_member(shown: &GroupPage<'_>) -> Markup {
    let choices = people(shown.students);
    let (form, errors) = (shown.form, shown.errors);
    html! {
        (PostForm::to(format!("/groups/{}/members", shown.group.id)).errors(errors).body(html! {
            (Field::student("student", "Student").prompt("Choose").choices(&choices).value(&form.student).required()
                .error(errors.get("student")))
            (days_fields(form, errors))
        }).actions(html! { (Button::submit("Add member").icon(Icon::Add)) }))
    }
}

fn days_fields(form: &MemberForm, errors: &Errors) -> Markup {
    html! {
        div class="field-row" {
            (Field::date("from", "First day").value(&form.from).required().error(errors.get("from")))
            (Field::date("to", "Last day").value(&form.to).error(errors.get("to")).hint("Empty: until further notice."))
        }
    }
}

/// People to choose from, by name and what they sign in with.
fn people(people: &[Person]) -> Vec<Choice<'static>> {
    let choice = |person: &Person| {
        let (choice, login) = (Choice::new(person.id.to_string(), person.name()), person.login());
        if login.is_empty() { choice } else { choice.chip(login) }
    };
    people.iter().map(choice).collect()
}

fn archive(group: &Group) -> Markup {
    let id = group.id;
    html! {
        @if group.is_archived {
            p class="muted" { "Archived: it is not offered when sessions are booked." }
            (Button::post(format!("/groups/{id}/restoration"), "Restore this group").icon(Icon::Restore))
        } @else {
            p class="muted" { "An archived group is not offered any more. What is booked stays, and it can be restored." }
            (Button::post(format!("/groups/{id}/archival"), "Archive this group").danger().icon(Icon::Archive)
                .confirm(format!("Archive {}?", group.name)))
        }
    }
}

fn history(lines: &[Told], viewer: &Viewer) -> Markup {
    html! {
        ul {
            @for line in lines {
                li { (line.words) br; (ui::time(line.at, &viewer.zone, When::DayAndClock)) ", " (line.by) }
            }
        }
    }
}

/// What a group may be taught in and by.
pub struct Choices {
    pub programs: Vec<(ProgramId, String)>,
    pub instructors: Vec<Person>,
}

/// The form of a new group, or of one that is changed.
pub fn form(
    organization: &Organization,
    viewer: &Viewer,
    group: Option<&Group>,
    form: &GroupForm,
    choices: &Choices,
    errors: &Errors,
) -> Markup {
    let (title, action) = match group {
        Some(group) => (format!("Edit {}", group.name), format!("/groups/{}", group.id)),
        None => ("Add a group".to_owned(), "/groups".to_owned()),
    };
    let cancel = group.map_or_else(|| "/groups".to_owned(), |group| format!("/groups/{}", group.id));
    let fields = html! {
        (Field::text("name", "Name").value(&form.name).max(MAX_NAME).required().error(errors.get("name"))
            .placeholder("Tuesday Algebra"))
        (Field::select("program", "Program").prompt("None").choices(&programs(group, choices)).value(&form.program)
            .error(errors.get("program")))
        (Field::text("school", "School").value(&form.school).max(MAX_SCHOOL).error(errors.get("school")))
        (Field::select("instructor", "Default instructor").prompt("Nobody").choices(&instructors(group, choices))
            .value(&form.instructor).error(errors.get("instructor"))
            .hint("Sees the group and who belongs to it."))
    };
    let body = html! {
        (ui::page_header(&title, None, html! {}))
        (ui::panel(html! {
            (PostForm::to(action).errors(errors).body(fields).actions(html! {
                (Button::submit(if group.is_some() { "Save" } else { "Add group" }).primary())
                (Button::link(cancel, "Cancel").quiet())
            }))
        }))
    };
    page(organization, viewer, Current::Groups, &title, body)
}

/// The open ones, and the one the group has, though it was archived meanwhile.
fn programs(group: Option<&Group>, choices: &Choices) -> Vec<Choice<'static>> {
    let mut offered: Vec<Choice<'static>> =
        choices.programs.iter().map(|(id, title)| Choice::new(id.to_string(), title.clone())).collect();
    if let Some(kept) = group.and_then(|group| group.program.as_ref())
        && !choices.programs.iter().any(|(id, _)| *id == kept.id)
    {
        offered.push(Choice::new(kept.id.to_string(), kept.title.clone()).chip("archived"));
    }
    offered
}

fn instructors(group: Option<&Group>, choices: &Choices) -> Vec<Choice<'static>> {
    let mut offered = people(&choices.instructors);
    if let Some(kept) = group.and_then(|group| group.instructor.as_ref())
        && !choices.instructors.iter().any(|person| person.id == kept.id)
    {
        offered.push(Choice::new(kept.id.to_string(), kept.name.clone()).chip("not active"));
    }
    offered
}

/// The days of one member.
pub fn member(
    organization: &Organization,
    viewer: &Viewer,
    group: &Group,
    member: &Member,
    form: &MemberForm,
    errors: &Errors,
) -> Markup {
    let title = format!("{} in {}", member.name, group.name);
    let body = html! {
        (ui::page_header(&title, None, html! {}))
        (ui::panel(html! {
            (PostForm::to(format!("/groups/{}/members/{}", group.id, member.id)).errors(errors)
                .body(days_fields(form, errors)).actions(html! {
                    (Button::submit("Save days").primary())
                    (Button::link(format!("/groups/{}", group.id), "Cancel").quiet())
                }))
        }))
    };
    page(organization, viewer, Current::Groups, &title, body)
}
