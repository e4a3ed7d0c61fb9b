//! One browser's connection: the protocol engine, its three tracks, and the signs of life that come over it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use str0m::bwe::{Bitrate, BweKind};
use str0m::change::SdpPendingOffer;
use str0m::config::{DtlsCert, DtlsVersion};
use str0m::media::{KeyframeRequestKind, Mid, Pt};
use str0m::net::{Protocol, Receive, TcpType};
use str0m::rtp::rtcp::SenderInfo;
use str0m::rtp::{ExtensionValues, RtpPacket, RtpWrite, Ssrc, Vp8Descriptor};
use str0m::{Candidate, Event, IceCreds, Input, Output, Rtc};

use crate::congestion::Cap;
use crate::gop::Gop;
use crate::keyframe::KeyframeWish;
use crate::presence::Presence;
use crate::recording::{Report, Tapes};
use crate::rewrite::Rewrite;
use crate::voice::Voice;
use crate::{Failure, Place, Track, Transmit, Transport, sdp};

/// Names a connection within its shard, never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ConnectionId(pub(crate) u64);

/// Where a run of packets comes from. A reload of the page or a new encoder changes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Source {
    pub(crate) connection: ConnectionId,
    pub(crate) ssrc: Ssrc,
}

/// A media packet on its way from one seat to the other. Cloning shares the payload.
#[derive(Debug, Clone)]
pub(crate) struct Packet {
    pub(crate) source: Source,
    pub(crate) track: Track,
    /// Extended by its rollovers, so that it only rises.
    pub(crate) seq: u64,
    pub(crate) starts_keyframe: bool,
    pub(crate) time: u32,
    /// The sender's last word on what its clock means.
    pub(crate) report: Option<Report>,
    /// On a picture: the last packet of its frame.
    pub(crate) marker: bool,
    pub(crate) payload: Arc<[u8]>,
    payload_type: Pt,
    extensions: ExtensionValues,
}

/// What a connection did when it was let on.
pub(crate) enum Step {
    Transmit(Transmit),
    Media(Packet),
    Connected(Transport),
    /// The receiver cannot show this track without a key frame.
    WantsKeyframe(Track),
    /// The browser closed the connection.
    Closed,
}

/// What all connections of a shard share.
pub(crate) struct Setup<'a> {
    pub(crate) certificate: Option<DtlsCert>,
    pub(crate) candidates: &'a [Candidate],
    pub(crate) max_bitrate_bps: u64,
}

/// The first guess of a receiver's line, corrected by probes within a second.
const FIRST_ESTIMATE: Bitrate = Bitrate::kbps(1_500);

/// Sent video packets kept to answer repeat requests: 1 s at 2.5 Mbit/s, or as long as a picture is still worth showing.
/// Most of a connection's memory is these.
const RESEND_PACKETS: usize = 250;
const RESEND_WITHIN: Duration = Duration::from_secs(1);
/// Of all that is sent; more repeats would feed a jam.
const RESEND_SHARE: Option<f32> = Some(0.15);

/// A line so slow that more than a whole kept picture waits for it gets no more video until a new picture begins.
const MAX_QUEUED_BYTES: usize = 1_000_000;

/// A browser has one source per track and changes it rarely; the notes on more than this are begun anew.
const MAX_SSRCS: usize = 16;

/// The engine may ask to be called again at once; more often in a row than this it has to wait a little.
const MAX_TURNS: u32 = 64;
const REST: Duration = Duration::from_millis(5);
/// Between two looks at a connection whose browser has not answered; what comes from it is taken at once.
const UNANSWERED_REST: Duration = Duration::from_millis(500);

pub(crate) struct Connection {
    pub(crate) place: Place,
    pub(crate) presence: Presence,
    pub(crate) cap: Cap,
    /// In the order of [`Track::ALL`]: wishes for key frames of what this browser sends.
    pub(crate) wishes: [KeyframeWish; 3],
    /// In the order of [`Track::ALL`]: the current picture of what this browser sends.
    pub(crate) pictures: [Gop; 3],
    /// When the person speaks.
    pub(crate) voice: Voice,
    /// While what this browser sends is recorded.
    pub(crate) tapes: Option<Tapes>,
    /// Files that were filled from it, by source.
    pub(crate) filmed: [u32; 2],
    pub(crate) is_connected: bool,
    /// Waits to be let on by its shard.
    pub(crate) is_due: bool,
    id: ConnectionId,
    rtc: Rtc,
    pending_offer: Option<SdpPendingOffer>,
    mids: [Mid; 3],
    outgoing: [Rewrite<Source>; 3],
    incoming: Vec<(Ssrc, Track)>,
    heard_over: Transport,
    engine_wake: Instant,
    turns: u32,
}

