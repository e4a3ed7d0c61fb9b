//! Availability as it is typed.

use std::collections::BTreeMap;

use jiff::civil::{Date, Time};
use kernel::Zone;
use serde::Deserialize;
use web::Errors;

use super::hours::{Availability, Hours, Rules, WEEKDAYS};

/// Spans a weekday may have.
pub const MOST_SPANS: usize = 3;
/// The longest notice: 30 days.
pub const MOST_NOTICE_HOURS: i64 = 720;
/// The longest pause around a session: four hours.
pub const MOST_BUFFER_MINUTES: i64 = 240;
pub const MOST_A_DAY: i64 = 50;
/// The longest time off, in days.
const MOST_DAYS_OFF: i32 = 366;
/// The years a calendar here knows.
const YEARS: std::ops::RangeInclusive<i16> = 1971..=2200;

/// Hours of every week, and rules.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct HoursForm {
    /// Whose, when an admin says it.
    pub instructor: String,
    pub zone: String,
    pub notice_hours: String,
    pub buffer_minutes: String,
    pub most_a_day: String,
    /// `mon_from_1` to `sun_to_3`: hours of the wall clock.
    #[serde(flatten)]
    pub times: BTreeMap<String, String>,
}

/// The name of the field in which a span of a weekday begins or ends; spans count from 1.
pub fn time_field(weekday: &str, end: &str, span: usize) -> String {
    format!("{weekday}_{end}_{span}")
}

impl HoursForm {
    /// What is there, as it would be typed.
    pub fn of(instructor: String, availability: &Availability) -> Self {
        let mut times = BTreeMap::new();
        for ((weekday, _), hours) in WEEKDAYS.iter().zip(&availability.week) {
            for (span, hours) in (1..).zip(hours) {
                times.insert(time_field(weekday, "from", span), clock(hours.from()));
                times.insert(time_field(weekday, "to", span), clock(hours.to()));
            }
        }
        let rules = availability.rules;
        Self {
            instructor,
            zone: availability.zone.name().to_owned(),
            notice_hours: rules.notice_hours.to_string(),
            buffer_minutes: rules.buffer_minutes.to_string(),
            most_a_day: rules.most_a_day.map(|most| most.to_string()).unwrap_or_default(),
            times,
        }
    }

    pub fn time(&self, weekday: &str, end: &str, span: usize) -> &str {
        self.times.get(&time_field(weekday, end, span)).map_or("", String::as_str)
    }

    /// The availability without its exceptions.
    ///
    /// # Errors
    /// A message for each weekday and field that does not fit.
    pub fn read(&self) -> Result<Availability, Errors> {
        let mut errors = Errors::new();
        let zone = Zone::all_names().contains(&self.zone).then(|| Zone::named(&self.zone)).flatten();
        if zone.is_none() {
            errors.add("zone", "Choose a time zone from the list.");
        }
        let mut availability = Availability::unsaid(zone.unwrap_or(Zone::UTC));
        for ((weekday, name), hours) in WEEKDAYS.iter().zip(&mut availability.week) {
            match self.hours_of(weekday) {
                Ok(found) => *hours = found,
                Err(message) => errors.add(weekday, format!("{name}: {message}")),
            }
        }
        let whole = |text: &str, most: i64| match text.trim() {
            "" => Some(0),
            text => text.parse().ok().filter(|number| (0..=most).contains(number)),
        };
        let notice_hours = whole(&self.notice_hours, MOST_NOTICE_HOURS);
        if notice_hours.is_none() {
            errors.add("notice_hours", "Give a whole number of hours, at most 720.");
        }
        let buffer_minutes = whole(&self.buffer_minutes, MOST_BUFFER_MINUTES);
        if buffer_minutes.is_none() {
            errors.add("buffer_minutes", "Give a whole number of minutes, at most 240.");
        }
        let most_a_day = whole(&self.most_a_day, MOST_A_DAY).filter(|most| {
            let is_said = !self.most_a_day.trim().is_empty();
            !is_said || *most > 0
        });
        if most_a_day.is_none() {
            errors.add("most_a_day", "Give a whole number from 1 to 50, or leave it empty.");
        }
        match (notice_hours, buffer_minutes, most_a_day) {
            (Some(notice_hours), Some(buffer_minutes), Some(most)) if errors.is_empty() => {
                let most_a_day = (most > 0).then_some(most);
                availability.rules = Rules { notice_hours, buffer_minutes, most_a_day };
                Ok(availability)
            }
            _ => Err(errors),
        }
    }

