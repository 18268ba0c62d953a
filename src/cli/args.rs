//! What can be asked for: help and parser in one definition.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::data;

/// Documentation sites for platform handbooks: role guides, comparisons and golden paths from a folder of Markdown.
#[derive(Debug, Parser)]
#[command(
    name = "roadbook",
    version,
    after_help = "Examples:\n  roadbook init handbook            make a small handbook to start from\n  roadbook build --source docs      build any folder of Markdown into site/\n  roadbook check --strict           find every fault, write nothing\n  roadbook explain broken-anchor    what a fault means and what to do\n\nExit codes: 0 done, 1 faults in the content, 2 usage or configuration, 3 the machine."
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
}

impl Arguments {
    /// Whether a machine reads the answer.
    pub(super) fn wants_json(&self) -> bool {
        match &self.command {
            Command::Build(options) | Command::Check(options) => options.format == Format::Json,
            Command::Test(options) => options.format == Format::Json,
            Command::Search(options) => options.format == Format::Json,
            Command::Theme(options) => options.format == ThemeFormat::Json,
            Command::Export(_) | Command::Init(_) | Command::Serve(_) | Command::Explain(_) | Command::Schema(_) => {
                false
            }
        }
    }
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Build a folder of Markdown into a site
    #[command(
        after_help = "Examples:\n  roadbook build                                  build content/ into site/\n  roadbook build --source docs --output public    build another folder\n  roadbook build --base-url https://example.com/handbook/ --strict\n\nNothing is published while the content has errors: the old site stays whole."
    )]
    Build(Options),
    /// Show a handbook in the browser while it is written
    #[command(
        after_help = "Examples:\n  roadbook serve                        show content/, or the Markdown where you are\n  roadbook serve --source docs --open   another folder, and open the browser\n  roadbook serve --port 0               a port that is free\n\nEach save is there at once. Nothing is written; only this computer can look.\nKeys: o opens the browser, r builds again, q quits."
    )]
    Serve(ServeOptions),
    /// Find every fault of a handbook without writing anything
    #[command(
        after_help = "Examples:\n  roadbook check                        all faults, for people\n  roadbook check --strict               warnings count as errors, as in CI\n  roadbook check --format json          one object for machines"
    )]
    Check(Options),
    /// Make a small handbook to start from
    #[command(
        after_help = "Examples:\n  roadbook init handbook && cd handbook && roadbook build\n\nThe handbook has two roles, their comparison, a golden path, and what they need. It builds without a warning."
    )]
    Init(InitOptions),
    /// Say what a diagnostic code means and what to do
    #[command(
        after_help = "Examples:\n  roadbook explain broken-link\n  roadbook explain                 every code in a line"
    )]
    Explain(ExplainOptions),
    /// Print the JSON Schema of a kind's front matter, for editors
    #[command(
        after_help = "Examples:\n  roadbook schema                       every kind in a line\n  roadbook schema role > role.json      the schema of one kind (JSON Schema, draft 2020-12)\n\nKinds of the handbook's own, in the folder `kinds`, are among them."
    )]
    Schema(SchemaOptions),
    /// List the files of the theme, copy some to change them, or say what templates see
    #[command(
        after_help = "Examples:\n  roadbook theme                                  every file, and which of them are yours\n  roadbook theme --eject partials/footer.html     copy a file to where yours takes its place\n  roadbook theme --describe views/table.html      every variable of a template\n  roadbook theme --describe --format markdown     of all of them, as a page\n\nA file that was copied and not changed leaves the site as it is, byte for byte."
    )]
    Theme(ThemeOptions),
    /// Print a golden path for another tool
    #[command(
        after_help = "Examples:\n  roadbook export rotate-a-secret --to sh > rotate.sh     a script that asks for the values\n  roadbook export rotate-a-secret --to markdown --set SERVICE=rates\n  roadbook export rotate-a-secret --to runme > rotate.md  cells with names\n\nSecrets are never written."
    )]
    Export(ExportOptions),
    /// Run the commands of golden paths and compare what they print
    #[command(
        after_help = "Examples:\n  roadbook test                                 every path that can run\n  roadbook test rotate-a-secret --keep           one path, and its folder stays\n  roadbook test --context staging --env-file .env --junit tests.xml\n  roadbook test --update                         write what came into the pages\n\nThe commands run on this machine, as you: in a fresh folder, with a clean environment, one shell for each path.\nPaths that a path requires run first. Ctrl-C runs the clean-up of what has begun."
    )]
    Test(TestOptions),
    /// Find pages and sections, as readers of the site find them
    #[command(
        after_help = "Examples:\n  roadbook search error budget                   the ten best pages with their sections\n  roadbook search '\"error budget\" kind:role'     a phrase, among roles\n  roadbook search on-call --format json\n  roadbook search --batch queries.jsonl          one JSON object with `id` and `query` in a line"
    )]
    Search(SearchOptions),
}

