//! The part of the form that says when a session repeats.

use jiff::civil::{Date, Time, Weekday};
use kernel::{SessionMinutes, Zone};
use web::Errors;

use super::super::form::{BookForm, starts};
use crate::series::{End, Every, MOST_SESSIONS, Pattern, Rhythm, Slot, WEEKDAYS};

/// What a new series ends after, unless something is said.
const SESSIONS: &str = "10";
/// Days that may be left out of one series.
const MOST_LEFT_OUT: usize = MOST_SESSIONS;

pub const WEEKLY: &str = "weekly";
pub const EVERY_TWO_WEEKS: &str = "every two weeks";
pub const AFTER: &str = "after";
pub const ON_A_DAY: &str = "on a day";
/// What a button sends to leave days out, and to put them back: these words and the days.
pub const LEAVE_OUT: &str = "leave out";
pub const PUT_BACK: &str = "put back";

/// The names of a weekday's fields, Monday first: whether it is one of the days, its start, its length.
pub const FIELDS: [[&str; 3]; 7] = [
    ["on_mon", "start_mon", "minutes_mon"],
    ["on_tue", "start_tue", "minutes_tue"],
    ["on_wed", "start_wed", "minutes_wed"],
    ["on_thu", "start_thu", "minutes_thu"],
    ["on_fri", "start_fri", "minutes_fri"],
    ["on_sat", "start_sat", "minutes_sat"],
    ["on_sun", "start_sun", "minutes_sun"],
];

/// The field of a weekday's length.
pub fn minutes_field(weekday: Weekday) -> &'static str {
    let found = WEEKDAYS.iter().zip(FIELDS).find(|((day, _, _), _)| *day == weekday);
    found.map_or("days", |(_, [_, _, minutes])| minutes)
}

/// The words of one weekday, as posted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DayWords {
    /// `true` when it is one of the days.
    pub on: String,
    pub start: String,
    pub minutes: String,
}

impl DayWords {
    pub fn is_on(&self) -> bool {
        self.on == "true"
    }
}

/// The words of all weekdays, Monday first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Days(pub [DayWords; 7]);

impl Days {
    /// Takes a field that is a weekday's; whether it was one.
    pub fn take(&mut self, name: &str, value: String) -> bool {
        let found = FIELDS.iter().zip(&mut self.0).find_map(|([on, start, minutes], day)| match name {
            other if other == *on => Some(&mut day.on),
            other if other == *start => Some(&mut day.start),
            other if other == *minutes => Some(&mut day.minutes),
            _ => None,
        });
        match found {
            Some(word) => *word = value,
            None => return false,
        }
        true
    }
}

/// A series that is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Repeating {
    pub pattern: Pattern,
    pub left_out: Vec<Date>,
}

impl BookForm {
    pub fn repeats(&self) -> bool {
        self.every().is_some()
    }

    fn every(&self) -> Option<Every> {
        match self.repeats.as_str() {
            WEEKLY => Some(Every::Week),
            EVERY_TWO_WEEKS => Some(Every::TwoWeeks),
            _ => None,
        }
    }

    /// The days that are left out.
    pub fn left_out(&self) -> Vec<Date> {
        days_in(&self.left_out)
    }

    /// Does what a button beside a date asks for: leaves days out, or puts them back.
    pub fn leave_out_or_put_back(&mut self) {
        let mut left_out = self.left_out();
        if let Some(days) = self.step.strip_prefix(LEAVE_OUT) {
            left_out.extend(days_in(days));
        } else if let Some(days) = self.step.strip_prefix(PUT_BACK) {
            let back = days_in(days);
            left_out.retain(|day| !back.contains(day));
        }
        left_out.sort();
        left_out.dedup();
        left_out.truncate(MOST_LEFT_OUT);
        self.left_out = words_of(&left_out);
    }

    /// Fills in what a series begins with: the weekday, time and length of the first day, and for a weekday just chosen the
    /// time and length of the first that has them.
    pub fn fill_days(&mut self) {
        if !self.repeats() {
            return;
        }
        if self.ends.is_empty() {
            AFTER.clone_into(&mut self.ends);
        }
        if self.count.is_empty() {
            SESSIONS.clone_into(&mut self.count);
        }
        if !self.rest.days.0.iter().any(DayWords::is_on)
            && let Some(day) = self.date.parse::<Date>().ok().and_then(|date| self.words_on(date))
        {
            "true".clone_into(&mut day.on);
        }
        let chosen: Vec<&DayWords> = self.rest.days.0.iter().filter(|day| day.is_on()).collect();
        let start =
            chosen.iter().find(|day| !day.start.is_empty()).map_or(&self.start, |day| &day.start).clone();
        let minutes = chosen
            .iter()
            .find(|day| !day.minutes.is_empty())
            .map_or(&self.minutes, |day| &day.minutes)
            .clone();
        for day in self.rest.days.0.iter_mut().filter(|day| day.is_on()) {
            if day.start.is_empty() {
                day.start.clone_from(&start);
            }
            if day.minutes.is_empty() {
                day.minutes.clone_from(&minutes);
            }
        }
    }

