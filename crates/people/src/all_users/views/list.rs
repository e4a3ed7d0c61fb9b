//! The list of people.

use kernel::{Role, Standing};
use maud::{Markup, html};
use web::ui::{self, Button, Column, Field, Icon, Row, Status, Tab, Table, Tone, When};
use web::{Current, Organization, Viewer, page};

use super::super::filter::Filter;
use super::super::profile::Page;
use crate::accounts::Person;

const COLUMNS: [Column<'static>; 4] =
    [Column::text("Name"), Column::text("Roles"), Column::text("Status"), Column::text("Last Used")];

/// The whole page.
pub fn index(organization: &Organization, viewer: &Viewer, filter: &Filter, found: &Page) -> Markup {
    let about = format!("Everyone in {}", organization.name);
    let body = html! {
        (ui::page_header("All Users", Some(&about), html! {
            (Button::link("/people/new", "Add a person").primary().icon(Icon::Invite))
            (Button::link("/people/import", "Import"))
        }))
        (by_role(filter))
        (by_status(filter))
        (search(filter))
        @if found.people.is_empty() { (nobody(filter)) } @else {
            (Table::new("People", &COLUMNS).rows(found.people.iter().map(|person| row(viewer, person, found))))
        }
        (pages(filter, found))
    };
    page(organization, viewer, Current::AllUsers, "All Users", body)
}

fn by_role(filter: &Filter) -> Markup {
    let everyone = (None, "All roles");
    let roles = Role::ALL.iter().map(|role| (Some(*role), role.title()));
    let entries: Vec<(String, &str, bool)> = std::iter::once(everyone)
        .chain(roles)
        .map(|(role, label)| (filter.with_role(role), label, filter.role() == role))
        .collect();
    ui::filters("Roles", &tabs(&entries))
}

fn by_status(filter: &Filter) -> Markup {
    let entries: Vec<(String, &str, bool)> = [
        (None, "Active and invited"),
        (Some(Standing::Active), "Active"),
        (Some(Standing::Invited), "Invited"),
        (Some(Standing::Archived), "Archived"),
    ]
    .into_iter()
    .map(|(standing, label)| (filter.with_standing(standing), label, filter.standing() == standing))
    .collect();
    ui::filters("Status", &tabs(&entries))
}

fn tabs<'a>(entries: &'a [(String, &'a str, bool)]) -> Vec<Tab<'a>> {
    entries.iter().map(|(href, label, current)| Tab { href, label, current: *current, count: None }).collect()
}

fn search(filter: &Filter) -> Markup {
    html! {
        form class="form" method="get" action="/people" role="search" {
            @if let Some(role) = filter.role() { input type="hidden" name="role" value=(role); }
            @if let Some(standing) = filter.standing() { input type="hidden" name="status" value=(standing); }
            (Field::search("q", "Name, email or username").value(filter.q.as_str()))
            div class="form-actions" { (Button::submit("Search").icon(Icon::Search)) }
        }
    }
}

fn row<'a>(viewer: &Viewer, person: &Person, found: &Page) -> Row<'a> {
    let bounced = found.undelivered.contains(&person.id);
    Row::new([
        html! { a href=(format!("/people/{}", person.id)) { (ui::person(&person.name(), &person.login())) } },
        html! { (person.roles) },
        html! {
            (Status::from(person.standing))
            @if bounced { " " (ui::chip(Tone::Danger, "Mail came back")) }
        },
        html! {
            @match person.last_used_at {
                Some(at) => { (ui::time(at, &viewer.zone, When::DayAndClock)) }
                None => { span class="muted" { "never" } }
            }
        },
    ])
    .faded(person.is_archived())
}

fn nobody(filter: &Filter) -> Markup {
    if filter.narrows() || !filter.is_first_page() {
        let all = html! { (Button::link("/people", "Show everyone")) };
        ui::empty(Icon::Search, "Nobody found", "No person fits these words and filters.", all)
    } else {
        let add = html! { (Button::link("/people/new", "Add a person")) };
        ui::empty(Icon::People, "Nobody here yet", "Add instructors first, then students and parents.", add)
    }
}

/// Names have no newer and older: forward by page, and back to the first.
fn pages(filter: &Filter, found: &Page) -> Markup {
    html! {
        nav class="pager" aria-label="Pages" {
            @if !filter.is_first_page() {
                (Button::link(filter.page_after(None), "First page").icon(Icon::Previous).small())
            }
            @if let Some(last) = found.more_after {
                (Button::link(filter.page_after(Some(last)), "Next page").icon(Icon::Next).small())
            }
        }
    }
}
