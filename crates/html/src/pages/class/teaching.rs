//! What a teacher does: opening a sitting, and looking after a pupil.

use maud::{Markup, html};

use super::erasing::{Erasing, erasing};
use crate::pages::library::QuizCard;
use crate::pages::reading::{self, Reading};
use crate::shell::lines_of;
use sourcework_core::quiz::Skill;
use sourcework_core::sitting::Arrangement;
use sourcework_core::words::counted;

/// A sitting in a list.
pub struct SittingCard {
    /// Its ID.
    pub id: String,
    /// Its address.
    pub address: String,
    /// The quiz.
    pub title: String,
    /// When it was opened, how many pupils joined, and whether it is open.
    pub about: String,
}

/// All sittings, and the quizzes that can be sat.
pub fn classes(sittings: &[SittingCard], quizzes: &[QuizCard]) -> Markup {
    html! {
        h1 { "Your classes" }
        section class="sheet" aria-labelledby="sittings" {
            h2 id="sittings" { "Sittings" }
            @if sittings.is_empty() { p { "You have no classes yet. Choose a quiz below." } }
            @else { (sittings_to_report(sittings)) }
        }
        section aria-labelledby="quizzes" {
            h2 id="quizzes" { "Open a quiz for a class" }
            ul class="cards" {
                @for quiz in quizzes.iter().filter(|quiz| !quiz.has_errors) {
                    li {
                        article class="card" {
                            h3 { a href={ "/teach/new/" (quiz.id) } { (lines_of(&quiz.title)) } }
                            p { (lines_of(&quiz.description)) }
                            p class="facts-line" { span { (counted(quiz.questions, "question")) } }
                        }
                    }
                }
            }
        }
    }
}

/// The sittings, with boxes to choose those that a report is about.
fn sittings_to_report(sittings: &[SittingCard]) -> Markup {
    html! {
        form action="/teach/report" {
            ul class="plain" {
                @for sitting in sittings {
                    li {
                        input type="checkbox" name="sitting" value=(sitting.id) aria-label={ "Report on " (sitting.title) ", " (sitting.about) };
                        " " a href=(sitting.address) { (lines_of(&sitting.title)) } " " small { (sitting.about) }
                    }
                }
            }
            div class="actions" { button { "Report on the ticked sittings" } }
        }
    }
}

/// What is asked before a sitting is opened.
pub struct NewSitting<'a> {
    /// The ID of the quiz.
    pub quiz: &'a str,
    /// What it is called.
    pub title: &'a str,
    /// Its minutes as an exam.
    pub minutes: Option<u32>,
    /// The names of the class that the program was started with.
    pub roster: &'a str,
    /// The class lists to choose from: the number, the name of the class, and how many pupils it has.
    pub lists: Vec<(u32, String, usize)>,
    /// The questions: the ID, the question and the skill of each.
    pub questions: Vec<(&'a str, &'a str, Skill)>,
    /// What is wrong with what was sent.
    pub complaint: Option<&'a str>,
}

/// The form that opens a sitting.
pub fn new_sitting(page: &NewSitting<'_>) -> Markup {
    html! {
        form class="sheet" method="post" action={ "/teach/new/" (page.quiz) } {
            h1 { (lines_of(page.title)) }
            @if let Some(complaint) = page.complaint { p class="complaint" id="complaint" tabindex="-1" { (complaint) } }
            p { a href={ "/teach/quizzes/" (page.quiz) "/1" } { "Look through the quiz as a pupil" } }
            fieldset class="options" {
                legend { "How" }
                label class="option" {
                    input type="radio" name="mode" value="practice" checked;
                    span class="words" { b { "Practice" } br; "Pupils see after each question what was right, and why." }
                }
                label class="option" {
                    input type="radio" name="mode" value="exam";
                    span class="words" { b { "Exam" } br; "Nothing is shown before they hand in." }
                }
            }
            div class="grid-fields" {
                div {
                    label for="minutes" { "Minutes, for an exam" }
                    input type="number" name="minutes" id="minutes" min="1" max="1440" value=[page.minutes];
                }
                div {
                    label for="release" { "Results are shown" }
                    select name="release" id="release" {
                        option value="by-teacher" { "when I release them" }
                        option value="at-once" { "at once" }
                        option value="when-closed" { "when the sitting is closed" }
                    }
                }
                div {
                    label for="attempts" { "How often each pupil may take it" }
                    input type="number" name="attempts" id="attempts" min="1" max="20" value="1";
                }
            }
            (which_questions(&page.questions))
            label for="probes" { "Ask so many questions first without the passage (does not count)" }
            input type="number" name="probes" id="probes" min="0" max=(page.questions.len()) value="0" aria-describedby="about-probes";
            p class="help" id="about-probes" { "Each pupil gets others, and all of them again with the passage. It shows which questions need their source." }
            details {
                summary { "Homework: from when until when" }
                div class="grid-fields" {
                    div {
                        label for="from" { "From" }
                        input type="datetime-local" name="from" id="from";
                    }
                    div {
                        label for="until" { "Until" }
                        input type="datetime-local" name="until" id="until";
                    }
                }
            }
            label class="option" {
                input type="checkbox" name="score" value="yes";
                span class="words" { "In practice, pupils see their marks so far" }
            }
            (class_lists(&page.lists))
            textarea name="roster" id="roster" rows="6" { (page.roster) }
            div class="actions" { button class="main" { "Open" } }
        }
    }
}

