//! A question on the mark scheme: what is right, why, and where the sources show it. Letters and
//! numbers are those of the paper of the same seed.

use super::extracts::Extracts;
use super::{OrderedQuestion, PrintedQuestion, Scheme, credit_points, marking_rules};
use crate::diagnostic::Placed;
use crate::present::block::{
    self, Block, Entry, Look, Mark, Run, Table, labelled, letter, paragraph, strong, text,
};
use crate::quiz::body::{Candidate, Choice, Cloze, Evidence, Grid, Matching, Paired, TrueFalse};
use crate::quiz::{Body, Exam, Question, Truth};
use crate::words;

/// All answers that fit in a line, with their marks, for marking at speed; and which do not.
pub fn in_short(placed: &[OrderedQuestion<'_>]) -> Vec<Block> {
    let answers = placed
        .iter()
        .map(|it| (it, short(&it.question.body, &it.orders)));
    let (told, others): (Vec<_>, Vec<_>) = answers.partition(|(_, answer)| answer.is_some());
    if told.is_empty() {
        return Vec::new();
    }
    let rows = told.into_iter().map(|(it, answer)| {
        let marks = it.question.available().to_string();
        let answer = answer.unwrap_or_default();
        [it.number.to_string(), answer, marks]
            .map(|it| vec![text(&it)])
            .to_vec()
    });
    let columns = [("Question", 12), ("Answer", 78), ("Marks", 10)];
    let mut blocks = vec![table("Answers in short", &columns, rows.collect())];
    if !others.is_empty() {
        let words = "The other questions are marked as is said below.";
        blocks.push(paragraph(Look::Plain, words));
    }
    blocks
}

/// What is said of the examination, each with its label.
pub fn said(exam: &Exam) -> impl Iterator<Item = String> {
    let said = exam.said().into_iter();
    said.map(|(label, text)| format!("{label} {}", block::clean(text)))
}

/// The answer in a line, where it fits in one.
fn short(body: &Body, orders: &[Vec<usize>]) -> Option<String> {
    let first = orders.first().map_or(&[][..], Vec::as_slice);
    Some(match body {
        Body::SingleChoice(body) => letters(first, |n| body.options[n].correct),
        Body::MultipleResponse(body) => letters(first, |n| body.options[n].correct),
        Body::TrueFalse(body) => {
            let answers = body.statements.iter();
            joined(answers.map(|it| it.answer.map_or("", Truth::shown).to_owned()))
        }
        Body::Matching(body) => joined((0..body.pairs.len()).map(|n| at(first, n))),
        Body::Ordering(_) => joined(first.iter().map(|n| (n + 1).to_string())),
        Body::Cloze(body) => joined(body.text.gaps().iter().map(|gap| gap.shown().to_owned())),
        Body::Evidence(body) if body.candidates.is_empty() => return None,
        Body::Evidence(body) => letters(first, |n| body.candidates[n].correct),
        Body::Paired(body) => {
            let second = &orders[1];
            let claim = letters(first, |n| body.claims[n].correct);
            let evidence = letters(second, |n| body.evidence[n].correct);
            format!("(a) {claim} (b) {}", evidence.replace(", ", " or "))
        }
        Body::Grid(body) => joined(body.rows.iter().map(|row| row.shown().to_owned())),
        Body::Inference(_) | Body::ShortAnswer(_) | Body::Extended(_) => return None,
    })
}

fn joined(answers: impl Iterator<Item = String>) -> String {
    let numbered = answers
        .enumerate()
        .map(|(n, it)| format!("({}) {it}", n + 1));
    numbered.collect::<Vec<_>>().join("  ")
}

fn letters(order: &[usize], is_right: impl Fn(usize) -> bool) -> String {
    let places = order
        .iter()
        .enumerate()
        .filter(|(_, number)| is_right(**number));
    places
        .map(|(place, _)| letter(place))
        .collect::<Vec<_>>()
        .join(", ")
}

/// The letter at which the author's number stands.
fn at(order: &[usize], number: usize) -> String {
    let place = order.iter().position(|it| *it == number);
    letter(place.expect("an order holds each number of its list"))
}

/// A question with its answer.
pub fn question(placed: &OrderedQuestion<'_>, scheme: &Scheme<'_>) -> PrintedQuestion {
    let question = placed.question;
    let extracts = scheme.extracts;
    let named = extracts.named(question);
    let about = [
        question.kind().as_str(),
        question.skill.as_str(),
        &question.id,
    ];
    let exam: Vec<String> = said(&question.exam).collect();
    let parts = std::iter::once(named.as_str()).chain(about);
    let parts = parts.chain(exam.iter().map(String::as_str));
    let reads: Vec<&str> = parts.filter(|it| !it.is_empty()).collect();
    let mut blocks = answer(question, &placed.orders, scheme);
    let text_of = |label: &str, words: &str| vec![strong(label), text(words)];
    let mut quotes = vec![strong("Evidence: ")];
    for (place, quote) in question.quotes.iter().enumerate() {
        if place > 0 {
            quotes.push(Run::Text("; ".into()));
        }
        quotes.extend(extracts.quoted(question, quote));
    }
    blocks.extend(run_in([
        Some(text_of("Marks: ", &marking_rules::of(question))),
        Some(quotes),
    ]));
    let hint = question.hint.as_ref();
    blocks.extend(run_in([
        Some(text_of("Why: ", &question.explanation)),
        hint.map(|it| text_of("Hint, if one is asked for: ", it)),
    ]));
    PrintedQuestion {
        number: placed.number,
        stem: block::clean(&question.stem),
        reads: reads.join(" · "),
        task: String::new(),
        marks: format!("[{}]", words::marks(question.available())),
        together: false,
        blocks,
    }
}

/// Labels and what they say in one paragraph, without those that say nothing.
fn run_in(all: [Option<Entry>; 2]) -> Option<Block> {
    let says = |entry: &Entry| {
        let mut said = entry.iter().skip(1);
        said.any(|run| !matches!(run, Run::Text(text) if text.is_empty()))
    };
    let mut runs = Vec::new();
    for entry in all.into_iter().flatten().filter(says) {
        if !runs.is_empty() {
            runs.push(Run::Text(" ".into()));
        }
        runs.extend(entry);
    }
    (!runs.is_empty()).then_some(Block::Text(Look::Plain, runs))
}

fn answer(question: &Question, orders: &[Vec<usize>], scheme: &Scheme<'_>) -> Vec<Block> {
    let extracts = scheme.extracts;
    let first = orders.first().map_or(&[][..], Vec::as_slice);
    match &question.body {
        Body::SingleChoice(body) => vec![options(&body.options, first)],
        Body::MultipleResponse(body) => vec![options(&body.options, first)],
        Body::TrueFalse(body) => vec![statements(question, body, extracts)],
        Body::Matching(body) => matching(body, first),
        Body::Ordering(body) => {
            let right = body.items.iter().map(|it| vec![text(it)]).collect();
            vec![Block::List(Mark::Count, right)]
        }
        Body::Cloze(body) => cloze(body),
        Body::Evidence(body) => vec![evidence(question, body, first, extracts)],
        Body::Paired(body) => paired(question, body, orders, extracts),
        Body::Grid(body) => vec![grid(body, orders)],
        Body::Inference(body) => credit_points::inference(question, body, scheme),
        Body::ShortAnswer(body) => credit_points::short_answer(question, body, scheme),
        Body::Extended(body) => credit_points::extended(body, scheme),
    }
}

fn note(feedback: Option<&Placed<String>>) -> Entry {
    feedback.map_or_else(Vec::new, |it| vec![text(it)])
}

fn table(caption: &'static str, columns: &[(&'static str, u32)], rows: Vec<Vec<Entry>>) -> Block {
    Block::Table(Table {
        caption: caption.into(),
        columns: block::columns(columns),
        rows,
        roomy: false,
    })
}

