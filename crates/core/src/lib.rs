//! The pure core: it reads no file, environment, clock or global randomness, and prints nothing. What
//! it needs from outside (texts, the time, random numbers) is handed to it.
//!
//! # A guided tour
//!
//! 1. **From text to values.** [`source::parse`] and [`quiz::parse`] read TOML with [`document`] and
//!    report everything that is wrong as [`diagnostic`]s with their places. A quiz and its sources
//!    together are a [`paper`]: what is put before a student.
//! 2. **What an answer earns** is decided in [`marking`], a pure function of question and answer.
//!    Written answers are held against credit points ([`marking::written`]), whose expressions
//!    [`pattern`] reads with the words of [`english`].
//! 3. **An attempt** is one student's way through a paper. A [`Command`](attempt::Command) becomes
//!    [`Event`](attempt::Event)s or is refused, and the attempt is what its events say. A
//!    [`Session`](attempt::Session) holds it together with its paper and says what to show now.
//! 4. **What people read** is made in [`present`]: blocks that a terminal, a page and a document draw,
//!    each in its own way.
//! 5. **Later.** [`record`] is the form in which events are kept, [`revision`] decides from them what
//!    is asked on which day, and [`progress`] says how a student stands. [`agreement`] measures how
//!    well the marks of the program agree with those of people.
//!
//! All of it in one example:
//!
//! ```
//! use std::sync::Arc;
//!
//! use jiff::Timestamp;
//! use rand::SeedableRng;
//! use rand_chacha::ChaCha8Rng;
//! use sourcework_core::attempt::{Command, Numbering, Selection, Session, Settings, Task, View};
//! use sourcework_core::marking::Answer;
//! use sourcework_core::paper::Paper;
//! use sourcework_core::present::{self, Block, Tone};
//! use sourcework_core::source::Sources;
//! use sourcework_core::{quiz, source};
//!
//! // 1. A source and a quiz about it.
//! let (letter, faults) = source::parse("letter", r#"
//! title = "Letter to a president"
//! [provenance]
//! creator = "Nikita Khrushchev"
//! date = "1962-10-26"
//! type = "letter"
//! rights = "out of copyright"
//! [[extract]]
//! label = "6a"
//! text = "War is our enemy and a calamity for all the peoples."
//! "#);
//! assert!(faults.is_empty(), "{faults:?}");
//! let (quiz, faults) = quiz::parse("war", r#"
//! title = "War"
//! [[question]]
//! id = "what-war-is"
//! kind = "single-choice"
//! skill = "comprehension"
//! extracts = ["letter/6a"]
//! shuffle = false
//! stem = "What does the letter call war?"
//! explanation = "It says so in one word."
//! quotes = ["a calamity for all the peoples"]
//! [[question.options]]
//! text = "A disaster"
//! correct = true
//! [[question.options]]
//! text = "A game"
//! feedback = "The letter says that war is not a game."
//! "#);
//! assert!(faults.is_empty(), "{faults:?}");
//! let mut sources = Sources::default();
//! sources.insert(letter.unwrap());
//! let paper = Arc::new(Paper::new(quiz.unwrap(), sources));
//!
//! // 3. A student takes it. What is shown holds no key.
//! let now = Timestamp::UNIX_EPOCH;
//! let mut random = ChaCha8Rng::seed_from_u64(1);
//! let (settings, all) = (Settings::default(), Selection::default());
//! let mut session = Session::open(paper, settings, &all, &mut random, now).unwrap();
//! let View::Question(view) = session.current(now) else { panic!() };
//! assert_eq!(view.task, Task::Choose(vec!["A disaster", "A game"]));
//!
//! // 2. The answer is marked when it is given.
//! let command = Command::Answer {
//!     place: view.head.place,
//!     answer: Answer::Choice(Some(1)),
//!     numbering: Numbering::Presented,
//!     certainty: None,
//! };
//! session.step(command, now).unwrap();
//!
//! // 4. Why it earned what it did, as blocks for any interface.
//! let feedback = session.feedback(0).unwrap();
//! let letters = |count: usize| ["A", "B", "C"][..count].iter().map(|it| it.to_string()).collect();
//! let blocks = present::feedback::feedback(&feedback, &letters);
//! let verdict = Block::Verdict(Tone::Bad, "Not this time: 0 of 1 mark.".to_owned());
//! assert_eq!(blocks[0], verdict);
//! ```

pub mod agreement;
pub mod attempt;
pub mod diagnostic;
pub mod document;
pub mod english;
pub mod identity;
pub mod marking;
pub mod paper;
pub mod parallel;
pub mod pattern;
pub mod present;
pub mod progress;
pub mod quiz;
pub mod record;
pub mod report;
pub mod reviewing;
pub mod revision;
pub mod sitting;
pub mod source;
pub mod staff;
pub mod statistics;
pub mod words;
