//! "Did you mean": the known name that is nearest to a written one.

/// The longest name that is compared, in characters: beyond it nothing was mistyped, and comparing takes a while.
const LONGEST: usize = 100;

/// The nearest of `known`, or `None` where nothing is near enough to be meant.
///
/// Near enough is one edit for each three characters (Damerau-Levenshtein, so a swapped pair is one edit),
/// or a known name that differs in case and separators alone.
pub fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = plain(written);
    let length = wanted.chars().count();
    let limit = length / 3;
    if length > LONGEST {
        return None;
    }
    known
        .into_iter()
        .filter(|candidate| *candidate != written && may_have_length(candidate, length, limit))
        .map(|candidate| (plain(candidate), candidate))
        .filter(|(plain, _)| plain.chars().count().abs_diff(length) <= limit && differ(&wanted, plain) <= limit)
        .map(|(plain, candidate)| (strsim::damerau_levenshtein(&wanted, &plain), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

fn plain(name: &str) -> String {
    name.chars().filter(|c| !is_separator(*c)).flat_map(char::to_lowercase).collect()
}

/// Whether the length of a name allows it to be near, told without a copy of it.
fn may_have_length(name: &str, length: usize, limit: usize) -> bool {
    !name.is_ascii() || name.bytes().filter(|byte| !is_separator(char::from(*byte))).count().abs_diff(length) <= limit
}

/// How many edits it takes at least from one name to the other: a letter that the other has not takes one. Letters that
/// share one of 64 places are taken for the same.
fn differ(one: &str, other: &str) -> usize {
    let letters = |name: &str| name.chars().fold(0_u64, |letters, c| letters | 1 << (u32::from(c) % 64));
    let (one, other) = (letters(one), letters(other));
    (one & !other).count_ones().max((other & !one).count_ones()) as usize
}

fn is_separator(c: char) -> bool {
    matches!(c, '-' | '_' | ' ')
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
