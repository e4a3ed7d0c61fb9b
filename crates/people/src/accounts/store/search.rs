//! Finding people by words, role and standing, a page at a time.

use db::{Result, Scope, Tx, sql};
use kernel::{Roles, UserId};

use crate::accounts::{Person, Standings};

/// What a list of people asks for.
#[derive(Debug, Clone)]
pub struct Search<'a> {
    /// Words of a name or address; empty for everyone.
    pub words: &'a str,
    /// People with any of these roles; none for everyone.
    pub roles: Roles,
    pub standings: Standings,
    /// The last person of the page before.
    pub after: Option<UserId>,
    pub limit: i64,
}

/// People by last name, first name.
///
/// # Errors
/// As the engine refuses.
pub async fn search(tx: &mut Tx, scope: Scope, search: &Search<'_>) -> Result<Vec<Person>> {
    let roles = search.roles.bits();
    let (first_standing, second_standing) = search.standings.words();
    let pattern = like_pattern(search.words);
    tx.all(
        sql!(select_people!(
            "WHERE p.org_id = $1 AND ($2 = 0 OR (p.roles & $2) <> 0) AND p.standing IN ($3, $4)
               AND p.search_key LIKE $5 ESCAPE '!'
               AND (NOT EXISTS (SELECT 1 FROM people c WHERE c.org_id = $1 AND c.id = $6)
                    OR (p.last_name, p.first_name, p.id) >
                    (SELECT c.last_name, c.first_name, c.id FROM people c WHERE c.org_id = $1 AND c.id = $6))
             ORDER BY p.last_name, p.first_name, p.id LIMIT $7"
        )),
        &[&scope.org(), &roles, &first_standing, &second_standing, &pattern, &search.after, &search.limit],
    )
    .await
}

/// `%ben%ortiz%` for `Ben  Ortiz`, as a search key is compared with: the words in their order, their own signs taken
/// literally, `%` for no words.
pub fn like_pattern(words: &str) -> String {
    let mut pattern = String::from("%");
    for word in words.to_lowercase().split_whitespace() {
        for letter in word.chars() {
            if matches!(letter, '%' | '_' | '!') {
                pattern.push('!');
            }
            pattern.push(letter);
        }
        pattern.push('%');
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::like_pattern;

    #[test]
    fn a_search_takes_signs_literally() {
        assert_eq!(like_pattern("  Ben  Ortiz "), "%ben%ortiz%");
        assert_eq!(like_pattern("100%_!"), "%100!%!_!!%");
        assert_eq!(like_pattern(""), "%");
    }
}
