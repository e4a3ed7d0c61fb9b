//! A session of several students, as staff read it. Each student's part is a session of its own, so that credits,
//! attendance, reports, links and mails are theirs alone; here the parts are one again.

use db::{Scope, Tx};
use kernel::{GroupSessionId, Role, SessionId, UserId};
use web::Viewer;

use super::session::{Session, State};
use super::store;

/// Names written out before the rest is counted.
const NAMED: usize = 2;

/// Whether `viewer`, who may see the session, also reads who else takes part: its instructor, and admins. A family does not.
pub fn reads_all(viewer: &Viewer, session: &Session) -> bool {
    viewer.is(Role::Admin) || viewer.user == session.instructor
}

/// Every part of the session, this one among them, by the students' names; this one alone when it is for one student.
///
/// # Errors
/// As the engine refuses.
pub async fn parts(tx: &mut Tx, scope: Scope, session: &Session) -> db::Result<Vec<Session>> {
    match &session.shared {
        Some(shared) => store::of_group_session(tx, scope, shared.id).await,
        None => Ok(vec![session.clone()]),
    }
}

/// Whether `other` is the session itself, or another student's part in it.
pub fn is_part(session: &Session, other: &Session) -> bool {
    let shares =
        session.shared.as_ref().zip(other.shared.as_ref()).is_some_and(|(one, two)| one.id == two.id);
    other.id == session.id || shares
}

/// The other parts of the session that are planned still: a new time, or another instructor, is theirs as well.
///
/// # Errors
/// As the engine refuses.
pub async fn others_planned(tx: &mut Tx, scope: Scope, session: &Session) -> db::Result<Vec<Session>> {
    let mut others = parts(tx, scope, session).await?;
    others.retain(|other| other.id != session.id && other.state() == State::Scheduled);
    Ok(others)
}

/// Holds the guard rows of these instructors and of the students of all the parts.
///
/// # Errors
/// As the engine refuses.
pub async fn guard<'a>(
    tx: &mut Tx,
    scope: Scope,
    instructors: impl IntoIterator<Item = UserId>,
    parts: impl IntoIterator<Item = &'a Session>,
) -> db::Result<()> {
    let mut students: Vec<UserId> = parts.into_iter().map(|part| part.student).collect();
    students.sort_unstable();
    store::guard(tx, scope, instructors.into_iter().chain(students)).await
}

/// Makes one of the parts of each session that stand alike, for who reads all of them. The first of them stands for all.
pub fn fold(viewer: &Viewer, sessions: Vec<Session>) -> Vec<Session> {
    let mut folded: Vec<Session> = Vec::with_capacity(sessions.len());
    for session in sessions {
        let alike = |one: &&mut Session| {
            let id = |session: &Session| session.shared.as_ref().map(|shared| shared.id);
            session.shared.is_some() && id(one) == id(&session) && one.state() == session.state()
        };
        let stands_for_it = folded.iter_mut().rev().find(alike).filter(|one| reads_all(viewer, one));
        match stands_for_it.and_then(|one| one.shared.as_mut()) {
            Some(shared) => shared.folded.push(session.student_first_name),
            None => folded.push(session),
        }
    }
    folded
}

/// A session of several students as its instructor is told of it, once, and keeps it in a calendar, as one entry.
#[derive(Debug, Clone)]
pub struct Whole {
    pub id: GroupSessionId,
    /// Those whose part stands as the one that is told of: planned, or cancelled at the same moment.
    pub names: String,
    /// Those whose part was not cancelled, or everybody when none is left.
    pub first_names: String,
    /// Somebody's part was not cancelled.
    pub stays: bool,
    /// Grows with each change of any part.
    pub sequence: i64,
    /// The part by which the instructor is told of what is done to all.
    pub speaker: SessionId,
}

impl Whole {
    /// Of `session` and all its parts; none where it is for one student.
    pub fn of(session: &Session, parts: &[Session]) -> Option<Self> {
        let shared = session.shared.as_ref()?;
        // whoever does not teach it any more is told of it as cancelled: what counts is how it is stored
        let own = parts.iter().find(|part| part.id == session.id).unwrap_or(session);
        let alike: Vec<&Session> = parts
            .iter()
            .filter(|part| part.state() == own.state() && part.cancelled_at == own.cancelled_at)
            .collect();
        let mut staying: Vec<&Session> =
            parts.iter().filter(|part| part.state() != State::Cancelled).collect();
        let stays = !staying.is_empty();
        if !stays {
            staying = parts.iter().collect();
        }
        Some(Self {
            id: shared.id,
            names: names(alike.iter().map(|part| part.student_name.as_str())),
            first_names: names(staying.iter().map(|part| part.student_first_name.as_str())),
            stays,
            sequence: parts.iter().map(|part| part.calendar_sequence).sum(),
            speaker: alike.iter().map(|part| part.id).min().unwrap_or(session.id),
        })
    }
}

/// The whole of which `session` is a part; none where it is for one student.
///
/// # Errors
/// As the engine refuses.
pub async fn whole(tx: &mut Tx, scope: Scope, session: &Session) -> db::Result<Option<Whole>> {
    if session.shared.is_none() {
        return Ok(None);
    }
    Ok(Whole::of(session, &parts(tx, scope, session).await?))
}

/// `Ana, Ben and 2 more`.
pub fn names<'a>(all: impl IntoIterator<Item = &'a str>) -> String {
    let all: Vec<&str> = all.into_iter().collect();
    match all.split_at_checked(NAMED) {
        Some((named, rest)) if !rest.is_empty() => format!("{} and {} more", named.join(", "), rest.len()),
        _ => all.join(" and "),
    }
}

/// `with 3 others`.
pub fn others(count: i64) -> String {
    if count == 1 { "with 1 other".to_owned() } else { format!("with {count} others") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_are_named_and_the_rest_is_counted() {
        assert_eq!(names(["Ana"]), "Ana");
        assert_eq!(names(["Ana", "Ben"]), "Ana and Ben");
        assert_eq!(names(["Ana", "Ben", "Cleo"]), "Ana, Ben and 1 more");
        assert_eq!(names(["Ana", "Ben", "Cleo", "Dan"]), "Ana, Ben and 2 more");
    }
}
