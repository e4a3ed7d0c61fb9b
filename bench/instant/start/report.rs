//! The page of results.

use std::fmt::Write;
use std::time::Duration;

use db::Location;

/// Ratios of throughput to reach, on each engine.
const GOAL_SQLITE: f64 = 0.5;
const GOAL_POSTGRES: f64 = 0.7;

/// The table so far.
#[derive(Default)]
pub struct Report {
    lines: String,
}

impl Report {
    pub fn add(&mut self, place: &Location, ours: Vec<Duration>, floor: Vec<Duration>) {
        let (engine, goal) = match place {
            Location::File(_) => ("SQLite, `synchronous = FULL`", GOAL_SQLITE),
            Location::Postgres(_) => ("PostgreSQL, `synchronous_commit = on`", GOAL_POSTGRES),
        };
        // both did the same number of presses: the ratio of throughput is that of the times, turned over
        let ratio =
            floor.iter().sum::<Duration>().as_secs_f64() / ours.iter().sum::<Duration>().as_secs_f64();
        for (who, mut times) in [("the start", ours), ("the bare statements", floor)] {
            let a_second = times.len() as f64 / times.iter().sum::<Duration>().as_secs_f64();
            let of_floor =
                if who == "the start" { format!("{ratio:.2} (goal {goal})") } else { String::new() };
            let (half, slow) = (share(&mut times, 50), share(&mut times, 99));
            writeln!(
                self.lines,
                "| {engine} | {who} | {half:.2} ms | {slow:.2} ms | {a_second:.0} | {of_floor} |"
            )
            .expect("a string takes all");
        }
    }

    pub fn text(&self, rounds: usize, statements: usize) -> String {
        format!(
            "# The start transaction beside its bare statements\n\n\
             Command: `cargo xtask bench instant`, optimized build. Ours is `teaching::sessions::start` in `in_tx!`, as the\n\
             route calls it, for a billable session with a student who has one parent. The floor sends the same\n\
             {statements} statements, as ours was heard to send them, with ready values over one bare connection of the\n\
             driver. {rounds} presses each, in turn; the session is ended between two presses, outside of the times. The\n\
             ratio is that of throughput: 1 would cost nothing beside the statements.\n\n\
             | engine | | p50 | p99 | a second | ratio |\n\
             |---|---|---|---|---|---|\n\
             {}\n\
             One press at a time, on a machine with {} cores. Absolute figures belong to the machine and its disk.\n",
            self.lines,
            std::thread::available_parallelism().map_or(1, usize::from),
        )
    }
}

/// The time in milliseconds that so many percent stayed within.
fn share(times: &mut [Duration], percent: usize) -> f64 {
    times.sort();
    times[(times.len() - 1) * percent / 100].as_secs_f64() * 1e3
}
