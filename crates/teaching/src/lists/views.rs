//! The pages of the lists, and the form that narrows lists and the calendar.

use kernel::{ProgramId, Role, Timestamp};
use maud::{Markup, html};
use web::ui::{self, Button, Choice, Column, Field, Icon, PostForm, Row, Status, Tab, Table, Tone, When};
use web::{Current, Organization, Viewer, page};

use super::saved::{MAX_NAME, SavedView};
use super::sheet;
use crate::requests::Request;
use crate::sessions::attendance;
use crate::sessions::{Filter, Half, Line, MAX_WORDS, STATES, Session, boards, book_button, join, status};

/// What a page of the list was asked for.
pub struct List<'a> {
    pub half: Half,
    pub filter: &'a Filter,
    /// The programs that may be chosen.
    pub programs: &'a [(ProgramId, String)],
    /// The viewer's own, by name.
    pub saved: &'a [SavedView],
    pub naming: &'a Naming,
    pub number: i64,
    pub has_more: bool,
}

/// A name for the list as it is typed, and what is wrong with it.
#[derive(Default)]
pub struct Naming {
    pub name: String,
    pub error: Option<String>,
}

impl List<'_> {
    fn address(&self, path: &str, half: Half, number: i64) -> String {
        address_at(path, half, &self.filter.query(), number)
    }

    /// The saved view that is shown.
    fn shown(&self) -> Option<&SavedView> {
        self.saved.iter().find(|view| view.is(self.half, self.filter))
    }
}

/// Where the list stands that is narrowed so.
pub fn address(half: Half, filter: &Filter) -> String {
    address_at("/sessions", half, &filter.query(), 0)
}

/// Where a saved view stands.
pub fn address_of(view: &SavedView) -> String {
    address_at("/sessions", view.half, &view.query, 0)
}

fn address_at(path: &str, half: Half, narrowed: &str, number: i64) -> String {
    let parts = [
        if half == Half::Past { "when=past".to_owned() } else { String::new() },
        narrowed.to_owned(),
        if number > 0 { format!("page={number}") } else { String::new() },
    ];
    let query: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
}

pub fn index(
    organization: &Organization,
    viewer: &Viewer,
    list: &List<'_>,
    (sessions, pending): (&[Session], &[Request]),
    now: Timestamp,
) -> Markup {
    let past = list.half == Half::Past;
    let (upcoming, over) =
        (list.address("/sessions", Half::Upcoming, 0), list.address("/sessions", Half::Past, 0));
    let tabs = [
        Tab { href: &upcoming, label: "Upcoming", current: !past, count: None },
        Tab { href: &over, label: "Past", current: past, count: None },
    ];
    let newer = (list.number > 0).then(|| list.address("/sessions", list.half, list.number - 1));
    let older = list.has_more.then(|| list.address("/sessions", list.half, list.number + 1));
    let actions = html! {
        (book_button(viewer))
        @if viewer.is(Role::Admin) || viewer.is(Role::Instructor) {
            (Button::link("/attendance", "Attendance").icon(Icon::Check))
        }
        (Button::link(list.address("/sessions/csv", list.half, 0), "CSV file").icon(Icon::Download))
        (Button::link("/sessions/csv/columns", "What its columns mean").quiet())
    };
    let fields = html! {
        @if past { input type="hidden" name="when" value="past"; }
        (Field::search("q", "Subject, program or name").value(&list.filter.q).max(MAX_WORDS))
        (filter_fields(viewer, list.filter, list.programs))
        (Field::date("from", "From").value(&list.filter.from))
        (Field::date("to", "To").value(&list.filter.to))
    };
    let everything = if past { "/sessions?when=past" } else { "/sessions" };
    let body = html! {
        (ui::page_header("Sessions", None, actions))
        (ui::tabs("Upcoming or past", &tabs))
        (saved_views(list))
        (filter_form("/sessions", everything, list.filter, list.programs, fields))
        @if list.filter.narrows() && list.shown().is_none() { (naming_form(list)) }
        @if !pending.is_empty() { (pending_table(viewer, pending)) }
        @else if sessions.is_empty() { (nothing(list)) }
        @else { (table(viewer, sessions, now)) }
        (ui::pager(newer.as_deref(), older.as_deref()))
    };
    page(organization, viewer, Current::Sessions, "Sessions", body)
}

