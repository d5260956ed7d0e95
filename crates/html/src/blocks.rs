//! Blocks as HTML: screens of an attempt, and what is printed on paper.

use maud::{Markup, html};

use crate::figures;
use crate::shell::lines_of;
use sourcework_core::present::block::{
    Bar, Block, Column, Entry, FindingLine, Look, Mark, PassageParagraph, Run, Table, Tone,
    are_short, letter, printable,
};

/// Blocks of which the first heading is that of the page.
pub fn titled(blocks: &[Block]) -> Markup {
    match blocks.split_first() {
        Some((Block::Heading(heading), rest)) => html! {
            h1 { (lines_of(heading)) }
            (markup(rest))
        },
        _ => markup(blocks),
    }
}

/// Blocks, one after the other.
pub fn markup(blocks: &[Block]) -> Markup {
    html! { @for it in blocks { (block(it)) } }
}

fn block(block: &Block) -> Markup {
    match block {
        Block::Text(look, runs) => {
            let class = match look {
                Look::Plain => None,
                Look::Label => Some("label"),
                Look::Small => Some("small"),
                Look::Framed => Some("framed"),
                Look::Gapped => Some("gapped"),
            };
            html! { p class=[class] { (inside(runs)) } }
        }
        Block::Heading(heading) => html! { h2 { (lines_of(heading)) } },
        Block::Verdict(tone, text) => {
            html! { p class={ "verdict " (class_of(*tone)) } { (lines_of(text)) } }
        }
        Block::Passage(PassageParagraph {
            number,
            runs,
            language,
        }) => html! {
            p class="passage" {
                span class="place" { "¶" (number) } " "
                span lang=[language.as_ref()] { (inside(runs)) }
            }
        },
        Block::Findings(lines) => html! {
            ul class="findings" { @for line in lines { (finding(line)) } }
        },
        Block::Bars(bars) => html! {
            ul class="bars" { @for it in bars { (bar(it)) } }
        },
        Block::Facts(facts) => html! {
            dl class="facts" {
                @for (label, text) in facts { div { dt { (label) } dd { (lines_of(text)) } } }
            }
        },
        Block::List(mark, entries) => list(*mark, entries),
        Block::Table(it) => table(it),
        Block::Figure(figure, data) => html! {
            (figures::figure(figure))
            @if let Some(data) = data { (table(data)) }
        },
        Block::Lines(count) => ruled(*count),
    }
}

fn class_of(tone: Tone) -> &'static str {
    match tone {
        Tone::Neutral => "neutral",
        Tone::Good => "good",
        Tone::Bad => "bad",
    }
}

fn finding(line: &FindingLine) -> Markup {
    html! {
        li class=(class_of(line.tone)) {
            @if !line.label.is_empty() { b { (lines_of(&line.label)) } " " }
            (lines_of(&line.text))
            @for note in &line.notes { p class="small" { (lines_of(note)) } }
        }
    }
}

/// A score; its words say what the bar shows.
fn bar(bar: &Bar) -> Markup {
    let awarded = bar.awarded.min(bar.available);
    html! {
        li {
            span class="bar-label" { (lines_of(&bar.label)) } " "
            meter min="0" max=(bar.available) value=(awarded) aria-hidden="true" {} " "
            span class="bar-text" { (lines_of(&bar.text)) }
        }
    }
}

/// Lines that stay together at the end of a space to write in.
const LAST_LINES: u32 = 4;

/// Lines to write on; nothing to be read aloud. The last ones stay together, so that no page begins
/// with one or two.
pub(crate) fn ruled(count: u32) -> Markup {
    let last = count.min(LAST_LINES);
    html! {
        @for _ in last..count { (line()) }
        @if last > 0 { div class="lines" { @for _ in 0..last { (line()) } } }
    }
}

fn line() -> Markup {
    html! { div class="line" aria-hidden="true" {} }
}

