//! "Book a Session": what the form holds, what it offers, and what is wrong with it.

use std::collections::BTreeMap;

use db::{Result, Tx};
use jiff::civil::{Date, DateTime, Time};
use kernel::{FileId, GroupId, Role, Roles, SessionMinutes, Timestamp, UserId, Zone};
use people::accounts::{self, Person, Search, Standings};
use people::groups::{self, Group};
use people::invitations::Invitation;
use people::locations;
use people::organizations::{self, Bookable, Rules};
use people::teaching_pairs;
use web::ui::OwnFiles;
use web::{Errors, Money, Ticked, Viewer, token};

use super::super::form::{StudentChoice, fresh_key};
use super::super::place::{MAX_LOCATION, Place, meeting_address};
use super::super::session::{MAX_DESCRIPTION, MAX_SUBJECT, Outcome};
use super::super::store;
use super::files::{Files, MOST_FILES};
use super::free::{self, Free};
use super::planning::{Booking, is_past};
use super::repeats;
use super::repeats::form::{Days, Repeating};
use super::several::MOST_STUDENTS;
use crate::programs::{self, Program};

/// Starts are offered in steps of so many minutes.
pub const STEP_MINUTES: i64 = 15;
/// What a button sends to take somebody out of several students: this and who.
pub const TAKE_OUT: &str = "take out";
/// Instructors an admin chooses from.
const MOST_INSTRUCTORS: i64 = 1_000;

/// The words of the form, as posted. Everything is kept, whatever is wrong with it.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct BookForm {
    pub key: String,
    /// The digest of the plan that was shown.
    pub seen: String,
    pub step: String,
    pub instructor: String,
    /// A student or a group; the first of several.
    pub student: String,
    /// The others, students and groups: their ids, with spaces between them.
    pub also: String,
    /// One more of them, just chosen.
    pub another: String,
    pub place: String,
    /// The classroom was chosen, and is not to be had with several students: it comes back with one.
    pub classroom_for_one: String,
    pub location: String,
    pub meeting_address: String,
    /// `2026-11-23`.
    pub date: String,
    /// `16:00`.
    pub start: String,
    /// A free start that was chosen from those shown; it takes the place of `start`.
    pub take: String,
    pub minutes: String,
    pub billable: String,
    pub program: String,
    pub subject: String,
    pub description: String,
    /// A student who is not here yet.
    pub first_name: String,
    pub last_name: String,
    pub email: String,
    pub parent_email: String,
    pub under_13: String,
    /// Who was invited a moment ago.
    #[serde(skip)]
    pub invited: Option<String>,
    /// How a session that is over went.
    pub went: String,
    /// The pair the pre-filled values are for: a new choice fills in again.
    pub filled_for: String,
    /// Empty for one session; else how its weeks follow each other. `date` is then the first day of the series.
    pub repeats: String,
    /// Whether a series ends after a number of sessions or on a day.
    pub ends: String,
    pub count: String,
    /// `2027-06-30`.
    pub until: String,
    /// Days of the series that do not take place: `2027-03-03 2027-03-10`.
    pub left_out: String,
    #[serde(flatten)]
    pub rest: Rest,
}

/// The fields that have many names.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(try_from = "BTreeMap<String, String>")]
pub struct Rest {
    pub days: Days,
    /// Files that go with it.
    pub files: Ticked,
}

impl TryFrom<BTreeMap<String, String>> for Rest {
    type Error = &'static str;

    /// From all that no field of the form is named by.
    fn try_from(fields: BTreeMap<String, String>) -> std::result::Result<Self, Self::Error> {
        let mut rest = Self::default();
        for (name, value) in fields {
            if !rest.files.take(&name, value.clone()) && !rest.days.take(&name, value) {
                return Err("unknown field");
            }
        }
        Ok(rest)
    }
}

impl BookForm {
    /// Whether the press asks to write what was shown.
    pub fn asks_to_book(&self) -> bool {
        self.step == "book"
    }

    /// Whether the press asks to invite somebody.
    pub fn asks_to_invite(&self) -> bool {
        self.step == "invite"
    }

