//! What a booking comes to: its times, who is in the way, what it costs, who is told. Reads, and writes nothing.

use db::{Scope, Tx};
use jiff::civil::Weekday;
use kernel::{ProgramId, Role, SessionMinutes, Timestamp, UserId, Zone};
use people::accounts::{self, Person};
use people::closures::{self, Closure};
use people::organizations::{self, BelowZero, Rules};
use people::{families, teaching_pairs};
use web::{Money, Viewer, token};

use super::super::allowed::{NotAllowed, allowed};
use super::super::place::Place;
use super::super::session::{Outcome, Session};
use super::super::store;
use super::several::ForOne;
use crate::availability::{self, Busy, Concern};
use crate::programs;
use crate::series::PatternError;

/// How far ahead a session may be booked.
pub const MOST_DAYS_AHEAD: i64 = 2 * 365;
/// A start that has just passed is still one to come.
const LATE_MINUTES: i64 = 15;

/// Whether a session that starts then is logged, not booked.
pub fn is_past(starts_at: Timestamp, now: Timestamp) -> bool {
    starts_at < now.plus_minutes(-LATE_MINUTES)
}

/// What is to be booked, parsed.
#[derive(Debug, Clone)]
pub struct Booking {
    pub instructor: UserId,
    pub student: UserId,
    pub program: ProgramId,
    pub place: Place,
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
    #[error("no such instructor, or not one this person may book for")]
    UnknownInstructor,
    #[error("no such student, or not one this instructor may teach")]
    UnknownStudent,
    #[error("the program does not exist or is archived")]
    UnknownProgram,
    #[error("a file is not in the portfolio of whoever books")]
    UnknownFile,
    #[error("the organization does not offer that duration")]
    DurationNotOffered,
    #[error("the session is over, and how it went was not said")]
    NotSaid,
    #[error("the session is over, and what takes place in the classroom is measured there")]
    Measured,
    #[error("the organization does not log sessions that are over")]
    NotLogged,
    #[error("the session was more than {days} days ago")]
    TooLongAgo { days: i64 },
    #[error(transparent)]
    NotAllowed(NotAllowed),
    #[error("the session would be more than two years ahead")]
    TooFarAhead,
    /// With the session in the way; none when it was written in the same moment.
    #[error("the instructor has another session at that time")]
    InstructorBusy { session: Option<Box<Session>> },
    #[error("the classroom is for one student at a time")]
    ClassroomIsForOne,
    #[error("a session has at most 30 students")]
    TooManyStudents,
    #[error("the students of the series have more than 600 sessions in sum")]
    TooManyInAll,
    /// Of several students, the one it is about.
    #[error("{who}: {error}")]
    OfStudent { who: String, error: Box<BookError> },
    #[error("the student has {available} credits and the organization does not go below zero")]
    NotEnoughCredits { available: i64 },
    #[error("the organization does not offer the duration of that weekday")]
    DurationNotOfferedOn { weekday: Weekday },
    #[error(
        "the student has {available} credits for {count} sessions, and the organization does not go below zero"
    )]
    NotEnoughCreditsForAll { available: i64, count: i64 },
    #[error("the series begins in the past")]
    SeriesBeginsInThePast,
    #[error(transparent)]
    Pattern(#[from] PatternError),
    #[error("the form was used for another session")]
    KeyUsedForOther,
    /// What was shown is not what would be written any more.
    #[error("something changed since the preview")]
    Changed,
    #[error(transparent)]
    Store(db::Error),
}

impl From<db::Error> for BookError {
    fn from(error: db::Error) -> Self {
        if error.is_refused_by("instructor_is_busy") {
            Self::InstructorBusy { session: None }
        } else {
            Self::Store(error)
        }
    }
}

impl From<NotAllowed> for BookError {
    fn from(error: NotAllowed) -> Self {
        match error {
            NotAllowed::Store(error) => Self::Store(error),
            refused => Self::NotAllowed(refused),
        }
    }
}

impl db::IsRetry for BookError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

