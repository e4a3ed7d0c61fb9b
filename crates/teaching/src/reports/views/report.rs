//! The report on one session: the form, and what was filed.

use kernel::{Role, Timestamp};
use maud::{Markup, html};
use web::ui::{self, Button, Icon, Notice, PostForm, Tone, When};
use web::{Current, Errors, Organization, Viewer, page, show as words};

use super::fields::{Readers, fields};
use crate::reports::question::{Answer, Audience};
use crate::reports::reading::{Dossier, Standing, ToFill};
use crate::reports::report::{Kind, due_at};
use crate::reports::sheet::Sheet;
use crate::reports::store::Told;

/// What happened to the sheet that is shown again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum After {
    /// It was just opened.
    Nothing,
    /// What could be read is kept as a draft.
    Drafted,
    /// Nothing is kept: it was filed before, and stays as it was.
    Refused,
}

/// The form an instructor fills in.
pub fn write(
    organization: &Organization,
    viewer: &Viewer,
    fill: &ToFill,
    sheet: &Sheet,
    (errors, after): (&Errors, After),
) -> Markup {
    let session = &fill.session;
    let href = format!("/sessions/{}", session.id);
    let title = format!("Report on {}", session.student_name);
    let about = format!("{}, {}", session.title(), words::date_time(session.starts_at, &viewer.zone));
    let filed_at = fill.report.and_then(|report| report.filed_at);
    let saved = html! {
        @match (filed_at, fill.report) {
            (Some(at), _) => { "Filed on " (ui::time(at, &viewer.zone, When::DayAndClock)) ". Changes are seen at once; nobody is mailed again." },
            (None, Some(report)) => { "Saved as a draft on " (ui::time(report.saved_at, &viewer.zone, When::DayAndClock)) "." },
            (None, None) => { "Due on " (ui::time(fill.due_at, &viewer.zone, When::DayAndClock)) ". What you write is saved as a draft by itself." },
        }
    };
    let body = html! {
        input type="hidden" name="form" value=(sheet.form);
        @if !errors.is_empty() { (summary(errors, after)) }
        (fields(&fill.form.questions, sheet, errors, Readers::Said))
        @if filed_at.is_none() {
            div hidden hx-post=(format!("{href}/report/draft")) hx-trigger="input delay:1500ms from:\"closest form\""
                hx-include="closest form" hx-target="#report-saved" {}
        }
        (saved_line(saved))
    };
    let actions = html! {
        (Button::submit(if filed_at.is_some() { "Save changes" } else { "File the report" }).primary().icon(Icon::Check)
            .sends("step", "file"))
        @if filed_at.is_none() { (Button::submit("Save as a draft").sends("step", "draft").even_incomplete()) }
        (Button::link(href.as_str(), "Back to the session").quiet())
    };
    let whole = html! {
        (ui::page_header(&title, Some(&about), html! {}))
        @if after == After::Drafted && errors.is_empty() { (Notice::good("Saved as a draft.")) }
        (ui::panel(html! { (PostForm::to(format!("{href}/report")).body(body).actions(actions)) }))
    };
    page(organization, viewer, Current::Sessions, &title, whole)
}

/// What the page says of what is saved; the answer to a draft that was saved by itself.
pub fn saved_line(says: Markup) -> Markup {
    html! { p class="muted" id="report-saved" role="status" { (says) } }
}

/// What is wrong, in one place that takes the focus.
fn summary(errors: &Errors, after: After) -> Markup {
    let title = match after {
        After::Drafted => "Saved as a draft. It is not filed yet:",
        After::Nothing | After::Refused => "Nothing was saved yet. What you typed is still here.",
    };
    html! {
        div class="notice notice-danger" role="alert" tabindex="-1" data-focus {
            (ui::icon(Icon::Danger))
            div {
                p class="notice-title" { (title) }
                ul class="notice-body" {
                    @for (field, message) in errors.iter() {
                        li { @if field.is_empty() { (message) } @else { a href=(format!("#field-{field}")) { (message) } } }
                    }
                }
            }
        }
    }
}

/// Everything the viewer may know of the report and survey, as a page.
pub fn page_of(organization: &Organization, viewer: &Viewer, dossier: &Dossier, now: Timestamp) -> Markup {
    let session = &dossier.session;
    let back = html! { (Button::link(format!("/sessions/{}", session.id), "Back to the session").quiet()) };
    let body = html! {
        (ui::page_header("Report", Some(session.title()), back))
        @if is_empty(dossier) { (ui::empty(Icon::Document, "No report yet", "What the instructor writes about this session is read here.", html! {})) }
        (card(viewer, dossier, now))
    };
    page(organization, viewer, Current::Sessions, "Report", body)
}

