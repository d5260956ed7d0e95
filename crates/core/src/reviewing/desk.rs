//! One question while a person goes through its groups: what may be done next, and what comes of it.
//! The terminal and the screen drive the same desk, each in its own way.

use std::collections::HashMap;

use jiff::Timestamp;

use super::decisions::{Decision, Decisions};
use super::groups::{Decided, Group, Review, normalised};
use super::proposals::{Judged, JudgedTexts};
use crate::identity::ContentHash;
use crate::marking::written::Marked;
use crate::quiz::{Question, Quiz};

/// What a person does about the group that is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Gives so many marks to all texts of the group that are not decided yet.
    Give(u32),
    /// Takes texts out, into a group of their own, by their places in the group, from 0.
    TakeOut(Vec<usize>),
    /// Puts the next open group into this one.
    Join,
    /// Sets the comment that the pupils of the next decision get; `None` removes it.
    Comment(Option<String>),
    /// Takes the last step back.
    Undo,
    /// Leaves the group for later.
    Later,
}

/// What has come of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Done {
    /// Texts were decided about: what is to be kept.
    Decided(Vec<Decision>),
    /// The last decision was taken back.
    TakenBack,
    /// Something else has changed, of which nothing is kept.
    Changed,
    /// Nothing has changed, for this reason.
    Refused(&'static str),
}

/// A text of the group that is shown.
#[derive(Clone, Copy, Debug)]
pub struct ShownText<'d> {
    /// As the first pupil wrote it.
    pub text: &'d str,
    /// How many pupils wrote it.
    pub answers: usize,
    /// What was decided about it before.
    pub decided: Option<&'d Decided>,
}

/// The group that is shown.
#[derive(Debug)]
pub struct ShownGroup<'d> {
    /// The question.
    pub question: &'d Question,
    /// The number of the group, from 1.
    pub number: usize,
    /// How many groups there are.
    pub of: usize,
    /// How many answers it has.
    pub answers: usize,
    /// Its texts, the most frequent first.
    pub texts: Vec<ShownText<'d>>,
    /// The mark that the program proposes; `None` where only a person can say.
    pub proposed: Option<u32>,
    /// The mark if every doubt is decided for the pupils.
    pub could_be: Option<u32>,
    /// What the program found in the first text.
    pub found: Option<&'d Marked>,
    /// The comment that goes with the next decision.
    pub comment: Option<&'d str>,
}

/// A step that can be taken back.
enum Taken {
    /// A decision, with the comment that went with it.
    Decision(Option<String>),
    /// Groups were split or joined.
    Grouping,
    /// The last group of the list was left for later.
    Later,
}

/// One question while its groups are gone through.
pub struct Desk<'q> {
    question: &'q Question,
    scheme: ContentHash,
    review: Review,
    /// What the program found, by answer.
    found: Vec<Option<Marked>>,
    /// The first texts of groups that are left for later.
    later: Vec<usize>,
    comment: Option<String>,
    taken: Vec<Taken>,
    /// The texts that were marked in the table and not decided before, with their marks.
    of_table: Vec<(String, u32)>,
}

impl<'q> Desk<'q> {
    /// A desk with the answers to a question and what the program found in each. What was decided
    /// before about the same texts holds; `known` are other marks that people have given to texts.
    pub fn new(
        quiz: &Quiz,
        question: &'q Question,
        answers: Vec<(String, Option<Marked>)>,
        decisions: &Decisions,
        known: JudgedTexts,
    ) -> Self {
        let texts = answers.iter();
        let mut review = Review::new(texts.map(|(text, found)| (text.as_str(), found.as_ref())));
        let decided = |mark: u32, comment: Option<String>| Decided {
            mark: mark.min(question.available()),
            comment,
        };
        let known = known.into_judged().into_iter();
        let known: HashMap<String, u32> = known.map(|it| (normalised(&it.text), it.mark)).collect();
        let mut of_table = Vec::new();
        review.recall(|text| match decisions.find(&question.id, text) {
            Some(decision) => Some(decided(decision.mark, decision.comment.clone())),
            None => {
                let text = normalised(text);
                let mark = decided(*known.get(&text)?, None);
                of_table.push((text, mark.mark));
                Some(mark)
            }
        });
        Self {
            question,
            scheme: quiz.scheme_hash(question),
            review,
            found: answers.into_iter().map(|(_, found)| found).collect(),
            later: Vec::new(),
            comment: None,
            taken: Vec::new(),
            of_table,
        }
    }

    /// The marks that people have given in the table, as decisions to keep: `by` says where they are
    /// from. The second time there are none.
    pub fn decisions_of_table(&mut self, by: &str, now: Timestamp) -> Vec<Decision> {
        let texts = std::mem::take(&mut self.of_table).into_iter();
        let decision = |(text, mark)| self.decision(text, mark, Some(by), now, None);
        texts.map(decision).collect()
    }