    fn hours_of(&self, weekday: &str) -> Result<Vec<Hours>, &'static str> {
        let mut found: Vec<Hours> = Vec::new();
        for span in 1..=MOST_SPANS {
            if let Some(hours) = read_hours(self.time(weekday, "from", span), self.time(weekday, "to", span))?
            {
                found.push(hours);
            }
        }
        found.sort();
        if found.windows(2).any(|pair| pair[0].overlaps(pair[1])) {
            return Err("These hours overlap. Let one end before the next begins.");
        }
        Ok(found)
    }
}

/// Two fields of the wall clock as hours; none while both are empty. An end at midnight is the end of the day.
fn read_hours(from: &str, to: &str) -> Result<Option<Hours>, &'static str> {
    let (from, to) = (from.trim(), to.trim());
    if from.is_empty() && to.is_empty() {
        return Ok(None);
    }
    let (Some(from), Some(to)) = (minute(from), minute(to)) else {
        return Err("Give both a beginning and an end, such as 15:00 and 18:30.");
    };
    let to = if to == 0 { 24 * 60 } else { to };
    if from >= to {
        return Err("Let the hours end after they begin. Hours past midnight belong to the next day.");
    }
    Hours::new(from, to).map(Some).ok_or("Sessions start every 15 minutes: choose quarters of an hour.")
}

/// `16:30` as minutes from midnight.
fn minute(text: &str) -> Option<i64> {
    let time: Time = (text.len() == 5).then(|| text.parse().ok()).flatten()?;
    Some(i64::from(time.hour()) * 60 + i64::from(time.minute()))
}

/// Minutes from midnight as a clock shows them; the end of the day is its midnight.
fn clock(minute: i64) -> String {
    format!("{:02}:{:02}", minute / 60 % 24, minute % 60)
}

/// The kinds of days that differ.
pub const OFF: &str = "off";
pub const OTHER_HOURS: &str = "other hours";

/// Days that differ.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ExceptionForm {
    pub instructor: String,
    pub kind: String,
    pub first_day: String,
    /// Empty for a single day.
    pub last_day: String,
    pub from: String,
    pub to: String,
}

impl ExceptionForm {
    /// The first day, the last, and other hours; none for time off.
    ///
    /// # Errors
    /// A message for each field that does not fit.
    pub fn read(&self, today: Date) -> Result<(Date, Date, Option<Hours>), Errors> {
        let mut errors = Errors::new();
        let day = |text: &str| text.parse::<Date>().ok().filter(|day| YEARS.contains(&day.year()));
        let first_day = day(&self.first_day);
        if first_day.is_none() {
            errors.add("first_day", "Choose the day.");
        }
        let hours = match self.kind.as_str() {
            OFF => None,
            OTHER_HOURS => match read_hours(&self.from, &self.to) {
                Ok(Some(hours)) => Some(hours),
                Ok(None) => {
                    errors.add("from", "Say from when to when you teach on that day.");
                    None
                }
                Err(message) => {
                    errors.add("from", message);
                    None
                }
            },
            _ => {
                errors.add("kind", "Choose time off or other hours.");
                None
            }
        };
        let is_single = self.kind == OTHER_HOURS || self.last_day.is_empty();
        let last_day = if is_single { first_day } else { day(&self.last_day) };
        if self.kind == OTHER_HOURS && !self.last_day.is_empty() && self.last_day != self.first_day {
            errors.add("last_day", "Other hours are for one day: leave the last day empty.");
        }
        if let Some(first) = first_day {
            match last_day {
                Some(last) if follows(first, last) && last < today => {
                    errors.add("first_day", "These days are over. Choose days to come.");
                }
                Some(last) if follows(first, last) => {}
                _ => errors.add("last_day", "Choose a last day that is not before the first, within a year."),
            }
        }
        match (first_day, last_day) {
            (Some(first_day), Some(last_day)) if errors.is_empty() => Ok((first_day, last_day, hours)),
            _ => Err(errors),
        }
    }
}

fn follows(first: Date, last: Date) -> bool {
    first <= last && first.until(last).is_ok_and(|span| span.get_days() <= MOST_DAYS_OFF)
}

/// Whether it is the name of one of the fields of weekdays.
pub fn is_known_field(name: &str) -> bool {
    WEEKDAYS.iter().any(|(weekday, _)| {
        (1..=MOST_SPANS).any(|span| ["from", "to"].iter().any(|end| time_field(weekday, end, span) == name))
    })
}
