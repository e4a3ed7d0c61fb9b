//! How attendance looks: a card for each session, the list of what is to be done, and a day.

use jiff::civil::Date;
use kernel::{Seat, SessionId, Timestamp};
use maud::{Markup, html};
use people::absence_reasons::Reason;
use web::ui::{self, Button, Choice, Field, Icon, Notice, Tab, Tone, When};
use web::{Current, Errors, Organization, Viewer, page};

use super::form::AttendanceForm;
use super::noting::may_note;
use super::record::Mark;
use crate::sessions::views::{Line, status};
use crate::sessions::{Session, together};

/// Sessions named on the dashboard; the rest are behind the link.
const NAMED: usize = 3;

/// A session, its form, and what is wrong in it.
pub struct Sheet<'a> {
    pub session: &'a Session,
    pub form: AttendanceForm,
    pub errors: Errors,
}

impl<'a> Sheet<'a> {
    /// With what is noted already.
    pub fn of(session: &'a Session, back: &str) -> Self {
        let form = AttendanceForm::of(session.record().as_ref(), back);
        Self { session, form, errors: Errors::new() }
    }
}

/// The page of the list: what is to be done, or a day.
pub fn index(
    organization: &Organization,
    viewer: &Viewer,
    day: Option<Date>,
    sheets: &[Sheet<'_>],
    reasons: &[Reason],
    waiting: u64,
    now: Timestamp,
) -> Markup {
    let chosen = day.unwrap_or_else(|| now.in_zone(&viewer.zone).date());
    let by_day = format!("/attendance?day={chosen}");
    let tabs = [
        Tab {
            href: "/attendance",
            label: "To do",
            current: day.is_none(),
            count: Some(waiting).filter(|n| *n > 0),
        },
        Tab { href: &by_day, label: "By day", current: day.is_some(), count: None },
    ];
    let open = sheets.iter().filter(|sheet| sheet.session.awaits_word(now)).count();
    let body = html! {
        (ui::page_header("Attendance", Some("Who was there. What a session was, and its credit, follow from it."), html! {}))
        (ui::tabs("What is shown", &tabs))
        @if let Some(day) = day { (day_bar(day, open)) }
        @if sheets.is_empty() { (nothing(day)) }
        @for sheet in sheets { (card(viewer, sheet, reasons)) }
    };
    page(organization, viewer, Current::Sessions, "Attendance", body)
}

fn day_bar(day: Date, open: usize) -> Markup {
    let step = |to: Result<Date, jiff::Error>| {
        to.map_or_else(|_| "/attendance".to_owned(), |to| format!("/attendance?day={to}"))
    };
    html! {
        div class="actions" {
            (Button::link(step(day.yesterday()), "Day before").small().icon(Icon::Previous))
            strong { (day.strftime("%A, %-d %B %Y")) }
            (Button::link(step(day.tomorrow()), "Day after").small().icon(Icon::Next))
            @if open > 1 {
                (Button::post("/attendance/all", format!("Everyone attended ({open})")).sends("day", day.to_string()).small().icon(Icon::Check)
                    .confirm(format!("Note that everyone attended the {open} sessions of this day of which nothing is noted yet?")))
            }
        }
        form method="get" action="/attendance" class="form" {
            (Field::date("day", "Another day").value(day.to_string()).required())
            (Button::submit("Show").small())
        }
    }
}

fn nothing(day: Option<Date>) -> Markup {
    match day {
        None => ui::empty(
            Icon::Check,
            "Nothing to do",
            "Sessions in person or by link come here when they begin, and absences without a reason.",
            html! {},
        ),
        Some(_) => ui::empty(
            Icon::Calendar,
            "No sessions",
            "Nothing that has begun on this day is yours to note.",
            html! {},
        ),
    }
}

/// One session alone.
pub fn single(organization: &Organization, viewer: &Viewer, sheet: &Sheet<'_>, reasons: &[Reason]) -> Markup {
    let href = format!("/sessions/{}", sheet.session.id);
    let body = html! {
        (ui::page_header("Attendance", Some(sheet.session.title()), html! { (Button::link(href, "Details").quiet()) }))
        (card(viewer, sheet, reasons))
    };
    page(organization, viewer, Current::Sessions, "Attendance", body)
}

/// The element that holds a session's card; an answer takes its place.
pub fn place(session: SessionId) -> String {
    format!("attendance-{session}")
}

/// The form of one session. Its fields' ids carry the session, since many stand on a page.
pub fn card(viewer: &Viewer, sheet: &Sheet<'_>, reasons: &[Reason]) -> Markup {
    let session = sheet.session;
    let line = Line::of(viewer, session);
    let place = place(session.id);
    let action = format!("/sessions/{}/attendance", session.id);
    let target = format!("#{place}");
    html! {
        section class="card-surface attendance" id=(place) aria-labelledby=(format!("{place}-title")) {
            div class="attendance-head" {
                h2 class="attendance-title" id=(format!("{place}-title")) {
                    (ui::time(session.starts_at, &viewer.zone, When::DayAndClock)) " · "
                    a href=(line.href) { (line.with) }
                }
                p class="attendance-about" { (line.about) " " @if session.outcome.is_some() { (status(session.state())) } }
            }
            form class="form" method="post" action=(action) hx-post=(action) hx-target=(target) hx-swap="outerHTML" {
                @if !sheet.errors.is_empty() {
                    (Notice::danger("Nothing was saved yet.").body(html! {
                        @if let Some(words) = sheet.errors.get("") { (words) } @else { "Mend what is marked below." }
                    }))
                }
                input type="hidden" name="back" value=(sheet.form.back);
                (person(sheet, Seat::Instructor, reasons))
                @if session.is_shared() {
                    p class="muted" { "What is noted of the instructor is so for every student of this session." }
                }
                (person(sheet, Seat::Student, reasons))
                div class="form-actions" {
                    (Button::submit("Save attendance").primary())
                    @if session.outcome.is_none() {
                        (Button::submit("Both attended").sends("both", "attended").even_incomplete().icon(Icon::Check))
                    }
                }
            }
        }
    }
}

fn person(sheet: &Sheet<'_>, seat: Seat, reasons: &[Reason]) -> Markup {
    let (session, form) = (sheet.session, &sheet.form);
    let (name, field, reason_field, value, reason) = match seat {
        Seat::Instructor => (
            format!("{} (instructor)", session.instructor_name),
            "instructor",
            "instructor_reason",
            &form.instructor,
            &form.instructor_reason,
        ),
        Seat::Student => {
            (session.student_name.clone(), "student", "student_reason", &form.student, &form.student_reason)
        }
    };
    let marks =
        [Choice::new("attended", "Attended"), Choice::new("late", "Late"), Choice::new("missed", "Missed")];
    let mut whys: Vec<Choice<'_>> = reasons
        .iter()
        .filter(|known| known.concerns.includes(seat))
        .map(|known| Choice::new(known.name.as_str(), known.name.as_str()))
        .collect();
    // a reason that has left the list, or is none of it, is not lost by looking
    if !reason.is_empty() && !reasons.iter().any(|known| known.name == *reason) {
        whys.push(Choice::new(reason.as_str(), reason.as_str()));
    }
    html! {
        div class="attendance-person" {
            (Field::radios(field, name).choices(&marks).value(value.as_str()).of(session.id.to_string())
                .error(sheet.errors.get(field)))
            div class="attendance-reason" {
                (Field::select(reason_field, "Why").choices(&whys).prompt("Choose why").value(reason.as_str())
                    .of(session.id.to_string()).error(sheet.errors.get(reason_field)))
            }
        }
    }
}

/// What took the form's place: what is noted now.
pub fn saved(viewer: &Viewer, session: &Session) -> Markup {
    let line = Line::of(viewer, session);
    let place = place(session.id);
    html! {
        section class="card-surface attendance" id=(place) aria-labelledby=(format!("{place}-title")) {
            h2 class="attendance-title" id=(format!("{place}-title")) {
                (ui::time(session.starts_at, &viewer.zone, When::DayAndClock)) " · " a href=(line.href) { (line.with) }
            }
            (Notice::good("Noted.").body(marks(session)))
        }
    }
}

/// What is noted, on the page of a session: for everyone who may see it.
pub fn facts(
    session: &Session,
    noted: Option<&(Option<String>, Timestamp)>,
    viewer: &Viewer,
    may_correct: bool,
) -> Markup {
    let href = format!("/sessions/{}/attendance", session.id);
    let actions =
        html! { @if may_correct { (Button::link(href, "Correct").quiet().small().icon(Icon::Edit)) } };
    html! {
        @if session.record().is_some() {
            (ui::card("Attendance", actions, html! {
                (marks(session))
                @if let Some((who, at)) = noted {
                    p class="muted" {
                        @match who { Some(who) => { "Noted by " (who) ", " (ui::time(*at, &viewer.zone, When::DayAndClock)) }, None => "As the classroom measured it." }
                    }
                }
            }))
        }
    }
}

fn marks(session: &Session) -> Markup {
    html! {
        @if let Some(record) = session.record() {
            (ui::key_values([
                (session.instructor_name.as_str(), mark(record.instructor())),
                (session.student_name.as_str(), mark(record.student())),
            ]))
        }
    }
}

fn mark(mark: &Mark) -> Markup {
    html! {
        @match mark {
            Mark::Attended => (ui::chip(Tone::Live, "Attended")),
            Mark::Late => (ui::chip(Tone::Warn, "Late")),
            Mark::Missed { reason, counts } => {
                (ui::chip(Tone::Warn, "Missed")) " "
                (reason.as_deref().unwrap_or("no reason given"))
                @if !counts { " (does not count)" }
            },
        }
    }
}

/// What a list asks this viewer instead of showing a status, while something is to be noted.
pub fn asks(viewer: &Viewer, session: &Session, now: Timestamp) -> Option<&'static str> {
    may_note(viewer, session, now).then(|| lacks(session, now)).flatten()
}

