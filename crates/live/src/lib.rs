//! Live lessons: the check before the day, the join link, the classroom's page and socket, the rooms behind them, their
//! closing, and recordings.

mod boards;
mod boards_page;
mod checking;
mod classroom;
pub mod closing;
mod joining;
mod journal;
pub mod look;
pub mod portfolio;
pub mod recordings;
pub mod replay;
mod seats;
mod sockets;
mod surveys;
mod talking;

use teaching::presence;
use tokio_util::sync::CancellationToken;
use web::App;

use recordings::Recorder;

pub use classroom::Rooms;

/// Every route of this area but those of files.
pub fn routes(rooms: Rooms, recorder: Recorder) -> web::Routes {
    let checks = checking::Checks::new(rooms.media().clone());
    let lessons = classroom::routes().and(joining::routes()).and(recordings::routes());
    let lessons = lessons.and(replay::routes()).and(boards_page::routes()).and(surveys::routes());
    lessons.with(rooms).with(recorder).and(checking::routes(checks))
}

/// Begins with no room: closes what an earlier run left open at its last sign of life, then starts the tasks that
/// keep presence, hear of lost rights and close abandoned classrooms. They end with `shutdown`, and every browser in a
/// classroom is told to come back.
///
/// # Errors
/// As the engine refuses.
pub async fn start(
    app: App,
    media: media::Handle,
    recorder: Recorder,
    shutdown: CancellationToken,
) -> db::Result<Rooms> {
    db::in_tx!(app.db(), db::Error, tx, { presence::close_orphans(tx).await })?;
    let rooms = Rooms::new(app.clone(), media, recorder, shutdown.clone());
    tokio::spawn(classroom::watch(rooms.clone()));
    tokio::spawn(closing::run(app.db().clone(), rooms.clone(), shutdown));
    Ok(rooms)
}
