//! A throw-away S3 server for the tests of the storage: moto, from its own Python environment under `target`, on a free
//! port of this machine, gone when the chore ends.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::project;
use crate::run::{command, run};

/// Where the tests look for the address of an S3 server they may make buckets on.
pub const ADDRESS: &str = "NACRE_TEST_S3";

/// The server, and what it needs to listen.
const PACKAGES: [&str; 3] = ["moto[s3]==5.2.5", "flask>=3,<4", "flask-cors>=5,<7"];
/// Python reads many files before it answers.
const READY_WITHIN: Duration = Duration::from_secs(120);

/// A running server. Dropping it stops it; it keeps everything in memory.
pub struct S3 {
    server: Child,
    port: u16,
}

impl S3 {
    /// Installs the server when it is missing, and starts it on a free port.
    ///
    /// # Errors
    /// When Python is missing, its packages cannot be installed, or the server does not start.
    pub fn start() -> Result<Self> {
        let program = installed()?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("looking for a free port")?;
        let port = listener.local_addr().context("looking for a free port")?.port();
        drop(listener);
        let mut server = command("setpriv", &["--pdeathsig=INT", "--"]);
        server.arg(program).args(["-H", "127.0.0.1", "-p", &port.to_string()]);
        server.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut s3 = Self { server: server.spawn().context("starting moto")?, port };
        s3.wait_until_ready()?;
        Ok(s3)
    }

    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    fn wait_until_ready(&mut self) -> Result<()> {
        let started = Instant::now();
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        while TcpStream::connect(address).is_err() {
            let ended = self.server.try_wait().context("asking after moto")?.is_some();
            if ended || started.elapsed() > READY_WITHIN {
                bail!("the S3 server did not start");
            }
            sleep(Duration::from_millis(100));
        }
        Ok(())
    }
}

impl Drop for S3 {
    fn drop(&mut self) {
        let stopped = self.server.kill().and_then(|()| self.server.wait());
        if let Err(error) = stopped {
            eprintln!("xtask: stopping the throw-away S3 server: {error}");
        }
    }
}

/// The server's program, installed once for these packages.
fn installed() -> Result<PathBuf> {
    let folder = project::root().join("target/s3");
    let (program, stamp) = (folder.join("bin/moto_server"), folder.join("installed"));
    let wanted = PACKAGES.join("\n");
    if program.is_file() && std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(program);
    }
    let place = folder.display().to_string();
    run(&mut command("python3", &["-m", "venv", "--clear", &place])).context("Python with venv is needed")?;
    let pip = folder.join("bin/pip").display().to_string();
    run(command(&pip, &["install", "--quiet", "--disable-pip-version-check"]).args(PACKAGES))?;
    std::fs::write(&stamp, wanted).with_context(|| format!("writing {}", stamp.display()))?;
    Ok(program)
}

/// Runs a command, given after `--`, with the address of a throw-away S3 server in its environment.
///
/// # Errors
/// When the server does not start or the command fails.
pub fn around(words: &[String]) -> Result<()> {
    let words = words.strip_prefix(&["--".to_owned()]).unwrap_or(words);
    let Some((program, arguments)) = words.split_first() else {
        bail!("which command? `cargo xtask s3 -- cargo test -p live storage`");
    };
    let s3 = S3::start()?;
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    run(command(program, &arguments).env(ADDRESS, s3.address()))
}
