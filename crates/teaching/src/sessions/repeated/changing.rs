//! The verbs cancel and change for several sessions of a series: planned, and written as planned.

use db::{Tx, outbox};
use jiff::civil::Time;
use kernel::{Event, Role, SeriesChangeId, SeriesId, SessionId, SessionMinutes, Timestamp, UserId};
use people::organizations::{self, CancellationRules, Unsaid};
use people::{accounts, families, links};
use web::{Viewer, token};

use super::super::booking::Told;
use super::super::cancellation::{self, MAX_REASON, Reach as Whom};
use super::super::session::{LINKS_HOLD_MINUTES, Session, State};
use super::super::{store, together};
use super::reach::{Reach, Reached, reached};
use crate::reminders;
use crate::series::{self, Done, Occurrence, Part, Was};

/// Why several sessions could not be changed at once.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    #[error("a student asks a parent or the instructor to cancel, and the instructor or an admin to change")]
    NotTheirs,
    #[error("say why, in at most 300 characters")]
    NoReason,
    /// Others take part, and staff did not say whether theirs are cancelled too.
    #[error("say whether they are cancelled for one student or for all")]
    NoWhom,
    #[error("no session is left that the change is for")]
    NothingLeft,
    #[error("the organization does not offer that duration")]
    DurationNotOffered,
    #[error("the organization asks for more to be said")]
    Unsaid(Unsaid),
    #[error("a session would be over already")]
    InThePast,
    /// What was shown is not what would be written any more.
    #[error("something changed since the preview")]
    Changed,
    #[error(transparent)]
    Store(db::Error),
}

impl From<db::Error> for ChangeError {
    fn from(error: db::Error) -> Self {
        // what came in between is in the next preview
        if error.is_refused_by("instructor_is_busy") { Self::Changed } else { Self::Store(error) }
    }
}

impl db::IsRetry for ChangeError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

/// A session and the series it is part of.
///
/// # Errors
/// `NotFound` for a session that the viewer may not see, or that has no series.
pub async fn find(tx: &mut Tx, viewer: &Viewer, id: SessionId) -> db::Result<(Session, Part)> {
    let session = store::find_visible(tx, viewer, id).await?;
    let part = session.series.clone().ok_or(db::Error::NotFound)?;
    Ok((session, part))
}

/// Its sessions that the viewer may see, in order.
///
/// # Errors
/// As the engine refuses.
pub async fn sessions(tx: &mut Tx, viewer: &Viewer, part: &Part) -> db::Result<Vec<Session>> {
    store::of_series(tx, viewer, part.series).await
}

/// Whether `viewer`, who may see the session, may cancel more of its series: as it is for one session.
pub fn may_cancel(viewer: &Viewer, session: &Session) -> bool {
    viewer.user != session.student || viewer.is(Role::Admin)
}

/// Whether `viewer`, who may see the session, may change its series: its instructor, and admins.
pub fn may_change(viewer: &Viewer, session: &Session) -> bool {
    viewer.user == session.instructor || viewer.is(Role::Admin)
}

/// What a cancellation comes to.
#[derive(Debug)]
pub struct CancelPlan {
    pub reached: Reached,
    pub told: Vec<Told>,
    /// Until when a family cancels free of charge.
    pub rules: CancellationRules,
    /// Those that the viewer's family is late for: their credits are kept.
    pub kept: Vec<SessionId>,
    /// The parts of other students that are cancelled with them.
    pub others: Vec<Session>,
}

impl CancelPlan {
    pub fn digest(&self, why: &str) -> String {
        let mut words = vec![why.to_owned()];
        words.extend(self.reached.touched.iter().chain(&self.others).map(|session| session.id.to_string()));
        words.extend(self.kept.iter().map(|session| format!("{session} is charged")));
        words.extend(self.told.iter().map(|told| told.name.clone()));
        digest(&words)
    }
}

fn digest(words: &[String]) -> String {
    token::text(&token::digest(words.join("\n").as_bytes()))
}

