//! What Canvas can carry, and where it counts otherwise.

use std::collections::BTreeSet;

use super::is_shuffled;
use crate::loss::{Loss, Part};
use crate::lower::{Capabilities, Interaction, count, has, kinds, lost, lower};
use crate::shared::passages::shown_as;
use sourcework_core::quiz::body::Point;
use sourcework_core::quiz::{Body, Kind, Question, Quiz, Reveal};

/// What it can carry.
pub const CAPABILITIES: Capabilities = Capabilities {
    kinds: kinds! {
        SingleChoice MultipleResponse => Choice;
        TrueFalse Matching => Pairs;
        Cloze Grid => Gaps;
        Extended => Text;
        Ordering => Pairs "a matching of items and places";
        Evidence => Choice "multiple answers";
        Paired => Gaps "two dropdowns";
        Inference ShortAnswer => Text "an essay";
    },
    lost_of_quiz: lost! {
        About if has_pass_mark: "(pass mark) stands in the description only";
        Skill if has_questions: "of the questions is left out: Canvas has no tags";
        Patterns if has::patterns_for_all: has::PATTERNS_FOR_ALL;
    },
    passages_are_html: true,
    lost_of_question: lost! {
        Rule if has::all_or_nothing: "is left out: an incomplete answer earns a share";
        Rule if has::claim_and_evidence: "is left out: evidence earns its share without the claim";
        Rule if has::typed: has::TYPED;
        Rule if mixes_rows: "of rows with options changes: the options stand beside a gap, and the pupil types the letter of one";
        Shuffle if mixes_shuffled_rows: "gives everybody the same order";
        Variants if has::answers_outside_bank: "that are not in the bank are left out";
        Patterns if has::patterns: "are left out: a person marks";
        Rule if has_rules_for_points: "is left out: Canvas shows nothing to markers alone";
        Levels if has::levels: "are left out: Canvas shows nothing to markers alone";
        Model if has::written: "is left out: Canvas shows nothing to markers alone";
        Examples if has::examples: "are left out: Canvas shows nothing to markers alone";
        Rule if is_rounded: "of rounding is left out: Canvas gives parts of a mark";
        Shuffle if has_fixed_pairs: "is left out: Canvas always shuffles what is matched";
        Hint if has::hint: "is shown with the question from the start";
        Layout if has::loose_layout: has::LOOSE_LAYOUT;
        Layout if has_lines_in_menus: "loses the line ends of what stands in a menu";
    },
    ..Capabilities::EVERYTHING
};

/// What is lost because Canvas shows and shuffles a quiz as a whole.
pub(super) fn of_whole_quiz(quiz: &Quiz) -> Vec<Loss> {
    let mut losses = Vec::new();
    let headed = headed(quiz);
    let is_shuffled = is_shuffled(quiz);
    for question in &quiz.questions {
        let mut lose = |part, how: &str| losses.push(Loss::of_question(&question.id, part, how));
        if has_options(question) && question.shuffle && !is_shuffled {
            let how = "gives everybody the same order: Canvas shuffles all of a quiz or nothing";
            lose(Part::Shuffle, how);
        }
        let mut sources = question.extracts.iter().filter_map(|id| source_of(id));
        if question.provenance != Reveal::Before && sources.any(|it| headed.contains(it)) {
            let how = "is given away: other questions on the page show the heading";
            lose(Part::Reveal, how);
        }
    }
    losses
}

fn source_of(extract: &str) -> Option<&str> {
    extract.split('/').next()
}

/// The sources whose heading some passage shows.
fn headed(quiz: &Quiz) -> BTreeSet<&str> {
    let shown = quiz.questions.iter().flat_map(shown_as);
    let headed = shown.filter(|(_, headed)| *headed);
    headed.filter_map(|(id, _)| source_of(id)).collect()
}

/// Whether Canvas would shuffle something of a question on the word of its quiz. (What is matched
/// it always shuffles.)
pub(super) fn has_options(question: &Question) -> bool {
    match lower(question, &CAPABILITIES) {
        Some(Interaction::Choice(_)) => true,
        Some(Interaction::Gaps(gaps)) => question.kind() != Kind::TrueFalse && !gaps.any_typed(),
        _ => false,
    }
}

fn has_pass_mark(quiz: &Quiz) -> bool {
    quiz.pass.is_some()
}

fn has_questions(quiz: &Quiz) -> bool {
    !quiz.questions.is_empty()
}

/// Rows of which some are typed and some chosen.
fn mixes_rows(question: &Question) -> bool {
    match lower(question, &CAPABILITIES) {
        Some(Interaction::Gaps(gaps)) => {
            gaps.any_typed() && gaps.gaps.iter().any(|gap| !gap.is_typed())
        }
        _ => false,
    }
}

fn mixes_shuffled_rows(question: &Question) -> bool {
    question.shuffle && mixes_rows(question)
}

fn has_fixed_pairs(question: &Question) -> bool {
    question.kind() == Kind::Matching && has::fixed_order(question)
}

fn has_rules_for_points(question: &Question) -> bool {
    let has_rules = |point: &Point| {
        !point.needs.is_empty() || point.group.is_some() || point.quote_from.is_some()
    };
    match &question.body {
        Body::ShortAnswer(body) => {
            body.caps.one_group.is_some() || body.points.iter().any(has_rules)
        }
        _ => false,
    }
}

/// Whether the marks are no multiple of the parts that earn them one by one.
fn is_rounded(question: &Question) -> bool {
    let parts = match lower(question, &CAPABILITIES) {
        Some(Interaction::Choice(choice)) if !choice.one => {
            choice.offers.iter().filter(|offer| offer.correct).count()
        }
        // Canvas counts places in an ordering.
        Some(Interaction::Pairs(pairs)) => pairs.pairs.len(),
        Some(Interaction::Gaps(gaps)) => gaps.gaps.len(),
        _ => return false,
    };
    parts > 0 && !question.available().is_multiple_of(count(parts))
}

/// Line ends in texts that Canvas shows in one line, where the others are kept.
fn has_lines_in_menus(question: &Question) -> bool {
    let has_lines = |text: &str| text.trim().contains('\n');
    let is_there = match lower(question, &CAPABILITIES) {
        Some(Interaction::Pairs(pairs)) => pairs.rights().any(has_lines),
        Some(Interaction::Gaps(gaps)) => {
            let mut offers = gaps.gaps.iter().flat_map(|gap| &gap.offers);
            offers.any(|offer| has_lines(offer.text))
        }
        _ => false,
    };
    is_there && !has::loose_layout(question)
}
