//! What is asked after a session: who reads which answer, until when it is written, and how forms are put together.

use axum::http::StatusCode;
use db::in_tx;
use kernel::{SessionId, UserId};
use teaching::reports::{self, Answer, FileError, Filled, FormError, Kind, Which};
use testkit::{Answer as Page, Browser, World, on_both_engines};

use crate::stage::{assert_redirect, book, booking, teach};

const HOUR: u64 = 60;
const DAY: u64 = 24 * HOUR;

/// What the standard report asks: the first two texts are for the family, the third for admins, the last for staff.
const WHOLE: [(&str, &str); 6] = [
    ("q2", "Fractions, with pizza"),
    ("q3", "Page 12"),
    ("q5", "4"),
    ("q6", "5"),
    ("q7", "He was tired."),
    ("q8", "Bring dice."),
];

/// A session of Ada and Ben that both attended and that is over.
async fn attended(world: &World) -> SessionId {
    let session = world.start(world.ben).await;
    teach(world, session, 30).await;
    session
}

/// Presses a button of the report's form with these answers, on the form that is in force.
async fn write(world: &World, who: UserId, session: SessionId, step: &str, answers: &[(&str, &str)]) -> Page {
    let mut browser = world.signed_in(who).await;
    let form = form_of(&mut browser, session).await.unwrap_or_else(|| "standard".to_owned());
    let fields = [&[("form", form.as_str()), ("step", step)], answers].concat();
    browser.post(&format!("/sessions/{session}/report"), &fields).await
}

/// The word of the form that the page of the report shows.
async fn form_of(browser: &mut Browser, session: SessionId) -> Option<String> {
    let page = browser.get(&format!("/sessions/{session}/report/form")).await;
    page.field("form").map(str::to_owned)
}

async fn read(world: &World, who: UserId, session: SessionId) -> Page {
    world.signed_in(who).await.get(&format!("/sessions/{session}/report")).await
}

/// Which of `WHOLE`'s texts stand on the page.
fn texts(page: &Page) -> Vec<&'static str> {
    let all = ["Fractions, with pizza", "Page 12", "4 of 5", "He was tired.", "Bring dice."];
    all.into_iter().filter(|text| page.text.contains(text)).collect()
}

/// The card of the dashboard.
async fn to_do(world: &World, who: UserId) -> String {
    let viewer = world.viewer(who).await;
    reports::to_do(&mut world.db.read().await.unwrap(), &viewer).await.unwrap().into_string()
}

/// The student answers the standard survey: two faces.
async fn answer_survey(world: &World, who: UserId, session: SessionId, face: &str) -> Result<(), FileError> {
    let questions = reports::Form::standard(Kind::Survey).questions;
    let answer = |position: i64| Answer {
        position,
        question: questions[usize::try_from(position - 1).unwrap()].clone(),
        answer: face.to_owned(),
    };
    let answers = [answer(1), answer(2)];
    in_tx!(world.db, FileError, tx, {
        let filled = Filled { form: "standard", answers: &answers, is_final: true };
        reports::answer_survey(tx, world.harbor, who, session, &filled).await
    })
}

async fn events(world: &World) -> Vec<String> {
    let sql = "SELECT payload FROM outbox ORDER BY id";
    let rows: Vec<(String,)> = world.db.read().await.unwrap().all(sql, &[]).await.unwrap();
    let names = ["report_shared", "rated_low"];
    rows.into_iter()
        .filter_map(|(payload,)| names.into_iter().find(|name| payload.contains(*name)).map(str::to_owned))
        .collect()
}

