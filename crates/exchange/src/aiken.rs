//! Aiken: plain text for single choice, <https://docs.moodle.org/en/Aiken_format>.
//!
//! A question is one line, each option a line behind `A.` or `A)`, the key a line `ANSWER: A`.
//! There are no escapes, no feedback and no passages.

use std::fmt::Write;

use super::Material;
use super::bodies;
use super::imported::{Imported, Item, Trouble, lines};
use super::lower::{Capabilities, DETAILS, Interaction, has, kinds, lost, lower, on_one_line};
use super::typed::line::{answer, feedback, option, without_number};
use sourcework_core::diagnostic::Span;
use sourcework_core::quiz::{Body, Question};

/// The most options that have a letter.
const MOST_OPTIONS: usize = 26;

/// What it can carry.
pub const CAPABILITIES: Capabilities = Capabilities {
    kinds: kinds! { SingleChoice => Choice; },
    left_out: "is left out: only single choice goes into this format",
    lost_details: DETAILS,
    lost_of_quiz: lost! {
        Title if has::always: "is left out";
        Id if has::always: "of each question is left out";
        Skill if has::always: "is left out";
        Passage if has::always: "is left out: hand it out beside the questions";
        Explanation if has::always: "is left out";
    },
    lost_of_question: lost! {
        Question if has_too_many_options: "is left out: it has more options than there are letters";
        Question if begins_as_answer: "is left out: its first words would be read as the line of the answer";
        Layout if has_several_lines: "is flattened: every text stands on one line";
        Feedback if has::option_feedback: "is left out";
        Quotes if has::quotations: "are left out";
        Hint if has::hint: "is left out";
        Marks if has::tariff: "is left out";
        Reveal if has::late_heading: "is left out";
        Shuffle if has::fixed_order: "is set in the other tool";
    },
    ..Capabilities::EVERYTHING
};

fn has_too_many_options(question: &Question) -> bool {
    matches!(&question.body, Body::SingleChoice(body) if body.options.len() > MOST_OPTIONS)
}

fn begins_as_answer(question: &Question) -> bool {
    let stem = on_one_line(&question.stem);
    answer(&stem).is_some() || feedback(&stem).is_some()
}

fn has_several_lines(question: &Question) -> bool {
    let Body::SingleChoice(body) = &question.body else {
        return false;
    };
    let mut texts = body
        .options
        .iter()
        .map(|it| &it.text)
        .chain([&question.stem]);
    texts.any(|text| on_one_line(text) != text.value)
}

/// Writes a quiz.
pub fn export(material: Material<'_>) -> Vec<u8> {
    let mut out = String::new();
    for question in &material.quiz.questions {
        let Some(Interaction::Choice(choice)) = lower(question, &CAPABILITIES) else {
            continue;
        };
        let mut key = 'A';
        let _ = writeln!(out, "{}", on_one_line(&question.stem));
        for (letter, offer) in ('A'..='Z').zip(&choice.offers) {
            let _ = writeln!(out, "{letter}. {}", on_one_line(offer.text));
            if offer.correct {
                key = letter;
            }
        }
        let _ = write!(out, "ANSWER: {key}\n\n");
    }
    out.into_bytes()
}

/// A question that is being read.
#[derive(Default)]
struct PartialQuestion {
    span: Span,
    stem: Vec<String>,
    /// The options with their letters.
    options: Vec<(char, String)>,
    /// Whether a blank line came after the last line.
    after_blank: bool,
    /// Whether it is left out, up to its end.
    broken: bool,
}

impl PartialQuestion {
    fn add_option(&mut self, (letter, text): (char, &str), span: Span, trouble: &mut Trouble<'_>) {
        if self.options.iter().any(|(it, _)| *it == letter) {
            let what =
                format!("the letter {letter} stands before two options; the question was left out");
            trouble.malformed(span, what);
            *self = Self {
                broken: true,
                ..Self::default()
            };
            return;
        }
        self.options.push((letter, text.to_owned()));
        self.after_blank = false;
    }
}

