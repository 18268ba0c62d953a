//! TOML through the `toml` crate's own tree, which knows where each value stands.

use toml::Spanned as Located;
use toml::de::{DeTable, DeValue};

use super::{Map, SyntaxFault, Value};
use crate::text::{ShortText, Spanned, TextRange};

pub(super) fn read(text: &str) -> (Map, Vec<SyntaxFault>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let faults = errors.iter().map(|error| SyntaxFault {
        message: error.message().lines().next().unwrap_or("cannot be read").to_owned(),
        range: error.span().map_or_else(TextRange::default, TextRange::from),
    });
    (map(table.get_ref()), faults.collect())
}

fn map(table: &DeTable<'_>) -> Map {
    let mut entries: Vec<_> = table
        .iter()
        .map(|(key, value)| {
            let key_range = TextRange::from(key.span());
            (Spanned::new(ShortText::from(key.get_ref().as_ref()), key_range), spanned(value))
        })
        .collect();
    entries.sort_by_key(|(key, _)| key.range);
    Map { entries }
}

fn spanned(value: &Located<DeValue<'_>>) -> Spanned<Value> {
    let plain = match value.get_ref() {
        DeValue::String(text) => Value::Text(text.as_ref().into()),
        DeValue::Integer(integer) => i64::from_str_radix(integer.as_str(), integer.radix())
            .map_or_else(|_| Value::Float(integer.as_str().to_owned()), Value::Integer),
        DeValue::Float(float) => Value::Float(float.as_str().to_owned()),
        DeValue::Boolean(boolean) => Value::Boolean(*boolean),
        DeValue::Datetime(datetime) => Value::Text(datetime.to_string().into()),
        DeValue::Array(items) => Value::List(items.iter().map(spanned).collect()),
        DeValue::Table(table) => Value::Map(map(table)),
    };
    Spanned::new(plain, TextRange::from(value.span()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_faults_are_found_at_once_and_the_rest_is_read() {
        let text = "bad = \nok = 1\nworse = nope\n";
        let (map, faults) = read(text);
        assert_eq!(map.get("ok").map(|value| &value.value), Some(&Value::Integer(1)));
        assert_eq!(faults.len(), 2, "{faults:?}");
    }
}
