//! Cancelling a session that is scheduled, or open but without a lesson yet; and giving back the credit of a late one.

use db::{Error, Scope, Tx, outbox};
use kernel::{Event, Role, SessionId, Timestamp};
use ledger::Settlement;
use people::audit::{self, Change};
use people::links;
use people::organizations::{self, CancellationRules};
use web::{Money, Viewer};

use super::session::{Outcome, Session, Side, State};
use super::store::{self, Ending};
use super::together;
use crate::presence;

/// The longest reason kept.
pub const MAX_REASON: usize = 300;

/// Why a session could not be cancelled.
#[derive(Debug, thiserror::Error)]
pub enum CancelError {
    #[error("a lesson that has begun is ended, not cancelled")]
    LessonRunning,
    #[error("the session is over")]
    Over,
    #[error("a student asks a parent or the instructor to cancel")]
    NotTheirs,
    #[error("say why, in at most 300 characters")]
    NoReason,
    /// Others take part, and staff did not say whether it is cancelled for them too.
    #[error("say whether it is cancelled for one student or for all")]
    NoReach,
    /// Whoever cancels was not told so.
    #[error("the session's credit would be kept")]
    CreditIsKept,
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl db::IsRetry for CancelError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

/// For whom a session of several students is cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// The one student whose part it is.
    One,
    All,
}

impl Reach {
    pub const fn word(self) -> &'static str {
        match self {
            Self::One => "one",
            Self::All => "all",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        [Self::One, Self::All].into_iter().find(|reach| reach.word() == word)
    }
}

/// What whoever cancels says.
#[derive(Debug, Clone, Default)]
pub struct Cancelling {
    /// On whose side the reason lies, as staff say; for a parent it is the family.
    pub side: Option<Side>,
    /// One of the organization's reasons, or nothing.
    pub cause: String,
    /// In words of their own; may be empty beside a cause.
    pub why: String,
    /// An admin's word that the credit goes back however late it is.
    pub waive: bool,
    /// They were told that the credit is kept.
    pub knows_credit_is_kept: bool,
    /// Where several students take part, as staff say; a family cancels for its own alone.
    pub reach: Option<Reach>,
}

/// What cancelling means at this moment, for whoever is about to do it.
#[derive(Debug, Clone)]
pub struct Terms {
    pub reasons: Vec<String>,
    pub free_hours: i64,
    /// Until when a family cancels free of charge; none when it always does.
    pub free_until: Option<Timestamp>,
    /// That time is over.
    pub is_late: bool,
    /// A credit is at stake.
    pub charges: bool,
    /// The viewer is staff, who say on whose side the reason lies.
    pub asks_for_side: bool,
    pub may_waive: bool,
    /// The side whose reason it is unless something else is said.
    pub side: Side,
}

impl Terms {
    /// Whether the credit is kept when the viewer cancels without saying more.
    pub fn keeps_credit(&self) -> bool {
        self.charges && self.is_late && self.side == Side::Family
    }
}

/// Whether `viewer`, who may see the session, may also cancel it: its instructor, the student's parents, admins.
pub fn may_cancel(viewer: &Viewer, session: &Session) -> bool {
    let is_student_only = viewer.user == session.student && !viewer.is(Role::Admin);
    !is_student_only && matches!(session.state(), State::Scheduled | State::Lobby)
}

/// What cancelling `session` now means for `viewer`.
///
/// # Errors
/// As the engine refuses.
pub async fn terms(tx: &mut Tx, viewer: &Viewer, session: &Session) -> db::Result<Terms> {
    let rules = organizations::cancellation(tx, viewer.scope()).await?;
    Ok(Terms {
        free_until: free_until(&rules, session),
        is_late: is_late(&rules, session, tx.now()),
        charges: session.billable && session.money == Money::Credits,
        asks_for_side: is_staff(viewer, session),
        may_waive: viewer.is(Role::Admin),
        side: side_of(viewer, session),
        free_hours: rules.free_hours,
        reasons: rules.reasons,
    })
}

/// Until when a family cancels free of charge. What was started at once had no such time.
fn free_until(rules: &CancellationRules, session: &Session) -> Option<Timestamp> {
    let always = rules.free_hours == 0 || session.instant;
    (!always).then(|| session.starts_at.plus_minutes(-60 * rules.free_hours))
}

