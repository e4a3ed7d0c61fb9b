//! Groups: kept by admins, seen by their default instructors, read by whoever books.

use axum::http::StatusCode;
use db::in_tx;
use kernel::{GroupId, UserId};
use people::{accounts, groups};
use testkit::{Answer, Browser, World, on_both_engines};

use crate::stage::nobody;

/// A group of Harbor with what is said about it.
async fn add(browser: &mut Browser, name: &str, more: &[(&str, &str)]) -> Answer {
    let fields: Vec<(&str, &str)> = [("name", name)].into_iter().chain(more.iter().copied()).collect();
    browser.post("/groups", &fields).await
}

/// The group that an answer leads to.
fn group_of(answer: &Answer) -> GroupId {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    answer.location()["/groups/".len()..].split('?').next().unwrap().parse().unwrap()
}

async fn join(browser: &mut Browser, group: GroupId, student: UserId, from: &str, to: &str) -> Answer {
    let student = student.to_string();
    let fields = [("student", student.as_str()), ("from", from), ("to", to)];
    browser.post(&format!("/groups/{group}/members"), &fields).await
}

async fn members_on(world: &World, group: GroupId, day: &str) -> Vec<UserId> {
    let mut tx = world.db.read().await.unwrap();
    let found = groups::members_on(&mut tx, world.harbor, group, day.parse().unwrap()).await.unwrap();
    found.into_iter().map(|person| person.id).collect()
}

async fn choosable(world: &World, person: UserId) -> Vec<GroupId> {
    let viewer = world.viewer(person).await;
    let mut tx = world.db.read().await.unwrap();
    let found = groups::choosable(&mut tx, &viewer, "2026-11-26".parse().unwrap()).await.unwrap();
    found.into_iter().map(|group| group.id).collect()
}

/// The id that the group's page has for its first member's days.
async fn first_member(admin: &mut Browser, group: GroupId) -> String {
    let page = admin.get(&format!("/groups/{group}")).await.text;
    let member = page.split("/members/").find(|rest| rest.starts_with("mem_")).unwrap();
    member[..member.find(['"', '/']).unwrap()].to_owned()
}

#[tokio::test]
async fn an_admin_keeps_a_group_and_every_change_stands_under_it() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        let (ada, ivan, algebra) = (world.ada.to_string(), world.ivan.to_string(), world.algebra.to_string());
        let about = [("program", algebra.as_str()), ("school", "Lake View"), ("instructor", &ada)];

        let group = group_of(&add(&mut amara, "Tuesday Algebra", &about).await);
        assert_eq!(join(&mut amara, group, world.ben, "2026-11-23", "").await.status, StatusCode::SEE_OTHER);
        let changed = [("name", "Wednesday Algebra"), ("program", ""), ("instructor", &ivan)];
        amara.post(&format!("/groups/{group}"), &changed).await;

        let list = amara.get("/groups").await.text;
        assert!(list.contains("Wednesday Algebra") && list.contains("Ivan Petrov"), "{list}");
        let page = amara.get(&format!("/groups/{group}")).await.text;
        for words in [
            "Added as Tuesday Algebra",
            "Name: Tuesday Algebra, now Wednesday Algebra",
            "Program: Algebra, now nothing",
            "School: Lake View, now nothing",
            "Default instructor: Ada Byron, now Ivan Petrov",
            "Member added: Ben Ortiz from 2026-11-23",
            "Amara Okafor",
        ] {
            assert!(page.contains(words), "{words}: {page}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_student_belongs_to_a_group_from_the_first_day_to_the_last() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        let group = group_of(&add(&mut amara, "Tuesday Algebra", &[]).await);
        join(&mut amara, group, world.ben, "2026-11-01", "2026-11-30").await;
        join(&mut amara, group, world.ben, "2027-02-01", "").await;
        join(&mut amara, group, world.mia, "2026-11-30", "").await;

        assert_eq!(members_on(&world, group, "2026-10-31").await, []);
        assert_eq!(members_on(&world, group, "2026-11-01").await, [world.ben]);
        assert_eq!(members_on(&world, group, "2026-11-30").await, [world.mia, world.ben]);
        assert_eq!(members_on(&world, group, "2026-12-01").await, [world.mia]);
        assert_eq!(members_on(&world, group, "2027-02-01").await, [world.mia, world.ben]);

        let by = world.amara;
        in_tx!(world.db, accounts::ArchiveError, tx, {
            accounts::archive(tx, world.harbor, world.mia, by).await
        })
        .unwrap();
        assert_eq!(members_on(&world, group, "2026-12-01").await, [], "archived students are not members");
    })
    .await;
}

