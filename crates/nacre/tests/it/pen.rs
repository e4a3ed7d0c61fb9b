//! A person at both boards of a real server, as their page is: documents that outlive connections, edits that are
//! counted and kept until they are acknowledged, those of the other until they are on disk, and a memory of what was
//! promised and shown.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use kernel::{ProgramId, SessionId, UserId};
use room::boards::{Board, VOUCHER_BYTES, wire};
use serde_json::{Value, json};
use testkit::Line;
use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio_tungstenite::tungstenite::Message;
use yrs::types::ToJson;
use yrs::updates::decoder::Decode;
use yrs::updates::encoder::Encode;
use yrs::{
    Any, ClientID, Doc, GetString, Map, OffsetKind, Options, ReadTxn, StateVector, Transact, Update,
    XmlElementPrelim, XmlFragment, XmlOut, XmlTextPrelim,
};

use crate::site::{PATIENCE, Site, ask_bytes};

/// Where the page of a drawing and the text of a writing board are in their documents.
const PAGE: &str = "p:1";
const TEXT: &str = "text";
/// Bytes of a stroke of sixty points, as the page packs them.
const STROKE_BYTES: usize = 150;
/// Of the own things on a board so many stay; then one is taken away for each that comes.
const KEPT: usize = 120;

/// Where the session is held.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    pub server: SocketAddr,
    pub session: SessionId,
}

/// How busy a hand is.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// From one frame to the next.
    pub pause: Duration,
    /// Tails of ink from one finished stroke to the next.
    pub ink: u32,
}

/// A person at the boards.
pub struct Pen {
    name: &'static str,
    seat: &'static str,
    cookie: String,
    sheets: [Sheet; 2],
    made: u32,
    /// Tails of ink since the last finished stroke.
    ink: u32,
}

/// One board as this person's page has it.
struct Sheet {
    board: Board,
    doc: Doc,
    /// The server has said what it knows, on this connection.
    greeted: bool,
    /// What was lacking here has come, on this connection.
    answered: bool,
    sent: u64,
    acknowledged: u64,
    /// What was sent and shown on this connection and may be lost, as it is sent again.
    kept: Vec<(Until, Vec<u8>)>,
    /// The same of the connections before, to be brought back.
    back: Vec<Vec<u8>>,
    /// What was done by the edits of this connection that are on their way.
    under_way: Vec<(u64, Vec<Deed>)>,
    /// What no connection has carried yet.
    unsaid: Vec<Deed>,
    /// What the server said is on its disk.
    promised: Vec<Deed>,
    /// Things of the other person that were ever shown here.
    seen: BTreeSet<String>,
}

/// How long something may be lost.
enum Until {
    /// Until the edits up to this are acknowledged.
    Acknowledged(u64),
    /// Until the board is on disk up to this row.
    Durable(u64),
}

/// Something a person did to one of their own things; each is put once and taken away at most once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deed {
    Put(String),
    Taken(String),
}

impl Pen {
    /// Somebody with empty documents. Their name begins the names of all they put on the boards.
    pub fn new(name: &'static str, seat: &'static str, cookie: &str) -> Self {
        let sheets = Board::ALL.map(Sheet::new);
        Self { name, seat, cookie: cookie.to_owned(), sheets, made: 0, ink: 0 }
    }

    /// The same person on another device, who has seen nothing yet.
    pub fn elsewhere(&self) -> Self {
        Self::new(self.name, self.seat, &self.cookie)
    }

    /// Works at both boards until the connection breaks; why it did.
    pub async fn work(&mut self, place: Place, pace: Pace) -> io::Error {
        match self.come(place).await {
            Ok(mut line) => match self.work_on(&mut line, place, pace).await {
                Err(error) => error,
                Ok(never) => match never {},
            },
            Err(error) => error,
        }
    }

