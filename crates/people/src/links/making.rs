//! Making a link, and making its token again.

use db::{Result, Scope, Tx};
use kernel::{LinkId, Secret};
use web::token;

use super::{Kind, Link, NewLink, store};

/// Every link's token belongs to a generation; a later one would end all tokens of the earlier.
const GENERATION: i64 = 0;

/// Writes a link. Its token is not given back: whoever mails or shows it derives it.
///
/// # Errors
/// As the engine refuses.
pub async fn make(tx: &mut Tx, scope: Scope, key: &Secret<[u8; 32]>, new: NewLink) -> Result<LinkId> {
    let id = LinkId::fresh(tx.now());
    let hash = token::hash(&token_of(key, new.kind, id, GENERATION));
    store::insert(tx, scope, id, &new, GENERATION, hash).await?;
    Ok(id)
}

/// The text of the link's token. None when the link is gone, revoked, used up or expired.
///
/// # Errors
/// As the engine refuses.
pub async fn derive(tx: &mut Tx, scope: Scope, key: &Secret<[u8; 32]>, id: LinkId) -> Result<Option<String>> {
    let now = tx.now();
    let found = store::by_id(tx, scope, id).await?;
    Ok(found
        .filter(|(link, _)| link.is_valid(now))
        .map(|(link, generation)| token::text(&token_of(key, link.kind, link.id, generation))))
}

/// The link of that kind with that token, in whatever state. Text that cannot be a token finds nothing.
///
/// # Errors
/// As the engine refuses.
pub async fn find(tx: &mut Tx, scope: Scope, kind: Kind, token_text: &str) -> Result<Option<Link>> {
    match token::hash_of_text(token_text) {
        Some(hash) => store::by_token(tx, scope, kind, hash).await,
        None => Ok(None),
    }
}

fn token_of(key: &Secret<[u8; 32]>, kind: Kind, id: LinkId, generation: i64) -> [u8; 32] {
    token::derived(key, format!("link {} {id} {generation}", kind.word()).as_bytes())
}
