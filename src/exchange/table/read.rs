//! The rows of a table to questions.

use std::collections::{BTreeMap, HashMap};

use super::{ARROW, Column, PASSAGE};
use crate::diagnostic::{Placed, Span};
use crate::exchange::imported::{Imported, Item, Passage, Trouble};
use crate::exchange::simpler::{pairs_or_rows, truth_of};
use crate::exchange::written;
use crate::quiz::body::{
    Candidate, Choice, Cloze, Evidence, Matching, MultipleResponse, Ordering, Pair, SingleChoice,
    Statement, TrueFalse,
};
use crate::quiz::cloze::Template;
use crate::quiz::{Body, Kind, Reveal, Skill};

/// A table that is being read: first its headings, then a row after the other.
#[derive(Default)]
pub struct Reading {
    columns: Option<Vec<Option<Column>>>,
    /// Whether the headings are none of ours, so that no row can be read.
    hopeless: bool,
    imported: Imported,
    /// The places of the passages by what their rows call them.
    passages: HashMap<String, usize>,
}

impl Reading {
    /// Takes up the next row.
    pub fn row(&mut self, cells: &[String], span: Span, trouble: &mut Trouble<'_>) {
        if self.hopeless || cells.iter().all(|cell| cell.trim().is_empty()) {
            return;
        }
        let Some(columns) = &self.columns else {
            let columns = headings(cells, span, trouble);
            self.hopeless = columns.is_empty();
            self.columns = Some(columns);
            return;
        };
        let mut row = Row {
            cells: BTreeMap::new(),
            keys: Vec::new(),
            span,
            trouble,
        };
        for (cell, column) in cells.iter().zip(columns) {
            if let Some(column) = column
                && !cell.trim().is_empty()
            {
                row.cells.insert(*column, cell.trim());
            }
        }
        if cells
            .iter()
            .skip(columns.len())
            .any(|cell| !cell.trim().is_empty())
        {
            let what = "there are more cells than headings; those behind the last were left out";
            row.trouble.left_out(span, what);
        }
        if row
            .one("kind")
            .is_some_and(|kind| kind.eq_ignore_ascii_case(PASSAGE))
        {
            self.passage(&row);
        } else {
            row.keys = row.read_keys();
            self.question(row);
        }
    }

    /// What was read.
    pub fn finish(self, trouble: &mut Trouble<'_>) -> Imported {
        if self.columns.is_none() {
            let what =
                "the table is empty; its first row names the columns: kind, question, answer 1 …";
            trouble.malformed(Span::default(), what);
        }
        self.imported
    }

    fn passage(&mut self, row: &Row<'_, '_>) {
        let text = row.one("text").or(row.one("question")).unwrap_or_default();
        let name = row.one("extract").or(row.one("id"));
        let passage = Passage {
            extract: name.filter(|it| it.contains('/')).map(str::to_owned),
            label: name.filter(|it| !it.contains('/')).map(str::to_owned),
            heading: row.one("text").and(row.one("question")).map(str::to_owned),
            text: text.to_owned(),
            ..Passage::default()
        };
        if let Some(name) = name {
            self.passages
                .insert(name.to_owned(), self.imported.passages.len());
        }
        self.imported.passages.push(passage);
    }

    fn question(&mut self, mut row: Row<'_, '_>) {
        let Some(stem) = row.one("question") else {
            let what = "the row asks nothing: its “question” is empty; it was left out";
            row.trouble.left_out(row.span, what);
            return;
        };
        let Some(body) = row.body() else {
            return;
        };
        let mut item = Item::new(row.span, stem, body);
        item.name = row.one("id").map(str::to_owned);
        item.skill = row.word("skill", Skill::find);
        item.reveal = row.word("provenance", Reveal::find).unwrap_or_default();
        item.shuffle = row.word("shuffle", yes_or_no).unwrap_or(true);
        item.explanation = row.one("explanation").map(str::to_owned);
        item.hint = row.one("hint").map(str::to_owned);
        item.quotes = row
            .all("quotation")
            .into_iter()
            .map(|(_, text)| text.to_owned())
            .collect();
        item.marks = row.marks(&item.body);
        for name in row
            .one("extract")
            .into_iter()
            .flat_map(|it| it.split([';', '\n']))
        {
            let name = name.trim();
            match self.passages.get(name) {
                Some(place) => item.passages.push(*place),
                None if name.contains('/') => item.extracts.push(name.to_owned()),
                None if name.is_empty() => {}
                None => row.trouble.left_out(
                    row.span,
                    format!("no row above holds the passage “{name}”; write “source-id/{name}” where it is an extract of yours"),
                ),
            }
        }
        self.imported.ask(item);
    }
}

