//! Choice interactions: a list, or two for a claim and its evidence.

use super::processing::{
    SCORE, first_of, is_answered, is_right, mapping, number, operator, outcome, response, set,
    variable, when, worth,
};
use super::shown_after::chosen;
use super::task::{Score, Task};
use crate::lower::{Choice, Gap, Offer, Offers, count};
use crate::shared::flow::{content, div, stem};
use crate::xml::Element;
use sourcework_core::quiz::Question;

/// A list of choices and the response that it fills.
pub(super) struct List<'a> {
    /// The response.
    pub response: &'static str,
    /// What the choices are called, before their number.
    pub named: &'static str,
    pub cardinality: &'static str,
    pub offers: &'a [Offer<'a>],
}

impl<'a> List<'a> {
    /// The list of a question that has one.
    pub(super) fn of(choice: &'a Choice<'a>) -> Self {
        Self {
            response: "RESPONSE",
            named: match choice.of {
                Offers::Options => "option",
                Offers::Quotations => "candidate",
                Offers::Sentences => "sentence",
            },
            cardinality: if choice.one { "single" } else { "multiple" },
            offers: &choice.offers,
        }
    }

    /// What a choice is called.
    pub(super) fn name(&self, index: usize) -> String {
        format!("{}-{}", self.named, index + 1)
    }

    /// The outcome that says which feedback is shown.
    pub(super) fn outcome_name(&self) -> String {
        format!("CHOSEN_{}", self.response)
    }

    /// Its declaration. A response of one names the first right choice.
    pub(super) fn declaration(&self, worth: Option<Element>) -> Element {
        let most = if self.cardinality == "single" {
            1
        } else {
            usize::MAX
        };
        let right = self.right().take(most).map(|index| self.name(index));
        response(self.response, self.cardinality, "identifier", right, worth)
    }

    fn right(&self) -> impl Iterator<Item = usize> {
        let numbered = self.offers.iter().enumerate();
        numbered
            .filter(|(_, it)| it.correct)
            .map(|(index, _)| index)
    }

    /// How many are right.
    pub(super) fn elements(&self) -> u32 {
        count(self.right().count())
    }

    /// One for what is right, and one off for what is wrong.
    pub(super) fn hits_less_wrong(&self) -> Option<Element> {
        let numbered = self.offers.iter().enumerate();
        mapping(numbered.map(|(index, it)| (self.name(index), if it.correct { 1 } else { -1 })))
    }

    /// The feedback of a choice, where it has one.
    pub(super) fn feedback_of(&self, index: usize) -> Option<Element> {
        let feedback = self.offers.get(index)?.feedback?;
        Some(chosen(&self.outcome_name(), &self.name(index), feedback))
    }

    /// The outcome for feedback and the rule that sets it, where a choice has any.
    pub(super) fn feedback(&self, task: &mut Task) {
        if self.offers.iter().all(|it| it.feedback.is_none()) {
            return;
        }
        let name = self.outcome_name();
        task.outcomes
            .push(outcome(&name, self.cardinality, "identifier"));
        let chosen = set(&name, variable(self.response));
        task.rules.push(when(is_answered(self.response), chosen));
    }

    /// The interaction, with so many choices at most (0: any number).
    pub(super) fn interaction(&self, question: &Question, most: u32) -> Element {
        let choices = self.offers.iter().enumerate().map(|(index, offer)| {
            Element::new("qti-simple-choice")
                .with("identifier", self.name(index))
                .children(content(offer.text))
                .children(self.feedback_of(index))
        });
        Element::new("qti-choice-interaction")
            .with("response-identifier", self.response)
            .with("shuffle", question.shuffle.to_string())
            .with("max-choices", most.to_string())
            .children(choices)
    }
}

/// A choice from a list: one, or any number.
pub(super) fn task(question: &Question, choice: &Choice<'_>) -> Task {
    let list = List::of(choice);
    let most = match choice.one {
        true => 1,
        false => choice.choose.unwrap_or(0),
    };
    let mut task = scored(question, choice, &list);
    if let Some(number) = choice.choose {
        let words = instructions(&format!("Choose {number}."));
        task.body.push(words.into());
    }
    let interaction = prompted(list.interaction(question, most), &question.stem);
    task.body.push(interaction.into());
    list.feedback(&mut task);
    task
}

/// How a choice is scored: right or not where one is chosen or all of them are wanted, else hits
/// less wrong ones.
pub(super) fn scored(question: &Question, choice: &Choice<'_>, list: &List<'_>) -> Task {
    if choice.one || choice.all_or_nothing {
        return Task {
            responses: vec![list.declaration(None)],
            rules: vec![all_if(is_right(list.response), question.available())],
            ..Task::default()
        };
    }
    Task {
        responses: vec![list.declaration(list.hits_less_wrong())],
        score: Score::Of(worth(list.response), list.elements()),
        ..Task::default()
    }
}

/// Two menus: the claim is half of the marks, and evidence earns the other half with it only.
pub(super) fn claim_and_evidence(question: &Question, claim: &Gap<'_>, evidence: &Gap<'_>) -> Task {
    let claims = List {
        response: "CLAIM",
        named: "claim",
        cardinality: "single",
        offers: &claim.offers,
    };
    let evidence = List {
        response: "EVIDENCE",
        named: "evidence",
        cardinality: "single",
        offers: &evidence.offers,
    };
    let shows = evidence
        .offers
        .iter()
        .enumerate()
        .filter(|(_, it)| it.correct);
    let shows = mapping(shows.map(|(index, _)| (evidence.name(index), 1)));
    let tariff = question.available();
    let both = operator(
        "qti-and",
        [
            is_right("CLAIM"),
            is_answered("EVIDENCE"),
            operator("qti-gt", [worth("EVIDENCE"), number(0)]),
        ],
    );
    let rule = first_of([
        (both, set(SCORE, number(tariff))),
        (is_right("CLAIM"), set(SCORE, number(tariff / 2))),
    ]);
    let prompted_list =
        |list: &List<'_>, words: &str| prompted(list.interaction(question, 1), words);
    let mut task = Task {
        responses: vec![claims.declaration(None), evidence.declaration(shows)],
        rules: vec![rule],
        body: vec![
            stem(&question.stem).into(),
            prompted_list(&claims, "Choose the claim.").into(),
            prompted_list(&evidence, "Choose the evidence for it.").into(),
        ],
        ..Task::default()
    };
    claims.feedback(&mut task);
    evidence.feedback(&mut task);
    task
}

/// Full marks under a condition.
fn all_if(condition: Element, tariff: u32) -> Element {
    when(condition, set(SCORE, number(tariff)))
}

/// An interaction with a prompt.
pub(super) fn prompted(mut interaction: Element, words: &str) -> Element {
    interaction.children.insert(0, prompt(words).into());
    interaction
}

/// Instructions for the student; not in a rubric block, because there are players that hide those.
pub(super) fn instructions(words: &str) -> Element {
    div("instructions").child(Element::new("p").text(words))
}

/// The stem as the prompt of an interaction.
fn prompt(stem: &str) -> Element {
    Element::new("qti-prompt").children(content(stem))
}
