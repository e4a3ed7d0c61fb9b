//! What is known of the reports and surveys of sessions, and who is asked for one.

use db::{Error, Scope, Tx};
use kernel::{ReportId, Role, SessionId, Timestamp, UserId};
use web::Viewer;

use super::filing::{survey_is_open, writable_until};
use super::form::Form;
use super::forms::{self, Forms};
use super::question::{Answer, Audience};
use super::report::{self, Kind, OPEN_DAYS, REMINDED_HOURS, Report};
use super::store::{self, Open, Tally, Told};
use crate::sessions::{self, Session};

/// Sessions of one list.
pub const MOST: i64 = 200;
/// Surveys asked at once: a child has no list to work through.
const MOST_SURVEYS: i64 = 3;
/// How far before its end a session may have begun that is looked for by its end, in days.
const LONGEST_DAYS: i64 = 1;

/// What the viewer sees of the report and survey of a session.
pub struct Dossier {
    pub session: Session,
    /// What was filed, as far as the viewer may read it.
    pub told: Vec<Told>,
    /// How the report stands; for its instructor and admins, when one is asked for.
    pub standing: Option<Standing>,
    /// Where its student answers the survey, while they are asked.
    pub survey_open: bool,
}

/// How a report stands.
#[derive(Debug, Clone, Copy)]
pub struct Standing {
    pub attended_at: Timestamp,
    pub drafted: bool,
    pub filed_at: Option<Timestamp>,
    pub open_until: Timestamp,
    pub unlocked_until: Option<Timestamp>,
}

/// # Errors
/// `NotFound` when the viewer may not see the session.
pub async fn dossier(tx: &mut Tx, viewer: &Viewer, id: SessionId) -> db::Result<Dossier> {
    let session = sessions::find_visible(tx, viewer, id).await?;
    let scope = viewer.scope();
    let told = store::visible(tx, viewer, id).await?;
    let standing = match viewer.user == session.instructor || viewer.is(Role::Admin) {
        true => standing(tx, scope, &session).await?,
        false => None,
    };
    let survey_open = viewer.user == session.student && survey(tx, scope, viewer.user, id).await?.is_some();
    Ok(Dossier { session, told, standing, survey_open })
}

async fn standing(tx: &mut Tx, scope: Scope, session: &Session) -> db::Result<Option<Standing>> {
    let Some(attended_at) = report::attended_at(session) else { return Ok(None) };
    let pair = (session.instructor, session.student);
    let report = store::find(tx, scope, session.id, Kind::Report, pair).await?;
    if report.is_none() && !forms::in_force(tx, scope, Kind::Report, session.program).await?.asks() {
        return Ok(None);
    }
    let drafted = match report {
        Some(report) if report.filed_at.is_none() => !store::answers(tx, scope, report.id).await?.is_empty(),
        _ => false,
    };
    Ok(Some(Standing {
        attended_at,
        drafted,
        filed_at: report.and_then(|report| report.filed_at),
        open_until: report::open_until(attended_at, report.as_ref()),
        unlocked_until: report.and_then(|report| report.unlocked_until),
    }))
}

/// A form to fill in, with what is answered already.
pub struct ToFill {
    pub session: Session,
    pub form: Form,
    pub answers: Vec<Answer>,
    pub report: Option<Report>,
    pub due_at: Timestamp,
}

