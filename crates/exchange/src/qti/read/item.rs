//! One item: what it shows, what it asks, what it tells.

use std::collections::HashMap;

use super::context::{ItemContext, ParsedQuestion};
use super::declared::Declared;
use super::feedback::ItemFeedback;
use super::gaps::{cloze, gap, gap_match, grid, is_grid, is_inline, is_stem};
use super::passages::{self, Passages, is_passage};
use super::processing::Processing;
use super::{choices, relations, written};
use crate::bodies::Cell;
use crate::imported::{Item, Passage, Trouble};
use crate::shared::gap_texts::ask_and_text;
use crate::shared::markup::{
    holds_mark, is_block, is_of, joined, take, take_marked, take_named, text, texts, without_marks,
};
use crate::shared::tariff::tariff;
use crate::xml::{Element, Node};
use sourcework_core::diagnostic::Span;
use sourcework_core::quiz::{Kind, Reveal};

/// What the items of a package share.
#[derive(Default)]
pub(super) struct Package {
    /// The places of shared passages by their files, and whether a heading stands over them there.
    pub stimuli: HashMap<String, (usize, bool)>,
}

/// An item on its way to questions.
struct ItemReader<'a, 't> {
    name: Option<String>,
    span: Span,
    /// The kind, where the item is of our own export.
    ours: Option<Kind>,
    feedback: ItemFeedback,
    /// The places of its passages.
    shown: Vec<usize>,
    /// Whether a heading stands over one of them.
    headed: bool,
    hint: Option<String>,
    rubrics: Vec<Element>,
    passages: &'a mut Passages,
    trouble: &'a mut Trouble<'t>,
}

/// Reads an item; `linked` are the places of the passages that it refers to. There are several
/// questions where it has several interactions.
pub(super) fn read(
    mut root: Element,
    linked: &[(usize, bool)],
    passages: &mut Passages,
    trouble: &mut Trouble<'_>,
) -> Vec<Item> {
    let span = root.span;
    let Some(mut body) = take_named(&mut root, &["item-body"]).into_iter().next() else {
        trouble.left_out(span, "the item has no body; it was left out");
        return Vec::new();
    };
    if root.first("template-declaration").is_some() {
        let what = "the question is left out: its values are drawn again each time";
        trouble.left_out(span, what);
        return Vec::new();
    }
    let ours = kind_of(&body);
    let heading_afterwards = root.all("modal-feedback").any(holds_heading);
    let declared = Declared::of(&root);
    let processing = Processing::of(&root, ours.is_some());
    let said = |name: &str| {
        let said = root.attribute(name).map(str::trim);
        said.filter(|it| !it.is_empty()).map(str::to_owned)
    };
    let mut reader = ItemReader {
        name: said("title").or(said("identifier")),
        span,
        ours,
        feedback: ItemFeedback::default(),
        shown: linked.iter().map(|(place, _)| *place).collect(),
        headed: linked.iter().any(|(_, headed)| *headed),
        hint: None,
        rubrics: Vec::new(),
        passages,
        trouble,
    };
    for feedback in take_named(&mut root, &["modal-feedback"]) {
        reader.feedback.add(feedback, reader.trouble);
    }
    let interactions = take_marked(&mut body, &is_interaction);
    reader.surroundings(&mut body);
    let fixed = is_of(&body, "sourcework-fixed");
    let parts = reader.parts(&body, interactions, &declared, &processing);
    let mut items = reader.items(parts, &declared);
    let reveal = reader.reveal(heading_afterwards);
    for item in &mut items {
        item.reveal = reveal;
        if ours.is_some() {
            item.shuffle = !fixed;
        }
    }
    items
}

fn kind_of(body: &Element) -> Option<Kind> {
    let classes = body.attribute("class").unwrap_or_default();
    let mut names = classes.split_ascii_whitespace();
    names.find_map(|it| Kind::find(it.strip_prefix("sourcework-")?))
}

fn holds_heading(feedback: &Element) -> bool {
    feedback.descendants().any(|it| is_block(it, "heading"))
}

