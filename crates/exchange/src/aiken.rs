//! Aiken: plain text for single choice, <https://docs.moodle.org/en/Aiken_format>.
//!
//! A question is one line, each option a line behind `A.` or `A)`, the key a line `ANSWER: A`.
//! There are no escapes, no feedback and no passages.

use super::imported::{Imported, Item, Trouble};
use super::{Carriage, Exported, Loss, Material, Part, losses};
use sourcework_core::diagnostic::{Placed, Span};
use sourcework_core::quiz::body::{Choice, SingleChoice};
use sourcework_core::quiz::{Body, Kind, Question};

/// The most options that have a letter.
const MOST_OPTIONS: usize = 26;

/// How it carries a kind.
pub fn carries(kind: Kind) -> Carriage {
    match kind {
        Kind::SingleChoice => Carriage::Whole,
        _ => Carriage::No,
    }
}

/// Writes a quiz.
pub fn export(material: Material<'_>) -> Exported {
    let mut out = String::new();
    let mut losses = losses::of_head(material.quiz, &[]);
    losses.push(Loss::of_quiz(Part::Title, "is left out"));
    losses.push(Loss::of_quiz(Part::Id, "of each question is left out"));
    losses.push(Loss::of_quiz(Part::Skill, "is left out"));
    losses.push(Loss::of_quiz(
        Part::Passage,
        "is left out: hand it out beside the questions",
    ));
    losses.push(Loss::of_quiz(Part::Explanation, "is left out"));
    for question in &material.quiz.questions {
        let Body::SingleChoice(body) = &question.body else {
            let how = "is left out: only single choice goes into this format";
            losses.push(Loss::of_question(&question.id, Part::Question, how));
            continue;
        };
        if body.options.len() > MOST_OPTIONS {
            let how = "is left out: it has more options than there are letters";
            losses.push(Loss::of_question(&question.id, Part::Question, how));
            continue;
        }
        if answer(&flat(&question.stem)).is_some() {
            let how = "is left out: its first words would be read as the line of the answer";
            losses.push(Loss::of_question(&question.id, Part::Question, how));
            continue;
        }
        write_question(question, body, &mut out);
        lose(question, body, &mut losses);
    }
    Exported {
        bytes: out.into_bytes(),
        losses,
    }
}

fn write_question(question: &Question, body: &SingleChoice, out: &mut String) {
    out.push_str(&flat(&question.stem));
    out.push('\n');
    let mut key = 'A';
    for (letter, option) in ('A'..='Z').zip(&body.options) {
        out.push_str(&format!("{letter}. {}\n", flat(&option.text)));
        if option.correct {
            key = letter;
        }
    }
    out.push_str(&format!("ANSWER: {key}\n\n"));
}

/// A text on one line.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn lose(question: &Question, body: &SingleChoice, losses: &mut Vec<Loss>) {
    let mut lost = |part, how: &str| losses.push(Loss::of_question(&question.id, part, how));
    let mut texts = body
        .options
        .iter()
        .map(|it| it.text.as_str())
        .chain([question.stem.as_str()]);
    if texts.any(|text| flat(text) != text) {
        lost(Part::Layout, "is flattened: every text stands on one line");
    }
    if body.options.iter().any(|it| it.feedback.is_some()) {
        lost(Part::Feedback, "is left out");
    }
    if !question.quotes.is_empty() {
        lost(Part::Quotes, "are left out");
    }
    if question.hint.is_some() {
        lost(Part::Hint, "is left out");
    }
    if question.marks.is_some() {
        lost(Part::Marks, "is left out");
    }
    if question.provenance != sourcework_core::quiz::Reveal::Before {
        lost(Part::Reveal, "is left out");
    }
    if !question.shuffle {
        lost(Part::Shuffle, "is set in the other tool");
    }
}

/// A question that is being read.
#[derive(Default)]
struct Open {
    span: Span,
    stem: Vec<String>,
    /// The options with their letters.
    options: Vec<(char, String)>,
    /// Whether a blank line came after the last line.
    parted: bool,
    /// Whether it is left out, up to its end.
    broken: bool,
}

/// Reads a file.
pub fn read(text: &str, trouble: &mut Trouble<'_>) -> Imported {
    let mut imported = Imported::default();
    let mut open = Open::default();
    let mut start = 0;
    for line in text.split('\n') {
        let span = Span {
            start,
            end: start + line.trim_end().len(),
        };
        start += line.len() + 1;
        let line = line.trim();
        if let Some(key) = answer(line) {
            let question = std::mem::take(&mut open);
            if question.broken {
                continue;
            }
            if let Some(item) = close(question, key, span, trouble) {
                imported.ask(item);
            }
        } else if open.broken {
            open.broken = !line.is_empty();
        } else if let Some(option) =
            option(line, open.options.is_empty()).filter(|_| !open.stem.is_empty())
        {
            if open.options.iter().any(|(letter, _)| *letter == option.0) {
                let what = format!(
                    "the letter {} stands before two options; the question was left out",
                    option.0
                );
                trouble.malformed(span, what);
                open = Open {
                    broken: true,
                    ..Open::default()
                };
                continue;
            }
            open.options.push(option);
            open.parted = false;
        } else if line.is_empty() {
            open.parted = true;
        } else {
            if !open.parted
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
            open.parted = false;
            if !open.options.is_empty() {
                let message = "this question has no line `ANSWER: …` and was left out";
                trouble.malformed(open.span, message);
                open = Open::default();
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
    imported
}

/// The letter of a line `ANSWER: B`.
fn answer(line: &str) -> Option<&str> {
    let begin = line
        .get(..6)
        .filter(|it| it.eq_ignore_ascii_case("answer"))?;
    let key = line[begin.len()..].trim_start().strip_prefix(':')?;
    Some(key.trim().trim_end_matches(['.', ')']))
}

/// The letter and the text of a line `B. …` or `B) …`; the first is A.
fn option(line: &str, is_first: bool) -> Option<(char, String)> {
    let letter = line.chars().next()?;
    let rest = line[letter.len_utf8()..].strip_prefix(['.', ')'])?;
    let letter = letter.to_ascii_uppercase();
    let fits = match is_first {
        true => letter == 'A',
        false => letter.is_ascii_uppercase(),
    };
    let is_option = fits && (rest.is_empty() || rest.starts_with(char::is_whitespace));
    is_option.then(|| (letter, rest.trim().to_owned()))
}

fn close(open: Open, key: &str, span: Span, trouble: &mut Trouble<'_>) -> Option<Item> {
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
    let option = |(number, (_, text)): (usize, (char, String))| Choice {
        text: Placed::new(text, Span::default()),
        correct: number == place,
        feedback: None,
    };
    let options = open.options.into_iter().enumerate().map(option).collect();
    let body = Body::SingleChoice(SingleChoice { options });
    Some(Item::new(open.span, open.stem.join("\n"), body))
}
