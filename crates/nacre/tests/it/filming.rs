//! A real server records a lesson: its process dies, its disk is full.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use db::{Db, Location, in_tx};
use kernel::{OrgId, PartId, SessionId, Timestamp};
use people::organizations::{self, RecordingMode};
use serde_json::json;
use testkit::World;
use tokio::time::{sleep, timeout};

use crate::chair::Chair;
use crate::pen::Place;
use crate::site::{PATIENCE, Site};

const KEPT_DAYS: i64 = 30;
const MINUTES: i64 = 60;
/// Of a second of what a synthetic camera films.
const FILM_BYTES: u64 = 100_000;
/// How long a server records before it is killed: what is not written yet depends on the moment.
const LIVES: [Duration; 3] =
    [Duration::from_millis(2_300), Duration::from_millis(3_100), Duration::from_millis(2_650)];
/// What a kill may cost of sound and picture.
const PROMISED_MS: i64 = 1_000;
/// A busy machine may have stopped the server for a while when the kill comes. It does not do so every time.
const ONCE_MS: i64 = 10_000;

/// An organization that records every session, and the server before its start.
async fn prepare(engine: &Location, folder: tempfile::TempDir, settings: &Path) -> (World, Site) {
    let world = World::at(engine, folder).await;
    in_tx!(world.db, db::Error, tx, {
        organizations::set_recording(tx, world.harbor, RecordingMode::Always, KEPT_DAYS).await
    })
    .unwrap();
    world.db.close().await;
    let site = Site::prepare(engine, settings).await;
    (world, site)
}

/// Cookies of Ada and Ben, and their session.
async fn agreed(world: &World, site: &Site) -> ([String; 2], Place) {
    let cookies = [site.sign_in("ada").await.unwrap(), site.sign_in("ben").await.unwrap()];
    let session = site.start_session(&cookies[0], world.ben, world.algebra, MINUTES).await.unwrap();
    (cookies, Place { server: site.address, session })
}

