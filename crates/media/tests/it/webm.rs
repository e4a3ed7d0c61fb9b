//! A second reader of WebM, written from the standard and not from our writer: it takes what is whole.

use std::collections::BTreeMap;

/// What a reader finds in a file.
#[derive(Debug, Default)]
pub struct Movie {
    /// Number and codec of each track.
    pub tracks: BTreeMap<u64, String>,
    pub size: Option<(u64, u64)>,
    pub duration_ms: Option<f64>,
    pub clusters: Vec<Cluster>,
    /// Time and cluster position of each place in the index, if the file's head leads there.
    pub cues: Vec<(u64, u64)>,
    /// Whether the segment has a length, and it is the file's.
    pub is_closed: bool,
}

#[derive(Debug)]
pub struct Cluster {
    /// From the segment's first byte.
    pub position: u64,
    pub at_ms: u64,
    pub blocks: Vec<Block>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    pub track: u64,
    pub at_ms: u64,
    pub is_key: bool,
    pub bytes: Vec<u8>,
}

impl Movie {
    pub fn blocks(&self) -> impl Iterator<Item = &Block> {
        self.clusters.iter().flat_map(|cluster| &cluster.blocks)
    }

    pub fn blocks_of(&self, codec: &str) -> Vec<&Block> {
        let number = self.tracks.iter().find(|(_, name)| *name == codec).map(|(number, _)| *number);
        self.blocks().filter(|block| Some(block.track) == number).collect()
    }
}

/// Reads as far as there are whole elements.
pub fn read(file: &[u8]) -> Movie {
    let mut movie = Movie::default();
    let Some((0x1a45_dfa3, head, rest)) = next(file) else { return movie };
    assert!(head.windows(4).any(|word| word == b"webm"));
    let Some((id, size, body)) = open(rest) else { return movie };
    assert_eq!(id, 0x1853_8067, "a segment follows");
    movie.is_closed = size == Some(body.len() as u64);
    let mut rest = body;
    let mut index_at = None;
    while let Some((id, content, after)) = next(rest) {
        let position = (body.len() - rest.len()) as u64;
        match id {
            0x1549_a966 => movie.duration_ms = child(content, 0x4489).map(float),
            0x1654_ae6b => children(content).for_each(|(_, entry)| movie.enter(entry)),
            0x1f43_b675 => movie.clusters.push(cluster(position, content)),
            0x114d_9b74 => index_at = child(content, 0x4dbb).and_then(|seek| child(seek, 0x53ac)).map(uint),
            0x1c53_bb6b => {
                assert_eq!(index_at, Some(position), "the head leads to the index");
                movie.cues = children(content).map(|(_, point)| cue(point)).collect();
            }
            0xec => {}
            other => panic!("an element {other:x} that nobody wrote"),
        }
        rest = after;
    }
    movie
}

impl Movie {
    fn enter(&mut self, entry: &[u8]) {
        let number = child(entry, 0xd7).map(uint).expect("a track has a number");
        let codec = String::from_utf8(child(entry, 0x86).expect("a codec").to_vec()).expect("text");
        self.tracks.insert(number, codec);
        if let Some(picture) = child(entry, 0xe0) {
            let side = |id| child(picture, id).map(uint).expect("a size");
            self.size = Some((side(0xb0), side(0xba)));
        }
    }
}

fn cluster(position: u64, content: &[u8]) -> Cluster {
    let at_ms = child(content, 0xe7).map(uint).expect("a cluster has a time");
    let blocks = children(content).filter(|(id, _)| *id == 0xa3).map(|(_, block)| {
        let after = i16::from_be_bytes([block[1], block[2]]);
        Block {
            track: u64::from(block[0] & 0x7f),
            at_ms: at_ms.checked_add_signed(after.into()).expect("no time before the file"),
            is_key: block[3] & 0x80 != 0,
            bytes: block[4..].to_vec(),
        }
    });
    Cluster { position, at_ms, blocks: blocks.collect() }
}

fn cue(point: &[u8]) -> (u64, u64) {
    let place = child(point, 0xb7).expect("a place");
    (child(point, 0xb3).map(uint).expect("a time"), child(place, 0xf1).map(uint).expect("a position"))
}

fn children(content: &[u8]) -> impl Iterator<Item = (u64, &[u8])> {
    let mut rest = content;
    std::iter::from_fn(move || {
        let (id, body, after) = next(rest)?;
        rest = after;
        Some((id, body))
    })
}

fn child(content: &[u8], wanted: u64) -> Option<&[u8]> {
    children(content).find(|(id, _)| *id == wanted).map(|(_, body)| body)
}

/// Id, content and what follows, if all of it is there.
fn next(bytes: &[u8]) -> Option<(u64, &[u8], &[u8])> {
    let (id, size, rest) = open(bytes)?;
    let size = usize::try_from(size.expect("only a segment is without a length")).ok()?;
    (rest.len() >= size).then(|| (id, &rest[..size], &rest[size..]))
}

/// Id, length if it is known, and what follows.
fn open(bytes: &[u8]) -> Option<(u64, Option<u64>, &[u8])> {
    let id_bytes = bytes.first()?.leading_zeros() as usize + 1;
    let id = uint(bytes.get(..id_bytes)?);
    let rest = &bytes[id_bytes..];
    let size_bytes = rest.first()?.leading_zeros() as usize + 1;
    let value = uint(rest.get(..size_bytes)?);
    let mask = (1_u64 << (7 * size_bytes)) - 1;
    let size = (value & mask != mask).then_some(value & mask);
    Some((id, size, &rest[size_bytes..]))
}

fn uint(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |value, byte| value << 8 | u64::from(*byte))
}

fn float(bytes: &[u8]) -> f64 {
    f64::from_be_bytes(bytes.try_into().expect("eight bytes"))
}
