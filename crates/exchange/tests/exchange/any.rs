//! Quizzes of any kind with texts of any signs: what every format has to bear.
//!
//! They are made as the values of files and read by the reader of files, so that each is one that
//! a teacher could have written.

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};
use sourcework_core::diagnostic::Severity;
use sourcework_core::quiz::{self, Quiz, Skill};
use sourcework_core::source::{self, Sources};
use sourcework_exchange::{Exported, Format, Material, Settings, Wanted, assemble, export, read};

use crate::compare::{same_passages, same_up_to, same_up_to_order};

/// Words that mean something somewhere: in GIFT, TOML, CSV, HTML, Markdown, Aiken, Moodle.
const WORDS: [&str; 58] = [
    "war",
    "peace",
    "calamity",
    "Cuba",
    "Mr.",
    "1962",
    "é",
    "“quoted”",
    "—",
    "…",
    "🕊",
    "it's",
    "{",
    "}",
    "~",
    "=",
    "#",
    ":",
    "::",
    "\\",
    "\\n",
    "&",
    "<b>",
    "</p>",
    "&amp;",
    "<",
    ">",
    "\"",
    "'",
    "*",
    "**bold**",
    "_",
    "`code`",
    "[x]",
    "[ ]",
    "->",
    "=>",
    "//",
    "ANSWER: A",
    "A.",
    "B)",
    "1.",
    "-",
    "+1",
    "=2",
    "@me",
    "%50%",
    "]]>",
    "</script>",
    ",",
    ";",
    "\t",
    "T",
    "TRUE",
    "[[1]]",
    "$CATEGORY:",
    "> not",
    "###",
];

const TRUTHS: [&str; 3] = ["true", "false", "not-stated"];

/// A line of such words.
fn line() -> impl Strategy<Value = String> + Clone {
    prop::collection::vec(select(&WORDS[..]), 1..7).prop_map(|words| {
        let line = words.join(" ");
        let line = line.trim();
        if line.is_empty() {
            "word".to_owned()
        } else {
            line.to_owned()
        }
    })
}

/// A text of some paragraphs, of which some have two lines.
fn text() -> impl Strategy<Value = String> + Clone {
    prop::collection::vec((line(), any::<bool>()), 1..4).prop_map(|lines| {
        let mut text = String::new();
        for (line, paragraph) in lines {
            if !text.is_empty() {
                text += if paragraph { "\n\n" } else { "\n" };
            }
            text += &line;
        }
        text
    })
}

/// Some different lines: each has its number.
fn lines(count: std::ops::Range<usize>) -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(line(), count).prop_map(|lines| {
        let numbered = lines.into_iter().enumerate();
        numbered
            .map(|(number, line)| format!("{line} {number}x"))
            .collect()
    })
}

fn maybe(text: impl Strategy<Value = String> + Clone) -> impl Strategy<Value = Value> + Clone {
    prop::option::weighted(0.4, text).prop_map(Value::from)
}

/// An object without its empty keys.
fn object(value: Value) -> Value {
    let Value::Object(keys) = value else {
        return value;
    };
    let kept = keys.into_iter().filter(|(_, value)| !value.is_null());
    Value::Object(kept.collect())
}

fn choices(several: bool) -> impl Strategy<Value = Value> {
    (
        lines(2..6),
        prop::collection::vec((any::<bool>(), maybe(line())), 6),
        0usize..6,
    )
        .prop_map(move |(texts, told, key)| {
            let key = key % texts.len();
            let options = texts.iter().enumerate().zip(told);
            let options = options.map(|((number, text), (right, feedback))| {
                let correct = number == key || (several && right);
                object(json!({ "text": text, "correct": correct, "feedback": feedback }))
            });
            options.collect::<Vec<_>>().into()
        })
}

/// Words of a passage, as a quotation from it.
fn quotation(passage: &str, from: usize, count: usize) -> String {
    let first = passage.split("\n").next().unwrap_or_default();
    let words: Vec<&str> = first.split(' ').collect();
    let from = from % words.len();
    words[from..words.len().min(from + 1 + count)]
        .join(" ")
        .trim()
        .to_owned()
}

/// Some words of a passage.
fn quote(passage: &str) -> impl Strategy<Value = String> + Clone + use<> {
    let passage = passage.to_owned();
    (0usize..20, 0usize..4).prop_map(move |(from, count)| quotation(&passage, from, count))
}

