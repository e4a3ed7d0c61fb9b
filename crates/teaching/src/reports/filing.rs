//! The verbs of whoever answers: save a draft, file a report, answer a survey or skip it; and of admins, who unlock.

use db::{Error, Scope, Tx, outbox};
use kernel::{Event, Role, SessionId, Timestamp, UserId};
use people::audit::{self, Change};
use web::Viewer;

use super::forms;
use super::question::{Answer, Audience};
use super::report::{self, Kind, OPEN_DAYS, Report};
use super::store;
use crate::sessions::{self, Session, State};

/// Why nothing was saved.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    #[error("both must have attended the session first")]
    NotAttended,
    #[error("its time is over")]
    Closed,
    #[error("it was filed already, and a draft does not take its place")]
    Filed,
    #[error("the answers are to another form")]
    OtherForm,
    #[error(transparent)]
    Store(#[from] Error),
}

impl db::IsRetry for FileError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

/// What is saved.
#[derive(Debug, Clone, Copy)]
pub struct Filled<'a> {
    /// The word of the form that was filled in.
    pub form: &'a str,
    pub answers: &'a [Answer],
    /// Not a draft: whatever is required is answered.
    pub is_final: bool,
}

/// Until when the instructor may write the report; none while, or because, nobody attended.
pub fn writable_until(session: &Session, report: Option<&Report>) -> Option<Timestamp> {
    report::attended_at(session).map(|attended| report::open_until(attended, report))
}

/// Saves what the session's instructor writes about it.
///
/// # Errors
/// `NotFound` for everyone but its instructor; else as [`FileError`] says.
pub async fn save(
    tx: &mut Tx,
    viewer: &Viewer,
    id: SessionId,
    filled: &Filled<'_>,
) -> Result<Report, FileError> {
    let scope = viewer.scope();
    let session = sessions::find_visible(tx, viewer, id).await?;
    if session.instructor != viewer.user {
        return Err(Error::NotFound.into());
    }
    let pair = (session.instructor, session.student);
    let before = store::find(tx, scope, id, Kind::Report, pair).await?;
    let until = writable_until(&session, before.as_ref()).ok_or(FileError::NotAttended)?;
    if tx.now() >= until {
        return Err(FileError::Closed);
    }
    if !filled.is_final && before.is_some_and(|report| report.filed_at.is_some()) {
        return Err(FileError::Filed);
    }
    let report = put(tx, scope, &session, Kind::Report, pair, filled).await?;
    let is_shared = filled.answers.iter().any(|answer| answer.question.audience == Audience::Family);
    if filled.is_final && report.filed_at.is_none() && is_shared {
        outbox::record(tx, scope, Event::ReportShared { report: report.id }).await?;
    }
    Ok(report)
}

/// Whether the session's student is asked about it now.
pub fn survey_is_open(session: &Session, report: Option<&Report>, now: Timestamp) -> bool {
    if report.is_some_and(|report| report.filed_at.is_some()) {
        return false;
    }
    // who leaves before the end is asked at the door
    session.state() == State::Lesson
        || report::attended_at(session).is_some_and(|attended| now < report::open_until(attended, None))
}

/// Files what the session's student answers, once.
///
/// # Errors
/// `NotFound` for everyone but its student; else as [`FileError`] says.
pub async fn answer_survey(
    tx: &mut Tx,
    scope: Scope,
    student: UserId,
    id: SessionId,
    filled: &Filled<'_>,
) -> Result<(), FileError> {
    let (session, pair) = surveyed(tx, scope, student, id).await?;
    put(tx, scope, &session, Kind::Survey, pair, &Filled { is_final: true, ..*filled }).await?;
    Ok(())
}

/// The student would rather not answer. They are not asked again.
///
/// # Errors
/// As [`answer_survey`].
pub async fn skip_survey(
    tx: &mut Tx,
    scope: Scope,
    student: UserId,
    id: SessionId,
    form: &str,
) -> Result<(), FileError> {
    let (session, pair) = surveyed(tx, scope, student, id).await?;
    let filled = Filled { form, answers: &[], is_final: false };
    let report = put(tx, scope, &session, Kind::Survey, pair, &filled).await?;
    store::set_skipped(tx, scope, report.id).await?;
    Ok(())
}

