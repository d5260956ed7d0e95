//! Written answers against credit points: what earns, what is held back, and what is left to a
//! person.
#![allow(clippy::unwrap_used, missing_docs)]

use std::sync::LazyLock;

use proptest::prelude::*;
use sourcework_core::marking::written::{Doubt, Finding, Marked, Scheme};
use sourcework_core::marking::{Answer, Basis, Written};
use sourcework_core::paper::Paper;
use sourcework_core::quiz::{self, Quiz};
use sourcework_core::source::Sources;
use sourcework_service::library::Library;

static SOURCES: LazyLock<Sources> = LazyLock::new(|| {
    let paper = Library::built_in().paper("letter-1-warm-up");
    paper.unwrap().sources
});

/// A quiz with one short answer; the rest of the question, and its points.
fn short_answer(head: &str, points: &str) -> Quiz {
    let text = format!(
        "title = \"t\"\n{head}\n[[question]]\nid = \"q\"\nkind = \"short-answer\"\nskill = \"utility\"\n\
         extracts = [\"khrushchev-letter-1962/6a\", \"khrushchev-letter-1962/6c\"]\nstem = \"?\"\n\
         explanation = \".\"\nmodel = \".\"\n{points}"
    );
    parsed(&text)
}

fn parsed(text: &str) -> Quiz {
    let (quiz, diagnostics) = quiz::parse("t", text);
    let quiz = quiz.unwrap();
    let all: Vec<_> = diagnostics
        .into_iter()
        .chain(quiz::check(&quiz, &SOURCES))
        .filter(|it| it.code.as_str() != "one-skill")
        .collect();
    assert!(all.is_empty(), "{all:#?}");
    quiz
}

fn mark(quiz: &Quiz, answer: &str) -> Marked {
    let scheme = Scheme::new(quiz, &quiz.questions[0], &SOURCES).unwrap();
    scheme.mark_text(answer).unwrap()
}

/// Marks awarded, and marks that a person may add.
fn marks(quiz: &Quiz, answer: &str) -> (u32, u32) {
    let mark = mark(quiz, answer).mark;
    assert_eq!(mark.basis, Basis::Matched);
    (mark.awarded, mark.doubtful)
}

fn finding(quiz: &Quiz, answer: &str) -> Finding {
    mark(quiz, answer).findings[0].finding
}

const PRESSURE: &str = "[[question.point]]\nlabel = \"Pressure at home\"\naccept = [\"pressure* home|domestic\", \"voter*\"]\nreject = [\"pressure abroad\"]\n";

#[test]
fn a_point_is_made_in_the_own_words_that_the_pattern_names() {
    let quiz = short_answer("", PRESSURE);
    let answer = "He saw that Kenedy was under presure at home.";
    let marked = mark(&quiz, answer);
    let found = &marked.findings[0];
    assert_eq!(found.finding, Finding::Made);
    let words: Vec<&str> = found.spans.iter().map(|it| &answer[it.clone()]).collect();
    assert_eq!(words, ["presure", "home"]);
    assert_eq!(
        (&*found.misspelt[0].written, &*found.misspelt[0].read_as),
        ("presure", "pressure*")
    );
    assert_eq!(found.pattern, "pressure* home|domestic");
}

#[test]
fn what_is_denied_is_not_made_and_what_may_be_denied_is_asked() {
    let quiz = short_answer("", PRESSURE);
    for denied in [
        "Kennedy was not under pressure at home.",
        "There was no pressure at home",
        "He wasn't under domestic pressure",
        "He writes without pressure from home",
        "He fails to mention the pressure at home",
        "He never felt domestic pressure",
    ] {
        assert_eq!(finding(&quiz, denied), Finding::Denied, "{denied}");
        assert_eq!(marks(&quiz, denied), (0, 0));
    }
    let both = "He was under pressure at home. He was not under pressure at home.";
    assert_eq!(finding(&quiz, both), Finding::Unsure(Doubt::SaidAndDenied));
    assert_eq!(marks(&quiz, both), (0, 1));
    let perhaps = "It was not, in my view, domestic pressure";
    assert_eq!(finding(&quiz, perhaps), Finding::Unsure(Doubt::MayBeDenied));
}

