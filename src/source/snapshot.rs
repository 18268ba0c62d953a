//! One look at the disk: every input file with its digest.

use std::fs::File;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ignore::{DirEntry, WalkBuilder, WalkState};
use rayon::prelude::*;

use super::names::{self, Name};
use super::{
    AT_ONCE, Body, Layout, MANIFEST, MachineError, RECORD, SourceFile, Sources, Stamp, Walked, is_data_name,
    is_page_name, normalise, picture,
};
use crate::diag::{Code, Diagnostic, Noted};
use crate::text::{Digest, FileText, SourcePath, TextRange};

/// The most bytes of a page, and of a file that tables are made from. Larger ones are downloads, and every offset in
/// a text must fit in 32 bits.
pub const TEXT_LIMIT: u64 = 4 * 1024 * 1024;

/// Extensions of theme files that are read as text; the others are copied.
const THEME_TEXT: [&str; 6] = ["html", "css", "js", "toml", "svg", "txt"];

/// Reads every input file of a project.
///
/// Dotfiles, editors' left-overs, what a `.gitignore` inside the content names and the output are no input.
/// Content that cannot be input becomes a diagnostic; only a fault of the machine is an error. A file of `before`, the
/// result for the same layout, is not read again where the system says that it is the same.
pub fn snapshot(layout: &Layout, before: &Sources) -> Result<Noted<Sources>, MachineError> {
    let root = super::canonical(&layout.root)?;
    let tables = tables(layout, &root)?;
    let mut sources = Sources::default();
    let mut notes = Vec::new();
    for (folder, usage) in folders(layout, &tables) {
        let walk = Walk { root: &root, layout, tables: &tables, usage, before };
        let mut found = walk.sources(folder)?.take(&mut notes);
        sources.files.append(&mut found.files);
        sources.walked.folders.append(&mut found.walked.folders);
        sources.walked.targets.append(&mut found.walked.targets);
    }
    if let Some(text) = super::read_raw(&root.join(RECORD))? {
        sources.insert(SourceFile::from_text(RECORD, &text));
    }
    Ok(Noted::new(sources, notes))
}

/// The path of every file that [`snapshot`] would read; `None` where it would find something wrong already.
pub(super) fn paths(layout: &Layout) -> Result<Option<Vec<SourcePath>>, MachineError> {
    let root = super::canonical(&layout.root)?;
    let tables = tables(layout, &root)?;
    let mut paths = Vec::new();
    let mut notes = Vec::new();
    for (folder, usage) in folders(layout, &tables) {
        let walk = Walk { root: &root, layout, tables: &tables, usage, before: &Sources::default() };
        paths.extend(walk.found(folder, &mut notes)?.files.into_iter().map(|(_, path)| path));
    }
    if root.join(RECORD).exists() {
        paths.push(SourcePath::new(RECORD));
    }
    Ok(notes.is_empty().then_some(paths))
}

/// The folders that a handbook has of kinds and of contexts.
fn tables<'a>(layout: &'a Layout, root: &Path) -> Result<Vec<&'a str>, MachineError> {
    let tables = [table_folder(layout.kinds.as_deref(), root)?, table_folder(layout.contexts.as_deref(), root)?];
    Ok(tables.into_iter().flatten().collect())
}

/// The folders that hold input.
fn folders<'a>(layout: &'a Layout, tables: &[&'a str]) -> Vec<(&'a str, Use)> {
    let mut folders = vec![(layout.content.as_str(), Use::Content)];
    folders.extend(layout.theme.as_deref().map(|theme| (theme, Use::Theme)));
    folders.extend(tables.iter().map(|folder| (*folder, Use::Tables)));
    folders
}

/// Reads the files of a project's own kinds alone.
pub fn kinds(layout: &Layout) -> Result<Noted<Sources>, MachineError> {
    let root = super::canonical(&layout.root)?;
    match table_folder(layout.kinds.as_deref(), &root)? {
        Some(folder) => {
            let before = &Sources::default();
            Walk { root: &root, layout, tables: &[folder], usage: Use::Tables, before }.sources(folder)
        }
        None => Ok(Noted::default()),
    }
}

/// What the files of a folder are read for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    Content,
    Theme,
    /// Kinds and contexts.
    Tables,
}

/// The extension of the files that are read as kinds or contexts.
const TABLE_EXTENSION: &str = "toml";

