//! The two boards of a student in a program, as pure state: the drawing board and the writing board.
//!
//! Who works at them is told by the classroom; their frames come here and nowhere else. An edit is checked, applied and
//! queued for the log; when the log has it, and never before, it is shown to the others and acknowledged. What the
//! document engine may not see is refused in front of it (`guard`), an edit of a locked student is refused whole, and a
//! hostile frame costs its sender the connection and nobody else anything.
//!
//! As everywhere in this crate: nothing here reads the clock, opens a socket or a database, or starts a task.

mod depths;
mod document;
mod guard;
mod pages;
pub mod wire;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use kernel::{Seat, SessionId, Timestamp, UserId};
use serde::{Deserialize, Serialize};

pub use document::Stored;
use document::{Applied, Document, May, Refused};
use wire::Frame;

use crate::input::Conn;
use crate::protocol::CloseCode;

/// Frames of one browser that wait while a board is read from the store.
const MOST_WAITING: usize = 64;
/// Edits after which the whole state is kept beside the log, so that a board opens quickly.
const KEEP_EVERY: u64 = 1_000;
/// An answer larger than this is fetched as a page is: it would stand in the way of the classroom's words.
const LARGEST_ANSWER: usize = 192 * 1024;

/// One of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Board {
    Draw,
    Write,
}

impl Board {
    pub const ALL: [Self; 2] = [Self::Draw, Self::Write];

    /// The word stored and spoken.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Draw => "draw",
            Self::Write => "write",
        }
    }

    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|board| board.word() == word)
    }

    const fn byte(self) -> u8 {
        match self {
            Self::Draw => 0,
            Self::Write => 1,
        }
    }

    const fn of_byte(byte: u8) -> Option<Self> {
        match byte {
            0 => Some(Self::Draw),
            1 => Some(Self::Write),
            _ => None,
        }
    }

    const fn index(self) -> usize {
        self.byte() as usize
    }
}

/// A board as one update: its newest kept whole, and the edits after it, in order. What cannot be read is left out.
pub fn merged(board: Board, mut updates: Vec<Vec<u8>>) -> Vec<u8> {
    match updates.pop() {
        Some(only) if updates.is_empty() => only,
        last => {
            updates.extend(last);
            Document::load(board, Stored { updates, owners: Vec::new() }).whole()
        }
    }
}

/// Somebody who works at the boards, from one browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hand {
    pub who: UserId,
    pub seat: Seat,
    /// The session they work in.
    pub session: SessionId,
    /// They prepare it, outside its classroom. Boards are not prepared while they lie in a lesson.
    pub prepares: bool,
}

/// A row of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub board: Board,
    /// Counts the rows of a board from 1, without gaps.
    pub n: u64,
    pub by: UserId,
    pub session: SessionId,
    pub at: Timestamp,
    pub update: Arc<[u8]>,
    /// Clients of the document that are `by`'s from this row on.
    pub bound: Vec<u64>,
}

/// Something that happened to the boards.
#[derive(Debug)]
pub enum Input {
    /// `conn` may work here from now on.
    Came {
        conn: Conn,
        hand: Hand,
    },
    Left {
        conn: Conn,
    },
    Frame {
        conn: Conn,
        bytes: Vec<u8>,
    },
    /// Whether the student's edits are refused.
    Lock {
        board: Board,
        on: bool,
    },
    /// A board as it is stored, with the number of its newest row.
    Loaded {
        board: Board,
        stored: Stored,
        newest: u64,
    },
    /// `who` wants the whole of a board; answered with `Whole` and the same ticket, if they work here.
    Fetch {
        who: UserId,
        board: Board,
        ticket: u64,
    },
    /// Everything up to row `n` is on disk.
    Written {
        board: Board,
        n: u64,
    },
    /// The store refused for good: the board is read again, and everybody says what they have.
    Failed {
        board: Board,
    },
}

/// Something to do.
#[derive(Debug, PartialEq, Eq)]
pub enum Output {
    Send {
        conn: Conn,
        bytes: Arc<[u8]>,
    },
    /// The connection of somebody ends.
    Close {
        conn: Conn,
        code: CloseCode,
    },
    /// Read a board from the store; answered with `Loaded` or `Failed`.
    Load {
        board: Board,
    },
    /// Write a row; answered with `Written` or `Failed`.
    Append(Row),
    /// The whole of a board for who asked by `Fetch`; nothing for who does not work here.
    Whole {
        ticket: u64,
        state: Option<Vec<u8>>,
    },
    /// Keep the whole state as of row `upto`, which was appended before.
    Keep {
        board: Board,
        upto: u64,
        state: Vec<u8>,
    },
}

