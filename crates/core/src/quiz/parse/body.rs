//! Reading the keys that each kind has of its own.

use std::collections::HashSet;

use super::{read_id, read_wording};
use crate::diagnostic::{Code, Diagnostic, Placed};
use crate::document::Fields;
use crate::quiz::body::{
    Band, Body, Candidate, Caps, Choice, Cloze, Criterion, Evidence, Example, Extended, Grid,
    Inference, InferencePoint, Level, Matching, MultipleResponse, Ordering, Pair, Paired, Point,
    Row, Sample, ShortAnswer, SingleChoice, Statement, TrueFalse, Truth,
};
use crate::quiz::cloze::Template;
use crate::quiz::words::Kind;

type In<'a, 'b, 't> = &'a mut Fields<'b, 't>;

/// Reads the body of a kind. A question of no known kind reads as one with nothing to choose.
pub fn read(kind: Option<Kind>, fields: In<'_, '_, '_>) -> Body {
    let Some(kind) = kind else {
        fields.know_all();
        return Body::SingleChoice(SingleChoice {
            options: Vec::new(),
        });
    };
    match kind {
        Kind::SingleChoice => Body::SingleChoice(SingleChoice {
            options: options(fields, "options"),
        }),
        Kind::MultipleResponse => Body::MultipleResponse(MultipleResponse {
            options: options(fields, "options"),
            choose: fields.number("choose", 1..=100, Code::ChooseMismatch),
            all_or_nothing: fields.flag("all-or-nothing").unwrap_or(false),
        }),
        Kind::TrueFalse => Body::TrueFalse(TrueFalse {
            statements: fields.needed_tables("statements", "statement", statement),
        }),
        Kind::Matching => Body::Matching(Matching {
            pairs: fields.needed_tables("pairs", "pair", pair),
            distractors: fields.texts("distractors"),
        }),
        Kind::Ordering => Body::Ordering(Ordering {
            items: fields.needed_texts("items"),
        }),
        Kind::Cloze => Body::Cloze(Box::new(Cloze {
            text: template(fields),
            bank: fields.texts("bank"),
            forgive: super::read_forgive(fields),
        })),
        Kind::Evidence => Body::Evidence(Evidence {
            candidates: fields.tables("candidates", "candidate", candidate),
            sentences: Vec::new(),
        }),
        Kind::Paired => Body::Paired(Paired {
            claims: options(fields, "claims"),
            evidence: fields.needed_tables("evidence", "piece of evidence", candidate),
        }),
        Kind::Grid => Body::Grid(Grid {
            rows: fields.needed_tables("rows", "row", row),
        }),
        Kind::Inference => Body::Inference(Box::new(inference(fields))),
        Kind::ShortAnswer => Body::ShortAnswer(Box::new(short_answer(fields))),
        Kind::Extended => Body::Extended(Box::new(extended(fields))),
    }
}

fn options(fields: In<'_, '_, '_>, key: &'static str) -> Vec<Choice> {
    let what = if key == "claims" { "claim" } else { "option" };
    fields.needed_tables(key, what, |fields| Choice {
        text: fields.text("text"),
        correct: fields.flag("correct").unwrap_or(false),
        feedback: fields.optional_text("feedback"),
    })
}

fn candidate(fields: In<'_, '_, '_>) -> Candidate {
    Candidate {
        quote: fields.text("quote"),
        correct: fields.flag("correct").unwrap_or(false),
        feedback: fields.optional_text("feedback"),
    }
}

fn statement(fields: In<'_, '_, '_>) -> Statement {
    let answer = super::read_word(
        fields,
        "answer",
        Code::UnknownWord,
        &Truth::ALL,
        Truth::as_str,
    );
    Statement {
        text: fields.text("text"),
        answer: answer.map(|answer| answer.value),
        quote: fields.optional_text("quote"),
        feedback: fields.optional_text("feedback"),
    }
}

fn pair(fields: In<'_, '_, '_>) -> Pair {
    Pair {
        left: fields.text("left"),
        right: fields.text("right"),
        feedback: fields.optional_text("feedback"),
    }
}

fn template(fields: In<'_, '_, '_>) -> Placed<Template> {
    let text = fields.text("text");
    match Template::parse(&text) {
        Ok(template) => text.map(|_| template),
        Err(error) => {
            let message = error.to_string();
            fields.report(Diagnostic::new(Code::UnbalancedGap, text.span, message));
            Placed::new(Template::default(), text.span)
        }
    }
}

