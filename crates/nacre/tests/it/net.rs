//! One port for everything: pages, TLS and media, told apart by the first byte.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::ConnectInfo;
use axum::routing::get;
use kernel::{Seat, Secret, SessionId, Timestamp};
use media::sim::{Done, Peer, Seen};
use media::turn::Relay;
use media::{News, Place, Track, Transmit, Transport};
use nacre::net::{Front, MediaSettings, MediaThread, Plain, Tls, serve, start_media};
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer, ServerName};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio_util::sync::CancellationToken;

/// Wide, since the machine may be busy; nothing here waits for it when all is well.
pub const PATIENCE: Duration = Duration::from_secs(20);

pub struct House {
    pub address: SocketAddr,
    pub media: MediaThread,
    shutdown: CancellationToken,
    served: tokio::task::JoinHandle<()>,
}

impl House {
    async fn open(tls: Option<Tls>, plain: Plain) -> Self {
        Self::open_with(tls, plain, Some(([127, 0, 0, 1], 0).into())).await
    }

    pub async fn open_with(tls: Option<Tls>, plain: Plain, listen_udp: Option<SocketAddr>) -> Self {
        Self::open_also_at(tls, plain, listen_udp, None).await
    }

    async fn open_also_at(
        tls: Option<Tls>,
        plain: Plain,
        listen_udp: Option<SocketAddr>,
        on_this_machine: Option<IpAddr>,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("a bound port");
        let shutdown = CancellationToken::new();
        let settings = MediaSettings {
            listen_udp,
            public_ips: vec![address.ip()],
            on_this_machine,
            udp_port: None,
            tcp_port: address.port(),
            max_bitrate_bps: 2_500_000,
            max_connections: 10,
            relay: tls.is_some().then(|| Relay::new("turns:localhost".to_owned(), Secret::new([5; 32]))),
        };
        let media = start_media(&settings, shutdown.clone()).expect("a free port");
        let who =
            get(|ConnectInfo(peer): ConnectInfo<SocketAddr>| async move { format!("hello {}", peer.ip()) });
        let router = Router::new().route("/", who);
        let (ice_tcp, turn) = (Some(media.ice_tcp.clone()), media.turn.clone());
        let front = Front { router, tls, plain, ice_tcp, turn };
        let served = tokio::spawn(serve(listener, front, shutdown.clone()));
        Self { address, media, shutdown, served }
    }

    pub async fn close(self) {
        self.shutdown.cancel();
        tokio::time::timeout(PATIENCE, self.served).await.expect("serving ends").expect("without panic");
        self.media.join();
    }

    /// A synthetic browser on this seat: its offer is answered, its packets are not carried yet.
    pub fn invite(&self, room: SessionId, seat: Seat, transport: Transport, local: SocketAddr) -> Peer {
        let (offers, offered) = mpsc::channel();
        let sink = Arc::new(move |event: media::Event| {
            if let News::Offer(offer) = event.news {
                offers.send(offer).expect("the test waits");
            }
        });
        let place = Place { room, seat, generation: 1 };
        self.media.handle.watch(room, sink).expect("the media thread runs");
        self.media.handle.gate(room, true).expect("the media thread runs");
        self.media.handle.join(place).expect("the media thread runs");
        let offer = offered.recv_timeout(PATIENCE).expect("an offer");
        let mut peer = Peer::new(now(), transport, local, 1).expect("a good address");
        let answer = peer.answer(&offer).expect("a readable offer");
        self.media.handle.answer(place, answer).expect("the media thread runs");
        peer
    }
}

#[tokio::test]
async fn a_page_is_served_and_knows_who_asks() {
    let house = House::open(None, Plain::Serve).await;

    let page = get_page(TcpStream::connect(house.address).await.expect("open"), "/").await;

    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    assert!(page.ends_with("hello 127.0.0.1"), "{page}");
    house.close().await;
}

#[tokio::test]
async fn with_tls_the_same_port_serves_https_and_sends_plain_requests_there() {
    let (tls, trust) = certified();
    let house = House::open(Some(tls), Plain::ToHttps).await;

    let plain = get_page(TcpStream::connect(house.address).await.expect("open"), "/?a=b").await;
    let connector = tokio_rustls::TlsConnector::from(trust);
    let name = ServerName::try_from("localhost").expect("a name");
    let stream = TcpStream::connect(house.address).await.expect("open");
    let page = get_page(connector.connect(name, stream).await.expect("a handshake"), "/").await;

    assert!(plain.starts_with("HTTP/1.1 308"), "{plain}");
    assert!(plain.contains("location: https://localhost/?a=b"), "{plain}");
    assert!(page.ends_with("hello 127.0.0.1"), "{page}");
    house.close().await;
}

#[tokio::test]
async fn media_goes_from_udp_to_tcp_through_the_port_of_the_pages() {
    let house = House::open(None, Plain::Serve).await;

    let packets = heard_over_tcp_from_udp_at(&house, [127, 0, 0, 1].into()).await;

    assert!(packets >= 20);
    assert!(house.media.tally.read().sent > 20);
    assert_eq!(house.media.tally.read().connections, 2);
    house.close().await;
}

/// As Firefox does: it sends to no loopback address. `127.0.0.2` stands for the machine's own.
#[tokio::test]
async fn who_does_not_send_to_loopback_reaches_the_media_at_the_machines_own_address() {
    let (loopback, own): (SocketAddr, IpAddr) = (([127, 0, 0, 1], 0).into(), [127, 0, 0, 2].into());
    let house = House::open_also_at(None, Plain::Serve, Some(loopback), Some(own)).await;

    let packets = heard_over_tcp_from_udp_at(&house, own).await;

    assert!(packets >= 20);
    house.close().await;
}

