//! A person's sessions at a secret address, for the calendar program they use anyway.

use db::{Scope, Tx};
use icalendar::{Calendar, Component as _, Property};
use kernel::{Timestamp, UserId};
use web::{App, Organization, Viewer, token};

use super::entry::{Reader, Words, entry};
use super::store;
use crate::sessions::{self, Session, Whole};

/// How far back a feed reaches: what was cancelled stays in it long enough for every calendar to hear of it.
const DAYS_BACK: i64 = 90;
const DAYS_AHEAD: i64 = 400;
/// Entries of one feed.
const MOST: i64 = 5_000;

const DAY_MINUTES: i64 = 24 * 60;

/// Makes this person's feed and gives its token, for this one time; an earlier address ends.
///
/// # Errors
/// As the engine refuses.
pub async fn make(tx: &mut Tx, scope: Scope, person: UserId) -> db::Result<String> {
    let token = token::random();
    store::replace(tx, scope, person, token::hash(&token)).await?;
    Ok(token::text(&token))
}

/// Since when the viewer has a feed.
///
/// # Errors
/// As the engine refuses.
pub async fn made_at(tx: &mut Tx, viewer: &Viewer) -> db::Result<Option<Timestamp>> {
    store::made_at(tx, viewer.scope(), viewer.user).await
}

/// Ends the viewer's feed: from now on its address leads nowhere.
///
/// # Errors
/// As the engine refuses.
pub async fn revoke(tx: &mut Tx, viewer: &Viewer) -> db::Result<()> {
    store::revoke(tx, viewer.scope(), viewer.user).await
}

/// The path of a feed, without host.
pub fn path(token_text: &str) -> String {
    format!("/calendar/feed/{token_text}.ics")
}

/// The feed with this token, as it is now: what its person takes part in, by first names. None when it was never
/// given out, was revoked, or its person's account does not stand.
///
/// # Errors
/// As the engine refuses.
pub async fn read(
    tx: &mut Tx,
    app: &App,
    organization: &Organization,
    token_text: &str,
) -> db::Result<Option<String>> {
    let Some(hash) = token::hash_of_text(token_text) else { return Ok(None) };
    let scope = organization.scope();
    let Some(person) = store::person_of(tx, scope, hash).await? else { return Ok(None) };
    let now = tx.now();
    let range = (now.plus_minutes(-DAYS_BACK * DAY_MINUTES), now.plus_minutes(DAYS_AHEAD * DAY_MINUTES));
    let found = sessions::of_person(tx, scope, person, range, MOST).await?;
    let mut calendar = Calendar::new();
    let refresh = Property::new("REFRESH-INTERVAL", "PT15M").add_parameter("VALUE", "DURATION").done();
    calendar.name(&organization.name).append_property(refresh);
    for session in &found {
        let parts = parts_for(person, session, &found);
        if parts.first().is_some_and(|first| first.id != session.id) {
            // the instructor has one entry of all of them
            continue;
        }
        let whole = Whole::of(session, &parts);
        let student =
            whole.as_ref().map_or(session.student_first_name.as_str(), |whole| whole.first_names.as_str());
        let words = Words {
            student,
            description: &format!("Sign in at {} to join.", organization.name),
            whole: whole.as_ref(),
        };
        let stamp = parts.iter().map(told_anew).max().unwrap_or_else(|| told_anew(session));
        let mut event = entry(session, Reader::of(person, session), &words, organization, stamp);
        event.add_property("URL", app.url(organization, &format!("/sessions/{}", session.id)));
        calendar.push(event);
    }
    Ok(Some(calendar.to_string()))
}

/// When it was last told anew, as far as that is known: the file stays the same while its sessions do.
fn told_anew(session: &Session) -> Timestamp {
    session.cancelled_at.or(session.moved.map(|moved| moved.at)).unwrap_or(session.created_at)
}

/// The parts of a session of several students that are one entry in the calendar of `person`, who teaches it: those that
/// stand before any that was cancelled. None for everybody else, and of a session of one.
fn parts_for(person: UserId, session: &Session, found: &[Session]) -> Vec<Session> {
    let Some(id) = session.shared.as_ref().map(|shared| shared.id) else { return Vec::new() };
    if session.instructor != person {
        return Vec::new();
    }
    let is_part = |one: &&Session| one.shared.as_ref().is_some_and(|shared| shared.id == id);
    let mut parts: Vec<Session> = found.iter().filter(is_part).cloned().collect();
    parts.sort_by(|one, two| {
        let key = |part: &Session| (part.cancelled_at.is_some(), part.student_name.clone(), part.id);
        key(one).cmp(&key(two))
    });
    parts
}
