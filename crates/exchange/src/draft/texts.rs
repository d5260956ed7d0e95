//! Every text of a question that was imported, and what no file may hold.

use crate::shared::markup::is_mark;
use sourcework_core::diagnostic::Placed;
use sourcework_core::quiz::body::{Candidate, Choice, Cloze};
use sourcework_core::quiz::cloze::Template;
use sourcework_core::quiz::{Body, Question};

/// Takes characters out that Unicode leaves to single fonts and programs: the marks of readers, and signs that show as
/// a box with another font. Says whether there were any.
pub(super) fn take_out_private(text: &mut String) -> bool {
    let before = text.len();
    text.retain(|c| !is_private(c));
    text.len() < before
}

fn is_private(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{ffffd}' | '\u{100000}'..='\u{10fffd}')
}

/// Takes out of a passage, which else stays letter for letter, the marks of readers.
pub(super) fn take_out_marks(text: &mut String) {
    text.retain(|c| !is_mark(c));
}

/// Changes every text of a question that students read.
pub(super) fn each(question: &mut Question, change: &mut impl FnMut(&mut String)) {
    let own = [&mut question.stem, &mut question.explanation];
    let own = own.into_iter().chain(&mut question.quotes);
    all(own.chain(&mut question.hint), change);
    of_body(&mut question.body, change);
}

fn all<'t>(
    texts: impl IntoIterator<Item = &'t mut Placed<String>>,
    change: &mut impl FnMut(&mut String),
) {
    let texts = texts.into_iter();
    texts.for_each(|it| change(&mut it.value));
}

fn of_choices(options: &mut [Choice], change: &mut impl FnMut(&mut String)) {
    let texts = options.iter_mut();
    all(
        texts.flat_map(|it| [&mut it.text].into_iter().chain(&mut it.feedback)),
        change,
    );
}

fn of_candidates(quotes: &mut [Candidate], change: &mut impl FnMut(&mut String)) {
    let texts = quotes.iter_mut();
    all(
        texts.flat_map(|it| [&mut it.quote].into_iter().chain(&mut it.feedback)),
        change,
    );
}

fn of_body(body: &mut Body, change: &mut impl FnMut(&mut String)) {
    match body {
        Body::SingleChoice(body) => of_choices(&mut body.options, change),
        Body::MultipleResponse(body) => of_choices(&mut body.options, change),
        Body::TrueFalse(body) => {
            for it in &mut body.statements {
                let beside = it.quote.iter_mut().chain(&mut it.feedback);
                all([&mut it.text].into_iter().chain(beside), change);
            }
        }
        Body::Matching(body) => {
            for it in &mut body.pairs {
                let sides = [&mut it.left, &mut it.right];
                all(sides.into_iter().chain(&mut it.feedback), change);
            }
            all(&mut body.distractors, change);
        }
        Body::Ordering(body) => all(&mut body.items, change),
        Body::Cloze(body) => of_cloze(body, change),
        Body::Evidence(body) => of_candidates(&mut body.candidates, change),
        Body::Paired(body) => {
            of_choices(&mut body.claims, change);
            of_candidates(&mut body.evidence, change);
        }
        Body::Grid(body) => {
            for it in &mut body.rows {
                let cells = it.options.iter_mut().chain(&mut it.answer);
                let beside = cells.chain(&mut it.answers).chain(&mut it.feedback);
                all([&mut it.label].into_iter().chain(beside), change);
            }
        }
        Body::Inference(body) => all([&mut body.model], change),
        Body::ShortAnswer(body) => all([&mut body.model], change),
        Body::Extended(body) => {
            let levels = body.criteria.iter_mut().flat_map(|it| &mut it.levels);
            let texts = levels.map(|it| &mut it.descriptor);
            all(texts.chain([&mut body.model]), change);
        }
    }
}

/// The text with its gaps is one source.
fn of_cloze(body: &mut Cloze, change: &mut impl FnMut(&mut String)) {
    let mut source = body.text.source().to_owned();
    change(&mut source);
    if source != body.text.source()
        && let Ok(changed) = Template::parse(&source)
    {
        body.text.value = changed;
    }
    all(&mut body.bank, change);
}
