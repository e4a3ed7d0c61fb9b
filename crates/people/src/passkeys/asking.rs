//! The verbs that ask a device, to make a key or to prove one.

use std::net::IpAddr;

use db::{Scope, Tx, in_tx};
use serde::Serialize;
use serde_json::{Value, json};
use web::{App, Organization, token};
use webauthn_rs::Webauthn;
use webauthn_rs::prelude::WebauthnError;

use super::passkey::{ANSWER_SECONDS, Asked, MOST, Purpose};
use super::{relying_party, store};
use crate::accounts::Person;
use crate::sign_in::{self, Throttled, TryKey};

/// Why nothing is asked.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    #[error("Passkeys need an address with a name.")]
    NotHere,
    #[error("You have {MOST} passkeys. Remove one first.")]
    Enough,
    #[error("tries come too fast; wait {wait_seconds} s")]
    TooFast { wait_seconds: i64 },
    #[error("no question could be made")]
    Failed(#[from] WebauthnError),
    #[error("a question could not be written")]
    Unwritable(#[from] serde_json::Error),
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl db::IsRetry for AskError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

impl From<Throttled> for AskError {
    fn from(throttled: Throttled) -> Self {
        match throttled {
            Throttled::Wait { wait_seconds } => Self::TooFast { wait_seconds },
            Throttled::Store(error) => Self::Store(error),
        }
    }
}

/// Asks whoever is at `address` for a key of any account here. It counts as a try, and is given back when the answer is
/// right: so strangers cannot fill the store with questions either.
///
/// # Errors
/// `NotHere` and `TooFast` are for the person.
pub async fn ask_to_sign_in(
    app: &App,
    organization: &Organization,
    address: IpAddr,
) -> Result<Asked, AskError> {
    let (options, state) = party(app, organization)?.start_discoverable_authentication()?;
    let question = Question::new(&options.public_key, &state)?;
    let (scope, count) = (organization.scope(), [TryKey::address(app.key(), address)]);
    in_tx!(app.db(), AskError, tx, {
        sign_in::charge(tx, &count).await?;
        question.keep(tx, scope, Purpose::SignIn, None).await?;
        Ok(())
    })?;
    Ok(question.asked())
}

/// Asks for a new key of `person`, which takes the place of earlier questions of this purpose.
///
/// # Errors
/// `NotHere` and `Enough` are for the person.
pub async fn ask_to_add(
    app: &App,
    organization: &Organization,
    person: &Person,
    purpose: Purpose,
) -> Result<Asked, AskError> {
    let party = party(app, organization)?;
    let scope = organization.scope();
    let known = store::credentials_of(&mut app.db().read().await?, scope, person.id).await?;
    if known.len() >= MOST {
        return Err(AskError::Enough);
    }
    let (name, login) = (person.name(), person.login());
    let login = if login.is_empty() { &name } else { &login };
    let (options, state) = party.start_passkey_registration(person.id.uuid(), login, &name, Some(known))?;
    let mut question = Question::new(&options.public_key, &state)?;
    // nobody types who they are: the device has to find the key by our address alone
    question.options["authenticatorSelection"]["residentKey"] = json!("required");
    question.options["authenticatorSelection"]["requireResidentKey"] = json!(true);
    in_tx!(app.db(), AskError, tx, {
        store::forget_questions(tx, scope, person.id, purpose.word()).await?;
        question.keep(tx, scope, purpose, Some(person)).await?;
        Ok(())
    })?;
    Ok(question.asked())
}

/// Removes at most `limit` questions that nobody may answer any more; says how many there were.
///
/// # Errors
/// As the engine refuses.
pub async fn sweep(tx: &mut Tx, limit: i64) -> Result<u64, db::Error> {
    store::sweep_questions(tx, limit).await
}

fn party(app: &App, organization: &Organization) -> Result<Webauthn, AskError> {
    relying_party::of(app, organization).ok_or(AskError::NotHere)
}

/// A question, and what its answer will be compared with.
struct Question {
    token: [u8; 32],
    options: Value,
    state: String,
}

impl Question {
    fn new(options: &impl Serialize, state: &impl Serialize) -> Result<Self, serde_json::Error> {
        let (options, state) = (serde_json::to_value(options)?, serde_json::to_string(state)?);
        Ok(Self { token: token::random(), options, state })
    }

    async fn keep(
        &self,
        tx: &mut Tx,
        scope: Scope,
        purpose: Purpose,
        person: Option<&Person>,
    ) -> Result<(), db::Error> {
        let (hash, person) = (token::hash(&self.token), person.map(|person| person.id));
        let expires_at = tx.now().plus_seconds(ANSWER_SECONDS);
        store::keep_question(tx, scope, hash, (purpose.word(), person), &self.state, expires_at).await
    }

    fn asked(self) -> Asked {
        Asked::new(token::text(&self.token), self.options)
    }
}
