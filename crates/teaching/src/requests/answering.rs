//! What answers a request: accept, decline, propose another time; and its family withdraws it.

use db::{Error, Scope, Tx, outbox};
use kernel::{Event, RequestId, Role, Secret, SessionId, Timestamp, UserId};
use people::families;
use web::Viewer;

use super::planning::{self, PlanError, Wish};
use super::request::{Answer, MAX_REASON, Part, Proposal, Request, State, earliest, expires_at};
use super::store::{self, Ending};
use crate::sessions::{self, BookError, MOST_DAYS_AHEAD, MoveError, MoveWish, Mover};

/// What a request is declined with, when its time was given to another.
pub const TAKEN: &str = "That time was given to somebody who asked for it too.";

/// Why a request was not answered.
#[derive(Debug, thiserror::Error)]
pub enum AnswerError {
    /// Somebody was quicker, or it ran out.
    #[error("the request is not open any more")]
    NotOpen,
    #[error("that time was not asked for, or is not proposed any more")]
    NotAnOption,
    #[error("that time is over, or too soon to be answered")]
    TooSoon,
    #[error("that time is more than two years ahead")]
    TooFarAhead,
    #[error("the instructor has another session at that time")]
    Busy,
    #[error("the student has no credit left, and the organization does not go below zero")]
    NotEnoughCredits,
    #[error("the instructor does not teach this student any more")]
    NotTaught,
    #[error("the program is archived")]
    UnknownProgram,
    #[error("the session has begun, is over, or was cancelled")]
    Settled,
    #[error("that is when it is planned already")]
    Same,
    #[error("no reason was given, or a very long one")]
    NoReason,
    #[error(transparent)]
    Store(#[from] Error),
}

impl db::IsRetry for AnswerError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

impl From<PlanError> for AnswerError {
    fn from(error: PlanError) -> Self {
        match error {
            PlanError::NotTaught => Self::NotTaught,
            PlanError::UnknownProgram => Self::UnknownProgram,
            PlanError::Settled => Self::Settled,
            PlanError::Same => Self::Same,
            PlanError::Store(error) => Self::Store(error),
        }
    }
}

impl From<BookError> for AnswerError {
    fn from(error: BookError) -> Self {
        match error {
            BookError::UnknownProgram => Self::UnknownProgram,
            BookError::InstructorBusy { .. } => Self::Busy,
            BookError::NotEnoughCredits { .. } | BookError::NotEnoughCreditsForAll { .. } => {
                Self::NotEnoughCredits
            }
            BookError::Store(error) => Self::Store(error),
            // of all else that a booking is refused for a request can only meet this one
            _ => Self::NotTaught,
        }
    }
}

impl From<MoveError> for AnswerError {
    fn from(error: MoveError) -> Self {
        match error {
            MoveError::NotScheduled | MoveError::Changed | MoveError::DurationNotOffered => Self::Settled,
            MoveError::Same => Self::Same,
            MoveError::Past => Self::TooSoon,
            MoveError::TooFarAhead => Self::TooFarAhead,
            MoveError::InstructorBusy { .. } => Self::Busy,
            MoveError::Store(error) => Self::Store(error),
        }
    }
}

/// What `viewer`, who may see the request, may do about it.
///
/// # Errors
/// As the engine refuses.
pub async fn part_of(tx: &mut Tx, viewer: &Viewer, request: &Request) -> db::Result<Part> {
    let parents = families::parents_of(tx, viewer.scope(), request.student).await?;
    let is_parent = parents.iter().any(|parent| parent.id == viewer.user);
    Ok(Part {
        answers: viewer.user == request.instructor || viewer.is(Role::Admin),
        asks: viewer.user == request.asked_by || is_parent,
    })
}

/// Accepts a request for the time `starts_at`: its instructor, or an admin, one of the times that were asked for; its
/// family the one that was proposed. The session is booked, or moved, in the same transaction.
///
/// # Errors
/// As [`AnswerError`] says; `NotFound` for everybody who has no part in it.
pub async fn accept(
    tx: &mut Tx,
    key: &Secret<[u8; 32]>,
    viewer: &Viewer,
    id: RequestId,
    starts_at: Timestamp,
) -> Result<SessionId, AnswerError> {
    let scope = viewer.scope();
    let seen = store::find_visible(tx, viewer, id).await?;
    // acceptances and bookings of one instructor meet here: the second one reads when the first is written
    sessions::guard(tx, scope, [seen.instructor, seen.student]).await?;
    let request = store::find(tx, scope, id).await?;
    let state = open_state(&request, tx.now())?;
    let part = part_of(tx, viewer, &request).await?;
    if !may_accept(&request, part, state, starts_at)? {
        return Err(AnswerError::NotAnOption);
    }
    if starts_at <= tx.now() {
        return Err(AnswerError::TooSoon);
    }
    let wish = Wish::of(&request, viewer.user);
    let session = match wish.moves {
        None => {
            let billable = planning::is_billable(tx, scope, request.program).await?;
            sessions::book(tx, scope, key, &wish.booking(starts_at, billable)).await?
        }
        Some(session) => {
            let mover = Mover { scope, by: viewer.user, zone: &request.zone };
            let wanted = MoveWish { session, starts_at, minutes: request.minutes, alone: true };
            sessions::reschedule_agreed(tx, mover, &wanted).await?.id
        }
    };
    let ending =
        Ending { answer: Answer::Accepted, by: Some(viewer.user), reason: None, session: Some(session) };
    end(tx, scope, id, &ending).await?;
    decline_rivals(tx, scope, request.instructor, (starts_at, request.ends(starts_at))).await?;
    Ok(session)
}

/// Whether the time is one that somebody with this part accepts.
///
/// # Errors
/// `NotFound` for who accepts nothing.
fn may_accept(
    request: &Request,
    part: Part,
    state: State,
    starts_at: Timestamp,
) -> Result<bool, AnswerError> {
    let is_proposed = state == State::Proposed && request.options().contains(&starts_at);
    match (part.answers, part.asks) {
        (false, false) => Err(Error::NotFound.into()),
        (answers, asks) => Ok((answers && request.starts.contains(&starts_at)) || (asks && is_proposed)),
    }
}

/// Requests for a time that is taken now, and that have no other left, are declined. Others keep what is left to them.
async fn decline_rivals(
    tx: &mut Tx,
    scope: Scope,
    instructor: UserId,
    taken: (Timestamp, Timestamp),
) -> Result<(), AnswerError> {
    for rival in store::open_of_instructor(tx, scope, instructor).await? {
        let options = rival.options();
        if !options.iter().any(|start| rival.meets(*start, taken)) {
            continue;
        }
        let wish = Wish::of(&rival, rival.asked_by);
        let is_left = match planning::look(tx, scope, &wish, Some(rival.id)).await {
            Ok(looks) => looks.iter().any(|look| !look.instructor_is_busy),
            // what else is wrong with it is not this acceptance's to say
            Err(PlanError::Store(error)) => return Err(error.into()),
            Err(_) => true,
        };
        if !is_left {
            let ending = Ending { answer: Answer::Declined, by: None, reason: Some(TAKEN), session: None };
            match end(tx, scope, rival.id, &ending).await {
                // withdrawn in the same moment: that holds too
                Ok(()) | Err(AnswerError::NotOpen) => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(())
}

/// Declines a request, and says why.
///
/// # Errors
/// As [`AnswerError`] says; `NotFound` for everybody but its instructor and admins.
pub async fn decline(tx: &mut Tx, viewer: &Viewer, id: RequestId, reason: &str) -> Result<(), AnswerError> {
    find_to_answer(tx, viewer, id).await?;
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > MAX_REASON {
        return Err(AnswerError::NoReason);
    }
    let ending =
        Ending { answer: Answer::Declined, by: Some(viewer.user), reason: Some(reason), session: None };
    end(tx, viewer.scope(), id, &ending).await
}

/// Proposes another time; its family accepts it, or withdraws the request.
///
/// # Errors
/// As [`AnswerError`] says; `NotFound` for everybody but its instructor and admins.
pub async fn propose(
    tx: &mut Tx,
    viewer: &Viewer,
    id: RequestId,
    starts_at: Timestamp,
    words: &str,
) -> Result<(), AnswerError> {
    let (scope, now) = (viewer.scope(), tx.now());
    let request = find_to_answer(tx, viewer, id).await?;
    let words = words.trim();
    if words.chars().count() > MAX_REASON {
        return Err(AnswerError::NoReason);
    }
    if starts_at < earliest(now) {
        return Err(AnswerError::TooSoon);
    }
    if starts_at > now.plus_minutes(MOST_DAYS_AHEAD * 24 * 60) {
        return Err(AnswerError::TooFarAhead);
    }
    let wish = Wish { starts: vec![starts_at], ..Wish::of(&request, viewer.user) };
    let looks = planning::look(tx, scope, &wish, Some(id)).await?;
    if looks.iter().any(|look| look.instructor_is_busy) {
        return Err(AnswerError::Busy);
    }
    let proposal = Proposal { starts_at, by: viewer.user, at: now, words: words.to_owned() };
    let moved = request.moves.map(|moves| moves.starts_at);
    if !store::set_proposal(tx, scope, id, &proposal, expires_at(now, &[starts_at], moved)).await? {
        return Err(AnswerError::NotOpen);
    }
    outbox::record(tx, scope, Event::RequestProposed { request: id }).await?;
    Ok(())
}

/// Withdraws a request.
///
/// # Errors
/// As [`AnswerError`] says; `NotFound` for everybody but who asked and the student's parents.
pub async fn withdraw(tx: &mut Tx, viewer: &Viewer, id: RequestId) -> Result<(), AnswerError> {
    let request = store::find_visible(tx, viewer, id).await?;
    if !part_of(tx, viewer, &request).await?.asks {
        return Err(Error::NotFound.into());
    }
    let ending = Ending { answer: Answer::Withdrawn, by: Some(viewer.user), reason: None, session: None };
    end(tx, viewer.scope(), id, &ending).await
}

async fn find_to_answer(tx: &mut Tx, viewer: &Viewer, id: RequestId) -> Result<Request, AnswerError> {
    let request = store::find_visible(tx, viewer, id).await?;
    if !part_of(tx, viewer, &request).await?.answers {
        return Err(Error::NotFound.into());
    }
    open_state(&request, tx.now())?;
    Ok(request)
}

fn open_state(request: &Request, now: Timestamp) -> Result<State, AnswerError> {
    let state = request.state(now);
    if state.is_open() { Ok(state) } else { Err(AnswerError::NotOpen) }
}

async fn end(tx: &mut Tx, scope: Scope, id: RequestId, ending: &Ending<'_>) -> Result<(), AnswerError> {
    if !store::set_answer(tx, scope, id, ending).await? {
        return Err(AnswerError::NotOpen);
    }
    outbox::record(tx, scope, Event::RequestAnswered { request: id }).await?;
    Ok(())
}
