//! What is noted of the two, and what follows from it. Pure.

use crate::sessions::Outcome;

/// Why a student's session did not take place when its instructor was not there.
pub const INSTRUCTOR_ABSENT: &str = "Instructor absent";

/// How one person attended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    Attended,
    Late,
    /// Without a reason somebody still has to say why. `counts`: against this person's attendance.
    Missed {
        reason: Option<String>,
        counts: bool,
    },
}

impl Mark {
    /// The word stored and sent.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Attended => "attended",
            Self::Late => "late",
            Self::Missed { .. } => "missed",
        }
    }

    /// None for a word that is none, and for a reason of somebody who was there.
    pub fn from_columns(word: &str, reason: Option<String>, counts: bool) -> Option<Self> {
        match (word, reason) {
            ("attended", None) => Some(Self::Attended),
            ("late", None) => Some(Self::Late),
            ("missed", reason) => Some(Self::Missed { reason, counts }),
            _ => None,
        }
    }

    pub const fn was_there(&self) -> bool {
        matches!(self, Self::Attended | Self::Late)
    }

    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Missed { reason, .. } => reason.as_deref(),
            Self::Attended | Self::Late => None,
        }
    }
}

/// What is noted of both. There is none of a student who attended a session that its instructor missed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    instructor: Mark,
    student: Mark,
}

/// A student cannot have attended what its instructor missed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Impossible;

impl Record {
    /// # Errors
    /// `Impossible` for a student in a session without its instructor.
    pub fn new(instructor: Mark, student: Mark) -> Result<Self, Impossible> {
        if !instructor.was_there() && student.was_there() {
            return Err(Impossible);
        }
        Ok(Self { instructor, student })
    }

    /// Nobody taught, so that nobody attended, which is not the student's fault.
    pub fn without_instructor(reason: Option<String>, counts: bool) -> Self {
        let student = Mark::Missed { reason: Some(INSTRUCTOR_ABSENT.to_owned()), counts: false };
        Self { instructor: Mark::Missed { reason, counts }, student }
    }

    /// The same student in a session whose instructor is marked so. When that one was there after all, nobody has said yet
    /// whether the student was.
    pub fn taught_by(&self, instructor: &Mark) -> Self {
        match instructor {
            Mark::Missed { reason, counts } => Self::without_instructor(reason.clone(), *counts),
            there if self.instructor.was_there() => {
                Self { instructor: there.clone(), student: self.student.clone() }
            }
            there => Self { instructor: there.clone(), student: Mark::Missed { reason: None, counts: true } },
        }
    }

    /// What an outcome alone says of both; none for a session that was cancelled.
    pub fn of_outcome(outcome: Outcome) -> Option<Self> {
        let unexplained = Mark::Missed { reason: None, counts: true };
        match outcome {
            Outcome::Completed => Some(Self { instructor: Mark::Attended, student: Mark::Attended }),
            Outcome::MissedByStudent => Some(Self { instructor: Mark::Attended, student: unexplained }),
            Outcome::MissedByInstructor => Some(Self::without_instructor(None, true)),
            Outcome::Cancelled => None,
        }
    }

    pub const fn instructor(&self) -> &Mark {
        &self.instructor
    }

    pub const fn student(&self) -> &Mark {
        &self.student
    }

    /// What the session was.
    pub const fn outcome(&self) -> Outcome {
        match (self.instructor.was_there(), self.student.was_there()) {
            (true, true) => Outcome::Completed,
            (true, false) => Outcome::MissedByStudent,
            (false, _) => Outcome::MissedByInstructor,
        }
    }

    /// `Ada late, Ben missed (Sick)`, for the audit trail: by role, without names.
    pub fn words(&self) -> String {
        let words = |mark: &Mark| match mark.reason() {
            Some(reason) => format!("{} ({reason})", mark.word()),
            None => mark.word().to_owned(),
        };
        format!("instructor {}, student {}", words(&self.instructor), words(&self.student))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn missed(reason: Option<&str>) -> Mark {
        Mark::Missed { reason: reason.map(str::to_owned), counts: true }
    }

    #[test]
    fn the_outcome_follows_from_the_two_and_nothing_contradicts_it() {
        use Mark::{Attended, Late};
        let there = [Attended, Late];
        for instructor in &there {
            for student in &there {
                let record = Record::new(instructor.clone(), student.clone()).unwrap();
                assert_eq!(record.outcome(), Outcome::Completed);
            }
            let record = Record::new(instructor.clone(), missed(Some("Sick"))).unwrap();
            assert_eq!(record.outcome(), Outcome::MissedByStudent);
            assert_eq!(Record::new(missed(None), instructor.clone()), Err(Impossible));
        }
        let nobody = Record::new(missed(Some("Sick")), missed(Some("Sick"))).unwrap();
        assert_eq!(nobody.outcome(), Outcome::MissedByInstructor);
    }

    #[test]
    fn an_outcome_and_its_record_say_the_same() {
        for outcome in [Outcome::Completed, Outcome::MissedByStudent, Outcome::MissedByInstructor] {
            assert_eq!(Record::of_outcome(outcome).unwrap().outcome(), outcome);
        }
        assert_eq!(Record::of_outcome(Outcome::Cancelled), None);
        let absent = Record::of_outcome(Outcome::MissedByInstructor).unwrap();
        assert_eq!(absent.words(), "instructor missed, student missed (Instructor absent)");
        assert!(matches!(absent.student(), Mark::Missed { counts: false, .. }));
    }

    #[test]
    fn a_reason_belongs_to_an_absence() {
        assert_eq!(Mark::from_columns("attended", Some("Sick".to_owned()), true), None);
        assert_eq!(Mark::from_columns("present", None, true), None);
        for mark in [Mark::Attended, Mark::Late, missed(Some("Sick")), missed(None)] {
            let reason = mark.reason().map(str::to_owned);
            assert_eq!(Mark::from_columns(mark.word(), reason, true), Some(mark));
        }
    }
}
