//! The form's fields for a series, and the dates it would have.

use std::collections::BTreeMap;

use kernel::Zone;
use maud::{Markup, html};
use web::ui::{self, Button, Choice, Column, Field, Notice, Row, Table, Toggle, Tone, When};
use web::{Errors, Viewer, show};

use super::super::form::{BookForm, Offer, Parsed};
use super::super::planning::Charge;
use super::super::views::{FORM, TARGET, between, concern_words, minutes_field, start_field, told};
use super::form::{
    AFTER, DayWords, EVERY_TWO_WEEKS, FIELDS, LEAVE_OUT, ON_A_DAY, PUT_BACK, WEEKLY, words_of,
};
use super::planning::{Day, SeriesPlan, SeriesPlans};
use crate::series::{Fate, MOST_SESSIONS, WEEKDAYS};

/// `24 sessions`.
pub fn sessions(count: usize) -> String {
    if count == 1 { "1 session".to_owned() } else { format!("{count} sessions") }
}

/// Whether the session repeats.
pub fn whether(form: &BookForm, errors: &Errors) -> Markup {
    let choices = [
        Choice::new("", "No"),
        Choice::new(WEEKLY, "Every week"),
        Choice::new(EVERY_TWO_WEEKS, "Every two weeks"),
    ];
    let chosen = if form.repeats() { form.repeats.as_str() } else { "" };
    html! {
        (Field::radios("repeats", "Repeats").choices(&choices).value(chosen).error(errors.get("repeats"))
            .refetch(FORM, TARGET))
    }
}

/// What was said of a series stays while the form is for one session.
pub fn kept(form: &BookForm) -> Markup {
    html! {
        (hidden("ends", &form.ends)) (hidden("count", &form.count)) (hidden("until", &form.until))
        (hidden("left_out", &form.left_out))
        @for (names, day) in FIELDS.iter().zip(&form.rest.days.0) { (kept_day(names, day, true)) }
    }
}

fn kept_day(names: &[&str; 3], day: &DayWords, with_on: bool) -> Markup {
    html! {
        @if with_on { (hidden(names[0], &day.on)) }
        (hidden(names[1], &day.start)) (hidden(names[2], &day.minutes))
    }
}

fn hidden(name: &str, value: &str) -> Markup {
    html! { @if !value.is_empty() { input type="hidden" name=(name) value=(value); } }
}

/// Where a series begins and ends, its weekdays, and for each of them the time and the length.
pub fn fields(viewer: &Viewer, form: &BookForm, offer: &Offer, errors: &Errors) -> Markup {
    let days = WEEKDAYS.iter().zip(&FIELDS).zip(&form.rest.days.0);
    let weekdays: Vec<Toggle<'_>> = days
        .clone()
        .map(|(((_, _, label), [name, _, _]), day)| Toggle { name, label, chosen: day.is_on() })
        .collect();
    html! {
        (hidden("start", &form.start)) (hidden("minutes", &form.minutes)) (hidden("left_out", &form.left_out))
        (Field::date("date", "First day").value(&form.date).required().error(errors.get("date")))
        (ui::toggles("days", "On these days", &weekdays, errors.get("days"), (FORM, TARGET)))
        @for (((_, _, name), names), day) in days {
            @if day.is_on() {
                div class="field-row" {
                    (start_field(names[1], format!("{name}, start ({} time)", ui::zone_name(&viewer.zone)), &day.start, errors))
                    (minutes_field(names[2], format!("{name}, duration"), &day.minutes, offer, errors))
                }
            } @else { (kept_day(names, day, false)) }
        }
        (when_it_ends(form, errors))
        (left_out(form))
    }
}

/// The days that are left out, and the way back even where no preview shows them.
fn left_out(form: &BookForm) -> Markup {
    let days = form.left_out();
    let words: Vec<String> = days.iter().map(|day| day.strftime("%a %-d %b").to_string()).collect();
    html! {
        @if !days.is_empty() {
            div class="actions" {
                span { "Left out: " (words.join("; ")) "." }
                (Button::submit(if days.len() == 1 { "Put it back" } else { "Put all back" }).quiet().small()
                    .sends("step", format!("{PUT_BACK} {}", words_of(&days))).even_incomplete())
            }
        }
    }
}

fn when_it_ends(form: &BookForm, errors: &Errors) -> Markup {
    let choices = [Choice::new(AFTER, "After a number of sessions"), Choice::new(ON_A_DAY, "On a day")];
    let most = i64::try_from(MOST_SESSIONS).unwrap_or(i64::MAX);
    html! {
        (Field::radios("ends", "Ends").choices(&choices).value(&form.ends).required().error(errors.get("ends"))
            .refetch(FORM, TARGET))
        @if form.ends == ON_A_DAY {
            (Field::date("until", "Last day").value(&form.until).required().error(errors.get("until"))
                .hint("At most 12 months after the first."))
            (hidden("count", &form.count))
        } @else {
            (Field::number("count", "Number of sessions").value(&form.count).range(1, most).required().error(errors.get("count"))
                .hint("Closed days and days left out do not count."))
            (hidden("until", &form.until))
        }
    }
}

