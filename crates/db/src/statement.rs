//! The list of every SQL statement in the program.

use crate::Engine;

/// A statement and the place it is written at.
pub struct Statement {
    pub sql: &'static str,
    /// The one engine that knows its words; none: both do.
    pub only: Option<Engine>,
    pub place: &'static str,
}

inventory::collect!(Statement);

/// Every statement linked into this program. One test prepares them all on the engines they are for.
pub fn statements() -> impl Iterator<Item = &'static Statement> {
    inventory::iter::<Statement>.into_iter()
}

/// Lists a statement and gives back its text. `sql!(postgres: …)` is for the few that only PostgreSQL understands.
#[macro_export]
macro_rules! sql {
    (postgres: $sql:expr) => {
        $crate::sql!($sql, ::core::option::Option::Some($crate::Engine::Postgres))
    };
    ($sql:expr) => {
        $crate::sql!($sql, ::core::option::Option::None)
    };
    ($sql:expr, $only:expr) => {{
        $crate::inventory::submit!($crate::Statement {
            sql: $sql,
            only: $only,
            place: concat!(file!(), ":", line!())
        });
        $sql
    }};
}
