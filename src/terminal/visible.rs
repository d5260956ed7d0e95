//! Text that a terminal may be trusted with.

use std::borrow::Cow;

/// The text with everything escaped that a terminal would obey or that turns the direction of
/// writing: ESC shows as `\x1b`. Line breaks and tabs become blanks.
pub fn visible(text: &str) -> Cow<'_, str> {
    if text.chars().all(sourcework_core::document::is_printable)
        && !text.contains(['\n', '\r', '\t'])
    {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => shown.push(' '),
            c if sourcework_core::document::is_printable(c) => shown.push(c),
            c if u32::from(c) < 0x100 => shown += &format!("\\x{:02x}", u32::from(c)),
            c => shown += &format!("\\u{{{:x}}}", u32::from(c)),
        }
    }
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn what_a_terminal_would_obey_is_escaped() {
        assert_eq!(visible("a\u{1b}[2Jb"), "a\\x1b[2Jb");
        assert_eq!(visible("\u{202e}abc\u{9b}"), "\\u{202e}abc\\x9b");
        assert_eq!(visible("line\nשלום 🙂\tend"), "line שלום 🙂 end");
    }
}
