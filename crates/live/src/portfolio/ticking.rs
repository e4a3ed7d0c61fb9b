//! Files of the own portfolio that are ticked in a form.

use std::collections::BTreeMap;

use kernel::FileId;
use serde::Deserialize;

/// How the name of a file's box begins; its id follows.
const FILE: &str = "file-";

/// What is ticked; of a form with other fields, the rest of them too.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(transparent)]
pub struct Ticked(BTreeMap<String, String>);

impl Ticked {
    /// The name of a file's box.
    pub fn name(file: FileId) -> String {
        format!("{FILE}{file}")
    }

    pub fn has(&self, file: FileId) -> bool {
        self.0.contains_key(&Self::name(file))
    }

    /// None where one is no file's id.
    pub fn files(&self) -> Option<Vec<FileId>> {
        self.0.keys().filter_map(|name| name.strip_prefix(FILE)).map(|id| id.parse().ok()).collect()
    }
}
