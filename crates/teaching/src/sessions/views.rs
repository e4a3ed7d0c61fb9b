//! The pages of sessions.

use kernel::{Role, Seat, SessionId, Timestamp};
use maud::{Markup, html};
use people::organizations::{BelowZero, Rules};
use web::ui::{self, AgendaItem, Button, Choice, Dialog, Field, Icon, Notice, PostForm, Status, Tone, When};
use web::{Current, Errors, Money, Organization, Viewer, Wants, page, show as words};

use super::attendance::{self, Sheet};
use super::booking::{description_field, subject_field};
use super::cancellation::{MAX_REASON, Reach, Terms, may_cancel};
use super::details::{Details, LateCard};
use super::form::{INVITED, InstantForm, Offer, Standing, StudentChoice};
use super::lateness::MINUTES;
use super::place::Place;
use super::rescheduling::may_move;
use super::session::{Join, Outcome, Session, Side, State};
use super::substituting::may_substitute;
use super::together;
use crate::presence::Interval;

/// Sessions on the dashboard's card.
pub const UPCOMING: i64 = 5;
/// The dialog of the dashboard that holds the form.
const DIALOG: &str = "instant-session";

/// The chip of a session's state.
pub fn status(state: State) -> Status {
    match state {
        State::Scheduled => Status::Scheduled,
        State::Lobby => Status::Lobby,
        State::Lesson => Status::Lesson,
        State::Completed => Status::Completed,
        State::Missed => Status::Missed,
        State::Cancelled => Status::Cancelled,
    }
}

/// The card "Upcoming Sessions", which fetches itself again when a session moves.
pub fn upcoming_card(
    organization: &Organization,
    viewer: &Viewer,
    sessions: &[Session],
    now: Timestamp,
) -> Markup {
    let starts = viewer.is(Role::Instructor) && organization.has_classroom;
    let actions = html! {
        (book_button(viewer))
        @if starts {
            (Button::link("/sessions/instant", "Instant Session").primary().icon(Icon::Instant).opens(DIALOG))
        }
    };
    let body = html! {
        @if sessions.is_empty() { (nothing_upcoming(starts)) } @else { (agenda(viewer, sessions, now)) }
    };
    html! {
        div id="upcoming" hx-get="/sessions/upcoming" hx-trigger="nacre:sessions from:body" hx-swap="outerMorph" {
            (ui::card("Upcoming Sessions", actions, body))
            @if starts { (Dialog::new(DIALOG, "Start A Session Now").loads("/sessions/instant")) }
        }
    }
}

/// The way to "Book a Session", for staff.
pub fn book_button(viewer: &Viewer) -> Markup {
    html! {
        @if viewer.is(Role::Instructor) || viewer.is(Role::Admin) {
            (Button::link("/sessions/book", "Book a Session").icon(Icon::Planned))
        }
    }
}

fn nothing_upcoming(starts: bool) -> Markup {
    let about = if starts {
        "Press Instant Session to meet a student right now. They get a mail with the way in."
    } else {
        "Sessions appear here by themselves, with a Join button when it is time."
    };
    ui::empty(Icon::Sessions, "No sessions yet", about, html! {})
}

fn agenda(viewer: &Viewer, sessions: &[Session], now: Timestamp) -> Markup {
    let lines: Vec<_> = sessions.iter().map(|session| Line::of(viewer, session)).collect();
    let items: Vec<AgendaItem<'_>> = sessions
        .iter()
        .zip(&lines)
        .map(|(session, line)| AgendaItem {
            href: &line.href,
            starts: session.starts_at,
            zone: &viewer.zone,
            with: &line.with,
            whose: line.whose.as_deref(),
            about: &line.about,
            status: status(session.state()),
            action: join(viewer, session, now),
            moves: None,
        })
        .collect();
    ui::agenda(&items, now)
}

/// The words of one session for one viewer.
pub struct Line {
    pub href: String,
    /// The page that moves it to another time, when the viewer may.
    pub moves: Option<String>,
    pub with: String,
    /// Whose initials stand before it; none where it is for several students.
    pub whose: Option<String>,
    pub about: String,
}

