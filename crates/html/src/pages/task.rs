//! The fields of each kind of question. What stands in them is what was answered before, or begun. The
//! form has the ID `answer`, so that fields can stand in the passage as well.

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::answer::numbered;
use super::passage::{Picks, not_found};
use crate::shell::lines_of;
use sourcework_core::attempt::{GridRow, Passage, Task};
use sourcework_core::marking::{Answer, Cell};
use sourcework_core::present::block::letter;
use sourcework_core::quiz::Truth;
use sourcework_core::words::capitalised;

/// What is picked in the passage: for evidence only.
pub fn picks<'a>(task: &'a Task<'a>, picked: &'a BTreeSet<usize>) -> Picks<'a> {
    match task {
        Task::Find(_) => Picks::Sentences(picked),
        Task::Select(offered) => Picks::Quotations(offered, picked),
        _ => Picks::None,
    }
}

/// The places of a list that an answer has chosen.
pub fn chosen(given: Option<&Answer>) -> BTreeSet<usize> {
    match given {
        Some(Answer::Choices(places)) => places.iter().copied().collect(),
        _ => BTreeSet::new(),
    }
}

/// The fields of a task. `stem` names the group of fields for people who do not see it.
pub fn fields(
    task: &Task<'_>,
    given: Option<&Answer>,
    passages: &[Passage<'_>],
    stem: &str,
) -> Markup {
    match task {
        Task::Choose(options) => {
            let chosen = match given {
                Some(Answer::Choice(chosen)) => chosen.iter().copied().collect(),
                _ => BTreeSet::new(),
            };
            options_list(stem, "", "radio", "choice", options, &chosen)
        }
        Task::ChooseSeveral(options, exactly) => {
            let help = match exactly {
                Some(exactly) => format!("Choose {exactly}."),
                None => "Choose all that fit.".to_owned(),
            };
            options_list(stem, &help, "checkbox", "choice", options, &chosen(given))
        }
        Task::Statements(statements) => truths(statements, given, stem),
        Task::Match { lefts, rights } => pairs(lefts, rights, given, stem),
        Task::Order(items) => order(items, given, stem),
        Task::Fill { texts, bank } => gaps(texts, bank, given, stem),
        Task::Select(offered) => select(offered, given, passages, stem),
        Task::Find(_) => html! {
            p class="help" { "Choose the sentences in the passage: click them, or move with Tab and press Space." }
        },
        Task::Pair { claims, evidence } => {
            let (claim, shows) = match given {
                Some(Answer::Paired { claim, evidence }) => (*claim, *evidence),
                _ => (None, None),
            };
            let one = |place: Option<usize>| place.into_iter().collect();
            html! {
                (options_list("The claim", "", "radio", "claim", claims, &one(claim)))
                (options_list("The evidence for it", "", "radio", "evidence", evidence, &one(shows)))
            }
        }
        Task::Grid(rows) => grid(rows, given, stem),
        Task::Infer { count, sentences } => inferences(*count as usize, sentences, given),
        Task::Write { extended } => text(*extended, given),
    }
}

/// Options as large targets, with letters as on paper.
fn options_list(
    legend: &str,
    help: &str,
    input: &str,
    name: &str,
    options: &[&str],
    chosen: &BTreeSet<usize>,
) -> Markup {
    html! {
        fieldset class="options" {
            legend class=[legend_class(name)] { (lines_of(legend)) }
            @if !help.is_empty() { p class="help" { (help) } }
            @for (place, option) in options.iter().enumerate() {
                label class="option" {
                    input type=(input) name=(name) value=(place) checked[chosen.contains(&place)];
                    span class="letter" aria-hidden="true" { (letter(place)) }
                    span class="words" { (lines_of(option)) }
                }
            }
        }
    }
}

/// The stem stands above the fields already; it is read with them and not shown twice.
fn legend_class(name: &str) -> Option<&'static str> {
    (name == "choice").then_some("unseen")
}

