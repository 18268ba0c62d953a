//! The front matter of a kind as JSON Schema, for editors that complete and check while somebody writes.

use serde_json::{Map as Object, Value as Json, json};

use super::{Condition, Field, Kind, Need, Shape};
use crate::data::duration_units;

/// The version of JSON Schema that is spoken.
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The key by which a page names its kind.
const KIND: &str = "kind";

/// The kind of pages that name none.
const DEFAULT_KIND: &str = "guide";

/// The JSON Schema (draft 2020-12) of a kind's front matter.
pub fn json_schema(kind: &Kind) -> Json {
    let mut schema = table(&kind.fields, &kind.one_of);
    schema.insert("$schema".to_owned(), json!(DIALECT));
    schema.insert("title".to_owned(), json!(kind.title));
    schema.insert("description".to_owned(), json!(kind.description));
    if let Some(named) = schema.get_mut("properties").and_then(|properties| properties.get_mut(KIND)) {
        *named = json!({ "const": kind.name, "description": "What the page is." });
    }
    if kind.name != DEFAULT_KIND
        && let Some(Json::Array(required)) = schema.get_mut("required")
    {
        required.insert(0, json!(KIND));
    }
    Json::Object(schema)
}

/// A table with these keys and no others, but for those that the writer keeps for themselves.
fn table(fields: &[Field], one_of: &[String]) -> Object<String, Json> {
    let properties: Object<String, Json> = fields.iter().map(|field| (field.name.clone(), property(field))).collect();
    let always: Vec<&str> =
        fields.iter().filter(|field| field.need == Need::Always).map(|field| field.name.as_str()).collect();
    let when = fields.iter().filter_map(|field| match &field.need {
        Need::When(condition) => Some(json!({ "if": holds(condition), "then": { "required": [field.name] } })),
        Need::Never | Need::Always => None,
    });
    let when: Vec<Json> = when.collect();
    let mut schema = Object::new();
    schema.insert("type".to_owned(), json!("object"));
    schema.insert("properties".to_owned(), Json::Object(properties));
    schema.insert("patternProperties".to_owned(), json!({ "^x-": true }));
    schema.insert("additionalProperties".to_owned(), json!(false));
    schema.insert("required".to_owned(), json!(always));
    if !when.is_empty() {
        schema.insert("allOf".to_owned(), Json::Array(when));
    }
    if !one_of.is_empty() {
        let forms: Vec<Json> = one_of.iter().map(|name| json!({ "required": [name] })).collect();
        schema.insert("oneOf".to_owned(), Json::Array(forms));
    }
    schema
}

/// A schema that what else stands in the table fulfils where the condition holds.
fn holds(condition: &Condition) -> Json {
    let mut parts = condition.field.rsplit('.');
    let last = parts.next().unwrap_or_default();
    let inner = match condition.values.as_slice() {
        [] => json!({ "required": [last] }),
        values => json!({ "required": [last], "properties": { last: { "enum": values } } }),
    };
    parts.fold(inner, |inner, outer| json!({ "required": [outer], "properties": { outer: inner } }))
}

fn property(field: &Field) -> Json {
    let mut schema = shape(field);
    let words = field.words();
    let mut first = words.chars();
    let words: String = first.next().into_iter().flat_map(char::to_uppercase).chain(first).collect();
    let when = match &field.need {
        Need::When(condition) => format!(" Needed where {}.", condition.words()),
        Need::Never | Need::Always => String::new(),
    };
    let description = format!("{} {words}.{when}", field.about);
    schema.insert("description".to_owned(), json!(description.trim_start()));
    Json::Object(schema)
}

fn shape(field: &Field) -> Object<String, Json> {
    let text = || json!({ "type": "string", "minLength": 1 });
    let inner = || Json::Object(inner_table(field));
    let schema = match &field.shape {
        Shape::Text | Shape::Id(_) => with_limits(text(), field, ["minLength", "maxLength"]),
        Shape::Choice(choices) => json!({ "enum": choices }),
        Shape::Integer => with_limits(json!({ "type": "integer" }), field, ["minimum", "maximum"]),
        Shape::Number => with_limits(json!({ "type": "number" }), field, ["minimum", "maximum"]),
        Shape::Boolean => json!({ "type": "boolean" }),
        Shape::Scalar => json!({ "type": ["string", "number", "boolean"] }),
        Shape::Date => json!({ "type": "string", "format": "date" }),
        Shape::Duration => {
            let units: Vec<&str> = duration_units().collect();
            json!({ "type": "string", "pattern": format!("^ *0*[1-9][0-9]* *({}) *$", units.join("|")) })
        }
        Shape::Texts => list(field, &text()),
        Shape::Ids(_) => list(field, &json!({ "anyOf": [text(), inner()] })),
        Shape::List => list(field, &json!(true)),
        Shape::Tables => list(field, &inner()),
        Shape::Table => inner(),
        Shape::Map => {
            let entries = json!({ "type": "object", "additionalProperties": inner() });
            with_limits(entries, field, ["minProperties", "maxProperties"])
        }
    };
    match schema {
        Json::Object(schema) => schema,
        _ => Object::new(),
    }
}

fn list(field: &Field, items: &Json) -> Json {
    let mut schema = with_limits(json!({ "type": "array", "items": items }), field, ["minItems", "maxItems"]);
    if field.unique || matches!(field.shape, Shape::Ids(_)) {
        schema["uniqueItems"] = json!(true);
    }
    schema
}

/// The keys of a field's tables; where it names none, they are the writer's own.
fn inner_table(field: &Field) -> Object<String, Json> {
    if field.fields.is_empty() {
        return Object::from_iter([("type".to_owned(), json!("object"))]);
    }
    table(&field.fields, &field.one_of)
}

fn with_limits(mut schema: Json, field: &Field, [least, most]: [&str; 2]) -> Json {
    if let Some(min) = field.min {
        schema[least] = json!(min);
    }
    if let Some(max) = field.max {
        schema[most] = json!(max);
    }
    schema
}
