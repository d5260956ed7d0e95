//! The template that Kahoot reads: a row a question, several right answers as `1,3`. It is read as any table is.

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::{LARGEST, LONGEST, workbook};
use crate::lower::{Capabilities, DETAILS, has, kinds, lost, lower, on_one_line, truth_word};
use crate::{Exported, Loss, Material, Part, Settings};
use sourcework_core::quiz::body::{Choice, TrueFalse};
use sourcework_core::quiz::{Body, Question, Truth};

/// The most characters of a question that Kahoot takes.
const LONGEST_QUESTION: usize = 120;
/// The most characters of an answer that Kahoot takes.
const LONGEST_ANSWER: usize = 75;
/// The most answers that Kahoot takes.
const MOST_ANSWERS: usize = 4;
/// The row of the template (from 0) that holds its headings; questions follow.
const HEADINGS: u32 = 7;
/// The seconds that Kahoot gives for a question: one of those that it knows.
const SECONDS: u32 = 60;

/// What the template can carry.
pub const CAPABILITIES: Capabilities = Capabilities {
    kinds: kinds! {
        SingleChoice MultipleResponse => Choice;
        TrueFalse => Pairs "a question for each statement";
    },
    left_out: "is left out: only choices and true or false go into this format",
    lost_details: DETAILS,
    lost_of_quiz: lost! {
        Title if has::always: "is left out";
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
        Layout if has_several_lines: "is flattened: every text stands on one line";
        Rule if has::choose: "is left out: how many to choose is not told";
        Rule if has::all_or_nothing: "is set in Kahoot";
        Feedback if has::option_feedback: "of the options is left out";
        Feedback if has::part_feedback: "of the statements is left out";
        Hint if has::hint: "is left out";
        Quotes if has_quotations: "are left out";
        Shuffle if has::fixed_order: "is set in Kahoot";
    },
    ..Capabilities::EVERYTHING
};

/// What Kahoot asks at a time.
struct Asked {
    stem: String,
    answers: Vec<(String, bool)>,
}

/// What a question of ours comes to.
fn asked(question: &Question) -> Vec<Asked> {
    let stem = on_one_line(&question.stem);
    match &question.body {
        Body::TrueFalse(body) => statements(body, &stem),
        body => {
            let answer = |option: &Choice| (on_one_line(&option.text), option.correct);
            let answers = options(body).iter().map(answer).collect();
            vec![Asked { stem, answers }]
        }
    }
}

fn options(body: &Body) -> &[Choice] {
    match body {
        Body::SingleChoice(body) => &body.options,
        Body::MultipleResponse(body) => &body.options,
        _ => &[],
    }
}

/// A question for each statement, behind the stem where both fit.
fn statements(body: &TrueFalse, stem: &str) -> Vec<Asked> {
    let mut truths = vec![Truth::True, Truth::False];
    if body
        .statements
        .iter()
        .any(|it| it.answer == Some(Truth::NotStated))
    {
        truths.push(Truth::NotStated);
    }
    let statements = body.statements.iter().map(|statement| {
        let text = on_one_line(&statement.text);
        let whole = format!("{stem} {text}");
        let fits = whole.chars().count() <= LONGEST_QUESTION;
        let answer = |truth: &Truth| {
            let truth = Some(*truth);
            (truth_word(truth).to_owned(), statement.answer == truth)
        };
        Asked {
            stem: if fits { whole } else { text },
            answers: truths.iter().map(answer).collect(),
        }
    });
    statements.collect()
}

fn has_long_stem(question: &Question) -> bool {
    let is_long = |it: &Asked| it.stem.chars().count() > LONGEST_QUESTION;
    asked(question).iter().any(is_long)
}

fn has_many_options(question: &Question) -> bool {
    asked(question)
        .iter()
        .any(|it| it.answers.len() > MOST_ANSWERS)
}

fn has_long_option(question: &Question) -> bool {
    let asked = asked(question);
    let mut answers = asked.iter().flat_map(|it| &it.answers);
    answers.any(|(text, _)| text.chars().count() > LONGEST_ANSWER)
}

fn has_several_lines(question: &Question) -> bool {
    let texts = options(&question.body).iter().map(|it| &it.text);
    let mut texts = texts.chain([&question.stem]);
    texts.any(|text| on_one_line(text) != **text)
}

fn has_quotations(question: &Question) -> bool {
    let of_statements = match &question.body {
        Body::TrueFalse(body) => body.statements.iter().any(|it| it.quote.is_some()),
        _ => false,
    };
    of_statements || has::quotations(question)
}

/// Writes the template.
pub fn export(material: Material<'_>, settings: Settings) -> Exported {
    let mut losses = Vec::new();
    let mut rows: Vec<Asked> = Vec::new();
    let room = LARGEST.0 - HEADINGS as usize - 1;
    for question in &material.quiz.questions {
        if lower(question, &CAPABILITIES).is_none() {
            continue;
        }
        let asked = asked(question);
        if rows.len() + asked.len() > room {
            let how = "is left out: a workbook has no more rows";
            losses.push(Loss::of_question(&question.id, Part::Question, how));
        } else {
            rows.extend(asked);
        }
    }
    let bytes = workbook(material, settings, |sheet| fill(sheet, material, &rows));
    Exported { bytes, losses }
}

fn fill(sheet: &mut Worksheet, material: Material<'_>, rows: &[Asked]) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    let title = on_one_line(&material.quiz.title);
    let title: String = title.chars().take(LONGEST).collect();
    sheet.write_string_with_format(1, 1, title, &bold)?;
    let mut headings = vec![format!("Question - max {LONGEST_QUESTION} characters")];
    let answers = 1..=MOST_ANSWERS;
    headings.extend(answers.map(|it| format!("Answer {it} - max {LONGEST_ANSWER} characters")));
    headings.push("Time limit (sec) – 5, 10, 20, 30, 60, 90, 120, or 240 secs".to_owned());
    headings.push("Correct answer(s) - choose at least one".to_owned());
    for (column, heading) in (1..).zip(&headings) {
        sheet.write_string_with_format(HEADINGS, column, heading, &bold)?;
        sheet.set_column_width(column, if column == 1 { 60.0 } else { 24.0 })?;
    }
    for (number, asked) in (1_u32..).zip(rows) {
        let row = HEADINGS + number;
        sheet.write_number(row, 0, number)?;
        sheet.write_string(row, 1, &asked.stem)?;
        for (column, (text, _)) in (2..).zip(&asked.answers) {
            sheet.write_string(row, column, text)?;
        }
        sheet.write_number(row, 6, SECONDS)?;
        let keys = (1_u32..)
            .zip(&asked.answers)
            .filter(|(_, (_, correct))| *correct);
        let keys: Vec<String> = keys.map(|(number, _)| number.to_string()).collect();
        sheet.write_string(row, 7, keys.join(","))?;
    }
    Ok(())
}
