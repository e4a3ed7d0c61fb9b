//! The task that owns the boards of one student in one program, or those of a practice classroom.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use db::Db;
use kernel::UserId;
use room::Conn;
use room::boards::{Board, Boards, Hand, Input, Output, Seal, Stored};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;

use crate::journal::{self, Desk, Edit, Entry, Journal, Progress, State};
use crate::sockets::{ToSocket, Wire};

/// Frames that wait for the task. Two hands send at most a few hundred a second.
const WAITING: usize = 512;

/// What the task is told.
#[derive(Debug)]
pub enum Told {
    Came { conn: Conn, hand: Hand, wire: Wire },
    Left(Conn),
    Frame { conn: Conn, bytes: Vec<u8> },
    Lock { board: Board, on: bool },
    Fetch { who: UserId, board: Board, reply: oneshot::Sender<Option<Vec<u8>>> },
    Did(Input),
}

/// The way to the boards of a student in a program.
#[derive(Debug, Clone)]
pub struct Door(pub(super) mpsc::Sender<Told>);

impl Door {
    pub async fn came(&self, conn: Conn, hand: Hand, wire: Wire) {
        self.tell(Told::Came { conn, hand, wire }).await;
    }

    pub async fn left(&self, conn: Conn) {
        self.tell(Told::Left(conn)).await;
    }

    pub async fn frame(&self, conn: Conn, bytes: Vec<u8>) {
        self.tell(Told::Frame { conn, bytes }).await;
    }

    pub async fn lock(&self, board: Board, on: bool) {
        self.tell(Told::Lock { board, on }).await;
    }

    /// The whole of a board, for somebody who works at it.
    pub async fn fetch(&self, who: UserId, board: Board) -> Option<Vec<u8>> {
        let (reply, answer) = oneshot::channel();
        self.tell(Told::Fetch { who, board, reply }).await;
        answer.await.ok().flatten()
    }

    async fn tell(&self, told: Told) {
        if self.0.send(told).await.is_err() {
            tracing::warn!("A board broke; its browsers are told to come back");
        }
    }
}

/// Where what is done at the boards is written.
pub(super) enum Shelf {
    Journal {
        desk: Desk,
        journal: Journal,
    },
    /// Boards to try things on: empty at the beginning, and gone with their task.
    Nowhere,
}

struct Task {
    shelf: Shelf,
    db: Db,
    boards: Boards,
    wires: HashMap<Conn, Wire>,
    fetches: HashMap<u64, oneshot::Sender<Option<Vec<u8>>>>,
    next_ticket: u64,
    written: [Arc<watch::Sender<Progress>>; 2],
    me: mpsc::WeakSender<Told>,
}

/// Starts the task, which begins when the one `before` it has ended.
pub(super) fn spawn(
    shelf: Shelf,
    db: Db,
    seal: Seal,
    before: Option<JoinHandle<()>>,
) -> (mpsc::Sender<Told>, JoinHandle<()>) {
    let (to, inbox) = mpsc::channel(WAITING);
    let written = [Arc::default(), Arc::default()];
    let task = Task {
        shelf,
        db,
        boards: Boards::new(seal),
        wires: HashMap::new(),
        fetches: HashMap::new(),
        next_ticket: 0,
        written,
        me: to.downgrade(),
    };
    let running = tokio::spawn(async move {
        if let Some(before) = before {
            // also when it broke: what it had written is read
            let _ = before.await;
        }
        task.run(inbox).await;
    });
    (to, running)
}

impl Task {
    async fn run(mut self, mut inbox: mpsc::Receiver<Told>) {
        let mut draw = self.written[0].subscribe();
        let mut write = self.written[1].subscribe();
        let mut is_open = true;
        while is_open || !self.boards.is_written() {
            tokio::select! {
                told = inbox.recv(), if is_open => match told {
                    Some(told) => self.hear(told).await,
                    None => is_open = false,
                },
                Ok(()) = draw.changed() => {
                    let progress = *draw.borrow_and_update();
                    self.progress(Board::Draw, progress).await;
                }
                Ok(()) = write.changed() => {
                    let progress = *write.borrow_and_update();
                    self.progress(Board::Write, progress).await;
                }
            }
        }
    }

