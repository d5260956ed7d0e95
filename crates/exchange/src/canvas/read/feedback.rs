//! What an item tells after the answer: of single choices, of the whole, and to those who mark.

use std::collections::HashMap;

use super::presentation::markup_of;
use super::processing::{Processing, wanted_in};
use crate::imported::Trouble;
use crate::shared::markup::{is_block, joined, take_named};
use crate::shared::plain::PlainTexts;
use crate::xml::{Element, Node, fragment};
use sourcework_core::diagnostic::Span;

/// The comments of an item.
#[derive(Default)]
pub(super) struct Feedback {
    comments: Vec<Comment>,
    /// What is said of single statements, pairs and rows in our own export, by what it is about.
    remarks: HashMap<String, Remark>,
    /// The list that they stand in, as one text: it stays where nothing of it is used.
    listed: String,
    used: bool,
    /// Whether a heading that was hidden before the answer stands in a comment.
    pub heading: bool,
    /// Hints.
    pub hint: Option<String>,
    /// What tells markers what is right.
    pub solution: Option<String>,
}

/// What is said of a statement, a pair or a row.
#[derive(Clone, Default)]
pub(super) struct Remark {
    pub quote: Option<String>,
    pub why: Option<String>,
}

struct Comment {
    name: String,
    text: String,
    quotes: Vec<String>,
    when: When,
    span: Span,
    used: bool,
}

/// When a comment is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
enum When {
    Always,
    Right,
    Wrong,
    /// After that choice.
    Choice(String),
    /// It depends on the answer in another way.
    Otherwise,
}

/// The feedback on every answer.
pub(super) struct Explanation {
    pub text: Option<String>,
    pub quotes: Vec<String>,
}

impl Feedback {
    /// Reads the comments of an item.
    pub(super) fn of(item: &Element, processing: &Processing<'_>, texts: &mut PlainTexts) -> Self {
        let mut feedback = Self::default();
        let labels = item.descendants().filter(|it| it.name == "response_label");
        let labels: Vec<&str> = labels.filter_map(|it| it.attribute("ident")).collect();
        let mut shown = shown(processing);
        for name in labels {
            let when = When::Choice(name.to_owned());
            shown.insert(format!("{name}_fb"), when.clone());
            shown.insert(name.to_owned(), when);
        }
        for element in item.all("itemfeedback") {
            feedback.add(element, &shown, texts);
        }
        feedback
    }

    fn add(&mut self, element: &Element, shown: &HashMap<String, When>, texts: &mut PlainTexts) {
        let mut element = element.clone();
        let name = element.attribute("ident").unwrap_or_default().to_owned();
        let hints = take_named(&mut element, &["hint"]);
        let hints = joined(hints.iter().map(|it| texts.plain(&markup_of(it))));
        self.hint =
            Some(joined(self.hint.take().into_iter().chain([hints]))).filter(|it| !it.is_empty());
        let mut comment = Comment {
            when: when(&name)
                .or_else(|| shown.get(&name).cloned())
                .unwrap_or(When::Otherwise),
            name,
            text: String::new(),
            quotes: Vec::new(),
            span: element.span,
            used: false,
        };
        let markup = markup_of(&element);
        match fragment(&markup) {
            Some(mut fragment) => {
                for it in take_named(&mut fragment, &["blockquote"]) {
                    comment.quotes.push(texts.plain(&it.markup_inside()));
                }
                self.remarks_in(&mut fragment, texts);
                let is_heading =
                    |it: &Node| matches!(it, Node::Element(it) if is_block(it, "heading"));
                let blocks = innermost(&mut fragment);
                let count = blocks.children.len();
                blocks.children.retain(|it| !is_heading(it));
                self.heading |= blocks.children.len() < count;
                comment.text = texts.plain(&fragment.markup_inside());
            }
            None => comment.text = texts.plain(&markup),
        }
        if comment.name == "solution" {
            let all = std::iter::once(comment.text).chain(comment.quotes);
            self.solution = Some(joined(all)).filter(|it| !it.is_empty());
        } else if !comment.text.is_empty() || !comment.quotes.is_empty() {
            self.comments.push(comment);
        }
    }

    /// Takes up our own list of remarks, each of which begins with what it is about.
    fn remarks_in(&mut self, fragment: &mut Element, texts: &mut PlainTexts) {
        let blocks = innermost(fragment);
        let is_list = |it: &Node| match it {
            Node::Element(it) => it.name == "ul" && it.elements().all(is_remark),
            _ => false,
        };
        let Some(at) = blocks.children.iter().position(is_list) else {
            return;
        };
        let Node::Element(list) = blocks.children.remove(at) else {
            return;
        };
        self.listed = texts.plain(&list.markup());
        for item in list.elements() {
            let mut item = item.clone();
            let about = item.children.remove(0);
            let Node::Element(about) = about else {
                continue;
            };
            let mut plain =
                |it: &Element| Some(texts.plain(&it.markup_inside())).filter(|it| !it.is_empty());
            let quote = item.elements().position(|it| it.name == "q");
            let quote =
                quote.and_then(|_| take_named(&mut item, &["q"]).first().and_then(&mut plain));
            let remark = Remark {
                quote,
                why: plain(&item),
            };
            let about = plain(&about).unwrap_or_default();
            self.remarks.insert(about, remark);
        }
    }

