//! The free starts of a month, among 1,000 and among 10,000 sessions of the instructor and a colleague: half an hour is
//! taken of each hour, or of each tenth, in the months from tomorrow on.
//!
//! Measured is what a page asks for: the hours, the sessions and the closed days are read, and free starts made of them; and
//! beside it the whole form of a booking, which shows those of a day. Run by `cargo xtask bench free-starts`, which writes
//! the page named by the first argument.

#![expect(clippy::print_stdout, reason = "a benchmark says what it measured")]
#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

use std::fmt::Write;
use std::time::{Duration, Instant};

use db::{Bind, Location, in_tx};
use kernel::{SessionId, Timestamp};
use people::{accounts, closures};
use teaching::availability::{self, Wanted};
use teaching::sessions;
use testkit::{Browser, World};

const ROUNDS: usize = 200;
const FEW: i64 = 1_000;
const MANY: i64 = 10_000;
/// Hours over which the sessions of each instructor are spread.
const HOURS: i64 = 5_000;
/// Sessions written with one statement.
const AT_ONCE: usize = 500;
/// A day of that month, as the form is asked for it.
const FORM: &str = "/sessions/book?date=2026-12-01&minutes=30";

#[tokio::main]
async fn main() {
    let mut lines = String::new();
    for (few, many) in testkit::engines().await.into_iter().zip(testkit::engines().await) {
        let engine = if matches!(few.0, Location::File(_)) { "SQLite" } else { "PostgreSQL" };
        for (town, number) in [(few, FEW), (many, MANY)] {
            let (world, mut ada) = town_with(town, number).await;
            let (mut months, mut forms) = (Vec::new(), Vec::new());
            let mut starts = 0;
            for _ in 0..ROUNDS {
                let (took, free) = month(&world).await;
                months.push(took);
                starts = free;
                forms.push(form(&mut ada).await);
            }
            writeln!(
                lines,
                "| {engine} | {number} | {starts} | {:.2?} | {:.2?} | {:.2?} | {:.2?} |",
                share(&mut months, 50),
                share(&mut months, 99),
                share(&mut forms, 50),
                share(&mut forms, 99),
            )
            .expect("a string takes all");
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
        "# Free starts of a month\n\n\
         Command: `cargo xtask bench free-starts`, optimized build; {ROUNDS} times each. December of an instructor who can be\n\
         booked from six to midnight every day, half an hour at a time; of the sessions, all to come, half are theirs. The\n\
         goal is 50 ms for a month among 10,000 sessions.\n\n\
         | engine | sessions | free starts | month, p50 | month, p99 | form, p50 | form, p99 |\n\
         |---|---|---|---|---|---|---|\n\
         {lines}\n\
         On a machine with {} cores, PostgreSQL beside it.\n",
        std::thread::available_parallelism().map_or(1, usize::from),
    )
}

/// How long the free starts of December take, and how many they are.
async fn month(world: &World) -> (Duration, usize) {
    let now = world.clock.now();
    let range = (now.plus_minutes(6 * 24 * 60), now.plus_minutes(42 * 24 * 60));
    let mut tx = world.db.read().await.expect("the store answers");
    let person = accounts::find(&mut tx, world.harbor, world.ada).await.expect("Ada is there");
    let begin = Instant::now();
    let hours = availability::of(&mut tx, world.harbor, &person).await.expect("her hours can be read");
    let busy = sessions::busy(&mut tx, world.harbor, world.ada, range).await.expect("so can her sessions");
    let closed = closures::all(&mut tx, world.harbor).await.expect("and the closed days");
    let (first_day, last_day) = (jiff::civil::date(2026, 12, 1), jiff::civil::date(2026, 12, 31));
    let free = availability::free(&hours, &closed, &busy, &Wanted { first_day, last_day, minutes: 30, now });
    let took = begin.elapsed();
    assert!(!free.is_empty(), "there are free starts");
    (took, free.len())
}

async fn form(ada: &mut Browser) -> Duration {
    let begin = Instant::now();
    let answer = ada.get(FORM).await;
    let took = begin.elapsed();
    assert!(answer.text.contains("Free on Tue 1 Dec"), "the form shows them");
    took
}

/// A world with that many sessions to come, and Ada with her hours.
async fn town_with((place, folder): (Location, tempfile::TempDir), number: i64) -> (World, Browser) {
    let world = World::at(&place, folder).await;
    let mut ada = world.signed_in(world.ada).await;
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let hours = days.map(|day| [(format!("{day}_from_1"), "06:00"), (format!("{day}_to_1"), "00:00")]);
    let mut fields: Vec<(&str, &str)> =
        hours.iter().flatten().map(|(name, value)| (name.as_str(), *value)).collect();
    fields.extend([("zone", "America/Chicago"), ("notice_hours", "24")]);
    assert!(ada.post("/availability", &fields).await.status.is_redirection(), "the hours are kept");
    let first = world.clock.now().micros().div_euclid(3_600_000_000) + 24;
    let starts: Vec<Timestamp> = (0..number / 2)
        .map(|n| Timestamp::from_micros((first + n * HOURS / (number / 2)) * 3_600_000_000))
        .collect();
    for part in starts.chunks(AT_ONCE) {
        in_tx!(world.db, db::Error, tx, { insert(tx, &world, part).await }).expect("sessions fit");
    }
    (world, ada)
}

/// Half an hour of Ada's and of Ivan's at each of these times.
async fn insert(tx: &mut db::Tx, world: &World, starts: &[Timestamp]) -> db::Result<()> {
    let (org, zone, now) = (world.harbor.org(), "America/Chicago".to_owned(), world.clock.now());
    let (origin, money, minimum, no_show) = ("booked".to_owned(), "credits".to_owned(), 5_i64, 15_i64);
    let both = [(world.ada, world.ben), (world.ivan, world.mia)];
    let rows: Vec<_> = starts
        .iter()
        .flat_map(|starts| {
            both.map(|people| (SessionId::fresh(now), people, *starts, starts.plus_minutes(30)))
        })
        .collect();
    let values: Vec<&dyn Bind> = rows
        .iter()
        .flat_map(|(id, (instructor, student), starts, ends)| -> [&dyn Bind; 15] {
            [
                &org,
                id,
                instructor,
                student,
                &world.algebra,
                starts,
                ends,
                &zone,
                instructor,
                &now,
                &origin,
                &false,
                &money,
                &minimum,
                &no_show,
            ]
        })
        .collect();
    tx.insert(
        "INSERT INTO sessions (org_id, id, instructor_id, student_id, program_id, starts_at, ends_at, zone, created_by,
                created_at, origin, billable, money, minimum_minutes, no_show_minutes)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        15,
        &values,
    )
    .await?;
    Ok(())
}

fn share(times: &mut [Duration], percent: usize) -> Duration {
    times.sort();
    times[(times.len() - 1) * percent / 100]
}
