//! A synthetic browser, for tests and load: joins by an offer, sends sound and pictures, notes what arrives.
//!
//! As pure as the engine it talks to: datagrams and the time go in, datagrams and [`Seen`] come out.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use str0m::change::{SdpAnswer, SdpOffer, SdpPendingOffer};
use str0m::config::DtlsVersion;
use str0m::media::{Direction, MediaKind, Mid, Pt};
use str0m::net::{Protocol, Receive, TcpType};
use str0m::rtp::{ExtensionValues, RtpWrite, Vp8Descriptor};
use str0m::{Candidate, Event, Input, Output, Rtc};

use crate::{Track, Transmit, Transport};

const OPUS: Pt = Pt::new_with_value(111);
const VP8: Pt = Pt::new_with_value(96);

/// A frame of 20 ms and a frame at 30 per second, in RTP ticks.
const AUDIO_TICKS: u32 = 960;
const VIDEO_TICKS: u32 = 3_000;

/// What browsers put into one packet, roughly.
const MAX_PAYLOAD_BYTES: usize = 1_100;

/// How a key frame of 640 to 480 pixels begins (RFC 6386 section 9.1).
const VP8_HEAD: [u8; 10] = [0, 0, 0, 0x9d, 0x01, 0x2a, 0x80, 0x02, 0xe0, 0x01];

/// The synthetic browser failed; the text says in what.
#[derive(Debug, thiserror::Error)]
#[error("the synthetic browser failed: {0}")]
pub struct Trouble(String);

/// What a synthetic browser noticed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    Connected,
    /// A packet of the other seat, decrypted.
    Packet {
        track: Track,
        seq: u64,
        time: u32,
        starts_keyframe: bool,
        payload: Arc<[u8]>,
    },
    /// The server asks for a key frame.
    KeyframeWanted(Track),
    /// The server asks to send no more than this.
    Limited {
        bps: u64,
    },
}

/// What it wants done, or noticed.
#[derive(Debug)]
pub enum Done {
    Transmit(Transmit),
    Seen(Seen),
}

/// One synthetic browser with one address.
pub struct Peer {
    rtc: Rtc,
    mids: Vec<Mid>,
    pending_offer: Option<SdpPendingOffer>,
    next_seq: [u64; 3],
    next_time: [u32; 3],
    /// What it writes beside its sound, in dBov.
    loudness: Option<i8>,
    wake: Instant,
    done: VecDeque<Done>,
}

impl Peer {
    /// A browser that reaches the server from `address`. Its outgoing packets are numbered from `first_seq`.
    pub fn new(
        now: Instant,
        transport: Transport,
        address: SocketAddr,
        first_seq: u16,
    ) -> Result<Self, Trouble> {
        let mut rtc = Rtc::builder()
            .set_rtp_mode(true)
            .set_dtls_version(DtlsVersion::Auto)
            .clear_codecs()
            .enable_opus(true, false)
            .enable_vp8(true)
            .build(now);
        let candidate = match transport {
            Transport::Udp => Candidate::builder().udp().host(address).build(),
            Transport::Tcp => Candidate::builder().tcp().host(address).tcptype(TcpType::Active).build(),
        };
        rtc.add_local_candidate(candidate.map_err(|error| Trouble(error.to_string()))?);
        Ok(Self {
            rtc,
            mids: Vec::new(),
            pending_offer: None,
            next_seq: [u64::from(first_seq); 3],
            next_time: [0; 3],
            loudness: None,
            wake: now,
            done: VecDeque::new(),
        })
    }

    /// Reads the server's offer and gives the answer.
    pub fn answer(&mut self, offer: &str) -> Result<String, Trouble> {
        self.mids = offer.lines().filter_map(|line| line.strip_prefix("a=mid:")).map(Mid::from).collect();
        let offer = SdpOffer::from_sdp_string(offer).map_err(|error| Trouble(error.to_string()))?;
        let answer = self.rtc.sdp_api().accept_offer(offer).map_err(|error| Trouble(error.to_string()))?;
        Ok(answer.to_sdp_string())
    }

    /// Offers sound and a camera to a server that leaves the first word to the browser.
    pub fn offer(&mut self) -> Result<String, Trouble> {
        let mut changes = self.rtc.sdp_api();
        let kinds = [MediaKind::Audio, MediaKind::Video];
        self.mids = kinds.map(|kind| changes.add_media(kind, Direction::SendRecv, None, None, None)).into();
        let (offer, pending) =
            changes.apply().ok_or_else(|| Trouble("there is nothing to offer".to_owned()))?;
        self.pending_offer = Some(pending);
        Ok(offer.to_sdp_string())
    }

    /// Reads the answer to that offer.
    pub fn accept(&mut self, answer: &str) -> Result<(), Trouble> {
        let pending = self.pending_offer.take().ok_or_else(|| Trouble("nothing was offered".to_owned()))?;
        let answer = SdpAnswer::from_sdp_string(answer).map_err(|error| Trouble(error.to_string()))?;
        self.rtc.sdp_api().accept_answer(pending, answer).map_err(|error| Trouble(error.to_string()))
    }

    /// Takes a datagram of the server. One that cannot be read is ignored.
    pub fn receive(&mut self, now: Instant, transmit: &Transmit) -> Result<(), Trouble> {
        let protocol = match transmit.transport {
            Transport::Udp => Protocol::Udp,
            Transport::Tcp => Protocol::Tcp,
        };
        let Ok(packet) = Receive::new(protocol, transmit.from, transmit.to, &transmit.bytes) else {
            return Ok(());
        };
        self.rtc.handle_input(Input::Receive(now, packet)).map_err(|error| Trouble(error.to_string()))?;
        // The engine holds one media packet only, so it is taken out before the next datagram goes in.
        self.drain(now)
    }

