//! The two seats of a classroom and the connections on them.

use kernel::Seat;

use crate::connection::ConnectionId;
use crate::recording::Take;

/// A room as the media engine sees it.
#[derive(Debug, Default)]
pub(crate) struct Room {
    /// Media is forwarded only while the gate is open.
    pub(crate) is_open: bool,
    /// Whose screen is passed on.
    pub(crate) screen: Option<Seat>,
    /// What goes through the open gate is recorded.
    pub(crate) take: Option<Take>,
    instructor: Chair,
    student: Chair,
}

/// The connections of one seat: the one in use, and while it is being replaced, its successor.
#[derive(Debug, Default)]
struct Chair {
    current: Option<ConnectionId>,
    successor: Option<ConnectionId>,
    newest_generation: Option<u64>,
}

impl Room {
    /// The connection whose media counts for this seat.
    pub(crate) fn current(&self, seat: Seat) -> Option<ConnectionId> {
        self.chair(seat).current
    }

    /// All connections of both seats.
    pub(crate) fn connections(&self) -> impl Iterator<Item = ConnectionId> {
        [&self.instructor, &self.student].into_iter().flat_map(Chair::connections)
    }

    /// The connections of a seat.
    pub(crate) fn connections_of(&self, seat: Seat) -> impl Iterator<Item = ConnectionId> {
        self.chair(seat).connections()
    }

    /// Notes a generation; false when the seat has seen it or a newer one.
    pub(crate) fn admit(&mut self, seat: Seat, generation: u64) -> bool {
        let newest = &mut self.chair_mut(seat).newest_generation;
        let is_newer = newest.is_none_or(|newest| generation > newest);
        if is_newer {
            *newest = Some(generation);
        }
        is_newer
    }

    /// Seats a connection. While `keep_current` the one in use stays until its successor is connected.
    /// Gives the connection that is of no more use.
    pub(crate) fn seat(&mut self, seat: Seat, id: ConnectionId, keep_current: bool) -> Option<ConnectionId> {
        let chair = self.chair_mut(seat);
        if keep_current { chair.successor.replace(id) } else { chair.current.replace(id) }
    }

    /// The connection came about. Gives the predecessor that it replaces.
    pub(crate) fn promote(&mut self, seat: Seat, id: ConnectionId) -> Option<ConnectionId> {
        let chair = self.chair_mut(seat);
        if chair.successor != Some(id) {
            return None;
        }
        chair.successor = None;
        chair.current.replace(id)
    }

    /// The connection is no more; its successor takes the seat.
    pub(crate) fn vacate(&mut self, seat: Seat, id: ConnectionId) {
        let chair = self.chair_mut(seat);
        if chair.current == Some(id) {
            chair.current = chair.successor.take();
        } else if chair.successor == Some(id) {
            chair.successor = None;
        }
    }

    /// All connections are lost. Their generations stay known.
    pub(crate) fn empty(&mut self) {
        for chair in [&mut self.instructor, &mut self.student] {
            *chair = Chair { newest_generation: chair.newest_generation, ..Chair::default() };
        }
    }

    fn chair(&self, seat: Seat) -> &Chair {
        match seat {
            Seat::Instructor => &self.instructor,
            Seat::Student => &self.student,
        }
    }

    fn chair_mut(&mut self, seat: Seat) -> &mut Chair {
        match seat {
            Seat::Instructor => &mut self.instructor,
            Seat::Student => &mut self.student,
        }
    }
}

impl Chair {
    fn connections(&self) -> impl Iterator<Item = ConnectionId> {
        self.current.into_iter().chain(self.successor)
    }
}