    async fn hear(&mut self, told: Told) {
        match told {
            Told::Came { conn, hand, wire } => {
                self.wires.insert(conn, wire);
                self.handle(Input::Came { conn, hand }).await;
            }
            Told::Left(conn) => {
                self.wires.remove(&conn);
                self.handle(Input::Left { conn }).await;
            }
            Told::Frame { conn, bytes } => self.handle(Input::Frame { conn, bytes }).await,
            Told::Lock { board, on } => self.handle(Input::Lock { board, on }).await,
            Told::Fetch { who, board, reply } => {
                self.next_ticket += 1;
                self.fetches.insert(self.next_ticket, reply);
                self.handle(Input::Fetch { who, board, ticket: self.next_ticket }).await;
            }
            Told::Did(input) => self.handle(input).await,
        }
    }

    async fn progress(&mut self, board: Board, progress: Progress) {
        if progress.refused > 0 {
            // what is stored now, counts; a new watch begins without the refusal
            self.written[board as usize].send_modify(|progress| progress.refused = 0);
            self.handle(Input::Failed { board }).await;
        } else {
            self.handle(Input::Written { board, n: progress.written }).await;
        }
    }

    async fn handle(&mut self, input: Input) {
        let mut next = VecDeque::from([input]);
        while let Some(input) = next.pop_front() {
            self.boards.handle(self.db.now(), input);
            while let Some(output) = self.boards.poll() {
                next.extend(self.carry_out(output).await);
            }
        }
    }

    /// Does one thing; what follows from it at once.
    async fn carry_out(&mut self, output: Output) -> Option<Input> {
        match (&self.shelf, output) {
            (Shelf::Nowhere, Output::Load { board }) => {
                return Some(Input::Loaded { board, stored: Stored::default(), newest: 0 });
            }
            (Shelf::Nowhere, Output::Append(row)) => {
                return Some(Input::Written { board: row.board, n: row.n });
            }
            (Shelf::Nowhere, Output::Keep { .. }) => {}
            (Shelf::Journal { desk, .. }, Output::Load { board }) => self.load(*desk, board),
            (Shelf::Journal { desk, journal }, Output::Append(row)) => {
                let told = self.written[row.board as usize].clone();
                journal.put(Entry::Edit(Edit { desk: *desk, row }, told)).await;
            }
            (Shelf::Journal { desk, journal }, Output::Keep { board, upto, state }) => {
                journal.put(Entry::State(State { desk: *desk, board, upto, state })).await;
            }
            (_, output) => self.tell(output),
        }
        None
    }

    fn tell(&mut self, output: Output) {
        match output {
            Output::Send { conn, bytes } => self.send(conn, ToSocket::Bytes(bytes)),
            Output::Close { conn, code } => {
                self.send(conn, ToSocket::Close(code));
                self.wires.remove(&conn);
            }
            Output::Whole { ticket, state } => {
                if let Some(reply) = self.fetches.remove(&ticket) {
                    // whoever asked may have gone
                    let _ = reply.send(state);
                }
            }
            // kept somewhere, or nowhere
            Output::Load { .. } | Output::Append(_) | Output::Keep { .. } => {}
        }
    }

    fn send(&self, conn: Conn, message: ToSocket) {
        if let Some(wire) = self.wires.get(&conn)
            && !wire.tell(message)
        {
            tracing::info!("A browser fell too far behind its board");
        }
    }

    /// Reads a board beside the task, which goes on meanwhile.
    fn load(&self, desk: Desk, board: Board) {
        let db = self.db.clone();
        let Some(me) = self.me.upgrade() else { return };
        tokio::spawn(async move {
            let read = async { journal::load(&mut db.read().await?, desk, board).await };
            let input = match read.await {
                Ok((stored, newest)) => Input::Loaded { board, stored, newest },
                Err(error) => {
                    tracing::error!(%error, "A board could not be read");
                    Input::Failed { board }
                }
            };
            if me.send(Told::Did(input)).await.is_err() {
                tracing::debug!("A board closed before it was read");
            }
        });
    }
}
