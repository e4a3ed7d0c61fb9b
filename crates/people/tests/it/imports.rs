//! People brought as a table.

use std::time::Duration;

use axum::http::StatusCode;
use db::in_tx;
use kernel::{Role, Standing, UserId};
use people::links::Kind;
use people::profiles::{self, ProfileField, Readers};
use people::{accounts, families, teaching_pairs};
use testkit::{Answer, Browser, World, on_both_engines};

use crate::stage::newest_path;

/// Long enough for a busy machine.
const TRIES: usize = 3_000;

const TABLE: &str = "Role\tFirst name\tLast name\tEmail\tUsername\tExternal id\tInstructor email\tParent email\n\
    student\tNia\tOkoye\tnia@demo.test\t\t4711\tnew@demo.test; ada@demo.test\tuma@demo.test\n\
    student\tEli\tOkoye\t\teli.okoye\t4712\t\tuma@demo.test\n\
    parent\tUma\tOkoye\tuma@demo.test\t\t\t\t\n\
    instructor\tNew\tTutor\tnew@demo.test\t\t\t\t\n\
    student\tBad\tRow\tnot an address\t\t\t\t\n\
    student\tBenny\tOrtiz\tben@demo.test\t\t\t\t\n";

/// Brings a table as the form does.
async fn bring(browser: &mut Browser, file: &[u8], table: &str) -> Answer {
    let mut body = b"--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n".to_vec();
    body.extend_from_slice(file);
    body.extend_from_slice(b"\r\n--b\r\ncontent-disposition: form-data; name=\"table\"\r\n\r\n");
    body.extend_from_slice(table.as_bytes());
    body.extend_from_slice(b"\r\n--b--\r\n");
    let kind = [("content-type", "multipart/form-data; boundary=b"), ("accept", "text/html")];
    browser.send_bytes("/people/import", &kind, body).await
}

/// Imports a look, and waits for its end; the page of the result.
async fn import(browser: &mut Browser, look: &str, invitations: &str) -> String {
    let pressed = browser.post(look, &[("invitations", invitations)]).await;
    assert_eq!(pressed.status, StatusCode::SEE_OTHER, "{}", pressed.text);
    over(browser, look).await
}

async fn over(browser: &mut Browser, look: &str) -> String {
    for _ in 0..TRIES {
        let page = browser.get(look).await.text;
        if page.contains("The import is done") {
            return page;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the import does not end");
}

async fn by_email(world: &World, email: &str) -> Option<accounts::Person> {
    let mut tx = world.db.read().await.unwrap();
    accounts::find_by_email(&mut tx, world.harbor, &email.parse().unwrap()).await.unwrap()
}

async fn instructors(world: &World, student: UserId) -> Vec<UserId> {
    let mut tx = world.db.read().await.unwrap();
    let found = teaching_pairs::instructors_of(&mut tx, world.harbor, student).await.unwrap();
    found.iter().map(|person| person.id).collect()
}

#[tokio::test]
async fn a_pasted_table_is_shown_row_by_row_and_writes_nothing_before_it_is_imported() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;

        let brought = bring(&mut amara, b"", TABLE).await;

        assert_eq!(brought.status, StatusCode::SEE_OTHER, "{}", brought.text);
        let look = amara.get(brought.location()).await.text;
        assert!(look.contains("Import 5 people"), "{look}");
        assert!(look.contains("Email: This is not an address"));
        assert!(look.contains("First name: Benny, was Ben"));
        let refused = amara.get(&format!("{}?verdict=refused", brought.location())).await.text;
        assert!(refused.contains("Bad Row") && !refused.contains("Nia Okoye"));
        assert!(by_email(&world, "nia@demo.test").await.is_none());
    })
    .await;
}

#[tokio::test]
async fn an_import_adds_changes_and_ties_and_again_it_has_nothing_to_do() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        let look = bring(&mut amara, b"", TABLE).await.location().to_owned();

        let result = import(&mut amara, &look, "later").await;

        assert!(result.contains("1 row was left out"), "{result}");
        let (nia, uma) = (
            by_email(&world, "nia@demo.test").await.unwrap(),
            by_email(&world, "uma@demo.test").await.unwrap(),
        );
        let new = by_email(&world, "new@demo.test").await.unwrap();
        assert_eq!((nia.standing, nia.is(Role::Student)), (Standing::Invited, true));
        assert_eq!(by_email(&world, "ben@demo.test").await.unwrap().first_name.as_str(), "Benny");
        let teachers = instructors(&world, nia.id).await;
        assert!(teachers.contains(&new.id) && teachers.contains(&world.ada));
        let mut tx = world.db.read().await.unwrap();
        let children = families::students_of(&mut tx, world.harbor, uma.id).await.unwrap();
        drop(tx);
        assert_eq!(children.len(), 2);
        assert!(newest_path(&world, nia.id, Kind::Activate).await.is_none(), "nobody was mailed");

        let again = bring(&mut amara, b"", TABLE).await.location().to_owned();
        let same = amara.get(&format!("{again}?verdict=same")).await.text;
        assert!(same.contains("Benny Ortiz") && same.contains("Eli Okoye") && !same.contains("Bad Row"));
        assert!(amara.get(&format!("{again}?verdict=new")).await.text.contains("No such rows"));
    })
    .await;
}

