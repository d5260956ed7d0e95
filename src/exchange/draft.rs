//! From what was imported to drafts of files: IDs, skills and extracts are settled here, in one
//! way for all formats, and what a teacher must still fill in is written down.

use std::collections::HashMap;

use super::ident::{Unique, id_of};
use super::imported::{Imported, Item, Passage};
use super::transcript::{dates, parse_label};
use crate::diagnostic::{Placed, Span};
use crate::document::Remark;
use crate::quiz::body::{Choice, SingleChoice, TrueFalse};
use crate::quiz::{Body, Question, Quiz, Skill, Truth};
use crate::source::{Date, Extract, Provenance, Source, is_id, quotation};

/// The most questions of one quiz; a larger bank becomes several, so that no file is too large to
/// be read.
const MOST_QUESTIONS: usize = 2_000;

/// What students read where a question came without an explanation.
const NO_EXPLANATION: &str = "Imported without an explanation.";

/// What the one who imports says of it.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// The ID of the quiz.
    pub quiz: String,
    /// The ID of the source that passages without a source of their own go into.
    pub source: String,
    /// The skill of questions that name none.
    pub skill: Option<Skill>,
    /// The extract that questions without a passage are asked about.
    pub extract: Option<String>,
}

/// A file that is to be written, and what is still to be done in it.
#[derive(Clone, Debug)]
pub struct Draft<T> {
    /// What it holds.
    pub content: T,
    /// What a teacher must still do.
    pub to_do: Vec<Remark>,
}

/// What an import comes to.
#[derive(Clone, Debug, Default)]
pub struct Drafts {
    /// The quizzes; several where one file could not hold all questions.
    pub quizzes: Vec<Draft<Quiz>>,
    /// The sources that are new.
    pub sources: Vec<Draft<Source>>,
}

/// Makes drafts of what was imported.
pub fn assemble(mut imported: Imported, wanted: &Wanted) -> Drafts {
    if let Some((quiz, sources)) = imported.whole.take() {
        return Drafts {
            quizzes: vec![Draft::done(quiz)],
            sources: sources.into_iter().map(Draft::done).collect(),
        };
    }
    let mut sources = Vec::new();
    let extracts = place_passages(&imported, wanted, &mut sources);
    let parts = imported.questions.len().div_ceil(MOST_QUESTIONS);
    let mut unique = Unique::default();
    let mut quizzes = Vec::new();
    let mut items = std::mem::take(&mut imported.questions).into_iter();
    for part in 0..parts {
        let mut draft = Draft::done(empty_quiz(&imported, wanted, part, parts));
        for (number, item) in items.by_ref().take(MOST_QUESTIONS).enumerate() {
            let mut settled = settle(item, &extracts, wanted, &mut unique);
            keep_only_quotations(&mut settled.content, &sources);
            let to_do = settled.to_do.into_iter();
            draft
                .to_do
                .extend(to_do.map(|(_, key, what)| (Some(number), key, what)));
            draft.content.questions.push(settled.content);
        }
        quizzes.push(draft);
    }
    Drafts { quizzes, sources }
}

impl<T> Draft<T> {
    /// A draft in which nothing is left to do.
    fn done(content: T) -> Self {
        Self {
            content,
            to_do: Vec::new(),
        }
    }

    fn remark(&mut self, key: &'static str, what: &str) {
        self.to_do.push((None, key, what.to_owned()));
    }
}

fn placed<T>(value: T) -> Placed<T> {
    Placed::new(value, Span::default())
}

fn empty_quiz(imported: &Imported, wanted: &Wanted, part: usize, parts: usize) -> Quiz {
    let title = imported
        .title
        .clone()
        .filter(|title| !title.trim().is_empty());
    let title = title.unwrap_or_else(|| wanted.quiz.replace('-', " "));
    let (id, title) = match parts {
        1 => (wanted.quiz.clone(), title),
        _ => (
            format!("{}-{}", wanted.quiz, part + 1),
            format!("{title} ({} of {parts})", part + 1),
        ),
    };
    Quiz {
        id,
        title: placed(title),
        description: imported.description.clone().map(placed),
        level: imported.level.clone().map(placed),
        pass: imported.pass.map(placed),
        time_limit: imported.time_limit.map(placed),
        synonyms: std::collections::BTreeMap::new(),
        learned_responses: Vec::new(),
        questions: Vec::new(),
    }
}

