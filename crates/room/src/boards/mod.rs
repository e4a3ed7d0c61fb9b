//! The two boards of a student in a program, as pure state: the drawing board and the writing board.
//!
//! Who works at them is told by the classroom; their frames come here and nowhere else. An edit is checked, applied,
//! shown to the others and queued for the log; when the log has it, and never before, it is acknowledged. What is shown
//! before that carries a voucher: should the server die first, whoever saw the edit brings it back. What the
//! document engine may not see is refused in front of it (`guard`), an edit of a locked student is refused whole, and a
//! hostile frame costs its sender the connection and nobody else anything.
//!
//! As everywhere in this crate: nothing here reads the clock, opens a socket or a database, or starts a task.

mod depths;
mod document;
mod guard;
mod pages;
mod seal;
pub mod wire;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use kernel::{Seat, SessionId, Timestamp, UserId};
use serde::{Deserialize, Serialize};

pub use document::Stored;
use document::{Applied, Document, May, Refused};
pub use seal::{Seal, VOUCHER_BYTES, Voucher};
use wire::{Frame, Why};

use crate::input::Conn;
use crate::protocol::CloseCode;

/// Frames of one browser that wait while a board is read from the store: what it brings back, and more.
const MOST_WAITING: usize = 128;
/// Edits after which the whole state is kept beside the log, so that a board opens quickly.
const KEEP_EVERY: u64 = 1_000;
/// An answer larger than this is fetched as a page is: it would stand in the way of the classroom's words.
const LARGEST_ANSWER: usize = 192 * 1024;

/// Edits of a board that are shown before they are on disk, at most: what a browser keeps of them, and brings back, is
/// little. While more wait for a slow disk, they are shown after it.
const MOST_AHEAD: u64 = 16;
/// An edit larger than this is shown when it is on disk.
const LARGEST_AHEAD: usize = 64 * 1024;

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
pub struct Boards {
    seal: Seal,
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
    /// The number of the newest row that was shown to the others.
    shown: u64,
    /// Questions that wait for the board to be read, or for a slow disk.
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
    news: Option<News>,
}

