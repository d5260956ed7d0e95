//! Values as TOML writes them: texts in the quotation marks that suit them, truths and numbers.

/// Whether a value is TOML as it stands, without quotation marks.
pub fn is_literal(value: &str) -> bool {
    let begins = value.starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-'));
    begins && is_toml(value)
}

pub fn is_toml(value: &str) -> bool {
    toml::de::DeTable::parse(&format!("a = {value}")).is_ok()
}

pub fn has_escapes_in(text: &str) -> bool {
    text.contains('\\')
}

/// The text with two backslashes for each one that begins no escape; `None` where none of them does.
pub fn with_doubled(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut signs = text.chars().peekable();
    let mut any = false;
    while let Some(c) = signs.next() {
        out.push(c);
        if c != '\\' {
            continue;
        }
        match signs.peek() {
            Some(next @ ('"' | '\\' | 'b' | 'e' | 'f' | 'n' | 'r' | 't')) => {
                any = true;
                out.push(*next);
                signs.next();
            }
            _ => out.push('\\'),
        }
    }
    any.then_some(out)
}

pub fn truth(word: &str) -> Option<&'static str> {
    match word.to_lowercase().as_str() {
        "true" | "yes" | "right" | "correct" => Some("true"),
        "false" | "no" | "wrong" => Some("false"),
        _ => None,
    }
}

/// The digits of a number that is written with its unit, or with zeros before it.
pub fn number(text: &str) -> Option<&str> {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let unit = text[digits..].trim();
    let is_unit = matches!(unit, "" | "%" | "mark" | "marks" | "per cent");
    let number = text[..digits].trim_start_matches('0');
    (is_unit && !number.is_empty()).then_some(number)
}

/// A text in quotation marks that do not occur in it. `has_escapes` where a backslash in it already has
/// a meaning.
pub fn quoted(text: &str, has_escapes: bool) -> String {
    let has = |c: char| text.contains(c);
    if has_escapes && has('\\') {
        let mut out = String::from('"');
        let mut signs = text.chars();
        while let Some(c) = signs.next() {
            match c {
                '"' => out.push_str("\\\""),
                '\\' => {
                    out.push(c);
                    out.extend(signs.next());
                }
                c => out.push(c),
            }
        }
        out.push('"');
        return out;
    }
    if !has('"') && !has('\\') {
        format!("\"{text}\"")
    } else if !has('\'') {
        format!("'{text}'")
    } else if !text.contains("'''") && !text.ends_with('\'') {
        format!("'''{text}'''")
    } else {
        format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
    }
}