#[test]
fn a_point_met_and_rejected_is_asked() {
    let quiz = short_answer("", PRESSURE);
    let both = "He was under pressure at home, and there was pressure from abroad.";
    assert_eq!(finding(&quiz, both), Finding::Unsure(Doubt::MetAndRejected));
    // A rejected thing that is denied is not said.
    let denied = "He was under pressure at home. It was not pressure from abroad.";
    assert_eq!(finding(&quiz, denied), Finding::Made);
}

#[test]
fn words_that_make_no_statement_are_asked() {
    let quiz = short_answer("", PRESSURE);
    let list = "election pressure home letter crisis missiles";
    assert_eq!(finding(&quiz, list), Finding::Unsure(Doubt::Loose));
    // So many key words are meant for the program, not for a reader.
    let long = "election pressure home letter crisis kennedy missiles war";
    assert_eq!(finding(&quiz, long), Finding::KeyWords);
    assert_eq!(marks(&quiz, long), (0, 0));
    let apart = "There was pressure. The letter is long. He writes of war. He thinks of home.";
    assert_eq!(finding(&quiz, apart), Finding::Unsure(Doubt::Loose));
    assert_eq!(finding(&quiz, "pressure at home"), Finding::Made);
}

#[test]
fn an_answer_that_nobody_can_mean_is_left_to_a_person() {
    let quiz = short_answer("", PRESSURE);
    let long = "pressure at home ".repeat(10_000);
    assert_eq!(finding(&quiz, &long), Finding::Unsure(Doubt::TooLong));
    assert_eq!(marks(&quiz, &long), (0, 1));
    // Of inferences, each and each detail.
    let marked = mark(&parsed(INFERENCES), &long);
    assert_eq!((marked.mark.awarded, marked.mark.doubtful), (0, 4));
    assert_eq!(marked.findings.len(), 4);
}

#[test]
fn needs_groups_and_caps_are_those_of_the_scheme() {
    let quiz = short_answer(
        "",
        "marks = 3\ncaps = { one-group = 1 }\n\
         [[question.point]]\nid = \"a\"\ngroup = \"value\"\nlabel = \"A\"\naccept = [\"leader\"]\n\
         [[question.point]]\nid = \"b\"\ngroup = \"value\"\nlabel = \"B\"\naccept = [\"crisis\"]\nneeds = [\"a\"]\n\
         [[question.point]]\nid = \"c\"\ngroup = \"limit\"\nlabel = \"C\"\naccept = [\"persuade\"]\n",
    );
    assert_eq!(marks(&quiz, "The leader wrote in the crisis."), (1, 0));
    assert_eq!(
        marks(&quiz, "The leader wrote in the crisis to persuade."),
        (3, 0)
    );
    assert_eq!(marks(&quiz, "He wrote in the crisis to persuade."), (1, 0));
    assert_eq!(
        mark(&quiz, "He wrote in the crisis.").findings[1].finding,
        Finding::Unmet
    );
    // What a person may add counts with the caps: the leader alone is one side.
    let unsure = "It is the leader, it is not the leader. It was in the crisis.";
    assert_eq!(marks(&quiz, unsure), (0, 1));
}

#[test]
fn a_quotation_can_be_asked_for() {
    let quiz = short_answer(
        "",
        "[[question.point]]\nlabel = \"Quotes\"\nquote-from = \"6c\"\nmin-words = 4\n",
    );
    let made = |text: &str| finding(&quiz, text);
    assert_eq!(
        made("He says “Armaments bring only disasters”."),
        Finding::Made
    );
    assert_eq!(
        made("He says 'armaments  bring ONLY disasters'."),
        Finding::Made
    );
    // One word in five may be altered.
    assert_eq!(
        made("He says \"if there is no danger, then armaments are a burden\"."),
        Finding::Made
    );
    assert_eq!(
        made("He says \"if there was never any threat then weapons are a burden\"."),
        Finding::Unsure(Doubt::Altered)
    );
    assert_eq!(made("He says “only disasters”."), Finding::Unquoted);
    assert_eq!(
        made("He says “War is our enemy and a calamity”."),
        Finding::Unquoted
    );
    assert_eq!(
        made("He says armaments bring only disasters."),
        Finding::Unquoted
    );
}

