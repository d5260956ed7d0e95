//! A document of Word: the same paper as the worksheet, for a department that edits it. Headings,
//! lists and tables are real ones, so that what is moved or deleted numbers itself anew.

mod blocks;
mod finish;
mod lists;
mod styles;

use docx_rs::{
    AlignmentType, Docx, Footer, Header, PageMargin, PageNum, PageNumType, PageSize, Paragraph,
    Run, Section,
};

use super::printed::{booklet, withheld_headings};
use super::{Exported, Material, PaperSize, Settings};
use blocks::{Piece, Writer};
use sourcework_core::present::booklet::{Booklet, PrintedPaper, PrintedQuestion, SectionPart};

/// The margins at the sides, in twentieths of a point: 18 mm.
const SIDE: u32 = 1020;
/// The margins above and below.
const ABOVE: i32 = 1130;

/// Writes it.
pub fn export(material: Material<'_>, settings: Settings) -> Exported {
    let booklet = booklet(material, settings);
    let (width, height) = match settings.paper {
        PaperSize::A4 => (11_906, 16_838),
        PaperSize::Letter => (12_240, 15_840),
    };
    let mut writer = Writer::new(width as usize - 2 * SIDE as usize, booklet.is_key);
    let papers: Vec<Vec<Piece>> = booklet
        .papers
        .iter()
        .map(|paper| pieces(&mut writer, &booklet, paper))
        .collect();
    let docx = document(&booklet, papers, PageSize::new().size(width, height));
    let docx = styles::add(docx, &writer);
    Exported {
        bytes: finish::package(&docx.build(), &booklet),
        losses: withheld_headings(material),
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
    docx.page_margin(margin).footer(footer())
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

fn footer() -> Footer {
    let number = Paragraph::new()
        .style("Footer")
        .align(AlignmentType::Center)
        .add_page_num(PageNum::new());
    Footer::new().add_paragraph(number)
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
    pieces.push(writer.details(&paper.details, (!booklet.is_key).then_some(paper.total)));
    pieces.extend(paper.advice.iter().map(|it| writer.styled("Advice", it)));
    let questions = writer.numbering(lists::QUESTIONS);
    for section in &paper.sections {
        pieces.push(writer.section(section.heading, section.new_page));
        for part in &section.parts {
            match part {
                SectionPart::Blocks(blocks) => pieces.extend(writer.blocks(blocks, false, 0)),
                SectionPart::Source(heading, blocks) => {
                    pieces.push(writer.styled("Heading3", heading));
                    pieces.extend(writer.blocks(blocks, false, 0));
                }
                SectionPart::Extract(heading, blocks) => {
                    pieces.push(writer.styled("Heading4", heading));
                    pieces.extend(writer.blocks(blocks, false, 0));
                }
                SectionPart::Question(asked) => pieces.extend(question(writer, asked, questions)),
            }
        }
    }
    pieces
}

/// A question; its beginning stays with its first line, and all of it together if that is wanted.
fn question(writer: &mut Writer, asked: &PrintedQuestion, numbering: usize) -> Vec<Piece> {
    let mut pieces = writer.stem(&asked.stem, numbering);
    pieces.push(writer.about(&asked.reads, &asked.marks));
    pieces.extend(writer.blocks(&asked.blocks, asked.together, styles::INDENT));
    pieces
}
