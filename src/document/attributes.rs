//! `{#id .class key=value flag}` behind a heading or a fence: one syntax, one parser.

use crate::text::ShortText;

/// What stands between the braces.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Attributes {
    /// `#id`
    pub id: Option<ShortText>,
    /// `.class`, in order.
    pub classes: Vec<ShortText>,
    /// `key=value` and bare `flag`s, in order.
    pub pairs: Vec<(ShortText, Option<ShortText>)>,
}

impl Attributes {
    /// The value of a key; `Some("")` of a bare flag.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.pairs.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_deref().unwrap_or_default())
    }

    /// Adds one word; `None` where it is no attribute.
    fn add(&mut self, word: &str) -> Option<()> {
        match Attribute::read(word)? {
            Attribute::Id(id) => self.id = Some(id.into()),
            Attribute::Class(class) => self.classes.push(class.into()),
            Attribute::Pair(key, value) => self.pairs.push((key.into(), value.map(ShortText::from))),
        }
        Some(())
    }

    /// Whether nothing was written but flags, which in running text are ordinary words in braces.
    pub(super) fn is_only_flags(&self) -> bool {
        let is_word = |(key, value): &(ShortText, Option<ShortText>)| value.is_none() && !FLAGS.contains(&key.as_str());
        self.id.is_none() && self.classes.is_empty() && self.pairs.iter().all(is_word)
    }
}

/// One word between the braces.
enum Attribute<'a> {
    Id(&'a str),
    Class(&'a str),
    Pair(&'a str, Option<&'a str>),
}

impl<'a> Attribute<'a> {
    /// Reads a word; `None` where it is no attribute.
    fn read(word: &'a str) -> Option<Self> {
        if let Some(id) = word.strip_prefix('#') {
            return Some(Self::Id(name(id)?));
        }
        if let Some(class) = word.strip_prefix('.') {
            return Some(Self::Class(name(class)?));
        }
        let (key, value) = split(word);
        Some(Self::Pair(name(key)?, value))
    }
}

/// The flags that mean something even where nothing else stands in the braces behind a heading.
const FLAGS: [&str; 1] = ["creates"];

/// A word that was written as an attribute, whether it is one or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttributeWord<'a> {
    /// The word, without the braces around it.
    pub text: &'a str,
    /// Where it begins in the line.
    pub at: usize,
    /// Whether it can be read as an attribute.
    pub is_attribute: bool,
}

impl<'a> AttributeWord<'a> {
    /// The key, and the value where there is one.
    pub fn split(&self) -> (&'a str, Option<&'a str>) {
        split(self.text)
    }
}

/// A key and its value, without the quotes or braces around it.
fn split(word: &str) -> (&str, Option<&str>) {
    let Some((key, value)) = word.split_once('=') else { return (word, None) };
    let braced = || value.strip_prefix('{')?.strip_suffix('}');
    (key, Some(quoted(value).or_else(braced).unwrap_or(value)))
}

/// The words behind the language in the first line of a fence.
pub fn fence_words(line: &str) -> Vec<AttributeWord<'_>> {
    let info = line.trim_start_matches(['`', '~']);
    words(line, line.len() - split_info(info).1.len())
}

/// The words in the braces at the end of a heading's line.
pub fn heading_words(line: &str) -> Vec<AttributeWord<'_>> {
    let line = line.trim_end().trim_end_matches('#').trim_end();
    line.rfind('{').map_or_else(Vec::new, |open| words(line, open))
}

fn words(line: &str, start: usize) -> Vec<AttributeWord<'_>> {
    let mut words = Vec::new();
    let mut rest = line[start..].trim_start();
    while !rest.is_empty() {
        // Behind a quote without an end there is no other word.
        let (word, after) = next_word(rest).unwrap_or((rest, ""));
        let text = bare(word);
        let at = line.len() - rest.len() + word.find(text).unwrap_or_default();
        if !text.is_empty() {
            let is_attribute = Attribute::read(text).is_some() && next_word(text).is_some();
            words.push(AttributeWord { text, at, is_attribute });
        }
        rest = after.trim_start();
    }
    words
}

/// Reads what stands between the braces; `None` where it is no list of attributes.
pub(super) fn parse(text: &str) -> Option<Attributes> {
    let mut attributes = Attributes::default();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (word, after) = next_word(rest)?;
        attributes.add(word)?;
        rest = after.trim_start();
    }
    Some(attributes)
}

/// The language and the attributes of a fence's info string.
///
/// `sh {run}`, `rust,ignore`, `{.python}` and `yaml title="x"` are all in use.
pub(super) fn read_info(info: &str) -> (Option<ShortText>, Attributes) {
    let (word, rest) = split_info(info);
    let attributes = parse_info(rest);
    let language = if word.is_empty() { attributes.classes.first().map_or("", ShortText::as_str) } else { word };
    ((!language.is_empty()).then(|| language.into()), attributes)
}

/// The language, and what stands behind it.
fn split_info(info: &str) -> (&str, &str) {
    let info = info.trim_start();
    let end = info.find(|c: char| c.is_whitespace() || c == ',' || c == '{').unwrap_or(info.len());
    let (word, rest) = info.split_at(end);
    (word, rest.trim_start().trim_start_matches(','))
}

