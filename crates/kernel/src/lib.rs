//! The vocabulary of the product: ids, times, people's roles, minutes, events.
//!
//! Pure values, no I/O. Everything else in the workspace is rebuilt when this crate changes, so it
//! changes rarely.

mod clock;
mod email;
mod event;
mod ids;
mod minutes;
mod people;
mod reminder;
mod secret;
mod text;
mod time;

pub use clock::Clock;
pub use email::{Email, NotAnEmail};
pub use event::Event;
pub use ids::{
    ConsentId, DeliveryId, EntryId, ExceptionId, FileId, FormId, GroupId, GroupSessionId, ImportId, LinkId,
    LocationId, MembershipId, MessageId, NoticeId, OrgId, PartId, PasskeyId, ProfileFieldId, ProgramId,
    RecordingId, ReportId, RequestId, SavedViewId, SeatId, SeriesChangeId, SeriesId, SessionId, SignInId,
    TermsId, ThreadId, UnknownId, UserId, WaitId,
};
pub use minutes::{OutOfRange, SessionMinutes};
pub use people::{Role, Roles, Seat, Standing, UnknownWord};
pub use reminder::Reminder;
pub use secret::Secret;
pub use text::{NotAName, PersonName, is_invisible, is_title};
pub use time::{Timestamp, Zone};