/// The report that the session's instructor may write now: the draft, what was filed, or an empty form.
///
/// # Errors
/// `NotFound` for everyone but its instructor, and while there is nothing to be written.
pub async fn to_write(tx: &mut Tx, viewer: &Viewer, id: SessionId) -> db::Result<ToFill> {
    let session = sessions::find_visible(tx, viewer, id).await?;
    if session.instructor != viewer.user {
        return Err(Error::NotFound);
    }
    let scope = viewer.scope();
    let pair = (session.instructor, session.student);
    let report = store::find(tx, scope, id, Kind::Report, pair).await?;
    let attended_at = report::attended_at(&session).ok_or(Error::NotFound)?;
    if writable_until(&session, report.as_ref()).is_none_or(|until| tx.now() >= until) {
        return Err(Error::NotFound);
    }
    let (form, answers) = match report {
        Some(report) => (
            forms::shown(tx, scope, Kind::Report, &report.form.to_string()).await?,
            store::answers(tx, scope, report.id).await?,
        ),
        None => (forms::in_force(tx, scope, Kind::Report, session.program).await?, Vec::new()),
    };
    if !form.asks() {
        return Err(Error::NotFound);
    }
    Ok(ToFill { session, form, answers, report, due_at: report::due_at(attended_at) })
}

/// The form that a page showed, if it is one for sessions like this one.
///
/// # Errors
/// `NotFound` when there is no such form of `kind`.
pub async fn shown_form(tx: &mut Tx, scope: Scope, kind: Kind, word: &str) -> db::Result<Form> {
    if word == super::form::STANDARD {
        return Ok(Form::standard(kind));
    }
    forms::shown(tx, scope, kind, word).await
}

/// The survey that the session's student is asked now; none when it was answered, or is not open.
///
/// # Errors
/// `NotFound` for everyone but its student.
pub async fn survey(
    tx: &mut Tx,
    scope: Scope,
    student: UserId,
    id: SessionId,
) -> db::Result<Option<(Session, Form)>> {
    let session = sessions::find(tx, scope, id).await?;
    if session.student != student {
        return Err(Error::NotFound);
    }
    let pair = (session.student, session.instructor);
    let before = store::find(tx, scope, id, Kind::Survey, pair).await?;
    if !survey_is_open(&session, before.as_ref(), tx.now()) {
        return Ok(None);
    }
    let form = forms::in_force(tx, scope, Kind::Survey, session.program).await?;
    Ok(form.asks().then_some((session, form)))
}

/// Whether something of `kind` is asked after the session.
///
/// # Errors
/// As the engine refuses.
pub async fn is_asked(tx: &mut Tx, scope: Scope, kind: Kind, session: &Session) -> db::Result<bool> {
    Ok(forms::in_force(tx, scope, kind, session.program).await?.asks())
}

/// Reports that the viewer has to write and still may, the oldest first.
///
/// # Errors
/// As the engine refuses.
pub async fn to_do(tx: &mut Tx, viewer: &Viewer) -> db::Result<Vec<Open>> {
    if !viewer.is(Role::Instructor) {
        return Ok(Vec::new());
    }
    let now = tx.now();
    let since = days_before(now, OPEN_DAYS + LONGEST_DAYS);
    let mut all = store::unlocked(tx, viewer, MOST).await?;
    let unlocked: Vec<SessionId> = all.iter().map(|open| open.session).collect();
    let is_open = |open: &Open| now < report::open_until(open.attended_at, None);
    let missing = store::missing(tx, viewer, false, since, MOST).await?;
    all.extend(missing.into_iter().filter(|open| !unlocked.contains(&open.session) && is_open(open)));
    let forms = Forms::read(tx, viewer.scope(), Kind::Report).await?;
    all.retain(|open| forms.of(open.program).asks());
    Ok(all)
}

/// Reports that are missing of sessions that began from `from` until before `until`, the oldest first; of an instructor
/// their own, of an admin everybody's.
///
/// # Errors
/// As the engine refuses.
pub async fn missing(
    tx: &mut Tx,
    viewer: &Viewer,
    (from, until): (Timestamp, Timestamp),
) -> db::Result<Vec<Open>> {
    let missing = store::missing(tx, viewer, true, from, MOST).await?;
    let forms = Forms::read(tx, viewer.scope(), Kind::Report).await?;
    Ok(missing.into_iter().filter(|open| open.starts_at < until && forms.of(open.program).asks()).collect())
}