impl Line {
    pub fn of(viewer: &Viewer, session: &Session) -> Self {
        let folded = session.shared.as_ref().map_or(&[][..], |shared| shared.folded.as_slice());
        let student = if folded.is_empty() {
            session.student_name.clone()
        } else {
            let mut all: Vec<&str> = folded.iter().map(String::as_str).collect();
            all.push(&session.student_first_name);
            all.sort_unstable();
            together::names(all)
        };
        let whose = match session.seat_of(viewer.user) {
            Some(Seat::Student) => Some(session.instructor_name.clone()),
            Some(Seat::Instructor) | None => folded.is_empty().then(|| session.student_name.clone()),
        };
        let with = match session.seat_of(viewer.user) {
            Some(Seat::Instructor) => student,
            Some(Seat::Student) => session.instructor_name.clone(),
            None => format!("{student} with {}", session.instructor_name),
        };
        let about = if session.subject.is_empty() {
            session.program_title.clone()
        } else {
            format!("{} · {}", session.subject, session.program_title)
        };
        let about = if session.place.is_classroom() {
            about
        } else {
            format!("{about} · {}", session.place.words())
        };
        let about = match series_words(viewer, session) {
            Some(words) => format!("{about} · {words}"),
            None => about,
        };
        let others = session.shared.as_ref().filter(|shared| shared.others > 0 && shared.folded.is_empty());
        let about = match others.filter(|_| together::reads_all(viewer, session)) {
            Some(shared) => format!("{about} · {}", together::others(shared.others)),
            None => about,
        };
        let href = format!("/sessions/{}", session.id);
        let moves = may_move(viewer, session).then(|| format!("{href}/reschedule"));
        Self { href, moves, with, whose, about }
    }
}

/// Join, for the two and for parents, whom it leads to their child's way in; that may have to be made first. For a
/// session elsewhere on the web its link, in the same time.
pub fn join(viewer: &Viewer, session: &Session, now: Timestamp) -> Markup {
    let has_seat = session.seat_of(viewer.user).is_some();
    if !has_seat && !viewer.is(Role::Parent) {
        return html! {};
    }
    if let Some(address) = session.open_meeting(now) {
        return html! { (Button::link(address, "Open the link").live().small().icon(Icon::Open)) };
    }
    let classroom = format!("/classroom/{}", session.id);
    match session.join(now) {
        Join::Live | Join::Open if has_seat => {
            html! { (Button::link(classroom, "Join").live().small().icon(Icon::Join)) }
        }
        Join::Live | Join::Open => {
            let way_in = format!("/sessions/{}/way-in", session.id);
            html! { (Button::post(way_in, "Join").live().small().icon(Icon::Join)) }
        }
        Join::From(opens) => ui::join_button(&classroom, (opens, session.starts_at), now),
        Join::Over => html! {},
    }
}

/// The instructor is in a session already: the way to it.
pub fn already_live(organization: &Organization, viewer: &Viewer, live: SessionId, wants: Wants) -> Markup {
    let body = html! {
        (Notice::warn("You are in a live session already").body(html! {
            p { "Go back to it, or end it there before you start another one." }
            (Button::link(format!("/classroom/{live}"), "Go to the classroom").primary().icon(Icon::Join))
        }))
    };
    framed(organization, viewer, body, wants)
}

/// The form "Start A Session Now": alone for the dialog, with a page around it at its own address.
pub fn instant(
    organization: &Organization,
    viewer: &Viewer,
    form: &InstantForm,
    offer: &Offer,
    errors: &Errors,
    wants: Wants,
) -> Markup {
    let fields = html! {
        button class="sr-only" type="submit" name="step" value="start" tabindex="-1" aria-hidden="true" { "Start Session" }
        input type="hidden" name="key" value=(form.key);
        input type="hidden" name="filled_for" value=(form.filled_for);
        (student_field(form, offer, errors))
        @if organization.instructors_may_invite { (invitation(form, offer, errors)) }
        (minutes_field(form, offer, errors))
        (Field::yes_no("billable", "Is this a billable session?").value(&form.billable).required()
            .hint(meaning(&offer.rules, offer.student(&form.student))).error(errors.get("billable")))
        (program_field(form, offer, errors))
        (subject_field(&form.subject, &offer.rules.bookable, errors))
        (description_field("Description", &form.description, &offer.rules.bookable, errors))
        (overlaps(viewer, offer))
    };
    let actions = html! {
        (Button::submit("Start Session").primary().icon(Icon::Instant).sends("step", "start"))
    };
    let body = html! {
        div id="instant-form" {
            (PostForm::to("/sessions/instant").errors(errors).body(fields).actions(actions).swap("#instant-form"))
        }
    };
    framed(organization, viewer, body, wants)
}

