//! What is filled in within a text: menus, and gaps that are typed. Each stands as `[name]` where
//! the student finds it. A question has menus or gaps, because Canvas has no form with both.

use super::choices::order;
use super::parts::{Numbers, chosen, equals, label, plain, share_if};
use super::task::{Comment, Task, remark};
use crate::bodies::truth_of;
use crate::html;
use crate::lower::{Gap, GapLayout, Gaps, Offer, Pair, truth_word};
use crate::shared::flow::{Flow, div};
use crate::shared::gap_words::{loose_words, typed_keys, words_for};
use crate::stable_shuffle::stable_shuffle;
use crate::xml::{Element, Node};
use sourcework_core::quiz::body::Cloze;
use sourcework_core::quiz::{Question, Truth};

const MENUS: &str = "multiple_dropdowns_question";
const GAPS: &str = "fill_in_multiple_blanks_question";

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

/// Such names with numbers.
fn numbered(question: &Question, name: &str, count: usize) -> Vec<String> {
    let name = free(question, name);
    (1..=count)
        .map(|number| format!("{name}{number}"))
        .collect()
}

/// Where a blank stands.
fn place(name: &str) -> Node {
    Node::Text(format!("[{name}]"))
}

/// What is accepted in gaps that are typed.
fn all_right(keys: &[Vec<String>]) -> Vec<Vec<Offer<'_>>> {
    let right = keys.iter().map(|keys| {
        let offers = keys.iter().map(|key| Offer {
            text: key,
            correct: true,
            feedback: None,
        });
        offers.collect()
    });
    right.collect()
}

