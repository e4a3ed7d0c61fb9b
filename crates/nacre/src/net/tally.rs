//! Counts of what the media thread did, for whoever watches over the server.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio_util::sync::CancellationToken;

const REPORT_EVERY: Duration = Duration::from_secs(60);

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

    /// Of so many, these were taken by the network; the others are lost.
    pub(super) fn count_sent(&self, taken: usize, of: usize) {
        self.sent.fetch_add(taken as u64, Ordering::Relaxed);
        self.dropped.fetch_add((of - taken) as u64, Ordering::Relaxed);
    }

    pub(super) fn count_restart(&self) {
        self.restarts.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn set_connections(&self, connections: usize) {
        self.connections.store(connections as u64, Ordering::Relaxed);
    }
}

/// Logs the counts once a minute (`NACRE_LOG=nacre::net=debug`), while there is anything new to tell.
pub async fn report(tally: Arc<Tally>, shutdown: CancellationToken) {
    let mut told = tally.read();
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = tokio::time::sleep(REPORT_EVERY) => {}
        }
        let counts = tally.read();
        if counts != told {
            tracing::debug!(
                media.connections = counts.connections,
                media.received = counts.received,
                media.sent = counts.sent,
                media.dropped = counts.dropped,
                media.restarts = counts.restarts,
                "Media: {} connections, {} packets in, {} out",
                counts.connections,
                counts.received,
                counts.sent,
            );
        }
        told = counts;
    }
}
