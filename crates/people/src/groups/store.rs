//! The rows of groups and of who belongs to them.

use db::{Error, FromRow, Result, Row, Scope, Tx, sql};
use jiff::civil::Date;
use kernel::{GroupId, MembershipId, ProgramId, Role, UserId};
use web::Viewer;

use super::{Days, Draft, Group, Member, Taught, Tutor};
use crate::accounts::{self, Person};

/// Groups shown at once, and as many as an organization may have open.
const MOST_GROUPS: i64 = 1_000;
/// Times that students belong to one group, past ones too.
const MOST_MEMBERS: i64 = 500;

/// `$2` is who may see its own alone (none: all), `$3` the day on which members are counted.
macro_rules! select_groups {
    ($rest:literal) => {
        concat!(
            "SELECT g.id, g.name, g.program_id, p.title AS program, g.school, g.instructor_id, i.first_name, i.last_name,
                    g.archived_at IS NOT NULL AS is_archived,
                    (SELECT COUNT(*) FROM group_members m
                       JOIN people s ON s.org_id = m.org_id AND s.id = m.student_id
                      WHERE m.org_id = g.org_id AND m.group_id = g.id AND m.from_day <= $3
                        AND (m.to_day IS NULL OR m.to_day >= $3) AND s.standing <> 'archived') AS members
               FROM groups g
               LEFT JOIN programs p ON p.org_id = g.org_id AND p.id = g.program_id
               LEFT JOIN people i ON i.org_id = g.org_id AND i.id = g.instructor_id
              WHERE g.org_id = $1
                AND ((g.instructor_id = $2 AND g.archived_at IS NULL) OR $2 IS NULL) ",
            $rest
        )
    };
}

impl FromRow for Group {
    fn from_row(row: &Row) -> Result<Self> {
        let program: Option<ProgramId> = row.get("program_id")?;
        let title: Option<String> = row.get("program")?;
        let tutor: Option<UserId> = row.get("instructor_id")?;
        let (first, last): (Option<String>, Option<String>) = (row.get("first_name")?, row.get("last_name")?);
        let name = first.zip(last).map(|(first, last)| format!("{first} {last}"));
        Ok(Self {
            id: row.get("id")?,
            name: row.get("name")?,
            program: program.zip(title).map(|(id, title)| Taught { id, title }),
            school: row.get("school")?,
            instructor: tutor.zip(name).map(|(id, name)| Tutor { id, name }),
            is_archived: row.get("is_archived")?,
            members: row.get("members")?,
        })
    }
}

/// None for an admin, who sees every group; else whose groups these are.
fn whose(viewer: &Viewer) -> Option<UserId> {
    (!viewer.is(Role::Admin)).then_some(viewer.user)
}

/// The groups a viewer may see, open ones first, by name.
pub async fn list(tx: &mut Tx, viewer: &Viewer, day: Date) -> Result<Vec<Group>> {
    tx.all(
        sql!(select_groups!("ORDER BY (g.archived_at IS NOT NULL), g.name, g.id LIMIT $4")),
        &[&viewer.org, &whose(viewer), &day.to_string(), &MOST_GROUPS],
    )
    .await
}

/// The groups a viewer may book for, by name, with how many belong to each on `day`: an admin any that is not archived,
/// an instructor those of which they are the default instructor.
///
/// # Errors
/// As the engine refuses.
pub async fn choosable(tx: &mut Tx, viewer: &Viewer, day: Date) -> Result<Vec<Group>> {
    tx.all(
        sql!(select_groups!("AND g.archived_at IS NULL ORDER BY g.name, g.id LIMIT $4")),
        &[&viewer.org, &whose(viewer), &day.to_string(), &MOST_GROUPS],
    )
    .await
}

/// One of [`choosable`].
///
/// # Errors
/// `NotFound` for any other: archived, of another instructor, of another organization, or of nobody.
pub async fn find_choosable(tx: &mut Tx, viewer: &Viewer, id: GroupId, day: Date) -> Result<Group> {
    tx.one(
        sql!(select_groups!("AND g.archived_at IS NULL AND g.id = $4")),
        &[&viewer.org, &whose(viewer), &day.to_string(), &id],
    )
    .await
}

/// The group, for who may see it.
///
/// # Errors
/// `NotFound` for anyone else, as for an id that was never given out.
pub async fn find(tx: &mut Tx, viewer: &Viewer, id: GroupId, day: Date) -> Result<Group> {
    tx.one(sql!(select_groups!("AND g.id = $4")), &[&viewer.org, &whose(viewer), &day.to_string(), &id]).await
}

