//! The page of what the organization is called.

use kernel::Zone;
use maud::{Markup, html};
use people::audit::Line;
use web::Errors;
use web::ui::{self, Button, Choice, Field, Notice, PostForm};

use super::form::{MAX_NAME, OrganizationForm};
use crate::trail::history;

pub fn page(form: &OrganizationForm, errors: &Errors, lines: &[Line], zone: &Zone, saved: bool) -> Markup {
    let zones = Zone::all_names();
    let zones: Vec<Choice<'_>> =
        zones.iter().map(|name| Choice::new(name.as_str(), name.replace('_', " "))).collect();
    html! {
        (ui::page_header("Organization", None, html! { (Button::link("/configuration", "All sections").quiet()) }))
        @if saved { (Notice::good("Saved.")) }
        (ui::card("What everyone reads", html! {}, html! {
            (PostForm::to("/configuration/organization").errors(errors).body(html! {
                (Field::text("name", "Name").value(&form.name).max(MAX_NAME).required().error(errors.get("name"))
                    .hint("It stands on every page and in every mail."))
                (Field::select("zone", "Time zone").choices(&zones).value(&form.zone).required().error(errors.get("zone"))
                    .hint("New people begin with it, and months of money are counted by it. What is planned does not move."))
                (Field::email("support_email", "Address for help").value(&form.support_email).error(errors.get("support_email"))
                    .hint("Whoever answers a mail, or cannot get in, writes to it."))
            }).actions(html! { (Button::submit("Save").primary()) }))
        }))
        (ui::card("History", html! {}, history(lines, zone)))
    }
}