/// What a session does to the student's account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charge {
    /// Not billable.
    None,
    /// One credit is held, which leaves so many.
    Credit { left: i64 },
    /// Goes into the Invoice Wizard.
    Invoice,
    /// A mark for the records.
    Mark,
}

/// Somebody who is told.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    pub person: UserId,
    pub name: String,
    /// What they are to the session: student, parent, instructor.
    pub part: Role,
    pub zone: Zone,
    /// They have an address; who has none reads it here.
    pub by_mail: bool,
}

impl Told {
    pub fn of(person: &Person, part: Role) -> Self {
        Self {
            person: person.id,
            name: person.name(),
            part,
            zone: person.zone.clone(),
            by_mail: person.email.is_some(),
        }
    }
}

/// What will be written, and what comes of it.
#[derive(Debug)]
pub struct Plan {
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    pub instructor: Person,
    pub student: Person,
    /// Other sessions of the student at that time: they warn and do not forbid.
    pub student_busy: Vec<Session>,
    /// The organization is closed on that day, on the clock of whoever books: that warns too.
    pub closed: Option<Closure>,
    /// What the instructor's hours and rules say against the time: that warns too.
    pub concerns: Vec<Concern>,
    pub charge: Charge,
    /// The session is over and went like this: it is logged, and nobody is told.
    pub went: Option<Outcome>,
    pub told: Vec<Told>,
    pub rules: Rules,
}

impl ForOne for Plan {
    fn student(&self) -> &Person {
        &self.student
    }

    fn told(&self) -> &[Told] {
        &self.told
    }

    fn digest(&self, request: [u8; 32]) -> String {
        let mut words = vec![
            token::text(&request),
            self.starts_at.to_string(),
            self.ends_at.to_string(),
            self.instructor.name(),
            self.student.name(),
            format!("{:?} {:?}", self.charge, self.went),
        ];
        words.extend(self.closed.iter().map(Closure::to_string));
        words.extend(self.concerns.iter().map(|concern| format!("{concern:?}")));
        words.extend(self.student_busy.iter().map(|session| session.id.to_string()));
        words.extend(self.told.iter().map(|told| format!("{} {}", told.name, told.by_mail)));
        token::text(&token::digest(words.join("\n").as_bytes()))
    }
}

/// Plans what `viewer` asks for in the form.
///
/// # Errors
/// As [`BookError`] says; nothing is written either way.
pub async fn plan_for(
    tx: &mut Tx,
    viewer: &Viewer,
    booking: &Booking,
    went: Option<Outcome>,
) -> Result<Plan, BookError> {
    if booking.instructor != viewer.user && !viewer.is(Role::Admin) {
        return Err(BookError::UnknownInstructor);
    }
    let now = tx.now();
    let said = (booking.subject.as_str(), booking.description.as_str());
    let bookable = allowed(tx, viewer.scope(), &booking.place, said).await?;
    let went = if is_past(booking.starts_at, now) {
        Some(logged(booking, went, now, bookable.log_days)?)
    } else {
        None
    };
    if booking.starts_at > now.plus_minutes(MOST_DAYS_AHEAD * 24 * 60) {
        return Err(BookError::TooFarAhead);
    }
    let plan = plan(tx, viewer.scope(), booking, went).await?;
    if !plan.rules.durations.contains(&booking.minutes) {
        return Err(BookError::DurationNotOffered);
    }
    Ok(plan)
}

/// How a session that is over went, if it may be logged: not one of more than `days` days ago.
fn logged(booking: &Booking, went: Option<Outcome>, now: Timestamp, days: i64) -> Result<Outcome, BookError> {
    if days == 0 {
        return Err(BookError::NotLogged);
    }
    if booking.starts_at < now.plus_minutes(-days * 24 * 60) {
        return Err(BookError::TooLongAgo { days });
    }
    if booking.place.is_classroom() {
        return Err(BookError::Measured);
    }
    went.ok_or(BookError::NotSaid)
}

