//! The styles and the numberings of a document.

use docx_rs::{
    AbstractNumbering, AlignmentType, Docx, IndentLevel, Level, LevelJc, LevelOverride, LevelText,
    LineSpacing, NumberFormat, Numbering, NumberingId, NumberingProperty, ParagraphProperty,
    RunFonts, Shading, ShdType, SpecialIndentType, Start, Style, StyleType, Tab, TabLeaderType,
    TabValueType,
};

use super::blocks::Writer;
use super::lists::{BULLETS, CHOICES, COUNTED, LETTERS, NUMBERS, QUESTIONS};

/// How far what belongs to a question is moved in, in twentieths of a point: 9 mm.
pub const INDENT: i32 = 510;

const FONT: &str = "Arial";
const MUTED: &str = "505050";

/// Adds what the pieces of the writer name.
pub fn add(mut docx: Docx, writer: &Writer) -> Docx {
    let fonts = RunFonts::new()
        .ascii(FONT)
        .hi_ansi(FONT)
        .cs(FONT)
        .east_asia(FONT);
    docx = docx
        .default_fonts(fonts)
        .default_size(if writer.is_key { 20 } else { 22 })
        .default_line_spacing(LineSpacing::new().line(288).after(80));
    for style in all(writer) {
        docx = docx.add_style(style);
    }
    for (id, format, text, hanging) in [
        (QUESTIONS, "decimal", "%1", INDENT),
        (CHOICES, "upperLetter", "☐  %1", 800),
        (LETTERS, "upperLetter", "%1", 450),
        (NUMBERS, "decimal", "_____", 900),
        (BULLETS, "bullet", "•", 300),
        (COUNTED, "decimal", "%1.", 400),
    ] {
        let left = if id == QUESTIONS {
            INDENT
        } else {
            INDENT + hanging
        };
        let level = Level::new(
            0,
            Start::new(1),
            NumberFormat::new(format),
            LevelText::new(text),
            LevelJc::new("left"),
        );
        let hanging = Some(SpecialIndentType::Hanging(hanging));
        let level = level.indent(Some(left), hanging, None, None);
        docx = docx.add_abstract_numbering(AbstractNumbering::new(id).add_level(level));
    }
    for (id, of) in writer.numberings() {
        let from_one = LevelOverride::new(0).start(1);
        docx = docx.add_numbering(Numbering::new(id, of).add_override(from_one));
    }
    docx
}

fn style(id: &str, name: &str, property: ParagraphProperty) -> Style {
    let mut style = Style::new(id, StyleType::Paragraph)
        .name(name)
        .based_on("Normal");
    style.paragraph_property = property;
    style
}

fn spaced(before: u32, after: u32) -> ParagraphProperty {
    ParagraphProperty::new().line_spacing(LineSpacing::new().before(before).after(after))
}

fn heading(level: usize, size: usize, before: u32, after: u32) -> Style {
    let property = spaced(before, after)
        .keep_next(true)
        .keep_lines(true)
        .outline_lvl(level - 1);
    let id = format!("Heading{level}");
    style(&id, &format!("heading {level}"), property)
        .next("Normal")
        .size(size)
        .bold()
}

/// A line to write on, or a gap in one, up to a place.
fn rule(to: usize) -> Tab {
    Tab::new()
        .val(TabValueType::Left)
        .leader(TabLeaderType::Underscore)
        .pos(to)
}

fn all(writer: &Writer) -> Vec<Style> {
    let mut styles = of_page(writer.width);
    styles.extend(of_questions(writer));
    styles.extend(of_lists());
    let languages = writer.languages().map(|language| {
        let id = format!("Passage-{language}");
        let name = format!("Passage ({language})");
        style(&id, &name, ParagraphProperty::new()).based_on("Passage")
    });
    styles.extend(languages);
    styles
}

fn left(it: ParagraphProperty, by: i32) -> ParagraphProperty {
    it.indent(Some(by), None, None, None)
}

