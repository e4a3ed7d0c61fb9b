//! Reads an update of a board before the document engine does, and refuses what could hurt it.
//!
//! The engine decodes nested values by recursion and reserves memory by declared counts, so that a frame of a few
//! kilobytes could end the process. This reader does neither: it walks the bytes once, with a bound on depth, and lets
//! no count pass that the bytes left could not hold. Layout: yjs, update format version 1.

use std::str;

/// How deep values may be nested; a drawn object has two levels.
const DEPTH: usize = 24;
/// Ids of clients and clocks are whole numbers that JavaScript can hold.
const LARGEST_CLIENT: u64 = (1 << 53) - 1;
/// Names of a document's parts: `pages`, `p:` and an id, `text`.
const NAME_BYTES: usize = 64;

/// One element's id: who made it, and the how manieth it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id {
    pub client: u64,
    pub clock: u32,
}

/// Where a block says it belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parent<'a> {
    /// A part of the document, by its name; none for what was collected as garbage.
    Root(Option<&'a str>),
    Inside(Id),
    /// Where its neighbours belong.
    Beside,
}

/// A run of elements in an update.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block<'a> {
    pub id: Id,
    pub len: u32,
    pub left: Option<Id>,
    pub right: Option<Id>,
    pub parent: Parent<'a>,
    /// What it is filed under, where its parent is a map and it says so itself: what has neighbours is filed as they are.
    pub key: Option<&'a str>,
    /// Whether other elements can lie inside of it.
    pub holds: bool,
}

/// Elements that an update deletes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deletion {
    pub id: Id,
    pub len: u32,
}

/// What an update does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contents<'a> {
    pub blocks: Vec<Block<'a>>,
    pub deletions: Vec<Deletion>,
}

/// Why bytes are no update of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    #[error("it ends too early")]
    Short,
    #[error("it has more bytes than it says")]
    Long,
    #[error("a count is larger than the bytes that are left")]
    Count,
    #[error("values are nested too deeply")]
    Deep,
    #[error("a text is not UTF-8")]
    Text,
    #[error("a number is out of bounds")]
    Number,
    #[error("it holds a kind of content that boards do not have")]
    Kind,
}

/// Reads an update.
///
/// # Errors
/// `Unfit` when it is not one, or holds what no board of ours makes.
pub fn read(update: &[u8]) -> Result<Contents<'_>, Unfit> {
    let mut bytes = Bytes(update);
    let mut contents = Contents::default();
    for _ in 0..bytes.count()? {
        let blocks = bytes.count()?;
        let client = bytes.client()?;
        let mut clock = bytes.clock()?;
        for _ in 0..blocks {
            let block = bytes.block(Id { client, clock })?;
            clock = clock.checked_add(block.len).ok_or(Unfit::Number)?;
            contents.blocks.push(block);
        }
    }
    for _ in 0..bytes.count()? {
        let client = bytes.client()?;
        for _ in 0..bytes.count()? {
            let (clock, len) = (bytes.clock()?, bytes.clock()?);
            clock.checked_add(len).ok_or(Unfit::Number)?;
            contents.deletions.push(Deletion { id: Id { client, clock }, len });
        }
    }
    if bytes.0.is_empty() { Ok(contents) } else { Err(Unfit::Long) }
}

/// Reads a state vector: for each client how many elements are known.
///
/// # Errors
/// `Unfit` when it is not one.
pub fn check_state_vector(vector: &[u8]) -> Result<(), Unfit> {
    let mut bytes = Bytes(vector);
    for _ in 0..bytes.count()? {
        bytes.client()?;
        bytes.clock()?;
    }
    if bytes.0.is_empty() { Ok(()) } else { Err(Unfit::Long) }
}

