//! The calendar's pages.

use jiff::civil::Date;
use kernel::{ProgramId, Role, Timestamp};
use maud::{Markup, html};
use people::closures::Closure;
use web::ui::{self, AgendaItem, Button, Dialog, Icon, Notice, Status, Tab, WeekDay, When};
use web::{Current, Organization, Viewer, page, show};

use super::days::{Day, View};
use crate::lists;
use crate::requests::Request;
use crate::sessions::{self, Filter, Line, Session};

/// Chips in one cell of the month before "+ more".
const CHIPS: usize = 4;
/// The same, for whoever reads no more than these.
pub const CHIPS_READ: i64 = 4;
/// The dialog a session opens in where scripts run.
const DIALOG: &str = "session-glance";

/// What the calendar was asked for.
pub struct Asked<'a> {
    pub view: View,
    pub on: Date,
    pub today: Date,
    pub now: Timestamp,
    pub filter: &'a Filter,
    /// The programs that may be chosen.
    pub programs: &'a [(ProgramId, String)],
}

impl Asked<'_> {
    /// The address of another view or day with the same filters.
    fn address(&self, view: View, on: Date) -> String {
        let filter = self.filter.query();
        let and = if filter.is_empty() { "" } else { "&" };
        format!("/calendar?view={}&on={on}{and}{filter}", view.word())
    }
}

/// A day with the sessions shown on it, and how many there are.
pub struct Shown {
    pub day: Day,
    pub sessions: Vec<Session>,
    pub count: usize,
    /// What is asked for on that day and not answered yet.
    pub pending: Vec<Pending>,
    /// Why the organization is closed on it.
    pub closed: Option<String>,
}

/// A time that is asked for, or proposed.
#[derive(Clone)]
pub struct Pending {
    pub starts_at: Timestamp,
    href: String,
    with: String,
    whose: String,
    about: String,
}

impl Pending {
    /// Every time of an open request, as `viewer` reads it.
    pub fn of(viewer: &Viewer, request: &Request) -> Vec<Self> {
        let is_student = viewer.user == request.student;
        let whose = if is_student { &request.instructor_name } else { &request.student_name };
        let with = if viewer.user == request.instructor {
            request.student_name.clone()
        } else if is_student {
            request.instructor_name.clone()
        } else {
            format!("{} with {}", request.student_name, request.instructor_name)
        };
        let pending = |starts_at| Self {
            starts_at,
            href: format!("/requests/{}", request.id),
            with: with.clone(),
            whose: whose.clone(),
            about: request.title().to_owned(),
        };
        request.options().into_iter().map(pending).collect()
    }
}

impl Shown {
    fn hidden(&self, shown: usize) -> usize {
        self.count.saturating_sub(shown)
    }
}

/// The week strip, which fetches itself again when a session moves.
pub fn week_card(
    viewer: &Viewer,
    now: Timestamp,
    days: &[Day],
    found: &[Session],
    pending: &[Pending],
    closures: &[Closure],
) -> Markup {
    let of = |day: &Day| {
        let sessions: Vec<Session> = found
            .iter()
            .filter(|session| day.from <= session.starts_at && session.starts_at < day.to)
            .cloned()
            .collect();
        let (pending, closed) = (of_day(day, pending), closed_on(day, closures));
        Shown { day: *day, count: sessions.len(), sessions, pending, closed }
    };
    let shown: Vec<Shown> = days.iter().map(of).collect();
    let actions = html! { (Button::link("/calendar", "Month").quiet().small().icon(Icon::Calendar)) };
    html! {
        div id="week" hx-get="/calendar/week" hx-trigger="nacre:sessions from:body" hx-swap="outerMorph" {
            (ui::card("Calendar", actions, strip(viewer, now, &shown)))
        }
    }
}

