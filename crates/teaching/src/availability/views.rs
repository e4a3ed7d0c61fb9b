//! The page of somebody's availability.

use jiff::civil::Date;
use kernel::Zone;
use maud::{Markup, html};
use people::accounts::Person;
use web::ui::{self, Button, Choice, Column, Field, Icon, Notice, PostForm, Row, Table};
use web::{Current, Errors, Organization, Viewer, page};

use super::form::{
    ExceptionForm, HoursForm, MOST_A_DAY, MOST_BUFFER_MINUTES, MOST_NOTICE_HOURS, MOST_SPANS, OFF,
    OTHER_HOURS, time_field,
};
use super::hours::{Availability, Exception, WEEKDAYS};

const TITLE: &str = "Availability";

/// What the page shows beside what is stored.
#[derive(Default)]
pub struct Page {
    /// The hours and rules as they were typed; none shows what is stored.
    pub hours: Option<HoursForm>,
    pub hours_errors: Errors,
    pub exception: ExceptionForm,
    pub exception_errors: Errors,
    pub saved: bool,
}

/// For admins who do not teach: whose availability to look at.
pub fn choose(organization: &Organization, viewer: &Viewer, instructors: &[Person]) -> Markup {
    let choices: Vec<Choice<'_>> =
        instructors.iter().map(|person| Choice::new(person.id.to_string(), person.name())).collect();
    let body = html! {
        (ui::page_header(TITLE, Some("When an instructor can be booked."), calendar_button()))
        @if choices.is_empty() {
            (ui::empty(Icon::People, "No instructors yet", "Their hours stand here once there are some.", html! {}))
        } @else {
            (ui::panel(html! {
                form class="form" method="get" action="/availability" {
                    (Field::select("instructor", "Instructor").choices(&choices).prompt("Choose who teaches").required())
                    div class="form-actions" { (Button::submit("Show").primary()) }
                }
            }))
        }
    };
    page(organization, viewer, Current::Calendar, TITLE, body)
}

/// Hours, rules and days that differ of `person`.
pub fn show(
    organization: &Organization,
    viewer: &Viewer,
    person: &Person,
    availability: &Availability,
    shown: Page,
) -> Markup {
    let is_own = person.id == viewer.user;
    let instructor = if is_own { String::new() } else { person.id.to_string() };
    let title = if is_own { TITLE.to_owned() } else { format!("{TITLE} of {}", person.name()) };
    let about = "Booking shows what is free, and warns of other times.";
    let hours = shown.hours.unwrap_or_else(|| HoursForm::of(instructor.clone(), availability));
    let body = html! {
        (ui::page_header(&title, Some(about), calendar_button()))
        @if shown.saved { (Notice::good("Saved.")) }
        (ui::columns(
            html! { (ui::card("Every week", html! {}, hours_form(&instructor, &hours, &shown.hours_errors))) },
            html! {
                (ui::card("Days that differ", html! {}, ui::stack(html! {
                    (exceptions(&instructor, &availability.exceptions))
                    (exception_form(&instructor, &shown.exception, &shown.exception_errors))
                })))
            },
        ))
    };
    page(organization, viewer, Current::Calendar, &title, body)
}

fn calendar_button() -> Markup {
    html! { (Button::link("/calendar", "Calendar").quiet().icon(Icon::Calendar)) }
}

fn hours_form(instructor: &str, form: &HoursForm, errors: &Errors) -> Markup {
    let zones = Zone::all_names();
    let zones: Vec<Choice<'_>> =
        zones.iter().map(|name| Choice::new(name.as_str(), name.replace('_', " "))).collect();
    let body = html! {
        input type="hidden" name="instructor" value=(instructor);
        div class="hours" {
            @for (short, name) in WEEKDAYS { (weekday(form, short, name, errors.get(short))) }
        }
        (Field::select("zone", "Time zone of these hours").choices(&zones).value(&form.zone).required()
            .error(errors.get("zone")).hint("They keep this clock when the clocks change."))
        div class="field-row" {
            (Field::number("notice_hours", "Notice, in hours").value(&form.notice_hours).range(0, MOST_NOTICE_HOURS)
                .error(errors.get("notice_hours")).hint("How long before its start a session is booked."))
            (Field::number("buffer_minutes", "Pause, in minutes").value(&form.buffer_minutes).range(0, MOST_BUFFER_MINUTES)
                .error(errors.get("buffer_minutes")).hint("Before and after each session."))
            (Field::number("most_a_day", "Most sessions a day").value(&form.most_a_day).range(1, MOST_A_DAY)
                .error(errors.get("most_a_day")).hint("Empty: as many as fit."))
        }
    };
    html! {
        (PostForm::to("/availability").errors(errors).body(body).actions(html! { (Button::submit("Save hours").primary()) }))
    }
}

