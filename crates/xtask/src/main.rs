//! The project's chores: `cargo xtask` lists them, `cargo xtask test` is what every change must pass.
//!
//! Nothing but the standard library and `anyhow`, so that the first chore runs seconds after a clone.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a chore talks to the person at the terminal")]
#![expect(clippy::disallowed_methods, reason = "a chore reads its own environment and times its own steps")]

mod arch;
mod assets;
mod bench;
mod check;
mod demo;
mod journeys;
mod needs;
mod papers;
mod postgres;
mod project;
mod run;
mod s3;
mod soak;
mod suite;
mod tally;

use std::process::ExitCode;

const LIST: &str = "\
cargo xtask demo [--port N] [--data DIR] [--fresh]   packages, assets, build, the demo organization, ready
cargo xtask dev [same]                               the same, rebuilt and restarted on every change
cargo xtask check                                    formatting, lints, architecture, client types
cargo xtask test                                     everything a change must pass; what CI runs
cargo xtask test NAME                                rules and features by name, on SQLite
cargo xtask e2e [NAME]                               browser journeys, all or by name
cargo xtask arch                                     who may use whom, checked
cargo xtask assets                                   the client's packages, stylesheet and islands
cargo xtask needs                                    install or name what the tests need from Debian
cargo xtask postgres -- COMMAND                      COMMAND with a throw-away PostgreSQL in NACRE_TEST_POSTGRES
cargo xtask s3 -- COMMAND                            COMMAND with a throw-away S3 server in NACRE_TEST_S3
cargo xtask bench [NAME]                             a benchmark; alone it lists them
cargo xtask soak [NAME]                              a long run; alone it lists them
cargo xtask migration NAME                           the next numbered migration
cargo xtask adr TITLE                                the next numbered decision
cargo xtask release VERSION                          version, changelog and a tested release build";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(words: &[String]) -> anyhow::Result<()> {
    let Some((chore, rest)) = words.split_first() else {
        println!("{LIST}");
        return Ok(());
    };
    match chore.as_str() {
        "demo" => demo::once(rest),
        "dev" => demo::on_every_change(rest),
        "check" => check::all(),
        "test" => suite::test(rest.first().map(String::as_str)),
        "e2e" => journeys::chosen(rest.first().map(String::as_str)),
        "arch" => arch::report(),
        "assets" => assets::build(),
        "needs" => needs::supply(),
        "postgres" => postgres::around(rest),
        "s3" => s3::around(rest),
        "bench" => bench::chosen(rest),
        "soak" => soak::chosen(rest),
        "migration" => papers::migration(rest),
        "adr" => papers::decision(rest),
        "release" => papers::release(rest),
        other => anyhow::bail!("no chore is called \"{other}\"; `cargo xtask` lists them"),
    }
}
