//! The recorder of one connection.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::film::{Film, Shot};
use super::lane::Lane;
use super::timeline::Timeline;
use super::vp8::Kind;
use super::{Recorded, Reel, Source, Take, What};
use crate::connection::Packet;
use crate::{Place, Track};

/// An Opus packet has at most 1,275 bytes for each of its frames; browsers send one frame.
const MAX_SOUND_BYTES: usize = 1_500;

#[derive(Debug)]
pub(crate) struct Tapes {
    take: Take,
    place: Place,
    epoch: Instant,
    timeline: Timeline,
    /// In the order of [`Track::ALL`].
    lanes: [Lane; 3],
    /// In the order of [`Source::ALL`].
    films: [Film; 2],
}

impl Tapes {
    /// `counts` are the files of each source that this connection has filled before.
    pub(crate) fn new(take: Take, place: Place, counts: [u32; 2], now: Instant) -> Self {
        let (lanes, films) = (Default::default(), counts.map(Film::after));
        Self { take, place, epoch: now, timeline: Timeline::default(), lanes, films }
    }

    /// Takes a packet of this connection. True when its sender is to be asked for a key frame.
    pub(crate) fn take(&mut self, now: Instant, packet: &Packet) -> bool {
        let (track, now) = (packet.track, self.micros(now));
        let lane = &mut self.lanes[track.index()];
        lane.hear(packet.source.ssrc);
        if !track.is_video() {
            self.take_sound(now, packet);
            return false;
        }
        lane.push(now, packet);
        self.take_frames(now, track);
        let lane = &mut self.lanes[track.index()];
        if self.films[film_of(track)].takes_want_of_key() {
            lane.frames.begin_anew();
        }
        lane.takes_key(now)
    }

    /// Gives out what has waited long enough.
    pub(crate) fn look(&mut self, now: Instant, out: &mut Vec<Recorded>) {
        let micros = self.micros(now);
        if !self.films.iter().any(|film| film.is_due(micros)) {
            return;
        }
        for track in [Track::Camera, Track::Screen] {
            self.take_frames(micros, track);
        }
        for source in Source::ALL {
            let mut pieces = VecDeque::new();
            let film = &mut self.films[source as usize];
            if film.is_due(micros) {
                film.flush(micros, self.epoch, &mut pieces);
            }
            self.give_out(source, pieces, out);
        }
    }

    /// Gives out all there is and ends the files. Says how many each source has had.
    pub(crate) fn finish(mut self, now: Instant, out: &mut Vec<Recorded>) -> [u32; 2] {
        let micros = self.micros(now);
        for source in Source::ALL {
            let track = match source {
                Source::Person => Track::Camera,
                Source::Screen => Track::Screen,
            };
            self.take_frames(micros, track);
            let mut pieces = VecDeque::new();
            let dropped = self.lanes[track.index()].frames.dropped();
            self.films[source as usize].finish(self.epoch, dropped, &mut pieces);
            self.give_out(source, pieces, out);
        }
        self.films.each_ref().map(Film::count)
    }

    pub(crate) const fn take_of(&self) -> Take {
        self.take
    }

    /// When to look although nothing comes.
    pub(crate) fn next_wake(&self) -> Option<Instant> {
        let next = self.films.iter().filter_map(Film::next_look).min()?;
        self.epoch.checked_add(Duration::from_micros(next))
    }

    fn take_sound(&mut self, now: u64, packet: &Packet) {
        if packet.payload.is_empty() || packet.payload.len() > MAX_SOUND_BYTES {
            return;
        }
        let anchor = &mut self.lanes[packet.track.index()].anchor;
        let at = self.timeline.place(packet.track, anchor, (packet.time, packet.report), signed(now));
        let bytes = packet.payload.to_vec();
        self.films[film_of(packet.track)].push(Shot { track: packet.track, at, kind: None, bytes });
    }

    fn take_frames(&mut self, now: u64, track: Track) {
        let lane = &mut self.lanes[track.index()];
        while let Some((frame, report)) = lane.pop(now) {
            if frame.kind != Kind::Delta {
                lane.got_key(now);
            }
            let at = self.timeline.place(track, &mut lane.anchor, (frame.time, report), signed(now));
            let shot = Shot { track, at, kind: Some(frame.kind), bytes: frame.bytes };
            self.films[film_of(track)].push(shot);
        }
    }

    fn give_out(&self, source: Source, pieces: VecDeque<(u32, super::Piece)>, out: &mut Vec<Recorded>) {
        out.extend(pieces.into_iter().map(|(number, piece)| Recorded {
            take: self.take,
            what: What::Reel(Reel { place: self.place, source, number, piece }),
        }));
    }

    fn micros(&self, now: Instant) -> u64 {
        u64::try_from(now.saturating_duration_since(self.epoch).as_micros()).unwrap_or(u64::MAX)
    }
}

const fn film_of(track: Track) -> usize {
    match track {
        Track::Audio | Track::Camera => Source::Person as usize,
        Track::Screen => Source::Screen as usize,
    }
}

fn signed(micros: u64) -> i64 {
    i64::try_from(micros).unwrap_or(i64::MAX)
}
