//! Which mails there are, and how one is laid out. Pure.

use kernel::{Reminder, Seat};
use teaching::reports;

/// What a mail is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A session starts now.
    SessionStarted,
    /// A session was planned.
    SessionBooked,
    SessionCancelled,
    /// A planned session was moved to another time.
    SessionRescheduled,
    /// Somebody else teaches a planned session: for its family, and for whoever takes over.
    InstructorChanged,
    /// The same, for whoever does not teach it any more.
    InstructorReplaced,
    InstructorLate,
    StudentLate,
    /// A session takes place tomorrow, about this time.
    ReminderOfDay,
    /// A session begins in an hour.
    ReminderOfHour,
    /// A session has begun, and somebody has not come.
    NotThereYet,
    /// Somebody wrote a message.
    Message,
    /// What somebody wants to hear once a day.
    Daily,
    /// Somebody was added and is to activate the account.
    Invitation,
    /// Somebody asked for a new password.
    Reset,
    /// Somebody came in by a join link and may choose a password.
    SetPassword,
    /// A passkey was added to the account.
    PasskeyAdded,
    /// A report was filed: for the family, what is for them.
    ReportShared,
    /// A report is missing: for whoever has to write it.
    ReportOverdue,
    /// A report holds a low rating: for admins.
    LowReport,
    /// A student's survey holds a low rating: for admins.
    LowSurvey,
    /// A family asks for a session, or for another time of one.
    RequestReceived,
    /// Another time is proposed for what a family asked for.
    RequestProposed,
    /// A request was declined, withdrawn, or has run out. An accepted one is told by its session.
    RequestAnswered,
}

impl Kind {
    pub const ALL: [Self; 24] = [
        Self::SessionStarted,
        Self::SessionBooked,
        Self::SessionCancelled,
        Self::SessionRescheduled,
        Self::InstructorChanged,
        Self::InstructorReplaced,
        Self::InstructorLate,
        Self::StudentLate,
        Self::ReminderOfDay,
        Self::ReminderOfHour,
        Self::NotThereYet,
        Self::Message,
        Self::Daily,
        Self::Invitation,
        Self::Reset,
        Self::SetPassword,
        Self::PasskeyAdded,
        Self::ReportShared,
        Self::ReportOverdue,
        Self::LowReport,
        Self::LowSurvey,
        Self::RequestReceived,
        Self::RequestProposed,
        Self::RequestAnswered,
    ];

    /// The word stored.
    pub const fn word(self) -> &'static str {
        match self {
            Self::SessionStarted => "session started",
            Self::SessionBooked => "session booked",
            Self::SessionCancelled => "session cancelled",
            Self::SessionRescheduled => "session rescheduled",
            Self::InstructorChanged => "instructor changed",
            Self::InstructorReplaced => "instructor replaced",
            Self::InstructorLate => "instructor late",
            Self::StudentLate => "student late",
            Self::ReminderOfDay => "reminder of day",
            Self::ReminderOfHour => "reminder of hour",
            Self::NotThereYet => "not there yet",
            Self::Message => "message",
            Self::Daily => "daily mail",
            Self::Invitation => "invitation",
            Self::Reset => "reset",
            Self::SetPassword => "set password",
            Self::PasskeyAdded => "passkey added",
            Self::ReportShared => "report shared",
            Self::ReportOverdue => "report overdue",
            Self::LowReport => "low report",
            Self::LowSurvey => "low survey",
            Self::RequestReceived => "request received",
            Self::RequestProposed => "request proposed",
            Self::RequestAnswered => "request answered",
        }
    }

    /// The mail that tells a reminder.
    pub const fn of_reminder(reminder: Reminder) -> Self {
        match reminder {
            Reminder::DayBefore => Self::ReminderOfDay,
            Reminder::HourBefore => Self::ReminderOfHour,
            Reminder::NotThereYet => Self::NotThereYet,
        }
    }

    /// The reminder that a mail tells, if it tells one.
    pub fn reminder(self) -> Option<Reminder> {
        Reminder::ALL.into_iter().find(|reminder| Self::of_reminder(*reminder) == self)
    }

    /// Whether it is about a session to come that its people were told of before.
    pub fn is_told_again(self) -> bool {
        matches!(self, Self::SessionRescheduled | Self::InstructorChanged)
            || self.late_seat().is_some()
            || self.reminder().is_some()
    }

    /// The mail that tells who is late.
    pub const fn of_late(seat: Seat) -> Self {
        match seat {
            Seat::Instructor => Self::InstructorLate,
            Seat::Student => Self::StudentLate,
        }
    }

    /// Who is late, if the mail tells that.
    pub const fn late_seat(self) -> Option<Seat> {
        match self {
            Self::InstructorLate => Some(Seat::Instructor),
            Self::StudentLate => Some(Seat::Student),
            _ => None,
        }
    }

    /// The mail that tells a low rating.
    pub const fn of_low(kind: reports::Kind) -> Self {
        match kind {
            reports::Kind::Report => Self::LowReport,
            reports::Kind::Survey => Self::LowSurvey,
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// The words people read.
    pub const fn title(self) -> &'static str {
        match self {
            Self::SessionStarted => "Session starts now",
            Self::SessionBooked => "Session planned",
            Self::SessionCancelled => "Session cancelled",
            Self::SessionRescheduled => "Session rescheduled",
            Self::InstructorChanged => "New instructor",
            Self::InstructorReplaced => "Session taken over",
            Self::InstructorLate => "Instructor running late",
            Self::StudentLate => "Student running late",
            Self::ReminderOfDay => "Reminder, a day before",
            Self::ReminderOfHour => "Reminder, an hour before",
            Self::NotThereYet => "Not there yet",
            Self::Message => "Message",
            Self::Daily => "The day's news",
            Self::Invitation => "Invitation",
            Self::Reset => "New password",
            Self::SetPassword => "Choose a password",
            Self::PasskeyAdded => "New passkey",
            Self::ReportShared => "Report",
            Self::ReportOverdue => "Report missing",
            Self::LowReport => "Low rating in a report",
            Self::LowSurvey => "Low rating by a student",
            Self::RequestReceived => "Request received",
            Self::RequestProposed => "Another time proposed",
            Self::RequestAnswered => "Request answered",
        }
    }
}

