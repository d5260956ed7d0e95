//! A quiz on paper: its questions, with or without the key.

use std::io;

use super::page::{Look, Page};
use super::steps::gapped;
use super::{counted, marks, marks_rounded, visible};
use sourcework_core::quiz::body::{Body, Criterion, Grid, Inference, ShortAnswer};
use sourcework_core::quiz::{Exam, Question, Quiz, Reveal};

/// Prints a quiz in the author's order. Without `key` nothing tells an answer.
pub fn print_quiz(page: &mut Page<'_>, quiz: &Quiz, key: bool) -> io::Result<()> {
    page.title(&visible(&quiz.title))?;
    if let Some(description) = &quiz.description {
        page.text(&visible(description))?;
    }
    let total: u32 = quiz.questions.iter().map(Question::available).sum();
    let mut line = format!(
        "{}, {}",
        counted(quiz.questions.len() as u64, "question"),
        marks(total)
    );
    if let Some(level) = &quiz.level {
        line += &format!(", {}", visible(level));
    }
    if let Some(limit) = &quiz.time_limit {
        line += &format!(", {limit}", limit = limit.value);
    }
    line += &set_for(&quiz.exam);
    page.look(Look::Faint, &line)?;
    for (index, question) in quiz.questions.iter().enumerate() {
        print_question(page, index + 1, question, key)?;
    }
    Ok(())
}

fn print_question(
    page: &mut Page<'_>,
    number: usize,
    question: &Question,
    key: bool,
) -> io::Result<()> {
    page.blank()?;
    let heading = format!("{number}. {}", visible(&question.stem));
    page.title(&heading)?;
    // The ID of a source tells who made it, which may be what is asked.
    let named = |id: &'_ str| match question.provenance {
        Reveal::Before => id.to_owned(),
        _ if key => id.to_owned(),
        _ => {
            let label = id.rsplit('/').next();
            let label = label.expect("splitting a text gives at least one part");
            format!("extract {label}")
        }
    };
    let extracts: Vec<String> = question.extracts.iter().map(|id| named(id)).collect();
    page.look(
        Look::Faint,
        &format!(
            "{} · {} · {} · {}{}",
            extracts.join(", "),
            question.kind(),
            question.skill.value,
            marks_rounded(question.available(), question.is_rounded_down()),
            set_for(&question.exam),
        ),
    )?;
    print_body(page, question, key)?;
    if key {
        for quote in &question.quotes {
            page.hanging(
                "   Evidence: ",
                &format!("“{}”", visible(quote)),
                Look::Normal,
            )?;
        }
        page.hanging("   Why: ", &visible(&question.explanation), Look::Normal)?;
    }
    Ok(())
}

/// For which examination something is set, behind a dot; empty where nothing is said.
fn set_for(exam: &Exam) -> String {
    let one = |(label, text): (&str, &str)| match label {
        "minutes a mark" => format!(" · {} minutes a mark", visible(text)),
        _ => format!(" · {}", visible(text)),
    };
    exam.said().into_iter().map(one).collect()
}

fn letter(index: usize) -> String {
    match u8::try_from(index) {
        Ok(index @ 0..26) => char::from(b'A' + index).to_string(),
        _ => (index + 1).to_string(),
    }
}

/// A list with letters; with the key, a star before what is right.
fn list<'a>(
    page: &mut Page<'_>,
    items: impl Iterator<Item = (&'a str, bool)>,
    key: bool,
) -> io::Result<()> {
    for (index, (text, right)) in items.enumerate() {
        let star = if key && right { "*" } else { " " };
        page.hanging(
            &format!(" {star} {}  ", letter(index)),
            &visible(text),
            Look::Normal,
        )?;
    }
    Ok(())
}

/// Texts in alphabetical order, so that the order of the file, which is the key, does not show.
fn mixed(mut texts: Vec<&str>) -> Vec<&str> {
    texts.sort_unstable_by_key(|text| text.to_lowercase());
    texts
}

