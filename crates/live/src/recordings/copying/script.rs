//! What ffmpeg is told to make one film of a recording's files. Pure.
//!
//! Both people stand side by side on a dark ground, each file from where it began on everybody's timeline; while a screen is
//! shared it takes their place. All voices are mixed. A file's picture may change its size in the middle: it is fitted frame
//! by frame.

use std::ffi::OsString;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use kernel::{PartId, Seat, Timestamp};

use crate::recordings::recording::{Part, Recording};

/// Files put together: each is open from the beginning to the end, some 10 MB.
const MOST_PARTS: usize = 60;

/// The whole picture, and the place of one person in it.
const WIDTH: u32 = 1_280;
const HEIGHT: u32 = 720;
const PERSON_WIDTH: u32 = WIDTH / 2;
const PERSON_HEIGHT: u32 = 480;
const PICTURES_A_SECOND: u32 = 25;

/// How a copy is made.
#[derive(Debug, PartialEq, Eq)]
pub struct Script {
    pub words: Vec<OsString>,
    pub lasts: Duration,
}

/// More files than are put together, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pieces;

impl Script {
    /// The words for `recording`, whose files are where `path` says, into the file `to`.
    pub fn of(recording: &Recording, path: impl Fn(PartId) -> PathBuf, to: &Path) -> Result<Self, Pieces> {
        let parts = &recording.parts;
        let (begins, ends) = parts
            .iter()
            .map(|part| (part.started_at, part.ends_at()))
            .reduce(|(from, to), (starts, ends)| (from.min(starts), to.max(ends)))
            .filter(|_| parts.len() <= MOST_PARTS)
            .ok_or(Pieces)?;
        let lasts = Duration::from_millis(millis_between(begins, ends).max(1));
        let mut words: Vec<OsString> = BEFORE.split(' ').map(OsString::from).collect();
        for part in parts {
            words.extend(EACH.split(' ').map(OsString::from));
            words.extend(["-i".into(), path(part.id).into_os_string()]);
        }
        words.extend(["-filter_complex".into(), graph(parts, begins, lasts).into()]);
        words.extend(AFTER.split(' ').map(OsString::from));
        words.extend(["-t".into(), seconds(lasts).into(), to.into()]);
        Ok(Self { words, lasts })
    }
}

/// Nothing is asked at the keyboard, nothing but these files is opened, progress comes once a second, and one thread works.
const BEFORE: &str = "-hide_banner -nostdin -nostats -loglevel error -progress pipe:1 -stats_period 1 -y -filter_complex_threads 1";
/// Where a picture changes its size, the filters go on and fit it.
const EACH: &str = "-protocol_whitelist file -reinit_filter 0 -threads 1 -f matroska";
/// H.264 and AAC, which everything plays; the index in front, so that it plays while it is fetched.
const AFTER: &str = "-map [v] -map [a] -c:v libx264 -preset veryfast -crf 25 -pix_fmt yuv420p -threads 1 -c:a aac -b:a 96k \
                     -movflags +faststart -f mp4";

fn graph(parts: &[Part], begins: Timestamp, lasts: Duration) -> String {
    let mut graph =
        format!("color=c=0x10181e:s={WIDTH}x{HEIGHT}:r={PICTURES_A_SECOND}:d={}[ground0]", seconds(lasts));
    // a screen lies over the people
    let people = parts.iter().enumerate().filter(|(_, part)| part.has_picture && !part.is_screen);
    let screens = parts.iter().enumerate().filter(|(_, part)| part.has_picture && part.is_screen);
    let mut layers = 0;
    for (input, part) in people.chain(screens) {
        let (width, height, x, y) = place(part);
        let after = seconds(Duration::from_millis(millis_between(begins, part.started_at)));
        // writing to a string cannot fail
        let _ = write!(
            graph,
            ";[{input}:v]scale={width}:{height}:force_original_aspect_ratio=decrease:force_divisible_by=2,\
             pad={width}:{height}:(ow-iw)/2:(oh-ih)/2:eval=frame,setsar=1,setpts=PTS+{after}/TB[picture{input}]\
             ;[ground{layers}][picture{input}]overlay={x}:{y}:eof_action=pass[ground{next}]",
            next = layers + 1
        );
        layers += 1;
    }
    let _ = write!(graph, ";[ground{layers}]format=yuv420p[v]");
    sound(&mut graph, parts, begins);
    graph
}

