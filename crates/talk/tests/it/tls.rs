//! Mail over TLS: only to a server that proves to be the one meant.

use std::path::PathBuf;
use std::sync::Arc;

use data_encoding::BASE64_MIME;
use talk::post::{Security, SmtpSettings};
use testkit::World;
use testkit::smtp::SmtpServer;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::working::{Working, settings};

/// A server behind TLS, known by a certificate for one name.
struct Guarded {
    server: SmtpServer,
    port: u16,
    authority: PathBuf,
    _folder: tempfile::TempDir,
}

impl Guarded {
    async fn named(name: &str) -> Self {
        let server = SmtpServer::start().await;
        let made = rcgen::generate_simple_self_signed(vec![name.to_owned()]).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let authority = folder.path().join("authority.pem");
        let pem = BASE64_MIME.encode(made.cert.der());
        std::fs::write(&authority, format!("-----BEGIN CERTIFICATE-----\n{pem}-----END CERTIFICATE-----\n"))
            .unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .unwrap();
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(unwrap_tls(listener, TlsAcceptor::from(Arc::new(config)), server.port()));
        Self { server, port, authority, _folder: folder }
    }

    fn settings(&self) -> SmtpSettings {
        SmtpSettings { security: Security::Tls, ca_file: Some(self.authority.clone()), ..settings(self.port) }
    }
}

async fn unwrap_tls(listener: TcpListener, acceptor: TlsAcceptor, inner: u16) {
    loop {
        let (outside, _) = listener.accept().await.unwrap();
        let acceptor = acceptor.clone();
        tokio::spawn(async move {
            // a client that trusts nobody goes away during the handshake
            let Ok(mut outside) = acceptor.accept(outside).await else { return };
            let mut inside = TcpStream::connect(("127.0.0.1", inner)).await.unwrap();
            drop(tokio::io::copy_bidirectional(&mut outside, &mut inside).await);
        });
    }
}

async fn is_kept_back(world: &World, settings: SmtpSettings, server: &SmtpServer) {
    let working = Working::by(world, settings);
    world.start(world.ben).await;
    let mut amara = world.signed_in(world.amara).await;
    working
        .until("the try failed", async || amara.get("/deliveries").await.text.contains("Trying again"))
        .await;
    assert_eq!(server.mails().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_goes_to_the_server_that_the_certificate_names() {
    let world = World::new().await;
    let guarded = Guarded::named("localhost").await;
    let working = Working::by(&world, guarded.settings());

    world.start(world.ben).await;

    working.mails(&guarded.server, 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_for_another_name_is_not_believed() {
    let world = World::new().await;
    let guarded = Guarded::named("mail.elsewhere.test").await;

    is_kept_back(&world, guarded.settings(), &guarded.server).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_of_an_unknown_authority_is_not_believed() {
    let world = World::new().await;
    let guarded = Guarded::named("localhost").await;

    is_kept_back(&world, SmtpSettings { ca_file: None, ..guarded.settings() }, &guarded.server).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_does_not_offer_starttls_gets_nothing_in_the_open() {
    let world = World::new().await;
    let server = SmtpServer::start().await;

    let demanding = SmtpSettings { security: Security::StartTls, ..settings(server.port()) };

    is_kept_back(&world, demanding, &server).await;
}
