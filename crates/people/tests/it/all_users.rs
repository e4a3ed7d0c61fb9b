//! All Users.

use axum::http::StatusCode;
use kernel::{Role, Standing, UserId};
use people::links::Kind;
use people::{audit, teaching_pairs};
use testkit::{PASSWORD, on_both_engines};

use crate::stage::{newcomer, newest_path, person};

#[tokio::test]
async fn the_list_is_narrowed_by_role_status_and_words() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;

        let all = amara.get("/people").await.text;
        let students = amara.get("/people?role=student").await.text;
        let found = amara.get("/people?q=ORTIZ").await.text;
        let invited = amara.get("/people?status=invited").await.text;
        let literal = amara.get("/people?q=%25").await.text;

        assert!(["Ada Byron", "Ben Ortiz", "Carol Ortiz"].iter().all(|name| all.contains(name)));
        assert!(!all.contains("Dan Weber") && !all.contains("Olga"), "another organization's people");
        assert!(students.contains("Ben Ortiz") && !students.contains("Ada Byron"));
        assert!(found.contains("Ben Ortiz") && found.contains("Carol Ortiz") && !found.contains("Mia Chen"));
        assert!(invited.contains("Nobody found"));
        assert!(literal.contains("Nobody found"));
    })
    .await;
}

#[tokio::test]
async fn a_long_list_comes_in_pages_without_gap_or_repetition() {
    on_both_engines(async |world| {
        for n in 0..60 {
            newcomer(&world, &format!("pupil{n:02}"), Role::Student, None).await;
        }
        let mut amara = world.signed_in(world.amara).await;

        let first = amara.get("/people?role=student&q=pupil").await.text;
        let next = first.split("after=usr_").nth(1).unwrap().split('"').next().unwrap();
        let second = amara.get(&format!("/people?q=pupil&role=student&after=usr_{next}")).await.text;

        for n in 0..60 {
            let name = format!("pupil{n:02} Newcomer");
            assert!(first.contains(&name) != second.contains(&name), "{name}");
        }
        assert!(!second.contains("Next page"));
    })
    .await;
}

#[tokio::test]
async fn a_parent_is_added_with_a_child_and_invited() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        let ben = world.ben.to_string();
        let fields = [
            ("role", "parent"),
            ("first_name", "Luis"),
            ("last_name", "Ortiz"),
            ("email", "luis@demo.test"),
            ("child", ben.as_str()),
        ];

        let added = amara.post("/people", &fields).await;

        assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text);
        let page = amara.get(added.location()).await.text;
        assert!(page.contains("Luis Ortiz") && page.contains("Ben Ortiz") && page.contains("Invited"));
        let luis: UserId = added.location()["/people/".len()..].split('?').next().unwrap().parse().unwrap();
        assert!(newest_path(&world, luis, Kind::Activate).await.is_some());
    })
    .await;
}

/// What Amara types for Luis and his two children; the second row is left empty.
const A_FAMILY: &[(&str, &str)] = &[
    ("role", "parent"),
    ("first_name", "Luis"),
    ("last_name", "Reyes"),
    ("email", "luis@demo.test"),
    ("child_1_first_name", "Ana"),
    ("child_1_last_name", "Reyes"),
    ("child_1_email", "ana@demo.test"),
    ("child_2_first_name", ""),
    ("child_2_last_name", " "),
    ("child_3_first_name", "Teo"),
    ("child_3_last_name", "Reyes"),
    ("child_3_username", "teo.reyes"),
    ("child_3_under_13", "true"),
];

fn family_but<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = A_FAMILY.iter().filter(|(name, _)| more.iter().all(|(other, _)| other != name));
    kept.copied().chain(more.iter().copied()).collect()
}

