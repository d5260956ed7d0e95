//! From the text of a quiz file to a [`Quiz`] and what is wrong with it on its own.

mod body;

use std::collections::HashMap;

use super::shared::SharedPoints;
use super::wording::Wording;
use super::{Exam, Forgive, Kind, Question, Quiz, Reveal, Skill, TimeLimit};
use crate::diagnostic::{Code, Diagnostic, Placed, Span, is_slip, nearest};
use crate::document::{self, Fields};
use crate::source::is_id;

/// Reads a quiz file. The quiz holds what could be read, and is missing only where the file is
/// not TOML; it is fit for use where neither this nor [`super::check()`] finds an error.
pub fn parse(id: &str, text: &str) -> (Option<Quiz>, Vec<Diagnostic>) {
    let mut out = Vec::new();
    let read = document::read(id, text, "quiz", &mut out, |fields| {
        let mut quiz = read_head(id, fields);
        if fields.lacks("question") {
            let message = "the quiz has no question";
            fields.report(
                Diagnostic::new(Code::NoQuestions, Span::default(), message)
                    .help("`sourcework new quiz NAME` writes a file that has some"),
            );
        }
        quiz.questions = fields.tables("question", "question", read_question);
        report_duplicate_ids(&quiz.questions, fields);
        quiz
    });
    out.sort_by_key(|diagnostic| diagnostic.span);
    let Some(read) = read else {
        return (None, out);
    };
    let mut quiz = read.value;
    quiz.is_damaged = read.is_damaged;
    name_questions(&quiz, &mut out);
    quiz.use_points(&SharedPoints::default());
    (Some(quiz), out)
}

/// Says of each diagnostic which question it is about: the last one that begins at or above its place.
fn name_questions(quiz: &Quiz, out: &mut [Diagnostic]) {
    for diagnostic in out {
        let above = |question: &&Question| question.span.start <= diagnostic.span.start;
        let question = quiz.questions.iter().rev().find(above);
        // A block that is not TOML has no question.
        if diagnostic.code != Code::Syntax {
            diagnostic.question = question.and_then(Question::named);
        }
    }
}

/// Reads what stands before the first question, and counts the questions: enough for a list of
/// quizzes, and quick. `None` where the head is not TOML.
pub fn heading(id: &str, text: &str) -> Option<(Quiz, usize)> {
    let is_header = |line: &str| line.trim_start().starts_with("[[question]]");
    let mut lines = text.split_inclusive('\n');
    let head: usize = lines
        .by_ref()
        .take_while(|line| !is_header(line))
        .map(str::len)
        .sum();
    let count = text.lines().filter(|line| is_header(line)).count();
    let table = document::parse(&text[..head]).ok()?;
    let mut ignored = Vec::new();
    let mut fields = Fields::of_file(&table, text, false, "quiz", &mut ignored);
    Some((read_head(id, &mut fields), count))
}

fn read_head(id: &str, fields: &mut Fields<'_, '_>) -> Quiz {
    Quiz {
        id: id.to_owned(),
        title: fields.text("title"),
        description: fields.optional_text("description"),
        level: fields.optional_text("level"),
        pass: fields.number("pass", 0..=100, Code::InvalidPass),
        time_limit: read_time_limit(fields),
        exam: read_exam(fields),
        synonyms: fields.text_table("synonyms"),
        learned_responses: fields.texts("learned-responses"),
        questions: Vec::new(),
        is_damaged: false,
    }
}

fn read_exam(fields: &mut Fields<'_, '_>) -> Exam {
    let exam = fields.table("exam", "exam", |fields| Exam {
        board: fields.optional_text("board"),
        paper: fields.optional_text("paper"),
        objective: fields.optional_text("objective"),
        minutes_per_mark: fields.optional_text("minutes-per-mark"),
    });
    exam.unwrap_or_default()
}