fn framed(organization: &Organization, viewer: &Viewer, body: Markup, wants: Wants) -> Markup {
    if wants == Wants::Fragment {
        return body;
    }
    let title = "Start A Session Now";
    let whole = html! { (ui::page_header(title, None, html! {})) (ui::panel(body)) };
    page(organization, viewer, Current::Dashboard, title, whole)
}

fn student_field(form: &InstantForm, offer: &Offer, errors: &Errors) -> Markup {
    let choices: Vec<Choice<'_>> = offer.students.iter().map(student_choice).collect();
    html! {
        (Field::student("student", "Student").choices(&choices).value(&form.student).required().autofocus()
            .prompt("Type a name").error(errors.get("student"))
            .refetch("/sessions/instant/form", "#instant-form"))
    }
}

pub(super) fn student_choice(student: &StudentChoice) -> Choice<'_> {
    let choice = Choice::new(student.value.as_str(), student.name.as_str());
    let choice = match student.standing {
        Standing::Activated => choice,
        Standing::NotActivated => choice.chip("not activated yet"),
        Standing::ToBeAssigned => choice.chip("assigned to you by Start Session"),
        Standing::ToBeInvited => return choice.chip("invited by Start Session"),
    };
    match student.credits {
        Some(1) => choice.chip("1 credit left"),
        Some(credits) => choice.chip(format!("{credits} credits left")),
        None => choice,
    }
}

fn invitation(form: &InstantForm, offer: &Offer, errors: &Errors) -> Markup {
    let fields = ["first_name", "last_name", "email", "parent_email", "under_13"];
    let open =
        form.student == INVITED || !form.email.is_empty() || fields.iter().any(|f| errors.get(f).is_some());
    ui::fold(
        Icon::Invite,
        "Invite a student by email",
        open,
        html! {
            (Field::text("first_name", "First name").value(&form.first_name).asked().max(80).autocomplete("off").error(errors.get("first_name")))
            (Field::text("last_name", "Last name").value(&form.last_name).asked().max(80).autocomplete("off").error(errors.get("last_name")))
            (Field::email("email", "Email").value(&form.email).asked().autocomplete("off").error(errors.get("email")))
            (Field::email("parent_email", "Parent's email").value(&form.parent_email).autocomplete("off").error(errors.get("parent_email"))
                .hint("A parent gets the same mail, with the student's way in."))
            (Field::checkbox("under_13", "Under 13").checked(form.under_13 == "true").error(errors.get("under_13")))
            (Button::submit("Select this student").small().icon(Icon::Check).sends("step", "invite").even_incomplete())
            @match offer.student(&form.student).map(|student| student.standing) {
                Some(Standing::ToBeInvited) => (Notice::good("Selected").body(html! { "Start Session writes them down and sends the mail." })),
                Some(Standing::ToBeAssigned) => (Notice::good("Selected").body(html! { "They are here already. Start Session assigns them to you and sends the mail." })),
                _ => "",
            }
        },
    )
}

fn minutes_field(form: &InstantForm, offer: &Offer, errors: &Errors) -> Markup {
    let choices: Vec<Choice<'_>> = offer
        .rules
        .durations
        .iter()
        .map(|minutes| Choice::new(minutes.get().to_string(), minutes.to_string()))
        .collect();
    html! {
        (Field::select("minutes", "Duration").choices(&choices).value(&form.minutes).required().error(errors.get("minutes"))
            .refetch("/sessions/instant/form", "#instant-form"))
    }
}

fn program_field(form: &InstantForm, offer: &Offer, errors: &Errors) -> Markup {
    let choices: Vec<Choice<'_>> = offer
        .programs
        .iter()
        .map(|program| Choice::new(program.id.to_string(), program.title.as_str()))
        .collect();
    html! {
        (Field::select("program", "Program").choices(&choices).value(&form.program).required()
            .prompt("Choose a program").error(errors.get("program")))
    }
}

