//! The pages around attempts: quizzes and sources, how a quiz is begun, revision, progress, history.

use maud::{Markup, html};

use crate::blocks::{markup, titled};
use crate::shell::lines_of;
use sourcework_core::present::block::plain;
use sourcework_core::present::passage::source as source_blocks;
use sourcework_core::present::progress::{MEANING, sections};
use sourcework_core::progress::Progress;
use sourcework_core::quiz::Skill;
use sourcework_core::source::Source;
use sourcework_core::words::counted;

/// A quiz on its shelf.
#[derive(Debug, Default)]
pub struct QuizCard {
    /// Its ID.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it is about.
    pub description: String,
    /// The level it is for.
    pub level: String,
    /// How many questions it has.
    pub questions: usize,
    /// What the student last earned, in words.
    pub last: Option<String>,
    /// Whether it has errors and cannot be taken.
    pub has_errors: bool,
}

/// An attempt that can be gone on with.
pub struct OpenCard {
    /// Its number.
    pub attempt: String,
    /// What it is called.
    pub title: String,
    /// How far it is: "4 of 13 answered, 20 November 2026".
    pub how_far: String,
}

/// What is due today.
pub struct Due {
    /// How much, and when the exam is.
    pub words: String,
    /// Whether there is something to ask.
    pub has_questions: bool,
}

/// What stands on the first page.
pub struct Library {
    /// What was searched for.
    pub sought: String,
    /// The skill whose questions are wanted.
    pub skill: Option<Skill>,
    /// The quizzes that fit.
    pub quizzes: Vec<QuizCard>,
    /// The sources: ID and title.
    pub sources: Vec<(String, String)>,
    /// What is not finished.
    pub open: Vec<OpenCard>,
    /// What is due today, in words; `None` before anything was answered.
    pub due: Option<Due>,
    /// Where answers are not kept beyond the program, what that means.
    pub warning: Option<&'static str>,
}

/// The first page.
pub fn library(page: &Library) -> Markup {
    html! {
        h1 class="unseen" { "Quizzes" }
        @if let Some(warning) = page.warning { p class="complaint" { (warning) } }
        @if page.due.is_some() || !page.open.is_empty() {
            section class="sheet today" aria-labelledby="today" {
                h2 id="today" { "Today" }
                @if let Some(due) = &page.due {
                    p { (due.words) " " @if due.has_questions { a class="button main" href="/revision" { "Revise" } } }
                }
                @for open in &page.open {
                    p {
                        a href={ "/attempts/" (open.attempt) } { "Go on with " (lines_of(&open.title)) }
                        " " small { (open.how_far) }
                    }
                }
            }
        }
        form method="get" action="/" class="search" role="search" {
            div { label for="q" { "Search" } input type="search" name="q" id="q" value=(page.sought); }
            div {
                label for="skill" { "Skill" }
                select name="skill" id="skill" {
                    option value="" { "All skills" }
                    @for skill in Skill::ALL.iter() {
                        option value=(skill.as_str()) selected[page.skill == Some(*skill)] { (skill) }
                    }
                }
            }
            button { "Search" }
        }
        section aria-labelledby="quizzes" {
            h2 id="quizzes" { "Quizzes" }
            @if page.quizzes.is_empty() {
                p { "Nothing fits. " a href="/" { "Show all quizzes" } }
            }
            ul class="cards" { @for quiz in &page.quizzes { li { (card(quiz)) } } }
        }
        section aria-labelledby="sources" {
            h2 id="sources" { "Sources" }
            ul class="plain" {
                @for (id, title) in &page.sources { li { a href={ "/sources/" (id) } { (lines_of(title)) } } }
            }
        }
    }
}

fn card(quiz: &QuizCard) -> Markup {
    html! {
        article class="card" {
            h3 {
                @if quiz.has_errors { (lines_of(&quiz.title)) }
                @else { a href={ "/quizzes/" (quiz.id) } { (lines_of(&quiz.title)) } }
            }
            @if quiz.has_errors {
                p { "This quiz has errors and cannot be taken. " code { "sourcework check" } " says which." }
            } @else {
                p { (lines_of(&quiz.description)) }
                p class="facts-line" {
                    span { (counted(quiz.questions, "question")) }
                    @if !quiz.level.is_empty() { span { (lines_of(&quiz.level)) } }
                    @if let Some(last) = &quiz.last { span class="last" { "Last time: " (last) } }
                }
            }
        }
    }
}

/// How a quiz is begun.
pub struct Start {
    /// The quiz.
    pub card: QuizCard,
    /// Its time limit as an exam, in minutes.
    pub limit: Option<i64>,
    /// The skills that its questions test.
    pub skills: Vec<Skill>,
    /// What is not finished of it.
    pub open: Option<OpenCard>,
    /// What is wrong with what was sent.
    pub complaint: Option<String>,
}

