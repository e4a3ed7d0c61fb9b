//! The recordings of a session, for everyone who may watch them.

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::SessionId;
use web::{App, Failure, Organization, Viewer, Wants};

use crate::recordings::views::{self, Page};
use crate::recordings::{Recorder, copying, deciding, proof, viewing};

/// `GET /sessions/{id}/recordings`: a card for the details, a page at its own address.
pub async fn index(
    State(app): State<App>,
    Extension(recorder): Extension<Recorder>,
    organization: Organization,
    viewer: Viewer,
    wants: Wants,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let id: SessionId = id.parse().map_err(|_| Failure::NotFound)?;
    let mut tx = app.db().read().await?;
    let view = viewing::viewable(&mut tx, &viewer, id).await?;
    let days = deciding::decided(&mut tx, viewer.scope()).await?.days;
    let copies = copying::of_session(&mut tx, viewer.scope(), view.session.id).await?;
    let proof = proof::of_session(&mut tx, &viewer, view.session.id).await?;
    drop(tx);
    let copier = recorder.copier();
    let is_able = copier.is_able().await;
    let stands = |recording| super::copying::offer(copier, is_able, &copies, recording);
    let offers: Vec<_> = view.recordings.iter().map(stands).collect();
    let page =
        Page { session: &view.session, recordings: &view.recordings, offers: &offers, days, proof: &proof };
    let card = views::card(&viewer, &page);
    Ok(match wants {
        Wants::Fragment => card.into_response(),
        Wants::Page | Wants::Json => {
            views::of_session(&organization, &viewer, &view.session, card).into_response()
        }
    })
}