/// The words of the link to one's preferences.
pub const PREFERENCES: &str = "Choose which mails you get";

/// The parts of a mail from top to bottom, the same for its text and its HTML.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    pub organization: String,
    /// The ground of its buttons, `#5b2a86`; none: the product's own.
    pub accent: Option<String>,
    pub greeting: String,
    pub paragraphs: Vec<String>,
    /// Name and value.
    pub facts: Vec<(&'static str, String)>,
    /// Questions and what was answered.
    pub answers: Vec<(String, String)>,
    /// Dates of several sessions, each with an address that leads to it, if one does.
    pub dates: Vec<(String, Option<String>)>,
    /// What to press, and where it leads.
    pub action: Option<(String, String)>,
    /// What to know about the action, and what to do when it does not work.
    pub advice: Vec<String>,
    /// What else may be pressed, less loudly, and where it leads.
    pub aside: Option<(String, String)>,
    /// Where to ask.
    pub support: String,
    /// Where the reader chooses which mails they get, when mails of this kind may be chosen.
    pub preferences: Option<String>,
}

impl Sheet {
    /// The plain text version. Lines end in LF.
    pub fn text(&self) -> String {
        let mut text = format!("{}\n", self.greeting);
        for paragraph in &self.paragraphs {
            text.push_str(&format!("\n{paragraph}\n"));
        }
        if !self.facts.is_empty() {
            text.push('\n');
        }
        for (name, value) in &self.facts {
            text.push_str(&format!("{name}: {value}\n"));
        }
        for (question, answer) in &self.answers {
            text.push_str(&format!("\n{question}\n{answer}\n"));
        }
        if !self.dates.is_empty() {
            text.push_str("\nDates:\n");
        }
        for (date, address) in &self.dates {
            text.push_str(&format!("- {date}\n"));
            if let Some(address) = address {
                text.push_str(&format!("{address}\n"));
            }
        }
        if let Some((label, address)) = &self.action {
            text.push_str(&format!("\n{label}:\n{address}\n"));
        }
        if let Some((label, address)) = &self.aside {
            text.push_str(&format!("\n{label}:\n{address}\n"));
        }
        for paragraph in self.advice.iter().chain([&self.support]) {
            text.push_str(&format!("\n{paragraph}\n"));
        }
        if let Some(address) = &self.preferences {
            text.push_str(&format!("\n{PREFERENCES}:\n{address}\n"));
        }
        text.push_str(&format!("\n{}\n", self.organization));
        text
    }
}
