//! What templates see, in words: tables made from the JSON Schema of their variables.

use std::collections::BTreeMap;

use serde_json::Value;

/// The variables of some templates, or the fields of a type.
struct Sheet<'a> {
    /// The templates, or the name of the type.
    names: Vec<&'a str>,
    about: String,
    rows: Vec<Row<'a>>,
}

/// A variable, a field, or one value of several.
struct Row<'a> {
    name: &'a str,
    /// What it holds; nothing of a value.
    holds: Option<&'a Value>,
    about: String,
}

/// For people: names, what they hold, and a sentence, in columns.
pub(super) fn human(schemas: &[(String, Value)]) -> String {
    let mut text = String::new();
    for sheet in templates(schemas).iter().chain(&types(schemas)) {
        text.push_str(&format!("{}\n{}\n\n", sheet.names.join(", "), sheet.about));
        let rows: Vec<[String; 3]> = sheet
            .rows
            .iter()
            .map(|row| {
                let holds = row.holds.map(|holds| words(holds, &str::to_owned)).unwrap_or_default();
                [row.name.to_owned(), holds, row.about.clone()]
            })
            .collect();
        let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or_default();
        let (name, holds) = (width(0), width(1));
        for row in &rows {
            text.push_str(format!("  {:name$}  {:holds$}  {}", row[0], row[1], row[2]).trim_end());
            text.push('\n');
        }
        text.push('\n');
    }
    text
}

/// For a page of a handbook: a section for each sheet, and links between them.
pub(super) fn markdown(schemas: &[(String, Value)]) -> String {
    let mut text = String::from("## Templates\n");
    let link = |name: &str| format!("[{name}](#{})", name.to_lowercase());
    for sheet in templates(schemas) {
        let names: Vec<String> = sheet.names.iter().map(|name| format!("`{name}`")).collect();
        text.push_str(&format!("\n### {}\n\n{}\n\n", names[0], sentence(&sheet.about)));
        if names.len() > 1 {
            text.push_str(&format!("The same holds for {}.\n\n", names[1..].join(", ")));
        }
        table(&mut text, &sheet.rows, &link);
    }
    text.push_str("\n## What their variables hold\n");
    for sheet in types(schemas) {
        let name = sheet.names[0];
        text.push_str(&format!("\n### {name} {{#{}}}\n\n{}\n\n", name.to_lowercase(), sentence(&sheet.about)));
        table(&mut text, &sheet.rows, &link);
    }
    text
}

fn table(text: &mut String, rows: &[Row<'_>], link: &impl Fn(&str) -> String) {
    let has_values = rows.iter().all(|row| row.holds.is_none());
    text.push_str(if has_values { "| Value | |\n|---|---|\n" } else { "| Name | Holds | |\n|---|---|---|\n" });
    for row in rows {
        let holds = row.holds.map(|holds| format!(" {} |", words(holds, link))).unwrap_or_default();
        text.push_str(&format!("| `{}` |{holds} {} |\n", row.name, row.about.replace('|', "\\|")));
    }
}

fn sentence(words: &str) -> String {
    format!("{}.", words.trim_end_matches('.'))
}

/// What templates see; those that see the same stand together.
fn templates(schemas: &[(String, Value)]) -> Vec<Sheet<'_>> {
    let mut sheets: Vec<(&Value, Sheet<'_>)> = Vec::new();
    // The general one comes first, then the forms of views.
    let mut sorted: Vec<&(String, Value)> = schemas.iter().collect();
    sorted.sort_by_key(|(name, _)| (name != "page.html", name.contains('/'), name));
    for (name, schema) in sorted {
        match sheets.iter_mut().find(|(other, _)| *other == schema) {
            Some((_, sheet)) => sheet.names.push(name),
            None => sheets.push((schema, sheet(name, schema))),
        }
    }
    sheets.into_iter().map(|(_, sheet)| sheet).collect()
}

/// The types that their variables have, by name.
fn types(schemas: &[(String, Value)]) -> Vec<Sheet<'_>> {
    let all = schemas.iter().filter_map(|(_, schema)| schema["$defs"].as_object()).flatten();
    let by_name: BTreeMap<&str, &Value> = all.map(|(name, schema)| (name.as_str(), schema)).collect();
    by_name.into_iter().map(|(name, schema)| sheet(name, schema)).collect()
}

fn sheet<'a>(name: &'a str, schema: &'a Value) -> Sheet<'a> {
    // A sentence that goes over two lines of its comment is one.
    let about = |schema: &Value| {
        schema["description"].as_str().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let fields = schema["properties"].as_object().into_iter().flatten();
    let fields = fields.map(|(name, field)| Row { name, holds: Some(field), about: about(field) });
    let values = schema["oneOf"].as_array().into_iter().flatten();
    let values =
        values.filter_map(|value| Some(Row { name: value["const"].as_str()?, holds: None, about: about(value) }));
    Sheet { names: vec![name], about: about(schema), rows: fields.chain(values).collect() }
}

/// What a value is, in words; `named` writes the name of a type.
fn words(schema: &Value, named: &dyn Fn(&str) -> String) -> String {
    if let Some(name) = schema["$ref"].as_str() {
        return named(name.rsplit('/').next().unwrap_or(name));
    }
    if let Some([some, nothing]) = schema["anyOf"].as_array().map(Vec::as_slice)
        && nothing["type"] == "null"
    {
        return format!("{} or nothing", words(some, named));
    }
    match (&schema["type"], &schema["items"]) {
        (Value::Array(types), _) => match types.as_slice() {
            [some, _] => format!("{} or nothing", simple(some.as_str().unwrap_or_default())),
            _ => "anything".to_owned(),
        },
        (Value::String(name), Value::Object(_)) if name == "array" => {
            format!("list of {}", words(&schema["items"], named))
        }
        (Value::String(name), _) if name == "array" => {
            let count = schema["prefixItems"].as_array().map_or(0, Vec::len);
            format!("list of {count} texts")
        }
        (Value::String(name), _) if name == "object" => {
            format!("{} by key", words(&schema["additionalProperties"], named))
        }
        (Value::String(name), _) => simple(name).to_owned(),
        _ => "anything".to_owned(),
    }
}

fn simple(name: &str) -> &str {
    match name {
        "string" => "text",
        "integer" | "number" => "number",
        "boolean" => "yes or no",
        other => other,
    }
}
