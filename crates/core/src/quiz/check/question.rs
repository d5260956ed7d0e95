//! What is wrong with one question on its own.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic, Placed, Span};
use crate::english::dates;
use crate::quiz::body::{Body, Row, Statement, Truth};
use crate::quiz::cloze::Template;
use crate::quiz::{Forgive, Kind, Question};
use crate::source::quotation::fold;

type Out<'a> = &'a mut Vec<Diagnostic>;

/// Looks at the body of a question.
#[expect(clippy::too_many_lines, reason = "one arm a kind")]
pub fn check(question: &Question, out: Out<'_>) {
    let span = question.span;
    match &question.body {
        Body::SingleChoice(body) => {
            choices(&body.options, "options", span, out, |option| {
                (&option.text, option.correct)
            });
            one_correct(
                body.options
                    .iter()
                    .map(|option| (option.text.span, option.correct)),
                out,
            );
        }
        Body::MultipleResponse(body) => {
            choices(&body.options, "options", span, out, |option| {
                (&option.text, option.correct)
            });
            let correct = body.options.iter().filter(|option| option.correct).count();
            choose(body.choose.as_ref(), correct, out);
        }
        Body::TrueFalse(body) => {
            differ(body.statements.iter().map(|statement| &statement.text), out);
            body.statements.iter().for_each(|it| statement(it, out));
        }
        Body::Matching(body) => {
            enough(body.pairs.len(), 2, "pairs", span, out);
            differ(body.pairs.iter().map(|pair| &pair.left), out);
            differ(
                body.pairs
                    .iter()
                    .map(|pair| &pair.right)
                    .chain(&body.distractors),
                out,
            );
        }
        Body::Ordering(body) => {
            enough(body.items.len(), 3, "items", span, out);
            differ(body.items.iter(), out);
        }
        Body::Cloze(body) => {
            gaps(&body.text, out);
            let accepted = body.text.gaps().iter().flat_map(|it| &it.accepted);
            dated(
                body.forgive,
                accepted.map(|it| (it.as_str(), body.text.span)),
                out,
            );
            differ(body.bank.iter(), out);
        }
        Body::Evidence(body) if body.candidates.is_empty() => {
            if question.quotes.is_empty() {
                let message = "the question has neither candidates nor a quotation to find";
                out.push(Diagnostic::new(Code::NoEvidence, span, message));
            }
        }
        Body::Evidence(body) => {
            choices(&body.candidates, "candidates", span, out, |it| {
                (&it.quote, it.correct)
            });
        }
        Body::Paired(body) => {
            choices(&body.claims, "claims", span, out, |it| {
                (&it.text, it.correct)
            });
            one_correct(body.claims.iter().map(|it| (it.text.span, it.correct)), out);
            choices(&body.evidence, "evidence", span, out, |it| {
                (&it.quote, it.correct)
            });
        }
        Body::Grid(body) => {
            differ(body.rows.iter().map(|row| &row.label), out);
            body.rows.iter().for_each(|it| row(it, out));
        }
        // Their mark schemes are looked at by `written`.
        Body::Inference(_) | Body::ShortAnswer(_) => {}
        Body::Extended(body) => {
            differ(body.criteria.iter().map(|criterion| &criterion.name), out);
            fixed_tariff(question, out);
        }
    }
}

/// Reports a list that is too short, unless it is empty: that was reported when it was read.
fn enough(count: usize, least: usize, what: &str, span: Span, out: Out<'_>) {
    if (1..least).contains(&count) {
        let message = format!("at least {least} {what} are needed, but here the number is {count}");
        out.push(Diagnostic::new(Code::TooFew, span, message));
    }
}

fn choices<T>(
    all: &[T],
    what: &str,
    span: Span,
    out: Out<'_>,
    get: impl Fn(&T) -> (&Placed<String>, bool),
) {
    enough(all.len(), 2, what, span, out);
    differ(all.iter().map(|choice| get(choice).0), out);
    if !all.is_empty() && !all.iter().any(|choice| get(choice).1) {
        let message = format!("none of the {what} is marked as correct");
        out.push(
            Diagnostic::new(Code::NoCorrectOption, span, message)
                .help("add `correct = true` to the right one"),
        );
    }
}

fn one_correct(choices: impl Iterator<Item = (Span, bool)>, out: Out<'_>) {
    for (span, _) in choices.filter(|(_, correct)| *correct).skip(1) {
        let message = "a second one is marked as correct, but the student picks only one";
        out.push(
            Diagnostic::new(Code::SeveralCorrectOptions, span, message)
                .help("keep one, or make the question a `multiple-response`"),
        );
    }
}

fn choose(choose: Option<&Placed<u32>>, correct: usize, out: Out<'_>) {
    let Some(choose) = choose else { return };
    if correct > 0 && choose.value as usize != correct {
        let message = format!(
            "the student is told to choose {}, but {correct} {} correct",
            choose.value,
            if correct == 1 { "is" } else { "are" }
        );
        let help = format!("write `choose = {correct}`, or mark the others");
        out.push(Diagnostic::new(Code::ChooseMismatch, choose.span, message).help(help));
    }
}

