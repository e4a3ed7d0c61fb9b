//! Browsers that are signed in: opened, listed, ended.

use db::{Scope, Tx};
use kernel::{SignInId, Timestamp, UserId};
use web::{App, Push, token};

use super::store;

/// How long a sign-in lasts at most, however much it is used.
pub(super) const LONGEST_SECONDS: i64 = 30 * 24 * 3_600;
/// How long it lasts without being used: students share devices.
const IDLE_SECONDS: i64 = 12 * 3_600;
const IDLE_SECONDS_OF_STUDENTS: i64 = 8 * 3_600;

/// How long a sign-in may rest before it ends.
pub(super) const fn idle_seconds(only_student: bool) -> i64 {
    if only_student { IDLE_SECONDS_OF_STUDENTS } else { IDLE_SECONDS }
}

/// A new sign-in.
#[derive(Debug, Clone)]
pub struct Opened {
    pub id: SignInId,
    /// For the cookie; the store keeps its hash.
    pub token_text: String,
}

/// A sign-in as its person sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    pub id: SignInId,
    pub created_at: Timestamp,
    pub seen_at: Timestamp,
    /// `Firefox on Linux`.
    pub browser: String,
    /// Whose it is: the person's own, or a student's that the person began.
    pub person: UserId,
    pub first_name: String,
    /// The parent who began it.
    pub by_parent: Option<UserId>,
}

/// Signs the person in at one browser. None when the account is not active.
///
/// # Errors
/// As the engine refuses.
pub async fn open(
    tx: &mut Tx,
    scope: Scope,
    person: UserId,
    browser: &str,
) -> Result<Option<Opened>, db::Error> {
    let id = SignInId::fresh(tx.now());
    let secret = token::random();
    let expires_at = tx.now().plus_seconds(LONGEST_SECONDS);
    if !store::insert(tx, scope, id, person, token::hash(&secret), expires_at, browser).await? {
        return Ok(None);
    }
    crate::accounts::touch_last_used(tx, scope, person, tx.now()).await?;
    Ok(Some(Opened { id, token_text: token::text(&secret) }))
}

/// Ends the parent's sign-in `own` and begins one of their student at the same browser, until that would have ended. None
/// when the student is not an active one of theirs, or `own` does not hold any more; the caller rolls back then.
///
/// # Errors
/// As the engine refuses.
pub async fn open_for_student(
    tx: &mut Tx,
    scope: Scope,
    parent: UserId,
    own: SignInId,
    student: UserId,
) -> Result<Option<Opened>, db::Error> {
    // first, so that of two presses one goes on
    if !store::end(tx, scope, parent, own).await? {
        return Ok(None);
    }
    let (id, secret) = (SignInId::fresh(tx.now()), token::random());
    if !store::insert_of_family(tx, scope, (parent, own), (student, id), token::hash(&secret)).await? {
        return Ok(None);
    }
    crate::accounts::touch_last_used(tx, scope, student, tx.now()).await?;
    Ok(Some(Opened { id, token_text: token::text(&secret) }))
}

/// Tells open pages and classrooms that the person lost their sign-ins, and the students whose sign-ins they began. Call
/// it after the commit.
///
/// # Errors
/// As the engine refuses.
pub async fn tell_revoked(app: &App, scope: Scope, person: UserId) -> Result<(), db::Error> {
    app.bus().push(Push::Revoked { org: scope.org(), person });
    tell_begun(app, scope, person, None).await
}

/// Tells open pages and classrooms that what the person began as `student`, or as any, does not hold any more.
///
/// # Errors
/// As the engine refuses.
pub async fn tell_begun(
    app: &App,
    scope: Scope,
    person: UserId,
    student: Option<UserId>,
) -> Result<(), db::Error> {
    let org = scope.org();
    for sign_in in store::begun_by(&mut app.db().read().await?, scope, person, student).await? {
        app.bus().push(Push::SignedOut { org, sign_in });
    }
    Ok(())
}

/// The person's sign-ins that still hold, and those of students that the person began; the last used first.
///
/// # Errors
/// As the engine refuses.
pub async fn of_person(tx: &mut Tx, scope: Scope, person: UserId) -> Result<Vec<SignIn>, db::Error> {
    let since = tx.now().plus_seconds(-IDLE_SECONDS);
    store::of_person(tx, scope, person, since).await
}

/// Ends one sign-in of the person, or one of a student that the person began. False when there is no such.
///
/// # Errors
/// As the engine refuses.
pub async fn end(tx: &mut Tx, scope: Scope, person: UserId, id: SignInId) -> Result<bool, db::Error> {
    store::end(tx, scope, person, id).await
}

/// Ends every sign-in of the person but `kept`, and those of students that the person began; gives those that ended.
///
/// # Errors
/// As the engine refuses.
pub async fn end_others(
    tx: &mut Tx,
    scope: Scope,
    person: UserId,
    kept: SignInId,
) -> Result<Vec<SignInId>, db::Error> {
    store::end_others(tx, scope, person, kept).await
}

/// Removes at most `limit` sign-ins that nobody can use any more and that ended before `before`; says how many.
///
/// # Errors
/// As the engine refuses.
pub async fn sweep(tx: &mut Tx, before: Timestamp, limit: i64) -> Result<u64, db::Error> {
    store::sweep_ended(tx, before, limit).await
}

/// The browser as people call it, from its `User-Agent`: enough to recognise a device in a list, no more is kept.
pub(super) fn browser_name(user_agent: &str) -> String {
    let first = |names: &[(&str, &'static str)]| {
        names.iter().find(|(sign, _)| user_agent.contains(sign)).map(|(_, name)| *name)
    };
    let browser = first(&[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("CrOS", "ChromeOS"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => "A browser".to_owned(),
    }
}
