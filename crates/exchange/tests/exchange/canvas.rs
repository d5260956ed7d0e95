//! Packages for Canvas: what is in them, that they are QTI 1.2 in the form that Canvas reads, and
//! that what counts as right is what the quiz says. That programs which are not ours read them is
//! held by `tools/canvas/run`.

#[path = "canvas/forms.rs"]
mod forms;
#[path = "canvas/gaps.rs"]
mod gaps;
#[path = "canvas/losses.rs"]
mod losses;
#[path = "canvas/model.rs"]
mod model;
#[path = "canvas/passages.rs"]
mod passages;
#[path = "canvas/play.rs"]
mod play;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use sourcework_core::paper::Paper;
use sourcework_core::quiz::{Body, Question};
use sourcework_exchange::html::to_text;
use sourcework_exchange::package::unpack;
use sourcework_exchange::xml::{Element, Node, parse};
use sourcework_exchange::{About, Exported, Format, Loss, Settings, export};
use sourcework_service::library::Library;

use super::compare::{material, shipped};

/// Odd tariffs, typography, rules, overlapping quotations.
fn tariffs() -> Paper {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/exchange/tools/qti/library");
    Library::open(&folder).unwrap().paper("tariffs").unwrap()
}

fn all_papers() -> Vec<Paper> {
    let mut papers = shipped();
    papers.push(tariffs());
    papers
}

fn exported(paper: &Paper) -> Exported {
    export(Format::Canvas, material(paper), Settings::default())
}

/// The files of a package, each well-formed.
fn files(paper: &Paper) -> BTreeMap<String, Element> {
    let members = unpack(&exported(paper).bytes, |_| true).unwrap();
    let parsed = members.into_iter().map(|member| {
        let text = String::from_utf8(member.bytes).unwrap();
        let mut root = parse(&text).unwrap();
        close_up(&mut root);
        (member.name, root)
    });
    parsed.collect()
}

/// Takes out the line ends between elements.
fn close_up(element: &mut Element) {
    let holds_elements = element.elements().next().is_some();
    element
        .children
        .retain(|it| !(holds_elements && matches!(it, Node::Text(text) if text.trim().is_empty())));
    for child in &mut element.children {
        if let Node::Element(child) = child {
            close_up(child);
        }
    }
}

fn assessment(paper: &Paper) -> Element {
    let name = format!("{0}/{0}.xml", paper.quiz.id);
    files(paper).remove(&name).unwrap()
}

fn items(assessment: &Element) -> Vec<&Element> {
    let all = assessment.descendants();
    all.filter(|it| it.name == "item").collect()
}

/// The item of a question.
fn item(paper: &Paper, id: &str) -> Element {
    let assessment = assessment(paper);
    let called = |it: &&&Element| it.attribute("title") == Some(id);
    (*items(&assessment).iter().find(called).unwrap()).clone()
}

/// A field of an item's metadata.
fn field(item: &Element, name: &str) -> Option<String> {
    let mut fields = item
        .descendants()
        .filter(|it| it.name == "qtimetadatafield");
    let field = fields.find(|it| it.first("fieldlabel").unwrap().all_text() == name)?;
    Some(field.first("fieldentry").unwrap().all_text())
}

/// The markup or text of the first material in an element.
fn material_of(element: &Element) -> String {
    let mut texts = element.descendants().filter(|it| it.name == "mattext");
    texts.next().map(Element::all_text).unwrap_or_default()
}

/// The comment of that name.
fn comment(item: &Element, name: &str) -> Option<String> {
    let mut comments = item.all("itemfeedback");
    comments
        .find(|it| it.attribute("ident") == Some(name))
        .map(material_of)
}

/// A paper with the questions that are kept, after a change.
fn changed(kept: &[&str], change: impl FnOnce(&mut Paper)) -> Paper {
    let mut paper = tariffs();
    paper
        .quiz
        .questions
        .retain(|it| kept.contains(&it.id.as_str()));
    assert_eq!(paper.quiz.questions.len(), kept.len());
    change(&mut paper);
    paper
}

fn losses_of(paper: &Paper, id: &str) -> Vec<String> {
    let about = About::Question(id.to_owned());
    let losses = exported(paper).losses;
    let of_question = losses.iter().filter(|it| it.about == about);
    of_question
        .map(|it: &Loss| format!("{} {}", it.part.as_str(), it.how))
        .collect()
}

