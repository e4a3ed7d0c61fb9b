//! What happened: the one list of events. A verb records one in the outbox in its own transaction;
//! each area says in its `listeners.rs` which it hears.

use serde::{Deserialize, Serialize};

use crate::{
    LinkId, MessageId, ProgramId, Reminder, ReportId, RequestId, Seat, SeriesChangeId, SessionId, UserId,
    WaitId,
};

/// Carries ids only; whoever hears it reads the present state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// Someone was added to the organization and is to be invited by mail.
    PersonInvited {
        person: UserId,
        link: LinkId,
    },
    /// Someone asked for a new password.
    ResetRequested {
        person: UserId,
        link: LinkId,
    },
    /// Somebody added a passkey to their account.
    PasskeyAdded {
        person: UserId,
    },
    /// Name, role, standing or links of a person changed.
    PersonChanged {
        person: UserId,
    },
    /// A program was added, changed or archived.
    ProgramChanged {
        program: ProgramId,
    },
    /// A session was planned ahead.
    SessionBooked {
        session: SessionId,
    },
    /// An instant session was started.
    SessionStarted {
        session: SessionId,
    },
    /// The classroom opened, or someone came or went: dashboards show it.
    SessionMoved {
        session: SessionId,
    },
    /// The instructor asked for the join link to be sent again.
    LinkResent {
        session: SessionId,
        link: LinkId,
    },
    SessionEnded {
        session: SessionId,
    },
    SessionCancelled {
        session: SessionId,
    },
    /// A planned session was moved to another time.
    SessionRescheduled {
        session: SessionId,
        by: UserId,
    },
    /// Somebody else teaches a planned session, in place of `before`.
    InstructorChanged {
        session: SessionId,
        before: UserId,
        by: UserId,
    },
    /// Somebody said that one side will be late.
    RunningLate {
        session: SessionId,
        seat: Seat,
        by: UserId,
    },
    /// A reminder of a session has come due.
    ReminderDue {
        session: SessionId,
        reminder: Reminder,
    },
    /// Billable, program or another detail was changed afterwards.
    SessionChanged {
        session: SessionId,
    },
    /// Somebody wrote to somebody.
    MessageSent {
        message: MessageId,
    },
    /// A series was booked, or several of its sessions were moved or cancelled at once.
    SeriesChanged {
        change: SeriesChangeId,
    },
    /// A line was added to a student's credit ledger.
    CreditsChanged {
        student: UserId,
    },
    /// A report was filed, with answers for the family.
    ReportShared {
        report: ReportId,
    },
    /// A report or a survey holds a low rating.
    RatedLow {
        report: ReportId,
    },
    /// The report on a session is missing.
    ReportOverdue {
        session: SessionId,
    },
    /// A family asked for a session, or for another time of one.
    RequestAsked {
        request: RequestId,
    },
    /// Another time was proposed in answer.
    RequestProposed {
        request: RequestId,
    },
    /// A request was accepted, declined or withdrawn, or nobody answered it in time.
    RequestAnswered {
        request: RequestId,
    },
    /// An instructor came, or went, for sessions on demand.
    OfferChanged {
        instructor: UserId,
    },
    /// A student waits for an instructor, does so no longer, or is met.
    WaitChanged {
        wait: WaitId,
    },
}
