//! Calendar and lists at 1,000 and at 100,000 sessions in the organization: does a page grow with what it does not show?
//!
//! Two worlds on each engine at hand, asked in turn through the router, without a network. The month and what is to come
//! are the same in both, everything else is past. Run by `cargo xtask bench calendar`, which writes the page named by the
//! first argument.

#![expect(clippy::print_stdout, reason = "a benchmark says what it measured")]
#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

use std::fmt::Write;
use std::time::{Duration, Instant};

use db::{Bind, Engine, Location, in_tx};
use kernel::{SessionId, Timestamp, UserId};
use testkit::{Browser, World};

const ROUNDS: usize = 200;
const SMALL: i64 = 1_000;
const LARGE: i64 = 100_000;
/// Sessions of the month around now, in either town; a third is Ada's.
const IN_MONTH: i64 = 300;
/// Ada's own sessions before that.
const ADAS_PAST: i64 = 100;

/// Sessions written with one statement.
const AT_ONCE: usize = 500;

const DAY: i64 = 24 * 60;

/// What is asked for, and by whom.
const PAGES: [(&str, &str, Who); 12] = [
    ("month, the organization's", "/calendar", Who::Admin),
    ("month, narrowed to a student", "/calendar?student=ben", Who::Admin),
    ("week as a list, the organization's", "/calendar?view=list", Who::Admin),
    ("month, an instructor's", "/calendar", Who::Instructor),
    ("upcoming, the organization's", "/sessions", Who::Admin),
    ("past, the organization's", "/sessions?when=past", Who::Admin),
    ("past, searched by a name", "/sessions?when=past&q=ben", Who::Admin),
    ("past, an instructor's", "/sessions?when=past", Who::Instructor),
    ("past, searched by words that no session has", "/sessions?when=past&q=nowhere", Who::Admin),
    ("past, searched by words of one session", "/sessions?when=past&q=limerick", Who::Admin),
    ("past, searched by a subject of many", "/sessions?when=past&q=chapter%207%20", Who::Admin),
    ("past, the missed ones, of which there are none", "/sessions?when=past&status=missed", Who::Admin),
];

#[derive(Clone, Copy)]
enum Who {
    Admin,
    Instructor,
}

struct Town {
    world: World,
    admin: Browser,
    instructor: Browser,
}

#[tokio::main]
async fn main() {
    let mut lines = String::new();
    for (small, large) in testkit::engines().await.into_iter().zip(testkit::engines().await) {
        let engine = if matches!(small.0, Location::File(_)) { "SQLite" } else { "PostgreSQL" };
        let mut towns = [town(small, SMALL).await, town(large, LARGE).await];
        for (name, path, who) in PAGES {
            measure((engine, name, path, who), &mut towns, &mut lines).await;
        }
    }
    let text = page(&lines);
    println!("{text}");
    if let Some(page) = std::env::args().nth(1) {
        std::fs::write(page, text).expect("the page can be written");
    }
}

fn page(lines: &str) -> String {
    format!(
        "# Calendar and lists\n\n\
         Command: `cargo xtask bench calendar`, optimized build, through the router without a network; {ROUNDS} answers\n\
         each, in turn. The month has {IN_MONTH} sessions in either organization, so that its page shows the same;\n\
         everything else is past. The goal is a ratio of at most 1.5 at p99.\n\n\
         | engine | page | p50 at 1,000 | p50 at 100,000 | p99 at 1,000 | p99 at 100,000 | ratio at p99 |\n\
         |---|---|---|---|---|---|---|\n\
         {lines}\n\
         Of a hundred sessions one has a subject that no other has. PostgreSQL has counted its tables once they were\n\
         filled, as it does by itself.\n\n\
         On a machine with {} cores, PostgreSQL beside it, and others at work on it: the two organizations are asked in\n\
         turn, so that what others do falls on both. Ratios are what to read, not times.\n",
        std::thread::available_parallelism().map_or(1, usize::from),
    )
}

async fn measure(
    (engine, name, path, who): (&str, &str, &str, Who),
    towns: &mut [Town; 2],
    lines: &mut String,
) {
    let mut times = [Vec::new(), Vec::new()];
    for round in 0..ROUNDS + 20 {
        for (town, times) in towns.iter_mut().zip(&mut times) {
            let took = ask(town, path, who).await;
            // the first answers fill caches
            if round >= 20 {
                times.push(took);
            }
        }
    }
    let [few, many] = times.map(|mut times| [50, 99].map(|percent| share(&mut times, percent)));
    let ratio = many[1].as_secs_f64() / few[1].as_secs_f64();
    eprintln!("{engine}, {name}: {ratio:.2}");
    writeln!(
        lines,
        "| {engine} | {name} | {:.2?} | {:.2?} | {:.2?} | {:.2?} | {ratio:.2} |",
        few[0], many[0], few[1], many[1]
    )
    .expect("a string takes all");
}