/// The class lists to choose from, and what the field for names below is for.
fn class_lists(lists: &[(u32, String, usize)]) -> Markup {
    html! {
        @if !lists.is_empty() {
            label for="list" { "Class list" }
            select name="list" id="list" {
                option value="" { "none" }
                @for (number, name, pupils) in lists {
                    option value=(number) { (name) " (" (counted(*pupils, "pupil")) ")" }
                }
            }
        }
        label for="roster" {
            @if lists.is_empty() { "Names of the class, one a line; leave it empty to let pupils type their names" }
            @else { "Other names, one a line; without a list and without names pupils type their own" }
        }
    }
}

/// Which questions are asked, and in which order.
fn which_questions(questions: &[(&str, &str, Skill)]) -> Markup {
    let mut skills: Vec<Skill> = Vec::new();
    for (_, _, skill) in questions {
        if !skills.contains(skill) {
            skills.push(*skill);
        }
    }
    html! {
        details {
            summary { "Which questions, and in which order" }
            div class="grid-fields" {
                div {
                    label for="skill" { "Only this skill" }
                    select name="skill" id="skill" {
                        option value="" { "All skills" }
                        @for skill in &skills { option value=(skill.as_str()) { (skill) } }
                    }
                }
                div {
                    label for="questions" { "So many for each pupil, drawn at random" }
                    input type="number" name="questions" id="questions" min="1" max=(questions.len()) placeholder="all";
                }
            }
            label class="option" {
                input type="checkbox" name="shuffled" value="yes";
                span class="words" { "Each pupil has another order of the questions" }
            }
            fieldset class="options" {
                legend { "Questions; leave out those that are not to be asked" }
                @for (id, stem, skill) in questions {
                    label class="option" {
                        input type="checkbox" name="only" value=(id) checked;
                        span class="words" { (lines_of(stem)) " " small { (skill) } }
                    }
                }
            }
        }
    }
}

/// A pupil, for the teacher.
pub struct PupilPage<'a> {
    /// The address of this page.
    pub address: &'a str,
    /// The address of the board.
    pub board: &'a str,
    /// The name.
    pub name: &'a str,
    /// The code of three words.
    pub code: &'a str,
    /// How often it was used, and when last, in words; empty where it never was.
    pub came_back: String,
    /// Whether it is an exam, in which reading aloud must be agreed.
    pub is_exam: bool,
    /// The labels of the extracts of the quiz.
    pub extracts: Vec<String>,
    /// What was agreed.
    pub arrangement: &'a Arrangement,
    /// Whether the clock stands still for a rest.
    pub rests: bool,
    /// The answers that can be marked: their address and what is said of each.
    pub answers: Vec<(String, String)>,
    /// What is wrong with what was sent.
    pub complaint: Option<&'a str>,
    /// Whether the pupil was to be erased, and another name was typed.
    pub is_wrong_name: bool,
}

/// The steps of extra time that are usual in access arrangements, in per cent.
const EXTRA_TIME: [u32; 5] = [0, 10, 25, 50, 100];

/// What can be done for one pupil.
pub fn pupil(page: &PupilPage<'_>) -> Markup {
    html! {
        p { a href=(page.board) { "Back to the board" } }
        div class="sheet" {
            h1 { bdi { (page.name) } }
            @if let Some(complaint) = page.complaint { p class="complaint" id="complaint" tabindex="-1" { (complaint) } }
            p { "Code to come back with: " b { (page.code) } @if !page.came_back.is_empty() { " (" (page.came_back) ")" } }
            form method="post" action=(page.address) class="actions" {
                @if page.rests { button name="do" value="go-on" { "End the rest break" } }
                @else { button name="do" value="rest" { "Rest break: stop the clock" } }
                button name="do" value="reset" { "New code; the device is signed out" }
                button name="do" value="remove" { "Remove; answers stay in the record" }
            }
        }
        form class="sheet" method="post" action=(page.address) {
            h2 { "Access arrangements" }
            label for="extra" { "Extra time; what was given is not taken back" }
            select name="extra" id="extra" {
                @for extra in EXTRA_TIME {
                    option value=(extra) selected[extra == page.arrangement.extra_time] {
                        @if extra == 0 { "none" } @else { (extra) "%" }
                    }
                }
            }
            @if page.is_exam && !page.extracts.is_empty() {
                fieldset class="chips" {
                    legend { "Extracts that the page may read aloud in this exam" }
                    @for label in &page.extracts {
                        label class="chip" {
                            input type="checkbox" name="aloud" value=(label) checked[page.arrangement.aloud.contains(label)];
                            span { "Extract " (label) }
                        }
                    }
                }
            }
            details {
                summary { "Size, spacing and colours of pages" }
                (reading::fields(Reading::of_cookie(&page.arrangement.reading)))
            }
            label class="option" {
                input type="checkbox" name="scribe" value="yes" checked[page.arrangement.scribe];
                span class="words" { "Somebody writes for the pupil" }
            }
            label for="note" { "Note" }
            input type="text" name="note" id="note" maxlength="200" value=(page.arrangement.note);
            div class="actions" { button class="main" name="do" value="arrange" { "Save" } }
        }
        form class="sheet" method="post" action=(page.address) {
            h2 { "Name" }
            label for="name" { "The right name" }
            input type="text" name="name" id="name" maxlength="60" required value=(page.name);
            div class="actions" { button name="do" value="rename" { "Correct the name" } }
        }
        @if !page.answers.is_empty() {
            section class="sheet" {
                h2 { "Written answers" }
                ul class="plain" { @for (address, words) in &page.answers { li { a href=(address) { (lines_of(words)) } } } }
            }
        }
        (erasing(&Erasing {
            address: page.address,
            what: "this pupil",
            warning: "The name, the code, the arrangements and all answers of this pupil are removed from this machine.",
            to_type: "the pupil's name",
            field: "name",
            is_wrong: page.is_wrong_name,
        }))
    }
}