/// Puts every passage into a source; the IDs of the extracts, a passage each.
fn place_passages(
    imported: &Imported,
    wanted: &Wanted,
    sources: &mut Vec<Draft<Source>>,
) -> Vec<String> {
    // The same passage under the same name is one extract.
    let mut known: HashMap<(String, &str), String> = HashMap::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut unique = Unique::default();
    let mut extracts = Vec::new();
    for (number, passage) in imported.passages.iter().enumerate() {
        let (source, label) = named(passage, wanted, number);
        let wished = format!("{source}/{label}");
        let extract = known
            .entry((wished, &passage.text))
            .or_insert_with_key(|(wished, _)| {
                let place = *places.entry(source.clone()).or_insert_with(|| {
                    sources.push(source_head(&source, passage, imported));
                    sources.len() - 1
                });
                let extract = unique.give(wished);
                let label = extract[source.len() + 1..].to_owned();
                sources[place].content.extracts.push(Extract {
                    label: placed(label),
                    text: placed(passage.text.clone()),
                });
                extract
            });
        extracts.push(extract.clone());
    }
    extracts
}

/// The source and the label of a passage: what it is called, else a letter for its place.
fn named(passage: &Passage, wanted: &Wanted, number: usize) -> (String, String) {
    let extract = passage.extract.as_deref().filter(|it| is_extract(it));
    if let Some((source, label)) = extract.and_then(|it| it.split_once('/')) {
        return (source.to_owned(), label.to_owned());
    }
    let heading = passage.heading.as_deref().and_then(parse_label);
    let label = passage.label.clone().or(heading.map(|label| label.id));
    let label = label.unwrap_or_else(|| letters(number));
    if passage.alone {
        return (format!("{}-{label}", wanted.source), label);
    }
    (wanted.source.clone(), label)
}

/// a, b … z, aa, ab …: spreadsheet letters for a number from 0.
fn letters(mut number: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'a' + u8::try_from(number % 26).unwrap_or(0)));
        if number < 26 {
            break;
        }
        number = number / 26 - 1;
    }
    letters.iter().rev().collect()
}

fn source_head(id: &str, passage: &Passage, imported: &Imported) -> Draft<Source> {
    let mut head = imported.source.clone().unwrap_or_else(|| Source {
        id: String::new(),
        title: Placed::default(),
        provenance: Provenance::default(),
        extracts: Vec::new(),
    });
    id.clone_into(&mut head.id);
    let heading = passage.heading.as_deref().and_then(title_in);
    if let Some(heading) = heading.filter(|_| passage.alone || head.title.is_empty()) {
        head.title = placed(heading);
        // The heading of one document may name its date; that of a whole file names many.
        if let [date] = dates(&head.title).as_slice() {
            head.provenance.date = Date::parse(date).map(placed);
        }
    }
    if head.title.trim().is_empty() {
        let title = imported.title.clone();
        head.title = placed(title.unwrap_or_else(|| id.replace('-', " ")));
    }
    let mut draft = Draft::done(head);
    let provenance = draft.content.provenance.clone();
    let missing = [
        (
            provenance.creator.is_empty(),
            "creator",
            "who made it? (\"unknown\" where that is so)",
        ),
        (
            provenance.role.is_none(),
            "role",
            "what was the creator at the time?",
        ),
        (
            provenance.date.is_none(),
            "date",
            "when was it made? (\"1962-10-26\", \"1962-10\", \"1348~\" …)",
        ),
        (
            provenance.form.is_empty(),
            "type",
            "what is it? (letter, speech, diary, report, newspaper …)",
        ),
        (
            provenance.audience.is_none(),
            "audience",
            "whom was it meant for?",
        ),
        (
            provenance.reference.is_none(),
            "reference",
            "its catalogue reference or page",
        ),
    ];
    for (_, key, what) in missing.iter().filter(|(is_missing, ..)| *is_missing) {
        draft.remark(key, what);
    }
    draft
}

/// The title in a heading: without the label, if there is one.
fn title_in(heading: &str) -> Option<String> {
    let title = match parse_label(heading) {
        Some(label) => label.heading,
        None => heading.trim(),
    };
    (!title.is_empty()).then(|| title.to_owned())
}

