//! On demand: who is there, who waits, and who meets whom.

use axum::http::StatusCode;
use db::in_tx;
use futures_util::future::join_all;
use kernel::{SessionId, UserId, WaitId};
use people::organizations::{self, BelowZero, RequestRules};
use teaching::on_demand::{self, EnterError, OfferError, State, WaitError};
use testkit::{World, on_both_engines};
use web::Money;

use crate::stage::{assert_redirect, set_money, stored};

async fn switch_on(world: &World) {
    in_tx!(world.db, db::Error, tx, {
        let rules = RequestRules { parents: true, students: false, on_demand: true, with_anybody: false };
        organizations::set_requests(tx, world.harbor, rules).await
    })
    .unwrap();
}

/// The instructor is there for Algebra.
async fn offer(world: &World, instructor: UserId) {
    let viewer = world.viewer(instructor).await;
    in_tx!(world.db, OfferError, tx, { on_demand::offer(tx, &viewer, world.algebra).await }).unwrap();
}

/// `by` takes a place for `student`, who wants Algebra.
async fn wait(world: &World, by: UserId, student: UserId) -> Result<WaitId, WaitError> {
    let viewer = world.viewer(by).await;
    in_tx!(world.db, WaitError, tx, { on_demand::wait(tx, &viewer, student, world.algebra).await })
}

async fn enter(world: &World, instructor: UserId, id: WaitId) -> Result<SessionId, EnterError> {
    let viewer = world.viewer(instructor).await;
    let key = world.app.key();
    in_tx!(world.db, EnterError, tx, { on_demand::enter(tx, key, &viewer, id).await })
}

async fn state(world: &World, id: WaitId) -> State {
    let mut tx = world.db.read().await.unwrap();
    on_demand::find(&mut tx, world.harbor, id).await.unwrap().state(world.clock.now())
}

async fn subjects(world: &World, student: UserId) -> Vec<String> {
    let mut tx = world.db.read().await.unwrap();
    let all = on_demand::subjects_for(&mut tx, world.harbor, student).await.unwrap();
    all.into_iter().map(|(_, title)| title).collect()
}

#[tokio::test]
async fn it_is_off_until_an_admin_switches_it_on() {
    on_both_engines(async |world| {
        let mut ada = world.signed_in(world.ada).await;
        assert_eq!(ada.get("/on-demand").await.status, StatusCode::NOT_FOUND);

        let mut amara = world.signed_in(world.amara).await;
        let saved =
            amara.post("/configuration/requests", &[("parents", "true"), ("on_demand", "true")]).await;
        assert_redirect(&saved, "/configuration/requests?saved=true");

        let page = ada.get("/on-demand").await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text.contains("I am there: Algebra"), "{}", page.text);
        assert_eq!(world.signed_in(world.ben).await.get("/on-demand").await.status, StatusCode::NOT_FOUND);
        assert_eq!(amara.get("/on-demand").await.status, StatusCode::NOT_FOUND, "Amara does not teach");
    })
    .await;
}

