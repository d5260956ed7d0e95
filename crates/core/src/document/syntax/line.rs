//! One line that is not TOML, as TOML: what its author probably meant.
//!
//! The line is read as a lenient reader would: any quotation mark opens a text, the text ends at the
//! quotation mark behind which something can stand, words without quotation marks are a text, and
//! commas may be missing. What comes of it is only a proposal; the caller parses it.

use super::blocks::{SINGLE, behind_text, header, key};
use super::quoting::{has_escapes_in, is_literal, is_toml, number, quoted, truth, with_doubled};

/// What is wrong with a line, in words for its author.
pub type Why = &'static str;

pub const CURLY: Why = "TOML needs straight quotation marks, and these are curly ones";
const INNER: Why = "the text has the quotation marks inside it that are around it";
const UNCLOSED: Why = "the text has no quotation mark at its end";
const ESCAPE: Why = "a backslash has a meaning of its own between double quotation marks";
const UNQUOTED: Why = "a text stands between quotation marks";
const COMMA: Why = "a comma is missing here";
const SURPLUS: Why = "the value of a key has no comma behind it";
const TWO: Why = "each key stands on a line of its own";
const EQUALS: Why = "an equals sign stands between a key and its value";
const SPACED: Why = "a key has no spaces in it";
const BULLET: Why = "a list in TOML has no bullets";
const TRUTH: Why = "true and false are written in small letters, without quotation marks";
const NUMBER: Why = "a number is made of digits alone";
const BLANK: Why = "there is a space here that TOML does not know, pasted from another program";
const COMMENT: Why = "a comment begins with `#`";
const BRACKETS: Why = "the header of a list has two brackets on either side";

/// The line as TOML, without the end of the line, and what was changed first. `open` are the brackets in
/// which the line begins; `goes_on` says that another element follows below. `None` where nothing was
/// changed, or nobody could say what was meant.
pub fn straighten(line: &str, open: &[char], goes_on: bool) -> Option<(String, Why)> {
    let mut reader = Reader {
        rest: line,
        out: String::new(),
        open: open.to_vec(),
        after_element: false,
        goes_on,
        key: String::new(),
        why: None,
    };
    reader.line()?;
    let why = reader.why?;
    Some((reader.out, why))
}

struct Reader<'t> {
    rest: &'t str,
    out: String,
    /// The brackets that are open.
    open: Vec<char>,
    /// Whether an element of a list has just ended, so that a comma must stand before the next.
    after_element: bool,
    /// Whether another element follows on the next line.
    goes_on: bool,
    /// The last key.
    key: String,
    why: Option<Why>,
}

const DOUBLE_MARKS: [char; 8] = ['"', '“', '”', '„', '‟', '″', '«', '»'];
const SINGLE_MARKS: [char; 6] = ['\'', '‘', '’', '‚', '‛', '`'];
/// The keys whose values are true or false, and those whose values are numbers.
const TRUTHS: [&str; 6] = [
    "correct",
    "answer",
    "shuffle",
    "all-or-nothing",
    "unsure",
    "forgive-names",
];
const NUMBERS: [&str; 8] = [
    "marks",
    "pass",
    "choose",
    "count",
    "min-words",
    "format",
    "one-group",
    "learned-response",
];
const BULLETS: [char; 10] = ['•', '·', '▪', '●', '○', '◦', '–', '—', '-', '*'];

/// The quotation marks of the same sort, if it is one.
pub fn family(c: char) -> Option<&'static [char]> {
    let families = [&DOUBLE_MARKS[..], &SINGLE_MARKS[..]];
    families.into_iter().find(|family| family.contains(&c))
}

