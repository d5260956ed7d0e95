//! The pattern language, as a specification: what each sign of it means, where a hit stands, and
//! what is told of a pattern that cannot be read.
#![allow(clippy::unwrap_used, missing_docs)]

use proptest::prelude::*;
use sourcework_core::pattern::{Options, Pattern, Synonym, Words};

fn spans_with(pattern: &str, answer: &str, options: &Options) -> Option<Vec<String>> {
    let pattern = Pattern::compile(pattern, options).unwrap();
    let words = Words::split(answer, options);
    let hit = pattern.find(&words)?;
    let spans = hit.spans(&words);
    Some(spans.into_iter().map(|it| answer[it].to_owned()).collect())
}

fn matches(pattern: &str, answer: &str) -> bool {
    spans_with(pattern, answer, &Options::default()).is_some()
}

/// Which answers a pattern matches, and which it does not.
fn holds(pattern: &str, yes: &[&str], no: &[&str]) {
    for answer in yes {
        assert!(
            matches(pattern, answer),
            "{pattern} should match {answer:?}"
        );
    }
    for answer in no {
        assert!(
            !matches(pattern, answer),
            "{pattern} should not match {answer:?}"
        );
    }
}

#[test]
fn the_short_form_is_words_in_any_order_with_others_between_and_one_misspelling() {
    holds(
        "pressure home|domestic",
        &["home was where the pressure came from", "domestic presure"],
        &["pressure abroad", "homes"],
    );
}

#[test]
fn without_options_every_word_must_be_there_in_this_order_and_no_other() {
    holds(
        "match(war and peace)",
        &["war and peace", "war and peace."],
        &["peace and war", "war and a peace", "War and peace"],
    );
}

#[test]
fn o_lets_the_order_be_free_and_w_lets_other_words_stand_between() {
    holds("match_o(a b c)", &["c a b"], &["c a b x", "a b"]);
    holds("match_w(a b)", &["x a x b x"], &["b a"]);
    holds("match_ow(a a)", &["a x a"], &["a x"]);
    // Each word of the answer serves one word of the pattern, whichever way that works out.
    holds("match_ow(a|b a)", &["a b", "b a"], &["b", "a"]);
}

#[test]
fn a_phrase_keeps_its_words_together_as_one_alternative() {
    holds(
        "match([old treaty]|pact of 1807)",
        &["old treaty of 1807", "pact of 1807"],
        &["treaty old of 1807", "old of 1807"],
    );
    holds("match_ow([a b] c)", &["c x b a", "a x b c"], &["a c"]);
}

#[test]
fn an_underscore_wants_words_near_each_other_in_order_and_in_one_sentence() {
    holds(
        "match_w(king_treaty)",
        &["the king signed that treaty"],
        &[
            "the treaty of the king",
            "the king then would not sign a treaty",
            "the king. treaty",
        ],
    );
    holds(
        "match_wp0(king_treaty)",
        &["king treaty"],
        &["king signed treaty"],
    );
    // It is stronger than the free order of the others.
    holds(
        "match_ow(king_treaty peace)",
        &["peace by the king a treaty"],
        &["peace by treaty of the king"],
    );
    // What stands between is taken by it.
    holds("match_ow(king_treaty peace)", &[], &["king peace treaty"]);
}

#[test]
fn wildcards_stand_for_letters() {
    holds("match(neg*)", &["neg", "negotiate"], &["renege"]);
    holds("match(wom?n)", &["woman", "women"], &["womn", "womaan"]);
    holds("match(*ation*)", &["nations", "ation"], &["nat"]);
    holds("match_c(reat)", &["treaty", "treating"], &["tear"]);
    holds(r"match(why\?)", &[], &["why", "whyx"]);
}

