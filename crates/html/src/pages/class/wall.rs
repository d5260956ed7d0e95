//! The wall: what the projector shows, without names.

use maud::{Markup, PreEscaped, html};

use crate::blocks::lines_of;

/// What stands on the wall.
pub struct Wall<'a> {
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
    /// What was chosen at each question, once the sitting is closed: the question, and each option with
    /// how many chose it.
    pub chosen: Vec<(String, Vec<(String, usize)>)>,
}

/// The wall.
pub fn wall(wall: &Wall<'_>) -> Markup {
    let (joined, handed_in) = wall.counts;
    html! {
        div class="sheet wall" {
            h1 { (lines_of(wall.title)) }
            @for place in wall.places { p class="place" { (place) } }
            p class="code" { (wall.code) }
            div class="qr" role="img" aria-label="The address as a picture for phones" { (PreEscaped(wall.picture)) }
            p role="status" { (joined) " joined, " (handed_in) " handed in" }
        }
        @for (stem, options) in &wall.chosen {
            section class="sheet" {
                h2 { (lines_of(stem)) }
                ul class="bars" {
                    @for (text, count) in options {
                        li { span { (lines_of(text)) } meter min="0" max=(joined.max(1)) value=(count) {} span { (count) } }
                    }
                }
            }
        }
    }
}
