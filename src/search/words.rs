//! What counts as a word: the same in a page, in a query typed in the terminal, and in the browser.
//!
//! `themes/default/search.js` says the same in JavaScript; `tests/search/words.json` holds both to it.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The longest word that is looked for; what is longer is a key or a picture in disguise.
const LONGEST: usize = 40;

/// The longest word that is put together from parts.
const LONGEST_WHOLE: usize = 24;

/// The most parts of which a word is put together; more are an address or a version.
const MOST_RUNS: usize = 3;

/// A stretch of text that is read as one: a word, or words put together (`kube-apiserver`, `getUserName`, `CI/CD`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compound {
    /// Where it begins in the text, in bytes.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// Its words, folded, in order; Chinese, Japanese and Korean is read by every two neighbouring characters, one compound
    /// each.
    pub parts: Vec<String>,
    /// Its parts as one word, where somebody could write them so.
    pub whole: Option<String>,
}

impl Compound {
    /// Its parts and the whole.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().chain(&self.whole).map(String::as_str)
    }
}

/// A run of letters and digits within a text.
struct Run {
    start: usize,
    end: usize,
    is_dense: bool,
}

/// Every word of a text, in order.
pub fn compounds(text: &str) -> Vec<Compound> {
    let mut found = Vec::new();
    each_chain(text, |chain| push_chain(text, chain, &mut found));
    found
}

/// The words of a text alone, parts and wholes.
pub fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    each_stretch(text, |stretch| each_word(stretch, |word| words.push(word.to_owned())));
    words
}

/// Calls `visit` with the words of a stretch, parts and wholes, in order.
pub fn each_word(stretch: &str, mut visit: impl FnMut(&str)) {
    let runs = stretch.split(is_joining);
    if !runs.clone().all(is_simple) {
        return compounds(stretch).iter().flat_map(Compound::words).for_each(visit);
    }
    let folded = stretch.to_ascii_lowercase();
    folded.split(is_joining).for_each(&mut visit);
    if folded.contains(is_joining) && is_name(runs, stretch) {
        let whole = folded.replace(is_joining, "");
        if whole.len() <= LONGEST_WHOLE {
            visit(&whole);
        }
    }
}

/// Whether a stretch is one word as most are, which takes no thought: a few letters of ASCII without a hump.
fn is_simple(stretch: &str) -> bool {
    let bytes = stretch.as_bytes();
    (1..=LONGEST_WHOLE).contains(&bytes.len())
        && bytes.iter().all(u8::is_ascii_alphanumeric)
        && (!bytes.iter().skip(1).any(u8::is_ascii_uppercase) || bytes.iter().all(u8::is_ascii_uppercase))
}

/// Calls `visit` with every stretch of a text whose words are the same wherever it stands, in order: runs that touch or
/// are joined by signs.
pub fn each_stretch<'t>(text: &'t str, mut visit: impl FnMut(&'t str)) {
    let mut runs = Runs { text, at: 0 };
    while let Some(start) = runs.next_start() {
        if let Some(end) = end_of_word(text, start) {
            visit(&text[start..end]);
            runs.at = end;
            continue;
        }
        runs.at = start;
        let Some(Run { start, mut end, .. }) = runs.next() else { break };
        let is_near = |gap: &str| gap.is_empty() || is_joiner(gap);
        while let Some(run) = runs.next().filter(|run| is_near(&text[end..run.start])) {
            end = run.end;
        }
        visit(&text[start..end]);
        runs.at = end;
    }
}

/// Where a stretch ends that is one run of ASCII, as most are, if a look at its neighbours shows that it is.
fn end_of_word(text: &str, start: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let end = end_of_letters(bytes, start);
    let is_space = |at: usize| bytes.get(at).is_none_or(|byte| matches!(byte, b' ' | b'\n'));
    let is_alone = match bytes.get(end) {
        None | Some(b' ' | b'\n' | b',' | b':' | b';' | b')' | b'"' | b'=') => true,
        Some(b'.' | b'-' | b'/' | b'_') => is_space(end + 1),
        Some(_) => false,
    };
    let has_sign = start > 0 && bytes[start - 1] == b'.';
    (end > start && is_alone && !has_sign).then_some(end)
}

/// Where the letters and digits of ASCII end that stand at a place.
fn end_of_letters(bytes: &[u8], start: usize) -> usize {
    let rest = &bytes[start..];
    start + rest.iter().position(|byte| !IS_LETTER[usize::from(*byte)]).unwrap_or(rest.len())
}

/// Which bytes are letters and digits of ASCII: one look for each byte of a handbook.
static IS_LETTER: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0_u8;
    while byte < 0x80 {
        table[byte as usize] = byte.is_ascii_alphanumeric();
        byte += 1;
    }
    table
};

