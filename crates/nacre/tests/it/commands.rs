//! The command line, as processes: what it answers, and the plain words it refuses with.

use std::path::Path;
use std::process::Output;

use db::{Db, Location, in_tx};
use testkit::World;
use tokio::net::TcpListener;
use tokio::process::Command;
use tokio::time::timeout;

use crate::site::{PATIENCE, Site, ask};

async fn nacre(words: &[&str]) -> Output {
    let command = Command::new(env!("CARGO_BIN_EXE_nacre")).args(words).kill_on_drop(true).output();
    timeout(PATIENCE, command).await.expect("the command ends").unwrap()
}

fn answer(output: &Output) -> String {
    assert!(output.status.success(), "{}", complaint(output));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// What a command that failed says: one line for the person at the keyboard.
fn complaint(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn refusal(output: &Output) -> String {
    assert!(!output.status.success(), "it went well");
    let complaint = complaint(output);
    let is_plain = complaint.starts_with("nacre: ") && !complaint.contains("panicked");
    assert!(is_plain && complaint.trim_end().lines().count() == 1, "{complaint}");
    complaint
}

/// A site on an SQLite file of its own, with nobody in it.
async fn empty_site(folder: &Path) -> Site {
    Site::prepare(&Location::File(folder.join("nacre.sqlite")), folder).await
}

#[tokio::test]
async fn the_program_tells_its_version_and_its_settings() {
    let version = answer(&nacre(&["--version"]).await);
    let example = answer(&nacre(&["example-config"]).await);

    assert_eq!(version.trim(), format!("nacre {}", env!("CARGO_PKG_VERSION")));
    assert_eq!(example.trim_end(), ::nacre::settings::EXAMPLE.trim_end());
}

#[tokio::test]
async fn an_organization_is_made_its_admin_comes_in_and_everything_adds_up() {
    let folder = tempfile::tempdir().unwrap();
    let site = empty_site(folder.path()).await;
    let create = [
        "admin",
        "create",
        "--organization",
        "Harbor Tutoring",
        "--host",
        "harbor.test",
        "--first-name",
        "Amara",
        "--last-name",
        "Okafor",
        "--email",
        "amara@demo.test",
    ];

    let migrated = answer(&site.run(&["migrate"]).await);
    let made = answer(&site.run(&create).await);
    let twice = refusal(&site.run(&create).await);
    let checked = answer(&site.run(&["check"]).await);

    assert!(
        migrated.contains("up to date") && checked.contains("Everything adds up"),
        "{migrated} {checked}"
    );
    assert!(!twice.contains("amara@"), "{twice}");
    let (_, path) = made.trim().rsplit_once("/activate/").expect("the address of the activation page");
    let mut server = site.start();
    site.until_it_answers(&mut server).await;
    let page = ask(site.address, "GET", &format!("/activate/{path}"), "", "").await.unwrap();
    assert!(page.text.contains("Welcome, Amara"), "{}", page.text);
    server.kill().await.unwrap();
}

#[tokio::test]
async fn a_balance_that_does_not_add_up_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let place = Location::File(folder.path().join("nacre.sqlite"));
    let site = Site::prepare(&place, folder.path()).await;
    let world = World::at(&place, tempfile::tempdir().unwrap()).await;
    in_tx!(world.db, db::Error, tx, {
        tx.exec(
            "UPDATE credit_accounts SET available = available + 1 WHERE org_id = $1",
            &[&world.harbor.org()],
        )
        .await
    })
    .unwrap();
    world.db.close().await;

    let checked = site.run(&["check"]).await;

    let findings = String::from_utf8_lossy(&checked.stdout).into_owned();
    assert!(!checked.status.success() && findings.contains("org_"), "{findings}");
    assert!(!findings.contains("Ortiz"), "ids only: {findings}");
}

#[tokio::test]
async fn a_second_server_on_the_same_folder_does_not_start() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second_settings) = (empty_site(folder.path()).await, tempfile::tempdir().unwrap());
    let store = Location::File(folder.path().join("nacre.sqlite"));
    let second = Site::prepare(&store, second_settings.path()).await;
    let mut server = first.start();
    first.until_it_answers(&mut server).await;

    let refused = refusal(&second.run(&["serve"]).await);
    server.kill().await.unwrap();
    let mut again = second.start();
    second.until_it_answers(&mut again).await;

    assert!(refused.contains("another Nacre is running on the data folder"), "{refused}");
    again.kill().await.unwrap();
}

