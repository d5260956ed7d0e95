//! Writing GIFT.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::carries;
use crate::simpler::{self, Pick, share};
use crate::wildcards::guarded;
use crate::{Carriage, Exported, Loss, Material, Part, explanation_text, losses};
use sourcework_core::quiz::{Body, Question, Reveal};

/// Writes a quiz.
pub fn export(material: Material<'_>) -> Exported {
    let mut out = String::new();
    let mut losses = losses::of_plain(material);
    let quiz = material.quiz;
    let _ = write!(out, "$CATEGORY: {}\n\n", quiz.title.replace('\n', " "));
    let mut shown: BTreeSet<&str> = BTreeSet::new();
    for question in &quiz.questions {
        for extract in &question.extracts {
            if shown.insert(extract)
                && let Some((source, passage)) = material.sources.extract(extract)
            {
                let text = escaped(&passage.text);
                let _ = write!(
                    out,
                    "// [tag:extract:{extract}]\n::{extract}:: [plain]{} ({})\\n\\n{text}\n\n",
                    escaped(&source.title),
                    *passage.label
                );
            }
        }
        write_question(question, &mut out);
        lose(question, &mut losses);
    }
    Exported {
        bytes: out.into_bytes(),
        losses,
    }
}

fn write_question(question: &Question, out: &mut String) {
    let _ = write!(out, "// [id:{}] [tag:{}]", *question.id, *question.skill);
    for extract in &question.extracts {
        let _ = write!(out, " [tag:extract:{extract}]");
    }
    let told = explanation_text::join(&question.explanation, &quotations(question));
    let general = format!("\t####{}\n", escaped(&told));
    let _ = write!(out, "\n::{}:: [plain]", *question.id);
    if let Body::Cloze(body) = &question.body
        && let [gap] = body.text.gaps()
    {
        let around = body.text.texts();
        let _ = writeln!(
            out,
            "{}\\n\\n{}{{",
            escaped(&question.stem),
            escaped(&around[0])
        );
        let chosen = !body.bank.is_empty();
        for accepted in &gap.accepted {
            // A star in a typed answer would stand for any letters.
            let accepted = if chosen {
                accepted.clone()
            } else {
                guarded(accepted)
            };
            let weight = if accepted.starts_with('%') {
                "%100%"
            } else {
                ""
            };
            let _ = writeln!(out, "\t={weight}{}", sided(&accepted));
        }
        for word in body.offered().iter().filter(|word| **word != gap.shown()) {
            let _ = writeln!(out, "\t~{}", escaped(word));
        }
        let _ = write!(out, "{general}}}{}\n\n", escaped(&around[1]));
        return;
    }
    let mut stem = question.stem.trim().to_owned();
    if let Body::Cloze(body) = &question.body {
        let gaps = body
            .text
            .filled(|number, _| format!("({}) _____", number + 1));
        let _ = write!(stem, "\n\n{gaps}");
    }
    let _ = writeln!(out, "{} {{", escaped(&stem));
    if let Some(picks) = simpler::picks(&question.body) {
        let single = matches!(question.body, Body::SingleChoice(_) | Body::Paired(_));
        write_picks(&picks, single, out);
    } else if let Some(pairs) = simpler::pairs(&question.body) {
        for (left, right) in &pairs.pairs {
            let _ = writeln!(out, "\t={} -> {}", sided(left), sided(right));
        }
        for right in &pairs.distractors {
            let _ = writeln!(out, "\t= -> {}", sided(right));
        }
    }
    let _ = write!(out, "{general}}}\n\n");
}

