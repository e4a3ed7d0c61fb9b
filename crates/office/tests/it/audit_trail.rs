//! The whole trail on one page.

use axum::http::{StatusCode, header};
use db::in_tx;
use people::audit::{self, Change};
use testkit::{World, on_both_engines};

use crate::lessons::assert_redirect;

const PATH: &str = "/configuration/audit-trail";

/// Lines of Harbor, one a minute, numbered as they are written.
async fn written(world: &World, lines: u32) {
    let done: db::Result<()> = in_tx!(&world.db, db::Error, tx, {
        for number in 0..lines {
            let change = Change {
                by: Some(world.ada),
                what: "booking made up",
                after: Some(format!("line {number}.")),
                ..Change::default()
            };
            audit::record(tx, world.harbor, change).await?;
        }
        Ok(())
    });
    done.unwrap();
}

#[tokio::test]
async fn every_change_is_on_one_page_with_who_what_old_and_new() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        let form = [("name", "Harbor House"), ("zone", "America/Chicago"), ("support_email", "")];
        assert_redirect(
            &amara.post("/configuration/organization", &form).await,
            "/configuration/organization?saved=true",
        );
        amara.post(&format!("/people/{}/archival", world.ivan), &[("planned", "")]).await;
        let mut olga = world.signed_in_at_oak(world.olga).await;
        let form = [("name", "Oak House"), ("zone", "Europe/Berlin"), ("support_email", "")];
        olga.post("/configuration/organization", &form).await;

        let page = amara.get(PATH).await.text;

        for part in
            ["Organization name", "Harbor Tutoring → Harbor House", "Amara Okafor", "Monday 23 November 2026"]
        {
            assert!(page.contains(part), "{part} in {page}");
        }
        let ivan = format!("Person archived: <a href=\"/people/{}\">Ivan Petrov</a>", world.ivan);
        assert!(page.contains(&ivan) && page.contains("active → archived"), "{page}");
        assert!(page.find("Person archived") < page.find("Organization name"), "the newest first: {page}");
        assert!(!page.contains("Oak"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn the_trail_is_narrowed_by_who_what_and_when() {
    on_both_engines(async |world| {
        written(&world, 1).await;
        let mut amara = world.signed_in(world.amara).await;
        let form = [("money", "neither"), ("below_zero", "allow")];
        assert_redirect(&amara.post("/configuration/money", &form).await, "/configuration/money?saved=true");

        for (query, finds_ada, finds_amara) in [
            ("", true, true),
            ("?who=byron", true, false),
            ("?who=okafor", false, true),
            ("?who=100%25", false, false),
            ("?kind=money", false, true),
            ("?kind=booking&who=ada", true, false),
            ("?kind=nonsense&from=nonsense", true, true),
            ("?from=2026-11-23&to=2026-11-23", true, true),
            ("?from=2026-11-24", false, false),
            ("?to=2026-11-22", false, false),
        ] {
            let page = amara.get(&format!("{PATH}{query}")).await.text;

            assert_eq!(page.contains("line 0."), finds_ada, "{query}: {page}");
            assert_eq!(page.contains("Credits → Neither"), finds_amara, "{query}: {page}");
        }
    })
    .await;
}

#[tokio::test]
async fn older_changes_are_on_further_pages_and_all_of_them_in_the_file() {
    on_both_engines(async |world| {
        written(&world, 51).await;
        let mut amara = world.signed_in(world.amara).await;

        let first = amara.get(&format!("{PATH}?kind=booking")).await.text;
        let (_, behind) = first.split_once("/configuration/audit-trail?kind=booking&amp;before=").unwrap();
        let number = behind.split('"').next().unwrap();
        let second = amara.get(&format!("{PATH}?kind=booking&before={number}")).await.text;
        let file = amara.get(&format!("{PATH}/csv?kind=booking")).await;

        assert!(
            first.contains("line 50.") && first.contains("line 1.") && !first.contains("line 0."),
            "{first}"
        );
        assert!(second.contains("line 0.") && !second.contains("line 1."), "{second}");
        assert!(second.contains("Newest") && !second.contains("Older"), "{second}");
        assert_eq!(file.status, StatusCode::OK);
        assert_eq!(file.headers[header::CONTENT_TYPE], "text/csv; charset=utf-8; header=present");
        let rows: Vec<&str> = file.text.lines().collect();
        assert_eq!(rows.len(), 52);
        assert_eq!(rows[0], "at_utc,by,what,about,subject,before,after");
        assert_eq!(rows[1], "2026-11-23T21:07:42Z,Ada Byron,booking made up,,,,line 50.");
    })
    .await;
}
