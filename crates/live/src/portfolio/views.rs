//! The pages of files.

use kernel::{SessionId, UserId, Zone};
use maud::{Markup, html};
use teaching::sessions::Session;
use web::ui::{
    self, Button, Column, Field, Icon, Notice, OwnFile, OwnFiles, PostForm, Row, Table, UploadForm, When,
};
use web::{Current, Errors, Organization, Ticked, Viewer, page, show};

use super::file::{FILE_BYTES, File, How, Kind, MB, Shared};
use super::reading::Listing;

/// What the own page shows.
pub struct Portfolio<'a> {
    pub list: &'a Listing,
    pub zone: &'a Zone,
    /// A parent's students.
    pub children: &'a [(UserId, String)],
}

/// What became of an upload a moment ago.
pub struct Kept {
    pub files: usize,
    /// Why one was not taken.
    pub refused: Option<String>,
}

pub fn own(organization: &Organization, viewer: &Viewer, portfolio: &Portfolio<'_>, kept: &Kept) -> Markup {
    let list = portfolio.list;
    let about = "Files for your sessions: add them here, bring them into the classroom with one press.";
    let body = html! {
        (ui::page_header("Portfolio", Some(about), html! {}))
        (outcome(kept))
        (ui::columns(html! {
            @if list.files.is_empty() {
                (ui::empty(Icon::Portfolio, "No files yet",
                    "Homework, worksheets, pictures of the exercise book: what you add here is at hand in the classroom. \
                     Nobody sees it but you, your parents if you are a student, and the people who run this organization.",
                    html! {}))
            } @else {
                (table(&list.files, portfolio.zone, true))
                (pager("/portfolio", list))
            }
        }, html! {
            (upload())
            (space(list))
            @if !portfolio.children.is_empty() { (children(portfolio.children)) }
        }))
    };
    page(organization, viewer, Current::Portfolio, "Portfolio", body)
}

fn outcome(kept: &Kept) -> Markup {
    let added = if kept.files == 1 {
        "1 file was added.".to_owned()
    } else {
        format!("{} files were added.", kept.files)
    };
    html! {
        @if kept.files > 0 { (Notice::good(added)) }
        @if let Some(refused) = &kept.refused { (Notice::danger("One file was not added").body(html! { (refused) })) }
    }
}

fn upload() -> Markup {
    let form = UploadForm {
        action: "/portfolio",
        label: "Choose files",
        button: "Add to portfolio",
        hint: "JPEG, PNG, SVG, PDF or DOCX, at most 25 MB each.",
        media_types: &Kind::ALL.map(Kind::media_type),
        most_bytes: FILE_BYTES,
    };
    ui::card("Add files", html! {}, html! { (form) })
}

/// How full it is.
fn space(list: &Listing) -> Markup {
    let granted = list.allowance.person_mb * MB;
    let words = format!("{} of {} used", show::bytes(list.taken.person), show::bytes(granted));
    let number = |bytes: i64| u64::try_from(bytes).unwrap_or(0);
    ui::card(
        "Space",
        html! {},
        html! { (ui::meter(&words, number(list.taken.person), number(granted))) p class="muted" { (words) ". What stays with a session counts too." } },
    )
}

fn children(children: &[(UserId, String)]) -> Markup {
    ui::card(
        "Your children's portfolios",
        html! {},
        html! { ul { @for (id, name) in children { li { a href=(format!("/people/{id}/portfolio")) { (name) } } } } },
    )
}

/// Somebody else's portfolio, to read.
pub fn of_person(
    organization: &Organization,
    viewer: &Viewer,
    (id, name): (UserId, &str),
    list: &Listing,
) -> Markup {
    let title = format!("Portfolio of {name}");
    let body = html! {
        (ui::page_header(&title, None, html! {}))
        @if list.files.is_empty() {
            (ui::empty(Icon::Portfolio, "No files yet", "What they add to their portfolio is listed here.", html! {}))
        } @else {
            (table(&list.files, &viewer.zone, false))
            (pager(&format!("/people/{id}/portfolio"), list))
        }
    };
    page(organization, viewer, Current::Portfolio, &title, body)
}

fn pager(at: &str, list: &Listing) -> Markup {
    let newer = (list.page > 0).then(|| format!("{at}?page={}", list.page - 1));
    let older = list.has_more.then(|| format!("{at}?page={}", list.page + 1));
    ui::pager(newer.as_deref(), older.as_deref())
}

fn table(files: &[File], zone: &Zone, is_own: bool) -> Markup {
    let columns = [Column::text("Name"), Column::number("Size"), Column::text("Added"), Column::actions()];
    let rows = files.iter().map(|file| {
        let address = format!("/portfolio/{}", file.id);
        Row::new([
            named(file, &address),
            html! { (show::bytes(file.bytes)) },
            html! { (ui::time(file.created_at, zone, When::DayAndClock)) },
            html! { @if is_own { (removal(file, &address)) } },
        ])
    });
    html! { (Table::new("Files", &columns).rows(rows)) }
}