/// Every date, who is in the way, what it costs, and who is told.
pub fn shown(
    viewer: &Viewer,
    form: &BookForm,
    parsed: &Parsed,
    plans: &SeriesPlans,
    program: &str,
) -> Markup {
    let plan = &plans.first;
    let rhythm = parsed.repeating.as_ref().map_or_else(String::new, |series| series.pattern.rhythm.words());
    html! {
        (in_the_way(viewer, plan))
        @for plan in plans.each() { (overlaps(viewer, plan)) }
        (concerns(viewer, plan))
        (ui::key_values([
            ("When", html! { (rhythm) ", " (sessions(plan.held().count())) @if let Some(dates) = first_and_last(viewer, plan) { ", " (dates) } }),
            ("Who", html! { (plans.names()) " with " (plan.instructor.name()) }),
            ("Where", html! { (parsed.booking.place.words()) }),
            ("Program", html! { (program) }),
            ("Charge", charges(plans)),
            ("Told", html! {
                p { "Once, with all dates:" }
                (told(&plans.told()))
                @if plans.are_several() { p class="muted" { "Each family reads of its own student alone." } }
            }),
        ]))
        (dates(viewer, form, plans))
    }
}

fn charges(plans: &SeriesPlans) -> Markup {
    let words: Vec<String> = plans.each().map(charge).collect();
    let first = words.first().map_or("", String::as_str);
    html! {
        @if !plans.are_several() { (first) }
        @else if words.iter().all(|word| word == first) {
            (first) @if plans.first.charge != Charge::None { " That is so for each student." }
        } @else {
            ul { @for word in &words { li { (word) } } }
        }
    }
}

/// `Mon 30 Nov 2026 to Mon 15 Mar 2027`.
fn first_and_last(viewer: &Viewer, plan: &SeriesPlan) -> Option<String> {
    let mut held = plan.held().map(|day| day.planned.occurrence.starts_at.in_zone(&viewer.zone));
    let first = held.next()?;
    let last = held.last().unwrap_or_else(|| first.clone());
    Some(format!("{} to {}", first.strftime("%a %-d %b %Y"), last.strftime("%a %-d %b %Y")))
}

/// The dates on which the instructor teaches already, and the way to book the others.
fn in_the_way(viewer: &Viewer, plan: &SeriesPlan) -> Markup {
    let busy: Vec<_> = plan.busy().collect();
    let all: Vec<_> = busy.iter().map(|(day, _)| day.planned.occurrence.date).collect();
    let who = if plan.instructor.id == viewer.user { "You have" } else { "The instructor has" };
    let title = match busy.len() {
        1 => format!("{who} another session on one of these dates"),
        count => format!("{who} other sessions on {count} of these dates"),
    };
    html! {
        @if !busy.is_empty() {
            (Notice::danger(title).body(html! {
                ul {
                    @for (day, session) in &busy {
                        li {
                            (show::date(day.planned.occurrence.starts_at, &viewer.zone)) ": " (session.student_name) ", "
                            (between(viewer, session))
                        }
                    }
                }
                p { "Leave these dates out to book the others, or choose another time." }
                @let label = if all.len() == 1 { "Leave this date out".to_owned() } else { format!("Leave these {} dates out", all.len()) };
                (Button::submit(label).sends("step", format!("{LEAVE_OUT} {}", words_of(&all))).even_incomplete())
            }))
        }
    }
}

fn overlaps(viewer: &Viewer, plan: &SeriesPlan) -> Markup {
    let overlaps: Vec<&Day> = plan.held().filter(|day| !day.student_busy.is_empty()).collect();
    let name = &plan.student.first_name;
    html! {
        @if !overlaps.is_empty() {
            (Notice::warn(format!("{name} has other sessions at some of these times")).body(html! {
                ul {
                    @for day in &overlaps {
                        @for session in &day.student_busy {
                            li { (show::date(day.planned.occurrence.starts_at, &viewer.zone)) ", " (between(viewer, session)) }
                        }
                    }
                }
                p { "You can book all the same." }
            }))
        }
    }
}

/// What the instructor's hours and rules say against some of the dates, each once with the dates it is about.
fn concerns(viewer: &Viewer, plan: &SeriesPlan) -> Markup {
    let mut dates: BTreeMap<String, Vec<&Day>> = BTreeMap::new();
    for day in plan.held() {
        for concern in &day.concerns {
            dates.entry(concern_words(&plan.instructor, concern).0).or_default().push(day);
        }
    }
    html! {
        @if !dates.is_empty() {
            (Notice::warn("Not all of these times suit the instructor").body(html! {
                ul {
                    @for (words, days) in &dates {
                        @let first = days.first().map(|day| show::date(day.planned.occurrence.starts_at, &viewer.zone));
                        li { (words) ": " (sessions(days.len())) @if let Some(first) = first { ", the first on " (first) } }
                    }
                }
                p { "You can book all the same." }
            }))
        }
    }
}

