//! The organization a request is for, named by its host.

use std::future::Future;
use std::pin::Pin;

use axum::extract::FromRequestParts;
use db::Scope;
use http::request::Parts;
use kernel::{OrgId, Zone};

use crate::look::Look;
use crate::{App, Failure, Viewer};

/// How an organization's sessions are paid for: what "billable" means there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Money {
    Credits,
    Invoicing,
    Neither,
}

impl Money {
    pub const ALL: [Self; 3] = [Self::Credits, Self::Invoicing, Self::Neither];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Credits => "credits",
            Self::Invoicing => "invoicing",
            Self::Neither => "neither",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|money| money.word() == word)
    }
}

/// What every page of an organization shows or needs.
#[derive(Debug, Clone, PartialEq)]
pub struct Organization {
    pub id: OrgId,
    pub name: String,
    pub host: String,
    pub zone: Zone,
    pub support_email: Option<String>,
    pub money: Money,
    pub instructors_may_invite: bool,
    pub instructors_may_manage_programs: bool,
    pub parents_may_request: bool,
    pub students_may_request: bool,
    /// Instructors are there for students at once.
    pub on_demand: bool,
    /// Sessions may take place in the classroom here.
    pub has_classroom: bool,
    pub look: Look,
}

impl Organization {
    /// The rows of the organization whose host was asked: for people who are not signed in and hold a link.
    pub const fn scope(&self) -> Scope {
        Scope::trusted(self.id)
    }
}

/// An answer that takes a look into the store.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = db::Result<T>> + Send + 'a>>;

/// Who answers to a host name or a cookie. The area of people implements it.
pub trait Directory: Send + Sync {
    /// The organization that `host` (no port) names; in an install with a single organization, that one.
    fn organization<'a>(&'a self, host: &'a str) -> Answer<'a, Option<Organization>>;

    /// The person whose sign-in has a token with this hash, when it still holds.
    fn viewer<'a>(
        &'a self,
        organization: &'a Organization,
        token_hash: [u8; 32],
    ) -> Answer<'a, Option<Viewer>>;
}

impl FromRequestParts<App> for Organization {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Failure> {
        parts.extensions.get::<Self>().cloned().ok_or(Failure::NotFound)
    }
}
