//! Figures of the parts: marking, checking a quiz, finding quotations. `cargo bench --bench speed`.
#![allow(clippy::unwrap_used, missing_docs)]

mod synthetic;

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use sourcework_core::marking::{self, Answer};
use sourcework_core::quiz::{self, Kind, Question, Truth};
use sourcework_core::source::{self, Sources, quotation};
use sourcework_service::library::Library;

#[global_allocator]
static ALLOCATOR: divan::AllocProfiler = divan::AllocProfiler::system();

fn main() {
    divan::main();
}

/// The first question of a kind in the built-in library.
fn shipped(kind: Kind) -> Question {
    let library = Library::built_in();
    let quizzes = library.quizzes().unwrap();
    let papers = quizzes
        .iter()
        .map(|entry| library.paper(&entry.id).unwrap());
    let mut questions = papers.flat_map(|paper| paper.quiz.questions);
    questions.find(|question| question.kind() == kind).unwrap()
}

fn marks(bencher: Bencher<'_, '_>, kind: Kind, answer: &Answer) {
    let question = shipped(kind);
    bencher
        .counter(ItemsCount::new(1_usize))
        .bench_local(|| marking::mark(black_box(&question), black_box(answer)));
}

#[divan::bench]
fn mark_single_choice(bencher: Bencher<'_, '_>) {
    marks(bencher, Kind::SingleChoice, &Answer::Choice(Some(1)));
}

#[divan::bench]
fn mark_multiple_response(bencher: Bencher<'_, '_>) {
    marks(
        bencher,
        Kind::MultipleResponse,
        &Answer::Choices(vec![0, 1, 3]),
    );
}

#[divan::bench]
fn mark_true_false(bencher: Bencher<'_, '_>) {
    let given = vec![
        Some(Truth::True),
        Some(Truth::False),
        None,
        Some(Truth::NotStated),
    ];
    marks(bencher, Kind::TrueFalse, &Answer::Truths(given));
}

#[divan::bench]
fn mark_ordering(bencher: Bencher<'_, '_>) {
    marks(bencher, Kind::Ordering, &Answer::Order(vec![0, 2, 1, 3, 4]));
}

#[divan::bench]
fn mark_cloze(bencher: Bencher<'_, '_>) {
    let given = ["calamity", "game", "goals"].map(str::to_owned).to_vec();
    marks(bencher, Kind::Cloze, &Answer::Gaps(given));
}

/// Parsing and checking one quiz of ten questions against its source.
#[divan::bench]
fn check_a_quiz_of_ten(bencher: Bencher<'_, '_>) {
    let folder = tempfile::tempdir().unwrap();
    synthetic::write(folder.path(), synthetic::of_questions(10));
    let read = |path: &str| {
        #[expect(clippy::disallowed_methods, reason = "a benchmark reads its own files")]
        std::fs::read_to_string(folder.path().join(path)).unwrap()
    };
    let (source, quiz) = (read("sources/source-0.toml"), read("quizzes/quiz-0.toml"));
    let mut sources = Sources::default();
    sources.insert(source::parse("source-0", &source).0.unwrap());
    bencher.counter(BytesCount::of_str(&quiz)).bench_local(|| {
        let (parsed, diagnostics) = quiz::parse("quiz-0", black_box(&quiz));
        assert!(diagnostics.is_empty());
        quiz::check(&parsed.unwrap(), &sources)
    });
}

/// The three ways a quotation is found, in a passage of 1 to 256 times 90 words.
#[divan::bench(args = [1, 16, 256])]
fn find_exact(bencher: Bencher<'_, '_>, passages: usize) {
    finds(bencher, passages, str::to_owned);
}

#[divan::bench(args = [1, 16, 256])]
fn find_typographic(bencher: Bencher<'_, '_>, passages: usize) {
    finds(bencher, passages, str::to_uppercase);
}

#[divan::bench(args = [1, 16, 256])]
fn find_nearest(bencher: Bencher<'_, '_>, passages: usize) {
    finds(bencher, passages, |quote| quote.replacen(' ', " never ", 2));
}

fn finds(bencher: Bencher<'_, '_>, passages: usize, alter: impl Fn(&str) -> String) {
    let text: Vec<String> = (0..passages).map(synthetic::passage).collect();
    let text = text.join("\n\n");
    let last = synthetic::passage(passages - 1);
    let quote = alter(&last[last.len() - 90..]);
    bencher
        .counter(BytesCount::of_str(&text))
        .bench_local(|| quotation::find(black_box(&text), black_box(&quote)));
}
