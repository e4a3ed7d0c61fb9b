//! The boards from the outside: browsers as real documents, a log that may lose its unwritten tail.

use std::collections::VecDeque;
use std::sync::Arc;

use kernel::{Seat, SessionId, Timestamp, UserId};
use proptest::prelude::*;
use room::boards::{Board, Boards, Hand, Input, Output, Row, Seal, Stored, VOUCHER_BYTES, wire};
use room::{CloseCode, Conn};
use yrs::updates::decoder::Decode;
use yrs::updates::encoder::Encode;
use yrs::{
    Any, Array, ClientID, Doc, GetString, Map, MapRef, ReadTxn, StateVector, Text, Transact, TransactionMut,
    Update,
};

const DRAW: u8 = 0;
const SYNC: u8 = 0;

fn person(number: i64) -> UserId {
    UserId::from_uuid(uuid(number))
}

fn session() -> SessionId {
    SessionId::from_uuid(uuid(1))
}

fn uuid(number: i64) -> uuid::Uuid {
    uuid::Uuid::from_u128(u128::try_from(number).unwrap())
}

fn empty_boards() -> Boards {
    Boards::new(Seal::new(&[7; 32], b"these"))
}

/// Something that a page sent or saw and that may be lost, as it is sent again.
struct Kept {
    frame: Vec<u8>,
    until: Until,
}

enum Until {
    /// The page's edits up to this are acknowledged.
    Acked(u64),
    /// The rows up to this are on disk.
    Durable(u64),
}

/// A browser with its document.
struct Page {
    doc: Doc,
    conn: Option<Conn>,
    hand: Hand,
    acked: u64,
    sent: u64,
    refused: Vec<u8>,
    kept: Vec<Kept>,
}

/// The boards, their log, and the way between them and the pages.
struct House {
    boards: Boards,
    /// What is on disk.
    log: Vec<Row>,
    kept: Option<(u64, Vec<u8>)>,
    /// What is asked to be written.
    queue: VecDeque<Row>,
    pages: Vec<Page>,
    conns: u64,
    client: u64,
}

impl House {
    fn new() -> Self {
        let mut house = Self {
            boards: empty_boards(),
            log: Vec::new(),
            kept: None,
            queue: VecDeque::new(),
            pages: Vec::new(),
            conns: 0,
            client: 0,
        };
        for (number, seat) in [(1, Seat::Instructor), (2, Seat::Student)] {
            let hand = Hand { who: person(number), seat, session: session(), prepares: false };
            let doc = house.fresh_doc();
            house.pages.push(Page {
                doc,
                conn: None,
                hand,
                acked: 0,
                sent: 0,
                refused: Vec::new(),
                kept: Vec::new(),
            });
        }
        house
    }

    fn fresh_doc(&mut self) -> Doc {
        self.client += 1;
        Doc::with_client_id(self.client)
    }

    fn handle(&mut self, input: Input) {
        self.boards.handle(Timestamp::from_micros(0), input);
        while let Some(output) = self.boards.poll() {
            self.carry_out(output);
        }
    }

    fn carry_out(&mut self, output: Output) {
        match output {
            Output::Send { conn, bytes } => self.deliver(conn, &bytes),
            Output::Close { conn, .. } => {
                if let Some(page) = self.pages.iter_mut().find(|page| page.conn == Some(conn)) {
                    page.conn = None;
                }
            }
            Output::Load { board } => {
                let (kept, whole) = self.kept.clone().map_or((0, None), |(n, state)| (n, Some(state)));
                let after = self.log.iter().filter(|row| row.n > kept).map(|row| row.update.to_vec());
                let owners = self.log.iter().flat_map(|row| row.bound.iter().map(|client| (*client, row.by)));
                let stored =
                    Stored { updates: whole.into_iter().chain(after).collect(), owners: owners.collect() };
                let newest = self.log.last().map_or(0, |row| row.n);
                self.handle(Input::Loaded { board, stored, newest });
            }
            Output::Append(row) => self.queue.push_back(row),
            Output::Whole { ticket, state } => {
                let page = &mut self.pages[usize::try_from(ticket).unwrap()];
                let update = Update::decode_v1(&state.unwrap()).unwrap();
                page.doc.transact_mut().apply_update(update).unwrap();
            }
            // written behind the rows before it
            Output::Keep { upto, state, .. } => {
                self.write();
                self.kept = Some((upto, state));
            }
        }
    }

