//! The lines of a list, before they are questions.

use std::ops::Range;

use super::line;
use crate::transcript::parse_label;
use sourcework_core::diagnostic::Span;

/// An automatic number.
#[derive(Clone, Debug)]
pub struct Listed<'t> {
    /// Whether it is that of an option; else of a question.
    pub is_option: bool,
    /// Whether it is no number but a sign.
    pub is_bullet: bool,
    /// Whether a star before it says that it is right.
    pub is_right: bool,
    /// As it is shown.
    pub shown: &'t str,
    /// Its place among its neighbours, from 1.
    pub place: u32,
    /// The letter that is shown, where it counts with letters.
    pub letter: Option<char>,
}

impl Listed<'_> {
    /// The number that is shown, `2` or `ii`, where it has no letter.
    pub(super) fn label(&self) -> Option<String> {
        let mut words = self.shown.split(|c: char| !c.is_alphanumeric());
        let last = words.rfind(|it| !it.is_empty());
        last.filter(|_| self.letter.is_none()).map(str::to_owned)
    }
}

/// A line of the list.
#[derive(Clone, Debug)]
pub struct Entry<'t> {
    /// Its text, without an automatic number.
    pub text: &'t str,
    /// Where it stands.
    pub span: Span,
    /// Its automatic number.
    pub listed: Option<Listed<'t>>,
    /// Whether it is the title or a heading.
    pub is_heading: bool,
    /// Whether a paragraph begins with it.
    pub begins_paragraph: bool,
    /// Which parts of the file stand out, and how: in their order, none over another.
    pub looks: Vec<(Range<usize>, u8)>,
    /// Whether only text stands between it and the first option of a question.
    pub leads_to_options: bool,
    /// Whether it is an answer that may name an option above it, among lines that were taken as questions.
    pub is_doubtful: bool,
}

impl<'t> Entry<'t> {
    /// A line of which nothing but its text is known.
    pub fn new(text: &'t str, span: Span) -> Self {
        Self {
            text,
            span,
            listed: None,
            is_heading: false,
            begins_paragraph: true,
            looks: Vec::new(),
            leads_to_options: false,
            is_doubtful: false,
        }
    }

    /// How a part of its text stands out as a whole.
    pub(super) fn looks_of(&self, part: Range<usize>) -> u8 {
        let signs = self.text[part.clone()].char_indices();
        let places = signs.filter(|(_, c)| !c.is_whitespace());
        let places = places.map(|(at, _)| self.span.start + part.start + at);
        let mut looks = self.looks.iter().peekable();
        let mut common = None;
        for at in places {
            while looks.next_if(|(range, _)| range.end <= at).is_some() {}
            let here = looks.peek().filter(|(range, _)| range.contains(&at));
            let here = here.map_or(0, |(_, looks)| *looks);
            common = Some(common.unwrap_or(here) & here);
        }
        common.unwrap_or(0)
    }
}

/// Where a question begins: its number, and how many bytes of the line that takes.
pub(super) type Beginning = Option<(Option<u32>, usize)>;

/// For each line, whether a question begins with it, and its number.
pub(super) fn beginnings(entries: &[Entry<'_>]) -> Vec<Beginning> {
    let numbered: Vec<_> = entries
        .iter()
        .map(|entry| match &entry.listed {
            Some(listed) if listed.is_option => None,
            Some(listed) => Some((Some(listed.place), 0)),
            None => line::number(entry.text)
                .map(|(number, rest)| (Some(number), entry.text.len() - rest.len())),
        })
        .collect();
    if numbered.iter().any(Option::is_some) {
        return numbered;
    }
    // The line above a first option, as in Aiken.
    let mut begins = vec![None; entries.len()];
    let shown: Vec<usize> = (0..entries.len())
        .filter(|at| !entries[*at].text.is_empty())
        .collect();
    for pair in shown.windows(2) {
        let [stem, first] = pair else { continue };
        if !is_option(&entries[*stem], false) && is_option(&entries[*first], true) {
            begins[*stem] = Some((None, 0));
        }
    }
    begins
}

/// Finds the lines from which only text leads to the first option.
pub(super) fn find_options(entries: &mut [Entry<'_>], begins: &[Beginning]) {
    let mut leads = false;
    for (entry, begins) in entries
        .iter_mut()
        .zip(begins)
        .rev()
        .filter(|(it, _)| !it.text.is_empty())
    {
        entry.leads_to_options = leads;
        let is_text = begins.is_none() && !entry.is_heading && parse_label(entry.text).is_none();
        leads = is_option(entry, true) || (leads && is_text);
    }
}

pub(super) fn is_option(entry: &Entry<'_>, is_first: bool) -> bool {
    let text = entry.text.trim_start_matches('*').trim_start();
    entry.listed.as_ref().is_some_and(|it| it.is_option)
        || line::option(text, is_first).is_some()
        || line::ticked(text).is_some()
}
