//! A worksheet: one page of HTML that needs nothing else, made for paper, and fit to be read on a
//! screen or aloud.

mod blocks;

use super::html::escape;
use super::paper::{Asked, Booklet, Paper, Part, Section, booklet};
use super::{Exported, Material, PaperSize, Settings};

const CSS: &str = include_str!("worksheet/page.css");

/// Nothing may be loaded and nothing may run, whatever the page is opened with.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// Writes it.
pub fn export(material: Material<'_>, settings: Settings) -> Exported {
    let (booklet, losses) = booklet(material, settings);
    Exported {
        bytes: page(&booklet, settings.paper).into_bytes(),
        losses,
    }
}

fn page(booklet: &Booklet, size: PaperSize) -> String {
    let title = escape(&booklet.title);
    let what = if booklet.is_key {
        " – mark scheme"
    } else {
        ""
    };
    let papers: String = booklet
        .papers
        .iter()
        .enumerate()
        .map(|(index, paper)| article(booklet, index, paper))
        .collect();
    let pages = pages(booklet, size);
    format!(
        "<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}{what}</title>\n<style>\n{pages}{CSS}</style>\n</head>\n<body>\n\
         <main>\n{papers}</main>\n</body>\n</html>\n"
    )
}

/// The rules of the pages: their size, and what stands at the head and foot of each.
fn pages(booklet: &Booklet, size: PaperSize) -> String {
    let size = match size {
        PaperSize::A4 => "A4",
        PaperSize::Letter => "Letter",
    };
    let mut rules = format!("@page {{ size: {size} portrait; }}\n");
    for (index, paper) in booklet.papers.iter().enumerate() {
        let name = page_head(booklet, paper);
        rules += &format!(
            "@page paper-{index} {{\n  counter-increment: page paper-{index};\n  \
             @top-right {{ content: \"{name}\"; }}\n  \
             @bottom-center {{ content: counter(paper-{index}); }}\n}}\n\
             #paper-{index} {{ page: paper-{index}; }}\n"
        );
    }
    rules
}

/// What stands at the head of each page: words of ours only, since it stands in the style sheet.
fn page_head(booklet: &Booklet, paper: &Paper) -> String {
    let what = booklet.is_key.then(|| "Mark scheme".to_owned());
    let parts: Vec<String> = paper.name.clone().into_iter().chain(what).collect();
    parts.join(" – ")
}

fn article(booklet: &Booklet, index: usize, paper: &Paper) -> String {
    let class = if booklet.is_key { "key" } else { "paper" };
    let head = page_head(booklet, paper);
    let subtitle = match head.as_str() {
        "" => String::new(),
        head => format!("<p class=\"subtitle\">{head}</p>\n"),
    };
    let details: String = paper
        .details
        .iter()
        .map(|(label, text)| format!("<div><dt>{label}</dt><dd>{}</dd></div>\n", escape(text)))
        .collect();
    let advice: String = paper
        .advice
        .iter()
        .map(|it| format!("<li>{it}</li>\n"))
        .collect();
    let advice = match advice.as_str() {
        "" => String::new(),
        advice => format!("<ul class=\"advice\">\n{advice}</ul>\n"),
    };
    let (names, mark) = if booklet.is_key {
        Default::default()
    } else {
        (blocks::name_line(), blocks::mark_field(paper.total))
    };
    let sections: String = paper
        .sections
        .iter()
        .enumerate()
        .map(|(n, it)| section(it, &format!("p{index}-s{n}")))
        .collect();
    format!(
        "<article id=\"paper-{index}\" class=\"{class}\">\n<header>\n<h1>{}</h1>\n{subtitle}\
         {names}<div class=\"sums\">\n<dl class=\"details\">\n{details}</dl>\n{mark}</div>\n\
         {advice}</header>\n{sections}</article>\n",
        escape(&booklet.title)
    )
}

fn section(section: &Section, id: &str) -> String {
    let class = if section.new_page {
        " class=\"new-page\""
    } else {
        ""
    };
    let parts: String = section
        .parts
        .iter()
        .enumerate()
        .map(|(n, it)| part(it, &format!("{id}-{n}")))
        .collect();
    format!(
        "<section{class} aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{}</h2>\n{parts}</section>\n",
        section.heading
    )
}

fn part(part: &Part, id: &str) -> String {
    match part {
        Part::Blocks(all) => blocks::markup(all),
        Part::Source(heading, all) => format!(
            "<div class=\"source\">\n<h3>{}</h3>\n{}</div>\n",
            escape(heading),
            blocks::markup(all)
        ),
        Part::Extract(heading, all) => format!(
            "<section class=\"extract\" aria-labelledby=\"{id}\">\n<h4 id=\"{id}\">{}</h4>\n{}\
             </section>\n",
            escape(heading),
            blocks::markup(all)
        ),
        Part::Question(asked) => question(asked, id),
    }
}

/// A question; what must not be parted from its beginning stands with it in one box.
fn question(asked: &Asked, id: &str) -> String {
    let class = if asked.together {
        "question together"
    } else {
        "question"
    };
    let (first, more) = blocks::stem(&asked.stem);
    let reads = match asked.reads.as_str() {
        "" => String::new(),
        reads => format!("<span class=\"reads\">{}</span> ", escape(reads)),
    };
    let number = asked.number;
    let (start, rest) = blocks::opening(&asked.blocks);
    format!(
        "<section class=\"{class}\" aria-labelledby=\"{id}\">\n<div class=\"opening\">\n\
         <h3 id=\"{id}\"><span class=\"number\">{number}</span> {first}</h3>\n{more}\
         <p class=\"about\">{reads}<b class=\"marks\">{}</b></p>\n{start}</div>\n{rest}</section>\n",
        asked.marks
    )
}