/// What the answer will do here, in one sentence.
pub(super) fn meaning(rules: &Rules, student: Option<&StudentChoice>) -> String {
    match (rules.money, student) {
        (Money::Credits, Some(student)) => meaning_for(student, rules.below_zero),
        (Money::Credits, None) => {
            "Yes takes 1 session credit when the session is completed; No takes none.".to_owned()
        }
        (Money::Invoicing, _) => {
            "Yes puts the session into the Invoice Wizard; No marks it as not to be invoiced.".to_owned()
        }
        (Money::Neither, _) => "A mark for your organization's records; nothing is charged here.".to_owned(),
    }
}

/// The same where credits are used, for the student chosen.
fn meaning_for(student: &StudentChoice, below_zero: BelowZero) -> String {
    let credits = student.credits.unwrap_or(0);
    let (name, left) = (&student.first_name, if credits == 1 { "credit" } else { "credits" });
    match below_zero {
        _ if credits > 0 => {
            format!("Yes takes 1 of {name}'s {credits} {left} when the session is completed; No takes none.")
        }
        BelowZero::Allow => {
            format!("{name} has {credits} credits: Yes takes one more, and an admin sees it; No takes none.")
        }
        BelowZero::Block => format!(
            "{name} has {credits} credits, and your organization does not go below zero: choose No, or ask an admin for credits."
        ),
    }
}

fn overlaps(viewer: &Viewer, offer: &Offer) -> Markup {
    html! {
        @for overlap in &offer.overlaps {
            (Notice::warn("This runs into a booked session").body(html! {
                @let time = words::time(overlap.starts_at, &viewer.zone);
                @if overlap.of_instructor { "You have " (overlap.with) " at " (time) ". You can start all the same." }
                @else { "The student has another session at " (time) ". You can start all the same." }
            }))
        }
    }
}

/// The words of a cancellation, as posted.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CancelForm {
    pub side: String,
    pub cause: String,
    pub reason: String,
    pub waive: String,
    /// Whether it is for one student of several, or for all.
    pub reach: String,
    /// `kept` when the page said that the credit is kept.
    pub told: String,
}

/// What the page says of cancelling, and what was typed and did not fit.
#[derive(Debug)]
pub struct CancelCard<'a> {
    pub terms: &'a Terms,
    pub typed: Option<&'a CancelForm>,
    pub refused: Option<&'static str>,
}

impl<'a> CancelCard<'a> {
    pub const fn new(terms: &'a Terms) -> Self {
        Self { terms, typed: None, refused: None }
    }
}

/// A session's details, each reader seeing only what is theirs.
pub fn show(
    organization: &Organization,
    viewer: &Viewer,
    details: &Details,
    cancelling: &CancelCard<'_>,
) -> Markup {
    let Details { session, stays, noted, reasons, late, now, .. } = details;
    let now = *now;
    let may_note = attendance::may_note(viewer, session, now);
    let line = Line::of(viewer, session);
    let actions = html! { (join(viewer, session, now))
    @if let Some(button) = other_time(organization, viewer, session) { (button) }
    @if let Some(button) = substitute(viewer, session) { (button) }
    @if let Some(boards) = boards(viewer, session) { (boards) }
    (replay(session, &line.href)) };
    let body = html! {
        div id="session" hx-get=(line.href) hx-select="#session" hx-trigger="nacre:sessions from:body" hx-swap="outerMorph" {
            (ui::page_header(session.title(), Some(&line.with), actions))
            // where nothing can be cancelled (any more) there is no field to say it at
            @if let Some(why) = cancelling.refused && !may_cancel(viewer, session) { (Notice::warn(why)) }
            (lateness(viewer, session, late))
            @if may_note && session.awaits_word(now) { (attendance::card(viewer, &Sheet::of(session, ""), reasons)) }
            (ui::columns(html! { (facts(viewer, session)) (also_in_it(&details.others)) (description(session)) }, html! {
                (attendance::facts(session, noted.as_ref(), viewer, may_note))
                @if session.place.is_classroom() { (minutes(viewer, session, stays)) }
                @if viewer.is(Role::Admin) || viewer.user == session.instructor { (money(viewer, session)) }
            }))
            @if may_cancel(viewer, session) { (cancellation(viewer, session, cancelling)) }
        }
        (reports(session, &line.href))
        (recordings(session, &line.href))
        (files(&line.href))
    };
    page(organization, viewer, Current::Sessions, session.title(), body)
}

