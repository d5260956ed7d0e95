//! Whether a quiz or a question has something that a format may lose: the conditions of
//! [`Capabilities`](super::Capabilities).

use super::interaction::Interaction;
use crate::html::survives;
use crate::shared::gap_words::words_for;
use sourcework_core::quiz::body::Cloze;
use sourcework_core::quiz::{Body, Kind, Question, Quiz, Reveal};

/// What becomes of words that count in all written answers, where a person marks them.
pub const PATTERNS_FOR_ALL: &str = "of the whole quiz are left out: a person marks what is written";

/// What becomes of texts in HTML.
pub const LOOSE_LAYOUT: &str = "loses its runs of blanks and empty lines";

/// What becomes of the marking of typed answers in packages.
pub const TYPED: &str =
    "of typed answers is stricter: capitals and quotation marks are forgiven, stray blanks are not";

/// Every quiz has its parts: a title, questions with IDs, skills, passages and explanations.
pub fn always(_: &Quiz) -> bool {
    true
}

/// Words that count in all written answers of the quiz.
pub fn patterns_for_all(quiz: &Quiz) -> bool {
    !quiz.synonyms.is_empty() || !quiz.learned_responses.is_empty()
}

/// For which examination the questions are set.
pub fn examination(quiz: &Quiz) -> bool {
    !quiz.exam.is_empty() || quiz.questions.iter().any(|it| !it.exam.is_empty())
}

/// A hint.
pub fn hint(question: &Question) -> bool {
    question.hint.is_some()
}

/// Quotations of the question.
pub fn quotations(question: &Question) -> bool {
    !question.quotes.is_empty()
}

/// A tariff that is not the natural one.
pub fn tariff(question: &Question) -> bool {
    question.marks.is_some()
}

/// A heading of the passage that is shown after the answer or never.
pub fn late_heading(question: &Question) -> bool {
    question.provenance != Reveal::Before
}

/// Options that are not shuffled.
pub fn fixed_order(question: &Question) -> bool {
    !question.shuffle
}

/// Feedback for single options.
pub fn option_feedback(question: &Question) -> bool {
    match Interaction::of(&question.body, None) {
        Interaction::Choice(choice) => choice.offers.iter().any(|it| it.feedback.is_some()),
        _ => false,
    }
}

/// Feedback for single statements, pairs or rows.
pub fn part_feedback(question: &Question) -> bool {
    match Interaction::of(&question.body, None) {
        Interaction::Pairs(pairs) => pairs.pairs.iter().any(|it| it.feedback.is_some()),
        Interaction::Gaps(gaps) => gaps.gaps.iter().any(|it| it.feedback.is_some()),
        _ => false,
    }
}

/// Several options that earn something only together.
pub fn all_or_nothing(question: &Question) -> bool {
    matches!(&question.body, Body::MultipleResponse(body) if body.all_or_nothing)
}

/// Several options of which it is said how many are right.
pub fn choose(question: &Question) -> bool {
    matches!(&question.body, Body::MultipleResponse(body) if body.choose.is_some())
}

/// A claim, and evidence that earns nothing without it.
pub fn claim_and_evidence(question: &Question) -> bool {
    question.kind() == Kind::Paired
}

/// Gaps or cells that are typed.
pub fn typed(question: &Question) -> bool {
    match Interaction::of(&question.body, None) {
        Interaction::Gaps(gaps) => gaps.any_typed(),
        _ => false,
    }
}

/// Gaps or rows of which one accepts several answers.
pub fn several_answers(question: &Question) -> bool {
    match Interaction::of(&question.body, None) {
        Interaction::Gaps(gaps) if question.kind() != Kind::Paired => {
            gaps.gaps.iter().any(|gap| gap.accepted.len() > 1)
        }
        _ => false,
    }
}

/// Gaps that accept words which their bank does not offer.
pub fn answers_outside_bank(question: &Question) -> bool {
    matches!(&question.body, Body::Cloze(body) if !body.bank.is_empty() && !is_all_in_bank(body))
}

/// Whether a bank offers all that its gaps accept.
fn is_all_in_bank(body: &Cloze) -> bool {
    let offered = body.offered();
    body.text.gaps().iter().all(|gap| {
        let accepted: Vec<&str> = gap.accepted.iter().map(String::as_str).collect();
        let words = words_for(&accepted, &offered);
        words.iter().map(|(_, word)| *word).eq(accepted)
    })
}

/// Misspellings and other forms that typed gaps and cells forgive.
pub fn forgiving(question: &Question) -> bool {
    match &question.body {
        Body::Cloze(body) => body.forgive.is_some(),
        Body::Grid(body) => body.rows.iter().any(|row| row.forgive.is_some()),
        _ => false,
    }
}

/// Written in the student's own words.
pub fn written(question: &Question) -> bool {
    question.kind().is_written()
}

/// Points that rules find in written answers.
pub fn patterns(question: &Question) -> bool {
    match &question.body {
        Body::Extended(body) => !body.points.is_empty(),
        body => body.kind().is_written(),
    }
}

/// Levels.
pub fn levels(question: &Question) -> bool {
    question.kind() == Kind::Extended
}

/// Answers with their marks.
pub fn examples(question: &Question) -> bool {
    question.body.has_examples()
}

/// Texts whose blanks and line ends HTML does not keep.
pub fn loose_layout(question: &Question) -> bool {
    let interaction = Interaction::of(&question.body, None);
    let own = [&question.stem, &question.explanation];
    let mut own = own
        .into_iter()
        .chain(&question.hint)
        .chain(&question.quotes);
    let gaps = match &question.body {
        Body::Cloze(body) => body.text.filled(|_, gap| gap.shown().to_owned()),
        _ => String::new(),
    };
    let all_survive = own.all(|text| survives(text))
        && survives(&gaps)
        && interaction.texts().into_iter().all(survives)
        && scheme_texts(&question.body).into_iter().all(survives);
    !all_survive
}

/// The texts of a mark scheme that comes back.
fn scheme_texts(body: &Body) -> Vec<&str> {
    let Body::Extended(body) = body else {
        return Vec::new();
    };
    let mut texts = vec![body.model.as_str()];
    for criterion in &body.criteria {
        texts.push(&criterion.name);
        texts.extend(criterion.levels.iter().map(|it| it.descriptor.as_str()));
    }
    texts.extend(body.examples.iter().map(|it| it.answer.as_str()));
    for sample in &body.samples {
        texts.extend([sample.answer.as_str(), sample.reasons.as_str()]);
    }
    texts
}
