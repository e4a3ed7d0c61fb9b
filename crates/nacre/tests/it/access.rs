//! Who gets where: every route of the program × every kind of visitor × own, foreign and unknown things.
//!
//! The table is written by hand and does not know the policy. A route that is not in it fails the test. Frames, topics,
//! links and forms with two ids are in `reach.rs`.

use std::collections::BTreeMap;

use db::{Location, in_tx};
use http::{Method, StatusCode};
use kernel::{PartId, RecordingId, Role, Roles, Seat, SeriesId, SessionId, UserId, Zone};
use live::portfolio::{self, Keep, Storage};
use live::recordings::{Recorder, Tool};
use media::recording::{Opening, Piece, Recorded, Reel, Source, What};
use people::accounts::{self, Activation, NewPerson};
use people::families;
use people::links::{self, Kind};
use people::organizations::{self, RecordingMode};
use teaching::series::{self, Every, NewSeries, Rhythm};
use tempfile::TempDir;
use testkit::{Answer, Browser, World};
use tokio_util::sync::CancellationToken;

/// Anybody at all.
const ALL: &str = "nobody amara ada ivan ben mia carol dora archived invited seat";
/// Whoever is signed in here.
const MEMBERS: &str = "amara ada ivan ben mia carol dora";
const ADMIN: &str = "amara";
const TEACHERS: &str = "ada ivan";
const STAFF: &str = "amara ada ivan";
/// Who takes part in Ada's session with Ben, and the admin.
const OF_SESSION: &str = "amara ada ben carol";

/// What stands in the place of `{…}` in a path.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Thing {
    None,
    Session,
    Program,
    /// Ben.
    Person,
    /// Ben's, shared in the session. Stands alone or behind a session.
    File,
    JoinLink,
    /// A session and the one file of its recording.
    Film,
    /// A session and its recording.
    Tape,
    /// A link of another kind: none is valid here.
    DeadLink,
    /// Something that only its owner has, under no id a visitor could know.
    Unknown,
}

use Thing::{DeadLink, File, Film, JoinLink, None as Nothing, Person, Program, Session, Tape, Unknown};

