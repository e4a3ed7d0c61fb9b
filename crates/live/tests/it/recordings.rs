//! Recordings: consent before the first byte, files that people may watch, and their end.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Instant;

use db::{Scope, in_tx};
use kernel::{PartId, RecordingId, Seat, SessionId, UserId};
use live::recordings::{
    self, Answer, Asked, Cause, Disk, EraseError, Limits, LocalDisk, Recorder, Recording, Sheet, Shelf,
    StartError, WhyNot, WhyStopped,
};
use media::recording::{Opening, Piece, Recorded, Reel, Source, Take, What};
use media::{Command, Inbox, Place};
use people::accounts;
use people::organizations::{self, RecordingMode};
use testkit::World;
use tokio::sync::oneshot;

use crate::house::{FILM, House, on_both_engines};

const DAYS: i64 = 30;

pub async fn set_mode(world: &World, mode: RecordingMode) {
    let scope = world.harbor;
    in_tx!(world.db, db::Error, tx, { organizations::set_recording(tx, scope, mode, DAYS).await }).unwrap();
}

async fn answer(
    house: &House,
    session: SessionId,
    person: UserId,
    seat: Seat,
    answer: Answer,
) -> db::Result<()> {
    let asked = Asked { seat, text_version: 1, at: house.world.clock.now() };
    house.recorder.answer(house.world.harbor, session, person, asked, answer).await.map(|_| ())
}

async fn both_agree(house: &House, session: SessionId) {
    answer(house, session, house.world.ada, Seat::Instructor, Answer::Yes).await.unwrap();
    answer(house, session, house.world.ben, Seat::Student, Answer::Yes).await.unwrap();
}

pub async fn record(
    recorder: &Recorder,
    world: &World,
    session: SessionId,
) -> Result<(RecordingId, oneshot::Receiver<WhyStopped>), StartError> {
    let (tell, stopped) = oneshot::channel();
    let heard = Box::new(move |why| tell.send(why).unwrap());
    let id = recorder.record(world.harbor, session, Some(world.ada), heard).await?;
    Ok((id, stopped))
}

/// A session of Ada and Ben with one recording, which has stopped, and its file.
async fn recorded(house: &House) -> (SessionId, Recording) {
    set_mode(&house.world, RecordingMode::Always).await;
    let session = house.world.start(house.world.ben).await;
    record(&house.recorder, &house.world, session).await.unwrap();
    house.recorder.stop(session, WhyStopped::Asked);
    house.recorder.settled().await;
    (session, only(house, session).await)
}

pub async fn only(house: &House, session: SessionId) -> Recording {
    let world = &house.world;
    let viewer = world.viewer(world.ada).await;
    let mut tx = world.db.read().await.unwrap();
    let mut found = recordings::viewable(&mut tx, &viewer, session).await.unwrap().recordings;
    assert_eq!(found.len(), 1);
    found.remove(0)
}

fn address(session: SessionId, part: PartId) -> String {
    format!("/sessions/{session}/recording/{part}.webm")
}

fn file(house: &House, scope: Scope, session: SessionId, part: PartId) -> PathBuf {
    let folder = house.shelf.path().join(scope.org().to_string()).join(session.to_string());
    folder.join(format!("{part}.webm"))
}

pub async fn count(world: &World, sql: &'static str) -> i64 {
    let (count,): (i64,) = world.db.read().await.unwrap().one(sql, &[&world.harbor.org()]).await.unwrap();
    count
}

