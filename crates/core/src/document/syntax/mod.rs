//! What is wrong with a file that is not TOML, in words for its author, with the corrected lines.
//!
//! A repair is proposed by `line` and by the functions here, and believed only if the parser then gets
//! further than before. So a message never offers a line that is wrong in the same way.

mod blocks;
mod line;
mod places;
mod quoting;
mod repairs;
#[cfg(test)]
mod tests;

use std::ops::Range;

use toml::de::DeTable;

use crate::diagnostic::{Code, Diagnostic, Span};
use blocks::{header, key};
use line::Why;
use places::{line_of, open_brackets};
use repairs::{Repair, repairs};

/// The most bytes of a block for which repairs are tried: each one is parsed.
const MOST_REPAIRED: usize = 1 << 18;
/// The most blocks of a file of which is said what is wrong.
const MOST_EXPLAINED: usize = 200;
/// The most repairs that one place may need.
const MOST_STEPS: usize = 3;
/// The most lines that a message shows.
const MOST_LINES: usize = 3;

/// The first mistake of a block: where, and what the parser says of it.
struct Mistake {
    at: usize,
    message: String,
}

fn first_mistake(text: &str) -> Option<Mistake> {
    let (_, errors) = DeTable::parse_recoverable(text);
    let place = |error: &toml::de::Error| error.span().map_or(0, |span| span.start);
    let first = errors.iter().min_by_key(|error| place(error))?;
    let at = text.floor_char_boundary(place(first).min(text.len()));
    // A text that is never closed is wrong where it begins, not where the file ends.
    let at = open_brackets(&text[..at]).err().unwrap_or(at);
    Some(Mistake {
        at,
        message: first.message().lines().collect::<Vec<_>>().join(", "),
    })
}

/// What is wrong with the part of a file that is not TOML; `None` where it is.
pub fn explain(file: &str, block: Range<usize>) -> Option<Diagnostic> {
    let text = &file[block.clone()];
    let mistake = first_mistake(text)?;
    if !text.ends_with('\n') {
        // The last line of a file is a line as any other.
        let ended = format!("{text}\n");
        let mut diagnostic = explain(&ended, 0..ended.len())?;
        let within = |at: usize| block.start + at.min(text.len());
        let moved = |span: Span| Span::from(within(span.start)..within(span.end));
        diagnostic.span = moved(diagnostic.span);
        if let Some(fix) = &mut diagnostic.fix {
            fix.span = moved(fix.span);
        }
        return Some(diagnostic);
    }
    let place = |at: usize| block.start + at;
    if let Some((why, changed, mut new)) = repaired(text, &mistake) {
        if text.contains("\r\n") {
            new = new.replace("\r\n", "\n").replace('\n', "\r\n");
        }
        let span = Span::from(place(changed.start)..place(changed.end));
        let written = text[changed.clone()].trim_end_matches(['\r', '\n']);
        let (line, help) = match inserted(written, &new) {
            // What is missing below is missed where the mistake begins.
            Some(help) => (line_of(text, mistake.at), help),
            None => (changed.clone(), corrected(written, &new)),
        };
        let marked = text[line.clone()].trim_end_matches(['\r', '\n']).len();
        let marked = Span::from(place(line.start)..place(line.start + marked));
        return Some(
            Diagnostic::new(Code::Syntax, marked, why)
                .help(help)
                .fix(span, new),
        );
    }
    let at = place(mistake.at);
    let line = line_of(text, mistake.at);
    let diagnostic = unrepaired(&text[line.clone()], &mistake.message, at);
    Some(diagnostic.label("here, or just before"))
}

/// The line to add, as a remedy, where all others stay.
fn inserted(written: &str, new: &str) -> Option<String> {
    let quoted = |text: &str| format!("`{}`", text.trim());
    let added = |added: &str| format!("write {} on a line of its own", quoted(added));
    if let Some(above) = new.strip_suffix(written).filter(|it| it.ends_with('\n')) {
        return Some(match written.trim() {
            "" => format!("{} below the text", added(above)),
            below => format!("{} above {}", added(above), quoted(below)),
        });
    }
    let below = new.strip_prefix(written)?.strip_prefix('\n')?;
    Some(format!("{} below {}", added(below), quoted(written)))
}

/// The lines to write, as a remedy.
fn corrected(written: &str, new: &str) -> String {
    let mut lines: Vec<&str> = new.trim_end().lines().collect();
    // What is the same at both ends is not shown.
    let old: Vec<&str> = written.lines().collect();
    let same = |a: &&&str, b: &&&str| a.trim_end() == b.trim_end();
    let ahead = lines
        .iter()
        .zip(&old)
        .take_while(|(a, b)| same(a, b))
        .count();
    lines.drain(..ahead.min(lines.len().saturating_sub(1)));
    let tail = old.get(ahead..).unwrap_or_default().iter().rev();
    let behind = lines
        .iter()
        .rev()
        .zip(tail)
        .take_while(|(a, b)| same(a, b))
        .count();
    lines.truncate((lines.len() - behind).max(1));
    if lines.len() > MOST_LINES {
        let (first, last) = (lines[0].trim(), lines[lines.len() - 1].trim());
        return format!("write `{first}`, then the lines between, and at the end `{last}`");
    }
    let lines = lines.iter().filter(|it| !it.trim().is_empty());
    let lines: Vec<String> = lines.map(|it| format!("`{}`", it.trim())).collect();
    format!("write {}", lines.join(" and below it "))
}

