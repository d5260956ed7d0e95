//! The items of a file in their order, in assessments, banks and sections.

use std::collections::HashMap;

use super::item::{self, OfQuiz, Read};
use super::passages::hides_heading;
use super::presentation::markup_of;
use super::quiz::OnQuiz;
use crate::imported::{Imported, Item, Passage, Trouble};
use crate::numbers::number;
use crate::preceding_passages::PrecedingPassages;
use crate::shared::plain::PlainTexts;
use crate::xml::Element;
use sourcework_core::quiz::{Reveal, TimeLimit};

/// What was read so far.
#[derive(Default)]
pub(super) struct Bank {
    pub imported: Imported,
    above: PrecedingPassages,
    /// How many passages there are.
    count: usize,
    /// The places of the passages of an item, and whether it hides their heading.
    by_item: HashMap<String, (Vec<usize>, bool)>,
    /// Whether the items of the quiz name the passage that they are about.
    by_name: bool,
}

impl Bank {
    /// Reads a file; `on_quiz` finds what the package says of a quiz beside it.
    pub(super) fn file(
        &mut self,
        root: &Element,
        on_quiz: &HashMap<String, OnQuiz>,
        trouble: &mut Trouble<'_>,
    ) {
        let of_item = |it: &Element| it.all_text().trim() == "parent_stimulus_item_ident";
        self.by_name = root
            .descendants()
            .any(|it| it.name == "fieldlabel" && of_item(it));
        for it in root.elements() {
            match it.local_name() {
                "assessment" | "objectbank" => {
                    let name = it.attribute("ident").unwrap_or_default();
                    self.assessment(it, on_quiz.get(name), trouble);
                }
                "section" => self.section(it, OfQuiz::default(), trouble),
                "item" => self.item(it, OfQuiz::default(), trouble),
                _ => {}
            }
        }
        self.above.end();
    }

    fn assessment(
        &mut self,
        assessment: &Element,
        on_quiz: Option<&OnQuiz>,
        trouble: &mut Trouble<'_>,
    ) {
        let fact = |name: &str| {
            let mut fields = assessment
                .descendants()
                .filter(|it| it.name == "qtimetadatafield");
            let field = fields.find(|it| {
                it.first("fieldlabel")
                    .is_some_and(|it| it.all_text().trim() == name)
            })?;
            Some(field.first("fieldentry")?.all_text().trim().to_owned())
        };
        let title = on_quiz.and_then(|it| it.title.clone());
        let title = title.or(assessment.attribute("title").map(|it| it.trim().to_owned()));
        let title = title
            .or_else(|| fact("bank_title"))
            .filter(|it| !it.is_empty());
        let is_first = self.imported.questions.is_empty() && self.imported.title.is_none();
        if is_first {
            self.imported.title = title;
            let minutes = fact("qmd_timelimit").and_then(|it| number(&it));
            let minutes = on_quiz.and_then(|it| it.minutes).or(minutes);
            self.imported.time_limit = minutes
                .filter(|it| (1.0..=24.0 * 60.0).contains(it))
                .and_then(|it| TimeLimit::parse(&format!("{}m", it.ceil())));
            self.about(assessment, on_quiz, trouble);
        } else if let Some(title) = title.filter(|it| self.imported.title.as_ref() != Some(it)) {
            let what = format!("what follows is in the quiz “{title}”; it came into the same quiz");
            trouble.changed(assessment.span, what);
        }
        let of_quiz = OfQuiz {
            shuffle: on_quiz.and_then(|it| it.shuffle),
            points: None,
        };
        for it in assessment.elements() {
            match it.local_name() {
                "section" => self.section(it, of_quiz, trouble),
                "item" => self.item(it, of_quiz, trouble),
                _ => {}
            }
        }
        self.above.end();
    }

    /// What the first quiz says of itself.
    fn about(&mut self, assessment: &Element, on_quiz: Option<&OnQuiz>, trouble: &mut Trouble<'_>) {
        if let Some(it) = on_quiz {
            self.imported.description.clone_from(&it.description);
            self.imported.level.clone_from(&it.level);
            self.imported.pass = it.pass;
        }
        let mut texts = PlainTexts::default();
        let parts = assessment.elements().filter(|it| {
            matches!(
                it.local_name(),
                "presentation_material" | "rubric" | "objectives"
            )
        });
        for it in parts {
            let words = texts.plain(&markup_of(it));
            let about = &mut self.imported.description;
            match about {
                _ if words.is_empty() => {}
                Some(about) => *about = format!("{about}\n\n{words}"),
                None => *about = Some(words),
            }
        }
        texts.report(assessment.span, trouble);
    }

