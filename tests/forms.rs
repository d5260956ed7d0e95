//! What Google Forms and Microsoft Forms hand out goes into `mark`: one row a student, headed by the questions.
//!
//! The tables are laid out as the two export them: Google's `Timestamp`, `Username`, `Total score`, each question with
//! `[Score]` and `[Feedback]` behind it, rows of a grid in brackets, ticked boxes separated by `, `; Microsoft's `ID`,
//! `Start time` … `Total points`, each question with `Points - ` and `Feedback - `, ticked boxes each followed by `;`.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

mod common;

use common::{Desk, written_question};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

const QUIZ: &str = r#"
title = "A letter"

[[question]]
id       = "animal"
kind     = "single-choice"
skill    = "language"
extracts = ["letter/a"]
stem     = "What are they compared with?"
options  = [{ text = "Blind moles", correct = true }, { text = "Owls, which are wise" }]
quotes   = ["like blind moles"]
explanation = "Moles cannot see."

[[question]]
id       = "words"
kind     = "multiple-response"
skill    = "language"
extracts = ["letter/a"]
stem     = "Which words stand in it? (Tick all.)"
options  = [{ text = "a clash", correct = true }, { text = "war, peace and trade" }, { text = "moles", correct = true }]
quotes   = ["like blind moles"]
explanation = "They do."

[[question]]
id       = "claims"
kind     = "true-false"
skill    = "comprehension"
extracts = ["letter/a"]
stem     = "True or false?"
explanation = "It says so."
[[question.statements]]
text   = "They will clash."
answer = "true"
quote  = "They will come to a clash"
[[question.statements]]
text   = "They can see."
answer = "false"
quote  = "like blind moles"

[[question]]
id       = "year"
kind     = "cloze"
skill    = "comprehension"
extracts = ["letter/a"]
stem     = "When was it written?"
text     = "It was written in {{1962}}."
quotes   = ["like blind moles"]
explanation = "In that year."
"#;

/// Those questions, and a written one.
fn quiz() -> String {
    let point = "[[question.point]]\nlabel    = \"It is a disaster\"\nkeywords = [\"disaster\"]\n";
    format!("{QUIZ}\n{}", written_question(point))
}

/// Marks of three students, worked out by hand: all right; a part, where a wrong tick takes away what a right one
/// earns; nothing that can be marked.
const EXPECTED: [[&str; 5]; 3] = [
    ["1", "2", "2", "1", "1"],
    ["0", "0", "1", "0", "0"],
    ["?", "0", "0", "0", "0"],
];

fn marks(table: &str) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let names = reader.headers().unwrap().clone();
    let of = |id: &str| {
        names
            .iter()
            .position(|it| it == id)
            .unwrap_or_else(|| panic!("{names:?}"))
    };
    let places = ["animal", "words", "claims", "year", "war"].map(of);
    let rows = reader.records().map(|row| row.unwrap());
    rows.map(|row| places.iter().map(|at| row[*at].to_owned()).collect())
        .collect()
}

#[test]
fn the_table_of_google_forms() {
    let desk = Desk::new(&quiz());
    let table = "\"Timestamp\",\"Username\",\"Total score\",\"Your name\",\"What are they compared with?\",\"What are they compared with? [Score]\",\"What are they compared with? [Feedback]\",\"Which words stand in it? (Tick all.)\",\"Which words stand in it? (Tick all.) [Score]\",\"True or false? [They will clash.]\",\"True or false? [They can see.]\",\"When was it written?\",\"What is war?\"\n\
        \"2026/11/20 9:05:11 am GMT\",\"ada@school.example\",\"6.00 / 7\",\"Ada\",\"Blind moles\",\"1.00 / 1\",\"\",\"a clash, moles\",\"2.00 / 2\",\"True\",\"False\",\"1962\",\"It is a disaster.\"\n\
        \"2026/11/20 9:06:40 am GMT\",\"ben@school.example\",\"1.00 / 7\",\"Ben\",\"Owls, which are wise\",\"0.00 / 1\",\"Look again\",\"moles, war, peace and trade\",\"0.00 / 2\",\"True\",\"True\",\"1926\",\"I do not know\"\n\
        \"2026/11/20 9:07:02 am GMT\",\"cem@school.example\",\"0.00 / 7\",\"Cem\",\"Other: cats\",\"0.00 / 1\",\"\",\"\",\"0.00 / 2\",\"\",\"\",\"\",\"\"\n";
    desk.put("form.csv", table);
    let run = desk.run(
        &[
            "mark",
            "moles",
            "--answers",
            "form.csv",
            "--students",
            "--feedback",
            "back.html",
        ],
        "",
    );
    // What is none of the options is told, and its student is not marked down for it.
    assert_eq!(run.code, 1);
    assert!(
        run.stderr
            .contains("line 4: `Other: cats` is not an answer to `animal`"),
        "{}",
        run.stderr
    );
    assert_eq!(marks(&run.stdout), EXPECTED);
    let (headings, rows) = run.stdout.split_once('\n').unwrap();
    // Not the marks of the form for single answers.
    assert_eq!(
        headings.trim(),
        "Timestamp,Username,Total score,Your name,animal,words,claims,year,war,total,available,waiting"
    );
    assert!(
        rows.starts_with(
            "2026/11/20 9:05:11 am GMT,ada@school.example,6.00 / 7,Ada,1,2,2,1,1,7,7,0"
        ),
        "{rows}"
    );
    let page = desk.read("back.html");
    assert!(page.contains("ada@school.example · Ada"), "{page}");
}