#[derive(Clone)]
struct News {
    by: UserId,
    session: SessionId,
    update: Arc<[u8]>,
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
    /// What is shown before it is on disk carries `seal`.
    pub fn new(seal: Seal) -> Self {
        Self { seal, desks: Default::default(), hands: BTreeMap::new(), out: VecDeque::new() }
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

    /// Whether all that was taken is on disk.
    pub fn is_written(&self) -> bool {
        self.desks.iter().all(|desk| desk.durable == desk.newest)
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
            Some(Frame::Ask { board, .. } | Frame::Edit { board, .. } | Frame::Vouched { board, .. }) => {
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
        (desk.newest, desk.durable, desk.shown) = (newest, newest, newest);
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
            Some(Frame::Edit { board, update }) => {
                let Some(Worker { hand, .. }) = self.hands.get(&conn) else { return };
                let leads = hand.seat == Seat::Instructor;
                let may = May { edit: leads || !self.desks[board.index()].is_locked, remove_pages: leads };
                let by = (hand.who, hand.session);
                self.edit(at, conn, board, by, may, update);
            }
            Some(Frame::Vouched { board, voucher, update }) => {
                self.brought_back(at, conn, board, voucher, update)
            }
            Some(Frame::Flash { .. }) | None => {}
        }
    }

    /// The newest question of a connection takes the place of its earlier one.
    fn ask(&mut self, board: Board, question: Question) {
        let questions = &mut self.desks[board.index()].questions;
        if let Question::Beyond { conn, .. } = question {
            questions.retain(|other| !matches!(other, Question::Beyond { conn: of, .. } if *of == conn));
        }
        questions.push(question);
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

    /// Answers what was asked, unless more here waits for the disk than may be shown before it.
    fn answer_all(&mut self, board: Board) {
        let desk = &mut self.desks[board.index()];
        if !matches!(desk.state, State::Open(_)) || desk.shown < desk.newest {
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

    /// What is not on disk goes first, with its vouchers.
    fn answer(&mut self, conn: Conn, board: Board, vector: &[u8]) {
        let desk = &self.desks[board.index()];
        let State::Open(document) = &desk.state else { return };
        let Some(lacking) = document.beyond(vector) else { return self.expel(conn, CloseCode::TheirMistake) };
        let Some(worker) = self.hands.get_mut(&conn) else { return };
        let news = desk.promises.iter().filter_map(|promise| Some((promise.n, promise.news.as_ref()?)));
        let bytes: usize = news.clone().map(|(_, news)| news.update.len()).sum();
        if lacking.len() + bytes > LARGEST_ANSWER {
            return self.send(conn, wire::fetch(board).into());
        }
        worker.follows[board.index()] = true;
        let asks = wire::ask(board, &document.vector());
        let ahead: Vec<Arc<[u8]>> = news.map(|(n, news)| self.ahead(board, n, news)).collect();
        for frame in ahead {
            self.send(conn, frame);
        }
        self.send(conn, wire::answer(board, &lacking).into());
        self.send(conn, asks.into());
    }

    /// Applies an edit of `by` that `conn` sent, as far as `may` lets it.
    fn edit(
        &mut self,
        at: Timestamp,
        conn: Conn,
        board: Board,
        (by, session): (UserId, SessionId),
        may: May,
        update: &[u8],
    ) {
        let desk = &mut self.desks[board.index()];
        let (State::Open(document), Some(worker)) = (&mut desk.state, self.hands.get_mut(&conn)) else {
            return;
        };
        worker.edits[board.index()] += 1;
        let count = worker.edits[board.index()];
        match document.apply(by, may, update) {
            Ok(Applied::Nothing) => {
                desk.promises.push_back(Promise { n: desk.newest, conn, count, news: None });
                let durable = desk.durable;
                self.written(board, durable);
            }
            Ok(Applied::Fresh { update, bound }) => {
                desk.newest += 1;
                let (n, update) = (desk.newest, Arc::<[u8]>::from(update));
                let news = Some(News { by, session, update: update.clone() });
                desk.promises.push_back(Promise { n, conn, count, news });
                self.show_ahead(board);
                self.out.push_back(Output::Append(Row { board, n, by, session, at, update, bound }));
                self.keep(board, KEEP_EVERY);
            }
            Err(Refused::Because(why)) => self.send(conn, wire::nack(board, count, why).into()),
            Err(Refused::Hostile) => self.expel(conn, CloseCode::TheirMistake),
            Err(Refused::Broken) => self.begin_anew(board, Some(conn)),
        }
    }

    /// An edit that was taken and shown here before, and perhaps lost since: it is taken again, as its maker's.
    fn brought_back(&mut self, at: Timestamp, conn: Conn, board: Board, voucher: &Voucher, update: &[u8]) {
        match self.seal.open(board, voucher, update) {
            Some(by) => self.edit(at, conn, board, by, May { edit: true, remove_pages: true }, update),
            None => {
                let Some(worker) = self.hands.get_mut(&conn) else { return };
                worker.edits[board.index()] += 1;
                let count = worker.edits[board.index()];
                self.send(conn, wire::nack(board, count, Why::Foreign).into());
            }
        }
    }

    /// Acknowledges what is on disk, and shows what had to wait for it.
    fn written(&mut self, board: Board, n: u64) {
        let desk = &mut self.desks[board.index()];
        desk.durable = desk.durable.max(n);
        // one word for each connection: the newest of its edits
        let mut acks: BTreeMap<Conn, u64> = BTreeMap::new();
        while let Some(promise) = self.desks[board.index()].promises.pop_front_if(|promise| promise.n <= n) {
            acks.insert(promise.conn, promise.count);
            if let Some(news) = promise.news.filter(|_| promise.n > self.desks[board.index()].shown) {
                self.desks[board.index()].shown = promise.n;
                self.show(promise.conn, board, |_| wire::edit(board, &news.update).into());
            }
        }
        for (conn, count) in acks {
            if self.hands.contains_key(&conn) {
                self.send(conn, wire::ack(board, count).into());
            }
        }
        self.show_ahead(board);
        self.answer_all(board);
    }

    /// Shows what may be shown before it is on disk, in the order of the rows.
    fn show_ahead(&mut self, board: Board) {
        while let Some((n, from, news)) = self.next_ahead(board) {
            self.desks[board.index()].shown = n;
            self.show(from, board, |boards| boards.ahead(board, n, &news));
        }
    }

    /// The next row to be shown, who sent it, and what it says.
    fn next_ahead(&self, board: Board) -> Option<(u64, Conn, News)> {
        let desk = &self.desks[board.index()];
        let next = desk.promises.partition_point(|promise| promise.n <= desk.shown);
        let promise = desk.promises.range(next..).find(|promise| promise.news.is_some())?;
        let news = promise.news.clone()?;
        let may_be_shown = promise.n <= desk.durable + MOST_AHEAD && news.update.len() <= LARGEST_AHEAD;
        may_be_shown.then_some((promise.n, promise.conn, news))
    }

    /// A row that is not on disk, for somebody to see.
    fn ahead(&self, board: Board, n: u64, news: &News) -> Arc<[u8]> {
        let voucher = self.seal.vouch(board, news.by, news.session, &news.update);
        wire::ahead(board, n, self.desks[board.index()].durable, &voucher, &news.update).into()
    }

    /// To everybody else who follows the board; the frame is made when there is anybody.
    fn show(&mut self, from: Conn, board: Board, frame: impl FnOnce(&Self) -> Arc<[u8]>) {
        let others: Vec<Conn> = self.followers(board).filter(|conn| *conn != from).collect();
        if others.is_empty() {
            return;
        }
        let frame = frame(self);
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
        if let State::Open(document) = &mut desk.state
            && desk.newest >= desk.kept + edits
        {
            desk.kept = desk.newest;
            self.out.push_back(Output::Keep { board, upto: desk.newest, state: document.keep() });
        }
    }

    /// The board is read from the store again: every browser comes back and says what it has, also who waits for it to be
    /// read. Whoever broke it is told that it was them.
    fn begin_anew(&mut self, board: Board, culprit: Option<Conn>) {
        let fresh = Desk { is_locked: self.desks[board.index()].is_locked, ..Desk::default() };
        let Desk { state, questions, .. } = std::mem::replace(&mut self.desks[board.index()], fresh);
        if let Some(culprit) = culprit {
            self.expel(culprit, CloseCode::TheirMistake);
        }
        let mut lost: BTreeSet<Conn> = self.followers(board).collect();
        if let State::Loading(waiting) = state {
            lost.extend(waiting.into_iter().map(|(conn, _)| conn));
        }
        for question in questions {
            match question {
                Question::Beyond { conn, .. } => {
                    lost.insert(conn);
                }
                Question::Whole { ticket } => self.out.push_back(Output::Whole { ticket, state: None }),
            }
        }
        for conn in lost.into_iter().filter(|conn| culprit != Some(*conn)) {
            if self.hands.contains_key(&conn) {
                self.expel(conn, CloseCode::OurMistake);
            }
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
