//! The fixed words of the interface, from one file.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use crate::data::{self, Format, Map};
use crate::diag::{self, Code, Diagnostic, Noted};
use crate::text::SourcePath;

/// The name of the file, in the built-in theme and in the user's.
pub(super) const FILE: &str = "strings.toml";

/// Words by key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Strings(BTreeMap<String, String>);

impl Strings {
    /// The words of a key.
    pub fn find(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    /// The words of all keys that begin with `start`, each by the rest of its key.
    pub fn below<'a>(&'a self, start: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.0.iter().filter_map(move |(key, words)| Some((key.strip_prefix(start)?, words.as_str())))
    }

    /// The words of a key; the key itself where there are none.
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.0.get(key).map_or(key, String::as_str)
    }
}

/// The built-in words, with the user's in their place where there are any.
pub(super) fn read(builtin: &str, own: Option<(SourcePath, Arc<str>)>) -> Noted<Strings> {
    let mut strings = texts(&data::read(builtin, Format::Toml).0);
    let mut notes = Vec::new();
    if let Some((path, text)) = own {
        let (map, faults) = data::read(&text, Format::Toml);
        notes.extend(
            faults.into_iter().map(|fault| Diagnostic::new(Code::ConfigSyntax, &path, fault.range, fault.message)),
        );
        for (key, value) in &map.entries {
            let name = key.value.as_str();
            match value.value.text() {
                Err(fault) => notes.push(Diagnostic::new(Code::ConfigValue, &path, value.range, fault)),
                Ok(text)
                    if strings.contains_key(name)
                        || diag::nearest(name, strings.keys().map(String::as_str)).is_none() =>
                {
                    // Words that no built-in template uses are for templates of the user's own.
                    strings.insert(name.to_owned(), text.to_owned());
                }
                Ok(_) => {
                    let note = Diagnostic::new(
                        Code::ConfigKey,
                        &path,
                        key.range,
                        format!("no template uses the words `{name}`"),
                    );
                    notes.push(note.did_you_mean(name, strings.keys().map(String::as_str)));
                }
            }
        }
    }
    Noted::new(Strings(strings), notes)
}

fn texts(map: &Map) -> BTreeMap<String, String> {
    let text = |(key, value): &(crate::text::Spanned<crate::text::ShortText>, crate::text::Spanned<data::Value>)| {
        Some((key.value.to_string(), value.value.text().ok()?.to_owned()))
    };
    map.entries.iter().filter_map(text).collect()
}
