//! QuizReader light markup.

use std::collections::HashMap;

use super::blocks::{Block, Entry, Mark, blocks};
use super::text::plain;
use crate::bodies::truth_of;
use crate::heading;
use crate::html;
use crate::imported::{Imported, Item, Passage, Trouble};
use sourcework_core::diagnostic::Span;
use sourcework_core::quiz::{Body, Kind, Reveal, Skill, TimeLimit};

mod body;
mod parts;

use parts::{details, is_label, leftovers, question_in, stem};

/// Reads a text.
pub fn read(text: &str, trouble: &mut Trouble<'_>) -> Imported {
    let mut reader = QuizReader::default();
    let mut part: Vec<(Block, Span)> = Vec::new();
    let text = &without_pictures(&without_comments(text), trouble);
    for (block, span) in blocks(text) {
        if matches!(block, Block::Heading(1 | 2, _)) {
            reader.part(&part, trouble);
            part.clear();
        }
        part.push((block, span));
    }
    reader.part(&part, trouble);
    if let Some(span) = reader.early.filter(|_| reader.found) {
        let what = "what stands before the first heading was left out";
        trouble.left_out(span, what);
    }
    if !reader.found {
        let what = "there is neither “## Question …” nor “## Extract …” in the text; `sourcework guide markdown-format` describes it";
        trouble.malformed(Span::default(), what);
    }
    reader.imported
}

/// A text with blanks in place of its comments, `<!-- … -->`, so that every place stays the same. A `<` that is escaped
/// begins none, and one that is never closed is text.
fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(begin) = rest.find("<!--") {
        let is_escaped = rest[..begin].ends_with('\\');
        let end = rest[begin..].find("-->").map(|end| begin + end + 3);
        match end.filter(|_| !is_escaped) {
            Some(end) => {
                out.push_str(&rest[..begin]);
                let blank = |byte: u8| if byte == b'\n' { '\n' } else { ' ' };
                out.extend(rest[begin..end].bytes().map(blank));
                rest = &rest[end..];
            }
            None => {
                out.push_str(&rest[..begin + 4]);
                rest = &rest[begin + 4..];
            }
        }
    }
    out + rest
}

/// A text with blanks in place of its pictures, `![words](address)`, each of which is reported with its words. A `[` that
/// is escaped begins none.
fn without_pictures(text: &str, trouble: &mut Trouble<'_>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(begin) = rest.find("![") {
        let inside = rest[begin + 2..].split('\n').next().unwrap_or_default();
        let end = inside.split_once("](").and_then(|(words, after)| {
            let address = after.split_once(')')?.0;
            Some((words, words.len() + address.len() + 3))
        });
        let is_escaped = rest[..begin].ends_with('\\');
        let Some((words, length)) = end.filter(|_| !is_escaped) else {
            out.push_str(&rest[..begin + 2]);
            rest = &rest[begin + 2..];
            continue;
        };
        out.push_str(&rest[..begin]);
        let start = out.len();
        let end = begin + 2 + length;
        out.extend(std::iter::repeat_n(' ', end - begin));
        let span = Span {
            start,
            end: out.len(),
        };
        trouble.left_out(span, format!("{} was left out", html::picture(words)));
        rest = &rest[end..];
    }
    out + rest
}

#[derive(Default)]
struct QuizReader {
    imported: Imported,
    passages: HashMap<String, usize>,
    /// Where something stands before the first heading.
    early: Option<Span>,
    /// Whether there is a heading of a question or an extract at all.
    found: bool,
}

/// The name in backquotes at the end of a heading.
fn name(title: &str) -> Option<&str> {
    title
        .strip_suffix('`')?
        .rsplit_once('`')
        .map(|(_, name)| name)
}

/// `Label: text` of an entry.
fn labelled(entry: &Entry) -> Option<(&str, &str)> {
    let (label, text) = entry.text.split_once(':')?;
    Some((label.trim(), text.trim()))
}

impl QuizReader {
    /// Takes up what stands under a heading.
    fn part(&mut self, part: &[(Block, Span)], trouble: &mut Trouble<'_>) {
        let Some(((Block::Heading(level, title), span), inside)) = part.split_first() else {
            self.early = part.first().map(|(_, span)| *span);
            return;
        };
        self.found |= ["Extract", "Question"]
            .iter()
            .any(|it| title.starts_with(it));
        if *level == 1 {
            self.head(title, inside, trouble);
        } else if title.starts_with("Extract") {
            self.passage(title, inside, trouble);
        } else if title.starts_with("Question") {
            self.question(title, *span, inside, trouble);
        } else {
            let what = "what stands under this heading is neither a question nor an extract (write “## Question …” or “## Extract …”); it was left out";
            trouble.left_out(*span, what);
        }
    }

