//! The table to start from, as CSV and as a workbook.

use rust_xlsxwriter::{Format, Note, Workbook, XlsxError};

use super::sheet::{Column, field_title};
use crate::profiles::{Kind, ProfileField};

/// A column of the template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    pub title: String,
    /// What is to be written in it.
    pub about: String,
}

/// All columns: those that everybody has, and one for each label of profile fields, whose roles may share it.
pub fn headings(fields: &[ProfileField]) -> Vec<Heading> {
    let known =
        |column: &Column| Heading { title: column.title().to_owned(), about: column.about().to_owned() };
    let mut headings: Vec<Heading> = Column::ALL.iter().map(known).collect();
    for field in fields {
        let (title, about) = (field_title(&field.label), about(field));
        match headings.iter_mut().find(|heading| heading.title == title) {
            Some(heading) => heading.about = format!("{}; {about}", heading.about),
            None => headings.push(Heading { title, about }),
        }
    }
    headings
}

/// `student: one of 3, 4`.
fn about(field: &ProfileField) -> String {
    let written = match field.kind {
        Kind::Short | Kind::Long => "text".to_owned(),
        Kind::Number => "a number such as 7.5".to_owned(),
        Kind::Date => "a day such as 2026-11-26".to_owned(),
        Kind::YesNo => "yes or no".to_owned(),
        Kind::Choice => format!("one of {}", field.choices.join(", ")),
    };
    format!("{}: {written}", field.role)
}

/// The names of the columns as one line.
///
/// # Errors
/// When the text cannot be written, which would be a mistake of ours.
pub fn csv(headings: &[Heading]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(headings.iter().map(|heading| heading.title.as_str()))?;
    writer.into_inner().map_err(|error| error.into_error().into())
}

/// A workbook with the names of the columns, each with a note; every cell is text, so that ids keep their zeros.
///
/// # Errors
/// When the workbook cannot be written, which would be a mistake of ours.
pub fn workbook(headings: &[Heading]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("People")?;
    let (bold, text) = (Format::new().set_bold().set_num_format("@"), Format::new().set_num_format("@"));
    for (place, heading) in (0u16..).zip(headings) {
        sheet.set_column_format(place, &text)?;
        sheet.set_column_width(place, 20)?;
        sheet.write_string_with_format(0, place, &heading.title, &bold)?;
        if !heading.about.is_empty() {
            sheet.insert_note(0, place, &Note::new(&heading.about).set_author("Nacre"))?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    book.save_to_buffer()
}