/// A mistake for which no repair was found, in words.
fn unrepaired(line: &str, message: &str, at: usize) -> Diagnostic {
    let span = Span::from(at..at);
    let diagnostic = |message: &str| Diagnostic::new(Code::Syntax, span, message);
    let name = key(line).map_or("", |(name, _)| name);
    if message.starts_with("duplicate key") {
        let name = if name.is_empty() { line.trim() } else { name };
        return diagnostic(&format!("`{name}` stands here a second time"))
            .help("delete one of the two, or begin the next question with a line `[[question]]`");
    }
    if let Some((name, value)) = key(line)
        && line[value..].trim().is_empty()
    {
        return diagnostic(&format!("nothing stands behind `{name} =`"))
            .help(format!("write `{name} = \"…\"`, or delete the line"));
    }
    if name.is_empty() && header(line).is_none() && message.starts_with("key with no value") {
        return diagnostic("this line is neither `key = value` nor a header in brackets")
            .help("put `#` before it if it is a comment")
            .help("a text of several lines stands between `'''` and `'''`");
    }
    diagnostic(&format!("this line is not TOML: {message}"))
        .help("look for a quotation mark, a bracket or a comma that is missing here or just before")
}

/// The first lines that make the block parse further: why they were wrong, the bytes that change, and
/// what stands there instead.
fn repaired(text: &str, mistake: &Mistake) -> Option<(Why, Range<usize>, String)> {
    if text.len() > MOST_REPAIRED {
        return None;
    }
    let mut now = text.to_owned();
    let mut at = mistake.at;
    let mut message = mistake.message.clone();
    let mut why = None;
    // The mistake is mended once the parser gets beyond the line that it was in.
    let beyond = text.len() - line_of(text, mistake.at).end;
    for _ in 0..MOST_STEPS {
        let (repair, next) = best(&now, at, &message)?;
        now = repair.applied(&now);
        why.get_or_insert(repair.why);
        let Some(next) = next.filter(|next| now.len() - next.at > beyond) else {
            let (range, new) = difference(text, &now);
            return Some((why?, range, new));
        };
        at = next.at;
        message = next.message;
    }
    None
}

/// The repair after which the parser gets furthest, and where it stops then.
fn best(text: &str, at: usize, message: &str) -> Option<(Repair, Option<Mistake>)> {
    let left = |mistake: &Option<Mistake>, length: usize| {
        mistake
            .as_ref()
            .map_or(0, |mistake| length - mistake.at + 1)
    };
    let before = text.len() - at + 1;
    let mut best: Option<(usize, Repair, Option<Mistake>)> = None;
    for repair in repairs(text, at, message) {
        let applied = repair.applied(text);
        let mistake = first_mistake(&applied);
        let rest = left(&mistake, applied.len());
        if rest < before && best.as_ref().is_none_or(|(least, ..)| rest < *least) {
            best = Some((rest, repair, mistake));
        }
    }
    best.map(|(_, repair, mistake)| (repair, mistake))
}

/// The lines in which two texts differ: their bytes in the first, and what stands there in the other.
fn difference(old: &str, new: &str) -> (Range<usize>, String) {
    let same = |a: &str, b: &str| {
        let pairs = a.bytes().zip(b.bytes());
        pairs.take_while(|(a, b)| a == b).count()
    };
    let ahead = same(old, new);
    let most = old.len().min(new.len()) - ahead;
    let behind = old.bytes().rev().zip(new.bytes().rev());
    let behind = behind.take(most).take_while(|(a, b)| a == b).count();
    // Whole lines: a line is what a teacher corrects.
    let start = old[..old.floor_char_boundary(ahead)]
        .rfind('\n')
        .map_or(0, |at| at + 1);
    let tail = old.ceil_char_boundary(old.len() - behind);
    let tail = old[tail..].find('\n').map_or(old.len(), |at| tail + at);
    let new_end = new.len() - (old.len() - tail);
    (start..tail, new[start..new_end].to_owned())
}

/// A file with blanks for the blocks that are not TOML, so that every other place stays where it was; what is
/// wrong with each is reported. `None` where what is left is not TOML either.
pub fn without_broken_blocks(text: &str, out: &mut Vec<Diagnostic>) -> Option<String> {
    let mut bytes = text.as_bytes().to_vec();
    let before = out.len();
    for block in blocks::blocks(text) {
        if DeTable::parse(&text[block.clone()]).is_ok() {
            continue;
        }
        // Of very many, the first are mended first.
        if out.len() < before + MOST_EXPLAINED {
            out.extend(explain(text, block.clone()));
        }
        let letters = bytes[block].iter_mut();
        let letters = letters.filter(|byte| !matches!(**byte, b'\n' | b'\r'));
        letters.for_each(|byte| *byte = b' ');
    }
    let rest = String::from_utf8(bytes).ok()?;
    // Blocks that are TOML one by one may not fit together.
    let clash = explain(&rest, 0..rest.len());
    let fits = clash.is_none();
    out.extend(clash);
    fits.then_some(rest)
}
