//! The week of the demonstration's people: what they have planned and done, asked for and written to each other.

use anyhow::Context;
use db::{Db, Scope, Tx, in_tx};
use jiff::civil::{Date, Time, Weekday, time};
use jiff::{Span, ToSpan};
use kernel::{ProgramId, RequestId, Role, Secret, SessionMinutes, SignInId, Timestamp, UserId, Zone};
use people::accounts::{self, Activation, NewPerson};
use people::closures::{self, Closure};
use people::groups::{self, Days};
use people::{families, organizations, sign_in, teaching_pairs};
use teaching::availability::{self, Availability, Hours, Rules};
use teaching::programs;
use teaching::requests::{self, Asked, Wish};
use teaching::series::{End, Every, Occurrence, Pattern, Rhythm, Slot};
use teaching::sessions::{self, Booking, Outcome, Place};
use web::Viewer;

use super::seed::{Failed, HARBOR_HOST, PASSWORD};

const ZONE: &str = "America/Chicago";

/// Writes the week around today, in one transaction.
///
/// # Errors
/// When the store refuses.
pub async fn fill(db: &Db, key: &Secret<[u8; 32]>) -> anyhow::Result<()> {
    let hash = sign_in::hash_password(PASSWORD).await.context("the demo password could not be hashed")?;
    in_tx!(db, Failed, tx, {
        write(tx, key, &hash).await?;
        Ok(())
    })
    .map_err(|Failed(error)| error)
}

/// Who and what the week is about.
struct Stage<'a> {
    scope: Scope,
    key: &'a Secret<[u8; 32]>,
    zone: Zone,
    today: Date,
    ada: UserId,
    ben: UserId,
    mia: UserId,
    leo: UserId,
    zoe: UserId,
    carol: UserId,
    algebra: ProgramId,
    reading: ProgramId,
}

async fn write(tx: &mut Tx, key: &Secret<[u8; 32]>, hash: &str) -> anyhow::Result<()> {
    let all = organizations::all(tx).await?;
    let harbor =
        all.iter().find(|one| one.host == HARBOR_HOST).context("the demonstration's organization")?;
    let scope = harbor.scope();
    let zone = Zone::named(ZONE).context("the zone database lacks a zone")?;
    let (leo, zoe) = parks(tx, scope, &zone, hash).await?;
    let stage = Stage {
        scope,
        key,
        today: tx.now().in_zone(&zone).date(),
        zone,
        ada: known(tx, scope, "ada@demo.test").await?,
        ben: known(tx, scope, "ben@demo.test").await?,
        mia: known(tx, scope, "mia@demo.test").await?,
        leo,
        zoe,
        carol: known(tx, scope, "carol@demo.test").await?,
        algebra: titled(tx, scope, "Algebra").await?,
        reading: titled(tx, scope, "Reading").await?,
    };
    for student in [leo, zoe] {
        teaching_pairs::assign(tx, scope, stage.ada, student).await?;
    }
    hours(tx, &stage).await?;
    circle(tx, &stage).await?;
    past(tx, &stage).await?;
    series(tx, &stage).await?;
    asked(tx, &stage).await?;
    written(tx, &stage).await
}

/// Another family: Leo signs in by a username, his sister Zoe and their mother Dora by their addresses.
async fn parks(tx: &mut Tx, scope: Scope, zone: &Zone, hash: &str) -> anyhow::Result<(UserId, UserId)> {
    let terms = organizations::current_terms(tx, scope).await?;
    let mut ids = Vec::new();
    for (first, login, role) in [
        ("Leo", "leo", Role::Student),
        ("Zoe", "zoe@demo.test", Role::Student),
        ("Dora", "dora@demo.test", Role::Parent),
    ] {
        let is_address = login.contains('@');
        let new = NewPerson {
            first_name: first.parse()?,
            last_name: "Park".parse()?,
            email: if is_address { Some(login.parse()?) } else { None },
            username: if is_address { None } else { Some(login.parse()?) },
            roles: [role].into_iter().collect(),
            zone: zone.clone(),
            under_13: false,
        };
        let id = accounts::add(tx, scope, new, None).await?;
        accounts::activate(tx, scope, id, Activation::Command, terms.id, Some(hash.to_owned()), None).await?;
        ids.push(id);
    }
    let [leo, zoe, dora] = ids[..] else { anyhow::bail!("the family has three people") };
    for child in [leo, zoe] {
        families::link(tx, scope, dora, child).await?;
    }
    Ok((leo, zoe))
}

