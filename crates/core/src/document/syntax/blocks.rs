//! A file in blocks: what stands above the first header, and each header with what is below it.
//!
//! Where one block is not TOML, the others are still read. A line like `[[question]]` inside a text
//! between triple quotation marks is no header, unless those marks are never closed.

use std::ops::Range;

/// The bytes of each block, in the order of the file. A header of a table inside another one, such as
/// `[[question.point]]`, belongs to the block above it.
pub fn blocks(text: &str) -> Vec<Range<usize>> {
    let mut blocks = Vec::new();
    let (mut start, mut at) = (0, 0);
    // The quotation marks that close the text in which the line stands, and whether they ever do.
    let (mut open, mut closes) = (None, false);
    for line in text.split_inclusive('\n') {
        let is_header = header(line).is_some_and(|name| !name.contains('.'));
        if is_header && !(open.is_some() && closes) {
            open = None;
            blocks.push(start..at);
            start = at;
        }
        let next = after(line, open);
        at += line.len();
        // A text that goes on closes where it did before.
        let goes_on = open.is_some_and(|marks| !line.contains(marks));
        if let Some(marks) = next.filter(|_| !goes_on) {
            closes = is_closed(&text[at..], marks);
        }
        open = next;
    }
    blocks.push(start..text.len());
    blocks.retain(|block| !block.is_empty());
    blocks
}

/// The tables of our files that stand once; lists of tables have two brackets on either side.
pub const SINGLE: [&str; 6] = [
    "provenance",
    "exam",
    "synonyms",
    "caps",
    "answers",
    "judged",
];
/// The lists of tables.
const LISTS: [&str; 8] = [
    "question",
    "extract",
    "facts",
    "glossary",
    "point",
    "criterion",
    "example",
    "sample",
];

/// The name in a line that is a header of one of our tables, however many of its brackets are there. (A line like
/// "[illegible]" can stand in a passage.)
pub fn header(line: &str) -> Option<&str> {
    let name = bracketed(line)?;
    let last = name.rsplit('.').next().unwrap_or_default();
    (SINGLE.contains(&last) || LISTS.contains(&last)).then_some(name)
}

fn bracketed(line: &str) -> Option<&str> {
    let line = line.split('#').next().unwrap_or_default().trim();
    let name = line.strip_prefix('[')?.trim_start_matches('[');
    let name = name.trim_end_matches(']').trim();
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    (!name.is_empty() && !line.contains(',') && name.chars().all(is_name)).then_some(name)
}

/// The key of a line like `key = …`, and where what follows the equals sign begins.
pub fn key(line: &str) -> Option<(&str, usize)> {
    let (key, value) = line.split_once('=')?;
    let name = key.trim();
    let is_bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    // All our keys begin with a small letter; "Total = 5" can stand in a passage.
    let is_key = name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(is_bare);
    is_key.then_some((name, line.len() - value.len()))
}

/// Whether a text between triple quotation marks ends further down: the next such marks could not
/// begin a text of their own.
pub fn is_closed(rest: &str, marks: &str) -> bool {
    let Some(end) = rest.find(marks) else {
        return false;
    };
    // Behind these signs a text begins and none ends.
    !rest[..end]
        .trim_end_matches([' ', '\t'])
        .ends_with(['=', '[', '{'])
}

/// What is open after a line: the marks of a text in triple quotation marks that goes on.
fn after<'m>(line: &str, open: Option<&'m str>) -> Option<&'m str> {
    let mut rest = line;
    let mut open = open;
    loop {
        if let Some(marks) = open {
            let Some((_, behind)) = rest.split_once(marks) else {
                return open;
            };
            rest = behind;
            open = None;
        }
        let next = rest.find(['#', '"', '\''])?;
        rest = &rest[next..];
        let triple = ["'''", "\"\"\""]
            .into_iter()
            .find(|it| rest.starts_with(it));
        if let Some(marks) = triple {
            rest = &rest[3..];
            open = Some(marks);
            continue;
        }
        let mark = rest.chars().next().filter(|c| *c != '#')?;
        let escaped = mark == '"';
        rest = behind_text(&rest[1..], mark, escaped)?;
    }
}

/// What stands behind a text in single or double quotation marks.
pub fn behind_text(rest: &str, mark: char, has_escapes: bool) -> Option<&str> {
    let mut signs = rest.char_indices();
    while let Some((at, c)) = signs.next() {
        if c == mark {
            return Some(&rest[at + c.len_utf8()..]);
        }
        if c == '\\' && has_escapes {
            signs.next();
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::blocks;

    fn split(text: &str) -> Vec<&str> {
        blocks(text).into_iter().map(|it| &text[it]).collect()
    }

    #[test]
    fn a_header_begins_a_block_and_one_inside_a_table_does_not() {
        let text = "title = \"T\"\n\n[[question]]\nid = \"a\"\n[[question.point]]\nlabel = \"p\"\n\
                    [[question]]\nid = \"b\"\n";
        let head = "title = \"T\"\n\n";
        let first = "[[question]]\nid = \"a\"\n[[question.point]]\nlabel = \"p\"\n";
        assert_eq!(split(text), [head, first, "[[question]]\nid = \"b\"\n"]);
    }

    #[test]
    fn a_header_in_a_closed_text_is_text() {
        let text = "[[question]]\nstem = '''\n[[question]]\n'''\n[[question]]\nid = \"b\"\n";
        let first = "[[question]]\nstem = '''\n[[question]]\n'''\n";
        assert_eq!(split(text), [first, "[[question]]\nid = \"b\"\n"]);
        // A comment and a short text with the same marks in them open nothing.
        let text = "a = \"'''\" # it's '''\n[[question]]\n";
        assert_eq!(split(text), ["a = \"'''\" # it's '''\n", "[[question]]\n"]);
    }

    #[test]
    fn a_text_that_is_never_closed_ends_at_the_next_header() {
        for below in ["id = \"b\"\n", "stem = '''\nb\n'''\n"] {
            let first = "[[question]]\nstem = '''\nWho wrote it?\n";
            let second = format!("[[question]]\n{below}");
            assert_eq!(split(&format!("{first}{second}")), [first, &second]);
        }
    }
}
