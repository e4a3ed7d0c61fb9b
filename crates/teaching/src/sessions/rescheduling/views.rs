//! The page that moves a session, and what it would do.

use kernel::{SessionMinutes, Timestamp, Zone};
use maud::{Markup, html};
use serde::Deserialize;
use web::ui::{self, Button, Choice, Field, Icon, Notice, PostForm, When};
use web::{Current, Errors, Organization, Viewer, Wants, page as whole_page, show};

use super::super::booking::{between, concern_words, starts, told};
use super::super::session::Session;
use super::super::views::Line;
use super::planning::Plan;

const TARGET: &str = "#reschedule-form";

/// The words of the form, as posted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MoveForm {
    /// The digest of the plan that was shown.
    pub seen: String,
    pub step: String,
    /// `2026-11-23`.
    pub date: String,
    /// `16:00`.
    pub start: String,
    pub minutes: String,
}

impl MoveForm {
    /// Whether the press asks to write what was shown.
    pub fn asks_to_move(&self) -> bool {
        self.step == "move"
    }

    /// Whether a new time stands in it, or a part of one.
    pub fn asks_for_anything(&self) -> bool {
        !(self.date.is_empty() && self.start.is_empty() && self.minutes.is_empty())
    }

    /// What is not said stays as it is.
    pub fn fill_in(&mut self, session: &Session, zone: &Zone) {
        let local = session.starts_at.in_zone(zone);
        if self.date.is_empty() {
            self.date = local.date().to_string();
        }
        if self.start.is_empty() {
            self.start = show::time(session.starts_at, zone);
        }
        if self.minutes.is_empty() {
            self.minutes = session.minutes().to_string();
        }
    }
}

/// A plan as the page shows it.
pub struct Preview {
    pub plan: Plan,
    /// The digest that the button sends back.
    pub seen: String,
    /// It is another one than was shown before.
    pub changed: bool,
}

pub struct Page<'a> {
    pub session: &'a Session,
    pub form: &'a MoveForm,
    pub durations: &'a [SessionMinutes],
    pub errors: &'a Errors,
    pub preview: Option<&'a Preview>,
}

/// The form, and below it what would be written; alone for htmx, else with a page around it.
pub fn page(organization: &Organization, viewer: &Viewer, page: &Page<'_>, wants: Wants) -> Markup {
    let session = page.session;
    let href = format!("/sessions/{}", session.id);
    let fields = html! {
        input type="hidden" name="seen" value=(page.preview.map_or("", |preview| preview.seen.as_str()));
        (time(viewer, page))
        @if let Some(preview) = page.preview { (shown(viewer, preview)) }
    };
    let actions = html! {
        @if page.preview.is_some() {
            (Button::submit("Reschedule").primary().icon(Icon::Planned).sends("step", "move"))
            (Button::submit("Preview again").quiet().sends("step", "preview"))
        } @else {
            (Button::submit("Preview").primary().sends("step", "preview"))
        }
        (Button::link(href.as_str(), "Keep it as it is").quiet())
    };
    let body = html! {
        div id="reschedule-form" {
            (PostForm::to(format!("{href}/reschedule")).errors(page.errors).body(fields).actions(actions).swap(TARGET))
        }
    };
    if wants == Wants::Fragment {
        return body;
    }
    let title = "Reschedule a session";
    let line = Line::of(viewer, session);
    let planned = html! {
        (ui::key_values([
            ("Session", html! { (session.title()) ", " (line.with) }),
            ("Planned", html! { (ui::time(session.starts_at, &viewer.zone, When::Whole)) ", " (session.minutes()) " minutes" }),
        ]))
    };
    let times = format!("Times are {} time.", ui::zone_name(&viewer.zone));
    let whole = html! {
        (ui::page_header(title, Some(&times), html! { (Button::link(href.as_str(), "Details").quiet().icon(Icon::Back)) }))
        (ui::panel(ui::stack(html! { (planned) (body) })))
    };
    whole_page(organization, viewer, Current::Sessions, title, whole)
}

