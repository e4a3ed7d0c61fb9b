//! The refused rows as a file to mend and bring again.

use super::bringing::{JudgedRow, Refused};
use super::planning::Verdict;
use super::sheet::{Column, OUR_OWN, field_title};
use super::wish::Refusal;

/// The template's columns, and before them the row's number and what is wrong.
///
/// # Errors
/// When the text cannot be written, which would be a mistake of ours.
pub fn csv(refused: &Refused) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let own = OUR_OWN.into_iter().chain(Column::ALL.iter().map(|column| column.title())).map(str::to_owned);
    writer.write_record(own.chain(refused.fields.iter().map(|label| field_title(label))))?;
    for JudgedRow { row, verdict } in &refused.rows {
        let problems = match verdict {
            Verdict::Refused(refusals) => refusals.iter().map(words).collect::<Vec<_>>().join(" "),
            _ => continue,
        };
        let cells =
            Column::ALL.iter().map(|column| row.cell(*column)).chain(row.filled.iter().map(String::as_str));
        writer.write_record(
            [row.number.to_string(), harmless(&problems)].into_iter().chain(cells.map(harmless)),
        )?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

/// `Email: This is not an address.`
pub fn words(refusal: &Refusal) -> String {
    match refusal.column {
        Some(column) => format!("{}: {}", column.title(), refusal.why),
        None => refusal.why.clone(),
    }
}

/// What a spreadsheet would take for a formula gets an apostrophe, which is taken off when it is brought again.
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}
