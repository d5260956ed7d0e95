//! Identifiers: hashes of content, and whose attempt is whose.
//!
//! Each is a type of its own, so that one cannot be passed where another is meant.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Bytes of a hash or of an attempt's identifier.
const BYTES: usize = 16;

/// Declares sixteen bytes that are written as 32 hexadecimal digits.
macro_rules! sixteen_bytes {
    ($(#[$about:meta])* $name:ident) => {
        $(#[$about])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(into = "String", try_from = "std::borrow::Cow<'_, str>")]
        pub struct $name(pub [u8; BYTES]);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl std::str::FromStr for $name {
            type Err = NotSixteenBytes;
            fn from_str(text: &str) -> Result<Self, NotSixteenBytes> {
                sixteen_bytes(text).map(Self)
            }
        }

        impl From<$name> for String {
            fn from(bytes: $name) -> Self {
                bytes.to_string()
            }
        }

        impl TryFrom<std::borrow::Cow<'_, str>> for $name {
            type Error = NotSixteenBytes;
            fn try_from(text: std::borrow::Cow<'_, str>) -> Result<Self, NotSixteenBytes> {
                text.parse()
            }
        }
    };
}

/// A text that should be 32 lower-case hexadecimal digits and is something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("32 hexadecimal digits are expected")]
pub struct NotSixteenBytes;

fn sixteen_bytes(text: &str) -> Result<[u8; BYTES], NotSixteenBytes> {
    let digits = text.as_bytes();
    if digits.len() != 2 * BYTES {
        return Err(NotSixteenBytes);
    }
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Ok(byte - b'0'),
        b'a'..=b'f' => Ok(byte - b'a' + 10),
        _ => Err(NotSixteenBytes),
    };
    let mut bytes = [0; BYTES];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Ok(bytes)
}

sixteen_bytes! {
    /// The hash of what a question asks and how it is marked, or of a file: the first 16 bytes of
    /// a SHA-256.
    ContentHash
}

sixteen_bytes! {
    /// An attempt, unique on all machines: 16 random bytes.
    AttemptId
}

sixteen_bytes! {
    /// The checksum of an event and of all events before it in its attempt; see
    /// [`crate::record::chain`].
    Checksum
}