fn is_late(rules: &CancellationRules, session: &Session, now: Timestamp) -> bool {
    free_until(rules, session).is_some_and(|until| until < now)
}

fn is_staff(viewer: &Viewer, session: &Session) -> bool {
    viewer.user == session.instructor || viewer.is(Role::Admin)
}

fn side_of(viewer: &Viewer, session: &Session) -> Side {
    if viewer.user == session.instructor {
        Side::Instructor
    } else if viewer.is(Role::Admin) {
        Side::Organization
    } else {
        Side::Family
    }
}

/// Cancels a session with a reason alone, on the side of whoever does it. A family that is late for it pays.
///
/// # Errors
/// As [`cancel_as`].
pub async fn cancel(tx: &mut Tx, viewer: &Viewer, id: SessionId, why: &str) -> Result<Session, CancelError> {
    let said = Cancelling {
        why: why.to_owned(),
        knows_credit_is_kept: true,
        reach: Some(Reach::One),
        ..Cancelling::default()
    };
    cancel_as(tx, viewer, id, &said).await
}

/// Cancels a session for everyone in it, or of several students for the one or for all, as staff say.
///
/// # Errors
/// As [`CancelError`] says; `NotFound` for who may not see it.
pub async fn cancel_as(
    tx: &mut Tx,
    viewer: &Viewer,
    id: SessionId,
    said: &Cancelling,
) -> Result<Session, CancelError> {
    let session = store::find_visible(tx, viewer, id).await?;
    let asked = session.is_shared() && is_staff(viewer, &session) && may_cancel(viewer, &session);
    if asked && said.reach.is_none() {
        return Err(CancelError::NoReach);
    }
    if asked && said.reach == Some(Reach::All) {
        for other in together::others_planned(tx, viewer.scope(), &session).await? {
            cancel_one(tx, viewer, other.id, said).await?;
        }
    }
    cancel_one(tx, viewer, id, said).await
}

/// Cancels a session for everyone in it: the credit is released, or kept when the family is late, the links are revoked,
/// both sides are told.
///
/// # Errors
/// As [`CancelError`] says; `NotFound` for who may not see it.
async fn cancel_one(
    tx: &mut Tx,
    viewer: &Viewer,
    id: SessionId,
    said: &Cancelling,
) -> Result<Session, CancelError> {
    let scope = viewer.scope();
    let session = store::find_visible(tx, viewer, id).await?;
    let rules = organizations::cancellation(tx, scope).await?;
    let cause = Some(said.cause.trim()).filter(|cause| rules.reasons.iter().any(|reason| reason == cause));
    let why = reason(cause, said.why.trim())?;
    match session.state() {
        State::Lesson => return Err(CancelError::LessonRunning),
        State::Completed | State::Missed | State::Cancelled => return Err(CancelError::Over),
        State::Scheduled | State::Lobby if !may_cancel(viewer, &session) => {
            return Err(CancelError::NotTheirs);
        }
        State::Scheduled | State::Lobby => {}
    }
    let own = side_of(viewer, &session);
    let side = said.side.filter(|_| is_staff(viewer, &session)).unwrap_or(own);
    let is_waived = said.waive && viewer.is(Role::Admin);
    let keeps = side == Side::Family && is_late(&rules, &session, tx.now()) && !is_waived;
    let is_charged = keeps && session.billable && session.money == Money::Credits;
    if is_charged && own == Side::Family && !said.knows_credit_is_kept {
        return Err(CancelError::CreditIsKept);
    }
    if !write(tx, viewer, &session, &why).await? {
        return Err(CancelError::Over);
    }
    let settlement = if keeps { Settlement::Consume } else { Settlement::Release };
    let credit_kept = ledger::settle(tx, scope, id, settlement, Some(viewer.user)).await? && keeps;
    store::set_cancelled_for(tx, scope, id, side, cause, credit_kept).await?;
    links::revoke_of_session(tx, scope, id).await?;
    let credit = if credit_kept { ", credit kept" } else { "" };
    let after = format!("for the {}{credit}", side.word());
    audit::record(tx, scope, change(viewer, id, "session cancelled", None, after)).await?;
    outbox::record(tx, scope, Event::SessionCancelled { session: id }).await?;
    Ok(store::find(tx, scope, id).await?)
}