fn list(mark: Mark, entries: &[Entry]) -> Markup {
    let class = match mark {
        Mark::Choice if are_short(entries) => "choices side-by-side",
        Mark::Choice => "choices",
        Mark::Letter if are_short(entries) => "letters side-by-side",
        Mark::Letter => "letters",
        Mark::Number => "numbers",
        Mark::Bullet => "bullets",
        Mark::Count => "counted",
    };
    let entries = html! {
        @for (place, entry) in entries.iter().enumerate() {
            li {
                @match mark {
                    Mark::Choice => { span class="box" {} b { (letter(place)) } " " },
                    Mark::Letter => { b { (letter(place)) } " " },
                    Mark::Number => { span class="box wide" {} },
                    Mark::Bullet | Mark::Count => {},
                }
                span { (inside(entry)) }
            }
        }
    };
    match mark {
        Mark::Count => html! { ol class=(class) { (entries) } },
        _ => html! { ul class=(class) { (entries) } },
    }
}

fn table(table: &Table) -> Markup {
    match table.columns.iter().any(|column| column.width.is_some()) {
        true => table_on_paper(table),
        false => table_on_screen(table),
    }
}

fn table_on_paper(table: &Table) -> Markup {
    html! {
        table class=[table.roomy.then_some("roomy")] aria-label=(table.caption) {
            colgroup {
                @for column in &table.columns {
                    col style=[column.width.map(|width| format!("width: {width}%"))];
                }
            }
            thead {
                tr {
                    @for column in &table.columns {
                        @if column.head.is_empty() { td {} } @else { th scope="col" { (column.head) } }
                    }
                }
            }
            tbody {
                @for row in &table.rows {
                    tr { @for (place, cell) in row.iter().enumerate() { (cell_on_paper(place, cell)) } }
                }
            }
        }
    }
}

fn cell_on_paper(place: usize, cell: &Entry) -> Markup {
    match (place, cell.as_slice()) {
        (0, [_, ..]) => html! { th scope="row" { (inside(cell)) } },
        (_, [Run::Tick]) => html! { td class="tick" { (inside(cell)) } },
        _ => html! { td { (inside(cell)) } },
    }
}

/// A table that scrolls by itself where it is too wide for the screen, with the keyboard too.
fn table_on_screen(table: &Table) -> Markup {
    html! {
        div class="scroll" role="region" aria-label=(printable(&table.caption)) tabindex="0" {
            table {
                caption { (lines_of(&table.caption)) }
                thead {
                    tr {
                        @for column in &table.columns {
                            th scope="col" class=[class_of_column(column)] { (column.head) }
                        }
                    }
                }
                tbody {
                    @for row in &table.rows {
                        tr {
                            @for (place, (column, cell)) in table.columns.iter().zip(row).enumerate() {
                                (cell_on_screen(place, column, cell))
                            }
                        }
                    }
                }
            }
        }
    }
}

fn class_of_column(column: &Column) -> Option<&'static str> {
    column.is_numeric.then_some("figures")
}

/// A cell. What people wrote may go from right to left, and turns nothing else round.
fn cell_on_screen(place: usize, column: &Column, cell: &Entry) -> Markup {
    let runs = html! {
        @for it in cell {
            @if *it == Run::Break { br; } @else { bdi { (run(it)) } }
        }
    };
    match place {
        0 => html! { th scope="row" class=[class_of_column(column)] { (runs) } },
        _ => html! { td class=[class_of_column(column)] { (runs) } },
    }
}

/// The runs of a paragraph or cell. A box to tick and its words stand side by side, however many
/// lines the words take.
fn inside(runs: &[Run]) -> Markup {
    if matches!(runs, [Run::Tick, _, ..]) {
        let lines = runs.split(|it| *it == Run::Break);
        html! {
            @for line in lines {
                span class="option" { @for it in line { (run(it)) } }
            }
        }
    } else {
        html! { @for it in runs { (run(it)) } }
    }
}

fn run(run: &Run) -> Markup {
    match run {
        Run::Text(text) => lines_of(text),
        Run::Strong(text) => html! { b { (lines_of(text)) } },
        Run::Quiet(text) => html! { small { (lines_of(text)) } },
        Run::Marked(text) => html! { mark { (lines_of(text)) } },
        Run::Tick => html! { span class="box" {} },
        Run::Gap(number) => html! {
            span class="numbered" { b { "(" (number) ")" } span class="gap" {} }
        },
        Run::Break => html! { br; },
    }
}
