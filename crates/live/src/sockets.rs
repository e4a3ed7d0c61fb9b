//! The way to a browser's socket, for whoever has something to tell it.

use std::sync::Arc;

use room::CloseCode;
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;
use tokio_util::sync::CancellationToken;

/// Messages queued towards one browser; a browser that is further behind is cut off.
const QUEUE: usize = 256;

/// What a socket's task is told. When every sender is dropped without `Close`, something went wrong here.
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
    /// The browser fell too far behind.
    pub cut: CancellationToken,
}

pub fn wire() -> (Wire, Spool) {
    let (to, told) = mpsc::channel(QUEUE);
    let cut = CancellationToken::new();
    (Wire { to, cut: cut.clone() }, Spool { told, cut })
}

impl Wire {
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
