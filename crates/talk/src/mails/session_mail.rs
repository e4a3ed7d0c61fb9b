//! What is told about a session: to its student, to a parent, to its instructor.

use kernel::{Timestamp, UserId, Zone};
use people::accounts::Person;
use teaching::sessions::{Place, Session, Whole};
use web::show;

use super::mail::{Kind, Sheet};
use super::wording::{Blank, Filling, Wording};

/// What somebody is to a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    Instructor,
    Student,
    Parent,
}

impl Reader {
    /// What `person` is to the session; none when they have no part in it.
    pub fn of(person: UserId, session: &Session, parents: &[Person]) -> Option<Self> {
        if person == session.instructor {
            Some(Self::Instructor)
        } else if person == session.student {
            Some(Self::Student)
        } else {
            parents.iter().any(|parent| parent.id == person).then_some(Self::Parent)
        }
    }
}

/// One telling: what about, to whom, on whose clock.
#[derive(Debug, Clone, Copy)]
pub struct Telling<'a> {
    pub kind: Kind,
    pub session: &'a Session,
    /// Of several students: all of it, for its instructor alone.
    pub whole: Option<&'a Whole>,
    pub instructor_first_name: &'a str,
    pub reader: Reader,
    pub zone: &'a Zone,
    /// By how many minutes whoever the mail is about will be late.
    pub late_minutes: i64,
}

