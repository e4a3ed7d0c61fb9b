//! The trail as a CSV file (RFC 4180).

use people::audit::Line;
use web::show::cell;

use super::naming::Names;

/// The file, its first line the names of the columns. A line's `subject` is an id, its values are told with names.
///
/// # Errors
/// Never in practice: the file is text in memory.
pub fn write(lines: &[Line], names: &Names) -> Result<Vec<u8>, csv::Error> {
    let mut sheet = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    sheet.write_record(["at_utc", "by", "what", "about", "subject", "before", "after"])?;
    for line in lines {
        let told = |text: &Option<String>| text.as_deref().map(|text| names.told(text)).unwrap_or_default();
        let about = told(&line.subject);
        let about = if line.subject.as_ref() == Some(&about) { String::new() } else { about };
        let cells = [
            line.at.to_string(),
            line.by.clone().unwrap_or_default(),
            line.what.clone(),
            about,
            line.subject.clone().unwrap_or_default(),
            told(&line.before),
            told(&line.after),
        ];
        sheet.write_record(cells.map(cell))?;
    }
    sheet.into_inner().map_err(|error| csv::Error::from(std::io::Error::from(error.into_error().kind())))
}
