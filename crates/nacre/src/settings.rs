//! How this server runs: one TOML file, overlaid by the environment. Unknown keys are refused.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use kernel::Secret;
use serde::Deserialize;
use web::PublicAddress;

/// The commented example, as `nacre example-config` prints it.
pub const EXAMPLE: &str = include_str!("../nacre.example.toml");
/// Settings in the environment: `NACRE__MAIL__PASSWORD` is `password` in `[mail]`.
const PREFIX: &str = "NACRE__";

/// All settings.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Where the database (unless PostgreSQL is named), keys and certificates are kept.
    pub data_dir: PathBuf,
    /// The address browsers use, such as `https://lessons.example.org`.
    pub public_address: String,
    /// The one TCP port: pages, sockets, and media where UDP is blocked.
    pub listen: SocketAddr,
    /// `postgres://…`; none: embedded SQLite in the data folder.
    #[serde(default)]
    pub database: Option<Secret<String>>,
    /// Proxies in front of the server, by address: only their `X-Forwarded-For` is believed.
    #[serde(default)]
    pub trusted_proxies: Vec<IpAddr>,
    pub tls: Tls,
    pub mail: Mail,
    pub media: Media,
    #[serde(default)]
    pub files: Files,
    #[serde(default)]
    pub recordings: Recordings,
}

/// Where encryption is done.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "mode", rename_all = "lowercase", deny_unknown_fields)]
pub enum Tls {
    /// Certificate and key from PEM files.
    Files { certificate: PathBuf, key: PathBuf },
    /// Certificates fetched and renewed by ACME for these names.
    Acme { names: Vec<String>, contact: String, directory: Option<String> },
    /// A named proxy in front does it; `trusted_proxies` must not be empty.
    Proxy {},
    /// None at all: only for a loopback address.
    Off {},
}

/// The mail server that takes what we send.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    pub host: String,
    pub port: u16,
    pub security: MailSecurity,
    #[serde(default)]
    pub user: Option<String>,
    #[serde(default)]
    pub password: Option<Secret<String>>,
    /// The address in From; the organization's name stands before it.
    pub from: String,
    /// A certificate authority of your own (PEM), trusted for the mail server beside the public ones.
    #[serde(default)]
    pub ca_file: Option<PathBuf>,
}

/// How the way to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailSecurity {
    /// TLS from the first byte.
    Tls,
    /// STARTTLS, demanded.
    Starttls,
    /// None: only for a mail server on this machine.
    None,
}

/// Where the bytes of portfolios are kept.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "store", rename_all = "lowercase", deny_unknown_fields)]
pub enum Files {
    /// A folder; none named: `files` in the data folder.
    Folder { folder: Option<PathBuf> },
    /// A bucket that speaks S3. No `endpoint`: Amazon's own, by the region.
    S3 {
        endpoint: Option<String>,
        bucket: String,
        region: String,
        access_key: String,
        secret_key: Secret<String>,
    },
}

impl Default for Files {
    fn default() -> Self {
        Self::Folder { folder: None }
    }
}

/// Recordings of sessions.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recordings {
    /// The program that makes MP4 files of them; none named: `ffmpeg` on the search path, if it is there.
    #[serde(default)]
    pub ffmpeg: Option<PathBuf>,
}

/// Picture and sound.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Media {
    /// The one UDP port for all rooms.
    pub listen_udp: SocketAddr,
    /// The addresses browsers reach this machine under.
    pub public_ips: Vec<IpAddr>,
    /// Whether UDP is offered at all; without it media goes over the TCP port.
    #[serde(default = "yes")]
    pub offer_udp: bool,
    /// The most a browser is asked to send, in kilobits per second.
    #[serde(default = "default_kbps")]
    pub max_kbps: u64,
}

const fn yes() -> bool {
    true
}

const fn default_kbps() -> u64 {
    1_700
}

