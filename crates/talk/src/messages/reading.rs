//! Looking at threads.

use db::{Db, Result, Scope, Tx, in_tx};
use kernel::{FileId, ThreadId, Timestamp, UserId};
use live::portfolio::{self, Attached, File};
use people::audit::{self, Change};
use web::Viewer;

use super::store;
use super::thread::{Correspondent, Message, Standpoint, Thread};

/// Messages of a page, and threads of one.
const PAGE: i64 = 50;
/// People offered to write to.
const MOST_OFFERED: i64 = 2_000;

/// A page of the list of threads, the newest first, and whether there are more. `along`: those the viewer is not part of.
///
/// # Errors
/// As the engine refuses.
pub async fn list(db: &Db, viewer: &Viewer, along: bool, number: i64) -> Result<(Vec<Thread>, bool)> {
    let mut tx = db.read().await?;
    let window = (number * PAGE, PAGE + 1);
    let mut threads = if along {
        store::read_along(&mut tx, viewer, window).await?
    } else {
        store::own(&mut tx, viewer, window).await?
    };
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let has_more = threads.len() > page;
    threads.truncate(page);
    Ok((threads, has_more))
}

/// Everyone the viewer may write to, and what they can send along.
///
/// # Errors
/// As the engine refuses.
pub async fn offered(db: &Db, viewer: &Viewer) -> Result<(Vec<Correspondent>, Vec<File>)> {
    let mut tx = db.read().await?;
    let people = store::correspondents(&mut tx, viewer, MOST_OFFERED).await?;
    Ok((people, portfolio::attachable(&mut tx, viewer.scope(), viewer.user).await?))
}

/// Whom the viewer, one of its two, answers in a thread.
///
/// # Errors
/// `NotFound` for everyone else: who reads along writes nothing.
pub async fn answered(db: &Db, viewer: &Viewer, id: ThreadId) -> Result<UserId> {
    let thread = store::find_visible(&mut db.read().await?, viewer, id).await?;
    thread.counterpart(viewer.user).map(|(other, _)| other).ok_or(db::Error::NotFound)
}

/// Marks a thread of the viewer's as read. Says whether anything was not.
///
/// # Errors
/// `NotFound` when the viewer may not read it.
pub async fn mark_read(db: &Db, viewer: &Viewer, id: ThreadId) -> Result<bool> {
    store::find_visible(&mut db.read().await?, viewer, id).await?;
    in_tx!(db, db::Error, tx, { store::set_read(tx, viewer.scope(), id, viewer.user).await })
}

/// A thread opened by somebody who may read it.
#[derive(Debug)]
pub struct Opened {
    pub thread: Thread,
    pub standpoint: Standpoint,
    /// Whether the viewer may write in it.
    pub may_answer: bool,
    /// The oldest first.
    pub messages: Vec<Message>,
    /// What came with them.
    pub attached: Vec<Attached>,
    /// What the viewer can send along, when they may write.
    pub attachable: Vec<File>,
    /// Where the older ones end, when there are any.
    pub older: Option<Timestamp>,
}

/// A thread, its messages before `before`. An admin's look at what is not theirs is noted.
///
/// # Errors
/// `NotFound` when the viewer may not read it.
pub async fn open(db: &Db, viewer: &Viewer, id: ThreadId, before: Option<Timestamp>) -> Result<Opened> {
    let opened = read(&mut db.read().await?, viewer, id, before).await?;
    if opened.standpoint == Standpoint::Admin {
        in_tx!(db, db::Error, tx, {
            let change = Change {
                by: Some(viewer.user),
                what: "thread read along",
                subject: Some(id.to_string()),
                before: None,
                after: None,
            };
            audit::record(tx, viewer.scope(), change).await
        })?;
    }
    Ok(opened)
}

async fn read(tx: &mut Tx, viewer: &Viewer, id: ThreadId, before: Option<Timestamp>) -> Result<Opened> {
    let thread = store::find_visible(tx, viewer, id).await?;
    let standpoint = if thread.counterpart(viewer.user).is_some() {
        Standpoint::Member
    } else if is_parent(tx, viewer, &thread).await? {
        Standpoint::Parent
    } else {
        Standpoint::Admin
    };
    let may_answer = match thread.counterpart(viewer.user) {
        Some((other, _)) => store::correspondent(tx, viewer, other).await?.is_some(),
        None => false,
    };
    let before = before.unwrap_or(Timestamp::from_micros(i64::MAX));
    let mut messages = store::messages(tx, viewer.scope(), id, before, PAGE + 1).await?;
    let more = messages.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
    if more {
        messages.pop();
    }
    messages.reverse();
    let older = messages.first().filter(|_| more).map(|message| message.sent_at);
    let attached = attached_to(tx, viewer.scope(), id, &messages).await?;
    let attachable =
        if may_answer { portfolio::attachable(tx, viewer.scope(), viewer.user).await? } else { Vec::new() };
    Ok(Opened { thread, standpoint, may_answer, messages, attached, attachable, older })
}

/// What came with messages of a thread, whose oldest stands first.
///
/// # Errors
/// As the engine refuses.
pub async fn attached_to(
    tx: &mut Tx,
    scope: Scope,
    thread: ThreadId,
    messages: &[Message],
) -> Result<Vec<Attached>> {
    let ids = || messages.iter().map(|message| message.id);
    let (Some(first), Some(last)) = (ids().min(), ids().max()) else { return Ok(Vec::new()) };
    portfolio::attached_between(tx, scope, thread, (first, last)).await
}

/// A file that came with a message which the viewer may read.
///
/// # Errors
/// `NotFound` when the thread is not theirs to read, or no message of it has the file.
pub async fn file(db: &Db, viewer: &Viewer, id: ThreadId, file: FileId) -> Result<File> {
    let mut tx = db.read().await?;
    let thread = store::find_visible(&mut tx, viewer, id).await?;
    portfolio::attached(&mut tx, viewer.scope(), thread.id, file).await
}

async fn is_parent(tx: &mut Tx, viewer: &Viewer, thread: &Thread) -> Result<bool> {
    let Some(student) = thread.student else { return Ok(false) };
    let parents = people::families::parents_of(tx, viewer.scope(), student).await?;
    Ok(parents.iter().any(|parent| parent.id == viewer.user))
}
