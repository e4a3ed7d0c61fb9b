//! The verb reschedule: a plan becomes the session's time, with its links, its reminders and the event that tells everyone.

use db::{Scope, Tx, outbox};
use kernel::{Event, SessionId, SessionMinutes, Timestamp};
use people::audit::{self, Change};
use people::links;
use web::Viewer;

use super::super::session::{LINKS_HOLD_MINUTES, Session};
use super::super::{store, together};
use super::planning::{MoveError, Mover, Plan, Wish, find, plan, plan_agreed};
use crate::{reminders, series};

/// Moves a planned session to another time.
///
/// # Errors
/// As [`MoveError`] says; `NotFound` for everybody but its instructor and admins.
pub async fn reschedule(
    tx: &mut Tx,
    viewer: &Viewer,
    session: SessionId,
    starts_at: Timestamp,
    minutes: SessionMinutes,
) -> Result<Session, MoveError> {
    let plan = held_plan(tx, viewer, &Wish { session, starts_at, minutes, alone: false }).await?;
    write(tx, Mover::of(viewer), &plan).await
}

/// Moves a planned session to a time that its instructor and its family have agreed on, whichever of them says so last.
/// Who may agree is the caller's to know.
///
/// # Errors
/// As [`MoveError`] says.
pub async fn reschedule_agreed(tx: &mut Tx, mover: Mover<'_>, wish: &Wish) -> Result<Session, MoveError> {
    let found = store::find(tx, mover.scope, wish.session).await?;
    hold(tx, mover.scope, &found).await?;
    let plan = plan_agreed(tx, mover, wish).await?;
    write(tx, mover, &plan).await
}

/// Moves it as `viewer` was shown; a second press of the same button finds it moved already.
///
/// # Errors
/// `Changed` when it is not what was shown any more; else as [`MoveError`] says.
pub async fn press(tx: &mut Tx, viewer: &Viewer, wish: &Wish, seen: &str) -> Result<(), MoveError> {
    let plan = match held_plan(tx, viewer, wish).await {
        Err(MoveError::Same) => return Ok(()),
        planned => planned?,
    };
    if plan.digest() != seen {
        return Err(MoveError::Changed);
    }
    write(tx, Mover::of(viewer), &plan).await?;
    Ok(())
}

/// Two moves, or a move and a booking, of one instructor meet at the guard row: the second plans when the first is written.
async fn held_plan(tx: &mut Tx, viewer: &Viewer, wish: &Wish) -> Result<Plan, MoveError> {
    let found = find(tx, viewer, wish.session).await?;
    hold(tx, viewer.scope(), &found).await?;
    plan(tx, viewer, wish).await
}

async fn hold(tx: &mut Tx, scope: Scope, session: &Session) -> db::Result<()> {
    let parts = together::parts(tx, scope, session).await?;
    together::guard(tx, scope, [session.instructor], &parts).await
}

/// Every student's part, or none.
async fn write(tx: &mut Tx, mover: Mover<'_>, plan: &Plan) -> Result<Session, MoveError> {
    for session in std::iter::once(&plan.session).chain(plan.others.iter().map(|other| &other.session)) {
        write_one(tx, mover, plan, session).await?;
    }
    if let Some(other) = plan.left.first() {
        store::leave_group_session(tx, mover.scope, plan.session.id, other.id).await?;
    }
    Ok(store::find(tx, mover.scope, plan.session.id).await?)
}

async fn write_one(tx: &mut Tx, mover: Mover<'_>, plan: &Plan, session: &Session) -> Result<(), MoveError> {
    let (scope, id) = (mover.scope, session.id);
    if !store::set_times(tx, scope, id, (plan.starts_at, plan.ends_at)).await? {
        return Err(MoveError::NotScheduled);
    }
    links::extend_of_session(tx, scope, id, plan.ends_at.plus_minutes(LINKS_HOLD_MINUTES)).await?;
    series::mark_changed(tx, scope, id).await?;
    reminders::plan(tx, scope, id, plan.starts_at, session.place.is_classroom()).await?;
    let times = |from: Timestamp, to: Timestamp| format!("{from} to {to}");
    let change = Change {
        by: Some(mover.by),
        what: "session time",
        subject: Some(id.to_string()),
        before: Some(times(session.starts_at, session.ends_at)),
        after: Some(times(plan.starts_at, plan.ends_at)),
    };
    audit::record(tx, scope, change).await?;
    outbox::record(tx, scope, Event::SessionRescheduled { session: id, by: mover.by }).await?;
    Ok(())
}
