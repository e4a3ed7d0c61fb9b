use std::time::{Duration, Instant};

use kernel::Seat;
use media::Track::{Audio, Camera, Screen};
use media::recording::{Ending, Opening, Piece, Recorded, Reel, Source, Take, What};
use media::{Command, Place, Track};

use crate::stage::{Dice, Guest, Stage, is_connected};
use crate::webm::{self, Block, Movie};

const BOTH: [Track; 2] = [Audio, Camera];

/// Where a segment's first byte is, from which positions count.
const SEGMENT_AT: u64 = 48;

/// A file as whoever appends the reels has it.
struct Tape {
    place: Place,
    source: Source,
    opening: Opening,
    bytes: Vec<u8>,
    ending: Option<Ending>,
    /// When the last bytes came.
    written: Instant,
}

impl Tape {
    fn movie(&self) -> Movie {
        webm::read(&self.bytes)
    }

    fn dropped(&self) -> u64 {
        self.ending.as_ref().expect("the file has ended").dropped
    }
}

/// What a keeper makes of the reels so far.
fn tapes(stage: &Stage) -> Vec<Tape> {
    let mut tapes: Vec<(u32, Tape)> = Vec::new();
    for (at, recorded) in &stage.recorded {
        let What::Reel(Reel { place, source, number, piece }) = &recorded.what else { continue };
        if let Piece::Begin { opening, bytes } = piece {
            let (place, source, opening, bytes) = (*place, *source, *opening, bytes.clone());
            tapes.push((*number, Tape { place, source, opening, bytes, ending: None, written: *at }));
            continue;
        }
        let is_this = |(count, tape): &&mut (u32, Tape)| {
            *count == *number && tape.place == *place && tape.source == *source
        };
        let (_, tape) = tapes.iter_mut().find(is_this).expect("a file begins before it goes on");
        assert!(tape.ending.is_none(), "nothing comes after the end");
        tape.written = *at;
        match piece {
            Piece::Begin { .. } => unreachable!("handled above"),
            Piece::Go { bytes } => tape.bytes.extend(bytes),
            Piece::End(ending) => {
                tape.bytes.extend(&ending.index);
                let at = usize::try_from(ending.patch.0).expect("near the beginning");
                tape.bytes[at..at + ending.patch.1.len()].copy_from_slice(&ending.patch.1);
                tape.ending = Some(ending.clone());
            }
        }
    }
    tapes.into_iter().map(|(_, tape)| tape).collect()
}

/// The one file of this browser and source.
fn tape(stage: &Stage, guest: &Guest, source: Source) -> Tape {
    let mut own = tapes(stage);
    own.retain(|tape| (tape.place, tape.source) == (guest.place, source));
    assert_eq!(own.len(), 1, "files of {} {source}", guest.place);
    own.remove(0)
}

/// Starts a recording through the door that the program uses.
fn record(stage: &mut Stage) -> Take {
    let (handle, mut inbox) = media::door(std::sync::Arc::new(|| {}));
    // the door counts from zero: burn as many takes as there were
    for _ in 0..stage.recorded.len() {
        handle.record(stage.room, std::sync::Arc::new(|_| {})).unwrap();
        inbox.next_command();
    }
    let take = handle.record(stage.room, std::sync::Arc::new(|_| {})).unwrap();
    stage.command(inbox.next_command().unwrap());
    take
}

fn stop(stage: &mut Stage, take: Take) {
    stage.command(Command::StopRecording { room: stage.room, take });
}

