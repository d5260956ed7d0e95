//! A printed quiz or its mark scheme: one page made for paper, and fit to be read on a screen or
//! aloud.

mod paper;

use maud::{Markup, html};

use sourcework_core::present::booklet::{
    Booklet, PrintedPaper, PrintedQuestion, Section, SectionPart,
};

use crate::blocks;
use crate::shell;

const CSS: &str = include_str!("page.css");

/// The paper to print on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaperSize {
    /// 210 by 297 mm.
    A4,
    /// 8½ by 11 inches.
    Letter,
}

/// The page for a booklet.
pub fn page(booklet: &Booklet, size: PaperSize) -> String {
    let what = if booklet.is_key {
        " – mark scheme"
    } else {
        ""
    };
    let papers = booklet.papers.iter().enumerate();
    let body = html! {
        main {
            @for (index, paper) in papers { (article(booklet, index, paper)) }
        }
    };
    let style_sheet = format!("{}{CSS}", page_rules(booklet, size));
    shell::page(&format!("{}{what}", booklet.title), &style_sheet, &body)
}

/// The rules of the printed pages: their size, and what stands at the head and foot of each.
fn page_rules(booklet: &Booklet, size: PaperSize) -> String {
    let size = match size {
        PaperSize::A4 => "A4",
        PaperSize::Letter => "Letter",
    };
    let mut rules = format!("@page {{ size: {size} portrait; }}\n");
    for (index, paper) in booklet.papers.iter().enumerate() {
        let name = page_head(booklet, paper);
        rules += &format!(
            "@page paper-{index} {{\n  counter-increment: page paper-{index};\n  \
             @top-right {{ content: \"{name}\"; }}\n  \
             @bottom-center {{ content: counter(paper-{index}); }}\n}}\n\
             #paper-{index} {{ page: paper-{index}; }}\n"
        );
    }
    rules
}

/// What stands at the head of each page: words of ours only, since it stands in the style sheet.
fn page_head(booklet: &Booklet, paper: &PrintedPaper) -> String {
    let what = booklet.is_key.then(|| "Mark scheme".to_owned());
    let parts: Vec<String> = paper.name.clone().into_iter().chain(what).collect();
    parts.join(" – ")
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
                div class="sums" {
                    dl class="details" {
                        @for (label, text) in &paper.details {
                            div { dt { (label) } dd { (text) } }
                        }
                    }
                    @if !booklet.is_key { (paper::mark_field(paper.total)) }
                }
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
                    b class="marks" { (question.marks) }
                }
                (start)
            }
            (rest)
        }
    }
}
