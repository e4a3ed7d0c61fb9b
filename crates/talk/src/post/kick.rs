//! Waking the worker as soon as something was committed, instead of at its next look.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use tokio::sync::Notify;

/// Wakes whoever waits for it. Cheap to clone; a kick that nobody awaits is kept for the next wait, and only one.
#[derive(Debug, Clone, Default)]
pub struct Kick(Arc<Notify>);

impl Kick {
    pub fn new() -> Self {
        Self::default()
    }

    /// There may be something to do.
    pub fn now(&self) {
        self.0.notify_one();
    }

    pub(crate) async fn waited(&self) {
        self.0.notified().await;
    }
}

/// A layer for the whole program: a request that may have written kicks the worker once it is answered.
pub async fn after_writes(State(kick): State<Kick>, request: Request, next: Next) -> Response {
    let may_write = !request.method().is_safe();
    let response = next.run(request).await;
    if may_write && !response.status().is_server_error() {
        kick.now();
    }
    response
}
