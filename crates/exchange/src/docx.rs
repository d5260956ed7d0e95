//! A document of Word: the same paper as the worksheet, for a department that edits it. Headings,
//! lists and tables are real ones, so that what is moved or deleted numbers itself anew.

mod blocks;
mod finish;
mod lists;
mod styles;
mod tables;

use docx_rs::{
    Docx, FieldCharType, Footer, Header, InstrText, PageMargin, PageNum, PageNumType, PageSize,
    Paragraph, Run, Section,
};

use super::printed::{booklet, moved};
use super::{Exported, Material, PaperSize, Settings};
use blocks::{Keep, Piece, Writer};
use sourcework_core::present::booklet::{Booklet, PrintedPaper, PrintedQuestion, SectionPart};

/// The margins at the sides, in twentieths of a point: 18 mm.
const SIDE: u32 = 1020;
/// The margins above and below.
const ABOVE: i32 = 1130;

/// Writes it.
pub fn export(material: Material<'_>, settings: Settings) -> Exported {
    let booklet = booklet(material, settings);
    let (width, height) = match settings.layout.paper {
        PaperSize::A4 => (11_906, 16_838),
        PaperSize::A3 => (16_838, 23_811),
        PaperSize::Letter => (12_240, 15_840),
    };
    let width_of_text = width as usize - 2 * SIDE as usize;
    let mut writer = Writer::new(width_of_text, settings.layout, booklet.is_key);
    let papers: Vec<Vec<Piece>> = booklet
        .papers
        .iter()
        .map(|paper| pieces(&mut writer, &booklet, paper))
        .collect();
    let docx = document(&booklet, papers, PageSize::new().size(width, height));
    let docx = styles::add(docx, &writer);
    Exported {
        bytes: finish::package(&docx.build(), &booklet),
        losses: moved(material),
    }
}

/// The papers as sections, the last of which is the document itself.
fn document(booklet: &Booklet, papers: Vec<Vec<Piece>>, size: PageSize) -> Docx {
    let margin = PageMargin::new()
        .top(ABOVE)
        .bottom(ABOVE)
        .left(SIDE as i32)
        .right(SIDE as i32)
        .header(570)
        .footer(570);
    let last = papers.len().saturating_sub(1);
    let mut docx = Docx::new();
    for (index, (pieces, paper)) in papers.into_iter().zip(&booklet.papers).enumerate() {
        let from_one = PageNumType::new().start(1);
        if index == last {
            for piece in pieces {
                docx = match piece {
                    Piece::Paragraph(it) => docx.add_paragraph(*it),
                    Piece::Table(it) => docx.add_table(*it),
                };
            }
            docx = docx.header(header(booklet, paper)).page_num_type(from_one);
        } else {
            let mut section = Section::new()
                .page_size(size.clone())
                .page_margin(margin.clone())
                .page_num_type(from_one)
                .header(header(booklet, paper));
            for piece in pieces {
                section = match piece {
                    Piece::Paragraph(it) => section.add_paragraph(*it),
                    Piece::Table(it) => section.add_table(*it),
                };
            }
            docx = docx.add_section(section);
        }
    }
    docx.document = docx.document.page_size(size);
    docx.page_margin(margin).footer(footer(booklet))
}

fn header(booklet: &Booklet, paper: &PrintedPaper) -> Header {
    let title = Run::new().add_text(booklet.title.replace('\n', " "));
    let mut paragraph = Paragraph::new().style("Header").add_run(title);
    let what = subtitle(booklet, paper);
    if !what.is_empty() {
        paragraph = paragraph.add_run(Run::new().add_tab().add_text(what));
    }
    Header::new().add_paragraph(paragraph)
}

