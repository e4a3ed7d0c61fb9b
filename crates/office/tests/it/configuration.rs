//! What admins decide, and the trail it leaves.

use axum::http::StatusCode;
use kernel::SessionMinutes;
use people::organizations;
use teaching::sessions::StartError;
use testkit::World;

use crate::lessons::{assert_redirect, taught};

const BOOKING: &str = "/configuration/booking?saved=true";

async fn rules(world: &World) -> organizations::Rules {
    organizations::rules(&mut world.db.read().await.unwrap(), world.harbor).await.unwrap()
}

fn minutes(minutes: i64) -> SessionMinutes {
    SessionMinutes::new(minutes).unwrap()
}

#[tokio::test]
async fn the_durations_are_the_admin_s_list_and_always_have_a_default() {
    testkit::on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;

        assert_redirect(&amara.post("/configuration/durations", &[("minutes", "50")]).await, BOOKING);
        let again = amara.post("/configuration/durations", &[("minutes", "50")]).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(again.text.contains("This length is on the list already."), "{}", again.text);

        let the_default = amara.post("/configuration/durations/60/removal", &[]).await;
        assert_eq!(the_default.status, StatusCode::CONFLICT);
        assert_redirect(&amara.post("/configuration/durations/50/default", &[]).await, BOOKING);
        assert_redirect(&amara.post("/configuration/durations/60/removal", &[]).await, BOOKING);
        for unknown in [
            "/configuration/durations/61/removal",
            "/configuration/durations/9999/default",
            "/configuration/durations/long/removal",
        ] {
            assert_eq!(amara.post(unknown, &[]).await.status, StatusCode::NOT_FOUND);
        }

        let rules = rules(&world).await;
        assert_eq!(rules.durations, [15, 30, 45, 50, 90].map(minutes));
        assert_eq!(rules.default_duration, minutes(50));
    })
    .await;
}

#[tokio::test]
async fn removing_a_duration_changes_no_session() {
    testkit::on_both_engines(async |world| {
        let session = taught(&world, world.ben, 20).await;
        let mut amara = world.signed_in(world.amara).await;

        assert_redirect(&amara.post("/configuration/durations/30/removal", &[]).await, BOOKING);

        let mut tx = world.db.read().await.unwrap();
        let kept = teaching::sessions::find(&mut tx, world.harbor, session).await.unwrap();
        assert_eq!(kept.minutes(), 30);
        let refused = world.try_start(world.ada, &world.press(world.mia, "after")).await;
        assert!(matches!(refused, Err(StartError::DurationNotOffered)), "{refused:?}");
    })
    .await;
}

#[tokio::test]
async fn each_change_stands_in_the_history_with_old_and_new() {
    testkit::on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        let form = [
            ("minimum_minutes", "10"),
            ("no_show_minutes", "15"),
            ("late_minutes", "5"),
            ("billable_default", "false"),
            ("instructors_may_invite", "true"),
            ("consent_under_13", "true"),
        ];

        assert_redirect(&amara.post("/configuration/booking", &form).await, BOOKING);
        assert_redirect(&amara.post("/configuration/booking", &form).await, BOOKING);

        let rules = rules(&world).await;
        assert_eq!(
            (rules.minimum_minutes, rules.billable_default, rules.consent_under_13),
            (10, false, true)
        );
        let page = amara.get("/configuration/booking").await.text;
        for change in ["minimum minutes together", "5 min → 10 min", "billable by default", "Amara Okafor"]
        {
            assert!(page.contains(change), "{change} in {page}");
        }
        assert_eq!(page.matches("5 min → 10 min").count(), 1, "saving the same again changes nothing");
    })
    .await;
}

#[tokio::test]
async fn numbers_that_do_not_fit_are_kept_beside_their_message() {
    testkit::on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        let form = [("minimum_minutes", "1000"), ("no_show_minutes", "soon"), ("billable_default", "true")];

        let answer = amara.post("/configuration/booking", &form).await;
        let smuggled = amara.post("/configuration/booking", &[("money", "neither")]).await;

        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(
            (answer.field("minimum_minutes"), answer.field("no_show_minutes")),
            (Some("1000"), Some("soon"))
        );
        assert_eq!(smuggled.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(rules(&world).await.minimum_minutes, 5);
    })
    .await;
}

#[tokio::test]
async fn minutes_and_lengths_that_contradict_each_other_are_refused() {
    testkit::on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        let form = [
            ("minimum_minutes", "16"),
            ("no_show_minutes", "15"),
            ("late_minutes", "20"),
            ("billable_default", "true"),
        ];

        let answer = amara.post("/configuration/booking", &form).await;
        let short = amara.post("/configuration/durations", &[("minutes", "10")]).await;

        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        for words in ["would never be completed", "has missed the session already"] {
            assert!(answer.text.contains(words), "{words}: {}", answer.text);
        }
        assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(short.text.contains("Enter at least 15"), "{}", short.text);
        assert_eq!(rules(&world).await.late_minutes, 5);
    })
    .await;
}

