//! One board's document: hides the engine, and takes nothing that its sender may not say.

use std::collections::{HashMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};

use kernel::UserId;
use yrs::updates::decoder::Decode;
use yrs::updates::encoder::Encode;
use yrs::{ClientID, Doc, Map, OffsetKind, Options, ReadTxn, StateVector, Transact, Update};

use super::Board;
use super::depths::Depths;
use super::guard::{self, Block, Contents, Deletion, Id, Parent};
use super::pages::{self, Addition, Pages};
use super::wire::Why;

/// What a board may hold, in bytes of its whole state and the edits since that was last looked at. Ten thousand strokes
/// are about four million.
const MOST_BYTES: usize = 32 * 1024 * 1024;
/// So many elements deleted at once are worth a look at what is left.
const CLEARED: u32 = 1_000;
/// Whom the elements of a document are made by: each page load is another client.
const MOST_CLIENTS: usize = 20_000;

/// A document and who wrote what.
pub struct Document {
    doc: Doc,
    board: Board,
    /// Clients of the document, each bound to the person who used it first. What another lost is brought back with
    /// the server's word alone, as theirs.
    owners: HashMap<u64, UserId>,
    depths: Depths,
    pages: Pages,
    bytes: usize,
}

/// What somebody may do at a board.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct May {
    /// Say anything new; otherwise they may repeat what is known.
    pub edit: bool,
    pub remove_pages: bool,
}

/// What an edit did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Applied {
    /// All of it was known.
    Nothing,
    /// What was new, to be stored and told; and the clients that are the sender's from now on.
    Fresh { update: Vec<u8>, bound: Vec<u64> },
}

/// Why an edit was not applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// The sender is told, and goes on.
    Because(Why),
    /// It is no edit of ours: the sender's connection ends.
    Hostile,
    /// The engine broke: the document must be read again from what is stored.
    Broken,
}

/// A board as it is stored.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stored {
    /// The newest whole state, if one was kept, and every edit after it, in order.
    pub updates: Vec<Vec<u8>>,
    pub owners: Vec<(u64, UserId)>,
}

impl Document {
    /// The document as it was stored. An update that cannot be read is left out: it was read before it was stored.
    pub fn load(board: Board, stored: Stored) -> Self {
        let options = Options {
            offset_kind: OffsetKind::Utf16,
            skip_gc: false,
            ..Options::with_client_id(ClientID::new(0))
        };
        let mut document = Self {
            doc: Doc::with_options(options),
            board,
            owners: stored.owners.into_iter().collect(),
            depths: Depths::default(),
            pages: Pages::default(),
            bytes: 0,
        };
        for update in &stored.updates {
            document.restore(update);
        }
        document
    }

    fn restore(&mut self, update: &[u8]) {
        self.bytes += update.len();
        if let Ok(contents) = guard::read(update) {
            // it was not too deep when it was taken
            let _ = self.depths.note(&contents.blocks);
            if self.board == Board::Draw {
                let addition = self.pages.read(&contents.blocks);
                self.pages.note(addition);
            }
        }
        let Ok(update) = Update::decode_v1(update) else { return };
        let doc = &self.doc;
        let _ = catch_unwind(AssertUnwindSafe(|| doc.transact_mut().apply_update(update)));
    }

    /// How much of each client is known, for the other side to send the rest.
    pub fn vector(&self) -> Vec<u8> {
        self.doc.transact().state_vector().encode_v1()
    }

    /// All that somebody lacks who knows `vector`; none when that is no state vector.
    pub fn beyond(&self, vector: &[u8]) -> Option<Vec<u8>> {
        guard::check_state_vector(vector).ok()?;
        let vector = StateVector::decode_v1(vector).ok()?;
        Some(self.doc.transact().encode_state_as_update_v1(&vector))
    }

    /// The whole state as one update.
    pub fn whole(&self) -> Vec<u8> {
        self.doc.transact().encode_state_as_update_v1(&StateVector::default())
    }

    /// The whole state, to be kept: what was in its edits and is gone from it makes room.
    pub fn keep(&mut self) -> Vec<u8> {
        let state = self.whole();
        self.bytes = state.len();
        state
    }

