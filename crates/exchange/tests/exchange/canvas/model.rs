//! The content model of QTI 1.2.1 (its DTD), as far as it is used: what may stand in what, in which
//! order and how often, and which attributes it may have.

use sourcework_exchange::xml::{Element, Node};

const MANY: usize = usize::MAX;

/// Children in order, each with how often it may stand: (names, least, most).
type Content = &'static [(&'static [&'static str], usize, usize)];

/// An element, its required and its possible attributes, its content.
type Rule = (
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
    Content,
);

const RULES: &[Rule] = &[
    (
        "questestinterop",
        &["xmlns"],
        &["xmlns:xsi", "xsi:schemaLocation"],
        &[(&["assessment"], 1, 1)],
    ),
    (
        "assessment",
        &["ident"],
        &["title"],
        &[(&["qtimetadata"], 0, MANY), (&["section"], 1, MANY)],
    ),
    ("section", &["ident"], &["title"], &[(&["item"], 0, MANY)]),
    ("qtimetadata", &[], &[], &[(&["qtimetadatafield"], 1, MANY)]),
    (
        "qtimetadatafield",
        &[],
        &[],
        &[(&["fieldlabel"], 1, 1), (&["fieldentry"], 1, 1)],
    ),
    (
        "item",
        &["ident"],
        &["title"],
        &[
            (&["itemmetadata"], 0, 1),
            (&["presentation"], 0, 1),
            (&["resprocessing"], 0, MANY),
            (&["itemfeedback"], 0, MANY),
        ],
    ),
    ("itemmetadata", &[], &[], &[(&["qtimetadata"], 0, MANY)]),
    (
        "presentation",
        &[],
        &[],
        &[(&["material", "response_lid", "response_str"], 1, MANY)],
    ),
    (
        "response_lid",
        &["ident"],
        &["rcardinality"],
        &[(&["material"], 0, 1), (&["render_choice"], 1, 1)],
    ),
    (
        "response_str",
        &["ident"],
        &["rcardinality"],
        &[(&["render_fib"], 1, 1)],
    ),
    ("render_choice", &[], &[], &[(&["response_label"], 0, MANY)]),
    ("render_fib", &[], &[], &[(&["response_label"], 0, MANY)]),
    (
        "response_label",
        &["ident"],
        &["rshuffle"],
        &[(&["material"], 0, MANY)],
    ),
    ("material", &[], &[], &[(&["mattext"], 1, MANY)]),
    (
        "resprocessing",
        &[],
        &[],
        &[(&["outcomes"], 1, 1), (&["respcondition"], 1, MANY)],
    ),
    ("outcomes", &[], &[], &[(&["decvar"], 1, MANY)]),
    (
        "decvar",
        &[],
        &["varname", "vartype", "minvalue", "maxvalue"],
        &[],
    ),
    (
        "respcondition",
        &[],
        &["continue", "title"],
        &[
            (&["conditionvar"], 1, 1),
            (&["setvar"], 0, MANY),
            (&["displayfeedback"], 0, MANY),
        ],
    ),
    (
        "conditionvar",
        &[],
        &[],
        &[(&["and", "not", "other", "varequal"], 1, MANY)],
    ),
    ("and", &[], &[], &[(&["not", "varequal"], 1, MANY)]),
    ("not", &[], &[], &[(&["varequal"], 1, 1)]),
    ("other", &[], &[], &[]),
    ("displayfeedback", &["linkrefid"], &["feedbacktype"], &[]),
    (
        "itemfeedback",
        &["ident"],
        &["title"],
        &[(&["flow_mat", "material"], 1, MANY)],
    ),
    ("flow_mat", &[], &[], &[(&["material"], 1, MANY)]),
];

/// Elements that hold text alone.
const TEXTS: &[(&str, &[&str], &[&str])] = &[
    ("fieldlabel", &[], &[]),
    ("fieldentry", &[], &[]),
    ("mattext", &[], &["texttype"]),
    ("varequal", &["respident"], &["case"]),
    ("setvar", &[], &["varname", "action"]),
];

/// Holds an element and all in it against the model, and references against what they name.
pub fn hold(root: &Element) {
    for element in root.descendants() {
        let name = &*element.name;
        if let Some((_, required, possible)) = TEXTS.iter().find(|it| it.0 == name) {
            assert!(element.elements().next().is_none(), "{name} holds text");
            attributes(element, required, possible);
            continue;
        }
        let rule = RULES.iter().find(|it| it.0 == name);
        let (_, required, possible, content) = rule.unwrap_or_else(|| panic!("what is {name}?"));
        attributes(element, required, possible);
        children(element, content);
        if name == "item" {
            references(element);
        }
    }
}

fn attributes(element: &Element, required: &[&str], possible: &[&str]) {
    let given: Vec<&str> = element.attributes.iter().map(|(it, _)| &**it).collect();
    assert!(required.iter().all(|it| given.contains(it)), "{element:?}");
    let known = |it: &&str| required.contains(it) || possible.contains(it);
    assert!(given.iter().all(known), "{} has {given:?}", element.name);
}

fn children(element: &Element, content: Content) {
    assert!(
        element
            .children
            .iter()
            .all(|it| matches!(it, Node::Element(_))),
        "{} holds no text of its own",
        element.name
    );
    let mut left = element.elements().peekable();
    for (names, least, most) in content {
        let mut count = 0;
        while count < *most && left.next_if(|it| names.contains(&&*it.name)).is_some() {
            count += 1;
        }
        assert!(count >= *least, "{} lacks {names:?}", element.name);
    }
    let unknown = left.next().map(|it| it.name.clone());
    assert_eq!(unknown, None, "in {}", element.name);
}

/// Every response and choice that is named is there, every comment that is shown, and each choice
/// of a response has a name of its own.
fn references(item: &Element) {
    let mut choices: Vec<(String, String)> = Vec::new();
    for response in item.descendants().filter(|it| it.name == "response_lid") {
        for label in response
            .descendants()
            .filter(|it| it.name == "response_label")
        {
            let key = (ident(response), ident(label));
            assert!(!choices.contains(&key), "{key:?} twice");
            choices.push(key);
        }
    }
    for condition in item.descendants().filter(|it| it.name == "varequal") {
        let key = (
            condition.attribute("respident").unwrap().to_owned(),
            condition.all_text(),
        );
        assert!(choices.contains(&key), "{key:?} is offered");
    }
    let comments: Vec<String> = item.all("itemfeedback").map(ident).collect();
    let shown = item.descendants().filter(|it| it.name == "displayfeedback");
    let mut shown: Vec<&str> = shown.filter_map(|it| it.attribute("linkrefid")).collect();
    shown.sort_unstable();
    let mut there: Vec<&str> = comments.iter().map(String::as_str).collect();
    there.sort_unstable();
    assert_eq!(shown, there, "every comment is shown, once");
}

fn ident(element: &Element) -> String {
    element.attribute("ident").unwrap().to_owned()
}