/// Who belongs to the group on `day`, by name. Archived students do not.
///
/// # Errors
/// `NotFound` when the organization has no such group.
pub async fn members_on(tx: &mut Tx, scope: Scope, group: GroupId, day: Date) -> Result<Vec<Person>> {
    let _: (GroupId,) =
        tx.one(sql!("SELECT id FROM groups WHERE org_id = $1 AND id = $2"), &[&scope.org(), &group]).await?;
    let ids: Vec<(UserId,)> = tx
        .all(
            sql!(
                "SELECT DISTINCT m.student_id FROM group_members m
                   JOIN people s ON s.org_id = m.org_id AND s.id = m.student_id
                  WHERE m.org_id = $1 AND m.group_id = $2 AND m.from_day <= $3
                    AND (m.to_day IS NULL OR m.to_day >= $3)
                    AND s.standing <> 'archived' AND (s.roles & 4) <> 0"
            ),
            &[&scope.org(), &group, &day.to_string()],
        )
        .await?;
    let ids: Vec<UserId> = ids.into_iter().map(|(id,)| id).collect();
    accounts::find_many(tx, scope, &ids).await
}

macro_rules! select_members {
    ($rest:literal) => {
        concat!(
            "SELECT m.id, m.student_id, s.first_name, s.last_name, s.standing = 'archived' AS is_archived,
                    m.from_day, m.to_day
               FROM group_members m
               JOIN people s ON s.org_id = m.org_id AND s.id = m.student_id
              WHERE m.org_id = $1 AND m.group_id = $2 ",
            $rest
        )
    };
}

impl FromRow for Member {
    fn from_row(row: &Row) -> Result<Self> {
        let corrupt = |column: &str| Error::Corrupt { column: column.to_owned() };
        let (first, last): (String, String) = (row.get("first_name")?, row.get("last_name")?);
        let from: String = row.get("from_day")?;
        let to: Option<String> = row.get("to_day")?;
        let to = to.map(|day| day.parse::<Date>()).transpose().map_err(|_| corrupt("to_day"))?;
        Ok(Self {
            id: row.get("id")?,
            student: row.get("student_id")?,
            name: format!("{first} {last}"),
            is_archived: row.get("is_archived")?,
            days: Days { from: from.parse().map_err(|_| corrupt("from_day"))?, to },
        })
    }
}

/// Everyone who belongs, belonged or will belong to a group, by name and then by day.
///
/// # Errors
/// As the engine refuses.
pub async fn members(tx: &mut Tx, scope: Scope, group: GroupId) -> Result<Vec<Member>> {
    tx.all(
        sql!(select_members!("ORDER BY s.last_name, s.first_name, s.id, m.from_day LIMIT $3")),
        &[&scope.org(), &group, &MOST_MEMBERS],
    )
    .await
}

pub async fn member(tx: &mut Tx, scope: Scope, group: GroupId, id: MembershipId) -> Result<Member> {
    tx.one(sql!(select_members!("AND m.id = $3")), &[&scope.org(), &group, &id]).await
}

/// The other times of a student in a group.
pub async fn times_of(
    tx: &mut Tx,
    scope: Scope,
    group: GroupId,
    student: UserId,
    except: Option<MembershipId>,
) -> Result<Vec<Days>> {
    let all = members(tx, scope, group).await?;
    let others = all.into_iter().filter(|member| member.student == student && Some(member.id) != except);
    Ok(others.map(|member| member.days).collect())
}

/// Makes others who change the group wait for the end of the transaction.
pub async fn lock(tx: &mut Tx, scope: Scope, id: GroupId) -> Result<()> {
    let held = tx
        .exec(
            sql!("UPDATE groups SET created_at = created_at WHERE org_id = $1 AND id = $2"),
            &[&scope.org(), &id],
        )
        .await?;
    if held == 0 { Err(Error::NotFound) } else { Ok(()) }
}

/// Whether the row was written; not when there are too many.
pub async fn insert(tx: &mut Tx, scope: Scope, id: GroupId, draft: &Draft) -> Result<bool> {
    let now = tx.now();
    let written = tx
        .exec(
            sql!(
                "INSERT INTO groups (org_id, id, name, program_id, school, instructor_id, created_at)
                 SELECT $1, $2, $3, $4, $5, $6, $7
                  WHERE (SELECT COUNT(*) FROM groups WHERE org_id = $1 AND archived_at IS NULL) < $8"
            ),
            &[
                &scope.org(),
                &id,
                &draft.name,
                &draft.program,
                &draft.school,
                &draft.instructor,
                &now,
                &MOST_GROUPS,
            ],
        )
        .await?;
    Ok(written == 1)
}

