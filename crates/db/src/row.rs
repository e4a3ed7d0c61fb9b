//! Values that come out of rows, on both engines.

use kernel::{
    ConsentId, DeliveryId, Email, EntryId, ExceptionId, FileId, FormId, GroupId, GroupSessionId, ImportId,
    LinkId, LocationId, MembershipId, MessageId, NoticeId, OrgId, PartId, PasskeyId, PersonName,
    ProfileFieldId, ProgramId, RecordingId, ReportId, RequestId, Role, Roles, SavedViewId, Seat, SeatId,
    SeriesChangeId, SeriesId, SessionId, SessionMinutes, SignInId, Standing, TermsId, ThreadId, Timestamp,
    UserId, WaitId, Zone,
};
use sqlx::Row as _;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use uuid::Uuid;

use crate::{Error, Result};

/// One row of an answer.
pub enum Row {
    #[doc(hidden)]
    Sqlite(SqliteRow),
    #[doc(hidden)]
    Postgres(PgRow),
}

impl Row {
    /// The column at `index`, counted from 0.
    ///
    /// # Errors
    /// `Corrupt` when the stored value is not what `T` promises.
    pub fn at<T: Column>(&self, index: usize) -> Result<T> {
        T::read(self, index)
    }

    /// The column called `name`.
    ///
    /// # Errors
    /// `Corrupt` when there is none or its value is not what `T` promises.
    pub fn get<T: Column>(&self, name: &str) -> Result<T> {
        let index = match self {
            Self::Sqlite(row) => row.columns().iter().position(|c| sqlx::Column::name(c) == name),
            Self::Postgres(row) => row.columns().iter().position(|c| sqlx::Column::name(c) == name),
        };
        index
            .map_or_else(|| Err(Error::Corrupt { column: name.to_owned() }), |index| T::read(self, index))
            .map_err(|error| match error {
                Error::Corrupt { .. } => Error::Corrupt { column: name.to_owned() },
                other => other,
            })
    }
}

/// A type readable from a column of either engine.
pub trait Column: Sized {
    /// # Errors
    /// `Corrupt` when the stored value is something else.
    fn read(row: &Row, index: usize) -> Result<Self>;
}

fn corrupt(index: usize) -> Error {
    Error::Corrupt { column: format!("#{index}") }
}

macro_rules! plain {
    ($($t:ty),*) => {$(
        impl Column for $t {
            fn read(row: &Row, index: usize) -> Result<Self> {
                Option::<$t>::read(row, index)?.ok_or_else(|| corrupt(index))
            }
        }

        impl Column for Option<$t> {
            fn read(row: &Row, index: usize) -> Result<Self> {
                let read = match row {
                    Row::Sqlite(row) => row.try_get::<Option<$t>, _>(index),
                    Row::Postgres(row) => row.try_get::<Option<$t>, _>(index),
                };
                read.map_err(|_| corrupt(index))
            }
        }
    )*};
}

plain!(i64, bool, String, Vec<u8>, Uuid);

/// Reads `$t` from the plain value `$plain` by `$from`, which says `None` for a value that cannot be.
macro_rules! parsed {
    ($($t:ty as $plain:ty = $from:expr;)*) => {$(
        impl Column for $t {
            fn read(row: &Row, index: usize) -> Result<Self> {
                let from: fn($plain) -> Option<$t> = $from;
                from(<$plain>::read(row, index)?).ok_or_else(|| corrupt(index))
            }
        }

        impl Column for Option<$t> {
            fn read(row: &Row, index: usize) -> Result<Self> {
                let from: fn($plain) -> Option<$t> = $from;
                match Option::<$plain>::read(row, index)? {
                    None => Ok(None),
                    Some(plain) => from(plain).map(Some).ok_or_else(|| corrupt(index)),
                }
            }
        }
    )*};
}

