//! `{#id .class key=value flag}` behind a heading or a fence: one syntax, one parser.

/// What stands between the braces.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Attributes {
    /// `#id`
    pub id: Option<String>,
    /// `.class`, in order.
    pub classes: Vec<String>,
    /// `key=value` and bare `flag`s, in order.
    pub pairs: Vec<(String, Option<String>)>,
}

impl Attributes {
    /// The value of a key; `Some("")` of a bare flag.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.pairs.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_deref().unwrap_or_default())
    }

    /// Adds one word; `None` where it is no attribute.
    fn add(&mut self, word: &str) -> Option<()> {
        if let Some(id) = word.strip_prefix('#') {
            self.id = Some(name(id)?.to_owned());
        } else if let Some(class) = word.strip_prefix('.') {
            self.classes.push(name(class)?.to_owned());
        } else if let Some((key, value)) = word.split_once('=') {
            let value = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value);
            self.pairs.push((name(key)?.to_owned(), Some(value.to_owned())));
        } else {
            self.pairs.push((name(word)?.to_owned(), None));
        }
        Some(())
    }

    /// Whether nothing was written but flags, which in running text are ordinary words in braces.
    pub(super) fn is_only_flags(&self) -> bool {
        self.id.is_none() && self.classes.is_empty() && self.pairs.iter().all(|(_, value)| value.is_none())
    }
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
pub(super) fn read_info(info: &str) -> (Option<String>, Attributes) {
    let end = info.find(|c: char| c.is_whitespace() || c == ',' || c == '{').unwrap_or(info.len());
    let (word, rest) = info.split_at(end);
    let rest = rest.trim().trim_start_matches(',');
    let attributes = parse_info(rest);
    let language = if word.is_empty() { attributes.classes.first().map_or("", String::as_str) } else { word };
    ((!language.is_empty()).then(|| language.to_owned()), attributes)
}

/// Reads what stands behind a fence's language, with or without braces; what is no attribute belongs to another
/// tool and is passed over.
fn parse_info(text: &str) -> Attributes {
    let mut attributes = Attributes::default();
    let mut rest = text.trim();
    while let Some((word, after)) = next_word(rest).filter(|(word, _)| !word.is_empty()) {
        attributes.add(word.trim_start_matches('{').trim_end_matches('}'));
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

/// The next word, in which a quoted part may hold spaces; `None` where a quote is not closed.
fn next_word(text: &str) -> Option<(&str, &str)> {
    let mut quoted = false;
    for (at, c) in text.char_indices() {
        match c {
            '"' => quoted = !quoted,
            c if c.is_whitespace() && !quoted => return Some((&text[..at], &text[at..])),
            _ => {}
        }
    }
    (!quoted).then_some((text, ""))
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
    fn what_could_break_out_of_an_attribute_is_none() {
        for text in [r#"#"><x"#, "#a<b", ".cls onclick=\"x", "a=b c\"", "#"] {
            assert_eq!(parse(text), None, "{text:?}");
        }
    }
}
