//! Routes, registered together with the act they perform.

use axum::Router;
use axum::extract::Request;
use axum::handler::Handler;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, delete, get, post};
use http::Method;

use crate::policy::{self, Act};
use crate::{App, Failure, Organization, Visitor};

/// A line of the access table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteRow {
    pub method: Method,
    pub path: &'static str,
    pub act: Act,
}

/// A feature's routes. The access test walks [`rows`](Routes::rows).
#[derive(Default)]
pub struct Routes {
    router: Router<App>,
    rows: Vec<RouteRow>,
}

impl Routes {
    pub fn new() -> Self {
        Self::default()
    }

    #[must_use]
    pub fn get<H, T>(self, path: &'static str, act: Act, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(Method::GET, path, act, get(handler))
    }

    #[must_use]
    pub fn post<H, T>(self, path: &'static str, act: Act, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(Method::POST, path, act, post(handler))
    }

    #[must_use]
    pub fn delete<H, T>(self, path: &'static str, act: Act, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(Method::DELETE, path, act, delete(handler))
    }

    /// All of `other`'s routes too.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.rows.extend(other.rows);
        Self { router: self.router.merge(other.router), rows: self.rows }
    }

    /// Hands `value` to the handlers as an `Extension`.
    #[must_use]
    pub fn with<E: Clone + Send + Sync + 'static>(self, value: E) -> Self {
        Self { router: self.router.layer(axum::Extension(value)), rows: self.rows }
    }

    pub fn rows(&self) -> &[RouteRow] {
        &self.rows
    }

    pub fn into_router(self) -> Router<App> {
        self.router
    }

    fn add(mut self, method: Method, path: &'static str, act: Act, route: MethodRouter<App>) -> Self {
        let guarded = route.layer(from_fn(move |request: Request, next: Next| admit(act, request, next)));
        self.rows.push(RouteRow { method, path, act });
        Self { router: self.router.route(path, guarded), rows: self.rows }
    }
}

/// Lets the request through when the policy allows the act; else the thing does not exist, or one signs in first.
async fn admit(act: Act, request: Request, next: Next) -> Response {
    match verdict(act, &request) {
        None => next.run(request).await,
        Some(failure) => failure.into_response(),
    }
}

fn verdict(act: Act, request: &Request) -> Option<Failure> {
    let visitor = request.extensions().get::<Visitor>().unwrap_or(&Visitor::Nobody);
    let Some(organization) = request.extensions().get::<Organization>() else {
        return (act != Act::BeAnyone).then_some(Failure::NotFound);
    };
    if policy::may(visitor, organization, act) {
        return None;
    }
    Some(if visitor.viewer().is_none() { Failure::SignInFirst } else { Failure::NotFound })
}
