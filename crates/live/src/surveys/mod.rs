//! The survey a student answers after the session: signed in, or by the seat they came in with, which opens the survey of
//! that one session. What is asked, and until when, is teaching's business.

mod routes;

pub use routes::routes;
