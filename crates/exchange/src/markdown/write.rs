//! Writing light markup.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::carries;
use super::text::escaped;
use crate::simpler::{Pick, truth};
use crate::xml::Element;
use crate::{Carriage, Exported, Loss, Material, Part, Settings, html, losses, scheme};
use sourcework_core::diagnostic::Placed;
use sourcework_core::quiz::body::{Cloze, Extended, Grid, Matching, Row};
use sourcework_core::quiz::{Body, Question, Reveal};
use sourcework_core::source::{Extract, Source};

/// Writes a quiz: `settings.key` adds what is right.
pub fn export(material: Material<'_>, settings: Settings) -> Exported {
    let quiz = material.quiz;
    let mut out = format!("# {}\n\n", flat(&quiz.title));
    if let Some(about) = &quiz.description {
        let _ = write!(out, "{}\n\n", escaped(about, ""));
    }
    let time = quiz.time_limit.as_ref().map(ToString::to_string);
    let pass = quiz.pass.as_ref().map(|it| format!("{}%", it.value));
    let level = quiz.level.as_ref().map(|it| it.value.clone());
    let details = [("Level", level), ("Time", time), ("Pass", pass)];
    for (label, said) in details
        .into_iter()
        .filter_map(|(it, said)| Some((it, said?)))
    {
        let _ = writeln!(out, "- {label}: {}", flat(&said));
    }
    out.push('\n');
    let mut shown: BTreeSet<(&str, bool)> = BTreeSet::new();
    for (number, question) in (1..).zip(&quiz.questions) {
        // With the key it is the teacher's copy, which hides nothing.
        let headed = settings.key || question.provenance == Reveal::Before;
        for id in &question.extracts {
            if let Some((source, extract)) = material.sources.extract(id)
                && shown.insert((id, headed))
            {
                write_extract(id, source, extract, headed, &mut out);
            }
        }
        write_question(number, question, settings.key, &mut out);
    }
    Exported {
        bytes: out.trim_end().bytes().chain(*b"\n").collect(),
        losses: lose(material, settings.key),
    }
}

fn flat(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    escaped(&words.join(" "), "")
}

fn write_extract(id: &str, source: &Source, extract: &Extract, headed: bool, out: &mut String) {
    let _ = write!(out, "## Extract `{id}`\n\n");
    if headed {
        let _ = write!(out, "**{}**\n\n", flat(&source.title));
        let language = source.provenance.language.iter();
        let language = language.map(|it| ("Language", it.value.clone()));
        let facts = source.provenance.facts_and_rights().into_iter();
        for (label, said) in facts.chain(language) {
            let _ = writeln!(out, "- {label}: {}", escaped(&said, "  "));
        }
        out.push('\n');
    }
    quotation(&extract.text, out);
}

/// A text behind `>`, paragraphs and all.
fn quotation(text: &str, out: &mut String) {
    for line in escaped(text, "").split('\n') {
        let _ = writeln!(out, "{}", format!("> {line}").trim_end());
    }
    out.push('\n');
}

fn write_question(number: usize, question: &Question, key: bool, out: &mut String) {
    let _ = write!(out, "## Question {number}: `{}`\n\n", *question.id);
    let extracts: Vec<&str> = question.extracts.iter().map(|it| it.as_str()).collect();
    let mut details = vec![
        ("Kind", question.kind().to_string()),
        ("Skill", question.skill.to_string()),
        ("Marks", question.available().to_string()),
        ("Extracts", extracts.join(", ")),
    ];
    if question.provenance != Reveal::Before {
        details.push(("Heading", question.provenance.to_string()));
    }
    if !question.shuffle {
        details.push(("Order", "fixed".to_owned()));
    }
    if let Body::MultipleResponse(body) = &question.body {
        details.extend(body.choose.as_ref().map(|it| ("Choose", it.to_string())));
        if body.all_or_nothing {
            details.push(("Choose", "all or nothing".to_owned()));
        }
    }
    for (label, said) in details {
        let _ = writeln!(out, "- {label}: {said}");
    }
    let _ = write!(out, "\n{}\n\n", escaped(&question.stem, ""));
    write_body(&question.body, key, out);
    if !key {
        return;
    }
    labelled("Explanation", &question.explanation, out);
    if let Some(hint) = &question.hint {
        labelled("Hint", hint, out);
    }
    for quote in &question.quotes {
        quotation(quote, out);
    }
}

fn labelled(label: &str, text: &str, out: &mut String) {
    let _ = write!(out, "**{label}:** {}\n\n", escaped(text, ""));
}

fn write_body(body: &Body, key: bool, out: &mut String) {
    match body {
        Body::SingleChoice(body) => boxes(body.options.iter().map(Pick::from), key, out),
        Body::MultipleResponse(body) => boxes(body.options.iter().map(Pick::from), key, out),
        Body::Evidence(body) => boxes(body.candidates.iter().map(Pick::from), key, out),
        Body::Paired(body) => {
            out.push_str("**Claims**\n\n");
            boxes(body.claims.iter().map(Pick::from), key, out);
            out.push_str("**Evidence**\n\n");
            boxes(body.evidence.iter().map(Pick::from), key, out);
        }
        Body::TrueFalse(body) => {
            for it in &body.statements {
                entry("-", &it.text, out);
                if key {
                    below("Answer", truth(it.answer).to_lowercase().as_str(), out);
                    below_if("Evidence", it.quote.as_ref(), out);
                    below_if("Why", it.feedback.as_ref(), out);
                }
            }
            out.push('\n');
        }
        Body::Matching(body) => write_pairs(body, key, out),
        Body::Ordering(body) => {
            if key {
                body.items.iter().for_each(|it| entry("1.", it, out));
            } else {
                sorted(body.items.iter().map(|it| it.as_str())).for_each(|it| entry("-", it, out));
            }
            out.push('\n');
        }
        Body::Cloze(body) => write_gaps(body, key, out),
        Body::Grid(body) => write_rows(body, key, out),
        Body::Extended(body) if key => write_levels(body, out),
        Body::Inference(_) | Body::ShortAnswer(_) if key => {
            let scheme = Element::new("div").children(scheme::of(body));
            let text = html::to_text(&scheme.markup_inside()).text;
            labelled("Mark scheme", &text, out);
        }
        Body::Inference(_) | Body::ShortAnswer(_) | Body::Extended(_) => {}
    }
}

