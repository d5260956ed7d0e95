//! The few words that show where a clause ends, whether it denies something, and whether it is a clause at all.

use std::sync::LazyLock;

/// What a word does to the words after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Denies: not, never, without, fails (to) ….
    Denies,
    /// Begins a thought of its own, which a denial before it does not reach: but, because ….
    Turns,
    /// Turns behind a comma, and is something else elsewhere: so, yet ….
    MayTurn,
    /// May go on with the same thought: and, or.
    Joins,
    /// May be who does something: he, it, this ….
    Subject,
    /// A verb that nearly every clause has: is, has, would ….
    Verb,
    /// Somebody's name.
    Name,
    /// A word before a noun: the, a, his ….
    Article,
    /// Stands before a noun with its article: of, to, in ….
    Preposition,
    /// After a "not" it leaves open what is denied: only, just ….
    Softens,
    /// After a "no" it takes the denial away: doubt ….
    Cancels,
    /// Any other.
    Content,
}

/// Contractions with "not", with the apostrophe or without.
const CONTRACTED: [&str; 21] = [
    "aint", "arent", "cant", "couldnt", "didnt", "doesnt", "dont", "hadnt", "hasnt", "havent",
    "isnt", "mightnt", "mustnt", "neednt", "shouldnt", "wasnt", "werent", "wont", "wouldnt",
    "cannot", "shant",
];

const DENIES: [&str; 29] = [
    "not", "never", "no", "none", "nothing", "nobody", "nowhere", "neither", "nor", "without",
    "hardly", "scarcely", "barely", "fail", "fails", "failed", "failing", "lack", "lacks",
    "lacking", "unable", "denies", "deny", "denied", "denying", "unlikely", "untrue", "wrong",
    "false",
];

const TURNS: [&str; 11] = [
    "but",
    "although",
    "though",
    "however",
    "whereas",
    "while",
    "because",
    "instead",
    "therefore",
    "nevertheless",
    "unless",
];

/// Words that turn behind a comma, and are something else elsewhere: "not so reasonable".
const MAY_TURN: [&str; 4] = ["so", "yet", "since", "as"];

const SUBJECTS: [&str; 14] = [
    "he", "she", "it", "they", "we", "i", "you", "this", "that", "these", "those", "there", "who",
    "which",
];

const NAMES: [&str; 4] = ["khrushchev", "kennedy", "castro", "america"];

const VERBS: [&str; 41] = [
    "is", "are", "was", "were", "be", "been", "being", "am", "has", "have", "had", "does", "do",
    "did", "will", "would", "can", "could", "may", "might", "must", "should", "shows", "says",
    "wants", "makes", "means", "uses", "tells", "it's", "he's", "hes", "that's", "thats",
    "there's", "theres", "they're", "theyre", "she's", "shes", "we're",
];

const ARTICLES: [&str; 12] = [
    "the", "a", "an", "his", "her", "its", "their", "our", "my", "your", "every", "some",
];

const PREPOSITIONS: [&str; 16] = [
    "of", "to", "in", "on", "at", "by", "for", "from", "with", "into", "about", "against",
    "between", "over", "under", "than",
];

/// Words after which a "not" may deny something or not: not only, not just ….
const SOFTENS: [&str; 5] = ["only", "just", "merely", "simply", "solely"];

/// Words after which a "no" denies nothing: no doubt ….
const CANCELS: [&str; 3] = ["doubt", "question", "wonder"];

/// Every word of the lists, packed, in order.
static ROLES: LazyLock<Vec<(u128, Role)>> = LazyLock::new(|| {
    let lists: [(&[&str], Role); 12] = [
        (&DENIES, Role::Denies),
        (&CONTRACTED, Role::Denies),
        (&TURNS, Role::Turns),
        (&MAY_TURN, Role::MayTurn),
        (&["and", "or"], Role::Joins),
        (&SUBJECTS, Role::Subject),
        (&NAMES, Role::Name),
        (&CANCELS, Role::Cancels),
        (&VERBS, Role::Verb),
        (&ARTICLES, Role::Article),
        (&PREPOSITIONS, Role::Preposition),
        (&SOFTENS, Role::Softens),
    ];
    let packed =
        |(list, role): (&'static [&str], Role)| list.iter().map(move |word| (pack(word), role));
    let mut roles: Vec<_> = lists.into_iter().flat_map(packed).collect();
    roles.sort_unstable_by_key(|(word, _)| *word);
    roles
});

/// A word of up to sixteen bytes as one number: such words are compared at once.
pub(super) fn pack(word: &str) -> u128 {
    word.bytes()
        .fold(0, |packed, byte| packed << 8 | u128::from(byte))
}

/// The longest word that is in one of the lists, or a contraction.
const LONGEST: usize = 12;

/// Whether a word, in lower case, is a contraction with "not".
pub fn is_contracted_not(word: &str) -> bool {
    word.ends_with("n't") || CONTRACTED.contains(&word)
}

/// Whether a word that is none of the language is a contraction with "not" as it is misspelt:
/// "wudnt", "dosent".
pub fn is_misspelt_not(word: &str) -> bool {
    let near = |known: &str| {
        known.as_bytes()[0] == word.as_bytes()[0] && strsim::osa_distance(known, word) <= 2
    };
    (4..=LONGEST).contains(&word.len())
        && (word.ends_with("nt") || word.ends_with("n't"))
        && CONTRACTED.iter().any(|known| near(known))
}

/// What a word in lower case does in a clause.
pub fn role(word: &str) -> Role {
    // Of all the words of a text, many are longer than any of these.
    if word.len() > LONGEST {
        return Role::Content;
    }
    let packed = pack(word);
    match ROLES.binary_search_by_key(&packed, |(word, _)| *word) {
        Ok(place) => ROLES[place].1,
        Err(_) if word.ends_with("n't") => Role::Denies,
        Err(_) => Role::Content,
    }
}
