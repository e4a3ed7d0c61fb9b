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

    /// The name of a box whose file is not known yet: its id is put behind.
    pub fn any() -> String {
        FILE.to_owned()
    }

    pub fn has(&self, file: FileId) -> bool {
        self.0.contains_key(&Self::name(file))
    }

    /// None where one is no file's id.
    pub fn files(&self) -> Option<Vec<FileId>> {
        self.names().filter_map(|name| name.strip_prefix(FILE)).map(|id| id.parse().ok()).collect()
    }

    /// The names of all boxes, in their order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Takes a field that is a file's box; whether it was one.
    pub fn take(&mut self, name: &str, value: String) -> bool {
        let is_box = name.starts_with(FILE);
        if is_box {
            self.0.insert(name.to_owned(), value);
        }
        is_box
    }
}
