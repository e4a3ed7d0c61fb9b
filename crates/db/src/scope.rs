//! The tenant, as a value that store functions ask for first.

use kernel::OrgId;

/// One organization's rows. A store function takes a scope before any id, and every statement on a tenant table
/// binds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Scope(OrgId);

impl Scope {
    /// The scope of `org`, by the word of the caller. Only where a person, a link or a job has been checked to
    /// belong to `org`; `cargo xtask arch` holds the list of files that may.
    pub const fn trusted(org: OrgId) -> Self {
        Self(org)
    }

    pub const fn org(&self) -> OrgId {
        self.0
    }
}
