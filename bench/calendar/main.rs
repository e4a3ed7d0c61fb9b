//! Calendar and lists at 1,000 and at 100,000 sessions in the organization: does a page grow with what it does not show?
//!
//! Two worlds on each engine at hand, asked in turn through the router, without a network. The month and what is to come
//! are the same in both, everything else is past. Run by `cargo xtask bench calendar`, which writes the page named by the
//! first argument.

#![expect(clippy::print_stdout, reason = "a benchmark says what it measured")]
#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

use std::fmt::Write;
use std::time::{Duration, Instant};

use db::{Location, in_tx};
use kernel::{SessionId, Timestamp, UserId};
use testkit::{Browser, World};

const ROUNDS: usize = 200;
const SMALL: i64 = 1_000;
const LARGE: i64 = 100_000;
/// Sessions of the month around now, in either town; a third is Ada's.
const IN_MONTH: i64 = 300;
/// Ada's own sessions before that.
const ADAS_PAST: i64 = 100;

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
         Of a hundred sessions one has a subject that no other has.\n\n\
         On a machine with {} cores, PostgreSQL beside it.\n",
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
    for (number, part) in plan.chunks(1_000).enumerate() {
        in_tx!(world.db, db::Error, tx, {
            for (n, (starts, instructor)) in part.iter().enumerate() {
                let subject = subject(number * 1_000 + n);
                insert(tx, &world, n, (*starts, now), *instructor, &subject).await?;
            }
            Ok(())
        })
        .expect("sessions fit");
    }
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

async fn insert(
    tx: &mut db::Tx,
    world: &World,
    n: usize,
    (starts, now): (Timestamp, Timestamp),
    instructor: UserId,
    subject: &String,
) -> db::Result<()> {
    tx.exec(
        "INSERT INTO subjects (org_id, subject) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        &[&world.harbor.org(), subject],
    )
    .await?;
    let student = if n.is_multiple_of(2) { world.ben } else { world.mia };
    let over = starts < now;
    let outcome = over.then(|| "completed".to_owned());
    // short enough that none of an instructor runs into the next
    let (ends, opened) = (starts.plus_minutes(20), over.then_some(starts));
    let by = over.then(|| "instructor".to_owned());
    let id = SessionId::fresh(starts);
    tx.exec(
        "INSERT INTO sessions (org_id, id, instructor_id, student_id, program_id, origin, billable, money, starts_at,
                ends_at, zone, minimum_minutes, no_show_minutes, created_by, created_at, opened_at, ended_at, ended_by, outcome, subject)
         VALUES ($1, $2, $3, $4, $5, 'booked', FALSE, 'credits', $6, $7, 'America/Chicago', 5, 15, $3, $6, $8, $9, $10, $11, $12)",
        &[&world.harbor.org(), &id, &instructor, &student, &world.algebra, &starts, &ends,
          &opened, &over.then_some(ends), &by, &outcome, subject],
    )
    .await?;
    if over {
        tx.exec(
            "INSERT INTO attendance (org_id, session_id, seat, status, noted_at)
             VALUES ($1, $2, 'instructor', 'attended', $3), ($1, $2, 'student', 'attended', $3)",
            &[&world.harbor.org(), &id, &ends],
        )
        .await?;
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
