//! The dashboard at 1,000 and at 100,000 sessions in the organization: does a page grow with what it does not show?
//!
//! Two worlds on SQLite, asked in turn through the router, without a network. Most sessions are past and another
//! instructor's; Ada has 200 in both, so that her page shows the same.

#![expect(clippy::print_stdout, reason = "a benchmark says what it measured")]
#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

use std::time::{Duration, Instant};

use db::in_tx;
use kernel::{SessionId, Timestamp};
use testkit::{Browser, World};

const ROUNDS: usize = 400;
/// Ada's own sessions, in either town.
const ADAS: i64 = 200;

#[tokio::main]
async fn main() {
    let mut small = town(1_000).await;
    let mut large = town(100_000).await;
    let (mut of_small, mut of_large) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS + 20 {
        let (a, b) = (ask(&mut small.1).await, ask(&mut large.1).await);
        // the first answers fill caches
        if round >= 20 {
            of_small.push(a);
            of_large.push(b);
        }
    }
    let (s50, s99) = (share(&mut of_small, 50), share(&mut of_small, 99));
    let (l50, l99) = (share(&mut of_large, 50), share(&mut of_large, 99));
    println!("    1,000 sessions: p50 {s50:?}, p99 {s99:?}");
    println!("  100,000 sessions: p50 {l50:?}, p99 {l99:?}");
    println!(
        "ratio: p50 {:.2}, p99 {:.2}",
        l50.as_secs_f64() / s50.as_secs_f64(),
        l99.as_secs_f64() / s99.as_secs_f64()
    );
}

/// A world with that many sessions in Harbor, and Ada signed in.
async fn town(sessions: i64) -> (World, Browser) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let place = db::Location::File(folder.path().join("nacre.sqlite"));
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
