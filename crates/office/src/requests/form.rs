//! Who may ask for sessions, as it is ticked.

use people::organizations::RequestRules;
use serde::Deserialize;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RequestsForm {
    pub parents: String,
    pub students: String,
    pub on_demand: String,
    pub with_anybody: String,
}

impl RequestsForm {
    /// A box that is not ticked sends nothing.
    pub fn read(&self) -> RequestRules {
        RequestRules {
            parents: self.parents == "true",
            students: self.students == "true",
            on_demand: self.on_demand == "true",
            with_anybody: self.with_anybody == "true",
        }
    }
}
