//! What docx-rs leaves open: the order of elements that the schema asks for, the language, rows
//! that are repeated as heads, a footer in every section, and who made the file when.

use std::borrow::Cow;

use docx_rs::XMLDocx;

use crate::package::Package;
use crate::xml::{Element, Node, parse_ours};
use sourcework_core::present::booklet::Booklet;

/// The order of what is in an element, where docx-rs has another than the schema (ISO/IEC
/// 29500-1, annex A). What is not named stays behind.
const ORDERS: [(&str, &[&str]); 9] = [
    ("w:numPr", &["w:ilvl", "w:numId"]),
    (
        "w:pPr",
        &[
            "w:pStyle",
            "w:keepNext",
            "w:keepLines",
            "w:pageBreakBefore",
            "w:framePr",
            "w:widowControl",
            "w:numPr",
            "w:pBdr",
            "w:shd",
            "w:tabs",
            "w:snapToGrid",
            "w:spacing",
            "w:ind",
            "w:jc",
            "w:textAlignment",
            "w:outlineLvl",
            "w:rPr",
            "w:sectPr",
        ],
    ),
    (
        "w:rPr",
        &[
            "w:rStyle", "w:rFonts", "w:b", "w:bCs", "w:i", "w:iCs", "w:color", "w:sz", "w:szCs",
            "w:lang",
        ],
    ),
    (
        "w:sectPr",
        &[
            "w:headerReference",
            "w:footerReference",
            "w:type",
            "w:pgSz",
            "w:pgMar",
            "w:pgNumType",
            "w:cols",
            "w:titlePg",
            "w:docGrid",
        ],
    ),
    (
        "w:style",
        &[
            "w:name",
            "w:basedOn",
            "w:next",
            "w:link",
            "w:uiPriority",
            "w:qFormat",
            "w:pPr",
            "w:rPr",
            "w:tblPr",
            "w:tcPr",
        ],
    ),
    (
        "w:lvl",
        &[
            "w:start",
            "w:numFmt",
            "w:lvlRestart",
            "w:pStyle",
            "w:suff",
            "w:lvlText",
            "w:lvlJc",
            "w:pPr",
            "w:rPr",
        ],
    ),
    (
        "w:tblPr",
        &[
            "w:tblStyle",
            "w:tblW",
            "w:jc",
            "w:tblInd",
            "w:tblBorders",
            "w:tblLayout",
            "w:tblCellMar",
        ],
    ),
    ("w:trPr", &["w:cantSplit", "w:trHeight", "w:tblHeader"]),
    (
        "w:tcPr",
        &[
            "w:tcW",
            "w:gridSpan",
            "w:vMerge",
            "w:tcBorders",
            "w:shd",
            "w:vAlign",
        ],
    ),
];

const LANGUAGE: &str = "en-GB";

/// The file.
pub fn package(xml: &XMLDocx, booklet: &Booklet) -> Vec<u8> {
    let mut package = Package::new();
    let mut add = |name: &str, bytes: &[u8]| package.add(name, bytes);
    add("[Content_Types].xml", &xml.content_type);
    add("_rels/.rels", &xml.rels);
    add("docProps/app.xml", &xml.doc_props.app);
    add(
        "docProps/core.xml",
        &edited(&xml.doc_props.core, |root| describe(root, booklet)),
    );
    add("docProps/custom.xml", &xml.doc_props.custom);
    add("word/_rels/document.xml.rels", &xml.document_rels);
    add("word/document.xml", &edited(&xml.document, document));
    add("word/styles.xml", &edited(&xml.styles, languages));
    add("word/settings.xml", &xml.settings);
    add("word/fontTable.xml", &xml.font_table);
    add("word/comments.xml", &xml.comments);
    add("word/numbering.xml", &edited(&xml.numberings, |_| ()));
    add("word/commentsExtended.xml", &xml.comments_extended);
    add("word/footnotes.xml", &xml.footnotes);
    for (number, header) in in_order_of_names(&xml.headers) {
        add(&format!("word/header{number}.xml"), &edited(header, |_| ()));
    }
    for (number, footer) in in_order_of_names(&xml.footers) {
        add(&format!("word/footer{number}.xml"), &edited(footer, |_| ()));
    }
    package.finish()
}

