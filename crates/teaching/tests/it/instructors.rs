//! Instructors: who finds whom, and what they read.

use axum::http::StatusCode;
use db::in_tx;
use kernel::{Role, UserId, Zone};
use people::accounts::{self, Activation, NewPerson};
use people::{audit, organizations};
use testkit::{World, on_both_engines};

use crate::stage::{assert_redirect, book, booking, chosen, set_booking};

/// Which of Ada and Ivan somebody finds, in the list and by their own page: both say the same.
async fn found(world: &World, person: UserId) -> [bool; 2] {
    let mut browser = world.signed_in(person).await;
    let list = browser.get("/instructors").await.text;
    let mut found = [false; 2];
    for (found, id) in found.iter_mut().zip([world.ada, world.ivan]) {
        let address = format!("/instructors/{id}");
        *found = list.contains(&format!("href=\"{address}\""));
        let status = if *found { StatusCode::OK } else { StatusCode::NOT_FOUND };
        assert_eq!(browser.get(&address).await.status, status);
    }
    found
}

#[tokio::test]
async fn families_find_who_teaches_them_and_all_where_the_organization_says_so() {
    on_both_engines(async |world| {
        for (person, finds) in [
            (world.amara, [true, true]),
            (world.ada, [true, true]),
            (world.ben, [true, false]),
            (world.mia, [true, true]),
            (world.carol, [true, true]),
        ] {
            assert_eq!(found(&world, person).await, finds, "{person}");
        }

        let mut amara = world.signed_in(world.amara).await;
        let form = [
            ("minimum_minutes", "5"),
            ("no_show_minutes", "15"),
            ("late_minutes", "5"),
            ("billable_default", "true"),
            ("instructors_may_invite", "true"),
            ("families_may_browse", "true"),
        ];
        assert_redirect(
            &amara.post("/configuration/booking", &form).await,
            "/configuration/booking?saved=true",
        );
        assert_eq!(found(&world, world.ben).await, [true, true]);
        let mut tx = world.db.read().await.unwrap();
        let trail = audit::newest(&mut tx, world.harbor, "booking families", 5).await.unwrap();
        drop(tx);
        assert_eq!((trail[0].before.as_deref(), trail[0].after.as_deref()), (Some("no"), Some("yes")));

        in_tx!(world.db, accounts::ArchiveError, tx, {
            accounts::archive(tx, world.harbor, world.ivan, world.amara).await
        })
        .unwrap();
        for person in [world.amara, world.ben, world.carol] {
            assert_eq!(found(&world, person).await, [true, false], "archived");
        }
    })
    .await;
}