pub async fn update(tx: &mut Tx, scope: Scope, id: GroupId, draft: &Draft) -> Result<()> {
    tx.exec(
        sql!(
            "UPDATE groups SET name = $3, program_id = $4, school = $5, instructor_id = $6
              WHERE org_id = $1 AND id = $2"
        ),
        &[&scope.org(), &id, &draft.name, &draft.program, &draft.school, &draft.instructor],
    )
    .await?;
    Ok(())
}

pub async fn set_archived(tx: &mut Tx, scope: Scope, id: GroupId, archived: bool) -> Result<()> {
    let at = archived.then(|| tx.now());
    tx.exec(
        sql!("UPDATE groups SET archived_at = $3 WHERE org_id = $1 AND id = $2"),
        &[&scope.org(), &id, &at],
    )
    .await?;
    Ok(())
}

/// Whether an open group other than this one has the name.
pub async fn is_taken(tx: &mut Tx, scope: Scope, name: &str, id: GroupId) -> Result<bool> {
    let found: Option<(GroupId,)> = tx
        .opt(
            sql!(
                "SELECT id FROM groups WHERE org_id = $1 AND name = $2 AND archived_at IS NULL AND id <> $3"
            ),
            &[&scope.org(), &name, &id],
        )
        .await?;
    Ok(found.is_some())
}

/// Whether a group may be taught by them: an instructor who is not archived.
pub async fn is_instructor(tx: &mut Tx, scope: Scope, id: UserId) -> Result<bool> {
    fits(tx, scope, id, Role::Instructor).await
}

/// Whether they may belong to a group: a student who is not archived.
pub async fn is_student(tx: &mut Tx, scope: Scope, id: UserId) -> Result<bool> {
    fits(tx, scope, id, Role::Student).await
}

async fn fits(tx: &mut Tx, scope: Scope, id: UserId, role: Role) -> Result<bool> {
    match accounts::find(tx, scope, id).await {
        Ok(person) => Ok(person.is(role) && !person.is_archived()),
        Err(Error::NotFound) => Ok(false),
        Err(error) => Err(error),
    }
}

/// The programs a group may have. Read here, written by the area of teaching.
pub async fn open_programs(tx: &mut Tx, scope: Scope) -> Result<Vec<(ProgramId, String)>> {
    tx.all(
        sql!(
            "SELECT id, title FROM programs WHERE org_id = $1 AND archived_at IS NULL
              ORDER BY is_default DESC, title LIMIT 500"
        ),
        &[&scope.org()],
    )
    .await
}

/// What programs are called, archived ones too.
pub async fn program_titles(tx: &mut Tx, scope: Scope) -> Result<Vec<(ProgramId, String)>> {
    tx.all(sql!("SELECT id, title FROM programs WHERE org_id = $1 LIMIT 2000"), &[&scope.org()]).await
}

/// Whether the row was written; not when the group has too many.
pub async fn insert_member(
    tx: &mut Tx,
    scope: Scope,
    group: GroupId,
    id: MembershipId,
    student: UserId,
    days: Days,
) -> Result<bool> {
    let written = tx
        .exec(
            sql!(
                "INSERT INTO group_members (org_id, id, group_id, student_id, from_day, to_day)
                 SELECT $1, $2, $3, $4, $5, $6
                  WHERE (SELECT COUNT(*) FROM group_members WHERE org_id = $1 AND group_id = $3) < $7"
            ),
            &[
                &scope.org(),
                &id,
                &group,
                &student,
                &days.from.to_string(),
                &days.to.map(|day| day.to_string()),
                &MOST_MEMBERS,
            ],
        )
        .await?;
    Ok(written == 1)
}

pub async fn set_days(tx: &mut Tx, scope: Scope, id: MembershipId, days: Days) -> Result<()> {
    tx.exec(
        sql!("UPDATE group_members SET from_day = $3, to_day = $4 WHERE org_id = $1 AND id = $2"),
        &[&scope.org(), &id, &days.from.to_string(), &days.to.map(|day| day.to_string())],
    )
    .await?;
    Ok(())
}

pub async fn delete_member(tx: &mut Tx, scope: Scope, id: MembershipId) -> Result<()> {
    tx.exec(sql!("DELETE FROM group_members WHERE org_id = $1 AND id = $2"), &[&scope.org(), &id]).await?;
    Ok(())
}