    /// Sends a frame of `size_bytes`, in as many packets as it takes. `key` matters to pictures only.
    pub fn send(&mut self, now: Instant, track: Track, key: bool, size_bytes: usize) {
        let index = track.index();
        let time = self.next_time[index];
        let ticks = if track.is_video() { VIDEO_TICKS } else { AUDIO_TICKS };
        self.next_time[index] = time.wrapping_add(ticks);
        self.send_packets(now, track, key, size_bytes, time);
    }

    /// Its sound is as loud as this from now on, in dBov.
    pub fn speak_at(&mut self, dbov: i8) {
        self.loudness = Some(dbov);
    }

    /// Lets the clock of a track run on, as if nothing was to be sent meanwhile.
    pub fn rest(&mut self, track: Track, span: std::time::Duration) {
        self.next_time[track.index()] = self.next_time[track.index()].wrapping_add(track.ticks(span));
    }

    /// Sends any bytes as one packet.
    pub fn send_raw(&mut self, now: Instant, track: Track, payload: Vec<u8>) {
        let time = self.next_time[track.index()];
        self.send_packet(now, track, time, payload, true);
    }

    fn send_packets(&mut self, now: Instant, track: Track, key: bool, size_bytes: usize, time: u32) {
        let packets = size_bytes.div_ceil(MAX_PAYLOAD_BYTES).max(1);
        for n in 0..packets {
            let mut payload = vec![0; (size_bytes / packets).max(VP8_HEAD.len() + 1)];
            if track.is_video() && n == 0 {
                // VP8 payload descriptor: start of partition 0 (RFC 7741 section 4.2); then the frame's head.
                payload[0] = 0x10;
                payload[1..=VP8_HEAD.len()].copy_from_slice(&VP8_HEAD);
                payload[1] = u8::from(!key);
            }
            self.send_packet(now, track, time, payload, n + 1 == packets);
        }
    }

    fn send_packet(&mut self, now: Instant, track: Track, time: u32, payload: Vec<u8>, is_last: bool) {
        let index = track.index();
        let seq = self.next_seq[index];
        self.next_seq[index] += 1;
        let Some(mid) = self.mids.get(index) else { return };
        let payload_type = if track.is_video() { VP8 } else { OPUS };
        if let Some(stream) = self.rtc.direct_api().stream_tx_by_mid(*mid, None) {
            let write = RtpWrite::new(payload_type, seq.into(), time, now, payload);
            let audio_level = self.loudness.filter(|_| track == Track::Audio);
            let voice_activity = audio_level.map(|_| true);
            let beside = ExtensionValues { audio_level, voice_activity, ..ExtensionValues::default() };
            stream.write_rtp(write.marker(is_last).nackable(track.is_video()).ext_vals(beside));
        }
    }

    /// Loses the next `count` numbers of a track, as if so many packets never left.
    pub fn skip(&mut self, track: Track, count: u64) {
        self.next_seq[track.index()] += count;
    }

    /// What is to be done next, if anything.
    pub fn poll(&mut self, now: Instant) -> Result<Option<Done>, Trouble> {
        if self.done.is_empty() {
            self.drain(now)?;
        }
        Ok(self.done.pop_front())
    }

    /// When to poll again although nothing came.
    pub fn next_wake(&self) -> Instant {
        self.wake
    }

    fn drain(&mut self, now: Instant) -> Result<(), Trouble> {
        loop {
            match self.rtc.poll_output().map_err(|error| Trouble(error.to_string()))? {
                Output::Transmit(transmit) => self.done.push_back(Done::Transmit(sending(transmit))),
                Output::Event(event) => self.note(event),
                Output::Timeout(at) if at > now => {
                    self.wake = at;
                    return Ok(());
                }
                Output::Timeout(_) => {
                    self.rtc.handle_input(Input::Timeout(now)).map_err(|error| Trouble(error.to_string()))?
                }
            }
        }
    }

    fn note(&mut self, event: Event) {
        let seen = match event {
            Event::Connected => Some(Seen::Connected),
            Event::RtpPacket(packet) => self.note_packet(packet),
            Event::KeyframeRequest(request) => self.track(request.mid).map(Seen::KeyframeWanted),
            Event::EgressBitrateEstimate(str0m::bwe::BweKind::Remb { estimate, .. }) => {
                Some(Seen::Limited { bps: estimate.as_u64() })
            }
            _ => None,
        };
        self.done.extend(seen.map(Done::Seen));
    }

    fn note_packet(&mut self, packet: str0m::rtp::RtpPacket) -> Option<Seen> {
        let mid = self.rtc.direct_api().stream_rx(&packet.header.ssrc)?.mid();
        let track = self.track(mid)?;
        let starts_keyframe = track.is_video()
            && Vp8Descriptor::parse(&packet.payload)
                .is_ok_and(|descriptor| descriptor.starts_keyframe(&packet.payload));
        Some(Seen::Packet {
            track,
            seq: *packet.seq_no,
            time: packet.header.timestamp,
            starts_keyframe,
            payload: packet.payload,
        })
    }

    fn track(&self, mid: Mid) -> Option<Track> {
        Track::ALL.into_iter().find(|track| self.mids.get(track.index()) == Some(&mid))
    }
}

fn sending(transmit: str0m::net::Transmit) -> Transmit {
    let transport = match transmit.proto {
        Protocol::Udp => Transport::Udp,
        _ => Transport::Tcp,
    };
    Transmit { transport, from: transmit.source, to: transmit.destination, bytes: transmit.contents.into() }
}
