//! The UDP sockets of the media thread: one for each family of addresses, for all rooms.

use std::future::poll_fn;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::task::Poll;

use ::media::Transmit;
use socket2::{Domain, Protocol, Socket, Type};
use tokio::io::Interest;
use tokio::net::UdpSocket;

/// Large enough for the bursts of many key frames at once. The system may grant less.
const SOCKET_BUFFER_BYTES: usize = 8 * 1024 * 1024;

/// A bound socket, and the first of its addresses that browsers know. Which of several addresses a datagram was
/// sent to cannot be told without privileges; for the engine it was the first, and the system answers from the right one.
pub(super) struct Door {
    pub(super) socket: UdpSocket,
    pub(super) candidate: SocketAddr,
}

impl Door {
    pub(super) fn new(socket: UdpSocket, candidates: &[SocketAddr]) -> io::Result<Self> {
        let is_ipv4 = socket.local_addr()?.is_ipv4();
        let candidate = candidates.iter().copied().find(|candidate| candidate.is_ipv4() == is_ipv4);
        Ok(Self { socket, candidate: candidate.ok_or(io::ErrorKind::AddrNotAvailable)? })
    }

    /// Sends in this order, with as few calls as the system allows, and says how many it took. What it does not take
    /// at once is lost, as on any network.
    pub(super) fn send(&self, datagrams: &[Transmit]) -> usize {
        let (mut taken, mut rest) = (0, datagrams);
        while let [first, others @ ..] = rest {
            match self.socket.try_io(Interest::WRITABLE, || send_some(&self.socket, rest)) {
                Ok(count) => {
                    taken += count;
                    rest = &rest[count..];
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) => {
                    tracing::debug!(%error, bytes = first.bytes.len(), "A datagram cannot be sent");
                    rest = others;
                }
            }
        }
        taken
    }
}

/// Some of these from the first on, in one call; an error is the first one's.
#[cfg(target_os = "linux")]
fn send_some(socket: &UdpSocket, datagrams: &[Transmit]) -> io::Result<usize> {
    use std::io::IoSlice;
    use std::os::fd::AsRawFd;

    use nix::sys::socket::{ControlMessage, MsgFlags, MultiHeaders, SockaddrStorage, sendmmsg};

    let bytes: Vec<_> = datagrams.iter().map(|datagram| [IoSlice::new(&datagram.bytes)]).collect();
    let to: Vec<_> = datagrams.iter().map(|datagram| Some(SockaddrStorage::from(datagram.to))).collect();
    let mut headers = MultiHeaders::preallocate(datagrams.len(), None);
    let no_more: [ControlMessage<'_>; 0] = [];
    let taken = sendmmsg(socket.as_raw_fd(), &mut headers, &bytes, to, no_more, MsgFlags::MSG_DONTWAIT)?;
    Ok(taken.count())
}

/// One call for each.
#[cfg(not(target_os = "linux"))]
fn send_some(socket: &UdpSocket, datagrams: &[Transmit]) -> io::Result<usize> {
    let Some(first) = datagrams.first() else { return Ok(0) };
    socket2::SockRef::from(socket).send_to(&first.bytes, &first.to.into()).map(|_| 1)
}

/// One socket for each family that browsers can reach.
pub(super) fn bind_all(
    listen: Option<SocketAddr>,
    public_ips: &[IpAddr],
) -> io::Result<Vec<std::net::UdpSocket>> {
    let Some(listen) = listen else { return Ok(Vec::new()) };
    let unspecified: [IpAddr; 2] = [Ipv4Addr::UNSPECIFIED.into(), Ipv6Addr::UNSPECIFIED.into()];
    let binds = if listen.ip().is_unspecified() { unspecified.to_vec() } else { vec![listen.ip()] };
    let reachable =
        binds.into_iter().filter(|bind| public_ips.iter().any(|ip| ip.is_ipv4() == bind.is_ipv4()));
    reachable.map(|ip| bind(SocketAddr::new(ip, listen.port()))).collect()
}

fn bind(address: SocketAddr) -> io::Result<std::net::UdpSocket> {
    let socket = Socket::new(Domain::for_address(address), Type::DGRAM, Some(Protocol::UDP))?;
    if address.is_ipv6() {
        socket.set_only_v6(true)?;
    }
    for granted in
        [socket.set_recv_buffer_size(SOCKET_BUFFER_BYTES), socket.set_send_buffer_size(SOCKET_BUFFER_BYTES)]
    {
        if let Err(error) = granted {
            tracing::warn!(%error, "The UDP socket keeps its small buffers");
        }
    }
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    Ok(socket.into())
}

/// The public addresses that are served by one of the sockets, with its port or the one that is known outside.
pub(super) fn candidates_of(
    sockets: &[std::net::UdpSocket],
    public_ips: &[IpAddr],
    port: Option<u16>,
) -> io::Result<Vec<SocketAddr>> {
    let mut candidates = Vec::new();
    for socket in sockets {
        let bound = socket.local_addr()?;
        let reached = public_ips.iter().filter(|ip| ip.is_ipv4() == bound.is_ipv4());
        candidates.extend(reached.map(|ip| SocketAddr::new(*ip, port.unwrap_or(bound.port()))));
    }
    Ok(candidates)
}

/// Waits until a datagram has come to one of the sockets.
pub(super) async fn any_readable(sockets: &[Door]) {
    poll_fn(|context| {
        let mut sockets = sockets.iter().map(|door| &door.socket);
        if sockets.any(|socket| socket.poll_recv_ready(context).is_ready()) {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
}
