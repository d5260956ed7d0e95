//! What every kind earns: tables worked by hand from the rules of the design and the marking
//! conventions of examiners (never deduct; two-tier items 2, 1, 0; no detail without inference).
#![allow(clippy::unwrap_used, missing_docs)]

use sourcework_core::marking::{self, Answer, Cell, Judgement, JudgementError, Verdict};
use sourcework_core::quiz::{self, Question, Truth};

/// A question with the given keys beside the common ones.
fn question(kind: &str, keys: &str) -> Question {
    let text = format!(
        "title = \"T\"\n[[question]]\nid = \"q\"\nkind = \"{kind}\"\nskill = \"argument\"\n\
         extracts = [\"s/a\"]\nstem = \"S\"\nexplanation = \"E\"\n{keys}\n"
    );
    let (quiz, diagnostics) = quiz::parse("t", &text);
    assert!(diagnostics.is_empty(), "{diagnostics:#?}");
    quiz.unwrap().questions.remove(0)
}

/// Marks awarded and available.
fn earned(question: &Question, answer: &Answer) -> (u32, u32) {
    let mark = marking::mark(question, answer).unwrap();
    (mark.awarded, mark.available)
}

const FOUR: &str = r#"options = [{ text = "a", correct = true }, { text = "b" }, { text = "c", correct = true }, { text = "d" }]"#;

#[test]
fn single_choice_earns_the_tariff_or_nothing() {
    let keys = r#"options = [{ text = "a" }, { text = "b", correct = true }]"#;
    for (tariff, marks) in [("", 1), ("marks = 2", 2)] {
        let question = question("single-choice", &format!("{keys}\n{tariff}"));
        for (chosen, expected) in [(Some(1), marks), (Some(0), 0), (None, 0), (Some(99), 0)] {
            assert_eq!(
                earned(&question, &Answer::Choice(chosen)),
                (expected, marks),
                "{chosen:?}"
            );
        }
    }
}

/// "é" as one character (NFC), and as "e" with an accent behind it (NFD).
#[test]
fn an_accent_is_right_however_it_was_typed() {
    let (one, two) = ("caf\u{e9}", "cafe\u{301}");
    for (written, typed) in [(one, two), (two, one)] {
        let gap = question("cloze", &format!("text = \"A {{{{{written}}}}}.\""));
        assert_eq!(earned(&gap, &Answer::Gaps(vec![typed.to_owned()])), (1, 1));
        let rows = format!(
            "rows = [{{ label = \"Where\", options = [\"a bar\", \"{written}\"], answer = \"{typed}\" }}, {{ label = \"What\", answers = [\"{written}\"] }}]"
        );
        let grid = question("grid", &rows);
        let cells = vec![Cell::Chosen(1), Cell::Typed(typed.to_owned())];
        assert_eq!(earned(&grid, &Answer::Cells(cells)), (2, 2));
    }
}

#[test]
fn multiple_response_earns_hits_minus_wrong_and_never_less_than_nothing() {
    let question = question("multiple-response", FOUR);
    for (chosen, expected) in [
        (vec![0, 2], 2),
        (vec![0], 1),
        (vec![0, 1], 0),
        (vec![0, 2, 1], 1),
        (vec![0, 1, 2, 3], 0),
        (vec![1, 3], 0),
        (vec![], 0),
        (vec![0, 0, 2, 2], 2),
        (vec![0, 77], 1),
    ] {
        assert_eq!(
            earned(&question, &Answer::Choices(chosen.clone())),
            (expected, 2),
            "{chosen:?}"
        );
    }
}

#[test]
fn all_or_nothing_earns_only_for_the_complete_answer() {
    let question = question(
        "multiple-response",
        &format!("{FOUR}\nall-or-nothing = true"),
    );
    for (chosen, expected) in [
        (vec![2, 0], 2),
        (vec![0], 0),
        (vec![0, 1, 2], 0),
        (vec![], 0),
    ] {
        assert_eq!(
            earned(&question, &Answer::Choices(chosen.clone())),
            (expected, 2),
            "{chosen:?}"
        );
    }
}

#[test]
fn another_tariff_is_earned_in_proportion_and_rounded_down() {
    // Three keys for two marks: one hit of three is 2/3, which is 0; two are 4/3, which is 1.
    let keys = r#"options = [{ text = "a", correct = true }, { text = "b", correct = true }, { text = "c", correct = true }, { text = "d" }]
marks = 2"#;
    let question = question("multiple-response", keys);
    for (chosen, expected) in [
        (vec![0], 0),
        (vec![0, 1], 1),
        (vec![0, 1, 2], 2),
        (vec![0, 1, 3], 0),
    ] {
        assert_eq!(
            earned(&question, &Answer::Choices(chosen.clone())),
            (expected, 2),
            "{chosen:?}"
        );
    }
}

