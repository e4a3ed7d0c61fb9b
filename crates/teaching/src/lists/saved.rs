//! Lists that a person looks at again, each under a name of their own. The verbs.

use db::{IsRetry, Tx};
use kernel::SavedViewId;
use web::Viewer;

use super::store;
use crate::sessions::{Filter, Half};

/// The most letters of a name.
pub const MAX_NAME: usize = 40;
/// The most views of a person.
pub const MOST: usize = 20;

/// A list somebody looks at again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedView {
    pub id: SavedViewId,
    pub name: String,
    pub half: Half,
    /// What narrows it, as [`Filter::query`] says it.
    pub query: String,
}

impl SavedView {
    pub fn is(&self, half: Half, filter: &Filter) -> bool {
        self.half == half && self.query == filter.query()
    }
}

/// Why a list was not kept.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    #[error("it has no name")]
    Unnamed,
    #[error("its name is too long")]
    TooLong,
    #[error("the person has a view of that name")]
    Taken,
    #[error("the person has as many views as there may be")]
    TooMany,
    #[error("it is the whole list")]
    Everything,
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl IsRetry for SaveError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

/// The viewer's own, by name.
///
/// # Errors
/// As the engine refuses.
pub async fn of(tx: &mut Tx, viewer: &Viewer) -> db::Result<Vec<SavedView>> {
    store::saved_of(tx, viewer.scope(), viewer.user).await
}

/// Keeps what a list is narrowed to under a name.
///
/// # Errors
/// As [`SaveError`] says.
pub async fn save(
    tx: &mut Tx,
    viewer: &Viewer,
    name: &str,
    half: Half,
    filter: &Filter,
) -> Result<(), SaveError> {
    let (name, query) = (name.trim(), filter.query());
    if name.is_empty() {
        return Err(SaveError::Unnamed);
    }
    if name.chars().count() > MAX_NAME {
        return Err(SaveError::TooLong);
    }
    if query.is_empty() {
        return Err(SaveError::Everything);
    }
    let known = of(tx, viewer).await?;
    if known.iter().any(|view| view.name == name) {
        return Err(SaveError::Taken);
    }
    if known.len() >= MOST {
        return Err(SaveError::TooMany);
    }
    let new = SavedView { id: SavedViewId::fresh(tx.now()), name: name.to_owned(), half, query };
    // somebody else's press with the same name may have come first
    if store::insert(tx, viewer.scope(), viewer.user, &new).await? { Ok(()) } else { Err(SaveError::Taken) }
}

/// Forgets one of the viewer's own. Gives it.
///
/// # Errors
/// `NotFound` when they have none with that id.
pub async fn forget(tx: &mut Tx, viewer: &Viewer, id: SavedViewId) -> db::Result<SavedView> {
    store::delete(tx, viewer.scope(), viewer.user, id).await
}