/// Reads what stands behind a fence's language, with or without braces; what is no attribute belongs to another
/// tool and is passed over.
fn parse_info(text: &str) -> Attributes {
    let mut attributes = Attributes::default();
    let mut rest = text.trim();
    while let Some((word, after)) = next_word(rest).filter(|(word, _)| !word.is_empty()) {
        attributes.add(bare(word));
        rest = after.trim_start();
    }
    attributes
}

/// The text before a `{…}` at its end, and the attributes in it.
pub(super) fn split_trailing(text: &str) -> Option<(&str, Attributes)> {
    let inner = text.trim_end().strip_suffix('}')?;
    let open = inner.rfind('{')?;
    let attributes = parse(&inner[open + 1..])?;
    Some((&inner[..open], attributes))
}

/// What stands between the quotes of a word, or of a value, that is a text in quotes.
pub fn quoted(word: &str) -> Option<&str> {
    QUOTES.into_iter().find_map(|quote| word.strip_prefix(quote)?.strip_suffix(quote))
}

/// A text that holds one of them stands between two of the other.
const QUOTES: [char; 2] = ['"', '\''];

/// A word without the braces around all of them; those around its own value stay.
fn bare(word: &str) -> &str {
    let mut word = word.trim_start_matches('{');
    let count = |brace| unquoted(word).filter(|(_, c)| *c == brace).count();
    for _ in count('{')..count('}') {
        word = word.strip_suffix('}').unwrap_or(word);
    }
    word
}

/// The next word, in which a value in quotes or braces may hold spaces; `None` where a quote is not closed.
fn next_word(text: &str) -> Option<(&str, &str)> {
    let mut braced = false;
    for (at, c) in unquoted(text) {
        match c {
            '"' => return None,
            '{' => braced |= text[..at].ends_with('='),
            '}' => braced = false,
            c if c.is_whitespace() && !braced => return Some((&text[..at], &text[at..])),
            _ => {}
        }
    }
    Some((text, ""))
}

/// The characters outside quotes, with their places; a quote without an end is one of them, and so is a `'` with which
/// neither a word nor a value begins: it is an apostrophe.
fn unquoted(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut open = None;
    let mut before = None;
    let mut is_begun = false;
    text.char_indices().filter(move |(at, c)| {
        let may_open = *c == '"' || !is_begun || before == Some('=');
        before = Some(*c);
        is_begun |= *c != '{';
        if let Some(quote) = open {
            open = (*c != quote).then_some(quote);
            return false;
        }
        let is_quote = QUOTES.contains(c) && may_open && text[at + 1..].contains(*c);
        open = is_quote.then_some(*c);
        !is_quote
    })
}

fn name(text: &str) -> Option<&str> {
    let is_name = !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ':' | '.'));
    is_name.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_read() {
        let attributes = parse(r#"#top .wide run skip="not today" time=5m"#).expect("attributes");
        assert_eq!(attributes.id.as_deref(), Some("top"));
        assert_eq!(attributes.classes, ["wide"]);
        assert_eq!(attributes.get("run"), Some(""));
        assert_eq!(attributes.get("skip"), Some("not today"));
        assert_eq!(attributes.get("time"), Some("5m"));
    }

    #[test]
    fn a_value_may_stand_in_braces() {
        let (language, attributes) = read_info("yaml {del={1, 3} ins={4} run}");
        assert_eq!(language.as_deref(), Some("yaml"));
        assert_eq!(attributes.get("del"), Some("1, 3"));
        assert_eq!(attributes.get("ins"), Some("4"));
        assert_eq!(attributes.get("run"), Some(""));
    }

    #[test]
    fn a_text_in_quotes_may_hold_the_others_and_braces() {
        let line = r#"```go {mark="x={ y" ins='a "b" c' 'it' "} }" don't}"#;
        let words = fence_words(line);
        let expected = [r#"mark="x={ y""#, r#"ins='a "b" c'"#, "'it'", r#""} }""#, "don't"];
        assert_eq!(words.iter().map(|word| word.text).collect::<Vec<_>>(), expected);
        assert_eq!(read_info(&line[3..]).1.get("ins"), Some(r#"a "b" c"#));
    }

    /// Whoever looks at each brace again for each brace takes minutes for this.
    #[test]
    fn a_hundred_thousand_braces_are_read() {
        for (line, words) in [("{", 0), ("a}", 1), ("{a='", 1), ("'{", 1)] {
            let line = format!("```sh {}", line.repeat(100_000));
            assert_eq!(fence_words(&line).len(), words);
        }
    }

    #[test]
    fn every_word_behind_a_fence_has_its_place() {
        let line = "```sh {run, skip=\"not today\" x=\"";
        let words = fence_words(line);
        let expected = [("run,", false), ("skip=\"not today\"", true), ("x=\"", false)];
        assert_eq!(words.iter().map(|word| (word.text, word.is_attribute)).collect::<Vec<_>>(), expected);
        assert!(words.iter().all(|word| line[word.at..].starts_with(word.text)));
        assert_eq!(heading_words("## Go {on} {#a time=5m} ##").len(), 2);
    }

    #[test]
    fn what_could_break_out_of_an_attribute_is_none() {
        for text in [r#"#"><x"#, "#a<b", ".cls onclick=\"x", "a=b c\"", "#"] {
            assert_eq!(parse(text), None, "{text:?}");
        }
    }
}
