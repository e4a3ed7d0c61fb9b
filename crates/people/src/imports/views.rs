//! The pages of an import.

use maud::{Markup, html};
use web::ui::{
    self, Button, Choice, Column as Heading, Field, Icon, Notice, PostForm, Row, Tab, Table, Tone,
};
use web::{Current, Errors, Organization, Viewer, page};

use super::bringing::{JudgedRow, Look};
use super::import::{Import, Stage};
use super::planning::{Change, Spot, Verdict};
use super::reading::MOST_ROWS;
use super::refused::words;
use super::sheet::field_title;
use super::template;

const TITLE: &str = "Import people";
/// Rows on one page.
const PAGE: usize = 50;
/// Refused rows shown in the result; the file has them all.
const SHOWN_REFUSED: usize = 50;
const ADDRESS: &str = "/people/import";

const COLUMNS: [Heading<'static>; 4] =
    [Heading::text("Row"), Heading::text("Person"), Heading::text("What happens"), Heading::text("Details")];

/// The form that brings a table; `table` is what was pasted.
pub fn new(
    organization: &Organization,
    viewer: &Viewer,
    columns: &[template::Heading],
    table: &str,
    errors: &Errors,
) -> Markup {
    let body = html! {
        (ui::page_header(TITLE, Some("Bring many people at once, from a file or a spreadsheet. You see what would happen to each row before anything is written."), html! {}))
        (ui::columns(
            ui::panel(bring(table, errors)),
            ui::card("The table", html! {}, about(columns)),
        ))
    };
    page(organization, viewer, Current::AllUsers, TITLE, body)
}

fn bring(table: &str, errors: &Errors) -> Markup {
    let problem = errors.get("file");
    html! {
        form class="form" method="post" action=(ADDRESS) enctype="multipart/form-data" {
            @if let Some((_, words)) = errors.iter().next() {
                div class="notice notice-danger" role="alert" tabindex="-1" data-focus {
                    (ui::icon(Icon::Danger))
                    div {
                        p class="notice-title" { "Nothing was read yet." }
                        p class="notice-body" { (words) }
                    }
                }
            }
            div class="field" {
                div class="field-head" { label for="field-file" { "File" } }
                input class="file-input" type="file" id="field-file" name="file" accept=".csv,.tsv,.txt,.xlsx"
                    aria-describedby="field-file-hint" aria-invalid=[problem.map(|_| "true")];
                p class="field-hint" id="field-file-hint" { "CSV or XLSX, at most 5 MB and " (thousands(MOST_ROWS)) " people." }
            }
            (Field::textarea("table", "Or paste the table").value(table).error(errors.get("table"))
                .hint("Copied from a spreadsheet, with the names of the columns in the first row."))
            div class="form-actions" {
                (Button::submit("Look at it first").primary().icon(Icon::Search))
                (Button::link("/people", "Cancel").quiet())
            }
        }
    }
}

fn about(columns: &[template::Heading]) -> Markup {
    ui::stack(html! {
        p { "Start from the template; columns you do not need may be left out." }
        div class="form-actions" {
            (Button::link("/people/import/template.xlsx", "XLSX template").icon(Icon::Download).small())
            (Button::link("/people/import/template.csv", "CSV template").icon(Icon::Download).small())
        }
        dl class="key-values" {
            @for column in columns {
                div {
                    dt { (column.title) }
                    dd { (if column.about.is_empty() { "the family's name" } else { &column.about }) }
                }
            }
        }
        p class="muted" {
            "People are known again by external id, by email, or a student by username: the same table brought twice \
             changes nothing the second time. An empty cell leaves what is there. Nobody is archived, and no tie is \
             taken away."
        }
    })
}

/// The rows of a look on one page.
pub struct Part<'a> {
    verdict: &'a str,
    page: usize,
    rows: Vec<&'a JudgedRow>,
    more: bool,
}

const FILTERS: [(&str, &str); 5] =
    [("", "All"), ("new", "New"), ("changes", "Changes"), ("same", "Nothing to do"), ("refused", "Refused")];

impl<'a> Part<'a> {
    /// The page counted from 0 of the rows with that verdict; a word that is not known means all.
    pub fn of(look: &'a Look, verdict: &str, page: usize) -> Self {
        let verdict = FILTERS.iter().map(|(word, _)| *word).find(|word| *word == verdict).unwrap_or_default();
        let fits = |row: &&JudgedRow| verdict.is_empty() || word(&row.verdict) == verdict;
        let from = page.min(MOST_ROWS) * PAGE;
        let mut rows: Vec<_> = look.rows.iter().filter(fits).skip(from).take(PAGE + 1).collect();
        let more = rows.len() > PAGE;
        rows.truncate(PAGE);
        Self { verdict, page, rows, more }
    }
}

