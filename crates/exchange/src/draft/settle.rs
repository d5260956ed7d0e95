//! One question that was imported, settled: its ID, skill, extracts and quotations.

use std::collections::HashMap;

use super::texts::{self, take_out_private};
use super::{Draft, Wanted};
use crate::bodies::{NO_MODEL, option, placed, single_choice};
use crate::ident::{Unique, id_of};
use crate::imported::Item;
use sourcework_core::diagnostic::{Code, Placed, Span};
use sourcework_core::quiz::body::{Statement, TrueFalse};
use sourcework_core::quiz::{Body, Exam, Kind, Question, Skill, Truth, check_alone};
use sourcework_core::source::{is_id, quotation};

/// What students read where a question came without an explanation.
const NO_EXPLANATION: &str = "Imported without an explanation.";

/// A question of ours, with what is left to do in it.
pub(super) fn settle(
    item: Item,
    extracts: &[String],
    texts: &HashMap<String, &str>,
    wanted: &Wanted,
    unique: &mut Unique,
) -> Draft<Question> {
    let name = item.name.as_deref().map(id_of).filter(|id| !id.is_empty());
    let name = name.unwrap_or_else(|| id_of(&first_words(&item.stem)));
    let id = unique.give(if name.is_empty() { "question" } else { &name });
    let named = item
        .passages
        .iter()
        .filter_map(|at| extracts.get(*at))
        .cloned();
    let of_library = item.extracts.iter().filter(|id| is_extract(id)).cloned();
    let mut named: Vec<String> = named.chain(of_library).collect();
    if named.is_empty() {
        named.extend(wanted.extract.clone());
    }
    let skill = item.skill.or(wanted.skill);
    let explanation = item.explanation.filter(|text| !text.trim().is_empty());
    let mut draft = Draft::done(Question {
        exam: Exam::default(),
        id: placed(id),
        skill: placed(skill.unwrap_or(Skill::Comprehension)),
        extracts: named.into_iter().map(placed).collect(),
        stem: placed(item.stem),
        marks: item.marks.map(placed),
        quotes: item.quotes.into_iter().map(placed).collect(),
        explanation: placed(
            explanation
                .clone()
                .unwrap_or_else(|| NO_EXPLANATION.to_owned()),
        ),
        hint: item.hint.filter(|text| !text.trim().is_empty()).map(placed),
        provenance: item.reveal,
        shuffle: item.shuffle,
        body: item.body,
        origin: None,
        span: Span::default(),
    });
    if skill.is_none() {
        draft.remark("skill", "what does it test?");
    }
    if draft.content.extracts.is_empty() {
        draft.remark(
            "extracts",
            "which extract is it asked about? (\"source-id/label\")",
        );
    }
    if explanation.is_none() {
        draft.remark(
            "explanation",
            "say why; students read it after they answered",
        );
    }
    for (key, what) in item.to_do {
        draft.remark(key, what);
    }
    let mut had_private = false;
    texts::each(&mut draft.content, &mut |text| {
        had_private |= take_out_private(text);
    });
    if had_private {
        draft.remark("stem", "signs of a private font (a bullet, an arrow?) were left out; does each text still say all?");
    }
    keep_only_quotations(&mut draft.content, texts);
    give_statements_their_quotations(&mut draft.content);
    statements_without_quotation(&mut draft);
    unfinished(&mut draft);
    draft
}

/// What `check` would find in the question: it is said above the keys instead.
fn unfinished(draft: &mut Draft<Question>) {
    let question = &draft.content;
    let key = main_key(question.kind());
    let mut found: Vec<(&'static str, &'static str)> = Vec::new();
    if question.stem.trim().is_empty() {
        found.push(("stem", "what is asked? (nothing was there that is text)"));
    }
    if has_empty_text(&question.body) {
        found.push((key, "one says nothing; was it a picture?"));
    }
    if let Body::Extended(body) = &question.body
        && (body.model.trim().is_empty() || *body.model == NO_MODEL)
    {
        found.push((
            "model",
            "what would a full answer say, and what earns the marks?",
        ));
    }
    let wrong = check_alone(question).into_iter().map(|it| it.code);
    found.extend(wrong.filter_map(|code| {
        let what = match code {
            Code::NoCorrectOption => "which is right? (`correct = true`)",
            Code::DuplicateOption => "two say the same; keep one, or tell them apart",
            Code::SeveralCorrectOptions => {
                "only one can be right; or make it a `multiple-response`"
            }
            Code::ChooseMismatch => "`choose` is not the number of right ones",
            Code::TooFew => "there are too few",
            Code::GapWithoutAnswer => "one has no answer",
            Code::InvalidLevels => "levels stand lowest first, from 1 mark, without gaps",
            Code::AnswerNotOffered => "an answer is not among the options",
            _ => return None,
        };
        Some((key, what))
    }));
    found.dedup();
    for (key, what) in found {
        draft.remark(key, what);
    }
}

