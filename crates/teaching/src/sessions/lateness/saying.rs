//! The verb of running late, and who may say it when.

use db::{Error, Scope, Tx, outbox};
use kernel::{Event, Seat, SessionId, Timestamp};
use people::families;
use web::Viewer;

use super::super::session::Session;
use super::super::together;
use super::store;
use crate::presence;

/// What can be said.
pub const MINUTES: [i64; 3] = [5, 10, 15];
/// How long before the start it can be said first.
const AHEAD_MINUTES: i64 = 60;

db::row! {
    /// What was said last about one seat.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Lateness {
        pub seat: Seat,
        pub minutes: i64,
        pub said_at: Timestamp,
    }
}

/// Why it was not passed on.
#[derive(Debug, thiserror::Error)]
pub enum LateError {
    #[error("it is too early, they are in already, or the session is over")]
    NotNow,
    #[error("5, 10 or 15 minutes")]
    NotOffered,
    #[error("it was said too often")]
    TooOften,
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl db::IsRetry for LateError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

/// What was said of the session's two seats.
///
/// # Errors
/// As the engine refuses.
pub async fn of(tx: &mut Tx, scope: Scope, session: SessionId) -> db::Result<Vec<Lateness>> {
    store::of_session(tx, scope, session).await
}

/// The seat that `viewer`, who may see the session, speaks for now: their own, or their child's, from an hour before the
/// start until somebody sits in it. None for everyone else.
///
/// # Errors
/// As the engine refuses.
pub async fn who_may_say(tx: &mut Tx, viewer: &Viewer, session: &Session) -> db::Result<Option<Seat>> {
    let now = tx.now();
    let is_time = session.starts_at.plus_minutes(-AHEAD_MINUTES) <= now && now < session.ends_at;
    if session.outcome.is_some() || !is_time {
        return Ok(None);
    }
    let Some(seat) = seat_of(tx, viewer, session).await? else { return Ok(None) };
    let stays = presence::intervals(tx, viewer.scope(), session.id).await?;
    Ok((!stays.iter().any(|stay| stay.seat == seat)).then_some(seat))
}

async fn seat_of(tx: &mut Tx, viewer: &Viewer, session: &Session) -> db::Result<Option<Seat>> {
    if let Some(seat) = session.seat_of(viewer.user) {
        return Ok(Some(seat));
    }
    let parents = families::parents_of(tx, viewer.scope(), session.student).await?;
    Ok(parents.iter().any(|parent| parent.id == viewer.user).then_some(Seat::Student))
}

/// Passes on that whoever sits in `viewer`'s seat will be so many minutes late. Saying the same again tells nobody.
///
/// # Errors
/// As [`LateError`] says; `NotFound` for who has no part in the session.
pub async fn say_late(tx: &mut Tx, viewer: &Viewer, id: SessionId, minutes: i64) -> Result<(), LateError> {
    let scope = viewer.scope();
    let session = super::super::find_visible(tx, viewer, id).await?;
    if seat_of(tx, viewer, &session).await?.is_none() {
        return Err(Error::NotFound.into());
    }
    if !MINUTES.contains(&minutes) {
        return Err(LateError::NotOffered);
    }
    let seat = who_may_say(tx, viewer, &session).await?.ok_or(LateError::NotNow)?;
    let said = of(tx, scope, id).await?;
    if said.iter().any(|late| late.seat == seat && late.minutes == minutes) {
        return Ok(());
    }
    if !store::say(tx, scope, id, seat, minutes, viewer.user).await? {
        return Err(LateError::TooOften);
    }
    outbox::record(tx, scope, Event::RunningLate { session: id, seat, by: viewer.user }).await?;
    if seat == Seat::Instructor {
        // whoever else takes part waits for the same person
        for other in together::others_planned(tx, scope, &session).await? {
            if store::say(tx, scope, other.id, seat, minutes, viewer.user).await? {
                outbox::record(tx, scope, Event::RunningLate { session: other.id, seat, by: viewer.user })
                    .await?;
            }
        }
    }
    Ok(())
}
