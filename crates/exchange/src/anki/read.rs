//! NotesReader notes as Anki writes them as text, with its headers:
//! <https://docs.ankiweb.net/importing/text-files.html>.
//!
//! A student marks an Anki card alone, against what stands on its back. So a note becomes an
//! extended answer of one mark with the back as its model answer; a text with deletions becomes a
//! cloze; a card whose answer is typed becomes a gap; a note of ours becomes what it was, as far
//! as it says.

use std::collections::{BTreeSet, HashMap};

use csv::{ReaderBuilder, StringRecord};

use super::card::FIELDS;
use super::head::{Head, separator};
use crate::imported::{Imported, Item, Passage, Trouble};
use crate::shared::plain::PlainTexts;
use crate::xml::{Element, Node, fragment};
use crate::{bodies, html, option_weights};
use sourcework_core::diagnostic::Span;
use sourcework_core::quiz::cloze::Template;
use sourcework_core::quiz::{Body, Skill};

/// Reads a file of notes.
pub fn read(text: &str, trouble: &mut Trouble<'_>) -> Imported {
    let (head, start) = Head::of(text, trouble);
    let mut notes = NotesReader {
        imported: Imported {
            title: head.deck.as_deref().and_then(last_part),
            ..Imported::default()
        },
        passages: HashMap::new(),
        reported: BTreeSet::new(),
        head,
    };
    let body = &text[start..];
    let mut reader = ReaderBuilder::new()
        .delimiter(notes.head.separator.unwrap_or_else(|| separator(body)))
        .has_headers(false)
        .flexible(true)
        .from_reader(body.as_bytes());
    let mut record = StringRecord::new();
    loop {
        let at = usize::try_from(reader.position().byte());
        let at = start + at.expect("the reader stands within a text in memory");
        match reader.read_record(&mut record) {
            Ok(true) => {
                let fields: Vec<&str> = record.iter().collect();
                notes.note(&fields, line(text, at), trouble);
            }
            Ok(false) => break,
            Err(error) => {
                trouble.malformed(line(text, at), format!("these are no notes: {error}"));
                break;
            }
        }
    }
    if notes.imported.questions.is_empty() {
        let what = "there is no note in the file; export it from Anki as “Notes in Plain Text”";
        trouble.malformed(Span::default(), what);
    }
    notes.imported
}

fn line(text: &str, at: usize) -> Span {
    let rest = text.get(at..).unwrap_or_default();
    let start = at + rest.len() - rest.trim_start_matches(['\r', '\n']).len();
    let line = text.get(start..).and_then(|rest| rest.lines().next());
    Span {
        start,
        end: start + line.map_or(0, str::len),
    }
}

fn last_part(deck: &str) -> Option<String> {
    let name = deck.rsplit("::").next()?.trim();
    (!name.is_empty()).then(|| name.to_owned())
}

struct NotesReader {
    imported: Imported,
    passages: HashMap<String, usize>,
    /// What is reported once: tags that say nothing here, and that notes ask both ways.
    reported: BTreeSet<String>,
    head: Head,
}

/// A note with its fields as plain text.
struct Note {
    span: Span,
    fields: Vec<String>,
    /// Whether its type asks for a typed answer.
    typed: bool,
    skill: Option<Skill>,
}

impl NotesReader {
    fn note(&mut self, fields: &[&str], span: Span, trouble: &mut Trouble<'_>) {
        if fields.iter().all(|field| field.trim().is_empty()) {
            return;
        }
        let at = |column: Option<usize>| column.and_then(|it| fields.get(it).copied());
        if self.imported.title.is_none() {
            self.imported.title = at(self.head.deck_column).and_then(last_part);
        }
        let kind = at(self.head.note_type_column).or(self.head.note_type.as_deref());
        let kind = kind.unwrap_or_default().to_lowercase();
        let tags = format!(
            "{} {}",
            self.head.tags,
            at(self.head.tags_column).unwrap_or_default()
        );
        let mut texts = Texts {
            html: self.head.html,
            lost: PlainTexts::default(),
        };
        let of_note = fields.iter().enumerate();
        let of_note: Vec<&str> = of_note
            .filter(|(column, _)| self.head.is_field(*column))
            .map(|(_, field)| *field)
            .collect();
        if kind.contains("occlusion") {
            let what = "the note hides parts of an image, which no kind does; it was left out";
            trouble.left_out(span, what);
            return;
        }
        if kind.contains("reversed") && self.reported.insert("reversed".to_owned()) {
            let what = "notes of this type ask both ways; here they ask for the back only";
            trouble.changed(span, what);
        }
        let is_ours = kind == "sourcework" && of_note.len() == FIELDS.len();
        if !is_ours {
            self.report_tags(&tags, span, trouble);
        }
        let raw = is_ours.then(|| (of_note[2], of_note[5]));
        let note = Note {
            span,
            fields: of_note.iter().map(|it| texts.plain(it)).collect(),
            typed: kind.contains("type"),
            skill: tags
                .split_whitespace()
                .find_map(|tag| Skill::find(&tag.to_lowercase())),
        };
        texts.lost.report(span, trouble);
        let item = match raw {
            Some((passage, answer)) => Some(self.ours(note, passage, answer, trouble)),
            None => basic(note, trouble),
        };
        if let Some(item) = item {
            self.imported.ask(item);
        }
    }