/// The options: `=` and `~` where one is right; where several are, an equal share for each, and
/// as much off for a wrong one, which is how we mark.
fn write_picks(picks: &[Pick<'_>], single: bool, out: &mut String) {
    let keys = picks.iter().filter(|pick| pick.correct).count();
    for pick in picks {
        let mark = match (single, pick.correct) {
            // A text that begins with a sign of weights has one before it.
            (true, true) if pick.text.trim().starts_with('%') => "=%100%".to_owned(),
            (true, false) if pick.text.trim().starts_with('%') => "~%0%".to_owned(),
            (true, true) => "=".to_owned(),
            (true, false) => "~".to_owned(),
            (false, true) => format!("~%{}%", share(keys)),
            (false, false) => format!("~%-{}%", share(keys)),
        };
        let _ = write!(out, "\t{mark}{}", escaped(pick.text));
        if let Some(feedback) = pick.feedback {
            let _ = write!(out, "#{}", escaped(feedback));
        }
        out.push('\n');
    }
}

/// The quotations of the question, then those of its statements.
fn quotations(question: &Question) -> Vec<&str> {
    let of_statements = match &question.body {
        Body::TrueFalse(body) => body.statements.as_slice(),
        _ => &[],
    };
    let of_statements = of_statements.iter().filter_map(|it| it.quote.as_ref());
    let quotes = question.quotes.iter().chain(of_statements);
    quotes.map(|quote| quote.as_str()).collect()
}

/// A text whose signs mean nothing, on one line. Blanks at its ends would be taken away.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for c in text.trim().chars() {
        match c {
            '~' | '=' | '#' | '{' | '}' | ':' | '\\' => escaped.extend(['\\', c]),
            '\n' => escaped.push_str("\\n"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// A text in a pair or a gap, where `->` would part left from right and has no escape.
fn sided(text: &str) -> String {
    escaped(text).replace("->", "→")
}

/// What becomes of several accepted answers where each is matched with one.
const ONE_VARIANT: &str = "are left out but for the first";

/// What GIFT has no place for.
fn lose(question: &Question, losses: &mut Vec<Loss>) {
    let mut lost = |part, how: &str| losses.push(Loss::of_question(&question.id, part, how));
    if let Carriage::As(form) = carries(question.kind()) {
        lost(Part::Kind, &format!("becomes {form}"));
    }
    if question.available() != 1 || question.marks.is_some() {
        lost(Part::Marks, "is set in Moodle; every question comes with 1");
    }
    if question.hint.is_some() {
        lost(Part::Hint, "is left out");
    }
    if question.provenance != Reveal::Before {
        lost(
            Part::Reveal,
            "is left out: the heading of the passage is always shown",
        );
    }
    if !question.shuffle {
        lost(Part::Shuffle, "is set in Moodle");
    }
    let has_arrow = |pairs: simpler::Pairs| {
        let sides = pairs.pairs.iter().flat_map(|(left, right)| [left, right]);
        sides
            .chain(&pairs.distractors)
            .any(|side| side.contains("->"))
    };
    if simpler::pairs(&question.body).is_some_and(has_arrow) {
        lost(Part::Layout, "shows “→” for “->”");
    }
    lose_of_body(question, &mut lost);
}

/// What becomes of the parts that a kind has of its own.
fn lose_of_body(question: &Question, lost: &mut impl FnMut(Part, &str)) {
    match &question.body {
        Body::MultipleResponse(body) => {
            if body.all_or_nothing {
                lost(
                    Part::Rule,
                    "is left out: an incomplete answer earns a share",
                );
            } else if body.choose.is_some() {
                lost(Part::Rule, "is left out: how many to choose is not told");
            }
        }
        Body::TrueFalse(body) if body.statements.iter().any(|it| it.feedback.is_some()) => {
            lost(Part::Feedback, "of the statements is left out");
        }
        Body::Matching(body) if body.pairs.iter().any(|it| it.feedback.is_some()) => {
            lost(Part::Feedback, "of the pairs is left out");
        }
        Body::Grid(body) => {
            if body.rows.iter().any(|it| it.feedback.is_some()) {
                lost(Part::Feedback, "of the rows is left out");
            }
            if body.rows.iter().any(|it| it.answers.len() > 1) {
                lost(Part::Variants, ONE_VARIANT);
            }
        }
        Body::Cloze(body)
            if body.text.gaps().len() > 1
                && body.text.gaps().iter().any(|it| it.accepted.len() > 1) =>
        {
            lost(Part::Variants, ONE_VARIANT);
        }
        Body::Paired(_) => lost(
            Part::Distractors,
            "are left out: the evidence is not asked for",
        ),
        Body::Inference(_) | Body::ShortAnswer(_) | Body::Extended(_) => {
            lost(Part::Patterns, "are left out: a person marks");
            lost(Part::Model, "is left out");
            if matches!(question.body, Body::Extended(_)) {
                lost(Part::Levels, "are left out");
            }
            if question.body.has_examples() {
                lost(Part::Examples, "are left out");
            }
        }
        _ => {}
    }
}
