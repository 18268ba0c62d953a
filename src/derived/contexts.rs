//! Contexts: files that fill in several variables at once, for staging, production and the like.

use super::Ground;
use super::golden_path::{Variable, provisions, variables_of};
use crate::data::{self, Format, Map};
use crate::diag::{Code, Diagnostic, Noted};
use crate::source::SourceFile;
use crate::text::humanise;

/// The keys of a context's file.
const KEYS: [&str; 2] = ["title", "values"];

/// Values for variables, by name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Context {
    /// Its name: `staging` of `contexts/staging.toml`.
    pub name: String,
    /// What readers see.
    pub title: String,
    /// The variables that it fills in, each with its value, in the order of the file.
    pub values: Vec<(String, String)>,
}

impl Context {
    /// The value that it gives to a variable.
    pub fn value(&self, variable: &str) -> Option<&str> {
        self.values.iter().find(|(name, _)| name == variable).map(|(_, value)| value.as_str())
    }
}

/// The contexts of a handbook, by name. Their values are held to every page that declares the variable.
pub(super) fn read(ground: Ground<'_>) -> Noted<Vec<Context>> {
    let files: Vec<_> = ground.contexts.into_iter().flat_map(|folder| ground.sources.below(folder)).collect();
    let mut notes = Vec::new();
    if files.is_empty() {
        return Noted::default();
    }
    let pages = ground.handbook.pages.iter();
    let declared: Vec<Variable<'_>> =
        pages.flat_map(|page| variables_of(page).into_iter().chain(provisions(page))).collect();
    let contexts = files.into_iter().map(|file| context(file, &declared, &mut notes)).collect();
    Noted::new(contexts, notes)
}

fn context(file: &SourceFile, declared: &[Variable<'_>], notes: &mut Vec<Diagnostic>) -> Context {
    let (map, faults) = data::read(file.text().map_or("", |text| text.get()), Format::Toml);
    let note = |range, message: String| Diagnostic::new(Code::ContextValue, &file.path, range, message);
    notes.extend(faults.into_iter().map(|fault| note(fault.range, fault.message)));
    for (key, _) in map.entries.iter().filter(|(key, _)| !KEYS.contains(&key.value.as_str())) {
        let unknown = note(key.range, format!("a context has no key `{}`", key.value));
        notes.push(unknown.help("its keys are `title` and `values`").did_you_mean(&key.value, KEYS));
    }
    let name = file.path.stem().to_owned();
    let title = map.get("title").and_then(|title| title.value.text().ok());
    let mut context = Context { title: title.map_or_else(|| humanise(&name), str::to_owned), name, values: Vec::new() };
    let values = map.get("values").and_then(|values| values.value.map().ok());
    for (name, value) in values.map(|Map { entries }| entries).into_iter().flatten() {
        let Some(written) = value.value.written() else {
            notes.push(note(value.range, format!("`{}` is no single value", name.value)).help("write it in quotes"));
            continue;
        };
        let meant: Vec<&Variable<'_>> = declared.iter().filter(|variable| variable.name == name.value).collect();
        if meant.is_empty() {
            let unknown = note(name.range, format!("no page declares the variable `{}`", name.value));
            let names = declared.iter().map(|variable| variable.name);
            notes.push(unknown.help("declare it in `vars` of a page, or remove it").did_you_mean(&name.value, names));
        } else if meant.iter().any(|variable| variable.is_secret) {
            let secret =
                note(value.range, format!("`{}` is a secret, which no file of the handbook may hold", name.value));
            notes.push(secret.help("remove it, and give it to `roadbook test` with `--env-file`"));
            continue;
        } else if let Some(fault) = meant.iter().find_map(|variable| variable.fault(&written)) {
            let wrong = note(value.range, format!("`{}` {fault}", name.value));
            notes.push(wrong.help("give it another value, or correct the page that declares it"));
        }
        context.values.push((name.value.to_string(), written));
    }
    context
}
