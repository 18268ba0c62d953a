//! From `roadbook.toml` to settings; every fault at once.

use super::{BaseUrl, Config, HtmlMode, NavEntry, NavTarget};
use crate::data::{self, Format, Map, Value};
use crate::diag::{Code, Diagnostic, Noted};
use crate::text::{ShortText, SourcePath, Spanned, TextRange};

/// The keys that `roadbook.toml` knows.
const KEYS: [&str; 12] = [
    "title",
    "description",
    "base_url",
    "language",
    "source",
    "output",
    "theme",
    "strict",
    "edit_url",
    "markdown",
    "nav",
    "search",
];
const MARKDOWN_KEYS: [&str; 2] = ["html", "smart_punctuation"];
const SEARCH_KEYS: [&str; 2] = ["enabled", "facets"];
const NAV_KEYS: [&str; 1] = ["items"];
const ENTRY_KEYS: [&str; 4] = ["title", "path", "url", "items"];

pub(super) fn read(text: &str, path: &SourcePath) -> Noted<Config> {
    let (map, faults) = data::read(text, Format::Toml);
    let syntax = |fault: data::SyntaxFault| Diagnostic::new(Code::ConfigSyntax, path, fault.range, fault.message);
    let mut reader = Reader { path, notes: faults.into_iter().map(syntax).collect() };
    let mut config = Config::default();
    reader.top(&map, &mut config);
    Noted::new(config, reader.notes)
}

struct Reader<'a> {
    path: &'a SourcePath,
    notes: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn top(&mut self, map: &Map, config: &mut Config) {
        for (key, value) in &map.entries {
            match key.value.as_str() {
                "title" => self.set(value, &mut config.title, |value| text(value).map(Some)),
                "description" => self.set(value, &mut config.description, |value| text(value).map(Some)),
                "base_url" => {
                    let read = |value: &Value| BaseUrl::new(value.text()?).map(Some);
                    self.set(value, &mut config.base_url, read);
                }
                "language" => self.set(value, &mut config.language, language),
                "source" => self.set(value, &mut config.source, |value| folder(value).map(Some)),
                "output" => self.set(value, &mut config.output, folder),
                "theme" => {
                    let read = |name: &Value| Ok(Some(Spanned::new(folder(name)?, value.range)));
                    self.set(value, &mut config.theme, read);
                }
                "strict" => self.set(value, &mut config.strict, Value::boolean),
                "edit_url" => self.set(value, &mut config.edit_url, |value| edit_url(value).map(Some)),
                "markdown" => self.markdown(value, config),
                "nav" => self.navigation(value, config),
                "search" => self.search(value, config),
                _ => self.unknown(key, &KEYS),
            }
        }
    }

    fn set<T>(&mut self, value: &Spanned<Value>, slot: &mut T, read: impl Fn(&Value) -> Result<T, String>) {
        match read(&value.value) {
            Ok(read) => *slot = read,
            Err(fault) => self.fault(value.range, fault),
        }
    }

    fn fault(&mut self, range: TextRange, message: String) {
        self.notes.push(Diagnostic::new(Code::ConfigValue, self.path, range, message));
    }

    fn unknown(&mut self, key: &Spanned<ShortText>, known: &[&str]) {
        let name = key.value.as_str();
        let note = Diagnostic::new(Code::ConfigKey, self.path, key.range, format!("there is no key `{name}` here"))
            .help(format!("the keys are `{}`", known.join("`, `")))
            .did_you_mean(name, known.iter().copied());
        self.notes.push(note);
    }

    fn map<'v>(&mut self, value: &'v Spanned<Value>) -> Option<&'v Map> {
        match value.value.map() {
            Ok(map) => Some(map),
            Err(fault) => {
                self.fault(value.range, fault);
                None
            }
        }
    }

    fn markdown(&mut self, value: &Spanned<Value>, config: &mut Config) {
        let Some(map) = self.map(value) else { return };
        for (key, value) in &map.entries {
            match key.value.as_str() {
                "html" => self.set(value, &mut config.html, html_mode),
                "smart_punctuation" => self.set(value, &mut config.smart_punctuation, Value::boolean),
                _ => self.unknown(key, &MARKDOWN_KEYS),
            }
        }
    }

    fn search(&mut self, value: &Spanned<Value>, config: &mut Config) {
        let Some(map) = self.map(value) else { return };
        for (key, value) in &map.entries {
            match key.value.as_str() {
                "enabled" => self.set(value, &mut config.search.enabled, Value::boolean),
                "facets" => self.set(value, &mut config.search.facets, texts),
                _ => self.unknown(key, &SEARCH_KEYS),
            }
        }
    }

    fn navigation(&mut self, value: &Spanned<Value>, config: &mut Config) {
        let Some(map) = self.map(value) else { return };
        for (key, value) in &map.entries {
            if key.value == "items" {
                config.navigation = Some(self.entries(value));
            } else {
                self.unknown(key, &NAV_KEYS);
            }
        }
    }

    fn entries(&mut self, value: &Spanned<Value>) -> Vec<NavEntry> {
        match value.value.list() {
            Ok(items) => items.iter().filter_map(|item| self.entry(item)).collect(),
            Err(fault) => {
                self.fault(value.range, fault);
                Vec::new()
            }
        }
    }

    fn entry(&mut self, item: &Spanned<Value>) -> Option<NavEntry> {
        let mut entry = NavEntry { title: None, target: NavTarget::Heading, items: Vec::new(), range: item.range };
        if let Value::Text(path) = &item.value {
            entry.target = NavTarget::Path(Spanned::new(path.to_string(), item.range));
            return Some(entry);
        }
        let Ok(map) = item.value.map() else {
            let message = format!("expected a path or a table with `title`, found {}", item.value.noun());
            self.fault(item.range, message);
            return None;
        };
        for (key, value) in &map.entries {
            match key.value.as_str() {
                "title" => self.set(value, &mut entry.title, |value| text(value).map(Some)),
                "path" => {
                    let read = |path: &Value| Ok(NavTarget::Path(Spanned::new(text(path)?, value.range)));
                    self.set(value, &mut entry.target, read);
                }
                "url" => self.set(value, &mut entry.target, |url| web_address(url).map(NavTarget::Url)),
                "items" => entry.items = self.entries(value),
                _ => self.unknown(key, &ENTRY_KEYS),
            }
        }
        if entry.title.is_none() && !matches!(entry.target, NavTarget::Path(_)) {
            self.fault(item.range, "this entry needs a `title`".to_owned());
        }
        Some(entry)
    }
}

