//! The page "Book a Session".

use kernel::Role;
use maud::{Markup, html};
use people::accounts::Person;
use people::groups::Group;
use people::organizations::Bookable;
use web::ui::{self, Button, Choice, Field, Icon, Notice, OwnFile, PostForm, When};
use web::{Current, Errors, Money, Organization, Viewer, Wants, page, show};

use super::super::place::{MAX_ADDRESS, MAX_LOCATION, Place};
use super::super::session::{MAX_DESCRIPTION, MAX_SUBJECT, Outcome, Session};
use super::super::views::{meaning, student_choice};
use super::form::{BookForm, Offer, Parsed, TAKE_OUT, starts};
use super::free::{self, Free};
use super::planning::{Charge, Plan, Told};
use super::repeats;
use super::repeats::planning::SeriesPlans;
use super::several::Plans;
use crate::availability::Concern;

/// What fetches the form again.
pub const FORM: &str = "/sessions/book/form";
pub const TARGET: &str = "#book-form";

/// Why several students do not get the classroom.
pub const CLASSROOM_IS_FOR_ONE: &str =
    "The Nacre Online Classroom is for one student at a time. Several students meet in person or at a link.";

/// What became of it where it was chosen already.
const CLASSROOM_WENT: &str =
    "You had chosen the classroom. Choose where several meet; with one student alone it is chosen again.";

/// What was asked for, as planned.
pub enum Planned {
    One(Box<Plans>),
    Series(Box<SeriesPlans>),
}

impl Planned {
    /// A digest of what a reader is shown; `request` is that of what was asked for.
    pub fn digest(&self, request: [u8; 32]) -> String {
        match self {
            Self::One(plans) => plans.digest(request),
            Self::Series(plans) => plans.digest(request),
        }
    }

    /// The words on the button that writes it; none while something is in the way.
    fn label(&self) -> Option<String> {
        match self {
            Self::One(plans) if plans.first.went.is_some() => Some("Log this session".to_owned()),
            Self::One(_) => Some("Book".to_owned()),
            Self::Series(plans) if plans.first.busy().next().is_some() => None,
            Self::Series(plans) => {
                Some(format!("Book {}", repeats::views::sessions(plans.first.held().count())))
            }
        }
    }
}

/// A plan as the form shows it.
pub struct Preview<'a> {
    pub parsed: &'a Parsed,
    pub plan: &'a Planned,
    /// The digest that Book sends back.
    pub seen: String,
    /// It is another one than was shown before.
    pub changed: bool,
}

/// The form, and below it what would be booked; alone for htmx, else with a page around it.
pub fn book(
    organization: &Organization,
    viewer: &Viewer,
    form: &BookForm,
    offer: &Offer,
    errors: &Errors,
    preview: Option<&Preview<'_>>,
    wants: Wants,
) -> Markup {
    let seen = preview.map_or("", |preview| preview.seen.as_str());
    let fields = html! {
        // Enter in a field asks for the preview, whatever buttons stand beside the dates in it
        button class="sr-only" type="submit" name="step" value="preview" tabindex="-1" aria-hidden="true" { "Preview" }
        input type="hidden" name="key" value=(form.key);
        input type="hidden" name="seen" value=(seen);
        input type="hidden" name="filled_for" value=(form.filled_for);
        (people(viewer, form, offer, errors))
        @if organization.instructors_may_invite { (invitation(form, errors)) }
        (place(form, offer, errors))
        (time(viewer, form, offer, errors))
        @if offer.is_over && offer.rules.bookable.log_days > 0 { (went(form, errors)) }
        (about(form, offer, errors))
        @if let Some(preview) = preview { (shown(viewer, form, offer, preview)) }
    };
    let actions = html! {
        @if let Some(preview) = preview {
            @if let Some(label) = preview.plan.label() {
                (Button::submit(label).primary().icon(Icon::Planned).sends("step", "book"))
            }
            (Button::submit("Preview again").quiet().sends("step", "preview"))
        } @else {
            (Button::submit("Preview").primary().sends("step", "preview"))
        }
    };
    let body = html! {
        div id="book-form" {
            (PostForm::to("/sessions/book").errors(errors).body(fields).actions(actions).swap(TARGET))
        }
    };
    if wants == Wants::Fragment {
        return body;
    }
    let title = "Book a Session";
    let times = format!("Times are {} time.", ui::zone_name(&viewer.zone));
    let whole = html! { (ui::page_header(title, Some(&times), html! {})) (ui::panel(body)) };
    page(organization, viewer, Current::Booking, title, whole)
}