    async fn work_on(&mut self, line: &mut Line, place: Place, pace: Pace) -> io::Result<Infallible> {
        let mut tick = interval(pace.pause);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                message = line.try_hear() => self.hear(place, line, message?).await?,
                _ = tick.tick() => self.act(line, pace.ink).await?,
            }
        }
    }

    /// Says all it has and reads all that is lacking, then goes.
    pub async fn visit(&mut self, place: Place) {
        let visit = async {
            let mut line = self.come(place).await?;
            while !self.sheets.iter().all(|sheet| sheet.answered && sheet.is_saved()) {
                let message = line.try_hear().await?;
                self.hear(place, &mut line, message).await?;
            }
            io::Result::Ok(())
        };
        timeout(PATIENCE, visit).await.expect("both boards come whole").expect("nobody kills this server");
    }

    async fn come(&mut self, place: Place) -> io::Result<Line> {
        for sheet in &mut self.sheets {
            sheet.lose();
        }
        let origin = format!("http://{}:{}", testkit::HARBOR, place.server.port());
        let line = Line::reach(place.server, place.session, &self.cookie, Some(&origin)).await?;
        let mut line = line.map_err(|status| io::Error::other(format!("refused with {status}")))?;
        let device = format!("device{:0>8}", self.name);
        let hello = json!({"t": "hello", "v": 1, "device": device, "place": "room", "takeover": true});
        line.try_say(&hello).await?;
        Ok(line)
    }

    async fn hear(&mut self, place: Place, line: &mut Line, message: Message) -> io::Result<()> {
        match message {
            Message::Text(text) => self.hear_words(line, &text).await,
            Message::Binary(bytes) => self.hear_frame(place, line, &bytes).await,
            Message::Close(frame) => Err(io::Error::other(format!("closed: {frame:?}"))),
            _ => Ok(()),
        }
    }

    /// Goes into the room as soon as that is allowed, and asks for the boards there.
    async fn hear_words(&mut self, line: &mut Line, text: &str) -> io::Result<()> {
        let said: Value = serde_json::from_str(text).map_err(io::Error::other)?;
        let place_of = |seat: &str| match said["t"].as_str() {
            Some("welcome") => said[seat]["place"].as_str(),
            Some("person") if said["who"] == seat => said["person"]["place"].as_str(),
            _ => None,
        };
        if place_of(self.seat) == Some("room") {
            for sheet in self.sheets.iter_mut().filter(|sheet| !sheet.greeted) {
                for frame in std::mem::take(&mut sheet.back) {
                    sheet.carry(Vec::new(), &frame);
                    line.try_frame(&frame).await?;
                }
                line.try_frame(&sheet.question()).await?;
            }
        } else if self.seat == "student" && place_of("instructor") == Some("room") {
            line.try_say(&json!({"t": "place", "place": "room"})).await?;
        }
        Ok(())
    }

    async fn hear_frame(&mut self, place: Place, line: &mut Line, bytes: &[u8]) -> io::Result<()> {
        let Some(board) = bytes.first() else { return Ok(()) };
        let Some(sheet) = self.sheets.get_mut(usize::from(*board)) else { return Ok(()) };
        match (bytes, wire::read(bytes)) {
            (_, Some(wire::Frame::Ask { vector, .. })) => line.try_frame(&sheet.answer(vector)).await,
            ([_, _, step, ..], Some(wire::Frame::Edit { update, .. })) => {
                sheet.answered |= *step == 1;
                sheet.take(update, self.name);
                Ok(())
            }
            ([_, 103, rest @ ..], _) => {
                let (n, rest) = leading_number(rest);
                let (durable, rest) = leading_number(rest);
                let (voucher, update) = rest.split_first_chunk::<VOUCHER_BYTES>().expect("a voucher");
                sheet.take(update, self.name);
                let frame = wire::vouched(sheet.board, voucher, update);
                sheet.kept.push((Until::Durable(n), frame));
                sheet.kept.retain(|(until, _)| !matches!(until, Until::Durable(n) if *n <= durable));
                Ok(())
            }
            ([_, 100, count @ ..], None) => {
                sheet.confirm(number(count));
                Ok(())
            }
            ([_, 101, .., why], None) => {
                // what it builds on was lost with the server, and is said again
                assert_eq!(*why, wire::Why::Gap.code(), "{} is refused at {:?}", self.name, sheet.board);
                line.try_frame(&sheet.question()).await
            }
            ([_, 102], None) => {
                let path = format!("/classroom/{}/boards/{}", place.session, sheet.board.word());
                let whole = ask_bytes(place.server, &path, &self.cookie).await?;
                sheet.take(&whole, self.name);
                line.try_frame(&sheet.question()).await
            }
            (other, _) => panic!("{other:?}"),
        }
    }

    /// One finished stroke or paragraph, or ink on its way.
    async fn act(&mut self, line: &mut Line, ink: u32) -> io::Result<()> {
        self.ink = (self.ink + 1) % (ink + 1);
        if self.ink != 0 {
            return line.try_frame(&wire::flash(Board::Draw, &[7; 60])).await;
        }
        self.made += 1;
        let (name, index) = (self.name, usize::from(self.made.is_multiple_of(4)));
        let thing = format!("{name}-{}", self.made);
        self.sheets[index].put(line, &thing).await?;
        let own = self.sheets[index].things_of(name);
        match own.len() > KEPT || chance(5) == 0 {
            true => self.sheets[index].take_away(line, &own[chance(own.len())]).await,
            false => Ok(()),
        }
    }

    /// Both boards as bytes: what is on them, and how much each hand ever put there and took away. The engine writes the
    /// parts of a value in any order, so the bytes are not its own.
    pub fn bytes(&self) -> [String; 2] {
        self.sheets.each_ref().map(Sheet::bytes)
    }

    /// How much was promised, and how much of the other's was shown.
    pub fn counts(&self) -> (usize, usize) {
        let sum = |count: fn(&Sheet) -> usize| self.sheets.iter().map(count).sum();
        (sum(|sheet| sheet.promised.len()), sum(|sheet| sheet.seen.len()))
    }

    /// Fails unless all that was promised to this person is at `eye`'s.
    pub fn judge_promises(&self, eye: &Self) {
        for (mine, there) in self.sheets.iter().zip(&eye.sheets) {
            let things = there.things();
            for deed in &mine.promised {
                let kept = match deed {
                    // it may have been taken away by an edit that was not acknowledged, and came to the disk
                    Deed::Put(thing) => things.contains(thing) || mine.has_taken(thing),
                    Deed::Taken(thing) => !things.contains(thing),
                };
                assert!(kept, "acknowledged to {} and gone: {deed:?}", self.name);
            }
        }
    }

    /// Fails unless all that was shown to this person is at `eye`'s, once they said what they have.
    pub fn judge_what_was_shown(&self, eye: &Self) {
        for (mine, there) in self.sheets.iter().zip(&eye.sheets) {
            let things = there.things();
            let shown = mine.doc.transact().state_vector();
            let stored = there.doc.transact().state_vector();
            let own = mine.doc.client_id();
            for (client, clock) in shown.iter().filter(|(client, _)| **client != own) {
                assert!(stored.get(client) >= *clock, "shown to {} and gone", self.name);
            }
            let here = mine.things();
            for thing in mine.seen.iter().filter(|thing| !here.contains(*thing)) {
                assert!(
                    !things.contains(thing),
                    "{} saw {thing} being taken away, and it is back",
                    self.name
                );
            }
        }
    }
}

