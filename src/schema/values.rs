//! Values against the fields that take them.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::condition::is_nothing;
use super::validate::Check;
use super::words::with_article;
use super::{Day, Field, Fields, Kind, Need, Shape};
use crate::data::{Date, Map, Value, duration, duration_days};
use crate::diag::{self, Code, Diagnostic};
use crate::text::{ShortText, Spanned, TextRange};

/// The shortest interval between reviews that is more than a daily chore, in days.
const SHORTEST_REVIEW: u32 = 7;

/// Whose keys are checked.
pub(super) enum Owner<'a> {
    /// A page.
    Page(&'a Kind),
    /// The table that a field is.
    Table(&'a Field, &'a str),
    /// One of the tables that a field holds.
    Entry(&'a Field, &'a str),
}

impl Owner<'_> {
    fn fields(&self) -> &Fields {
        match self {
            Self::Page(kind) => &kind.fields,
            Self::Table(field, _) | Self::Entry(field, _) => &field.fields,
        }
    }

    fn one_of(&self) -> &[String] {
        match self {
            Self::Page(kind) => &kind.one_of,
            Self::Table(field, _) | Self::Entry(field, _) => &field.one_of,
        }
    }

    /// The name of one of its keys, with that of what holds it: the path, but for keys of the writer's own in it.
    fn name_of<'k>(&self, key: &'k Field) -> Cow<'k, str> {
        match self {
            Self::Table(field, name) | Self::Entry(field, name) if *name != &*field.path => {
                Cow::Owned(format!("{name}.{}", key.name))
            }
            _ => Cow::Borrowed(&key.path),
        }
    }

    fn this(&self) -> String {
        match self {
            Self::Page(kind) => format!("this {}", kind.title.to_lowercase()),
            Self::Table(_, name) => format!("`{name}`"),
            Self::Entry(_, name) => format!("this entry of `{name}`"),
        }
    }

    fn any(&self) -> String {
        match self {
            Self::Page(kind) => with_article(&kind.title),
            Self::Table(_, name) => format!("`{name}`"),
            Self::Entry(_, name) => format!("an entry of `{name}`"),
        }
    }
}

/// What the check left of something.
enum Left<T> {
    /// All of it.
    Whole,
    /// A part, or all in another order.
    Part(T),
    /// Nothing.
    Nothing,
}

impl<T> Left<T> {
    fn whole_if(is_right: bool) -> Self {
        if is_right { Self::Whole } else { Self::Nothing }
    }

    fn map<U>(self, change: impl FnOnce(T) -> U) -> Left<U> {
        match self {
            Self::Whole => Left::Whole,
            Self::Part(part) => Left::Part(change(part)),
            Self::Nothing => Left::Nothing,
        }
    }
}

/// What the check leaves of some things; `None` where it leaves all of them, as it does on most pages: nothing is
/// copied then.
fn sift<T: Clone>(all: &[T], mut check: impl FnMut(&T) -> Left<T>) -> Option<Vec<T>> {
    let mut sifted: Option<Vec<T>> = None;
    for (at, one) in all.iter().enumerate() {
        match (check(one), &mut sifted) {
            (Left::Whole, None) => {}
            (Left::Whole, Some(sifted)) => sifted.push(one.clone()),
            (Left::Part(part), _) => sifted.get_or_insert_with(|| all[..at].to_vec()).push(part),
            (Left::Nothing, _) => {
                sifted.get_or_insert_with(|| all[..at].to_vec());
            }
        }
    }
    sifted
}

/// The keys of a table after the check.
pub(super) struct Checked {
    /// Those that are known and right; `None` where all of them are.
    pub(super) known: Option<Map>,
    /// Those that nobody knows.
    pub(super) extra: Map,
    /// The fields that seem to be meant by unknown keys.
    pub(super) meant: Vec<String>,
}

