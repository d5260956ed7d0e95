//! The frame of every page: title, header, where one is, and what is said once.

use maud::{DOCTYPE, Markup, html};

use super::reading::Reading;
use sourcework_core::attempt::QuestionHead;
use sourcework_core::words::counted;

/// The part of the program that a page belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Quizzes and sources.
    Library,
    /// Today's revision.
    Revision,
    /// How the student stands.
    Progress,
    /// What was done.
    History,
    /// How pages look.
    Reading,
    /// A quiz that is being taken.
    Attempt,
    /// A class that sits a quiz.
    Class,
    /// The people of a school and its class lists.
    People,
    /// Something else, such as an error.
    None,
}

/// Who looks at a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Audience {
    /// A student who uses the program alone.
    #[default]
    Alone,
    /// Somebody who has not joined a class yet.
    Visitor,
    /// A pupil of a class.
    Pupil,
    /// The teacher of a class.
    Teacher,
    /// Somebody who marks answers, and does nothing else.
    Marker,
    /// The admin of a school.
    Admin,
}

/// How pages look, and for whom.
#[derive(Clone, Debug, Default)]
pub struct Look {
    /// How the person likes to read.
    pub reading: Reading,
    /// Who it is.
    pub audience: Audience,
    /// Which pupil of which class it is, for what the browser keeps: a number that tells nobody who.
    pub seat: Option<u64>,
    /// The labels of the only extracts that the page may read aloud; it may read all where `None`.
    pub aloud: Option<Vec<String>>,
}

/// Between the labels of extracts in an attribute: no label holds it.
const BETWEEN: &str = "\u{1f}";

const PARTS: [(Part, &str, &str); 5] = [
    (Part::Library, "/", "Quizzes"),
    (Part::Revision, "/revision", "Revision"),
    (Part::Progress, "/progress", "Progress"),
    (Part::History, "/history", "History"),
    (Part::Reading, "/reading", "Reading"),
];

/// What stands at the top of the pages of a class.
const OF_TEACHER: [(Part, &str, &str); 2] = [
    (Part::Class, "/teach", "Classes"),
    (Part::Reading, "/reading", "Reading"),
];
const OF_MARKER: [(Part, &str, &str); 2] = [
    (Part::Class, "/marking", "Marking"),
    (Part::Reading, "/reading", "Reading"),
];
const OF_ADMIN: [(Part, &str, &str); 3] = [
    (Part::Class, "/teach", "Classes"),
    (Part::People, "/teach/people", "People"),
    (Part::Reading, "/reading", "Reading"),
];
const OF_PUPIL: [(Part, &str, &str); 2] = [
    (Part::Class, "/seat", "Your place"),
    (Part::Reading, "/reading", "Reading"),
];
const OF_VISITOR: [(Part, &str, &str); 1] = [(Part::Reading, "/reading", "Reading")];

impl Audience {
    fn parts(self) -> &'static [(Part, &'static str, &'static str)] {
        match self {
            Self::Alone => &PARTS,
            Self::Visitor => &OF_VISITOR,
            Self::Pupil => &OF_PUPIL,
            Self::Teacher => &OF_TEACHER,
            Self::Marker => &OF_MARKER,
            Self::Admin => &OF_ADMIN,
        }
    }
}

/// What all pages have in common.
pub struct Frame<'a> {
    /// The title of the window; the first thing that a screen reader says.
    pub title: &'a str,
    /// How it looks, and for whom.
    pub look: &'a Look,
    /// Which part the page belongs to.
    pub part: Part,
    /// How far an attempt is.
    pub bar: Option<Bar>,
    /// The end of the addresses of style sheet and script; it changes with them.
    pub assets: &'a str,
    /// Whether the page is wide, as passage beside question is.
    pub is_wide: bool,
}

/// How far an attempt is.
pub struct Bar {
    /// The quiz.
    pub quiz: String,
    /// The place of the question, from 0, and how many there are.
    pub place: Option<(usize, usize)>,
    /// What is left of the time, in seconds.
    pub seconds_left: Option<i64>,
    /// The marks so far, and those that could have been earned, where they are shown.
    pub score: Option<(u32, u32)>,
}

impl Bar {
    /// Of a question; one that is asked first without its passage has no place in the quiz yet.
    pub fn of(quiz: &str, head: &QuestionHead<'_>) -> Self {
        Self {
            quiz: quiz.to_owned(),
            place: head.probe.is_none().then_some((head.place, head.of)),
            seconds_left: head.time_left.map(|left| left.as_secs().max(0)),
            score: None,
        }
    }

    fn markup(&self) -> Markup {
        html! {
            div class="quiz-bar" role="region" aria-label="This quiz" {
                span class="quiz-name" { (self.quiz) }
                @if let Some((place, of)) = self.place {
                    span class="quiz-place" {
                        "Question " (place + 1) " of " (of) " "
                        progress max=(of) value=(place) aria-label="Questions behind you" {}
                    }
                }
                @if let Some((awarded, available)) = self.score {
                    span class="quiz-score" { (awarded) " of " (counted(available, "mark")) " so far" }
                }
                a class="looks" href="/reading" aria-label="How pages look" { "Aa" }
                @if let Some(seconds) = self.seconds_left {
                    span class="clock" data-seconds=(seconds) { (minutes(seconds)) " left" }
                }
            }
        }
    }
}

fn minutes(seconds: i64) -> String {
    let count = seconds.div_euclid(60) + i64::from(seconds % 60 > 0);
    counted(count.unsigned_abs(), "minute")
}

/// A page.
pub fn page(frame: &Frame<'_>, body: &Markup) -> String {
    let main = match frame.is_wide {
        true => "wide",
        false => "narrow",
    };
    let page = html! {
        (DOCTYPE)
        html lang="en-GB" class=(frame.look.reading.classes()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (frame.title) " – sourcework" }
                link rel="icon" href="data:,";
                link rel="stylesheet" href={ "/assets/style.css?" (frame.assets) };
                script src={ "/assets/script.js?" (frame.assets) } defer {}
            }
            body class=[frame.bar.is_some().then_some("in-attempt")] data-seat=[frame.look.seat] data-aloud=[frame.look.aloud.as_ref().map(|labels| labels.join(BETWEEN))] {
                a class="skip" href="#main" { "Skip to the content" }
                header class="top" {
                    a class="brand" href="/" { "sourcework" }
                    nav aria-label="Main" {
                        ul {
                            @for (part, address, name) in frame.look.audience.parts() {
                                li { a href=(address) aria-current=[(*part == frame.part).then_some("page")] { (name) } }
                            }
                        }
                    }
                }
                @if let Some(bar) = &frame.bar { (bar.markup()) }
                main id="main" class=(main) tabindex="-1" { (body) }
                @if frame.look.seat.is_some() { aside id="kept-at" class="kept-at" aria-label="What is kept" {} }
                p id="said" class="said" role="status" {}
            }
        }
    };
    page.into_string()
}

/// A page that says what went wrong, what is kept, and what can be done.
pub fn problem(what: &str, kept: &str, links: &[(&str, &str)]) -> Markup {
    html! {
        div class="sheet" {
            h1 { (what) }
            p { (kept) }
            ul class="plain" {
                @for (address, name) in links { li { a href=(address) { (name) } } }
            }
        }
    }
}
