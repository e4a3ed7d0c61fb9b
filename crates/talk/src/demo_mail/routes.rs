//! Reading the demonstration's mails. Only those of the organization the host names.

use axum::Extension;
use axum::extract::Path;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use maud::Markup;
use web::{Act, Failure, Organization, Routes, bare_page};

use super::views;
use crate::post::{Kept, Mailbox};

/// No script, nothing loaded, a foreign origin; links may lead the whole window on.
const SANDBOX: &str = "sandbox allow-popups allow-popups-to-escape-sandbox \
    allow-top-navigation-by-user-activation; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'";

/// The routes; handlers find the [`Mailbox`] as an extension. Registered in a demonstration only.
pub fn routes() -> Routes {
    Routes::new()
        .get("/demo/mail", Act::ReadDemoMail, index)
        .get("/demo/mail/{number}", Act::ReadDemoMail, show)
        .get("/demo/mail/{number}/body", Act::ReadDemoMail, show_body)
}

async fn index(Extension(mailbox): Extension<Mailbox>, organization: Organization) -> Markup {
    let mails = mailbox.all_of(organization.id).await;
    bare_page(Some(&organization), "Demo mailbox", views::index(&mails, &organization.zone))
}

async fn show(
    Extension(mailbox): Extension<Mailbox>,
    organization: Organization,
    Path(number): Path<String>,
) -> Result<Markup, Failure> {
    let mail = find(&mailbox, &organization, &number).await?;
    Ok(bare_page(Some(&organization), &mail.subject, views::show(&mail, &organization.zone)))
}

async fn show_body(
    Extension(mailbox): Extension<Mailbox>,
    organization: Organization,
    Path(number): Path<String>,
) -> Result<Response, Failure> {
    let mail = find(&mailbox, &organization, &number).await?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (HeaderName::from_static("content-security-policy"), HeaderValue::from_static(SANDBOX)),
    ];
    Ok((headers, leading_out(&mail.html)).into_response())
}

async fn find(mailbox: &Mailbox, organization: &Organization, number: &str) -> Result<Kept, Failure> {
    let number = number.parse().map_err(|_| Failure::NotFound)?;
    mailbox.find(organization.id, number).await.ok_or(Failure::NotFound)
}

/// The mail with its links leading out of the frame, as a mail program opens them.
fn leading_out(html: &str) -> String {
    html.replacen("<head>", "<head><base target=\"_top\">", 1)
}
