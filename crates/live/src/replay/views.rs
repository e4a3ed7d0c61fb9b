//! The page of a replay. The island inside takes over when it wakes.

use maud::{Markup, html};
use teaching::sessions::Session;
use web::layout;
use web::ui::{self, Button, Notice, When};
use web::{Organization, Viewer};

pub fn replay(organization: &Organization, viewer: &Viewer, session: &Session) -> Markup {
    let files = ["replay.css", "replay.js"];
    let details = format!("/sessions/{}", session.id);
    layout::stage(
        &format!("Replay of {}", session.title()),
        organization.into(),
        &files,
        html! {
            session-replay session=(session.id) title=(session.title()) zone=(viewer.zone.name()) details=(details) {
                div class="bare-card" {
                    h1 { (session.title()) }
                    p { (session.instructor_name) " and " (session.student_name) ", " (ui::time(session.starts_at, &viewer.zone, When::Whole)) }
                    noscript { (Notice::warn("This page needs scripts").body(html! {
                        p { "The boards are drawn anew in your browser, which works only with scripts switched on." }
                    })) }
                    p { (Button::link(details.as_str(), "Back to the session").quiet()) }
                }
            }
        },
    )
}
