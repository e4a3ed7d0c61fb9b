//! Tables that become a card for each row on a small screen.

use std::borrow::Cow;

use maud::{Markup, Render, html};

/// A table of so few columns stays a table in places where others fold.
const SLIM_COLUMNS: usize = 3;

/// A column: its heading and how its cells stand.
#[derive(Debug, Clone, Copy)]
pub struct Column<'a> {
    heading: &'a str,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Number,
    Actions,
}

impl<'a> Column<'a> {
    pub const fn text(heading: &'a str) -> Self {
        Self { heading, kind: Kind::Text }
    }

    /// Right-aligned, figures of equal width: amounts, credits, minutes.
    pub const fn number(heading: &'a str) -> Self {
        Self { heading, kind: Kind::Number }
    }

    /// The buttons of a row, at its end.
    pub const fn actions() -> Self {
        Self { heading: "Actions", kind: Kind::Actions }
    }
}

/// One row: a cell for each column. `id` names it for htmx.
#[must_use]
pub struct Row<'a> {
    id: Option<Cow<'a, str>>,
    cells: Vec<Markup>,
    faded: bool,
}

impl<'a> Row<'a> {
    pub fn new<const N: usize>(cells: [Markup; N]) -> Self {
        Self { id: None, cells: cells.into(), faded: false }
    }

    pub fn id(mut self, id: impl Into<Cow<'a, str>>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Stands back: archived, cancelled.
    pub fn faded(mut self, faded: bool) -> Self {
        self.faded = faded;
        self
    }

    /// The row alone, as a table with these columns shows it.
    pub fn render(&self, columns: &[Column<'_>]) -> Markup {
        html! {
            tr id=[&self.id] class=[self.faded.then_some("faded")] {
                @for (column, cell) in columns.iter().zip(&self.cells) {
                    td class=(class(column.kind)) data-label=(column.heading) { (cell) }
                }
            }
        }
    }
}

/// A table named by `caption` for screen readers.
#[must_use]
pub struct Table<'a> {
    caption: &'a str,
    columns: &'a [Column<'a>],
    rows: Vec<Row<'a>>,
    foot: Option<Row<'a>>,
    is_log: bool,
}

impl<'a> Table<'a> {
    pub fn new(caption: &'a str, columns: &'a [Column<'a>]) -> Self {
        Self { caption, columns, rows: Vec::new(), foot: None, is_log: false }
    }

    pub fn rows(mut self, rows: impl IntoIterator<Item = Row<'a>>) -> Self {
        self.rows.extend(rows);
        self
    }

    /// Many rows to be read one after the other: in a narrow place they are lines, not cards.
    pub const fn log(mut self) -> Self {
        self.is_log = true;
        self
    }

    /// A last row of sums.
    pub fn foot(mut self, row: Row<'a>) -> Self {
        self.foot = Some(row);
        self
    }
}

impl Render for Table<'_> {
    fn render(&self) -> Markup {
        html! {
            div class=(if self.columns.len() > SLIM_COLUMNS { "table-frame" } else { "table-frame table-slim" }) {
                table class=(if self.is_log { "table-rows table-log" } else { "table-rows" }) {
                    caption class="sr-only" { (self.caption) }
                    thead {
                        tr {
                            @for column in self.columns {
                                th scope="col" class=(class(column.kind)) { (heading(column)) }
                            }
                        }
                    }
                    tbody { @for row in &self.rows { (row.render(self.columns)) } }
                    @if let Some(foot) = &self.foot { tfoot { (foot.render(self.columns)) } }
                }
            }
        }
    }
}

fn heading(column: &Column<'_>) -> Markup {
    match column.kind {
        Kind::Actions => html! { span class="sr-only" { (column.heading) } },
        Kind::Text | Kind::Number => html! { (column.heading) },
    }
}

const fn class(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "cell-text",
        Kind::Number => "cell-number",
        Kind::Actions => "cell-actions",
    }
}