/// The page on which a quiz is begun.
pub fn start(page: &Start) -> Markup {
    let quiz = &page.card;
    html! {
        div class="sheet" {
            h1 { (lines_of(&quiz.title)) }
            p { (lines_of(&quiz.description)) }
            @if let Some(complaint) = &page.complaint { p class="complaint" id="complaint" tabindex="-1" { (complaint) } }
            @if let Some(open) = &page.open {
                div class="hint" {
                    p { "You have begun this quiz: " (open.how_far) "." }
                    a class="button main" href={ "/attempts/" (open.attempt) } { "Go on with it" }
                    (close(open))
                }
            }
            form method="post" action={ "/quizzes/" (quiz.id) } {
                fieldset class="options" {
                    legend { "How" }
                    label class="option" {
                        input type="radio" name="mode" value="practice" checked;
                        span class="words" { b { "Practice" } br; "You see after each question what was right, and why." }
                    }
                    label class="option" {
                        input type="radio" name="mode" value="exam";
                        span class="words" {
                            b { "Exam" } br;
                            "Nothing is shown before you hand in."
                            @if let Some(limit) = page.limit { " You have " (counted(limit.unsigned_abs(), "minute")) "." }
                        }
                    }
                }
                details {
                    summary { "More settings" }
                    div class="grid-fields" {
                        div {
                            label for="questions" { "At most so many questions" }
                            input type="number" name="questions" id="questions" min="1" max=(quiz.questions) placeholder=(quiz.questions);
                        }
                        div {
                            label for="skill" { "Only this skill" }
                            select name="skill" id="skill" {
                                option value="" { "All skills" }
                                @for skill in &page.skills { option value=(skill.as_str()) { (skill) } }
                            }
                        }
                        div {
                            label for="extra" { "More time in an exam" }
                            select name="extra" id="extra" {
                                @for extra in [0, 10, 25, 50, 100] {
                                    option value=(extra) { @if extra == 0 { "None" } @else { (extra) "% more" } }
                                }
                            }
                        }
                    }
                    label class="option" {
                        input type="checkbox" name="certainty" value="yes";
                        span class="words" { "Ask me after each answer how sure I am" }
                    }
                    label class="option" {
                        input type="checkbox" name="retry" value="yes";
                        span class="words" { "Ask again at the end what I missed (practice)" }
                    }
                }
                div class="actions" { button class="main" { "Begin" } }
            }
        }
    }
}

/// The button that ends an attempt with what has been answered.
fn close(open: &OpenCard) -> Markup {
    html! {
        form method="post" action={ "/attempts/" (open.attempt) "/close" } class="inline" {
            button { "Close it with what is answered" }
        }
    }
}

/// A source, to read.
pub fn source(source: &Source) -> Markup {
    html! { div class="sheet document reading" { (titled(&source_blocks(source))) } }
}

/// Today's revision.
pub struct Revision {
    /// What is due, and when the exam is.
    pub blocks: Vec<sourcework_core::present::Block>,
    /// What is due in the next days.
    pub week: Vec<sourcework_core::present::Block>,
    /// Whether there is something to ask.
    pub has_questions: bool,
    /// The revision that was begun and is not finished.
    pub open: Option<OpenCard>,
    /// The day of the exam, as a date field has it.
    pub exam: String,
    /// Minutes a day.
    pub minutes: u32,
    /// What is wrong with what was sent.
    pub complaint: Option<String>,
}

/// The page of today's revision.
pub fn revision(page: &Revision) -> Markup {
    html! {
        h1 { "Revision" }
        div class="sheet" {
            (markup(&page.blocks))
            @if let Some(open) = &page.open {
                p { a class="button main" href={ "/attempts/" (open.attempt) } { "Go on with your revision" } " " small { (open.how_far) } }
                (close(open))
            } @else if page.has_questions {
                form method="post" action="/revision" { button class="main" { "Begin" } }
            }
        }
        @if !page.week.is_empty() {
            section class="sheet" { h2 { "The next days" } (markup(&page.week)) }
        }
        form method="post" action="/revision/settings" class="sheet" {
            h2 { "When is the exam?" }
            @if let Some(complaint) = &page.complaint { p class="complaint" id="complaint" tabindex="-1" { (complaint) } }
            div class="grid-fields" {
                div { label for="exam" { "Day of the exam; leave it empty if there is none" } input type="date" name="exam" id="exam" value=(page.exam); }
                div { label for="minutes" { "Minutes a day" } input type="number" name="minutes" id="minutes" min="1" max="600" required value=(page.minutes); }
            }
            div class="actions" { button { "Save" } }
        }
    }
}

/// How a student stands.
pub fn progress(progress: &Progress) -> Markup {
    html! {
        h1 { "Your progress" }
        @for section in &sections(progress) {
            section class="sheet" id=(section.id) {
                h2 { (section.heading) }
                (markup(&section.blocks))
            }
        }
        @if progress.answers > 0 {
            details class="sheet" {
                summary { "What the figures mean" }
                (markup(&MEANING.map(plain)))
            }
        }
    }
}

/// An attempt in the history.
pub struct HistoryLine {
    /// Its number.
    pub attempt: String,
    /// The day.
    pub day: String,
    /// The quiz.
    pub title: String,
    /// How many questions were answered.
    pub answered: String,
    /// The marks, or that it is not finished.
    pub marks: String,
}

/// What a student has done.
pub fn history(lines: &[HistoryLine]) -> Markup {
    html! {
        h1 { "What you have done" }
        @if lines.is_empty() {
            p { "Nothing yet. " a href="/" { "Choose a quiz" } }
        } @else {
            div class="sheet scroll" role="region" aria-label="Attempts" tabindex="0" {
                table {
                    thead { tr { th scope="col" { "Day" } th scope="col" { "Quiz" } th scope="col" { "Answered" } th scope="col" { "Marks" } } }
                    tbody {
                        @for line in lines {
                            tr {
                                td { (line.day) }
                                th scope="row" { a href={ "/attempts/" (line.attempt) } { (lines_of(&line.title)) } }
                                td { (line.answered) }
                                td { (line.marks) }
                            }
                        }
                    }
                }
            }
        }
    }
}
