//! The boards that are open in this process.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use db::Db;
use kernel::Secret;
use room::boards::Seal;
use tokio::sync::mpsc::WeakSender;
use tokio::task::JoinHandle;

use super::desk::{self, Door, Shelf, Told};
use crate::journal::{Desk, Journal};

/// All open boards. Cheap to clone.
#[derive(Clone)]
pub struct Hub(Arc<Inner>);

struct Inner {
    db: Db,
    journal: Journal,
    key: Secret<[u8; 32]>,
    desks: Mutex<HashMap<Desk, Open>>,
}

/// The boards of a desk, as long as their task runs.
struct Open {
    to: WeakSender<Told>,
    task: JoinHandle<()>,
}

impl Hub {
    /// What its boards show before it is on disk is sealed with `key`.
    pub fn new(db: Db, journal: Journal, key: Secret<[u8; 32]>) -> Self {
        Self(Arc::new(Inner { db, journal, key, desks: Mutex::default() }))
    }

    /// The door to these boards; their task lives as long as somebody holds a door, or something of theirs is not
    /// written yet. What comes after it waits for its end, and reads all that it wrote.
    pub fn door(&self, desk: Desk) -> Door {
        let mut desks = self.0.desks.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(to) = desks.get(&desk).and_then(|open| open.to.upgrade()) {
            return Door(to);
        }
        let before = desks.remove(&desk).map(|open| open.task);
        desks.retain(|_, open| !open.task.is_finished());
        let shelf = Shelf::Journal { desk, journal: self.0.journal.clone() };
        let (to, task) = desk::spawn(shelf, self.0.db.clone(), self.seal(&desk.to_bytes()), before);
        desks.insert(desk, Open { to: to.downgrade(), task });
        Door(to)
    }

    /// The door to boards of their own, which nobody keeps.
    pub fn scratch(&self) -> Door {
        Door(desk::spawn(Shelf::Nowhere, self.0.db.clone(), self.seal(b"scratch"), None).0)
    }

    fn seal(&self, boards: &[u8]) -> Seal {
        Seal::new(self.0.key.reveal(), boards)
    }
}
