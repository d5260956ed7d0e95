//! Writing light markup.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::CAPABILITIES;
use super::text::escaped;
use crate::lower::{Gap, GapLayout, Interaction, Offer, Offers, Pairs, lower, on_one_line};
use crate::{Exported, Loss, Material, Part, Settings, scheme};
use sourcework_core::quiz::body::{Cloze, Extended};
use sourcework_core::quiz::{Body, Kind, Question, Reveal};
use sourcework_core::source::{Extract, Source};

/// Writes a quiz: `settings.key` adds what is right.
pub fn export(material: Material<'_>, settings: Settings) -> Exported {
    let quiz = material.quiz;
    let mut losses = Vec::new();
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
    if !settings.key {
        let how = "is left out with everything that is right; `--key` adds it";
        losses.push(Loss::of_quiz(Part::Explanation, how));
    }
    Exported {
        bytes: out.trim_end().bytes().chain(*b"\n").collect(),
        losses,
    }
}

fn flat(text: &str) -> String {
    escaped(&on_one_line(text), "")
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
    if let Some(interaction) = lower(question, &CAPABILITIES) {
        write_interaction(question.kind(), &interaction, key, out);
    }
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

fn write_interaction(kind: Kind, interaction: &Interaction<'_>, key: bool, out: &mut String) {
    match interaction {
        Interaction::Choice(choice) if choice.of == Offers::Sentences => out.push('\n'),
        Interaction::Choice(choice) => boxes(&choice.offers, key, out),
        Interaction::Pairs(pairs) => write_pairs(kind, pairs, key, out),
        Interaction::Order(items) => {
            match key {
                true => items.iter().for_each(|item| entry("1.", item, out)),
                false => {
                    sorted(items.iter().copied()).for_each(|item| entry("-", item, out));
                }
            }
            out.push('\n');
        }
        Interaction::Gaps(gaps) => match gaps.layout {
            GapLayout::Text(body) => write_gaps(body, key, out),
            GapLayout::Table => write_rows(&gaps.gaps, key, out),
            GapLayout::List => {
                for (heading, gap) in ["Claims", "Evidence"].iter().zip(&gaps.gaps) {
                    let _ = write!(out, "**{heading}**\n\n");
                    boxes(&gap.offers, key, out);
                }
            }
        },
        Interaction::Text(text) if key => match text.body {
            Body::Extended(body) => write_levels(body, out),
            body => labelled("Mark scheme", &scheme::text(body), out),
        },
        Interaction::Text(_) => {}
    }
}

/// By the alphabet: the author's order would be the key.
fn sorted<'a>(texts: impl Iterator<Item = &'a str>) -> impl Iterator<Item = &'a str> {
    let mut texts: Vec<&str> = texts.collect();
    texts.sort_by_key(|text| text.to_lowercase());
    texts.into_iter()
}

fn boxes(offers: &[Offer<'_>], key: bool, out: &mut String) {
    for offer in offers {
        let sign = if key && offer.correct {
            "- [x]"
        } else {
            "- [ ]"
        };
        entry(sign, offer.text, out);
        if key {
            below_if("Why", offer.feedback, out);
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

fn below_if(label: &str, text: Option<&str>, out: &mut String) {
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

fn write_pairs(kind: Kind, pairs: &Pairs<'_>, key: bool, out: &mut String) {
    let are_statements = kind == Kind::TrueFalse;
    for pair in &pairs.pairs {
        entry("-", &pair.left, out);
        if key {
            match are_statements {
                true => below("Answer", &pair.right.to_lowercase(), out),
                false => below("Answer", &pair.right, out),
            }
            below_if("Evidence", pair.quote, out);
            below_if("Why", pair.feedback, out);
        }
    }
    match (are_statements, key) {
        (true, _) => out.push('\n'),
        (false, true) => offered("Also offered", pairs.distractors.iter().copied(), out),
        (false, false) => offered("Offered", sorted(pairs.rights()), out),
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

fn write_rows(rows: &[Gap<'_>], key: bool, out: &mut String) {
    for row in rows {
        entry("-", row.label, out);
        for option in &row.offers {
            let sign = if key && option.correct { 'x' } else { ' ' };
            let _ = writeln!(out, "    - [{sign}] {}", escaped(option.text, "      "));
        }
        if key {
            if row.is_typed() {
                row.accepted.iter().for_each(|it| below("Answer", it, out));
            }
            below_if("Why", row.feedback, out);
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
