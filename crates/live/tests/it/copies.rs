//! Copies of recordings to take along.

use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use kernel::{Seat, SessionId};
use live::recordings::{self, Cause, Limits, LocalDisk, Recording, WhyStopped};
use media::Place;
use media::recording::{Ending, Opening, Piece, Recorded, Reel, Source, What};
use people::organizations::RecordingMode;
use testkit::Browser;

use crate::house::{House, on_both_engines};
use crate::recordings::{Studio, count, only, record, set_mode, shelf, taken};

const LASTS: Duration = Duration::from_secs(3);

fn on_path(name: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// Three seconds of a picture and a tone, as a browser's recording has them; any bytes without ffmpeg.
fn webm() -> Vec<u8> {
    let Some(ffmpeg) = on_path("ffmpeg") else { return b"no film".to_vec() };
    let words = "-v error -f lavfi -i testsrc2=d=3:s=320x240:r=15 -f lavfi -i sine=frequency=440:duration=3 -c:v libvpx \
                 -deadline realtime -c:a libopus -f webm pipe:1";
    Command::new(ffmpeg).args(words.split_whitespace()).output().unwrap().stdout
}

/// A recording of both people, three seconds long.
#[expect(clippy::disallowed_methods, reason = "the engine's thread reads the clock, and there is none here")]
async fn filmed(house: &House) -> (SessionId, Recording) {
    set_mode(&house.world, RecordingMode::Always).await;
    let session = house.world.start(house.world.ben).await;
    let limits = Limits { spare_bytes: 0, ..Limits::default() };
    let mut studio = Studio::open(house, Arc::new(LocalDisk), limits);
    let (_, _stopped) = record(&studio.recorder, &house.world, session).await.unwrap();
    let take = taken(&mut studio.inbox);
    let (film, started) = (webm(), std::time::Instant::now());
    for seat in [Seat::Instructor, Seat::Student] {
        let place = Place { room: session, seat, generation: 1 };
        let opening = Opening { started, has_sound: true, has_picture: true };
        let end = Ending { index: Vec::new(), patch: (0, film[..4].to_vec()), lasts: LASTS, dropped: 0 };
        for piece in [Piece::Begin { opening, bytes: film.clone() }, Piece::End(end)] {
            let what = What::Reel(Reel { place, source: Source::Person, number: 0, piece });
            studio.inbox.keep(Recorded { take, what });
        }
    }
    studio.inbox.keep(Recorded { take, what: What::Over });
    studio.recorder.stop(session, WhyStopped::Asked);
    studio.recorder.settled().await;
    (session, only(house, session).await)
}

/// The program that makes copies here.
fn install(house: &House, script: &str) {
    let program = house.files.path().join("ffmpeg");
    std::fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
}

/// Asks for the page until it says that.
async fn until_said(browser: &mut Browser, page: &str, words: &str) -> String {
    loop {
        let text = browser.get(page).await.text;
        if text.contains(words) {
            return text;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn addresses(session: SessionId, recording: &Recording) -> (String, String, String) {
    let page = format!("/sessions/{session}/recordings");
    (
        page.clone(),
        format!("{page}/{}/copy", recording.id),
        format!("/sessions/{session}/recording/{}.mp4", recording.id),
    )
}

#[tokio::test]
async fn a_copy_is_one_film_of_both_people_for_who_may_watch_and_goes_with_its_recording() {
    on_both_engines(async |house| {
        let world = &house.world;
        let (session, recording) = filmed(&house).await;
        let (page, copy, mp4) = addresses(session, &recording);
        let (mut ben, mut ivan) = (world.signed_in(world.ben).await, world.signed_in(world.ivan).await);
        let Some(ffmpeg) = on_path("ffmpeg") else {
            assert!(ben.get(&page).await.text.contains("ffmpeg is not installed"));
            return;
        };
        symlink(ffmpeg, house.files.path().join("ffmpeg")).unwrap();
        assert!(ben.get(&page).await.text.contains("Make an MP4"));
        assert_eq!(
            (ben.get(&mp4).await.status.as_u16(), ivan.post(&copy, &[]).await.status.as_u16()),
            (404, 404)
        );

        assert_eq!(ben.post(&copy, &[]).await.location(), page);
        until_said(&mut ben, &page, "Download MP4").await;
        let film = ben.get(&mp4).await;
        let some = ben.get_range(&mp4, "bytes=4-7").await;

        assert_eq!(
            (film.status.as_u16(), &film.headers["content-type"]),
            (200, &"video/mp4".parse().unwrap())
        );
        assert!(
            film.headers["content-disposition"]
                .to_str()
                .unwrap()
                .starts_with("attachment; filename=\"session-2")
        );
        assert_eq!((some.status.as_u16(), &*some.bytes), (206, &b"ftyp"[..]));
        let (streams, lasts) = probed(&house, &film.bytes);
        assert_eq!(streams, ["h264 1280x720", "aac"]);
        assert!((lasts - spans_seconds(&recording)).abs() < 0.3, "{lasts} s");
        assert_eq!(ivan.get(&mp4).await.status, 404);
        assert_eq!(count(world, "SELECT COUNT(*) FROM recording_views WHERE org_id = $1").await, 2);

        recordings::erase(&world.db, &shelf(&house), world.harbor, recording.id, Cause::Retention)
            .await
            .unwrap();
        assert_eq!(ben.get(&mp4).await.status, 404);
        assert!(is_empty(house.shelf.path()) && count(world, COPIES).await == 0);
    })
    .await;
}

const COPIES: &str = "SELECT COUNT(*) FROM recording_copies WHERE org_id = $1";

/// From the beginning of its first file to the end of its last.
fn spans_seconds(recording: &Recording) -> f64 {
    let starts = recording.parts.iter().map(|part| part.started_at.millis()).min().unwrap();
    let ends = recording.parts.iter().map(|part| part.ends_at().millis()).max().unwrap();
    Duration::from_millis(u64::try_from(ends - starts).unwrap()).as_secs_f64()
}

/// The streams of a film, and how many seconds it lasts.
fn probed(house: &House, film: &[u8]) -> (Vec<String>, f64) {
    let place = house.files.path().join("film.mp4");
    std::fs::write(&place, film).unwrap();
    let words = "-v error -show_entries stream=codec_name,width,height:format=duration -of csv=p=0";
    let told = Command::new("ffprobe").args(words.split(' ')).arg(place).output().unwrap().stdout;
    let told = String::from_utf8(told).unwrap();
    let mut lines: Vec<&str> = told.lines().collect();
    let lasts = lines.pop().unwrap().parse().unwrap();
    let stream = |line: &str| match line.split(',').collect::<Vec<_>>()[..] {
        [codec, width, height] => format!("{codec} {width}x{height}"),
        _ => line.to_owned(),
    };
    (lines.into_iter().map(stream).collect(), lasts)
}

/// Whether no file is left below the folder.
fn is_empty(folder: &Path) -> bool {
    let all = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    all.into_iter().all(|path| path.is_dir() && is_empty(&path))
}

#[tokio::test]
async fn without_ffmpeg_the_page_says_so_and_nothing_is_asked_for() {
    on_both_engines(async |house| {
        let (session, recording) = filmed(&house).await;
        let (page, copy, _) = addresses(session, &recording);
        let mut ben = house.world.signed_in(house.world.ben).await;

        let told = ben.get(&page).await.text;
        let asked = ben.post(&copy, &[]).await;

        assert!(told.contains("ffmpeg is not installed on this server") && !told.contains("Make an MP4"));
        assert!(asked.status == 409 && asked.text.contains("ffmpeg is not installed on this server"));
        assert_eq!(count(&house.world, COPIES).await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_copy_that_is_being_made_says_how_far_it_is_and_ends_when_its_recording_is_erased() {
    on_both_engines(async |house| {
        let world = &house.world;
        let (session, recording) = filmed(&house).await;
        let (page, copy, _) = addresses(session, &recording);
        let noted = house.files.path().join("pid");
        install(
            &house,
            &format!("echo $$ > {}\necho out_time_us=900000000\nexec sleep 1000", noted.display()),
        );
        let mut ben = world.signed_in(world.ben).await;

        ben.post(&copy, &[]).await;
        let told = until_said(&mut ben, &page, "being made: 99 %").await;
        let pid = std::fs::read_to_string(noted).unwrap();
        recordings::erase(&world.db, &shelf(&house), world.harbor, recording.id, Cause::Retention)
            .await
            .unwrap();

        assert!(told.contains("every 2s"), "the page asks again by itself");
        while Path::new("/proc").join(pid.trim()).exists() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert!(ben.get(&page).await.text.contains("Erased on"));
        assert_eq!((ben.get(&copy).await.status.as_u16(), count(world, COPIES).await), (404, 0));
    })
    .await;
}

#[tokio::test]
async fn a_copy_that_a_restart_cut_short_is_made_after_it_and_one_that_failed_is_asked_for_again() {
    on_both_engines(async |mut house| {
        let (session, recording) = filmed(&house).await;
        let (page, copy, mp4) = addresses(session, &recording);
        install(&house, "echo broken >&2; exit 1");
        let mut ben = house.world.signed_in(house.world.ben).await;

        ben.post(&copy, &[]).await;
        until_said(&mut ben, &page, "The MP4 could not be made").await;
        install(&house, "echo out_time_us=900000000; exec sleep 1000");
        ben.post(&copy, &[]).await;
        until_said(&mut ben, &page, "being made: 99 %").await;
        install(&house, "for last; do :; done; echo a film > \"$last\"");
        house.restart().await;
        until_said(&mut ben, &page, "Download MP4").await;

        assert_eq!(ben.get(&mp4).await.text, "a film\n");
    })
    .await;
}
