//! The verb that signs somebody in by a passkey.

use std::net::IpAddr;

use db::in_tx;
use kernel::UserId;
use web::{App, Organization, token};
use webauthn_rs::prelude::{DiscoverableAuthentication, DiscoverableKey, PublicKeyCredential};

use super::{Purpose, Reply, ReplyError, relying_party, store};
use crate::sign_in::{self, Opened, TryKey};

/// Compares what the browser sent with what was asked, and signs in whose key it is. The question is used up by it,
/// whatever comes of it; the try that it counted as is given back when the answer is right.
///
/// # Errors
/// Each variant of [`ReplyError`] is a sentence for the person. Who an unknown or removed key belonged to, nobody learns.
pub async fn enter(
    app: &App,
    organization: &Organization,
    reply: &Reply,
    address: IpAddr,
    browser: &str,
) -> Result<(UserId, Opened), ReplyError> {
    let party = relying_party::of(app, organization).ok_or(ReplyError::Unusable)?;
    let hash = token::hash_of_text(&reply.ceremony).ok_or(ReplyError::TooLate)?;
    let (scope, whose) = (organization.scope(), (Purpose::SignIn.word(), None));
    let state = in_tx!(app.db(), db::Error, tx, { store::take_question(tx, scope, hash, whose).await })?;
    let state: DiscoverableAuthentication = store::parsed(&state.ok_or(ReplyError::TooLate)?, "state")?;
    let shown: PublicKeyCredential =
        serde_json::from_str(&reply.passkey).map_err(|_| ReplyError::Unusable)?;
    let Ok((person, credential_id)) = party.identify_discoverable_authentication(&shown) else {
        return Err(ReplyError::Unusable);
    };
    let (person, credential_id) = (UserId::from_uuid(person), credential_id.to_vec());
    let found = store::of_credential(&mut app.db().read().await?, scope, person, &credential_id).await?;
    let (id, mut passkey) = found.ok_or(ReplyError::Unknown)?;
    let key = DiscoverableKey::from(&passkey);
    let seen = party.finish_discoverable_authentication_v2(&shown, state, &key).map_err(|error| {
        tracing::info!(%error, "A passkey did not sign what was asked");
        ReplyError::Unknown
    })?;
    passkey.update_credential(&seen);
    let count = [TryKey::address(app.key(), address)];
    in_tx!(app.db(), ReplyError, tx, {
        // removed while it was compared, or its person archived
        if !store::mark_used(tx, scope, id, &passkey).await? {
            return Err(ReplyError::Unknown);
        }
        sign_in::give_back(tx, &count).await?;
        let opened = sign_in::open(tx, scope, person, browser).await?.ok_or(ReplyError::Unknown)?;
        Ok((person, opened))
    })
}
