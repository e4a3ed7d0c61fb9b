//! The two kinds of storage: a folder, and a bucket where a server is offered.

use std::path::Path;

use crate::house;
use kernel::Secret;
use live::portfolio::{self, Bucket, Keep, Storage, sweep};
use testkit::World;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Set by `cargo xtask test` to an S3 server it started.
const S3: &str = "NACRE_TEST_S3";

/// A PDF of many pieces.
fn large() -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    bytes.resize(12 * 1024 * 1024, b'x');
    bytes
}

/// Every kind at hand.
async fn kinds(folder: &Path) -> Vec<Keep> {
    let mut kinds = vec![Keep::Folder(folder.join("kept"))];
    #[expect(clippy::disallowed_methods, reason = "the test runner says where its S3 server is")]
    if let Ok(endpoint) = std::env::var(S3) {
        let name = "nacre-files".to_owned();
        make_bucket(&endpoint, &name).await;
        kinds.push(Keep::Bucket(Bucket {
            endpoint: Some(endpoint),
            name,
            region: "us-east-1".to_owned(),
            access_key: "tests".to_owned(),
            secret_key: Secret::new("secret".to_owned()),
        }));
    }
    kinds
}

async fn make_bucket(endpoint: &str, name: &str) {
    let host = endpoint.strip_prefix("http://").unwrap();
    let mut line = TcpStream::connect(host).await.unwrap();
    let request =
        format!("PUT /{name} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    line.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    line.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[tokio::test]
async fn a_file_comes_and_goes_on_each_kind_of_storage() {
    let files = tempfile::tempdir().unwrap();
    for keep in kinds(files.path()).await {
        let storage = Storage::open(&keep, &files.path().join("arriving")).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let place = db::Location::File(folder.path().join("nacre.sqlite"));
        let kept = storage.clone();
        let world = World::with_routes(&place, folder, async |app, _| {
            portfolio::routes(house::rooms_of(app).await, kept)
        })
        .await;
        let session = world.start(world.ben).await;
        let mut ben = world.signed_in(world.ben).await;
        let headers = [("content-type", "application/pdf"), ("x-file-name", "book.pdf")];

        let added = ben.send_bytes(&format!("/classroom/{session}/files"), &headers, large()).await;
        let told: serde_json::Value = serde_json::from_str(&added.text).unwrap();
        let address = format!("/portfolio/{}", told["id"].as_str().unwrap());
        let whole = ben.get(&address).await;
        let part = ben.get_with(&address, &[("range", "bytes=0-7")]).await;

        assert_eq!(added.status, 201, "{}", added.text);
        assert_eq!(whole.text.len(), large().len());
        assert_eq!((part.status.as_u16(), part.text.as_str()), (206, "%PDF-1.7"));
        gone_after_removal(&world, &storage).await;
    }
}

/// A file that is not in any session goes from the storage too.
async fn gone_after_removal(world: &World, storage: &Storage) {
    let mut mia = world.signed_in(world.mia).await;
    let body =
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n%PDF-1.7\r\n--b--\r\n";
    let kind = [("content-type", "multipart/form-data; boundary=b")];
    assert_eq!(mia.send_bytes("/portfolio", &kind, body.as_bytes().to_vec()).await.status, 201);
    let page = mia.get("/portfolio").await.text;
    let file = page.split("href=\"/portfolio/").nth(1).unwrap().split('"').next().unwrap();

    mia.post(&format!("/portfolio/{file}/removal"), &[]).await;

    assert_eq!(sweep(&world.db, storage).await.unwrap(), 1);
}

#[tokio::test]
async fn a_storage_that_is_away_is_said_and_forgets_nothing() {
    let files = tempfile::tempdir().unwrap();
    let nowhere = Keep::Bucket(Bucket {
        // nobody listens on the port that is reserved for nothing
        endpoint: Some("http://127.0.0.1:1".to_owned()),
        name: "nacre-files".to_owned(),
        region: "us-east-1".to_owned(),
        access_key: "tests".to_owned(),
        secret_key: Secret::new("secret".to_owned()),
    });
    let storage = Storage::open(&nowhere, &files.path().join("arriving")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let place = db::Location::File(folder.path().join("nacre.sqlite"));
    let kept = storage.clone();
    let world = World::with_routes(&place, folder, async |app, _| {
        portfolio::routes(house::rooms_of(app).await, kept)
    })
    .await;
    let session = world.start(world.ben).await;
    let mut ben = world.signed_in(world.ben).await;
    let headers = [("content-type", "application/pdf"), ("x-file-name", "book.pdf")];

    let refused =
        ben.send_bytes(&format!("/classroom/{session}/files"), &headers, b"%PDF-1.7".to_vec()).await;
    world.pass_minutes(61);
    let swept = sweep(&world.db, &storage).await.unwrap();

    assert_eq!((refused.status.as_u16(), swept), (503, 0));
    let mut tx = world.db.read().await.unwrap();
    let (waiting,): (i64,) = tx.one("SELECT COUNT(*) FROM loose_objects WHERE doomed", &[]).await.unwrap();
    assert_eq!(waiting, 1, "it is deleted when the storage is back");
}
