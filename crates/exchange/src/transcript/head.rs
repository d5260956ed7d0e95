//! What stands before the first extract: title, catalogue reference, date.

use super::Doubts;
use super::lines::{Line, blocks, body, is_short_sentence, is_title, short};
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

/// Reads the lines before the first extract into a source without extracts; and the running text that stands there, if
/// it is to be kept. `no_text` says that there is none.
pub fn read(
    lines: &[Line<'_>],
    no_text: bool,
    has_title: bool,
    trouble: &mut Trouble<'_>,
    doubts: &mut Doubts<'_>,
) -> (Source, Option<String>) {
    let mut source = Source::empty("");
    let mut named_date = None;
    let mut titles: Vec<Line<'_>> = Vec::new();
    let mut running: Vec<Line<'_>> = Vec::new();
    let first = lines.iter().find(|line| !line.is_blank() && has_title);
    let is_marked = |line: &Line<'_>| first.is_some_and(|it| it.number == line.number);
    for block in blocks(lines) {
        let others: Vec<Line<'_>> = block
            .iter()
            .filter(|it| field(it.text).is_none())
            .copied()
            .collect();
        let is_title = |line: &Line<'_>| is_marked(line) || is_title(line.text);
        match no_text || others.iter().all(is_title) {
            true => titles.extend(others),
            // A blank line stands between its paragraphs.
            false => {
                let last = others[others.len() - 1].blank();
                running.extend(others);
                running.push(last);
            }
        }
        for line in block {
            match field(line.text) {
                Some((Field::Date, value)) => named_date = Some((*line, value)),
                Some((field, value)) => set(&mut source, field, value, *line, trouble),
                None => {}
            }
        }
    }
    match titles.first().copied().filter(is_marked) {
        Some(line) => {
            titles.remove(0);
            source.title = Placed::new(line.text.trim().to_owned(), line.span());
        }
        None => choose_title(&mut source, &mut titles, doubts),
    }
    let introduction = introduction(&mut source, &running, trouble, doubts);
    source.provenance.date = match named_date {
        Some((line, value)) => one_date(&[value.to_owned()], line.span(), trouble, doubts),
        None => {
            let named = lines
                .iter()
                .filter(|it| running.iter().all(|line| line.number != it.number));
            let texts: Vec<String> = named.map(|line| line.text.to_owned()).collect();
            one_date(&texts, Span::default(), trouble, doubts)
        }
    };
    for line in titles {
        let what = format!(
            "“{}” stands before the first extract and was left out",
            short(line.text)
        );
        trouble.left_out(line.span(), what);
    }
    (source, introduction)
}

/// What becomes of running text before the first extract: it never becomes the title unasked.
fn introduction(
    source: &mut Source,
    running: &[Line<'_>],
    trouble: &mut Trouble<'_>,
    doubts: &mut Doubts<'_>,
) -> Option<String> {
    let first = running.first()?;
    let question = format!(
        "“{}” stands before the first extract. What is it?",
        short(first.text)
    );
    let mut answers = vec![
        "an extract of its own, the introduction".to_owned(),
        "something to leave out".to_owned(),
    ];
    // The second line is the blank one behind it.
    if source.title.is_empty() && running.len() == 2 && is_short_sentence(first.text) {
        answers.push("the title".to_owned());
    }
    match doubts.ask(question, answers, first.span()) {
        0 => return Some(body(running, trouble)),
        1 => {
            let what = format!(
                "“{}” stands before the first extract and was left out",
                short(first.text)
            );
            trouble.left_out(first.span(), what);
        }
        _ => source.title = Placed::new(first.text.trim().to_owned(), first.span()),
    }
    None
}

/// Where the text begins when no line is a label. What stands before is the first block if each of its lines names
/// something (“Author: …”) or could be a title, and the blocks below it whose lines all name something.
pub fn without_labels(lines: &[Line<'_>], has_title: bool, doubts: &mut Doubts<'_>) -> usize {
    let mut ends = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let is_last = lines.get(at + 1).is_none_or(Line::is_blank);
        if !line.is_blank() && is_last {
            ends.push(at + 1);
        }
    }
    let [first, below @ ..] = ends.as_slice() else {
        return 0;
    };
    let is_field = |line: &Line<'_>| line.is_blank() || field(line.text).is_some();
    let mut end = *first;
    for next in below {
        if !lines[end..*next].iter().all(is_field) {
            break;
        }
        end = *next;
    }
    if lines[end..].iter().all(Line::is_blank) {
        return 0;
    }
    let named: Vec<&Line<'_>> = lines[..*first]
        .iter()
        .filter(|line| !is_field(line))
        .collect();
    let likely = match named.as_slice() {
        [] => return end,
        _ if has_title => return end,
        // Something that is named beside it says that it is no text.
        all if all.iter().all(|line| is_title(line.text)) => {
            if lines[..end].iter().any(|line| field(line.text).is_some()) {
                return end;
            }
            true
        }
        [one] if is_short_sentence(one.text) => false,
        _ => return 0,
    };
    let question = format!(
        "No line names an extract. Is “{}” the title, or the beginning of the text?",
        short(named[0].text)
    );
    let words = ["the title", "the beginning of the text"];
    match doubts.is_so(question, likely, words, named[0].span()) {
        true => end,
        false => 0,
    }
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

fn set(source: &mut Source, field: Field, value: &str, line: Line<'_>, trouble: &mut Trouble<'_>) {
    let provenance = &mut source.provenance;
    let is_new = match field {
        Field::Title => set_text(&mut source.title, value),
        Field::Creator => set_text(&mut provenance.creator, value),
        Field::Form => set_text(&mut provenance.form, value),
        Field::Role => set_if_none(&mut provenance.role, value),
        Field::Audience => set_if_none(&mut provenance.audience, value),
        Field::Place => set_if_none(&mut provenance.place, value),
        Field::Repository => set_if_none(&mut provenance.repository, value),
        Field::Reference => set_if_none(&mut provenance.reference, value),
        Field::Rights => set_if_none(&mut provenance.rights, value),
        Field::Language => set_if_none(&mut provenance.language, value),
        Field::Date | Field::File => true,
    };
    if !is_new {
        let what = format!(
            "“{}” is named a second time; it was left out",
            short(line.text)
        );
        trouble.left_out(line.span(), what);
    }
}

/// Sets what is not set yet; whether that was so.
fn set_text(field: &mut Placed<String>, value: &str) -> bool {
    let is_new = field.is_empty();
    if is_new {
        *field = placed(value.to_owned());
    }
    is_new
}

fn set_if_none(field: &mut Option<Placed<String>>, value: &str) -> bool {
    let is_new = field.is_none();
    field.get_or_insert_with(|| placed(value.to_owned()));
    is_new
}

/// Takes the title out of the lines that could be one.
fn choose_title(source: &mut Source, titles: &mut Vec<Line<'_>>, doubts: &mut Doubts<'_>) {
    if !source.title.is_empty() || titles.is_empty() {
        return;
    }
    let chosen = match titles.as_slice() {
        [_] => 0,
        all => {
            let answers = all.iter().map(|line| line.text.trim().to_owned());
            let question = "Which line is the title?".to_owned();
            doubts.ask(question, answers.collect(), all[0].span())
        }
    };
    let line = titles.remove(chosen);
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
