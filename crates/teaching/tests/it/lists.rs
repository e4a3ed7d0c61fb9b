//! The card of what comes next, and the list of all sessions.

use db::in_tx;
use kernel::SessionId;
use teaching::sessions::{self, By, EndError, Outcome};
use testkit::{Browser, World, on_both_engines};

use crate::stage::{book, booking, stored, teach};

/// Whether a page links to the session's details.
fn lists(page: &str, session: SessionId) -> bool {
    page.contains(&format!("href=\"/sessions/{session}\""))
}

/// Five sessions that Ivan has with Mia, one after the other, the first a minute ago.
async fn five_of_ivan(world: &World) -> Vec<SessionId> {
    let mut booked = Vec::new();
    for n in 0..5 {
        let mut plan = booking(world, world.mia, n * 31 - 1);
        plan.instructor = world.ivan;
        booked.push(book(world, &plan).await);
    }
    booked
}

#[tokio::test]
async fn live_sessions_come_before_all_that_are_planned() {
    on_both_engines(async |world| {
        let planned = five_of_ivan(&world).await;
        let live = world.start(world.ben).await;
        for person in [world.amara, world.carol] {
            let card = world.signed_in(person).await.get("/sessions/upcoming").await.text;

            assert!(lists(&card, live), "{card}");
            assert_eq!(planned.iter().filter(|id| lists(&card, **id)).count(), 4, "five in all");
        }
    })
    .await;
}

#[tokio::test]
async fn sessions_nobody_can_join_any_more_leave_the_card_to_others() {
    on_both_engines(async |world| {
        let mut gone = Vec::new();
        for n in 0..5 {
            gone.push(book(&world, &booking(&world, world.ben, n * 30)).await);
        }
        let next = book(&world, &booking(&world, world.ben, 240)).await;
        world.pass_minutes(5 * 30 + 15);

        let card = world.signed_in(world.ada).await.get("/sessions/upcoming").await.text;

        assert!(lists(&card, next) && gone.iter().all(|id| !lists(&card, *id)), "{card}");
    })
    .await;
}

#[tokio::test]
async fn each_session_stands_in_one_half_of_the_list() {
    on_both_engines(async |world| {
        let taught = world.start(world.ben).await;
        teach(&world, taught, 10).await;
        let called_off = book(&world, &booking(&world, world.ben, 240)).await;
        let ada = world.viewer(world.ada).await;
        in_tx!(world.db, sessions::CancelError, tx, {
            sessions::cancel(tx, &ada, called_off, "A trip").await
        })
        .unwrap();
        let planned = book(&world, &booking(&world, world.mia, 120)).await;
        let live = world.start(world.mia).await;
        world.pass_minutes(1);

        for person in [world.amara, world.ada, world.carol] {
            let mut browser = world.signed_in(person).await;
            let upcoming = browser.get("/sessions").await.text;
            let past = browser.get("/sessions?when=past").await.text;

            let halves = |id| (lists(&upcoming, id), lists(&past, id));
            assert_eq!((halves(live), halves(planned)), ((true, false), (true, false)));
            assert_eq!((halves(called_off), halves(taught)), ((true, false), (false, true)));
        }
    })
    .await;
}

/// How many of `sessions` are on the pages of the list, followed by the pager from its first page on.
async fn found_on_all_pages(browser: &mut Browser, sessions: &[SessionId]) -> usize {
    let mut found = 0;
    for page in 0.. {
        let text = browser.get(&format!("/sessions?when=upcoming&page={page}")).await.text;
        found += sessions.iter().filter(|id| lists(&text, **id)).count();
        if !text.contains(&format!("page={}\"", page + 1)) {
            break;
        }
    }
    found
}

#[tokio::test]
async fn no_page_of_the_list_is_lost_behind_sessions_that_are_over() {
    on_both_engines(async |world| {
        for _ in 0..3 {
            let over = world.start(world.ben).await;
            in_tx!(world.db, EndError, tx, {
                sessions::end(tx, world.harbor, over, By::Instructor(world.ada), None).await
            })
            .unwrap();
        }
        let mut planned = Vec::new();
        for n in 0..52 {
            planned.push(book(&world, &booking(&world, world.ben, 60 + n * 31)).await);
        }
        for person in [world.amara, world.ben] {
            let mut browser = world.signed_in(person).await;

            assert_eq!(found_on_all_pages(&mut browser, &planned).await, planned.len());
        }
    })
    .await;
}

#[tokio::test]
async fn only_the_server_ends_a_session_that_nobody_opened_and_not_before_its_time() {
    on_both_engines(async |world| {
        let session = book(&world, &booking(&world, world.ben, 60)).await;
        let end = async |by| {
            in_tx!(world.db, EndError, tx, { sessions::end(tx, world.harbor, session, by, None).await })
        };

        world.pass_minutes(60 + 30 + 14);
        assert!(matches!(end(By::Server).await, Err(EndError::NotOpen)));
        world.pass_minutes(1);
        assert!(matches!(end(By::Instructor(world.ada)).await, Err(EndError::NotOpen)));
        let ended = end(By::Server).await.unwrap();
        assert!(matches!(end(By::Server).await, Err(EndError::NotOpen)));

        assert_eq!(ended.outcome, Outcome::MissedByInstructor);
        assert_eq!(stored(&world, session).await.opened_at, None);
    })
    .await;
}
