//! A throw-away PostgreSQL for the tests: its own cluster, port and password, gone when the chore ends.
//!
//! It syncs like a real one, because the tests judge what survives. The server is told to stop when this
//! process dies, so that neither Ctrl-C nor a kill leaves one behind.

use std::fs::{self, File};
use std::io::Read;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::needs::postgres_program;
use crate::run::{as_root, command, run};

/// Where the tests look for the address of a PostgreSQL they may make databases on.
pub const ADDRESS: &str = "NACRE_TEST_POSTGRES";

/// Starting takes a second; a machine under load may need more.
const READY_WITHIN: Duration = Duration::from_secs(60);
/// Many tests at once, each with a pool of its own.
const CONNECTIONS: &str = "max_connections=400";

/// A running cluster. Dropping it stops the server and deletes its files.
pub struct Postgres {
    server: Child,
    folder: PathBuf,
    address: String,
}

impl Postgres {
    /// Makes and starts a cluster on a free port of this machine.
    ///
    /// # Errors
    /// When PostgreSQL is not installed or does not start; its own log is in the message.
    pub fn start() -> Result<Self> {
        sweep_leftovers()?;
        let folder = std::env::temp_dir().join(format!("{FOLDER}{}", std::process::id()));
        fs::create_dir(&folder).with_context(|| format!("making {}", folder.display()))?;
        let password = password()?;
        let port = free_port()?;
        if let Err(error) = initialise(&folder, &password) {
            fs::remove_dir_all(&folder).with_context(|| format!("deleting {}", folder.display()))?;
            return Err(error);
        }
        let server = serve(&folder, port)?;
        let address = format!("postgres://postgres:{password}@127.0.0.1:{port}/postgres");
        let mut postgres = Self { server, folder, address };
        postgres.wait_until_ready(port)?;
        Ok(postgres)
    }

    /// The address of a database whose owner may make others.
    pub fn address(&self) -> &str {
        &self.address
    }

    fn wait_until_ready(&mut self, port: u16) -> Result<()> {
        let program = postgres_program("pg_isready").context("pg_isready was not found beside PostgreSQL")?;
        let started = Instant::now();
        loop {
            let mut ask = Command::new(&program);
            ask.args(["--quiet", "--host=127.0.0.1", &format!("--port={port}")]);
            if ask.status().context("asking whether PostgreSQL is ready")?.success() {
                return Ok(());
            }
            let ended = self.server.try_wait().context("asking after PostgreSQL")?.is_some();
            if ended || started.elapsed() > READY_WITHIN {
                bail!("PostgreSQL did not start: {}", last_words(&self.folder));
            }
            sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // SIGINT ends every connection at once, rolls back, and stops.
        let stopped = run(&mut command("kill", &["-INT", &self.server.id().to_string()]))
            .and_then(|()| self.server.wait().context("waiting for PostgreSQL to stop"))
            .and_then(|_| fs::remove_dir_all(&self.folder).context("deleting its files"));
        if let Err(error) = stopped {
            eprintln!("xtask: stopping the throw-away PostgreSQL: {error:#}");
        }
    }
}

/// Runs a command, given after `--`, with the address of a throw-away PostgreSQL in its environment.
///
/// # Errors
/// When PostgreSQL does not start or the command fails.
pub fn around(words: &[String]) -> Result<()> {
    let words = words.strip_prefix(&["--".to_owned()]).unwrap_or(words);
    let Some((program, arguments)) = words.split_first() else {
        bail!("which command? `cargo xtask postgres -- cargo test -p teaching`");
    };
    let postgres = Postgres::start()?;
    run(Command::new(program).args(arguments).env(ADDRESS, postgres.address()))
}

const FOLDER: &str = "nacre-postgres-";

/// Deletes what a killed run left: folders named for a process that is no more.
fn sweep_leftovers() -> Result<()> {
    let temporary = std::env::temp_dir();
    for entry in temporary.read_dir().with_context(|| format!("reading {}", temporary.display()))? {
        let entry = entry.with_context(|| format!("reading {}", temporary.display()))?;
        let name = entry.file_name();
        let Some(process) = name.to_str().and_then(|name| name.strip_prefix(FOLDER)) else { continue };
        if !Path::new("/proc").join(process).exists() && !entry.path().join("data/postmaster.pid").exists() {
            fs::remove_dir_all(entry.path())
                .with_context(|| format!("deleting {}", entry.path().display()))?;
        }
    }
    Ok(())
}

fn initialise(folder: &Path, password: &str) -> Result<()> {
    let program =
        postgres_program("initdb").context("PostgreSQL is missing; `cargo xtask needs` tells more")?;
    let secret = folder.join("password");
    fs::write(&secret, password).with_context(|| format!("writing {}", secret.display()))?;
    if as_root() {
        run(&mut command("chown", &["--recursive", "postgres", &folder.display().to_string()]))?;
    }
    let mut initdb = as_postgres(&program);
    initdb.args(["--username=postgres", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8"]);
    initdb.arg("--pgdata").arg(folder.join("data")).arg("--pwfile").arg(&secret);
    run(initdb.stdout(Stdio::null()))
}

fn serve(folder: &Path, port: u16) -> Result<Child> {
    let program =
        postgres_program("postgres").context("PostgreSQL is missing; `cargo xtask needs` tells more")?;
    let log = log_file(folder);
    let log = File::create(&log).with_context(|| format!("making {}", log.display()))?;
    let mut server = as_postgres(&program);
    server.arg("-D").arg(folder.join("data")).arg("-k").arg(folder);
    server.args(["-h", "127.0.0.1", "-p", &port.to_string(), "-c", CONNECTIONS]);
    server.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
    server.spawn().context("starting PostgreSQL")
}

/// `program`, stopped by the kernel when this process dies; under root as the user `postgres`, because
/// PostgreSQL refuses root.
fn as_postgres(program: &Path) -> Command {
    let mut command = command("setpriv", &["--pdeathsig=INT"]);
    if as_root() {
        command.args(["--reuid=postgres", "--regid=postgres", "--init-groups"]);
    }
    command.arg("--").arg(program).current_dir("/");
    command
}

fn log_file(folder: &Path) -> PathBuf {
    folder.join("server.log")
}

fn last_words(folder: &Path) -> String {
    let log = fs::read_to_string(log_file(folder)).unwrap_or_default();
    log.lines().rev().take(3).collect::<Vec<_>>().join(" | ")
}

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("looking for a free port")?;
    Ok(listener.local_addr().context("looking for a free port")?.port())
}

/// 32 hexadecimal digits.
fn password() -> Result<String> {
    let mut bytes = [0; 16];
    let mut source = File::open("/dev/urandom").context("opening /dev/urandom")?;
    source.read_exact(&mut bytes).context("reading /dev/urandom")?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
