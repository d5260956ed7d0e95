//! Passages and the headings above them.

use std::io;
use std::ops::Range;

use super::page::{CLOSE, Look, OPEN, Page};
use super::prompt::{Command, Halt, Prompt};
use super::visible;
use sourcework_core::attempt::{Heading, Passage};
use sourcework_core::source::passage::paragraphs;
use sourcework_core::source::{Fact, Source, Term};

/// Prints a passage, below the heading of its source if there is one; its paragraphs are numbered.
fn print(
    page: &mut Page<'_>,
    heading: Option<&Heading<'_>>,
    label: &str,
    text: &str,
) -> io::Result<()> {
    page.blank()?;
    if let Some(heading) = heading {
        print_heading(page, heading)?;
    }
    page.title(&format!("Extract {}", visible(label)))?;
    print_paragraphs(page, text, &[], false)
}

/// Prints several passages; one heading stands over all extracts of a source.
pub fn print_all(page: &mut Page<'_>, passages: &[Passage<'_>]) -> io::Result<()> {
    let mut headed: Option<&Heading<'_>> = None;
    for passage in passages {
        let heading = passage.heading.as_ref();
        let shown = heading.filter(|it| headed != Some(it));
        print(page, shown, passage.label, passage.text)?;
        headed = heading;
    }
    Ok(())
}

/// Waits until the student goes on, and shows the passages as often as they are wanted. The other
/// command that was wanted instead of going on.
pub fn pause(
    page: &mut Page<'_>,
    prompt: &mut dyn Prompt,
    commands: &[Command],
    passages: &[Passage<'_>],
) -> Result<Option<Command>, Halt> {
    loop {
        page.flush()?;
        match prompt.pause(commands)? {
            Some(Command::Read) => print_all(page, passages)?,
            other => return Ok(other),
        }
    }
}

/// Prints the paragraphs of a text with the given places marked; only those with a mark, if so
/// wished.
pub fn print_paragraphs(
    page: &mut Page<'_>,
    text: &str,
    marks: &[Range<usize>],
    only_marked: bool,
) -> io::Result<()> {
    let paragraphs = paragraphs(text);
    let width = format!("¶{} ", paragraphs.len()).chars().count();
    for (index, paragraph) in paragraphs.iter().enumerate() {
        let inside: Vec<Range<usize>> = marks
            .iter()
            .map(|mark| mark.start.max(paragraph.start)..mark.end.min(paragraph.end))
            .filter(|mark| mark.start < mark.end)
            .collect();
        if only_marked && inside.is_empty() {
            continue;
        }
        let label = format!("{:<width$}", format!("¶{}", index + 1));
        page.hanging(
            &label,
            &marked(text, paragraph.clone(), &inside),
            Look::Normal,
        )?;
    }
    Ok(())
}

/// The text of a range with brackets around the marks, ready to be wrapped.
fn marked(text: &str, range: Range<usize>, marks: &[Range<usize>]) -> String {
    let mut out = String::new();
    let mut at = range.start;
    for mark in marks {
        out += &clean(&text[at..mark.start]);
        out.push(OPEN);
        out += &clean(&text[mark.clone()]);
        out.push(CLOSE);
        at = mark.end;
    }
    out + &clean(&text[at..range.end])
}

fn clean(text: &str) -> String {
    visible(text).replace([OPEN, CLOSE], "?")
}

/// Prints who made a source, when and for whom.
pub fn print_heading(page: &mut Page<'_>, heading: &Heading<'_>) -> io::Result<()> {
    page.title(&visible(heading.title))?;
    for (label, said) in &heading.facts {
        let label = format!("{:<9}", format!("{label}:"));
        page.hanging(&label, &visible(said), Look::Normal)?;
    }
    page.blank()
}

/// Prints a whole source: heading, rights, and every extract.
pub fn print_source(page: &mut Page<'_>, source: &Source) -> io::Result<()> {
    print_heading(page, &Heading::of(source))?;
    if let Some(rights) = &source.provenance.rights {
        page.look(Look::Faint, &visible(rights))?;
    }
    for extract in &source.extracts {
        print(page, None, &extract.label, &extract.text)?;
    }
    print_facts(page, &source.facts)?;
    print_terms(page, source.glossary.iter())
}

/// Prints the words of passages that are explained, each once.
pub fn print_glossary(page: &mut Page<'_>, passages: &[Passage<'_>]) -> io::Result<()> {
    let mut terms: Vec<&Term> = Vec::new();
    for term in passages.iter().flat_map(|passage| &passage.glossary) {
        if !terms.iter().any(|known| known.term == term.term) {
            terms.push(term);
        }
    }
    print_terms(page, terms.into_iter())
}

fn print_terms<'t>(page: &mut Page<'_>, terms: impl Iterator<Item = &'t Term>) -> io::Result<()> {
    let mut terms = terms.peekable();
    if terms.peek().is_none() {
        return Ok(());
    }
    page.blank()?;
    page.title("Words")?;
    for term in terms {
        let label = format!("{}: ", visible(&term.term));
        page.hanging(
            "  ",
            &format!("{label}{}", visible(&term.meaning)),
            Look::Normal,
        )?;
    }
    Ok(())
}

fn print_facts(page: &mut Page<'_>, facts: &[Fact]) -> io::Result<()> {
    if facts.is_empty() {
        return Ok(());
    }
    page.blank()?;
    page.title("What happened")?;
    for fact in facts {
        let date = fact.date.as_ref().map(ToString::to_string);
        let date = date.map_or(String::new(), |date| format!("{date}: "));
        page.hanging(
            "  ",
            &format!("{date}{}", visible(&fact.text)),
            Look::Normal,
        )?;
    }
    Ok(())
}
