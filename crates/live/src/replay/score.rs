//! A board to be played, as bytes: the board at the beginning, then each edit with its hand and its time. Pure.
//!
//! ```text
//! u32 length, the board as one update; then for each edit: u8 hand (0 instructor, 1 student), u64 milliseconds since
//! 1970, u32 length, the update. Numbers are big-endian.
//! ```

use kernel::Seat;
use room::boards::{self, Board};

/// A board of one session.
#[derive(Debug)]
pub struct Score {
    pub board: Board,
    /// What it was before, in updates.
    pub before: Vec<Vec<u8>>,
    pub strokes: Vec<Stroke>,
}

/// One edit.
#[derive(Debug)]
pub struct Stroke {
    pub by: Seat,
    pub at_ms: i64,
    pub update: Vec<u8>,
}

/// Bytes before the update of an edit.
const HEAD: usize = 1 + 8 + 4;

impl Score {
    /// The bytes. Merging what was before may take a few hundred milliseconds.
    pub fn packed(self) -> Vec<u8> {
        let before = boards::merged(self.board, self.before);
        let edits: usize = self.strokes.iter().map(|stroke| HEAD + stroke.update.len()).sum();
        let mut bytes = Vec::with_capacity(4 + before.len() + edits);
        put(&mut bytes, &before);
        for stroke in &self.strokes {
            bytes.push(match stroke.by {
                Seat::Instructor => 0,
                Seat::Student => 1,
            });
            bytes.extend(stroke.at_ms.to_be_bytes());
            put(&mut bytes, &stroke.update);
        }
        bytes
    }
}

/// An update of a board has at most some 32 MiB, so its length fits.
fn put(bytes: &mut Vec<u8>, update: &[u8]) {
    let length = u32::try_from(update.len()).unwrap_or(u32::MAX);
    bytes.extend(length.to_be_bytes());
    bytes.extend(update);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_board_is_what_lay_on_it_and_then_every_edit_with_its_hand_and_time() {
        let stroke = |by, at_ms| Stroke { by, at_ms, update: vec![7, 8] };
        let strokes = vec![stroke(Seat::Instructor, 1), stroke(Seat::Student, 0x0102)];
        let score = Score { board: Board::Draw, before: vec![vec![0, 0]], strokes };

        let bytes = score.packed();

        let expected: [&[u8]; 3] = [
            &[0, 0, 0, 2, 0, 0],
            &[0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 7, 8],
            &[1, 0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 2, 7, 8],
        ];
        assert_eq!(bytes, expected.concat());
    }

    #[test]
    fn a_board_nobody_touched_is_an_empty_update() {
        let score = Score { board: Board::Write, before: Vec::new(), strokes: Vec::new() };

        assert_eq!(score.packed(), [0, 0, 0, 2, 0, 0]);
    }
}
