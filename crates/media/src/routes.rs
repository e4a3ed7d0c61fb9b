//! Which connection a datagram belongs to.

use std::collections::HashMap;
use std::net::SocketAddr;

use str0m::ice::StunMessage;

use crate::Transport;
use crate::connection::ConnectionId;

/// A browser tries each of its networks over each transport; more addresses than this is no browser.
const MAX_ADDRESSES: usize = 32;

/// Addresses proven by their connection's password, and the names by which first packets find it.
#[derive(Debug, Default)]
pub(crate) struct Routes {
    by_address: HashMap<(Transport, SocketAddr), ConnectionId>,
    by_ufrag: HashMap<String, ConnectionId>,
}

impl Routes {
    /// Lets first packets find the connection by the user name of its offer.
    pub(crate) fn announce(&mut self, ufrag: String, id: ConnectionId) {
        self.by_ufrag.insert(ufrag, id);
    }

    /// Everything from this address belongs to the connection from now on.
    pub(crate) fn learn(&mut self, transport: Transport, address: SocketAddr, id: ConnectionId) {
        if self.by_address.get(&(transport, address)) == Some(&id) {
            return;
        }
        let known = self.by_address.values().filter(|owner| **owner == id).count();
        if known < MAX_ADDRESSES {
            self.by_address.insert((transport, address), id);
        }
    }

    pub(crate) fn forget_address(&mut self, transport: Transport, address: SocketAddr) {
        self.by_address.remove(&(transport, address));
    }

    pub(crate) fn forget(&mut self, id: ConnectionId) {
        self.by_address.retain(|_, owner| *owner != id);
        self.by_ufrag.retain(|_, owner| *owner != id);
    }

    /// The owner of a datagram. A connectivity check says itself whom it is for; all else must come from a proven address.
    pub(crate) fn owner(&self, transport: Transport, from: SocketAddr, bytes: &[u8]) -> Option<ConnectionId> {
        match ufrag_asked_for(bytes) {
            Some(ufrag) => self.by_ufrag.get(&ufrag).copied(),
            None => self.by_address.get(&(transport, from)).copied(),
        }
    }
}

/// The local part of the user name in a connectivity check (RFC 8445 section 7.2.2: `theirs:ours`, seen from the sender).
fn ufrag_asked_for(bytes: &[u8]) -> Option<String> {
    let is_stun = bytes.first().is_some_and(|first| *first < 2);
    if !is_stun {
        return None;
    }
    let message = std::panic::catch_unwind(|| StunMessage::parse(bytes)).ok()?.ok()?;
    message.split_username().map(|(local, _)| local.to_owned())
}