/// Plans a session; one that is over is logged as it went.
///
/// # Errors
/// As [`BookError`] says; nothing is written either way.
pub async fn plan(
    tx: &mut Tx,
    scope: Scope,
    booking: &Booking,
    went: Option<Outcome>,
) -> Result<Plan, BookError> {
    if !teaching_pairs::may_teach(tx, scope, booking.instructor, booking.student).await? {
        return Err(BookError::UnknownStudent);
    }
    if !programs::is_open(tx, scope, booking.program).await? {
        return Err(BookError::UnknownProgram);
    }
    let (starts_at, ends_at) = (booking.starts_at, booking.starts_at.plus_minutes(booking.minutes.get()));
    let in_the_way =
        store::in_the_way(tx, scope, [booking.instructor, booking.student], (starts_at, ends_at)).await?;
    let (of_instructor, student_busy): (Vec<_>, Vec<_>) =
        in_the_way.into_iter().partition(|session| session.instructor == booking.instructor);
    if let Some(session) = of_instructor.into_iter().next() {
        return Err(BookError::InstructorBusy { session: Some(Box::new(session)) });
    }
    let rules = organizations::rules(tx, scope).await?;
    let charge = match went {
        Some(outcome) if !outcome.consumes() => Charge::None,
        _ => charge(tx, scope, booking, &rules).await?,
    };
    let instructor = accounts::find(tx, scope, booking.instructor).await?;
    let student = accounts::find(tx, scope, booking.student).await?;
    let closed = closures::on(tx, scope, starts_at.in_zone(&booking.zone).date()).await?;
    let told = match went {
        Some(_) => Vec::new(),
        None => told(tx, scope, booking, &instructor, &student).await?,
    };
    let concerns = match went {
        Some(_) => Vec::new(),
        None => concerns(tx, scope, &instructor, (starts_at, ends_at)).await?,
    };
    Ok(Plan {
        starts_at,
        ends_at,
        instructor,
        student,
        student_busy,
        closed,
        concerns,
        charge,
        went,
        told,
        rules,
    })
}

/// What the instructor's hours and rules say about a session in `from..to`.
async fn concerns(
    tx: &mut Tx,
    scope: Scope,
    instructor: &Person,
    (from, to): (Timestamp, Timestamp),
) -> Result<Vec<Concern>, BookError> {
    let availability = availability::of(tx, scope, instructor).await?;
    // the day it starts on and those beside it, on whatever clock
    let around = (from.plus_minutes(-2 * 24 * 60), to.plus_minutes(2 * 24 * 60));
    let busy: Vec<Busy> = store::busy(tx, scope, instructor.id, around).await?;
    Ok(availability::concerns(&availability, &busy, (from, to), tx.now()))
}

async fn charge(tx: &mut Tx, scope: Scope, booking: &Booking, rules: &Rules) -> Result<Charge, BookError> {
    match rules.money {
        _ if !booking.billable => Ok(Charge::None),
        Money::Invoicing => Ok(Charge::Invoice),
        Money::Neither => Ok(Charge::Mark),
        Money::Credits => {
            let available = ledger::balance(tx, scope, booking.student).await?.available;
            if rules.below_zero == BelowZero::Block && available < 1 {
                return Err(BookError::NotEnoughCredits { available });
            }
            Ok(Charge::Credit { left: available - 1 })
        }
    }
}

/// The student, their parents, and the instructor when somebody else books. Who books knows.
///
/// # Errors
/// As the engine refuses.
pub async fn told(
    tx: &mut Tx,
    scope: Scope,
    booking: &Booking,
    instructor: &Person,
    student: &Person,
) -> Result<Vec<Told>, BookError> {
    let mut told = vec![Told::of(student, Role::Student)];
    let parents = families::parents_of(tx, scope, booking.student).await?;
    told.extend(parents.iter().map(|parent| Told::of(parent, Role::Parent)));
    if booking.by != booking.instructor {
        told.push(Told::of(instructor, Role::Instructor));
    }
    Ok(told)
}