#[tokio::test]
async fn a_subject_is_there_while_an_instructor_of_the_student_is() {
    on_both_engines(async |world| {
        switch_on(&world).await;
        let mut ivan = world.signed_in(world.ivan).await;
        let offers = format!("/on-demand/offers/{}", world.algebra);
        assert_redirect(&ivan.post(&offers, &[]).await, "/on-demand");

        assert_eq!(subjects(&world, world.mia).await, ["Algebra"]);
        assert!(subjects(&world, world.ben).await.is_empty(), "Ivan does not teach Ben");
        let refused = wait(&world, world.ben, world.ben).await;
        assert!(matches!(refused, Err(WaitError::NotOffered)), "{refused:?}");

        assert_redirect(&ivan.post(&format!("{offers}/removal"), &[]).await, "/on-demand");
        assert!(subjects(&world, world.mia).await.is_empty());
        ivan.post(&offers, &[]).await;
        world.pass_minutes(120);
        assert!(subjects(&world, world.mia).await.is_empty(), "two hours are over");
        offer(&world, world.ada).await;
        assert_eq!(subjects(&world, world.ben).await, ["Algebra"]);
        world.start(world.mia).await;
        assert!(subjects(&world, world.ben).await.is_empty(), "Ada is in a lesson");
        let foreign = format!("/on-demand/offers/{}", world.oak_program);
        assert_eq!(ivan.post(&foreign, &[]).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn who_came_first_is_met_first_and_both_are_in_a_session() {
    on_both_engines(async |world| {
        switch_on(&world).await;
        offer(&world, world.ada).await;
        let mut carol = world.signed_in(world.carol).await;
        let (mia_id, algebra) = (world.mia.to_string(), world.algebra.to_string());
        let form = [("student", mia_id.as_str()), ("program", algebra.as_str())];
        let taken = carol.post("/on-demand/waits", &form).await;
        let mia: WaitId = taken.location().strip_prefix("/on-demand/waits/").unwrap().parse().unwrap();
        world.clock.advance(std::time::Duration::from_secs(20));
        let ben = wait(&world, world.ben, world.ben).await.unwrap();
        assert_eq!(wait(&world, world.carol, world.ben).await.unwrap(), ben, "a student waits once");

        let room = carol.get(&format!("/on-demand/waits/{mia}")).await.text;
        assert!(room.contains("You are next."), "{room}");
        let room = world.signed_in(world.ben).await.get(&format!("/on-demand/waits/{ben}")).await.text;
        assert!(room.contains("1 student is before you."), "{room}");
        let mut ada = world.signed_in(world.ada).await;
        let page = ada.get("/on-demand").await.text;
        let (first, second) = (page.find("Mia Chen").unwrap(), page.find("Ben Ortiz").unwrap());
        assert!(first < second, "{page}");
        assert_eq!(page.matches("/entry").count(), 1, "only the first is entered: {page}");
        let refused = ada.post(&format!("/on-demand/waits/{ben}/entry"), &[]).await;
        assert!(refused.text.contains("Somebody has waited longer"), "{}", refused.text);

        let entered = ada.post(&format!("/on-demand/waits/{mia}/entry"), &[]).await;

        let session: SessionId = entered.location().strip_prefix("/classroom/").unwrap().parse().unwrap();
        let begun = stored(&world, session).await;
        assert_eq!((begun.instructor, begun.student, begun.program), (world.ada, world.mia, world.algebra));
        assert_eq!(begun.minutes(), 15, "the shortest length on offer");
        assert!(begun.state().is_live());
        let again = ada.post(&format!("/on-demand/waits/{mia}/entry"), &[]).await;
        assert_eq!(again.location(), entered.location());
        let room = carol.get(&format!("/on-demand/waits/{mia}")).await.text;
        assert!(
            room.contains("Ada Byron is there.") && room.contains(&format!("/sessions/{session}")),
            "{room}"
        );
        let room = world.signed_in(world.ben).await.get(&format!("/on-demand/waits/{ben}")).await.text;
        assert!(room.contains("You are next."), "{room}");
    })
    .await;
}

#[tokio::test]
async fn of_two_instructors_who_come_at_once_one_gets_who_waits() {
    on_both_engines(async |world| {
        switch_on(&world).await;
        offer(&world, world.ada).await;
        offer(&world, world.ivan).await;
        let mia = wait(&world, world.carol, world.mia).await.unwrap();

        let come =
            |turn: usize| enter(&world, if turn.is_multiple_of(2) { world.ada } else { world.ivan }, mia);
        let met = join_all((0..8).map(come)).await;

        let mut sessions: Vec<SessionId> = met.iter().filter_map(|one| one.as_ref().ok().copied()).collect();
        sessions.sort();
        sessions.dedup();
        assert_eq!(sessions.len(), 1, "{met:?}");
        assert_eq!(met.iter().filter(|one| matches!(one, Err(EnterError::Gone))).count(), 4, "{met:?}");
        assert_eq!(state(&world, mia).await, State::Met);
        let count: (i64,) = {
            let mut tx = world.db.read().await.unwrap();
            tx.one("SELECT COUNT(*) FROM sessions WHERE org_id = $1", &[&world.harbor.org()]).await.unwrap()
        };
        assert_eq!(count, (1,));
    })
    .await;
}

#[tokio::test]
async fn a_place_without_a_sign_of_life_is_given_up() {
    on_both_engines(async |world| {
        switch_on(&world).await;
        offer(&world, world.ada).await;
        let ben = wait(&world, world.ben, world.ben).await.unwrap();
        let mut browser = world.signed_in(world.ben).await;
        world.pass_minutes(1);
        let life = format!("/on-demand/waits/{ben}/life");
        assert_eq!(browser.post(&life, &[]).await.status, StatusCode::NO_CONTENT);
        world.pass_minutes(1);
        assert_eq!(state(&world, ben).await, State::Waiting);

        world.pass_minutes(1);

        assert_eq!(state(&world, ben).await, State::Left);
        browser.post(&life, &[]).await;
        assert_eq!(state(&world, ben).await, State::Left, "a late sign brings nobody back");
        let late = enter(&world, world.ada, ben).await;
        assert!(matches!(late, Err(EnterError::Gone)), "{late:?}");
        assert!(world.signed_in(world.ada).await.get("/on-demand").await.text.contains("Nobody waits"));
        let again = wait(&world, world.ben, world.ben).await.unwrap();
        assert_ne!(again, ben);
        let left = browser.post(&format!("/on-demand/waits/{again}/leaving"), &[]).await;
        assert_redirect(&left, "/");
        assert_eq!(state(&world, again).await, State::Left);
    })
    .await;
}

#[tokio::test]
async fn a_place_is_its_family_s_and_entered_by_its_instructors_alone() {
    on_both_engines(async |world| {
        switch_on(&world).await;
        offer(&world, world.ada).await;
        offer(&world, world.ivan).await;
        let ben = wait(&world, world.ben, world.ben).await.unwrap();
        let path = format!("/on-demand/waits/{ben}");

        for person in [world.mia, world.ada, world.amara] {
            let mut browser = world.signed_in(person).await;
            assert_eq!(browser.get(&path).await.status, StatusCode::NOT_FOUND);
            for verb in ["life", "leaving"] {
                assert_eq!(browser.post(&format!("{path}/{verb}"), &[]).await.status, StatusCode::NOT_FOUND);
            }
        }
        let mut ivan = world.signed_in(world.ivan).await;
        assert!(!ivan.get("/on-demand").await.text.contains("Ben Ortiz"));
        assert_eq!(ivan.post(&format!("{path}/entry"), &[]).await.status, StatusCode::NOT_FOUND);
        let mut olga = world.signed_in_at_oak(world.olga).await;
        assert_eq!(olga.post(&format!("{path}/entry"), &[]).await.status, StatusCode::NOT_FOUND);
        let refused = wait(&world, world.mia, world.ben).await;
        assert!(matches!(refused, Err(WaitError::UnknownStudent)), "{refused:?}");
        assert_eq!(state(&world, ben).await, State::Waiting);

        // without a credit nobody is met where none goes below zero, and the place stays
        set_money(&world, Money::Credits, BelowZero::Block).await;
        let mia = wait(&world, world.carol, world.mia).await.unwrap();
        let broke = enter(&world, world.ivan, mia).await;
        assert!(matches!(broke, Err(EnterError::NotEnoughCredits)), "{broke:?}");
        assert_eq!(state(&world, mia).await, State::Waiting);
    })
    .await;
}

#[tokio::test]
async fn anybody_who_is_there_meets_a_student_where_the_organization_says_so() {
    on_both_engines(async |world| {
        switch_on(&world).await;
        offer(&world, world.ivan).await;
        assert!(subjects(&world, world.ben).await.is_empty(), "Ivan does not teach Ben");
        let refused = wait(&world, world.carol, world.ben).await;
        assert!(matches!(refused, Err(WaitError::NotOffered)), "{refused:?}");

        let mut amara = world.signed_in(world.amara).await;
        let ticked = [("parents", "true"), ("on_demand", "true"), ("with_anybody", "true")];
        amara.post("/configuration/requests", &ticked).await;
        let page = amara.get("/configuration/requests").await.text;
        assert!(page.contains("on demand with anybody"), "the trail tells it: {page}");

        assert_eq!(subjects(&world, world.ben).await, ["Algebra"]);
        let bens = wait(&world, world.carol, world.ben).await.unwrap();
        assert!(world.signed_in(world.ivan).await.get("/on-demand").await.text.contains("Ben Ortiz"));
        // who is not there for it does not find them
        let strange = enter(&world, world.ada, bens).await;
        assert!(matches!(strange, Err(EnterError::Store(db::Error::NotFound))), "{strange:?}");
        let session = enter(&world, world.ivan, bens).await.unwrap();
        let session = stored(&world, session).await;
        assert_eq!((session.instructor, session.student), (world.ivan, world.ben));
        let mut tx = world.db.read().await.unwrap();
        let teaches = people::teaching_pairs::may_teach(&mut tx, world.harbor, world.ivan, world.ben).await;
        assert!(teaches.unwrap(), "from then on");
        drop(tx);
        offer(&world, world.ada).await;
        let late = enter(&world, world.ada, bens).await;
        assert!(matches!(late, Err(EnterError::Gone)), "{late:?}");
    })
    .await;
}
