//! Workbooks: the table of a quiz, and the template that Kahoot reads. They are read in `rows`.

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};

use super::lower::on_one_line;
use super::{Exported, Loss, Material, Part, Settings, table};

mod kahoot;

pub use kahoot::{CAPABILITIES as KAHOOT_CAPABILITIES, export as export_kahoot};

/// The most characters that a cell holds.
const LONGEST: usize = 32_767;
/// The most rows and columns that a sheet has.
const LARGEST: (usize, usize) = (1_048_576, 16_384);
/// Writes a plain table.
pub fn export(material: Material<'_>, settings: Settings) -> Exported {
    let mut table = table::table(material);
    let mut losses = Vec::new();
    let (rows, columns) = LARGEST;
    if table.rows.len() >= rows || table.headings.len() > columns {
        table.rows.truncate(rows - 1);
        table.headings.truncate(columns);
        table.rows.iter_mut().for_each(|row| row.truncate(columns));
        let how = "beyond 1,048,576 rows or 16,384 columns is left out: a workbook holds no more";
        losses.push(Loss::of_quiz(Part::Question, how));
    }
    let rows = table.rows.iter_mut();
    let long = rows.flatten().filter(|cell| cell.chars().count() > LONGEST);
    let cut = long.map(|cell| *cell = cell.chars().take(LONGEST).collect());
    if cut.count() > 0 {
        let how = "is cut in cells of more than 32,767 characters, the most that a workbook holds";
        losses.push(Loss::of_quiz(Part::Passage, how));
    }
    let bytes = workbook(material, settings, |sheet| {
        let bold = Format::new().set_bold();
        let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        for (column, heading) in (0..).zip(&table.headings) {
            sheet.write_string_with_format(0, column, heading, &bold)?;
            sheet.set_column_width(column, width(heading))?;
        }
        for (row, cells) in (1..).zip(&table.rows) {
            for (column, cell) in (0..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
                match cell.parse::<u32>() {
                    Ok(number) => sheet.write_number_with_format(row, column, number, &wrapped)?,
                    Err(_) => sheet.write_string_with_format(row, column, cell, &wrapped)?,
                };
            }
        }
        sheet.set_freeze_panes(1, 0)?;
        Ok(())
    });
    Exported { bytes, losses }
}

/// In characters: texts are wrapped in wide columns.
fn width(heading: &str) -> f64 {
    match heading {
        "marks" | "correct" | "shuffle" | "choose" => 8.0,
        "kind" | "skill" | "provenance" => 18.0,
        "question" | "text" | "explanation" => 60.0,
        _ => 30.0,
    }
}

/// A workbook of one sheet.
fn workbook(
    material: Material<'_>,
    settings: Settings,
    fill: impl FnOnce(&mut Worksheet) -> Result<(), XlsxError>,
) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let mut properties = DocProperties::new().set_title(on_one_line(&material.quiz.title));
    if let Ok(at) = ExcelDateTime::from_timestamp(settings.at) {
        properties = properties.set_creation_datetime(&at);
    }
    workbook.set_properties(&properties);
    let written = fill(workbook.add_worksheet()).and_then(|()| workbook.save_to_buffer());
    written.expect("cells, rows and columns are cut to what a workbook holds")
}

#[cfg(test)]
mod tests {
    use super::*;
    use sourcework_core::quiz;
    use sourcework_core::source::Sources;

    #[test]
    fn a_question_wider_than_a_workbook_is_cut_and_told() {
        let mut text = "title = \"Wide\"\n[[question]]\nid = \"wide\"\nkind = \"single-choice\"\n\
            skill = \"comprehension\"\nextracts = []\nstem = \"Which?\"\nexplanation = \"It is.\"\n"
            .to_owned();
        for number in 0..LARGEST.1 {
            text += &format!("[[question.options]]\ntext = \"{number}\"\n");
        }
        let (quiz, found) = quiz::parse("wide", &text);
        let quiz = quiz.unwrap_or_else(|| panic!("{found:?}"));
        let sources = Sources::default();
        let material = Material {
            quiz: &quiz,
            sources: &sources,
        };
        let exported = export(material, Settings::default());
        assert!(exported.bytes.starts_with(b"PK"));
        let how = |it: &Loss| it.how.contains("16,384 columns");
        assert!(exported.losses.iter().any(how), "{:?}", exported.losses);
    }
}
