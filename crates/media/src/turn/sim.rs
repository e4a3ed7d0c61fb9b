//! The browser's half of the conversation, for tests.

use std::net::SocketAddr;

use md5::{Digest, Md5};

use super::message::{Class, Message, Writer, append_channel_data, attribute, channel_data, method};
use super::relay::Invitation;

/// A synthetic browser's hold on a relay.
#[derive(Debug, Clone)]
pub struct Caller {
    username: String,
    password: String,
    realm: String,
    nonce: String,
}

/// What the relay said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    Granted {
        relayed: Option<SocketAddr>,
        seconds: Option<u32>,
    },
    /// With an error code of RFC 8489 or RFC 8656.
    Refused(u16),
    Data {
        from: SocketAddr,
        bytes: Vec<u8>,
    },
    Channel {
        number: u16,
        bytes: Vec<u8>,
    },
}

const UDP: [u8; 4] = [17, 0, 0, 0];

impl Caller {
    pub fn new(invitation: &Invitation) -> Self {
        Self {
            username: invitation.username.clone(),
            password: invitation.credential.clone(),
            realm: String::new(),
            nonce: String::new(),
        }
    }

    /// The first word of a browser: it does not know the realm yet.
    pub fn hello(&self) -> Vec<u8> {
        request(method::ALLOCATE).with(attribute::REQUESTED_TRANSPORT, &UDP).finish()
    }

    pub fn allocate(&self) -> Vec<u8> {
        self.seal(request(method::ALLOCATE).with(attribute::REQUESTED_TRANSPORT, &UDP))
    }

    /// Asks for so many seconds more; with none the allocation is given up.
    pub fn refresh(&self, seconds: u32) -> Vec<u8> {
        self.seal(request(method::REFRESH).with(attribute::LIFETIME, &seconds.to_be_bytes()))
    }

    pub fn permit(&self, peer: SocketAddr) -> Vec<u8> {
        self.seal(request(method::CREATE_PERMISSION).with_address(attribute::XOR_PEER_ADDRESS, peer))
    }

    pub fn bind(&self, number: u16, peer: SocketAddr) -> Vec<u8> {
        let [high, low] = number.to_be_bytes();
        let request = request(method::CHANNEL_BIND)
            .with(attribute::CHANNEL_NUMBER, &[high, low, 0, 0])
            .with_address(attribute::XOR_PEER_ADDRESS, peer);
        self.seal(request)
    }

    /// A datagram for `peer`, without a channel.
    pub fn send(peer: SocketAddr, bytes: &[u8]) -> Vec<u8> {
        let indication = Writer::new(Class::Indication, method::SEND, [7; 12])
            .with_address(attribute::XOR_PEER_ADDRESS, peer)
            .with(attribute::DATA, bytes);
        indication.finish()
    }

    /// A datagram on a channel.
    pub fn on_channel(number: u16, bytes: &[u8]) -> Vec<u8> {
        let mut frame = Vec::new();
        append_channel_data(&mut frame, number, bytes);
        frame
    }

    /// Reads a frame of the relay, and keeps the realm and the nonce it names. None when it cannot be read.
    pub fn hear(&mut self, frame: &[u8]) -> Option<Said> {
        if let Some((number, bytes)) = channel_data(frame) {
            return Some(Said::Channel { number, bytes: bytes.to_vec() });
        }
        let message = Message::parse(frame)?;
        if let (Some(realm), Some(nonce)) = (message.text(attribute::REALM), message.text(attribute::NONCE)) {
            (self.realm, self.nonce) = (realm.to_owned(), nonce.to_owned());
        }
        match message.class {
            Class::Success if message.is_sealed_with(&self.key()) => {
                let relayed = message.get(attribute::XOR_RELAYED_ADDRESS);
                let relayed = relayed.and_then(|value| message.address(value));
                Some(Said::Granted { relayed, seconds: message.number(attribute::LIFETIME) })
            }
            Class::Failure => match message.get(attribute::ERROR_CODE)? {
                [_, _, hundreds, rest, ..] => {
                    Some(Said::Refused(u16::from(*hundreds) * 100 + u16::from(*rest)))
                }
                _ => None,
            },
            Class::Indication => {
                let from = message.address(message.get(attribute::XOR_PEER_ADDRESS)?)?;
                Some(Said::Data { from, bytes: message.get(attribute::DATA)?.to_vec() })
            }
            Class::Success | Class::Request => None,
        }
    }

    pub(super) fn seal(&self, request: Writer) -> Vec<u8> {
        request
            .with(attribute::USERNAME, self.username.as_bytes())
            .with(attribute::REALM, self.realm.as_bytes())
            .with(attribute::NONCE, self.nonce.as_bytes())
            .seal(&self.key())
    }

    fn key(&self) -> [u8; 16] {
        Md5::digest(format!("{}:{}:{}", self.username, self.realm, self.password)).into()
    }
}

/// Answers come in order on a stream, so that one name does for all transactions.
pub(super) fn request(method: u16) -> Writer {
    Writer::new(Class::Request, method, [9; 12])
}
