//! The grammar of GIFT, with winnow: a block of lines to its parts.

use std::ops::Range;

use winnow::combinator::{alt, delimited, opt, preceded, repeat};
use winnow::error::{ContextError, ErrMode};
use winnow::prelude::*;
use winnow::stream::{LocatingSlice, Location};
use winnow::token::{any, none_of, take_until, take_while};

type Input<'t> = LocatingSlice<&'t str>;
type Parsed<T> = Result<T, ErrMode<ContextError>>;

/// What a text can be written in.
pub const FORMS: [&str; 4] = ["html", "plain", "markdown", "moodle"];

/// A question as it is written, with escapes.
#[derive(Clone, Debug, PartialEq)]
pub struct Block<'t> {
    /// What stands between `::`.
    pub title: Option<&'t str>,
    /// What stands in brackets: `html`, `plain`, `markdown`, `moodle`.
    pub form: Option<&'t str>,
    /// The text before the answers.
    pub before: &'t str,
    /// The answers; none for a description.
    pub answers: Option<Answers<'t>>,
    /// The text behind the answers: it is a missing word then.
    pub after: &'t str,
}

/// What stands in braces.
#[derive(Clone, Debug, PartialEq)]
pub struct Answers<'t> {
    /// The answers, or what is to be made of what stands before the first sign.
    pub kind: Kind<'t>,
    /// The feedback to every answer.
    pub general: Option<&'t str>,
    /// Where the braces are, in the block.
    pub span: Range<usize>,
}

/// What the answers are.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind<'t> {
    /// Nothing: a person marks.
    Essay,
    /// `#` with numbers.
    Numerical(Vec<Answer<'t>>),
    /// `T` or `F`, and the feedback to it.
    Truth(bool, Vec<&'t str>),
    /// `=` and `~`.
    Marked(Vec<Answer<'t>>),
}

/// One answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer<'t> {
    /// Whether it begins with `=` (not `~`).
    pub right: bool,
    /// Its weight in per cent.
    pub weight: Option<f64>,
    /// The text, up to feedback.
    pub text: &'t str,
    /// Where the text and its weight stand in the block: pairs have no weights, so that one is
    /// text there.
    pub unweighed: Range<usize>,
    /// The feedback to it.
    pub feedback: Option<&'t str>,
    /// Where it stands in the block.
    pub span: Range<usize>,
}

/// Reads a block.
///
/// # Errors
/// The block is not a question of GIFT: the error is the place in it from which on it cannot be read.
pub fn block(text: &str) -> Result<Block<'_>, usize> {
    let mut input = LocatingSlice::new(text);
    match whole(&mut input) {
        Ok(block) if input.is_empty() => Ok(block),
        _ => Err(input.current_token_start()),
    }
}

fn whole<'t>(input: &mut Input<'t>) -> Parsed<Block<'t>> {
    blanks(input)?;
    let title = opt(delimited("::", take_until(0.., "::"), "::")).parse_next(input)?;
    blanks(input)?;
    let form = opt(delimited('[', alt(FORMS), ']')).parse_next(input)?;
    let before = until(&['{', '}'], input)?;
    let answers = opt(answers).parse_next(input)?;
    let after = until(&['{', '}'], input)?;
    Ok(Block {
        title,
        form,
        before,
        answers,
        after,
    })
}

/// The most answers of one question: what comes after them is no question of GIFT.
const MOST_ANSWERS: usize = 1_000;

fn blanks(input: &mut Input<'_>) -> Parsed<()> {
    take_while(0.., char::is_whitespace)
        .void()
        .parse_next(input)
}

/// Everything up to one of the signs that is not escaped.
fn until<'t>(stops: &'static [char], input: &mut Input<'t>) -> Parsed<&'t str> {
    repeat::<_, _, (), _, _>(0.., alt((('\\', any).void(), none_of(stops).void())))
        .take()
        .parse_next(input)
}

