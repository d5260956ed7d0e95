//! The pages of a database file, read without SQLite: for a file that SQLite refuses.
//!
//! Every page that holds rows is read for itself, wherever the tree that led to it is broken. What
//! is read here is not to be believed: it may be damaged, or left over from earlier. The caller
//! checks rows by their checksums. The format is described at <https://sqlite.org/fileformat.html>.
#![expect(
    clippy::disallowed_methods,
    reason = "the store reads the file of the record, here without SQLite"
)]

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::{Hash, Hasher};
use std::path::Path;

use crate::store::with_ending;

/// The size that SQLite gives to the pages of a new file.
const USUAL_PAGE: usize = 4096;

/// A row that says it is longer than this is damaged. A quiz file, the longest text that is kept, may
/// have 8 MiB. So no page costs more than its rows can hold, however its lengths and the pages that
/// it goes on to were written over.
const LONGEST_ROW: usize = 16 << 20;

/// The header of the first page, and of a log and its frames.
const FILE_HEADER: usize = 100;
const LOG_HEADER: usize = 32;
const FRAME_HEADER: usize = 24;

/// A file as it was at one moment: its pages, and those of the log that replace them.
pub struct Image {
    page_size: usize,
    base: Vec<u8>,
    newer: HashMap<usize, Vec<u8>>,
}

/// A value of a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'p> {
    /// Nothing.
    Null,
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Real,
    /// A text.
    Text(&'p str),
    /// Bytes.
    Blob(&'p [u8]),
}

/// What stood on the pages of an image beside the rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trouble {
    /// Whether the file is shorter than its header says, or than whole pages.
    pub cut_off: bool,
    /// The pages of which something or all cannot be read.
    pub pages: Vec<usize>,
}

/// The images that a file and its log make: the latest first. Where the log is sound that is one;
/// else there are also the file without the log, and with all that is left of the log.
pub fn images(path: &Path) -> std::io::Result<Vec<Image>> {
    let base = std::fs::read(path)?;
    let log = match std::fs::read(with_ending(path, "-wal")) {
        Ok(log) => log,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(error),
    };
    let mut sizes = vec![USUAL_PAGE];
    if let Some(size) = page_size_of(&base).filter(|size| *size != USUAL_PAGE) {
        sizes.insert(0, size);
    }
    let mut images = Vec::new();
    for page_size in sizes {
        let (committed, all) = frames(&log, page_size);
        let image = |newer| Image {
            page_size,
            base: base.clone(),
            newer,
        };
        if let Some(all) = all {
            images.push(image(committed));
            images.push(image(all));
            images.push(image(HashMap::new()));
        } else {
            images.push(image(committed));
        }
    }
    Ok(images)
}

/// The size of pages that the header says, where it can be right.
fn page_size_of(base: &[u8]) -> Option<usize> {
    match be16(base, 16)? {
        1 => Some(1 << 16),
        size if size >= 512 && size.is_power_of_two() => Some(size),
        _ => None,
    }
}

type Frames = HashMap<usize, Vec<u8>>;

/// The pages that a log replaces: those that were committed, and, where not all of the log is
/// sound, all that look like pages.
fn frames(log: &[u8], page_size: usize) -> (Frames, Option<Frames>) {
    let (mut committed, mut pending, mut all) = (Frames::new(), Frames::new(), Frames::new());
    let Some(header) = log.get(..LOG_HEADER) else {
        return (committed, None);
    };
    let big_endian = log[3] & 1 == 1;
    let mut sum = log_sum([0, 0], &header[..24], big_endian);
    let mut sound = is_sum(header, 24, sum);
    // Where the header is damaged, the first frame says to which run of the log frames belong.
    let first = log.get(LOG_HEADER + 8..LOG_HEADER + 16);
    let salt = if sound { Some(&header[16..24]) } else { first };
    let mut passed_over = false;
    for frame in log[LOG_HEADER..].chunks_exact(FRAME_HEADER + page_size) {
        let (head, page) = frame.split_at(FRAME_HEADER);
        if salt != Some(&head[8..16]) {
            passed_over = true; // left over from before the log began again, or damaged
            continue;
        }
        // What is left over stands at the end: a frame of this run after it tells of damage.
        sound = sound && !passed_over;
        let Some(number) = be32(head, 0) else { break };
        all.insert(number, page.to_vec());
        sum = log_sum(log_sum(sum, &head[..8], big_endian), page, big_endian);
        sound = sound && is_sum(head, 16, sum);
        if sound {
            pending.insert(number, page.to_vec());
            if be32(head, 4) != Some(0) {
                committed.extend(pending.drain());
            }
        }
    }
    let whole = sound && pending.is_empty();
    (committed, (!whole).then_some(all))
}

fn is_sum(bytes: &[u8], at: usize, sum: [u32; 2]) -> bool {
    let there = [be32(bytes, at), be32(bytes, at + 4)];
    there == sum.map(|it| usize::try_from(it).ok())
}