impl Connection {
    /// A new connection, the offer for its browser and the user name by which its first packets are found.
    pub(crate) fn offer(
        id: ConnectionId,
        place: Place,
        setup: Setup<'_>,
        now: Instant,
    ) -> Result<(Self, String, String), Failure> {
        let credentials = IceCreds::new();
        let ufrag = credentials.ufrag.clone();
        let mut config = Rtc::builder()
            .set_local_ice_credentials(credentials)
            .set_ice_lite(true)
            .set_rtp_mode(true)
            .set_dtls_version(DtlsVersion::Auto)
            .clear_codecs()
            .enable_opus(true, false)
            .enable_vp8(true)
            .enable_bwe(Some(FIRST_ESTIMATE))
            .set_send_buffer_video(RESEND_PACKETS);
        if let Some(certificate) = setup.certificate {
            config = config.set_dtls_cert(certificate);
        }
        let mut rtc = config.build(now);
        for candidate in setup.candidates {
            rtc.add_local_candidate(candidate.clone());
        }
        rtc.bwe().set_bitrate(Bitrate::ZERO, Bitrate::bps(setup.max_bitrate_bps));
        let (offer, pending, mids) = sdp::write_offer(&mut rtc).ok_or(Failure::Broken)?;
        let connection = Self {
            place,
            presence: Presence::new(now),
            cap: Cap::new(setup.max_bitrate_bps, now),
            wishes: Default::default(),
            pictures: Default::default(),
            voice: Voice::default(),
            tapes: None,
            filmed: [0; 2],
            is_connected: false,
            is_due: false,
            id,
            rtc,
            pending_offer: Some(pending),
            mids,
            outgoing: Track::ALL.map(Rewrite::new),
            incoming: Vec::new(),
            heard_over: Transport::Udp,
            engine_wake: now,
            turns: 0,
        };
        Ok((connection, offer, ufrag))
    }

    /// Takes the browser's answer. A second answer is ignored.
    pub(crate) fn accept(&mut self, answer: &str) -> Result<(), Failure> {
        let Some(pending) = self.pending_offer.take() else { return Ok(()) };
        let answer = sdp::read_answer(answer)?;
        self.rtc.sdp_api().accept_answer(pending, answer).map_err(|_| Failure::AnswerUnusable)?;
        let mut direct = self.rtc.direct_api();
        for mid in self.mids {
            if let Some(stream) = direct.stream_tx_by_mid(mid, None) {
                stream.set_rtx_cache(RESEND_PACKETS, RESEND_WITHIN, RESEND_SHARE);
            }
        }
        Ok(())
    }

    /// Takes a datagram. A malformed or forged one changes nothing, unless the engine itself gives up.
    pub(crate) fn receive(
        &mut self,
        now: Instant,
        transport: Transport,
        from: SocketAddr,
        to: SocketAddr,
        bytes: &[u8],
    ) -> Result<(), Failure> {
        let Ok(packet) = Receive::new(protocol(transport), from, to, bytes) else { return Ok(()) };
        let is_check = bytes.first().is_some_and(|first| *first < 2);
        if !is_check {
            self.heard_over = transport;
        }
        match self.rtc.handle_input(Input::Receive(now, packet)) {
            Err(error) if !self.rtc.is_alive() => {
                tracing::debug!(%error, "Connection {} broke down", self.place);
                Err(Failure::Protocol)
            }
            Err(_) | Ok(()) => Ok(()),
        }
    }

    /// Lets the connection do one thing. Nothing left to do is `None`, until [`Self::next_wake`].
    pub(crate) fn step(&mut self, now: Instant) -> Result<Option<Step>, Failure> {
        loop {
            match self.rtc.poll_output().map_err(|_| Failure::Protocol)? {
                Output::Transmit(transmit) => return Ok(Some(Step::Transmit(sending(transmit)))),
                Output::Event(event) => {
                    if let Some(step) = self.on_event(event) {
                        return Ok(Some(step));
                    }
                }
                Output::Timeout(at) if at > now => {
                    self.rest_until(now, at);
                    return Ok(None);
                }
                Output::Timeout(_) if self.turns >= MAX_TURNS => {
                    self.rest_until(now, now + REST);
                    return Ok(None);
                }
                Output::Timeout(_) => {
                    self.turns += 1;
                    self.rtc.handle_input(Input::Timeout(now)).map_err(|_| Failure::Protocol)?;
                }
            }
        }
    }

