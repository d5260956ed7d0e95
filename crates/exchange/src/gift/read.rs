//! BankReader GIFT.

use super::lines::{Lines, blocks};
use super::parse::{self, Answer, Answers, Block, FORMS, Kind};
use super::typed::{gap, numerical, tell_of_typed};
use crate::bodies::{self, Sides};
use crate::imported::{Imported, Item, Passage, Trouble};
use crate::option_weights::{self, WeightedOption};
use crate::preceding_passages::PrecedingPassages;
use crate::shared::plain::PlainTexts;
use crate::{explanation_text, html};
use sourcework_core::diagnostic::Span;
use sourcework_core::quiz::{Body, Skill, Truth};

/// Reads a file: what cannot be read of it is reported, and reading goes on after the next blank
/// line.
pub fn read(text: &str, trouble: &mut Trouble<'_>) -> Imported {
    let mut reader = BankReader::default();
    for lines in blocks(text) {
        reader.block(&lines, trouble);
    }
    let mut imported = reader.imported;
    imported.passages = reader.above.into_passages();
    if imported.questions.is_empty() && !imported.passages.is_empty() && !reader.asked {
        // Any text is a description of GIFT.
        let what = "no question of GIFT is in the file, no answers in braces; is it of another format? (`import transcript` reads the text of a source)";
        trouble.malformed(Span::default(), what);
        imported.passages.clear();
    }
    imported
}

#[derive(Default)]
struct BankReader {
    imported: Imported,
    above: PrecedingPassages,
    /// Whether anything was asked, also what was left out.
    asked: bool,
}

/// What comments say as Moodle reads them: `[id:…]`, `[tag:…]`.
#[derive(Default)]
struct Tags<'t> {
    id: Option<&'t str>,
    skill: Option<Skill>,
    extracts: Vec<&'t str>,
}

fn tags<'t>(comments: &[&'t str]) -> Tags<'t> {
    let mut tags = Tags::default();
    for part in comments
        .iter()
        .flat_map(|comment| comment.split('[').skip(1))
    {
        let Some((inside, _)) = part.split_once(']') else {
            continue;
        };
        if let Some(id) = inside.strip_prefix("id:") {
            tags.id = Some(id.trim());
        } else if let Some(extract) = inside.strip_prefix("tag:extract:") {
            tags.extracts.push(extract.trim());
        } else if let Some(tag) = inside.strip_prefix("tag:") {
            tags.skill = tags.skill.or(Skill::find(tag.trim()));
        }
    }
    tags
}

impl BankReader {
    fn block(&mut self, lines: &Lines<'_>, trouble: &mut Trouble<'_>) {
        if let Some(category) = lines.text.trim().strip_prefix("$CATEGORY") {
            let name = category
                .trim_start_matches([':', ' '])
                .rsplit('/')
                .next()
                .expect("a text that is split gives at least one piece");
            let name = name.trim();
            if self.imported.title.is_none() && !name.is_empty() {
                self.imported.title = Some(name.to_owned());
            } else if !name.is_empty() && self.imported.title.as_deref() != Some(name) {
                let what =
                    format!("what follows is in the category “{name}”; it came into the same quiz");
                trouble.changed(lines.whole(), what);
            }
            return;
        }
        let block = match parse::block(&lines.text) {
            Ok(block) => block,
            Err(at) => {
                let parts = lines.split_at_braces();
                if let Some(second) = parts.get(1) {
                    let what = "no blank line stands before this question; from here on each was read as one of its own";
                    trouble.changed(second.whole(), what);
                    parts.iter().for_each(|part| self.block(part, trouble));
                    return;
                }
                let span = lines.span(
                    at..lines.text[at..]
                        .chars()
                        .next()
                        .map_or(at, |c| at + c.len_utf8()),
                );
                trouble.malformed(span, "from here on this is no question of GIFT; it was left out up to the next blank line");
                return;
            }
        };
        let mut texts = Texts {
            form: block.form,
            lost: PlainTexts::default(),
            to_do: Vec::new(),
        };
        let tags = tags(&lines.comments);
        match &block.answers {
            None => self.description(&block, &tags, &mut texts, lines, trouble),
            Some(answers) => {
                self.asked = true;
                if let Some(mut item) = question(&block, answers, lines, &mut texts, trouble) {
                    item.name = tags
                        .id
                        .map(str::to_owned)
                        .or(block.title.map(unescaped))
                        .filter(|it| !it.trim().is_empty());
                    item.skill = tags.skill;
                    item.passages = self.above.of(tags.extracts.iter().copied());
                    self.imported.ask(item);
                }
            }
        }
        texts.lost.report(lines.whole(), trouble);
    }