/// The checksum of a log, which goes on from frame to frame.
fn log_sum(before: [u32; 2], bytes: &[u8], big_endian: bool) -> [u32; 2] {
    let word = |bytes: &[u8]| {
        let bytes = [bytes[0], bytes[1], bytes[2], bytes[3]];
        if big_endian {
            u32::from_be_bytes(bytes)
        } else {
            u32::from_le_bytes(bytes)
        }
    };
    let [mut first, mut second] = before;
    for pair in bytes.chunks_exact(8) {
        first = first.wrapping_add(word(&pair[..4])).wrapping_add(second);
        second = second.wrapping_add(word(&pair[4..])).wrapping_add(first);
    }
    [first, second]
}

fn hash_of(page: &[u8]) -> u64 {
    let mut hasher = std::hash::DefaultHasher::new();
    page.hash(&mut hasher);
    hasher.finish()
}

fn be16(bytes: &[u8], at: usize) -> Option<usize> {
    let found = bytes.get(at..at.checked_add(2)?)?;
    Some(usize::from(found[0]) << 8 | usize::from(found[1]))
}

fn be32(bytes: &[u8], at: usize) -> Option<usize> {
    Some(be16(bytes, at)? << 16 | be16(bytes, at.checked_add(2)?)?)
}

/// A number of up to nine bytes, and the place after it.
fn varint(bytes: &[u8], at: usize) -> Option<(i64, usize)> {
    let mut number: u64 = 0;
    for place in 0..9 {
        let byte = *bytes.get(at.checked_add(place)?)?;
        if place == 8 {
            number = number << 8 | u64::from(byte);
            return Some((number.cast_signed(), at + 9));
        }
        number = number << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((number.cast_signed(), at + place + 1));
        }
    }
    None
}

impl Image {
    /// The whole file with the pages of the log in their places, as one that has no log.
    pub fn into_bytes(self) -> Vec<u8> {
        let mut bytes = self.base;
        // A file grows by the pages of its log; a number beyond that was written over.
        let most = bytes.len().div_ceil(self.page_size) + self.newer.len();
        let numbers = self.newer.keys().copied().filter(|number| *number <= most);
        let pages = bytes
            .len()
            .div_ceil(self.page_size)
            .max(numbers.max().unwrap_or(0));
        bytes.resize(pages * self.page_size, 0);
        for (number, page) in self.newer {
            let mut places = bytes.chunks_exact_mut(self.page_size);
            if let Some(place) = places.nth(number.wrapping_sub(1)) {
                place.copy_from_slice(&page);
            }
        }
        if let Some(versions) = bytes.get_mut(18..20) {
            versions.fill(1); // without a log
        }
        bytes
    }

    /// How many pages the file itself has, the last perhaps in part.
    fn count(&self) -> usize {
        self.base.len().div_ceil(self.page_size)
    }

