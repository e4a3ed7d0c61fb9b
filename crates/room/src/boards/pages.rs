//! The drawing's list of pages: which entry stands for a page in the end. A page is removed by deleting that one, and
//! moved or dressed by writing another over it; the engine tells them apart only when it is too late to refuse.
//!
//! Entries of one page are a chain with side branches: each says which one it was written over, and of those written over
//! the same one at once, that of the larger client stands behind the others, everywhere. So the entry that stands in the
//! end is found by walking to the last child again and again; whether an edit removes a page is then whether it deletes
//! the entry that stands when it is applied. Entries that name a right neighbour would not follow that order: no browser
//! of ours writes any.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::guard::{Block, Deletion, Id, Parent};

/// The map that lists the pages.
pub const LIST: &str = "pages";
/// Entries of a drawing, those written over too: two hundred changes of a hundred pages.
const MOST: usize = 20_000;

/// A page, numbered as it came.
type Number = usize;

/// All entries known.
#[derive(Debug, Default)]
pub struct Pages {
    names: Vec<String>,
    numbers: HashMap<String, Number>,
    /// The page of each entry.
    entries: HashMap<Id, Number>,
    /// The last of the entries written over one entry of a page, or over none.
    last: HashMap<(Number, Option<Id>), Id>,
    /// The entry that stands for each page.
    heads: BTreeMap<Number, Id>,
}

/// Entries that an update brings.
#[derive(Debug, Default)]
pub struct Addition {
    /// In an order in which each comes behind the one it was written over.
    entries: Vec<Entry>,
    names: Vec<String>,
    /// How many there are, if not all of them are here.
    count: usize,
    is_crafted: bool,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    id: Id,
    page: Number,
    over: Option<Id>,
}

impl Addition {
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Whether an entry is placed as no browser of ours would.
    pub const fn is_crafted(&self) -> bool {
        self.is_crafted
    }
}

impl Pages {
    /// The entries among `blocks`, whatever their order, that are not known yet.
    pub fn read(&self, blocks: &[Block<'_>]) -> Addition {
        let mut addition = Addition::default();
        let mut found = HashMap::new();
        let mut waiting: Vec<&Block<'_>> = Vec::new();
        for block in blocks {
            match (block.parent, block.key) {
                (Parent::Root(Some(LIST)), Some(key)) => {
                    let page = self.number(key, &mut addition);
                    self.add(block, page, &mut addition, &mut found);
                }
                (Parent::Beside, _) => waiting.push(block),
                _ => {}
            }
        }
        loop {
            let before = waiting.len();
            waiting.retain(|block| {
                let beside = block.left.or(block.right);
                let page = beside.and_then(|id| found.get(&id).or_else(|| self.entries.get(&id)).copied());
                page.is_none_or(|page| {
                    self.add(block, page, &mut addition, &mut found);
                    false
                })
            });
            if waiting.len() == before {
                return addition;
            }
        }
    }

    fn number(&self, key: &str, addition: &mut Addition) -> Number {
        if let Some(number) = self.numbers.get(key) {
            return *number;
        }
        let new = addition.names.iter().position(|name| name == key).unwrap_or_else(|| {
            addition.names.push(key.to_owned());
            addition.names.len() - 1
        });
        self.names.len() + new
    }

    /// Each element of a block is written over the one before.
    fn add(&self, block: &Block<'_>, page: Number, addition: &mut Addition, found: &mut HashMap<Id, Number>) {
        let mut over = block.left;
        for clock in (block.id.clock..).take(block.len as usize) {
            let id = Id { clock, ..block.id };
            if !self.entries.contains_key(&id) {
                addition.count += 1;
                addition.is_crafted |= block.right.is_some();
                if addition.count > MOST {
                    return;
                }
                addition.entries.push(Entry { id, page, over });
                found.insert(id, page);
            }
            over = Some(id);
        }
    }

    pub fn is_full_with(&self, new: &Addition) -> bool {
        !new.is_empty() && self.entries.len() + new.count > MOST
    }

    /// The names of the pages whose entry that stands with `new` is among `deletions`.
    pub fn heads_deleted<'a>(
        &'a self,
        new: &'a Addition,
        deletions: &[Deletion],
    ) -> impl Iterator<Item = &'a str> + use<'a> {
        let mut heads = self.heads.clone();
        let mut last = HashMap::new();
        for entry in &new.entries {
            self.put_last(&mut last, *entry);
        }
        for page in new.entries.iter().map(|entry| entry.page).collect::<BTreeSet<_>>() {
            heads.extend(self.head(page, &last).map(|head| (page, head)));
        }
        let of_head: BTreeMap<Id, Number> = heads.into_iter().map(|(page, head)| (head, page)).collect();
        let mut deleted = BTreeSet::new();
        for deletion in deletions {
            let end = Id { clock: deletion.id.clock.saturating_add(deletion.len), ..deletion.id };
            deleted.extend(of_head.range(deletion.id..end).map(|(_, page)| *page));
        }
        deleted.into_iter().map(|page| self.name(page, new))
    }

