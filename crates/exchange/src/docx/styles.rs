//! The styles and the numberings of a document.

use docx_rs::{
    AbstractNumbering, AlignmentType, Docx, IndentLevel, Level, LevelJc, LevelOverride, LevelText,
    LineSpacing, LineSpacingType, NumberFormat, Numbering, NumberingId, NumberingProperty,
    ParagraphProperty, RunFonts, Shading, ShdType, SpecialIndentType, Start, Style, StyleType, Tab,
    TabLeaderType, TabValueType,
};

use super::blocks::Writer;
use super::lists::{self, BULLETS, CHOICES, COUNTED, LETTERS, NUMBERS, QUESTIONS};

const FONT: &str = "Arial";
const MUTED: &str = "505050";

/// Adds what the pieces of the writer name.
pub fn add(mut docx: Docx, writer: &Writer) -> Docx {
    let fonts = RunFonts::new()
        .ascii(FONT)
        .hi_ansi(FONT)
        .cs(FONT)
        .east_asia(FONT);
    let line = if writer.layout.compact { 240 } else { 264 };
    docx = docx
        .default_fonts(fonts)
        .default_size(writer.scaled(22) as usize)
        .default_line_spacing(lines(line).after(80));
    for style in all(writer) {
        docx = docx.add_style(style);
    }
    for (id, format, text) in [
        (QUESTIONS, "decimal", "%1"),
        (CHOICES, "upperLetter", "☐  %1"),
        (LETTERS, "upperLetter", "%1"),
        (NUMBERS, "decimal", "_____"),
        (BULLETS, "bullet", "•"),
        (COUNTED, "decimal", "%1."),
    ] {
        let hanging = writer.scaled(lists::hanging(id)).cast_signed();
        let left = if id == QUESTIONS {
            hanging
        } else {
            writer.indent() + hanging
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

/// So many 240ths of a line from line to line. The rule is said: without it LibreOffice takes the number
/// for a fixed length, in which large letters overlap.
fn lines(of_240: i32) -> LineSpacing {
    LineSpacing::new()
        .line_rule(LineSpacingType::Auto)
        .line(of_240)
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
    let mut styles = of_page(writer);
    styles.extend(of_questions(writer));
    styles.extend(of_cells(writer));
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

fn tab(to: TabValueType, pos: usize) -> Tab {
    Tab::new().val(to).pos(pos)
}

fn frame() -> Shading {
    Shading::new()
        .shd_type(ShdType::Clear)
        .color("auto")
        .fill("F2F2F2")
}

/// Headings, the head of the paper and the passages. docx-rs writes the style "Normal" itself.
fn of_page(writer: &Writer) -> Vec<Style> {
    let (width, indent) = (writer.width, writer.indent());
    let size = |half_points: u32| writer.scaled(half_points) as usize;
    let names = [width * 11 / 20, width * 15 / 20, width];
    let names = names
        .into_iter()
        .fold(spaced(160, 120), |it, to| it.add_tab(rule(to)));
    let header = ParagraphProperty::new().add_tab(tab(TabValueType::Right, width));
    let footer = ParagraphProperty::new()
        .add_tab(tab(TabValueType::Center, width / 2))
        .add_tab(tab(TabValueType::Right, width));
    let of_labels = writer.scaled(1300).cast_signed();
    let facts = hanging(spaced(0, 0), of_labels, of_labels)
        .keep_lines(true)
        .shading(frame());
    let passage = hanging(spaced(0, 100), indent, indent).widow_control(true);
    let question = if writer.layout.compact { 140 } else { 220 };
    let foot = spaced(200, 0).align(AlignmentType::Center).keep_lines(true);
    vec![
        heading(1, size(38), 0, 80),
        heading(2, size(28), 280, 120),
        heading(3, size(22), question, 40),
        heading(4, size(23), 200, 60),
        style("Subtitle", "Subtitle", spaced(0, 80).keep_next(true))
            .size(size(26))
            .bold(),
        style("Header", "header", header)
            .size(size(18).max(18))
            .color(MUTED),
        style("Footer", "footer", footer)
            .size(size(18).max(18))
            .color(MUTED),
        style("NameLine", "Name line", names),
        style("Details", "Details", spaced(0, 80).keep_next(true)),
        style("Advice", "Advice", spaced(0, 20))
            .size(size(20))
            .italic(),
        style("Facts", "Facts", facts).size(size(19)),
        style("Passage", "Passage", passage),
        style("Foot", "End of a part", foot).bold(),
    ]
}

/// Questions and the space to answer them.
fn of_questions(writer: &Writer) -> Vec<Style> {
    let indent = writer.indent();
    let size = |half_points: u32| writer.scaled(half_points) as usize;
    let about = left(spaced(0, 60), indent)
        .keep_next(true)
        .keep_lines(true)
        .add_tab(tab(TabValueType::Right, writer.width));
    let label = left(spaced(100, 40), indent)
        .keep_next(true)
        .keep_lines(true);
    let group = spaced(240, 0).keep_next(true).keep_lines(true);
    let small = LineSpacing::new()
        .line_rule(LineSpacingType::Exact)
        .line(120);
    let between = ParagraphProperty::new().line_spacing(small.before(0).after(0));
    let words = left(spaced(60, 60), indent)
        .align(AlignmentType::Center)
        .keep_lines(true)
        .shading(frame());
    let wide = lines(420).after(80);
    let gapped = left(ParagraphProperty::new(), indent)
        .keep_lines(true)
        .line_spacing(wide);
    // Exactly 24 points from line to line (21 where space is saved), whatever a word processor
    // makes of an empty line; more for large letters.
    let pitch = writer
        .scaled(if writer.layout.compact { 420 } else { 480 })
        .max(420);
    let pitch = LineSpacing::new()
        .line_rule(LineSpacingType::Exact)
        .line(pitch.cast_signed());
    let line = ParagraphProperty::new()
        .line_spacing(pitch.before(0).after(0))
        .add_tab(tab(TabValueType::Right, writer.width).leader(TabLeaderType::Underscore));
    vec![
        style("About", "Question details", about).size(size(19)),
        style("Label", "Label", label).bold(),
        style("GroupLabel", "Label of a group", group).bold(),
        style("Between", "Between tables", between),
        style("Small", "Small", spaced(0, 60))
            .size(size(19))
            .color(MUTED),
        style("Answer", "Answer", left(spaced(60, 60), indent)),
        style("Frame", "Word box", words),
        style("Gapped", "Text with gaps", gapped),
        style("AnswerLine", "Answer line", left(line, indent)),
    ]
}

fn of_cells(writer: &Writer) -> [Style; 3] {
    let size = if writer.is_key { 21 } else { 22 };
    let size = writer.scaled(size) as usize;
    let tick = writer.scaled(340).cast_signed();
    let centred = spaced(40, 40).align(AlignmentType::Center);
    [
        style("Cell", "Table text", hanging(spaced(30, 30), 0, 0)).size(size),
        style("BoxCell", "Table box", centred).size(size),
        style(
            "TickCell",
            "Table text to tick",
            hanging(spaced(40, 40), tick, tick),
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
        let wide = if of == NUMBERS { 100 } else { 40 };
        let numbered = NumberingProperty::new().add_num(NumberingId::new(of), IndentLevel::new(0));
        let property = spaced(0, wide)
            .keep_lines(true)
            .numbering_property(numbered);
        style(id, name, property)
    })
}
