//! The portfolio's own page, and those of children and for admins.

use axum::extract::{Multipart, Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Json};
use db::{Tx, in_tx};
use kernel::{FileId, Role, UserId};
use people::families;
use tokio::time::timeout;
use web::{App, Failure, Organization, Viewer, Wants};

use super::{FORM_FILES, bytes, refusals};
use crate::portfolio::arriving::{self, ArrivalError, Counter, PIECE_WITHIN};
use crate::portfolio::views::{self, Kept, Portfolio};
use crate::portfolio::{Storage, adding, reading, removal};

#[derive(serde::Deserialize, Default)]
#[serde(default)]
pub struct ListQuery {
    page: i64,
    kept: usize,
}

/// What a form brought, for scripts.
#[derive(serde::Serialize)]
struct Added {
    files: Vec<FileId>,
}

/// `GET /portfolio`.
pub async fn index(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Query(query): Query<ListQuery>,
) -> Result<Response, Failure> {
    let mut tx = app.db().read().await?;
    let kept = Kept { files: query.kept.min(FORM_FILES), refused: None };
    own_page(&mut tx, &organization, &viewer, query.page, &kept).await
}

async fn own_page(
    tx: &mut Tx,
    organization: &Organization,
    viewer: &Viewer,
    page: i64,
    kept: &Kept,
) -> Result<Response, Failure> {
    let list = reading::of_owner(tx, viewer.scope(), viewer.user, page).await?;
    let children = match viewer.is(Role::Parent) {
        true => families::students_of(tx, viewer.scope(), viewer.user).await?,
        false => Vec::new(),
    };
    let children: Vec<_> = children.iter().map(|child| (child.id, child.name())).collect();
    let portfolio = Portfolio { list: &list, zone: &viewer.zone, children: &children };
    Ok(views::own(organization, viewer, &portfolio, kept).into_response())
}

/// `GET /people/{id}/portfolio`: a parent's look at their child's, an admin's at anybody's.
pub async fn index_of_person(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(id): Path<String>,
    Query(query): Query<ListQuery>,
) -> Result<Response, Failure> {
    let id: UserId = id.parse().map_err(|_| Failure::NotFound)?;
    let mut tx = app.db().read().await?;
    let name = reading::visible_owner(&mut tx, &viewer, id).await?;
    if id == viewer.user {
        return Ok(Redirect::to("/portfolio").into_response());
    }
    let list = reading::of_owner(&mut tx, viewer.scope(), id, query.page).await?;
    Ok(views::of_person(&organization, &viewer, (id, &name), &list).into_response())
}

/// `POST /portfolio`: a form with up to ten files. The first that does not fit ends it; what came before is kept.
pub async fn create(
    State(app): State<App>,
    Extension(storage): Extension<Storage>,
    Extension(counter): Extension<Counter>,
    organization: Organization,
    viewer: Viewer,
    wants: Wants,
    mut form: Multipart,
) -> Result<Response, Failure> {
    let _turn = counter.turn(viewer.user).ok_or_else(refusals::busy)?;
    let mut files = Vec::new();
    let refused = keep_all(&app, &storage, &viewer, &mut form, &mut files).await.err();
    let kept = files.len();
    match (refused, wants) {
        (None, Wants::Page) if kept > 0 => {
            Ok(Redirect::to(&format!("/portfolio?kept={kept}")).into_response())
        }
        (None, _) if kept > 0 => Ok((StatusCode::CREATED, Json(Added { files })).into_response()),
        (None, Wants::Page) => {
            let nothing = Failure::Invalid("Choose a file first.".to_owned());
            refused_page(&app, &organization, &viewer, kept, &nothing).await
        }
        (None, _) => Err(Failure::Invalid("There was no file in it.".to_owned())),
        (Some(failure @ (Failure::Invalid(_) | Failure::Refused(_))), Wants::Page) => {
            refused_page(&app, &organization, &viewer, kept, &failure).await
        }
        (Some(failure), _) => Err(failure),
    }
}

async fn keep_all(
    app: &App,
    storage: &Storage,
    viewer: &Viewer,
    form: &mut Multipart,
    kept: &mut Vec<FileId>,
) -> Result<(), Failure> {
    let broken = || refusals::of_arrival(ArrivalError::BrokeOff);
    for _ in 0..FORM_FILES {
        let next = timeout(PIECE_WITHIN, form.next_field()).await.map_err(|_| broken())?;
        let Some(field) = next.map_err(|_| broken())? else { return Ok(()) };
        // a form whose file was not chosen sends a field without a name
        let Some(said) = field.file_name().filter(|name| !name.is_empty()).map(str::to_owned) else {
            continue;
        };
        let arrived = arriving::receive(storage, &said, field).await.map_err(refusals::of_arrival)?;
        let file = adding::add(app.db(), storage, viewer.scope(), viewer.user, arrived)
            .await
            .map_err(refusals::of_adding)?;
        kept.push(file.id);
    }
    Ok(())
}

async fn refused_page(
    app: &App,
    organization: &Organization,
    viewer: &Viewer,
    kept: usize,
    failure: &Failure,
) -> Result<Response, Failure> {
    let mut tx = app.db().read().await?;
    let kept = Kept { files: kept, refused: Some(failure.to_string()) };
    let page = own_page(&mut tx, organization, viewer, 0, &kept).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// `GET /portfolio/{file}`.
pub async fn show(
    State(app): State<App>,
    Extension(storage): Extension<Storage>,
    viewer: Viewer,
    headers: HeaderMap,
    Path(file): Path<String>,
) -> Result<Response, Failure> {
    let id: FileId = file.parse().map_err(|_| Failure::NotFound)?;
    let file = reading::visible(&mut app.db().read().await?, &viewer, id).await?;
    if file.owner != viewer.user {
        tracing::info!(file.id = %id, person.id = %viewer.user, "File {id} was read by somebody else than its owner");
    }
    bytes::answer(&storage, &file, &headers).await
}

/// `POST /portfolio/{file}/removal`.
pub async fn destroy(
    State(app): State<App>,
    viewer: Viewer,
    Path(file): Path<String>,
) -> Result<Redirect, Failure> {
    let id: FileId = file.parse().map_err(|_| Failure::NotFound)?;
    in_tx!(app.db(), db::Error, tx, { removal::remove(tx, &viewer, id).await })?;
    Ok(Redirect::to("/portfolio"))
}
