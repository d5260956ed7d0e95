//! Questions in Unicode's composed form (NFC), so that what students type is compared with the same letters. What is
//! quoted from a source stays letter for letter as its text does.

use crate::imported::Item;
use sourcework_core::diagnostic::Placed;
use sourcework_core::pattern::composed;
use sourcework_core::quiz::Body;
use sourcework_core::quiz::body::{Candidate, Choice, Cloze, Extended, Row};
use sourcework_core::quiz::cloze::Template;
use std::borrow::Cow;

/// Composes a text in place.
pub fn compose(text: &mut String) {
    if let Cow::Owned(composed) = composed(text) {
        *text = composed;
    }
}

/// Composes the texts of a question but its quotations.
pub fn compose_item(item: &mut Item) {
    compose(&mut item.stem);
    let others = [&mut item.name, &mut item.explanation, &mut item.hint];
    others.into_iter().flatten().for_each(compose);
    match &mut item.body {
        Body::SingleChoice(body) => options(&mut body.options),
        Body::MultipleResponse(body) => options(&mut body.options),
        Body::Evidence(body) => candidates(&mut body.candidates),
        Body::Paired(body) => {
            options(&mut body.claims);
            candidates(&mut body.evidence);
        }
        Body::TrueFalse(body) => {
            for statement in &mut body.statements {
                one(&mut statement.text);
                any(&mut statement.feedback);
            }
        }
        Body::Matching(body) => {
            for pair in &mut body.pairs {
                one(&mut pair.left);
                one(&mut pair.right);
                any(&mut pair.feedback);
            }
            any(&mut body.distractors);
        }
        Body::Ordering(body) => any(&mut body.items),
        Body::Cloze(body) => gaps(body),
        Body::Grid(body) => body.rows.iter_mut().for_each(row),
        Body::Extended(body) => scheme(body),
        // No format but our own brings them.
        Body::Inference(_) | Body::ShortAnswer(_) => {}
    }
}

fn one(text: &mut Placed<String>) {
    compose(&mut text.value);
}

fn any<'t>(texts: impl IntoIterator<Item = &'t mut Placed<String>>) {
    texts.into_iter().for_each(one);
}

fn options(options: &mut [Choice]) {
    for option in options {
        one(&mut option.text);
        any(&mut option.feedback);
    }
}

fn candidates(candidates: &mut [Candidate]) {
    candidates.iter_mut().for_each(|it| any(&mut it.feedback));
}

fn gaps(body: &mut Cloze) {
    if let Cow::Owned(source) = composed(body.text.source())
        && let Ok(template) = Template::parse(&source)
    {
        body.text.value = template;
    }
    any(&mut body.bank);
}

fn row(row: &mut Row) {
    one(&mut row.label);
    any(&mut row.options);
    any(&mut row.answer);
    any(&mut row.answers);
    any(&mut row.feedback);
}

fn scheme(body: &mut Extended) {
    one(&mut body.model);
    for criterion in &mut body.criteria {
        one(&mut criterion.name);
        let descriptors = criterion.levels.iter_mut().map(|it| &mut it.descriptor);
        any(descriptors);
    }
}
