//! What a new source or quiz begins with: templates, and worked examples of every kind of question.

use std::fmt::Write as _;

use sourcework_core::document;
use sourcework_core::quiz::Kind;
use sourcework_core::source::{Extract, Source, passage};

const SOURCE: &str = include_str!("source.toml");
const QUIZ: &str = include_str!("quiz.toml");
const KINDS: &str = include_str!("kinds.toml");

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

/// The text of a new quiz with a worked example of each kind, about the letter.
pub fn quiz_of_kinds(id: &str, kinds: &[Kind]) -> String {
    // Each example begins with a comment that says what makes the kind.
    let examples: Vec<&str> = KINDS.split("\n\n").collect();
    let of_kind = |kind: &Kind| {
        let says_so = format!("\nkind     = \"{kind}\"\n");
        examples.iter().find(|example| example.contains(&says_so))
    };
    let chosen: Vec<&str> = kinds
        .iter()
        .filter_map(of_kind)
        .map(|it| it.trim_end())
        .collect();
    format!("{}{}\n", head(id), chosen.join("\n\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::Library;
    use sourcework_core::diagnostic::{Code, Severity};
    use sourcework_core::marking::written::examples;
    use sourcework_core::quiz;

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
        let quiz = quiz.expect("it is TOML");
        found.extend(quiz::check(&quiz, &sources));
        found.extend(examples::check(&quiz, &sources));
        let found = found
            .into_iter()
            .filter(|it| it.severity() > Severity::Hint);
        found.map(|it| it.message).collect()
    }

    #[test]
    fn a_worked_example_of_every_kind_passes_the_check() {
        let text = quiz_of_kinds("all", Kind::ALL);
        assert_eq!(faults(&text), [""; 0]);
        let (quiz, _) = quiz::parse("all", &text);
        let kinds: Vec<Kind> = quiz
            .expect("it is TOML")
            .questions
            .iter()
            .map(quiz::Question::kind)
            .collect();
        assert_eq!(kinds, Kind::ALL);
        let two = quiz_of_kinds("two", &[Kind::Grid, Kind::Inference]);
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
