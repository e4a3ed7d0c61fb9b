//! The statements of a start on a bare connection of the driver.

use std::str::FromStr;

use db::Location;
use kernel::{EntryId, LinkId, SessionId};
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{Connection, PgConnection, Row, SqliteConnection};
use testkit::World;
use uuid::Uuid;

/// Sends a press over a connection of either engine: the driver's types differ, the text does not.
macro_rules! send {
    ($press:expr, $connection:expr) => {{
        let mut moved = [0_i64; 3];
        for (sql, values) in &$press.statements {
            let mut query = sqlx::query(*sql);
            for value in values {
                query = match value {
                    Id(id) => query.bind(*id),
                    Int(number) => query.bind(*number),
                    Bool(switch) => query.bind(*switch),
                    Text(text) => query.bind(text.as_str()),
                    Bytes(bytes) => query.bind(bytes.as_slice()),
                    Moved(column) => query.bind(moved[*column]),
                };
            }
            if sql.starts_with("SELECT") || sql.contains("RETURNING") {
                let rows = query.fetch_all($connection).await?;
                if sql.starts_with("UPDATE credit_accounts") {
                    moved = [rows[0].get(0), rows[0].get(1), rows[0].get(2)];
                }
            } else {
                query.execute($connection).await?;
            }
        }
    }};
}

/// A connection, and the statements in order.
pub struct Floor {
    connection: Bare,
    statements: Vec<&'static str>,
    pressed: i64,
}

enum Bare {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// A value, already of the driver's kind.
#[derive(Debug, Clone)]
enum Value {
    Id(Uuid),
    Int(i64),
    Bool(bool),
    Text(String),
    Bytes(Vec<u8>),
    /// From the answer to the account's change: its entry's number, and the balance after it.
    Moved(usize),
}

use Value::{Bool, Bytes, Id, Int, Moved, Text};

/// One press, made ready before the clock starts: every statement with its values.
pub struct Press {
    session: SessionId,
    statements: Vec<(&'static str, Vec<Value>)>,
}

impl Press {
    pub const fn session(&self) -> SessionId {
        self.session
    }
}

impl Floor {
    pub async fn open(place: &Location, statements: Vec<&'static str>) -> Self {
        let connection = match place {
            Location::File(path) => {
                let options = SqliteConnectOptions::new()
                    .filename(path)
                    .foreign_keys(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Full)
                    .statement_cache_capacity(512)
                    .pragma("temp_store", "memory")
                    .pragma("cache_size", "-16000");
                Bare::Sqlite(SqliteConnection::connect_with(&options).await.expect("the file opens"))
            }
            Location::Postgres(address) => {
                let options = PgConnectOptions::from_str(address).expect("an address");
                Bare::Postgres(PgConnection::connect_with(&options).await.expect("PostgreSQL answers"))
            }
        };
        // a list of values is written out: Ben has one parent
        let statements = statements
            .into_iter()
            .map(|sql| if sql.contains("$list") { &*db::expand(sql, 2, 1).leak() } else { sql })
            .collect();
        Self { connection, statements, pressed: 0 }
    }

    pub fn prepare(&mut self, world: &World) -> Press {
        self.pressed += 1;
        let session = SessionId::fresh(world.clock.now());
        let mut facts = Facts { world, session, pressed: self.pressed, guards: 0, links: 0 };
        let statements = self.statements.iter().map(|sql| (*sql, facts.values(sql))).collect();
        Press { session, statements }
    }

