//! How a mark scheme could agree better with the people who marked: what one more word, one word to
//! reject or one pattern less would gain and cost. Nothing is applied: on 30 to 200 answers, a program
//! that chose words by itself gained almost nothing and gave marks that were not deserved, so a person
//! looks at the answers and decides.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::groups::normalised;
use crate::document::is_printable;
use crate::marking::Mark;
use crate::marking::written::{Finding, Marked, Scheme};
use crate::parallel::in_parallel;
use crate::quiz::amend::{Edit, Place, SchemeChange};
use crate::quiz::{Question, Quiz};
use crate::source::Sources;

/// A text with the mark that a person gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The text.
    pub text: String,
    /// How many pupils wrote it.
    pub answers: usize,
    /// The mark.
    pub mark: u32,
}

/// The texts that people have marked, gathered one answer after the other.
#[derive(Debug, Default)]
pub struct JudgedTexts {
    /// For each text its first spelling, and how often it got each mark.
    texts: HashMap<String, (String, BTreeMap<u32, usize>)>,
}

impl JudgedTexts {
    /// Takes in an answer with the mark of a person.
    pub fn add(&mut self, text: &str, mark: u32) {
        let of_text = self.texts.entry(normalised(text));
        let (_, marks) = of_text.or_insert_with(|| (text.trim().to_owned(), BTreeMap::new()));
        *marks.entry(mark).or_default() += 1;
    }

    /// The texts, the most frequent first. Of several marks of a text the most frequent one counts, of
    /// several as frequent ones the lowest.
    pub fn into_judged(self) -> Vec<Judged> {
        let judged = self.texts.into_values().filter_map(|(text, marks)| {
            let most = marks.iter().rev().max_by_key(|(_, times)| **times)?;
            Some(Judged {
                text,
                mark: *most.0,
                answers: marks.values().sum(),
            })
        });
        let mut judged: Vec<Judged> = judged.collect();
        judged.sort_by(|a, b| b.answers.cmp(&a.answers).then_with(|| a.text.cmp(&b.text)));
        judged
    }
}

/// A change to a mark scheme, and what it would do to the texts that people have marked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The change.
    pub change: SchemeChange,
    /// The texts whose mark would come nearer to the person's, by their places.
    pub gains: Vec<usize>,
    /// The texts whose mark would go away from the person's, by their places.
    pub costs: Vec<usize>,
    /// How many answers gain.
    pub gained: usize,
    /// How many answers lose.
    pub lost: usize,
    /// The most frequent text that gets the person's mark by it, by its place: it would show in the quiz
    /// what the change is for. `None` where the quiz has such an example, or no text can be one.
    pub example: Option<usize>,
}

/// The texts that people have marked, the most frequent first, with the examples of the question: a
/// change that breaks one costs something. No mark is above those that there are.
pub fn with_examples(question: &Question, mut judged: Vec<Judged>) -> Vec<Judged> {
    judged.sort_by(|a, b| b.answers.cmp(&a.answers).then_with(|| a.text.cmp(&b.text)));
    for it in &mut judged {
        it.mark = it.mark.min(question.available());
    }
    let known: BTreeSet<String> = judged.iter().map(|it| normalised(&it.text)).collect();
    let examples = question.examples().iter();
    let new = examples.filter(|it| !it.unsure && !known.contains(&normalised(&it.answer)));
    judged.extend(new.map(|example| Judged {
        text: example.answer.value.clone(),
        answers: 1,
        mark: *example.marks,
    }));
    judged
}

/// How a mark stands to the person's, from bad to good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    /// The program is sure of another mark.
    Wrong,
    /// The program asks.
    Asked,
    /// The program is sure of the same mark.
    Right,
}

fn standing(mark: &Mark, deserved: u32) -> Standing {
    match mark.doubtful {
        0 if mark.awarded == deserved => Standing::Right,
        0 => Standing::Wrong,
        _ => Standing::Asked,
    }
}

/// So many answers must gain: one answer proves nothing about a word.
const LEAST_GAIN: usize = 2;

/// So many words are tried, the most frequent first.
const MOST_WORDS: usize = 40;

/// So many changes are tried however large the class is.
const LEAST_TRIED: usize = 20;

/// So many answers are marked for all proposals together, so that a large class does not wait long.
const MOST_MARKED: usize = 200_000;

/// The changes to a scheme that gain more answers than they cost, those that cost least first. `judged`
/// is what [`with_examples`] has made.
pub fn proposals(
    quiz: &Quiz,
    sources: &Sources,
    question: &Question,
    judged: &[Judged],
) -> Vec<Proposal> {
    let Some(today) = standings(quiz, sources, question, judged) else {
        return Vec::new();
    };
    let mut changes = changes(quiz, sources, question, judged);
    changes.truncate((MOST_MARKED / judged.len().max(1)).max(LEAST_TRIED));
    let weighed = in_parallel(&changes, |change| {
        let changed = change.apply(question)?;
        let then = standings(quiz, sources, &changed, judged)?;
        Some(weigh(question, change, &today, &then, judged))
    });
    let is_worth_it = |it: &Proposal| {
        it.gained > it.lost
            && match it.change.edit {
                Edit::Remove(_) => it.lost == 0,
                Edit::Add(_) => it.gained >= LEAST_GAIN,
            }
    };
    let mut all: Vec<Proposal> = weighed.into_iter().flatten().filter(is_worth_it).collect();
    all.sort_by(|a, b| {
        let order = |it: &Proposal| (it.lost, std::cmp::Reverse(it.gained), it.change.clone());
        order(a).cmp(&order(b))
    });
    // Words that stand in the same answers do the same; of those the first is enough.
    let mut seen = BTreeSet::new();
    all.retain(|it| seen.insert((it.gains.clone(), it.costs.clone())));
    all
}