/// A session at a glance: who, when, how it stands, and what this viewer may do with it; alone for the calendar's
/// dialog, with a page around it at its own address.
pub fn glance(
    organization: &Organization,
    viewer: &Viewer,
    details: &Details,
    cancelling: &CancelCard<'_>,
    wants: Wants,
) -> Markup {
    let Details { session, late, now, .. } = details;
    let now = *now;
    let line = Line::of(viewer, session);
    let body = ui::stack(html! {
        (ui::key_values([
            ("Who", html! { (line.with) }),
            ("What", html! { (line.about) }),
            ("When", planned_time(viewer, session)),
            ("Status", html! { (status(session.state())) " " (outcome_words(session)) }),
        ]))
        @if !details.others.is_empty() {
            p { strong { "Also taking part" } " (what is done here to the time or the instructor is done for all)" }
            (list_of(&details.others))
        }
        (lateness(viewer, session, late))
        div class="actions" {
            (join(viewer, session, now))
            (Button::link(line.href.as_str(), "Details").small().icon(Icon::Open))
            @if let Some(button) = other_time(organization, viewer, session) { (button.small()) }
            @if let Some(button) = substitute(viewer, session) { (button.small()) }
            @if session.series.is_some() { (Button::link(format!("{}/series", line.href), "Series").small().icon(Icon::Calendar)) }
            @if let Some(boards) = boards(viewer, session) { (boards.small()) }
            (replay(session, &line.href))
        }
        @if may_cancel(viewer, session) { (cancellation(viewer, session, cancelling)) }
    });
    if wants == Wants::Fragment {
        return body;
    }
    let whole = html! { (ui::page_header(session.title(), None, html! {})) (ui::panel(body)) };
    page(organization, viewer, Current::Calendar, session.title(), whole)
}

/// The other students of the session, for staff: each of them has its own page.
fn also_in_it(others: &[Session]) -> Markup {
    html! { @if !others.is_empty() { (ui::card("Also taking part", html! {}, list_of(others))) } }
}

fn list_of(others: &[Session]) -> Markup {
    html! {
        ul class="taking-part" {
            @for other in others {
                li { a href=(format!("/sessions/{}", other.id)) { (other.student_name) } " " (status(other.state())) }
            }
        }
    }
}

/// The way to another time, for whoever may move it; a family asks for one, where the organization lets it.
fn other_time<'a>(organization: &Organization, viewer: &Viewer, session: &Session) -> Option<Button<'a>> {
    if may_move(viewer, session) {
        let href = format!("/sessions/{}/reschedule", session.id);
        return Some(Button::link(href, "Reschedule").icon(Icon::Planned));
    }
    let is_own = viewer.user == session.student;
    let may_ask = if is_own { organization.students_may_request } else { organization.parents_may_request };
    // who sees it and is neither its student nor somebody who may move it is a parent
    let asks = may_ask && session.state() == State::Scheduled && viewer.user != session.instructor;
    let href = format!("/requests/new?session={}", session.id);
    asks.then(|| Button::link(href, "Ask for another time").icon(Icon::Planned))
}

/// The way to another instructor, for admins.
fn substitute<'a>(viewer: &Viewer, session: &Session) -> Option<Button<'a>> {
    let href = format!("/sessions/{}/substitute", session.id);
    may_substitute(viewer, session).then(|| Button::link(href, "Substitute").icon(Icon::People))
}

/// Who said to be late, while it matters; and the way to say so.
fn lateness(viewer: &Viewer, session: &Session, card: &LateCard) -> Markup {
    let name = |seat: Seat| match seat {
        Seat::Instructor => session.instructor_first_name.to_string(),
        Seat::Student => session.student_first_name.clone(),
    };
    html! {
        @if session.outcome.is_none() {
            @for late in &card.said {
                (Notice::info(format!("{} is running about {} minutes late", name(late.seat), late.minutes)).body(html! {
                    "Said at " (ui::time(late.said_at, &viewer.zone, When::Clock)) "."
                }))
            }
        }
        @if let Some(seat) = card.asks {
            (ui::card("Running late?", html! {}, html! {
                (PostForm::to(format!("/sessions/{}/lateness", session.id)).body(html! {
                    p {
                        @if session.seat_of(viewer.user) == Some(seat) { "Say by how much: the other side is told at once." }
                        @else { "Say by how much " (name(seat)) " will be late: the instructor is told at once." }
                    }
                }).actions(html! {
                    @for minutes in MINUTES {
                        (Button::submit(format!("{minutes} minutes late")).small().sends("minutes", minutes.to_string()))
                    }
                }))
            }))
        }
    }
}

