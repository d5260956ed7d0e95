//! What is known of the English language: its words, their stems, and the words that shape a
//! clause.
//!
//! The word list is made from SCOWL (see `LICENSE-WORDS`), British and American spellings
//! together, without possessives; `tests/words.rs` says how it is rebuilt.

pub mod dates;
mod grammar;
mod irregular;
mod memory;

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::LazyLock;

use fst::Set;
use fst::raw::{Fst, Node};
use rust_stemmers::{Algorithm, Stemmer};

use memory::Memory;

pub use grammar::{Role, is_contracted_not, is_misspelt_not, role};
pub use irregular::base;

/// The word list as a tree.
type Tree = Fst<&'static [u8]>;

static WORDS: LazyLock<Set<&'static [u8]>> = LazyLock::new(|| {
    Set::new(include_bytes!("words.fst").as_slice())
        .expect("the word list is part of the program, and was written by the same crate")
});

thread_local! {
    // A class writes the same words again and again.
    static IS_WORD: RefCell<Memory<bool>> = RefCell::new(Memory::new(4096));
    static NEIGHBOURS: RefCell<Memory<Rc<[Vec<char>]>>> = RefCell::new(Memory::new(256));
}

static STEMMER: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::English));

/// Whether a word, in lower case, is one of the language.
pub fn is_word(word: &str) -> bool {
    IS_WORD.with_borrow_mut(|memory| memory.recall(word, || WORDS.contains(word)))
}

/// The words of the language that are one letter off: one more, one less, another one, or two
/// that are exchanged.
pub fn neighbours(word: &str) -> Rc<[Vec<char>]> {
    NEIGHBOURS.with_borrow_mut(|memory| memory.recall(word, || find_neighbours(word)))
}

/// Walks the word list as a tree and allows one difference.
fn find_neighbours(word: &str) -> Rc<[Vec<char>]> {
    let mut walk = Walk {
        word: word.as_bytes(),
        path: Vec::with_capacity(word.len() + 1),
        found: Vec::new(),
    };
    let fst = WORDS.as_fst();
    walk.on(fst, fst.root(), 0, false);
    walk.found.sort_unstable();
    walk.found.dedup();
    let found = walk
        .found
        .iter()
        .map(|it| std::str::from_utf8(it).expect("the words of the list are UTF-8"));
    let others = found.filter(|it| *it != word);
    others.map(|it| it.chars().collect()).collect()
}

/// A walk along a word and the tree of words, side by side.
struct Walk<'w> {
    word: &'w [u8],
    path: Vec<u8>,
    found: Vec<Vec<u8>>,
}

impl Walk<'_> {
    /// Goes on from a node and a letter; `spent` says whether the fault has been found.
    fn on(&mut self, fst: &Tree, node: Node<'_>, at: usize, spent: bool) {
        if at == self.word.len() && node.is_final() {
            self.found.push(self.path.clone());
        }
        let letter = self.word.get(at).copied();
        if let Some(letter) = letter {
            self.step(fst, node, letter, at + 1, spent);
        }
        if spent {
            return;
        }
        // One letter too many.
        if letter.is_some() {
            self.on(fst, node, at + 1, true);
        }
        // Two letters exchanged.
        if let (Some(first), Some(&second)) = (letter, self.word.get(at + 1))
            && first != second
            && let Some(index) = node.find_input(second)
        {
            let next = fst.node(node.transition_addr(index));
            self.path.push(second);
            self.step(fst, next, first, at + 2, true);
            self.path.pop();
        }
        for transition in node.transitions() {
            let next = fst.node(transition.addr);
            self.path.push(transition.inp);
            // One letter too few, or another one.
            self.on(fst, next, at, true);
            if letter.is_some_and(|letter| letter != transition.inp) {
                self.on(fst, next, at + 1, true);
            }
            self.path.pop();
        }
    }

    fn step(&mut self, fst: &Tree, node: Node<'_>, letter: u8, at: usize, spent: bool) {
        if let Some(index) = node.find_input(letter) {
            let next = fst.node(node.transition_addr(index));
            self.path.push(letter);
            self.on(fst, next, at, spent);
            self.path.pop();
        }
    }
}

/// The stem of a word in lower case, by the second version of Porter's algorithm: of an irregular
/// verb that of its base form, and of British and American spellings one.
pub fn stem(word: &str) -> String {
    let word = base(word).unwrap_or(word);
    let mut stem = STEMMER.stem(word).into_owned();
    for (british, american) in [("our", "or"), ("enc", "ens"), ("is", "iz")] {
        if stem.len() > british.len() + 2 && stem.ends_with(british) {
            stem.truncate(stem.len() - british.len());
            stem += american;
            break;
        }
    }
    stem
}
