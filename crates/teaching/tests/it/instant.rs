//! The form "Start A Session Now".

use axum::http::StatusCode;
use kernel::{SessionId, SessionMinutes, UserId};
use ledger::Balance;
use people::organizations::BelowZero;
use people::teaching_pairs;
use testkit::{Answer, Browser, World, on_both_engines};
use web::Money;

use crate::stage::{chosen, set_money, stored, teach};

const FORM: &str = "/sessions/instant";

/// The fields of a form opened afresh, with these words in it.
async fn typed(browser: &mut Browser, words: &[(&str, &str)]) -> Vec<(String, String)> {
    let page = browser.get(FORM).await;
    let mut fields = vec![
        ("key".to_owned(), page.field("key").unwrap().to_owned()),
        ("minutes".to_owned(), chosen(&page.text, "minutes").unwrap().to_owned()),
        ("program".to_owned(), chosen(&page.text, "program").unwrap().to_owned()),
        ("billable".to_owned(), "false".to_owned()),
    ];
    fields.retain(|(name, _)| words.iter().all(|(typed, _)| typed != name));
    fields.extend(words.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    fields
}

async fn post(browser: &mut Browser, fields: &[(String, String)], step: &str) -> Answer {
    let mut all: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    all.push(("step", step));
    browser.post(FORM, &all).await
}

/// The session whose classroom an answer leads to.
fn session_of(answer: &Answer) -> SessionId {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    answer.location().strip_prefix("/classroom/").unwrap().parse().unwrap()
}

async fn form_for(browser: &mut Browser, student: UserId) -> String {
    browser.get(&format!("/sessions/instant/form?student={student}")).await.text
}

async fn balance(world: &World) -> Balance {
    ledger::balance(&mut world.db.read().await.unwrap(), world.harbor, world.ben).await.unwrap()
}

#[tokio::test]
async fn a_known_student_of_a_colleague_is_selected_and_assigned_by_start() {
    on_both_engines(async |world| {
        let mut ivan = world.signed_in(world.ivan).await;
        let words = [("first_name", "Benny"), ("last_name", "O"), ("email", "Ben@demo.test")];
        let mut fields = typed(&mut ivan, &words).await;

        let selected = post(&mut ivan, &fields, "invite").await;

        assert_eq!(selected.status, StatusCode::OK);
        let value = chosen(&selected.text, "student").expect("a student is selected").to_owned();
        assert!(selected.text.contains("data-name=\"Ben Ortiz\""), "by their own name: {}", selected.text);
        assert!(selected.text.contains("assigned to you by Start Session"), "{}", selected.text);
        let mut tx = world.db.read().await.unwrap();
        let pairs = teaching_pairs::may_teach(&mut tx, world.harbor, world.ivan, world.ben).await.unwrap();
        assert!(!pairs, "nothing is written before Start");
        drop(tx);

        fields.push(("student".to_owned(), value));
        let session = session_of(&post(&mut ivan, &fields, "start").await);

        assert_eq!(stored(&world, session).await.student, world.ben);
        let mut tx = world.db.read().await.unwrap();
        assert!(teaching_pairs::may_teach(&mut tx, world.harbor, world.ivan, world.ben).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn an_own_student_typed_as_an_invitation_is_selected_in_the_list() {
    on_both_engines(async |world| {
        let mut ada = world.signed_in(world.ada).await;
        let words = [("first_name", "Ben"), ("last_name", "Ortiz"), ("email", "ben@demo.test")];
        let fields = typed(&mut ada, &words).await;

        let selected = post(&mut ada, &fields, "invite").await;

        assert_eq!(chosen(&selected.text, "student"), Some(world.ben.to_string().as_str()));
    })
    .await;
}

#[tokio::test]
async fn the_form_starts_from_what_the_pair_used_last() {
    on_both_engines(async |world| {
        let mut press = world.press(world.ben, "the last one");
        press.minutes = SessionMinutes::new(45).unwrap();
        press.billable = false;
        let session = world.try_start(world.ada, &press).await.unwrap();
        teach(&world, session, 10).await;
        let mut ada = world.signed_in(world.ada).await;

        let bens = form_for(&mut ada, world.ben).await;
        let mias = form_for(&mut ada, world.mia).await;

        let (algebra, default) = (world.algebra.to_string(), world.default_program.to_string());
        assert_eq!(
            (chosen(&bens, "minutes"), chosen(&bens, "program")),
            (Some("45"), Some(algebra.as_str()))
        );
        assert!(bens.contains("name=\"billable\" value=\"false\" required checked"), "{bens}");
        assert_eq!(
            (chosen(&mias, "minutes"), chosen(&mias, "program")),
            (Some("60"), Some(default.as_str()))
        );
    })
    .await;
}

#[tokio::test]
async fn who_is_live_already_is_shown_the_way_back() {
    on_both_engines(async |world| {
        let mut ada = world.signed_in(world.ada).await;
        let (student, mut fields) = (world.mia.to_string(), typed(&mut ada, &[]).await);
        fields.push(("student".to_owned(), student));
        let live = world.start(world.ben).await;

        let refused = post(&mut ada, &fields, "start").await;
        let opened = ada.get(FORM).await;

        assert_eq!((refused.status, opened.status), (StatusCode::CONFLICT, StatusCode::OK));
        for page in [&refused.text, &opened.text] {
            assert!(page.contains("You are in a live session already"), "{page}");
            assert!(page.contains(&format!("href=\"/classroom/{live}\"")), "{page}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_billable_question_says_what_happens_below_zero() {
    on_both_engines(async |world| {
        let mut ada = world.signed_in(world.ada).await;
        let warns = form_for(&mut ada, world.mia).await;
        set_money(&world, Money::Credits, BelowZero::Block).await;
        let blocks = form_for(&mut ada, world.mia).await;
        let enough = form_for(&mut ada, world.ben).await;

        assert!(warns.contains("Yes takes one more, and an admin sees it"), "{warns}");
        assert!(!blocks.contains("Yes takes one more"), "{blocks}");
        assert!(blocks.contains("your organization does not go below zero"), "{blocks}");
        assert!(enough.contains("3 credits when the session is completed"), "{enough}");
    })
    .await;
}

#[tokio::test]
async fn where_nothing_is_charged_billable_is_a_mark_from_form_to_details() {
    on_both_engines(async |world| {
        set_money(&world, Money::Neither, BelowZero::Allow).await;
        let mut ada = world.signed_in(world.ada).await;
        let form = form_for(&mut ada, world.ben).await;
        assert!(
            form.contains("records; nothing is charged here.") && !form.contains("credits left"),
            "{form}"
        );

        let student = world.ben.to_string();
        let fields = typed(&mut ada, &[("billable", "true"), ("student", &student)]).await;
        let session = session_of(&post(&mut ada, &fields, "start").await);
        let meanwhile = balance(&world).await;
        teach(&world, session, 20).await;

        let stored = stored(&world, session).await;
        assert_eq!((stored.money, stored.billable), (Money::Neither, true));
        let untouched = Balance { available: 3, held: 0 };
        assert_eq!((meanwhile, balance(&world).await), (untouched, untouched));
        let mut amara = world.signed_in(world.amara).await;
        let details = amara.get(&format!("/sessions/{session}")).await.text;
        assert!(details.contains("A mark for the records."), "{details}");
        let wizard = amara.get("/revenue/wizard?from=2026-11-01&to=2026-11-30&billable=all").await.text;
        assert!(!wizard.contains(&format!("/sessions/{session}")), "nothing to invoice: {wizard}");
    })
    .await;
}
