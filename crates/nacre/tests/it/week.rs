//! A week of a real organization under a clock that a test moves: 30 instructors, 200 students and their parents, 600
//! sessions, and what happens to some of them. At its end attendance, credits and notices add up, person by person.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use db::in_tx;
use kernel::{Role, Seat, SessionId, SessionMinutes, Timestamp, UserId, Zone};
use people::accounts::{self, Activation, NewPerson};
use people::{families, organizations, teaching_pairs};
use teaching::presence;
use teaching::reports::{self, Answer, Asks, FileError, Filled, Kind, Question};
use teaching::sessions::attendance::{self, Mark, NoteError, Record};
use teaching::sessions::{self, BookError, Booking, By, CancelError, EndError, MoveError, OpenError, Place};
use testkit::{World, on_both_engines};
use tokio_util::sync::CancellationToken;

/// The same week each time.
const SEED: u64 = 20_261_130;
const INSTRUCTORS: usize = 30;
const STUDENTS: usize = 200;
const DAYS: i64 = 5;
/// Sessions begin at each of these hours after the first, four a day for each instructor.
const SLOTS: i64 = 4;
const GRANTED: i64 = 20;
/// Monday 30 November 2026, two in the afternoon in Chicago.
const FIRST_START: i64 = 1_796_068_800_000_000;
const DAY: i64 = 24 * 60;
const MINUTES: i64 = 45;
/// Where moved sessions go: an hour after the last slot, on the same day.
const EVENING: i64 = SLOTS + 1;
const PATIENCE: Duration = Duration::from_secs(240);

/// What becomes of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Held,
    StudentLate,
    StudentMissing,
    InstructorMissing,
    CancelledByInstructor,
    CancelledLateByParent,
    /// To the evening of its day, and held there.
    Moved,
    NotedAttended,
    NotedLate,
    NotedMissed,
    /// Took place elsewhere, and nobody has said so.
    Forgotten,
}

impl Fate {
    const fn is_cancelled(self) -> bool {
        matches!(self, Self::CancelledByInstructor | Self::CancelledLateByParent)
    }

    const fn is_elsewhere(self) -> bool {
        matches!(self, Self::NotedAttended | Self::NotedLate | Self::NotedMissed | Self::Forgotten)
    }

    const fn takes_credit(self) -> bool {
        !matches!(self, Self::InstructorMissing | Self::CancelledByInstructor | Self::Forgotten)
    }

    const fn is_attended(self) -> bool {
        matches!(self, Self::Held | Self::StudentLate | Self::Moved | Self::NotedAttended | Self::NotedLate)
    }

    /// What is noted of both at the end.
    const fn words(self) -> Option<&'static str> {
        match self {
            Self::Held | Self::Moved | Self::NotedAttended => Some("instructor attended, student attended"),
            Self::StudentLate | Self::NotedLate => Some("instructor attended, student late"),
            Self::StudentMissing => Some("instructor attended, student missed"),
            Self::NotedMissed => Some("instructor attended, student missed (Sick)"),
            Self::InstructorMissing => Some("instructor missed, student missed (Instructor absent)"),
            Self::CancelledByInstructor | Self::CancelledLateByParent | Self::Forgotten => None,
        }
    }
}

struct Lesson {
    id: SessionId,
    instructor: UserId,
    student: UserId,
    parent: UserId,
    billable: bool,
    day: i64,
    slot: i64,
    fate: Fate,
}

/// A dice that falls the same way each time (splitmix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % u64::try_from(sides).unwrap()).unwrap()
    }

    fn fate(&mut self) -> Fate {
        match self.below(100) {
            0..=55 => Fate::Held,
            56..=61 => Fate::StudentLate,
            62..=66 => Fate::StudentMissing,
            67..=69 => Fate::InstructorMissing,
            70..=72 => Fate::CancelledByInstructor,
            73..=75 => Fate::CancelledLateByParent,
            76..=78 => Fate::Moved,
            79..=89 => Fate::NotedAttended,
            90..=92 => Fate::NotedLate,
            93..=96 => Fate::NotedMissed,
            _ => Fate::Forgotten,
        }
    }
}

fn start_of(day: i64, slot: i64) -> Timestamp {
    Timestamp::from_micros(FIRST_START).plus_minutes(day * DAY + slot * 60)
}