#[expect(clippy::too_many_lines, reason = "one arm a kind")]
fn print_body(page: &mut Page<'_>, question: &Question, key: bool) -> io::Result<()> {
    match &question.body {
        Body::SingleChoice(body) => list(
            page,
            body.options.iter().map(|it| (it.text.as_str(), it.correct)),
            key,
        ),
        Body::MultipleResponse(body) => {
            if let Some(choose) = &body.choose {
                page.text(&format!("   Choose {}.", choose.value))?;
            }
            list(
                page,
                body.options.iter().map(|it| (it.text.as_str(), it.correct)),
                key,
            )
        }
        Body::TrueFalse(body) => {
            page.text("   True, false or not stated?")?;
            for (index, it) in body.statements.iter().enumerate() {
                let answer = it
                    .answer
                    .filter(|_| key)
                    .map_or(String::new(), |it| format!(" ({})", it.shown()));
                page.hanging(
                    &format!("   {}. ", index + 1),
                    &format!("{}{answer}", visible(&it.text)),
                    Look::Normal,
                )?;
            }
            Ok(())
        }
        Body::Matching(body) => {
            for (index, pair) in body.pairs.iter().enumerate() {
                let right = if key {
                    format!(" – {}", visible(&pair.right))
                } else {
                    " – ______".to_owned()
                };
                page.hanging(
                    &format!("   {}. ", index + 1),
                    &format!("{}{right}", visible(&pair.left)),
                    Look::Normal,
                )?;
            }
            page.text("   To choose from:")?;
            list(
                page,
                mixed(body.rights().collect())
                    .into_iter()
                    .map(|text| (text, false)),
                false,
            )
        }
        Body::Ordering(body) if key => {
            for (index, item) in body.items.iter().enumerate() {
                page.hanging(&format!("   {}. ", index + 1), &visible(item), Look::Normal)?;
            }
            Ok(())
        }
        Body::Ordering(body) => {
            let items = mixed(body.items.iter().map(|item| item.as_str()).collect());
            list(page, items.into_iter().map(|text| (text, false)), false)
        }
        Body::Cloze(body) => {
            let text = if key {
                body.text
                    .filled(|_, gap| format!("[{}]", gap.accepted.join(" or ")))
            } else {
                gapped(body.text.texts())
            };
            page.hanging("   ", &visible(&text), Look::Normal)?;
            let bank = mixed(body.offered());
            if !bank.is_empty() {
                page.hanging("   Words: ", &visible(&bank.join(", ")), Look::Normal)?;
            }
            Ok(())
        }
        Body::Evidence(body) if body.candidates.is_empty() => {
            page.text("   Copy out the sentence or sentences.")
        }
        Body::Evidence(body) => list(
            page,
            body.candidates
                .iter()
                .map(|it| (it.quote.as_str(), it.correct)),
            key,
        ),
        Body::Paired(body) => {
            page.text("   First the claim:")?;
            list(
                page,
                body.claims.iter().map(|it| (it.text.as_str(), it.correct)),
                key,
            )?;
            page.text("   Then the evidence for it:")?;
            list(
                page,
                body.evidence
                    .iter()
                    .map(|it| (it.quote.as_str(), it.correct)),
                key,
            )
        }
        Body::Grid(body) => print_grid(page, body, key),
        Body::Inference(body) => print_inference(page, body, key),
        Body::ShortAnswer(body) => print_points(page, body, key),
        Body::Extended(body) => {
            print_levels(page, &body.criteria)?;
            print_model(page, &body.model, key)
        }
    }
}

fn print_grid(page: &mut Page<'_>, body: &Grid, key: bool) -> io::Result<()> {
    for row in &body.rows {
        let right = if key {
            visible(row.shown()).into_owned()
        } else {
            "______".to_owned()
        };
        page.hanging(
            &format!("   {}: ", visible(&row.label)),
            &right,
            Look::Normal,
        )?;
        let options = row
            .options
            .iter()
            .map(|it| (it.as_str(), Some(it) == row.answer.as_ref()));
        list(page, options, key)?;
    }
    Ok(())
}

fn print_inference(page: &mut Page<'_>, body: &Inference, key: bool) -> io::Result<()> {
    page.text(&format!(
        "   Write {} of them, each with a detail from the passage.",
        body.count
    ))?;
    if !key {
        return Ok(());
    }
    for point in &body.points {
        let details: Vec<String> = point
            .details
            .iter()
            .map(|it| format!("“{}”", visible(it)))
            .collect();
        page.hanging(
            "   - ",
            &format!("{}: {}", visible(&point.label), details.join(", ")),
            Look::Normal,
        )?;
    }
    print_model(page, &body.model, key)
}

fn print_points(page: &mut Page<'_>, body: &ShortAnswer, key: bool) -> io::Result<()> {
    if !key {
        return Ok(());
    }
    for point in &body.points {
        let group = point
            .group
            .as_ref()
            .map_or(String::new(), |it| format!("{}: ", visible(it)));
        let text = format!("{group}{} ({})", visible(&point.label), marks(point.marks));
        page.hanging("   - ", &text, Look::Normal)?;
    }
    if let Some(cap) = &body.caps.one_group {
        page.text(&format!("   Only one side: at most {}.", marks(cap.value)))?;
    }
    print_model(page, &body.model, key)
}

/// Levels are not a key: a student may know what is looked for.
fn print_levels(page: &mut Page<'_>, criteria: &[Criterion]) -> io::Result<()> {
    for criterion in criteria {
        page.text(&format!("   {}:", visible(&criterion.name)))?;
        for level in &criterion.levels {
            let label = format!("   {}  ", level.marks.value);
            page.hanging(&label, &visible(&level.descriptor), Look::Normal)?;
        }
    }
    Ok(())
}

fn print_model(page: &mut Page<'_>, model: &str, key: bool) -> io::Result<()> {
    if key {
        page.hanging("   A full answer: ", &visible(model), Look::Normal)?;
    }
    Ok(())
}
