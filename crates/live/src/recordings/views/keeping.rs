//! The pages that hold a recording, lift its hold and erase it.

use maud::{Markup, html};
use serde::Deserialize;
use teaching::sessions::Session;
use web::ui::{self, Button, Field, Notice, PostForm, When};
use web::{Current, Errors, Organization, Viewer, page, show};

use crate::recordings::recording::Recording;

/// Characters of a reason: a line or two.
pub const MOST_REASON: usize = 300;

/// What is done to a recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    Hold,
    Release,
    Erase,
}

/// The form as it was filled in.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct KeepingForm {
    pub reason: String,
    /// Ticked for an erasure.
    pub sure: String,
}

impl Deed {
    pub const fn path(self) -> &'static str {
        match self {
            Self::Hold => "hold",
            Self::Release => "release",
            Self::Erase => "erasure",
        }
    }

    pub const fn verb(self) -> &'static str {
        match self {
            Self::Hold => "Put under legal hold",
            Self::Release => "Lift the legal hold",
            Self::Erase => "Erase now",
        }
    }

    const fn consequence(self) -> &'static str {
        match self {
            Self::Hold => {
                "While it is held, neither the end of its days nor anybody here erases this recording. Who may watch it, \
                 still may."
            }
            Self::Release => {
                "From then on it is erased when its days are over, at once if they are, and can be erased by hand."
            }
            Self::Erase => {
                "Sound and pictures are removed from the server's disk for good, also a copy that was made of them. Boards, chat \
                 and minutes of the session stay. Backups of the server keep it until they are replaced."
            }
        }
    }
}

/// Asks for the reason.
pub fn ask(
    organization: &Organization,
    viewer: &Viewer,
    (session, recording): (&Session, &Recording),
    deed: Deed,
    (form, errors): (&KeepingForm, &Errors),
) -> Markup {
    let back = format!("/sessions/{}/recordings", session.id);
    let action = format!("{back}/{}/{}", recording.id, deed.path());
    let submit = match deed {
        Deed::Erase => Button::submit(deed.verb()).danger(),
        Deed::Hold | Deed::Release => Button::submit(deed.verb()).primary(),
    };
    let body = html! {
        (ui::page_header(deed.verb(), Some(session.title()), html! { (Button::link(back.as_str(), "Back to the recordings").quiet()) }))
        (ui::panel(ui::key_values([
            ("Recorded", ui::time(recording.started_at, &viewer.zone, When::Whole)),
            ("Instructor", html! { (session.instructor_name) }),
            ("Student", html! { (session.student_name) }),
            ("Size", html! { (show::bytes(recording.bytes())) }),
        ])))
        @match (deed, &recording.held) {
            (Deed::Hold, Some(_)) => { (Notice::info("It is under legal hold already").body(html! { "The reason that was given first stays." })) }
            (Deed::Erase, Some(_)) => { (Notice::warn("It is under legal hold").body(html! { "Lift the hold first, if you may." })) }
            (Deed::Release, None) => { (Notice::info("It is not under legal hold.")) }
            _ => {
                (ui::panel(html! {
                    (PostForm::to(action).errors(errors).body(html! {
                        p { (deed.consequence()) }
                        (Field::text("reason", "Reason").max(MOST_REASON).required().value(&form.reason)
                            .error(errors.get("reason")).hint("It is kept with your name in the audit trail."))
                        @if deed == Deed::Erase {
                            (Field::checkbox("sure", "Yes, erase sound and pictures for good").required()
                                .checked(form.sure == "true").error(errors.get("sure")))
                        }
                    }).actions(html! { (submit) }))
                }))
            }
        }
    };
    page(organization, viewer, Current::Configuration, deed.verb(), body)
}
