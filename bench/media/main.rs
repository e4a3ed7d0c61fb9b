//! CPU time for each packet that the media server forwards: beside Janus under the same load, with recording beside
//! without, and with many rooms beside few; memory for each browser; and what is at its end first when rooms are added.
//!
//! The load is synthetic browsers over real sockets on this machine, each with a camera and a microphone. The servers
//! take turns, each as a process of its own, and are asked the system for their CPU time; packets are counted where
//! they arrive. Absolute figures belong to the machine; the ratios are what is judged.
//!
//! Run by `cargo xtask bench media`, which writes the page named by the first argument. A second one, `beside`, `recording`
//! or `rooms`, measures that part alone.

#![expect(clippy::print_stdout, reason = "a benchmark talks to the person at the terminal")]
#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock and its own environment")]

mod fleet;
mod janus;
mod ours;
#[path = "../shared/process.rs"]
mod process;
mod tape;

use std::fmt::Write;
use std::net::{IpAddr, UdpSocket};
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::fleet::{Camera, Fleet, LESSON, SMALL};

/// Browsers at once beside Janus, and how often each number is tried by each server.
const CROWDS: [usize; 3] = [4, 20, 60];
const TURNS: usize = 3;

/// Rooms with small pictures: what one room more costs.
const FEW: usize = 10;
const MANY: usize = 60;

/// Rooms with small pictures, more and more, until something is at its end.
const CROWDED: [usize; 5] = [FEW, MANY, 120, 240, 480];
/// Of a core: who has more of it has no more to give.
const BUSY: f64 = 0.9;
/// Of the packets: with fewer something is lost.
const ALL: f64 = 0.98;

/// Until all are connected and the first key frames have passed.
const WARM_UP: Duration = Duration::from_secs(4);
const MEASURED: Duration = Duration::from_secs(10);
const CONNECTED_WITHIN: Duration = Duration::from_secs(60);

/// Who forwards, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Server {
    /// Ours: two seats in each room.
    Rooms,
    /// The same, and everything is recorded.
    RecordedRooms,
    /// Janus sends each browser its own packets back.
    JanusEcho,
    /// Janus forwards between two browsers in a call.
    JanusCall,
}

/// What one turn showed.
#[derive(Debug, Clone, Copy)]
struct Turn {
    micros_per_packet: f64,
    packets: u64,
    megabytes_per_browser: f64,
    /// Of one core.
    server: f64,
    /// The same of those who load it, all on one thread.
    load: f64,
}

fn main() -> Result<()> {
    let mut words = std::env::args().skip(1).filter(|word| word != "--bench");
    match words.next().as_deref() {
        Some(ours::SERVE) => {
            let address = words.next().context("an address to serve on")?.parse()?;
            ours::serve(address, words.next().map(PathBuf::from))
        }
        page => compare(page, words.next().as_deref()),
    }
}

fn compare(page: Option<&str>, part: Option<&str>) -> Result<()> {
    let address = outward_address()?;
    let mut report = String::from(
        "# Media: CPU for each forwarded packet, and memory\n\n\
         Microseconds of the server's CPU time for each packet that arrived; medians of the turns. A ratio is the median\n\
         of the ratios within a turn.\n",
    );
    if part.is_none_or(|part| part == "beside") {
        report.push_str(&beside(address)?);
    }
    if part.is_none_or(|part| part == "recording") {
        report.push_str(&recording(address)?);
    }
    if part.is_none_or(|part| part == "rooms") {
        report.push_str(&rooms(address)?);
        report.push_str(&crowded(address)?);
    }
    writeln!(
        report,
        "\nSynthetic browsers over real sockets of one machine with {} cores; a camera sends 0.8 Mbit/s, a small one a tenth.\n\
         {TURNS} turns of {} s.",
        std::thread::available_parallelism().map_or(1, usize::from),
        MEASURED.as_secs()
    )?;
    println!("{report}");
    if let Some(page) = page {
        std::fs::write(page, report).with_context(|| format!("writing {page}"))?;
    }
    Ok(())
}

