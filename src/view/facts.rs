//! What a page's front matter says of it, for readers.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::data::{Value, spell_duration};
use crate::derived::{self, Tested, Verdict};
use crate::handbook::{Handbook, Page, PageIx};
use crate::schema::{Kind, Shape};
use crate::text::{ShortText, Spanned, relative_href};
use crate::theme::Strings;

/// A field of the front matter that readers see.
#[derive(Clone, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct FactView {
    /// The field.
    pub name: String,
    /// The key of its label in the strings file.
    pub label: String,
    /// Its values.
    pub values: Vec<FactValue>,
    /// Whether the values are pages, to be shown as a row of chips.
    pub is_links: bool,
}

/// One value of a field.
#[derive(Clone, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
pub struct FactValue {
    /// The words.
    pub text: String,
    /// The page that they name, relative to this one.
    pub href: Option<String>,
    /// That page's status: a retired tool is shown as one.
    pub status: Option<String>,
}

/// The labelled fields of a page, in the order of its kind.
pub(super) fn facts(handbook: &Handbook, ix: PageIx, kind: Option<&Kind>) -> Vec<FactView> {
    let page = handbook.page(ix);
    let labelled =
        kind.into_iter().flat_map(|kind| &kind.fields).filter_map(|field| Some((field, field.label.as_ref()?)));
    let fact = |(field, label): (&crate::schema::Field, &String)| {
        let values = match &field.shape {
            Shape::Id(_) | Shape::Ids(_) => {
                let found = handbook.references(ix, &field.name);
                found.iter().map(|&other| page_value(handbook, page, other)).collect()
            }
            _ => vec![FactValue { text: plain(&page.typed.fields.get(&field.name)?.value)?, href: None, status: None }],
        };
        let is_links = matches!(field.shape, Shape::Ids(_));
        let fact = FactView { name: field.name.clone(), label: label.clone(), values, is_links };
        (!fact.values.is_empty()).then_some(fact)
    };
    labelled.filter_map(fact).collect()
}

/// When the next review is due: the last one, and how long that holds.
pub(super) fn due(page: &Page) -> Option<FactView> {
    let text = derived::due(page)?.to_string();
    let value = FactValue { text, href: None, status: None };
    Some(FactView { name: "due".to_owned(), label: "due".to_owned(), values: vec![value], is_links: false })
}

/// When a golden path was last tested, and how that ended.
pub(super) fn tested(tested: Tested, strings: &Strings) -> FactView {
    let words = match tested {
        Tested { is_stale: true, .. } => "tested_before",
        Tested { verdict: Verdict::Passed, .. } => "tested_passed",
        Tested { verdict: Verdict::Failed, .. } => "tested_failed",
    };
    let text = strings.get(words).replace("{day}", &tested.day.to_string());
    let value = FactValue { text, href: None, status: None };
    FactView { name: "tested".to_owned(), label: "tested".to_owned(), values: vec![value], is_links: false }
}

fn page_value(handbook: &Handbook, page: &Page, other: PageIx) -> FactValue {
    let other = handbook.page(other);
    FactValue {
        text: other.title.clone(),
        href: Some(relative_href(&page.url, &other.url)),
        status: other.typed.text("status").map(str::to_owned),
    }
}

/// The fields that are plain text, for templates of single kinds.
pub(super) fn plain_fields(page: &Page) -> BTreeMap<String, String> {
    let text = |(key, value): &(Spanned<ShortText>, Spanned<Value>)| match &value.value {
        Value::Text(text) => Some((key.value.to_string(), text.to_string())),
        _ => None,
    };
    page.typed.fields.entries.iter().filter_map(text).collect()
}

/// A value in words; `None` where it has none.
pub(super) fn plain(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(spell_duration(text).unwrap_or_else(|| text.to_string())),
        Value::Integer(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.clone()),
        Value::Map(map) => {
            Some(map.entries.iter().filter_map(|(_, value)| plain(&value.value)).collect::<Vec<_>>().join(" · "))
        }
        Value::List(items) => Some(items.iter().filter_map(|item| plain(&item.value)).collect::<Vec<_>>().join(", ")),
        _ => None,
    }
}
