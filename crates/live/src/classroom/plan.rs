//! What the store knows of a session, as a room wants it.

use std::time::Duration;

use db::{Result, Scope, Tx};
use people::links::{self, Link, Mailed};
use people::organizations;
use room::protocol::Outcome as OutcomeWord;
use room::{LinkProgress, Mail, Plan, RecordingPolicy};
use teaching::presence;
use teaching::sessions::{Outcome, Session, State};

use crate::{journal, recordings};

/// How the room of a session begins, from the stored facts.
///
/// # Errors
/// As the engine refuses.
pub async fn of(tx: &mut Tx, scope: Scope, session: &Session) -> Result<Plan> {
    let stays = presence::attendance(&presence::intervals(tx, scope, session.id).await?);
    let standing = journal::standing(tx, scope, session.id).await?;
    let durations = organizations::rules(tx, scope).await?.durations;
    Ok(Plan {
        starts: session.starts_at,
        early: Duration::from_secs(u64::try_from(session.early_minutes * 60).unwrap_or(0)),
        ends: session.ends_at,
        instructor_name: session.instructor_name.clone(),
        student_name: session.student_name.clone(),
        opened: session.opened_at.is_some(),
        begun: session.state() == State::Lesson,
        admitted: stays.student_was_in,
        together: Duration::from_secs(u64::try_from(stays.together_seconds).unwrap_or(0)),
        progress: progress(tx, scope, session).await?,
        mode: standing.mode,
        locked: standing.locked,
        recording: policy(recordings::mode_of(tx, scope, session.id).await?),
        recorded: standing.recorded,
        record: standing.lines,
        extensions: durations.iter().filter_map(|minutes| u16::try_from(minutes.get()).ok()).collect(),
    })
}

/// How far the mails with the links have come, and whose were opened.
///
/// # Errors
/// As the engine refuses.
pub async fn progress(tx: &mut Tx, scope: Scope, session: &Session) -> Result<LinkProgress> {
    let links = links::of_session(tx, scope, session.id).await?;
    let opened = |own: bool| {
        links.iter().any(|link| (link.recipient == session.student) == own && link.opened_at.is_some())
    };
    Ok(LinkProgress { mail: mail(&links), opened_by_student: opened(true), opened_by_parent: opened(false) })
}

/// How far the family's mails have come: one that arrived is enough, one that waits is hope.
fn mail(links: &[Link]) -> Mail {
    let any = |mailed| links.iter().any(|link| link.mailed() == mailed);
    if any(Mailed::Yes) {
        Mail::Sent
    } else if any(Mailed::OnTheWay) {
        Mail::OnTheWay
    } else {
        Mail::Unsent
    }
}

const fn policy(mode: organizations::RecordingMode) -> RecordingPolicy {
    match mode {
        organizations::RecordingMode::Off => RecordingPolicy::Never,
        organizations::RecordingMode::Ask => RecordingPolicy::Ask,
        organizations::RecordingMode::Always => RecordingPolicy::Always,
    }
}

/// The word browsers are told for an outcome.
pub const fn outcome_word(outcome: Outcome) -> OutcomeWord {
    match outcome {
        Outcome::Completed => OutcomeWord::Completed,
        Outcome::MissedByStudent | Outcome::MissedByInstructor => OutcomeWord::Missed,
        Outcome::Cancelled => OutcomeWord::Cancelled,
    }
}
