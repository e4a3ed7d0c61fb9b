//! Media over TCP, for networks that let no UDP through: frames of RFC 4571 to and from the media thread.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use ::media::knock::{HEAD_BYTES, framed_bytes};
use ::media::{Transmit, Transport};
use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::time::timeout;

/// Frames that may wait for a slow connection; more are dropped, since late media is worse than lost media.
/// A quarter of a second of two pictures and a voice.
pub(super) const MAX_QUEUED_FRAMES: usize = 256;

/// Frames of all connections that may wait for the media thread; readers wait when it is full.
pub(super) const MAX_ARRIVED_FRAMES: usize = 1_024;

/// Waiting frames are written together up to this many bytes.
pub(super) const MAX_WRITE_BYTES: usize = 32 * 1024;

/// A browser proves its path at least every six seconds; one that is silent for so long is gone.
const MAX_SILENCE: Duration = Duration::from_secs(30);

/// The media thread answers only who knows a connection's password; who got no answer in this time is a stranger.
const PROVEN_WITHIN: Duration = Duration::from_secs(30);

/// What happens on a connection that carries media, told to the media thread. What comes out of a relay has travelled
/// by UDP, as far as the engine knows.
#[derive(Debug)]
pub(super) enum StreamNews {
    Opened { transport: Transport, from: SocketAddr, frames: Sender<Transmit> },
    Frame { transport: Transport, from: SocketAddr, to: SocketAddr, bytes: Vec<u8> },
    Closed { transport: Transport, from: SocketAddr },
}

/// The way into the media thread for TCP connections. Cheap to clone.
#[derive(Debug, Clone)]
pub struct IceTcp {
    news: Sender<StreamNews>,
    candidates: Arc<[SocketAddr]>,
}

impl IceTcp {
    /// `candidates` are the addresses offered to browsers.
    pub(super) fn new(news: Sender<StreamNews>, candidates: &[SocketAddr]) -> Self {
        Self { news, candidates: candidates.into() }
    }

    /// Carries frames until either side is done. `Ok` as well when the media thread has ended.
    pub(super) async fn carry(&self, stream: TcpStream, from: SocketAddr) -> io::Result<()> {
        let Some(to) = self.candidates.iter().copied().find(|to| to.is_ipv4() == from.is_ipv4()) else {
            return Ok(());
        };
        let (reader, writer) = stream.into_split();
        let (frames, queue) = channel(MAX_QUEUED_FRAMES);
        if self.news.send(StreamNews::Opened { transport: Transport::Tcp, from, frames }).await.is_err() {
            return Ok(());
        }
        let is_proven = AtomicBool::new(false);
        let result = tokio::select! {
            result = self.read_frames(reader, from, to) => result,
            result = write_frames(writer, queue, &is_proven) => result,
            () = stay_unproven(&is_proven) => Err(io::ErrorKind::TimedOut.into()),
        };
        // An error means that the media thread has ended, and with it all connections.
        self.news.send(StreamNews::Closed { transport: Transport::Tcp, from }).await.ok();
        result
    }

    async fn read_frames(&self, reader: OwnedReadHalf, from: SocketAddr, to: SocketAddr) -> io::Result<()> {
        let mut reader = BufReader::new(reader);
        loop {
            let bytes = timeout(MAX_SILENCE, read_frame(&mut reader)).await??;
            let frame = StreamNews::Frame { transport: Transport::Tcp, from, to, bytes };
            if self.news.send(frame).await.is_err() {
                return Ok(());
            }
        }
    }
}

/// One frame without its length. A length that no browser sends is an error.
async fn read_frame(reader: &mut BufReader<OwnedReadHalf>) -> io::Result<Vec<u8>> {
    let mut head = [0; HEAD_BYTES];
    reader.read_exact(&mut head).await?;
    let mut bytes = vec![0; framed_bytes(head).map_err(io::Error::other)?];
    reader.read_exact(&mut bytes).await?;
    Ok(bytes)
}

async fn write_frames(
    mut writer: OwnedWriteHalf,
    mut queue: Receiver<Transmit>,
    is_proven: &AtomicBool,
) -> io::Result<()> {
    let mut together = Vec::new();
    while let Some(first) = queue.recv().await {
        is_proven.store(true, Ordering::Relaxed);
        together.clear();
        append_frame(&mut together, &first.bytes)?;
        while together.len() < MAX_WRITE_BYTES
            && let Ok(next) = queue.try_recv()
        {
            append_frame(&mut together, &next.bytes)?;
        }
        writer.write_all(&together).await?;
    }
    Ok(())
}

fn append_frame(together: &mut Vec<u8>, bytes: &[u8]) -> io::Result<()> {
    let length = u16::try_from(bytes.len()).map_err(|_| io::ErrorKind::InvalidData)?;
    together.extend(length.to_be_bytes());
    together.extend(bytes);
    Ok(())
}

/// Ends when the connection has got no answer in time; never, once it has.
async fn stay_unproven(is_proven: &AtomicBool) {
    tokio::time::sleep(PROVEN_WITHIN).await;
    if is_proven.load(Ordering::Relaxed) {
        std::future::pending::<()>().await;
    }
}
