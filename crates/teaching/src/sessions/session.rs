//! One tutoring appointment: its facts, and what follows from them. Pure.

use kernel::{GroupSessionId, ProgramId, Seat, SessionId, Timestamp, UserId, Zone};
use web::Money;

use super::attendance::{Mark, Record};
use super::place::Place;
use crate::presence::Attendance;
use crate::series::Part;

/// How long after its planned end, or with nobody inside, the server closes a classroom.
pub const CLOSES_AFTER_MINUTES: i64 = 15;
/// How long after the planned end join links hold.
pub const LINKS_HOLD_MINUTES: i64 = 120;
pub const MAX_SUBJECT: usize = 120;
pub const MAX_DESCRIPTION: usize = 2_000;

/// Where a session stands. Derived, never stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    Scheduled,
    /// The classroom is open; the two have not met yet.
    Lobby,
    /// The two have met.
    Lesson,
    Completed,
    Missed,
    Cancelled,
}

impl State {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::Lobby => "lobby",
            Self::Lesson => "lesson",
            Self::Completed => "completed",
            Self::Missed => "missed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether the classroom is open.
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Lobby | Self::Lesson)
    }

    pub const fn is_over(self) -> bool {
        matches!(self, Self::Completed | Self::Missed | Self::Cancelled)
    }
}

/// How a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    Completed,
    MissedByStudent,
    MissedByInstructor,
    Cancelled,
}

impl Outcome {
    pub const ALL: [Self; 4] =
        [Self::Completed, Self::MissedByStudent, Self::MissedByInstructor, Self::Cancelled];

    /// The word stored.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::MissedByStudent => "missed by student",
            Self::MissedByInstructor => "missed by instructor",
            Self::Cancelled => "cancelled",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.word() == word)
    }

    /// Whether it takes the credit that was held.
    pub const fn consumes(self) -> bool {
        matches!(self, Self::Completed | Self::MissedByStudent)
    }
}

/// Whose reason it was that a session was cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// The student, or a parent.
    Family,
    Instructor,
    Organization,
}

impl Side {
    pub const ALL: [Self; 3] = [Self::Family, Self::Instructor, Self::Organization];

    /// The word stored and sent.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Family => "family",
            Self::Instructor => "instructor",
            Self::Organization => "organization",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|side| side.word() == word)
    }
}

/// What the instructor says of a session too short to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    Completed,
    Mistake,
}

impl Choice {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::Mistake => "mistake",
        }
    }
}

/// Who ends a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    Instructor(UserId),
    Server,
}

/// The organization's numbers that decide an outcome, as they were when the session was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutcomeRules {
    pub minimum_minutes: i64,
    pub no_show_minutes: i64,
}

/// The session was too short for the facts to say what it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NeedsChoice;

/// What a session was, when it ends with this attendance.
///
/// # Errors
/// `NeedsChoice` when the facts leave it open and the instructor, who ends it, has not said.
pub fn outcome(
    attendance: &Attendance,
    rules: OutcomeRules,
    by: By,
    choice: Option<Choice>,
) -> Result<Outcome, NeedsChoice> {
    if attendance.together_seconds >= rules.minimum_minutes * 60 {
        return Ok(Outcome::Completed);
    }
    if !attendance.instructor_was_in {
        return Ok(Outcome::MissedByInstructor);
    }
    if !attendance.student_was_in && attendance.instructor_seconds >= rules.no_show_minutes * 60 {
        return Ok(Outcome::MissedByStudent);
    }
    match (by, choice) {
        (By::Server, _) | (By::Instructor(_), Some(Choice::Mistake)) => Ok(Outcome::Cancelled),
        (By::Instructor(_), Some(Choice::Completed)) => Ok(Outcome::Completed),
        (By::Instructor(_), None) => Err(NeedsChoice),
    }
}

/// Whether a person may go in now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Join {
    /// Not yet: from this instant.
    From(Timestamp),
    Open,
    /// Somebody is or was in already.
    Live,
    Over,
}

/// The planned time that a session had before it was moved the last time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    /// When it was moved.
    pub at: Timestamp,
}

/// That others take part too: each of them has a session of their own like this one, at the same time and place and with
/// the same instructor. A family reads nothing of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    pub id: GroupSessionId,
    /// The other students whose part was not cancelled.
    pub others: i64,
    /// Whom it stands for besides its own student, by first name: only where a calendar makes one of all.
    pub folded: Vec<String>,
}