fn people(viewer: &Viewer, form: &BookForm, offer: &Offer, errors: &Errors) -> Markup {
    let instructors: Vec<Choice<'_>> =
        offer.instructors.iter().map(|person| Choice::new(person.id.to_string(), person.name())).collect();
    let students: Vec<Choice<'_>> =
        offer.students.iter().map(student_choice).chain(offer.groups.iter().map(group_choice)).collect();
    let hint = if !students.is_empty() || (viewer.is(Role::Admin) && form.instructor.is_empty()) {
        ""
    } else if viewer.is(Role::Admin) {
        "Nobody is assigned to this instructor yet: assign students on the instructor's page in All Users."
    } else {
        "Nobody is assigned to you yet. Ask an admin."
    };
    let label = if offer.groups.is_empty() { "Student" } else { "Student or group" };
    let student = Field::student("student", label)
        .choices(&students)
        .value(&form.student)
        .required()
        .prompt("Type a name")
        .error(errors.get("student"))
        .refetch(FORM, TARGET);
    html! {
        @if viewer.is(Role::Admin) {
            (Field::select("instructor", "Instructor").choices(&instructors).value(&form.instructor).required()
                .prompt("Choose who teaches").error(errors.get("instructor")).refetch(FORM, TARGET))
        }
        @if let Some(members) = members(form, offer, &form.student) { (student.hint(members)) }
        @else if hint.is_empty() { (student) } @else { (student.hint(hint)) }
        (others(form, offer))
    }
}

/// For somebody who is not here yet: invited by mail at once, whatever becomes of the booking.
fn invitation(form: &BookForm, errors: &Errors) -> Markup {
    let fields = ["first_name", "last_name", "email", "parent_email", "under_13"];
    let open = !form.email.is_empty() || fields.iter().any(|field| errors.get(field).is_some());
    html! {
        @if let Some(name) = &form.invited { (Notice::good(format!("{name} was invited by mail and is chosen."))) }
        (ui::fold(Icon::Invite, "Invite a student by email", open, html! {
            (Field::text("first_name", "First name").value(&form.first_name).asked().max(80).autocomplete("off").error(errors.get("first_name")))
            (Field::text("last_name", "Last name").value(&form.last_name).asked().max(80).autocomplete("off").error(errors.get("last_name")))
            (Field::email("email", "Email").value(&form.email).asked().autocomplete("off").error(errors.get("email")))
            (Field::email("parent_email", "Parent's email").value(&form.parent_email).autocomplete("off").error(errors.get("parent_email"))
                .hint("A parent is told of every session."))
            (Field::checkbox("under_13", "Under 13").checked(form.under_13 == "true").error(errors.get("under_13")))
            (Button::submit("Invite this student").small().icon(Icon::Invite).sends("step", "invite").even_incomplete())
        }))
    }
}

fn group_choice((group, _): &(Group, Vec<Person>)) -> Choice<'_> {
    let count =
        if group.members == 1 { "1 student".to_owned() } else { format!("{} students", group.members) };
    Choice::new(group.id.to_string(), format!("{} (group)", group.name)).chip(count)
}

/// Who belongs to a group of the form on its day.
fn members(form: &BookForm, offer: &Offer, value: &str) -> Option<String> {
    let (group, members) = offer.group(value)?;
    if members.is_empty() {
        return Some(format!("Nobody belongs to {} on that day.", group.name));
    }
    let names: Vec<String> = members.iter().map(Person::name).collect();
    let when = if form.repeats() {
        "On the first day these belong to it, and are booked for all dates"
    } else {
        "On that day these belong to it"
    };
    Some(format!("{when}: {}.", names.join(", ")))
}