    /// Applies an edit of `who`.
    ///
    /// # Errors
    /// See [`Refused`].
    pub fn apply(&mut self, who: UserId, may: May, update: &[u8]) -> Result<Applied, Refused> {
        let contents = guard::read(update).map_err(|_| Refused::Hostile)?;
        if self.board == Board::Draw && contents.blocks.iter().any(|block| block.holds) {
            // a drawing is flat: its objects are plain values
            return Err(Refused::Hostile);
        }
        let known = self.doc.transact().state_vector();
        let fresh = fresh_clients(&contents, &known);
        if fresh.is_empty() && contents.deletions.is_empty() {
            return Ok(Applied::Nothing);
        }
        if !may.edit && (!fresh.is_empty() || self.deletes_anything(update)?) {
            return Err(Refused::Because(Why::Locked));
        }
        check_ground(&contents, &known)?;
        let bound = self.bound_by(who, &fresh)?;
        let pages = match self.board {
            Board::Draw => self.pages.read(&contents.blocks),
            Board::Write => Addition::default(),
        };
        self.check_pages(may, &pages, &contents)?;
        let is_too_much =
            self.bytes + update.len() > MOST_BYTES || self.owners.len() + bound.len() > MOST_CLIENTS;
        // what only deletes is taken: a full board can be cleared
        if is_too_much && !fresh.is_empty() {
            return Err(Refused::Because(Why::Full));
        }
        self.depths.note(&contents.blocks).map_err(|_| Refused::Hostile)?;
        let update = self.integrate(update)?;
        self.pages.note(pages);
        let Some(update) = update else { return Ok(Applied::Nothing) };
        self.bytes += update.len();
        self.owners.extend(bound.iter().map(|client| (*client, who)));
        if deleted(&contents.deletions) >= CLEARED && deleted_by(&update) >= CLEARED {
            self.bytes = self.whole().len();
        }
        Ok(Applied::Fresh { update, bound })
    }

    /// A page is removed by who may, and by nobody else; drawn on, moved and dressed it may be by both.
    fn check_pages(&self, may: May, new: &Addition, contents: &Contents<'_>) -> Result<(), Refused> {
        if self.pages.is_full_with(new) {
            return Err(Refused::Because(Why::Full));
        }
        if may.remove_pages || (new.is_empty() && contents.deletions.is_empty()) {
            return Ok(());
        }
        if new.is_crafted() {
            return Err(Refused::Hostile);
        }
        let tx = self.doc.transact();
        let listed = tx.get_map(pages::LIST);
        let is_there = |page: &str| listed.as_ref().is_some_and(|list| list.contains_key(&tx, page));
        let mut removed = self.pages.heads_deleted(new, &contents.deletions);
        if removed.any(is_there) { Err(Refused::Because(Why::Pages)) } else { Ok(()) }
    }

    fn deletes_anything(&self, update: &[u8]) -> Result<bool, Refused> {
        let update = Update::decode_v1(update).map_err(|_| Refused::Hostile)?;
        let gone = self.doc.transact().snapshot().delete_set;
        Ok(!update.delete_set().diff(&gone).is_empty())
    }

    /// The clients among `fresh` that become `who`'s; none may be somebody else's.
    fn bound_by(&self, who: UserId, fresh: &[u64]) -> Result<Vec<u64>, Refused> {
        let mut bound = Vec::new();
        for client in fresh {
            match self.owners.get(client) {
                Some(owner) if *owner == who => {}
                Some(_) => return Err(Refused::Because(Why::Foreign)),
                None => bound.push(*client),
            }
        }
        Ok(bound)
    }