/// The conditions of an item, as markup.
fn conditions(item: &Element) -> Vec<String> {
    let processing = item.first("resprocessing").unwrap();
    let conditions = processing.all("respcondition");
    conditions.map(Element::markup_inside).collect()
}

/// The form of an item, its text, and its responses with what they offer.
fn shape(item: &Element) -> (String, String, Vec<(String, Vec<String>)>) {
    let presentation = item.first("presentation").unwrap();
    let responses = presentation.all("response_lid").map(|it| {
        let texts = play::labels(it).into_iter().map(|(_, text)| text);
        let before = it.first("material").map(material_of);
        (before.unwrap_or_default(), texts.collect())
    });
    (
        field(item, "question_type").unwrap(),
        material_of(presentation),
        responses.collect(),
    )
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|it| (*it).to_owned()).collect()
}

/// Questions of a paper with their items.
fn with_items(paper: &Paper) -> Vec<(&Question, Element)> {
    let questions = paper.quiz.questions.iter();
    questions.map(|it| (it, item(paper, &it.id))).collect()
}

#[test]
fn a_package_is_a_manifest_the_quiz_and_how_it_is_taken() {
    let paper = tariffs();
    let files = files(&paper);
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "imsmanifest.xml",
            "tariffs/assessment_meta.xml",
            "tariffs/tariffs.xml"
        ]
    );
    let manifest = &files["imsmanifest.xml"];
    let resources: Vec<&Element> = manifest
        .descendants()
        .filter(|it| it.name == "resource")
        .collect();
    let [quiz, meta] = resources[..] else {
        panic!("{resources:?}")
    };
    let file = |it: &Element| {
        it.first("file")
            .unwrap()
            .attribute("href")
            .unwrap()
            .to_owned()
    };
    assert_eq!(quiz.attribute("type"), Some("imsqti_xmlv1p2"));
    assert_eq!(quiz.attribute("identifier"), Some("tariffs"));
    assert_eq!(file(quiz), "tariffs/tariffs.xml");
    assert_eq!(
        quiz.first("dependency").unwrap().attribute("identifierref"),
        meta.attribute("identifier")
    );
    // Canvas looks for resources whose type ends so, and there for `NAME/assessment_meta.xml`,
    // where NAME is the identifier of the assessment.
    assert!(
        meta.attribute("type")
            .unwrap()
            .ends_with("learning-application-resource")
    );
    assert_eq!(file(meta), "tariffs/assessment_meta.xml");
    let assessment = files["tariffs/tariffs.xml"].first("assessment").unwrap();
    assert_eq!(assessment.attribute("ident"), Some("tariffs"));
    assert_eq!(assessment.attribute("title"), Some("Tariffs"));
}

#[test]
fn canvas_is_told_the_title_the_marks_the_time_and_what_the_quiz_says_of_itself() {
    let paper = shipped()
        .into_iter()
        .find(|it| it.quiz.id == "letter-4-exam")
        .unwrap();
    let files = files(&paper);
    let meta = &files["letter-4-exam/assessment_meta.xml"];
    let said = |name: &str| meta.first(name).map(Element::all_text).unwrap();
    assert_eq!(meta.attribute("identifier"), Some("letter-4-exam"));
    assert_eq!(
        said("title"),
        "Exam paper: a letter in the Cuban Missile Crisis"
    );
    assert_eq!(
        said("description"),
        "<p>A full paper on the three extracts: provenance, inference, argument, comparison, utility. 50 minutes.</p><p>Level: IB Paper 1 style</p><p>Pass mark: 50%</p>"
    );
    assert_eq!(said("time_limit"), "50");
    assert_eq!(said("allowed_attempts"), "1");
    assert_eq!(said("shuffle_answers"), "true");
    assert_eq!(said("available"), "false", "the teacher publishes it");
    let points = items(&files["letter-4-exam/letter-4-exam.xml"])
        .iter()
        .map(|it| {
            field(it, "points_possible")
                .unwrap()
                .parse::<u32>()
                .unwrap()
        })
        .sum::<u32>();
    assert_eq!(said("points_possible"), points.to_string());
}

#[test]
fn every_paper_is_qti_1_2_element_by_element() {
    for paper in all_papers() {
        model::hold(&assessment(&paper));
    }
}