/// Calls `visit` with all runs that are joined by signs, in order.
fn each_chain(text: &str, mut visit: impl FnMut(&[Run])) {
    let mut chain: Vec<Run> = Vec::new();
    for run in (Runs { text, at: 0 }) {
        if chain.last().is_some_and(|last| !is_joiner(&text[last.end..run.start])) {
            visit(&chain);
            chain.clear();
        }
        chain.push(run);
    }
    if !chain.is_empty() {
        visit(&chain);
    }
}

/// A text as words are compared: without marks, in lower case, compatibility forms as what they stand for.
///
/// The voicing marks of kana stay: か and が are two letters.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let is_kept = |c: &char| !is_combining_mark(*c) || matches!(c, '\u{3099}' | '\u{309a}');
    text.nfkd().filter(is_kept).nfc().collect::<String>().to_lowercase().replace('ς', "σ")
}

fn is_word(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() } else { c.is_alphanumeric() || is_combining_mark(c) }
}

/// Whether a sign alone joins two runs.
fn is_joining(c: char) -> bool {
    matches!(c, '-' | '_' | '.' | '/')
}

fn is_joiner(gap: &str) -> bool {
    gap.len() == 1 && gap.starts_with(is_joining)
}

/// Whether a character belongs to a script without spaces between words, or with endings as words: Han, kana, Hangul.
fn is_dense(c: char) -> bool {
    matches!(c, '\u{3005}' | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Runs of letters and digits of one sort of script; `C++`, `C#` and `.NET` keep their signs.
struct Runs<'a> {
    text: &'a str,
    at: usize,
}

impl Runs<'_> {
    /// Where the next run begins; letters of ASCII, which most are, take no look at a character.
    fn next_start(&self) -> Option<usize> {
        let mut at = self.at;
        loop {
            match *self.text.as_bytes().get(at)? {
                byte if IS_LETTER[usize::from(byte)] => return Some(at),
                byte if byte.is_ascii() => at += 1,
                _ => {
                    let c = self.text[at..].chars().next()?;
                    if is_word(c) {
                        return Some(at);
                    }
                    at += c.len_utf8();
                }
            }
        }
    }
}

impl Iterator for Runs<'_> {
    type Item = Run;

    fn next(&mut self) -> Option<Run> {
        let start = self.next_start()?;
        let mut end = end_of_letters(self.text.as_bytes(), start);
        let is_dense = end == start && self.text[start..].starts_with(self::is_dense);
        if !self.text.as_bytes().get(end).is_none_or(u8::is_ascii) {
            let belongs = |c: char| is_word(c) && (self::is_dense(c) == is_dense || is_combining_mark(c));
            let rest = &self.text[end..];
            end += rest.find(|c| !belongs(c)).unwrap_or(rest.len());
        }
        self.at = end;
        let mut run = Run { start, end, is_dense };
        take_signs(self.text, &mut run);
        Some(run)
    }
}

fn take_signs(text: &str, run: &mut Run) {
    let (before, rest) = (&text[..run.start], &text[run.end..]);
    let name = &text[run.start..run.end];
    if let Some(b'+' | b'#') = rest.as_bytes().first()
        && let Some(sign) = ["++", "#"].into_iter().find(|sign| rest.starts_with(sign))
        && !run.is_dense
        && name.chars().count() <= 2
        && !rest[sign.len()..].starts_with(is_word)
    {
        run.end += sign.len();
    }
    if name.eq_ignore_ascii_case("net")
        && let Some(before) = before.strip_suffix('.')
        && !rest.starts_with(is_word)
        && !before.ends_with(is_word)
    {
        run.start -= 1;
    }
}

fn push_chain(text: &str, chain: &[Run], found: &mut Vec<Compound>) {
    if let [first, .., last] = chain
        && let Some(whole) = joined(text, chain)
    {
        let parts = chain.iter().flat_map(|run| parts(&text[run.start..run.end])).collect();
        found.push(Compound { start: first.start, end: last.end, parts, whole: Some(whole) });
        return;
    }
    for &Run { start, end, is_dense } in chain {
        let written = &text[start..end];
        if is_dense {
            push_pairs(written, start, found);
            continue;
        }
        let parts = parts(written);
        let whole = (parts.len() > 1).then(|| fold(written)).filter(|whole| whole.chars().count() <= LONGEST_WHOLE);
        if !parts.is_empty() {
            found.push(Compound { start, end, parts, whole });
        }
    }
}

/// The runs of a chain as one word, where they are a name.
fn joined(text: &str, chain: &[Run]) -> Option<String> {
    let gaps: String = chain.windows(2).map(|pair| &text[pair[0].end..pair[1].start]).collect();
    let runs = chain.iter().map(|run| &text[run.start..run.end]);
    let is_name = !chain.iter().any(|run| run.is_dense) && is_name(runs.clone(), &gaps);
    let whole: String = if is_name { runs.map(fold).collect() } else { String::new() };
    (!whole.is_empty() && whole.chars().count() <= LONGEST_WHOLE).then_some(whole)
}

