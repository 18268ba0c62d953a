//! The files of the index: a root that names the others by their content, and shards of which a query loads a few.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;
use serde_json::{Value, json};

use super::contents::{Contents, Page};
use super::encode::{dictionary, file, postings};
use super::entry::PageEntry;
use super::ground::Ground;
use super::index::Index;
use super::scripts::Scripts;
use crate::output::{Kept, OutputFile};
use crate::progress::{Part, Piece, Progress, piece};
use crate::source::MachineError;
use crate::text::{Digest, encode_path};

/// The version of the form of these files and of what counts as a word; the script that reads them knows one.
const VERSION: u32 = 1;

/// How many bytes of postings a file holds, about: 4 KiB when it is sent.
const POSTINGS: usize = 6 * 1024;

/// The least bytes of text that a file holds, and the most files of text: hosts count them, and each takes a build time.
const LEAST_TEXT: usize = 6 * 1024;
const MOST_TEXT_FILES: usize = 4000;

/// How many files of text are made one after the other, by one thread.
const TEXTS_AT_ONCE: usize = 8;

/// An index up to this many bytes is one file, so that every keystroke after the first is answered at once.
const PACK: usize = 64 * 1024;

/// Files of one sort that share a digest in their names: the root holds at most this many digests of each sort.
const MOST_DIGESTS: usize = 256;

/// How many digits of a digest stand in a name.
const DIGITS: usize = 8;

/// The files of the index of a handbook: `root.js`, which names all others. What earlier runs kept of them is used.
pub fn files(
    ground: &Ground,
    kept: Option<&dyn Kept>,
    progress: &dyn Progress,
) -> Result<Vec<OutputFile>, MachineError> {
    let scripts = Scripts(kept);
    let contents = Arc::new(Contents::new(ground));
    let starts = text_starts(&contents);
    let compress = Piece::of_all(Part::Compress);
    // Texts take most of the time and know no index: they fill the gaps in which it is made by one core.
    let make_texts = || piece(progress, compress, || texts(&contents, &starts, scripts));
    let make_index = || piece(progress, Piece::of_all(Part::Index), || Index::new(ground, Arc::clone(&contents)));
    let (texts, index) = rayon::join(make_texts, make_index);
    let (texts, index) = (texts?, index?);
    Ok(piece(progress, compress, || files_of(&index, &starts, texts, scripts)))
}

fn files_of(index: &Index, text_starts: &[usize], texts: Vec<String>, made: Scripts<'_>) -> Vec<OutputFile> {
    let terms: Vec<String> = (0..index.shards.len())
        .into_par_iter()
        .map(|shard| made.call(&format!("d{shard}"), &dictionary(&index.terms[index.shard_range(shard)])))
        .collect();
    let class_starts = class_starts(index);
    let ends = class_starts.iter().skip(1).copied().chain([index.classes.len()]);
    let ranges: Vec<(usize, (usize, usize))> = class_starts.iter().copied().zip(ends).enumerate().collect();
    let classes: Vec<String> = ranges
        .into_par_iter()
        .map(|(shard, (start, end))| made.call(&format!("p{shard}"), &postings(&index.classes[start..end])))
        .collect();
    let facets = vec![made.call("f0", facets(index).to_string().as_bytes())];

    let mut files = Vec::new();
    let mut sorts: BTreeMap<&str, Value> = BTreeMap::new();
    let core: usize = [&terms, &classes, &facets].into_iter().flatten().map(String::len).sum();
    if core <= PACK {
        sorts.insert("pack", put_all(&mut files, "pack", vec![[terms, classes, facets].concat().concat()]));
    } else {
        for (sort, scripts) in [("d", terms), ("p", classes), ("f", facets)] {
            sorts.insert(sort, put_all(&mut files, sort, scripts));
        }
    }
    sorts.insert("t", put_all(&mut files, "t", texts));
    let firsts = json!({
        "d": index.shards.iter().map(|start| &index.terms[*start].text).collect::<Vec<_>>(),
        "p": class_starts,
        "t": steps(text_starts),
    });
    let root = root(index, &json!({ "firsts": firsts, "files": sorts }));
    files.push(file("root.js", made.call("root", root.to_string().as_bytes())));
    files
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

/// Puts files of one sort, neighbours with the same digest in their names; gives how many share one, and the digests.
fn put_all(files: &mut Vec<OutputFile>, sort: &str, scripts: Vec<String>) -> Value {
    let size = scripts.len().div_ceil(MOST_DIGESTS).max(1);
    let digest = |group: &[String]| Digest::of(group.concat().as_bytes()).short(DIGITS);
    let digests: Vec<String> = scripts.chunks(size).map(digest).collect();
    for (at, script) in scripts.into_iter().enumerate() {
        files.push(file(&format!("{sort}{at}.{}.js", digests[at / size]), script));
    }
    json!([size, digests.concat()])
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

/// The texts, each file a list of parts of pages.
fn texts(contents: &Contents, starts: &[usize], made: Scripts<'_>) -> Result<Vec<String>, MachineError> {
    let ends = starts.iter().skip(1).copied().chain([contents.sections.len()]);
    let ranges: Vec<(usize, (usize, usize))> = starts.iter().copied().zip(ends).enumerate().collect();
    let some = |ranges: &[(usize, (usize, usize))]| some_texts(contents, ranges, made);
    let texts: Result<Vec<Vec<String>>, MachineError> = ranges.par_chunks(TEXTS_AT_ONCE).map(some).collect();
    Ok(texts?.into_iter().flatten().collect())
}

/// Files side by side: a page that goes on in the next one is opened once.
fn some_texts(
    contents: &Contents,
    ranges: &[(usize, (usize, usize))],
    made: Scripts<'_>,
) -> Result<Vec<String>, MachineError> {
    let mut last: Option<(usize, Arc<PageEntry>)> = None;
    let mut texts = Vec::with_capacity(ranges.len());
    for &(shard, (start, end)) in ranges {
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