/// What asks something: interactions, and tables of them.
fn is_interaction(element: &Element) -> bool {
    let asks = element.name.ends_with("-interaction") || element.name == "positionobject-stage";
    asks || is_grid(element)
}

impl ItemReader<'_, '_> {
    /// Takes out of the body what stands around the question: passages, hints, notes for scorers,
    /// instructions of our own.
    fn surroundings(&mut self, body: &mut Element) {
        self.rubrics = take_named(body, &["rubric-block"]);
        // What a rubric tells the candidate belongs to what is context.
        let (asks, notes): (Vec<_>, Vec<_>) = std::mem::take(&mut self.rubrics)
            .into_iter()
            .partition(|it| {
                let view = it.attribute("view").unwrap_or_default();
                view.split_ascii_whitespace().any(|it| it == "candidate")
            });
        self.rubrics = notes;
        for (place, it) in asks.into_iter().enumerate() {
            body.children.insert(place, Node::Element(it));
        }
        let is_own = |it: &Element| is_block(it, "hint") || is_block(it, "instructions");
        for block in take(body, &is_own) {
            if is_of(&block, "hint") {
                self.hint = hint(block, self.trouble);
            }
        }
        let is_linked = |it: &Element| it.attribute("data-stimulus-idref").is_some();
        // What a gap stands in is the text of the question, whatever it is marked as.
        let is_shown = |it: &Element| is_linked(it) || is_passage(it);
        for block in take(body, &|it| is_shown(it) && !holds_mark(it)) {
            if is_linked(&block) {
                continue;
            }
            if let Some(passage) = passages::of(block, None, self.trouble) {
                self.show(passage);
            }
        }
        for feedback in take_named(body, &["feedback-block", "feedback-inline"]) {
            self.feedback.add(feedback, self.trouble);
        }
    }

    fn show(&mut self, passage: Passage) {
        self.headed |= passage.heading.is_some();
        let place = self.passages.add(passage);
        if !self.shown.contains(&place) {
            self.shown.push(place);
        }
    }

    /// What is context, with its stem.
    fn parts(
        &mut self,
        body: &Element,
        interactions: Vec<Element>,
        declared: &Declared,
        processing: &Processing,
    ) -> Vec<(String, ParsedQuestion)> {
        let mut body = body.clone();
        let stems = take(&mut body, &is_stem);
        let own_stem = without_marks(&texts(&stems, self.trouble));
        let words = text(&body, self.trouble);
        let mut context = ItemContext {
            ours: self.ours,
            declared,
            processing,
            feedback: &mut self.feedback,
            trouble: self.trouble,
            to_do: Vec::new(),
        };
        if self.ours == Some(Kind::Paired) {
            let part = choices::paired(interactions, &mut context);
            return part.into_iter().map(|it| (own_stem.clone(), it)).collect();
        }
        let inline = interactions.iter().any(is_inline);
        let (asks, gapped) = match inline {
            true => ask_and_text(&words),
            false => (without_marks(&words), String::new()),
        };
        let stem = joined([own_stem, asks]);
        let mut parts = Vec::new();
        let mut gaps = Vec::new();
        let mut whole = true;
        for one in interactions {
            if is_inline(&one) {
                match gap(one, &mut context) {
                    Some(gap) => gaps.push(gap),
                    None => whole = false,
                }
                continue;
            }
            // Marks of a text with gaps are counted over all interactions.
            gaps.push(Cell::Typed(Vec::new()));
            let mut found = block(one, &self.rubrics, &mut context);
            if let Some(part) = found.first_mut() {
                part.to_do.append(&mut context.to_do);
            }
            let single = matches!(self.ours, Some(Kind::Inference)) && !parts.is_empty();
            if !single {
                parts.extend(found.into_iter().map(|part| (stem.clone(), part)));
            }
        }
        if inline
            && whole
            && let Some(mut part) = cloze(&gapped, &gaps, self.span, &mut context)
        {
            part.to_do = context.to_do;
            parts.push((stem, part));
        }
        if self.ours == Some(Kind::Evidence) {
            parts
                .iter_mut()
                .for_each(|(_, part)| choices::as_evidence(part));
        }
        parts
    }

