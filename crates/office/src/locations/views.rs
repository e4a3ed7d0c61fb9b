//! The pages of locations.

use kernel::Zone;
use maud::{Markup, html};
use people::audit::Line;
use people::locations::Location;
use teaching::sessions::MAX_LOCATION;
use web::Errors;
use web::ui::{self, Button, Column, Field, Icon, Notice, PostForm, Row, Status, Table};

use super::form::LocationForm;
use crate::trail::history;

const AT: &str = "/configuration/locations";

pub struct LocationsPage<'a> {
    pub form: &'a LocationForm,
    pub errors: &'a Errors,
    pub locations: &'a [Location],
    pub history: &'a [Line],
    pub zone: &'a Zone,
    pub saved: bool,
}

pub fn page(page: &LocationsPage<'_>) -> Markup {
    html! {
        (ui::page_header("Locations", None, html! { (Button::link("/configuration", "All sections").quiet()) }))
        @if page.saved { (Notice::good("Saved.")) }
        (ui::card("Places to meet", html! {}, ui::stack(html! {
            p {
                "Whoever books in person, or asks for it, is offered these. Whether it has to be one of them, "
                a href="/configuration/booking-rules" { "Booking rules" } " say. Sessions keep the words they were booked with."
            }
            (PostForm::to(AT).errors(page.errors).body(html! { (name(page.form, page.errors)) })
                .actions(html! { (Button::submit("Add place").icon(Icon::Add)) }))
            @if page.locations.is_empty() {
                (ui::empty(Icon::Groups, "No places yet", "Whoever books says in words of their own where to meet.", html! {}))
            } @else { (table(page.locations)) }
        })))
        (ui::card("History", html! {}, history(page.history, page.zone)))
    }
}

fn name<'a>(form: &'a LocationForm, errors: &'a Errors) -> Field<'a> {
    Field::text("name", "Name")
        .value(&form.name)
        .max(MAX_LOCATION)
        .required()
        .placeholder("Library, room 2")
        .error(errors.get("name"))
}

fn table(locations: &[Location]) -> Markup {
    let columns = [Column::text("Place"), Column::actions()];
    html! {
        (Table::new("Places to meet", &columns).rows(locations.iter().map(|location| {
            let (at, name) = (format!("{AT}/{}", location.id), &location.name);
            Row::new([
                html! { (name) @if location.is_archived { " " (Status::Archived) } },
                html! {
                    (Button::link(at.as_str(), format!("Rename {name}")).quiet().small().icon(Icon::Edit).icon_only())
                    @if location.is_archived {
                        (Button::post(format!("{at}/restoration"), format!("Restore {name}")).quiet().small().icon(Icon::Restore).icon_only())
                    } @else {
                        (Button::post(format!("{at}/archival"), format!("Archive {name}")).quiet().small().icon(Icon::Archive).icon_only())
                    }
                },
            ]).faded(location.is_archived)
        })))
    }
}

/// The page that renames one.
pub fn edit(location: &Location, form: &LocationForm, errors: &Errors) -> Markup {
    html! {
        (ui::page_header(&location.name, None, html! { (Button::link(AT, "All places").quiet().icon(Icon::Back)) }))
        (ui::panel(html! {
            (PostForm::to(format!("{AT}/{}", location.id)).errors(errors).body(html! {
                (name(form, errors).hint("Sessions that are booked keep the old name."))
            }).actions(html! { (Button::submit("Save").primary()) }))
        }))
    }
}
