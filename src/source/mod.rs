//! Reading: the only door through which input files come in.
#![expect(clippy::disallowed_methods, reason = "this is the module that reads the disk")]

mod inventory;
mod names;
mod picture;
mod snapshot;
mod stamp;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io;
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use rayon::prelude::*;

use crate::diag::Diagnostic;
use crate::text::{Digest, FileText, SourcePath};

pub use inventory::Inventory;
pub use picture::PictureSize;
pub use snapshot::{TEXT_LIMIT, kinds, snapshot};
pub use stamp::{Program, Stamp, program};

/// The file in a handbook's root that says which golden paths were tested, and when.
pub const RECORD: &str = "roadbook.tested.toml";

/// The list that `publish` leaves in an output folder: a folder that has one is a site, and no input.
pub const MANIFEST: &str = ".roadbook.json";

/// How many files, or pages made of them, a core takes at once: where it takes more, the others wait for it at the end of
/// each step.
pub const AT_ONCE: usize = 8;

/// What a file holds, as far as a build needs it.
#[derive(Clone, Debug)]
pub enum Body {
    /// Text, with `\n` line ends and without a byte order mark.
    Text(FileText),
    /// A data file: tables are made from its text, and the file itself is published as it is on the disk.
    Data {
        /// The text, like that of a page.
        text: FileText,
        /// Why it is no text, which is a fault only where somebody makes a table from it.
        fault: Option<Box<Diagnostic>>,
        /// Where it lies.
        disk: PathBuf,
    },
    /// Anything else: it stays on the disk and is copied from there.
    Asset {
        /// Where it lies.
        disk: PathBuf,
        /// Its length in bytes.
        length: u64,
        /// How large it is shown, where it is a picture that says so.
        size: Option<PictureSize>,
    },
}

/// One input file.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Its path below the project's root.
    pub path: SourcePath,
    /// The digest of its bytes as they are on the disk.
    pub digest: Digest,
    /// What it holds.
    pub body: Body,
    /// What the system says about the file; while it stays the same, so does the file. `None` where that cannot be
    /// said.
    pub stamp: Option<Stamp>,
}

impl SourceFile {
    /// A text file that is not on any disk.
    pub fn from_text(path: &str, text: &str) -> Self {
        let digest = Digest::of(text.as_bytes());
        Self { path: SourcePath::new(path), digest, body: Body::Text(FileText::new(normalise(text))), stamp: None }
    }

    /// A data file that is not on any disk.
    pub fn from_data(path: &str, text: &str) -> Self {
        let body = Body::Data { text: FileText::new(normalise(text)), fault: None, disk: PathBuf::from(path) };
        Self { path: SourcePath::new(path), digest: Digest::of(text.as_bytes()), body, stamp: None }
    }

    /// The text; `None` of an asset.
    pub fn text(&self) -> Option<&FileText> {
        match &self.body {
            Body::Text(text) | Body::Data { text, .. } => Some(text),
            Body::Asset { .. } => None,
        }
    }

    /// Whether the file is a page: Markdown by its name.
    pub fn is_page(&self) -> bool {
        is_page_name(self.path.as_str())
    }
}

/// Whether a file of this name is a page.
pub fn is_page_name(name: &str) -> bool {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    extension.eq_ignore_ascii_case("md") || extension.eq_ignore_ascii_case("markdown")
}

/// Extensions of files that tables can be made from.
const DATA: [&str; 6] = ["csv", "tsv", "toml", "yaml", "yml", "json"];

/// Whether tables can be made from a file of this name.
pub fn is_data_name(name: &str) -> bool {
    DATA.contains(&SourcePath::new(name).extension().as_str())
}

/// A handbook whose pages have more bytes than this is large: 25,000 pages. To pack it costs a third of a build; below it
/// there is room.
const LARGE: usize = 128 * 1024 * 1024;

/// Every input file of a build, in the order of their paths.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// The files.
    pub files: BTreeMap<SourcePath, Arc<SourceFile>>,
    /// Where they were looked for.
    pub walked: Walked,
    /// Whether what is seldom needed of pages is packed, since there are so many.
    pub is_large: bool,
}

/// Where a look at the disk led: what changes there may be another input.
#[derive(Clone, Debug, Default)]
pub struct Walked {
    /// Every folder that was looked through, by its true name.
    pub folders: BTreeSet<PathBuf>,
    /// What links lead to, be it there or not, by its true name.
    pub targets: BTreeSet<PathBuf>,
}

impl Sources {
    /// Packs what is large, for a build that is made once: who builds again at each change has everything at hand.
    pub fn pack_if_large(&mut self) {
        let pages = self.files.values().filter(|file| file.is_page());
        if pages.filter_map(|file| file.text()).map(FileText::length).sum::<usize>() > LARGE {
            self.pack();
        }
    }

