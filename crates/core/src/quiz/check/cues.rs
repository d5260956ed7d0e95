//! What lets a student answer without reading: test-wise cues, stems that answer themselves and
//! questions that answer others.

use crate::diagnostic::{Code, Diagnostic, Placed};
use crate::quiz::body::{Body, Choice, Row};
use crate::quiz::{Question, Quiz};
use crate::source::quotation::fold;

/// The fewest questions in which a pattern can be seen.
const FEWEST: usize = 3;

/// Reports a stem that holds the words of the right answer and of no wrong one.
pub fn check_stem(question: &Question, out: &mut Vec<Diagnostic>) {
    let (right, wrong) = keys(question);
    if right.is_empty() {
        return;
    }
    let stem = fold(&question.stem);
    let given = |text: &&str| holds(&stem, text);
    if let Some(answer) = right.iter().copied().find(|text| given(text))
        && !wrong.iter().any(given)
    {
        let message = format!(
            "the stem gives the answer away: “{}”",
            answer.escape_debug()
        );
        out.push(Diagnostic::new(
            Code::StemGivesAway,
            question.stem.span,
            message,
        ));
    }
}

/// Whether a folded text has the words of an answer, one after the other.
fn holds(folded: &str, answer: &str) -> bool {
    let answer = fold(answer);
    // Nearly always the first or the last word is enough to see that the text has not all of them.
    let missing = |word: Option<&str>| word.is_some_and(|word| !folded.contains(word));
    if missing(words(&answer).next()) || missing(words(&answer).next_back()) {
        return false;
    }
    let answer: Vec<&str> = words(&answer).collect();
    // One short word proves nothing.
    let telling = answer.len() > 1 || answer.iter().any(|word| word.len() > 3);
    telling
        && words(folded)
            .collect::<Vec<_>>()
            .windows(answer.len().max(1))
            .any(|run| run == answer)
}

/// Reports what tells the answer of a question that hides the heading: a stem or an option of a
/// question that is read before it, or beside it in part one of the printed paper.
pub fn check_unseen(quiz: &Quiz, out: &mut Vec<Diagnostic>) {
    for (place, asked) in quiz.questions.iter().enumerate() {
        let Some(unseen) = Unseen::of(asked) else {
            continue;
        };
        let others = quiz.questions.iter().enumerate();
        let read = others.filter(|(at, it)| *at < place || *at > place && it.is_unseen());
        for text in read.flat_map(|(_, it)| shown(it)) {
            let Some(name) = unseen.told_by(text) else {
                continue;
            };
            let message = format!(
                "this gives away what `{}` asks with the heading hidden: “{}”",
                asked.id.escape_debug(),
                name.escape_debug()
            );
            out.push(
                Diagnostic::new(Code::GivesAwayUnseen, text.span, message).help(
                    "say it in other words, or ask this question after it and with the heading",
                ),
            );
        }
    }
}

/// Whether a question, read first, tells what another one asks with the heading hidden.
pub fn gives_away(read: &Question, asked: &Question) -> bool {
    Unseen::of(asked).is_some_and(|unseen| {
        let mut shown = shown(read).into_iter();
        shown.any(|text| unseen.told_by(text).is_some())
    })
}

/// What a question that hides the heading asks for: the right texts, and the wrong ones.
struct Unseen<'q> {
    names: Vec<&'q str>,
    wrong: Vec<&'q str>,
}

impl<'q> Unseen<'q> {
    fn of(asked: &'q Question) -> Option<Self> {
        if !asked.is_unseen() {
            return None;
        }
        let (right, wrong) = keys(asked);
        // A common noun ("letter") stands in many a stem and tells nothing.
        let names = right
            .into_iter()
            .filter(|it| it.contains(|c: char| c.is_uppercase() || c.is_ascii_digit()))
            .filter(|it| !holds(&fold(&asked.stem), it))
            .collect();
        Some(Self { names, wrong })
    }

    /// The right text that another text holds, unless it holds a wrong one as well.
    fn told_by(&self, text: &str) -> Option<&'q str> {
        let folded = fold(text);
        let name = self.names.iter().find(|it| holds(&folded, it))?;
        let is_open = self.wrong.iter().any(|it| holds(&folded, it));
        (!is_open).then_some(*name)
    }
}

/// The stem and the options that are read with a question.
fn shown(question: &Question) -> Vec<&Placed<String>> {
    let mut shown = vec![&question.stem];
    match &question.body {
        Body::SingleChoice(body) => shown.extend(body.options.iter().map(|it| &it.text)),
        Body::MultipleResponse(body) => shown.extend(body.options.iter().map(|it| &it.text)),
        Body::TrueFalse(body) => shown.extend(body.statements.iter().map(|it| &it.text)),
        Body::Matching(body) => {
            shown.extend(body.pairs.iter().flat_map(|it| [&it.left, &it.right]));
        }
        Body::Ordering(body) => shown.extend(&body.items),
        Body::Paired(body) => shown.extend(body.claims.iter().map(|it| &it.text)),
        Body::Grid(body) => shown.extend(body.rows.iter().flat_map(|it| &it.options)),
        Body::Cloze(_)
        | Body::Evidence(_)
        | Body::Inference(_)
        | Body::ShortAnswer(_)
        | Body::Extended(_) => {}
    }
    shown
}

