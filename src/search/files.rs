//! The files of the index: a root that names the others by their content, and shards of which a query loads a few.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;
use serde_json::{Value, json};

use super::contents::{Contents, Page};
use super::encode::{dictionary, postings};
use super::entry::PageEntry;
use super::ground::Ground;
use super::index::Index;
use super::scripts::Scripts;
use crate::output::{Content, Kept, OutputFile, TakeFile};
use crate::progress::{Part, Piece, Progress, piece};
use crate::source::MachineError;
use crate::text::{Bytes, Digest, encode_path};

/// The version of the form of these files and of what counts as a word; the script that reads them knows one.
const VERSION: u32 = 1;

/// How many bytes of postings a file holds, about: 4 KiB when it is sent.
const POSTINGS: usize = 6 * 1024;

/// The least bytes of text that a file holds, and the most files of text: hosts count them, and each takes a build time.
const LEAST_TEXT: usize = 6 * 1024;
const MOST_TEXT_FILES: usize = 4000;

/// At least how many files of text are made one after the other, by one thread.
const TEXTS_AT_ONCE: usize = 8;

/// An index up to this many bytes is one file, so that every keystroke after the first is answered at once.
const PACK: usize = 64 * 1024;

/// Files of one sort that share a digest in their names: the root holds at most this many digests of each sort.
const MOST_DIGESTS: usize = 256;

/// How many digits of a digest stand in a name.
const DIGITS: usize = 8;

/// Makes the files of the index of a handbook, at last `root.js`, which names all others, and gives each to `take`. What
/// earlier runs kept of them is used.
pub fn files(
    ground: &Ground,
    kept: Option<&dyn Kept>,
    take: &TakeFile<'_>,
    progress: &dyn Progress,
) -> Result<(), MachineError> {
    let contents = Arc::new(Contents::new(ground));
    let starts = text_starts(&contents);
    let maker = Maker { scripts: Scripts(kept), take, progress };
    // Texts take most of the time and know no index: they fill the gaps in which it is made by one core.
    let put_texts = || maker.texts(&contents, &starts);
    let make_index = || piece(progress, Piece::of_all(Part::Index), || Index::new(ground, Arc::clone(&contents)));
    let (texts, index) = rayon::join(put_texts, make_index);
    maker.index(&index?, &starts, texts?)
}

/// What makes files, and who takes them.
#[derive(Clone, Copy)]
struct Maker<'a> {
    scripts: Scripts<'a>,
    take: &'a TakeFile<'a>,
    progress: &'a dyn Progress,
}