/// A world with that many sessions in Harbor.
async fn town((place, folder): (Location, tempfile::TempDir), sessions: i64) -> Town {
    let world = World::at(&place, folder).await;
    let now = world.clock.now();
    let first = now.plus_minutes(-22 * DAY);
    let mut plan: Vec<(Timestamp, UserId)> = Vec::new();
    for n in 0..IN_MONTH {
        let instructor = if n % 3 == 0 { world.ada } else { world.ivan };
        plan.push((first.plus_minutes(n * 29 * DAY / IN_MONTH), instructor));
    }
    let past = sessions - IN_MONTH;
    for n in 0..past {
        let instructor = if n % (past / ADAS_PAST) == 0 { world.ada } else { world.ivan };
        plan.push((first.plus_minutes(-30 * DAY - n * 5 * 365 * DAY / past), instructor));
    }
    for (number, part) in plan.chunks(AT_ONCE).enumerate() {
        in_tx!(world.db, db::Error, tx, { insert(tx, &world, number * AT_ONCE, part, now).await })
            .expect("sessions fit");
    }
    in_tx!(world.db, db::Error, tx, { complete(tx, &world).await }).expect("what belongs to sessions fits");
    let (admin, instructor) = (world.signed_in(world.amara).await, world.signed_in(world.ada).await);
    Town { world, admin, instructor }
}

/// What the session of that number is about.
fn subject(number: usize) -> String {
    match number {
        // it is past in either organization
        500 => "A limerick".to_owned(),
        _ if number.is_multiple_of(100) => format!("Questions of day {number}"),
        _ => format!("Chapter {} of the book", number % 20),
    }
}

/// Writes sessions, numbered from `first`, with one statement: those of the past were held.
async fn insert(
    tx: &mut db::Tx,
    world: &World,
    first: usize,
    part: &[(Timestamp, UserId)],
    now: Timestamp,
) -> db::Result<()> {
    let (org, booked, money) = (world.harbor.org(), "booked".to_owned(), "credits".to_owned());
    let (zone, minimum, no_show) = ("America/Chicago".to_owned(), 5_i64, 15_i64);
    let rows = part.iter().enumerate().map(|(n, (starts, instructor))| {
        let is_over = *starts < now;
        // short enough that none of an instructor runs into the next
        let ends = starts.plus_minutes(20);
        Row {
            id: SessionId::fresh(*starts),
            instructor: *instructor,
            student: if n.is_multiple_of(2) { world.ben } else { world.mia },
            starts: *starts,
            ends,
            opened: is_over.then_some(*starts),
            ended: is_over.then_some(ends),
            by: is_over.then(|| "instructor".to_owned()),
            outcome: is_over.then(|| "completed".to_owned()),
            subject: subject(first + n),
        }
    });
    let rows: Vec<Row> = rows.collect();
    let values: Vec<&dyn Bind> = rows
        .iter()
        .flat_map(|row| -> [&dyn Bind; 20] {
            [
                &org,
                &row.id,
                &row.instructor,
                &row.student,
                &world.algebra,
                &booked,
                &false,
                &money,
                &row.starts,
                &row.ends,
                &zone,
                &minimum,
                &no_show,
                &row.instructor,
                &row.starts,
                &row.opened,
                &row.ended,
                &row.by,
                &row.outcome,
                &row.subject,
            ]
        })
        .collect();
    tx.insert(
        "INSERT INTO sessions (org_id, id, instructor_id, student_id, program_id, origin, billable, money, starts_at,
                ends_at, zone, minimum_minutes, no_show_minutes, created_by, created_at, opened_at, ended_at, ended_by,
                outcome, subject)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)",
        20,
        &values,
    )
    .await?;
    Ok(())
}

/// What differs from session to session.
struct Row {
    id: SessionId,
    instructor: UserId,
    student: UserId,
    starts: Timestamp,
    ends: Timestamp,
    opened: Option<Timestamp>,
    ended: Option<Timestamp>,
    by: Option<String>,
    outcome: Option<String>,
    subject: String,
}

/// Attendance and subjects of all sessions; and PostgreSQL counts its tables, as it does by itself after a minute.
async fn complete(tx: &mut db::Tx, world: &World) -> db::Result<()> {
    for seat in ["instructor", "student"] {
        tx.exec(
            "INSERT INTO attendance (org_id, session_id, seat, status, noted_at)
             SELECT org_id, id, CAST($2 AS TEXT), 'attended', ended_at FROM sessions
              WHERE org_id = $1 AND ended_at IS NOT NULL",
            &[&world.harbor.org(), &seat.to_owned()],
        )
        .await?;
    }
    tx.exec(
        "INSERT INTO subjects (org_id, subject) SELECT DISTINCT org_id, subject FROM sessions WHERE org_id = $1
             ON CONFLICT DO NOTHING",
        &[&world.harbor.org()],
    )
    .await?;
    if tx.engine() == Engine::Postgres {
        tx.exec("ANALYZE", &[]).await?;
    }
    Ok(())
}

async fn ask(town: &mut Town, path: &str, who: Who) -> Duration {
    let browser = match who {
        Who::Admin => &mut town.admin,
        Who::Instructor => &mut town.instructor,
    };
    let start = Instant::now();
    let answer = browser.get(path).await;
    let took = start.elapsed();
    assert!(answer.status.is_success(), "{path}: {} at {}", answer.status, town.world.clock.now());
    took
}

fn share(times: &mut [Duration], percent: usize) -> Duration {
    times.sort();
    times[(times.len() - 1) * percent / 100]
}