/// Both boards. After each [`handle`](Boards::handle) drain [`poll`](Boards::poll) until `None`.
#[derive(Default)]
pub struct Boards {
    desks: [Desk; 2],
    hands: BTreeMap<Conn, Worker>,
    out: VecDeque<Output>,
}

/// One board and what is known of it here.
#[derive(Default)]
struct Desk {
    state: State,
    is_locked: bool,
    /// The number of the newest row.
    newest: u64,
    /// The number of the newest row on disk.
    durable: u64,
    /// The row up to which the whole state was kept.
    kept: u64,
    /// What is told when its row is on disk, in the order of the rows.
    promises: VecDeque<Promise>,
    /// Questions, answered when all that is known here is on disk.
    questions: Vec<Question>,
}

#[derive(Default)]
enum State {
    #[default]
    Closed,
    /// Frames wait in order.
    Loading(VecDeque<(Conn, Vec<u8>)>),
    Open(Box<Document>),
}

/// An edit that is applied and perhaps not yet on disk.
struct Promise {
    n: u64,
    conn: Conn,
    count: u64,
    /// For the others; none when nothing was new.
    shown: Option<Arc<[u8]>>,
}

enum Question {
    /// What lies beyond a state vector.
    Beyond {
        conn: Conn,
        vector: Vec<u8>,
    },
    Whole {
        ticket: u64,
    },
}

struct Worker {
    hand: Hand,
    /// Whether they asked for the board: edits are shown to those who did.
    follows: [bool; 2],
    /// How many edits they sent.
    edits: [u64; 2],
}

impl Boards {
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes what happened at `at`.
    pub fn handle(&mut self, at: Timestamp, input: Input) {
        match input {
            Input::Came { conn, hand } => self.come(conn, hand),
            Input::Left { conn } => self.leave(conn),
            Input::Frame { conn, bytes } => self.frame(at, conn, bytes),
            Input::Lock { board, on } => self.desks[board.index()].is_locked = on,
            Input::Loaded { board, stored, newest } => self.loaded(at, board, stored, newest),
            Input::Fetch { who, board, ticket } => self.fetch(who, board, ticket),
            Input::Written { board, n } => self.written(board, n),
            Input::Failed { board } => self.begin_anew(board, None),
        }
    }

    /// The next thing to do.
    pub fn poll(&mut self) -> Option<Output> {
        self.out.pop_front()
    }

    /// Whether nobody is here and nothing waits to be written.
    pub fn is_idle(&self) -> bool {
        let is_quiet = |desk: &Desk| desk.durable == desk.newest && desk.questions.is_empty();
        self.hands.is_empty() && self.desks.iter().all(is_quiet)
    }

    /// A lesson goes before: who prepares the boards makes room for those in one, and is not let in beside them.
    fn come(&mut self, conn: Conn, hand: Hand) {
        let others: Vec<(Conn, bool)> =
            self.hands.iter().map(|(conn, worker)| (*conn, worker.hand.prepares)).collect();
        if hand.prepares && others.iter().any(|(_, prepares)| !prepares) {
            return self.out.push_back(Output::Close { conn, code: CloseCode::Elsewhere });
        }
        for (other, prepares) in others {
            if prepares && !hand.prepares {
                self.expel(other, CloseCode::Elsewhere);
            }
        }
        self.hands.insert(conn, Worker { hand, follows: [false; 2], edits: [0; 2] });
    }

    fn leave(&mut self, conn: Conn) {
        if self.hands.remove(&conn).is_some() && self.hands.is_empty() {
            Board::ALL.into_iter().for_each(|board| self.keep(board, 1));
        }
    }