/// "Page 3 of 9", and "Turn over" on all pages but the last. Of several papers in one document each
/// counts its own pages.
fn footer(booklet: &Booklet) -> Footer {
    let pages = match booklet.papers.len() {
        1 => "NUMPAGES",
        _ => "SECTIONPAGES",
    };
    let word = |text: &str| Run::new().add_text(text);
    let mut line = Paragraph::new()
        .style("Footer")
        .add_run(Run::new().add_tab().add_text("Page "))
        .add_page_num(PageNum::new())
        .add_run(word(" of "))
        .add_run(field(Run::new(), pages).add_field_char(FieldCharType::End, false));
    if !booklet.is_key {
        let end = |run: Run| run.add_field_char(FieldCharType::End, false);
        let condition = instruction(
            Run::new().add_field_char(FieldCharType::Begin, false),
            " IF ",
        );
        let condition = end(field(condition, "PAGE"));
        let condition = end(field(instruction(condition, " = "), pages));
        let condition = instruction(condition, " \"\" \"Turn over\" ")
            .add_field_char(FieldCharType::Separate, false);
        line = line.add_run(Run::new().add_tab()).add_run(end(condition));
    }
    Footer::new().add_paragraph(line)
}

fn instruction(run: Run, text: &str) -> Run {
    run.add_instr_text(InstrText::Unsupported(text.to_owned()))
}

/// A field up to its result, which a word processor works out.
fn field(run: Run, name: &str) -> Run {
    instruction(run.add_field_char(FieldCharType::Begin, false), name)
        .add_field_char(FieldCharType::Separate, false)
        .add_text("1")
}

/// "Paper A – Mark scheme".
fn subtitle(booklet: &Booklet, paper: &PrintedPaper) -> String {
    let what = booklet.is_key.then(|| "Mark scheme".to_owned());
    let parts: Vec<String> = paper.name.clone().into_iter().chain(what).collect();
    parts.join(" – ")
}

fn pieces(writer: &mut Writer, booklet: &Booklet, paper: &PrintedPaper) -> Vec<Piece> {
    let mut pieces = vec![writer.styled("Heading1", &booklet.title)];
    let what = subtitle(booklet, paper);
    if !what.is_empty() {
        pieces.push(writer.styled("Subtitle", &what));
    }
    if !booklet.is_key {
        pieces.push(writer.name_line());
    }
    pieces.push(writer.details(&paper.details, booklet.is_key));
    pieces.extend(writer.table_of_marks(&paper.marks, paper.total));
    pieces.extend(paper.advice.iter().map(|it| writer.styled("Advice", it)));
    let questions = writer.numbering(lists::QUESTIONS);
    for section in &paper.sections {
        pieces.push(writer.section(section.heading, section.new_page));
        let last = section.parts.len().saturating_sub(1);
        for (place, part) in section.parts.iter().enumerate() {
            match part {
                SectionPart::Blocks(blocks) => {
                    pieces.extend(writer.blocks(blocks, Keep::default(), 0));
                }
                SectionPart::Source(heading, blocks) => {
                    pieces.push(writer.styled("Heading3", heading));
                    pieces.extend(writer.blocks(blocks, Keep::default(), 0));
                }
                SectionPart::Extract(heading, blocks) => {
                    pieces.push(writer.styled("Heading4", heading));
                    pieces.extend(writer.blocks(blocks, Keep::default(), 0));
                }
                SectionPart::Question(asked) => {
                    let keep = Keep {
                        together: asked.together,
                        with_next: place == last && section.foot.is_some(),
                    };
                    pieces.extend(question(writer, asked, keep, questions));
                }
            }
        }
        pieces.extend(section.foot.map(|it| writer.styled("Foot", it)));
    }
    pieces
}

/// A question; its beginning stays with its first line, and all of it together if that is wanted.
fn question(
    writer: &mut Writer,
    asked: &PrintedQuestion,
    keep: Keep,
    numbering: usize,
) -> Vec<Piece> {
    let mut pieces = writer.stem(&asked.stem, numbering);
    pieces.push(writer.about(asked));
    let indent = writer.indent();
    pieces.extend(writer.blocks(&asked.blocks, keep, indent));
    pieces
}
