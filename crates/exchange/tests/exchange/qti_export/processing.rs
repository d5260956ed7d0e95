//! A small evaluator of response processing, written from the standard alone, against our marking:
//! thousands of answers by chance to every question that a machine scores.

use std::collections::BTreeMap;

use sourcework_core::marking::mark;
use sourcework_exchange::xml::Element;

use super::chance::{Chance, answer};
use super::{VERSIONS, all_papers, files, item};

/// A value: nothing, texts (identifiers, strings, pairs), a number, or a truth.
#[derive(Clone, Debug, PartialEq)]
enum Value {
    Null,
    Texts(Vec<String>),
    Number(f64),
    Truth(bool),
}

impl Value {
    fn number(&self) -> f64 {
        match self {
            Self::Number(number) => *number,
            other => panic!("{other:?} is no number"),
        }
    }
}

/// The variables of an attempt, and the declarations of its responses.
struct Attempt<'a> {
    item: &'a Element,
    values: BTreeMap<String, Value>,
}

/// A name of either version in the form of 2.1, so that one evaluator reads both.
fn plain(name: &str) -> String {
    let name = name.strip_prefix("qti-").unwrap_or(name);
    let mut parts = name.split('-');
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |all, part| {
        all + &part[..1].to_uppercase() + &part[1..]
    })
}

fn named<'a>(element: &'a Element, name: &str) -> Option<&'a Element> {
    element.elements().find(|it| plain(&it.name) == name)
}

fn attribute<'a>(element: &'a Element, name: &str) -> Option<&'a str> {
    let found = element.attributes.iter().find(|(it, _)| plain(it) == name);
    found.map(|(_, value)| value.as_str())
}

impl<'a> Attempt<'a> {
    fn new(item: &'a Element, responses: &BTreeMap<String, Vec<String>>) -> Self {
        let mut values = BTreeMap::new();
        for declared in item
            .elements()
            .filter(|it| plain(&it.name) == "outcomeDeclaration")
        {
            let default = named(declared, "defaultValue");
            let value = default.map_or(Value::Null, |it| {
                Value::Number(it.all_text().trim().parse().unwrap())
            });
            values.insert(declared.attribute("identifier").unwrap().to_owned(), value);
        }
        for declared in item
            .elements()
            .filter(|it| plain(&it.name) == "responseDeclaration")
        {
            let name = declared.attribute("identifier").unwrap();
            let given = responses.get(name).cloned().unwrap_or_default();
            let value = if given.is_empty() {
                Value::Null
            } else {
                Value::Texts(given)
            };
            values.insert(name.to_owned(), value);
        }
        assert!(
            responses.keys().all(|it| values.contains_key(it)),
            "{responses:?}"
        );
        Self { item, values }
    }

    /// The score after the attempt.
    fn score(mut self) -> f64 {
        let processing = named(self.item, "responseProcessing").unwrap();
        processing.elements().for_each(|rule| self.run(rule));
        assert_eq!(
            self.values["FEEDBACK"],
            Value::Texts(vec!["explanation".to_owned()])
        );
        self.values["SCORE"].number()
    }

    fn run(&mut self, rule: &Element) {
        match plain(&rule.name).as_str() {
            "setOutcomeValue" => {
                let value = self.value(rule.elements().next().unwrap());
                let name = rule.attribute("identifier").unwrap();
                assert!(self.values.contains_key(name), "{name} is declared");
                self.values.insert(name.to_owned(), value);
            }
            "responseCondition" => {
                let branch = rule.elements().find(|branch| {
                    self.value(branch.elements().next().unwrap()) == Value::Truth(true)
                });
                let rules: Vec<_> = branch.iter().flat_map(|it| it.elements().skip(1)).collect();
                rules.into_iter().for_each(|rule| self.run(rule));
            }
            other => panic!("no rule {other}"),
        }
    }

