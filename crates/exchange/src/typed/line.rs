//! What a line of a typed list of questions is, by how it begins: a number, an option, an answer. Aiken's lines are of the
//! same kind.

/// The text of a line `ANSWER: B`.
pub fn answer(line: &str) -> Option<&str> {
    let key = after(line, &["answer"])?;
    Some(key.trim_end_matches(['.', ')']))
}

/// The text of a line `Feedback: …` behind an answer, as some tools write it.
pub fn feedback(line: &str) -> Option<&str> {
    after(line, &["feedback"])
}

/// What a line of an answer begins with.
const ANSWER: [&str; 11] = [
    "answer",
    "answers",
    "ans",
    "answer key",
    "correct answer",
    "correct answers",
    "correct option",
    "correct options",
    "right answer",
    "correct",
    "key",
];

/// The key of a line `Answer: B`, `Correct answer(s) = B`, `The correct answer is B.`, or `Answer B`.
pub fn key(line: &str) -> Option<&str> {
    let is_answer = |words: &str| {
        let words = words.trim().to_lowercase();
        let words = words.strip_prefix("the ").unwrap_or(&words);
        let words = words.strip_suffix("(s)").unwrap_or(words).trim_end();
        ANSWER.contains(&words)
    };
    if let Some((words, key)) = line.split_once([':', '='])
        && is_answer(words)
    {
        return Some(key.trim());
    }
    // Without a sign it could be a sentence: only a label is a key.
    let (words, key) = line.trim_end().rsplit_once(char::is_whitespace)?;
    let words = words.trim_end();
    let words = [" is", " are"]
        .iter()
        .find_map(|it| words.strip_suffix(it))
        .unwrap_or(words);
    (is_answer(words) && is_label(key)).then_some(key)
}

/// Whether a key is one short label: a letter, a number or a Roman numeral.
pub fn is_label(key: &str) -> bool {
    let label = key.trim_matches(['(', ')', '.']);
    let is_letter = label.len() == 1 && label.starts_with(|c: char| c.is_ascii_alphabetic());
    let is_number = (1..=2).contains(&label.len()) && label.bytes().all(|it| it.is_ascii_digit());
    is_letter || is_number || roman(label).is_some()
}

/// The Roman numerals that options have.
const ROMAN: [&str; 10] = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"];

/// What a Roman numeral is worth, up to ten.
pub fn roman(label: &str) -> Option<usize> {
    let place = ROMAN.iter().position(|it| it.eq_ignore_ascii_case(label));
    place.map(|it| it + 1)
}

/// What stands behind one of some words and a colon.
pub fn after<'l>(line: &'l str, words: &[&str]) -> Option<&'l str> {
    let (word, rest) = line.split_once(':')?;
    let word = word.trim_end();
    let is_known = words.iter().any(|it| it.eq_ignore_ascii_case(word));
    is_known.then(|| rest.trim())
}

/// A text without its number before it: `3. What …`.
pub fn without_number(text: &str, number: u32) -> Option<&str> {
    let rest = text.strip_prefix(&number.to_string())?;
    let rest = rest.strip_prefix(['.', ')'])?;
    rest.starts_with(char::is_whitespace).then(|| rest.trim())
}

/// The letter and the text of a line `B. …`, `B) …`, `(B) …` or `B: …`; the first is A.
pub fn option(line: &str, is_first: bool) -> Option<(char, &str)> {
    let bracketed = line.strip_prefix('(');
    let line = bracketed.unwrap_or(line);
    let ends: &[char] = if bracketed.is_some() {
        &[')']
    } else {
        &['.', ')', ':']
    };
    let letter = line.chars().next()?;
    let rest = line[letter.len_utf8()..].strip_prefix(ends)?;
    let letter = letter.to_ascii_uppercase();
    let fits = match is_first {
        true => letter == 'A',
        false => letter.is_ascii_uppercase(),
    };
    let is_option = fits && (rest.is_empty() || rest.starts_with(char::is_whitespace));
    is_option.then(|| (letter, rest.trim()))
}

/// The number of a question and what follows it: `1. …`, `1) …`, `(1) …`, `Q1 …`, `Question 1: …`; `1 (a) …`. A year is none.
pub fn number(line: &str) -> Option<(u32, &str)> {
    let word = ["question", "q"].into_iter().find_map(|word| {
        let begin = line.get(..word.len())?;
        begin
            .eq_ignore_ascii_case(word)
            .then(|| line[word.len()..].trim_start_matches(['.', ' ', '\u{a0}']))
    });
    let bracketed = line.strip_prefix('(').filter(|_| word.is_none());
    let rest = bracketed.or(word).unwrap_or(line);
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if digits > 3 {
        return None;
    }
    let number = rest[..digits].parse().ok()?;
    let rest = &rest[digits..];
    let end: &[char] = if bracketed.is_some() {
        &[')']
    } else {
        &['.', ')', ':']
    };
    let is_part = |rest: &str| rest.trim_start().starts_with('(');
    let rest = match rest.strip_prefix(end) {
        Some(rest) => rest,
        None if bracketed.is_none() && (word.is_some() || is_part(rest)) => rest,
        None => return None,
    };
    let is_number =
        rest.is_empty() || rest.starts_with(char::is_whitespace) || rest.starts_with('(');
    is_number.then(|| (number, rest.trim()))
}