fn truths(statements: &[&str], given: Option<&Answer>, stem: &str) -> Markup {
    let chosen = |place: usize| match given {
        Some(Answer::Truths(truths)) => truths.get(place).copied().flatten(),
        _ => None,
    };
    html! {
        table class="truths" {
            caption class="unseen" { (lines_of(stem)) }
            thead {
                tr {
                    th scope="col" { "Statement" }
                    @for truth in Truth::ALL { th scope="col" { (capitalised(truth.shown())) } }
                }
            }
            tbody {
                @for (place, statement) in statements.iter().enumerate() {
                    tr {
                        th scope="row" id={ "statement-" (place + 1) "-text" } { (place + 1) ". " (lines_of(statement)) }
                        @for (number, truth) in Truth::ALL.into_iter().enumerate() {
                            td {
                                label class="truth" {
                                    input type="radio" name=(numbered("statement", place)) value=(number)
                                        id={ "statement-" (place + 1) "-" (number) }
                                        aria-labelledby={ "statement-" (place + 1) "-text statement-" (place + 1) "-" (number) "-word" }
                                        checked[chosen(place) == Some(truth)];
                                    span id={ "statement-" (place + 1) "-" (number) "-word" } { (capitalised(truth.shown())) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn pairs(lefts: &[&str], rights: &[&str], given: Option<&Answer>, stem: &str) -> Markup {
    let chosen = |place: usize| match given {
        Some(Answer::Pairs(pairs)) => pairs.get(place).copied().flatten(),
        _ => None,
    };
    html! {
        fieldset class="pairs" {
            legend class="unseen" { (lines_of(stem)) }
            @for (place, left) in lefts.iter().enumerate() {
                div class="pair" {
                    label for=(numbered("pair", place)) { (lines_of(left)) }
                    select name=(numbered("pair", place)) id=(numbered("pair", place)) {
                        option value="" { "Choose…" }
                        @for (number, right) in rights.iter().enumerate() {
                            option value=(number) selected[chosen(place) == Some(number)] { (right) }
                        }
                    }
                }
            }
        }
    }
}

fn order(items: &[&str], given: Option<&Answer>, stem: &str) -> Markup {
    let shown: Vec<usize> = match given {
        Some(Answer::Order(places)) if places.len() == items.len() => places.clone(),
        _ => (0..items.len()).collect(),
    };
    html! {
        fieldset class="order" {
            legend class="unseen" { (lines_of(stem)) }
            p class="help" { "Move the items with the arrows, or write the numbers." }
            ol {
                @for (number, item) in shown.iter().enumerate() {
                    li {
                        input type="hidden" name="shown" value=(item);
                        input class="number" type="number" min="1" max=(items.len()) required
                            name=(numbered("place", *item)) value=(number + 1)
                            aria-label={ "Place of: " (items[*item]) };
                        span class="words" { (lines_of(items[*item])) }
                        span class="moves" {
                            button type="submit" name="move" value={ "up-" (item) } formnovalidate disabled[number == 0]
                                aria-label={ "Move up: " (items[*item]) } { "↑" }
                            button type="submit" name="move" value={ "down-" (item) } formnovalidate disabled[number + 1 == items.len()]
                                aria-label={ "Move down: " (items[*item]) } { "↓" }
                        }
                    }
                }
            }
        }
    }
}

fn gaps(texts: &[String], bank: &[&str], given: Option<&Answer>, stem: &str) -> Markup {
    let filled = |place: usize| match given {
        Some(Answer::Gaps(gaps)) => gaps.get(place).map_or("", String::as_str),
        _ => "",
    };
    let gap = |place: usize| {
        let label = format!("Gap {}", place + 1);
        html! {
            @if bank.is_empty() {
                input class="gap" type="text" name=(numbered("gap", place)) value=(filled(place)) aria-label=(label)
                    autocomplete="off" autocapitalize="none" spellcheck="false";
            } @else {
                select class="gap" name=(numbered("gap", place)) aria-label=(label) {
                    option value="" { "(" (place + 1) ") …" }
                    @for word in bank { option value=(word) selected[*word == filled(place)] { (word) } }
                }
            }
        }
    };
    html! {
        fieldset class="cloze" {
            legend class="unseen" { (lines_of(stem)) }
            p class="gapped" {
                @for (place, text) in texts.iter().enumerate() {
                    (lines_of(text))
                    @if place + 1 < texts.len() { (gap(place)) }
                }
            }
        }
    }
}

/// Quotations that are offered stand in the passage; those that do not stand there letter for letter
/// are listed.
fn select(
    offered: &[&str],
    given: Option<&Answer>,
    passages: &[Passage<'_>],
    stem: &str,
) -> Markup {
    let listed = not_found(passages, offered);
    let chosen = chosen(given);
    html! {
        p class="help" { "Choose among the outlined words in the passage: click them, or move with Tab and press Space." }
        @if !listed.is_empty() {
            fieldset class="options" {
                legend class="unseen" { (lines_of(stem)) }
                @for (place, quotation) in listed {
                    label class="option" {
                        input type="checkbox" name="choice" value=(place) checked[chosen.contains(&place)];
                        span class="words" { (lines_of(quotation)) }
                    }
                }
            }
        }
    }
}

fn grid(rows: &[GridRow<'_>], given: Option<&Answer>, stem: &str) -> Markup {
    let cell = |place: usize| match given {
        Some(Answer::Cells(cells)) => cells.get(place),
        _ => None,
    };
    html! {
        table class="grid" {
            caption class="unseen" { (lines_of(stem)) }
            thead { tr { th scope="col" { "What is asked" } th scope="col" { "Your answer" } } }
            tbody {
                @for (place, row) in rows.iter().enumerate() {
                    @let name = numbered("row", place);
                    tr {
                        th scope="row" id={ (name) "-text" } { (lines_of(row.label)) }
                        td {
                            @if row.options.is_empty() {
                                @let typed = match cell(place) { Some(Cell::Typed(text)) => text.as_str(), _ => "" };
                                input type="text" name=(name) value=(typed) aria-labelledby={ (name) "-text" } autocomplete="off";
                            } @else {
                                select name=(name) aria-labelledby={ (name) "-text" } {
                                    option value="" { "Choose…" }
                                    @for (number, option) in row.options.iter().enumerate() {
                                        option value=(number) selected[cell(place) == Some(&Cell::Chosen(number))] { (option) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn inferences(count: usize, sentences: &[&str], given: Option<&Answer>) -> Markup {
    let written = |place: usize| match given {
        Some(Answer::Inferences(pairs)) => pairs.get(place),
        _ => None,
    };
    html! {
        @for place in 0..count {
            @let (inference, detail) = written(place).map_or(("", ""), |it| (it.inference.as_str(), it.detail.as_str()));
            fieldset class="inference" {
                legend { "Inference " (place + 1) }
                label for=(numbered("inference", place)) { "What can be inferred" }
                textarea class="short" rows="2" name=(numbered("inference", place)) id=(numbered("inference", place)) { (inference) }
                label for=(numbered("detail", place)) { "The detail of the passage that supports it, in its own words" }
                textarea class="short detail" rows="2" name=(numbered("detail", place)) id=(numbered("detail", place)) { (detail) }
                @if detail.is_empty() {
                    label for=(numbered("sentence", place)) { "or choose a sentence" }
                    select name=(numbered("sentence", place)) id=(numbered("sentence", place)) {
                        option value="" { "Choose…" }
                        @for (number, sentence) in sentences.iter().enumerate() {
                            option value=(number) { (sentence) }
                        }
                    }
                }
            }
        }
    }
}

fn text(extended: bool, given: Option<&Answer>) -> Markup {
    let text = match given {
        Some(Answer::Text(text)) => text.as_str(),
        _ => "",
    };
    let rows = if extended { "13" } else { "7" };
    html! {
        @if extended {
            details class="notes" {
                summary { "Notes to plan with" }
                label for="notes" { "Your notes stay in this tab and are not marked." }
                textarea id="notes" rows="5" data-keep="notes" {}
            }
        }
        label class="unseen" for="text" { "Your answer" }
        textarea name="text" id="text" rows=(rows) class="essay" data-words="words" { (text) }
        p class="help" { span id="words" { (sourcework_core::words::counted(text.split_whitespace().count(), "word")) } }
    }
}