#[test]
fn learned_responses_earn_what_the_scheme_says_unless_the_passage_supports_them() {
    let points = "[[question.point]]\nlabel = \"Bias\"\naccept = [\"biased\"]\n[[question.point]]\nlabel = \"Other\"\naccept = [\"castro\"]\n";
    let strict = short_answer("", points);
    assert_eq!(
        finding(&strict, "It is biased so it is unreliable."),
        Finding::Learned
    );
    assert_eq!(marks(&strict, "It is biased so it is unreliable."), (0, 0));
    let lowest = short_answer("", &format!("caps = {{ learned-response = 1 }}\n{points}"));
    assert_eq!(marks(&lowest, "It is biased so it is unreliable."), (1, 0));
    let supported =
        "It is biased so it is unreliable: he calls the missiles “a burden for every people”.";
    assert_eq!(finding(&strict, supported), Finding::Made);
    let own = short_answer(
        "learned-responses = [\"propaganda\"]",
        "[[question.point]]\nlabel = \"P\"\naccept = [\"propaganda\"]\n",
    );
    assert_eq!(finding(&own, "It is just propaganda."), Finding::Learned);
}

#[test]
fn synonyms_and_names_are_the_authors() {
    let points = "[[question.point]]\nlabel = \"Who\"\naccept = [\"ussr leader\"]\n";
    let quiz = short_answer("synonyms = { ussr = \"soviet*|russia*\" }", points);
    assert_eq!(finding(&quiz, "The Soviet leader wrote it."), Finding::Made);
    let names = |more: &str| {
        short_answer(
            "",
            &format!("[[question.point]]\nlabel = \"Who\"\naccept = [\"Khrushchev\"]\n{more}"),
        )
    };
    assert_eq!(finding(&names(""), "Kruschev wrote it."), Finding::Missing);
    assert_eq!(
        finding(&names("forgive-names = true"), "Khruschev wrote it."),
        Finding::Made
    );
}

const INFERENCES: &str = r#"
title = "t"
[[question]]
id = "q"
kind = "inference"
skill = "inference"
extracts = ["khrushchev-letter-1962/6a"]
stem = "?"
count = 2
explanation = "."
model = "."
[[question.point]]
label = "Politics at home"
accept = ["voter*|politic*", "pressure home"]
details = ["regardless of whether elections are impending in this or that country"]
[[question.point]]
label = "Afraid"
accept = ["afraid|fear*"]
details = ["you too are not devoid of a sense of anxiety"]
"#;

fn inferences(pairs: &[(&str, &str)]) -> (u32, u32) {
    let quiz = parsed(INFERENCES);
    let scheme = Scheme::new(&quiz, &quiz.questions[0], &SOURCES).unwrap();
    let given = pairs.iter().map(|(inference, detail)| Written {
        inference: (*inference).to_owned(),
        detail: (*detail).to_owned(),
    });
    let mark = scheme
        .mark(&Answer::Inferences(given.collect()))
        .unwrap()
        .mark;
    (mark.awarded, mark.doubtful)
}

#[test]
fn an_inference_earns_and_its_detail_only_with_it() {
    let home = "He felt political pressure at home";
    let elections = "regardless of whether elections are impending";
    let sentence = "We must not succumb to intoxication and petty passions, regardless of whether elections are impending in this or that country, or not impending.";
    assert_eq!(inferences(&[(home, elections)]), (2, 0));
    // The whole sentence that holds the detail is as good, typography does not count.
    assert_eq!(inferences(&[(home, sentence)]), (2, 0));
    assert_eq!(
        inferences(&[(home, "“Regardless of whether elections are impending…”")]),
        (2, 0)
    );
    assert_eq!(inferences(&[(home, "")]), (1, 0));
    // The detail of another point supports nothing; nor does a detail alone.
    assert_eq!(
        inferences(&[(home, "you too are not devoid of a sense of anxiety")]),
        (1, 0)
    );
    assert_eq!(inferences(&[("He likes cannons", elections)]), (0, 0));
    // A detail in other words is for a person.
    assert_eq!(
        inferences(&[(home, "he says elections are impending in a country")]),
        (1, 1)
    );
}