    /// Packs the texts of pages, and with them whatever a build keeps of a page until all are made.
    pub fn pack(&mut self) {
        self.is_large = true;
        self.files.par_iter_mut().filter(|(_, file)| file.is_page()).for_each(|(_, file)| {
            if let Body::Text(text) = &file.body
                && !text.is_packed()
            {
                let packed = SourceFile { body: Body::Text(text.clone().packed()), ..SourceFile::clone(file) };
                *file = Arc::new(packed);
            }
        });
    }

    /// Adds a file.
    pub fn insert(&mut self, file: SourceFile) {
        self.files.insert(file.path.clone(), Arc::new(file));
    }

    /// The text of a file, if it is there and is text.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path)?.text().map(|text| text.get().as_ref())
    }

    /// Whether there is anything to read.
    pub fn has_pages(&self) -> bool {
        self.files.values().any(|file| file.is_page() && file.text().is_some())
    }

    /// The files below a folder of the root.
    pub fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a Arc<SourceFile>> {
        let first = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let files = self.files.range::<str, _>((Bound::Included(first.as_str()), Bound::Unbounded));
        files.map(|(_, file)| file).take_while(move |file| file.path.below(folder).is_some())
    }

    /// The digest of all that lies in a folder, and of its name.
    pub fn digest_of(&self, folder: Option<&str>) -> Digest {
        let files = folder.into_iter().flat_map(|folder| self.below(folder));
        let files: Vec<(&SourcePath, Digest)> = files.map(|file| (&file.path, file.digest)).collect();
        Digest::of_value(&(folder, files))
    }
}

/// Where the inputs of a project lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The project's root on the disk.
    pub root: PathBuf,
    /// The content folder below the root; empty where the root itself holds the content.
    pub content: String,
    /// The folder of the user's own theme files below the root.
    pub theme: Option<String>,
    /// The folder of the handbook's own kinds below the root, where there can be one.
    pub kinds: Option<String>,
    /// The folder of the handbook's contexts below the root, where there can be one.
    pub contexts: Option<String>,
    /// Folders that are no input although they may lie inside the content folder: the output.
    pub exclude: Vec<PathBuf>,
}

/// The text as every later stage sees it: no byte order mark, `\n` for `\r\n` and `\r`.
///
/// Lines and columns stay those of the file, since editors do not count the mark or the line ends.
pub fn normalise(text: &str) -> String {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() }
}

/// A fault of the machine: what was tried, on what, and why it failed.
#[derive(Debug)]
pub struct MachineError {
    /// The operation, as in "cannot read".
    pub operation: &'static str,
    /// The file or folder.
    pub path: PathBuf,
    /// The system's answer.
    pub cause: io::Error,
}

impl MachineError {
    /// Wraps the system's answer, for `map_err`.
    pub fn on(operation: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |cause| Self { operation, path, cause }
    }
}

impl fmt::Display for MachineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot {} `{}`: {}", self.operation, self.path.display(), self.cause)
    }
}

impl std::error::Error for MachineError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.cause)
    }
}

/// Reads one text file, with `\n` line ends and without a byte order mark; `None` where there is none.
pub fn read_text(path: &Path) -> Result<Option<String>, MachineError> {
    Ok(read_raw(path)?.map(|text| normalise(&text)))
}

/// Reads one text file as it lies on the disk; `None` where there is none.
pub fn read_raw(path: &Path) -> Result<Option<String>, MachineError> {
    match std::fs::read(path) {
        Ok(bytes) => String::from_utf8(bytes)
            .map(Some)
            .map_err(|_| MachineError::on("read", path)(io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8"))),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(MachineError::on("read", path)(cause)),
    }
}

/// Whether a folder is there.
pub fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// Whether a folder has a page directly in it.
pub fn holds_pages(folder: &Path) -> Result<bool, MachineError> {
    for entry in std::fs::read_dir(folder).map_err(MachineError::on("read", folder))? {
        let entry = entry.map_err(MachineError::on("read", folder))?;
        if is_page_name(&entry.file_name().to_string_lossy()) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What tells a folder from another one of the same name that came after it: its number, which systems give away
/// again, and when it was made, as far as they say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity(u64, Option<SystemTime>);

/// Which folder has a name now; `None` where there is none.
pub fn identity(folder: &Path) -> Option<Identity> {
    let metadata = std::fs::metadata(folder).ok()?;
    #[cfg(unix)]
    let number = std::os::unix::fs::MetadataExt::ino(&metadata);
    #[cfg(not(unix))]
    let number = 0;
    Some(Identity(number, metadata.created().ok()))
}

/// Whether a file of this name is left by an editor or hidden, so that it is no input.
pub fn is_litter(path: &Path) -> bool {
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return false };
    let is_hidden = name.starts_with('.') && name != GITIGNORE;
    is_hidden || names::judge(name) == names::Name::Litter
}

/// The file that names what is no input.
const GITIGNORE: &str = ".gitignore";

/// The one true name of a path that exists.
pub fn canonical(path: &Path) -> Result<PathBuf, MachineError> {
    std::fs::canonicalize(path).map_err(MachineError::on("find", path))
}
