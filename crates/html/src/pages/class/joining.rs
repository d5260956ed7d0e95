//! Joining a class, and the place of a pupil who has joined.

use maud::{Markup, html};

use crate::shell::lines_of;

/// The first page: the code that stands on the wall.
pub fn enter_code(complaint: Option<&str>) -> Markup {
    html! {
        div class="sheet" {
            h1 { "Join your class" }
            @if let Some(complaint) = complaint { p class="complaint" id="complaint" tabindex="-1" { (complaint) } }
            form method="post" action="/join" {
                label for="code" { "The code on the wall" }
                input type="text" name="code" id="code" required maxlength="20" autocomplete="off"
                    autocapitalize="characters" spellcheck="false";
                div class="actions" { button class="main" { "Go on" } }
            }
        }
    }
}

/// What stands on the page on which a pupil says who it is.
pub struct WhoAreYou<'a> {
    /// The quiz.
    pub title: &'a str,
    /// The class code, for the addresses.
    pub code: &'a str,
    /// The names of the roster that are free; empty where pupils type their own.
    pub names: Vec<&'a str>,
    /// Whether there is a roster.
    pub has_roster: bool,
    /// What is wrong with what was sent.
    pub complaint: Option<&'a str>,
}

/// Who joins: a name of the roster, or one's own; or somebody who comes back.
pub fn who_are_you(page: &WhoAreYou<'_>) -> Markup {
    html! {
        div class="sheet" {
            h1 { (lines_of(page.title)) }
            @if let Some(complaint) = page.complaint { p class="complaint" id="complaint" tabindex="-1" { (complaint) } }
            form method="post" action={ "/join/" (page.code) } {
                @if page.has_roster {
                    label for="name" { "Your name" }
                    select name="name" id="name" required {
                        option value="" { "Choose your name" }
                        @for name in &page.names { option { (name) } }
                    }
                } @else {
                    label for="name" { "Your first name and the first letter of your last name" }
                    input type="text" name="name" id="name" required maxlength="60" autocomplete="off";
                }
                div class="actions" { button class="main" { "Join" } }
            }
        }
        details class="sheet" open[page.complaint.is_some()] {
            summary { "I have joined already, on this or another device" }
            form method="post" action={ "/join/" (page.code) "/back" } {
                label for="words" { "Your code of three words" }
                input type="text" name="words" id="words" required maxlength="60" autocomplete="off"
                    autocapitalize="none" spellcheck="false";
                div class="actions" { button class="main" { "Come back" } }
            }
        }
    }
}

/// What a pupil can do now.
pub enum Next<'a> {
    /// Begin; so many minutes, if there is a limit.
    Begin(Option<u32>),
    /// Go on with the attempt at this address.
    GoOn(&'a str),
    /// Wait: the sitting has not begun, until this time if one is set.
    NotYet(Option<&'a str>),
    /// Wait: all clocks stand still.
    Paused,
    /// Handed in; the result is not shown yet. Whether the quiz may be taken again.
    HandedIn(bool),
    /// Handed in; the result is at this address. Whether the quiz may be taken again.
    Result(&'a str, bool),
    /// Too late to begin.
    Closed,
}

/// A pupil's place.
pub struct YourPlace<'a> {
    /// The quiz.
    pub title: &'a str,
    /// The pupil.
    pub name: &'a str,
    /// The code of three words.
    pub code: &'a str,
    /// What can be done.
    pub next: Next<'a>,
    /// What was agreed for this pupil, in words.
    pub arrangement: Vec<String>,
    /// Whether the pupil may revise the quiz.
    pub may_revise: bool,
    /// Whether the pupil may take the answers home as a file.
    pub may_take_home: bool,
    /// What has gone wrong.
    pub complaint: Option<&'a str>,
}

/// The place of a pupil: the code to come back with, and what can be done now.
pub fn your_place(page: &YourPlace<'_>) -> Markup {
    html! {
        div class="sheet" {
            h1 { (lines_of(page.title)) }
            p { "You are " b { bdi { (page.name) } } "." }
            @if let Some(complaint) = page.complaint { p class="complaint" id="complaint" tabindex="-1" { (complaint) } }
            (next(&page.next))
            @if page.may_take_home {
                p {
                    a href="/seat/record" { "Take your answers home as a file" }
                    "; there " code { "sourcework record import my-record.jsonl" } " goes on with them in your revision."
                }
            }
            @if page.may_revise {
                p { a class="button" href="/revision" { "Revise this quiz" } }
                p class="small" { "Your code opens it again on any other day, and from any device." }
            }
        }
        div class="sheet" {
            h2 { "Your code" }
            p class="code" { (page.code) }
            p { "Write it down. With it you come back from any device, should this one fail." }
            @for agreed in &page.arrangement { p { (agreed) } }
        }
        form class="sheet" method="post" action="/seat/leave" {
            p { "Not you? Then leave this place, so that nobody sees what you have written on this device." }
            button { "Leave this place" }
        }
    }
}

fn next(next: &Next<'_>) -> Markup {
    html! {
        @match next {
            Next::Begin(minutes) => {
                @if let Some(minutes) = minutes {
                    p { "You have " (sourcework_core::words::counted(*minutes, "minute")) " from the moment you begin." }
                }
                form method="post" action="/seat/begin" { button class="main" { "Begin" } }
            }
            Next::GoOn(address) => { p { a class="button main" href=(address) { "Go on" } } }
            Next::NotYet(when) => {
                p role="status" {
                    @match when {
                        Some(when) => { "It begins on " (when) "." }
                        None => { "It has not begun yet." }
                    }
                }
            }
            Next::Paused => { p role="status" { "Your teacher has stopped the clock. What you have answered is kept; wait until it goes on." } }
            Next::HandedIn(again) => {
                p role="status" { "You have handed in, and everything is kept. Your teacher will show the results." }
                @if *again { form method="post" action="/seat/begin" { button { "Take it again" } } }
            }
            Next::Result(address, again) => {
                p { a class="button main" href=(address) { "See your result" } }
                @if *again { form method="post" action="/seat/begin" { button { "Take it again" } } }
            }
            Next::Closed => { p role="status" { "This is closed. Nothing can be answered any more." } }
        }
    }
}
