//! What the pages of credits read beside the ledger. Writes nothing.

use db::{Bind, FromRow, Result, Row, Scope, Tx, sql};
use kernel::{PersonName, Role, Roles, SessionId};
use ledger::Balance;
use people::accounts::Person;
use teaching::sessions::Outcome;

use super::line::SessionFacts;
use super::reading::Account;

/// A session's facts with its id.
pub struct Found(pub SessionId, pub SessionFacts);

impl FromRow for Found {
    fn from_row(row: &Row) -> Result<Self> {
        let outcome = row
            .get::<Option<String>>("outcome")?
            .map(|word| {
                Outcome::from_word(&word).ok_or_else(|| db::Error::Corrupt { column: "outcome".to_owned() })
            })
            .transpose()?;
        let subject: String = row.get("subject")?;
        Ok(Self(
            row.get("id")?,
            SessionFacts {
                title: if subject.is_empty() { row.get("program_title")? } else { subject },
                instructor_first_name: row.get("first_name")?,
                starts_at: row.get("starts_at")?,
                outcome,
                together_seconds: row.get("together_seconds")?,
            },
        ))
    }
}

/// What the lines of a statement say of these sessions.
pub async fn sessions(tx: &mut Tx, scope: Scope, ids: &[SessionId]) -> Result<Vec<Found>> {
    let org = scope.org();
    let mut values: Vec<&dyn Bind> = vec![&org];
    values.extend(ids.iter().map(|id| id as &dyn Bind));
    tx.all_listed(
        sql!(
            "SELECT s.id, s.subject, p.title AS program_title, i.first_name, s.starts_at, s.outcome,
                    s.together_seconds
               FROM sessions s
               JOIN programs p ON p.org_id = s.org_id AND p.id = s.program_id
               JOIN people i ON i.org_id = s.org_id AND i.id = s.instructor_id
              WHERE s.org_id = $1 AND s.id IN ($list)"
        ),
        1,
        &values,
    )
    .await
}

impl FromRow for Account {
    fn from_row(row: &Row) -> Result<Self> {
        let (first, last): (PersonName, PersonName) = (row.get("first_name")?, row.get("last_name")?);
        Ok(Self {
            student: row.get("id")?,
            name: format!("{first} {last}"),
            balance: Balance { available: row.get("available")?, held: row.get("held")? },
        })
    }
}

/// The organization's students by name, those after `after`, whose available credits are fewer than `below`.
pub async fn accounts(
    tx: &mut Tx,
    scope: Scope,
    after: Option<&Person>,
    below: i64,
    limit: i64,
) -> Result<Vec<Account>> {
    // no last name is empty: without `after`, every student comes later
    let (last, first, id) = after.map_or_else(
        || (String::new(), String::new(), None),
        |person| (person.last_name.to_string(), person.first_name.to_string(), Some(person.id)),
    );
    tx.all(
        sql!(
            "SELECT p.id, p.first_name, p.last_name,
                    COALESCE(a.available, 0) AS available, COALESCE(a.held, 0) AS held
               FROM people p
               LEFT JOIN credit_accounts a ON a.org_id = p.org_id AND a.student_id = p.id
              WHERE p.org_id = $1 AND (p.roles & $2) <> 0 AND COALESCE(a.available, 0) < $3
                AND (p.last_name, p.first_name, p.id) > ($4, $5, $6)
              ORDER BY p.last_name, p.first_name, p.id LIMIT $7"
        ),
        &[&scope.org(), &Roles::NONE.with(Role::Student), &below, &last, &first, &id, &limit],
    )
    .await
}
