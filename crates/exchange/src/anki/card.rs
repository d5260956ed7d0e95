//! What stands on a card: the fields of a note.

use crate::simpler::{self, Pick};
use crate::xml::Element;
use crate::{Material, html, scheme};
use sourcework_core::identity;
use sourcework_core::quiz::{Body, Question, Reveal};
use sourcework_core::source::Source;
use sourcework_core::words::marks;

/// The fields, in their order.
pub const FIELDS: [&str; 10] = [
    "ID",
    "Heading",
    "Passage",
    "Stem",
    "Options",
    "Answer",
    "Evidence",
    "Explanation",
    "Hint",
    "Source",
];

/// One question as a note.
#[derive(Clone, Debug)]
pub struct Note {
    /// The same for the same question of the same quiz, always.
    pub guid: String,
    /// A number made of the same.
    pub id: i64,
    /// Markup, a field each.
    pub fields: [String; 10],
    /// Quiz and skill.
    pub tags: String,
}

/// Makes the note of a question.
pub fn note(material: Material<'_>, question: &Question) -> Note {
    let id = format!("{}/{}", material.quiz.id, *question.id);
    let stable = identity::stable(&["anki", &material.quiz.id, &question.id]);
    let source = headings(material, question);
    let shown = if question.provenance == Reveal::Before {
        source.clone()
    } else {
        String::new()
    };
    let marks = marks(question.available());
    let stem = format!(
        "{}<p class=\"marks\">[{marks}]</p>",
        html::of_text(&question.stem)
    );
    Note {
        guid: format!("{stable:016x}"),
        // As large as the milliseconds that Anki itself uses.
        id: i64::try_from(stable >> 23).expect("41 bits fit"),
        fields: [
            html::inline(&id),
            shown,
            passages(material, question),
            stem,
            options(&question.body),
            answer(question),
            quotations(question),
            html::of_text(&question.explanation),
            question
                .hint
                .as_ref()
                .map(|hint| html::of_text(hint))
                .unwrap_or_default(),
            source,
        ],
        tags: format!(" {} {} ", material.quiz.id, *question.skill),
    }
}

fn headings(material: Material<'_>, question: &Question) -> String {
    let mut sources: Vec<&Source> = Vec::new();
    for extract in &question.extracts {
        if let Some((source, _)) = material.sources.extract(extract)
            && !sources.iter().any(|known| known.id == source.id)
        {
            sources.push(source);
        }
    }
    sources
        .iter()
        .map(|source| html::of_text(&heading(source)))
        .collect()
}

/// Title, and who made it and when.
fn heading(source: &Source) -> String {
    let provenance = &source.provenance;
    let mut about = vec![provenance.creator.value.clone()];
    about.extend(provenance.date.as_ref().map(|date| date.value.to_string()));
    about.extend(provenance.reference.as_ref().map(|it| it.value.clone()));
    about.retain(|it| !it.is_empty());
    format!("{}\n{}", source.title.trim(), about.join(", "))
}

fn passages(material: Material<'_>, question: &Question) -> String {
    let mut all = String::new();
    for extract in &question.extracts {
        if let Some((_, passage)) = material.sources.extract(extract) {
            // By this a deck that comes back finds its extracts again.
            let label = Element::new("h4")
                .with("data-extract", extract.as_str())
                .text(passage.label.value.clone());
            all.push_str(&markup(&[label]));
            all.push_str(&html::of_text(&passage.text));
        }
    }
    all
}

fn markup(elements: &[Element]) -> String {
    Element::new("div")
        .children(elements.to_vec())
        .markup_inside()
}

/// A list with letters, or another list.
fn list(name: &'static str, items: impl Iterator<Item = String>) -> Element {
    let item = |text: String| Element::new("li").children(html::lines(&text));
    let list = Element::new(name).children(items.map(item));
    if name == "ol" {
        list.with("type", "A")
    } else {
        list
    }
}