/// Who else takes part, with a way to take each of them out, and the field for one more.
fn others(form: &BookForm, offer: &Offer) -> Markup {
    let whom = form.whom();
    let left: Vec<Choice<'_>> = offer
        .students
        .iter()
        .filter(|student| !whom.contains(&student.value.as_str()))
        .map(student_choice)
        .chain(
            offer
                .groups
                .iter()
                .filter(|(group, _)| !whom.contains(&group.id.to_string().as_str()))
                .map(group_choice),
        )
        .collect();
    html! {
        @if whom.len() > 1 {
            input type="hidden" name="also" value=(form.also);
            div class="field" role="group" aria-label="Also taking part" {
                div class="field-head" { "Also taking part" }
                ul class="chosen-others" {
                    @for who in whom.iter().skip(1) {
                        @let group = offer.group(who).map(|(group, _)| group.name.as_str());
                        @let name = group.or_else(|| offer.student(who).map(|student| student.name.as_str())).unwrap_or("Somebody this instructor does not teach");
                        li {
                            span { (name) @if let Some(members) = members(form, offer, who) { span class="muted" { ". " (members) } } }
                            (Button::submit(format!("Take out {name}")).quiet().small().sends("step", format!("{TAKE_OUT} {who}")).even_incomplete())
                        }
                    }
                }
            }
        }
        @if !form.student.is_empty() && !left.is_empty() {
            (Field::student("another", "Add one more").choices(&left).prompt("Type a name").refetch(FORM, TARGET)
                .hint("Each student has the session in their own calendar, pays for themselves, and is told by themselves."))
        }
    }
}

fn place(form: &BookForm, offer: &Offer, errors: &Errors) -> Markup {
    let several = form.is_for_several();
    let bookable = &offer.rules.bookable;
    let choices = [
        (bookable.classroom, Choice::new(Place::CLASSROOM, "Nacre Online Classroom").disabled(several)),
        (bookable.in_person, Choice::new(Place::IN_PERSON, "In person")),
        (bookable.link, Choice::new(Place::LINK, "Link")),
    ];
    let choices: Vec<Choice<'_>> =
        choices.into_iter().filter_map(|(is_offered, choice)| is_offered.then_some(choice)).collect();
    let is_for_one = several && bookable.classroom;
    html! {
        @let where_to = Field::radios("place", "Where").choices(&choices).value(&form.place).required()
            .error(errors.get("place")).refetch(FORM, TARGET);
        @if is_for_one { (where_to.hint(CLASSROOM_IS_FOR_ONE)) } @else { (where_to) }
        @if is_for_one && form.place.is_empty() && form.classroom_for_one == "true" { (Notice::info(CLASSROOM_WENT)) }
        input type="hidden" name="classroom_for_one" value=(form.classroom_for_one);
        @if form.place == Place::IN_PERSON {
            (location_field(&form.location, &offer.locations, bookable, errors))
        } @else { input type="hidden" name="location" value=(form.location); }
        @if form.place == Place::LINK {
            (Field::text("meeting_address", "Address of the meeting").value(&form.meeting_address).max(MAX_ADDRESS).required()
                .placeholder("https://").error(errors.get("meeting_address"))
                .hint("Everyone in the session sees it, in the mail and here. Nothing is recorded or measured there."))
        } @else { input type="hidden" name="meeting_address" value=(form.meeting_address); }
    }
}

fn time(viewer: &Viewer, form: &BookForm, offer: &Offer, errors: &Errors) -> Markup {
    html! {
        (repeats::views::whether(form, errors))
        @if form.repeats() { (repeats::views::fields(viewer, form, offer, errors)) } @else {
            (repeats::views::kept(form))
            div class="field-row" {
                (Field::date("date", "Date").value(&form.date).required().error(errors.get("date")))
                (start_field("start", format!("Start ({} time)", ui::zone_name(&viewer.zone)), &form.start, errors))
                (minutes_field("minutes", "Duration".to_owned(), &form.minutes, offer, errors))
            }
            (free_starts(viewer, form, offer.free.as_ref()))
        }
    }
}

