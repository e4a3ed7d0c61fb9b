//! What is mailed about messages: what was written and is not read yet, and where to answer.

use kernel::Zone;
use live::portfolio::Attached;
use web::show;

use super::mail::Sheet;
use crate::messages::Message;

/// The subject of the mail.
pub fn subject(unread: &[Message]) -> String {
    let name = unread.first().map_or("Somebody", |message| message.first_name.as_str());
    match unread.len() {
        0 | 1 => format!("{name} wrote to you"),
        count => format!("{name} wrote to you ({count} messages)"),
    }
}

/// The mail's content. `address` is that of the thread, where the files are that came with it.
pub fn sheet(
    greeting: String,
    unread: &[Message],
    attached: &[Attached],
    address: String,
    zone: &Zone,
) -> Sheet {
    let words = |message: &Message| {
        let at = show::date_time(message.sent_at, zone);
        let files = attached.iter().filter(|a| a.message == message.id);
        let names: Vec<String> = files.map(|a| format!("\nWith the file {}", a.file.name.as_str())).collect();
        format!("{}, {at}:\n{}{}", message.first_name, message.body, names.concat())
    };
    Sheet {
        greeting,
        paragraphs: unread.iter().map(words).collect(),
        action: Some(("Read and answer".to_owned(), address)),
        advice: vec!["Please answer there: an answer to this mail goes to the organization.".to_owned()],
        ..Sheet::default()
    }
}