/// What every command that reads a handbook takes.
#[derive(Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own on the command line")]
pub(super) struct Options {
    /// The project, or any folder of Markdown [default: the folder you are in]
    #[arg(long, short, value_name = "DIR")]
    pub(super) source: Option<PathBuf>,
    /// The folder for the site [default: `output` of roadbook.toml, or site]; a check writes nothing there
    #[arg(long, short, value_name = "DIR")]
    pub(super) output: Option<PathBuf>,
    /// Where the site will be published; overrides `base_url` of roadbook.toml
    #[arg(long, value_name = "URL")]
    pub(super) base_url: Option<String>,
    /// Count warnings as errors
    #[arg(long)]
    pub(super) strict: bool,
    /// Treat drafts as pages
    #[arg(long)]
    pub(super) drafts: bool,
    /// How faults are shown
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    pub(super) format: Format,
    /// Show faults alone: no progress, no summary
    #[arg(long, short)]
    pub(super) quiet: bool,
    /// Neither use nor keep highlighted code of earlier runs
    #[arg(long)]
    pub(super) no_cache: bool,
    /// Say at the end what each part took, which pages took longest, and which code
    #[arg(long)]
    pub(super) timings: bool,
}

#[derive(Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own on the command line")]
pub(super) struct ServeOptions {
    /// The project, or any folder of Markdown [default: the folder you are in]
    #[arg(long, short, value_name = "DIR")]
    pub(super) source: Option<PathBuf>,
    /// Open the browser
    #[arg(long)]
    pub(super) open: bool,
    /// The port; 0 lets the system choose. One that is in use gives way to the next
    #[arg(long, short, default_value_t = 8000, value_name = "PORT")]
    pub(super) port: u16,
    /// Fail where the port is in use
    #[arg(long)]
    pub(super) strict_port: bool,
    /// The address to listen at; others than this computer's own let others look
    #[arg(long, value_name = "ADDRESS")]
    pub(super) host: Option<String>,
    /// Treat drafts as pages
    #[arg(long)]
    pub(super) drafts: bool,
    /// What opens a file at a fault: vscode, vscodium, cursor, zed, idea, sublime, none, or an address with `{path}`,
    /// `{line}` and `{column}`
    #[arg(long, default_value = "vscode", value_name = "EDITOR")]
    pub(super) editor: String,
    /// Neither use nor keep highlighted code of earlier runs
    #[arg(long)]
    pub(super) no_cache: bool,
}

#[derive(Args, Debug)]
pub(super) struct InitOptions {
    /// The folder to make; it must be new or empty
    #[arg(value_name = "DIR")]
    pub(super) folder: PathBuf,
}

#[derive(Args, Debug)]
pub(super) struct ExplainOptions {
    /// The code of a diagnostic, as it stands in brackets behind `error` or `warning`
    #[arg(value_name = "CODE")]
    pub(super) code: Option<String>,
}

#[derive(Args, Debug)]
pub(super) struct SchemaOptions {
    /// The name of a kind, as front matter has it
    #[arg(value_name = "KIND")]
    pub(super) kind: Option<String>,
    /// The handbook whose own kinds are taken into account [default: the folder you are in]
    #[arg(long, short, value_name = "DIR")]
    pub(super) source: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(super) struct ThemeOptions {
    /// Copy files of the default theme into the handbook's own; none that is there is overwritten
    #[arg(long, value_name = "FILE", num_args = 0.., conflicts_with = "describe")]
    pub(super) eject: Option<Vec<String>>,
    /// Say what a template sees: each variable with what it holds, or those of every template
    #[arg(long, value_name = "TEMPLATE", num_args = 0..=1)]
    #[expect(clippy::option_option, reason = "it may be asked for with a template and without one")]
    pub(super) describe: Option<Option<String>>,
    /// The handbook [default: the folder you are in]
    #[arg(long, short, value_name = "DIR")]
    pub(super) source: Option<PathBuf>,
    /// How the answer is shown
    #[arg(long, value_enum, default_value_t = ThemeFormat::Human, value_name = "FORMAT")]
    pub(super) format: ThemeFormat,
}

/// The form in which the theme is described.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ThemeFormat {
    /// For people
    Human,
    /// JSON: of templates, the JSON Schema (draft 2020-12) of their variables
    Json,
    /// Markdown, for a page of the handbook
    Markdown,
}

