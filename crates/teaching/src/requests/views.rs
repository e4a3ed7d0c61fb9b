//! The pages of requests.

use kernel::{Role, Timestamp};
use maud::{Markup, Render as _, html};
use people::organizations::Bookable;
use web::ui::{self, Button, Choice, Column, Field, Icon, Notice, PostForm, Row, Status, Table, Tone, When};
use web::{Current, Errors, Organization, Viewer, Wants, page, show as words};

use super::form::{DATES, Offer, RequestForm, STARTS};
use super::planning::Look;
use super::request::{MAX_REASON, Part, Request, State};
use super::routes::AnswerForm;
use crate::sessions::{self, Charge, Place, Session};

/// What fetches the form again.
const FORM: &str = "/requests/new/form";
const TARGET: &str = "#request-form";

const fn status(state: State) -> Status {
    match state {
        State::Pending => Status::Pending,
        State::Proposed => Status::Proposed,
        State::Accepted => Status::Accepted,
        State::Declined => Status::Declined,
        State::Withdrawn => Status::Withdrawn,
        State::Expired => Status::Expired,
    }
}

/// Whether the next word is the viewer's.
fn waits_for(viewer: &Viewer, request: &Request, now: Timestamp) -> bool {
    let answers = viewer.user == request.instructor || viewer.is(Role::Admin);
    match request.state(now) {
        State::Pending => answers,
        State::Proposed => !answers && (viewer.user == request.asked_by || viewer.is(Role::Parent)),
        _ => false,
    }
}

/// A page of the list.
pub struct List<'a> {
    pub open: &'a [Request],
    /// What was answered, or ran out.
    pub answered: &'a [Request],
    pub before: Option<Timestamp>,
    /// Where the next page begins.
    pub older: Option<Timestamp>,
    pub now: Timestamp,
}

fn ask_button<'a>() -> Button<'a> {
    Button::link("/requests/new", "Request a session").icon(Icon::Add)
}

/// The list. It is fetched again when something about a session is told.
pub fn index(organization: &Organization, viewer: &Viewer, may_ask: bool, list: &List<'_>) -> Markup {
    let about = "Sessions that families ask for, and other times of those that are planned.";
    let address = |before: Timestamp| format!("/requests?before={}", before.micros());
    let here = list.before.map_or_else(|| "/requests".to_owned(), address);
    let body = html! {
        (ui::page_header("Requests", Some(about), html! { @if may_ask { (ask_button().primary()) } }))
        div id="requests" class="stack" hx-get=(here) hx-trigger="nacre:sessions from:body"
            hx-select="#requests" hx-swap="outerMorph" {
            @if list.before.is_none() {
                (ui::card("Open", html! {}, html! {
                    @if list.open.is_empty() {
                        (ui::empty(Icon::Waiting, "Nothing is open", "What is asked for and not answered yet stands here.", html! {}))
                    } @else { (table("Open requests", viewer, list.open, list.now)) }
                }))
            }
            @if !list.answered.is_empty() || list.older.is_some() || list.before.is_some() {
                (ui::card("Answered", html! {}, html! {
                    (table("Answered requests", viewer, list.answered, list.now))
                    (ui::pager(list.before.map(|_| "/requests"), list.older.map(address).as_deref()))
                }))
            }
        }
    };
    page(organization, viewer, Current::Requests, "Requests", body)
}