    /// A page, by its number from 1.
    fn page(&self, number: usize) -> Option<Cow<'_, [u8]>> {
        if let Some(page) = self.newer.get(&number) {
            return Some(Cow::Borrowed(page));
        }
        let from = number.checked_sub(1)?.checked_mul(self.page_size)?;
        let rest = self.base.get(from..).filter(|rest| !rest.is_empty())?;
        if let Some(page) = rest.get(..self.page_size) {
            return Some(Cow::Borrowed(page));
        }
        let mut padded = rest.to_vec();
        padded.resize(self.page_size, 0);
        Some(Cow::Owned(padded))
    }

    /// Visits every row of every page: its number, where its table has numbers, and its values.
    pub fn visit(&self, take: &mut dyn FnMut(Option<i64>, &[Value<'_>])) -> Trouble {
        let mut explained = self.free_pages();
        let mut unread = Vec::new();
        let mut damaged = Vec::new();
        let mut seen = HashSet::new();
        let mut numbers: BTreeSet<usize> = (1..=self.count()).collect();
        numbers.extend(self.newer.keys());
        for number in numbers {
            let Some(page) = self.page(number) else {
                unread.push(number);
                continue;
            };
            let at = if number == 1 { FILE_HEADER } else { 0 };
            let Some(kind) = PageKind::of(page[at]) else {
                unread.push(number);
                continue;
            };
            let whole = self.visit_page(&page, at, kind, &mut explained, take);
            // No two pages hold the same rows, unless one was written over the other.
            let is_first = be16(&page, at + 3) == Some(0) || seen.insert(hash_of(&page));
            if !(whole && is_first) {
                damaged.push(number);
            }
        }
        unread.retain(|number| !explained.contains(number));
        damaged.extend(unread);
        Trouble {
            cut_off: self.is_cut_off(),
            pages: damaged,
        }
    }

    /// Visits the rows of a page; whether all could be read.
    fn visit_page(
        &self,
        page: &[u8],
        at: usize,
        kind: PageKind,
        explained: &mut HashSet<usize>,
        take: &mut dyn FnMut(Option<i64>, &[Value<'_>]),
    ) -> bool {
        if kind == PageKind::TableInside {
            return true; // it only leads to other pages
        }
        let pointers = at + if kind == PageKind::IndexInside { 12 } else { 8 };
        let count = be16(page, at + 3).unwrap_or(0);
        let mut whole = true;
        for index in 0..count {
            let Some(pointer) = be16(page, pointers + 2 * index) else {
                return false;
            };
            let cell = self.cell(page, pointer, kind, explained);
            let row = cell
                .as_ref()
                .and_then(|(number, payload)| Some((*number, values(payload)?)));
            match row {
                Some((number, values)) => take(number, &values),
                None => whole = false,
            }
        }
        whole
    }

    /// The number and the payload of a row.
    fn cell<'p>(
        &self,
        page: &'p [u8],
        at: usize,
        kind: PageKind,
        explained: &mut HashSet<usize>,
    ) -> Option<(Option<i64>, Cow<'p, [u8]>)> {
        let skipped = if kind == PageKind::IndexInside { 4 } else { 0 };
        let (size, mut at) = varint(page, at + skipped)?;
        let size = usize::try_from(size).ok()?;
        if size > LONGEST_ROW.min(self.base.len() + self.newer.len() * self.page_size) {
            return None;
        }
        let mut number = None;
        if kind == PageKind::TableLeaf {
            let (found, after) = varint(page, at)?;
            number = Some(found);
            at = after;
        }
        let here = self.bytes_on_page(size, kind);
        let first = page.get(at..at.checked_add(here)?)?;
        if here == size {
            return Some((number, Cow::Borrowed(first)));
        }
        let mut payload = first.to_vec();
        let mut next = be32(page, at + here)?;
        let mut passed = HashSet::new();
        while payload.len() < size {
            let page = self.page(next)?;
            if !passed.insert(next) {
                return None; // it leads back to itself
            }
            let more = (size - payload.len()).min(self.page_size - 4);
            payload.extend_from_slice(page.get(4..4 + more)?);
            next = be32(&page, 0)?;
        }
        explained.extend(passed);
        Some((number, Cow::Owned(payload)))
    }

    /// How much of a payload stands on the page of its row; the rest is on pages of its own.
    fn bytes_on_page(&self, size: usize, kind: PageKind) -> usize {
        let page = self.page_size;
        let most = match kind {
            PageKind::TableLeaf => page - 35,
            _ => (page - 12) * 64 / 255 - 23,
        };
        if size <= most {
            return size;
        }
        let least = (page - 12) * 32 / 255 - 23;
        let fitting = least + (size - least) % (page - 4);
        if fitting <= most { fitting } else { least }
    }

    fn is_cut_off(&self) -> bool {
        let said = self.page(1).and_then(|page| be32(&page, 28)).unwrap_or(0);
        let is_header = self.base.starts_with(b"SQLite format 3\0");
        let is_missing = |number: usize| !self.newer.contains_key(&number);
        !self.base.len().is_multiple_of(self.page_size)
            || (is_header && (self.count() + 1..=said).any(is_missing))
    }

    /// The pages that the file says are free.
    fn free_pages(&self) -> HashSet<usize> {
        let mut free = HashSet::new();
        let mut next = self.page(1).and_then(|page| be32(&page, 32)).unwrap_or(0);
        while let Some(page) = self.page(next).filter(|_| free.insert(next)) {
            let leaves = be32(&page, 4).unwrap_or(0).min(self.page_size / 4);
            let listed = (0..leaves).filter_map(|leaf| be32(&page, 8 + 4 * leaf));
            free.extend(listed);
            next = be32(&page, 0).unwrap_or(0);
        }
        free
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum PageKind {
    IndexInside,
    TableInside,
    IndexLeaf,
    TableLeaf,
}

impl PageKind {
    fn of(byte: u8) -> Option<Self> {
        match byte {
            2 => Some(Self::IndexInside),
            5 => Some(Self::TableInside),
            10 => Some(Self::IndexLeaf),
            13 => Some(Self::TableLeaf),
            _ => None,
        }
    }
}

/// The values of a row; `None` where it makes no sense.
fn values(payload: &[u8]) -> Option<Vec<Value<'_>>> {
    let (header, mut at) = varint(payload, 0)?;
    let header = usize::try_from(header).ok()?;
    let mut body = header;
    let mut values = Vec::new();
    while at < header {
        let (kind, after) = varint(payload, at)?;
        at = after;
        let kind = usize::try_from(kind).ok()?;
        let size = match kind {
            0 | 8 | 9 => 0,
            1..=4 => kind,
            5 => 6,
            6 | 7 => 8,
            10 | 11 => return None,
            more => (more - 12) / 2,
        };
        let bytes = payload.get(body..body.checked_add(size)?)?;
        body += size;
        values.push(match kind {
            0 => Value::Null,
            7 => Value::Real,
            8 => Value::Integer(0),
            9 => Value::Integer(1),
            1..=6 => Value::Integer(signed(bytes)),
            more if more % 2 == 0 => Value::Blob(bytes),
            _ => Value::Text(std::str::from_utf8(bytes).ok()?),
        });
    }
    (at == header && body == payload.len()).then_some(values)
}

fn signed(bytes: &[u8]) -> i64 {
    let first = if bytes.first().is_some_and(|it| it & 0x80 != 0) {
        -1
    } else {
        0
    };
    bytes
        .iter()
        .fold(first, |number, byte| number << 8 | i64::from(*byte))
}
