//! Workbooks that are read as tables. Those here are written by `rust_xlsxwriter`; `tests/exchange/tools/xlsx/run`
//! has some by `openpyxl`.

use std::io::{Cursor, Write};

use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format as CellFormat, Formula, Note, Workbook, Worksheet};
use sourcework_core::diagnostic::Code;
use sourcework_exchange::{
    Exported, Format, Imported, Settings, Table, Wanted, assemble, export, read,
};
use zip::write::SimpleFileOptions;

use crate::compare::{material, same_passages, same_up_to, shipped};
use crate::imports::{bodies, codes, messages, said};

/// A workbook of one sheet.
fn workbook(fill: &dyn Fn(&mut Worksheet)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    fill(workbook.add_worksheet());
    workbook.save_to_buffer().unwrap()
}

fn row(sheet: &mut Worksheet, number: u32, cells: &[&str]) {
    for (column, cell) in (0..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
        sheet.write_string(number, column, *cell).unwrap();
    }
}

fn rows(bytes: &[u8]) -> Vec<Vec<String>> {
    let table = Table::read(bytes, None, &|_| true).unwrap();
    table.rows().map(|row| row.unwrap().cells).collect()
}

#[test]
fn the_shipped_quizzes_come_back_from_their_workbooks() {
    for paper in shipped() {
        let material = material(&paper);
        let Exported { bytes, losses } = export(Format::Xlsx, material, Settings::default());
        // Said to be CSV, a workbook is still known to be one.
        for format in [Format::Xlsx, Format::Csv] {
            let imported = read(format, "a.xlsx", &bytes, None);
            assert_eq!(said(&imported), [], "{}", paper.quiz.id);
            let drafts = assemble(imported, &Wanted::default());
            same_up_to(&paper.quiz, &losses, &drafts);
            same_passages(material, &losses, &drafts);
        }
    }
}

#[test]
fn comments_on_cells_are_reported() {
    let bytes = workbook(&|sheet| {
        row(sheet, 0, &["question", "answer"]);
        sheet.insert_note(0, 1, &Note::new("Ask Ben.")).unwrap();
    });
    let table = Table::read(&bytes, None, &|_| true).unwrap();
    let notes: Vec<&str> = table.notes.iter().map(|it| it.message.as_str()).collect();
    assert_eq!(notes, ["comments on cells were left out"]);
}

#[test]
fn cells_say_what_somebody_would_have_typed() {
    let fill = |sheet: &mut Worksheet| {
        let day = CellFormat::new().set_num_format("d mmmm yyyy");
        let time = CellFormat::new().set_num_format("hh:mm");
        let both = CellFormat::new().set_num_format("yyyy-mm-dd hh:mm");
        let date = ExcelDateTime::from_ymd(1962, 10, 26).unwrap();
        let moment = ExcelDateTime::from_ymd(1962, 10, 26)
            .unwrap()
            .and_hms(18, 5, 0)
            .unwrap();
        row(sheet, 0, &["a", "b"]);
        sheet.write_number(1, 0, 1962).unwrap();
        sheet.write_number(2, 0, 0.1 + 0.2).unwrap();
        sheet.write_number(3, 0, -2.5).unwrap();
        sheet.write_boolean(4, 0, true).unwrap();
        sheet.write_boolean(5, 0, false).unwrap();
        sheet.write_datetime_with_format(6, 0, &date, &day).unwrap();
        sheet
            .write_datetime_with_format(7, 0, &moment, &both)
            .unwrap();
        let noon = ExcelDateTime::from_hms(12, 30, 0).unwrap();
        sheet
            .write_datetime_with_format(8, 0, &noon, &time)
            .unwrap();
        sheet
            .write_formula(9, 0, Formula::new("=A2+1").set_result("1963"))
            .unwrap();
        sheet.write_string(10, 0, "two\r\nlines").unwrap();
        sheet.write_string(11, 0, "1962").unwrap();
        sheet.write_string(12, 1, "beside an empty cell").unwrap();
    };
    let cells: Vec<String> = rows(&workbook(&fill))
        .into_iter()
        .map(|row| row.join("|"))
        .collect();
    assert_eq!(
        cells,
        [
            "1962",
            "0.3",
            "-2.5",
            "TRUE",
            "FALSE",
            "1962-10-26",
            "1962-10-26 18:05",
            "12:30",
            "1963",
            "two\nlines",
            "1962",
            "|beside an empty cell"
        ]
    );
}

