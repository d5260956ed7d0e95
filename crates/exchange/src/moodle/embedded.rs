//! Answers that are embedded in a text: `{1:SHORTANSWER:=word~%100%other}`,
//! <https://docs.moodle.org/en/Embedded_Answers_(Cloze)_question_type>.

use std::fmt::Write;

use crate::html::{escape, to_text};

/// What is embedded at one place.
#[derive(Clone, Debug, PartialEq)]
pub struct Embedded {
    /// Its weight among the others.
    pub weight: u32,
    /// How it is answered.
    pub form: Form,
    /// What can be answered.
    pub answers: Vec<Alternative>,
}

/// How an embedded question is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A word is typed; whether capitals count.
    Typed(bool),
    /// A number is typed, `1945` or with a tolerance `1945:2`.
    Number,
    /// One is chosen, from a menu or from a list.
    Chosen,
    /// Several are chosen.
    Several,
}

/// One thing that can be answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Alternative {
    /// What it earns, in per cent.
    pub weight: f64,
    /// What it says.
    pub text: String,
    /// Why.
    pub feedback: Option<String>,
}

/// Names of the forms, the ones that are written first.
const FORMS: [(Form, &[&str]); 5] = [
    (Form::Typed(false), &["SHORTANSWER", "SA", "MW"]),
    (Form::Typed(true), &["SHORTANSWER_C", "SAC", "MWC"]),
    (Form::Number, &["NUMERICAL", "NM"]),
    (
        Form::Chosen,
        &[
            "MULTICHOICE",
            "MC",
            "MULTICHOICE_S",
            "MCS",
            "MULTICHOICE_V",
            "MCV",
            "MULTICHOICE_VS",
            "MCVS",
            "MULTICHOICE_H",
            "MCH",
            "MULTICHOICE_HS",
            "MCHS",
        ],
    ),
    (
        Form::Several,
        &[
            "MULTIRESPONSE",
            "MR",
            "MULTIRESPONSE_S",
            "MRS",
            "MULTIRESPONSE_H",
            "MRH",
            "MULTIRESPONSE_HS",
            "MRHS",
        ],
    ),
];

/// Text as it stands around embedded answers, and in them: signs that mean something there are
/// written by number, which Moodle takes for text.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in escape(text).chars() {
        match c {
            '{' | '}' | '~' | '\\' => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}

/// Writes one embedded question. `form` is the name that Moodle has for it.
pub fn write(form: &str, answers: impl IntoIterator<Item = Alternative>) -> String {
    let alternatives = answers.into_iter().map(|it| {
        let weight = if it.weight >= 100.0 { "=" } else { "%0%" };
        let text = answer(&it.text);
        let feedback = it.feedback.map(|it| format!("#{}", answer(&it)));
        format!("{weight}{text}{}", feedback.unwrap_or_default())
    });
    let alternatives: Vec<String> = alternatives.collect();
    format!("{{1:{form}:{}}}", alternatives.join("~"))
}

/// A text in an answer: on one line, and its `#` is no feedback.
fn answer(text: &str) -> String {
    let mut out = String::new();
    for c in text.trim().chars() {
        match c {
            '#' => out.push_str("&#35;"),
            '\n' => out.push(' '),
            c => out.push_str(&escaped(c.encode_utf8(&mut [0; 4]))),
        }
    }
    out
}

/// Takes the embedded questions out of a text: each leaves what `mark` makes of its number.
pub fn take(text: &str, mark: impl Fn(usize) -> String) -> (String, Vec<Embedded>) {
    // Behind the last end nothing is embedded: looking for it again and again would take long.
    let last = last_end(text);
    let mut rest = text;
    let mut out = String::with_capacity(text.len());
    let mut found = Vec::new();
    while let Some(at) = rest
        .find('{')
        .filter(|at| text.len() - rest.len() + at < last)
    {
        out.push_str(&rest[..at]);
        match one(&rest[at..]) {
            Some((embedded, length)) => {
                out.push_str(&mark(found.len()));
                found.push(embedded);
                rest = &rest[at + length..];
            }
            None => {
                out.push('{');
                rest = &rest[at + 1..];
            }
        }
    }
    out.push_str(rest);
    (out, found)
}

/// The embedded question that a text begins with, and its length.
fn one(text: &str) -> Option<(Embedded, usize)> {
    let inside = text.strip_prefix('{')?;
    let (weight, inside) = up_to_colon(inside)?;
    let (name, inside) = up_to_colon(inside)?;
    let weight = match weight.trim() {
        "" => 1,
        weight => weight.parse().ok()?,
    };
    let of_name = |(_, names): &&(Form, &[&str])| names.contains(&name);
    let (form, _) = FORMS.iter().find(of_name)?;
    let end = unescaped_end(inside)?;
    let answers = parts(&inside[..end], '~').into_iter().map(alternative);
    let embedded = Embedded {
        weight,
        form: *form,
        answers: answers.filter(|it| !it.text.is_empty()).collect(),
    };
    let length = text.len() - inside.len() + end + 1;
    (!embedded.answers.is_empty()).then_some((embedded, length))
}

