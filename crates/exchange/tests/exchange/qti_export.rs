//! Packages of QTI: what is in them, and that response processing counts as we do. That a player
//! shows and scores them is held by `tools/qti/run`.

#[path = "qti_export/chance.rs"]
mod chance;
#[path = "qti_export/processing.rs"]
mod processing;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use sourcework_core::paper::Paper;
use sourcework_core::quiz::{Body, Question};
use sourcework_exchange::package::unpack;
use sourcework_exchange::xml::{Element, parse};
use sourcework_exchange::{About, Carriage, Exported, Format, Part, Settings, export};
use sourcework_service::library::Library;

use super::compare::{material, shipped};

const VERSIONS: [Format; 2] = [Format::Qti3, Format::Qti21];

/// The quiz with odd tariffs and typography that the player is given, too.
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

fn exported(format: Format, paper: &Paper) -> Exported {
    export(format, material(paper), Settings::default())
}

/// The files of a package.
fn files(format: Format, paper: &Paper) -> BTreeMap<String, Element> {
    let members = unpack(&exported(format, paper).bytes, |_| true).unwrap();
    let parsed = members.into_iter().map(|member| {
        let text = String::from_utf8(member.bytes).unwrap();
        (member.name, parse(&text).unwrap())
    });
    parsed.collect()
}

/// The item of a question.
fn item<'a>(files: &'a BTreeMap<String, Element>, id: &str) -> &'a Element {
    let called = |it: &&Element| it.attribute("title") == Some(id);
    let items = files.iter().filter(|(name, _)| name.starts_with("items/"));
    items.map(|(_, it)| it).find(called).unwrap()
}

/// A quiz with one question after a change.
fn changed(change: impl FnOnce(&mut Question)) -> Paper {
    let mut paper = tariffs();
    paper.quiz.questions.truncate(1);
    change(&mut paper.quiz.questions[0]);
    paper
}

#[test]
fn every_file_of_a_package_is_in_its_manifest_and_every_reference_leads_somewhere() {
    for format in VERSIONS {
        for paper in all_papers() {
            let files = files(format, &paper);
            let manifest = &files["imsmanifest.xml"];
            let all: Vec<_> = manifest.descendants().collect();
            let listed: BTreeSet<_> = all
                .iter()
                .filter(|it| it.name == "file")
                .map(|it| it.attribute("href").unwrap().to_owned())
                .collect();
            let mut there: BTreeSet<_> = files.keys().cloned().collect();
            there.remove("imsmanifest.xml");
            assert_eq!(listed, there);
            let resources: Vec<_> = all.iter().filter(|it| it.name == "resource").collect();
            let names: BTreeSet<_> = resources
                .iter()
                .map(|it| it.attribute("identifier"))
                .collect();
            assert_eq!(
                names.len(),
                resources.len(),
                "each identifier stands for one file"
            );
            for needed in all.iter().filter(|it| it.name == "dependency") {
                assert!(names.contains(&needed.attribute("identifierref")));
            }
            for (name, root) in &files {
                let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
                for href in root.descendants().filter_map(|it| it.attribute("href")) {
                    let path = match href.strip_prefix("../") {
                        Some(path) => path.to_owned(),
                        None if folder.is_empty() => href.to_owned(),
                        None => format!("{folder}/{href}"),
                    };
                    assert!(files.contains_key(&path), "{name} refers to {path}");
                }
            }
        }
    }
}

#[test]
fn a_package_holds_a_file_a_question_and_in_3_0_a_file_an_extract() {
    let paper = &shipped()[0];
    let names = |format| files(format, paper).into_keys().collect::<Vec<_>>();
    let of_questions = paper
        .quiz
        .questions
        .iter()
        .map(|it| format!("items/{}.xml", it.id.value));
    let mut expected: Vec<_> = of_questions.collect();
    expected.extend(["imsmanifest.xml".to_owned(), "test.xml".to_owned()]);
    expected.sort();
    assert_eq!(names(Format::Qti21), expected);
    // 6b and 6c stand below 6a where a question is about all of them: without a second heading.
    for name in ["6a", "6b", "6b-bare", "6c", "6c-bare"] {
        expected.push(format!("stimuli/khrushchev-letter-1962-{name}.xml"));
    }
    expected.sort();
    assert_eq!(names(Format::Qti3), expected);
}

#[test]
fn an_item_refers_to_its_extract_and_says_where_it_is_shown() {
    let files = files(Format::Qti3, &shipped()[0]);
    let item = item(&files, "first-reaction");
    let reference = item.first("qti-assessment-stimulus-ref").unwrap();
    assert_eq!(
        reference.attribute("href"),
        Some("../stimuli/khrushchev-letter-1962-6a.xml")
    );
    let shown = item
        .descendants()
        .find_map(|it| it.attribute("data-stimulus-idref"));
    assert_eq!(shown, reference.attribute("identifier"));
    let stimulus = &files["stimuli/khrushchev-letter-1962-6a.xml"];
    assert_eq!(
        stimulus.attribute("label"),
        Some("khrushchev-letter-1962/6a")
    );
    assert!(stimulus.all_text().contains("Date: 26 October 1962"));
}