const fn word(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::New => "new",
        Verdict::Changes(_) => "changes",
        Verdict::Same => "same",
        Verdict::Refused(_) => "refused",
    }
}

/// What would happen to each row.
pub fn look(
    organization: &Organization,
    viewer: &Viewer,
    import: &Import,
    look: &Look,
    part: &Part<'_>,
) -> Markup {
    let address = format!("{ADDRESS}/{}", import.id);
    let tally = look.tally;
    let counts = [tally.all(), tally.new, tally.changed, tally.same, tally.refused];
    let hrefs: Vec<String> = FILTERS.iter().map(|(word, _)| at(&address, word, 0)).collect();
    let entries: Vec<Tab<'_>> = FILTERS
        .iter()
        .zip(&hrefs)
        .zip(counts)
        .map(|(((word, label), href), count)| Tab {
            href,
            label,
            current: *word == part.verdict,
            count: Some(count as u64),
        })
        .collect();
    let body = html! {
        (ui::page_header("Before the import", Some("Nothing is written yet. This is what would happen to each row."), html! {
            (Button::link(ADDRESS, "Bring another table").icon(Icon::Back))
        }))
        @if !look.unknown.is_empty() {
            (Notice::warn("Columns that are not read").body(html! {
                p { (look.unknown.join(", ")) ". Their names are not known; see the template." }
            }))
        }
        (offer(&address, look))
        (ui::filters("What happens", &entries))
        @if part.rows.is_empty() {
            (ui::empty(Icon::Search, "No such rows", "No row of this table comes out like this.", html! {}))
        } @else {
            (Table::new("Rows", &COLUMNS).rows(part.rows.iter().map(|judged| row(judged))))
        }
        nav class="pager" aria-label="Pages" {
            @if part.page > 0 {
                (Button::link(at(&address, part.verdict, part.page - 1), "Page before").icon(Icon::Previous).small())
            }
            @if part.more {
                (Button::link(at(&address, part.verdict, part.page + 1), "Next page").icon(Icon::Next).small())
            }
        }
    };
    page(organization, viewer, Current::AllUsers, "Before the import", body)
}

fn at(address: &str, verdict: &str, page: usize) -> String {
    let parts = [
        (!verdict.is_empty()).then(|| format!("verdict={verdict}")),
        (page > 0).then(|| format!("page={page}")),
    ];
    let query = parts.into_iter().flatten().collect::<Vec<_>>().join("&");
    if query.is_empty() { address.to_owned() } else { format!("{address}?{query}") }
}

/// The button, when there is anything to do; else why there is not.
fn offer(address: &str, look: &Look) -> Markup {
    let tally = look.tally;
    let writes = tally.new + tally.changed;
    html! {
        @if tally.refused > 0 {
            (Notice::warn(format!("{} will be left out", rows(tally.refused))).body(html! {
                p { "The reasons are below. Mend them in your table and bring it again, or import the rest now and mend these afterwards." }
                p { (Button::link(format!("{address}/refused.csv"), "Download refused rows").icon(Icon::Download).small()) }
            }))
        }
        @if writes == 0 && tally.invitable == 0 {
            @if tally.refused == 0 {
                (Notice::good("Nothing to do: everybody in this table is here, as it says"))
            }
        } @else {
            (ui::panel(html! {
                (PostForm::to(address).body(html! {
                    @if tally.invitable > 0 {
                        (Field::radios("invitations", "Invitations by mail").choices(&[
                            Choice::new("now", format!("Send them now, to {}", people(tally.invitable))),
                            Choice::new("later", "Not yet: bring the same table again later, or send each from the person's page"),
                        ]).value("later"))
                    } @else {
                        input type="hidden" name="invitations" value="later";
                    }
                }).actions(html! {
                    (Button::submit(if writes == 0 { "Import".to_owned() } else { format!("Import {}", people(writes)) })
                        .primary().icon(Icon::Invite))
                }))
            }))
        }
    }
}

