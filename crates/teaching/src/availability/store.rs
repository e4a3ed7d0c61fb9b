//! The rows of availability.

use db::{Error, FromRow, Result, Row, Scope, Tx, sql};
use jiff::civil::Date;
use kernel::{ExceptionId, UserId, Zone};
use people::accounts::Person;

use super::hours::{Availability, Exception, Hours, Rules};

/// Exceptions to come that one person may have.
pub const MOST_EXCEPTIONS: i64 = 200;

/// When the person can be booked, with the exceptions that are not over yet on their calendar.
///
/// # Errors
/// As the engine refuses.
pub async fn of(tx: &mut Tx, scope: Scope, person: &Person) -> Result<Availability> {
    let mut availability = Availability::unsaid(person.zone.clone());
    let Some(said) = rules_of(tx, scope, person.id).await? else { return Ok(availability) };
    availability.zone = said.zone;
    availability.rules = said.rules;
    for hours in hours_of(tx, scope, person.id).await? {
        let day = usize::try_from(hours.weekday - 1).ok().and_then(|day| availability.week.get_mut(day));
        day.ok_or_else(|| corrupt("weekday"))?.push(hours.hours);
    }
    let today = tx.now().in_zone(&availability.zone).date();
    availability.exceptions = exceptions_of(tx, scope, person.id, today).await?;
    Ok(availability)
}

struct Said {
    zone: Zone,
    rules: Rules,
}

impl FromRow for Said {
    fn from_row(row: &Row) -> Result<Self> {
        let rules = Rules {
            notice_hours: row.get("notice_hours")?,
            buffer_minutes: row.get("buffer_minutes")?,
            most_a_day: row.get("most_a_day")?,
        };
        Ok(Self { zone: row.get("zone")?, rules })
    }
}

async fn rules_of(tx: &mut Tx, scope: Scope, person: UserId) -> Result<Option<Said>> {
    tx.opt(
        sql!(
            "SELECT zone, notice_hours, buffer_minutes, most_a_day FROM availability_rules
              WHERE org_id = $1 AND person_id = $2"
        ),
        &[&scope.org(), &person],
    )
    .await
}

struct OfWeekday {
    weekday: i64,
    hours: Hours,
}

impl FromRow for OfWeekday {
    fn from_row(row: &Row) -> Result<Self> {
        let hours = Hours::new(row.get("from_minute")?, row.get("to_minute")?);
        Ok(Self { weekday: row.get("weekday")?, hours: hours.ok_or_else(|| corrupt("from_minute"))? })
    }
}

async fn hours_of(tx: &mut Tx, scope: Scope, person: UserId) -> Result<Vec<OfWeekday>> {
    tx.all(
        sql!(
            "SELECT weekday, from_minute, to_minute FROM availability_hours
              WHERE org_id = $1 AND person_id = $2 ORDER BY weekday, from_minute"
        ),
        &[&scope.org(), &person],
    )
    .await
}

impl FromRow for Exception {
    fn from_row(row: &Row) -> Result<Self> {
        let day = |column: &str| -> Result<Date> {
            let text: String = row.get(column)?;
            text.parse().map_err(|_| corrupt(column))
        };
        let from: Option<i64> = row.get("from_minute")?;
        let to: Option<i64> = row.get("to_minute")?;
        let hours = match from.zip(to) {
            Some((from, to)) => Some(Hours::new(from, to).ok_or_else(|| corrupt("from_minute"))?),
            None => None,
        };
        Ok(Self { id: row.get("id")?, first_day: day("first_day")?, last_day: day("last_day")?, hours })
    }
}

async fn exceptions_of(tx: &mut Tx, scope: Scope, person: UserId, today: Date) -> Result<Vec<Exception>> {
    tx.all(
        sql!(
            "SELECT id, first_day, last_day, from_minute, to_minute FROM availability_exceptions
              WHERE org_id = $1 AND person_id = $2 AND last_day >= $3
              ORDER BY first_day, from_minute, id LIMIT $4"
        ),
        &[&scope.org(), &person, &today.to_string(), &MOST_EXCEPTIONS],
    )
    .await
}

/// Writes hours and rules in the place of those there were. Two that do so wait for each other at the row of rules.
///
/// # Errors
/// As the engine refuses.
pub async fn replace(tx: &mut Tx, scope: Scope, person: UserId, availability: &Availability) -> Result<()> {
    hold(tx, scope, person, &availability.zone).await?;
    let Rules { notice_hours, buffer_minutes, most_a_day } = availability.rules;
    tx.exec(
        sql!(
            "UPDATE availability_rules SET zone = $3, notice_hours = $4, buffer_minutes = $5, most_a_day = $6
              WHERE org_id = $1 AND person_id = $2"
        ),
        &[&scope.org(), &person, &availability.zone, &notice_hours, &buffer_minutes, &most_a_day],
    )
    .await?;
    tx.exec(
        sql!("DELETE FROM availability_hours WHERE org_id = $1 AND person_id = $2"),
        &[&scope.org(), &person],
    )
    .await?;
    for (weekday, hours) in (1_i64..).zip(&availability.week) {
        for hours in hours {
            tx.exec(
                sql!(
                    "INSERT INTO availability_hours (org_id, person_id, weekday, from_minute, to_minute)
                     VALUES ($1, $2, $3, $4, $5)"
                ),
                &[&scope.org(), &person, &weekday, &hours.from(), &hours.to()],
            )
            .await?;
        }
    }
    Ok(())
}

/// Makes the person's row of rules, where there is none, and holds it until the transaction ends.
///
/// # Errors
/// As the engine refuses.
pub async fn hold(tx: &mut Tx, scope: Scope, person: UserId, zone: &Zone) -> Result<()> {
    tx.exec(
        sql!(
            "INSERT INTO availability_rules (org_id, person_id, zone, notice_hours, buffer_minutes)
             VALUES ($1, $2, $3, 0, 0)
             ON CONFLICT (org_id, person_id) DO UPDATE SET notice_hours = availability_rules.notice_hours"
        ),
        &[&scope.org(), &person, zone],
    )
    .await?;
    Ok(())
}

/// Adds an exception to a person whose row of rules is held.
///
/// # Errors
/// As the engine refuses.
pub async fn insert_exception(tx: &mut Tx, scope: Scope, person: UserId, new: &Exception) -> Result<()> {
    let (from, to) = (new.hours.map(Hours::from), new.hours.map(Hours::to));
    tx.exec(
        sql!(
            "INSERT INTO availability_exceptions (org_id, id, person_id, first_day, last_day, from_minute, to_minute)
             VALUES ($1, $2, $3, $4, $5, $6, $7)"
        ),
        &[
            &scope.org(),
            &new.id,
            &person,
            &new.first_day.to_string(),
            &new.last_day.to_string(),
            &from,
            &to,
        ],
    )
    .await?;
    Ok(())
}

/// Takes an exception of the person out; gives it.
///
/// # Errors
/// `NotFound` when the person has none with that id.
pub async fn delete_exception(
    tx: &mut Tx,
    scope: Scope,
    person: UserId,
    id: ExceptionId,
) -> Result<Exception> {
    tx.one(
        sql!(
            "DELETE FROM availability_exceptions WHERE org_id = $1 AND person_id = $2 AND id = $3
             RETURNING id, first_day, last_day, from_minute, to_minute"
        ),
        &[&scope.org(), &person, &id],
    )
    .await
}

fn corrupt(column: &str) -> Error {
    Error::Corrupt { column: column.to_owned() }
}