/// What there is to choose from. Where the author's order is the key, by the alphabet.
fn options(body: &Body) -> String {
    let sorted = |mut texts: Vec<String>| {
        texts.sort_by_key(|text| text.to_lowercase());
        texts.into_iter()
    };
    let elements = match body {
        Body::Paired(body) => {
            let evidence = body.evidence.iter().map(|it| it.quote.value.clone());
            vec![
                list("ol", body.claims.iter().map(|it| it.text.value.clone())),
                Element::new("p").text("Which quotation shows it?"),
                list("ul", evidence),
            ]
        }
        Body::TrueFalse(body) => {
            vec![
                Element::new("p").text("True, false or not stated?"),
                list("ol", body.statements.iter().map(|it| it.text.value.clone())),
            ]
        }
        Body::Ordering(body) => vec![list(
            "ul",
            sorted(body.items.iter().map(|it| it.value.clone()).collect()),
        )],
        Body::Matching(body) => {
            let rights = sorted(body.rights().map(str::to_owned).collect());
            vec![
                list("ul", body.pairs.iter().map(|it| it.left.value.clone())),
                Element::new("p").text("What belongs to each?"),
                list("ol", rights),
            ]
        }
        Body::Cloze(body) => {
            let mut all = html::elements(
                &body
                    .text
                    .filled(|number, _| format!("({}) _____", number + 1)),
            );
            if !body.bank.is_empty() {
                let words = sorted(body.offered().into_iter().map(str::to_owned).collect());
                all.push(Element::new("p").text(words.collect::<Vec<_>>().join(" · ")));
            }
            all
        }
        Body::Grid(body) => {
            let row = |row: &sourcework_core::quiz::body::Row| match row.options.is_empty() {
                true => row.label.value.clone(),
                false => {
                    let options: Vec<&str> = row.options.iter().map(|it| it.as_str()).collect();
                    format!("{}: {}?", row.label, options.join(" / "))
                }
            };
            vec![list("ul", body.rows.iter().map(row))]
        }
        body => match simpler::picks(body) {
            Some(picks) => vec![list("ol", picks.iter().map(|it| it.text.to_owned()))],
            None => Vec::new(),
        },
    };
    markup(&elements)
}

/// The right answer, with what is said of each option.
fn answer(question: &Question) -> String {
    let said = |pick: &Pick<'_>| {
        let sign = if pick.correct { "✓" } else { "✗" };
        let feedback = pick
            .feedback
            .map(|it| format!("\n{it}"))
            .unwrap_or_default();
        format!("{sign} {}{feedback}", pick.text)
    };
    let elements = match &question.body {
        Body::TrueFalse(body) => {
            let one = |it: &sourcework_core::quiz::body::Statement| {
                let quote = it
                    .quote
                    .as_ref()
                    .map(|quote| format!("\n“{quote}”"))
                    .unwrap_or_default();
                let feedback = it
                    .feedback
                    .as_ref()
                    .map(|it| format!("\n{it}"))
                    .unwrap_or_default();
                format!("{}{quote}{feedback}", simpler::truth(it.answer))
            };
            vec![list("ol", body.statements.iter().map(one))]
        }
        Body::Paired(body) => vec![
            list("ol", body.claims.iter().map(|it| said(&Pick::from(it)))),
            list("ul", body.evidence.iter().map(|it| said(&Pick::from(it)))),
        ],
        Body::Cloze(body) => {
            let gap = |_: usize, gap: &sourcework_core::quiz::cloze::Gap| {
                format!("[{}]", gap.accepted.join(" / "))
            };
            html::elements(&body.text.filled(gap))
        }
        Body::Ordering(body) => vec![list("ol", body.items.iter().map(|it| it.value.clone()))],
        body => {
            if let Some(picks) = simpler::picks(body) {
                vec![list("ol", picks.iter().map(said))]
            } else if let Some(pairs) = simpler::pairs(body) {
                vec![list(
                    "ul",
                    pairs
                        .pairs
                        .iter()
                        .map(|(left, right)| format!("{left}: {right}")),
                )]
            } else {
                scheme::of(body)
            }
        }
    };
    markup(&elements)
}

fn quotations(question: &Question) -> String {
    let quote = |text: &sourcework_core::diagnostic::Placed<String>| {
        Element::new("blockquote").children(html::elements(text))
    };
    markup(&question.quotes.iter().map(quote).collect::<Vec<_>>())
}
