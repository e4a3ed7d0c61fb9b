//! Who is shown what: each change of a person, of the session's state and of the student's way in, once.

use kernel::Seat;

use super::Room;
use crate::input::{Conn, Mail};
use crate::now::Now;
use crate::person::Names;
use crate::protocol::{
    PersonView, Place, ProgressView, StageView, StateWord, Step, ToBrowser, VERSION, Welcome,
};

/// What was told last.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Shown {
    instructor: Option<PersonView>,
    student: Option<PersonView>,
    state: Option<(StateWord, bool)>,
    progress: Option<ProgressView>,
    stage: Option<StageView>,
}

impl Room {
    /// What there is to tell now.
    pub(super) fn showing(&self) -> Shown {
        Shown {
            instructor: Some(self.instructor.view(Names::Hidden)),
            student: Some(self.student.view(Names::Shown)),
            state: Some((self.state(), self.clock.is_running())),
            progress: Some(self.progress_view()),
            stage: Some(self.stage_view()),
        }
    }

    /// Welcomes `fresh`, if it was seated just now, and tells the others what changed.
    pub(super) fn tell(&mut self, now: Now, fresh: Option<Conn>) {
        if let Some(conn) = fresh
            && let Some(seat) = self.seat_of(conn)
        {
            let welcome = self.welcome(now, seat);
            self.send(conn, ToBrowser::Welcome(Box::new(welcome)));
            if self.clock.is_running() {
                self.tell_state(now, conn);
            }
        }
        let showing = self.showing();
        if showing == self.shown {
            return;
        }
        let before = std::mem::replace(&mut self.shown, showing);
        for to in Seat::ALL.iter().copied() {
            match self.person(to).conn() {
                Some(conn) if fresh != Some(conn) => self.tell_changes(now, conn, to, &before),
                _ => {}
            }
        }
    }

    fn tell_changes(&mut self, now: Now, conn: Conn, to: Seat, before: &Shown) {
        for (who, old, new) in [
            (Seat::Instructor, &before.instructor, self.shown.instructor.clone()),
            (Seat::Student, &before.student, self.shown.student.clone()),
        ] {
            if *old != new {
                let person = Box::new(self.view_for(to, who));
                self.send(conn, ToBrowser::Person { who, person });
            }
        }
        if before.state != self.shown.state {
            self.tell_state(now, conn);
        }
        if before.stage != self.shown.stage {
            let stage = self.stage_view();
            self.send(conn, ToBrowser::Stage { stage });
        }
        if to == Seat::Instructor && before.progress != self.shown.progress {
            let progress = self.progress_view();
            self.send(conn, ToBrowser::Progress { progress });
        }
    }

    fn tell_state(&mut self, now: Now, conn: Conn) {
        let (state, running) = (self.state(), self.clock.is_running());
        let together_s = self.clock.read(now.run).as_secs();
        self.send(conn, ToBrowser::State { state, together_s, running });
    }

    fn welcome(&self, now: Now, you: Seat) -> Welcome {
        Welcome {
            v: VERSION,
            you,
            now_ms: now.wall.millis(),
            starts_ms: self.starts.millis(),
            ends_ms: self.ends.millis(),
            state: self.state(),
            together_s: self.clock.read(now.run).as_secs(),
            instructor: self.view_for(you, Seat::Instructor),
            student: self.view_for(you, Seat::Student),
            progress: (you == Seat::Instructor).then(|| self.progress_view()),
            stage: self.stage_view(),
            extensions: if you == Seat::Instructor { self.extensions.clone() } else { Vec::new() },
        }
    }

    /// `who` as the holder of the seat `to` may see them.
    fn view_for(&self, to: Seat, who: Seat) -> PersonView {
        let names = if (to, who) == (Seat::Instructor, Seat::Student) { Names::Shown } else { Names::Hidden };
        self.person(who).view(names)
    }

    fn state(&self) -> StateWord {
        if self.begun { StateWord::Lesson } else { StateWord::Lobby }
    }

    fn progress_view(&self) -> ProgressView {
        let opened_by =
            [(self.progress.opened_by_student, "student"), (self.progress.opened_by_parent, "parent")];
        let opened: Vec<&'static str> =
            opened_by.iter().filter(|(yes, _)| *yes).map(|(_, who)| *who).collect();
        let step = match self.student.place {
            Place::Room => Step::In,
            Place::Lobby => Step::Joining,
            Place::Check => Step::Checking,
            Place::Away if !opened.is_empty() => Step::Opened,
            Place::Away => match self.progress.mail {
                Mail::OnTheWay => Step::Sending,
                Mail::Sent => Step::Sent,
                Mail::Unsent => Step::Unsent,
            },
        };
        ProgressView { step, opened }
    }
}
