//! Something a person was told. Pure.

use kernel::{NoticeId, SessionId, Timestamp};

/// A line of the list. Its words are those of the moment it was told.
#[derive(Debug, Clone)]
pub struct Notification {
    pub id: NoticeId,
    /// The session it is about.
    pub session: Option<SessionId>,
    /// The number of the event that told it.
    pub event: i64,
    pub subject: String,
    pub body: String,
    pub created_at: Timestamp,
    pub read_at: Option<Timestamp>,
}
