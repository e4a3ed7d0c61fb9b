//! What stands before every handler: who asks, from which page, and what the browser may do with the answer.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};

use crate::{App, Failure, Organization, PublicAddress, Visitor, cookie, token};

/// The sign-in cookie's name, before its prefix.
pub const SIGN_IN_COOKIE: &str = "sign_in";

/// The client's address: of the connection, or as told by a proxy the operator named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

/// Finds the organization by host and the visitor by cookie.
pub async fn identify(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let address = client_address(&app, &request);
    request.extensions_mut().insert(address);
    let Some(host) = host_of(&request) else { return next.run(request).await };
    let organization = match app.directory().organization(&host).await {
        Ok(Some(organization)) => organization,
        Ok(None) => return next.run(request).await,
        Err(error) => return Failure::from(error).into_response(),
    };
    let visitor = match visitor(&app, &organization, request.headers()).await {
        Ok(visitor) => visitor,
        Err(failure) => return failure.into_response(),
    };
    let signed_in = visitor.viewer().is_some();
    request.extensions_mut().insert(organization.clone());
    request.extensions_mut().insert(visitor);
    let mut response = next.run(request).await;
    response.extensions_mut().insert(organization);
    if signed_in && !response.headers().contains_key(header::CACHE_CONTROL) {
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// Who holds the sign-in cookie in these headers.
///
/// # Errors
/// `Failure` when the store cannot say.
pub async fn visitor(
    app: &App,
    organization: &Organization,
    headers: &HeaderMap,
) -> Result<Visitor, Failure> {
    let hash = cookie::read(headers, app.address(), SIGN_IN_COOKIE).and_then(token::hash_of_text);
    let Some(hash) = hash else { return Ok(Visitor::Nobody) };
    let viewer = app.directory().viewer(organization, hash).await?;
    Ok(viewer.map_or(Visitor::Nobody, |viewer| Visitor::SignedIn(Box::new(viewer))))
}

fn host_of(request: &Request) -> Option<String> {
    let named = request
        .headers()
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .or_else(|| request.uri().authority().map(http::uri::Authority::as_str))?;
    let name = named
        .rsplit_once(':')
        .map_or(named, |(name, port)| if port.bytes().all(|b| b.is_ascii_digit()) { name } else { named });
    Some(name.to_ascii_lowercase())
}

fn client_address(app: &App, request: &Request) -> ClientAddress {
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::from([127, 0, 0, 1]), |ConnectInfo(peer)| peer.ip().to_canonical());
    if !app.trusted_proxies().contains(&peer) {
        return ClientAddress(peer);
    }
    let forwarded = request.headers().get("x-forwarded-for").and_then(|value| value.to_str().ok());
    // the last address is the one our own proxy saw
    let told = forwarded.and_then(|list| list.rsplit(',').next()).and_then(|last| last.trim().parse().ok());
    ClientAddress(told.unwrap_or(peer))
}

/// Refuses unsafe requests that another site made, and streams that another page opens.
pub async fn same_origin(State(app): State<App>, request: Request, next: Next) -> Response {
    let stream = request.uri().path() == "/live";
    let host = host_of(&request).unwrap_or_default();
    if is_safe(request.method()) && !stream || is_own(app.address(), &host, request.headers()) {
        next.run(request).await
    } else {
        Failure::ForeignRequest.into_response()
    }
}

const fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Whether a page of this very origin sent the request: by `Sec-Fetch-Site`, else by an exact `Origin`. A request
/// with neither may pass only when it carries no cookie.
pub fn is_own(address: &PublicAddress, host: &str, headers: &HeaderMap) -> bool {
    let header = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    match header(HeaderName::from_static("sec-fetch-site")) {
        Some("same-origin") => true,
        Some(_) => false,
        None => match header(header::ORIGIN) {
            Some(origin) => origin == address.origin_of(host),
            None => !headers.contains_key(header::COOKIE),
        },
    }
}

/// Whether an upgrade to WebSocket comes from a page of this origin: `Origin` must be there and exact.
pub fn is_own_socket(address: &PublicAddress, organization: &Organization, headers: &HeaderMap) -> bool {
    headers
        .get(header::ORIGIN)
        .and_then(|origin| origin.to_str().ok())
        .is_some_and(|origin| origin == address.origin_of(&organization.host))
}

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
    font-src 'self'; connect-src 'self' blob:; media-src 'self' blob:; form-action 'self'; frame-src 'self'; \
    frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'";

/// Adds the headers that hold browsers back. A handler that set its own content policy keeps it.
pub async fn harden(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut set = |name: &'static str, value: &'static str| {
        headers.entry(HeaderName::from_static(name)).or_insert(HeaderValue::from_static(value));
    };
    set("content-security-policy", POLICY);
    set("x-content-type-options", "nosniff");
    set("referrer-policy", "same-origin");
    set("permissions-policy", "camera=(self), microphone=(self), display-capture=(self), geolocation=()");
    set("cross-origin-opener-policy", "same-origin");
    if app.address().secure {
        set("strict-transport-security", "max-age=31536000");
    }
    response
}
