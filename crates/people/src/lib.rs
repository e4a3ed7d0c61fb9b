//! People: the organization, who belongs to it in which role, how they come in, and who belongs to whom.

pub mod absence_reasons;
pub mod accounts;
mod activations;
mod all_users;
pub mod audit;
pub mod closures;
mod directory;
pub mod families;
pub mod groups;
pub mod imports;
pub mod invitations;
pub mod links;
pub mod locations;
pub mod organizations;
mod own_account;
pub mod passkeys;
pub mod profiles;
mod resets;
pub mod sign_in;
mod switching;
pub mod teaching_pairs;

pub use directory::Directory;

/// Every route of this area.
pub fn routes() -> web::Routes {
    sign_in::routes()
        .and(passkeys::routes())
        .and(resets::routes())
        .and(activations::routes())
        .and(own_account::routes())
        .and(all_users::routes())
        .and(imports::routes())
        .and(groups::routes())
        .and(profiles::routes())
        .and(switching::routes())
}
