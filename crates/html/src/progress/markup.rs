//! The pieces of a page: sections, figures and tables.

use maud::{Markup, html};

/// A column of a table.
#[derive(Clone, Copy)]
pub(super) enum Column {
    /// It has words.
    Words(&'static str),
    /// It has figures.
    Figures(&'static str),
}

impl Column {
    fn head(self) -> &'static str {
        match self {
            Self::Words(head) | Self::Figures(head) => head,
        }
    }

    fn class(self) -> Option<&'static str> {
        matches!(self, Self::Figures(_)).then_some("figures")
    }
}

/// A section under a heading of the second level.
pub(super) fn section(id: &str, heading: &str, inside: &Markup) -> Markup {
    html! { section id=(id) { h2 { (heading) } (inside) } }
}

/// A paragraph.
pub(super) fn paragraph(words: &str) -> Markup {
    html! { p { (words) } }
}

/// A chart and what it shows. Without a chart the words still stand.
pub(super) fn figure(chart: Option<&Markup>, caption: &str) -> Markup {
    match chart {
        Some(chart) => html! { figure { (chart) figcaption { (caption) } } },
        None => paragraph(caption),
    }
}

/// The cells of a row that are words and figures only.
pub(super) fn cells<const COUNT: usize>(words: [String; COUNT]) -> Vec<Markup> {
    words.into_iter().map(|it| html! { (it) }).collect()
}

/// A table. The first cell of each row is its head. Where it is too wide for the screen it scrolls
/// by itself, with the keyboard too.
pub(super) fn table(id: &str, caption: &str, columns: &[Column], rows: &[Vec<Markup>]) -> Markup {
    html! {
        div class="scroll" role="region" aria-labelledby={ (id) "-caption" } tabindex="0" {
            table {
                caption id={ (id) "-caption" } { (caption) }
                thead {
                    tr {
                        @for column in columns {
                            th scope="col" class=[column.class()] { (column.head()) }
                        }
                    }
                }
                tbody { @for cells in rows { (row(columns, cells)) } }
            }
        }
    }
}

fn row(columns: &[Column], cells: &[Markup]) -> Markup {
    html! {
        tr {
            @for (place, (column, cell)) in columns.iter().zip(cells).enumerate() {
                @if place == 0 {
                    th scope="row" class=[column.class()] { (cell) }
                } @else {
                    td class=[column.class()] { (cell) }
                }
            }
        }
    }
}
