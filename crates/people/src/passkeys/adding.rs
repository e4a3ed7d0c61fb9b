//! The verbs that add a passkey and remove one.

use db::{Scope, Tx, in_tx, outbox};
use kernel::{Event, PasskeyId, UserId};
use web::{App, Organization, token};
use webauthn_rs::prelude::{Passkey, PasskeyRegistration, RegisterPublicKeyCredential};

use super::passkey::{MOST, may_remove};
use super::{Name, Purpose, RemoveError, Reply, ReplyError, relying_party, store};
use crate::accounts;
use crate::audit::{self, Change};

/// A new key that its device has proven; not kept yet.
#[derive(Debug, Clone)]
pub struct Proven {
    passkey: Passkey,
    purpose: Purpose,
}

/// Why a proven key is not kept. `Display` is the sentence people read.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    #[error("This passkey is known here already.")]
    Known,
    #[error("You have {MOST} passkeys. Remove one first.")]
    Enough,
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl db::IsRetry for AddError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

/// Compares what the browser sent with what was asked for this purpose about this person. The question is used up by it,
/// whatever comes of it.
///
/// # Errors
/// Each variant of [`ReplyError`] is a sentence for the person.
pub async fn prove(
    app: &App,
    organization: &Organization,
    purpose: Purpose,
    person: UserId,
    reply: &Reply,
) -> Result<Proven, ReplyError> {
    let party = relying_party::of(app, organization).ok_or(ReplyError::Unusable)?;
    let hash = token::hash_of_text(&reply.ceremony).ok_or(ReplyError::TooLate)?;
    let (scope, whose) = (organization.scope(), (purpose.word(), Some(person)));
    let state = in_tx!(app.db(), db::Error, tx, { store::take_question(tx, scope, hash, whose).await })?;
    let state: PasskeyRegistration = store::parsed(&state.ok_or(ReplyError::TooLate)?, "state")?;
    let made: RegisterPublicKeyCredential =
        serde_json::from_str(&reply.passkey).map_err(|_| ReplyError::Unusable)?;
    match party.finish_passkey_registration(&made, &state) {
        Ok(passkey) => Ok(Proven { passkey, purpose }),
        Err(error) => {
            tracing::info!(%error, "A new passkey was refused");
            Err(ReplyError::Unusable)
        }
    }
}

/// Keeps a proven key of the person, who is told of it unless they come in by it for the first time.
///
/// # Errors
/// `Known` and `Enough` are sentences for the person.
pub async fn add(
    tx: &mut Tx,
    scope: Scope,
    person: UserId,
    proven: &Proven,
    name: &Name,
) -> Result<PasskeyId, AddError> {
    // two at once are counted one after the other
    accounts::lock(tx, scope, person).await?;
    if store::credentials_of(tx, scope, person).await?.len() >= MOST {
        return Err(AddError::Enough);
    }
    let id = PasskeyId::fresh(tx.now());
    if let Err(error) = store::insert(tx, scope, id, person, &proven.passkey, name).await {
        let known = error.is_refused_by("passkeys_one_per_credential")
            || error.is_refused_by("passkeys.credential_id");
        return Err(if known { AddError::Known } else { error.into() });
    }
    let (subject, after) = (Some(person.to_string()), Some(id.to_string()));
    let change = Change { by: Some(person), what: "passkey added", subject, before: None, after };
    audit::record(tx, scope, change).await?;
    if proven.purpose == Purpose::Add {
        outbox::record(tx, scope, Event::PasskeyAdded { person }).await?;
    }
    Ok(id)
}

/// Takes a key of the person away: its device does not sign them in any more.
///
/// # Errors
/// `OnlyWay` is a sentence for the person; `NotFound` when they have no such key.
pub async fn remove(tx: &mut Tx, scope: Scope, person: UserId, id: PasskeyId) -> Result<(), RemoveError> {
    // of two at once the second finds one key less
    accounts::lock(tx, scope, person).await?;
    let keys = store::of_person(tx, scope, person).await?;
    if !keys.iter().any(|key| key.id == id) {
        return Err(db::Error::NotFound.into());
    }
    if !may_remove(keys.len(), accounts::find(tx, scope, person).await?.has_password) {
        return Err(RemoveError::OnlyWay);
    }
    forget(tx, scope, person, id).await?;
    Ok(())
}

/// Takes all keys of the person away, who has just set a password and so has a way in.
///
/// # Errors
/// As the engine refuses.
pub async fn remove_all(tx: &mut Tx, scope: Scope, person: UserId) -> Result<(), db::Error> {
    accounts::lock(tx, scope, person).await?;
    for key in store::of_person(tx, scope, person).await? {
        forget(tx, scope, person, key.id).await?;
    }
    Ok(())
}

async fn forget(tx: &mut Tx, scope: Scope, person: UserId, id: PasskeyId) -> Result<(), db::Error> {
    store::delete(tx, scope, person, id).await?;
    let (subject, before) = (Some(person.to_string()), Some(id.to_string()));
    let change = Change { by: Some(person), what: "passkey removed", subject, before, after: None };
    audit::record(tx, scope, change).await
}
