//! What these tests share.

use db::in_tx;
use kernel::{Role, Roles, UserId, Zone};
use people::accounts::{self, NewPerson, Person};
use people::links::{self, Kind};
use testkit::World;

/// The path of the newest link of that kind, as its mail carries it.
pub async fn newest_path(world: &World, person: UserId, kind: Kind) -> Option<String> {
    let mut tx = world.db.read().await.unwrap();
    let link = links::newest(&mut tx, world.harbor, person, kind).await.unwrap()?;
    let token = links::derive(&mut tx, world.harbor, world.app.key(), link.id).await.unwrap()?;
    Some(links::address_path(kind, &token))
}

/// The person as stored.
pub async fn person(world: &World, id: UserId) -> Person {
    accounts::find(&mut world.db.read().await.unwrap(), world.harbor, id).await.unwrap()
}

/// Somebody new at Harbor, invited. Without an address the first name is the username.
pub async fn newcomer(world: &World, first_name: &str, role: Role, email: Option<&str>) -> UserId {
    let new = NewPerson {
        first_name: first_name.parse().unwrap(),
        last_name: "Newcomer".parse().unwrap(),
        email: email.map(|email| email.parse().unwrap()),
        username: if email.is_none() { Some(first_name.parse().unwrap()) } else { None },
        roles: Roles::NONE.with(role),
        zone: Zone::UTC,
        under_13: false,
    };
    let added = in_tx!(world.db, accounts::AddError, tx, {
        accounts::add(tx, world.harbor, new.clone(), Some(world.amara)).await
    });
    added.unwrap()
}

/// An id as addresses show it, of nobody.
pub fn nobody(world: &World) -> UserId {
    UserId::fresh(world.clock.now())
}
