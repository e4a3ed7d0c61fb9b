//! Every SQL statement of the program, and both schemas.

use db::{Db, Engine, Statement};
use kernel::{Clock, Timestamp};

/// Tables without an organization's rows, or read across organizations by the server's own jobs.
const WITHOUT_TENANT: [&str; 3] = ["organizations", "throttles", "outbox"];
/// Statements of jobs that serve every organization at once: the worker, the closing sweep, the start, the checks.
const OF_JOBS: [&str; 12] = [
    "UPDATE recordings SET stopped_at = $1",
    "UPDATE presences SET left_at = seen_at WHERE left_at IS NULL",
    "SELECT s.org_id, s.id FROM sessions s",
    "SELECT COUNT(*) FROM presences p",
    "UPDATE deliveries SET leased_until",
    "SELECT COUNT(*) FROM deliveries",
    "UPDATE deliveries SET next_at",
    "UPDATE deliveries SET attempts",
    "SELECT MIN(",
    "DELETE FROM throttles",
    "SELECT org_id",
    "SELECT id FROM deliveries",
];

async fn stores() -> Vec<(Db, tempfile::TempDir)> {
    let mut stores = Vec::new();
    for (place, folder) in testkit::engines().await {
        let db = Db::open(&place, Clock::standing_at(Timestamp::from_micros(0))).await.unwrap();
        db.migrate().await.unwrap();
        stores.push((db, folder));
    }
    stores
}

#[tokio::test]
async fn every_statement_prepares_on_both_engines() {
    let mut refused = Vec::new();

    for (db, _folder) in stores().await {
        for Statement { sql, place } in db::statements() {
            // a list of values is prepared with one of them
            let sql = sql.replace("$list", &format!("${}", highest(sql) + 1));
            if let Err(words) = db.prepare(&sql).await {
                refused.push(format!("{place} on {:?}: {words}", db.engine()));
            }
        }
    }

    assert!(db::statements().count() > 50, "the statements of all areas are linked into this test");
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}

/// The highest `$n` of a statement.
fn highest(sql: &str) -> u32 {
    let numbers = sql.split('$').skip(1).map(|rest| {
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().unwrap_or(0)
    });
    numbers.max().unwrap_or(0)
}

#[tokio::test]
async fn every_statement_on_a_tenants_table_names_the_organization() {
    let (db, _folder) = stores().await.remove(0);
    let tables = table_names(&db).await;

    let forgetful: Vec<String> = db::statements()
        .filter(|statement| !statement.place.contains("db/src/outbox.rs"))
        .filter(|statement| touches_tenant(statement.sql, &tables) && !statement.sql.contains("org_id"))
        .filter(|statement| !OF_JOBS.iter().any(|job| statement.sql.trim_start().starts_with(job)))
        .map(|statement| format!("{}: {}", statement.place, statement.sql))
        .collect();

    assert!(forgetful.is_empty(), "{}", forgetful.join("\n"));
}

fn touches_tenant(sql: &str, tables: &[String]) -> bool {
    let words: Vec<&str> = sql.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    tables.iter().any(|table| words.contains(&table.as_str()) && !WITHOUT_TENANT.contains(&table.as_str()))
}

async fn table_names(db: &Db) -> Vec<String> {
    let mut tx = db.read().await.unwrap();
    let sql = match db.engine() {
        Engine::Sqlite => {
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY 1"
        }
        Engine::Postgres => {
            "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
        }
    };
    let names: Vec<(String,)> = tx.all(sql, &[]).await.unwrap();
    names.into_iter().map(|(name,)| name).filter(|name| name != "_sqlx_migrations").collect()
}

/// Tables with their columns and which of them may be empty, and the names of all indexes.
async fn schema(db: &Db) -> Vec<String> {
    let mut tx = db.read().await.unwrap();
    let (columns, indexes) = match db.engine() {
        Engine::Sqlite => (
            "SELECT m.name, p.name, CASE WHEN p.\"notnull\" = 1 OR p.pk > 0 THEN 1 ELSE 0 END
               FROM sqlite_schema m JOIN pragma_table_info(m.name) p WHERE m.type = 'table'",
            "SELECT tbl_name, name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL",
        ),
        Engine::Postgres => (
            "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT),
                    CAST(CASE is_nullable WHEN 'NO' THEN 1 ELSE 0 END AS BIGINT)
               FROM information_schema.columns WHERE table_schema = 'public'",
            "SELECT CAST(tablename AS TEXT), CAST(indexname AS TEXT) FROM pg_indexes
              WHERE schemaname = 'public' AND indexname NOT LIKE '%_pkey'",
        ),
    };
    let columns: Vec<(String, String, i64)> = tx.all(columns, &[]).await.unwrap();
    let indexes: Vec<(String, String)> = tx.all(indexes, &[]).await.unwrap();
    let mut lines: Vec<String> = columns
        .into_iter()
        .map(|(table, column, filled)| format!("{table}.{column} filled={filled}"))
        .chain(indexes.into_iter().map(|(table, index)| format!("{table} has {index}")))
        .filter(|line| !line.starts_with("_sqlx") && !line.starts_with("sqlite_"))
        .collect();
    lines.sort();
    lines
}

#[tokio::test]
async fn both_engines_have_the_same_schema() {
    let stores = stores().await;
    let sqlite = schema(&stores[0].0).await;

    for (other, _folder) in &stores[1..] {
        pretty_difference(&sqlite, &schema(other).await);
    }

    assert!(sqlite.iter().any(|line| line == "sessions has sessions_one_live_per_instructor"));
}

fn pretty_difference(left: &[String], right: &[String]) {
    let only_left: Vec<_> = left.iter().filter(|line| !right.contains(line)).collect();
    let only_right: Vec<_> = right.iter().filter(|line| !left.contains(line)).collect();
    assert!(
        only_left.is_empty() && only_right.is_empty(),
        "SQLite only: {only_left:#?}\nPostgreSQL only: {only_right:#?}"
    );
}