#[tokio::test]
async fn a_members_days_are_changed_and_taken_back() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        let group = group_of(&add(&mut amara, "Tuesday Algebra", &[]).await);
        join(&mut amara, group, world.ben, "2026-11-01", "").await;
        let member = first_member(&mut amara, group).await;
        let place = format!("/groups/{group}/members/{member}");

        assert!(amara.get(&place).await.text.contains("value=\"2026-11-01\""));
        let turned = amara.post(&place, &[("from", "2026-11-01"), ("to", "2026-10-01")]).await;
        assert_eq!(turned.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(turned.text.contains("not before the first") && turned.text.contains("2026-10-01"));
        let ended = amara.post(&place, &[("from", "2026-11-01"), ("to", "2026-11-10")]).await;
        assert_eq!(ended.status, StatusCode::SEE_OTHER, "{}", ended.text);
        assert_eq!(members_on(&world, group, "2026-11-11").await, []);

        amara.post(&format!("{place}/removal"), &[]).await;
        assert_eq!(members_on(&world, group, "2026-11-05").await, []);
        let page = amara.get(&format!("/groups/{group}")).await.text;
        let days = "days: Ben Ortiz from 2026-11-01, now Ben Ortiz 2026-11-01 to 2026-11-10";
        assert!(page.contains(days), "{page}");
        assert!(page.contains("Member removed: Ben Ortiz 2026-11-01 to 2026-11-10"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn an_instructor_reads_the_groups_they_teach_and_no_other() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        let ada = world.ada.to_string();
        let hers = group_of(&add(&mut amara, "Tuesday Algebra", &[("instructor", &ada)]).await);
        let other = group_of(&add(&mut amara, "Friday Physics", &[]).await);
        join(&mut amara, hers, world.ben, "2026-11-01", "").await;

        let mut browser = world.signed_in(world.ada).await;
        let list = browser.get("/groups").await.text;
        assert!(list.contains("Tuesday Algebra") && !list.contains("Friday Physics"), "{list}");
        let page = browser.get(&format!("/groups/{hers}")).await.text;
        assert!(page.contains("Ben Ortiz") && !page.contains("History") && !page.contains("Add member"));
        assert_eq!(browser.get(&format!("/groups/{other}")).await.status, StatusCode::NOT_FOUND);
        for path in [format!("/groups/{hers}"), format!("/groups/{hers}/members"), "/groups".to_owned()] {
            let answer = browser.post(&path, &[("name", "Mine")]).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(choosable(&world, world.ada).await, [hers]);
        assert_eq!(choosable(&world, world.ivan).await, []);
        assert_eq!(choosable(&world, world.amara).await, [other, hers]);

        amara.post(&format!("/groups/{hers}/archival"), &[]).await;
        assert_eq!(choosable(&world, world.ada).await, []);
        assert_eq!(choosable(&world, world.amara).await, [other]);
        assert_eq!(browser.get(&format!("/groups/{hers}")).await.status, StatusCode::NOT_FOUND);
        let mut ben = world.signed_in(world.ben).await;
        assert_eq!(ben.get("/groups").await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn what_does_not_fit_is_said_at_its_field_and_changes_nothing() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        let group = group_of(&add(&mut amara, "Tuesday Algebra", &[]).await);
        let (dan, olga, oaks, ben) = (
            world.dan.to_string(),
            world.olga.to_string(),
            world.oak_program.to_string(),
            world.ben.to_string(),
        );
        for (name, more, words) in [
            ("", vec![], "Give it a name"),
            ("Tuesday Algebra", vec![], "Another group has this name"),
            ("Other", vec![("program", oaks.as_str())], "Choose a program of the list"),
            ("Other", vec![("instructor", olga.as_str())], "Choose an instructor of the list"),
            ("Other", vec![("instructor", ben.as_str())], "Choose an instructor of the list"),
        ] {
            let answer = add(&mut amara, name, &more).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
            assert!(answer.text.contains(words), "{words}: {}", answer.text);
        }
        assert_eq!(choosable(&world, world.amara).await, [group]);

        join(&mut amara, group, world.ben, "2026-11-01", "2026-11-30").await;
        let unknown = nobody(&world);
        for (student, from, to, words) in [
            (world.dan, "2026-11-01", "", "Choose a student of the list"),
            (unknown, "2026-11-01", "", "Choose a student of the list"),
            (world.carol, "2026-11-01", "", "Choose a student of the list"),
            (world.mia, "soon", "", "Choose the first day"),
            (world.ben, "2026-11-30", "", "belongs to this group already: 2026-11-01 to 2026-11-30"),
        ] {
            let answer = join(&mut amara, group, student, from, to).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
            assert!(answer.text.contains(words) && !answer.text.contains("Dan Weber"), "{}", answer.text);
        }
        assert!(!amara.get(&format!("/groups/{group}")).await.text.contains(&dan));
        assert_eq!(members_on(&world, group, "2026-11-30").await, [world.ben]);
    })
    .await;
}

#[tokio::test]
async fn an_archived_group_stays_as_it_is_and_gives_its_name_away() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        let old = group_of(&add(&mut amara, "Tuesday Algebra", &[]).await);
        amara.post(&format!("/groups/{old}/archival"), &[]).await;

        let renamed = amara.post(&format!("/groups/{old}"), &[("name", "Other")]).await;
        assert_eq!(renamed.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(renamed.text.contains("Restore it first"), "{}", renamed.text);
        let joined = join(&mut amara, old, world.ben, "2026-11-01", "").await;
        assert_eq!(joined.status, StatusCode::CONFLICT);
        assert!(joined.text.contains("Restore it first"), "{}", joined.text);

        let new = group_of(&add(&mut amara, "Tuesday Algebra", &[]).await);
        let refused = amara.post(&format!("/groups/{old}/restoration"), &[]).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.text);
        amara.post(&format!("/groups/{new}"), &[("name", "Tuesday, new")]).await;
        let restored = amara.post(&format!("/groups/{old}/restoration"), &[]).await;
        assert_eq!(restored.status, StatusCode::SEE_OTHER, "{}", restored.text);
        assert_eq!(choosable(&world, world.amara).await, [old, new]);
    })
    .await;
}

