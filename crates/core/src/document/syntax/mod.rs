//! What is wrong with a file that is not TOML, in words for its author, with the corrected lines.
//!
//! A repair is proposed by `line` and by the functions here, and believed only if the parser then gets
//! further than before. So a message never offers a line that is wrong in the same way.

mod blocks;
mod line;

use std::ops::Range;

use toml::de::DeTable;

use crate::diagnostic::{Code, Diagnostic, Span};
use blocks::{SINGLE, behind_text, header, key};
use line::{CURLY, Why, family, straighten};

/// The most bytes of a block for which repairs are tried: each one is parsed.
const MOST_REPAIRED: usize = 1 << 18;
/// The most blocks of a file of which is said what is wrong.
const MOST_EXPLAINED: usize = 200;
/// The most repairs that one place may need.
const MOST_STEPS: usize = 3;
/// The most lines that a message shows.
const MOST_LINES: usize = 3;

const UNCLOSED_TEXT: Why = "the text has no closing triple quotation marks";
const SEVERAL_LINES: Why = "a text of several lines stands between triple quotation marks";
const BRACKET: Why = "a closing bracket is missing";
const LIST_HEADER: Why = "a table that stands several times needs two brackets on either side";
const INVISIBLE: Why = "there is an invisible control character here; delete it";

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

/// A block with something replaced.
struct Repair {
    range: Range<usize>,
    text: String,
    why: Why,
}

