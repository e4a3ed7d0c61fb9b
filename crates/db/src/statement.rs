//! The list of every SQL statement in the program.

/// A statement and the place it is written at.
pub struct Statement {
    pub sql: &'static str,
    pub place: &'static str,
}

inventory::collect!(Statement);

/// Every statement linked into this program. One test prepares them all on both engines.
pub fn statements() -> impl Iterator<Item = &'static Statement> {
    inventory::iter::<Statement>.into_iter()
}

/// Lists a statement and gives back its text.
#[macro_export]
macro_rules! sql {
    ($sql:expr) => {{
        $crate::inventory::submit!($crate::Statement { sql: $sql, place: concat!(file!(), ":", line!()) });
        $sql
    }};
}