const COLUMNS: [Column<'static>; 4] =
    [Column::text("What"), Column::text("Who"), Column::text("When"), Column::text("State")];

fn table(caption: &str, viewer: &Viewer, requests: &[Request], now: Timestamp) -> Markup {
    Table::new(caption, &COLUMNS)
        .rows(requests.iter().map(|request| {
            let state = request.state(now);
            Row::new([
                html! {
                    a href=(format!("/requests/{}", request.id)) { (request.title()) }
                    @if request.moves.is_some() { p class="muted" { "Another time of a session" } }
                },
                html! { (request.student_name) " with " (request.instructor_name) },
                times(viewer, request),
                html! {
                    span {
                        (status(state))
                        @if waits_for(viewer, request, now) { " " (ui::chip(Tone::Warn, "needs your answer")) }
                    }
                },
            ])
        }))
        .render()
}

/// The first of its times, and how many more there are.
fn times(viewer: &Viewer, request: &Request) -> Markup {
    let options = request.options();
    html! {
        span {
            @if let Some(first) = options.first() { (ui::time(*first, &viewer.zone, When::DayAndClock)) }
            @if options.len() > 1 { span class="muted" { ", or " (options.len() - 1) " more" } }
        }
    }
}

/// The card of the dashboard.
pub fn card(viewer: &Viewer, may_ask: bool, open: &[Request], now: Timestamp) -> Markup {
    let answers = viewer.is(Role::Admin) || viewer.is(Role::Instructor);
    let title = if answers { "Requests to answer" } else { "Requests" };
    let actions = html! {
        @if may_ask { (ask_button().small()) }
        (Button::link("/requests", "All requests").quiet().small())
    };
    html! {
        (ui::card(title, actions, html! {
            @if open.is_empty() { p class="muted" { "None of your requests waits for an answer." } } @else {
                ul class="attention" {
                    @for request in open {
                        li {
                            a href=(format!("/requests/{}", request.id)) { (request.title()) }
                            " " (who(viewer, request)) ", " (times(viewer, request)) " "
                            @if waits_for(viewer, request, now) { (ui::chip(Tone::Warn, "needs your answer")) }
                            @else { (status(request.state(now))) }
                        }
                    }
                }
            }
        }))
    }
}

fn who(viewer: &Viewer, request: &Request) -> String {
    if viewer.user == request.instructor {
        format!("with {}", request.student_name)
    } else if viewer.user == request.student {
        format!("with {}", request.instructor_name)
    } else {
        format!("for {} with {}", request.student_first_name, request.instructor_name)
    }
}

/// The form, and below it what each time would come to; alone for htmx, else with a page around it.
pub fn new(
    organization: &Organization,
    viewer: &Viewer,
    form: &RequestForm,
    offer: &Offer,
    errors: &Errors,
    looks: Option<&[Look]>,
    wants: Wants,
) -> Markup {
    // of a session that is only moved nothing more is asked
    let asked = Bookable {
        needs_description: offer.bookable.needs_description && offer.moving.is_none(),
        ..offer.bookable
    };
    let fields = html! {
        // Enter in a field asks for the preview
        button class="sr-only" type="submit" name="step" value="preview" tabindex="-1" aria-hidden="true" { "Preview" }
        input type="hidden" name="key" value=(form.key);
        input type="hidden" name="session" value=(form.session);
        @match &offer.moving {
            Some(session) => (moving(viewer, form, session)),
            None => (what(viewer, form, offer, errors)),
        }
        (wishes(viewer, form, offer, errors))
        (sessions::description_field("Note", &form.description, &asked, errors))
        @if let Some(looks) = looks { (preview(viewer, form, offer, looks)) }
    };
    let actions = html! {
        @if looks.is_some() {
            (Button::submit("Send request").primary().icon(Icon::Mail).sends("step", "send"))
            (Button::submit("Preview again").quiet().sends("step", "preview"))
        } @else {
            (Button::submit("Preview").primary().sends("step", "preview"))
        }
    };
    let body = html! {
        div id="request-form" {
            (PostForm::to("/requests").errors(errors).body(fields).actions(actions).swap(TARGET))
        }
    };
    if wants == Wants::Fragment {
        return body;
    }
    let title = if offer.moving.is_some() { "Ask for another time" } else { "Request a session" };
    let about = format!(
        "Your instructor answers. Nothing is booked before that. Times are {} time.",
        ui::zone_name(&viewer.zone)
    );
    let back = Button::link("/requests", "All requests").quiet().icon(Icon::Back);
    let whole = html! { (ui::page_header(title, Some(&about), html! { (back) })) (ui::panel(body)) };
    page(organization, viewer, Current::Requests, title, whole)
}

/// The session that is to be at another time.
fn moving(viewer: &Viewer, form: &RequestForm, session: &Session) -> Markup {
    html! {
        input type="hidden" name="student" value=(form.student);
        input type="hidden" name="instructor" value=(form.instructor);
        input type="hidden" name="program" value=(form.program);
        input type="hidden" name="minutes" value=(form.minutes);
        input type="hidden" name="subject" value=(form.subject);
        (ui::key_values([
            ("Session", html! { (session.title()) ", " (session.student_name) " with " (session.instructor_name) }),
            ("Planned", html! { (ui::time(session.starts_at, &viewer.zone, When::Whole)) ", " (session.minutes()) " minutes" }),
        ]))
        @if session.is_shared() { p class="muted" { (alone(&session.student_first_name)) } }
    }
}

/// What another time of a session of several students is.
fn alone(student: &impl std::fmt::Display) -> String {
    format!("Others take part in this session and keep its time. At another one {student} has it alone.")
}

fn what(viewer: &Viewer, form: &RequestForm, offer: &Offer, errors: &Errors) -> Markup {
    let people = |people: &[people::accounts::Person]| -> Vec<Choice<'static>> {
        people.iter().map(|person| Choice::new(person.id.to_string(), person.name())).collect()
    };
    let is_own = offer.students.len() == 1 && form.student == viewer.user.to_string();
    let programs: Vec<Choice<'_>> = offer
        .programs
        .iter()
        .map(|program| Choice::new(program.id.to_string(), program.title.as_str()))
        .collect();
    let durations: Vec<Choice<'_>> = offer
        .durations
        .iter()
        .map(|minutes| Choice::new(minutes.get().to_string(), minutes.to_string()))
        .collect();
    let instructor = Field::select("instructor", "Instructor")
        .choices(&people(&offer.instructors))
        .value(&form.instructor)
        .required()
        .prompt("Choose an instructor")
        .error(errors.get("instructor"))
        .refetch(FORM, TARGET);
    html! {
        @if is_own { input type="hidden" name="student" value=(form.student); } @else {
            (Field::select("student", "Student").choices(&people(&offer.students)).value(&form.student).required()
                .prompt("Choose whom it is for").error(errors.get("student")).refetch(FORM, TARGET))
        }
        @if offer.instructors.is_empty() && !form.student.is_empty() {
            (instructor.hint("Nobody teaches this student yet. Ask your organization."))
        } @else { (instructor) }
        div class="field-row" {
            (Field::select("program", "Program").choices(&programs).value(&form.program).required()
                .prompt("Choose a program").error(errors.get("program")))
            (Field::select("minutes", "Duration").choices(&durations).value(&form.minutes).required()
                .error(errors.get("minutes")).refetch(FORM, TARGET))
        }
        (place(form, offer, errors))
        (sessions::subject_field(&form.subject, &offer.bookable, errors))
    }
}