#[tokio::test]
async fn invitations_go_out_with_the_import_or_with_the_same_table_later_and_once() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        let later = bring(&mut amara, b"", TABLE).await.location().to_owned();
        import(&mut amara, &later, "later").await;

        let now = bring(&mut amara, b"", TABLE).await.location().to_owned();
        assert!(amara.get(&now).await.text.contains("Send them now, to 3 people"));
        import(&mut amara, &now, "now").await;

        for email in ["nia@demo.test", "uma@demo.test", "new@demo.test"] {
            let person = by_email(&world, email).await.unwrap();
            assert!(newest_path(&world, person.id, Kind::Activate).await.is_some(), "{email}");
        }
        let mended = TABLE.replace("not an address", "bad@demo.test");
        let third = bring(&mut amara, b"", &mended).await.location().to_owned();
        assert!(amara.get(&third).await.text.contains("Send them now, to 1 person<"));
    })
    .await;
}

#[tokio::test]
async fn another_address_found_by_external_id_ends_the_old_ones_sign_ins() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        let mut ben = world.signed_in(world.ben).await;
        let row = |email: &str| {
            format!("role,first name,last name,email,external id\nstudent,Ben,Ortiz,{email},77\n")
        };
        let first = bring(&mut amara, row("ben@demo.test").as_bytes(), "").await.location().to_owned();
        import(&mut amara, &first, "later").await;
        assert_eq!(ben.get("/account").await.status, StatusCode::OK);

        let second = bring(&mut amara, row("ben.ortiz@demo.test").as_bytes(), "").await.location().to_owned();
        import(&mut amara, &second, "later").await;

        assert_eq!(by_email(&world, "ben.ortiz@demo.test").await.unwrap().id, world.ben);
        assert_eq!(ben.get("/account").await.status, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn many_presses_import_once() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        let look = bring(&mut amara, b"", TABLE).await.location().to_owned();
        let presses = (0..8).map(|_| {
            let (mut amara, look) = (amara.clone(), look.clone());
            tokio::spawn(async move { amara.post(&look, &[("invitations", "now")]).await.status })
        });

        for press in presses.collect::<Vec<_>>() {
            assert_eq!(press.await.unwrap(), StatusCode::SEE_OTHER);
        }

        let result = over(&mut amara, &look).await;
        assert!(result.contains("<dt>Added</dt><dd>4</dd>"), "{result}");
        assert!(result.contains("<dt>Changed</dt><dd>1</dd>"), "{result}");
    })
    .await;
}

#[tokio::test]
async fn an_import_that_was_broken_off_goes_on_where_it_was() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        let look = bring(&mut amara, b"", TABLE).await.location().to_owned();
        let mut tx = world.db.begin().await.unwrap();
        let sql = "UPDATE imports SET started_at = created_at WHERE org_id = $1";
        tx.exec(sql, &[&world.harbor.org()]).await.unwrap();
        tx.commit().await.unwrap();
        let go_on = format!("{look}/continuation");

        assert!(amara.get(&look).await.text.contains("0 of 6 rows"));
        assert!(!amara.get(&look).await.text.contains("stands still"));
        world.pass_minutes(3);
        assert!(amara.get(&look).await.text.contains("stands still"));
        amara.post(&go_on, &[]).await;

        assert!(over(&mut amara, &look).await.contains("<dt>Added</dt><dd>4</dd>"));
    })
    .await;
}

#[tokio::test]
async fn refused_rows_are_mended_in_their_own_file() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        let look = bring(&mut amara, b"", TABLE).await.location().to_owned();
        import(&mut amara, &look, "later").await;

        let file = amara.get(&format!("{look}/refused.csv")).await;
        let mended = file.text.replace("not an address", "bad@demo.test");
        let second = bring(&mut amara, mended.as_bytes(), "").await.location().to_owned();
        let result = import(&mut amara, &second, "later").await;

        assert!(result.contains("<dt>Added</dt><dd>1</dd>") && !result.contains("left out"), "{result}");
        assert!(by_email(&world, "bad@demo.test").await.is_some());
        assert!(!file.text.contains("Nia"));
    })
    .await;
}