fn assert_plays(movie: &Movie) {
    assert!(!movie.clusters.is_empty());
    assert!(movie.clusters.windows(2).all(|pair| pair[0].at_ms <= pair[1].at_ms), "clusters rise");
    let times: Vec<u64> = movie.blocks().map(|block| block.at_ms).collect();
    assert!(times.is_sorted(), "blocks rise");
    for (number, codec) in &movie.tracks {
        let own: Vec<&Block> = movie.blocks().filter(|block| block.track == *number).collect();
        assert!(own.windows(2).all(|pair| pair[0].at_ms < pair[1].at_ms), "{codec} rises");
        assert!(own.first().is_some_and(|first| first.is_key), "{codec} begins with a key frame");
    }
    for cluster in &movie.clusters {
        let span = cluster.blocks.last().unwrap().at_ms - cluster.at_ms;
        assert!(span < 1_000, "a cluster of {span} ms");
    }
}

#[test]
fn each_seat_is_a_file_with_sound_and_picture_in_step() {
    let (mut stage, ada, ben) = Stage::lesson();
    let take = record(&mut stage);

    stage.run_live(&ada, Duration::from_secs(5), &BOTH);
    stop(&mut stage, take);

    assert!(stage.recorded.iter().all(|(_, recorded)| recorded.take == take));
    assert_eq!(stage.recorded.last().unwrap().1.what, What::Over);
    let tape = tape(&stage, &ada, Source::Person);
    let movie = tape.movie();
    assert_plays(&movie);
    assert_eq!(movie.size, Some((640, 480)));
    let (sounds, frames) = (movie.blocks_of("A_OPUS"), movie.blocks_of("V_VP8"));
    assert_eq!((sounds.len(), frames.len()), (250, 150));
    assert!((20..120).contains(&(frames[149].at_ms.abs_diff(sounds[249].at_ms) + 20)));
    assert_eq!(frames[0].bytes[..6], [0, 0, 0, 0x9d, 0x01, 0x2a]);
    assert!(frames.iter().all(|frame| frame.bytes.len() > 2_900));
    assert!((tape.opening.has_sound, tape.opening.has_picture, tape.dropped()) == (true, true, 0));
    assert!(tapes(&stage).iter().all(|tape| tape.place != ben.place), "who sends nothing has no file");
}

#[test]
fn an_ended_file_tells_its_length_and_where_to_seek() {
    let (mut stage, ada, _) = Stage::lesson();
    let take = record(&mut stage);
    stage.run_live(&ada, Duration::from_secs(25), &BOTH);
    let open = tape(&stage, &ada, Source::Person).movie();

    stop(&mut stage, take);

    assert!(open.duration_ms.is_none() && open.cues.is_empty() && !open.is_closed);
    let closed = tape(&stage, &ada, Source::Person).movie();
    assert_plays(&closed);
    assert!(closed.is_closed);
    let length = closed.duration_ms.unwrap();
    assert!((24_950.0..25_050.0).contains(&length), "{length} ms");
    assert!(
        (3..=4).contains(&closed.cues.len()),
        "a key frame at least every ten seconds: {:?}",
        closed.cues
    );
    for (at_ms, position) in &closed.cues {
        let cluster = closed.clusters.iter().find(|cluster| cluster.position == *position).unwrap();
        let first = &cluster.blocks[0];
        assert_eq!((cluster.at_ms, first.at_ms, first.track, first.is_key), (*at_ms, *at_ms, 2, true));
    }
}

#[test]
fn what_a_keeper_has_is_never_a_second_behind() {
    let (mut stage, ada, _) = Stage::lesson();
    record(&mut stage);

    stage.run_live(&ada, Duration::from_secs(1), &BOTH);
    for _ in 0..40 {
        stage.run_live(&ada, Duration::from_millis(95), &BOTH);

        let tape = tape(&stage, &ada, Source::Person);
        let last = tape.movie().blocks().last().unwrap().at_ms;
        let behind = stage.now - (tape.opening.started + Duration::from_millis(last));
        assert!(behind < Duration::from_millis(950), "{behind:?} behind");
    }
}

