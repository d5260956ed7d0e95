//! What stands on a card: the fields of a note.

use super::CAPABILITIES;
use crate::lower::{GapLayout, Gaps, Interaction, Offer, Pairs, lower};
use crate::shared::passages::sources_of;
use crate::xml::Element;
use crate::{Material, html, scheme};
use sourcework_core::identity;
use sourcework_core::quiz::cloze::Gap as TextGap;
use sourcework_core::quiz::{Kind, Question, Reveal};
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
    let sources = sources_of(question, material);
    let source: String = sources
        .into_iter()
        .map(|source| html::of_text(&heading(source)))
        .collect();
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
    let interaction = lower(question, &CAPABILITIES);
    let faces = interaction.map(|it| faces(question.kind(), &it));
    let [front, back] = faces.unwrap_or_default();
    Note {
        guid: format!("{stable:016x}"),
        // As large as the milliseconds that Anki itself uses.
        id: i64::try_from(stable >> 23).expect("41 bits fit"),
        fields: [
            html::inline(&id),
            shown,
            passages(material, question),
            stem,
            markup(&front),
            markup(&back),
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
fn list(name: &'static str, items: impl IntoIterator<Item = impl AsRef<str>>) -> Element {
    let items = items.into_iter();
    let items = items.map(|text| Element::new("li").children(html::lines(text.as_ref())));
    let list = Element::new(name).children(items);
    if name == "ol" {
        list.with("type", "A")
    } else {
        list
    }
}

/// By the alphabet: the author's order would be the key.
fn by_alphabet<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<&'t str> {
    let mut texts: Vec<&str> = texts.collect();
    texts.sort_by_key(|text| text.to_lowercase());
    texts
}

/// What stands below the stem on the front of a card, and the answer on its back.
type Faces = [Vec<Element>; 2];

fn faces(kind: Kind, interaction: &Interaction<'_>) -> Faces {
    match interaction {
        Interaction::Choice(choice) => [
            vec![list("ol", texts(&choice.offers))],
            vec![list("ol", marked(&choice.offers))],
        ],
        Interaction::Pairs(pairs) => faces_of_pairs(kind, pairs),
        Interaction::Order(items) => [
            vec![list("ul", by_alphabet(items.iter().copied()))],
            vec![list("ol", items)],
        ],
        Interaction::Gaps(gaps) => faces_of_gaps(gaps),
        Interaction::Text(text) => [Vec::new(), scheme::of(text.body)],
    }
}

fn texts(offers: &[Offer<'_>]) -> Vec<String> {
    offers.iter().map(|it| it.text.to_owned()).collect()
}

/// What there is to choose from, with a sign for right and wrong and the feedback.
fn marked(offers: &[Offer<'_>]) -> Vec<String> {
    let marked = offers.iter().map(|offer| {
        let sign = if offer.correct { "✓" } else { "✗" };
        with_feedback(format!("{sign} {}", offer.text), offer.feedback)
    });
    marked.collect()
}

fn with_feedback(text: String, feedback: Option<&str>) -> String {
    match feedback {
        Some(feedback) => format!("{text}\n{feedback}"),
        None => text,
    }
}

fn faces_of_pairs(kind: Kind, pairs: &Pairs<'_>) -> Faces {
    let lefts = pairs.pairs.iter().map(|it| &*it.left);
    if kind == Kind::TrueFalse {
        let answers = pairs.pairs.iter().map(|pair| {
            let quote = pair.quote.map(|quote| format!("\n“{quote}”"));
            let text = format!("{}{}", pair.right, quote.unwrap_or_default());
            with_feedback(text, pair.feedback)
        });
        let prompt = Element::new("p").text("True, false or not stated?");
        return [vec![prompt, list("ol", lefts)], vec![list("ol", answers)]];
    }
    let prompt = Element::new("p").text("What belongs to each?");
    let rights = list("ol", by_alphabet(pairs.rights()));
    let answers = pairs.pairs.iter();
    let answers = answers.map(|pair| format!("{}: {}", pair.left, pair.right));
    [
        vec![list("ul", lefts), prompt, rights],
        vec![list("ul", answers)],
    ]
}

fn faces_of_gaps(gaps: &Gaps<'_>) -> Faces {
    match (gaps.layout, gaps.gaps.as_slice()) {
        (GapLayout::Text(body), _) => {
            let blank = |number: usize, _: &_| format!("({}) _____", number + 1);
            let mut front = html::elements(&body.text.filled(blank));
            let words = by_alphabet(body.offered().into_iter());
            if !words.is_empty() {
                front.push(Element::new("p").text(words.join(" · ")));
            }
            let filled = |_, gap: &TextGap| format!("[{}]", gap.accepted.join(" / "));
            [front, html::elements(&body.text.filled(filled))]
        }
        (GapLayout::List, [claim, evidence]) => {
            let prompt = Element::new("p").text("Which quotation shows it?");
            let lists = |of: fn(&[Offer<'_>]) -> Vec<String>| {
                [
                    list("ol", of(&claim.offers)),
                    list("ul", of(&evidence.offers)),
                ]
            };
            let [claims, quotations] = lists(texts);
            [vec![claims, prompt, quotations], lists(marked).into()]
        }
        (GapLayout::Table | GapLayout::List, rows) => {
            let front = rows.iter().map(|row| match row.is_typed() {
                true => row.label.to_owned(),
                false => format!("{}: {}?", row.label, texts(&row.offers).join(" / ")),
            });
            let back = rows.iter();
            let back = back.map(|row| format!("{}: {}", row.label, row.shown()));
            [vec![list("ul", front)], vec![list("ul", back)]]
        }
    }
}

fn quotations(question: &Question) -> String {
    let quote = |text: &sourcework_core::diagnostic::Placed<String>| {
        Element::new("blockquote").children(html::elements(text))
    };
    markup(&question.quotes.iter().map(quote).collect::<Vec<_>>())
}
