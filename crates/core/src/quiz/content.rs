//! The identity of a question: hashes of what it asks and of how it is marked.
//!
//! What is shown afterwards (explanation, hint, feedback, model, examples, and quotations that are
//! only shown) counts for neither, nor do the IDs, the skill and the layout of the file: a teacher
//! who corrects an explanation resets no student's schedule. `tests/content_hashes.py` of the
//! service computes the same hashes from the files alone.

use super::body::{Body, InferencePoint, Point};
use super::{Question, Quiz, Wording};
use crate::identity::{ContentHash, ContentHasher};
use crate::source::Sources;

impl Quiz {
    /// The hash of the content: of all its questions with their IDs.
    pub fn content_hash(&self, sources: &Sources) -> ContentHash {
        let mut hasher = ContentHasher::new("quiz");
        for question in &self.questions {
            hasher.text("id", &question.id);
            hasher.hash("question", self.question_hash(question, sources));
        }
        hasher.finish()
    }

    /// The hash of a question: of what it asks and of how it is marked. Results are compared only
    /// where it is the same.
    pub fn question_hash(&self, question: &Question, sources: &Sources) -> ContentHash {
        let mut hasher = ContentHasher::new("question");
        hasher.hash("asked", question.asked_hash(sources));
        hasher.hash("scheme", self.scheme_hash(question));
        hasher.finish()
    }

    /// The hash of how a question is marked: its key, or its credit points with the words of its
    /// quiz.
    pub fn scheme_hash(&self, question: &Question) -> ContentHash {
        let mut hasher = ContentHasher::new("scheme");
        scheme(question, &mut hasher);
        if question.kind().is_written() {
            let vocabulary = self.vocabulary(question);
            let synonyms = vocabulary.synonyms.iter();
            hasher.texts(
                "synonyms",
                synonyms.flat_map(|(word, others)| [word.as_str(), others.as_str()]),
            );
            let learned = vocabulary.learned_responses.iter();
            hasher.texts("learned-responses", learned.map(|it| it.as_str()));
        }
        hasher.finish()
    }
}

impl Question {
    /// The hash of what the student is shown: the kind, the stem, the passages, what there is to
    /// choose from in the author's order, and the marks available. An answer to a question fits
    /// another version of it where this is the same.
    pub fn asked_hash(&self, sources: &Sources) -> ContentHash {
        let mut hasher = ContentHasher::new("asked");
        hasher.text("kind", self.kind().as_str());
        hasher.text("stem", &self.stem);
        let passages = self.extracts.iter().map(|id| sources.text(id));
        hasher.texts("passages", passages.map(Option::unwrap_or_default));
        hasher.text("provenance", self.provenance.as_str());
        hasher.number("marks", u64::from(self.available()));
        asked(&self.body, &mut hasher);
        hasher.finish()
    }
}

/// What a kind shows beside the stem.
fn asked(body: &Body, hasher: &mut ContentHasher) {
    match body {
        Body::SingleChoice(body) => {
            hasher.texts("options", body.options.iter().map(|it| it.text.as_str()));
        }
        Body::MultipleResponse(body) => {
            hasher.texts("options", body.options.iter().map(|it| it.text.as_str()));
            if let Some(choose) = &body.choose {
                hasher.number("choose", u64::from(choose.value));
            }
        }
        Body::TrueFalse(body) => {
            let statements = body.statements.iter();
            hasher.texts("statements", statements.map(|it| it.text.as_str()));
        }
        Body::Matching(body) => {
            hasher.texts("lefts", body.pairs.iter().map(|it| it.left.as_str()));
            hasher.texts("rights", body.rights());
        }
        Body::Ordering(body) => {
            hasher.texts("items", body.items.iter().map(|it| it.as_str()));
        }
        Body::Cloze(body) => {
            hasher.texts("texts", body.text.texts().iter().map(String::as_str));
            hasher.texts("bank", body.offered());
        }
        Body::Evidence(body) => {
            let candidates = body.candidates.iter();
            hasher.texts("candidates", candidates.map(|it| it.quote.as_str()));
        }
        Body::Paired(body) => {
            hasher.texts("claims", body.claims.iter().map(|it| it.text.as_str()));
            hasher.texts("evidence", body.evidence.iter().map(|it| it.quote.as_str()));
        }
        Body::Grid(body) => {
            hasher.list("rows", body.rows.len());
            for row in &body.rows {
                hasher.text("label", &row.label);
                hasher.texts("options", row.options.iter().map(|it| it.as_str()));
            }
        }
        Body::Inference(body) => hasher.number("count", u64::from(body.count)),
        Body::ShortAnswer(_) | Body::Extended(_) => {}
    }
}

/// The places of the elements that are right.
fn right(all: impl Iterator<Item = bool>) -> impl Iterator<Item = usize> {
    all.enumerate()
        .filter(|(_, correct)| *correct)
        .map(|(place, _)| place)
}