#[tokio::test]
async fn fields_of_profiles_come_with_the_table_and_go_back_with_what_is_refused() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        let grade = ProfileField {
            id: kernel::ProfileFieldId::fresh(world.clock.now()),
            role: Role::Student,
            label: "Grade".to_owned(),
            kind: profiles::Kind::Number,
            choices: Vec::new(),
            required: false,
            readers: Readers::Admins,
            is_archived: false,
        };
        let added = in_tx!(world.db, db::Error, tx, { profiles::add(tx, world.harbor, &grade).await });
        assert!(added.unwrap());
        assert!(amara.get("/people/import").await.text.contains("field: Grade"));
        assert!(amara.get("/people/import/template.csv").await.text.ends_with(",field: Grade\r\n"));
        let table = "Role\tFirst name\tLast name\tEmail\tfield: Grade\n\
            student\tBen\tOrtiz\tben@demo.test\t4\n\
            student\tNia\tOkoye\tnia@demo.test\t3.5\n\
            student\tEli\tOkoye\teli@demo.test\t-fourth\n";

        let look = bring(&mut amara, b"", table).await.location().to_owned();
        let page = amara.get(&look).await.text;
        assert!(page.contains("field: Grade: 4") && page.contains("Import 2 people"), "{page}");
        assert!(page.contains("field: Grade: Enter a number such as 12 or 7.5."), "{page}");
        let result = import(&mut amara, &look, "later").await;
        assert!(result.contains("1 row was left out"), "{result}");

        let nia = by_email(&world, "nia@demo.test").await.unwrap().id;
        let mut tx = world.db.read().await.unwrap();
        let mut found = profiles::values_of(&mut tx, world.harbor, &[world.ben, nia]).await.unwrap();
        drop(tx);
        found.sort();
        let mut filled = [(world.ben, grade.id, "4".to_owned()), (nia, grade.id, "3.5".to_owned())];
        filled.sort();
        assert_eq!(found, filled);

        let again = bring(&mut amara, b"", table).await.location().to_owned();
        let same = amara.get(&format!("{again}?verdict=same")).await.text;
        assert!(same.contains("Ben Ortiz") && same.contains("Nia Okoye"), "{same}");
        let file = amara.get(&format!("{look}/refused.csv")).await.text;
        let mended = bring(&mut amara, file.replace("'-fourth", "4").as_bytes(), "").await;
        let result = import(&mut amara, mended.location(), "later").await;
        assert!(result.contains("<dt>Added</dt><dd>1</dd>") && !result.contains("left out"), "{result}");
    })
    .await;
}

#[tokio::test]
async fn a_table_that_cannot_be_read_is_said_at_its_place_and_kept() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;

        let empty = bring(&mut amara, b"", "").await;
        let pasted = bring(&mut amara, b"", "Nia,Okoye\nEli,Okoye").await;
        let damaged = bring(&mut amara, b"PK\x03\x04 no workbook", "").await;
        let large = bring(&mut amara, &vec![b'a'; 11 * 1024 * 1024], "").await;

        for (answer, words) in [
            (&empty, "There is nothing in it"),
            (&pasted, "Missing: Role, First name, Last name"),
            (&damaged, "or it is damaged"),
            (&large, "larger than 5 MB"),
        ] {
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
            assert!(answer.text.contains(words), "{words}: {}", answer.text);
        }
        assert!(pasted.text.contains("Eli,Okoye"), "what was pasted stays");
    })
    .await;
}

#[tokio::test]
async fn the_templates_are_read_back() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        for name in ["template.csv", "template.xlsx"] {
            let file = amara.get(&format!("/people/import/{name}")).await;
            assert_eq!(file.status, StatusCode::OK, "{name}");
            let answer = bring(&mut amara, &file.bytes, "").await;
            assert!(answer.text.contains("There are no people in it"), "{name}: {}", answer.text);
        }
    })
    .await;
}

#[tokio::test]
async fn an_import_exists_for_admins_of_its_organization_alone() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        let look = bring(&mut amara, b"", TABLE).await.location().to_owned();
        let mut tx = world.db.begin().await.unwrap();
        let sql = "UPDATE people SET roles = 1 WHERE org_id = $1 AND id = $2";
        tx.exec(sql, &[&world.oak.org(), &world.olga]).await.unwrap();
        tx.commit().await.unwrap();
        let mut olga = world.signed_in_at_oak(world.olga).await;
        let mut ada = world.signed_in(world.ada).await;
        let unknown = format!("/people/import/{}", kernel::ImportId::fresh(world.clock.now()));

        for browser in [&mut olga, &mut ada] {
            for end in ["", "/progress", "/refused.csv"] {
                let foreign = browser.get(&format!("{look}{end}")).await;
                let nobody = browser.get(&format!("{unknown}{end}")).await;
                assert_eq!((foreign.status, foreign.text), (StatusCode::NOT_FOUND, nobody.text), "{end}");
            }
            for end in ["", "/continuation"] {
                let foreign = browser.post(&format!("{look}{end}"), &[("invitations", "now")]).await;
                let nobody = browser.post(&format!("{unknown}{end}"), &[("invitations", "now")]).await;
                assert_eq!(foreign.status, nobody.status, "{end}");
                assert_ne!(foreign.status, StatusCode::SEE_OTHER, "{end}");
            }
        }
        assert!(by_email(&world, "nia@demo.test").await.is_none());
    })
    .await;
}
