//! How instructors are shown to those who look for one.

use kernel::{Role, SessionMinutes, Timestamp, UserId};
use maud::{Markup, html};
use people::accounts::Person;
use people::profiles::{self, Filled};
use web::ui::{self, Button, Choice, Column, Field, Icon, Row, Table, When};
use web::{Current, Organization, Viewer, page};

use super::filter::Filter;
use super::free::DAYS;
use super::hours::OfWeekday;
use crate::programs::Program;

const COLUMNS: [Column<'static>; 3] =
    [Column::text("Name"), Column::text("Programs"), Column::text("Next free day")];

/// An instructor in the list.
pub struct Line {
    pub person: Person,
    pub programs: Vec<String>,
    pub keeps_hours: bool,
    /// The next free start within [`DAYS`].
    pub next: Option<Timestamp>,
}

/// One page of the list.
pub struct List<'a> {
    pub lines: &'a [Line],
    /// What it can be narrowed by.
    pub programs: &'a [Program],
    /// The last of this page, where others follow.
    pub more_after: Option<UserId>,
}

pub fn index(organization: &Organization, viewer: &Viewer, filter: &Filter, list: &List<'_>) -> Markup {
    let title = "Instructors";
    let about = "Who teaches here, what, and when they are free next.";
    let body = html! {
        (ui::page_header(title, Some(about), html! {}))
        (search(filter, list.programs))
        @if list.lines.is_empty() { (nobody(filter)) } @else {
            (Table::new(title, &COLUMNS).rows(list.lines.iter().map(|line| row(viewer, line))))
        }
        nav class="pager" aria-label="Pages" {
            @if filter.after().is_some() {
                (Button::link(filter.page_after(None), "First page").icon(Icon::Previous).small())
            }
            @if let Some(last) = list.more_after {
                (Button::link(filter.page_after(Some(last)), "Next page").icon(Icon::Next).small())
            }
        }
    };
    page(organization, viewer, Current::Instructors, title, body)
}

fn search(filter: &Filter, programs: &[Program]) -> Markup {
    let choices: Vec<Choice<'_>> =
        programs.iter().map(|program| Choice::new(program.id.to_string(), program.title.as_str())).collect();
    html! {
        form class="form" method="get" action="/instructors" role="search" {
            (Field::search("q", "Name").value(filter.q.as_str()))
            (Field::select("program", "Program").prompt("All programs").choices(&choices).value(filter.program.as_str()))
            div class="form-actions" { (Button::submit("Search").icon(Icon::Search)) }
        }
    }
}

fn row<'a>(viewer: &Viewer, line: &Line) -> Row<'a> {
    let name = line.person.name();
    Row::new([
        html! { a href=(format!("/instructors/{}", line.person.id)) { (ui::person(&name, "")) } },
        html! { @if line.programs.is_empty() { span class="muted" { "–" } } @else { (line.programs.join(", ")) } },
        html! {
            @match (line.next, line.keeps_hours) {
                (Some(next), _) => { span { "Free on " (ui::time(next, &viewer.zone, When::Day)) } }
                (None, true) => { span class="muted" { "Nothing free in " (DAYS) " days" } }
                (None, false) => { span class="muted" { "On request" } }
            }
        },
    ])
}

fn nobody(filter: &Filter) -> Markup {
    if filter.narrows() || filter.after().is_some() {
        let all = html! { (Button::link("/instructors", "Show everyone")) };
        ui::empty(Icon::Search, "Nobody found", "No instructor fits this name and program.", all)
    } else {
        ui::empty(Icon::Instructors, "No instructors yet", "Whoever teaches you stands here.", html! {})
    }
}

/// An instructor as their page shows them.
pub struct Profile<'a> {
    pub person: &'a Person,
    /// What everyone may read.
    pub filled: &'a [Filled],
    pub programs: Vec<String>,
    pub week: &'a [OfWeekday],
    pub starts: &'a [Timestamp],
    /// How long a session at one of the starts may be.
    pub minutes: SessionMinutes,
    /// For whom the viewer may ask them for a session.
    pub askable: &'a [Person],
}

pub fn show(organization: &Organization, viewer: &Viewer, profile: &Profile<'_>) -> Markup {
    let person = profile.person;
    let name = person.name();
    let actions = html! {
        (Button::link("/instructors", "All instructors").quiet().icon(Icon::Back))
        @if viewer.is(Role::Admin) { (Button::link(format!("/people/{}", person.id), "All about this user").quiet()) }
        (asking(person, profile.askable))
    };
    let body = html! {
        (ui::page_header(&name, Some("Instructor"), actions))
        (ui::columns(
            html! {
                (ui::card("About", html! {}, ui::stack(html! {
                    (ui::person(&name, &profile.programs.join(", ")))
                    @if profile.filled.is_empty() && profile.programs.is_empty() {
                        p class="muted" { "Nothing is written here yet." }
                    }
                    @if !profile.filled.is_empty() { (profiles::facts(profile.filled, false)) }
                })))
            },
            html! {
                (weekly(viewer, profile))
                (next(viewer, profile))
            },
        ))
    };
    page(organization, viewer, Current::Instructors, &name, body)
}

/// The way into the form of requests, for each student it would be for.
fn asking(instructor: &Person, students: &[Person]) -> Markup {
    html! {
        @for student in students {
            @let words = if students.len() == 1 { "Ask for a session".to_owned() }
                else { format!("Ask for a session for {}", student.first_name) };
            (Button::link(format!("/requests/new?student={}&instructor={}", student.id, instructor.id), words).primary())
        }
    }
}

fn weekly(viewer: &Viewer, profile: &Profile<'_>) -> Markup {
    let body = html! {
        @if profile.week.is_empty() {
            p class="muted" { "No hours are said. Times are agreed on for each session." }
        } @else {
            (ui::key_values(profile.week.iter().map(|(day, words)| (*day, html! { (words) }))))
            p class="muted" { (ui::zone_name(&viewer.zone)) " time" }
        }
    };
    ui::card("Every week", html! {}, ui::stack(body))
}

/// The free starts, day by day.
fn next(viewer: &Viewer, profile: &Profile<'_>) -> Markup {
    let zone = &viewer.zone;
    let day = |start: &Timestamp| start.in_zone(zone).date();
    let days: Vec<(String, Markup)> = profile
        .starts
        .chunk_by(|one, other| day(one) == day(other))
        .filter_map(|starts| {
            let label = day(starts.first()?).strftime("%a %-d %b").to_string();
            Some((label, html! { @for start in starts { (ui::time(*start, zone, When::Clock)) " " } }))
        })
        .collect();
    html! {
        @if !profile.week.is_empty() {
            (ui::card("Free next", html! {}, ui::stack(html! {
                @if days.is_empty() {
                    p class="muted" { "Nothing is free in the next " (DAYS) " days." }
                } @else {
                    (ui::key_values(days.iter().map(|(day, starts)| (day.as_str(), starts.clone()))))
                    p class="muted" { "For " (profile.minutes.get()) " minutes." }
                }
            })))
        }
    }
}