async fn person(world: &World, first: &str, number: usize, role: Role) -> UserId {
    let new = NewPerson {
        first_name: first.parse().unwrap(),
        last_name: format!("Number{number}").parse().unwrap(),
        email: Some(format!("{}{number}@week.test", first.to_lowercase()).parse().unwrap()),
        username: None,
        roles: [role].into_iter().collect(),
        zone: Zone::named("America/Chicago").unwrap(),
        under_13: false,
    };
    in_tx!(world.db, accounts::AddError, tx, {
        let id = accounts::add(tx, world.harbor, new.clone(), None).await?;
        let terms = organizations::current_terms(tx, world.harbor).await?;
        let hash = Some("unused".to_owned());
        let activated =
            accounts::activate(tx, world.harbor, id, Activation::Command, terms.id, hash, None).await;
        assert!(activated.is_ok());
        Ok(id)
    })
    .unwrap()
}

/// Everyone, and who belongs to whom: instructors, and students with their parent.
async fn people(world: &World) -> (Vec<UserId>, Vec<(UserId, UserId)>) {
    let mut instructors = Vec::new();
    for number in 0..INSTRUCTORS {
        instructors.push(person(world, "Instructor", number, Role::Instructor).await);
    }
    let mut students: Vec<(UserId, UserId)> = Vec::new();
    for number in 0..STUDENTS {
        let student = person(world, "Student", number, Role::Student).await;
        // brothers and sisters
        let parent = match number % 2 {
            0 => person(world, "Parent", number, Role::Parent).await,
            _ => students[number - 1].1,
        };
        students.push((student, parent));
        in_tx!(world.db, db::Error, tx, {
            families::link(tx, world.harbor, parent, student).await?;
            for teacher in [number % INSTRUCTORS, (number * 7 + 3) % INSTRUCTORS] {
                teaching_pairs::assign(tx, world.harbor, instructors[teacher], student).await?;
            }
            let credits = ledger::Credits::new(GRANTED).unwrap();
            ledger::grant(tx, world.harbor, student, credits, "The month", None).await?;
            Ok(())
        })
        .unwrap();
    }
    (instructors, students)
}

/// Each instructor's four sessions a day, booked a week ahead.
async fn book_all(world: &World) -> Vec<Lesson> {
    let (instructors, students) = people(world).await;
    let mut dice = Dice(SEED);
    let mut lessons: Vec<Lesson> = Vec::new();
    for (day, slot) in (0..DAYS).flat_map(|day| (0..SLOTS).map(move |slot| (day, slot))) {
        let mut busy = BTreeSet::new();
        for (number, instructor) in instructors.iter().enumerate() {
            let own: Vec<usize> = (0..STUDENTS)
                .filter(|student| [student % INSTRUCTORS, (student * 7 + 3) % INSTRUCTORS].contains(&number))
                .filter(|student| !busy.contains(student))
                .collect();
            let chosen = own[dice.below(own.len())];
            busy.insert(chosen);
            let (student, parent) = students[chosen];
            let mut fate = dice.fate();
            let is_taken = |other: &Lesson| {
                other.day == day
                    && other.fate == Fate::Moved
                    && (other.instructor == *instructor || other.student == student)
            };
            if fate == Fate::Moved && lessons.iter().any(is_taken) {
                fate = Fate::Held;
            }
            let billable = dice.below(5) > 0;
            let booking = Booking {
                instructor: *instructor,
                student,
                program: world.algebra,
                starts_at: start_of(day, slot),
                place: match fate.is_elsewhere() {
                    true => Place::InPerson { location: "Library".to_owned() },
                    false => Place::Classroom,
                },
                minutes: SessionMinutes::new(MINUTES).unwrap(),
                zone: Zone::named("America/Chicago").unwrap(),
                subject: String::new(),
                description: String::new(),
                billable,
                by: *instructor,
            };
            let key = world.app.key();
            let id =
                in_tx!(world.db, BookError, tx, { sessions::book(tx, world.harbor, key, &booking).await })
                    .unwrap();
            lessons.push(Lesson { id, instructor: *instructor, student, parent, billable, day, slot, fate });
        }
    }
    lessons
}

