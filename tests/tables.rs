//! The same table in every form in which a spreadsheet saves it is read the same by every command.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

mod common;

use common::{Desk, MOLES};
use rust_xlsxwriter::Workbook;

/// Rows of answers with marks by the program and a person. The class has a letter beyond ASCII.
const ROWS: [[&str; 5]; 3] = [
    ["class", "question", "answer", "mark", "teacher"],
    ["Café", "moles", "Blind moles", "1", "1"],
    ["Café", "moles", "Wise owls", "0", "1"],
];

fn delimited(by: &str) -> String {
    ROWS.map(|row| row.join(by)).join("\r\n")
}

fn workbook() -> Vec<u8> {
    let mut workbook = Workbook::new();
    workbook
        .add_worksheet()
        .set_name("Notes")
        .unwrap()
        .write_string(0, 0, "Print it")
        .unwrap();
    let sheet = workbook.add_worksheet().set_name("Answers").unwrap();
    sheet.write_string(0, 0, "Class 10b").unwrap();
    for (number, row) in (2..).zip(ROWS) {
        for (column, cell) in (0..).zip(row) {
            match cell.parse::<u32>() {
                Ok(mark) => sheet.write_number(number, column, mark).unwrap(),
                Err(_) => sheet.write_string(number, column, cell).unwrap(),
            };
        }
    }
    workbook.save_to_buffer().unwrap()
}

/// Every form, with what has to be said about it.
fn forms() -> Vec<(&'static str, Vec<u8>, &'static [&'static str])> {
    let utf16 = |text: &str| -> Vec<u8> {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        units.flat_map(u16::to_le_bytes).collect()
    };
    let latin: Vec<u8> = delimited(",")
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    vec![
        ("commas", delimited(",").into_bytes(), &[]),
        ("semicolons", delimited(";").into_bytes(), &[]),
        ("tabs", delimited("\t").into_bytes(), &[]),
        (
            "sep",
            format!("sep=;\r\n{}", delimited(";")).into_bytes(),
            &[],
        ),
        (
            "line ends of old Macs",
            delimited(",").replace("\r\n", "\r").into_bytes(),
            &[],
        ),
        (
            "mark of UTF-8",
            format!("\u{feff}{}", delimited(",")).into_bytes(),
            &[],
        ),
        ("UTF-16", utf16(&delimited("\t")), &[]),
        ("Latin-1", latin, &["--encoding", "latin-1"]),
        (
            "blank rows",
            delimited(",")
                .replace("\r\n", "\r\n,,,,\r\n\r\n")
                .into_bytes(),
            &[],
        ),
        ("padded", delimited(" , ").into_bytes(), &[]),
        ("workbook", workbook(), &[]),
    ]
}

#[test]
fn mark_and_agreement_read_every_form() {
    let desk = Desk::new(MOLES);
    let path = desk.folder.path().join("table");
    let path = path.to_str().unwrap();
    for (form, bytes, more) in forms() {
        std::fs::write(path, bytes).unwrap();
        let marked = desk.run(&[&["mark", "moles", "--answers", path], more].concat(), "");
        let rows: Vec<&str> = marked.stdout.lines().collect();
        assert!(
            rows[0].starts_with("class,mark,teacher,question,answer,mark,"),
            "{form}: {marked:?}"
        );
        assert!(
            rows[1]
                .replace(' ', "")
                .starts_with("Café,1,1,moles,Blindmoles,1,"),
            "{form}: {marked:?}"
        );
        assert!(
            rows[2]
                .replace(' ', "")
                .starts_with("Café,0,1,moles,Wiseowls,0,"),
            "{form}: {marked:?}"
        );
        let told = marked
            .stderr
            .contains("the sheet “Answers” was read; other sheets were left out: “Notes”");
        assert_eq!(told, form == "workbook", "{}", marked.stderr);
        let compared = desk.run(
            &[&["agreement", path, "--format", "json"], more].concat(),
            "",
        );
        let compared = compared.json();
        assert_eq!(
            compared["all"]["comparisons"][0]["agreement"]["n"], 2,
            "{form}"
        );
        assert_eq!(
            compared["all"]["comparisons"][0]["agreement"]["missed-marks"]["marks"]["value"], 1.0,
            "{form}"
        );
    }
}
