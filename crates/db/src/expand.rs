//! Statements over a list of values: the one place where SQL text is made at run time.

/// Replaces `($list)` in `sql` by `count` placeholders that start at `first`: with `first` 3 and `count` 2,
/// `IN ($list)` becomes `IN ($3,$4)`. A list of none becomes `(NULL)`, which matches nothing.
pub fn expand(sql: &str, first: usize, count: usize) -> String {
    let list = match count {
        0 => "NULL".to_owned(),
        _ => (first..first + count).map(|n| format!("${n}")).collect::<Vec<_>>().join(","),
    };
    sql.replace("$list", &list)
}

/// The text of an insertion of `rows` rows, from that of one row of `width` values, which it ends with.
pub fn expand_rows(sql: &str, width: usize, rows: usize) -> String {
    let mut text = sql.to_owned();
    for row in 1..rows {
        let values = (row * width + 1..=(row + 1) * width).map(|n| format!("${n}"));
        text.push_str(&format!(",({})", values.collect::<Vec<_>>().join(",")));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{expand, expand_rows};

    #[test]
    fn one_row_becomes_several() {
        assert_eq!(expand_rows("VALUES ($1, $2)", 2, 1), "VALUES ($1, $2)");
        assert_eq!(expand_rows("VALUES ($1, $2)", 2, 3), "VALUES ($1, $2),($3,$4),($5,$6)");
    }

    #[test]
    fn a_list_becomes_placeholders() {
        assert_eq!(expand("id IN ($list)", 2, 3), "id IN ($2,$3,$4)");
        assert_eq!(expand("id IN ($list)", 2, 0), "id IN (NULL)");
    }
}