    fn deliver(&mut self, conn: Conn, bytes: &[u8]) {
        let Some(index) = self.pages.iter().position(|page| page.conn == Some(conn)) else { return };
        match (bytes, wire::read(bytes)) {
            (_, Some(wire::Frame::Edit { update, .. })) => {
                let update = Update::decode_v1(update).unwrap();
                self.pages[index].doc.transact_mut().apply_update(update).unwrap();
            }
            (_, Some(wire::Frame::Ask { vector, .. })) => {
                let vector = StateVector::decode_v1(vector).unwrap();
                let lacking = self.pages[index].doc.transact().encode_state_as_update_v1(&vector);
                self.edit_frame(index, &wire::answer(Board::Draw, &lacking));
            }
            ([DRAW, 100, count @ ..], None) => {
                let page = &mut self.pages[index];
                page.acked = number(count);
                page.kept.retain(|kept| !matches!(kept.until, Until::Acked(count) if count <= page.acked));
            }
            ([DRAW, 103, rest @ ..], _) => {
                let (n, rest) = leading_number(rest);
                let (durable, rest) = leading_number(rest);
                let (voucher, update) = rest.split_first_chunk::<VOUCHER_BYTES>().unwrap();
                let page = &mut self.pages[index];
                page.doc.transact_mut().apply_update(Update::decode_v1(update).unwrap()).unwrap();
                let frame = wire::vouched(Board::Draw, voucher, update);
                page.kept.push(Kept { frame, until: Until::Durable(n) });
                page.kept.retain(|kept| !matches!(kept.until, Until::Durable(n) if n <= durable));
            }
            ([_, 102], None) => {
                let (who, ticket) = (self.pages[index].hand.who, index as u64);
                self.handle(Input::Fetch { who, board: Board::Draw, ticket });
                self.ask(index);
            }
            ([_, 101, rest @ ..], None) => {
                let why = *rest.last().unwrap();
                self.pages[index].refused.push(why);
            }
            (other, _) => panic!("{other:?}"),
        }
    }

    fn edit_frame(&mut self, index: usize, frame: &[u8]) {
        let page = &mut self.pages[index];
        page.sent += 1;
        if let Some(conn) = page.conn {
            page.kept.push(Kept { frame: frame.to_vec(), until: Until::Acked(page.sent) });
            self.handle(Input::Frame { conn, bytes: frame.to_vec() });
        }
    }

    /// The page connects, brings back what it has, and asks for the rest.
    fn connect(&mut self, index: usize) {
        self.conns += 1;
        let conn = Conn(self.conns);
        let page = &mut self.pages[index];
        if let Some(old) = page.conn.replace(conn) {
            self.handle(Input::Left { conn: old });
        }
        let page = &mut self.pages[index];
        (page.sent, page.acked) = (0, 0);
        let hand = page.hand;
        let back = std::mem::take(&mut page.kept);
        self.handle(Input::Came { conn, hand });
        for kept in back {
            self.edit_frame(index, &kept.frame);
        }
        self.ask(index);
    }

    /// The page says what it knows.
    fn ask(&mut self, index: usize) {
        let page = &self.pages[index];
        let vector = page.doc.transact().state_vector().encode_v1();
        if let Some(conn) = page.conn {
            self.handle(Input::Frame { conn, bytes: wire::ask(Board::Draw, &vector) });
        }
    }

    /// The page's document, and all it knew, is gone.
    fn throw_away(&mut self, index: usize) {
        let doc = self.fresh_doc();
        let page = &mut self.pages[index];
        page.doc = doc;
        page.kept.clear();
    }

    fn disconnect(&mut self, index: usize) {
        if let Some(conn) = self.pages[index].conn.take() {
            self.handle(Input::Left { conn });
        }
    }

