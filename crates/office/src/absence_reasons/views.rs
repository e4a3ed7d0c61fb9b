//! The page of reasons.

use kernel::Zone;
use maud::{Markup, html};
use people::absence_reasons::{Concerns, Reason};
use people::audit::Line;
use web::Errors;
use web::ui::{self, Button, Choice, Column, Field, Icon, Notice, PostForm, Row, Table, Tone};

use super::form::{MAX_NAME, ReasonForm};
use crate::trail::history;

pub struct ReasonsPage<'a> {
    pub form: ReasonForm,
    pub errors: Errors,
    pub reasons: &'a [Reason],
    pub history: &'a [Line],
    pub zone: &'a Zone,
    pub saved: bool,
}

pub fn page(page: &ReasonsPage<'_>) -> Markup {
    let form = &page.form;
    let error = |field: &str| page.errors.get(field).map(str::to_owned);
    let people = Concerns::ALL.map(|whom| Choice::new(whom.word(), words(whom)));
    html! {
        (ui::page_header("Reasons for absences", None, html! { (Button::link("/configuration", "All sections").quiet()) }))
        @if page.saved { (Notice::good("Saved.")) }
        (ui::card("Reasons", html! {}, ui::stack(html! {
            p { "Whoever notes that somebody missed a session chooses one of these. Absences that are noted already keep their reason." }
            (PostForm::to("/configuration/absence-reasons").errors(&page.errors).body(html! {
                (Field::text("name", "Name").value(&form.name).max(MAX_NAME).required().placeholder("School event").error(error("name")))
                (Field::select("concerns", "Whose absences").choices(&people).prompt("Choose").value(&form.concerns).required().error(error("concerns")))
                (Field::yes_no("counts", "Does it count against their attendance?").value(&form.counts).required().error(error("counts")))
            }).actions(html! { (Button::submit("Add reason").icon(Icon::Add)) }))
            @if page.reasons.is_empty() {
                (ui::empty(Icon::Missed, "No reasons", "Without one, no absence can be explained.", html! {}))
            } @else { (table(page.reasons)) }
        })))
        (ui::card("History", html! {}, history(page.history, page.zone)))
    }
}

fn table(reasons: &[Reason]) -> Markup {
    let columns = [Column::text("Name"), Column::text("Whose"), Column::text("Counts"), Column::actions()];
    html! {
        (Table::new("Reasons for absences", &columns).rows(reasons.iter().map(|reason| {
            Row::new([
                html! { (reason.name) },
                html! { (words(reason.concerns)) },
                html! { @if reason.counts { (ui::chip(Tone::Warn, "counts")) } @else { (ui::chip(Tone::Neutral, "does not count")) } },
                html! {
                    (Button::post("/configuration/absence-reasons/removal", format!("Remove {}", reason.name))
                        .sends("name", reason.name.as_str()).quiet().small())
                },
            ])
        })))
    }
}

const fn words(whom: Concerns) -> &'static str {
    match whom {
        Concerns::Student => "Students",
        Concerns::Instructor => "Instructors",
        Concerns::Both => "Students and instructors",
    }
}