fn lacks(session: &Session, now: Timestamp) -> Option<&'static str> {
    if session.awaits_word(now) {
        Some("How did it go?")
    } else if session.lacks_reason() {
        Some("Why was it missed?")
    } else {
        None
    }
}

/// "Needs your attention" on the dashboard: the oldest of what is to be noted, when there is any.
pub fn attention_card(viewer: &Viewer, sessions: &[Session], now: Timestamp) -> Markup {
    let overdue = |session: &Session| session.ends_at.plus_minutes(24 * 60) < now;
    // a session of several students is one thing to do
    let sessions = together::fold(viewer, sessions.to_vec());
    html! {
        @if !sessions.is_empty() {
            (ui::card("Needs your attention", html! { (Button::link("/attendance", "Attendance").small()) }, html! {
                ul class="attention" {
                    @for session in sessions.iter().take(NAMED) {
                        @let line = Line::of(viewer, session);
                        li {
                            a href=(where_noted(viewer, session)) { (lacks(session, now).unwrap_or("Attendance")) }
                            " " (line.with) ", " (ui::time(session.starts_at, &viewer.zone, When::DayAndClock)) " "
                            @if overdue(session) { (ui::chip(Tone::Danger, "overdue")) }
                        }
                    }
                }
                @if sessions.len() > NAMED {
                    p { a href="/attendance" { (sessions.len() - NAMED) " more" } }
                }
            }))
        }
    }
}

/// Its sheet, or of several students their day, on which all of them stand.
fn where_noted(viewer: &Viewer, session: &Session) -> String {
    match &session.shared {
        Some(shared) if !shared.folded.is_empty() => {
            format!("/attendance?day={}", session.starts_at.in_zone(&viewer.zone).date())
        }
        _ => format!("/sessions/{}/attendance", session.id),
    }
}
