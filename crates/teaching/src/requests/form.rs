//! "Request a session": what the form holds, what it offers, and what is wrong with it.

use db::{Result, Tx};
use jiff::civil::{Date, Time};
use kernel::{SessionId, SessionMinutes, Timestamp, UserId, Zone};
use people::accounts::Person;
use people::locations;
use people::organizations::{self, Bookable, RequestRules};
use web::{Errors, Viewer, token};

use super::asking;
use super::planning::Wish;
use super::request::{MOST_STARTS, earliest};
use crate::programs::{self, Program};
use crate::sessions::{self, Free, MAX_DESCRIPTION, MAX_SUBJECT, Place, Session};

/// The fields of the wished times, in order.
pub const DATES: [&str; MOST_STARTS] = ["date_1", "date_2", "date_3"];
pub const STARTS: [&str; MOST_STARTS] = ["start_1", "start_2", "start_3"];
/// The years a calendar here knows.
const YEARS: std::ops::RangeInclusive<i16> = 1971..=2200;

/// The words of the form, as posted. Everything is kept, whatever is wrong with it.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RequestForm {
    pub key: String,
    pub step: String,
    /// The session that is to be at another time; empty for a new one.
    pub session: String,
    pub student: String,
    pub instructor: String,
    pub program: String,
    pub place: String,
    pub location: String,
    pub minutes: String,
    pub date_1: String,
    pub start_1: String,
    pub date_2: String,
    pub start_2: String,
    pub date_3: String,
    pub start_3: String,
    pub subject: String,
    pub description: String,
}

impl RequestForm {
    /// Whether the press sends the request.
    pub fn asks_to_send(&self) -> bool {
        self.step == "send"
    }

    /// The day and the clock of the wish with this number, from 0.
    pub fn wall(&self, number: usize) -> (&str, &str) {
        match number {
            0 => (&self.date_1, &self.start_1),
            1 => (&self.date_2, &self.start_2),
            _ => (&self.date_3, &self.start_3),
        }
    }

    pub fn session(&self) -> Option<SessionId> {
        self.session.parse().ok()
    }

    /// A hash of everything the press means, without the key and the button.
    pub fn body_hash(&self) -> [u8; 32] {
        let parts = [
            &self.session,
            &self.student,
            &self.instructor,
            &self.program,
            &self.place,
            &self.location,
            &self.minutes,
            &self.date_1,
            &self.start_1,
            &self.date_2,
            &self.start_2,
            &self.date_3,
            &self.start_3,
            &self.subject,
            &self.description,
        ];
        let mut bytes = Vec::new();
        for part in parts {
            bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
            bytes.extend_from_slice(part.as_bytes());
        }
        token::digest(&bytes)
    }
}

/// Everything the form offers.
pub struct Offer {
    pub students: Vec<Person>,
    pub instructors: Vec<Person>,
    pub programs: Vec<Program>,
    pub durations: Vec<SessionMinutes>,
    pub bookable: Bookable,
    /// The places of the organization's list.
    pub locations: Vec<String>,
    /// When the instructor is free on the day of each wish; none where no hours are kept.
    pub free: [Option<Free>; MOST_STARTS],
    /// The session that is to be at another time.
    pub moving: Option<Session>,
    /// The first instant that may be asked for.
    pub earliest: Timestamp,
}

