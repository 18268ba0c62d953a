//! Tera, with nothing in it but our templates, and its errors as places.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde::Serialize;
use tera::{Context, ErrorKind, Kwargs, State, Tera, TeraResult, Value};

use super::Strings;
use crate::text::{SourcePath, TextRange};

/// A set of templates that fit together.
#[derive(Default)]
pub struct Templates {
    tera: Tera,
    names: BTreeMap<String, SourcePath>,
}

impl std::fmt::Debug for Templates {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.names.keys()).finish()
    }
}

/// A variable that all templates see, made into a value of theirs once, and not for each page.
pub struct Shared {
    name: &'static str,
    value: Value,
}

impl Shared {
    /// What templates see under a name.
    pub fn new(name: &'static str, value: &impl Serialize) -> Self {
        Self { name, value: Value::from_serializable(value) }
    }
}

/// Why a template cannot be read or rendered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateFault {
    /// Its name.
    pub template: String,
    /// Where in it.
    pub range: TextRange,
    /// What is wrong.
    pub message: String,
}

impl Templates {
    /// Reads templates by name. `strings` are what all of them see as `t`, `urls` the addresses below the site's root that
    /// `asset(name="…")` gives.
    pub(super) fn new(
        texts: &BTreeMap<String, (SourcePath, Arc<str>)>,
        strings: &Strings,
        urls: BTreeMap<String, String>,
    ) -> Result<Self, TemplateFault> {
        let mut tera = Tera::new();
        // Made into values of templates once, and not for each page.
        tera.global_context().insert("t", strings);
        let urls: HashMap<String, Value> = urls.into_iter().map(|(name, url)| (name, Value::from(url))).collect();
        tera.register_function("asset", move |arguments: Kwargs, _: &State<'_>| -> TeraResult<Value> {
            let name: Cow<'_, str> = arguments.must_get("name")?;
            urls.get(name.as_ref())
                .cloned()
                .ok_or_else(|| tera::Error::message(format!("the theme has no file `{name}`")))
        });
        tera.register_filter("safe", |value: Value, _: Kwargs, _: &State<'_>| safe(value));
        let templates = texts.iter().filter(|(name, _)| name.ends_with(".html"));
        let templates = templates.map(|(name, (_, text))| (name.clone(), text.to_string()));
        tera.add_raw_templates(templates).map_err(|error| fault(&error))?;
        let names = texts.iter().map(|(name, (path, _))| (name.clone(), path.clone())).collect();
        Ok(Self { tera, names })
    }

    /// Whether there is nothing to render with: the templates could not be read, which was noted.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The first of some templates that is there.
    pub fn first<'a>(&self, names: &[&'a str]) -> Option<&'a str> {
        names.iter().copied().find(|name| self.names.contains_key(*name))
    }

    /// Where a template comes from.
    pub fn path(&self, name: &str) -> SourcePath {
        self.names.get(name).cloned().unwrap_or_else(|| SourcePath::new(name))
    }

    /// Renders a template with the values of `context`, what all of them see, and the words of the theme as `t`. About
    /// `room` bytes of UTF-8 come of it: a text that grows is copied each time.
    pub fn render(
        &self,
        name: &str,
        context: &impl Serialize,
        shared: &Shared,
        room: usize,
    ) -> Result<Vec<u8>, TemplateFault> {
        let mut context = Context::from_serialize(context).map_err(|error| fault(&error))?;
        context.insert_value(shared.name, shared.value.clone());
        let mut text = Vec::with_capacity(room);
        self.tera.render_to(name, &context, &mut text).map_err(|error| fault(&error))?;
        Ok(text)
    }
}

/// A value that is written as it is: Tera's own filter, but a text, which may be that of a whole page, is not copied.
fn safe(value: Value) -> Value {
    if value.as_str().is_some() { value.mark_safe() } else { Value::safe_string(&value.to_string()) }
}

fn fault(error: &tera::Error) -> TemplateFault {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => TemplateFault {
            template: report.filename().to_owned(),
            range: TextRange::from(report.span().range.clone()),
            message: report.message().to_owned(),
        },
        _ => TemplateFault {
            template: String::new(),
            range: TextRange::default(),
            message: first_line(&error.to_string()),
        },
    }
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or("the template cannot be rendered").to_owned()
}