fn is_empty(dossier: &Dossier) -> bool {
    dossier.told.is_empty() && dossier.standing.is_none() && !dossier.survey_open
}

/// The cards of a session's details; nothing where there is nothing to know.
pub fn card(viewer: &Viewer, dossier: &Dossier, now: Timestamp) -> Markup {
    let of = |kind: Kind| dossier.told.iter().filter(|told| told.kind == kind).collect::<Vec<_>>();
    let (report, survey) = (of(Kind::Report), of(Kind::Survey));
    html! {
        div class="stack" id="session-report" {
            @if dossier.survey_open {
                (ui::card("How was it?", html! {}, html! {
                    p { "Tell us how your session with " (dossier.session.instructor_first_name) " was. It takes a minute." }
                    p { (Button::link(super::survey::address(&dossier.session), "Tell us").primary()) }
                }))
            }
            @if !report.is_empty() || dossier.standing.is_some() {
                (ui::card("Report", actions(viewer, dossier, now), html! {
                    @if let Some(standing) = &dossier.standing { (stands(viewer, standing, now)) }
                    (answers(viewer, &report))
                }))
            }
            @if !survey.is_empty() { (ui::card("Student survey", html! {}, answers(viewer, &survey))) }
        }
    }
}

fn actions(viewer: &Viewer, dossier: &Dossier, now: Timestamp) -> Markup {
    let href = format!("/sessions/{}/report", dossier.session.id);
    html! {
        @if let Some(standing) = &dossier.standing {
            @let is_open = now < standing.open_until;
            @if viewer.user == dossier.session.instructor && is_open {
                @let label = match (standing.filed_at, standing.drafted) {
                    (Some(_), _) => "Edit the report",
                    (None, true) => "Go on writing",
                    (None, false) => "Write the report",
                };
                (Button::link(format!("{href}/form"), label).small().icon(Icon::Edit))
            }
            @if viewer.is(Role::Admin) && !is_open {
                (Button::post(format!("{href}/unlocking"), "Unlock for a week").small().icon(Icon::Lock))
            }
        }
    }
}

fn stands(viewer: &Viewer, standing: &Standing, now: Timestamp) -> Markup {
    let due = due_at(standing.attended_at);
    html! {
        @if standing.filed_at.is_none() {
            p {
                @if now >= standing.open_until { (ui::chip(Tone::Danger, "Missing")) " It can no longer be written." }
                @else if now >= due { (ui::chip(Tone::Danger, "Overdue")) " It was due on " (ui::time(due, &viewer.zone, When::DayAndClock)) "." }
                @else { (ui::chip(Tone::Sea, "Due")) " on " (ui::time(due, &viewer.zone, When::DayAndClock)) "." }
                @if standing.drafted { " There is a draft." }
            }
        } @else if now >= standing.open_until {
            p class="muted" { "It can no longer be edited." @if !viewer.is(Role::Admin) { " Ask an admin to unlock it." } }
        }
        @if let Some(until) = standing.unlocked_until.filter(|until| now < *until) {
            p class="muted" { "An admin unlocked it until " (ui::time(until, &viewer.zone, When::DayAndClock)) "." }
        }
    }
}

/// Answers, each under its question; who may read one that is not for all is said beside it.
fn answers(viewer: &Viewer, told: &[&Told]) -> Markup {
    html! {
        @if let Some(first) = told.first() {
            dl class="answers" {
                @for told in told {
                    div {
                        dt {
                            (told.answer.question.words)
                            @if told.answer.question.audience != Audience::Family {
                                " " (ui::chip(Tone::Neutral, readers(told.answer.question.audience)))
                            }
                            @if told.answer.is_low() { " " (ui::chip(Tone::Warn, "Low")) }
                        }
                        dd { (lines(&told.answer)) }
                    }
                }
            }
            p class="muted" { (first.by_name) ", " (ui::time(first.filed_at, &viewer.zone, When::DayAndClock)) }
        }
    }
}

const fn readers(audience: Audience) -> &'static str {
    match audience {
        Audience::Family => "family",
        Audience::Instructor => "instructor and admins",
        Audience::Admins => "admins only",
    }
}

fn lines(answer: &Answer) -> Markup {
    html! { @for line in answer.reads().lines() { p { (ui::linked(line)) } } }
}