impl Telling<'_> {
    /// The subject of the mail and the line in the list.
    pub fn headline(&self) -> String {
        let name = self.session_name();
        match self.kind {
            Kind::SessionStarted => format!("{} starts now", capitalised(&name)),
            Kind::SessionCancelled if self.stays_for_others().is_some() => {
                format!("Cancelled for {}: your session, {}", self.students(), self.when())
            }
            Kind::SessionCancelled => format!("Cancelled: {name}, {}", self.when()),
            Kind::SessionRescheduled => format!("Moved: {name}, now {}", self.when()),
            Kind::InstructorChanged if self.reader == Reader::Instructor => {
                format!("You take over: {name}, {}", self.when())
            }
            Kind::InstructorChanged => format!("New instructor: {name}, {}", self.when()),
            Kind::InstructorReplaced => format!("Taken over: {name}, {}", self.when()),
            Kind::InstructorLate | Kind::StudentLate => {
                format!("{} is running about {} minutes late", self.late_name(), self.late_minutes)
            }
            Kind::ReminderOfDay => format!("Reminder: {name}, {}", self.when()),
            Kind::ReminderOfHour => format!("Soon: {name}, {}", self.when()),
            Kind::NotThereYet => match self.reader {
                Reader::Parent => {
                    format!("{} is not in {} yet", self.session.student_first_name, "the session")
                }
                Reader::Instructor | Reader::Student => format!("You are not in {name} yet"),
            },
            _ => format!("{}, {}", capitalised(&name), self.when()),
        }
    }

    /// What happened, in a sentence or two.
    pub fn sentence(&self) -> String {
        let (ada, name) = (self.instructor_first_name, self.session_name());
        match self.kind {
            Kind::SessionStarted if self.reader == Reader::Parent => {
                format!("{ada} has started a session with {} just now.", self.session.student_first_name)
            }
            Kind::SessionStarted => format!("{ada} has started a session with you just now."),
            Kind::SessionCancelled if self.stays_for_others().is_some() => format!(
                "{} does not take part in your session any more. {} It stays planned with {}.",
                self.students(),
                ended(self.who_and_why()),
                self.stays_for_others().unwrap_or_default()
            ),
            Kind::SessionCancelled => format!("{} was cancelled. {}", capitalised(&name), self.who_and_why()),
            Kind::SessionRescheduled => {
                format!(
                    "{} was moved from {} to {}.",
                    capitalised(&name),
                    self.time_before().unwrap_or_else(|| "another time".to_owned()),
                    self.when()
                )
            }
            Kind::InstructorChanged if self.reader == Reader::Instructor => format!(
                "You teach {} on {}, in the place of another instructor.",
                self.students(),
                self.when()
            ),
            Kind::InstructorChanged => {
                format!("{ada} teaches {}, at the time that was planned: {}.", self.of_whom(), self.when())
            }
            Kind::InstructorReplaced => format!(
                "Somebody else teaches {name}, {}. It is no longer in your calendar here.",
                self.when()
            ),
            Kind::InstructorLate | Kind::StudentLate => format!(
                "{} will be about {} minutes late for {name}, planned for {}.",
                self.late_name(),
                self.late_minutes,
                show::time(self.session.starts_at, self.zone)
            ),
            Kind::ReminderOfDay | Kind::ReminderOfHour => {
                format!("{} starts on {}.", capitalised(&name), self.when())
            }
            Kind::NotThereYet => {
                let who = match self.reader {
                    Reader::Parent => self.session.student_first_name.as_str(),
                    Reader::Instructor | Reader::Student => "you",
                };
                let came = if who == "you" { "have" } else { "has" };
                let time = show::time(self.session.starts_at, self.zone);
                format!("{} was to begin at {time}, and {who} {came} not come in yet.", capitalised(&name))
            }
            _ => format!("{} is planned.", capitalised(&name)),
        }
    }

    /// `your session with Ada`, `Ben's session with Ada`, `your session with Ben Ortiz`.
    fn session_name(&self) -> String {
        match self.reader {
            Reader::Instructor => format!("your session with {}", self.students()),
            Reader::Student => format!("your session with {}", self.instructor_first_name),
            Reader::Parent => {
                format!("{}'s session with {}", self.session.student_first_name, self.instructor_first_name)
            }
        }
    }

    /// Whom its instructor meets, or met: each of several students.
    fn students(&self) -> &str {
        let whole = self.whole.filter(|_| self.reader == Reader::Instructor);
        whole.map_or(&self.session.student_name, |whole| &whole.names)
    }

    /// For the instructor of several students: who takes part all the same.
    fn stays_for_others(&self) -> Option<&str> {
        let whole = self.whole.filter(|whole| self.reader == Reader::Instructor && whole.stays);
        whole.filter(|_| self.session.cancelled_at.is_some()).map(|whole| whole.first_names.as_str())
    }

    fn who_and_why(&self) -> String {
        let why = self.session.cancel_reason.as_deref().unwrap_or("no reason was given");
        match &self.session.cancelled_by_name {
            Some(name) => format!("{name} cancelled it: {why}"),
            None => format!("{}.", capitalised(why)),
        }
    }

    fn late_name(&self) -> &str {
        match self.kind {
            Kind::InstructorLate => self.instructor_first_name,
            _ => &self.session.student_first_name,
        }
    }

    fn of_whom(&self) -> String {
        match self.reader {
            Reader::Parent => format!("{} now", self.session.student_first_name),
            Reader::Student | Reader::Instructor => "you now".to_owned(),
        }
    }

    /// When it was before it was moved, on the reader's clock.
    fn time_before(&self) -> Option<String> {
        self.session.moved.map(|moved| show::date_time_zone(moved.starts_at, self.zone))
    }

    fn when(&self) -> String {
        show::date_time_zone(self.session.starts_at, self.zone)
    }

    /// The mail's content. `join` is the reader's own link and until when it holds, `check` the page to try a device on.
    pub fn sheet(&self, greeting: String, join: Option<(String, Timestamp)>, check: String) -> Sheet {
        let session = self.session;
        let mut facts = vec![("Program", session.program_title.clone())];
        if !session.subject.is_empty() {
            facts.push(("Subject", session.subject.clone()));
        }
        if let (Kind::SessionRescheduled, Some(before)) = (self.kind, self.time_before()) {
            facts.push(("Was", before));
        }
        facts.push(("Starts", self.when()));
        facts.push(("Planned for", minutes(session.minutes())));
        if let Place::InPerson { location } = &session.place {
            facts.push(("Where", location.clone()));
        }
        if !session.description.is_empty() {
            facts.push(("About", session.description.clone()));
        }
        let mut sheet = Sheet { greeting, paragraphs: vec![self.sentence()], facts, ..Sheet::default() };
        if let Place::Link { address } = &session.place
            && self.kind != Kind::SessionCancelled
        {
            sheet.action = Some(("Open the meeting".to_owned(), address.clone()));
            sheet.advice = vec![self.meeting_advice()];
        }
        if let Some((address, until)) = join {
            sheet.action = Some((self.join_label(), address));
            sheet.advice = self.join_advice(until);
            sheet.aside = Some((self.check_label().to_owned(), check));
        }
        sheet
    }

    /// The subject and the sheet, beginning in the organization's own words if there are any. Whom it is with stands in the
    /// usual sentence; without it, among the facts.
    pub fn worded(&self, words: Option<&Wording>, organization: &str, mut sheet: Sheet) -> (String, Sheet) {
        let Some(words) = words else { return (self.headline(), sheet) };
        if !self.kind.keeps_sentence() {
            sheet.facts.insert(0, ("Who", self.who()));
        }
        let filling = self.filling(organization);
        words.begin((self.headline(), sheet), &filling, self.kind.keeps_sentence())
    }

    fn filling(&self, organization: &str) -> Filling {
        let student = match self.reader {
            Reader::Instructor => self.students(),
            Reader::Student | Reader::Parent => &self.session.student_first_name,
        };
        vec![
            (Blank::Student, student.to_owned()),
            (Blank::Instructor, self.instructor_first_name.to_owned()),
            (Blank::Program, self.session.program_title.clone()),
            (Blank::When, self.when()),
            (Blank::Organization, organization.to_owned()),
        ]
    }

    /// `You with Ada`, `Ben with Ada`, `You with Ben Ortiz`.
    fn who(&self) -> String {
        match self.reader {
            Reader::Instructor => format!("You with {}", self.students()),
            Reader::Student => format!("You with {}", self.instructor_first_name),
            Reader::Parent => {
                format!("{} with {}", self.session.student_first_name, self.instructor_first_name)
            }
        }
    }

    fn meeting_advice(&self) -> String {
        format!(
            "The session takes place at this address, on another service. Open it when it is time; if it does not work, ask {}.",
            match self.reader {
                Reader::Instructor => "whoever planned the session",
                Reader::Student | Reader::Parent => self.instructor_first_name,
            }
        )
    }

    fn join_label(&self) -> String {
        match self.reader {
            Reader::Parent => format!("Open {}'s classroom", self.session.student_first_name),
            Reader::Instructor | Reader::Student => "Join the session".to_owned(),
        }
    }

    const fn check_label(&self) -> &'static str {
        match self.kind {
            Kind::SessionBooked | Kind::SessionRescheduled | Kind::ReminderOfDay => {
                "Check this device before the day"
            }
            _ => "Check this device",
        }
    }

    fn join_advice(&self, until: Timestamp) -> Vec<String> {
        let ben = &self.session.student_first_name;
        let whose = match self.reader {
            Reader::Parent => format!("Open it on the device {ben} will use."),
            Reader::Instructor | Reader::Student => "Open it on the device you will use.".to_owned(),
        };
        let opens = match self.kind {
            Kind::SessionBooked | Kind::SessionRescheduled | Kind::ReminderOfDay | Kind::ReminderOfHour => {
                format!(" {}", opens(self.session))
            }
            _ => String::new(),
        };
        vec![
            format!(
                "{whose}{opens} The link is for {ben} and for this session alone; please do not pass it on. It works until {}.",
                show::date_time_zone(until, self.zone)
            ),
            format!(
                "The first page checks camera, microphone and sound, and says what to do when one does not work. \
                 If the link does not open, copy it whole into a current Chrome, Edge, Firefox or Safari, \
                 or ask {} to send it again.",
                self.instructor_first_name
            ),
        ]
    }
}

/// `The classroom opens 15 minutes before the start.`
pub fn opens(session: &Session) -> String {
    match session.early_minutes {
        0 => "The classroom opens at the start.".to_owned(),
        1 => "The classroom opens a minute before the start.".to_owned(),
        minutes => format!("The classroom opens {minutes} minutes before the start."),
    }
}

fn minutes(minutes: i64) -> String {
    kernel::SessionMinutes::new(minutes)
        .map_or_else(|_| format!("{minutes} minutes"), |minutes| minutes.to_string())
}

/// A sentence that ends.
fn ended(words: String) -> String {
    if words.ends_with(['.', '!', '?']) { words } else { format!("{words}.") }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
