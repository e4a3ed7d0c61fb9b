//! The pages of programs.

use maud::{Markup, html};
use web::ui::{self, Button, Choice, Column, Field, Icon, PostForm, Row, Table, Tone};
use web::{Current, Errors, Organization, Viewer, page, show};

use super::program::{MAX_NOTES, MAX_TITLE, Program, ProgramForm};
use super::routes::Rights;

pub fn index(organization: &Organization, viewer: &Viewer, programs: &[Program], rights: Rights) -> Markup {
    let add = html! {
        @if rights.manage { (Button::link("/programs/new", "Add a program").primary().icon(Icon::Add)) }
    };
    let body = html! {
        (ui::page_header("Programs", Some("What sessions are told apart by: subject, price, season."), add))
        (list(programs, rights))
    };
    page(organization, viewer, Current::Programs, "Programs", body)
}

fn list(programs: &[Program], rights: Rights) -> Markup {
    if rights.fees {
        let columns = [
            Column::text("Title"),
            Column::number("Session fee"),
            Column::number("Instructor fee"),
            Column::actions(),
        ];
        let rows = programs.iter().map(|program| {
            Row::new([
                title(program, rights),
                fee(program, program.session_fee),
                fee(program, program.instructor_fee),
                actions(program),
            ])
            .faded(program.archived_at.is_some())
        });
        html! { (Table::new("Programs", &columns).rows(rows)) }
    } else {
        let columns = [Column::text("Title")];
        let open = programs.iter().filter(|program| program.archived_at.is_none());
        html! { (Table::new("Programs", &columns).rows(open.map(|program| Row::new([title(program, rights)])))) }
    }
}

fn title(program: &Program, rights: Rights) -> Markup {
    html! {
        @if rights.manage { a href=(format!("/programs/{}", program.id)) { (program.title) } } @else { (program.title) }
        @if program.is_default { " " (ui::chip(Tone::Sea, "Default")) }
        @if program.archived_at.is_some() { " " (ui::Status::Archived) }
    }
}

fn fee(program: &Program, minor: i64) -> Markup {
    html! { (show::money(minor, &program.currency)) " per " (program.fee_per.word()) }
}

fn actions(program: &Program) -> Markup {
    html! {
        @if program.archived_at.is_some() {
            (Button::post(format!("/programs/{}/restoration", program.id), "Restore").quiet().small().icon(Icon::Restore))
        } @else if !program.is_default {
            (Button::post(format!("/programs/{}/archival", program.id), "Archive").quiet().small().icon(Icon::Archive)
                .confirm(format!("Archive {}? It leaves the forms and stays in past sessions.", program.title)))
        }
    }
}

pub fn form(
    organization: &Organization,
    viewer: &Viewer,
    program: Option<&Program>,
    form: &ProgramForm,
    errors: &Errors,
    rights: Rights,
) -> Markup {
    let (heading, action) = match program {
        Some(program) => (program.title.clone(), format!("/programs/{}", program.id)),
        None => ("Add a program".to_owned(), "/programs".to_owned()),
    };
    let billable = [Choice::new("yes", "Yes"), Choice::new("no", "No")];
    let per = [Choice::new("session", "Per session"), Choice::new("hour", "Per hour")];
    let fields = html! {
        (Field::text("title", "Title").value(&form.title).max(MAX_TITLE).required().error(errors.get("title"))
            .hint("Everyone sees it: short and plain, such as Algebra or Exam week."))
        (Field::select("billable_default", "Billable by default").choices(&billable).value(&form.billable_default)
            .prompt("As the organization says").error(errors.get("billable_default")))
        @if rights.fees {
            (Field::text("session_fee", "Session fee").value(&form.session_fee).error(errors.get("session_fee"))
                .hint("What the family pays. Only admins see fees; a change is for new sessions only."))
            (Field::text("instructor_fee", "Instructor fee").value(&form.instructor_fee).error(errors.get("instructor_fee")))
            (Field::radios("fee_per", "Both fees are").choices(&per).value(&form.fee_per).required().error(errors.get("fee_per")))
            (Field::text("currency", "Currency").value(&form.currency).max(3).required().error(errors.get("currency")))
            (Field::textarea("notes", "Notes").value(&form.notes).max(MAX_NOTES).error(errors.get("notes")).hint("For admins only."))
        }
    };
    let actions = html! {
        (Button::submit("Save").primary())
        (Button::link("/programs", "Back to programs").quiet())
    };
    let body = html! {
        (ui::page_header(&heading, None, html! {}))
        (ui::panel(html! { (PostForm::to(action).errors(errors).body(fields).actions(actions)) }))
    };
    page(organization, viewer, Current::Programs, &heading, body)
}
