//! The text of a plain pattern, taken apart without compiling it.

/// The parts of a plain pattern between its blanks; none of one with `match_…` or `not`.
pub fn slots(pattern: &str) -> Vec<&str> {
    if pattern.contains('(') {
        return Vec::new();
    }
    let slots = outside(pattern, ' ').into_iter();
    slots.filter(|slot| !slot.is_empty()).collect()
}

/// Splits at a character that stands outside square brackets and is not escaped.
pub fn outside(text: &str, at: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut depth, mut is_escaped) = (0, 0_u32, false);
    for (place, c) in text.char_indices() {
        match c {
            _ if is_escaped => {}
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            c if c == at && depth == 0 => {
                parts.push(&text[start..place]);
                start = place + c.len_utf8();
            }
            _ => {}
        }
        is_escaped = c == '\\' && !is_escaped;
    }
    parts.push(&text[start..]);
    parts
}
