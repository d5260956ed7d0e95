//! Blocks drawn as lines of text: screens of an attempt, and what is printed on paper.

use std::io;

use super::figures;
use super::page::{CLOSE, Look as Style, OPEN, Page};
use super::visible;
use sourcework_core::present::block::{
    Bar, Block, Entry, FindingLine, Look, Mark, PassageParagraph, Run, Table, Tone, letter,
};
use sourcework_core::present::booklet::{Booklet, PrintedPaper, PrintedQuestion, SectionPart};

/// What is written where something is to be filled in.
const TO_FILL_IN: &str = "______";

/// The longest first cell of a table that is a letter or a number, in characters.
const LABEL: usize = 3;

/// Prints a quiz as it stands on paper, or its mark scheme. The passages are left out: `show` prints
/// a source by itself.
pub fn print_booklet(page: &mut Page<'_>, booklet: &Booklet) -> io::Result<()> {
    for paper in &booklet.papers {
        print_paper(page, &booklet.title, paper)?;
    }
    Ok(())
}

fn print_paper(page: &mut Page<'_>, title: &str, paper: &PrintedPaper) -> io::Result<()> {
    page.title(&visible(title))?;
    for (label, text) in &paper.details {
        page.look(Style::Faint, &format!("{label}: {}", visible(text)))?;
    }
    for section in &paper.sections {
        let is_passages = |part: &SectionPart| matches!(part, SectionPart::Extract(..));
        if section.parts.iter().any(is_passages) {
            continue;
        }
        page.blank()?;
        page.title(section.heading)?;
        for part in &section.parts {
            match part {
                SectionPart::Blocks(blocks) => print_indented(page, blocks, BELOW_NUMBER)?,
                SectionPart::Source(heading, blocks) | SectionPart::Extract(heading, blocks) => {
                    page.title(&visible(heading))?;
                    print_indented(page, blocks, BELOW_NUMBER)?;
                }
                SectionPart::Question(question) => print_question(page, question)?,
            }
        }
    }
    Ok(())
}

fn print_question(page: &mut Page<'_>, question: &PrintedQuestion) -> io::Result<()> {
    page.blank()?;
    let number = format!("{}. ", question.number);
    page.hanging(&number, &visible(&question.stem), Style::Strong)?;
    let about = [question.reads.as_str(), &question.task, &question.marks];
    let about: Vec<&str> = about.into_iter().filter(|it| !it.is_empty()).collect();
    page.look(Style::Faint, &format!("   {}", visible(&about.join(" "))))?;
    print_indented(page, &question.blocks, BELOW_NUMBER)
}

/// What stands before the blocks of a printed question, below its number.
const BELOW_NUMBER: &str = "   ";

/// Labels of facts that are no longer than this stand in a column of their own.
const SHORT_LABEL: usize = 9;

/// Prints the blocks of a screen, one after the other.
pub fn print_blocks(page: &mut Page<'_>, blocks: &[Block]) -> io::Result<()> {
    print_indented(page, blocks, "")
}

fn print_indented(page: &mut Page<'_>, blocks: &[Block], indent: &str) -> io::Result<()> {
    let numbers = blocks.iter().filter_map(|block| match block {
        Block::Passage(paragraph) => Some(paragraph.number),
        _ => None,
    });
    let widest = format!("¶{} ", numbers.max().unwrap_or(1)).chars().count();
    for block in blocks {
        match block {
            Block::Heading(heading) => {
                page.gap()?;
                page.title(&visible(heading))?;
            }
            Block::Text(look, runs) => print_text(page, *look, runs, indent)?,
            Block::Verdict(tone, text) => page.look(style(*tone), &visible(text))?,
            Block::Passage(PassageParagraph { number, runs, .. }) => {
                let label = format!("{:<widest$}", format!("¶{number}"));
                page.hanging(&label, &words(runs), Style::Normal)?;
            }
            Block::Facts(facts) => print_facts(page, facts, indent)?,
            Block::List(mark, entries) => print_list(page, *mark, entries, indent)?,
            Block::Findings(lines) => {
                for line in lines {
                    print_finding(page, line)?;
                }
            }
            Block::Bars(bars) => {
                for bar in bars {
                    print_bar(page, bar)?;
                }
            }
            Block::Table(table) => print_table(page, table)?,
            // The words of a figure say what its table does.
            Block::Figure(figure, _) => figures::print_figure(page, figure)?,
            // Nobody writes on a screen.
            Block::Lines(_) => {}
        }
    }
    Ok(())
}