#[test]
fn true_false_earns_a_mark_a_statement() {
    let keys = r#"statements = [
        { text = "a", answer = "true", quote = "x" },
        { text = "b", answer = "false", quote = "y" },
        { text = "c", answer = "not-stated" },
    ]"#;
    let question = question("true-false", keys);
    let (yes, no, open) = (
        Some(Truth::True),
        Some(Truth::False),
        Some(Truth::NotStated),
    );
    for (given, expected) in [
        (vec![yes, no, open], 3),
        (vec![yes, no, no], 2), // not stated is not false
        (vec![no, yes, yes], 0),
        (vec![yes], 1),
        (vec![None, no, None], 1),
        (vec![yes, no, open, yes, yes], 3),
    ] {
        assert_eq!(
            earned(&question, &Answer::Truths(given.clone())),
            (expected, 3),
            "{given:?}"
        );
    }
}

#[test]
fn matching_earns_a_mark_a_pair() {
    let keys = r#"pairs = [{ left = "a", right = "1" }, { left = "b", right = "2" }]
distractors = ["3"]"#;
    let question = question("matching", keys);
    for (given, expected) in [
        (vec![Some(0), Some(1)], 2),
        (vec![Some(1), Some(0)], 0),
        (vec![Some(0), Some(2)], 1),
        (vec![Some(0), Some(0)], 1),
        (vec![None, Some(1)], 1),
        (vec![], 0),
    ] {
        assert_eq!(
            earned(&question, &Answer::Pairs(given.clone())),
            (expected, 2),
            "{given:?}"
        );
    }
}

#[test]
fn ordering_earns_a_mark_for_each_pair_of_right_neighbours() {
    let question = question("ordering", r#"items = ["a", "b", "c", "d"]"#);
    for (given, expected) in [
        (vec![0, 1, 2, 3], 3),
        (vec![3, 2, 1, 0], 0), // reversed
        (vec![1, 2, 3, 0], 2), // one item out of place keeps the rest together
        (vec![0, 1, 3, 2], 1),
        (vec![2, 3, 0, 1], 2),
        (vec![0, 2, 1, 3], 0),
        (vec![0, 1, 0, 1, 2, 3], 3), // repeated items count where they stand first
        (vec![0, 2, 0, 1], 0),
        (vec![usize::MAX, 0], 0),
        (vec![], 0),
    ] {
        assert_eq!(
            earned(&question, &Answer::Order(given.clone())),
            (expected, 3),
            "{given:?}"
        );
    }
}

#[test]
fn cloze_forgives_case_blanks_and_typography_but_not_another_word() {
    let question = question(
        "cloze",
        r#"text = "War is a {{calamity}} for the {{people’s|peoples}}.""#,
    );
    let gaps = |first: &str, second: &str| Answer::Gaps(vec![first.to_owned(), second.to_owned()]);
    for (first, second, expected) in [
        ("calamity", "peoples", 2),
        ("  CALAMITY ", "people's", 2),
        ("calamities", "peoples", 1),
        ("", "nations", 0),
        ("calamity|", "peoples|", 0), // variants are no pattern
    ] {
        assert_eq!(
            earned(&question, &gaps(first, second)),
            (expected, 2),
            "{first:?} {second:?}"
        );
    }
    assert_eq!(earned(&question, &Answer::Gaps(vec![])), (0, 2));
}

#[test]
fn evidence_earns_hits_minus_wrong() {
    let keys = r#"candidates = [{ quote = "a", correct = true }, { quote = "b" }, { quote = "c", correct = true }]"#;
    let question = question("evidence", keys);
    for (chosen, expected) in [
        (vec![0, 2], 2),
        (vec![0, 1], 0),
        (vec![2], 1),
        (vec![0, 1, 2], 1),
    ] {
        assert_eq!(
            earned(&question, &Answer::Choices(chosen.clone())),
            (expected, 2),
            "{chosen:?}"
        );
    }
}

#[test]
fn paired_earns_two_for_both_one_for_the_claim_and_nothing_for_the_evidence_alone() {
    let keys = r#"claims = [{ text = "a", correct = true }, { text = "b" }]
evidence = [{ quote = "x" }, { quote = "y", correct = true }, { quote = "z", correct = true }]"#;
    let question = question("paired", keys);
    for (claim, evidence, expected) in [
        (Some(0), Some(1), 2),
        (Some(0), Some(2), 2), // either right piece will do
        (Some(0), Some(0), 1),
        (Some(0), None, 1),
        (Some(1), Some(1), 0),
        (None, Some(1), 0),
        (None, None, 0),
    ] {
        let answer = Answer::Paired { claim, evidence };
        assert_eq!(
            earned(&question, &answer),
            (expected, 2),
            "{claim:?} {evidence:?}"
        );
    }
}

#[test]
fn grid_earns_a_mark_a_row_chosen_or_typed() {
    let keys = r#"rows = [
        { label = "Who", options = ["a", "b"], answer = "b" },
        { label = "When", answers = ["26 October 1962", "26.10.1962"] },
    ]"#;
    let question = question("grid", keys);
    let typed = |text: &str| Cell::Typed(text.to_owned());
    for (cells, expected) in [
        (vec![Cell::Chosen(1), typed("26  october 1962 ")], 2),
        (vec![Cell::Chosen(0), typed("26.10.1962")], 1),
        (vec![typed("b"), typed("")], 1),
        (vec![Cell::Chosen(9), typed("1962")], 0),
        (vec![], 0),
    ] {
        assert_eq!(
            earned(&question, &Answer::Cells(cells.clone())),
            (expected, 2),
            "{cells:?}"
        );
    }
}