#[test]
fn misspellings_are_forgiven_by_the_length_of_the_word() {
    holds(
        "match_m(ally)",
        &["allly", "aly", "alyl", "allx"],
        &["al", "xlxy"],
    );
    holds("match_m(war)", &["war", "warr"], &["wr", "wra", "wor"]);
    holds("match_m2(blockade)", &["blokad", "blcokdae"], &["blkd"]);
    holds("match_m2(treaty)", &["traety"], &["traeti"]);
    holds(
        "match_mr(treaty)",
        &["treity"],
        &["treat", "treatty", "traety"],
    );
    holds("match_mt(treaty)", &["traety"], &["treity"]);
    holds("match_mx(treaty)", &["treatty"], &["treat"]);
    holds("match_mf(treaty)", &["treat"], &["treatty"]);
}

#[test]
fn numbers_are_compared_by_their_value() {
    holds(
        "match(1962)",
        &["1962", "1962.0", "1.962e3", "1.962*10<sup>3</sup>"],
        &["1961", "1962a"],
    );
    holds("match(0)", &["0", "0.0"], &["1"]);
    holds("match_w(2.5)", &["about 2.5 each"], &["about 2. 5 each"]);
}

#[test]
fn expressions_combine() {
    holds(
        "match_all(match_w(a) not(match_w(b)))",
        &["x a"],
        &["a b", "x"],
    );
    holds("match_any(match(a) match(b))", &["a", "b"], &["c"]);
    holds("  MATCH_MOW ( a )  ", &["x a"], &["x"]);
    holds("not(match_w(a))", &["b", ""], &["a"]);
}

#[test]
fn synonyms_stand_for_whole_words() {
    let options = Options {
        synonyms: vec![Synonym {
            word: "ussr".into(),
            others: vec!["soviet*".into(), "moscow".into()],
        }],
        ..Options::default()
    };
    assert!(spans_with("ussr", "the soviets said", &options).is_some());
    assert!(spans_with("ussrs", "the soviets said", &options).is_none());
}

#[test]
fn what_ends_sentences_and_parts_words_can_be_set() {
    let options = Options {
        sentence_dividers: "|".into(),
        convert_to_space: "/-".into(),
        ignore_case: true,
        ..Options::default()
    };
    assert!(spans_with("match_w(a_b)", "A/x-B", &options).is_some());
    assert!(spans_with("match_w(a_b)", "a| b", &options).is_none());
    assert!(spans_with("match(a. b)", "a. b", &options).is_some());
}

#[test]
fn an_abbreviation_ends_no_sentence() {
    holds(
        "match_w(powers_france)",
        &["powers e.g. France".to_lowercase().as_str()],
        &[],
    );
    holds("match(e.g. this)", &["e.g. this"], &[]);
}

#[test]
fn a_hit_tells_the_bytes_that_matched() {
    let spans = |pattern: &str, answer: &str| spans_with(pattern, answer, &Options::default());
    assert_eq!(
        spans("[old treaty] signed", "Né they signed the old treaty.").unwrap(),
        ["signed", "old", "treaty"]
    );
    assert_eq!(
        spans("match_w(a_b c)", "x a y b z c").unwrap(),
        ["a", "b", "c"]
    );
    assert_eq!(spans("match(*)", "").unwrap(), [""]);
}

#[test]
fn marking_reads_english() {
    let reads = |pattern: &str, answer: &str| {
        spans_with(pattern, answer, &Options::for_marking()).is_some()
    };
    // Case, punctuation and possessives do not count; hyphens part words on both sides.
    assert!(reads("kennedy pressure", "“PRESSURE” on Kennedy’s side"));
    assert!(reads("first-hand", "a first hand account") && reads("[first hand]", "first-hand"));
    // A word of the language is no misspelling of another.
    assert!(reads("treaty", "the traety") && !reads("treaty", "they treat him"));
    assert!(!reads("reject*", "an object"));
    // Digits are never misspelt, nor is a word with a capital in the pattern, but on request.
    assert!(!reads("1962", "1963") && !reads("6b", "6c"));
    assert!(!reads("Kennedy", "Kenedy") && reads("kennedy", "Kenedy"));
    // A stem stands for its words.
    assert!(reads("negotiate", "he was negotiating") && !reads("invade", "he invited them"));
    // "not" is in every contraction.
    assert!(reads("not say", "It doesn't say") && reads("not say", "it DIDNT say"));
    assert!(!reads("match_w(knot)", "isn't"));
    // Two misspellings need a right first letter.
    assert!(reads("offensive", "ofensiv") && !reads("defensive", "ofensive"));
}

