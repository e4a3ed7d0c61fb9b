//! Who may do what: one pure function. Whose thing it is, is part of finding it (the stores' business); what kind
//! of person may ask at all, is decided here.

use kernel::{Role, Standing};

use crate::{Organization, Viewer, Visitor};

macro_rules! acts {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// Something a route does. Every route, socket and stream is registered with one.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Act { $($(#[$doc])* $name,)* }

        impl Act {
            pub const ALL: &[Self] = &[$(Self::$name,)*];
        }
    };
}

acts! {
    /// Sign-in page, reset, public files, health: anyone.
    BeAnyone,
    /// Open a link from a mail; the token is the right.
    OpenLink,
    /// Take a seat in a classroom, by sign-in or by seat cookie; the handler finds which.
    TakeSeat,
    /// Read the mails of a demonstration.
    ReadDemoMail,
    /// The own dashboard, calendar, sessions, files, notifications, live updates, sign-out.
    SeeOwn,
    /// Press Instant Session, invite from its form.
    StartInstantSession,
    /// Book, move or log a session, say how one elsewhere went: an instructor their own, an admin any.
    BookSession,
    /// Say when somebody can be booked: an instructor their own hours, an admin anybody's.
    KeepAvailability,
    /// Ask for a session, or for another time of one: parents and students, where the organization lets them.
    RequestSession,
    /// Accept or decline what families ask for, propose another time: an instructor what is theirs, an admin all.
    AnswerRequest,
    /// Be there for students at once: instructors, where the organization has sessions on demand.
    TeachOnDemand,
    /// Wait for an instructor at once: students, and parents for them, where the organization has sessions on demand.
    WaitOnDemand,
    /// Try the classroom alone.
    Practise,
    /// End, resend, copy the link, see the student's way in: the session's instructor.
    RunSession,
    /// Cancel a session that is scheduled or waiting.
    CancelSession,
    SeePrograms,
    ManagePrograms,
    /// Groups: an admin all, an instructor those they teach.
    SeeGroups,
    /// Groups: add, change, archive, restore, who belongs to them and when.
    ManageGroups,
    /// All Users: list, add, assign, archive, restore, resend.
    ManagePeople,
    /// A student's credit ledger, read.
    SeeCredits,
    GrantCredits,
    /// Change billable afterwards, fees, Invoice Wizard.
    ManageMoney,
    Configure,
    /// Undelivered mails.
    SeeDeliveries,
    /// Reports filed and missing: an instructor's own, for an admin everybody's.
    SeeReports,
}

/// Whether `visitor` may do `act` at all in `organization`.
pub fn may(visitor: &Visitor, organization: &Organization, act: Act) -> bool {
    match act {
        Act::BeAnyone | Act::OpenLink | Act::TakeSeat | Act::ReadDemoMail => true,
        _ => visitor.viewer().is_some_and(|viewer| may_signed_in(viewer, organization, act)),
    }
}

/// Whether `viewer` is somebody whom `organization` lets ask for sessions.
pub fn may_request(viewer: &Viewer, organization: &Organization) -> bool {
    let Organization { parents_may_request, students_may_request, .. } = organization;
    (*parents_may_request && viewer.is(Role::Parent)) || (*students_may_request && viewer.is(Role::Student))
}

fn may_signed_in(viewer: &Viewer, organization: &Organization, act: Act) -> bool {
    if viewer.standing != Standing::Active || viewer.org != organization.id {
        return false;
    }
    let admin = viewer.is(Role::Admin);
    let instructor = viewer.is(Role::Instructor);
    match act {
        Act::BeAnyone | Act::OpenLink | Act::TakeSeat | Act::ReadDemoMail | Act::SeeOwn => true,
        Act::StartInstantSession | Act::Practise | Act::RunSession => instructor,
        // whose session it is, and whether it may still be cancelled, the verb decides
        Act::CancelSession => true,
        Act::SeePrograms
        | Act::BookSession
        | Act::KeepAvailability
        | Act::SeeReports
        | Act::SeeGroups
        | Act::AnswerRequest => admin || instructor,
        Act::RequestSession => may_request(viewer, organization),
        Act::TeachOnDemand => instructor && organization.on_demand,
        Act::WaitOnDemand => organization.on_demand && (viewer.is(Role::Student) || viewer.is(Role::Parent)),
        Act::ManagePrograms => admin || (instructor && organization.instructors_may_manage_programs),
        // students and parents see their own ledger only; the store finds no other
        Act::SeeCredits => admin || viewer.is(Role::Student) || viewer.is(Role::Parent),
        Act::ManagePeople
        | Act::ManageGroups
        | Act::GrantCredits
        | Act::ManageMoney
        | Act::Configure
        | Act::SeeDeliveries => admin,
    }
}