    fn description(
        &mut self,
        block: &Block<'_>,
        tags: &Tags<'_>,
        texts: &mut Texts<'_>,
        lines: &Lines<'_>,
        trouble: &mut Trouble<'_>,
    ) {
        let text = texts.plain(block.before);
        if text.is_empty() {
            return;
        }
        let has_answers = [" =", " ~", "\n=", "\n~"];
        if has_answers.iter().any(|sign| block.before.contains(sign)) {
            let what =
                "answers stand here without braces; put them in `{` and `}`; it was left out";
            trouble.malformed(lines.whole(), what);
            return;
        }
        if tags.extracts.is_empty() {
            let what = "no answers in braces follow: it became a passage";
            trouble.changed(lines.whole(), what);
        }
        let mut passage = Passage {
            extract: tags.extracts.first().map(|it| (*it).to_owned()),
            heading: block.title.map(unescaped),
            ..Passage::default()
        };
        match (tags.extracts.first(), text.split_once("\n\n")) {
            // Ours: the title of the source stands before the passage.
            (Some(extract), Some((title, text))) => {
                let label = extract.rsplit('/').next();
                let label = label.expect("a text that is split gives at least one piece");
                let title = title.strip_suffix(&format!(" ({label})")).unwrap_or(title);
                passage.heading = Some(title.to_owned());
                text.clone_into(&mut passage.text);
            }
            _ => passage.text = text,
        }
        self.above.add(passage);
    }
}

/// Texts of one question, in the form that it names.
pub(super) struct Texts<'t> {
    form: Option<&'t str>,
    lost: PlainTexts,
    /// What a teacher must still do in the question.
    pub to_do: Vec<(&'static str, &'static str)>,
}

impl Texts<'_> {
    /// A text without escapes and without markup.
    pub(super) fn plain(&mut self, written: &str) -> String {
        let (own, written) = own_form(written);
        let form = own.or(self.form);
        let text = unescaped(written);
        let text = text.trim();
        let is_html = match form {
            Some("plain") => false,
            Some("html") => true,
            _ => text.contains('<') && text.contains('>') || text.contains('&'),
        };
        if !is_html {
            if form != Some("plain") && html::has_formula(text) {
                self.lost.add(html::FORMULA);
            }
            return text.to_owned();
        }
        match form {
            Some("html" | "markdown") => self.lost.plain(text),
            _ => self.lost.plain(&html::with_breaks(text)),
        }
    }
}

/// The form that a text names itself, as Moodle writes it before answers and feedback: `[html]<p>War</p>`.
fn own_form(written: &str) -> (Option<&'static str>, &str) {
    let begin = written.trim_start();
    let found = FORMS.iter().find_map(|form| {
        let rest = begin.strip_prefix('[')?.strip_prefix(form)?;
        Some((Some(*form), rest.strip_prefix(']')?))
    });
    found.unwrap_or((None, written))
}

/// Takes the escapes away; line ends of the file are blanks, those that are written are kept.
fn unescaped(written: &str) -> String {
    let mut text = String::with_capacity(written.len());
    let mut signs = written.chars();
    while let Some(c) = signs.next() {
        match c {
            '\\' => match signs.next() {
                Some('n') => text.push('\n'),
                Some(sign @ ('~' | '=' | '#' | '{' | '}' | ':' | '\\')) => text.push(sign),
                Some(other) => text.extend(['\\', other]),
                None => text.push('\\'),
            },
            c => text.push(c),
        }
    }
    text
}

