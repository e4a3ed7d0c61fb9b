//! What is asked after a session, of whom, and until when. Pure.

use kernel::{FormId, ReportId, SessionId, Timestamp, UserId};

use crate::sessions::{Outcome, Session};

/// A report is due so long after the end of its session.
const DUE_HOURS: i64 = 24;
/// When its instructor is reminded of one that is missing, in hours after the end.
pub const REMINDED_HOURS: [i64; 2] = [24, 72];
/// How long after the session's end, and again after it was filed, a report may be written; and how long a survey is asked.
pub const OPEN_DAYS: i64 = 7;

/// Who asks what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The instructor writes about the student.
    Report,
    /// The student answers about the session and its instructor.
    Survey,
}

impl Kind {
    pub const ALL: [Self; 2] = [Self::Report, Self::Survey];

    /// The word stored and sent.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Survey => "survey",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// The words people read.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Report => "Report",
            Self::Survey => "Student survey",
        }
    }
}

/// What is known of one report or survey beside its answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Report {
    pub id: ReportId,
    pub session: SessionId,
    pub kind: Kind,
    pub form: FormId,
    /// Who answers.
    pub by: UserId,
    /// Whom it is about.
    pub about: UserId,
    pub saved_at: Timestamp,
    /// None: it is a draft, or was skipped.
    pub filed_at: Option<Timestamp>,
    pub skipped_at: Option<Timestamp>,
    pub is_low: bool,
    pub unlocked_until: Option<Timestamp>,
}

/// When a session ended that both attended; one that was written down afterwards counts from then.
pub fn attended_at(session: &Session) -> Option<Timestamp> {
    let ended = session.ended_at.filter(|_| session.outcome == Some(Outcome::Completed))?;
    Some(ended.max(session.created_at))
}

/// When the report on a session is due that was attended then.
pub const fn due_at(attended_at: Timestamp) -> Timestamp {
    attended_at.plus_minutes(DUE_HOURS * 60)
}

/// Until when the report on a session may be written that was attended then.
pub fn open_until(attended_at: Timestamp, report: Option<&Report>) -> Timestamp {
    let days = |from: Timestamp| from.plus_minutes(OPEN_DAYS * 24 * 60);
    let filed = report.and_then(|report| report.filed_at).map(days);
    let unlocked = report.and_then(|report| report.unlocked_until);
    [filed, unlocked].into_iter().flatten().fold(days(attended_at), Timestamp::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(filed_at: Option<Timestamp>, unlocked_until: Option<Timestamp>) -> Report {
        let at = Timestamp::from_micros(0);
        Report {
            id: ReportId::fresh(at),
            session: SessionId::fresh(at),
            kind: Kind::Report,
            form: FormId::fresh(at),
            by: UserId::fresh(at),
            about: UserId::fresh(at),
            saved_at: at,
            filed_at,
            skipped_at: None,
            is_low: false,
            unlocked_until,
        }
    }

    #[test]
    fn a_report_stays_open_a_week_after_the_end_after_filing_and_as_long_as_unlocked() {
        let noon = Timestamp::from_micros(1_800_000_000_000_000);
        let days = |days: i64| noon.plus_minutes(days * 24 * 60);

        assert_eq!(due_at(noon), days(1));
        assert_eq!(open_until(noon, None), days(7));
        assert_eq!(open_until(noon, Some(&report(None, None))), days(7), "a draft keeps nothing open");
        assert_eq!(open_until(noon, Some(&report(Some(days(3)), None))), days(10));
        assert_eq!(open_until(noon, Some(&report(Some(days(3)), Some(days(30))))), days(30));
    }
}