#[test]
fn nothing_from_before_is_in_a_recording_nor_while_the_gate_is_closed() {
    let (mut stage, ada, _) = Stage::lesson();
    stage.run_live(&ada, Duration::from_secs(1), &BOTH);
    let began = stage.now;
    let take = record(&mut stage);
    stage.run_live(&ada, Duration::from_secs(1), &BOTH);

    stage.gate(false);
    let closed = stage.recorded.len();
    stage.run_live(&ada, Duration::from_secs(3), &BOTH);
    assert_eq!(stage.recorded.len(), closed);
    stage.gate(true);
    stage.run_live(&ada, Duration::from_secs(1), &BOTH);
    stop(&mut stage, take);
    let stopped = stage.recorded.len();
    stage.run_live(&ada, Duration::from_secs(1), &BOTH);

    assert_eq!(stage.recorded.len(), stopped);
    let tapes = tapes(&stage);
    assert_eq!(tapes.len(), 2);
    for tape in &tapes {
        assert_plays(&tape.movie());
        assert_eq!(tape.movie().blocks_of("A_OPUS").len(), 50);
    }
    assert!(tapes[0].opening.started >= began);
    let apart = tapes[1].opening.started - tapes[0].opening.started;
    assert!((3_990..4_050).contains(&apart.as_millis()), "{apart:?} apart");
}

#[test]
fn a_recording_without_a_key_frame_has_no_picture_and_asks_for_one() {
    let (mut stage, ada, _) = Stage::lesson();
    stage.send_frame(&ada, Camera, true, 200);
    let take = record(&mut stage);
    stage.take_seen(&ada);

    for _ in 0..100 {
        stage.send(&ada, Audio, false);
        stage.send_frame(&ada, Camera, false, 200);
        stage.run(Duration::from_millis(20));
    }
    stop(&mut stage, take);

    let movie = tape(&stage, &ada, Source::Person).movie();
    assert_eq!(movie.tracks.len(), 1);
    assert_eq!(movie.blocks_of("A_OPUS").len(), 100);
    let asked = stage
        .take_seen(&ada)
        .iter()
        .filter(|seen| **seen == media::sim::Seen::KeyframeWanted(Camera))
        .count();
    assert!((2..20).contains(&asked), "asked {asked} times");
}

#[test]
fn the_screen_has_a_file_of_its_own_that_ends_when_the_sharing_ends() {
    let (mut stage, ada, _) = Stage::lesson();
    stage.screen(Some(Seat::Instructor));
    let take = record(&mut stage);
    stage.run_live(&ada, Duration::from_secs(2), &[Audio, Camera, Screen]);

    stage.rest(&ada, Screen, Duration::from_secs(8));
    stage.run_live(&ada, Duration::from_secs(8), &BOTH);
    let first = tape(&stage, &ada, Source::Screen);
    assert!(first.ending.is_some());
    stage.run_live(&ada, Duration::from_secs(1), &[Audio, Camera, Screen]);
    stop(&mut stage, take);

    let person = tape(&stage, &ada, Source::Person);
    assert_plays(&person.movie());
    assert_eq!(person.movie().blocks_of("V_VP8").len(), 330);
    let screens: Vec<Tape> = tapes(&stage).into_iter().filter(|tape| tape.source == Source::Screen).collect();
    let counts: Vec<usize> = screens.iter().map(|tape| tape.movie().blocks().count()).collect();
    assert_eq!(counts, [60, 30]);
    screens.iter().for_each(|tape| assert_plays(&tape.movie()));
    let apart = screens[0].opening.started - person.opening.started;
    assert!(apart.as_millis() < 50, "{apart:?} apart");
}