    /// The remark on a statement, a pair or a row.
    pub(super) fn remark(&mut self, about: &str) -> Remark {
        let found = self.remarks.get(about.trim()).cloned();
        self.used |= found.is_some();
        found.unwrap_or_default()
    }

    /// The comment on a choice.
    pub(super) fn of_choice(&mut self, label: &str) -> Option<String> {
        let is_it = |it: &&mut Comment| matches!(&it.when, When::Choice(name) if name == label);
        let all = self.comments.iter_mut().filter(is_it).map(|it| {
            it.used = true;
            joined(std::iter::once(it.text.clone()).chain(it.quotes.iter().cloned()))
        });
        Some(joined(all.collect::<Vec<_>>())).filter(|it| !it.is_empty())
    }

    /// The feedback on every answer: what is said of all of them and of right ones. Feedback on others is reported,
    /// because it is not true of every answer.
    pub(super) fn explanation(mut self, trouble: &mut Trouble<'_>) -> Explanation {
        let mut told: Vec<String> = Vec::new();
        let mut quotes: Vec<String> = Vec::new();
        for wanted in [When::Always, When::Right] {
            for it in self.comments.iter_mut().filter(|it| it.when == wanted) {
                it.used = true;
                if !told.contains(&it.text) {
                    told.push(it.text.clone());
                }
                for quote in &it.quotes {
                    if !quotes.contains(quote) {
                        quotes.push(quote.clone());
                    }
                }
            }
        }
        if !self.used {
            told.push(std::mem::take(&mut self.listed));
        }
        for it in self
            .comments
            .iter()
            .filter(|it| !it.used && !told.contains(&it.text))
        {
            let of = match it.when {
                When::Wrong => "the feedback on a wrong answer",
                When::Choice(_) => "the feedback on a single answer",
                _ => "the feedback on some answers",
            };
            let text = joined(std::iter::once(it.text.clone()).chain(it.quotes.iter().cloned()));
            trouble.left_out(it.span, format!("{of} was left out: “{text}”"));
        }
        Explanation {
            text: Some(joined(told)).filter(|it| !it.is_empty()),
            quotes,
        }
    }
}

/// The block that holds the others: editors put one around them.
fn innermost(fragment: &mut Element) -> &mut Element {
    let only = |it: &Element| {
        let mut elements = it.elements();
        let first = elements
            .next()
            .is_some_and(|it| it.name == "div" && it.attributes.is_empty());
        first && elements.next().is_none()
    };
    let mut block = fragment;
    while only(block) {
        let mut inside = block.children.iter_mut().filter_map(|it| match it {
            Node::Element(it) => Some(it),
            _ => None,
        });
        block = inside.next().expect("it has just been looked at");
    }
    block
}

fn is_remark(item: &Element) -> bool {
    let begins = matches!(item.children.first(), Some(Node::Element(it)) if it.name == "strong");
    item.name == "li" && begins
}

/// When a comment is shown, as far as its name says.
fn when(name: &str) -> Option<When> {
    Some(match name {
        "general_fb" => When::Always,
        "correct" | "correct_fb" | "general_correct_fb" => When::Right,
        "incorrect" | "incorrect_fb" | "general_incorrect_fb" => When::Wrong,
        _ => return None,
    })
}

/// When comments are shown, as far as response processing says.
fn shown(processing: &Processing<'_>) -> HashMap<String, When> {
    let mut shown = HashMap::new();
    for condition in &processing.conditions {
        let mut tests = condition.test.elements();
        let when = match (tests.next(), tests.next()) {
            (None, _) => When::Always,
            (Some(test), None) if test.local_name() == "other" && !condition.scores() => {
                When::Always
            }
            (Some(test), None) if test.local_name() == "varequal" && !condition.scores() => {
                When::Choice(test.all_text().trim().to_owned())
            }
            _ if condition.earns() > 0.0 => When::Right,
            (Some(test), None) if test.local_name() == "other" => When::Wrong,
            _ => match &*wanted_in(condition.test) {
                [one] => When::Choice(one.value.all_text().trim().to_owned()),
                _ => When::Otherwise,
            },
        };
        for name in &condition.shows {
            shown
                .entry((*name).to_owned())
                .or_insert_with(|| when.clone());
        }
    }
    shown
}
