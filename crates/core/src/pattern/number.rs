//! Numbers, compared by their value.

/// A number, compared by its value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Number(f64);

impl Number {
    /// How many bytes of a text's beginning are a number: a sign, digits, a decimal part, and an
    /// exponent as `e-3` or `*10<sup>-3</sup>`.
    pub fn length(text: &str) -> Option<usize> {
        let bytes = text.as_bytes();
        let digits = |from: usize| {
            let rest = bytes.get(from..).unwrap_or_default();
            rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
        };
        let mut end = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
        match digits(end) {
            0 => return None,
            whole => end += whole,
        }
        if bytes.get(end) == Some(&b'.') && digits(end + 1) > 0 {
            end += 1 + digits(end + 1);
        }
        Some(exponent(text, end, digits).unwrap_or(end))
    }

    /// Reads a text that is a number and nothing else.
    pub fn read(text: &str) -> Option<Self> {
        if !text.bytes().any(|byte| byte.is_ascii_digit()) || Self::length(text)? != text.len() {
            return None;
        }
        let mut plain = String::with_capacity(text.len());
        let (mantissa, power) = match text.find('<') {
            Some(tag) => {
                let inside = &text[tag + "<sup>".len()..text.len() - "</sup>".len()];
                (&text[..tag - "*10".len()], Some(inside))
            }
            None => (text, None),
        };
        plain.push_str(mantissa.trim_start_matches('+'));
        if let Some(power) = power {
            plain.push('e');
            plain.push_str(power);
        }
        let number = plain.parse();
        Some(Self(number.expect(
            "`length` took nothing but a sign, digits, a decimal part and an exponent",
        )))
    }

    /// Equal to a millionth of the pattern's number.
    pub fn equals(self, other: Self) -> bool {
        (self.0 - other.0).abs() <= (1e-6 * self.0).abs()
    }
}

fn exponent(text: &str, end: usize, digits: impl Fn(usize) -> usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let signed = |from: usize| {
        let sign = usize::from(matches!(bytes.get(from), Some(b'+' | b'-')));
        let count = digits(from + sign);
        (count > 0).then_some(from + sign + count)
    };
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        return signed(end + 1);
    }
    if !matches!(bytes.get(end), Some(b'*' | b'x' | b'X')) {
        return None;
    }
    let rest = text.get(end + 1..)?;
    let opened = ["10<sup>", "10<SUP>"]
        .iter()
        .any(|tag| rest.starts_with(tag));
    let inside = signed(end + 1 + "10<sup>".len()).filter(|_| opened)?;
    let closed = ["</sup>", "</SUP>"]
        .iter()
        .any(|tag| text[inside..].starts_with(tag));
    closed.then_some(inside + "</sup>".len())
}