impl Settings {
    /// Reads `file`, overlays the environment, and refuses what cannot be run safely.
    ///
    /// # Errors
    /// A sentence that says which setting is wrong.
    pub fn load(file: &Path, environment: impl Iterator<Item = (String, String)>) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(file)
            .with_context(|| format!("the settings file {} cannot be read", file.display()))?;
        Self::read(&text, environment).with_context(|| format!("in the settings of {}", file.display()))
    }

    fn read(text: &str, environment: impl Iterator<Item = (String, String)>) -> anyhow::Result<Self> {
        let mut table: toml::Table = text.parse()?;
        for (name, value) in environment {
            if let Some(path) = name.strip_prefix(PREFIX) {
                overlay(&mut table, &path.to_ascii_lowercase(), &value)?;
            }
        }
        let settings: Self = table.try_into()?;
        settings.check()?;
        Ok(settings)
    }

    fn check(&self) -> anyhow::Result<()> {
        let address = self.address()?;
        let local = is_local(&address.host);
        match &self.tls {
            Tls::Off {} => ensure!(
                local && self.listen.ip().is_loopback(),
                "tls.mode = \"off\" is for loopback addresses only: choose \"files\", \"acme\" or \"proxy\""
            ),
            Tls::Proxy {} => {
                ensure!(!self.trusted_proxies.is_empty(), "tls.mode = \"proxy\" needs trusted_proxies");
                ensure!(address.secure, "public_address must start with https://");
            }
            Tls::Acme { names, contact, .. } => {
                ensure!(address.secure, "public_address must start with https://");
                ensure!(!names.is_empty(), "tls.names is empty");
                ensure!(contact.contains('@'), "tls.contact must be an e-mail address");
            }
            Tls::Files { .. } => ensure!(address.secure, "public_address must start with https://"),
        }
        ensure!(self.mail.from.contains('@'), "mail.from must be an e-mail address");
        let open_mail = self.mail.security == MailSecurity::None;
        ensure!(
            !open_mail || is_local(&self.mail.host),
            "mail.security = \"none\" is for a mail server on this machine"
        );
        let empty = |secret: &Option<Secret<String>>| secret.as_ref().is_some_and(|s| s.reveal().is_empty());
        ensure!(!empty(&self.mail.password), "mail.password is empty: leave it out or set it");
        ensure!(!empty(&self.database), "database is empty: leave it out for SQLite");
        ensure!(
            !self.media.public_ips.is_empty(),
            "media.public_ips is empty: browsers could not reach the media port"
        );
        self.files.check()
    }

    /// `public_address`, taken apart.
    ///
    /// # Errors
    /// When it is not `http(s)://host[:port]`.
    pub fn address(&self) -> anyhow::Result<PublicAddress> {
        parse_address(&self.public_address)
    }

    pub fn store(&self) -> db::Location {
        match &self.database {
            Some(address) => db::Location::Postgres(address.reveal().clone()),
            None => db::Location::File(self.data_dir.join("nacre.sqlite")),
        }
    }
}

impl Files {
    fn check(&self) -> anyhow::Result<()> {
        let Self::S3 { endpoint, bucket, region, access_key, secret_key } = self else { return Ok(()) };
        for (name, value) in [
            ("bucket", bucket),
            ("region", region),
            ("access_key", access_key),
            ("secret_key", secret_key.reveal()),
        ] {
            ensure!(!value.is_empty(), "files.{name} is empty");
        }
        let Some(endpoint) = endpoint else { return Ok(()) };
        let address = parse_address(endpoint).context("files.endpoint must be https://host[:port]")?;
        ensure!(
            address.secure || is_local(&address.host),
            "files.endpoint must start with https://, unless the store is on this machine"
        );
        Ok(())
    }
}

fn overlay(table: &mut toml::Table, path: &str, value: &str) -> anyhow::Result<()> {
    match path.split_once("__") {
        Some((section, rest)) => {
            let inner = table.entry(section).or_insert_with(|| toml::Table::new().into());
            let Some(inner) = inner.as_table_mut() else { bail!("{section} is not a section") };
            overlay(inner, rest, value)
        }
        None => {
            // numbers, switches and lists are read as TOML; everything else is text
            let read = format!("v = {value}").parse::<toml::Table>().ok().and_then(|mut t| t.remove("v"));
            let plain = read.filter(|v| !v.is_str() && !v.is_datetime());
            table.insert(path.to_owned(), plain.unwrap_or_else(|| value.into()));
            Ok(())
        }
    }
}

/// `https://host[:port]` as its parts.
///
/// # Errors
/// When the text is anything else.
pub fn parse_address(text: &str) -> anyhow::Result<PublicAddress> {
    let (scheme, rest) = text.split_once("://").context("public_address must start with https://")?;
    let secure = match scheme {
        "https" => true,
        "http" => false,
        _ => bail!("public_address must start with https://"),
    };
    let rest = rest.trim_end_matches('/');
    let (host, port) = match rest.rsplit_once(':') {
        Some((host, port)) => {
            (host, Some(port.parse().context("the port of public_address is not a number")?))
        }
        None => (rest, None),
    };
    ensure!(
        !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || c == '.' || c == '-'),
        "public_address must be a host name with an optional port, nothing more"
    );
    let usual = if secure { 443 } else { 80 };
    Ok(PublicAddress { secure, host: host.to_ascii_lowercase(), port: port.filter(|port| *port != usual) })
}

