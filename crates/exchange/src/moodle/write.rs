//! Writing Moodle's format.

use std::collections::HashSet;

use super::CAPABILITIES;
use super::embedded::{self, Alternative};
use super::texts::{Reason, reasons};
use crate::lower::{Gap, GapLayout, Gaps, Interaction, Offer, lower};
use crate::shared::passages::{content, explanation};
use crate::wildcards::guarded;
use crate::xml::Element;
use crate::{Material, html};
use sourcework_core::quiz::{Kind, Question, Reveal};
use sourcework_core::source::{Extract, Source};

mod answers;

use answers::{choice, essay, matching, one_statement, ordering};

/// Writes a quiz.
pub fn export(material: Material<'_>) -> Vec<u8> {
    let mut root = Element::new("quiz").child(category(material));
    let mut shown: HashSet<(&str, bool)> = HashSet::new();
    for question in &material.quiz.questions {
        let headed = question.provenance == Reveal::Before;
        for id in &question.extracts {
            if let Some((source, extract)) = material.sources.extract(id)
                && shown.insert((id, headed))
            {
                root = root.child(description(id, source, extract, headed));
            }
        }
        if let Some(interaction) = lower(question, &CAPABILITIES) {
            root = root.child(write_question(question, &interaction, material));
        }
    }
    root.document().into_bytes()
}

/// `<name><text>…</text></name>`
fn named(name: &'static str, text: impl Into<String>) -> Element {
    Element::new(name).child(Element::new("text").text(text))
}

/// Markup under a name.
fn marked_up(name: &'static str, markup: String) -> Element {
    let text = Element::new("text");
    let text = if markup.is_empty() {
        text
    } else {
        text.cdata(markup)
    };
    Element::new(name).with("format", "html").child(text)
}

fn markup(blocks: impl IntoIterator<Item = Element>) -> String {
    Element::new("div").children(blocks).markup_inside()
}

fn value(name: &'static str, text: impl Into<String>) -> Element {
    Element::new(name).text(text)
}

/// The place in the question bank: named as the quiz.
fn category(material: Material<'_>) -> Element {
    let quiz = material.quiz;
    // A slash parts categories; a double one is a slash.
    let title = quiz.title.replace('\n', " ").replace('/', "//");
    let about = quiz.description.as_ref().map(|it| html::of_text(it));
    Element::new("question")
        .with("type", "category")
        .child(named("category", format!("$course$/top/{title}")))
        .child(marked_up("info", about.unwrap_or_default()))
        .child(value("idnumber", &*quiz.id))
}

fn tags<'t>(tags: impl IntoIterator<Item = String> + 't) -> Element {
    Element::new("tags").children(tags.into_iter().map(|tag| named("tag", tag)))
}

fn description(id: &str, source: &Source, extract: &Extract, headed: bool) -> Element {
    let words = html::elements(&extract.text);
    let blocks = content(source, extract, headed, "lang", words);
    let name = match headed {
        true => id.to_owned(),
        false => format!("{id} (without heading)"),
    };
    Element::new("question")
        .with("type", "description")
        .child(named("name", name))
        .child(marked_up("questiontext", markup(blocks)))
        .child(marked_up("generalfeedback", String::new()))
        .children([
            value("defaultgrade", "0"),
            value("penalty", "0"),
            value("hidden", "0"),
        ])
        .child(tags([format!("extract:{id}")]))
}

fn write_question(
    question: &Question,
    interaction: &Interaction<'_>,
    material: Material<'_>,
) -> Element {
    let (name, body) = match interaction {
        Interaction::Choice(it) => ("multichoice", choice(question, it)),
        Interaction::Pairs(it) => match it.pairs.as_slice() {
            [one] if question.kind() == Kind::TrueFalse => one_statement(one),
            _ => ("matching", matching(question, it)),
        },
        Interaction::Order(items) => ("ordering", ordering(items)),
        Interaction::Gaps(_) => ("cloze", Vec::new()),
        Interaction::Text(text) => ("essay", essay(question, text)),
    };
    let mut tagged = vec![question.skill.as_str().to_owned()];
    tagged.extend(question.extracts.iter().map(|it| format!("extract:{it}")));
    if question.provenance != Reveal::Before {
        tagged.push(format!("provenance:{}", question.provenance));
    }
    let remarks = reasons(&reasons_of(interaction));
    let hint = question
        .hint
        .iter()
        .map(|it| marked_up("hint", html::of_text(it)));
    Element::new("question")
        .with("type", name)
        .child(named("name", question.id.as_str()))
        .child(marked_up("questiontext", stem(question, interaction)))
        .child(marked_up(
            "generalfeedback",
            markup(explanation(question, remarks, material)),
        ))
        .child(value("defaultgrade", question.available().to_string()))
        .children([value("penalty", "0.3333333"), value("hidden", "0")])
        .child(value("idnumber", question.id.as_str()))
        .children(body)
        .children(hint)
        .child(tags(tagged))
}