/// The free starts of the form's day, each of which fills the start in. They follow the day and the length.
fn free_starts(viewer: &Viewer, form: &BookForm, free: Option<&Free>) -> Markup {
    html! {
        div id="free-starts" class="free-starts-place" hx-get=(FORM) hx-include="closest form" hx-select="#free-starts" hx-swap="outerMorph"
            hx-trigger="change from:#field-date, change from:#field-minutes" {
            @if let Some(free) = free {
                @let day = free.day.strftime("%a %-d %b");
                @if free.starts.is_empty() {
                    p class="muted" { "Nothing is free on " (day) " for " (free.minutes) "." }
                } @else {
                    nav class="free-starts" aria-label=(format!("Free on {day}")) {
                        span { "Free on " (day) ":" }
                        @for start in &free.starts {
                            @let clock = show::time(*start, &viewer.zone);
                            a href=(free::address(form, ("start", &clock))) hx-get=(format!("{FORM}?take={clock}"))
                                hx-include="closest form" hx-target=(TARGET)
                                aria-current=[(clock == form.start).then_some("true")] { (clock) }
                        }
                    }
                }
                @if let Some(next) = free.next_day.filter(|_| free.starts.is_empty()) {
                    p {
                        a href=(free::address(form, ("date", &next.to_string()))) {
                            "The next free day is " (next.strftime("%a %-d %b"))
                        }
                    }
                }
            }
        }
    }
}

/// A field for a start, in steps of 15 minutes.
pub fn start_field<'a>(name: &'a str, label: String, value: &'a str, errors: &'a Errors) -> Field<'a> {
    let choices: Vec<Choice<'a>> = starts().map(|start| Choice::new(start.clone(), start)).collect();
    Field::select(name, label).choices(&choices).value(value).required().error(errors.get(name))
}

/// A field for a length, of those the organization offers.
pub fn minutes_field<'a>(
    name: &'a str,
    label: String,
    value: &'a str,
    offer: &Offer,
    errors: &'a Errors,
) -> Field<'a> {
    let choices: Vec<Choice<'a>> = offer
        .rules
        .durations
        .iter()
        .map(|minutes| Choice::new(minutes.get().to_string(), minutes.to_string()))
        .collect();
    Field::select(name, label).choices(&choices).value(value).required().error(errors.get(name))
}

/// For a time that is over.
fn went(form: &BookForm, errors: &Errors) -> Markup {
    let several = form.is_for_several();
    let missed = if several { "All students missed it" } else { "The student missed it" };
    let choices = [
        Choice::new(Outcome::Completed.word(), "It took place"),
        Choice::new(Outcome::MissedByStudent.word(), missed),
        Choice::new(Outcome::MissedByInstructor.word(), "The instructor missed it"),
    ];
    let went = Field::radios("went", "This time is over: how did the session go?")
        .choices(&choices)
        .value(&form.went)
        .error(errors.get("went"));
    html! {
        @if several { (went.hint("If only some of them missed it, note that under Attendance afterwards.")) } @else { (went) }
    }
}

fn about(form: &BookForm, offer: &Offer, errors: &Errors) -> Markup {
    let programs: Vec<Choice<'_>> = offer
        .programs
        .iter()
        .map(|program| Choice::new(program.id.to_string(), program.title.as_str()))
        .collect();
    let one = offer.student(&form.student).filter(|_| !form.is_for_several());
    let mut meaning = meaning(&offer.rules, one);
    if form.is_for_several() && offer.rules.money != Money::Neither {
        meaning.push_str(" That is for each student.");
    }
    html! {
        (Field::yes_no("billable", "Is this a billable session?").value(&form.billable).required().hint(meaning)
            .error(errors.get("billable")))
        (Field::select("program", "Program").choices(&programs).value(&form.program).required()
            .prompt("Choose a program").error(errors.get("program")))
        (subject_field(&form.subject, &offer.rules.bookable, errors))
        (description_field("Description", &form.description, &offer.rules.bookable, errors))
        (ui::file_boxes(&offer.files, &form.rest.files, errors.get("files")))
    }
}

/// Where people meet: one of the listed places, or these and any other.
pub fn location_field<'a>(
    value: &'a str,
    listed: &'a [String],
    bookable: &Bookable,
    errors: &'a Errors,
) -> Field<'a> {
    let field = if bookable.only_listed {
        let choices: Vec<Choice<'a>> =
            listed.iter().map(|name| Choice::new(name.as_str(), name.as_str())).collect();
        let field = Field::select("location", "Location").choices(&choices).prompt("Choose a place");
        match listed {
            [] => field.hint("There are no places yet: an admin adds them under Configuration, Locations."),
            _ => field,
        }
    } else {
        Field::text("location", "Location")
            .max(MAX_LOCATION)
            .placeholder("Library, room 2")
            .autocomplete("off")
            .suggest(listed)
    };
    field.value(value).required().error(errors.get("location"))
}

