//! A server under load, killed at random times: what it acknowledged is there when it is back, half things are not.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use db::{Db, Location};
use http::StatusCode;
use kernel::{SessionId, UserId};
use serde_json::json;
use testkit::{Line, World};
use tokio::time::sleep;

use crate::site::{Site, ask};

/// How many kills per engine; `NACRE_TEST_KILLS` says otherwise.
const KILLS: u32 = 10;
/// So many, until there was something that could be lost.
const MOST_LIVES: u32 = 100;
/// The longest a server lives under load, in milliseconds.
const LONGEST_LIFE_MS: u64 = 800;

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_survives_kills_at_random_times() {
    for (place, folder) in testkit::engines().await {
        let settings = tempfile::tempdir().unwrap();
        let world = World::at(&place, folder).await;
        world.db.close().await;
        let site = Site::prepare(&place, settings.path()).await;
        let mut desks = vec![Desk::new(&world, "ada", world.ben), Desk::new(&world, "ivan", world.mia)];
        sign_everybody_in(&site, &mut desks).await;
        let mut lives = 0;
        // a busy machine may not let a short life come to anything
        while lives < kills() || (lives < MOST_LIVES && !has_come_to_something(&desks)) {
            desks = one_life(&site, desks).await;
            judge(&world, &place, &desks).await;
            lives += 1;
        }
        assert!(has_come_to_something(&desks), "{lives} servers did not live long enough");
    }
}

/// Sessions were started, and one at least was ended in the classroom.
fn has_come_to_something(desks: &[Desk]) -> bool {
    let pressed: usize = desks.iter().map(|desk| desk.started.len()).sum();
    pressed > 2 && desks.iter().any(|desk| desk.ended > 0)
}

fn kills() -> u32 {
    #[expect(clippy::disallowed_methods, reason = "a long run says how long")]
    let asked = std::env::var("NACRE_TEST_KILLS");
    asked.ok().and_then(|number| number.parse().ok()).unwrap_or(KILLS)
}

/// In a life of its own: a sign-in that a kill cuts short is a charged try, and after a few of them the next one waits.
async fn sign_everybody_in(site: &Site, desks: &mut [Desk]) {
    let mut server = site.start();
    site.until_it_answers(&mut server).await;
    for desk in desks {
        desk.cookie = site.sign_in(desk.who).await.expect("a server that nobody kills answers");
    }
    server.kill().await.unwrap();
}

/// A server starts, both instructors work, and it is killed.
async fn one_life(site: &Site, desks: Vec<Desk>) -> Vec<Desk> {
    let mut server = site.start();
    site.until_it_answers(&mut server).await;
    let working: Vec<_> = desks.into_iter().map(|desk| tokio::spawn(desk.work(site.address))).collect();
    let [low, high, ..] = web::token::random();
    let life = u64::from(u16::from_be_bytes([high, low])) * LONGEST_LIFE_MS / u64::from(u16::MAX);
    sleep(Duration::from_millis(life)).await;
    server.kill().await.unwrap();
    let mut back = Vec::new();
    for desk in working {
        back.push(desk.await.unwrap());
    }
    back
}

/// Opens the store that the dead server left.
async fn judge(world: &World, place: &Location, desks: &[Desk]) {
    let db = Db::open(place, nacre::clock::system()).await.unwrap();
    let mut tx = db.read().await.unwrap();
    for desk in desks {
        for session in &desk.started {
            let found = teaching::sessions::find(&mut tx, world.harbor, *session).await.unwrap();
            assert_eq!(found.student, desk.student);
            assert!(!desk.over.contains(session) || found.outcome.is_some(), "{session} is open again");
        }
    }
    let counted = "SELECT (SELECT COUNT(*) FROM intents WHERE org_id = $1), (SELECT COUNT(*) FROM sessions WHERE org_id = $1),
        (SELECT COUNT(*) FROM credit_entries WHERE org_id = $1 AND kind = 'hold'),
        (SELECT COUNT(*) FROM outbox WHERE org_id = $1 AND payload LIKE '%session_started%')";
    let counts: (i64, i64, i64, i64) = tx.one(counted, &[&world.harbor.org()]).await.unwrap();
    assert!(counts.0 == counts.1 && counts.1 == counts.2 && counts.2 == counts.3, "{counts:?}");
    let over = "SELECT (SELECT COUNT(*) FROM sessions WHERE org_id = $1 AND ended_at IS NOT NULL AND outcome IS NOT NULL),
        (SELECT COUNT(*) FROM credit_entries WHERE org_id = $1 AND kind IN ('consume', 'release')),
        (SELECT COUNT(*) FROM outbox WHERE org_id = $1
            AND (payload LIKE '%session_ended%' OR payload LIKE '%session_cancelled%'))";
    let over: (i64, i64, i64) = tx.one(over, &[&world.harbor.org()]).await.unwrap();
    assert!(over.0 == over.1 && over.1 == over.2, "ended, settled, recorded: {over:?}");
    drop(tx);
    // the servers did not live long enough to tell everything
    let mut found = nacre::check::findings(&db).await.unwrap();
    found.retain(|finding| !finding.contains("events wait to be told"));
    assert_eq!(found, Vec::<String>::new());
    db.close().await;
}

