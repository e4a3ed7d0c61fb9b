// Any bytes as the frames of a student at the boards: they may cost the student the connection, and nobody else anything.

use std::sync::Arc;

use kernel::{Seat, SessionId, Timestamp, UserId};
use room::Conn;
use room::boards::{Board, Boards, Hand, Input, Output, Seal, Stored, merged, wire};

const ADA: Conn = Conn(1);
const BEN: Conn = Conn(2);
/// Bytes of a frame's length in front of it.
const HEAD_BYTES: usize = 2;

/// The boards, and the log they are written to.
struct Table {
    boards: Boards,
    stored: [Vec<Vec<u8>>; 2],
    acknowledged: bool,
    closed: Vec<Conn>,
}

/// Takes `bytes` as frames of Ben's, each after two bytes of its length, the last one without; Ada draws before and after.
///
/// # Panics
/// When a frame hurts anybody but Ben.
pub fn run(bytes: &[u8]) {
    let mut table = Table::with_both();
    table.draw(0);
    let mut rest = bytes;
    while let Some((head, after)) = rest.split_first_chunk::<HEAD_BYTES>() {
        let (frame, after) = after.split_at(usize::from(u16::from_be_bytes(*head)).min(after.len()));
        table.frame(BEN, frame.to_vec());
        rest = after;
    }
    table.frame(BEN, rest.to_vec());
    table.draw(1);
    assert!(!table.closed.contains(&ADA), "Ada was thrown out");
    table.read_again();
}

impl Table {
    fn with_both() -> Self {
        let boards = Boards::new(Seal::new(&[0; 32], b"fuzz"));
        let mut table = Self { boards, stored: [vec![], vec![]], acknowledged: false, closed: vec![] };
        for (conn, seat) in [(ADA, Seat::Instructor), (BEN, Seat::Student)] {
            let start = Timestamp::from_micros(0);
            let hand =
                Hand { who: UserId::fresh(start), seat, session: SessionId::fresh(start), prepares: false };
            table.handle(Input::Came { conn, hand });
            for board in Board::ALL {
                table.frame(conn, wire::ask(board, &[0]));
            }
        }
        table
    }

    /// One of Ada's strokes, the `clock`th, which must come to the disk and be acknowledged.
    fn draw(&mut self, clock: u8) {
        let update = [1, 1, 5, clock, 0x28, 1, 3, b'p', b':', b'1', 1, b'a' + clock, 1, 119, 1, b'x', 0];
        self.acknowledged = false;
        self.frame(ADA, wire::edit(Board::Draw, &update));
        assert!(self.acknowledged, "Ada's stroke was not taken");
    }

    fn frame(&mut self, conn: Conn, bytes: Vec<u8>) {
        self.handle(Input::Frame { conn, bytes });
    }

    fn handle(&mut self, input: Input) {
        self.boards.handle(Timestamp::from_micros(0), input);
        while let Some(output) = self.boards.poll() {
            match output {
                Output::Load { board } => {
                    let stored = Stored::default();
                    self.boards.handle(Timestamp::from_micros(0), Input::Loaded { board, stored, newest: 0 });
                }
                Output::Append(row) => {
                    self.stored[usize::from(row.board == Board::Write)].push(row.update.to_vec());
                    let (board, n) = (row.board, row.n);
                    self.boards.handle(Timestamp::from_micros(0), Input::Written { board, n });
                }
                Output::Send { conn, bytes } => self.note(conn, &bytes),
                Output::Close { conn, .. } => self.closed.push(conn),
                Output::Whole { .. } | Output::Keep { .. } => {}
            }
        }
    }

    fn note(&mut self, conn: Conn, bytes: &Arc<[u8]>) {
        self.acknowledged |= conn == ADA && matches!(bytes[..], [0, 100, ..]);
    }

    /// What was stored is a board again, with both of Ada's strokes.
    fn read_again(self) {
        let [draw, write] = self.stored;
        let drawing = merged(Board::Draw, draw);
        assert!(drawing.windows(3).any(|part| part == [b'p', b':', b'1']), "the drawing is not there");
        merged(Board::Write, write);
    }
}
