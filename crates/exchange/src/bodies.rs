//! What readers make of the texts that they find: the bodies of questions. A text of an import has no
//! place of its own.

use std::collections::BTreeSet;

use sourcework_core::diagnostic::{Placed, Span};
use sourcework_core::quiz::body::{
    Band, Candidate, Choice, Cloze, Criterion, Evidence, Extended, Grid, Level, Matching,
    MultipleResponse, Ordering, Pair, Paired, Row, SingleChoice, Statement, TrueFalse,
};
use sourcework_core::quiz::cloze::Template;
use sourcework_core::quiz::{Body, Truth};

/// A value without a place.
pub fn placed<T>(value: T) -> Placed<T> {
    Placed::new(value, Span::default())
}

fn all_placed(texts: Vec<String>) -> Vec<Placed<String>> {
    texts.into_iter().map(placed).collect()
}

/// An option, or a claim or a quotation to choose.
pub fn option(text: impl Into<String>, correct: bool, feedback: Option<String>) -> Choice {
    Choice {
        text: placed(text.into()),
        correct,
        feedback: feedback.map(placed),
    }
}

/// A choice of one.
pub fn single_choice(options: Vec<Choice>) -> Body {
    Body::SingleChoice(SingleChoice { options })
}

/// A choice of several, of which each earns a share.
pub fn multiple_response(options: Vec<Choice>) -> Body {
    Body::MultipleResponse(MultipleResponse {
        options,
        choose: None,
        all_or_nothing: false,
    })
}

fn candidates(options: Vec<Choice>) -> Vec<Candidate> {
    let options = options.into_iter();
    let candidates = options.map(|option| Candidate {
        quote: option.text,
        correct: option.correct,
        feedback: option.feedback,
    });
    candidates.collect()
}

/// Quotations to choose; without any, all sentences of the passage.
pub fn evidence(quotations: Vec<Choice>) -> Body {
    Body::Evidence(Evidence {
        candidates: candidates(quotations),
        sentences: Vec::new(),
    })
}

/// A claim to choose, and a quotation that shows it.
pub fn paired(claims: Vec<Choice>, quotations: Vec<Choice>) -> Body {
    Body::Paired(Paired {
        claims,
        evidence: candidates(quotations),
    })
}

/// A statement with the words that decide it.
pub fn statement(
    text: impl Into<String>,
    answer: Option<Truth>,
    quote: Option<String>,
    feedback: Option<String>,
) -> Statement {
    Statement {
        text: placed(text.into()),
        answer,
        quote: quote.map(placed),
        feedback: feedback.map(placed),
    }
}

/// Statements.
pub fn true_false(statements: Vec<Statement>) -> Body {
    Body::TrueFalse(TrueFalse { statements })
}

/// The truth of a word such as "Not stated", however it is written.
pub fn truth_of(word: &str) -> Option<Truth> {
    Truth::ALL
        .into_iter()
        .find(|known| known.shown().eq_ignore_ascii_case(word.trim()))
}

/// Items in their order.
pub fn ordering(items: Vec<String>) -> Body {
    let items = all_placed(items);
    Body::Ordering(Ordering { items })
}

/// Gaps in a text, and the words that are offered beside the answers.
pub fn cloze(text: Template, bank: Vec<String>) -> Body {
    Body::Cloze(Box::new(Cloze {
        text: placed(text),
        bank: all_placed(bank),
        forgive: None,
    }))
}

/// A text with `{{gaps}}`; nothing where its braces do not pair or it has none.
pub fn gapped(text: &str) -> Option<Template> {
    let template = Template::parse(text).ok()?;
    match template.gaps().is_empty() {
        true => None,
        false => Some(template),
    }
}

/// The answers of a gap or of a row of a grid.
#[derive(Clone)]
pub enum Cell {
    /// One of the options is right.
    Chosen(Vec<String>, Option<String>),
    /// All of them are accepted.
    Typed(Vec<String>),
}

/// A row of a grid.
pub fn row(label: impl Into<String>, cell: Cell, feedback: Option<String>) -> Row {
    let (options, answer, answers) = match cell {
        Cell::Chosen(options, answer) => (options, answer, Vec::new()),
        Cell::Typed(answers) => (Vec::new(), None, answers),
    };
    Row {
        label: placed(label.into()),
        options: all_placed(options),
        answer: answer.map(placed),
        answers: all_placed(answers),
        forgive: None,
        feedback: feedback.map(placed),
    }
}