#[tokio::test]
async fn nothing_is_recorded_before_both_have_said_yes() {
    on_both_engines(async |house| {
        let session = house.world.start(house.world.ben).await;
        let off = record(&house.recorder, &house.world, session).await;
        set_mode(&house.world, RecordingMode::Ask).await;

        let unasked = record(&house.recorder, &house.world, session).await;
        answer(&house, session, house.world.ada, Seat::Instructor, Answer::Yes).await.unwrap();
        let half_asked = record(&house.recorder, &house.world, session).await;
        assert!(std::fs::read_dir(house.shelf.path()).unwrap().next().is_none(), "not a file was made");
        // Ben's mother answers for him
        answer(&house, session, house.world.carol, Seat::Student, Answer::Yes).await.unwrap();
        let agreed = record(&house.recorder, &house.world, session).await;
        let twice = record(&house.recorder, &house.world, session).await;

        assert!(matches!(off, Err(StartError::MayNot(WhyNot::Off))));
        for refused in [unasked, half_asked] {
            assert!(matches!(refused, Err(StartError::MayNot(WhyNot::NotAsked))));
        }
        assert!(agreed.is_ok() && matches!(twice, Err(StartError::IsOn)));
    })
    .await;
}

#[tokio::test]
async fn only_who_sits_there_or_their_parent_answers_for_a_seat_and_no_answer_is_changed() {
    on_both_engines(async |house| {
        let world = &house.world;
        let session = world.start(world.ben).await;
        for (person, seat) in [
            (world.ada, Seat::Student),
            (world.ben, Seat::Instructor),
            (world.carol, Seat::Instructor),
            (world.amara, Seat::Student),
            (world.mia, Seat::Student),
            (world.dan, Seat::Student),
        ] {
            let refused = answer(&house, session, person, seat, Answer::Yes).await;
            assert!(matches!(refused, Err(db::Error::NotFound)));
        }
        answer(&house, session, world.ben, Seat::Student, Answer::Yes).await.unwrap();

        for sql in
            ["UPDATE consents SET answer = 'no' WHERE org_id = $1", "DELETE FROM consents WHERE org_id = $1"]
        {
            let refused = in_tx!(world.db, db::Error, tx, { tx.exec(sql, &[&world.harbor.org()]).await });
            assert!(refused.is_err_and(|error| error.is_refused_by("consents_append_only")));
        }
    })
    .await;
}

#[tokio::test]
async fn a_no_stops_the_recording_and_a_students_flag_beats_always() {
    on_both_engines(async |house| {
        let world = &house.world;
        set_mode(world, RecordingMode::Ask).await;
        let session = world.start(world.ben).await;
        both_agree(&house, session).await;
        let (_, stopped) = record(&house.recorder, world, session).await.unwrap();

        answer(&house, session, world.ben, Seat::Student, Answer::No).await.unwrap();
        assert_eq!(stopped.await.unwrap(), WhyStopped::Refused);
        assert_eq!(only(&house, session).await.stopped.unwrap().1, WhyStopped::Refused);
        answer(&house, session, world.ben, Seat::Student, Answer::Yes).await.unwrap();
        set_mode(world, RecordingMode::Always).await;
        in_tx!(world.db, db::Error, tx, {
            accounts::set_recording_refused(tx, world.harbor, world.ben, true, world.carol).await
        })
        .unwrap();

        let refused = record(&house.recorder, world, session).await;
        assert!(matches!(refused, Err(StartError::MayNot(WhyNot::Refused))));
    })
    .await;
}

#[tokio::test]
async fn a_recording_is_watched_by_those_of_the_session_and_by_nobody_else() {
    on_both_engines(async |house| {
        let world = &house.world;
        let (session, recording) = recorded(&house).await;
        let part = recording.parts[0].id;
        let path = address(session, part);

        for (person, may) in [
            (world.ada, true),
            (world.ben, true),
            (world.carol, true),
            (world.amara, true),
            (world.ivan, false),
            (world.mia, false),
        ] {
            let answer = world.signed_in(person).await.get(&path).await;
            assert_eq!(answer.status.as_u16(), if may { 200 } else { 404 }, "{person}");
        }
        let olga = world.signed_in_at_oak(world.olga).await.get(&path).await;
        let nobody = world.stranger().get(&path).await;

        assert_eq!(olga.status, 404);
        assert!(nobody.location().starts_with("/sign-in"));
        assert_eq!((recording.parts.len(), recording.parts[0].bytes), (1, 17));
        let watched = "SELECT COUNT(*) FROM recording_views WHERE org_id = $1";
        assert_eq!(count(world, watched).await, 4);
    })
    .await;
}

