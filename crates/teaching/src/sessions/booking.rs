//! Planning a session ahead: one date, one student, in the classroom.

use db::{Scope, Tx, outbox};
use kernel::{Event, ProgramId, Secret, SessionId, SessionMinutes, Timestamp, UserId, Zone};
use people::{organizations, teaching_pairs};
use web::Money;

use super::instant::make_links;
use super::session::{LINKS_HOLD_MINUTES, OutcomeRules};
use super::store::{self, NewSession};
use crate::programs;

/// What is planned, parsed.
#[derive(Debug, Clone)]
pub struct Booking {
    pub instructor: UserId,
    pub student: UserId,
    pub program: ProgramId,
    pub starts_at: Timestamp,
    pub minutes: SessionMinutes,
    pub zone: Zone,
    pub subject: String,
    pub description: String,
    pub billable: bool,
    pub by: UserId,
}

/// Why a session could not be booked.
#[derive(Debug, thiserror::Error)]
pub enum BookError {
    #[error("no such student, or not one this instructor may teach")]
    UnknownStudent,
    #[error("the program does not exist or is archived")]
    UnknownProgram,
    #[error("the student has {available} credits and the organization does not go below zero")]
    NotEnoughCredits { available: i64 },
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl db::IsRetry for BookError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

/// Plans a session; its credit is held and its links are made as for an instant one.
pub async fn book(
    tx: &mut Tx,
    scope: Scope,
    key: &Secret<[u8; 32]>,
    booking: &Booking,
) -> Result<SessionId, BookError> {
    if !teaching_pairs::may_teach(tx, scope, booking.instructor, booking.student).await? {
        return Err(BookError::UnknownStudent);
    }
    if !programs::is_open(tx, scope, booking.program).await? {
        return Err(BookError::UnknownProgram);
    }
    store::guard(tx, scope, [booking.instructor, booking.student]).await?;
    let rules = organizations::rules(tx, scope).await?;
    let id = SessionId::fresh(tx.now());
    let ends_at = booking.starts_at.plus_minutes(booking.minutes.get());
    let new = NewSession {
        id,
        instructor: booking.instructor,
        student: booking.student,
        program: booking.program,
        origin: "booked",
        subject: &booking.subject,
        description: &booking.description,
        billable: booking.billable,
        money: rules.money,
        starts_at: booking.starts_at,
        ends_at,
        zone: &booking.zone,
        rules: OutcomeRules {
            minimum_minutes: rules.minimum_minutes,
            no_show_minutes: rules.no_show_minutes,
        },
        created_by: booking.by,
        opened_at: None,
    };
    store::insert(tx, scope, &new).await?;
    if booking.billable && rules.money == Money::Credits {
        match ledger::hold(tx, scope, booking.student, id, booking.by).await {
            Ok(_) => {}
            Err(ledger::HoldError::NotEnough { available }) => {
                return Err(BookError::NotEnoughCredits { available });
            }
            Err(ledger::HoldError::Store(error)) => return Err(error.into()),
        }
    }
    make_links(tx, scope, key, booking.student, id, ends_at.plus_minutes(LINKS_HOLD_MINUTES)).await?;
    outbox::record(tx, scope, Event::SessionBooked { session: id }).await?;
    Ok(id)
}
