//! Structured data with a place for every value: front matter, configuration, kinds, strings and data files.

mod csv;
mod json;
mod read;
mod records;
mod toml;
mod yaml;

use crate::text::{ShortText, Spanned, TextRange};

pub use jiff::civil::Date;
pub use read::{
    TypeFault, date_of_unix, day_after, days_between, duration, duration_days, duration_seconds, duration_units,
    seconds, spell_duration, spell_seconds, time_limit,
};
pub use records::{Record, Records, read_records, records_of};

/// A value as it was written.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nothing: an empty YAML value, `null` or `~`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction, as it was written.
    Float(String),
    /// Text; YAML dates are text too.
    Text(ShortText),
    /// A list.
    List(Vec<Spanned<Value>>),
    /// Keys with values, in the order in which they were written.
    Map(Map),
}

impl Value {
    /// What the value is, in the words of an error message.
    pub fn noun(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Boolean(_) => "true or false",
            Self::Integer(_) => "a whole number",
            Self::Float(_) => "a number",
            Self::Text(_) => "text",
            Self::List(_) => "a list",
            Self::Map(_) => "a table of keys and values",
        }
    }
}

/// Keys with values, in the order in which they were written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Map {
    /// The entries; no key stands twice.
    pub entries: Vec<(Spanned<ShortText>, Spanned<Value>)>,
}

impl Map {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Spanned<Value>> {
        self.entries.iter().find(|(name, _)| name.value == key).map(|(_, value)| value)
    }

    /// The place of a key, where it stands in the map.
    pub fn key_range(&self, key: &str) -> Option<TextRange> {
        self.entries.iter().find(|(name, _)| name.value == key).map(|(name, _)| name.range)
    }
}

/// Why a text is not the data it should be.
#[derive(Clone, Debug, PartialEq)]
pub struct SyntaxFault {
    /// What is wrong, as a lower-case phrase.
    pub message: String,
    /// Where, relative to the text that was read.
    pub range: TextRange,
}

/// Which language a piece of data is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// YAML 1.2.
    Yaml,
    /// TOML 1.0.
    Toml,
}

/// Reads a table of keys and values; ranges are relative to `text`.
///
/// What can be read is there even where something else is wrong (TOML); a YAML text with a fault gives nothing.
///
/// Control characters, which YAML and TOML can write as escapes, become U+FFFD: no page may hold them.
pub fn read(text: &str, format: Format) -> (Map, Vec<SyntaxFault>) {
    let (mut map, faults) = match format {
        Format::Yaml => match yaml::read(text) {
            Ok(map) => (map, Vec::new()),
            Err(fault) => (Map::default(), vec![fault]),
        },
        Format::Toml => toml::read(text),
    };
    map.entries.iter_mut().for_each(|(_, value)| clean(&mut value.value));
    (map, faults)
}

fn clean(value: &mut Value) {
    match value {
        Value::Text(text) if text.contains(is_unprintable) => *text = text.replace(is_unprintable, "\u{fffd}").into(),
        Value::List(items) => items.iter_mut().for_each(|item| clean(&mut item.value)),
        Value::Map(map) => map.entries.iter_mut().for_each(|(_, value)| clean(&mut value.value)),
        _ => {}
    }
}

fn is_unprintable(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\t')
}

impl Map {
    /// Moves every place `offset` bytes on: from the text that was read to the file it came from.
    pub fn shift(&mut self, offset: usize) {
        self.move_places(&|range| range.shifted(offset));
    }

    /// Gives every place a new one.
    pub fn move_places(&mut self, place: &impl Fn(TextRange) -> TextRange) {
        for (key, value) in &mut self.entries {
            key.range = place(key.range);
            move_places(value, place);
        }
    }
}

fn move_places(value: &mut Spanned<Value>, place: &impl Fn(TextRange) -> TextRange) {
    value.range = place(value.range);
    match &mut value.value {
        Value::List(items) => items.iter_mut().for_each(|item| move_places(item, place)),
        Value::Map(map) => map.move_places(place),
        _ => {}
    }
}