    /// When the connection must be let on although nothing comes.
    pub(crate) fn next_wake(&self) -> Instant {
        let wishes = self.wishes.iter().filter_map(KeyframeWish::next_wake);
        let cap = self.is_connected.then(|| self.cap.next_wake());
        let tapes = self.tapes.as_ref().and_then(Tapes::next_wake);
        let others = [Some(self.presence.next_wake()), self.voice.next_wake()].into_iter().flatten();
        wishes.chain(cap).chain(tapes).chain(others).fold(self.engine_wake, Instant::min)
    }

    /// Sends a packet of the other seat to this browser. True when it needs a key frame before it can show more.
    pub(crate) fn forward(&mut self, now: Instant, packet: &Packet) -> bool {
        let index = packet.track.index();
        let mut direct = self.rtc.direct_api();
        let Some(stream) = direct.stream_tx_by_mid(self.mids[index], None) else { return false };
        let is_video = packet.track.is_video();
        let queued_bytes = stream.queue_info().map_or(0, |queue| queue.byte_size());
        if is_video && queued_bytes > MAX_QUEUED_BYTES {
            self.outgoing[index].interrupt();
            return true;
        }
        let may_begin = packet.starts_keyframe || !is_video;
        let rewritten = self.outgoing[index].apply(packet.source, packet.seq, packet.time, may_begin, now);
        let Some((seq, time)) = rewritten else { return true };
        let write = RtpWrite::new(packet.payload_type, seq.into(), time, now, packet.payload.clone())
            .marker(packet.marker)
            .ext_vals(packet.extensions.clone())
            .nackable(is_video);
        stream.write_rtp(write);
        false
    }

    /// Forgets the pictures of this browser, and lets what it is shown begin anew.
    pub(crate) fn hush(&mut self) {
        self.pictures = Default::default();
        self.outgoing.iter_mut().for_each(Rewrite::interrupt);
    }

    /// Sends the requests for key frames that are due to this browser.
    pub(crate) fn ask_for_keyframes(&mut self, now: Instant) {
        for track in Track::ALL {
            if !self.wishes[track.index()].take_due(now) {
                continue;
            }
            let mut direct = self.rtc.direct_api();
            if let Some(stream) = direct.stream_rx_by_mid(self.mids[track.index()], None) {
                stream.request_keyframe(KeyframeRequestKind::Pli);
            }
        }
    }

    /// Tells this browser to send no more than this in all.
    pub(crate) fn limit(&mut self, bps: u64) {
        for track in [Track::Camera, Track::Screen] {
            let mut direct = self.rtc.direct_api();
            // One limit holds for the whole connection; it can only be told on a track that has sent something.
            if let Some(stream) = direct.stream_rx_by_mid(self.mids[track.index()], None) {
                stream.request_remb(Bitrate::bps(bps));
                return;
            }
        }
    }

    /// The engine wants to be woken forty times a second for its estimate of the line, of which nothing is known before the
    /// browser has answered.
    fn rest_until(&mut self, now: Instant, at: Instant) {
        self.engine_wake = if self.pending_offer.is_some() { at.max(now + UNANSWERED_REST) } else { at };
        self.turns = 0;
    }

    fn on_event(&mut self, event: Event) -> Option<Step> {
        match event {
            Event::Connected => {
                self.is_connected = true;
                Some(Step::Connected(self.heard_over))
            }
            Event::RtpPacket(packet) => self.arriving(packet).map(Step::Media),
            Event::KeyframeRequest(request) => self.track(request.mid).map(Step::WantsKeyframe),
            Event::EgressBitrateEstimate(estimate) => {
                self.on_estimate(&estimate);
                None
            }
            Event::Closed => Some(Step::Closed),
            _ => None,
        }
    }

    fn on_estimate(&mut self, estimate: &BweKind) {
        if let BweKind::Twcc { estimate, can_probe: true } = estimate {
            self.cap.estimated(estimate.as_f64());
        }
    }