/// Counts by instructor, of sessions that began from `from` until before `until`.
///
/// # Errors
/// As the engine refuses.
pub async fn tallies(tx: &mut Tx, viewer: &Viewer, span: (Timestamp, Timestamp)) -> db::Result<Vec<Tally>> {
    store::tallies(tx, viewer, span).await
}

/// How the report stands that the viewer writes; none while nobody attended the session.
///
/// # Errors
/// `NotFound` for everyone but the session's instructor.
pub async fn writing(tx: &mut Tx, viewer: &Viewer, id: SessionId) -> db::Result<Option<Standing>> {
    let session = sessions::find_visible(tx, viewer, id).await?;
    if session.instructor != viewer.user {
        return Err(Error::NotFound);
    }
    standing(tx, viewer.scope(), &session).await
}

/// Surveys that wait for the viewer's answers, the newest session first.
///
/// # Errors
/// As the engine refuses.
pub async fn surveys_to_do(tx: &mut Tx, viewer: &Viewer) -> db::Result<Vec<Open>> {
    if !viewer.is(Role::Student) {
        return Ok(Vec::new());
    }
    let (now, scope) = (tx.now(), viewer.scope());
    let since = days_before(now, OPEN_DAYS + LONGEST_DAYS);
    let open = store::open_surveys(tx, scope, viewer.user, since, MOST_SURVEYS).await?;
    let forms = Forms::read(tx, scope, Kind::Survey).await?;
    let is_open = |open: &Open| now < report::open_until(open.attended_at, None);
    Ok(open.into_iter().filter(|open| is_open(open) && forms.of(open.program).asks()).collect())
}

const fn days_before(now: Timestamp, days: i64) -> Timestamp {
    now.plus_minutes(-days * 24 * 60)
}

/// Plans the reminders of a session's report, once both have attended it.
///
/// # Errors
/// As the engine refuses.
pub async fn plan_reminders(tx: &mut Tx, scope: Scope, session: &Session) -> db::Result<()> {
    let Some(attended_at) = report::attended_at(session) else { return Ok(()) };
    let now = tx.now();
    for (number, hours) in (1..).zip(REMINDED_HOURS) {
        let due = attended_at.plus_minutes(hours * 60);
        if due > now {
            store::plan(tx, scope, session.id, number, due).await?;
        }
    }
    Ok(())
}

/// Whether the session's instructor still has a report to write: both attended, one is asked for, none is filed, and it is
/// not too late.
///
/// # Errors
/// As the engine refuses.
pub async fn is_missing(tx: &mut Tx, scope: Scope, session: &Session) -> db::Result<bool> {
    let now = tx.now();
    let standing = standing(tx, scope, session).await?;
    Ok(standing.is_some_and(|standing| standing.filed_at.is_none() && now < standing.open_until))
}

/// A report or survey that was filed, with all its answers.
///
/// # Errors
/// `NotFound` when the organization has none with that id.
pub async fn filed(tx: &mut Tx, scope: Scope, id: ReportId) -> db::Result<(Report, Vec<Answer>)> {
    let report = store::find_by_id(tx, scope, id).await?;
    let answers = store::answers(tx, scope, id).await?;
    Ok((report, answers))
}

/// What was filed of `kind` about the session; none while nothing is.
///
/// # Errors
/// As the engine refuses.
pub async fn filed_of(
    tx: &mut Tx,
    scope: Scope,
    session: &Session,
    kind: Kind,
) -> db::Result<Option<Vec<Answer>>> {
    let pair = match kind {
        Kind::Report => (session.instructor, session.student),
        Kind::Survey => (session.student, session.instructor),
    };
    match store::find(tx, scope, session.id, kind, pair).await? {
        Some(report) if report.filed_at.is_some() => Ok(Some(store::answers(tx, scope, report.id).await?)),
        _ => Ok(None),
    }
}

/// Those of `answers` that the family reads.
pub fn shared(answers: &[Answer]) -> impl Iterator<Item = &Answer> {
    answers.iter().filter(|answer| answer.question.audience == Audience::Family)
}
