//! The plug is pulled on a server while two people draw and write: what it acknowledged or showed is on its disk, and
//! all have the same boards when it is back.

use std::time::Duration;

use testkit::World;
use tokio::time::sleep;

use crate::pen::{Pace, Pen, Place, chance, pair};
use crate::site::Site;

/// How many kills per engine; `NACRE_TEST_BOARD_KILLS` says otherwise.
const KILLS: u32 = 5;
/// The shortest and the longest that a server lives under load, in milliseconds.
const LIFE_MS: (usize, usize) = (200, 2_500);
/// As busy as a connection may be: fifty frames a second of each hand and one more for what is taken away; all but the
/// ink are edits.
const PACE: Pace = Pace { pause: Duration::from_millis(20), ink: 1 };
/// How long the session is planned to last.
const MINUTES: i64 = 60;

#[tokio::test(flavor = "multi_thread")]
async fn no_edit_that_was_acknowledged_or_shown_is_lost_by_kills_at_random_times() {
    for (engine, folder) in testkit::engines().await {
        let settings = tempfile::tempdir().unwrap();
        let world = World::at(&engine, folder).await;
        world.db.close().await;
        let site = Site::prepare(&engine, settings.path()).await;
        let mut server = site.start();
        site.until_it_answers(&mut server).await;
        let (place, mut pens) = pair(&site, ["ada", "ben"], world.ben, world.algebra, MINUTES).await;

        for _ in 0..kills() {
            let [ada, ben] = &mut pens;
            let working = async { tokio::join!(ada.work(place, PACE), ben.work(place, PACE)) };
            let life = Duration::from_millis((LIFE_MS.0 + chance(LIFE_MS.1 - LIFE_MS.0)) as u64);
            let plug = async {
                sleep(life).await;
                server.kill().await.unwrap();
            };
            tokio::join!(working, plug);
            server = site.start();
            site.until_it_answers(&mut server).await;
            judge(place, &mut pens).await;
        }

        all_have_the_same(place, &mut pens).await;
        let (promised, shown) = pens[0].counts();
        eprintln!("{} kills: {:?} and {:?} promised and shown", kills(), (promised, shown), pens[1].counts());
        assert!(
            promised > 10 && shown > 10,
            "the servers lived long enough: {promised} promised, {shown} shown"
        );
        server.kill().await.unwrap();
    }
}

fn kills() -> u32 {
    #[expect(clippy::disallowed_methods, reason = "a long run says how long")]
    let asked = std::env::var("NACRE_TEST_BOARD_KILLS");
    asked.ok().and_then(|number| number.parse().ok()).unwrap_or(KILLS)
}

/// Looks at what the dead server left, before either has said again what they have: all that was acknowledged. Then one of
/// them comes back, and all that was shown to them is there, also what its maker would have to bring.
async fn judge(place: Place, pens: &mut [Pen; 2]) {
    let mut eye = pens[0].elsewhere();
    eye.visit(place).await;
    for pen in &*pens {
        pen.judge_promises(&eye);
    }
    let first = chance(2);
    if first == 1 {
        // a student is let in where the instructor is
        tokio::join!(eye.visit(place), pens[first].visit(place));
    } else {
        pens[first].visit(place).await;
    }
    let mut eye = pens[0].elsewhere();
    eye.visit(place).await;
    pens[first].judge_what_was_shown(&eye);
}

/// Both bring what they have, read what they lack, and have what the server has.
async fn all_have_the_same(place: Place, pens: &mut [Pen; 2]) {
    let [ada, ben] = pens;
    tokio::join!(ada.visit(place), ben.visit(place));
    ada.visit(place).await;
    ben.visit(place).await;
    let mut eye = ada.elsewhere();
    eye.visit(place).await;
    assert_eq!(ada.bytes(), ben.bytes());
    assert_eq!(ada.bytes(), eye.bytes());
}
