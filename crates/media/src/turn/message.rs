//! The bytes of TURN: frames on a stream, messages of STUN (RFC 8489), and their attributes.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

use super::pool::Family;
use crate::MAX_DATAGRAM_BYTES;

/// Bytes that say how long a frame is.
pub const FRAME_HEAD_BYTES: usize = 4;

const HEAD_BYTES: usize = 20;
const COOKIE: [u8; 4] = [0x21, 0x12, 0xa4, 0x42];
const SEAL_BYTES: usize = 20;
/// Around the datagram in a Send indication stand a head and an address; around credentials, less than 700 bytes.
const MAX_MESSAGE_BYTES: usize = MAX_DATAGRAM_BYTES + 200;
/// Unknown attributes named in a refusal. Who uses more has read enough.
const MAX_NAMED: usize = 8;

/// Numbers of channels (RFC 8656 section 12).
pub(super) const CHANNELS: std::ops::RangeInclusive<u16> = 0x4000..=0x4fff;

pub(super) mod method {
    pub(in super::super) const ALLOCATE: u16 = 0x003;
    pub(in super::super) const REFRESH: u16 = 0x004;
    pub(in super::super) const SEND: u16 = 0x006;
    pub(in super::super) const DATA: u16 = 0x007;
    pub(in super::super) const CREATE_PERMISSION: u16 = 0x008;
    pub(in super::super) const CHANNEL_BIND: u16 = 0x009;
}

pub(super) mod attribute {
    pub(in super::super) const USERNAME: u16 = 0x0006;
    pub(in super::super) const MESSAGE_INTEGRITY: u16 = 0x0008;
    pub(in super::super) const ERROR_CODE: u16 = 0x0009;
    pub(in super::super) const UNKNOWN_ATTRIBUTES: u16 = 0x000a;
    pub(in super::super) const CHANNEL_NUMBER: u16 = 0x000c;
    pub(in super::super) const LIFETIME: u16 = 0x000d;
    pub(in super::super) const XOR_PEER_ADDRESS: u16 = 0x0012;
    pub(in super::super) const DATA: u16 = 0x0013;
    pub(in super::super) const REALM: u16 = 0x0014;
    pub(in super::super) const NONCE: u16 = 0x0015;
    pub(in super::super) const XOR_RELAYED_ADDRESS: u16 = 0x0016;
    pub(in super::super) const REQUESTED_ADDRESS_FAMILY: u16 = 0x0017;
    pub(in super::super) const REQUESTED_TRANSPORT: u16 = 0x0019;
    /// Nothing is ever fragmented between here and the media engine, so asking for it is granted unread.
    pub(in super::super) const DONT_FRAGMENT: u16 = 0x001a;
    pub(in super::super) const XOR_MAPPED_ADDRESS: u16 = 0x0020;
}

/// Attributes below this number must be understood by who reads them.
const OPTIONAL: u16 = 0x8000;

const UNDERSTOOD: [u16; 12] = [
    attribute::USERNAME,
    attribute::MESSAGE_INTEGRITY,
    attribute::CHANNEL_NUMBER,
    attribute::LIFETIME,
    attribute::XOR_PEER_ADDRESS,
    attribute::DATA,
    attribute::REALM,
    attribute::NONCE,
    attribute::REQUESTED_ADDRESS_FAMILY,
    attribute::REQUESTED_TRANSPORT,
    attribute::DONT_FRAGMENT,
    attribute::XOR_MAPPED_ADDRESS,
];

/// The stream does not go on with a frame that a browser would send.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no TURN")]
pub struct BadFrame;

/// How long the frame with this head is, head and padding included: at most 2,200 bytes.
///
/// # Errors
/// It is neither a message nor channel data, or longer than a browser's.
pub fn frame_bytes(head: [u8; FRAME_HEAD_BYTES]) -> Result<usize, BadFrame> {
    let [first, _, high, low] = head;
    let length = usize::from(u16::from_be_bytes([high, low]));
    match first {
        0x00..=0x3f if length.is_multiple_of(4) && length <= MAX_MESSAGE_BYTES - HEAD_BYTES => {
            Ok(HEAD_BYTES + length)
        }
        // On a stream channel data is padded (RFC 8656 section 12.5).
        0x40..=0x4f if length <= MAX_DATAGRAM_BYTES => Ok(FRAME_HEAD_BYTES + length.next_multiple_of(4)),
        _ => Err(BadFrame),
    }
}

/// The channel and the datagram of a frame of channel data; none when it is a message.
pub(super) fn channel_data(frame: &[u8]) -> Option<(u16, &[u8])> {
    let (head, rest) = frame.split_first_chunk::<FRAME_HEAD_BYTES>()?;
    let [a, b, high, low] = *head;
    let number = u16::from_be_bytes([a, b]);
    let bytes = rest.get(..usize::from(u16::from_be_bytes([high, low])))?;
    CHANNELS.contains(&number).then_some((number, bytes))
}

