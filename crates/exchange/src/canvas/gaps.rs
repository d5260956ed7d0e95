//! What is filled in within a text: menus, and gaps that are typed. Each stands as `[name]` where
//! the student finds it. A question has menus or gaps, because Canvas has no form with both.

use super::choices::order;
use super::parts::{Numbers, chosen, equals, label, plain, share_if};
use super::task::{Comment, Task, told};
use crate::html;
use crate::packaged::flow::{Flow, div};
use crate::packaged::gap_words::{loose_words, typed_keys, words_for};
use crate::simpler::{self, Pick};
use crate::stable_shuffle::stable_shuffle;
use crate::xml::{Element, Node};
use sourcework_core::quiz::body::{Cloze, Grid, Paired, Row, TrueFalse};
use sourcework_core::quiz::{Question, Truth};

const MENUS: &str = "multiple_dropdowns_question";
const GAPS: &str = "fill_in_multiple_blanks_question";

/// A menu or a gap: what is offered, or accepted.
struct Blank<'a> {
    name: String,
    picks: Vec<Pick<'a>>,
}

/// A name that stands in no text of the question in brackets, so that Canvas fills nothing else.
fn free(question: &Question, name: &str) -> String {
    let asked = serde_json::to_string(question);
    let asked = asked.expect("the keys of a question are texts, as in JSON");
    let mut name = name.to_owned();
    while asked.contains(&format!("[{name}")) {
        name.push('x');
    }
    name
}

/// Names with numbers.
fn numbered(question: &Question, name: &str) -> impl Fn(usize) -> String {
    let name = free(question, name);
    move |index| format!("{name}{}", index + 1)
}

/// Where a blank stands.
fn place(name: &str) -> Node {
    Node::Text(format!("[{name}]"))
}

fn right(text: &str) -> Pick<'_> {
    Pick {
        text,
        correct: true,
        feedback: None,
    }
}

/// A task with blanks, an equal share of the score for each.
fn task(question: &Question, form: &'static str, blanks: &[Blank<'_>], body: Vec<Element>) -> Task {
    let mut numbers = Numbers::of(question);
    let mut task = Task {
        form,
        body,
        ..Task::default()
    };
    for (index, blank) in blanks.iter().enumerate() {
        let response = format!("response_{}", blank.name);
        let mut labels = Vec::new();
        for pick in &blank.picks {
            let number = numbers.next();
            labels.push(label(&number, plain(pick.text)));
            if pick.correct {
                let is_chosen = equals(&response, &number);
                task.scoring.push(share_if(is_chosen, index, blanks.len()));
            }
            task.comments.extend(pick.feedback.map(|text| Comment {
                response: response.clone(),
                choice: number.clone(),
                text: text.to_owned(),
            }));
        }
        task.responses.push(chosen(
            &response,
            "Single",
            Some(plain(&blank.name)),
            labels,
        ));
    }
    task
}

/// `true-false`: a menu behind each statement.
pub(super) fn true_false(question: &Question, body: &TrueFalse) -> Task {
    let name = numbered(question, "statement");
    let mut blanks = Vec::new();
    let mut items = Vec::new();
    let mut reasons = Vec::new();
    for (index, statement) in body.statements.iter().enumerate() {
        let name = name(index);
        items.push(
            Element::new("li")
                .children(html::lines(&statement.text))
                .text(" ")
                .child(place(&name)),
        );
        let picks = Truth::ALL.map(|truth| Pick {
            text: simpler::truth(Some(truth)),
            correct: statement.answer == Some(truth),
            feedback: None,
        });
        blanks.push(Blank {
            name,
            picks: picks.into(),
        });
        let quote = statement.quote.as_ref().map(|it| it.as_str());
        let why = statement.feedback.as_ref().map(|it| it.as_str());
        reasons.extend(told(&statement.text, quote, why));
    }
    let list = Element::new("ol").children(items);
    Task {
        told: reasons,
        ..task(question, MENUS, &blanks, vec![list])
    }
}

/// `cloze`: menus of the bank's words, or gaps.
pub(super) fn cloze(question: &Question, body: &Cloze) -> Task {
    let name = numbered(question, "gap");
    let mut flow = Flow::default();
    for (index, text) in body.text.texts().iter().enumerate() {
        flow.text(text);
        if index < body.text.gaps().len() {
            flow.node(place(&name(index)));
        }
    }
    let text = vec![div("cloze").children(flow.finish())];
    let gaps = body.text.gaps();
    if body.bank.is_empty() {
        let keys: Vec<Vec<String>> = gaps.iter().map(|gap| typed_keys(&gap.accepted)).collect();
        let blanks = keys.iter().enumerate().map(|(index, keys)| Blank {
            name: name(index),
            picks: keys.iter().map(|key| right(key)).collect(),
        });
        return task(question, GAPS, &blanks.collect::<Vec<_>>(), text);
    }
    let offered = body.offered();
    let answers = offered.len() - loose_words(body, &offered);
    let order = stable_shuffle(question, offered.len(), answers);
    let blanks = gaps.iter().enumerate().map(|(index, gap)| {
        let keys = words_for(&gap.accepted, &offered);
        let picks = order.iter().filter_map(|word| {
            Some(Pick {
                text: offered.get(*word)?,
                correct: keys.iter().any(|(key, _)| key == word),
                feedback: None,
            })
        });
        Blank {
            name: name(index),
            picks: picks.collect(),
        }
    });
    task(question, MENUS, &blanks.collect::<Vec<_>>(), text)
}

