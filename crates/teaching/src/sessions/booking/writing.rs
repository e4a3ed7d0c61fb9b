//! The verb book: a plan becomes a session, with its credit, its links and the event that tells everyone.

use db::intents::{self, Claim, Press};
use db::{Scope, Tx, outbox};
use kernel::{Event, GroupSessionId, Secret, SessionId, Timestamp, UserId};
use people::organizations::Rules;
use web::Viewer;

use super::super::attendance::{self, Record};
use super::super::instant::make_links;
use super::super::session::Outcome;
use super::super::session::{LINKS_HOLD_MINUTES, OutcomeRules};
use super::super::store::{self, NewSession};
use super::planning::{BookError, Booking, Charge, Plan, plan};
use super::several::{Plans, plan_each_for};

/// A press of Book.
#[derive(Debug, Clone)]
pub struct Pressed {
    /// One opening of the form; presses with the same key are one press.
    pub key: String,
    /// SHA-256 of all that was posted.
    pub body_hash: [u8; 32],
    /// The digest of the plan that was shown.
    pub seen: String,
    /// How it went, if it is over.
    pub went: Option<Outcome>,
}

/// What a press came to.
#[derive(Debug, Clone)]
pub struct Booked {
    /// The session to go to.
    pub first: SessionId,
    /// All that this press wrote: nothing where an earlier one of the same key did.
    pub written: Vec<SessionId>,
}

/// Books what `viewer` was shown, for each of `students`; of several presses the first books, the others get its session.
///
/// # Errors
/// `Changed` when it is not what was shown any more; else as [`BookError`] says.
pub async fn press(
    tx: &mut Tx,
    key: &Secret<[u8; 32]>,
    viewer: &Viewer,
    booking: &Booking,
    students: &[UserId],
    pressed: &Pressed,
) -> Result<Booked, BookError> {
    let scope = viewer.scope();
    let id = SessionId::fresh(tx.now());
    let press = Press { by: viewer.user, key: &pressed.key, body_hash: pressed.body_hash };
    match intents::claim(tx, scope, press, &id.to_string()).await? {
        Claim::First => {}
        Claim::UsedForOther => return Err(BookError::KeyUsedForOther),
        Claim::Again(earlier) => return booked_before(&earlier),
    }
    guard_each(tx, scope, booking.instructor, students).await?;
    let plans = plan_each_for(tx, viewer, booking, students, pressed.went).await?;
    if plans.digest(pressed.body_hash) != pressed.seen {
        return Err(BookError::Changed);
    }
    let written = write_each(tx, scope, key, booking, &plans, id).await?;
    Ok(Booked { first: id, written })
}

/// Books a session to come for several students, and gives the session of each.
///
/// # Errors
/// As [`BookError`] says.
pub async fn book_for_several(
    tx: &mut Tx,
    key: &Secret<[u8; 32]>,
    viewer: &Viewer,
    booking: &Booking,
    students: &[UserId],
) -> Result<Vec<SessionId>, BookError> {
    guard_each(tx, viewer.scope(), booking.instructor, students).await?;
    let plans = plan_each_for(tx, viewer, booking, students, None).await?;
    let first = SessionId::fresh(tx.now());
    write_each(tx, viewer.scope(), key, booking, &plans, first).await
}

/// Holds the guard rows of the instructor and of each student.
///
/// # Errors
/// As the engine refuses.
pub async fn guard_each(
    tx: &mut Tx,
    scope: Scope,
    instructor: UserId,
    students: &[UserId],
) -> db::Result<()> {
    let mut in_order = students.to_vec();
    in_order.sort_unstable();
    store::guard(tx, scope, std::iter::once(instructor).chain(in_order)).await
}

/// A session for each student; those of several share an id.
async fn write_each(
    tx: &mut Tx,
    scope: Scope,
    key: &Secret<[u8; 32]>,
    booking: &Booking,
    plans: &Plans,
    first: SessionId,
) -> Result<Vec<SessionId>, BookError> {
    let shared = plans.are_several().then(|| GroupSessionId::fresh(tx.now()));
    let mut written = Vec::new();
    for plan in plans.each() {
        let id = if written.is_empty() { first } else { SessionId::fresh(tx.now()) };
        let booking = Booking { student: plan.student.id, ..booking.clone() };
        write(tx, scope, key, &booking, plan, (id, shared)).await?;
        written.push(id);
    }
    Ok(written)
}

