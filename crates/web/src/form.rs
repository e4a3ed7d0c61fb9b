//! Forms: read strictly, answered with every word kept.

use std::collections::BTreeMap;

use axum::extract::{FromRequest, Request};
use serde::de::DeserializeOwned;

use crate::Failure;

/// A posted form as `T`: a struct of `String` fields with `#[serde(default, deny_unknown_fields)]`.
pub struct Form<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Form<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        match axum::Form::<T>::from_request(request, state).await {
            Ok(axum::Form(form)) => Ok(Self(form)),
            Err(refusal) => {
                tracing::debug!(status = refusal.status().as_u16(), "A form did not fit");
                Err(Failure::Invalid("The form could not be read. Reload the page and try again.".to_owned()))
            }
        }
    }
}

/// What is wrong with a form: a message for a field, kept in the order of the fields' names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Errors(BTreeMap<&'static str, String>);

impl Errors {
    pub fn new() -> Self {
        Self::default()
    }

    /// Remembers `message` for `field`, unless the field has one already.
    pub fn add(&mut self, field: &'static str, message: impl Into<String>) {
        self.0.entry(field).or_insert_with(|| message.into());
    }

    #[must_use]
    pub fn with(mut self, field: &'static str, message: impl Into<String>) -> Self {
        self.add(field, message);
        self
    }

    pub fn get(&self, field: &str) -> Option<&str> {
        self.0.get(field).map(String::as_str)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.0.iter().map(|(field, message)| (*field, message.as_str()))
    }
}
