//! What becomes of faults, and what no text can do.

use toml::de::DeTable;

use super::line::CURLY;
use super::repairs::{BRACKET, INVISIBLE, LIST_HEADER, SEVERAL_LINES, UNCLOSED_TEXT};
use super::{explain, without_broken_blocks};

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
        ("a = \n\"\n", "nothing stands behind `a =`"),
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
        let (mended, repairs) = crate::document::mended(&text);
        prop_assert_eq!(mended == text, repairs == 0);
    }
}
