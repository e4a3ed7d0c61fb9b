//! A worker at work beside a mail server.

use std::time::Duration;

use db::in_tx;
use kernel::{SessionId, UserId};
use talk::PostOffice;
use talk::post::{Mailer, Security, SmtpSettings};
use teaching::sessions::{self, CancelError};
use testkit::World;
use testkit::mime::Received;
use testkit::smtp::SmtpServer;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// How long something may take before a test gives up waiting for it.
const PATIENCE: Duration = Duration::from_secs(60);

/// A worker that runs until the value is dropped.
pub struct Working {
    pub post: PostOffice,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Working {
    /// A worker for `world` that hands mails to the server at `port`.
    pub fn begin(world: &World, port: u16) -> Self {
        Self::by(world, settings(port))
    }

    /// A worker for `world` that hands mails over as `settings` say.
    pub fn by(world: &World, settings: SmtpSettings) -> Self {
        Self::with(world, PostOffice::new(Mailer::smtp(settings).unwrap()))
    }

    pub fn with(world: &World, post: PostOffice) -> Self {
        let stop = CancellationToken::new();
        let task = tokio::spawn(talk::worker::run(world.app.clone(), post.clone(), stop.clone()));
        Self { post, stop, task }
    }

    /// As `kill -9`: nothing is finished, nothing is noted.
    pub async fn kill(self) {
        self.task.abort();
        while !self.task.is_finished() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Waits until `is_so`, waking the worker now and then.
    pub async fn until(&self, what: &str, mut is_so: impl AsyncFnMut() -> bool) {
        let waiting = async {
            while !is_so().await {
                self.post.happened().now();
                self.post.owed().now();
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        assert!(tokio::time::timeout(PATIENCE, waiting).await.is_ok(), "waited in vain until {what}");
    }

    /// Waits until the server keeps `count` mails and, after a little more time, not one more.
    pub async fn mails(&self, server: &SmtpServer, count: usize) -> Vec<Received> {
        self.until(&format!("{count} mails are there"), async || server.mails().len() >= count).await;
        self.settle().await;
        let mails = server.mails();
        assert_eq!(mails.len(), count, "subjects: {:?}", subjects(&mails));
        mails
    }

    /// Gives the worker time to do what it should not.
    pub async fn settle(&self) {
        for _ in 0..15 {
            self.post.happened().now();
            self.post.owed().now();
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        self.stop.cancel();
        self.task.abort();
    }
}

/// To a server on this machine, without TLS.
pub fn settings(port: u16) -> SmtpSettings {
    SmtpSettings {
        host: "localhost".to_owned(),
        port,
        security: Security::None,
        username: None,
        password: None,
        sender: "lessons@nacre.test".parse().unwrap(),
        ca_file: None,
    }
}

pub fn subjects(mails: &[Received]) -> Vec<String> {
    mails.iter().map(|mail| format!("{}: {}", mail.to, mail.header("subject"))).collect()
}

/// The mails to `address`, oldest first.
pub fn to<'a>(mails: &'a [Received], address: &str) -> Vec<&'a Received> {
    mails.iter().filter(|mail| mail.to == address).collect()
}

/// Ada cancels.
pub async fn cancel(world: &World, session: SessionId) {
    let ada = world.viewer(world.ada).await;
    in_tx!(world.db, CancelError, tx, { sessions::cancel(tx, &ada, session, "Ada is ill").await }).unwrap();
}

/// An admin archives `person`.
pub async fn archive(world: &World, person: UserId) {
    use people::accounts::{self, ArchiveError};
    in_tx!(world.db, ArchiveError, tx, { accounts::archive(tx, world.harbor, person, world.amara).await })
        .unwrap();
}