impl Check<'_> {
    /// Checks what stands in a table, but not what is missing.
    pub(super) fn table(&mut self, owner: &Owner<'_>, map: &Map) -> Checked {
        let (mut extra, mut meant) = (Map::default(), Vec::new());
        let known = sift(&map.entries, |entry @ (key, value)| {
            let Some(field) = owner.fields().named(&key.value) else {
                meant.extend(self.unknown_key(owner, key, map));
                extra.entries.push(entry.clone());
                return Left::Nothing;
            };
            if value.value == Value::Null && field.need != Need::Always {
                return Left::Nothing;
            }
            self.value(field, &owner.name_of(field), value).map(|value| (key.clone(), value))
        });
        Checked { known: known.map(|entries| Map { entries }), extra, meant }
    }

    /// Notes a key that nobody knows; returns the one that seems to be meant.
    fn unknown_key(&mut self, owner: &Owner<'_>, key: &Spanned<ShortText>, map: &Map) -> Option<String> {
        let name = key.value.as_str();
        if name.starts_with("x-") {
            return None;
        }
        let names = || owner.fields().iter().map(|field| field.name.as_str());
        // What is there already was not meant.
        let near = diag::nearest(name, names().filter(|known| map.get(known).is_none()));
        let near = near.or_else(|| diag::nearest(name, names()));
        if let Some(near) = near.filter(|_| !self.is_explicit) {
            self.misspelt_key(key, near);
        } else if self.is_explicit {
            let help = match (near, owner) {
                (Some(near), _) => format!("did you mean `{near}`?"),
                (None, Owner::Page(_)) => "keys of your own begin with `x-`".to_owned(),
                (None, _) => format!("its keys are `{}`", names().collect::<Vec<_>>().join("`, `")),
            };
            let message = format!("{} has no key `{name}`", owner.any());
            self.note(Code::UnknownKey, key.range, message).help = Some(help);
        }
        near.map(str::to_owned)
    }

    /// Notes a key on a page without a kind that would mean something, were it written right.
    pub(super) fn misspelt_key(&mut self, key: &Spanned<ShortText>, meant: &str) {
        let message = format!("the key `{}` looks like a typo", key.value);
        self.note(Code::UnknownKey, key.range, message).help = Some(format!("did you mean `{meant}`?"));
    }

    /// Notes what a table lacks; what is `meant` by another key is not missing.
    pub(super) fn required(&mut self, owner: &Owner<'_>, map: &Map, meant: &[String], at: TextRange) {
        for field in owner.fields().iter().filter(|field| !meant.contains(&field.name)) {
            // What a field takes that always must be there was checked, an empty one included.
            let is_always = field.need == Need::Always;
            let is_there = |value: &Spanned<Value>| is_always || !is_nothing(&value.value);
            if field.need == Need::Never || map.get(&field.name).is_some_and(is_there) {
                continue;
            }
            let Some(reason) = field.need.asked_by(map) else { continue };
            let message = format!("{} has no `{}`{}", owner.this(), field.name, reason.words);
            self.note(Code::MissingField, reason.range.unwrap_or(at), message).help =
                Some(format!("add `{}`: {}", field.name, purpose(field)));
        }
        self.one_of(owner, map, meant, at);
    }

    fn one_of(&mut self, owner: &Owner<'_>, map: &Map, meant: &[String], at: TextRange) {
        let names = owner.one_of();
        let mut there =
            map.entries.iter().map(|(key, _)| key).filter(|key| names.iter().any(|name| key.value == *name));
        let Some(first) = there.next() else {
            if !names.is_empty() && !names.iter().any(|name| meant.contains(name)) {
                let message = format!("{} has none of `{}`", owner.this(), names.join("`, `"));
                self.note(Code::MissingField, at, message).help = Some("add one of them".to_owned());
            }
            return;
        };
        if let Some(second) = there.next() {
            let message = format!("{} has both `{}` and `{}`", owner.this(), first.value, second.value);
            self.note(Code::WrongValue, second.range, message).help = Some("keep one of them".to_owned());
        }
    }

    /// What is right of a value for its field.
    fn value(&mut self, field: &Field, name: &str, value: &Spanned<Value>) -> Left<Spanned<Value>> {
        let fault = match &field.shape {
            Shape::Text | Shape::Id(_) => value.value.text().err(),
            Shape::Boolean => value.value.boolean().err(),
            Shape::Integer => value.value.integer().err(),
            Shape::Number => value.value.number().err(),
            Shape::Scalar => value.value.scalar().err(),
            Shape::List => value.value.list().err(),
            Shape::Date => return Left::whole_if(self.date(field, name, value)),
            Shape::Duration => return Left::whole_if(self.duration(name, value)),
            Shape::Choice(choices) => return Left::whole_if(self.choice(choices, name, value)),
            Shape::Table => return self.inner_table(field, name, value),
            Shape::Map => return self.entries(field, name, value),
            Shape::Texts | Shape::Ids(_) | Shape::Tables => return self.items(field, name, value),
        };
        if let Some(fault) = fault {
            self.wrong_type(name, value, &fault);
            return Left::Nothing;
        }
        self.length(field, name, value);
        self.sentence(field, name, value);
        Left::Whole
    }

    fn wrong_type(&mut self, name: &str, value: &Spanned<Value>, fault: &str) {
        let note = self.note(Code::WrongValue, value.range, format!("`{name}`: {fault}"));
        note.help = match &value.value {
            Value::Integer(_) | Value::Float(_) | Value::Boolean(_) if fault.starts_with("expected text") => {
                Some("put it in quotes".to_owned())
            }
            Value::Text(text) if fault.contains("number") && text.parse::<f64>().is_ok() => {
                Some("write it without quotes".to_owned())
            }
            _ => None,
        };
    }

    /// A table; where its field says which keys it has, they are checked.
    fn inner_table(&mut self, field: &Field, name: &str, value: &Spanned<Value>) -> Left<Spanned<Value>> {
        match value.value.map() {
            Ok(_) if field.fields.is_empty() => Left::Whole,
            Ok(map) => self.keys_of(&Owner::Table(field, name), map, value.range),
            Err(fault) => {
                self.wrong_type(name, value, &fault);
                Left::Nothing
            }
        }
    }

    fn keys_of(&mut self, owner: &Owner<'_>, map: &Map, range: TextRange) -> Left<Spanned<Value>> {
        let Checked { known, extra, meant } = self.table(owner, map);
        self.required(owner, map, &meant, range);
        let Some(mut known) = known else { return Left::Whole };
        known.entries.extend(extra.entries);
        Left::Part(Spanned::new(Value::Map(known), range))
    }

    /// Names of the writer's own, each with a table.
    fn entries(&mut self, field: &Field, name: &str, value: &Spanned<Value>) -> Left<Spanned<Value>> {
        let map = match value.value.map() {
            Ok(map) => map,
            Err(fault) => {
                self.wrong_type(name, value, &fault);
                return Left::Nothing;
            }
        };
        let right = sift(&map.entries, |(key, entry)| {
            self.inner_table(field, &format!("{name}.{}", key.value), entry).map(|entry| (key.clone(), entry))
        });
        self.length(field, name, value);
        right.map_or(Left::Whole, |entries| Left::Part(Spanned::new(Value::Map(Map { entries }), value.range)))
    }

    fn items(&mut self, field: &Field, name: &str, value: &Spanned<Value>) -> Left<Spanned<Value>> {
        let items = match value.value.list() {
            Ok(items) => items,
            Err(fault) => {
                let note = self.note(Code::WrongValue, value.range, format!("`{name}`: {fault}"));
                if let Value::Text(text) = &value.value {
                    note.help = Some(format!("write `[{text}]`"));
                }
                return Left::Nothing;
            }
        };
        let right = sift(items, |item| self.item(field, name, item));
        self.twins(field, name, right.as_deref().unwrap_or(items));
        self.length(field, name, value);
        right.map_or(Left::Whole, |right| Left::Part(Spanned::new(Value::List(right), value.range)))
    }

    fn item(&mut self, field: &Field, name: &str, item: &Spanned<Value>) -> Left<Spanned<Value>> {
        match (&field.shape, &item.value) {
            (Shape::Tables, Value::Map(_)) if field.fields.is_empty() => Left::Whole,
            (Shape::Ids(_) | Shape::Tables, Value::Map(map)) => {
                self.keys_of(&Owner::Entry(field, name), map, item.range)
            }
            (shape, value) => {
                let fault = if *shape == Shape::Tables { value.map().err() } else { value.text().err() };
                if let Some(fault) = &fault {
                    self.wrong_type(name, item, fault);
                }
                Left::whole_if(fault.is_none())
            }
        }
    }

    /// Notes what stands a second time where each stands once: ids always do.
    fn twins(&mut self, field: &Field, name: &str, items: &[Spanned<Value>]) {
        if items.len() < 2 {
            return;
        }
        let is_ids = matches!(field.shape, Shape::Ids(_));
        let of_key = field.fields.iter().filter(|inner| inner.unique || (is_ids && inner.name == "id"));
        let keys: Vec<&str> = of_key.map(|inner| inner.name.as_str()).collect();
        let alone = if is_ids { Some("id") } else { field.unique.then_some("") };
        let mut seen = BTreeSet::new();
        for item in items {
            // An id stands alone, or in a table with what is said of it.
            let (table, alone) = match &item.value {
                Value::Map(map) => (Some(map), None),
                _ => (None, alone.map(|key| (key, item))),
            };
            let in_table = table.into_iter().flat_map(|map| keys.iter().filter_map(|&key| Some((key, map.get(key)?))));
            for (key, value) in in_table.chain(alone) {
                let Ok(text) = value.value.text() else { continue };
                if !seen.insert((key, text)) {
                    let message = format!("`{name}` has `{text}` already");
                    self.note(Code::WrongValue, value.range, message).help =
                        Some("remove one of the two, or rename it".to_owned());
                }
            }
        }
    }

    /// Too long or too short is a fault, but the value can be used.
    fn length(&mut self, field: &Field, name: &str, value: &Spanned<Value>) {
        if field.min.or(field.max).is_none() {
            return;
        }
        if let Value::Integer(number) = value.value {
            return self.size(field, name, number, value.range);
        }
        let (length, one, many) = match &value.value {
            Value::Text(text) => (text.chars().count(), "character", "characters"),
            Value::List(items) => (items.len(), "entry", "entries"),
            Value::Map(map) => (map.entries.len(), "entry", "entries"),
            _ => return,
        };
        let unit = if length == 1 { one } else { many };
        if let Some(max) = field.max.filter(|&max| length > max) {
            self.note(Code::WrongValue, value.range, format!("`{name}` has {length} {unit}, the most is {max}"));
        }
        if let Some(min) = field.min.filter(|&min| length < min) {
            self.note(Code::WrongValue, value.range, format!("`{name}` has {length} {unit}, the least is {min}"));
        }
    }

    fn size(&mut self, field: &Field, name: &str, number: i64, range: TextRange) {
        let bound = |bound: Option<usize>| bound.and_then(|bound| i64::try_from(bound).ok());
        if let Some(max) = bound(field.max).filter(|&max| number > max) {
            self.note(Code::WrongValue, range, format!("`{name}` is {number}, the most is {max}"));
        }
        if let Some(min) = bound(field.min).filter(|&min| number < min) {
            self.note(Code::WrongValue, range, format!("`{name}` is {number}, the least is {min}"));
        }
    }

    fn choice(&mut self, choices: &[String], name: &str, value: &Spanned<Value>) -> bool {
        let text = match value.value.text() {
            Ok(text) => text,
            Err(fault) => {
                self.wrong_type(name, value, &fault);
                return false;
            }
        };
        let is_choice = choices.iter().any(|choice| choice == text);
        if !is_choice {
            let help = format!("it is one of `{}`", choices.join("`, `"));
            let note = self.note(Code::WrongValue, value.range, format!("`{name}` cannot be `{text}`"));
            *note = note.clone().help(help).did_you_mean(text, choices.iter().map(String::as_str));
        }
        is_choice
    }

    fn date(&mut self, field: &Field, name: &str, value: &Spanned<Value>) -> bool {
        let range = value.range;
        let date = match value.value.date() {
            Ok(date) => date,
            Err(fault) => {
                self.note(Code::ImpossibleDate, range, format!("`{name}`: {fault}"));
                return false;
            }
        };
        match field.day {
            Some(Day::Past) if date > self.today => {
                let message = format!("`{name}` is {date}, which is after today, {}", self.today);
                self.note(Code::ImpossibleDate, range, message).help = Some(when_done(name));
                return false;
            }
            Some(Day::EndOfClaim) if date <= self.today => {
                self.ended(Code::ClaimExpired, range, "this claim expired", date).help =
                    Some("look at its source again, then set `as_of` and `expires`".to_owned());
            }
            Some(Day::EndOfSupport) if date < self.today => {
                self.ended(Code::SupportEnded, range, "support ended", date).help =
                    Some("agree on a new day, or say so: `level: deprecated`".to_owned());
            }
            Some(Day::EndOfException) if date < self.today => {
                self.ended(Code::ExceptionExpired, range, "this exception ended", date).help =
                    Some("remove the exception, or agree on a new day".to_owned());
            }
            _ => {}
        }
        true
    }

    fn ended(&mut self, code: Code, range: TextRange, what: &str, date: Date) -> &mut Diagnostic {
        let message = format!("{what} on {date}, and today is {}", self.today);
        self.note(code, range, message)
    }

    fn duration(&mut self, name: &str, value: &Spanned<Value>) -> bool {
        let text = match value.value.text() {
            Ok(text) => text,
            Err(fault) => {
                self.wrong_type(name, value, &fault);
                return false;
            }
        };
        let Some((number, unit)) = duration(text) else {
            let message = format!("`{name}`: expected a length of time, found `{text}`");
            self.note(Code::WrongValue, value.range, message).help =
                Some("write it like `15m`, `2 weeks` or `6 months`".to_owned());
            return false;
        };
        if name == "review_every" && duration_days(number, unit) < SHORTEST_REVIEW {
            self.note(Code::WrongValue, value.range, format!("`{name}` is shorter than a week"));
            return false;
        }
        true
    }

    /// A text that was cut off somewhere ends in the middle.
    fn sentence(&mut self, field: &Field, name: &str, value: &Spanned<Value>) {
        let Some(text) = value.value.text().ok().filter(|_| field.sentence) else { return };
        let ending = ["(", "…", "...", ":"].into_iter().find(|ending| text.trim_end().ends_with(ending));
        if let Some(ending) = ending {
            let message = format!("`{name}` ends in the middle, with `{ending}`");
            self.note(Code::TruncatedText, value.range, message).help =
                Some("write the sentence to its end".to_owned());
        }
    }
}

/// What to write as the day of something that was done.
fn when_done(name: &str) -> String {
    let what = if name == "reviewed" { "of the last review" } else { "on which it was so" };
    format!("give the day {what}")
}

/// What a field is for, as a part of a sentence.
fn purpose(field: &Field) -> String {
    let mut characters = field.about.trim_end_matches('.').chars();
    let first = characters.next().into_iter().flat_map(char::to_lowercase);
    first.chain(characters).collect()
}