/// `paired`: a menu for the claim and one for the evidence.
pub(super) fn paired(question: &Question, body: &Paired, is_shuffled: bool) -> Task {
    let claims: Vec<Pick<'_>> = body.claims.iter().map(Pick::from).collect();
    let evidence: Vec<Pick<'_>> = body.evidence.iter().map(Pick::from).collect();
    let asked = |word: &str, name: &str| {
        Element::new("p")
            .text(format!("{word}: "))
            .child(place(name))
    };
    let names = [free(question, "claim"), free(question, "evidence")];
    let text = vec![asked("Claim", &names[0]), asked("Evidence", &names[1])];
    let blanks: Vec<Blank<'_>> = names
        .into_iter()
        .zip([claims, evidence])
        .map(|(name, picks)| Blank {
            picks: order(question, is_shuffled, picks.len())
                .into_iter()
                .filter_map(|index| picks.get(index).copied())
                .collect(),
            name,
        })
        .collect();
    task(question, MENUS, &blanks, text)
}

/// Whether every row of a grid offers something to choose.
pub(super) fn is_chosen(body: &Grid) -> bool {
    body.rows.iter().all(|row| !row.options.is_empty())
}

/// `grid`: a table. Where some rows are typed, all are: of those that offer something the letter.
pub(super) fn grid(question: &Question, body: &Grid, is_shuffled: bool) -> Task {
    let name = numbered(question, "row");
    let is_chosen = is_chosen(body);
    // Canvas shuffles menus, and no letters.
    let orders = orders(question, body, is_shuffled && is_chosen);
    let rows = || body.rows.iter().zip(&orders).enumerate();
    let table = rows().map(|(index, (row, order))| {
        let mut cell = Element::new("td").child(place(&name(index)));
        if !is_chosen && !row.options.is_empty() {
            cell = cell.text(offered(row, order));
        }
        let head = Element::new("th")
            .with("scope", "row")
            .children(html::lines(&row.label));
        Element::new("tr").child(head).child(cell)
    });
    let table = Element::new("table").child(Element::new("tbody").children(table));
    let keys: Vec<Vec<String>> = rows().map(|(_, (row, order))| typed(row, order)).collect();
    let blanks = rows()
        .zip(&keys)
        .map(|((index, (row, order)), keys)| Blank {
            name: name(index),
            picks: match is_chosen {
                true => menu(row, order),
                false => keys.iter().map(|key| right(key)).collect(),
            },
        });
    let reasons = body.rows.iter().filter_map(|row| {
        told(
            &row.label,
            None,
            row.feedback.as_ref().map(|it| it.as_str()),
        )
    });
    let form = if is_chosen { MENUS } else { GAPS };
    Task {
        told: reasons.collect(),
        ..task(question, form, &blanks.collect::<Vec<_>>(), vec![table])
    }
}

/// The order of the options of each row, cut out of one for all: the same place is not right in
/// every row.
fn orders(question: &Question, body: &Grid, is_shuffled: bool) -> Vec<Vec<usize>> {
    let count = body.rows.iter().map(|row| row.options.len()).sum();
    let all = order(question, is_shuffled, count);
    let mut first = 0;
    let rows = body.rows.iter().map(|row| {
        let range = first..first + row.options.len();
        first = range.end;
        let own = all.iter().filter(|index| range.contains(index));
        own.map(|index| index - range.start).collect()
    });
    rows.collect()
}

/// The options of a row.
fn menu<'a>(row: &'a Row, order: &[usize]) -> Vec<Pick<'a>> {
    let key = row.key();
    let ordered = order.iter().filter_map(|index| {
        Some(Pick {
            text: row.options.get(*index)?,
            correct: key == Some(*index),
            feedback: None,
        })
    });
    ordered.collect()
}

/// What is accepted where a row is typed: its answers; of options the right one or its letter.
fn typed(row: &Row, order: &[usize]) -> Vec<String> {
    if row.options.is_empty() {
        let accepted: Vec<String> = row.answers.iter().map(|it| it.value.clone()).collect();
        return typed_keys(&accepted);
    }
    let mut keys = typed_keys(&[row.shown().to_owned()]);
    if has_letters(row) {
        let at = order.iter().position(|index| row.key() == Some(*index));
        keys.extend(at.map(letter));
    }
    keys
}

/// Whether the options of a row that is typed have letters: not where a letter is an option.
fn has_letters(row: &Row) -> bool {
    row.options.len() <= 26 && row.options.iter().all(|it| it.trim().len() > 1)
}

/// The options of a row that is typed.
fn offered(row: &Row, order: &[usize]) -> String {
    let has_letters = has_letters(row);
    let options = order.iter().enumerate().filter_map(|(at, index)| {
        let option = row.options.get(*index)?.as_str();
        Some(match has_letters {
            true => format!("{}) {option}", letter(at)),
            false => option.to_owned(),
        })
    });
    let options: Vec<String> = options.collect();
    let words = if has_letters { "the letter" } else { "one" };
    format!(" (type {words}: {})", options.join("; "))
}

/// "a", "b" … "z".
fn letter(at: usize) -> String {
    let place = u8::try_from(at).expect("no more than 26 options have letters");
    char::from(b'a' + place).to_string()
}
