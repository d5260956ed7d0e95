//! The letter as material, and comparing a round trip up to the losses that were declared.

use std::collections::BTreeSet;

use serde_json::Value;
use sourcework_core::paper::Paper;
use sourcework_core::quiz::{Body, Kind, Question, Quiz};
use sourcework_exchange::{About, Drafts, Imported, Loss, Material, Part};
use sourcework_service::library::{Library, Shelf};

/// The shipped quizzes with their sources: 53 questions, every kind, every skill.
pub fn shipped() -> Vec<Paper> {
    let library = Library::built_in();
    let ids = library.ids(Shelf::Quizzes).unwrap();
    ids.iter().map(|id| library.paper(id).unwrap()).collect()
}

/// A paper as an export takes it.
pub fn material(paper: &Paper) -> Material<'_> {
    Material {
        quiz: &paper.quiz,
        sources: &paper.sources,
    }
}

/// What stands above the questions came back.
pub fn same_head(imported: &Imported, quiz: &Quiz) {
    assert_eq!(imported.title.as_deref(), Some(quiz.title.as_str()));
    let text = |it: &Option<_>| it.as_ref().map(ToString::to_string);
    assert_eq!(imported.description, text(&quiz.description));
    assert_eq!(imported.level, text(&quiz.level));
    assert_eq!(imported.pass, quiz.pass.as_ref().map(|it| it.value));
    assert_eq!(
        imported.time_limit,
        quiz.time_limit.as_ref().map(|it| it.value)
    );
}

/// The keys of the parts that were lost with some thing.
fn lost_keys(losses: &[Loss], about: &About) -> BTreeSet<&'static str> {
    let parts = losses.iter().filter(|loss| loss.about == *about);
    parts.flat_map(|loss| loss.part.keys()).copied().collect()
}

fn forget(value: &mut Value, keys: &BTreeSet<&str>) {
    match value {
        Value::Object(object) => {
            object.retain(|key, _| !keys.contains(key.as_str()));
            object.values_mut().for_each(|inner| forget(inner, keys));
        }
        Value::Array(values) => values.iter_mut().for_each(|inner| forget(inner, keys)),
        _ => {}
    }
}

/// Texts without their layout: blanks, and arrows that stand for others.
fn flatten(value: &mut Value) {
    match value {
        Value::String(text) => {
            let words: Vec<&str> = text.split_whitespace().collect();
            *text = words.join(" ").replace('→', "->").replace('⇒', "=>");
        }
        Value::Array(values) => values.iter_mut().for_each(flatten),
        Value::Object(object) => object.values_mut().for_each(flatten),
        _ => {}
    }
}

fn was(losses: &[Loss], about: &About, part: Part) -> bool {
    losses
        .iter()
        .any(|it| it.about == *about && it.part == part)
}

/// Holds what came back against what was exported: every question that was not declared lost is
/// there, in order, and equal but for the parts that were declared. Of a question whose kind was
/// declared changed, ID and stem are compared.
pub fn same_up_to(original: &Quiz, losses: &[Loss], drafts: &Drafts) {
    same(original, losses, drafts, &|_, _| {});
}

/// The same for a format that writes down what is shuffled in the order in which it is shown: order counts only where
/// the author has fixed it. It says nothing of statements and typed answers, which it never shuffles.
pub fn same_up_to_order(original: &Quiz, losses: &[Loss], drafts: &Drafts) {
    same(original, losses, drafts, &|before, question| {
        let order_counts = !before.shuffle && before.kind() != Kind::Matching;
        let keys = match order_counts {
            true => &["bank"][..],
            false => &["bank", "distractors", "options"][..],
        };
        sort(question, keys);
        let is_typed = question["rows"]
            .as_array()
            .is_some_and(|rows| rows.iter().any(|it| it["options"].is_null()));
        let is_never = ["true-false", "extended", "cloze"]
            .iter()
            .any(|it| question["kind"] == *it);
        if is_typed || is_never {
            question["shuffle"] = true.into();
        }
    });
}