async fn demo(port: u16, data: &Path) -> Output {
    nacre(&["demo", "--loopback-only", "--port", &port.to_string(), "--data", &data.display().to_string()])
        .await
}

#[tokio::test]
async fn the_demonstration_says_in_plain_words_why_it_does_not_start() {
    let folder = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = taken.local_addr().unwrap().port();
    let file = folder.path().join("file");
    std::fs::write(&file, b"").unwrap();
    let newer = folder.path().join("newer");
    std::fs::create_dir(&newer).unwrap();
    let store = Location::File(newer.join("nacre.sqlite"));
    let db = Db::open(&store, ::nacre::clock::system()).await.unwrap();
    db.migrate().await.unwrap();
    in_tx!(db, db::Error, tx, {
        tx.exec(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
             VALUES (9999, 'from next year', TRUE, $1, 0)",
            &[&vec![0_u8; 48]],
        )
        .await
    })
    .unwrap();
    db.close().await;

    let on_taken_port = refusal(&demo(port, &folder.path().join("data")).await);
    let in_file = refusal(&demo(0, &file.join("data")).await);
    let of_newer = refusal(&demo(0, &newer).await);

    assert!(on_taken_port.contains(&format!("port {port} is taken by another program")), "{on_taken_port}");
    assert!(in_file.contains("cannot be made") || in_file.contains("cannot be written"), "{in_file}");
    assert!(of_newer.contains("of another version of Nacre"), "{of_newer}");
}

#[tokio::test]
async fn logs_hold_no_names_addresses_or_secrets() {
    let folder = tempfile::tempdir().unwrap();
    let place = Location::File(folder.path().join("nacre.sqlite"));
    let site = Site::prepare(&place, folder.path()).await;
    let world = World::at(&place, tempfile::tempdir().unwrap()).await;
    world.db.close().await;
    let log = folder.path().join("log");
    let mut server = site.start_logging("debug", std::fs::File::create(&log).unwrap().into());
    site.until_it_answers(&mut server).await;

    let wrong = "login=ben%40demo.test&password=zqwrongpassword";
    ask(site.address, "POST", "/sign-in", "", wrong).await.unwrap();
    ask(site.address, "POST", "/reset", "", "login=mia%40demo.test").await.unwrap();
    let right = format!("login=ada%40demo.test&password={}", testkit::PASSWORD);
    let signed_in = ask(site.address, "POST", "/sign-in", "", &right).await.unwrap();
    let cookie = signed_in.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    let (key, student, program) = (web::token::text(&[7; 32]), world.ben, world.algebra);
    let form = format!(
        "key={key}&step=start&student={student}&minutes=30&billable=true&program={program}&subject=zqsubject"
    );
    let started = ask(site.address, "POST", "/sessions/instant", &cookie, &form).await.unwrap();
    let classroom = started.header("location").expect("the classroom").to_owned();
    let link = ask(site.address, "GET", &format!("{classroom}/link"), &cookie, "").await.unwrap();
    let token = link.text.split("/join/").nth(1).expect("a join link").chars().take(43).collect::<String>();
    ask(site.address, "GET", &format!("/join/{token}"), "", "").await.unwrap();
    // the mail server does not answer: the worker's complaints are part of the log
    until_logged(&log, "mail").await;
    server.kill().await.unwrap();

    let logged = std::fs::read_to_string(&log).unwrap();
    let secret = cookie.split('=').nth(1).unwrap();
    let forbidden = [
        "@demo.test",
        "Ortiz",
        "Byron",
        "Okafor",
        "zqsubject",
        "zqwrongpassword",
        testkit::PASSWORD,
        secret,
        &key,
        &token,
    ];
    let found: Vec<&str> = forbidden.into_iter().filter(|word| logged.contains(word)).collect();
    assert!(logged.len() > 1_000, "the server logs: {logged}");
    assert_eq!(found, Vec::<&str>::new(), "{}", lines_with(&logged, &found));
}

fn lines_with(logged: &str, words: &[&str]) -> String {
    logged
        .lines()
        .filter(|line| words.iter().any(|word| line.contains(word)))
        .take(5)
        .collect::<Vec<_>>()
        .join("\n")
}

async fn until_logged(log: &Path, word: &str) {
    let logged = async {
        while !std::fs::read_to_string(log).unwrap().to_lowercase().contains(word) {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    };
    timeout(PATIENCE, logged).await.expect("the log says it");
}
