//! The files of one source, one after the other.
//!
//! Blocks wait a little, because sound and picture of the same moment do not arrive together; then those that are old
//! enough are sorted and written as clusters.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::vp8::Kind;
use super::webm::{self, Block, Cue, SEGMENT_AT, Tracks};
use super::{Ending, Opening, Piece};
use crate::Track;

/// How long a block waits for others that belong before it: a packet that is sent again, a large frame on a slow line.
const HOLD_MICROS: i64 = 450_000;

/// Between two looks at what has waited. With the wait it is the most that a killed server loses, with some to spare
/// to the second that is promised.
pub(super) const FLUSH_EVERY_MICROS: u64 = 400_000;

/// A cluster is no longer than this, so that a damaged one costs little.
const CLUSTER_MS: u64 = 1_000;

/// A track that was silent for so long has ended: players wait for what a file promises.
const QUIET_MICROS: i64 = 5_000_000;

/// What begins within this time of a file's first block is in the same file.
const TOGETHER_MICROS: i64 = 1_000_000;

/// Bytes that may wait: a second at 30 Mbit/s, which no browser is asked to send.
const MAX_WAITING_BYTES: usize = 4_000_000;

/// Seconds between two places in the index of a file without pictures.
const SOUND_CUE_MS: u64 = 5_000;

/// Places in an index: a day with a key frame every five seconds.
const MAX_CUES: usize = 17_280;

/// A whole frame of sound or picture.
#[derive(Debug)]
pub(super) struct Shot {
    pub(super) track: Track,
    /// In microseconds after the connection's first packet.
    pub(super) at: i64,
    /// None is sound.
    pub(super) kind: Option<Kind>,
    pub(super) bytes: Vec<u8>,
}

#[derive(Debug, Default)]
pub(super) struct Film {
    waiting: Vec<Shot>,
    waiting_bytes: usize,
    file: Option<File>,
    /// Files begun so far, also by those before.
    count: u32,
    looked_at: u64,
    /// A file began in the middle of a picture.
    wants_key: bool,
    dropped: u64,
}

/// A piece of the file with this number.
pub(super) type Numbered = (u32, Piece);

/// The file that is being written.
#[derive(Debug)]
struct File {
    tracks: Tracks,
    started: i64,
    has_key: bool,
    /// Of sound and picture.
    last_at: [Option<i64>; 2],
    last_ms: [Option<u64>; 2],
    length: u64,
    cues: Vec<Cue>,
}

impl Film {
    /// A film whose source has filled so many files before.
    pub(super) fn after(count: u32) -> Self {
        Self { count, ..Self::default() }
    }

    pub(super) const fn count(&self) -> u32 {
        self.count
    }

    pub(super) fn push(&mut self, shot: Shot) {
        self.waiting_bytes += shot.bytes.len();
        self.waiting.push(shot);
    }

    /// Whether [`Self::flush`] is due.
    pub(super) fn is_due(&self, now: u64) -> bool {
        self.waiting_bytes > MAX_WAITING_BYTES || self.next_look().is_some_and(|at| at <= now)
    }

    /// When to flush although nothing comes; never, while nothing waits and no file is open.
    pub(super) fn next_look(&self) -> Option<u64> {
        let is_idle = self.waiting.is_empty() && self.file.is_none();
        (!is_idle).then_some(self.looked_at + FLUSH_EVERY_MICROS)
    }

    /// Whether a file waits for a key frame that its stream does not know of. Told once.
    pub(super) fn takes_want_of_key(&mut self) -> bool {
        std::mem::take(&mut self.wants_key)
    }

    /// Writes what has waited long enough.
    pub(super) fn flush(&mut self, now: u64, epoch: Instant, out: &mut VecDeque<Numbered>) {
        self.looked_at = now;
        let horizon = i64::try_from(now).unwrap_or(i64::MAX) - HOLD_MICROS;
        let is_crowded = self.waiting_bytes > MAX_WAITING_BYTES;
        self.write_until(if is_crowded { i64::MAX } else { horizon }, epoch, out);
        let is_over = self.file.as_ref().is_some_and(|file| file.is_quiet_at(horizon));
        if is_over {
            self.end_file(out);
        }
    }

    /// Writes all that waits and ends the file. `dropped` were lost on their way here.
    pub(super) fn finish(&mut self, epoch: Instant, dropped: u64, out: &mut VecDeque<Numbered>) {
        self.write_until(i64::MAX, epoch, out);
        self.dropped += dropped;
        self.end_file(out);
    }

    fn write_until(&mut self, horizon: i64, epoch: Instant, out: &mut VecDeque<Numbered>) {
        self.waiting.sort_by_key(|shot| shot.at);
        let ready = self.waiting.partition_point(|shot| shot.at <= horizon);
        let later = self.waiting.split_off(ready);
        let ready = std::mem::replace(&mut self.waiting, later);
        self.waiting_bytes = self.waiting.iter().map(|shot| shot.bytes.len()).sum();
        let mut rest = &ready[..];
        while !rest.is_empty() {
            let run = rest.iter().position(|shot| !self.belongs(shot)).unwrap_or(rest.len());
            if run == 0 {
                self.end_file(out);
                self.begin_file(rest, epoch, out);
                continue;
            }
            let (now, after) = rest.split_at(run);
            self.append(now, out);
            rest = after;
        }
    }