fn beside(address: IpAddr) -> Result<String> {
    let mut section = String::from(
        "\n## Beside Janus: at most 0.8 is the goal\n\n\
         | browsers | our rooms | Janus EchoTest | ratio | Janus VideoCall | ratio | our MB a browser |\n\
         | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    for crowd in CROWDS {
        let servers = [Server::Rooms, Server::JanusEcho, Server::JanusCall];
        let turns = in_turn(servers.map(|server| (server, crowd, LESSON)), address)?;
        writeln!(
            section,
            "| {crowd} | {:.1} | {:.1} | {:.2} | {:.1} | {:.2} | {:.2} |",
            micros(&turns, 0),
            micros(&turns, 1),
            ratio(&turns, 0, 1),
            micros(&turns, 2),
            ratio(&turns, 0, 2),
            median(turns.iter().map(|turn| turn[0].megabytes_per_browser).collect()),
        )?;
    }
    Ok(section)
}

fn recording(address: IpAddr) -> Result<String> {
    let mut section = String::from(
        "\n## With recording beside without: at most 1.3 is the goal\n\n\
         | browsers | without | with | ratio |\n\
         | --- | --- | --- | --- |\n",
    );
    for crowd in [20, 60] {
        let turns =
            in_turn([Server::RecordedRooms, Server::Rooms].map(|server| (server, crowd, LESSON)), address)?;
        let (with, without) = (micros(&turns, 0), micros(&turns, 1));
        writeln!(section, "| {crowd} | {without:.1} | {with:.1} | {:.2} |", ratio(&turns, 0, 1))?;
    }
    Ok(section)
}

fn rooms(address: IpAddr) -> Result<String> {
    let turns = in_turn([MANY, FEW].map(|rooms| (Server::Rooms, rooms * 2, SMALL)), address)?;
    let arrived = |turn: &[Turn; 2]| turn[0].packets as f64 / (turn[1].packets * (MANY / FEW) as u64) as f64;
    Ok(format!(
        "\n## {MANY} rooms beside {FEW}, with small pictures: at most 1.1 is the goal\n\n\
         | {FEW} rooms | {MANY} rooms | ratio | packets that arrived at {MANY}, of those at {FEW} times {} | MB a browser at {MANY} |\n\
         | --- | --- | --- | --- | --- |\n\
         | {:.1} | {:.1} | {:.2} | {:.3} | {:.2} |\n",
        MANY / FEW,
        micros(&turns, 1),
        micros(&turns, 0),
        ratio(&turns, 0, 1),
        median(turns.iter().map(arrived).collect()),
        median(turns.iter().map(|turn| turn[0].megabytes_per_browser).collect()),
    ))
}

fn crowded(address: IpAddr) -> Result<String> {
    let mut section = String::from(
        "\n## What saturates first, with small pictures\n\n\
         | rooms | packets a second | of those a room has among ten | the server, of a core | the load, of a core | µs a packet |\n\
         | --- | --- | --- | --- | --- | --- |\n",
    );
    let mut each = None;
    for rooms in CROWDED {
        let turn = run(Server::Rooms, rooms * 2, SMALL, address)?;
        let of_a_room = turn.packets as f64 / rooms as f64;
        let arrived = of_a_room / *each.get_or_insert(of_a_room);
        writeln!(
            section,
            "| {rooms} | {:.0} | {arrived:.3} | {:.2} | {:.2} | {:.1} |",
            turn.packets as f64 / MEASURED.as_secs_f64(),
            turn.server,
            turn.load,
            turn.micros_per_packet,
        )?;
        if arrived < ALL || turn.server.max(turn.load) > BUSY {
            let first = match (turn.server.max(turn.load) > BUSY, turn.server > turn.load) {
                (true, true) => "the server's media thread",
                (true, false) => "the thread of those who load it",
                (false, _) => "neither thread, but what lies between them",
            };
            writeln!(section, "\nFirst at its end is {first}, at {rooms} rooms.")?;
            return Ok(section);
        }
    }
    writeln!(section, "\nNothing was at its end.")?;
    Ok(section)
}