fn row<'a>(judged: &JudgedRow) -> Row<'a> {
    let login = judged.row.login();
    let name = judged.row.name();
    let role = judged.row.role().map_or("", kernel::Role::title);
    Row::new([
        html! { (judged.row.number) },
        html! {
            (ui::person(if name.is_empty() { "?" } else { &name }, login))
            @if !role.is_empty() { span class="sr-only" { ", " } " " (ui::chip(Tone::Neutral, role)) }
        },
        match &judged.verdict {
            Verdict::New => ui::chip(Tone::Live, "New"),
            Verdict::Changes(_) => ui::chip(Tone::Sea, "Changes"),
            Verdict::Same => ui::chip(Tone::Neutral, "Nothing to do"),
            Verdict::Refused(_) => ui::chip(Tone::Danger, "Refused"),
        },
        match &judged.verdict {
            Verdict::New | Verdict::Same => html! {},
            Verdict::Changes(changes) => html! { @for change in changes { div { (said(change)) } } },
            Verdict::Refused(refusals) => html! { @for refusal in refusals { div { (words(refusal)) } } },
        },
    ])
    .faded(judged.verdict == Verdict::Same)
}

fn said(change: &Change) -> String {
    let title = match &change.spot {
        Spot::Column(column) => column.title().to_owned(),
        Spot::Field(label) => field_title(label),
    };
    if change.before.is_empty() {
        format!("{title}: {}", change.after)
    } else {
        format!("{title}: {}, was {}", change.after, change.before)
    }
}

/// On its way, or standing still.
pub fn going(organization: &Organization, viewer: &Viewer, import: &Import, stage: Stage) -> Markup {
    let body = html! {
        (ui::page_header("The import", Some("You can leave this page meanwhile."), html! {}))
        @if stage == Stage::Goes {
            // without scripts the page comes again by itself
            noscript { meta http-equiv="refresh" content="2"; }
        }
        (progress(import, stage))
    };
    page(organization, viewer, Current::AllUsers, "The import", body)
}

/// The part of the page that moves.
pub fn progress(import: &Import, stage: Stage) -> Markup {
    let address = format!("{ADDRESS}/{}/progress", import.id);
    let goes = (stage == Stage::Goes).then_some(address.as_str());
    html! {
        div id="import-progress" hx-get=[goes] hx-trigger=[goes.map(|_| "every 1s")] hx-swap=[goes.map(|_| "outerHTML")] {
            (ui::panel(html! {
                (ui::meter("Rows written", import.done.unsigned_abs(), import.row_count.unsigned_abs()))
                p { (import.done) " of " (import.row_count) " rows" }
                @if stage == Stage::Stands {
                    (Notice::warn("The import stands still").body(html! {
                        p { "It was broken off, for instance by a restart of the server. What is written stays, and nothing is written twice." }
                    }))
                    (Button::post(format!("{ADDRESS}/{}/continuation", import.id), "Go on").primary())
                }
            }))
        }
    }
}

/// What happened.
pub fn finished(
    organization: &Organization,
    viewer: &Viewer,
    import: &Import,
    refused: &[JudgedRow],
) -> Markup {
    let number = |count: i64| html! { (count) };
    let body = html! {
        (ui::page_header("The import is done", None, html! {
            (Button::link("/people", "All Users").primary().icon(Icon::People))
            (Button::link(ADDRESS, "Bring another table"))
        }))
        (ui::panel(ui::key_values([
            ("Added", number(import.added)),
            ("Changed", number(import.changed)),
            ("Nothing to do", number(import.unchanged)),
            ("Refused", html! { (refused.len()) }),
            ("Invitations", number(import.invited)),
        ])))
        @if !refused.is_empty() {
            (Notice::warn(format!("{} left out", if refused.len() == 1 { "1 row was".to_owned() } else { format!("{} were", rows(refused.len())) })).body(html! {
                p { "Download them with the reasons, mend them, and bring that file: the rest is not touched." }
                p { (Button::link(format!("{ADDRESS}/{}/refused.csv", import.id), "Download refused rows").icon(Icon::Download).small()) }
            }))
            (Table::new("Refused rows", &COLUMNS).rows(refused.iter().take(SHOWN_REFUSED).map(row)))
        }
    };
    page(organization, viewer, Current::AllUsers, "The import is done", body)
}

fn people(count: usize) -> String {
    if count == 1 { "1 person".to_owned() } else { format!("{} people", thousands(count)) }
}

fn rows(count: usize) -> String {
    if count == 1 { "1 row".to_owned() } else { format!("{} rows", thousands(count)) }
}

/// `10,000`.
fn thousands(count: usize) -> String {
    if count < 1_000 { count.to_string() } else { format!("{},{:03}", count / 1_000, count % 1_000) }
}
