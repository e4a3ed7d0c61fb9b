//! The start transaction beside its floor: the same statements, with values of the same kinds, on a bare connection.
//!
//! Ours is `teaching::sessions::start` in `in_tx!`, as the route calls it: rules, keys, hashes, rows read into types.
//! The floor sends the very statements that ours was heard to send, in one transaction, over one connection of the
//! driver, and reads no more of the answers than the next statement needs. Each works in a store of its own, with the
//! same cast; they take turns, each press with a fresh key, and between two presses the session is ended over another
//! connection. Run by `cargo xtask bench instant`, which writes the page named by the first argument.

#![expect(clippy::print_stdout, reason = "a benchmark says what it measured")]
#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock and its own arguments")]

mod floor;
mod report;

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use db::{Db, Location, Step, in_tx};
use kernel::SessionId;
use teaching::sessions::{self, By, Choice, EndError, StartError};
use testkit::World;

use crate::floor::Floor;
use crate::report::Report;

const ROUNDS: usize = 400;
/// The first presses fill caches.
const WARM_UP: usize = 30;
/// What a billable start for a student with one parent sends. A change of the verb must be seen here: the floor is
/// then to be looked at again.
const STATEMENTS: usize = 20;

#[tokio::main]
async fn main() {
    let mut report = Report::default();
    let (ours, floors) = (testkit::engines().await, testkit::engines().await);
    for ((place, folder), (other_place, other_folder)) in ours.into_iter().zip(floors) {
        let mut ours = Ours::open(&place, folder).await;
        let statements = ours.statements().await;
        assert_eq!(
            statements.len(),
            STATEMENTS,
            "the start sends other statements than before: {statements:#?}"
        );
        let world = World::at(&other_place, other_folder).await;
        let mut floor = Floor::open(&other_place, statements).await;
        let ending = Db::open(&other_place, world.clock.clone()).await.expect("the store opens again");
        let (mut of_ours, mut of_floor) = (Vec::new(), Vec::new());
        for round in 0..WARM_UP + ROUNDS {
            let (a, b) = if round % 2 == 0 {
                let a = ours.press().await;
                (a, press_floor(&mut floor, &world, &ending).await)
            } else {
                let b = press_floor(&mut floor, &world, &ending).await;
                (ours.press().await, b)
            };
            if round >= WARM_UP {
                of_ours.push(a);
                of_floor.push(b);
            }
        }
        report.add(&place, of_ours, of_floor);
    }
    let text = report.text(ROUNDS, STATEMENTS);
    println!("{text}");
    if let Some(page) = std::env::args().nth(1) {
        std::fs::write(page, text).expect("the page can be written");
    }
}

/// Ada, who presses Start Session for Ben and ends at once.
struct Ours {
    world: World,
    viewer: web::Viewer,
    /// Another connection ends the sessions, as for the floor.
    ending: Db,
    pressed: usize,
}

impl Ours {
    async fn open(place: &Location, folder: tempfile::TempDir) -> Self {
        let world = World::at(place, folder).await;
        let viewer = world.viewer(world.ada).await;
        let ending = Db::open(place, world.clock.clone()).await.expect("the store opens again");
        Self { world, viewer, ending, pressed: 0 }
    }

    /// What one start sends, in order.
    async fn statements(&mut self) -> Vec<&'static str> {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let plain = self.world.db.clone();
        let ear = heard.clone();
        self.world.db = plain.clone().with_hook(Arc::new(move |step| {
            if let Step::Statement(sql) = step {
                ear.lock().expect("nobody panicked").push(sql);
            }
        }));
        self.press().await;
        self.world.db = plain;
        let statements = heard.lock().expect("nobody panicked");
        statements.clone()
    }

    async fn press(&mut self) -> Duration {
        self.pressed += 1;
        let press = self.world.press(self.world.ben, &format!("press {}", self.pressed));
        let (db, key, viewer) = (&self.world.db, self.world.app.key(), &self.viewer);
        let start = Instant::now();
        let started = in_tx!(db, StartError, tx, { sessions::start(tx, key, viewer, &press).await });
        let took = start.elapsed();
        end(&self.ending, &self.world, started.expect("the session starts").session).await;
        took
    }
}

async fn press_floor(floor: &mut Floor, world: &World, ending: &Db) -> Duration {
    let press = floor.prepare(world);
    let start = Instant::now();
    floor.press(&press).await.expect("the statements are as good as ours");
    let took = start.elapsed();
    end(ending, world, press.session()).await;
    took
}

async fn end(db: &Db, world: &World, session: SessionId) {
    let (by, choice) = (By::Instructor(world.ada), Some(Choice::Mistake));
    in_tx!(db, EndError, tx, { sessions::end(tx, world.harbor, session, by, choice).await })
        .expect("the session ends");
}