fn charge(plan: &SeriesPlan) -> String {
    let (name, count) = (&plan.student.first_name, plan.held().count());
    match plan.charge {
        Charge::None => "Nothing is charged.".to_owned(),
        Charge::Credit { left } => {
            let held = if count == 1 { "1 credit".to_owned() } else { format!("{count} credits") };
            let are = |count: i64| if count == 1 { "is" } else { "are" };
            let after = match left {
                0.. => format!("{left} {} free after that", are(left)),
                _ => format!("that is {} more than there are", -left),
            };
            let be = if count == 1 { "is" } else { "are" };
            format!("{held} of {name}'s {be} held, one for each session until it ends; {after}.")
        }
        Charge::Invoice => "Each session goes into the Invoice Wizard when it is completed.".to_owned(),
        Charge::Mark => "A mark for your organization's records; nothing is charged here.".to_owned(),
    }
}

fn dates(viewer: &Viewer, form: &BookForm, plans: &SeriesPlans) -> Markup {
    let plan = &plans.first;
    let columns = [Column::text("When"), Column::text("Note"), Column::actions()];
    let mut position = 0;
    let rows = plan.days.iter().map(|day| {
        position += usize::from(day.planned.is_held());
        let number = day.planned.is_held().then_some(position);
        Row::new([
            when(viewer, plans, day, number),
            note(viewer, day, &busy_students(plans, day)),
            action(form, day),
        ])
        .faded(!day.planned.is_held())
    });
    html! { (Table::new("Dates of the series", &columns).rows(rows)) }
}

/// `1. Mon 30 Nov, 16:00 to 17:00`, and below it the clocks of others.
fn when(viewer: &Viewer, plans: &SeriesPlans, day: &Day, number: Option<usize>) -> Markup {
    let occurrence = &day.planned.occurrence;
    html! {
        div {
            @if let Some(number) = number { (number) ". " }
            (ui::time(occurrence.starts_at, &viewer.zone, When::DayAndClock)) " to "
            (show::time(occurrence.ends_at(), &viewer.zone))
            @for other in elsewhere(viewer, plans, day) { p class="muted" { (other) } }
        }
    }
}

/// The same time for those who live by another clock.
fn elsewhere(viewer: &Viewer, plans: &SeriesPlans, day: &Day) -> Vec<String> {
    let mut zones: Vec<&Zone> = vec![&viewer.zone];
    let mut words = Vec::new();
    let students = plans.each().map(|plan| &plan.student);
    for person in students.chain([&plans.first.instructor]) {
        if !zones.contains(&&person.zone) {
            zones.push(&person.zone);
            let at = show::date_time(day.planned.occurrence.starts_at, &person.zone);
            words.push(format!("{at} for {} ({})", person.first_name, ui::zone_name(&person.zone)));
        }
    }
    words
}

/// Who has another session on that date.
fn busy_students(plans: &SeriesPlans, day: &Day) -> Vec<String> {
    let starts_at = day.planned.occurrence.starts_at;
    let is_busy = |plan: &&SeriesPlan| {
        plan.held().any(|day| day.planned.occurrence.starts_at == starts_at && !day.student_busy.is_empty())
    };
    plans.each().filter(is_busy).map(|plan| plan.student.first_name.to_string()).collect()
}

fn note(viewer: &Viewer, day: &Day, busy: &[String]) -> Markup {
    let occurrence = &day.planned.occurrence;
    html! {
        @match &day.planned.fate {
            Fate::Closed(closure) => { (ui::chip(Tone::Neutral, "Closed")) " " (closure.name) ": skipped" },
            Fate::LeftOut => (ui::chip(Tone::Neutral, "Left out")),
            Fate::Held => {
                @if let Some(session) = &day.busy {
                    (ui::chip(Tone::Danger, "Busy")) " " (between(viewer, session)) " with " (session.student_name)
                }
                @if !busy.is_empty() && busy.len() > 1 { (ui::chip(Tone::Warn, "Students are busy")) " " (busy.join(", ")) }
                @else if let Some(name) = busy.first() { (ui::chip(Tone::Warn, "Student is busy")) " " (name) }
                @if occurrence.is_put_forward(&viewer.zone) {
                    "The clocks go forward: there is no " (occurrence.time.strftime("%H:%M").to_string()) " on that day."
                }
            },
        }
    }
}

fn action(form: &BookForm, day: &Day) -> Markup {
    let date = day.planned.occurrence.date;
    let short = date.strftime("%-d %b").to_string();
    html! {
        @match &day.planned.fate {
            Fate::Held => (Button::submit(format!("Leave out {short}")).quiet().small().sends("step", format!("{LEAVE_OUT} {date}"))),
            Fate::LeftOut if form.left_out().contains(&date) => {
                (Button::submit(format!("Put back {short}")).quiet().small().sends("step", format!("{PUT_BACK} {date}")))
            },
            _ => {},
        }
    }
}