    /// Lets the engine take it; what was new in it, if anything.
    fn integrate(&self, update: &[u8]) -> Result<Option<Vec<u8>>, Refused> {
        let doc = &self.doc;
        let done = catch_unwind(AssertUnwindSafe(|| {
            let update = Update::decode_v1(update).map_err(|_| Refused::Hostile)?;
            let mut tx = doc.transact_mut();
            tx.apply_update(update).map_err(|_| Refused::Hostile)?;
            let has_pending = tx.store().pending_update().is_some() || tx.store().pending_ds().is_some();
            if has_pending {
                // it builds on something after all: nothing may wait here, where nobody sees it
                return Err(Refused::Broken);
            }
            let is_new = !tx.insert_set().is_empty() || !tx.delete_set().is_empty();
            Ok(is_new.then(|| tx.encode_update_v1()))
        }));
        done.unwrap_or(Err(Refused::Broken))
    }
}

/// How many elements these delete, or have deleted before.
fn deleted(deletions: &[Deletion]) -> u32 {
    deletions.iter().fold(0, |sum, deletion| sum.saturating_add(deletion.len))
}

/// How many an edit as it was applied deletes.
fn deleted_by(update: &[u8]) -> u32 {
    guard::read(update).map_or(0, |contents| deleted(&contents.deletions))
}

/// The clients of whom there is something new.
fn fresh_clients(contents: &Contents<'_>, known: &StateVector) -> Vec<u64> {
    let mut fresh = Vec::new();
    for block in &contents.blocks {
        let end = block.id.clock.saturating_add(block.len);
        if end > known.get(&ClientID::new(block.id.client)) && !fresh.contains(&block.id.client) {
            fresh.push(block.id.client);
        }
    }
    fresh
}

/// Everything the update builds on must be known, or come before it in the update: nothing waits here for the rest. The
/// engine takes the blocks of each client in order, and those of another client whenever one is built upon; blocks that
/// build on each other in a ring would wait for ever.
fn check_ground(contents: &Contents<'_>, known: &StateVector) -> Result<(), Refused> {
    let gap = Err(Refused::Because(Why::Gap));
    let mut ground = Ground { known, reached: HashMap::new() };
    let mut lines: HashMap<u64, VecDeque<&Block<'_>>> = HashMap::new();
    for block in &contents.blocks {
        lines.entry(block.id.client).or_default().push_back(block);
    }
    let mut ready: Vec<u64> = lines.keys().copied().collect();
    let mut waiting: HashMap<u64, Vec<u64>> = HashMap::new();
    while let Some(client) = ready.pop() {
        let Some(line) = lines.get_mut(&client) else { continue };
        while let Some(block) = line.front() {
            if block.id.clock > ground.reached(client) {
                return gap;
            }
            match ground.lacks(block) {
                Some(id) if id.client == client => return gap,
                Some(id) => {
                    waiting.entry(id.client).or_default().push(client);
                    break;
                }
                None => ground.take(block),
            }
            line.pop_front();
            ready.extend(waiting.remove(&client).into_iter().flatten());
        }
    }
    // a deletion of nothing would wait for what it does not name
    let all_are_there = contents.deletions.iter().all(|Deletion { id, len }| {
        *len > 0 && ground.has(Id { clock: id.clock.saturating_add(len - 1), ..*id })
    });
    if all_are_there && lines.values().all(VecDeque::is_empty) { Ok(()) } else { gap }
}

/// How much of each client there is, while an update is walked through.
struct Ground<'a> {
    known: &'a StateVector,
    reached: HashMap<u64, u32>,
}

impl Ground<'_> {
    fn reached(&self, client: u64) -> u32 {
        self.reached.get(&client).copied().unwrap_or_else(|| self.known.get(&ClientID::new(client)))
    }

    fn has(&self, id: Id) -> bool {
        id.clock < self.reached(id.client)
    }

    fn take(&mut self, block: &Block<'_>) {
        let end = block.id.clock.saturating_add(block.len).max(self.reached(block.id.client));
        self.reached.insert(block.id.client, end);
    }

    /// Something that the block builds on and that is not there yet. What is known already builds on nothing.
    fn lacks(&self, block: &Block<'_>) -> Option<Id> {
        if block.id.clock.saturating_add(block.len) <= self.reached(block.id.client) {
            return None;
        }
        let inside = match block.parent {
            Parent::Inside(id) => Some(id),
            Parent::Root(_) | Parent::Beside => None,
        };
        [block.left, block.right, inside].into_iter().flatten().find(|id| !self.has(*id))
    }
}
