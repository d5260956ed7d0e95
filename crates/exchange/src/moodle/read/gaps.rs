//! What is filled in: answers embedded in a text, and words for gaps.

use super::question::QuestionReader;
use crate::bodies::{self, Cell};
use crate::html::with_breaks;
use crate::moodle::embedded::{Embedded, Form, take, unknown};
use crate::moodle::texts::{AUTO, Reason, block, raw};
use crate::numbers::{self, Number};
use crate::shared::markup::{is_mark, mark};
use crate::wildcards;
use crate::xml::{Element, fragment};
use sourcework_core::quiz::Body;
use sourcework_core::quiz::body::Row;
use sourcework_core::quiz::cloze::{Gap, Template};

/// What is asked where nothing is said but the text with its gaps.
const STEM: &str = "Fill in the gaps.";

/// The most answers that are embedded in one text.
const MOST_GAPS: usize = 1_000;

impl QuestionReader<'_, '_> {
    /// A text with embedded answers: a cloze where all are typed or all are chosen from the same
    /// words, else a grid.
    pub(super) fn cloze(&mut self, reasons: &[Reason]) -> Option<Body> {
        let question = self.question;
        let text = question.first("questiontext")?;
        let (mut marked, embedded) = take(&raw(text).replace(is_mark, ""), mark);
        if text.attribute("format") == Some(AUTO) {
            marked = with_breaks(&marked);
        }
        if embedded.is_empty() {
            let what = "nothing is embedded in the text; the question was left out";
            self.trouble.left_out(question.span, what);
            return None;
        }
        if embedded.len() > MOST_GAPS {
            let what =
                format!("the text has more than {MOST_GAPS} gaps; the question was left out");
            self.trouble.left_out(question.span, what);
            return None;
        }
        if !self.is_markable(&embedded) {
            return None;
        }
        if let Some(head) = unknown(&marked) {
            let what =
                format!("“{head}” is no embedded answer that Moodle knows; it stays in the text");
            self.trouble.changed(question.span, what);
        }
        let blocks = fragment(&marked);
        let of = |class: &str| blocks.as_ref().and_then(|it| block(it, class));
        let stem = of("stem").map(|it| self.texts.plain(&it.markup_inside()));
        if let (Some(stem), [claims, evidence], true) =
            (&stem, embedded.as_slice(), of("paired").is_some())
        {
            self.stem.clone_from(stem);
            return Some(paired(claims, evidence));
        }
        if embedded.iter().any(has_feedback) {
            let what = "the feedback on single answers was left out";
            self.trouble.left_out(question.span, what);
        }
        if let (Some(stem), Some(grid)) = (&stem, of("grid")) {
            self.stem.clone_from(stem);
            return Some(self.grid(&grid, &embedded, reasons));
        }
        let text = match of("cloze") {
            Some(text) => self.texts.plain(&text.markup_inside()),
            None => self.texts.plain(&marked),
        };
        let (stem, text) = match stem {
            Some(stem) => (stem, text),
            None => leading(&text),
        };
        self.stem = stem;
        self.shuffle = true;
        match bank(&embedded) {
            Some(bank) => self.gaps(&text, &embedded, bank),
            None => Some(self.rows(&text, &embedded)),
        }
    }

    /// Says what is marked otherwise, or cannot be marked at all.
    fn is_markable(&mut self, embedded: &[Embedded]) -> bool {
        let span = self.question.span;
        if embedded.iter().any(|it| it.form == Form::Several) {
            let what = "several of a list are chosen within a text, which no kind does; the question was left out";
            self.trouble.left_out(span, what);
            return false;
        }
        let rules = [
            (
                embedded.iter().any(|it| it.form == Form::Typed(true)),
                "capitals counted; here they do not",
            ),
            (
                embedded.windows(2).any(|it| it[0].weight != it[1].weight),
                "the gaps counted differently; here each counts the same",
            ),
            (
                embedded
                    .iter()
                    .flat_map(|it| &it.answers)
                    .any(|it| it.weight > 0.0 && it.weight < 100.0),
                "an answer earned a part of the mark; here it earns it all",
            ),
        ];
        for (_, what) in rules.iter().filter(|(applies, _)| *applies) {
            self.trouble.changed(span, *what);
        }
        true
    }

