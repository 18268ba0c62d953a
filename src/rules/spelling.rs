//! Names of tools in running text that are spelt in another way than on the tool's own page.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, OnceLock};

use crate::diag::{Code, Diagnostic};
use crate::document::{Document, Tree};
use crate::handbook::{Handbook, Page};
use crate::text::TextRange;

/// The fewest letters and digits of a name that is looked for: shorter ones are parts of other words.
const SHORTEST: usize = 4;

/// How many combinations of three characters are told apart, at five bits each.
const BEGINNINGS: usize = 1 << 15;

/// The right spellings of all names.
pub(super) struct Spellings<'a> {
    /// Names by their letters and digits alone, in lower case.
    names: HashMap<String, Name<'a>>,
    handbook: &'a Handbook,
    /// What else is right: titles, aliases and ids of any page. Nobody asks as long as all names are right.
    right: OnceLock<HashSet<&'a str>>,
    /// Whether some name begins with these three characters: most words are done with at this look.
    beginnings: Vec<bool>,
    longest: usize,
}

struct Name<'a> {
    spelling: &'a str,
    tool: &'a Page,
}

impl<'a> Spellings<'a> {
    /// The spellings that the pages of a handbook give.
    pub(super) fn new(handbook: &'a Handbook) -> Self {
        let (names, beginnings) = (HashMap::new(), vec![false; BEGINNINGS]);
        let mut known = Self { names, handbook, right: OnceLock::new(), beginnings, longest: 0 };
        for tool in explicit(handbook).filter(|page| page.typed.kind == "tool") {
            for spelling in spellings(tool).filter(|spelling| is_telling(spelling)) {
                known.add(Name { spelling, tool });
            }
        }
        known
    }

    fn add(&mut self, name: Name<'a>) {
        if let Some(beginning) = beginning(name.spelling.as_bytes()) {
            self.beginnings[beginning] = true;
        }
        self.longest = self.longest.max(name.spelling.len());
        self.names.entry(key(name.spelling)).or_insert(name);
    }

    /// Notes the wrong spellings on a page.
    pub(super) fn check(&self, page: &Page, open: &impl Fn() -> Arc<Document>) -> Vec<Diagnostic> {
        if self.names.is_empty() {
            return Vec::new();
        }
        let document = open();
        let Tree { text, prose, .. } = document.tree();
        prose.iter().flat_map(|stretch| self.check_stretch((page, text), *stretch)).collect()
    }

    fn check_stretch(&self, (page, text): (&Page, &str), stretch: TextRange) -> Vec<Diagnostic> {
        let bytes = text.as_bytes();
        let mut notes = Vec::new();
        let (mut at, end) = (stretch.start as usize, (stretch.end as usize).min(bytes.len()));
        while at < end {
            if is_word(bytes[at]) {
                let is_candidate = beginning(&bytes[at..end]).is_some_and(|beginning| self.beginnings[beginning]);
                let found = if is_candidate { self.longest_name(&text[..end], at) } else { None };
                if let Some((name, length)) = found {
                    notes.extend(self.note(page, name, (&text[at..at + length], at)));
                    at += length;
                }
                at += bytes[at..end].iter().take_while(|byte| is_word(**byte)).count();
            } else {
                at += 1;
            }
        }
        notes
    }

    /// The longest name that begins here in any spelling, and its length.
    fn longest_name(&self, text: &str, start: usize) -> Option<(&Name<'a>, usize)> {
        let bytes = text.as_bytes();
        // Part of a path, an address, an attribute or a longer word.
        if text[..start].ends_with(['/', '@', '#', '.', '_', '-', '=', '\\', '$', ':']) {
            return None;
        }
        let mut found = None;
        let mut key = String::new();
        let mut at = start;
        while at < bytes.len() && bytes[at].is_ascii_alphanumeric() && key.len() <= self.longest {
            key.push(char::from(bytes[at].to_ascii_lowercase()));
            at += 1;
            if bytes.get(at).is_some_and(|byte| is_word(*byte)) {
                continue;
            }
            let after = bytes.get(at + 1).copied();
            let goes_on = after.is_some_and(|after| is_word(after) || after == b'/');
            let is_whole = match bytes.get(at) {
                Some(b'/' | b'@' | b'_' | b'-' | b'.' | b'=' | b':') => !goes_on,
                _ => true,
            };
            if is_whole && let Some(name) = self.names.get(&key) {
                found = Some((name, at - start));
            }
            if bytes.get(at).is_some_and(|byte| is_separator(*byte)) {
                at += 1;
            } else {
                break;
            }
        }
        found
    }

    fn is_right(&self, written: &str) -> bool {
        let right = || explicit(self.handbook).flat_map(|page| spellings(page).chain([page.id.as_str()])).collect();
        self.right.get_or_init(right).contains(written)
    }

