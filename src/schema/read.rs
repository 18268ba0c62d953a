//! One file of a kind, with every fault in it.

use std::sync::Arc;

use super::{Condition, Day, Field, Fields, FreeSections, Need, Section, SectionShape, Shape};
use crate::data::{self, Format, Map, Value};
use crate::diag::{self, Code, Diagnostic, Noted};
use crate::text::{ShortText, SourcePath, Spanned, TextRange};

const KIND_KEYS: [&str; 8] =
    ["name", "title", "plural", "description", "one_of", "fields", "sections", "free_sections"];
const FIELD_KEYS: [&str; 14] = [
    "type",
    "of",
    "choices",
    "required",
    "required_if",
    "min",
    "max",
    "unique",
    "sentence",
    "day",
    "fields",
    "one_of",
    "label",
    "about",
];
const SECTION_KEYS: [&str; 7] = ["aliases", "required", "required_if", "shape", "min", "max", "about"];
const FREE_SECTION_KEYS: [&str; 2] = ["noun", "max"];

/// What the `type` of a field can be.
const TYPES: [&str; 15] = [
    "text", "texts", "choice", "integer", "number", "boolean", "scalar", "date", "duration", "id", "ids", "list",
    "table", "tables", "map",
];

const DAYS: [(&str, Day); 4] = [
    ("past", Day::Past),
    ("end-of-claim", Day::EndOfClaim),
    ("end-of-support", Day::EndOfSupport),
    ("end-of-exception", Day::EndOfException),
];

const SECTION_SHAPES: [(&str, SectionShape); 6] = [
    ("list", SectionShape::List),
    ("list2", SectionShape::List2),
    ("steps", SectionShape::Steps),
    ("pairs", SectionShape::Pairs),
    ("faq", SectionShape::Faq),
    ("prose", SectionShape::Prose),
];

/// A file of a kind as it was written: a new kind, or what is added to one.
#[derive(Default)]
pub(super) struct KindFile {
    pub(super) name: Option<Spanned<String>>,
    pub(super) title: Option<String>,
    pub(super) plural: Option<String>,
    pub(super) description: Option<String>,
    pub(super) fields: Vec<Spanned<Field>>,
    pub(super) one_of: Vec<String>,
    pub(super) sections: Vec<Section>,
    pub(super) free_sections: Option<FreeSections>,
    /// What a new kind must say of itself and this file does not.
    pub(super) missing: Vec<&'static str>,
    /// The kinds that it names.
    pub(super) kinds: Vec<Spanned<String>>,
    /// The fields of the page that it names.
    pub(super) mentions: Vec<Spanned<String>>,
}

/// Reads a file of a kind.
pub(super) fn read(text: &str, path: &SourcePath) -> Noted<KindFile> {
    let (map, faults) = data::read(text, Format::Toml);
    let syntax = |fault: data::SyntaxFault| Diagnostic::new(Code::KindSyntax, path, fault.range, fault.message);
    let notes: Vec<Diagnostic> = faults.into_iter().map(syntax).collect();
    let is_whole = notes.is_empty();
    let mut reader = Reader { path, notes, kinds: Vec::new(), mentions: Vec::new() };
    let mut file = KindFile::default();
    if is_whole {
        file = reader.kind(&map);
    } else if let Some(Ok(name)) = map.get("name").map(|name| name.value.text()) {
        // Whatever else is wrong may follow from what could not be read.
        file.name = Some(Spanned::new(name.to_owned(), TextRange::default()));
    }
    Noted::new(KindFile { kinds: reader.kinds, mentions: reader.mentions, ..file }, reader.notes)
}

struct Reader<'a> {
    path: &'a SourcePath,
    notes: Vec<Diagnostic>,
    kinds: Vec<Spanned<String>>,
    mentions: Vec<Spanned<String>>,
}