    fn name<'a>(&'a self, page: Number, new: &'a Addition) -> &'a str {
        let known = self.names.get(page).or_else(|| new.names.get(page - self.names.len()));
        known.map_or("", String::as_str)
    }

    /// Notes in `last` that an entry stands behind its like, if it does.
    fn put_last(&self, last: &mut HashMap<(Number, Option<Id>), Id>, entry: Entry) {
        let at = (entry.page, entry.over);
        let before = last.get(&at).or_else(|| self.last.get(&at));
        if before.is_none_or(|before| before.client < entry.id.client) {
            last.insert(at, entry.id);
        }
    }

    /// The entry that stands for a page, with those in `last` too.
    fn head(&self, page: Number, last: &HashMap<(Number, Option<Id>), Id>) -> Option<Id> {
        let mut head = None;
        while let Some(next) = last.get(&(page, head)).or_else(|| self.last.get(&(page, head))) {
            head = Some(*next);
        }
        head
    }

    /// Takes note of entries that were applied.
    pub fn note(&mut self, new: Addition) {
        for name in new.names {
            self.numbers.insert(name.clone(), self.names.len());
            self.names.push(name);
        }
        let mut last = HashMap::new();
        let mut touched = BTreeSet::new();
        for entry in new.entries {
            self.put_last(&mut last, entry);
            self.entries.insert(entry.id, entry.page);
            touched.insert(entry.page);
        }
        self.last.extend(last);
        for page in touched {
            self.heads.extend(self.head(page, &HashMap::new()).map(|head| (page, head)));
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use yrs::updates::decoder::Decode;
    use yrs::{Doc, Map, ReadTxn, StateVector, Transact, Update};

    use super::super::guard;
    use super::*;

    #[derive(Debug, Clone, Copy)]
    enum Step {
        Write { who: usize, page: u8 },
        Remove { who: usize, page: u8 },
        Tell { from: usize, to: usize },
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let step = prop_oneof![
            5 => (0..4_usize, 0..3_u8).prop_map(|(who, page)| Step::Write { who, page }),
            2 => (0..4_usize, 0..3_u8).prop_map(|(who, page)| Step::Remove { who, page }),
            4 => (0..4_usize, 0..4_usize).prop_map(|(from, to)| Step::Tell { from, to }),
        ];
        prop::collection::vec(step, 1..60)
    }

    fn tell(from: &Doc, to: &Doc) {
        let known = to.transact().state_vector();
        let update = from.transact().encode_state_as_update_v1(&known);
        to.transact_mut().apply_update(Update::decode_v1(&update).unwrap()).unwrap();
    }

    proptest! {
        /// Browsers that write over and remove the same pages, and hear of each other late, in any order.
        #[test]
        fn the_entry_that_stands_is_the_one_the_engine_shows(steps in steps(), ids in prop::array::uniform4(1..1_000_u64)) {
            prop_assume!(ids.iter().collect::<BTreeSet<_>>().len() == ids.len());
            let docs = ids.map(Doc::with_client_id);
            let lists = docs.each_ref().map(|doc| doc.get_or_insert_map(LIST));
            let name = |page: u8| format!("page {page}");
            for step in steps {
                match step {
                    Step::Write { who, page } => {
                        lists[who].insert(&mut docs[who].transact_mut(), name(page), i64::from(page));
                    }
                    Step::Remove { who, page } => {
                        lists[who].remove(&mut docs[who].transact_mut(), &name(page));
                    }
                    Step::Tell { from, to } => tell(&docs[from], &docs[to]),
                }
            }
            for doc in &docs {
                let update = doc.transact().encode_state_as_update_v1(&StateVector::default());
                let contents = guard::read(&update).unwrap();

                let pages = Pages::default();
                let all = pages.read(&contents.blocks);
                let deleted: BTreeSet<&str> = pages.heads_deleted(&all, &contents.deletions).collect();

                let tx = doc.transact();
                let list = tx.get_map(LIST).unwrap();
                for page in all.names.iter() {
                    prop_assert_eq!(deleted.contains(page.as_str()), !list.contains_key(&tx, page));
                }
            }
        }
    }
}
