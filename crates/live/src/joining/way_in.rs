//! What a join link leads to, for whoever opened it.

use db::{Result, Scope, Tx};
use kernel::{Seat, SessionId};
use people::accounts::{self, Person};
use people::links::{self, Kind, Link, LinkState};
use people::organizations::{self, Terms};
use teaching::sessions::{self, Session};
use web::Viewer;

use crate::seats;

/// The hash of the seat token that the visitor's browser holds for a session, if any.
pub type SeatToken<'a> = &'a (dyn Fn(SessionId) -> Option<[u8; 32]> + Send + Sync);

/// What stands between a link and its seat.
#[derive(Debug)]
pub enum WayIn {
    /// No such link.
    Unknown,
    /// The session is over.
    Over,
    /// The link was taken back or has expired.
    NoLonger,
    /// Its person has a password and signs in with it.
    SignInFirst,
    /// Somebody else is signed in.
    OtherPerson,
    /// Under 13, and the organization states no consent.
    NeedsConsent,
    /// The visitor has the seat already, by sign-in or by cookie.
    Inside(SessionId),
    Open(Box<Doorstep>),
}

/// A link that may be used now.
#[derive(Debug)]
pub struct Doorstep {
    pub link: Link,
    pub session: Session,
    pub student: Person,
    pub terms: Terms,
    /// The seat is held on another device.
    pub elsewhere: bool,
    /// By how many minutes the instructor said they will be late.
    pub instructor_late: Option<i64>,
}

/// Finds out what `token_text` leads to for this visitor. Changes nothing.
///
/// # Errors
/// As the engine refuses.
pub async fn look(
    tx: &mut Tx,
    scope: Scope,
    token_text: &str,
    viewer: Option<&Viewer>,
    seat_token: SeatToken<'_>,
) -> Result<WayIn> {
    let Some(link) = links::find(tx, scope, Kind::Join, token_text).await? else { return Ok(WayIn::Unknown) };
    let Some(session) = link.session else { return Ok(WayIn::Unknown) };
    let session = sessions::find(tx, scope, session).await?;
    if session.state().is_over() {
        return Ok(WayIn::Over);
    }
    if link.state(tx.now()) != LinkState::Valid || session.seat_of(link.person) != Some(Seat::Student) {
        return Ok(WayIn::NoLonger);
    }
    if let Some(viewer) = viewer {
        let same = viewer.user == link.person;
        return Ok(if same { WayIn::Inside(session.id) } else { WayIn::OtherPerson });
    }
    let student = accounts::find(tx, scope, link.person).await?;
    if student.is_archived() {
        return Ok(WayIn::NoLonger);
    }
    if student.can_sign_in() {
        return Ok(WayIn::SignInFirst);
    }
    doorstep(tx, scope, link, session, student, seat_token).await
}

async fn doorstep(
    tx: &mut Tx,
    scope: Scope,
    link: Link,
    session: Session,
    student: Person,
    seat_token: SeatToken<'_>,
) -> Result<WayIn> {
    if let Some(token) = seat_token(session.id)
        && let Some((_, person)) = seats::of_token(tx, scope, session.id, token).await?
        && person == student.id
    {
        return Ok(WayIn::Inside(session.id));
    }
    if student.under_13 && !organizations::rules(tx, scope).await?.consent_under_13 {
        return Ok(WayIn::NeedsConsent);
    }
    let terms = organizations::current_terms(tx, scope).await?;
    let elsewhere = seats::has_open(tx, scope, session.id, student.id).await?;
    let said = sessions::latenesses(tx, scope, session.id).await?;
    let of_instructor = said.iter().find(|late| late.seat == Seat::Instructor && session.opened_at.is_none());
    let instructor_late = of_instructor.map(|late| late.minutes);
    Ok(WayIn::Open(Box::new(Doorstep { link, session, student, terms, elsewhere, instructor_late })))
}
