//! The main job without a browser: an instructor presses Instant Session, a stranger comes in from the mail.

use db::in_tx;
use kernel::{Role, Seat, SessionId, Standing, UserId};
use people::{accounts, families};
use teaching::presence;
use teaching::sessions::{self, By, Choice, EndError, Outcome};
use testkit::{Answer, Browser, World};

use crate::house::{mail_everything, on_both_engines};

/// A form of Ada's for Nora, whom nobody knows yet.
fn for_nora<'a>(key: &'a str, program: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("key", key),
        ("step", "start"),
        ("minutes", "45"),
        ("billable", "true"),
        ("program", program),
        ("first_name", "Nora"),
        ("last_name", "Quist"),
        ("email", "nora@elsewhere.test"),
        ("parent_email", "pia@elsewhere.test"),
    ]
}

async fn press(ada: &mut Browser, fields: &[(&str, &str)]) -> Answer {
    ada.post("/sessions/instant", fields).await
}

async fn opened_form(ada: &mut Browser) -> (Answer, String) {
    let form = ada.get("/sessions/instant").await;
    let key = form.field("key").unwrap().to_owned();
    (form, key)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_offers_the_admins_durations_and_keeps_what_was_typed() {
    on_both_engines(async |world| {
        let mut ada = world.signed_in(world.ada).await;
        let (form, key) = opened_form(&mut ada).await;
        let ben = world.ben.to_string();

        let without_program = [
            ("key", key.as_str()),
            ("step", "start"),
            ("student", &ben),
            ("minutes", "45"),
            ("billable", "false"),
            ("subject", "Vectors and planes"),
            ("description", "Bring a ruler"),
        ];
        let refused = press(&mut ada, &without_program).await;

        assert_eq!(options(&form.text, "minutes"), ["15", "30", "45", "60", "90"]);
        assert_eq!(refused.status, 422);
        assert!(refused.text.contains("Choose a program."), "{}", refused.text);
        for kept in ["Vectors and planes", "Bring a ruler", &ben, &key] {
            assert!(refused.text.contains(kept), "{kept} is lost in {}", refused.text);
        }
        assert!(refused.text.contains("value=\"45\" selected"), "{}", refused.text);
    })
    .await;
}

/// The values of a select's lines, without its prompt.
fn options(page: &str, name: &str) -> Vec<String> {
    let select = page.split_once(&format!("name=\"{name}\"")).unwrap().1;
    let select = select.split_once("</select>").unwrap().0;
    let values = select.split("<option value=\"").skip(1).filter_map(|option| option.split('"').next());
    values.filter(|value| !value.is_empty()).map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invited_stranger_comes_in_from_the_mail() {
    on_both_engines(async |world| {
        let mut ada = world.signed_in(world.ada).await;
        let (_, key) = opened_form(&mut ada).await;
        let program = world.algebra.to_string();
        let started = press(&mut ada, &for_nora(&key, &program)).await;
        assert_eq!(started.status, 303, "{}", started.text);
        let session: SessionId = started.location().trim_start_matches("/classroom/").parse().unwrap();
        let nora = family_of(&world, session).await;

        mail_everything(&world).await;
        let mails = world.mailbox.all_of(world.harbor.org()).await;
        let link_to = |who: &str| {
            let mail =
                mails.iter().find(|mail| mail.to.contains(who)).unwrap_or_else(|| panic!("no mail to {who}"));
            let words = format!("{} {} {}", mail.text, mail.html, mail.subject).to_lowercase();
            for unsaid in ["billable", "credit", "45.00", "usd", "price"] {
                assert!(!words.contains(unsaid), "{unsaid} in {words}");
            }
            let line = mail.text.lines().find(|line| line.contains("/join/")).unwrap();
            line.split_once("harbor.test").unwrap().1.to_owned()
        };
        let (own, parents) = (link_to("nora@elsewhere.test"), link_to("pia@elsewhere.test"));
        assert_ne!(own, parents);

        let mut phone = world.stranger();
        let shown = phone.get(&own).await;
        let terms = shown.field("terms").unwrap().to_owned();
        assert_eq!(account(&world, nora).await.standing, Standing::Invited, "looking changes nothing");
        let entered = phone.post(&own, &[("terms", &terms)]).await;
        assert_eq!((entered.status.as_u16(), entered.location()), (303, started.location()));
        let nora = account(&world, nora).await;
        assert_eq!((nora.standing, nora.has_password), (Standing::Active, false));
        assert!(activated_by(&world, session).await.contains("instant session"));

        let other = world.try_start(world.ivan, &world.press(world.mia, "Ivan's")).await.unwrap();
        assert_eq!(phone.get(started.location()).await.status, 200);
        assert_eq!(phone.get(&format!("/classroom/{other}")).await.status, 404);
        for elsewhere in ["/", "/sessions", &format!("/sessions/{session}"), "/credits", "/account"] {
            let answer = phone.get(elsewhere).await;
            assert!(answer.location().starts_with("/sign-in"), "{elsewhere}: {}", answer.status);
        }
    })
    .await;
}

/// The session's student, after a look at who was written.
async fn family_of(world: &World, session: SessionId) -> UserId {
    let mut tx = world.db.read().await.unwrap();
    let found = sessions::find(&mut tx, world.harbor, session).await.unwrap();
    assert_eq!(
        (found.student_name.as_str(), found.minutes(), found.subject.as_str()),
        ("Nora Quist", 45, "")
    );
    let parents = families::parents_of(&mut tx, world.harbor, found.student).await.unwrap();
    let [pia] = &parents[..] else { panic!("one parent, not {}", parents.len()) };
    assert!(pia.is(Role::Parent) && pia.standing == Standing::Invited);
    found.student
}

async fn account(world: &World, person: UserId) -> accounts::Person {
    accounts::find(&mut world.db.read().await.unwrap(), world.harbor, person).await.unwrap()
}

async fn activated_by(world: &World, session: SessionId) -> String {
    let sql =
        "SELECT p.activated_by FROM people p JOIN sessions s ON s.org_id = p.org_id AND s.student_id = p.id
                WHERE s.org_id = $1 AND s.id = $2";
    let mut tx = world.db.read().await.unwrap();
    let (how,): (String,) = tx.one(sql, &[&world.harbor.org(), &session]).await.unwrap();
    how
}

#[tokio::test(flavor = "multi_thread")]
async fn a_credit_is_taken_by_a_completed_billable_session_alone() {
    on_both_engines(async |world| {
        let non_billable = sessions::Start { billable: false, ..world.press(world.ben, "free") };

        let free = world.try_start(world.ada, &non_billable).await.unwrap();
        assert_eq!(credits(&world).await, (3, 0));
        assert_eq!(taught(&world, free, 6, None).await, Outcome::Completed);
        assert_eq!(credits(&world).await, (3, 0));

        let mistake = world.start(world.ben).await;
        assert_eq!(credits(&world).await, (2, 1));
        assert_eq!(taught(&world, mistake, 1, Some(Choice::Mistake)).await, Outcome::Cancelled);
        assert_eq!(credits(&world).await, (3, 0));

        let billable = world.start(world.ben).await;
        assert_eq!(taught(&world, billable, 6, None).await, Outcome::Completed);
        assert_eq!(credits(&world).await, (2, 0));
    })
    .await;
}

/// Available and held.
async fn credits(world: &World) -> (i64, i64) {
    let mut tx = world.db.read().await.unwrap();
    let balance = ledger::balance(&mut tx, world.harbor, world.ben).await.unwrap();
    (balance.available, balance.held)
}

/// Both are in for `minutes`, then Ada ends the session.
async fn taught(world: &World, session: SessionId, minutes: u64, choice: Option<Choice>) -> Outcome {
    let scope = world.harbor;
    in_tx!(world.db, db::Error, tx, {
        let now = tx.now();
        presence::enter(tx, scope, session, Seat::Instructor, now).await?;
        presence::enter(tx, scope, session, Seat::Student, now).await
    })
    .unwrap();
    world.pass_minutes(minutes);
    let by = By::Instructor(world.ada);
    in_tx!(world.db, EndError, tx, { sessions::end(tx, scope, session, by, choice).await }).unwrap().outcome
}
