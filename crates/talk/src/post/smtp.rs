//! Talking to a mail server: a few connections kept open, every step bounded in time.
//!
//! The library's own pool is not used: its conversations have no time limit, and one that is cut off in the middle
//! would be handed to the next letter with the old answers still in it. Here a connection that failed is dropped.

use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use kernel::{Email, Secret};
use lettre::Message;
use lettre::transport::smtp::Error as LettreError;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use tokio::time::timeout;

use super::mailer::{SendError, Trouble};

/// For reaching the server, greeting, encrypting and signing in together.
const CONNECT: Duration = Duration::from_secs(30);
/// For handing over one letter.
const HAND_OVER: Duration = Duration::from_secs(30);
/// For asking an open connection whether it still lives.
const STILL_THERE: Duration = Duration::from_secs(5);
/// Connections kept open between letters.
const KEPT_OPEN: usize = 4;
/// Characters kept of what a server says.
const WORDS: usize = 300;

/// How the connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// Not at all: only to a server on this machine.
    None,
    /// Begins in the open and must turn to TLS before anything is said (usually port 587).
    StartTls,
    /// TLS from the first byte (usually port 465).
    Tls,
}

/// Where mails are handed over.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmtpSettings {
    pub host: String,
    pub port: u16,
    pub security: Security,
    /// Name to sign in with; none: the server takes mail without.
    #[serde(default)]
    pub username: Option<String>,
    #[serde(default)]
    pub password: Option<Secret<String>>,
    /// The address in `From` of every mail.
    #[serde(deserialize_with = "email")]
    pub sender: Email,
    /// A PEM file with the certificate of a private authority that is trusted as well.
    #[serde(default)]
    pub ca_file: Option<PathBuf>,
}

fn email<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Email, D::Error> {
    use serde::Deserialize as _;
    String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
}

/// The settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SmtpError {
    #[error("mail without TLS may only go to a server on this machine, not to {host}")]
    OpenBeyondThisMachine { host: String },
    #[error("a mail user name and a mail password are given together or not at all")]
    HalfCredentials,
    #[error("the mail authority file {path} cannot be read")]
    Authority { path: PathBuf, source: std::io::Error },
    #[error("TLS to the mail server cannot be set up")]
    Tls(#[source] LettreError),
}

/// A mail server. Cheap to clone.
#[derive(Clone)]
pub struct Smtp(Arc<Inner>);

struct Inner {
    host: String,
    port: u16,
    security: Security,
    tls: Option<TlsParameters>,
    credentials: Option<Credentials>,
    sender: Email,
    open: Mutex<Vec<AsyncSmtpConnection>>,
}

impl Smtp {
    pub(super) fn new(settings: SmtpSettings) -> Result<Self, SmtpError> {
        if settings.security == Security::None && !is_this_machine(&settings.host) {
            return Err(SmtpError::OpenBeyondThisMachine { host: settings.host });
        }
        let credentials = match (&settings.username, &settings.password) {
            (Some(name), Some(password)) => Some(Credentials::new(name.clone(), password.reveal().clone())),
            (None, None) => None,
            _ => return Err(SmtpError::HalfCredentials),
        };
        Ok(Self(Arc::new(Inner {
            tls: tls(&settings)?,
            host: settings.host,
            port: settings.port,
            security: settings.security,
            credentials,
            sender: settings.sender,
            open: Mutex::new(Vec::new()),
        })))
    }

    pub(super) fn sender(&self) -> &Email {
        &self.0.sender
    }

    pub(super) async fn send(&self, message: &Message) -> Result<(), SendError> {
        let mut connection = match self.kept_open().await {
            Some(connection) => connection,
            None => self.connect().await?,
        };
        let bytes = message.formatted();
        match timeout(HAND_OVER, connection.send(message.envelope(), &bytes)).await {
            Ok(Ok(_)) => {
                self.keep(connection);
                Ok(())
            }
            Ok(Err(error)) => Err(refusal(&error)),
            Err(_) => Err(trouble(Trouble::Interrupted, "the mail server did not answer in time")),
        }
    }