/// By the alphabet: the author's order would be the key.
fn sorted<'a>(texts: impl Iterator<Item = &'a str>) -> impl Iterator<Item = &'a str> {
    let mut texts: Vec<&str> = texts.collect();
    texts.sort_by_key(|text| text.to_lowercase());
    texts.into_iter()
}

fn boxes<'q>(picks: impl Iterator<Item = Pick<'q>>, key: bool, out: &mut String) {
    for pick in picks {
        let sign = if key && pick.correct {
            "- [x]"
        } else {
            "- [ ]"
        };
        entry(sign, pick.text, out);
        if let Some(feedback) = pick.feedback.filter(|_| key) {
            below("Why", feedback, out);
        }
    }
    out.push('\n');
}

fn entry(sign: &str, text: &str, out: &mut String) {
    let _ = writeln!(out, "{sign} {}", escaped(text, "  "));
}

fn below(label: &str, text: &str, out: &mut String) {
    let _ = writeln!(out, "    - {label}: {}", escaped(text, "      "));
}

fn below_if(label: &str, text: Option<&Placed<String>>, out: &mut String) {
    if let Some(text) = text {
        below(label, text, out);
    }
}

fn offered<'a>(label: &str, texts: impl Iterator<Item = &'a str>, out: &mut String) {
    for text in texts {
        let _ = writeln!(out, "- **{label}:** {}", escaped(text, "  "));
    }
    out.push('\n');
}

fn write_pairs(body: &Matching, key: bool, out: &mut String) {
    for it in &body.pairs {
        entry("-", &it.left, out);
        if key {
            below("Answer", &it.right, out);
            below_if("Why", it.feedback.as_ref(), out);
        }
    }
    if key {
        offered(
            "Also offered",
            body.distractors.iter().map(|it| it.as_str()),
            out,
        );
    } else {
        offered("Offered", sorted(body.rights()), out);
    }
}

fn write_gaps(body: &Cloze, key: bool, out: &mut String) {
    let text = match key {
        true => body.text.source().to_owned(),
        false => body
            .text
            .filled(|number, _| format!("({}) _____", number + 1)),
    };
    labelled("Text", &text, out);
    if key {
        offered("Also offered", body.bank.iter().map(|it| it.as_str()), out);
    } else {
        offered("Offered", sorted(body.offered().into_iter()), out);
    }
}

fn write_rows(body: &Grid, key: bool, out: &mut String) {
    let is_key = |row: &Row, option: &str| key && row.shown() == option;
    for row in &body.rows {
        entry("-", &row.label, out);
        for option in &row.options {
            let sign = if is_key(row, option) { 'x' } else { ' ' };
            let _ = writeln!(out, "    - [{sign}] {}", escaped(option, "      "));
        }
        if key {
            row.answers.iter().for_each(|it| below("Answer", it, out));
            below_if("Why", row.feedback.as_ref(), out);
        }
    }
    out.push('\n');
}

fn write_levels(body: &Extended, out: &mut String) {
    for criterion in &body.criteria {
        labelled("Criterion", &criterion.name, out);
        for level in &criterion.levels {
            let _ = writeln!(
                out,
                "- {}: {}",
                *level.marks,
                escaped(&level.descriptor, "  ")
            );
        }
        out.push('\n');
    }
    labelled("Model answer", &body.model, out);
}

/// What the markup has no place for.
fn lose(material: Material<'_>, key: bool) -> Vec<Loss> {
    let quiz = material.quiz;
    let mut all = Vec::new();
    if !key {
        let how = "is left out with everything that is right; `--key` adds it";
        all.push(Loss::of_quiz(Part::Explanation, how));
    }
    if !quiz.synonyms.is_empty() || !quiz.learned_responses.is_empty() {
        let how = "of the whole quiz are left out: a person marks what is written";
        all.push(Loss::of_quiz(Part::Patterns, how));
    }
    all.extend(losses::of_layout(material));
    for question in &quiz.questions {
        let mut lost = |part, how: &str| all.push(Loss::of_question(&question.id, part, how));
        if let Carriage::As(form) = carries(question.kind()) {
            lost(Part::Kind, &format!("becomes {form}"));
            lost(
                Part::Patterns,
                "are left out; the points stand in the mark scheme",
            );
        }
        if let Body::Extended(body) = &question.body {
            if !body.points.is_empty() {
                lost(Part::Patterns, "are left out: a person marks");
            }
            if !body.samples.is_empty() || !body.examples.is_empty() {
                lost(Part::Examples, "are left out");
            }
        }
        all.extend(losses::of_texts(question));
    }
    all
}