    fn section(&mut self, section: &Element, of_quiz: OfQuiz, trouble: &mut Trouble<'_>) {
        let title = section
            .attribute("title")
            .map(str::trim)
            .unwrap_or_default();
        // "Group" is what Canvas calls questions of which some are drawn.
        if !matches!(title, "" | "Group") && section.descendants().any(|it| it.name == "item") {
            let what =
                format!("what follows is in the section “{title}”; it came into the same quiz");
            trouble.changed(section.span, what);
        }
        let mut texts = PlainTexts::default();
        for it in section
            .elements()
            .filter(|it| matches!(it.local_name(), "presentation_material" | "rubric"))
        {
            let words = texts.plain(&markup_of(it));
            if !words.is_empty() {
                trouble.left_out(
                    it.span,
                    format!(
                        "what is said above the questions of the section was left out: “{words}”"
                    ),
                );
            }
        }
        let mut of_section = of_quiz;
        for it in section
            .all("selection_ordering")
            .flat_map(|it| it.all("selection"))
        {
            of_section.points = drawn(it, trouble).or(of_section.points);
        }
        for it in section.elements() {
            match it.local_name() {
                "section" => self.section(it, of_section, trouble),
                "item" => self.item(it, of_section, trouble),
                "itemref" => {
                    let what = "a question is named that stands elsewhere; it was left out unless it is in this package";
                    trouble.left_out(it.span, what);
                }
                _ => {}
            }
        }
    }

    fn item(&mut self, item: &Element, of_quiz: OfQuiz, trouble: &mut Trouble<'_>) {
        match item::read(item, of_quiz, trouble) {
            Read::Nothing => {}
            Read::Passages(passages) => {
                let hides = hides_heading(&passages);
                let places = passages.into_iter().map(|it| self.passage(it)).collect();
                let name = item.attribute("ident").unwrap_or_default();
                self.by_item.insert(name.to_owned(), (places, hides));
            }
            Read::Question {
                question,
                passage,
                heading_afterwards,
            } => {
                let mut question: Item = *question;
                let above = self.above.of(std::iter::empty());
                let named = passage.and_then(|it| self.by_item.get(&it));
                question.passages = match named {
                    Some((places, _)) => places.clone(),
                    None if self.by_name => Vec::new(),
                    None => above,
                };
                question.reveal = match named {
                    _ if heading_afterwards => Reveal::After,
                    Some((_, true)) => Reveal::Hidden,
                    _ => Reveal::Before,
                };
                self.imported.ask(question);
            }
        }
    }

    /// Adds a passage; its place.
    fn passage(&mut self, passage: Passage) -> usize {
        self.above.add(passage);
        self.count += 1;
        self.count - 1
    }

    /// What was read.
    pub(super) fn into_imported(self) -> Imported {
        let mut imported = self.imported;
        imported.passages = self.above.into_passages();
        complete(&mut imported.passages);
        imported
    }
}

/// A passage that is shown without its heading and again with it has one.
fn complete(passages: &mut [Passage]) {
    let mut headed: HashMap<(Option<String>, String), usize> = HashMap::new();
    let key = |it: &Passage| (it.label.clone(), it.text.clone());
    for (at, it) in passages
        .iter()
        .enumerate()
        .filter(|(_, it)| it.heading.is_some())
    {
        headed.entry(key(it)).or_insert(at);
    }
    for at in 0..passages.len() {
        let known = headed
            .get(&key(&passages[at]))
            .map(|at| passages[*at].clone());
        if let Some(known) = known.filter(|it| it.label.is_some()) {
            passages[at] = known;
        }
    }
}

/// Says that questions are drawn by chance there; what each of them is worth.
fn drawn(selection: &Element, trouble: &mut Trouble<'_>) -> Option<f64> {
    let text = |name: &str| Some(selection.first(name)?.all_text().trim().to_owned());
    let count = text("selection_number").unwrap_or_else(|| "some".to_owned());
    let what = match text("sourcebank_ref") {
        Some(bank) => format!(
            "the quiz draws {count} questions from the bank “{bank}”; they came only if the bank is in this package"
        ),
        None => format!(
            "the quiz draws {count} of the questions that follow by chance; here all of them are asked"
        ),
    };
    match selection.first("sourcebank_ref") {
        Some(_) => trouble.left_out(selection.span, what),
        None => trouble.changed(selection.span, what),
    }
    let more = selection.first("selection_extension")?;
    number(&more.first("points_per_item")?.all_text()).filter(|it| *it > 0.0)
}