    fn head(&mut self, title: &str, inside: &[(Block, Span)], trouble: &mut Trouble<'_>) {
        let imported = &mut self.imported;
        imported.title = Some(plain(title));
        let words = inside.iter().filter_map(|(block, _)| match block {
            Block::Paragraph(text) => Some(plain(text)),
            _ => None,
        });
        let words: Vec<String> = words.collect();
        imported.description = (!words.is_empty()).then(|| words.join("\n\n"));
        for (block, span) in inside {
            let Block::Entry(entry) = block else { continue };
            match labelled(entry) {
                Some(("Level", text)) => imported.level = Some(plain(text)),
                Some(("Time", text)) => imported.time_limit = TimeLimit::parse(text),
                Some(("Pass", text)) => {
                    let number = text.trim_end_matches(['%', ' ']).parse().ok();
                    imported.pass = number.filter(|it| *it <= 100);
                }
                _ => {
                    let what = "a quiz has the entries Level, Time and Pass; this one was left out";
                    trouble.left_out(*span, what);
                }
            }
        }
    }

    fn passage(&mut self, title: &str, inside: &[(Block, Span)], trouble: &mut Trouble<'_>) {
        let id = name(title).map(str::to_owned);
        let words = inside.iter().filter_map(|(block, _)| match block {
            Block::Quote(text) => Some(plain(text)),
            _ => None,
        });
        let text = words.collect::<Vec<_>>().join("\n\n");
        let heading = inside.iter().find_map(|(block, _)| match block {
            Block::Paragraph(text) => Some(plain(text.trim_matches('*'))),
            _ => None,
        });
        let after = inside
            .iter()
            .skip_while(|(block, _)| !matches!(block, Block::Quote(_)))
            .find(|(block, _)| !matches!(block, Block::Quote(_)));
        if let Some((_, span)) = after {
            let what = "the text of an extract stands behind `>`; what follows it was left out";
            trouble.left_out(*span, what);
        }
        if text.is_empty() {
            if let Some((_, span)) = inside.first() {
                let what = "there is no text of an extract, each line behind `>`; it was left out";
                trouble.left_out(*span, what);
            }
            return;
        }
        let facts = inside.iter().filter_map(|(block, _)| match block {
            Block::Entry(entry) => Some(plain(&entry.text)),
            _ => None,
        });
        let facts: Vec<String> = facts.collect();
        let passages = &mut self.imported.passages;
        if let Some(id) = &id {
            self.passages.entry(id.clone()).or_insert(passages.len());
        }
        let label = id.clone().filter(|it| !it.contains('/'));
        passages.push(Passage {
            extract: id.filter(|it| it.contains('/')),
            label,
            heading,
            provenance: heading::read(facts.iter().map(String::as_str), None),
            text,
            ..Passage::default()
        });
    }

    fn question(
        &mut self,
        title: &str,
        span: Span,
        inside: &[(Block, Span)],
        trouble: &mut Trouble<'_>,
    ) {
        let asked = question_in(title);
        let details = details(inside, asked.is_none(), trouble);
        let (below, rest) = stem(&inside[details.len()..]);
        let stem = asked
            .into_iter()
            .chain(below)
            .collect::<Vec<_>>()
            .join("\n\n");
        leftovers(&inside[inside.len() - rest.len()..], trouble);
        let mut reader = QuestionReader {
            details: &details,
            span,
            trouble,
            rest: &rest,
        };
        let kind = reader.word("Kind", Kind::find);
        let skill = reader.word("Skill", Skill::find);
        let reveal = reader.word("Heading", Reveal::find);
        let marks = reader.word("Marks", |it| {
            it.parse().ok().filter(|it| (1..=100).contains(it))
        });
        let Some(body) = reader.body(kind, marks) else {
            return;
        };
        let mut item = Item::new(span, stem, body);
        item.name = name(title).map(str::to_owned);
        item.skill = skill;
        item.reveal = reveal.unwrap_or_default();
        item.shuffle = reader.detail("Order") != Some("fixed");
        if reader.detail("Choose").is_some() && item.body.kind() != Kind::MultipleResponse {
            let what = "“Choose” is said of a `multiple-response` only; it was left out";
            reader.trouble.left_out(span, what);
        }
        item.explanation = reader.labelled_text("Explanation");
        item.hint = reader.labelled_text("Hint");
        item.quotes = quotations(&rest);
        item.marks = marks.filter(|it| *it != item.body.natural_tariff());
        for name in reader
            .detail("Extracts")
            .into_iter()
            .flat_map(|it| it.split(','))
        {
            match self.passages.get(name.trim()) {
                Some(place) => item.passages.push(*place),
                None if name.contains('/') => item.extracts.push(name.trim().to_owned()),
                None => reader.trouble.left_out(
                    span,
                    format!("no extract above is called “{}”; write `source-id/label` where it is one of your library", name.trim()),
                ),
            }
        }
        self.imported.ask(item);
    }
}

