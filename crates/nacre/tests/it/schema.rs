//! Both schemas: they are the same, they keep organizations apart, and the database itself refuses what must not be.

use std::collections::BTreeSet;

use db::{Db, Engine, in_tx};
use kernel::{Clock, ProgramId, Seat, SessionId, Timestamp, UserId};
use testkit::World;

/// Ids that no table knows: of what is erased while the row about it stays, and what the rows of a session of several
/// students share, which is nothing but those rows; and what a device calls a key.
const OF_NO_TABLE: [(&str, &str); 3] =
    [("passkeys", "credential_id"), ("recording_views", "part_id"), ("sessions", "group_session_id")];

/// Tables whose key does not begin with the organization: what it is itself, counts by address, and what is numbered
/// over all organizations as it grows.
const KEYED_OTHERWISE: [&str; 4] = ["organizations", "throttles", "outbox", "audit"];

/// A schema as both engines tell it.
struct Schema {
    /// Table, column, type as SQLite calls it, whether it is always filled.
    columns: BTreeSet<(String, String, String, bool)>,
    /// Table, columns of its primary key in order.
    keys: BTreeSet<(String, String)>,
    /// Table, its columns, the table they refer to, the columns there.
    references: BTreeSet<(String, String, String, String)>,
    /// Table, index, columns in order, whether unique, for which rows.
    indexes: BTreeSet<(String, String, String, bool, String)>,
}

impl Schema {
    async fn of(db: &Db) -> Self {
        let [columns, keys, references, indexes] = match db.engine() {
            Engine::Sqlite => SQLITE,
            Engine::Postgres => POSTGRES,
        };
        let mut tx = db.read().await.unwrap();
        let columns: Vec<(String, String, String, i64)> = tx.all(columns, &[]).await.unwrap();
        let keys: Vec<(String, String)> = tx.all(keys, &[]).await.unwrap();
        let references: Vec<(String, String, String, String)> = tx.all(references, &[]).await.unwrap();
        let indexes: Vec<(String, String, String, i64, String)> = tx.all(indexes, &[]).await.unwrap();
        let ours = |table: &str| !table.starts_with("_sqlx") && !table.starts_with("sqlite_");
        Self {
            columns: columns
                .into_iter()
                .filter(|row| ours(&row.0))
                .map(|(table, column, kind, filled)| (table, column, plain_type(&kind), filled == 1))
                .collect(),
            keys: keys.into_iter().filter(|row| ours(&row.0)).collect(),
            references: references.into_iter().filter(|row| ours(&row.0)).collect(),
            indexes: indexes
                .into_iter()
                .filter(|row| ours(&row.0))
                .map(|(table, index, columns, unique, rows)| {
                    (table, index, columns, unique == 1, plain_condition(&rows))
                })
                .collect(),
        }
    }

    fn lines(&self) -> BTreeSet<String> {
        let columns = self.columns.iter().map(|row| format!("{row:?}"));
        let keys = self.keys.iter().map(|row| format!("key {row:?}"));
        let references = self.references.iter().map(|row| format!("reference {row:?}"));
        let indexes = self.indexes.iter().map(|row| format!("index {row:?}"));
        columns.chain(keys).chain(references).chain(indexes).collect()
    }
}

