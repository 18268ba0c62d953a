//! Which folders may be an output folder.

use std::fmt;
use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::source::MachineError;

/// Why a folder is not written to.
#[derive(Debug)]
pub enum Refusal {
    /// It holds something that no build of Roadbook put there.
    NotOurs(PathBuf),
    /// It holds something, and a new handbook needs an empty folder.
    NotEmpty(PathBuf),
    /// It is the content, holds the content, or lies in it.
    Content(PathBuf),
    /// It is a symbolic link, a file, or the root of a file system.
    NoFolder(PathBuf),
    /// It is the user's own folder.
    Home(PathBuf),
    /// A file that somebody else put there has the name of one of the site.
    Overwrites(PathBuf),
    /// A file that would be made is there already.
    IsThere(PathBuf),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotOurs(path) => write!(
                f,
                "the folder `{}` is not empty, and no build of Roadbook made it\nhelp: name an empty folder or a new one with `--output`",
                path.display()
            ),
            Self::NotEmpty(path) => {
                write!(f, "the folder `{}` is not empty\nhelp: name an empty folder or a new one", path.display())
            }
            Self::Content(path) => write!(
                f,
                "the output folder `{}` cannot be the content, hold it, or lie in it\nhelp: name another folder with `--output`",
                path.display()
            ),
            Self::NoFolder(path) => write!(
                f,
                "`{}` cannot be an output folder: it is a link, a file, or the root of a file system\nhelp: name another folder with `--output`",
                path.display()
            ),
            Self::Home(path) => write!(
                f,
                "`{}` is your own folder, and a site would fill it\nhelp: name another folder with `--output`",
                path.display()
            ),
            Self::Overwrites(path) => write!(
                f,
                "`{}` was put there by somebody else, and the site has a file of that name\nhelp: move it away",
                path.display()
            ),
            Self::IsThere(path) => {
                write!(f, "`{}` is there already, and nothing was written\nhelp: move it away", path.display())
            }
        }
    }
}

/// Checks an output folder before anything is read or written. `home` is the user's own folder.
///
/// A folder directly below `root` may lie in the content where the root itself holds the content: it is left
/// out of the input, and it is where a newcomer's first site goes.
pub fn check(target: &Path, root: &Path, content: &Path, home: Option<&Path>) -> Result<(), Refusal> {
    let (parent, name) = split(target);
    if name.is_empty() || target.is_symlink() || target.is_file() {
        return Err(Refusal::NoFolder(target.to_owned()));
    }
    let target_name = true_name(&parent).join(&name);
    let target_name = fs::canonicalize(target).unwrap_or(target_name);
    let (root, content) = (true_name(root), true_name(content));
    let is_home = home.is_some_and(|home| true_name(home) == target_name);
    if is_home {
        return Err(Refusal::Home(target.to_owned()));
    }
    if target_name.parent().is_none() {
        return Err(Refusal::NoFolder(target.to_owned()));
    }
    let is_default_place = root == content && target_name.parent() == Some(root.as_path());
    if content.starts_with(&target_name) || (target_name.starts_with(&content) && !is_default_place) {
        return Err(Refusal::Content(target.to_owned()));
    }
    Ok(())
}

/// The one true name of a path, of which the last parts need not exist yet.
fn true_name(path: &Path) -> PathBuf {
    if let Ok(name) = fs::canonicalize(path) {
        return name;
    }
    let (parent, name) = split(path);
    if name.is_empty() { path.to_owned() } else { true_name(&parent).join(name) }
}

/// The folder that an output folder lies in, and its name; the name is empty where it has none.
pub(super) fn split(target: &Path) -> (PathBuf, String) {
    let name = match target.components().next_back() {
        Some(Component::Normal(name)) => name.to_string_lossy().into_owned(),
        _ => String::new(),
    };
    let parent = target.parent().filter(|parent| !parent.as_os_str().is_empty());
    (parent.map_or_else(|| PathBuf::from("."), Path::to_owned), name)
}

/// Whether a path of the manifest stays below the folder it stands in.
pub(super) fn is_below(path: &str) -> bool {
    Path::new(path).components().all(|part| matches!(part, Component::Normal(_)))
}

/// Every file below a folder, with `/` between the parts; links are files, and an empty folder ends in `/`.
pub(super) fn files(folder: &Path) -> Result<Vec<String>, MachineError> {
    let mut files = Vec::new();
    let mut rest = vec![(folder.to_owned(), String::new())];
    while let Some((folder, prefix)) = rest.pop() {
        if !folder.exists() {
            continue;
        }
        let mut is_empty = true;
        for entry in fs::read_dir(&folder).map_err(MachineError::on("read", &folder))? {
            is_empty = false;
            let entry = entry.map_err(MachineError::on("read", &folder))?;
            let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
            let kind = entry.file_type().map_err(MachineError::on("read", &folder))?;
            if kind.is_dir() {
                rest.push((entry.path(), format!("{path}/")));
            } else {
                files.push(path);
            }
        }
        if is_empty && !prefix.is_empty() {
            files.push(prefix);
        }
    }
    files.sort();
    Ok(files)
}