fn text(value: &Value) -> Result<String, String> {
    value.text().map(str::to_owned)
}

fn texts(value: &Value) -> Result<Vec<String>, String> {
    value.list()?.iter().map(|item| text(&item.value)).collect()
}

/// A folder below the root: `docs`, `docs/handbook`; `.` is the root itself.
fn folder(value: &Value) -> Result<String, String> {
    let text = value.text()?;
    let parts: Vec<&str> = text.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    if text.starts_with('/') || text.contains('\\') || parts.contains(&"..") {
        return Err(format!("`{text}` is no folder below this file; write it like `content` or `docs/handbook`"));
    }
    Ok(parts.join("/"))
}

fn language(value: &Value) -> Result<String, String> {
    let text = value.text()?;
    let is_tag =
        text.split('-').all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()));
    if is_tag { Ok(text.to_owned()) } else { Err(format!("`{text}` is no language; write it like `en` or `pt-BR`")) }
}

fn web_address(value: &Value) -> Result<String, String> {
    let text = value.text()?;
    if crate::text::scheme(text) != crate::text::Scheme::Allowed {
        return Err("this URL must begin with `https://` or `http://`".to_owned());
    }
    Ok(text.to_owned())
}

fn edit_url(value: &Value) -> Result<String, String> {
    let text = web_address(value)?;
    if !text.contains("{path}") {
        return Err("this URL needs `{path}` in the place of the file's path".to_owned());
    }
    Ok(text)
}

fn html_mode(value: &Value) -> Result<HtmlMode, String> {
    match value.text()? {
        "safe" => Ok(HtmlMode::Safe),
        "trusted" => Ok(HtmlMode::Trusted),
        "text" => Ok(HtmlMode::Text),
        other => Err(format!("`html` cannot be `{other}`; it is `safe`, `trusted` or `text`")),
    }
}
