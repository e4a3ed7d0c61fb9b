//! The verb that books a series: all of its sessions in one transaction, and one event that tells everyone.

use db::intents::{self, Claim, Press};
use db::{Tx, outbox};
use kernel::{Event, GroupSessionId, Secret, SeriesId, SessionId};
use web::Viewer;

use super::super::form::Parsed;
use super::super::planning::{BookError, Booking, Charge};
use super::super::writing::{Booked, Pressed, booked_before, guard_each, hold, insert};
use super::form::Repeating;
use super::planning::{SeriesPlan, plan_series_each_for};
use crate::series::{self, Done, NewSeries, Pattern, Was};
use crate::sessions::instant::make_links;
use crate::sessions::session::LINKS_HOLD_MINUTES;

/// Books the series that `viewer` was shown; of several presses the first books, the others get its first session.
///
/// # Errors
/// `Changed` when it is not what was shown any more, or was shown with dates on which the instructor is busy; else as
/// [`BookError`] says.
pub async fn press_series(
    tx: &mut Tx,
    key: &Secret<[u8; 32]>,
    viewer: &Viewer,
    parsed: &Parsed,
    repeating: &Repeating,
    pressed: &Pressed,
) -> Result<Booked, BookError> {
    let (booking, students) = (&parsed.booking, &parsed.students);
    let scope = viewer.scope();
    let first = SessionId::fresh(tx.now());
    let press = Press { by: viewer.user, key: &pressed.key, body_hash: pressed.body_hash };
    match intents::claim(tx, scope, press, &first.to_string()).await? {
        Claim::First => {}
        Claim::UsedForOther => return Err(BookError::KeyUsedForOther),
        Claim::Again(earlier) => return booked_before(&earlier),
    }
    guard_each(tx, scope, booking.instructor, students).await?;
    let plans = plan_series_each_for(tx, viewer, booking, students, repeating).await?;
    if plans.digest(pressed.body_hash) != pressed.seen || plans.first.busy().next().is_some() {
        return Err(BookError::Changed);
    }
    // on each date the students' sessions are parts of one
    let days = plans.first.held();
    let shared: Vec<Option<GroupSessionId>> =
        days.map(|_| plans.are_several().then(|| GroupSessionId::fresh(tx.now()))).collect();
    let mut written = Vec::new();
    for (number, plan) in plans.each().enumerate() {
        let booking = Booking { student: plan.student.id, ..booking.clone() };
        let first = if number == 0 { first } else { SessionId::fresh(tx.now()) };
        written.extend(write(tx, key, viewer, &booking, repeating, plan, (first, &shared)).await?);
    }
    Ok(Booked { first, written })
}

/// One student's series, which only they and their parents are told of; gives its sessions.
async fn write(
    tx: &mut Tx,
    key: &Secret<[u8; 32]>,
    viewer: &Viewer,
    booking: &Booking,
    repeating: &Repeating,
    plan: &SeriesPlan,
    (first, shared): (SessionId, &[Option<GroupSessionId>]),
) -> Result<Vec<SessionId>, BookError> {
    let scope = viewer.scope();
    let series = SeriesId::fresh(tx.now());
    let pattern = &repeating.pattern;
    let new = NewSeries {
        id: series,
        rhythm: &pattern.rhythm,
        zone: &pattern.zone,
        first_day: pattern.first_day,
        total: i64::try_from(plan.held().count()).unwrap_or(i64::MAX),
        by: booking.by,
    };
    series::insert(tx, scope, &new).await?;
    let change = series::note_change(tx, scope, series, Done::Booked, booking.by, None).await?;
    let mut written = Vec::new();
    for ((position, day), shared) in (1..).zip(plan.held()).zip(shared) {
        let id = if position == 1 { first } else { SessionId::fresh(tx.now()) };
        let (starts_at, ends_at) = (day.planned.occurrence.starts_at, day.planned.occurrence.ends_at());
        insert(tx, scope, booking, &plan.rules, (starts_at, ends_at), (id, *shared)).await?;
        series::add_session(tx, scope, series, id, position).await?;
        series::note_session(tx, scope, change, &Was { session: id, starts_at, ends_at }).await?;
        if matches!(plan.charge, Charge::Credit { .. }) {
            hold(tx, scope, booking, id).await?;
        }
        if booking.place.is_classroom() {
            let until = ends_at.plus_minutes(LINKS_HOLD_MINUTES);
            make_links(tx, scope, key, booking.student, id, until).await?;
        }
        written.push(id);
    }
    outbox::record(tx, scope, Event::SeriesChanged { change }).await?;
    Ok(written)
}

/// Books a series to come for one student without a form, as the demonstration does, and gives its first session.
///
/// # Errors
/// As [`BookError`] says; `InstructorBusy` when they are on one of its dates.
pub async fn book_series(
    tx: &mut Tx,
    key: &Secret<[u8; 32]>,
    viewer: &Viewer,
    booking: &Booking,
    pattern: Pattern,
) -> Result<SessionId, BookError> {
    let students = [booking.student];
    guard_each(tx, viewer.scope(), booking.instructor, &students).await?;
    let repeating = Repeating { pattern, left_out: Vec::new() };
    let plans = plan_series_each_for(tx, viewer, booking, &students, &repeating).await?;
    if plans.first.busy().next().is_some() {
        return Err(BookError::InstructorBusy { session: None });
    }
    let shared = vec![None; plans.first.held().count()];
    let first = SessionId::fresh(tx.now());
    write(tx, key, viewer, booking, &repeating, &plans.first, (first, &shared)).await?;
    Ok(first)
}
