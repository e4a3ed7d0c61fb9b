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

/// No machine has this address (RFC 5737); the way there is the way to all others.
const FAR_AWAY: (Ipv4Addr, u16) = (Ipv4Addr::new(198, 51, 100, 1), 9);

/// A bound socket, and the first of its addresses that browsers know. Which of several addresses a datagram was
/// sent to cannot be told without privileges; for the engine it was the first, and the system answers from the right one.
pub(super) struct Door {
    pub(super) socket: UdpSocket,
    pub(super) candidate: SocketAddr,
    /// Whether only this machine's own address is listened to. The system drops what pretends from outside to be it.
    pub(super) only_here: bool,
}

impl Door {
    /// `here` is the address for this machine alone, if there is one.
    pub(super) fn new(
        socket: UdpSocket,
        candidates: &[SocketAddr],
        here: Option<IpAddr>,
    ) -> io::Result<Self> {
        let bound = socket.local_addr()?;
        let own = candidates.iter().find(|candidate| candidate.ip() == bound.ip());
        let candidate =
            own.or_else(|| candidates.iter().find(|candidate| candidate.is_ipv4() == bound.is_ipv4()));
        let candidate = *candidate.ok_or(io::ErrorKind::AddrNotAvailable)?;
        Ok(Self { socket, candidate, only_here: here == Some(bound.ip()) })
    }

    /// Whether what comes `from` there is listened to.
    pub(super) fn is_open_to(&self, from: SocketAddr) -> bool {
        !self.only_here || from.ip() == self.candidate.ip()
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

/// The socket to send this from: the one its browser knows, else one that can send there at all.
pub(super) fn door_for<'a>(doors: &'a [Door], datagram: &Transmit) -> Option<&'a Door> {
    let reaches = |door: &&Door| door.candidate.is_ipv4() == datagram.to.is_ipv4();
    let known = doors.iter().find(|door| door.candidate == datagram.from);
    known.filter(reaches).or_else(|| doors.iter().find(reaches))
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

pub(super) fn bind(address: SocketAddr) -> io::Result<std::net::UdpSocket> {
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

/// The address this machine has on its network, if it is connected to any. Nothing is sent.
pub fn outward_ip() -> Option<IpAddr> {
    let socket = std::net::UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    socket.connect(FAR_AWAY).ok()?;
    let ip = socket.local_addr().ok()?.ip();
    (!ip.is_loopback() && !ip.is_unspecified()).then_some(ip)
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

#[cfg(test)]
mod tests {
    use super::*;

    /// `127.0.0.2` stands for the machine's own address.
    #[tokio::test]
    async fn a_socket_for_this_machine_alone_is_deaf_to_others() {
        let candidates: [SocketAddr; 2] = [([127, 0, 0, 1], 443).into(), ([127, 0, 0, 2], 443).into()];
        let doors = candidates.map(|candidate| {
            let socket = bind(SocketAddr::new(candidate.ip(), 0)).unwrap();
            let socket = UdpSocket::from_std(socket).unwrap();
            Door::new(socket, &candidates, Some(candidates[1].ip())).unwrap()
        });
        let (here, afar): (SocketAddr, SocketAddr) =
            (([127, 0, 0, 2], 9).into(), ([203, 0, 113, 9], 9).into());

        assert_eq!(doors.each_ref().map(|door| door.candidate), candidates);
        assert_eq!(doors.each_ref().map(|door| door.is_open_to(here)), [true, true]);
        assert_eq!(doors.each_ref().map(|door| door.is_open_to(afar)), [true, false]);
    }
}