#[tokio::test]
async fn a_parent_is_added_with_children_who_are_not_here_yet() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;

        let added = amara.post("/people", A_FAMILY).await;

        assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text);
        let luis: UserId = added.location()["/people/".len()..].split('?').next().unwrap().parse().unwrap();
        let mut tx = world.db.read().await.unwrap();
        let children = people::families::students_of(&mut tx, world.harbor, luis).await.unwrap();
        drop(tx);
        let told: Vec<_> = children
            .iter()
            .map(|child| (child.name(), child.login(), child.under_13, child.is(Role::Student)))
            .collect();
        assert_eq!(
            told,
            [
                ("Ana Reyes".to_owned(), "ana@demo.test".to_owned(), false, true),
                ("Teo Reyes".to_owned(), "teo.reyes".to_owned(), true, true)
            ]
        );
        assert!(newest_path(&world, luis, Kind::Activate).await.is_some());
        assert!(newest_path(&world, children[0].id, Kind::Activate).await.is_some());
        assert!(newest_path(&world, children[1].id, Kind::Activate).await.is_none(), "he has no address");
        let mut tx = world.db.read().await.unwrap();
        let lines = audit::newest(&mut tx, world.harbor, "person linked to parent", 9).await.unwrap();
        let subjects: Vec<_> = lines.into_iter().filter_map(|line| line.subject).collect();
        assert_eq!(subjects, [children[1].id.to_string(), children[0].id.to_string()]);
    })
    .await;
}

#[tokio::test]
async fn one_wrong_row_keeps_all_that_was_typed_and_adds_nobody() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        for (more, field, words) in [
            (vec![("child_3_last_name", "")], "child_3_last_name", "Enter a name"),
            (vec![("child_1_email", "ana")], "child_1_email", "Enter an address"),
            (vec![("child_3_username", "x")], "child_3_username", "Use 3 to 40"),
            (vec![("child_3_email", "ben@demo.test")], "child_3_email", "has this address already"),
            (vec![("child_3_email", "ana@demo.test")], "child_3_email", "has this address already"),
            (vec![("child_1_email", "luis@demo.test")], "child_1_email", "has this address already"),
            (vec![("child_2_under_13", "true")], "child_2_first_name", "Enter a name"),
        ] {
            let refused = amara.post("/people", &family_but(&more)).await;

            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}: {}", refused.text);
            let error =
                refused.text.split_once(&format!("id=\"field-{field}-error\"")).map_or("", |(_, rest)| rest);
            assert!(error.split("</p>").next().unwrap().contains(words), "{field}: {}", refused.text);
            assert_eq!(refused.field("child_3_first_name"), Some("Teo"));
            assert!(amara.get("/people?q=reyes").await.text.contains("Nobody found"), "{field}");
        }
        let unknown = family_but(&[("child_9_first_name", "Nia")]);
        assert_eq!(amara.post("/people", &unknown).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    })
    .await;
}

#[tokio::test]
async fn another_row_is_given_with_everything_kept_and_nobody_added() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        let first = amara.get("/people/new?role=parent").await;
        assert!(
            first.text.contains("child_2_first_name") && !first.text.contains("child_3_"),
            "{}",
            first.text
        );

        let more = amara.post("/people", &family_but(&[("step", "child")])).await;

        assert_eq!(more.status, StatusCode::OK);
        assert_eq!(
            (more.field("child_3_first_name"), more.field("email")),
            (Some("Teo"), Some("luis@demo.test"))
        );
        assert!(more.text.contains("child_4_first_name") && !more.text.contains("child_5_"), "{}", more.text);
        assert!(amara.get("/people?q=reyes").await.text.contains("Nobody found"));
        let last = amara.post("/people", &family_but(&[("child_8_email", ""), ("step", "child")])).await;
        assert!(
            last.text.contains("child_8_first_name") && !last.text.contains("Add another child"),
            "{}",
            last.text
        );
    })
    .await;
}