#[tokio::test]
async fn a_group_of_another_organization_does_not_exist() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        let group = group_of(&add(&mut amara, "Tuesday Algebra", &[]).await);
        join(&mut amara, group, world.ben, "2026-11-01", "").await;
        let member = first_member(&mut amara, group).await;
        let mut olga = world.signed_in_at_oak(world.olga).await;
        let own = group_of(&add(&mut olga, "At Oak", &[]).await);

        for path in [
            format!("/groups/{group}"),
            format!("/groups/{group}/edit"),
            format!("/groups/{group}/members/{member}"),
            format!("/groups/{own}/members/{member}"),
        ] {
            assert_eq!(olga.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        let dan = world.dan.to_string();
        let fields = [("student", dan.as_str()), ("from", "2026-11-01")];
        for (path, fields) in [
            (format!("/groups/{group}"), &[("name", "Taken")][..]),
            (format!("/groups/{group}/archival"), &[]),
            (format!("/groups/{group}/restoration"), &[]),
            (format!("/groups/{group}/members"), &fields),
            (format!("/groups/{own}/members/{member}"), &fields[1..]),
            (format!("/groups/{own}/members/{member}/removal"), &[]),
            (format!("/groups/{group}/members/{member}/removal"), &[]),
        ] {
            assert_eq!(olga.post(&path, fields).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(members_on(&world, group, "2026-11-01").await, [world.ben]);
        let mut tx = world.db.read().await.unwrap();
        let day = "2026-11-01".parse().unwrap();
        let foreign = groups::members_on(&mut tx, world.oak, group, day).await;
        assert!(matches!(foreign, Err(db::Error::NotFound)));
        let viewer = world.viewer(world.amara).await;
        let foreign = groups::find_choosable(&mut tx, &viewer, own, day).await;
        assert!(matches!(foreign, Err(db::Error::NotFound)));
    })
    .await;
}
