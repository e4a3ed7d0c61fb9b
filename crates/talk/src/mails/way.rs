//! Which mails somebody may have otherwise than at once. Pure.

use kernel::{Role, Roles};

use super::mail::Kind;

/// How somebody is mailed of a kind of news. The page of notifications has it in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    AtOnce,
    /// With the rest of the day, in one mail.
    Daily,
    /// Not mailed.
    Page,
}

impl Way {
    /// The word stored, and of forms.
    pub const fn word(self) -> &'static str {
        match self {
            Self::AtOnce => "at-once",
            Self::Daily => "daily",
            Self::Page => "page",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        [Self::AtOnce, Self::Daily, Self::Page].into_iter().find(|way| way.word() == word)
    }
}

impl Kind {
    /// The ways that may be chosen, the usual one first. What keeps a child from standing before a closed door, and what
    /// is about the account, comes at once and is not chosen.
    pub const fn ways(self) -> &'static [Way] {
        match self {
            Self::SessionBooked
            | Self::Message
            | Self::ReportShared
            | Self::ReportOverdue
            | Self::RequestReceived
            | Self::RequestProposed
            | Self::RequestAnswered => &[Way::AtOnce, Way::Daily, Way::Page],
            // somebody should look, today
            Self::LowReport | Self::LowSurvey => &[Way::AtOnce, Way::Daily],
            // a day's mail would come too late
            Self::ReminderOfDay | Self::ReminderOfHour => &[Way::AtOnce, Way::Page],
            Self::SessionStarted
            | Self::SessionCancelled
            | Self::SessionRescheduled
            | Self::InstructorChanged
            | Self::InstructorReplaced
            | Self::InstructorLate
            | Self::StudentLate
            | Self::NotThereYet
            | Self::Daily
            | Self::Invitation
            | Self::Reset
            | Self::SetPassword
            | Self::PasskeyAdded => &[Way::AtOnce],
        }
    }

    pub const fn is_chosen(self) -> bool {
        self.ways().len() > 1
    }

    /// Whether news of this kind are for somebody with these roles.
    pub fn concerns(self, roles: Roles) -> bool {
        match self {
            Self::ReportShared | Self::RequestProposed => roles.has(Role::Student) || roles.has(Role::Parent),
            Self::ReportOverdue => roles.has(Role::Instructor),
            Self::RequestReceived => roles.has(Role::Instructor) || roles.has(Role::Admin),
            Self::LowReport | Self::LowSurvey => roles.has(Role::Admin),
            _ => true,
        }
    }

    /// Whether a mail of this kind may wait until quiet hours are over.
    pub fn can_wait(self) -> bool {
        self.is_chosen() && self != Self::ReminderOfHour
    }
}
