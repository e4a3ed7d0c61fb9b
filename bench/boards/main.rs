//! CPU for each edit of a board, the time until the other hand sees it, and memory for each room, beside Hocuspocus
//! with its SQLite extension and the server of y-websocket.
//!
//! The load is pairs of clients over real WebSockets on this machine, each drawing ten strokes a second. The servers
//! take turns, each as a process of its own. Ours has each edit on disk within moments and acknowledges it then; Hocuspocus
//! writes whole documents now and then, y-websocket keeps nothing. Absolute figures belong to the machine; the ratio is what is judged.
//!
//! Run by `cargo xtask bench boards`, which writes the page named by the first argument.

#![expect(clippy::print_stdout, reason = "a benchmark talks to the person at the terminal")]
#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock and its own environment")]

mod load;
mod ours;
mod peers;
#[path = "../shared/process.rs"]
mod process;

use std::fmt::Write;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::load::Seat;

/// Rooms at once, each with two clients, and how often each number is tried by each server.
const CROWDS: [usize; 2] = [10, 40];
const TURNS: usize = 3;

const WARM_UP: Duration = Duration::from_secs(3);
const MEASURED: Duration = Duration::from_secs(10);

/// Who keeps the boards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Server {
    Rooms,
    Hocuspocus,
    YWebsocket,
}

impl Server {
    const ALL: [Self; 3] = [Self::Rooms, Self::Hocuspocus, Self::YWebsocket];

    const fn name(self) -> &'static str {
        match self {
            Self::Rooms => "our rooms",
            Self::Hocuspocus => "Hocuspocus",
            Self::YWebsocket => "y-websocket",
        }
    }
}

/// What one turn showed.
#[derive(Debug, Clone, Copy)]
struct Turn {
    micros_per_edit: f64,
    /// Milliseconds from a client's send to the other's receipt.
    seen_p50: f64,
    seen_p99: f64,
    megabytes_per_room: f64,
    /// The whole process, with its rooms busy.
    megabytes: f64,
}

fn main() -> Result<()> {
    let mut words = std::env::args().skip(1).filter(|word| word != "--bench");
    match words.next().as_deref() {
        Some(ours::SERVE) => ours::serve(words.next().context("how many rooms")?.parse()?),
        page => compare(page),
    }
}

fn compare(page: Option<&str>) -> Result<()> {
    let mut report = String::from(
        "# Boards, beside Hocuspocus with SQLite and y-websocket\n\n\
         Microseconds of the server's CPU time for each edit, the time until the other client has it, the memory that a\n\
         room adds, and the whole server's; medians of the turns. The ratio is the median of ours to the peer's in the same turn: at most 0.7 of\n\
         Hocuspocus is the goal, 1 ms for half of the edits, 0.35 MB a room. Ours alone has each edit on disk before it\n\
         says so.\n\n\
         | rooms | server | µs an edit | ours to it | seen, p50 ms | seen, p99 ms | MB a room | MB in all |\n\
         | --- | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    for rooms in CROWDS {
        let mut turns = Vec::new();
        for _ in 0..TURNS {
            let [ours, hocuspocus, y_websocket] = Server::ALL.map(|server| run(server, rooms));
            turns.push([ours?, hocuspocus?, y_websocket?]);
        }
        for (column, server) in Server::ALL.into_iter().enumerate() {
            let of =
                |pick: &dyn Fn(&Turn) -> f64| median(turns.iter().map(|turn| pick(&turn[column])).collect());
            let ratio = median(
                turns.iter().map(|turn| turn[0].micros_per_edit / turn[column].micros_per_edit).collect(),
            );
            writeln!(
                report,
                "| {rooms} | {} | {:.0} | {ratio:.2} | {:.2} | {:.2} | {:.2} | {:.0} |",
                server.name(),
                of(&|turn| turn.micros_per_edit),
                of(&|turn| turn.seen_p50),
                of(&|turn| turn.seen_p99),
                of(&|turn| turn.megabytes_per_room),
                of(&|turn| turn.megabytes),
            )?;
        }
    }
    writeln!(
        report,
        "\nTwo clients a room, {} edits a second each, about {} bytes an edit, over loopback on {} cores. {TURNS} turns of {} s.",
        load::EDITS_PER_SECOND,
        load::Hand::new(1).stroke().len(),
        std::thread::available_parallelism().map_or(1, usize::from),
        MEASURED.as_secs()
    )?;
    println!("{report}");
    if let Some(page) = page {
        std::fs::write(page, report).with_context(|| format!("writing {page}"))?;
    }
    Ok(())
}

fn run(server: Server, rooms: usize) -> Result<Turn> {
    let turn = match server {
        Server::Rooms => {
            let ours = ours::Rooms::start(rooms)?;
            measure(ours.seats()?, ours.process_id())
        }
        Server::Hocuspocus | Server::YWebsocket => {
            let peer = peers::Peer::start(server)?;
            measure(peer.seats(rooms), peer.process_id())
        }
    }
    .with_context(|| format!("{} with {rooms} rooms", server.name()))?;
    println!("{}, {rooms} rooms: {turn:.2?}", server.name());
    Ok(turn)
}

/// Two seats of each room, one behind the other.
fn measure(seats: Vec<Seat>, process_id: u32) -> Result<Turn> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let rooms = seats.len() / 2;
        let empty = process::memory_of(process_id)?;
        let crowd = load::Crowd::gather(seats).await?;
        tokio::time::sleep(WARM_UP).await;
        crowd.begin_anew();
        let cpu = process::cpu_time_of(process_id)?;
        tokio::time::sleep(MEASURED).await;
        let cpu = process::cpu_time_of(process_id)? - cpu;
        let mut seen = crowd.seen()?;
        let full = process::memory_of(process_id)?;
        anyhow::ensure!(
            seen.len() >= rooms * 2 * load::EDITS_PER_SECOND as usize * MEASURED.as_secs() as usize * 9 / 10,
            "only {} edits were seen: the server, or the load, does not keep up",
            seen.len()
        );
        seen.sort_by(f64::total_cmp);
        let at = |part: f64| seen[((seen.len() - 1) as f64 * part) as usize];
        Ok(Turn {
            micros_per_edit: cpu.as_secs_f64() * 1e6 / seen.len() as f64,
            seen_p50: at(0.5),
            seen_p99: at(0.99),
            megabytes_per_room: (full - empty) / rooms as f64,
            megabytes: full,
        })
    })
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}