fn question(
    block: &Block<'_>,
    answers: &Answers<'_>,
    lines: &Lines<'_>,
    texts: &mut Texts<'_>,
    trouble: &mut Trouble<'_>,
) -> Option<Item> {
    let stem = texts.plain(block.before);
    let span = lines.whole();
    let body = match &answers.kind {
        Kind::Numerical(numbers) => {
            let span = lines.span(answers.span.clone());
            numerical(numbers, span, block, lines, texts, trouble)?
        }
        Kind::Essay => bodies::essay(None, None),
        Kind::Truth(right, feedback) => {
            if feedback.get(1).is_some_and(|it| !it.trim().is_empty()) {
                let what = "the feedback on the right answer was left out";
                trouble.left_out(lines.span(answers.span.clone()), what);
            }
            truth(&stem, *right, feedback, texts)
        }
        Kind::Marked(answers) => marked(answers, block, lines, texts, trouble)?,
    };
    let mut item = Item::new(span, stem, body);
    item.to_do.append(&mut texts.to_do);
    if !block.after.trim().is_empty() && !matches!(item.body, Body::Cloze(_)) {
        // A missing word that is chosen: what follows it is asked too.
        item.stem = texts.plain(&format!("{}_____{}", block.before, block.after));
    }
    if let Body::Cloze(cloze) = &item.body
        && !block.after.trim().is_empty()
    {
        // Ours has the stem in a paragraph of its own.
        let stem = item
            .stem
            .rsplit_once("\n\n")
            .map(|(stem, _)| stem.to_owned());
        let asked = cloze.text.filled(|_, _| "_____".to_owned());
        item.stem = stem.unwrap_or(asked);
    }
    let (explanation, quotes) = explanation_text::split(
        &answers
            .general
            .map(|it| texts.plain(it))
            .unwrap_or_default(),
    );
    item.explanation = Some(explanation).filter(|it| !it.is_empty());
    item.quotes = quotes;
    Some(item)
}

/// One statement. The feedback to the wrong answer comes first.
fn truth(stem: &str, right: bool, feedback: &[&str], texts: &mut Texts<'_>) -> Body {
    let feedback = feedback
        .first()
        .map(|it| texts.plain(it))
        .filter(|it| !it.is_empty());
    let answer = if right { Truth::True } else { Truth::False };
    bodies::true_false(vec![bodies::statement(stem, Some(answer), None, feedback)])
}

fn marked(
    answers: &[Answer<'_>],
    block: &Block<'_>,
    lines: &Lines<'_>,
    texts: &mut Texts<'_>,
    trouble: &mut Trouble<'_>,
) -> Option<Body> {
    let is_choice = answers.iter().any(|answer| !answer.right);
    if !is_choice && answers.iter().all(|answer| answer.text.contains("->")) {
        return Some(matching(answers, lines, texts));
    }
    if !is_choice {
        tell_of_typed(answers, lines, trouble);
        let accepted = answers.iter().map(|it| texts.plain(it.text)).collect();
        return gap(accepted, block, lines, texts, trouble);
    }
    Some(choices(answers, lines, texts, trouble))
}

fn choices(
    answers: &[Answer<'_>],
    lines: &Lines<'_>,
    texts: &mut Texts<'_>,
    trouble: &mut Trouble<'_>,
) -> Body {
    let weighed = answers.iter().map(|it| WeightedOption {
        text: texts.plain(it.text),
        weight: it.weight.unwrap_or(if it.right { 100.0 } else { 0.0 }),
        feedback: it.feedback.map(|it| texts.plain(it)),
        span: lines.span(it.span.clone()),
    });
    let weighed = weighed.collect();
    match answers.iter().any(|it| it.right) {
        true => option_weights::single(weighed, trouble),
        false => option_weights::several(weighed, trouble),
    }
}

/// Pairs; those without a left side are rights that belong to none. Statements that are matched
/// with True, False and Not stated are what they are.
fn matching(answers: &[Answer<'_>], lines: &Lines<'_>, texts: &mut Texts<'_>) -> Body {
    let mut sides = Sides::default();
    for answer in answers {
        let pair = lines.text.get(answer.unweighed.clone());
        let pair = pair.unwrap_or(answer.text);
        let (left, right) = pair.split_once("->").unwrap_or((pair, ""));
        sides.add(texts.plain(left), texts.plain(right), None);
    }
    sides.into_body()
}
