//! Places in a block: lines, and the brackets and texts that are open.

use std::ops::Range;

use super::blocks::behind_text;

/// The line that a place is in, with its end. The end of a text belongs to its last line.
pub fn line_of(text: &str, at: usize) -> Range<usize> {
    // A mistake at the very end of a line is one of that line.
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let end = text[at..].find('\n').map_or(text.len(), |end| at + end + 1);
    if start == end && start > 0 {
        return line_of(text, start - 1);
    }
    start..end
}

/// The last line above a place that is not empty and no comment.
pub fn before(text: &str, start: usize) -> Option<Range<usize>> {
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
pub fn open_brackets(text: &str) -> Result<Vec<char>, usize> {
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