    fn note(&self, page: &Page, name: &Name<'_>, (written, at): (&str, usize)) -> Option<Diagnostic> {
        if !is_misspelt(name.spelling, written) || self.is_right(written) {
            return None;
        }
        let range = TextRange::new(at, at + written.len());
        let message = format!("the tool `{}` is spelt `{written}` here", name.spelling);
        let path = &name.tool.document.path;
        let help = format!("write `{}`, or add this spelling to the `aliases` in `{path}`", name.spelling);
        Some(Diagnostic::new(Code::NameSpelling, &page.document.path, range, message).help(help))
    }
}

/// The pages that name their kind.
fn explicit(handbook: &Handbook) -> impl Iterator<Item = &Page> {
    handbook.pages.iter().filter(|page| page.typed.is_explicit)
}

/// The title and the aliases of a page.
fn spellings(page: &Page) -> impl Iterator<Item = &str> {
    let aliases = page.aliases.iter().map(|alias| alias.value.as_str());
    std::iter::once(page.title.as_str()).chain(aliases)
}

/// Whether a name can be told from ordinary words: it has capitals of its own, or several parts.
fn is_telling(name: &str) -> bool {
    let is_plain_text = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || is_separator(byte));
    let has_both_cases = name.contains(char::is_uppercase) && name.contains(char::is_lowercase);
    let has_parts = name.bytes().any(is_separator);
    is_plain_text && has_both_cases && (has_parts || has_inner_capital(name)) && key(name).len() >= SHORTEST
}

/// The letters and digits of a name, in lower case.
fn key(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// Whether `written`, which has the letters of `name`, is a wrong spelling of it and not a run of ordinary words.
///
/// "step functions" need not be *Step Functions*, nor "GitHub actions" *GitHub Actions*, nor "pager duty" *`PagerDuty`*.
fn is_misspelt(name: &str, written: &str) -> bool {
    if !written.contains(char::is_lowercase) {
        return false;
    }
    let (right, found) = (words(name), words(written));
    let is_ordinary = |word: &str| word.starts_with(char::is_uppercase) && !has_inner_capital(word);
    let has_same_words = right.len() == found.len() && right.iter().zip(&found).all(|(a, b)| a.eq_ignore_ascii_case(b));
    if has_same_words {
        let is_wrong = |(at, (right, found)): (usize, (&&str, &&str))| {
            let is_lowered = is_ordinary(right) && right.to_ascii_lowercase() == **found;
            let begins_sentence = at == 0 && right[1..] == found[1..] && found.starts_with(char::is_uppercase);
            right != found && !is_lowered && !begins_sentence
        };
        let has_wrong_word = right.iter().zip(&found).enumerate().any(is_wrong);
        let separators = |name: &str| name.bytes().filter(|byte| is_separator(*byte)).collect::<Vec<_>>();
        return has_wrong_word || (separators(name) != separators(written) && has_inner_capital(written));
    }
    if found.len() < right.len() {
        return has_inner_capital(written) || !right.iter().all(|word| is_ordinary(word));
    }
    found.iter().all(|word| !word.starts_with(char::is_lowercase))
}

fn words(name: &str) -> Vec<&str> {
    name.split([' ', '-', '_', '.']).collect()
}

fn has_inner_capital(name: &str) -> bool {
    name.chars().skip(1).any(char::is_uppercase)
}

/// A part of a word; a letter beyond ASCII takes several of them.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80
}

fn is_separator(byte: u8) -> bool {
    matches!(byte, b' ' | b'-' | b'_' | b'.')
}

/// The first three letters or digits as a number, whatever their case.
fn beginning(bytes: &[u8]) -> Option<usize> {
    let mut letters = bytes.iter().filter(|byte| !is_separator(**byte)).map(|byte| usize::from(byte & 31));
    Some(letters.next()? << 10 | letters.next()? << 5 | letters.next()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_spelling_is_told_from_ordinary_words() {
        let wrong = [
            ("Argo CD", "ArgoCD"),
            ("Argo CD", "Argo cd"),
            ("Argo CD", "Argo-CD"),
            ("GitHub Actions", "Github Actions"),
            ("GitHub Actions", "GithubActions"),
            ("Node.js", "NodeJS"),
            ("PagerDuty", "Pagerduty"),
            ("PagerDuty", "Pager Duty"),
            ("Cloud Run", "CloudRun"),
        ];
        for (name, written) in wrong {
            assert!(is_misspelt(name, written), "{written}");
        }
        let ordinary = [
            ("Step Functions", "step functions"),
            ("Step Functions", "Step functions"),
            ("Step Functions", "step-functions"),
            ("GitHub Actions", "GitHub actions"),
            ("PagerDuty", "pager duty"),
            ("MLflow", "ML flow"),
            ("Time Line", "Timeline"),
            ("Argo CD", "ARGO_CD"),
        ];
        for (name, written) in ordinary {
            assert!(!is_misspelt(name, written), "{written}");
        }
    }
}
