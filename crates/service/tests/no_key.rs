//! What is shown before an answer is marked holds nothing that only the author knows: every view of
//! every shipped quiz is written out as it would be sent to a page, and searched.
#![allow(clippy::unwrap_used, missing_docs)]

use std::sync::Arc;

use jiff::Timestamp;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use sourcework_core::attempt::{Command, Guess, Mode, Selection, Session, Settings, View};
use sourcework_core::present::passage::{glossary_of, passages};
use sourcework_core::present::question;
use sourcework_core::quiz::{Question, Reveal};
use sourcework_service::library::{Library, Shelf};

/// What a view must not have. The stem is of the same author, but is shown.
fn secrets(question: &Question, source_id: &str) -> Vec<String> {
    let mut secrets = vec![question.explanation.to_string()];
    secrets.extend(question.hint.as_ref().map(ToString::to_string));
    // The ID of a question or a source may give the answer away, such as who wrote it.
    secrets.push(format!("\"{}\"", question.id.value));
    secrets.push(source_id.to_owned());
    secrets
}

#[test]
fn no_view_of_a_question_holds_a_key_an_explanation_or_a_telling_id() {
    let library = Library::built_in();
    let now = Timestamp::UNIX_EPOCH;
    let mut seen = 0;
    for id in library.ids(Shelf::Quizzes).unwrap() {
        let paper = Arc::new(library.paper(&id).unwrap());
        let settings = Settings {
            mode: Mode::Exam,
            ..Settings::default()
        };
        let mut rng = ChaCha8Rng::seed_from_u64(7);
        let selection = Selection::default();
        let mut session =
            Session::open(Arc::clone(&paper), settings, &selection, &mut rng, now).unwrap();
        loop {
            let command = match session.current(now) {
                View::Probe(_) => panic!("{id}: nothing is to be asked without its passage"),
                View::Commit(asked) => {
                    let written = serde_json::to_string(&asked).unwrap();
                    let creator = &paper.sources.iter().next().unwrap().provenance.creator;
                    assert!(!written.contains(creator.as_str()), "{id}: {written}");
                    Command::Commit {
                        place: asked.place,
                        guess: Guess::default(),
                    }
                }
                View::Question(view) => {
                    let place = view.head.place;
                    let asked = session.question(place);
                    let written = serde_json::to_string(&view).unwrap();
                    let mut blocks = passages(&view.head.passages);
                    blocks.extend(glossary_of(&view.head.passages));
                    blocks.extend([question::place(&view.head), question::stem(&view.head)]);
                    let drawn = format!("{blocks:?}");
                    for secret in secrets(asked, "khrushchev-letter-1962") {
                        assert!(!written.contains(&secret), "{id}: {secret} in {written}");
                        assert!(!drawn.contains(&secret), "{id}: {secret} in {drawn}");
                    }
                    if asked.provenance != Reveal::Before {
                        let creator = &paper.sources.iter().next().unwrap().provenance.creator;
                        let is_shown = view.head.passages.iter().any(|it| it.heading.is_some());
                        assert_eq!(drawn.contains(creator.as_str()), is_shown, "{id}: {drawn}");
                    }
                    if asked.provenance == Reveal::Hidden {
                        assert!(!written.contains("\"heading\":{"), "{id}: {written}");
                    }
                    seen += 1;
                    Command::Skip { place }
                }
                View::Judging(view) => Command::LeaveUnjudged { which: view.which },
                View::Overview(_) => Command::HandIn,
                View::Done => Command::Finish,
                View::Finished => break,
            };
            session.step(command, now).unwrap();
        }
    }
    assert!(seen >= 73, "{seen} questions were seen");
}

#[test]
fn nothing_of_the_passage_its_heading_or_a_key_is_shown_with_a_question_that_is_asked_without_them()
{
    let library = Library::built_in();
    let now = Timestamp::UNIX_EPOCH;
    let mut seen = 0;
    for id in library.ids(Shelf::Quizzes).unwrap() {
        let paper = Arc::new(library.paper(&id).unwrap());
        let mut rng = ChaCha8Rng::seed_from_u64(7);
        let selection = Selection {
            probes: usize::MAX,
            ..Selection::default()
        };
        let settings = Settings::default();
        let mut session =
            Session::open(Arc::clone(&paper), settings, &selection, &mut rng, now).unwrap();
        while let View::Probe(view) = session.current(now) {
            let place = view.head.place;
            let asked = session.question(place);
            assert!(view.head.passages.is_empty() && !view.has_hint, "{id}");
            let written = serde_json::to_string(&view).unwrap();
            let mut hidden = secrets(asked, "khrushchev-letter-1962");
            for extract in &asked.extracts {
                let (source, extract) = paper.sources.extract(extract).unwrap();
                let text = serde_json::to_string(extract.text.as_str()).unwrap();
                hidden.push(text.trim_matches('"').to_owned());
                hidden.extend(source.provenance.facts().into_iter().map(|(_, fact)| fact));
            }
            // A fact that the question itself names is the author's choice.
            let own = format!("{} {:?}", asked.stem.value, view.task);
            for secret in hidden.iter().filter(|it| !own.contains(it.as_str())) {
                assert!(!written.contains(secret), "{id}: {secret} in {written}");
            }
            seen += 1;
            let answer = None;
            session.step(Command::Probe { place, answer }, now).unwrap();
        }
    }
    // Those that a key marks and that offer no quotations are 12, 8, 8, 8 and 2; five of the exam name the writer or
    // the day, which its first question asks with the heading hidden.
    assert_eq!(seen, 33);
}