    fn words_on(&mut self, date: Date) -> Option<&mut DayWords> {
        let day = usize::try_from(date.weekday().to_monday_zero_offset()).ok()?;
        self.rest.days.0.get_mut(day)
    }

    /// Everything that a series is asked for by, for the hash of a press.
    pub fn series_words(&self) -> Vec<&str> {
        let mut words = vec![&self.repeats, &self.ends, &self.count, &self.until, &self.left_out];
        words.extend(self.rest.days.0.iter().flat_map(|day| [&day.on, &day.start, &day.minutes]));
        words.into_iter().map(String::as_str).collect()
    }
}

/// What the form asks for, where it asks for a series.
///
/// None with messages for the fields that do not fit.
pub fn parse(form: &BookForm, first_day: Date, zone: &Zone, errors: &mut Errors) -> Option<Repeating> {
    let every = form.every()?;
    let mut slots = Vec::new();
    for (((weekday, _, name), [_, start, minutes]), day) in WEEKDAYS.iter().zip(FIELDS).zip(&form.rest.days.0)
    {
        if !day.is_on() {
            continue;
        }
        let time =
            starts().find(|offered| *offered == day.start).and_then(|start| start.parse::<Time>().ok());
        if time.is_none() {
            errors.add(start, format!("Choose when the session starts on {name}."));
        }
        let length = day.minutes.parse().ok().and_then(|minutes| SessionMinutes::new(minutes).ok());
        if length.is_none() {
            errors.add(minutes, format!("Choose how long the session lasts on {name}."));
        }
        slots.extend(time.zip(length).map(|(time, minutes)| Slot { weekday: *weekday, time, minutes }));
    }
    let end = parse_end(form, errors);
    let Some(rhythm) = Rhythm::new(every, slots) else {
        errors.add("days", "Choose at least one weekday.");
        return None;
    };
    let pattern = Pattern { zone: zone.clone(), first_day, rhythm, end: end? };
    Some(Repeating { pattern, left_out: form.left_out() })
}

fn parse_end(form: &BookForm, errors: &mut Errors) -> Option<End> {
    match form.ends.as_str() {
        AFTER => {
            let count = form.count.trim().parse().ok().filter(|count| (1..=MOST_SESSIONS).contains(count));
            if count.is_none() {
                errors.add("count", "Say after how many sessions the series ends: 1 to 200.");
            }
            count.map(End::After)
        }
        ON_A_DAY => {
            let day = form.until.parse().ok();
            if day.is_none() {
                errors.add("until", "Choose the last day of the series.");
            }
            day.map(End::On)
        }
        _ => {
            errors.add("ends", "Say when the series ends.");
            None
        }
    }
}

/// The days in words as [`words_of`] writes them; others are left out.
fn days_in(words: &str) -> Vec<Date> {
    words.split_whitespace().filter_map(|day| day.parse().ok()).take(MOST_LEFT_OUT).collect()
}

/// `2027-03-03 2027-03-10`.
pub fn words_of(days: &[Date]) -> String {
    days.iter().map(Date::to_string).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> BookForm {
        BookForm {
            repeats: WEEKLY.to_owned(),
            date: "2026-12-02".to_owned(),
            start: "16:00".to_owned(),
            minutes: "45".to_owned(),
            ..BookForm::default()
        }
    }

    #[test]
    fn a_series_begins_as_its_first_day() {
        let mut form = form();

        form.fill_days();

        let wednesday = &form.rest.days.0[2];
        assert_eq!(
            (wednesday.is_on(), wednesday.start.as_str(), wednesday.minutes.as_str()),
            (true, "16:00", "45")
        );
        assert_eq!(form.rest.days.0.iter().filter(|day| day.is_on()).count(), 1);
    }

    #[test]
    fn a_weekday_just_chosen_begins_like_the_others() {
        let mut form = form();
        form.rest.days.0[0] = DayWords { on: "true".into(), start: "17:30".into(), minutes: "30".into() };
        form.rest.days.0[4].on = "true".into();

        form.fill_days();

        assert_eq!(
            form.rest.days.0[4],
            DayWords { on: "true".into(), start: "17:30".into(), minutes: "30".into() }
        );
        assert!(!form.rest.days.0[2].is_on(), "the first day need not be one of the days");
    }

    #[test]
    fn days_are_left_out_and_put_back() {
        let mut form = form();

        for (step, left_out) in [
            ("leave out 2027-03-03", "2027-03-03"),
            ("leave out 2027-02-03 2027-03-03 nonsense", "2027-02-03 2027-03-03"),
            ("preview", "2027-02-03 2027-03-03"),
            ("put back 2027-03-03", "2027-02-03"),
        ] {
            form.step = step.to_owned();
            form.leave_out_or_put_back();
            assert_eq!(form.left_out, left_out, "{step}");
        }
    }
}
