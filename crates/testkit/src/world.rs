//! A running product without a network: an empty store, the cast in it, and the pages around.

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use db::{Db, Location, Scope, in_tx};
use kernel::{Clock, OrgId, Secret, SessionId, SessionMinutes, Timestamp, UserId};
use live::portfolio::ForBooking;
use people::accounts;
use talk::PostOffice;
use talk::post::{Mailbox, Mailer};
use teaching::sessions::{self, Files, Start, StartError, Whom};
use web::{App, Mode, Organization, PublicAddress, RouteRow, Routes, Viewer};

use crate::{Browser, Cast};

/// The host names of the two organizations.
pub const HARBOR: &str = "harbor.test";
pub const OAK: &str = "oak.test";

/// Monday 23 November 2026, 21:07:42 UTC: seven minutes past the hour, as nobody books.
const START: i64 = 1_795_468_062_000_000;

/// Two organizations on one server, under a clock that stands until a test moves it.
pub struct World {
    pub app: App,
    pub db: Db,
    pub clock: Clock,
    pub router: Router,
    /// The access table of all routes.
    pub rows: Vec<RouteRow>,
    pub post: PostOffice,
    /// Where the post office's mails go.
    pub mailbox: Mailbox,
    cast: Cast,
    /// Lives as long as the store in it.
    _folder: tempfile::TempDir,
}

impl Deref for World {
    type Target = Cast;

    fn deref(&self) -> &Cast {
        &self.cast
    }
}

impl World {
    /// A world on SQLite.
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let place = Location::File(folder.path().join("nacre.sqlite"));
        Self::at(&place, folder).await
    }

    /// A world in an empty store at `place`, with the pages of all areas but the classroom's.
    pub async fn at(place: &Location, folder: tempfile::TempDir) -> Self {
        Self::with_routes(place, folder, async |_, _| Routes::new()).await
    }

    /// The same, with more routes; `more` is given the post office whose mailbox takes the mails.
    pub async fn with_routes(
        place: &Location,
        folder: tempfile::TempDir,
        more: impl AsyncFnOnce(&App, &PostOffice) -> Routes,
    ) -> Self {
        let clock = Clock::standing_at(Timestamp::from_micros(START));
        let db = Db::open(place, clock.clone()).await.expect("the store opens");
        db.migrate().await.expect("the store migrates");
        let address = PublicAddress { secure: true, host: HARBOR.to_owned(), port: None };
        let directory = Arc::new(people::Directory::new(db.clone()));
        let app = App::new(db.clone(), directory, address, Secret::new([42; 32]), Mode::Demo, Vec::new());
        let sender = "lessons@demo.test".parse().expect("an address");
        let mailbox = Mailbox::in_memory(sender);
        let post = PostOffice::new(Mailer::Mailbox(mailbox.clone()));
        let routes = people::routes()
            .and(teaching::routes(Files::of(ForBooking)))
            .and(talk::routes(&post))
            .and(office::routes())
            .and(more(&app, &post).await);
        let rows = routes.rows().to_vec();
        let router = web::service(routes, app.clone());
        let cast = Cast::write(&db).await;
        Self { app, db, clock, router, rows, post, mailbox, cast, _folder: folder }
    }

    /// A browser at Harbor with nobody signed in.
    pub fn stranger(&self) -> Browser {
        Browser::new(self.router.clone(), HARBOR)
    }

    /// A browser at Oak with nobody signed in.
    pub fn stranger_at_oak(&self) -> Browser {
        Browser::new(self.router.clone(), OAK)
    }

    /// A browser in which `person` of Harbor is signed in.
    pub async fn signed_in(&self, person: UserId) -> Browser {
        let mut browser = self.stranger();
        browser.sign_in(&self.login_of(self.harbor, person).await).await;
        browser
    }

    /// A browser in which `person` of Oak is signed in.
    pub async fn signed_in_at_oak(&self, person: UserId) -> Browser {
        let mut browser = self.stranger_at_oak();
        browser.sign_in(&self.login_of(self.oak, person).await).await;
        browser
    }

    async fn login_of(&self, scope: Scope, person: UserId) -> String {
        let mut tx = self.db.read().await.expect("the store reads");
        accounts::find(&mut tx, scope, person).await.expect("one of the cast").login()
    }

    /// `person` of Harbor as verbs see them, without signing in.
    pub async fn viewer(&self, person: UserId) -> Viewer {
        viewer_in(&self.db, self.harbor, person).await
    }

    /// Harbor, as requests carry it.
    pub async fn organization(&self) -> Organization {
        self.app.directory().organization(HARBOR).await.expect("the store reads").expect("Harbor exists")
    }

    /// What Ada presses for Ben: billable Algebra, 30 minutes.
    pub fn press(&self, student: UserId, key: &str) -> Start {
        Start {
            whom: Whom::Known(student),
            minutes: SessionMinutes::new(30).expect("half an hour"),
            billable: true,
            program: self.algebra,
            subject: "Quadratic equations".to_owned(),
            description: String::new(),
            on_demand: false,
            key: key.to_owned(),
            body_hash: [1; 32],
        }
    }

    /// Ada starts an instant session with `student`.
    pub async fn start(&self, student: UserId) -> SessionId {
        let key = OrgId::fresh(self.clock.now()).to_string();
        self.try_start(self.ada, &self.press(student, &key)).await.expect("the session starts")
    }

    /// Olga starts an instant session with Dan, at Oak.
    pub async fn start_at_oak(&self) -> SessionId {
        let viewer = Viewer { org: self.oak.org(), user: self.olga, ..self.viewer(self.ada).await };
        let mut press = self.press(self.dan, "the first at Oak");
        press.program = self.oak_program;
        let key = self.app.key();
        in_tx!(self.db, StartError, tx, { sessions::start(tx, key, &viewer, &press).await })
            .map(|started| started.session)
            .expect("the session starts")
    }

    /// `instructor` presses Start Session.
    pub async fn try_start(&self, instructor: UserId, press: &Start) -> Result<SessionId, StartError> {
        let viewer = self.viewer(instructor).await;
        let key = self.app.key();
        in_tx!(self.db, StartError, tx, { sessions::start(tx, key, &viewer, press).await })
            .map(|started| started.session)
    }

    /// Lets time pass.
    pub fn pass_minutes(&self, minutes: u64) {
        self.clock.advance(Duration::from_secs(minutes * 60));
    }
}

/// `person` of an organization as verbs see them, without signing in.
pub async fn viewer_in(db: &Db, scope: Scope, person: UserId) -> Viewer {
    let mut tx = db.read().await.expect("the store reads");
    let found = accounts::find(&mut tx, scope, person).await.expect("one of the cast");
    Viewer {
        org: scope.org(),
        user: person,
        sign_in: kernel::SignInId::fresh(db.now()),
        first_name: found.first_name.to_string(),
        last_name: found.last_name.to_string(),
        roles: found.roles,
        standing: found.standing,
        by_parent: None,
        zone: found.zone,
        unread: 0,
        unread_messages: 0,
    }
}