/// Method, path, what its `{…}` is, who may.
const TABLE: &[(&str, &str, Thing, &str)] = &[
    ("GET", "/", Nothing, MEMBERS),
    ("GET", "/live", Nothing, MEMBERS),
    ("GET", "/assets/{*file}", Unknown, ""),
    // sign-in and links
    ("GET", "/sign-in", Nothing, ALL),
    ("POST", "/sign-in", Nothing, ALL),
    ("POST", "/sign-in/passkey", Nothing, ALL),
    ("POST", "/sign-in/passkey/challenge", Nothing, ALL),
    ("GET", "/reset", Nothing, ALL),
    ("POST", "/reset", Nothing, ALL),
    ("GET", "/reset/{token}", DeadLink, ""),
    ("POST", "/reset/{token}", DeadLink, ""),
    ("GET", "/activate/{token}", DeadLink, ""),
    ("POST", "/activate/{token}", DeadLink, ""),
    ("POST", "/activate/{token}/challenge", DeadLink, ""),
    ("POST", "/activate/{token}/renewal", DeadLink, ""),
    ("GET", "/join/{token}", JoinLink, ALL),
    ("POST", "/join/{token}", JoinLink, ALL),
    ("POST", "/join/{token}/opening", JoinLink, ALL),
    // the own account
    ("GET", "/account", Nothing, MEMBERS),
    ("POST", "/account/password", Nothing, MEMBERS),
    ("POST", "/account/zone", Nothing, MEMBERS),
    ("POST", "/account/passkeys", Nothing, MEMBERS),
    ("POST", "/account/passkeys/challenge", Nothing, MEMBERS),
    ("POST", "/account/passkeys/{id}/removal", Unknown, ""),
    ("POST", "/account/sign-ins/{id}/ending", Unknown, ""),
    // sessions
    ("GET", "/sessions", Nothing, MEMBERS),
    ("GET", "/sessions/csv", Nothing, MEMBERS),
    ("GET", "/sessions/csv/columns", Nothing, MEMBERS),
    ("POST", "/sessions/views", Nothing, MEMBERS),
    ("POST", "/sessions/views/{id}/removal", Unknown, ""),
    ("GET", "/sessions/upcoming", Nothing, MEMBERS),
    ("GET", "/sessions/instant", Nothing, TEACHERS),
    ("GET", "/sessions/instant/form", Nothing, TEACHERS),
    ("POST", "/sessions/instant", Nothing, TEACHERS),
    ("GET", "/sessions/book", Nothing, STAFF),
    ("GET", "/sessions/book/form", Nothing, STAFF),
    ("POST", "/sessions/book", Nothing, STAFF),
    ("GET", "/sessions/{id}", Session, OF_SESSION),
    ("GET", "/sessions/{id}/glance", Session, OF_SESSION),
    ("POST", "/sessions/{id}/way-in", Session, "ada ben carol"),
    ("GET", "/sessions/{id}/recording/{part}", Film, OF_SESSION),
    ("GET", "/sessions/{id}/recordings", Session, OF_SESSION),
    // this server makes no copies, and says so
    ("GET", "/sessions/{id}/recordings/{recording}/copy", Tape, OF_SESSION),
    ("POST", "/sessions/{id}/recordings/{recording}/copy", Tape, OF_SESSION),
    ("GET", "/sessions/{id}/recordings/{recording}/hold", Tape, ADMIN),
    ("POST", "/sessions/{id}/recordings/{recording}/hold", Tape, ADMIN),
    ("GET", "/sessions/{id}/recordings/{recording}/release", Tape, ADMIN),
    ("POST", "/sessions/{id}/recordings/{recording}/release", Tape, ADMIN),
    ("GET", "/sessions/{id}/recordings/{recording}/erasure", Tape, ADMIN),
    ("POST", "/sessions/{id}/recordings/{recording}/erasure", Tape, ADMIN),
    ("POST", "/sessions/{id}/cancellation", Session, OF_SESSION),
    ("GET", "/attendance", Nothing, STAFF),
    ("POST", "/attendance/all", Nothing, STAFF),
    // the session is in the classroom, which measures it: there is no form yet, and those who may are told so
    ("GET", "/sessions/{id}/attendance", Session, ""),
    ("POST", "/sessions/{id}/attendance", Session, "amara ada"),
    // the classroom is open and nobody has come in: the two and a parent may say so
    ("POST", "/sessions/{id}/lateness", Session, "ada ben carol"),
    // the session is live and keeps its instructor
    ("GET", "/sessions/{id}/substitute", Session, ADMIN),
    ("POST", "/sessions/{id}/substitute", Session, ADMIN),
    // nothing was kept that could be given back
    ("POST", "/sessions/{id}/waiver", Session, ADMIN),
    // the session is live and stays where it is: those who may are told so
    ("GET", "/sessions/{id}/reschedule", Session, "amara ada"),
    ("POST", "/sessions/{id}/reschedule", Session, "amara ada"),
    ("GET", "/sessions/{id}/series", Session, OF_SESSION),
    ("POST", "/sessions/{id}/series/cancellation", Session, OF_SESSION),
    ("POST", "/sessions/{id}/series/change", Session, "amara ada"),
    ("GET", "/sessions/{id}/billable", Session, ADMIN),
    ("POST", "/sessions/{id}/billable", Session, ADMIN),
    ("GET", "/reports", Nothing, STAFF),
    ("GET", "/sessions/{id}/report", Session, OF_SESSION),
    // the session is not over: there is nothing to write about yet, and who may is told so
    ("POST", "/sessions/{id}/report", Session, "ada"),
    ("POST", "/sessions/{id}/report/draft", Session, "ada"),
    ("GET", "/sessions/{id}/report/form", Session, ""),
    ("POST", "/sessions/{id}/report/unlocking", Session, ADMIN),
    ("GET", "/classroom/{session}/survey", Session, "ben seat"),
    ("POST", "/classroom/{session}/survey", Session, "ben seat"),
    ("GET", "/configuration/forms", Nothing, ADMIN),
    ("GET", "/configuration/forms/edit", Nothing, ADMIN),
    ("POST", "/configuration/forms/questions", Nothing, ""),
    ("POST", "/configuration/forms/moves", Nothing, ""),
    ("POST", "/configuration/forms/removals", Nothing, ""),
    ("POST", "/configuration/forms/own", Nothing, ""),
    ("POST", "/configuration/forms/return", Nothing, ""),
    ("POST", "/configuration/forms/mail", Nothing, ADMIN),
    ("GET", "/messages", Nothing, MEMBERS),
    ("GET", "/messages/new", Nothing, MEMBERS),
    ("POST", "/messages", Nothing, MEMBERS),
    // talk's own tests open threads
    ("GET", "/messages/{id}", Unknown, ""),
    ("GET", "/messages/{id}/files/{file}", Unknown, ""),
    ("POST", "/messages/{id}", Unknown, ""),
    ("POST", "/messages/{id}/reading", Unknown, ""),
    ("GET", "/calendar", Nothing, MEMBERS),
    ("GET", "/calendar/week", Nothing, MEMBERS),
    ("GET", "/calendar/feed", Nothing, MEMBERS),
    ("POST", "/calendar/feed", Nothing, MEMBERS),
    ("POST", "/calendar/feed/revocation", Nothing, MEMBERS),
    // teaching's own tests open one
    ("GET", "/calendar/feed/{token}", DeadLink, ""),
    // an admin who does not teach is asked whose it is
    ("GET", "/availability", Nothing, STAFF),
    // without saying whose, the own: Amara has none
    ("POST", "/availability", Nothing, TEACHERS),
    ("POST", "/availability/exceptions", Nothing, TEACHERS),
    // teaching's own tests add one
    ("POST", "/availability/exceptions/{id}/removal", Unknown, ""),
    ("GET", "/requests", Nothing, MEMBERS),
    // parents may ask, students only where the organization says so: teaching's own tests do
    ("GET", "/requests/new", Nothing, "carol dora"),
    ("GET", "/requests/new/form", Nothing, "carol dora"),
    ("POST", "/requests", Nothing, "carol dora"),
    // teaching's own tests ask for one
    ("GET", "/requests/{id}", Unknown, ""),
    ("POST", "/requests/{id}/acceptance", Unknown, ""),
    ("POST", "/requests/{id}/decline", Unknown, ""),
    ("POST", "/requests/{id}/proposal", Unknown, ""),
    ("POST", "/requests/{id}/withdrawal", Unknown, ""),
    // Harbor has no sessions on demand: teaching's own tests switch them on
    // which instructors a family finds, the feature's own tests say
    ("GET", "/instructors", Nothing, MEMBERS),
    ("GET", "/instructors/{id}", Person, ""),
    ("GET", "/on-demand", Nothing, ""),
    ("POST", "/on-demand/offers/{program}", Program, ""),
    ("POST", "/on-demand/offers/{program}/removal", Program, ""),
    ("POST", "/on-demand/waits", Nothing, ""),
    ("GET", "/on-demand/waits/{id}", Unknown, ""),
    ("POST", "/on-demand/waits/{id}/life", Unknown, ""),
    ("POST", "/on-demand/waits/{id}/leaving", Unknown, ""),
    ("POST", "/on-demand/waits/{id}/entry", Unknown, ""),
    ("GET", "/programs", Nothing, STAFF),
    ("GET", "/programs/new", Nothing, ADMIN),
    ("POST", "/programs", Nothing, ADMIN),
    ("GET", "/programs/{id}", Program, ADMIN),
    ("POST", "/programs/{id}", Program, ADMIN),
    ("POST", "/programs/{id}/archival", Program, ADMIN),
    ("POST", "/programs/{id}/restoration", Program, ADMIN),
    // the check before the day; without an upgrade its socket is a mistake of the request
    ("GET", "/check", Nothing, ALL),
    ("GET", "/check/network", Nothing, ALL),
    ("GET", "/check/socket", Nothing, ALL),
    // the classroom
    ("GET", "/classroom/{session}", Session, "ada ben seat"),
    // without an upgrade the socket is a mistake of the request, whoever asks; live's own tests open it
    ("GET", "/classroom/{session}/socket", Unknown, ALL),
    // for who is in the room, which nobody is here
    ("GET", "/classroom/{session}/boards/{board}", Session, ""),
    ("GET", "/classroom/{session}/link", Session, "ada"),
    ("POST", "/classroom/{session}/resend", Session, "ada"),
    ("GET", "/practice", Nothing, TEACHERS),
    // without an upgrade a mistake of the request
    ("GET", "/practice/socket", Nothing, TEACHERS),
    // for who is in the room, which nobody is here
    ("GET", "/practice/boards/{board}", Unknown, ""),
    // files
    ("GET", "/portfolio", Nothing, MEMBERS),
    ("POST", "/portfolio", Nothing, MEMBERS),
    ("GET", "/portfolio/{file}", File, "amara ben carol"),
    ("GET", "/people/{id}/portfolio", Person, "amara ben carol"),
    ("GET", "/sessions/{id}/files", Session, OF_SESSION),
    ("POST", "/sessions/{id}/files", Session, "ada ben"),
    ("GET", "/sessions/{id}/files/{file}", Session, OF_SESSION),
    // the classroom is open, and the boards are in it: the page sends them back, the rest says why not
    ("GET", "/sessions/{id}/boards", Session, OF_SESSION),
    ("GET", "/sessions/{id}/boards/{board}", Session, OF_SESSION),
    // without an upgrade a mistake of the request; live's own tests open it
    ("GET", "/sessions/{id}/boards/socket", Unknown, TEACHERS),
    // the page sends them back, the rest says why not: the session is not over
    ("GET", "/sessions/{id}/replay", Session, OF_SESSION),
    ("GET", "/sessions/{id}/replay/timeline", Session, OF_SESSION),
    ("GET", "/sessions/{id}/replay/boards/{board}", Session, OF_SESSION),
    ("GET", "/classroom/{session}/files", Session, "ada ben seat"),
    ("POST", "/classroom/{session}/files", Session, "ada ben seat"),
    ("GET", "/classroom/{session}/files/{file}", Session, "ada ben seat"),
    ("POST", "/classroom/{session}/files/{file}/share", Session, "ben"),
    ("POST", "/portfolio/{file}/removal", File, "ben"),
    ("GET", "/configuration/files", Nothing, ADMIN),
    ("GET", "/configuration/recordings", Nothing, ADMIN),
    ("GET", "/configuration/recordings/kept", Nothing, ADMIN),
    ("POST", "/configuration/files", Nothing, ADMIN),
    ("POST", "/configuration/recordings", Nothing, ADMIN),
    // money and configuration
    ("GET", "/credits", Nothing, "amara ben mia carol dora"),
    ("GET", "/people/{id}/credits", Person, "amara ben carol"),
    ("POST", "/people/{id}/credits", Person, ADMIN),
    ("GET", "/revenue", Nothing, ADMIN),
    ("GET", "/revenue/wizard", Nothing, ADMIN),
    ("GET", "/configuration", Nothing, ADMIN),
    ("GET", "/configuration/booking", Nothing, ADMIN),
    ("POST", "/configuration/booking", Nothing, ADMIN),
    ("GET", "/configuration/audit-trail", Nothing, ADMIN),
    ("GET", "/configuration/audit-trail/csv", Nothing, ADMIN),
    ("GET", "/configuration/booking-rules", Nothing, ADMIN),
    ("POST", "/configuration/booking-rules", Nothing, ADMIN),
    ("GET", "/configuration/look", Nothing, ADMIN),
    ("POST", "/configuration/look", Nothing, ADMIN),
    ("POST", "/configuration/look/logo", Nothing, ADMIN),
    ("POST", "/configuration/look/logo/removal", Nothing, ADMIN),
    // public, under names that look.rs gets
    ("GET", "/look/colours/{file}", Unknown, ""),
    ("GET", "/look/logos/{tag}", Unknown, ""),
    ("GET", "/configuration/mail-texts", Nothing, ADMIN),
    // talk's own tests open those there are
    ("GET", "/configuration/mail-texts/{kind}", Unknown, ""),
    ("POST", "/configuration/mail-texts/{kind}", Unknown, ""),
    ("POST", "/configuration/mail-texts/{kind}/removal", Unknown, ""),
    ("GET", "/configuration/locations", Nothing, ADMIN),
    ("POST", "/configuration/locations", Nothing, ADMIN),
    // teaching's own tests add one
    ("GET", "/configuration/locations/{id}", Unknown, ""),
    ("POST", "/configuration/locations/{id}", Unknown, ""),
    ("POST", "/configuration/locations/{id}/archival", Unknown, ""),
    ("POST", "/configuration/locations/{id}/restoration", Unknown, ""),
    ("GET", "/configuration/absence-reasons", Nothing, ADMIN),
    ("POST", "/configuration/absence-reasons", Nothing, ADMIN),
    // without the name of one it finds none
    ("POST", "/configuration/absence-reasons/removal", Nothing, ""),
    ("GET", "/configuration/cancellation", Nothing, ADMIN),
    ("POST", "/configuration/cancellation", Nothing, ADMIN),
    ("GET", "/configuration/organization", Nothing, ADMIN),
    ("POST", "/configuration/organization", Nothing, ADMIN),
    ("GET", "/configuration/requests", Nothing, ADMIN),
    ("POST", "/configuration/requests", Nothing, ADMIN),
    ("GET", "/configuration/profile-fields", Nothing, ADMIN),
    ("POST", "/configuration/profile-fields", Nothing, ADMIN),
    // office's own tests add one
    ("GET", "/configuration/profile-fields/{id}", Unknown, ""),
    ("POST", "/configuration/profile-fields/{id}", Unknown, ""),
    ("POST", "/configuration/profile-fields/{id}/move", Unknown, ""),
    ("POST", "/configuration/profile-fields/{id}/archival", Unknown, ""),
    ("POST", "/configuration/profile-fields/{id}/restoration", Unknown, ""),
    ("GET", "/configuration/closures", Nothing, ADMIN),
    ("POST", "/configuration/closures", Nothing, ADMIN),
    ("POST", "/configuration/closures/{day}/removal", Unknown, ""),
    ("POST", "/configuration/durations", Nothing, ADMIN),
    ("POST", "/configuration/durations/{minutes}/default", Unknown, ""),
    ("POST", "/configuration/durations/{minutes}/removal", Unknown, ""),
    ("POST", "/configuration/terms", Nothing, ADMIN),
    ("GET", "/configuration/money", Nothing, ADMIN),
    ("POST", "/configuration/money", Nothing, ADMIN),
    // people
    ("GET", "/people", Nothing, ADMIN),
    ("POST", "/people", Nothing, ADMIN),
    ("GET", "/people/new", Nothing, ADMIN),
    ("GET", "/people/import", Nothing, ADMIN),
    ("POST", "/people/import", Nothing, ADMIN),
    ("GET", "/people/import/template.csv", Nothing, ADMIN),
    ("GET", "/people/import/template.xlsx", Nothing, ADMIN),
    // an import of one's own organization is in people's own tests
    ("GET", "/people/import/{id}", Unknown, ""),
    ("POST", "/people/import/{id}", Unknown, ""),
    ("POST", "/people/import/{id}/continuation", Unknown, ""),
    ("GET", "/people/import/{id}/progress", Unknown, ""),
    ("GET", "/people/import/{id}/refused.csv", Unknown, ""),
    ("GET", "/people/{id}", Person, ADMIN),
    ("GET", "/people/{id}/edit", Person, ADMIN),
    ("POST", "/people/{id}", Person, ADMIN),
    ("POST", "/people/{id}/invitation", Person, ADMIN),
    ("POST", "/people/{id}/password", Person, ADMIN),
    // who teaches him, his parent, and he himself read what is for them
    ("GET", "/people/{id}/profile", Person, "amara ada ben carol"),
    ("POST", "/people/{id}/profile", Person, ADMIN),
    ("GET", "/people/{id}/profile/edit", Person, ADMIN),
    ("POST", "/people/assignments", Nothing, ADMIN),
    ("POST", "/people/assignments/removal", Nothing, ADMIN),
    ("POST", "/people/families", Nothing, ADMIN),
    ("POST", "/people/families/removal", Nothing, ADMIN),
    // groups; people's own tests add one
    ("GET", "/groups", Nothing, STAFF),
    ("POST", "/groups", Nothing, ADMIN),
    ("GET", "/groups/new", Nothing, ADMIN),
    ("GET", "/groups/{id}", Unknown, ""),
    ("GET", "/groups/{id}/edit", Unknown, ""),
    ("POST", "/groups/{id}", Unknown, ""),
    ("POST", "/groups/{id}/archival", Unknown, ""),
    ("POST", "/groups/{id}/restoration", Unknown, ""),
    ("POST", "/groups/{id}/members", Unknown, ""),
    ("GET", "/groups/{id}/members/{member}", Unknown, ""),
    ("POST", "/groups/{id}/members/{member}", Unknown, ""),
    ("POST", "/groups/{id}/members/{member}/removal", Unknown, ""),
    // mail and notices
    ("GET", "/deliveries", Nothing, ADMIN),
    ("POST", "/deliveries/{id}/retry", Unknown, ""),
    ("GET", "/notifications", Nothing, MEMBERS),
    ("GET", "/notifications/preferences", Nothing, MEMBERS),
    ("POST", "/notifications/preferences", Nothing, MEMBERS),
    ("POST", "/notifications/reading", Nothing, MEMBERS),
    ("GET", "/notifications/{id}", Unknown, ""),
    ("POST", "/notifications/{id}/reading", Unknown, ""),
    ("GET", "/demo/mail", Nothing, ALL),
    ("GET", "/demo/mail/{number}", Unknown, ""),
    ("GET", "/demo/mail/{number}/body", Unknown, ""),
    // what changes the visitors themselves stands last
    ("GET", "/people/{id}/archival", Person, ADMIN),
    ("POST", "/people/{id}/archival", Person, ADMIN),
    ("POST", "/people/{id}/restoration", Person, ADMIN),
    ("POST", "/account/sign-ins/ending", Nothing, MEMBERS),
    // which parents are asked; the browser is Ben's afterwards
    ("GET", "/family", Nothing, "carol dora"),
    ("GET", "/family/return", Nothing, ""),
    ("POST", "/family/return", Nothing, ""),
    ("POST", "/family/students/{id}", Person, "carol"),
    ("POST", "/sign-out", Nothing, ALL),
];

