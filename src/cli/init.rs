//! `roadbook init`: a small handbook to start from.

use super::args::InitOptions;
use super::{Failure, Outcome, environment, report};
use crate::publish;

/// The files of the new handbook; `TODAY` in them becomes the day on which it is made.
const FILES: [(&str, &str); 15] = [
    (".gitignore", "/site/\n"),
    ("roadbook.toml", include_str!("init/roadbook.toml")),
    ("content/index.md", include_str!("init/index.md")),
    ("content/roles/index.md", include_str!("init/roles.md")),
    ("content/roles/platform-engineer.md", include_str!("init/platform-engineer.md")),
    ("content/roles/sre.md", include_str!("init/sre.md")),
    ("content/compare/platform-engineer-or-sre.md", include_str!("init/platform-engineer-or-sre.md")),
    ("content/paths/publish-this-handbook.md", include_str!("init/publish-this-handbook.md")),
    ("content/tools/git.md", include_str!("init/git.md")),
    ("content/tools/prometheus.md", include_str!("init/prometheus.md")),
    ("content/capabilities/automation.md", include_str!("init/automation.md")),
    ("content/capabilities/incident-response.md", include_str!("init/incident-response.md")),
    ("content/capabilities/observability.md", include_str!("init/observability.md")),
    ("content/capabilities/self-service.md", include_str!("init/self-service.md")),
    ("content/teams/team-platform.md", include_str!("init/team-platform.md")),
];

pub(super) fn init(options: &InitOptions) -> Result<Outcome, Failure> {
    let today = environment::today().to_string();
    let files: Vec<(&str, String)> = FILES.iter().map(|(name, text)| (*name, text.replace("TODAY", &today))).collect();
    publish::create(&options.folder, &files)?;
    let folder = options.folder.display();
    report::print(&format!(
        "Made a handbook of {} files in {folder}. Next:\n\n  cd {folder}\n  roadbook serve --open\n\nIts first page, content/index.md, says how to go on.\n",
        files.len()
    ))?;
    Ok(Outcome::Done)
}
