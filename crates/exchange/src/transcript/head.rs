//! What stands before the first extract: title, catalogue reference, date.

use super::{Doubts, LONGEST_TITLE, Line, short};
use crate::bodies::placed;
use crate::imported::Trouble;
use sourcework_core::diagnostic::{Placed, Span};
use sourcework_core::source::{Date, Source, dates_in};

/// What a line like "Author: …" is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Title,
    Creator,
    Role,
    Date,
    Form,
    Audience,
    Place,
    Repository,
    Reference,
    Rights,
    Language,
    /// "Transcript: Source6" names the file, not the source.
    File,
}

/// The words before the colon, in lower case and without a full stop.
const FIELDS: [(&[&str], Field); 12] = [
    (&["title"], Field::Title),
    (
        &["author", "creator", "written by", "by", "from", "speaker"],
        Field::Creator,
    ),
    (&["role", "position"], Field::Role),
    (&["date", "dated", "written"], Field::Date),
    (&["type", "nature", "kind", "form"], Field::Form),
    (
        &["audience", "to", "for", "recipient", "addressed to"],
        Field::Audience,
    ),
    (&["place", "written at", "written in"], Field::Place),
    (
        &["archive", "repository", "held by", "held at"],
        Field::Repository,
    ),
    (
        &[
            "catalogue ref",
            "catalogue reference",
            "catalog reference",
            "cat ref",
            "reference",
            "ref",
            "catalogue number",
            "shelfmark",
        ],
        Field::Reference,
    ),
    (
        &["rights", "copyright", "licence", "license"],
        Field::Rights,
    ),
    (&["language"], Field::Language),
    (&["transcript", "transcription", "file"], Field::File),
];

/// Reads the lines before the first extract into a source without extracts.
pub fn read(lines: &[Line<'_>], trouble: &mut Trouble<'_>, doubts: &mut Doubts<'_>) -> Source {
    let mut source = Source::empty("");
    let mut named_date = None;
    let mut others: Vec<Line<'_>> = Vec::new();
    for line in lines.iter().filter(|line| !line.is_blank()) {
        match field(line.text) {
            Some((Field::Date, value)) => named_date = Some((*line, value)),
            Some((field, value)) => set(&mut source, field, value),
            None => others.push(*line),
        }
    }
    choose_title(&mut source, &mut others, doubts);
    source.provenance.date = match named_date {
        Some((line, value)) => one_date(&[value.to_owned()], line.span(), trouble, doubts),
        None => {
            let texts: Vec<String> = lines.iter().map(|line| line.text.to_owned()).collect();
            one_date(&texts, Span::default(), trouble, doubts)
        }
    };
    for line in others {
        let what = format!(
            "“{}” stands before the first extract and was left out",
            short(line.text)
        );
        trouble.left_out(line.span(), what);
    }
    source
}

/// The field that a line names, and its value.
fn field(line: &str) -> Option<(Field, &str)> {
    let line = line.trim();
    let bare = line.strip_prefix('(').and_then(|it| it.strip_suffix(')'));
    let (name, value) = bare.unwrap_or(line).split_once(':')?;
    let name = name.trim().to_lowercase().replace('.', "");
    let (_, field) = FIELDS
        .iter()
        .find(|(names, _)| names.contains(&name.as_str()))?;
    let value = value.trim();
    (!value.is_empty()).then_some((*field, value))
}

fn set(source: &mut Source, field: Field, value: &str) {
    let value = placed(value.to_owned());
    let provenance = &mut source.provenance;
    match field {
        Field::Title => source.title = value,
        Field::Creator => provenance.creator = value,
        Field::Role => provenance.role = Some(value),
        Field::Form => provenance.form = value,
        Field::Audience => provenance.audience = Some(value),
        Field::Place => provenance.place = Some(value),
        Field::Repository => provenance.repository = Some(value),
        Field::Reference => provenance.reference = Some(value),
        Field::Rights => provenance.rights = Some(value),
        Field::Language => provenance.language = Some(value),
        Field::Date | Field::File => {}
    }
}

/// Takes the title out of the lines that name no field.
fn choose_title(source: &mut Source, others: &mut Vec<Line<'_>>, doubts: &mut Doubts<'_>) {
    if !source.title.is_empty() {
        return;
    }
    let is_title = |line: &Line<'_>| line.text.chars().count() <= LONGEST_TITLE;
    let candidates: Vec<usize> = (0..others.len())
        .filter(|at| is_title(&others[*at]))
        .collect();
    let chosen = match candidates.as_slice() {
        [] => return,
        [one] => *one,
        [first, ..] => {
            let lines = candidates.iter().map(|at| others[*at].text.trim());
            let answers: Vec<String> = lines.map(str::to_owned).collect();
            let question = "Which line is the title?".to_owned();
            candidates[doubts.ask(question, answers, others[*first].span())]
        }
    };
    let line = others.remove(chosen);
    source.title = Placed::new(line.text.trim().to_owned(), line.span());
}

/// The date of some lines; where there are several, somebody must say which.
fn one_date(
    texts: &[String],
    span: Span,
    trouble: &mut Trouble<'_>,
    doubts: &mut Doubts<'_>,
) -> Option<Placed<Date>> {
    if let [text] = texts
        && let Some(date) = Date::parse(text.trim())
    {
        return Some(Placed::new(date, span));
    }
    let mut found: Vec<String> = texts.iter().flat_map(|text| dates_in(text)).collect();
    found.dedup();
    let chosen = match found.as_slice() {
        [] => {
            if span != Span::default() {
                trouble.left_out(
                    span,
                    "the date could not be read; write it as \"1962-10-26\"",
                );
            }
            return None;
        }
        [_] => 0,
        [..] => {
            let question = "When was the source made?".to_owned();
            doubts.ask(question, found.clone(), span)
        }
    };
    Date::parse(&found[chosen]).map(|date| Placed::new(date, span))
}
