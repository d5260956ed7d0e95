//! The few words by which a clause is told to deny, to end, or to be none.

/// What a word does to the words after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Denies: not, never, without, fails (to) ….
    Denies,
    /// Begins a thought of its own, which a denial before it does not reach: but, because ….
    Turns,
    /// May go on with the same thought: and, or.
    Joins,
    /// May be who does something: he, it, this ….
    Subject,
    /// A verb that nearly every clause has: is, has, would ….
    Verb,
    /// A word before a noun: the, a, his ….
    Article,
    /// Stands before a noun with its article: of, to, in ….
    Preposition,
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

const TURNS: [&str; 17] = [
    "but",
    "although",
    "though",
    "however",
    "yet",
    "whereas",
    "while",
    "because",
    "so",
    "instead",
    "since",
    "therefore",
    "still",
    "nevertheless",
    "unless",
    "despite",
    "as",
];

const SUBJECTS: [&str; 16] = [
    "he",
    "she",
    "it",
    "they",
    "we",
    "i",
    "you",
    "this",
    "that",
    "these",
    "those",
    "there",
    "who",
    "which",
    "khrushchev",
    "kennedy",
];

const VERBS: [&str; 31] = [
    "is", "are", "was", "were", "be", "been", "being", "am", "has", "have", "had", "does", "do",
    "did", "will", "would", "can", "could", "may", "might", "must", "should", "shows", "says",
    "wants", "makes", "means", "uses", "tells", "it's", "he's",
];

const ARTICLES: [&str; 12] = [
    "the", "a", "an", "his", "her", "its", "their", "our", "my", "your", "every", "some",
];

const PREPOSITIONS: [&str; 16] = [
    "of", "to", "in", "on", "at", "by", "for", "from", "with", "into", "about", "against",
    "between", "over", "under", "than",
];

/// Words after which a "not" or a "no" denies nothing: not only, no doubt ….
const SOFTENS: [&str; 8] = [
    "only", "just", "merely", "simply", "solely", "doubt", "question", "wonder",
];

/// Whether a word, in lower case, is a contraction with "not".
pub fn is_contracted_not(word: &str) -> bool {
    word.ends_with("n't") || CONTRACTED.contains(&word)
}

/// Whether a denial before this word is none: not only, no doubt ….
pub fn softens(word: &str) -> bool {
    SOFTENS.contains(&word)
}

/// What a word in lower case does in a clause.
pub fn role(word: &str) -> Role {
    // Of all the words of a text, most are longer than any of these.
    if word.len() > 12 {
        return Role::Content;
    }
    if DENIES.contains(&word) || is_contracted_not(word) {
        Role::Denies
    } else if TURNS.contains(&word) {
        Role::Turns
    } else if matches!(word, "and" | "or") {
        Role::Joins
    } else if SUBJECTS.contains(&word) {
        Role::Subject
    } else if VERBS.contains(&word) {
        Role::Verb
    } else if ARTICLES.contains(&word) {
        Role::Article
    } else if PREPOSITIONS.contains(&word) {
        Role::Preposition
    } else {
        Role::Content
    }
}