/// Reads a file.
pub fn read(text: &str, trouble: &mut Trouble<'_>) -> Imported {
    let mut imported = Imported::default();
    let mut open = PartialQuestion::default();
    // The question that a feedback below it is about.
    let mut told = None;
    let mut is_feedback = false;
    let mut lines = lines(text).peekable();
    while let Some((line, span)) = lines.next() {
        let line = line.trim();
        let next = lines.peek().map_or("", |(next, _)| next.trim());
        is_feedback &= goes_on_feedback(line, next, imported.questions.len());
        if is_feedback {
            tell_more(&mut imported, told, line, span, trouble);
        } else if let Some(key) = answer(line) {
            let question = std::mem::take(&mut open);
            if question.broken {
                continue;
            }
            told = None;
            if let Some(item) = close(question, key, span, trouble) {
                imported.ask(item);
                told = imported.questions.len().checked_sub(1);
            }
        } else if let Some(feedback) = feedback(line) {
            let question = told.filter(|_| open.stem.is_empty());
            told = tell(&mut imported, question, feedback, span, trouble);
            is_feedback = true;
        } else if open.broken {
            open.broken = !line.is_empty();
        } else if let Some(option) =
            option(line, open.options.is_empty()).filter(|_| !open.stem.is_empty())
        {
            open.add_option(option, span, trouble);
        } else if line.is_empty() {
            open.after_blank = true;
        } else {
            if !open.after_blank
                && let Some((letter, text)) = open.options.last_mut()
            {
                let what = format!(
                    "the option {letter} goes on here; every one has a line of its own in Aiken"
                );
                trouble.changed(span, what);
                text.push(' ');
                text.push_str(line);
                continue;
            }
            open.after_blank = false;
            if !open.options.is_empty() {
                let message = "this question has no line `ANSWER: …` and was left out";
                trouble.malformed(open.span, message);
                open = PartialQuestion::default();
            }
            if open.stem.is_empty() {
                open.span = span;
            }
            open.stem.push(line.to_owned());
        }
    }
    if !open.stem.is_empty() {
        let message = "this question has no line `ANSWER: …` and was left out";
        trouble.malformed(open.span, message);
    }
    take_numbers(&mut imported.questions);
    imported
}

/// Takes a line of feedback as the explanation of the question above it: that question, unless the line was left out.
fn tell(
    imported: &mut Imported,
    question: Option<usize>,
    feedback: &str,
    span: Span,
    trouble: &mut Trouble<'_>,
) -> Option<usize> {
    let open = question.filter(|at| imported.questions[*at].explanation.is_none());
    if let Some(at) = open {
        imported.questions[at].explanation = Some(feedback.to_owned()).filter(|it| !it.is_empty());
    } else {
        let what = "this feedback belongs to no question; it was left out";
        trouble.left_out(span, what);
    }
    open
}

/// Takes a further line of feedback.
fn tell_more(
    imported: &mut Imported,
    question: Option<usize>,
    line: &str,
    span: Span,
    trouble: &mut Trouble<'_>,
) {
    match question {
        Some(at) => {
            let all = imported.questions[at].explanation.get_or_insert_default();
            if !all.is_empty() {
                all.push('\n');
            }
            all.push_str(line);
        }
        None => trouble.left_out(span, "this goes on a feedback that was left out"),
    }
}

/// Whether a line below a feedback belongs to it: it is neither blank nor the beginning of the next question, by its number
/// or by an option A below it.
fn goes_on_feedback(line: &str, next: &str, asked: usize) -> bool {
    let number = u32::try_from(asked + 1).ok();
    let has_number = number.is_some_and(|it| without_number(line, it).is_some());
    let is_other = answer(line).is_some() || feedback(line).is_some();
    !line.is_empty() && !is_other && !has_number && option(next, true).is_none()
}

/// Takes running numbers away: where each question of several begins with its own, from 1.
fn take_numbers(questions: &mut [Item]) {
    let numbered = (1..).zip(questions.iter());
    let stems: Option<Vec<String>> = numbered
        .map(|(number, item)| without_number(&item.stem, number).map(str::to_owned))
        .collect();
    let stems = stems.filter(|stems| stems.len() > 1);
    for (item, stem) in questions.iter_mut().zip(stems.into_iter().flatten()) {
        item.stem = stem;
    }
}

fn close(open: PartialQuestion, key: &str, span: Span, trouble: &mut Trouble<'_>) -> Option<Item> {
    if open.stem.is_empty() || open.options.is_empty() {
        trouble.malformed(span, "an answer without a question and its options");
        return None;
    }
    let mut letters = key.chars();
    let place = match (letters.next(), letters.next()) {
        (Some(letter), None) => {
            let mut named = open.options.iter();
            named.position(|(it, _)| it.eq_ignore_ascii_case(&letter))
        }
        _ => None,
    };
    let Some(place) = place else {
        let message = format!(
            "`{}` is the letter of no option; the question was left out",
            key.escape_debug()
        );
        trouble.malformed(span, message);
        return None;
    };
    let options = open.options.into_iter().enumerate();
    let options = options.map(|(number, (_, text))| bodies::option(text, number == place, None));
    let body = bodies::single_choice(options.collect());
    Some(Item::new(open.span, open.stem.join("\n"), body))
}
