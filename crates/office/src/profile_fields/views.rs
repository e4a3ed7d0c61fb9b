//! The pages of profile fields.

use kernel::{Role, Zone};
use maud::{Markup, html};
use people::audit::Line;
use people::profiles::{Kind, ProfileField, Readers};
use web::Errors;
use web::ui::{self, Button, Choice, Column, Field, Icon, Notice, PostForm, Row, Status, Tab, Table, Tone};

use super::form::{FieldForm, MAX_LABEL};
use crate::trail::history;

const AT: &str = "/configuration/profile-fields";

pub struct FieldsPage<'a> {
    pub form: FieldForm,
    pub errors: Errors,
    pub fields: &'a [ProfileField],
    pub history: &'a [Line],
    pub zone: &'a Zone,
    pub saved: bool,
}

pub fn page(page: &FieldsPage<'_>) -> Markup {
    let role = page.form.role();
    let tabs: Vec<(Role, String)> =
        Role::ALL.iter().map(|role| (*role, format!("{AT}?role={role}"))).collect();
    let tabs: Vec<Tab<'_>> = tabs
        .iter()
        .map(|(which, href)| Tab { href, label: which.title(), current: *which == role, count: None })
        .collect();
    html! {
        (ui::page_header("Profile fields", Some("What you keep about people, beside name and address."),
            html! { (Button::link("/configuration", "All sections").quiet()) }))
        @if page.saved { (Notice::good("Saved.")) }
        (ui::tabs("Role", &tabs))
        (ui::card("Fields", html! {}, ui::stack(html! {
            @if page.fields.is_empty() {
                (ui::empty(Icon::Person, "No fields", "Nothing but name and address is kept about people of this role.", html! {}))
            } @else { (table(page.fields)) }
        })))
        (ui::card("Add a field", html! {}, html! {
            (PostForm::to(AT).errors(&page.errors).body(html! {
                input type="hidden" name="role" value=(role);
                (label(&page.form, &page.errors))
                (Field::select("kind", "What is filled in").choices(&kinds()).value(&page.form.kind).required()
                    .error(page.errors.get("kind")).hint("It cannot be changed later."))
                (choices(&page.form, &page.errors))
                (rules(role, &page.form, &page.errors))
            }).actions(html! { (Button::submit("Add field").icon(Icon::Add)) }))
        }))
        (ui::card("History", html! {}, history(page.history, page.zone)))
    }
}

fn kinds() -> [Choice<'static>; 6] {
    Kind::ALL.map(|kind| Choice::new(kind.word(), kind.title()))
}

fn label<'a>(form: &'a FieldForm, errors: &'a Errors) -> Field<'a> {
    Field::text("label", "Label")
        .value(&form.label)
        .max(MAX_LABEL)
        .required()
        .placeholder("Grade")
        .error(errors.get("label"))
}

fn choices<'a>(form: &'a FieldForm, errors: &'a Errors) -> Field<'a> {
    Field::textarea("choices", "Choices")
        .value(&form.choices)
        .error(errors.get("choices"))
        .hint("For a choice of a list: one a line.")
}

fn rules(role: Role, form: &FieldForm, errors: &Errors) -> Markup {
    let readers: Vec<Choice<'_>> = Readers::ALL
        .into_iter()
        .filter_map(|readers| Some(Choice::new(readers.word(), readers.title(role)?)))
        .collect();
    html! {
        (Field::radios("readers", "Who reads it").choices(&readers).value(&form.readers).required().error(errors.get("readers")))
        (Field::checkbox("required", "It has to be filled in").checked(form.required == "true"))
    }
}

fn table(fields: &[ProfileField]) -> Markup {
    let columns = [
        Column::text("Label"),
        Column::text("What is filled in"),
        Column::text("Who reads it"),
        Column::actions(),
    ];
    let rows = fields.iter().enumerate().map(|(at, field)| {
        let place = format!("{AT}/{}", field.id);
        Row::new([
            html! {
                @if field.is_archived { (field.label) " " (Status::Archived) } @else {
                    a href=(place) { (field.label) }
                    @if field.required { " " (ui::chip(Tone::Sea, "required")) }
                }
            },
            html! {
                (field.kind.title())
                @if field.kind == Kind::Choice { ": " (field.choices.join(", ")) }
            },
            html! { (field.readers.title(field.role).unwrap_or_default()) },
            html! {
                @if field.is_archived {
                    (Button::post(format!("{place}/restoration"), format!("Restore {}", field.label)).quiet().small().icon(Icon::Restore).icon_only())
                } @else {
                    @if at > 0 {
                        (Button::post(format!("{place}/move"), format!("Move {} up", field.label)).quiet().small().icon(Icon::Up).icon_only())
                    }
                    (Button::post(format!("{place}/archival"), format!("Archive {}", field.label)).quiet().small().icon(Icon::Archive).icon_only()
                        .confirm(format!("Archive {}? It leaves every profile; what is filled in comes back when it is restored.", field.label)))
                }
            },
        ])
        .faded(field.is_archived)
    });
    html! { (Table::new("Fields", &columns).rows(rows)) }
}

/// The form of one field.
pub fn edit(field: &ProfileField, form: &FieldForm, errors: &Errors) -> Markup {
    let title = format!("Edit {}", field.label);
    let about = format!("{}, {}", field.role.title(), field.kind.title().to_lowercase());
    html! {
        (ui::page_header(&title, Some(&about), html! {}))
        (ui::panel(html! {
            (PostForm::to(format!("{AT}/{}", field.id)).errors(errors).body(html! {
                (label(form, errors))
                @if field.kind == Kind::Choice { (choices(form, errors)) }
                (rules(field.role, form, errors))
            }).actions(html! {
                (Button::submit("Save").primary())
                (Button::link(format!("{AT}?role={}", field.role), "Cancel").quiet())
            }))
        }))
    }
}