fn hanging(it: ParagraphProperty, left: i32, by: i32) -> ParagraphProperty {
    it.indent(Some(left), Some(SpecialIndentType::Hanging(by)), None, None)
}

fn at_right(width: usize) -> Tab {
    Tab::new().val(TabValueType::Right).pos(width)
}

fn frame() -> Shading {
    Shading::new()
        .shd_type(ShdType::Clear)
        .color("auto")
        .fill("F2F2F2")
}

/// Headings, the head of the paper and the passages.
fn of_page(width: usize) -> Vec<Style> {
    let names = [width * 11 / 20, width * 15 / 20, width];
    let names = names
        .into_iter()
        .fold(spaced(240, 200), |it, to| it.add_tab(rule(to)));
    let header = ParagraphProperty::new().add_tab(at_right(width));
    let facts = hanging(spaced(0, 0), 1300, 1300).shading(frame());
    let passage = hanging(spaced(0, 120), INDENT, INDENT).widow_control(true);
    vec![
        Style::new("Normal", StyleType::Paragraph).name("Normal"),
        heading(1, 38, 0, 120),
        heading(2, 28, 360, 160),
        heading(3, 22, 240, 60),
        heading(4, 23, 240, 80),
        style("Subtitle", "Subtitle", spaced(0, 120).keep_next(true))
            .size(26)
            .bold(),
        style("Header", "header", header).size(18).color(MUTED),
        style("Footer", "footer", ParagraphProperty::new())
            .size(18)
            .color(MUTED),
        style("NameLine", "Name line", names),
        style("Details", "Details", spaced(0, 80).add_tab(at_right(width))),
        style("Advice", "Advice", spaced(0, 40)).size(20).italic(),
        style("Facts", "Facts", facts).size(19),
        style("Passage", "Passage", passage),
    ]
}

/// Questions and the space to answer them.
fn of_questions(writer: &Writer) -> Vec<Style> {
    let about = left(spaced(0, 80), INDENT)
        .keep_next(true)
        .add_tab(at_right(writer.width));
    let task = left(spaced(0, 80), INDENT).keep_next(true);
    let label = left(spaced(100, 40), INDENT).keep_next(true);
    let words = left(spaced(80, 80), INDENT)
        .align(AlignmentType::Center)
        .shading(frame());
    let wide = LineSpacing::new().line(460).after(80);
    let gapped = left(ParagraphProperty::new(), INDENT).line_spacing(wide);
    let line = ParagraphProperty::new()
        .line_spacing(LineSpacing::new().before(0).after(0).line(488))
        .add_tab(at_right(writer.width).leader(TabLeaderType::Underscore));
    let cells = if writer.is_key { 19 } else { 22 };
    vec![
        style("About", "Question details", about).size(19),
        style("Task", "Task", task).italic(),
        style("Label", "Label", label).bold(),
        style("Small", "Small", spaced(0, 80)).size(19).color(MUTED),
        style("Answer", "Answer", left(spaced(60, 60), INDENT)),
        style("Frame", "Word box", words),
        style("Gapped", "Text with gaps", gapped),
        style("AnswerLine", "Answer line", left(line, INDENT)),
        style("Cell", "Table text", hanging(spaced(40, 40), 0, 0)).size(cells),
        style(
            "TickCell",
            "Table text to tick",
            hanging(spaced(40, 40), 340, 340),
        ),
    ]
}

fn of_lists() -> impl Iterator<Item = Style> {
    let lists = [
        ("ChoiceList", "List of boxes", CHOICES),
        ("LetterList", "List of letters", LETTERS),
        ("NumberList", "List to number", NUMBERS),
        ("BulletList", "List Bullet", BULLETS),
        ("CountList", "List Number", COUNTED),
    ];
    lists.into_iter().map(|(id, name, of)| {
        let wide = if of == NUMBERS { 120 } else { 60 };
        let numbered = NumberingProperty::new().add_num(NumberingId::new(of), IndentLevel::new(0));
        style(id, name, spaced(0, wide).numbering_property(numbered))
    })
}
