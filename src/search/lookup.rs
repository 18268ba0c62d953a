//! From the words of a query to the words of the index: as written, in another form, begun, or misspelled.

use super::index::{Index, Term};
use super::query::{Query, Wanted};

/// What a word counts in another form that no page has.
const OTHER_FORM: f64 = 0.95;
/// What a word counts that shares no more than its stem with a word that no page has.
const SAME_STEM: f64 = 0.7;
/// The shortest stem that says enough.
const STEM: usize = 4;
/// What a word counts that goes on, by the share of it that is typed; and beside a word that is whole as it stands.
const BEGUN: f64 = 0.85;
const BEGUN_BESIDE_WHOLE: f64 = 0.25;
/// The most words that one beginning stands for.
const MOST_BEGUN: usize = 12;
/// What a misspelled word counts, by how many letters are wrong.
const MISSPELLED: [f64; 3] = [1.0, 0.65, 0.45];
/// The most words that a misspelled one stands for.
const MOST_MISSPELLED: usize = 3;
/// Words shorter than this may be anything; from the second length on, two letters may be wrong.
const MISSPELLED_FROM: [usize; 2] = [4, 8];
/// How many files of the dictionary are read for a word that begins, and for a misspelled one.
const BEGUN_SHARDS: usize = 2;
const MISSPELLED_SHARDS: usize = 6;

/// A word of a query with what it stands for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Unit {
    /// The word as it was typed.
    pub word: String,
    /// Classes of the index with what each counts, the most first.
    pub classes: Vec<(u32, f64)>,
    /// Words of the index that it stands for.
    pub found: Vec<String>,
    /// The word that was probably meant, where it is misspelled.
    pub corrected: Option<String>,
    /// Whether it stands in quotes.
    pub is_quoted: bool,
}

/// What each word of a query stands for; words that say nothing are left out as long as any other is left.
pub fn units(index: &Index, query: &Query) -> Vec<Unit> {
    let says_something = |wanted: &&Wanted| !index.stop_words.contains(&wanted.word);
    let mut wanted: Vec<&Wanted> = query.words.iter().filter(says_something).collect();
    if wanted.is_empty() {
        wanted = query.words.iter().collect();
    }
    wanted.into_iter().map(|wanted| unit(index, wanted)).collect()
}

fn unit(index: &Index, wanted: &Wanted) -> Unit {
    let mut unit = Unit { word: wanted.word.clone(), is_quoted: wanted.is_quoted, ..Unit::default() };
    let is_whole = unit.take(exact(index, &wanted.word), 1.0);
    if let Some(whole) = &wanted.whole {
        unit.take(exact(index, whole), 1.0);
    }
    if unit.classes.is_empty() {
        unit.take(other_form(index, &wanted.word), OTHER_FORM);
    }
    if wanted.is_open {
        let typed = length(&wanted.word);
        let share = if is_whole { BEGUN_BESIDE_WHOLE } else { BEGUN };
        for term in begun(index, &wanted.word) {
            unit.take(Some(term), share * typed / length(&term.text));
        }
    }
    if unit.classes.is_empty() {
        unit.take(same_stem(index, &wanted.word), SAME_STEM);
    }
    if unit.classes.is_empty() {
        for (term, distance) in misspelled(index, &wanted.word) {
            unit.corrected.get_or_insert_with(|| term.text.clone());
            unit.take(Some(term), MISSPELLED[distance]);
        }
    }
    unit
}

/// The words that begin most like a word that no page has.
pub fn nearest(index: &Index, word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    let beginnings = (2..letters.len()).rev().map(|end| letters[..end].iter().collect::<String>());
    let found = beginnings.map(|beginning| begun(index, &beginning)).find(|found| !found.is_empty());
    found.into_iter().flatten().take(MOST_MISSPELLED).map(|term| term.text.clone()).collect()
}

impl Unit {
    /// Adds what a word of the index stands for; each class counts once, where it counts most.
    fn take(&mut self, term: Option<&Term>, weight: f64) -> bool {
        let Some(term) = term else { return false };
        self.found.push(term.text.clone());
        if !self.classes.iter().any(|(class, _)| *class == term.class) {
            self.classes.push((term.class, weight));
            // Stable: of two equal ones the first stays first.
            self.classes.sort_by(|a, b| b.1.total_cmp(&a.1));
        }
        true
    }
}

