//! Marking: an answer that waits for the student's decision, one that the student decides otherwise
//! about, and samples that an examiner has marked.

use maud::{Markup, html};

use super::answer::numbered;
use super::attempt::beside;
use super::fields::Fields;
use super::passage::{Picks, pane};
use crate::blocks::{markup, titled};
use crate::shell::lines_of;
use sourcework_core::attempt::{Judging, Scheme};
use sourcework_core::marking::Judgement;
use sourcework_core::marking::written::Finding;
use sourcework_core::present::judging;
use sourcework_core::quiz::body::{Criterion, Sample};

/// An answer beside what it is marked by. `asked` is what the form needs.
pub fn page(view: &Judging<'_>, asked: &Asked<'_>) -> Markup {
    let panel = html! {
        (titled(&judging::heading(view)))
        (markup(&judging::answer_and_findings(view, asked.label)))
        (markup(&judging::scheme(view)))
        form method="post" action=(asked.address) id="answer" {
            input type="hidden" name="seq" value=(asked.seq);
            @if let Some(complaint) = asked.complaint { p class="complaint" id="complaint" tabindex="-1" { (complaint) } }
            (fields(view))
            @if let Some(reason) = asked.reason {
                label for="reason" { (reason) }
                textarea class="short" rows="2" name="reason" id="reason" {}
            }
            div class="actions" {
                button class="main" name="do" value="judge" { "Give these marks" }
                @if asked.may_leave { button name="do" value="leave" formnovalidate { "Leave it for your teacher to mark" } }
                @if let Some(back) = asked.back { a class="button" href=(back) { "Keep the mark as it is" } }
            }
        }
        @if !view.samples.is_empty() && !asked.samples.is_empty() {
            p { a class="button" href=(sample_address(view, asked.samples, 1, "")) { "First mark sample answers, to learn the levels" } }
        }
    };
    beside(&pane(&view.head.passages, &Picks::None, &[], false), &panel)
}

/// What a form for marks needs.
pub struct Asked<'a> {
    /// The address that it is sent to.
    pub address: &'a str,
    /// How many events the attempt had when the page was made.
    pub seq: usize,
    /// What is wrong with what was sent.
    pub complaint: Option<&'a str>,
    /// Whether the answer may be left for somebody else.
    pub may_leave: bool,
    /// The address of the samples, without their number; empty where none are offered.
    pub samples: &'a str,
    /// What stands above the answer.
    pub label: &'a str,
    /// What is asked beside the marks: a reason or a comment.
    pub reason: Option<&'a str>,
    /// The page to go back to, where there is a mark already.
    pub back: Option<&'a str>,
}

/// What a person decides about an answer, as the fields of a form.
pub fn fields(view: &Judging<'_>) -> Markup {
    match &view.scheme {
        Scheme::Inferences(_, count) => html! {
            @for place in 0..*count as usize {
                (yes_or_no(&numbered("valid", place), &format!("Is inference {} valid?", place + 1)))
                (yes_or_no(&numbered("supported", place), &format!("Does detail {} support it?", place + 1)))
            }
        },
        Scheme::Points(points, _) => {
            let found = view.findings.iter().flat_map(|it| it.found.iter());
            let made: Vec<bool> = found.map(|it| it.finding == Finding::Made).collect();
            html! {
                fieldset class="options" {
                    legend { "Which points does the answer make?" }
                    @for (place, choice) in judging::point_choices(points).iter().enumerate() {
                        label class="option" {
                            input type="checkbox" name="point" value=(place) checked[made.get(place) == Some(&true)];
                            span class="words" { (lines_of(choice)) }
                        }
                    }
                }
            }
        }
        Scheme::Levels(criteria) => levels(criteria),
    }
}

fn yes_or_no(name: &str, question: &str) -> Markup {
    html! {
        fieldset class="chips" {
            legend { (question) }
            @for (value, word) in [("yes", "Yes"), ("no", "No")] {
                label class="chip" { input type="radio" name=(name) value=(value) required[name.starts_with("valid")]; span { (word) } }
            }
        }
    }
}