#[test]
fn a_pattern_that_cannot_be_read_says_where_and_what_to_do() {
    let mistakes = [
        ("", 0..0, "there is no word"),
        ("match_w(a", 0..8, "not closed"),
        ("match_q(a)", 5..7, "not known"),
        ("match_wp5(a)", 5..9, "not known"),
        ("a [b c", 2..3, "not closed"),
        ("a [b [c] d]", 5..6, "within a phrase"),
        ("a|", 1..2, "nothing follows"),
        ("a_ b", 1..2, "nothing follows"),
        ("a||b", 1..2, "nothing follows"),
        (r"a\b", 1..2, "not before a special character"),
        ("match(a) b", 9..10, "after the last bracket"),
        ("match_all(a)", 10..10, "is missing"),
        ("not(not())", 8..8, "is missing"),
        ("a)", 1..2, "no matching bracket"),
    ];
    for (pattern, span, message) in mistakes {
        let mistake = Pattern::compile(pattern, &Options::default()).unwrap_err();
        assert_eq!(mistake.span, span, "{pattern}: {mistake}");
        assert!(mistake.message.contains(message), "{pattern}: {mistake}");
        assert!(!mistake.help.is_empty());
    }
}

#[test]
fn hostile_patterns_are_refused_or_read() {
    let options = Options::default();
    let deep = format!(
        "{}match(a){}",
        "match_all(".repeat(10_000),
        ")".repeat(10_000)
    );
    assert!(
        Pattern::compile(&deep, &options)
            .unwrap_err()
            .message
            .contains("brackets")
    );
    let parts = vec!["[a b]"; 20].join(" ");
    assert!(
        Pattern::compile(&parts, &options)
            .unwrap_err()
            .message
            .contains("any order")
    );
    let long = "a".repeat(300);
    assert!(
        Pattern::compile(&long, &options)
            .unwrap_err()
            .message
            .contains("255")
    );
    let huge = "a ".repeat(1 << 20);
    assert!(
        Pattern::compile(&huge, &options)
            .unwrap_err()
            .message
            .contains("KiB")
    );
    let alternatives: Vec<String> = (0..10_000).map(|number| format!("word{number}")).collect();
    let pattern = Pattern::compile(&alternatives.join("|"), &options).unwrap();
    assert!(
        pattern
            .find(&Words::split("x word9999", &options))
            .is_some()
    );
    // Nested wildcards on a very long word.
    let stars = Pattern::compile("*a*a*a*a*a*a*b", &options).unwrap();
    assert!(
        stars
            .find(&Words::split(&"a".repeat(1 << 20), &options))
            .is_none()
    );
    let stars = Pattern::compile("match_m2(*abcd*abcd*xyz)", &options).unwrap();
    assert!(
        stars
            .find(&Words::split(&"abcd".repeat(45), &options))
            .is_none()
    );
}

/// The meaning of words in a row, tried out in every way: each slot takes a later word.
fn in_order(
    slots: &[(Vec<char>, bool)],
    answer: &[char],
    from: usize,
    last: Option<usize>,
) -> bool {
    let Some((slot, rest)) = slots.split_first() else {
        return true;
    };
    (from..answer.len()).any(|at| {
        let near = last.is_none_or(|last| at - last <= 3);
        near && slot.0.contains(&answer[at]) && in_order(rest, answer, at + 1, slot.1.then_some(at))
    })
}