fn strip(viewer: &Viewer, now: Timestamp, shown: &[Shown]) -> Markup {
    let lines: Vec<Vec<Line>> = shown.iter().map(|day| lines(viewer, &day.sessions)).collect();
    let items: Vec<Vec<AgendaItem<'_>>> =
        shown.iter().zip(&lines).map(|(day, lines)| items(viewer, now, day, lines, Joins::Live)).collect();
    let week: Vec<WeekDay<'_>> = shown
        .iter()
        .zip(&items)
        .map(|(Shown { day, closed, .. }, items)| WeekDay {
            starts: day.from,
            today: day.from <= now && now < day.to,
            closed: closed.as_deref(),
            sessions: items,
        })
        .collect();
    ui::week_strip(&viewer.zone, &week)
}

/// Which sessions have Join beside them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Joins {
    Live,
    All,
}

fn lines(viewer: &Viewer, sessions: &[Session]) -> Vec<Line> {
    sessions.iter().map(|session| Line::of(viewer, session)).collect()
}

fn items<'a>(
    viewer: &'a Viewer,
    now: Timestamp,
    day: &'a Shown,
    lines: &'a [Line],
    joins: Joins,
) -> Vec<AgendaItem<'a>> {
    let sessions = day.sessions.iter().zip(lines).map(|(session, line)| AgendaItem {
        href: &line.href,
        starts: session.starts_at,
        zone: &viewer.zone,
        with: &line.with,
        whose: line.whose.as_deref(),
        about: &line.about,
        status: sessions::status(session.state()),
        action: html! {
            @if joins == Joins::All || session.state().is_live() { (sessions::join(viewer, session, now)) }
        },
        moves: line.moves.as_deref(),
    });
    let pending = day.pending.iter().map(|pending| AgendaItem {
        href: &pending.href,
        starts: pending.starts_at,
        zone: &viewer.zone,
        with: &pending.with,
        whose: Some(&pending.whose),
        about: &pending.about,
        status: Status::Pending,
        action: html! {},
        moves: None,
    });
    let mut items: Vec<AgendaItem<'a>> = sessions.chain(pending).collect();
    items.sort_by_key(|item| item.starts);
    items
}

/// Those of `pending` that lie on that day.
pub fn of_day(day: &Day, pending: &[Pending]) -> Vec<Pending> {
    let is_on = |one: &&Pending| day.from <= one.starts_at && one.starts_at < day.to;
    pending.iter().filter(is_on).cloned().collect()
}

/// Why that day is a closed one, if it is.
pub fn closed_on(day: &Day, closures: &[Closure]) -> Option<String> {
    let closure = closures.iter().find(|one| one.first_day <= day.date && day.date <= one.last_day)?;
    Some(closure.name.clone())
}

pub fn index(organization: &Organization, viewer: &Viewer, asked: &Asked<'_>, shown: &[Shown]) -> Markup {
    let title = title(asked, shown);
    let (before, after) = asked.view.neighbours(asked.on);
    let unit = match asked.view {
        View::Month => "month",
        View::Week | View::List => "week",
        View::Day => "day",
    };
    let actions = html! {
        (sessions::book_button(viewer))
        div class="calendar-turns" {
            (Button::link(asked.address(asked.view, before), format!("Previous {unit}")).quiet().icon(Icon::Previous).icon_only())
            (Button::link(asked.address(asked.view, asked.today), "Today").quiet())
            (Button::link(asked.address(asked.view, after), format!("Next {unit}")).quiet().icon(Icon::Next).icon_only())
        }
        @if viewer.is(Role::Instructor) || viewer.is(Role::Admin) {
            (Button::link("/availability", "Availability").quiet().icon(Icon::Clock))
        }
        (Button::link("/calendar/feed", "In your own calendar").quiet().icon(Icon::Link))
    };
    let views: Vec<(View, String)> =
        View::ALL.into_iter().map(|view| (view, asked.address(view, asked.on))).collect();
    let tabs: Vec<Tab<'_>> = views
        .iter()
        .map(|(view, href)| Tab { href, label: label(*view), current: *view == asked.view, count: None })
        .collect();
    let fields = html! {
        input type="hidden" name="view" value=(asked.view.word());
        input type="hidden" name="on" value=(asked.on);
        (lists::filter_fields(viewer, asked.filter, asked.programs))
    };
    let everything = format!("/calendar?view={}&on={}", asked.view.word(), asked.on);
    let zone = ui::zone_name(&viewer.zone);
    let body = html! {
        (ui::page_header(&title, Some(&format!("Times are {zone} time.")), actions))
        (ui::tabs("View", &tabs))
        (lists::filter_form("/calendar", &everything, asked.filter, asked.programs, fields))
        div id="calendar" data-calendar=(asked.view.word())
            data-before=(asked.address(asked.view, before)) data-after=(asked.address(asked.view, after))
            hx-get="" hx-select="#calendar" hx-trigger="nacre:sessions from:body" hx-swap="outerMorph" {
            @match asked.view {
                View::Month => (month(viewer, asked, shown)),
                View::Week => (ui::panel(strip(viewer, asked.now, shown))),
                View::List | View::Day => (list(viewer, asked, shown)),
            }
            @if asked.view != View::Month { (cut(shown)) }
        }
        (Dialog::new(DIALOG, "Session"))
    };
    page(organization, viewer, Current::Calendar, &title, body)
}