    /// Whether the file that is open goes on with this.
    fn belongs(&self, shot: &Shot) -> bool {
        let has_track = |file: &File| match shot.kind {
            None => file.tracks.sound,
            Some(_) => file.tracks.picture.is_some(),
        };
        self.file.as_ref().is_some_and(|file| has_track(file) && !file.is_quiet_at(shot.at))
    }

    fn begin_file(&mut self, shots: &[Shot], epoch: Instant, out: &mut VecDeque<Numbered>) {
        let Some(first) = shots.first() else { return };
        let soon = first.at.saturating_add(TOGETHER_MICROS);
        let near = || shots.iter().chain(&self.waiting).take_while(|shot| shot.at <= soon);
        let sizes = near().filter_map(|shot| match shot.kind? {
            Kind::Key { width, height } => Some((width, height)),
            Kind::Delta => None,
        });
        let has_picture = near().any(|shot| shot.kind.is_some());
        let picture = sizes.take(1).last().or(has_picture.then_some(USUAL_SIZE));
        let tracks = Tracks { sound: near().any(|shot| shot.kind.is_none()), picture };
        let header = webm::header(tracks);
        let file = File {
            tracks,
            started: first.at,
            has_key: false,
            last_at: [tracks.sound.then_some(first.at), picture.map(|_| first.at)],
            last_ms: [None, None],
            length: header.len() as u64,
            cues: Vec::new(),
        };
        let opening = Opening {
            started: after(epoch, first.at),
            has_sound: tracks.sound,
            has_picture: picture.is_some(),
        };
        self.file = Some(file);
        self.count += 1;
        out.push_back((self.count - 1, Piece::Begin { opening, bytes: header }));
    }

    fn append(&mut self, shots: &[Shot], out: &mut VecDeque<Numbered>) {
        let Some(file) = &mut self.file else { return };
        let mut bytes = Vec::with_capacity(shots.iter().map(|shot| shot.bytes.len() + 16).sum());
        let mut cluster: Vec<Block<'_>> = Vec::new();
        for shot in shots {
            let Some(block) = file.place(shot) else {
                self.wants_key = true;
                self.dropped += 1;
                continue;
            };
            let begins = cluster.first().is_none_or(|first| {
                block.at_ms >= first.at_ms + CLUSTER_MS || (block.is_key && shot.kind.is_some())
            });
            if begins {
                webm::cluster(&cluster, &mut bytes);
                cluster.clear();
                file.note_cue(&block, bytes.len());
            }
            cluster.push(block);
        }
        webm::cluster(&cluster, &mut bytes);
        if bytes.is_empty() {
            return;
        }
        file.length += bytes.len() as u64;
        match out.back_mut() {
            // a file's first clusters are written together with its header
            Some((_, Piece::Begin { bytes: header, .. })) => header.extend(bytes),
            _ => out.push_back((self.count - 1, Piece::Go { bytes })),
        }
    }

    fn end_file(&mut self, out: &mut VecDeque<Numbered>) {
        let Some(file) = self.file.take() else { return };
        let lasts = Duration::from_millis(file.last_ms.iter().flatten().max().map_or(0, |ms| ms + 1));
        let (index, patch) = webm::ending(&file.cues, file.length, lasts);
        let dropped = std::mem::take(&mut self.dropped);
        out.push_back((self.count - 1, Piece::End(Ending { index, patch, lasts, dropped })));
    }
}

/// What a picture's header says when its first key frame is not there yet; players go by the key frame.
const USUAL_SIZE: (u16, u16) = (640, 480);

impl File {
    /// Whether one of its tracks has ended by then.
    fn is_quiet_at(&self, at: i64) -> bool {
        self.last_at.iter().flatten().any(|last| at.saturating_sub(*last) > QUIET_MICROS)
    }

    /// Gives a frame its place; none when it builds on a key frame that is not in this file.
    fn place<'a>(&mut self, shot: &'a Shot) -> Option<Block<'a>> {
        let is_picture = shot.kind.is_some();
        let is_key = !matches!(shot.kind, Some(Kind::Delta));
        self.last_at[usize::from(is_picture)] = Some(shot.at);
        if is_picture {
            self.has_key |= is_key;
            if !self.has_key {
                return None;
            }
        }
        let meant = u64::try_from((shot.at - self.started) / 1_000).unwrap_or(0);
        let other = self.last_ms[usize::from(!is_picture)].unwrap_or(0);
        let own = self.last_ms[usize::from(is_picture)].map_or(0, |ms| ms + 1);
        let at_ms = meant.max(other).max(own);
        self.last_ms[usize::from(is_picture)] = Some(at_ms);
        Some(Block { track: shot.track, at_ms, is_key, bytes: &shot.bytes })
    }

    /// Notes a cluster that begins with this block, after so many bytes that are not counted yet.
    fn note_cue(&mut self, block: &Block<'_>, bytes: usize) {
        let is_place = match self.tracks.picture {
            Some(_) => block.track.is_video() && block.is_key,
            None => self.cues.last().is_none_or(|last| block.at_ms >= last.at_ms + SOUND_CUE_MS),
        };
        if is_place && self.cues.len() < MAX_CUES {
            let position = self.length + bytes as u64 - SEGMENT_AT as u64;
            self.cues.push(Cue { at_ms: block.at_ms, position });
        }
    }
}

fn after(epoch: Instant, micros: i64) -> Instant {
    let span = Duration::from_micros(micros.unsigned_abs());
    let at = if micros < 0 { epoch.checked_sub(span) } else { epoch.checked_add(span) };
    at.unwrap_or(epoch)
}