    pub async fn press(&mut self, press: &Press) -> sqlx::Result<()> {
        match &mut self.connection {
            Bare::Sqlite(connection) => {
                let mut tx = connection.begin_with("BEGIN IMMEDIATE").await?;
                send!(press, &mut *tx);
                tx.commit().await
            }
            Bare::Postgres(connection) => {
                let mut tx = connection.begin().await?;
                send!(press, &mut *tx);
                tx.commit().await
            }
        }
    }
}

/// What the values of one press come from.
struct Facts<'a> {
    world: &'a World,
    session: SessionId,
    pressed: i64,
    guards: usize,
    links: usize,
}

impl Facts<'_> {
    /// The values of the next statement, which is `sql`.
    fn values(&mut self, sql: &str) -> Vec<Value> {
        let world = self.world;
        let (now, org) = (world.clock.now(), Id(world.harbor.org().uuid()));
        let (ada, ben, carol) = (Id(world.ada.uuid()), Id(world.ben.uuid()), Id(world.carol.uuid()));
        let (session, program) = (Id(self.session.uuid()), Id(world.algebra.uuid()));
        let micros = Int(now.micros());
        let text = |text: &str| Text(text.to_owned());
        let values = match sql.trim_start() {
            sql if sql.starts_with("INSERT INTO intents") => {
                let result = self.session.to_string();
                vec![
                    org,
                    ada,
                    Text(format!("press {}", self.pressed)),
                    Bytes(vec![1; 32]),
                    Text(result),
                    micros,
                ]
            }
            sql if sql.starts_with("UPDATE people") => {
                self.guards += 1;
                vec![org, if self.guards <= 2 { ada } else { ben }]
            }
            sql if sql.starts_with("SELECT id FROM sessions WHERE org_id = $1 AND instructor_id") => {
                vec![org, ada]
            }
            sql if sql.starts_with("SELECT id FROM sessions WHERE org_id = $1 AND student_id") => {
                vec![org, ben]
            }
            sql if sql.starts_with("SELECT money") || sql.starts_with("SELECT minutes") => vec![org],
            sql if sql.starts_with("SELECT id FROM programs") => vec![org, program],
            sql if sql.starts_with("SELECT COUNT(*) FROM assignments") => vec![org, ada, ben],
            sql if sql.starts_with("INSERT INTO sessions") => {
                let (starts, ends) = (Int(now.floor_minute().micros()), now.floor_minute().plus_minutes(30));
                let (ends, origin, money) = (Int(ends.micros()), text("instant"), text("credits"));
                let (subject, about, zone) = (text("Quadratic equations"), text(""), text("America/Chicago"));
                let (created_by, opened) = (ada.clone(), micros.clone());
                vec![
                    org,
                    session,
                    ada,
                    ben,
                    program,
                    origin,
                    subject,
                    about,
                    Bool(true),
                    money,
                    starts,
                    ends,
                    zone,
                    Int(5),
                    Int(15),
                    created_by,
                    micros,
                    opened,
                ]
            }
            sql if sql.starts_with("UPDATE credit_accounts") => vec![org, ben, Int(-1), Int(1)],
            sql if sql.starts_with("INSERT INTO credit_entries") => {
                let id = Id(EntryId::fresh(now).uuid());
                let (kind, from, to) = (text("hold"), text("available"), text("held"));
                vec![
                    org,
                    ben,
                    Moved(0),
                    id,
                    kind,
                    from,
                    to,
                    Int(1),
                    Moved(1),
                    Moved(2),
                    session,
                    text(""),
                    ada,
                    micros,
                ]
            }
            sql if sql.contains("FROM credit_entries") => vec![org, session],
            sql if sql.starts_with("SELECT p.id FROM parents") => vec![org, ben],
            sql if sql.contains("FROM people") => vec![org, carol],
            sql if sql.starts_with("INSERT INTO links") => {
                self.links += 1;
                let recipient = if self.links == 1 { ben.clone() } else { carol };
                let id = LinkId::fresh(now).uuid();
                let hash = Bytes([id.as_bytes().as_slice(), id.as_bytes()].concat());
                let until = Int(now.plus_minutes(150).micros());
                vec![org, Id(id), text("join"), ben, recipient, session, Int(0), hash, micros, until]
            }
            sql if sql.starts_with("INSERT INTO outbox") => {
                let event = kernel::Event::SessionStarted { session: self.session };
                vec![org, Text(serde_json::to_string(&event).expect("an event is JSON")), micros]
            }
            other => panic!("the floor does not know this statement: {other}"),
        };
        assert!(sql.contains(&format!("${}", values.len())), "{} values for {sql}", values.len());
        values
    }
}
