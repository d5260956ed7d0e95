//! What an attempt has come to: the score, by skill, and what to look at again.

use serde::Serialize;

use super::Session;
use super::event::{Certainty, Earned};
use super::feedback::Feedback;
use super::state::{GivenAnswer, Item};
use crate::marking::Basis;
use crate::quiz::Skill;

/// Marks awarded of marks available.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Score {
    /// Marks awarded.
    pub awarded: u32,
    /// Marks available.
    pub available: u32,
}

impl Score {
    fn add(&mut self, awarded: u32, available: u32) {
        *self = self.plus(Self { awarded, available });
    }

    /// The sum of two scores. Marks so large that they have no sum come only from a record that
    /// somebody has changed; the sum is the largest number then.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            awarded: self.awarded.saturating_add(other.awarded),
            available: self.available.saturating_add(other.available),
        }
    }

    /// Whole per cent, rounded down, so that nobody passes by rounding; 0 of nothing. It is never
    /// more than 100, even where a record that somebody has changed awards more than there is.
    pub fn percent(self) -> u32 {
        let share = u64::from(self.awarded) * 100 / u64::from(self.available.max(1));
        u32::try_from(share.min(100)).expect("100 fits in 32 bits")
    }
}

/// What an attempt has come to.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Summary<'a> {
    /// All that has a mark.
    pub score: Score,
    /// What was held against a key.
    pub exact: Score,
    /// What was held against credit points.
    pub matched: Score,
    /// What a person judged.
    pub judged: Score,
    /// Marks of which the program is not sure, and which nobody has decided.
    pub unsure: u32,
    /// Marks that wait for a person.
    pub unjudged: u32,
    /// The per cent that pass.
    pub pass_mark: Option<u32>,
    /// Whether they were reached; `None` without a pass mark, or while a judgement could decide.
    pub passed: Option<bool>,
    /// By skill, in the order of the list of skills.
    pub skills: Vec<SkillScore>,
    /// How many hints were taken.
    pub hints: usize,
    /// How many questions were not answered.
    pub unanswered: usize,
    /// What was asked again: how many questions, and how many of them were then right.
    pub retried: Option<(usize, usize)>,
    /// The written answers that were written again, with both marks; the first counts.
    pub redrafts: Vec<Redraft>,
    /// How sure the student was, by skill; empty where nobody asked.
    pub calibration: Vec<Calibration>,
    /// What to look at again.
    pub again: Vec<Again<'a>>,
    /// Whole seconds from the beginning to the end.
    pub seconds: i64,
}

/// The marks of one skill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct SkillScore {
    /// The skill.
    pub skill: Skill,
    /// What was held against a key.
    pub exact: Score,
    /// What was held against credit points.
    pub matched: Score,
    /// What a person judged.
    pub judged: Score,
}

impl SkillScore {
    fn none(skill: Skill) -> Self {
        Self {
            skill,
            exact: Score::default(),
            matched: Score::default(),
            judged: Score::default(),
        }
    }

    /// The score that marks of this basis are added to.
    fn of(&mut self, basis: Basis) -> &mut Score {
        match basis {
            Basis::Exact => &mut self.exact,
            Basis::Matched => &mut self.matched,
            Basis::Judged => &mut self.judged,
        }
    }

    /// All together.
    pub fn score(self) -> Score {
        self.exact.plus(self.matched).plus(self.judged)
    }
}

/// How sure a student was of answers that test one skill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Calibration {
    /// The skill.
    pub skill: Skill,
    /// For a guess, fairly sure, sure: questions, and how many of them earned every mark.
    pub steps: [(usize, usize); 3],
    /// How often the student was sure and missed marks.
    pub sure_and_wrong: usize,
}

/// A written answer that was written again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Redraft {
    /// The place of its question in the attempt, from 0.
    pub place: usize,
    /// What the first version earned; `None` while it waits for a person.
    pub first: Option<Earned>,
    /// What the second version earned.
    pub second: Option<Earned>,
}

/// A question to look at again.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Again<'a> {
    /// Its place in the attempt, from 0.
    pub place: usize,
    /// Its ID.
    pub question: &'a str,
    /// Its score.
    pub score: Score,
    /// Why, with the evidence.
    #[serde(skip)]
    pub feedback: Feedback<'a>,
}

