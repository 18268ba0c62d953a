//! A page against its kind: every rule that one page alone can break.

use super::{Field, Kind, Kinds, Shape};
use crate::data::{Date, Map, Value, duration, duration_days};
use crate::diag::{Code, Diagnostic, Noted, Severity};
use crate::document::{Document, plain_text};
use crate::text::{SourcePath, Spanned, TextRange};

/// A page's front matter after the check: what is left can be relied on.
#[derive(Clone, Debug, PartialEq)]
pub struct Typed {
    /// The name of the page's kind.
    pub kind: String,
    /// Whether the page names its kind itself.
    pub is_explicit: bool,
    /// The fields that are known and right.
    pub fields: Map,
    /// What the page has besides.
    pub extra: Map,
}

impl Typed {
    /// The text of a field.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.fields.get(name).and_then(|value| value.value.text().ok())
    }

    /// The texts of a list field, each with its place.
    pub fn texts(&self, name: &str) -> impl Iterator<Item = (&str, TextRange)> {
        let items = self.fields.get(name).and_then(|value| value.value.list().ok()).unwrap_or_default();
        items.iter().filter_map(|item| item.value.text().ok().map(|text| (text, item.range)))
    }
}

/// The kind of a page that names none.
const DEFAULT_KIND: &str = "guide";

impl Default for Typed {
    /// What a page without front matter says of itself.
    fn default() -> Self {
        Self { kind: DEFAULT_KIND.to_owned(), is_explicit: false, fields: Map::default(), extra: Map::default() }
    }
}

/// The shortest interval between reviews that is more than a daily chore, in days.
const SHORTEST_REVIEW: u32 = 7;

/// Checks a page against its kind. `today` is the day that reviews cannot lie behind.
pub fn validate(document: &Document, kinds: &Kinds, today: Date) -> Noted<Typed> {
    let map = &document.front.map;
    let mut check = Check { path: &document.path, today, notes: Vec::new(), is_explicit: false };
    let named = map.get("kind").and_then(|value| value.value.text().ok().map(|name| (name, value.range)));
    let kind = match named {
        None => kinds.get(DEFAULT_KIND),
        Some((name, range)) => {
            check.is_explicit = true;
            let found = kinds.get(name);
            if found.is_none() {
                let note =
                    Diagnostic::new(Code::UnknownKind, &document.path, range, format!("there is no kind `{name}`"));
                check.notes.push(note.did_you_mean(name, kinds.iter().map(|kind| kind.name.as_str())));
                // What else the page has belongs to a kind that nobody knows: no second fault is raised.
                check.is_explicit = false;
            }
            found
        }
    };
    let Some(kind) = kind else {
        return Noted::new(Typed { extra: map.clone(), ..Typed::default() }, check.notes);
    };
    let (fields, extra) = check.fields(kind, map);
    if check.is_explicit {
        let at = map.key_range("kind").unwrap_or(document.front.range);
        check.required(kind, map, at);
        check.sections(kind, document, at);
    }
    let typed = Typed { kind: kind.name.clone(), is_explicit: check.is_explicit, fields, extra };
    Noted::new(typed, check.notes)
}

/// Checks the options of a view, which stands at `at` on the page `path`; what is left can be relied on.
pub fn validate_options(view: &Kind, options: &Map, (path, at): (&SourcePath, TextRange), today: Date) -> Noted<Map> {
    let mut check = Check { path, today, notes: Vec::new(), is_explicit: true };
    let (fields, _) = check.fields(view, options);
    check.required(view, options, at);
    Noted::new(fields, check.notes)
}

struct Check<'a> {
    path: &'a SourcePath,
    today: Date,
    notes: Vec<Diagnostic>,
    is_explicit: bool,
}