fn answers<'t>(input: &mut Input<'t>) -> Parsed<Answers<'t>> {
    let start = input.current_token_start();
    '{'.parse_next(input)?;
    blanks(input)?;
    let kind = alt((truth, numerical, marked)).parse_next(input)?;
    let general = opt(preceded("####", |input: &mut Input<'t>| {
        until(&['}'], input)
    }))
    .parse_next(input)?;
    '}'.parse_next(input)?;
    let span = start..input.current_token_start();
    Ok(Answers {
        kind,
        general,
        span,
    })
}

fn truth<'t>(input: &mut Input<'t>) -> Parsed<Kind<'t>> {
    let word = alt(("TRUE", "FALSE", "T", "F")).parse_next(input)?;
    blanks(input)?;
    let feedback = repeat(
        0..3,
        preceded(('#', winnow::combinator::not("###")), feedback),
    )
    .parse_next(input)?;
    blanks(input)?;
    // "{The answer}" begins with a T as well.
    winnow::combinator::peek(alt(("####", "}"))).parse_next(input)?;
    Ok(Kind::Truth(word.starts_with('T'), feedback))
}

fn numerical<'t>(input: &mut Input<'t>) -> Parsed<Kind<'t>> {
    ('#', winnow::combinator::not("###")).parse_next(input)?;
    blanks(input)?;
    let numbers = match marked(input)? {
        Kind::Marked(numbers) => numbers,
        _ => Vec::new(),
    };
    Ok(Kind::Numerical(numbers))
}

fn marked<'t>(input: &mut Input<'t>) -> Parsed<Kind<'t>> {
    let mut answers: Vec<Answer<'t>> = repeat(0..=MOST_ANSWERS, answer).parse_next(input)?;
    if answers.is_empty() {
        // "{word}" is a short answer without its sign; nothing at all is an essay.
        let start = input.current_token_start();
        let text = until(&['#', '}', '=', '~'], input)?;
        if text.trim().is_empty() {
            return Ok(Kind::Essay);
        }
        let span = start..input.current_token_start();
        let feedback =
            opt(preceded(('#', winnow::combinator::not("###")), feedback)).parse_next(input)?;
        answers.push(Answer {
            right: true,
            weight: None,
            text,
            unweighed: span.clone(),
            feedback,
            span,
        });
    }
    Ok(Kind::Marked(answers))
}

fn answer<'t>(input: &mut Input<'t>) -> Parsed<Answer<'t>> {
    let start = input.current_token_start();
    let right = alt(('='.value(true), '~'.value(false))).parse_next(input)?;
    let begin = input.current_token_start();
    let number = take_while(1.., |c: char| {
        c.is_ascii_digit() || matches!(c, '.' | ',' | '-')
    });
    // What is no number stays in the text, as in Moodle.
    let number = number.verify_map(|it: &str| it.replace(',', ".").parse().ok());
    let weight = opt(delimited((blanks, '%'), number, '%')).parse_next(input)?;
    let text = until(&['#', '}', '=', '~'], input)?;
    let unweighed = begin..input.current_token_start();
    let feedback =
        opt(preceded(('#', winnow::combinator::not("###")), feedback)).parse_next(input)?;
    Ok(Answer {
        right,
        weight,
        text,
        unweighed,
        feedback,
        span: start..input.current_token_start(),
    })
}

fn feedback<'t>(input: &mut Input<'t>) -> Parsed<&'t str> {
    until(&['#', '}', '=', '~'], input)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weight_that_is_no_number_stays_in_the_text() {
        let read = |text| match block(text).map(|it| it.answers.map(|it| it.kind)) {
            Ok(Some(Kind::Marked(answers))) => (answers[0].weight, answers[0].text),
            other => panic!("{other:?}"),
        };
        assert_eq!(read("Who? {=%1.2.3%Wilson}"), (None, "%1.2.3%Wilson"));
        assert_eq!(read("Who? {=%33,5%Wilson}"), (Some(33.5), "Wilson"));
    }
}
