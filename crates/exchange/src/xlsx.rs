//! Workbooks: the table of a quiz, and the template that Kahoot reads.

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};

use super::{Carriage, Exported, Loss, Material, Part, Settings, losses, table};
use sourcework_core::quiz::body::SingleChoice;
use sourcework_core::quiz::{Body, Kind, Question};

/// The most characters that a cell holds.
const LONGEST: usize = 32_767;
/// The most rows and columns that a sheet has.
const LARGEST: (usize, usize) = (1_048_576, 16_384);
/// What Kahoot takes: characters of a question and of an answer, and answers.
const KAHOOT: (usize, usize, usize) = (120, 75, 4);
/// The row of Kahoot's template (from 0) that holds its headings; questions follow.
const KAHOOT_HEADINGS: u32 = 7;
/// The seconds that Kahoot gives for a question: one of those that it knows.
const KAHOOT_SECONDS: u32 = 60;

/// How Kahoot's template carries a kind.
pub fn carries_kahoot(kind: Kind) -> Carriage {
    match kind {
        Kind::SingleChoice => Carriage::Whole,
        _ => Carriage::No,
    }
}

/// Writes a plain table.
pub fn export(material: Material<'_>, settings: Settings) -> Exported {
    let mut table = table::table(material);
    let (rows, columns) = LARGEST;
    if table.rows.len() >= rows || table.headings.len() > columns {
        table.rows.truncate(rows - 1);
        table.headings.truncate(columns);
        table.rows.iter_mut().for_each(|row| row.truncate(columns));
        let how = "beyond 1,048,576 rows or 16,384 columns is left out: a workbook holds no more";
        table.losses.push(Loss::of_quiz(Part::Question, how));
    }
    let rows = table.rows.iter_mut();
    let long = rows.flatten().filter(|cell| cell.chars().count() > LONGEST);
    let cut = long.map(|cell| *cell = cell.chars().take(LONGEST).collect());
    if cut.count() > 0 {
        let how = "is cut in cells of more than 32,767 characters, the most that a workbook holds";
        table.losses.push(Loss::of_quiz(Part::Passage, how));
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
    Exported {
        bytes,
        losses: table.losses,
    }
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

/// Writes Kahoot's template.
pub fn export_kahoot(material: Material<'_>, settings: Settings) -> Exported {
    let mut losses = losses::of_head(material.quiz, &[]);
    losses.extend([
        Loss::of_quiz(Part::Id, "of each question is left out"),
        Loss::of_quiz(Part::Skill, "is left out"),
        Loss::of_quiz(
            Part::Passage,
            "is left out: hand it out beside the questions",
        ),
        Loss::of_quiz(Part::Explanation, "is left out"),
        Loss::of_quiz(Part::Marks, "is set in Kahoot"),
    ]);
    let mut asked: Vec<(&Question, &SingleChoice)> = Vec::new();
    let room = LARGEST.0 - KAHOOT_HEADINGS as usize - 1;
    for question in &material.quiz.questions {
        match fits_kahoot(question) {
            Ok(_) if asked.len() == room => {
                let how = "is left out: a workbook has no more rows";
                losses.push(Loss::of_question(&question.id, Part::Question, how));
            }
            Ok(body) => {
                asked.push((question, body));
                lose_of_kahoot(question, body, &mut losses);
            }
            Err(why) => {
                let how = format!("is left out: {why}");
                losses.push(Loss::of_question(&question.id, Part::Question, how));
            }
        }
    }
    let bytes = workbook(material, settings, |sheet| kahoot(sheet, material, &asked));
    Exported { bytes, losses }
}

fn fits_kahoot(question: &Question) -> Result<&SingleChoice, String> {
    let (of_question, of_answer, answers) = KAHOOT;
    let Body::SingleChoice(body) = &question.body else {
        return Err("only single choice goes into this format".to_owned());
    };
    let characters = |text: &str| flat(text).chars().count();
    if characters(&question.stem) > of_question {
        return Err(format!(
            "Kahoot takes questions of at most {of_question} characters"
        ));
    }
    if body.options.len() > answers {
        return Err(format!("Kahoot takes at most {answers} answers"));
    }
    if body
        .options
        .iter()
        .any(|it| characters(&it.text) > of_answer)
    {
        return Err(format!(
            "Kahoot takes answers of at most {of_answer} characters"
        ));
    }
    Ok(body)
}

fn lose_of_kahoot(question: &Question, body: &SingleChoice, losses: &mut Vec<Loss>) {
    let mut lost = |part, how: &str| losses.push(Loss::of_question(&question.id, part, how));
    if body.options.iter().any(|it| it.feedback.is_some()) {
        lost(Part::Feedback, "of the options is left out");
    }
    if question.hint.is_some() {
        lost(Part::Hint, "is left out");
    }
    if !question.quotes.is_empty() {
        lost(Part::Quotes, "are left out");
    }
    if !question.shuffle {
        lost(Part::Shuffle, "is set in Kahoot");
    }
}

fn kahoot(
    sheet: &mut Worksheet,
    material: Material<'_>,
    asked: &[(&Question, &SingleChoice)],
) -> Result<(), XlsxError> {
    let (of_question, of_answer, answers) = KAHOOT;
    let bold = Format::new().set_bold();
    let title: String = flat(&material.quiz.title).chars().take(LONGEST).collect();
    sheet.write_string_with_format(1, 1, title, &bold)?;
    let mut headings = vec![format!("Question - max {of_question} characters")];
    headings.extend((1..=answers).map(|it| format!("Answer {it} - max {of_answer} characters")));
    headings.push("Time limit (sec) – 5, 10, 20, 30, 60, 90, 120, or 240 secs".to_owned());
    headings.push("Correct answer(s) - choose at least one".to_owned());
    for (column, heading) in (1..).zip(&headings) {
        sheet.write_string_with_format(KAHOOT_HEADINGS, column, heading, &bold)?;
        sheet.set_column_width(column, if column == 1 { 60.0 } else { 24.0 })?;
    }
    for (number, (question, body)) in (1_u32..).zip(asked) {
        let row = KAHOOT_HEADINGS + number;
        sheet.write_number(row, 0, number)?;
        sheet.write_string(row, 1, flat(&question.stem))?;
        for (column, option) in (2..).zip(&body.options) {
            sheet.write_string(row, column, flat(&option.text))?;
        }
        sheet.write_number(row, 6, KAHOOT_SECONDS)?;
        let keys = (1_u32..).zip(&body.options).filter(|(_, it)| it.correct);
        let keys: Vec<String> = keys.map(|(number, _)| number.to_string()).collect();
        sheet.write_string(row, 7, keys.join(","))?;
    }
    Ok(())
}

/// A text on one line.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A workbook of one sheet.
fn workbook(
    material: Material<'_>,
    settings: Settings,
    fill: impl FnOnce(&mut Worksheet) -> Result<(), XlsxError>,
) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let mut properties = DocProperties::new().set_title(flat(&material.quiz.title));
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