    fn items(&mut self, parts: Vec<(String, ParsedQuestion)>, declared: &Declared) -> Vec<Item> {
        let several = parts.len() > 1;
        let general = self.feedback.general(self.trouble);
        let mut items = Vec::new();
        for (number, (stem, mut part)) in (1..).zip(parts) {
            for passage in std::mem::take(&mut part.passages) {
                self.show(passage);
            }
            let worth = match several {
                true => part.worth,
                false => declared.most.or(part.worth),
            };
            let marks =
                worth.and_then(|worth| tariff(worth, part.natural, part.span, self.trouble));
            // The prompts of ours only number the boxes to write in.
            let prompt = match self.ours {
                Some(Kind::Inference) => String::new(),
                _ => part.prompt,
            };
            let mut item = Item::new(part.span, joined([stem, prompt]), part.body);
            item.name = self.name.as_ref().map(|name| match several {
                true => format!("{name}-{number}"),
                false => name.clone(),
            });
            item.marks = marks;
            item.shuffle = part.shuffle.unwrap_or(true);
            item.hint.clone_from(&self.hint);
            item.hint = item.hint.or(general.hint.clone());
            item.quotes.clone_from(&general.quotes);
            item.to_do = part.to_do;
            item.explanation = Some(general.explanation.clone()).filter(|it| !it.is_empty());
            items.push(item);
        }
        let all: u32 = items
            .iter()
            .map(|it| it.marks.unwrap_or_else(|| it.body.natural_tariff()))
            .sum();
        if let Some(most) = declared.most.filter(|_| several)
            && (f64::from(all) - most).abs() > 1e-6
        {
            let what =
                format!("the item is worth {most} in all; here its questions are worth {all}");
            self.trouble.changed(self.span, what);
        }
        for item in &mut items {
            item.passages.clone_from(&self.shown);
        }
        items
    }

    /// When the heading of the passages is shown, as our own items tell it.
    fn reveal(&self, heading_afterwards: bool) -> Reveal {
        match self.ours {
            Some(_) if heading_afterwards => Reveal::After,
            Some(_) if !self.headed && !self.shown.is_empty() => Reveal::Hidden,
            _ => Reveal::Before,
        }
    }
}

fn hint(mut block: Element, trouble: &mut Trouble<'_>) -> Option<String> {
    // Its first words say that it is one.
    if take_named(&mut block, &["summary"]).is_empty() {
        let first = block
            .children
            .iter()
            .position(|it| matches!(it, Node::Element(it) if it.first("strong").is_some()));
        first.map(|at| block.children.remove(at));
    }
    let words = text(&block, trouble);
    (!words.is_empty()).then_some(words)
}

/// An interaction that stands alone.
fn block(
    one: Element,
    rubrics: &[Element],
    context: &mut ItemContext<'_, '_>,
) -> Vec<ParsedQuestion> {
    let span = one.span;
    let part = match &*one.name {
        "choice-interaction" => choices::choice(one, context),
        "hottext-interaction" => choices::hottext(one, context),
        "match-interaction" => return relations::matching(one, context),
        "associate-interaction" => relations::associate(one, context),
        "order-interaction" => relations::ordering(one, context),
        "gap-match-interaction" => gap_match(one, context),
        "extended-text-interaction" => written::extended(one, rubrics, context),
        "table" => grid(one, context),
        // Ends the attempt; asks nothing.
        "end-attempt-interaction" => None,
        other => {
            let why = match other {
                "slider-interaction" => "a number is set on a slider in it",
                "upload-interaction" => "a file is handed in",
                "drawing-interaction" => "something is drawn in it",
                "media-interaction" => "a recording is played in it",
                it if it.starts_with("custom") || it.starts_with("portable") => {
                    "it is a program of its own"
                }
                _ => "it works on an image",
            };
            context.left_out(span, why);
            None
        }
    };
    part.into_iter().collect()
}
