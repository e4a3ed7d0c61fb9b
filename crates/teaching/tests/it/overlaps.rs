//! A session started now may run into a booked one: the form says so and does not forbid it.

use kernel::UserId;
use testkit::{Browser, World, on_both_engines};

use crate::stage::{book, booking};

async fn form(browser: &mut Browser, student: UserId, minutes: i64) -> String {
    let address = format!("/sessions/instant/form?student={student}&filled_for={student}&minutes={minutes}");
    browser.get(&address).await.text
}

/// Ada's form for Mia, long enough to run into what is booked in 20 minutes, and short enough not to.
async fn long_and_short(world: &World) -> (String, String) {
    let mut ada = world.signed_in(world.ada).await;
    (form(&mut ada, world.mia, 30).await, form(&mut ada, world.mia, 15).await)
}

#[tokio::test]
async fn a_duration_that_runs_into_the_instructors_next_session_is_warned_of() {
    on_both_engines(async |world| {
        book(&world, &booking(&world, world.ben, 20)).await;

        let (long, short) = long_and_short(&world).await;

        assert!(long.contains("This runs into a booked session"), "{long}");
        assert!(long.contains("You have Ben Ortiz at 15:27. You can start all the same."), "{long}");
        assert!(!short.contains("This runs into a booked session"), "{short}");
        world.try_start(world.ada, &world.press(world.mia, "all the same")).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_session_the_student_has_with_somebody_else_is_warned_of_without_a_name() {
    on_both_engines(async |world| {
        let with_ivan =
            teaching::sessions::Booking { instructor: world.ivan, ..booking(&world, world.mia, 20) };
        book(&world, &with_ivan).await;

        let (long, short) = long_and_short(&world).await;

        assert!(long.contains("The student has another session at 15:27."), "{long}");
        assert!(!long.contains("Ivan"), "{long}");
        assert!(!short.contains("This runs into a booked session"), "{short}");
    })
    .await;
}

#[tokio::test]
async fn another_duration_asks_for_the_form_again() {
    on_both_engines(async |world| {
        let (page, _) = long_and_short(&world).await;

        let select = page.split("<select").find(|select| select.contains("name=\"minutes\"")).unwrap();

        let head = select.split('>').next().unwrap();
        assert!(
            head.contains("hx-get=\"/sessions/instant/form\"") && head.contains("hx-trigger=\"change\""),
            "{head}"
        );
    })
    .await;
}