/// Where it is to be, of what families may ask for.
fn place(form: &RequestForm, offer: &Offer, errors: &Errors) -> Markup {
    let bookable = &offer.bookable;
    let choices =
        [Choice::new(Place::CLASSROOM, "Nacre Online Classroom"), Choice::new(Place::IN_PERSON, "In person")];
    let choices: Vec<Choice<'_>> = choices
        .into_iter()
        .zip([bookable.classroom, bookable.in_person])
        .filter_map(|(choice, is_offered)| is_offered.then_some(choice))
        .collect();
    html! {
        @if choices.len() > 1 || errors.get("place").is_some() {
            (Field::radios("place", "Where").choices(&choices).value(&form.place).required()
                .error(errors.get("place")).refetch(FORM, TARGET))
        } @else { input type="hidden" name="place" value=(form.place); }
        @if form.place == Place::IN_PERSON {
            (sessions::location_field(&form.location, &offer.locations, bookable, errors))
        } @else { input type="hidden" name="location" value=(form.location); }
    }
}

/// One time in sight, and two more that would do.
fn wishes(viewer: &Viewer, form: &RequestForm, offer: &Offer, errors: &Errors) -> Markup {
    let is_filled = |number: usize| {
        let (date, start) = form.wall(number);
        !(date.is_empty() && start.is_empty())
            || errors.get(DATES[number]).is_some()
            || errors.get(STARTS[number]).is_some()
    };
    html! {
        (wish(viewer, form, offer, errors, 0))
        (ui::fold(Icon::Clock, "Other times that would do", is_filled(1) || is_filled(2), ui::stack(html! {
            (wish(viewer, form, offer, errors, 1))
            (wish(viewer, form, offer, errors, 2))
        })))
    }
}

