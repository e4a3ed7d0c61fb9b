//! A place as it is listed.

use kernel::LocationId;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    pub id: LocationId,
    /// As people tell each other where it is; no other of the organization has it.
    pub name: String,
    /// It is not offered any more.
    pub is_archived: bool,
}