fn read_time_limit(fields: &mut Fields<'_, '_>) -> Option<Placed<TimeLimit>> {
    let written = fields.optional_text("time-limit")?;
    let limit = TimeLimit::parse(&written);
    if limit.is_none() {
        let message = format!("`{}` is not a time limit", written.escape_debug());
        fields.report(
            Diagnostic::new(Code::InvalidTimeLimit, written.span, message)
                .help("write for example \"25m\" or \"1h 30m\""),
        );
    }
    Some(Placed::new(limit?, written.span))
}

fn report_duplicate_ids(questions: &[Question], fields: &mut Fields<'_, '_>) {
    let mut first = HashMap::new();
    for question in questions.iter().filter(|question| !question.id.is_empty()) {
        if first.insert(question.id.as_str(), ()).is_some() {
            let message = format!("two questions have the ID `{}`", question.id.escape_debug());
            fields.report(Diagnostic::new(
                Code::DuplicateId,
                question.id.span,
                message,
            ));
        }
    }
}

fn read_question(fields: &mut Fields<'_, '_>) -> Question {
    let id = read_id(fields, "id");
    let kind = read_word(fields, "kind", Code::UnknownKind, Kind::ALL, Kind::as_str);
    let skill = read_word(
        fields,
        "skill",
        Code::UnknownSkill,
        Skill::ALL,
        Skill::as_str,
    );
    Question {
        id,
        skill: skill.unwrap_or(Placed::new(Skill::Comprehension, fields.span)),
        extracts: read_extracts(fields),
        stem: fields.text("stem"),
        marks: fields.number("marks", 1..=100, Code::InvalidMarks),
        quotes: fields.texts("quotes"),
        explanation: fields.text("explanation"),
        hint: fields.optional_text("hint"),
        exam: read_exam(fields),
        provenance: read_reveal(fields),
        shuffle: fields.flag("shuffle").unwrap_or(true),
        body: body::read(kind.map(|kind| kind.value), fields),
        origin: None,
        span: fields.span,
    }
}

pub(super) fn read_id(fields: &mut Fields<'_, '_>, key: &'static str) -> Placed<String> {
    let id = fields.text(key);
    if !id.is_empty() && !is_id(&id) {
        let message = format!("`{}` is not an ID", id.escape_debug());
        fields.report(
            Diagnostic::new(Code::InvalidId, id.span, message).help(
                "use lower-case letters, digits and hyphens, for example `speaks-for-castro`",
            ),
        );
    }
    id
}

/// A word of a closed list. Where it is unknown, that is reported and the nearest stands for it,
/// so that the rest is looked at too; `None` where it is missing or like no other.
fn read_word<T: Copy>(
    fields: &mut Fields<'_, '_>,
    key: &'static str,
    code: Code,
    all: &[T],
    as_str: fn(T) -> &'static str,
) -> Option<Placed<T>> {
    let written = fields.text(key);
    if written.is_empty() {
        return None; // already told
    }
    let find = |word: &str| all.iter().copied().find(|known| as_str(*known) == word);
    if let Some(known) = find(&written) {
        return Some(written.map(|_| known));
    }
    let words = || all.iter().map(|known| as_str(*known));
    let message = format!("there is no {key} `{}`", written.escape_debug());
    let list = words().collect::<Vec<_>>().join(", ");
    let near = nearest(&written, words()).and_then(find);
    let diagnostic = Diagnostic::new(code, written.span, message);
    let diagnostic = match near.map(as_str) {
        // The answer is the key: it is never changed into another one.
        Some(near) if key != "answer" && is_slip(&written, near) => diagnostic
            .help(format!("did you mean `{near}`?"))
            .fix(written.span, document::string(near)),
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic,
    };
    fields.report(diagnostic.help(format!("`{key}` is one of: {list}")));
    Some(Placed::new(near?, written.span))
}

fn read_reveal(fields: &mut Fields<'_, '_>) -> Reveal {
    if fields.has("provenance") {
        read_word(
            fields,
            "provenance",
            Code::UnknownWord,
            Reveal::ALL,
            Reveal::as_str,
        )
        .map_or(Reveal::default(), |reveal| reveal.value)
    } else {
        fields.optional_text("provenance"); // so that the key counts as known
        Reveal::default()
    }
}

