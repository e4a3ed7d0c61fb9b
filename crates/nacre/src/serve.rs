//! Everything put together and running: store, pages, classrooms, worker, sockets.

use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};
use axum::middleware::from_fn_with_state;
use db::{Db, Location};
use live::portfolio::{self, Bucket, Keep, Storage};
use live::recordings::{Recorder, Tool};
use media::turn::Relay;
use talk::PostOffice;
use talk::post::{Mailbox, Mailer, Security, SmtpSettings, after_writes};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use web::{App, Mode, PublicAddress};

use crate::data_dir::Hold;
use crate::net::{Front, MediaSettings, MediaThread, Plain, start_media};
use crate::settings::{Files, MailSecurity, Settings, Tls};
use crate::{areas, clock, data_dir, demo, net, tls};

/// Connections to the media engine at once: two hundred and fifty classrooms, and their rejoins.
const MEDIA_CONNECTIONS: usize = 600;

/// A server that answers.
pub struct Running {
    pub address: PublicAddress,
    shutdown: CancellationToken,
    front: JoinHandle<()>,
    worker: JoinHandle<()>,
    media: MediaThread,
    recorder: Recorder,
    db: Db,
    /// Given back last, when the store is closed.
    hold: Hold,
}

impl Running {
    /// Serves until the process is told to end; then finishes what is under way.
    pub async fn until_ended(self) {
        told_to_end().await;
        tracing::info!("Ending");
        self.recorder.close().await;
        self.shutdown.cancel();
        for task in [self.front, self.worker] {
            if let Err(error) = task.await {
                tracing::error!(%error, "A part of the server ended badly");
            }
        }
        self.media.join();
        self.db.close().await;
        drop(self.hold);
    }
}

/// What runs, whoever configured it.
struct Plan {
    hold: Hold,
    store: Location,
    key: kernel::Secret<[u8; 32]>,
    address: PublicAddress,
    listener: TcpListener,
    tls: Option<net::Tls>,
    plain: Plain,
    mode: Mode,
    trusted_proxies: Vec<IpAddr>,
    mailer: Mailer,
    media: MediaSettings,
    files: Keep,
    /// Where uploads wait until they were looked at.
    arrivals: PathBuf,
    /// The folder of recordings.
    recordings: PathBuf,
    /// What copies of recordings are made with.
    ffmpeg: Tool,
    shutdown: CancellationToken,
}

/// Runs a server as its settings say.
///
/// # Errors
/// A sentence for the operator.
pub async fn real(settings: &Settings) -> anyhow::Result<Running> {
    log_to_stderr("info");
    data_dir::prepare(&settings.data_dir)?;
    let hold = data_dir::hold(&settings.data_dir)?;
    let key = data_dir::server_key(&settings.data_dir)?;
    let address = settings.address()?;
    let shutdown = CancellationToken::new();
    let listener = listen(settings.listen).await?;
    let port = address.port.unwrap_or(if address.secure { 443 } else { 80 });
    let tls = tls::configure(&settings.tls, &settings.data_dir, shutdown.clone())?;
    let relay = tls.is_some().then(|| relay(&address, &key));
    let plan = Plan {
        hold,
        store: settings.store(),
        key,
        listener,
        tls,
        plain: if matches!(settings.tls, Tls::Proxy {} | Tls::Off {}) {
            Plain::Serve
        } else {
            Plain::ToHttps
        },
        mode: Mode::Real,
        trusted_proxies: settings.trusted_proxies.clone(),
        mailer: mailer(settings)?,
        media: MediaSettings {
            listen_udp: settings.media.offer_udp.then_some(settings.media.listen_udp),
            public_ips: settings.media.public_ips.clone(),
            on_this_machine: None,
            udp_port: None,
            tcp_port: port,
            max_bitrate_bps: settings.media.max_kbps * 1_000,
            max_connections: MEDIA_CONNECTIONS,
            relay,
        },
        files: files(settings),
        arrivals: settings.data_dir.join(data_dir::ARRIVALS),
        recordings: settings.data_dir.join(data_dir::RECORDINGS),
        ffmpeg: ffmpeg(settings.recordings.ffmpeg.clone()),
        address,
        shutdown,
    };
    let db = open(&plan.store).await?;
    demo::refuse_in_real(&db).await?;
    start(plan, db).await
}