/// Declares a name that people or a school's register give.
macro_rules! name {
    ($(#[$about:meta])* $name:ident) => {
        $(#[$about])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// Whether no name is given.
            pub fn is_empty(&self) -> bool {
                self.0.is_empty()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

name! {
    /// A school; empty where the record belongs to no school.
    SchoolId
}

/// A text that cannot be the name of a school.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a school is named by 1 to 40 of the letters a to z, digits and hyphens, as it stands in the name of a host"
)]
pub struct NotASchool;

impl std::str::FromStr for SchoolId {
    type Err = NotASchool;
    fn from_str(text: &str) -> Result<Self, NotASchool> {
        let is_letter = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-';
        let is_name = (1..=40).contains(&text.len())
            && text.bytes().all(is_letter)
            && !text.starts_with('-')
            && !text.ends_with('-');
        match is_name {
            true => Ok(Self(text.to_owned())),
            false => Err(NotASchool),
        }
    }
}

name! {
    /// A class; empty where a student works alone.
    ClassId
}

name! {
    /// A student; empty where one person uses the record.
    StudentId
}

/// Somebody who works in a school with the program: an admin, a teacher or a marker, counted from 1 in each school.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonId(pub u32);

impl std::fmt::Display for PersonId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// Whose attempt it is: the key of everything that a record keeps.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct StudentKey {
    /// The school.
    #[serde(default, skip_serializing_if = "SchoolId::is_empty")]
    pub school: SchoolId,
    /// The class.
    #[serde(default, skip_serializing_if = "ClassId::is_empty")]
    pub class: ClassId,
    /// The student.
    #[serde(default, skip_serializing_if = "StudentId::is_empty")]
    pub student: StudentId,
}

impl StudentKey {
    /// Whether all three are empty: the one person who uses the record.
    pub fn is_sole_user(&self) -> bool {
        self.school.is_empty() && self.class.is_empty() && self.student.is_empty()
    }
}

/// Hashes content field by field: each field is written as its name, a letter for its type, and
/// its value with its length, so that no two contents are written alike.
///
/// A field that is absent is not written. So an optional field that is added to the format later
/// changes no hash of a question that does not use it.
pub struct ContentHasher(Sha256);

impl ContentHasher {
    /// Begins a hash. `about` says what is hashed, so that a question and a file that happen to
    /// have the same fields differ.
    pub fn new(about: &str) -> Self {
        let mut hasher = Self(Sha256::new());
        hasher.bytes(about.as_bytes());
        hasher
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.0.update((bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
    }

    fn name(&mut self, field: &str, kind: u8) {
        self.bytes(field.as_bytes());
        self.0.update([kind]);
    }

    /// A field that holds text.
    pub fn text(&mut self, field: &str, text: &str) {
        self.name(field, b't');
        self.bytes(text.as_bytes());
    }

    /// A field that holds a number.
    pub fn number(&mut self, field: &str, number: u64) {
        self.name(field, b'n');
        self.0.update(number.to_le_bytes());
    }

    /// A field that holds a hash.
    pub fn hash(&mut self, field: &str, hash: ContentHash) {
        self.name(field, b'h');
        self.0.update(hash.0);
    }

    /// A field that holds texts in an order that matters. An empty list is not written.
    pub fn texts<'t>(&mut self, field: &str, texts: impl IntoIterator<Item = &'t str>) {
        let texts: Vec<&str> = texts.into_iter().collect();
        if !texts.is_empty() {
            self.list(field, texts.len());
            texts.iter().for_each(|text| self.bytes(text.as_bytes()));
        }
    }

    /// A field that holds numbers in an order that matters. An empty list is not written.
    pub fn numbers(&mut self, field: &str, numbers: impl IntoIterator<Item = usize>) {
        let numbers: Vec<usize> = numbers.into_iter().collect();
        if !numbers.is_empty() {
            self.list(field, numbers.len());
            for number in numbers {
                self.0.update((number as u64).to_le_bytes());
            }
        }
    }

    /// The beginning of a list of so many parts; the fields of each part follow.
    pub fn list(&mut self, field: &str, parts: usize) {
        self.name(field, b'l');
        self.0.update((parts as u64).to_le_bytes());
    }

    /// The hash of all fields.
    pub fn finish(self) -> ContentHash {
        ContentHash(first_sixteen(self.0))
    }
}

/// The hash of a text, such as a file.
pub fn text_hash(text: &str) -> ContentHash {
    ContentHash(first_sixteen(Sha256::new().chain_update(text)))
}

/// The first 16 bytes of a SHA-256.
pub(crate) fn first_sixteen(hasher: Sha256) -> [u8; BYTES] {
    let bytes = hasher.finalize();
    bytes[..BYTES]
        .try_into()
        .expect("a SHA-256 has 32 bytes, of which 16 are taken")
}

/// 64 bits that depend on nothing but the parts: the same today and in years, so that a second
/// import in another tool finds what the first one left.
pub fn stable(parts: &[&str]) -> u64 {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    let bytes = hasher.finalize();
    bytes
        .iter()
        .take(8)
        .fold(0, |all, byte| all << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::{ContentHash, ContentHasher, NotSixteenBytes, text_hash};

    #[test]
    fn a_hash_is_written_as_32_digits_and_read_again() {
        // printf 'abc' | sha256sum | cut -c 1-32
        let hash = text_hash("abc");
        assert_eq!(hash.to_string(), "ba7816bf8f01cfea414140de5dae2223");
        assert_eq!("ba7816bf8f01cfea414140de5dae2223".parse(), Ok(hash));
        let json = serde_json::to_string(&hash).unwrap();
        assert_eq!(serde_json::from_str::<ContentHash>(&json).unwrap(), hash);
        for wrong in ["", "ba78", "zz7816bf8f01cfea414140de5dae2223", "é"] {
            assert_eq!(wrong.parse::<ContentHash>(), Err(NotSixteenBytes));
        }
    }

    #[test]
    fn no_two_contents_are_written_alike() {
        let of = |fill: fn(&mut ContentHasher)| {
            let mut hasher = ContentHasher::new("test");
            fill(&mut hasher);
            hasher.finish()
        };
        let all = [
            of(|_| {}),
            of(|it| it.text("a", "bc")),
            of(|it| it.text("ab", "c")),
            of(|it| it.texts("a", ["bc"])),
            of(|it| it.texts("a", ["b", "c"])),
            of(|it| it.number("a", 1)),
            of(|it| it.numbers("a", [1])),
        ];
        for (place, hash) in all.iter().enumerate() {
            assert!(!all[place + 1..].contains(hash), "{place}");
        }
        assert_eq!(of(|it| it.texts("a", [])), of(|_| {}));
    }
}
