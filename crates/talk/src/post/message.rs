//! A letter as the mail format has it: text and HTML, and the calendar file attached.

use std::time::SystemTime;

use kernel::{Email, Timestamp};
use lettre::Message;
use lettre::message::header::ContentType;
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};

use super::letter::{Appointment, Letter};

/// The letter cannot be written as a mail.
#[derive(Debug, thiserror::Error)]
pub enum MessageError {
    #[error("an address does not fit into a mail")]
    Address(#[from] lettre::address::AddressError),
    #[error("a content type does not fit into a mail")]
    ContentType(#[from] lettre::message::header::ContentTypeErr),
    #[error("the parts do not make a mail")]
    Mail(#[from] lettre::error::Error),
}

/// The mail. Every header is written by the library from a value of its own; none can hold a line break.
///
/// # Errors
/// `MessageError` when an address or a header is refused by the mail format.
pub fn built(letter: &Letter, sender: &Email) -> Result<Message, MessageError> {
    let mut headers = Message::builder()
        .message_id(Some(format!("<{}>", letter.message_id)))
        .date(system_time(letter.at))
        .from(mailbox(&letter.from_name, sender)?)
        .to(mailbox(&letter.to_name, &letter.to)?)
        .subject(one_line(&letter.subject));
    if let Some(reply_to) = &letter.reply_to {
        headers = headers.reply_to(mailbox(&letter.from_name, reply_to)?);
    }
    let words = MultiPart::alternative_plain_html(letter.text.clone(), letter.html.clone());
    Ok(match &letter.appointment {
        None => headers.multipart(words)?,
        Some(appointment) => {
            headers.multipart(MultiPart::mixed().multipart(words).singlepart(calendar_file(appointment)?))?
        }
    })
}

fn calendar_file(appointment: &Appointment) -> Result<SinglePart, MessageError> {
    let kind = format!("text/calendar; charset=utf-8; method={}", appointment.method);
    // bytes, not text: they travel as base64 and arrive with the line ends that calendars ask for
    let file = appointment.text.clone().into_bytes();
    Ok(Attachment::new("session.ics".to_owned()).body(file, ContentType::parse(&kind)?))
}

fn mailbox(name: &str, address: &Email) -> Result<Mailbox, MessageError> {
    Ok(Mailbox::new(Some(one_line(name)), address.as_str().parse()?))
}

/// Without line breaks and other control characters, so that no header can begin inside another.
fn one_line(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

fn system_time(at: Timestamp) -> SystemTime {
    SystemTime::UNIX_EPOCH + at.since(Timestamp::from_micros(0))
}
