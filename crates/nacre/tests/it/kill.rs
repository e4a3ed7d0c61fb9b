//! SIGKILL between every two statements of a start and of an end: afterwards all of it is there, or nothing.
//!
//! The act runs in a process of its own: this test program, called again for [`victim`] alone, which kills itself when
//! it comes to the step it was given.

use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use db::{Db, Location, Scope, in_tx};
use kernel::{Clock, OrgId, ProgramId, Seat, Secret, SessionId, SessionMinutes, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use teaching::presence;
use teaching::sessions::{self, By, Choice, EndError, Ended, Start, StartError, Started, Whom};
use testkit::World;

use crate::rows::Rows;

/// What the victim is to do, in its environment.
const ORDER: &str = "NACRE_TEST_VICTIM";
const SIGKILL: i32 = 9;
/// Fewer steps than this would mean that the victim is not told of its statements.
const FEWEST_STEPS: usize = 10;

/// Who acts, on which store, at which instant.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Stage {
    place: String,
    now: i64,
    org: OrgId,
    ada: UserId,
    ben: UserId,
    algebra: ProgramId,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
enum Act {
    Start { key: String },
    End { session: SessionId },
}

#[derive(Debug, Serialize, Deserialize)]
struct Order {
    stage: Stage,
    act: Act,
    /// The step it dies at, counted from the act's first.
    step: usize,
}

impl Stage {
    /// The cast in an empty store that nobody has open.
    async fn set(place: &Location, folder: tempfile::TempDir) -> (Self, World) {
        let world = World::at(place, folder).await;
        world.db.close().await;
        let place = match place {
            Location::File(path) => path.display().to_string(),
            Location::Postgres(address) => address.clone(),
        };
        let (org, now) = (world.harbor.org(), world.clock.now().micros());
        (Self { place, now, org, ada: world.ada, ben: world.ben, algebra: world.algebra }, world)
    }

    const fn scope(&self) -> Scope {
        Scope::trusted(self.org)
    }

    async fn open(&self) -> Db {
        let place = match self.place.starts_with("postgres") {
            true => Location::Postgres(self.place.clone()),
            false => Location::File(PathBuf::from(&self.place)),
        };
        Db::open(&place, Clock::standing_at(Timestamp::from_micros(self.now))).await.unwrap()
    }

    async fn start(&self, db: &Db, key: &str) -> Result<Started, StartError> {
        let viewer = testkit::viewer_in(db, self.scope(), self.ada).await;
        let server_key = Secret::new([42; 32]);
        let press = Start {
            whom: Whom::Known(self.ben),
            minutes: SessionMinutes::new(30).unwrap(),
            billable: true,
            program: self.algebra,
            subject: String::new(),
            description: String::new(),
            on_demand: false,
            key: key.to_owned(),
            body_hash: [1; 32],
        };
        in_tx!(db, StartError, tx, { sessions::start(tx, &server_key, &viewer, &press).await })
    }

    async fn end(&self, db: &Db, session: SessionId) -> Result<Ended, EndError> {
        let (by, choice) = (By::Instructor(self.ada), Some(Choice::Mistake));
        in_tx!(db, EndError, tx, { sessions::end(tx, self.scope(), session, by, choice).await })
    }

    /// Both are in, and six minutes pass.
    async fn teach(&mut self, db: &Db, session: SessionId) {
        in_tx!(db, db::Error, tx, {
            let now = tx.now();
            presence::enter(tx, self.scope(), session, Seat::Instructor, now).await?;
            presence::enter(tx, self.scope(), session, Seat::Student, now).await
        })
        .unwrap();
        self.now += 6 * 60 * 1_000_000;
    }

    /// Lets a victim act; whether it died on the way.
    fn kill(&self, act: &Act, step: usize) -> bool {
        let order = Order { stage: self.clone(), act: act.clone(), step };
        let output = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "kill::victim", "--ignored", "--nocapture"])
            .env(ORDER, serde_json::to_string(&order).unwrap())
            .output()
            .unwrap();
        let died = output.status.signal() == Some(SIGKILL);
        assert!(died || output.status.success(), "{order:?}: {}", String::from_utf8_lossy(&output.stderr));
        died
    }
}

/// Nobody tells events here, so those that wait are left out.
async fn nothing_is_wrong(db: &Db) {
    let mut found = nacre::check::findings(db).await.unwrap();
    found.retain(|finding| !finding.contains("events wait to be told"));
    assert_eq!(found, Vec::<String>::new());
}