#[tokio::test]
async fn nobody_is_found_elsewhere_or_who_does_not_teach() {
    on_both_engines(async |world| {
        set_booking(&world, |rules| rules.families_may_browse = true).await;
        let person = |first: &str, under_13| NewPerson {
            first_name: first.parse().unwrap(),
            last_name: "New".parse().unwrap(),
            email: Some(format!("{}@demo.test", first.to_lowercase()).parse().unwrap()),
            username: None,
            roles: [Role::Instructor, Role::Student].into_iter().collect(),
            zone: Zone::UTC,
            under_13,
        };
        // one is invited only, the other is active and a child
        let (invited, child) = in_tx!(world.db, accounts::AddError, tx, {
            let mut rules = organizations::rules_to_change(tx, world.harbor).await?.booking();
            rules.consent_under_13 = true;
            organizations::set_booking(tx, world.harbor, &rules).await?;
            let invited = accounts::add(tx, world.harbor, person("Ines", false), None).await?;
            Ok::<_, accounts::AddError>((
                invited,
                accounts::add(tx, world.harbor, person("Kim", true), None).await?,
            ))
        })
        .unwrap();
        in_tx!(world.db, accounts::ActivateError, tx, {
            let terms = organizations::current_terms(tx, world.harbor).await?;
            accounts::activate(tx, world.harbor, child, Activation::Command, terms.id, None, None).await
        })
        .unwrap();

        for viewer in [world.amara, world.ben] {
            let mut browser = world.signed_in(viewer).await;
            let list = browser.get("/instructors").await.text;
            for nobody in [world.olga, world.amara, world.mia, invited, child] {
                let address = format!("/instructors/{nobody}");
                assert_eq!(browser.get(&address).await.status, StatusCode::NOT_FOUND);
                assert!(!list.contains(&address), "{nobody}");
            }
        }
        let mut dan = world.signed_in_at_oak(world.dan).await;
        assert_eq!(dan.get(&format!("/instructors/{}", world.ada)).await.status, StatusCode::NOT_FOUND);
        assert_eq!(dan.get(&format!("/instructors/{}", world.olga)).await.status, StatusCode::OK);
        assert_eq!(world.stranger().get("/instructors").await.status, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn the_list_is_narrowed_by_name_and_program_and_never_by_an_address() {
    on_both_engines(async |world| {
        book(&world, &booking(&world, world.ben, 3 * 24 * 60)).await;
        let mut carol = world.signed_in(world.carol).await;
        for (query, finds) in [
            ("", [true, true]),
            ("?q=ada+by", [true, false]),
            ("?q=PETROV", [false, true]),
            ("?q=ben", [false, false]),
            ("?q=demo.test", [false, false]),
            ("?q=%25", [false, false]),
            (&format!("?program={}", world.algebra), [true, false]),
            (&format!("?program={}&q=ivan", world.algebra), [false, false]),
            (&format!("?program={}", world.default_program), [false, false]),
            ("?program=none", [true, true]),
            (&format!("?after={}", world.ada), [false, true]),
        ] {
            let page = carol.get(&format!("/instructors{query}")).await.text;
            let names = ["Ada Byron", "Ivan Petrov"].map(|name| page.contains(name));
            assert_eq!(names, finds, "{query}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_profile_holds_what_everyone_may_read_and_the_way_to_ask() {
    on_both_engines(async |world| {
        book(&world, &booking(&world, world.mia, 3 * 24 * 60)).await;
        let mut amara = world.signed_in(world.amara).await;
        for (label, readers) in [("Languages", "everyone"), ("Bank account", "family"), ("Notes", "admins")] {
            let field = [("role", "instructor"), ("label", label), ("kind", "short"), ("readers", readers)];
            let answer = amara.post("/configuration/profile-fields", &field).await;
            assert_redirect(&answer, "/configuration/profile-fields?role=instructor&saved=true");
        }
        let form = amara.get(&format!("/people/{}/profile/edit", world.ada)).await.text;
        let fields = form.split("name=\"fld_").skip(1).map(|rest| rest.split('"').next().unwrap());
        let names: Vec<String> = fields.map(|id| format!("fld_{id}")).collect();
        let values: Vec<(&str, &str)> =
            names.iter().map(String::as_str).zip(["Welsh", "DE-12", "Prefers mornings"]).collect();
        let filled = amara.post(&format!("/people/{}/profile", world.ada), &values).await;
        assert_eq!(filled.status, StatusCode::SEE_OTHER, "{}", filled.text);
        let hours = [("wed_from_1", "15:00"), ("wed_to_1", "17:00"), ("zone", "Europe/Berlin")];
        let rules = [("notice_hours", "0"), ("buffer_minutes", "0")];
        let said =
            world.signed_in(world.ada).await.post("/availability", &[&hours[..], &rules[..]].concat()).await;
        assert_redirect(&said, "/availability?saved=true");

        let mut carol = world.signed_in(world.carol).await;
        let list = carol.get("/instructors").await.text;
        assert!(list.contains("Free on ") && list.contains("Wed 25 Nov"), "{list}");
        let page = carol.get(&format!("/instructors/{}", world.ada)).await.text;
        for told in ["Ada Byron", "Welsh", "Algebra", "Wednesday", "08:00–10:00", "Wed 25 Nov", ">08:00<"] {
            assert!(page.contains(told), "{told} in {page}");
        }
        assert_eq!(page.matches("<time ").count(), 10, "five starts of an hour on each Wednesday");
        for untold in ["demo.test", "DE-12", "Prefers mornings", "Mia Chen", "/sessions/ses_"] {
            assert!(!page.contains(untold), "{untold} in {page}");
        }

        let link = |student: UserId, instructor: UserId| {
            format!("/requests/new?student={student}&amp;instructor={instructor}")
        };
        assert!(page.contains("Ask for a session for Ben") && page.contains("Ask for a session for Mia"));
        assert!(page.contains(&link(world.ben, world.ada)), "{page}");
        let form = carol.get(&link(world.ben, world.ada).replace("&amp;", "&")).await.text;
        assert_eq!(chosen(&form, "instructor"), Some(world.ada.to_string().as_str()));
        let ivan = carol.get(&format!("/instructors/{}", world.ivan)).await.text;
        assert!(
            ivan.contains(">Ask for a session<") && ivan.contains(&link(world.mia, world.ivan)),
            "{ivan}"
        );
        assert!(!ivan.contains(&link(world.ben, world.ivan)), "Ivan does not teach Ben");
        for nobody in [world.ben, world.ada, world.amara] {
            let page = world.signed_in(nobody).await.get(&format!("/instructors/{}", world.ada)).await.text;
            assert!(!page.contains("Ask for a session"), "students may not ask, and staff book");
        }
    })
    .await;
}
