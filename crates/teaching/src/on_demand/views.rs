//! The pages of sessions on demand.

use kernel::{ProgramId, Timestamp};
use maud::{Markup, html};
use people::accounts::Person;
use web::ui::{self, Button, Column, Icon, Notice, Row, Table, Tone, When};
use web::{Current, Organization, Viewer, page};

use super::wait::{State, Wait};
use crate::programs::Program;
use crate::sessions::{self, Session};

/// What a student may wait for.
pub struct Subjects {
    pub student: Person,
    /// Where they wait already.
    pub waits: Option<Wait>,
    pub offered: Vec<(ProgramId, String)>,
}

/// The card of the dashboard, which fetches itself again when somebody comes or goes.
pub fn card(viewer: &Viewer, queue: Option<usize>, subjects: &[Subjects]) -> Markup {
    html! {
        div id="on-demand" class="stack" hx-get="/" hx-select="#on-demand" hx-trigger="nacre:sessions from:body, every 60s" hx-swap="outerMorph" {
            @if let Some(waiting) = queue {
                (ui::card("On demand", html! { (Button::link("/on-demand", "Open").small()) }, html! {
                    p {
                        @match waiting {
                            0 => { "Nobody waits for you." },
                            1 => { strong { "1 student waits." } },
                            waiting => { strong { (waiting) " students wait." } },
                        }
                    }
                }))
            }
            @for one in subjects { (of_student(viewer, one, subjects.len() > 1)) }
        }
    }
}

fn of_student(viewer: &Viewer, subjects: &Subjects, is_named: bool) -> Markup {
    let student = &subjects.student;
    let title = if is_named || student.id != viewer.user {
        format!("An instructor now, for {}", student.first_name)
    } else {
        "An instructor now".to_owned()
    };
    html! {
        (ui::card(&title, html! {}, html! {
            @if let Some(wait) = &subjects.waits {
                p { "You wait for " (wait.program_title) ". " a href=(format!("/on-demand/waits/{}", wait.id)) { "To the waiting room" } }
            } @else if subjects.offered.is_empty() {
                p class="muted" { "Nobody is there at the moment. Subjects stand here as soon as somebody is." }
            } @else {
                ul class="attention" {
                    @for (program, title) in &subjects.offered {
                        li {
                            form class="actions" method="post" action="/on-demand/waits" {
                                input type="hidden" name="student" value=(student.id);
                                input type="hidden" name="program" value=(program);
                                (Button::submit(format!("Start {title}")).live().small().icon(Icon::Instant))
                            }
                        }
                    }
                }
            }
        }))
    }
}

/// What an instructor is there for, and who waits.
pub fn teaching(
    organization: &Organization,
    viewer: &Viewer,
    programs: &[Program],
    offers: &[(ProgramId, Timestamp)],
    queue: &[Wait],
    refused: Option<&str>,
) -> Markup {
    let title = "On demand";
    let about =
        "Your students see the subjects you are there for, and wait for you. Who came first is met first.";
    let columns = [Column::text("Subject"), Column::text("State"), Column::actions()];
    let offer = |program: &Program| {
        let until = offers.iter().find(|(offered, _)| *offered == program.id).map(|(_, until)| *until);
        let here = format!("/on-demand/offers/{}", program.id);
        Row::new([
            html! { (program.title) },
            html! {
                @match until {
                    Some(until) => span { (ui::chip(Tone::Live, "You are there")) " until " (ui::time(until, &viewer.zone, When::Clock)) },
                    None => span class="muted" { "Not offered" },
                }
            },
            html! {
                @if until.is_some() {
                    (Button::post(here.clone(), format!("Longer: {}", program.title)).quiet().small())
                    (Button::post(format!("{here}/removal"), format!("Stop: {}", program.title)).small())
                } @else { (Button::post(here, format!("I am there: {}", program.title)).small().icon(Icon::Check)) }
            },
        ])
    };
    let body = html! {
        (ui::page_header(title, Some(about), html! {}))
        div id="teaching-on-demand" class="stack" hx-get="/on-demand" hx-select="#teaching-on-demand"
            hx-trigger="nacre:sessions from:body, every 30s" hx-swap="outerMorph" {
            @if let Some(words) = refused { (Notice::warn("Nobody was met").body(html! { (words) })) }
            (ui::card("Waiting", html! {}, html! {
                @if queue.is_empty() {
                    (ui::empty(Icon::Waiting, "Nobody waits", "Whoever waits for a subject you are there for stands here.", html! {}))
                } @else { (waiting_list(viewer, queue)) }
            }))
            (ui::card("What you are there for", html! {}, html! { (Table::new("Subjects", &columns).rows(programs.iter().map(offer))) }))
        }
    };
    page(organization, viewer, Current::Sessions, title, body)
}

fn waiting_list(viewer: &Viewer, queue: &[Wait]) -> Markup {
    let columns =
        [Column::text("Student"), Column::text("Subject"), Column::text("Since"), Column::actions()];
    let rows = queue.iter().enumerate().map(|(number, wait)| {
        Row::new([
            html! { (wait.student_name) },
            html! { (wait.program_title) },
            ui::time(wait.asked_at, &viewer.zone, When::Clock),
            html! {
                @if number == 0 {
                    (Button::post(format!("/on-demand/waits/{}/entry", wait.id), "Enter").primary().small().icon(Icon::Join))
                }
            },
        ])
    });
    html! { (Table::new("Waiting students", &columns).rows(rows)) }
}

/// The waiting room of one student.
pub fn waiting(
    organization: &Organization,
    viewer: &Viewer,
    wait: &Wait,
    before: i64,
    session: Option<&Session>,
    now: Timestamp,
) -> Markup {
    let here = format!("/on-demand/waits/{}", wait.id);
    let state = wait.state(now);
    let body = html! {
        (ui::page_header("Waiting room", Some(&format!("{}, {}", wait.program_title, wait.student_name)), html! {}))
        div id="waiting-room" hx-get=(here) hx-select="#waiting-room" hx-trigger="nacre:sessions from:body, every 60s" hx-swap="outerMorph" {
            @if state == State::Waiting {
                // the sign of life: without it the place is given up
                div hx-post=(format!("{here}/life")) hx-trigger="every 20s" hx-swap="none" {}
            }
            (ui::panel(ui::stack(html! {
                @match (state, session) {
                    (State::Met, Some(session)) => {
                        p role="status" { strong { (session.instructor_name) " is there." } }
                        div class="actions" { (sessions::join(viewer, session, now)) }
                        p { a href=(format!("/sessions/{}", session.id)) { "See the session" } }
                    }
                    (State::Waiting, _) => {
                        p role="status" {
                            strong {
                                @match before {
                                    0 => { "You are next." },
                                    1 => { "1 student is before you." },
                                    before => { (before) " students are before you." },
                                }
                            }
                        }
                        p { "Keep this page open: your place is yours as long as it is. The way into the classroom appears here as soon as an instructor comes." }
                        (Button::post(format!("{here}/leaving"), "Stop waiting").quiet())
                    }
                    _ => {
                        (Notice::info("Your place was given up").body(html! {
                            "You left, or this page was closed for a while. " a href="/" { "Start again from the dashboard." }
                        }))
                    }
                }
            })))
        }
    };
    page(organization, viewer, Current::Sessions, "Waiting room", body)
}
