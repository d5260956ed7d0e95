//! Worksheets: what a student sees on paper, and what only the mark scheme says.

use sourcework_core::paper::Paper;
use sourcework_core::quiz::{Body, Reveal};
use sourcework_core::source::passage::paragraphs;
use sourcework_exchange::html::to_text;
use sourcework_exchange::{Format, Settings, export};

use crate::compare::{material, shipped};

pub fn page(paper: &Paper, settings: Settings) -> String {
    String::from_utf8(export(Format::Worksheet, material(paper), settings).bytes).unwrap()
}

pub fn key() -> Settings {
    Settings {
        key: true,
        ..Settings::default()
    }
}

/// The words of a page, with single blanks.
pub fn words(page: &str) -> String {
    one_line(&to_text(page).text)
}

pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The same quiz once more, to be changed.
fn again(paper: &Paper) -> Paper {
    let same = |it: &Paper| it.quiz.id == paper.quiz.id;
    shipped().into_iter().find(same).unwrap()
}

/// The paper of a quiz of one question.
fn alone(paper: &Paper, question: usize) -> Paper {
    let mut alone = again(paper);
    alone.quiz.questions = vec![paper.quiz.questions[question].clone()];
    alone
}

#[test]
fn everything_that_is_asked_and_read_stands_on_the_paper() {
    for paper in shipped() {
        let words = words(&page(&paper, Settings::default()));
        assert!(words.contains(&one_line(&paper.quiz.title)));
        for question in &paper.quiz.questions {
            assert!(words.contains(&one_line(&question.stem)), "{}", question.id);
            for extract in &question.extracts {
                let text = paper.sources.text(extract).unwrap();
                for range in paragraphs(text) {
                    assert!(words.contains(&one_line(&text[range])), "{extract}");
                }
            }
            let options: Vec<&str> = match &question.body {
                Body::SingleChoice(body) => {
                    body.options.iter().map(|it| it.text.as_str()).collect()
                }
                Body::MultipleResponse(body) => {
                    body.options.iter().map(|it| it.text.as_str()).collect()
                }
                Body::TrueFalse(body) => {
                    body.statements.iter().map(|it| it.text.as_str()).collect()
                }
                Body::Matching(body) => body.rights().collect(),
                Body::Ordering(body) => body.items.iter().map(|it| it.as_str()).collect(),
                Body::Evidence(body) => {
                    body.candidates.iter().map(|it| it.quote.as_str()).collect()
                }
                Body::Grid(body) => body.rows.iter().map(|it| it.label.as_str()).collect(),
                Body::Cloze(body) => body.offered(),
                _ => Vec::new(),
            };
            for option in options {
                assert!(
                    words.contains(&one_line(option)),
                    "{}: {option}",
                    question.id
                );
            }
        }
    }
}

#[test]
fn nothing_on_the_paper_tells_what_is_right() {
    for paper in shipped() {
        let words = words(&page(&paper, Settings::default()));
        for question in &paper.quiz.questions {
            assert!(
                !words.contains(&one_line(&question.explanation)),
                "{}",
                question.id
            );
            if let Some(hint) = &question.hint {
                assert!(!words.contains(&one_line(hint)), "{}", question.id);
            }
            let told: Vec<&str> = match &question.body {
                Body::SingleChoice(body) => body
                    .options
                    .iter()
                    .filter_map(|it| Some(it.feedback.as_ref()?.as_str()))
                    .collect(),
                Body::ShortAnswer(body) => vec![body.model.as_str()],
                Body::Inference(body) => vec![body.model.as_str()],
                Body::Extended(body) => vec![body.model.as_str()],
                _ => Vec::new(),
            };
            for told in told {
                assert!(!words.contains(&one_line(told)), "{}: {told}", question.id);
            }
        }
    }
}

