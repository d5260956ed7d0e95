//! Synthetic libraries: as many questions as wanted, each with a passage of 90 words of its own,
//! a stem, four options with feedback, and a verified quotation.
#![allow(
    clippy::disallowed_methods,
    dead_code,
    reason = "a benchmark writes its own files"
)]

use std::fmt::Write;
use std::fs;
use std::path::Path;

/// What a library is made of.
#[derive(Clone, Copy)]
pub struct Size {
    pub sources: usize,
    pub quizzes: usize,
    pub questions: usize,
}

/// As the figures in the README name them: ten questions a quiz, a hundred extracts a source.
pub fn of_questions(questions: usize) -> Size {
    Size {
        sources: questions.div_ceil(100),
        quizzes: questions.div_ceil(10),
        questions,
    }
}

const WORDS: [&str; 30] = [
    "harbour",
    "merchant",
    "council",
    "letter",
    "garrison",
    "treaty",
    "winter",
    "bishop",
    "grain",
    "river",
    "captain",
    "village",
    "charter",
    "market",
    "rumour",
    "envoy",
    "bridge",
    "tax",
    "printer",
    "parish",
    "soldier",
    "harvest",
    "voyage",
    "sermon",
    "ledger",
    "guild",
    "frontier",
    "petition",
    "steward",
    "chronicle",
];

/// A passage of ninety words; no two numbers give the same.
pub fn passage(number: usize) -> String {
    let mut text = String::with_capacity(700);
    let mut state = number as u64 + 1;
    for word in 0..90 {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let noun = WORDS[(state >> 33) as usize % WORDS.len()];
        match word % 15 {
            0 => write!(text, "The {noun}"),
            7 => write!(text, " {number}{noun}"),
            14 => write!(text, " {noun}. "),
            _ => write!(text, " {noun}"),
        }
        .expect("a string takes everything");
    }
    text.trim_end().to_owned()
}

/// Twelve words from the middle of a passage, letter for letter.
fn quotation(passage: &str) -> &str {
    let mut blanks = passage.match_indices(' ').map(|(at, _)| at);
    let start = blanks.nth(30).expect("long enough") + 1;
    let end = blanks.nth(11).expect("long enough");
    &passage[start..end]
}

fn source(first: usize, count: usize) -> String {
    let mut text = String::from(
        "title = \"Papers of a town\"\n[provenance]\ncreator = \"unknown\"\ndate = \"1640~\"\ntype = \"chronicle\"\n",
    );
    for number in first..first + count {
        write!(
            text,
            "\n[[extract]]\nlabel = \"e{number}\"\ntext = '''\n{}\n'''\n",
            passage(number)
        )
        .expect("a string takes everything");
    }
    text
}

/// A quiz of `count` questions about the extracts from `first` on, of `per_source` a source.
pub fn quiz(first: usize, count: usize, per_source: usize) -> String {
    let mut text = String::from(
        "title = \"A quiz about the town\"\ndescription = \"Made by a machine.\"\npass = 60\n",
    );
    for number in first..first + count {
        let passage = passage(number);
        let quote = quotation(&passage);
        let source = number / per_source;
        let skill = ["comprehension", "argument"][number % 2];
        let key = number % 4;
        write!(
            text,
            "\n[[question]]\nid = \"q{number}\"\nkind = \"single-choice\"\nskill = \"{skill}\"\n\
             extracts = [\"source-{source}/e{number}\"]\n\
             stem = \"What does the writer of this passage report about the events of year {number}?\"\n\
             options = [\n"
        )
        .expect("a string takes everything");
        for option in 0..4 {
            let rest = if option == key {
                "correct = true"
            } else {
                "feedback = \"This tempts, because the word occurs, but the passage says otherwise.\""
            };
            writeln!(text, "  {{ text = \"He reports that matter {option} was settled by the council\", {rest} }},")
                .expect("a string takes everything");
        }
        write!(
            text,
            "]\nquotes = [\"{quote}\"]\nexplanation = \"The passage says so in the words that are quoted here.\"\n"
        )
        .expect("a string takes everything");
    }
    text
}

/// Writes a library into a folder.
pub fn write(folder: &Path, size: Size) {
    for shelf in ["sources", "quizzes"] {
        fs::create_dir_all(folder.join(shelf)).expect("a folder");
    }
    let per_source = size.questions.div_ceil(size.sources);
    for number in 0..size.sources {
        let text = source(number * per_source, per_source);
        fs::write(folder.join(format!("sources/source-{number}.toml")), text).expect("a file");
    }
    let per_quiz = size.questions.div_ceil(size.quizzes);
    for number in 0..size.quizzes {
        let text = quiz(number * per_quiz, per_quiz, per_source);
        fs::write(folder.join(format!("quizzes/quiz-{number}.toml")), text).expect("a file");
    }
}