    /// Draws, erases or writes over, as chance has it.
    fn draw(&mut self, index: usize, chance: u32) {
        let doc = self.pages[index].doc.clone();
        let map = doc.get_or_insert_map("p:1");
        let update = {
            let mut tx = doc.transact_mut();
            let key = format!("o{}", chance % 12);
            if chance.is_multiple_of(5) {
                map.remove(&mut tx, &key);
            } else {
                let value = format!(r#"{{"k":"pen","c":{chance},"p":[1,2]}}"#);
                map.insert(&mut tx, key, Any::from_json(&value).unwrap());
            }
            tx.encode_update_v1()
        };
        self.edit_frame(index, &wire::edit(Board::Draw, &update));
    }

    fn put(&mut self, index: usize, thing: &str, value: Any) {
        self.change(index, |map, tx| {
            map.insert(tx, thing, value);
        });
    }

    /// Does this to the objects, and says so.
    fn change(&mut self, index: usize, deed: impl FnOnce(&MapRef, &mut TransactionMut<'_>)) {
        let doc = self.pages[index].doc.clone();
        let map = doc.get_or_insert_map("p:1");
        let update = {
            let mut tx = doc.transact_mut();
            deed(&map, &mut tx);
            tx.encode_update_v1()
        };
        self.edit_frame(index, &wire::edit(Board::Draw, &update));
    }

    fn write(&mut self) {
        let Some(newest) = self.queue.back().map(|row| row.n) else { return };
        self.log.extend(self.queue.drain(..));
        self.handle(Input::Written { board: Board::Draw, n: newest });
    }

    /// The server dies: what was not written is lost, and every page has to come back.
    fn kill(&mut self) {
        self.queue.clear();
        self.boards = empty_boards();
        self.pages.iter_mut().for_each(|page| page.conn = None);
    }

    fn lock(&mut self, on: bool) {
        self.handle(Input::Lock { board: Board::Draw, on });
    }

    fn map_of(doc: &Doc) -> String {
        let map = doc.get_or_insert_map("p:1");
        let tx = doc.transact();
        let mut found: Vec<String> =
            map.iter(&tx).map(|(key, value)| format!("{key}={}", sorted(&value.to_string(&tx)))).collect();
        found.sort();
        found.join("\n")
    }

    /// What a page sees that was never here before.
    fn as_stored(&mut self) -> String {
        Self::map_of(&self.stored_doc())
    }

    fn stored_doc(&mut self) -> Doc {
        let doc = self.fresh_doc();
        for row in &self.log {
            doc.transact_mut().apply_update(Update::decode_v1(&row.update).unwrap()).unwrap();
        }
        doc
    }
}

/// The engine writes the keys of an object in any order.
fn sorted(text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    letters.sort_unstable();
    letters.into_iter().collect()
}

fn number(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |sum, byte| (sum << 7) | u64::from(byte & 0x7f))
}

fn leading_number(bytes: &[u8]) -> (u64, &[u8]) {
    let end = bytes.iter().position(|byte| byte & 0x80 == 0).unwrap() + 1;
    (number(&bytes[..end]), &bytes[end..])
}

#[derive(Debug, Clone)]
enum Step {
    Draw(usize, u32),
    Disconnect(usize),
    Connect(usize),
    Write,
    Kill,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        20 => (0..2_usize, any::<u32>()).prop_map(|(page, chance)| Step::Draw(page, chance)),
        2 => (0..2_usize).prop_map(Step::Disconnect),
        3 => (0..2_usize).prop_map(Step::Connect),
        6 => Just(Step::Write),
        1 => Just(Step::Kill),
    ];
    prop::collection::vec(step, 1..150)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn after_any_partitions_and_deaths_all_agree_and_nothing_acknowledged_is_lost(steps in steps()) {
        let mut house = House::new();
        let mut promised: Vec<(ClientID, u32)> = Vec::new();
        for step in steps {
            match step {
                Step::Draw(page, chance) => house.draw(page, chance),
                Step::Disconnect(page) => house.disconnect(page),
                Step::Connect(page) => house.connect(page),
                Step::Write => house.write(),
                Step::Kill => house.kill(),
            }
            promised.extend(acknowledged_now(&house));
        }

        // the faults stop; a page whose edits build on what the other still has to bring tries again
        for _ in 0..3 {
            house.connect(0);
            house.connect(1);
            house.write();
        }

        let (ada, ben) = (House::map_of(&house.pages[0].doc), House::map_of(&house.pages[1].doc));
        prop_assert_eq!(&ada, &ben);
        prop_assert_eq!(&house.as_stored(), &ada);
        for page in &house.pages {
            prop_assert_eq!(page.acked, page.sent, "everything is saved");
        }
        let stored = house.stored_doc();
        let vector = stored.transact().state_vector();
        for (client, clock) in promised {
            prop_assert!(vector.get(&client) >= clock, "an acknowledged edit is gone");
        }
    }
}

/// For each page whose every edit is acknowledged: its client, and how many elements that has made.
fn acknowledged_now(house: &House) -> Vec<(ClientID, u32)> {
    let saved = |page: &&Page| page.conn.is_some() && page.sent > 0 && page.acked == page.sent;
    let made = |page: &Page| {
        let client = page.doc.client_id();
        (client, page.doc.transact().state_vector().get(&client))
    };
    house.pages.iter().filter(saved).map(made).collect()
}

