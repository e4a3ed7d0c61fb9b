//! Profile fields: decided in Configuration, filled in by admins, read by whom each field is for.

use axum::http::StatusCode;
use kernel::UserId;
use testkit::{Answer, Browser, World, on_both_engines};

use crate::lessons::assert_redirect;

const AT: &str = "/configuration/profile-fields";

async fn add(browser: &mut Browser, label: &str, kind: &str, readers: &str, more: &[(&str, &str)]) -> String {
    let fields = [("role", "student"), ("label", label), ("kind", kind), ("readers", readers)];
    let fields: Vec<(&str, &str)> = fields.into_iter().chain(more.iter().copied()).collect();
    let answer = browser.post(AT, &fields).await;
    assert_redirect(&answer, &format!("{AT}?role=student&saved=true"));
    id_of(browser, label).await
}

/// The field of students with this label.
async fn id_of(browser: &mut Browser, label: &str) -> String {
    let page = browser.get(&format!("{AT}?role=student")).await.text;
    let before = page.split(&format!(">{label}</a>")).next().unwrap();
    let id = before.rsplit("/profile-fields/").next().unwrap();
    id[..id.find('"').unwrap()].to_owned()
}

async fn fill(browser: &mut Browser, person: UserId, values: &[(&str, &str)]) -> Answer {
    browser.post(&format!("/people/{person}/profile"), values).await
}

async fn profile(world: &World, viewer: UserId, person: UserId) -> Answer {
    world.signed_in(viewer).await.get(&format!("/people/{person}/profile")).await
}

#[tokio::test]
async fn what_is_filled_in_is_read_by_whom_the_field_is_for() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        let meal = add(&mut amara, "Free lunch", "yes or no", "admins", &[]).await;
        let plan = add(&mut amara, "Learning plan", "long", "instructors", &[]).await;
        let grade = add(&mut amara, "Grade", "choice", "family", &[("choices", "3\n4")]).await;

        let values = [(meal.as_str(), "true"), (plan.as_str(), "Large print\nBreaks"), (grade.as_str(), "4")];
        assert_redirect(
            &fill(&mut amara, world.ben, &values).await,
            &format!("/people/{}?done=saved", world.ben),
        );

        let page = amara.get(&format!("/people/{}", world.ben)).await.text;
        assert!(page.contains("Free lunch") && page.contains("Large print") && page.contains("Grade"));
        for (viewer, reads) in [
            (world.amara, [true, true, true]),
            (world.ada, [false, true, true]),
            (world.carol, [false, false, true]),
            (world.ben, [false, false, true]),
        ] {
            let text = profile(&world, viewer, world.ben).await.text;
            assert_eq!(["Free lunch", "Large print", "Grade"].map(|words| text.contains(words)), reads);
        }
        let own = world.signed_in(world.ben).await.get("/account").await.text;
        assert!(own.contains("Grade") && !own.contains("Large print") && !own.contains("Free lunch"));
        let parents = world.signed_in(world.carol).await.get("/account").await.text;
        assert!(parents.contains("Profile of Ben Ortiz") && parents.contains("Profile of Mia Chen"));
        let teachers = world.signed_in(world.ivan).await.get("/account").await.text;
        assert!(teachers.contains("Profile of Mia Chen") && !teachers.contains("Profile of Ben Ortiz"));
        // Ivan teaches Mia alone, and Mia is not her schoolmate's to read
        for stranger in [world.ivan, world.mia] {
            assert_eq!(profile(&world, stranger, world.ben).await.status, StatusCode::NOT_FOUND);
        }
        let mut olga = world.signed_in_at_oak(world.olga).await;
        let foreign = olga.get(&format!("/people/{}/profile", world.ben)).await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn a_profile_is_filled_in_whole_or_not_at_all() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        let grade = add(&mut amara, "Grade", "choice", "family", &[("choices", "3\n4")]).await;
        let since = add(&mut amara, "Enrolled", "date", "admins", &[]).await;
        let school = add(&mut amara, "School", "short", "admins", &[("required", "true")]).await;

        let wrong = [(grade.as_str(), "5"), (since.as_str(), "2026-09-01"), (school.as_str(), "  ")];
        let refused = fill(&mut amara, world.ben, &wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        for words in [
            "Grade: Choose one of the list.",
            "School: Fill this in.",
            &format!("field-{school}-error"),
            "value=\"2026-09-01\"",
        ] {
            assert!(refused.text.contains(words), "{words}: {}", refused.text);
        }
        let page = amara.get(&format!("/people/{}", world.ben)).await.text;
        assert!(!page.contains("1 Sep 2026") && page.contains("missing"), "{page}");

        let right = [(grade.as_str(), "3"), (since.as_str(), "2026-09-01"), (school.as_str(), "Lake View")];
        fill(&mut amara, world.ben, &right).await;
        // a page from before the others were there empties nothing
        fill(&mut amara, world.ben, &[(grade.as_str(), "")]).await;
        let page = amara.get(&format!("/people/{}", world.ben)).await.text;
        assert!(page.contains("1 Sep 2026") && page.contains("Lake View") && !page.contains("missing"));

        let mut tx = world.db.read().await.unwrap();
        let about = world.ben.to_string();
        let trail = people::audit::about(&mut tx, world.harbor, "person field", &about, 50).await.unwrap();
        assert_eq!(trail.len(), 4);
        assert_eq!(trail[0].what, "person field emptied");
        assert_eq!(trail[0].after.as_deref(), Some(grade.as_str()));
        assert!(trail.iter().all(|line| !format!("{line:?}").contains("Lake View")), "no value is copied");
    })
    .await;
}

