//! Carries out what a room wants of its recording, one after the other: an answer is on record before anything is
//! recorded, and a no is carried out before the next yes.

use db::Scope;
use kernel::{Seat, SessionId, UserId};
use room::{Input, RecordingOrder};
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;

use super::actor::Told;
use super::rooms::Rooms;
use crate::recordings::{Answer, Asked, NEWEST_QUESTION, Recorder, StartError, WhyStopped};

/// Orders that wait: a person gives a few in a lesson.
const WAITING: usize = 32;

const FAILED: &str = "The recording has stopped: the server could not go on with it. The lesson does.";

/// Where a room leaves its orders.
pub struct Taping(mpsc::Sender<RecordingOrder>);

impl Taping {
    /// Starts the task of a room; it ends with it.
    pub fn start(
        rooms: &Rooms,
        scope: Scope,
        session: SessionId,
        people: [UserId; 2],
        me: mpsc::WeakSender<Told>,
    ) -> Self {
        let (to, orders) = mpsc::channel(WAITING);
        let task =
            Task { recorder: rooms.recorder().clone(), rooms: rooms.clone(), scope, session, people, me };
        tokio::spawn(task.run(orders));
        Self(to)
    }

    /// False when it takes no more orders.
    pub fn order(&self, order: RecordingOrder) -> bool {
        !matches!(self.0.try_send(order), Err(TrySendError::Full(_) | TrySendError::Closed(_)))
    }
}

struct Task {
    recorder: Recorder,
    rooms: Rooms,
    scope: Scope,
    session: SessionId,
    people: [UserId; 2],
    me: mpsc::WeakSender<Told>,
}

impl Task {
    async fn run(self, mut orders: mpsc::Receiver<RecordingOrder>) {
        while let Some(order) = orders.recv().await {
            match order {
                RecordingOrder::Answered { seat, yes } => self.answer(seat, yes).await,
                RecordingOrder::Start { by } => self.record(by).await,
                RecordingOrder::Stop => self.recorder.stop(self.session, WhyStopped::Asked),
            }
        }
        self.recorder.stop(self.session, WhyStopped::Over);
    }

    async fn answer(&self, seat: Seat, yes: bool) {
        let asked = Asked { seat, text_version: NEWEST_QUESTION, at: self.rooms.app().now() };
        let answer = if yes { Answer::Yes } else { Answer::No };
        let kept = self.recorder.answer(self.scope, self.session, self.person_of(seat), asked, answer).await;
        if let Err(error) = kept {
            tracing::error!(session.id = %self.session, %error, "An answer about a recording was not written");
        }
    }

    async fn record(&self, by: Option<Seat>) {
        let by = by.map(|seat| self.person_of(seat));
        let (me, runtime) = (self.me.clone(), tokio::runtime::Handle::current());
        let stopped = Box::new(move |why: WhyStopped| {
            if why.is_failure() {
                runtime.spawn(tell(me, FAILED));
            }
        });
        match self.recorder.record(self.scope, self.session, by, stopped).await {
            Ok(_) | Err(StartError::IsOn) => {}
            Err(error) => {
                tracing::warn!(session.id = %self.session, %error, "A recording did not begin");
                tell(self.me.clone(), FAILED).await;
            }
        }
    }

    const fn person_of(&self, seat: Seat) -> UserId {
        let [instructor, student] = self.people;
        match seat {
            Seat::Instructor => instructor,
            Seat::Student => student,
        }
    }
}

async fn tell(room: mpsc::WeakSender<Told>, text: &'static str) {
    if let Some(room) = room.upgrade()
        && room.send(Told::Answer(Input::RecordingFailed { text: text.to_owned() })).await.is_err()
    {
        tracing::debug!("A room ended before it heard of its recording");
    }
}