async fn surveyed(
    tx: &mut Tx,
    scope: Scope,
    student: UserId,
    id: SessionId,
) -> Result<(Session, (UserId, UserId)), FileError> {
    let session = sessions::find(tx, scope, id).await?;
    if session.student != student {
        return Err(Error::NotFound.into());
    }
    let pair = (session.student, session.instructor);
    let before = store::find(tx, scope, id, Kind::Survey, pair).await?;
    if before.is_some_and(|survey| survey.filed_at.is_some()) {
        return Err(FileError::Filed);
    }
    if !survey_is_open(&session, before.as_ref(), tx.now()) {
        let attended = report::attended_at(&session);
        return Err(if attended.is_some() { FileError::Closed } else { FileError::NotAttended });
    }
    Ok((session, pair))
}

/// Writes the answers; of what is final admins are told when it holds a low rating that nobody told them of. Gives the
/// report as it was before it was filed.
async fn put(
    tx: &mut Tx,
    scope: Scope,
    session: &Session,
    kind: Kind,
    pair: (UserId, UserId),
    filled: &Filled<'_>,
) -> Result<Report, FileError> {
    let form = forms::shown(tx, scope, kind, filled.form).await?;
    if form.program.is_some_and(|program| program != session.program) {
        return Err(Error::NotFound.into());
    }
    let is_of_form = |answer: &Answer| {
        let index = usize::try_from(answer.position - 1).unwrap_or(usize::MAX);
        form.questions.get(index) == Some(&answer.question)
    };
    if !filled.answers.iter().all(is_of_form) {
        return Err(FileError::OtherForm);
    }
    let id = form.id.ok_or(Error::NotFound)?;
    let report = store::put(tx, scope, (session.id, kind, id), pair, filled.answers).await?;
    // it may have been filed since it was looked at, by a press that was quicker
    if report.filed_at.is_some() && (!filled.is_final || kind == Kind::Survey) {
        return Err(FileError::Filed);
    }
    if !filled.is_final {
        return Ok(report);
    }
    store::set_filed(tx, scope, report.id).await?;
    if !report.is_low && filled.answers.iter().any(Answer::is_low) {
        store::set_low(tx, scope, report.id).await?;
        outbox::record(tx, scope, Event::RatedLow { report: report.id }).await?;
    }
    outbox::record(tx, scope, Event::SessionChanged { session: session.id }).await?;
    Ok(report)
}

/// Lets the instructor write the report for another week.
///
/// # Errors
/// `NotFound` for everyone but admins; `NotAttended` when there is nothing to write about.
pub async fn unlock(tx: &mut Tx, viewer: &Viewer, id: SessionId) -> Result<(), FileError> {
    let scope = viewer.scope();
    let session = sessions::find_visible(tx, viewer, id).await?;
    if !viewer.is(Role::Admin) {
        return Err(Error::NotFound.into());
    }
    if report::attended_at(&session).is_none() {
        return Err(FileError::NotAttended);
    }
    let pair = (session.instructor, session.student);
    let report = match store::find(tx, scope, id, Kind::Report, pair).await? {
        Some(report) => report,
        None => {
            let form = forms::in_force(tx, scope, Kind::Report, session.program).await?;
            let filled = Filled { form: &form.word(), answers: &[], is_final: false };
            put(tx, scope, &session, Kind::Report, pair, &filled).await?
        }
    };
    let until = tx.now().plus_minutes(OPEN_DAYS * 24 * 60);
    store::set_unlocked(tx, scope, report.id, until).await?;
    let change = Change {
        by: Some(viewer.user),
        what: "report unlocked",
        subject: Some(id.to_string()),
        before: None,
        after: Some(format!("for {OPEN_DAYS} days")),
    };
    audit::record(tx, scope, change).await?;
    outbox::record(tx, scope, Event::SessionChanged { session: id }).await?;
    Ok(())
}