/// How a demonstration is shown.
#[derive(Debug, Clone, Copy)]
pub struct Showing<'a> {
    /// A loopback address.
    pub at: SocketAddr,
    pub data: &'a Path,
    /// Begin anew.
    pub fresh: bool,
    /// Without the week that its people have.
    pub plain: bool,
    pub offer_udp: bool,
    /// Without the machine's own address on its network, where it alone would reach media.
    pub loopback_only: bool,
    /// Certificate and key, as PEM files.
    pub tls: Option<(&'a Path, &'a Path)>,
    /// The port browsers are told, where another program stands in front.
    pub public_port: Option<u16>,
}

/// Runs the demonstration at a loopback address.
///
/// # Errors
/// A sentence for the person at the keyboard: the port is taken, the folder cannot be written, its data are newer.
pub async fn demonstration(showing: Showing<'_>) -> anyhow::Result<Running> {
    let Showing { at, data, fresh, offer_udp, .. } = showing;
    log_to_stderr("warn");
    let listener = listen(at).await?;
    data_dir::prepare(data)?;
    let hold = data_dir::hold(data)?;
    if fresh {
        data_dir::clear(data)?;
    }
    let key = data_dir::server_key(data)?;
    let bound = listener.local_addr()?.port();
    let port = showing.public_port.unwrap_or(bound);
    let tls = showing.tls.map(|(certificate, key)| tls::from_files(certificate, key)).transpose()?;
    let secure = tls.is_some();
    let address = PublicAddress { secure, host: demo::HARBOR_HOST.to_owned(), port: Some(port) };
    let relay = secure.then(|| relay(&address, &key));
    let store = Location::File(data.join("nacre.sqlite"));
    let db = open(&store).await?;
    demo::prepare(&db, &key, showing.plain).await?;
    let loopback = IpAddr::from([127, 0, 0, 1]);
    let is_alone = !showing.loopback_only && showing.public_port.is_none();
    let own_ip = is_alone.then(net::outward_ip).flatten();
    let plan = Plan {
        hold,
        store,
        key,
        listener,
        tls,
        plain: if secure { Plain::ToHttps } else { Plain::Serve },
        mode: Mode::Demo,
        trusted_proxies: Vec::new(),
        mailer: Mailer::Mailbox(mailbox(data).await?),
        media: MediaSettings {
            listen_udp: offer_udp.then_some(SocketAddr::new(loopback, bound)),
            public_ips: vec![loopback],
            on_this_machine: own_ip,
            udp_port: showing.public_port,
            tcp_port: port,
            max_bitrate_bps: 1_700_000,
            max_connections: MEDIA_CONNECTIONS,
            relay,
        },
        files: Keep::Folder(data.join(data_dir::FILES)),
        arrivals: data.join(data_dir::ARRIVALS),
        address,
        recordings: data.join(data_dir::RECORDINGS),
        ffmpeg: ffmpeg(None),
        shutdown: CancellationToken::new(),
    };
    start(plan, db).await
}

/// The program that was named, else what the search path leads to.
fn ffmpeg(named: Option<PathBuf>) -> Tool {
    if let Some(program) = named {
        return Tool::at([program]);
    }
    let folders = std::env::var_os("PATH").unwrap_or_default();
    Tool::at(std::env::split_paths(&folders).map(|folder| folder.join("ffmpeg")))
}

/// The relay on the port of the pages. It needs TLS of our own: a proxy in front speaks HTTP only.
fn relay(address: &PublicAddress, key: &kernel::Secret<[u8; 32]>) -> Relay {
    let PublicAddress { host, port, .. } = address;
    let urls = format!("turns:{host}:{}?transport=tcp", port.unwrap_or(443));
    Relay::new(urls, kernel::Secret::new(web::token::derived(key, b"relay")))
}

async fn open(store: &Location) -> anyhow::Result<Db> {
    let db = Db::open(store, clock::system()).await.context("the database cannot be opened")?;
    db.migrate()
        .await
        .context("these data are of another version of Nacre; run that one, or choose another folder")?;
    Ok(db)
}