const fn label(view: View) -> &'static str {
    match view {
        View::Month => "Month",
        View::Week => "Week",
        View::List => "Week as a list",
        View::Day => "Day",
    }
}

fn title(asked: &Asked<'_>, shown: &[Shown]) -> String {
    match (asked.view, shown.first(), shown.last()) {
        (View::Week | View::List, Some(first), Some(last)) => {
            let (first, last) = (first.day.date, last.day.date);
            let from = if first.month() == last.month() { "%-d" } else { "%-d %B" };
            format!("{} – {}", first.strftime(from), last.strftime("%-d %B %Y"))
        }
        (View::Day, ..) => asked.on.strftime("%A %-d %B %Y").to_string(),
        _ => asked.on.strftime("%B %Y").to_string(),
    }
}

fn month(viewer: &Viewer, asked: &Asked<'_>, shown: &[Shown]) -> Markup {
    html! {
        div class="month" { @for day in shown { (cell(viewer, asked, day)) } }
    }
}

fn cell(viewer: &Viewer, asked: &Asked<'_>, shown: &Shown) -> Markup {
    let date = shown.day.date;
    let other = date.month() != asked.on.month();
    let class = match (other, shown.count == 0 && shown.pending.is_empty() && shown.closed.is_none()) {
        (true, true) => "month-day month-other month-empty",
        (true, false) => "month-day month-other",
        (false, true) => "month-day month-empty",
        (false, false) => "month-day",
    };
    let href = asked.address(View::Day, date);
    let visible = &shown.sessions[..shown.sessions.len().min(CHIPS)];
    let hidden = shown.hidden(visible.len());
    html! {
        section class=(class) aria-current=[(date == asked.today).then_some("date")] aria-label=(date.strftime("%A %-d %B"))
            data-drop=(date) {
            h2 {
                a class="month-number" href=(href) data-day=(date) {
                    span class="month-weekday" { (date.strftime("%a")) } " " (date.day())
                    (spoken_count(shown.count))
                }
            }
            @if let Some(why) = &shown.closed { (ui::closed_day(why)) }
            @for session in visible { (chip(viewer, session, asked.now)) }
            @for pending in shown.pending.iter().take(CHIPS) { (pending_chip(viewer, pending)) }
            @if hidden > 0 { a class="month-more" href=(href) { "+ " (hidden) " more" } }
        }
    }
}

/// How much there is on a day, for who hears the page instead of seeing it.
fn spoken_count(count: usize) -> Markup {
    html! {
        span class="sr-only" {
            @match count {
                0 => ", no sessions",
                1 => ", 1 session",
                count => { ", " (count) " sessions" }
            }
        }
    }
}

fn chip(viewer: &Viewer, session: &Session, now: Timestamp) -> Markup {
    let line = Line::of(viewer, session);
    let live = session.state().is_live();
    html! {
        a class=(if live { "week-chip week-chip-live" } else { "week-chip" }) href=(line.href) data-move=[&line.moves] {
            span class="week-chip-when" { (show::time(session.starts_at, &viewer.zone)) }
            span class="week-chip-with" { (line.with) }
            (sessions::status(session.state()))
        }
        @if live { div { (sessions::join(viewer, session, now)) } }
    }
}

