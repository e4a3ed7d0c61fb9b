//! A right to a place in a classroom. Pure.

use db::Scope;
use kernel::{Seat, SeatId, SessionId, SignInId, UserId};
use teaching::sessions::Session;

/// By what a person holds their seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    SignedIn(SignInId),
    /// The seat cookie of a join link.
    Link(SeatId),
}

/// A person's right to a seat, as it was found a moment ago.
#[derive(Debug, Clone)]
pub struct Admission {
    pub scope: Scope,
    pub session: Session,
    pub seat: Seat,
    pub person: UserId,
    pub holder: Holder,
}

impl Admission {
    /// Where this person reads about the session; none for a link holder, who may open nothing else.
    pub fn details(&self) -> Option<String> {
        match self.holder {
            Holder::SignedIn(_) => Some(format!("/sessions/{}", self.session.id)),
            Holder::Link(_) => None,
        }
    }

    /// The person's own full name.
    pub fn name(&self) -> &str {
        match self.seat {
            Seat::Instructor => &self.session.instructor_name,
            Seat::Student => &self.session.student_name,
        }
    }
}

/// The seat cookie of a session; each session has its own, so that a family's device can hold several.
pub fn cookie_name(session: SessionId) -> String {
    format!("seat_{}", session.uuid().simple())
}