/// A task with blanks of these names, each with what is offered or accepted in it; an equal share of
/// the score for each.
fn blanks_task(
    question: &Question,
    form: &'static str,
    names: &[String],
    lists: &[Vec<Offer<'_>>],
    body: Vec<Element>,
) -> Task {
    let mut numbers = Numbers::of(question);
    let mut task = Task {
        form,
        body,
        ..Task::default()
    };
    for (index, (name, offers)) in names.iter().zip(lists).enumerate() {
        let response = format!("response_{name}");
        let mut labels = Vec::new();
        for offer in offers {
            let number = numbers.next();
            labels.push(label(&number, plain(offer.text)));
            if offer.correct {
                let is_chosen = equals(&response, &number);
                task.scoring.push(share_if(is_chosen, index, lists.len()));
            }
            task.comments.extend(offer.feedback.map(|text| Comment {
                response: response.clone(),
                choice: number.clone(),
                text: text.to_owned(),
            }));
        }
        let label = plain(name);
        task.responses
            .push(chosen(&response, "Single", Some(label), labels));
    }
    task
}

/// Gaps: one for each, in a running text, in a table or below one another.
pub(super) fn task(question: &Question, body: &Gaps<'_>, is_shuffled: bool) -> Task {
    let mut task = match body.layout {
        GapLayout::Text(cloze) => in_text(question, cloze, body),
        GapLayout::Table => in_table(question, &body.gaps, is_shuffled),
        GapLayout::List => claim_and_evidence(question, &body.gaps, is_shuffled),
    };
    let gaps = body.gaps.iter();
    let remarks = gaps.filter_map(|gap| remark(gap.label, None, gap.feedback));
    task.remarks = remarks.collect();
    task
}

/// A menu behind each statement.
pub(super) fn statements(question: &Question, pairs: &[Pair<'_>]) -> Task {
    let names = numbered(question, "statement", pairs.len());
    let items = pairs.iter().zip(&names).map(|(pair, name)| {
        Element::new("li")
            .children(html::lines(&pair.left))
            .text(" ")
            .child(place(name))
    });
    let list = Element::new("ol").children(items);
    let menus = pairs.iter().map(|pair| {
        let offers = Truth::ALL.map(|truth| Offer {
            text: truth_word(Some(truth)),
            correct: truth_of(&pair.right) == Some(truth),
            feedback: None,
        });
        offers.to_vec()
    });
    let menus: Vec<_> = menus.collect();
    let remarks = pairs.iter();
    let remarks = remarks.filter_map(|it| remark(&it.left, it.quote, it.feedback));
    Task {
        remarks: remarks.collect(),
        ..blanks_task(question, MENUS, &names, &menus, vec![list])
    }
}

/// A text with menus of the bank's words, or with gaps.
fn in_text(question: &Question, body: &Cloze, gaps: &Gaps<'_>) -> Task {
    let names = numbered(question, "gap", gaps.gaps.len());
    let text = Flow::of_gaps(&body.text, |index| place(&names[index]));
    let text = vec![div("cloze").children(text)];
    if gaps.any_typed() {
        let keys = gaps.gaps.iter().map(|gap| typed_keys(&gap.accepted));
        let keys: Vec<Vec<String>> = keys.collect();
        return blanks_task(question, GAPS, &names, &all_right(&keys), text);
    }
    let offered = body.offered();
    let answers = offered.len() - loose_words(body, &offered);
    let order = stable_shuffle(question, offered.len(), answers);
    let menus = gaps.gaps.iter().map(|gap| {
        let keys = words_for(&gap.accepted, &offered);
        let offers = order.iter().filter_map(|word| {
            Some(Offer {
                text: offered.get(*word)?,
                correct: keys.iter().any(|(key, _)| key == word),
                feedback: None,
            })
        });
        offers.collect()
    });
    let menus: Vec<_> = menus.collect();
    blanks_task(question, MENUS, &names, &menus, text)
}

/// A menu for the claim and one for the evidence.
fn claim_and_evidence(question: &Question, gaps: &[Gap<'_>], is_shuffled: bool) -> Task {
    let names = ["claim", "evidence"].map(|name| free(question, name));
    let labels = ["Claim", "Evidence"].iter().zip(&names);
    let text = labels.map(|(label, name)| {
        Element::new("p")
            .text(format!("{label}: "))
            .child(place(name))
    });
    let menus = gaps.iter().map(|gap| {
        let order = order(question, is_shuffled, gap.offers.len());
        in_order(&order, gap)
    });
    let menus: Vec<_> = menus.collect();
    blanks_task(question, MENUS, &names, &menus, text.collect())
}

/// What a gap offers, in an order.
fn in_order<'q>(order: &[usize], gap: &Gap<'q>) -> Vec<Offer<'q>> {
    let offers = order.iter().filter_map(|index| gap.offers.get(*index));
    offers.copied().collect()
}

/// A table. Where some rows are typed, all are: of those that offer something the letter.
fn in_table(question: &Question, gaps: &[Gap<'_>], is_shuffled: bool) -> Task {
    let names = numbered(question, "row", gaps.len());
    let is_chosen = gaps.iter().all(|gap| !gap.is_typed());
    // Canvas shuffles menus, and no letters.
    let orders = orders(question, gaps, is_shuffled && is_chosen);
    let rows = || gaps.iter().zip(&orders);
    let table = rows().zip(&names).map(|((row, order), name)| {
        let mut cell = Element::new("td").child(place(name));
        if !is_chosen && !row.is_typed() {
            cell = cell.text(offered(row, order));
        }
        let head = Element::new("th")
            .with("scope", "row")
            .children(html::lines(row.label));
        Element::new("tr").child(head).child(cell)
    });
    let table = Element::new("table").child(Element::new("tbody").children(table));
    if is_chosen {
        let menus: Vec<_> = rows().map(|(row, order)| in_order(order, row)).collect();
        return blanks_task(question, MENUS, &names, &menus, vec![table]);
    }
    let keys: Vec<Vec<String>> = rows().map(|(row, order)| typed(row, order)).collect();
    blanks_task(question, GAPS, &names, &all_right(&keys), vec![table])
}

/// The order of the options of each row, cut out of one for all: the same place is not right in
/// every row.
fn orders(question: &Question, rows: &[Gap<'_>], is_shuffled: bool) -> Vec<Vec<usize>> {
    let count = rows.iter().map(|row| row.offers.len()).sum();
    let all = order(question, is_shuffled, count);
    let mut first = 0;
    let rows = rows.iter().map(|row| {
        let range = first..first + row.offers.len();
        first = range.end;
        let own = all.iter().filter(|index| range.contains(index));
        own.map(|index| index - range.start).collect()
    });
    rows.collect()
}

/// What is accepted where a row is typed: its answers; of options the right one or its letter.
fn typed(row: &Gap<'_>, order: &[usize]) -> Vec<String> {
    if row.is_typed() {
        return typed_keys(&row.accepted);
    }
    let mut keys = typed_keys(&[row.shown()]);
    if has_letters(row) {
        let mut offers = in_order(order, row).into_iter();
        let at = offers.position(|offer| offer.correct);
        keys.extend(at.map(letter));
    }
    keys
}

/// Whether the options of a row that is typed have letters: not where a letter is an option.
fn has_letters(row: &Gap<'_>) -> bool {
    row.offers.len() <= 26 && row.offers.iter().all(|it| it.text.trim().len() > 1)
}

/// The options of a row that is typed.
fn offered(row: &Gap<'_>, order: &[usize]) -> String {
    let has_letters = has_letters(row);
    let offers = in_order(order, row).into_iter().enumerate();
    let options = offers.map(|(at, offer)| match has_letters {
        true => format!("{}) {}", letter(at), offer.text),
        false => offer.text.to_owned(),
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
