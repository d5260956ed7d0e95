//! Texts in which marks stand for gaps, made the text of a cloze or the rows of a grid.

use std::collections::HashSet;

use super::markup::{Piece, paragraphs, pieces, without_marks};
use crate::bodies::{self, Cell};
use crate::imported::Trouble;
use crate::lower::on_one_line;
use sourcework_core::diagnostic::Span;
use sourcework_core::quiz::Body;
use sourcework_core::quiz::cloze::Template;

/// A text with marks, and the gap of each mark: a cloze, or a grid where some gaps are chosen and
/// others typed.
pub(crate) fn cloze(
    words: &str,
    gaps: &[Cell],
    span: Span,
    trouble: &mut Trouble<'_>,
) -> Option<Body> {
    let typed = gaps
        .iter()
        .filter(|it| matches!(it, Cell::Typed(_)))
        .count();
    if typed > 0 && typed < gaps.len() {
        let what = "gaps that are chosen and gaps that are typed become the rows of a grid";
        trouble.changed(span, what);
        return Some(lines_as_rows(words, gaps));
    }
    let accepted: Vec<Vec<String>> = gaps
        .iter()
        .map(|gap| match gap {
            Cell::Chosen(_, right) => right.iter().cloned().collect(),
            Cell::Typed(accepted) => accepted.clone(),
        })
        .collect();
    let lists: Vec<&[String]> = gaps
        .iter()
        .filter_map(|gap| match gap {
            Cell::Chosen(options, _) => Some(options.as_slice()),
            Cell::Typed(_) => None,
        })
        .collect();
    if lists.windows(2).any(|two| two.first() != two.last()) {
        let what = "every gap offers the words of all gaps here; the file has a list for each gap";
        trouble.changed(span, what);
    }
    let bank = bank(lists.into_iter().flatten().cloned(), &accepted);
    let template = template(words, &accepted, span, trouble)?;
    Some(bodies::cloze(template, bank))
}

/// The words of a bank: what is the right word of no gap. Where there are none, all of them, so
/// that they are still offered.
pub(crate) fn bank(words: impl Iterator<Item = String>, accepted: &[Vec<String>]) -> Vec<String> {
    let firsts: HashSet<&String> = accepted.iter().filter_map(|it| it.first()).collect();
    let mut seen = HashSet::new();
    let words: Vec<String> = words.filter(|it| seen.insert(it.clone())).collect();
    let is_loose = |word: &&String| !firsts.contains(word);
    match words.iter().any(|word| is_loose(&word)) {
        true => words.iter().filter(is_loose).cloned().collect(),
        false => words,
    }
}

/// The text of a cloze. Bars and braces that would be read as gaps are replaced.
pub(crate) fn template(
    words: &str,
    accepted: &[Vec<String>],
    span: Span,
    trouble: &mut Trouble<'_>,
) -> Option<Template> {
    let mut texts = vec![String::new()];
    let mut gaps: Vec<Vec<String>> = Vec::new();
    for piece in pieces(words) {
        match piece {
            Piece::Text(text) => {
                let last = texts.len() - 1;
                texts[last].push_str(text);
            }
            Piece::Mark(number) => {
                let answers = accepted.get(number).map_or(&[][..], Vec::as_slice);
                gaps.push(answers.iter().map(|it| on_one_line(it)).collect());
                texts.push(String::new());
            }
        }
    }
    let source = |texts: &[String], gaps: &[Vec<String>]| {
        let mut source = texts[0].clone();
        for (gap, text) in gaps.iter().zip(&texts[1..]) {
            source += &format!("{{{{{}}}}}{text}", gap.join("|"));
        }
        source
    };
    if let Ok(template) = Template::parse(&source(&texts, &gaps)) {
        let same =
            template.texts() == texts && template.gaps().iter().map(|it| &it.accepted).eq(&gaps);
        if same {
            return Some(template);
        }
    }
    let what = "braces and bars of the text are replaced, because gaps are written with them here";
    trouble.changed(span, what);
    let replace = |text: &mut String| *text = text.replace('{', "(").replace('}', ")");
    texts.iter_mut().for_each(replace);
    for answer in gaps.iter_mut().flatten() {
        replace(answer);
        *answer = answer.replace('|', "/");
    }
    Template::parse(&source(&texts, &gaps)).ok()
}

/// Lines with gaps as rows: the label is the line, with a gap shown for each answer.
pub(crate) fn lines_as_rows(words: &str, gaps: &[Cell]) -> Body {
    let mut rows = Vec::new();
    for line in words.lines() {
        let mut shown = String::new();
        let mut numbers = Vec::new();
        for piece in pieces(line) {
            match piece {
                Piece::Text(text) => shown.push_str(text),
                Piece::Mark(number) => {
                    shown.push_str("____");
                    numbers.push(number);
                }
            }
        }
        let of_line = numbers.into_iter().filter_map(|number| gaps.get(number));
        for (nth, gap) in of_line.enumerate() {
            let label = match nth {
                0 => shown.trim().to_owned(),
                _ => format!("{} (gap {})", shown.trim(), nth + 1),
            };
            rows.push(bodies::row(label, gap.clone(), None));
        }
    }
    bodies::grid(rows)
}

/// Cuts the body of an item with gaps into what is asked and the text with the gaps: what stands
/// before the first gap's paragraph asks, and the rest is the text.
pub(crate) fn ask_and_text(words: &str) -> (String, String) {
    let mut asks = Vec::new();
    let mut text = Vec::new();
    for (paragraph, marked) in paragraphs(words) {
        if marked || !text.is_empty() {
            text.push(paragraph);
        } else {
            asks.push(paragraph);
        }
    }
    (without_marks(&asks.join("\n\n")), text.join("\n\n"))
}