#[tokio::test]
async fn fields_are_changed_ordered_and_archived_with_what_was_there_before() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        let grade = add(&mut amara, "Grade", "choice", "admins", &[("choices", "3\n4")]).await;
        let school = add(&mut amara, "School", "short", "admins", &[]).await;
        fill(&mut amara, world.ben, &[(&grade, "3"), (&school, "Lake View")]).await;

        let to = [("label", "Class"), ("choices", "4\n5"), ("readers", "family"), ("kind", "date")];
        amara.post(&format!("{AT}/{grade}"), &to).await;
        amara.post(&format!("{AT}/{school}/move"), &[]).await;
        let page = amara.get(&format!("{AT}?role=student")).await.text;
        for words in [
            "Grade (student, choice: 3 | 4, optional, for admins), now Class (student, choice: 4 | 5, optional, for family)",
            "Grade, School",
            "Class, School, now School, Class",
        ] {
            assert_eq!(page.contains(words), words != "Grade, School", "{words}: {page}");
        }
        // what is filled in stays, though it is not offered any more, and may be saved again
        let form = amara.get(&format!("/people/{}/profile/edit", world.ben)).await.text;
        assert!(form.contains("not offered any more"), "{form}");
        assert!(form.find("School").unwrap() < form.find(">Class<").unwrap(), "{form}");
        assert_eq!(fill(&mut amara, world.ben, &[(&grade, "3")]).await.status, StatusCode::SEE_OTHER);

        amara.post(&format!("{AT}/{school}/archival"), &[]).await;
        assert!(!amara.get(&format!("/people/{}", world.ben)).await.text.contains("Lake View"));
        fill(&mut amara, world.ben, &[(&school, "Elsewhere")]).await;
        let gone = amara.get(&format!("{AT}/{school}")).await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND);
        let other = add(&mut amara, "School", "short", "admins", &[]).await;
        let refused = amara.post(&format!("{AT}/{school}/restoration"), &[]).await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
        amara.post(&format!("{AT}/{other}/archival"), &[]).await;
        amara.post(&format!("{AT}/{school}/restoration"), &[]).await;
        assert!(amara.get(&format!("/people/{}", world.ben)).await.text.contains("Lake View"));
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_a_field_is_said_and_a_foreign_one_does_not_exist() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        let grade = add(&mut amara, "Grade", "short", "family", &[]).await;
        for (label, kind, readers, words) in [
            ("", "short", "family", "Give it a label"),
            ("Grade", "short", "family", "has this label"),
            ("Level", "choice", "family", "Write 1 to 50 choices"),
            ("Level", "short", "everyone", "Choose who reads it"),
        ] {
            let fields = [("role", "student"), ("label", label), ("kind", kind), ("readers", readers)];
            let refused = amara.post(AT, &fields).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
            assert!(refused.text.contains(words), "{words}: {}", refused.text);
        }

        let mut olga = world.signed_in_at_oak(world.olga).await;
        assert_eq!(olga.get(&format!("{AT}/{grade}")).await.status, StatusCode::NOT_FOUND);
        for act in ["", "/move", "/archival", "/restoration"] {
            let fields = [("label", "Taken"), ("readers", "admins")];
            let fields = if act.is_empty() { &fields[..] } else { &[] };
            let answer = olga.post(&format!("{AT}/{grade}{act}"), fields).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{act}");
        }
        assert_eq!(fill(&mut olga, world.ben, &[(&grade, "9")]).await.status, StatusCode::NOT_FOUND);
        // of another's field nothing is kept about one's own people
        fill(&mut olga, world.dan, &[(&grade, "9")]).await;
        assert!(!olga.get(&format!("/people/{}", world.dan)).await.text.contains("Grade"));
        for person in [world.ada, world.carol, world.ben] {
            let mut browser = world.signed_in(person).await;
            assert_eq!(fill(&mut browser, world.ben, &[(&grade, "9")]).await.status, StatusCode::NOT_FOUND);
        }
        assert!(!profile(&world, world.ben, world.ben).await.text.contains("<dd>9</dd>"));
        amara.post(&format!("/people/{}/archival", world.ben), &[]).await;
        let archived = fill(&mut amara, world.ben, &[(&grade, "9")]).await;
        assert_eq!(archived.status, StatusCode::CONFLICT);
        assert!(archived.text.contains("Restore the user first"));
    })
    .await;
}