fn is_local(host: &str) -> bool {
    host == "localhost"
        || host.ends_with(".localhost")
        || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> anyhow::Result<Settings> {
        Settings::read(text, std::iter::empty())
    }

    #[test]
    fn the_example_is_a_settings_file() {
        let settings = read(EXAMPLE).unwrap();

        assert_eq!(
            settings.address().unwrap().origin_of("lessons.example.org"),
            "https://lessons.example.org"
        );
    }

    #[test]
    fn an_unknown_key_is_refused_and_named() {
        let error = read(&format!("colour = \"red\"\n{EXAMPLE}")).unwrap_err();

        assert!(format!("{error:#}").contains("colour"), "{error:#}");
    }

    #[test]
    fn a_key_of_another_mode_of_encryption_is_refused() {
        let (before, rest) = EXAMPLE.split_once("[tls]").unwrap();
        let (_, after) = rest.split_once("[mail]").unwrap();
        let modes = [
            ("https://lessons.example.org", "mode = \"proxy\"\ncertificate = \"cert.pem\""),
            ("http://localhost:8080", "mode = \"off\"\nnames = [\"lessons.example.org\"]"),
            ("https://lessons.example.org", "mode = \"files\"\ncertificate = \"c\"\nkey = \"k\"\nnames = []"),
        ];

        for (address, tls) in modes {
            let text = format!("{before}[tls]\n{tls}\n[mail]{after}")
                .replace("https://lessons.example.org", address)
                .replace("0.0.0.0:443", "127.0.0.1:8080");
            let error = read(&format!("trusted_proxies = [\"127.0.0.1\"]\n{text}")).unwrap_err();
            assert!(format!("{error:#}").contains("unknown field"), "{tls}: {error:#}");
        }
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let set = [("NACRE__MAIL__PORT", "2525"), ("NACRE__MAIL__PASSWORD", "12345"), ("PATH", "/bin")];
        let set = set.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned()));

        // a password of digits is a number to TOML: it must be quoted, and then is text
        let error = Settings::read(EXAMPLE, set.clone()).unwrap_err();
        assert!(format!("{error:#}").contains("string"), "{error:#}");
        let quoted =
            set.map(|(n, v)| if n.ends_with("PASSWORD") { (n, "a word".to_owned()) } else { (n, v) });
        let settings = Settings::read(EXAMPLE, quoted).unwrap();

        assert_eq!(settings.mail.port, 2525);
        assert_eq!(settings.mail.password.unwrap().reveal(), "a word");
    }

    #[test]
    fn files_are_in_the_data_folder_until_a_bucket_is_named() {
        let bucket = |more: &str| {
            read(&format!(
                "{EXAMPLE}\n[files]\nstore = \"s3\"\nbucket = \"nacre\"\nregion = \"eu-1\"\naccess_key = \"k\"\n{more}"
            ))
        };
        let secret = "secret_key = \"s\"";

        assert!(matches!(read(EXAMPLE).unwrap().files, Files::Folder { folder: None }));
        assert!(matches!(bucket(secret).unwrap().files, Files::S3 { endpoint: None, .. }));
        for wrong in [
            "",
            "secret_key = \"\"",
            "secret_key = \"s\"\ncolour = \"red\"",
            "secret_key = \"s\"\nendpoint = \"http://s3.example.org\"",
        ] {
            assert!(bucket(wrong).is_err(), "{wrong}");
        }
        assert!(bucket(&format!("{secret}\nendpoint = \"http://127.0.0.1:9000\"")).is_ok());
        assert!(read(&format!("{EXAMPLE}\n[files]\nstore = \"folder\"\ncolour = \"red\"")).is_err());
    }

    #[test]
    fn what_is_not_safe_does_not_start() {
        let plain = EXAMPLE.replace("https://lessons.example.org", "http://lessons.example.org");
        let open = EXAMPLE
            .replace("mode = \"acme\"", "mode = \"off\"")
            .replace("names = ", "# ")
            .replace("contact = ", "# ");
        for unsafe_settings in [plain, open] {
            assert!(read(&unsafe_settings).is_err(), "{unsafe_settings}");
        }
    }
}
