//! Who answers to a host name or a sign-in cookie: what every request asks first.

use db::Db;
use web::{Answer, Organization, Viewer};

use crate::{organizations, sign_in};

/// Looks into the store at every request, so that a change of rights holds from the next one on.
#[derive(Clone)]
pub struct Directory {
    db: Db,
}

impl Directory {
    pub const fn new(db: Db) -> Self {
        Self { db }
    }
}

impl web::Directory for Directory {
    fn organization<'a>(&'a self, host: &'a str) -> Answer<'a, Option<Organization>> {
        Box::pin(async move { organizations::by_host(&mut self.db.read().await?, host).await })
    }

    fn viewer<'a>(
        &'a self,
        organization: &'a Organization,
        token_hash: [u8; 32],
    ) -> Answer<'a, Option<Viewer>> {
        Box::pin(sign_in::viewer(&self.db, organization, token_hash))
    }
}
