//! The binary frames of `docs/protocol.md`, "Boards": a byte for the board, then a message of the y-protocols; two more
//! kinds say what became of an edit, and a channel of its own carries what may be lost.

use super::Board;
use super::seal::{VOUCHER_BYTES, Voucher};

/// Bytes a frame may have: an hour offline of two hands fits; larger drawings are pasted in pieces.
pub const FRAME_BYTES: usize = 1024 * 1024;
/// Bytes of one flash: a tail of ink, a pointer.
pub const FLASH_BYTES: usize = 2 * 1024;

const FLASH: u8 = 9;
const SYNC: u8 = 0;
const ACK: u8 = 100;
const NACK: u8 = 101;
const FETCH: u8 = 102;
const VOUCHED: u8 = 103;
const STEP_ONE: u8 = 0;
const STEP_TWO: u8 = 1;
const UPDATE: u8 = 2;

/// What a browser's frame says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frame<'a> {
    /// "This is what I know": a state vector. Asks for the rest.
    Ask { board: Board, vector: &'a [u8] },
    /// An edit, or all that the other side lacks.
    Edit { board: Board, update: &'a [u8] },
    /// An edit that the server showed before it was on disk, brought back by who saw it.
    Vouched { board: Board, voucher: &'a Voucher, update: &'a [u8] },
    /// Ink on its way, a pointer: shown to the other and forgotten.
    Flash { board: Board, bytes: &'a [u8] },
}

/// Why an edit was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The board takes nothing from this person just now.
    Locked,
    /// It builds on what is not known here; to be asked again.
    Gap,
    /// It speaks for somebody else.
    Foreign,
    /// The board is full.
    Full,
    /// It would remove a page, which is the instructor's to do.
    Pages,
}

impl Why {
    pub const fn code(self) -> u8 {
        match self {
            Self::Locked => 0,
            Self::Gap => 1,
            Self::Foreign => 2,
            Self::Full => 3,
            Self::Pages => 4,
        }
    }
}

/// Reads a frame; none when it does not fit.
pub fn read(frame: &[u8]) -> Option<Frame<'_>> {
    if frame.len() > FRAME_BYTES {
        return None;
    }
    match frame {
        [FLASH, board, bytes @ ..] if bytes.len() <= FLASH_BYTES => {
            Some(Frame::Flash { board: Board::of_byte(*board)?, bytes })
        }
        [board, VOUCHED, rest @ ..] => {
            let (voucher, update) = rest.split_first_chunk::<VOUCHER_BYTES>()?;
            Some(Frame::Vouched { board: Board::of_byte(*board)?, voucher, update })
        }
        [board, SYNC, step, rest @ ..] => {
            let (board, blob) = (Board::of_byte(*board)?, blob(rest)?);
            match *step {
                STEP_ONE => Some(Frame::Ask { board, vector: blob }),
                STEP_TWO | UPDATE => Some(Frame::Edit { board, update: blob }),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The bytes that fill `rest` after their length.
fn blob(rest: &[u8]) -> Option<&[u8]> {
    let (mut length, mut at) = (0_usize, 0);
    loop {
        let byte = *rest.get(at)?;
        if at >= 4 {
            return None;
        }
        length |= usize::from(byte & 0x7f) << (7 * at);
        at += 1;
        if byte < 0x80 {
            break;
        }
    }
    let blob = &rest[at..];
    (blob.len() == length).then_some(blob)
}

/// Asks what the browser has beyond `vector`.
pub fn ask(board: Board, vector: &[u8]) -> Vec<u8> {
    sync(board, STEP_ONE, vector)
}

/// Answers a question with all that the asker lacks.
pub fn answer(board: Board, update: &[u8]) -> Vec<u8> {
    sync(board, STEP_TWO, update)
}

pub fn edit(board: Board, update: &[u8]) -> Vec<u8> {
    sync(board, UPDATE, update)
}

/// An edit that is row `n` and not on disk yet; all up to `durable` are. Who sees it brings it back, with its voucher, when
/// the connection breaks before it is.
pub fn ahead(board: Board, n: u64, durable: u64, voucher: &Voucher, update: &[u8]) -> Vec<u8> {
    let mut frame = Vec::with_capacity(update.len() + VOUCHER_BYTES + 16);
    frame.extend([board.byte(), VOUCHED]);
    number(&mut frame, n);
    number(&mut frame, durable);
    frame.extend(voucher);
    frame.extend(update);
    frame
}

/// As a browser brings it back.
pub fn vouched(board: Board, voucher: &Voucher, update: &[u8]) -> Vec<u8> {
    [&[board.byte(), VOUCHED], &voucher[..], update].concat()
}

/// Every edit up to the `count`th of this connection is on disk.
pub fn ack(board: Board, count: u64) -> Vec<u8> {
    let mut frame = vec![board.byte(), ACK];
    number(&mut frame, count);
    frame
}

/// The `count`th edit of this connection was refused.
pub fn nack(board: Board, count: u64, why: Why) -> Vec<u8> {
    let mut frame = vec![board.byte(), NACK];
    number(&mut frame, count);
    frame.push(why.code());
    frame
}

/// What is lacking is too much for a frame: to be fetched as a page is, then asked for again.
pub fn fetch(board: Board) -> Vec<u8> {
    vec![board.byte(), FETCH]
}

pub fn flash(board: Board, bytes: &[u8]) -> Vec<u8> {
    [&[FLASH, board.byte()], bytes].concat()
}

fn sync(board: Board, step: u8, blob: &[u8]) -> Vec<u8> {
    let mut frame = Vec::with_capacity(blob.len() + 8);
    frame.extend([board.byte(), SYNC, step]);
    number(&mut frame, blob.len() as u64);
    frame.extend(blob);
    frame
}

fn number(frame: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        frame.push(u8::try_from(number & 0x7f).unwrap_or(0) | 0x80);
        number >>= 7;
    }
    frame.push(u8::try_from(number).unwrap_or(0));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let update = vec![7; 300];

        assert_eq!(
            read(&edit(Board::Write, &update)),
            Some(Frame::Edit { board: Board::Write, update: &update })
        );
        assert_eq!(read(&answer(Board::Draw, &[])), Some(Frame::Edit { board: Board::Draw, update: &[] }));
        assert_eq!(read(&ask(Board::Draw, &[0])), Some(Frame::Ask { board: Board::Draw, vector: &[0] }));
        assert_eq!(
            read(&flash(Board::Draw, &[1, 2])),
            Some(Frame::Flash { board: Board::Draw, bytes: &[1, 2] })
        );
        let voucher = [5; VOUCHER_BYTES];
        assert_eq!(
            read(&vouched(Board::Draw, &voucher, &update)),
            Some(Frame::Vouched { board: Board::Draw, voucher: &voucher, update: &update })
        );
        assert_eq!(ack(Board::Draw, 300), [0, 100, 0xac, 2]);
    }

    #[test]
    fn anything_else_is_no_frame() {
        let long = [&[9, 0][..], &vec![0; FLASH_BYTES + 1]].concat();
        let frames: [&[u8]; 10] = [
            &[],
            &[0],
            &[2, 0, 0, 0],
            &[0, 0, 3, 0],
            &[0, 1, 0],
            &[0, 0, 0, 2, 1],
            &[0, 0, 0, 1],
            &[0, 100, 1],
            &[0, 103, 1],
            &long,
        ];
        for frame in frames {
            assert_eq!(read(frame), None, "{frame:?}");
        }
        assert_eq!(read(&[0, 0, 2, 0xff, 0xff, 0xff, 0xff, 0xff, 1]), None);
    }
}