#[tokio::test]
async fn one_session_does_not_open_the_parts_of_another() {
    on_both_engines(async |house| {
        let world = &house.world;
        let (session, recording) = recorded(&house).await;
        let part = recording.parts[0].id;
        let other = world.try_start(world.ivan, &world.press(world.mia, "other")).await.unwrap();
        let mut ivan = world.signed_in(world.ivan).await;
        let mut ada = world.signed_in(world.ada).await;

        assert_eq!(ivan.get(&address(other, part)).await.status, 404);
        assert_eq!(ada.get(&address(other, part)).await.status, 404);
        for bad in [
            format!("/sessions/{session}/recording/{part}"),
            format!("/sessions/{session}/recording/{part}.mp4"),
            format!("/sessions/{session}/recording/..%2F{part}.webm"),
            format!("/sessions/{session}/recording/{}.webm", PartId::fresh(world.clock.now())),
        ] {
            assert_eq!(ada.get(&bad).await.status, 404, "{bad}");
        }
    })
    .await;
}

#[tokio::test]
async fn bytes_are_served_by_ranges_and_kept_by_nobody() {
    on_both_engines(async |house| {
        let (session, recording) = recorded(&house).await;
        let path = address(session, recording.parts[0].id);
        let mut ada = house.world.signed_in(house.world.ada).await;
        let whole = FILM.concat();

        let all = ada.get(&path).await;
        let some = ada.get_range(&path, "bytes=4-7").await;
        let rest = ada.get_range(&path, "bytes=8-").await;
        let beyond = ada.get_range(&path, "bytes=17-").await;

        assert_eq!((all.status.as_u16(), all.text.as_bytes()), (200, &whole[..]));
        assert_eq!((some.status.as_u16(), some.text.as_bytes()), (206, &whole[4..8]));
        assert_eq!((rest.status.as_u16(), rest.text.as_bytes()), (206, &whole[8..]));
        assert_eq!(some.headers["content-range"], "bytes 4-7/17");
        assert_eq!(
            (some.headers["content-length"].clone(), all.headers["content-length"].clone()),
            ("4".parse().unwrap(), "17".parse().unwrap())
        );
        assert_eq!(
            (beyond.status.as_u16(), &beyond.headers["content-range"]),
            (416, &"bytes */17".parse().unwrap())
        );
        for answer in [&all, &some] {
            assert_eq!(answer.headers["content-type"], "video/webm");
            assert_eq!(answer.headers["cache-control"], "no-store");
            assert_eq!(answer.headers["x-content-type-options"], "nosniff");
            assert_eq!(answer.headers["content-security-policy"], "sandbox; default-src 'none'");
            assert_eq!(answer.headers["accept-ranges"], "bytes");
        }
    })
    .await;
}

#[tokio::test]
async fn a_look_is_noted_once_in_a_while() {
    on_both_engines(async |house| {
        let (session, recording) = recorded(&house).await;
        let path = address(session, recording.parts[0].id);
        let mut ada = house.world.signed_in(house.world.ada).await;
        let watched = "SELECT COUNT(*) FROM recording_views WHERE org_id = $1";

        for _ in 0..3 {
            ada.get_range(&path, "bytes=0-3").await;
        }
        let first = count(&house.world, watched).await;
        house.world.pass_minutes(11);
        ada.get_range(&path, "bytes=0-3").await;

        assert_eq!((first, count(&house.world, watched).await), (1, 2));
    })
    .await;
}

