//! TURN over TLS on the port of the pages: sound comes through where nothing else does.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use kernel::{Seat, SessionId, Timestamp};
use media::sim::{Done, Peer, Seen};
use media::turn::sim::{Caller, Said};
use media::turn::{FRAME_HEAD_BYTES, frame_bytes};
use media::{Place, Track, Transmit, Transport};
use nacre::net::Plain;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::net::{House, PATIENCE, certified, get_page, now};

const CHANNEL: u16 = 0x4000;

/// A connection to the relay.
struct Line {
    stream: TlsStream<TcpStream>,
    arrived: Vec<u8>,
    caller: Caller,
}

impl Line {
    async fn open(house: &House, trust: &Arc<ClientConfig>, place: Place) -> Self {
        let relay = house.media.handle.relay().expect("over TLS there is a relay");
        let caller = Caller::new(&relay.invite(place, nacre::clock::system().now()));
        Self { stream: connect(house, trust).await, arrived: Vec::new(), caller }
    }

    /// An allocation's address.
    async fn allocate(&mut self) -> SocketAddr {
        let hello = self.caller.hello();
        assert_eq!(self.ask(&hello).await, Said::Refused(401));
        let allocate = self.caller.allocate();
        match self.ask(&allocate).await {
            Said::Granted { relayed: Some(relayed), .. } => relayed,
            other => panic!("no allocation but {other:?}"),
        }
    }

    async fn ask(&mut self, frame: &[u8]) -> Said {
        self.say(frame).await.expect("an open line");
        let answered = tokio::time::timeout(PATIENCE, async {
            loop {
                if let Some(said) = self.hear().await.expect("an open line") {
                    return said;
                }
            }
        });
        answered.await.expect("an answer in time")
    }

    async fn say(&mut self, frame: &[u8]) -> io::Result<()> {
        self.stream.write_all(frame).await?;
        self.stream.flush().await
    }