fn differ<'a>(texts: impl Iterator<Item = &'a Placed<String>>, out: Out<'_>) {
    let mut seen = BTreeSet::new();
    for text in texts.filter(|text| !text.is_empty()) {
        if !seen.insert(fold(text)) {
            let message = format!("“{}” is there twice", text.escape_debug());
            out.push(Diagnostic::new(Code::DuplicateOption, text.span, message));
        }
    }
}

fn statement(statement: &Statement, out: Out<'_>) {
    match (statement.answer, &statement.quote) {
        (Some(Truth::NotStated), Some(quote)) => {
            let message = "a `not-stated` statement cannot have a quotation that decides it";
            out.push(
                Diagnostic::new(Code::NotStatedQuoted, quote.span, message)
                    .help("remove `quote`, or change `answer` to \"true\" or \"false\""),
            );
        }
        (Some(Truth::True | Truth::False), None) => {
            let message = "the statement has no quotation that decides it";
            out.push(
                Diagnostic::new(
                    Code::StatementWithoutQuotation,
                    statement.text.span,
                    message,
                )
                .help("add `quote = \"…\"`, verbatim from the extract"),
            );
        }
        _ => {}
    }
}

fn gaps(text: &Placed<Template>, out: Out<'_>) {
    if text.gaps().is_empty() && !text.texts().is_empty() {
        let message = "the text has no gap";
        out.push(
            Diagnostic::new(Code::NoGap, text.span, message)
                .help("write the answer into its gap, for example `a {{calamity}} for all`"),
        );
    }
    // The braces of a gap that lost one of each pair would be printed with the answer in them.
    let is_single = |text: &String| {
        let opened = text.split_once('{');
        opened.is_some_and(|(_, after)| after.contains('}'))
    };
    if text.texts().iter().any(is_single) {
        let message = "single braces are not a gap, and would show the answer";
        out.push(
            Diagnostic::new(Code::UnbalancedGap, text.span, message)
                .help("write a gap with two braces on each side: `{{calamity}}`"),
        );
    }
    for (index, gap) in text.gaps().iter().enumerate() {
        if gap.accepted.is_empty() {
            let message = format!("gap {} accepts no answer", index + 1);
            out.push(Diagnostic::new(Code::GapWithoutAnswer, text.span, message));
        }
    }
}

fn row(row: &Row, out: Out<'_>) {
    enough(row.options.len(), 2, "options", row.label.span, out);
    differ(row.options.iter(), out);
    let without = if row.options.is_empty() {
        row.answers
            .is_empty()
            .then_some("`answers`, a list of what is accepted")
    } else {
        row.answer
            .is_none()
            .then_some("`answer`, one of the options")
    };
    if let Some(missing) = without {
        let message = format!("the row “{}” accepts no answer", row.label.escape_debug());
        out.push(
            Diagnostic::new(Code::GapWithoutAnswer, row.label.span, message)
                .help(format!("add {missing}")),
        );
    }
    let answers = row.answers.iter().map(|it| (it.as_str(), it.span));
    dated(row.forgive, answers, out);
    if let (Some(answer), false) = (&row.answer, row.options.is_empty())
        && row.key().is_none()
    {
        let message = format!("“{}” is not one of the options", answer.escape_debug());
        let options = row.options.iter().map(|option| option.as_str());
        out.push(
            Diagnostic::new(Code::AnswerNotOffered, answer.span, message).suggest(answer, options),
        );
    }
}

/// Where dates are forgiven, every answer must be one.
fn dated<'a>(
    forgive: Option<Forgive>,
    answers: impl Iterator<Item = (&'a str, Span)>,
    out: Out<'_>,
) {
    if !matches!(forgive, Some(Forgive::Date | Forgive::DateMonthFirst)) {
        return;
    }
    for (answer, span) in answers.filter(|(answer, _)| dates::read(answer, false).is_none()) {
        let message = format!(
            "“{}” is not a date with day, month and year",
            answer.escape_debug()
        );
        out.push(
            Diagnostic::new(Code::InvalidDate, span, message)
                .help("write it as \"26 October 1962\" or \"1962-10-26\", or remove `forgive`"),
        );
    }
}

/// The levels say what an extended answer earns, so that another tariff would contradict them.
fn fixed_tariff(question: &Question, out: Out<'_>) {
    debug_assert_eq!(question.kind(), Kind::Extended);
    let natural = question.body.natural_tariff();
    if let Some(marks) = question
        .marks
        .as_ref()
        .filter(|marks| marks.value != natural)
    {
        let message = format!("the levels add up to {natural} marks, not {}", marks.value);
        let help = format!("write `marks = {natural}`, or leave `marks` out");
        out.push(Diagnostic::new(Code::InvalidMarks, marks.span, message).help(help));
    }
}