fn microsoft() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let headings = [
        "ID",
        "Start time",
        "Completion time",
        "Email",
        "Name",
        "Total points",
        "Quiz feedback",
        "Grade posted time",
        "1. What are they compared with?\u{a0}",
        "Points - 1. What are they compared with?\u{a0}",
        "Feedback - 1. What are they compared with?\u{a0}",
        "Which words stand in it? (Tick all.)\n",
        "Points - Which words stand in it? (Tick all.)\n",
        "They will clash",
        "They can see",
        "when was it written",
        "What is war?",
    ];
    for (column, heading) in (0..).zip(headings) {
        sheet.write_string(0, column, heading).unwrap();
    }
    let time = Format::new().set_num_format("m/d/yy h:mm:ss");
    let start = ExcelDateTime::from_ymd(2026, 11, 20)
        .unwrap()
        .and_hms(9, 5, 11)
        .unwrap();
    let answers = [
        (
            "Ada",
            "Blind moles",
            "a clash;moles;",
            "True",
            "False",
            1962,
            "It is a disaster.",
        ),
        (
            "Ben",
            "Owls, which are wise",
            "war, peace and trade;moles;",
            "True",
            "True",
            1926,
            "I do not know",
        ),
        ("Cem", "cats", "", "", "", 0, ""),
    ];
    for (row, (name, animal, words, clash, see, year, war)) in (1..).zip(answers) {
        sheet.write_number(row, 0, row).unwrap();
        sheet
            .write_datetime_with_format(row, 1, &start, &time)
            .unwrap();
        sheet.write_string(row, 4, name).unwrap();
        for (column, cell) in [(8, animal), (11, words), (13, clash), (14, see), (16, war)] {
            sheet.write_string(row, column, cell).unwrap();
        }
        sheet.write_number(row, 9, 0).unwrap();
        if year > 0 {
            sheet.write_number(row, 15, year).unwrap();
        }
    }
    workbook.save_to_buffer().unwrap()
}

#[test]
fn the_workbook_of_microsoft_forms() {
    let desk = Desk::new(&quiz());
    std::fs::write(desk.folder.path().join("form.xlsx"), microsoft()).unwrap();
    let run = desk.run(
        &["mark", "moles", "--answers", "form.xlsx", "--students"],
        "",
    );
    assert_eq!(run.code, 1);
    assert!(
        run.stderr
            .contains("line 4: `cats` is not an answer to `animal`"),
        "{}",
        run.stderr
    );
    assert_eq!(marks(&run.stdout), EXPECTED);
    assert!(
        run.stdout
            .starts_with("ID,Start time,Completion time,Email,Name,Total points,"),
        "{}",
        run.stdout
    );
    assert!(
        run.stdout.contains("\n1,2026-11-20 09:05:11,,,Ada,"),
        "{}",
        run.stdout
    );
    // A row for each answer has all columns that are not answers.
    let rows = desk.run(&["mark", "moles", "--answers", "form.xlsx"], "");
    assert!(
        rows.stdout
            .contains("Points - 1. What are they compared with?"),
        "{}",
        rows.stdout
    );
}

/// A form that was made on another system: "é" as one character, and as "e" with an accent behind it.
#[test]
fn questions_and_options_are_found_however_their_accents_were_typed() {
    let (one, two) = ("caf\u{e9}", "cafe\u{301}");
    for (written, typed) in [(one, two), (two, one)] {
        let quiz = format!(
            "title = \"T\"\n[[question]]\nid = \"where\"\nkind = \"single-choice\"\nskill = \"language\"\nextracts = [\"letter/a\"]\nstem = \"Which {written}?\"\noptions = [{{ text = \"The {written}\", correct = true }}, {{ text = \"None\" }}]\nexplanation = \"It is.\"\n\
             [[question]]\nid = \"why\"\nkind = \"short-answer\"\nskill = \"comprehension\"\nextracts = [\"letter/a\"]\nstem = \"Why?\"\nmarks = 1\nmodel = \"M\"\nexplanation = \"E\"\n[[question.point]]\nlabel = \"L\"\nkeywords = [\"{written}\"]\n"
        );
        let desk = Desk::new(&quiz);
        let table = format!("Name,Which {typed}?,Why?\nAda,The {typed},They met in the {typed}\n");
        let run = desk.run(&["mark", "moles", "--answers", "-", "--students"], &table);
        assert_eq!(
            run.ok(),
            "Name,where,why,total,available,waiting\nAda,1,1,2,2,0\n"
        );
    }
}

