//! How an organization looks, and where its logo is kept.

use db::{Result, Scope, Tx};
use web::look::{Accent, Look};

use super::{finding, store};

/// A logo that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logo {
    /// Its name in the storage.
    pub object: String,
    /// `jpeg`, `png`, `svg`.
    pub kind: String,
    pub bytes: i64,
    /// Names it in its address, by its content.
    pub tag: String,
}

/// How the organization looks, and its logo, held until the transaction ends: whoever else wants to change it waits.
///
/// # Errors
/// As the engine refuses.
pub async fn look_to_change(tx: &mut Tx, scope: Scope) -> Result<(Look, Option<Logo>)> {
    store::lock(tx, scope).await?;
    Ok((finding::find(tx, scope).await?.look, logo(tx, scope).await?))
}

/// The logo, where there is one.
///
/// # Errors
/// As the engine refuses.
pub async fn logo(tx: &mut Tx, scope: Scope) -> Result<Option<Logo>> {
    store::logo(tx, scope).await
}

/// Sets the colour from now on; none: the product's own.
///
/// # Errors
/// As the engine refuses.
pub async fn set_accent(tx: &mut Tx, scope: Scope, accent: Option<Accent>) -> Result<()> {
    store::set_accent(tx, scope, accent.map(|accent| accent.to_string())).await
}

/// Sets the logo from now on; none: the product's own. What becomes of the old one's bytes is the caller's to say.
///
/// # Errors
/// As the engine refuses.
pub async fn set_logo(tx: &mut Tx, scope: Scope, logo: Option<&Logo>) -> Result<()> {
    store::set_logo(tx, scope, logo).await
}
