//! What every handler can reach.

use std::sync::Arc;

use db::Db;
use kernel::{Secret, Timestamp};

use crate::bus::Bus;
use crate::tenant::{Directory, Organization};

/// Whether this is a demonstration with invented people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Real,
    Demo,
}

/// How browsers reach the server: `http://localhost:8080`, `https://lessons.example.org`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicAddress {
    pub secure: bool,
    pub host: String,
    /// None: the scheme's own port.
    pub port: Option<u16>,
}

impl PublicAddress {
    /// The origin of `host` on this server, as a browser writes it.
    pub fn origin_of(&self, host: &str) -> String {
        let scheme = if self.secure { "https" } else { "http" };
        self.port.map_or_else(|| format!("{scheme}://{host}"), |port| format!("{scheme}://{host}:{port}"))
    }
}

/// The program's state, cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    db: Db,
    bus: Bus,
    directory: Arc<dyn Directory>,
    address: PublicAddress,
    key: Secret<[u8; 32]>,
    mode: Mode,
    trusted_proxies: Vec<std::net::IpAddr>,
}

impl App {
    /// `key` is the server's own secret, from which tokens are derived.
    pub fn new(
        db: Db,
        directory: Arc<dyn Directory>,
        address: PublicAddress,
        key: Secret<[u8; 32]>,
        mode: Mode,
        trusted_proxies: Vec<std::net::IpAddr>,
    ) -> Self {
        Self(Arc::new(Inner { db, bus: Bus::new(), directory, address, key, mode, trusted_proxies }))
    }

    pub fn db(&self) -> &Db {
        &self.0.db
    }

    pub fn now(&self) -> Timestamp {
        self.0.db.now()
    }

    pub fn bus(&self) -> &Bus {
        &self.0.bus
    }

    pub fn directory(&self) -> &dyn Directory {
        &*self.0.directory
    }

    pub fn address(&self) -> &PublicAddress {
        &self.0.address
    }

    /// The address of `path` for people of `organization`.
    pub fn url(&self, organization: &Organization, path: &str) -> String {
        format!("{}{path}", self.0.address.origin_of(&organization.host))
    }

    pub fn key(&self) -> &Secret<[u8; 32]> {
        &self.0.key
    }

    pub fn mode(&self) -> Mode {
        self.0.mode
    }

    /// Addresses whose `X-Forwarded-For` is believed.
    pub fn trusted_proxies(&self) -> &[std::net::IpAddr] {
        &self.0.trusted_proxies
    }
}
