//! The rows of people.

use db::{Bind, FromRow, Result, Row, Scope, Tx, sql};
use kernel::{Email, Standing, TermsId, Timestamp, UserId, Zone};

use super::{Details, NewPerson, Person, search_key};

/// The columns of a [`Person`].
macro_rules! select_people {
    ($rest:literal) => {
        concat!(
            "SELECT p.id, p.first_name, p.last_name, p.email, p.username, p.roles, p.standing, p.zone, p.under_13,
                    p.last_used_at, p.activated_at, p.created_at, p.password_hash IS NOT NULL AS has_password,
                    EXISTS (SELECT 1 FROM passkeys k WHERE k.org_id = p.org_id AND k.user_id = p.id) AS has_passkey
               FROM people p ",
            $rest
        )
    };
}

mod named;
mod search;

pub use named::{Named, NamedBy, find_named, set_external_id};
pub use search::{Search, like_pattern, search};

impl FromRow for Person {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            first_name: row.get("first_name")?,
            last_name: row.get("last_name")?,
            email: row.get("email")?,
            username: row.get("username")?,
            roles: row.get("roles")?,
            standing: row.get("standing")?,
            zone: row.get("zone")?,
            under_13: row.get("under_13")?,
            last_used_at: row.get("last_used_at")?,
            activated_at: row.get("activated_at")?,
            created_at: row.get("created_at")?,
            has_password: row.get("has_password")?,
            has_passkey: row.get("has_passkey")?,
        })
    }
}

/// The person with that id.
///
/// # Errors
/// `NotFound` when the organization has none.
pub async fn find(tx: &mut Tx, scope: Scope, id: UserId) -> Result<Person> {
    tx.one(sql!(select_people!("WHERE p.org_id = $1 AND p.id = $2")), &[&scope.org(), &id]).await
}

/// The people with these ids, by name; ids the organization does not have are left out.
///
/// # Errors
/// As the engine refuses.
pub async fn find_many(tx: &mut Tx, scope: Scope, ids: &[UserId]) -> Result<Vec<Person>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let org = scope.org();
    let mut values: Vec<&dyn Bind> = vec![&org];
    values.extend(ids.iter().map(|id| id as &dyn Bind));
    tx.all_listed(
        sql!(select_people!(
            "WHERE p.org_id = $1 AND p.id IN ($list) ORDER BY p.last_name, p.first_name, p.id"
        )),
        1,
        &values,
    )
    .await
}

/// Whoever has that address, archived or not.
///
/// # Errors
/// As the engine refuses.
pub async fn find_by_email(tx: &mut Tx, scope: Scope, email: &Email) -> Result<Option<Person>> {
    tx.opt(sql!(select_people!("WHERE p.org_id = $1 AND p.email = $2")), &[&scope.org(), email]).await
}

/// Whoever has that username, archived or not.
pub async fn has_username(tx: &mut Tx, scope: Scope, username: &str) -> Result<Option<UserId>> {
    let found: Option<(UserId,)> = tx
        .opt(sql!("SELECT id FROM people WHERE org_id = $1 AND username = $2"), &[&scope.org(), &username])
        .await?;
    Ok(found.map(|(id,)| id))
}

/// Whether the row was written; not when the address or the username is taken.
pub async fn insert(
    tx: &mut Tx,
    scope: Scope,
    id: UserId,
    new: &NewPerson,
    by: Option<UserId>,
) -> Result<bool> {
    let now = tx.now();
    let username = new.username.as_ref().map(ToString::to_string);
    let key = key_of(&new.first_name, &new.last_name, new.email.as_ref(), username.as_deref());
    let written = tx
        .exec(
            sql!(
                "INSERT INTO people (org_id, id, first_name, last_name, search_key, email, username, roles, standing,
                                     zone, under_13, invited_by, created_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'invited', $9, $10, $11, $12) ON CONFLICT DO NOTHING"
            ),
            &[
                &scope.org(),
                &id,
                &new.first_name,
                &new.last_name,
                &key,
                &new.email,
                &username,
                &new.roles,
                &new.zone,
                &new.under_13,
                &by,
                &now,
            ],
        )
        .await?;
    Ok(written == 1)
}

