//! What the worker and the pages share about mail: the way out, its health, and the wake-ups.

use std::sync::{Arc, Mutex, PoisonError};

use kernel::Timestamp;

use super::circuit::Circuit;
use super::kick::Kick;
use super::mailer::{Mailer, SendError, Trouble};

/// The post office of the program. Cheap to clone.
#[derive(Clone)]
pub struct PostOffice {
    mailer: Mailer,
    circuit: Arc<Mutex<Circuit>>,
    happened: Kick,
    owed: Kick,
}

impl PostOffice {
    pub fn new(mailer: Mailer) -> Self {
        Self { mailer, circuit: Arc::default(), happened: Kick::new(), owed: Kick::new() }
    }

    pub const fn mailer(&self) -> &Mailer {
        &self.mailer
    }

    /// Kicked when something was committed: the worker looks for events to tell.
    pub const fn happened(&self) -> &Kick {
        &self.happened
    }

    /// Kicked when mails are owed: the sender looks for them.
    pub const fn owed(&self) -> &Kick {
        &self.owed
    }

    /// Since when the mail server is down.
    pub fn down_since(&self) -> Option<Timestamp> {
        self.with_circuit(|circuit| circuit.down_since())
    }

    /// How many of `free` mails may be tried now.
    pub(crate) fn admits(&self, now: Timestamp, free: usize) -> usize {
        self.with_circuit(|circuit| circuit.admits(now, free))
    }

    /// Remembers how a try went.
    pub(crate) fn note(&self, now: Timestamp, sent: &Result<(), SendError>) {
        let silent =
            matches!(sent, Err(SendError { trouble: Trouble::Unreachable | Trouble::Interrupted, .. }));
        self.with_circuit(|circuit| if silent { circuit.failed(now) } else { circuit.answered() });
    }

    fn with_circuit<T>(&self, look: impl FnOnce(&mut Circuit) -> T) -> T {
        look(&mut self.circuit.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