/// When it is, how long, and when it was before.
fn planned_time(viewer: &Viewer, session: &Session) -> Markup {
    html! {
        (ui::time(session.starts_at, &viewer.zone, When::Whole)) ", " (session.minutes()) " minutes"
        @if let Some(moved) = session.moved {
            span class="muted" { " (moved from " (ui::time(moved.starts_at, &viewer.zone, When::DayAndClock)) ")" }
        }
    }
}

/// The way to the boards outside the classroom: for its instructor before it opens, for everyone when it is over.
pub fn boards<'a>(viewer: &Viewer, session: &Session) -> Option<Button<'a>> {
    let state = session.state();
    let is_to_come = state == State::Scheduled && session.place.is_classroom();
    let word = if is_to_come && viewer.user == session.instructor {
        "Prepare boards"
    } else if session.was_in_classroom() {
        "Boards"
    } else {
        return None;
    };
    Some(Button::link(format!("/sessions/{}/boards", session.id), word).icon(Icon::Edit))
}

/// The way to play the session again, once there is something to play.
fn replay(session: &Session, href: &str) -> Markup {
    html! { @if session.was_in_classroom() { (Button::link(format!("{href}/replay"), "Replay").icon(Icon::History)) } }
}

/// The way to what was written about it; where scripts run its cards take this place, and are fetched again when the
/// session moves.
fn reports(session: &Session, href: &str) -> Markup {
    let href = format!("{href}/report");
    html! {
        @if session.outcome == Some(Outcome::Completed) {
            div id="session-report-place" hx-get=(href) hx-trigger="load, nacre:sessions from:body" hx-swap="innerMorph" {
                (Button::link(href.as_str(), "Report on this session").quiet().icon(Icon::Document))
            }
        }
    }
}

/// The way to its recordings, once it is over; where scripts run their card takes this place.
fn recordings(session: &Session, href: &str) -> Markup {
    let href = format!("{href}/recordings");
    html! {
        @if session.was_in_classroom() {
            div id="session-recordings-place" hx-get=(href) hx-trigger="load" hx-swap="innerMorph" {
                (Button::link(href.as_str(), "Recordings of this session").quiet().icon(Icon::History))
            }
        }
    }
}

/// The way to what was shared; where scripts run its card takes this place, and is fetched again when the session moves.
fn files(href: &str) -> Markup {
    let href = format!("{href}/files");
    html! {
        div id="session-files-place" hx-get=(href) hx-trigger="load, nacre:sessions from:body" hx-swap="innerMorph" {
            (Button::link(href.as_str(), "Files of this session").quiet().icon(Icon::Portfolio))
        }
    }
}

fn facts(viewer: &Viewer, session: &Session) -> Markup {
    ui::card(
        "Session",
        html! {},
        ui::key_values([
            ("Status", html! { (status(session.state())) " " (outcome_words(session)) }),
            ("Instructor", html! { (session.instructor_name) }),
            ("Student", html! { (session.student_name) }),
            ("Program", html! { (session.program_title) }),
            ("Planned", html! { (planned_time(viewer, session)) (part_of_series(viewer, session)) }),
            ("Where", where_it_is(session)),
        ]),
    )
}

/// `Every Monday, 12 of 24`; for who lives by another clock than the series, whose days these are.
fn series_words(viewer: &Viewer, session: &Session) -> Option<String> {
    let part = session.series.as_ref()?;
    let is_elsewhere = viewer.zone != session.zone;
    let zone = if is_elsewhere { format!(" ({} time)", ui::zone_name(&session.zone)) } else { String::new() };
    Some(format!("{}{zone}", part.words()))
}

/// The way to the others it was booked with.
fn part_of_series(viewer: &Viewer, session: &Session) -> Markup {
    html! {
        @if let Some(words) = series_words(viewer, session) {
            p { a href=(format!("/sessions/{}/series", session.id)) { (words) } }
        }
    }
}