#[tokio::test]
async fn terms_are_published_as_versions() {
    testkit::on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        for _ in 0..2 {
            let form = [("body", "Be kind.\r\n\r\nBe on time.")];
            assert_redirect(&amara.post("/configuration/terms", &form).await, BOOKING);
        }
        let empty = amara.post("/configuration/terms", &[("body", "  ")]).await;

        let mut tx = world.db.read().await.unwrap();
        let terms = organizations::current_terms(&mut tx, world.harbor).await.unwrap();

        assert_eq!((terms.version, terms.body.as_str()), (2, "Be kind.\n\nBe on time."));
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        let oaks = organizations::current_terms(&mut tx, world.oak).await.unwrap();
        assert_eq!(oaks.version, 1);
    })
    .await;
}

#[tokio::test]
async fn blocking_debts_refuses_the_session_that_would_make_one() {
    testkit::on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        let form = [("money", "credits"), ("below_zero", "block")];

        assert_redirect(&amara.post("/configuration/money", &form).await, "/configuration/money?saved=true");

        let refused = world.try_start(world.ada, &world.press(world.mia, "debt")).await;
        assert!(matches!(refused, Err(StartError::NotEnoughCredits { available: 0 })), "{refused:?}");
        world.start(world.ben).await;
        let page = amara.get("/configuration/money").await.text;
        assert!(page.contains("Warn and allow → Block"), "{page}");
        let nonsense =
            amara.post("/configuration/money", &[("money", "barter"), ("below_zero", "block")]).await;
        assert_eq!(nonsense.status, StatusCode::UNPROCESSABLE_ENTITY);
    })
    .await;
}

#[tokio::test]
async fn two_admins_at_one_moment_store_no_contradiction() {
    testkit::on_both_engines(async |world| {
        let (mut amara, mut again) = (world.signed_in(world.amara).await, world.signed_in(world.amara).await);
        let form = |minimum| {
            [
                ("minimum_minutes", minimum),
                ("no_show_minutes", "5"),
                ("late_minutes", "5"),
                ("billable_default", "true"),
            ]
        };

        for _ in 0..30 {
            tokio::join!(async { amara.post("/configuration/booking", &form("14")).await }, async {
                again.post("/configuration/durations", &[("minutes", "10")]).await
            },);
            let stored = rules(&world).await;
            let shortest = stored.durations.iter().min().unwrap().get();
            assert!(stored.minimum_minutes <= shortest, "{} of {shortest}", stored.minimum_minutes);

            amara.post("/configuration/booking", &form("5")).await;
            amara.post("/configuration/durations/10/removal", &[]).await;
        }
    })
    .await;
}

#[tokio::test]
async fn only_admins_configure() {
    testkit::on_both_engines(async |world| {
        for person in [world.ada, world.ben, world.carol] {
            let mut browser = world.signed_in(person).await;
            for page in
                ["/configuration", "/configuration/booking", "/configuration/money", "/revenue/wizard"]
            {
                assert_eq!(browser.get(page).await.status, StatusCode::NOT_FOUND, "{page}");
            }
            for action in
                ["/configuration/durations", "/configuration/durations/45/removal", "/configuration/terms"]
            {
                let answer = browser.post(action, &[("minutes", "50")]).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{action}");
            }
        }
        assert_eq!(rules(&world).await.durations, [15, 30, 45, 60, 90].map(minutes));
    })
    .await;
}

#[tokio::test]
async fn the_organization_is_called_as_an_admin_says() {
    testkit::on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        let page = "/configuration/organization";
        let before = amara.get(page).await.text;
        assert!(before.contains("value=\"Harbor Tutoring\""), "{before}");
        let wanted =
            [("name", "Harbour School"), ("zone", "Europe/Madrid"), ("support_email", "hola@harbor.test")];

        assert_redirect(&amara.post(page, &wanted).await, "/configuration/organization?saved=true");

        let after = amara.get(page).await.text;
        for words in [
            "<title>Organization · Harbour School</title>",
            "value=\"Europe/Madrid\" selected",
            "value=\"hola@harbor.test\"",
            "Harbor Tutoring, now Harbour School",
            "America/Chicago, now Europe/Madrid",
        ] {
            assert!(after.contains(words), "{words}: {after}");
        }
        let form = world.signed_in(world.amara).await.get("/people/new").await.text;
        assert!(form.contains("Harbour School"), "{form}");
    })
    .await;
}

#[tokio::test]
async fn an_organization_without_a_name_or_clock_is_refused_at_its_field() {
    testkit::on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        let wrong = [("name", "  "), ("zone", "Moon/Sea"), ("support_email", "nobody")];

        let refused = amara.post("/configuration/organization", &wrong).await;

        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        for words in [
            "Give a name of at most 80",
            "Choose a time zone",
            "This is no mail address.",
            "value=\"nobody\"",
        ] {
            assert!(refused.text.contains(words), "{words}: {}", refused.text);
        }
        let kept = organizations::find(&mut world.db.read().await.unwrap(), world.harbor).await.unwrap();
        assert_eq!(kept.name, "Harbor Tutoring");
    })
    .await;
}
