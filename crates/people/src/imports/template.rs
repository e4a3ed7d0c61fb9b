//! The table to start from, as CSV and as a workbook.

use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::sheet::Column;

/// The names of the columns as one line.
pub fn csv() -> String {
    let titles: Vec<_> = Column::ALL.iter().map(|column| column.title()).collect();
    format!("{}\r\n", titles.join(","))
}

/// A workbook with the names of the columns, each with a note; every cell is text, so that ids keep their zeros.
///
/// # Errors
/// When the workbook cannot be written, which would be a mistake of ours.
pub fn workbook() -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("People")?;
    let (bold, text) = (Format::new().set_bold().set_num_format("@"), Format::new().set_num_format("@"));
    for (place, column) in (0u16..).zip(Column::ALL) {
        sheet.set_column_format(place, &text)?;
        sheet.set_column_width(place, 20)?;
        sheet.write_string_with_format(0, place, column.title(), &bold)?;
        if !column.about().is_empty() {
            sheet.insert_note(0, place, &rust_xlsxwriter::Note::new(column.about()).set_author("Nacre"))?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    book.save_to_buffer()
}