    /// The next frame, or none for a moment.
    async fn hear(&mut self) -> io::Result<Option<Said>> {
        if let Some(frame) = self.take_frame() {
            return Ok(Some(self.caller.hear(&frame).expect("a readable frame")));
        }
        let reading = self.stream.read_buf(&mut self.arrived);
        if let Ok(read) = tokio::time::timeout(Duration::from_millis(20), reading).await
            && read? == 0
        {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(None)
    }

    fn take_frame(&mut self) -> Option<Vec<u8>> {
        let head = *self.arrived.first_chunk::<FRAME_HEAD_BYTES>()?;
        let length = frame_bytes(head).expect("the relay speaks TURN");
        (self.arrived.len() >= length).then(|| self.arrived.drain(..length).collect())
    }

    /// Lets a synthetic browser live on this line, sending sound, until it has heard 20 packets of the other's.
    async fn live(mut self, mut peer: Peer, relayed: SocketAddr, engine: SocketAddr) -> io::Result<usize> {
        let (mut heard, mut is_connected) = (0, false);
        while heard < 20 {
            if is_connected {
                peer.send(now(), Track::Audio, false, 100);
            }
            while let Some(done) = peer.poll(now()).expect("a synthetic browser goes on") {
                match done {
                    Done::Transmit(transmit) if transmit.to == engine => {
                        self.say(&Caller::on_channel(CHANNEL, &transmit.bytes)).await?;
                    }
                    Done::Transmit(_) => {}
                    Done::Seen(seen) => {
                        is_connected |= seen == Seen::Connected;
                        heard += usize::from(matches!(seen, Seen::Packet { track: Track::Audio, .. }));
                    }
                }
            }
            while let Some(said) = self.hear().await? {
                let Said::Channel { number: CHANNEL, bytes } = said else { panic!("no media but {said:?}") };
                let transmit = Transmit { transport: Transport::Udp, from: engine, to: relayed, bytes };
                peer.receive(now(), &transmit).expect("a synthetic browser goes on");
            }
        }
        Ok(heard)
    }
}

#[tokio::test]
async fn sound_comes_through_the_relay_where_the_server_has_no_udp_at_all() {
    let (tls, trust) = certified();
    let house = House::open_with(Some(tls), Plain::ToHttps, None).await;
    let room = SessionId::fresh(Timestamp::from_micros(1));
    let engine = house.address;
    let mut people = Vec::new();
    for seat in [Seat::Instructor, Seat::Student] {
        let mut line = Line::open(&house, &trust, Place { room, seat, generation: 1 }).await;
        let relayed = line.allocate().await;
        let bind = line.caller.bind(CHANNEL, engine);
        assert_eq!(line.ask(&bind).await, Said::Granted { relayed: None, seconds: None });
        let peer = house.invite(room, seat, Transport::Udp, relayed);
        people.push((line, peer, relayed));
    }

    let living = people.into_iter().map(|(line, peer, relayed)| line.live(peer, relayed, engine));
    let heard = tokio::time::timeout(PATIENCE, first_of(living.collect())).await.expect("sound in time");

    assert!(heard.expect("an open line") >= 20);
    house.close().await;
}

/// Runs both at once, until one has heard enough.
async fn first_of(living: Vec<impl Future<Output = io::Result<usize>>>) -> io::Result<usize> {
    let [one, other] = <[_; 2]>::try_from(living).ok().expect("two people");
    tokio::select! {
        heard = one => heard,
        heard = other => heard,
    }
}

#[tokio::test]
async fn pages_and_turn_share_the_port_whatever_protocol_is_agreed_on() {
    let (tls, trust) = certified();
    let house = House::open_with(Some(tls), Plain::ToHttps, None).await;
    let place =
        Place { room: SessionId::fresh(Timestamp::from_micros(1)), seat: Seat::Student, generation: 1 };
    let offering = |protocol: &[u8]| {
        let mut trust = ClientConfig::clone(&trust);
        trust.alpn_protocols = vec![protocol.to_vec()];
        Arc::new(trust)
    };

    let page = get_page(connect(&house, &trust).await, "/").await;
    let page_by_name = get_page(connect(&house, &offering(b"http/1.1")).await, "/").await;
    let settings = greet_http2(connect(&house, &offering(b"h2")).await).await.expect("an answer");
    let relayed = Line::open(&house, &offering(b"http/1.1"), place).await.allocate().await;

    assert!(page.ends_with("hello 127.0.0.1"), "{page}");
    assert!(page_by_name.ends_with("hello 127.0.0.1"), "{page_by_name}");
    assert_eq!(settings, HTTP2_SETTINGS);
    assert_ne!(relayed.ip(), house.address.ip());
    house.close().await;
}

#[tokio::test]
async fn the_relay_leads_to_the_media_engine_and_nowhere_else() {
    let (tls, trust) = certified();
    let house = House::open_with(Some(tls), Plain::ToHttps, None).await;
    let room = SessionId::fresh(Timestamp::from_micros(1));
    let mut line = Line::open(&house, &trust, Place { room, seat: Seat::Student, generation: 1 }).await;
    line.allocate().await;
    let elsewhere = ["127.0.0.1:22", "127.0.0.2:443", "[::ffff:127.0.0.1]:443"];

    for peer in elsewhere.map(|text| text.parse::<SocketAddr>().expect("an address")) {
        let bind = line.caller.bind(CHANNEL, peer);
        assert_eq!(line.ask(&bind).await, Said::Refused(403), "{peer}");
    }

    let release = line.caller.refresh(0);
    assert_eq!(line.ask(&release).await, Said::Granted { relayed: None, seconds: Some(0) });
    assert!(line.hear_end().await, "the connection ends with its allocation");
    house.close().await;
}

#[tokio::test]
async fn a_place_at_the_relay_is_given_back_when_its_connection_ends() {
    let (tls, trust) = certified();
    let house = House::open_with(Some(tls), Plain::ToHttps, None).await;
    let room = SessionId::fresh(Timestamp::from_micros(1));
    let place = Place { room, seat: Seat::Student, generation: 1 };

    // One address may have 128 at once.
    for _ in 0..140 {
        let mut line = Line::open(&house, &trust, place).await;
        line.allocate().await;
        line.stream.shutdown().await.expect("an open line");
        assert!(line.hear_end().await);
    }

    house.close().await;
}

#[tokio::test]
async fn who_speaks_neither_turn_nor_http_over_tls_is_shown_out() {
    let (tls, trust) = certified();
    let house = House::open_with(Some(tls), Plain::ToHttps, None).await;
    for knock in [&[0; 40][..], &[0, 3, 0xff, 0xff], &[3; 24], b"\x00\x03\x00\x08\x21\x12\xa4\x42", b""] {
        let mut stream = connect(&house, &trust).await;
        stream.write_all(knock).await.expect("sent");
        stream.shutdown().await.expect("sent");
        let mut rest = Vec::new();
        let end = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut rest)).await.expect("an end");
        // Bytes left unread by the server end the connection with a reset.
        assert!(end.is_ok_and(|length| length == 0) || rest.is_empty(), "{knock:?}");
    }

    let page = get_page(connect(&house, &trust).await, "/").await;

    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    house.close().await;
}

impl Line {
    async fn hear_end(&mut self) -> bool {
        let mut rest = Vec::new();
        let end = tokio::time::timeout(PATIENCE, self.stream.read_to_end(&mut rest)).await;
        // The server need not say goodbye in TLS.
        end.is_ok() && rest.is_empty()
    }
}

async fn connect(house: &House, trust: &Arc<ClientConfig>) -> TlsStream<TcpStream> {
    let name = ServerName::try_from("localhost").expect("a name");
    let stream = TcpStream::connect(house.address).await.expect("open");
    TlsConnector::from(trust.clone()).connect(name, stream).await.expect("a handshake")
}

/// The kind of the first frame of HTTP/2.
const HTTP2_SETTINGS: u8 = 4;

/// The kind of the frame that answers the first words of HTTP/2.
async fn greet_http2(mut stream: TlsStream<TcpStream>) -> io::Result<u8> {
    stream.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0").await?;
    stream.flush().await?;
    let mut head = [0; 9];
    stream.read_exact(&mut head).await?;
    Ok(head[3])
}
