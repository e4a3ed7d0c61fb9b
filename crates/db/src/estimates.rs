//! How many rows SQLite is to expect behind an index. Left alone it takes ten for each first column, and every key here
//! begins with `org_id`: it would rather walk through all of an organization than sort the three rows it is asked for.
//! PostgreSQL counts for itself.
//!
//! Written, not counted: a statement is carried out the same way on the first day and in the tenth year, and a test sees
//! how. What a count would say of an organization's first week is wrong in its second.

use sqlx::{SqliteConnection, raw_sql};

/// A table has as many rows, and an organization a quarter of them; each further column leaves a handful, and a whole
/// unique key one. An index over some of a table's rows is over half of them. This is what SQLite itself supposes, but
/// for `org_id`. The last line has the connection read it; others read it with the schema.
const WRITE: &str = "
    ANALYZE sqlite_schema;
    BEGIN IMMEDIATE;
    DELETE FROM sqlite_stat1;
    INSERT INTO sqlite_stat1 (tbl, idx, stat)
    SELECT tbl, idx, all_rows || ' ' || group_concat(left_rows, ' ' ORDER BY place)
      FROM (SELECT t.name AS tbl, i.name AS idx, c.seqno AS place, 100000 / (1 + i.partial) AS all_rows,
                   CASE WHEN i.\"unique\" AND c.seqno = MAX(c.seqno) OVER (PARTITION BY t.name, i.name) THEN 1
                        WHEN c.seqno = 0 AND c.name = 'org_id' THEN 25000 / (1 + i.partial)
                        ELSE MAX(10 - c.seqno, 5) END AS left_rows
              FROM sqlite_schema t JOIN pragma_index_list(t.name) i JOIN pragma_index_info(i.name) c
             WHERE t.type = 'table')
     GROUP BY tbl, idx, all_rows;
    COMMIT;
    ANALYZE sqlite_schema;";

/// Writes what is to be expected of every index of the present schema.
///
/// # Errors
/// As the engine refuses.
pub async fn write(connection: &mut SqliteConnection) -> sqlx::Result<()> {
    raw_sql(WRITE).execute(connection).await.map(drop)
}