/// The folder of the handbook's own kinds or contexts, where it is there: one without such a file is a folder like
/// any other.
fn table_folder<'a>(folder: Option<&'a str>, root: &Path) -> Result<Option<&'a str>, MachineError> {
    let Some(folder) = folder else { return Ok(None) };
    let disk = root.join(folder);
    if !super::is_folder(&disk) {
        return Ok(None);
    }
    for entry in std::fs::read_dir(&disk).map_err(MachineError::on("read", &disk))? {
        let entry = entry.map_err(MachineError::on("read", &disk))?;
        if entry.path().extension().is_some_and(|extension| extension == TABLE_EXTENSION) {
            return Ok(Some(folder));
        }
    }
    Ok(None)
}

struct Walk<'a> {
    root: &'a Path,
    layout: &'a Layout,
    tables: &'a [&'a str],
    usage: Use,
    before: &'a Sources,
}

impl Walk<'_> {
    /// Every input file of a folder.
    fn sources(&self, folder: &str) -> Result<Noted<Sources>, MachineError> {
        let mut sources = Sources::default();
        let mut notes = Vec::new();
        let Found { files, folders, links, .. } = self.found(folder, &mut notes)?;
        sources.walked = walked(self.root, folders, &links);
        let read: Result<Vec<Noted<Option<Arc<SourceFile>>>>, MachineError> =
            files.into_par_iter().with_max_len(AT_ONCE).map(|(disk, path)| self.read(&disk, path)).collect();
        let mut read: Vec<Arc<SourceFile>> = read?.into_iter().filter_map(|file| file.take(&mut notes)).collect();
        // A map that is made of what is in order already is made in one go.
        read.par_sort_unstable_by(|a, b| a.path.cmp(&b.path));
        sources.files = read.into_iter().map(|file| (file.path.clone(), file)).collect();
        Ok(Noted::new(sources, notes))
    }

    fn found(&self, folder: &str, notes: &mut Vec<Diagnostic>) -> Result<Found, MachineError> {
        let start = self.root.join(folder);
        let refused = Arc::new(Mutex::new(Vec::new()));
        let gate = Gate { root: self.root.to_owned(), exclude: self.excluded(), refused: Arc::clone(&refused) };
        let walk = WalkBuilder::new(&start)
            .standard_filters(false)
            .hidden(true)
            .git_ignore(true)
            .require_git(false)
            .follow_links(true)
            .filter_entry(move |entry| gate.admits(entry))
            .build_parallel();
        let links = if start.is_symlink() { vec![start.clone()] } else { Vec::new() };
        let found = Mutex::new(Found { links, ..Found::default() });
        walk.run(|| {
            Box::new(|entry| {
                // The lock of an editor is a link that leads to nothing, and goes without a sign.
                if entry.as_ref().is_err_and(|error| path_of(error).is_some_and(|path| super::is_litter(&path))) {
                    return WalkState::Continue;
                }
                let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
                found.links.extend(link_of(&entry));
                let outcome = entry.map_err(|error| self.walk_fault(error, &start));
                match outcome {
                    Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_dir()) => {
                        found.folders.push(entry.into_path());
                    }
                    Ok(entry) => {
                        let disk = entry.into_path();
                        found.files.extend(source_path(self.root, &disk).map(|path| (disk, path)));
                    }
                    Err(Ok(note)) => found.notes.push(note),
                    Err(Err(fault)) => {
                        found.fault = Some(fault);
                        return WalkState::Quit;
                    }
                }
                WalkState::Continue
            })
        });
        let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
        notes.append(&mut found.notes);
        notes.append(&mut refused.lock().unwrap_or_else(PoisonError::into_inner));
        // Beside tables, their folder may hold notes for people.
        found.files.retain(|(_, path)| self.usage != Use::Tables || path.extension() == TABLE_EXTENSION);
        found.fault.take().map_or(Ok(found), Err)
    }

    fn excluded(&self) -> Vec<PathBuf> {
        let mut exclude = self.layout.exclude.clone();
        if self.usage == Use::Content {
            exclude.push(self.root.join("roadbook.toml"));
            exclude.extend(self.layout.theme.as_ref().map(|theme| self.root.join(theme)));
            exclude.push(self.root.join(RECORD));
            exclude.extend(self.tables.iter().map(|folder| self.root.join(folder)));
        }
        exclude
    }

    /// A loop of links or a dangling one is the content's fault, all else the machine's.
    fn walk_fault(&self, error: ignore::Error, start: &Path) -> Result<Diagnostic, MachineError> {
        let path = path_of(&error).unwrap_or_else(|| start.to_owned());
        let is_link = path.is_symlink();
        let shown = source_path(self.root, &path).unwrap_or_else(|| SourcePath::new(&path.to_string_lossy()));
        if is_link {
            let message = "this link leads to nothing, or back to itself";
            return Ok(Diagnostic::new(Code::OutsideRoot, &shown, TextRange::default(), message)
                .help("remove the link, or copy what it should lead to"));
        }
        let cause = error.into_io_error().unwrap_or_else(|| io::Error::other("the folder cannot be walked"));
        Err(MachineError::on("read", &path)(cause))
    }

    /// A file, the one from before where it is the same.
    fn read(&self, disk: &Path, path: SourcePath) -> Result<Noted<Option<Arc<SourceFile>>>, MachineError> {
        let metadata = std::fs::metadata(disk).map_err(MachineError::on("read", disk))?;
        if !metadata.is_file() {
            let note = Diagnostic::new(Code::SpecialFile, &path, TextRange::default(), "this is no ordinary file");
            return Ok(Noted::new(None, vec![note.help("remove it from the content folder")]));
        }
        let stamp = Stamp::of(&metadata);
        if let Some(known) = self.before.files.get(&path)
            && stamp.is_some()
            && known.stamp == stamp
        {
            return Ok(Noted::new(Some(Arc::clone(known)), Vec::new()));
        }
        let mut notes = Vec::new();
        let file = self.read_anew(disk, path, metadata.len(), &mut notes)?;
        // What is wrong with a file is said at each look.
        let stamp = stamp.filter(|_| notes.is_empty());
        Ok(Noted::new(file.map(|file| Arc::new(SourceFile { stamp, ..file })), notes))
    }

    fn read_anew(
        &self,
        disk: &Path,
        path: SourcePath,
        length: u64,
        notes: &mut Vec<Diagnostic>,
    ) -> Result<Option<SourceFile>, MachineError> {
        let is_data = self.usage == Use::Content && is_data_name(path.as_str()) && length <= TEXT_LIMIT;
        let is_text = match self.usage {
            Use::Content => is_page_name(path.as_str()) || is_data,
            Use::Theme => THEME_TEXT.contains(&path.extension().as_str()),
            Use::Tables => true,
        };
        if !is_text {
            let digest = digest_of_file(disk).map_err(MachineError::on("read", disk))?;
            let size = picture::size_of(disk, &path.extension());
            let body = Body::Asset { disk: disk.to_owned(), length, size };
            return Ok(Some(SourceFile { path, digest, body, stamp: None }));
        }
        if length > TEXT_LIMIT {
            let message = format!("this page has {length} bytes, the limit is {TEXT_LIMIT}");
            let note = Diagnostic::new(Code::FileTooLarge, &path, TextRange::default(), message);
            notes.push(note.help("split the page, or give the file another extension to offer it as a download"));
            return Ok(None);
        }
        let bytes = std::fs::read(disk).map_err(MachineError::on("read", disk))?;
        let digest = Digest::of(&bytes);
        let (text, fault) = decode(bytes, &path);
        let text = FileText::new(normalise(&text));
        let body = if is_data {
            Body::Data { text, fault: fault.map(Box::new), disk: disk.to_owned() }
        } else {
            notes.extend(fault);
            Body::Text(text)
        };
        Ok(Some(SourceFile { path, digest, body, stamp: None }))
    }
}