#[test]
fn every_item_is_named_once_and_knows_its_form_its_points_and_its_passage() {
    for paper in all_papers() {
        let assessment = assessment(&paper);
        let items = items(&assessment);
        let names: BTreeSet<_> = items.iter().map(|it| it.attribute("ident")).collect();
        assert_eq!(names.len(), items.len());
        let mut passage = None;
        let mut questions = paper.quiz.questions.iter();
        for item in items {
            let fields = item.descendants().filter(|it| it.name == "fieldlabel");
            let first = fields.map(Element::all_text).next();
            assert_eq!(
                first.as_deref(),
                Some("question_type"),
                "readers look there"
            );
            if field(item, "question_type").as_deref() == Some("text_only_question") {
                assert_eq!(field(item, "points_possible").as_deref(), Some("0"));
                assert!(item.first("resprocessing").is_none());
                passage = item.attribute("ident").map(str::to_owned);
                continue;
            }
            let question = questions.next().unwrap();
            assert_eq!(item.attribute("title"), Some(question.id.as_str()));
            assert_eq!(
                field(item, "points_possible"),
                Some(question.available().to_string())
            );
            assert_eq!(field(item, "parent_stimulus_item_ident"), passage);
        }
        assert!(questions.next().is_none());
    }
}

#[test]
fn names_come_from_the_quiz_and_the_question_and_never_meet() {
    let paper = changed(&["double", "all-of-it", "half"], |paper| {
        paper.quiz.id = "2nd quiz".to_owned();
        for (question, id) in paper
            .quiz
            .questions
            .iter_mut()
            .zip(["a b", "a-b", "ledger/a"])
        {
            question.id.value = id.to_owned();
        }
    });
    let files = files(&paper);
    let items = items(&files["q-2nd-quiz/q-2nd-quiz.xml"]);
    let names: Vec<_> = items
        .iter()
        .filter_map(|it| it.attribute("ident"))
        .collect();
    assert_eq!(
        names,
        [
            "q-2nd-quiz_ledger-a",
            "q-2nd-quiz_a-b",
            "q-2nd-quiz_a-b-2",
            "q-2nd-quiz_ledger-a-2"
        ]
    );
}

#[test]
fn the_same_quiz_gives_the_same_bytes() {
    for paper in all_papers() {
        assert_eq!(exported(&paper), exported(&paper));
    }
}

#[test]
fn whatever_a_text_holds_it_is_text() {
    let nasty = "</p></mattext>]]><script>alert(1)</script> & <b>\u{b}{{x}} \u{1F4DC} [response1]";
    let kept = "</p></mattext>]]><script>alert(1)</script> & <b>{{x}} \u{1F4DC} [response1]";
    let paper = changed(&["double", "five-for-three", "bank"], |paper| {
        paper.quiz.title.value = nasty.to_owned();
        for question in &mut paper.quiz.questions {
            question.stem.value = nasty.to_owned();
            question.explanation.value = nasty.to_owned();
            match &mut question.body {
                Body::SingleChoice(body) => body.options[0].text.value = nasty.to_owned(),
                Body::Matching(body) => body.pairs[0].right.value = nasty.to_owned(),
                Body::Cloze(body) => body.bank[0].value = nasty.to_owned(),
                _ => {}
            }
        }
    });
    let assessment = assessment(&paper);
    model::hold(&assessment);
    for id in ["double", "five-for-three", "bank"] {
        let item = item(&paper, id);
        let (_, text, responses) = shape(&item);
        // Once as markup, which says the words …
        assert!(to_text(&text).text.starts_with(kept), "{text}");
        assert!(to_text(&text).lost.is_empty());
        assert!(
            to_text(&comment(&item, "general_fb").unwrap())
                .text
                .starts_with(kept)
        );
        // … and once as plain text, which is the words.
        assert!(
            responses
                .iter()
                .any(|(_, offered)| offered.contains(&kept.to_owned()))
        );
    }
}

#[test]
fn a_quiz_without_questions_is_a_package_as_well() {
    let paper = changed(&[], |_| {});
    assert!(items(&assessment(&paper)).is_empty());
    model::hold(&assessment(&paper));
}

#[test]
fn ids_survive_a_change_elsewhere() {
    let whole = item(&tariffs(), "half");
    let alone = changed(&["half"], |paper| {
        paper.quiz.questions[0].explanation.value = "Another.".to_owned();
    });
    let alone = item(&alone, "half");
    let numbers = |item: &Element| {
        let labels = item.descendants().filter(|it| it.name == "response_label");
        labels
            .map(|it| it.attribute("ident").unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(whole.attribute("ident"), alone.attribute("ident"));
    assert_eq!(numbers(&whole), numbers(&alone));
}
