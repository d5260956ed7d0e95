//! Options behind Roman numerals or numbers, `i) red` or `1) red`: lines like these are options only where an answer below
//! them names one (`Answer: iii`), and where they cannot be questions.

use super::entry::{Entry, Listed};
use super::{key, line};

/// Makes options of the lines above each answer that is a Roman numeral or a number and names one of them.
pub(super) fn find(entries: &mut [Entry<'_>]) {
    let shown: Vec<usize> = (0..entries.len())
        .filter(|at| !entries[*at].text.is_empty())
        .collect();
    let lines: Vec<&Entry<'_>> = shown.iter().map(|at| &entries[*at]).collect();
    let found = (0..lines.len()).filter_map(|place| named(&lines, place).map(|it| (place, it)));
    let found: Vec<_> = found.collect();
    for (place, (count, are_options)) in found {
        entries[shown[place]].is_doubtful = !are_options;
        let options = shown[place - count..place].iter().filter(|_| are_options);
        options.for_each(|at| take_label(&mut entries[*at]));
    }
}

/// How many lines with labels stand above an answer that names one of them, and whether they are options for certain.
fn named(lines: &[&Entry<'_>], answer: usize) -> Option<(usize, bool)> {
    let key = line::key(lines[answer].text)?.trim_matches(['(', ')', '.', ' ']);
    let counted = |kind: fn(&str) -> Option<usize>| {
        let right = kind(key)?;
        run(&lines[..answer], kind).filter(|count| right <= *count)
    };
    if let Some(count) = counted(line::roman) {
        let stem = lines[..answer - count].last()?;
        // Letters may come to Roman numerals.
        let is_stem = !stem.is_heading && line::option(stem.text, false).is_none();
        return is_stem.then_some((count, true));
    }
    let count = counted(number)?;
    let stem = lines[..answer - count].last()?;
    let own = question(stem).filter(|_| !stem.is_heading)?;
    // The questions go on from the one above, or none follows.
    let below = lines[answer + 1..].iter();
    let mut below = below.take_while(|it| !key::begins_list(it.text));
    let next = below.find_map(|it| question(it));
    Some((count, next.is_none_or(|next| next == own.saturating_add(1))))
}

fn number(label: &str) -> Option<usize> {
    let is_number = label.bytes().all(|it| it.is_ascii_digit()) && label.len() <= 2;
    label.parse().ok().filter(|_| is_number)
}

/// A typed label and its text: `ii) …`, `(2) …`.
fn label(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start_matches('*').trim_start();
    let inside = text.strip_prefix('(');
    let ends: &[char] = if inside.is_some() {
        &[')']
    } else {
        &['.', ')']
    };
    let (label, rest) = inside.unwrap_or(text).split_once(ends)?;
    rest.starts_with(char::is_whitespace)
        .then(|| (label, rest.trim()))
}

/// How many of the last lines count from one up to the end, at least two.
fn run(lines: &[&Entry<'_>], kind: fn(&str) -> Option<usize>) -> Option<usize> {
    let worth = |entry: &Entry<'_>| {
        let (label, text) = label(entry.text).filter(|_| entry.listed.is_none())?;
        // Questions that stand behind numbers.
        let asks = text.ends_with('?') || line::marks(text).is_some();
        kind(label).filter(|_| !asks)
    };
    let count = worth(lines.last()?).filter(|it| (2..=lines.len()).contains(it))?;
    let own = &lines[lines.len() - count..];
    let is_run = (1..).zip(own).all(|(number, it)| worth(it) == Some(number));
    is_run.then_some(count)
}

/// The number of a question, typed or automatic.
fn question(entry: &Entry<'_>) -> Option<u32> {
    match &entry.listed {
        Some(listed) => Some(listed.place).filter(|_| !listed.is_option),
        None => line::number(entry.text).map(|(number, _)| number),
    }
}

/// Makes an option of a line with a typed label.
fn take_label(entry: &mut Entry<'_>) {
    let Some((name, text)) = label(entry.text) else {
        return;
    };
    let is_right = entry.text.starts_with('*');
    let at = entry.text.len() - text.len();
    entry.listed = Some(Listed {
        is_option: true,
        is_bullet: false,
        is_right,
        shown: name,
        place: 0,
        letter: None,
    });
    entry.span.start += at;
    entry.text = text;
}