/// Appends a datagram as channel data. One that is longer than any datagram is left out.
pub(super) fn append_channel_data(out: &mut Vec<u8>, number: u16, bytes: &[u8]) {
    let Ok(length) = u16::try_from(bytes.len()) else { return };
    out.extend(number.to_be_bytes());
    out.extend(length.to_be_bytes());
    out.extend(bytes);
    out.resize(out.len().next_multiple_of(4), 0);
}

/// What a message is, beside its method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Request,
    Indication,
    Success,
    Failure,
}

/// A message whose every attribute lies within it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Message<'a> {
    pub(super) class: Class,
    pub(super) method: u16,
    pub(super) transaction: [u8; 12],
    bytes: &'a [u8],
}

impl<'a> Message<'a> {
    pub(super) fn parse(bytes: &'a [u8]) -> Option<Self> {
        let (head, _) = bytes.split_first_chunk::<HEAD_BYTES>()?;
        let [a, b, high, low, cookie @ .., _, _, _, _, _, _, _, _, _, _, _, _] = *head;
        let length = usize::from(u16::from_be_bytes([high, low]));
        if a > 0x3f || cookie != COOKIE || length != bytes.len() - HEAD_BYTES {
            return None;
        }
        let mut transaction = [0; 12];
        transaction.copy_from_slice(&head[8..]);
        let (class, method) = taken_apart(u16::from_be_bytes([a, b]));
        let message = Self { class, method, transaction, bytes };
        message.is_whole().then_some(message)
    }

    /// The first attribute of this kind. What stands after the seal does not count.
    pub(super) fn get(&self, wanted: u16) -> Option<&'a [u8]> {
        self.all(wanted).next()
    }

    pub(super) fn all(&self, wanted: u16) -> impl Iterator<Item = &'a [u8]> {
        self.sealed().filter(move |attribute| attribute.kind == wanted).map(|attribute| attribute.value)
    }

    pub(super) fn text(&self, wanted: u16) -> Option<&'a str> {
        std::str::from_utf8(self.get(wanted)?).ok()
    }

    pub(super) fn number(&self, wanted: u16) -> Option<u32> {
        Some(u32::from_be_bytes(self.get(wanted)?.try_into().ok()?))
    }

    /// An address of the kind that is mixed with the cookie (RFC 8489 section 14.2).
    pub(super) fn address(&self, value: &[u8]) -> Option<SocketAddr> {
        let [0, family, a, b, ip @ ..] = value else { return None };
        let port = u16::from_be_bytes([a ^ COOKIE[0], b ^ COOKIE[1]]);
        let mask = mask(&self.transaction);
        let ip: IpAddr = match (family, ip.len()) {
            (1, 4) => mixed::<4>(ip, &mask)?.into(),
            // As it is written: an IPv4 address in disguise is another one than itself.
            (2, 16) => Ipv6Addr::from(mixed::<16>(ip, &mask)?).into(),
            _ => return None,
        };
        Some(SocketAddr::new(ip, port))
    }

    /// The attributes that must be understood and are not.
    pub(super) fn not_understood(&self) -> Vec<u16> {
        let kinds = self.sealed().map(|attribute| attribute.kind);
        kinds.filter(|kind| *kind < OPTIONAL && !UNDERSTOOD.contains(kind)).take(MAX_NAMED).collect()
    }

    /// Whether it was sealed with this key (MESSAGE-INTEGRITY, RFC 8489 section 14.5).
    pub(super) fn is_sealed_with(&self, key: &[u8]) -> bool {
        let Some(seal) = self.attributes().find(|found| found.kind == attribute::MESSAGE_INTEGRITY) else {
            return false;
        };
        let length = seal.at - HEAD_BYTES + 4 + SEAL_BYTES;
        let Ok(length) = u16::try_from(length) else { return false };
        let mut mac = Hmac::<Sha1>::new_from_slice(key).expect("HMAC takes any key");
        mac.update(&self.bytes[..2]);
        mac.update(&length.to_be_bytes());
        mac.update(&self.bytes[4..seal.at]);
        mac.verify_slice(seal.value).is_ok()
    }

    /// Up to the seal, and the seal.
    fn sealed(&self) -> impl Iterator<Item = Attribute<'a>> {
        let mut is_open = true;
        self.attributes().take_while(move |found| {
            std::mem::replace(&mut is_open, found.kind != attribute::MESSAGE_INTEGRITY)
        })
    }

    fn attributes(&self) -> Attributes<'a> {
        Attributes { bytes: self.bytes, at: HEAD_BYTES }
    }

    fn is_whole(&self) -> bool {
        let mut attributes = self.attributes();
        attributes.by_ref().for_each(drop);
        attributes.at == self.bytes.len()
    }
}

#[derive(Debug, Clone, Copy)]
struct Attribute<'a> {
    at: usize,
    kind: u16,
    value: &'a [u8],
}

