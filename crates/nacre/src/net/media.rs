//! The media thread: gives the pure engine its sockets and its clock, and starts it again should it panic.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use ::media::recording::Recorded;
use ::media::turn::Relay;
use ::media::{
    BadCandidate, Config, Event, Failure, Handle, Inbox, Input, MAX_DATAGRAM_BYTES, News, Output, Shard,
    Transmit, Transport, door,
};
use tokio::net::UdpSocket;
use tokio::sync::Notify;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio_util::sync::CancellationToken;

use super::ice_tcp::{IceTcp, MAX_ARRIVED_FRAMES, StreamNews};
use super::tally::Tally;
use super::turn::Turn;
use super::udp::{Door, any_readable, bind, bind_all, candidates_of, door_for};

/// Datagrams taken from one socket before what they caused is sent, and those that are sent together.
const BATCH: usize = 64;

/// With nobody connected the thread still looks up now and then.
const IDLE: Duration = Duration::from_secs(60);

/// What the media thread is started with.
#[derive(Debug, Clone)]
pub struct MediaSettings {
    /// The UDP address to bind. An unspecified one (`0.0.0.0`, `[::]`) is bound for each family of `public_ips`;
    /// with port 0 a free port is taken. Without it media goes over TCP only.
    pub listen_udp: Option<SocketAddr>,
    /// The addresses under which browsers reach this machine; behind a 1:1 NAT others than its own.
    pub public_ips: Vec<IpAddr>,
    /// One more of this machine's addresses, where programs on it and nobody else reach UDP: Firefox does not send to
    /// a loopback address.
    pub on_this_machine: Option<IpAddr>,
    /// The UDP port under which browsers reach it, where another program stands in front; else the bound one.
    pub udp_port: Option<u16>,
    /// The TCP port under which browsers reach it.
    pub tcp_port: u16,
    /// The most a browser is asked to send, in bits per second.
    pub max_bitrate_bps: u64,
    pub max_connections: usize,
    /// The relay on the TCP port, where that speaks TLS.
    pub relay: Option<Relay>,
}

/// The running media thread, as the rest of the program sees it.
pub struct MediaThread {
    pub handle: Handle,
    pub ice_tcp: IceTcp,
    /// Without a relay there is none.
    pub turn: Option<Turn>,
    pub tally: Arc<Tally>,
    thread: JoinHandle<()>,
}

impl MediaThread {
    /// Waits for the end of the thread, after its shutdown was asked for.
    pub fn join(self) {
        if self.thread.join().is_err() {
            tracing::error!("The media thread panicked outside of its engine");
        }
    }
}

/// Binds the sockets and starts the thread. It ends with `shutdown`.
///
/// # Errors
/// A socket cannot be bound, or an address cannot be offered to browsers (`InvalidInput`).
pub fn start_media(settings: &MediaSettings, shutdown: CancellationToken) -> io::Result<MediaThread> {
    let mut sockets = bind_all(settings.listen_udp, &settings.public_ips)?;
    let tcp: Vec<_> = settings.public_ips.iter().map(|ip| SocketAddr::new(*ip, settings.tcp_port)).collect();
    let mut udp = candidates_of(&sockets, &settings.public_ips, settings.udp_port)?;
    if let (Some(ip), Some(listen)) = (settings.on_this_machine, settings.listen_udp) {
        match bind(SocketAddr::new(ip, listen.port())) {
            Ok(socket) => {
                udp.push(socket.local_addr()?);
                sockets.push(socket);
            }
            Err(error) => tracing::warn!(%error, "Media is at the loopback address alone"),
        }
    }
    let open = udp.clone();
    if udp.is_empty() && settings.relay.is_some() {
        // A relay leads to candidates for UDP only. Without a socket for it, browsers that try without the relay are
        // not heard, as where a network blocks it.
        udp.clone_from(&tcp);
    }
    let config = Config {
        udp: udp.clone(),
        tcp,
        max_bitrate_bps: settings.max_bitrate_bps,
        max_connections: settings.max_connections,
    };
    let (news, stream_news) = channel(MAX_ARRIVED_FRAMES);
    let ice_tcp = IceTcp::new(news.clone(), &config.tcp);
    let turn = settings.relay.clone().map(|relay| Turn::new(news, relay, &udp));
    let shard = Shard::new(config).map_err(bad_candidate)?;
    let bell = Arc::new(Notify::new());
    let (handle, inbox) = door(Arc::new({
        let bell = bell.clone();
        move || bell.notify_one()
    }));
    let handle = handle.with_relay(settings.relay.clone()).with_udp(&open);
    let tally = Arc::new(Tally::default());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let sockets = {
        let _entered = runtime.enter();
        sockets.into_iter().map(UdpSocket::from_std).collect::<io::Result<Vec<_>>>()?
    };
    let sockets = sockets
        .into_iter()
        .map(|socket| Door::new(socket, &udp, settings.on_this_machine))
        .collect::<io::Result<_>>()?;
    let driver = Driver {
        shard,
        inbox,
        sockets,
        datagrams: Vec::with_capacity(BATCH),
        streams: HashMap::new(),
        tally: tally.clone(),
    };
    let thread = std::thread::Builder::new()
        .name("media".to_owned())
        .spawn(move || runtime.block_on(driver.run(&bell, stream_news, shutdown)))?;
    Ok(MediaThread { handle, ice_tcp, turn, tally, thread })
}

struct Driver {
    shard: Shard,
    inbox: Inbox,
    sockets: Vec<Door>,
    /// What waits to be sent with the next.
    datagrams: Vec<Transmit>,
    /// TCP connections by their browser's address, and allocations at the relay, whose transport is UDP, by theirs. What
    /// an address belongs to is known by this alone: a test network may use the relay's range for itself.
    streams: HashMap<(Transport, SocketAddr), Sender<Transmit>>,
    tally: Arc<Tally>,
}

