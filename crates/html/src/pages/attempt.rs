//! The pages of a question: asking, committing oneself on its heading, writing again, and feedback.

use maud::{Markup, html};

use super::task;
use crate::blocks::markup;
use crate::pages::passage;
use crate::shell::lines_of;
use sourcework_core::attempt::{
    Certainty, Explanation, Feedback, Passage, QuestionHead, QuestionView, WrittenFindings,
};
use sourcework_core::marking::Answer;
use sourcework_core::marking::written::Finding;
use sourcework_core::present::block::{Block, letter};
use sourcework_core::present::feedback::{
    explanation_first, feedback_beside_passages, first_version,
};
use sourcework_core::present::{block, judging, question};

/// What stands beside a question besides the question itself.
#[derive(Debug, Default)]
pub struct Asked<'a> {
    /// The address that the form is sent to.
    pub address: String,
    /// How many events the attempt had when the page was made: what was sent for an earlier state does
    /// nothing.
    pub seq: usize,
    /// An answer that was begun.
    pub begun: Option<Answer>,
    /// The hint, once it was taken.
    pub hint: Option<&'a str>,
    /// Whether the student is asked how sure the answer is.
    pub asks_certainty: bool,
    /// Whether it is an exam, in which one goes back and forth.
    pub is_exam: bool,
    /// What is wrong with what was sent, if anything.
    pub complaint: Option<String>,
    /// What is asked for in spite of the complaint: the value of a button that says so.
    pub meant: Option<&'static str>,
    /// Whether the author looks at it: nothing is kept.
    pub is_preview: bool,
    /// What is explained before the question is asked.
    pub explanation: Option<Explanation<'a>>,
}

/// A question that is asked.
pub fn asking(view: &QuestionView<'_>, asked: &Asked<'_>) -> Markup {
    let head = &view.head;
    let given = asked.begun.as_ref().or(view.given.as_ref());
    let picked = task::chosen(given);
    let picks = task::picks(&view.task, &picked);
    let panel = html! {
        (place(head))
        @if let Some(explanation) = &asked.explanation {
            div class="sheet" { (markup(&explanation_first(explanation))) }
        }
        form id="answer" method="post" action=(asked.address) data-draft=[(!asked.is_preview).then(|| format!("{}/draft", asked.address))] {
            input type="hidden" name="seq" value=(asked.seq);
            // Enter in a field presses the first button of a form.
            button class="unseen" tabindex="-1" aria-hidden="true" name="do" value="answer" {}
            h1 class="stem" id="stem" { (lines_of(head.stem)) }
            @if let Some(complaint) = &asked.complaint { p class="complaint" id="complaint" tabindex="-1" { (complaint) } }
            (task::fields(&view.task, given, &head.passages, head.stem))
            @if asked.asks_certainty { (certainty()) }
            div class="actions" {
                @if let Some(meant) = asked.meant {
                    button name="do" value=(meant) formnovalidate {
                        (if meant == "skip-meant" { "Go on without an answer" } else { "Give it all the same" })
                    }
                }
                button class="main" name="do" value="answer" { "Give the answer" }
            }
            @if !asked.is_preview { div class="actions small" {
                @if view.has_hint && asked.hint.is_none() { button name="do" value="hint" formnovalidate { "Show the hint" } }
                @if asked.meant != Some("skip-meant") { button name="do" value="skip" formnovalidate { "Go on without an answer" } }
                @if asked.is_exam {
                    @if view.flagged {
                        button name="do" value="unflag" formnovalidate { "⚑ Flagged: remove the flag" }
                    } @else {
                        button name="do" value="flag" formnovalidate { "⚐ Flag the question" }
                    }
                    button name="do" value="overview" formnovalidate { "Overview of the exam" }
                }
            } }
        }
        @if let Some(hint) = asked.hint { div class="hint" role="note" { b { "Hint: " } (lines_of(hint)) } }
    };
    beside(
        &passage::pane(&head.passages, &picks, &[], head.place == 0),
        &panel,
    )
}