    pub fn invitation(&self) -> Invitation {
        Invitation {
            first_name: self.first_name.clone(),
            last_name: self.last_name.clone(),
            email: self.email.clone(),
            parent_email: self.parent_email.clone(),
            under_13: self.under_13 == "true",
        }
    }

    /// Takes whoever was invited into the form, beside those who stand in it.
    pub fn take_invited(&mut self, student: &Person) {
        self.another = student.id.to_string();
        self.invited = Some(student.name());
        for field in [
            &mut self.first_name,
            &mut self.last_name,
            &mut self.email,
            &mut self.parent_email,
            &mut self.under_13,
        ] {
            field.clear();
        }
    }

    /// A hash of everything the press means, without the key, the plan that was seen and the button.
    pub fn body_hash(&self) -> [u8; 32] {
        let parts = [
            &self.instructor,
            &self.student,
            &self.also,
            &self.another,
            &self.place,
            &self.location,
            &self.meeting_address,
            &self.date,
            &self.start,
            &self.minutes,
            &self.billable,
            &self.program,
            &self.subject,
            &self.description,
            &self.went,
        ];
        let mut bytes = Vec::new();
        for part in
            parts.into_iter().map(String::as_str).chain(self.series_words()).chain(self.rest.files.names())
        {
            bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
            bytes.extend_from_slice(part.as_bytes());
        }
        token::digest(&bytes)
    }

    /// Everyone it is for, each once, in the order they were chosen in.
    pub fn whom(&self) -> Vec<&str> {
        let mut whom: Vec<&str> = Vec::new();
        for word in std::iter::once(self.student.as_str())
            .chain(self.also.split_whitespace())
            .chain([self.another.as_str()])
        {
            if !word.is_empty() && !whom.contains(&word) {
                whom.push(word);
            }
        }
        whom
    }

    pub fn is_for_several(&self) -> bool {
        let whom = self.whom();
        whom.len() > 1 || whom.iter().any(|who| group_of(who).is_some())
    }

    /// The day of the form, on which a group is made of whoever belongs to it then.
    fn day(&self, now: Timestamp, zone: &Zone) -> Date {
        self.date.parse().unwrap_or_else(|_| now.in_zone(zone).date())
    }

    /// Puts who was just chosen to the others; takes away whom a button beside their name asks to. Says whether one did.
    pub fn gather(&mut self) -> bool {
        let gone = self.step.strip_prefix(TAKE_OUT).map(|who| who.trim().to_owned());
        let whom = self.whom().into_iter().filter(|who| gone.as_deref() != Some(*who)).map(str::to_owned);
        let mut whom: Vec<String> = whom.collect();
        whom.truncate(MOST_STUDENTS + 1);
        let mut whom = whom.into_iter();
        self.student = whom.next().unwrap_or_default();
        self.also = whom.collect::<Vec<_>>().join(" ");
        self.another.clear();
        gone.is_some()
    }

    fn pair(&self) -> String {
        format!("{} {}", self.instructor, self.student)
    }
}

/// Everything the form offers.
pub struct Offer {
    /// For admins, who choose one; else empty.
    pub instructors: Vec<Person>,
    pub students: Vec<StudentChoice>,
    /// Groups that may be booked, each with whoever belongs to it on the day of the form.
    pub groups: Vec<(Group, Vec<Person>)>,
    pub programs: Vec<Program>,
    pub rules: Rules,
    /// The places of the organization's list.
    pub locations: Vec<String>,
    /// The time in the form is over: what is asked for is to be logged.
    pub is_over: bool,
    /// When the instructor is free on the day of the form; none where that is not known.
    pub free: Option<Free>,
    /// Files of the viewer's own portfolio.
    pub files: OwnFiles,
}