/// What stands over the columns; nothing where the column of the questions is not among them.
fn headings(cells: &[String], span: Span, trouble: &mut Trouble<'_>) -> Vec<Option<Column>> {
    let columns: Vec<_> = cells.iter().map(|cell| Column::find(cell)).collect();
    if !columns.contains(&Some(Column::One("question"))) {
        let what = "no column is headed “question”; docs/table-format.md names the columns";
        trouble.malformed(span, what);
        return Vec::new();
    }
    for (cell, column) in cells.iter().zip(&columns) {
        if column.is_none() && !cell.trim().is_empty() {
            let what = format!("no column is called “{}”; it was left out", cell.trim());
            trouble.left_out(span, what);
        }
    }
    columns
}

fn yes_or_no(word: &str) -> Option<bool> {
    match word {
        "yes" | "true" | "1" => Some(true),
        "no" | "false" | "0" => Some(false),
        _ => None,
    }
}

fn placed(text: &str) -> Placed<String> {
    Placed::new(text.to_owned(), Span::default())
}

/// The cells of a row that hold something.
struct Row<'c, 't> {
    cells: BTreeMap<Column, &'c str>,
    /// The numbers of the right answers.
    keys: Vec<usize>,
    span: Span,
    trouble: &'c mut Trouble<'t>,
}

