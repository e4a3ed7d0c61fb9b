//! An organization's settings as values.

use kernel::{SessionMinutes, TermsId, Zone};
use web::Money;

use super::Bookable;

/// What happens when a student's credits run out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BelowZero {
    /// Sessions go on; the admin sees the debt.
    Allow,
    /// A billable session needs a credit.
    Block,
}

impl BelowZero {
    pub const ALL: [Self; 2] = [Self::Allow, Self::Block];

    /// The word stored and sent.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Block => "block",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.word() == word)
    }
}

/// Whether sessions are recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordingMode {
    /// Never.
    Off,
    /// When both people agree, asked each time.
    Ask,
    /// Each session, unless its student refuses: the organization holds everybody's consent.
    Always,
}

impl RecordingMode {
    pub const ALL: [Self; 3] = [Self::Off, Self::Ask, Self::Always];

    /// The word stored and sent.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Ask => "ask",
            Self::Always => "always",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.word() == word)
    }
}

/// What an organization decided about sessions and money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    pub money: Money,
    pub below_zero: BelowZero,
    pub billable_default: bool,
    /// Minutes together from which a session counts as completed.
    pub minimum_minutes: i64,
    /// Minutes an instructor waits until a student's absence counts as missed.
    pub no_show_minutes: i64,
    /// Minutes after the start from which whoever comes in is late.
    pub late_minutes: i64,
    pub instructors_may_invite: bool,
    pub instructors_may_manage_programs: bool,
    /// Families find every instructor, and not only those who teach them.
    pub families_may_browse: bool,
    /// The organization states that it holds parents' consent for children under 13.
    pub consent_under_13: bool,
    /// The lengths instructors may choose, shortest first; never empty.
    pub durations: Vec<SessionMinutes>,
    pub default_duration: SessionMinutes,
    pub bookable: Bookable,
}

/// The part of the rules that is about booking and sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BookingRules {
    /// 1 to 120.
    pub minimum_minutes: i64,
    /// 1 to 120.
    pub no_show_minutes: i64,
    /// 1 to 120.
    pub late_minutes: i64,
    pub instructors_may_invite: bool,
    pub instructors_may_manage_programs: bool,
    pub families_may_browse: bool,
    pub billable_default: bool,
    pub consent_under_13: bool,
}

impl Rules {
    pub const fn booking(&self) -> BookingRules {
        BookingRules {
            minimum_minutes: self.minimum_minutes,
            no_show_minutes: self.no_show_minutes,
            late_minutes: self.late_minutes,
            instructors_may_invite: self.instructors_may_invite,
            instructors_may_manage_programs: self.instructors_may_manage_programs,
            families_may_browse: self.families_may_browse,
            billable_default: self.billable_default,
            consent_under_13: self.consent_under_13,
        }
    }
}

/// What a new organization starts with.
#[derive(Debug, Clone)]
pub struct NewOrganization {
    pub name: String,
    /// The host name that answers for it, without port.
    pub host: String,
    pub zone: Zone,
    pub support_email: Option<String>,
}

/// A version of the text people accept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    pub id: TermsId,
    /// Counted from 1.
    pub version: i64,
    /// Plain text; an empty line between paragraphs.
    pub body: String,
}

/// Lengths a new organization offers, in minutes, and the one that is taken unless another is chosen.
pub(super) const FIRST_DURATIONS: [i64; 5] = [15, 30, 45, 60, 90];
pub(super) const FIRST_DEFAULT_DURATION: i64 = 60;

/// The first version of the terms: honest and short, for the organization to replace.
pub(super) const FIRST_TERMS: &str = "\
We use this platform to teach. It keeps your name, how to reach you, your sessions, who attended them and for how \
long, and what was agreed about payment. It shows these to you, to the people you learn or teach with as far as they \
need them, to your parents if you are a student, and to the people who run this organization.

Sound and picture of a session pass through our server to the other person. They are not recorded.

Treat each other with respect. Your password and the links in your mails are yours alone: do not pass them on.

You can ask us at any time to see, correct or delete what is kept about you.";