/// What a session is about, which the organization may ask for.
pub fn subject_field<'a>(value: &'a str, bookable: &Bookable, errors: &'a Errors) -> Field<'a> {
    let field = Field::text("subject", "Subject").value(value).max(MAX_SUBJECT).error(errors.get("subject"));
    if bookable.needs_subject { field.required() } else { field }
}

/// What is said about a session besides, which the organization may ask for too.
pub fn description_field<'a>(
    label: &'a str,
    value: &'a str,
    bookable: &Bookable,
    errors: &'a Errors,
) -> Field<'a> {
    let field = Field::textarea("description", label)
        .value(value)
        .max(MAX_DESCRIPTION)
        .error(errors.get("description"));
    if bookable.needs_description { field.required() } else { field }
}

/// What Book will write, who is in the way, and who is told.
fn shown(viewer: &Viewer, form: &BookForm, offer: &Offer, preview: &Preview<'_>) -> Markup {
    let booking = &preview.parsed.booking;
    let program = offer.programs.iter().find(|program| program.id == booking.program);
    let program = program.map_or("", |program| program.title.as_str());
    let (title, body) = match preview.plan {
        Planned::One(plans) => (
            if plans.first.went.is_some() { "What will be logged" } else { "What Book will do" },
            one(viewer, preview.parsed, plans, program),
        ),
        Planned::Series(plans) => {
            ("What Book will do", repeats::views::shown(viewer, form, preview.parsed, plans, program))
        }
    };
    html! {
        section aria-label=(title) tabindex="-1" data-focus data-preview {
            @if preview.changed {
                (Notice::warn("Something changed since you looked").body(html! { "This is how it would be now. Nothing is booked yet." }))
            }
            (ui::card(title, html! {}, ui::stack(html! { (body) (files(offer, preview)) })))
        }
    }
}

/// The files that go with it.
fn files(offer: &Offer, preview: &Preview<'_>) -> Markup {
    let chosen: Vec<&OwnFile> =
        offer.files.files.iter().filter(|file| preview.parsed.files.contains(&file.id)).collect();
    let whom = match (preview.plan, preview.parsed.students.len() > 1) {
        (Planned::One(_), false) => "At hand in the session, and seen by all who may read its details.",
        (Planned::One(_), true) => "At hand for each student and their parents.",
        (Planned::Series(_), _) => "At hand in each session of the series.",
    };
    html! {
        @if !chosen.is_empty() {
            (ui::key_values([("Files", html! {
                ul { @for file in chosen { li { (file.label) } } }
                p class="muted" { (whom) }
            })]))
        }
    }
}

fn one(viewer: &Viewer, parsed: &Parsed, plans: &Plans, program: &str) -> Markup {
    let plan = &plans.first;
    html! {
        @if let Some(outcome) = plan.went { p { strong { (words(outcome, plans.are_several())) } } }
        (notices(viewer, parsed, plans))
        (ui::key_values([
            ("When", when(viewer, plans)),
            ("Who", html! { (plans.names()) " with " (plan.instructor.name()) }),
            ("Where", html! { (parsed.booking.place.words()) }),
            ("Program", html! { (program) }),
            ("Charge", charges(plans)),
            ("Told", html! {
                (told(&plans.told()))
                @if plans.are_several() && plan.went.is_none() {
                    p class="muted" { "Each family reads of its own student alone." }
                }
            }),
        ]))
    }
}