/// Rows.
pub fn grid(rows: Vec<Row>) -> Body {
    Body::Grid(Grid { rows })
}

/// Left and right sides as another tool has them.
#[derive(Default)]
pub struct Sides {
    pairs: Vec<Pair>,
    distractors: Vec<Placed<String>>,
}

impl Sides {
    /// Adds a pair; a right side without a left one belongs to nothing.
    pub fn add(
        &mut self,
        left: impl Into<String>,
        right: impl Into<String>,
        feedback: Option<String>,
    ) {
        let (left, right) = (left.into(), placed(right.into()));
        if left.is_empty() {
            self.distractors.push(right);
        } else {
            self.pairs.push(Pair {
                left: placed(left),
                right,
                feedback: feedback.map(placed),
            });
        }
    }

    /// How many have a left side.
    pub fn count_pairs(&self) -> usize {
        self.pairs.len()
    }

    /// Pairs, whatever they say.
    pub fn into_matching(self) -> Body {
        Body::Matching(Matching {
            pairs: self.pairs,
            distractors: self.distractors,
        })
    }

    /// Pairs; where a right side belongs to several left ones, rows that offer the same options,
    /// which are marked alike.
    pub fn into_pairs_or_rows(self) -> Body {
        let mut seen = BTreeSet::new();
        let rights = self.pairs.iter().map(|pair| &pair.right);
        let rights: Vec<&Placed<String>> = rights.chain(&self.distractors).collect();
        let options = rights.iter().filter(|right| seen.insert(right.as_str()));
        let options: Vec<String> = options.map(|right| right.value.clone()).collect();
        let is_shared = options.len() < rights.len();
        let can_choose = options.len() > 1 && !options.iter().any(String::is_empty);
        if !is_shared || !can_choose {
            return self.into_matching();
        }
        let rows = self.pairs.into_iter().map(|pair| {
            let cell = Cell::Chosen(options.clone(), Some(pair.right.value));
            row(pair.left.value, cell, pair.feedback.map(|it| it.value))
        });
        grid(rows.collect())
    }

    /// Statements, where every right side is True, False or Not stated; else pairs or rows.
    pub fn into_body(self) -> Body {
        let mut rights = self
            .pairs
            .iter()
            .map(|pair| &pair.right)
            .chain(&self.distractors);
        if self.pairs.is_empty() || !rights.all(|right| truth_of(right).is_some()) {
            return self.into_pairs_or_rows();
        }
        let statement = |pair: Pair| Statement {
            text: pair.left,
            answer: truth_of(&pair.right),
            quote: None,
            feedback: pair.feedback,
        };
        true_false(self.pairs.into_iter().map(statement).collect())
    }
}

/// What stands as the model answer where none came along.
pub const NO_MODEL: &str = "A model answer was not imported.";

/// An essay with information for its grader; a person chooses the marks. `marks` is its tariff.
pub fn essay(grader: Option<&str>, marks: Option<u32>) -> Body {
    let high = marks.unwrap_or(1).clamp(1, 100);
    let grader = grader.map(str::trim).filter(|text| !text.is_empty());
    let descriptor = grader.unwrap_or("What a grader looks for was not imported.");
    extended(
        vec![whole_answer(vec![level(Band { low: 1, high }, descriptor)])],
        grader.unwrap_or(NO_MODEL),
    )
}

/// A level of a criterion.
pub fn level(band: Band, descriptor: impl Into<String>) -> Level {
    Level {
        marks: placed(band),
        descriptor: placed(descriptor.into()),
    }
}

/// The criterion of an answer that is judged as a whole.
pub fn whole_answer(levels: Vec<Level>) -> Criterion {
    Criterion {
        name: placed("The whole answer".to_owned()),
        levels,
    }
}

/// A text that is judged by levels.
pub fn extended(criteria: Vec<Criterion>, model: impl Into<String>) -> Body {
    Body::Extended(Box::new(Extended {
        criteria,
        model: placed(model.into()),
        points: Vec::new(),
        examples: Vec::new(),
        samples: Vec::new(),
    }))
}
