//! A row of a table, and the body of the question that it asks.

use std::collections::BTreeMap;

use crate::bodies::{self, Sides, truth_of};
use crate::imported::Trouble;
use crate::table::{ARROW, Column};
use sourcework_core::diagnostic::Span;
use sourcework_core::quiz::body::{Choice, MultipleResponse};
use sourcework_core::quiz::{Body, Kind};
use sourcework_core::source::quotation::fold_answer;

/// The numbers and letters of answers in a text like "1, 3" or "A and C", and what is neither.
fn numbers<'t>(text: &'t str, answers: &[(usize, &str)]) -> (Vec<usize>, Vec<&'t str>) {
    let mut found = Vec::new();
    let mut others = Vec::new();
    let words = text.split([',', ' ', '+', '&']);
    let words = words.map(|word| word.trim_matches(['(', ')', '.', ':']));
    for word in words.filter(|it| !it.is_empty() && !it.eq_ignore_ascii_case("and")) {
        let letter = match word.as_bytes() {
            [letter] if letter.is_ascii_alphabetic() => {
                Some(usize::from(letter.to_ascii_uppercase() - b'A') + 1)
            }
            _ => None,
        };
        let number = letter.or(word.parse().ok());
        match number.filter(|it| answers.iter().any(|(known, _)| known == it)) {
            Some(number) => found.push(number),
            None => others.push(word),
        }
    }
    (found, others)
}

/// Whether a text is the number or the letter of one answer.
fn is_place(text: &str, answers: &[(usize, &str)]) -> bool {
    let (found, others) = numbers(text, answers);
    found.len() == 1 && others.is_empty()
}

/// The answer that has these words, ignoring capitals, quotation marks and what stands at the end; nothing where several
/// different ones do.
fn same_words(text: &str, answers: &[(usize, &str)]) -> Option<usize> {
    let said = fold_answer(text);
    let mut same = answers
        .iter()
        .filter(|(_, answer)| fold_answer(answer) == said);
    let found = same.next().filter(|_| !said.is_empty());
    found
        .filter(|_| same.next().is_none())
        .map(|(number, _)| *number)
}

/// Left and right of a cell, separated by `=>`; else by an arrow that people also type.
fn pair(cell: &str) -> (&str, &str) {
    let sides = [ARROW, "->", "→"].iter().find_map(|it| cell.split_once(it));
    sides.unwrap_or((cell, ""))
}

/// The cells of a row that hold something.
pub(super) struct RowReader<'c, 't> {
    pub cells: BTreeMap<Column, &'c str>,
    /// The numbers of the right answers.
    pub keys: Vec<usize>,
    pub span: Span,
    pub trouble: &'c mut Trouble<'t>,
}