/// Both on their seats, recorded, and each with the other's sound and picture.
async fn recorded([ada, ben]: &[String; 2], place: Place) -> (Chair, Chair) {
    let mut ada = Chair::take(place, "instructor", ada).await;
    let mut ben = Chair::take(place, "student", ben).await;
    for chair in [&mut ada, &mut ben] {
        chair
            .until("it is recorded and packets come", |heard| heard.recording == "on" && heard.packets > 0)
            .await;
    }
    (ada, ben)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_costs_a_recording_a_second_at_most() {
    for (engine, folder) in testkit::engines().await {
        let settings = tempfile::tempdir().unwrap();
        let (world, site) = prepare(&engine, folder, settings.path()).await;
        let mut server = site.start();
        site.until_it_answers(&mut server).await;
        let (cookies, place) = agreed(&world, &site).await;
        let mut lost = Vec::new();
        for life in LIVES {
            let _lesson = recorded(&cookies, place).await;
            sleep(life).await;
            let killed = nacre::clock::system().now();
            server.kill().await.unwrap();

            let films = Films::newest(&engine, &site, world.harbor.org(), place.session).await;
            lost.push(
                films.0.iter().map(|film| (killed.micros() - film.ends().micros()) / 1_000).max().unwrap(),
            );
            server = site.start();
            site.until_it_answers(&mut server).await;
        }
        eprintln!("lost in {} kills: {lost:?} ms", LIVES.len());
        lost.sort_unstable();
        assert!(lost[1] <= PROMISED_MS && lost[2] <= ONCE_MS, "lost {lost:?} ms");
        server.kill().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_stops_a_recording_and_never_the_lesson() {
    for (engine, folder) in testkit::engines().await {
        let settings = tempfile::tempdir().unwrap();
        let (world, site) = prepare(&engine, folder, settings.path()).await;
        let Some(disk) = SmallDisk::mount(&site.data.join("recordings")) else {
            eprintln!("left out: only root may make a small disk");
            return;
        };
        let mut server = site.start();
        site.until_it_answers(&mut server).await;
        let (cookies, place) = agreed(&world, &site).await;
        let (mut ada, mut ben) = recorded(&cookies, place).await;

        Films::have_begun(&site, world.harbor.org(), place.session).await;
        disk.fill();

        let told = ada.until("Ada is told", |heard| !heard.refused.is_empty()).await;
        assert!(told.refused[0].contains("The recording has stopped"), "{told:?}");
        for chair in [&mut ada, &mut ben] {
            chair.until("nobody believes it goes on", |heard| heard.recording == "off").await;
        }
        ben.say(json!({"t": "chat", "id": "c0ffee12", "text": "Is it 12?"}));
        for chair in [&mut ada, &mut ben] {
            let before = chair.heard().packets;
            let all = chair
                .until("the lesson goes on", |heard| {
                    heard.packets > before + 100
                        && heard.happened.iter().any(|line| line["what"]["text"] == "Is it 12?")
                })
                .await;
            assert!(all.happened.iter().any(|line| line["what"] == json!({"kind": "record", "on": false})));
        }
        assert!(server.try_wait().unwrap().is_none(), "the server lives");
        let films = Films::newest(&engine, &site, world.harbor.org(), place.session).await;
        assert!(films.0.iter().all(|film| film.lasts_ms > 0), "what was recorded before is there");
        server.kill().await.unwrap();
    }
}

/// The files that were written last of each seat.
struct Films([Film; 2]);

struct Film {
    began: Timestamp,
    /// Up to the end of the last frame of sound that is whole.
    lasts_ms: i64,
}

impl Film {
    fn ends(&self) -> Timestamp {
        Timestamp::from_micros(self.began.micros() + self.lasts_ms * 1_000)
    }
}

impl Films {
    /// Waits until a second or so of both is on the disk.
    async fn have_begun(site: &Site, org: OrgId, session: SessionId) {
        let folder = folder(site, org, session);
        let begun = async {
            loop {
                let files = fs::read_dir(&folder).into_iter().flatten().flatten();
                let large = |file: &fs::DirEntry| file.metadata().is_ok_and(|file| file.len() > FILM_BYTES);
                if files.filter(large).count() >= 2 {
                    return;
                }
                sleep(Duration::from_millis(20)).await;
            }
        };
        timeout(PATIENCE, begun).await.expect("both films begin");
    }

    async fn newest(engine: &Location, site: &Site, org: OrgId, session: SessionId) -> Self {
        let db = Db::open(engine, nacre::clock::system()).await.unwrap();
        let folder = folder(site, org, session);
        let mut films = Vec::new();
        for seat in ["instructor", "student"] {
            let sql = "SELECT id, started_at FROM recording_parts
                WHERE org_id = $1 AND seat = $2 ORDER BY started_at DESC LIMIT 1";
            let (part, began): (PartId, Timestamp) =
                db.read().await.unwrap().one(sql, &[&org, &seat]).await.unwrap();
            let bytes = fs::read(folder.join(format!("{part}.webm"))).unwrap();
            films.push(Film { began, lasts_ms: last_frame_ms(&bytes) + 20 });
        }
        db.close().await;
        Self(films.try_into().ok().unwrap())
    }
}

fn folder(site: &Site, org: OrgId, session: SessionId) -> PathBuf {
    site.data.join("recordings").join(org.to_string()).join(session.to_string())
}

/// When the last frame begins that a player finds in a file whose end was never written.
fn last_frame_ms(file: &[u8]) -> i64 {
    let (_, _, head) = element(file).expect("a head");
    let (_, _, mut rest) = head_of(head).expect("a segment");
    let mut last = 0;
    while let Some((id, content, after)) = element(rest) {
        if id == 0x1f43_b675 {
            let mut parts = content;
            let mut cluster_ms = 0;
            while let Some((id, part, after)) = element(parts) {
                match id {
                    0xe7 => cluster_ms = number(part),
                    0xa3 => last = last.max(cluster_ms + i64::from(i16::from_be_bytes([part[1], part[2]]))),
                    _ => {}
                }
                parts = after;
            }
        }
        rest = after;
    }
    last
}

/// Id, content and what follows of an element that is there whole.
fn element(bytes: &[u8]) -> Option<(u64, &[u8], &[u8])> {
    let (id, size, rest) = head_of(bytes)?;
    (rest.len() >= size).then(|| (id, &rest[..size], &rest[size..]))
}

fn head_of(bytes: &[u8]) -> Option<(u64, usize, &[u8])> {
    let id_length = bytes.first()?.leading_zeros() as usize + 1;
    let (id, rest) = (bytes.get(..id_length)?, &bytes[id_length..]);
    let size_length = rest.first()?.leading_zeros() as usize + 1;
    let size = number(rest.get(..size_length)?) & ((1 << (7 * size_length)) - 1);
    Some((u64::try_from(number(id)).ok()?, usize::try_from(size).ok()?, &rest[size_length..]))
}

fn number(bytes: &[u8]) -> i64 {
    bytes.iter().fold(0, |value, byte| value << 8 | i64::from(*byte))
}

/// A disk of its own in memory, large enough for recordings to begin, until it is full.
struct SmallDisk {
    at: PathBuf,
}

impl SmallDisk {
    /// None where that is not allowed.
    fn mount(at: &Path) -> Option<Self> {
        fs::create_dir_all(at).unwrap();
        let disk = Self { at: at.to_owned() };
        disk.run("mount", &["-t", "tmpfs", "-o", "size=4g,mode=700", "nacre-test"]).then_some(disk)
    }

    /// Takes away all that is not in use.
    fn fill(&self) {
        assert!(
            self.run("mount", &["-o", "remount,size=1m"]) || self.run("mount", &["-o", "remount,size=16m"])
        );
        let mut ballast = 0;
        loop {
            match fs::write(self.at.join(format!("ballast-{ballast}")), vec![0; 64 * 1024]) {
                Ok(()) => ballast += 1,
                Err(error) => return assert_eq!(error.kind(), ErrorKind::StorageFull),
            }
        }
    }

    fn run(&self, program: &str, words: &[&str]) -> bool {
        Command::new(program).args(words).arg(&self.at).output().is_ok_and(|done| done.status.success())
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        self.run("umount", &["--lazy"]);
    }
}
