//! Carries out what a room wants: messages to browsers, orders to the media engine, facts and verbs to the store.

use std::sync::Arc;
use std::time::Duration;

use db::in_tx;
use kernel::Seat;
use room::boards::Hand;
use room::protocol::{By as ByWord, CloseCode};
use room::{Choice as ChoiceWord, Conn, Input, MediaEvent, MediaOrder, Output};
use teaching::sessions::{self, By, Choice, EndError, ExtendError, OpenError};
use tokio::sync::mpsc::error::TrySendError;

use super::actor::{Actor, Told};
use super::plan::outcome_word;
use super::practice;
use crate::journal::{Entry, Line};
use crate::sockets::ToSocket;

const LATER: &str = "The server is busy. Try again in a moment.";

impl Actor {
    /// Does one thing. Returns the connection that could not keep up, if it was for one.
    pub(super) async fn carry_out(&mut self, output: Output) -> Option<Conn> {
        if self.is_practice
            && let Some(answer) = practice::answer(&output)
        {
            answer.into_iter().for_each(|answer| self.tell_me(answer));
            return None;
        }
        match output {
            Output::Send { conn, message } => self.send(conn, ToSocket::Text(message.to_text())),
            Output::Close { conn, code } => {
                self.close(conn, code);
                None
            }
            Output::Media(order) => {
                self.order(order);
                None
            }
            Output::Presence(fact) => {
                self.rooms.presence().tell(self.scope, self.session, fact).await;
                None
            }
            Output::Note(happening) => {
                let line = Line { scope: self.scope, session: self.session, happening };
                self.rooms.journal().put(Entry::Line(line, self.noted.clone())).await;
                None
            }
            Output::AtBoards { seat, left, came } => {
                self.seat_at_boards(seat, left, came).await;
                None
            }
            Output::Lock { board, on } => {
                self.boards.lock(board, on).await;
                None
            }
            Output::Extend { minutes } => {
                self.extend(minutes);
                None
            }
            Output::Recording(order) => {
                if !self.taping.order(order) {
                    tracing::error!(session.id = %self.session, "A recording takes no more orders");
                }
                None
            }
            Output::Open => {
                self.open();
                None
            }
            Output::End { choice } => {
                self.end(choice);
                None
            }
        }
    }

    fn send(&self, conn: Conn, message: ToSocket) -> Option<Conn> {
        let seated = self.seated.get(&conn)?;
        if seated.wire.tell(message) {
            return None;
        }
        tracing::info!(session.id = %self.session, "A browser fell too far behind");
        Some(conn)
    }

    async fn seat_at_boards(&self, seat: Seat, left: Option<Conn>, came: Option<Conn>) {
        if let Some(conn) = left {
            self.boards.left(conn).await;
        }
        if let Some(conn) = came
            && let Some(seated) = self.seated.get(&conn)
        {
            let hand = Hand { who: self.person_of(seat), seat, session: self.session, prepares: false };
            self.boards.came(conn, hand, seated.wire.clone()).await;
        }
    }

    /// A browser too far behind to be told why is closed all the same.
    fn close(&mut self, conn: Conn, code: CloseCode) {
        self.send(conn, ToSocket::Close(code));
        self.seated.remove(&conn);
    }

    /// From now on the room hears the media engine's news of it.
    pub(super) fn watch_media(&self) {
        let (me, session, scope) = (self.me.downgrade(), self.session, self.scope);
        let (talks, db) = (self.rooms.talks().clone(), self.rooms.app().db().clone());
        let sink = Arc::new(move |event: media::Event| {
            // the last words of a lesson come when its room is gone
            if let media::News::Talked(talk) = event.news {
                return talks.tell(scope, session, event.place.seat, talk, db.now());
            }
            let Some(me) = me.upgrade() else { return };
            if let Err(TrySendError::Full(_)) = me.try_send(Told::Media(event)) {
                tracing::warn!(session.id = %session, "A room is too busy to hear its media");
            }
        });
        if self.rooms.media().watch(session, sink).is_err() {
            tracing::warn!(session.id = %session, "The media engine takes no orders; the room is without sound");
        }
    }