/// Moves the clock.
fn pass_to(world: &World, at: Timestamp) {
    world.clock.advance(at.since(world.clock.now()));
}

/// Waits until the worker has nothing left to do at this time.
async fn settle(world: &World) {
    // nothing else tells it of a moved clock; what it has begun it ends by itself
    world.post.happened().now();
    world.post.owed().now();
    let idle = async {
        loop {
            let now = world.clock.now();
            let (left,): (i64,) = world
                .db
                .read()
                .await
                .unwrap()
                .one(
                    "SELECT (SELECT COUNT(*) FROM outbox WHERE done_at IS NULL)
                          + (SELECT COUNT(*) FROM reminders WHERE done_at IS NULL AND due_at <= $1)
                          + (SELECT COUNT(*) FROM report_reminders WHERE done_at IS NULL AND due_at <= $1)
                          + (SELECT COUNT(*) FROM deliveries WHERE state = 'queued' AND next_at <= $1)",
                    &[&now],
                )
                .await
                .unwrap();
            if left == 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    assert!(tokio::time::timeout(PATIENCE, idle).await.is_ok(), "the worker has something left to do");
}

async fn enters(world: &World, lesson: &Lesson, seat: Seat) {
    in_tx!(world.db, db::Error, tx, {
        presence::enter(tx, world.harbor, lesson.id, seat, tx.now()).await?;
        if seat == Seat::Student {
            sessions::met(tx, world.harbor, lesson.id, tx.now()).await?;
        }
        Ok(())
    })
    .unwrap();
}

/// What happens in the classrooms of a slot when it begins.
async fn begin(world: &World, lesson: &Lesson) {
    if lesson.fate == Fate::InstructorMissing {
        return;
    }
    in_tx!(world.db, OpenError, tx, { sessions::open(tx, world.harbor, lesson.id).await }).unwrap();
    enters(world, lesson, Seat::Instructor).await;
    if matches!(lesson.fate, Fate::Held | Fate::Moved) {
        enters(world, lesson, Seat::Student).await;
    }
}

async fn finish(world: &World, lesson: &Lesson) {
    if lesson.fate == Fate::InstructorMissing {
        return;
    }
    let by = By::Instructor(lesson.instructor);
    in_tx!(world.db, EndError, tx, { sessions::end(tx, world.harbor, lesson.id, by, None).await }).unwrap();
}

/// What the server closes by itself.
async fn close_overdue(world: &World) {
    let before = world.clock.now().plus_minutes(-15);
    let due = sessions::overdue(&mut world.db.read().await.unwrap(), before).await.unwrap();
    for (scope, id) in due {
        in_tx!(world.db, EndError, tx, { sessions::end(tx, scope, id, By::Server, None).await }).unwrap();
    }
}

async fn cancel(world: &World, lesson: &Lesson) {
    let who = if lesson.fate == Fate::CancelledByInstructor { lesson.instructor } else { lesson.parent };
    let viewer = world.viewer(who).await;
    in_tx!(world.db, CancelError, tx, { sessions::cancel(tx, &viewer, lesson.id, "Ill").await }).unwrap();
}

async fn move_to_the_evening(world: &World, lesson: &Lesson) {
    let viewer = world.viewer(lesson.instructor).await;
    let (start, minutes) = (start_of(lesson.day, EVENING), SessionMinutes::new(MINUTES).unwrap());
    in_tx!(world.db, MoveError, tx, { sessions::reschedule(tx, &viewer, lesson.id, start, minutes).await })
        .unwrap();
}

async fn note(world: &World, lesson: &Lesson) {
    let student = match lesson.fate {
        Fate::NotedAttended => Mark::Attended,
        Fate::NotedLate => Mark::Late,
        Fate::NotedMissed => Mark::Missed { reason: Some("Sick".to_owned()), counts: true },
        _ => return,
    };
    let record = Record::new(Mark::Attended, student).unwrap();
    let viewer = world.viewer(lesson.instructor).await;
    in_tx!(world.db, NoteError, tx, { attendance::note(tx, &viewer, lesson.id, &record).await }).unwrap();
}

/// Whether the instructor forgets the report of an attended session: on Thursday, when the student was late.
fn is_unreported(lesson: &Lesson) -> bool {
    lesson.day == 3 && matches!(lesson.fate, Fate::StudentLate | Fate::NotedLate)
}

/// The instructor files the standard report, with middling ratings.
async fn report(world: &World, lesson: &Lesson) {
    let questions = reports::Form::standard(Kind::Report).questions;
    let asked = (1..).zip(questions).filter(|(_, question)| question.is_asked());
    let answer = |question: &Question| if question.asks == Asks::Text { "Fractions" } else { "3" };
    let answers: Vec<Answer> = asked
        .map(|(position, question)| Answer { position, answer: answer(&question).to_owned(), question })
        .collect();
    let viewer = world.viewer(lesson.instructor).await;
    in_tx!(world.db, FileError, tx, {
        let filled = Filled { form: "standard", answers: &answers, is_final: true };
        reports::save(tx, &viewer, lesson.id, &filled).await
    })
    .unwrap();
}

/// One day, hour by hour. The worker does its work after each step.
async fn live_through(world: &World, lessons: &[Lesson], day: i64) {
    let today: Vec<&Lesson> = lessons.iter().filter(|lesson| lesson.day == day).collect();
    let when = |lesson: &Lesson| if lesson.fate == Fate::Moved { EVENING } else { lesson.slot };
    let in_classroom = |lesson: &&&Lesson| !lesson.fate.is_cancelled() && !lesson.fate.is_elsewhere();

    // before anything of the day is due: the worker looks by itself, at any step of what follows
    pass_to(world, start_of(day, -1).plus_minutes(-5));
    for lesson in today.iter().filter(|lesson| lesson.fate.is_cancelled()) {
        cancel(world, lesson).await;
    }
    // tomorrow's moves are made today
    for lesson in lessons.iter().filter(|lesson| lesson.day == day + 1 && lesson.fate == Fate::Moved) {
        move_to_the_evening(world, lesson).await;
    }
    settle(world).await;
    pass_to(world, start_of(day, -1));
    settle(world).await;
    for slot in 0..=EVENING + 1 {
        pass_to(world, start_of(day, slot));
        for lesson in today.iter().filter(in_classroom).filter(|lesson| when(lesson) == slot - 1) {
            finish(world, lesson).await;
        }
        close_overdue(world).await;
        for lesson in today.iter().filter(in_classroom).filter(|lesson| when(lesson) == slot) {
            begin(world, lesson).await;
        }
        settle(world).await;
        pass_to(world, start_of(day, slot).plus_minutes(9));
        for lesson in today.iter().filter(|lesson| lesson.fate == Fate::StudentLate && lesson.slot == slot) {
            enters(world, lesson, Seat::Student).await;
        }
        pass_to(world, start_of(day, slot).plus_minutes(20));
        settle(world).await;
    }
    for lesson in today.iter().filter(|lesson| lesson.fate.is_elsewhere()) {
        note(world, lesson).await;
    }
    settle(world).await;
    for lesson in today.iter().filter(|lesson| lesson.fate.is_attended() && !is_unreported(lesson)) {
        report(world, lesson).await;
    }
    settle(world).await;
}

/// What everybody is to have been told, once each.
fn expected_notices(world: &World, lessons: &[Lesson]) -> BTreeSet<(SessionId, UserId, &'static str)> {
    let mut told = BTreeSet::new();
    for lesson in lessons {
        let family = [lesson.student, lesson.parent];
        let everyone = [lesson.student, lesson.parent, lesson.instructor];
        let mut tell =
            |people: &[UserId], kind| told.extend(people.iter().map(|person| (lesson.id, *person, kind)));
        tell(&family, "session booked");
        tell(&everyone, "reminder of day");
        match lesson.fate {
            Fate::CancelledByInstructor | Fate::CancelledLateByParent => tell(&everyone, "session cancelled"),
            _ => tell(&everyone, "reminder of hour"),
        }
        match lesson.fate {
            Fate::Moved => tell(&family, "session rescheduled"),
            Fate::StudentMissing => tell(&family, "not there yet"),
            Fate::InstructorMissing => {
                tell(&everyone, "not there yet");
                tell(&[world.amara], "not there yet");
            }
            _ => {}
        }
        if is_unreported(lesson) {
            tell(&[lesson.instructor], "report overdue");
        } else if lesson.fate.is_attended() {
            tell(&family, "report shared");
        }
    }
    told
}

async fn told(world: &World) -> BTreeMap<(SessionId, UserId, String), i64> {
    let rows: Vec<(SessionId, UserId, String, i64)> = world
        .db
        .read()
        .await
        .unwrap()
        .all(
            "SELECT session_id, user_id, kind, COUNT(*) FROM notices GROUP BY session_id, user_id, kind",
            &[],
        )
        .await
        .unwrap();
    rows.into_iter().map(|(session, person, kind, count)| ((session, person, kind), count)).collect()
}

async fn assert_it_adds_up(world: &World, lessons: &[Lesson]) {
    let mut tx = world.db.read().await.unwrap();
    for lesson in lessons {
        let session = sessions::find(&mut tx, world.harbor, lesson.id).await.unwrap();
        let words = session.record().map(|record| record.words());
        assert_eq!(words.as_deref(), lesson.fate.words(), "{:?}", lesson.fate);
        assert_eq!(session.moved.is_some(), lesson.fate == Fate::Moved);
    }

    let students: BTreeSet<UserId> = lessons.iter().map(|lesson| lesson.student).collect();
    for student in students {
        let own = |counts: fn(Fate) -> bool| {
            let of_student = lessons.iter().filter(|lesson| lesson.student == student && lesson.billable);
            i64::try_from(of_student.filter(|lesson| counts(lesson.fate)).count()).unwrap()
        };
        let (used, held) = (own(Fate::takes_credit), own(|fate| fate == Fate::Forgotten));
        let balance = ledger::balance(&mut tx, world.harbor, student).await.unwrap();
        assert_eq!((balance.available, balance.held), (GRANTED - used - held, held), "credits of {student}");
    }

    let expected = expected_notices(world, lessons);
    let told = told(world).await;
    let twice: Vec<_> = told.iter().filter(|(_, count)| **count != 1).collect();
    assert!(twice.is_empty(), "told more than once: {twice:?}");
    let told: BTreeSet<_> =
        told.keys().map(|(session, person, kind)| (*session, *person, kind.as_str())).collect();
    let lacking: Vec<_> = expected.difference(&told).take(5).collect();
    let superfluous: Vec<_> = told.difference(&expected).take(5).collect();
    assert!(lacking.is_empty() && superfluous.is_empty(), "not told: {lacking:?}; told: {superfluous:?}");

    let amara = world.viewer(world.amara).await;
    let to_do: BTreeSet<_> =
        sessions::unnoted(&mut tx, &amara, 1_000).await.unwrap().iter().map(|session| session.id).collect();
    let open = |fate| matches!(fate, Fate::Forgotten | Fate::StudentMissing | Fate::InstructorMissing);
    let left: BTreeSet<_> =
        lessons.iter().filter(|lesson| open(lesson.fate)).map(|lesson| lesson.id).collect();
    assert_eq!(to_do, left, "what needs attention");

    let (unsent,): (i64,) =
        tx.one("SELECT COUNT(*) FROM deliveries WHERE state NOT IN ('sent', 'dropped')", &[]).await.unwrap();
    assert_eq!(unsent, 0, "mails that were owed and neither went nor became moot");
    assert!(ledger::check(&mut tx, world.harbor).await.unwrap().is_empty());
    assert!(sessions::contradictions(&mut tx, world.harbor).await.unwrap().is_empty());
    assert!(sessions::misnoted(&mut tx, world.harbor).await.unwrap().is_empty());
    assert_eq!(sessions::stale_presence(&mut tx).await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_week_of_six_hundred_sessions_adds_up() {
    on_both_engines(async |world| {
        let stop = CancellationToken::new();
        let worker = tokio::spawn(talk::worker::run(world.app.clone(), world.post.clone(), stop.clone()));
        let lessons = book_all(&world).await;
        assert_eq!(lessons.len(), 600);
        settle(&world).await;

        // the Sunday before has reminders and moves of its own
        for day in -1..DAYS {
            live_through(&world, &lessons, day).await;
        }

        assert_it_adds_up(&world, &lessons).await;
        stop.cancel();
        worker.await.unwrap();
    })
    .await;
}
