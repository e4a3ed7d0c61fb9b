//! Whose address counts: that of the connection, unless a proxy the operator named tells another.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::Extension;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use http::Request;
use kernel::Secret;
use testkit::{HARBOR, World};
use tower::ServiceExt;
use web::guard::ClientAddress;
use web::{Act, App, Mode, PublicAddress, Routes};

/// The address this server takes a request for, when `peer` connected and said `forwarded`.
async fn seen(world: &World, proxies: &[IpAddr], peer: &str, forwarded: Option<&str>) -> String {
    let address = PublicAddress { secure: true, host: HARBOR.to_owned(), port: None };
    let directory = Arc::new(people::Directory::new(world.db.clone()));
    let key = Secret::new([42; 32]);
    let app = App::new(world.db.clone(), directory, address, key, Mode::Real, proxies.to_vec());
    let router = web::service(Routes::new().get("/whoever", Act::BeAnyone, whoever), app);
    let peer = SocketAddr::new(peer.parse().unwrap(), 40_000);
    let mut request = Request::get("/whoever").header("host", HARBOR).extension(ConnectInfo(peer));
    if let Some(list) = forwarded {
        request = request.header("x-forwarded-for", list);
    }
    let answer = router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let bytes = to_bytes(answer.into_body(), 1_000).await.unwrap();
    String::from_utf8_lossy(&bytes).into_owned()
}

async fn whoever(Extension(ClientAddress(address)): Extension<ClientAddress>) -> String {
    address.to_string()
}

#[tokio::test]
async fn only_a_named_proxy_is_believed_about_addresses() {
    let world = World::new().await;
    let proxy: IpAddr = "10.0.0.2".parse().unwrap();

    let stranger = seen(&world, &[proxy], "203.0.113.9", Some("198.51.100.1")).await;
    let without_proxies = seen(&world, &[], "10.0.0.2", Some("198.51.100.1")).await;
    let through_proxy = seen(&world, &[proxy], "10.0.0.2", Some("198.51.100.1")).await;
    let with_forged_beginning = seen(&world, &[proxy], "10.0.0.2", Some("192.0.2.66, 198.51.100.1")).await;
    let mapped = seen(&world, &[proxy], "::ffff:10.0.0.2", Some("198.51.100.1")).await;
    let senseless = seen(&world, &[proxy], "10.0.0.2", Some("unknown")).await;

    assert_eq!(stranger, "203.0.113.9");
    assert_eq!(without_proxies, "10.0.0.2");
    assert_eq!(through_proxy, "198.51.100.1");
    assert_eq!(with_forged_beginning, "198.51.100.1");
    assert_eq!(mapped, "198.51.100.1");
    assert_eq!(senseless, "10.0.0.2");
}