/// A question of ours, with what is left to do in it.
fn settle(
    item: Item,
    extracts: &[String],
    wanted: &Wanted,
    unique: &mut Unique,
) -> Draft<Question> {
    let name = item.name.as_deref().map(id_of).filter(|id| !id.is_empty());
    let name = name.unwrap_or_else(|| id_of(&first_words(&item.stem)));
    let id = unique.give(if name.is_empty() { "question" } else { &name });
    let named = item
        .passages
        .iter()
        .filter_map(|at| extracts.get(*at))
        .cloned();
    let of_library = item.extracts.iter().filter(|id| is_extract(id)).cloned();
    let mut named: Vec<String> = named.chain(of_library).collect();
    if named.is_empty() {
        named.extend(wanted.extract.clone());
    }
    let skill = item.skill.or(wanted.skill);
    let explanation = item.explanation.filter(|text| !text.trim().is_empty());
    let mut draft = Draft::done(Question {
        id: placed(id),
        skill: placed(skill.unwrap_or(Skill::Comprehension)),
        extracts: named.into_iter().map(placed).collect(),
        stem: placed(item.stem),
        marks: item.marks.map(placed),
        quotes: item.quotes.into_iter().map(placed).collect(),
        explanation: placed(
            explanation
                .clone()
                .unwrap_or_else(|| NO_EXPLANATION.to_owned()),
        ),
        hint: item.hint.filter(|text| !text.trim().is_empty()).map(placed),
        provenance: item.reveal,
        shuffle: item.shuffle,
        body: item.body,
        origin: None,
        span: Span::default(),
    });
    if skill.is_none() {
        draft.remark("skill", "what does it test?");
    }
    if draft.content.extracts.is_empty() {
        draft.remark(
            "extracts",
            "which extract is it asked about? (\"source-id/label\")",
        );
    }
    if explanation.is_none() {
        draft.remark(
            "explanation",
            "say why; students read it after they answered",
        );
    }
    statements_without_quotation(&mut draft);
    draft
}

fn is_extract(id: &str) -> bool {
    id.split_once('/')
        .is_some_and(|(source, label)| is_id(source) && is_id(label))
}

fn first_words(text: &str) -> String {
    text.split_whitespace()
        .take(5)
        .collect::<Vec<_>>()
        .join(" ")
}

/// A true-or-false statement needs the quotation that decides it, and other tools know none. A
/// single one becomes a choice between True and False, which is marked the same and can be used
/// at once.
fn statements_without_quotation(draft: &mut Draft<Question>) {
    let Body::TrueFalse(body) = &draft.content.body else {
        return;
    };
    let lacks = |it: &&crate::quiz::body::Statement| {
        it.quote.is_none() && it.answer != Some(Truth::NotStated)
    };
    if !body.statements.iter().any(|it| lacks(&it)) {
        return;
    }
    if body.statements.len() > 1 {
        draft.remark(
            "statements",
            "give each true or false statement the `quote` that decides it",
        );
        return;
    }
    let statement = body.statements[0].text.value.clone();
    let choice = as_choice(body);
    draft.content.body = choice;
    if !draft.content.stem.contains(statement.trim()) {
        let stem = &mut draft.content.stem.value;
        *stem = format!("{}\n\n{statement}", stem.trim_end());
    }
    draft.content.shuffle = false;
    draft.remark(
        "kind",
        "it was true or false; as `true-false` it would need the quotation that decides it",
    );
}

fn as_choice(body: &TrueFalse) -> Body {
    let statement = body.statements.first();
    let answer = statement.and_then(|it| it.answer);
    let option = |text: &str, truth: Truth| Choice {
        text: placed(text.to_owned()),
        correct: answer == Some(truth),
        feedback: statement
            .filter(|_| answer != Some(truth))
            .and_then(|it| it.feedback.clone()),
    };
    Body::SingleChoice(SingleChoice {
        options: vec![option("True", Truth::True), option("False", Truth::False)],
    })
}

/// What other tools set apart in an explanation need not be a quotation: what does not stand in
/// the question's extracts goes back into the explanation.
fn keep_only_quotations(question: &mut Question, sources: &[Draft<Source>]) {
    let text = |id: &str| {
        let (source, label) = id.split_once('/')?;
        let source = sources.iter().find(|it| it.content.id == source)?;
        source.content.extract(label).map(|it| it.text.as_str())
    };
    let texts: Option<Vec<&str>> = question.extracts.iter().map(|id| text(id)).collect();
    // An extract of a library that is already there is not known here; `check` looks.
    let Some(texts) = texts.filter(|texts| !texts.is_empty() || question.extracts.is_empty())
    else {
        return;
    };
    let stands = |quote: &str| {
        texts
            .iter()
            .any(|text| quotation::find_exact(text, quote).is_some())
    };
    let (quotes, others): (Vec<_>, Vec<_>) = std::mem::take(&mut question.quotes)
        .into_iter()
        .partition(|quote| stands(quote));
    question.quotes = quotes;
    for other in others {
        let explanation = &mut question.explanation.value;
        explanation.push_str("\n\n");
        explanation.push_str(&other);
    }
}
