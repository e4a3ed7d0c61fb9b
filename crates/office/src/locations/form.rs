//! The name of a location, as it is typed.

use kernel::is_title;
use serde::Deserialize;
use teaching::sessions::MAX_LOCATION;
use web::Errors;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LocationForm {
    pub name: String,
}

impl LocationForm {
    /// # Errors
    /// A message for the field.
    pub fn read(&self) -> Result<String, Errors> {
        let name = self.name.trim().to_owned();
        if !is_title(&name, MAX_LOCATION) {
            return Err(Errors::new().with("name", "Give it a name of at most 200 characters on one line."));
        }
        Ok(name)
    }
}