fn both_in() -> House {
    let mut house = House::new();
    house.connect(0);
    house.connect(1);
    house.write();
    house
}

#[test]
fn an_edit_is_shown_at_once_and_acknowledged_when_it_is_written_and_not_before() {
    let mut house = both_in();
    let before = house.pages[0].acked;

    house.draw(0, 7);
    let (seen, acked, sent) = (House::map_of(&house.pages[1].doc), house.pages[0].acked, house.pages[0].sent);
    house.write();

    assert!(seen.contains("o7="), "{seen}");
    assert_eq!((acked, house.pages[0].acked), (before, sent));
}

#[test]
fn what_was_seen_and_lost_is_brought_back_by_who_saw_it() {
    let mut house = both_in();
    house.draw(0, 7);
    house.draw(1, 8);
    house.kill();
    // its maker's browser is gone for ever
    house.throw_away(0);

    house.connect(1);
    house.write();
    house.connect(0);

    let stored = house.as_stored();
    assert!(stored.contains("o7=") && stored.contains("o8="), "{stored}");
    assert_eq!((&house.pages[1].refused, house.pages[1].acked), (&vec![], house.pages[1].sent));
    let [ada, ben] = [person(1), person(2)];
    assert_eq!(house.log.iter().map(|row| row.by).collect::<Vec<_>>(), [ada, ben], "each as their maker's");
    assert_eq!(House::map_of(&house.pages[0].doc), House::map_of(&house.pages[1].doc));
}

#[test]
fn what_is_brought_back_without_the_servers_word_is_refused() {
    let mut house = both_in();
    let doc = house.fresh_doc();
    let map = doc.get_or_insert_map("p:1");
    map.insert(&mut doc.transact_mut(), "forged", 1);
    let update = doc.transact().encode_state_as_update_v1(&StateVector::default());
    let elsewhere = Seal::new(&[7; 32], b"others").vouch(Board::Draw, person(1), session(), &update);

    for voucher in [[0; VOUCHER_BYTES], elsewhere] {
        house.edit_frame(1, &wire::vouched(Board::Draw, &voucher, &update));
    }

    assert_eq!(house.pages[1].refused, [2, 2]);
    assert!(house.queue.is_empty());
}

#[test]
fn a_slow_disk_lets_a_few_edits_be_shown_before_it_and_the_rest_after() {
    let mut house = both_in();
    for number in 0..60 {
        house.list(0, &[(WRITE, &format!("page {number}"))]);
    }

    let early = House::listed(&house.pages[1].doc).len();
    house.throw_away(1);
    house.connect(1);
    let asked_early = House::listed(&house.pages[1].doc).len();
    house.write();

    assert_eq!((early, asked_early), (16, 0), "and a question waits");
    assert_eq!(House::listed(&house.pages[1].doc).len(), 60);
    assert_eq!(house.pages[1].acked, house.pages[1].sent);
}

#[test]
fn who_comes_while_edits_wait_for_the_disk_sees_them_and_can_bring_them_back() {
    let mut house = both_in();
    house.disconnect(1);
    house.draw(0, 7);

    house.connect(1);
    let seen = House::map_of(&house.pages[1].doc);
    house.kill();
    house.throw_away(0);
    house.connect(1);
    house.write();

    assert!(seen.contains("o7="), "{seen}");
    assert!(house.as_stored().contains("o7="));
}

#[test]
fn a_locked_student_changes_nothing_and_a_refused_edit_never_comes_back_by_itself() {
    let mut house = both_in();
    house.draw(1, 1);
    house.write();
    house.lock(true);

    house.draw(1, 2);
    house.draw(1, 7);
    house.draw(0, 3);
    house.write();

    assert_eq!(house.pages[1].refused, [0, 0]);
    let on_disk = house.as_stored();
    assert!(on_disk.contains("o1=") && on_disk.contains("o3=") && !on_disk.contains("o2="));

    // the page throws its document away, as it must, and draws on after the lock
    house.throw_away(1);
    house.connect(1);
    house.lock(false);
    house.draw(1, 4);
    house.write();
    assert!(house.as_stored().contains("o4=") && !house.as_stored().contains("o2="));
    assert_eq!(House::map_of(&house.pages[0].doc), House::map_of(&house.pages[1].doc));
}

