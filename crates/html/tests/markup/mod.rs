//! Looking at the markup of whole pages.
#![allow(dead_code, clippy::unwrap_used)]

use std::collections::BTreeSet;

/// The tags of a page in their order, without their brackets. In what this program writes no
/// attribute has a bracket; the style sheet is left out.
pub fn tags(page: &str) -> Vec<&str> {
    let (head, rest) = page.split_once("<style>").unwrap();
    let (_, body) = rest.split_once("</style>").unwrap();
    let pieces = head.split('<').chain(body.split('<')).skip(1);
    let tags = pieces.filter_map(|piece| Some(piece.split_once('>')?.0));
    tags.collect()
}

/// The piece of a page between two others.
pub fn between<'p>(page: &'p str, from: &str, to: &str) -> &'p str {
    let (_, rest) = page.split_once(from).unwrap();
    rest.split_once(to).unwrap().0
}

/// The values of an attribute, in their order.
pub fn values<'p>(page: &'p str, attribute: &str) -> Vec<&'p str> {
    let begin = format!(" {attribute}=\"");
    let all = page.split(begin.as_str()).skip(1);
    all.map(|rest| rest.split_once('"').unwrap().0).collect()
}

/// That every tag is closed in its order.
pub fn assert_closed(name: &str, page: &str) {
    let mut open: Vec<&str> = Vec::new();
    for tag in tags(page) {
        let word = tag.split_whitespace().next().unwrap();
        if let Some(closed) = word.strip_prefix('/') {
            assert_eq!(open.pop(), Some(closed), "{name}");
        } else if !tag.ends_with('/') && !matches!(word, "!DOCTYPE" | "meta" | "br") {
            open.push(word);
        }
        assert_eq!(tag.matches('"').count() % 2, 0, "{name}: {tag}");
    }
    assert!(open.is_empty(), "{name}: {open:?}");
}

/// That an ID is given once; all of them.
pub fn assert_ids_once<'p>(name: &str, page: &'p str) -> BTreeSet<&'p str> {
    let mut ids = BTreeSet::new();
    for id in values(page, "id") {
        assert!(ids.insert(id), "{name}: {id}");
    }
    ids
}
