//! Short names that a text gives to long ones: "service level objective (SLO)".

use serde::{Deserialize, Serialize};

use super::words::fold;

/// A short name and the words that it stands for, folded.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Pair {
    /// The short name: `slo`.
    pub short: String,
    /// The words.
    pub long: Vec<String>,
}

/// How many letters a short name has.
const LETTERS: std::ops::RangeInclusive<usize> = 2..=6;

/// Words within a long name that its short one may pass over.
const SMALL: [&str; 8] = ["of", "and", "the", "for", "to", "in", "on", "a"];

/// Every pair of a text.
pub fn find(text: &str) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for (open, _) in text.match_indices('(') {
        let Some(inner) = text[open + 1..].split(')').next() else { continue };
        let short = inner.strip_suffix('s').filter(|short| short.ends_with(char::is_uppercase)).unwrap_or(inner);
        let is_name = LETTERS.contains(&short.len())
            && short.starts_with(|c: char| c.is_ascii_uppercase())
            && short.bytes().all(|byte| byte.is_ascii_alphabetic());
        if is_name && let Some(long) = long_name(&text[..open], short) {
            pairs.push(Pair { short: fold(short), long });
        }
    }
    pairs
}

/// The last words of a text whose first letters are those of a short name.
fn long_name(before: &str, short: &str) -> Option<Vec<String>> {
    let sentence = before.rsplit(['.', ',', ';', ':', '(', ')', '\n']).next().unwrap_or_default();
    let mut long: Vec<String> = Vec::new();
    let mut letters = short.chars().rev().map(|c| c.to_ascii_lowercase()).peekable();
    let words = sentence.rsplit(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    for word in words.take(short.len() + 3) {
        let Some(&letter) = letters.peek() else { break };
        let word = fold(word);
        if word.starts_with(letter) {
            letters.next();
        } else if !SMALL.contains(&word.as_str()) || long.is_empty() {
            return None;
        }
        long.push(word);
    }
    if letters.peek().is_some() || long.len() < 2 {
        return None;
    }
    long.reverse();
    Some(long)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let found: Vec<String> =
            find(text).iter().map(|pair| format!("{} = {}", pair.short, pair.long.join(" "))).collect();
        assert_eq!(found.join("; "), expected, "{text}");
    }

    #[test]
    fn a_short_name_behind_its_long_one_is_a_pair() {
        check("Each has a Service Level Objective (SLO).", "slo = service level objective");
        check("Two points of contact (PoCs) are named", "poc = points of contact");
    }

    #[test]
    fn what_is_no_short_name_is_none() {
        check("the queue (AWS) and (see below) and (SLO)", "");
    }
}
