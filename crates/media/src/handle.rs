//! The door to the media engine for the rest of the program.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};

use kernel::{Seat, SessionId};

use crate::recording::{Recorded, Take, What};
use crate::turn::Relay;
use crate::{Command, Event, Place};

/// Hears the news of one room. Called on the engine's thread: it must not wait.
pub type Sink = Arc<dyn Fn(Event) + Send + Sync>;

/// Takes the files of one take. Called on the engine's thread: it must not wait.
pub type Keeper = Arc<dyn Fn(Recorded) + Send + Sync>;

/// Commands that may wait for the engine's thread: every seat of a thousand rooms at once, twice.
const MAX_WAITING: usize = 4_096;

/// The media engine does not take commands: it has ended, or is hopelessly behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the media engine does not take commands")]
pub struct Unavailable;

enum Request {
    Watch(SessionId, Sink),
    Keep(Take, Keeper),
    Obey(Command),
}

/// What the program holds to speak to the media engine. Cheap to clone; no call waits.
#[derive(Clone)]
pub struct Handle {
    relay: Option<Relay>,
    udp: Arc<[SocketAddr]>,
    requests: SyncSender<Request>,
    wake: Arc<dyn Fn() + Send + Sync>,
    next_take: Arc<AtomicU64>,
}

/// The engine's end: commands come out, news go in.
pub struct Inbox {
    requests: Receiver<Request>,
    sinks: HashMap<SessionId, Sink>,
    keepers: HashMap<Take, Keeper>,
    /// Rooms that close: their sinks hear what the engine says to that, and no more.
    closing: Vec<SessionId>,
}

/// Both ends. `wake` is called after each command, so that the engine's thread looks into its inbox.
pub fn door(wake: Arc<dyn Fn() + Send + Sync>) -> (Handle, Inbox) {
    let (sender, receiver) = sync_channel(MAX_WAITING);
    let handle =
        Handle { relay: None, udp: Arc::default(), requests: sender, wake, next_take: Arc::default() };
    (
        handle,
        Inbox { requests: receiver, sinks: HashMap::new(), keepers: HashMap::new(), closing: Vec::new() },
    )
}

impl Handle {
    /// The same door, with a relay beside it.
    #[must_use]
    pub fn with_relay(self, relay: Option<Relay>) -> Self {
        Self { relay, ..self }
    }

    /// The same door, of an engine that is reached by UDP at these addresses.
    #[must_use]
    pub fn with_udp(self, udp: &[SocketAddr]) -> Self {
        Self { udp: udp.into(), ..self }
    }

    /// Where browsers reach the engine by UDP; nowhere when they do not.
    pub fn udp(&self) -> &[SocketAddr] {
        &self.udp
    }

    /// What browsers may go through where nothing but TLS is let through; none where we do not speak TLS.
    pub const fn relay(&self) -> Option<&Relay> {
        self.relay.as_ref()
    }

    /// From now on `sink` hears all news of this room, until [`Self::close`]. A later sink replaces it.
    pub fn watch(&self, room: SessionId, sink: Sink) -> Result<(), Unavailable> {
        self.send(Request::Watch(room, sink))
    }

    /// Asks for an offer for this seat; see [`Command::Join`].
    pub fn join(&self, place: Place) -> Result<(), Unavailable> {
        self.send(Request::Obey(Command::Join(place)))
    }

    /// Hands over the browser's answer; see [`Command::Answer`].
    pub fn answer(&self, place: Place, sdp: String) -> Result<(), Unavailable> {
        self.send(Request::Obey(Command::Answer(place, sdp)))
    }

    /// Ends one connection; see [`Command::Leave`].
    pub fn leave(&self, place: Place) -> Result<(), Unavailable> {
        self.send(Request::Obey(Command::Leave(place)))
    }

    /// Opens or closes the gate of a room; see [`Command::Gate`].
    pub fn gate(&self, room: SessionId, open: bool) -> Result<(), Unavailable> {
        self.send(Request::Obey(Command::Gate { room, open }))
    }

    /// Passes the screen of one seat on, and no other; see [`Command::Screen`].
    pub fn screen(&self, room: SessionId, from: Option<Seat>) -> Result<(), Unavailable> {
        self.send(Request::Obey(Command::Screen { room, from }))
    }

    /// Records a room from now on; see [`Command::Record`]. `keeper` is given all of it, until the last word.
    pub fn record(&self, room: SessionId, keeper: Keeper) -> Result<Take, Unavailable> {
        let take = Take(self.next_take.fetch_add(1, Ordering::Relaxed));
        self.send(Request::Keep(take, keeper))?;
        self.send(Request::Obey(Command::Record { room, take }))?;
        Ok(take)
    }

    /// Ends that take; its last files come to its keeper.
    pub fn stop_recording(&self, room: SessionId, take: Take) -> Result<(), Unavailable> {
        self.send(Request::Obey(Command::StopRecording { room, take }))
    }

    /// Ends all connections of a room and forgets its sink; see [`Command::Close`].
    pub fn close(&self, room: SessionId) -> Result<(), Unavailable> {
        self.send(Request::Obey(Command::Close { room }))
    }

    fn send(&self, request: Request) -> Result<(), Unavailable> {
        match self.requests.try_send(request) {
            Ok(()) => {
                (self.wake)();
                Ok(())
            }
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => Err(Unavailable),
        }
    }
}

impl Inbox {
    /// The next command, if one waits.
    pub fn next_command(&mut self) -> Option<Command> {
        loop {
            match self.requests.try_recv().ok()? {
                Request::Watch(room, sink) => {
                    self.closing.retain(|closing| *closing != room);
                    self.sinks.insert(room, sink);
                }
                Request::Keep(take, keeper) => {
                    self.keepers.insert(take, keeper);
                }
                Request::Obey(command) => {
                    if let Command::Close { room } = &command {
                        self.closing.push(*room);
                    }
                    return Some(command);
                }
            }
        }
    }

    /// All that the commands so far caused is delivered: who watches a room that was closed hears no more.
    pub fn delivered(&mut self) {
        for room in self.closing.drain(..) {
            self.sinks.remove(&room);
        }
    }

    /// Tells the room's sink. News of a room that nobody watches are dropped.
    pub fn deliver(&self, event: Event) {
        if let Some(sink) = self.sinks.get(&event.place.room) {
            sink(event);
        }
    }

    /// Tells the take's keeper.
    pub fn keep(&mut self, recorded: Recorded) {
        let Recorded { take, what } = &recorded;
        let keeper = match what {
            What::Reel(_) => self.keepers.get(take).cloned(),
            What::Over | What::Broken => self.keepers.remove(take),
        };
        if let Some(keeper) = keeper {
            keeper(recorded);
        }
    }
}
