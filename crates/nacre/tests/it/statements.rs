//! Every SQL statement of the program.

use db::{Db, Engine, Statement};
use kernel::{Clock, Timestamp};

/// Tables without an organization's rows, or read across organizations by the server's own jobs.
const WITHOUT_TENANT: [&str; 3] = ["organizations", "throttles", "outbox"];
/// Statements of jobs that serve every organization at once: the worker, the closing sweep, the start, the checks.
const OF_JOBS: [&str; 13] = [
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
    "UPDATE loose_objects SET doomed",
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
        let mine = db::statements().filter(|statement| statement.only.is_none_or(|only| only == db.engine()));
        for Statement { sql, place, .. } in mine {
            // a list of values is prepared with one of them
            let sql = sql.replace("$list", &format!("${}", highest(sql) + 1));
            if let Err(words) = db.prepare(&sql).await {
                refused.push(format!("{place} on {:?}: {words}", db.engine()));
            }
        }
    }

    assert!(db::statements().count() > 50, "the statements of all areas are linked into this test");
    assert!(db::statements().any(|statement| statement.only == Some(Engine::Postgres)));
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

/// Tables that grow with every session.
const GROWING: [&str; 10] = [
    "attendance",
    "credit_entries",
    "deliveries",
    "links",
    "notices",
    "presences",
    "report_answers",
    "reports",
    "seats",
    "sessions",
];

/// Statements that look at all of an organization on purpose: `nacre check` proves everything again, and a person's links
/// end when they are archived or have a new password.
const LOOKING_AT_ALL: [&str; 5] = [
    "SELECT hold.student_id, hold.session_id",
    "SELECT s.id FROM sessions s",
    "SELECT id, instructor_id, ended_by",
    "SELECT DISTINCT s.id FROM sessions s",
    "UPDATE links SET revoked_at = $3",
];

/// Indexes that hold few rows, however much an organization had.
const FEW: [&str; 1] = ["attendance_unexplained"];

#[tokio::test]
async fn no_statement_walks_through_all_an_organization_ever_had() {
    let (db, _folder) = stores().await.remove(0);
    let mut tx = db.read().await.unwrap();
    let listed =
        "SELECT i.name, t.name FROM sqlite_schema t JOIN pragma_index_list(t.name) i WHERE t.type = 'table'";
    let indexes: Vec<(String, String)> = tx.all(listed, &[]).await.unwrap();
    let growing: Vec<String> = indexes
        .into_iter()
        .filter(|(index, table)| GROWING.contains(&table.as_str()) && !FEW.contains(&index.as_str()))
        .map(|(index, _)| format!("INDEX {index} (org_id=?)"))
        .collect();

    let mut walks = Vec::new();
    let known = |statement: &&Statement| statement.only.is_none_or(|only| only == Engine::Sqlite);
    // the plan of an insertion shows what it would look for if keys could be broken until its end
    let plain = |statement: &&Statement| {
        let text = statement.sql.trim_start();
        !text.starts_with("INSERT") && !LOOKING_AT_ALL.iter().any(|all| text.starts_with(all))
    };
    for Statement { sql, place, .. } in db::statements().filter(known).filter(plain) {
        let asked = format!("EXPLAIN QUERY PLAN {}", sql.replace("$list", &format!("${}", highest(sql) + 1)));
        let plan: Vec<(i64, i64, i64, String)> = tx.all(asked.leak(), &[]).await.unwrap();
        let walked = plan.iter().filter(|(.., step)| growing.iter().any(|walk| step.ends_with(walk)));
        walks.extend(walked.map(|(.., step)| format!("{place}: {step}")));
    }

    assert!(walks.is_empty(), "{}", walks.join("\n"));
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
