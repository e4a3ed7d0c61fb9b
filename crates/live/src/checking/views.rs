//! The check's pages. The island inside the first takes over when it wakes.

use std::net::SocketAddr;

use maud::{Markup, html};
use web::ui::{Button, Notice};
use web::{Organization, assets, bare_page};

/// What the server needs of a network, from its own settings.
pub struct Needs<'a> {
    pub host: &'a str,
    pub secure: bool,
    pub tcp_port: u16,
    /// Where it takes sound and picture by UDP; empty when it does not.
    pub udp: &'a [SocketAddr],
    pub relay: bool,
}

pub fn check(organization: &Organization, relay: bool) -> Markup {
    let body = html! {
        link rel="stylesheet" href=(assets::asset("network-check.css"));
        script type="module" src=(assets::asset("network-check.js")) {}
        p { "Is this device ready for a lesson, on the network it is on now? The check takes half a minute, and "
            "nobody is called." }
        network-check host=(organization.host) relay[relay] {
            noscript { (Notice::warn("This page needs scripts").body(html! {
                p { "Sound and picture work only with scripts switched on in the browser." }
            })) }
        }
        p { "Something is blocked? Show " a href="/check/network" { "what the network has to let through" }
            " to whoever looks after it" (contact(organization)) "." }
    };
    bare_page(Some(organization), "Check this device", body)
}

/// For the people who run a school's network.
pub fn network(organization: &Organization, needs: &Needs<'_>) -> Markup {
    let Needs { host, secure, tcp_port, udp, relay } = *needs;
    let (pages, sockets) = if secure { ("https", "wss") } else { ("http", "ws") };
    let body = html! {
        p { "Lessons are between two browsers and one server, " strong { (host) } ". Nothing is loaded from anywhere "
            "else, and no connection comes from outside. Let these connections out:" }
        ul class="list-disc pl-5 grid gap-3" {
            li { strong { "TCP " (tcp_port) " to " (host) } ": pages (" (pages) "), and the live connection (" (sockets)
                "). WebSockets must not be cut or held back by a filter." }
            @for ip in addresses(udp) {
                li { strong { "UDP " (ip.port()) " to " (ip.ip()) } ": sound and picture, the best way: DTLS-SRTP, "
                    "negotiated by ICE (STUN)." }
            }
            @if udp.is_empty() {
                li { "This server takes no UDP." }
            }
            li { strong { "TCP " (tcp_port) } ", the same port: sound and picture where UDP is closed (ICE-TCP, RFC 6544). "
                "It is not TLS, so a filter that lets only TLS through cuts it." }
            @if relay {
                li { strong { "TLS on TCP " (tcp_port) } ": sound and picture where only TLS or an HTTP proxy (CONNECT) "
                    "gets through (TURN over TLS, RFC 8656). A proxy that opens TLS and reads it has to leave out "
                    (host) "." }
            } @else {
                li { "This server has no relay over TLS: a network that lets only TLS through has to let one of the "
                    "ways above through as well." }
            }
        }
        p { "One of the ways for sound and picture is enough. UDP is the smoothest." }
        p { "A lesson takes about 2 Mbit/s each way; below 300 kbit/s only the voice is left." }
        p { (Button::link("/check", "Check this device").primary()) }
    };
    bare_page(Some(organization), "What the network has to let through", body)
}

/// Every address once.
fn addresses(udp: &[SocketAddr]) -> Vec<SocketAddr> {
    let mut all = udp.to_vec();
    all.sort_unstable();
    all.dedup();
    all
}

fn contact(organization: &Organization) -> Markup {
    html! {
        @if let Some(email) = &organization.support_email {
            ", or write to " a href={ "mailto:" (email) } { (email) }
        }
    }
}