const SQLITE: [&str; 4] = [
    "SELECT m.name, p.name, p.type, CASE WHEN p.\"notnull\" = 1 OR p.pk > 0 THEN 1 ELSE 0 END
       FROM sqlite_schema m JOIN pragma_table_info(m.name) p WHERE m.type = 'table'",
    "SELECT m.name, group_concat(p.name, ', ' ORDER BY p.pk)
       FROM sqlite_schema m JOIN pragma_table_info(m.name) p WHERE m.type = 'table' AND p.pk > 0 GROUP BY m.name",
    "SELECT m.name, group_concat(f.\"from\", ', ' ORDER BY f.seq), f.\"table\",
            group_concat(f.\"to\", ', ' ORDER BY f.seq)
       FROM sqlite_schema m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table' GROUP BY m.name, f.id",
    "SELECT m.tbl_name, m.name, group_concat(c.name, ', ' ORDER BY c.seqno), l.\"unique\",
            CASE WHEN l.partial = 1 THEN substr(m.sql, instr(m.sql, ' WHERE ') + 7) ELSE '' END
       FROM sqlite_schema m
       JOIN pragma_index_list(m.tbl_name) l ON l.name = m.name
       JOIN pragma_index_info(m.name) c
      WHERE m.type = 'index' AND m.sql IS NOT NULL GROUP BY m.name",
];

const POSTGRES: [&str; 4] = [
    "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT), CAST(data_type AS TEXT),
            CAST(CASE is_nullable WHEN 'NO' THEN 1 ELSE 0 END AS BIGINT)
       FROM information_schema.columns WHERE table_schema = 'public'",
    "SELECT CAST(t.relname AS TEXT), string_agg(CAST(a.attname AS TEXT), ', ' ORDER BY k.n)
       FROM pg_index i
       JOIN pg_class t ON t.oid = i.indrelid AND t.relnamespace = 'public'::regnamespace
       CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(number, n)
       JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number
      WHERE i.indisprimary GROUP BY t.relname",
    "SELECT CAST(t.relname AS TEXT), string_agg(CAST(a.attname AS TEXT), ', ' ORDER BY k.n),
            CAST(o.relname AS TEXT), string_agg(CAST(b.attname AS TEXT), ', ' ORDER BY k.n)
       FROM pg_constraint c
       JOIN pg_class t ON t.oid = c.conrelid AND t.relnamespace = 'public'::regnamespace
       JOIN pg_class o ON o.oid = c.confrelid
       CROSS JOIN LATERAL unnest(c.conkey, c.confkey) WITH ORDINALITY AS k(here, there, n)
       JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.here
       JOIN pg_attribute b ON b.attrelid = o.oid AND b.attnum = k.there
      WHERE c.contype = 'f' GROUP BY t.relname, o.relname, c.conname",
    "SELECT CAST(t.relname AS TEXT), CAST(x.relname AS TEXT), string_agg(CAST(a.attname AS TEXT), ', ' ORDER BY k.n),
            CAST(CASE WHEN i.indisunique THEN 1 ELSE 0 END AS BIGINT),
            COALESCE(pg_get_expr(i.indpred, i.indrelid), '')
       FROM pg_index i
       JOIN pg_class t ON t.oid = i.indrelid AND t.relnamespace = 'public'::regnamespace
       JOIN pg_class x ON x.oid = i.indexrelid
       CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(number, n)
       JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number
      WHERE NOT i.indisprimary
      GROUP BY t.relname, x.relname, i.indisunique, i.indpred, i.indrelid",
];

/// PostgreSQL tells more of its types apart than SQLite does.
fn plain_type(kind: &str) -> String {
    match kind {
        "uuid" | "bytea" => "BLOB",
        "bigint" | "boolean" => "INTEGER",
        "text" => "TEXT",
        other => other,
    }
    .to_owned()
}

/// A condition without the brackets and casts that PostgreSQL adds when it tells it.
fn plain_condition(text: &str) -> String {
    let text = text.replace("= ANY (ARRAY[", "IN (").replace("::text", "").replace(['(', ')', ']'], " ");
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace(" ,", ",")
}

async fn schemas() -> Vec<Schema> {
    let mut schemas = Vec::new();
    for (place, _folder) in testkit::engines().await {
        let db = Db::open(&place, Clock::standing_at(Timestamp::from_micros(0))).await.unwrap();
        db.migrate().await.unwrap();
        schemas.push(Schema::of(&db).await);
    }
    schemas
}

#[tokio::test]
async fn both_engines_have_the_same_schema() {
    let schemas = schemas().await;
    let sqlite = schemas[0].lines();

    for other in &schemas[1..] {
        let other = other.lines();
        let (only_here, only_there): (Vec<_>, Vec<_>) =
            (sqlite.difference(&other).collect(), other.difference(&sqlite).collect());
        assert!(
            only_here.is_empty() && only_there.is_empty(),
            "SQLite only: {only_here:#?}\nPostgreSQL only: {only_there:#?}"
        );
    }

    let live = r#"index ("sessions", "sessions_one_live_per_instructor", "org_id, instructor_id", true, "opened_at IS NOT NULL AND ended_at IS NULL")"#;
    assert!(sqlite.contains(live), "{sqlite:#?}");
}

#[tokio::test]
async fn every_table_and_reference_carries_its_organization() {
    for schema in schemas().await {
        let loose: Vec<_> = schema
            .keys
            .iter()
            .filter(|(table, key)| !key.starts_with("org_id") && !KEYED_OTHERWISE.contains(&table.as_str()))
            .collect();
        let across: Vec<_> = schema
            .references
            .iter()
            .filter(|(_, from, to, there)| {
                let to_organization = to == "organizations" && from == "org_id" && there == "id";
                let composite = from.starts_with("org_id, ") && there.starts_with("org_id, ");
                !to_organization && !composite
            })
            .collect();
        let refers = |table: &str, column: &str| {
            schema.references.iter().any(|(owner, from, ..)| {
                owner == table && from.split(", ").any(|referring| referring == column)
            })
        };
        let unbound: Vec<_> = schema
            .columns
            .iter()
            .filter(|(_, column, kind, _)| {
                kind == "BLOB" && (column.ends_with("_id") || column.ends_with("_by"))
            })
            .filter(|(table, column, ..)| !refers(table, column))
            .filter(|(table, column, ..)| !OF_NO_TABLE.contains(&(table, column)))
            .collect();

        assert!(loose.is_empty(), "keys without an organization: {loose:?}");
        assert!(across.is_empty(), "references that could cross: {across:?}");
        assert!(unbound.is_empty(), "ids that refer to nothing the database knows: {unbound:?}");
    }
}

/// A session written past all rules of the program.
struct Forged {
    instructor: UserId,
    student: UserId,
    program: ProgramId,
}

impl Forged {
    async fn write(&self, world: &World) -> db::Result<()> {
        let (org, now) = (world.harbor.org(), world.clock.now());
        in_tx!(world.db, db::Error, tx, {
            tx.exec(
                "INSERT INTO sessions (org_id, id, instructor_id, student_id, program_id, origin, billable, money,
                        starts_at, ends_at, zone, minimum_minutes, no_show_minutes, created_by, created_at, opened_at)
                 VALUES ($1, $2, $3, $4, $5, 'instant', FALSE, 'credits', $6, $7, 'UTC', 5, 15, $3, $6, $6)",
                &[
                    &org,
                    &SessionId::fresh(now),
                    &self.instructor,
                    &self.student,
                    &self.program,
                    &now,
                    &now.plus_minutes(30),
                ],
            )
            .await?;
            Ok(())
        })
    }
}

