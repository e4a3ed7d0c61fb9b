//! People by what names them, many at once.

use db::{Bind, Error, FromRow, Result, Row, Scope, Tx, sql};
use kernel::{Email, PersonName, Roles, Standing, UserId, Zone};

use crate::accounts::ExternalId;

/// A person with everything that names them.
#[derive(Debug, Clone)]
pub struct Named {
    pub id: UserId,
    pub first_name: PersonName,
    pub last_name: PersonName,
    pub email: Option<Email>,
    pub username: Option<String>,
    pub external_id: Option<ExternalId>,
    pub roles: Roles,
    pub standing: Standing,
    pub zone: Zone,
    pub under_13: bool,
}

impl FromRow for Named {
    fn from_row(row: &Row) -> Result<Self> {
        let external_id: Option<String> = row.get("external_id")?;
        let unreadable = |_| Error::Corrupt { column: "external_id".to_owned() };
        Ok(Self {
            id: row.get("id")?,
            first_name: row.get("first_name")?,
            last_name: row.get("last_name")?,
            email: row.get("email")?,
            username: row.get("username")?,
            external_id: external_id.map(|id| id.parse()).transpose().map_err(unreadable)?,
            roles: row.get("roles")?,
            standing: row.get("standing")?,
            zone: row.get("zone")?,
            under_13: row.get("under_13")?,
        })
    }
}

/// What people are found by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NamedBy {
    Email,
    Username,
    ExternalId,
}

macro_rules! select_named {
    ($rest:literal) => {
        concat!(
            "SELECT id, first_name, last_name, email, username, external_id, roles, standing, zone, under_13
               FROM people WHERE org_id = $1 AND ",
            $rest
        )
    };
}

/// Everyone, archived or not, whom one of these words names. At most some thousand words at once.
///
/// # Errors
/// As the engine refuses.
pub async fn find_named(tx: &mut Tx, scope: Scope, by: NamedBy, words: &[String]) -> Result<Vec<Named>> {
    let org = scope.org();
    let mut values: Vec<&dyn Bind> = vec![&org];
    values.extend(words.iter().map(|word| word as &dyn Bind));
    let sql = match by {
        NamedBy::Email => sql!(select_named!("email IN ($list)")),
        NamedBy::Username => sql!(select_named!("username IN ($list)")),
        NamedBy::ExternalId => sql!(select_named!("external_id IN ($list)")),
    };
    tx.all_listed(sql, 1, &values).await
}

/// Sets what another system calls the person.
pub async fn set_external_id(tx: &mut Tx, scope: Scope, id: UserId, external_id: &ExternalId) -> Result<()> {
    tx.exec(
        sql!("UPDATE people SET external_id = $3 WHERE org_id = $1 AND id = $2"),
        &[&scope.org(), &id, &external_id.as_str()],
    )
    .await?;
    Ok(())
}
