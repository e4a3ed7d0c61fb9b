//! CPU time for each packet that the media server forwards, beside Janus under the same load.
//!
//! The load is synthetic browsers over real sockets on this machine, each with a camera of 0.8 Mbit/s at 30 frames
//! a second and a microphone. Our server and Janus take turns, each as a process of its own, and are asked the
//! system for their CPU time; packets are counted where they arrive. Absolute figures belong to the machine; the
//! ratio is what is judged: at most 0.9.
//!
//! Run by `cargo xtask bench forwarding`, which writes the page named by the first argument.

#![expect(clippy::print_stdout, reason = "a benchmark talks to the person at the terminal")]
#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock and its own environment")]

mod cpu;
mod fleet;
mod janus;
mod ours;

use std::fmt::Write;
use std::net::{IpAddr, UdpSocket};
use std::time::Duration;

use anyhow::{Context, Result};

use crate::fleet::Fleet;

/// Browsers at once, and how often each number is tried by each server.
const CROWDS: [usize; 3] = [4, 20, 60];
const TURNS: usize = 3;

/// Until all are connected and the first key frames have passed.
const WARM_UP: Duration = Duration::from_secs(4);
const MEASURED: Duration = Duration::from_secs(10);

/// Who forwards, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Server {
    /// Ours: two seats in each room.
    Rooms,
    /// Janus sends each browser its own packets back.
    JanusEcho,
    /// Janus forwards between two browsers in a call.
    JanusCall,
}

/// What one turn showed.
struct Turn {
    micros_per_packet: f64,
    packets: u64,
}

fn main() -> Result<()> {
    let mut words = std::env::args().skip(1).filter(|word| word != "--bench");
    match words.next().as_deref() {
        Some(ours::SERVE) => ours::serve(words.next().context("an address to serve on")?.parse()?),
        page => compare(page),
    }
}

fn compare(page: Option<&str>) -> Result<()> {
    let address = outward_address()?;
    let mut report = String::from(
        "# CPU for each forwarded packet, beside Janus\n\n\
         Microseconds of the server's CPU time for each packet that arrived; medians of the turns. The ratio is the\n\
         median of ours to the peer's in the same turn; at most 0.9 is the goal.\n\n\
         | browsers | our rooms | Janus EchoTest | ratio | Janus VideoCall | ratio |\n\
         | --- | --- | --- | --- | --- | --- |\n",
    );
    for crowd in CROWDS {
        let mut turns = Vec::new();
        for _ in 0..TURNS {
            let turn = [Server::Rooms, Server::JanusEcho, Server::JanusCall]
                .map(|server| run(server, crowd, address));
            let [ours, echo, call] = turn;
            turns.push([ours?.micros_per_packet, echo?.micros_per_packet, call?.micros_per_packet]);
        }
        let column = |pick: &dyn Fn(&[f64; 3]) -> f64| median(turns.iter().map(pick).collect());
        writeln!(
            report,
            "| {crowd} | {:.1} | {:.1} | {:.2} | {:.1} | {:.2} |",
            column(&|turn| turn[0]),
            column(&|turn| turn[1]),
            column(&|turn| turn[0] / turn[1]),
            column(&|turn| turn[2]),
            column(&|turn| turn[0] / turn[2]),
        )?;
    }
    writeln!(
        report,
        "\nSynthetic browsers over real sockets of one machine with {} cores; each camera sends 0.8 Mbit/s. {TURNS} turns of\n\
         {} s.",
        std::thread::available_parallelism().map_or(1, usize::from),
        MEASURED.as_secs()
    )?;
    println!("{report}");
    if let Some(page) = page {
        std::fs::write(page, report).with_context(|| format!("writing {page}"))?;
    }
    Ok(())
}

fn run(server: Server, crowd: usize, address: IpAddr) -> Result<Turn> {
    let mut fleet = Fleet::new(crowd, address)?;
    let turn = match server {
        Server::Rooms => {
            let mut rooms = ours::Rooms::start(address)?;
            rooms.seat(&mut fleet)?;
            measure(&mut fleet, rooms.process_id())
        }
        Server::JanusEcho => {
            let mut janus = janus::Janus::start(address)?;
            janus.echo(&mut fleet)?;
            measure(&mut fleet, janus.process_id())
        }
        Server::JanusCall => {
            let mut janus = janus::Janus::start(address)?;
            janus.call(&mut fleet)?;
            measure(&mut fleet, janus.process_id())
        }
    }
    .with_context(|| format!("{server:?} with {crowd} browsers"))?;
    println!(
        "{server:?}, {crowd} browsers: {:.1} us each of {} packets",
        turn.micros_per_packet, turn.packets
    );
    Ok(turn)
}

fn measure(fleet: &mut Fleet, process_id: u32) -> Result<Turn> {
    fleet.live_for(WARM_UP)?;
    anyhow::ensure!(fleet.all_connected(), "not all browsers were connected in time");
    let (cpu_before, packets_before) = (cpu::time_of(process_id)?, fleet.packets());
    fleet.live_for(MEASURED)?;
    let (cpu, packets) = (cpu::time_of(process_id)? - cpu_before, fleet.packets() - packets_before);
    anyhow::ensure!(packets > 0, "nothing was forwarded");
    Ok(Turn { micros_per_packet: cpu.as_secs_f64() * 1e6 / packets as f64, packets })
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