    fn gaps(&mut self, text: &str, embedded: &[Embedded], bank: Vec<String>) -> Option<Body> {
        let text = text.replace("{{", "{ {").replace("}}", "} }");
        let mut pieces = Vec::with_capacity(embedded.len() + 1);
        let mut rest = text.as_str();
        for number in 0..embedded.len() {
            let Some((before, after)) = rest.split_once(&mark(number)) else {
                let what = "a gap stands where no text is; the question was left out";
                self.trouble.left_out(self.question.span, what);
                return None;
            };
            pieces.push(before);
            rest = after;
        }
        pieces.push(rest);
        let accepted: Vec<Vec<String>> = embedded.iter().map(|it| self.accepted(it)).collect();
        let Some(template) = Template::of_gaps(&pieces, &accepted) else {
            let what = "an answer is empty or holds `|` or double braces, which a gap cannot; the question was left out";
            self.trouble.left_out(self.question.span, what);
            return None;
        };
        Some(bodies::cloze(template, bank))
    }

    /// What is accepted in a place: typed answers without wildcards.
    fn accepted(&mut self, embedded: &Embedded) -> Vec<String> {
        let keys: Vec<String> = keys(embedded).into_iter().map(str::to_owned).collect();
        if embedded.form == Form::Chosen {
            return keys;
        }
        if embedded.form == Form::Number
            && let Some(right) = keys
                .iter()
                .map(|it| Number::parse(it))
                .collect::<Option<Vec<_>>>()
        {
            let span = self.question.span;
            let (accepted, is_partial) = numbers::accepted(&right, span, self.trouble);
            self.to_do.extend(is_partial.then_some(numbers::WRITE_OUT));
            return accepted;
        }
        let (keys, starred) = wildcards::without(keys, self.question.span, self.trouble);
        self.to_do.extend(starred.then_some(wildcards::WRITE_OUT));
        keys
    }

    /// Gaps of different forms: the text with numbers, and a row for each.
    fn rows(&mut self, text: &str, embedded: &[Embedded]) -> Body {
        let mut shown = text.to_owned();
        for number in 0..embedded.len() {
            shown = shown.replacen(&mark(number), &format!("({}) _____", number + 1), 1);
        }
        self.stem = match self.stem.as_str() {
            STEM => shown,
            stem => format!("{stem}\n\n{shown}"),
        };
        let rows = embedded.iter().enumerate();
        let rows = rows.map(|(number, it)| self.row(format!("({})", number + 1), it, None));
        bodies::grid(rows.collect())
    }

    /// Our own grid: a table with a label and an answer in each row.
    fn grid(&mut self, grid: &Element, embedded: &[Embedded], reasons: &[Reason]) -> Body {
        let labels = grid.descendants().filter(|it| it.name == "th");
        let labels: Vec<String> = labels
            .map(|it| self.texts.plain(&it.markup_inside()))
            .collect();
        let rows = labels.into_iter().zip(embedded).enumerate();
        let rows = rows.map(|(number, (label, it))| {
            self.row(
                label,
                it,
                reasons.get(number).and_then(|it| it.feedback.clone()),
            )
        });
        bodies::grid(rows.collect())
    }

    fn row(&mut self, label: String, embedded: &Embedded, feedback: Option<String>) -> Row {
        let keys = self.accepted(embedded);
        if embedded.form != Form::Chosen {
            return bodies::row(label, Cell::Typed(keys), feedback);
        }
        if keys.len() > 1 {
            let what = format!(
                "several answers were right in one place; here only “{}” is",
                keys[0]
            );
            self.trouble.changed(self.question.span, what);
        }
        let options = embedded.answers.iter().map(|it| it.text.clone()).collect();
        let cell = Cell::Chosen(options, keys.into_iter().next());
        bodies::row(label, cell, feedback)
    }