/// The meaning of words in any order, tried out in every way: each slot takes a word of its own.
fn in_any_order(slots: &[Vec<char>], answer: &[char], taken: &mut Vec<usize>) -> bool {
    let Some((slot, rest)) = slots.split_first() else {
        return true;
    };
    (0..answer.len()).any(|at| {
        if taken.contains(&at) || !slot.contains(&answer[at]) {
            return false;
        }
        taken.push(at);
        let met = in_any_order(rest, answer, taken);
        taken.pop();
        met
    })
}

fn spaced(letters: &[char]) -> String {
    letters
        .iter()
        .map(char::to_string)
        .collect::<Vec<_>>()
        .join(" ")
}

fn alternatives(letters: &[char]) -> String {
    letters
        .iter()
        .map(char::to_string)
        .collect::<Vec<_>>()
        .join("|")
}

fn letter() -> impl Strategy<Value = char> {
    prop::char::range('a', 'd')
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn rows_in_order_mean_what_trying_every_way_finds(
        slots in prop::collection::vec((prop::collection::vec(letter(), 1..3), any::<bool>()), 1..5),
        answer in prop::collection::vec(letter(), 1..10),
    ) {
        let mut slots = slots;
        slots.last_mut().unwrap().1 = false;
        let mut pattern = String::new();
        for (letters, near) in &slots {
            pattern += &alternatives(letters);
            pattern.push(if *near { '_' } else { ' ' });
        }
        let pattern = format!("match_w({})", pattern.trim_end());
        prop_assert_eq!(matches(&pattern, &spaced(&answer)), in_order(&slots, &answer, 0, None), "{}", pattern);
    }

    #[test]
    fn words_in_any_order_mean_what_trying_every_way_finds(
        slots in prop::collection::vec(prop::collection::vec(letter(), 1..3), 1..5),
        answer in prop::collection::vec(letter(), 1..8),
    ) {
        let all: Vec<String> = slots.iter().map(|slot| alternatives(slot)).collect();
        let expected = in_any_order(&slots, &answer, &mut Vec::new());
        prop_assert_eq!(matches(&format!("match_ow({})", all.join(" ")), &spaced(&answer)), expected);
        let exactly = expected && slots.len() == answer.len();
        prop_assert_eq!(matches(&format!("match_o({})", all.join(" ")), &spaced(&answer)), exactly);
    }

    #[test]
    fn one_misspelling_is_one_edit(word in "[a-e]{4,7}", other in "[a-e]{2,8}") {
        let near = strsim::osa_distance(&word, &other) <= 1;
        prop_assert_eq!(matches(&format!("match_m({word})"), &other), near);
    }

    #[test]
    fn whatever_is_typed_is_read_or_refused_at_a_place(pattern in "[a-c \\[\\]()|_*?\\\\0-9.é]{0,40}", answer in ".{0,60}") {
        for options in [Options::default(), Options::for_marking()] {
            match Pattern::compile(&pattern, &options) {
                Ok(compiled) => {
                    let words = Words::split(&answer, &options);
                    if let Some(hit) = compiled.find(&words) {
                        let spans = hit.spans(&words);
                        prop_assert!(spans.windows(2).all(|pair| pair[0].end <= pair[1].start));
                        prop_assert!(spans.iter().all(|it| answer.get(it.clone()).is_some()));
                    }
                }
                Err(mistake) => prop_assert!(pattern.get(mistake.span.clone()).is_some(), "{:?}", mistake),
            }
        }
    }

    #[test]
    fn whatever_is_written_falls_into_words_in_order(answer in "\\PC{0,200}|[ .?!'’a-zA-Z0-9\n\u{301}]{0,80}") {
        for options in [Options::default(), Options::for_marking()] {
            let words = Words::split(&answer, &options);
            let mut end = 0;
            for word in words.iter() {
                prop_assert!(end <= word.span.start && answer.get(word.span.clone()).is_some());
                end = word.span.end;
            }
        }
    }
}
