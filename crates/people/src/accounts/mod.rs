//! People's accounts: added, activated, changed, archived and restored.
//!
//! An account belongs to one organization. It is *invited* until its person comes in, then *active*; *archived* it may
//! do nothing and may be restored. Whatever takes rights away raises the account's security revision, which ends every
//! sign-in at once.

mod account;
mod activation;
mod addition;
mod archival;
mod change;
mod store;
#[cfg(test)]
mod tests;

pub use account::{
    Activation, Consent, Details, ExternalId, NewPerson, NotAUsername, NotAnExternalId, Person, Standings,
    Username, search_key,
};
pub use activation::{ActivateError, activate};
pub use addition::{AddError, add};
pub use archival::{ArchiveError, RestoreError, archive, restore};
pub use change::{
    ChangeError, change, hold_to_change, set_external_id, set_password, set_recording_refused, set_zone,
};
pub use store::{
    Credentials, Named, NamedBy, Search, credentials, credentials_of, find, find_by_email, find_many,
    find_named, has_username, like_pattern, lock, search, touch_last_used,
};