fn where_it_is(session: &Session) -> Markup {
    html! {
        @match &session.place {
            Place::Classroom => { (session.place.words()) @if session.instant { ", started at once" } },
            Place::InPerson { .. } => (session.place.words()),
            Place::Link { address } => a href=(address) rel="noopener noreferrer" target="_blank" { (address) },
        }
    }
}

fn outcome_words(session: &Session) -> Markup {
    let who = session.cancelled_by_name.as_deref().unwrap_or("the server");
    html! {
        @match session.outcome {
            Some(Outcome::MissedByStudent) => "by the student",
            Some(Outcome::MissedByInstructor) => "by the instructor",
            Some(Outcome::Cancelled) => {
                "by " (who)
                @if let Some(side) = session.cancelled_for { ", for " (side_words(side, session)) }
                @if let Some(reason) = &session.cancel_reason { ": " (reason) }
                @if session.credit_kept { ". It was late: the credit was kept" }
            },
            Some(Outcome::Completed) | None => "",
        }
    }
}

fn description(session: &Session) -> Markup {
    html! {
        @if !session.description.is_empty() {
            (ui::card("Description", html! {}, html! {
                @for line in session.description.lines() { p { (ui::linked(line)) } }
            }))
        }
    }
}

/// The measured minutes, and the stays they come from.
fn minutes(viewer: &Viewer, session: &Session, stays: &[Interval]) -> Markup {
    let clock = |at: Option<Timestamp>| at.map_or_else(|| "–".to_owned(), |at| words::time(at, &viewer.zone));
    let sums = if session.state().is_over() {
        html! {
            (ui::key_values([
                ("Both in", html! { (clock(session.together_at)) }),
                ("Ended", html! { (clock(session.ended_at)) @if session.ended_by_server { " by itself" } }),
                ("Together", html! { strong { (words::seconds(session.together_seconds)) } }),
                (session.instructor_name.as_str(), html! { (words::seconds(session.instructor_seconds)) }),
                (session.student_name.as_str(), html! { (words::seconds(session.student_seconds)) }),
            ]))
        }
    } else {
        html! { p { "The minutes both are in the classroom are measured and shown here when the session is over." } }
    };
    ui::card(
        "Minutes together",
        html! {},
        ui::stack(html! {
            (sums)
            @if !stays.is_empty() {
                (ui::fold(Icon::History, "Who was in when", false, html! {
                    ul {
                        @for stay in stays {
                            li {
                                @match stay.seat { Seat::Instructor => (session.instructor_name), Seat::Student => (session.student_name), }
                                ": " (words::time(stay.from, &viewer.zone)) "–" (words::time(stay.to, &viewer.zone))
                                " (" (words::seconds((stay.to.micros() - stay.from.micros()) / 1_000_000)) ")"
                            }
                        }
                    }
                }))
            }
        }),
    )
}

/// What only staff see: the billable mark; for admins also the fees.
fn money(viewer: &Viewer, session: &Session) -> Markup {
    let mark = if session.billable {
        ui::chip(Tone::Sea, "Billable")
    } else {
        ui::chip(Tone::Neutral, "Not billable")
    };
    let effect = match (session.money, session.billable, session.outcome) {
        (_, false, _) => "Nothing is charged.",
        (Money::Credits, true, None) => "One credit is held until the session ends.",
        (Money::Credits, true, Some(outcome)) if outcome.consumes() => "One credit was used.",
        (Money::Credits, true, Some(_)) if session.credit_kept => {
            "One credit was kept: the family cancelled it late."
        }
        (Money::Credits, true, Some(_)) => "The credit went back to the student.",
        (Money::Invoicing, true, _) => "Goes into the Invoice Wizard when it is completed.",
        (Money::Neither, true, _) => "A mark for the records.",
    };
    ui::card(
        "Billing",
        html! {},
        html! {
            p { (mark) " " (effect) }
            @if viewer.is(Role::Admin) && session.credit_kept {
                (Button::post(format!("/sessions/{}/waiver", session.id), "Give the credit back").small()
                    .confirm("Give the credit back to the student?"))
            }
            @if viewer.is(Role::Admin) {
                (ui::key_values([
                    ("Session fee", html! { (words::money(session.session_fee, &session.currency)) " per " (session.fee_per) }),
                    ("Instructor fee", html! { (words::money(session.instructor_fee, &session.currency)) " per " (session.fee_per) }),
                ]))
                @let (to, label) = if session.billable { ("false", "Make it non-billable") } else { ("true", "Make it billable") };
                (PostForm::to(format!("/sessions/{}/billable", session.id)).body(html! {
                    input type="hidden" name="billable" value=(to);
                    (Field::text("billable_reason", "Why").max(MAX_REASON).required())
                }).actions(html! { (Button::submit(label).small()) }))
            }
        },
    )
}