    /// Words that are chosen or dragged into gaps: `[[1]]` is the place of the first.
    pub(super) fn words(&mut self) -> Option<Body> {
        let question = self.question;
        let options = question
            .elements()
            .filter(|it| matches!(&*it.name, "selectoption" | "dragbox"));
        let words: Vec<String> = options.map(|it| self.texts.of(it)).collect();
        let groups = question.descendants().filter(|it| it.name == "group");
        let mut groups: Vec<String> = groups.map(Element::all_text).collect();
        groups.dedup();
        if groups.len() > 1 {
            let what = "the gaps had lists of their own; here all words are offered for each";
            self.trouble.changed(question.span, what);
        }
        let mut source = String::new();
        let mut used = vec![false; words.len()];
        let mut rest = self.stem.as_str();
        let mut missing = false;
        while let Some((before, after)) = rest.split_once("[[") {
            source += before;
            let found = after.split_once("]]").and_then(|(number, after)| {
                let place = number.trim().parse::<usize>().ok()?.checked_sub(1)?;
                Some((place, words.get(place)?, after))
            });
            rest = match found {
                Some((place, word, after)) => {
                    source += &format!("{{{{{word}}}}}");
                    used[place] = true;
                    after
                }
                None => {
                    missing = true;
                    source += "[[";
                    after
                }
            };
        }
        source += rest;
        if missing {
            let what =
                "a place in double brackets has no word of that number; it stays in the text";
            self.trouble.changed(question.span, what);
        }
        let Some(template) = bodies::gapped(&source) else {
            let what = "the text has no gaps, or a word holds braces; the question was left out";
            self.trouble.left_out(question.span, what);
            return None;
        };
        STEM.clone_into(&mut self.stem);
        let unused = words.into_iter().zip(used).filter(|(_, used)| !used);
        let bank: Vec<String> = unused.map(|(word, _)| word).collect();
        let bank = never_empty(bank, template.gaps().first().map(Gap::shown));
        Some(bodies::cloze(template, bank))
    }
}

/// The paragraphs before the first gap are the stem, if the gap does not stand in the first.
fn leading(text: &str) -> (String, String) {
    let first = text.find(is_mark).unwrap_or(text.len());
    match text[..first].rsplit_once("\n\n") {
        Some((stem, _)) => (stem.to_owned(), text[stem.len()..].trim_start().to_owned()),
        None => (STEM.to_owned(), text.to_owned()),
    }
}

fn has_feedback(embedded: &Embedded) -> bool {
    embedded.answers.iter().any(|it| it.feedback.is_some())
}

/// Our own claim and evidence: a list of each.
fn paired(claims: &Embedded, evidence: &Embedded) -> Body {
    let options = |embedded: &Embedded| {
        let answers = embedded.answers.iter();
        answers
            .map(|it| bodies::option(&*it.text, it.weight > 0.0, it.feedback.clone()))
            .collect()
    };
    bodies::paired(options(claims), options(evidence))
}

fn keys(embedded: &Embedded) -> Vec<&str> {
    let keys = embedded.answers.iter().filter(|it| it.weight > 0.0);
    keys.map(|it| it.text.as_str()).collect()
}

/// The words beside the answers, where every gap offers the same; empty where all are typed.
fn bank(embedded: &[Embedded]) -> Option<Vec<String>> {
    if embedded.iter().all(|it| it.form != Form::Chosen) {
        return Some(Vec::new());
    }
    let offered = |it: &Embedded| {
        let mut words: Vec<String> = it.answers.iter().map(|it| it.text.clone()).collect();
        words.sort();
        words
    };
    let first = embedded.first()?;
    let same = |it: &Embedded| it.form == Form::Chosen && offered(it) == offered(first);
    if !embedded.iter().all(same) {
        return None;
    }
    let answers: Vec<&str> = embedded
        .iter()
        .filter_map(|it| keys(it).first().copied())
        .collect();
    let others = first.answers.iter().map(|it| &it.text);
    let others: Vec<String> = others
        .filter(|it| !answers.contains(&it.as_str()))
        .cloned()
        .collect();
    Some(never_empty(others, answers.first().copied()))
}

/// A bank of no wrong words holds a right one: without a bank the student would type.
fn never_empty(mut bank: Vec<String>, answer: Option<&str>) -> Vec<String> {
    if bank.is_empty() {
        bank.extend(answer.map(str::to_owned));
    }
    bank
}
