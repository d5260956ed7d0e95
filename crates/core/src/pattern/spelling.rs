//! One word against the parts of another: wildcards, and the misspellings that are forgiven.

/// One part of a word of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Letter(char),
    /// `?`: any one character.
    One,
    /// `*`: any characters, or none.
    Many,
}

/// Which misspellings are forgiven, and how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Spelling {
    pub most: u8,
    pub replaced: bool,
    pub transposed: bool,
    pub extra: bool,
    pub fewer: bool,
    /// Whether other characters may stand anywhere in the word (option `c`).
    pub any_extra: bool,
}

impl Spelling {
    /// Every kind of misspelling, so many of them.
    pub fn all(most: u8) -> Self {
        Self {
            most,
            replaced: true,
            transposed: true,
            extra: true,
            fewer: true,
            any_extra: false,
        }
    }

    /// The misspellings that are forgiven in a word of so many letters.
    pub fn for_letters(mut self, letters: usize) -> Self {
        if letters < 3 {
            self.extra = false;
        }
        if letters < 4 {
            self.replaced = false;
            self.transposed = false;
            self.fewer = false;
        }
        if letters < 8 {
            self.most = self.most.min(1);
        }
        if !(self.replaced || self.transposed || self.extra || self.fewer) {
            self.most = 0;
        }
        self
    }
}

/// Words with wildcards are compared letter by letter up to this length; beyond it no
/// misspelling is looked for.
const LONGEST_WORD: usize = 200;

/// Through how few misspellings, from `from` on, the letters fit the parts; `None` where they do
/// not fit.
pub(super) fn fits(parts: &[Part], spelling: Spelling, letters: &[char], from: u8) -> Option<u8> {
    if letters.len() > LONGEST_WORD {
        return glob(parts, letters, spelling.any_extra).then_some(0);
    }
    (from..=spelling.most).find(|&most| Walk::new(parts, spelling, letters, most).accepts())
}

/// The walk along a word and a pattern's parts, side by side.
///
/// The rules are the original's: a misspelling is only looked for where the letters part; a
/// letter may be exchanged with the next one once; where the word is used up, parts that are left
/// count as missing letters, but for wildcards that stand first among them.
struct Walk<'w> {
    letters: &'w [char],
    parts: &'w [Part],
    spelling: Spelling,
    most: u8,
    /// The states that led nowhere; only kept where wildcards make many ways meet.
    failed: Option<Vec<u64>>,
}

#[derive(Clone, Copy)]
struct State {
    letter: usize,
    part: usize,
    /// 0: as written; 1: this letter and the next are exchanged; 2: this is the second of them.
    exchange: u8,
    used: u8,
}

impl<'w> Walk<'w> {
    fn new(parts: &'w [Part], spelling: Spelling, letters: &'w [char], most: u8) -> Self {
        let many = spelling.any_extra || parts.contains(&Part::Many);
        let states = (letters.len() + 1) * (parts.len() + 1) * 9;
        Self {
            letters,
            parts,
            spelling,
            most,
            failed: many.then(|| vec![0; states / 64 + 1]),
        }
    }

    fn accepts(&mut self) -> bool {
        self.walk(State {
            letter: 0,
            part: 0,
            exchange: 0,
            used: 0,
        })
    }

    fn key(&self, state: State) -> usize {
        let place = state.letter * (self.parts.len() + 1) + state.part;
        place * 9 + usize::from(state.exchange) * 3 + usize::from(state.used)
    }

    /// Follows every way from a state, those that cost nothing without growing the stack.
    fn walk(&mut self, mut state: State) -> bool {
        loop {
            let key = self.key(state);
            if let Some(failed) = &mut self.failed {
                if failed[key / 64] >> (key % 64) & 1 == 1 {
                    return false;
                }
                failed[key / 64] |= 1 << (key % 64);
            }
            match self.step(state) {
                Step::Done(accepted) => return accepted,
                Step::On(next) => state = next,
                Step::Branch => return self.branch(state),
            }
        }
    }

    fn current(&self, state: State) -> char {
        match state.exchange {
            0 => self.letters[state.letter],
            1 => self.letters[state.letter + 1],
            _ => self.letters[state.letter - 1],
        }
    }

    fn step(&self, state: State) -> Step {
        let left = self.most - state.used;
        if state.part == self.parts.len() {
            let over = self.letters.len() - state.letter;
            let accepted = over == 0
                || self.spelling.any_extra
                || self.spelling.extra && over <= usize::from(left);
            return Step::Done(accepted);
        }
        if state.letter == self.letters.len() {
            return Step::Done(self.ends(state.part, left));
        }
        match self.parts[state.part] {
            Part::Letter(letter) if letter == self.current(state) => Step::On(on(state, 1, 1)),
            Part::One => Step::On(on(state, 1, 1)),
            Part::Letter(_) if left == 0 && !self.spelling.any_extra => Step::Done(false),
            Part::Letter(_) | Part::Many => Step::Branch,
        }
    }

    /// Whether the parts from `part` on may be missing.
    fn ends(&self, mut part: usize, left: u8) -> bool {
        loop {
            let missing = self.parts.len() - part;
            if missing == 0 || self.spelling.fewer && missing <= usize::from(left) {
                return true;
            }
            if self.parts[part] != Part::Many {
                return false;
            }
            part += 1;
        }
    }

    fn branch(&mut self, state: State) -> bool {
        if self.parts[state.part] == Part::Many {
            return self.walk(on(state, 0, 1)) || self.walk(on(state, 1, 0));
        }
        let spelling = self.spelling;
        if spelling.any_extra && self.walk(on(state, 1, 0)) {
            return true;
        }
        if state.used == self.most {
            return false;
        }
        let state = State {
            used: state.used + 1,
            ..state
        };
        let exchanges = spelling.transposed
            && state.exchange == 0
            && state.letter + 1 < self.letters.len()
            && self
                .parts
                .get(state.part + 1)
                .is_some_and(|part| *part != Part::Many);
        let exchanged = State {
            exchange: 1,
            ..state
        };
        exchanges && self.walk(exchanged)
            || spelling.fewer && self.walk(on(state, 0, 1))
            || spelling.extra && self.walk(on(state, 1, 0))
            || spelling.replaced && self.walk(on(state, 1, 1))
    }
}

enum Step {
    Done(bool),
    On(State),
    Branch,
}

/// The state after so many more letters and parts.
fn on(state: State, letters: usize, parts: usize) -> State {
    let exchange = match (letters, state.exchange) {
        (0, exchange) => exchange,
        (_, 1) => 2,
        _ => 0,
    };
    State {
        letter: state.letter + letters,
        part: state.part + parts,
        exchange,
        used: state.used,
    }
}

/// Whether parts match letters without a misspelling, in place: what no way back is needed for
/// but to the last `*`.
pub(super) fn glob(parts: &[Part], letters: &[char], any_extra: bool) -> bool {
    let (mut part, mut letter) = (0, 0);
    let mut last_many = None;
    while letter < letters.len() {
        match parts.get(part) {
            Some(Part::Many) => {
                last_many = Some((part, letter));
                part += 1;
            }
            Some(Part::One) => (part, letter) = (part + 1, letter + 1),
            Some(Part::Letter(wanted)) if *wanted == letters[letter] => {
                (part, letter) = (part + 1, letter + 1);
            }
            _ if any_extra => letter += 1,
            _ => match last_many {
                Some((many, at)) => {
                    (part, letter) = (many + 1, at + 1);
                    last_many = Some((many, at + 1));
                }
                None => return false,
            },
        }
    }
    parts[part..].iter().all(|part| *part == Part::Many)
}