/// An option that is right looks like one that is wrong: a quiz with the keys moved gives the
/// same paper.
#[test]
fn the_paper_is_the_same_whichever_option_is_right() {
    for paper in shipped() {
        let mut moved = again(&paper);
        for question in &mut moved.quiz.questions {
            if let Body::SingleChoice(body) = &mut question.body {
                let key = body.options.iter().position(|it| it.correct).unwrap();
                body.options[key].correct = false;
                let next = (key + 1) % body.options.len();
                body.options[next].correct = true;
            }
            if let Body::TrueFalse(body) = &mut question.body {
                body.statements.iter_mut().for_each(|it| it.answer = None);
            }
        }
        let settings = Settings {
            variants: 2,
            seed: 3,
            ..Settings::default()
        };
        assert_eq!(
            page(&paper, settings),
            page(&moved, settings),
            "{}",
            paper.quiz.id
        );
    }
}

#[test]
fn the_mark_scheme_has_every_key_with_its_reason_and_its_evidence() {
    for paper in shipped() {
        let words = words(&page(&paper, key()));
        for question in &paper.quiz.questions {
            assert!(
                words.contains(&one_line(&question.explanation)),
                "{}",
                question.id
            );
            for quote in &question.quotes {
                assert!(words.contains(&one_line(quote)), "{}: {quote}", question.id);
            }
            match &question.body {
                Body::Extended(body) => {
                    for level in body.criteria.iter().flat_map(|it| &it.levels) {
                        assert!(
                            words.contains(&one_line(&level.descriptor)),
                            "{}",
                            question.id
                        );
                    }
                    assert!(words.contains(&one_line(&body.model)));
                }
                Body::ShortAnswer(body) => {
                    for point in &body.points {
                        assert!(words.contains(&one_line(&point.label)), "{}", question.id);
                    }
                }
                _ => {}
            }
        }
    }
}

/// The letters of the options on a paper, and what each says.
fn boxes(paper: &str) -> Vec<(String, String)> {
    let shown = paper.split("<li><span class=\"box\"></span><b>").skip(1);
    shown
        .map(|it| {
            let text = words(it.split("</li>").next().unwrap());
            let (letter, text) = text.split_once(' ').unwrap();
            (letter.to_owned(), text.to_owned())
        })
        .collect()
}

/// The letter of the right option on the paper is the one on the mark scheme of the same seed.
#[test]
fn each_variant_has_an_order_of_its_own_and_its_mark_scheme_agrees() {
    let paper = shipped()
        .into_iter()
        .find(|it| it.quiz.id == "letter-1-warm-up")
        .unwrap();
    let question = paper.quiz.questions.iter().position(|it| {
        matches!(&it.body, Body::SingleChoice(body) if body.options.len() == 4) && it.shuffle
    });
    let paper = alone(&paper, question.unwrap());
    let Body::SingleChoice(body) = &paper.quiz.questions[0].body else {
        panic!()
    };
    let mut orders = Vec::new();
    for seed in 0..6 {
        let settings = Settings {
            variants: 3,
            seed,
            ..Settings::default()
        };
        let (student, teacher) = (
            page(&paper, settings),
            page(
                &paper,
                Settings {
                    key: true,
                    ..settings
                },
            ),
        );
        assert_eq!(
            student,
            page(&paper, settings),
            "the same seed gives the same papers"
        );
        let papers: Vec<&str> = student.split("<article").skip(1).collect();
        let keys: Vec<&str> = teacher.split("<article").skip(1).collect();
        assert_eq!((papers.len(), keys.len()), (3, 3));
        for ((paper, key), name) in papers
            .iter()
            .zip(&keys)
            .zip(["Paper A", "Paper B", "Paper C"])
        {
            assert!(paper.contains(name) && key.contains(name));
            let options = boxes(paper);
            let right = body.options.iter().find(|it| it.correct).unwrap();
            let letter = options
                .iter()
                .find(|(_, text)| *text == one_line(&right.text));
            let (letter, _) = letter.expect("the right option is on the paper");
            let short = words(key);
            assert!(
                short.contains(&format!("1 | {letter} | 1")),
                "{name}: {letter} in {short}"
            );
            orders.push(
                options
                    .into_iter()
                    .map(|(_, text)| text)
                    .collect::<Vec<_>>(),
            );
        }
    }
    orders.sort();
    orders.dedup();
    assert!(orders.len() > 5, "the orders differ: {}", orders.len());
}

