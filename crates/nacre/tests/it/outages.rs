//! A server under load, killed at random times: what it acknowledged is there when it is back, half things are not.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use db::{Db, Location};
use http::StatusCode;
use kernel::{SessionId, UserId};
use testkit::{HARBOR, PASSWORD, World};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};
use tokio::time::{sleep, timeout};

/// How many kills per engine; `NACRE_TEST_KILLS` says otherwise.
const KILLS: u32 = 10;
/// Wide: a busy machine starts slowly.
const PATIENCE: Duration = Duration::from_secs(60);
/// The longest a server lives under load, in milliseconds.
const LONGEST_LIFE_MS: u64 = 800;

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_survives_kills_at_random_times() {
    for (place, folder) in testkit::engines().await {
        let settings = tempfile::tempdir().unwrap();
        let world = World::at(&place, folder).await;
        world.db.close().await;
        let site = Site::prepare(&place, settings.path()).await;
        let mut desks = vec![
            Desk::new(&world, "ada@demo.test", world.ben),
            Desk::new(&world, "ivan@demo.test", world.mia),
        ];
        sign_everybody_in(&site, &mut desks).await;
        for _ in 0..kills() {
            desks = one_life(&site, desks).await;
            judge(&world, &place, &desks).await;
        }
        let pressed: usize = desks.iter().map(|desk| desk.started.len()).sum();
        assert!(pressed > 2, "the servers lived long enough to do something: {pressed}");
    }
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
        desk.sign_in(site.address).await.expect("a server that nobody kills answers");
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
    drop(tx);
    assert_eq!(nacre::check::findings(&db).await.unwrap(), Vec::<String>::new());
    db.close().await;
}

/// A server's settings and address.
struct Site {
    settings: PathBuf,
    address: SocketAddr,
}

impl Site {
    async fn prepare(place: &Location, folder: &Path) -> Self {
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = free.local_addr().unwrap();
        let (data, database) = match place {
            Location::File(path) => (path.parent().unwrap().to_owned(), String::new()),
            Location::Postgres(url) => (folder.to_owned(), format!("database = \"{url}\"\n")),
        };
        let text = format!(
            "data_dir = \"{}\"\npublic_address = \"http://localhost:{}\"\nlisten = \"{address}\"\n{database}\
             [tls]\nmode = \"off\"\n\
             [mail]\nhost = \"127.0.0.1\"\nport = 9\nsecurity = \"none\"\nfrom = \"lessons@demo.test\"\n\
             [media]\nlisten_udp = \"127.0.0.1:0\"\npublic_ips = [\"127.0.0.1\"]\n",
            data.display(),
            address.port(),
        );
        let settings = folder.join("nacre.toml");
        std::fs::write(&settings, text).unwrap();
        Self { settings, address }
    }

    fn start(&self) -> Child {
        Command::new(env!("CARGO_BIN_EXE_nacre"))
            .arg("serve")
            .arg("--config")
            .arg(&self.settings)
            .env("NACRE_LOG", "error")
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap()
    }

    async fn until_it_answers(&self, server: &mut Child) {
        let answers = async {
            while ask(self.address, "GET", "/sign-in", "", "").await.is_err() {
                assert!(server.try_wait().unwrap().is_none(), "the server did not start");
                sleep(Duration::from_millis(20)).await;
            }
        };
        timeout(PATIENCE, answers).await.expect("the server answers");
    }
}

/// An instructor who starts and cancels sessions, and presses again what was not answered.
struct Desk {
    login: &'static str,
    student: UserId,
    program: String,
    cookie: String,
    next: Press,
    started: Vec<SessionId>,
    over: Vec<SessionId>,
}

#[derive(Debug, Clone)]
enum Press {
    Start { key: String },
    Cancel { session: SessionId },
}

impl Press {
    fn start() -> Self {
        Self::Start { key: web::token::text(&web::token::random()) }
    }
}

impl Desk {
    fn new(world: &World, login: &'static str, student: UserId) -> Self {
        let program = world.algebra.to_string();
        Self {
            login,
            student,
            program,
            cookie: String::new(),
            next: Press::start(),
            started: Vec::new(),
            over: Vec::new(),
        }
    }

    /// Works until the server is gone.
    async fn work(mut self, server: SocketAddr) -> Self {
        while self.press(server).await.is_ok() {}
        self
    }

    async fn sign_in(&mut self, server: SocketAddr) -> io::Result<()> {
        let form = format!("login={}&password={PASSWORD}", self.login.replace('@', "%40"));
        let reply = ask(server, "POST", "/sign-in", "", &form).await?;
        let Some(cookie) = reply.header("set-cookie") else { panic!("no sign-in: {}", reply.text) };
        self.cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        Ok(())
    }

    async fn press(&mut self, server: SocketAddr) -> io::Result<()> {
        match self.next.clone() {
            Press::Start { key } => self.start(server, &key).await,
            Press::Cancel { session } => self.cancel(server, session).await,
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
        self.next = Press::Cancel { session };
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
}

struct Reply {
    status: StatusCode,
    text: String,
}

impl Reply {
    /// The value of a header of the answer.
    fn header(&self, name: &str) -> Option<&str> {
        let head = self.text.split("\r\n\r\n").next()?;
        head.lines().find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

/// One request on a connection of its own; an error when the answer did not come whole.
async fn ask(server: SocketAddr, method: &str, path: &str, cookie: &str, form: &str) -> io::Result<Reply> {
    let mut stream = TcpStream::connect(server).await?;
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: {HARBOR}\r\nconnection: close\r\naccept: text/html\r\n\
         sec-fetch-site: same-origin\r\ncookie: {cookie}\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
        form.len()
    );
    stream.write_all(request.as_bytes()).await?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let status = text.get(9..12).and_then(|code| code.parse().ok()).ok_or(io::ErrorKind::UnexpectedEof)?;
    if !text.contains("\r\n\r\n") {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(Reply { status, text })
}
