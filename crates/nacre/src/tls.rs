//! Encryption on the port: by files, by ACME, or left to a proxy.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls_acme::AcmeConfig;
use rustls_acme::caches::DirCache;
use tokio_stream::StreamExt;
use tokio_util::sync::CancellationToken;

use crate::net;
use crate::settings::Tls;

/// What the port speaks; none when a proxy in front does it. ACME renews until `shutdown`.
///
/// # Errors
/// When a certificate or key cannot be read.
pub fn configure(
    tls: &Tls,
    data_dir: &Path,
    shutdown: CancellationToken,
) -> anyhow::Result<Option<net::Tls>> {
    match tls {
        Tls::Proxy {} | Tls::Off {} => Ok(None),
        Tls::Files { certificate, key } => Ok(Some(from_files(certificate, key)?)),
        Tls::Acme { names, contact, directory } => {
            Ok(Some(by_acme(names, contact, directory.as_deref(), data_dir, shutdown)?))
        }
    }
}

/// A certificate with its chain and its key, from PEM files.
///
/// # Errors
/// When they cannot be read or do not belong together.
pub fn from_files(certificate: &Path, key: &Path) -> anyhow::Result<net::Tls> {
    let unreadable = |path: &Path| format!("{} does not hold what it should", path.display());
    let chain: Vec<_> = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect)
        .with_context(|| unreadable(certificate))?;
    let key = PrivateKeyDer::from_pem_file(key).with_context(|| unreadable(key))?;
    let mut config = builder()?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .context("the certificate and the key do not belong together")?;
    config.alpn_protocols = page_protocols();
    Ok(net::Tls { pages: Arc::new(config), challenge: None })
}

fn by_acme(
    names: &[String],
    contact: &str,
    directory: Option<&str>,
    data_dir: &Path,
    shutdown: CancellationToken,
) -> anyhow::Result<net::Tls> {
    let config = AcmeConfig::new(names)
        .contact_push(format!("mailto:{contact}"))
        .cache(DirCache::new(data_dir.join("acme")));
    let config = match directory {
        Some(directory) => config.directory(directory),
        None => config.directory_lets_encrypt(true),
    };
    let mut state = config.state();
    let resolver = state.resolver();
    let mut pages = builder()?.with_no_client_auth().with_cert_resolver(resolver);
    pages.alpn_protocols = page_protocols();
    let challenge = state.challenge_rustls_config();
    tokio::spawn(async move {
        loop {
            tokio::select! {
                () = shutdown.cancelled() => return,
                news = state.next() => match news {
                    Some(Ok(news)) => tracing::info!("ACME: {news:?}"),
                    Some(Err(error)) => tracing::error!(%error, "ACME failed; it is tried again"),
                    None => return,
                },
            }
        }
    });
    Ok(net::Tls { pages: Arc::new(pages), challenge: Some(challenge) })
}

fn builder() -> anyhow::Result<rustls::ConfigBuilder<ServerConfig, rustls::WantsVerifier>> {
    ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .context("the TLS library lacks its usual versions")
}

/// Of HTTP, 1.1 alone: a WebSocket over HTTP/2 is another protocol, and one stream of live updates is all a page holds.
/// A browser that names the relay's protocol (RFC 7443) must not be turned away.
fn page_protocols() -> Vec<Vec<u8>> {
    vec![b"http/1.1".to_vec(), b"stun.turn".to_vec()]
}
