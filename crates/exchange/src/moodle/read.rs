//! BankReader Moodle's format.

use std::collections::BTreeSet;

use super::texts::{Texts, block, raw};
use crate::heading;
use crate::imported::{Imported, Item, Passage, Trouble};
use crate::preceding_passages::PrecedingPassages;
use crate::xml::{self, Element, fragment};
use sourcework_core::quiz::{Reveal, Skill};

mod gaps;
mod question;
mod typed;

use question::{QuestionReader, is_set};

/// Reads a question bank.
pub fn read(text: &str, trouble: &mut Trouble<'_>) -> Imported {
    let root = match xml::parse(text) {
        Ok(root) if root.local_name() == "quiz" => root,
        Ok(root) => {
            let what = format!(
                "expected Moodle's `<quiz>`, found `<{}>`; export the questions from Moodle as “Moodle XML format”",
                root.name
            );
            trouble.malformed(root.span, what);
            return Imported::default();
        }
        Err(diagnostic) => {
            trouble.report(diagnostic);
            return Imported::default();
        }
    };
    let mut reader = BankReader::default();
    for question in root.all("question") {
        reader.question(question, trouble);
    }
    reader.imported.passages = reader.above.into_passages();
    reader.imported
}

#[derive(Default)]
struct BankReader {
    imported: Imported,
    above: PrecedingPassages,
    /// Tags that mean nothing here, each of which is reported once.
    tags: BTreeSet<String>,
}

/// What tags say.
#[derive(Default)]
struct Tags {
    skill: Option<Skill>,
    extracts: Vec<String>,
    reveal: Reveal,
    others: Vec<String>,
}

fn tags(question: &Element) -> Tags {
    let mut tags = Tags::default();
    let all = question
        .first("tags")
        .into_iter()
        .flat_map(|it| it.all("tag"));
    for tag in all.map(|it| raw(it).trim().to_owned()) {
        if let Some(extract) = tag.strip_prefix("extract:") {
            tags.extracts.push(extract.to_owned());
        } else if let Some(reveal) = tag.strip_prefix("provenance:").and_then(Reveal::find) {
            tags.reveal = reveal;
        } else if let Some(skill) = Skill::find(&tag.to_lowercase().replace(' ', "-")) {
            tags.skill = tags.skill.or(Some(skill));
        } else if !tag.is_empty() {
            tags.others.push(tag);
        }
    }
    tags
}

impl BankReader {
    fn question(&mut self, question: &Element, trouble: &mut Trouble<'_>) {
        let mut texts = Texts::default();
        match question.attribute("type").unwrap_or_default() {
            "category" => self.category(question, &mut texts, trouble),
            "description" => self.description(question, &mut texts),
            kind => {
                let tags = tags(question);
                for tag in &tags.others {
                    if self.tags.insert(tag.clone()) {
                        let what = format!("the tag “{tag}” is no skill; it was left out");
                        trouble.left_out(question.span, what);
                    }
                }
                if question.first("hidden").is_some_and(is_set) {
                    let what = "the question is hidden in Moodle; it was imported like the others";
                    trouble.changed(question.span, what);
                }
                if let Some(item) = item(question, kind, &tags, &mut texts, trouble) {
                    let passages = self.above.of(tags.extracts.iter().map(String::as_str));
                    self.imported.ask(Item { passages, ..item });
                }
            }
        }
        texts.report(question.span, trouble);
    }

    /// A category names the quiz, if it is the first; passages do not reach over it.
    fn category(&mut self, question: &Element, texts: &mut Texts, trouble: &mut Trouble<'_>) {
        self.above.end();
        let path = question.first("category").map(raw).unwrap_or_default();
        // A double slash is a slash of the name.
        let name = path.replace("//", "\u{0}");
        let name = name
            .rsplit('/')
            .next()
            .expect("a text that is split gives at least one piece");
        let name = name.replace('\u{0}', "/").trim().to_owned();
        let is_name = !matches!(name.as_str(), "" | "top" | "$course$");
        if self.imported.title.is_none() && is_name {
            self.imported.title = Some(name);
            self.imported.description = texts.at(question, "info");
        } else if is_name && self.imported.title.as_ref() != Some(&name) {
            trouble.changed(
                question.span,
                format!("what follows is in the category “{name}”; it came into the same quiz"),
            );
        }
    }

    fn description(&mut self, question: &Element, texts: &mut Texts) {
        let Some(text) = question.first("questiontext") else {
            return;
        };
        let tags = tags(question);
        let ours = fragment(&raw(text)).filter(|_| !tags.extracts.is_empty());
        let passage = match ours.as_ref().and_then(|it| block(it, "text")) {
            Some(text) => {
                let over = ours.and_then(|it| block(&it, "heading"));
                let facts = over.iter().flat_map(|it| it.all("p"));
                let facts: Vec<String> = facts.map(|it| texts.plain(&it.markup_inside())).collect();
                Passage {
                    extract: tags.extracts.first().cloned(),
                    provenance: heading::read(
                        facts.iter().map(String::as_str),
                        text.attribute("lang"),
                    ),
                    heading: over
                        .and_then(|it| Some(texts.plain(&it.first("h2")?.markup_inside()))),
                    text: texts.plain(&text.markup_inside()),
                    ..Passage::default()
                }
            }
            None => Passage {
                extract: tags.extracts.first().cloned(),
                heading: question.first("name").map(|it| raw(it).trim().to_owned()),
                text: texts.of(text),
                ..Passage::default()
            },
        };
        if passage.text.is_empty() {
            return;
        }
        self.above.add(passage);
    }
}

fn item(
    question: &Element,
    kind: &str,
    tags: &Tags,
    texts: &mut Texts,
    trouble: &mut Trouble<'_>,
) -> Option<Item> {
    let mut reader = QuestionReader {
        question,
        stem: texts.at(question, "questiontext").unwrap_or_default(),
        shuffle: question.first("shuffleanswers").is_none_or(is_set),
        texts,
        trouble,
        to_do: Vec::new(),
    };
    let feedback = question
        .first("generalfeedback")
        .map(|it| reader.texts.general_feedback(it));
    let feedback = feedback.unwrap_or_default();
    let body = reader.body(kind, &feedback.reasons)?;
    reader.combined_feedback();
    let hints = question.all("hint").map(|it| reader.texts.of(it));
    let hints: Vec<String> = hints.filter(|it| !it.is_empty()).collect();
    let mut item = Item::new(question.span, std::mem::take(&mut reader.stem), body);
    item.to_do = std::mem::take(&mut reader.to_do);
    item.shuffle = reader.shuffle;
    item.marks = reader.marks(&item.body);
    let text = |name: &str| question.first(name).map(|it| raw(it).trim().to_owned());
    let names = [text("idnumber"), text("name")].into_iter().flatten();
    item.name = names.into_iter().find(|it| !it.is_empty());
    item.skill = tags.skill;
    item.reveal = tags.reveal;
    item.quotes = feedback.quotes;
    item.explanation = Some(feedback.explanation).filter(|it| !it.is_empty());
    item.hint = (!hints.is_empty()).then(|| hints.join("\n\n"));
    Some(item)
}
