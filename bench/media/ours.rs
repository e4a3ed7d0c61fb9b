//! Our media server as a process of its own: the product's driver and engine, told by lines of JSON whom to seat.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::io::{BufRead, BufReader, Write};
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;

use anyhow::{Context, Result};
use kernel::{Seat, SessionId, Timestamp};
use media::{Event, Handle, News, Place};
use nacre::net::{MediaSettings, start_media};
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use crate::fleet::Fleet;
use crate::tape::Tape;

/// The word that makes this program the server.
pub const SERVE: &str = "serve";

/// A line in either direction. Browser 0 and 1 share a room, 2 and 3 the next.
#[derive(Serialize, Deserialize)]
struct Line {
    browser: usize,
    /// To the server: none asks for an offer, else the answer. From the server: the offer.
    sdp: Option<String>,
}

/// The server, seen from the load.
pub struct Rooms {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

impl Rooms {
    pub fn start(address: IpAddr, recording: Option<&Path>) -> Result<Self> {
        let program = std::env::current_exe()?;
        let mut child = Command::new(program)
            .args([SERVE, &address.to_string()])
            .args(recording)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let to = child.stdin.take().context("a piped input")?;
        let mut from = BufReader::new(child.stdout.take().context("a piped output")?);
        // Its memory is to be compared with what it takes when it is ready, not while it is being loaded.
        from.read_line(&mut String::new())?;
        Ok(Self { child, to, from })
    }

    pub fn process_id(&self) -> u32 {
        self.child.id()
    }

    /// Gives every browser its place, two in each room.
    pub fn seat(&mut self, fleet: &mut Fleet) -> Result<()> {
        for (browser, member) in fleet.members.iter_mut().enumerate() {
            say(&mut self.to, &Line { browser, sdp: None })?;
            let mut text = String::new();
            self.from.read_line(&mut text)?;
            let offered: Line = serde_json::from_str(&text)?;
            let answer = member.peer.answer(&offered.sdp.context("an offer")?)?;
            say(&mut self.to, &Line { browser, sdp: Some(answer) })?;
        }
        Ok(())
    }
}

impl Drop for Rooms {
    fn drop(&mut self) {
        // It may have ended by itself; either way nothing of it is needed any more.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// Is the server, until its input ends.
pub fn serve(address: IpAddr, recording: Option<PathBuf>) -> Result<()> {
    let settings = MediaSettings {
        listen_udp: Some((address, 0).into()),
        on_this_machine: None,
        public_ips: vec![address],
        udp_port: None,
        tcp_port: 9,
        max_bitrate_bps: 2_500_000,
        max_connections: 1_000,
        relay: None,
    };
    let media = start_media(&settings, CancellationToken::new())?;
    let tape = recording.map(Tape::start);
    println!();
    let mut rooms = HashMap::new();
    for text in std::io::stdin().lines() {
        let line: Line = serde_json::from_str(&text?)?;
        let room = match rooms.entry(line.browser / 2) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(unknown) => *unknown.insert(open_room(&media.handle, line.browser, tape.as_ref())?),
        };
        let place = Place { room, seat: Seat::ALL[line.browser % 2], generation: line.browser as u64 };
        match line.sdp {
            None => media.handle.join(place)?,
            Some(answer) => media.handle.answer(place, answer)?,
        }
    }
    Ok(())
}

fn tell_offer(event: Event) {
    if let News::Offer(offer) = event.news {
        let line = Line { browser: event.place.generation as usize, sdp: Some(offer) };
        // The load has ended: this process will be ended too.
        say(&mut std::io::stdout(), &line).ok();
    }
}

fn open_room(media: &Handle, browser: usize, tape: Option<&Tape>) -> Result<SessionId> {
    let room = SessionId::fresh(Timestamp::from_micros(i64::try_from(browser)?));
    media.watch(room, Arc::new(tell_offer))?;
    media.gate(room, true)?;
    if let Some(tape) = tape {
        media.record(room, tape.keeper())?;
    }
    Ok(room)
}

fn say(to: &mut impl Write, line: &Line) -> Result<()> {
    writeln!(to, "{}", serde_json::to_string(line)?)?;
    Ok(to.flush()?)
}
