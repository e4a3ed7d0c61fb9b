//! The one TCP port: who knocks is known by the first byte.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use ::media::knock::{Knock, asks_for_relay, knock};
use axum::Router;
use rustls::ServerConfig;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;
use tokio_rustls::LazyConfigAcceptor;
use tokio_rustls::rustls::server::Acceptor;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::http::{Answering, serve as serve_http};
use super::ice_tcp::IceTcp;
use super::turn::Turn;

/// Connections at once, of all kinds: two thousand people with a page, a live page and a classroom.
const MAX_CONNECTIONS: usize = 8_192;

/// Who opens a connection says something, and completes a TLS handshake, within this time.
const SPEAK_WITHIN: Duration = Duration::from_secs(10);

/// A browser may open a connection before it knows what for, and keeps it as long as an idle one.
const BEGIN_WITHIN: Duration = Duration::from_secs(30);

/// What is decrypted before it is known who reads it.
const MAX_LOOK_BYTES: usize = 4 * 1024;

/// What is being answered at shutdown may take this long.
const FINISH_WITHIN: Duration = Duration::from_secs(5);

/// After an error of accept (out of file handles) the next attempt waits.
const ACCEPT_AGAIN_AFTER: Duration = Duration::from_millis(100);

/// The protocol of a certificate authority that checks this address (RFC 8737).
const ACME_TLS_1: &[u8] = b"acme-tls/1";

/// What to do with plain HTTP when there is TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plain {
    /// Serve it: on localhost, and behind a proxy that speaks TLS.
    Serve,
    /// Send it to the same address over TLS.
    ToHttps,
}

/// TLS on the port.
#[derive(Clone)]
pub struct Tls {
    /// For browsers. Its ALPN protocols decide between HTTP/1.1 and HTTP/2.
    pub pages: Arc<ServerConfig>,
    /// For a certificate authority that checks this address.
    pub challenge: Option<Arc<ServerConfig>>,
}

/// What stands behind the port.
#[derive(Clone)]
pub struct Front {
    pub router: Router,
    pub tls: Option<Tls>,
    pub plain: Plain,
    /// Without it media over TCP is refused.
    pub ice_tcp: Option<IceTcp>,
    /// Without it, or without TLS, there is no relay.
    pub turn: Option<Turn>,
}

/// Serves the port until `shutdown`, then finishes what was begun.
pub async fn serve(listener: TcpListener, front: Front, shutdown: CancellationToken) {
    let (tracker, places) = (TaskTracker::new(), Arc::new(Semaphore::new(MAX_CONNECTIONS)));
    let front = Arc::new(front);
    while let Some((stream, peer, place)) = next(&listener, &places, &shutdown).await {
        let (front, shutdown) = (front.clone(), shutdown.clone());
        tracker.spawn(async move {
            let _place = place;
            if let Err(error) = welcome(stream, peer, &front, &shutdown).await {
                tracing::debug!(%error, "A connection ended early");
            }
        });
    }
    tracker.close();
    if timeout(FINISH_WITHIN, tracker.wait()).await.is_err() {
        tracing::info!(connections = tracker.len(), "Connections still open are cut off");
    }
}

/// The next connection, once there is a place for it.
async fn next(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
    shutdown: &CancellationToken,
) -> Option<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    loop {
        let accepted = tokio::select! {
            () = shutdown.cancelled() => return None,
            accepted = accept(listener, places) => accepted,
        };
        match accepted {
            Ok(accepted) => return Some(accepted),
            Err(error) => {
                tracing::warn!(%error, "A connection could not be accepted");
                tokio::time::sleep(ACCEPT_AGAIN_AFTER).await;
            }
        }
    }
}

async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> io::Result<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let place = places.clone().acquire_owned().await.map_err(io::Error::other)?;
    let (stream, peer) = listener.accept().await?;
    // On a socket of both families IPv4 peers look like IPv6; everybody further in knows them as they are.
    let peer = SocketAddr::new(peer.ip().to_canonical(), peer.port());
    Ok((stream, peer, place))
}

/// Looks at the first byte and hands the connection on.
async fn welcome(
    stream: TcpStream,
    peer: SocketAddr,
    front: &Front,
    shutdown: &CancellationToken,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    // Strokes and media are small and must not wait for each other's acknowledgement.
    stream.set_nodelay(true)?;
    let mut first = [0];
    if timeout(SPEAK_WITHIN, stream.peek(&mut first)).await?? == 0 {
        return Ok(());
    }
    match (knock(first[0]), &front.ice_tcp, &front.tls) {
        (Some(Knock::Media), Some(ice_tcp), _) => carry_media(ice_tcp, stream, peer, shutdown).await,
        (Some(Knock::Tls), _, Some(tls)) => serve_tls(stream, peer, tls, front, shutdown).await,
        (Some(Knock::Request), _, _) => serve_http(stream, peer, front.answering_plain(), shutdown).await,
        _ => Ok(()),
    }
}

impl Front {
    fn answering_plain(&self) -> Answering {
        match self.plain {
            Plain::Serve => Answering::Router(self.router.clone()),
            Plain::ToHttps => Answering::ToHttps,
        }
    }
}

async fn carry_media(
    ice_tcp: &IceTcp,
    stream: TcpStream,
    peer: SocketAddr,
    shutdown: &CancellationToken,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    tokio::select! {
        () = shutdown.cancelled() => Ok(()),
        result = ice_tcp.carry(stream, peer) => Ok(result?),
    }
}

async fn serve_tls(
    stream: TcpStream,
    peer: SocketAddr,
    tls: &Tls,
    front: &Front,
    shutdown: &CancellationToken,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let stream = timeout(SPEAK_WITHIN, async {
        let hello = LazyConfigAcceptor::new(Acceptor::default(), stream).await?;
        let is_challenge = hello
            .client_hello()
            .alpn()
            .is_some_and(|mut offered| offered.next() == Some(ACME_TLS_1) && offered.next().is_none());
        match (&tls.challenge, is_challenge) {
            (Some(challenge), true) => {
                hello.into_stream(challenge.clone()).await?.shutdown().await?;
                io::Result::Ok(None)
            }
            _ => Ok(Some(hello.into_stream(tls.pages.clone()).await?)),
        }
    })
    .await??;
    let Some(stream) = stream else { return Ok(()) };
    let answering = Answering::Router(front.router.clone());
    let Some(turn) = &front.turn else { return serve_http(stream, peer, answering, shutdown).await };
    let mut stream = BufReader::with_capacity(MAX_LOOK_BYTES, stream);
    let first = tokio::select! {
        () = shutdown.cancelled() => return Ok(()),
        look = timeout(BEGIN_WITHIN, stream.fill_buf()) => look??.first().copied(),
    };
    match first {
        Some(first) if asks_for_relay(first) => tokio::select! {
            () = shutdown.cancelled() => Ok(()),
            result = turn.carry(stream, peer) => Ok(result?),
        },
        _ => serve_http(stream, peer, answering, shutdown).await,
    }
}