/// Sorts the lists under some keys, at any depth.
fn sort(value: &mut Value, keys: &[&str]) {
    match value {
        Value::Object(object) => {
            for (key, inner) in object {
                if let Some(list) = inner
                    .as_array_mut()
                    .filter(|_| keys.contains(&key.as_str()))
                {
                    list.sort_by_key(Value::to_string);
                }
                sort(inner, keys);
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|inner| sort(inner, keys)),
        _ => {}
    }
}

fn same(original: &Quiz, losses: &[Loss], drafts: &Drafts, adapt: &dyn Fn(&Question, &mut Value)) {
    let returned: Vec<_> = drafts
        .quizzes
        .iter()
        .flat_map(|it| &it.content.questions)
        .collect();
    let expected: Vec<_> = original
        .questions
        .iter()
        .filter(|it| {
            !was(
                losses,
                &About::Question(it.id.value.clone()),
                Part::Question,
            )
        })
        .collect();
    assert_eq!(
        returned.len(),
        expected.len(),
        "as many questions as were exported: {:?} of {:?}",
        returned.iter().map(|it| it.id.as_str()).collect::<Vec<_>>(),
        expected.iter().map(|it| it.id.as_str()).collect::<Vec<_>>()
    );
    let of_quiz = lost_keys(losses, &About::Quiz);
    for (before, after) in expected.into_iter().zip(returned) {
        let about = About::Question(before.id.value.clone());
        let mut keys = lost_keys(losses, &about);
        keys.extend(&of_quiz);
        // A tariff that is written down and one that the kind has by nature are the same; what is
        // to be found without candidates has one for each quotation, once its passage is known.
        let value = |question: &Question| {
            let mut value = serde_json::to_value(question).unwrap();
            value["marks"] = match (&question.marks, &question.body) {
                (None, Body::Evidence(body)) if body.candidates.is_empty() => {
                    question.quotes.len().max(1).into()
                }
                _ => question.available().into(),
            };
            value
        };
        let (mut left, mut right) = (value(before), value(after));
        if was(losses, &about, Part::Layout) || was(losses, &About::Quiz, Part::Layout) {
            flatten(&mut left);
            flatten(&mut right);
        }
        if was(losses, &about, Part::Kind) {
            let kept = |value: &Value| (value["id"].clone(), value["stem"].clone());
            assert_eq!(kept(&left).0, kept(&right).0);
            if !keys.contains("stem") {
                let (stem, came) = (kept(&left).1, kept(&right).1);
                let (stem, came) = (stem.as_str().unwrap(), came.as_str().unwrap());
                assert!(came.contains(stem.trim()), "{came:?} holds {stem:?}");
            }
            continue;
        }
        for side in [&mut left, &mut right] {
            adapt(before, side);
            forget(side, &keys);
        }
        assert_eq!(left, right, "{} (lost: {keys:?})", before.id);
    }
}

/// Holds the extracts that came back against those that the quiz names: letter for letter, but for
/// white space around the whole, where no loss was declared.
pub fn same_passages(material: Material<'_>, losses: &[Loss], drafts: &Drafts) {
    for question in &material.quiz.questions {
        for extract in &question.extracts {
            let (source, label) = extract.split_once('/').unwrap();
            let about = About::Source(source.to_owned());
            if was(losses, &about, Part::Passage) || was(losses, &About::Quiz, Part::Passage) {
                continue;
            }
            let question = About::Question(question.id.value.clone());
            if was(losses, &question, Part::Question) || was(losses, &question, Part::Passage) {
                continue;
            }
            let draft = drafts.sources.iter().find(|it| it.content.id == source);
            let draft = draft.unwrap_or_else(|| panic!("the source {source} came back"));
            let came = draft.content.extract(label);
            let came = came.unwrap_or_else(|| panic!("the extract {extract} came back"));
            let sent = material.sources.text(extract).unwrap();
            assert_eq!(came.text.trim(), sent.trim(), "{extract}");
        }
    }
}