/// What a walk came upon, in any order.
#[derive(Default)]
struct Found {
    files: Vec<(PathBuf, SourcePath)>,
    folders: Vec<PathBuf>,
    links: Vec<PathBuf>,
    notes: Vec<Diagnostic>,
    fault: Option<MachineError>,
}

/// The link that a walk came upon, be it one that leads to nothing.
fn link_of(entry: &Result<DirEntry, ignore::Error>) -> Option<PathBuf> {
    match entry {
        Ok(entry) => entry.path_is_symlink().then(|| entry.path().to_owned()),
        Err(error) => path_of(error).filter(|path| path.is_symlink()),
    }
}

/// Where a walk through folders and over links led below the root, by the true names of all.
fn walked(root: &Path, folders: Vec<PathBuf>, links: &[PathBuf]) -> Walked {
    let true_name = |folder: PathBuf| {
        let is_linked = links.iter().any(|link| folder.starts_with(link));
        if is_linked { std::fs::canonicalize(&folder).unwrap_or(folder) } else { folder }
    };
    let targets = links.iter().filter_map(|link| target(link)).filter(|target| target.starts_with(root));
    Walked { targets: targets.collect(), folders: folders.into_iter().map(true_name).collect() }
}

/// What a link leads to, or would lead to, by its true name.
fn target(link: &Path) -> Option<PathBuf> {
    std::fs::canonicalize(link).ok().or_else(|| {
        let named = link.parent()?.join(std::fs::read_link(link).ok()?);
        Some(std::fs::canonicalize(named.parent()?).ok()?.join(named.file_name()?))
    })
}