/// The head of something that looks embedded in what is left of a text, and is not: `{1:NUM:`.
pub fn unknown(text: &str) -> Option<&str> {
    let mut heads = text.match_indices('{').map(|(at, _)| &text[at..]);
    heads.find_map(|rest| {
        let digits = rest[1..].trim_start_matches(|c: char| c.is_ascii_digit());
        let name = digits.strip_prefix(':')?;
        let word = name.trim_start_matches(|c: char| c.is_ascii_uppercase() || c == '_');
        let is_name = word.len() < name.len() && word.starts_with(':');
        is_name.then(|| &rest[..=rest.len() - word.len()])
    })
}

/// The longest weight or name of a form.
const LONGEST: usize = 24;

fn up_to_colon(text: &str) -> Option<(&str, &str)> {
    let head = &text.as_bytes()[..text.len().min(LONGEST)];
    let at = head.iter().position(|byte| *byte == b':')?;
    Some((&text[..at], &text[at + 1..]))
}

fn last_end(text: &str) -> usize {
    let ends = text.rmatch_indices('}').map(|(at, _)| at);
    ends.into_iter()
        .find(|at| !text[..*at].ends_with('\\'))
        .unwrap_or(0)
}

fn unescaped_end(text: &str) -> Option<usize> {
    let mut before = '\0';
    text.char_indices().find_map(|(at, c)| {
        let ends = c == '}' && before != '\\';
        before = c;
        ends.then_some(at)
    })
}

/// The parts between a sign that is not escaped; `&#` begins a character by number.
fn parts(text: &str, sign: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut before) = (0, '\0');
    for (at, c) in text.char_indices() {
        if c == sign && before != '\\' && before != '&' {
            parts.push(&text[start..at]);
            start = at + c.len_utf8();
        }
        before = c;
    }
    parts.push(&text[start..]);
    parts
}

fn alternative(written: &str) -> Alternative {
    let written = written.trim();
    let (weight, rest) = if let Some(rest) = written.strip_prefix('=') {
        (100.0, rest)
    } else if let Some((weight, rest)) = written
        .strip_prefix('%')
        .and_then(|rest| rest.split_once('%'))
        && let Ok(weight) = weight.replace(',', ".").parse::<f64>()
        && weight.is_finite()
    {
        (weight, rest)
    } else {
        (0.0, written)
    };
    let mut parts = parts(rest, '#').into_iter();
    let text = plain(parts.next().expect("`parts` gives the last part always"));
    let feedback: Vec<&str> = parts.collect();
    let feedback = Some(plain(&feedback.join("#"))).filter(|it| !it.is_empty());
    Alternative {
        weight,
        text,
        feedback,
    }
}

/// Without escapes, characters by number and markup.
fn plain(written: &str) -> String {
    let mut text = String::with_capacity(written.len());
    let mut signs = written.chars().peekable();
    while let Some(c) = signs.next() {
        let escapes = c == '\\' && matches!(signs.peek(), Some('}' | '#' | '~' | '"' | '\\' | '/'));
        if !escapes {
            text.push(c);
        }
        if escapes && let Some(c) = signs.next() {
            text.push(c);
        }
    }
    to_text(&text).text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn right(text: &str) -> Alternative {
        Alternative {
            weight: 100.0,
            text: text.to_owned(),
            feedback: None,
        }
    }

    #[test]
    fn forms_weights_and_feedback_are_read_as_moodle_reads_them() {
        let text = "The {2:MCV:Bosporus#no~=Strait~%50%Sound} and {:SA:=Missile\\}s~%100%rockets} {not one} {9:XX:=a}";
        let (left, found) = take(text, |number| format!("<{number}>"));
        assert_eq!(left, "The <0> and <1> {not one} {9:XX:=a}");
        assert_eq!(found[0].weight, 2);
        assert_eq!(found[0].form, Form::Chosen);
        let weights: Vec<f64> = found[0].answers.iter().map(|it| it.weight).collect();
        assert_eq!(weights, [0.0, 100.0, 50.0]);
        assert_eq!(found[0].answers[0].feedback.as_deref(), Some("no"));
        assert_eq!(found[1].form, Form::Typed(false));
        assert_eq!(found[1].answers, [right("Missile}s"), right("rockets")]);
    }

    #[test]
    fn every_sign_comes_back() {
        let signs = "a } b ~ c # d \\ e & f < g = h % i { j \" k / l &amp; m";
        let written = write("SHORTANSWER", [right(signs)]);
        let (left, found) = take(&written, |_| String::new());
        assert_eq!((left.as_str(), found.len()), ("", 1));
        assert_eq!(found[0].answers, [right(signs)]);
    }
}