/// A session of Ada and Ben with everyone around it.
pub struct Scene {
    pub world: World,
    pub visitors: BTreeMap<&'static str, Browser>,
    pub session: SessionId,
    pub oak_session: SessionId,
    file: String,
    oak_file: String,
    token: String,
    oak_token: String,
    /// Lives as long as the files in it.
    _files: tempfile::TempDir,
    /// The file of each session's recording.
    films: [PartId; 2],
    tapes: [RecordingId; 2],
}

impl Scene {
    /// The scene on SQLite: a route's act and its answer do not know the engine.
    async fn set() -> Self {
        Self::at(testkit::engines().await.remove(0)).await
    }

    /// The scene in an empty store.
    pub async fn at((place, folder): (Location, TempDir)) -> Self {
        let files = tempfile::tempdir().unwrap();
        let keep = Keep::Folder(files.path().join("kept"));
        let storage = Storage::open(&keep, &files.path().join("arriving")).unwrap();
        let films = files.path().join("recordings");
        let (media, mut engine) = media::door(std::sync::Arc::new(|| {}));
        let mut recorder = None;
        let world = World::with_routes(&place, folder, async |app, office| {
            let filming =
                Recorder::start(app.db(), media.clone(), &films, Tool::default(), CancellationToken::new())
                    .await
                    .unwrap();
            let rooms =
                live::start(app.clone(), media, filming.clone(), CancellationToken::new()).await.unwrap();
            recorder = Some(filming.clone());
            nacre::dashboard::routes()
                .with(office.clone())
                .and(live::routes(rooms.clone(), filming))
                .and(talk::attachments(storage.clone()))
                .and(live::look::routes(storage.clone()))
                .and(portfolio::routes(rooms, storage))
        })
        .await;
        let session = world.start(world.ben).await;
        let oak_session = world.start_at_oak().await;
        make_series(&world, world.harbor, world.ada, session).await;
        make_series(&world, world.oak, world.olga, oak_session).await;
        let token = token_of(&world, world.harbor, session).await;
        let oak_token = token_of(&world, world.oak, oak_session).await;
        let recorder = recorder.unwrap();
        let (mut films, mut tapes) = (Vec::new(), Vec::new());
        for (scope, session) in [(world.harbor, session), (world.oak, oak_session)] {
            let (film, tape) = film(&world, scope, session, &recorder, &mut engine).await;
            films.push(film);
            tapes.push(tape);
        }
        let (films, tapes) = (films.try_into().unwrap(), tapes.try_into().unwrap());
        let mut visitors = visitors(&world, session, &token).await;
        let file = shared_file(visitors.get_mut("ben").unwrap(), session).await;
        let oak_file = shared_file(visitors.get_mut("olga").unwrap(), oak_session).await;
        Self {
            world,
            visitors,
            session,
            oak_session,
            file,
            oak_file,
            token,
            oak_token,
            _files: files,
            films,
            tapes,
        }
    }