impl<'c> Row<'c, '_> {
    fn one(&self, name: &'static str) -> Option<&'c str> {
        self.cells.get(&Column::One(name)).copied()
    }

    /// The cells of a name with their numbers.
    fn all(&self, name: &'static str) -> Vec<(usize, &'c str)> {
        let all = self.cells.iter().filter_map(|(column, cell)| match column {
            Column::Of(of, number) if *of == name => Some((*number, *cell)),
            _ => None,
        });
        all.collect()
    }

    fn told(&self, name: &'static str, number: usize) -> Option<Placed<String>> {
        self.cells
            .get(&Column::Of(name, number))
            .map(|it| placed(it))
    }

    /// One word of a list; another is told and counts as none.
    fn word<T>(&mut self, name: &'static str, find: impl Fn(&str) -> Option<T>) -> Option<T> {
        let written = self.one(name)?;
        let word = find(&written.to_lowercase().replace(' ', "-"));
        if word.is_none() {
            let what = format!("“{written}” is no {name}; it was left out");
            self.trouble.left_out(self.span, what);
        }
        word
    }

    fn marks(&mut self, body: &Body) -> Option<u32> {
        let written = self.one("marks")?;
        match written.parse::<u32>() {
            Ok(marks) if (1..=100).contains(&marks) => {
                (marks != body.natural_tariff()).then_some(marks)
            }
            _ => {
                let what = format!("“{written}” is no number of marks from 1 to 100");
                self.trouble.left_out(self.span, what);
                None
            }
        }
    }

    /// The numbers of the right answers; a letter counts as its place.
    fn read_keys(&mut self) -> Vec<usize> {
        let answers: Vec<usize> = self
            .all("answer")
            .iter()
            .map(|(number, _)| *number)
            .collect();
        let written = self.one("correct").unwrap_or_default();
        let words = written.split([';', ',', ' ', '\n', '+', '&']);
        let words = words.map(|word| word.trim_matches(['(', ')', '.', ':']));
        let mut keys = Vec::new();
        for word in words.filter(|it| !it.is_empty() && !it.eq_ignore_ascii_case("and")) {
            let letter = match word.as_bytes() {
                [letter] if letter.is_ascii_alphabetic() => {
                    Some(usize::from(letter.to_ascii_uppercase() - b'A') + 1)
                }
                _ => None,
            };
            match letter.or(word.parse().ok()) {
                Some(number) if answers.contains(&number) => keys.push(number),
                _ => {
                    let what = format!("“{word}” under “correct” is no number of an answer");
                    self.trouble.left_out(self.span, what);
                }
            }
        }
        keys
    }

    /// The kind: what the row says, else what its cells look like.
    fn kind(&mut self) -> Kind {
        let named = self.word("kind", |word| match word {
            "essay" => Some(Kind::Extended),
            word => Kind::find(word),
        });
        named.unwrap_or_else(|| {
            let answers = self.all("answer");
            let has_gaps = self.one("text").is_some_and(|text| text.contains("{{"));
            if has_gaps {
                Kind::Cloze
            } else if answers.is_empty() {
                Kind::Extended
            } else if answers.iter().all(|(_, cell)| cell.contains(ARROW)) {
                let mut rights = answers
                    .iter()
                    .filter_map(|(_, cell)| cell.rsplit_once(ARROW));
                match rights.all(|(_, right)| truth_of(right).is_some()) {
                    true => Kind::TrueFalse,
                    false => Kind::Matching,
                }
            } else if self.keys.len() > 1 {
                Kind::MultipleResponse
            } else {
                Kind::SingleChoice
            }
        })
    }

    fn body(&mut self) -> Option<Body> {
        let kind = self.kind();
        Some(match kind {
            Kind::SingleChoice | Kind::Paired => Body::SingleChoice(SingleChoice {
                options: self.options(),
            }),
            Kind::MultipleResponse => self.response(),
            Kind::Evidence => Body::Evidence(Evidence {
                candidates: self.candidates(),
                sentences: Vec::new(),
            }),
            Kind::TrueFalse => self.statements(),
            Kind::Matching | Kind::Grid => self.matching(),
            Kind::Ordering => Body::Ordering(Ordering {
                items: self
                    .all("answer")
                    .iter()
                    .map(|(_, cell)| placed(cell))
                    .collect(),
            }),
            Kind::Cloze => return self.cloze(),
            Kind::Inference | Kind::ShortAnswer | Kind::Extended => {
                let marks = self.one("marks").and_then(|it| it.parse().ok());
                written::essay(self.one("text"), marks)
            }
        })
    }

    fn options(&mut self) -> Vec<Choice> {
        if self.one("correct").is_none() {
            let what = "no answer is right: “correct” is empty";
            self.trouble.changed(self.span, what);
        }
        let answers = self.all("answer");
        let option = |(number, cell): &(usize, &str)| Choice {
            text: placed(cell),
            correct: self.keys.contains(number),
            feedback: self.told("feedback", *number),
        };
        answers.iter().map(option).collect()
    }

    fn candidates(&mut self) -> Vec<Candidate> {
        let answers = self.all("answer");
        if answers.is_empty() {
            return Vec::new();
        }
        let options = self.options().into_iter();
        let candidates = options.map(|it| Candidate {
            quote: it.text,
            correct: it.correct,
            feedback: it.feedback,
        });
        candidates.collect()
    }

    fn response(&mut self) -> Body {
        let rules = self.one("choose").unwrap_or_default();
        let mut body = MultipleResponse {
            options: self.options(),
            choose: None,
            all_or_nothing: false,
        };
        for rule in rules.split(';').map(str::trim).filter(|it| !it.is_empty()) {
            if rule.eq_ignore_ascii_case("all or nothing") {
                body.all_or_nothing = true;
            } else if let Ok(count) = rule.parse() {
                body.choose = Some(Placed::new(count, Span::default()));
            } else {
                let what =
                    format!("“{rule}” under “choose” is neither a number nor “all or nothing”");
                self.trouble.left_out(self.span, what);
            }
        }
        Body::MultipleResponse(body)
    }

    fn statements(&mut self) -> Body {
        let mut statements = Vec::new();
        for (number, cell) in self.all("answer") {
            let (text, word) = cell.rsplit_once(ARROW).unwrap_or((cell, ""));
            let answer = truth_of(&word.replace('-', " "));
            if answer.is_none() {
                let what = format!(
                    "answer {number} needs “{ARROW} true”, “{ARROW} false” or “{ARROW} not stated” behind it"
                );
                self.trouble.changed(self.span, what);
            }
            statements.push(Statement {
                text: placed(text.trim()),
                answer,
                quote: self.told("evidence", number),
                feedback: self.told("feedback", number),
            });
        }
        Body::TrueFalse(TrueFalse { statements })
    }

    fn matching(&mut self) -> Body {
        let mut pairs = Vec::new();
        let mut distractors = Vec::new();
        for (number, cell) in self.all("answer") {
            let (left, right) = cell.split_once(ARROW).unwrap_or((cell, ""));
            let (left, right) = (left.trim(), right.trim());
            if left.is_empty() {
                distractors.push(placed(right));
            } else {
                pairs.push(Pair {
                    left: placed(left),
                    right: placed(right),
                    feedback: self.told("feedback", number),
                });
            }
        }
        pairs_or_rows(Matching { pairs, distractors })
    }

    fn cloze(&mut self) -> Option<Body> {
        let text = self
            .one("text")
            .or(self.one("question"))
            .unwrap_or_default();
        let template = Template::parse(text)
            .ok()
            .filter(|it| !it.gaps().is_empty());
        let Some(template) = template else {
            let what = "the text has no gap: write the answer in its place, “War is a {{calamity}}.”; the question was left out";
            self.trouble.left_out(self.span, what);
            return None;
        };
        let bank = self.all("answer");
        Some(Body::Cloze(Box::new(Cloze {
            text: Placed::new(template, Span::default()),
            bank: bank.iter().map(|(_, word)| placed(word)).collect(),
        })))
    }
}
