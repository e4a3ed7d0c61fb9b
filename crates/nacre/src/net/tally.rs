//! Counts of what the media thread did, for whoever watches over the server.

use std::sync::atomic::{AtomicU64, Ordering};

/// Running counts since the start. Written by the media thread, read by anybody.
#[derive(Debug, Default)]
pub struct Tally {
    received: AtomicU64,
    sent: AtomicU64,
    dropped: AtomicU64,
    restarts: AtomicU64,
    connections: AtomicU64,
}

/// The counts at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tallied {
    /// Datagrams and frames taken from browsers.
    pub received: u64,
    /// Datagrams and frames given to the network.
    pub sent: u64,
    /// Those that could not be sent because a socket or a queue was full.
    pub dropped: u64,
    /// How often the engine panicked and began anew.
    pub restarts: u64,
    /// Connections at this moment.
    pub connections: u64,
}

impl Tally {
    pub fn read(&self) -> Tallied {
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        Tallied {
            received: read(&self.received),
            sent: read(&self.sent),
            dropped: read(&self.dropped),
            restarts: read(&self.restarts),
            connections: read(&self.connections),
        }
    }

    pub(super) fn count_received(&self) {
        self.received.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn count_sent(&self, was_sent: bool) {
        let count = if was_sent { &self.sent } else { &self.dropped };
        count.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn count_restart(&self) {
        self.restarts.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn set_connections(&self, connections: usize) {
        self.connections.store(connections as u64, Ordering::Relaxed);
    }
}
