//! Kinds from their files.

use std::collections::BTreeMap;

use super::{Field, Kind, Kinds, Section, Shape};
use crate::data::{self, Format, Map, Value};

/// The kinds that come with Roadbook, and what every page has.
const BUILTIN: [&str; 15] = [
    include_str!("builtin/page.toml"),
    include_str!("builtin/guide.toml"),
    include_str!("builtin/role.toml"),
    include_str!("builtin/tool.toml"),
    include_str!("builtin/capability.toml"),
    include_str!("builtin/comparison.toml"),
    include_str!("builtin/golden-path.toml"),
    include_str!("builtin/decision.toml"),
    include_str!("builtin/term.toml"),
    include_str!("builtin/team.toml"),
    include_str!("builtin/ladder.toml"),
    include_str!("builtin/lifecycle.toml"),
    include_str!("builtin/scorecard.toml"),
    include_str!("builtin/hiring.toml"),
    include_str!("builtin/standard.toml"),
];

pub(super) fn builtin() -> Kinds {
    let mut kinds: BTreeMap<String, Kind> = BTreeMap::new();
    for text in BUILTIN {
        let kind = read(text).expect("the kinds that come with Roadbook are read by a test");
        kinds.insert(kind.name.clone(), kind);
    }
    let common = kinds.remove("page").map(|page| page.fields).unwrap_or_default();
    for kind in kinds.values_mut() {
        let inherited: Vec<Field> = common.iter().filter(|field| kind.field(&field.name).is_none()).cloned().collect();
        kind.fields.extend(inherited);
    }
    Kinds { kinds }
}

/// Reads the description of a kind, or of anything else that has fields.
pub fn read(text: &str) -> Result<Kind, String> {
    let (map, faults) = data::read(text, Format::Toml);
    if let Some(fault) = faults.first() {
        return Err(fault.message.clone());
    }
    Ok(Kind {
        name: text_of(&map, "name")?,
        title: text_of(&map, "title")?,
        plural: text_of(&map, "plural")?,
        description: text_of(&map, "description")?,
        fields: entries(&map, "fields", field)?,
        sections: entries(&map, "sections", section)?,
    })
}

fn entries<T>(map: &Map, key: &str, read: impl Fn(&str, &Map) -> Result<T, String>) -> Result<Vec<T>, String> {
    let Some(entries) = map.get(key) else { return Ok(Vec::new()) };
    let entries = entries.value.map()?.entries.iter();
    entries.map(|(name, entry)| read(&name.value, entry.value.map()?)).collect()
}

fn field(name: &str, map: &Map) -> Result<Field, String> {
    let of = map.get("of").map(|of| of.value.text().map(str::to_owned)).transpose()?;
    let shape = match text_of(map, "type")?.as_str() {
        "text" => Shape::Text,
        "texts" => Shape::Texts,
        "choice" => Shape::Choice(texts(map, "choices")?),
        "integer" => Shape::Integer,
        "boolean" => Shape::Boolean,
        "date" => Shape::Date,
        "duration" => Shape::Duration,
        "id" => Shape::Id(of),
        "ids" => Shape::Ids(of),
        "list" => Shape::List,
        "table" => Shape::Table,
        "tables" => Shape::Tables,
        other => return Err(format!("`{name}` has the unknown type `{other}`")),
    };
    Ok(Field {
        name: name.to_owned(),
        shape,
        required: flag(map, "required")?,
        min: count(map, "min")?,
        max: count(map, "max")?,
        label: map.get("label").map(|label| label.value.text().map(str::to_owned)).transpose()?,
        about: text_of(map, "about")?,
    })
}

fn section(name: &str, map: &Map) -> Result<Section, String> {
    Ok(Section { name: name.to_owned(), required: flag(map, "required")?, shape: text_of(map, "shape")? })
}

fn text_of(map: &Map, key: &str) -> Result<String, String> {
    let value = map.get(key).ok_or_else(|| format!("`{key}` is missing"))?;
    Ok(value.value.text()?.to_owned())
}

fn texts(map: &Map, key: &str) -> Result<Vec<String>, String> {
    let list = map.get(key).ok_or_else(|| format!("`{key}` is missing"))?.value.list()?;
    list.iter().map(|item| Ok(item.value.text()?.to_owned())).collect()
}

fn flag(map: &Map, key: &str) -> Result<bool, String> {
    map.get(key).map_or(Ok(false), |value| value.value.boolean())
}

fn count(map: &Map, key: &str) -> Result<Option<usize>, String> {
    match map.get(key).map(|value| &value.value) {
        None => Ok(None),
        Some(Value::Integer(count)) => usize::try_from(*count).map(Some).map_err(|_| format!("`{key}` is negative")),
        Some(other) => Err(format!("`{key}` is {}", other.noun())),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Kinds;

    #[test]
    fn every_builtin_kind_is_read_and_has_what_every_page_has() {
        let kinds = Kinds::builtin();
        assert_eq!(kinds.iter().count(), super::BUILTIN.len() - 1);
        for kind in kinds.iter() {
            assert!(kind.field("owner").is_some(), "{} has an owner", kind.name);
        }
    }
}
