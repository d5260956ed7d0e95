//! Workbooks: the table of a quiz, and the template that Kahoot reads.

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};

use super::lower::{self, Capabilities, DETAILS, Interaction, has, kinds, lost, on_one_line};
use super::{Exported, Loss, Material, Part, Settings, table};
use sourcework_core::quiz::body::Choice;
use sourcework_core::quiz::{Body, Question};

/// The most characters that a cell holds.
const LONGEST: usize = 32_767;
/// The most rows and columns that a sheet has.
const LARGEST: (usize, usize) = (1_048_576, 16_384);
/// The most characters of a question that Kahoot takes.
const KAHOOT_QUESTION: usize = 120;
/// The most characters of an answer that Kahoot takes.
const KAHOOT_ANSWER: usize = 75;
/// The most answers that Kahoot takes.
const KAHOOT_ANSWERS: usize = 4;
/// The row of Kahoot's template (from 0) that holds its headings; questions follow.
const KAHOOT_HEADINGS: u32 = 7;
/// The seconds that Kahoot gives for a question: one of those that it knows.
const KAHOOT_SECONDS: u32 = 60;

/// What Kahoot's template can carry.
pub const KAHOOT_CAPABILITIES: Capabilities = Capabilities {
    kinds: kinds! { SingleChoice => Choice; },
    left_out: "is left out: only single choice goes into this format",
    lost_details: DETAILS,
    lost_of_quiz: lost! {
        Id if has::always: "of each question is left out";
        Skill if has::always: "is left out";
        Passage if has::always: "is left out: hand it out beside the questions";
        Explanation if has::always: "is left out";
        Marks if has::always: "is set in Kahoot";
    },
    lost_of_question: lost! {
        Question if has_long_stem: "is left out: Kahoot takes questions of at most 120 characters";
        Question if has_many_options: "is left out: Kahoot takes at most 4 answers";
        Question if has_long_option: "is left out: Kahoot takes answers of at most 75 characters";
        Feedback if has::option_feedback: "of the options is left out";
        Hint if has::hint: "is left out";
        Quotes if has::quotations: "are left out";
        Shuffle if has::fixed_order: "is set in Kahoot";
    },
    ..Capabilities::EVERYTHING
};

fn has_long_stem(question: &Question) -> bool {
    on_one_line(&question.stem).chars().count() > KAHOOT_QUESTION
}

fn has_many_options(question: &Question) -> bool {
    options(question).len() > KAHOOT_ANSWERS
}

fn has_long_option(question: &Question) -> bool {
    let mut texts = options(question).iter().map(|it| on_one_line(&it.text));
    texts.any(|text| text.chars().count() > KAHOOT_ANSWER)
}

fn options(question: &Question) -> &[Choice] {
    match &question.body {
        Body::SingleChoice(body) => &body.options,
        _ => &[],
    }
}

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

/// Writes Kahoot's template.
pub fn export_kahoot(material: Material<'_>, settings: Settings) -> Exported {
    let mut losses = Vec::new();
    let mut asked: Vec<(&Question, lower::Choice<'_>)> = Vec::new();
    let room = LARGEST.0 - KAHOOT_HEADINGS as usize - 1;
    for question in &material.quiz.questions {
        let Some(Interaction::Choice(choice)) = lower::lower(question, &KAHOOT_CAPABILITIES) else {
            continue;
        };
        if asked.len() == room {
            let how = "is left out: a workbook has no more rows";
            losses.push(Loss::of_question(&question.id, Part::Question, how));
        } else {
            asked.push((question, choice));
        }
    }
    let bytes = workbook(material, settings, |sheet| kahoot(sheet, material, &asked));
    Exported { bytes, losses }
}

fn kahoot(
    sheet: &mut Worksheet,
    material: Material<'_>,
    asked: &[(&Question, lower::Choice<'_>)],
) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    let title = on_one_line(&material.quiz.title);
    let title: String = title.chars().take(LONGEST).collect();
    sheet.write_string_with_format(1, 1, title, &bold)?;
    let mut headings = vec![format!("Question - max {KAHOOT_QUESTION} characters")];
    let answers = 1..=KAHOOT_ANSWERS;
    headings.extend(answers.map(|it| format!("Answer {it} - max {KAHOOT_ANSWER} characters")));
    headings.push("Time limit (sec) – 5, 10, 20, 30, 60, 90, 120, or 240 secs".to_owned());
    headings.push("Correct answer(s) - choose at least one".to_owned());
    for (column, heading) in (1..).zip(&headings) {
        sheet.write_string_with_format(KAHOOT_HEADINGS, column, heading, &bold)?;
        sheet.set_column_width(column, if column == 1 { 60.0 } else { 24.0 })?;
    }
    for (number, (question, choice)) in (1_u32..).zip(asked) {
        let row = KAHOOT_HEADINGS + number;
        sheet.write_number(row, 0, number)?;
        sheet.write_string(row, 1, on_one_line(&question.stem))?;
        for (column, offer) in (2..).zip(&choice.offers) {
            sheet.write_string(row, column, on_one_line(offer.text))?;
        }
        sheet.write_number(row, 6, KAHOOT_SECONDS)?;
        let keys = (1_u32..).zip(&choice.offers).filter(|(_, it)| it.correct);
        let keys: Vec<String> = keys.map(|(number, _)| number.to_string()).collect();
        sheet.write_string(row, 7, keys.join(","))?;
    }
    Ok(())
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
