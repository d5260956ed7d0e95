//! What is written in the student's own words: the model answer, levels and examples in what only
//! scorers see.

use super::context::{ItemContext, ParsedQuestion};
use super::processing::Rule;
use crate::bodies::{self, placed};
use crate::imported::Trouble;
use crate::scheme::DOUBTFUL;
use crate::shared::markup::{is_of, joined, take, take_named, text, texts};
use crate::xml::Element;
use sourcework_core::quiz::Body;
use sourcework_core::quiz::body::{Band, Criterion, Example, Extended, Level, Sample};

/// The most marks of one answer.
const MOST: f64 = 100.0;

/// An extended text interaction.
pub(super) fn extended(
    mut interaction: Element,
    rubrics: &[Element],
    context: &mut ItemContext<'_, '_>,
) -> Option<ParsedQuestion> {
    let span = interaction.span;
    if interaction.attribute("format") == Some("xhtml") {
        let what = "the answer is plain text here, without fonts and lists";
        context.trouble.changed(span, what);
    }
    let prompt = context.prompt(&mut interaction);
    let mut body = Extended {
        criteria: Vec::new(),
        model: placed(String::new()),
        points: Vec::new(),
        examples: Vec::new(),
        samples: Vec::new(),
    };
    let mut notes = Vec::new();
    for rubric in rubrics {
        notes.push(read_rubric(rubric.clone(), &mut body, context.trouble));
    }
    let model = match body.model.is_empty() {
        // What no heading tells apart is taken for the model answer.
        true => joined(
            std::mem::take(&mut notes)
                .into_iter()
                .chain(context.right(&interaction)),
        ),
        false => body.model.value.clone(),
    };
    let notes = joined(notes);
    body.model = placed(model);
    let natural: u32 = body.criteria.iter().map(Criterion::available).sum();
    let most = context
        .declared
        .most
        .unwrap_or(0.0)
        .clamp(0.0, MOST)
        .floor();
    if natural == 0 {
        // One band for everything, until a teacher writes levels.
        let high = (1..=100u32).rev().find(|it| f64::from(*it) <= most);
        let band = Band {
            low: 1,
            high: high.unwrap_or(1),
        };
        let descriptor = match notes.is_empty() {
            true => "As good as the model answer says.".to_owned(),
            false => notes,
        };
        body.criteria = vec![bodies::whole_answer(vec![bodies::level(band, descriptor)])];
        // Of our own kinds without levels it is said on the way out.
        if context.processing.rule != Rule::Ours {
            let what = "the file has no levels to mark by; write them in, one band of marks each";
            context.trouble.changed(span, what);
        }
    } else if !notes.is_empty() && context.processing.rule != Rule::Ours {
        let what = "notes for marking that are neither levels nor a model answer are left out";
        context.trouble.left_out(span, what);
    }
    Some(ParsedQuestion::new(
        span,
        prompt,
        Body::Extended(Box::new(body)),
    ))
}

/// Reads what scorers see; what is left of it in the end.
fn read_rubric(mut rubric: Element, body: &mut Extended, trouble: &mut Trouble<'_>) -> String {
    let known = ["criterion", "model", "example", "sample"];
    let is_known = |it: &Element| known.iter().any(|class| is_of(it, class));
    for mut block in take(&mut rubric, &is_known) {
        let heading = take_named(&mut block, &["h3"]);
        let heading = texts(&heading, trouble);
        if is_of(&block, "criterion") {
            body.criteria.extend(criterion(heading, &block, trouble));
        } else if is_of(&block, "model") {
            body.model = placed(text(&block, trouble));
        } else if is_of(&block, "example") {
            body.examples.push(Example {
                answer: placed(text(&block, trouble)),
                marks: placed(numbers(&heading).first().copied().unwrap_or(0)),
                unsure: heading.ends_with(DOUBTFUL.trim_start()),
            });
        } else {
            body.samples.push(sample(&heading, block, trouble));
        }
    }
    // Levels of other tools: lists and tables that begin with a band of marks.
    let mut levels = Vec::new();
    collect_levels(&rubric, &mut levels, trouble);
    if !levels.is_empty() {
        body.criteria.push(bodies::whole_answer(levels));
        take_named(&mut rubric, &["dl", "table"]);
    }
    text(&rubric, trouble)
}

fn criterion(name: String, block: &Element, trouble: &mut Trouble<'_>) -> Option<Criterion> {
    let mut levels = Vec::new();
    collect_levels(block, &mut levels, trouble);
    (!levels.is_empty()).then(|| Criterion {
        name: placed(name),
        levels,
    })
}

fn sample(heading: &str, mut block: Element, trouble: &mut Trouble<'_>) -> Sample {
    let mut words = |class: &str| texts(&take(&mut block, &|it| is_of(it, class)), trouble);
    Sample {
        answer: placed(words("answer")),
        marks: placed(numbers(heading)),
        reasons: placed(words("reasons")),
    }
}

/// The whole numbers in a heading such as "Sample: 2 + 3 marks".
fn numbers(heading: &str) -> Vec<u32> {
    heading
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|it| it.parse().ok())
        .collect()
}

/// The levels in definition lists and tables, the lowest first.
fn collect_levels(block: &Element, levels: &mut Vec<Level>, trouble: &mut Trouble<'_>) {
    let lists = block
        .descendants()
        .filter(|it| matches!(&*it.name, "dl" | "tr"));
    for list in lists {
        let mut band = None;
        for cell in list.elements() {
            let words = text(cell, trouble);
            match (band, self::band(&words)) {
                (None, Some(found)) => band = Some(found),
                (Some(found), _) if !words.is_empty() => {
                    levels.push(bodies::level(found, words));
                    band = None;
                }
                _ => {}
            }
        }
    }
    levels.sort_by_key(|level| level.marks.low);
}

/// A band of marks: "3-5", "3–5 marks", "Level 2 (3-5 marks)".
fn band(words: &str) -> Option<Band> {
    let words = words.trim();
    let inside = words
        .rsplit_once('(')
        .and_then(|(_, it)| it.strip_suffix(')'));
    let bare = inside.unwrap_or(words).trim();
    let bare = bare
        .strip_suffix("marks")
        .or(bare.strip_suffix("mark"))
        .unwrap_or(bare);
    Band::parse(bare.trim())
}