impl Offer {
    /// Reads what the form offers this viewer, for the instructor that stands in it.
    ///
    /// # Errors
    /// As the engine refuses.
    pub async fn read(tx: &mut Tx, viewer: &Viewer, form: &BookForm, files: &Files) -> Result<Self> {
        let scope = viewer.scope();
        let rules = organizations::rules(tx, scope).await?;
        let instructors = if viewer.is(Role::Admin) { instructors(tx, viewer).await? } else { Vec::new() };
        let own = match instructor_of(viewer, form) {
            Some(instructor) => teaching_pairs::students_of(tx, scope, instructor).await?,
            None => Vec::new(),
        };
        let mut students: Vec<StudentChoice> = own.iter().map(StudentChoice::of).collect();
        if rules.money == Money::Credits {
            let ids: Vec<UserId> = own.iter().map(|student| student.id).collect();
            let balances = ledger::balances(tx, scope, &ids).await?;
            for student in &mut students {
                let balance = student.id.and_then(|id| balances.get(&id));
                student.credits = Some(balance.map_or(0, |balance| balance.available));
            }
        }
        let wall = parse_time(form, &mut Errors::new());
        let starts_at = wall.and_then(|wall| instant_of(wall, &viewer.zone));
        let is_over = !form.repeats() && starts_at.is_some_and(|starts_at| is_past(starts_at, tx.now()));
        let free = if form.repeats() { None } else { free::read(tx, viewer, form).await? };
        let programs = programs::list_open(tx, scope).await?;
        let groups = groups_of(tx, viewer, form).await?;
        let files = files.portfolio().offered(tx, viewer).await?;
        let locations = locations::offered(tx, scope).await?;
        Ok(Self { instructors, students, groups, programs, rules, locations, is_over, free, files })
    }

    /// Whether each of these files can be had.
    pub fn has_files(&self, files: &[FileId]) -> bool {
        files.iter().all(|id| self.files.files.iter().any(|file| file.id == *id))
    }

    /// The group whose value stands in the form, and who belongs to it.
    pub fn group(&self, value: &str) -> Option<&(Group, Vec<Person>)> {
        let id = group_of(value)?;
        self.groups.iter().find(|(group, _)| group.id == id)
    }

    /// The student whose value stands in the form.
    pub fn student(&self, value: &str) -> Option<&StudentChoice> {
        self.students.iter().find(|student| student.value == value)
    }
}

fn group_of(word: &str) -> Option<GroupId> {
    word.parse().ok()
}

/// The groups that somebody belongs to on the day of the form. Who that is, is read of those that stand in it.
async fn groups_of(tx: &mut Tx, viewer: &Viewer, form: &BookForm) -> Result<Vec<(Group, Vec<Person>)>> {
    let day = form.day(tx.now(), &viewer.zone);
    let whom: Vec<GroupId> = form.whom().into_iter().filter_map(group_of).collect();
    let mut all = Vec::new();
    for group in groups::choosable(tx, viewer, day).await? {
        let members = match whom.contains(&group.id) {
            true => groups::members_on(tx, viewer.scope(), group.id, day).await?,
            false => Vec::new(),
        };
        if group.members > 0 || whom.contains(&group.id) {
            all.push((group, members));
        }
    }
    Ok(all)
}

/// Every student the form is for, each once; of a group whoever belongs to it on the day of the form.
///
/// # Errors
/// What is wrong with a group; else as the engine refuses.
pub async fn students_of(
    tx: &mut Tx,
    viewer: &Viewer,
    form: &BookForm,
) -> Result<std::result::Result<Vec<UserId>, Errors>> {
    let day = form.day(tx.now(), &viewer.zone);
    let mut students: Vec<UserId> = Vec::new();
    let refuse = |words: String| Ok(Err(Errors::new().with("student", words)));
    for who in form.whom() {
        let Some(id) = group_of(who) else {
            students.extend(who.parse::<UserId>().ok().filter(|student| !students.contains(student)));
            continue;
        };
        let group = match groups::find_choosable(tx, viewer, id, day).await {
            Err(db::Error::NotFound) => return refuse("Choose a group from the list.".to_owned()),
            found => found?,
        };
        let members = groups::members_on(tx, viewer.scope(), id, day).await?;
        if members.is_empty() {
            return refuse(format!(
                "Nobody belongs to {} on that day. Choose students, or another day.",
                group.name
            ));
        }
        for member in members {
            let is_taught = match instructor_of(viewer, form) {
                Some(instructor) => {
                    teaching_pairs::may_teach(tx, viewer.scope(), instructor, member.id).await?
                }
                None => true,
            };
            if !is_taught {
                let (who, group) = (member.name(), &group.name);
                return refuse(format!(
                    "{who} of {group} is not one of the instructor's students. Have an admin assign them, or choose students one by one."
                ));
            }
            if !students.contains(&member.id) {
                students.push(member.id);
            }
        }
    }
    Ok(Ok(students))
}

