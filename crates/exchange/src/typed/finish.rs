//! From what was read to questions: which options are right, and what kind each question is.

use std::collections::HashMap;

use super::key::{self, Named};
use super::{Asked, Choice, Reader, Within, line};
use crate::bodies;
use crate::imported::{Imported, Item, Trouble};
use crate::transcript::is_heading;
use sourcework_core::diagnostic::Span;

impl Reader<'_, '_> {
    /// All that was read.
    pub(super) fn finish(mut self, looks: &[(u8, &str)]) -> Imported {
        if self.asked.is_empty() {
            let what = "there is no question: one begins with a number (`1.`), or stands above its options (`a)`, `b)`); the text of a source is read by `sourcework import transcript`";
            self.trouble.malformed(Span::default(), what);
            return Imported::default();
        }
        if self.within == Within::Passage
            && self.passage.heading.is_none()
            && is_heading(&self.passage.text)
        {
            // “End of questions”.
            let what = "this stands behind the last question and was left out";
            self.trouble.left_out(self.passage.span, what);
            self.within = Within::Nothing;
        }
        self.end_passage();
        if let Some(span) = self.to_write_on {
            self.trouble
                .left_out(span, "lines to write on were left out, here and below");
        }
        self.give_keys();
        let look = right_look(&self.asked, looks, self.trouble);
        let mut imported = Imported {
            title: self.title,
            passages: self.passages.into_passages(),
            ..Imported::default()
        };
        for asked in self.asked {
            for item in items(asked, look, self.trouble) {
                imported.ask(item);
            }
        }
        imported
    }

    /// Gives the questions the keys of the list at the end.
    fn give_keys(&mut self) {
        let mut places: HashMap<u32, Vec<usize>> = HashMap::new();
        for (at, asked) in self.asked.iter().enumerate() {
            if let Some(number) = asked.number {
                places.entry(number).or_default().push(at);
            }
        }
        for (number, key) in std::mem::take(&mut self.keys) {
            let places = places.get(&number).map_or(&[][..], Vec::as_slice);
            let [at] = places else {
                let span = places
                    .first()
                    .map_or(Span::default(), |at| self.asked[*at].span);
                let what = format!(
                    "the list of answers has {key} for question {number}, and there is not exactly one of that number; it was left out"
                );
                self.trouble.left_out(span, what);
                continue;
            };
            let asked = &mut self.asked[*at];
            if asked.key.is_none() {
                asked.key = Some((key, asked.span));
            } else {
                asked.key_of_list = Some((key, asked.span));
            }
        }
    }
}

/// The way to stand out that marks the right option: exactly one option does so in each question with options, of which
/// there are several, and nothing else is a key.
fn right_look(asked: &[Asked], looks: &[(u8, &str)], trouble: &mut Trouble<'_>) -> u8 {
    let with_options: Vec<&Asked> = asked
        .iter()
        .filter(|it| !it.options.is_empty() && !are_parts(it))
        .collect();
    let has_key = |it: &&Asked| it.key.is_some() || it.options.iter().any(|it| it.is_right);
    if with_options.iter().any(has_key) {
        return 0;
    }
    let count = |asked: &Asked, look: u8| {
        asked
            .options
            .iter()
            .filter(|it| it.looks & look != 0)
            .count()
    };
    let marks =
        |look: u8| with_options.len() > 1 && with_options.iter().all(|it| count(it, look) == 1);
    let marking: Vec<_> = looks.iter().filter(|(look, _)| marks(*look)).collect();
    let right = |asked: &Asked, look: u8| asked.options.iter().position(|it| it.looks & look != 0);
    if let [(look, name), others @ ..] = marking.as_slice()
        && with_options.iter().all(|it| {
            others
                .iter()
                .all(|(other, _)| right(it, *other) == right(it, *look))
        })
    {
        let what = format!(
            "in each question exactly one option is {name}: it was taken as the right one; look at every key"
        );
        trouble.changed(with_options[0].span, what);
        return *look;
    }
    let some = looks.iter().find_map(|(look, name)| {
        let found = with_options
            .iter()
            .find(|it| (1..it.options.len()).contains(&count(it, *look)))?;
        Some((found, name))
    });
    if let Some((found, name)) = some {
        let what = format!(
            "options are {name} here, but not exactly one in each question: that was not taken as the key (write `*` before a right option, or a line `Answer: B`)"
        );
        trouble.changed(found.span, what);
    }
    0
}

/// Whether what stands behind letters are questions: they have marks, or ask.
fn are_parts(asked: &Asked) -> bool {
    let asks = |it: &&Choice| line::marks(&it.text).is_some() || it.text.trim_end().ends_with('?');
    let has_key = asked.key.is_some() || asked.options.iter().any(|it| it.is_right);
    let parts = asked.options.iter().filter(asks).count();
    !has_key
        && parts > 0
        && (parts == asked.options.len()
            || asked
                .options
                .iter()
                .any(|it| line::marks(&it.text).is_some()))
}

/// Whether what stands behind bullets is there to help with a written answer, “You may use: …”: nothing is a key, and it
/// is worth more than a choice.
fn are_hints(asked: &Asked, look: u8) -> bool {
    let is_hint = |it: &Choice| it.is_bullet && !it.is_right && it.looks & look == 0;
    asked.key.is_none() && asked.marks > Some(1) && asked.options.iter().all(is_hint)
}

