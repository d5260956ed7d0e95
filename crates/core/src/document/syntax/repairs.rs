//! The repairs that are tried where a block is not TOML: on the line of the mistake, the one above, and on texts and lists
//! that are not closed.

use std::ops::Range;

use super::blocks::{self, SINGLE, header, key};
use super::line::{CURLY, Why, family, straighten};
use super::places::{before, line_of, open_brackets};

pub const UNCLOSED_TEXT: Why = "the text has no closing triple quotation marks";
pub const SEVERAL_LINES: Why = "a text of several lines stands between triple quotation marks";
pub const BRACKET: Why = "a closing bracket is missing";
pub const LIST_HEADER: Why = "a table that stands several times needs two brackets on either side";
pub const INVISIBLE: Why = "there is an invisible control character here; delete it";

/// A block with something replaced.
pub struct Repair {
    /// The bytes that are replaced.
    pub range: Range<usize>,
    /// What stands there instead.
    pub text: String,
    /// What was wrong.
    pub why: Why,
}

impl Repair {
    /// The text with the repair.
    pub fn applied(&self, text: &str) -> String {
        let (before, after) = (&text[..self.range.start], &text[self.range.end..]);
        [before, &self.text, after].concat()
    }
}

/// What could be meant, the likelier first.
pub fn repairs(text: &str, at: usize, message: &str) -> Vec<Repair> {
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
            let written = text[value..line.end].trim_start();
            let begin = line.end - written.len();
            let mark = written.chars().next()?;
            let sort = family(mark)?;
            let written = written[mark.len_utf8()..].trim_end();
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
