//! Writing Moodle's format.

use std::collections::HashSet;

use super::carries;
use super::embedded::{self, Alternative};
use super::texts::{Reason, div, quotation, reasons};
use crate::heading::{self, headings};
use crate::simpler::Pick;
use crate::wildcards::guarded;
use crate::xml::Element;
use crate::{Carriage, Exported, Loss, Material, Part, html, losses};
use sourcework_core::diagnostic::Placed;
use sourcework_core::quiz::body::{Cloze, Grid, Paired, Row};
use sourcework_core::quiz::{Body, Question, Reveal, Truth};
use sourcework_core::source::{Extract, Source};

mod answers;

use answers::{choice, essay, matching, one_truth, ordering, true_or_false};

/// Writes a quiz.
pub fn export(material: Material<'_>) -> Exported {
    let quiz = material.quiz;
    let mut root = Element::new("quiz").child(category(material));
    let mut losses = losses_of_head(material);
    let mut shown: HashSet<(&str, bool)> = HashSet::new();
    for question in &quiz.questions {
        let headed = question.provenance == Reveal::Before;
        for id in &question.extracts {
            if let Some((source, extract)) = material.sources.extract(id)
                && shown.insert((id, headed))
            {
                root = root.child(description(id, source, extract, headed));
            }
        }
        root = root.child(asked(question, material));
        lose(question, &mut losses);
    }
    Exported {
        bytes: root.document().into_bytes(),
        losses,
    }
}