fn wish(viewer: &Viewer, form: &RequestForm, offer: &Offer, errors: &Errors, number: usize) -> Markup {
    let (date, start) = form.wall(number);
    let clocks = offer.clocks(number, &viewer.zone);
    let choices: Vec<Choice<'_>> =
        clocks.iter().map(|clock| Choice::new(clock.as_str(), clock.as_str())).collect();
    let which = ["", " (2)", " (3)"][number];
    let date_field = Field::date(DATES[number], format!("Date{which}"))
        .value(date)
        .error(errors.get(DATES[number]))
        .refetch(FORM, TARGET);
    let start_field =
        Field::select(STARTS[number], format!("Start{which} ({} time)", ui::zone_name(&viewer.zone)))
            .choices(&choices)
            .value(start)
            .prompt("Choose a time")
            .error(errors.get(STARTS[number]));
    let start_field = match offer.free.get(number).and_then(Option::as_ref) {
        Some(_) if date.is_empty() || !clocks.is_empty() => {
            let name = offer.instructor(form).map_or("the instructor", |person| person.first_name.as_str());
            start_field.hint(format!("When {name} is free."))
        }
        Some(free) => match free.next_day {
            Some(next) => start_field.hint(format!(
                "Nothing is free on that day. The next free day is {}.",
                next.strftime("%a %-d %b")
            )),
            None => start_field.hint("Nothing is free on that day, or in the month after it."),
        },
        None => start_field,
    };
    html! {
        div class="field-row" {
            @if number == 0 { (date_field.required()) (start_field.required()) }
            @else { (date_field) (start_field) }
        }
    }
}

/// What each time would come to.
fn preview(viewer: &Viewer, form: &RequestForm, offer: &Offer, looks: &[Look]) -> Markup {
    let title = "What will be asked for";
    let instructor = match &offer.moving {
        Some(session) => session.instructor_name.clone(),
        None => offer.instructor(form).map_or_else(String::new, |person| person.name()),
    };
    let student = match &offer.moving {
        Some(session) => session.student_name.clone(),
        None => offer.student(form).map_or_else(String::new, |person| person.name()),
    };
    html! {
        section aria-label=(title) tabindex="-1" data-focus data-preview {
            (ui::card(title, html! {}, ui::stack(html! {
                (ui::key_values([
                    ("Who", html! { (student) " with " (instructor) }),
                    ("Told", html! { (instructor) ", by mail and in My Notifications. You are told the answer." }),
                ]))
                ol class="stack" {
                    @for look in looks { li { (look_at(viewer, look)) } }
                }
            })))
        }
    }
}

/// One time, and what is to be known about it.
fn look_at(viewer: &Viewer, look: &Look) -> Markup {
    html! {
        p { strong { (ui::time(look.starts_at, &viewer.zone, When::Whole)) } }
        @match look.charge {
            Some(Charge::Credit { left }) => p class="muted" {
                "One credit is held when it is accepted; " (left) @if left == 1 { " is" } @else { " are" } " free after that."
            },
            _ => {}
        }
        @if look.instructor_is_busy { (Notice::warn("The instructor has another session then").body(html! { "It cannot be accepted." })) }
        @if look.lacks_credit {
            (Notice::warn("No credit is left").body(html! {
                "It can be asked for, and accepted when there is a credit: your organization does not go below zero."
            }))
        }
        @if let Some(closed) = &look.closed {
            (Notice::warn("The organization is closed on that day").body(html! { (closed.name) ". It can be asked for all the same." }))
        }
        @if look.student_is_busy {
            (Notice::warn("The student has another session then").body(html! { "It can be asked for all the same." }))
        }
        @for (concern, instructor) in &look.concerns {
            @let (title, more) = sessions::concern_words(instructor, concern);
            (Notice::warn(title).body(html! { (more) "It can be asked for all the same." }))
        }
        @if look.rivals > 0 {
            (Notice::warn("Somebody else has asked for this time too").body(html! { "Whoever is accepted first gets it." }))
        }
    }
}

/// The forms of the page of one request, with what is wrong in them.
pub struct Answering<'a> {
    pub form: &'a AnswerForm,
    pub errors: &'a Errors,
}

/// A request as its page shows it.
pub struct Shown<'a> {
    pub request: &'a Request,
    pub part: Part,
    /// Of an open one: its times.
    pub looks: &'a [Look],
    /// Why none of its times can be had.
    pub obstacle: Option<&'a str>,
    /// Free times beside those that were given to others.
    pub alternatives: &'a [Timestamp],
    pub may_ask: bool,
    pub answering: Answering<'a>,
    pub now: Timestamp,
}