impl Sheet {
    fn new(board: Board) -> Self {
        let client = ClientID::new(u64::from(getrandom::u32().unwrap()));
        let options = Options { offset_kind: OffsetKind::Utf16, ..Options::with_client_id(client) };
        Self {
            board,
            doc: Doc::with_options(options),
            greeted: false,
            answered: false,
            sent: 0,
            acknowledged: 0,
            kept: Vec::new(),
            back: Vec::new(),
            under_way: Vec::new(),
            unsaid: Vec::new(),
            promised: Vec::new(),
            seen: BTreeSet::new(),
        }
    }

    const fn is_saved(&self) -> bool {
        self.greeted && self.acknowledged >= self.sent
    }

    fn lose(&mut self) {
        (self.greeted, self.answered, self.sent, self.acknowledged) = (false, false, 0, 0);
        self.back.extend(self.kept.drain(..).map(|(_, frame)| frame));
        let lost = self.under_way.drain(..).flat_map(|(_, deeds)| deeds);
        // before what was done without a connection
        self.unsaid = lost.chain(std::mem::take(&mut self.unsaid)).collect();
    }

    fn question(&self) -> Vec<u8> {
        wire::ask(self.board, &self.doc.transact().state_vector().encode_v1())
    }

    fn answer(&mut self, vector: &[u8]) -> Vec<u8> {
        let vector = StateVector::decode_v1(vector).expect("a state vector");
        let lacking = self.doc.transact().encode_state_as_update_v1(&vector);
        self.greeted = true;
        let deeds = std::mem::take(&mut self.unsaid);
        let frame = wire::answer(self.board, &lacking);
        self.carry(deeds, &frame);
        frame
    }

