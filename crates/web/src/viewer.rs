//! Who is looking at a page.

use axum::extract::FromRequestParts;
use db::Scope;
use http::request::Parts;
use kernel::{OrgId, Role, Roles, SignInId, Standing, UserId, Zone};

use crate::{App, Failure};

/// A person who is signed in and whose account still stands. Only the sign-in guard makes one.
#[derive(Debug, Clone, PartialEq)]
pub struct Viewer {
    pub org: OrgId,
    pub user: UserId,
    pub sign_in: SignInId,
    pub first_name: String,
    pub last_name: String,
    pub roles: Roles,
    pub standing: Standing,
    /// A student who goes on at their parent's browser: whose. It grants nothing of the parent's.
    pub by_parent: Option<UserId>,
    pub zone: Zone,
    /// Notifications not read yet.
    pub unread: i64,
    /// Messages not read yet.
    pub unread_messages: i64,
}

impl Viewer {
    /// The rows this person's organization owns.
    pub const fn scope(&self) -> Scope {
        Scope::trusted(self.org)
    }

    pub fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }

    pub const fn is(&self, role: Role) -> bool {
        self.roles.has(role)
    }
}

/// Whoever sent a request.
#[derive(Debug, Clone, PartialEq)]
pub enum Visitor {
    Nobody,
    SignedIn(Box<Viewer>),
}

impl Visitor {
    pub fn viewer(&self) -> Option<&Viewer> {
        match self {
            Self::Nobody => None,
            Self::SignedIn(viewer) => Some(viewer),
        }
    }
}

impl FromRequestParts<App> for Visitor {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Self::Rejection> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or(Self::Nobody))
    }
}

impl FromRequestParts<App> for Viewer {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Failure> {
        match parts.extensions.get::<Visitor>() {
            Some(Visitor::SignedIn(viewer)) => Ok((**viewer).clone()),
            _ => Err(Failure::SignInFirst),
        }
    }
}