/// Whether it costs the credit when `viewer` cancels the session now, saying no more than that.
pub fn costs(viewer: &Viewer, rules: &CancellationRules, session: &Session, now: Timestamp) -> bool {
    let is_family = side_of(viewer, session) == Side::Family;
    is_family && is_late(rules, session, now) && session.billable && session.money == Money::Credits
}

/// Settles the credit of a session that `viewer` has cancelled among others, and notes on whose side that was.
///
/// # Errors
/// As the engine refuses.
pub async fn settle_cancelled(
    tx: &mut Tx,
    viewer: &Viewer,
    rules: &CancellationRules,
    session: &Session,
) -> db::Result<()> {
    let scope = viewer.scope();
    let keeps = costs(viewer, rules, session, tx.now());
    let settlement = if keeps { Settlement::Consume } else { Settlement::Release };
    let credit_kept = ledger::settle(tx, scope, session.id, settlement, Some(viewer.user)).await? && keeps;
    store::set_cancelled_for(tx, scope, session.id, side_of(viewer, session), None, credit_kept).await
}

/// Gives back the credit of a session that was cancelled among others on the organization's side.
///
/// # Errors
/// As the engine refuses.
pub async fn release_cancelled(tx: &mut Tx, viewer: &Viewer, session: &Session) -> db::Result<()> {
    let scope = viewer.scope();
    ledger::settle(tx, scope, session.id, Settlement::Release, Some(viewer.user)).await?;
    store::set_cancelled_for(tx, scope, session.id, Side::Organization, None, false).await
}

/// The reason as everyone reads it: a cause of the list, own words, or both.
fn reason(cause: Option<&str>, why: &str) -> Result<String, CancelError> {
    if why.chars().count() > MAX_REASON {
        return Err(CancelError::NoReason);
    }
    match (cause, why) {
        (None, "") => Err(CancelError::NoReason),
        (None, why) => Ok(why.to_owned()),
        (Some(cause), "") => Ok(cause.to_owned()),
        (Some(cause), why) => Ok(format!("{cause}: {why}")),
    }
}

/// Says whether it was not over yet.
async fn write(tx: &mut Tx, viewer: &Viewer, session: &Session, why: &str) -> db::Result<bool> {
    let (scope, id) = (viewer.scope(), session.id);
    if session.opened_at.is_none() {
        return store::set_cancelled(tx, scope, id, Some(viewer.user), why).await;
    }
    let now = tx.now();
    presence::leave_all(tx, scope, id, now).await?;
    let attendance = presence::attendance(&presence::intervals(tx, scope, id).await?);
    let ending = Ending {
        outcome: Outcome::Cancelled,
        by: "instructor",
        choice: None,
        attendance: &attendance,
        cancelled: Some((Some(viewer.user), why)),
    };
    store::set_ended(tx, scope, id, &ending).await
}

/// Why there was nothing to give back.
#[derive(Debug, thiserror::Error)]
pub enum WaiveError {
    #[error("no credit was kept for that session")]
    NothingKept,
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl db::IsRetry for WaiveError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

/// Gives back the credit that a late cancellation cost.
///
/// # Errors
/// `NothingKept` when none was, or it went back already; `NotFound` for everybody but admins.
pub async fn waive(tx: &mut Tx, viewer: &Viewer, id: SessionId) -> Result<(), WaiveError> {
    let scope = viewer.scope();
    if !viewer.is(Role::Admin) {
        return Err(Error::NotFound.into());
    }
    let session = store::find(tx, scope, id).await?;
    if !store::give_credit_back(tx, scope, id).await? {
        return Err(WaiveError::NothingKept);
    }
    ledger::refund(tx, scope, id, "late cancellation waived", Some(viewer.user)).await?;
    let before = Some("credit kept".to_owned());
    audit::record(
        tx,
        scope,
        change(viewer, id, "session cancellation", before, "credit given back".to_owned()),
    )
    .await?;
    tell(tx, scope, &session).await?;
    Ok(())
}

async fn tell(tx: &mut Tx, scope: Scope, session: &Session) -> db::Result<()> {
    outbox::record(tx, scope, Event::CreditsChanged { student: session.student }).await?;
    outbox::record(tx, scope, Event::SessionChanged { session: session.id }).await
}

fn change(
    viewer: &Viewer,
    id: SessionId,
    what: &'static str,
    before: Option<String>,
    after: String,
) -> Change<'static> {
    Change { by: Some(viewer.user), what, subject: Some(id.to_string()), before, after: Some(after) }
}
