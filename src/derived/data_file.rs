//! Data files that pages name by their paths.

use super::Ground;
use crate::data::{Records, read_records};
use crate::diag::{Code, Diagnostic};
use crate::handbook::{AssetIx, FileFault, PageIx};
use crate::source::{Body, TEXT_LIMIT, is_data_name};
use crate::text::{SourcePath, Spanned};

/// A data file that was read.
pub(super) struct DataFile {
    pub(super) asset: AssetIx,
    pub(super) path: SourcePath,
    pub(super) records: Records,
}

/// Reads the file of a path which stands on a page; what is wrong with either is noted.
pub(super) fn read(
    ground: Ground<'_>,
    page: PageIx,
    written: &Spanned<&str>,
    notes: &mut Vec<Diagnostic>,
) -> Option<DataFile> {
    let note = |code, message: String| {
        Diagnostic::new(code, &ground.handbook.page(page).document.path, written.range, message)
    };
    let asset = match ground.handbook.file(page, written.value, is_data_name) {
        Ok(asset) => asset,
        Err(FileFault::Outside) => {
            let message = format!("`{}` leads out of the handbook", written.value);
            notes.push(note(Code::MissingData, message).help("copy the file into the content folder"));
            return None;
        }
        Err(FileFault::Missing(near)) => {
            let help = near.map_or_else(
                || "give a path from this page, or with a `/` before it from the content folder".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            notes.push(note(Code::MissingData, format!("there is no file `{}`", written.value)).help(help));
            return None;
        }
    };
    let path = ground.handbook.asset(asset).path.clone();
    match ground.sources.files.get(&path).map(|file| &file.body) {
        Some(Body::Data { fault: Some(fault), .. }) => notes.push(Diagnostic::clone(fault)),
        Some(Body::Data { text, .. }) => {
            let records = read_records(&path, text.get()).take(notes)?;
            return Some(DataFile { asset, path, records });
        }
        Some(Body::Asset { length, .. }) if is_data_name(path.as_str()) => {
            let message = format!("`{}` has {length} bytes, the limit is {TEXT_LIMIT}", written.value);
            notes.push(note(Code::FileTooLarge, message).help("show a part of it, and link to the whole"));
        }
        _ => {
            let message = format!("`{}` is no data file", written.value);
            notes.push(note(Code::MissingData, message).help("tables are made from CSV, TSV, TOML, YAML and JSON"));
        }
    }
    None
}