#[derive(Args, Debug)]
pub(super) struct SearchOptions {
    /// What to look for: words, \"phrases\" and facets such as `kind:role`
    #[arg(value_name = "QUERY", required_unless_present = "batch")]
    pub(super) query: Vec<String>,
    /// The project, or any folder of Markdown [default: the folder you are in]
    #[arg(long, short, value_name = "DIR")]
    pub(super) source: Option<PathBuf>,
    /// The most pages that are shown
    #[arg(long, short = 'n', default_value_t = 10, value_name = "N")]
    pub(super) limit: usize,
    /// How the answer is shown
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    pub(super) format: Format,
    /// Answer every query of a file of JSON lines, each `{\"id\": …, \"query\": …}`, with the places of sections
    #[arg(long, value_name = "FILE", conflicts_with = "query")]
    pub(super) batch: Option<PathBuf>,
    /// Treat drafts as pages
    #[arg(long)]
    pub(super) drafts: bool,
}

#[derive(Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own on the command line")]
pub(super) struct TestOptions {
    /// Golden paths, by id, file or folder [default: all that something runs on]
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<String>,
    /// The project, or any folder of Markdown [default: the folder you are in]
    #[arg(long, short, value_name = "DIR")]
    pub(super) source: Option<PathBuf>,
    /// A value for a variable; secrets come from the environment or `--env-file`
    #[arg(long, value_name = "NAME=VALUE")]
    pub(super) set: Vec<String>,
    /// Take values from this file of the handbook's folder `contexts`
    #[arg(long, value_name = "NAME")]
    pub(super) context: Option<String>,
    /// Take values from a file of lines like NAME=value
    #[arg(long, value_name = "FILE")]
    pub(super) env_file: Option<PathBuf>,
    /// How long a block may take that does not say: 500ms, 30s, 2m
    #[arg(long, value_name = "TIME", default_value = "60s", value_parser = time_limit)]
    pub(super) timeout: Duration,
    /// How the results are shown
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    pub(super) format: Format,
    /// Write the results as `JUnit` XML, too
    #[arg(long, value_name = "FILE")]
    pub(super) junit: Option<PathBuf>,
    /// Write what commands print into the pages, where it is not what they say
    #[arg(long)]
    pub(super) update: bool,
    /// Keep the folder of each path
    #[arg(long)]
    pub(super) keep: bool,
    /// List the paths in the order in which they would run, and run nothing
    #[arg(long)]
    pub(super) list: bool,
    /// Leave roadbook.tested.toml as it is
    #[arg(long)]
    pub(super) no_record: bool,
}

#[derive(Args, Debug)]
pub(super) struct ExportOptions {
    /// A golden path, by id, by file, or by a folder that holds no other
    #[arg(value_name = "PATH")]
    pub(super) path: String,
    /// The form
    #[arg(long, value_enum, value_name = "FORM")]
    pub(super) to: ExportFormat,
    /// The project, or any folder of Markdown [default: the folder you are in]
    #[arg(long, short, value_name = "DIR")]
    pub(super) source: Option<PathBuf>,
    /// A value for a variable
    #[arg(long, value_name = "NAME=VALUE")]
    pub(super) set: Vec<String>,
    /// Take values from this file of the handbook's folder `contexts`
    #[arg(long, value_name = "NAME")]
    pub(super) context: Option<String>,
}

/// The form in which a golden path is exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ExportFormat {
    /// A shell script that asks for the values and cleans up at its end
    Sh,
    /// Markdown with the values filled in
    Markdown,
    /// Markdown with the cells of Runme
    Runme,
}

/// A length of time in milliseconds, seconds, minutes or hours.
fn time_limit(written: &str) -> Result<Duration, String> {
    data::time_limit(written).ok_or_else(|| "write it like `500ms`, `30s` or `2m`".to_owned())
}

/// How faults are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// With excerpts, for people
    Human,
    /// One JSON object on standard output, for machines
    Json,
}