    fn order(&self, order: MediaOrder) {
        let media = self.rooms.media();
        let place = |seat, generation| media::Place { room: self.session, seat, generation };
        let done = match order {
            MediaOrder::Join { seat, generation } => {
                let joined = media.join(place(seat, generation));
                if joined.is_err() {
                    self.tell_me(Input::Media {
                        seat,
                        generation,
                        event: MediaEvent::Gone { silent_for: Duration::ZERO },
                    });
                }
                joined
            }
            MediaOrder::Answer { seat, generation, sdp } => media.answer(place(seat, generation), sdp),
            MediaOrder::Leave { seat, generation } => media.leave(place(seat, generation)),
            MediaOrder::Gate { open } => media.gate(self.session, open),
            MediaOrder::Screen { from } => media.screen(self.session, from),
            MediaOrder::Close => media.close(self.session),
        };
        if done.is_err() {
            tracing::warn!(session.id = %self.session, "The media engine takes no orders");
        }
    }

    fn tell_me(&self, input: Input) {
        if self.me.try_send(Told::Answer(input)).is_err() {
            tracing::warn!(session.id = %self.session, "A room is too busy to hear itself");
        }
    }

    /// Writes down that the classroom opens, beside the room, which goes on meanwhile.
    fn open(&self) {
        let (db, scope, session, me) =
            (self.rooms.app().db().clone(), self.scope, self.session, self.me.clone());
        tokio::spawn(async move {
            let opened = in_tx!(db, OpenError, tx, { sessions::open(tx, scope, session).await });
            let answer = match opened {
                Ok(_) => Input::Opened,
                Err(error) => Input::OpenRefused { text: why_not_open(&error) },
            };
            answer_to(&me, answer).await;
        });
    }

    /// Moves the planned end, beside the room, which goes on meanwhile.
    fn extend(&self, minutes: u16) {
        let (db, scope, session, me) =
            (self.rooms.app().db().clone(), self.scope, self.session, self.me.clone());
        tokio::spawn(async move {
            let extended = in_tx!(db, ExtendError, tx, {
                sessions::extend(tx, scope, session, i64::from(minutes)).await
            });
            let answer = match extended {
                Ok(ends) => Input::Extended { ends },
                Err(error) => Input::ExtensionRefused { text: why_not_extend(&error) },
            };
            answer_to(&me, answer).await;
        });
    }

    /// Ends the session, after everything known of presence is written.
    fn end(&self, choice: Option<ChoiceWord>) {
        let choice = choice.map(|choice| match choice {
            ChoiceWord::Completed => Choice::Completed,
            ChoiceWord::Mistake => Choice::Mistake,
        });
        let (rooms, scope, session, me) = (self.rooms.clone(), self.scope, self.session, self.me.clone());
        let by = By::Instructor(self.person_of(Seat::Instructor));
        tokio::spawn(async move {
            rooms.presence_written().await;
            let db = rooms.app().db();
            let ended = in_tx!(db, EndError, tx, { sessions::end(tx, scope, session, by, choice).await });
            let answer = match ended {
                Ok(ended) => Input::Ended { outcome: outcome_word(ended.outcome), by: ByWord::Instructor },
                Err(EndError::NeedsChoice { together_seconds, minimum_seconds }) => Input::EndNeedsChoice {
                    together: seconds(together_seconds),
                    minimum: seconds(minimum_seconds),
                },
                Err(EndError::NotOpen) => Input::EndFailed { text: "The session is not open.".to_owned() },
                Err(EndError::Store(error)) => {
                    tracing::error!(session.id = %session, %error, "The end of a session was not written");
                    Input::EndFailed { text: LATER.to_owned() }
                }
            };
            answer_to(&me, answer).await;
        });
    }
}

async fn answer_to(me: &tokio::sync::mpsc::Sender<Told>, answer: Input) {
    if me.send(Told::Answer(answer)).await.is_err() {
        tracing::debug!("A room ended before its answer came");
    }
}

fn why_not_open(error: &OpenError) -> String {
    match error {
        OpenError::TooEarly { minutes } => room::too_early(u64::try_from(*minutes).unwrap_or(0)),
        OpenError::Over => "The session is over.".to_owned(),
        OpenError::Busy => "You or your student are in another live session. End that one first.".to_owned(),
        OpenError::Store(error) => {
            tracing::error!(%error, "The opening of a classroom was not written");
            LATER.to_owned()
        }
    }
}

fn why_not_extend(error: &ExtendError) -> String {
    match error {
        ExtendError::NotOpen => "The session is not open.".to_owned(),
        ExtendError::NotOffered => "The session cannot be extended by that.".to_owned(),
        ExtendError::TooLong => "A session has at most twelve hours.".to_owned(),
        ExtendError::Store(error) => {
            tracing::error!(%error, "A new end was not written");
            LATER.to_owned()
        }
    }
}

fn seconds(seconds: i64) -> Duration {
    Duration::from_secs(u64::try_from(seconds).unwrap_or(0))
}
