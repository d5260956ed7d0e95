//! A printed quiz or its mark scheme: one page made for paper, and fit to be read on a screen or
//! aloud.

mod layout;
mod paper;

use maud::{Markup, html};

use sourcework_core::present::booklet::{
    Booklet, PrintedPaper, PrintedQuestion, Section, SectionPart,
};

use crate::blocks;
use crate::shell;
use layout::{page_head, page_rules};

pub use layout::{LargePrint, Layout, PaperSize, QUESTIONS_SIDE_BY_SIDE};

const CSS: &str = include_str!("page.css");

/// The page for a booklet.
pub fn page(booklet: &Booklet, layout: Layout) -> String {
    let what = if booklet.is_key {
        " – mark scheme"
    } else {
        ""
    };
    let papers = booklet.papers.iter().enumerate();
    let is_large = layout.large_print.is_some();
    let class = layout.compact.then_some("compact");
    let class = class.or(is_large.then_some("large"));
    let body = html! {
        main class=[class] {
            @for (index, paper) in papers { (article(booklet, index, paper)) }
        }
    };
    let style_sheet = format!("{}{CSS}", page_rules(booklet, layout));
    shell::page(&format!("{}{what}", booklet.title), &style_sheet, &body)
}

fn article(booklet: &Booklet, index: usize, paper: &PrintedPaper) -> Markup {
    let class = if booklet.is_key { "key" } else { "paper" };
    let head = page_head(booklet, paper);
    html! {
        article id={ "paper-" (index) } class=(class) {
            header {
                h1 { (booklet.title) }
                @if !head.is_empty() { p class="subtitle" { (head) } }
                @if !booklet.is_key { (paper::name_line()) }
                dl class="details" {
                    @for (label, text) in &paper.details {
                        div { dt { (label) } dd { (text) } }
                    }
                }
                (paper::table_of_marks(&paper.marks, paper.total))
                @if !paper.advice.is_empty() {
                    ul class="advice" {
                        @for advice in &paper.advice { li { (advice) } }
                    }
                }
            }
            @for (place, it) in paper.sections.iter().enumerate() {
                (section(it, &format!("p{index}-s{place}")))
            }
        }
    }
}

fn section(section: &Section, id: &str) -> Markup {
    html! {
        section class=[section.new_page.then_some("new-page")] aria-labelledby=(id) {
            h2 id=(id) { (section.heading) }
            @for (place, it) in section.parts.iter().enumerate() {
                (part(it, &format!("{id}-{place}")))
            }
            @if let Some(foot) = section.foot { p class="foot" { (foot) } }
        }
    }
}

fn part(part: &SectionPart, id: &str) -> Markup {
    match part {
        SectionPart::Blocks(all) => blocks::markup(all),
        SectionPart::Source(heading, all) => html! {
            div class="source" { h3 { (heading) } (blocks::markup(all)) }
        },
        SectionPart::Extract(heading, all) => html! {
            section class="extract" aria-labelledby=(id) {
                h4 id=(id) { (heading) }
                (blocks::markup(all))
            }
        },
        SectionPart::Question(question) => question_markup(question, id),
    }
}

/// A question; what must not be separated from its beginning stands with it in one box.
fn question_markup(question: &PrintedQuestion, id: &str) -> Markup {
    let class = if question.together {
        "question together"
    } else {
        "question"
    };
    let (first, more) = paper::stem(&question.stem);
    let (start, rest) = paper::opening(&question.blocks);
    html! {
        section class=(class) aria-labelledby=(id) {
            div class="opening" {
                h3 id=(id) { span class="number" { (question.number) } " " (first) }
                (more)
                p class="about" {
                    @if !question.reads.is_empty() { span class="reads" { (question.reads) } " " }
                    @if !question.task.is_empty() { span class="task" { (question.task) } " " }
                    b class="marks" { (question.marks) }
                }
                (start)
            }
            (rest)
        }
    }
}
