//! What is filled in within a text: menus, and gaps that are typed. Each stands as `[name]` where
//! the student finds it. A question has menus or gaps, because Canvas has no form with both.

use super::choices::order;
use super::parts::{Numbers, chosen, equals, label, plain, share_if};
use super::task::{Comment, Task, told};
use crate::html;
use crate::lower::{Gap, GapLayout, Gaps, Offer};
use crate::packaged::flow::{Flow, div};
use crate::packaged::gap_words::{loose_words, typed_keys, words_for};
use crate::stable_shuffle::stable_shuffle;
use crate::xml::{Element, Node};
use sourcework_core::quiz::body::Cloze;
use sourcework_core::quiz::{Kind, Question};

const MENUS: &str = "multiple_dropdowns_question";
const GAPS: &str = "fill_in_multiple_blanks_question";

/// A menu or a gap: what is offered, or accepted.
struct Blank<'a> {
    name: String,
    offers: Vec<Offer<'a>>,
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

fn right(text: &str) -> Offer<'_> {
    Offer {
        text,
        correct: true,
        feedback: None,
    }
}

/// A task with blanks, an equal share of the score for each.
fn blanks_task(
    question: &Question,
    form: &'static str,
    blanks: &[Blank<'_>],
    body: Vec<Element>,
) -> Task {
    let mut numbers = Numbers::of(question);
    let mut task = Task {
        form,
        body,
        ..Task::default()
    };
    for (index, blank) in blanks.iter().enumerate() {
        let response = format!("response_{}", blank.name);
        let mut labels = Vec::new();
        for offer in &blank.offers {
            let number = numbers.next();
            labels.push(label(&number, plain(offer.text)));
            if offer.correct {
                let is_chosen = equals(&response, &number);
                task.scoring.push(share_if(is_chosen, index, blanks.len()));
            }
            task.comments.extend(offer.feedback.map(|text| Comment {
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

/// Gaps: one for each, in a running text, in a table or below one another.
pub(super) fn task(question: &Question, body: &Gaps<'_>, is_shuffled: bool) -> Task {
    let mut task = match body.layout {
        GapLayout::Text(cloze) => in_text(question, cloze, body),
        GapLayout::Table => in_table(question, &body.gaps, is_shuffled),
        GapLayout::List if question.kind() == Kind::TrueFalse => statements(question, &body.gaps),
        GapLayout::List => claim_and_evidence(question, &body.gaps, is_shuffled),
    };
    let gaps = body.gaps.iter();
    let remarks = gaps.filter_map(|gap| told(gap.label, gap.quote, gap.feedback));
    task.told = remarks.collect();
    task
}

/// A menu behind each statement.
fn statements(question: &Question, gaps: &[Gap<'_>]) -> Task {
    let name = numbered(question, "statement");
    let items = gaps.iter().enumerate().map(|(index, gap)| {
        Element::new("li")
            .children(html::lines(gap.label))
            .text(" ")
            .child(place(&name(index)))
    });
    let list = Element::new("ol").children(items);
    let blanks = gaps.iter().enumerate().map(|(index, gap)| Blank {
        name: name(index),
        offers: gap.offers.clone(),
    });
    blanks_task(question, MENUS, &blanks.collect::<Vec<_>>(), vec![list])
}

/// A text with menus of the bank's words, or with gaps.
fn in_text(question: &Question, body: &Cloze, gaps: &Gaps<'_>) -> Task {
    let name = numbered(question, "gap");
    let mut flow = Flow::default();
    for (index, text) in body.text.texts().iter().enumerate() {
        flow.text(text);
        if index < gaps.gaps.len() {
            flow.node(place(&name(index)));
        }
    }
    let text = vec![div("cloze").children(flow.finish())];
    if gaps.any_typed() {
        let keys: Vec<_> = gaps
            .gaps
            .iter()
            .map(|gap| typed_keys(&gap.accepted))
            .collect();
        let blanks = keys.iter().enumerate().map(|(index, keys)| Blank {
            name: name(index),
            offers: keys.iter().map(|key| right(key)).collect(),
        });
        return blanks_task(question, GAPS, &blanks.collect::<Vec<_>>(), text);
    }
    let offered = body.offered();
    let answers = offered.len() - loose_words(body, &offered);
    let order = stable_shuffle(question, offered.len(), answers);
    let blanks = gaps.gaps.iter().enumerate().map(|(index, gap)| {
        let keys = words_for(&gap.accepted, &offered);
        let offers = order.iter().filter_map(|word| {
            Some(Offer {
                text: offered.get(*word)?,
                correct: keys.iter().any(|(key, _)| key == word),
                feedback: None,
            })
        });
        Blank {
            name: name(index),
            offers: offers.collect(),
        }
    });
    blanks_task(question, MENUS, &blanks.collect::<Vec<_>>(), text)
}

/// A menu for the claim and one for the evidence.
fn claim_and_evidence(question: &Question, gaps: &[Gap<'_>], is_shuffled: bool) -> Task {
    let names = [free(question, "claim"), free(question, "evidence")];
    let labels = ["Claim", "Evidence"].iter().zip(&names);
    let text = labels.map(|(label, name)| {
        Element::new("p")
            .text(format!("{label}: "))
            .child(place(name))
    });
    let text = text.collect();
    let blanks = names.into_iter().zip(gaps).map(|(name, gap)| {
        let order = order(question, is_shuffled, gap.offers.len());
        Blank {
            name,
            offers: in_order(&order, gap),
        }
    });
    blanks_task(question, MENUS, &blanks.collect::<Vec<_>>(), text)
}

/// What a gap offers, in an order.
fn in_order<'q>(order: &[usize], gap: &Gap<'q>) -> Vec<Offer<'q>> {
    let offers = order.iter().filter_map(|index| gap.offers.get(*index));
    offers.copied().collect()
}

/// A table. Where some rows are typed, all are: of those that offer something the letter.
fn in_table(question: &Question, gaps: &[Gap<'_>], is_shuffled: bool) -> Task {
    let name = numbered(question, "row");
    let is_chosen = gaps.iter().all(|gap| !gap.is_typed());
    // Canvas shuffles menus, and no letters.
    let orders = orders(question, gaps, is_shuffled && is_chosen);
    let rows = || gaps.iter().zip(&orders).enumerate();
    let table = rows().map(|(index, (row, order))| {
        let mut cell = Element::new("td").child(place(&name(index)));
        if !is_chosen && !row.is_typed() {
            cell = cell.text(offered(row, order));
        }
        let head = Element::new("th")
            .with("scope", "row")
            .children(html::lines(row.label));
        Element::new("tr").child(head).child(cell)
    });
    let table = Element::new("table").child(Element::new("tbody").children(table));
    let keys: Vec<Vec<String>> = rows().map(|(_, (row, order))| typed(row, order)).collect();
    let blanks = rows()
        .zip(&keys)
        .map(|((index, (row, order)), keys)| Blank {
            name: name(index),
            offers: match is_chosen {
                true => in_order(order, row),
                false => keys.iter().map(|key| right(key)).collect(),
            },
        });
    let form = if is_chosen { MENUS } else { GAPS };
    blanks_task(question, form, &blanks.collect::<Vec<_>>(), vec![table])
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