#[tokio::test]
async fn what_was_answered_can_be_shown_and_an_admin_sees_who_watched() {
    on_both_engines(async |house| {
        let world = &house.world;
        set_mode(world, RecordingMode::Ask).await;
        let session = world.start(world.ben).await;
        both_agree(&house, session).await;
        record(&house.recorder, world, session).await.unwrap();
        house.recorder.stop(session, WhyStopped::Asked);
        house.recorder.settled().await;
        answer(&house, session, world.carol, Seat::Student, Answer::No).await.unwrap();
        let part = only(&house, session).await.parts[0].id;
        world.signed_in(world.carol).await.get_range(&address(session, part), "bytes=0-3").await;
        let page = format!("/sessions/{session}/recordings");

        for (person, sees_looks) in
            [(world.ada, false), (world.ben, false), (world.carol, false), (world.amara, true)]
        {
            let text = world.signed_in(person).await.get(&page).await.text;
            for words in [
                "Ada Byron said yes, ",
                "Ben Ortiz said yes, ",
                "Carol Ortiz, for Ben, said no, ",
                "The question: Ada wants to record this session: sound, pictures and boards.",
            ] {
                assert!(text.contains(words), "{person}: {words}: {text}");
            }
            assert_eq!(text.contains("Who watched"), sees_looks, "{person}");
        }
        let stranger = world.signed_in(world.ivan).await.get(&page).await;
        assert_eq!(stranger.status, 404);
    })
    .await;
}

#[tokio::test]
async fn after_its_days_a_recording_is_erased_with_its_bytes_unless_it_is_held() {
    on_both_engines(async |house| {
        let world = &house.world;
        let (session, recording) = recorded(&house).await;
        let part = recording.parts[0].id;
        let (db, scope, shelf) = (&world.db, world.harbor, shelf(&house));
        let path = file(&house, scope, session, part);
        assert!(path.exists());
        in_tx!(db, db::Error, tx, {
            recordings::hold(tx, scope, recording.id, world.amara, "a complaint").await
        })
        .unwrap();

        world.pass_minutes(u64::try_from(DAYS).unwrap() * 24 * 60);
        let held = recordings::sweep(db, &shelf).await.unwrap();
        let refused = recordings::erase(
            db,
            &shelf,
            scope,
            recording.id,
            Cause::Asked { by: world.amara, why: "asked" },
        )
        .await;
        assert!(path.exists() && matches!(refused, Err(EraseError::Held)));
        in_tx!(db, db::Error, tx, {
            recordings::release(tx, scope, recording.id, world.amara, "settled").await
        })
        .unwrap();
        let released = recordings::sweep(db, &shelf).await.unwrap();
        let again = recordings::sweep(db, &shelf).await.unwrap();

        assert_eq!((held, released, again), (0, 1, 0));
        assert!(!path.exists() && !path.parent().unwrap().exists());
        let left = only(&house, session).await;
        assert!(left.erased_at.is_some() && left.parts.is_empty());
        assert_eq!(count(world, "SELECT COUNT(*) FROM recording_parts WHERE org_id = $1").await, 0);
        let mut ada = world.signed_in(world.ada).await;
        assert_eq!(ada.get(&address(session, part)).await.status, 404);
    })
    .await;
}

/// What the audit trail says of recordings, oldest first.
async fn audited(world: &World) -> Vec<(String, Option<String>)> {
    let sql = "SELECT what, after FROM audit WHERE org_id = $1 AND what LIKE 'recording %' ORDER BY id";
    world.db.read().await.unwrap().all(sql, &[&world.harbor.org()]).await.unwrap()
}