fn read_forgive(fields: &mut Fields<'_, '_>) -> Option<Forgive> {
    if !fields.has("forgive") {
        fields.optional_text("forgive"); // so that the key counts as known
        return None;
    }
    let code = Code::UnknownWord;
    let word = read_word(fields, "forgive", code, Forgive::ALL, Forgive::as_str);
    word.map(|word| word.value)
}

fn read_extracts(fields: &mut Fields<'_, '_>) -> Vec<Placed<String>> {
    if !fields.has("extracts") {
        let message = "the question names no extract";
        fields.report(
            Diagnostic::new(Code::NoExtract, fields.span, message)
                .help("add for example `extracts = [\"khrushchev-letter-1962/6a\"]`"),
        );
    }
    fields.texts("extracts")
}

/// The keys that say what makes a point; one of them must be there where it is needed.
pub(super) fn read_wording(fields: &mut Fields<'_, '_>, needed: bool) -> Wording {
    let wording = Wording {
        keywords: fields.texts("keywords"),
        with: fields.texts("with"),
        accept: fields.texts("accept"),
        reject: fields.texts("reject"),
        uses: fields.texts("use"),
        shared: Vec::new(),
    };
    if needed
        && !["keywords", "accept", "use"]
            .iter()
            .any(|key| fields.has(key))
    {
        let message = "no words are given that earn this point";
        fields.report(
            Diagnostic::new(Code::MissingKey, fields.span, message).help(
                "add `keywords = [\"…\"]`, or `accept` with patterns, or `use` with a shared point",
            ),
        );
    }
    wording
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_that_is_missing_comes_with_an_example() {
        // Of each kind, a question without any key, and one whose lists hold empty tables.
        let lists = [
            "options",
            "statements",
            "pairs",
            "claims",
            "evidence",
            "candidates",
            "rows",
            "point",
            "criterion",
            "example",
            "sample",
        ];
        let full: String = lists
            .iter()
            .map(|key| format!("{key} = [{{}}]\n"))
            .collect();
        let level = "criterion = [{ levels = [{}] }]\n";
        let mut seen = 0;
        for kind in Kind::ALL {
            for keys in ["", &full, level] {
                let text = format!("[[question]]\nkind = \"{kind}\"\n{keys}");
                let (_, found) = parse("a", &text);
                for missing in found.iter().filter(|it| it.code == Code::MissingKey) {
                    assert!(!missing.help.is_empty(), "{}", missing.message);
                    seen += 1;
                }
            }
        }
        assert!(seen > 100, "{seen}");
        let text = "facts = [{}]\nglossary = [{}]\nextract = [{}]\n[provenance]\n";
        for missing in crate::source::parse("a", text).1 {
            assert!(!missing.help.is_empty(), "{}", missing.message);
        }
    }

    #[test]
    fn a_quotation_that_was_typed_with_other_accents_is_put_right_as_in_the_passage() {
        // The passage has "café" with one character for its last letter, the quotation with two.
        let source = "[[extract]]\nlabel = \"a\"\ntext = \"The caf\u{e9} was full.\"\n";
        let mut sources = crate::source::Sources::default();
        sources.insert(crate::source::parse("s", source).0.expect("TOML"));
        let text = "[[question]]\nid = \"q\"\nkind = \"evidence\"\nskill = \"language\"\n\
                    extracts = [\"s/a\"]\nstem = \"?\"\nquotes = [\"cafe\u{301} was\"]\n";
        let quiz = parse("a", text).0.expect("TOML");
        let found = crate::quiz::check(&quiz, &sources);
        let (mended, count) = crate::diagnostic::repaired(text, &found);
        assert_eq!(count, 1, "{found:?}");
        assert_eq!(mended, text.replace("cafe\u{301} was", "caf\u{e9} was"));
    }
}
