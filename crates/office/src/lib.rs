//! The office: what an organization decided, what its sessions cost, and a student's credits.

pub mod absence_reasons;
pub mod audit_trail;
pub mod billable;
pub mod bookable;
pub mod cancellation;
pub mod closures;
pub mod configuration;
pub mod credits;
pub mod invoices;
pub mod locations;
pub mod organization;
pub mod profile_fields;
pub mod requests;
mod trail;

/// Every route of this area.
pub fn routes() -> web::Routes {
    configuration::routes()
        .and(absence_reasons::routes())
        .and(closures::routes())
        .and(cancellation::routes())
        .and(credits::routes())
        .and(invoices::routes())
        .and(billable::routes())
        .and(requests::routes())
        .and(profile_fields::routes())
        .and(organization::routes())
        .and(audit_trail::routes())
        .and(bookable::routes())
        .and(locations::routes())
}
