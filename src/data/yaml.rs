//! YAML through serde-saphyr, which has budgets against alias bombs and knows where each value stands.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{Location, Spanned as Located};

use super::{Map, SyntaxFault, Value};
use crate::text::{Spanned, TextRange};

/// Reads keys and values.
pub(super) fn read(text: &str) -> Result<Map, SyntaxFault> {
    let Spanned { value, range } = read_any(text)?;
    match value {
        Value::Map(map) => Ok(map),
        Value::Null => Ok(Map::default()),
        other => Err(SyntaxFault { message: format!("expected keys and values, found {}", other.noun()), range }),
    }
}

/// Reads any value; JSON is YAML, too.
pub(super) fn read_any(text: &str) -> Result<Spanned<Value>, SyntaxFault> {
    if text.trim().is_empty() {
        return Ok(Spanned::new(Value::Null, TextRange::default()));
    }
    let options = serde_saphyr::options! {
        strict_booleans: true,
        with_snippet: false,
    };
    let located = serde_saphyr::from_str_with_options::<Located<Node>>(text, options).map_err(|error| {
        let range = error.location().map_or_else(TextRange::default, |location| range_of(text, &location));
        SyntaxFault { message: plain_message(&error.to_string()), range }
    })?;
    Ok(spanned(located, text))
}

/// A YAML node before its places are turned into byte ranges.
enum Node {
    Leaf(Value),
    List(Vec<Located<Node>>),
    Map(Vec<(Located<String>, Located<Node>)>),
}

fn spanned(located: Located<Node>, text: &str) -> Spanned<Value> {
    let range = range_of(text, &located.referenced);
    let value = match located.value {
        Node::Leaf(Value::Float(number)) => {
            // The reader gives back `1.5` for `1.50`; the place of an alias holds no number.
            let written = text[range.bytes()].trim();
            let is_number = written.parse::<f64>().is_ok();
            Value::Float(if is_number { written.to_owned() } else { number })
        }
        Node::Leaf(value) => value,
        Node::List(items) => Value::List(items.into_iter().map(|item| spanned(item, text)).collect()),
        Node::Map(entries) => {
            let entry = |(key, value): (Located<String>, Located<Node>)| {
                let range = range_of(text, &key.referenced);
                (Spanned::new(key.value.into(), range), spanned(value, text))
            };
            Value::Map(Map { entries: entries.into_iter().map(entry).collect() })
        }
    };
    Spanned::new(value, range)
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Leaf(Value::Null))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Leaf(Value::Boolean(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Leaf(Value::Integer(value)))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Leaf(i64::try_from(value).map_or_else(|_| Value::Float(value.to_string()), Value::Integer)))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        Ok(Node::Leaf(Value::Float(value.to_string())))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        Ok(Node::Leaf(Value::Text(value.into())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Node::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Node, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            map.push(entry);
        }
        Ok(Node::Map(map))
    }
}

fn range_of(text: &str, location: &Location) -> TextRange {
    let span = location.span();
    let Some(start) = span.byte_offset() else {
        // A fault knows its line and column alone.
        let number = |number| usize::try_from(number).unwrap_or(1);
        let line = crate::text::LineIndex::new(text).offset_of_line(number(location.line()));
        let before = text[line..].char_indices().nth(number(location.column()).saturating_sub(1));
        return TextRange::at(before.map_or(text.len(), |(at, _)| line + at));
    };
    let start = usize::try_from(start).unwrap_or(0).min(text.len());
    let length = span.byte_len().and_then(|length| usize::try_from(length).ok()).unwrap_or(0);
    let end = (start + length).min(text.len());
    // A block value's span may run over the line ends behind it.
    let written = text.get(start..end).map_or(0, |written| written.trim_end().len());
    TextRange::new(start, start + written)
}

/// What the reader says, without its own count of lines and its advice to programmers.
fn plain_message(message: &str) -> String {
    let line = message.lines().next().unwrap_or("this cannot be read");
    let line = line.split(" at line ").next().unwrap_or(line);
    let line = line.split(", set ").next().unwrap_or(line);
    if line == "invalid indentation in multiline quoted scalar" {
        return "a quotation mark before this place has no second one".to_owned();
    }
    match line.strip_prefix("duplicate mapping key: ") {
        Some(key) => format!("the key `{key}` stands here a second time"),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_knows_its_place() {
        let text = "title: Übung\ntools: [terraform, \"arg o\"]\nnested:\n  deep: 3\n";
        let map = read(text).expect("valid YAML");
        let Some(Value::List(tools)) = map.get("tools").map(|tools| &tools.value) else { panic!("a list") };
        let places: Vec<_> = tools.iter().map(|tool| &text[tool.range.bytes()]).collect();
        assert_eq!(places, ["terraform", "\"arg o\""]);
        assert_eq!(&text[map.key_range("nested").expect("a key").bytes()], "nested");
        let Some(Value::Map(nested)) = map.get("nested").map(|nested| &nested.value) else { panic!("a map") };
        assert_eq!(nested.get("deep").map(|deep| &deep.value), Some(&Value::Integer(3)));
    }

    #[test]
    fn a_key_that_stands_twice_is_a_fault_at_its_second_place() {
        let fault = read("a: 1\nb: 2\na: 3\n").expect_err("a duplicate key");
        assert_eq!(fault.range.start, 10, "{}", fault.message);
    }

    #[test]
    fn json_is_read_with_its_places_and_numbers_as_they_were_written() {
        let text = "{\n\t\"a\": [\n\t\t{\"b\": 1.50, \"c\": \"\\/ \\ud83d\\ude00\"}\n\t]\n}";
        let map = read(text).expect("valid JSON");
        let Some(Value::List(items)) = map.get("a").map(|items| &items.value) else { panic!("a list") };
        let Value::Map(item) = &items[0].value else { panic!("a map") };
        let found: Vec<_> =
            item.entries.iter().map(|(_, value)| (value.value.clone(), &text[value.range.bytes()])).collect();
        assert_eq!(
            found,
            [(Value::Float("1.50".into()), "1.50"), (Value::Text("/ 😀".into()), "\"\\/ \\ud83d\\ude00\""),]
        );
    }

    #[test]
    fn words_that_yaml_1_1_took_for_booleans_are_text() {
        let map = read("a: yes\nb: on\nc: true\n").expect("valid YAML");
        let values: Vec<_> = map.entries.iter().map(|(_, value)| value.value.clone()).collect();
        assert_eq!(values, [Value::Text("yes".into()), Value::Text("on".into()), Value::Boolean(true)]);
    }

    #[test]
    fn an_alias_bomb_ends_at_once() {
        let mut bomb = String::from("a: &a [x,x,x,x,x,x,x,x,x]\n");
        for (this, last) in ('b'..='i').zip('a'..='h') {
            bomb.push_str(&format!(
                "{this}: &{this} [*{last},*{last},*{last},*{last},*{last},*{last},*{last},*{last},*{last}]\n"
            ));
        }
        read(&bomb).expect_err("an alias bomb");
    }
}