#[tokio::test]
async fn a_wrong_form_keeps_what_was_typed_and_writes_nothing() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        let dan = world.dan.to_string();
        let refused = |fields: Vec<(&'static str, String)>| {
            let mut amara = amara.clone();
            async move {
                let fields: Vec<(&str, &str)> =
                    fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
                let answer = amara.post("/people", &fields).await;
                assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
                answer.text
            }
        };
        let form = |email: &str, child: &str| {
            vec![
                ("role", "parent".to_owned()),
                ("first_name", "Luis".to_owned()),
                ("last_name", "Ortiz".to_owned()),
                ("email", email.to_owned()),
                ("child", child.to_owned()),
            ]
        };

        assert!(refused(form("luis", "")).await.contains("value=\"luis\""));
        assert!(refused(form("ada@demo.test", "")).await.contains("has this address already"));
        assert!(refused(form("luis@demo.test", &dan)).await.contains("Choose a student of the list"));
        assert!(!amara.get("/people?q=luis").await.text.contains("luis@demo.test"));
        let unknown = [("role", "admin"), ("standing", "active")];
        assert_eq!(amara.post("/people", &unknown).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    })
    .await;
}

#[tokio::test]
async fn students_are_assigned_and_unassigned() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        let (ivan, ben) = (world.ivan.to_string(), world.ben.to_string());
        let fields = [("instructor", ivan.as_str()), ("student", ben.as_str()), ("back", ben.as_str())];
        let may_teach = async || {
            let mut tx = world.db.read().await.unwrap();
            teaching_pairs::may_teach(&mut tx, world.harbor, world.ivan, world.ben).await.unwrap()
        };

        amara.post("/people/assignments", &fields).await;
        amara.post("/people/assignments", &fields).await;
        assert!(may_teach().await);
        amara.post("/people/assignments/removal", &fields).await;
        assert!(!may_teach().await);
    })
    .await;
}

#[tokio::test]
async fn foreign_and_unknown_people_cannot_be_told_apart() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        let unknown = crate::stage::nobody(&world).to_string();
        let (dan, ben) = (world.dan.to_string(), world.ben.to_string());
        for (foreign, nobody) in [(dan.as_str(), unknown.as_str()), (dan.as_str(), "usr_1")] {
            for path in ["", "/edit"] {
                let one = amara.get(&format!("/people/{foreign}{path}")).await;
                let other = amara.get(&format!("/people/{nobody}{path}")).await;
                assert_eq!((one.status, one.text), (StatusCode::NOT_FOUND, other.text));
            }
            for path in ["/archival", "/restoration", "/invitation"] {
                let one = amara.post(&format!("/people/{foreign}{path}"), &[]).await;
                let other = amara.post(&format!("/people/{nobody}{path}"), &[]).await;
                assert_eq!((one.status, one.text), (StatusCode::NOT_FOUND, other.text), "{path}");
            }
            for (path, mine) in [("assignments", "instructor"), ("families", "parent")] {
                let fields = [(mine, foreign), ("student", ben.as_str()), ("back", ben.as_str())];
                let status = amara.post(&format!("/people/{path}"), &fields).await.status;
                assert_eq!(status, StatusCode::NOT_FOUND);
            }
        }
    })
    .await;
}

#[tokio::test]
async fn archiving_and_restoring_show_in_the_list_and_the_trail() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;

        amara.post(&format!("/people/{}/archival", world.mia), &[]).await;
        assert!(!amara.get("/people").await.text.contains("Mia Chen"));
        assert!(amara.get("/people?status=archived").await.text.contains("Mia Chen"));
        amara.post(&format!("/people/{}/restoration", world.mia), &[]).await;
        assert!(amara.get("/people").await.text.contains("Mia Chen"));

        let mut tx = world.db.read().await.unwrap();
        let trail = audit::newest(&mut tx, world.harbor, "person ", 2).await.unwrap();
        assert_eq!(trail[0].what, "person restored");
        assert_eq!(trail[1].after.as_deref(), Some("archived"));
        assert_eq!(trail[1].by.as_deref(), Some("Amara Okafor"));
    })
    .await;
}

