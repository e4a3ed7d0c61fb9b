//! What an organization is called, as it is typed.

use kernel::{Email, Zone, is_title};
use people::organizations::Identity;
use serde::Deserialize;
use web::{Errors, Organization};

/// The longest name.
pub const MAX_NAME: usize = 80;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OrganizationForm {
    pub name: String,
    pub zone: String,
    pub support_email: String,
}

impl OrganizationForm {
    pub fn of(organization: &Organization) -> Self {
        Self {
            name: organization.name.clone(),
            zone: organization.zone.name().to_owned(),
            support_email: organization.support_email.clone().unwrap_or_default(),
        }
    }

    /// # Errors
    /// A message for each field that does not fit.
    pub fn read(&self) -> Result<Identity, Errors> {
        let mut errors = Errors::new();
        let name = self.name.trim().to_owned();
        if !is_title(&name, MAX_NAME) {
            errors.add("name", "Give a name of at most 80 characters on one line.");
        }
        let zone = Zone::named(&self.zone);
        if zone.is_none() {
            errors.add("zone", "Choose a time zone from the list.");
        }
        let support_email = match self.support_email.trim() {
            "" => None,
            typed => match typed.parse::<Email>() {
                Ok(email) => Some(email.to_string()),
                Err(_) => {
                    errors.add("support_email", "This is no mail address.");
                    None
                }
            },
        };
        match zone {
            Some(zone) if errors.is_empty() => Ok(Identity { name, zone, support_email }),
            _ => Err(errors),
        }
    }
}