#[tokio::test]
async fn each_answer_is_read_by_those_it_is_for_and_nobody_else() {
    on_both_engines(async |world| {
        let session = attended(&world).await;
        let filed = write(&world, world.ada, session, "file", &WHOLE).await;
        assert_redirect(&filed, &format!("/sessions/{session}"));

        let shared = vec!["Fractions, with pizza", "Page 12"];
        for (who, expected) in [
            (world.ben, shared.clone()),
            (world.carol, shared),
            (world.ada, vec!["Fractions, with pizza", "Page 12", "4 of 5", "He was tired.", "Bring dice."]),
            (world.amara, vec!["Fractions, with pizza", "Page 12", "4 of 5", "He was tired.", "Bring dice."]),
        ] {
            let page = read(&world, who, session).await;
            assert_eq!((page.status, texts(&page)), (StatusCode::OK, expected), "{}", page.text);
        }
        for who in [world.mia, world.ivan] {
            assert_eq!(read(&world, who, session).await.status, StatusCode::NOT_FOUND);
        }
        let mut olga = world.signed_in_at_oak(world.olga).await;
        for path in ["report", "report/form"] {
            let page = olga.get(&format!("/sessions/{session}/{path}")).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(events(&world).await, ["report_shared"], "4 and 5 of 5 are no alarm");
    })
    .await;
}

#[tokio::test]
async fn an_answer_of_a_survey_is_for_admins_unless_its_question_says_otherwise() {
    on_both_engines(async |world| {
        let session = attended(&world).await;
        answer_survey(&world, world.ben, session, "2").await.unwrap();

        for (who, reads) in [(world.amara, true), (world.ben, true), (world.ada, false), (world.carol, false)]
        {
            let page = read(&world, who, session).await;
            assert_eq!(page.text.contains("2 of 5"), reads, "{}", page.text);
        }
        assert_eq!(events(&world).await, ["rated_low"]);
        let again = answer_survey(&world, world.ben, session, "5").await;
        assert!(matches!(again, Err(FileError::Filed)), "{again:?}");
        let others = answer_survey(&world, world.mia, session, "5").await;
        assert!(matches!(others, Err(FileError::Store(db::Error::NotFound))), "{others:?}");
    })
    .await;
}

#[tokio::test]
async fn a_draft_keeps_every_word_and_is_nobody_elses() {
    on_both_engines(async |world| {
        let session = attended(&world).await;
        let drafted = write(&world, world.ada, session, "draft", &[("q2", "Frac"), ("q5", "3")]).await;
        assert!(
            drafted.status == StatusCode::OK && drafted.text.contains("Saved as a draft."),
            "{}",
            drafted.text
        );
        assert!(to_do(&world, world.ada).await.contains("draft"));

        // pressed before all is answered: it stays a draft, and says what is missing
        let early =
            write(&world, world.ada, session, "file", &[("q2", "Fractions, with pizza"), ("q5", "4")]).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(early.text.contains("Saved as a draft. It is not filed yet:"), "{}", early.text);
        assert!(early.text.contains("How much did the student learn?: choose an answer."), "{}", early.text);
        for who in [world.ben, world.carol, world.amara] {
            let page = read(&world, who, session).await;
            assert!(texts(&page).is_empty(), "{}", page.text);
        }
        let mut ada = world.signed_in(world.ada).await;
        let page = ada.get(&format!("/sessions/{session}/report/form")).await;
        assert!(page.text.contains("Fractions, with pizza"), "{}", page.text);
        let form = page.field("form").unwrap().to_owned();

        // the form saves itself while it is filled in
        let fields = [("form", form.as_str()), ("q2", "Decimals"), ("q6", "5")];
        let saved = ada.post(&format!("/sessions/{session}/report/draft"), &fields).await;
        assert!(
            saved.status == StatusCode::OK && saved.text.contains("Saved as a draft at"),
            "{}",
            saved.text
        );
        let page = ada.get(&format!("/sessions/{session}/report/form")).await;
        assert!(page.text.contains("Decimals"), "{}", page.text);
        assert!(events(&world).await.is_empty(), "nobody is told of a draft");
    })
    .await;
}

#[tokio::test]
async fn what_was_filed_may_be_edited_and_is_shared_once() {
    on_both_engines(async |world| {
        let session = attended(&world).await;
        write(&world, world.ada, session, "file", &WHOLE).await;

        let edited = [("q2", "Fractions, with pizza"), ("q5", "1"), ("q6", "5")];
        let answer = write(&world, world.ada, session, "file", &edited).await;
        assert_redirect(&answer, &format!("/sessions/{session}"));
        let page = read(&world, world.carol, session).await;
        assert_eq!(texts(&page), ["Fractions, with pizza"], "what was taken out is gone: {}", page.text);
        assert_eq!(events(&world).await, ["report_shared", "rated_low"]);
        write(&world, world.ada, session, "file", &edited).await;
        assert_eq!(
            events(&world).await,
            ["report_shared", "rated_low"],
            "of one low rating admins are told once"
        );

        // an edit that lacks something changes nothing, and keeps what was typed
        let refused = write(&world, world.ada, session, "file", &[("q2", "Half a sentence")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains("Nothing was saved yet.") && refused.text.contains("Half a sentence"));
        assert_eq!(texts(&read(&world, world.ben, session).await), ["Fractions, with pizza"]);
        let draft = world
            .signed_in(world.ada)
            .await
            .post(&format!("/sessions/{session}/report/draft"), &[("form", "standard"), ("q2", "x")])
            .await;
        assert_eq!(draft.status, StatusCode::CONFLICT, "{}", draft.text);
    })
    .await;
}

#[tokio::test]
async fn a_report_is_written_within_a_week_unless_an_admin_unlocks_it() {
    on_both_engines(async |world| {
        let live = world.start(world.ben).await;
        let early = write(&world, world.ada, live, "file", &WHOLE).await;
        assert_eq!(early.status, StatusCode::CONFLICT, "the session goes on: {}", early.text);
        teach(&world, live, 30).await;
        world.pass_minutes(7 * DAY);

        let late = write(&world, world.ada, live, "file", &WHOLE).await;
        assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.text);
        assert!(!to_do(&world, world.ada).await.contains("Ben Ortiz"), "nobody asks for what cannot be done");
        let page = read(&world, world.amara, live).await;
        assert!(page.text.contains("It can no longer be written."), "{}", page.text);
        let unlocking = format!("/sessions/{live}/report/unlocking");
        for who in [world.ada, world.ben] {
            let status = world.signed_in(who).await.post(&unlocking, &[]).await.status;
            assert_eq!(status, StatusCode::NOT_FOUND);
        }
        let mut olga = world.signed_in_at_oak(world.olga).await;
        assert_eq!(olga.post(&unlocking, &[]).await.status, StatusCode::NOT_FOUND);
        let mut amara = world.signed_in(world.amara).await;
        assert_redirect(&amara.post(&unlocking, &[]).await, &format!("/sessions/{live}"));

        let asked = to_do(&world, world.ada).await;
        assert!(asked.contains("Ben Ortiz") && !asked.contains("draft"), "{asked}");
        let filed = write(&world, world.ada, live, "file", &WHOLE).await;
        assert_redirect(&filed, &format!("/sessions/{live}"));
        world.pass_minutes(7 * DAY);
        let page = read(&world, world.ada, live).await;
        assert!(page.text.contains("Ask an admin to unlock it."), "{}", page.text);
        let edit = write(&world, world.ada, live, "file", &WHOLE).await;
        assert_eq!(edit.status, StatusCode::CONFLICT, "a week after it was filed it stands");
    })
    .await;
}

#[tokio::test]
async fn only_of_an_attended_session_something_is_asked() {
    on_both_engines(async |world| {
        let planned = book(&world, &booking(&world, world.ben, 60)).await;
        assert!(to_do(&world, world.ada).await.is_empty() && to_do(&world, world.ben).await.is_empty());
        let refused = answer_survey(&world, world.ben, planned, "5").await;
        assert!(matches!(refused, Err(FileError::NotAttended)), "{refused:?}");

        let session = attended(&world).await;
        let (ada, ben) = (to_do(&world, world.ada).await, to_do(&world, world.ben).await);
        assert!(
            ada.contains(&format!("/sessions/{session}/report/form")) && !ada.contains("overdue"),
            "{ada}"
        );
        assert!(ben.contains(&format!("/classroom/{session}/survey")), "{ben}");
        assert!(to_do(&world, world.carol).await.is_empty() && to_do(&world, world.ivan).await.is_empty());
        world.pass_minutes(DAY);
        assert!(to_do(&world, world.ada).await.contains("overdue"));
        world.pass_minutes(6 * DAY);
        assert!(to_do(&world, world.ben).await.is_empty(), "a week later nobody asks any more");
        let late = answer_survey(&world, world.ben, session, "5").await;
        assert!(matches!(late, Err(FileError::Closed)), "{late:?}");
    })
    .await;
}

#[tokio::test]
async fn a_survey_may_be_skipped() {
    on_both_engines(async |world| {
        let session = attended(&world).await;
        in_tx!(world.db, FileError, tx, {
            reports::skip_survey(tx, world.harbor, world.ben, session, "standard").await
        })
        .unwrap();

        assert!(to_do(&world, world.ben).await.is_empty());
        let page = read(&world, world.amara, session).await;
        assert!(!page.text.contains("Student survey"), "{}", page.text);
        answer_survey(&world, world.ben, session, "5").await.expect("who thinks again may answer");
    })
    .await;
}

/// An admin's browser at the form of `kind`.
struct Bench {
    browser: Browser,
    kind: Kind,
    program: String,
}

impl Bench {
    async fn at(world: &World, kind: Kind, program: &str) -> Self {
        let program = program.to_owned();
        Self { browser: world.signed_in(world.amara).await, kind, program }
    }

    async fn page(&mut self) -> Page {
        let (kind, program) = (self.kind.word(), &self.program);
        self.browser.get(&format!("/configuration/forms/edit?kind={kind}&program={program}")).await
    }

    /// Presses a button of the page as it is now.
    async fn press(&mut self, what: &str, fields: &[(&str, &str)]) -> Page {
        let seen = self.page().await.field("form").unwrap_or_default().to_owned();
        self.press_on(&seen, what, fields).await
    }

    /// Presses a button of a page that showed the form `seen`.
    async fn press_on(&mut self, seen: &str, what: &str, fields: &[(&str, &str)]) -> Page {
        let program = self.program.clone();
        let own = [("kind", self.kind.word()), ("program", program.as_str()), ("form", seen)];
        let fields = [&own[..], fields].concat();
        self.browser.post(&format!("/configuration/forms/{what}"), &fields).await
    }

    /// The questions in their order.
    async fn words(&mut self) -> Vec<String> {
        let page = self.page().await.text;
        let parts = page.split("class=\"question-words").skip(1);
        parts.map(|part| part.split(['>', '<']).nth(1).unwrap_or_default().to_owned()).collect()
    }
}

const QUESTION: [(&str, &str); 5] = [
    ("words", "Which topics?"),
    ("asks", "choices"),
    ("choices", "Fractions\r\nDecimals"),
    ("audience", "family"),
    ("required", "true"),
];

#[tokio::test]
async fn admins_put_a_form_together_and_each_change_is_kept() {
    on_both_engines(async |world| {
        let mut bench = Bench::at(&world, Kind::Survey, "").await;
        assert_eq!(bench.words().await[0], "How was your session?");
        let added = bench.press("questions", &QUESTION).await;
        assert_redirect(&added, "/configuration/forms/edit?kind=survey&saved=true");
        bench.press("moves", &[("position", "5"), ("to", "up")]).await;
        bench.press("moves", &[("position", "1"), ("to", "up")]).await;
        bench.press("removals", &[("position", "3")]).await;
        let changed = [("position", "1"), ("words", "Did you like it?"), ("asks", "scale of 4"), ("audience", "admins"), ("faces", "true")];
        bench.press("questions", &changed).await;

        let words = ["Did you like it?", "Did you learn something?", "Which topics?", "Do you want to tell us something?"];
        assert_eq!(bench.words().await, words);
        let page = bench.page().await.text;
        assert!(page.contains("Scale 1 to 4, with faces") && page.contains("Any of several choices (Fractions, Decimals)"), "{page}");
        let history = bench.browser.get("/configuration/forms").await.text;
        assert!(history.contains("&quot;How was your session?&quot; (Scale 1 to 5, required, admins, faces) → &quot;Did you like it?&quot; (Scale 1 to 4, optional, admins, faces)")
            || history.contains("\"How was your session?\" (Scale 1 to 5, required, admins, faces) → \"Did you like it?\" (Scale 1 to 4, optional, admins, faces)"), "{history}");

        let refused = bench.press("questions", &[("words", ""), ("asks", "choice"), ("choices", "One"), ("audience", "x")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains("Give 2 to 12 different choices"), "{}", refused.text);
    })
    .await;
}

#[tokio::test]
async fn a_form_changed_in_another_window_is_not_changed_blindly() {
    on_both_engines(async |world| {
        let mut bench = Bench::at(&world, Kind::Report, "").await;
        let seen = bench.page().await.field("form").unwrap().to_owned();
        bench.press("removals", &[("position", "8")]).await;

        let stale = bench.press_on(&seen, "removals", &[("position", "7")]).await;
        assert_eq!(stale.status, StatusCode::CONFLICT, "{}", stale.text);
        let kept = bench.press_on(&seen, "questions", &QUESTION).await;
        assert_eq!(kept.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(kept.text.contains("Which topics?"), "what was typed is still there: {}", kept.text);
        assert_eq!(bench.words().await.len(), 7);
    })
    .await;
}

#[tokio::test]
async fn what_was_answered_keeps_the_questions_it_answers() {
    on_both_engines(async |world| {
        let (first, second) = (attended(&world).await, attended(&world).await);
        write(&world, world.ada, first, "file", &WHOLE).await;
        write(&world, world.ada, second, "draft", &[("q2", "Begun before")]).await;
        let mut bench = Bench::at(&world, Kind::Report, "").await;
        bench
            .press(
                "questions",
                &[("position", "2"), ("words", "Topics"), ("asks", "text"), ("audience", "admins")],
            )
            .await;

        let page = read(&world, world.carol, first).await;
        assert!(
            page.text.contains("What did you work on?") && !page.text.contains("Topics"),
            "{}",
            page.text
        );
        assert_eq!(texts(&page), ["Fractions, with pizza", "Page 12"]);
        let mut ada = world.signed_in(world.ada).await;
        let draft = ada.get(&format!("/sessions/{second}/report/form")).await.text;
        assert!(draft.contains("What did you work on?") && draft.contains("Begun before"), "{draft}");
        let third = attended(&world).await;
        let new = ada.get(&format!("/sessions/{third}/report/form")).await.text;
        assert!(new.contains("Topics") && !new.contains("What did you work on?"), "{new}");
        // a page that was open before the change is filed with what it showed
        let filed = ada
            .post(
                &format!("/sessions/{third}/report"),
                &[&[("form", "standard"), ("step", "file")], &WHOLE[..]].concat(),
            )
            .await;
        assert_redirect(&filed, &format!("/sessions/{third}"));
        assert!(read(&world, world.ben, third).await.text.contains("What did you work on?"));
    })
    .await;
}

#[tokio::test]
async fn a_program_has_a_form_of_its_own_and_gives_it_back() {
    on_both_engines(async |world| {
        let algebra = world.algebra.to_string();
        let mut bench = Bench::at(&world, Kind::Report, &algebra).await;
        assert!(bench.page().await.text.contains("Give Algebra its own form"));
        let blind = bench.press("questions", &QUESTION).await;
        assert_eq!(
            blind.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "the form of all is not changed from here"
        );
        bench.press("own", &[]).await;
        for position in (1..=8).rev() {
            bench.press("removals", &[("position", &position.to_string())]).await;
        }

        let session = attended(&world).await;
        assert!(to_do(&world, world.ada).await.is_empty(), "an empty form is not asked for");
        let mut ada = world.signed_in(world.ada).await;
        let form = ada.get(&format!("/sessions/{session}/report/form")).await;
        assert_eq!(form.status, StatusCode::NOT_FOUND);
        assert!(!read(&world, world.ada, session).await.text.contains("Write the report"));
        let back = bench.press("return", &[]).await;
        assert_redirect(
            &back,
            &format!("/configuration/forms/edit?kind=report&program={algebra}&saved=true"),
        );
        assert!(to_do(&world, world.ada).await.contains("Ben Ortiz"));

        let mut foreign = Bench::at(&world, Kind::Report, &world.oak_program.to_string()).await;
        assert_eq!(foreign.page().await.status, StatusCode::NOT_FOUND);
        for what in ["own", "return", "questions"] {
            assert_eq!(foreign.press_on("standard", what, &QUESTION[..0]).await.status.as_u16() / 100, 4);
        }
        let own = foreign.press_on("standard", "own", &[]).await;
        assert_eq!(own.status, StatusCode::NOT_FOUND, "{}", own.text);
    })
    .await;
}

#[tokio::test]
async fn answers_go_to_a_form_of_the_sessions_own_program_and_organization() {
    on_both_engines(async |world| {
        let session = attended(&world).await;
        let (exams, oak) = in_tx!(world.db, FormError, tx, {
            let kind = Kind::Report;
            reports::begin_own(tx, world.harbor, world.amara, kind, world.default_program).await?;
            reports::begin_own(tx, world.oak, world.olga, kind, world.oak_program).await?;
            let exams = reports::in_force(tx, world.harbor, kind, world.default_program).await?;
            Ok((exams, reports::in_force(tx, world.oak, kind, world.oak_program).await?))
        })
        .unwrap();
        let mut ada = world.signed_in(world.ada).await;
        for form in [exams.word(), oak.word(), "frm_nothing".to_owned()] {
            let fields = [&[("form", form.as_str()), ("step", "file")], &WHOLE[..]].concat();
            let answer = ada.post(&format!("/sessions/{session}/report"), &fields).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{form}: {}", answer.text);
        }
        let which = Which { kind: Kind::Report, program: Some(world.algebra) };
        let stale = in_tx!(world.db, FormError, tx, {
            let add = reports::Change::Remove(1);
            reports::change(tx, world.harbor, world.amara, which, &exams.word(), add).await
        });
        assert!(matches!(stale, Err(FormError::Changed)), "{stale:?}");
    })
    .await;
}

#[tokio::test]
async fn reports_filed_and_missing_are_counted_against_attended_sessions() {
    on_both_engines(async |world| {
        let (first, second) = (attended(&world).await, attended(&world).await);
        write(&world, world.ada, first, "file", &WHOLE).await;
        answer_survey(&world, world.ben, second, "5").await.unwrap();

        let page = world.signed_in(world.amara).await.get("/reports").await.text;
        assert_eq!(page.matches("1 (50 %)").count(), 4, "reports and surveys, of Ada and of all: {page}");
        assert!(page.contains(&format!("/sessions/{second}")), "{page}");
        assert!(!page.contains(&format!("/sessions/{first}")), "{page}");
        let own = world.signed_in(world.ada).await.get("/reports").await.text;
        assert!(own.contains("1 (50 %)"), "{own}");
        let others = world.signed_in(world.ivan).await.get("/reports").await.text;
        assert!(others.contains("No report is missing.") && !others.contains("Ben Ortiz"), "{others}");
        let mut olga = world.signed_in_at_oak(world.olga).await;
        assert!(!olga.get("/reports").await.text.contains("Ada Byron"));
        let before =
            world.signed_in(world.amara).await.get("/reports?from=2026-01-01&to=2026-01-31").await.text;
        assert!(before.contains("No sessions in these days"), "{before}");
        let wrong = world.signed_in(world.amara).await.get("/reports?from=2026-02-01&to=2026-01-31").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    })
    .await;
}
