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

#[cfg(test)]
mod tests {
    use super::expand;

    #[test]
    fn a_list_becomes_placeholders() {
        assert_eq!(expand("id IN ($list)", 2, 3), "id IN ($2,$3,$4)");
        assert_eq!(expand("id IN ($list)", 2, 0), "id IN (NULL)");
    }
}