/// Instructors who may be booked: active ones. An admin who teaches is among them.
async fn instructors(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<Person>> {
    let search = Search {
        words: "",
        roles: Roles::NONE.with(Role::Instructor),
        standings: Standings::Only(kernel::Standing::Active),
        after: None,
        limit: MOST_INSTRUCTORS,
    };
    accounts::search(tx, viewer.scope(), &search).await
}

/// The instructor of the form: the viewer, unless they are an admin, who says.
pub fn instructor_of(viewer: &Viewer, form: &BookForm) -> Option<UserId> {
    if viewer.is(Role::Admin) { form.instructor.parse().ok() } else { Some(viewer.user) }
}

/// Fills in what a new form begins with, and what this pair used last when the form is for another pair than before.
///
/// # Errors
/// As the engine refuses.
pub async fn prefill(tx: &mut Tx, viewer: &Viewer, form: &mut BookForm) -> Result<()> {
    let scope = viewer.scope();
    form.gather();
    if !form.take.is_empty() {
        form.start = std::mem::take(&mut form.take);
    }
    let rules = organizations::rules(tx, scope).await?;
    let programs = programs::list_open(tx, scope).await?;
    if form.key.is_empty() {
        form.key = fresh_key();
    }
    prefill_group(tx, viewer, form).await?;
    if form.instructor.is_empty() && viewer.is(Role::Instructor) {
        form.instructor = viewer.user.to_string();
    }
    prefill_place(&rules.bookable, form);
    prefill_time(tx.now(), &viewer.zone, form);
    let last = match (instructor_of(viewer, form), form.student.parse::<UserId>()) {
        (Some(instructor), Ok(student)) if form.filled_for != form.pair() => {
            store::last_used_by_pair(tx, scope, instructor, student).await?
        }
        _ => None,
    };
    if let Some(last) = last {
        if let Some(minutes) = last.minutes().filter(|minutes| rules.durations.contains(minutes)) {
            form.minutes = minutes.get().to_string();
        }
        form.billable = last.billable.to_string();
        if programs.iter().any(|program| program.id == last.program_id) {
            form.program = last.program_id.to_string();
        }
    }
    form.filled_for = form.pair();
    if form.minutes.is_empty() {
        form.minutes = rules.default_duration.get().to_string();
    }
    if form.program.is_empty()
        && let Some(program) = programs.first()
    {
        form.program = program.id.to_string();
    }
    if form.billable.is_empty() {
        let program = programs.iter().find(|program| program.id.to_string() == form.program);
        form.billable = program
            .and_then(|program| program.billable_default)
            .unwrap_or(rules.billable_default)
            .to_string();
    }
    form.fill_days();
    Ok(())
}

/// One student meets in the classroom, where the organization does; where there is one place, that is it.
fn prefill_place(bookable: &Bookable, form: &mut BookForm) {
    let several = form.is_for_several();
    if several && form.place == Place::CLASSROOM {
        form.place.clear();
        "true".clone_into(&mut form.classroom_for_one);
    } else if !several {
        form.classroom_for_one.clear();
    }
    if form.place.is_empty() {
        let place = match (bookable.classroom && !several, bookable.in_person, bookable.link) {
            (true, ..) => Place::CLASSROOM,
            (false, true, false) => Place::IN_PERSON,
            (false, false, true) => Place::LINK,
            _ => "",
        };
        place.clone_into(&mut form.place);
    }
}

/// A group that was just chosen brings its program, and its instructor where none is chosen.
async fn prefill_group(tx: &mut Tx, viewer: &Viewer, form: &mut BookForm) -> Result<()> {
    let Some(id) = group_of(&form.student).filter(|_| form.filled_for != form.pair()) else { return Ok(()) };
    let day = form.day(tx.now(), &viewer.zone);
    let group = match groups::find_choosable(tx, viewer, id, day).await {
        Err(db::Error::NotFound) => return Ok(()),
        found => found?,
    };
    if let Some(program) = group.program {
        form.program = program.id.to_string();
    }
    if let (Some(tutor), true) = (group.instructor, form.instructor.is_empty() && viewer.is(Role::Admin)) {
        form.instructor = tutor.id.to_string();
    }
    Ok(())
}

/// The next full hour, unless a day or a time is given.
fn prefill_time(now: Timestamp, zone: &Zone, form: &mut BookForm) {
    let next = now.plus_minutes(60).in_zone(zone);
    if form.start.is_empty() {
        form.start = format!("{:02}:00", next.hour());
    }
    if form.date.is_empty() {
        form.date = next.date().to_string();
    }
}

/// Every start that is offered, as the field's value.
pub fn starts() -> impl Iterator<Item = String> {
    (0..24 * 60 / STEP_MINUTES)
        .map(|step| format!("{:02}:{:02}", step * STEP_MINUTES / 60, step * STEP_MINUTES % 60))
}

/// What the form asks for.
pub struct Parsed {
    /// For the first of the students.
    pub booking: Booking,
    pub students: Vec<UserId>,
    /// How it went, if it is over.
    pub went: Option<Outcome>,
    /// The time as it was chosen, which the clocks may have left out.
    pub wall: DateTime,
    /// The series it is the first of: each of its sessions has a time of its own.
    pub repeating: Option<Repeating>,
    /// Of the viewer's own portfolio, to go with it.
    pub files: Vec<FileId>,
}

/// `students` are those of [`students_of`].
///
/// # Errors
/// A message for each field that does not fit.
pub fn parse(viewer: &Viewer, form: &BookForm, students: Vec<UserId>) -> std::result::Result<Parsed, Errors> {
    let mut errors = Errors::new();
    let instructor = instructor_of(viewer, form);
    if instructor.is_none() {
        errors.add("instructor", "Choose who teaches.");
    }
    let student = students.first().copied();
    if student.is_none() {
        errors.add("student", "Choose a student.");
    }
    let place = parse_place(&form.place, &form.location, &form.meeting_address, &mut errors);
    let (wall, minutes, repeating) = parse_when(viewer, form, &mut errors);
    let billable = form.billable.parse().ok();
    if billable.is_none() {
        errors.add("billable", "Say whether this session is billable.");
    }
    let program = form.program.parse().ok();
    if program.is_none() {
        errors.add("program", "Choose a program.");
    }
    let subject = form.subject.trim().to_owned();
    if subject.chars().count() > MAX_SUBJECT || subject.chars().any(char::is_control) {
        errors.add("subject", "A subject has at most 120 characters on one line.");
    }
    let description = form.description.trim().replace("\r\n", "\n");
    if description.chars().count() > MAX_DESCRIPTION {
        errors.add("description", "A description has at most 2,000 characters.");
    }
    let files = form.rest.files.files().unwrap_or_else(|| {
        errors.add("files", "One of these files is not in your portfolio any more.");
        Vec::new()
    });
    if files.len() > MOST_FILES {
        errors.add("files", format!("At most {MOST_FILES} files go with a booking."));
    }
    let starts_at = wall.and_then(|wall| instant_of(wall, &viewer.zone));
    match (instructor, student, place, wall, starts_at, minutes, billable, program) {
        (
            Some(instructor),
            Some(student),
            Some(place),
            Some(wall),
            Some(starts_at),
            Some(minutes),
            Some(billable),
            Some(program),
        ) if errors.is_empty() => {
            let (zone, by) = (viewer.zone.clone(), viewer.user);
            let booking = Booking {
                instructor,
                student,
                program,
                place,
                starts_at,
                minutes,
                zone,
                subject,
                description,
                billable,
                by,
            };
            let went = Outcome::from_word(&form.went).filter(|outcome| *outcome != Outcome::Cancelled);
            Ok(Parsed { booking, students, went, wall, repeating, files })
        }
        _ => Err(errors),
    }
}

type When = (Option<DateTime>, Option<SessionMinutes>, Option<Repeating>);

/// The time and length of the session, or of a series its first day with those of its first weekday.
fn parse_when(viewer: &Viewer, form: &BookForm, errors: &mut Errors) -> When {
    if !form.repeats() {
        let wall = parse_time(form, errors);
        let minutes = form.minutes.parse().ok().and_then(|minutes| SessionMinutes::new(minutes).ok());
        if minutes.is_none() {
            errors.add("minutes", "Choose how long the session lasts.");
        }
        return (wall, minutes, None);
    }
    let Some(first_day) = parse_date(form, errors) else { return (None, None, None) };
    let repeating = repeats::form::parse(form, first_day, &viewer.zone, errors);
    let slot = repeating.as_ref().and_then(|repeating| repeating.pattern.rhythm.slots().first());
    (slot.map(|slot| first_day.to_datetime(slot.time)), slot.map(|slot| slot.minutes), repeating)
}

/// The place of three fields; what does not fit is said at `place`, `location` or `meeting_address`.
pub fn parse_place(place: &str, location: &str, address: &str, errors: &mut Errors) -> Option<Place> {
    match place {
        Place::CLASSROOM => Some(Place::Classroom),
        Place::IN_PERSON => {
            let location = location.trim().to_owned();
            let fits = !location.is_empty() && location.chars().count() <= MAX_LOCATION;
            if !fits || location.chars().any(char::is_control) {
                errors.add("location", "Say where you meet, in at most 200 characters on one line.");
                return None;
            }
            Some(Place::InPerson { location })
        }
        Place::LINK => {
            let Some(address) = meeting_address(address) else {
                errors.add(
                    "meeting_address",
                    "Give the whole address of the meeting; it begins with https://.",
                );
                return None;
            };
            Some(Place::Link { address })
        }
        _ => {
            errors.add("place", "Choose where the session takes place.");
            None
        }
    }
}

/// The years a calendar here knows.
const YEARS: std::ops::RangeInclusive<i16> = 1971..=2200;

fn parse_date(form: &BookForm, errors: &mut Errors) -> Option<Date> {
    let date = form.date.parse::<Date>().ok().filter(|date| YEARS.contains(&date.year()));
    if date.is_none() {
        errors.add("date", "Choose a day.");
    }
    date
}

fn parse_time(form: &BookForm, errors: &mut Errors) -> Option<DateTime> {
    let time = starts().find(|start| *start == form.start);
    wall_time(&form.date, time.as_deref().unwrap_or_default(), errors)
}

/// The day and the clock of two fields, `date` and `start`.
pub fn wall_time(date: &str, start: &str, errors: &mut Errors) -> Option<DateTime> {
    let date = date.parse::<Date>().ok().filter(|date| YEARS.contains(&date.year()));
    if date.is_none() {
        errors.add("date", "Choose a day.");
    }
    // hours and minutes: no seconds
    let time = (start.len() == 5).then(|| start.parse::<Time>().ok()).flatten();
    if time.is_none() {
        errors.add("start", "Choose when the session starts.");
    }
    Some(date?.to_datetime(time?))
}

/// The instant of a wall clock: a time that the clocks leave out moves on, of one they show twice the first is meant.
pub fn instant_of(wall: DateTime, zone: &Zone) -> Option<Timestamp> {
    let zoned = wall.to_zoned_datetime(zone.jiff().clone()).ok()?;
    Some(Timestamp::from_jiff(zoned.timestamp()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_has_a_start_every_quarter_of_an_hour() {
        let all: Vec<String> = starts().collect();

        assert_eq!((all.len(), all[0].as_str(), all[1].as_str()), (96, "00:00", "00:15"));
        assert_eq!(all[95], "23:45");
    }

    #[test]
    fn the_clocks_leave_out_and_show_twice() {
        let chicago = Zone::named("America/Chicago").unwrap();
        let at = |text: &str| instant_of(text.parse().unwrap(), &chicago).unwrap().to_string();

        assert_eq!(
            at("2027-03-14T02:30:00"),
            "2027-03-14T08:30:00Z",
            "half past two does not exist: half past three"
        );
        assert_eq!(at("2026-11-01T01:30:00"), "2026-11-01T06:30:00Z", "the first half past one");
    }
}
