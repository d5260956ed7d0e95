//! From the text of a source file to a [`Source`] and what is wrong with it.

use std::collections::HashSet;

use super::dates_in_words::whole_date;
use super::{Date, Extract, Fact, Provenance, Source, Term, is_id};
use crate::diagnostic::{Code, Diagnostic, Placed};
use crate::document::{self, Fields};

/// Reads a source file. The source holds what could be read, and is missing only where the file
/// is not TOML; it is fit for use where no diagnostic is an error.
pub fn parse(id: &str, text: &str) -> (Option<Source>, Vec<Diagnostic>) {
    let mut out = Vec::new();
    let read = document::read(id, text, "source", &mut out, |fields| Source {
        id: id.to_owned(),
        title: fields.text("title"),
        provenance: read_provenance(fields),
        facts: fields.tables("facts", "fact", |fields| Fact {
            date: read_date(fields),
            text: fields.text("text"),
        }),
        glossary: fields.tables("glossary", "term", |fields| Term {
            term: fields.text("term"),
            meaning: fields.text("meaning"),
        }),
        extracts: read_extracts(fields),
        is_damaged: false,
    });
    out.sort_by_key(|diagnostic| diagnostic.span);
    let Some(read) = read else {
        return (None, out);
    };
    let mut source = read.value;
    let unlabelled = source.extracts.iter().any(|it| !is_id(&it.label));
    source.is_damaged = read.is_damaged || unlabelled;
    (Some(source), out)
}

fn read_provenance(fields: &mut Fields<'_, '_>) -> Provenance {
    let read = fields.table("provenance", "provenance", |fields| Provenance {
        creator: fields.text("creator"),
        role: fields.optional_text("role"),
        date: read_date(fields),
        form: fields.text("type"),
        audience: fields.optional_text("audience"),
        place: fields.optional_text("place"),
        repository: fields.optional_text("repository"),
        reference: fields.optional_text("reference"),
        rights: fields.optional_text("rights"),
        language: fields.optional_text("language"),
        context: fields.optional_text("context"),
    });
    if let Some(provenance) = &read {
        check_rights(provenance, fields);
    }
    if fields.lacks("provenance") {
        let message = "the source has no provenance";
        fields.report(
            Diagnostic::new(Code::MissingProvenance, fields.span, message)
                .help("add a table `[provenance]` with `creator`, `date` and `type`"),
        );
    }
    read.unwrap_or_default()
}

fn check_rights(provenance: &Provenance, fields: &mut Fields<'_, '_>) {
    let rights = provenance.rights.as_ref();
    let is_unknown = |rights: &Placed<String>| rights.trim().eq_ignore_ascii_case("unknown");
    let message = match rights {
        None => "nothing is said of the rights in the source",
        Some(rights) if is_unknown(rights) => "the rights in the source are not known",
        Some(_) => return,
    };
    let span = rights.map_or(fields.place("provenance"), |rights| rights.span);
    fields.report(
        Diagnostic::new(Code::NoRights, span, message)
            .help("write for example `rights = \"out of copyright\"` in the table `[provenance]`"),
    );
}

fn read_date(fields: &mut Fields<'_, '_>) -> Option<Placed<Date>> {
    let written = fields.text("date");
    if written.is_empty() {
        return None; // reported already
    }
    let date = Date::parse(&written);
    if date.is_none() {
        fields.report(no_date(&written));
    }
    Some(Placed::new(date?, written.span))
}

fn no_date(written: &Placed<String>) -> Diagnostic {
    let shown = written.escape_debug();
    let meant = whole_date(written);
    let message = match &meant {
        Err(why) => format!("`{shown}` is not a date: {why}"),
        Ok(_) if written.value == "0000" => "there is no year `0000`".to_owned(),
        Ok(_) => format!("`{shown}` is not a date in EDTF"),
    };
    let diagnostic = Diagnostic::new(Code::InvalidDate, written.span, message);
    match meant {
        Ok(Some(date)) => diagnostic
            .help(format!("write `date = \"{date}\"`"))
            .fix(written.span, format!("\"{date}\"")),
        _ => diagnostic
            .help("write for example \"1962-10-26\", \"1962-10\", \"1348~\" or \"1914/1918\""),
    }
}

fn read_extracts(fields: &mut Fields<'_, '_>) -> Vec<Extract> {
    if fields.lacks("extract") {
        let message = "the source has no extract";
        fields.report(Diagnostic::new(Code::NoExtracts, fields.span, message));
    }
    let mut extracts = fields.tables("extract", "extract", |fields| Extract {
        label: read_label(fields),
        text: fields.text("text"),
    });
    let mut seen = HashSet::new();
    for extract in &mut extracts {
        // The line break before the closing quotation marks is no part of the text.
        if extract.text.value.ends_with('\n') {
            extract.text.value.pop();
        }
        if !extract.label.is_empty() && !seen.insert(extract.label.value.clone()) {
            let message = format!("two extracts are called `{}`", *extract.label);
            fields.report(Diagnostic::new(
                Code::DuplicateExtract,
                extract.label.span,
                message,
            ));
        }
    }
    extracts
}

fn read_label(fields: &mut Fields<'_, '_>) -> Placed<String> {
    let label = fields.text("label");
    if !label.is_empty() && !is_id(&label) {
        let message = format!("the label `{}` is no ID", label.escape_debug());
        fields.report(
            Diagnostic::new(Code::InvalidId, label.span, message)
                .help("use lower-case letters, digits and hyphens, for example `6a`"),
        );
    }
    label
}