/// The quotations at the end.
fn quotations(rest: &[&Block]) -> Vec<String> {
    let quotes = rest.iter().filter_map(|block| match block {
        Block::Quote(text) => Some(plain(text)),
        _ => None,
    });
    quotes.collect()
}

/// A question that is being read.
struct QuestionReader<'a, 't> {
    details: &'a [&'a Entry],
    span: Span,
    trouble: &'a mut Trouble<'t>,
    /// What stands behind the stem.
    rest: &'a [&'a Block],
}

impl<'a> QuestionReader<'a, '_> {
    fn detail(&self, label: &str) -> Option<&'a str> {
        let mut found = self.details.iter().filter_map(|it| labelled(it));
        found.find(|(it, _)| *it == label).map(|(_, text)| text)
    }

    /// One word of a list; another one is reported and left out.
    fn word<T>(&mut self, label: &str, find: impl Fn(&str) -> Option<T>) -> Option<T> {
        let written = self.detail(label)?;
        let word = find(&written.to_lowercase().replace(' ', "-"));
        if word.is_none() {
            let what = format!(
                "“{written}” is no {}; it was left out",
                label.to_lowercase()
            );
            self.trouble.left_out(self.span, what);
        }
        word
    }

    /// What stands behind `**Label:**`, with the paragraphs after it.
    fn labelled_text(&self, label: &str) -> Option<String> {
        let begin = format!("**{label}:**");
        let at = self.rest.iter().position(
            |block| matches!(block, Block::Paragraph(text) if text.starts_with(&begin)),
        )?;
        let paragraphs = self.rest[at..].iter().map_while(|block| match block {
            Block::Paragraph(text) => Some(text.as_str()),
            _ => None,
        });
        let mut texts = Vec::new();
        for (number, text) in paragraphs.enumerate() {
            match text.strip_prefix(&begin) {
                Some(text) if number == 0 => texts.push(plain(text)),
                _ if is_label(text) => break,
                _ => texts.push(plain(text)),
            }
        }
        Some(texts.join("\n\n")).filter(|it| !it.is_empty())
    }

    fn entries(&self) -> impl Iterator<Item = &'a Entry> + use<'a> {
        self.rest.iter().filter_map(|block| match block {
            Block::Entry(entry) => Some(entry),
            _ => None,
        })
    }

    fn body(&mut self, kind: Option<Kind>, marks: Option<u32>) -> Option<Body> {
        let kind = kind.unwrap_or_else(|| self.kind());
        body::of(kind, marks, self)
    }

    /// The kind, as far as its markup shows it.
    fn kind(&self) -> Kind {
        let has = |label: &str| {
            let mut rest = self.rest.iter();
            rest.any(|block| matches!(block, Block::Paragraph(text) if text.starts_with(label)))
        };
        let ticked = self
            .entries()
            .filter(|it| it.mark == Mark::Box(true))
            .count();
        if has("**Text:**") {
            return Kind::Cloze;
        }
        if has("**Claims**") {
            return Kind::Paired;
        }
        if has("**Criterion:**") {
            return Kind::Extended;
        }
        if has("**Mark scheme:**") {
            return Kind::ShortAnswer;
        }
        if self.entries().any(|it| matches!(it.mark, Mark::Box(_))) {
            return match ticked {
                2.. => Kind::MultipleResponse,
                _ => Kind::SingleChoice,
            };
        }
        let below = |is: fn(&Entry) -> bool| self.entries().any(|it| it.below.iter().any(is));
        match self.entries().next().map(|it| it.mark) {
            Some(Mark::Number) => Kind::Ordering,
            Some(_) if below(|it| matches!(it.mark, Mark::Box(_))) => Kind::Grid,
            Some(_) if below(says_truth) => Kind::TrueFalse,
            Some(_) if self.labelled_text("Model answer").is_none() => Kind::Matching,
            _ => Kind::Extended,
        }
    }
}

/// Whether an entry is `Answer: true`, `false` or `not stated`.
fn says_truth(entry: &Entry) -> bool {
    labelled(entry).is_some_and(|(label, text)| {
        label == "Answer" && truth_of(&text.replace('-', " ")).is_some()
    })
}