/// A question that is asked first without its passage, below what is said of that.
pub fn probe(view: &QuestionView<'_>, notice: &Block, asked: &Asked<'_>) -> Markup {
    let head = &view.head;
    html! {
        section class="panel" id="question" aria-label="Question without its passage" {
            (place(head))
            div class="hint" role="note" { (markup(std::slice::from_ref(notice))) }
            form id="answer" method="post" action=(asked.address) {
                input type="hidden" name="seq" value=(asked.seq);
                // Enter in a field presses the first button of a form.
                button class="unseen" tabindex="-1" aria-hidden="true" name="do" value="answer" {}
                h1 class="stem" id="stem" { (lines_of(head.stem)) }
                @if let Some(complaint) = &asked.complaint { p class="complaint" id="complaint" tabindex="-1" { (complaint) } }
                (task::fields(&view.task, asked.begun.as_ref(), &[], head.stem))
                div class="actions" {
                    @if let Some(meant) = asked.meant { button name="do" value=(meant) formnovalidate { "Give it all the same" } }
                    button class="main" name="do" value="answer" { "Give the answer" }
                }
                div class="actions small" { button name="do" value="skip" formnovalidate { "Go on without an answer" } }
            }
        }
    }
}

fn certainty() -> Markup {
    html! {
        fieldset class="chips" {
            legend { "How sure are you? It changes no mark." }
            @for (number, certainty) in Certainty::ALL.into_iter().enumerate() {
                label class="chip" {
                    input type="radio" name="certainty" value=(number) required;
                    span { (certainty.shown()) }
                }
            }
        }
    }
}

/// Passage and question beside each other, or one below the other with a bar to jump.
pub fn beside(passage: &Markup, panel: &Markup) -> Markup {
    html! {
        nav class="jump" aria-label="On this page" {
            a href="#passage" { "Passage" }
            a href="#question" { "Question" }
        }
        div class="beside" {
            (passage)
            section class="panel" id="question" aria-label="Question" { (panel) }
        }
    }
}

fn place(head: &QuestionHead<'_>) -> Markup {
    html! { p class="place-line" { (question::place_in_words(head)) } }
}

/// Who made the passage, when and why is asked before the heading is shown.
pub fn commit(head: &QuestionHead<'_>, address: &str, seq: usize) -> Markup {
    let names = ["who", "when", "why"];
    let panel = html! {
        (place(head))
        form id="answer" method="post" action=(address) {
            input type="hidden" name="seq" value=(seq);
            h1 class="stem" id="stem" { "Before you see who wrote it" }
            (markup(&[question::commitment()]))
            @for (name, asked) in names.iter().zip(question::GUESSES) {
                label for=(name) { (asked) }
                input type="text" name=(name) id=(name) autocomplete="off";
            }
            div class="actions" { button class="main" name="do" value="commit" { "Go on" } }
        }
    };
    beside(
        &passage::pane(&head.passages, &passage::Picks::None, &[], head.place == 0),
        &panel,
    )
}

/// A written answer that is written again.
pub fn redraft(view: &QuestionView<'_>, asked: &Asked<'_>) -> Markup {
    let given = asked.begun.as_ref().or(view.given.as_ref());
    let panel = html! {
        (place(&view.head))
        form id="answer" method="post" action=(asked.address) data-draft={ (asked.address) "/draft" } {
            input type="hidden" name="seq" value=(asked.seq);
            h1 class="stem" id="stem" { (lines_of(view.head.stem)) }
            p class="help" { "Write it again. Your first version and its mark stay, and only they count." }
            @if let Some(complaint) = &asked.complaint { p class="complaint" id="complaint" tabindex="-1" { (complaint) } }
            (task::fields(&view.task, given, &view.head.passages, view.head.stem))
            div class="actions" {
                @if let Some(meant) = asked.meant { button name="do" value=(meant) { "Give it all the same" } }
                button class="main" name="do" value="redraft" { "Give the new version" }
            }
        }
    };
    beside(
        &passage::pane(&view.head.passages, &passage::Picks::None, &[], false),
        &panel,
    )
}