/// Boxes that nobody has ticked.
pub const BOXES: [char; 4] = ['☐', '□', '○', '◯'];

/// An option of a list with its own sign: its text, and whether the sign says that it is right.
pub fn ticked(line: &str) -> Option<(bool, &str)> {
    let sign = line.chars().next()?;
    let rest = line[sign.len_utf8()..].strip_prefix(char::is_whitespace)?;
    let is_right = match sign {
        '☒' | '☑' | '✓' | '✔' => true,
        it if BOXES.contains(&it) => false,
        '•' | '●' | '▪' | '◦' | '·' => false,
        _ => return None,
    };
    Some((is_right, rest.trim()))
}

/// Whether a tick or a star stands behind an option, and its text without it.
pub fn marked_behind(text: &str) -> (bool, &str) {
    match text.strip_suffix(['✓', '✔', '☑', '*']) {
        Some(text) => (true, text.trim_end()),
        None => (false, text),
    }
}

/// The marks at the end of a text, `(4 marks)`, `[1 mark]` or `[4]`, and the text before them.
pub fn marks(text: &str) -> Option<(u32, &str)> {
    let text = text.trim_end();
    let (open, inside) = match text.strip_suffix(']') {
        Some(inside) => ('[', inside),
        None => ('(', text.strip_suffix(')')?),
    };
    let (before, inside) = inside.rsplit_once(open)?;
    let (number, word) = inside.trim().split_once(' ').unwrap_or((inside.trim(), ""));
    let is_word =
        ["mark", "marks", "point", "points"].contains(&word.trim().to_lowercase().as_str());
    let number = number.parse().ok().filter(|it| (1..=100).contains(it))?;
    (is_word || (word.is_empty() && open == '[')).then(|| (number, before.trim_end()))
}

/// Whether a line is only there to be written on.
pub fn is_to_write_on(line: &str) -> bool {
    let signs = line.chars().filter(|c| !c.is_whitespace());
    signs.clone().count() >= 3
        && signs
            .clone()
            .all(|c| matches!(c, '_' | '.' | '…' | '-' | '–' | '—'))
}

/// What stands at the head of a worksheet, to be filled in.
const HEAD: [&str; 16] = [
    "name", "first", "last", "student", "pupil", "class", "form", "group", "set", "period", "date",
    "teacher", "school", "score", "mark", "grade",
];

/// Whether a line is the head of a worksheet, `Name: ____ Class: ____`.
pub fn is_to_fill_in(line: &str) -> bool {
    let mut words = line
        .split(|c: char| c.is_whitespace() || matches!(c, '_' | '.' | '…' | ':' | '-' | '/'))
        .filter(|it| !it.is_empty() && !it.bytes().all(|it| it.is_ascii_digit()))
        .map(str::to_lowercase)
        .peekable();
    let has_place = line.contains(':') || line.contains("__") || line.contains("..");
    has_place
        && words.peek().is_some()
        && words.all(|it| HEAD.contains(&it.strip_suffix('s').unwrap_or(&it)) || it == "class")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_questions() {
        for (line, expected) in [
            ("1. Who?", Some((1, "Who?"))),
            ("12) Who?", Some((12, "Who?"))),
            ("(3) Who?", Some((3, "Who?"))),
            ("Q4 Who?", Some((4, "Who?"))),
            ("Q. 5: Who?", Some((5, "Who?"))),
            ("Question 6", Some((6, ""))),
            ("7 (a) Who?", Some((7, "(a) Who?"))),
            ("8.\tWho?", Some((8, "Who?"))),
            ("1962. What happened?", None),
            ("1.5 million died", None),
            ("3 men came", None),
            ("Quite so", None),
            ("Questions", None),
        ] {
            assert_eq!(number(line), expected, "{line}");
        }
    }

    #[test]
    fn marks_stand_at_the_end() {
        for (text, expected) in [
            ("Why? (4 marks)", Some((4, "Why?"))),
            ("Why? [1 mark]", Some((1, "Why?"))),
            ("Why? [6]", Some((6, "Why?"))),
            ("Who came (12)", None),
            ("What was it (1914)?", None),
            ("Why? [0]", None),
        ] {
            assert_eq!(marks(text), expected, "{text}");
        }
    }
}