/// Sums up; see [`Session::summary`].
pub fn summarise(session: &Session) -> Summary<'_> {
    let attempt = session.attempt();
    let items = &attempt.items;
    let (mut unsure, mut unjudged) = (0_u32, 0_u32);
    let mut skills: Vec<SkillScore> = Vec::new();
    for item in items {
        let (skill, available) = (item.presented.skill, item.presented.available);
        let mark = item.first.as_ref().and_then(|given| given.mark);
        if mark.is_none() && item.first.is_some() {
            unjudged = unjudged.saturating_add(available);
            continue;
        }
        let basis = mark.map_or_else(|| item.basis_unanswered(), |mark| mark.basis);
        let awarded = mark.map_or(0, |mark| mark.awarded);
        unsure = unsure.saturating_add(mark.map_or(0, |mark| mark.doubtful));
        let at = skills
            .iter()
            .position(|line| line.skill == skill)
            .unwrap_or_else(|| {
                skills.push(SkillScore::none(skill));
                skills.len() - 1
            });
        skills[at].of(basis).add(awarded, available);
    }
    let sum =
        |of: fn(&SkillScore) -> Score| skills.iter().map(of).fold(Score::default(), Score::plus);
    let (exact, matched) = (sum(|it| it.exact), sum(|it| it.matched));
    let judged = sum(|it| it.judged);
    skills.sort_by_key(|line| line.skill);
    let score = exact.plus(matched).plus(judged);
    let pass_mark = attempt.pass;
    Summary {
        passed: pass_mark.and_then(|mark| passed(score, unjudged, unsure, mark)),
        score,
        exact,
        matched,
        judged,
        unsure,
        unjudged,
        pass_mark,
        skills,
        hints: items.iter().filter(|item| item.hint).count(),
        unanswered: items.iter().filter(|item| is_unanswered(item)).count(),
        retried: retried(session),
        redrafts: redrafts(session),
        calibration: calibration(session),
        again: again(session),
        seconds: seconds(session),
    }
}

/// Whether the pass mark is reached, if what waits to be judged cannot change that.
fn passed(score: Score, unjudged: u32, unsure: u32, pass_mark: u32) -> Option<bool> {
    let reaches = |awarded: u64| {
        let available = u64::from(score.available) + u64::from(unjudged);
        awarded * 100 >= u64::from(pass_mark) * available
    };
    let awarded = u64::from(score.awarded);
    let waiting = u64::from(unjudged) + u64::from(unsure);
    match (reaches(awarded), reaches(awarded + waiting)) {
        (true, _) => Some(true),
        (false, false) => Some(false),
        (false, true) => None,
    }
}

fn is_unanswered(item: &Item) -> bool {
    item.first
        .as_ref()
        .is_none_or(|given| given.answer.is_blank())
}

fn is_full(given: &GivenAnswer) -> Option<bool> {
    given.mark.map(|mark| mark.is_full())
}

fn retried(session: &Session) -> Option<(usize, usize)> {
    let attempt = session.attempt();
    let keyed = attempt.items.iter().filter(|item| !item.is_written());
    let seconds = keyed.filter_map(|item| item.second.as_ref());
    let asked = seconds.clone().count();
    let right = seconds.filter(|given| is_full(given) == Some(true)).count();
    attempt.settings.retry.then_some((asked, right))
}

fn redrafts(session: &Session) -> Vec<Redraft> {
    let items = session.attempt().items.iter().enumerate();
    let written = items.filter(|(_, item)| item.is_written());
    let redraft = |(place, item): (usize, &Item)| {
        Some(Redraft {
            place,
            first: item.first.as_ref()?.mark,
            second: item.second.as_ref()?.mark,
        })
    };
    written.filter_map(redraft).collect()
}

fn calibration(session: &Session) -> Vec<Calibration> {
    let mut lines: Vec<Calibration> = Vec::new();
    for item in &session.attempt().items {
        let Some(given) = &item.first else { continue };
        let (Some(certainty), Some(full)) = (given.certainty, is_full(given)) else {
            continue;
        };
        let skill = item.presented.skill;
        let at = lines
            .iter()
            .position(|line| line.skill == skill)
            .unwrap_or_else(|| {
                lines.push(Calibration {
                    skill,
                    steps: [(0, 0); 3],
                    sure_and_wrong: 0,
                });
                lines.len() - 1
            });
        let (asked, right) = &mut lines[at].steps[certainty as usize];
        *asked += 1;
        *right += usize::from(full);
        lines[at].sure_and_wrong += usize::from(certainty == Certainty::Sure && !full);
    }
    lines.sort_by_key(|line| line.skill);
    lines
}

/// The questions that earned less than all, with what the session may tell about them.
fn again(session: &Session) -> Vec<Again<'_>> {
    let items = session.items().enumerate();
    items
        .filter(|(_, (item, _))| {
            item.first
                .as_ref()
                .is_none_or(|given| is_full(given) == Some(false))
        })
        .filter_map(|(place, (item, question))| {
            let mark = item.first.as_ref().and_then(|given| given.mark);
            Some(Again {
                place,
                question: &question.id,
                score: Score {
                    awarded: mark.map_or(0, |mark| mark.awarded),
                    available: item.presented.available,
                },
                feedback: session.feedback(place)?,
            })
        })
        .collect()
}

/// Until the attempt ended: what a teacher judges afterwards takes none of the student's time.
fn seconds(session: &Session) -> i64 {
    let attempt = session.attempt();
    let until = attempt.ended.unwrap_or(attempt.last);
    until.duration_since(attempt.began).as_secs().max(0)
}

#[cfg(test)]
mod tests {
    use super::Score;

    #[test]
    fn marks_that_no_attempt_awards_are_not_more_than_all() {
        let all = |awarded, available| Score { awarded, available };
        assert_eq!(all(u32::MAX, 1).percent(), 100);
        assert_eq!(all(1, 0).percent(), 100);
        assert_eq!(all(u32::MAX, 3).plus(all(1, 2)), all(u32::MAX, 5));
    }
}