impl Check<'_> {
    fn note(&mut self, code: Code, range: TextRange, message: String) -> &mut Diagnostic {
        // On a page without a kind the key may belong to another tool.
        let severity = if self.is_explicit { code.info().severity } else { Severity::Warning };
        self.notes.push(Diagnostic::new(code, self.path, range, message).severity(severity));
        self.notes.last_mut().expect("it was pushed above")
    }

    fn fields(&mut self, kind: &Kind, map: &Map) -> (Map, Map) {
        let mut fields = Map::default();
        let mut extra = Map::default();
        for (key, value) in &map.entries {
            let entry = (key.clone(), value.clone());
            if let Some(field) = kind.field(&key.value) {
                if value.value == Value::Null && !field.required {
                    continue;
                }
                if self.value(field, value) {
                    fields.entries.push(entry);
                }
            } else {
                self.unknown_key(kind, key);
                extra.entries.push(entry);
            }
        }
        (fields, extra)
    }

    fn unknown_key(&mut self, kind: &Kind, key: &Spanned<String>) {
        let name = key.value.as_str();
        if name.starts_with("x-") {
            return;
        }
        let near = crate::diag::nearest(name, kind.fields.iter().map(|field| field.name.as_str()));
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None if self.is_explicit => "keys of your own begin with `x-`".to_owned(),
            None => return,
        };
        let message = if self.is_explicit {
            format!("a {} has no key `{name}`", kind.title.to_lowercase())
        } else {
            format!("the key `{name}` looks like a typo")
        };
        self.note(Code::UnknownKey, key.range, message).help = Some(help);
    }

    /// Whether a value is one that its field takes.
    fn value(&mut self, field: &Field, value: &Spanned<Value>) -> bool {
        let name = &field.name;
        let fault = match &field.shape {
            Shape::Text | Shape::Id(_) => value.value.text().err(),
            Shape::Boolean => value.value.boolean().err(),
            Shape::Integer => value.value.integer().err(),
            Shape::Table => value.value.map().err(),
            Shape::List => value.value.list().err(),
            Shape::Date => match value.value.date() {
                Ok(date) => return self.date(field, date, value.range),
                Err(fault) => {
                    self.note(Code::ImpossibleDate, value.range, format!("`{name}`: {fault}"));
                    return false;
                }
            },
            Shape::Duration => match value.value.text() {
                Ok(text) => return self.duration(name, text, value.range),
                Err(fault) => Some(fault),
            },
            Shape::Choice(choices) => match value.value.text() {
                Ok(text) if choices.iter().any(|choice| choice == text) => None,
                Ok(text) => {
                    let message = format!("`{name}` cannot be `{text}`");
                    let choices = choices.iter().map(String::as_str).collect::<Vec<_>>().join("`, `");
                    self.note(Code::WrongValue, value.range, message).help = Some(format!("it is one of `{choices}`"));
                    return false;
                }
                Err(fault) => Some(fault),
            },
            Shape::Texts | Shape::Ids(_) | Shape::Tables => return self.items(field, value),
        };
        if let Some(fault) = fault {
            self.note(Code::WrongValue, value.range, format!("`{name}`: {fault}"));
            return false;
        }
        self.length(field, value);
        true
    }

    fn items(&mut self, field: &Field, value: &Spanned<Value>) -> bool {
        let name = &field.name;
        let items = match value.value.list() {
            Ok(items) => items,
            Err(fault) => {
                let note = self.note(Code::WrongValue, value.range, format!("`{name}`: {fault}"));
                if let Value::Text(text) = &value.value {
                    note.help = Some(format!("write `[{text}]`"));
                }
                return false;
            }
        };
        let mut is_right = true;
        for item in items {
            let fault = match (&field.shape, &item.value) {
                (Shape::Tables, value) => value.map().err(),
                (Shape::Ids(_), Value::Map(map)) => match map.get("id") {
                    Some(id) => id.value.text().err(),
                    None => Some("this entry has no `id`".to_owned()),
                },
                (_, value) => value.text().err(),
            };
            if let Some(fault) = fault {
                self.note(Code::WrongValue, item.range, format!("`{name}`: {fault}"));
                is_right = false;
            }
        }
        self.length(field, value);
        is_right
    }

    /// Too long or too short is a fault, but the value can be used.
    fn length(&mut self, field: &Field, value: &Spanned<Value>) {
        let (length, unit) = match &value.value {
            Value::Text(text) => (text.chars().count(), if text.len() == 1 { "character" } else { "characters" }),
            Value::List(items) => (items.len(), if items.len() == 1 { "entry" } else { "entries" }),
            _ => return,
        };
        let name = &field.name;
        if let Some(max) = field.max.filter(|&max| length > max) {
            self.note(Code::WrongValue, value.range, format!("`{name}` has {length} {unit}, the most is {max}"));
        }
        if let Some(min) = field.min.filter(|&min| length < min) {
            self.note(Code::WrongValue, value.range, format!("`{name}` has {length} {unit}, the least is {min}"));
        }
    }

    fn date(&mut self, field: &Field, date: Date, range: TextRange) -> bool {
        if field.name == "reviewed" && date > self.today {
            let message = format!("`reviewed` is {date}, which is after today, {}", self.today);
            self.note(Code::ImpossibleDate, range, message).help = Some("give the day of the last review".to_owned());
            return false;
        }
        true
    }

    fn duration(&mut self, name: &str, text: &str, range: TextRange) -> bool {
        let Some((number, unit)) = duration(text) else {
            let message = format!("`{name}`: expected a length of time, found `{text}`");
            self.note(Code::WrongValue, range, message).help =
                Some("write it like `15m`, `2 weeks` or `6 months`".to_owned());
            return false;
        };
        if name == "review_every" && duration_days(number, unit) < SHORTEST_REVIEW {
            self.note(Code::WrongValue, range, format!("`{name}` is shorter than a week"));
            return false;
        }
        true
    }

    fn required(&mut self, kind: &Kind, map: &Map, at: TextRange) {
        let title = kind.title.to_lowercase();
        for field in kind.fields.iter().filter(|field| field.required) {
            if map.get(&field.name).is_none() {
                let message = format!("this {title} has no `{}`", field.name);
                self.note(Code::MissingField, at, message).help =
                    Some(format!("add `{}`: {}", field.name, as_phrase(&field.about)));
            }
        }
    }

    fn sections(&mut self, kind: &Kind, document: &Document, at: TextRange) {
        let title = kind.title.to_lowercase();
        for section in kind.sections.iter().filter(|section| section.required) {
            let wanted = section.name.to_lowercase();
            let is_there = document
                .headings()
                .any(|heading| heading.level == 2 && plain_text(&heading.content).trim().to_lowercase() == wanted);
            if !is_there {
                let message = format!("this {title} has no section `{}`", section.name);
                self.note(Code::MissingSection, at, message).help =
                    Some(format!("add `## {}` with {}", section.name, section.content()));
            }
        }
    }
}

/// A sentence as a part of another one.
fn as_phrase(sentence: &str) -> String {
    let mut characters = sentence.trim_end_matches('.').chars();
    let first = characters.next().into_iter().flat_map(char::to_lowercase);
    first.chain(characters).collect()
}
