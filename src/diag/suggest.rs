//! "Did you mean": the known name that is nearest to a written one.

use std::cell::LazyCell;

/// The longest name that is compared, in characters: beyond it nothing was mistyped, and comparing takes a while.
const LONGEST: usize = 100;

/// The nearest of `known`, or `None` where nothing is near enough to be meant.
///
/// Near enough is one edit for each three characters (Damerau-Levenshtein, so a swapped pair is one edit),
/// or a known name that differs in case and separators alone.
pub fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = Outline::of(written);
    let limit = wanted.length / 3;
    if wanted.length > LONGEST {
        return None;
    }
    let plain_written = LazyCell::new(|| plain(written).collect::<String>());
    let distance = |candidate: String| strsim::damerau_levenshtein(&plain_written, &candidate);
    known
        .into_iter()
        .filter(|candidate| *candidate != written && wanted.least_edits(&Outline::of(candidate)) <= limit)
        .map(|candidate| (distance(plain(candidate).collect()), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

/// A name as it is compared.
fn plain(name: &str) -> impl Iterator<Item = char> {
    name.chars().filter(|c| !is_separator(*c)).flat_map(char::to_lowercase)
}

fn is_separator(c: char) -> bool {
    matches!(c, '-' | '_' | ' ')
}

/// What can be told of a plain name without a copy of it; nearly all names are too far from each other by this alone.
struct Outline {
    length: usize,
    /// A bit for each letter; letters that share one of 64 places are taken for the same.
    letters: u64,
}

impl Outline {
    fn of(name: &str) -> Self {
        let mut outline = Self { length: 0, letters: 0 };
        let mut add = |c: char| {
            outline.length += 1;
            outline.letters |= 1 << (u32::from(c) % 64);
        };
        if name.is_ascii() {
            let letters = name.bytes().filter(|byte| !is_separator(char::from(*byte)));
            letters.for_each(|byte| add(char::from(byte.to_ascii_lowercase())));
        } else {
            plain(name).for_each(add);
        }
        outline
    }

    /// How many edits it takes at least from one name to the other: a letter that the other has not takes one.
    fn least_edits(&self, other: &Self) -> usize {
        let missing = (self.letters & !other.letters).count_ones();
        let added = (other.letters & !self.letters).count_ones();
        self.length.abs_diff(other.length).max(missing.max(added) as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typo_finds_its_word_and_a_stranger_finds_nothing() {
        let known = ["reviewed", "review_every", "owner"];
        assert_eq!(nearest("reviwed", known), Some("reviewed"));
        assert_eq!(nearest("review-every", known), Some("review_every"));
        assert_eq!(nearest("sidebar_position", known), None);
        assert_eq!(nearest("as", ["ps"]), None);
    }
}