fn key_of(
    first: &kernel::PersonName,
    last: &kernel::PersonName,
    email: Option<&Email>,
    username: Option<&str>,
) -> String {
    search_key(first, last, email.map(Email::as_str).or(username).unwrap_or_default())
}

/// Writes an admin's corrections; with `ends_sign_ins` every sign-in ends.
pub async fn set_details(
    tx: &mut Tx,
    scope: Scope,
    id: UserId,
    details: &Details,
    ends_sign_ins: bool,
) -> Result<()> {
    let username = details.username.as_ref().map(ToString::to_string);
    let key = key_of(&details.first_name, &details.last_name, details.email.as_ref(), username.as_deref());
    let raise = i64::from(ends_sign_ins);
    tx.exec(
        sql!(
            "UPDATE people SET first_name = $3, last_name = $4, search_key = $5, email = $6, username = $7,
                    roles = $8, under_13 = $9, security_rev = security_rev + $10
              WHERE org_id = $1 AND id = $2"
        ),
        &[
            &scope.org(),
            &id,
            &details.first_name,
            &details.last_name,
            &key,
            &details.email,
            &username,
            &details.roles,
            &details.under_13,
            &raise,
        ],
    )
    .await?;
    Ok(())
}

/// Whether the account is active now; not when it is archived.
pub async fn set_active(
    tx: &mut Tx,
    scope: Scope,
    id: UserId,
    how: &str,
    password_hash: Option<String>,
    zone: Option<Zone>,
) -> Result<bool> {
    let now = tx.now();
    let touched = tx
        .exec(
            sql!(
                "UPDATE people SET standing = 'active', activated_at = COALESCE(activated_at, $3),
                        activated_by = COALESCE(activated_by, $4), password_hash = COALESCE($5, password_hash),
                        zone = COALESCE($6, zone)
                  WHERE org_id = $1 AND id = $2 AND standing <> 'archived'"
            ),
            &[&scope.org(), &id, &now, &how, &password_hash, &zone],
        )
        .await?;
    Ok(touched == 1)
}

pub async fn insert_acceptance(
    tx: &mut Tx,
    scope: Scope,
    id: UserId,
    terms: TermsId,
    how: &str,
) -> Result<()> {
    let now = tx.now();
    tx.exec(
        sql!(
            "INSERT INTO acceptances (org_id, user_id, terms_id, accepted_at, how) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (org_id, user_id, terms_id) DO NOTHING"
        ),
        &[&scope.org(), &id, &terms, &now, &how],
    )
    .await?;
    Ok(())
}

/// Whether the organization states that it holds consent for children under 13.
pub async fn holds_consent(tx: &mut Tx, scope: Scope) -> Result<bool> {
    let (holds,): (bool,) =
        tx.one(sql!("SELECT consent_under_13 FROM organizations WHERE id = $1"), &[&scope.org()]).await?;
    Ok(holds)
}

/// Sets where the account stands, and ends its sign-ins.
pub async fn set_standing(tx: &mut Tx, scope: Scope, id: UserId, standing: Standing) -> Result<()> {
    tx.exec(
        sql!(
            "UPDATE people SET standing = $3, security_rev = security_rev + 1 WHERE org_id = $1 AND id = $2"
        ),
        &[&scope.org(), &id, &standing],
    )
    .await?;
    Ok(())
}

/// Makes others who lock or change this person wait for the end of the transaction: starts of a session queue up here.
///
/// # Errors
/// As the engine refuses.
pub async fn lock(tx: &mut Tx, scope: Scope, id: UserId) -> Result<()> {
    tx.exec(
        sql!("UPDATE people SET calendar_rev = calendar_rev + 1 WHERE org_id = $1 AND id = $2"),
        &[&scope.org(), &id],
    )
    .await?;
    Ok(())
}

/// Makes others who take an admin's rights wait for the end of the transaction.
pub async fn lock_admins(tx: &mut Tx, scope: Scope) -> Result<()> {
    tx.exec(
        sql!(
            "UPDATE people SET security_rev = security_rev
              WHERE org_id = $1 AND standing = 'active' AND (roles & 1) <> 0"
        ),
        &[&scope.org()],
    )
    .await?;
    Ok(())
}

