//! Lexers give the classes that grammars would give, and lose no text.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use syntect::parsing::SyntaxSet;

use super::super::classes::Spans;
use super::super::read_by_grammar;
use super::{LEXERS, Lexer, of_token};

/// How many of a thousand letters must have the class that the grammar gives them: data, and languages.
const DATA: usize = 990;
const OTHERS: usize = 970;

/// How many differences are told.
const TOLD: usize = 12;

#[test]
fn every_name_of_a_lexer_means_its_grammar() {
    let set = two_face::syntax::extra_newlines();
    for lexer in &LEXERS {
        for token in lexer.tokens {
            assert_eq!(
                set.find_syntax_by_token(token).map(|syntax| syntax.name.as_str()),
                Some(lexer.grammar),
                "{token}"
            );
        }
    }
}

#[test]
fn lexers_give_the_classes_of_their_grammars() {
    let set = two_face::syntax::extra_newlines();
    let mut told = String::new();
    for lexer in &LEXERS {
        let found = Comparison::of(lexer, &set, &samples(lexer));
        assert!(found.letters > 0, "there are no samples of {}", lexer.grammar);
        let wanted =
            if matches!(lexer.grammar, "JSON" | "YAML" | "Dockerfile" | "Terraform" | "TOML") { DATA } else { OTHERS };
        if found.equal * 1000 < found.letters * wanted {
            told.push_str(&found.told(lexer.grammar));
        }
    }
    assert!(told.is_empty(), "{told}");
}

/// Whatever it reads, a lexer gives all of it back: cut off anywhere, with letters put in anywhere, in another language.
#[test]
fn no_text_is_lost() {
    let mut random = Random(20_260_101);
    for lexer in &LEXERS {
        for sample in LEXERS.iter().flat_map(samples) {
            let letters: Vec<char> = sample.chars().collect();
            for _ in 0..4 {
                let from = random.below(letters.len());
                let length = random.below(letters.len() - from + 1).min(400);
                let mut piece = letters[from..from + length].to_vec();
                for _ in 0..random.below(4) {
                    let sign = SIGNS[random.below(SIGNS.len())];
                    piece.insert(random.below(piece.len() + 1), sign);
                }
                let piece: String = piece.into_iter().collect();
                assert_eq!(text(&html(lexer, &piece)), piece, "{}", lexer.grammar);
            }
        }
    }
}

/// Brackets and quotes that nothing closes are read to the end.
#[test]
fn what_is_never_closed_is_read() {
    for lexer in &LEXERS {
        for first in SIGNS {
            for second in ['a', ' ', '\n', first, '<', '('] {
                let block: String = [first, second].iter().collect::<String>().repeat(150);
                assert_eq!(text(&html(lexer, &block)), block, "{}", lexer.grammar);
            }
        }
    }
}

/// What opens and closes, what escapes, and letters of several bytes.
const SIGNS: [char; 36] = [
    '"', '\'', '`', '\\', '\n', '\t', ' ', '$', '{', '}', '(', ')', '[', ']', '<', '>', '|', '&', ';', '#', '/', '*',
    '-', ':', '=', ',', '.', '!', '%', '~', '?', '@', '0', 'ä', '語', '🦀',
];

/// Numbers that look random and are the same in each run (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit.max(1) as u64).unwrap()
    }
}

struct Comparison {
    letters: usize,
    equal: usize,
    /// How many letters differ in one way, with the first line in which they do.
    differences: BTreeMap<(String, String), (usize, String)>,
}

impl Comparison {
    fn of(lexer: &Lexer, set: &SyntaxSet, samples: &[String]) -> Self {
        let mut found = Self { letters: 0, equal: 0, differences: BTreeMap::new() };
        for sample in samples {
            let mut spans = Spans::of(sample);
            read_by_grammar(set, lexer.grammar, sample, &mut spans);
            let wanted = classes(&spans.finish());
            let given = classes(&html(lexer, sample));
            let mut line = 0;
            for (at, ((letter, wanted), (_, given))) in wanted.iter().zip(&given).enumerate() {
                line += usize::from(*letter == '\n');
                if letter.is_whitespace() {
                    continue;
                }
                found.letters += 1;
                if wanted == given {
                    found.equal += 1;
                    continue;
                }
                let way = (wanted.clone(), given.clone());
                let place = || format!("{} (letter {at})", sample.lines().nth(line).unwrap_or_default());
                found.differences.entry(way).or_insert_with(|| (0, place())).0 += 1;
            }
        }
        found
    }

    /// The worst differences.
    fn told(&self, grammar: &str) -> String {
        let mut differences: Vec<_> = self.differences.iter().collect();
        differences.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
        let mut told = format!("{grammar}: {} of {} letters differ\n", self.letters - self.equal, self.letters);
        for ((wanted, given), (count, line)) in differences.into_iter().take(TOLD) {
            told.push_str(&format!("{count:6} are `{given}` and not `{wanted}`: {line}\n"));
        }
        told
    }
}

fn html(lexer: &Lexer, code: &str) -> String {
    let mut spans = Spans::of(code);
    lexer.read(code, &mut spans);
    spans.finish()
}

/// Every letter of highlighted code with its class.
fn classes(html: &str) -> Vec<(char, String)> {
    let mut classes = Vec::new();
    let mut class = "";
    let mut rest = html;
    while !rest.is_empty() {
        if let Some((name, after)) = rest.strip_prefix("<span class=\"").and_then(|rest| rest.split_once("\">")) {
            (class, rest) = (name, after);
        } else if let Some(after) = rest.strip_prefix("</span>") {
            (class, rest) = ("", after);
        } else {
            let end = rest.find('<').unwrap_or(rest.len());
            let text = rest[..end].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
            classes.extend(text.chars().map(|letter| (letter, class.to_owned())));
            rest = &rest[end..];
        }
    }
    classes
}

fn text(html: &str) -> String {
    classes(html).into_iter().map(|(letter, _)| letter).collect()
}

/// The blocks of a lexer's language in the handbook, in the cases and in `tests/lexers`.
fn samples(lexer: &Lexer) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut samples = Vec::new();
    for folder in ["content", "tests/cases", "tests/lexers"] {
        pages(&root.join(folder), &mut |page| {
            let mut lines = page.lines();
            while let Some(line) = lines.next() {
                let ticks = line.len() - line.trim_start_matches('`').len();
                let token = line[ticks..].split([' ', '{', ',']).next().unwrap_or_default();
                if ticks < 3 || token.is_empty() {
                    continue;
                }
                let body: String = lines
                    .by_ref()
                    .take_while(|line| *line != &"`".repeat(ticks)[..])
                    .flat_map(|line| [line, "\n"])
                    .collect();
                if of_token(token).is_some_and(|found| found.grammar == lexer.grammar) {
                    samples.push(body);
                }
            }
        });
    }
    samples
}

#[expect(clippy::disallowed_methods, reason = "the samples lie in the repository")]
fn pages(folder: &Path, read: &mut impl FnMut(&str)) {
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            pages(&path, read);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            read(&fs::read_to_string(&path).unwrap());
        }
    }
}