/// What a question has of its own, by kind. `passage` is what quotations are taken from.
fn body(passage: &str) -> impl Strategy<Value = Value> + use<> {
    prop_oneof![
        choices(false).prop_map(|options| json!({ "kind": "single-choice", "options": options })),
        response(),
        statements(passage),
        pairs(),
        lines(2..5).prop_map(|items| json!({ "kind": "ordering", "items": items })),
        gaps(),
        evidence(passage),
        paired(passage),
        rows(),
        inference(passage),
        short_answer(),
        extended(),
    ]
}

fn response() -> impl Strategy<Value = Value> {
    let asked = (choices(true), any::<bool>(), any::<bool>());
    asked.prop_map(|(options, choose, whole)| {
        let options = options.as_array().unwrap();
        let keys = options.iter().filter(|it| it["correct"] == true).count();
        let choose = choose.then_some(keys);
        object(json!({
            "kind": "multiple-response", "options": options,
            "choose": choose, "all-or-nothing": whole,
        }))
    })
}

fn statements(passage: &str) -> impl Strategy<Value = Value> + use<> {
    let statement = (line(), 0usize..3, quote(passage), maybe(line()));
    prop::collection::vec(statement, 1..4).prop_map(|all| {
        let numbered = all.into_iter().enumerate();
        let statements = numbered.map(|(number, (text, truth, quote, feedback))| {
            let quote = (truth < 2).then_some(quote);
            object(json!({
                "text": format!("{text} {number}x"), "answer": TRUTHS[truth],
                "quote": quote, "feedback": feedback,
            }))
        });
        json!({ "kind": "true-false", "statements": statements.collect::<Vec<_>>() })
    })
}

fn pairs() -> impl Strategy<Value = Value> {
    let told = prop::collection::vec(maybe(line()), 5);
    (lines(2..5), lines(4..8), told).prop_map(|(lefts, mut rights, told)| {
        rights.iter_mut().for_each(|it| it.push('r'));
        let others = rights.split_off(lefts.len().min(rights.len()));
        let pairs = lefts.iter().zip(&rights).zip(told);
        let pairs = pairs.map(|((left, right), feedback)| {
            object(json!({ "left": left, "right": right, "feedback": feedback }))
        });
        json!({ "kind": "matching", "pairs": pairs.collect::<Vec<_>>(), "distractors": others })
    })
}

fn gaps() -> impl Strategy<Value = Value> {
    let word = select(vec![
        "enemy", "foe", "Mr. K", "a~b", "1 < 2", "C:\\x", "#1", "=", "é", "50%",
    ]);
    let gap = (line(), prop::collection::vec(word.clone(), 1..3));
    let gaps = prop::collection::vec(gap, 1..4);
    (gaps, line(), prop::collection::vec(word, 0..3)).prop_map(|(gaps, end, bank)| {
        let clean = |text: &str| text.replace(['{', '}'], "(");
        let mut source = String::new();
        let mut answers: Vec<&str> = Vec::new();
        for (before, mut words) in gaps {
            words.dedup();
            // With a bank every answer stands in it.
            if !bank.is_empty() {
                words.truncate(1);
            }
            source += &format!("{} {{{{{}}}}} ", clean(&before), words.join("|"));
            answers.extend(words);
        }
        source += &clean(&end);
        let others = bank.into_iter().filter(|it| !answers.contains(it));
        let mut bank: Vec<&str> = others.collect();
        bank.dedup();
        json!({ "kind": "cloze", "text": source, "bank": bank })
    })
}

/// Different quotations, of which one is right.
fn candidates(passage: &str) -> impl Strategy<Value = Vec<Value>> + use<> {
    let quotes = prop::collection::vec(quote(passage), 2..5);
    let told = prop::collection::vec(maybe(line()), 5);
    (quotes, 0usize..5, told).prop_map(|(mut quotes, key, told)| {
        quotes.sort();
        quotes.dedup();
        let key = key % quotes.len();
        let all = quotes.into_iter().enumerate().zip(told);
        all.map(|((number, quote), feedback)| {
            object(json!({ "quote": quote, "correct": number == key, "feedback": feedback }))
        })
        .collect()
    })
}

fn evidence(passage: &str) -> impl Strategy<Value = Value> + use<> {
    candidates(passage).prop_map(|all| json!({ "kind": "evidence", "candidates": all }))
}

fn paired(passage: &str) -> impl Strategy<Value = Value> + use<> {
    (choices(false), candidates(passage)).prop_map(
        |(claims, evidence)| json!({ "kind": "paired", "claims": claims, "evidence": evidence }),
    )
}