/// Walks over the attributes; ends at the end, or before the first one that does not fit.
struct Attributes<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Iterator for Attributes<'a> {
    type Item = Attribute<'a>;

    fn next(&mut self) -> Option<Attribute<'a>> {
        let (head, rest) = self.bytes.get(self.at..)?.split_first_chunk::<4>()?;
        let [a, b, high, low] = *head;
        let length = usize::from(u16::from_be_bytes([high, low]));
        let padded = rest.get(..length.next_multiple_of(4))?;
        let found = Attribute { at: self.at, kind: u16::from_be_bytes([a, b]), value: &padded[..length] };
        self.at += 4 + padded.len();
        Some(found)
    }
}

/// A message being written.
#[derive(Debug)]
pub(super) struct Writer {
    bytes: Vec<u8>,
    transaction: [u8; 12],
}

impl Writer {
    pub(super) fn new(class: Class, method: u16, transaction: [u8; 12]) -> Self {
        let mut bytes = Vec::with_capacity(128);
        bytes.extend(put_together(class, method).to_be_bytes());
        bytes.extend([0, 0]);
        bytes.extend(COOKIE);
        bytes.extend(transaction);
        Self { bytes, transaction }
    }

    /// Adds an attribute. None is longer than a datagram, which is checked where it comes in.
    pub(super) fn with(mut self, kind: u16, value: &[u8]) -> Self {
        let length = u16::try_from(value.len()).expect("an attribute is no longer than a datagram");
        self.bytes.extend(kind.to_be_bytes());
        self.bytes.extend(length.to_be_bytes());
        self.bytes.extend(value);
        self.bytes.resize(self.bytes.len().next_multiple_of(4), 0);
        self
    }

    pub(super) fn with_address(self, kind: u16, address: SocketAddr) -> Self {
        let mask = mask(&self.transaction);
        let [a, b] = address.port().to_be_bytes();
        let mut value = vec![0, 1, a ^ COOKIE[0], b ^ COOKIE[1]];
        match address.ip() {
            IpAddr::V4(ip) => value.extend(ip.octets().iter().zip(mask).map(|(byte, mask)| byte ^ mask)),
            IpAddr::V6(ip) => {
                value[1] = 2;
                value.extend(ip.octets().iter().zip(mask).map(|(byte, mask)| byte ^ mask));
            }
        }
        self.with(kind, &value)
    }

    pub(super) fn finish(mut self) -> Vec<u8> {
        self.write_length(0);
        self.bytes
    }

    /// Seals it with this key.
    pub(super) fn seal(mut self, key: &[u8]) -> Vec<u8> {
        self.write_length(4 + SEAL_BYTES);
        let mut mac = Hmac::<Sha1>::new_from_slice(key).expect("HMAC takes any key");
        mac.update(&self.bytes);
        let seal: [u8; SEAL_BYTES] = mac.finalize().into_bytes().into();
        self.with(attribute::MESSAGE_INTEGRITY, &seal).finish()
    }

    fn write_length(&mut self, more: usize) {
        let length = self.bytes.len() - HEAD_BYTES + more;
        let length = u16::try_from(length).expect("a message holds a datagram and little more");
        self.bytes[2..4].copy_from_slice(&length.to_be_bytes());
    }
}

/// The family of an address that is asked for (RFC 8656 section 18.8); none for one that does not exist.
pub(super) fn family(value: &[u8]) -> Option<Family> {
    match value {
        [1, ..] => Some(Family::V4),
        [2, ..] => Some(Family::V6),
        _ => None,
    }
}

/// Class and method are woven into one number (RFC 8489 section 5).
fn taken_apart(kind: u16) -> (Class, u16) {
    let class = match kind & 0x0110 {
        0x0000 => Class::Request,
        0x0010 => Class::Indication,
        0x0100 => Class::Success,
        _ => Class::Failure,
    };
    (class, (kind & 0x000f) | (kind & 0x00e0) >> 1 | (kind & 0x3e00) >> 2)
}

fn put_together(class: Class, method: u16) -> u16 {
    let class = match class {
        Class::Request => 0x0000,
        Class::Indication => 0x0010,
        Class::Success => 0x0100,
        Class::Failure => 0x0110,
    };
    class | (method & 0x000f) | (method & 0x0070) << 1 | (method & 0x0f80) << 2
}

fn mask(transaction: &[u8; 12]) -> [u8; 16] {
    let mut mask = [0; 16];
    mask[..4].copy_from_slice(&COOKIE);
    mask[4..].copy_from_slice(transaction);
    mask
}

fn mixed<const N: usize>(ip: &[u8], mask: &[u8; 16]) -> Option<[u8; N]> {
    let mut ip: [u8; N] = ip.try_into().ok()?;
    ip.iter_mut().zip(mask).for_each(|(byte, mask)| *byte ^= mask);
    Some(ip)
}