/// The words of a folded text.
fn words(folded: &str) -> impl DoubleEndedIterator<Item = &str> {
    folded
        .split(|c: char| !(c.is_alphanumeric() || c == '\''))
        .filter(|word| !word.is_empty())
}

/// The texts that are right and those that are wrong.
fn keys(question: &Question) -> (Vec<&str>, Vec<&str>) {
    fn parted<'a>(all: impl Iterator<Item = (&'a str, bool)>) -> (Vec<&'a str>, Vec<&'a str>) {
        let (right, wrong): (Vec<_>, Vec<_>) = all.partition(|(_, correct)| *correct);
        let texts = |side: Vec<(&'a str, bool)>| side.into_iter().map(|(text, _)| text).collect();
        (texts(right), texts(wrong))
    }
    fn choice(choice: &Choice) -> (&str, bool) {
        (&choice.text, choice.correct)
    }
    match &question.body {
        Body::SingleChoice(body) => parted(body.options.iter().map(choice)),
        Body::MultipleResponse(body) => parted(body.options.iter().map(choice)),
        Body::Paired(body) => parted(
            body.claims.iter().map(choice).chain(
                body.evidence
                    .iter()
                    .map(|it| (it.quote.as_str(), it.correct)),
            ),
        ),
        Body::Evidence(body) if body.candidates.is_empty() => (
            question.quotes.iter().map(|quote| quote.as_str()).collect(),
            Vec::new(),
        ),
        Body::Evidence(body) => parted(
            body.candidates
                .iter()
                .map(|it| (it.quote.as_str(), it.correct)),
        ),
        Body::Cloze(body) => (
            body.text
                .gaps()
                .iter()
                .flat_map(|gap| &gap.accepted)
                .map(String::as_str)
                .collect(),
            body.bank.iter().map(|word| word.as_str()).collect(),
        ),
        Body::Grid(body) => (
            body.rows
                .iter()
                .map(Row::shown)
                .filter(|text| !text.is_empty())
                .collect(),
            body.rows
                .iter()
                .flat_map(|row| {
                    row.options
                        .iter()
                        .filter(|it| Some(*it) != row.answer.as_ref())
                })
                .map(|option| option.as_str())
                .collect(),
        ),
        _ => (Vec::new(), Vec::new()),
    }
}

/// Reports a quiz in which the right option stands out by its length or its place.
pub fn check_options(quiz: &Quiz, out: &mut Vec<Diagnostic>) {
    let single: Vec<(&Question, &[Choice], usize)> = quiz
        .questions
        .iter()
        .filter_map(|question| match &question.body {
            Body::SingleChoice(body) if body.options.len() > 2 => {
                let key = body.options.iter().position(|option| option.correct)?;
                Some((question, body.options.as_slice(), key))
            }
            _ => None,
        })
        .collect();
    if single.len() < FEWEST {
        return;
    }
    let longest: Vec<_> = single
        .iter()
        .filter(|(_, options, key)| is_longest(options, *key))
        .collect();
    if longest.len() * 4 >= single.len() * 3 {
        let message = format!(
            "the right option is clearly the longest in {} of {} questions",
            longest.len(),
            single.len()
        );
        let span = longest[0].1[longest[0].2].text.span;
        out.push(
            Diagnostic::new(Code::LongestOption, span, message)
                .label("longer than every other option")
                .help("make some wrong options as long, or shorten the right ones"),
        );
    }
    check_place(&single, out);
}

/// A fixed order shows its pattern when most are alike; a shuffled one only on paper, so that it
/// is reported only where all are alike.
fn check_place(single: &[(&Question, &[Choice], usize)], out: &mut Vec<Diagnostic>) {
    let widest = single
        .iter()
        .map(|(_, options, _)| options.len())
        .max()
        .unwrap_or(0);
    for place in 0..widest {
        let here: Vec<_> = single.iter().filter(|(_, _, key)| *key == place).collect();
        let fixed = single
            .iter()
            .filter(|(question, ..)| !question.shuffle)
            .count();
        let fixed_here = here
            .iter()
            .filter(|(question, ..)| !question.shuffle)
            .count();
        let (count, of) = if fixed >= FEWEST && fixed_here * 4 >= fixed * 3 {
            (fixed_here, fixed)
        } else if here.len() == single.len() {
            (here.len(), single.len())
        } else {
            continue;
        };
        let message = format!(
            "the right option is number {} in {count} of {of} questions",
            place + 1
        );
        let span = here[0].1[place].text.span;
        out.push(
            Diagnostic::new(Code::SamePlace, span, message)
                .help("vary the place; a printed quiz keeps the order of the file"),
        );
    }
}

/// A tenth longer than every other option, in characters.
fn is_longest(options: &[Choice], key: usize) -> bool {
    let length = |option: &Choice| option.text.chars().count();
    let others = options
        .iter()
        .enumerate()
        .filter(|(index, _)| *index != key);
    let longest_other = others.map(|(_, option)| length(option)).max().unwrap_or(0);
    length(&options[key]) * 10 >= longest_other * 11
}