/// Whose reason a cancellation had.
fn side_words(side: Side, session: &Session) -> String {
    match side {
        Side::Family => format!("{}'s family", session.student_first_name),
        Side::Instructor => "the instructor".to_owned(),
        Side::Organization => "the organization".to_owned(),
    }
}

fn cancellation(viewer: &Viewer, session: &Session, card: &CancelCard<'_>) -> Markup {
    let terms = card.terms;
    let blank = CancelForm::default();
    let typed = card.typed.unwrap_or(&blank);
    let sides = Side::ALL.map(|side| Choice::new(side.word(), side_label(side)));
    let side = if typed.side.is_empty() { terms.side.word() } else { typed.side.as_str() };
    let causes: Vec<Choice<'_>> =
        terms.reasons.iter().map(|reason| Choice::new(reason.as_str(), reason.as_str())).collect();
    let mut button = Button::submit("Cancel this session").danger();
    if terms.keeps_credit() {
        button = button.confirm("Cancel this session? It is late, and its credit is kept.");
    }
    ui::fold(
        Icon::Cancelled,
        "Cancel this session",
        card.refused.is_some(),
        html! {
            (PostForm::to(format!("/sessions/{}/cancellation", session.id)).body(html! {
                (policy(viewer, terms))
                @if terms.asks_for_side && session.is_shared() { (reach_field(session, typed)) }
                @if terms.asks_for_side {
                    (Field::radios("side", "Whose reason is it?").choices(&sides).value(side))
                }
                @if !causes.is_empty() {
                    (Field::select("cause", "Reason").choices(&causes).value(&typed.cause).prompt("Choose a reason"))
                }
                (Field::text("reason", "Why").value(&typed.reason).max(MAX_REASON).error(card.refused)
                    .hint("Choose a reason, or say why. Everyone in the session is told, with this reason."))
                @if terms.may_waive && terms.charges && terms.is_late {
                    (Field::checkbox("waive", "Give the credit back however late it is").checked(typed.waive == "true"))
                }
            }).actions(html! { (button) }))
        },
    )
}

/// Of several students: for whom it is cancelled. Nothing is chosen beforehand.
fn reach_field(session: &Session, typed: &CancelForm) -> Markup {
    let all = session.shared.as_ref().map_or(1, |shared| shared.others + 1);
    let choices = [
        Choice::new(Reach::One.word(), format!("{} alone", session.student_first_name)),
        Choice::new(Reach::All.word(), format!("All {all} students")),
    ];
    html! {
        (Field::radios("reach", "For whom?").choices(&choices).value(&typed.reach).required()
            .hint("For one alone, the session stays as it is for the others."))
    }
}

const fn side_label(side: Side) -> &'static str {
    match side {
        Side::Family => "Student or parent",
        Side::Instructor => "Instructor",
        Side::Organization => "Organization",
    }
}

/// What cancelling costs now, said before it is done.
fn policy(viewer: &Viewer, terms: &Terms) -> Markup {
    let hours = terms.free_hours;
    html! {
        @if terms.keeps_credit() {
            input type="hidden" name="told" value="kept";
            (Notice::warn("The credit is kept").body(html! {
                "It is less than " (hours) " hours before the start. If you cancel now, the credit that is held for this session "
                "is not given back. If there is a good reason, ask your organization: an admin can give it back."
            }))
        } @else if terms.side == Side::Family {
            p class="muted" {
                @match (terms.charges, terms.free_until) {
                    (true, Some(until)) => {
                        "Cancelling is free until " (ui::time(until, &viewer.zone, When::Whole)) ". After that the credit is kept."
                    },
                    (true, None) => "Cancelling is free: the credit goes back.",
                    (false, _) => "Cancelling costs nothing.",
                }
            }
        } @else if terms.charges && terms.is_late {
            p class="muted" {
                "It is less than " (hours) " hours before the start: if it is the family's reason, the credit is kept; "
                "else it goes back."
            }
        }
    }
}