impl Maker<'_> {
    /// Makes scripts: compressing is most of it.
    fn make<T>(self, make: impl FnOnce(Scripts<'_>) -> T) -> T {
        piece(self.progress, Piece::of_all(Part::Compress), || make(self.scripts))
    }

    /// Puts all that is made from the index itself; `texts` names the files of texts.
    fn index(self, index: &Index, text_starts: &[usize], texts: Value) -> Result<(), MachineError> {
        let term = |shard| {
            self.make(|scripts| scripts.call(&format!("d{shard}"), &dictionary(&index.terms[index.shard_range(shard)])))
        };
        let terms: Vec<Bytes> = (0..index.shards.len()).into_par_iter().map(term).collect();
        let class_starts = class_starts(index);
        let class = |(shard, (start, end)): (usize, (usize, usize))| {
            self.make(|scripts| scripts.call(&format!("p{shard}"), &postings(&index.classes[start..end])))
        };
        let classes: Vec<Bytes> =
            ranges(&class_starts, index.classes.len()).into_par_iter().enumerate().map(class).collect();
        let facets = vec![self.make(|scripts| scripts.call("f0", facets(index).to_string().as_bytes()))];

        let mut sorts: BTreeMap<&str, Value> = BTreeMap::new();
        let core: usize = [&terms, &classes, &facets].into_iter().flatten().map(Bytes::len).sum();
        if core <= PACK {
            sorts.insert("pack", self.put_all("pack", &[[terms, classes, facets].concat().concat().into()])?);
        } else {
            for (sort, scripts) in [("d", terms), ("p", classes), ("f", facets)] {
                sorts.insert(sort, self.put_all(sort, &scripts)?);
            }
        }
        sorts.insert("t", texts);
        let firsts = json!({
            "d": index.shards.iter().map(|start| &index.terms[*start].text).collect::<Vec<_>>(),
            "p": class_starts,
            "t": steps(text_starts),
        });
        let root = root(index, &json!({ "firsts": firsts, "files": sorts }));
        let script = self.make(|scripts| scripts.call("root", root.to_string().as_bytes()));
        (self.take)(OutputFile::new(path("root.js"), script))
    }

    /// Puts the texts, each file a list of parts of pages.
    fn texts(self, contents: &Contents, starts: &[usize]) -> Result<Value, MachineError> {
        let size = group_size(starts.len());
        // Whole groups, since they share a digest.
        let at_once = size * TEXTS_AT_ONCE.div_ceil(size);
        let ranges = ranges(starts, contents.sections.len());
        let put_some = |(at, ranges): (usize, &[(usize, usize)])| {
            let first = at * at_once;
            let scripts = self.make(|scripts| some_texts(contents, first, ranges, scripts))?;
            self.put_groups("t", (first, size), &scripts)
        };
        let digests: Result<Vec<String>, MachineError> = ranges.par_chunks(at_once).enumerate().map(put_some).collect();
        Ok(json!([size, digests?.concat()]))
    }

    /// Puts all files of one sort; gives how many share a digest in their names, and the digests.
    fn put_all(self, sort: &str, scripts: &[Bytes]) -> Result<Value, MachineError> {
        let size = group_size(scripts.len());
        let put_group = |(at, group): (usize, &[Bytes])| self.put_groups(sort, (at * size, size), group);
        let digests: Result<Vec<String>, MachineError> = scripts.par_chunks(size).enumerate().map(put_group).collect();
        Ok(json!([size, digests?.concat()]))
    }

    /// Puts files of one sort from the place `first` on; `size` neighbours share a digest in their names. Gives the digests.
    fn put_groups(self, sort: &str, (first, size): (usize, usize), scripts: &[Bytes]) -> Result<String, MachineError> {
        let mut digests = String::new();
        for (at, group) in scripts.chunks(size).enumerate() {
            let own: Vec<Digest> = group.iter().map(|script| Digest::of(script)).collect();
            let name = if let [digest] = own[..] { digest } else { Digest::of(&group.concat()) };
            let name = name.short(DIGITS);
            for (place, (script, digest)) in (first + at * size..).zip(group.iter().zip(own)) {
                let content = Content::Bytes(script.clone());
                (self.take)(OutputFile { path: path(&format!("{sort}{place}.{name}.js")), content, digest })?;
            }
            digests.push_str(&name);
        }
        Ok(digests)
    }
}

/// The path of a file of the index.
fn path(name: &str) -> String {
    format!("{}/{name}", super::FOLDER)
}

/// How many of so many files share a digest in their names.
fn group_size(files: usize) -> usize {
    files.div_ceil(MOST_DIGESTS).max(1)
}

/// From each start to the next one, the last one to `end`.
fn ranges(starts: &[usize], end: usize) -> Vec<(usize, usize)> {
    let ends = starts.iter().skip(1).copied().chain([end]);
    starts.iter().copied().zip(ends).collect()
}

fn root(index: &Index, shards: &Value) -> Value {
    let counts: Vec<usize> = index.contents.pages.iter().map(|page| page.entry.section_count()).collect();
    json!({
        "version": VERSION,
        "counts": counts,
        "firsts": shards["firsts"],
        "files": shards["files"],
        "stop": index.stop_words,
        "endings": index.endings,
        "synonyms": index.synonyms,
        "facets": index.contents.facet_names(),
    })
}

/// Each number without the one before.
fn steps(numbers: &[usize]) -> Vec<usize> {
    let mut before = 0;
    numbers.iter().map(|number| number - std::mem::replace(&mut before, *number)).collect()
}

fn class_starts(index: &Index) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut size = POSTINGS;
    for (at, class) in index.classes.iter().enumerate() {
        if size >= POSTINGS {
            starts.push(at);
            size = 0;
        }
        size += 2 + 2 * class.postings.len();
    }
    starts
}