/// How a kind is marked. In `matching` and `ordering` the author's order is the key.
#[expect(clippy::too_many_lines, reason = "one arm a kind")]
fn scheme(question: &Question, hasher: &mut ContentHasher) {
    match &question.body {
        Body::SingleChoice(body) => {
            hasher.numbers("key", right(body.options.iter().map(|it| it.correct)));
        }
        Body::MultipleResponse(body) => {
            hasher.numbers("key", right(body.options.iter().map(|it| it.correct)));
            if body.all_or_nothing {
                hasher.number("all-or-nothing", 1);
            }
        }
        Body::TrueFalse(body) => {
            let answers = body.statements.iter();
            let word = answers.map(|it| it.answer.map_or("", super::Truth::as_str));
            hasher.texts("key", word);
        }
        Body::Matching(body) => hasher.number("pairs", body.pairs.len() as u64),
        Body::Ordering(_) => {}
        Body::Cloze(body) => {
            hasher.list("gaps", body.text.gaps().len());
            for gap in body.text.gaps() {
                hasher.texts("accepted", gap.accepted.iter().map(String::as_str));
            }
            if let Some(forgive) = body.forgive {
                hasher.text("forgive", forgive.as_str());
            }
        }
        Body::Evidence(body) if body.candidates.is_empty() => {
            hasher.texts("quotes", question.quotes.iter().map(|it| it.as_str()));
        }
        Body::Evidence(body) => {
            hasher.numbers("key", right(body.candidates.iter().map(|it| it.correct)));
        }
        Body::Paired(body) => {
            hasher.numbers("claim", right(body.claims.iter().map(|it| it.correct)));
            hasher.numbers("evidence", right(body.evidence.iter().map(|it| it.correct)));
        }
        Body::Grid(body) => {
            hasher.list("rows", body.rows.len());
            for row in &body.rows {
                let key = row.answer.iter().chain(&row.answers);
                hasher.texts("answers", key.map(|it| it.as_str()));
                if let Some(forgive) = row.forgive {
                    hasher.text("forgive", forgive.as_str());
                }
            }
        }
        Body::Inference(body) => {
            hasher.list("points", body.points.len());
            body.points.iter().for_each(|it| inference(it, hasher));
            hasher.texts("reject", body.reject.iter().map(|it| it.as_str()));
            hasher.texts("stated", body.stated.iter().map(|it| it.as_str()));
        }
        Body::ShortAnswer(body) => {
            hasher.list("points", body.points.len());
            body.points.iter().for_each(|it| point(it, hasher));
            hasher.texts("reject", body.reject.iter().map(|it| it.as_str()));
            if let Some(most) = &body.caps.one_group {
                hasher.number("cap-one-group", u64::from(most.value));
            }
            if let Some(most) = &body.caps.learned_response {
                hasher.number("cap-learned-response", u64::from(most.value));
            }
        }
        Body::Extended(body) => {
            hasher.list("criteria", body.criteria.len());
            for criterion in &body.criteria {
                hasher.text("name", &criterion.name);
                hasher.list("levels", criterion.levels.len());
                for level in &criterion.levels {
                    hasher.text("marks", &level.marks.to_string());
                    hasher.text("descriptor", &level.descriptor);
                }
            }
        }
    }
}

fn inference(point: &InferencePoint, hasher: &mut ContentHasher) {
    hasher.text("label", &point.label);
    wording(&point.wording, hasher);
    hasher.texts("details", point.details.iter().map(|it| it.as_str()));
}

/// The words that make a point, and then those of each shared point that it uses.
fn wording(wording: &Wording, hasher: &mut ContentHasher) {
    hasher.texts("keywords", wording.keywords.iter().map(|it| it.as_str()));
    hasher.texts("with", wording.with.iter().map(|it| it.as_str()));
    hasher.texts("accept", wording.accept.iter().map(|it| it.as_str()));
    hasher.texts("reject", wording.reject.iter().map(|it| it.as_str()));
    if !wording.shared.is_empty() {
        hasher.list("use", wording.shared.len());
        for shared in &wording.shared {
            self::wording(&shared.wording, hasher);
        }
    }
}

fn point(point: &Point, hasher: &mut ContentHasher) {
    if let Some(id) = &point.id {
        hasher.text("id", id);
    }
    if let Some(group) = &point.group {
        hasher.text("group", group);
    }
    hasher.number("marks", u64::from(point.marks));
    hasher.text("label", &point.label);
    wording(&point.wording, hasher);
    hasher.texts("needs", point.needs.iter().map(|it| it.as_str()));
    if let Some(from) = &point.quote_from {
        hasher.text("quote-from", from);
    }
    if let Some(words) = &point.min_words {
        hasher.number("min-words", u64::from(words.value));
    }
    if point.forgive_names {
        hasher.number("forgive-names", 1);
    }
}