#[test]
fn a_camera_that_comes_and_goes_makes_files_of_what_is_there() {
    let (mut stage, ada, _) = Stage::lesson();
    let take = record(&mut stage);

    stage.rest(&ada, Camera, Duration::from_secs(3));
    stage.run_live(&ada, Duration::from_secs(3), &[Audio]);
    stage.run_live(&ada, Duration::from_secs(3), &BOTH);
    stage.rest(&ada, Camera, Duration::from_secs(8));
    stage.run_live(&ada, Duration::from_secs(8), &[Audio]);
    stop(&mut stage, take);

    let tapes = tapes(&stage);
    let tracks: Vec<(bool, bool)> =
        tapes.iter().map(|tape| (tape.opening.has_sound, tape.opening.has_picture)).collect();
    assert_eq!(tracks, [(true, false), (true, true), (true, false)]);
    tapes.iter().for_each(|tape| assert_plays(&tape.movie()));
    let sounds: usize = tapes.iter().map(|tape| tape.movie().blocks_of("A_OPUS").len()).sum();
    assert_eq!(sounds, 14 * 50);
}

#[test]
fn a_seat_that_comes_back_has_another_file() {
    let (mut stage, ada, _) = Stage::lesson();
    let take = record(&mut stage);
    stage.run_live(&ada, Duration::from_secs(1), &BOTH);

    stage.cut_off(&ada, true);
    let back = stage.enter(Seat::Instructor, 2);
    stage.run(Duration::from_millis(500));
    assert!(stage.heard(&back, &is_connected));
    let first = tape(&stage, &ada, Source::Person);
    stage.run_live(&back, Duration::from_secs(1), &BOTH);
    stop(&mut stage, take);

    let second = tape(&stage, &back, Source::Person);
    assert!(first.ending.is_some(), "the first ends when the second takes the seat");
    assert_plays(&first.movie());
    assert_plays(&second.movie());
    let apart = second.opening.started - first.opening.started;
    assert!((1_450..1_700).contains(&apart.as_millis()), "{apart:?} apart");
}

#[test]
fn lost_and_swapped_packets_leave_a_file_that_plays() {
    let (mut stage, ada, ben) = Stage::lesson();
    let take = record(&mut stage);
    stage.lost_of_1000 = 50;

    stage.run_live(&ada, Duration::from_secs(20), &BOTH);
    stage.run_live(&ben, Duration::from_secs(5), &BOTH);
    stage.lost_of_1000 = 0;
    stop(&mut stage, take);

    let movie = tape(&stage, &ada, Source::Person).movie();
    assert_plays(&movie);
    let (sounds, frames) = (movie.blocks_of("A_OPUS").len(), movie.blocks_of("V_VP8").len());
    assert!(sounds > 900, "{sounds} of 1,000 sounds");
    assert!(frames > 400, "{frames} of 600 frames");
}

#[test]
fn a_missing_packet_costs_the_pictures_until_the_next_key_frame() {
    let (mut stage, ada, _) = Stage::lesson();
    let take = record(&mut stage);
    stage.run_live(&ada, Duration::from_secs(2), &BOTH);

    stage.skip(&ada, Camera, 1);
    for _ in 0..30 {
        stage.send_frame(&ada, Camera, false, 3_000);
        stage.run(Duration::from_millis(35));
    }
    stage.run_live(&ada, Duration::from_secs(1), &BOTH);
    stop(&mut stage, take);

    let tape = tape(&stage, &ada, Source::Person);
    assert_plays(&tape.movie());
    assert_eq!(tape.movie().blocks_of("V_VP8").len(), 60 + 30);
    assert_eq!(tape.dropped(), 30 + 1, "thirty frames, and one that is not known");
}

#[test]
fn garbage_is_dropped_and_counted_and_hurts_neither_lesson_nor_file() {
    let (mut stage, ada, ben) = Stage::lesson();
    let take = record(&mut stage);
    stage.run_live(&ada, Duration::from_secs(1), &BOTH);
    let mut dice = Dice(7);

    for round in 0..3_000 {
        let payload = dice.bytes(if round % 50 == 0 { 1_200 } else { 40 });
        stage.send_raw(&ada, [Audio, Camera, Screen][round % 3], payload);
        if round % 10 == 0 {
            stage.run(Duration::from_millis(5));
        }
    }
    stage.take_seen(&ben);
    stage.run_live(&ada, Duration::from_secs(2), &BOTH);
    stop(&mut stage, take);

    assert_eq!(stage.take_packets(&ben, Audio).len(), 100);
    assert!(tapes(&stage).iter().all(|tape| webm::read(&tape.bytes).is_closed));
    let last = tapes(&stage).into_iter().rfind(|tape| tape.source == Source::Person).unwrap();
    assert!(last.movie().blocks_of("V_VP8").len() >= 59);
    assert!(last.dropped() > 900, "{} dropped", last.dropped());
}