impl Reader<'_> {
    fn kind(&mut self, map: &Map) -> KindFile {
        let meant = self.keys(map, &KIND_KEYS);
        let is_missing = |key: &&str| map.get(key).is_none() && !meant.contains(key);
        let free_sections = self.map_of(map, "free_sections").and_then(|(key, map)| self.free_sections(key, map));
        let one_of = self.texts(map, "one_of");
        self.mentions.extend(one_of.iter().cloned());
        KindFile {
            name: self.name(map),
            title: self.text(map, "title"),
            plural: self.text(map, "plural"),
            description: self.text(map, "description"),
            fields: self.entries(map, "fields", Self::field),
            one_of: one_of.into_iter().map(|name| name.value).collect(),
            sections: self.entries(map, "sections", Self::section),
            free_sections,
            missing: ["title", "plural", "description"].into_iter().filter(is_missing).collect(),
            ..KindFile::default()
        }
    }

    fn name(&mut self, map: &Map) -> Option<Spanned<String>> {
        let Some(value) = map.get("name") else {
            let help = format!("add `name = \"{}\"`", self.path.stem());
            self.note(Code::KindValue, TextRange::default(), "this file does not name its kind".to_owned()).help =
                Some(help);
            return None;
        };
        let name = self.text(map, "name")?;
        let is_name = name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        if !is_name {
            let note = self.note(Code::KindValue, value.range, format!("`{name}` cannot be the name of a kind"));
            note.help = Some("use lower-case letters, digits and `-`".to_owned());
        }
        Some(Spanned::new(name, value.range))
    }

    fn field(&mut self, key: &Spanned<ShortText>, map: &Map) -> Spanned<Field> {
        let meant = self.keys(map, &FIELD_KEYS);
        if key.value.starts_with("x-") {
            let message = format!("`{}` cannot be a field: keys that begin with `x-` belong to the writer", key.value);
            self.note(Code::KindValue, key.range, message).help = Some("give the field another name".to_owned());
        }
        let word = self.word(map, "type", &TYPES.map(|word| (word, word)));
        if map.get("type").is_none() && !meant.contains(&"type") {
            let note = self.note(Code::KindValue, key.range, format!("the field `{}` has no `type`", key.value));
            note.help = Some(format!("add `type`, one of `{}`", TYPES.join("`, `")));
        }
        let of = self.text(map, "of");
        if let (Some(of), Some(value)) = (&of, map.get("of")) {
            self.kinds.push(Spanned::new(of.clone(), value.range));
        }
        let choices = self.texts(map, "choices").into_iter().map(|choice| choice.value).collect();
        let (fields, one_of) = self.inner_fields(map);
        let need = self.need(map);
        let label = self.text(map, "label");
        let about = self.text(map, "about").unwrap_or_default();
        let (min, max) = self.limits(map);
        let (unique, sentence) = (self.flag(map, "unique"), self.flag(map, "sentence"));
        let day = self.word(map, "day", &DAYS);
        // A field whose type is wrong is still there for what names it; its kind is not used.
        let shape = word.map_or_else(Shape::default, |word| shape(word, of, choices));
        if let Some(word) = word {
            self.misfits(&shape, word, map);
        }
        let id = if let Shape::Ids(of) = &shape { Some(id_of_entry(of.clone())) } else { None };
        let fields: Fields = id.into_iter().chain(fields).collect();
        let name = key.value.to_string();
        let field = Field {
            name,
            path: Arc::default(),
            shape,
            need,
            min,
            max,
            unique,
            sentence,
            day,
            fields,
            one_of,
            label,
            about,
        };
        Spanned::new(field, key.range)
    }

    /// What has no meaning on a field of its type, and what its type cannot be without.
    fn misfits(&mut self, shape: &Shape, word: &str, map: &Map) {
        use Shape::{Choice, Date, Id, Ids, Table, Tables, Text, Texts};
        let is_table = matches!(shape, Table | Tables | Shape::Map);
        let fits = [
            ("of", matches!(shape, Id(_) | Ids(_))),
            ("choices", matches!(shape, Choice(_))),
            ("fields", is_table || matches!(shape, Ids(_))),
            ("one_of", is_table),
            ("day", *shape == Date),
            ("sentence", *shape == Text),
            ("unique", matches!(shape, Text | Texts | Id(_))),
            ("min", !matches!(shape, Choice(_) | Date | Id(_) | Table | Shape::Boolean | Shape::Duration)),
            ("max", !matches!(shape, Choice(_) | Date | Id(_) | Table | Shape::Boolean | Shape::Duration)),
        ];
        for (key, fits) in fits {
            if let Some(range) = map.key_range(key).filter(|_| !fits) {
                let message = format!("`{key}` means nothing on a field of the type `{word}`");
                self.note(Code::KindValue, range, message).help = Some("remove it, or change the `type`".to_owned());
            }
        }
        if let (Choice(choices), Some(range)) = (shape, map.key_range("type"))
            && choices.is_empty()
            && map.get("choices").is_none_or(|choices| choices.value == Value::List(Vec::new()))
        {
            self.note(Code::KindValue, range, "this field has no `choices`".to_owned()).help =
                Some("add `choices = [\"…\", \"…\"]`".to_owned());
        }
    }

    /// The fields of a field's tables, and those of which a table has exactly one; what they name is among them.
    fn inner_fields(&mut self, map: &Map) -> (Vec<Field>, Vec<String>) {
        let outer = std::mem::take(&mut self.mentions);
        let fields: Vec<Spanned<Field>> = self.entries(map, "fields", Self::field);
        let fields: Vec<Field> = fields.into_iter().map(|field| field.value).collect();
        let one_of = self.texts(map, "one_of");
        let conditions = std::mem::replace(&mut self.mentions, outer);
        for name in conditions.iter().chain(&one_of) {
            self.notes.extend(unknown_field(name, &fields, self.path));
        }
        (fields, one_of.into_iter().map(|name| name.value).collect())
    }

    fn need(&mut self, map: &Map) -> Need {
        let is_always = self.flag(map, "required");
        match map.get("required_if") {
            Some(value) => self.condition(value).map_or(Need::Never, Need::When),
            None if is_always => Need::Always,
            None => Need::Never,
        }
    }

    fn condition(&mut self, value: &Spanned<Value>) -> Option<Condition> {
        let (field, values) = match &value.value {
            Value::Text(field) => (Spanned::new(field.to_string(), value.range), Vec::new()),
            Value::Map(map) if map.entries.len() == 1 => {
                let (key, _) = &map.entries[0];
                let field = Spanned::new(key.value.to_string(), key.range);
                (field, self.texts(map, &key.value).into_iter().map(|value| value.value).collect())
            }
            _ => {
                let message = format!("expected a field, found {}", value.value.noun());
                self.note(Code::KindValue, value.range, message).help =
                    Some("write `\"field\"`, or `{ field = [\"word\", …] }`".to_owned());
                return None;
            }
        };
        self.mentions.push(field.clone());
        Some(Condition { field: field.value, values })
    }

    fn section(&mut self, key: &Spanned<ShortText>, map: &Map) -> Section {
        let meant = self.keys(map, &SECTION_KEYS);
        if map.get("shape").is_none() && !meant.contains(&"shape") {
            let words = SECTION_SHAPES.map(|(word, _)| word).join("`, `");
            let note = self.note(Code::KindValue, key.range, format!("the section `{}` has no `shape`", key.value));
            note.help = Some(format!("add `shape`, one of `{words}`"));
        }
        let aliases = self.texts(map, "aliases").into_iter().map(|alias| alias.value).collect();
        let need = self.need(map);
        let (min, max) = self.limits(map);
        let about = self.text(map, "about").unwrap_or_default();
        let shape = self.word(map, "shape", &SECTION_SHAPES).unwrap_or(SectionShape::Prose);
        Section { name: key.value.to_string(), aliases, need, shape, min, max, about }
    }

    fn free_sections(&mut self, key: TextRange, map: &Map) -> Option<FreeSections> {
        let meant = self.keys(map, &FREE_SECTION_KEYS);
        if map.get("noun").is_none() && !meant.contains(&"noun") {
            self.note(Code::KindValue, key, "`free_sections` has no `noun`".to_owned()).help =
                Some("say what each of them is: `noun = \"question\"`".to_owned());
        }
        let max = self.count(map, "max");
        Some(FreeSections { noun: self.text(map, "noun")?, max })
    }
}

