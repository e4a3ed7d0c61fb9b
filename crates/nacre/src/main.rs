//! `nacre`: the command line.

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Parser, Subcommand};
use db::Db;
use kernel::Zone;
use nacre::admin::FirstAdmin;
use nacre::serve::{self, Running, Showing};
use nacre::settings::{self, Settings};
use nacre::{admin, check, clock, data_dir};

/// A self-hosted tutoring platform.
#[derive(Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the server.
    Serve(ConfigFile),
    /// Run a demonstration with invented people on this machine.
    Demo {
        #[arg(long, default_value_t = 8080)]
        port: u16,
        /// Where it keeps its data.
        #[arg(long, default_value = "data/demo")]
        data: PathBuf,
        /// Begin anew: what the demonstration kept in the folder is removed.
        #[arg(long)]
        fresh: bool,
        /// With its people and two sessions, and without the week they have.
        #[arg(long)]
        plain: bool,
        /// Offer browsers media over TCP only, as a network without UDP would.
        #[arg(long)]
        no_udp: bool,
        /// Offer media at the loopback address alone, where Firefox does not send.
        #[arg(long)]
        loopback_only: bool,
        /// Speak TLS, with this certificate (PEM), as a public server does.
        #[arg(long, requires = "key")]
        certificate: Option<PathBuf>,
        /// The certificate's key (PEM).
        #[arg(long, requires = "certificate")]
        key: Option<PathBuf>,
        /// The port browsers are told, where another program stands in front.
        #[arg(long)]
        public_port: Option<u16>,
    },
    /// Bring the database up to this version.
    Migrate(ConfigFile),
    /// Prove the invariants of the stored data again.
    Check(ConfigFile),
    /// Organizations and their first admins.
    #[command(subcommand)]
    Admin(AdminCommand),
    /// Print the settings file, commented.
    ExampleConfig,
}

#[derive(clap::Args)]
struct ConfigFile {
    /// The settings.
    #[arg(long, default_value = "nacre.toml")]
    config: PathBuf,
}

#[derive(Subcommand)]
enum AdminCommand {
    /// Make an organization and its first admin; prints the address of the admin's activation page.
    Create {
        #[command(flatten)]
        config: ConfigFile,
        #[arg(long)]
        organization: String,
        /// The host name it answers to; the one of public_address when left out.
        #[arg(long)]
        host: Option<String>,
        #[arg(long, default_value = "America/New_York")]
        zone: String,
        #[arg(long)]
        first_name: String,
        #[arg(long)]
        last_name: String,
        #[arg(long)]
        email: String,
    },
}

fn main() -> ExitCode {
    let result = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("the program could not start its threads")
        .and_then(|runtime| runtime.block_on(run(Cli::parse().command)));
    match result {
        Ok(code) => code,
        Err(error) => {
            eprintln!("nacre: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Serve(file) => serve::real(&load(&file)?).await?.until_ended().await,
        Command::Demo { port, data, fresh, plain, no_udp, loopback_only, certificate, key, public_port } => {
            let showing = Showing {
                at: SocketAddr::from(([127, 0, 0, 1], port)),
                data: &data,
                fresh,
                plain,
                offer_udp: !no_udp,
                loopback_only,
                tls: certificate.as_deref().zip(key.as_deref()),
                public_port,
            };
            let running: Running = serve::demonstration(showing).await?;
            say(&serve::welcome(&running.address, plain));
            running.until_ended().await
        }
        Command::Migrate(file) => {
            open(&load(&file)?).await?.migrate().await.context("the database was not migrated")?;
            say("The database is up to date.");
        }
        Command::Check(file) => return report(&check::findings(&open(&load(&file)?).await?).await?),
        Command::Admin(command) => create(command).await?,
        Command::ExampleConfig => say(settings::EXAMPLE.trim_end()),
    }
    Ok(ExitCode::SUCCESS)
}

fn load(file: &ConfigFile) -> anyhow::Result<Settings> {
    Settings::load(&file.config, std::env::vars())
}

async fn open(settings: &Settings) -> anyhow::Result<Db> {
    data_dir::prepare(&settings.data_dir)?;
    Db::open(&settings.store(), clock::system()).await.context("the database cannot be opened")
}

fn report(findings: &[String]) -> anyhow::Result<ExitCode> {
    for finding in findings {
        say(finding);
    }
    if findings.is_empty() {
        say("Everything adds up.");
        return Ok(ExitCode::SUCCESS);
    }
    Ok(ExitCode::FAILURE)
}

async fn create(command: AdminCommand) -> anyhow::Result<()> {
    let AdminCommand::Create { config, organization, host, zone, first_name, last_name, email } = command;
    let settings = load(&config)?;
    let db = open(&settings).await?;
    db.migrate().await.context("the database was not migrated")?;
    let address = settings.address()?;
    let host = host.unwrap_or_else(|| address.host.clone()).to_ascii_lowercase();
    let first = FirstAdmin {
        organization,
        host: host.clone(),
        zone: Zone::named(&zone)
            .with_context(|| format!("{zone} is not a time zone, such as Europe/Berlin"))?,
        first_name: first_name.parse().context("the first name")?,
        last_name: last_name.parse().context("the last name")?,
        email: email.parse().context("the e-mail address")?,
    };
    let path = admin::create(&db, &data_dir::server_key(&settings.data_dir)?, &first).await?;
    say(&format!("Open this once, within 14 days: {}{path}", address.origin_of(&host)));
    Ok(())
}

/// What a command answers; everything else is a log line on standard error. Who stops reading has read enough.
fn say(text: &str) {
    if let Err(error) = writeln!(std::io::stdout(), "{text}") {
        tracing::debug!(%error, "Nobody reads the answer");
    }
}