#[tokio::test]
async fn an_admin_holds_a_recording_lifts_the_hold_and_erases_it_each_time_with_a_reason() {
    on_both_engines(async |house| {
        let world = &house.world;
        let (session, recording) = recorded(&house).await;
        let path = file(&house, world.harbor, session, recording.parts[0].id);
        let page = format!("/sessions/{session}/recordings");
        let at = |deed: &str| format!("{page}/{}/{deed}", recording.id);
        let mut amara = world.signed_in(world.amara).await;
        let mut ben = world.signed_in(world.ben).await;

        let kept = amara.get(&page).await.text;
        let unsaid = amara.post(&at("hold"), &[("reason", "  ")]).await;
        let held = amara.post(&at("hold"), &[("reason", "a  complaint of April")]).await;
        let (hers, his) = (amara.get(&page).await.text, ben.get(&page).await.text);
        let refused = amara.post(&at("erasure"), &[("reason", "asked"), ("sure", "true")]).await;
        assert!(path.exists());
        let released = amara.post(&at("release"), &[("reason", "settled")]).await;
        let unsure = amara.post(&at("erasure"), &[("reason", "the family asks")]).await;
        let erased = amara.post(&at("erasure"), &[("reason", "the family asks"), ("sure", "true")]).await;
        let again = amara.post(&at("hold"), &[("reason", "late")]).await;

        assert!(kept.contains("Kept until") && kept.contains("Erase now"));
        assert!(unsaid.status == 422 && unsaid.text.contains("Say why"));
        for done in [held, released, erased] {
            assert_eq!((done.status.as_u16(), done.location()), (303, &*page));
        }
        assert!(hers.contains("Under legal hold") && hers.contains("a complaint of April"));
        assert!(!hers.contains("Erase now") && hers.contains("Lift the legal hold"));
        assert!(his.contains("Under legal hold") && !his.contains("complaint") && !his.contains("Lift"));
        assert!(refused.status == 422 && refused.text.contains("Lift the hold first"));
        assert!(unsure.status == 422 && unsure.text.contains("cannot be undone"));
        assert!(unsure.text.contains("the family asks"), "what was typed stays");
        assert!(!path.exists() && again.status == 404);
        assert!(ben.get(&page).await.text.contains("Erased on"));
        let said = |what: &str, why: &str| (format!("recording {what}"), Some(why.to_owned()));
        let all = [
            said("held", "a complaint of April"),
            said("released", "settled"),
            said("erased", "the family asks"),
        ];
        assert_eq!(audited(world).await, all);
    })
    .await;
}

