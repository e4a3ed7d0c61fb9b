//! A reason for missing a session. Pure.

use std::fmt;

use kernel::Seat;

/// Of whom a reason may be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Concerns {
    Student,
    Instructor,
    Both,
}

impl Concerns {
    pub const ALL: [Self; 3] = [Self::Student, Self::Instructor, Self::Both];

    /// The word stored and sent.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Student => "student",
            Self::Instructor => "instructor",
            Self::Both => "both",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|whom| whom.word() == word)
    }

    pub const fn includes(self, seat: Seat) -> bool {
        match (self, seat) {
            (Self::Both, _) | (Self::Student, Seat::Student) | (Self::Instructor, Seat::Instructor) => true,
            (Self::Student, Seat::Instructor) | (Self::Instructor, Seat::Student) => false,
        }
    }
}

/// One reason of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    pub name: String,
    pub concerns: Concerns,
    /// Whether an absence for this reason counts against the attendance of whom it is said of.
    pub counts: bool,
}

impl fmt::Display for Reason {
    /// `Sick (student, counts)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = if self.counts { "counts" } else { "does not count" };
        write!(f, "{} ({}, {counts})", self.name, self.concerns.word())
    }
}

/// What a new organization starts with.
pub const FIRST_REASONS: [(&str, Concerns, bool); 6] = [
    ("No notice", Concerns::Both, true),
    ("Sick", Concerns::Both, true),
    ("Holiday or closure", Concerns::Both, false),
    ("School event", Concerns::Student, false),
    ("Technical trouble", Concerns::Both, false),
    ("No substitute found", Concerns::Instructor, true),
];
