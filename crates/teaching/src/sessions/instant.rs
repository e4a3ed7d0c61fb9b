//! The verb behind Start Session: everything in one transaction, or nothing.

use db::intents::{self, Claim, Press};
use db::{Scope, Tx, outbox};
use kernel::{Event, ProgramId, Secret, SessionId, SessionMinutes, UserId};
use people::invitations::{Checked, InviteError};
use people::links::{self, Kind, NewLink};
use people::{families, invitations, organizations, teaching_pairs};
use web::{Money, Viewer};

use super::allowed::{NotAllowed, allowed};
use super::place::Place;
use super::session::{LINKS_HOLD_MINUTES, OutcomeRules};
use super::store::{self, NewSession};
use crate::programs;

/// Whom the session is for.
#[derive(Debug, Clone)]
pub enum Whom {
    Known(UserId),
    /// A person from the form's invitation, written in the same transaction.
    Invited(Checked),
}

/// What the form asks for, parsed.
#[derive(Debug, Clone)]
pub struct Start {
    pub whom: Whom,
    pub minutes: SessionMinutes,
    pub billable: bool,
    pub program: ProgramId,
    pub subject: String,
    pub description: String,
    /// The two met on demand: nobody was asked for a subject.
    pub on_demand: bool,
    /// One opening of the form; presses with the same key are one press.
    pub key: String,
    /// SHA-256 of all that was posted: a key is not used for something else.
    pub body_hash: [u8; 32],
}

/// What Start Session did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Started {
    pub session: SessionId,
    /// The press was a repetition; nothing was written.
    pub again: bool,
}

/// Why a session could not be started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("the instructor is in a live session")]
    InstructorBusy { session: SessionId },
    #[error("the student is in a live session")]
    StudentBusy,
    #[error("no such student, or not one this instructor may teach")]
    UnknownStudent,
    #[error("the program does not exist or is archived")]
    UnknownProgram,
    #[error("the organization does not offer that duration")]
    DurationNotOffered,
    #[error(transparent)]
    NotAllowed(NotAllowed),
    #[error("the student has {available} credits and the organization does not go below zero")]
    NotEnoughCredits { available: i64 },
    #[error("the form was used for another session")]
    KeyUsedForOther,
    #[error(transparent)]
    Invitation(#[from] InviteError),
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl db::IsRetry for StartError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

/// Starts a session now, with its credit hold, its links and the event that tells everyone.
pub async fn start(
    tx: &mut Tx,
    key: &Secret<[u8; 32]>,
    viewer: &Viewer,
    request: &Start,
) -> Result<Started, StartError> {
    let scope = viewer.scope();
    let id = SessionId::fresh(tx.now());
    if let Some(earlier) = claim(tx, scope, viewer.user, request, id).await? {
        return Ok(Started { session: earlier, again: true });
    }
    // The instructor's guard row first: two starts of one instructor meet here.
    store::guard(tx, scope, [viewer.user, viewer.user]).await?;
    if let Some(session) = store::find_live_of_instructor(tx, scope, viewer.user).await? {
        return Err(StartError::InstructorBusy { session });
    }
    let rules = organizations::rules(tx, scope).await?;
    match allowed(tx, scope, &Place::Classroom, (&request.subject, &request.description)).await {
        Err(NotAllowed::Store(error)) => return Err(error.into()),
        Err(NotAllowed::Unsaid(_)) if request.on_demand => {}
        Err(error) => return Err(StartError::NotAllowed(error)),
        Ok(_) => {}
    }
    if !rules.durations.contains(&request.minutes) {
        return Err(StartError::DurationNotOffered);
    }
    if !programs::is_open(tx, scope, request.program).await? {
        return Err(StartError::UnknownProgram);
    }
    let student = student(tx, scope, viewer.user, &request.whom).await?;
    store::guard(tx, scope, [student, student]).await?;
    // asked behind the guard: somebody may have been archived while this start waited for it
    if !teaching_pairs::may_teach(tx, scope, viewer.user, student).await? {
        return Err(StartError::UnknownStudent);
    }
    if store::find_live_of_student(tx, scope, student).await?.is_some() {
        return Err(StartError::StudentBusy);
    }

    let starts_at = tx.now().floor_minute();
    let ends_at = starts_at.plus_minutes(request.minutes.get());
    let new = NewSession {
        id,
        instructor: viewer.user,
        student,
        program: request.program,
        origin: "instant",
        place: &Place::Classroom,
        subject: &request.subject,
        description: &request.description,
        billable: request.billable,
        money: rules.money,
        starts_at,
        ends_at,
        zone: &viewer.zone,
        rules: OutcomeRules {
            minimum_minutes: rules.minimum_minutes,
            no_show_minutes: rules.no_show_minutes,
        },
        early_minutes: rules.bookable.early_minutes,
        created_by: viewer.user,
        group_session: None,
        opened_at: Some(tx.now()),
    };
    if !store::insert(tx, scope, &new).await? {
        return Err(StartError::StudentBusy);
    }
    if request.billable && rules.money == Money::Credits {
        hold(tx, scope, student, id, viewer.user).await?;
    }
    make_links(tx, scope, key, student, id, ends_at.plus_minutes(LINKS_HOLD_MINUTES)).await?;
    outbox::record(tx, scope, Event::SessionStarted { session: id }).await?;
    Ok(Started { session: id, again: false })
}

/// Writes the key row; of several presses the first goes on and the others get its session.
async fn claim(
    tx: &mut Tx,
    scope: Scope,
    who: UserId,
    request: &Start,
    id: SessionId,
) -> Result<Option<SessionId>, StartError> {
    let press = Press { by: who, key: &request.key, body_hash: request.body_hash };
    match intents::claim(tx, scope, press, &id.to_string()).await? {
        Claim::First => Ok(None),
        Claim::UsedForOther => Err(StartError::KeyUsedForOther),
        Claim::Again(earlier) => {
            let session =
                earlier.parse().map_err(|_| db::Error::Corrupt { column: "intents.result".to_owned() });
            Ok(Some(session?))
        }
    }
}

async fn student(tx: &mut Tx, scope: Scope, instructor: UserId, whom: &Whom) -> Result<UserId, StartError> {
    match whom {
        Whom::Invited(checked) => Ok(invitations::write(tx, scope, instructor, checked).await?),
        Whom::Known(student) => Ok(*student),
    }
}

async fn hold(
    tx: &mut Tx,
    scope: Scope,
    student: UserId,
    id: SessionId,
    by: UserId,
) -> Result<(), StartError> {
    match ledger::hold(tx, scope, student, id, by).await {
        Ok(_) => Ok(()),
        Err(ledger::HoldError::NotEnough { available }) => Err(StartError::NotEnoughCredits { available }),
        Err(ledger::HoldError::Store(error)) => Err(error.into()),
    }
}

/// The student's own link, and one for each parent's mail: each opens the same seat, and tells whose mail was used.
pub(super) async fn make_links(
    tx: &mut Tx,
    scope: Scope,
    key: &Secret<[u8; 32]>,
    student: UserId,
    session: SessionId,
    expires_at: kernel::Timestamp,
) -> Result<(), db::Error> {
    let parents = families::parents_of(tx, scope, student).await?;
    for recipient in std::iter::once(student).chain(parents.iter().map(|parent| parent.id)) {
        let new =
            NewLink { kind: Kind::Join, person: student, recipient, session: Some(session), expires_at };
        links::make(tx, scope, key, new).await?;
    }
    Ok(())
}