    /// The places of a path filled with the words of `thing`; what is left over is a file of that session, or of one
    /// that is not its, or a board.
    fn path(&self, path: &str, thing: &str) -> String {
        let mut filled = path.to_owned();
        for word in thing.split(' ') {
            let Some((before, rest)) = filled.split_once('{') else { break };
            let (_, after) = rest.split_once('}').unwrap();
            filled = format!("{before}{word}{after}");
        }
        filled.replace("{file}", self.file_beside(thing)).replace("{board}", "draw")
    }

    fn file_beside(&self, session: &str) -> &str {
        if session == self.oak_session.to_string() { &self.oak_file } else { &self.file }
    }

    fn own(&self, thing: Thing) -> String {
        match thing {
            Session => self.session.to_string(),
            Program => self.world.algebra.to_string(),
            Person => self.world.ben.to_string(),
            File => self.file.clone(),
            JoinLink => self.token.clone(),
            Film => format!("{} {}.webm", self.session, self.films[0]),
            Tape => format!("{} {}", self.session, self.tapes[0]),
            Nothing | DeadLink | Unknown => self.unknown(thing),
        }
    }

    fn foreign(&self, thing: Thing) -> String {
        match thing {
            Session => self.oak_session.to_string(),
            Program => self.world.oak_program.to_string(),
            Person => self.world.dan.to_string(),
            File => self.oak_file.clone(),
            JoinLink => self.oak_token.clone(),
            Film => format!("{} {}.webm", self.oak_session, self.films[1]),
            Tape => format!("{} {}", self.oak_session, self.tapes[1]),
            Nothing | DeadLink | Unknown => self.unknown(thing),
        }
    }

