//! The recordings of one session.

use std::collections::BTreeSet;

use kernel::{Role, Timestamp};
use maud::{Markup, html};
use teaching::sessions::Session;
use web::ui::{self, Button, Icon, Notice, When};
use web::{Current, Organization, Viewer, page, show};

use super::copy::{self, Offer};
use super::keeping::Deed;
use crate::recordings::proof::{Proof, question};
use crate::recordings::recording::Recording;

/// The values of the page.
pub struct Page<'a> {
    pub session: &'a Session,
    pub recordings: &'a [Recording],
    /// Of each recording.
    pub offers: &'a [Offer],
    /// For which recordings are kept.
    pub days: i64,
    pub proof: &'a Proof,
}

const DAY_SECONDS: i64 = 24 * 60 * 60;

/// Until when a recording that has stopped is kept.
pub fn until(recording: &Recording, days: i64) -> Option<Timestamp> {
    recording.stopped.map(|(at, _)| at.plus_seconds(days * DAY_SECONDS))
}

pub fn of_session(organization: &Organization, viewer: &Viewer, session: &Session, card: Markup) -> Markup {
    let back = format!("/sessions/{}", session.id);
    let body = html! {
        (ui::page_header("Recordings", Some(session.title()), html! { (Button::link(back, "Back to the session").quiet()) }))
        (card)
    };
    page(organization, viewer, Current::Sessions, "Recordings", body)
}

/// The card of a session's details.
pub fn card(viewer: &Viewer, page: &Page<'_>) -> Markup {
    ui::card(
        "Recordings",
        html! {},
        html! {
            @if page.recordings.is_empty() { p class="muted" { "This session was not recorded." } }
            @for (recording, offer) in page.recordings.iter().zip(page.offers) { (one(viewer, page, recording, *offer)) }
            div class="recording-proof" {
                (answers(viewer, page))
                (looks(viewer, page))
            }
        },
    )
}

fn one(viewer: &Viewer, page: &Page<'_>, recording: &Recording, offer: Offer) -> Markup {
    html! {
        section class="recording" aria-label=(format!("Recording of {}", show::time(recording.started_at, &viewer.zone))) {
            p {
                (ui::time(recording.started_at, &viewer.zone, When::Whole))
                @if recording.erased_at.is_none() && recording.stopped.is_some() {
                    ", " (show::seconds(lasts_seconds(recording))) ", " (show::bytes(recording.bytes()))
                }
            }
            (state(viewer, recording, page.days))
            @if recording.stopped.is_some() && !recording.parts.is_empty() {
                (copy::offer(page.session.id, recording, offer))
            }
            @if viewer.is(Role::Admin) && recording.erased_at.is_none() && recording.stopped.is_some() {
                (deeds(page.session, recording))
            }
        }
    }
}

/// Who agreed and who did not, to which words, and when.
fn answers(viewer: &Viewer, page: &Page<'_>) -> Markup {
    let answers = &page.proof.answers;
    let versions: BTreeSet<i64> = answers.iter().map(|given| given.text_version).collect();
    html! {
        @if !answers.is_empty() {
            (ui::fold(Icon::Check, "What was answered", false, html! {
                ul {
                    @for given in answers {
                        li {
                            (given.name)
                            @if given.for_child { ", for " (page.session.student_first_name) "," }
                            " said " (given.answer.word()) ", " (ui::time(given.at, &viewer.zone, When::Whole))
                            @if versions.len() > 1 { " (question " (given.text_version) ")" }
                        }
                    }
                }
                @for (version, words) in versions.iter().filter_map(|version| Some((version, question(*version)?))) {
                    p class="muted" {
                        "The question" @if versions.len() > 1 { " " (version) } ": "
                        (page.session.instructor_first_name) " " (words)
                    }
                }
            }))
        }
    }
}

/// Who watched: for admins.
fn looks(viewer: &Viewer, page: &Page<'_>) -> Markup {
    let looks = &page.proof.looks;
    html! {
        @if !looks.is_empty() {
            (ui::fold(Icon::People, "Who watched", false, html! {
                ul { @for look in looks { li { (look.name) ", " (ui::time(look.at, &viewer.zone, When::Whole)) } } }
            }))
        }
    }
}

fn lasts_seconds(recording: &Recording) -> i64 {
    let stopped = recording.stopped.map_or(recording.started_at, |(at, _)| at);
    (stopped.micros() - recording.started_at.micros()) / 1_000_000
}

fn state(viewer: &Viewer, recording: &Recording, days: i64) -> Markup {
    let kept_until = until(recording, days);
    html! {
        @if let Some(at) = recording.erased_at {
            p class="muted" { "Erased on " (ui::time(at, &viewer.zone, When::Day)) ". Boards and chat can still be played." }
        } @else if let Some(held) = &recording.held {
            (Notice::warn("Under legal hold").body(html! {
                "Since " (ui::time(held.at, &viewer.zone, When::Day)) ". It is not erased, not even when its days are over, until the hold is lifted."
                @if viewer.is(Role::Admin) && !held.why.is_empty() { " Reason: " (held.why) }
            }))
        } @else if let Some(at) = kept_until {
            p class="muted" { "Kept until " (ui::time(at, &viewer.zone, When::Day)) ", then erased." }
        } @else {
            p class="muted" { "It goes on." }
        }
    }
}

fn deeds(session: &Session, recording: &Recording) -> Markup {
    let at = |deed: Deed| format!("/sessions/{}/recordings/{}/{}", session.id, recording.id, deed.path());
    let link = |deed: Deed| Button::link(at(deed), deed.verb()).small();
    html! {
        div class="actions" {
            @if recording.held.is_some() {
                (link(Deed::Release).icon(Icon::Lock))
            } @else {
                (link(Deed::Hold).icon(Icon::Lock))
                (link(Deed::Erase).quiet())
            }
        }
    }
}
