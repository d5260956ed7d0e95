//! The written answers of a class that a teacher marks, by groups; whose they are is not shown.

use maud::{Markup, html};

use crate::blocks::markup;
use crate::pages::attempt::beside;
use crate::pages::marking::fields;
use crate::pages::passage::{Picks, pane};
use crate::shell::lines_of;
use sourcework_core::attempt::Judging;
use sourcework_core::present::judging;
use sourcework_core::words::{counted, marks};

/// A written question.
pub struct QueueLine {
    /// The address at which its answers are marked.
    pub address: String,
    /// The question.
    pub stem: String,
    /// How many answers wait.
    pub waiting: usize,
    /// How many a teacher has marked.
    pub marked: usize,
}

/// A sitting whose pupils write answers.
pub struct SittingLine {
    /// The address of its written questions.
    pub address: String,
    /// The quiz.
    pub title: String,
    /// When it was opened, and whether it is open.
    pub about: String,
}

/// The sittings whose answers can be marked.
pub fn sittings(lines: &[SittingLine]) -> Markup {
    html! {
        div class="sheet" {
            h1 { "Written answers to mark" }
            @if lines.is_empty() { p { "No class has been asked a written question yet." } }
            ul class="plain" {
                @for line in lines {
                    li { a href=(line.address) { (lines_of(&line.title)) } " " small { (line.about) } }
                }
            }
        }
    }
}

/// The written questions of a sitting. `back` is the address of the page before, and what it is.
pub fn queue(back: (&str, &str), lines: &[QueueLine]) -> Markup {
    html! {
        p { a href=(back.0) { "Back to " (back.1) } }
        div class="sheet" {
            h1 { "Written answers to mark" }
            @if lines.is_empty() { p { "This quiz has no written questions." } }
            @if lines.iter().all(|line| line.waiting == 0) && !lines.is_empty() {
                p { "No answer waits. Answers to an exam can be marked when they have been handed in." }
            }
            ul class="plain" {
                @for line in lines {
                    li {
                        a href=(line.address) { (lines_of(&line.stem)) } " "
                        small { (counted(line.waiting, "answer")) " to mark, " (line.marked) " marked" }
                    }
                }
            }
        }
    }
}

/// A text that one or several pupils wrote.
pub struct GroupText {
    /// What names it in forms and addresses.
    pub key: String,
    /// As the first pupil wrote it.
    pub text: String,
    /// How many pupils wrote it.
    pub answers: usize,
}

/// A text that was marked before.
pub struct MarkedText {
    /// The address at which it is marked again.
    pub address: String,
    /// The text.
    pub text: String,
    /// How many pupils wrote it.
    pub answers: usize,
    /// The marks.
    pub mark: u32,
}

/// What stands on the page of a question.
pub struct QueuePage<'a> {
    /// The address of the list of questions.
    pub queue: &'a str,
    /// The question.
    pub stem: &'a str,
    /// How many answers wait, and in how many groups.
    pub waiting: (usize, usize),
    /// The group to decide about, as [`group`] draws it.
    pub group: Option<Markup>,
    /// What a teacher has marked.
    pub by_teacher: Vec<MarkedText>,
    /// What the program was sure of and has marked.
    pub by_program: Vec<MarkedText>,
    /// How many answers were marked just now.
    pub done: Option<usize>,
    /// The address of the question on the wall, for those who may show it there.
    pub wall: Option<String>,
    /// All texts, each with what names it, to pick some of them for the wall.
    pub texts: Vec<(String, String)>,
}

/// A group of answers to decide about together.
pub struct GroupPage<'a> {
    /// The address that the marks are sent to.
    pub address: &'a str,
    /// The texts.
    pub texts: Vec<GroupText>,
    /// The first answer beside what it is marked by.
    pub view: &'a Judging<'a>,
    /// The marks of the decisions that are most likely.
    pub likely: Vec<u32>,
    /// The marks that it was given before, and whether a teacher gave them.
    pub given: Option<(u32, bool)>,
    /// The comment that it was given before.
    pub comment: String,
    /// Comments to choose from.
    pub comments: Vec<String>,
    /// The address of the next group; empty where no other group is left.
    pub later: String,
    /// What is wrong with what was sent.
    pub complaint: Option<&'a str>,
}