/// What an answer earned, and why.
pub struct Told<'a> {
    /// The feedback.
    pub feedback: &'a Feedback<'a>,
    /// The passages, in which the evidence is marked.
    pub passages: &'a [Passage<'a>],
    /// What was written, where it was.
    pub written: Option<&'a Answer>,
    /// The address of the question.
    pub address: &'a str,
    /// The address at which the answer is marked otherwise.
    pub mark: &'a str,
    /// The address to go on to, and what the link says.
    pub next: (&'a str, &'a str),
    /// Whether the student may mark the answer otherwise.
    pub may_overrule: bool,
}

/// The feedback to a question.
pub fn feedback(told: &Told<'_>) -> Markup {
    let Told {
        feedback, address, ..
    } = told;
    let blocks = feedback_beside_passages(feedback, &letters);
    let (verdict, rest) = match blocks.split_first() {
        Some((first @ Block::Verdict(..), rest)) => (Some(first), rest),
        _ => (None, blocks.as_slice()),
    };
    let panel = html! {
        p class="place-line" { "Question " (feedback.place + 1) }
        div class="told" id="told" tabindex="-1" role="region" aria-label="Feedback" {
            h1 class="stem" { (lines_of(feedback.stem)) }
            @if let Some(verdict) = verdict { (markup(std::slice::from_ref(verdict))) }
            div class="versions" {
                @if feedback.first_version.is_some() {
                    div class="own" { (markup(&first_version(feedback))) }
                }
                @if let Some(written) = told.written { (own_words(written, feedback.findings.as_ref())) }
            }
            (markup(rest))
        }
        div class="actions" {
            a class="button main" href=(told.next.0) id="next" { (told.next.1) }
            @if feedback.may_redraft { a class="button" href={ (address) "/again" } { "Write it again" } }
            @if told.may_overrule { a class="button" href=(told.mark) { "Mark it yourself" } }
        }
    };
    let pane = passage::pane(
        told.passages,
        &passage::Picks::None,
        &feedback.evidence,
        feedback.revealed.is_some(),
    );
    beside(&pane, &panel)
}

/// What the student wrote, with the words that earned something marked.
fn own_words(written: &Answer, findings: Option<&WrittenFindings<'_>>) -> Markup {
    let Answer::Text(text) = written else {
        return markup(&judging::answer(written, judging::YOU_WROTE));
    };
    let found = findings.iter().flat_map(|it| &it.found);
    let earned = found.filter(|found| found.finding == Finding::Made);
    let words: Vec<&str> = earned
        .flat_map(|found| found.words.iter().map(String::as_str))
        .collect();
    html! {
        div class="own" {
            (markup(&[block::label("You wrote:")]))
            p { (with_marks(text, &words)) }
        }
    }
}

/// A text with the first place of each of the words marked.
fn with_marks(text: &str, words: &[&str]) -> Markup {
    let mut places: Vec<(usize, usize)> = words
        .iter()
        .filter(|word| !word.is_empty())
        .filter_map(|word| text.find(*word).map(|start| (start, start + word.len())))
        .collect();
    places.sort_unstable();
    let mut at = 0;
    let mut pieces = Vec::new();
    for (start, end) in places {
        if start < at {
            continue;
        }
        pieces.push(html! { (lines_of(&text[at..start])) mark class="earned" { (lines_of(&text[start..end])) } });
        at = end;
    }
    html! { @for piece in &pieces { (piece) } (lines_of(&text[at..])) }
}

/// Letters, as the lists of a page have them.
pub fn letters(count: usize) -> Vec<String> {
    (0..count).map(letter).collect()
}