/// Whether the organization has an active admin besides this one.
pub async fn another_admin(tx: &mut Tx, scope: Scope, id: UserId) -> Result<bool> {
    let (others,): (i64,) = tx
        .one(
            sql!(
                "SELECT COUNT(*) FROM people
                  WHERE org_id = $1 AND id <> $2 AND standing = 'active' AND (roles & 1) <> 0"
            ),
            &[&scope.org(), &id],
        )
        .await?;
    Ok(others > 0)
}

/// Whether the person has a part in a session whose classroom is open.
pub async fn is_in_live_session(tx: &mut Tx, scope: Scope, id: UserId) -> Result<bool> {
    let (live,): (i64,) = tx
        .one(
            sql!(
                "SELECT (SELECT COUNT(*) FROM sessions WHERE org_id = $1 AND instructor_id = $2
                             AND opened_at IS NOT NULL AND ended_at IS NULL)
                      + (SELECT COUNT(*) FROM sessions WHERE org_id = $1 AND student_id = $2
                             AND opened_at IS NOT NULL AND ended_at IS NULL)"
            ),
            &[&scope.org(), &id],
        )
        .await?;
    Ok(live > 0)
}

/// Whether the password was set; not for archived accounts.
pub async fn set_password(tx: &mut Tx, scope: Scope, id: UserId, password_hash: &str) -> Result<bool> {
    let touched = tx
        .exec(
            sql!(
                "UPDATE people SET password_hash = $3, security_rev = security_rev + 1
                  WHERE org_id = $1 AND id = $2 AND standing <> 'archived'"
            ),
            &[&scope.org(), &id, &password_hash],
        )
        .await?;
    Ok(touched == 1)
}

pub async fn set_recording_refused(tx: &mut Tx, scope: Scope, id: UserId, refused: bool) -> Result<bool> {
    let touched = tx
        .exec(
            sql!("UPDATE people SET recording_refused = $3 WHERE org_id = $1 AND id = $2"),
            &[&scope.org(), &id, &refused],
        )
        .await?;
    Ok(touched == 1)
}

pub async fn set_zone(tx: &mut Tx, scope: Scope, id: UserId, zone: &Zone) -> Result<()> {
    tx.exec(sql!("UPDATE people SET zone = $3 WHERE org_id = $1 AND id = $2"), &[&scope.org(), &id, zone])
        .await?;
    Ok(())
}

/// Notes that the person used the product at `at`.
///
/// # Errors
/// As the engine refuses.
pub async fn touch_last_used(tx: &mut Tx, scope: Scope, id: UserId, at: Timestamp) -> Result<()> {
    tx.exec(
        sql!(
            "UPDATE people SET last_used_at = $3
              WHERE org_id = $1 AND id = $2 AND (last_used_at IS NULL OR last_used_at < $3)"
        ),
        &[&scope.org(), &id, &at],
    )
    .await?;
    Ok(())
}

db::row! {
    /// What is compared when somebody signs in.
    pub struct Credentials {
        pub id: UserId,
        pub standing: Standing,
        pub password_hash: Option<String>,
        pub security_rev: i64,
    }
}

/// The account that an address or a username (lower case) names.
///
/// # Errors
/// As the engine refuses.
pub async fn credentials(tx: &mut Tx, scope: Scope, login: &str) -> Result<Option<Credentials>> {
    tx.opt(
        sql!(
            "SELECT id, standing, password_hash, security_rev FROM people
              WHERE org_id = $1 AND (email = $2 OR username = $2)"
        ),
        &[&scope.org(), &login],
    )
    .await
}

/// The same of the person with that id.
///
/// # Errors
/// `NotFound` for an unknown person.
pub async fn credentials_of(tx: &mut Tx, scope: Scope, id: UserId) -> Result<Credentials> {
    tx.one(
        sql!("SELECT id, standing, password_hash, security_rev FROM people WHERE org_id = $1 AND id = $2"),
        &[&scope.org(), &id],
    )
    .await
}