    /// A frame of somebody who may not work here (any more) changes nothing.
    fn frame(&mut self, at: Timestamp, conn: Conn, bytes: Vec<u8>) {
        if !self.hands.contains_key(&conn) {
            return;
        }
        match wire::read(&bytes) {
            None => self.expel(conn, CloseCode::TheirMistake),
            Some(Frame::Flash { board, bytes }) => self.flash(conn, board, bytes),
            Some(Frame::Ask { board, .. } | Frame::Edit { board, .. }) => {
                match self.desks[board.index()].state {
                    State::Open(_) => self.obey(at, conn, &bytes),
                    State::Closed => {
                        self.desks[board.index()].state = State::Loading(VecDeque::from([(conn, bytes)]));
                        self.out.push_back(Output::Load { board });
                    }
                    State::Loading(_) => self.wait(board, conn, bytes),
                }
            }
        }
    }

    fn wait(&mut self, board: Board, conn: Conn, bytes: Vec<u8>) {
        let State::Loading(waiting) = &mut self.desks[board.index()].state else { return };
        if waiting.iter().filter(|(other, _)| *other == conn).count() < MOST_WAITING {
            waiting.push_back((conn, bytes));
        } else {
            self.expel(conn, CloseCode::OurMistake);
        }
    }

    fn loaded(&mut self, at: Timestamp, board: Board, stored: Stored, newest: u64) {
        let desk = &mut self.desks[board.index()];
        let State::Loading(waiting) = std::mem::take(&mut desk.state) else { return };
        desk.kept = newest.saturating_sub(stored.updates.len() as u64);
        (desk.newest, desk.durable) = (newest, newest);
        desk.state = State::Open(Box::new(Document::load(board, stored)));
        for (conn, bytes) in waiting {
            self.obey(at, conn, &bytes);
        }
        self.answer_all(board);
    }

    /// Does what a frame asks of an open board.
    fn obey(&mut self, at: Timestamp, conn: Conn, bytes: &[u8]) {
        match wire::read(bytes) {
            Some(Frame::Ask { board, vector }) => {
                self.ask(board, Question::Beyond { conn, vector: vector.to_vec() });
            }
            Some(Frame::Edit { board, update }) => self.edit(at, conn, board, update),
            Some(Frame::Flash { .. }) | None => {}
        }
    }

    fn ask(&mut self, board: Board, question: Question) {
        self.desks[board.index()].questions.push(question);
        self.answer_all(board);
    }

    fn fetch(&mut self, who: UserId, board: Board, ticket: u64) {
        if !self.hands.values().any(|worker| worker.hand.who == who) {
            return self.out.push_back(Output::Whole { ticket, state: None });
        }
        let desk = &mut self.desks[board.index()];
        if matches!(desk.state, State::Closed) {
            desk.state = State::Loading(VecDeque::new());
            self.out.push_back(Output::Load { board });
        }
        self.ask(board, Question::Whole { ticket });
    }

    /// Answers what was asked, unless something here is not on disk yet: nobody is shown what could be lost.
    fn answer_all(&mut self, board: Board) {
        let desk = &mut self.desks[board.index()];
        if desk.durable < desk.newest || !matches!(desk.state, State::Open(_)) {
            return;
        }
        for question in std::mem::take(&mut desk.questions) {
            match question {
                Question::Beyond { conn, vector } => self.answer(conn, board, &vector),
                Question::Whole { ticket } => {
                    if let State::Open(document) = &self.desks[board.index()].state {
                        self.out.push_back(Output::Whole { ticket, state: Some(document.whole()) });
                    }
                }
            }
        }
    }

    fn answer(&mut self, conn: Conn, board: Board, vector: &[u8]) {
        let State::Open(document) = &self.desks[board.index()].state else { return };
        let Some(lacking) = document.beyond(vector) else { return self.expel(conn, CloseCode::TheirMistake) };
        let Some(worker) = self.hands.get_mut(&conn) else { return };
        if lacking.len() > LARGEST_ANSWER {
            return self.send(conn, wire::fetch(board).into());
        }
        worker.follows[board.index()] = true;
        let asks = wire::ask(board, &document.vector());
        self.send(conn, wire::answer(board, &lacking).into());
        self.send(conn, asks.into());
    }

