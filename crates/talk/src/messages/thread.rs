//! Threads and messages, as values.

use kernel::{MessageId, Role, Roles, ThreadId, Timestamp, UserId};

/// The longest message, in characters.
pub const MAX_BODY: usize = 4_000;

/// Somebody to write to.
#[derive(Debug, Clone)]
pub struct Correspondent {
    pub id: UserId,
    pub name: String,
    pub roles: Roles,
}

impl Correspondent {
    /// Whether parents read along what is written with this person.
    pub const fn is_student(&self) -> bool {
        self.roles.has(Role::Student) && !self.roles.has(Role::Admin)
    }
}

/// Who reads a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standpoint {
    /// One of the two: writes, and has unread messages.
    Member,
    /// A parent of its student.
    Parent,
    /// An admin, whose look is noted.
    Admin,
}

/// A thread as one reader sees it.
#[derive(Debug, Clone)]
pub struct Thread {
    pub id: ThreadId,
    pub one: UserId,
    pub one_name: String,
    pub other: UserId,
    pub other_name: String,
    pub student: Option<UserId>,
    pub last_at: Timestamp,
    pub last_body: String,
    /// Of this reader.
    pub unread: i64,
}

impl Thread {
    /// The person that `reader`, one of the two, writes with; none for who reads along.
    pub fn counterpart(&self, reader: UserId) -> Option<(UserId, &str)> {
        if reader == self.one {
            Some((self.other, &self.other_name))
        } else if reader == self.other {
            Some((self.one, &self.one_name))
        } else {
            None
        }
    }

    /// What `reader` calls it.
    pub fn title(&self, reader: UserId) -> String {
        match self.counterpart(reader) {
            Some((_, name)) => name.to_owned(),
            None => format!("{} and {}", self.one_name, self.other_name),
        }
    }

    /// The first name of the student in it, whose parents read along.
    pub fn student_name(&self) -> Option<&str> {
        let student = self.student?;
        let name = if student == self.one { &self.one_name } else { &self.other_name };
        name.split(' ').next()
    }
}

db::row! {
    /// One message.
    #[derive(Debug, Clone)]
    pub struct Message {
        pub id: MessageId,
        pub author_id: UserId,
        pub first_name: String,
        pub body: String,
        pub sent_at: Timestamp,
    }
}