    fn carry(&mut self, deeds: Vec<Deed>, frame: &[u8]) {
        self.sent += 1;
        self.kept.push((Until::Acknowledged(self.sent), frame.to_vec()));
        self.under_way.push((self.sent, deeds));
    }

    fn confirm(&mut self, count: u64) {
        self.acknowledged = count;
        self.kept.retain(|(until, _)| !matches!(until, Until::Acknowledged(n) if *n <= count));
        let waiting = std::mem::take(&mut self.under_way);
        let (done, waiting): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|(n, _)| *n <= count);
        self.under_way = waiting;
        self.promised.extend(done.into_iter().flat_map(|(_, deeds)| deeds));
    }

    fn take(&mut self, update: &[u8], name: &str) {
        let update = Update::decode_v1(update).expect("an update");
        self.doc.transact_mut().apply_update(update).expect("an update that fits");
        self.seen.extend(self.things().into_iter().filter(|thing| !is_by(thing, name)));
    }

    async fn put(&mut self, line: &mut Line, thing: &str) -> io::Result<()> {
        let update = match self.board {
            Board::Draw => {
                let page = self.doc.get_or_insert_map(PAGE);
                let mut tx = self.doc.transact_mut();
                page.insert(&mut tx, thing, stroke());
                tx.encode_update_v1()
            }
            Board::Write => {
                let text = self.doc.get_or_insert_xml_fragment(TEXT);
                let mut tx = self.doc.transact_mut();
                let at = u32::try_from(chance(text.len(&tx) as usize + 1)).expect("a short text");
                let words = XmlElementPrelim::new("paragraph", [XmlTextPrelim::new(thing).into()]);
                text.insert(&mut tx, at, words);
                tx.encode_update_v1()
            }
        };
        self.say(line, update, Deed::Put(thing.to_owned())).await
    }

    async fn take_away(&mut self, line: &mut Line, thing: &str) -> io::Result<()> {
        let update = match self.board {
            Board::Draw => {
                let page = self.doc.get_or_insert_map(PAGE);
                let mut tx = self.doc.transact_mut();
                page.remove(&mut tx, thing);
                tx.encode_update_v1()
            }
            Board::Write => {
                let text = self.doc.get_or_insert_xml_fragment(TEXT);
                let mut tx = self.doc.transact_mut();
                let at = text.children(&tx).position(|node| words_of(&tx, &node) == thing);
                text.remove_range(
                    &mut tx,
                    u32::try_from(at.expect("an own thing")).expect("a short text"),
                    1,
                );
                tx.encode_update_v1()
            }
        };
        self.say(line, update, Deed::Taken(thing.to_owned())).await
    }

    async fn say(&mut self, line: &mut Line, update: Vec<u8>, deed: Deed) -> io::Result<()> {
        if !self.greeted {
            self.unsaid.push(deed);
            return Ok(());
        }
        let frame = wire::edit(self.board, &update);
        self.carry(vec![deed], &frame);
        line.try_frame(&frame).await
    }

    fn things(&self) -> BTreeSet<String> {
        match self.board {
            Board::Draw => {
                let page = self.doc.get_or_insert_map(PAGE);
                page.keys(&self.doc.transact()).map(str::to_owned).collect()
            }
            Board::Write => {
                let text = self.doc.get_or_insert_xml_fragment(TEXT);
                let tx = self.doc.transact();
                text.children(&tx).map(|node| words_of(&tx, &node)).collect()
            }
        }
    }

    fn things_of(&self, name: &str) -> Vec<String> {
        self.things().into_iter().filter(|thing| is_by(thing, name)).collect()
    }

    fn has_taken(&self, thing: &str) -> bool {
        let deeds = self.promised.iter().chain(&self.unsaid);
        let mut deeds = deeds.chain(self.under_way.iter().flat_map(|(_, deeds)| deeds));
        deeds.any(|deed| matches!(deed, Deed::Taken(taken) if taken == thing))
    }

    fn bytes(&self) -> String {
        let page = self.doc.get_or_insert_map(PAGE);
        let text = self.doc.get_or_insert_xml_fragment(TEXT);
        let tx = self.doc.transact();
        let things: BTreeMap<_, _> =
            page.iter(&tx).map(|(thing, value)| (thing, value.to_json(&tx))).collect();
        let things = serde_json::to_value(&things).expect("plain values");
        let vector = tx.state_vector();
        let hands: BTreeMap<_, _> = vector.iter().map(|(hand, clock)| (hand.get(), clock)).collect();
        format!("{things}\n{}\n{hands:?}\n{:?}", text.get_string(&tx), tx.snapshot().delete_set)
    }
}

