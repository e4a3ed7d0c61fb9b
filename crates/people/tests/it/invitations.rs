//! Inviting a student from the session form.

use db::in_tx;
use kernel::{Role, Standing, UserId};
use people::invitations::{self, Checked, Invitation, InviteError};
use people::{accounts, families, teaching_pairs};
use testkit::{World, on_both_engines};

use crate::stage::person;

fn typed(email: &str, parent_email: &str) -> Invitation {
    Invitation {
        first_name: "Nia".to_owned(),
        last_name: "Okoye".to_owned(),
        email: email.to_owned(),
        parent_email: parent_email.to_owned(),
        under_13: false,
    }
}

async fn check(world: &World, raw: &Invitation) -> Result<Checked, InviteError> {
    let mut tx = world.db.read().await.unwrap();
    invitations::check(&mut tx, world.harbor, raw).await
}

async fn write(world: &World, checked: &Checked) -> Result<UserId, InviteError> {
    in_tx!(world.db, InviteError, tx, { invitations::write(tx, world.harbor, world.ivan, checked).await })
}

#[tokio::test]
async fn a_stranger_is_written_with_a_parent_and_assigned() {
    on_both_engines(async |world| {
        let checked = check(&world, &typed("nia@demo.test", "dele@demo.test")).await.unwrap();
        let email = "nia@demo.test".parse().unwrap();
        let mut tx = world.db.read().await.unwrap();
        let before = accounts::find_by_email(&mut tx, world.harbor, &email).await.unwrap();
        assert_eq!(before, None, "a check writes nothing");
        drop(tx);

        let nia = write(&world, &checked).await.unwrap();

        assert_eq!(person(&world, nia).await.standing, Standing::Invited);
        let mut tx = world.db.read().await.unwrap();
        let parents = families::parents_of(&mut tx, world.harbor, nia).await.unwrap();
        assert_eq!(parents.iter().map(accounts::Person::login).collect::<Vec<_>>(), ["dele@demo.test"]);
        assert!(parents[0].is(Role::Parent));
        assert!(teaching_pairs::may_teach(&mut tx, world.harbor, world.ivan, nia).await.unwrap());
        assert!(!teaching_pairs::may_teach(&mut tx, world.harbor, world.ada, nia).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn a_known_student_is_selected_and_gets_no_new_parent() {
    on_both_engines(async |world| {
        let checked = check(&world, &typed("BEN@demo.test", "mallory@demo.test")).await.unwrap();
        assert_eq!(checked, Checked::Known { student: world.ben, name: "Ben Ortiz".to_owned() });

        assert_eq!(write(&world, &checked).await.unwrap(), world.ben);

        let mut tx = world.db.read().await.unwrap();
        let parents = families::parents_of(&mut tx, world.harbor, world.ben).await.unwrap();
        assert_eq!(parents.iter().map(|parent| parent.id).collect::<Vec<_>>(), [world.carol]);
        assert!(teaching_pairs::may_teach(&mut tx, world.harbor, world.ivan, world.ben).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn the_second_press_with_a_new_address_finds_the_first() {
    on_both_engines(async |world| {
        let checked = check(&world, &typed("nia@demo.test", "")).await.unwrap();

        let first = write(&world, &checked).await.unwrap();

        assert_eq!(write(&world, &checked).await.unwrap(), first);
    })
    .await;
}

#[tokio::test]
async fn addresses_of_others_and_of_the_archived_are_refused() {
    on_both_engines(async |world| {
        for other in ["ada@demo.test", "amara@demo.test", "carol@demo.test"] {
            let refused = check(&world, &typed(other, "")).await;
            assert!(matches!(refused, Err(InviteError::BelongsToStaffOrParent)), "{other}");
        }
        for not_a_parent in ["ada@demo.test", "mia@demo.test"] {
            let refused = check(&world, &typed("nia@demo.test", not_a_parent)).await;
            assert!(matches!(refused, Err(InviteError::ParentIsNotAParent)), "{not_a_parent}");
        }
        let archived = in_tx!(world.db, accounts::ArchiveError, tx, {
            accounts::archive(tx, world.harbor, world.mia, world.amara).await
        });
        archived.unwrap();
        assert!(matches!(check(&world, &typed("mia@demo.test", "")).await, Err(InviteError::Archived)));
        // Dan is somebody at another organization, and nobody here
        assert!(matches!(check(&world, &typed("dan@demo.test", "")).await, Ok(Checked::New(_))));
    })
    .await;
}

#[tokio::test]
async fn a_child_under_13_needs_consent_on_file() {
    on_both_engines(async |world| {
        let child = Invitation { under_13: true, ..typed("nia@demo.test", "dele@demo.test") };

        let refused = check(&world, &child).await.unwrap_err();

        assert!(matches!(refused, InviteError::NeedsConsent));
        assert!(refused.errors().get("under_13").unwrap().contains("Booking & Sessions"));
    })
    .await;
}
