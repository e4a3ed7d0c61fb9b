//! The rows of fields, and of what is filled in.

use db::{Bind, Error, FromRow, Result, Row, Scope, Tx, sql};
use kernel::{ProfileFieldId, Role, Roles, UserId};

use super::{Kind, ProfileField, Readers};

/// Open fields of one role.
const MOST_FIELDS: i64 = 40;

macro_rules! select_fields {
    ($rest:literal) => {
        concat!(
            "SELECT id, role, label, kind, choices, required, archived_at IS NOT NULL AS is_archived,
                    CASE WHEN for_everyone THEN 'everyone' ELSE readers END AS readers
               FROM profile_fields WHERE org_id = $1 ",
            $rest
        )
    };
}

impl FromRow for ProfileField {
    fn from_row(row: &Row) -> Result<Self> {
        let corrupt = |column: &str| Error::Corrupt { column: column.to_owned() };
        let text = |column: &str| row.get::<String>(column);
        Ok(Self {
            id: row.get("id")?,
            role: text("role")?.parse().map_err(|_| corrupt("role"))?,
            label: text("label")?,
            kind: Kind::from_word(&text("kind")?).ok_or_else(|| corrupt("kind"))?,
            choices: text("choices")?.lines().map(str::to_owned).collect(),
            required: row.get("required")?,
            readers: Readers::from_word(&text("readers")?).ok_or_else(|| corrupt("readers"))?,
            is_archived: row.get("is_archived")?,
        })
    }
}

/// Every field of a role in its order, archived ones last.
///
/// # Errors
/// As the engine refuses.
pub async fn of_role(tx: &mut Tx, scope: Scope, role: Role) -> Result<Vec<ProfileField>> {
    tx.all(
        sql!(select_fields!("AND role = $2 ORDER BY (archived_at IS NOT NULL), position, id LIMIT 500")),
        &[&scope.org(), &role.word()],
    )
    .await
}

/// The open fields of somebody with these roles, role by role, each in its order.
///
/// # Errors
/// As the engine refuses.
pub async fn of_roles(tx: &mut Tx, scope: Scope, roles: Roles) -> Result<Vec<ProfileField>> {
    let mut fields = Vec::new();
    for role in Role::ALL.iter().copied().filter(|role| roles.has(*role)) {
        fields.extend(of_role(tx, scope, role).await?.into_iter().filter(|field| !field.is_archived));
    }
    Ok(fields)
}

/// The field, archived or not.
///
/// # Errors
/// `NotFound` when the organization has none with that id.
pub async fn find_with_archived(tx: &mut Tx, scope: Scope, id: ProfileFieldId) -> Result<ProfileField> {
    tx.one(sql!(select_fields!("AND id = $2")), &[&scope.org(), &id]).await
}

/// The field, unless it is archived.
///
/// # Errors
/// `NotFound` when the organization has no open one with that id.
pub async fn find_open(tx: &mut Tx, scope: Scope, id: ProfileFieldId) -> Result<ProfileField> {
    tx.one(sql!(select_fields!("AND id = $2 AND archived_at IS NULL")), &[&scope.org(), &id]).await
}

/// Makes others who change the fields of a role wait for the end of the transaction.
///
/// # Errors
/// As the engine refuses.
pub async fn lock(tx: &mut Tx, scope: Scope, role: Role) -> Result<()> {
    tx.exec(
        sql!("UPDATE profile_fields SET position = position WHERE org_id = $1 AND role = $2"),
        &[&scope.org(), &role.word()],
    )
    .await?;
    Ok(())
}

/// Readers as the row holds them: whoever is read by everyone is read by the family too.
const fn stored(readers: Readers) -> (&'static str, bool) {
    match readers {
        Readers::Everyone => (Readers::Family.word(), true),
        Readers::Admins | Readers::Instructors | Readers::Family => (readers.word(), false),
    }
}

/// Adds a field after the others of its role. Not when an open one has its label, or there are too many: false then.
///
/// # Errors
/// As the engine refuses.
pub async fn add(tx: &mut Tx, scope: Scope, field: &ProfileField) -> Result<bool> {
    let (role, kind) = (field.role.word(), field.kind.word());
    let (readers, for_everyone) = stored(field.readers);
    let written = tx
        .exec(
            sql!(
                "INSERT INTO profile_fields (org_id, id, role, position, label, kind, choices, required, readers,
                                             for_everyone)
                 SELECT $1, $2, $3,
                        (SELECT COALESCE(MAX(position), 0) + 1 FROM profile_fields WHERE org_id = $1 AND role = $3),
                        $4, $5, $6, $7, $8, $10
                  WHERE (SELECT COUNT(*) FROM profile_fields
                          WHERE org_id = $1 AND role = $3 AND archived_at IS NULL) < $9
                    AND NOT EXISTS (SELECT 1 FROM profile_fields
                          WHERE org_id = $1 AND role = $3 AND label = $4 AND archived_at IS NULL)"
            ),
            &[
                &scope.org(),
                &field.id,
                &role,
                &field.label,
                &kind,
                &field.choices.join("\n"),
                &field.required,
                &readers,
                &MOST_FIELDS,
                &for_everyone,
            ],
        )
        .await?;
    Ok(written == 1)
}

