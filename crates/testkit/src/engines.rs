//! Stores for tests: always SQLite, PostgreSQL beside it where one is offered.

use std::future::Future;

use db::Location;
use kernel::Timestamp;

use crate::World;

/// Set by `cargo xtask test` to a PostgreSQL server it started.
const POSTGRES: &str = "NACRE_TEST_POSTGRES";

/// A place for one test on each engine at hand. The folder lives as long as the value.
pub async fn engines() -> Vec<(Location, tempfile::TempDir)> {
    let folder = || tempfile::tempdir().expect("a temporary folder can be made");
    let file = folder();
    let mut places = vec![(Location::File(file.path().join("nacre.sqlite")), file)];
    #[expect(clippy::disallowed_methods, reason = "the test runner says where its PostgreSQL is")]
    if let Ok(admin) = std::env::var(POSTGRES) {
        let name = format!("t{}", kernel::OrgId::fresh(Timestamp::from_micros(0)).uuid().simple());
        let place = db::scratch::postgres_database(&admin, &name).await.expect("PostgreSQL answers");
        places.push((place, folder()));
    }
    places
}

/// Runs `test` in a world of its own on each engine at hand.
pub async fn on_both_engines<F: Future<Output = ()>>(test: impl Fn(World) -> F) {
    for (place, folder) in engines().await {
        let engine = if matches!(place, Location::File(_)) { "SQLite" } else { "PostgreSQL" };
        eprintln!("on {engine}");
        test(World::at(&place, folder).await).await;
    }
}