/// Reading of single values.
impl Reader<'_> {
    fn note(&mut self, code: Code, range: TextRange, message: String) -> &mut Diagnostic {
        self.notes.push(Diagnostic::new(code, self.path, range, message));
        self.notes.last_mut().expect("it was pushed above")
    }

    /// Notes keys that nobody knows; returns those that seem to be meant by them.
    fn keys<'k>(&mut self, map: &Map, known: &[&'k str]) -> Vec<&'k str> {
        let mut meant = Vec::new();
        for (key, _) in map.entries.iter().filter(|(key, _)| !known.contains(&key.value.as_str())) {
            let near = diag::nearest(&key.value, known.iter().copied());
            meant.extend(known.iter().filter(|known| Some(**known) == near));
            let note =
                Diagnostic::new(Code::KindKey, self.path, key.range, format!("there is no key `{}` here", key.value))
                    .help(format!("the keys are `{}`", known.join("`, `")));
            self.notes.push(note.did_you_mean(&key.value, known.iter().copied()));
        }
        meant
    }

    fn value<'v, T>(
        &mut self,
        map: &'v Map,
        key: &str,
        read: impl FnOnce(&'v Value) -> Result<T, String>,
    ) -> Option<T> {
        let value = map.get(key)?;
        read(&value.value).map_err(|fault| self.note(Code::KindValue, value.range, format!("`{key}`: {fault}"))).ok()
    }

    fn text(&mut self, map: &Map, key: &str) -> Option<String> {
        self.value(map, key, |value| value.text().map(str::to_owned))
    }

    fn flag(&mut self, map: &Map, key: &str) -> bool {
        self.value(map, key, Value::boolean).unwrap_or_default()
    }

    fn count(&mut self, map: &Map, key: &str) -> Option<usize> {
        let read = |value: &Value| {
            let number = value.integer()?;
            usize::try_from(number).map_err(|_| format!("expected a number above zero, found {number}"))
        };
        self.value(map, key, read)
    }

    fn limits(&mut self, map: &Map) -> (Option<usize>, Option<usize>) {
        let (min, max) = (self.count(map, "min"), self.count(map, "max"));
        if let (Some(least), Some(most), Some(value)) = (min, max, map.get("min"))
            && least > most
        {
            self.note(Code::KindValue, value.range, format!("`min` is {least}, which is above `max`, {most}"));
        }
        (min, max)
    }

    fn word<T: Copy>(&mut self, map: &Map, key: &str, words: &[(&str, T)]) -> Option<T> {
        let word = self.text(map, key)?;
        let found = words.iter().find(|(known, _)| *known == word).map(|(_, meaning)| *meaning);
        if found.is_none() {
            let range = map.get(key).map_or_else(TextRange::default, |value| value.range);
            let known: Vec<&str> = words.iter().map(|(known, _)| *known).collect();
            let note = Diagnostic::new(Code::KindValue, self.path, range, format!("`{key}` cannot be `{word}`"))
                .help(format!("it is one of `{}`", known.join("`, `")));
            self.notes.push(note.did_you_mean(&word, known));
        }
        found
    }

    fn texts(&mut self, map: &Map, key: &str) -> Vec<Spanned<String>> {
        let items = self.value(map, key, Value::list).unwrap_or_default();
        let mut texts = Vec::new();
        for item in items {
            match item.value.text() {
                Ok(text) => texts.push(Spanned::new(text.to_owned(), item.range)),
                Err(fault) => drop(self.note(Code::KindValue, item.range, format!("`{key}`: {fault}"))),
            }
        }
        texts
    }

    fn map_of<'m>(&mut self, map: &'m Map, key: &str) -> Option<(TextRange, &'m Map)> {
        Some((map.key_range(key)?, self.value(map, key, Value::map)?))
    }

    /// The tables within a table, in the order in which they were written.
    fn entries<T>(&mut self, map: &Map, key: &str, read: impl Fn(&mut Self, &Spanned<ShortText>, &Map) -> T) -> Vec<T> {
        let Some((_, tables)) = self.map_of(map, key) else { return Vec::new() };
        let mut entries = Vec::new();
        for (name, value) in &tables.entries {
            match value.value.map() {
                Ok(table) => entries.push(read(self, name, table)),
                Err(fault) => drop(self.note(Code::KindValue, value.range, format!("`{}`: {fault}", name.value))),
            }
        }
        entries
    }
}