fn print_text(page: &mut Page<'_>, look: Look, runs: &[Run], indent: &str) -> io::Result<()> {
    let style = match look {
        Look::Label => Style::Strong,
        Look::Small => Style::Faint,
        Look::Plain | Look::Framed | Look::Gapped => Style::Normal,
    };
    if look == Look::Label && indent.is_empty() {
        page.gap()?;
    }
    match runs {
        // The lines after the first are set in as far as the label is wide.
        [Run::Strong(label), rest @ ..] if label.ends_with(": ") => {
            let label = format!("{indent}{}", visible(label));
            page.hanging(&label, &words(rest), style)
        }
        _ => page.hanging(indent, &words(runs), style),
    }
}

fn style(tone: Tone) -> Style {
    match tone {
        Tone::Neutral => Style::Normal,
        Tone::Good => Style::Good,
        Tone::Bad => Style::Bad,
    }
}

fn print_facts(page: &mut Page<'_>, facts: &[(String, String)], indent: &str) -> io::Result<()> {
    let labels = facts.iter().map(|(label, _)| label.chars().count());
    let width = match labels.max() {
        Some(longest) if longest < SHORT_LABEL => SHORT_LABEL,
        _ => 0,
    };
    for (label, text) in facts {
        let label = match label.as_str() {
            "" => String::new(),
            label => format!("{}:", visible(label)),
        };
        let label = format!("{indent}{label:<width$}");
        let gap = if width == 0 { " " } else { "" };
        page.hanging(&format!("{label}{gap}"), &visible(text), Style::Normal)?;
    }
    Ok(())
}

fn print_list(page: &mut Page<'_>, mark: Mark, entries: &[Entry], indent: &str) -> io::Result<()> {
    for (place, entry) in entries.iter().enumerate() {
        let before = match mark {
            Mark::Choice => format!("{indent}[ ] {}  ", letter(place)),
            Mark::Letter => format!("{indent}{}  ", letter(place)),
            Mark::Number => format!("{indent}[ ] "),
            Mark::Bullet => format!("{indent}- "),
            Mark::Count => format!("{indent}{}. ", place + 1),
        };
        page.hanging(&before, &words(entry), Style::Normal)?;
    }
    Ok(())
}

fn print_finding(page: &mut Page<'_>, line: &FindingLine) -> io::Result<()> {
    let label = match line.label.as_str() {
        "" => "-",
        label => label,
    };
    let label = format!("{:<2} ", visible(label));
    page.hanging(&label, &visible(&line.text), style(line.tone))?;
    for note in &line.notes {
        page.hanging("   ", &visible(note), Style::Normal)?;
    }
    Ok(())
}

/// The columns of a full bar.
const BAR: u32 = 20;

/// Pages with fewer columns have no room for bars.
const WIDE_ENOUGH_FOR_BARS: usize = 50;

fn print_bar(page: &mut Page<'_>, bar: &Bar) -> io::Result<()> {
    let (label, text) = (visible(&bar.label), visible(&bar.text));
    if page.width() < WIDE_ENOUGH_FOR_BARS {
        return page.text(&format!("{label}: {text}"));
    }
    let full = u64::from(bar.awarded) * u64::from(BAR) / u64::from(bar.available.max(1));
    // A record that somebody has changed may award more marks than there are.
    let full = full.min(u64::from(BAR)) as usize;
    let drawn = format!("{}{}", "█".repeat(full), "░".repeat(BAR as usize - full));
    page.raw(&format!("{label:<13} {drawn} {text}"))
}

