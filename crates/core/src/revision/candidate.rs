//! A question as revision sees it: what it tests, how long it takes, what it gives away.

use serde::{Deserialize, Serialize};

use crate::identity::ContentHash;
use crate::quiz::{Body, Kind, Question, Quiz, Skill, fits_exam};
use crate::source::{Sources, quotation};

/// A question of the library that can be asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// `quiz-id/question-id`.
    pub question: String,
    /// The hash of what it asks; see `Quiz::question_hash`.
    pub content: ContentHash,
    /// What it tests.
    pub skill: Skill,
    /// For which examination it is set, as texts.
    pub exam: Vec<String>,
    /// The extracts it is about.
    pub extracts: Vec<String>,
    /// The places of passages that it asks for or shows as evidence: a student who has just seen
    /// them would find another question on the same place easy.
    pub shows: Vec<Shown>,
    /// Seconds it takes to read and answer, as far as its form tells.
    pub seconds: u32,
}

/// A place in an extract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// Which of the question's extracts.
    pub extract: usize,
    /// The first byte.
    pub start: u32,
    /// The byte behind the last.
    pub end: u32,
}

impl Candidate {
    /// What revision needs to know of a question.
    pub fn of(quiz: &Quiz, question: &Question, sources: &Sources) -> Self {
        let (home, id) = quiz.home(question);
        let exam = quiz.exam_of(question);
        Self {
            question: format!("{home}/{id}"),
            content: quiz.question_hash(question, sources),
            skill: question.skill.value,
            exam: exam
                .said()
                .iter()
                .map(|(_, text)| (*text).to_owned())
                .collect(),
            extracts: question
                .extracts
                .iter()
                .map(|it| it.value.clone())
                .collect(),
            shows: shows(question, sources),
            seconds: seconds(question, sources),
        }
    }

    /// Whether it is set for an examination; see [`fits_exam`](crate::quiz::fits_exam).
    pub fn fits_exam(&self, wanted: &str) -> bool {
        fits_exam(self.exam.iter().map(String::as_str), wanted)
    }

    /// Whether one of the two gives the other away: both show the same words of a passage.
    pub fn gives_away(&self, other: &Self) -> bool {
        self.shows.iter().any(|mine| {
            other.shows.iter().any(|its| {
                mine.start < its.end
                    && its.start < mine.end
                    && self.extracts.get(mine.extract) == other.extracts.get(its.extract)
            })
        })
    }
}

fn shows(question: &Question, sources: &Sources) -> Vec<Shown> {
    let mut texts: Vec<String> = question.quotes.iter().map(|it| it.value.clone()).collect();
    match &question.body {
        Body::TrueFalse(body) => {
            let quotes = body.statements.iter().filter_map(|it| it.quote.as_ref());
            texts.extend(quotes.map(|it| it.value.clone()));
        }
        Body::Evidence(body) => {
            let right = body.offered().iter().filter(|it| it.correct);
            texts.extend(right.map(|it| it.quote.value.clone()));
        }
        Body::Paired(body) => {
            let right = body.evidence.iter().filter(|it| it.correct);
            texts.extend(right.map(|it| it.quote.value.clone()));
        }
        Body::Inference(body) => {
            let details = body.points.iter().flat_map(|point| &point.details);
            texts.extend(details.map(|it| it.value.clone()));
        }
        // Its text is mostly the passage's own; where it is not, it shows nothing of it.
        Body::Cloze(body) => texts.push(body.text.filled(|_, gap| gap.shown().to_owned())),
        _ => {}
    }
    let mut shown = Vec::new();
    for (extract, id) in question.extracts.iter().enumerate() {
        let Some(text) = sources.text(id) else {
            continue;
        };
        let found = texts.iter().filter(|it| !it.is_empty());
        let found = found.filter_map(|it| quotation::find_exact(text, it));
        shown.extend(found.map(|span| Shown {
            extract,
            start: u32::try_from(span.start).expect(SHORT),
            end: u32::try_from(span.end).expect(SHORT),
        }));
    }
    shown
}

/// Why places and words of a passage are counted in 32 bits.
const SHORT: &str = "a passage is shorter than 4 GiB: the library reads no file above 8 MiB";

/// Words read in a minute; passages of an exam are read more slowly than novels.
const WORDS_A_MINUTE: u64 = 180;

/// The longest time one looks through a passage before a question, in seconds: it is known, or
/// has been read for the question before.
const LOOKING_UP: u64 = 60;

/// Reading the passages and the stem, and answering. An estimate to begin with: the student's own
/// times take its place.
fn seconds(question: &Question, sources: &Sources) -> u32 {
    // In 64 bits, because the passages of a question may be many.
    let reading = |words: u64| words * 60 / WORDS_A_MINUTE;
    let count = |text: &str| text.split_whitespace().count() as u64;
    let passages: u64 = question
        .extracts
        .iter()
        .filter_map(|id| sources.text(id))
        .map(count)
        .sum();
    let texts = reading(passages).min(LOOKING_UP) + reading(count(&question.stem));
    let texts = u32::try_from(texts).expect(SHORT);
    let elements = question.body.natural_tariff();
    let answering = match question.kind() {
        Kind::SingleChoice => 20,
        Kind::Paired => 40,
        Kind::MultipleResponse | Kind::Evidence => 30 + 10 * elements,
        Kind::TrueFalse | Kind::Matching | Kind::Ordering | Kind::Cloze | Kind::Grid => {
            15 * elements
        }
        // Examination boards allow a little over a minute a mark.
        Kind::Inference | Kind::ShortAnswer | Kind::Extended => 75 * question.available(),
    };
    texts + answering
}