#[tokio::test]
async fn who_says_nothing_sensible_is_shown_out_and_others_are_served() {
    let house = House::open(None, Plain::Serve).await;
    for knock in [&b"\x16\x03\x01"[..], b"\xff\xff\xff", b"\x07\xff", b"get / http\r\n\r\n", b""] {
        let mut stream = TcpStream::connect(house.address).await.expect("open");
        stream.write_all(knock).await.expect("sent");
        stream.shutdown().await.expect("sent");
        let mut rest = Vec::new();
        let end = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut rest)).await.expect("an end");
        // Bytes left unread by the server end the connection with a reset.
        assert!(end.is_ok_and(|length| length == 0) || rest.is_empty());
    }

    let page = get_page(TcpStream::connect(house.address).await.expect("open"), "/").await;

    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    house.close().await;
}

pub async fn get_page(mut stream: impl AsyncRead + AsyncWrite + Unpin, path: &str) -> String {
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut page = String::new();
    stream.read_to_string(&mut page).await.expect("a page");
    page
}

/// Ada speaks over UDP from an address, Ben listens over TCP: how many packets of sound he heard.
async fn heard_over_tcp_from_udp_at(house: &House, ip: IpAddr) -> usize {
    let room = SessionId::fresh(Timestamp::from_micros(1));
    let socket = UdpSocket::bind((ip, 0)).await.expect("a free port");
    let local = socket.local_addr().expect("bound");
    let ada = house.invite(room, Seat::Instructor, Transport::Udp, local);
    let stream = TcpStream::connect(house.address).await.expect("open");
    let local = stream.local_addr().expect("bound");
    let ben = house.invite(room, Seat::Student, Transport::Tcp, local);

    let sending = tokio::spawn(live_over_udp(ada, socket));
    let packets = tokio::time::timeout(PATIENCE, hear_over_tcp(ben, stream)).await.expect("sound in time");
    sending.abort();
    packets.expect("an open connection")
}

/// Lets a synthetic browser live on its socket, and send sound for ever once it is connected. It has to do with the
/// socket's own address alone.
async fn live_over_udp(mut peer: Peer, socket: UdpSocket) {
    let (mut is_connected, mut buffer) = (false, [0; 2_000]);
    let local = socket.local_addr().expect("bound");
    loop {
        if is_connected {
            peer.send(now(), Track::Audio, false, 100);
        }
        while let Some(done) = peer.poll(now()).expect("a synthetic browser goes on") {
            match done {
                Done::Transmit(transmit) if transmit.to.ip() != local.ip() => {}
                Done::Transmit(transmit) => {
                    socket.send_to(&transmit.bytes, transmit.to).await.expect("sent");
                }
                Done::Seen(seen) => is_connected |= seen == Seen::Connected,
            }
        }
        let received = tokio::time::timeout(Duration::from_millis(20), socket.recv_from(&mut buffer)).await;
        if let Ok(Ok((length, from))) = received
            && from.ip() == local.ip()
        {
            let bytes = buffer[..length].to_vec();
            let transmit = Transmit { transport: Transport::Udp, from, to: local, bytes };
            peer.receive(now(), &transmit).expect("a synthetic browser goes on");
        }
    }
}

/// Lets a synthetic browser live on its connection until it has heard 20 packets of sound.
async fn hear_over_tcp(mut peer: Peer, mut stream: TcpStream) -> io::Result<usize> {
    let (local, remote) = (stream.local_addr()?, stream.peer_addr()?);
    let (mut heard, mut arrived, mut buffer) = (0, Vec::new(), [0; 4_000]);
    while heard < 20 {
        while let Some(done) = peer.poll(now()).expect("a synthetic browser goes on") {
            match done {
                Done::Transmit(transmit) => stream.write_all(&framed(&transmit.bytes)).await?,
                Done::Seen(seen) => {
                    heard += usize::from(matches!(seen, Seen::Packet { track: Track::Audio, .. }))
                }
            }
        }
        let received = tokio::time::timeout(Duration::from_millis(20), stream.read(&mut buffer)).await;
        if let Ok(length) = received {
            arrived.extend(&buffer[..length?]);
        }
        while let Some(bytes) = take_frame(&mut arrived) {
            let transmit = Transmit { transport: Transport::Tcp, from: remote, to: local, bytes };
            peer.receive(now(), &transmit).expect("a synthetic browser goes on");
        }
    }
    Ok(heard)
}

fn framed(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).expect("a datagram");
    [&length.to_be_bytes()[..], bytes].concat()
}

fn take_frame(arrived: &mut Vec<u8>) -> Option<Vec<u8>> {
    let (high, low) = (*arrived.first()?, *arrived.get(1)?);
    let end = 2 + usize::from(u16::from_be_bytes([high, low]));
    (arrived.len() >= end).then(|| arrived.drain(..end).skip(2).collect())
}

/// TLS with a certificate of its own for `localhost`, and a client that trusts it.
pub fn certified() -> (Tls, Arc<rustls::ClientConfig>) {
    let key = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).expect("a certificate");
    let certificate: CertificateDer<'static> = key.cert.der().clone();
    let private = PrivatePkcs8KeyDer::from(key.signing_key.serialize_der());
    let mut pages = rustls::ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.clone()], private.into())
        .expect("a fitting key");
    pages.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let mut roots = rustls::RootCertStore::empty();
    roots.add(certificate).expect("a sound certificate");
    let trust = rustls::ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    (Tls { pages: Arc::new(pages), challenge: None }, Arc::new(trust))
}

#[expect(clippy::disallowed_methods, reason = "these tests run on real sockets and on the real clock")]
pub fn now() -> Instant {
    Instant::now()
}