    fn decision(
        &self,
        text: String,
        mark: u32,
        by: Option<&str>,
        at: Timestamp,
        comment: Option<String>,
    ) -> Decision {
        Decision {
            question: self.question.id.value.clone(),
            text,
            mark,
            by: by.map(str::to_owned),
            at,
            scheme: self.scheme,
            comment,
        }
    }

    /// The question.
    pub fn question(&self) -> &'q Question {
        self.question
    }

    /// How many groups there are.
    pub fn groups(&self) -> usize {
        self.review.groups().len()
    }

    /// How many answers there are, and how many of them are decided about.
    pub fn answers(&self) -> (usize, usize) {
        let texts = self.review.texts.iter().enumerate();
        let decided = texts.filter(|(text, _)| self.review.decided(*text).is_some());
        let decided = decided.map(|(_, text)| text.answers.len()).sum();
        (self.found.len(), decided)
    }

    /// The texts that were decided about, in no order.
    pub fn judged(&self) -> Vec<Judged> {
        let texts = self.review.texts.iter().enumerate();
        let judged = texts.filter_map(|(place, text)| {
            Some(Judged {
                text: text.text.clone(),
                answers: text.answers.len(),
                mark: self.review.decided(place)?.mark,
            })
        });
        judged.collect()
    }

    /// Whether the last step was a decision, which is to be taken back where it is kept.
    pub fn undoes_decision(&self) -> bool {
        matches!(self.taken.last(), Some(Taken::Decision(_)))
    }

    /// Whether there is a step to take back.
    pub fn can_undo(&self) -> bool {
        !self.taken.is_empty()
    }

    /// The group that is to be decided about now; `None` where all are decided or left for later.
    pub fn shown(&self) -> Option<ShownGroup<'_>> {
        let at = self.current()?;
        let group = &self.review.groups()[at];
        let shown = |text: &usize| {
            let distinct = &self.review.texts[*text];
            ShownText {
                text: &distinct.text,
                answers: distinct.answers.len(),
                decided: self.review.decided(*text),
            }
        };
        let first = &self.review.texts[group.texts[0]];
        Some(ShownGroup {
            question: self.question,
            number: at + 1,
            of: self.groups(),
            answers: self.review.answers(group),
            texts: group.texts.iter().map(shown).collect(),
            proposed: group.proposed,
            could_be: group.could_be,
            found: self.found[first.answers[0]].as_ref(),
            comment: self.comment.as_deref(),
        })
    }

    fn is_open(&self, group: &Group) -> bool {
        let mut texts = group.texts.iter();
        let is_undecided = texts.any(|text| self.review.decided(*text).is_none());
        is_undecided && !self.later.contains(&group.texts[0])
    }

    fn current(&self) -> Option<usize> {
        let mut groups = self.review.groups().iter();
        groups.position(|group| self.is_open(group))
    }

    /// Takes a step. Every decision of it carries the name, the time and the mark scheme in force.
    pub fn step(&mut self, step: Step, by: Option<&str>, now: Timestamp) -> Done {
        match (step, self.current()) {
            (Step::Undo, _) => self.undo(),
            (Step::Comment(comment), _) => {
                self.comment = comment.filter(|it| !it.trim().is_empty());
                Done::Changed
            }
            (_, None) => Done::Refused("no group is open"),
            (Step::Give(mark), Some(group)) => self.give(group, mark, by, now),
            (Step::TakeOut(places), Some(group)) => self.take_out(group, &places),
            (Step::Join, Some(group)) => self.join(group),
            (Step::Later, Some(group)) => {
                self.later.push(self.review.groups()[group].texts[0]);
                self.taken.push(Taken::Later);
                Done::Changed
            }
        }
    }

    fn give(&mut self, group: usize, mark: u32, by: Option<&str>, now: Timestamp) -> Done {
        if mark > self.question.available() {
            return Done::Refused("the question has fewer marks than that");
        }
        let comment = self.comment.take();
        let decided = Decided {
            mark,
            comment: comment.clone(),
        };
        let texts = self.review.decide(group, &decided);
        self.taken.push(Taken::Decision(comment.clone()));
        let decision = |text: usize| {
            let text = normalised(&self.review.texts[text].text);
            self.decision(text, mark, by, now, comment.clone())
        };
        Done::Decided(texts.into_iter().map(decision).collect())
    }

    fn take_out(&mut self, group: usize, places: &[usize]) -> Done {
        let texts = &self.review.groups()[group].texts;
        let out: Option<Vec<usize>> = places.iter().map(|it| texts.get(*it).copied()).collect();
        let Some(out) = out else {
            return Done::Refused("the group has fewer texts than that");
        };
        if !self.review.split(group, &out) {
            return Done::Refused("some texts must stay in the group, and some must go");
        }
        self.taken.push(Taken::Grouping);
        Done::Changed
    }

    fn join(&mut self, group: usize) -> Done {
        let groups = self.review.groups();
        let next = (group + 1..groups.len()).find(|at| self.is_open(&groups[*at]));
        let Some(next) = next else {
            return Done::Refused("there is no other open group after this one");
        };
        self.review.merge(next, group);
        self.taken.push(Taken::Grouping);
        Done::Changed
    }

    fn undo(&mut self) -> Done {
        match self.taken.pop() {
            None => Done::Refused("there is no step to take back"),
            Some(Taken::Later) => {
                self.later.pop();
                Done::Changed
            }
            Some(Taken::Grouping) => {
                self.review.undo();
                Done::Changed
            }
            Some(Taken::Decision(comment)) => {
                self.review.undo();
                self.comment = comment;
                Done::TakenBack
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::quiz::{WRITTEN, parse};

    fn quiz() -> Quiz {
        parse("class", WRITTEN).0.expect("the text is a quiz")
    }

    fn desk<'q>(quiz: &'q Quiz, texts: &[String]) -> Desk<'q> {
        let answers = texts.iter().map(|text| (text.clone(), None)).collect();
        let none = Decisions::default();
        Desk::new(
            quiz,
            &quiz.questions[0],
            answers,
            &none,
            JudgedTexts::default(),
        )
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            (0..4_u32).prop_map(Step::Give),
            proptest::collection::vec(0..3_usize, 0..3).prop_map(Step::TakeOut),
            Just(Step::Join),
            Just(Step::Comment(Some("Why?".to_owned()))),
            Just(Step::Undo),
            Just(Step::Later),
        ]
    }

    proptest! {
        /// What is kept step by step, with what is taken back taken away, is what the desk says in the
        /// end; and no answer is lost or doubled.
        #[test]
        fn what_is_kept_is_what_was_decided(
            texts in proptest::collection::vec("[ab]{1,2}", 1..20),
            steps in proptest::collection::vec(step(), 0..30),
        ) {
            let quiz = quiz();
            let mut desk = desk(&quiz, &texts);
            let mut kept: Vec<Vec<Decision>> = Vec::new();
            for step in steps {
                match desk.step(step, Some("Ms O"), Timestamp::UNIX_EPOCH) {
                    Done::Decided(decisions) => kept.push(decisions),
                    Done::TakenBack => _ = kept.pop(),
                    Done::Changed | Done::Refused(_) => {}
                }
                let judged = desk.judged();
                let answers: usize = judged.iter().map(|it| it.answers).sum();
                prop_assert_eq!(desk.answers(), (texts.len(), answers));
                let mut said: Vec<(String, u32)> =
                    judged.iter().map(|it| (normalised(&it.text), it.mark)).collect();
                let decisions = kept.iter().flatten();
                let mut in_file: Vec<(String, u32)> =
                    decisions.map(|it| (it.text.clone(), it.mark)).collect();
                said.sort();
                in_file.sort();
                prop_assert_eq!(said, in_file);
            }
        }

        #[test]
        fn taking_back_every_step_leads_to_the_beginning(
            texts in proptest::collection::vec("[ab]{1,2}", 1..20),
            steps in proptest::collection::vec(step(), 0..20),
        ) {
            let quiz = quiz();
            let mut desk = desk(&quiz, &texts);
            let shown = |desk: &Desk<'_>| {
                let group = desk.shown();
                group.map(|it| (it.number, it.of, it.texts.iter().map(|it| it.text.to_owned()).collect::<Vec<_>>()))
            };
            let before = shown(&desk);
            for step in steps {
                desk.step(step, None, Timestamp::UNIX_EPOCH);
            }
            while desk.can_undo() {
                desk.step(Step::Undo, None, Timestamp::UNIX_EPOCH);
            }
            prop_assert_eq!(shown(&desk), before);
            prop_assert!(desk.judged().is_empty());
        }
    }

    #[test]
    fn more_marks_than_there_are_and_a_text_that_is_not_there_are_refused() {
        let quiz = quiz();
        let mut desk = desk(&quiz, &["a".to_owned(), "b".to_owned()]);
        let step = |desk: &mut Desk<'_>, step| desk.step(step, None, Timestamp::UNIX_EPOCH);
        for refused in [
            Step::Give(3),
            Step::TakeOut(vec![0]),
            Step::TakeOut(vec![7]),
            Step::TakeOut(vec![]),
            Step::Undo,
        ] {
            let done = step(&mut desk, refused.clone());
            assert!(matches!(done, Done::Refused(_)), "{refused:?}: {done:?}");
        }
        assert_eq!(step(&mut desk, Step::Join), Done::Changed);
        assert!(matches!(step(&mut desk, Step::Join), Done::Refused(_)));
    }
}