/// Writes label, choices, whether it is required, and its readers. Not when another open field has the label: false then.
///
/// # Errors
/// As the engine refuses.
pub async fn update(tx: &mut Tx, scope: Scope, field: &ProfileField) -> Result<bool> {
    let role = field.role.word();
    let (readers, for_everyone) = stored(field.readers);
    let written = tx
        .exec(
            sql!(
                "UPDATE profile_fields SET label = $4, choices = $5, required = $6, readers = $7, for_everyone = $8
                  WHERE org_id = $1 AND id = $2
                    AND NOT EXISTS (SELECT 1 FROM profile_fields o
                          WHERE o.org_id = $1 AND o.role = $3 AND o.label = $4 AND o.archived_at IS NULL AND o.id <> $2)"
            ),
            &[
                &scope.org(),
                &field.id,
                &role,
                &field.label,
                &field.choices.join("\n"),
                &field.required,
                &readers,
                &for_everyone,
            ],
        )
        .await?;
    Ok(written == 1)
}

/// Archives a field or brings it back, with what was filled in. Not when another open field has the label: false then.
///
/// # Errors
/// As the engine refuses.
pub async fn set_archived(tx: &mut Tx, scope: Scope, field: &ProfileField, archived: bool) -> Result<bool> {
    let at = archived.then(|| tx.now());
    let written = tx
        .exec(
            sql!(
                "UPDATE profile_fields SET archived_at = $3
                  WHERE org_id = $1 AND id = $2
                    AND (CAST($3 AS BIGINT) IS NOT NULL OR NOT EXISTS (SELECT 1 FROM profile_fields o
                          WHERE o.org_id = $1 AND o.role = $4 AND o.label = $5 AND o.archived_at IS NULL AND o.id <> $2))"
            ),
            &[&scope.org(), &field.id, &at, &field.role.word(), &field.label],
        )
        .await?;
    Ok(written == 1)
}

/// Puts the fields in this order.
///
/// # Errors
/// As the engine refuses.
pub async fn order(tx: &mut Tx, scope: Scope, fields: &[ProfileField]) -> Result<()> {
    for (position, field) in (1_i64..).zip(fields) {
        tx.exec(
            sql!("UPDATE profile_fields SET position = $3 WHERE org_id = $1 AND id = $2"),
            &[&scope.org(), &field.id, &position],
        )
        .await?;
    }
    Ok(())
}

/// What is filled in about somebody.
pub async fn values(tx: &mut Tx, scope: Scope, person: UserId) -> Result<Vec<(ProfileFieldId, String)>> {
    tx.all(
        sql!("SELECT field_id, value FROM profile_values WHERE org_id = $1 AND person_id = $2"),
        &[&scope.org(), &person],
    )
    .await
}

/// What is filled in about each of these people.
///
/// # Errors
/// As the engine refuses.
pub async fn values_of(
    tx: &mut Tx,
    scope: Scope,
    people: &[UserId],
) -> Result<Vec<(UserId, ProfileFieldId, String)>> {
    let org = scope.org();
    let mut values: Vec<&dyn Bind> = vec![&org];
    values.extend(people.iter().map(|id| id as &dyn Bind));
    tx.all_listed(
        sql!(
            "SELECT person_id, field_id, value FROM profile_values WHERE org_id = $1 AND person_id IN ($list)"
        ),
        1,
        &values,
    )
    .await
}

pub async fn set_value(
    tx: &mut Tx,
    scope: Scope,
    person: UserId,
    field: ProfileFieldId,
    value: Option<&str>,
) -> Result<()> {
    match value {
        Some(value) => {
            tx.exec(
                sql!(
                    "INSERT INTO profile_values (org_id, person_id, field_id, value) VALUES ($1, $2, $3, $4)
                     ON CONFLICT (org_id, person_id, field_id) DO UPDATE SET value = excluded.value"
                ),
                &[&scope.org(), &person, &field, &value],
            )
            .await?
        }
        None => {
            tx.exec(
                sql!("DELETE FROM profile_values WHERE org_id = $1 AND person_id = $2 AND field_id = $3"),
                &[&scope.org(), &person, &field],
            )
            .await?
        }
    };
    Ok(())
}

/// Whether an instructor teaches this student, or a student of this parent.
pub async fn teaches_family(tx: &mut Tx, scope: Scope, instructor: UserId, person: UserId) -> Result<bool> {
    let (taught,): (i64,) = tx
        .one(
            sql!(
                "SELECT COUNT(*) FROM assignments a
                   JOIN people i ON i.org_id = a.org_id AND i.id = a.instructor_id
                  WHERE a.org_id = $1 AND a.instructor_id = $2 AND (i.roles & 2) <> 0 AND i.standing = 'active'
                    AND (a.student_id = $3 OR EXISTS (SELECT 1 FROM parents k
                          WHERE k.org_id = a.org_id AND k.parent_id = $3 AND k.student_id = a.student_id))"
            ),
            &[&scope.org(), &instructor, &person],
        )
        .await?;
    Ok(taught > 0)
}
