//! The page that asks before somebody is archived.

use kernel::Role;
use maud::{Markup, html};
use people::accounts::Person;
use web::ui::{self, Button, Choice, Field, Icon, PostForm, When};
use web::{Current, Errors, Organization, Viewer, page as whole_page};

use super::super::session::Session;
use super::super::together;
use super::super::views::Line;

/// So many planned sessions are named.
const NAMED: usize = 8;

pub fn page(organization: &Organization, viewer: &Viewer, person: &Person, planned: &[Session]) -> Markup {
    let href = format!("/people/{}", person.id);
    let title = format!("Archive {}?", person.name());
    let errors = Errors::new();
    let body = ui::stack(html! {
        p { "Archiving signs " (person.first_name) " out everywhere and takes back their links. What is over stays as it is, "
            "and the account can be restored at any time." }
        (PostForm::to(format!("{href}/archival")).errors(&errors).body(html! {
            @if planned.is_empty() {
                p.muted { (person.first_name) " has no planned sessions." }
            } @else {
                (sessions(viewer, person, planned))
            }
        }).actions(html! {
            (Button::submit("Yes, Archive this User").danger().icon(Icon::Archive))
            (Button::link(href.as_str(), "Keep the account").quiet())
        }))
    });
    let whole = html! { (ui::page_header(&title, None, html! {})) (ui::panel(body)) };
    whole_page(organization, viewer, Current::AllUsers, &title, whole)
}

fn sessions(viewer: &Viewer, person: &Person, planned: &[Session]) -> Markup {
    // of several students, an instructor's is one
    let planned = together::fold(viewer, planned.to_vec());
    let (count, them) = match planned.len() {
        1 => ("One planned session".to_owned(), ("Cancel it", "Leave it as it is")),
        more => (format!("{more} planned sessions"), ("Cancel them", "Leave them as they are")),
    };
    let choices = [Choice::new("cancel", them.0), Choice::new("keep", them.1)];
    html! {
        (Field::radios("planned", count).choices(&choices).value("cancel").required().hint(hint(person)))
        ul class="attention" {
            @for session in planned.iter().take(NAMED) {
                @let line = Line::of(viewer, session);
                li { (ui::time(session.starts_at, &viewer.zone, When::DayAndClock)) " " (session.title()) ", " (line.with) }
            }
            @if planned.len() > NAMED { li { "and " (planned.len() - NAMED) " more" } }
        }
    }
}

fn hint(person: &Person) -> &'static str {
    if person.is(Role::Instructor) {
        "Students and parents are told, of a series in one mail, and no credit is taken. Where somebody else is to teach \
         instead, choose Substitute in the session's details first."
    } else {
        "Instructor and parents are told, of a series in one mail, and no credit is taken. Where several students take \
         part, the others keep theirs."
    }
}