impl Repair {
    fn applied(&self, text: &str) -> String {
        let (before, after) = (&text[..self.range.start], &text[self.range.end..]);
        [before, &self.text, after].concat()
    }
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

/// What could be meant, the likelier first.
fn repairs(text: &str, at: usize, message: &str) -> Vec<Repair> {
    let here = line_of(text, at);
    let above = before(text, here.start);
    let mut all = Vec::new();
    let of_line = |line: Range<usize>, goes_on: bool| {
        let open = open_brackets(&text[..line.start]).ok()?;
        let end = text[line.clone()].trim_end_matches(['\r', '\n']).len();
        let range = line.start..line.start + end;
        // A key in a list: the bracket that closes the list is missing above.
        if open.last() == Some(&'[') && key(&text[range.clone()]).is_some() {
            return None;
        }
        let (text, why) = straighten(&text[range.clone()], &open, goes_on)?;
        Some(Repair { range, text, why })
    };
    all.extend(of_line(here.clone(), false));
    all.extend(lines_of_list(text, &here));
    if let Some(above) = above.clone() {
        all.extend(of_line(above.clone(), true));
        all.extend(of_line(above, false));
    }
    all.extend(several_lines(text, at));
    all.extend(curly_triples(text));
    all.extend(unclosed_text(text, at));
    all.extend(list_headers(text, at, message));
    if let Some(above) = above {
        all.extend(brackets(text, &above));
    }
    if text[at..].trim().is_empty() {
        all.extend(brackets(text, &here));
    }
    if let Some(c) = text[at..]
        .chars()
        .next()
        .filter(|c| c.is_control() && !matches!(c, '\n' | '\r'))
    {
        all.push(Repair {
            range: at..at + c.len_utf8(),
            text: String::new(),
            why: INVISIBLE,
        });
    }
    all
}

/// The rest of a list with an element a line, where several lines have the same trouble.
fn lines_of_list(text: &str, here: &Range<usize>) -> Option<Repair> {
    let open = open_brackets(&text[..here.start]).ok()?;
    open.last().filter(|bracket| **bracket == '[')?;
    let (mut out, mut end, mut whys) = (String::new(), here.start, Vec::new());
    for line in text[here.start..].split_inclusive('\n') {
        let written = line.trim_end_matches(['\r', '\n']);
        if written.trim_start().starts_with(']') || key(line).is_some() || header(line).is_some() {
            break;
        }
        match straighten(written, &open, false) {
            Some((new, why)) => {
                out.push_str(&new);
                whys.push(why);
            }
            None => out.push_str(written),
        }
        out.push_str(&line[written.len()..]);
        end += line.len();
    }
    (whys.len() > 1).then(|| Repair {
        range: here.start..end,
        text: out,
        why: whys[0],
    })
}

/// The line that a place is in, with its end. The end of a text belongs to its last line.
fn line_of(text: &str, at: usize) -> Range<usize> {
    // A mistake at the very end of a line is one of that line.
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let end = text[at..].find('\n').map_or(text.len(), |end| at + end + 1);
    if start == end && start > 0 {
        return line_of(text, start - 1);
    }
    start..end
}

/// The last line above a place that is not empty and no comment.
fn before(text: &str, start: usize) -> Option<Range<usize>> {
    let mut start = start;
    while start > 0 {
        let line = line_of(text, start - 1);
        let written = text[line.clone()].trim();
        if !written.is_empty() && !written.starts_with('#') {
            return Some(line);
        }
        start = line.start;
    }
    None
}

/// The brackets that are open behind a text that is TOML so far.
///
/// # Errors
/// It ends inside a text of several lines: the error is where that begins.
fn open_brackets(text: &str) -> Result<Vec<char>, usize> {
    let mut open = Vec::new();
    let mut rest = text;
    let mut header_allowed = true;
    while let Some(at) = rest.find(['#', '"', '\'', '[', ']', '{', '}', '\n', '=']) {
        let c = char::from(rest.as_bytes()[at]);
        let behind = &rest[at + 1..];
        let triple = ["'''", "\"\"\""]
            .into_iter()
            .find(|it| rest[at..].starts_with(it));
        rest = match (c, triple) {
            ('#', _) => behind.find('\n').map_or("", |end| &behind[end..]),
            (_, Some(marks)) => match rest[at + 3..].split_once(marks) {
                Some((_, behind)) => behind,
                None => return Err(text.len() - rest.len() + at),
            },
            ('"' | '\'', _) => {
                let line = &behind[..behind.find('\n').unwrap_or(behind.len())];
                let after = behind_text(line, c, c == '"').unwrap_or("");
                &behind[line.len() - after.len()..]
            }
            ('[', _) if open.is_empty() && header_allowed => {
                behind.find('\n').map_or("", |end| &behind[end..])
            }
            ('[' | '{', _) => {
                open.push(c);
                behind
            }
            (']' | '}', _) => {
                open.pop();
                behind
            }
            (_, _) => behind,
        };
        header_allowed = c == '\n';
    }
    Ok(open)
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

/// Straight marks for every three curly ones in a row: a word processor makes such of `'''`.
fn curly_triples(text: &str) -> Option<Repair> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let singles = |c: &char| matches!(c, '\'' | '‘' | '’' | '‚' | '‛');
    let doubles = |c: &char| matches!(c, '"' | '“' | '”' | '„' | '‟');
    while let Some(c) = rest.chars().next() {
        let run = [
            (&singles as &dyn Fn(&char) -> bool, "'''"),
            (&doubles, "\"\"\""),
        ];
        let marks = run
            .into_iter()
            .find(|(is, _)| rest.chars().take_while(|c| is(c)).count() == 3);
        let width = match marks {
            Some((_, straight)) => {
                out.push_str(straight);
                rest.chars().take(3).map(char::len_utf8).sum()
            }
            None => {
                out.push(c);
                c.len_utf8()
            }
        };
        rest = &rest[width..];
    }
    let range = 0..text.len();
    let why = CURLY;
    (out != text).then_some(Repair {
        range,
        text: out,
        why,
    })
}

/// Triple marks for a text that begins with one mark and ends with one, lines below.
fn several_lines(text: &str, at: usize) -> Option<Repair> {
    let mut line = line_of(text, at);
    loop {
        if let Some((_, value)) = key(&text[line.clone()]) {
            let value = line.start + value;
            let begin = value + text[value..].len() - text[value..].trim_start().len();
            let mark = text[begin..].chars().next()?;
            let sort = family(mark)?;
            let written = text[begin + mark.len_utf8()..line.end].trim_end();
            if written.ends_with(sort) || written.starts_with(sort) {
                return None;
            }
            let end = closing_line(text, line.end, sort)?;
            let inner = text[begin..end].strip_prefix(mark)?.strip_suffix(sort)?;
            let marks = if inner.contains("'''") || inner.contains('\\') {
                "\"\"\""
            } else {
                "'''"
            };
            return (!inner.contains(marks)).then(|| Repair {
                range: begin..end,
                text: format!("{marks}{inner}{marks}"),
                why: SEVERAL_LINES,
            });
        }
        line = before(text, line.start)?;
    }
}

/// The end of the first line below that ends with a mark, before a line with a key.
fn closing_line(text: &str, start: usize, marks: &[char]) -> Option<usize> {
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if key(line).is_some() || header(line).is_some() {
            return None;
        }
        let written = line.trim_end();
        if written.ends_with(marks) {
            return Some(at + written.len());
        }
        at += line.len();
    }
    None
}