const OPTIONS: [(&str, u32); 3] = [("", 6), ("Option", 44), ("Comment", 50)];

fn options(all: &[Choice], order: &[usize]) -> Block {
    let row = |n: usize| {
        let it = &all[n];
        (vec![text(&it.text)], it.correct, it.feedback.as_ref())
    };
    judged_options("Options", order, row)
}

fn quotations(
    question: &Question,
    all: &[Candidate],
    order: &[usize],
    extracts: &Extracts<'_>,
) -> Block {
    let row = |n: usize| {
        let it = &all[n];
        let quoted = extracts.quoted(question, &it.quote);
        (quoted, it.correct, it.feedback.as_ref())
    };
    judged_options("Quotations", order, row)
}

/// What there is to choose from, in the order of the paper: what it says, whether it is right, why.
fn judged_options<'a>(
    caption: &'static str,
    order: &[usize],
    row: impl Fn(usize) -> (Entry, bool, Option<&'a Placed<String>>),
) -> Block {
    let rows = order.iter().enumerate().map(|(place, n)| {
        let (option, is_right, feedback) = row(*n);
        let letter = letter(place);
        let mut comment = note(feedback);
        if is_right {
            comment.insert(
                0,
                strong(if comment.is_empty() {
                    "Right"
                } else {
                    "Right. "
                }),
            );
        }
        let letter = if is_right {
            strong(&letter)
        } else {
            text(&letter)
        };
        vec![vec![letter], option, comment]
    });
    table(caption, &OPTIONS, rows.collect())
}