/// The questions that one with a number comes to.
fn items(mut asked: Asked, look: u8, trouble: &mut Trouble<'_>) -> Vec<Item> {
    if !are_parts(&asked) {
        return vec![item(asked, look, trouble)];
    }
    let what = "what stands behind letters are questions of their own, and were taken as such";
    trouble.changed(asked.span, what);
    let parts = std::mem::take(&mut asked.options);
    let part = |part: Choice| {
        let mut own = asked.clone();
        own.span = part.span;
        own.marks = None;
        own.add_to_stem(&part.text, "\n\n");
        item(own, look, trouble)
    };
    parts.into_iter().map(part).collect()
}

fn item(mut asked: Asked, look: u8, trouble: &mut Trouble<'_>) -> Item {
    if are_hints(&asked, look) {
        for hint in std::mem::take(&mut asked.options) {
            super::add(&mut asked.stem, &format!("• {}", hint.text), "\n\n");
        }
    }
    let (marks, stem) = (asked.marks, asked.stem.clone());
    let mut to_do = Vec::new();
    let body = if asked.options.is_empty() {
        let is_certain = compare_keys(&asked, trouble, &mut to_do);
        let key = asked.key.as_ref().map(|(key, _)| key.as_str());
        match key.and_then(truth) {
            Some(truth) => bodies::true_false(vec![bodies::statement(
                stem.clone(),
                Some(truth).filter(|_| is_certain),
                None,
                None,
            )]),
            None => {
                tell_of_label(&asked, trouble, &mut to_do);
                bodies::essay(key, marks)
            }
        }
    } else {
        let right = right_options(&asked, look, trouble, &mut to_do);
        let options = asked.options.into_iter().enumerate();
        let options = options.map(|(at, it)| bodies::option(it.text, right.contains(&at), None));
        match right.len() {
            0 | 1 => bodies::single_choice(options.collect()),
            _ => bodies::multiple_response(options.collect()),
        }
    };
    let mut item = Item::new(asked.span, stem, body);
    item.marks = marks.filter(|it| *it != item.body.natural_tariff());
    item.passages = asked.passages;
    item.explanation = asked.explanation;
    item.to_do = to_do;
    item
}

/// Tells that an answer names an option where there is none. A number may be
/// what was asked for.
fn tell_of_label(
    asked: &Asked,
    trouble: &mut Trouble<'_>,
    to_do: &mut Vec<(&'static str, &'static str)>,
) {
    let is_letter = |it: &str| line::is_label(it) && !it.contains(|c: char| c.is_ascii_digit());
    let Some((key, span)) = &asked.key else {
        return;
    };
    if !asked.is_doubtful && !is_letter(key) {
        return;
    }
    let what = format!(
        "the answer “{key}” is the label of an option, and the question has none that could be read (`a) …`); it was taken as a written answer"
    );
    trouble.changed(*span, what);
    to_do.push((
        "model",
        "this is only a label: which option did it name, and what are the options?",
    ));
}

/// Compares the key of the list with the own one of a question without options; returns whether no truth stands against
/// another.
fn compare_keys(
    asked: &Asked,
    trouble: &mut Trouble<'_>,
    to_do: &mut Vec<(&'static str, &'static str)>,
) -> bool {
    let (Some((own, _)), Some((other, span))) = (&asked.key, &asked.key_of_list) else {
        return true;
    };
    let truths = truth(own).zip(truth(other));
    let is_same = truths.is_some_and(|(own, other)| own == other);
    if is_same || own.eq_ignore_ascii_case(other) {
        return true;
    }
    let what = if truths.is_some() {
        let which = "the file says both true and false; which is right?";
        to_do.push(("statements", which));
        format!(
            "the answer “{own}” and the list of answers, which has {other}, disagree; the question has no key now"
        )
    } else {
        format!(
            "the list of answers has {other} for it, and the question has an answer of its own, which was kept"
        )
    };
    trouble.changed(*span, what);
    truths.is_none()
}

/// The truth that a key names: `True`, `F`.
fn truth(key: &str) -> Option<sourcework_core::quiz::Truth> {
    let key = key.trim_end_matches('.');
    match key {
        "T" | "t" => bodies::truth_of("True"),
        "F" | "f" => bodies::truth_of("False"),
        word => bodies::truth_of(word),
    }
}

/// The places of the right options. Where two keys disagree there is none.
fn right_options(
    asked: &Asked,
    look: u8,
    trouble: &mut Trouble<'_>,
    to_do: &mut Vec<(&'static str, &'static str)>,
) -> Vec<usize> {
    let of = |is: &dyn Fn(&Choice) -> bool| -> Vec<usize> {
        (0..asked.options.len())
            .filter(|at| is(&asked.options[*at]))
            .collect()
    };
    let starred = of(&|it| it.is_right);
    let keys = [
        ("the answer", "the marked option", &asked.key),
        (
            "the list of answers",
            "what stands at the question",
            &asked.key_of_list,
        ),
    ];
    let mut right: Option<Vec<usize>> = Some(starred).filter(|it| !it.is_empty());
    for (name, other, key) in keys {
        let Some((key, span)) = key else { continue };
        let what = match key::named(key, &asked.options) {
            Named::Options(named) => match &right {
                None => {
                    right = Some(named);
                    continue;
                }
                Some(right) if *right == named => continue,
                Some(_) => format!("{name} “{key}” and {other} disagree"),
            },
            Named::TwoWays => {
                format!("{name} “{key}” is the letter of one option and the text of another")
            }
            Named::Nothing => {
                let what = format!("{name} “{key}” is none of the options");
                trouble.left_out(*span, what);
                continue;
            }
        };
        trouble.changed(*span, format!("{what}; the question has no key now"));
        let which = "the file names one option in one way and another in another; which is right?";
        to_do.push(("options", which));
        return Vec::new();
    }
    right.unwrap_or_else(|| match asked.key {
        None => of(&|it| it.looks & look != 0),
        Some(_) => Vec::new(),
    })
}