    /// Reports the tags that name no skill.
    fn report_tags(&mut self, tags: &str, span: Span, trouble: &mut Trouble<'_>) {
        let others = tags.split_whitespace();
        for tag in others.filter(|tag| Skill::find(&tag.to_lowercase()).is_none()) {
            if self.reported.insert(tag.to_owned()) {
                let what = format!("the tag “{tag}” is no skill; it was left out");
                trouble.left_out(span, what);
            }
        }
    }

    /// A note of a deck that was exported from here.
    fn ours(&mut self, note: Note, passage: &str, answer: &str, trouble: &mut Trouble<'_>) -> Item {
        let [
            id,
            heading,
            _,
            stem,
            offered,
            right,
            evidence,
            explanation,
            hint,
            _,
        ] = <[String; FIELDS.len()]>::try_from(note.fields)
            .expect("a note with another number of fields is not taken for ours");
        // The marks stand behind the stem in brackets.
        let (stem, marks) = match stem.rsplit_once("\n\n[") {
            Some((stem, marks)) => (stem.to_owned(), number(marks)),
            None => (stem, None),
        };
        let body = picked(answer, note.span, trouble);
        // What a card shows below its stem belongs to what is asked, unless it is what is picked.
        let stem = match body.is_none() && !offered.is_empty() {
            true => format!("{stem}\n\n{offered}"),
            false => stem,
        };
        let body = body.unwrap_or_else(|| bodies::essay(Some(&right), marks));
        let natural = body.natural_tariff();
        let mut item = Item::new(note.span, stem, body);
        item.name = id.rsplit('/').next().map(str::to_owned);
        item.skill = note.skill;
        item.marks = marks.filter(|marks| *marks != natural);
        item.explanation = Some(explanation).filter(|it| !it.is_empty());
        item.hint = Some(hint).filter(|it| !it.is_empty());
        item.quotes = evidence
            .split("\n\n")
            .filter(|it| !it.is_empty())
            .map(str::to_owned)
            .collect();
        item.passages = self.passages(passage, &heading);
        item
    }

    /// The places of the passages in a field of ours: each begins with its label.
    fn passages(&mut self, markup: &str, heading: &str) -> Vec<usize> {
        let mut found: Vec<(Option<String>, Element)> = Vec::new();
        for node in fragment(markup).into_iter().flat_map(|it| it.children) {
            match node {
                Node::Element(it) if it.name == "h4" => {
                    let extract = it.attribute("data-extract").map(str::to_owned);
                    found.push((extract, Element::new("div")));
                }
                node => match found.last_mut() {
                    Some((_, inside)) => inside.children.push(node),
                    None => found.push((None, Element::new("div").child(node))),
                },
            }
        }
        let found = found.into_iter().map(|(extract, inside)| {
            let text = html::to_text(&inside.markup_inside()).text;
            let key = extract.clone().unwrap_or_else(|| text.clone());
            let passages = &mut self.imported.passages;
            *self.passages.entry(key).or_insert_with(|| {
                passages.push(Passage {
                    extract,
                    heading: heading.lines().next().map(str::to_owned),
                    text,
                    ..Passage::default()
                });
                passages.len() - 1
            })
        });
        found.collect()
    }
}

fn number(text: &str) -> Option<u32> {
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok().filter(|it| (1..=100).contains(it))
}