/// A table that a department keeps: a title, merged cells, a sheet of notes before it, and an old one behind it.
#[test]
fn the_sheet_with_known_headings_is_read_and_the_others_are_told() {
    let notes = |sheet: &mut Worksheet| row(sheet, 0, &["Remember to print"]);
    let empty = |_: &mut Worksheet| {};
    let quiz = |sheet: &mut Worksheet| {
        let bold = CellFormat::new().set_bold();
        sheet
            .merge_range(0, 0, 0, 4, "Cold War, year 10", &bold)
            .unwrap();
        row(
            sheet,
            2,
            &["Question", "Option A", "Option B", "Option C", "Key"],
        );
        row(sheet, 3, &["When?", "", "", "", ""]);
        for (column, year) in (1..).zip([1961, 1962, 1963]) {
            sheet.write_number(3, column, year).unwrap();
        }
        sheet.write_string(3, 4, "B").unwrap();
        row(sheet, 4, &["Is it true?", "True", "False"]);
        sheet.write_boolean(4, 4, true).unwrap();
    };
    let old = |sheet: &mut Worksheet| row(sheet, 0, &["Question", "Answer 1"]);
    let mut book = Workbook::new();
    for (name, fill) in [
        ("Notes", &notes as &dyn Fn(&mut Worksheet)),
        ("Sheet2", &empty),
        ("Quiz", &quiz),
        ("Old", &old),
        ("Lists", &notes),
    ] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        sheet.set_hidden(name == "Lists");
        fill(sheet);
    }
    let imported = read(
        Format::Xlsx,
        "a.xlsx",
        &book.save_to_buffer().unwrap(),
        None,
    );
    assert_eq!(
        messages(&imported),
        [
            "the sheet “Quiz” was read; other sheets were left out: “Notes”, “Old”, “Lists”",
            "the row above the headings was left out",
        ]
    );
    let bodies = bodies(&imported);
    assert_eq!(
        bodies[0]["options"][1],
        serde_json::json!({ "text": "1962", "correct": true })
    );
    assert_eq!(
        bodies[1]["options"][0],
        serde_json::json!({ "text": "True", "correct": true })
    );
}

#[test]
fn what_is_wrong_in_a_workbook_is_told_at_its_row() {
    let fill = |sheet: &mut Worksheet| {
        row(sheet, 0, &["question", "skill"]);
        row(sheet, 3, &["Why?", "magic"]);
    };
    let imported = read(Format::Xlsx, "a.xlsx", &workbook(&fill), None);
    let report = &imported.reports[0];
    let span = report.diagnostics[0].span;
    assert_eq!(&report.text[span.start..span.end], "Why? | magic");
    assert_eq!(report.text[..span.start].matches('\n').count() + 1, 4);
}

/// As programs write formulas: no spreadsheet has worked them out yet.
#[test]
fn a_formula_without_a_result_is_told() {
    let text = |place: &str, text: &str| {
        format!("<c r='{place}' t='inlineStr'><is><t>{text}</t></is></c>")
    };
    let headings = ["question", "answer 1", "answer 2", "correct"];
    let headings: String = ('A'..)
        .zip(headings)
        .map(|(column, it)| text(&format!("{column}1"), it))
        .collect();
    let cells = [text("A2", "Which?"), text("B2", "a"), text("C2", "b")].concat();
    let sheet =
        format!("<row r='1'>{headings}</row><row r='2'>{cells}<c r='D2'><f>1+1</f></c></row>");
    let imported = read(Format::Xlsx, "a.xlsx", &raw(&sheet, ""), None);
    let told = messages(&imported);
    assert!(
        told.iter()
            .any(|it| it.contains("row 2 has a formula whose result is not in the file")),
        "{told:?}"
    );
    assert_eq!(bodies(&imported)[0]["options"][1].get("correct"), None);
}