async fn start(plan: Plan, db: Db) -> anyhow::Result<Running> {
    let (shutdown, address) = (plan.shutdown, plan.address.clone());
    let directory = Arc::new(people::Directory::new(db.clone()));
    let app = App::new(db.clone(), directory, plan.address, plan.key, plan.mode, plan.trusted_proxies);
    let media = start_media(&plan.media, shutdown.clone()).context("the media port could not be opened")?;
    tokio::spawn(net::report_tally(media.tally.clone(), shutdown.clone()));
    let recorder =
        Recorder::start(&db, media.handle.clone(), &plan.recordings, plan.ffmpeg, shutdown.clone()).await?;
    let rooms = live::start(app.clone(), media.handle.clone(), recorder.clone(), shutdown.clone()).await?;
    let storage =
        Storage::open(&plan.files, &plan.arrivals).context("the store of files cannot be opened")?;
    tokio::spawn(portfolio::run(db.clone(), storage.clone(), shutdown.clone()));
    let office = PostOffice::new(plan.mailer);
    let routes = areas::routes(&office)
        .and(live::routes(rooms.clone(), recorder.clone()))
        .and(talk::attachments(storage.clone()))
        .and(live::look::routes(storage.clone()))
        .and(portfolio::routes(rooms, storage));
    let kick = from_fn_with_state(office.happened().clone(), after_writes);
    let router = web::service(routes, app.clone()).layer(kick);
    let worker = tokio::spawn(talk::worker::run(app, office, shutdown.clone()));
    let (ice_tcp, turn) = (Some(media.ice_tcp.clone()), media.turn.clone());
    let front = Front { router, tls: plan.tls, plain: plan.plain, ice_tcp, turn };
    let front = tokio::spawn(net::serve(plan.listener, front, shutdown.clone()));
    Ok(Running { address, shutdown, front, worker, media, recorder, db, hold: plan.hold })
}

async fn listen(at: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(at).await.map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => {
            anyhow::anyhow!("port {} is taken by another program; choose another", at.port())
        }
        ErrorKind::PermissionDenied => {
            anyhow::anyhow!("port {} needs more rights than this user has", at.port())
        }
        _ => anyhow::anyhow!("the server cannot listen on {at}: {error}"),
    })
}

fn mailer(settings: &Settings) -> anyhow::Result<Mailer> {
    let mail = &settings.mail;
    if mail.user.is_some() != mail.password.is_some() {
        bail!("mail.user and mail.password go together");
    }
    let smtp = SmtpSettings {
        host: mail.host.clone(),
        port: mail.port,
        security: match mail.security {
            MailSecurity::Tls => Security::Tls,
            MailSecurity::Starttls => Security::StartTls,
            MailSecurity::None => Security::None,
        },
        username: mail.user.clone(),
        password: mail.password.clone(),
        sender: mail.from.parse().context("mail.from")?,
        ca_file: mail.ca_file.clone(),
    };
    Mailer::smtp(smtp).context("the settings of [mail]")
}

fn files(settings: &Settings) -> Keep {
    match &settings.files {
        Files::Folder { folder } => {
            Keep::Folder(folder.clone().unwrap_or_else(|| settings.data_dir.join(data_dir::FILES)))
        }
        Files::S3 { endpoint, bucket, region, access_key, secret_key } => Keep::Bucket(Bucket {
            endpoint: endpoint.clone(),
            name: bucket.clone(),
            region: region.clone(),
            access_key: access_key.clone(),
            secret_key: secret_key.clone(),
        }),
    }
}

/// The demonstration's mails stand in its folder, so that a restart keeps them.
async fn mailbox(data: &Path) -> anyhow::Result<Mailbox> {
    let file = data.join(data_dir::MAILBOX);
    let sender = "lessons@demo.test".parse().context("the demonstration's sender")?;
    Mailbox::in_file(sender, file.clone()).await.with_context(|| format!("{} cannot be read", file.display()))
}

/// What the demonstration says when it answers.
pub fn welcome(address: &PublicAddress, plain: bool) -> String {
    let mut text = String::from("Everyone signs in with the password nacre-demo:\n");
    for (email, first, last, roles) in demo::PEOPLE {
        let roles: kernel::Roles = roles.iter().copied().collect();
        text.push_str(&format!("  {email:<18} {first} {last} ({roles})\n"));
    }
    if !plain {
        text.push_str("  leo, zoe@demo.test, dora@demo.test: two students and their mother\n");
    }
    text.push_str(&format!(
        "Another organization: {} (admin@demo.test, dan@demo.test)\n",
        address.origin_of(demo::OAK_HOST)
    ));
    let origin = address.origin_of(demo::HARBOR_HOST);
    text.push_str(&format!("All mail: {origin}/demo/mail\n\nNacre is ready: {origin}"));
    text
}

fn log_to_stderr(default: &str) {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_env("NACRE_LOG").unwrap_or_else(|_| EnvFilter::new(default));
    // a second server in one process, as in tests, keeps the first one's log
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}

async fn told_to_end() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else { return };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}