impl Offer {
    /// Reads what the form offers this viewer, and fills in what is not said yet.
    ///
    /// # Errors
    /// `NotFound` for a session that the viewer may not ask to move; else as the engine refuses.
    pub async fn read(tx: &mut Tx, viewer: &Viewer, form: &mut RequestForm) -> Result<Self> {
        let scope = viewer.scope();
        let rules = organizations::requests(tx, scope).await?;
        let moving = moving(tx, viewer, rules, form).await?;
        let students = asking::students_for(tx, viewer, rules).await?;
        if let ([only], true) = (students.as_slice(), form.student.is_empty()) {
            form.student = only.id.to_string();
        }
        let student = students.iter().find(|student| student.id.to_string() == form.student);
        let instructors = match student {
            Some(student) => asking::instructors_for(tx, scope, student.id).await?,
            None => Vec::new(),
        };
        if let ([only], true) = (instructors.as_slice(), form.instructor.is_empty()) {
            form.instructor = only.id.to_string();
        }
        let programs = programs::list_open(tx, scope).await?;
        if let (Some(first), true) = (programs.first(), form.program.is_empty()) {
            form.program = first.id.to_string();
        }
        let rules = organizations::rules(tx, scope).await?;
        if form.minutes.is_empty() {
            form.minutes = rules.default_duration.get().to_string();
        }
        if form.place.is_empty() {
            form.place = place_of(&rules.bookable).to_owned();
        }
        let locations = locations::offered(tx, scope).await?;
        let earliest = earliest(tx.now());
        let instructor = instructors.iter().find(|person| person.id.to_string() == form.instructor);
        let free = free(tx, viewer, instructor, form, earliest).await?;
        let (durations, bookable) = (rules.durations, rules.bookable);
        Ok(Self { students, instructors, programs, durations, bookable, locations, free, moving, earliest })
    }

    pub fn student(&self, form: &RequestForm) -> Option<&Person> {
        self.students.iter().find(|student| student.id.to_string() == form.student)
    }

    pub fn instructor(&self, form: &RequestForm) -> Option<&Person> {
        self.instructors.iter().find(|instructor| instructor.id.to_string() == form.instructor)
    }

    /// The clocks offered for a wish: free ones on its day, or all.
    pub fn clocks(&self, number: usize, zone: &Zone) -> Vec<String> {
        match self.free.get(number).and_then(Option::as_ref) {
            Some(free) => free
                .starts
                .iter()
                .filter(|start| **start >= self.earliest)
                .map(|start| web::show::time(*start, zone))
                .collect(),
            None => sessions::starts().collect(),
        }
    }
}

/// Where a form begins: the classroom where there is one. A link is its instructor's to give.
const fn place_of(bookable: &Bookable) -> &'static str {
    match (bookable.classroom, bookable.in_person) {
        (true, _) => Place::CLASSROOM,
        (false, true) => Place::IN_PERSON,
        (false, false) => "",
    }
}

/// The session in the form, whose people, program and length are the request's.
async fn moving(
    tx: &mut Tx,
    viewer: &Viewer,
    rules: RequestRules,
    form: &mut RequestForm,
) -> Result<Option<Session>> {
    if form.session.is_empty() {
        return Ok(None);
    }
    let id = form.session().ok_or(db::Error::NotFound)?;
    let session = asking::movable(tx, viewer, rules, id).await?;
    form.student = session.student.to_string();
    form.instructor = session.instructor.to_string();
    form.program = session.program.to_string();
    form.minutes = session.minutes().to_string();
    form.subject.clone_from(&session.subject);
    Ok(Some(session))
}

/// When the instructor is free on the days of the form; its first day is the first that has a free start, unless one is
/// said.
async fn free(
    tx: &mut Tx,
    viewer: &Viewer,
    instructor: Option<&Person>,
    form: &mut RequestForm,
    earliest: Timestamp,
) -> Result<[Option<Free>; MOST_STARTS]> {
    let mut free = [None, None, None];
    let (scope, zone) = (viewer.scope(), &viewer.zone);
    let first_day = earliest.in_zone(zone).date();
    let minutes = form.minutes.parse().ok().and_then(|minutes| SessionMinutes::new(minutes).ok());
    let (Some(instructor), Some(minutes)) = (instructor, minutes) else {
        if form.date_1.is_empty() {
            form.date_1 = first_day.to_string();
        }
        return Ok(free);
    };
    if form.date_1.is_empty() {
        let on_first = sessions::free_of(tx, scope, instructor, (first_day, minutes), zone).await?;
        let day = match &on_first {
            Some(free) if free.starts.iter().all(|start| *start < earliest) => free.next_day,
            _ => Some(first_day),
        };
        form.date_1 = day.unwrap_or(first_day).to_string();
    }
    for (number, place) in free.iter_mut().enumerate() {
        let day = form.wall(number).0.parse::<Date>().ok().filter(|day| *day >= first_day);
        // without a day there is nothing to offer yet, but where hours are kept nothing else is offered either
        *place = sessions::free_of(tx, scope, instructor, (day.unwrap_or(first_day), minutes), zone).await?;
        if let (None, Some(place)) = (day, place) {
            place.starts.clear();
            place.next_day = None;
        }
    }
    Ok(free)
}

