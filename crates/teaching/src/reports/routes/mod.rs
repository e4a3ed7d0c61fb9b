//! The addresses of reports, surveys and their forms.

mod builder;
mod overview;
mod report;

pub use overview::to_do;

use web::{Act, Routes};

pub fn routes() -> Routes {
    Routes::new()
        .get("/reports", Act::SeeReports, overview::index)
        .get("/sessions/{id}/report", Act::SeeOwn, report::show)
        .post("/sessions/{id}/report", Act::RunSession, report::save)
        .get("/sessions/{id}/report/form", Act::RunSession, report::edit)
        .post("/sessions/{id}/report/draft", Act::RunSession, report::draft)
        .post("/sessions/{id}/report/unlocking", Act::Configure, report::unlock)
        .get("/configuration/forms", Act::Configure, builder::index)
        .get("/configuration/forms/edit", Act::Configure, builder::edit)
        .post("/configuration/forms/questions", Act::Configure, builder::put_question)
        .post("/configuration/forms/moves", Act::Configure, builder::move_question)
        .post("/configuration/forms/removals", Act::Configure, builder::remove_question)
        .post("/configuration/forms/own", Act::Configure, builder::begin_own)
        .post("/configuration/forms/return", Act::Configure, builder::end_own)
        .post("/configuration/forms/mail", Act::Configure, builder::set_mail)
}
