//! HTTP on a connection that speaks it, by the router or as the way to https.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use http::header::{HOST, LOCATION};
use http::uri::Authority;
use http::{HeaderValue, Request, Response, StatusCode};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

/// How long a request's head may take, and how long a connection may lie idle between two.
const HEAD_WITHIN: Duration = Duration::from_secs(30);

/// A browser that answers no ping for this long has left its network.
const PING_EVERY: Duration = Duration::from_secs(20);

const MAX_HEAD_BYTES: usize = 64 * 1024;
const MAX_HEADER_LIST_BYTES: u32 = 32 * 1024;
const MAX_STREAMS: u32 = 128;

/// What answers the requests of a connection.
#[derive(Clone)]
pub(super) enum Answering {
    Router(Router),
    /// Plain requests are sent to the same address over TLS.
    ToHttps,
}

/// Serves a connection until it ends; after `shutdown` only what was begun is finished.
pub(super) async fn serve<I>(
    io: I,
    peer: SocketAddr,
    answering: Answering,
    shutdown: &CancellationToken,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>>
where
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(move |request: Request<Incoming>| answer(answering.clone(), peer, request));
    let builder = builder();
    let connection = builder.serve_connection_with_upgrades(TokioIo::new(io), service);
    let mut connection = std::pin::pin!(connection);
    tokio::select! {
        result = connection.as_mut() => return result,
        () = shutdown.cancelled() => connection.as_mut().graceful_shutdown(),
    }
    connection.await
}

fn builder() -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEAD_WITHIN).max_buf_size(MAX_HEAD_BYTES);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(PING_EVERY)
        .keep_alive_timeout(PING_EVERY)
        .max_concurrent_streams(MAX_STREAMS)
        .max_header_list_size(MAX_HEADER_LIST_BYTES);
    builder
}

async fn answer(
    answering: Answering,
    peer: SocketAddr,
    mut request: Request<Incoming>,
) -> Result<Response<Body>, Infallible> {
    match answering {
        Answering::Router(router) => {
            request.extensions_mut().insert(ConnectInfo(peer));
            router.oneshot(request.map(Body::new)).await
        }
        Answering::ToHttps => Ok(to_https(&request)),
    }
}

/// The same page over TLS, on the same host and port. Without a sound host there is no such page.
fn to_https<B>(request: &Request<B>) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok());
    let authority = host.and_then(|host| host.parse::<Authority>().ok()).filter(|authority| {
        // What comes before an @ is no host, and could dress up a foreign one.
        !authority.as_str().contains('@')
    });
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let location =
        authority.and_then(|authority| HeaderValue::try_from(format!("https://{authority}{path}")).ok());
    match location {
        Some(location) => {
            *response.status_mut() = StatusCode::PERMANENT_REDIRECT;
            response.headers_mut().insert(LOCATION, location);
        }
        None => *response.status_mut() = StatusCode::BAD_REQUEST,
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn location(host: &str, path: &str) -> (StatusCode, Option<String>) {
        let request = Request::builder().uri(path).header(HOST, host).body(()).expect("a sound request");
        let response = to_https(&request);
        let location = response.headers().get(LOCATION).map(|value| value.to_str().expect("text").to_owned());
        (response.status(), location)
    }

    #[test]
    fn a_plain_request_is_sent_to_the_same_page_over_tls() {
        let to = |text: &str| (StatusCode::PERMANENT_REDIRECT, Some(text.to_owned()));

        assert_eq!(location("oak.example", "/sessions?week=3"), to("https://oak.example/sessions?week=3"));
        assert_eq!(location("oak.example:8443", "/"), to("https://oak.example:8443/"));
    }

    #[test]
    fn a_host_that_is_none_leads_nowhere() {
        for host in ["", "oak@evil.example", "a b", "evil.example/x"] {
            assert_eq!(location(host, "/"), (StatusCode::BAD_REQUEST, None), "{host}");
        }
    }
}
