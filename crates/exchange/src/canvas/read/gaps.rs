//! What is filled in within a text: words that are typed, and menus.

use super::item::ItemReader;
use super::keys::Accepted;
use super::presentation::{Form, Response};
use crate::bodies::{self, Cell, truth_of};
use crate::shared::gap_texts::{ask_and_text, cloze, lines_as_rows};
use crate::shared::gap_words::once_each;
use crate::shared::markup::{Piece, holds_mark, is_block, mark, pieces, take, without_marks};
use crate::xml::{Element, fragment};
use sourcework_core::quiz::Body;

/// What is asked where nothing is said but the text with its gaps.
const STEM: &str = "Fill in the gaps.";
/// The most gaps of one text.
const MOST_GAPS: usize = 1_000;

/// Markup with a mark for each blank that stands there as `[name]`, and the numbers of those that stand nowhere.
fn marked(markup: &str, names: &[String]) -> (String, Vec<usize>) {
    let escaped: Vec<String> = names
        .iter()
        .map(|it| crate::html::escape(it).into_owned())
        .collect();
    let mut left: Vec<bool> = vec![true; names.len()];
    let places: std::collections::HashMap<&str, usize> = names
        .iter()
        .chain(&escaped)
        .map(String::as_str)
        .zip((0..names.len()).chain(0..names.len()))
        .collect();
    let mut out = String::with_capacity(markup.len());
    let mut rest = markup;
    while let Some((before, after)) = rest.split_once('[') {
        out.push_str(before);
        let found = after
            .split_once(']')
            .and_then(|(name, after)| Some((*places.get(name)?, after)));
        match found.filter(|(place, _)| left[*place]) {
            Some((place, after)) => {
                left[place] = false;
                out.push_str(&mark(place));
                rest = after;
            }
            None => {
                out.push('[');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    let missing = (0..names.len()).filter(|at| left[*at]).collect();
    (out, missing)
}

impl ItemReader<'_, '_> {
    /// Words in blanks that stand as `[name]` in the text.
    pub(super) fn blanks(&mut self) -> Option<Body> {
        self.can_be_filled_in()?;
        let names: Vec<String> = self.names();
        let without = without_marks(&self.shown.markup);
        let (mut markup, missing) = marked(&without, &names);
        if let Some(paired) = self.paired(&markup) {
            return Some(paired);
        }
        for place in missing {
            let what = format!(
                "the blank “{}” stands nowhere in the text; it was put at its end",
                names[place]
            );
            self.trouble.changed(self.item.span, what);
            markup.push_str(&format!("<p>{}</p>", mark(place)));
        }
        self.gaps_in(&markup)
    }

    /// What the blanks are called: Canvas says it in the response, others name the response after it.
    fn names(&mut self) -> Vec<String> {
        let responses = self.shown.responses.iter();
        let names = responses.map(|it| match &*self.texts.plain(&it.before) {
            "" => it
                .name
                .strip_prefix("response_")
                .unwrap_or(&it.name)
                .to_owned(),
            said => said.to_owned(),
        });
        names.collect()
    }

    /// Whether there is anything to fill in, and not far too much: else it is said.
    fn can_be_filled_in(&mut self) -> Option<()> {
        let what = match self.shown.responses.len() {
            0 => "there is nothing to fill in in it",
            1..=MOST_GAPS => return Some(()),
            _ => "the text has more than a thousand gaps",
        };
        self.left_out(what);
        None
    }

    /// The claim and the evidence of our own export, in the last two paragraphs.
    fn paired(&mut self, markup: &str) -> Option<Body> {
        let mut whole = fragment(markup)?;
        let asks = take(&mut whole, &|it| it.name == "p" && holds_mark(it));
        let [claim, evidence] = asks.as_slice() else {
            return None;
        };
        let is_ours = claim.all_text() == format!("Claim: {}", mark(0))
            && evidence.all_text() == format!("Evidence: {}", mark(1));
        if !is_ours || self.shown.responses.len() != 2 {
            return None;
        }
        self.stem = self.texts.plain(&whole.markup_inside());
        let accepted = self.accepted();
        let responses = std::mem::take(&mut self.shown.responses);
        let mut lists = responses.iter().zip(accepted).map(|(response, right)| {
            let options = response.labels.iter().map(|it| {
                let text = self.texts.plain(&it.markup);
                let is_right = right.values.contains(&it.name);
                bodies::option(text, is_right, self.feedback.of_choice(&it.name))
            });
            options.collect()
        });
        let (claims, quotations) = (lists.next()?, lists.next()?);
        drop(lists);
        Some(bodies::paired(claims, quotations))
    }

    /// A text with marks in the places of its responses.
    pub(super) fn gaps_in(&mut self, markup: &str) -> Option<Body> {
        self.can_be_filled_in()?;
        let gaps = self.cells();
        let laid_out = fragment(markup).and_then(|it| self.rows_of(it, &gaps));
        if laid_out.is_some() {
            return laid_out;
        }
        let (stem, text) = self.stem_and_text(markup);
        self.stem = if stem.is_empty() {
            STEM.to_owned()
        } else {
            stem
        };
        let lists: Vec<Vec<&String>> = gaps.iter().filter_map(sorted).collect();
        if lists.windows(2).any(|it| it[0] != it[1]) {
            let what = "menus with words of their own become the rows of a table";
            self.trouble.changed(self.item.span, what);
            return Some(lines_as_rows(&text, &gaps));
        }
        let body = cloze(&text, &gaps, self.item.span, self.trouble);
        if body.is_none() {
            self.left_out("its braces would be read as gaps");
        }
        body
    }

    /// What stands before the text with gaps, and that text.
    fn stem_and_text(&mut self, markup: &str) -> (String, String) {
        if let Some(mut whole) = fragment(markup) {
            let is_text = |it: &Element| is_block(it, "cloze") && holds_mark(it);
            if let [text] = &*take(&mut whole, &is_text) {
                let stem = self.texts.plain(&whole.markup_inside());
                return (stem, self.texts.plain(&text.markup_inside()));
            }
        }
        ask_and_text(&self.texts.plain(markup))
    }

    /// What is right in each response.
    fn cells(&mut self) -> Vec<Cell> {
        let accepted = self.accepted();
        let responses = self.shown.responses.iter().zip(accepted);
        let mut cells = Vec::new();
        for (response, right) in responses {
            if let Form::Typed(_) = response.form {
                cells.push(typed(right.values));
                continue;
            }
            let labels = response.labels.iter();
            let texts: Vec<(&str, String)> = labels
                .map(|it| (&*it.name, self.texts.plain(&it.markup)))
                .collect();
            // Some programs name what is right by its words.
            let text = |value: &String| {
                let named = texts.iter().find(|(name, _)| name == value);
                let said = || texts.iter().find(|(_, text)| text == value);
                Some(named.or_else(said)?.1.clone())
            };
            let rights: Vec<String> = right.values.iter().filter_map(text).collect();
            cells.push(match self.is_typed {
                // Canvas lists what is accepted as if it were chosen.
                true => typed(rights),
                false => {
                    if rights.len() > 1 {
                        self.several_right = true;
                    }
                    let options = texts.into_iter().map(|(_, it)| it).collect();
                    Cell::Chosen(options, rights.into_iter().next())
                }
            });
        }
        cells
    }

    /// A table or a list with one blank in each row, behind its label: the rows of a grid; statements, where each is
    /// called true or false.
    fn rows_of(&mut self, mut whole: Element, gaps: &[Cell]) -> Option<Body> {
        let is_block = |it: &Element| matches!(&*it.name, "table" | "ol" | "ul") && holds_mark(it);
        let mut blocks = take(&mut whole, &is_block);
        let block = blocks
            .pop()
            .filter(|_| blocks.is_empty() && !holds_mark(&whole))?;
        let lines = block
            .descendants()
            .filter(|it| matches!(&*it.name, "tr" | "li"));
        let mut rows: Vec<(String, usize)> = Vec::new();
        for line in lines.filter(|it| holds_mark(it)) {
            rows.push(self.row_of(line)?);
        }
        if rows.len() != gaps.len() {
            return None;
        }
        self.stem = self.texts.plain(&whole.markup_inside());
        let truth = |cell: &Cell| match cell {
            Cell::Chosen(options, right) if options.iter().all(|it| truth_of(it).is_some()) => {
                Some(right.as_deref().and_then(truth_of))
            }
            _ => None,
        };
        let truths: Option<Vec<_>> = rows.iter().map(|(_, at)| truth(gaps.get(*at)?)).collect();
        if let Some(truths) = truths {
            let statements = rows.into_iter().zip(truths).map(|((label, _), truth)| {
                let remark = self.feedback.remark(&label);
                bodies::statement(label, truth, remark.quote, remark.why)
            });
            return Some(bodies::true_false(statements.collect()));
        }
        let rows = rows.into_iter().filter_map(|(label, at)| {
            let cell = gaps.get(at)?.clone();
            let (label, cell) = with_options(label, cell);
            let why = self.feedback.remark(&label).why;
            Some(bodies::row(label, cell, why))
        });
        Some(bodies::grid(rows.collect()))
    }

    /// The label of a row and the number of its blank, where it has one.
    fn row_of(&mut self, line: &Element) -> Option<(String, usize)> {
        let cells = line
            .elements()
            .filter(|it| matches!(&*it.name, "td" | "th"));
        let texts = cells.map(|it| self.texts.plain(&it.markup_inside()));
        let mut texts: Vec<String> = texts.collect();
        if texts.is_empty() {
            texts.push(self.texts.plain(&line.markup_inside()));
        }
        let text = texts.join(" ");
        let mut numbers = pieces(&text).into_iter().filter_map(|it| match it {
            Piece::Mark(number) => Some(number),
            Piece::Text(_) => None,
        });
        let number = numbers.next()?;
        let label = without_marks(&text).trim().to_owned();
        (numbers.next().is_none() && !label.is_empty()).then_some((label, number))
    }

    /// A single word that is typed below the question.
    pub(super) fn word(&mut self) -> Option<Body> {
        if self.shown.responses.len() > 1 || !self.ends_with_its_gap() {
            let markup = self.shown.markup.clone();
            return self.gaps_in(&markup);
        }
        self.stem = without_marks(&self.texts.plain(&self.shown.markup));
        let accepted = self.accepted().into_iter().next().unwrap_or_default();
        let gap = [typed(accepted.values)];
        cloze(&mark(0), &gap, self.item.span, self.trouble)
    }

    /// Whether nothing stands behind the only response.
    fn ends_with_its_gap(&mut self) -> bool {
        let text = self.texts.plain(&self.shown.markup);
        let pieces = pieces(&text);
        let after = pieces
            .iter()
            .skip_while(|it| matches!(it, Piece::Text(_)))
            .skip(1);
        let mut after =
            after.filter(|it| matches!(it, Piece::Text(text) if !text.trim().is_empty()));
        after.next().is_none()
    }

    /// What is accepted in each response; what cannot be told is left to do.
    pub(super) fn accepted(&mut self) -> Vec<Accepted> {
        let responses: Vec<&Response> = self.shown.responses.iter().collect();
        let found = super::keys::of_each(self.processing, &responses);
        let whole = found.as_ref().is_some_and(|it| {
            responses.len() > 1 && !super::keys::in_parts(self.processing, &responses, it)
        });
        let mut right = found.unwrap_or_default();
        right.resize_with(responses.len(), Accepted::default);
        let span = self.item.span;
        for (low, high) in right.iter().filter_map(|it| it.range) {
            let what = format!(
                "numbers between {low} and {high} are right there; here the answer must be just what you write in"
            );
            self.trouble.changed(span, what);
        }
        let is_said = |it: &Accepted| !it.values.is_empty() || it.range.is_some();
        let is_known = right.iter().all(is_said);
        for (applies, what) in [
            (
                !is_known,
                "the file does not say what is right in every place; fill it in",
            ),
            (
                is_known && whole && !self.gives_shares,
                "each right part earns marks here; in the file only the whole answer does",
            ),
            (
                right.iter().any(|it| it.capitals),
                "capitals counted; here they do not",
            ),
            (
                right.iter().any(|it| it.in_parts),
                "an answer earned a part of the mark; here it earns it all",
            ),
            (
                right.iter().any(|it| it.inside),
                "an answer need only hold the words there; here it must be just them",
            ),
        ] {
            if applies {
                self.trouble.changed(span, what);
            }
        }
        right
    }
}

/// A row of our own export in which the letter of an option is typed has its options again.
fn with_options(label: String, cell: Cell) -> (String, Cell) {
    let found = label
        .split_once(" (type the letter: a) ")
        .and_then(|(before, offered)| {
            let mut options = Vec::new();
            let mut rest = offered.strip_suffix(')')?;
            for letter in 'b'..='z' {
                let Some((option, after)) = rest.split_once(&format!("; {letter}) ")) else {
                    break;
                };
                options.push(option.to_owned());
                rest = after;
            }
            options.push(rest.to_owned());
            let Cell::Typed(accepted) = &cell else {
                return None;
            };
            let right = accepted.first().filter(|it| options.contains(it))?;
            Some((
                before.trim().to_owned(),
                Cell::Chosen(options, Some(right.clone())),
            ))
        });
    found.unwrap_or((label, cell))
}

fn typed(mut accepted: Vec<String>) -> Cell {
    once_each(&mut accepted);
    Cell::Typed(accepted)
}

/// What a menu offers, in one order.
fn sorted(cell: &Cell) -> Option<Vec<&String>> {
    match cell {
        Cell::Chosen(options, _) => {
            let mut options: Vec<&String> = options.iter().collect();
            options.sort();
            Some(options)
        }
        Cell::Typed(_) => None,
    }
}
