//! Browsers' sockets: the bounds they keep, and the way to one for whoever has something to tell it.

mod routes;

use std::sync::Arc;

use room::CloseCode;
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;
use tokio_util::sync::{CancellationToken, DropGuard};

pub use routes::{HELLO_WITHIN, Heard, Line, PING_EVERY, bounded};

/// Messages queued towards one browser; a browser that is further behind is cut off.
const QUEUE: usize = 256;

/// What a socket's task is told.
#[derive(Debug)]
pub enum ToSocket {
    Text(String),
    Bytes(Arc<[u8]>),
    Close(CloseCode),
}

/// The near end: held by the room and by the boards.
#[derive(Debug, Clone)]
pub struct Wire {
    to: mpsc::Sender<ToSocket>,
    cut: CancellationToken,
}

/// The far end: held by the socket's task.
#[derive(Debug)]
pub struct Spool {
    pub told: mpsc::Receiver<ToSocket>,
    /// The browser fell too far behind, or its room is gone. What was told before is still to be said.
    pub cut: CancellationToken,
}

pub fn wire() -> (Wire, Spool) {
    let (to, told) = mpsc::channel(QUEUE);
    let cut = CancellationToken::new();
    (Wire { to, cut: cut.clone() }, Spool { told, cut })
}

impl Wire {
    /// Cuts the browser off when it is dropped: the room holds it for as long as the browser has its seat. The boards'
    /// copy of the wire does not keep a browser connected.
    pub fn held(&self) -> DropGuard {
        self.cut.clone().drop_guard()
    }

    /// False when the browser is too far behind; it is cut off then.
    pub fn tell(&self, message: ToSocket) -> bool {
        match self.to.try_send(message) {
            Ok(()) => true,
            Err(TrySendError::Full(_)) => {
                self.cut.cancel();
                false
            }
            // its task has ended and says so by itself
            Err(TrySendError::Closed(_)) => true,
        }
    }
}