fn is_unique(refused: &db::Result<()>) -> bool {
    matches!(refused, Err(db::Error::Conflict { .. }))
}

fn is_check(refused: &db::Result<()>) -> bool {
    matches!(refused, Err(db::Error::Check { .. }))
}

#[tokio::test]
async fn the_database_refuses_a_row_that_points_into_another_organization() {
    testkit::on_both_engines(async |world| {
        let (instructor, student, program) = (world.ivan, world.mia, world.algebra);
        let own = Forged { instructor, student, program };
        let foreign = [
            Forged { instructor: world.olga, student, program },
            Forged { instructor, student: world.dan, program },
            Forged { instructor, student, program: world.oak_program },
        ];

        for forged in foreign {
            let refused = forged.write(&world).await;
            assert!(is_check(&refused), "{refused:?}");
        }
        own.write(&world).await.unwrap();

        let session = world.start(world.ben).await;
        let others = [
            ("UPDATE sessions SET cancelled_by = $3 WHERE org_id = $1 AND id = $2", world.dan.uuid()),
            ("UPDATE links SET session_id = $3 WHERE org_id = $1 AND session_id = $2", SessionId::fresh(world.clock.now()).uuid()),
            ("INSERT INTO intents (org_id, user_id, key, body_hash, created_at) SELECT org_id, $3, 'k', token_hash, 0 FROM links WHERE org_id = $1 AND session_id = $2 AND recipient_id = person_id", world.dan.uuid()),
            ("INSERT INTO audit (org_id, at, by_id, what) SELECT org_id, 0, $3, 'x' FROM sessions WHERE org_id = $1 AND id = $2", world.olga.uuid()),
        ];
        for (sql, id) in others {
            let refused: db::Result<()> = in_tx!(world.db, db::Error, tx, {
                tx.exec(sql, &[&world.harbor.org(), &session, &id]).await?;
                Ok(())
            });
            assert!(is_check(&refused), "{sql}: {refused:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_database_refuses_a_second_live_session_of_one_person() {
    testkit::on_both_engines(async |world| {
        world.start(world.ben).await;
        let program = world.algebra;
        let teaches_twice = Forged { instructor: world.ada, student: world.mia, program };
        let learns_twice = Forged { instructor: world.ivan, student: world.ben, program };
        let others = Forged { instructor: world.ivan, student: world.mia, program };

        let (first, second) = (teaches_twice.write(&world).await, learns_twice.write(&world).await);

        assert!(is_unique(&first), "{first:?}");
        assert!(is_unique(&second), "{second:?}");
        others.write(&world).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn the_database_refuses_to_change_what_is_only_added_to() {
    testkit::on_both_engines(async |world| {
        let session = world.start(world.ben).await;
        let now = world.clock.now();
        let (harbor, later) = (world.harbor, now.plus_minutes(1));
        in_tx!(world.db, db::Error, tx, {
            teaching::presence::enter(tx, harbor, session, Seat::Student, now).await?;
            teaching::presence::keep(tx, &[(harbor, session, Seat::Student)], later).await?;
            teaching::presence::leave(tx, harbor, session, Seat::Student, later).await?;
            teaching::presence::enter(tx, harbor, session, Seat::Instructor, now).await
        })
        .unwrap();

        for sql in [
            "UPDATE presences SET left_at = left_at + 1 WHERE org_id = $1 AND seat = 'student'",
            "DELETE FROM presences WHERE org_id = $1 AND seat = 'student'",
            "DELETE FROM presences WHERE org_id = $1 AND seat = 'instructor'",
            "UPDATE terms SET body = 'other' WHERE org_id = $1",
            "DELETE FROM terms WHERE org_id = $1",
            "UPDATE acceptances SET how = 'command' WHERE org_id = $1",
            "DELETE FROM acceptances WHERE org_id = $1",
            "UPDATE credit_entries SET amount = amount + 1 WHERE org_id = $1",
            "DELETE FROM credit_entries WHERE org_id = $1",
        ] {
            let refused: db::Result<u64> =
                in_tx!(world.db, db::Error, tx, { tx.exec(sql, &[&harbor.org()]).await });
            let error = refused.expect_err(sql);
            assert!(error.to_string().contains("append_only"), "{sql}: {error}");
        }
    })
    .await;
}