#[test]
fn nobody_writes_with_anothers_hand() {
    let mut house = both_in();
    house.draw(0, 1);
    house.write();
    let ada = house.pages[0].doc.client_id();
    let forged = Doc::with_client_id(ada.get());
    let known = house.pages[0].doc.transact().state_vector().get(&ada);
    let map = forged.get_or_insert_map("p:1");
    for number in 0..=known {
        map.insert(&mut forged.transact_mut(), format!("forged{number}"), number);
    }
    let update = forged.transact().encode_state_as_update_v1(&StateVector::default());

    house.edit_frame(1, &wire::edit(Board::Draw, &update));
    house.write();

    assert_eq!(house.pages[1].refused, [2]);
    assert!(!house.as_stored().contains("forged"));
}

#[test]
fn an_edit_that_builds_on_the_unknown_is_asked_for_again_and_leaves_nothing_waiting() {
    let mut house = both_in();
    let doc = house.fresh_doc();
    let map = doc.get_or_insert_map("p:1");
    map.insert(&mut doc.transact_mut(), "first", 1);
    let second = {
        let mut tx = doc.transact_mut();
        map.insert(&mut tx, "second", 2);
        tx.encode_update_v1()
    };

    house.edit_frame(1, &wire::edit(Board::Draw, &second));

    assert_eq!(house.pages[1].refused, [1]);
    assert!(house.queue.is_empty());
}

#[test]
fn an_edit_that_builds_on_itself_is_refused_and_the_other_works_on() {
    let mut house = both_in();
    let conn = house.pages[1].conn.unwrap();
    // an element inside itself, two inside each other, and a deletion of nothing that is not there
    let alone = [1, 2, 9, 0, 7, 1, 4, b't', b'e', b'x', b't', 3, 1, b'p', 7, 0, 9, 2, 6, 0];
    let ring = [2, 1, 9, 0, 7, 0, 8, 0, 6, 1, 8, 0, 7, 0, 9, 0, 6, 0];

    let nothing = [0, 1, 9, 1, 32, 0];

    for update in [&alone[..], &ring[..], &nothing[..]] {
        house.handle(Input::Frame { conn, bytes: wire::edit(Board::Write, update) });
    }
    house.draw(0, 3);
    house.write();

    assert_eq!(house.pages[1].refused, [1, 1, 1]);
    assert!(house.pages.iter().all(|page| page.conn.is_some()));
    assert_eq!(house.pages[0].acked, house.pages[0].sent);
}

#[test]
fn a_hostile_frame_costs_its_sender_the_connection_and_nobody_else_anything() {
    let nested: Vec<u8> = {
        let mut update = vec![1, 1, 9, 0, 8, 1, 3, b'p', b':', b'1', 1];
        update.extend(std::iter::repeat_n([117, 1], 8_000).flatten());
        update.extend([126, 0]);
        update
    };
    let element = {
        let doc = Doc::with_client_id(99);
        let list = doc.get_or_insert_array("list");
        list.push_back(&mut doc.transact_mut(), yrs::MapPrelim::default());
        doc.transact().encode_state_as_update_v1(&StateVector::default())
    };
    let frames: [Vec<u8>; 7] = [
        wire::edit(Board::Draw, &nested),
        wire::edit(Board::Draw, &[0x80, 0x80, 0x80, 0x40, 0]),
        // a drawing is flat
        wire::edit(Board::Draw, &element),
        wire::ask(Board::Draw, &[0x80, 0x80, 0x80, 0x40]),
        vec![DRAW, SYNC, 9, 0],
        vec![7, 7, 7],
        vec![],
    ];
    for frame in frames {
        let mut house = both_in();
        let conn = house.pages[1].conn.unwrap();

        house.handle(Input::Frame { conn, bytes: frame.clone() });

        assert_eq!(house.pages[1].conn, None, "{:?}", &frame[..frame.len().min(20)]);
        house.draw(0, 3);
        house.write();
        assert_eq!(house.pages[0].acked, house.pages[0].sent);
    }
}

#[test]
fn frames_of_somebody_who_has_no_place_here_change_nothing() {
    let mut boards = empty_boards();

    boards.handle(Timestamp::from_micros(0), Input::Frame { conn: Conn(5), bytes: vec![7] });

    assert_eq!(boards.poll(), None);
}

/// Why an edit is refused that would make a board too large.
const FULL: u8 = 3;

fn large(kilobytes: usize) -> Any {
    Any::from(vec![7_u8; kilobytes * 1024])
}

