//! From what was imported to drafts of files: IDs, skills and extracts are settled here, in one
//! way for all formats, and what a teacher must still fill in is written down.

use std::collections::HashMap;

use super::bodies::placed;
use super::ident::Unique;
use super::imported::{Imported, Passage};
use super::transcript::parse_label;
use sourcework_core::document::Remark;
use sourcework_core::quiz::{Exam, Quiz, Skill};
use sourcework_core::source::{Date, Extract, Provenance, Source, dates_in};

mod composed;
mod settle;
mod texts;

use composed::{compose, compose_item};
use settle::{is_extract, settle};
use texts::{take_out_marks, take_out_private};

/// The most questions of one quiz; a larger bank becomes several, so that no file is too large to
/// be read.
const MOST_QUESTIONS: usize = 2_000;

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
    let about = [
        &mut imported.title,
        &mut imported.description,
        &mut imported.level,
    ];
    about.into_iter().flatten().for_each(compose);
    let mut sources = Vec::new();
    let extracts = place_passages(&imported, wanted, &mut sources);
    let texts = texts_of(&sources);
    let parts = imported.questions.len().div_ceil(MOST_QUESTIONS);
    let mut unique = Unique::default();
    let mut quizzes = Vec::new();
    // Backwards, so that a hundred thousand that have been settled need not lie there as they came.
    let mut items = std::mem::take(&mut imported.questions);
    items.reverse();
    for part in 0..parts {
        let mut draft = Draft::done(empty_quiz(&imported, wanted, part, parts));
        let part = items.split_off(items.len().saturating_sub(MOST_QUESTIONS));
        items.shrink_to_fit();
        for (number, mut item) in part.into_iter().rev().enumerate() {
            compose_item(&mut item);
            let settled = settle(item, &extracts, &texts, wanted, &mut unique);
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

/// The texts of extracts by their IDs.
fn texts_of(sources: &[Draft<Source>]) -> HashMap<String, &str> {
    let all = sources.iter().map(|draft| &draft.content);
    let texts = all.flat_map(|source| {
        let text = |it: &'_ Extract| format!("{}/{}", source.id, *it.label);
        source
            .extracts
            .iter()
            .map(move |it| (text(it), it.text.as_str()))
    });
    texts.collect()
}

impl<T> Draft<T> {
    /// A draft in which nothing is left to do.
    fn done(content: T) -> Self {
        Self {
            content,
            to_do: Vec::new(),
        }
    }

    fn remark(&mut self, key: &'static str, what: &'static str) {
        self.to_do.push((None, key, what));
    }
}

fn empty_quiz(imported: &Imported, wanted: &Wanted, part: usize, parts: usize) -> Quiz {
    let title = imported
        .title
        .clone()
        .filter(|title| !title.trim().is_empty());
    let mut title = title.unwrap_or_else(|| wanted.quiz.replace('-', " "));
    take_out_private(&mut title);
    let mut description = imported.description.clone();
    description.iter_mut().for_each(|it| {
        take_out_private(it);
    });
    let (id, title) = match parts {
        1 => (wanted.quiz.clone(), title),
        _ => (
            format!("{}-{}", wanted.quiz, part + 1),
            format!("{title} ({} of {parts})", part + 1),
        ),
    };
    Quiz {
        exam: Exam::default(),
        id,
        title: placed(title),
        description: description.map(placed),
        level: imported.level.clone().map(placed),
        pass: imported.pass.map(placed),
        time_limit: imported.time_limit.map(placed),
        synonyms: std::collections::BTreeMap::new(),
        learned_responses: Vec::new(),
        questions: Vec::new(),
        is_damaged: false,
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
                let mut text = passage.text.clone();
                take_out_marks(&mut text);
                sources[place].content.extracts.push(Extract {
                    label: placed(label),
                    text: placed(text),
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
        let place = u8::try_from(number % 26).expect("what is left of 26 fits a byte");
        letters.push(char::from(b'a' + place));
        if number < 26 {
            break;
        }
        number = number / 26 - 1;
    }
    letters.iter().rev().collect()
}

fn source_head(id: &str, passage: &Passage, imported: &Imported) -> Draft<Source> {
    let mut head = imported.source.clone().unwrap_or_else(|| Source::empty(""));
    id.clone_into(&mut head.id);
    let heading = passage.heading.as_deref().and_then(title_in);
    // What stands above several documents may not be true of each.
    let mut shared: Vec<&'static str> = Vec::new();
    if passage.alone
        && imported
            .passages
            .iter()
            .filter(|it| it.alone)
            .nth(1)
            .is_some()
    {
        let said = &head.provenance;
        shared.extend((!said.creator.is_empty()).then_some("creator"));
        shared.extend(said.date.is_some().then_some("date"));
    }
    if let Some(heading) = heading.filter(|_| passage.alone || head.title.is_empty()) {
        head.title = placed(heading);
        // The heading of one document may name its date; that of a whole file names many.
        if let [date] = dates_in(&head.title).as_slice() {
            head.provenance.date = Date::parse(date).map(placed);
            shared.retain(|key| *key != "date");
        }
    }
    if let Some(known) = &passage.provenance
        && imported.source.is_none()
    {
        head.provenance = (**known).clone();
    }
    if head.title.trim().is_empty() {
        let title = imported.title.clone();
        head.title = placed(title.unwrap_or_else(|| id.replace('-', " ")));
    }
    let mut draft = Draft::done(head);
    for (key, what) in missing_of(&draft.content.provenance) {
        draft.remark(key, what);
    }
    for key in shared {
        draft.remark(
            key,
            "it stands above all the sources of the file; is it true of this one?",
        );
    }
    draft
}

/// The facts that a source lacks, and the question put to the teacher for each.
fn missing_of(provenance: &Provenance) -> Vec<(&'static str, &'static str)> {
    let mut missing = Vec::new();
    let mut ask = |is_missing: bool, key, what| missing.extend(is_missing.then_some((key, what)));
    let date = "when was it made? (\"1962-10-26\", \"1962-10\", \"1348~\" …)";
    let form = "what is it? (letter, speech, diary, report, newspaper …)";
    let creator = "who made it? (\"unknown\" where that is so)";
    ask(provenance.creator.is_empty(), "creator", creator);
    let role = "what was the creator at the time?";
    ask(provenance.role.is_none(), "role", role);
    ask(provenance.date.is_none(), "date", date);
    ask(provenance.form.is_empty(), "type", form);
    let audience = "whom was it meant for?";
    ask(provenance.audience.is_none(), "audience", audience);
    let reference = "its catalogue reference or page";
    ask(provenance.reference.is_none(), "reference", reference);
    missing
}

/// The title in a heading: without the label, if there is one.
fn title_in(heading: &str) -> Option<String> {
    let title = match parse_label(heading) {
        Some(label) => label.heading,
        None => heading.trim(),
    };
    (!title.is_empty()).then(|| title.to_owned())
}