/// What is left to read.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn byte(&mut self) -> Result<u8, Unfit> {
        let (first, rest) = self.0.split_first().ok_or(Unfit::Short)?;
        self.0 = rest;
        Ok(*first)
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], Unfit> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(Unfit::Count)?;
        self.0 = rest;
        Ok(taken)
    }

    /// A whole number in groups of seven bits, the lowest first.
    fn number(&mut self) -> Result<u64, Unfit> {
        let mut number = 0;
        for shift in (0..63).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(Unfit::Number)
    }

    /// A number of things that follow, each of at least a byte.
    fn count(&mut self) -> Result<usize, Unfit> {
        let count = usize::try_from(self.number()?).map_err(|_| Unfit::Count)?;
        if count <= self.0.len() { Ok(count) } else { Err(Unfit::Count) }
    }

    fn clock(&mut self) -> Result<u32, Unfit> {
        u32::try_from(self.number()?).map_err(|_| Unfit::Number)
    }

    fn client(&mut self) -> Result<u64, Unfit> {
        let client = self.number()?;
        if client <= LARGEST_CLIENT { Ok(client) } else { Err(Unfit::Number) }
    }

    fn id(&mut self) -> Result<Id, Unfit> {
        Ok(Id { client: self.client()?, clock: self.clock()? })
    }

    fn blob(&mut self) -> Result<&'a [u8], Unfit> {
        let length = self.count()?;
        self.take(length)
    }

    fn text(&mut self) -> Result<&'a str, Unfit> {
        str::from_utf8(self.blob()?).map_err(|_| Unfit::Text)
    }

    fn name(&mut self) -> Result<&'a str, Unfit> {
        let name = self.text()?;
        if name.len() <= NAME_BYTES { Ok(name) } else { Err(Unfit::Count) }
    }

    fn block(&mut self, id: Id) -> Result<Block<'a>, Unfit> {
        const COLLECTED: u8 = 0;
        const LEFT: u8 = 0x80;
        const RIGHT: u8 = 0x40;
        const KEY: u8 = 0x20;
        let info = self.byte()?;
        if info == COLLECTED {
            let len = self.length()?;
            let parent = Parent::Root(None);
            return Ok(Block { id, len, left: None, right: None, parent, key: None, holds: false });
        }
        let left = if info & LEFT == 0 { None } else { Some(self.id()?) };
        let right = if info & RIGHT == 0 { None } else { Some(self.id()?) };
        let (mut parent, mut key) = (Parent::Beside, None);
        if info & (LEFT | RIGHT) == 0 {
            parent = match self.number()? {
                1 => Parent::Root(Some(self.name()?)),
                0 => Parent::Inside(self.id()?),
                _ => return Err(Unfit::Number),
            };
            if info & KEY != 0 {
                key = Some(self.name()?);
            }
        }
        let (len, holds) = self.content(info & 0x1f)?;
        Ok(Block { id, len, left, right, parent, key, holds })
    }

    /// A length that counts: nothing of ours is empty.
    fn length(&mut self) -> Result<u32, Unfit> {
        match self.clock()? {
            0 => Err(Unfit::Number),
            length => Ok(length),
        }
    }

    /// The content of a block: how many elements it is, and whether others can lie inside.
    fn content(&mut self, kind: u8) -> Result<(u32, bool), Unfit> {
        match kind {
            // deleted
            1 => Ok((self.length()?, false)),
            // bytes
            3 => self.blob().map(|_| (1, false)),
            // text, counted as JavaScript counts it
            4 => {
                let units = self.text()?.encode_utf16().count();
                let units = u32::try_from(units).map_err(|_| Unfit::Number)?;
                if units > 0 { Ok((units, false)) } else { Err(Unfit::Number) }
            }
            // an embedded value
            5 => self.json().map(|()| (1, false)),
            // formatting: a name and a value
            6 => {
                self.name()?;
                self.json().map(|()| (1, false))
            }
            // a list, map, text or element of a text
            7 => self.shared().map(|()| (1, true)),
            // values
            8 => {
                let count = self.count()?;
                for _ in 0..count {
                    self.value()?;
                }
                let count = u32::try_from(count).map_err(|_| Unfit::Number)?;
                if count > 0 { Ok((count, false)) } else { Err(Unfit::Number) }
            }
            _ => Err(Unfit::Kind),
        }
    }

    fn shared(&mut self) -> Result<(), Unfit> {
        match self.byte()? {
            // list, map, text, fragment, text of an element
            0 | 1 | 2 | 4 | 6 => Ok(()),
            // an element, with its name
            3 => self.name().map(drop),
            _ => Err(Unfit::Kind),
        }
    }

    /// JSON text: its brackets may not open more than [`DEPTH`] deep. That it is JSON, the engine finds out.
    fn json(&mut self) -> Result<(), Unfit> {
        let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
        for byte in self.text()?.bytes() {
            match byte {
                _ if escaped => escaped = false,
                b'\\' if quoted => escaped = true,
                b'"' => quoted = !quoted,
                b'[' | b'{' if !quoted => depth += 1,
                b']' | b'}' if !quoted => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth > DEPTH {
                return Err(Unfit::Deep);
            }
        }
        Ok(())
    }

    /// A value with all that is in it. `open` holds how many are still to come on each level.
    fn value(&mut self) -> Result<(), Unfit> {
        let mut open = vec![Level { left: 1, keyed: false }];
        while let Some(level) = open.last_mut() {
            if level.left == 0 {
                open.pop();
                continue;
            }
            level.left -= 1;
            if level.keyed {
                self.text()?;
            }
            if let Some(level) = self.value_begins()? {
                if open.len() >= DEPTH {
                    return Err(Unfit::Deep);
                }
                open.push(level);
            }
        }
        Ok(())
    }

    /// The first part of a value: all of it, or the level that it opens.
    fn value_begins(&mut self) -> Result<Option<Level>, Unfit> {
        match self.byte()? {
            // undefined, null, false, true
            127 | 126 | 121 | 120 => {}
            // a whole number with its sign
            125 => drop(self.number()?),
            124 => drop(self.take(4)?),
            123 | 122 => drop(self.take(8)?),
            119 => drop(self.text()?),
            118 => return Ok(Some(Level { left: self.count()?, keyed: true })),
            117 => return Ok(Some(Level { left: self.count()?, keyed: false })),
            116 => drop(self.blob()?),
            _ => return Err(Unfit::Kind),
        }
        Ok(None)
    }
}

