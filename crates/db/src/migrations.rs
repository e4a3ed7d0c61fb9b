//! The schema, step by step. `NNNN_name.sql` serves both engines; `NNNN_name.sqlite.sql` and
//! `NNNN_name.postgres.sql` stand where they must differ. A landed migration is never edited.

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AssertSqlSafe, SqlSafeStr};

use crate::Engine;

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../../migrations/", $name)))),*]
    };
}

const FILES: &[(&str, &str)] = files![
    "0001_organizations.sql",
    "0002_people.sql",
    "0003_sign_ins.sql",
    "0004_programs.sql",
    "0005_sessions.sql",
    "0006_credits.sql",
    "0007_notices.sql",
    "0008_append_only.sqlite.sql",
    "0008_append_only.postgres.sql",
    "0009_recordings.sql",
    "0010_files.sql",
    "0011_boards.sql",
    "0012_talks.sql",
    "0013_recording_copies.sql",
    "0014_places.sql",
    "0015_no_double_booking.sqlite.sql",
    "0015_no_double_booking.postgres.sql",
    "0016_told_outcomes.sql",
    "0017_closures.sql",
    "0018_calendar_feeds.sql",
    "0019_external_ids.sql",
    "0020_series.sql",
    "0021_changes.sql",
    "0022_attendance.sql",
    "0023_messages.sql",
    "0024_availability.sql",
    "0025_reports.sql",
    "0026_requests.sql",
    "0027_mail_preferences.sql",
    "0028_saved_views.sql",
    "0029_on_demand.sql",
    "0030_several_students.postgres.sql",
    "0030_several_students.sqlite.sql",
    "0032_groups.sql",
    "0033_profile_fields.sql",
    "0034_family_sign_ins.sql",
    "0035_search.sql",
    "0036_message_files.sql",
    "0037_found_mails.sql",
    "0038_on_demand_with_anybody.sql",
    "0039_passkeys.sql",
    "0040_bookable.sql",
    "0041_locations.sql",
    "0042_look.sql",
    "0043_pages_of_lists.sql",
    "0044_instructors.sql",
    "0045_mail_texts.sql",
];

/// Token, what SQLite reads, what PostgreSQL reads.
const TOKENS: &[(&str, &str, &str)] = &[
    ("{{id}}", "BLOB", "UUID"),
    ("{{bytes}}", "BLOB", "BYTEA"),
    ("{{ts}}", "INTEGER", "BIGINT"),
    ("{{i64}}", "INTEGER", "BIGINT"),
    ("{{bool}}", "INTEGER", "BOOLEAN"),
    ("{{serial}}", "INTEGER PRIMARY KEY AUTOINCREMENT", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"),
    ("{{strict}}", "STRICT", ""),
];

/// The migrations as `engine` reads them.
pub fn for_engine(engine: Engine) -> Migrator {
    let migrations = FILES.iter().filter_map(|(file, text)| read(engine, file, text)).collect::<Vec<_>>();
    Migrator { migrations: migrations.into(), ..Migrator::DEFAULT }
}

fn read(engine: Engine, file: &str, text: &str) -> Option<Migration> {
    let (number, rest) = file.split_once('_')?;
    let name = match (rest.strip_suffix(".sqlite.sql"), rest.strip_suffix(".postgres.sql")) {
        (Some(name), _) => (engine == Engine::Sqlite).then_some(name)?,
        (_, Some(name)) => (engine == Engine::Postgres).then_some(name)?,
        _ => rest.strip_suffix(".sql")?,
    };
    let sql = TOKENS.iter().fold(text.to_owned(), |sql, (token, sqlite, postgres)| {
        sql.replace(token, if engine == Engine::Sqlite { sqlite } else { postgres })
    });
    let sql = append_only(engine, &sql);
    Some(Migration::new(
        number.parse().ok()?,
        name.to_owned().into(),
        MigrationType::Simple,
        AssertSqlSafe(sql).into_sql_str(),
        false,
    ))
}

/// The line `{{append_only TABLE}}` becomes triggers that refuse to change or remove that table's rows.
fn append_only(engine: Engine, sql: &str) -> String {
    let table_of = |line: &str| line.strip_prefix("{{append_only ")?.strip_suffix("}}").map(str::to_owned);
    let lines = sql.lines().map(|line| match (table_of(line), engine) {
        (None, _) => line.to_owned(),
        (Some(table), Engine::Sqlite) => format!(
            "CREATE TRIGGER {table}_never_change BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{table}_append_only'); END;
             CREATE TRIGGER {table}_never_go BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{table}_append_only'); END;"
        ),
        (Some(table), Engine::Postgres) => format!(
            "CREATE TRIGGER {table}_never_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change();"
        ),
    });
    lines.collect::<Vec<_>>().join("\n")
}
