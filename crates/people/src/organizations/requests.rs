//! Who in an organization may ask for sessions.

use db::{Result, Scope, Tx};

use super::{finding, store};

/// What an organization decided about requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestRules {
    /// Parents ask for sessions of their children, and for other times of these.
    pub parents: bool,
    /// Students do so for themselves.
    pub students: bool,
    /// Instructors are there for students at once, first come first served.
    pub on_demand: bool,
    /// All of them, and not only those who teach the student already.
    pub with_anybody: bool,
}

/// The rules of requests.
///
/// # Errors
/// As the engine refuses.
pub async fn requests(tx: &mut Tx, scope: Scope) -> Result<RequestRules> {
    let organization = finding::find(tx, scope).await?;
    let (on_demand, with_anybody) = store::on_demand(tx, scope).await?;
    Ok(RequestRules {
        parents: organization.parents_may_request,
        students: organization.students_may_request,
        on_demand,
        with_anybody,
    })
}

/// The same, held until the transaction ends: whoever else wants to change them waits.
///
/// # Errors
/// As the engine refuses.
pub async fn requests_to_change(tx: &mut Tx, scope: Scope) -> Result<RequestRules> {
    store::lock(tx, scope).await?;
    requests(tx, scope).await
}

/// Sets who may ask from now on. What was asked before stays.
///
/// # Errors
/// As the engine refuses.
pub async fn set_requests(tx: &mut Tx, scope: Scope, rules: RequestRules) -> Result<()> {
    store::set_requests(tx, scope, rules).await
}