/// Each of these once in every turn.
fn in_turn<const N: usize>(runs: [(Server, usize, Camera); N], address: IpAddr) -> Result<Vec<[Turn; N]>> {
    let mut turns = Vec::new();
    for _ in 0..TURNS {
        let mut turn = Vec::new();
        for (server, crowd, camera) in runs {
            turn.push(run(server, crowd, camera, address)?);
        }
        turns.extend(<[Turn; N]>::try_from(turn));
    }
    Ok(turns)
}

fn micros<const N: usize>(turns: &[[Turn; N]], column: usize) -> f64 {
    median(turns.iter().map(|turn| turn[column].micros_per_packet).collect())
}

fn ratio<const N: usize>(turns: &[[Turn; N]], column: usize, to: usize) -> f64 {
    median(turns.iter().map(|turn| turn[column].micros_per_packet / turn[to].micros_per_packet).collect())
}

fn run(server: Server, crowd: usize, camera: Camera, address: IpAddr) -> Result<Turn> {
    let mut fleet = Fleet::new(crowd, address, camera)?;
    let turn = match server {
        Server::Rooms | Server::RecordedRooms => {
            let shelf = tempfile::tempdir()?;
            let recording = (server == Server::RecordedRooms).then(|| shelf.path());
            let mut rooms = ours::Rooms::start(address, recording)?;
            let empty = process::memory_of(rooms.process_id())?;
            rooms.seat(&mut fleet)?;
            measure(&mut fleet, rooms.process_id(), empty)
        }
        Server::JanusEcho => {
            let mut janus = janus::Janus::start(address)?;
            let empty = process::memory_of(janus.process_id())?;
            janus.echo(&mut fleet)?;
            measure(&mut fleet, janus.process_id(), empty)
        }
        Server::JanusCall => {
            let mut janus = janus::Janus::start(address)?;
            let empty = process::memory_of(janus.process_id())?;
            janus.call(&mut fleet)?;
            measure(&mut fleet, janus.process_id(), empty)
        }
    }
    .with_context(|| format!("{server:?} with {crowd} browsers"))?;
    println!("{server:?}, {crowd} browsers: {turn:.2?}");
    Ok(turn)
}

fn measure(fleet: &mut Fleet, process_id: u32, empty: f64) -> Result<Turn> {
    fleet.live_until_connected(CONNECTED_WITHIN)?;
    fleet.live_for(WARM_UP)?;
    let load_id = std::process::id();
    let (server_before, load_before) = (process::cpu_time_of(process_id)?, process::cpu_time_of(load_id)?);
    let packets_before = fleet.packets();
    fleet.live_for(MEASURED)?;
    let server = process::cpu_time_of(process_id)? - server_before;
    let load = process::cpu_time_of(load_id)? - load_before;
    let packets = fleet.packets() - packets_before;
    anyhow::ensure!(packets > 0, "nothing was forwarded");
    Ok(Turn {
        micros_per_packet: server.as_secs_f64() * 1e6 / packets as f64,
        packets,
        server: server.as_secs_f64() / MEASURED.as_secs_f64(),
        load: load.as_secs_f64() / MEASURED.as_secs_f64(),
        megabytes_per_browser: (process::memory_of(process_id)? - empty) / fleet.members.len() as f64,
    })
}

/// An address of this machine that is not the loopback, which Janus does not serve. Nothing is sent.
fn outward_address() -> Result<IpAddr> {
    let socket = UdpSocket::bind("0.0.0.0:0")?;
    socket.connect("198.51.100.1:9").context("this machine has no network but its loopback")?;
    Ok(socket.local_addr()?.ip())
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}