#[test]
fn two_inferences_must_be_two() {
    let (home, voters) = ("He felt pressure at home", "He thought of the voters");
    let (afraid, anxiety) = ("He was afraid", "not devoid of a sense of anxiety");
    assert_eq!(inferences(&[(home, ""), (voters, "")]), (1, 0));
    assert_eq!(inferences(&[(home, ""), (afraid, anxiety)]), (3, 0));
    // An inference that fits two points leaves the other its own.
    assert_eq!(
        inferences(&[("He was afraid of the voters", ""), (afraid, anxiety)]),
        (3, 0)
    );
}

#[test]
fn a_copy_is_no_inference() {
    let copy = "you too are not devoid of a sense of anxiety for the fate of the world";
    assert_eq!(inferences(&[(copy, copy)]), (0, 0));
}

#[test]
fn inferences_on_paper_have_a_line_each_with_the_detail_in_quotation_marks() {
    let quiz = parsed(INFERENCES);
    let text = "He was afraid: \"not devoid of a sense of anxiety\"\n“elections are impending” shows that politics moved him";
    assert_eq!(marks(&quiz, text), (4, 0));
    let one_line = "He was afraid \"not devoid of a sense of anxiety\" and politics moved him \"elections are impending\"";
    assert_eq!(marks(&quiz, one_line), (4, 0));
}

#[test]
fn extended_answers_get_facts_and_no_mark() {
    let paper = Library::built_in().paper("letter-4-exam").unwrap();
    let (_, question) = paper.quiz.question("utility-essay").unwrap();
    let scheme = Scheme::new(&paper.quiz, question, &paper.sources).unwrap();
    let text = "It shows the terms: “You would declare that the United States will not invade Cuba”. He offers a deal about the ships. Also “War is our friend and a calamity for all the peoples”.";
    assert_eq!(scheme.mark(&Answer::Text(text.to_owned())), None);
    let facts = scheme.facts(text).unwrap();
    assert_eq!(facts.words, 34);
    let quoted: Vec<_> = facts
        .quoted
        .iter()
        .map(|(label, count)| (label.as_str(), *count))
        .collect();
    assert_eq!(quoted, [("6a", 1), ("6b", 0), ("6c", 1)]);
    assert_eq!(facts.one_sided(), Some("value"));
    assert!(!facts.learned);
    assert!(
        scheme
            .facts("It is biased so it is unreliable")
            .unwrap()
            .learned
    );
}

static PAPERS: LazyLock<Vec<Paper>> = LazyLock::new(|| {
    let ids = ["letter-2-provenance", "letter-3-language", "letter-4-exam"];
    ids.map(|id| Library::built_in().paper(id).unwrap()).into()
});

static SCHEMES: LazyLock<Vec<Scheme<'static>>> = LazyLock::new(|| {
    let questions = PAPERS.iter().flat_map(|paper| {
        let scheme = |it| Scheme::new(&paper.quiz, it, &paper.sources);
        paper.quiz.questions.iter().filter_map(scheme)
    });
    questions.collect()
});

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_is_written_has_a_mark_within_the_tariff(answer in "\\PC{0,300}|([a-z]{1,9}|[ .,'’“”\"\\n]){0,120}") {
        for scheme in SCHEMES.iter() {
            let Some(marked) = scheme.mark_text(&answer) else {
                prop_assert!(scheme.facts(&answer).is_some());
                continue;
            };
            let available = scheme.question().available();
            prop_assert!(marked.mark.awarded + marked.mark.doubtful <= available);
            let again = scheme.mark_text(&answer);
            prop_assert_eq!(Some(&marked), again.as_ref());
        }
    }

    #[test]
    fn the_words_of_an_answer_in_another_case_earn_the_same(words in prop::collection::vec("pressure|home|domestic|not|he|voters|kennedy|is|under|but", 1..12)) {
        let quiz = short_answer("", PRESSURE);
        let answer = words.join(" ");
        prop_assert_eq!(marks(&quiz, &answer), marks(&quiz, &answer.to_uppercase()));
    }
}