/// The page of a question: the group to decide about now, and what was decided before.
pub fn question(page: &QueuePage<'_>) -> Markup {
    let (waiting, groups) = page.waiting;
    html! {
        p { a href=(page.queue) { "Back to the written questions" } }
        p role="status" {
            @if let Some(done) = page.done { (counted(done, "answer")) " marked. " }
            @if waiting == 0 { "No answer to this question waits." }
            @else { (counted(waiting, "answer")) " to mark, in " (counted(groups, "group")) "." }
        }
        @match &page.group {
            Some(group) => { (group) }
            None => { div class="sheet" { h1 { (lines_of(page.stem)) } } }
        }
        (marked("Marked by a teacher", &page.by_teacher))
        (marked("Marked by the program, which was sure", &page.by_program))
        @if let Some(wall) = page.wall.as_ref().filter(|_| !page.texts.is_empty()) {
            details class="sheet" {
                summary { "Show some of these answers on the wall" }
                form method="get" action=(wall) {
                    fieldset class="options" {
                        legend { "Answers to show side by side, without names" }
                        @for (key, text) in &page.texts {
                            label class="option" {
                                input type="checkbox" name="text" value=(key);
                                span class="words" { bdi { (lines_of(text)) } }
                            }
                        }
                    }
                    div class="actions" { button { "Show them" } }
                }
            }
        }
    }
}

/// Texts that have marks, each to be marked again.
fn marked(title: &str, texts: &[MarkedText]) -> Markup {
    html! {
        @if !texts.is_empty() {
            section class="sheet" {
                h2 { (title) }
                p class="small" { "Choose one to mark it again." }
                ul class="plain" {
                    @for text in texts {
                        li { (marks(text.mark)) ", " (text.answers) " × " a href=(text.address) { bdi { (lines_of(&text.text)) } } }
                    }
                }
            }
        }
    }
}

/// The form in which a person decides about a group.
pub fn group(group: &GroupPage<'_>) -> Markup {
    let view = group.view;
    let answers: usize = group.texts.iter().map(|text| text.answers).sum();
    let panel = html! {
        h1 { @if answers == 1 { "Mark this answer" } @else { "Mark these answers together" } }
        p { (lines_of(view.head.stem)) }
        form method="post" action=(group.address) id="answer" {
            // Enter in a field presses the first button of a form.
            button class="unseen" tabindex="-1" aria-hidden="true" name="do" value="judge" {}
            @if group.given.is_some() { input type="hidden" name="marked" value="yes"; }
            @if let Some(complaint) = group.complaint { p class="complaint" id="complaint" tabindex="-1" { (complaint) } }
            @if let Some((given, by_teacher)) = group.given {
                p { @if by_teacher { "You" } @else { "The program" } " gave it " (marks(given)) "." }
            }
            @if let [text] = &group.texts[..] {
                input type="hidden" name="text" value=(text.key);
                (markup(&judging::answer(view.answer, judging::PUPIL_WROTE)))
                @if text.answers > 1 { p class="small" { (text.answers) " pupils wrote this." } }
            } @else {
                fieldset class="options" {
                    legend { (counted(answers, "answer")) " in which the program found the same; leave out what does not belong" }
                    @for text in &group.texts {
                        label class="option" {
                            input type="checkbox" name="text" value=(text.key) checked;
                            span class="words" { bdi { (lines_of(&text.text)) } @if text.answers > 1 { " " small { "× " (text.answers) } } }
                        }
                    }
                }
            }
            (markup(&judging::findings(view)))
            @if !group.likely.is_empty() {
                fieldset class="chips" {
                    legend { "At once, with this button or its key" }
                    @for (place, mark) in group.likely.iter().enumerate() {
                        button name="likely" value=(place) data-key=(mark) formnovalidate { (marks(*mark)) }
                    }
                }
            }
            (markup(&judging::scheme(view)))
            (fields(view))
            label for="comment" { "A comment for the pupils" }
            input type="text" name="comment" id="comment" list="comments" maxlength="2000" autocomplete="off" value=(group.comment);
            datalist id="comments" { @for comment in &group.comments { option value=(comment) {} } }
            div class="actions" {
                button class="main" name="do" value="judge" { "Give these marks" }
                @if !group.later.is_empty() { a class="button" href=(group.later) { "Later: the next group" } }
            }
        }
    };
    beside(&pane(&view.head.passages, &Picks::None, &[], false), &panel)
}
