//! The one TCP port, in pure form: who speaks is known by the first byte, and where a frame of media ends by its head.

use crate::MAX_DATAGRAM_BYTES;

/// The bytes before a frame that say how long it is (RFC 4571).
pub const HEAD_BYTES: usize = 2;

/// Who opened a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Knock {
    /// A browser with media over TCP: the upper byte of a frame's length, which is at most 2,000. No request and no
    /// handshake begins so.
    Media,
    Tls,
    /// A request of HTTP without TLS.
    Request,
}

/// Who says this first; none when nobody of ours does.
pub const fn knock(first: u8) -> Option<Knock> {
    match first {
        0x00..=0x07 => Some(Knock::Media),
        0x16 => Some(Knock::Tls),
        b'A'..=b'Z' => Some(Knock::Request),
        _ => None,
    }
}

/// Whether what comes first out of TLS is a message of STUN (RFC 7983), for the relay. Channel data, which may begin like
/// a letter, never comes first.
pub const fn asks_for_relay(first: u8) -> bool {
    matches!(first, 0x00..=0x03)
}

/// A frame is longer than any that a browser sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a frame of media of {0} bytes")]
pub struct TooLong(usize);

/// How many bytes follow this head.
///
/// # Errors
/// `TooLong`.
pub fn framed_bytes(head: [u8; HEAD_BYTES]) -> Result<usize, TooLong> {
    let length = usize::from(u16::from_be_bytes(head));
    if length > MAX_DATAGRAM_BYTES { Err(TooLong(length)) } else { Ok(length) }
}