/// An instructor who starts sessions and cancels or ends them in turn, and presses again what was not answered.
struct Desk {
    who: &'static str,
    student: UserId,
    program: String,
    cookie: String,
    next: Press,
    started: Vec<SessionId>,
    over: Vec<SessionId>,
    ended: usize,
}

#[derive(Debug, Clone)]
enum Press {
    Start { key: String },
    Cancel { session: SessionId },
    End { session: SessionId },
}

impl Press {
    fn start() -> Self {
        Self::Start { key: web::token::text(&web::token::random()) }
    }
}

impl Desk {
    fn new(world: &World, who: &'static str, student: UserId) -> Self {
        let program = world.algebra.to_string();
        Self {
            who,
            student,
            program,
            cookie: String::new(),
            next: Press::start(),
            started: Vec::new(),
            over: Vec::new(),
            ended: 0,
        }
    }

    /// Works until the server is gone.
    async fn work(mut self, server: SocketAddr) -> Self {
        while self.press(server).await.is_ok() {}
        self
    }

    async fn press(&mut self, server: SocketAddr) -> io::Result<()> {
        match self.next.clone() {
            Press::Start { key } => self.start(server, &key).await,
            Press::Cancel { session } => self.cancel(server, session).await,
            Press::End { session } => self.end(server, session).await,
        }
    }

    async fn start(&mut self, server: SocketAddr, key: &str) -> io::Result<()> {
        let (student, program) = (self.student, &self.program);
        let form =
            format!("key={key}&step=start&student={student}&minutes=30&billable=true&program={program}");
        let reply = ask(server, "POST", "/sessions/instant", &self.cookie, &form).await?;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text);
        let session: SessionId =
            reply.header("location").unwrap().trim_start_matches("/classroom/").parse().unwrap();
        self.started.push(session);
        self.next = match self.started.len() % 2 {
            0 => Press::Cancel { session },
            _ => Press::End { session },
        };
        Ok(())
    }

    async fn cancel(&mut self, server: SocketAddr, session: SessionId) -> io::Result<()> {
        let path = format!("/sessions/{session}/cancellation");
        let reply = ask(server, "POST", &path, &self.cookie, "reason=power+cut").await?;
        // 422: it was cancelled before the last server died, and its answer was lost
        assert!([303, 422].contains(&reply.status.as_u16()), "{} {}", reply.status, reply.text);
        self.over.push(session);
        self.next = Press::start();
        Ok(())
    }

    /// "End session" in the classroom, as started by mistake. Whoever comes back to one that is over is told so too.
    async fn end(&mut self, server: SocketAddr, session: SessionId) -> io::Result<()> {
        let origin = format!("http://harbor.test:{}", server.port());
        let line = Line::reach(server, session, &self.cookie, Some(&origin)).await?;
        let mut line =
            line.unwrap_or_else(|status| panic!("the classroom is closed to its instructor: {status}"));
        let hello =
            json!({"t": "hello", "v": 1, "device": "devicedevice", "place": "check", "takeover": true});
        line.try_say(&hello).await?;
        line.try_say(&json!({"t": "end", "choice": "mistake"})).await?;
        loop {
            let message = line.next().await.map_err(|code| io::Error::other(format!("closed: {code}")))?;
            if message["t"] == "ended" {
                break;
            }
        }
        self.over.push(session);
        self.ended += 1;
        self.next = Press::start();
        Ok(())
    }
}