    fn unknown(&self, thing: Thing) -> String {
        let nobody = kernel::Timestamp::from_micros(1);
        match thing {
            Session => SessionId::fresh(nobody).to_string(),
            Program => kernel::ProgramId::fresh(nobody).to_string(),
            Person => UserId::fresh(nobody).to_string(),
            File => kernel::FileId::fresh(nobody).to_string(),
            Film => format!("{} {}.webm", SessionId::fresh(nobody), PartId::fresh(nobody)),
            Tape => format!("{} {}", SessionId::fresh(nobody), RecordingId::fresh(nobody)),
            JoinLink | DeadLink => web::token::text(&[9; 32]),
            Nothing | Unknown => "nothing-of-that-name".to_owned(),
        }
    }
}

/// Makes a session the only one of a series.
async fn make_series(world: &World, scope: db::Scope, by: UserId, session: SessionId) {
    let rhythm = Rhythm::from_text(Every::Week, "mon 16:00 60").unwrap();
    in_tx!(world.db, db::Error, tx, {
        let id = SeriesId::fresh(tx.now());
        let first_day = tx.now().in_zone(&Zone::UTC).date();
        let new = NewSeries { id, rhythm: &rhythm, zone: &Zone::UTC, first_day, total: 1, by };
        series::insert(tx, scope, &new).await?;
        series::add_session(tx, scope, id, session, 1).await
    })
    .unwrap();
}

