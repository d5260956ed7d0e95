//! Documents for Word. That a word processor reads them is shown by
//! `tests/exchange/tools/docx/run`.

use std::collections::BTreeSet;
use std::io::Read;

use sourcework_core::paper::Paper;
use sourcework_exchange::xml::{Element, parse};
use sourcework_exchange::{Format, LargePrint, Layout, Settings, export};

use crate::compare::{material, shipped};

fn part(bytes: &[u8], name: &str) -> Element {
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    package
        .by_name(name)
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    parse(&text).unwrap()
}

/// The words of the document, a paragraph a line.
fn words(paper: &Paper, settings: Settings) -> String {
    let bytes = export(Format::Docx, material(paper), settings).bytes;
    let document = part(&bytes, "word/document.xml");
    let paragraphs = document.descendants().filter(|it| it.name == "w:p");
    let text = |it: &Element| {
        let runs = it.descendants().filter_map(|it| match &*it.name {
            "w:t" => Some(it.all_text()),
            "w:tab" | "w:br" => Some(" ".to_owned()),
            _ => None,
        });
        one_line(&runs.collect::<String>())
    };
    paragraphs.map(text).collect::<Vec<_>>().join("\n")
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_document_says_what_the_worksheet_says() {
    for paper in shipped() {
        let student = words(&paper, Settings::default());
        let teacher = words(
            &paper,
            Settings {
                key: true,
                ..Settings::default()
            },
        );
        for question in &paper.quiz.questions {
            assert!(
                student.contains(&one_line(&question.stem)),
                "{}",
                question.id
            );
            assert!(
                teacher.contains(&one_line(&question.stem)),
                "{}",
                question.id
            );
            assert!(
                !student.contains(&one_line(&question.explanation)),
                "{}",
                question.id
            );
            assert!(
                teacher.contains(&one_line(&question.explanation)),
                "{}",
                question.id
            );
            for extract in &question.extracts {
                for paragraph in paper.sources.text(extract).unwrap().split("\n\n") {
                    assert!(student.contains(&one_line(paragraph)), "{extract}");
                }
            }
        }
    }
}

#[test]
fn every_part_is_well_formed_and_named_and_the_same_again() {
    let paper = shipped().remove(0);
    for settings in [
        Settings::default(),
        Settings {
            key: true,
            variants: 2,
            seed: 5,
            ..Settings::default()
        },
    ] {
        let bytes = export(Format::Docx, material(&paper), settings).bytes;
        assert!(bytes == export(Format::Docx, material(&paper), settings).bytes);
        let types = part(&bytes, "[Content_Types].xml");
        let overridden = types
            .all("Override")
            .filter_map(|it| it.attribute("PartName"));
        for name in overridden {
            part(&bytes, name.trim_start_matches('/'));
        }
        let relations = part(&bytes, "word/_rels/document.xml.rels");
        for relation in relations.all("Relationship") {
            assert_ne!(
                relation.attribute("TargetMode"),
                Some("External"),
                "nothing is fetched"
            );
        }
    }
}

#[test]
fn texts_of_any_sign_are_texts() {
    let mut paper = shipped().remove(0);
    let hostile = "a < b & c > d \" ' ]]> <w:p/> \u{1}\u{fffe} end";
    for question in &mut paper.quiz.questions {
        hostile.clone_into(&mut question.stem.value);
    }
    let words = words(&paper, Settings::default());
    assert!(words.contains("a < b & c > d \" ' ]]> <w:p/> end"));
}

/// Ruled paper for writing by hand has 8 mm and a little more, which is 24 points, from line to line.
#[test]
fn lines_to_write_on_are_24_points_apart_and_wider_in_large_print() {
    let paper = shipped().remove(4);
    let pitch = |large_print: Option<LargePrint>| {
        let settings = Settings {
            layout: Layout {
                large_print,
                ..Layout::default()
            },
            ..Settings::default()
        };
        let bytes = export(Format::Docx, material(&paper), settings).bytes;
        let styles = part(&bytes, "word/styles.xml");
        let of_lines = |it: &&Element| it.attribute("w:styleId") == Some("AnswerLine");
        let style = styles.all("style").find(of_lines).unwrap();
        let spacing = style
            .descendants()
            .find(|it| it.name == "w:spacing")
            .unwrap();
        assert_eq!(spacing.attribute("w:lineRule"), Some("exact"));
        let twentieths: f64 = spacing.attribute("w:line").unwrap().parse().unwrap();
        twentieths / 20.0
    };
    assert_eq!(pitch(None), 24.0);
    assert!(pitch(Some(LargePrint::Points18)) > 36.0);
}

#[test]
fn no_style_is_defined_twice_and_every_one_that_is_used_is_defined() {
    let paper = shipped().remove(0);
    let bytes = export(Format::Docx, material(&paper), Settings::default()).bytes;
    let styles = part(&bytes, "word/styles.xml");
    let defined: Vec<&str> = styles
        .all("style")
        .filter_map(|it| it.attribute("w:styleId"))
        .collect();
    let once: BTreeSet<&str> = defined.iter().copied().collect();
    assert_eq!(defined.len(), once.len(), "{defined:?}");
    let document = part(&bytes, "word/document.xml");
    let used = document.descendants().filter(|it| it.name == "w:pStyle");
    let used: Vec<&str> = used.filter_map(|it| it.attribute("w:val")).collect();
    assert!(!used.is_empty());
    for style in used {
        assert!(once.contains(style), "{style}");
    }
}

/// "Page 3 of 9", with "Turn over" on every page but the last, as Word works it out.
#[test]
fn each_page_says_which_of_how_many_it_is() {
    let paper = shipped().remove(0);
    for (variants, pages) in [(1, "NUMPAGES"), (2, "SECTIONPAGES")] {
        let settings = Settings {
            variants,
            ..Settings::default()
        };
        let bytes = export(Format::Docx, material(&paper), settings).bytes;
        let footer = part(&bytes, "word/footer1.xml");
        let instructions = footer.descendants().filter(|it| it.name == "w:instrText");
        let fields: String = instructions.map(Element::all_text).collect();
        let turn_over = format!("IF PAGE = {pages} \"\" \"Turn over\"");
        assert_eq!(one_line(&fields), format!("PAGE{pages} {turn_over}"));
    }
}
