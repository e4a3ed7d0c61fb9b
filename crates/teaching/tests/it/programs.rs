//! Programs: who sees them, who changes them, and what stays.

use axum::http::StatusCode;
use kernel::UserId;
use teaching::programs::{self, Program};
use testkit::{Answer, Browser, World, on_both_engines};

use crate::stage::{assert_redirect, set_booking, stored, teach};

const FIELDS: [(&str, &str); 7] = [
    ("title", "Geometry"),
    ("billable_default", "no"),
    ("session_fee", "45.5"),
    ("instructor_fee", "20"),
    ("fee_per", "hour"),
    ("currency", "eur"),
    ("notes", "Only in spring"),
];

/// The fields of the form, with another value for one of them.
fn but<'a>(name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    FIELDS.iter().map(|field| if field.0 == name { (name, value) } else { *field }).collect()
}

async fn named(world: &World, title: &str) -> Option<Program> {
    let mut tx = world.db.read().await.unwrap();
    programs::list(&mut tx, world.harbor).await.unwrap().into_iter().find(|program| program.title == title)
}

fn assert_wrong(answer: &Answer, words: &str) {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains(words), "{}", answer.text);
}

#[tokio::test]
async fn an_admin_adds_a_program_and_changes_it() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;

        assert_redirect(&amara.post("/programs", &FIELDS).await, "/programs");
        let made = named(&world, "Geometry").await.unwrap();
        assert_eq!((made.session_fee, made.instructor_fee, made.currency.as_str()), (4_550, 2_000, "EUR"));
        assert_eq!((made.billable_default, made.notes.as_str()), (Some(false), "Only in spring"));

        let address = format!("/programs/{}", made.id);
        let form = amara.get(&address).await;
        assert_eq!((form.field("title"), form.field("session_fee")), (Some("Geometry"), Some("45.50")));
        assert_redirect(&amara.post(&address, &but("title", "Space")).await, "/programs");
        assert_eq!(named(&world, "Space").await.unwrap().id, made.id);
        assert!(amara.get("/programs").await.text.contains("Space"));
    })
    .await;
}

#[tokio::test]
async fn a_title_is_taken_once_and_a_fee_is_an_amount() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;

        let taken = amara.post("/programs", &but("title", "Algebra")).await;
        assert_wrong(&taken, "There is a program with this title already.");
        assert_eq!((taken.field("title"), taken.field("session_fee")), (Some("Algebra"), Some("45.5")));
        assert_wrong(&amara.post("/programs", &but("title", " ")).await, "Give the program a title.");
        assert_wrong(
            &amara.post("/programs", &but("session_fee", "cheap")).await,
            "Write an amount such as 45",
        );
        amara.post("/programs", &FIELDS).await;
        let other = named(&world, "Geometry").await.unwrap().id;
        let renamed = amara.post(&format!("/programs/{other}"), &but("title", "Algebra")).await;
        assert_wrong(&renamed, "There is a program with this title already.");
    })
    .await;
}

#[tokio::test]
async fn an_archived_program_leaves_the_forms_and_comes_back() {
    on_both_engines(async |world| {
        let (mut amara, mut ada) = (world.signed_in(world.amara).await, world.signed_in(world.ada).await);
        let offered =
            async |browser: &mut Browser| browser.get("/sessions/instant").await.text.contains(">Algebra<");
        assert!(offered(&mut ada).await);

        assert_redirect(
            &amara.post(&format!("/programs/{}/archival", world.algebra), &[]).await,
            "/programs",
        );
        assert!(!offered(&mut ada).await);
        let refused = world.try_start(world.ada, &world.press(world.ben, "archived")).await;
        assert!(matches!(refused, Err(teaching::sessions::StartError::UnknownProgram)), "{refused:?}");

        assert_redirect(
            &amara.post(&format!("/programs/{}/restoration", world.algebra), &[]).await,
            "/programs",
        );
        assert!(offered(&mut ada).await);
    })
    .await;
}

#[tokio::test]
async fn the_default_program_is_not_archived() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        let address = format!("/programs/{}/archival", world.default_program);

        let page = amara.get("/programs").await.text;
        let refused = amara.post(&address, &[]).await;

        assert!(!page.contains(&address), "{page}");
        assert_eq!(refused.status, StatusCode::NOT_FOUND);
        assert!(named(&world, "Default Program").await.unwrap().archived_at.is_none());
    })
    .await;
}

#[tokio::test]
async fn a_session_keeps_the_fee_it_was_made_with() {
    on_both_engines(async |world| {
        let session = world.start(world.ben).await;
        let mut amara = world.signed_in(world.amara).await;

        assert_redirect(&amara.post(&format!("/programs/{}", world.algebra), &FIELDS).await, "/programs");
        teach(&world, session, 10).await;
        let later = world.start(world.ben).await;

        let (before, after) = (stored(&world, session).await, stored(&world, later).await);
        assert_eq!((before.session_fee, before.currency.as_str()), (4_500, "USD"));
        assert_eq!((after.session_fee, after.currency.as_str()), (4_550, "EUR"));
    })
    .await;
}

/// What `person` gets at the pages of programs: the list, the form, and adding one.
async fn statuses(world: &World, person: UserId, title: &str) -> [u16; 3] {
    let mut browser = world.signed_in(person).await;
    let list = browser.get("/programs").await.status.as_u16();
    let form = browser.get("/programs/new").await.status.as_u16();
    let added =
        browser.post("/programs", &[("title", title), ("billable_default", "")]).await.status.as_u16();
    [list, form, added]
}

#[tokio::test]
async fn instructors_manage_programs_where_the_organization_lets_them_and_never_see_fees() {
    on_both_engines(async |world| {
        assert_eq!(statuses(&world, world.ada, "Too soon").await, [200, 404, 404]);
        set_booking(&world, |rules| rules.instructors_may_manage_programs = true).await;

        assert_eq!(statuses(&world, world.ada, "Adas own").await, [200, 200, 303]);
        for person in [world.ben, world.carol] {
            assert_eq!(statuses(&world, person, "Nobodys").await, [404, 404, 404]);
        }
        let mut ada = world.signed_in(world.ada).await;
        for page in ["/programs".to_owned(), format!("/programs/{}", world.algebra)] {
            let text = ada.get(&page).await.text;
            // "fee" alone may stand in an id
            for secret in ["45.00", "Session fee", "Instructor fee", "session_fee", "instructor_fee"] {
                assert!(!text.contains(secret), "{page}: {text}");
            }
        }
        let form = [("title", "Algebra I"), ("billable_default", ""), ("session_fee", "1")];
        assert_redirect(&ada.post(&format!("/programs/{}", world.algebra), &form).await, "/programs");
        let changed = named(&world, "Algebra I").await.unwrap();
        assert_eq!((changed.id, changed.session_fee), (world.algebra, 4_500), "the fee stays");
    })
    .await;
}