/// What an earlier press of the same key made.
///
/// # Errors
/// `Corrupt` when that is no session.
pub fn booked_before(earlier: &str) -> Result<Booked, BookError> {
    let corrupt = |_| db::Error::Corrupt { column: "intents.result".to_owned() };
    Ok(Booked { first: earlier.parse().map_err(corrupt)?, written: Vec::new() })
}

/// Plans a session and writes it.
///
/// # Errors
/// As [`BookError`] says.
pub async fn book(
    tx: &mut Tx,
    scope: Scope,
    key: &Secret<[u8; 32]>,
    booking: &Booking,
) -> Result<SessionId, BookError> {
    // two bookings of one instructor meet here: the second one plans when the first is written
    store::guard(tx, scope, [booking.instructor, booking.student]).await?;
    let plan = plan(tx, scope, booking, None).await?;
    let id = SessionId::fresh(tx.now());
    write(tx, scope, key, booking, &plan, (id, None)).await?;
    Ok(id)
}

async fn write(
    tx: &mut Tx,
    scope: Scope,
    key: &Secret<[u8; 32]>,
    booking: &Booking,
    plan: &Plan,
    (id, shared): (SessionId, Option<GroupSessionId>),
) -> Result<(), BookError> {
    insert(tx, scope, booking, &plan.rules, (plan.starts_at, plan.ends_at), (id, shared)).await?;
    if matches!(plan.charge, Charge::Credit { .. }) {
        hold(tx, scope, booking, id).await?;
    }
    if let Some(record) = plan.went.and_then(Record::of_outcome) {
        attendance::close(tx, scope, id, &record, booking.by).await?;
        return Ok(());
    }
    if booking.place.is_classroom() {
        let until = plan.ends_at.plus_minutes(LINKS_HOLD_MINUTES);
        make_links(tx, scope, key, booking.student, id, until).await?;
    }
    outbox::record(tx, scope, Event::SessionBooked { session: id }).await?;
    Ok(())
}

/// Writes the row of one session of a booking; one of several students shares an id with theirs.
///
/// # Errors
/// `InstructorBusy` where the database refuses a second one at a time; else as the engine refuses.
pub async fn insert(
    tx: &mut Tx,
    scope: Scope,
    booking: &Booking,
    rules: &Rules,
    (starts_at, ends_at): (Timestamp, Timestamp),
    (id, group_session): (SessionId, Option<GroupSessionId>),
) -> Result<(), BookError> {
    let new = NewSession {
        id,
        instructor: booking.instructor,
        student: booking.student,
        program: booking.program,
        origin: "booked",
        place: &booking.place,
        subject: &booking.subject,
        description: &booking.description,
        billable: booking.billable,
        money: rules.money,
        starts_at,
        ends_at,
        zone: &booking.zone,
        rules: OutcomeRules {
            minimum_minutes: rules.minimum_minutes,
            no_show_minutes: rules.no_show_minutes,
        },
        early_minutes: rules.bookable.early_minutes,
        created_by: booking.by,
        opened_at: None,
        group_session,
    };
    store::insert(tx, scope, &new).await?;
    Ok(())
}

/// Holds one credit for a session of a booking.
///
/// # Errors
/// `NotEnoughCredits` where the organization does not go below zero.
pub async fn hold(tx: &mut Tx, scope: Scope, booking: &Booking, id: SessionId) -> Result<(), BookError> {
    match ledger::hold(tx, scope, booking.student, id, booking.by).await {
        Ok(_) => Ok(()),
        Err(ledger::HoldError::NotEnough { available }) => Err(BookError::NotEnoughCredits { available }),
        Err(ledger::HoldError::Store(error)) => Err(error.into()),
    }
}

/// Logs a session that is over without a form, as the demonstration does.
///
/// # Errors
/// As [`BookError`] says.
pub async fn log(
    tx: &mut Tx,
    scope: Scope,
    key: &Secret<[u8; 32]>,
    booking: &Booking,
    went: Outcome,
) -> Result<SessionId, BookError> {
    store::guard(tx, scope, [booking.instructor, booking.student]).await?;
    let plan = plan(tx, scope, booking, Some(went)).await?;
    let id = SessionId::fresh(tx.now());
    write(tx, scope, key, booking, &plan, (id, None)).await?;
    Ok(id)
}
