//! The built program as a process of its own, asked over the network.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::Duration;

use db::Location;
use http::StatusCode;
use kernel::{ProgramId, SessionId, UserId};
use testkit::{HARBOR, PASSWORD};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};
use tokio::time::{sleep, timeout};

/// Wide: a busy machine starts slowly.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A server's settings and address.
pub struct Site {
    pub settings: PathBuf,
    pub address: SocketAddr,
    /// Its data folder.
    pub data: PathBuf,
}

impl Site {
    pub async fn prepare(place: &Location, folder: &Path) -> Self {
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
        Self { settings, address, data }
    }

    pub fn start(&self) -> Child {
        self.start_logging("error", Stdio::inherit())
    }

    /// A server that logs `what` to `log`.
    pub fn start_logging(&self, what: &str, log: Stdio) -> Child {
        Command::new(env!("CARGO_BIN_EXE_nacre"))
            .arg("serve")
            .arg("--config")
            .arg(&self.settings)
            .env("NACRE_LOG", what)
            .stdout(Stdio::null())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .unwrap()
    }

    /// The same program called with other words; the settings follow them.
    pub async fn run(&self, words: &[&str]) -> Output {
        let command = Command::new(env!("CARGO_BIN_EXE_nacre"))
            .args(words)
            .arg("--config")
            .arg(&self.settings)
            .kill_on_drop(true)
            .output();
        timeout(PATIENCE, command).await.expect("the command ends").unwrap()
    }

    /// Signs somebody of the cast in, by the first name; the cookie.
    ///
    /// # Errors
    /// When the server is gone.
    pub async fn sign_in(&self, who: &str) -> io::Result<String> {
        let form = format!("login={who}%40demo.test&password={PASSWORD}");
        let reply = ask(self.address, "POST", "/sign-in", "", &form).await?;
        let Some(cookie) = reply.header("set-cookie") else { panic!("no sign-in: {}", reply.text) };
        Ok(cookie.split(';').next().unwrap_or_default().to_owned())
    }

    /// Starts an instant session as whoever has the cookie.
    ///
    /// # Errors
    /// When the server is gone.
    pub async fn start_session(
        &self,
        cookie: &str,
        student: UserId,
        program: ProgramId,
        minutes: i64,
    ) -> io::Result<SessionId> {
        let key = web::token::text(&web::token::random());
        let form = format!(
            "key={key}&step=start&student={student}&minutes={minutes}&billable=true&program={program}"
        );
        let reply = ask(self.address, "POST", "/sessions/instant", cookie, &form).await?;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text);
        Ok(reply.header("location").unwrap().trim_start_matches("/classroom/").parse().unwrap())
    }

    pub async fn until_it_answers(&self, server: &mut Child) {
        let answers = async {
            while ask(self.address, "GET", "/sign-in", "", "").await.is_err() {
                assert!(server.try_wait().unwrap().is_none(), "the server did not start");
                sleep(Duration::from_millis(20)).await;
            }
        };
        timeout(PATIENCE, answers).await.expect("the server answers");
    }
}

/// What a server answered.
pub struct Reply {
    pub status: StatusCode,
    pub text: String,
}

impl Reply {
    /// The value of a header of the answer.
    pub fn header(&self, name: &str) -> Option<&str> {
        let head = self.text.split("\r\n\r\n").next()?;
        head.lines().find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

/// One request on a connection of its own; an error when the answer did not come whole.
pub async fn ask(
    server: SocketAddr,
    method: &str,
    path: &str,
    cookie: &str,
    form: &str,
) -> io::Result<Reply> {
    let bytes = exchange(server, method, path, cookie, form).await?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let status = text.get(9..12).and_then(|code| code.parse().ok()).ok_or(io::ErrorKind::UnexpectedEof)?;
    if !text.contains("\r\n\r\n") {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(Reply { status, text })
}

/// The body of something that is not text.
pub async fn ask_bytes(server: SocketAddr, path: &str, cookie: &str) -> io::Result<Vec<u8>> {
    let bytes = exchange(server, "GET", path, cookie, "").await?;
    let head = bytes.windows(4).position(|end| end == b"\r\n\r\n").ok_or(io::ErrorKind::UnexpectedEof)?;
    assert!(bytes.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&bytes[..head]));
    Ok(bytes[head + 4..].to_vec())
}

async fn exchange(
    server: SocketAddr,
    method: &str,
    path: &str,
    cookie: &str,
    form: &str,
) -> io::Result<Vec<u8>> {
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
    Ok(bytes)
}
