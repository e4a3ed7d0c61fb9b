use std::time::Duration;

use kernel::Seat;
use media::sim::Seen;
use media::{News, Track, Transport};

use crate::stage::{Stage, is_connected};

#[test]
fn what_one_seat_sends_the_other_hears_and_sees() {
    let (mut stage, ada, ben) = Stage::lesson();

    stage.run_sending(&ada, Duration::from_secs(1));

    let seen = stage.take_seen(&ben);
    for track in [Track::Audio, Track::Camera] {
        let count = seen.iter().filter(|seen| matches!(seen, Seen::Packet { track: t, .. } if *t == track));
        assert_eq!(count.count(), if track == Track::Audio { 50 } else { 51 });
    }
    assert_eq!(stage.take_packets(&ada, Track::Audio), [], "nobody hears themselves");
}

#[test]
fn a_shared_screen_is_a_track_of_its_own() {
    let (mut stage, ada, ben) = Stage::lesson();

    stage.send(&ben, Track::Screen, true);
    stage.run(Duration::from_millis(20));
    let before = stage.take_packets(&ada, Track::Screen).len();
    stage.screen(Some(Seat::Student));
    stage.send(&ben, Track::Screen, true);
    stage.run(Duration::from_millis(20));

    assert_eq!((before, stage.take_packets(&ada, Track::Screen).len()), (0, 1), "only whose screen is shown");
}

#[test]
fn the_offer_has_three_tracks_and_a_passive_tcp_candidate() {
    let (stage, ada, _) = Stage::lesson();

    let offer = stage.offer_of(ada.place).expect("ada joined");

    let lines = |start: &str| offer.lines().filter(|line| line.starts_with(start)).count();
    assert_eq!((lines("m=audio"), lines("m=video"), lines("a=sendrecv")), (1, 2, 3));
    assert!(offer.contains("a=ice-lite"));
    assert!(offer.contains("203.0.113.1 443 typ host tcptype passive"), "{offer}");
    assert!(offer.contains("203.0.113.1 4000 typ host"));
}

#[test]
fn a_seat_behind_a_wall_without_udp_comes_in_over_tcp() {
    let (mut stage, ada, _) = Stage::lesson();

    let ben = stage.enter_by(Transport::Tcp, Seat::Student, 2, 100);
    stage.run(Duration::from_secs(1));
    stage.run_sending(&ada, Duration::from_millis(200));

    assert!(stage.heard(&ben, &|news| *news == News::Connected { transport: Transport::Tcp }));
    assert!(!stage.take_packets(&ben, Track::Camera).is_empty());
}

#[test]
fn a_late_joiner_sees_the_picture_at_once_from_its_key_frame_on() {
    let mut stage = Stage::new();
    stage.gate(true);
    let ada = stage.enter(Seat::Instructor, 1);
    stage.run(Duration::from_secs(1));
    stage.run_sending(&ada, Duration::from_secs(1));

    let ben = stage.enter(Seat::Student, 1);
    stage.run(Duration::from_secs(1));

    assert!(stage.heard(&ben, &is_connected));
    let seen = stage.take_seen(&ben);
    let mut pictures = seen.iter().filter(|seen| matches!(seen, Seen::Packet { track: Track::Camera, .. }));
    assert!(matches!(pictures.next(), Some(Seen::Packet { starts_keyframe: true, .. })));
    assert_eq!(pictures.count(), 50, "and all that followed it");
    assert!(
        stage.take_seen(&ada).contains(&Seen::KeyframeWanted(Track::Camera)),
        "a fresh one is asked for early"
    );
}

#[test]
fn a_late_joiner_can_decrypt_a_sender_who_has_counted_past_65536() {
    let mut stage = Stage::new();
    stage.gate(true);
    let ada = stage.enter_by(Transport::Udp, Seat::Instructor, 1, 65_500);
    stage.run(Duration::from_secs(1));
    stage.run_sending(&ada, Duration::from_secs(2));

    let ben = stage.enter(Seat::Student, 1);
    stage.run(Duration::from_secs(1));
    stage.take_seen(&ben);
    stage.run_sending(&ada, Duration::from_secs(1));

    let audio = stage.take_packets(&ben, Track::Audio);
    assert_eq!(audio.len(), 50);
    assert!(audio.iter().all(|(seq, _)| *seq < 65_536));
}

#[test]
fn a_lost_packet_stays_a_gap_so_that_the_receiver_asks_for_it() {
    let (mut stage, ada, ben) = Stage::lesson();
    stage.send(&ada, Track::Camera, true);
    stage.skip(&ada, Track::Camera, 2);
    stage.send(&ada, Track::Camera, false);
    stage.run(Duration::from_millis(50));

    let seqs: Vec<_> = stage.take_packets(&ben, Track::Camera).iter().map(|(seq, _)| *seq).collect();

    assert_eq!(seqs[1] - seqs[0], 3);
}

#[test]
fn the_sender_is_told_what_the_line_of_the_receiver_can_take() {
    let (mut stage, ada, ben) = Stage::lesson();

    stage.run_sending(&ada, Duration::from_secs(3));

    let limits = stage.take_seen(&ada).into_iter().filter(|seen| matches!(seen, Seen::Limited { .. }));
    assert!(limits.count() >= 3);
    stage.take_seen(&ben);
}

#[test]
fn on_a_line_that_loses_packets_the_picture_is_made_whole_by_repeats() {
    let (mut stage, ada, ben) = Stage::lesson();
    stage.lost_of_1000 = 50;
    stage.run_sending(&ada, Duration::from_secs(10));
    stage.lost_of_1000 = 0;
    stage.run_sending(&ada, Duration::from_secs(1));

    let mut seqs: Vec<_> = stage.take_packets(&ben, Track::Camera).iter().map(|(seq, _)| *seq).collect();

    let first_tries = seqs.windows(2).filter(|pair| pair[1] == pair[0] + 1).count();
    seqs.sort_unstable();
    let missing = seqs[seqs.len() - 1] - seqs[0] + 1 - seqs.len() as u64;
    assert!(first_tries < 540, "nothing was lost");
    assert!(missing <= 2, "{missing} of {} packets never came", seqs.len());
}