#[test]
fn a_full_board_takes_nothing_more_until_it_is_cleared() {
    let mut house = both_in();
    let mut strokes = 0;
    for kilobytes in [32, 1, 0] {
        house.begin_anew(1);
        while house.pages[1].refused.is_empty() {
            strokes += 1;
            house.put(1, &format!("large-{strokes}"), large(kilobytes));
            house.write();
        }
        assert_eq!(std::mem::take(&mut house.pages[1].refused), [FULL]);
    }
    assert!((1_000..1_200).contains(&strokes), "{strokes}");

    house.change(0, |map, tx| map.clear(tx));
    house.draw(0, 7);
    house.write();

    assert_eq!((&house.pages[0].refused, house.pages[0].acked), (&vec![], house.pages[0].sent));
    assert!(house.as_stored().starts_with("o7="), "{}", house.as_stored());
}

#[test]
fn what_was_drawn_and_rubbed_out_leaves_room_for_more() {
    let mut house = both_in();
    // each takes the place of the one before
    for _ in 0..70 {
        house.put(0, "large", large(512));
        house.write();
        (0..2).for_each(|page| house.disconnect(page));
        (0..2).for_each(|page| house.connect(page));
        house.write();
    }

    assert_eq!((&house.pages[0].refused, house.pages[0].acked), (&vec![], house.pages[0].sent));
}

#[test]
fn a_flash_goes_to_the_other_and_not_while_locked() {
    let mut boards = empty_boards();
    let mut handle = |input| {
        boards.handle(Timestamp::from_micros(0), input);
        std::iter::from_fn(|| boards.poll()).collect::<Vec<_>>()
    };
    for (conn, seat) in [(Conn(1), Seat::Instructor), (Conn(2), Seat::Student)] {
        handle(Input::Came {
            conn,
            hand: Hand { who: person(conn.0.cast_signed()), seat, session: session(), prepares: false },
        });
    }
    let ink = wire::flash(Board::Draw, &[1, 2, 3]);

    let shown = handle(Input::Frame { conn: Conn(2), bytes: ink.clone() });
    handle(Input::Lock { board: Board::Draw, on: true });
    let locked = handle(Input::Frame { conn: Conn(2), bytes: ink.clone() });
    let by_ada = handle(Input::Frame { conn: Conn(1), bytes: ink.clone() });

    let bytes: Arc<[u8]> = ink.into();
    assert_eq!(shown, [Output::Send { conn: Conn(1), bytes: bytes.clone() }]);
    assert_eq!(locked, []);
    assert_eq!(by_ada, [Output::Send { conn: Conn(2), bytes }]);
}

#[test]
fn a_board_that_cannot_be_written_sends_everybody_back_to_say_what_they_have() {
    let mut house = both_in();
    house.draw(0, 1);
    house.queue.clear();

    house.handle(Input::Failed { board: Board::Draw });
    assert!(house.pages.iter().all(|page| page.conn.is_none()));
    house.connect(0);
    house.connect(1);
    house.write();

    assert!(house.as_stored().contains("o1="));
    assert_eq!(house.pages[0].acked, house.pages[0].sent);
}

#[test]
fn who_waits_for_a_board_that_cannot_be_read_is_sent_back_too() {
    let mut boards = empty_boards();
    let mut handle = |input| {
        boards.handle(Timestamp::from_micros(0), input);
        std::iter::from_fn(|| boards.poll()).collect::<Vec<_>>()
    };
    let hand = Hand { who: person(1), seat: Seat::Instructor, session: session(), prepares: false };
    handle(Input::Came { conn: Conn(1), hand });
    handle(Input::Frame { conn: Conn(1), bytes: wire::ask(Board::Draw, &[0]) });
    handle(Input::Fetch { who: person(1), board: Board::Draw, ticket: 7 });

    let out = handle(Input::Failed { board: Board::Draw });

    let sent_back = Output::Close { conn: Conn(1), code: CloseCode::OurMistake };
    assert_eq!(out, [Output::Whole { ticket: 7, state: None }, sent_back]);
}

#[test]
fn both_write_in_one_text() {
    let mut house = both_in();
    for index in [0, 1] {
        let doc = house.pages[index].doc.clone();
        let text = doc.get_or_insert_text("notes");
        let update = {
            let mut tx = doc.transact_mut();
            text.insert(&mut tx, 0, "word ");
            tx.encode_update_v1()
        };
        house.edit_frame(index, &wire::edit(Board::Draw, &update));
    }
    house.write();

    let read = |doc: &Doc| doc.get_or_insert_text("notes").get_string(&doc.transact());
    assert_eq!(read(&house.pages[0].doc), "word word ");
    assert_eq!(read(&house.pages[0].doc), read(&house.pages[1].doc));
}

