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

/// As docs/figures.md names them: ten questions a quiz, a hundred extracts a source.
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

/// A quiz with one short answer of five points with six patterns each, asked of extract 6a.
pub const WRITTEN: &str = r#"
title = "A written question"
[[question]]
id = "written"
kind = "short-answer"
skill = "utility"
extracts = ["khrushchev-letter-1962/6a"]
stem = "How useful is the letter?"
explanation = "See the points."
model = "See the points."
[[question.point]]
label = "Who he is"
accept = ["leader|chairman|premier soviet*|ussr", "head government|state", "himself official*", "speaks_for country|people", "[in power] moscow|kremlin", "commander* decide*|decision*"]
[[question.point]]
label = "What he offers"
accept = ["offer*|propos* invasion|invade", "terms|condition* peace", "promise* withdraw*|remove*", "deal|bargain* missile*", "compromise both", "exchange guarantee*|assurance*"]
[[question.point]]
label = "When he writes"
accept = ["during|height crisis", "at_the_time", "same_day|week", "october 1962", "contemporary|immediate", "not hindsight|later"]
[[question.point]]
label = "Why he writes"
accept = ["persuade*|convince* kennedy|president", "justif*|excuse* weapon*", "hide*|conceal* motive*|aims", "avoid* war|conflict", "blame* america*|usa", "gain* time|support"]
[[question.point]]
label = "What is missing"
accept = ["not|never mention*|say|explain*", "only one side|view", "silent|silence turkey|berlin", "extract* part|incomplete", "castro* missing|absent", "[no evidence] reply|answer"]
"#;

const PHRASES: [&str; 24] = [
    "Khrushchev was the leader of the Soviet Union",
    "he writes during the crisis itself",
    "so the letter shows what he was thinking then",
    "he offers a deal about the misiles in Cuba",
    "if America promises not to invade the island",
    "he wants to persaude Kennedy that he is reasonable",
    "and he tries to justify the weapons as defensive",
    "it does not mention the missiles in Turkey",
    "we only see one side of the argument here",
    "he says that war would be a calamity for all peoples",
    "this was written in October 1962 by a man in power",
    "the tone is personal and sometimes angry",
    "he compares himself with a soldier who has seen two wars",
    "it never explains why the weapons were sent at all",
    "he blames the americans for the blockade",
    "a historian could use it to study his public position",
    "but it is only an extract of a much longer letter",
    "Castro is absent from the discussion of the terms",
    "he asks for guarantees and gives asurances in return",
    "it is not neutral because he needs Kennedy to agree",
    "the president has to decide what he will answer",
    "they both fear what could happen next",
    "his purpose is to avoid a conflict without losing face",
    "and that makes the source useful for this question",
];

/// A written answer of sixty words; no two of a few million numbers give the same.
pub fn answer(number: u64) -> String {
    let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut words: Vec<&str> = Vec::with_capacity(72);
    while words.len() < 60 {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        words.extend(PHRASES[(state >> 33) as usize % PHRASES.len()].split(' '));
    }
    words.truncate(60);
    let mut text = words.join(" ");
    // Sentences of about fifteen words.
    for at in [14, 29, 44] {
        if let Some((place, _)) = text.match_indices(' ').nth(at) {
            text.insert(place, '.');
        }
    }
    text
}