fn rows() -> impl Strategy<Value = Value> {
    let row = (line(), lines(2..4), any::<bool>(), maybe(line()));
    prop::collection::vec(row, 1..4).prop_map(|all| {
        let rows = all.into_iter().map(|(label, words, chosen, feedback)| {
            object(match chosen {
                true => json!({
                    "label": label, "options": words, "answer": words.get(1), "feedback": feedback,
                }),
                false => json!({ "label": label, "answers": words, "feedback": feedback }),
            })
        });
        json!({ "kind": "grid", "rows": rows.collect::<Vec<_>>() })
    })
}

fn inference(passage: &str) -> impl Strategy<Value = Value> + use<> {
    (lines(1..4), text(), quote(passage)).prop_map(|(labels, model, detail)| {
        let points = labels
            .iter()
            .map(|label| json!({ "label": label, "accept": ["war|peace"], "details": [detail] }));
        json!({
            "kind": "inference", "count": 1, "model": model, "point": points.collect::<Vec<_>>(),
        })
    })
}

fn short_answer() -> impl Strategy<Value = Value> {
    (lines(1..4), text()).prop_map(|(labels, model)| {
        let points = labels
            .iter()
            .map(|label| json!({ "label": label, "accept": ["war|peace"] }));
        json!({ "kind": "short-answer", "model": model, "point": points.collect::<Vec<_>>() })
    })
}

fn extended() -> impl Strategy<Value = Value> {
    (line(), lines(2..4), text()).prop_map(|(name, descriptors, model)| {
        let levels = (1..)
            .zip(&descriptors)
            .map(|(number, it): (u32, _)| json!({ "marks": number.to_string(), "descriptor": it }));
        let criterion = json!({ "name": name, "levels": levels.collect::<Vec<_>>() });
        json!({ "kind": "extended", "model": model, "criterion": [criterion] })
    })
}

fn question(extracts: Vec<(String, String)>) -> impl Strategy<Value = Value> {
    let about = (
        select(Skill::ALL),
        text(),
        text(),
        maybe(line()),
        prop::option::weighted(0.3, 1u32..9),
        select(vec!["before", "before", "after", "hidden"]),
        prop::bool::weighted(0.8),
        prop::option::weighted(0.5, (0usize..20, 0usize..4)),
    );
    select(extracts).prop_flat_map(move |(id, passage)| {
        (about.clone(), body(&passage)).prop_map(move |(about, body)| {
            let (skill, stem, explanation, hint, marks, provenance, shuffle, quote) = about;
            let quotes: Vec<String> = quote.map(|(from, count)| quotation(&passage, from, count)).into_iter().collect();
            let mut question = json!({
                "skill": skill.as_str(), "extracts": [id], "stem": stem, "explanation": explanation,
                "hint": hint, "marks": marks, "provenance": provenance, "shuffle": shuffle, "quotes": quotes,
            });
            let keys = question.as_object_mut().unwrap();
            keys.extend(body.as_object().cloned().unwrap_or_default());
            object(question)
        })
    })
}

/// A quiz and its sources.
#[derive(Clone)]
pub struct Any {
    pub quiz: Quiz,
    pub sources: Sources,
}

/// As files: what failed can be read and tried by hand.
impl std::fmt::Debug for Any {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}", quiz::write(&self.quiz, &[]))?;
        self.sources
            .iter()
            .try_for_each(|it| writeln!(f, "{}", source::write(it, &[])))
    }
}

impl Any {
    pub fn material(&self) -> Material<'_> {
        Material {
            quiz: &self.quiz,
            sources: &self.sources,
        }
    }
}

/// Quizzes of one to three questions about one or two extracts.
pub fn any_quiz() -> impl Strategy<Value = Any> {
    let source = (line(), prop::collection::vec(text(), 1..3));
    source.prop_flat_map(|(title, texts)| {
        let extracts = "ab".chars().zip(&texts);
        let extracts: Vec<_> = extracts
            .map(|(label, text)| (format!("letter/{label}"), text.clone()))
            .collect();
        let questions = prop::collection::vec(question(extracts), 1..4);
        (Just(title), Just(texts), line(), maybe(text()), questions).prop_filter_map(
            "a quiz that the reader takes",
            |(title, texts, name, about, questions)| made(&title, &texts, &name, about, questions),
        )
    })
}

