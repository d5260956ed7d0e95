//! The built-in word list. It is rebuilt from Debian's packages `wamerican` and `wbritish` by
//! `SOURCEWORK_WORDS=/usr/share/dict/american-english:/usr/share/dict/british-english \
//!  cargo test --test words rebuild -- --ignored`.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

use std::collections::BTreeSet;

use sourcework_core::english;

#[test]
fn british_and_american_words_are_known_and_misspellings_are_not() {
    for word in [
        "defence",
        "defense",
        "colour",
        "color",
        "khrushchev",
        "realise",
        "don't",
    ] {
        assert!(english::is_word(word), "{word}");
    }
    for word in [
        "deffence",
        "goverment",
        "seperate",
        "kruschev",
        "becuase",
        "",
    ] {
        assert!(!english::is_word(word), "{word}");
    }
}

#[test]
fn words_of_one_stem_are_told_alike() {
    assert_eq!(english::stem("negotiating"), english::stem("negotiate"));
    assert_ne!(english::stem("invade"), english::stem("invite"));
}

#[test]
fn the_neighbours_of_a_word_are_one_letter_off() {
    let neighbours = |word: &str| -> Vec<String> {
        let found = english::neighbours(word);
        found.iter().map(|it| it.iter().collect()).collect()
    };
    assert_eq!(neighbours("ofensive"), ["offensive"]);
    assert_eq!(neighbours("traety"), ["treaty"]);
    assert!(neighbours("felow").contains(&"below".to_owned()));
    for (word, near) in [("wat", "what"), ("peacee", "peace"), ("worr", "word")] {
        let all = neighbours(word);
        assert!(all.contains(&near.to_owned()), "{word}: {all:?}");
        assert!(
            all.iter().all(|it| strsim::osa_distance(it, word) == 1),
            "{all:?}"
        );
    }
    assert!(neighbours("zzzzzz").is_empty());
}

#[test]
#[ignore = "writes src/english/words.fst from the lists that SOURCEWORK_WORDS names"]
fn rebuild() {
    let lists = std::env::var("SOURCEWORK_WORDS").unwrap();
    let mut words = BTreeSet::new();
    for list in lists.split(':') {
        for word in std::fs::read_to_string(list).unwrap().lines() {
            let possessive = word.ends_with("'s");
            // Of single letters only two are words.
            let letter = word.chars().count() == 1 && !["a", "I"].contains(&word);
            if !possessive && !letter {
                words.insert(word.to_lowercase());
            }
        }
    }
    let set = fst::Set::from_iter(words).unwrap();
    std::fs::write("src/english/words.fst", set.as_fst().as_bytes()).unwrap();
}
