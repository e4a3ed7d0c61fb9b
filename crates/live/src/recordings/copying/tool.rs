//! The program that makes copies.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where `ffmpeg` may be. It is looked for whenever it is wanted, so that it can be installed while the server runs.
#[derive(Debug, Clone, Default)]
pub struct Tool(Arc<[PathBuf]>);

impl Tool {
    /// The first of these places where it is, is taken.
    pub fn at(places: impl IntoIterator<Item = PathBuf>) -> Self {
        Self(places.into_iter().collect())
    }

    /// The program, where there is one.
    pub async fn find(&self) -> Option<PathBuf> {
        for place in self.0.iter() {
            if is_program(place).await {
                return Some(place.clone());
            }
        }
        None
    }
}

async fn is_program(place: &Path) -> bool {
    let found = tokio::fs::metadata(place).await;
    found.is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}