/// Closing triple marks before the first key below a text that has none, or at its end.
fn unclosed_text(text: &str, at: usize) -> Option<Repair> {
    let (mut open, mut marks): (Option<usize>, &str) = (None, "'''");
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let opens = key(line).and_then(|(_, value)| {
            let value = line[value..].trim();
            let with = ["'''", "\"\"\""]
                .into_iter()
                .find(|it| value.starts_with(it))?;
            (!value[3..].contains(with)).then_some(with)
        });
        if let (Some(begin), true) = (
            open,
            opens.is_some() || key(line).is_some() || header(line).is_some(),
        ) && (opens == Some(marks)
            || !text[begin..].contains(marks)
            || is_mistaken(text, begin, marks))
        {
            return Some(closed_before(text, start, marks));
        }
        match (open, opens) {
            (None, Some(with)) => {
                open = Some(start + line.len());
                marks = with;
            }
            (Some(_), _) if line.contains(marks) => open = None,
            _ => {}
        }
        if start > at && open.is_none() {
            return None;
        }
        start += line.len();
    }
    open?;
    Some(closed_before(text, text.len(), marks))
}

/// Whether the marks that would close a text are those that open another.
fn is_mistaken(text: &str, begin: usize, marks: &str) -> bool {
    !blocks::is_closed(&text[begin..], marks)
}

/// Marks on a line of their own, above the blank lines before a place.
fn closed_before(text: &str, at: usize, marks: &str) -> Repair {
    let mut end = text[..at].trim_end().len();
    // A comment below the text is about what follows.
    while let Some(start) = text[..end].rfind('\n')
        && text[start..end].trim_start().starts_with('#')
    {
        end = text[..start].trim_end().len();
    }
    Repair {
        range: end..end,
        text: format!("\n{marks}"),
        why: UNCLOSED_TEXT,
    }
}

/// Two brackets around the header of a table that was begun before, and around the earlier one.
fn list_headers(text: &str, at: usize, message: &str) -> Option<Repair> {
    let line = line_of(text, at);
    let name = header(&text[line.clone()]).filter(|_| message.starts_with("duplicate key"))?;
    if SINGLE.contains(&name) {
        return None;
    }
    let single = format!("[{name}]");
    let range = 0..line.end;
    let lines = text[range.clone()].split_inclusive('\n').map(|line| {
        if line.trim() == single {
            line.replacen(&single, &format!("[{single}]"), 1)
        } else {
            line.to_owned()
        }
    });
    Some(Repair {
        text: lines.collect(),
        range,
        why: LIST_HEADER,
    })
}