fn pending_chip(viewer: &Viewer, pending: &Pending) -> Markup {
    html! {
        a class="week-chip" href=(pending.href) {
            span class="week-chip-when" { (show::time(pending.starts_at, &viewer.zone)) }
            span class="week-chip-with" { (pending.with) }
            (ui::chip(ui::Tone::Warn, "Pending"))
        }
    }
}

/// Days below each other, those without sessions in a word.
fn list(viewer: &Viewer, asked: &Asked<'_>, shown: &[Shown]) -> Markup {
    html! {
        div class="stack" {
            @for day in shown {
                @let lines = lines(viewer, &day.sessions);
                @let items = items(viewer, asked.now, day, &lines, Joins::All);
                @let date = day.day.date;
                section class="card-surface" aria-current=[(date == asked.today).then_some("date")] {
                    header class="card-head" {
                        h2 {
                            @if asked.view == View::Day { "Sessions" } @else {
                                a class="month-number" href=(asked.address(View::Day, date)) data-day=(date) {
                                    (date.strftime("%A %-d %B")) (spoken_count(day.count))
                                }
                            }
                            @if date == asked.today { " " (ui::chip(ui::Tone::Sea, "Today")) }
                        }
                    }
                    @if let Some(why) = &day.closed { (ui::closed_day(why)) }
                    @if items.is_empty() { p class="muted" { "No sessions" } } @else { (ui::agenda(&items, asked.now)) }
                }
            }
        }
    }
}

/// Says so when a day has more than is shown.
fn cut(shown: &[Shown]) -> Markup {
    let hidden: usize = shown.iter().map(|day| day.hidden(day.sessions.len())).sum();
    html! {
        @if hidden > 0 {
            (Notice::warn(format!("{hidden} more sessions are not shown here")).body(html! {
                "Narrow the calendar by a filter, or look at "
                a href="/sessions" { "the list of sessions" } ", which shows all of them, page by page."
            }))
        }
    }
}

/// The page of the own feed; `address` is there once, right after it was made.
pub fn feed(
    organization: &Organization,
    viewer: &Viewer,
    made_at: Option<Timestamp>,
    address: Option<&str>,
) -> Markup {
    let title = "In your own calendar";
    let about =
        "Your own sessions, in the calendar program you use anyway: it asks for them at a secret address.";
    let actions = html! { (Button::link("/calendar", "Calendar").quiet().icon(Icon::Calendar)) };
    let body = html! {
        (ui::page_header(title, Some(about), actions))
        @if let Some(address) = address { (feed_address(address)) }
        (ui::panel(ui::stack(html! {
            @match made_at {
                Some(at) => p { "You have an address since " (ui::time(at, &viewer.zone, When::Whole)) ". It is shown only when it is made." },
                None => p { "You have no address yet." },
            }
            p class="muted" {
                "Whoever has the address can read when your sessions are, with first names and subjects, and can do nothing else: "
                "it holds no way into a classroom. Sessions that move or are cancelled move and end there too, "
                "as soon as your calendar program asks again."
            }
            div class="actions" {
                @if made_at.is_some() {
                    (Button::post("/calendar/feed", "Make a new address").icon(Icon::Link)
                        .confirm("Make a new address? The one you have stops working."))
                    (Button::post("/calendar/feed/revocation", "End this address").danger()
                        .confirm("End this address? Calendars that use it get nothing more."))
                } @else {
                    (Button::post("/calendar/feed", "Make an address").primary().icon(Icon::Link))
                }
            }
        })))
    };
    page(organization, viewer, Current::Calendar, title, body)
}

fn feed_address(address: &str) -> Markup {
    let subscribe = address.split_once("://").map(|(_, rest)| format!("webcal://{rest}"));
    html! {
        (Notice::good("Your address is made. It is shown this once.").body(html! {
            p { "Add it in your calendar program as a calendar from the web, by its address:" }
            p { code class="feed-address" { (address) } }
            @if let Some(subscribe) = subscribe { p { a href=(subscribe) { "Open it in the calendar program of this device" } } }
        }))
    }
}
