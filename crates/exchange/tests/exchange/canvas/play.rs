//! Answers are given to items as they stand in the file: response processing of QTI 1.2, and the
//! rules by which Canvas itself counts.

use std::collections::{BTreeMap, BTreeSet};

use sourcework_core::marking::{Answer, mark};
use sourcework_core::quiz::body::Choice;
use sourcework_core::quiz::{Body, Question, Truth};
use sourcework_exchange::html::to_text;
use sourcework_exchange::xml::Element;
use sourcework_exchange::{About, Part};

use super::{all_papers, exported, material_of, with_items};

/// What was chosen, response by response.
type Given = BTreeMap<String, BTreeSet<String>>;

/// The choices of a response: what they are called, and what they say.
pub fn labels(response: &Element) -> Vec<(String, String)> {
    let labels = response
        .descendants()
        .filter(|it| it.name == "response_label");
    labels
        .map(|it| {
            let text = it.descendants().find(|it| it.name == "mattext").unwrap();
            let said = match text.attribute("texttype") {
                Some("text/html") => to_text(&text.all_text()).text,
                _ => text.all_text(),
            };
            (it.attribute("ident").unwrap().to_owned(), said)
        })
        .collect()
}

/// The score that the conditions of an item come to, and the comments that are shown.
fn process(item: &Element, given: &Given) -> (f64, Vec<String>) {
    let mut score = 0.0;
    let mut shown = Vec::new();
    for condition in item.first("resprocessing").unwrap().all("respcondition") {
        let asked = condition.first("conditionvar").unwrap();
        if !asked.elements().all(|it| holds(it, given)) {
            continue;
        }
        for set in condition.all("setvar") {
            let points: f64 = set.all_text().parse().unwrap();
            match set.attribute("action") {
                Some("Set") => score = points,
                Some("Add") => score += points,
                other => panic!("{other:?}"),
            }
        }
        let comments = condition.all("displayfeedback");
        shown.extend(comments.filter_map(|it| it.attribute("linkrefid").map(str::to_owned)));
        if condition.attribute("continue") == Some("No") {
            break;
        }
    }
    (score.clamp(0.0, 100.0), shown)
}

fn holds(condition: &Element, given: &Given) -> bool {
    match &*condition.name {
        "other" => true,
        "and" => condition.elements().all(|it| holds(it, given)),
        "not" => !condition.elements().any(|it| holds(it, given)),
        "varequal" => {
            let response = condition.attribute("respident").unwrap();
            let chosen = given.get(response);
            chosen.is_some_and(|it| it.contains(&condition.all_text()))
        }
        other => panic!("{other}"),
    }
}

/// What the quiz says is right: for each response the texts of which each is right, or all are.
enum Key {
    /// All of them, of the one response.
    All(Vec<String>),
    /// One of them, response by response, by what stands before the response.
    Each(Vec<(String, Vec<String>)>),
}

fn right(options: &[Choice]) -> Vec<String> {
    let right = options.iter().filter(|it| it.correct);
    right.map(|it| it.text.value.clone()).collect()
}

