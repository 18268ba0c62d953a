//! `roadbook theme`: which files a theme has, copies of them to change, and what templates see.

use std::path::Path;

use serde_json::{Map, Value, json};

use super::args::{Format, ThemeFormat, ThemeOptions};
use super::build::refused;
use super::{Failure, Outcome, describe, report};
use crate::config::{CONFIG_FILE, Project};
use crate::diag::Noted;
use crate::source::{self, Sources};
use crate::{publish, render, theme};

/// The theme folder of a handbook that has none yet.
const FOLDER: &str = "theme";

pub(super) fn theme(options: &ThemeOptions) -> Result<Outcome, Failure> {
    if let Some(template) = &options.describe {
        report::print(&described(template.as_deref(), options.format)?)?;
        return Ok(Outcome::Done);
    }
    let folder = options.source.as_deref().unwrap_or(Path::new("."));
    let Noted { value: project, notes } = Project::open(folder)?;
    if !notes.is_empty() {
        return Err(refused(&project, notes, Format::Human)?);
    }
    let text = match options.eject.as_deref() {
        Some(names) if !names.is_empty() => ejected(&project, names)?,
        _ => listed(&project, options.format)?,
    };
    report::print(&text)?;
    Ok(Outcome::Done)
}

/// What a template sees, or each of them.
fn described(template: Option<&str>, format: ThemeFormat) -> Result<String, Failure> {
    let names: Vec<String> = match template {
        Some(name) => vec![name.to_owned()],
        None => render::described().collect(),
    };
    let schema = |name: String| match render::describe(&name) {
        Some(schema) => Ok((name, schema)),
        None => Err(unknown("there is no template", &name, &render::described().collect::<Vec<_>>())),
    };
    let schemas = names.into_iter().map(schema).collect::<Result<Vec<(String, Value)>, Failure>>()?;
    Ok(match (format, schemas.as_slice()) {
        (ThemeFormat::Human, _) => describe::human(&schemas),
        (ThemeFormat::Markdown, _) => describe::markdown(&schemas),
        (ThemeFormat::Json, [(_, schema)]) => format!("{schema:#}\n"),
        (ThemeFormat::Json, _) => format!("{:#}\n", Value::Object(Map::from_iter(schemas))),
    })
}

/// Copies files of the default theme, and says what to do next.
fn ejected(project: &Project, names: &[String]) -> Result<String, Failure> {
    let builtin = theme::builtin_files();
    let find = |name: &String| match builtin.iter().find(|(known, _)| known == name) {
        Some((name, bytes)) => Ok((name.as_str(), *bytes)),
        None => Err(unknown(
            "the default theme has no file",
            name,
            &builtin.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>(),
        )),
    };
    let mut files = names.iter().map(find).collect::<Result<Vec<_>, Failure>>()?;
    files.sort_unstable();
    files.dedup();
    let own = project.config.theme.as_ref().map(|theme| theme.value.as_str());
    let folder = project.root.join(own.unwrap_or(FOLDER));
    publish::add(&folder, &files)?;
    let mut said = String::new();
    for (name, _) in &files {
        said.push_str(&format!("Copied to {}\n", folder.join(name).display()));
    }
    if own.is_none() {
        let source = if project.content.is_empty() { "  source = \".\"\n" } else { "" };
        let source = if project.config_file.is_none() { source } else { "" };
        said.push_str(&format!("\nNot in use yet. Put into {CONFIG_FILE}:\n\n{source}  theme = \"{FOLDER}\"\n"));
    }
    said.push_str("\nNext:\n\n  roadbook serve --open     shows what comes of each change as you save it\n");
    if let Some((name, _)) = files.iter().find(|(name, _)| render::described().any(|known| known == *name)) {
        said.push_str(&format!("  roadbook theme --describe {name}\n"));
    }
    Ok(said)
}

/// A file of the theme: its name, and where the handbook has one of its own.
struct Listed {
    name: String,
    own: Option<String>,
    is_builtin: bool,
}

/// The files of the default theme and those of the handbook.
fn listed(project: &Project, format: ThemeFormat) -> Result<String, Failure> {
    let folder = project.config.theme.as_ref().map(|theme| theme.value.as_str());
    let layout = project.layout(&project.root.join(&project.config.output));
    // What is wrong with other files is the business of `check`.
    let Noted { value: sources, .. } = source::snapshot(&layout, &Sources::default())?;
    let own: Vec<(&str, &str)> = folder
        .map(|folder| sources.below(folder).filter_map(|file| Some((file.path.below(folder)?, file.path.as_str()))))
        .into_iter()
        .flatten()
        .filter(|(name, _)| !source::is_page_name(name))
        .collect();
    let builtin: Vec<String> = theme::builtin_files().into_iter().map(|(name, _)| name).collect();
    let place = |name: &str| own.iter().find(|(other, _)| *other == name).map(|(_, path)| (*path).to_owned());
    let added = own.iter().filter(|(name, _)| !builtin.iter().any(|known| known == name));
    let mut files: Vec<Listed> =
        builtin.iter().map(|name| Listed { name: name.clone(), own: place(name), is_builtin: true }).collect();
    files.extend(added.map(|(name, _)| Listed { name: (*name).to_owned(), own: place(name), is_builtin: false }));
    Ok(match format {
        ThemeFormat::Json => {
            let file = |file: &Listed| json!({"name": file.name, "own": file.own, "default": file.is_builtin});
            format!("{:#}\n", json!({"folder": folder, "files": files.iter().map(file).collect::<Vec<_>>()}))
        }
        ThemeFormat::Human | ThemeFormat::Markdown => list(&files, folder),
    })
}

fn list(files: &[Listed], folder: Option<&str>) -> String {
    let width = files.iter().map(|file| file.name.len()).max().unwrap_or_default();
    let line = |file: &Listed| match &file.own {
        Some(own) if file.is_builtin => format!("  {:width$}  yours: {own}\n", file.name),
        Some(own) => format!("  {:width$}  added: {own}\n", file.name),
        None => format!("  {}\n", file.name),
    };
    let of = match folder {
        Some(folder) => format!("The files of the theme; those in `{folder}` take the place of the default ones:\n\n"),
        None => "The files of the default theme:\n\n".to_owned(),
    };
    let next = "\n  roadbook theme --eject FILE…          copies files, for you to change\n  roadbook theme --describe TEMPLATE    says what a template sees\n";
    of + &files.iter().map(line).collect::<String>() + next
}

fn unknown(said: &str, name: &str, known: &[String]) -> Failure {
    Failure::unknown(said, name, known.iter().map(String::as_str), "`roadbook theme` lists every file")
}