/// Plans the cancellation of this session and what follows, or of all that is to come; of several students for the one or
/// for all, as staff say.
///
/// # Errors
/// As [`ChangeError`] says; nothing is written either way.
pub async fn plan_cancel(
    tx: &mut Tx,
    viewer: &Viewer,
    id: SessionId,
    (reach, whom): (Reach, Option<Whom>),
    why: &str,
) -> Result<CancelPlan, ChangeError> {
    let (session, part) = find(tx, viewer, id).await?;
    let whom = match whom {
        _ if !asks_whom(viewer, &session) => Whom::One,
        None => return Err(ChangeError::NoWhom),
        Some(whom) => whom,
    };
    if !may_cancel(viewer, &session) {
        return Err(ChangeError::NotTheirs);
    }
    if why.is_empty() || why.chars().count() > MAX_REASON {
        return Err(ChangeError::NoReason);
    }
    let mut all = sessions(tx, viewer, &part).await?;
    if whom == Whom::All {
        stand_in(tx, viewer, &mut all).await?;
    }
    let reached = reached(all, &session, reach, tx.now());
    if reached.touched.is_empty() {
        return Err(ChangeError::NothingLeft);
    }
    let others = match whom {
        Whom::One => Vec::new(),
        Whom::All => other_parts(tx, viewer, &reached.touched).await?,
    };
    let cancelled: Vec<&Session> = reached.touched.iter().chain(&others).collect();
    let mut told = families(tx, viewer, &cancelled).await?;
    let instructor = accounts::find(tx, viewer.scope(), session.instructor).await?;
    told.push(Told::of(&instructor, Role::Instructor));
    let rules = organizations::cancellation(tx, viewer.scope()).await?;
    let now = tx.now();
    let costs = |session: &&Session| cancellation::costs(viewer, &rules, session, now);
    let kept = reached.touched.iter().filter(costs).map(|session| session.id).collect();
    Ok(CancelPlan { reached, told, rules, kept, others })
}

/// Whether `viewer`, who may see the session, says for whom its series is cancelled: staff, of several students.
pub fn asks_whom(viewer: &Viewer, session: &Session) -> bool {
    session.is_shared() && may_change(viewer, session)
}

/// Where one student's part is planned no more, that of another stands for the date.
async fn stand_in(tx: &mut Tx, viewer: &Viewer, all: &mut [Session]) -> db::Result<()> {
    for session in all.iter_mut().filter(|session| session.is_shared() && session.state() != State::Scheduled)
    {
        let others = together::others_planned(tx, viewer.scope(), session).await?;
        if let Some(other) = others.into_iter().next() {
            *session = other;
        }
    }
    Ok(())
}

/// The parts of the other students in these sessions.
async fn other_parts(tx: &mut Tx, viewer: &Viewer, touched: &[Session]) -> db::Result<Vec<Session>> {
    let mut parts = Vec::new();
    for session in touched {
        parts.extend(together::others_planned(tx, viewer.scope(), session).await?);
    }
    Ok(parts)
}

/// The students of these sessions and their parents, each once.
async fn families(tx: &mut Tx, viewer: &Viewer, sessions: &[&Session]) -> db::Result<Vec<Told>> {
    let (mut told, mut known): (Vec<Told>, Vec<UserId>) = (Vec::new(), Vec::new());
    for session in sessions {
        if known.contains(&session.student) {
            continue;
        }
        known.push(session.student);
        for one in family(tx, viewer, session).await? {
            if !told.iter().any(|known| known.person == one.person && known.part == one.part) {
                told.push(one);
            }
        }
    }
    Ok(told)
}

/// What was done to the series of each student, noted when the first of their sessions is.
#[derive(Default)]
struct Noted(Vec<(SeriesId, SeriesChangeId)>);

impl Noted {
    /// Notes that this is done to a session of a series.
    async fn note(
        &mut self,
        tx: &mut Tx,
        viewer: &Viewer,
        session: &Session,
        (done, why): (Done, Option<&str>),
    ) -> db::Result<()> {
        let Some(series) = session.series.as_ref().map(|part| part.series) else { return Ok(()) };
        let scope = viewer.scope();
        let known = self.0.iter().find(|(known, _)| *known == series).map(|(_, change)| *change);
        let change = match known {
            Some(change) => change,
            None => {
                let change = series::note_change(tx, scope, series, done, viewer.user, why).await?;
                self.0.push((series, change));
                change
            }
        };
        series::note_session(tx, scope, change, &was(session)).await
    }

    /// Each family is told of its own series.
    async fn tell(self, tx: &mut Tx, viewer: &Viewer) -> db::Result<()> {
        for (_, change) in self.0 {
            outbox::record(tx, viewer.scope(), Event::SeriesChanged { change }).await?;
        }
        Ok(())
    }
}

async fn family(tx: &mut Tx, viewer: &Viewer, session: &Session) -> db::Result<Vec<Told>> {
    let scope = viewer.scope();
    let student = accounts::find(tx, scope, session.student).await?;
    let parents = families::parents_of(tx, scope, session.student).await?;
    let mut told = vec![Told::of(&student, Role::Student)];
    told.extend(parents.iter().map(|parent| Told::of(parent, Role::Parent)));
    Ok(told)
}