    async fn kept_open(&self) -> Option<AsyncSmtpConnection> {
        loop {
            let mut connection = self.0.open.lock().unwrap_or_else(PoisonError::into_inner).pop()?;
            if matches!(timeout(STILL_THERE, connection.test_connected()).await, Ok(true)) {
                return Some(connection);
            }
        }
    }

    fn keep(&self, connection: AsyncSmtpConnection) {
        let mut open = self.0.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.len() < KEPT_OPEN {
            open.push(connection);
        }
    }

    /// A fresh conversation, up to where letters can be handed over. Whatever fails here is no letter's fault.
    async fn connect(&self) -> Result<AsyncSmtpConnection, SendError> {
        match timeout(CONNECT, self.greet()).await {
            Ok(Ok(connection)) => Ok(connection),
            Ok(Err(error)) => Err(trouble(Trouble::Unreachable, &error.to_string())),
            Err(_) => Err(trouble(Trouble::Unreachable, "the mail server did not answer in time")),
        }
    }

    async fn greet(&self) -> Result<AsyncSmtpConnection, LettreError> {
        let Inner { host, port, security, tls, credentials, .. } = &*self.0;
        let hello = ClientId::default();
        let at_once = if *security == Security::Tls { tls.clone() } else { None };
        let mut connection =
            AsyncSmtpConnection::connect_tokio1((host.as_str(), *port), None, &hello, at_once, None).await?;
        if let (Security::StartTls, Some(tls)) = (security, tls) {
            // a server that does not offer it is refused: `starttls` fails
            connection.starttls(tls.clone(), &hello).await?;
        }
        if let Some(credentials) = credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials).await?;
        }
        Ok(connection)
    }
}

/// TLS with the certificate checked against the public authorities and the one the operator named.
fn tls(settings: &SmtpSettings) -> Result<Option<TlsParameters>, SmtpError> {
    if settings.security == Security::None {
        return Ok(None);
    }
    let mut builder = TlsParameters::builder(settings.host.clone());
    if let Some(path) = &settings.ca_file {
        let pem =
            std::fs::read(path).map_err(|source| SmtpError::Authority { path: path.clone(), source })?;
        builder = builder.add_root_certificate(Certificate::from_pem(&pem).map_err(SmtpError::Tls)?);
    }
    builder.build_rustls().map(Some).map_err(SmtpError::Tls)
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn refusal(error: &LettreError) -> SendError {
    let kind = if error.is_permanent() {
        Trouble::Never
    } else if error.is_transient() {
        Trouble::NotNow
    } else {
        Trouble::Interrupted
    };
    trouble(kind, &error.to_string())
}

fn trouble(trouble: Trouble, words: &str) -> SendError {
    SendError { trouble, words: without_addresses(words) }
}

/// What a server says often repeats the address it refuses; whoever reads the reason knows it, logs must not.
fn without_addresses(words: &str) -> String {
    let kept = words.split_whitespace().map(|word| if word.contains('@') { "(address)" } else { word });
    kept.collect::<Vec<_>>().join(" ").chars().take(WORDS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(host: &str, security: Security) -> SmtpSettings {
        SmtpSettings {
            host: host.to_owned(),
            port: 25,
            security,
            username: None,
            password: None,
            sender: "lessons@harbor.test".parse().unwrap(),
            ca_file: None,
        }
    }

    #[test]
    fn mail_without_tls_stays_on_this_machine() {
        for here in ["localhost", "127.0.0.1", "::1"] {
            assert!(Smtp::new(settings(here, Security::None)).is_ok(), "{here}");
        }
        for there in ["mail.harbor.test", "10.0.0.7", "localhost.evil.test"] {
            assert!(matches!(
                Smtp::new(settings(there, Security::None)),
                Err(SmtpError::OpenBeyondThisMachine { .. })
            ));
            assert!(Smtp::new(settings(there, Security::StartTls)).is_ok(), "{there}");
        }
    }

    #[test]
    fn a_refusal_is_kept_without_the_address() {
        assert_eq!(
            without_addresses("550 5.1.1 <ben@demo.test>: no such\r\nuser"),
            "550 5.1.1 (address) no such user"
        );
    }
}