#[test]
fn two_questions_of_the_same_words_have_a_column_each_and_one_without_is_told() {
    let one = "[[question]]\nid = \"ID\"\nkind = \"single-choice\"\nskill = \"language\"\nextracts = [\"letter/a\"]\nstem = \"Which?\"\noptions = [{ text = \"this\", correct = true }, { text = \"that\" }]\nexplanation = \"It is.\"\n";
    let quiz = ["first", "second", "third"].map(|id| one.replace("ID", id));
    let desk = Desk::new(&format!("title = \"Same\"\n{}", quiz.concat()));
    // As Excel tells them apart, and as Google leaves them.
    for again in ["Which?2", "Which?"] {
        let table = format!("Name;Which?;{again}\nAda;this;that\n");
        let run = desk.run(&["mark", "moles", "--answers", "-", "--students"], &table);
        assert!(
            run.stderr
                .contains("note: the table has no column for `third`"),
            "{}",
            run.stderr
        );
        assert_eq!(
            run.ok(),
            "Name,first,second,total,available,waiting\nAda,1,0,1,2,0\n"
        );
    }
}

/// The key of `true-6a` is true, false, false, not stated; `cannon-match` has three pairs in the order of their letters.
/// The marks stand in the order of the quiz: `true-6a`, `war-is`, `cannon-match`, `blind-moles`.
#[test]
fn a_part_that_was_left_blank_keeps_its_place() {
    let marked = |table: &str| {
        let arguments = ["mark", "letter-1-warm-up", "--answers", "-", "--students"];
        let run = common::sourcework_with(&arguments, table);
        let of_student = run.stdout.lines().nth(1).unwrap_or_default().to_owned();
        (of_student, run.stderr)
    };
    let ids = "Name,war-is,blind-moles,true-6a,cannon-match\n";
    for (row, expected) in [
        (
            "Ada,disaster; ; tool,; collide; both sides,true;;false;not-stated,A;;C",
            "Ada,3,2,2,2",
        ),
        ("Ben,disaster;;,cannot see;,;false;;,;;C;", "Ben,1,1,1,1"),
        (
            "Cem,\"disaster;\npastime;\ntool\",\"cannot see\n\nboth sides\",\"true;\nfalse;\nfalse;\n\",A;B;C",
            "Cem,3,3,3,2",
        ),
    ] {
        let (marks, _) = marked(&format!("{ids}{row}\n"));
        assert!(marks.starts_with(&format!("{expected},")), "{row}: {marks}");
    }
    let grid = [
        "He says that capitalists need peace as well as communists.",
        "He believes that statesmen could stop a war soon after it had begun.",
        "He claims to speak only for the Soviet people.",
        "Soviet missiles have been brought to Cuba.",
    ];
    let (marks, _) = marked(&format!(
        "Name,{}\nAda,True,,False,Not stated\n",
        grid.join(",")
    ));
    assert_eq!(marks, "Ada,3,3,4,0");
    // What is written of it is marked the same.
    let (marks, _) = marked("Name,true-6a\nAda,True; ; False; Not stated\n");
    assert_eq!(marks, "Ada,3,3,4,0");
    // Nothing says which of the five steps a blank one is.
    let (marks, told) = marked("Name,order-6a\nAda,A;;C;D;E\n");
    assert!(marks.starts_with("Ada,?,0,"), "{marks}");
    assert!(
        told.contains("line 2: `A;;C;D;E` is not an answer to `order-6a`"),
        "{told}"
    );
}

#[test]
fn gaps_that_are_separated_by_commas_are_told_apart_or_wait_for_a_person() {
    for (cell, mark) in [
        ("disaster, pastime, tool", "3"),
        ("disaster,,tool", "2"),
        ("disaster", "1"),
        ("disaster, pastime; pastime; tool", "2"),
        ("disaster, pastime; ; ", "0"),
        ("disaster / pastime / tool", "?"),
        ("disaster, pastime", "?"),
        ("disaster; pastime, tool", "?"),
    ] {
        let arguments = ["mark", "letter-1-warm-up", "--answers", "-", "--students"];
        let table = format!("Name,war-is\nAda,\"{cell}\"\n");
        let run = common::sourcework_with(&arguments, &table);
        let row = run.stdout.lines().nth(1).unwrap_or_default();
        assert!(row.starts_with(&format!("Ada,{mark},")), "{cell}: {row}");
        let is_told = run
            .stderr
            .contains("there are 3 gaps; put `;` between their answers");
        assert_eq!(is_told, mark == "?", "{cell}: {}", run.stderr);
    }
}