#[test]
fn a_full_queue_and_a_close_code_are_told_apart() {
    let mut boards = empty_boards();
    let hand = Hand { who: person(1), seat: Seat::Student, session: session(), prepares: false };
    boards.handle(Timestamp::from_micros(0), Input::Came { conn: Conn(1), hand });
    for _ in 0..130 {
        let bytes = wire::ask(Board::Write, &[0]);
        boards.handle(Timestamp::from_micros(0), Input::Frame { conn: Conn(1), bytes });
    }

    let out: Vec<_> = std::iter::from_fn(|| boards.poll()).collect();
    assert_eq!(out.first(), Some(&Output::Load { board: Board::Write }));
    assert_eq!(out.last(), Some(&Output::Close { conn: Conn(1), code: CloseCode::OurMistake }));
}

#[test]
fn a_lesson_goes_before_and_who_prepares_its_boards_makes_room() {
    let mut boards = empty_boards();
    let mut came = |conn: u64, prepares: bool| {
        let hand = Hand { who: person(1), seat: Seat::Instructor, session: session(), prepares };
        boards.handle(Timestamp::from_micros(0), Input::Came { conn: Conn(conn), hand });
        std::iter::from_fn(|| boards.poll()).collect::<Vec<_>>()
    };
    let closed = |conn: u64| [Output::Close { conn: Conn(conn), code: CloseCode::Elsewhere }];

    assert_eq!(came(1, true), []);
    assert_eq!(came(2, true), [], "two windows of one who prepares");
    assert_eq!(came(3, false), closed(1).into_iter().chain(closed(2)).collect::<Vec<_>>());
    assert_eq!(came(4, true), closed(4));
    assert_eq!(came(5, false), []);
}

