//! Tries, each a media connection of no session.

use std::sync::Arc;

use kernel::{Seat, SessionId, Timestamp};
use media::{Handle, News, Place, Unavailable};
use room::protocol::Relay;
use tokio::sync::mpsc;

use super::places::Places;

/// News of one connection that may wait: an offer, and what became of it.
const NEWS: usize = 8;

/// Who checks just now. Cheap to clone.
#[derive(Clone)]
pub struct Checks {
    media: Handle,
    places: Places,
}

impl Checks {
    pub fn new(media: Handle) -> Self {
        Self { media, places: Places::default() }
    }

    pub const fn places(&self) -> &Places {
        &self.places
    }

    pub const fn media(&self) -> &Handle {
        &self.media
    }
}

/// A media connection of no session: the other seat stays empty and nothing is passed on. Ends when dropped.
pub struct Attempt {
    media: Handle,
    place: Place,
    news: mpsc::Receiver<News>,
}

impl Attempt {
    /// Asks for an offer; it comes as news.
    pub fn begin(media: &Handle, now: Timestamp) -> Result<Self, Unavailable> {
        let place = Place { room: SessionId::fresh(now), seat: Seat::Instructor, generation: 1 };
        let (told, news) = mpsc::channel(NEWS);
        let attempt = Self { media: media.clone(), place, news };
        media.watch(
            place.room,
            Arc::new(move |event| {
                if told.try_send(event.news).is_err() {
                    tracing::debug!("A check has ended before its news");
                }
            }),
        )?;
        media.join(place)?;
        Ok(attempt)
    }

    /// The browser's answer to the offer.
    pub fn answer(&self, sdp: String) -> Result<(), Unavailable> {
        self.media.answer(self.place, sdp)
    }

    /// The next news; none when the engine is gone. May be dropped while it waits.
    pub async fn news(&mut self) -> Option<News> {
        self.news.recv().await
    }

    /// What the browser may go through where nothing but TLS is let through.
    pub fn relay(&self, now: Timestamp) -> Option<Relay> {
        let invitation = self.media.relay()?.invite(self.place, now);
        let media::turn::Invitation { urls, username, credential } = invitation;
        Some(Relay { urls, username, credential })
    }
}

impl Drop for Attempt {
    fn drop(&mut self) {
        if let Err(error) = self.media.close(self.place.room) {
            tracing::warn!(%error, "A check's connection ends by itself later");
        }
    }
}