fn key(question: &Question) -> Option<Key> {
    let numbered = |name: &str, rights: Vec<Vec<String>>| {
        let named = rights.into_iter().enumerate();
        Key::Each(
            named
                .map(|(index, it)| (format!("{name}{}", index + 1), it))
                .collect(),
        )
    };
    Some(match &question.body {
        Body::SingleChoice(body) => Key::All(right(&body.options)),
        Body::MultipleResponse(body) => Key::All(right(&body.options)),
        Body::Evidence(body) => {
            let right = body.offered().iter().filter(|it| it.correct);
            Key::All(right.map(|it| it.quote.value.clone()).collect())
        }
        Body::TrueFalse(body) => {
            let word = |truth| match truth {
                Some(Truth::True) => "True",
                Some(Truth::False) => "False",
                _ => "Not stated",
            };
            let rights = body.statements.iter();
            numbered(
                "statement",
                rights.map(|it| vec![word(it.answer).to_owned()]).collect(),
            )
        }
        Body::Cloze(body) => {
            let rights = body.text.gaps().iter();
            numbered(
                "gap",
                rights.map(|it| vec![it.shown().to_owned()]).collect(),
            )
        }
        Body::Grid(body) => {
            let rights = body.rows.iter();
            numbered(
                "row",
                rights.map(|it| vec![it.shown().to_owned()]).collect(),
            )
        }
        Body::Paired(body) => {
            let evidence = body.evidence.iter().filter(|it| it.correct);
            Key::Each(vec![
                ("claim".to_owned(), right(&body.claims)),
                (
                    "evidence".to_owned(),
                    evidence.map(|it| it.quote.value.clone()).collect(),
                ),
            ])
        }
        Body::Matching(body) => Key::Each(
            body.pairs
                .iter()
                .map(|it| (it.left.value.clone(), vec![it.right.value.clone()]))
                .collect(),
        ),
        Body::Ordering(body) => Key::Each(
            body.items
                .iter()
                .enumerate()
                .map(|(place, it)| (it.value.clone(), vec![(place + 1).to_string()]))
                .collect(),
        ),
        Body::Inference(_) | Body::ShortAnswer(_) | Body::Extended(_) => return None,
    })
}

fn responses(item: &Element) -> Vec<&Element> {
    item.first("presentation")
        .unwrap()
        .all("response_lid")
        .collect()
}

/// The right answers to an item, one or several; of each response the choices that are wrong.
fn answers(item: &Element, key: &Key) -> (Vec<Given>, Given) {
    let responses = responses(item);
    match key {
        Key::All(texts) => {
            let labels = labels(responses[0]);
            let (right, wrong): (Vec<_>, Vec<_>) = labels
                .into_iter()
                .partition(|(_, text)| texts.contains(text));
            assert_eq!(right.len(), texts.len());
            let name = responses[0].attribute("ident").unwrap().to_owned();
            let given = |labels: Vec<(String, String)>| -> Given {
                let chosen = labels.into_iter().map(|(number, _)| number).collect();
                [(name.clone(), chosen)].into()
            };
            (vec![given(right)], given(wrong))
        }
        Key::Each(pairs) => {
            assert_eq!(pairs.len(), responses.len());
            let mut rights: Vec<Given> = vec![Given::new()];
            let mut wrong = Given::new();
            for (before, texts) in pairs {
                let response = responses
                    .iter()
                    .find(|it| material_of(it.first("material").unwrap()) == *before)
                    .unwrap_or_else(|| panic!("{before} is asked"));
                let name = response.attribute("ident").unwrap();
                let (right, other): (Vec<_>, Vec<_>) = labels(response)
                    .into_iter()
                    .partition(|(_, text)| texts.contains(text));
                assert_eq!(right.len(), texts.len(), "{texts:?}");
                rights = rights
                    .iter()
                    .flat_map(|given| {
                        right.iter().map(|(number, _)| {
                            let mut given = given.clone();
                            given.insert(name.to_owned(), [number.clone()].into());
                            given
                        })
                    })
                    .collect();
                // Of a gap that is typed every choice is accepted.
                let typed = material_is_typed(item);
                let first = other.into_iter().next().filter(|_| !typed);
                wrong.extend(first.map(|(number, _)| (name.to_owned(), [number].into())));
            }
            (rights, wrong)
        }
    }
}

fn material_is_typed(item: &Element) -> bool {
    super::field(item, "question_type").as_deref() == Some("fill_in_multiple_blanks_question")
}