fn standings(
    quiz: &Quiz,
    sources: &Sources,
    question: &Question,
    judged: &[Judged],
) -> Option<Vec<Standing>> {
    let scheme = Scheme::new(quiz, question, sources)?;
    let of_text = |it: &Judged| Some(standing(&scheme.mark_text(&it.text)?.mark, it.mark));
    judged.iter().map(of_text).collect()
}

fn weigh(
    question: &Question,
    change: &SchemeChange,
    today: &[Standing],
    then: &[Standing],
    judged: &[Judged],
) -> Proposal {
    let places = |differs: &dyn Fn(usize) -> bool| -> Vec<usize> {
        (0..judged.len()).filter(|place| differs(*place)).collect()
    };
    let gains = places(&|place| then[place] > today[place]);
    let costs = places(&|place| then[place] < today[place]);
    let answers = |places: &[usize]| places.iter().map(|place| judged[*place].answers).sum();
    let examples = question.examples().iter();
    let known: Vec<String> = examples.map(|it| normalised(&it.answer)).collect();
    let can_be_example = |place: &&usize| {
        let text = &judged[**place].text;
        then[**place] == Standing::Right
            && text.chars().all(|c| c == '\n' || is_printable(c))
            && !known.contains(&normalised(text))
    };
    Proposal {
        change: change.clone(),
        example: gains.iter().find(can_be_example).copied(),
        gained: answers(&gains),
        lost: answers(&costs),
        gains,
        costs,
    }
}

/// The changes that are tried: words of answers that deserve more, words to reject of those that
/// deserve less, and each pattern that could go.
fn changes(
    quiz: &Quiz,
    sources: &Sources,
    question: &Question,
    judged: &[Judged],
) -> Vec<SchemeChange> {
    let Some(scheme) = Scheme::new(quiz, question, sources) else {
        return Vec::new();
    };
    let (mut too_little, mut too_much) = (Vec::new(), Vec::new());
    for it in judged {
        let Some(marked) = scheme.mark_text(&it.text) else {
            continue;
        };
        if marked.mark.awarded < it.mark {
            too_little.push((it, marked));
        } else if marked.mark.awarded > it.mark {
            too_much.push((it, marked));
        }
    }
    let (mut changes, mut removals) = (Vec::new(), Vec::new());
    for (point, wording) in question.wordings().into_iter().enumerate() {
        let is_open = |marked: &Marked| !finds(marked, point, &[Finding::Made]);
        let lists = match (wording.keywords.is_empty(), wording.accept.is_empty()) {
            (true, false) => Place::Accept,
            _ => Place::Keywords,
        };
        let open = too_little.iter().filter(|(_, marked)| is_open(marked));
        let words = words(&scheme, open.map(|(it, _)| *it));
        changes.extend(words.into_iter().enumerate().map(|(rank, word)| {
            let edit = Edit::Add(word);
            (
                rank,
                SchemeChange {
                    point,
                    place: lists,
                    edit,
                },
            )
        }));
        let made = too_much.iter().filter(|(_, marked)| !is_open(marked));
        let words = self::words(&scheme, made.map(|(it, _)| *it));
        changes.extend(words.into_iter().enumerate().map(|(rank, word)| {
            let (place, edit) = (Place::Reject, Edit::Add(word));
            (rank, SchemeChange { point, place, edit })
        }));
        for (place, texts) in [
            (Place::Keywords, &wording.keywords),
            (Place::Accept, &wording.accept),
        ] {
            removals.extend(texts.iter().map(|text| SchemeChange {
                point,
                place,
                edit: Edit::Remove(text.value.clone()),
            }));
        }
    }
    // The most frequent words of every point come before the rarer ones of any.
    changes.sort_by_key(|(rank, _)| *rank);
    removals.extend(changes.into_iter().map(|(_, change)| change));
    removals
}

fn finds(marked: &Marked, point: usize, which: &[Finding]) -> bool {
    let mut findings = marked.findings.iter();
    findings.any(|it| it.point == point && which.contains(&it.finding))
}

/// The words of texts that may tell what they say and stand in several answers.
fn words<'j>(scheme: &Scheme<'_>, texts: impl Iterator<Item = &'j Judged>) -> Vec<String> {
    let texts = texts.map(|it| (it.text.as_str(), it.answers));
    let words = scheme.telling_words_of(texts).into_iter();
    let several = words.filter(|(answers, _)| *answers >= LEAST_GAIN);
    several.take(MOST_WORDS).map(|(_, word)| word).collect()
}
