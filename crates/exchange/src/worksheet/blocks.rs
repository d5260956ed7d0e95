//! The blocks of a paper as HTML.

use crate::html::escape;
use crate::paper::{Block, Entry, Look, Mark, Run, Table, letter};

/// Lines that stay with the beginning of their question.
const FIRST_LINES: u32 = 3;

/// Where a student writes who they are.
pub fn name_line() -> String {
    let field = |label: &str, class: &str| {
        format!("<span class=\"field {class}\">{label}<span class=\"rule\"></span></span>\n")
    };
    format!(
        "<p class=\"names\">\n{}{}{}</p>\n",
        field("Name", "name"),
        field("Class", "class"),
        field("Date", "date"),
    )
}

/// Where a teacher writes the mark.
pub fn mark_field(total: u32) -> String {
    format!("<p class=\"field mark\">Mark<span class=\"rule\"></span>/ {total}</p>\n")
}

/// The first paragraph of a stem, for its heading, and those after it.
pub fn stem(text: &str) -> (String, String) {
    let mut paragraphs = text.split("\n\n").filter(|it| !it.trim().is_empty());
    let first = inline(paragraphs.next().unwrap_or_default());
    let more = paragraphs.map(|it| format!("<p class=\"stem\">{}</p>\n", inline(it)));
    (first, more.collect())
}

/// What is never parted from the beginning of its question, and what may be.
pub fn opening(blocks: &[Block]) -> (String, String) {
    let labels = blocks
        .iter()
        .take_while(|it| matches!(it, Block::Text(Look::Label | Look::Task, _)));
    let (labels, rest) = blocks.split_at(labels.count());
    let (first, rest) = match rest.split_first() {
        Some((Block::Lines(count), rest)) => {
            let first = lines((*count).min(FIRST_LINES));
            (
                first,
                lines(count.saturating_sub(FIRST_LINES)) + &markup(rest),
            )
        }
        _ => (String::new(), markup(rest)),
    };
    (markup(labels) + &first, rest)
}

/// Blocks, one after the other.
pub fn markup(blocks: &[Block]) -> String {
    blocks.iter().map(block).collect()
}

fn block(block: &Block) -> String {
    match block {
        Block::Text(look, runs) => {
            let class = match look {
                Look::Plain => "",
                Look::Task => " class=\"task\"",
                Look::Label => " class=\"label\"",
                Look::Small => " class=\"small\"",
                Look::Framed => " class=\"framed\"",
                Look::Gapped => " class=\"gapped\"",
            };
            format!("<p{class}>{}</p>\n", inside(runs))
        }
        Block::Passage(number, text, language) => {
            let language = language.as_ref();
            let language = language.map(|it| format!(" lang=\"{}\"", escape(it)));
            format!(
                "<p class=\"passage\"><span class=\"place\">¶{number}</span> \
                 <span{}>{}</span></p>\n",
                language.unwrap_or_default(),
                inline(text)
            )
        }
        Block::Facts(facts) => {
            let facts = facts.iter().map(|(label, text)| {
                format!("<div><dt>{label}</dt><dd>{}</dd></div>\n", inline(text))
            });
            format!("<dl class=\"facts\">\n{}</dl>\n", facts.collect::<String>())
        }
        Block::List(mark, entries) => list(*mark, entries),
        Block::Table(it) => table(it),
        Block::Lines(count) => lines(*count),
    }
}

/// Lines to write on; nothing to be read aloud.
fn lines(count: u32) -> String {
    "<div class=\"line\" aria-hidden=\"true\"></div>\n".repeat(count as usize)
}

fn list(mark: Mark, entries: &[Entry]) -> String {
    let (tag, class) = match mark {
        Mark::Choice => ("ul", "choices"),
        Mark::Letter => ("ul", "letters"),
        Mark::Number => ("ul", "numbers"),
        Mark::Bullet => ("ul", "bullets"),
        Mark::Count => ("ol", "counted"),
    };
    let entries = entries.iter().enumerate().map(|(n, entry)| {
        let before = match mark {
            Mark::Choice => format!("<span class=\"box\"></span><b>{}</b> ", letter(n)),
            Mark::Letter => format!("<b>{}</b> ", letter(n)),
            Mark::Number => "<span class=\"box wide\"></span>".to_owned(),
            Mark::Bullet | Mark::Count => String::new(),
        };
        format!("<li>{before}<span>{}</span></li>\n", inside(entry))
    });
    let entries: String = entries.collect();
    format!("<{tag} class=\"{class}\">\n{entries}</{tag}>\n")
}

fn table(table: &Table) -> String {
    let columns: String = table
        .columns
        .iter()
        .map(|(_, width)| format!("<col style=\"width: {width}%\">"))
        .collect();
    let head: String = table
        .columns
        .iter()
        .map(|(head, _)| match *head {
            "" => "<td></td>".to_owned(),
            head => format!("<th scope=\"col\">{head}</th>"),
        })
        .collect();
    let row = |cells: &Vec<Entry>| {
        let cells = cells
            .iter()
            .enumerate()
            .map(|(n, cell)| match (n, cell.as_slice()) {
                (0, [_, ..]) => format!("<th scope=\"row\">{}</th>", inside(cell)),
                (_, [Run::Tick]) => format!("<td class=\"tick\">{}</td>", inside(cell)),
                _ => format!("<td>{}</td>", inside(cell)),
            });
        format!("<tr>{}</tr>\n", cells.collect::<String>())
    };
    let rows: String = table.rows.iter().map(row).collect();
    let class = if table.roomy { " class=\"roomy\"" } else { "" };
    format!(
        "<table{class} aria-label=\"{}\">\n<colgroup>{columns}</colgroup>\n\
         <thead>\n<tr>{head}</tr>\n</thead>\n<tbody>\n{rows}</tbody>\n</table>\n",
        table.caption
    )
}

/// The runs of a paragraph or cell. A box to tick and its words stand side by side, however many
/// lines the words take.
fn inside(runs: &[Run]) -> String {
    let run = |run: &Run| match run {
        Run::Text(text) => inline(text),
        Run::Strong(text) => format!("<b>{}</b>", inline(text)),
        Run::Tick => "<span class=\"box\"></span>".to_owned(),
        Run::Gap(number) => {
            format!("<span class=\"numbered\"><b>({number})</b><span class=\"gap\"></span></span>")
        }
        Run::Break => "<br>".to_owned(),
    };
    if !matches!(runs, [Run::Tick, _, ..]) {
        return runs.iter().map(run).collect();
    }
    let lines = runs.split(|it| *it == Run::Break);
    let option = |line: &[Run]| {
        let parts: String = line.iter().map(run).collect();
        format!("<span class=\"option\">{parts}</span>")
    };
    lines.map(option).collect()
}

/// Text with its line ends.
fn inline(text: &str) -> String {
    escape(text).replace('\n', "<br>")
}