/// The brackets that close a list before a key begins: on its line, or below lists of several lines.
fn brackets(text: &str, above: &Range<usize>) -> Vec<Repair> {
    let end = above.start + text[above.clone()].trim_end().len();
    let Ok(open) = open_brackets(&text[..end]) else {
        return Vec::new();
    };
    let closing = |bracket: &char| if *bracket == '[' { ']' } else { '}' };
    let closings: Vec<char> = open.iter().rev().map(closing).collect();
    // What closes a table in a list stands before the comma behind it.
    let inner_end = above.start + text[above.start..end].trim_end_matches(',').len();
    let repair = |count: usize, gap: &str| {
        let end = if gap == " " { inner_end } else { end };
        Repair {
            range: end..end,
            text: format!("{gap}{}", closings[..count].iter().collect::<String>()),
            why: BRACKET,
        }
    };
    let is_long = key(&text[above.clone()]).is_none() && open.first() == Some(&'[');
    let mut all: Vec<Repair> = (1..=closings.len())
        .map(|count| repair(count, if closings[0] == '}' { " " } else { "" }))
        .collect();
    if is_long && closings.len() == 1 {
        all.insert(0, repair(1, "\n"));
    }
    all
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A broken file, what `check --fix` makes of it in one step, and what the message begins with.
    fn mends(cases: &[(&str, &str, &str)]) {
        for (broken, mended, message) in cases {
            let diagnostic = explain(broken, 0..broken.len()).expect("it is not TOML");
            let fix = diagnostic
                .fix
                .as_ref()
                .unwrap_or_else(|| panic!("{broken}: {diagnostic:?}"));
            let (before, after) = (&broken[..fix.span.start], &broken[fix.span.end..]);
            assert_eq!(
                [before, &fix.text, after].concat(),
                *mended,
                "{diagnostic:?}"
            );
            assert!(diagnostic.message.starts_with(message), "{diagnostic:?}");
        }
    }

    #[test]
    fn what_a_word_processor_changed_is_changed_back() {
        mends(&[
            (
                "title = “Letter”\nb = 2\n",
                "title = \"Letter\"\nb = 2\n",
                CURLY,
            ),
            (
                "text = ’’’\nWar\n’’’\nb = 2\n",
                "text = '''\nWar\n'''\nb = 2\n",
                CURLY,
            ),
            (
                "text = ‘’’\nIt’s “war”\n’’’\n",
                "text = '''\nIt’s “war”\n'''\n",
                CURLY,
            ),
            (
                "items = [\n  • War, it is\n  • Peace\n]\nb = 2\n",
                "items = [\n  \"War, it is\",\n  \"Peace\",\n]\nb = 2\n",
                "a list in TOML has no bullets",
            ),
            (
                "a = 1\u{a0}\nb = 2\n",
                "a = 1 \nb = 2\n",
                "there is a space",
            ),
        ]);
    }

    #[test]
    fn quotation_marks_in_a_text_and_around_it() {
        mends(&[
            (
                "a = 'Khrushchev's letter'\n",
                "a = \"Khrushchev's letter\"\n",
                "the text has the",
            ),
            (
                "a = \"He said \"no\" to him\"\n",
                "a = 'He said \"no\" to him'\n",
                "the text has the",
            ),
            (
                "a = \"Letter\nb = 2\n",
                "a = \"Letter\"\nb = 2\n",
                "the text has no quotation mark",
            ),
            (
                "a = Letter to Kennedy\n",
                "a = \"Letter to Kennedy\"\n",
                "a text stands between",
            ),
            (
                "p = \"C:\\Users\\x\"\n",
                "p = 'C:\\Users\\x'\n",
                "a backslash",
            ),
            (
                "a = \"one\ntwo\"\nb = 2\n",
                "a = '''one\ntwo'''\nb = 2\n",
                SEVERAL_LINES,
            ),
        ]);
    }

    #[test]
    fn a_text_of_several_lines_is_closed_before_the_next_key() {
        mends(&[
            (
                "t = '''\nOne\n\nb = 2\n",
                "t = '''\nOne\n'''\n\nb = 2\n",
                UNCLOSED_TEXT,
            ),
            ("t = '''\nOne\n", "t = '''\nOne\n'''\n", UNCLOSED_TEXT),
            // What can stand in a passage ends none, and a comment below it is not swallowed.
            (
                "t = '''\n[illegible]\nTotal = 5\n\n# The next.\n",
                "t = '''\n[illegible]\nTotal = 5\n'''\n\n# The next.\n",
                UNCLOSED_TEXT,
            ),
            (
                "t = '''\nOne\nk = ['''war''']\n",
                "t = '''\nOne\n'''\nk = ['''war''']\n",
                UNCLOSED_TEXT,
            ),
            (
                "t = '''\nOne\nu = '''\nTwo\n'''\n",
                "t = '''\nOne\n'''\nu = '''\nTwo\n'''\n",
                UNCLOSED_TEXT,
            ),
            (
                "t = \"\"\"\nOne\nb = \"x\"\n",
                "t = \"\"\"\nOne\n\"\"\"\nb = \"x\"\n",
                UNCLOSED_TEXT,
            ),
        ]);
    }

    #[test]
    fn commas_and_brackets_are_put_where_they_are_missing() {
        mends(&[
            ("o = [\"a\" \"b\"]\n", "o = [\"a\", \"b\"]\n", "a comma"),
            (
                "o = [\n  \"a\" # one\n  \"b\",\n]\n",
                "o = [\n  \"a\", # one\n  \"b\",\n]\n",
                "a comma",
            ),
            (
                "o = [\n  { t = 'A' }\n  { t = 'B' },\n]\n",
                "o = [\n  { t = 'A' },\n  { t = 'B' },\n]\n",
                "a comma",
            ),
            (
                "o = [{ t = 'A' c = true }]\n",
                "o = [{ t = 'A', c = true }]\n",
                "a comma",
            ),
            (
                "o = [\"a\", \"b\"\nb = 2\n",
                "o = [\"a\", \"b\"]\nb = 2\n",
                BRACKET,
            ),
            (
                "o = [\n  \"a\",\n  \"b\"\nb = 2\n",
                "o = [\n  \"a\",\n  \"b\"\n]\nb = 2\n",
                BRACKET,
            ),
            (
                "o = [\n  { t = 'A',\n  { t = 'B' },\n]\n",
                "o = [\n  { t = 'A' },\n  { t = 'B' },\n]\n",
                BRACKET,
            ),
            (
                "o = [\n  { t = 'A' },\nq = [\"b\"]\n",
                "o = [\n  { t = 'A' },\n]\nq = [\"b\"]\n",
                BRACKET,
            ),
            (
                "o = [\n  { t = 'A', c = true\n]\n",
                "o = [\n  { t = 'A', c = true }\n]\n",
                BRACKET,
            ),
            (
                "a = \"x\",\nb = 2\n",
                "a = \"x\"\nb = 2\n",
                "the value of a key has no comma",
            ),
        ]);
    }

    #[test]
    fn keys_numbers_truths_and_headers() {
        mends(&[
            ("title: \"a\"\n", "title = \"a\"\n", "an equals sign"),
            (
                "time limit = \"25m\"\n",
                "time-limit = \"25m\"\n",
                "a key has no spaces",
            ),
            ("correct = True\n", "correct = true\n", "true and false"),
            ("marks = 05\n", "marks = 5\n", "a number"),
            ("marks = 2 marks\n", "marks = 2\n", "a number"),
            (
                "[provenance\ndate = \"1962\"\n",
                "[provenance]\ndate = \"1962\"\n",
                "",
            ),
            // The last line need not end.
            (
                "title = \"Because.",
                "title = \"Because.\"",
                "the text has no",
            ),
            ("quotes = [\"a\"\n", "quotes = [\"a\"]\n", BRACKET),
            (
                "[[question]\nid = \"a\"\n",
                "[[question]]\nid = \"a\"\n",
                "the header",
            ),
            (
                "[question]\nid = \"a\"\n[question]\nid = \"b\"\n",
                "[[question]]\nid = \"a\"\n[[question]]\nid = \"b\"\n",
                LIST_HEADER,
            ),
            ("// note\nb = 2\n", "# note\nb = 2\n", "a comment"),
            ("a = \"x\u{1}y\"\n", "a = \"xy\"\n", INVISIBLE),
        ]);
    }

    #[test]
    fn what_cannot_be_guessed_is_described() {
        for (broken, message) in [
            ("a =\nb = 2\n", "nothing stands behind `a =`"),
            ("[exam]\n[exam]\n", "`[exam]` stands here a second time"),
            // Whether the words are a comment, or another element is swallowed, only the author knows.
            ("stem = What is Source #1 about\n", "this line is not TOML"),
            (
                "items = [\"one, \"two\", \"three\"]\n",
                "this line is not TOML",
            ),
            (
                "items = [\"He said \"yes\", \"no\" and left\", \"b\"]\n",
                "this line is not TOML",
            ),
            ("a = 1\na = 2\n", "`a` stands here a second time"),
            ("One line of a passage, pasted.\n", "this line is neither"),
        ] {
            let diagnostic = explain(broken, 0..broken.len()).expect("it is not TOML");
            assert!(diagnostic.message.starts_with(message), "{diagnostic:?}");
            assert_eq!(diagnostic.fix, None, "{broken}");
            assert!(!diagnostic.help.is_empty(), "{broken}");
        }
    }

    use proptest::prelude::*;

    proptest! {
        /// Whatever the file is: places are on boundaries of characters, blanks change no place, and a
        /// repair lets the parser get further.
        #[test]
        fn any_text_is_explained_without_harm(
            pieces in prop::collection::vec(
                prop::sample::select(vec![
                    "a", "key", " = ", "=", "\"", "'", "'''", "\"\"\"", "“", "”", "’", "[", "]", "{", "}", ",", "\n",
                    "\r\n", "#", "[[question]]\n", "[x]\n", "true", "5", "é", "•", "\\", "\u{a0}", "\u{1}", " ", ":",
                ]),
                0..40,
            )
        ) {
            let text: String = pieces.concat();
            let mut found = Vec::new();
            let rest = without_broken_blocks(&text, &mut found);
            for diagnostic in &found {
                prop_assert!(text.get(diagnostic.span.range()).is_some(), "{:?}", diagnostic);
                let fix = diagnostic.fix.iter();
                for fix in fix {
                    prop_assert!(text.get(fix.span.range()).is_some_and(|it| *it != fix.text));
                }
            }
            if let Some(rest) = rest {
                prop_assert_eq!(rest.len(), text.len());
                prop_assert!(DeTable::parse(&rest).is_ok());
            }
            let (mended, repairs) = super::super::mended(&text);
            prop_assert_eq!(mended == text, repairs == 0);
        }
    }
}
