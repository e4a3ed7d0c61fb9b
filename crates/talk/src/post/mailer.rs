//! Where mails leave: by SMTP, or into the demonstration's mailbox.

use kernel::Email;

use super::letter::Letter;
use super::mailbox::Mailbox;
use super::message;
use super::smtp::{Smtp, SmtpError, SmtpSettings};

/// Sends letters. Cheap to clone.
#[derive(Clone)]
pub enum Mailer {
    Smtp(Smtp),
    Mailbox(Mailbox),
}

/// What kind of failure a try met: it decides when and whether to try again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// No conversation came about; the server has not seen the letter.
    Unreachable,
    /// The conversation broke off; the server may or may not have the letter.
    Interrupted,
    /// The server said "later" (4xx).
    NotNow,
    /// The server, or the letter itself, said "never" (5xx).
    Never,
}

/// A letter was not accepted.
#[derive(Debug, thiserror::Error)]
#[error("{words}")]
pub struct SendError {
    pub trouble: Trouble,
    /// What the server said, without addresses.
    pub words: String,
}

impl Mailer {
    /// Mails go to the server that `settings` name.
    ///
    /// # Errors
    /// `SmtpError` when the settings cannot be used safely.
    pub fn smtp(settings: SmtpSettings) -> Result<Self, SmtpError> {
        Smtp::new(settings).map(Self::Smtp)
    }

    /// The mailbox, in a demonstration.
    pub const fn mailbox(&self) -> Option<&Mailbox> {
        match self {
            Self::Smtp(_) => None,
            Self::Mailbox(mailbox) => Some(mailbox),
        }
    }

    /// The address in `From`; a mailbox invents one.
    pub fn sender(&self) -> &Email {
        match self {
            Self::Smtp(smtp) => smtp.sender(),
            Self::Mailbox(mailbox) => mailbox.sender(),
        }
    }

    /// Hands the letter over. When this returns the other side has it.
    ///
    /// # Errors
    /// `SendError` with the kind of trouble.
    pub async fn send(&self, letter: &Letter) -> Result<(), SendError> {
        let message = message::built(letter, self.sender())
            .map_err(|error| SendError { trouble: Trouble::Never, words: error.to_string() })?;
        match self {
            Self::Smtp(smtp) => smtp.send(&message).await,
            Self::Mailbox(mailbox) => mailbox
                .keep(letter)
                .await
                .map_err(|error| SendError { trouble: Trouble::Interrupted, words: error.to_string() }),
        }
    }
}
