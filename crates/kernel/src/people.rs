//! What a person is in an organization: roles, standing, and the seat in a classroom.

use std::fmt;
use std::str::FromStr;

/// The text is none of the known words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a known word")]
pub struct UnknownWord;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant,)* }

        impl $name {
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The word stored and sent.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.word())
            }
        }

        impl FromStr for $name {
            type Err = UnknownWord;

            fn from_str(text: &str) -> Result<Self, UnknownWord> {
                match text { $($word => Ok(Self::$variant),)* _ => Err(UnknownWord) }
            }
        }
    };
}

words! {
    /// What a person may be; one person may be several (Admin and Instructor).
    Role {
        Admin = "admin",
        Instructor = "instructor",
        Student = "student",
        Parent = "parent",
    }
}

words! {
    /// Where an account stands.
    Standing {
        /// Added, has not come in yet.
        Invited = "invited",
        Active = "active",
        /// May not sign in; may be restored.
        Archived = "archived",
    }
}

words! {
    /// The two places of a classroom.
    Seat {
        Instructor = "instructor",
        Student = "student",
    }
}

impl Seat {
    pub const fn other(self) -> Self {
        match self {
            Self::Instructor => Self::Student,
            Self::Student => Self::Instructor,
        }
    }
}

impl Role {
    /// The word people read.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Admin => "Admin",
            Self::Instructor => "Instructor",
            Self::Student => "Student",
            Self::Parent => "Parent",
        }
    }
}

/// The set of a person's roles.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Roles(u8);

impl Roles {
    pub const NONE: Self = Self(0);

    pub const fn with(self, role: Role) -> Self {
        Self(self.0 | 1 << role as u8)
    }

    pub const fn has(self, role: Role) -> bool {
        self.0 & (1 << role as u8) != 0
    }

    pub fn iter(self) -> impl Iterator<Item = Role> {
        Role::ALL.iter().copied().filter(move |role| self.has(*role))
    }

    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The bits, for the database.
    pub const fn bits(self) -> i64 {
        self.0 as i64
    }

    /// The set with these bits; unknown bits are dropped.
    pub fn from_bits(bits: i64) -> Self {
        Role::ALL
            .iter()
            .filter(|role| bits & (1 << **role as u8) != 0)
            .fold(Self::NONE, |set, role| set.with(*role))
    }
}

impl FromIterator<Role> for Roles {
    fn from_iter<I: IntoIterator<Item = Role>>(roles: I) -> Self {
        roles.into_iter().fold(Self::NONE, Self::with)
    }
}

impl fmt::Display for Roles {
    /// As people read it: `Admin, Instructor`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, role) in self.iter().enumerate() {
            if n > 0 {
                f.write_str(", ")?;
            }
            f.write_str(role.title())?;
        }
        Ok(())
    }
}

impl fmt::Debug for Roles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Roles({self})")
    }
}