    fn edit(&mut self, at: Timestamp, conn: Conn, board: Board, update: &[u8]) {
        let desk = &mut self.desks[board.index()];
        let (State::Open(document), Some(worker)) = (&mut desk.state, self.hands.get_mut(&conn)) else {
            return;
        };
        worker.edits[board.index()] += 1;
        let (hand, count) = (worker.hand, worker.edits[board.index()]);
        let leads = hand.seat == Seat::Instructor;
        let may = May { edit: leads || !desk.is_locked, remove_pages: leads };
        match document.apply(hand.who, may, update) {
            Ok(Applied::Nothing) => {
                desk.promises.push_back(Promise { n: desk.newest, conn, count, shown: None });
                let durable = desk.durable;
                self.written(board, durable);
            }
            Ok(Applied::Fresh { update, bound }) => {
                desk.newest += 1;
                let shown = Some(wire::edit(board, &update).into());
                desk.promises.push_back(Promise { n: desk.newest, conn, count, shown });
                let (by, session) = (hand.who, hand.session);
                let row = Row { board, n: desk.newest, by, session, at, update: update.into(), bound };
                self.out.push_back(Output::Append(row));
                self.keep(board, KEEP_EVERY);
            }
            Err(Refused::Because(why)) => self.send(conn, wire::nack(board, count, why).into()),
            Err(Refused::Hostile) => self.expel(conn, CloseCode::TheirMistake),
            Err(Refused::Broken) => self.begin_anew(board, Some(conn)),
        }
    }

    /// Shows and acknowledges what is on disk.
    fn written(&mut self, board: Board, n: u64) {
        let desk = &mut self.desks[board.index()];
        desk.durable = desk.durable.max(n);
        // one word for each connection: the newest of its edits
        let mut acks: BTreeMap<Conn, u64> = BTreeMap::new();
        while let Some(promise) = self.desks[board.index()].promises.pop_front_if(|promise| promise.n <= n) {
            acks.insert(promise.conn, promise.count);
            if let Some(frame) = promise.shown {
                self.show(promise.conn, board, &frame);
            }
        }
        for (conn, count) in acks {
            if self.hands.contains_key(&conn) {
                self.send(conn, wire::ack(board, count).into());
            }
        }
        self.answer_all(board);
    }

    /// To everybody else who follows the board.
    fn show(&mut self, from: Conn, board: Board, frame: &Arc<[u8]>) {
        let others: Vec<Conn> = self.followers(board).filter(|conn| *conn != from).collect();
        for conn in others {
            self.send(conn, frame.clone());
        }
    }

    /// Ink of a locked student is not shown.
    fn flash(&mut self, from: Conn, board: Board, bytes: &[u8]) {
        let Some(worker) = self.hands.get(&from) else { return };
        if worker.hand.seat == Seat::Student && self.desks[board.index()].is_locked {
            return;
        }
        let seat = worker.hand.seat;
        let frame: Arc<[u8]> = wire::flash(board, bytes).into();
        let others: Vec<Conn> =
            self.hands.iter().filter(|(_, other)| other.hand.seat != seat).map(|(conn, _)| *conn).collect();
        for conn in others {
            self.send(conn, frame.clone());
        }
    }

    fn followers(&self, board: Board) -> impl Iterator<Item = Conn> {
        self.hands.iter().filter(move |(_, worker)| worker.follows[board.index()]).map(|(conn, _)| *conn)
    }

    /// Keeps the whole state when at least `edits` rows came since the last time.
    fn keep(&mut self, board: Board, edits: u64) {
        let desk = &mut self.desks[board.index()];
        if let State::Open(document) = &desk.state
            && desk.newest >= desk.kept + edits
        {
            desk.kept = desk.newest;
            self.out.push_back(Output::Keep { board, upto: desk.newest, state: document.whole() });
        }
    }

    /// The board is read from the store again: every browser comes back and says what it has. Whoever broke it is told
    /// that it was them.
    fn begin_anew(&mut self, board: Board, culprit: Option<Conn>) {
        self.desks[board.index()] =
            Desk { is_locked: self.desks[board.index()].is_locked, ..Desk::default() };
        if let Some(culprit) = culprit {
            self.expel(culprit, CloseCode::TheirMistake);
        }
        let followers: Vec<Conn> = self.followers(board).collect();
        for conn in followers {
            self.expel(conn, CloseCode::OurMistake);
        }
    }

    fn expel(&mut self, conn: Conn, code: CloseCode) {
        self.hands.remove(&conn);
        self.out.push_back(Output::Close { conn, code });
    }

    fn send(&mut self, conn: Conn, bytes: Arc<[u8]>) {
        self.out.push_back(Output::Send { conn, bytes });
    }
}
