//! What each time of a request would come to, by the same code that books and moves. Reads, and writes nothing.

use db::{Scope, Tx};
use kernel::{ProgramId, RequestId, SessionId, SessionMinutes, Timestamp, UserId, Zone};
use people::accounts::Person;
use people::closures::Closure;
use people::organizations;

use super::request::Request;
use super::store;
use crate::availability::Concern;
use crate::programs;
use crate::sessions::{self, BookError, Booking, Charge, MoveError, MoveWish, Mover, Place};

/// What is asked for, parsed.
#[derive(Debug, Clone)]
pub struct Wish {
    /// The session that is to be at another time; none: a new one.
    pub moves: Option<SessionId>,
    pub instructor: UserId,
    pub student: UserId,
    pub program: ProgramId,
    /// Where a new session is to be: in the classroom or in person.
    pub place: Place,
    pub minutes: SessionMinutes,
    /// One to three, as preferred.
    pub starts: Vec<Timestamp>,
    pub zone: Zone,
    pub subject: String,
    pub description: String,
    pub by: UserId,
}

impl Wish {
    /// What a request asks for, as `by` would write it down.
    pub fn of(request: &Request, by: UserId) -> Self {
        Self {
            moves: request.moves.map(|moves| moves.session),
            instructor: request.instructor,
            student: request.student,
            program: request.program,
            place: request.place.clone(),
            minutes: request.minutes,
            starts: request.options(),
            zone: request.zone.clone(),
            subject: request.subject.clone(),
            description: request.description.clone(),
            by,
        }
    }

    /// The session that it comes to when it starts then.
    pub fn booking(&self, starts_at: Timestamp, billable: bool) -> Booking {
        Booking {
            instructor: self.instructor,
            student: self.student,
            program: self.program,
            place: self.place.clone(),
            starts_at,
            minutes: self.minutes,
            zone: self.zone.clone(),
            subject: self.subject.clone(),
            description: self.description.clone(),
            billable,
            by: self.by,
        }
    }
}

/// What speaks for and against one time.
#[derive(Debug)]
pub struct Look {
    pub starts_at: Timestamp,
    /// The instructor has another session then: it cannot be accepted.
    pub instructor_is_busy: bool,
    /// No credit is left, and the organization does not go below zero: it cannot be accepted yet.
    pub lacks_credit: bool,
    pub student_is_busy: bool,
    pub closed: Option<Closure>,
    /// What the instructor's hours and rules say against it.
    pub concerns: Vec<(Concern, Person)>,
    /// None where a session is only moved.
    pub charge: Option<Charge>,
    /// Other open requests that want the same time.
    pub rivals: usize,
}

impl Look {
    const fn at(starts_at: Timestamp) -> Self {
        Self {
            starts_at,
            instructor_is_busy: false,
            lacks_credit: false,
            student_is_busy: false,
            closed: None,
            concerns: Vec::new(),
            charge: None,
            rivals: 0,
        }
    }
}

/// Why no time of a wish can be planned.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    #[error("the instructor does not teach this student, or not any more")]
    NotTaught,
    #[error("the program does not exist or is archived")]
    UnknownProgram,
    #[error("the session has begun, is over, or was cancelled")]
    Settled,
    #[error("that is when it is planned already")]
    Same,
    #[error(transparent)]
    Store(#[from] db::Error),
}

/// Looks at each time of a wish, in order. `own` is the request it is of, when it was asked already.
///
/// # Errors
/// As [`PlanError`] says.
pub async fn look(
    tx: &mut Tx,
    scope: Scope,
    wish: &Wish,
    own: Option<RequestId>,
) -> Result<Vec<Look>, PlanError> {
    let billable = is_billable(tx, scope, wish.program).await?;
    let open = store::open_of_instructor(tx, scope, wish.instructor).await?;
    let mut looks = Vec::with_capacity(wish.starts.len());
    for starts_at in &wish.starts {
        let mut look = match wish.moves {
            Some(session) => look_at_move(tx, scope, wish, session, *starts_at).await?,
            None => look_at_booking(tx, scope, &wish.booking(*starts_at, billable)).await?,
        };
        let times = (*starts_at, starts_at.plus_minutes(wish.minutes.get()));
        let is_rival = |other: &&Request| {
            Some(other.id) != own && other.options().into_iter().any(|start| other.meets(start, times))
        };
        look.rivals = open.iter().filter(is_rival).count();
        looks.push(look);
    }
    Ok(looks)
}

async fn look_at_booking(tx: &mut Tx, scope: Scope, booking: &Booking) -> Result<Look, PlanError> {
    let at = Look::at(booking.starts_at);
    match sessions::plan(tx, scope, booking, None).await {
        Ok(plan) => Ok(Look {
            student_is_busy: !plan.student_busy.is_empty(),
            closed: plan.closed,
            concerns: plan.concerns.into_iter().map(|concern| (concern, plan.instructor.clone())).collect(),
            charge: Some(plan.charge),
            ..at
        }),
        Err(BookError::InstructorBusy { .. }) => Ok(Look { instructor_is_busy: true, ..at }),
        Err(BookError::NotEnoughCredits { .. }) => Ok(Look { lacks_credit: true, ..at }),
        Err(BookError::UnknownStudent) => Err(PlanError::NotTaught),
        Err(BookError::UnknownProgram) => Err(PlanError::UnknownProgram),
        Err(BookError::Store(error)) => Err(error.into()),
        // what else a booking may be refused for is asked by its form alone
        Err(_) => Ok(at),
    }
}

async fn look_at_move(
    tx: &mut Tx,
    scope: Scope,
    wish: &Wish,
    session: SessionId,
    starts_at: Timestamp,
) -> Result<Look, PlanError> {
    let at = Look::at(starts_at);
    let mover = Mover { scope, by: wish.by, zone: &wish.zone };
    let wanted = MoveWish { session, starts_at, minutes: wish.minutes, alone: true };
    match sessions::plan_move(tx, mover, &wanted).await {
        Ok(plan) => Ok(Look {
            student_is_busy: !plan.student_busy.is_empty(),
            closed: plan.closed,
            concerns: plan.concerns.into_iter().map(|concern| (concern, plan.instructor.clone())).collect(),
            ..at
        }),
        Err(MoveError::InstructorBusy { .. }) => Ok(Look { instructor_is_busy: true, ..at }),
        Err(MoveError::NotScheduled) => Err(PlanError::Settled),
        Err(MoveError::Same) => Err(PlanError::Same),
        Err(MoveError::Store(error)) => Err(error.into()),
        // past, far ahead, of another length: asking refuses that, and answering does once more
        Err(_) => Ok(at),
    }
}

/// Whether a session of the program is billable unless somebody says otherwise: families are not asked.
///
/// # Errors
/// As the engine refuses.
pub async fn is_billable(tx: &mut Tx, scope: Scope, program: ProgramId) -> db::Result<bool> {
    let rules = organizations::rules(tx, scope).await?;
    let own = match programs::find(tx, scope, program).await {
        Ok(program) => program.billable_default,
        Err(db::Error::NotFound) => None,
        Err(error) => return Err(error),
    };
    Ok(own.unwrap_or(rules.billable_default))
}
