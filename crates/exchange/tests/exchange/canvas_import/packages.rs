//! Packages: where their files are, and what they say of a quiz.

use std::io::Write;

use proptest::prelude::*;
use proptest::sample::select;
use sourcework_core::diagnostic::Code;
use sourcework_core::quiz::TimeLimit;
use sourcework_exchange::package::unpack;
use sourcework_exchange::{Format, Imported, Settings, export, read};
use zip::write::SimpleFileOptions;

use super::{drafts, file};
use crate::cases::cases;
use crate::compare::{material, shipped};
use crate::imports::{messages, said};

fn package(files: &[(&str, &str)]) -> Imported {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    read(Format::Canvas, "p.zip", &bytes, None)
}

/// An item that is read or written about, and nothing else.
fn item(name: &str, kind: &str, more: &str) -> String {
    format!(
        "<item ident=\"{name}\" title=\"{name}\"><itemmetadata><qtimetadata><qtimetadatafield><fieldlabel>question_type</fieldlabel><fieldentry>{kind}</fieldentry></qtimetadatafield>{more}</qtimetadata></itemmetadata>\
         <presentation><material><mattext>Text {name}</mattext></material></presentation></item>"
    )
}

fn essay(name: &str) -> String {
    item(name, "essay_question", "")
}

fn stems(imported: &Imported) -> Vec<&str> {
    imported
        .questions
        .iter()
        .map(|it| it.stem.as_str())
        .collect()
}

const META: &str = "<quiz identifier=\"a1\" xmlns=\"http://canvas.instructure.com/xsd/cccv1p0\"><title>The letter, again</title>\
    <description>&lt;p&gt;About &lt;b&gt;it&lt;/b&gt;.&lt;/p&gt;</description><shuffle_answers>true</shuffle_answers><time_limit>25</time_limit></quiz>";

#[test]
fn a_quiz_of_canvas_has_its_title_and_its_time_beside_it() {
    let imported = package(&[
        ("a1/a1.xml", &file(&essay("one"))),
        ("a1/assessment_meta.xml", META),
        ("__MACOSX/a1/._a1.xml", "no XML"),
        ("course_settings/context.xml", "no XML <manifest"),
    ]);
    assert_eq!(imported.title.as_deref(), Some("The letter, again"));
    assert_eq!(imported.description.as_deref(), Some("About it."));
    assert_eq!(imported.time_limit.map(TimeLimit::minutes), Some(25));
    assert_eq!(stems(&imported), ["Text one"]);
}

/// The copy of Common Cartridge lacks what that cannot carry; the manifest says which quiz comes first.
#[test]
fn each_quiz_comes_once_and_whole_and_in_the_order_of_the_manifest() {
    let other = file(&essay("other")).replace(
        "ident=\"a1\" title=\"The letter\"",
        "ident=\"a2\" title=\"Another\"",
    );
    let manifest = "<manifest><resources><resource type=\"imsqti_xmlv1p2\"><file href=\"z/z.xml\"/></resource>\
        <resource type=\"imsqti_xmlv1p2/imscc_xmlv1p1/assessment\"><file href=\"a1/assessment_qti.xml\"/></resource></resources></manifest>";
    let imported = package(&[
        ("a1/assessment_qti.xml", &file(&essay("copy"))),
        ("z/z.xml", &other),
        ("imsmanifest.xml", manifest),
        (
            "non_cc_assessments/a1.xml.qti",
            &file(&(essay("one") + &essay("two"))),
        ),
    ]);
    assert_eq!(stems(&imported), ["Text other", "Text one", "Text two"]);
    assert_eq!(imported.title.as_deref(), Some("Another"));
    assert_eq!(
        messages(&imported),
        ["what follows is in the quiz “The letter”; it came into the same quiz"]
    );
}

#[test]
fn a_pool_of_blackboard_is_a_file_that_the_manifest_names() {
    let manifest = "<manifest xmlns:bb=\"http://www.blackboard.com/content-packaging/\"><resources>\
        <resource bb:file=\"res00002.dat\" bb:title=\"Pool\" type=\"assessment/x-bb-qti-pool\"/></resources></manifest>";
    let pool = file(&essay("one")).replace("<section", "<presentation_material><flow_mat><material><mat_extension><mat_formattedtext type=\"HTML\">For week 1.</mat_formattedtext></mat_extension></material></flow_mat></presentation_material><section");
    let imported = package(&[
        ("imsmanifest.xml", manifest),
        ("res00002.dat", &pool),
        ("res00001.dat", "<COURSE/>"),
    ]);
    assert_eq!(stems(&imported), ["Text one"]);
    assert_eq!(imported.title.as_deref(), Some("The letter"));
    assert_eq!(imported.description.as_deref(), Some("For week 1."));
}