fn levels(criteria: &[Criterion]) -> Markup {
    html! {
        @for (place, criterion) in criteria.iter().enumerate() {
            (markup(&judging::levels(criterion)))
            fieldset class="chips" {
                legend { "Marks for: " (lines_of(&criterion.name.value)) }
                @for mark in 0..=criterion.available() {
                    label class="chip" { input type="radio" name=(numbered("level", place)) value=(mark) required; span { (mark) } }
                }
            }
        }
    }
}

/// The decision that a form says; `None` while something is open.
pub fn of_fields(scheme: &Scheme<'_>, fields: &Fields) -> Option<Judgement> {
    match scheme {
        Scheme::Inferences(_, count) => {
            let pair = |place| {
                let valid = fields.get(&numbered("valid", place))? == "yes";
                // A detail without a valid inference earns nothing and need not be decided.
                let supported = match valid {
                    true => fields.get(&numbered("supported", place))? == "yes",
                    false => false,
                };
                Some((valid, supported))
            };
            let pairs: Option<Vec<_>> = (0..*count as usize).map(pair).collect();
            pairs.map(Judgement::Inferences)
        }
        Scheme::Points(points, _) => {
            let made = fields.all("point").filter_map(|it| it.parse().ok());
            let mut made: Vec<usize> = made.filter(|it| *it < points.len()).collect();
            made.dedup();
            Some(Judgement::Points(made))
        }
        Scheme::Levels(criteria) => marks(criteria, fields).map(Judgement::Levels),
    }
}

/// The marks for each criterion; `None` while one is open.
pub fn marks(criteria: &[Criterion], fields: &Fields) -> Option<Vec<u32>> {
    let marks = criteria.iter().enumerate();
    let marks = marks.map(|(place, criterion)| {
        let mark: u32 = fields.number(&numbered("level", place))?;
        (mark <= criterion.available()).then_some(mark)
    });
    marks.collect()
}

/// The address of a sample, from its number. `sent` are the marks so far.
fn sample_address(view: &Judging<'_>, samples: &str, number: usize, sent: &str) -> String {
    let version = if view.which.again { "version=2&" } else { "" };
    format!("{samples}/{number}?{version}so-far={sent}")
}

/// A sample to mark: `given` are the student's marks, once they are there. `pairs` are the student's
/// marks beside the examiner's, of this and the samples before.
pub fn sample(
    view: &Judging<'_>,
    number: usize,
    one: &Sample,
    given: Option<&[u32]>,
    pairs: &[(u32, u32)],
    samples: &str,
    address: &str,
) -> Markup {
    let Scheme::Levels(criteria) = view.scheme else {
        return html! {};
    };
    let of = view.samples.len();
    let sent: Vec<String> = pairs
        .iter()
        .map(|(student, examiner)| format!("{student}-{examiner}"))
        .collect();
    let sent = sent.join(".");
    let panel = html! {
        h1 class="stem" { "Learning the levels" }
        p { (lines_of(view.head.stem)) }
        (markup(&judging::sample(number, of, one)))
        @if let Some(given) = given {
            div class="told" { (markup(&judging::beside_examiner(one, criteria, given))) }
            @if number + 1 < of {
                a class="button main" href=(sample_address(view, samples, number + 2, &sent)) { "The next sample" }
            } @else {
                (markup(&judging::agreement_with_examiner(pairs)))
                a class="button main" href=(address) { "Mark your own answer" }
            }
        } @else {
            form method="get" {
                input type="hidden" name="so-far" value=(sent);
                @if view.which.again { input type="hidden" name="version" value="2"; }
                (levels(criteria))
                div class="actions" {
                    button class="main" name="given" value="yes" { "Give these marks" }
                    a class="button" href=(address) { "Back to your own answer" }
                }
            }
        }
    };
    beside(&pane(&view.head.passages, &Picks::None, &[], false), &panel)
}