fn sound(graph: &mut String, parts: &[Part], begins: Timestamp) {
    let voices: Vec<(usize, &Part)> = parts.iter().enumerate().filter(|(_, part)| part.has_sound).collect();
    for (input, part) in &voices {
        let _ = write!(
            graph,
            ";[{input}:a]aformat=sample_rates=48000:channel_layouts=stereo,aresample=async=1:first_pts=0,\
             adelay={}:all=1[voice{input}]",
            millis_between(begins, part.started_at)
        );
    }
    if voices.is_empty() {
        graph.push_str(";anullsrc=r=48000:cl=stereo[a]");
        return;
    }
    graph.push(';');
    for (input, _) in &voices {
        let _ = write!(graph, "[voice{input}]");
    }
    let _ = write!(graph, "amix=inputs={}:normalize=0:dropout_transition=0,apad[a]", voices.len());
}

/// Width, height, and the upper left corner.
fn place(part: &Part) -> (u32, u32, u32, u32) {
    let from_above = (HEIGHT - PERSON_HEIGHT) / 2;
    match (part.is_screen, part.seat) {
        (true, _) => (WIDTH, HEIGHT, 0, 0),
        (false, Seat::Instructor) => (PERSON_WIDTH, PERSON_HEIGHT, 0, from_above),
        (false, Seat::Student) => (PERSON_WIDTH, PERSON_HEIGHT, PERSON_WIDTH, from_above),
    }
}

fn millis_between(from: Timestamp, to: Timestamp) -> u64 {
    u64::try_from(to.millis() - from.millis()).unwrap_or(0)
}

/// With a point, as ffmpeg reads it.
fn seconds(span: Duration) -> String {
    format!("{}.{:03}", span.as_secs(), span.subsec_millis())
}

#[cfg(test)]
mod tests {
    use kernel::{RecordingId, SessionId};

    use super::*;

    const BEGAN: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);

    fn part(seat: Seat, is_screen: bool, from_ms: i64, lasts_ms: i64) -> Part {
        Part {
            id: PartId::fresh(BEGAN),
            recording: RecordingId::fresh(BEGAN),
            seat,
            is_screen,
            started_at: BEGAN.plus_millis(from_ms),
            has_sound: !is_screen,
            has_picture: true,
            bytes: 1,
            lasts_ms: Some(lasts_ms),
            ended_at: BEGAN,
        }
    }

    fn script(parts: Vec<Part>) -> Result<Script, Pieces> {
        let recording = Recording {
            id: RecordingId::fresh(BEGAN),
            session: SessionId::fresh(BEGAN),
            started_at: BEGAN,
            started_by: None,
            stopped: None,
            held: None,
            erased_at: None,
            parts,
        };
        Script::of(&recording, |_| PathBuf::from("/a.webm"), Path::new("/a.mp4"))
    }

    fn words(script: &Script) -> String {
        script.words.iter().map(|word| word.to_str().unwrap()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn each_file_begins_where_it_was_recorded_and_a_screen_lies_over_the_people() {
        let script = script(vec![
            part(Seat::Student, true, 5_000, 2_000),
            part(Seat::Instructor, false, 1_000, 9_500),
            part(Seat::Student, false, 1_250, 4_000),
        ])
        .unwrap();
        let words = words(&script);

        assert_eq!(script.lasts, Duration::from_millis(9_500));
        assert!(words.contains("setpts=PTS+0.000/TB[picture1];[ground0][picture1]overlay=0:120:"), "{words}");
        assert!(
            words.contains("setpts=PTS+0.250/TB[picture2];[ground1][picture2]overlay=640:120:"),
            "{words}"
        );
        assert!(words.contains("setpts=PTS+4.000/TB[picture0];[ground2][picture0]overlay=0:0:"), "{words}");
        assert!(words.contains("adelay=250:all=1[voice2];[voice1][voice2]amix=inputs=2:"), "{words}");
        assert!(words.ends_with("-t 9.500 /a.mp4"), "{words}");
    }

    #[test]
    fn without_a_voice_there_is_silence_and_too_many_files_or_none_are_refused() {
        let one = || part(Seat::Student, true, 0, 1_000);

        assert!(words(&script(vec![one()]).unwrap()).contains("anullsrc"));
        assert_eq!(script(Vec::new()), Err(Pieces));
        assert!(script((0..MOST_PARTS).map(|_| one()).collect()).is_ok());
        assert_eq!(script((0..=MOST_PARTS).map(|_| one()).collect()), Err(Pieces));
    }
}