/// Whether runs that are joined by the signs in `gaps` are a name and no address, version or choice.
fn is_name<'t>(mut runs: impl Iterator<Item = &'t str> + Clone, gaps: &str) -> bool {
    let count = runs.clone().count();
    count <= MOST_RUNS
        && (!gaps.contains('/') || runs.clone().all(is_initials))
        && (!gaps.contains('.') || count == 2)
        && runs.next().is_some_and(|first| first.starts_with(char::is_alphabetic))
}

/// Whether somebody would write it with others as one: `CI` and `CD`, but not `and` and `or`.
fn is_initials(written: &str) -> bool {
    written.chars().count() <= 3 && written.starts_with(char::is_uppercase)
}

/// The words of a run: its humps if it is a name of code (`getUserName`, `StatefulSetSpec`), else itself.
///
/// `GitHub` and `DevOps` are one word: two humps, the first with a capital.
fn parts(written: &str) -> Vec<String> {
    if is_simple(written) {
        return vec![written.to_ascii_lowercase()];
    }
    let humps = humps(written);
    let is_code = humps.len() > 2 || (humps.len() == 2 && written.starts_with(char::is_lowercase));
    let parts = if is_code { humps } else { vec![written] };
    parts.into_iter().map(fold).filter(|part| is_kept(part)).collect()
}

fn is_kept(word: &str) -> bool {
    let length = word.chars().count();
    let is_key = length > LONGEST_WHOLE && word.contains(char::is_numeric) && word.contains(char::is_alphabetic);
    length > 0 && length <= LONGEST && !is_key
}

/// Where a capital follows a small letter or digit, and before the last of several capitals that a small letter follows.
fn humps(written: &str) -> Vec<&str> {
    let chars: Vec<(usize, char)> = written.char_indices().collect();
    let mut humps = Vec::new();
    let mut start = 0;
    for (at, pair) in chars.windows(2).enumerate() {
        let [(_, before), (offset, c)] = [pair[0], pair[1]];
        let is_last_capital = before.is_uppercase() && chars.get(at + 2).is_some_and(|(_, next)| next.is_lowercase());
        if c.is_uppercase() && (before.is_lowercase() || before.is_numeric() || is_last_capital) {
            humps.push(&written[start..offset]);
            start = offset;
        }
    }
    humps.push(&written[start..]);
    humps
}

/// Every two neighbouring characters; a character that stands alone is a word.
fn push_pairs(written: &str, start: usize, found: &mut Vec<Compound>) {
    let chars: Vec<char> = fold(written).chars().collect();
    // A character of some width may be folded into others: they share its place.
    let starts: Vec<usize> = written.char_indices().map(|(at, _)| start + at).collect();
    let end = start + written.len();
    let place = |at: usize| starts.get(at).copied().unwrap_or(end);
    for (at, pair) in chars.windows(chars.len().clamp(1, 2)).enumerate() {
        let start = starts.get(at).copied().unwrap_or(start);
        found.push(Compound { start, end: place(at + 2), parts: vec![pair.iter().collect()], whole: None });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(words(text).join(" "), expected, "{text}");
        assert_eq!(placed_words(text), expected, "{text}");
    }

    fn placed_words(text: &str) -> String {
        compounds(text).iter().flat_map(Compound::words).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_are_the_same_with_their_places_and_without() {
        let pieces = [
            "C",
            "c#",
            "++",
            "#",
            ".",
            "net",
            ".NET",
            "-",
            "/",
            " ",
            "getUserName",
            "CI",
            "新幹線",
            "が",
            "é",
            "1",
            "a",
            "\u{301}",
        ];
        // Every three of them side by side: what stands around a word may decide what it is.
        for one in pieces {
            for (two, three) in pieces.iter().flat_map(|two| pieces.iter().map(move |three| (two, three))) {
                let text = format!("{one}{two}{three}");
                assert_eq!(words(&text).join(" "), placed_words(&text), "{text:?}");
            }
        }
    }

    #[test]
    fn names_of_code_are_found_by_their_parts_and_as_a_whole() {
        check("kube-apiserver", "kube apiserver kubeapiserver");
        check("getUserName", "get user name getusername");
        check("GitHub and DevOps", "github and devops");
        check("CI/CD, and/or", "ci cd cicd and or");
    }

    #[test]
    fn signs_that_belong_to_a_name_stay() {
        check("C++ or C#, F#; .NET and ASP.NET", "c++ or c# f# .net and asp net aspnet");
        check("issue #1", "issue 1");
    }

    #[test]
    fn marks_and_forms_do_not_count() {
        check("Ünïcode ﬁle ＡＢＣ Straße", "unicode file abc straße");
    }

    #[test]
    fn scripts_without_spaces_are_read_in_pairs() {
        check("新幹線にGit", "新幹 幹線 線に git");
        check("が", "が");
    }
}