pub fn show(organization: &Organization, viewer: &Viewer, shown: &Shown<'_>) -> Markup {
    let request = shown.request;
    let state = request.state(shown.now);
    let title = if request.moves.is_some() { "Request for another time" } else { "Request for a session" };
    let here = format!("/requests/{}", request.id);
    let back = Button::link("/requests", "All requests").quiet().icon(Icon::Back);
    let body = html! {
        (ui::page_header(title, Some(&format!("{}, {} with {}", request.title(), request.student_name, request.instructor_name)),
            html! { (back) }))
        div id="request" class="stack" hx-get=(here) hx-trigger="nacre:sessions from:body" hx-select="#request" hx-swap="outerMorph" {
            (problem(shown.answering.errors))
            (outcome(viewer, shown, state))
            (ui::panel(facts(viewer, request, state)))
            @if state.is_open() { (options(viewer, shown)) }
            @if state.is_open() && shown.part.asks {
                (ui::panel(html! {
                    (Button::post(format!("{here}/withdrawal"), "Withdraw this request").danger()
                        .confirm("Withdraw this request? Its instructor is told."))
                }))
            }
        }
        // apart from what is fetched again: nobody loses what they are typing
        @if state.is_open() && shown.part.answers { (answers(viewer, shown)) }
    };
    page(organization, viewer, Current::Requests, title, body)
}

/// What was wrong with the last press, as far as no field says it.
fn problem(errors: &Errors) -> Markup {
    html! { @if let Some(words) = errors.get("") { (Notice::danger("That could not be done").body(html! { (words) })) } }
}

/// How it ended.
fn outcome(viewer: &Viewer, shown: &Shown<'_>, state: State) -> Markup {
    let request = shown.request;
    let by = request.answered_by_name.as_deref();
    html! {
        @match state {
            State::Pending | State::Proposed => {}
            State::Accepted => (Notice::good("Accepted").body(html! {
                @if let Some(by) = by { (by) " accepted it. " }
                @if let Some(session) = request.session { a href=(format!("/sessions/{session}")) { "See the session" } }
            })),
            State::Declined => (Notice::warn("Declined").body(html! {
                @if let Some(by) = by { (by) ": " }
                (request.reason.as_deref().unwrap_or_default())
            })),
            State::Withdrawn => (Notice::info("Withdrawn").body(html! { @if let Some(by) = by { (by) " withdrew it." } })),
            State::Expired if request.is_settled() => (Notice::info("Not needed any more").body(html! {
                "The session it is about has begun, is over, or was cancelled."
            })),
            State::Expired => (Notice::info("Expired").body(html! { "Nobody answered in time." })),
        }
        @if !shown.alternatives.is_empty() { (alternatives(viewer, shown)) }
    }
}

/// Free times instead, each of which fills in a new request where the viewer may ask.
fn alternatives(viewer: &Viewer, shown: &Shown<'_>) -> Markup {
    let request = shown.request;
    let address = |start: Timestamp| {
        let local = start.in_zone(&viewer.zone);
        let about = match request.moves {
            Some(moves) => format!("session={}", moves.session),
            None => format!(
                "student={}&instructor={}&program={}&minutes={}&subject={}",
                request.student,
                request.instructor,
                request.program,
                request.minutes.get(),
                web::query_value(&request.subject)
            ),
        };
        let clock = words::time(start, &viewer.zone);
        format!("/requests/new?{about}&date_1={}&start_1={clock}", local.date())
    };
    html! {
        (ui::card("Times that are free", html! {}, html! {
            ul {
                @for start in shown.alternatives {
                    li {
                        @if shown.may_ask && shown.part.asks {
                            a href=(address(*start)) { (ui::time(*start, &viewer.zone, When::DayAndClock)) }
                        } @else { (ui::time(*start, &viewer.zone, When::DayAndClock)) }
                    }
                }
            }
        }))
    }
}

