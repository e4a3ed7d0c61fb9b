//! How profiles look.

use std::collections::BTreeMap;

use kernel::{ProfileFieldId, Role};
use maud::{Markup, html};
use web::ui::{self, Button, Choice, Field, Icon, PostForm, Tone};
use web::{Current, Organization, Viewer, page};

use super::{Filled, Kind, Misfit, Sight};
use crate::accounts::Person;

/// What is filled in, for a card; `asks` marks what is missing, for who may fill it in.
pub fn facts(filled: &[Filled], asks: bool) -> Markup {
    ui::key_values(filled.iter().map(|Filled { field, value }| {
        let shown = html! {
            @match value {
                Some(value) => {
                    @for (number, line) in field.shown(value).lines().enumerate() { @if number > 0 { br; } (line) }
                }
                None if field.required && asks => { (ui::chip(Tone::Warn, "missing")) }
                None => { "–" }
            }
        };
        (field.label.as_str(), shown)
    }))
}

/// A profile by itself, for who has no other page about the person.
pub fn show(
    organization: &Organization,
    viewer: &Viewer,
    person: &Person,
    sight: Sight,
    filled: &[Filled],
) -> Markup {
    let name = person.name();
    let actions = html! {
        @if sight == Sight::Admin { (Button::link(format!("/people/{}", person.id), "All about this user").quiet()) }
    };
    let body = html! {
        (ui::page_header(&name, Some(&person.roles.to_string()), actions))
        @if filled.is_empty() {
            (ui::empty(Icon::Person, "Nothing to read", "The organization keeps nothing here that is for you.", html! {}))
        } @else {
            (ui::card("Profile", html! {}, facts(filled, sight == Sight::Admin)))
        }
    };
    let current = match sight {
        Sight::Admin => Current::AllUsers,
        Sight::Instructor => Current::Groups,
        Sight::Family => Current::Account,
        Sight::Anyone => Current::Instructors,
    };
    page(organization, viewer, current, &name, body)
}

/// The form; `typed` is what was sent, else what is filled in stands there.
pub fn edit(
    organization: &Organization,
    viewer: &Viewer,
    person: &Person,
    filled: &[Filled],
    typed: Option<&BTreeMap<ProfileFieldId, String>>,
    misfits: &BTreeMap<ProfileFieldId, Misfit>,
) -> Markup {
    let title = format!("Profile of {}", person.name());
    let names: Vec<String> = filled.iter().map(|one| one.field.id.to_string()).collect();
    let problems = filled.iter().filter_map(|one| {
        let misfit = misfits.get(&one.field.id)?;
        Some((one.field.id.to_string(), format!("{}: {misfit}", one.field.label)))
    });
    let mut role: Option<Role> = None;
    let several = filled.windows(2).any(|pair| pair[0].field.role != pair[1].field.role);
    let fields = html! {
        @for (one, name) in filled.iter().zip(&names) {
            @if several && role.replace(one.field.role) != Some(one.field.role) {
                h2 class="form-section" { "As " (one.field.role) }
            }
            @let sent = typed.and_then(|typed| typed.get(&one.field.id)).map(String::as_str);
            (field(one, name, sent, misfits.get(&one.field.id)))
        }
    };
    let body = html! {
        (ui::page_header(&title, None, html! {}))
        @if filled.is_empty() {
            (ui::empty(Icon::Person, "No fields", "Configuration, Profile fields says what is kept about whom.",
                html! { (Button::link("/configuration/profile-fields", "Open Profile fields")) }))
        } @else {
            (ui::panel(html! {
                (PostForm::to(format!("/people/{}/profile", person.id)).problems(problems).body(fields).actions(html! {
                    (Button::submit("Save").primary())
                    (Button::link(format!("/people/{}", person.id), "Cancel").quiet())
                }))
            }))
        }
    };
    page(organization, viewer, Current::AllUsers, &title, body)
}

fn field<'a>(one: &'a Filled, name: &'a str, sent: Option<&'a str>, misfit: Option<&Misfit>) -> Field<'a> {
    let label = one.field.label.as_str();
    let value = sent.or(one.value.as_deref()).unwrap_or_default();
    let field = match one.field.kind {
        Kind::Short => Field::text(name, label).max(200),
        Kind::Long => Field::textarea(name, label).max(4_000),
        Kind::Number => Field::text(name, label).max(20),
        Kind::Date => Field::date(name, label),
        Kind::YesNo if one.field.required => Field::yes_no(name, label),
        // two circles could not be emptied again
        Kind::YesNo => Field::select(name, label)
            .prompt("Not said")
            .choices(&[Choice::new("true", "Yes"), Choice::new("false", "No")]),
        Kind::Choice => Field::select(name, label).prompt("Not said").choices(&choices(one)),
    };
    let field = match one.field.readers.title(one.field.role) {
        Some(readers) => field.hint(format!("Read by: {}.", lower_first(readers))),
        None => field,
    };
    let field = if one.field.required { field.required() } else { field };
    field.value(value).error(misfit.map(ToString::to_string)).autocomplete("off")
}

/// What the field offers, and what is filled in, though it is not offered any more.
fn choices(one: &Filled) -> Vec<Choice<'_>> {
    let mut offered: Vec<Choice<'_>> =
        one.field.choices.iter().map(|choice| Choice::new(choice.as_str(), choice.as_str())).collect();
    if let Some(kept) = one.value.as_deref().filter(|value| !one.field.choices.iter().any(|c| c == value)) {
        offered.push(Choice::new(kept, kept).chip("not offered any more"));
    }
    offered
}

fn lower_first(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
