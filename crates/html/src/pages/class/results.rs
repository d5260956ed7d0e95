//! What a sitting has come to, on a page and on paper.

use maud::{Markup, html};

use crate::blocks::markup;
use crate::shell::lines_of;
use sourcework_core::attempt::Score;
use sourcework_core::present::block::Block;
use sourcework_core::quiz::Skill;
use sourcework_core::words::counted;

/// What a pupil has earned.
pub struct ResultRow {
    /// The name.
    pub name: String,
    /// The address of the pupil's page.
    pub address: String,
    /// The number of the seat.
    pub seat: u32,
    /// Whether the pupil has begun.
    pub has_begun: bool,
    /// Whether the pupil has handed in.
    pub is_handed_in: bool,
    /// The marks so far, and those available of what has a mark.
    pub sum: Score,
    /// How many answers wait for a person.
    pub waiting: usize,
    /// The same as the sum for each skill of the page.
    pub skills: Vec<Score>,
}

/// The results of a sitting.
pub struct ResultsPage<'a> {
    /// The address of the board.
    pub board: &'a str,
    /// The address of the report.
    pub report: &'a str,
    /// The quiz.
    pub title: &'a str,
    /// The skills that there are marks for.
    pub skills: Vec<Skill>,
    /// The pupils.
    pub rows: Vec<ResultRow>,
    /// The questions: each with how many have a mark, and the marks.
    pub questions: Vec<(String, usize, Score)>,
}

/// The page of the results.
pub fn results(page: &ResultsPage<'_>) -> Markup {
    let of_class = |place: usize| {
        let rows = page.rows.iter().map(|row| row.skills[place]);
        rows.fold(Score::default(), Score::plus)
    };
    let all = page.rows.iter().map(|row| row.sum);
    let all = all.fold(Score::default(), Score::plus);
    html! {
        p { a href=(page.board) { "Back to the board" } }
        div class="sheet" {
            h1 { "Results: " (lines_of(page.title)) }
            div class="actions" {
                a class="button" href=(page.report) { "Report" }
                a class="button" href={ (page.board) "/results.csv" } { "As a table" }
                a class="button" href={ (page.board) "/papers" } { "Papers to print and hand back" }
            }
        }
        div class="scroll" tabindex="0" role="region" aria-label="Results" {
            table class="board" {
                caption class="unseen" { "Pupils by skills" }
                thead {
                    tr {
                        th scope="col" { "Pupil" }
                        th scope="col" { "Marks" }
                        th scope="col" { "To mark" }
                        @for skill in &page.skills { th scope="col" { (skill) } }
                        th scope="col" { "Paper" }
                    }
                }
                tbody {
                    @for row in &page.rows {
                        tr {
                            th scope="row" { a href=(row.address) { bdi { (row.name) } } }
                            td { (share(row.sum)) @if row.has_begun && !row.is_handed_in { " " small { "(not handed in)" } } }
                            td { @if row.waiting > 0 { (row.waiting) } }
                            @for of in &row.skills { td { (share(*of)) } }
                            td {
                                @if row.has_begun {
                                    a href={ (page.board) "/papers?seat=" (row.seat) } aria-label={ "Paper of " (row.name) } { "Paper" }
                                }
                            }
                        }
                    }
                }
                tfoot {
                    tr {
                        th scope="row" { "All" }
                        td { (share(all)) }
                        td {}
                        @for place in 0..page.skills.len() { td { (share(of_class(place))) } }
                        td {}
                    }
                }
            }
        }
        section {
            h2 { "Questions" }
            ol class="questions" {
                @for (stem, marked, score) in &page.questions {
                    li {
                        (lines_of(stem)) " "
                        small { (share(*score)) @if *marked > 0 { ", " (counted(*marked, "answer")) } }
                    }
                }
            }
        }
    }
}

/// Marks with their per cent: "7/10 (70%)".
fn share(score: Score) -> String {
    match score.available {
        0 => String::new(),
        available => format!("{}/{available} ({}%)", score.awarded, score.percent()),
    }
}

/// What a pupil gets back.
pub struct Paper {
    /// The name.
    pub name: String,
    /// The sum of the marks, in words.
    pub sum: String,
    /// The questions.
    pub questions: Vec<PaperQuestion>,
}

/// A question with what the pupil answered and what is said of it.
pub struct PaperQuestion {
    /// The question.
    pub stem: String,
    /// The answer, the mark and why.
    pub blocks: Vec<Block>,
}

/// The papers of pupils, each on pages of its own when it is printed.
pub fn papers(results: &str, title: &str, papers: &[Paper]) -> Markup {
    html! {
        p class="not-printed" { a href=(results) { "Back to the results" } ". Print this page: each pupil begins on a new sheet." }
        @if papers.is_empty() { p { "Nobody has begun yet." } }
        @for paper in papers {
            article class="sheet returned" {
                h1 { bdi { (paper.name) } }
                p { (lines_of(title)) ": " (paper.sum) }
                ol {
                    @for question in &paper.questions {
                        li {
                            p { b { (lines_of(&question.stem)) } }
                            (markup(&question.blocks))
                        }
                    }
                }
            }
        }
    }
}
