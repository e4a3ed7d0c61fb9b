//! Adding, archiving and restoring.

use db::in_tx;
use kernel::{Role, Standing};
use people::accounts::{self, AddError, ArchiveError, NewPerson};
use people::links::{self, Kind};
use testkit::{World, on_both_engines};

use crate::stage::{newcomer, newest_path, person};

async fn archive(world: &World, who: kernel::UserId) -> Result<(), ArchiveError> {
    in_tx!(world.db, ArchiveError, tx, { accounts::archive(tx, world.harbor, who, world.amara).await })
}

#[tokio::test]
async fn one_address_is_one_person_in_an_organization_and_says_nothing_about_another() {
    on_both_engines(async |world| {
        let ben = person(&world, world.ben).await;
        let again = NewPerson {
            first_name: ben.first_name.clone(),
            last_name: ben.last_name.clone(),
            email: ben.email.clone(),
            username: None,
            roles: ben.roles,
            zone: ben.zone.clone(),
            under_13: false,
        };

        let here =
            in_tx!(world.db, AddError, tx, { accounts::add(tx, world.harbor, again.clone(), None).await });
        let there =
            in_tx!(world.db, AddError, tx, { accounts::add(tx, world.oak, again.clone(), None).await });

        assert!(matches!(here, Err(AddError::EmailTaken { person }) if person == world.ben));
        assert!(there.is_ok());
    })
    .await;
}

#[tokio::test]
async fn ten_at_once_add_one_person() {
    on_both_engines(async |world| {
        let added = (0..10).map(|_| {
            let (db, scope, ben) = (world.db.clone(), world.harbor, world.ben);
            tokio::spawn(async move {
                in_tx!(db, AddError, tx, {
                    let ben = accounts::find(tx, scope, ben).await?;
                    let new = NewPerson {
                        first_name: ben.first_name,
                        last_name: ben.last_name,
                        email: "twin@demo.test".parse().ok(),
                        username: None,
                        roles: ben.roles,
                        zone: ben.zone,
                        under_13: false,
                    };
                    accounts::add(tx, scope, new, None).await
                })
            })
        });

        let mut written = 0;
        for one in added.collect::<Vec<_>>() {
            match one.await.unwrap() {
                Ok(_) => written += 1,
                Err(AddError::EmailTaken { .. }) => {}
                Err(other) => panic!("{other}"),
            }
        }
        assert_eq!(written, 1);
    })
    .await;
}

#[tokio::test]
async fn the_last_active_admin_stays() {
    on_both_engines(async |world| {
        assert!(matches!(archive(&world, world.amara).await, Err(ArchiveError::LastAdmin)));

        // an invited admin cannot take over yet
        newcomer(&world, "Vera", Role::Admin, Some("vera@demo.test")).await;
        assert!(matches!(archive(&world, world.amara).await, Err(ArchiveError::LastAdmin)));
        assert_eq!(person(&world, world.amara).await.standing, Standing::Active);
    })
    .await;
}

#[tokio::test]
async fn archiving_takes_back_sign_ins_and_links_and_restoring_gives_back_neither() {
    on_both_engines(async |world| {
        let mut ben = world.signed_in(world.ben).await;
        ben.post("/reset", &[("login", "ben@demo.test")]).await;
        assert!(newest_path(&world, world.ben, Kind::Reset).await.is_some());

        archive(&world, world.ben).await.unwrap();
        assert_eq!(ben.get("/account").await.location(), "/sign-in?next=/account");
        assert!(newest_path(&world, world.ben, Kind::Reset).await.is_none());
        let restored = in_tx!(world.db, accounts::RestoreError, tx, {
            accounts::restore(tx, world.harbor, world.ben, world.amara).await
        });
        restored.unwrap();

        assert_eq!(person(&world, world.ben).await.standing, Standing::Active);
        assert_eq!(ben.get("/account").await.location(), "/sign-in?next=/account");
        assert!(newest_path(&world, world.ben, Kind::Reset).await.is_none());
    })
    .await;
}

#[tokio::test]
async fn nobody_is_archived_out_of_a_live_session() {
    on_both_engines(async |world| {
        world.start(world.ben).await;

        assert!(matches!(archive(&world, world.ben).await, Err(ArchiveError::InLiveSession)));
        assert!(matches!(archive(&world, world.ada).await, Err(ArchiveError::InLiveSession)));
        assert!(archive(&world, world.mia).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn nobody_is_archived_while_their_session_starts() {
    for _ in 0..5 {
        on_both_engines(async |world| {
            let press = world.press(world.mia, "one press");

            let (started, archived) =
                tokio::join!(world.try_start(world.ada, &press), archive(&world, world.mia));

            assert!(started.is_ok() != archived.is_ok(), "{started:?} {archived:?}");
        })
        .await;
    }
}

#[tokio::test]
async fn a_parent_who_is_one_no_longer_keeps_no_way_in() {
    on_both_engines(async |world| {
        let session = world.start(world.ben).await;
        let mut amara = world.signed_in(world.amara).await;
        let (carol, ben) = (world.carol.to_string(), world.ben.to_string());

        let fields = [("parent", carol.as_str()), ("student", ben.as_str()), ("back", ben.as_str())];
        amara.post("/people/families/removal", &fields).await;

        let mut tx = world.db.read().await.unwrap();
        let links = links::of_session(&mut tx, world.harbor, session).await.unwrap();
        for link in links {
            assert_eq!(link.revoked_at.is_some(), link.recipient == world.carol);
        }
    })
    .await;
}
