//! Two lessons at the boards go on and on, and the server does not grow.
//!
//! What does grow, and is known: SQLite's writer fills its page cache of 2 MB, which takes ten minutes at a person's
//! pace; and of each thing that is rubbed out the document engine keeps about 260 bytes for as long as the board is open,
//! to know it when somebody says it again. Four people who never rest make that 4 MB an hour. More than the two together, with
//! room to spare, is a leak.

use std::time::Duration;
use std::{fmt, io};

use db::{Location, in_tx};
use kernel::SessionMinutes;
use people::organizations::{self, DurationError};
use testkit::World;
use tokio::time::{Instant, sleep};

use crate::pen::{Pace, Pen, Place, pair};
use crate::site::Site;

/// How long they draw; `NACRE_TEST_DRAWING_MINUTES` says otherwise.
const SHORT: Duration = Duration::from_secs(24);
/// What is drawn until the boards have as much on them as they will. Before as much again has passed, the server has
/// given back what the sign-ins took.
const LONGEST_WARM_UP: Duration = Duration::from_secs(5 * 60);
/// Nobody draws so much: the boards of the short share are to be full soon.
const HASTE: Pace = Pace { pause: Duration::from_millis(20), ink: 1 };
/// A stroke or a paragraph a second, its ink on the way twenty times.
const BUSY: Pace = Pace { pause: Duration::from_millis(48), ink: 20 };
/// More than that, and a server would not last a day.
const MOST_GROWTH: f64 = 1.2;
/// What a long run may add to the server's own memory, in megabytes: SQLite's page cache...
const CACHE: f64 = 2.0;
/// ...and what stays of each thing that was put on a board.
const MARK: f64 = 400.0 / 1024.0 / 1024.0;
const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread")]
async fn a_server_at_whose_boards_two_pairs_draw_does_not_grow() {
    let (folder, settings) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let file = Location::File(folder.path().join("nacre.sqlite"));
    let world = World::at(&file, folder).await;
    let asked = minutes();
    let planned = SessionMinutes::new(i64::try_from(asked.unwrap_or_default()).unwrap() + 30).unwrap();
    let offered: Result<_, DurationError> =
        in_tx!(world.db, DurationError, tx, { organizations::add_duration(tx, world.harbor, planned).await });
    assert!(matches!(offered, Ok(()) | Err(DurationError::AlreadyOffered)), "{offered:?}");
    world.db.close().await;
    let site = Site::prepare(&file, settings.path()).await;
    let mut server = site.start();
    site.until_it_answers(&mut server).await;
    let (lasts, pace) = asked.map_or((SHORT, HASTE), |minutes| (Duration::from_secs(minutes * 60), BUSY));
    let ada_and_ben = pair(&site, ["ada", "ben"], world.ben, world.algebra, planned.get()).await;
    let ivan_and_mia = pair(&site, ["ivan", "mia"], world.mia, world.algebra, planned.get()).await;

    let process = server.id().unwrap();
    let (warm, end) = tokio::select! {
        sizes = sizes(process, lasts) => sizes,
        why = draw(ada_and_ben, pace) => panic!("Ada and Ben were stopped: {why}"),
        why = draw(ivan_and_mia, pace) => panic!("Ivan and Mia were stopped: {why}"),
    };

    let (all, own) = (end.resident / warm.resident, end.own / warm.own);
    eprintln!("{} s of drawing: {warm}, then {end}: grown to {all:.3} of it ({own:.3})", lasts.as_secs());
    let may_add = if asked.is_some() { known(pace, lasts) } else { warm.own * (MOST_GROWTH - 1.0) };
    assert!(all <= MOST_GROWTH, "the server grew from {warm} to {end}");
    assert!(end.own - warm.own <= may_add, "{may_add:.1} MB may be added: from {warm} to {end}");
    server.kill().await.unwrap();
}

/// What is known to grow while four people draw at this pace.
fn known(pace: Pace, lasts: Duration) -> f64 {
    let between = pace.pause * (pace.ink + 1);
    CACHE + 4.0 * lasts.as_secs_f64() / between.as_secs_f64() * MARK
}

fn minutes() -> Option<u64> {
    #[expect(clippy::disallowed_methods, reason = "a long run says how long")]
    let asked = std::env::var("NACRE_TEST_DRAWING_MINUTES");
    asked.ok().map(|minutes| minutes.parse().expect("whole minutes"))
}

async fn draw((place, mut pens): (Place, [Pen; 2]), pace: Pace) -> io::Error {
    let [teacher, learner] = &mut pens;
    tokio::select! {
        why = teacher.work(place, pace) => why,
        why = learner.work(place, pace) => why,
    }
}

/// The process's memory when it was smallest, once it was warm, and at the end.
async fn sizes(process: u32, lasts: Duration) -> (Size, Size) {
    let warm_up = (lasts / 3).min(LONGEST_WARM_UP);
    let (begin, mut told) = (Instant::now(), MINUTE);
    sleep(warm_up).await;
    let mut warm = Size::of(process);
    while begin.elapsed() < lasts {
        sleep(SECOND).await;
        let size = Size::of(process);
        if begin.elapsed() < warm_up * 2 && size.resident < warm.resident {
            warm = size;
        }
        if begin.elapsed() >= told {
            eprintln!("{} min: {size}", told.as_secs() / 60);
            told += MINUTE;
        }
    }
    (warm, Size::of(process))
}

/// How much memory a process has, in megabytes.
#[derive(Debug, Clone, Copy)]
struct Size {
    /// All that is in memory, pages of its program file included.
    resident: f64,
    /// What it asked for while it ran.
    own: f64,
}

impl Size {
    fn of(process: u32) -> Self {
        let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
        let megabytes = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
            let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse().unwrap();
            kilobytes / 1024.0
        };
        Self { resident: megabytes("VmRSS:"), own: megabytes("RssAnon:") }
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.1} MB resident ({:.1} MB its own)", self.resident, self.own)
    }
}
