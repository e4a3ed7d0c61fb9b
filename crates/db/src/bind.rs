//! Values that go into statements, on both engines.

use std::sync::Arc;

use kernel::{
    ConsentId, DeliveryId, Email, EntryId, ExceptionId, FileId, FormId, GroupId, GroupSessionId, ImportId,
    LinkId, LocationId, MembershipId, MessageId, NoticeId, OrgId, PartId, PasskeyId, PersonName,
    ProfileFieldId, ProgramId, RecordingId, ReportId, RequestId, Role, Roles, SavedViewId, Seat, SeatId,
    SeriesChangeId, SeriesId, SessionId, SessionMinutes, SignInId, Standing, TermsId, ThreadId, Timestamp,
    UserId, WaitId, Zone,
};
use sqlx::postgres::PgArguments;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments as _, Encode, Postgres, Sqlite, Type};
use uuid::Uuid;

/// A value both engines can take as an argument.
pub trait Bind: Sync {
    #[doc(hidden)]
    fn sqlite(&self, into: &mut SqliteArguments) -> Result<(), sqlx::error::BoxDynError>;
    #[doc(hidden)]
    fn postgres(&self, into: &mut PgArguments) -> Result<(), sqlx::error::BoxDynError>;
}

fn add<T>(value: T, into: &mut SqliteArguments) -> Result<(), sqlx::error::BoxDynError>
where
    T: for<'q> Encode<'q, Sqlite> + Type<Sqlite> + Send + 'static,
{
    sqlx::Arguments::add(into, value)
}

fn add_pg<T>(value: T, into: &mut PgArguments) -> Result<(), sqlx::error::BoxDynError>
where
    T: for<'q> Encode<'q, Postgres> + Type<Postgres> + Send + 'static,
{
    into.add(value)
}

/// Binds `$t` as the plain value `$as` makes of it.
macro_rules! bind {
    ($($t:ty as $plain:ty = $as:expr;)*) => {$(
        impl Bind for $t {
            fn sqlite(&self, into: &mut SqliteArguments) -> Result<(), sqlx::error::BoxDynError> {
                let plain: fn(&$t) -> $plain = $as;
                add::<$plain>(plain(self), into)
            }

            fn postgres(&self, into: &mut PgArguments) -> Result<(), sqlx::error::BoxDynError> {
                let plain: fn(&$t) -> $plain = $as;
                add_pg::<$plain>(plain(self), into)
            }
        }

        impl Bind for Option<$t> {
            fn sqlite(&self, into: &mut SqliteArguments) -> Result<(), sqlx::error::BoxDynError> {
                let plain: fn(&$t) -> $plain = $as;
                add::<Option<$plain>>(self.as_ref().map(plain), into)
            }

            fn postgres(&self, into: &mut PgArguments) -> Result<(), sqlx::error::BoxDynError> {
                let plain: fn(&$t) -> $plain = $as;
                add_pg::<Option<$plain>>(self.as_ref().map(plain), into)
            }
        }
    )*};
}

bind! {
    i64 as i64 = |v| *v;
    bool as bool = |v| *v;
    String as String = String::clone;
    &str as String = |v| (*v).to_owned();
    Vec<u8> as Vec<u8> = Vec::clone;
    Arc<[u8]> as Vec<u8> = |v| v.to_vec();
    [u8; 32] as Vec<u8> = |v| v.to_vec();
    Uuid as Uuid = |v| *v;
    Timestamp as i64 = |v| v.micros();
    SessionMinutes as i64 = |v| v.get();
    Email as String = ToString::to_string;
    PersonName as String = ToString::to_string;
    Zone as String = |v| v.name().to_owned();
    Roles as i64 = |v| v.bits();
    Role as String = ToString::to_string;
    Standing as String = ToString::to_string;
    Seat as String = ToString::to_string;
    OrgId as Uuid = |v| v.uuid();
    UserId as Uuid = |v| v.uuid();
    SignInId as Uuid = |v| v.uuid();
    ProgramId as Uuid = |v| v.uuid();
    SessionId as Uuid = |v| v.uuid();
    LinkId as Uuid = |v| v.uuid();
    SeatId as Uuid = |v| v.uuid();
    EntryId as Uuid = |v| v.uuid();
    NoticeId as Uuid = |v| v.uuid();
    DeliveryId as Uuid = |v| v.uuid();
    TermsId as Uuid = |v| v.uuid();
    FileId as Uuid = |v| v.uuid();
    RecordingId as Uuid = |v| v.uuid();
    PartId as Uuid = |v| v.uuid();
    ConsentId as Uuid = |v| v.uuid();
    ImportId as Uuid = |v| v.uuid();
    MessageId as Uuid = |v| v.uuid();
    ThreadId as Uuid = |v| v.uuid();
    ExceptionId as Uuid = |v| v.uuid();
    SavedViewId as Uuid = |v| v.uuid();
    RequestId as Uuid = |v| v.uuid();
    WaitId as Uuid = |v| v.uuid();
    GroupSessionId as Uuid = |v| v.uuid();
    GroupId as Uuid = |v| v.uuid();
    ProfileFieldId as Uuid = |v| v.uuid();
    PasskeyId as Uuid = |v| v.uuid();
    LocationId as Uuid = |v| v.uuid();
    MembershipId as Uuid = |v| v.uuid();
    SeriesId as Uuid = |v| v.uuid();
    SeriesChangeId as Uuid = |v| v.uuid();
    FormId as Uuid = |v| v.uuid();
    ReportId as Uuid = |v| v.uuid();
}

pub(crate) fn sqlite_arguments(values: &[&dyn Bind]) -> Result<SqliteArguments, sqlx::Error> {
    let mut into = SqliteArguments::default();
    for value in values {
        value.sqlite(&mut into).map_err(sqlx::Error::Encode)?;
    }
    Ok(into)
}

pub(crate) fn postgres_arguments(values: &[&dyn Bind]) -> Result<PgArguments, sqlx::Error> {
    let mut into = PgArguments::default();
    for value in values {
        value.postgres(&mut into).map_err(sqlx::Error::Encode)?;
    }
    Ok(into)
}
