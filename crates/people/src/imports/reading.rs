//! Bytes to rows of text: CSV as programs save it, what is pasted from a spreadsheet, and XLSX workbooks.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, copy, sink};

use calamine::{Data, Reader, Xlsx};

/// Of a file, and of what is pasted.
pub const MOST_BYTES: usize = 5 * 1024 * 1024;
/// People in one table.
pub const MOST_ROWS: usize = 10_000;
/// With one for each profile field that there may be.
const MOST_COLUMNS: usize = 200;
/// As many as a profile field of long text may have.
const MOST_LETTERS: usize = 4_000;
/// What a workbook may become when it is unpacked, counted while unpacking: what it says of itself is not believed.
const MOST_UNPACKED: u64 = 64 * 1024 * 1024;
const MOST_PARTS: usize = 500;

/// One row with its number in the table, counted from 1 as spreadsheets do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub number: u64,
    pub cells: Vec<String>,
}

/// Why a table could not be read; each is a sentence for who brought it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error(
        "There is nothing in it. Choose a file or paste a table, with the names of the columns in its first row."
    )]
    Empty,
    #[error("It is larger than 5 MB. Bring it in parts.")]
    TooLarge,
    #[error("It has more than {MOST_ROWS} rows. Bring it in parts.")]
    TooManyRows,
    #[error("It has more than {MOST_COLUMNS} columns. Keep those of the template.")]
    TooManyColumns,
    #[error("Row {0} has a cell of more than {MOST_LETTERS} letters.")]
    CellTooLong(u64),
    #[error(
        "The letters of this file are not UTF-8. In the spreadsheet choose \"CSV UTF-8\" when saving, or bring the XLSX \
         file itself."
    )]
    NotUtf8,
    #[error("This is neither a CSV nor an XLSX file, or it is damaged. Save it again, or paste the table.")]
    Damaged,
    #[error("Another table is being read right now. Try again in a moment.")]
    Busy,
}

/// Reads a table, told by its content.
///
/// # Errors
/// Each variant of [`Unreadable`] but `Busy`.
pub fn read(bytes: &[u8]) -> Result<Vec<Line>, Unreadable> {
    if bytes.len() > MOST_BYTES {
        return Err(Unreadable::TooLarge);
    }
    let lines = if bytes.starts_with(b"PK\x03\x04") { workbook(bytes)? } else { text(bytes)? };
    if lines.is_empty() { Err(Unreadable::Empty) } else { Ok(lines) }
}

fn text(bytes: &[u8]) -> Result<Vec<Line>, Unreadable> {
    let text = std::str::from_utf8(bytes).map_err(|_| Unreadable::NotUtf8)?;
    if text.contains('\0') {
        return Err(Unreadable::Damaged);
    }
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n") + "\n";
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&text))
        .from_reader(text.as_bytes());
    let mut lines = Vec::new();
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(|_| Unreadable::Damaged)? {
        let inside = record.iter().map(|cell| cell.matches('\n').count()).sum::<usize>();
        let number = reader.position().line().saturating_sub(1 + inside as u64);
        push(&mut lines, number, record.iter().map(str::to_owned).collect())?;
    }
    Ok(lines)
}

/// What stands most often in the first row that says anything.
fn delimiter(text: &str) -> u8 {
    let head = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |sign: u8| head.bytes().filter(|byte| *byte == sign).count();
    [b',', b';', b'\t'].into_iter().max_by_key(|sign| count(*sign)).unwrap_or(b',')
}

fn workbook(bytes: &[u8]) -> Result<Vec<Line>, Unreadable> {
    bound(bytes)?;
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|_| Unreadable::Damaged)?;
    let first = book.sheet_names().first().cloned().ok_or(Unreadable::Empty)?;
    let mut cells = book.worksheet_cells_reader(&first).map_err(|_| Unreadable::Damaged)?;
    // cell by cell: a range would take memory for every cell up to the last corner, filled or not
    let mut rows: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    while let Some(cell) = cells.next_cell().map_err(|_| Unreadable::Damaged)? {
        let (row, column) = cell.get_position();
        let said = words_of(&Data::from(cell.get_value().clone()));
        if said.trim().is_empty() {
            continue;
        }
        let column = column as usize;
        if column >= MOST_COLUMNS {
            return Err(Unreadable::TooManyColumns);
        }
        let row = rows.entry(row).or_default();
        if row.len() <= column {
            row.resize(column + 1, String::new());
        }
        row[column] = said;
        if rows.len() > MOST_ROWS + 1 {
            return Err(Unreadable::TooManyRows);
        }
    }
    let mut lines = Vec::with_capacity(rows.len());
    for (row, cells) in rows {
        push(&mut lines, u64::from(row) + 1, cells)?;
    }
    Ok(lines)
}

/// A cell as it is read; a day as our forms take it, whatever the workbook shows.
fn words_of(cell: &Data) -> String {
    match cell {
        Data::DateTime(at) if at.is_datetime() => {
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        other => other.to_string(),
    }
}

/// Unpacks every part once into nothing, as far as is allowed.
fn bound(bytes: &[u8]) -> Result<(), Unreadable> {
    let mut parts = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unreadable::Damaged)?;
    if parts.len() > MOST_PARTS {
        return Err(Unreadable::TooLarge);
    }
    let mut left = MOST_UNPACKED;
    for index in 0..parts.len() {
        let part = parts.by_index(index).map_err(|_| Unreadable::Damaged)?;
        let unpacked = copy(&mut part.take(left + 1), &mut sink()).map_err(|_| Unreadable::Damaged)?;
        left = left.checked_sub(unpacked).ok_or(Unreadable::TooLarge)?;
    }
    Ok(())
}

/// Adds a row that says anything.
fn push(lines: &mut Vec<Line>, number: u64, cells: Vec<String>) -> Result<(), Unreadable> {
    let cells: Vec<String> = cells.iter().map(|cell| plain(cell)).collect();
    if cells.iter().all(String::is_empty) {
        return Ok(());
    }
    if cells.len() > MOST_COLUMNS {
        return Err(Unreadable::TooManyColumns);
    }
    if cells.iter().any(|cell| cell.chars().count() > MOST_LETTERS) {
        return Err(Unreadable::CellTooLong(number));
    }
    // the first row names the columns
    if lines.len() > MOST_ROWS {
        return Err(Unreadable::TooManyRows);
    }
    lines.push(Line { number, cells });
    Ok(())
}

/// The cell without blanks around it, and without the apostrophe that our own files put before what a spreadsheet
/// would take for a formula.
fn plain(cell: &str) -> String {
    let cell = cell.trim();
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest.to_owned(),
        _ => cell.to_owned(),
    }
}