fn charges(plans: &Plans) -> Markup {
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

fn when(viewer: &Viewer, plans: &Plans) -> Markup {
    let plan = &plans.first;
    let mut zones = vec![&viewer.zone];
    let students = plans.each().map(|plan| (&plan.student, "the student"));
    let others = students.chain([(&plan.instructor, "the instructor")]).filter(|(person, _)| {
        let is_new = !zones.contains(&&person.zone);
        zones.push(&person.zone);
        is_new
    });
    let others: Vec<String> = others
        .map(|(person, part)| {
            format!("{} for {part} {}", show::date_time_zone(plan.starts_at, &person.zone), person.first_name)
        })
        .collect();
    html! {
        p { (ui::time(plan.starts_at, &viewer.zone, When::Whole)) " to " (show::time(plan.ends_at, &viewer.zone)) }
        @for other in &others { p class="muted" { (other) } }
    }
}

fn notices(viewer: &Viewer, parsed: &Parsed, plans: &Plans) -> Markup {
    let plan = &plans.first;
    let moved = plan.starts_at.in_zone(&viewer.zone).datetime() != parsed.wall;
    html! {
        @if moved {
            (Notice::info("The clocks go forward in that hour").body(html! {
                "There is no " (parsed.wall.strftime("%H:%M").to_string()) " on that day, so it starts at " (show::time(plan.starts_at, &viewer.zone)) "."
            }))
        }
        @if let Some(closed) = &plan.closed {
            (Notice::warn("Your organization is closed on that day").body(html! {
                (closed.name) ". You can book all the same."
            }))
        }
        @for concern in &plan.concerns { (concerned(plan, concern)) }
        @for plan in plans.each() {
            @for session in &plan.student_busy {
                (Notice::warn(format!("{} has another session at that time", plan.student.first_name)).body(html! {
                    (between(viewer, session)) ". You can book all the same."
                }))
            }
        }
    }
}

/// What the instructor's hours and rules say against it.
fn concerned(plan: &Plan, concern: &Concern) -> Markup {
    let (title, more) = concern_words(&plan.instructor, concern);
    html! { (Notice::warn(title).body(html! { (more) "You can book all the same." })) }
}

/// What speaks against a time, and more about it for a single session.
pub fn concern_words(instructor: &Person, concern: &Concern) -> (String, String) {
    let name = &instructor.first_name;
    match concern {
        Concern::Off => (format!("{name} has time off on that day"), String::new()),
        Concern::OutsideHours { hours } if hours.is_empty() => {
            (format!("{name} has no hours on that day"), String::new())
        }
        Concern::OutsideHours { hours } => {
            let hours = hours.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            (
                format!("Outside of {name}'s hours"),
                format!("On that day they are {hours} on {name}'s clock. "),
            )
        }
        Concern::WithinNotice { hours } => {
            (format!("{name} asks for {hours} hours of notice"), String::new())
        }
        Concern::TooClose { minutes } => (
            format!("{name} asks for {minutes} minutes between sessions"),
            "Another one is closer. ".to_owned(),
        ),
        Concern::OverMost { most } => (
            format!(
                "{name} teaches at most {most} {} a day",
                if *most == 1 { "session" } else { "sessions" }
            ),
            "That day has as many already. ".to_owned(),
        ),
    }
}

/// `15:30 to 16:00`, and nothing of whom it is with.
pub fn between(viewer: &Viewer, session: &Session) -> String {
    let (from, to) = (show::time(session.starts_at, &viewer.zone), show::time(session.ends_at, &viewer.zone));
    format!("{from} to {to}")
}

/// How a session that is logged went.
const fn words(outcome: Outcome, several: bool) -> &'static str {
    match outcome {
        Outcome::Completed => "It took place.",
        Outcome::MissedByStudent if several => "All students missed it.",
        Outcome::MissedByStudent => "The student missed it.",
        Outcome::MissedByInstructor => "The instructor missed it.",
        Outcome::Cancelled => "It was cancelled.",
    }
}

fn charge(plan: &Plan) -> String {
    let name = &plan.student.first_name;
    match plan.charge {
        Charge::None => "Nothing is charged.".to_owned(),
        Charge::Credit { left } if plan.went.is_some() => {
            format!("One credit of {name}'s is used; {left} {} left.", if left == 1 { "is" } else { "are" })
        }
        Charge::Credit { left } => format!(
            "One credit of {name}'s is held until the session ends; {left} {} free after that.",
            if left == 1 { "is" } else { "are" }
        ),
        Charge::Invoice => "Goes into the Invoice Wizard when it is completed.".to_owned(),
        Charge::Mark => "A mark for your organization's records; nothing is charged here.".to_owned(),
    }
}

/// Everyone who is told, and how.
pub fn told(told: &[Told]) -> Markup {
    html! {
        @if told.is_empty() { "Nobody: it is over." }
        ul {
            @for one in told {
                li {
                    (one.name) ", " (part(one.part))
                    @if one.by_mail { ": by mail and in My Notifications" } @else { ": in My Notifications" }
                }
            }
        }
    }
}

const fn part(role: Role) -> &'static str {
    match role {
        Role::Parent => "parent",
        Role::Instructor => "instructor",
        _ => "student",
    }
}
