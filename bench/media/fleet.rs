//! Synthetic browsers with a socket each, all driven by one thread.

use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

use anyhow::Result;
use media::sim::{Done, Peer, Seen};
use media::{Track, Transmit, Transport};

const AUDIO_EVERY: Duration = Duration::from_millis(20);
const AUDIO_BYTES: usize = 100;

/// What each camera sends.
#[derive(Debug, Clone, Copy)]
pub struct Camera {
    frames_per_second: u32,
    frame_bytes: usize,
}

/// 0.8 Mbit/s: three packets a frame.
pub const LESSON: Camera = Camera { frames_per_second: 30, frame_bytes: 3_300 };
/// A tenth of it: one packet a frame. Many rooms fit on one machine together with those who load it.
pub const SMALL: Camera = Camera { frames_per_second: 10, frame_bytes: 1_000 };

/// The thread rests between two looks at its sockets.
const REST: Duration = Duration::from_millis(1);

/// All browsers of one turn.
pub struct Fleet {
    pub members: Vec<Member>,
}

/// One browser.
pub struct Member {
    pub peer: Peer,
    socket: UdpSocket,
    local: SocketAddr,
    camera: Camera,
    is_connected: bool,
    owes_keyframe: bool,
    packets: u64,
    next_audio: Instant,
    next_video: Instant,
}

impl Fleet {
    pub fn new(size: usize, address: IpAddr, camera: Camera) -> Result<Self> {
        let start = Instant::now();
        let member = |n: usize| Member::new(address, camera, start + REST * n as u32);
        let members = (0..size).map(member).collect::<Result<_>>()?;
        Ok(Self { members })
    }

    /// Lets all browsers live for this long.
    pub fn live_for(&mut self, span: Duration) -> Result<()> {
        let end = Instant::now() + span;
        while Instant::now() < end {
            for member in &mut self.members {
                member.live()?;
            }
            std::thread::sleep(REST);
        }
        Ok(())
    }

    /// Lets all browsers live until each of them is connected.
    pub fn live_until_connected(&mut self, within: Duration) -> Result<()> {
        let end = Instant::now() + within;
        while !self.members.iter().all(|member| member.is_connected) {
            anyhow::ensure!(Instant::now() < end, "not all browsers were connected in time");
            self.live_for(REST)?;
        }
        Ok(())
    }

    /// Packets of others that arrived so far.
    pub fn packets(&self) -> u64 {
        self.members.iter().map(|member| member.packets).sum()
    }
}

impl Member {
    /// A browser that begins to send at `start`, so that not all send at once.
    fn new(address: IpAddr, camera: Camera, start: Instant) -> Result<Self> {
        let socket = UdpSocket::bind((address, 0))?;
        socket.set_nonblocking(true)?;
        let local = socket.local_addr()?;
        Ok(Self {
            peer: Peer::new(Instant::now(), Transport::Udp, local, 1)?,
            socket,
            local,
            camera,
            is_connected: false,
            owes_keyframe: true,
            packets: 0,
            next_audio: start,
            next_video: start,
        })
    }

    fn live(&mut self) -> Result<()> {
        self.receive()?;
        if self.is_connected {
            self.send();
        }
        self.carry_out()
    }

    fn receive(&mut self) -> Result<()> {
        let mut buffer = [0; media::MAX_DATAGRAM_BYTES];
        loop {
            match self.socket.recv_from(&mut buffer) {
                Ok((length, from)) => {
                    let bytes = buffer[..length].to_vec();
                    let transmit = Transmit { transport: Transport::Udp, from, to: self.local, bytes };
                    self.peer.receive(Instant::now(), &transmit)?;
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error.into()),
            }
        }
    }

    fn send(&mut self) {
        let now = Instant::now();
        while self.next_audio <= now {
            self.peer.send(now, Track::Audio, false, AUDIO_BYTES);
            self.next_audio += AUDIO_EVERY;
        }
        while self.next_video <= now {
            let key = std::mem::take(&mut self.owes_keyframe);
            self.peer.send(now, Track::Camera, key, self.camera.frame_bytes);
            self.next_video += Duration::from_secs(1) / self.camera.frames_per_second;
        }
    }

    fn carry_out(&mut self) -> Result<()> {
        while let Some(done) = self.peer.poll(Instant::now())? {
            match done {
                Done::Transmit(transmit) => {
                    self.socket.send_to(&transmit.bytes, transmit.to)?;
                }
                Done::Seen(seen) => self.notice(&seen),
            }
        }
        Ok(())
    }

    fn notice(&mut self, seen: &Seen) {
        match seen {
            Seen::Connected => {
                self.is_connected = true;
                let now = Instant::now();
                (self.next_audio, self.next_video) = (self.next_audio.max(now), self.next_video.max(now));
            }
            Seen::Packet { .. } => self.packets += 1,
            Seen::KeyframeWanted(_) => self.owes_keyframe = true,
            Seen::Limited { .. } => {}
        }
    }
}
