//! What a new source or quiz begins with: templates, and worked examples of every kind of question.

use std::fmt::Write as _;

use crate::library::{Library, LibraryError, Shelf};
use sourcework_core::document;
use sourcework_core::quiz::{self, Kind};
use sourcework_core::source::{Extract, Source, passage};

const SOURCE: &str = include_str!("source.toml");
const QUIZ: &str = include_str!("quiz.toml");

/// The text of a new source file.
pub fn source(id: &str) -> String {
    SOURCE.replace("{id}", id)
}

/// The text of a new quiz about one extract, with two questions to replace.
pub fn quiz(id: &str, source: &Source, extract: &Extract) -> String {
    about_extract(&QUIZ.replace("{id}", id), source, extract)
}

/// The text of a new quiz about a whole source: a question for each extract, below its sentences, ready
/// to be quoted.
pub fn quiz_about(id: &str, source: &Source) -> String {
    let mut out = head(id);
    let question = &QUIZ[QUIZ.find("# The sentences to be found").unwrap_or(0)..];
    for (number, extract) in source.extracts.iter().enumerate() {
        let name = format!("{}/{}", source.id, *extract.label);
        let _ = writeln!(
            out,
            "# {name}, sentence by sentence: copy what a question quotes."
        );
        for (number, paragraph) in passage::paragraphs(&extract.text).into_iter().enumerate() {
            let _ = writeln!(out, "# Paragraph {}:", number + 1);
            for sentence in passage::sentences(&extract.text[paragraph.clone()]) {
                let text = &extract.text[paragraph.clone()][sentence.span];
                let _ = writeln!(out, "#   {},", one_line(text));
            }
        }
        let question = question.replace("second-question", &format!("question-{}", number + 1));
        let _ = write!(out, "\n{}\n", about_extract(&question, source, extract));
    }
    out.truncate(out.trim_end().len() + 1);
    out
}

/// What stands above the questions.
fn head(id: &str) -> String {
    let end = QUIZ.find("# One of the twelve kinds").unwrap_or(0);
    QUIZ[..end].replace("{id}", id)
}

/// A template with the extract that it asks about, and the first sentence of it.
fn about_extract(template: &str, source: &Source, extract: &Extract) -> String {
    let first = passage::sentences(&extract.text).into_iter().next();
    let quote = first.map_or("", |sentence| &extract.text[sentence.span]);
    let name = format!("{}/{}", source.id, *extract.label);
    template
        .replace("{extract}", &name)
        .replace("{quote}", &document::string(quote))
}

/// A text as TOML on one line, so that it can stand in a comment.
fn one_line(text: &str) -> String {
    let string = document::string(text);
    match string.contains('\n') {
        true => serde_json::Value::from(text).to_string(),
        false => string,
    }
}