impl<'c> RowReader<'c, '_> {
    pub fn one(&self, name: &'static str) -> Option<&'c str> {
        self.cells.get(&Column::One(name)).copied()
    }

    /// The cells of a name with their numbers.
    pub fn all(&self, name: &'static str) -> Vec<(usize, &'c str)> {
        let all = self.cells.iter().filter_map(|(column, cell)| match column {
            Column::Of(of, number) if *of == name => Some((*number, *cell)),
            _ => None,
        });
        all.collect()
    }

    fn numbered(&self, name: &'static str, number: usize) -> Option<String> {
        let cell = self.cells.get(&Column::Of(name, number))?;
        Some((*cell).to_owned())
    }

    /// One word of a list; another one is reported and left out.
    pub fn word<T>(&mut self, name: &'static str, find: impl Fn(&str) -> Option<T>) -> Option<T> {
        let written = self.one(name)?;
        let word = find(&written.to_lowercase().replace(' ', "-"));
        if word.is_none() {
            let what = format!("“{written}” is no {name}; it was left out");
            self.trouble.left_out(self.span, what);
        }
        word
    }

    pub fn marks(&mut self, body: &Body) -> Option<u32> {
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

    /// The numbers of the right answers; a letter counts as its place, and an answer's own words
    /// stand for it too.
    ///
    /// A part of a cell is never a key: where something in it is neither, no answer is right, and a
    /// message says so.
    pub fn read_keys(&mut self) -> Vec<usize> {
        let answers = self.all("answer");
        let Some(cell) = self.one("correct") else {
            return Vec::new();
        };
        let mut keys = Vec::new();
        // An answer may hold what else stands between several keys.
        let is_whole = same_words(cell, &answers).is_some() && !is_place(cell, &answers);
        let parts: Vec<&str> = match is_whole {
            true => vec![cell],
            false => cell.split([';', '\n']).collect(),
        };
        for part in parts.into_iter().map(str::trim).filter(|it| !it.is_empty()) {
            let words = same_words(part, &answers);
            let (numbers, others) = numbers(part, &answers);
            let is_letter = part.contains(|c: char| c.is_ascii_alphabetic());
            let wrong = match (words, &numbers[..]) {
                (Some(words), [place]) if others.is_empty() && is_letter && words != *place => {
                    "is the letter of one answer and the words of another"
                }
                (Some(words), places) if !others.is_empty() || places.len() > 1 => {
                    keys.push(words);
                    continue;
                }
                (_, places) if others.is_empty() => {
                    keys.extend(places);
                    continue;
                }
                _ => "is none of the answers and no number of one",
            };
            let what = format!("“{part}” under “correct” {wrong}; no answer is right");
            self.trouble.left_out(self.span, what);
            return Vec::new();
        }
        self.warn_of_numbers(cell, &answers, &keys);
        keys
    }

    /// A number can be the place of an answer and the words of another one: the place counts, and a message says so.
    fn warn_of_numbers(&mut self, cell: &str, answers: &[(usize, &str)], keys: &[usize]) {
        let place: Option<usize> = cell.trim().parse().ok();
        let is_place = |place: &usize| answers.iter().any(|(number, _)| number == place);
        let Some(place) = place.filter(is_place) else {
            return;
        };
        if same_words(cell, answers).is_some_and(|number| number != place) {
            let what = format!(
                "“{place}” under “correct” is the place of one answer and the words of another; answer {} is taken to be right: check it",
                keys.first().copied().unwrap_or(place)
            );
            self.trouble.changed(self.span, what);
        }
    }

    /// Reports the cells that nothing of the question is made of.
    pub fn report_unread_of(&mut self, body: &Body) {
        const OF_ALL: [&str; 9] = [
            "id",
            "skill",
            "marks",
            "extract",
            "question",
            "explanation",
            "hint",
            "provenance",
            "shuffle",
        ];
        let (one, of): (&[&str], &[&str]) = match body.kind() {
            Kind::MultipleResponse => (&["correct", "choose"], &["answer", "feedback"]),
            Kind::SingleChoice | Kind::Evidence | Kind::Paired => {
                (&["correct"], &["answer", "feedback"])
            }
            Kind::TrueFalse => (&[], &["answer", "feedback", "evidence"]),
            Kind::Matching | Kind::Grid => (&[], &["answer", "feedback"]),
            Kind::Ordering => (&[], &["answer"]),
            Kind::Cloze => (&["text"], &["answer"]),
            Kind::Inference | Kind::ShortAnswer | Kind::Extended => (&["text"], &[]),
        };
        let one: Vec<&str> = OF_ALL.iter().chain(one).copied().collect();
        let of: Vec<&str> = of.iter().chain(&["quotation"]).copied().collect();
        self.report_unread(&one, &of);
    }

    /// Reports the cells of columns that are not among those.
    pub fn report_unread(&mut self, one: &[&str], of: &[&str]) {
        let is_read = |column: &Column| match column {
            Column::One(name) => *name == "kind" || one.contains(name),
            Column::Of(name, _) => of.contains(name),
        };
        let mut unread = self.cells.keys().filter(|it| !is_read(it));
        if let Some(first) = unread.next() {
            let more = match unread.count() {
                0 => "",
                _ => ", and more of its cells,",
            };
            let what = format!(
                "“{}”{more} says nothing in such a row; it was left out",
                first.heading()
            );
            self.trouble.left_out(self.span, what);
        }
    }

    /// The kind: what the row says, else what its cells look like.
    fn kind(&mut self) -> Kind {
        let named = self.word("kind", |word| match word {
            "essay" => Some(Kind::Extended),
            word => Kind::find(word),
        });
        named.unwrap_or_else(|| {
            let answers = self.all("answer");
            // Where an answer is right, an arrow of another look belongs to its text.
            let picked = self.one("correct").is_some();
            let is_pair = |cell: &str| cell.contains(ARROW) || !picked && !pair(cell).1.is_empty();
            let has_gaps = self.one("text").is_some_and(|text| text.contains("{{"));
            if has_gaps {
                Kind::Cloze
            } else if answers.is_empty() {
                Kind::Extended
            } else if answers.iter().all(|(_, cell)| is_pair(cell)) {
                let mut rights = answers
                    .iter()
                    .map(|(_, cell)| cell.rsplit_once(ARROW).unwrap_or(pair(cell)));
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

    pub fn body(&mut self) -> Option<Body> {
        let kind = self.kind();
        Some(match kind {
            Kind::SingleChoice | Kind::Paired => bodies::single_choice(self.options()),
            Kind::MultipleResponse => self.response(),
            // Without answers any sentence of the passage can be chosen.
            Kind::Evidence if self.all("answer").is_empty() => bodies::evidence(Vec::new()),
            Kind::Evidence => bodies::evidence(self.options()),
            Kind::TrueFalse => self.statements(),
            Kind::Matching | Kind::Grid => self.matching(),
            Kind::Ordering => bodies::ordering(self.answers()),
            Kind::Cloze => return self.cloze(),
            Kind::Inference | Kind::ShortAnswer | Kind::Extended => {
                let marks = self.one("marks").and_then(|it| it.parse().ok());
                bodies::essay(self.one("text"), marks)
            }
        })
    }

    fn options(&mut self) -> Vec<Choice> {
        if self.one("correct").is_none() {
            let what = "no answer is right: “correct” is empty";
            self.trouble.changed(self.span, what);
        }
        let answers = self.all("answer");
        let option = |(number, cell): &(usize, &str)| {
            let correct = self.keys.contains(number);
            bodies::option(*cell, correct, self.numbered("feedback", *number))
        };
        answers.iter().map(option).collect()
    }

    fn answers(&self) -> Vec<String> {
        let all = self.all("answer").into_iter();
        all.map(|(_, cell)| cell.to_owned()).collect()
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
                body.choose = Some(bodies::placed(count));
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
            statements.push(bodies::statement(
                text.trim(),
                answer,
                self.numbered("evidence", number),
                self.numbered("feedback", number),
            ));
        }
        bodies::true_false(statements)
    }

    fn matching(&mut self) -> Body {
        let mut sides = Sides::default();
        for (number, cell) in self.all("answer") {
            let (left, right) = pair(cell);
            sides.add(left.trim(), right.trim(), self.numbered("feedback", number));
        }
        sides.into_pairs_or_rows()
    }

    fn cloze(&mut self) -> Option<Body> {
        let text = self
            .one("text")
            .or(self.one("question"))
            .unwrap_or_default();
        let Some(template) = bodies::gapped(text) else {
            let what = "the text has no gap: write the answer in its place, “War is a {{calamity}}.”; the question was left out";
            self.trouble.left_out(self.span, what);
            return None;
        };
        Some(bodies::cloze(template, self.answers()))
    }
}