parsed! {
    Timestamp as i64 = |v| Some(Timestamp::from_micros(v));
    SessionMinutes as i64 = |v| SessionMinutes::new(v).ok();
    Email as String = |v| v.parse().ok();
    PersonName as String = |v| v.parse().ok();
    Zone as String = |v| Zone::named(&v);
    Roles as i64 = |v| Some(Roles::from_bits(v));
    Role as String = |v| v.parse().ok();
    Standing as String = |v| v.parse().ok();
    Seat as String = |v| v.parse().ok();
    [u8; 32] as Vec<u8> = |v| v.try_into().ok();
    OrgId as Uuid = |v| Some(OrgId::from_uuid(v));
    UserId as Uuid = |v| Some(UserId::from_uuid(v));
    SignInId as Uuid = |v| Some(SignInId::from_uuid(v));
    ProgramId as Uuid = |v| Some(ProgramId::from_uuid(v));
    SessionId as Uuid = |v| Some(SessionId::from_uuid(v));
    LinkId as Uuid = |v| Some(LinkId::from_uuid(v));
    SeatId as Uuid = |v| Some(SeatId::from_uuid(v));
    EntryId as Uuid = |v| Some(EntryId::from_uuid(v));
    NoticeId as Uuid = |v| Some(NoticeId::from_uuid(v));
    DeliveryId as Uuid = |v| Some(DeliveryId::from_uuid(v));
    TermsId as Uuid = |v| Some(TermsId::from_uuid(v));
    FileId as Uuid = |v| Some(FileId::from_uuid(v));
    RecordingId as Uuid = |v| Some(RecordingId::from_uuid(v));
    PartId as Uuid = |v| Some(PartId::from_uuid(v));
    ConsentId as Uuid = |v| Some(ConsentId::from_uuid(v));
    ImportId as Uuid = |v| Some(ImportId::from_uuid(v));
    MessageId as Uuid = |v| Some(MessageId::from_uuid(v));
    ThreadId as Uuid = |v| Some(ThreadId::from_uuid(v));
    ExceptionId as Uuid = |v| Some(ExceptionId::from_uuid(v));
    SavedViewId as Uuid = |v| Some(SavedViewId::from_uuid(v));
    FormId as Uuid = |v| Some(FormId::from_uuid(v));
    ReportId as Uuid = |v| Some(ReportId::from_uuid(v));
    RequestId as Uuid = |v| Some(RequestId::from_uuid(v));
    WaitId as Uuid = |v| Some(WaitId::from_uuid(v));
    GroupSessionId as Uuid = |v| Some(GroupSessionId::from_uuid(v));
    GroupId as Uuid = |v| Some(GroupId::from_uuid(v));
    ProfileFieldId as Uuid = |v| Some(ProfileFieldId::from_uuid(v));
    PasskeyId as Uuid = |v| Some(PasskeyId::from_uuid(v));
    LocationId as Uuid = |v| Some(LocationId::from_uuid(v));
    MembershipId as Uuid = |v| Some(MembershipId::from_uuid(v));
    SeriesId as Uuid = |v| Some(SeriesId::from_uuid(v));
    SeriesChangeId as Uuid = |v| Some(SeriesChangeId::from_uuid(v));
}

/// A whole row as a value: a tuple of columns in their order, or a struct made with [`row!`](crate::row!).
pub trait FromRow: Sized {
    /// # Errors
    /// `Corrupt` when a column holds something else.
    fn from_row(row: &Row) -> Result<Self>;
}

macro_rules! tuples {
    ($(($($name:ident . $index:tt),+);)*) => {$(
        impl<$($name: Column),+> FromRow for ($($name,)+) {
            fn from_row(row: &Row) -> Result<Self> {
                Ok(($($name::read(row, $index)?,)+))
            }
        }
    )*};
}

tuples! {
    (A.0);
    (A.0, B.1);
    (A.0, B.1, C.2);
    (A.0, B.1, C.2, D.3);
    (A.0, B.1, C.2, D.3, E.4);
    (A.0, B.1, C.2, D.3, E.4, F.5);
    (A.0, B.1, C.2, D.3, E.4, F.5, G.6);
    (A.0, B.1, C.2, D.3, E.4, F.5, G.6, H.7);
}

/// A struct whose fields are columns of the same names.
///
/// ```ignore
/// db::row! {
///     /// One line of the list.
///     pub struct Line { pub id: SessionId, pub subject: Option<String> }
/// }
/// ```
#[macro_export]
macro_rules! row {
    ($(#[$meta:meta])* $vis:vis struct $name:ident { $($(#[$fmeta:meta])* $fvis:vis $field:ident : $type:ty),* $(,)? }) => {
        $(#[$meta])*
        $vis struct $name { $($(#[$fmeta])* $fvis $field: $type),* }

        impl $crate::FromRow for $name {
            fn from_row(row: &$crate::Row) -> $crate::Result<Self> {
                Ok(Self { $($field: row.get(stringify!($field))?),* })
            }
        }
    };
}
