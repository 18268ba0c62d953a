//! `roadbook schema`: what the front matter of a kind can hold, for editors.

use std::path::Path;

use super::args::{Format, SchemaOptions};
use super::build::refused;
use super::report::{self, Excerpts};
use super::{Failure, Outcome};
use crate::config::Project;
use crate::diag::{self, Noted};
use crate::schema::{Kind, Kinds, json_schema};
use crate::source;

pub(super) fn schema(options: &SchemaOptions) -> Result<Outcome, Failure> {
    let folder = options.source.as_deref().unwrap_or(Path::new("."));
    let Noted { value: project, notes } = Project::open(folder)?;
    if !notes.is_empty() {
        return Err(refused(&project, notes, Format::Human)?);
    }
    let Noted { value: sources, mut notes } = source::kinds(&project.layout(Path::new(&project.config.output)))?;
    let kinds = Kinds::of_handbook(&sources, project.kinds_folder()).take(&mut notes);
    if !notes.is_empty() {
        Excerpts { project: &project, sources: Some(&sources) }.draw(&diag::tidy(notes));
        return Ok(Outcome::Faults);
    }
    let text = match &options.kind {
        None => every_kind(&kinds),
        Some(name) => {
            let kind = kinds.get(name).ok_or_else(|| unknown(name, &kinds))?;
            format!("{:#}\n", json_schema(kind))
        }
    };
    report::print(&text)?;
    Ok(Outcome::Done)
}

fn every_kind(kinds: &Kinds) -> String {
    let width = kinds.names().map(str::len).max().unwrap_or_default();
    let line = |kind: &Kind| format!("{:width$}  {}\n", kind.name, kind.description);
    kinds.iter().map(line).collect()
}

fn unknown(name: &str, kinds: &Kinds) -> Failure {
    Failure::unknown("there is no kind", name, kinds.names(), "`roadbook schema` lists every kind")
}