/// The stem, and what is asked below it. Where answers are embedded, all of it is escaped.
fn stem(question: &Question, interaction: &Interaction<'_>) -> String {
    let stem = html::of_text(&question.stem);
    let (class, stem, below) = match interaction {
        Interaction::Pairs(pairs) => match pairs.pairs.as_slice() {
            [one] if question.kind() == Kind::TrueFalse => {
                ("statement", stem, html::of_text(&one.left))
            }
            _ => return stem,
        },
        Interaction::Choice(choice) => {
            let number = choice.choose;
            let number = number.map(|it| format!("<p class=\"choose\">Choose {it}.</p>"));
            return stem + &number.unwrap_or_default();
        }
        Interaction::Gaps(gaps) => {
            let (class, below) = embedded_gaps(gaps);
            (class, embedded_text(&question.stem), below)
        }
        Interaction::Order(_) | Interaction::Text(_) => return stem,
    };
    format!("<div class=\"stem\">{stem}</div><div class=\"{class}\">{below}</div>")
}

/// Plain text among embedded answers: paragraphs and lines of it, with its signs escaped.
fn embedded_text(text: &str) -> String {
    paragraphs(&embedded::escaped(text))
}

/// Markup whose blank lines part paragraphs.
fn paragraphs(markup: &str) -> String {
    let lines = |paragraph: &str| format!("<p>{}</p>", paragraph.trim().replace('\n', "<br/>"));
    markup.trim().split("\n\n").map(lines).collect()
}

/// Embedded answers with what stands around them, and the class of their block.
fn embedded_gaps(gaps: &Gaps<'_>) -> (&'static str, String) {
    match gaps.layout {
        GapLayout::Text(body) => {
            let mut out = String::new();
            for (number, text) in body.text.texts().iter().enumerate() {
                out += &embedded::escaped(text);
                out += &gaps.gaps.get(number).map(embedded_gap).unwrap_or_default();
            }
            ("cloze", paragraphs(&out))
        }
        GapLayout::Table => {
            let row = |gap: &Gap<'_>| {
                let label = embedded::escaped(gap.label);
                let cell = embedded_gap(gap);
                format!("<tr><th scope=\"row\">{label}</th><td>{cell}</td></tr>")
            };
            let rows: String = gaps.gaps.iter().map(row).collect();
            ("grid", format!("<table><tbody>{rows}</tbody></table>"))
        }
        GapLayout::List => {
            let labels = ["The claim:", "The evidence for it:"];
            let list = labels.iter().zip(&gaps.gaps).map(|(label, gap)| {
                let menu = embedded_menu("MULTICHOICE_V", &gap.offers);
                format!("<p>{label}</p><p>{menu}</p>")
            });
            ("paired", list.collect())
        }
    }
}

fn embedded_gap(gap: &Gap<'_>) -> String {
    if !gap.is_typed() {
        return embedded_menu("MULTICHOICE", &gap.offers);
    }
    let accepted = gap.accepted.iter().map(|text| Alternative {
        weight: 100.0,
        // A star would stand for any letters.
        text: guarded(text),
        feedback: None,
    });
    embedded::write("SHORTANSWER", accepted)
}

fn embedded_menu(form: &str, offers: &[Offer<'_>]) -> String {
    let alternatives = offers.iter().map(|offer| Alternative {
        weight: if offer.correct { 100.0 } else { 0.0 },
        text: offer.text.to_owned(),
        feedback: offer.feedback.map(str::to_owned),
    });
    embedded::write(form, alternatives)
}

/// What is said of single statements, pairs and rows: Moodle has no place for it but here.
fn reasons_of(interaction: &Interaction<'_>) -> Vec<Reason> {
    let reason = |quote: Option<&str>, feedback: Option<&str>| Reason {
        feedback: feedback.map(str::to_owned),
        quote: quote.map(str::to_owned),
    };
    match interaction {
        Interaction::Pairs(it) => {
            let pairs = it.pairs.iter();
            pairs
                .map(|pair| reason(pair.quote, pair.feedback))
                .collect()
        }
        Interaction::Gaps(it) => {
            let gaps = it.gaps.iter();
            gaps.map(|gap| reason(None, gap.feedback)).collect()
        }
        _ => Vec::new(),
    }
}