#[test]
fn closing_the_room_and_leaving_end_the_files() {
    let (mut stage, ada, ben) = Stage::lesson();
    record(&mut stage);
    stage.run_live(&ada, Duration::from_secs(1), &BOTH);
    stage.run_live(&ben, Duration::from_secs(1), &[Audio]);

    stage.command(Command::Leave(ada.place));
    assert!(tape(&stage, &ada, Source::Person).ending.is_some());
    assert!(tape(&stage, &ben, Source::Person).ending.is_none());
    stage.command(Command::Close { room: stage.room });

    assert!(tape(&stage, &ben, Source::Person).ending.is_some());
    assert_eq!(stage.recorded.last().unwrap().1.what, What::Over);
}

#[test]
fn a_second_recording_ends_the_first_and_an_old_stop_does_not_touch_it() {
    let (mut stage, ada, _) = Stage::lesson();
    let first = record(&mut stage);
    stage.run_live(&ada, Duration::from_secs(1), &BOTH);
    let second = record(&mut stage);

    stop(&mut stage, first);
    stage.run_live(&ada, Duration::from_secs(1), &BOTH);
    stop(&mut stage, second);

    assert_ne!(first, second);
    let last_words: Vec<Take> = stage
        .recorded
        .iter()
        .filter(|(_, Recorded { what, .. })| *what == What::Over)
        .map(|(_, recorded)| recorded.take)
        .collect();
    assert_eq!(last_words, [first, second]);
}

#[test]
fn after_a_restart_of_the_engine_recording_goes_on_in_new_files() {
    let (mut stage, ada, _) = Stage::lesson();
    let take = record(&mut stage);
    stage.run_live(&ada, Duration::from_secs(1), &BOTH);

    stage.shard.restart();
    let back = stage.enter(Seat::Instructor, 2);
    stage.run(Duration::from_secs(1));
    stage.run_live(&back, Duration::from_secs(1), &BOTH);
    stop(&mut stage, take);

    assert!(tape(&stage, &ada, Source::Person).ending.is_none());
    assert_plays(&tape(&stage, &ada, Source::Person).movie());
    assert_plays(&tape(&stage, &back, Source::Person).movie());
}

#[test]
fn a_file_cut_at_any_byte_plays_up_to_its_last_whole_cluster() {
    let (mut stage, ada, _) = Stage::lesson();
    let take = record(&mut stage);
    for beat in 0..100 {
        stage.send(&ada, Audio, false);
        stage.send(&ada, Camera, beat % 40 == 0);
        stage.run(Duration::from_millis(20));
    }
    let open = tape(&stage, &ada, Source::Person).bytes;
    stop(&mut stage, take);
    let whole = tape(&stage, &ada, Source::Person);

    for bytes in [&open, &whole.bytes] {
        let clusters = webm::read(bytes).clusters;
        for end in 0..=bytes.len() {
            let cut = webm::read(&bytes[..end]);

            let is_whole =
                |next: usize| clusters.get(next).is_some_and(|next| end as u64 > next.position + SEGMENT_AT);
            let whole = (0..clusters.len()).filter(|n| is_whole(n + 1)).count();
            assert!((whole..=whole + 1).contains(&cut.clusters.len()), "cut at {end}");
            let last = cut.clusters.len();
            if let Some(cluster) = cut.clusters.last() {
                assert_eq!(cluster.blocks, clusters[last - 1].blocks);
            }
        }
    }
}