/// When Ada and Ivan can be booked, and a day on which nobody is there.
async fn hours(tx: &mut Tx, stage: &Stage<'_>) -> anyhow::Result<()> {
    let ivan = known(tx, stage.scope, "ivan@demo.test").await?;
    let span = |from: i64, to: i64| Hours::new(from * 60, to * 60).context("hours of a day");
    let afternoon = vec![span(14, 19)?];
    let mut adas: [Vec<Hours>; 7] = Default::default();
    adas[..4].fill(afternoon);
    adas[5] = vec![span(9, 13)?];
    let mut ivans: [Vec<Hours>; 7] = Default::default();
    for weekday in [1, 3] {
        ivans[weekday] = vec![span(15, 20)?];
    }
    for (instructor, week) in [(stage.ada, adas), (ivan, ivans)] {
        let person = accounts::find(tx, stage.scope, instructor).await?;
        let rules = Rules { notice_hours: 12, buffer_minutes: 10, most_a_day: None };
        let wanted = Availability { zone: stage.zone.clone(), week, exceptions: Vec::new(), rules };
        availability::set(tx, stage.scope, instructor, &person, &wanted).await?;
    }
    let closed = stage.today.checked_add(30.days())?;
    let closure = Closure { first_day: closed, last_day: closed, name: "Staff day".to_owned() };
    closures::add(tx, stage.scope, &closure).await?;
    Ok(())
}

/// A group, and the hour it has in the library.
async fn circle(tx: &mut Tx, stage: &Stage<'_>) -> anyhow::Result<()> {
    let amara = known(tx, stage.scope, "admin@demo.test").await?;
    let amara = viewer(tx, stage.scope, amara).await?;
    let draft = groups::Draft {
        name: "Reading circle".to_owned(),
        program: Some(stage.reading),
        school: String::new(),
        instructor: Some(stage.ada),
    };
    let circle = groups::add(tx, &amara, &draft).await?;
    let students = [stage.mia, stage.leo, stage.zoe];
    let days = Days { from: stage.today.checked_sub(30.days())?, to: None };
    for student in students {
        groups::add_member(tx, &amara, circle, student, days).await?;
    }
    let ada = viewer(tx, stage.scope, stage.ada).await?;
    let saturday = stage.next(Weekday::Saturday)?;
    let place = Place::InPerson { location: "Library, second floor".to_owned() };
    let hour = Booking {
        place,
        ..stage.booking((stage.mia, stage.reading), "Reading circle", (saturday, time(10, 0, 0, 0)), 60)?
    };
    sessions::book_for_several(tx, stage.key, &ada, &hour, &students).await?;
    Ok(())
}

/// What was held this week, whose reports are due.
async fn past(tx: &mut Tx, stage: &Stage<'_>) -> anyhow::Result<()> {
    let held = [
        (stage.ben, stage.algebra, "Slopes and intercepts", 1, Outcome::Completed),
        (stage.mia, stage.reading, "Fables", 2, Outcome::Completed),
        (stage.zoe, stage.reading, "Rhymes", 3, Outcome::MissedByStudent),
        (stage.ben, stage.algebra, "Negative numbers", 6, Outcome::Completed),
    ];
    for (student, program, subject, days_ago, went) in held {
        let day = stage.today.checked_sub(Span::new().days(days_ago))?;
        let booking = Booking {
            place: Place::InPerson { location: "Room 2".to_owned() },
            ..stage.booking((student, program), subject, (day, time(15, 0, 0, 0)), 45)?
        };
        sessions::log(tx, stage.scope, stage.key, &booking, went).await?;
    }
    Ok(())
}

/// Ben's algebra twice a week, and Zoe's reading every two weeks.
async fn series(tx: &mut Tx, stage: &Stage<'_>) -> anyhow::Result<()> {
    let ada = viewer(tx, stage.scope, stage.ada).await?;
    let slot =
        |weekday, time, minutes| Ok::<_, anyhow::Error>(Slot { weekday, time, minutes: length(minutes)? });
    let afternoon = time(16, 0, 0, 0);
    let twice =
        vec![slot(Weekday::Monday, afternoon, 60)?, slot(Weekday::Wednesday, time(16, 30, 0, 0), 45)?];
    let once = vec![slot(Weekday::Tuesday, time(15, 0, 0, 0), 30)?];
    for (student, program, subject, every, slots, total) in [
        (stage.ben, stage.algebra, "Linear functions", Every::Week, twice, 12),
        (stage.zoe, stage.reading, "Phonics", Every::TwoWeeks, once, 4),
    ] {
        let rhythm = Rhythm::new(every, slots.clone()).context("a rhythm")?;
        let first = slots[0];
        // what is planned for the next two days stands there already
        let first_day = stage.today.checked_add(3.days())?;
        let pattern = Pattern { zone: stage.zone.clone(), first_day, rhythm, end: End::After(total) };
        let whole = stage.booking(
            (student, program),
            subject,
            (stage.next(first.weekday)?, first.time),
            first.minutes.get(),
        )?;
        sessions::book_series(tx, stage.key, &ada, &whole, pattern).await?;
    }
    Ok(())
}

