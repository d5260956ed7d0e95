//! A quiz as a printed paper: what stands on it, in which order, and on its mark scheme.
//!
//! As in examinations, the sources come first, each passage once. Questions that are asked before
//! the heading of their source is shown make a part of their own. The worksheet and the document
//! are two ways to write the same [`Booklet`].

mod answer_key;
mod credit_points;
mod examples;
mod extracts;
mod marking_rules;
mod orders;
mod question;
mod readable_patterns;

use crate::present::block::{self, Block};
use crate::quiz::{Question, Quiz};
use crate::source::{Source, Sources};
use crate::words;

use extracts::{Extracts, Part};

/// The most papers of one document.
pub const MOST_PAPERS: u32 = 26;

/// Everything that is printed.
#[derive(Clone, Debug, PartialEq)]
pub struct Booklet {
    /// The title of the quiz.
    pub title: String,
    /// Whether this is the mark scheme.
    pub is_key: bool,
    /// The papers, each in an order of its own.
    pub papers: Vec<PrintedPaper>,
}

/// One paper, or its mark scheme.
#[derive(Clone, Debug, PartialEq)]
pub struct PrintedPaper {
    /// "Paper A", where there are several.
    pub name: Option<String>,
    /// Total, time, and the like: a label and what it says.
    pub details: Vec<(&'static str, String)>,
    /// The marks of the whole paper.
    pub total: u32,
    /// The questions and what each is worth, for the table of marks; empty on a mark scheme.
    pub marks: Vec<(usize, u32)>,
    /// What to do and how to read it.
    pub advice: Vec<String>,
    /// What follows, each under a heading.
    pub sections: Vec<Section>,
}

/// What stands under a heading of a paper.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// The heading.
    pub heading: &'static str,
    /// Whether it begins on a new page.
    pub new_page: bool,
    /// What is in it.
    pub parts: Vec<SectionPart>,
    /// What stands below it: that the paper ends here, or that the page may not be turned yet.
    pub foot: Option<&'static str>,
}

impl Section {
    fn new(heading: &'static str, parts: Vec<SectionPart>) -> Self {
        Self {
            heading,
            new_page: false,
            parts,
            foot: None,
        }
    }
}

/// A piece of a section.
#[derive(Clone, Debug, PartialEq)]
pub enum SectionPart {
    /// Blocks without a heading.
    Blocks(Vec<Block>),
    /// A source: who made it, when, for whom, as far as that may be told.
    Source(String, Vec<Block>),
    /// An extract of the source before it.
    Extract(String, Vec<Block>),
    /// A question.
    Question(PrintedQuestion),
}

/// A question as it is printed.
#[derive(Clone, Debug, PartialEq)]
pub struct PrintedQuestion {
    /// Its number on the paper, from 1.
    pub number: usize,
    /// The question itself.
    pub stem: String,
    /// What to read for it, where that is not said for several questions at once; on a mark scheme
    /// also what it is and tests.
    pub reads: String,
    /// What to do: "Tick one box."; empty where the question says it.
    pub task: String,
    /// "[3 marks]".
    pub marks: String,
    /// What follows.
    pub blocks: Vec<Block>,
    /// Whether all of it is kept on one page if that can be done.
    pub together: bool,
}

/// A question with the order of its lists on one paper.
struct OrderedQuestion<'a> {
    number: usize,
    question: &'a Question,
    orders: Vec<Vec<usize>>,
}

/// The options of a booklet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BookletSettings {
    /// Whether the mark scheme is printed instead of the questions.
    pub key: bool,
    /// How many papers, each in an order of its own: 1 keeps the author's.
    pub variants: u32,
    /// What the orders are drawn by.
    pub seed: u64,
    /// Whether a mark scheme says the patterns of its points, and every example, too.
    pub patterns: bool,
}

/// What the answers of a mark scheme are printed from.
struct Scheme<'a> {
    quiz: &'a Quiz,
    sources: &'a Sources,
    extracts: &'a Extracts<'a>,
    patterns: bool,
}

/// The questions that stand earlier on paper than in their quiz, because they are asked before the
/// heading of their source is shown.
pub fn asked_earlier(quiz: &Quiz) -> impl Iterator<Item = &Question> {
    let first = quiz.questions.iter().take_while(|it| it.is_unseen());
    let others = quiz.questions.iter().skip(first.count());
    others.filter(|it| it.is_unseen())
}

/// What is printed of a quiz.
pub fn booklet(quiz: &Quiz, sources: &Sources, settings: BookletSettings) -> Booklet {
    let extracts = Extracts::of(quiz, sources);
    let count = settings.variants.clamp(1, MOST_PAPERS);
    let papers = (0..count).map(|index| {
        let placed = placed(quiz, settings, index);
        let name = (count > 1).then(|| format!("Paper {}", block::letter(index as usize)));
        if settings.key {
            let scheme = Scheme {
                quiz,
                sources,
                extracts: &extracts,
                patterns: settings.patterns,
            };
            mark_scheme(&scheme, &placed, name)
        } else {
            paper(quiz, &extracts, &placed, name)
        }
    });
    Booklet {
        title: block::clean(&quiz.title),
        is_key: settings.key,
        papers: papers.collect(),
    }
}

fn placed<'a>(quiz: &'a Quiz, settings: BookletSettings, paper: u32) -> Vec<OrderedQuestion<'a>> {
    let (unseen, others): (Vec<&Question>, Vec<&Question>) =
        quiz.questions.iter().partition(|it| it.is_unseen());
    let numbered = unseen.into_iter().chain(others).enumerate();
    numbered
        .map(|(index, question)| OrderedQuestion {
            number: index + 1,
            question,
            orders: orders::of(question, settings.seed, settings.variants > 1, paper),
        })
        .collect()
}

