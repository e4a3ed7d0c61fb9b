//! What booking a series comes to: every date with who is in the way, what it costs in sum, who is told. Reads, and writes
//! nothing.

use db::{Scope, Tx};
use kernel::{Role, Timestamp, UserId};
use people::accounts::{self, Person};
use people::organizations::{self, BelowZero, Rules};
use people::{closures, teaching_pairs};
use web::{Money, Viewer, token};

use super::super::planning::{BookError, Booking, Charge, MOST_DAYS_AHEAD, Told, is_past, told};
use super::super::several::{Each, ForOne, of_one, refuse_too_many};
use super::form::Repeating;
use crate::availability::{self, Concern};
use crate::programs;
use crate::series::{Fate, Planned, plan as dates};
use crate::sessions::allowed::allowed;
use crate::sessions::session::Session;
use crate::sessions::store;

/// A date of the series.
#[derive(Debug)]
pub struct Day {
    pub planned: Planned,
    /// The instructor's session that is in the way: with one the series is not booked.
    pub busy: Option<Session>,
    /// Other sessions of the student at that time: they warn and do not forbid.
    pub student_busy: Vec<Session>,
    /// What the instructor's hours and rules say against it: that warns too.
    pub concerns: Vec<Concern>,
}

/// What will be written, and what comes of it.
#[derive(Debug)]
pub struct SeriesPlan {
    /// In order, those that are skipped among them.
    pub days: Vec<Day>,
    pub instructor: Person,
    pub student: Person,
    /// Of one session.
    pub charge: Charge,
    pub told: Vec<Told>,
    pub rules: Rules,
}

impl SeriesPlan {
    /// The sessions that take place.
    pub fn held(&self) -> impl Iterator<Item = &Day> {
        self.days.iter().filter(|day| day.planned.is_held())
    }

    /// The dates on which the instructor teaches already.
    pub fn busy(&self) -> impl Iterator<Item = (&Day, &Session)> {
        self.days.iter().filter_map(|day| Some((day, day.busy.as_ref()?)))
    }
}

impl ForOne for SeriesPlan {
    fn student(&self) -> &Person {
        &self.student
    }

    fn told(&self) -> &[Told] {
        &self.told
    }

    fn digest(&self, request: [u8; 32]) -> String {
        let mut words = vec![
            token::text(&request),
            self.instructor.name(),
            self.student.name(),
            format!("{:?}", self.charge),
        ];
        for day in &self.days {
            let occurrence = &day.planned.occurrence;
            let fate = match &day.planned.fate {
                Fate::Held => "held".to_owned(),
                Fate::Closed(closure) => closure.to_string(),
                Fate::LeftOut => "left out".to_owned(),
            };
            words.push(format!("{} {} {fate}", occurrence.starts_at, occurrence.ends_at()));
            words.extend(day.concerns.iter().map(|concern| format!("{concern:?}")));
            words.extend(day.busy.iter().chain(&day.student_busy).map(|session| session.id.to_string()));
        }
        words.extend(self.told.iter().map(|told| format!("{} {}", told.name, told.by_mail)));
        token::text(&token::digest(words.join("\n").as_bytes()))
    }
}

/// Sessions of all students that are written at once.
pub const MOST_IN_ALL: usize = 600;

/// A series for one student or several: the same dates for each of them.
pub type SeriesPlans = Each<SeriesPlan>;

/// Plans the series for each of `students`.
///
/// # Errors
/// As [`BookError`] says; nothing is written either way.
pub async fn plan_series_each_for(
    tx: &mut Tx,
    viewer: &Viewer,
    booking: &Booking,
    students: &[UserId],
    repeating: &Repeating,
) -> Result<SeriesPlans, BookError> {
    let several = students.len() > 1;
    refuse_too_many(booking, students)?;
    let mut plans: Vec<SeriesPlan> = Vec::with_capacity(students.len());
    for student in students {
        let booking = Booking { student: *student, ..booking.clone() };
        match plan_series_for(tx, viewer, &booking, repeating).await {
            Ok(plan) if several && plan.held().count() * students.len() > MOST_IN_ALL => {
                return Err(BookError::TooManyInAll);
            }
            Ok(plan) => plans.push(plan),
            Err(error) if several => return Err(of_one(tx, viewer, *student, error).await?),
            Err(error) => return Err(error),
        }
    }
    Each::of(plans).ok_or(BookError::UnknownStudent)
}

