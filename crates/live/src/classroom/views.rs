//! The classroom's page. The island inside takes over when it wakes; what it replaces is readable without it.

use kernel::{Seat, Timestamp, Zone};
use maud::{Markup, html};
use web::layout;
use web::ui::{Button, Notice};
use web::{Organization, Viewer, bare_page};

const PRACTICE: &str = "Practice classroom";

/// What the page and its island show.
pub struct Place<'a> {
    pub session: String,
    pub you: Seat,
    pub me: &'a str,
    pub other: &'a str,
    pub title: &'a str,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    /// Whose clock this person reads.
    pub zone: &'a Zone,
    /// Where this person reads about the session; none for a link holder.
    pub details: Option<String>,
    /// What this person is asked afterwards: the report or the survey.
    pub asks: Option<String>,
}

pub fn classroom(organization: &Organization, place: &Place<'_>) -> Markup {
    let files = ["classroom.css", "classroom.js"];
    layout::stage(
        place.title,
        organization.into(),
        &files,
        html! {
            class-room room={ "/classroom/" (place.session) } you=(place.you) me=(place.me) other=(place.other) title=(place.title)
                org=(organization.name) zone=(place.zone.name()) starts-ms=(place.starts_at.millis()) ends-ms=(place.ends_at.millis())
                details=(place.details.as_deref().unwrap_or_default()) asks=(place.asks.as_deref().unwrap_or_default()) {
                div class="bare-card" {
                    h1 { (place.title) }
                    p { "Your classroom with " (place.other) " opens in a moment." }
                    noscript { (Notice::warn("This page needs scripts").body(html! {
                        p { "Sound and picture work only with scripts switched on in the browser." }
                    })) }
                    @if let Some(details) = &place.details {
                        p { (Button::link(details.clone(), "Session details").quiet()) }
                    }
                }
            }
        },
    )
}

/// An instructor alone, to try things.
pub fn practice(organization: &Organization, viewer: &Viewer) -> Markup {
    let files = ["classroom.css", "classroom.js"];
    layout::stage(
        PRACTICE,
        organization.into(),
        &files,
        html! {
            class-room room="/practice" practice you="instructor" me=(viewer.name())
                other="Student" title=(PRACTICE) org=(organization.name) zone=(viewer.zone.name()) details="/" {
                div class="bare-card" {
                    h1 { (PRACTICE) }
                    p { "Try camera, boards and screen here, alone. Nothing is recorded or kept." }
                    noscript { (Notice::warn("This page needs scripts").body(html! {
                        p { "The classroom works only with scripts switched on in the browser." }
                    })) }
                    p { (Button::link("/", "Back to the dashboard").quiet()) }
                }
            }
        },
    )
}

/// For everyone who has no place here, whether or not there is such a session.
pub fn no_place(organization: &Organization, sign_in: Option<String>) -> Markup {
    bare_page(
        Some(organization),
        "There is no classroom here for you",
        html! {
            p { "The address is wrong, or it is somebody else's session." }
            @if let Some(sign_in) = sign_in {
                p { "If it is yours, sign in, or open the link in your mail again." }
                p { (Button::link(sign_in, "Sign in").primary()) }
            } @else {
                p { (Button::link("/", "Go to the dashboard").primary()) }
            }
        },
    )
}

/// For a link holder who comes after the end. `survey`: where they are asked how it was, while they are.
pub fn over(organization: &Organization, title: &str, other: &str, survey: Option<&str>) -> Markup {
    bare_page(
        Some(organization),
        "This session is over",
        html! {
            p { (title) " with " (other) " has ended. You can close this page." }
            @if let Some(survey) = survey { p { (Button::link(survey, "How was it? Tell us").primary()) } }
        },
    )
}