/// Links to the lists the viewer looks at again; the one that is shown can be removed.
fn saved_views(list: &List<'_>) -> Markup {
    let addresses: Vec<String> = list.saved.iter().map(address_of).collect();
    let shown = list.shown();
    let entries: Vec<Tab<'_>> = list
        .saved
        .iter()
        .zip(&addresses)
        .map(|(view, href)| Tab { href, label: &view.name, current: shown == Some(view), count: None })
        .collect();
    html! {
        @if !entries.is_empty() {
            div class="filter-line" {
                (ui::filters("Saved views", &entries))
                @if let Some(view) = shown {
                    (Button::post(format!("/sessions/views/{}/removal", view.id), "Remove this view").quiet().small())
                }
            }
        }
    }
}

/// Keeps the list that is shown under a name.
fn naming_form(list: &List<'_>) -> Markup {
    let (filter, naming) = (list.filter, list.naming);
    let narrowed = [
        ("when", if list.half == Half::Past { "past" } else { "" }),
        ("status", filter.status.as_str()),
        ("program", &filter.program),
        ("instructor", &filter.instructor),
        ("student", &filter.student),
        ("q", &filter.q),
        ("from", &filter.from),
        ("to", &filter.to),
    ];
    let form = html! {
        (PostForm::to("/sessions/views").body(html! {
            @for (name, value) in narrowed.iter().filter(|(_, value)| !value.is_empty()) {
                input type="hidden" name=(name) value=(value);
            }
            (Field::text("name", "Name of the view").value(&naming.name).max(MAX_NAME).required()
                .placeholder("Missed this month").error(naming.error.as_deref()))
        }).actions(html! { (Button::submit("Save view")) }))
    };
    ui::fold(Icon::Add, "Save this view", naming.error.is_some(), form)
}

fn nothing(list: &List<'_>) -> Markup {
    let about = match (list.filter.narrows(), list.half) {
        (true, _) => "No session fits what is asked for. Leave a word or a filter out.",
        (false, Half::Past) => "Sessions that are over are listed here.",
        (false, Half::Upcoming) => "Sessions to come are listed here.",
    };
    ui::empty(Icon::Sessions, "Nothing here", about, html! {})
}

fn table(viewer: &Viewer, sessions: &[Session], now: Timestamp) -> Markup {
    let columns = [
        Column::text("When"),
        Column::text("Who"),
        Column::text("What"),
        Column::text("Status"),
        Column::actions(),
    ];
    let rows = sessions.iter().map(|session| {
        let line = Line::of(viewer, session);
        Row::new([
            html! { (ui::time(session.starts_at, &viewer.zone, When::DayAndClock)) },
            html! { (line.with) },
            html! { (line.about) },
            html! {
                @if let Some(question) = attendance::asks(viewer, session, now) { (ui::chip(Tone::Warn, question)) }
                @else { (status(session.state())) }
            },
            html! {
                (join(viewer, session, now))
                @if let Some(boards) = boards(viewer, session) { (boards.quiet().small()) }
                (Button::link(line.href, "Details").quiet().small().icon(Icon::Open))
            },
        ])
    });
    html! { (Table::new("Sessions", &columns).rows(rows)) }
}

/// What waits for an answer, by the time that is preferred.
fn pending_table(viewer: &Viewer, requests: &[Request]) -> Markup {
    let columns = [
        Column::text("When"),
        Column::text("Who"),
        Column::text("What"),
        Column::text("Status"),
        Column::actions(),
    ];
    let rows = requests.iter().map(|request| {
        let options = request.options();
        let with = if viewer.user == request.instructor {
            request.student_name.clone()
        } else if viewer.user == request.student {
            request.instructor_name.clone()
        } else {
            format!("{} with {}", request.student_name, request.instructor_name)
        };
        Row::new([
            html! {
                @if let Some(first) = options.first() { (ui::time(*first, &viewer.zone, When::DayAndClock)) }
                @if options.len() > 1 { span class="muted" { " or " (options.len() - 1) " other" @if options.len() > 2 { "s" } } }
            },
            html! { (with) },
            html! { (request.title()) @if request.moves.is_some() { ", another time" } },
            html! { (Status::Pending) },
            html! {
                (Button::link(format!("/requests/{}", request.id), "Request").quiet().small().icon(Icon::Open))
            },
        ])
    });
    html! { (Table::new("Requests", &columns).rows(rows)) }
}

