//! The page of a session's boards. The island inside takes over when it wakes.

use maud::{Markup, html};
use teaching::sessions::Session;
use web::layout;
use web::ui::{Button, Notice};
use web::{Organization, Viewer};

use super::finding::For;

pub fn boards(organization: &Organization, viewer: &Viewer, session: &Session, what_for: For) -> Markup {
    let files = ["session-boards.css", "session-boards.js"];
    let details = format!("/sessions/{}", session.id);
    let (heading, about) = match what_for {
        For::Preparing => ("Prepare the boards", prepared(session)),
        For::Reading => ("Boards", kept(viewer, session)),
    };
    let prepares = what_for == For::Preparing;
    layout::stage(
        &format!("{heading} of {}", session.title()),
        organization.into(),
        &files,
        html! {
            session-boards session=(session.id) prepares[prepares] title=(session.title()) heading=(heading) about=(about)
                instructor=(session.instructor_name) student=(session.student_name)
                starts-ms=(session.starts_at.millis()) ends-ms=(session.ends_at.millis()) details=(details) {
                div class="bare-card" {
                    h1 { (heading) }
                    p { (session.title()) ". " (about) }
                    noscript { (Notice::warn("This page needs scripts").body(html! {
                        p { "The boards are drawn in your browser, which works only with scripts switched on." }
                    })) }
                    p { (Button::link(details.as_str(), "Back to the session").quiet()) }
                }
            }
        },
    )
}

fn prepared(session: &Session) -> String {
    let student = first(&session.student_name);
    format!("What you put here stands in the classroom. {student} sees it there, and not before.")
}

fn kept(viewer: &Viewer, session: &Session) -> String {
    let program = &session.program_title;
    if session.instructor == viewer.user {
        let student = first(&session.student_name);
        return format!(
            "As they were at the end. You go on with them in the next {program} session with {student}."
        );
    }
    format!("As they were at the end. Work on them goes on in the next {program} session.")
}

fn first(name: &str) -> &str {
    name.split(' ').next().unwrap_or(name)
}