#[expect(clippy::cast_precision_loss, reason = "a word has few letters")]
fn length(word: &str) -> f64 {
    word.chars().count() as f64
}

fn exact<'a>(index: &'a Index, word: &str) -> Option<&'a Term> {
    let at = index.terms.binary_search_by(|term| term.text.encode_utf16().cmp(word.encode_utf16())).ok()?;
    Some(&index.terms[at])
}

fn other_form<'a>(index: &'a Index, word: &str) -> Option<&'a Term> {
    index.endings.iter().find_map(|(from, to)| {
        let stem = word.strip_suffix(from)?;
        (stem.chars().count() > 2).then(|| exact(index, &format!("{stem}{to}")))?
    })
}

/// The most common word that goes on where the ending of a word begins: `deployment` for `deploying`.
fn same_stem<'a>(index: &'a Index, word: &str) -> Option<&'a Term> {
    let stems =
        index.endings.iter().filter(|(from, _)| !from.is_empty()).filter_map(|(from, _)| word.strip_suffix(from));
    stems.filter(|stem| stem.chars().count() >= STEM).find_map(|stem| begun(index, stem).into_iter().next())
}

/// The most common words that begin so.
fn begun<'a>(index: &'a Index, word: &str) -> Vec<&'a Term> {
    let start = index.terms.partition_point(|term| term.text.encode_utf16().lt(word.encode_utf16()));
    let shard = index.shard_of(word);
    let end = index.shard_range(shard + BEGUN_SHARDS - 1).end;
    let terms = index.terms[start.min(end)..end].iter().take_while(|term| term.text.starts_with(word));
    let mut terms: Vec<&Term> = terms.filter(|term| term.text != word).collect();
    terms.sort_by_key(|term| (std::cmp::Reverse(term.level), term.text.chars().count()));
    terms.truncate(MOST_BEGUN);
    terms
}

/// The words that were probably meant, each with the number of letters that are wrong.
fn misspelled<'a>(index: &'a Index, word: &str) -> Vec<(&'a Term, usize)> {
    let letters: Vec<char> = word.chars().collect();
    let most = MISSPELLED_FROM.iter().filter(|from| letters.len() >= **from).count();
    if most == 0 {
        return Vec::new();
    }
    let mut found: Vec<(&Term, usize)> = Vec::new();
    for shard in index.shards_around(word, MISSPELLED_SHARDS) {
        for term in &index.terms[index.shard_range(shard)] {
            if term.text.starts_with(letters[0])
                && let Some(distance) = distance(&letters, &term.text.chars().collect::<Vec<_>>(), most)
            {
                found.push((term, distance));
            }
        }
    }
    let second = |term: &Term| term.text.chars().nth(1) != letters.get(1).copied();
    found.sort_by_key(|(term, distance)| (*distance, std::cmp::Reverse(term.level), second(term)));
    found.truncate(MOST_MISSPELLED);
    found
}

/// How many letters must be put in, left out, replaced or exchanged with their neighbour (optimal string alignment);
/// `None` where it is more than `most`.
fn distance(one: &[char], other: &[char], most: usize) -> Option<usize> {
    if one.len().abs_diff(other.len()) > most {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (row, &letter) in one.iter().enumerate() {
        let mut next = vec![row + 1];
        for (column, &candidate) in other.iter().enumerate() {
            let replaced = last[column] + usize::from(letter != candidate);
            let mut steps = replaced.min(last[column + 1] + 1).min(next[column] + 1);
            if row > 0 && column > 0 && letter == other[column - 1] && one[row - 1] == candidate {
                steps = steps.min(before[column - 1] + 1);
            }
            next.push(steps);
        }
        if next.iter().all(|steps| *steps > most) {
            return None;
        }
        before = std::mem::replace(&mut last, next);
    }
    last.last().copied().filter(|steps| *steps <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_that_changed_places_are_one_fault() {
        let letters = |word: &str| word.chars().collect::<Vec<_>>();
        let check = |one: &str, other: &str| distance(&letters(one), &letters(other), 2);
        assert_eq!(check("teraform", "terraform"), Some(1));
        assert_eq!(check("deplyo", "deploy"), Some(1));
        assert_eq!(check("kubernets", "kubernetes"), Some(1));
        assert_eq!(check("observability", "availability"), None);
    }
}