fn row(fields: In<'_, '_, '_>) -> Row {
    Row {
        label: fields.text("label"),
        options: fields.texts("options"),
        answer: fields.optional_text("answer"),
        answers: fields.texts("answers"),
        forgive: super::read_forgive(fields),
        feedback: fields.optional_text("feedback"),
    }
}

fn example(fields: In<'_, '_, '_>) -> Example {
    let marks = fields.needed_number("marks", 0..=100, Code::InvalidMarks);
    Example {
        answer: fields.text("answer"),
        marks,
        unsure: fields.flag("unsure").unwrap_or(false),
    }
}

fn sample(fields: In<'_, '_, '_>) -> Sample {
    Sample {
        answer: fields.text("answer"),
        marks: fields.needed_numbers("marks", 0..=100),
        reasons: fields.text("reasons"),
    }
}

fn point(fields: In<'_, '_, '_>) -> Point {
    let quote_from = fields.optional_text("quote-from");
    Point {
        id: fields.has("id").then(|| read_id(fields, "id")),
        group: fields.optional_text("group"),
        marks: fields
            .number("marks", 1..=100, Code::InvalidMarks)
            .map_or(1, |marks| *marks),
        label: fields.text("label"),
        // A quotation can be all that a point asks for.
        wording: read_wording(fields, quote_from.is_none()),
        needs: fields.texts("needs"),
        min_words: fields.number("min-words", 1..=100, Code::InvalidMarks),
        forgive_names: fields.flag("forgive-names").unwrap_or(false),
        quote_from,
    }
}

fn inference(fields: In<'_, '_, '_>) -> Inference {
    Inference {
        count: fields
            .number("count", 1..=10, Code::InvalidMarks)
            .map_or(2, |count| *count),
        points: fields.needed_tables("point", "point", |fields| InferencePoint {
            label: fields.text("label"),
            wording: read_wording(fields, true),
            details: fields.needed_texts("details"),
        }),
        reject: fields.texts("reject"),
        stated: fields.texts("stated"),
        model: fields.text("model"),
        examples: fields.tables("example", "example", example),
    }
}

fn report_same_ids(points: &[Point], fields: In<'_, '_, '_>) {
    let mut seen = HashSet::new();
    for id in points.iter().filter_map(|point| point.id.as_ref()) {
        if !seen.insert(id.as_str()) {
            let message = format!("two points have the ID `{}`", id.escape_debug());
            fields.report(Diagnostic::new(Code::DuplicateId, id.span, message));
        }
    }
}

fn short_answer(fields: In<'_, '_, '_>) -> ShortAnswer {
    let points = fields.needed_tables("point", "point", point);
    report_same_ids(&points, fields);
    let caps = fields.table("caps", "table of caps", |fields| Caps {
        one_group: fields.number("one-group", 1..=100, Code::InvalidCap),
        learned_response: fields.number("learned-response", 0..=100, Code::InvalidCap),
    });
    ShortAnswer {
        points,
        reject: fields.texts("reject"),
        caps: caps.unwrap_or_default(),
        model: fields.text("model"),
        examples: fields.tables("example", "example", example),
    }
}

fn extended(fields: In<'_, '_, '_>) -> Extended {
    let points = fields.tables("point", "point", point);
    report_same_ids(&points, fields);
    Extended {
        criteria: fields.needed_tables("criterion", "criterion", |fields| Criterion {
            name: fields.text("name"),
            levels: fields.needed_tables("levels", "level", level),
        }),
        model: fields.text("model"),
        points,
        examples: fields.tables("example", "example", example),
        samples: fields.tables("sample", "sample", sample),
    }
}

fn level(fields: In<'_, '_, '_>) -> Level {
    let written = fields.text("marks");
    let band = Band::parse(&written);
    if band.is_none() && !written.is_empty() {
        let message = format!("`{}` is not a band of marks", written.escape_debug());
        fields.report(
            Diagnostic::new(Code::InvalidLevels, written.span, message)
                .help("write for example \"1-2\" or \"3\""),
        );
    }
    Level {
        marks: written.map(|_| band.unwrap_or_default()),
        descriptor: fields.text("descriptor"),
    }
}