#[test]
fn a_heading_that_is_asked_for_is_not_on_the_paper() {
    let mut paper = shipped().remove(0);
    let facts: Vec<String> = paper
        .sources
        .iter()
        .flat_map(|it| it.provenance.facts())
        .map(|it| one_line(&it.1))
        .collect();
    for question in &mut paper.quiz.questions {
        question.provenance = Reveal::After;
    }
    let (student, teacher) = (
        words(&page(&paper, Settings::default())),
        words(&page(&paper, key())),
    );
    assert!(!facts.is_empty());
    for fact in facts.iter().filter(|it| it.len() > 12) {
        assert!(!student.contains(fact.as_str()), "{fact}");
        assert!(teacher.contains(fact.as_str()), "{fact}");
    }
}

#[test]
fn a_page_needs_nothing_and_runs_nothing_whatever_its_texts_say() {
    let mut paper = shipped().remove(0);
    let hostile = "</style></title><script>alert(1)</script><img src=x onerror=alert(1)> & \" '";
    hostile.clone_into(&mut paper.quiz.title.value);
    for question in &mut paper.quiz.questions {
        hostile.clone_into(&mut question.stem.value);
        hostile.clone_into(&mut question.explanation.value);
    }
    for settings in [Settings::default(), key()] {
        let page = page(&paper, settings);
        for sign in [
            "<script",
            "<img",
            "onerror=alert(1)>",
            "http://",
            "https://",
            "url(",
            "@import",
        ] {
            assert!(!page.contains(sign), "{sign}");
        }
        assert!(page.contains("default-src 'none'"));
        assert_eq!(page.matches("</style>").count(), 1);
        assert!(words(&page).contains("alert(1)"), "the words stay words");
    }
}

/// Space in proportion to the marks: two lines and two more a mark for a short answer.
#[test]
fn there_are_lines_to_write_on_for_each_mark() {
    for paper in shipped() {
        for (number, question) in paper.quiz.questions.iter().enumerate() {
            let each = match &question.body {
                Body::ShortAnswer(_) => 2,
                Body::Extended(_) => 3,
                _ => continue,
            };
            let page = page(&alone(&paper, number), Settings::default());
            let lines = page.matches("<div class=\"line\"").count();
            assert_eq!(
                lines as u32,
                question.available() * each + 2,
                "{}",
                question.id
            );
        }
    }
}

/// The exam paper has `resonable and carm` for 2 marks and a denial for none; its patterns are read
/// by people who ask for them.
#[test]
fn a_mark_scheme_shows_answers_and_keeps_patterns_for_those_who_ask() {
    let paper = shipped()
        .into_iter()
        .find(|it| it.quiz.id == "letter-4-exam")
        .unwrap();
    let place = paper
        .quiz
        .questions
        .iter()
        .position(|it| it.id.as_str() == "infer-two");
    let paper = alone(&paper, place.unwrap());
    let for_people = words(&page(&paper, key()));
    let earns = "“He wants to look resonable and carm: \"let us not quarrel now\"”";
    assert!(for_people.contains(earns), "{for_people}");
    assert!(for_people.contains("Not accepted: “peace peace peace be"));
    assert!(for_people.contains("(6b ¶1)"), "evidence has its place");
    // A word that only a pattern has, and one of a pattern of what is rejected.
    assert!(!for_people.contains("bigger person") && !for_people.contains("unreasonable"));
    let with_patterns = words(&page(
        &paper,
        Settings {
            patterns: true,
            ..key()
        },
    ));
    assert!(with_patterns.contains("bigger person") && with_patterns.contains("unreasonable"));
}
