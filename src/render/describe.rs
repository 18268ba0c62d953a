//! What templates see, read off the types that are given to them: the sentences are the comments of their fields.

use std::collections::BTreeMap;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::Value;

use super::path::ProvidesContext;
use super::pieces::{EntryContext, SectionsContext};
use super::views::ViewContext;
use super::{Context, RedirectContext};
use crate::theme;
use crate::view::{SiteView, ViewContent};

/// The files of `partials` that are given something else than the page.
const ENTRY: &str = "partials/entry.html";
const SECTIONS: &str = "partials/sections.html";
const PROVIDES: &str = "partials/provides.html";
const COMPONENTS: &str = "partials/components.html";

/// The templates that can be described: those of the default theme, but for components, which see their arguments.
pub fn described() -> impl Iterator<Item = String> {
    let names = theme::builtin_files().into_iter().map(|(name, _)| name);
    names.filter(|name| name.ends_with(".html") && name != COMPONENTS)
}

/// What a template sees, as a JSON Schema (draft 2020-12) of its variables; `None` where no page is made with it.
///
/// A kind of the handbook's own may have a template of its own: it is given what `page.html` is.
pub fn describe(template: &str) -> Option<Value> {
    let form = ViewContent::FORMS.iter().find(|(name, _)| *name == template);
    let is_of_kind = template.strip_prefix("kinds/").is_some_and(|name| name.ends_with(".html"));
    Some(match template {
        _ if let Some((_, form)) = form => {
            let mut generator = generator();
            let view = form(&mut generator).to_value();
            let mut schema = of::<ViewContext<'_>>(generator);
            put_view(&mut schema, view);
            schema
        }
        "redirect.html" => of::<RedirectContext<'_>>(generator()),
        SECTIONS => of::<SectionsContext<'_>>(generator()),
        ENTRY => of::<EntryContext<'_>>(generator()),
        PROVIDES => of::<ProvidesContext<'_>>(generator()),
        _ if is_of_kind || described().any(|name| name == template) => of::<Context<'_>>(generator()),
        _ => return None,
    })
}

fn generator() -> SchemaGenerator {
    SchemaSettings::draft2020_12().for_serialize().into_generator()
}

/// What every template sees besides what it is given.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "it stands for what templates have in common")]
struct Everywhere {
    /// The handbook.
    site: SiteView,
    /// The words of `strings.toml`, by key.
    t: BTreeMap<String, String>,
}

fn of<T: JsonSchema>(mut generator: SchemaGenerator) -> Value {
    let everywhere = Everywhere::json_schema(&mut generator).to_value();
    let mut schema = generator.into_root_schema_for::<T>().to_value();
    for name in ["site", "t"] {
        schema["properties"][name] = everywhere["properties"][name].clone();
        if let Some(required) = schema["required"].as_array_mut() {
            required.push(name.into());
        }
    }
    schema
}

/// Puts the form of a view in the place of `view`, whose type is that of any view.
fn put_view(schema: &mut Value, view: Value) {
    let about = schema["properties"]["view"]["description"].take();
    schema["properties"]["view"] = view;
    schema["properties"]["view"]["description"] = about;
}