/// A table row by row: the first cell, and below it what each column has. A letter or a number is
/// no row of its own: what it stands for follows it on the line.
fn print_table(page: &mut Page<'_>, table: &Table) -> io::Result<()> {
    if table.columns.iter().all(|column| column.width.is_none()) {
        return print_figures(page, table);
    }
    for row in &table.rows {
        let heads = table.columns.iter().map(|column| column.head);
        let mut cells = heads.zip(row).peekable();
        let (label, first) = match cells.next() {
            Some((_, cell)) if words(cell).chars().count() > LABEL => {
                ("   - ".to_owned(), words(cell))
            }
            Some((_, cell)) if !cell.is_empty() => {
                let second = cells
                    .next()
                    .map_or_else(String::new, |(_, cell)| words(cell));
                (format!("   {}  ", words(cell)), second)
            }
            Some((head, _)) => ("   - ".to_owned(), format!("{head}: {TO_FILL_IN}")),
            None => continue,
        };
        page.hanging(&label, &first, Style::Normal)?;
        let is_box = |cell: &Entry| matches!(cell.as_slice(), [Run::Tick]);
        let (boxes, others): (Vec<_>, Vec<_>) = cells.partition(|(_, cell)| is_box(cell));
        let boxes = boxes.iter().map(|(head, _)| format!("[ ] {head}"));
        let boxes: Vec<String> = boxes.collect();
        if !boxes.is_empty() {
            page.hanging("     ", &boxes.join("   "), Style::Normal)?;
        }
        for (head, cell) in others {
            let text = words(cell);
            let text = match (text.trim(), table.roomy) {
                ("", true) => TO_FILL_IN,
                ("", false) => continue,
                (text, _) => text,
            };
            page.hanging(&format!("     {head}: "), text, Style::Normal)?;
        }
    }
    Ok(())
}

/// A table of figures. Where there is room its columns stand side by side; else the first cell of
/// each row stands above the others. The last column is not wrapped, since it may be a command that
/// somebody wants to copy.
fn print_figures(page: &mut Page<'_>, table: &Table) -> io::Result<()> {
    let heads = table.columns.iter().map(|column| column.head.to_owned());
    let rows = table.rows.iter();
    let rows: Vec<Vec<String>> = rows
        .map(|row| row.iter().map(|cell| words(cell)).collect())
        .collect();
    let width_of = |place: usize| {
        let cells = rows.iter().filter_map(|row| row.get(place));
        let cells = cells.map(|cell| cell.chars().count());
        cells
            .max()
            .unwrap_or(0)
            .max(table.columns[place].head.len())
    };
    let widths: Vec<usize> = (0..table.columns.len().saturating_sub(1))
        .map(width_of)
        .collect();
    let before_last: usize = widths.iter().map(|width| width + COLUMN_GAP).sum();
    if before_last + LAST_COLUMN > page.width() {
        return print_figures_stacked(page, table, &rows);
    }
    for row in std::iter::once(heads.collect()).chain(rows) {
        let mut label = String::new();
        for ((column, width), cell) in table.columns.iter().zip(&widths).zip(&row) {
            label += &match column.is_numeric {
                true => format!("{cell:>width$}"),
                false => format!("{cell:<width$}"),
            };
            label += &" ".repeat(COLUMN_GAP);
        }
        let last = row.last().map_or("", String::as_str);
        page.raw(&format!("{label}{last}"))?;
    }
    Ok(())
}

/// The blanks between two columns.
const COLUMN_GAP: usize = 2;

/// The room that the last column needs at least.
const LAST_COLUMN: usize = 16;

fn print_figures_stacked(
    page: &mut Page<'_>,
    table: &Table,
    rows: &[Vec<String>],
) -> io::Result<()> {
    for row in rows {
        let mut cells = table.columns.iter().zip(row);
        if let Some((_, first)) = cells.next() {
            page.hanging("- ", first, Style::Normal)?;
        }
        let others = cells.map(|(column, cell)| format!("{}: {cell}", column.head));
        let others: Vec<String> = others.collect();
        page.hanging("  ", &others.join(" · "), Style::Faint)?;
    }
    Ok(())
}

/// The words of runs, ready to be wrapped; a line break in them is one.
fn words(runs: &[Run]) -> String {
    let mut text = String::new();
    for run in runs {
        match run {
            Run::Text(words) | Run::Strong(words) | Run::Quiet(words) => {
                text += &unbracketed(words);
            }
            Run::Marked(words) => {
                text.push(OPEN);
                text += &unbracketed(words);
                text.push(CLOSE);
            }
            Run::Tick => text += "[ ] ",
            Run::Gap(number) => text += &format!("({number}) {TO_FILL_IN}"),
            Run::Break => text.push('\n'),
        }
    }
    text
}

/// A text without the characters that stand for the brackets of a marked place.
fn unbracketed(text: &str) -> String {
    visible(text).replace([OPEN, CLOSE], "?")
}