fn paper(
    quiz: &Quiz,
    extracts: &Extracts<'_>,
    placed: &[OrderedQuestion<'_>],
    name: Option<String>,
) -> PrintedPaper {
    let unseen = placed.iter().filter(|it| it.question.is_unseen()).count();
    let (first, second) = placed.split_at(unseen);
    let has_parts = !first.is_empty() && !second.is_empty();
    let mut sections = if has_parts {
        let names = ["Part one: sources", "Part one: questions"];
        let mut sections = part(extracts, Part::One, first, names);
        if let Some(last) = sections.last_mut() {
            last.foot = Some("Turn over only when you are told to");
        }
        let names = ["Part two: sources", "Part two: questions"];
        let mut after = part(extracts, Part::Two, second, names);
        if let Some(first) = after.first_mut() {
            first.new_page = true;
        }
        sections.append(&mut after);
        sections
    } else {
        part(extracts, Part::Whole, placed, ["Sources", "Questions"])
    };
    if let Some(last) = sections.last_mut() {
        last.foot = Some("End of questions");
    }
    let mut advice = vec!["Answer all questions in the spaces provided."];
    if sections.len() > 1 {
        advice.push("Read the sources first; their paragraphs are numbered ¶1, ¶2 and so on.");
    }
    if has_parts {
        advice.push("This paper has two parts. Do not turn to part two before you are told.");
    }
    let total = total(quiz);
    let marks = placed.iter().map(|it| (it.number, it.question.available()));
    PrintedPaper {
        name,
        details: total_and_time(quiz, total),
        total,
        marks: marks.collect(),
        advice: advice.into_iter().map(str::to_owned).collect(),
        sections,
    }
}

/// The sources and the questions of a part, under their headings.
fn part(
    extracts: &Extracts<'_>,
    part: Part,
    placed: &[OrderedQuestion<'_>],
    [sources, questions]: [&'static str; 2],
) -> Vec<Section> {
    let passages = extracts.parts(part);
    let passages = (!passages.is_empty()).then(|| Section::new(sources, passages));
    let questions = Section::new(questions, question::questions(placed, extracts));
    passages.into_iter().chain([questions]).collect()
}

fn mark_scheme(
    scheme: &Scheme<'_>,
    placed: &[OrderedQuestion<'_>],
    name: Option<String>,
) -> PrintedPaper {
    let quiz = scheme.quiz;
    let total = total(quiz);
    let mut details = total_and_time(quiz, total);
    if let Some(pass) = &quiz.pass {
        let needed = (u64::from(total) * u64::from(pass.value)).div_ceil(100);
        details.push(("Pass", format!("{}% ({needed} of {total})", pass.value)));
    }
    let said = [("Level", &quiz.level), ("About", &quiz.description)];
    for (label, text) in said {
        details.extend(text.as_ref().map(|it| (label, block::clean(it))));
    }
    let exam: Vec<String> = answer_key::said(&quiz.exam).collect();
    if !exam.is_empty() {
        details.push(("Examination", exam.join(", ")));
    }
    let mut sections = Vec::new();
    let short = answer_key::in_short(placed);
    if !short.is_empty() {
        let short = vec![SectionPart::Blocks(short)];
        sections.push(Section::new("Answers in short", short));
    }
    let withheld = scheme.extracts.withheld_parts();
    if !withheld.is_empty() {
        sections.push(Section::new(
            "Where the sources come from (tell students after the questions that ask about it)",
            withheld,
        ));
    }
    let answers = placed
        .iter()
        .map(|it| SectionPart::Question(answer_key::question(it, scheme)));
    sections.push(Section::new("Mark scheme", answers.collect()));
    let words = readable_patterns::vocabulary(quiz);
    if scheme.patterns && !words.is_empty() {
        sections.push(Section::new(
            "Words that count in all written answers",
            vec![SectionPart::Blocks(words)],
        ));
    }
    let advice = readable_patterns::advice(quiz, scheme.patterns);
    PrintedPaper {
        name,
        details,
        total,
        marks: Vec::new(),
        advice,
        sections,
    }
}

fn total(quiz: &Quiz) -> u32 {
    let marks = quiz.questions.iter().map(Question::available);
    marks.fold(0, u32::saturating_add)
}

/// What stands at the head of a paper and of its mark scheme.
fn total_and_time(quiz: &Quiz, total: u32) -> Vec<(&'static str, String)> {
    let mut details = vec![("Total", words::marks(total))];
    details.extend(time(quiz));
    details
}

fn time(quiz: &Quiz) -> Option<(&'static str, String)> {
    let minutes = quiz.time_limit.as_ref()?.minutes();
    let part = |count: u32, noun: &str| (count > 0).then(|| words::counted(count, noun));
    let parts = [part(minutes / 60, "hour"), part(minutes % 60, "minute")];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    Some(("Time", parts.join(" ")))
}

/// Who made a source, when, for whom, where it is kept, whose it is: each with its label.
fn facts(source: &Source) -> Vec<(String, String)> {
    let facts = source.provenance.facts_and_rights().into_iter();
    let facts = facts.map(|(label, text)| (label.to_owned(), block::clean(&text)));
    facts.filter(|(_, text)| !text.is_empty()).collect()
}