#[tokio::test]
async fn the_last_admin_is_told_why_not() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;

        let refused = amara.post(&format!("/people/{}/archival", world.amara), &[]).await;
        let demoted = amara
            .post(
                &format!("/people/{}", world.amara),
                &[
                    ("first_name", "Amara"),
                    ("last_name", "Okafor"),
                    ("email", "amara@demo.test"),
                    ("parent", "true"),
                ],
            )
            .await;

        assert_eq!(refused.status, StatusCode::CONFLICT);
        assert!(refused.text.contains("last active admin"));
        assert_eq!(demoted.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(amara.get("/people").await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn another_role_or_address_ends_sign_ins_and_a_name_does_not() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        let mut ada = world.signed_in(world.ada).await;
        let path = format!("/people/{}", world.ada);
        let mut fields = vec![
            ("first_name", "Ada"),
            ("last_name", "Lovelace"),
            ("email", "ada@demo.test"),
            ("instructor", "true"),
        ];

        amara.post(&path, &fields).await;
        assert!(ada.get("/account").await.text.contains("Ada Lovelace"));
        assert!(amara.get("/people?q=lovelace").await.text.contains("Ada Lovelace"));

        fields.push(("admin", "true"));
        amara.post(&path, &fields).await;
        assert_eq!(ada.get("/account").await.status, StatusCode::SEE_OTHER);
        assert!(person(&world, world.ada).await.is(Role::Admin));
    })
    .await;
}

#[tokio::test]
async fn an_admin_sets_a_password_only_where_no_mail_can_reach() {
    on_both_engines(async |world| {
        let zoe = newcomer(&world, "zoe", Role::Student, None).await;
        let mut amara = world.signed_in(world.amara).await;

        let for_ben =
            amara.post(&format!("/people/{}/password", world.ben), &[("password", "seven blue kites")]).await;
        let weak = amara.post(&format!("/people/{zoe}/password"), &[("password", "zoe")]).await;
        let set = amara.post(&format!("/people/{zoe}/password"), &[("password", PASSWORD)]).await;

        assert_eq!(for_ben.status, StatusCode::CONFLICT);
        assert_eq!(weak.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(set.status, StatusCode::SEE_OTHER);
        let zoe = person(&world, zoe).await;
        assert!(zoe.has_password);
        assert_eq!(zoe.standing, Standing::Invited, "the terms are still to be accepted");
    })
    .await;
}

#[tokio::test]
async fn an_invitation_goes_out_again_after_five_minutes() {
    on_both_engines(async |world| {
        let vera = newcomer(&world, "Vera", Role::Instructor, Some("vera@demo.test")).await;
        let mut amara = world.signed_in(world.amara).await;
        let path = format!("/people/{vera}/invitation");

        assert_eq!(amara.post(&path, &[]).await.status, StatusCode::SEE_OTHER);
        let first = newest_path(&world, vera, Kind::Activate).await.unwrap();
        assert_eq!(amara.post(&path, &[]).await.status, StatusCode::CONFLICT);
        world.pass_minutes(5);
        assert_eq!(amara.post(&path, &[]).await.status, StatusCode::SEE_OTHER);

        assert_eq!(
            world.stranger().get(&first).await.status,
            StatusCode::GONE,
            "the newer one takes its place"
        );
    })
    .await;
}

#[tokio::test]
async fn all_that_is_wrong_with_a_parent_and_the_children_is_said_at_once() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        let form = [
            ("role", "parent"),
            ("first_name", ""),
            ("last_name", "Quist"),
            ("email", "carol@demo.test"),
            ("child_1_first_name", "Nils"),
            ("child_1_last_name", "Quist"),
            ("child_1_email", "ben@demo.test"),
            ("child_2_first_name", "Ida"),
            ("child_2_last_name", "Quist"),
            ("child_2_email", "no address"),
            ("child_2_username", "ida.q"),
            ("child_3_first_name", "Ole"),
            ("child_3_last_name", "Quist"),
            ("child_3_username", "ida.q"),
        ];

        let answer = amara.post("/people", &form).await;

        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        for field in ["first_name", "email", "child_1_email", "child_2_email", "child_3_username"] {
            assert!(answer.text.contains(&format!("id=\"field-{field}-error\"")), "{field}: {}", answer.text);
        }
        assert!(answer.text.contains("Child 1: Somebody here has this address"), "{}", answer.text);
        assert!(
            answer.text.contains("Child 3: Somebody else in this form has this username"),
            "{}",
            answer.text
        );
    })
    .await;
}