#[test]
fn passages_reach_as_far_as_the_file_says() {
    let passage = |name: &str| item(name, "text_only_question", "");
    let above = package(&[(
        "q.xml",
        &file(
            &(essay("zero")
                + &passage("first")
                + &essay("one")
                + &essay("two")
                + &passage("second")
                + &essay("three")),
        ),
    )]);
    let places: Vec<&[usize]> = above
        .questions
        .iter()
        .map(|it| it.passages.as_slice())
        .collect();
    assert_eq!(places, [&[][..], &[0], &[0], &[1]]);
    assert_eq!(above.passages[0].text, "Text first");
    assert_eq!(above.passages[0].heading.as_deref(), Some("first"));
    let of_second = "<qtimetadatafield><fieldlabel>parent_stimulus_item_ident</fieldlabel><fieldentry>second</fieldentry></qtimetadatafield>";
    let named = item("one", "essay_question", of_second);
    let named = package(&[(
        "q.xml",
        &file(&(passage("first") + &passage("second") + &named + &essay("two"))),
    )]);
    let places: Vec<&[usize]> = named
        .questions
        .iter()
        .map(|it| it.passages.as_slice())
        .collect();
    assert_eq!(places, [&[1][..], &[]]);
}

/// Three of a section are drawn, each for two marks; others come from a bank that is not here.
#[test]
fn what_is_drawn_by_chance_is_said() {
    let drawn = "<selection_ordering><selection><selection_number>1</selection_number><selection_extension><points_per_item>2.0</points_per_item></selection_extension></selection></selection_ordering>";
    let section = format!(
        "<section ident=\"g\" title=\"Week 1\">{drawn}{}</section>",
        essay("one") + &essay("two")
    );
    let bank = "<section ident=\"b\"><selection_ordering><selection><sourcebank_ref>bank9</sourcebank_ref><selection_number>3</selection_number></selection></selection_ordering></section>";
    let imported = package(&[("q.xml", &file(&(section + bank)))]);
    let worth: Vec<u32> = imported
        .questions
        .iter()
        .map(|it| it.marks.unwrap_or_else(|| it.body.natural_tariff()))
        .collect();
    assert_eq!(worth, [2, 2]);
    assert_eq!(
        said(&imported),
        [
            (Code::ImportedOtherwise, "what follows is in the section “Week 1”; it came into the same quiz".to_owned()),
            (Code::ImportedOtherwise, "the quiz draws 1 of the questions that follow by chance; here all of them are asked".to_owned()),
            (Code::NotImported, "the quiz draws 3 questions from the bank “bank9”; they came only if the bank is in this package".to_owned()),
        ]
    );
}

#[test]
fn files_of_other_versions_are_called_what_they_are() {
    let item = "<assessmentItem xmlns=\"http://www.imsglobal.org/xsd/imsqti_v2p1\"/>";
    for (imported, words) in [
        (package(&[("i.xml", item)]), "import it as `qti21`"),
        (
            read(Format::Canvas, "i.xml", item.as_bytes(), None),
            "import it as `qti21`",
        ),
        (
            package(&[("res00001.dat", "<POOL/>")]),
            "old version of Blackboard",
        ),
        (package(&[("a.xml", "<a/>")]), "no question of QTI 1.2"),
        (
            read(Format::Canvas, "a.xml", b"<quiz/>", None),
            "expected a package",
        ),
    ] {
        let said = said(&imported);
        assert_eq!(said.len(), 1, "{said:?}");
        assert_eq!(said[0].0, Code::Malformed);
        assert!(said[0].1.contains(words), "{said:?}");
    }
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("imsmanifest.xml", SimpleFileOptions::default())
        .unwrap();
    zip.write_all(b"<manifest><resources><resource type=\"imsqti_xmlv1p2\" href=\"a.xml\"/></resources></manifest>").unwrap();
    let imported = read(
        Format::Qti21,
        "p.zip",
        &zip.finish().unwrap().into_inner(),
        None,
    );
    assert!(
        said(&imported)[0].1.contains("import it as `canvas`"),
        "{:?}",
        said(&imported)
    );
}

const DAMAGED: [&str; 14] = [
    "ident=",
    "response_label",
    "respident=",
    "&lt;p&gt;",
    "</p>",
    "response1",
    "varequal",
    "Single",
    "_question",
    "conditionvar",
    "setvar",
    "100",
    "[",
    "<and>",
];
const BY: [&str; 12] = [
    "",
    "x",
    "&lt;p&gt;",
    "not",
    "response1",
    "Multiple",
    "Ordered",
    "\u{10fffc}0\u{10fffd}",
    "{{",
    "|",
    "-9999999999",
    "<or/>",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(16), ..ProptestConfig::default() })]

    /// Whatever becomes of a file on its way, it is read or refused.
    #[test]
    fn a_damaged_file_can_be_read(which in 0usize..5, from in select(&DAMAGED[..]), by in select(&BY[..]), first in any::<bool>()) {
        let papers = shipped();
        let paper = &papers[which % papers.len()];
        let bytes = export(Format::Canvas, material(paper), Settings::default()).bytes;
        let name = format!("{0}/{0}.xml", paper.quiz.id);
        let member = unpack(&bytes, |it| it == name).unwrap().remove(0);
        let text = String::from_utf8(member.bytes).unwrap();
        let damaged = if first { text.replacen(from, by, 20) } else { text.replace(from, by) };
        drafts(read(Format::Canvas, "a.xml", damaged.as_bytes(), None));
    }
}
