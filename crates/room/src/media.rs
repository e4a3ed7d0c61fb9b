//! What a room knows of a seat's media connections: which one was asked for last, and which one carries.

use std::time::Duration;

use crate::protocol::MediaState;

/// What the media engine noticed about one connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaEvent {
    /// Ready to carry picture and sound.
    Connected,
    /// Nothing arrived for this long: about a second.
    Stalled { silent_for: Duration },
    /// Something arrived again.
    Alive,
    /// Closed, failed, or given up after being silent for this long.
    Gone { silent_for: Duration },
}

/// The media connections of one seat. While a new one is being made the old one goes on carrying.
#[derive(Debug, Clone, Default)]
pub(crate) struct MediaLink {
    wanted: Option<u64>,
    carrying: Option<Carrier>,
    silent_for: Duration,
}

#[derive(Debug, Clone, Copy)]
struct Carrier {
    generation: u64,
    stalled: bool,
}

impl MediaLink {
    /// A connection of this generation was asked for.
    pub(crate) fn want(&mut self, generation: u64) {
        self.wanted = Some(generation);
    }

    /// Forgets all; returns the newest generation, to be closed.
    pub(crate) fn drop_all(&mut self) -> Option<u64> {
        let newest = self.newest();
        *self = Self::default();
        newest
    }

    /// The generation whose offers and answers count.
    pub(crate) fn newest(&self) -> Option<u64> {
        self.wanted.or(self.carrying.map(|carrier| carrier.generation))
    }

    /// How long before the last event the media had fallen silent; zero when it had not.
    pub(crate) const fn silent_for(&self) -> Duration {
        self.silent_for
    }

    /// Takes note of `event`. Events of older connections change nothing.
    pub(crate) fn note(&mut self, generation: u64, event: MediaEvent) {
        match event {
            MediaEvent::Connected => self.connected(generation),
            MediaEvent::Stalled { silent_for } => self.set_stalled(generation, true, silent_for),
            MediaEvent::Alive => self.set_stalled(generation, false, Duration::ZERO),
            MediaEvent::Gone { silent_for } => self.gone(generation, silent_for),
        }
    }

    fn connected(&mut self, generation: u64) {
        if self.wanted == Some(generation) {
            self.wanted = None;
            self.carrying = Some(Carrier { generation, stalled: false });
            self.silent_for = Duration::ZERO;
        }
    }

    fn set_stalled(&mut self, generation: u64, stalled: bool, silent_for: Duration) {
        if let Some(carrier) = &mut self.carrying
            && carrier.generation == generation
        {
            carrier.stalled = stalled;
            self.silent_for = silent_for;
        }
    }

    fn gone(&mut self, generation: u64, silent_for: Duration) {
        if self.carrying.is_some_and(|carrier| carrier.generation == generation) {
            self.carrying = None;
            self.silent_for = silent_for;
        }
        if self.wanted == Some(generation) {
            self.wanted = None;
        }
    }

    pub(crate) fn state(&self) -> MediaState {
        match (self.carrying, self.wanted) {
            (Some(carrier), _) if !carrier.stalled => MediaState::Live,
            (_, Some(_)) => MediaState::Connecting,
            (Some(_), None) => MediaState::Stalled,
            (None, None) => MediaState::None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_old_connection_carries_until_the_new_one_does() {
        let mut link = MediaLink::default();
        link.want(1);
        link.note(1, MediaEvent::Connected);

        link.want(2);
        assert_eq!(link.state(), MediaState::Live);
        link.note(2, MediaEvent::Connected);
        link.note(1, MediaEvent::Gone { silent_for: Duration::ZERO });

        assert_eq!(link.state(), MediaState::Live);
        assert_eq!(link.newest(), Some(2));
    }

    #[test]
    fn a_stale_connection_changes_nothing() {
        let mut link = MediaLink::default();
        link.want(7);

        link.note(6, MediaEvent::Connected);

        assert_eq!(link.state(), MediaState::Connecting);
    }
}
