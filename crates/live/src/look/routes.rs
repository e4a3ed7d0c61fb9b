//! `/configuration/look`, for admins; `/look`, for everyone.

use axum::Extension;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Multipart, Path, Query, State};
use axum::handler::Handler;
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use db::in_tx;
use maud::Markup;
use people::{audit, organizations};
use serde::Deserialize;
use tokio::time::timeout;
use web::look::NotAnAccent;
use web::{Act, App, Errors, Failure, Form, Organization, Routes, Viewer};

use super::changing::{self, LOOK};
use super::views::{self, LookPage};
use crate::portfolio::pictures::{self, PICTURE_BYTES, PictureError};
use crate::portfolio::{ArrivalError, Counter, PIECE_WITHIN, Storage, busy};

/// Lines of history under the forms.
const HISTORY: i64 = 20;
/// A form with a picture that is too large is still read, so that this can be said.
const FORM_BYTES: usize = 4 * PICTURE_BYTES as usize;
/// A year: the address changes with the content.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// Every route of the look; `storage` holds the logo's bytes.
pub fn routes(storage: Storage) -> Routes {
    Routes::new()
        .get("/configuration/look", Act::Configure, show)
        .post("/configuration/look", Act::Configure, update)
        .post(
            "/configuration/look/logo",
            Act::Configure,
            create_logo.layer(DefaultBodyLimit::max(FORM_BYTES)),
        )
        .post("/configuration/look/logo/removal", Act::Configure, destroy_logo)
        .get("/look/colours/{file}", Act::BeAnyone, stylesheet)
        .get("/look/logos/{tag}", Act::BeAnyone, logo)
        .with(storage)
        .with(Counter::default())
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Shown {
    /// Set by the redirect after a change.
    saved: bool,
}

/// The colour as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ColourForm {
    accent: String,
}

async fn show(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Query(shown): Query<Shown>,
) -> Result<Markup, Failure> {
    let accent = organization.look.accent.map(|accent| accent.to_string()).unwrap_or_default();
    whole(&app, &organization, &viewer, (&accent, &Errors::new()), shown.saved).await
}

async fn update(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Form(form): Form<ColourForm>,
) -> Result<Response, Failure> {
    let typed = form.accent.trim();
    let accent = match (typed.is_empty(), typed.parse()) {
        (true, _) => None,
        (false, Ok(accent)) => Some(accent),
        (false, Err(error)) => {
            let words = match error {
                NotAnAccent::NoColour => {
                    "Write the colour as # and six digits or letters from a to f: #0b5563."
                }
                NotAnAccent::TooLight => {
                    "This colour is too light: words of it could not be read on white. Choose a darker one."
                }
            };
            let errors = Errors::new().with("accent", words);
            return invalid(&app, &organization, &viewer, &form.accent, &errors).await;
        }
    };
    let (scope, by) = (viewer.scope(), viewer.user);
    in_tx!(app.db(), db::Error, tx, { changing::set_accent(tx, scope, by, accent).await })?;
    Ok(saved())
}

async fn create_logo(
    State(app): State<App>,
    Extension(storage): Extension<Storage>,
    Extension(counter): Extension<Counter>,
    organization: Organization,
    viewer: Viewer,
    mut form: Multipart,
) -> Result<Response, Failure> {
    let _turn = counter.turn(viewer.user).ok_or_else(busy)?;
    let (scope, by) = (viewer.scope(), viewer.user);
    let broke_off = || PictureError::Arrival(ArrivalError::BrokeOff);
    let brought = match timeout(PIECE_WITHIN, form.next_field()).await {
        // a form whose file was not chosen sends a field without a name
        Ok(Ok(Some(field))) if field.file_name().is_some_and(|name| !name.is_empty()) => {
            pictures::bring(app.db(), &storage, scope, field).await
        }
        Ok(Ok(_)) => Err(PictureError::NoPicture),
        Ok(Err(_)) | Err(_) => Err(broke_off()),
    };
    let picture = match brought {
        Ok(picture) => picture,
        Err(error) => {
            let Some(words) = error.sentence() else {
                tracing::error!(%error, "A logo could not be kept");
                return Err(Failure::Unavailable);
            };
            let accent = organization.look.accent.map(|accent| accent.to_string()).unwrap_or_default();
            let errors = Errors::new().with("logo", words);
            return invalid(&app, &organization, &viewer, &accent, &errors).await;
        }
    };
    in_tx!(app.db(), db::Error, tx, { changing::set_logo(tx, scope, by, Some(&picture)).await })?;
    Ok(saved())
}

async fn destroy_logo(State(app): State<App>, viewer: Viewer) -> Result<Response, Failure> {
    let (scope, by) = (viewer.scope(), viewer.user);
    in_tx!(app.db(), db::Error, tx, { changing::set_logo(tx, scope, by, None).await })?;
    Ok(saved())
}

/// The stylesheet of the organization's colour, and of no other.
async fn stylesheet(organization: Organization, Path(file): Path<String>) -> Result<Response, Failure> {
    let accent = organization.look.accent.filter(|accent| accent.file() == file).ok_or(Failure::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, FOR_EVER),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    Ok((headers, accent.stylesheet()).into_response())
}

/// The organization's logo. Nothing in it runs, wherever it is opened.
async fn logo(
    State(app): State<App>,
    Extension(storage): Extension<Storage>,
    organization: Organization,
    Path(tag): Path<String>,
) -> Result<Response, Failure> {
    let kept = organizations::logo(&mut app.db().read().await?, organization.scope()).await?;
    let logo = kept.filter(|logo| logo.tag == tag).ok_or(Failure::NotFound)?;
    let pieces = pictures::read(&storage, &logo.object, logo.bytes).await.map_err(|error| {
        tracing::error!(%error, "A logo could not be read");
        Failure::Unavailable
    })?;
    let kind = match logo.kind.as_str() {
        "svg" => "image/svg+xml",
        "png" => "image/png",
        _ => "image/jpeg",
    };
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, FOR_EVER),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    Ok((headers, Body::from_stream(pieces)).into_response())
}

fn saved() -> Response {
    Redirect::to("/configuration/look?saved=true").into_response()
}

async fn invalid(
    app: &App,
    organization: &Organization,
    viewer: &Viewer,
    accent: &str,
    errors: &Errors,
) -> Result<Response, Failure> {
    let page = whole(app, organization, viewer, (accent, errors), false).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn whole(
    app: &App,
    organization: &Organization,
    viewer: &Viewer,
    (accent, errors): (&str, &Errors),
    saved: bool,
) -> Result<Markup, Failure> {
    let mut tx = app.db().read().await?;
    let history = audit::newest(&mut tx, viewer.scope(), LOOK, HISTORY).await?;
    Ok(views::page(organization, viewer, &LookPage { accent, errors, history: &history, saved }))
}