/// The options of our own answer: ticked ones are right.
fn picked(answer: &str, span: Span, trouble: &mut Trouble<'_>) -> Option<Body> {
    let items = answer.split("<li>").skip(1);
    let items: Vec<String> = items.map(|item| html::to_text(item).text).collect();
    let option = |item: &String| {
        let (sign, rest) = item.split_once(' ')?;
        let correct = match sign {
            "✓" => true,
            "✗" => false,
            _ => return None,
        };
        let (text, feedback) = match rest.split_once('\n') {
            Some((text, feedback)) => (text, Some(feedback.to_owned())),
            None => (rest, None),
        };
        let text = text.to_owned();
        Some((text, correct, feedback))
    };
    let options: Option<Vec<_>> = items.iter().map(option).collect();
    let options = options.filter(|it| !it.is_empty())?;
    let keys = options.iter().filter(|(_, correct, _)| *correct).count();
    let share = 100.0 / keys.max(1) as f64;
    let weighed =
        options
            .into_iter()
            .map(|(text, correct, feedback)| option_weights::WeightedOption {
                text,
                weight: match (keys, correct) {
                    (_, true) => share,
                    (1, false) => 0.0,
                    (_, false) => -share,
                },
                feedback,
                span,
            });
    let weighed = weighed.collect();
    Some(match keys {
        1 => option_weights::single(weighed, trouble),
        _ => option_weights::several(weighed, trouble),
    })
}

/// A note of another deck: front and back, and what stands behind them.
fn basic(note: Note, trouble: &mut Trouble<'_>) -> Option<Item> {
    let mut fields = note.fields.into_iter();
    let front = fields.next().unwrap_or_default();
    if front.trim().is_empty() {
        trouble.left_out(note.span, "the note has no front; it was left out");
        return None;
    }
    let has_deletions = front.contains("{{c");
    let back = if has_deletions {
        String::new()
    } else {
        fields.next().unwrap_or_default()
    };
    let more: Vec<String> = fields.filter(|field| !field.is_empty()).collect();
    let mut hint = None;
    let (stem, body) = if has_deletions {
        let (source, hints) = deletions(&front);
        let Some(template) = bodies::gapped(&source) else {
            let what = "the braces of its deletions do not pair; the note was left out";
            trouble.left_out(note.span, what);
            return None;
        };
        hint = Some(hints.join("; ")).filter(|it| !it.is_empty());
        (
            "Fill in the gaps.".to_owned(),
            Some(bodies::cloze(template, Vec::new())),
        )
    } else if note.typed {
        let template = Template::of_gap("", std::slice::from_ref(&back), "");
        (front, template.map(|it| bodies::cloze(it, Vec::new())))
    } else {
        (front, None)
    };
    let body = body.unwrap_or_else(|| bodies::essay(Some(&back), Some(1)));
    let mut item = Item::new(note.span, stem, body);
    item.skill = note.skill;
    item.hint = hint;
    item.explanation = Some(more.join("\n\n")).filter(|it| !it.is_empty());
    Some(item)
}

/// `{{c1::word::hint}}` to our gaps, and the hints.
fn deletions(text: &str) -> (String, Vec<String>) {
    let mut source = String::new();
    let mut hints = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{c") {
        source += before;
        let digits = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let inside = after[digits..]
            .strip_prefix("::")
            .and_then(|it| it.split_once("}}"));
        let Some((inside, left)) = inside.filter(|_| digits > 0) else {
            source += "{{c";
            rest = after;
            continue;
        };
        let (word, hint) = inside.split_once("::").unwrap_or((inside, ""));
        // A bar would part two answers.
        source += &format!("{{{{{}}}}}", word.replace('|', "/"));
        if !hint.is_empty() {
            hints.push(hint.to_owned());
        }
        rest = left;
    }
    source += rest;
    (source, hints)
}

/// Fields as plain text, and what was lost by that.
struct Texts {
    html: Option<bool>,
    lost: PlainTexts,
}

impl Texts {
    fn plain(&mut self, field: &str) -> String {
        let looks_so = field.contains('<') && field.contains('>') || field.contains('&');
        let mut text = field.trim().replace("\r\n", "\n");
        if self.html.unwrap_or(looks_so) {
            text = self.lost.plain(&text);
        }
        if text.contains("[sound:") {
            text = without_sounds(&text);
            self.lost.add("a sound");
        }
        let is_latex = text.contains("[latex]") || text.contains("[$]");
        if is_latex || html::has_formula(&text) {
            self.lost.add(html::FORMULA);
        }
        text
    }
}

fn without_sounds(text: &str) -> String {
    let mut parts = text.split("[sound:");
    let first = parts.next();
    let mut out = first
        .expect("a text that is split gives at least one piece")
        .to_owned();
    for part in parts {
        out += part.split_once(']').map_or(part, |(_, after)| after);
    }
    out.trim().to_owned()
}
