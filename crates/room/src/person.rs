//! One of the two people of a classroom: the connection that holds the seat, where they are, and whether they count as
//! present.

use std::time::Duration;

use crate::input::Conn;
use crate::media::MediaLink;
use crate::now::Now;
use crate::protocol::{Device, Devices, Label, MediaState, PersonView, Place};

/// A silence of the media that is shorter does not interrupt the minutes; a longer one counts from its beginning.
const GRACE: Duration = Duration::from_secs(3);

/// How long a seat is kept for a broken connection: a reload or a change of network takes a few seconds, and the
/// media engine gives a silent connection up after the same time.
const AWAY_AFTER: Duration = Duration::from_secs(10);

/// The connection that holds a seat.
#[derive(Debug, Clone)]
pub(crate) struct Holder {
    pub(crate) conn: Conn,
    pub(crate) device: Device,
    pub(crate) details: Option<String>,
    /// The newest happening this page knew when it said hello.
    pub(crate) since: u64,
}

#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) place: Place,
    pub(crate) holder: Option<Holder>,
    pub(crate) media: MediaLink,
    pub(crate) devices: Devices,
    pub(crate) hand: bool,
    /// The connection that may work at the boards.
    pub(crate) at_boards: Option<Conn>,
    /// When a media connection was last asked for.
    pub(crate) joined_media: Option<Duration>,
    /// When the holder's connection broke.
    lost: Option<Duration>,
    presence: Presence,
}

/// Whether a person counts as present: in the room, with live media.
#[derive(Debug, Clone, Copy)]
enum Presence {
    Away,
    /// Since then.
    Here(Now),
    /// Was here, and silent from `silent` on; may come back within [`GRACE`] as if nothing had been.
    Fading {
        since: Now,
        silent: Now,
    },
}

/// A change of presence, at the moment it is dated to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    Entered(Now),
    Left(Now),
}

impl Person {
    pub(crate) fn new(name: String) -> Self {
        Self {
            name,
            place: Place::Away,
            holder: None,
            media: MediaLink::default(),
            devices: Devices::default(),
            hand: false,
            at_boards: None,
            joined_media: None,
            lost: None,
            presence: Presence::Away,
        }
    }

    pub(crate) fn conn(&self) -> Option<Conn> {
        self.holder.as_ref().map(|holder| holder.conn)
    }

    /// Their connection while they are in the room.
    pub(crate) fn conn_inside(&self) -> Option<Conn> {
        self.conn().filter(|_| self.place == Place::Room)
    }

    pub(crate) fn take_seat(&mut self, holder: Holder) {
        self.holder = Some(holder);
        self.lost = None;
    }

    /// The holder's connection broke; the seat is kept for a while.
    pub(crate) fn lose(&mut self, now: Now) {
        self.holder = None;
        self.lost = Some(now.run);
    }

    /// Leaves the classroom. Returns the media generation to close.
    pub(crate) fn depart(&mut self) -> Option<u64> {
        self.holder = None;
        self.lost = None;
        self.place = Place::Away;
        self.hand = false;
        self.media.drop_all()
    }

    /// Whether the connection has been lost for too long to keep the seat.
    pub(crate) fn has_lapsed(&self, now: Now) -> bool {
        self.lost.is_some_and(|lost| now.run.saturating_sub(lost) >= AWAY_AFTER)
    }

    pub(crate) fn is_present(&self) -> bool {
        !matches!(self.presence, Presence::Away)
    }

    /// Brings presence up to date.
    pub(crate) fn turn(&mut self, now: Now) -> Option<Turn> {
        let in_room = self.place == Place::Room;
        let live = in_room && self.media.state() == MediaState::Live;
        let (presence, turn) = match self.presence {
            Presence::Away if live => (Presence::Here(now), Some(Turn::Entered(now))),
            Presence::Here(since) | Presence::Fading { since, .. } if live => (Presence::Here(since), None),
            Presence::Here(since) if in_room => {
                fade(since, now.minus(self.media.silent_for()).max(since), now)
            }
            Presence::Here(since) => (Presence::Away, Some(Turn::Left(now.max(since)))),
            Presence::Fading { since, silent } if in_room => fade(since, silent, now),
            Presence::Fading { silent, .. } => (Presence::Away, Some(Turn::Left(silent))),
            Presence::Away => (Presence::Away, None),
        };
        self.presence = presence;
        turn
    }

    /// When something changes by time alone.
    pub(crate) fn next_wake(&self) -> Option<Duration> {
        let lapse = self.lost.map(|lost| lost + AWAY_AFTER);
        let fade = match self.presence {
            Presence::Fading { silent, .. } => Some(silent.run + GRACE),
            Presence::Away | Presence::Here(_) => None,
        };
        lapse.into_iter().chain(fade).min()
    }

    pub(crate) fn view(&self, names: Names) -> PersonView {
        let name = |label: &Option<Label>| match names {
            Names::Shown => label.as_ref().map(|label| label.as_str().to_owned()),
            Names::Hidden => None,
        };
        PersonView {
            name: self.name.clone(),
            place: self.place,
            media: self.media.state(),
            mic: self.devices.mic,
            camera: self.devices.camera,
            hand: self.hand,
            network: self.devices.network,
            mic_name: name(&self.devices.mic_name),
            camera_name: name(&self.devices.camera_name),
            speaker_name: name(&self.devices.speaker_name),
            system: name(&self.devices.system),
        }
    }
}

/// Silent since `silent`: still counted as present for a while, then gone since then.
fn fade(since: Now, silent: Now, now: Now) -> (Presence, Option<Turn>) {
    if now.run.saturating_sub(silent.run) >= GRACE {
        (Presence::Away, Some(Turn::Left(silent)))
    } else {
        (Presence::Fading { since, silent }, None)
    }
}

/// Whether a view tells what the person's devices are called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Names {
    Shown,
    Hidden,
}