/// The text of a new quiz with a worked example of each kind: questions of the shipped quizzes, about the letter.
///
/// # Errors
/// A shipped quiz cannot be read.
pub fn quiz_of_kinds(id: &str, kinds: &[Kind]) -> Result<String, LibraryError> {
    let mut out = head(id);
    let shipped = Library::built_in();
    let texts = shipped.ids(Shelf::Quizzes)?;
    let texts = texts.iter().map(|id| shipped.text(Shelf::Quizzes, id));
    let texts: Vec<String> = texts.collect::<Result<_, _>>()?;
    for kind in kinds {
        let examples = texts.iter().filter_map(|text| shortest(text, *kind));
        let Some(example) = examples.min_by_key(|example| example.len()) else {
            continue;
        };
        let _ = write!(out, "# {kind}: {}\n{example}\n\n", about(*kind));
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    Ok(out)
}

/// The shortest question of a kind, as it stands in the file.
fn shortest(text: &str, kind: Kind) -> Option<&str> {
    let (quiz, _) = quiz::parse("shipped", text);
    let questions = quiz?.questions;
    let ends = questions.iter().skip(1).map(|it| it.span.start);
    let ends = ends.chain(std::iter::once(text.len()));
    let of_kind = questions
        .iter()
        .zip(ends)
        .filter(|(question, _)| question.kind() == kind);
    let texts = of_kind.map(|(question, end)| {
        let whole = text[question.span.start..end].trim_end();
        // A comment at the end is about the next question.
        let mut lines: Vec<&str> = whole.lines().collect();
        while lines
            .last()
            .is_some_and(|line| line.is_empty() || line.starts_with('#'))
        {
            lines.pop();
        }
        let length = lines.last().map_or(0, |last| {
            last.as_ptr() as usize - whole.as_ptr() as usize + last.len()
        });
        &whole[..length]
    });
    texts.min_by_key(|it| it.len())
}

/// What a kind is, and which keys make it.
fn about(kind: Kind) -> &'static str {
    match kind {
        Kind::SingleChoice => "one of the `options` is right.",
        Kind::MultipleResponse => {
            "several `options` are right; `choose` tells the student how many."
        }
        Kind::TrueFalse => {
            "each statement is true, false or not stated; a `quote` from the passage decides it."
        }
        Kind::Matching => "each `left` belongs to one `right`; `distractors` belong to none.",
        Kind::Ordering => "the `items` stand here in the right order, and are shuffled.",
        Kind::Cloze => {
            "the answers stand in the `text` between double braces, alternatives with `|` between."
        }
        Kind::Evidence => {
            "the sentence that shows it is found in the passage; `quotes` are in the right ones."
        }
        Kind::Paired => "a claim, and the piece of evidence that supports it.",
        Kind::Grid => {
            "each row has an answer of its own: a choice of `options`, or typed `answers`."
        }
        Kind::Inference => {
            "inferences with a detail each. A point is made by `keywords` or patterns (`accept`)."
        }
        Kind::ShortAnswer => {
            "a written answer, marked by points. `examples` are marked by `check` to test the scheme."
        }
        Kind::Extended => "an essay, marked by a teacher by levels; points show what it mentions.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sourcework_core::diagnostic::{Code, Severity};

    fn letter() -> Source {
        Library::built_in()
            .source("khrushchev-letter-1962")
            .expect("shipped")
    }

    /// What is wrong with a new quiz about the letter: warnings and errors.
    fn faults(text: &str) -> Vec<String> {
        let mut sources = sourcework_core::source::Sources::default();
        sources.insert(letter());
        let (quiz, mut found) = quiz::parse("new", text);
        found.extend(quiz::check(&quiz.expect("it is TOML"), &sources));
        let found = found
            .into_iter()
            .filter(|it| it.severity() > Severity::Hint);
        found.map(|it| it.message).collect()
    }

    #[test]
    fn a_worked_example_of_every_kind_passes_the_check() {
        let text = quiz_of_kinds("all", Kind::ALL).expect("shipped");
        assert_eq!(faults(&text), [""; 0]);
        let (quiz, _) = quiz::parse("all", &text);
        let kinds: Vec<Kind> = quiz
            .expect("it is TOML")
            .questions
            .iter()
            .map(|it| it.kind())
            .collect();
        assert_eq!(kinds, Kind::ALL);
        let two = quiz_of_kinds("two", &[Kind::Grid, Kind::Inference]).expect("shipped");
        assert_eq!(two.matches("\n[[question]]").count(), 2);
    }

    #[test]
    fn a_quiz_about_a_source_has_a_question_an_extract_and_every_sentence_to_quote() {
        let text = quiz_about("mine", &letter());
        assert_eq!(faults(&text), [""; 0]);
        for extract in &letter().extracts {
            for sentence in passage::sentences(&extract.text) {
                let quoted = one_line(&extract.text[sentence.span]);
                assert!(text.contains(&format!("#   {quoted},\n")), "{quoted}");
            }
        }
        assert_eq!(
            text.matches("\n[[question]]").count(),
            letter().extracts.len()
        );
    }

    #[test]
    fn every_text_of_the_templates_is_known_as_one_until_it_is_replaced() {
        let hints = |found: &[sourcework_core::diagnostic::Diagnostic]| {
            found
                .iter()
                .filter(|it| it.code == Code::TemplateText)
                .count()
        };
        let (_, found) = sourcework_core::source::parse("new", &source("new"));
        // The title, the creator and the text of the extract.
        assert_eq!(hints(&found), 3);
        let letter = letter();
        let (_, found) = quiz::parse("new", &quiz("new", &letter, &letter.extracts[0]));
        // Title and description; two stems, three options with two feedbacks, two explanations, a hint.
        assert_eq!(hints(&found), 12);
    }
}