fn facts(viewer: &Viewer, request: &Request, state: State) -> Markup {
    let zone = &viewer.zone;
    let mut facts = vec![
        ("State", html! { (status(state)) }),
        (
            "Asked by",
            html! { (request.asked_by_name) ", " (ui::time(request.asked_at, zone, When::DayAndClock)) },
        ),
    ];
    if let Some(moves) = request.moves {
        facts.push(("Instead of", html! {
            a href=(format!("/sessions/{}", moves.session)) { (ui::time(moves.starts_at, zone, When::Whole)) }
            @if moves.is_shared { p class="muted" { (alone(&request.student_first_name)) } }
        }));
    }
    facts.push(("Duration", html! { (request.minutes) }));
    facts.push(("Program", html! { (request.program_title) }));
    if request.moves.is_none() {
        facts.push(("Where", html! { (request.place.words()) }));
    }
    if !state.is_open() {
        facts.push((
            "Asked for",
            html! {
                ul { @for start in &request.starts { li { (ui::time(*start, zone, When::Whole)) } } }
            },
        ));
    }
    if !request.description.is_empty() {
        facts.push(("Note", html! { (ui::linked(&request.description)) }));
    }
    if state.is_open() {
        facts.push(("Answer until", html! { (ui::time(request.expires_at, zone, When::Whole)) }));
    }
    ui::key_values(facts)
}

/// The times that may still be agreed on, each with the button of who may.
fn options(viewer: &Viewer, shown: &Shown<'_>) -> Markup {
    let (request, part) = (shown.request, shown.part);
    let here = format!("/requests/{}", request.id);
    let is_proposed =
        |look: &&Look| request.proposal.as_ref().is_some_and(|one| one.starts_at == look.starts_at);
    let accept = |look: &Look| {
        html! {
            form method="post" action=(format!("{here}/acceptance")) {
                (Button::submit("Accept").primary().icon(Icon::Check).sends("start", look.starts_at.micros().to_string()))
            }
        }
    };
    html! {
        @if let Some(words) = shown.obstacle {
            (Notice::warn("This request cannot be accepted").body(html! { (words) }))
        }
        @if let Some(proposal) = &request.proposal {
            @for look in shown.looks.iter().filter(is_proposed) {
                (ui::card("Proposed instead", html! {}, ui::stack(html! {
                    (look_at(viewer, look))
                    @if !proposal.words.is_empty() { p { (ui::linked(&proposal.words)) } }
                    @if part.asks && !look.instructor_is_busy { (accept(look)) }
                    @else if part.answers { p class="muted" { "The family has not answered yet." } }
                })))
            }
        }
        @let asked: Vec<&Look> = shown.looks.iter().filter(|look| request.starts.contains(&look.starts_at)).collect();
        @if !asked.is_empty() {
            (ui::card("Asked for", html! {}, html! {
                ol class="stack" {
                    @for look in asked {
                        li class="stack" {
                            div { (look_at(viewer, look)) }
                            @if part.answers && !look.instructor_is_busy && look.starts_at > shown.now { (accept(look)) }
                        }
                    }
                }
            }))
        }
    }
}

/// What its instructor, or an admin, may answer beside an acceptance.
fn answers(viewer: &Viewer, shown: &Shown<'_>) -> Markup {
    let here = format!("/requests/{}", shown.request.id);
    let Answering { form, errors } = &shown.answering;
    let clocks: Vec<Choice<'_>> = sessions::starts().map(|clock| Choice::new(clock.clone(), clock)).collect();
    let proposes = ["date", "clock", "words"].iter().any(|field| errors.get(field).is_some());
    let nothing = Errors::new();
    let (of_proposal, of_decline) = match (proposes, errors.get("reason")) {
        (true, _) => (*errors, &nothing),
        (false, Some(_)) => (&nothing, *errors),
        (false, None) => (&nothing, &nothing),
    };
    html! {
        (ui::card("Propose another time", html! {}, html! {
            (PostForm::to(format!("{here}/proposal")).errors(of_proposal).body(html! {
                div class="field-row" {
                    (Field::date("date", "Date").value(&form.date).required().error(of_proposal.get("date")))
                    (Field::select("clock", format!("Start ({} time)", ui::zone_name(&viewer.zone))).choices(&clocks)
                        .value(&form.clock).prompt("Choose a time").required().error(of_proposal.get("clock")))
                }
                (Field::text("words", "Words to the family").value(&form.words).max(MAX_REASON).error(of_proposal.get("words")))
            }).actions(html! { (Button::submit("Propose").icon(Icon::Planned)) }))
        }))
        (ui::card("Decline", html! {}, html! {
            (PostForm::to(format!("{here}/decline")).errors(of_decline).body(html! {
                (Field::text("reason", "Reason").value(&form.reason).max(MAX_REASON).required().error(of_decline.get("reason"))
                    .hint("The family reads it."))
            }).actions(html! { (Button::submit("Decline").danger()) }))
        }))
    }
}