/// Parts with the numbers by which the document names them: docx-rs sorts by the names, so that
/// the tenth comes before the second.
fn in_order_of_names(parts: &[Vec<u8>]) -> impl Iterator<Item = (usize, &Vec<u8>)> {
    let mut numbers: Vec<usize> = (1..=parts.len()).collect();
    numbers.sort_by_key(usize::to_string);
    numbers.into_iter().zip(parts)
}

/// A part after an edit, in the order of the schema.
fn edited(bytes: &[u8], edit: impl FnOnce(&mut Element)) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    let mut root = parse_ours(&text).expect("docx-rs writes well-formed XML");
    edit(&mut root);
    sort(&mut root);
    root.document().into_bytes()
}

fn elements_mut(element: &mut Element) -> impl Iterator<Item = &mut Element> {
    element.children.iter_mut().filter_map(|child| match child {
        Node::Element(inner) => Some(inner),
        Node::Text(_) | Node::CData(_) => None,
    })
}

/// Puts the elements in the order of the schema. Paragraphs lose the numbers by which comments
/// find them: docx-rs counts them on and on, and the same quiz gives the same document.
fn sort(element: &mut Element) {
    element.attributes.retain(|(name, _)| name != "w14:paraId");
    if let Some((_, order)) = ORDERS.iter().find(|(name, _)| *name == element.name) {
        let rank = |child: &Node| match child {
            Node::Element(it) => order
                .iter()
                .position(|name| *name == it.name)
                .unwrap_or(order.len()),
            Node::Text(_) | Node::CData(_) => order.len(),
        };
        element.children.sort_by_key(rank);
    }
    elements_mut(element).for_each(sort);
}

/// Every section has the footer of the last one, and tables repeat their head.
fn document(root: &mut Element) {
    let footer = root
        .descendants()
        .find(|it| it.name == "w:footerReference")
        .cloned();
    complete(root, footer.as_ref());
}

fn complete(element: &mut Element, footer: Option<&Element>) {
    if element.name == "w:sectPr"
        && element.first("footerReference").is_none()
        && let Some(footer) = footer
    {
        element.children.push(footer.clone().into());
    }
    // A table without a style is a list in columns and has no head.
    if element.name == "w:tbl"
        && element.descendants().any(|it| it.name == "w:tblStyle")
        && let Some(row) = elements_mut(element).find(|it| it.name == "w:tr")
        && let Some(about) = elements_mut(row).find(|it| it.name == "w:trPr")
    {
        about.children.push(Element::new("w:tblHeader").into());
    }
    elements_mut(element).for_each(|it| complete(it, footer));
}

/// The language of the document, and of the passages that have another.
fn languages(styles: &mut Element) {
    for style in elements_mut(styles) {
        let of_passage = style
            .attribute("w:styleId")
            .and_then(|id| id.strip_prefix("Passage-"));
        let language = match (style.local_name(), of_passage) {
            ("docDefaults", _) => LANGUAGE.to_owned(),
            (_, Some(language)) => language.to_owned(),
            _ => continue,
        };
        let inside = match style.local_name() {
            "docDefaults" => elements_mut(style).find(|it| it.name == "w:rPrDefault"),
            _ => Some(style),
        };
        let run = inside.and_then(|it| elements_mut(it).find(|it| it.name == "w:rPr"));
        if let Some(run) = run {
            let language = Element::new("w:lang").with("w:val", language);
            run.children.push(language.into());
        }
    }
}

/// Title and language, no time, and no author but the program.
fn describe(core: &mut Element, booklet: &Booklet) {
    let what = if booklet.is_key {
        " – mark scheme"
    } else {
        ""
    };
    let ours = ["creator", "title", "language"];
    core.children.retain(|child| match child {
        Node::Element(it) => {
            let name = it.local_name();
            !ours.contains(&name) && !matches!(name, "created" | "modified" | "lastModifiedBy")
        }
        Node::Text(_) | Node::CData(_) => false,
    });
    let title = format!("{}{what}", booklet.title.replace('\n', " "));
    for (name, text) in [
        ("dc:title", title),
        ("dc:creator", "sourcework".to_owned()),
        ("dc:language", LANGUAGE.to_owned()),
    ] {
        let element = Element {
            name: Cow::Borrowed(name),
            ..Element::default()
        };
        core.children.push(element.text(text).into());
    }
}