    fn declaration(&self, name: &str) -> &'a Element {
        let mut all = self.item.elements();
        all.find(|it| {
            plain(&it.name) == "responseDeclaration" && it.attribute("identifier") == Some(name)
        })
        .unwrap()
    }

    fn value(&self, expression: &Element) -> Value {
        let name = || expression.attribute("identifier").unwrap();
        let over: Vec<Value> = expression.elements().map(|it| self.value(it)).collect();
        let any_null = over.contains(&Value::Null);
        let numbers = || over.iter().map(Value::number);
        match plain(&expression.name).as_str() {
            "variable" => self.values[name()].clone(),
            "correct" => {
                let right = named(self.declaration(name()), "correctResponse");
                let right = right.unwrap();
                Value::Texts(right.elements().map(Element::all_text).collect())
            }
            "baseValue" => match attribute(expression, "baseType").unwrap() {
                "float" => Value::Number(expression.all_text().parse().unwrap()),
                _ => Value::Texts(vec![expression.all_text()]),
            },
            "mapResponse" => self.mapped(name()),
            "isNull" => Value::Truth(any_null),
            "not" if any_null => Value::Null,
            "not" => Value::Truth(over == [Value::Truth(false)]),
            "and" | "or" => {
                let decisive = Value::Truth(expression.name.ends_with("or"));
                match over.contains(&decisive) {
                    true => decisive,
                    false if any_null => Value::Null,
                    false => Value::Truth(decisive == Value::Truth(false)),
                }
            }
            _ if any_null => Value::Null,
            "match" => self.same(expression, &over),
            "gt" => Value::Truth(over[0].number() > over[1].number()),
            "index" => {
                let Value::Texts(texts) = &over[0] else {
                    panic!()
                };
                let place: usize = expression.attribute("n").unwrap().parse().unwrap();
                let there = texts
                    .get(place - 1)
                    .map(|it| Value::Texts(vec![it.clone()]));
                there.unwrap_or(Value::Null)
            }
            "sum" => Value::Number(numbers().sum()),
            "product" => Value::Number(numbers().product()),
            "divide" => Value::Number(over[0].number() / over[1].number()),
            "truncate" => Value::Number(over[0].number().trunc()),
            other => panic!("no operator {other}"),
        }
    }

    /// Whether two values are the same: in order, where the order belongs to them.
    fn same(&self, expression: &Element, over: &[Value]) -> Value {
        let mut sides: Vec<Value> = over.to_vec();
        let first = expression.elements().next().unwrap();
        let in_order = plain(&first.name) != "variable"
            || attribute(
                self.declaration(first.attribute("identifier").unwrap()),
                "cardinality",
            ) != Some("multiple");
        for side in &mut sides {
            if let (Value::Texts(texts), false) = (side, in_order) {
                texts.sort();
            }
        }
        Value::Truth(sides[0] == sides[1])
    }

    fn mapped(&self, name: &str) -> Value {
        let Value::Texts(given) = &self.values[name] else {
            return Value::Number(0.0);
        };
        let declared = self.declaration(name);
        let mapping = named(declared, "mapping").unwrap();
        let of_text = attribute(declared, "baseType") == Some("string");
        let mut distinct = given.clone();
        distinct.sort();
        distinct.dedup();
        let worth = |given: &String| -> f64 {
            let entry = mapping.elements().find(|entry| {
                let key = attribute(entry, "mapKey").unwrap();
                let loose = of_text && attribute(entry, "caseSensitive") == Some("false");
                key == given || (loose && key.to_lowercase() == given.to_lowercase())
            });
            entry.map_or(0.0, |it| {
                attribute(it, "mappedValue").unwrap().parse().unwrap()
            })
        };
        let sum: f64 = distinct.iter().map(worth).sum();
        let least = attribute(mapping, "lowerBound").map_or(f64::MIN, |it| it.parse().unwrap());
        Value::Number(sum.max(least))
    }
}

#[test]
fn response_processing_gives_the_marks_that_we_give() {
    let (mut seen, mut partly) = (0, 0);
    for paper in all_papers() {
        for format in VERSIONS {
            let files = files(format, &paper);
            for question in &paper.quiz.questions {
                let item = item(&files, &question.id);
                let mut chance = Chance(7);
                for _ in 0..60 {
                    let Some((answer, responses)) = answer(question, &mut chance) else {
                        break;
                    };
                    let ours = mark(question, &answer).unwrap();
                    let theirs = Attempt::new(item, &responses).score();
                    let said = format!("{} {format}: {responses:?}", question.id.value);
                    assert_eq!(theirs, f64::from(ours.awarded), "{said}");
                    seen += 1;
                    partly += usize::from(ours.awarded > 0 && !ours.is_full());
                }
            }
        }
    }
    assert!(
        seen > 5000 && partly > 1000,
        "{partly} of {seen} answers are partly right"
    );
}

#[test]
fn what_a_person_scores_has_no_score() {
    for paper in all_papers() {
        for format in VERSIONS {
            let files = files(format, &paper);
            for question in paper
                .quiz
                .questions
                .iter()
                .filter(|it| it.kind().is_written())
            {
                let item = item(&files, &question.id);
                let outcomes = item
                    .elements()
                    .filter(|it| plain(&it.name) == "outcomeDeclaration");
                let score = outcomes
                    .into_iter()
                    .find(|it| it.attribute("identifier") == Some("SCORE"));
                let most = attribute(score.unwrap(), "normalMaximum");
                assert_eq!(most, Some(question.available().to_string().as_str()));
                let sets_score = item.descendants().any(|it| {
                    plain(&it.name) == "setOutcomeValue"
                        && it.attribute("identifier") == Some("SCORE")
                });
                assert!(!sets_score);
                let rubric = item
                    .descendants()
                    .find(|it| it.attribute("view") == Some("scorer"));
                assert!(rubric.unwrap().all_text().contains("Model answer"));
            }
        }
    }
}
