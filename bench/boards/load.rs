//! Pairs of clients that draw, whatever the server's protocol.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{WebSocketStream, client_async};
use yrs::{Doc, Map, MapRef, Transact};

/// Strokes of one hand, sent while they are drawn.
pub const EDITS_PER_SECOND: u32 = 10;

/// Behind it come the number of the client and of the edit, eight digits each.
const MARK: &str = "#mark";

/// Where a client connects to, and what it says and hears there.
#[derive(Debug, Clone)]
pub struct Seat {
    pub host: String,
    pub url: String,
    pub headers: Vec<(&'static str, String)>,
    /// Said at once.
    pub greeting: Vec<Message>,
    /// Stands before each message of the sync protocol.
    pub prefix: Vec<u8>,
}

/// All clients, drawing until they are dropped.
pub struct Crowd {
    seen: Arc<Mutex<Vec<f64>>>,
    clients: JoinSet<Result<()>>,
}

impl Crowd {
    /// Connects everybody; those who sit side by side share a room.
    pub async fn gather(seats: Vec<Seat>) -> Result<Self> {
        let sent: Arc<Vec<Mutex<Vec<Instant>>>> = Arc::new(seats.iter().map(|_| Mutex::default()).collect());
        let (seen, mut clients) = (Arc::<Mutex<Vec<f64>>>::default(), JoinSet::new());
        let count = seats.len() as u32;
        for (number, seat) in seats.into_iter().enumerate() {
            let socket = connect(&seat).await.with_context(|| format!("connecting client {number}"))?;
            let phase = Duration::from_secs(1) / EDITS_PER_SECOND * number as u32 / count;
            let (sent, seen) = (sent.clone(), seen.clone());
            clients.spawn(async move { draw(socket, seat.prefix, number, phase, &sent, &seen).await });
        }
        Ok(Self { seen, clients })
    }

    /// Forgets what was seen until now.
    pub fn begin_anew(&self) {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Milliseconds until each edit was seen by the other.
    pub fn seen(mut self) -> Result<Vec<f64>> {
        if let Some(ended) = self.clients.try_join_next() {
            ended?.context("a client ended")?;
        }
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Ok(seen)
    }
}

async fn connect(seat: &Seat) -> Result<WebSocketStream<TcpStream>> {
    let mut request = seat.url.as_str().into_client_request()?;
    for (name, value) in &seat.headers {
        request.headers_mut().insert(*name, value.parse()?);
    }
    let stream = TcpStream::connect(&seat.host).await?;
    stream.set_nodelay(true)?;
    let (mut socket, _) = client_async(request, stream).await?;
    for message in &seat.greeting {
        socket.send(message.clone()).await?;
        // who says hello is asked in before anything else is heard
        while message.is_text() {
            let answer = socket.next().await.context("the connection is gone")??;
            if answer.is_text() {
                break;
            }
        }
    }
    Ok(socket)
}

/// Draws at its pace, and notes when the other's strokes come.
async fn draw(
    socket: WebSocketStream<TcpStream>,
    prefix: Vec<u8>,
    number: usize,
    phase: Duration,
    sent: &[Mutex<Vec<Instant>>],
    seen: &Mutex<Vec<f64>>,
) -> Result<()> {
    let (mut to, mut from) = socket.split();
    let other = number ^ 1;
    let mut pace = tokio::time::interval_at(
        tokio::time::Instant::now() + Duration::from_secs(1) + phase,
        Duration::from_secs(1) / EDITS_PER_SECOND,
    );
    let mut hand = Hand::new(number);
    loop {
        tokio::select! {
            _ = pace.tick() => {
                let frame = [&prefix[..], &sync(2, &hand.stroke())].concat();
                sent[number].lock().unwrap_or_else(PoisonError::into_inner).push(Instant::now());
                to.send(Message::Binary(frame.into())).await?;
            }
            message = from.next() => match message {
                Some(Ok(Message::Binary(bytes))) => {
                    if let [0, 101, refused @ ..] = &bytes[..] {
                        bail!("an edit was refused: {refused:?}");
                    }
                    let now = Instant::now();
                    for edit in edits_of(&bytes, other) {
                        let at = sent[other].lock().unwrap_or_else(PoisonError::into_inner)[edit];
                        let millis = (now - at).as_secs_f64() * 1e3;
                        seen.lock().unwrap_or_else(PoisonError::into_inner).push(millis);
                    }
                }
                Some(Ok(Message::Close(frame))) => bail!("the server closed: {frame:?}"),
                Some(Ok(_)) => {}
                Some(Err(error)) => bail!(error),
                None => bail!("the connection is gone"),
            }
        }
    }
}

/// The edits of this client that a message brings.
fn edits_of(bytes: &[u8], client: usize) -> Vec<usize> {
    let marks = bytes.windows(MARK.len() + 16).filter(|window| window.starts_with(MARK.as_bytes()));
    let numbers = marks.filter_map(|window| {
        let digits = |from: usize| std::str::from_utf8(&window[from..from + 8]).ok()?.parse::<usize>().ok();
        Some((digits(MARK.len())?, digits(MARK.len() + 8)?))
    });
    numbers.filter(|(of, _)| *of == client).map(|(_, edit)| edit).collect()
}

/// One client's strokes, in a document that knows no others.
pub struct Hand {
    doc: Doc,
    page: MapRef,
    client: usize,
    drawn: usize,
}

impl Hand {
    pub fn new(client: usize) -> Self {
        let doc = Doc::with_client_id(client as u64 + 1);
        let page = doc.get_or_insert_map("p:1");
        Self { doc, page, client, drawn: 0 }
    }

    /// The next stroke as one update: a value in the map of a page, as the drawing board writes it.
    pub fn stroke(&mut self) -> Vec<u8> {
        let Self { doc, page, client, drawn } = self;
        let points: String = (0..100).map(|at| char::from(b'a' + ((at * 7 + *drawn) % 26) as u8)).collect();
        let mut tx = doc.transact_mut();
        page.insert(&mut tx, format!("{client}-{drawn}"), format!("{MARK}{client:08}{drawn:08}{points}"));
        *drawn += 1;
        tx.encode_update_v1()
    }
}

/// A message of the sync protocol: its step, and bytes with their length.
pub fn sync(step: u8, bytes: &[u8]) -> Vec<u8> {
    let mut message = vec![0, step];
    let mut rest = bytes.len();
    while rest >= 0x80 {
        message.push((rest & 0x7f) as u8 | 0x80);
        rest >>= 7;
    }
    message.push(rest as u8);
    message.extend_from_slice(bytes);
    message
}