impl Reader<'_> {
    fn line(&mut self) -> Option<()> {
        self.blanks();
        self.bullet();
        if self.rest.starts_with("//") {
            self.skip(2);
            self.change(COMMENT);
            self.out.push('#');
            self.copy_rest();
            return Some(());
        }
        if self.open.is_empty() {
            if self.header() {
                return Some(());
            }
            self.key()?;
            self.value()?;
        }
        self.inside()?;
        self.end_element();
        Some(())
    }

    /// At the end of a line in brackets: a comma behind its last element, if another follows, or
    /// the line was changed anyway.
    fn end_element(&mut self) {
        let wanted = self.goes_on || self.why.is_some();
        if self.after_element && !self.open.is_empty() && wanted {
            self.change(COMMA);
            self.put_comma();
        }
    }

    fn change(&mut self, why: Why) {
        self.why.get_or_insert(why);
    }

    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = &self.rest[bytes..];
    }

    fn copy(&mut self, bytes: usize) {
        let (copied, rest) = self.rest.split_at(bytes);
        self.out.push_str(copied);
        self.rest = rest;
    }

    fn copy_rest(&mut self) {
        self.copy(self.rest.len());
    }

    /// Blanks; those that TOML does not know become ordinary ones.
    fn blanks(&mut self) {
        let is_blank = |c: &char| c.is_whitespace() || *c == '\u{feff}';
        while let Some(c) = self.peek().filter(is_blank) {
            if matches!(c, ' ' | '\t' | '\r') {
                self.copy(1);
            } else {
                self.skip(c.len_utf8());
                self.change(BLANK);
                self.out.push(' ');
            }
        }
    }

    fn bullet(&mut self) {
        let Some(bullet) = self.peek().filter(|c| BULLETS.contains(c)) else {
            return;
        };
        let behind = &self.rest[bullet.len_utf8()..];
        if behind.starts_with(char::is_whitespace) {
            self.rest = behind.trim_start();
            self.change(BULLET);
        }
    }

    /// A header, with the right brackets around its name.
    fn header(&mut self) -> bool {
        let Some(name) = header(self.rest) else {
            return false;
        };
        let end = self.rest.find('#').unwrap_or(self.rest.len());
        let written = self.rest[..end].trim_end();
        let right = match SINGLE.contains(&name) {
            true => format!("[{name}]"),
            false => format!("[[{name}]]"),
        };
        if written == format!("[{name}]") {
            self.out.push_str(written);
        } else {
            if written != right {
                self.change(BRACKETS);
            }
            self.out.push_str(&right);
        }
        self.skip(written.len());
        self.copy_rest();
        true
    }

    /// A key, and what stands between it and its value.
    fn key(&mut self) -> Option<()> {
        if let Some((name, value)) = key(self.rest) {
            name.clone_into(&mut self.key);
            self.copy(value);
        } else {
            let is_end = |c: char| matches!(c, '=' | ':') || family(c).is_some();
            let end = self.rest.find(is_end)?;
            let words: Vec<&str> = self.rest[..end].split_whitespace().collect();
            let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
            if !(1..=3).contains(&words.len()) || !words.iter().all(|it| it.chars().all(bare)) {
                return None;
            }
            self.change(if words.len() > 1 { SPACED } else { EQUALS });
            self.key = words.join("-");
            self.out.push_str(&self.key);
            self.out.push_str(" = ");
            self.skip(end);
            self.rest = self
                .rest
                .strip_prefix(['=', ':'])
                .unwrap_or(self.rest)
                .trim_start();
        }
        self.blanks();
        Some(())
    }

    /// A value, or the bracket with which one begins.
    fn value(&mut self) -> Option<()> {
        match self.peek()? {
            '#' => return None,
            bracket @ ('[' | '{') => {
                self.copy(1);
                self.open.push(bracket);
                self.after_element = false;
                return Some(());
            }
            c => match family(c) {
                Some(family) => self.text(c, family)?,
                None => self.bare()?,
            },
        }
        self.after_element = true;
        Some(())
    }

    /// The rest of the line behind a key's value has begun, or from its start inside brackets.
    fn inside(&mut self) -> Option<()> {
        loop {
            self.blanks();
            let Some(c) = self.peek() else {
                return Some(());
            };
            let Some(bracket) = self.open.last().copied() else {
                return self.behind();
            };
            match c {
                '#' => {
                    self.end_element();
                    self.after_element = false;
                    self.copy_rest();
                    return Some(());
                }
                ',' => {
                    self.copy(1);
                    self.after_element = false;
                }
                ']' | '}' => {
                    self.open.pop();
                    self.copy(1);
                    self.after_element = true;
                }
                _ => {
                    if self.after_element {
                        self.change(COMMA);
                        self.put_comma();
                    }
                    self.bullet();
                    if bracket == '{' {
                        self.key()?;
                    }
                    self.value()?;
                }
            }
        }
    }

    /// What may stand behind the value of a key: a comment, or else another key that belongs on a
    /// line of its own.
    fn behind(&mut self) -> Option<()> {
        if self.rest.starts_with([',', ';']) {
            self.skip(1);
            self.change(SURPLUS);
            self.blanks();
        }
        if self.rest.is_empty() || self.rest.starts_with('#') {
            self.copy_rest();
            return Some(());
        }
        key(self.rest)?;
        self.change(TWO);
        self.out.truncate(self.out.trim_end().len());
        self.out.push('\n');
        self.key()?;
        self.value()?;
        self.inside()
    }

    /// A comma behind the last element, before the blanks that follow it.
    fn put_comma(&mut self) {
        let end = self.out.trim_end().len();
        self.out.insert(end, ',');
    }

    /// A text in quotation marks of any sort.
    fn text(&mut self, mark: char, family: &'static [char]) -> Option<()> {
        let straight = family[0];
        let triple: String = std::iter::repeat_n(straight, 3).collect();
        let leading = self.rest.chars().take_while(|c| family.contains(c)).count();
        if leading >= 3 {
            // What is between triple marks may hold any others, and goes on below.
            let marks: usize = self.rest.chars().take(3).map(char::len_utf8).sum();
            if self.rest[..marks] != triple {
                self.change(CURLY);
            }
            self.skip(marks);
            self.out.push_str(&triple);
            let end = self.rest.find(&triple).map(|end| end + triple.len());
            self.copy(end.unwrap_or(self.rest.len()));
            return Some(());
        }
        self.skip(mark.len_utf8());
        let has_escapes = straight == '"' && mark == '"';
        let (end, closing) = match self.closing(mark, family, has_escapes) {
            Some((end, c)) => (end, Some(c)),
            None => (self.unclosed_end(), None),
        };
        let text = &self.rest[..end];
        // An odd mark inside a list: the text ended before, and something else would be swallowed.
        let marks = text
            .chars()
            .filter(|c| *c == straight && straight == '"')
            .count();
        if !self.open.is_empty() && !has_escapes_in(text) && marks % 2 == 1 {
            return None;
        }
        let has_mark = behind_text(text, straight, has_escapes).is_some();
        let bad_escape = has_escapes && !is_toml(&quoted(text, true));
        let doubled = if bad_escape { with_doubled(text) } else { None };
        let why = match closing {
            _ if mark != straight => Some(CURLY),
            Some(c) if c != straight => Some(CURLY),
            None => Some(UNCLOSED),
            Some(_) if has_mark => Some(INNER),
            Some(_) if bad_escape => Some(ESCAPE),
            Some(_) => None,
        };
        match why {
            None => {
                self.out.push(mark);
                self.out.push_str(text);
                self.out.push(straight);
            }
            Some(why) => {
                self.change(why);
                let quoted = match &doubled {
                    Some(text) => quoted(text, true),
                    None => quoted(text, has_escapes && !bad_escape),
                };
                self.out.push_str(&quoted);
            }
        }
        self.skip(end + closing.map_or(0, char::len_utf8));
        Some(())
    }

    /// The quotation mark that ends a text: the first behind which something can stand.
    fn closing(&self, mark: char, family: &[char], has_escapes: bool) -> Option<(usize, char)> {
        // A curly mark that closes a quotation inside the text does not close a text that a straight one opens.
        let is_inner = |at: usize, c: char| {
            let opened = self.rest[..at].matches(['“', '‘']).count();
            mark == family[0]
                && matches!(c, '”' | '’')
                && opened > self.rest[..at].matches(c).count()
        };
        let mut signs = self.rest.char_indices();
        while let Some((at, c)) = signs.next() {
            if c == '\\' && has_escapes {
                signs.next();
            } else if family.contains(&c)
                && !is_inner(at, c)
                && self.can_follow(&self.rest[at + c.len_utf8()..])
            {
                return Some((at, c));
            }
        }
        None
    }

    /// Whether what stands behind a text can stand there.
    fn can_follow(&self, behind: &str) -> bool {
        let next = behind.trim_start();
        let bracket = self.open.last();
        let Some(c) = next.chars().next() else {
            return true;
        };
        match (c, bracket) {
            // A mark in a comment may be the one that ends the text.
            ('#', _) => behind.starts_with(char::is_whitespace) && !next.contains(['"', '”']),
            (']', Some('[')) | ('}', Some('{')) => true,
            (',', None) => {
                let next = next[1..].trim_start();
                next.is_empty() || next.starts_with('#')
            }
            (',', Some('{')) => {
                let next = next[1..].trim_start();
                next.is_empty() || next.starts_with(['}', '#']) || key(next).is_some()
            }
            (',', Some(_)) => {
                let next = next[1..].trim_start();
                next.is_empty()
                    || next.starts_with(['[', '{', ']', '#'])
                    || next.starts_with(|c| family(c).is_some())
            }
            (_, None | Some('{')) => behind.starts_with(char::is_whitespace) && key(next).is_some(),
            // Two texts with a comma missing between them.
            (c, Some(_)) => {
                let opens = |after: &str| after.starts_with(|c: char| c.is_alphanumeric());
                behind.starts_with(char::is_whitespace)
                    && (c == '{' || (family(c).is_some() && opens(&next[c.len_utf8()..])))
            }
        }
    }

    /// Where a text ends that nothing closes: at the end of the line, without what closes brackets.
    fn unclosed_end(&self) -> usize {
        let mut text = self.rest.trim_end();
        // The next key of a table is not swallowed.
        if self.open.last() == Some(&'{') {
            let mut commas = text.match_indices(',').map(|(at, _)| at);
            if let Some(end) = commas
                .find(|at| key(text[at + 1..].trim_start()).is_some_and(|(_, value)| value < 24))
            {
                return end;
            }
        }
        for bracket in self.open.iter().rev() {
            let closing = if *bracket == '[' { ']' } else { '}' };
            text = text.trim_end_matches(',').trim_end();
            text = text.strip_suffix(closing).unwrap_or(text).trim_end();
        }
        text.len()
    }

    /// A value without quotation marks.
    fn bare(&mut self) -> Option<()> {
        // In a list with one element a line, commas belong to the text.
        let alone = self.open.last() == Some(&'[') && self.out.trim().is_empty();
        let has_marks = self.rest.contains([']', '"']);
        let end = match self.open.last() {
            None => self.rest.find(" #").unwrap_or(self.rest.len()),
            Some('[') if alone && !has_marks => self.rest.len(),
            Some('[') => self.rest.find([',', ']', '#']).unwrap_or(self.rest.len()),
            Some(_) => self.rest.find([',', '}', '#']).unwrap_or(self.rest.len()),
        };
        let written = self.rest[..end].trim_end().trim_end_matches(',').trim_end();
        if written.is_empty() {
            return None;
        }
        if is_literal(written) {
            self.out.push_str(written);
        } else if written.contains(" #") || (self.open.is_empty() && self.rest[end..].contains('#'))
        {
            return None; // a comment, or a part of the text
        } else if let Some(truth) = truth(written).filter(|_| TRUTHS.contains(&&*self.key)) {
            self.change(TRUTH);
            self.out.push_str(truth);
        } else if let Some(number) = number(written).filter(|_| NUMBERS.contains(&&*self.key)) {
            self.change(NUMBER);
            self.out.push_str(number);
        } else {
            self.change(UNQUOTED);
            self.out.push_str(&quoted(written, false));
        }
        self.skip(written.len());
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::straighten;

    /// What each line becomes; the brackets are those in which it begins.
    fn becomes(cases: &[(&str, &str, &str)]) {
        for (open, line, wanted) in cases {
            let open: Vec<char> = open.chars().collect();
            let found = straighten(line, &open, false).map(|(line, _)| line);
            assert_eq!(found.as_deref(), Some(*wanted), "{line}");
        }
    }

    #[test]
    fn quotation_marks_become_those_that_toml_knows() {
        becomes(&[
            ("", "title = “Letter”", "title = \"Letter\""),
            ("", "title = ‘Letter’ # note", "title = \"Letter\" # note"),
            ("", "title = \"Letter”", "title = \"Letter\""),
            (
                "",
                "title = “He said “no” to him”",
                "title = \"He said “no” to him\"",
            ),
            (
                "",
                "title = 'Khrushchev's letter'",
                "title = \"Khrushchev's letter\"",
            ),
            (
                "",
                "title = \"He said \"no\" to him\"",
                "title = 'He said \"no\" to him'",
            ),
            (
                "",
                "title = \"It's \"no\", then\"",
                "title = '''It's \"no\", then'''",
            ),
            (
                "",
                "extracts = [“a/1”, “a/2”]",
                "extracts = [\"a/1\", \"a/2\"]",
            ),
            (
                "[",
                "{ text = “A”, correct = true },",
                "{ text = \"A\", correct = true },",
            ),
            (
                "[",
                "  ['the \"few\"'s', \"b\"],",
                "  ['''the \"few\"'s''', \"b\"],",
            ),
            ("", "text = ’’’", "text = '''"),
            ("", "path = \"C:\\Users\"", "path = 'C:\\Users'"),
            (
                "",
                "stem = \"a \\\"b\\\" \"c\" d\"",
                "stem = \"a \\\"b\\\" \\\"c\\\" d\"",
            ),
        ]);
    }

    #[test]
    fn a_text_gets_the_quotation_marks_that_it_lacks() {
        becomes(&[
            (
                "",
                "title = Letter to Kennedy",
                "title = \"Letter to Kennedy\"",
            ),
            ("", "title = \"Letter", "title = \"Letter\""),
            (
                "[",
                "{ text = No, correct = yes },",
                "{ text = \"No\", correct = true },",
            ),
            (
                "[",
                "{ text = \"Two, correct = true },",
                "{ text = \"Two\", correct = true },",
            ),
            (
                "[",
                "The Tsar's people, hungry",
                "\"The Tsar's people, hungry\",",
            ),
            ("", "stem = \"What is “peace”", "stem = \"What is “peace”\""),
            (
                "",
                r#"a = "It \"is\" 50\% o""#,
                r#"a = "It \"is\" 50\\% o""#,
            ),
            ("", "date = 26 October 1962", "date = \"26 October 1962\""),
            (
                "",
                "extracts = [letter/6a, letter/6b]",
                "extracts = [\"letter/6a\", \"letter/6b\"]",
            ),
            ("", "extracts = [\"letter/6a]", "extracts = [\"letter/6a\"]"),
            (
                "[",
                "  • A letter, to a friend",
                "  \"A letter, to a friend\",",
            ),
            ("[", "- \"A letter\"", "\"A letter\","),
            (
                "[",
                "{ text = A, correct = yes },",
                "{ text = \"A\", correct = true },",
            ),
        ]);
    }

    #[test]
    fn commas_equals_signs_and_keys_are_put_right() {
        becomes(&[
            ("", "items = [\"a\" \"b\"]", "items = [\"a\", \"b\"]"),
            (
                "[",
                "{ text = \"A\" correct = true },",
                "{ text = \"A\", correct = true },",
            ),
            ("", "title = \"a\",", "title = \"a\""),
            (
                "",
                "title = \"a\" level = \"b\"",
                "title = \"a\"\nlevel = \"b\"",
            ),
            ("", "title \"a\"", "title = \"a\""),
            ("", "title: \"a\"", "title = \"a\""),
            ("", "time limit = \"25m\"", "time-limit = \"25m\""),
            ("", "marks = 2 marks", "marks = 2"),
            ("", "title = \"a\", # note", "title = \"a\" # note"),
            ("", "correct = True", "correct = true"),
            ("", "marks = 2\u{a0}", "marks = 2 "),
            ("", "// by hand", "# by hand"),
            ("", "[[question]", "[[question]]"),
        ]);
        for (line, wanted) in [
            ("  \"a\" # first", "  \"a\", # first"),
            ("  { text = \"A\" }", "  { text = \"A\" },"),
        ] {
            let found = straighten(line, &['['], true).map(|(line, _)| line);
            assert_eq!(found.as_deref(), Some(wanted));
        }
    }

    #[test]
    fn what_is_toml_or_cannot_be_guessed_is_left() {
        for (open, line) in [
            ("", "title = \"It's “fine”\""),
            ("", "title ="),
            ("", "a line of a passage, without a key"),
            ("[", "{ text = 'a', correct = true }"),
            ("", "[exam]"),
        ] {
            let open: Vec<char> = open.chars().collect();
            assert_eq!(straighten(line, &open, false), None, "{line}");
        }
    }
}