fn removal(file: &File, address: &str) -> Markup {
    let question = format!(
        "Remove {}? It leaves your portfolio. Where it was shared in a session, it stays with that session.",
        file.name.as_str()
    );
    html! { (Button::post(format!("{address}/removal"), "Remove").quiet().small().confirm(question)) }
}

/// A file's picture and name, both the way to it.
fn named(file: &File, address: &str) -> Markup {
    let picture = file.kind.is_picture().then_some(address);
    ui::file(address, file.name.as_str(), picture)
}

/// The card in a session's details. `offer`: the boxes of what its reader can bring.
pub fn session_card(session: SessionId, shared: &[Shared], zone: &Zone, offer: Option<Markup>) -> Markup {
    let columns = [Column::text("Name"), Column::number("Size"), Column::text("Shared")];
    let rows = shared.iter().map(|shared| {
        let address = format!("/sessions/{session}/files/{}", shared.file.id);
        let (first, last) = &shared.by_name;
        Row::new([
            named(&shared.file, &address),
            html! { (show::bytes(shared.file.bytes)) },
            html! { (ui::time(shared.at, zone, When::DayAndClock)) ", " (first) " " (last) (where_to(shared.how)) },
        ])
    });
    html! {
        div id="session-files" {
            (ui::card("Files", html! {}, html! {
                @if shared.is_empty() {
                    p class="muted" { "What is shared in the classroom is kept here." }
                } @else { (Table::new("Files of this session", &columns).rows(rows)) }
                @if let Some(boxes) = offer {
                    (PostForm::to(format!("/sessions/{session}/files")).body(boxes)
                        .actions(html! { (Button::submit("Add to the session").icon(Icon::Portfolio)) }))
                }
            }))
        }
    }
}

const fn where_to(how: How) -> &'static str {
    match how {
        How::Chat => "",
        How::Board => ", on the board",
        How::Prepared => ", brought along",
    }
}

/// The same as a page, where scripts are off.
pub fn of_session(organization: &Organization, viewer: &Viewer, session: &Session, card: Markup) -> Markup {
    let back = html! { (Button::link(format!("/sessions/{}", session.id), "Back to the session").quiet()) };
    let title = format!("Files of {}", session.title());
    let body = html! { (ui::page_header(&title, None, back)) (card) };
    page(organization, viewer, Current::Sessions, &title, body)
}

/// The newest files of the own portfolio, to tick.
pub fn boxes(files: &[File], ticked: &Ticked, error: Option<&str>) -> Markup {
    ui::file_boxes(&own_files(files), ticked, error)
}

/// Files as they are chosen in a form.
pub fn own_files(files: &[File]) -> OwnFiles {
    let label = |file: &File| format!("{} · {}", file.name.as_str(), show::bytes(file.bytes));
    OwnFiles {
        files: files.iter().map(|file| OwnFile { id: file.id, label: label(file) }).collect(),
        media_types: Kind::ALL.map(Kind::media_type).to_vec(),
        most_bytes: FILE_BYTES,
    }
}

/// The most that can be granted, as the store's checks say.
pub const MOST_PERSON_MB: i64 = 100_000;
pub const MOST_ORGANIZATION_MB: i64 = 10_000_000;

/// The form of the section Files.
#[derive(serde::Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub struct AllowanceForm {
    pub person_mb: String,
    pub organization_mb: String,
}

pub fn allowance(
    organization: &Organization,
    viewer: &Viewer,
    form: &AllowanceForm,
    errors: &Errors,
    saved: bool,
) -> Markup {
    let all = html! { (Button::link("/configuration", "All sections").quiet()) };
    let fields = html! {
        (Field::number("person_mb", "Space of one person, in MB").range(1, MOST_PERSON_MB).required()
            .value(&form.person_mb).error(errors.get("person_mb"))
            .hint("What is there already stays, also above it."))
        (Field::number("organization_mb", "Space of all together, in MB").range(1, MOST_ORGANIZATION_MB).required()
            .value(&form.organization_mb).error(errors.get("organization_mb")))
    };
    let body = html! {
        (ui::page_header("Files", None, all))
        @if saved { (Notice::good("Saved.")) }
        (ui::card("Space for portfolios", html! {}, html! {
            (PostForm::to("/configuration/files").errors(errors).body(fields)
                .actions(html! { (Button::submit("Save").primary()) }))
        }))
    };
    page(organization, viewer, Current::Configuration, "Files", body)
}
