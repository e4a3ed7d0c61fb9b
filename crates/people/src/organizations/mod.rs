//! Organizations: who they are, the rules they teach by, and the terms their people accept.

mod bookable;
mod cancellation;
mod creation;
mod finding;
mod identity;
mod look;
mod organization;
mod requests;
mod settings;
mod store;

pub use bookable::{Bookable, Unsaid, bookable, bookable_to_change, set_bookable};
pub use cancellation::{CancellationRules, cancellation, cancellation_to_change, set_cancellation};
pub use creation::{CreateError, create};
pub use finding::{all, by_host, find, rules};
pub use identity::{Identity, identity_to_change, set_identity};
pub use look::{Logo, logo, look_to_change, set_accent, set_logo};
pub use organization::{BelowZero, BookingRules, NewOrganization, RecordingMode, Rules, Terms};
pub use requests::{RequestRules, requests, requests_to_change, set_requests};
pub use settings::{
    DurationError, add_duration, publish_terms, remove_duration, rules_to_change, set_booking,
    set_default_duration, set_money, set_recording,
};
pub use store::current_terms;
