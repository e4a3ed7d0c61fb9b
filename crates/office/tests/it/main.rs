//! The office from the outside: through its pages, on both engines.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod absence_reasons;
mod audit_trail;
mod billable;
mod closures;
mod configuration;
mod credits;
mod invoices;
mod lessons;
mod profile_fields;