#[test]
fn what_is_right_scores_100_what_is_wrong_nothing_and_a_part_its_share() {
    let mut played = 0;
    for paper in all_papers() {
        for (question, item) in with_items(&paper) {
            let Some(key) = key(question) else {
                continue;
            };
            let id = question.id.as_str();
            let (rights, wrong) = answers(&item, &key);
            for right in &rights {
                assert_eq!(process(&item, right).0.round(), 100.0, "{id}");
                assert!((process(&item, right).0 - 100.0).abs() < 1e-6, "{id}");
            }
            assert_eq!(process(&item, &wrong).0, 0.0, "{id}");
            assert_eq!(process(&item, &Given::new()).0, 0.0, "{id}");
            if let Key::Each(pairs) = &key {
                let mut less = rights[0].clone();
                let (name, _) = less.pop_first().unwrap();
                less.extend(wrong.get(&name).map(|it| (name.clone(), it.clone())));
                let expected = 100.0 - 100.0 / pairs.len() as f64;
                assert!((process(&item, &less).0 - expected).abs() < 0.011, "{id}");
            }
            played += 1;
        }
    }
    assert!(played >= 45, "{played} questions were played");
}

#[test]
fn a_choice_shows_its_comment_and_every_answer_the_explanation() {
    for paper in all_papers() {
        for (question, item) in with_items(&paper) {
            let Body::SingleChoice(body) = &question.body else {
                continue;
            };
            for (number, text) in labels(responses(&item)[0]) {
                let given = [("response1".to_owned(), [number.clone()].into())].into();
                let option = body
                    .options
                    .iter()
                    .find(|it| it.text.value == text)
                    .unwrap();
                let mut expected = vec!["general_fb".to_owned()];
                expected.extend(option.feedback.iter().map(|_| format!("{number}_fb")));
                assert_eq!(process(&item, &given).1, expected);
            }
        }
    }
}

/// How Canvas counts a question in parts: its points by (right − wrong) / parts, no less than 0.
/// Wrong ones count only where several answers are chosen from one list.
fn canvas_marks(points: u32, right: usize, wrong: usize, parts: usize) -> f64 {
    f64::from(points) * right.saturating_sub(wrong) as f64 / parts as f64
}

#[test]
fn where_no_rule_is_declared_lost_canvas_counts_as_we_do() {
    let mut compared = 0;
    for paper in all_papers() {
        let losses = exported(&paper).losses;
        for question in &paper.quiz.questions {
            let about = About::Question(question.id.value.clone());
            let is_rule = |part| matches!(part, Part::Rule);
            if losses
                .iter()
                .any(|it| it.about == about && is_rule(it.part))
            {
                continue;
            }
            let points = question.available();
            let several: Option<Vec<bool>> = match &question.body {
                Body::MultipleResponse(body) => {
                    Some(body.options.iter().map(|it| it.correct).collect())
                }
                Body::Evidence(body) if body.offered().len() < 12 => {
                    Some(body.offered().iter().map(|it| it.correct).collect())
                }
                _ => None,
            };
            for set in 0..several.as_ref().map_or(0, |it| 1_usize << it.len()) {
                let keys = several.as_ref().unwrap();
                let chosen: Vec<usize> = (0..keys.len()).filter(|it| set >> it & 1 == 1).collect();
                let right = chosen.iter().filter(|it| keys[**it]).count();
                let parts = keys.iter().filter(|it| **it).count();
                let theirs = canvas_marks(points, right, chosen.len() - right, parts);
                let ours = mark(question, &Answer::Choices(chosen)).unwrap().awarded;
                assert_eq!(theirs, f64::from(ours), "{} {set:b}", question.id.value);
                compared += 1;
            }
            let Body::Matching(body) = &question.body else {
                continue;
            };
            let parts = body.pairs.len();
            for right in 0..=parts {
                let given = (0..parts).map(|left| Some(if left < right { left } else { parts }));
                let ours = mark(question, &Answer::Pairs(given.collect()))
                    .unwrap()
                    .awarded;
                assert_eq!(canvas_marks(points, right, 0, parts), f64::from(ours));
                compared += 1;
            }
        }
    }
    assert!(compared > 50, "{compared} answers were compared");
}
