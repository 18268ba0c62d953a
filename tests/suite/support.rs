//! What the tests share: building in memory, running the program, listing folders.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Mutex;

use roadbook::build::{self, BuildOptions, Cache};
use roadbook::config::Project;
use roadbook::data::Date;
use roadbook::diag::{Diagnostic, Noted};
use roadbook::output::{Content, OutputFile, Sink};
use roadbook::progress::Quiet;
use roadbook::source::{Body, MachineError, SourceFile, Sources, is_data_name, is_page_name};
use roadbook::text::LineIndex;

/// The day on which all tests build.
pub(crate) const TODAY: &str = "2026-11-21";

/// A site in memory.
#[derive(Default)]
pub(crate) struct Memory(Mutex<BTreeMap<String, Vec<u8>>>);

impl Memory {
    pub(crate) fn into_files(self) -> BTreeMap<String, Vec<u8>> {
        self.0.into_inner().unwrap()
    }
}

impl Sink for Memory {
    fn put(&self, file: OutputFile) -> Result<(), MachineError> {
        let bytes = match file.content {
            Content::Bytes(bytes) => bytes.to_vec(),
            Content::CopyOf(_) => Vec::new(),
        };
        let before = self.0.lock().unwrap().insert(file.path.clone(), bytes);
        assert!(before.is_none(), "`{}` was put twice", file.path);
        Ok(())
    }
}

pub(crate) fn options() -> BuildOptions {
    BuildOptions { today: TODAY.parse::<Date>().unwrap(), drafts: false }
}

/// A handbook in memory: its files, and what earlier builds of it made.
#[derive(Default)]
pub(crate) struct Handbook {
    pub(crate) files: BTreeMap<String, String>,
    pub(crate) cache: Cache,
    /// Whether it is built as if it had more pages than memory has room for.
    pub(crate) is_large: bool,
}

pub(crate) struct Built {
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    pub(crate) rendered: usize,
    sources: Sources,
}

impl Handbook {
    pub(crate) fn new<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let files = files.into_iter().map(|(path, text)| (path.to_owned(), text.to_owned())).collect();
        Self { files, ..Self::default() }
    }

    /// The sample handbook.
    pub(crate) fn sample() -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        let files = sample_handbook().into_iter().map(|(path, bytes)| (path, text(bytes))).collect();
        Self { files, ..Self::default() }
    }

    /// The same handbook, built as if it had more pages than memory has room for.
    pub(crate) fn large(&self) -> Self {
        Self { files: self.files.clone(), is_large: true, ..Self::default() }
    }

    /// The places that a search finds, the best first: `page.md#section`.
    pub(crate) fn search(&self, query: &str) -> Vec<String> {
        let (project, sources) = self.sources();
        let index = build::search_index(&project, &sources.value, options()).unwrap();
        let name = |section: usize| {
            let section = index.contents.open(section);
            let anchor = &section.entry().id;
            let hash = if anchor.is_empty() { "" } else { "#" };
            format!("{}{hash}{anchor}", section.path().below(&project.content).unwrap())
        };
        roadbook::search::rank(&index, query, 10).into_iter().map(name).collect()
    }

    /// Its project and its files, as they would be read.
    pub(crate) fn sources(&self) -> (Project, Noted<Sources>) {
        let config = self.files.get("roadbook.toml").map_or("", String::as_str);
        let Noted { value: project, notes } = Project::from_config(PathBuf::from("Handbook"), config);
        let mut sources = Sources::default();
        for (path, text) in self.files.iter().filter(|(path, _)| *path != "roadbook.toml") {
            let is_theme = project.config.theme.as_ref().is_some_and(|theme| path.starts_with(theme.value.as_str()));
            let mut file = SourceFile::from_text(path, text);
            let is_kind = project.kinds_folder().is_some_and(|kinds| path.starts_with(kinds));
            let is_text = is_page_name(path)
                || is_kind
                || (is_theme && ["html", "css", "js", "toml"].iter().any(|end| path.ends_with(end)));
            if !is_theme && !is_kind && is_data_name(path) {
                file = SourceFile::from_data(path, text);
            } else if !is_text {
                file.body = Body::Asset { disk: PathBuf::from(path), length: text.len() as u64, size: None };
            }
            sources.insert(file);
        }
        if self.is_large {
            sources.pack();
        }
        (project, Noted::new(sources, notes))
    }

    pub(crate) fn build(&mut self) -> Built {
        let (project, sources) = self.sources();
        let memory = Memory::default();
        let options = options();
        let built = build::build(&project, &sources, options, &self.cache, (&memory, &Quiet)).unwrap();
        let mut sources = sources.value;
        let config = self.files.get("roadbook.toml").map_or("", String::as_str);
        sources.insert(SourceFile::from_text("roadbook.toml", config));
        Built { files: memory.into_files(), diagnostics: built.diagnostics, rendered: built.stats.rendered, sources }
    }
}

