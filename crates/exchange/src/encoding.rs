//! Bytes to text: UTF-8 and UTF-16 as they say they are, older encodings where somebody asks.

use std::borrow::Cow;

use sourcework_core::diagnostic::{Code, Diagnostic, Span};

/// An encoding that no byte of a file gives away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Windows-1252, of which Latin-1 is a part: what older programs in Western Europe write.
    Latin1,
}

/// Turns bytes into text, without a byte-order mark. Letters and line ends stay as they are.
///
/// # Errors
/// The bytes are a package and not a text, or they are neither UTF-8 nor UTF-16 with a byte-order
/// mark and no other encoding was given.
pub fn decode(bytes: &[u8], encoding: Option<Encoding>) -> Result<Cow<'_, str>, Diagnostic> {
    if PACKAGES.iter().any(|begin| bytes.starts_with(begin)) {
        return Err(package());
    }
    if let Some((marked, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        let (text, broken) = marked.decode_without_bom_handling(&bytes[mark..]);
        return if broken {
            Err(unknown(bytes))
        } else {
            Ok(text)
        };
    }
    match (std::str::from_utf8(bytes), encoding) {
        (Ok(text), _) => Ok(Cow::Borrowed(text)),
        (Err(_), Some(Encoding::Latin1)) => Ok(encoding_rs::WINDOWS_1252
            .decode_without_bom_handling(bytes)
            .0),
        (Err(_), None) => Err(unknown(bytes)),
    }
}

/// How zip archives and older documents of Office begin.
const PACKAGES: [&[u8]; 2] = [b"PK\x03\x04", b"\xD0\xCF\x11\xE0"];

fn package() -> Diagnostic {
    let message = "this is no text but a workbook, a document, a deck or another package";
    Diagnostic::new(Code::Malformed, Span::default(), message)
        .help("save a workbook as “CSV UTF-8”, and a document as plain text")
        .help("export a deck of Anki as “Notes in Plain Text”; unpack a zip archive, or say which package it is: qti3, qti21, canvas")
}

fn unknown(bytes: &[u8]) -> Diagnostic {
    let good = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
    let line = bytes[..good].iter().filter(|byte| **byte == b'\n').count() + 1;
    let rest = &bytes[good..bytes.len().min(good + 20)];
    let read = encoding_rs::WINDOWS_1252
        .decode_without_bom_handling(rest)
        .0;
    let message = format!("line {line} is not UTF-8 text");
    Diagnostic::new(Code::NotUtf8, Span::default(), message)
        .help(format!(
            "as Latin-1 it would read “{}”; if that is right, add `--encoding latin-1`",
            read.split(char::is_control)
                .next()
                .expect("a text that is split gives at least one piece")
        ))
        .help("else save the file again, with the encoding UTF-8")
}