/// The form that narrows what is shown at `action`, folded so that what it found is in sight; `everything` is the address
/// without.
pub fn filter_form(
    action: &str,
    everything: &str,
    filter: &Filter,
    programs: &[(ProgramId, String)],
    fields: Markup,
) -> Markup {
    let form = html! {
        form class="form" method="get" action=(action) role="search" {
            (fields)
            div class="form-actions" { (Button::submit("Show").icon(Icon::Search)) }
        }
    };
    if !filter.narrows() {
        return ui::fold(Icon::Search, "Search and filters", false, form);
    }
    let word = match in_use(filter, programs).join(", ") {
        // words that mean nothing here narrow nothing
        nothing if nothing.is_empty() => "Search and filters (in use)".to_owned(),
        words => format!("Search and filters: {words}"),
    };
    html! {
        (ui::fold(Icon::Search, &word, false, form))
        p { (Button::link(everything, "Show all").quiet().small()) }
    }
}

/// What is narrowed by, as people read it.
fn in_use(filter: &Filter, programs: &[(ProgramId, String)]) -> Vec<String> {
    let state = STATES.iter().find(|(word, _)| *word == filter.status).map(|(_, label)| (*label).to_owned());
    let program = programs.iter().find(|(id, _)| id.to_string() == filter.program);
    let day = |label: &str, day: &str| (!day.is_empty()).then(|| format!("{label} {day}"));
    let words = [&filter.instructor, &filter.student, &filter.q].map(|words| words.trim().to_owned());
    state
        .into_iter()
        .chain(program.map(|(_, title)| title.clone()))
        .chain(words.into_iter().filter(|words| !words.is_empty()))
        .chain(day("from", &filter.from))
        .chain(day("to", &filter.to))
        .collect()
}

/// What each role may narrow by; what they see is narrowed by who they are before.
pub fn filter_fields(viewer: &Viewer, filter: &Filter, programs: &[(ProgramId, String)]) -> Markup {
    let states: Vec<Choice<'_>> = STATES.iter().map(|(word, label)| Choice::new(*word, *label)).collect();
    let programs: Vec<Choice<'_>> =
        programs.iter().map(|(id, title)| Choice::new(id.to_string(), title.as_str())).collect();
    let (admin, parent) = (viewer.is(Role::Admin), viewer.is(Role::Parent));
    let learns = parent || viewer.is(Role::Student);
    html! {
        (Field::select("status", "Status").choices(&states).prompt("Any").value(&filter.status))
        (Field::select("program", "Program").choices(&programs).prompt("Any").value(&filter.program))
        @if admin || learns { (Field::search("instructor", "Instructor").value(&filter.instructor).max(MAX_WORDS)) }
        @if admin || parent || viewer.is(Role::Instructor) {
            (Field::search("student", "Student").value(&filter.student).max(MAX_WORDS))
        }
    }
}

/// The data dictionary of this viewer's files.
pub fn columns(organization: &Organization, viewer: &Viewer) -> Markup {
    let title = "Columns of the CSV file";
    let headings = [Column::text("Column"), Column::text("What it says")];
    let rows = sheet::columns_of(viewer)
        .map(|column| Row::new([html! { code { (column.name) } }, html! { (column.means) }]));
    let body = html! {
        (ui::page_header(title, Some("Names keep their meaning, and new columns are added at the end. A cell that a spreadsheet would take for a formula begins with an apostrophe."),
            html! { (Button::link("/sessions", "Sessions").quiet()) }))
        (Table::new(title, &headings).rows(rows))
    };
    page(organization, viewer, Current::Sessions, title, body)
}
