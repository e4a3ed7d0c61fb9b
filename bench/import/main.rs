//! An import of 1,000 and of 10,000 people: how long until every row's fate is shown, and until all are written?
//!
//! Each in an organization of its own, on each engine at hand, through the router without a network: students of one
//! instructor and one parent each, every tenth row an instructor, three of ten a parent. Run by `cargo xtask bench import`,
//! which writes the page named by the first argument.

#![expect(clippy::print_stdout, reason = "a benchmark says what it measured")]
#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

use std::fmt::Write;
use std::time::{Duration, Instant};

use db::Location;
use testkit::{Browser, World};

const SIZES: [usize; 2] = [1_000, 10_000];
/// Between two looks at an import that is under way.
const LOOK_EVERY: Duration = Duration::from_millis(50);

#[tokio::main]
async fn main() {
    let mut lines = String::new();
    for size in SIZES {
        for place in testkit::engines().await {
            measure(place, size, &mut lines).await;
        }
    }
    let text = page(&lines);
    println!("{text}");
    if let Some(page) = std::env::args().nth(1) {
        std::fs::write(page, text).expect("the page can be written");
    }
}

fn page(lines: &str) -> String {
    format!(
        "# Import\n\n\
         Command: `cargo xtask bench import`, optimized build, through the router without a network. The goal is 60 s for\n\
         10,000 rows. \"Again\" is the same table brought once more, which changes nothing.\n\n\
         | engine | rows | looked through | written | looked through again | written again |\n\
         |---|---|---|---|---|---|\n\
         {lines}\n\
         On a machine with {} cores, PostgreSQL beside it. Once each; no mails are sent.\n",
        std::thread::available_parallelism().map_or(1, usize::from),
    )
}

async fn measure((place, folder): (Location, tempfile::TempDir), size: usize, lines: &mut String) {
    let engine = if matches!(place, Location::File(_)) { "SQLite" } else { "PostgreSQL" };
    let world = World::at(&place, folder).await;
    let mut admin = world.signed_in(world.amara).await;
    let table = table(size);
    let (look, write) = bring(&mut admin, &table).await;
    let (look_again, write_again) = bring(&mut admin, &table).await;
    writeln!(
        lines,
        "| {engine} | {size} | {:.1} s | {:.1} s | {:.1} s | {:.1} s |",
        look.as_secs_f64(),
        write.as_secs_f64(),
        look_again.as_secs_f64(),
        write_again.as_secs_f64()
    )
    .expect("a string takes all");
}

/// Brings the table and imports it: the time until its rows are shown, and from then until it is over.
async fn bring(admin: &mut Browser, table: &str) -> (Duration, Duration) {
    let body = format!(
        "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"people.csv\"\r\n\r\n{table}\r\n\
         --b\r\ncontent-disposition: form-data; name=\"table\"\r\n\r\n\r\n--b--\r\n"
    );
    let kind = [("content-type", "multipart/form-data; boundary=b"), ("accept", "text/html")];
    let start = Instant::now();
    let brought = admin.send_bytes("/people/import", &kind, body.into_bytes()).await;
    let look = brought.location().to_owned();
    let shown = admin.get(&look).await;
    assert!(shown.status.is_success(), "{}", shown.text);
    let looked = start.elapsed();
    let start = Instant::now();
    let pressed = admin.post(&look, &[("invitations", "later")]).await;
    assert!(pressed.status.is_redirection() || shown.text.contains("nothing to do"), "{}", pressed.text);
    while pressed.status.is_redirection() && !admin.get(&look).await.text.contains("The import is done") {
        tokio::time::sleep(LOOK_EVERY).await;
    }
    (looked, start.elapsed())
}

/// A table as an organization's former program writes it.
fn table(rows: usize) -> String {
    let mut table = "Role,First name,Last name,Email,External id,Instructor email,Parent email\n".to_owned();
    let (instructors, parents) = (rows / 10, rows * 3 / 10);
    for n in 0..rows {
        let line = if n < instructors {
            format!("instructor,Iris,Tutor {n},iris{n}@import.test,I{n},,\n")
        } else if n < instructors + parents {
            format!("parent,Paul,Parent {n},paul{n}@import.test,P{n},,\n")
        } else {
            let (iris, paul) = (n % instructors, instructors + n % parents);
            format!(
                "student,Sam,Student {n},sam{n}@import.test,S{n},iris{iris}@import.test,paul{paul}@import.test\n"
            )
        };
        table.push_str(&line);
    }
    table
}