#[test]
fn a_heading_that_is_held_back_comes_with_the_explanation_and_a_hidden_one_never() {
    let title = "Letter from Khrushchev to Kennedy";
    let mut paper = shipped().remove(1);
    paper.quiz.questions.truncate(1);
    assert_eq!(paper.quiz.questions[0].provenance.as_str(), "after");
    for format in VERSIONS {
        let files = files(format, &paper);
        let item = item(&files, "unseen");
        let told = item
            .elements()
            .find(|it| it.name.ends_with("eedback"))
            .unwrap();
        assert!(told.all_text().contains(title));
        let elsewhere = |it: &Element| it.all_text().replace(&told.all_text(), "").contains(title);
        assert!(!files.values().any(elsewhere), "{format}");
    }
    paper.quiz.questions[0].provenance = sourcework_core::quiz::Reveal::Hidden;
    for format in VERSIONS {
        assert!(
            !files(format, &paper)
                .values()
                .any(|it| it.all_text().contains(title))
        );
    }
}

#[test]
fn the_test_holds_the_time_the_pass_mark_and_the_skills() {
    let paper = tariffs();
    let available: u32 = paper.quiz.questions.iter().map(Question::available).sum();
    assert_eq!(available, 21);
    for (format, mastery, time) in [
        (Format::Qti3, "mastery-value", "max-time"),
        (Format::Qti21, "masteryValue", "maxTime"),
    ] {
        let files = files(format, &paper);
        let all: Vec<_> = files["test.xml"].descendants().collect();
        let value = |name: &str| all.iter().find_map(|it| it.attribute(name));
        assert_eq!(value(time), Some("600"));
        assert_eq!(value(mastery), Some("10.5"));
        assert_eq!(value("category"), Some("comprehension"));
        let manifest = files["imsmanifest.xml"].all_text();
        assert!(manifest.contains("comprehension") && manifest.contains("Tariffs"));
    }
}

#[test]
fn the_same_quiz_gives_the_same_bytes() {
    for paper in all_papers() {
        for format in VERSIONS {
            assert_eq!(exported(format, &paper), exported(format, &paper));
        }
    }
}

#[test]
fn losses_are_those_that_the_table_of_kinds_announces() {
    for paper in all_papers() {
        for format in VERSIONS {
            let losses = exported(format, &paper).losses;
            for question in &paper.quiz.questions {
                let about = About::Question(question.id.value.clone());
                let lost = |part| losses.iter().any(|it| it.about == about && it.part == part);
                let carriage = format.carries(question.kind());
                assert_eq!(lost(Part::Question), carriage == Carriage::No);
                let otherwise = matches!(carriage, Carriage::As(_));
                assert_eq!(
                    lost(Part::Kind),
                    otherwise,
                    "{} {format}",
                    question.id.value
                );
            }
        }
    }
}

#[test]
fn what_is_lost_of_one_question_is_said_once() {
    let paper = changed(|question| {
        question.stem.value = "Which  of  these?".to_owned();
        question.hint = Some(sourcework_core::diagnostic::Placed::default());
    });
    let said = |format| -> Vec<_> {
        let losses = exported(format, &paper).losses;
        losses
            .iter()
            .map(|it| format!("{} {}", it.part.as_str(), it.how))
            .collect()
    };
    let layout = "layout loses its runs of blanks and empty lines";
    assert_eq!(said(Format::Qti3), [layout]);
    let hint = "hint is shown with the question from the start";
    assert_eq!(said(Format::Qti21), [hint, layout]);
}

#[test]
fn ids_that_are_no_names_and_names_that_meet_are_told_apart() {
    let mut paper = tariffs();
    paper.quiz.questions.truncate(3);
    for (question, id) in paper.quiz.questions.iter_mut().zip(["1a", "q-1a", "test"]) {
        question.id.value = id.to_owned();
    }
    for format in VERSIONS {
        let files = files(format, &paper);
        let names =
            ["1a", "q-1a", "test"].map(|id| item(&files, id).attribute("identifier").unwrap());
        assert_eq!(names, ["q-1a", "q-1a-2", "test-2"]);
    }
}

#[test]
fn an_order_does_not_give_its_key_away_where_nothing_shuffles() {
    let mut paper = tariffs();
    paper
        .quiz
        .questions
        .retain(|it| matches!(it.body, Body::Ordering(_)));
    paper.quiz.questions[0].shuffle = false;
    for format in VERSIONS {
        let files = files(format, &paper);
        let item = item(&files, "half-order");
        let choices = item.descendants().filter(|it| it.name.ends_with("hoice"));
        let order: Vec<_> = choices
            .filter_map(|it| it.attribute("identifier"))
            .collect();
        assert_eq!(order.len(), 5);
        assert!(!order.is_sorted(), "{order:?}");
        assert!(
            item.descendants()
                .any(|it| it.attribute("shuffle") == Some("true"))
        );
    }
}

#[test]
fn whatever_a_text_holds_it_is_text() {
    let nasty = "</p><script>alert(1)</script> & “]]>” <b>\u{b}{{x}} \u{1F4DC}";
    let paper = changed(|question| question.stem.value = nasty.to_owned());
    for format in VERSIONS {
        let files = files(format, &paper);
        let text = item(&files, "double").all_text();
        assert!(text.contains("</p><script>alert(1)</script> & “]]>” <b>{{x}} \u{1F4DC}"));
    }
}

#[test]
fn a_quiz_without_questions_is_a_package_as_well() {
    let mut paper = tariffs();
    paper.quiz.questions.clear();
    for format in VERSIONS {
        assert_eq!(files(format, &paper).len(), 2);
    }
}