fn losses_of_head(material: Material<'_>) -> Vec<Loss> {
    let quiz = material.quiz;
    let mut losses: Vec<Loss> = losses::of_head(quiz, &["description"]);
    if !quiz.synonyms.is_empty() || !quiz.learned_responses.is_empty() {
        let how = "of the whole quiz are left out: a person marks what is written";
        losses.push(Loss::of_quiz(Part::Patterns, how));
    }
    losses.extend(losses::of_layout(material));
    losses
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
    let mut blocks = match headed {
        true => headings([source]),
        false => Vec::new(),
    };
    blocks.push(Element::new("h3").text(&*extract.label.value));
    let text = div("text").children(html::elements(&extract.text));
    blocks.push(heading::in_language(text, source, "lang"));
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

fn asked(question: &Question, material: Material<'_>) -> Element {
    let (name, body) = match &question.body {
        Body::SingleChoice(_) => ("multichoice", choice(question, true)),
        Body::MultipleResponse(_) => ("multichoice", choice(question, false)),
        Body::Evidence(body) => {
            let single = body.offered().iter().filter(|it| it.correct).count() == 1;
            ("multichoice", choice(question, single))
        }
        Body::TrueFalse(body) => match body.statements.as_slice() {
            [one] => match one.answer {
                Some(Truth::NotStated) | None => ("multichoice", one_truth(one.answer)),
                answer => ("truefalse", true_or_false(answer == Some(Truth::True))),
            },
            _ => ("matching", matching(question)),
        },
        Body::Matching(_) => ("matching", matching(question)),
        Body::Ordering(body) => ("ordering", ordering(&body.items)),
        Body::Cloze(_) | Body::Grid(_) | Body::Paired(_) => ("cloze", Vec::new()),
        Body::Inference(_) | Body::ShortAnswer(_) | Body::Extended(_) => ("essay", essay(question)),
    };
    let mut tagged = vec![question.skill.as_str().to_owned()];
    tagged.extend(question.extracts.iter().map(|it| format!("extract:{it}")));
    if question.provenance != Reveal::Before {
        tagged.push(format!("provenance:{}", question.provenance));
    }
    let hint = question
        .hint
        .iter()
        .map(|it| marked_up("hint", html::of_text(it)));
    Element::new("question")
        .with("type", name)
        .child(named("name", question.id.as_str()))
        .child(marked_up("questiontext", stem(question)))
        .child(marked_up(
            "generalfeedback",
            markup(told(question, material)),
        ))
        .child(value("defaultgrade", question.available().to_string()))
        .children([value("penalty", "0.3333333"), value("hidden", "0")])
        .child(value("idnumber", question.id.as_str()))
        .children(body)
        .children(hint)
        .child(tags(tagged))
}

/// The stem, and what is asked below it. Where answers are embedded, all of it is escaped.
fn stem(question: &Question) -> String {
    let stem = html::of_text(&question.stem);
    let (class, stem, below) = match &question.body {
        Body::TrueFalse(body) => match body.statements.as_slice() {
            [one] => ("statement", stem, html::of_text(&one.text)),
            _ => return stem,
        },
        Body::MultipleResponse(body) => {
            let count = body.choose.as_ref();
            let told = count.map(|it| format!("<p class=\"choose\">Choose {}.</p>", **it));
            return stem + &told.unwrap_or_default();
        }
        Body::Cloze(body) => ("cloze", embedded_text(&question.stem), gaps(body)),
        Body::Grid(body) => ("grid", embedded_text(&question.stem), rows(body)),
        Body::Paired(body) => (
            "paired",
            embedded_text(&question.stem),
            claim_and_evidence(body),
        ),
        _ => return stem,
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

fn gaps(body: &Cloze) -> String {
    let offered = body.offered();
    let mut out = String::new();
    for (number, text) in body.text.texts().iter().enumerate() {
        out += &embedded::escaped(text);
        if let Some(gap) = body.text.gaps().get(number) {
            out += &match offered.is_empty() {
                true => typed(gap.accepted.iter().map(String::as_str)),
                false => chosen("MULTICHOICE", &offered, |word| {
                    gap.accepted.iter().any(|it| it == word)
                }),
            };
        }
    }
    paragraphs(&out)
}

fn typed<'a>(accepted: impl Iterator<Item = &'a str>) -> String {
    embedded::write(
        "SHORTANSWER",
        // A star would stand for any letters.
        accepted.map(|text| alternative(&guarded(text), true, None)),
    )
}

fn chosen(form: &str, offered: &[&str], is_key: impl Fn(&str) -> bool) -> String {
    let alternatives = offered
        .iter()
        .map(|word| alternative(word, is_key(word), None));
    embedded::write(form, alternatives)
}

fn alternative(text: &str, correct: bool, feedback: Option<&str>) -> Alternative {
    Alternative {
        weight: if correct { 100.0 } else { 0.0 },
        text: text.to_owned(),
        feedback: feedback.map(str::to_owned),
    }
}

fn rows(body: &Grid) -> String {
    let row = |row: &Row| {
        let accepted = row.answer.iter().chain(&row.answers).map(|it| it.as_str());
        let options: Vec<&str> = row.options.iter().map(|it| it.as_str()).collect();
        let cell = match options.is_empty() {
            true => typed(accepted),
            false => chosen("MULTICHOICE", &options, |word| word == row.shown()),
        };
        let label = embedded::escaped(&row.label);
        format!("<tr><th scope=\"row\">{label}</th><td>{cell}</td></tr>")
    };
    let rows: String = body.rows.iter().map(row).collect();
    format!("<table><tbody>{rows}</tbody></table>")
}

fn claim_and_evidence(body: &Paired) -> String {
    let list = |picks: Vec<Pick<'_>>| {
        let picks = picks.into_iter();
        let all = picks.map(|it| alternative(it.text, it.correct, it.feedback));
        embedded::write("MULTICHOICE_V", all)
    };
    let claims = list(body.claims.iter().map(Pick::from).collect());
    let evidence = list(body.evidence.iter().map(Pick::from).collect());
    format!("<p>The claim:</p><p>{claims}</p><p>The evidence for it:</p><p>{evidence}</p>")
}

/// The explanation, the reasons, the quotations, and the heading where it comes afterwards.
fn told(question: &Question, material: Material<'_>) -> Vec<Element> {
    let mut blocks = html::elements(&question.explanation);
    blocks.extend(reasons(&reasons_of(&question.body)));
    blocks.extend(question.quotes.iter().map(|it| quotation(it)));
    if question.provenance == Reveal::After {
        let mut sources: Vec<&Source> = Vec::new();
        for id in &question.extracts {
            if let Some((source, _)) = material.sources.extract(id)
                && !sources.iter().any(|it| it.id == source.id)
            {
                sources.push(source);
            }
        }
        blocks.extend(headings(sources));
    }
    blocks
}

/// What is told of single statements, pairs and rows: Moodle has no place for it but here.
fn reasons_of(body: &Body) -> Vec<Reason> {
    let text = |it: &Option<Placed<String>>| it.as_ref().map(|it| it.value.clone());
    match body {
        Body::TrueFalse(body) => {
            let reason = |it: &sourcework_core::quiz::body::Statement| Reason {
                feedback: text(&it.feedback),
                quote: text(&it.quote),
            };
            body.statements.iter().map(reason).collect()
        }
        Body::Matching(body) => feedback_of(body.pairs.iter().map(|it| text(&it.feedback))),
        Body::Grid(body) => feedback_of(body.rows.iter().map(|it| text(&it.feedback))),
        _ => Vec::new(),
    }
}

fn feedback_of(told: impl Iterator<Item = Option<String>>) -> Vec<Reason> {
    told.map(|feedback| Reason {
        feedback,
        quote: None,
    })
    .collect()
}

/// What Moodle has no place for.
fn lose(question: &Question, losses: &mut Vec<Loss>) {
    let mut lost = |part, how: &str| losses.push(Loss::of_question(&question.id, part, how));
    if let Carriage::As(form) = carries(question.kind()) {
        lost(Part::Kind, &format!("becomes {form}"));
    }
    match &question.body {
        Body::MultipleResponse(body) if body.all_or_nothing => {
            lost(
                Part::Rule,
                "is left out: an incomplete answer earns a share",
            );
        }
        Body::Paired(_) => lost(
            Part::Rule,
            "is left out: evidence earns a mark without its claim",
        ),
        Body::Inference(_) | Body::ShortAnswer(_) | Body::Extended(_) => lost(
            Part::Patterns,
            "are left out; the points stand in the grader's information",
        ),
        Body::Cloze(body) => lose_of_cloze(body, &mut lost),
        _ => {}
    }
    let has_order = matches!(
        question.body,
        Body::SingleChoice(_) | Body::MultipleResponse(_) | Body::Evidence(_) | Body::Matching(_)
    );
    let has_order = match &question.body {
        Body::TrueFalse(body) => body.statements.len() > 1,
        _ => has_order,
    };
    if !question.shuffle && !has_order {
        lost(Part::Shuffle, "is set in Moodle");
    }
    losses.extend(losses::of_texts(question));
}

fn lose_of_cloze(body: &Cloze, lost: &mut impl FnMut(Part, &str)) {
    let offered = body.offered();
    if offered.is_empty() {
        return;
    }
    let in_bank = |word: &String| offered.contains(&word.as_str());
    let gaps = body.text.gaps();
    if !gaps.iter().all(|gap| gap.accepted.iter().all(in_bank)) {
        lost(Part::Variants, "that are not in the bank are left out");
    }
}