#[test]
fn kahoots_own_workbook_comes_back_with_its_keys() {
    let fill = |sheet: &mut Worksheet| {
        row(sheet, 1, &["", "Quiz template"]);
        row(
            sheet,
            3,
            &[
                "",
                "If several answers are correct, separate them with a comma.",
            ],
        );
        row(
            sheet,
            7,
            &[
                "",
                "Question - max 120 characters",
                "Answer 1 - max 75 characters",
                "Answer 2 - max 75 characters",
                "Answer 3 - max 75 characters",
                "Answer 4 - max 75 characters",
                "Time limit (sec) – 5, 10, 20, 30, 60, 90, 120, or 240 secs",
                "Correct answer(s) - choose at least one",
            ],
        );
        row(
            sheet,
            8,
            &[
                "1",
                "Which met at Yalta?",
                "Mao",
                "Truman",
                "Stalin",
                "Churchill",
                "20",
                "3,4",
            ],
        );
        row(sheet, 9, &["2", "When?", "1944", "1945", "", "", "20"]);
        sheet.write_number(9, 7, 2).unwrap();
    };
    let imported = read(Format::Kahoot, "k.xlsx", &workbook(&fill), None);
    let right = |number: usize| -> Vec<String> {
        let body = &bodies(&imported)[number];
        let options = body["options"].as_array().unwrap().iter();
        let right = options.filter(|it| it["correct"] == true);
        right
            .map(|it| it["text"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(right(0), ["Stalin", "Churchill"]);
    assert_eq!(right(1), ["1945"]);
    assert_eq!(bodies(&imported)[0]["kind"], "multiple-response");
}

#[test]
fn what_kahoot_was_given_comes_back_up_to_what_was_declared() {
    for mut paper in shipped() {
        // A question for each statement: what came is compared by its texts below.
        let kept = |it: &sourcework_core::quiz::Question| {
            it.kind() != sourcework_core::quiz::Kind::TrueFalse
        };
        paper.quiz.questions.retain(kept);
        let Exported { bytes, losses } =
            export(Format::Kahoot, material(&paper), Settings::default());
        let imported = read(Format::Kahoot, "k.xlsx", &bytes, None);
        let mut drafts = assemble(imported, &Wanted::default());
        // Explanations that are left out are asked for.
        for question in drafts
            .quizzes
            .iter_mut()
            .flat_map(|it| &mut it.content.questions)
        {
            question.explanation.value.clear();
        }
        same_up_to(&paper.quiz, &losses, &drafts);
    }
    let papers = shipped();
    let statements =
        |it: &&sourcework_core::quiz::Question| it.kind() == sourcework_core::quiz::Kind::TrueFalse;
    let mut paper = papers
        .into_iter()
        .find(|it| it.quiz.questions.iter().any(|it| statements(&it)))
        .unwrap();
    paper.quiz.questions.retain(|it| statements(&it));
    paper.quiz.questions.truncate(1);
    let bytes = export(Format::Kahoot, material(&paper), Settings::default()).bytes;
    let came = read(Format::Kahoot, "k.xlsx", &bytes, None);
    let sourcework_core::quiz::Body::TrueFalse(body) = &paper.quiz.questions[0].body else {
        unreachable!()
    };
    assert_eq!(came.questions.len(), body.statements.len());
    for ((item, body), statement) in came
        .questions
        .iter()
        .zip(bodies(&came))
        .zip(&body.statements)
    {
        assert!(item.stem.ends_with(statement.text.trim()), "{}", item.stem);
        let right = body["options"]
            .as_array()
            .unwrap()
            .iter()
            .find(|it| it["correct"] == true);
        let right = right.unwrap()["text"].as_str().unwrap().to_lowercase();
        assert_eq!(right, statement.answer.unwrap().shown());
    }
}

/// A workbook that is a zip archive with these files, and what every workbook has.
fn raw(sheet: &str, strings: &str) -> Vec<u8> {
    const KIND: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let files = [
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'><Relationship Id='r1' Type='{KIND}/officeDocument' Target='xl/workbook.xml'/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns='{MAIN}' xmlns:r='{KIND}'><sheets><sheet name='S' sheetId='1' r:id='r1'/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'><Relationship Id='r1' Type='{KIND}/worksheet' Target='worksheets/sheet1.xml'/><Relationship Id='r2' Type='{KIND}/sharedStrings' Target='sharedStrings.xml'/></Relationships>"
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet xmlns='{MAIN}'><sheetData>{sheet}</sheetData></worksheet>"),
        ),
        (
            "xl/sharedStrings.xml",
            format!("<sst xmlns='{MAIN}'>{strings}</sst>"),
        ),
    ];
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn codes_of(bytes: &[u8]) -> Vec<Code> {
    codes(&read(Format::Xlsx, "hostile.xlsx", bytes, None))
}

#[test]
fn a_hostile_workbook_is_refused_within_bounds() {
    let string = "<si><t>question</t></si>";
    let good = "<row r='1'><c r='A1' t='s'><v>0</v></c></row><row r='2'><c r='A2' t='inlineStr'><is><t>Why?</t></is></c></row>";
    let imported: Imported = read(Format::Xlsx, "a.xlsx", &raw(good, string), None);
    assert_eq!((imported.questions.len(), said(&imported)), (1, Vec::new()));
    // One long text that very many cells share.
    let long = format!("<si><t>{}</t></si>", "a".repeat(1 << 20));
    let cells: String = (1..=100)
        .map(|row| format!("<row r='{row}'><c r='A{row}' t='s'><v>0</v></c></row>"))
        .collect();
    assert_eq!(codes_of(&raw(&cells, &long)), [Code::UnsafeFile]);
    // Rows that each reach far to the right.
    let wide: String = (1..=5_000)
        .map(|row| format!("<row r='{row}'><c r='ALL{row}'><v>1</v></c></row>"))
        .collect();
    assert_eq!(codes_of(&raw(&wide, string)), [Code::UnsafeFile]);
    for (cell, code) in [
        ("<c r='XFD1'><v>1</v></c>", Code::Malformed),
        ("<c r='A99999999999999999999'><v>1</v></c>", Code::Malformed),
        ("<c r='ZZZZZZZZZZ1'><v>1</v></c>", Code::Malformed),
        ("<c r='A1' t='s'><v>7</v></c>", Code::Malformed),
        ("<c r='A1'><v>1", Code::Malformed),
    ] {
        assert_eq!(codes_of(&raw(cell, string)), [code], "{cell}");
    }
    // A bomb: 80 MiB of blanks.
    assert_eq!(
        codes_of(&raw(&" ".repeat(80 << 20), string)),
        [Code::UnsafeFile]
    );
    // Another package, and none at all.
    let other = export(Format::Qti3, material(&shipped()[0]), Settings::default()).bytes;
    assert_eq!(codes_of(&other), [Code::Malformed]);
    assert_eq!(codes_of(b"PK\x03\x04 and nothing more"), [Code::Malformed]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_workbook_is_read_or_refused(place in 0_usize..4000, byte: u8, cells in "[<>/a-z0-9='\" ]{0,60}") {
        let string = "<si><t>question</t></si>";
        let mut bytes = raw(&format!("<row r='1'><c r='A1' t='s'><v>0</v></c></row><row>{cells}</row>"), string);
        codes_of(&bytes);
        let place = place % bytes.len();
        bytes[place] = byte;
        codes_of(&bytes);
    }
}