    fn arriving(&mut self, packet: RtpPacket) -> Option<Packet> {
        let ssrc = packet.header.ssrc;
        let track = self.track_sending(ssrc)?;
        let starts_keyframe = track.is_video()
            && Vp8Descriptor::parse(&packet.payload)
                .is_ok_and(|descriptor| descriptor.starts_keyframe(&packet.payload));
        Some(Packet {
            source: Source { connection: self.id, ssrc },
            track,
            seq: *packet.seq_no,
            starts_keyframe,
            time: packet.header.timestamp,
            report: packet.last_sender_info.map(report),
            payload_type: packet.header.payload_type,
            marker: packet.header.marker,
            extensions: forwarded(&packet.header.ext_vals),
            payload: packet.payload,
        })
    }

    fn track_sending(&mut self, ssrc: Ssrc) -> Option<Track> {
        if let Some((_, track)) = self.incoming.iter().find(|(known, _)| *known == ssrc) {
            return Some(*track);
        }
        let mid = self.rtc.direct_api().stream_rx(&ssrc)?.mid();
        let track = self.track(mid)?;
        if self.incoming.len() == MAX_SSRCS {
            self.incoming.clear();
        }
        self.incoming.push((ssrc, track));
        Some(track)
    }

    fn track(&self, mid: Mid) -> Option<Track> {
        Track::ALL.into_iter().find(|track| self.mids[track.index()] == mid)
    }
}

impl Packet {
    /// How loud it is, in dBov; none where its browser does not say.
    pub(crate) fn loudness(&self) -> Option<i8> {
        self.extensions.audio_level.filter(|_| self.track == Track::Audio)
    }
}

/// The header extensions that mean the same on the other side. The rest describe the path or the connection.
fn forwarded(values: &ExtensionValues) -> ExtensionValues {
    ExtensionValues {
        audio_level: values.audio_level,
        voice_activity: values.voice_activity,
        video_orientation: values.video_orientation,
        ..ExtensionValues::default()
    }
}

fn report(info: SenderInfo) -> Report {
    // the timestamp's lower half is what packets carry
    Report { at: info.ntp_time, time: info.rtp_time.numer() as u32 }
}

fn sending(transmit: str0m::net::Transmit) -> Transmit {
    let transport = match transmit.proto {
        Protocol::Udp => Transport::Udp,
        _ => Transport::Tcp,
    };
    Transmit { transport, from: transmit.source, to: transmit.destination, bytes: transmit.contents.into() }
}

fn protocol(transport: Transport) -> Protocol {
    match transport {
        Transport::Udp => Protocol::Udp,
        Transport::Tcp => Protocol::Tcp,
    }
}

/// A candidate address of ours. TCP is passive: browsers open the connections. Without the type Firefox ignores it.
pub(crate) fn candidate(transport: Transport, address: SocketAddr) -> Option<Candidate> {
    let candidate = match transport {
        Transport::Udp => Candidate::builder().udp().host(address).build(),
        Transport::Tcp => Candidate::builder().tcp().host(address).tcptype(TcpType::Passive).build(),
    };
    candidate.ok()
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "any instant will do as the start of a test")]
pub(crate) mod tests {
    use kernel::{Seat, SessionId, Timestamp};

    use super::*;

    /// A camera packet of one imagined sender.
    pub(crate) fn video_packet(seq: u64, starts_keyframe: bool) -> Packet {
        Packet {
            source: Source { connection: ConnectionId(1), ssrc: 1.into() },
            track: Track::Camera,
            seq,
            starts_keyframe,
            time: 0,
            report: None,
            payload_type: Pt::new_with_value(96),
            marker: false,
            extensions: ExtensionValues::default(),
            payload: Arc::from([0_u8]),
        }
    }

    #[test]
    fn who_has_not_answered_is_looked_after_seldom() {
        let room = SessionId::fresh(Timestamp::from_micros(1));
        let place = Place { room, seat: Seat::Student, generation: 1 };
        let start = Instant::now();
        let setup = Setup { certificate: None, candidates: &[], max_bitrate_bps: 2_500_000 };
        let (mut connection, ..) = Connection::offer(ConnectionId(1), place, setup, start).ok().unwrap();

        let (mut now, mut wakes) = (start, 0);
        while now < start + Duration::from_secs(10) {
            while connection.step(now).ok().unwrap().is_some() {}
            now = connection.next_wake();
            wakes += 1;
        }

        assert!(wakes < 30, "{wakes} times in ten seconds");
    }
}