/// # Errors
/// A message for each field that does not fit.
pub fn parse(viewer: &Viewer, form: &RequestForm) -> std::result::Result<Wish, Errors> {
    let mut errors = Errors::new();
    let student: Option<UserId> = form.student.parse().ok();
    if student.is_none() {
        errors.add("student", "Choose whom the session is for.");
    }
    let instructor: Option<UserId> = form.instructor.parse().ok();
    if instructor.is_none() {
        errors.add("instructor", "Choose an instructor.");
    }
    let program = form.program.parse().ok();
    if program.is_none() {
        errors.add("program", "Choose a program.");
    }
    let place = place(form, &mut errors);
    let minutes = form.minutes.parse().ok().and_then(|minutes| SessionMinutes::new(minutes).ok());
    if minutes.is_none() {
        errors.add("minutes", "Choose how long the session lasts.");
    }
    let starts = starts(viewer, form, &mut errors);
    let subject = form.subject.trim().to_owned();
    if subject.chars().count() > MAX_SUBJECT || subject.chars().any(char::is_control) {
        errors.add("subject", "A subject has at most 120 characters on one line.");
    }
    let description = form.description.trim().replace("\r\n", "\n");
    if description.chars().count() > MAX_DESCRIPTION {
        errors.add("description", "A description has at most 2,000 characters.");
    }
    match (student, instructor, program, place, minutes) {
        (Some(student), Some(instructor), Some(program), Some(place), Some(minutes)) if errors.is_empty() => {
            Ok(Wish {
                moves: form.session(),
                instructor,
                student,
                program,
                place,
                minutes,
                starts,
                zone: viewer.zone.clone(),
                subject,
                description,
                by: viewer.user,
            })
        }
        _ => Err(errors),
    }
}

/// Where a new session is to be; one that moves stays where it is.
fn place(form: &RequestForm, errors: &mut Errors) -> Option<Place> {
    if form.session().is_some() {
        return Some(Place::Classroom);
    }
    if form.place.is_empty() || form.place == Place::LINK {
        errors.add(
            "place",
            "Your organization's sessions take place at links, which your instructor gives. Ask them to book one.",
        );
        return None;
    }
    sessions::parse_place(&form.place, &form.location, "", errors)
}

/// The wished times: the first must be there, the others may be.
fn starts(viewer: &Viewer, form: &RequestForm, errors: &mut Errors) -> Vec<Timestamp> {
    let mut starts = Vec::new();
    for (number, (date_field, start_field)) in DATES.into_iter().zip(STARTS).enumerate() {
        let (date, start) = form.wall(number);
        if number > 0 && start.is_empty() {
            continue;
        }
        match instant(date, start, &viewer.zone) {
            Ok(at) if starts.contains(&at) => {
                errors.add(
                    start_field,
                    "That time stands here already. Choose another one, or leave it empty.",
                );
            }
            Ok(at) => starts.push(at),
            Err(Missing::Day) => errors.add(date_field, "Choose a day."),
            Err(Missing::Clock) => errors.add(start_field, "Choose when the session starts."),
        }
    }
    starts
}

/// What a time lacks.
pub enum Missing {
    Day,
    Clock,
}

/// The instant of a day and a clock, as two fields hold them.
///
/// # Errors
/// What they lack.
pub fn instant(date: &str, start: &str, zone: &Zone) -> std::result::Result<Timestamp, Missing> {
    let date = date.parse::<Date>().ok().filter(|date| YEARS.contains(&date.year())).ok_or(Missing::Day)?;
    let clock = sessions::starts().find(|clock| clock == start).ok_or(Missing::Clock)?;
    let time: Time = clock.parse().map_err(|_| Missing::Clock)?;
    sessions::instant_of(date.to_datetime(time), zone).ok_or(Missing::Day)
}
