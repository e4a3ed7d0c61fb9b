//! The whole program without a network, on each engine at hand.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use db::outbox;
use live::portfolio::{self, Keep, Storage};
use live::recordings::{Recorder, Tool};
use testkit::World;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// Wide: a busy machine mails slowly.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs `test` with every page of the program on each engine.
pub async fn on_both_engines<F: Future<Output = ()>>(test: impl Fn(World) -> F) {
    for (place, folder) in testkit::engines().await {
        let shutdown = CancellationToken::new();
        let files = tempfile::tempdir().unwrap();
        let keep = Keep::Folder(files.path().join("kept"));
        let storage = Storage::open(&keep, &files.path().join("arriving")).unwrap();
        let world = World::with_routes(&place, folder, async |app, office| {
            let (media, _engine) = media::door(Arc::new(|| {}));
            let films = files.path().join("recordings");
            let recorder =
                Recorder::start(app.db(), media.clone(), &films, Tool::default(), shutdown.clone())
                    .await
                    .unwrap();
            let rooms = live::start(app.clone(), media, recorder.clone(), shutdown.clone()).await.unwrap();
            nacre::dashboard::routes()
                .with(office.clone())
                .and(live::routes(rooms.clone(), recorder))
                .and(talk::attachments(storage.clone()))
                .and(live::look::routes(storage.clone()))
                .and(portfolio::routes(rooms, storage))
        })
        .await;
        test(world).await;
        shutdown.cancel();
    }
}

/// Lets a worker tell all that happened and send what is owed.
pub async fn mail_everything(world: &World) {
    work(world, async |tx| {
        let sql = "SELECT COUNT(*) FROM deliveries WHERE state = 'queued'";
        let (queued,): (i64,) = tx.one(sql, &[]).await.unwrap();
        outbox::waiting(tx).await.unwrap().0 == 0 && queued == 0
    })
    .await;
}

/// Lets a worker tell all that happened, also where its mail waits for its time.
pub async fn tell_everything(world: &World) {
    work(world, async |tx| outbox::waiting(tx).await.unwrap().0 == 0).await;
}

async fn work(world: &World, is_done: impl AsyncFn(&mut db::Tx) -> bool) {
    let stop = CancellationToken::new();
    let worker = tokio::spawn(talk::worker::run(world.app.clone(), world.post.clone(), stop.clone()));
    let done = async {
        while !is_done(&mut world.db.read().await.unwrap()).await {
            world.post.happened().now();
            world.post.owed().now();
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, done).await.expect("everything is told and sent");
    stop.cancel();
    worker.await.unwrap();
}

/// Serves on a loopback port, for what needs a network.
pub async fn listen(router: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}