#[tokio::test]
async fn the_list_of_kept_recordings_says_how_each_stands_and_shows_no_other_organizations() {
    on_both_engines(async |house| {
        let world = &house.world;
        let (session, recording) = recorded(&house).await;
        let list = "/configuration/recordings/kept";
        let mut amara = world.signed_in(world.amara).await;
        let mut olga = world.signed_in_at_oak(world.olga).await;

        let kept = amara.get(list).await.text;
        in_tx!(world.db, db::Error, tx, {
            recordings::hold(tx, world.harbor, recording.id, world.amara, "a complaint").await
        })
        .unwrap();
        let held = amara.get(list).await.text;

        assert!(kept.contains("Until ") && kept.contains(&format!("/sessions/{session}/recordings")));
        assert!(held.contains("Legal hold") && held.contains("Ben "));
        assert!(olga.get(list).await.text.contains("Nothing was recorded yet"));
        assert!(amara.get("/configuration/recordings").await.text.contains(list));
        assert_eq!(world.signed_in(world.ada).await.get(list).await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn a_recording_that_goes_on_is_not_erased_and_a_younger_one_is_kept() {
    on_both_engines(async |house| {
        let world = &house.world;
        set_mode(world, RecordingMode::Always).await;
        let session = world.start(world.ben).await;
        let (id, _stopped) = record(&house.recorder, world, session).await.unwrap();

        let refused = recordings::erase(&world.db, &shelf(&house), world.harbor, id, Cause::Retention).await;
        house.recorder.stop(session, WhyStopped::Asked);
        house.recorder.settled().await;
        world.pass_minutes(u64::try_from(DAYS).unwrap() * 24 * 60 - 1);
        let young = recordings::sweep(&world.db, &shelf(&house)).await.unwrap();

        assert!(matches!(refused, Err(EraseError::GoesOn)));
        assert_eq!((young, only(&house, session).await.parts.len()), (0, 1));
    })
    .await;
}

#[tokio::test]
async fn what_a_killed_server_left_open_is_closed_at_the_next_start() {
    on_both_engines(async |mut house| {
        set_mode(&house.world, RecordingMode::Always).await;
        let session = house.world.start(house.world.ben).await;
        let studio =
            Studio::open(&house, Arc::new(LocalDisk), Limits { spare_bytes: 0, ..Limits::default() });
        let (id, _stopped) = record(&studio.recorder, &house.world, session).await.unwrap();
        let mut inbox = studio.inbox;
        let take = taken(&mut inbox);
        inbox.keep(reel(take, session, 0, begin(b"the head")));
        // the file is there when its row is; then nobody comes to write its end
        while count(&house.world, "SELECT COUNT(*) FROM recording_parts WHERE org_id = $1").await == 0
            || !std::fs::read_dir(house.shelf.path()).is_ok_and(|mut all| all.next().is_some())
        {
            tokio::task::yield_now().await;
        }
        let path = loop {
            let folder =
                house.shelf.path().join(house.world.harbor.org().to_string()).join(session.to_string());
            let found = std::fs::read_dir(folder).ok().and_then(|mut all| all.next()?.ok());
            match found {
                Some(found) if found.metadata().is_ok_and(|file| file.len() == 8) => break found.path(),
                _ => tokio::task::yield_now().await,
            }
        };

        house.restart().await;

        let recording = only(&house, session).await;
        assert_eq!((recording.id, recording.stopped.unwrap().1), (id, WhyStopped::Restart));
        let part = &recording.parts[0];
        assert_eq!((part.bytes, part.lasts_ms), (8, None));
        // nobody wrote its end: it lies where its last bytes were written, so that a player does not wait there for more
        assert_eq!(part.ends_at(), part.ended_at.max(part.started_at));
        assert!(path.ends_with(format!("{}.webm", recording.parts[0].id)));
    })
    .await;
}

#[tokio::test]
async fn a_full_disk_stops_the_recording_and_says_so_once() {
    on_both_engines(async |house| {
        set_mode(&house.world, RecordingMode::Always).await;
        let session = house.world.start(house.world.ben).await;
        let small = SmallDisk { left: Arc::new(AtomicU64::new(1_000)), stuck: None };
        let mut studio =
            Studio::open(&house, Arc::new(small), Limits { spare_bytes: 0, ..Limits::default() });
        let (_, stopped) = record(&studio.recorder, &house.world, session).await.unwrap();
        let take = taken(&mut studio.inbox);

        studio.inbox.keep(reel(take, session, 0, begin(&[1; 600])));
        studio.inbox.keep(reel(take, session, 0, Piece::Go { bytes: vec![2; 600] }));
        studio.inbox.keep(reel(take, session, 0, Piece::Go { bytes: vec![3; 100] }));

        assert_eq!(stopped.await.unwrap(), WhyStopped::Full);
        assert!(
            matches!(studio.inbox.next_command(), Some(Command::StopRecording { take: t, .. }) if t == take)
        );
        let recording = only(&house, session).await;
        assert_eq!((recording.stopped.unwrap().1, recording.parts[0].bytes), (WhyStopped::Full, 600));
        assert!(!studio.recorder.is_on(session));
    })
    .await;
}

#[tokio::test]
async fn a_recording_leaves_room_on_the_disk_and_has_a_largest_size() {
    on_both_engines(async |house| {
        set_mode(&house.world, RecordingMode::Always).await;
        let session = house.world.start(house.world.ben).await;
        let roomy = || SmallDisk { left: Arc::new(AtomicU64::new(10_000)), stuck: None };
        let narrow = Limits { spare_bytes: 20_000, ..Limits::default() };
        let short = Limits { spare_bytes: 0, recording_bytes: 1_000, ..Limits::default() };

        for limits in [narrow, short] {
            let mut studio = Studio::open(&house, Arc::new(roomy()), limits);
            let (_, stopped) = record(&studio.recorder, &house.world, session).await.unwrap();
            let take = taken(&mut studio.inbox);
            studio.inbox.keep(reel(take, session, 0, begin(&[1; 1_001])));
            assert_eq!(stopped.await.unwrap(), WhyStopped::Full, "{limits:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_disk_that_is_too_slow_stops_the_recording_and_never_makes_the_media_engine_wait() {
    on_both_engines(async |house| {
        set_mode(&house.world, RecordingMode::Always).await;
        let session = house.world.start(house.world.ben).await;
        let (release, gate): (Sender<()>, Receiver<()>) = channel();
        let left = Arc::new(AtomicU64::new(u64::MAX / 2));
        let slow = SmallDisk { left, stuck: Some(Arc::new(std::sync::Mutex::new(gate))) };
        let mut studio = Studio::open(&house, Arc::new(slow), Limits { spare_bytes: 0, ..Limits::default() });
        let (_, stopped) = record(&studio.recorder, &house.world, session).await.unwrap();
        let take = taken(&mut studio.inbox);

        studio.inbox.keep(reel(take, session, 0, begin(b"the head")));
        for _ in 0..300 {
            studio.inbox.keep(reel(take, session, 0, Piece::Go { bytes: vec![0; 10] }));
        }
        drop(release);

        assert_eq!(stopped.await.unwrap(), WhyStopped::Behind);
        assert!(
            matches!(studio.inbox.next_command(), Some(Command::StopRecording { take: t, .. }) if t == take)
        );
    })
    .await;
}

pub fn shelf(house: &House) -> Shelf {
    Shelf::new(house.shelf.path(), Arc::new(LocalDisk))
}

/// A recorder whose media engine is the test itself.
pub struct Studio {
    pub recorder: Recorder,
    pub inbox: Inbox,
}

impl Studio {
    pub fn open(house: &House, disk: Arc<dyn Disk>, limits: Limits) -> Self {
        let (media, inbox) = media::door(Arc::new(|| {}));
        let shelf = Shelf::new(house.shelf.path(), disk);
        Self { recorder: Recorder::on_shelf(&house.world.db, media, shelf, limits), inbox }
    }
}

pub fn taken(inbox: &mut Inbox) -> Take {
    match inbox.next_command() {
        Some(Command::Record { take, .. }) => take,
        other => panic!("{other:?} instead of a recording"),
    }
}

#[expect(clippy::disallowed_methods, reason = "the engine's thread reads the clock, and there is none here")]
fn begin(bytes: &[u8]) -> Piece {
    let opening = Opening { started: Instant::now(), has_sound: true, has_picture: true };
    Piece::Begin { opening, bytes: bytes.to_vec() }
}

fn reel(take: Take, room: SessionId, number: u32, piece: Piece) -> Recorded {
    let place = Place { room, seat: Seat::Student, generation: 1 };
    Recorded { take, what: What::Reel(Reel { place, source: Source::Person, number, piece }) }
}

/// A disk with so many bytes left, on which the first write may wait until its gate's other end is dropped.
struct SmallDisk {
    left: Arc<AtomicU64>,
    stuck: Option<Arc<std::sync::Mutex<Receiver<()>>>>,
}

struct SmallSheet {
    left: Arc<AtomicU64>,
    stuck: Option<Arc<std::sync::Mutex<Receiver<()>>>>,
}

impl Disk for SmallDisk {
    fn create(&self, _: &Path) -> io::Result<Box<dyn Sheet>> {
        Ok(Box::new(SmallSheet { left: self.left.clone(), stuck: self.stuck.clone() }))
    }

    fn free_bytes(&self, _: &Path) -> io::Result<u64> {
        Ok(self.left.load(Ordering::Relaxed))
    }
}

impl Sheet for SmallSheet {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let Some(gate) = &self.stuck {
            let _ = gate.lock().unwrap().recv();
        }
        let left = self.left.load(Ordering::Relaxed);
        let after = left.checked_sub(bytes.len() as u64).ok_or(io::ErrorKind::StorageFull)?;
        self.left.store(after, Ordering::Relaxed);
        Ok(())
    }

    fn patch(&mut self, _: u64, _: &[u8]) -> io::Result<()> {
        Ok(())
    }

    fn sync(&mut self) -> io::Result<()> {
        Ok(())
    }
}
