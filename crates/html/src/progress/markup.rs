//! The pieces of a page: sections, figures and tables.

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

    fn class(self) -> &'static str {
        match self {
            Self::Words(_) => "",
            Self::Figures(_) => " class=\"figures\"",
        }
    }
}

/// A section under a heading of the second level. `inside` is markup.
pub(super) fn section(id: &str, heading: &str, inside: &str) -> String {
    format!("<section id=\"{id}\">\n<h2>{heading}</h2>\n{inside}</section>\n")
}

/// A paragraph of markup.
pub(super) fn paragraph(inside: &str) -> String {
    format!("<p>{inside}</p>\n")
}

/// A chart and what it shows. Without a chart the words still stand.
pub(super) fn figure(chart: Option<&str>, caption: &str) -> String {
    match chart {
        Some(chart) => format!(
            "<figure>\n{}\n<figcaption>{caption}</figcaption>\n</figure>\n",
            chart.trim_end()
        ),
        None => paragraph(caption),
    }
}

/// A table. The cells are markup, and the first of each row is its head. Where it is too wide for
/// the screen it scrolls by itself, with the keyboard too.
pub(super) fn table(id: &str, caption: &str, columns: &[Column], rows: &[Vec<String>]) -> String {
    let head: String = columns
        .iter()
        .map(|column| format!("<th scope=\"col\"{}>{}</th>", column.class(), column.head()))
        .collect();
    let body: String = rows.iter().map(|cells| row(columns, cells)).collect();
    format!(
        "<div class=\"scroll\" role=\"region\" aria-labelledby=\"{id}-caption\" tabindex=\"0\">\n\
         <table>\n<caption id=\"{id}-caption\">{caption}</caption>\n\
         <thead>\n<tr>{head}</tr>\n</thead>\n<tbody>\n{body}</tbody>\n</table>\n</div>\n"
    )
}

fn row(columns: &[Column], cells: &[String]) -> String {
    let cells: String = columns
        .iter()
        .zip(cells)
        .enumerate()
        .map(|(at, (column, cell))| match at {
            0 => format!("<th scope=\"row\"{}>{cell}</th>", column.class()),
            _ => format!("<td{}>{cell}</td>", column.class()),
        })
        .collect();
    format!("<tr>{cells}</tr>\n")
}