/// What an act on the list of pages does.
type Listing = fn(&yrs::MapRef, &mut yrs::TransactionMut<'_>, &str);

const WRITE: Listing = |list, tx, page| {
    let value = format!(r#"{{"ord":"V{}","style":"plain"}}"#, page.len());
    list.insert(tx, page, Any::from_json(&value).unwrap());
};
const REMOVE: Listing = |list, tx, page| {
    list.remove(tx, page);
};

impl House {
    /// Acts on the list of pages; the acts are one edit.
    fn list(&mut self, index: usize, acts: &[(Listing, &str)]) {
        let doc = self.pages[index].doc.clone();
        let list = doc.get_or_insert_map("pages");
        let update = {
            let mut tx = doc.transact_mut();
            acts.iter().for_each(|(act, page)| act(&list, &mut tx, page));
            tx.encode_update_v1()
        };
        self.edit_frame(index, &wire::edit(Board::Draw, &update));
    }

    fn listed(doc: &Doc) -> Vec<String> {
        let list = doc.get_or_insert_map("pages");
        let mut pages: Vec<String> = list.keys(&doc.transact()).map(ToOwned::to_owned).collect();
        pages.sort();
        pages
    }

    /// A page whose edit was refused throws its document away, as it must, and comes back.
    fn begin_anew(&mut self, index: usize) {
        self.throw_away(index);
        self.connect(index);
        self.write();
    }
}

#[test]
fn a_student_adds_moves_and_dresses_pages_and_removes_none() {
    let mut house = both_in();
    house.list(0, &[(WRITE, "one"), (WRITE, "two")]);
    house.write();

    house.list(1, &[(WRITE, "one"), (WRITE, "three"), (WRITE, "one")]);
    house.write();
    assert_eq!(house.pages[1].acked, house.pages[1].sent);
    house.draw(1, 2);
    house.list(1, &[(REMOVE, "two")]);
    house.write();

    assert_eq!(house.pages[1].refused, [4]);
    assert_eq!(House::listed(&house.pages[0].doc), ["one", "three", "two"]);
    house.begin_anew(1);
    house.draw(1, 3);
    house.write();
    assert_eq!(house.pages[1].acked, house.pages[1].sent, "and draws on");
    assert_eq!(House::listed(&house.stored_doc()), ["one", "three", "two"]);
    assert!(house.as_stored().contains("o2=") && house.as_stored().contains("o3="));
}

#[test]
fn an_instructor_removes_pages_also_those_of_the_student() {
    let mut house = both_in();
    house.list(1, &[(WRITE, "one"), (WRITE, "two")]);
    house.write();

    house.list(0, &[(REMOVE, "one")]);
    house.write();

    assert_eq!(
        (&house.pages[0].refused, House::listed(&house.pages[1].doc)),
        (&vec![], vec!["two".to_owned()])
    );
}

#[test]
fn a_page_is_not_removed_by_a_detour() {
    let detours: [&[(Listing, &str)]; 3] = [
        &[(WRITE, "one"), (REMOVE, "one")],
        &[(WRITE, "two"), (REMOVE, "one"), (WRITE, "two")],
        &[(WRITE, "one"), (WRITE, "one"), (REMOVE, "one"), (WRITE, "three")],
    ];
    for detour in detours {
        let mut house = both_in();
        house.list(0, &[(WRITE, "one"), (WRITE, "two")]);
        house.write();

        house.list(1, detour);

        assert_eq!(house.pages[1].refused, [4]);
        assert_eq!(House::listed(&house.stored_doc()), ["one", "two"]);
    }
    // an entry beside the one that stands, with a right neighbour, as no browser of ours writes it
    let mut house = both_in();
    house.list(0, &[(WRITE, "one")]);
    house.write();
    let ada = u8::try_from(house.pages[0].doc.client_id().get()).unwrap();
    let crafted = [1, 1, 99, 0, 0x68, ada, 0, 1, 126, 1, 99, 1, 0, 1];
    house.edit_frame(1, &wire::edit(Board::Draw, &crafted));
    assert_eq!(house.pages[1].conn, None);
    assert_eq!(House::listed(&house.stored_doc()), ["one"]);
}

#[test]
fn both_move_a_page_at_once_and_neither_is_refused() {
    for first in [0, 1] {
        let mut house = both_in();
        house.list(0, &[(WRITE, "one")]);
        house.write();
        house.disconnect(first);
        house.list(0, &[(WRITE, "one")]);
        house.list(1, &[(WRITE, "one")]);
        house.write();
        house.connect(first);
        house.connect(1 - first);
        house.write();

        assert_eq!((&house.pages[0].refused, &house.pages[1].refused), (&vec![], &vec![]));
        assert_eq!(House::listed(&house.stored_doc()), ["one"]);
    }
}

#[derive(Debug, Clone)]
enum Turn {
    List(usize, bool, u8),
    Disconnect(usize),
    Connect(usize),
    Write,
    Kill,
}

fn turns() -> impl Strategy<Value = Vec<Turn>> {
    let turn = prop_oneof![
        12 => (0..2_usize, any::<bool>(), 0..4_u8).prop_map(|(who, removes, page)| Turn::List(who, removes, page)),
        2 => (0..2_usize).prop_map(Turn::Disconnect),
        3 => (0..2_usize).prop_map(Turn::Connect),
        4 => Just(Turn::Write),
        1 => Just(Turn::Kill),
    ];
    prop::collection::vec(turn, 1..80)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    /// The student writes and removes as chance has it, the instructor only writes: no page ever goes, and a student who
    /// removed nothing is never refused.
    #[test]
    fn no_page_goes_by_a_students_hand(turns in turns()) {
        let mut house = both_in();
        let mut ever: std::collections::BTreeSet<String> = std::collections::BTreeSet::new();
        let mut has_removed = false;
        for turn in turns {
            match turn {
                Turn::List(who, removes, page) => {
                    let act = if removes && who == 1 { REMOVE } else { WRITE };
                    has_removed |= removes && who == 1;
                    house.list(who, &[(act, &format!("page {page}"))]);
                }
                Turn::Disconnect(who) => house.disconnect(who),
                Turn::Connect(who) => house.connect(who),
                Turn::Write => house.write(),
                Turn::Kill => house.kill(),
            }
            prop_assert_eq!(&house.pages[0].refused, &Vec::<u8>::new());
            if !house.pages[1].refused.is_empty() {
                prop_assert!(has_removed, "refused {:?} without a reason", house.pages[1].refused);
                house.pages[1].refused.clear();
                has_removed = false;
                house.begin_anew(1);
            }
            house.write();
            let stored = House::listed(&house.stored_doc());
            prop_assert!(ever.iter().all(|page| stored.contains(page)), "{ever:?} were there, {stored:?} are");
            ever.extend(stored);
        }
    }
}