fn time(viewer: &Viewer, page: &Page<'_>) -> Markup {
    let (form, errors) = (page.form, page.errors);
    let mut offered: Vec<String> = starts().collect();
    // a session that was not booked by the quarter of an hour may stay on its minute
    let own = show::time(page.session.starts_at, &viewer.zone);
    if !offered.contains(&own) {
        offered.push(own);
        offered.sort();
    }
    let starts: Vec<Choice<'_>> =
        offered.iter().map(|start| Choice::new(start.as_str(), start.as_str())).collect();
    let own = SessionMinutes::new(page.session.minutes()).ok();
    let mut durations = page.durations.to_vec();
    durations.extend(own.filter(|own| !page.durations.contains(own)));
    durations.sort();
    let durations: Vec<Choice<'_>> =
        durations.iter().map(|minutes| Choice::new(minutes.get().to_string(), minutes.to_string())).collect();
    let label = format!("Start ({} time)", ui::zone_name(&viewer.zone));
    html! {
        div class="field-row" {
            (Field::date("date", "Date").value(&form.date).required().error(errors.get("date")))
            (Field::select("start", label).choices(&starts).value(&form.start).required().error(errors.get("start")))
            (Field::select("minutes", "Duration").choices(&durations).value(&form.minutes).required()
                .error(errors.get("minutes")))
        }
    }
}

/// What the button will write, who is in the way, and who is told.
fn shown(viewer: &Viewer, preview: &Preview) -> Markup {
    let plan = &preview.plan;
    let session = &plan.session;
    let title = "What Reschedule will do";
    html! {
        section aria-label=(title) tabindex="-1" data-focus data-preview {
            @if preview.changed {
                (Notice::warn("Something changed since you looked").body(html! { "This is how it would be now. Nothing is moved yet." }))
            }
            (ui::card(title, html! {}, ui::stack(html! {
                (notices(viewer, plan))
                (ui::key_values([
                    ("From", times(viewer, plan, session.starts_at, session.ends_at)),
                    ("To", times(viewer, plan, plan.starts_at, plan.ends_at)),
                    ("Who", html! { (students(plan)) " with " (plan.instructor.name()) }),
                    ("Told", told(&plan.told)),
                ]))
                @if !plan.others.is_empty() {
                    p { strong { "It is moved for all " (plan.others.len() + 1) " students." } " Each family reads of its own student alone." }
                }
                p class="muted" { "It stays the same session: links from earlier mails, prepared boards and its credit go with it, and reminders follow the new time." }
            })))
        }
    }
}

fn students(plan: &Plan) -> String {
    plan.students().map(|(student, _)| student.name()).collect::<Vec<_>>().join(", ")
}

/// On the viewer's clock, and below it on that of whoever has another one.
fn times(viewer: &Viewer, plan: &Plan, from: Timestamp, to: Timestamp) -> Markup {
    let mut zones = vec![&viewer.zone];
    let others = plan.students().map(|(student, _)| (student, "the student"));
    let others: Vec<String> = others
        .chain([(&plan.instructor, "the instructor")])
        .filter(|(person, _)| {
            let is_new = !zones.contains(&&person.zone);
            zones.push(&person.zone);
            is_new
        })
        .map(|(person, part)| {
            format!("{} for {part} {}", show::date_time_zone(from, &person.zone), person.first_name)
        })
        .collect();
    html! {
        p { (ui::time(from, &viewer.zone, When::Whole)) " to " (show::time(to, &viewer.zone)) }
        @for other in &others { p class="muted" { (other) } }
    }
}

fn notices(viewer: &Viewer, plan: &Plan) -> Markup {
    html! {
        @if let Some(closed) = &plan.closed {
            (Notice::warn("Your organization is closed on that day").body(html! {
                (closed.name) ". You can move it there all the same."
            }))
        }
        @for concern in &plan.concerns {
            @let (title, more) = concern_words(&plan.instructor, concern);
            (Notice::warn(title).body(html! { (more) "You can move it there all the same." }))
        }
        @for (student, busy) in plan.students() {
            @for session in busy {
                (Notice::warn(format!("{} has another session at that time", student.first_name)).body(html! {
                    (between(viewer, session)) ". You can move it there all the same."
                }))
            }
        }
    }
}
