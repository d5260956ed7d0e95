//! Blocks drawn as lines of text: what the core describes for paper, at a terminal.

use std::io;

use super::page::{Look as Style, Page};
use super::visible;
use sourcework_core::present::block::{Block, Entry, Look, Mark, Run, Table, letter};
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
                SectionPart::Blocks(blocks) => print_blocks(page, blocks)?,
                SectionPart::Source(heading, blocks) | SectionPart::Extract(heading, blocks) => {
                    page.title(&visible(heading))?;
                    print_blocks(page, blocks)?;
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
    let about = match question.reads.as_str() {
        "" => question.marks.clone(),
        reads => format!("{} {}", visible(reads), question.marks),
    };
    page.look(Style::Faint, &format!("   {about}"))?;
    print_blocks(page, &question.blocks)
}

/// Prints blocks, one after the other.
pub fn print_blocks(page: &mut Page<'_>, blocks: &[Block]) -> io::Result<()> {
    blocks.iter().try_for_each(|it| print_block(page, it))
}

fn print_block(page: &mut Page<'_>, block: &Block) -> io::Result<()> {
    match block {
        Block::Text(look, runs) => {
            let style = match look {
                Look::Label => Style::Strong,
                Look::Small => Style::Faint,
                Look::Plain | Look::Task | Look::Framed | Look::Gapped => Style::Normal,
            };
            page.hanging("   ", &words(runs), style)
        }
        Block::Passage(number, text, _) => {
            page.hanging(&format!("¶{number} "), &visible(text), Style::Normal)
        }
        Block::Facts(facts) => facts.iter().try_for_each(|(label, text)| {
            page.hanging(&format!("   {label}: "), &visible(text), Style::Normal)
        }),
        Block::List(mark, entries) => {
            for (place, entry) in entries.iter().enumerate() {
                let before = match mark {
                    Mark::Choice => format!("   [ ] {}  ", letter(place)),
                    Mark::Letter => format!("   {}  ", letter(place)),
                    Mark::Number => "   [ ] ".to_owned(),
                    Mark::Bullet => "   - ".to_owned(),
                    Mark::Count => format!("   {}. ", place + 1),
                };
                page.hanging(&before, &words(entry), Style::Normal)?;
            }
            Ok(())
        }
        Block::Table(table) => print_table(page, table),
        // Nobody writes on a screen.
        Block::Lines(_) => Ok(()),
    }
}

/// A table row by row: the first cell, and below it what each column has. A letter or a number is
/// no row of its own: what it stands for follows it on the line.
fn print_table(page: &mut Page<'_>, table: &Table) -> io::Result<()> {
    for row in &table.rows {
        let mut cells = table.columns.iter().zip(row).peekable();
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
            Some(((head, _), _)) => ("   - ".to_owned(), format!("{head}: {TO_FILL_IN}")),
            None => continue,
        };
        page.hanging(&label, &first, Style::Normal)?;
        let is_box = |cell: &Entry| matches!(cell.as_slice(), [Run::Tick]);
        let (boxes, others): (Vec<_>, Vec<_>) = cells.partition(|(_, cell)| is_box(cell));
        let boxes = boxes.iter().map(|((head, _), _)| format!("[ ] {head}"));
        let boxes: Vec<String> = boxes.collect();
        if !boxes.is_empty() {
            page.hanging("     ", &boxes.join("   "), Style::Normal)?;
        }
        for ((head, _), cell) in others {
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

/// The words of an entry; a line break of it is one.
fn words(runs: &Entry) -> String {
    let mut text = String::new();
    for run in runs {
        match run {
            Run::Text(it) | Run::Strong(it) => text += &visible(it),
            Run::Tick => text += "[ ] ",
            Run::Gap(number) => text += &format!("({number}) {TO_FILL_IN}"),
            Run::Break => text.push('\n'),
        }
    }
    text
}
