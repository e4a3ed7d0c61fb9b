//! Which open requests stand beside sessions that are narrowed: by the same words. Pure.

use kernel::Zone;

use super::request::Request;
use crate::sessions::Filter;

/// Those of `requests` that `filter` lets through, for a reader whose days are those of `zone`.
pub fn narrowed(requests: Vec<Request>, filter: &Filter, zone: &Zone) -> Vec<Request> {
    if !filter.status.is_empty() && !filter.asks_for_pending() {
        return Vec::new();
    }
    requests.into_iter().filter(|request| lets_through(filter, request, zone)).collect()
}

fn lets_through(filter: &Filter, request: &Request, zone: &Zone) -> bool {
    let (instructor, student) = (&request.instructor_name, &request.student_name);
    let days = filter.narrowing(zone);
    (filter.program.is_empty() || filter.program == request.program.to_string())
        && has(instructor, &filter.instructor)
        && has(student, &filter.student)
        && [&request.subject, &request.program_title, instructor, student]
            .iter()
            .any(|text| has(text, &filter.q))
        && request.options().into_iter().any(|start| days.includes(start))
}

/// Whether the words stand anywhere in the text, in whatever case.
fn has(text: &str, words: &str) -> bool {
    text.to_lowercase().contains(&words.trim().to_lowercase())
}