/// A file that this browser's person brought into the session.
async fn shared_file(browser: &mut Browser, session: SessionId) -> String {
    let headers = [("content-type", "application/pdf"), ("x-file-name", "a.pdf")];
    let address = format!("/classroom/{session}/files");
    let told = browser.send_bytes(&address, &headers, b"%PDF-1.7".to_vec()).await.text;
    let (_, rest) = told.split_once("\"id\":\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

/// A recording of the session, with one file that has ended.
#[expect(clippy::disallowed_methods, reason = "the engine's thread reads the clock, and there is none here")]
async fn film(
    world: &World,
    scope: db::Scope,
    session: SessionId,
    recorder: &Recorder,
    engine: &mut media::Inbox,
) -> (PartId, RecordingId) {
    in_tx!(world.db, db::Error, tx, {
        organizations::set_recording(tx, scope, RecordingMode::Always, 90).await
    })
    .unwrap();
    let tape = recorder.record(scope, session, None, Box::new(|_| {})).await.unwrap();
    let take = loop {
        if let Some(media::Command::Record { take, .. }) = engine.next_command() {
            break take;
        }
    };
    let place = media::Place { room: session, seat: Seat::Student, generation: 1 };
    let opening = Opening { started: std::time::Instant::now(), has_sound: true, has_picture: false };
    let piece = Piece::Begin { opening, bytes: b"a film".to_vec() };
    let reel = Reel { place, source: Source::Person, number: 0, piece };
    for what in [What::Reel(reel), What::Over] {
        engine.keep(Recorded { take, what });
    }
    recorder.settled().await;
    let sql = "SELECT p.id FROM recording_parts p JOIN recordings r ON r.org_id = p.org_id AND r.id = p.recording_id
                WHERE p.org_id = $1 AND r.session_id = $2";
    let (part,): (PartId,) =
        world.db.read().await.unwrap().one(sql, &[&scope.org(), &session]).await.unwrap();
    (part, tape)
}

pub async fn token_of(world: &World, scope: db::Scope, session: SessionId) -> String {
    let mut tx = world.db.read().await.unwrap();
    let all = links::of_session(&mut tx, scope, session).await.unwrap();
    let own = all.iter().find(|link| link.recipient == link.person).unwrap();
    links::derive(&mut tx, scope, world.app.key(), own.id).await.unwrap().unwrap()
}

async fn visitors(world: &World, session: SessionId, token: &str) -> BTreeMap<&'static str, Browser> {
    let dora = add(world, "Dora", Role::Parent).await;
    let eli = add(world, "Eli", Role::Student).await;
    let zoe = add(world, "Zoe", Role::Instructor).await;
    let yan = add(world, "Yan", Role::Admin).await;
    let mut all = BTreeMap::new();
    all.insert("nobody", world.stranger());
    for (name, person) in [
        ("amara", world.amara),
        ("ada", world.ada),
        ("ivan", world.ivan),
        ("ben", world.ben),
        ("mia", world.mia),
        ("carol", world.carol),
        ("dora", dora),
        ("archived", zoe),
        ("invited", yan),
    ] {
        all.insert(name, world.signed_in(person).await);
    }
    in_tx!(world.db, accounts::ArchiveError, tx, {
        families::link(tx, world.harbor, dora, eli).await?;
        // a sign-in of somebody who was only invited cannot be made: this one is forged
        tx.exec(
            "UPDATE people SET standing = 'invited' WHERE org_id = $1 AND id = $2",
            &[&world.harbor.org(), &yan],
        )
        .await?;
        accounts::archive(tx, world.harbor, zoe, world.amara).await
    })
    .unwrap();
    all.insert("olga", world.signed_in_at_oak(world.olga).await);
    all.insert("seat", seated(world, session, token).await);
    all
}

async fn add(world: &World, name: &str, role: Role) -> UserId {
    let hash = people::sign_in::hash_password(testkit::PASSWORD).await.unwrap();
    in_tx!(world.db, db::Error, tx, {
        let new = NewPerson {
            first_name: name.parse().unwrap(),
            last_name: "Field".parse().unwrap(),
            email: Some(format!("{}@demo.test", name.to_lowercase()).parse().unwrap()),
            username: None,
            roles: Roles::NONE.with(role),
            zone: Zone::UTC,
            under_13: false,
        };
        let id = accounts::add(tx, world.harbor, new, None).await.unwrap();
        let terms = organizations::current_terms(tx, world.harbor).await?;
        let how = Activation::Command;
        accounts::activate(tx, world.harbor, id, how, terms.id, Some(hash.clone()), None).await.unwrap();
        Ok(id)
    })
    .unwrap()
}

/// A browser that holds nothing but the seat cookie of Ben's place.
async fn seated(world: &World, session: SessionId, token: &str) -> Browser {
    let secret = [5; 32];
    in_tx!(world.db, db::Error, tx, {
        let link = links::find(tx, world.harbor, Kind::Join, token).await?.unwrap();
        let id = kernel::SeatId::fresh(tx.now());
        let now = tx.now();
        tx.exec(
            "INSERT INTO seats (org_id, id, session_id, user_id, link_id, token_hash, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            &[&world.harbor.org(), &id, &session, &link.person, &link.id, &web::token::hash(&secret), &now],
        )
        .await
    })
    .unwrap();
    let mut browser = world.stranger();
    let name = format!("__Host-seat_{}", session.uuid().simple());
    browser.set_cookie(&name, &web::token::text(&secret));
    browser
}

async fn knock(browser: &mut Browser, method: &str, path: &str) -> Answer {
    if method == "GET" { browser.get(path).await } else { browser.ask(Method::POST, path).await }
}

/// Sent to sign in, or told that there is nothing.
fn is_kept_out(answer: &Answer) -> bool {
    answer.status == StatusCode::NOT_FOUND
        || answer.status == StatusCode::UNAUTHORIZED
        || (answer.status == StatusCode::SEE_OTHER && answer.location().starts_with("/sign-in"))
}

#[tokio::test]
async fn every_route_is_in_the_table() {
    let scene = Scene::set().await;
    let listed: Vec<String> = TABLE.iter().map(|(method, path, ..)| format!("{method} {path}")).collect();

    let missing: Vec<String> = scene
        .world
        .rows
        .iter()
        .map(|row| format!("{} {}", row.method, row.path))
        .filter(|row| !listed.contains(row))
        .collect();

    assert!(missing.is_empty(), "not in the access table: {missing:#?}");
}

#[tokio::test]
async fn everyone_gets_exactly_where_the_table_says() {
    let mut scene = Scene::set().await;
    let mut wrong = Vec::new();

    for (method, path, thing, who) in TABLE {
        let place = scene.path(path, &scene.own(*thing));
        let names: Vec<&str> = scene.visitors.keys().copied().filter(|name| *name != "olga").collect();
        // who is kept out knocks first: their knocks must change nothing for those who may
        let (may, may_not): (Vec<&str>, Vec<&str>) =
            names.into_iter().partition(|name| who.split(' ').any(|listed| listed == *name));
        for name in may_not.into_iter().chain(may) {
            let allowed = who.split(' ').any(|listed| listed == name);
            let browser = scene.visitors.get_mut(name).unwrap();
            let answer = knock(&mut browser.clone(), method, &place).await;
            let got_in =
                *path == "/sign-out" || !is_kept_out(&answer) && answer.status != StatusCode::FORBIDDEN;
            // a dead link's page is for everyone and says what to do
            let explained = *thing == DeadLink && !answer.text.contains("Ben");
            if got_in != allowed && !explained {
                wrong.push(format!("{name}: {method} {path} answered {}", answer.status));
            }
        }
    }

    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn a_foreign_thing_is_as_unknown_as_one_that_never_was() {
    let mut scene = Scene::set().await;
    let mut wrong = Vec::new();

    for (method, path, thing, _) in TABLE {
        if matches!(thing, Nothing | Unknown | DeadLink) {
            continue;
        }
        let (foreign, unknown) = (scene.foreign(*thing), scene.unknown(*thing));
        let places = [scene.path(path, &foreign), scene.path(path, &unknown)];
        let own = scene.path(path, &scene.own(*thing));
        for (name, browser) in &mut scene.visitors {
            // Olga belongs to the other organization: what is foreign to all others is hers, and theirs is not
            let (there, nowhere) =
                if *name == "olga" { (&own, &places[1]) } else { (&places[0], &places[1]) };
            let mut answers = Vec::new();
            for place in [there, nowhere] {
                let answer = knock(&mut browser.clone(), method, place).await;
                let bare = |text: &str| {
                    // a thing may be named by two words
                    let words = foreign.split(' ').chain(unknown.split(' '));
                    words.fold(text.to_owned(), |text, word| text.replace(word, "")).replace(&scene.token, "")
                };
                let text = bare(&answer.text);
                answers.push((
                    answer.status,
                    bare(answer.location())
                        .replace(&scene.films[0].to_string(), "")
                        .replace(&scene.session.to_string(), "")
                        .replace(&scene.file, "")
                        .replace(&scene.oak_file, "")
                        .replace(&scene.world.ben.to_string(), "")
                        .replace(&scene.world.algebra.to_string(), "")
                        .replace(&scene.token, ""),
                    text,
                ));
            }
            if answers[0] != answers[1] {
                let (a, b) = (&answers[0], &answers[1]);
                wrong.push(format!("{name}: {method} {path}: {} {} beside {} {}", a.0, a.1, b.0, b.1));
            }
            if *thing != JoinLink && !answers[0].0.is_client_error() && answers[0].0 != StatusCode::SEE_OTHER
            {
                wrong.push(format!("{name}: {method} {path} answered {} for a foreign thing", answers[0].0));
            }
        }
    }

    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn nothing_is_changed_from_another_site() {
    let mut scene = Scene::set().await;
    let mut wrong = Vec::new();

    for (method, path, thing, _) in TABLE.iter().filter(|row| row.0 == "POST") {
        let place = scene.path(path, &scene.own(*thing));
        let amara = scene.visitors.get_mut("amara").unwrap();
        let answer = amara.post_from_elsewhere(&place, &[]).await;
        if answer.status != StatusCode::FORBIDDEN {
            wrong.push(format!("{method} {path} answered {}", answer.status));
        }
    }

    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
