//! The mailbox of a demonstration: mails stay here, to be read at `/demo/mail`.
//!
//! It holds the newest mails in memory and, when it has a file, one line of JSON for each there, so that a restart
//! keeps them.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use kernel::{Email, OrgId, Timestamp};
use tokio::io::AsyncWriteExt as _;
use tokio::sync::Mutex;

use super::letter::Letter;

/// Mails kept; the oldest go first.
const KEPT: usize = 500;
/// Lines the file may grow to before it is written anew with what is kept.
const LINES: usize = 2 * KEPT;

/// A mail in the mailbox.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct Kept {
    /// Counts the mails of this mailbox, from 1.
    pub number: u64,
    pub org: OrgId,
    pub at: Timestamp,
    pub message_id: String,
    pub from: String,
    pub reply_to: Option<String>,
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    /// The attached calendar file.
    pub calendar: Option<String>,
}

/// Takes letters instead of a mail server. Cheap to clone.
#[derive(Clone)]
pub struct Mailbox(Arc<Inner>);

struct Inner {
    sender: Email,
    file: Option<PathBuf>,
    mails: Mutex<Mails>,
}

#[derive(Default)]
struct Mails {
    kept: Vec<Kept>,
    lines: usize,
}

impl Mailbox {
    /// An empty mailbox that forgets with the program. Letters come from `sender`.
    pub fn in_memory(sender: Email) -> Self {
        Self(Arc::new(Inner { sender, file: None, mails: Mutex::new(Mails::default()) }))
    }

    /// A mailbox that keeps its mails in `file`, with those already there. A line that was cut off is skipped.
    ///
    /// # Errors
    /// When the file is there and cannot be read.
    pub async fn in_file(sender: Email, file: PathBuf) -> io::Result<Self> {
        let text = match tokio::fs::read_to_string(&file).await {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error),
        };
        let mut kept: Vec<Kept> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        drop_oldest(&mut kept);
        rewrite(&file, &kept).await?;
        let mails = Mails { lines: kept.len(), kept };
        Ok(Self(Arc::new(Inner { sender, file: Some(file), mails: Mutex::new(mails) })))
    }

    pub(super) fn sender(&self) -> &Email {
        &self.0.sender
    }

    pub(super) async fn keep(&self, letter: &Letter) -> io::Result<()> {
        let mut mails = self.0.mails.lock().await;
        let number = mails.kept.last().map_or(1, |newest| newest.number + 1);
        let kept = self.kept(letter, number);
        if let Some(file) = &self.0.file {
            append(file, &kept).await?;
            mails.lines += 1;
        }
        mails.kept.push(kept);
        drop_oldest(&mut mails.kept);
        if let Some(file) = self.0.file.as_ref().filter(|_| mails.lines > LINES) {
            rewrite(file, &mails.kept).await?;
            mails.lines = mails.kept.len();
        }
        Ok(())
    }

    fn kept(&self, letter: &Letter, number: u64) -> Kept {
        Kept {
            number,
            org: letter.org,
            at: letter.at,
            message_id: letter.message_id.clone(),
            from: format!("{} <{}>", letter.from_name, self.0.sender),
            reply_to: letter.reply_to.as_ref().map(ToString::to_string),
            to: format!("{} <{}>", letter.to_name, letter.to),
            subject: letter.subject.clone(),
            text: letter.text.clone(),
            html: letter.html.clone(),
            calendar: letter.appointment.as_ref().map(|appointment| appointment.text.clone()),
        }
    }

    /// The organization's mails, newest first.
    pub async fn all_of(&self, org: OrgId) -> Vec<Kept> {
        let mails = self.0.mails.lock().await;
        mails.kept.iter().rev().filter(|mail| mail.org == org).cloned().collect()
    }

    /// One of the organization's mails.
    pub async fn find(&self, org: OrgId, number: u64) -> Option<Kept> {
        let mails = self.0.mails.lock().await;
        mails.kept.iter().find(|mail| mail.org == org && mail.number == number).cloned()
    }
}

fn drop_oldest(kept: &mut Vec<Kept>) {
    kept.drain(..kept.len().saturating_sub(KEPT));
}

fn line(mail: &Kept) -> io::Result<String> {
    Ok(format!("{}\n", serde_json::to_string(mail)?))
}

async fn append(file: &Path, mail: &Kept) -> io::Result<()> {
    let mut file = tokio::fs::OpenOptions::new().create(true).append(true).open(file).await?;
    file.write_all(line(mail)?.as_bytes()).await?;
    file.flush().await
}

async fn rewrite(file: &Path, kept: &[Kept]) -> io::Result<()> {
    let text = kept.iter().map(line).collect::<io::Result<String>>()?;
    let fresh = file.with_extension("new");
    tokio::fs::write(&fresh, text).await?;
    tokio::fs::rename(&fresh, file).await
}
