//! TURN over TLS, for networks that let nothing else through: a stream's frames to and from the media thread.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ::media::turn::{Client, FRAME_HEAD_BYTES, Now, Outcome, Pool, Relay, frame_bytes};
use ::media::{Transmit, Transport};
use data_encoding::HEXLOWER;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadHalf, WriteHalf};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::time::{Instant, sleep_until, timeout};

use super::ice_tcp::{MAX_QUEUED_FRAMES, MAX_WRITE_BYTES, StreamNews};
use crate::clock;

/// Replies that may wait for a slow connection. A browser has a handful of requests open at once.
const MAX_QUEUED_REPLIES: usize = 16;

/// A browser checks a path that it keeps in reserve every 25 seconds; one that is silent for so long is gone.
const MAX_SILENCE: Duration = Duration::from_secs(90);

/// The media engine answers each of those checks, unless the lesson is over or they are a stranger's.
const MAX_UNANSWERED: Duration = Duration::from_secs(60);

/// The way into the media thread for TURN. Cheap to clone.
#[derive(Clone)]
pub struct Turn {
    news: Sender<StreamNews>,
    relay: Relay,
    peers: Arc<[SocketAddr]>,
    pool: Arc<Mutex<Pool>>,
}

/// One connection.
struct Visit<'a> {
    turn: &'a Turn,
    from: SocketAddr,
    client: Mutex<Client>,
}

impl Turn {
    /// `peers` are the addresses offered to browsers for UDP.
    pub(super) fn new(news: Sender<StreamNews>, relay: Relay, peers: &[SocketAddr]) -> Self {
        Self { news, relay, peers: peers.into(), pool: Arc::default() }
    }

    /// Relays until either side is done. `Ok` as well when the media thread has ended.
    pub(super) async fn carry<S>(&self, stream: S, from: SocketAddr) -> io::Result<()>
    where
        S: AsyncRead + AsyncWrite,
    {
        let client = Client::new(Instant::now().into(), from, self.relay.clone(), &self.peers, nonce()?);
        let visit = Visit { turn: self, from, client: Mutex::new(client) };
        let (reader, writer) = tokio::io::split(stream);
        let (frames, queue) = channel(MAX_QUEUED_FRAMES);
        let (replies, replied) = channel(MAX_QUEUED_REPLIES);
        let result = tokio::select! {
            result = visit.read(reader, frames, replies) => result,
            result = visit.write(writer, queue, replied) => result,
            () = visit.until_over() => Err(io::ErrorKind::TimedOut.into()),
        };
        visit.leave().await;
        result
    }
}