/// Values that are still to come in a list or a map.
struct Level {
    left: usize,
    keyed: bool,
}

#[cfg(test)]
mod tests {
    use yrs::{Any, Array, Doc, Map, ReadTxn, StateVector, Text, Transact, XmlFragment};

    use super::*;

    fn whole(doc: &Doc) -> Vec<u8> {
        doc.transact().encode_state_as_update_v1(&StateVector::default())
    }

    #[test]
    fn everything_a_board_holds_is_read() {
        let doc = Doc::with_client_id(7);
        let page = doc.get_or_insert_map("p:1");
        let fragment = doc.get_or_insert_xml_fragment("text");
        let notes = doc.get_or_insert_text("notes");
        let list = doc.get_or_insert_array("list");
        {
            let mut tx = doc.transact_mut();
            let stroke =
                Any::from_json(r#"{"k":"pen","w":2.5,"at":[1,-70000,{"x":null}],"on":true}"#).unwrap();
            page.insert(&mut tx, "one", stroke);
            page.insert(&mut tx, "two", Any::Buffer(vec![1, 2, 3].into()));
            page.insert(&mut tx, "one", "again");
            notes.push(&mut tx, "Gauß 🧮");
            notes.remove_range(&mut tx, 1, 2);
            list.push_back(&mut tx, 1);
            list.push_back(&mut tx, vec![1_u8, 2]);
            fragment.push_back(&mut tx, yrs::XmlElementPrelim::empty("paragraph"));
        }

        let update = whole(&doc);
        let contents = read(&update).unwrap();

        assert!(contents.blocks.iter().all(|block| block.id.client == 7));
        assert_eq!(contents.blocks.iter().filter(|block| block.holds).count(), 1);
        assert!(!contents.deletions.is_empty());
        let end = contents.blocks.iter().map(|block| block.id.clock + block.len).max();
        let known = doc.transact().state_vector().get(&yrs::ClientID::new(7));
        assert_eq!(end, Some(known), "lengths are counted as the engine counts them");
    }

    /// An update of one block with a value nested `depth` deep: two bytes a level.
    fn nested(depth: usize) -> Vec<u8> {
        let mut update = vec![1, 1, 7, 0, 8, 1, 1, b'p', 1];
        update.extend(std::iter::repeat_n([117, 1], depth).flatten());
        update.extend([126, 0]);
        update
    }

    #[test]
    fn a_value_nested_too_deeply_is_refused_before_the_engine_recurses_into_it() {
        assert!(read(&nested(20)).is_ok());
        assert_eq!(read(&nested(8_000)), Err(Unfit::Deep));
        let json = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
        let mut update = vec![1, 1, 7, 0, 5, 1, 1, b'p', 0x90, 0x4e];
        update.extend(json.as_bytes());
        update.push(0);
        assert_eq!(read(&update), Err(Unfit::Deep));
    }

    #[test]
    fn a_count_that_the_bytes_cannot_hold_is_refused() {
        let huge = [0x80, 0x80, 0x80, 0x80, 0x01];
        let places: [&[u8]; 5] = [&[], &[1], &[0], &[0, 1, 7], &[1, 1, 7, 0, 8, 1, 1, b'p']];
        for place in places {
            let update = [place, &huge].concat();
            assert_eq!(read(&update), Err(Unfit::Count), "{update:?}");
        }
    }

    #[test]
    fn gaps_documents_in_documents_and_old_kinds_are_refused() {
        for kind in [2, 9, 10, 11, 15, 16, 31] {
            assert_eq!(read(&[1, 1, 7, 0, kind, 1, 1, b'p', 1, 0, 0]), Err(Unfit::Kind), "{kind}");
        }
    }

    #[test]
    fn what_is_cut_short_or_goes_on_is_refused() {
        let doc = Doc::with_client_id(7);
        let page = doc.get_or_insert_map("p:1");
        page.insert(&mut doc.transact_mut(), "one", "a stroke");
        let update = whole(&doc);

        for end in 0..update.len() {
            assert!(read(&update[..end]).is_err(), "cut at {end}");
        }
        assert_eq!(read(&[update.as_slice(), &[0]].concat()), Err(Unfit::Long));
    }
}
