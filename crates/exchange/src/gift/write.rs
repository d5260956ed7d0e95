//! Writing GIFT.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::CAPABILITIES;
use crate::lower::{Choice, Interaction, Pairs, lower};
use crate::option_weights::share;
use crate::wildcards::guarded;
use crate::{Material, explanation_text};
use sourcework_core::quiz::body::Cloze;
use sourcework_core::quiz::cloze::Gap;
use sourcework_core::quiz::{Body, Question};

/// Writes a quiz.
pub fn export(material: Material<'_>) -> Vec<u8> {
    let mut out = String::new();
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
    }
    out.into_bytes()
}

fn write_question(question: &Question, out: &mut String) {
    let _ = write!(out, "// [id:{}] [tag:{}]", *question.id, *question.skill);
    for extract in &question.extracts {
        let _ = write!(out, " [tag:extract:{extract}]");
    }
    let explanation = explanation_text::join(&question.explanation, &quotations(question));
    let general = format!("\t####{}\n", escaped(&explanation));
    let _ = write!(out, "\n::{}:: [plain]", *question.id);
    if let Body::Cloze(body) = &question.body
        && let [gap] = body.text.gaps()
    {
        write_missing_word(&question.stem, body, gap, &general, out);
        return;
    }
    let mut stem = question.stem.trim().to_owned();
    let interaction = lower(question, &CAPABILITIES);
    if let Some(Interaction::Pairs(Pairs {
        text: Some(gaps), ..
    })) = &interaction
    {
        let _ = write!(stem, "\n\n{gaps}");
    }
    let _ = writeln!(out, "{} {{", escaped(&stem));
    match &interaction {
        Some(Interaction::Choice(choice)) => write_choice(choice, out),
        Some(Interaction::Pairs(pairs)) => {
            for pair in &pairs.pairs {
                let _ = writeln!(out, "\t={} -> {}", sided(&pair.left), sided(&pair.right));
            }
            for right in &pairs.distractors {
                let _ = writeln!(out, "\t= -> {}", sided(right));
            }
        }
        // An essay has nothing between the braces. GIFT has no form for the others: its
        // capabilities name none.
        Some(Interaction::Text(_) | Interaction::Order(_) | Interaction::Gaps(_)) | None => {}
    }
    let _ = write!(out, "{general}}}\n\n");
}

/// A text with one gap.
fn write_missing_word(stem: &str, body: &Cloze, gap: &Gap, general: &str, out: &mut String) {
    let around = body.text.texts();
    let _ = writeln!(out, "{}\\n\\n{}{{", escaped(stem), escaped(&around[0]));
    for accepted in &gap.accepted {
        // A star in a typed answer would stand for any letters.
        let accepted = match body.bank.is_empty() {
            true => guarded(accepted),
            false => accepted.clone(),
        };
        let weight = match accepted.starts_with('%') {
            true => "%100%",
            false => "",
        };
        let _ = writeln!(out, "\t={weight}{}", sided(&accepted));
    }
    for word in body.offered().iter().filter(|word| **word != gap.shown()) {
        let _ = writeln!(out, "\t~{}", escaped(word));
    }
    let _ = write!(out, "{general}}}{}\n\n", escaped(&around[1]));
}

/// The options: `=` and `~` where one is right; where several are, an equal share for each, and
/// as much off for a wrong one, which is how we mark.
fn write_choice(choice: &Choice<'_>, out: &mut String) {
    let keys = choice.offers.iter().filter(|offer| offer.correct).count();
    for offer in &choice.offers {
        // A text that begins with a sign of weights has one before it.
        let begins_as_weight = offer.text.trim().starts_with('%');
        let mark = match (choice.one, offer.correct) {
            (true, true) if begins_as_weight => "=%100%".to_owned(),
            (true, false) if begins_as_weight => "~%0%".to_owned(),
            (true, true) => "=".to_owned(),
            (true, false) => "~".to_owned(),
            (false, true) => format!("~%{}%", share(keys)),
            (false, false) => format!("~%-{}%", share(keys)),
        };
        let _ = write!(out, "\t{mark}{}", escaped(offer.text));
        if let Some(feedback) = offer.feedback {
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

/// Whether a side of a pair holds an arrow.
pub(super) fn has_arrow(question: &Question) -> bool {
    match lower(question, &CAPABILITIES) {
        Some(Interaction::Pairs(pairs)) => pairs.any_side_holds("->"),
        _ => false,
    }
}
