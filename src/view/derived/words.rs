//! The words of a view, for search: what its template shows, without addresses and marks.

use serde_json::Value;

use super::{DerivedView, ViewContent};

/// The fields of views that hold words for readers.
const WORDS: [&str; 14] = [
    "text", "title", "about", "aliases", "expands", "intents", "time", "points", "category", "corner", "mark", "value",
    "unit", "target",
];

impl DerivedView {
    /// What readers can look for in the view; nothing where it only leads to other pages, which are found themselves.
    pub fn words(&self) -> Vec<String> {
        if matches!(self.content, ViewContent::Links(_) | ViewContent::Groups(_) | ViewContent::Ranking(_)) {
            return Vec::new();
        }
        let mut words: Vec<String> = self.title.iter().cloned().collect();
        let content = serde_json::to_value(&self.content).expect("views are text, numbers and lists");
        collect(&content, &mut words);
        words
    }
}

fn collect(value: &Value, words: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, words)),
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(text) if WORDS.contains(&name.as_str()) => words.push(text.clone()),
                    Value::Array(items) if WORDS.contains(&name.as_str()) => {
                        words.extend(items.iter().filter_map(Value::as_str).map(str::to_owned));
                        collect(value, words);
                    }
                    value => collect(value, words),
                }
            }
        }
        _ => {}
    }
}