fn stroke() -> Any {
    let points: Vec<u8> = (0..STROKE_BYTES).map(|_| u8::try_from(chance(128)).expect("seven bits")).collect();
    let parts =
        [("k", Any::from("pen")), ("c", Any::from("ink")), ("w", Any::from(2.0)), ("d", Any::from(points))];
    let parts = parts.map(|(key, value)| (key.to_owned(), value));
    Any::from(HashMap::from(parts))
}

/// The words of a paragraph.
fn words_of<T: ReadTxn>(tx: &T, node: &XmlOut) -> String {
    let XmlOut::Element(paragraph) = node else { return String::new() };
    match paragraph.first_child() {
        Some(XmlOut::Text(words)) => words.get_string(tx),
        _ => String::new(),
    }
}

fn is_by(thing: &str, name: &str) -> bool {
    thing.strip_prefix(name).is_some_and(|rest| rest.starts_with('-'))
}

/// One of `many`, from nought.
pub fn chance(many: usize) -> usize {
    getrandom::u32().unwrap() as usize % many
}

fn number(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |sum, byte| (sum << 7) | u64::from(byte & 0x7f))
}

fn leading_number(bytes: &[u8]) -> (u64, &[u8]) {
    let end = bytes.iter().position(|byte| byte & 0x80 == 0).expect("a number") + 1;
    (number(&bytes[..end]), &bytes[end..])
}

/// A session of `minutes` that has just begun on `site`, and the two in it.
pub async fn pair(
    site: &Site,
    [teacher, learner]: [&'static str; 2],
    student: UserId,
    program: ProgramId,
    minutes: i64,
) -> (Place, [Pen; 2]) {
    let [teaching, learning] = [site.sign_in(teacher).await.unwrap(), site.sign_in(learner).await.unwrap()];
    let session = site.start_session(&teaching, student, program, minutes).await.unwrap();
    let place = Place { server: site.address, session };
    (place, [Pen::new(teacher, "instructor", &teaching), Pen::new(learner, "student", &learning)])
}
