//! What texts may hold, and how they are read.

use std::borrow::Cow;

/// Whether a text can be an ID or a file name: lower-case letters, digits and hyphens, beginning
/// and ending with no hyphen.
pub fn is_id(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with('-')
        && !text.ends_with('-')
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// Whether a text begins with a visible character and holds only printable ASCII and line feeds.
pub(super) fn is_plain(text: &str) -> bool {
    let plain = |byte: &u8| matches!(byte, b' '..=b'~' | b'\n');
    // A piece is looked at to its end, without stopping at what is not plain: so the compiler can
    // look at many bytes at once. Nearly all text is plain to the end anyway.
    let all_plain = |piece: &[u8]| piece.iter().fold(true, |all, byte| all & plain(byte));
    let bytes = text.as_bytes();
    bytes.first().is_some_and(u8::is_ascii_graphic) && bytes.chunks(64).all(all_plain)
}

/// Whether a character may stand in a text: no control character but the ends of lines and tabs,
/// and none that turns the direction of writing (Unicode bidirectional formatting).
pub fn is_printable(c: char) -> bool {
    match c {
        '\n' | '\t' | '\r' => true,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => false,
        _ => !c.is_control(),
    }
}

/// Whether Unicode keeps the code for no character at all: no page and no document may hold it.
pub fn is_noncharacter(c: char) -> bool {
    let code = u32::from(c);
    (0xFDD0..=0xFDEF).contains(&code) || code & 0xFFFE == 0xFFFE
}

/// The text with the ends of lines that Unix has.
pub(super) fn unix_lines(text: &str) -> String {
    if text.contains('\r') {
        Cow::from(text.replace("\r\n", "\n"))
    } else {
        text.into()
    }
    .into_owned()
}

/// The names that the parts of an answer may have, in the order in which they are meant.
pub(super) const PARTS: [&str; 4] = ["claim", "inference", "evidence", "detail"];

/// The place of a part among them; their number where it is none.
pub(super) fn part(name: &str) -> usize {
    PARTS
        .iter()
        .position(|part| *part == name)
        .unwrap_or(PARTS.len())
}

#[cfg(test)]
mod tests {
    use super::is_plain;

    #[test]
    fn one_strange_byte_anywhere_makes_a_text_not_plain() {
        let text = "a".repeat(200);
        assert!(is_plain(&text));
        for at in 0..text.len() {
            for strange in ["\t", "\u{7f}", "\r", "\u{0}"] {
                assert!(!is_plain(&format!(
                    "{}{strange}{}",
                    &text[..at],
                    &text[at..]
                )));
            }
        }
        assert!(is_plain("a ~\nb"));
        for not_plain in ["", " a", "\na", "é", "aé"] {
            assert!(!is_plain(not_plain), "{not_plain:?}");
        }
    }
}