fn made(
    title: &str,
    texts: &[String],
    name: &str,
    about: Value,
    questions: Vec<Value>,
) -> Option<Any> {
    let labels = "ab".chars().zip(texts);
    let extracts: Vec<Value> = labels
        .map(|(label, text)| json!({ "label": label.to_string(), "text": text }))
        .collect();
    let value = json!({
        "title": title,
        "provenance": { "creator": "Nikita Khrushchev", "date": "1962-10-26", "type": "letter" },
        "extract": extracts,
    });
    let (source, diagnostics) =
        source::parse("letter", &sourcework_core::document::write(&value, &[]));
    let mut sources = Sources::default();
    sources.insert(good(source, &diagnostics)?);
    let numbered = (1..)
        .zip(questions)
        .map(|(number, mut question): (usize, Value)| {
            question["id"] = format!("q{number}").into();
            question
        });
    let mut keys = Map::new();
    keys.insert("title".to_owned(), name.into());
    keys.insert("description".to_owned(), about);
    keys.insert("question".to_owned(), numbered.collect::<Vec<_>>().into());
    let text = sourcework_core::document::write(&object(Value::Object(keys)), &[]);
    let (quiz, mut diagnostics) = quiz::parse("any", &text);
    let mut quiz = quiz?;
    diagnostics.extend(quiz::check(&quiz, &sources));
    quiz.locate(&sources);
    Some(Any {
        quiz: good(Some(quiz), &diagnostics)?,
        sources,
    })
}

fn good<T>(read: Option<T>, diagnostics: &[sourcework_core::diagnostic::Diagnostic]) -> Option<T> {
    let error = diagnostics
        .iter()
        .any(|it| it.severity() == Severity::Error);
    read.filter(|_| !error)
}

/// Out and in again: the same up to the losses that were declared.
fn round_trip(format: Format, any: &Any) {
    let Exported { bytes, losses } = export(
        format,
        any.material(),
        Settings {
            key: true,
            ..Settings::default()
        },
    );
    let imported = read(format, "any", &bytes, None);
    let drafts = assemble(
        imported,
        &Wanted {
            quiz: "any".to_owned(),
            source: "letter".to_owned(),
            ..Wanted::default()
        },
    );
    match format {
        Format::Canvas => same_up_to_order(&any.quiz, &losses, &drafts),
        _ => same_up_to(&any.quiz, &losses, &drafts),
    }
    same_passages(any.material(), &losses, &drafts);
}

/// What a format carries is what its table says: a kind is changed or left out where that stands
/// there, and nowhere else.
fn carries_what_it_says(format: Format, any: &Any) {
    use sourcework_exchange::{About, Carriage, Part};
    let losses = export(format, any.material(), Settings::default()).losses;
    for question in &any.quiz.questions {
        let about = About::Question(question.id.value.clone());
        let lost = |part: Part| losses.iter().any(|it| it.about == about && it.part == part);
        match format.carries(question.kind()) {
            Carriage::Whole => assert!(!lost(Part::Kind), "{format}: {}", question.kind()),
            Carriage::As(_) => assert!(lost(Part::Kind), "{format}: {}", question.kind()),
            Carriage::No => assert!(lost(Part::Question), "{format}: {}", question.kind()),
        }
    }
}

macro_rules! round_trips {
    ($($name:ident $format:ident;)*) => {
        proptest! {
            #![proptest_config(ProptestConfig { cases: 64, max_shrink_iters: 1500, ..ProptestConfig::default() })]
            $(#[test]
            fn $name(any in any_quiz()) {
                round_trip(Format::$format, &any);
            })*
        }
    };
}

round_trips! {
    moodle_gives_back_what_it_got MoodleXml;
    gift_gives_back_what_it_got Gift;
    aiken_gives_back_what_it_got Aiken;
    qti3_gives_back_what_it_got Qti3;
    qti21_gives_back_what_it_got Qti21;
    canvas_gives_back_what_it_got Canvas;
    csv_gives_back_what_it_got Csv;
    json_gives_back_what_it_got Json;
    markdown_gives_back_what_it_got Markdown;
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn every_format_writes_anything_and_carries_what_its_table_says(any in any_quiz()) {
        for format in Format::ALL.iter().filter(|it| it.is_written()) {
            carries_what_it_says(*format, &any);
        }
    }

    #[test]
    fn files_give_back_what_they_got(any in any_quiz()) {
        let (again, diagnostics) = quiz::parse("any", &quiz::write(&any.quiz, &[]));
        assert_eq!(diagnostics.iter().filter(|it| it.severity() == Severity::Error).count(), 0);
        assert_eq!(serde_json::to_value(again.unwrap()).unwrap(), serde_json::to_value(&any.quiz).unwrap());
    }
}
