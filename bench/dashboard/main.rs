//! The dashboard at 1,000 and at 100,000 sessions in the organization: does a page grow with what it does not show?
//!
//! Two worlds on each engine at hand, asked in turn through the router, without a network. Most sessions are past and
//! another instructor's; Ada has 200 in both, so that her page shows the same. Run by `cargo xtask bench dashboard`,
//! which writes the page named by the first argument.

#![expect(clippy::print_stdout, reason = "a benchmark says what it measured")]
#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

use std::fmt::Write;
use std::time::{Duration, Instant};

use db::{Location, in_tx};
use kernel::{SessionId, Timestamp};
use testkit::{Browser, World};

const ROUNDS: usize = 400;
/// Ada's own sessions, in either town.
const ADAS: i64 = 200;

#[tokio::main]
async fn main() {
    let mut lines = String::new();
    for (small, large) in testkit::engines().await.into_iter().zip(testkit::engines().await) {
        let engine = if matches!(small.0, Location::File(_)) { "SQLite" } else { "PostgreSQL" };
        measure(engine, town(small, 1_000).await, town(large, 100_000).await, &mut lines).await;
    }
    let text = page(&lines);
    println!("{text}");
    if let Some(page) = std::env::args().nth(1) {
        std::fs::write(page, text).expect("the page can be written");
    }
}

fn page(lines: &str) -> String {
    format!(
        "# Dashboard\n\n\
         Command: `cargo xtask bench instant` or `dashboard`, optimized build, through the router without a network;\n\
         {ROUNDS} answers each, in turn. Ada has {ADAS} sessions in either organization, so that her page shows the same;\n\
         everything else is past and another instructor's. The goal is a ratio of at most 1.5 at p99.\n\n\
         | engine | | 1,000 sessions | 100,000 sessions | ratio |\n\
         |---|---|---|---|---|\n\
         {lines}\n\
         On a machine with {} cores, PostgreSQL beside it. Not measured: an admin's dashboard, which shows the whole\n\
         organization's week.\n",
        std::thread::available_parallelism().map_or(1, usize::from),
    )
}

async fn measure(engine: &str, mut small: Town, mut large: Town, lines: &mut String) {
    let (mut of_small, mut of_large) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS + 20 {
        let (a, b) = (ask(&mut small.1).await, ask(&mut large.1).await);
        // the first answers fill caches
        if round >= 20 {
            of_small.push(a);
            of_large.push(b);
        }
    }
    for percent in [50, 99] {
        let (few, many) = (share(&mut of_small, percent), share(&mut of_large, percent));
        let ratio = many.as_secs_f64() / few.as_secs_f64();
        writeln!(lines, "| {engine} | p{percent} | {few:.2?} | {many:.2?} | {ratio:.2} |")
            .expect("a string takes all");
    }
}

type Town = (World, Browser);

/// A world with that many sessions in Harbor, and Ada signed in.
async fn town((place, folder): (Location, tempfile::TempDir), sessions: i64) -> Town {
    let dashboard =
        async |_: &web::App, office: &talk::PostOffice| nacre::dashboard::routes().with(office.clone());
    let world = World::with_routes(&place, folder, dashboard).await;
    let now = world.clock.now();
    for part in 0..sessions / 1_000 {
        in_tx!(world.db, db::Error, tx, {
            for n in part * 1_000..(part * 1_000 + 1_000).min(sessions) {
                // from a year ago to next week, evenly
                let starts = now.plus_minutes(-365 * 24 * 60 + n * 372 * 24 * 60 / sessions);
                insert(tx, &world, (n, n % (sessions / ADAS) == 0), starts, now).await?;
            }
            Ok(())
        })
        .expect("sessions fit");
    }
    let ada = world.signed_in(world.ada).await;
    (world, ada)
}

async fn insert(
    tx: &mut db::Tx,
    world: &World,
    (n, adas): (i64, bool),
    starts: Timestamp,
    now: Timestamp,
) -> db::Result<()> {
    let instructor = if adas { world.ada } else { world.ivan };
    let student = if n % 2 == 0 { world.ben } else { world.mia };
    let over = starts < now;
    let outcome = over.then(|| "completed".to_owned());
    let (ends, opened) = (starts.plus_minutes(60), over.then_some(starts));
    let by = over.then(|| "instructor".to_owned());
    tx.exec(
        "INSERT INTO sessions (org_id, id, instructor_id, student_id, program_id, origin, billable, money, starts_at,
                ends_at, zone, minimum_minutes, no_show_minutes, created_by, created_at, opened_at, ended_at, ended_by, outcome)
         VALUES ($1, $2, $3, $4, $5, 'booked', FALSE, 'credits', $6, $7, 'America/Chicago', 5, 15, $3, $6, $8, $9, $10, $11)",
        &[&world.harbor.org(), &SessionId::fresh(starts), &instructor, &student, &world.algebra, &starts, &ends,
          &opened, &over.then_some(ends), &by, &outcome],
    )
    .await?;
    Ok(())
}

async fn ask(browser: &mut Browser) -> Duration {
    let start = Instant::now();
    let answer = browser.get("/").await;
    assert!(answer.status.is_success() && answer.text.contains("Upcoming Sessions"), "{}", answer.status);
    start.elapsed()
}

fn share(times: &mut [Duration], percent: usize) -> Duration {
    times.sort();
    times[(times.len() - 1) * percent / 100]
}