/// A session with the names a page or a mail needs.
#[derive(Debug, Clone)]
pub struct Session {
    pub id: SessionId,
    pub instructor: UserId,
    pub instructor_name: String,
    pub instructor_first_name: String,
    pub student: UserId,
    pub student_name: String,
    pub student_first_name: String,
    pub program: ProgramId,
    pub program_title: String,
    pub instant: bool,
    pub place: Place,
    pub subject: String,
    pub description: String,
    pub billable: bool,
    /// How the organization was paid when the session was made.
    pub money: Money,
    pub session_fee: i64,
    pub instructor_fee: i64,
    pub fee_per: String,
    pub currency: String,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    pub zone: Zone,
    pub moved: Option<Moved>,
    pub rules: OutcomeRules,
    /// How many minutes before its start the classroom opens, as the organization had it when the session was made.
    pub early_minutes: i64,
    pub created_by: UserId,
    pub created_at: Timestamp,
    pub opened_at: Option<Timestamp>,
    pub together_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
    pub ended_by_server: bool,
    pub together_seconds: i64,
    pub instructor_seconds: i64,
    pub student_seconds: i64,
    pub cancelled_at: Option<Timestamp>,
    pub cancelled_by_name: Option<String>,
    pub cancel_reason: Option<String>,
    /// Whose reason it was, as far as that was said.
    pub cancelled_for: Option<Side>,
    /// It was cancelled late, and that cost its credit.
    pub credit_kept: bool,
    pub outcome: Option<Outcome>,
    pub calendar_sequence: i64,
    /// What is noted of the two; none while nothing is.
    pub instructor_mark: Option<Mark>,
    pub student_mark: Option<Mark>,
    /// Its part in a series, if it was booked with others.
    pub series: Option<Part>,
    /// It is one student's part in a session of several.
    pub shared: Option<Shared>,
}

impl Session {
    pub fn state(&self) -> State {
        match self.outcome {
            Some(Outcome::Completed) => State::Completed,
            Some(Outcome::MissedByStudent | Outcome::MissedByInstructor) => State::Missed,
            Some(Outcome::Cancelled) => State::Cancelled,
            None if self.opened_at.is_none() => State::Scheduled,
            None if self.together_at.is_none() => State::Lobby,
            None => State::Lesson,
        }
    }

    /// Whether other students take part.
    pub fn is_shared(&self) -> bool {
        self.shared.as_ref().is_some_and(|shared| shared.others > 0)
    }

    /// What people call it: its subject, else its program.
    pub fn title(&self) -> &str {
        if self.subject.is_empty() { &self.program_title } else { &self.subject }
    }

    pub const fn minutes(&self) -> i64 {
        (self.ends_at.micros() - self.starts_at.micros()) / 60_000_000
    }

    /// The place of `person` in the classroom, if they have one.
    pub fn seat_of(&self, person: UserId) -> Option<Seat> {
        if person == self.instructor {
            Some(Seat::Instructor)
        } else if person == self.student {
            Some(Seat::Student)
        } else {
            None
        }
    }

    /// The other person, as `person` would name them.
    pub fn counterpart(&self, person: UserId) -> &str {
        if person == self.instructor { &self.student_name } else { &self.instructor_name }
    }

    /// Whether the classroom here may be entered; never for a session that takes place elsewhere.
    pub fn join(&self, now: Timestamp) -> Join {
        let opens = self.opens_at();
        if !self.place.is_classroom() {
            return Join::Over;
        }
        match self.state() {
            State::Lobby | State::Lesson => Join::Live,
            State::Scheduled if now >= self.closes_at() => Join::Over,
            State::Scheduled if now >= opens => Join::Open,
            State::Scheduled => Join::From(opens),
            State::Completed | State::Missed | State::Cancelled => Join::Over,
        }
    }

    /// Whether the classroom here saw it, so that there may be boards, recordings and a replay of it.
    pub fn was_in_classroom(&self) -> bool {
        self.place.is_classroom() && self.state().is_over() && self.opened_at.is_some()
    }

    /// Whether it has begun elsewhere and nobody has said yet how it went.
    pub fn awaits_word(&self, now: Timestamp) -> bool {
        !self.place.is_classroom() && self.state() == State::Scheduled && self.starts_at <= now
    }

    /// What is noted of both.
    pub fn record(&self) -> Option<Record> {
        let marks = self.instructor_mark.clone().zip(self.student_mark.clone());
        marks.and_then(|(instructor, student)| Record::new(instructor, student).ok())
    }

