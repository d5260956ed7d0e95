//! The wall: what the projector shows, without names.

use maud::{Markup, PreEscaped, html};

use crate::pages::attempt::beside;
use crate::pages::passage::{Picks, pane};
use crate::pages::task;
use crate::shell::lines_of;
use sourcework_core::attempt::QuestionView;

/// How to join.
pub struct Wall<'a> {
    /// The address of the wall.
    pub address: &'a str,
    /// The address of the board.
    pub board: &'a str,
    /// The quiz.
    pub title: &'a str,
    /// Where pupils go.
    pub places: &'a [String],
    /// The class code.
    pub code: &'a str,
    /// The address as a picture to point a phone at: SVG that the program has made.
    pub picture: &'a str,
    /// How many have joined, and how many have handed in.
    pub counts: (usize, usize),
    /// How many questions can be shown.
    pub questions: usize,
}

/// The first page of the wall.
pub fn wall(wall: &Wall<'_>) -> Markup {
    let (joined, handed_in) = wall.counts;
    html! {
        div class="sheet wall" {
            h1 { (lines_of(wall.title)) }
            @for place in wall.places { p class="place" { (place) } }
            p class="code" { (wall.code) }
            div class="qr" role="img" aria-label="The address as a picture for phones" { (PreEscaped(wall.picture)) }
            div data-live={ (wall.board) "/events" } {
                p role="status" { (joined) " joined, " (handed_in) " handed in" }
            }
        }
        (places(wall.address, 0, wall.questions))
    }
}

/// A question on the wall.
pub struct Shown<'a> {
    /// The address of the wall.
    pub address: &'a str,
    /// The address at which written answers are picked for the wall; only where the question is a written one.
    pub picking: Option<&'a str>,
    /// The question as pupils see it.
    pub view: &'a QuestionView<'a>,
    /// Its number, from 1.
    pub number: usize,
    /// How many questions there are.
    pub of: usize,
    /// What was chosen: each option with how many chose it; empty while pupils can still choose.
    pub chosen: Vec<(String, usize)>,
    /// How many pupils have joined.
    pub joined: usize,
    /// The written answers that were picked.
    pub texts: Vec<String>,
}

/// A question with its passages.
pub fn question(shown: &Shown<'_>) -> Markup {
    let view = shown.view;
    let panel = html! {
        h1 class="stem" id="stem" { (lines_of(view.head.stem)) }
        @if !shown.texts.is_empty() {
            div class="side-by-side" {
                @for text in &shown.texts { blockquote class="sheet" { bdi { (lines_of(text)) } } }
            }
        } @else if shown.chosen.iter().any(|(_, count)| *count > 0) {
            ul class="bars" {
                @for (text, count) in &shown.chosen {
                    li { span { (lines_of(text)) } meter min="0" max=(shown.joined.max(1)) value=(count) {} span { (count) } }
                }
            }
        } @else if shown.picking.is_none() {
            // Nothing is answered on the wall.
            fieldset class="as-shown" disabled {
                legend class="unseen" { "What pupils can answer" }
                (task::fields(&view.task, None, &view.head.passages, view.head.stem))
            }
        }
        @if let Some(picking) = shown.picking {
            p class="small" { a href=(picking) { "Pick written answers to show here" } }
        }
    };
    html! {
        (beside(&pane(&view.head.passages, &Picks::None, &[], false), &panel))
        (places(shown.address, shown.number, shown.of))
    }
}

/// The way from one page of the wall to the others; 0 is the code.
fn places(address: &str, here: usize, questions: usize) -> Markup {
    html! {
        nav aria-label="Pages of the wall" class="wall-pages" {
            ul {
                li { a href=(address) aria-current=[(here == 0).then_some("page")] { "Code" } }
                @for number in 1..=questions {
                    li { a href={ (address) "/" (number) } aria-current=[(here == number).then_some("page")] { (number) } }
                }
            }
        }
    }
}