/// Of all deaths only the last, after the commit, may leave something.
fn only_the_commit_counts(whole: &[bool]) {
    let (after_commit, before) = whole.split_last().unwrap();
    assert!(*after_commit && !before.contains(&true), "{whole:?}");
    assert!(whole.len() > FEWEST_STEPS, "{whole:?}");
}

#[tokio::test]
async fn a_start_that_is_killed_anywhere_is_whole_or_never_was() {
    for (place, folder) in testkit::engines().await {
        let (stage, _world) = Stage::set(&place, folder).await;
        let mut whole = Vec::new();
        loop {
            let key = format!("press {}", whole.len());
            let db = stage.open().await;
            let before = Rows::count(&db, stage.scope()).await;
            db.close().await;

            let died = stage.kill(&Act::Start { key: key.clone() }, whole.len());

            let db = stage.open().await;
            let left = Rows::count(&db, stage.scope()).await - before;
            assert!([Rows::NONE, Rows::ONE_START].contains(&left), "step {}: {left:?}", whole.len());
            nothing_is_wrong(&db).await;
            let again = stage.start(&db, &key).await.unwrap();
            assert_eq!(again.again, left == Rows::ONE_START);
            assert_eq!(Rows::count(&db, stage.scope()).await - before, Rows::ONE_START);
            stage.end(&db, again.session).await.unwrap();
            db.close().await;
            if !died {
                assert_eq!(left, Rows::ONE_START);
                break;
            }
            whole.push(left == Rows::ONE_START);
        }
        only_the_commit_counts(&whole);
    }
}

#[tokio::test]
async fn an_end_that_is_killed_anywhere_is_whole_or_never_was() {
    for (place, folder) in testkit::engines().await {
        let (mut stage, _world) = Stage::set(&place, folder).await;
        let mut whole = Vec::new();
        loop {
            let db = stage.open().await;
            let session = stage.start(&db, &format!("press {}", whole.len())).await.unwrap().session;
            stage.teach(&db, session).await;
            let before = Rows::count(&db, stage.scope()).await;
            db.close().await;

            let died = stage.kill(&Act::End { session }, whole.len());

            let db = stage.open().await;
            let left = Rows::count(&db, stage.scope()).await - before;
            assert!([Rows::NONE, Rows::ONE_END].contains(&left), "step {}: {left:?}", whole.len());
            assert_eq!(
                people_inside(&db, stage.scope(), session).await,
                if left == Rows::NONE { 2 } else { 0 }
            );
            nothing_is_wrong(&db).await;
            let again = stage.end(&db, session).await;
            assert_eq!(matches!(again, Err(EndError::NotOpen)), left == Rows::ONE_END, "{again:?}");
            assert_eq!(Rows::count(&db, stage.scope()).await - before, Rows::ONE_END);
            nothing_is_wrong(&db).await;
            db.close().await;
            if !died {
                assert_eq!(left, Rows::ONE_END);
                break;
            }
            whole.push(left == Rows::ONE_END);
        }
        only_the_commit_counts(&whole);
    }
}

async fn people_inside(db: &Db, scope: Scope, session: SessionId) -> i64 {
    let sql = "SELECT COUNT(*) FROM presences WHERE org_id = $1 AND session_id = $2 AND left_at IS NULL";
    let (count,): (i64,) = db.read().await.unwrap().one(sql, &[&scope.org(), &session]).await.unwrap();
    count
}

#[tokio::test]
#[ignore = "it is the process that the tests above start and that dies"]
async fn victim() {
    #[expect(clippy::disallowed_methods, reason = "the test that starts this process says what it is to do")]
    let Ok(order) = std::env::var(ORDER) else { return };
    let Order { stage, act, step } = serde_json::from_str(&order).unwrap();
    let count = AtomicUsize::new(0);
    let db = stage.open().await.with_hook(Arc::new(move |_| {
        if count.fetch_add(1, Ordering::SeqCst) == step {
            die();
        }
    }));
    match act {
        Act::Start { key } => drop(stage.start(&db, &key).await.unwrap()),
        Act::End { session } => drop(stage.end(&db, session).await.unwrap()),
    }
}

/// As the kernel or an operator would end it: nothing of this process runs on.
fn die() -> ! {
    Command::new("kill").args(["-KILL", &std::process::id().to_string()]).status().unwrap();
    loop {
        std::thread::park();
    }
}
