//! The table of all diagnostics: `roadbook explain`, the reference page and the checks read the same rows.

use serde::{Deserialize, Serialize};

use super::Severity::{self, Error, Info, Warning};

/// What is known of a code, for people.
#[derive(Debug)]
pub struct CodeInfo {
    /// The stable name.
    pub name: &'static str,
    /// The usual severity.
    pub severity: Severity,
    /// What it is, in a few words.
    pub title: &'static str,
    /// Why it matters and what to do.
    pub explanation: &'static str,
}

macro_rules! codes {
    ($($variant:ident $name:literal $severity:ident $title:literal $explanation:literal)*) => {
        /// The stable name of a kind of fault.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Code {
            $(#[doc = $title] $variant,)*
        }

        impl Code {
            /// Every code, by name.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The row of the table.
            pub fn info(self) -> &'static CodeInfo {
                match self {
                    $(Self::$variant => &CodeInfo {
                        name: $name,
                        severity: $severity,
                        title: $title,
                        explanation: $explanation,
                    },)*
                }
            }

            /// The code of a name.
            pub fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| code.info().name == name)
            }
        }
    };
}

codes! {
    AmbiguousId "ambiguous-id" Error
        "an id that several pages answer to"
        "Several pages share this id, which is a page's file name unless its front matter says otherwise. Give one of them an `id` of its own, or link to the file: `[text](../folder/page.md)`."
    BrokenAnchor "broken-anchor" Warning
        "a link to a heading that is not there"
        "The page exists, but no heading or `id` on it has this name. Ids follow GitHub's rule: lower case, spaces as hyphens, punctuation dropped. Give a heading a fixed name with `## Heading {#name}` where others link to it."
    BrokenFootnote "broken-footnote" Warning
        "a footnote without a text, or a text that nothing refers to"
        "A footnote is written twice: `[^name]` where it belongs, and `[^name]: the text` on a line of its own. A reference without a text is shown as it was written; a text without a reference is not shown at all."
    BrokenImage "broken-image" Warning
        "an image that is not there"
        "The path of an image is relative to the page that shows it. Upper and lower case count, since they do on the host."
    BrokenLink "broken-link" Warning
        "a link to a page or file that is not there"
        "The path of a link is relative to the file it stands in, as on a Git host, and names the Markdown file: `[text](../roles/sre.md)`. A path that begins with `/` starts at the content folder."
    CaptionLevel "caption-level" Warning
        "a caption that names another level"
        "The caption of a level of a ladder should say what that level is about. Where it names another one, captions and levels have slipped against each other, and readers have to guess which is meant."
    ClaimExpired "claim-expired" Warning
        "a claim whose time is over"
        "A claim about the world holds until the day that `expires` says. Look at its source again: set `as_of` and `expires` anew, or change the text."
    CodeLines "code-lines" Warning
        "lines or words that a code block does not have"
        "Behind a fence `{2,4-6}` marks lines, `ins=3` and `del=4-5` show what comes and what goes, and `numbers` counts them. Lines are counted from 1 at the top of the block: where lines are added above a mark, it has to move with its line. What stands in quotes, as in `mark=\"replicas: 3\"`, is text within a line, and upper and lower case count: where the code is changed, its mark has to follow."
    CommandFailed "command-failed" Error
        "a command of a golden path that does not do what its page says"
        "`roadbook test` ran the command, and it ended with another status, printed something else or took too long. The difference shows what was expected (`-`) and what came (`+`). Mend the command or the path; where the new output is right, `roadbook test --update` writes it."
    ConfigKey "config-key" Error
        "an unknown key in the configuration"
        "Roadbook knows every key of `roadbook.toml`; what it does not know it would ignore in silence, so it says so instead."
    ConfigSyntax "config-syntax" Error
        "a configuration file that is no TOML"
        "`roadbook.toml` is written in TOML. Strings need quotes, and a `[table]` begins the keys below it."
    ConfigValue "config-value" Error
        "a configuration value that cannot be used"
        "The key is known, its value has the wrong type or is out of range."
    ContextValue "context-value" Error
        "a file of a context that cannot be used"
        "A file of the folder `contexts` gives values to variables that pages declare: `title`, and a table `[values]` with names and values. A value must be one that the pages take, and secrets stand in no file of the handbook."
    ControlCharacter "control-character" Warning
        "an invisible control character"
        "Control characters and bidirectional overrides make text look other than it is: what a reader copies is not what they see (\"Trojan Source\"). Remove the character; the page shows U+FFFD in the place of NUL."
    DataCell "data-cell" Error
        "a cell of a data file of the wrong type"
        "The column has a type: text, `support` (`yes`, `no` or `partial`), a number, a date or the id of a page. A cell may be empty; what is in it is of that type."
    DataHeader "data-header" Error
        "a column of a data file without a name of its own"
        "The first line of a CSV file names the columns. Every column needs a name, and no two have the same."
    DataRow "data-row" Error
        "a row of a data file that does not fit its header"
        "Every row of a CSV file has as many cells as the header, so that no fact moves under the wrong heading. A cell with a comma in it stands in double quotes. In TOML, YAML and JSON every row is a table of keys and values."
    DataSyntax "data-syntax" Error
        "a data file that does not parse"
        "Tables are made from CSV (comma or semicolon), TSV, and from lists of tables in TOML, YAML and JSON. A file from which no table is made may hold anything."
    DuplicateAnchor "duplicate-anchor" Warning
        "two headings with the same fixed id"
        "An id written as `{#name}` is a promise to everyone who links to it, so it can belong to one heading only: the second gets a number behind it. Rename one of them."
    DuplicateHeading "duplicate-heading" Warning
        "two headings with the same text side by side"
        "Both would answer to the same id, so the second gets a number behind it, and its address changes when the first one moves. Say what makes them different, or fix an id with `{#name}`. Equal headings under different parents (`### Verify` in each step) are fine."
    DuplicateId "duplicate-id" Error
        "two pages with the same id"
        "Ids and aliases share one space, so that `[[id]]` means one page. A page's id is its file name unless `id` says otherwise."
    DuplicateSection "duplicate-section" Error
        "a section that stands twice under different names"
        "Both headings are names of one section of the kind, and tables are made from the first alone. Put both under one heading."
    DuplicateUrl "duplicate-url" Error
        "two sources for one URL"
        "URLs are compared as file systems and hosts compare names: Unicode-normalised and in lower case. Rename one of the files; `a.md` and `a/index.md` are the same page, as are `index.md` and `README.md`."
    EditorialRank "editorial-rank" Info
        "a hand-made order far from the computed one"
        "A member of a comparison stands three or more places from where it would stand by what it shares with the baseline. Either the order has a reason, which the text should give, or the pages do not say what they have in common."
    EmptyLabel "empty-label" Warning
        "a label with nothing behind it"
        "A short line that ends in a colon (`Best for:`) announces something, and nothing follows: no text, no list, no code, no table. Say it, or remove the label. Only pages that name their kind are looked at."
    EmptyPage "empty-page" Warning
        "a page with nothing on it"
        "The page is built and shows its title alone. Write it, or remove the file until there is something to read."
    EmptySection "empty-section" Error
        "a section of the kind with nothing in it"
        "The heading promises something that lists and tables are made from. Write it, or remove the heading."
    ExceptionExpired "exception-expired" Error
        "an exception whose time is over"
        "An exception from a standard ends on the day that `until` says. Remove it, or agree on a new day."
    FileName "file-name" Error
        "a file name that does not work everywhere"
        "The name becomes a URL and a file on every reader's and host's system. Letters, digits, `-`, `_` and dots are safe everywhere; control characters, `\\ : * ? \" < > |`, and names that begin or end in a space or end in a dot are not."
    FileTooLarge "file-too-large" Error
        "a page or data file above 4 MiB"
        "A page of this size is data, not prose. Split it, or publish it as a file to download by giving it another extension. A table of this size is for a program: show a part of it, and link to the file."
    ForbiddenUrl "forbidden-url" Warning
        "a link with a scheme that may run code or leave the web"
        "Links may lead to `http`, `https`, `mailto`, `tel` and to places of the handbook. The words of any other link (`javascript:`, `data:`, `ftp:` …) are published, its address is not."
    FrontMatterSyntax "front-matter-syntax" Error
        "front matter that does not parse"
        "Front matter is YAML between two lines `---`, or TOML between two lines `+++`, at the very top of the file. Text with a colon or a `#` in it needs quotes."
    HeadingLevel "heading-level" Warning
        "a heading level that is skipped"
        "A `####` straight below a `##` leaves a hole in the outline that screen readers and the table of contents show. Use the next level; size is the theme's work."
    ImageOfTable "image-of-table" Warning
        "an image in the place of a table"
        "Nobody can search, copy, sort or hear a picture of a table, and it goes on saying what was true when it was made. Write the table as one, or as a comparison."
    ImpossibleDate "impossible-date" Error
        "a date that cannot be"
        "Dates are written `2026-10-02`, must exist in the calendar, and a review cannot lie in the future."
    InactiveOwner "inactive-owner" Error
        "a page whose team is no longer active"
        "The page of the team says `active: false`, so nobody keeps this page true. Give it to a team that is there."
    IncompleteSet "incomplete-set" Warning
        "a set that some members of a comparison lack"
        "A set of pictures such as `analogy.city` only works when every role of the comparison has its part in it."
    InternalError "internal-error" Error
        "a fault of Roadbook itself"
        "Something in Roadbook went wrong on this page; the other pages were not touched by it. Please report it with the page that brought it about."
    KeyLeftOut "key-file" Warning
        "a file that looks like a private key"
        "Files named like private keys and certificates (`id_rsa`, `*.pem`, `*.key`, `*.p12` …) are never published. Move the file out of the content folder."
    KindKey "kind-key" Error
        "a key that a kind's file does not have"
        "The message names the keys that can stand there; the page \"Kinds of your own\" of the manual says what each does. Pages of the kind are not judged until the file is right."
    KindSyntax "kind-syntax" Error
        "a kind's file that does not parse"
        "Files of the folder `kinds` are TOML. Text needs quotes, and a `[table]` begins the keys below it. Pages of the kind are not judged until the file can be read."
    KindValue "kind-value" Error
        "a value in a kind's file that cannot be used"
        "The key is known, its value has the wrong type, is out of range, or names something that is not there. The page \"Kinds of your own\" of the manual has every key. Pages of the kind are not judged until it is right."
    LongCode "long-code" Warning
        "code too long to highlight"
        "Lines above 8 KiB and blocks above 512 KiB are shown without colours, since grammars can take minutes on them. Break the line, or offer the file as a download."
    ManyTies "many-ties" Warning
        "a decision that mostly ends in a tie"
        "More than half of all combinations of answers have no single winner, so most readers leave without an answer. Ask one more question, or give the questions different weights: the ones that matter most count most."
    MissingActor "missing-actor" Error
        "an entry of a lifecycle without a role or team"
        "In a stage of a lifecycle every entry of a list says who acts: `- [[sre]]: an alert with a runbook`. With `variant: raci` it is `- Review the design: [[backend-engineer]] A, [[sre]] C`. Those who act are pages of the kinds role and team, so that their pages can show it."
    MissingAlt "missing-alt" Warning
        "an image without a text in its place"
        "A reader who cannot see the image, and one whose network is slow, read the text in the brackets: `![what it shows](image.png)`."
    MissingAnswers "missing-answers" Error
        "a question without answers"
        "On a decision page a section with a list is a question, and each entry of the list is an answer that says where it leads: `- Yes → [[sre]] +2`. A section without a list is prose."
    MissingCell "missing-cell" Warning
        "an empty cell in a comparison, a ladder or a maturity model"
        "Published comparisons like to leave the hard cells empty. Every member needs an answer to every row: add it to the member's page, or to the row's `cells`, or take the row out. A level of a ladder says something in every dimension, or `—` where there is nothing to say; an aspect of a maturity model says what it is like on every level."
    MissingCleanup "missing-cleanup" Warning
        "a golden path that leaves behind what it created"
        "A step says `{creates}`, and the path has no section `Clean up`. Whoever only wanted to try it needs a way to get rid of everything again."
    MissingData "missing-data" Error
        "a data file that is not there"
        "The path of a data file is relative to the page that shows it; one that begins with `/` starts at the content folder. Tables are made from CSV, TSV, TOML, YAML and JSON."
    MissingField "missing-field" Error
        "a typed page without a field that its kind needs"
        "Each kind asks for the fields without which its pages are of no use; the message says which one is missing and what it is for."
    MissingHalf "missing-half" Warning
        "a place to look for people without its why or its watch-out"
        "Each entry under \"Where to find\" says two things: why such people suit, and what to watch out for with them. One half alone is an advert or a prejudice."
    MissingRollback "missing-rollback" Warning
        "a step in production without a way back"
        "A step with `env=prod` can do harm to users. `### Roll back` says how to undo it, before anybody has to think about it at night."
    MissingSection "missing-section" Error
        "a typed page without a section that its kind needs"
        "Lists of a typed page live under headings with known names, so that tables and comparisons can be made from them. Add the heading with its content."
    MissingValue "missing-value" Error
        "a variable that has no value for a test"
        "`roadbook test` fills in every variable before it runs anything. Give a value with `--set NAME=VALUE`, `--context` or `--env-file`, or declare a `default` or an `example` in `vars`. Secrets come from `--env-file` or the environment alone."
    MissingVerify "missing-verify" Warning
        "a step that runs a command and does not check what came of it"
        "`### Verify` shows what success looks like: a command with its output. A reader who got something else stops here and not three steps later, and `run` can test the path."
    NameSpelling "name-spelling" Warning
        "a tool's name in another spelling"
        "The title and the `aliases` of a tool's page are its right spellings. Readers search for one of them, and every other one makes them wonder whether it is the same thing. Names that differ in the case of ordinary words alone are left alone, and so are ids and code."
    NavPage "nav-page" Error
        "a navigation entry without a page"
        "Every entry of `[nav]` names a Markdown file or a folder of the content folder."
    NavTwice "nav-twice" Error
        "a page that the navigation lists twice"
        "A page has one place in the navigation, so that breadcrumbs, previous and next are the same for every reader."
    NoSteps "no-steps" Error
        "a golden path without a step"
        "Every section `##` is a step, but for those with known names (Prerequisites, Clean up, Troubleshooting, Next). A path needs one step at least."
    NotInNav "not-in-nav" Warning
        "a page that the navigation does not list"
        "With an explicit `[nav]`, a page that is not in it can be reached by links alone."
    NotUtf8 "not-utf8" Error
        "a page that is not UTF-8"
        "Save the file as UTF-8. Nothing is replaced in silence, since the reader would see the wrong words."
    OutputWithoutCommand "output-without-command" Error
        "an output that belongs to no command"
        "A fence `output` says what the command before it prints, and is compared with it. Put the command into the same section, before its output."
    OutsideRoot "outside-root" Error
        "a link of the file system that leads out of the handbook"
        "A symbolic link whose target lies outside the content folder would publish files that nobody meant to publish. Copy the file, or move it into the handbook."
    ParentCycle "parent-cycle" Error
        "capabilities that belong to each other in a circle"
        "`parent` leads from a capability to a wider one, so following it must end. Remove one of the places that the message names."
    PromptInCommand "prompt-in-command" Warning
        "a prompt in a command that readers copy"
        "A reader who copies `$ make` gets the `$` too, and the shell looks for a command of that name. Leave the prompt out, and put what the command prints into a fence `output`; or use the language `console`, whose prompts are not copied."
    RaciAccountable "raci-accountable" Error
        "a task without exactly one who is accountable"
        "Where several answer for a task, nobody does. In every row of a lifecycle with `variant: raci` exactly one has an `A`; somebody who also does the work has `A/R`."
    RaggedRow "ragged-row" Warning
        "a table row with another number of cells than the header"
        "Cells past the header's are dropped and missing ones are empty, so a forgotten `|` moves facts under the wrong heading. Write `\\|` for a bar inside a cell."
    RawHtml "raw-html" Warning
        "HTML that is shown as text"
        "Harmless elements (`details`, `kbd`, `img`, `table` …) are kept; what could run code, load from elsewhere or break the page is shown as text. `[markdown] html = \"trusted\"` passes all but links with forbidden schemes, for handbooks whose writers are all trusted."
    RefusedValue "refused-value" Error
        "a value that a variable does not take"
        "The value breaks the `pattern`, the `choices` or the `type` with which the page declares the variable. Nothing was run."
    ReplacementCycle "replacement-cycle" Error
        "pages that replace each other in a circle"
        "`replaced_by` leads from what is gone to what took its place. A reader who follows it must arrive at something that is in use."
    RequiresCycle "requires-cycle" Error
        "golden paths that require each other in a circle"
        "Nobody could begin: each path of the circle waits for the others. The message names every link of the circle; remove one of them from `requires`."
    ReservedVariable "reserved-variable" Error
        "a variable whose name shells need themselves"
        "`PATH`, `HOME`, `TMPDIR`, `LANG`, `TERM` and `IFS` steer every shell, and names that begin with `ROADBOOK_` are the tester's own: a value of the reader in their place breaks the commands of the path. Give the variable a name of its own."
    RetiredTool "retired-tool" Warning
        "a use of a tool that is retired"
        "The page of the tool says `status: retired`. Name what replaces it. It is an error for a role that has the tool at its core, and for a golden path after the tool's `retired` date; a link from the text of another page is an info, since there may be a reason to speak of it, and nothing where the same paragraph links to what replaces the tool."
    SectionLength "section-length" Warning
        "a section with too few or too many entries"
        "Each kind says how many entries a section can have: fewer say too little, more are not read, and neither fits into a table."
    SectionName "section-name" Error
        "a heading that is nearly a section of the kind"
        "Sections are known by their headings, in any case and on the second level (`##`), or by an alias that the kind gives them. It is a warning where the page may do without the section."
    SectionShape "section-shape" Error
        "a section that holds something else than it should"
        "Tables and lists are made from sections, so each has a form: a list, terms with what they mean, questions with answers. Text before and behind it is welcome."
    SeveralTitles "several-titles" Warning
        "a second top-level heading"
        "A page has one title. Use `##` for its sections; a further `#` is shown as a section heading."
    SharedMetric "shared-metric" Info
        "a metric that two roles call their success"
        "Both link to it under \"Success looks like\". That is right where they share the work, and a question where they do not: who acts when it falls?"
    SkipExpired "skip-expired" Error
        "a command that was to be skipped until a day that is past"
        "`skip` is a promise to come back: `until` is the day. Run the command again, or say until when it cannot run."
    SpecialFile "special-file" Error
        "a file that is no file"
        "Pipes, sockets and devices cannot be published. Remove it from the content folder."
    StageWithoutActor "stage-without-actor" Warning
        "a stage in which nobody acts"
        "Every stage of a lifecycle has a list of who delivers what. A stage that nobody works in is a line on a slide."
    SupportEnded "support-ended" Warning
        "support that has ended"
        "Readers rely on the day that `until` says. Agree on a new one with the team that gives support, or say that the path is no longer supported."
    TableCouldBeDerived "table-could-be-derived" Info
        "a table about roles or tools that was written by hand"
        "What the table says also stands on the pages of its roles or tools, or should: a comparison or a `derive` block takes it from there, so that it stays true when they change."
    TagSpelling "tag-spelling" Info
        "a tag that most pages spell differently"
        "Spellings that differ in capitals, spaces, hyphens or slashes are one tag with one page: `CI/CD`, `ci-cd` and `CI CD`. Readers see the spelling that most pages use, so the others look like slips."
    TemplateError "template-error" Error
        "a template that cannot be rendered"
        "A file of the theme folder overrides the built-in one of the same name. `page` and `site` are all that a template sees."
    TestRecord "test-record" Warning
        "a record of tests that cannot be read"
        "`roadbook.tested.toml` says which golden paths were tested, and when. What cannot be read of it is as if it were not there. `roadbook test` writes the file anew."
    TimeMismatch "time-mismatch" Warning
        "a golden path that takes longer or shorter than its steps"
        "Every step says how long it takes, and together they take another time than the path says. Readers plan by the path's `time`."
    TitleDiffers "title-differs" Warning
        "a title in the front matter that differs from the first heading"
        "The title stands in lists and tabs, the heading on the page: a reader who follows one should arrive at the other. Remove one of them."
    TooDeep "too-deep" Error
        "blocks or emphasis nested too deep"
        "More than 100 levels of lists, quotations or emphasis within each other are a slip of a generator, not a page."
    TruncatedText "truncated-text" Warning
        "a text that ends in the middle"
        "The text ends with `(`, `:` or dots, as if the rest was lost when it was copied. It is shown on cards and by search engines. Write it to its end."
    UnclosedFence "unclosed-fence" Warning
        "a code block without an end"
        "The block runs to the end of the page and swallows what follows it. Close it with as many back-quotes as it was opened with."
    UndeclaredVariable "undeclared-variable" Error
        "a variable that the page does not declare"
        "`<NAME>` in a command is filled in by the reader where `vars` declares `NAME`; elsewhere it reaches the shell as it is. Declare it, or correct its name."
    UnknownAttribute "unknown-attribute" Error
        "an attribute that means nothing on a golden path"
        "What stands in braces behind a fence or a step decides what is run and checked, so a word that nobody knows would switch off a check in silence. Attributes of your own begin with `x-`."
    UnknownColumn "unknown-column" Error
        "a column that the data does not have"
        "The names of columns are those in the first line of a CSV file, or the keys of the tables in TOML, YAML and JSON. Upper and lower case count."
    UnknownId "unknown-id" Error
        "an id that no page has"
        "An id is the file name of a page without `.md`, or the `id` or one of the `aliases` in its front matter."
    UnknownKey "unknown-key" Error
        "a front matter key that the kind does not have"
        "On a page that names its `kind`, every key means something. Keys of your own begin with `x-`. On a page without a kind, unknown keys are kept as data, and only those that look like a typo are reported."
    UnknownKind "unknown-kind" Error
        "a kind that does not exist"
        "The kinds are guide, role, tool, capability, comparison, golden-path, decision, term, team, ladder, lifecycle, scorecard, hiring and standard, and those of the handbook's own folder `kinds`."
    UnknownLanguage "unknown-language" Warning
        "a code language that nobody knows"
        "The code is shown without colours. Use a name or file extension that is known, or `text` for none."
    UnknownMetric "unknown-metric" Error
        "values of a metric that the scorecard does not have"
        "Every row of a scorecard's data file names one of the metrics on its page by its `id`. The first row of each unknown name is reported."
    UnknownSection "unknown-section" Error
        "a section that the front matter does not announce"
        "The sections of a ladder are its levels and within them its dimensions, those of a lifecycle its stages: the front matter lists their names, and each heading is one of them. Sections of prose may have any name."
    UnknownView "unknown-view" Error
        "a view that does not exist"
        "A `derive` block names one of the views that Roadbook makes from the handbook: tables, rankings and lists that cannot drift from the pages they are about."
    UnreachableOutcome "unreachable-outcome" Warning
        "an outcome that no answers lead to"
        "Of all combinations of answers to the questions of a decision, none gives this outcome more points than every other one. Give it more points somewhere, or take it out of `outcomes`."
    UnusedVariable "unused-variable" Warning
        "a variable that nothing uses"
        "Readers are asked for a value that changes nothing. Use it as `<NAME>`, or remove it from `vars`."
    ViewSyntax "view-syntax" Error
        "options of a view that do not parse"
        "The lines of a `derive` or `table` block are YAML: a word, a colon and a value on each line."
    WrongAnswer "wrong-answer" Error
        "an answer of a decision that cannot be counted"
        "An answer is one line: its words, an arrow (`→` or `->`), and the outcomes with the points that it gives to each, as in `- Sometimes → [[platform-engineer]] +1, [[sre]] +1`."
    WrongAttribute "wrong-attribute" Error
        "an attribute whose value means nothing"
        "The attribute is known, what stands behind its `=` is not what it takes, or it belongs to another kind of fence."
    WrongDelivery "wrong-delivery" Error
        "an entry of a lifecycle that cannot be read"
        "An entry names who acts, a colon, and what they deliver: `- [[sre]]: an alert with a runbook`. With `variant: raci` it names a task, a colon, and each role with `R`, `A`, `C` or `I` behind it."
    WrongValue "wrong-value" Error
        "a front matter value of the wrong type or out of range"
        "The message says what the field takes. On a page without a kind it is a warning, since the key may belong to another tool."
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn no_two_codes_share_a_name() {
        let names: Vec<_> = Code::ALL.iter().map(|code| code.info().name).collect();
        let mut unique = names.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(unique.len(), names.len(), "a name stands twice");
    }
}
