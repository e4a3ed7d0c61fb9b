//! What the Invoice Wizard reads. Writes nothing.

use std::collections::BTreeMap;

use db::{Bind, FromRow, Result, Row, Scope, Tx, sql};
use kernel::{PersonName, Timestamp, UserId};
use teaching::sessions::Outcome;

use super::list::{Line, Payer};

impl FromRow for Line {
    fn from_row(row: &Row) -> Result<Self> {
        let name = |first: &str, last: &str| -> Result<String> {
            Ok(format!("{} {}", row.get::<PersonName>(first)?, row.get::<PersonName>(last)?))
        };
        let outcome: String = row.get("outcome")?;
        let outcome = Outcome::from_word(&outcome)
            .ok_or_else(|| db::Error::Corrupt { column: "outcome".to_owned() })?;
        let (starts_at, ends_at): (Timestamp, Timestamp) = (row.get("starts_at")?, row.get("ends_at")?);
        let subject: String = row.get("subject")?;
        Ok(Self {
            session: row.get("id")?,
            student: row.get("student_id")?,
            student_name: name("t_first", "t_last")?,
            student_under_13: row.get("under_13")?,
            instructor_name: name("i_first", "i_last")?,
            title: if subject.is_empty() { row.get("program_title")? } else { subject },
            starts_at,
            minutes: (ends_at.micros() - starts_at.micros()) / 60_000_000,
            together_seconds: row.get("together_seconds")?,
            outcome,
            billable: row.get("billable")?,
            fee: row.get("session_fee")?,
            fee_is_per_hour: row.get::<String>("fee_per")? == "hour",
            currency: row.get("currency")?,
        })
    }
}

/// Sessions made under invoicing that began in the period and count, oldest first, at most `limit`; those whose
/// billable mark is one of the two.
pub async fn sessions(
    tx: &mut Tx,
    scope: Scope,
    (from, until): (Timestamp, Timestamp),
    billable: (bool, bool),
    limit: i64,
) -> Result<Vec<Line>> {
    tx.all(
        sql!(
            "SELECT s.id, s.student_id, t.first_name AS t_first, t.last_name AS t_last, t.under_13,
                    i.first_name AS i_first, i.last_name AS i_last, s.subject, p.title AS program_title,
                    s.starts_at, s.ends_at, s.together_seconds, s.outcome, s.billable, s.session_fee,
                    s.fee_per, s.currency
               FROM sessions s
               JOIN people t ON t.org_id = s.org_id AND t.id = s.student_id
               JOIN people i ON i.org_id = s.org_id AND i.id = s.instructor_id
               JOIN programs p ON p.org_id = s.org_id AND p.id = s.program_id
              WHERE s.org_id = $1 AND s.starts_at >= $2 AND s.starts_at < $3 AND s.money = 'invoicing'
                AND s.outcome IN ('completed', 'missed by student') AND s.billable IN ($4, $5)
              ORDER BY s.starts_at, s.id LIMIT $6"
        ),
        &[&scope.org(), &from, &until, &billable.0, &billable.1, &limit],
    )
    .await
}

/// The parents of each of `students`, by name; archived ones pay no more.
pub async fn parents(tx: &mut Tx, scope: Scope, students: &[UserId]) -> Result<BTreeMap<UserId, Vec<Payer>>> {
    let org = scope.org();
    let mut values: Vec<&dyn Bind> = vec![&org];
    values.extend(students.iter().map(|student| student as &dyn Bind));
    let rows: Vec<(UserId, UserId, PersonName, PersonName)> = tx
        .all_listed(
            sql!(
                "SELECT k.student_id, p.id, p.first_name, p.last_name
                   FROM parents k
                   JOIN people p ON p.org_id = k.org_id AND p.id = k.parent_id
                  WHERE k.org_id = $1 AND p.standing <> 'archived' AND k.student_id IN ($list)
                  ORDER BY p.last_name, p.first_name, p.id"
            ),
            1,
            &values,
        )
        .await?;
    let mut parents = BTreeMap::<UserId, Vec<Payer>>::new();
    for (student, id, first, last) in rows {
        parents.entry(student).or_default().push(Payer { id, name: format!("{first} {last}") });
    }
    Ok(parents)
}
