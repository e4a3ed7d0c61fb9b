//! The verb answer: somebody says whether a session may be recorded.

use db::{Error, Result, Scope, Tx};
use kernel::{Seat, SessionId, Timestamp, UserId};
use people::families;
use teaching::sessions;

use super::recording::{Answer, WhyNot, may_record};
use super::store;

/// The question as somebody read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// For whom: the own seat, or a parent for the student's.
    pub seat: Seat,
    pub text_version: i64,
    pub at: Timestamp,
}

/// Whether the session may be recorded after the answer. When it may not and is, recording has to stop.
pub type Consented = std::result::Result<(), WhyNot>;

/// Keeps an answer as proof. The newest for a seat counts; those before stay.
///
/// # Errors
/// `NotFound` for who has no part in the session, or not that one.
pub async fn answer_consent(
    tx: &mut Tx,
    scope: Scope,
    id: SessionId,
    person: UserId,
    asked: Asked,
    answer: Answer,
) -> Result<Consented> {
    let session = sessions::find(tx, scope, id).await?;
    let is_own = session.seat_of(person) == Some(asked.seat);
    let answers_for_child = asked.seat == Seat::Student
        && families::parents_of(tx, scope, session.student).await?.iter().any(|parent| parent.id == person);
    if !is_own && !answers_for_child {
        return Err(Error::NotFound);
    }
    store::insert_consent(tx, scope, id, person, asked, answer).await?;
    let terms = store::terms_of(tx, scope, id).await?;
    Ok(may_record(terms.mode, terms.student_refuses, terms.answers))
}