/// Decides at each entry of a folder whether the walk goes on there.
struct Gate {
    root: PathBuf,
    exclude: Vec<PathBuf>,
    refused: Arc<Mutex<Vec<Diagnostic>>>,
}

impl Gate {
    fn admits(&self, entry: &DirEntry) -> bool {
        if entry.depth() == 0 {
            return true;
        }
        if self.exclude.iter().any(|excluded| excluded == entry.path()) {
            return false;
        }
        let Some(name) = entry.file_name().to_str() else {
            let shown = entry.path().to_string_lossy();
            self.refuse(Code::FileName, entry, &format!("the name of `{shown}` is not UTF-8"), "rename the file");
            return false;
        };
        // A site that was built into the content folder is no content.
        let is_folder = entry.file_type().is_none_or(|kind| !kind.is_file());
        if is_folder && entry.path().join(MANIFEST).exists() {
            return false;
        }
        match names::judge(name) {
            Name::Input => self.stays_inside(entry),
            Name::Litter => false,
            Name::Key => {
                let help = "move it out of the content folder";
                self.refuse(Code::KeyLeftOut, entry, "this looks like a private key and is left out", help);
                false
            }
            Name::Unportable => {
                let help = "rename it with letters, digits, `-`, `_` and dots";
                self.refuse(
                    Code::FileName,
                    entry,
                    &format!("the name `{}` does not work everywhere", name.escape_debug()),
                    help,
                );
                false
            }
        }
    }

    fn stays_inside(&self, entry: &DirEntry) -> bool {
        if !entry.path_is_symlink() {
            return true;
        }
        match std::fs::canonicalize(entry.path()) {
            Ok(target) if target.starts_with(&self.root) => true,
            Ok(target) => {
                let message = format!("this link leads out of the handbook, to `{}`", target.display());
                self.refuse(Code::OutsideRoot, entry, &message, "copy the file into the handbook");
                false
            }
            // The walk itself reports a link that leads nowhere.
            Err(_) => true,
        }
    }

    fn refuse(&self, code: Code, entry: &DirEntry, message: &str, help: &str) {
        let path = source_path(&self.root, entry.path())
            .unwrap_or_else(|| SourcePath::new(&entry.path().to_string_lossy().escape_debug().to_string()));
        let note = Diagnostic::new(code, &path, TextRange::default(), message).help(help);
        self.refused.lock().unwrap_or_else(PoisonError::into_inner).push(note);
    }
}

fn path_of(error: &ignore::Error) -> Option<PathBuf> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path.clone()),
        ignore::Error::Loop { child, .. } => Some(child.clone()),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_of(err),
        _ => None,
    }
}

/// The path below the root with `/` between its parts; `None` outside the root or where a part is not UTF-8.
fn source_path(root: &Path, disk: &Path) -> Option<SourcePath> {
    let parts: Option<Vec<&str>> = disk
        .strip_prefix(root)
        .ok()?
        .components()
        .map(|part| match part {
            Component::Normal(part) => part.to_str(),
            _ => None,
        })
        .collect();
    Some(SourcePath::new(&parts?.join("/")))
}

pub(super) fn digest_of_file(disk: &Path) -> io::Result<Digest> {
    Digest::of_reader(File::open(disk)?)
}

/// The text, and why it is none where it is not UTF-8.
fn decode(bytes: Vec<u8>, path: &SourcePath) -> (String, Option<Diagnostic>) {
    let is_utf16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    let error = match String::from_utf8(bytes) {
        Ok(text) => return (text, None),
        Err(error) => error,
    };
    let at = error.utf8_error().valid_up_to();
    let bytes = error.as_bytes();
    let message = if is_utf16 {
        "this file looks like UTF-16".to_owned()
    } else {
        format!("the byte 0x{:02x} is not UTF-8", bytes[at])
    };
    // The text up to the fault is the same in the lossy reading, but for line ends and the mark.
    let before = normalise(&String::from_utf8_lossy(&bytes[..at])).len();
    let range = TextRange::new(before, before + char::REPLACEMENT_CHARACTER.len_utf8());
    let fault = Diagnostic::new(Code::NotUtf8, path, range, message).help("save the file as UTF-8");
    (String::from_utf8_lossy(bytes).into_owned(), Some(fault))
}