impl Visit<'_> {
    async fn read<S: AsyncRead>(
        &self,
        mut reader: ReadHalf<S>,
        frames: Sender<Transmit>,
        replies: Sender<Vec<u8>>,
    ) -> io::Result<()> {
        let (mut frame, mut frames) = (Vec::new(), Some(frames));
        loop {
            timeout(MAX_SILENCE, read_frame(&mut reader, &mut frame)).await??;
            let (heard, relayed) = self.hear(&frame)?;
            if let Some(from) = relayed
                && let Some(frames) = frames.take()
            {
                let opened = StreamNews::Opened { transport: Transport::Udp, from, frames };
                if self.turn.news.send(opened).await.is_err() {
                    return Ok(());
                }
            }
            match heard {
                Heard::Nothing => {}
                // The writer ends once it has sent the last reply, and with it the connection.
                Heard::Last(reply) => {
                    if replies.send(reply).await.is_ok() {
                        drop(replies);
                        std::future::pending::<()>().await;
                    }
                    return Ok(());
                }
                Heard::Reply(reply) => {
                    if replies.send(reply).await.is_err() {
                        return Ok(());
                    }
                }
                Heard::News(news) => {
                    if self.turn.news.send(news).await.is_err() {
                        return Ok(());
                    }
                }
            }
        }
    }

    /// What follows from a frame, and the relayed address if there is one by now.
    fn hear(&self, frame: &[u8]) -> io::Result<(Heard, Option<SocketAddr>)> {
        let now = Now { run: Instant::now().into(), wall: clock::system().now() };
        let (mut client, mut pool) = (lock(&self.client), lock(&self.turn.pool));
        let outcome = client.handle(now, &mut pool, frame).map_err(io::Error::other)?;
        let heard = match outcome {
            Outcome::Nothing => Heard::Nothing,
            Outcome::Reply(reply) if client.is_released() => Heard::Last(reply),
            Outcome::Reply(reply) => Heard::Reply(reply),
            Outcome::Deliver { from, to, bytes } => {
                Heard::News(StreamNews::Frame { transport: Transport::Udp, from, to, bytes: bytes.to_vec() })
            }
        };
        Ok((heard, client.relayed()))
    }

    async fn write<S: AsyncWrite>(
        &self,
        mut writer: WriteHalf<S>,
        mut queue: Receiver<Transmit>,
        mut replies: Receiver<Vec<u8>>,
    ) -> io::Result<()> {
        let mut together = Vec::new();
        let mut patience = Instant::now() + MAX_UNANSWERED;
        loop {
            together.clear();
            tokio::select! {
                biased;
                reply = replies.recv() => match reply {
                    Some(reply) => together.extend(reply),
                    None => return Ok(()),
                },
                first = queue.recv() => match first {
                    Some(first) => {
                        patience = Instant::now() + MAX_UNANSWERED;
                        self.wrap(&first, &mut queue, &mut together);
                    }
                    None => return Ok(()),
                },
                () = sleep_until(patience) => return Err(io::ErrorKind::TimedOut.into()),
            }
            writer.write_all(&together).await?;
            writer.flush().await?;
        }
    }

    /// What waits for the connection, written together.
    fn wrap(&self, first: &Transmit, queue: &mut Receiver<Transmit>, together: &mut Vec<u8>) {
        let (client, now) = (lock(&self.client), Instant::now().into());
        client.wrap(now, first.from, &first.bytes, together);
        while together.len() < MAX_WRITE_BYTES
            && let Ok(next) = queue.try_recv()
        {
            client.wrap(now, next.from, &next.bytes, together);
        }
    }

    async fn until_over(&self) {
        loop {
            let ends_at = Instant::from_std(lock(&self.client).ends_at());
            if ends_at <= Instant::now() {
                return;
            }
            sleep_until(ends_at).await;
        }
    }

    async fn leave(&self) {
        let Some(from) = lock(&self.client).relayed() else { return };
        // An error means that the media thread has ended, and with it all connections.
        self.turn.news.send(StreamNews::Closed { transport: Transport::Udp, from }).await.ok();
    }
}

impl Drop for Visit<'_> {
    fn drop(&mut self) {
        if let Some(relayed) = lock(&self.client).relayed() {
            lock(&self.turn.pool).give_back(relayed, self.from.ip());
        }
    }
}

/// What a frame leads to.
enum Heard {
    Nothing,
    Reply(Vec<u8>),
    Last(Vec<u8>),
    News(StreamNews),
}

/// Reads one frame into `frame`. Only as much is made room for as a browser sends.
async fn read_frame<R: AsyncRead + Unpin>(reader: &mut R, frame: &mut Vec<u8>) -> io::Result<()> {
    let mut head = [0; FRAME_HEAD_BYTES];
    reader.read_exact(&mut head).await?;
    let length = frame_bytes(head).map_err(io::Error::other)?;
    frame.clear();
    frame.extend(head);
    frame.resize(length, 0);
    reader.read_exact(&mut frame[FRAME_HEAD_BYTES..]).await?;
    Ok(())
}

fn nonce() -> io::Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(HEXLOWER.encode(&bytes))
}

/// Both stay sound when a holder panics: it ends with its connection.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
