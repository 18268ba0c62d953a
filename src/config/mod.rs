//! The settings of a handbook: `roadbook.toml`, or the defaults where there is none.

mod project;
mod read;

use crate::text::{Spanned, TextRange};

pub use project::{CONFIG_FILE, Project, ProjectError};

/// What `roadbook.toml` says.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// The handbook's name; without it, the title of its first page.
    pub title: Option<String>,
    /// What it is, for search engines and link previews.
    pub description: Option<String>,
    /// Where it will be published; needed for the sitemap and canonical links.
    pub base_url: Option<BaseUrl>,
    /// The language of the pages, as BCP 47 has it.
    pub language: String,
    /// The content folder, below the root.
    pub source: Option<String>,
    /// The output folder, below the root.
    pub output: String,
    /// The folder of the user's own theme files, below the root.
    pub theme: Option<Spanned<String>>,
    /// Whether warnings count as errors.
    pub strict: bool,
    /// Where a page can be edited, with `{path}` in the place of its path below the root.
    pub edit_url: Option<String>,
    /// What becomes of raw HTML.
    pub html: HtmlMode,
    /// Whether straight quotes become typographic ones.
    pub smart_punctuation: bool,
    /// The navigation, where it is not made from the folders.
    pub navigation: Option<Vec<NavEntry>>,
    /// What readers can search.
    pub search: Search,
}

/// What readers can search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    /// Whether the site has an index.
    pub enabled: bool,
    /// Fields of the front matter by which results can be filtered, besides kind, owner, audience and tags.
    pub facets: Vec<String>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            title: None,
            description: None,
            base_url: None,
            language: "en".to_owned(),
            source: None,
            output: "site".to_owned(),
            theme: None,
            strict: false,
            edit_url: None,
            html: HtmlMode::Safe,
            smart_punctuation: false,
            navigation: None,
            search: Search { enabled: true, facets: Vec::new() },
        }
    }
}

/// What becomes of raw HTML in pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HtmlMode {
    /// Harmless elements are kept, the rest is shown as text with a warning.
    Safe,
    /// All of it passes.
    Trusted,
    /// All of it is shown as text.
    Text,
}

/// Where the site will be published: scheme, host and folder, with a `/` at the end.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BaseUrl(String);

impl BaseUrl {
    /// Checks a base URL.
    pub fn new(text: &str) -> Result<Self, String> {
        let example = "write it like `https://handbook.example.com/` or `https://example.com/handbook/`";
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let Some(rest) = rest else { return Err(format!("a base URL begins with `https://` or `http://`; {example}")) };
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let is_clean = !host.is_empty()
            && !rest.contains(|c: char| {
                c.is_whitespace() || c.is_control() || matches!(c, '?' | '#' | '"' | '<' | '>' | '\\')
            })
            && !path.split('/').any(|part| part == ".." || part == ".");
        if !is_clean {
            return Err(format!("a base URL has a host and a path and nothing else; {example}"));
        }
        Ok(Self(format!("{}/", text.trim_end_matches('/'))))
    }

    /// The whole URL.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folder on the host: `/`, or `/handbook/`.
    pub fn path(&self) -> &str {
        let host = self.0.find("://").map_or(0, |at| at + 3);
        self.0[host..].find('/').map_or("/", |at| &self.0[host + at..])
    }
}

/// An entry of an explicit navigation.
#[derive(Clone, Debug, PartialEq)]
pub struct NavEntry {
    /// The words, where they are not the page's title.
    pub title: Option<String>,
    /// Where it leads.
    pub target: NavTarget,
    /// What stands below it.
    pub items: Vec<NavEntry>,
    /// The entry's place in `roadbook.toml`.
    pub range: TextRange,
}

/// Where an entry of the navigation leads.
#[derive(Clone, Debug, PartialEq)]
pub enum NavTarget {
    /// Nowhere: it is a heading for what stands below it.
    Heading,
    /// A page, or all pages of a folder, by the path below the content folder.
    Path(Spanned<String>),
    /// Another site.
    Url(String),
}