/// The key that holds what a student chooses from, or fills in.
fn main_key(kind: Kind) -> &'static str {
    match kind {
        Kind::SingleChoice | Kind::MultipleResponse => "options",
        Kind::TrueFalse => "statements",
        Kind::Matching => "pairs",
        Kind::Ordering => "items",
        Kind::Cloze => "text",
        Kind::Evidence => "candidates",
        Kind::Paired => "claims",
        Kind::Grid => "rows",
        Kind::Inference | Kind::ShortAnswer => "point",
        Kind::Extended => "criterion",
    }
}

/// Whether a part of the body that a student reads is empty.
fn has_empty_text(body: &Body) -> bool {
    let is_empty = |text: &Placed<String>| text.trim().is_empty();
    match body {
        Body::SingleChoice(body) => body.options.iter().any(|it| is_empty(&it.text)),
        Body::MultipleResponse(body) => body.options.iter().any(|it| is_empty(&it.text)),
        Body::Matching(body) => {
            let rights = body.pairs.iter().map(|it| &it.right);
            rights.chain(&body.distractors).any(is_empty)
        }
        Body::Ordering(body) => body.items.iter().any(is_empty),
        Body::TrueFalse(body) => body.statements.iter().any(|it| is_empty(&it.text)),
        Body::Cloze(body) => body.bank.iter().any(is_empty),
        Body::Paired(body) => body.claims.iter().any(|it| is_empty(&it.text)),
        Body::Grid(body) => {
            let mut texts = body
                .rows
                .iter()
                .flat_map(|it| [&it.label].into_iter().chain(&it.options));
            texts.any(is_empty)
        }
        _ => false,
    }
}

/// Whether a text is the ID of an extract: `source-id/label`.
pub(super) fn is_extract(id: &str) -> bool {
    id.split_once('/')
        .is_some_and(|(source, label)| is_id(source) && is_id(label))
}

fn first_words(text: &str) -> String {
    text.split_whitespace()
        .take(5)
        .collect::<Vec<_>>()
        .join(" ")
}

/// Where other tools have no place for the quotations of statements, ours stand behind those of the
/// question, one for each statement that the passage decides.
fn give_statements_their_quotations(question: &mut Question) {
    let Body::TrueFalse(body) = &mut question.body else {
        return;
    };
    let decided = |it: &&mut Statement| {
        it.quote.is_none() && matches!(it.answer, Some(Truth::True | Truth::False))
    };
    let statements: Vec<&mut Statement> = body.statements.iter_mut().filter(decided).collect();
    let Some(own) = question.quotes.len().checked_sub(statements.len()) else {
        return;
    };
    let quotes = question.quotes.split_off(own);
    for (statement, quote) in statements.into_iter().zip(quotes) {
        statement.quote = Some(quote);
    }
}

/// A true-or-false statement needs the quotation that decides it, and other tools know none. A
/// single one becomes a choice between True and False, which is marked the same and can be used
/// at once.
fn statements_without_quotation(draft: &mut Draft<Question>) {
    let Body::TrueFalse(body) = &draft.content.body else {
        return;
    };
    let lacks = |it: &&Statement| it.quote.is_none() && it.answer != Some(Truth::NotStated);
    if !body.statements.iter().any(|it| lacks(&it)) {
        return;
    }
    if body.statements.len() > 1 {
        draft.remark(
            "statements",
            "give each true or false statement the `quote` that decides it",
        );
        return;
    }
    let statement = body.statements[0].text.value.clone();
    let choice = as_choice(body);
    draft.content.body = choice;
    if !draft.content.stem.contains(statement.trim()) {
        let stem = &mut draft.content.stem.value;
        *stem = format!("{}\n\n{statement}", stem.trim_end());
    }
    draft.content.shuffle = false;
    draft.remark(
        "kind",
        "it was true or false; as `true-false` it would need the quotation that decides it",
    );
}

fn as_choice(body: &TrueFalse) -> Body {
    let statement = body.statements.first();
    let answer = statement.and_then(|it| it.answer);
    let one = |text: &str, truth: Truth| {
        let wrong = statement.filter(|_| answer != Some(truth));
        let feedback = wrong.and_then(|it| it.feedback.clone());
        option(text, answer == Some(truth), feedback.map(|it| it.value))
    };
    single_choice(vec![one("True", Truth::True), one("False", Truth::False)])
}

/// What other tools set apart in an explanation need not be a quotation: what does not stand in
/// the question's extracts goes back into the explanation.
fn keep_only_quotations(question: &mut Question, texts: &HashMap<String, &str>) {
    let text = |id: &str| texts.get(id).copied();
    let texts: Option<Vec<&str>> = question.extracts.iter().map(|id| text(id)).collect();
    // An extract of a library that is already there is not known here; `check` looks.
    let Some(texts) = texts.filter(|texts| !texts.is_empty() || question.extracts.is_empty())
    else {
        return;
    };
    let stands = |quote: &str| {
        texts
            .iter()
            .any(|text| quotation::find_exact(text, quote).is_some())
    };
    let (quotes, others): (Vec<_>, Vec<_>) = std::mem::take(&mut question.quotes)
        .into_iter()
        .partition(|quote| stands(quote));
    question.quotes = quotes;
    for other in others {
        let explanation = &mut question.explanation.value;
        explanation.push_str("\n\n");
        explanation.push_str(&other);
    }
}