/// Plans the series that `viewer` asks for in the form; `booking` says all but when.
///
/// # Errors
/// As [`BookError`] says; nothing is written either way. Dates on which the instructor is busy are no error: the plan says
/// which they are.
async fn plan_series_for(
    tx: &mut Tx,
    viewer: &Viewer,
    booking: &Booking,
    repeating: &Repeating,
) -> Result<SeriesPlan, BookError> {
    if booking.instructor != viewer.user && !viewer.is(Role::Admin) {
        return Err(BookError::UnknownInstructor);
    }
    let scope = viewer.scope();
    let rules = organizations::rules(tx, scope).await?;
    allowed(tx, scope, &booking.place, (&booking.subject, &booking.description)).await?;
    if let Some(slot) =
        repeating.pattern.rhythm.slots().iter().find(|slot| !rules.durations.contains(&slot.minutes))
    {
        return Err(BookError::DurationNotOfferedOn { weekday: slot.weekday });
    }
    if !teaching_pairs::may_teach(tx, scope, booking.instructor, booking.student).await? {
        return Err(BookError::UnknownStudent);
    }
    if !programs::is_open(tx, scope, booking.program).await? {
        return Err(BookError::UnknownProgram);
    }
    let closed = closures::all(tx, scope).await?;
    let dates = dates(&repeating.pattern, &closed, &repeating.left_out)?;
    within_reach(&dates, tx.now())?;
    let mut days = Vec::with_capacity(dates.len());
    for planned in dates {
        days.push(day(tx, scope, booking, planned).await?);
    }
    let count = days.iter().filter(|day| day.planned.is_held()).count();
    let charge = charge(tx, scope, booking, &rules, i64::try_from(count).unwrap_or(i64::MAX)).await?;
    let instructor = accounts::find(tx, scope, booking.instructor).await?;
    let student = accounts::find(tx, scope, booking.student).await?;
    add_concerns(tx, scope, &instructor, &mut days).await?;
    let told = told(tx, scope, booking, &instructor, &student).await?;
    Ok(SeriesPlan { days, instructor, student, charge, told, rules })
}

/// A series is of sessions to come, and not of any farther ahead than one alone may be.
fn within_reach(dates: &[Planned], now: Timestamp) -> Result<(), BookError> {
    let mut held = dates.iter().filter(|day| day.is_held()).map(|day| day.occurrence.starts_at);
    let first = held.next();
    if first.is_some_and(|first| is_past(first, now)) {
        return Err(BookError::SeriesBeginsInThePast);
    }
    let last = held.next_back().or(first);
    if last.is_some_and(|last| last > now.plus_minutes(MOST_DAYS_AHEAD * 24 * 60)) {
        return Err(BookError::TooFarAhead);
    }
    Ok(())
}

async fn day(tx: &mut Tx, scope: Scope, booking: &Booking, planned: Planned) -> Result<Day, BookError> {
    if !planned.is_held() {
        return Ok(Day { planned, busy: None, student_busy: Vec::new(), concerns: Vec::new() });
    }
    let time = (planned.occurrence.starts_at, planned.occurrence.ends_at());
    let found = store::in_the_way(tx, scope, [booking.instructor, booking.student], time).await?;
    let (of_instructor, student_busy): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|session| session.instructor == booking.instructor);
    let busy = of_instructor.into_iter().next();
    Ok(Day { planned, busy, student_busy, concerns: Vec::new() })
}

/// Says of each date what the instructor's hours and rules say against it, unless they teach then already.
async fn add_concerns(
    tx: &mut Tx,
    scope: Scope,
    instructor: &Person,
    days: &mut [Day],
) -> Result<(), BookError> {
    let starts = || days.iter().map(|day| day.planned.occurrence.starts_at);
    let (Some(first), Some(last)) = (starts().min(), starts().max()) else { return Ok(()) };
    let availability = availability::of(tx, scope, instructor).await?;
    // the days beside the first and the last too, on whatever clock
    let around = (first.plus_minutes(-2 * 24 * 60), last.plus_minutes(3 * 24 * 60));
    let busy = store::busy(tx, scope, instructor.id, around).await?;
    let now = tx.now();
    for day in days.iter_mut().filter(|day| day.planned.is_held() && day.busy.is_none()) {
        let time = (day.planned.occurrence.starts_at, day.planned.occurrence.ends_at());
        day.concerns = availability::concerns(&availability, &busy, time, now);
    }
    Ok(())
}

/// What each of `count` sessions is charged; a credit says what is left after all of them.
async fn charge(
    tx: &mut Tx,
    scope: Scope,
    booking: &Booking,
    rules: &Rules,
    count: i64,
) -> Result<Charge, BookError> {
    match rules.money {
        _ if !booking.billable => Ok(Charge::None),
        Money::Invoicing => Ok(Charge::Invoice),
        Money::Neither => Ok(Charge::Mark),
        Money::Credits => {
            let available = ledger::balance(tx, scope, booking.student).await?.available;
            if rules.below_zero == BelowZero::Block && available < count {
                return Err(BookError::NotEnoughCreditsForAll { available, count });
            }
            Ok(Charge::Credit { left: available - count })
        }
    }
}
