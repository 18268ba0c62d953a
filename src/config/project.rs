//! Which folder is meant, and what its configuration says.

use std::fmt;
use std::path::{Path, PathBuf};

use super::{Config, read};
use crate::diag::{Code, Diagnostic, Noted};
use crate::source::{self, Layout, MachineError, SourceFile};
use crate::text::SourcePath;

/// The name of the configuration file.
pub const CONFIG_FILE: &str = "roadbook.toml";

/// The folder that holds the files of a handbook's own kinds, beside the configuration file.
const KINDS_FOLDER: &str = "kinds";

/// The folder that holds the content of a project that does not say.
const CONTENT: &str = "content";

/// A handbook on the disk.
#[derive(Clone, Debug)]
pub struct Project {
    /// Its root: where `roadbook.toml` lies, or the folder of Markdown itself.
    pub root: PathBuf,
    /// Its name, where neither the settings nor the first page give one: that of the folder.
    pub name: String,
    /// Its settings.
    pub config: Config,
    /// The configuration file, where there is one.
    pub config_file: Option<SourceFile>,
    /// The content folder below the root; empty where the root itself holds the content.
    pub content: String,
}

/// Why there is no project.
#[derive(Debug)]
pub enum ProjectError {
    /// There is no such folder.
    NoFolder(PathBuf),
    /// The configuration names a content folder that is not there.
    NoContent {
        /// The configuration file.
        config: PathBuf,
        /// The folder that it names.
        folder: PathBuf,
    },
    /// The machine's fault.
    Machine(MachineError),
}

impl fmt::Display for ProjectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoFolder(folder) => write!(
                f,
                "there is no folder `{}`\nhelp: name the folder that holds your Markdown with `--source`",
                folder.display()
            ),
            Self::NoContent { config, folder } => write!(
                f,
                "there is no content folder `{}`\nhelp: make it, or name another one with `source` in `{}`",
                folder.display(),
                config.display()
            ),
            Self::Machine(error) => error.fmt(f),
        }
    }
}

impl From<MachineError> for ProjectError {
    fn from(error: MachineError) -> Self {
        Self::Machine(error)
    }
}

impl Project {
    /// Opens the project that a folder belongs to.
    ///
    /// With a `roadbook.toml` the folder is a project's root, and the content is the folder that `source` names,
    /// or `content`. A folder that a `roadbook.toml` beside it names as its content means that project. Any other
    /// folder of Markdown is the content itself, unless it has no page but a `content` folder.
    pub fn open(folder: &Path) -> Result<Noted<Self>, ProjectError> {
        if !source::is_folder(folder) {
            return Err(ProjectError::NoFolder(folder.to_owned()));
        }
        if let Some(mut project) = Self::with_config(folder)? {
            project.check_theme();
            let content = project.value.root.join(&project.value.content);
            // A fault in the configuration may be why: it is told first.
            if project.notes.is_empty() && !source::is_folder(&content) {
                return Err(ProjectError::NoContent { config: folder.join(CONFIG_FILE), folder: content });
            }
            return Ok(project);
        }
        if let Some(project) = Self::of_parent(folder)? {
            return Ok(project);
        }
        // A folder of pages is a handbook, though one of its sections may be called `content`.
        let is_project = source::is_folder(&folder.join(CONTENT)) && !source::holds_pages(folder)?;
        let content = if is_project { CONTENT } else { "" };
        let config = Config { source: Some(content.to_owned()), ..Config::default() };
        Ok(Noted::new(Self::new(folder.to_owned(), config, None), Vec::new()))
    }

    /// The project of a root folder and the text of its configuration file.
    pub fn from_config(root: PathBuf, text: &str) -> Noted<Self> {
        let file = SourceFile::from_text(CONFIG_FILE, text);
        let Noted { value: config, notes } = read::read(text, &file.path);
        Noted::new(Self::new(root, config, Some(file)), notes)
    }

    fn new(root: PathBuf, config: Config, config_file: Option<SourceFile>) -> Self {
        let content = config.source.clone().unwrap_or_else(|| CONTENT.to_owned());
        Self { name: name_of(&root), root, config, config_file, content }
    }

    fn with_config(root: &Path) -> Result<Option<Noted<Self>>, MachineError> {
        let text = source::read_text(&root.join(CONFIG_FILE))?;
        Ok(text.map(|text| Self::from_config(root.to_owned(), &text)))
    }

    fn of_parent(folder: &Path) -> Result<Option<Noted<Self>>, MachineError> {
        let canonical = source::canonical(folder)?;
        let Some(parent) = canonical.parent() else { return Ok(None) };
        // The path as the user wrote it, so that diagnostics show it so.
        let shown = folder.parent().filter(|parent| !parent.as_os_str().is_empty());
        let shown = match (shown, folder.file_name()) {
            (Some(shown), Some(_)) => shown.to_owned(),
            (None, Some(_)) => PathBuf::from("."),
            _ => parent.to_owned(),
        };
        let project = Self::with_config(parent)?.filter(|project| parent.join(&project.value.content) == canonical);
        Ok(project.map(|mut project| {
            project.check_theme();
            project.value.root = shown;
            project
        }))
    }

    /// The folder below the root that may hold kinds of its own.
    ///
    /// A folder of Markdown from elsewhere may have a section of this name.
    pub fn kinds_folder(&self) -> Option<&'static str> {
        let is_project = self.config_file.is_some() || !self.content.is_empty();
        let theme = self.config.theme.as_ref().map(|theme| theme.value.as_str());
        let mut others = std::iter::once(self.content.as_str()).chain(theme);
        let is_free = others.all(|folder| folder.split('/').next() != Some(KINDS_FOLDER));
        (is_project && is_free).then_some(KINDS_FOLDER)
    }

    /// The folder for the site, where nobody names another: as configured, or `site` where the user is.
    pub fn output(&self) -> PathBuf {
        match &self.config_file {
            Some(_) => self.root.join(&self.config.output),
            None => PathBuf::from(&self.config.output),
        }
    }

    /// Where its inputs lie; `output` is no input.
    pub fn layout(&self, output: &Path) -> Layout {
        Layout {
            root: self.root.clone(),
            content: self.content.clone(),
            theme: self.config.theme.as_ref().map(|theme| theme.value.clone()),
            kinds: self.kinds_folder().map(str::to_owned),
            exclude: vec![output.to_owned()],
        }
    }
}

impl Noted<Project> {
    fn check_theme(&mut self) {
        let Some(theme) = &self.value.config.theme else { return };
        let holds_content =
            self.value.content == theme.value || SourcePath::new(&self.value.content).below(&theme.value).is_some();
        if holds_content {
            let message = "the theme folder cannot be the content folder, or hold it";
            let note = Diagnostic::new(Code::ConfigValue, &SourcePath::new(CONFIG_FILE), theme.range, message);
            self.notes.push(note.help("name a folder of its own, like `theme`"));
        } else if !source::is_folder(&self.value.root.join(&theme.value)) {
            let message = format!("there is no theme folder `{}`", theme.value);
            let note = Diagnostic::new(Code::ConfigValue, &SourcePath::new(CONFIG_FILE), theme.range, message);
            self.notes.push(note.help("make the folder, or remove the key"));
        }
    }
}

/// A title from the folder's name.
fn name_of(folder: &Path) -> String {
    let canonical = source::canonical(folder).unwrap_or_else(|_| folder.to_owned());
    let name = canonical.file_name().map(|name| name.to_string_lossy().into_owned());
    name.map_or_else(|| "Handbook".to_owned(), |name| crate::text::humanise(&name))
}