#[test]
fn an_answer_of_another_kind_and_a_written_one_have_no_exact_mark() {
    let choice = question(
        "single-choice",
        r#"options = [{ text = "a", correct = true }, { text = "b" }]"#,
    );
    assert_eq!(marking::mark(&choice, &Answer::Choices(vec![0])), None);
    let written = question("extended", LEVELS);
    assert_eq!(
        marking::mark(&written, &Answer::Text("much".to_owned())),
        None
    );
}

const INFERENCE: &str = r#"model = "m"
[[question.point]]
label = "l"
accept = ["a"]
details = ["d"]"#;

#[test]
fn a_detail_earns_nothing_without_a_valid_inference() {
    let question = question("inference", INFERENCE);
    for (given, expected) in [
        ([(true, true), (true, true)], 4),
        ([(true, false), (true, true)], 3),
        ([(false, true), (true, false)], 1),
        ([(false, true), (false, true)], 0),
    ] {
        let mark = marking::judge(&question, &Judgement::Inferences(given.to_vec())).unwrap();
        assert_eq!((mark.awarded, mark.available), (expected, 4), "{given:?}");
    }
    let one = Judgement::Inferences(vec![(true, true)]);
    assert_eq!(
        marking::judge(&question, &one),
        Err(JudgementError::Parts { expected: 2 })
    );
}

/// Two points a side, four marks, two at most for one side; `v2` needs `v1`.
const POINTS: &str = r#"marks = 4
caps = { one-group = 2 }
model = "m"
[[question.point]]
id = "v1"
group = "value"
label = "1"
accept = ["a"]
[[question.point]]
id = "v2"
group = "value"
label = "2"
accept = ["a"]
needs = ["v1"]
marks = 2
[[question.point]]
group = "limitation"
label = "3"
accept = ["a"]
[[question.point]]
label = "4, of no side"
accept = ["a"]"#;

#[test]
fn points_add_up_under_needs_caps_and_tariff() {
    let question = question("short-answer", POINTS);
    for (made, expected) in [
        (vec![], 0),
        (vec![0], 1),
        (vec![0, 1], 2),    // 3 marks of one side are held to 2
        (vec![0, 1, 3], 2), // a point of no side makes no second one
        (vec![1], 0),       // what it needs is missing
        (vec![1, 2], 1),
        (vec![0, 2], 2),
        (vec![0, 1, 2], 4),
        (vec![0, 1, 2, 3], 4), // 5 are held to the tariff
    ] {
        let mark = marking::judge(&question, &Judgement::Points(made.clone())).unwrap();
        assert_eq!((mark.awarded, mark.available), (expected, 4), "{made:?}");
    }
    let unmet = marking::judge(&question, &Judgement::Points(vec![1])).unwrap();
    assert_eq!(
        unmet.verdicts[1],
        Verdict::Wrong,
        "made, but it does not count"
    );
    let beyond = Judgement::Points(vec![4]);
    assert_eq!(
        marking::judge(&question, &beyond),
        Err(JudgementError::NoPoint(4))
    );
}

const LEVELS: &str = r#"model = "m"
[[question.criterion]]
name = "Content"
levels = [{ marks = "1-2", descriptor = "a" }, { marks = "3-5", descriptor = "b" }]
[[question.criterion]]
name = "Provenance"
levels = [{ marks = "1-3", descriptor = "a" }]"#;

#[test]
fn levels_of_several_criteria_add_up() {
    let question = question("extended", LEVELS);
    for (marks, expected) in [(vec![0, 0], 0), (vec![5, 3], 8), (vec![3, 1], 4)] {
        let mark = marking::judge(&question, &Judgement::Levels(marks)).unwrap();
        assert_eq!((mark.awarded, mark.available), (expected, 8));
    }
    let beyond = JudgementError::NoLevel {
        criterion: 1,
        mark: 4,
    };
    assert_eq!(
        marking::judge(&question, &Judgement::Levels(vec![5, 4])),
        Err(beyond)
    );
    assert_eq!(
        marking::judge(&question, &Judgement::Points(vec![])),
        Err(JudgementError::OtherKind)
    );
}

#[test]
fn marking_a_choice_allocates_nothing() {
    let question = question("multiple-response", FOUR);
    let answer = Answer::Choices(vec![0, 1]);
    let counted = allocation_counter::measure(|| {
        let mark = marking::mark(&question, &answer).unwrap();
        assert_eq!(mark.awarded, 0);
    });
    assert_eq!(counted.count_total, 0);
}