    /// Whether somebody missed it and nobody has said why.
    pub fn lacks_reason(&self) -> bool {
        let unexplained = |mark: &Option<Mark>| matches!(mark, Some(Mark::Missed { reason: None, .. }));
        unexplained(&self.instructor_mark) || unexplained(&self.student_mark)
    }

    /// The address of a meeting elsewhere, from shortly before its start until it is over.
    pub fn open_meeting(&self, now: Timestamp) -> Option<&str> {
        let is_open = self.state() == State::Scheduled && self.opens_at() <= now && now < self.closes_at();
        self.place.address().filter(|_| is_open)
    }

    /// When its instructor may open the classroom, and a meeting elsewhere is shown.
    pub const fn opens_at(&self) -> Timestamp {
        self.starts_at.plus_minutes(-self.early_minutes)
    }

    /// When the server closes the classroom at the latest.
    pub const fn closes_at(&self) -> Timestamp {
        self.ends_at.plus_minutes(CLOSES_AFTER_MINUTES)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: OutcomeRules = OutcomeRules { minimum_minutes: 5, no_show_minutes: 15 };

    fn attended(together: i64, instructor: Option<i64>, student: Option<i64>) -> Attendance {
        Attendance {
            together_seconds: together,
            instructor_seconds: instructor.unwrap_or(0),
            student_seconds: student.unwrap_or(0),
            instructor_was_in: instructor.is_some(),
            student_was_in: student.is_some(),
            together_at: None,
        }
    }

    /// Every kind of attendance × who ends it × what they say. `None`: the instructor is asked.
    #[test]
    fn the_outcome_truth_table() {
        use Outcome::{Cancelled, Completed, MissedByInstructor, MissedByStudent};
        let ada = By::Instructor(UserId::fresh(Timestamp::from_micros(0)));
        let says = [None, Some(Choice::Completed), Some(Choice::Mistake)];
        // attendance, then the answers for: server (whatever is said), instructor saying nothing, completed, mistake
        let table: [(&str, Attendance, [Option<Outcome>; 4]); 12] = [
            ("exactly the minimum together", attended(300, Some(300), Some(300)), [Some(Completed); 4]),
            ("long together", attended(3_000, Some(3_600), Some(3_000)), [Some(Completed); 4]),
            (
                "a second short of the minimum",
                attended(299, Some(600), Some(299)),
                [Some(Cancelled), None, Some(Completed), Some(Cancelled)],
            ),
            (
                "both in, never together",
                attended(0, Some(600), Some(60)),
                [Some(Cancelled), None, Some(Completed), Some(Cancelled)],
            ),
            (
                "both in, never together, instructor waited long",
                attended(0, Some(2_000), Some(60)),
                [Some(Cancelled), None, Some(Completed), Some(Cancelled)],
            ),
            (
                "student never in, waited exactly the no-show minutes",
                attended(0, Some(900), None),
                [Some(MissedByStudent); 4],
            ),
            ("student never in, waited longer", attended(0, Some(3_000), None), [Some(MissedByStudent); 4]),
            (
                "student never in, waited a second less",
                attended(0, Some(899), None),
                [Some(Cancelled), None, Some(Completed), Some(Cancelled)],
            ),
            (
                "instructor looked in for no time",
                attended(0, Some(0), None),
                [Some(Cancelled), None, Some(Completed), Some(Cancelled)],
            ),
            (
                "instructor never in, student waited",
                attended(0, None, Some(1_200)),
                [Some(MissedByInstructor); 4],
            ),
            (
                "instructor never in, student looked in",
                attended(0, None, Some(1)),
                [Some(MissedByInstructor); 4],
            ),
            ("nobody ever in", attended(0, None, None), [Some(MissedByInstructor); 4]),
        ];

        for (case, attendance, [server, silent, completed, mistake]) in table {
            for said in says {
                assert_eq!(
                    outcome(&attendance, RULES, By::Server, said).ok(),
                    server,
                    "{case}, by the server"
                );
            }
            let by_ada = says.map(|said| outcome(&attendance, RULES, ada, said).ok());
            assert_eq!(by_ada, [silent, completed, mistake], "{case}, by the instructor");
        }
    }

    #[test]
    fn only_completed_and_missed_by_student_take_the_credit() {
        let takers: Vec<_> = Outcome::ALL.into_iter().filter(|outcome| outcome.consumes()).collect();

        assert_eq!(takers, [Outcome::Completed, Outcome::MissedByStudent]);
    }
}
