//! When the instructor of the form is free: the starts of its day, and the next day that has some.

use db::{Error, Result, Scope, Tx};
use jiff::ToSpan;
use jiff::civil::Date;
use kernel::{Role, SessionMinutes, Timestamp, Zone};
use people::accounts::{self, Person};
use people::closures;
use url::form_urlencoded::Serializer;
use web::Viewer;

use super::super::store;
use super::form::{BookForm, instant_of, instructor_of};
use crate::availability::{self, Wanted};

/// How far ahead the next free day is looked for.
const DAYS_AHEAD: i64 = 31;

/// Free starts on the viewer's clock.
pub struct Free {
    pub day: Date,
    pub minutes: SessionMinutes,
    pub starts: Vec<Timestamp>,
    /// The first day after that with a free start, within a month.
    pub next_day: Option<Date>,
}

/// Reads when the instructor of the form is free on its day; none for somebody without hours, or a day that is over.
///
/// # Errors
/// As the engine refuses.
pub async fn read(tx: &mut Tx, viewer: &Viewer, form: &BookForm) -> Result<Option<Free>> {
    let scope = viewer.scope();
    let (Some(instructor), Ok(day)) = (instructor_of(viewer, form), form.date.parse::<Date>()) else {
        return Ok(None);
    };
    let minutes = form.minutes.parse().ok().and_then(|minutes| SessionMinutes::new(minutes).ok());
    let now = tx.now();
    let (Some(minutes), true) = (minutes, day >= now.in_zone(&viewer.zone).date()) else { return Ok(None) };
    match accounts::find(tx, scope, instructor).await {
        Ok(person) if person.is(Role::Instructor) => {
            free_of(tx, scope, &person, (day, minutes), &viewer.zone).await
        }
        Ok(_) | Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// When an instructor is free on a day of `zone` for so long, and the next day with a free start; none for somebody
/// without hours.
///
/// # Errors
/// As the engine refuses.
pub async fn free_of(
    tx: &mut Tx,
    scope: Scope,
    person: &Person,
    (day, minutes): (Date, SessionMinutes),
    zone: &Zone,
) -> Result<Option<Free>> {
    let availability = availability::of(tx, scope, person).await?;
    if !availability.has_hours() {
        return Ok(None);
    }
    // a day on one clock lies in two on another
    let days = (day.checked_sub(1.day()), day.checked_add(DAYS_AHEAD.days()));
    let (Ok(first_day), Ok(last_day)) = days else { return Ok(None) };
    let (Some(from), Some(to)) =
        (midnight(first_day, &availability.zone), midnight(last_day, &availability.zone))
    else {
        return Ok(None);
    };
    let around = (from.plus_minutes(-24 * 60), to.plus_minutes(2 * 24 * 60));
    let busy = store::busy(tx, scope, person.id, around).await?;
    let closures = closures::all(tx, scope).await?;
    let wanted = Wanted { first_day, last_day, minutes: minutes.get(), now: tx.now() };
    let free = availability::free(&availability, &closures, &busy, &wanted);
    let date = |start: &Timestamp| start.in_zone(zone).date();
    let next_day = free.iter().map(date).find(|date| *date > day);
    let starts = free.into_iter().filter(|start| date(start) == day && can_be_said(*start, zone)).collect();
    Ok(Some(Free { day, minutes, starts, next_day }))
}

/// Of an hour that the clocks show twice the form means the first.
fn can_be_said(start: Timestamp, zone: &Zone) -> bool {
    instant_of(start.in_zone(zone).datetime(), zone) == Some(start)
}

fn midnight(day: Date, zone: &Zone) -> Option<Timestamp> {
    day.to_zoned_datetime(zone.jiff().clone()).ok().map(|zoned| Timestamp::from_jiff(zoned.timestamp()))
}

/// The address of the form with every word in it, but for one field that is another.
pub fn address(form: &BookForm, (name, value): (&str, &str)) -> String {
    let words = [
        ("instructor", &form.instructor),
        ("student", &form.student),
        ("also", &form.also),
        ("place", &form.place),
        ("location", &form.location),
        ("meeting_address", &form.meeting_address),
        ("date", &form.date),
        ("start", &form.start),
        ("minutes", &form.minutes),
        ("billable", &form.billable),
        ("program", &form.program),
        ("subject", &form.subject),
        ("description", &form.description),
        ("filled_for", &form.filled_for),
    ];
    let mut query = Serializer::new(String::new());
    query.extend_pairs(words.into_iter().filter(|(field, words)| *field != name && !words.is_empty()));
    query.append_pair(name, value);
    format!("/sessions/book?{}", query.finish())
}
