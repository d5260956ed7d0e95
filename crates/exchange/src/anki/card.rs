//! What stands on a card: the fields of a note.

use super::CAPABILITIES;
use crate::lower::{Gap, GapLayout, Interaction, Offer, Pair, lower};
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
    let kind = question.kind();
    let interaction = lower(question, &CAPABILITIES);
    Note {
        guid: format!("{stable:016x}"),
        // As large as the milliseconds that Anki itself uses.
        id: i64::try_from(stable >> 23).expect("41 bits fit"),
        fields: [
            html::inline(&id),
            shown,
            passages(material, question),
            stem,
            interaction
                .as_ref()
                .map(|it| options(kind, it))
                .unwrap_or_default(),
            interaction
                .as_ref()
                .map(|it| answer(kind, it))
                .unwrap_or_default(),
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

/// What there is to choose from.
fn options(kind: Kind, interaction: &Interaction<'_>) -> String {
    let offers = |offers: &[Offer<'_>]| offers.iter().map(|it| it.text.to_owned()).collect();
    let elements = match interaction {
        Interaction::Choice(choice) => {
            let texts: Vec<String> = offers(&choice.offers);
            vec![list("ol", texts)]
        }
        Interaction::Pairs(pairs) => {
            let lefts = pairs.pairs.iter().map(|it| &*it.left);
            match kind {
                Kind::TrueFalse => vec![
                    Element::new("p").text("True, false or not stated?"),
                    list("ol", lefts),
                ],
                _ => vec![
                    list("ul", lefts),
                    Element::new("p").text("What belongs to each?"),
                    list("ol", by_alphabet(pairs.rights())),
                ],
            }
        }
        Interaction::Order(items) => vec![list("ul", by_alphabet(items.iter().copied()))],
        Interaction::Gaps(gaps) => match gaps.layout {
            GapLayout::Text(body) => {
                let blank = |number: usize, _: &_| format!("({}) _____", number + 1);
                let mut all = html::elements(&body.text.filled(blank));
                let words = by_alphabet(body.offered().into_iter());
                if !words.is_empty() {
                    all.push(Element::new("p").text(words.join(" · ")));
                }
                all
            }
            GapLayout::Table => {
                let row = |gap: &Gap<'_>| match gap.is_typed() {
                    true => gap.label.to_owned(),
                    false => {
                        let options: Vec<String> = offers(&gap.offers);
                        format!("{}: {}?", gap.label, options.join(" / "))
                    }
                };
                vec![list("ul", gaps.gaps.iter().map(row))]
            }
            GapLayout::List => {
                let mut lists = gaps
                    .gaps
                    .iter()
                    .map(|gap| -> Vec<String> { offers(&gap.offers) });
                vec![
                    list("ol", lists.next().unwrap_or_default()),
                    Element::new("p").text("Which quotation shows it?"),
                    list("ul", lists.next().unwrap_or_default()),
                ]
            }
        },
        Interaction::Text(_) => Vec::new(),
    };
    markup(&elements)
}

/// The right answer, with what is said of each option.
fn answer(kind: Kind, interaction: &Interaction<'_>) -> String {
    let with_feedback = |text: String, feedback: Option<&str>| match feedback {
        Some(feedback) => format!("{text}\n{feedback}"),
        None => text,
    };
    let offer = |offer: &Offer<'_>| {
        let sign = if offer.correct { "✓" } else { "✗" };
        with_feedback(format!("{sign} {}", offer.text), offer.feedback)
    };
    let elements = match interaction {
        Interaction::Choice(choice) => vec![list("ol", choice.offers.iter().map(offer))],
        Interaction::Pairs(pairs) if kind == Kind::TrueFalse => {
            let statement = |pair: &Pair<'_>| {
                let quote = pair.quote.map(|quote| format!("\n“{quote}”"));
                let text = format!("{}{}", pair.right, quote.unwrap_or_default());
                with_feedback(text, pair.feedback)
            };
            vec![list("ol", pairs.pairs.iter().map(statement))]
        }
        Interaction::Pairs(pairs) => {
            let pair = |pair: &Pair<'_>| format!("{}: {}", pair.left, pair.right);
            vec![list("ul", pairs.pairs.iter().map(pair))]
        }
        Interaction::Order(items) => vec![list("ol", items)],
        Interaction::Gaps(gaps) => match gaps.layout {
            GapLayout::Text(body) => {
                let filled = |_, gap: &TextGap| format!("[{}]", gap.accepted.join(" / "));
                html::elements(&body.text.filled(filled))
            }
            GapLayout::Table => {
                let row = |gap: &Gap<'_>| format!("{}: {}", gap.label, gap.shown());
                vec![list("ul", gaps.gaps.iter().map(row))]
            }
            GapLayout::List => {
                let lists = ["ol", "ul"].into_iter().zip(&gaps.gaps);
                lists
                    .map(|(name, gap)| list(name, gap.offers.iter().map(offer)))
                    .collect()
            }
        },
        Interaction::Text(text) => scheme::of(text.body),
    };
    markup(&elements)
}

fn quotations(question: &Question) -> String {
    let quote = |text: &sourcework_core::diagnostic::Placed<String>| {
        Element::new("blockquote").children(html::elements(text))
    };
    markup(&question.quotes.iter().map(quote).collect::<Vec<_>>())
}
