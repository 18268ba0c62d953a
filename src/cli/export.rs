//! `roadbook export`: a golden path for another tool.

use std::collections::BTreeMap;
use std::path::Path;

use super::args::{ExportFormat, ExportOptions, Format};
use super::report::print;
use super::{Failure, Outcome, build, environment, select};
use crate::build::{BuildOptions, with_model};
use crate::config::Project;
use crate::derived::{Derived, Ground};
use crate::diag::Noted;
use crate::document::{Link, LinkForm, plain_text};
use crate::export::{self, Exported};
use crate::handbook::{PageIx, Target};
use crate::source::{self, Sources};
use crate::view::absolute;

/// Prints a golden path in another form.
pub(super) fn export(options: &ExportOptions) -> Result<Outcome, Failure> {
    let folder = options.source.as_deref().unwrap_or(Path::new("."));
    let Noted { value: project, notes } = Project::open(folder)?;
    if !notes.is_empty() {
        return Err(build::refused(&project, notes, Format::Human)?);
    }
    let output = project.root.join(&project.config.output);
    let sources =
        source::snapshot(&project.layout(&source::canonical(&output).unwrap_or(output)), &Sources::default())?;
    let build_options = BuildOptions { today: environment::today(), drafts: true };
    let text = with_model(&project, &sources, build_options, |ground, derived, _| {
        let ix = select::path(&project, ground, derived, &options.path)?;
        exported(&project, (ground, derived, ix), options)
    })?;
    print(&text)?;
    Ok(Outcome::Done)
}

fn exported<'a>(
    project: &Project,
    (ground, derived, ix): (Ground<'a>, &'a Derived<'a>, PageIx),
    options: &ExportOptions,
) -> Result<String, Failure> {
    let page = ground.handbook.page(ix);
    let Some(path) = derived.golden_path(ix) else { return Ok(String::new()) };
    let context = options.context.as_ref().map(|name| select::context(&derived.contexts, name)).transpose()?;
    let mut values: BTreeMap<String, String> =
        context.into_iter().flat_map(|context| context.values.iter().cloned()).collect();
    let set = select::set(&options.set)?;
    select::check_set(&set, path)?;
    values.extend(set);
    // A script goes from hand to hand: a secret is asked for, never written.
    for variable in path.variables.iter().filter(|variable| variable.is_secret) {
        values.remove(variable.name);
    }
    let target = |link: &Link| {
        let place = page.document.links.iter().position(|other| std::ptr::eq(other, link));
        place.map(|place| &ground.handbook.links(ix)[place])
    };
    let address = |link: &Link| match target(link)? {
        Target::External(address) => Some(address.clone()),
        Target::Page { page: other, query, fragment } => {
            let base = absolute(project.config.base_url.as_ref()?, &ground.handbook.page(*other).url);
            let fragment = fragment.as_ref().map(|fragment| format!("#{fragment}")).unwrap_or_default();
            Some(format!("{base}{query}{fragment}"))
        }
        Target::Asset { asset, suffix } => {
            let base = absolute(project.config.base_url.as_ref()?, &ground.handbook.asset(*asset).url);
            Some(format!("{base}{suffix}"))
        }
        Target::Broken => None,
    };
    let words = |link: &Link| match (link.form, target(link)) {
        (LinkForm::Wiki, _) => own_words(page.document.as_ref(), link),
        (_, Some(Target::Page { page: other, .. })) => ground.handbook.page(*other).title.clone(),
        _ => link.target.clone(),
    };
    let exported = Exported { page, path, values: &values, address: &address, words: &words };
    Ok(match options.to {
        ExportFormat::Sh => export::script(&exported),
        ExportFormat::Markdown => export::markdown(&exported),
        ExportFormat::Runme => export::runme(&exported),
    })
}

/// The words that a writer put behind `[[id|`.
fn own_words(document: &crate::document::Document, link: &Link) -> String {
    let mut words = link.target.clone();
    document.tree().each_block(|block| {
        for line in block.lines() {
            crate::document::each_inline(line, &mut |inline| {
                if let crate::document::Inline::Link { link: place, content } = inline
                    && document.links.get(*place).is_some_and(|other| std::ptr::eq(other, link))
                {
                    words = plain_text(content);
                }
            });
        }
    });
    words
}
