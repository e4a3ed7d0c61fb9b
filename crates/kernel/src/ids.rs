//! Typed ids: time-ordered UUIDs inside, opaque text with a kind prefix outside.

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

use crate::Timestamp;

/// The text is not an id of the kind asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id of this kind")]
pub struct UnknownId;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// A new id, ordered by `now`.
            pub fn fresh(now: Timestamp) -> Self {
                Self(fresh_uuid(now))
            }

            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "_{}"), self.0.simple())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = UnknownId;

            fn from_str(text: &str) -> Result<Self, UnknownId> {
                let hex = text.strip_prefix(concat!($prefix, "_")).ok_or(UnknownId)?;
                if hex.len() != 32 || hex.bytes().any(|b| b.is_ascii_uppercase()) {
                    return Err(UnknownId);
                }
                Uuid::try_parse(hex).map(Self).map_err(|_| UnknownId)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )*};
}

ids! {
    /// A tutoring organization: the tenant.
    OrgId = "org";
    /// A person in one organization.
    UserId = "usr";
    /// A browser's signed-in state.
    SignInId = "sin";
    /// A program: what sessions are told apart by.
    ProgramId = "prg";
    /// One tutoring appointment.
    SessionId = "ses";
    /// A secret address sent to a person.
    LinkId = "lnk";
    /// A person's place in one session, opened by a join link.
    SeatId = "sea";
    /// A line of a student's credit ledger.
    EntryId = "ent";
    /// An in-app notification.
    NoticeId = "not";
    /// One mail owed to one person.
    DeliveryId = "dlv";
    /// A version of the organization's terms.
    TermsId = "trm";
    /// A file in a person's portfolio.
    FileId = "fil";
    /// One switching-on of a session's recording.
    RecordingId = "rec";
    /// One file of a recording.
    PartId = "prt";
    /// An answer to the question whether a session may be recorded.
    ConsentId = "con";
    /// What two people write to each other.
    ThreadId = "thr";
    /// One message of a thread.
    MessageId = "msg";
    /// A table of people that an admin brought.
    ImportId = "imp";
    /// Sessions booked together.
    SeriesId = "srs";
    /// One session that several students take part in: what their rows share.
    GroupSessionId = "gse";
    /// Something done to a series at once.
    SeriesChangeId = "src";
    /// Days on which an instructor is free at other times than every week.
    ExceptionId = "exc";
    /// A list that a person looks at again.
    SavedViewId = "svw";
    /// A form of questions, in one version.
    FormId = "frm";
    /// What somebody answered after a session.
    ReportId = "rpt";
    /// A family's wish for a session, or for another time of one.
    RequestId = "req";
    /// A student's place among those who wait for an instructor at once.
    WaitId = "wai";
    /// Students who learn together.
    GroupId = "grp";
    /// The days for which a student belongs to a group.
    MembershipId = "mem";
    /// Something an organization keeps about its people.
    ProfileFieldId = "fld";
    /// A key on a person's device.
    PasskeyId = "psk";
    LocationId = "loc";
}

fn fresh_uuid(now: Timestamp) -> Uuid {
    let micros = now.micros().max(0).unsigned_abs();
    let seconds = micros / 1_000_000;
    let nanos = u32::try_from(micros % 1_000_000).unwrap_or(0) * 1_000;
    Uuid::new_v7(uuid::Timestamp::from_unix(uuid::NoContext, seconds, nanos))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_survives_its_text_and_refuses_other_kinds() {
        let id = SessionId::fresh(Timestamp::from_micros(1_800_000_000_000_000));

        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(id.to_string().parse::<UserId>(), Err(UnknownId));
        assert_eq!("ses_0".parse::<SessionId>(), Err(UnknownId));
    }
}
