//! A mail server for tests: it speaks SMTP on a loopback port, keeps what it takes, and misbehaves when told to.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use crate::mime::Received;

/// How the server treats a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    Takes,
    /// Says "later" to the recipient (451).
    Later,
    /// Says "never" to the recipient (550).
    Never,
    /// Reads the mail and then says nothing more.
    HangsAfterData,
    /// Keeps the mail and goes away without having said so.
    TakesInSilence,
    /// Closes every conversation before the greeting.
    Closes,
    /// Takes, after this long.
    Slow(Duration),
}

/// A running server. Dropped, it stops.
pub struct SmtpServer {
    address: SocketAddr,
    desk: Arc<Desk>,
    task: JoinHandle<()>,
}

#[derive(Default)]
struct Desk {
    mood: Mutex<Option<Mood>>,
    /// By recipient; before the general mood.
    moods: Mutex<BTreeMap<String, Mood>>,
    kept: Mutex<Vec<Received>>,
    conversations: Mutex<usize>,
}

impl Desk {
    fn mood(&self) -> Mood {
        lock(&self.mood).unwrap_or(Mood::Takes)
    }

    fn mood_for(&self, recipient: &str) -> Mood {
        lock(&self.moods).get(recipient).copied().unwrap_or_else(|| self.mood())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl SmtpServer {
    /// A server on a free port.
    pub async fn start() -> Self {
        Self::start_at(0).await
    }

    /// A server on `port`: one that comes back.
    ///
    /// # Panics
    /// When the port is taken.
    pub async fn start_at(port: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.expect("the port is free");
        let address = listener.local_addr().expect("a bound listener has an address");
        let desk = Arc::new(Desk::default());
        let task = tokio::spawn(serve(listener, desk.clone()));
        Self { address, desk, task }
    }

    pub const fn port(&self) -> u16 {
        self.address.port()
    }

    /// How it treats every mail from now on.
    pub fn set(&self, mood: Mood) {
        *lock(&self.desk.mood) = Some(mood);
    }

    /// How it treats mails to `recipient` from now on.
    pub fn set_for(&self, recipient: &str, mood: Mood) {
        lock(&self.desk.moods).insert(recipient.to_owned(), mood);
    }

    /// The mails it keeps, oldest first.
    pub fn mails(&self) -> Vec<Received> {
        lock(&self.desk.kept).clone()
    }

    /// Conversations that were begun.
    pub fn conversations(&self) -> usize {
        *lock(&self.desk.conversations)
    }

    /// Stops listening and ends every conversation. The port stays free for another.
    pub async fn stop(mut self) {
        self.task.abort();
        // the listener is closed once the task is gone
        let _ = (&mut self.task).await;
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(listener: TcpListener, desk: Arc<Desk>) {
    let mut conversations = JoinSet::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else { return };
        *lock(&desk.conversations) += 1;
        let desk = desk.clone();
        // a client that goes away ends its conversation, nothing else
        conversations.spawn(async move { drop(converse(stream, &desk).await) });
    }
}

async fn converse(stream: TcpStream, desk: &Desk) -> std::io::Result<()> {
    if desk.mood() == Mood::Closes {
        return Ok(());
    }
    let mut stream = BufReader::new(stream);
    let (mut from, mut to) = (String::new(), String::new());
    say(&mut stream, "220 test ready").await?;
    loop {
        let line = read_line(&mut stream).await?;
        let verb = line.get(..4).unwrap_or(&line).to_ascii_uppercase();
        match verb.as_str() {
            "EHLO" => say(&mut stream, "250-test\r\n250 8BITMIME").await?,
            "MAIL" => {
                from = address(&line);
                say(&mut stream, "250 sender taken").await?;
            }
            "RCPT" => {
                to = address(&line);
                say(&mut stream, &answer_to_recipient(desk.mood_for(&to), &to)).await?;
            }
            "DATA" => {
                say(&mut stream, "354 go on").await?;
                let data = read_data(&mut stream).await?;
                if !settle(&mut stream, desk, Received::new(&from, &to, data)).await? {
                    return Ok(());
                }
            }
            "QUIT" => return say(&mut stream, "221 bye").await,
            "" => return Ok(()),
            _ => say(&mut stream, "250 fine").await?,
        }
    }
}

fn answer_to_recipient(mood: Mood, to: &str) -> String {
    match mood {
        Mood::Later => format!("451 4.2.0 <{to}> mailbox busy"),
        Mood::Never => format!("550 5.1.1 <{to}> no such person"),
        _ => "250 recipient taken".to_owned(),
    }
}

/// What becomes of a mail that was read. Says whether the conversation goes on.
async fn settle(stream: &mut BufReader<TcpStream>, desk: &Desk, mail: Received) -> std::io::Result<bool> {
    match desk.mood_for(&mail.to) {
        Mood::HangsAfterData => {
            std::future::pending::<()>().await;
            Ok(false)
        }
        Mood::TakesInSilence => {
            lock(&desk.kept).push(mail);
            Ok(false)
        }
        mood => {
            if let Mood::Slow(time) = mood {
                tokio::time::sleep(time).await;
            }
            lock(&desk.kept).push(mail);
            say(stream, "250 taken").await?;
            Ok(true)
        }
    }
}

async fn say(stream: &mut BufReader<TcpStream>, words: &str) -> std::io::Result<()> {
    stream.get_mut().write_all(format!("{words}\r\n").as_bytes()).await
}

async fn read_line(stream: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    let mut line = String::new();
    stream.read_line(&mut line).await?;
    Ok(line.trim_end().to_owned())
}

/// Everything up to the lone dot, with the doubled dots undone.
async fn read_data(stream: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    let mut data = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 || line == ".\r\n" {
            return Ok(data);
        }
        data.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}

/// What stands between `<` and `>`.
fn address(line: &str) -> String {
    line.split_once('<')
        .and_then(|(_, rest)| rest.split_once('>'))
        .map_or("", |(address, _)| address)
        .to_owned()
}
