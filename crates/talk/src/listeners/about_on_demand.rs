//! What follows when an instructor comes for sessions on demand, or a student waits for one: open pages show it. Nobody is
//! mailed, for it is about now.

use db::outbox::Leased;
use db::{Result, Tx};
use kernel::{Role, Roles, UserId, WaitId};
use people::{families, organizations, teaching_pairs};
use teaching::on_demand;
use web::{Push, Topic};

use super::about_people::{of_role, push};

/// An instructor came or went: their students and these students' parents see what there is; where anybody may meet them,
/// all families do.
pub async fn offered(tx: &mut Tx, told: &Leased, instructor: UserId) -> Result<Vec<Push>> {
    let mut people = vec![instructor];
    if organizations::requests(tx, told.scope).await?.with_anybody {
        let families = Roles::NONE.with(Role::Student).with(Role::Parent);
        people.extend(of_role(tx, told.scope, families).await?);
        return Ok(vec![push(told.scope, people, Topic::Sessions)]);
    }
    for student in teaching_pairs::students_of(tx, told.scope, instructor).await? {
        let parents = families::parents_of(tx, told.scope, student.id).await?;
        people.push(student.id);
        people.extend(parents.iter().map(|parent| parent.id));
    }
    Ok(vec![push(told.scope, people, Topic::Sessions)])
}

/// Somebody waits, or does so no longer: they, their parents, their instructors and everybody who waits with them see it.
pub async fn waited(tx: &mut Tx, told: &Leased, id: WaitId) -> Result<Vec<Push>> {
    let wait = on_demand::find(tx, told.scope, id).await?;
    let mut people = vec![wait.student, wait.asked_by];
    people.extend(families::parents_of(tx, told.scope, wait.student).await?.iter().map(|parent| parent.id));
    let taught_by = teaching_pairs::instructors_of(tx, told.scope, wait.student).await?;
    let there = on_demand::instructors_there(tx, told.scope, wait.program).await?;
    for instructor in taught_by.into_iter().map(|person| person.id).chain(there) {
        people.push(instructor);
        for other in on_demand::queue_for(tx, told.scope, instructor).await? {
            people.extend([other.student, other.asked_by]);
        }
    }
    people.sort();
    people.dedup();
    Ok(vec![push(told.scope, people, Topic::Sessions)])
}
