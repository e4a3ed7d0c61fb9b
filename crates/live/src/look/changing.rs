//! The verbs that change how an organization looks, each with its line in the audit trail.

use data_encoding::HEXLOWER;
use db::{Result, Scope, Tx};
use kernel::UserId;
use people::audit::{self, Change};
use people::organizations::{self, Logo};
use web::look::Accent;

use crate::portfolio::pictures::{self, Picture};

/// What every line of the trail begins with.
pub const LOOK: &str = "look ";
/// Bytes of the hash that name a logo in its address.
const TAG_BYTES: usize = 16;

/// Sets the colour; none: the product's own.
///
/// # Errors
/// As the engine refuses.
pub async fn set_accent(tx: &mut Tx, scope: Scope, by: UserId, accent: Option<Accent>) -> Result<()> {
    let (before, _) = organizations::look_to_change(tx, scope).await?;
    if before.accent == accent {
        return Ok(());
    }
    organizations::set_accent(tx, scope, accent).await?;
    let word = |accent: Option<Accent>| accent.map(|accent| accent.to_string());
    write_down(tx, scope, by, "look colour", (word(before.accent), word(accent))).await
}

/// Sets the logo, whose bytes are kept; none: the product's own. The bytes of the one before are deleted.
///
/// # Errors
/// As the engine refuses.
pub async fn set_logo(tx: &mut Tx, scope: Scope, by: UserId, picture: Option<&Picture>) -> Result<()> {
    let (_, before) = organizations::look_to_change(tx, scope).await?;
    let after = match picture {
        None if before.is_none() => return Ok(()),
        None => None,
        Some(picture) => {
            pictures::claim(tx, scope, picture).await?;
            Some(Logo {
                object: picture.object.clone(),
                kind: picture.kind.to_owned(),
                bytes: picture.bytes,
                tag: HEXLOWER.encode(picture.sha256.get(..TAG_BYTES).unwrap_or_default()),
            })
        }
    };
    organizations::set_logo(tx, scope, after.as_ref()).await?;
    if let Some(old) = &before {
        pictures::give_up(tx, scope, &old.object).await?;
    }
    let word =
        |logo: Option<Logo>| logo.map(|logo| format!("{}, {}", logo.kind, web::show::bytes(logo.bytes)));
    write_down(tx, scope, by, "look logo", (word(before), word(after))).await
}

async fn write_down(
    tx: &mut Tx,
    scope: Scope,
    by: UserId,
    what: &'static str,
    (before, after): (Option<String>, Option<String>),
) -> Result<()> {
    audit::record(tx, scope, Change { by: Some(by), what, subject: None, before, after }).await
}
