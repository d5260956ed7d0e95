//! What Canvas cannot carry, and where it counts otherwise.

use std::collections::BTreeSet;

use super::{carries, gaps, has_options, is_shuffled};
use crate::loss::{Loss, Part};
use crate::losses::{of_layout, of_texts};
use crate::packaged::losses::{TYPED, is_all_in_bank, of_quiz};
use crate::packaged::passages::shown_as;
use crate::simpler::count;
use crate::{Carriage, Material};
use sourcework_core::quiz::body::{Example, Grid, Point};
use sourcework_core::quiz::{Body, Question, Quiz, Reveal};

/// Everything that is lost, the quiz first, then the extracts, then the questions.
pub(super) fn of(material: Material<'_>) -> Vec<Loss> {
    let quiz = material.quiz;
    let mut losses = Vec::new();
    if quiz.pass.is_some() {
        let how = "(pass mark) stands in the description only";
        losses.push(Loss::of_quiz(Part::About, how));
    }
    if !quiz.questions.is_empty() {
        let how = "of the questions is left out: Canvas has no tags";
        losses.push(Loss::of_quiz(Part::Skill, how));
    }
    of_quiz(quiz, &mut losses);
    losses.extend(of_layout(material));
    let headed = headed(quiz);
    let is_shuffled = is_shuffled(quiz);
    for question in &quiz.questions {
        let mut lose = |part, how: &str| losses.push(Loss::of_question(&question.id, part, how));
        if let Carriage::As(form) = carries(question.kind()) {
            lose(Part::Kind, &format!("becomes {form}"));
        }
        of_body(question, &mut lose);
        if let Some(elements) = elements(&question.body)
            && question.available() % elements != 0
        {
            lose(
                Part::Rule,
                "of rounding is left out: Canvas gives parts of a mark",
            );
        }
        of_order(question, is_shuffled, &mut lose);
        of_words(question, &mut lose);
        if question.provenance != Reveal::Before && sources(question).any(|it| headed.contains(it))
        {
            lose(
                Part::Reveal,
                "is given away: other questions on the page show the heading",
            );
        }
    }
    losses
}

fn sources(question: &Question) -> impl Iterator<Item = &str> {
    let extracts = question.extracts.iter();
    extracts.filter_map(|id| id.split('/').next())
}

/// The sources whose heading some passage shows.
fn headed(quiz: &Quiz) -> BTreeSet<&str> {
    let shown = quiz.questions.iter().flat_map(shown_as);
    shown
        .filter(|(_, headed)| *headed)
        .filter_map(|(id, _)| id.split('/').next())
        .collect()
}

const UNMARKED: &str = "are left out: a person marks";
const UNSEEN: &str = "left out: Canvas shows nothing to markers alone";

fn of_body(question: &Question, lose: &mut impl FnMut(Part, &str)) {
    match &question.body {
        Body::MultipleResponse(body) if body.all_or_nothing => {
            lose(
                Part::Rule,
                "is left out: an incomplete answer earns a share",
            );
        }
        Body::Cloze(body) if body.bank.is_empty() => lose(Part::Rule, TYPED),
        Body::Cloze(body) if !is_all_in_bank(body) => {
            lose(Part::Variants, "that are not in the bank are left out");
        }
        Body::Grid(body) => of_grid(question, body, lose),
        Body::Paired(_) => lose(
            Part::Rule,
            "is left out: evidence earns its share without the claim",
        ),
        Body::Inference(body) => {
            lose(Part::Patterns, UNMARKED);
            of_scheme(&body.examples, lose);
        }
        Body::ShortAnswer(body) => {
            lose(Part::Patterns, UNMARKED);
            if body.caps.one_group.is_some() || body.points.iter().any(has_rules) {
                lose(Part::Rule, &format!("is {UNSEEN}"));
            }
            of_scheme(&body.examples, lose);
        }
        Body::Extended(body) => {
            lose(Part::Levels, &format!("are {UNSEEN}"));
            if !body.points.is_empty() {
                lose(Part::Patterns, UNMARKED);
            }
            if !body.samples.is_empty() && body.examples.is_empty() {
                lose(Part::Examples, &format!("are {UNSEEN}"));
            }
            of_scheme(&body.examples, lose);
        }
        _ => {}
    }
}

fn has_rules(point: &Point) -> bool {
    !point.needs.is_empty() || point.group.is_some() || point.quote_from.is_some()
}

/// What only markers may see. A student would see it in a comment, once the answer is handed in.
fn of_scheme(examples: &[Example], lose: &mut impl FnMut(Part, &str)) {
    lose(Part::Model, &format!("is {UNSEEN}"));
    if !examples.is_empty() {
        lose(Part::Examples, &format!("are {UNSEEN}"));
    }
}

fn of_grid(question: &Question, body: &Grid, lose: &mut impl FnMut(Part, &str)) {
    if gaps::is_chosen(body) {
        return;
    }
    lose(Part::Rule, TYPED);
    if body.rows.iter().any(|row| !row.options.is_empty()) {
        lose(
            Part::Rule,
            "of rows with options changes: they stand beside the gap, and the letter is typed",
        );
        if question.shuffle {
            lose(Part::Shuffle, "gives everybody the same order");
        }
    }
}

/// The elements of a question that earn marks one by one.
fn elements(body: &Body) -> Option<u32> {
    let elements = match body {
        Body::MultipleResponse(body) => body.options.iter().filter(|it| it.correct).count(),
        Body::Evidence(body) => body.offered().iter().filter(|it| it.correct).count(),
        Body::TrueFalse(body) => body.statements.len(),
        Body::Matching(body) => body.pairs.len(),
        Body::Cloze(body) => body.text.gaps().len(),
        Body::Grid(body) => body.rows.len(),
        Body::Paired(_) => 2,
        // Canvas counts places.
        Body::Ordering(body) => body.items.len(),
        _ => return None,
    };
    Some(count(elements)).filter(|count| *count > 0)
}

fn of_order(question: &Question, is_shuffled: bool, lose: &mut impl FnMut(Part, &str)) {
    if has_options(question) && question.shuffle && !is_shuffled {
        lose(
            Part::Shuffle,
            "gives everybody the same order: Canvas shuffles all of a quiz or nothing",
        );
    }
    if matches!(question.body, Body::Matching(_)) && !question.shuffle {
        lose(
            Part::Shuffle,
            "is left out: Canvas always shuffles what is matched",
        );
    }
}

fn of_words(question: &Question, lose: &mut impl FnMut(Part, &str)) {
    if question.hint.is_some() {
        lose(Part::Hint, "is shown with the question from the start");
    }
    if let Some(loss) = of_texts(question) {
        lose(loss.part, &loss.how);
    } else if in_menus(&question.body).any(|text| text.trim().contains('\n')) {
        lose(Part::Layout, "loses the line ends of what stands in a menu");
    }
}

/// The texts that Canvas shows in one line.
fn in_menus(body: &Body) -> Box<dyn Iterator<Item = &str> + '_> {
    match body {
        Body::Matching(body) => Box::new(body.rights()),
        Body::Paired(body) => {
            let claims = body.claims.iter().map(|it| it.text.as_str());
            Box::new(claims.chain(body.evidence.iter().map(|it| it.quote.as_str())))
        }
        Body::Cloze(body) => Box::new(body.offered().into_iter()),
        Body::Grid(body) => {
            let options = body.rows.iter().flat_map(|row| &row.options);
            Box::new(options.map(|it| it.as_str()))
        }
        _ => Box::new(std::iter::empty()),
    }
}