impl Built {
    /// Whether another build found and made the same.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.diagnostics == other.diagnostics && self.files == other.files
    }

    /// Every diagnostic as `path:line:column: severity[code]: message`, then its help.
    pub(crate) fn diagnostics(&self) -> String {
        let mut text = String::new();
        for diagnostic in &self.diagnostics {
            let path = &diagnostic.at.path;
            let place = LineIndex::new(self.sources.text(path.as_str()).unwrap_or_default());
            let place = place.position(diagnostic.at.range.start);
            let (severity, code) = (diagnostic.severity.name(), diagnostic.code.info().name);
            let message = &diagnostic.message;
            text.push_str(&format!("{path}:{}:{}: {severity}[{code}]: {message}\n", place.line, place.column));
            for (location, what) in &diagnostic.related {
                let related = LineIndex::new(self.sources.text(location.path.as_str()).unwrap_or_default());
                let related = related.position(location.range.start);
                text.push_str(&format!("  {}:{}:{}: {what}\n", location.path, related.line, related.column));
            }
            if let Some(help) = &diagnostic.help {
                text.push_str(&format!("  help: {help}\n"));
            }
        }
        text
    }

    pub(crate) fn text(&self, path: &str) -> String {
        let bytes = self.files.get(path).unwrap_or_else(|| {
            panic!("there is no `{path}` in the site: {:?}\n{}", self.files.keys(), self.diagnostics())
        });
        String::from_utf8(bytes.clone()).unwrap()
    }
}

/// The repository's root.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs the program as in a fresh environment, with a cache of its own.
pub(crate) fn roadbook(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().unwrap()
}

pub(crate) fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_roadbook"));
    command.current_dir(folder).args(arguments).env_clear();
    command.env("SOURCE_DATE_EPOCH", "1795219200").env("ROADBOOK_CACHE", folder.join(".cache-of-the-test"));
    command
}

pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Writes files below a folder.
pub(crate) fn write(folder: &Path, files: &[(impl AsRef<Path>, impl AsRef<[u8]>)]) {
    for (path, content) in files {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }
}

/// Every file below a folder with its bytes.
pub(crate) fn read(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut rest = vec![folder.to_owned()];
    while let Some(next) = rest.pop() {
        let Ok(entries) = std::fs::read_dir(&next) else { continue };
        for entry in entries {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.is_symlink() {
                rest.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                files.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    files
}

/// The files of the sample handbook. What somebody has read again since the day of the tests counts as read on that day: no
/// page can have been reviewed after it was built.
pub(crate) fn sample_handbook() -> BTreeMap<String, Vec<u8>> {
    let mut files: BTreeMap<String, Vec<u8>> =
        read(&root().join("content")).into_iter().map(|(path, bytes)| (format!("content/{path}"), bytes)).collect();
    for bytes in files.iter_mut().filter(|(path, _)| is_page_name(path)).map(|(_, bytes)| bytes) {
        let text = String::from_utf8(std::mem::take(bytes)).unwrap();
        let as_of_today = |line: &str| match line.strip_prefix("reviewed: ").and_then(|day| day.get(..TODAY.len())) {
            Some(day) if day > TODAY => line.replacen(day, TODAY, 1),
            _ => line.to_owned(),
        };
        *bytes = text.split_inclusive('\n').map(as_of_today).collect::<String>().into_bytes();
    }
    files.insert("roadbook.toml".to_owned(), std::fs::read(root().join("roadbook.toml")).unwrap());
    files
}

/// Compares a file of expectations, or rewrites it under `UPDATE=1`.
pub(crate) fn expect(path: &Path, found: &str) {
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, found).unwrap();
        return;
    }
    let expected = std::fs::read_to_string(path).unwrap_or_default();
    assert!(expected == found, "`{}` differs; `UPDATE=1 cargo test` rewrites it\n--- found\n{found}", path.display());
}