/// Cancels what was shown: credits are released, or kept where a family is late, links are revoked, and everyone is told once.
///
/// # Errors
/// `Changed` when it is not what was shown any more; else as [`ChangeError`] says.
pub async fn cancel(
    tx: &mut Tx,
    viewer: &Viewer,
    id: SessionId,
    asked: (Reach, Option<Whom>),
    why: &str,
    seen: &str,
) -> Result<(), ChangeError> {
    let scope = viewer.scope();
    let plan = plan_cancel(tx, viewer, id, asked, why).await?;
    if plan.digest(why) != seen {
        return Err(ChangeError::Changed);
    }
    let mut noted = Noted::default();
    for session in plan.reached.touched.iter().chain(&plan.others) {
        if !store::set_cancelled(tx, scope, session.id, Some(viewer.user), why).await? {
            return Err(ChangeError::Changed);
        }
        cancellation::settle_cancelled(tx, viewer, &plan.rules, session).await?;
        links::revoke_of_session(tx, scope, session.id).await?;
        noted.note(tx, viewer, session, (Done::Cancelled, Some(why))).await?;
    }
    noted.tell(tx, viewer).await?;
    Ok(())
}

/// Cancels these planned sessions of series for the organization: no credit is kept, and each family is told once of each
/// series. One that is not planned any more is left as it is.
///
/// # Errors
/// As the engine refuses.
pub async fn cancel_these(tx: &mut Tx, viewer: &Viewer, sessions: &[Session], why: &str) -> db::Result<()> {
    let mut noted = Noted::default();
    for session in sessions {
        if store::set_cancelled(tx, viewer.scope(), session.id, Some(viewer.user), why).await? {
            cancellation::release_cancelled(tx, viewer, session).await?;
            links::revoke_of_session(tx, viewer.scope(), session.id).await?;
            noted.note(tx, viewer, session, (Done::Cancelled, Some(why))).await?;
        }
    }
    noted.tell(tx, viewer).await
}

const fn was(session: &Session) -> Was {
    Was { session: session.id, starts_at: session.starts_at, ends_at: session.ends_at }
}

/// What sessions are to become: their time on the series' clock, their length, their words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    pub start: Time,
    pub minutes: SessionMinutes,
    pub subject: String,
    pub description: String,
}

/// A session, and when it is to be.
#[derive(Debug)]
pub struct Moved {
    pub session: Session,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    /// The instructor's other session that is in the way.
    pub busy: Option<Session>,
    pub student_busy: Vec<Session>,
    /// The parts of other students, which are changed with it.
    pub others: Vec<Session>,
}

/// What a change comes to.
#[derive(Debug)]
pub struct ChangePlan {
    pub moved: Vec<Moved>,
    pub left_alone: Vec<Session>,
    pub told: Vec<Told>,
}

impl ChangePlan {
    pub fn is_free(&self) -> bool {
        self.moved.iter().all(|moved| moved.busy.is_none())
    }

    pub fn digest(&self, wish: &Wish) -> String {
        let mut words = vec![format!("{wish:?}")];
        for moved in &self.moved {
            words.push(format!("{} {} {}", moved.session.id, moved.starts_at, moved.ends_at));
            words.extend(moved.others.iter().map(|session| session.id.to_string()));
            words.extend(moved.busy.iter().chain(&moved.student_busy).map(|session| session.id.to_string()));
        }
        words.extend(self.told.iter().map(|told| told.name.clone()));
        digest(&words)
    }
}