fn text_starts(contents: &Contents) -> Vec<usize> {
    let length = |section: usize| contents.text_length(section) + 64;
    let all: usize = (0..contents.sections.len()).map(length).sum();
    let most = (all / MOST_TEXT_FILES).max(LEAST_TEXT);
    let mut starts = Vec::new();
    let mut size = most;
    for section in 0..contents.sections.len() {
        if size >= most {
            starts.push(section);
            size = 0;
        }
        size += length(section);
    }
    starts
}

/// A part of a page: address, title, what readers call its kind, and a list of sections: id, headings, text.
type TextPart<'a> = (String, &'a str, Option<&'a str>, Vec<(Cow<'a, str>, Vec<&'a str>, &'a str)>);

/// Files side by side, from the place `first` on: a page that goes on in the next one is opened once.
fn some_texts(
    contents: &Contents,
    first: usize,
    ranges: &[(usize, usize)],
    made: Scripts<'_>,
) -> Result<Vec<Bytes>, MachineError> {
    let mut last: Option<(usize, Arc<PageEntry>)> = None;
    let mut texts = Vec::with_capacity(ranges.len());
    for (shard, &(start, end)) in (first..).zip(ranges) {
        let known = last.take();
        let open = |page: usize| match &known {
            Some((known, entry)) if *known == page => Ok((page, Arc::clone(entry))),
            _ => Ok((page, contents.pages[page].entry.get()?)),
        };
        let pages = contents.page_of(start)..=contents.page_of(end - 1);
        let opened: Vec<(usize, Arc<PageEntry>)> = pages.map(open).collect::<Result<_, MachineError>>()?;
        let sections = |page: usize, entry: &PageEntry| {
            let first = contents.pages[page].first;
            start.max(first) - first..entry.sections.len().min(end - first)
        };
        let parts: Vec<TextPart<'_>> =
            opened.iter().map(|(page, entry)| text_part(entry, sections(*page, entry))).collect();
        texts.push(made.call(&format!("t{shard}"), &serde_json::to_vec(&parts).expect("texts always serialise")));
        last = opened.into_iter().last();
    }
    Ok(texts)
}

fn text_part(entry: &PageEntry, sections: Range<usize>) -> TextPart<'_> {
    let section = |at: usize| {
        let section = &entry.sections[at];
        (encode_path(&section.id), entry.headings(at), section.text.as_str())
    };
    (entry.url.encoded(), &entry.title, entry.kind.as_deref(), sections.map(section).collect())
}

/// The values of each facet, and the roles that pages serve: sets of values that pages have, and the set of each page.
fn facets(index: &Index) -> Value {
    let names = index.contents.facet_names();
    let of_facet = |at: usize| {
        let value = |page: &Page| {
            let (_, values) = page.entry.search().facets.get(at).cloned().unwrap_or_default();
            values.into_iter().map(|value| (value.value, value.label)).collect()
        };
        sets(index.contents.pages.iter().map(value))
    };
    let serves = |page: &Page| page.entry.search().serves.iter().map(|role| (role.clone(), String::new())).collect();
    json!({
        "facets": (0..names.len()).map(of_facet).collect::<Vec<_>>(),
        "serves": sets(index.contents.pages.iter().map(serves)),
    })
}

/// Each set of values once, and by page the place of its set.
fn sets(pages: impl Iterator<Item = Vec<(String, String)>>) -> Value {
    let mut values: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut sets: BTreeMap<Vec<usize>, usize> = BTreeMap::new();
    let mut by_page = Vec::new();
    for page in pages {
        let mut set = Vec::new();
        for value in page {
            let next = values.len();
            set.push(*values.entry(value).or_insert(next));
        }
        set.sort_unstable();
        set.dedup();
        let next = sets.len();
        by_page.push(*sets.entry(set).or_insert(next));
    }
    json!({ "values": in_order(values), "sets": in_order(sets), "pages": by_page })
}

/// The keys in the order of their numbers.
fn in_order<K: Clone>(numbered: BTreeMap<K, usize>) -> Vec<K> {
    let mut keys: Vec<(usize, K)> = numbered.into_iter().map(|(key, number)| (number, key)).collect();
    keys.sort_by_key(|(number, _)| *number);
    keys.into_iter().map(|(_, key)| key).collect()
}