fn statements(question: &Question, body: &TrueFalse, extracts: &Extracts<'_>) -> Block {
    let rows = body.statements.iter().map(|it| {
        let mut why = Vec::new();
        if let Some(quote) = &it.quote {
            why.extend(extracts.quoted(question, quote));
        }
        if let Some(feedback) = &it.feedback {
            if !why.is_empty() {
                why.push(Run::Break);
            }
            why.push(text(feedback));
        }
        let answer = it.answer.map_or("", Truth::shown);
        vec![vec![text(&it.text)], vec![strong(answer)], why]
    });
    let columns = [("Statement", 40), ("Key", 12), ("Comment", 48)];
    table("Statements", &columns, rows.collect())
}

fn matching(body: &Matching, order: &[usize]) -> Vec<Block> {
    let rows = body.pairs.iter().enumerate().map(|(n, pair)| {
        let right = vec![strong(&(at(order, n) + " ")), text(&pair.right)];
        vec![vec![text(&pair.left)], right, note(pair.feedback.as_ref())]
    });
    let columns = [("", 24), ("Key", 34), ("Comment", 42)];
    let mut blocks = vec![table("Pairs", &columns, rows.collect())];
    if !body.distractors.is_empty() {
        let from = body.pairs.len();
        let left_over = body.distractors.iter().enumerate();
        let left_over = left_over.map(|(n, it)| format!("{} {}", at(order, from + n), it.value));
        let words: Vec<String> = left_over.collect();
        blocks.push(labelled("Belongs to none", &words.join("; ")));
    }
    blocks
}

fn cloze(body: &Cloze) -> Vec<Block> {
    let mut runs = Vec::new();
    for (place, gap) in body.text.gaps().iter().enumerate() {
        let space = if place > 0 { "  " } else { "" };
        runs.push(Run::Text(format!("{space}({}) ", place + 1)));
        runs.push(strong(gap.shown()));
        if gap.accepted.len() > 1 {
            let others = block::clean(&gap.accepted[1..].join(", "));
            runs.push(Run::Text(format!(", or: {others}")));
        }
    }
    vec![Block::Text(Look::Plain, runs)]
}

fn evidence(
    question: &Question,
    body: &Evidence,
    order: &[usize],
    extracts: &Extracts<'_>,
) -> Block {
    if !body.candidates.is_empty() {
        return quotations(question, &body.candidates, order, extracts);
    }
    let right = body.sentences.iter().filter(|it| it.correct);
    let found = right.map(|it| extracts.quoted(question, &it.quote));
    Block::List(Mark::Bullet, found.collect())
}

fn paired(
    question: &Question,
    body: &Paired,
    orders: &[Vec<usize>],
    extracts: &Extracts<'_>,
) -> Vec<Block> {
    vec![
        paragraph(Look::Label, "(a) The claim"),
        options(&body.claims, &orders[0]),
        paragraph(Look::Label, "(b) The evidence"),
        quotations(question, &body.evidence, &orders[1], extracts),
    ]
}

fn grid(body: &Grid, orders: &[Vec<usize>]) -> Block {
    let rows = body.rows.iter().zip(orders).map(|(row, order)| {
        let mut key = vec![strong(row.shown())];
        let others = |runs: &mut Entry, words: &str, others: Vec<&str>| {
            if !others.is_empty() {
                runs.push(Run::Text(format!(
                    "{words}{}",
                    block::clean(&others.join("; "))
                )));
            }
        };
        let accepted = row.answers.iter().skip(1).map(|it| it.value.as_str());
        others(&mut key, ", or: ", accepted.collect());
        let offered = order.iter().map(|n| &row.options[*n]);
        let wrong = offered.filter(|it| Some(*it) != row.answer.as_ref());
        others(
            &mut key,
            "; not: ",
            wrong.map(|it| it.value.as_str()).collect(),
        );
        vec![vec![text(&row.label)], key, note(row.feedback.as_ref())]
    });
    let columns = [("", 18), ("Key", 42), ("Comment", 40)];
    table("Grid", &columns, rows.collect())
}
