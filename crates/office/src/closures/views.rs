//! The page of closed days.

use kernel::Zone;
use maud::{Markup, html};
use people::audit::Line;
use people::closures::Closure;
use web::Errors;
use web::ui::{self, Button, Column, Field, Icon, Notice, PostForm, Row, Table};

use super::form::{ClosureForm, MAX_NAME};
use crate::trail::history;

pub struct ClosuresPage<'a> {
    pub form: ClosureForm,
    pub errors: Errors,
    pub closures: &'a [Closure],
    pub history: &'a [Line],
    pub zone: &'a Zone,
    pub saved: bool,
}

pub fn page(page: &ClosuresPage<'_>) -> Markup {
    let form = &page.form;
    let error = |field: &str| page.errors.get(field).map(str::to_owned);
    html! {
        (ui::page_header("Closed days", None, html! { (Button::link("/configuration", "All sections").quiet()) }))
        @if page.saved { (Notice::good("Saved.")) }
        (ui::card("Closed days", html! {}, ui::stack(html! {
            p { "Whoever books a session on one of these days is warned. Sessions that are booked already stay as they are." }
            (PostForm::to("/configuration/closures").errors(&page.errors).body(html! {
                (Field::text("name", "Name").value(&form.name).max(MAX_NAME).required().placeholder("Winter break").error(error("name")))
                div class="field-row" {
                    (Field::date("first_day", "First day").value(&form.first_day).required().error(error("first_day")))
                    (Field::date("last_day", "Last day").value(&form.last_day).error(error("last_day"))
                        .hint("Leave it empty for a single day."))
                }
            }).actions(html! { (Button::submit("Add closed days").icon(Icon::Add)) }))
            @if page.closures.is_empty() {
                (ui::empty(Icon::Calendar, "No closed days", "Holidays and breaks stand here.", html! {}))
            } @else { (table(page.closures)) }
        })))
        (ui::card("History", html! {}, history(page.history, page.zone)))
    }
}

fn table(closures: &[Closure]) -> Markup {
    let columns = [Column::text("Name"), Column::text("Days"), Column::actions()];
    html! {
        (Table::new("Closed days", &columns).rows(closures.iter().map(|closure| {
            let removal = format!("/configuration/closures/{}/removal", closure.first_day);
            Row::new([
                html! { (closure.name) },
                html! { (days(closure)) },
                html! { (Button::post(removal, format!("Remove {}", closure.name)).quiet().small()) },
            ])
        })))
    }
}

fn days(closure: &Closure) -> String {
    let day = |day: jiff::civil::Date| day.strftime("%a %-d %b %Y").to_string();
    match closure.first_day == closure.last_day {
        true => day(closure.first_day),
        false => format!("{} to {}", day(closure.first_day), day(closure.last_day)),
    }
}
