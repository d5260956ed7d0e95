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
    text.bytes()
        .next()
        .is_some_and(|byte| byte.is_ascii_graphic())
        && text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n'))
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

/// The text with the ends of lines that Unix has.
pub(super) fn unix_lines(text: &str) -> String {
    if text.contains('\r') {
        Cow::from(text.replace("\r\n", "\n"))
    } else {
        text.into()
    }
    .into_owned()
}