impl Driver {
    async fn run(
        mut self,
        bell: &Notify,
        mut stream_news: Receiver<StreamNews>,
        shutdown: CancellationToken,
    ) {
        loop {
            let first_news = tokio::select! {
                () = shutdown.cancelled() => return,
                () = bell.notified() => None,
                () = any_readable(&self.sockets) => None,
                news = stream_news.recv() => news,
                () = tokio::time::sleep_until(self.next_wake().into()) => None,
            };
            self.turn(first_news, &mut stream_news);
            self.tally.set_connections(self.shard.load());
        }
    }

    fn next_wake(&self) -> Instant {
        let idle = now() + IDLE;
        self.shard.next_wake().map_or(idle, |at| at.min(idle))
    }

    /// Takes what has come and does what follows from it. A panic costs the connections, not the thread.
    fn turn(&mut self, first_news: Option<StreamNews>, stream_news: &mut Receiver<StreamNews>) {
        let turn = catch_unwind(AssertUnwindSafe(|| {
            while let Some(command) = self.inbox.next_command() {
                self.shard.handle(now(), Input::Command(command));
            }
            first_news.into_iter().for_each(|news| self.on_stream(news));
            for _ in 0..BATCH {
                let Ok(news) = stream_news.try_recv() else { break };
                self.on_stream(news);
            }
            self.receive_datagrams();
            let now = now();
            if self.shard.next_wake().is_some_and(|at| at <= now) {
                self.shard.handle(now, Input::Tick);
            }
            self.carry_out();
        }));
        if turn.is_err() {
            self.begin_anew();
        }
    }

    fn on_stream(&mut self, news: StreamNews) {
        match news {
            StreamNews::Opened { transport, from, frames } => {
                self.streams.insert((transport, from), frames);
            }
            StreamNews::Frame { transport, from, to, bytes } => {
                self.tally.count_received();
                self.shard.handle(now(), Input::Packet { transport, from, to, bytes: &bytes });
            }
            StreamNews::Closed { transport, from } => {
                self.streams.remove(&(transport, from));
                if transport == Transport::Tcp {
                    self.shard.handle(now(), Input::TcpClosed { from });
                }
            }
        }
    }

    fn receive_datagrams(&mut self) {
        let mut buffer = [0; MAX_DATAGRAM_BYTES];
        for door in &self.sockets {
            for _ in 0..BATCH {
                let Ok((length, from)) = door.socket.try_recv_from(&mut buffer) else { break };
                if !door.is_open_to(from) {
                    continue;
                }
                self.tally.count_received();
                if self.streams.contains_key(&(Transport::Udp, from)) {
                    // This address is in use at the relay: the datagram pretends to come from there.
                    continue;
                }
                let bytes = &buffer[..length];
                self.shard.handle(
                    now(),
                    Input::Packet { transport: Transport::Udp, from, to: door.candidate, bytes },
                );
            }
        }
    }

    fn carry_out(&mut self) {
        while let Some(output) = self.shard.poll() {
            match output {
                Output::Transmit(transmit) => self.send(transmit),
                Output::Event(event) => self.deliver(event),
                Output::Recorded(recorded) => self.keep(recorded),
            }
        }
        self.send_datagrams();
        self.inbox.delivered();
    }

    fn send(&mut self, transmit: Transmit) {
        if let Some(frames) = self.streams.get(&(transmit.transport, transmit.to)) {
            let was_sent = frames.try_send(transmit).is_ok();
            self.tally.count_sent(was_sent.into(), 1);
        } else if transmit.transport == Transport::Udp {
            self.datagrams.push(transmit);
            if self.datagrams.len() == BATCH {
                self.send_datagrams();
            }
        } else {
            self.tally.count_sent(0, 1);
        }
    }

    fn send_datagrams(&mut self) {
        let mut datagrams = &*self.datagrams;
        while let [first, ..] = datagrams {
            let same = |datagram: &Transmit| {
                datagram.from == first.from && datagram.to.is_ipv4() == first.to.is_ipv4()
            };
            let end = datagrams.iter().position(|datagram| !same(datagram)).unwrap_or(datagrams.len());
            let (batch, rest) = datagrams.split_at(end);
            let door = door_for(&self.sockets, first);
            self.tally.count_sent(door.map_or(0, |door| door.send(batch)), batch.len());
            datagrams = rest;
        }
        self.datagrams.clear();
    }

    /// A listener that panics hurts itself only.
    fn deliver(&self, event: Event) {
        let place = event.place;
        if catch_unwind(AssertUnwindSafe(|| self.inbox.deliver(event))).is_err() {
            tracing::error!(media.place = %place, "The classroom of {place} panicked on news of its media");
        }
    }

    fn keep(&mut self, recorded: Recorded) {
        if catch_unwind(AssertUnwindSafe(|| self.inbox.keep(recorded))).is_err() {
            tracing::error!("A keeper of recordings panicked");
        }
    }

    fn begin_anew(&mut self) {
        let lost = self.shard.restart();
        tracing::error!(media.lost = lost.len(), "The media engine panicked and begins anew");
        self.tally.count_restart();
        for place in lost {
            self.deliver(Event { place, news: News::Failed(Failure::Restarted) });
        }
    }
}

fn bad_candidate(error: BadCandidate) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, error)
}

#[expect(clippy::disallowed_methods, reason = "the driver is the engine's clock")]
fn now() -> Instant {
    Instant::now()
}
