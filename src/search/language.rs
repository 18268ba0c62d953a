//! What search knows of a language: its forms of words, and the words that say nothing.

use std::collections::BTreeSet;

use rust_stemmers::{Algorithm, Stemmer};

use super::words::fold;

/// A language of pages.
pub struct Language {
    stemmer: Option<Stemmer>,
    /// Words that are left out of a query as long as any other word is left, folded.
    pub stop_words: BTreeSet<String>,
    /// Endings of words and what stands in their place in another form, tried in this order for a word that no page has.
    pub endings: &'static [(&'static str, &'static str)],
}

/// Words that say nothing of what an English query looks for, and those that make it a question.
const ENGLISH: &str = "a about am an and any are as at be been but by can could did do does for from get had has have \
    how i if in into is it its just may me my no nor not of on onto or our out per s shall should so such t tell than \
    that the their them then there these they this those to too up us via was we were what when where which while who \
    why will with within would you your find please";
const GERMAN: &str = "aber alle als am an auch auf aus bei bin bis bist da das dass dem den der des die dies diese dir \
    doch du durch ein eine einem einen einer eines er es finde für hat ich ihr im in ist kann man mein mich mir mit muss \
    nach nicht noch nur oder ob sein sich sie sind so über um und uns unter von vor wann warum was welche wenn wer wie \
    wir wird wo zu zum zur";
const FRENCH: &str = "a à au aux avec c ce ces cette comment d dans de des du elle en est et être il ils j je l la le \
    les leur mais me mes mon n ne nos notre nous on où ou par pas pour pourquoi qu quand que quel quelle qui s sa se ses \
    son sont sur ta te tes toi ton tu un une vos votre vous y";
const SPANISH: &str = "a al como cómo con cual cuál cuando cuándo de del donde dónde el ella en entre es esta este la \
    las le les lo los me mi no nos o para pero por porque qué que quien quién se si sin sobre son su sus te tu un una \
    unas unos y ya yo";

/// Plural, past and present participle, both ways.
const ENGLISH_ENDINGS: [(&str, &str); 14] = [
    ("ies", "y"),
    ("es", ""),
    ("s", ""),
    ("ing", ""),
    ("ing", "e"),
    ("ed", ""),
    ("ed", "e"),
    ("y", "ies"),
    ("", "s"),
    ("e", "ing"),
    ("", "ing"),
    ("", "ed"),
    ("e", "ed"),
    ("", "es"),
];
const GERMAN_ENDINGS: [(&str, &str); 8] =
    [("en", ""), ("n", ""), ("er", ""), ("es", ""), ("s", ""), ("e", ""), ("", "en"), ("", "e")];
const ROMANCE_ENDINGS: [(&str, &str); 4] = [("es", ""), ("s", ""), ("", "s"), ("", "es")];

impl Language {
    /// The language of a BCP 47 tag: its first part decides.
    pub fn of(tag: &str) -> Self {
        let primary = tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        let (stop_words, endings): (&str, &[(&str, &str)]) = match primary.as_str() {
            "en" => (ENGLISH, &ENGLISH_ENDINGS),
            "de" => (GERMAN, &GERMAN_ENDINGS),
            "fr" => (FRENCH, &ROMANCE_ENDINGS),
            "es" => (SPANISH, &ROMANCE_ENDINGS),
            _ => ("", &[]),
        };
        let stemmer = algorithm(&primary).map(Stemmer::create);
        Self { stemmer, stop_words: stop_words.split_whitespace().map(fold).collect(), endings }
    }

    /// What all forms of a word have in common; the word itself in a language without such rules.
    pub fn stem(&self, word: &str) -> String {
        self.stemmer.as_ref().map_or_else(|| word.to_owned(), |stemmer| stemmer.stem(word).into_owned())
    }
}

fn algorithm(primary: &str) -> Option<Algorithm> {
    Some(match primary {
        "ar" => Algorithm::Arabic,
        "da" => Algorithm::Danish,
        "de" => Algorithm::German,
        "el" => Algorithm::Greek,
        "en" => Algorithm::English,
        "es" => Algorithm::Spanish,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "hu" => Algorithm::Hungarian,
        "it" => Algorithm::Italian,
        "nb" | "nn" | "no" => Algorithm::Norwegian,
        "nl" => Algorithm::Dutch,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "sv" => Algorithm::Swedish,
        "ta" => Algorithm::Tamil,
        "tr" => Algorithm::Turkish,
        _ => return None,
    })
}