/// Plans another time, length or description for this session, for it and what follows on its weekday, or for all that is
/// to come on that weekday.
///
/// # Errors
/// As [`ChangeError`] says; nothing is written either way. Sessions in the way are no error: the plan says which they are.
pub async fn plan_change(
    tx: &mut Tx,
    viewer: &Viewer,
    id: SessionId,
    reach: Reach,
    wish: &Wish,
) -> Result<ChangePlan, ChangeError> {
    let scope = viewer.scope();
    let (from, part) = find(tx, viewer, id).await?;
    if !may_change(viewer, &from) {
        return Err(ChangeError::NotTheirs);
    }
    let rules = organizations::rules(tx, scope).await?;
    if !rules.durations.contains(&wish.minutes) && wish.minutes.get() != from.minutes() {
        return Err(ChangeError::DurationNotOffered);
    }
    // what was booked without a word may go on without it
    let said = |before: &str, after: &str| if before.is_empty() { "-".to_owned() } else { after.to_owned() };
    let (subject, description) =
        (said(&from.subject, &wish.subject), said(&from.description, &wish.description));
    if let Some(unsaid) = rules.bookable.unsaid(&subject, &description) {
        return Err(ChangeError::Unsaid(unsaid));
    }
    let weekday = from.starts_at.in_zone(&from.zone).date().weekday();
    let mut all = sessions(tx, viewer, &part).await?;
    if reach != Reach::This {
        stand_in(tx, viewer, &mut all).await?;
    }
    all.retain(|session| session.starts_at.in_zone(&session.zone).date().weekday() == weekday);
    let Reached { touched, left_alone } = reached(all, &from, reach, tx.now());
    let mut moved = Vec::new();
    for session in touched {
        if let Some((starts_at, ends_at)) = differs(&session, wish) {
            if starts_at <= tx.now() {
                return Err(ChangeError::InThePast);
            }
            moved.push(in_the_way(tx, viewer, session, (starts_at, ends_at)).await?);
        }
    }
    if moved.is_empty() {
        return Err(ChangeError::NothingLeft);
    }
    let touched = moved.iter().flat_map(|moved| std::iter::once(&moved.session).chain(&moved.others));
    let touched: Vec<&Session> = touched.collect();
    let mut told = families(tx, viewer, &touched).await?;
    if viewer.user != from.instructor {
        let instructor = accounts::find(tx, scope, from.instructor).await?;
        told.push(Told::of(&instructor, Role::Instructor));
    }
    Ok(ChangePlan { moved, left_alone, told })
}

/// When the session is to be, if that or its words are other than they are.
fn differs(session: &Session, wish: &Wish) -> Option<(Timestamp, Timestamp)> {
    let date = session.starts_at.in_zone(&session.zone).date();
    let occurrence = Occurrence::at(date, wish.start, wish.minutes, &session.zone)?;
    let time = (occurrence.starts_at, occurrence.ends_at());
    let is_same = time == (session.starts_at, session.ends_at)
        && session.subject == wish.subject
        && session.description == wish.description;
    (!is_same).then_some(time)
}

async fn in_the_way(
    tx: &mut Tx,
    viewer: &Viewer,
    session: Session,
    time: (Timestamp, Timestamp),
) -> db::Result<Moved> {
    let others = together::others_planned(tx, viewer.scope(), &session).await?;
    let (mut busy, mut student_busy) = (None, Vec::new());
    for part in std::iter::once(&session).chain(&others) {
        let people = [part.instructor, part.student];
        let mut found = store::in_the_way(tx, viewer.scope(), people, time).await?;
        found.retain(|other| !together::is_part(&session, other));
        let (of_instructor, of_student): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|other| other.instructor == session.instructor);
        busy = busy.or_else(|| of_instructor.into_iter().next());
        student_busy.extend(of_student);
    }
    Ok(Moved { session, starts_at: time.0, ends_at: time.1, busy, student_busy, others })
}

/// Changes what was shown, and everyone is told once. One session changed alone is left alone by wider changes from then on.
///
/// # Errors
/// `Changed` when it is not what was shown any more, or was shown with sessions in the way; else as [`ChangeError`] says.
pub async fn change(
    tx: &mut Tx,
    viewer: &Viewer,
    id: SessionId,
    reach: Reach,
    wish: &Wish,
    seen: &str,
) -> Result<(), ChangeError> {
    let scope = viewer.scope();
    let (from, _) = find(tx, viewer, id).await?;
    let parts = together::parts(tx, scope, &from).await?;
    together::guard(tx, scope, [from.instructor], &parts).await?;
    let plan = plan_change(tx, viewer, id, reach, wish).await?;
    if plan.digest(wish) != seen || !plan.is_free() {
        return Err(ChangeError::Changed);
    }
    let mut noted = Noted::default();
    let mut all: Vec<(&Moved, &Session)> = Vec::new();
    for moved in &plan.moved {
        all.push((moved, &moved.session));
        all.extend(moved.others.iter().map(|other| (moved, other)));
    }
    for (moved, session) in all {
        let time = (moved.starts_at, moved.ends_at);
        let words = (wish.subject.as_str(), wish.description.as_str());
        if !store::set_planned(tx, scope, session.id, time, words).await? {
            return Err(ChangeError::Changed);
        }
        let until = moved.ends_at.plus_minutes(LINKS_HOLD_MINUTES);
        links::extend_of_session(tx, scope, session.id, until).await?;
        reminders::plan(tx, scope, session.id, moved.starts_at, session.place.is_classroom()).await?;
        noted.note(tx, viewer, session, (Done::Moved, None)).await?;
        if reach == Reach::This {
            series::mark_changed(tx, scope, session.id).await?;
        }
    }
    noted.tell(tx, viewer).await?;
    Ok(())
}