/// The fault of naming a field that is not among `fields`; the name has dots where the field lies in a table.
pub(super) fn unknown_field(name: &Spanned<String>, fields: &[Field], path: &SourcePath) -> Option<Diagnostic> {
    let mut fields = fields;
    for part in name.value.split('.') {
        let Some(field) = fields.iter().find(|field| field.name == part) else {
            let message = format!("there is no field `{part}`");
            let note = Diagnostic::new(Code::KindValue, path, name.range, message);
            return Some(note.did_you_mean(part, fields.iter().map(|field| field.name.as_str())));
        };
        fields = &field.fields;
    }
    None
}

fn shape(word: &str, of: Option<String>, choices: Vec<String>) -> Shape {
    match word {
        "texts" => Shape::Texts,
        "choice" => Shape::Choice(choices),
        "integer" => Shape::Integer,
        "number" => Shape::Number,
        "boolean" => Shape::Boolean,
        "scalar" => Shape::Scalar,
        "date" => Shape::Date,
        "duration" => Shape::Duration,
        "id" => Shape::Id(of),
        "ids" => Shape::Ids(of),
        "list" => Shape::List,
        "table" => Shape::Table,
        "tables" => Shape::Tables,
        "map" => Shape::Map,
        _ => Shape::Text,
    }
}

/// The key that an entry of a list of ids has, where it is a table.
fn id_of_entry(of: Option<String>) -> Field {
    Field {
        name: "id".to_owned(),
        shape: Shape::Id(of),
        need: Need::Always,
        about: "The page.".to_owned(),
        ..Field::default()
    }
}