/// Carol asks for another hour for Mia.
async fn asked(tx: &mut Tx, stage: &Stage<'_>) -> anyhow::Result<()> {
    let carol = viewer(tx, stage.scope, stage.carol).await?;
    let thursday = stage.next(Weekday::Thursday)?;
    let starts = vec![
        stage.at(thursday, time(15, 0, 0, 0))?,
        stage.at(thursday.checked_add(7.days())?, time(15, 30, 0, 0))?,
    ];
    let wish = Wish {
        moves: None,
        instructor: stage.ada,
        student: stage.mia,
        program: stage.reading,
        place: teaching::sessions::Place::Classroom,
        minutes: length(30)?,
        starts,
        zone: stage.zone.clone(),
        subject: "A book report".to_owned(),
        description: "She reads Charlotte's Web, and has to say what it is about.".to_owned(),
        by: stage.carol,
    };
    let key = RequestId::fresh(tx.now()).to_string();
    requests::ask(tx, &carol, &wish, &Asked { key, body_hash: [0; 32] }).await?;
    Ok(())
}

/// What Carol and Ada, and Ada and Ben, wrote to each other.
async fn written(tx: &mut Tx, stage: &Stage<'_>) -> anyhow::Result<()> {
    for (from, to, body) in [
        (
            stage.carol,
            stage.ada,
            "Ben has a test on linear functions in two weeks. Could you look at word problems with him?",
        ),
        (
            stage.ada,
            stage.carol,
            "Gladly. We begin with them on Monday; ask him to bring the sheet from school.",
        ),
        (stage.ada, stage.ben, "Well done yesterday! Please try numbers 4 to 9 before Monday."),
    ] {
        let writer = viewer(tx, stage.scope, from).await?;
        talk::write_message(tx, &writer, to, body, &[]).await?;
    }
    Ok(())
}

impl Stage<'_> {
    /// The first such day that is three days ahead or more.
    fn next(&self, weekday: Weekday) -> anyhow::Result<Date> {
        let mut day = self.today.checked_add(3.days())?;
        while day.weekday() != weekday {
            day = day.tomorrow()?;
        }
        Ok(day)
    }

    fn at(&self, day: Date, time: Time) -> anyhow::Result<Timestamp> {
        let at = Occurrence::at(day, time, length(30)?, &self.zone).context("a time of the calendar")?;
        Ok(at.starts_at)
    }

    /// A session in the classroom with Ada, that costs nothing.
    fn booking(
        &self,
        (student, program): (UserId, ProgramId),
        subject: &str,
        (day, time): (Date, Time),
        minutes: i64,
    ) -> anyhow::Result<Booking> {
        Ok(Booking {
            instructor: self.ada,
            student,
            program,
            starts_at: self.at(day, time)?,
            place: Place::Classroom,
            minutes: length(minutes)?,
            zone: self.zone.clone(),
            subject: subject.to_owned(),
            description: String::new(),
            billable: false,
            by: self.ada,
        })
    }
}

fn length(minutes: i64) -> anyhow::Result<SessionMinutes> {
    Ok(SessionMinutes::new(minutes)?)
}

async fn known(tx: &mut Tx, scope: Scope, address: &str) -> anyhow::Result<UserId> {
    let person = accounts::find_by_email(tx, scope, &address.parse()?).await?;
    Ok(person.with_context(|| format!("{address} is not of the demonstration"))?.id)
}

async fn titled(tx: &mut Tx, scope: Scope, title: &str) -> anyhow::Result<ProgramId> {
    let all = programs::list_open(tx, scope).await?;
    let program = all.into_iter().find(|program| program.title == title);
    Ok(program.with_context(|| format!("the program {title} is not of the demonstration"))?.id)
}

/// Somebody as verbs see them, without signing in.
async fn viewer(tx: &mut Tx, scope: Scope, id: UserId) -> anyhow::Result<Viewer> {
    let found = accounts::find(tx, scope, id).await?;
    Ok(Viewer {
        org: scope.org(),
        user: id,
        sign_in: SignInId::fresh(tx.now()),
        first_name: found.first_name.to_string(),
        last_name: found.last_name.to_string(),
        roles: found.roles,
        standing: found.standing,
        by_parent: None,
        zone: found.zone,
        unread: 0,
        unread_messages: 0,
    })
}