/// The spans of one weekday: those that are filled and one more in sight, the others folded away.
fn weekday(form: &HoursForm, short: &str, name: &str, error: Option<&str>) -> Markup {
    let is_filled = |span: &usize| ["from", "to"].iter().any(|end| !form.time(short, end, *span).is_empty());
    let in_sight = (1..=MOST_SPANS).filter(is_filled).max().unwrap_or(1);
    let described = error.map(|_| format!("field-{short}-error"));
    html! {
        div class="hours-day" id=(format!("field-{short}")) role="group" aria-label=(name) {
            span class="hours-name" { (name) }
            div class="hours-spans" {
                @for number in 1..=in_sight { (span(form, short, name, number, described.as_deref())) }
                @if in_sight < MOST_SPANS {
                    details class="hours-more" {
                        summary { "More hours" span class="sr-only" { " on " (name) } }
                        @for number in in_sight + 1..=MOST_SPANS { (span(form, short, name, number, described.as_deref())) }
                    }
                }
                @if let Some(error) = error {
                    p class="field-error" id=(format!("field-{short}-error")) { (ui::icon(Icon::Danger)) span { (error) } }
                }
            }
        }
    }
}

fn span(form: &HoursForm, short: &str, name: &str, number: usize, described: Option<&str>) -> Markup {
    let which = if number == 1 { String::new() } else { format!(" ({number})") };
    let invalid = described.map(|_| "true");
    html! {
        div class="hours-span" {
            input class="input" type="time" name=(time_field(short, "from", number)) value=(form.time(short, "from", number))
                step="900" aria-label=(format!("{name} from{which}")) aria-invalid=[invalid] aria-describedby=[described];
            span aria-hidden="true" { "to" }
            input class="input" type="time" name=(time_field(short, "to", number)) value=(form.time(short, "to", number))
                step="900" aria-label=(format!("{name} to{which}")) aria-invalid=[invalid] aria-describedby=[described];
        }
    }
}

fn exceptions(instructor: &str, exceptions: &[Exception]) -> Markup {
    let columns = [Column::text("Days"), Column::text("Hours"), Column::actions()];
    let whose = if instructor.is_empty() { String::new() } else { format!("?instructor={instructor}") };
    html! {
        @if exceptions.is_empty() {
            p class="muted" { "No days differ. Holidays of your own and single days with other hours stand here." }
        } @else {
            (Table::new("Days that differ", &columns).rows(exceptions.iter().map(|exception| {
                let removal = format!("/availability/exceptions/{}/removal{whose}", exception.id);
                let days = days(exception);
                Row::new([
                    html! { (days) },
                    html! { @match exception.hours { Some(hours) => (hours), None => "Time off" } },
                    html! {
                        (Button::post(removal, format!("Remove {days}")).quiet().small().icon(Icon::Close).icon_only())
                    },
                ])
            })))
        }
    }
}

fn days(exception: &Exception) -> String {
    let day = |day: Date| day.strftime("%a %-d %b %Y").to_string();
    match exception.first_day == exception.last_day {
        true => day(exception.first_day),
        false => format!("{} to {}", day(exception.first_day), day(exception.last_day)),
    }
}

fn exception_form(instructor: &str, form: &ExceptionForm, errors: &Errors) -> Markup {
    let kinds = [Choice::new(OFF, "Time off"), Choice::new(OTHER_HOURS, "Other hours")];
    let body = html! {
        input type="hidden" name="instructor" value=(instructor);
        (Field::radios("kind", "What differs").choices(&kinds).value(&form.kind).required().error(errors.get("kind")))
        div class="field-row" {
            (Field::date("first_day", "Day").value(&form.first_day).required().error(errors.get("first_day")))
            (Field::date("last_day", "Last day").value(&form.last_day).error(errors.get("last_day"))
                .hint("Of time off; empty for a single day."))
        }
        div class="field-row" {
            (Field::time("from", "From").value(&form.from).error(errors.get("from")))
            (Field::time("to", "To").value(&form.to).error(errors.get("to")).hint("Other hours are for one day."))
        }
    };
    html! {
        (PostForm::to("/availability/exceptions").errors(errors).body(body)
            .actions(html! { (Button::submit("Add").icon(Icon::Add)) }))
    }
}
