//! The theme as those see it who change it: copies, overridden files, what templates see.

use std::collections::BTreeSet;
use std::path::Path;

use crate::support::{expect, read, roadbook, root, stderr, stdout, write};

/// A handbook on the disk with pages of many kinds, and its theme in the folder `theme`, which is empty.
fn handbook() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in read(&root().join("tests/handbooks/examples/content")) {
        let path = folder.path().join("content").join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    write(folder.path(), &[("roadbook.toml", "theme = \"theme\"\n"), ("theme/README.md", "# Our look\n")]);
    folder
}

/// The files of the default theme.
fn default_files() -> Vec<String> {
    read(&root().join("themes/default")).into_keys().collect()
}

fn site(folder: &Path) -> std::collections::BTreeMap<String, Vec<u8>> {
    let output = roadbook(folder, &["build", "--output", "out"]);
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
    read(&folder.join("out"))
}

#[test]
fn a_file_that_is_ejected_and_not_changed_changes_nothing() {
    let before = site(handbook().path());
    for name in default_files() {
        let folder = handbook();
        let output = roadbook(folder.path(), &["theme", "--eject", &name]);
        assert_eq!(stdout(&output).lines().next(), Some(format!("Copied to ./theme/{name}").as_str()));
        assert!(site(folder.path()) == before, "a copy of `{name}` gives another site");
    }
}

#[test]
fn the_whole_theme_ejected_changes_nothing() {
    let folder = handbook();
    let before = site(folder.path());
    let names = default_files();
    let arguments: Vec<&str> = ["theme", "--eject"].into_iter().chain(names.iter().map(String::as_str)).collect();
    assert_eq!(roadbook(folder.path(), &arguments).status.code(), Some(0));
    assert!(site(folder.path()) == before);
}

#[test]
fn nothing_is_overwritten_and_nothing_written_by_halves() {
    let folder = handbook();
    write(folder.path(), &[("theme/page.html", "mine")]);
    let output = roadbook(folder.path(), &["theme", "--eject", "code.css", "page.html"]);
    assert_eq!(output.status.code(), Some(2));
    let refused = "error: `./theme/page.html` is there already, and nothing was written\nhelp: move it away\n";
    assert_eq!(stderr(&output), refused);
    assert!(!folder.path().join("theme/code.css").exists());
    assert_eq!(std::fs::read_to_string(folder.path().join("theme/page.html")).unwrap(), "mine");
}

#[test]
fn a_file_that_is_mistyped_is_named() {
    let folder = handbook();
    let output = roadbook(folder.path(), &["theme", "--eject", "partials/foter.html"]);
    assert_eq!(output.status.code(), Some(2));
    let said =
        "error: the default theme has no file `partials/foter.html`\nhelp: did you mean `partials/footer.html`?\n";
    assert_eq!(stderr(&output), said);
    let output = roadbook(folder.path(), &["theme", "--describe", "views/tabel.html"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        stderr(&output),
        "error: there is no template `views/tabel.html`\nhelp: did you mean `views/table.html`?\n"
    );
}

#[test]
fn without_a_theme_folder_it_is_said_how_to_have_one() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("index.md", "# Home\n\nText.\n")]);
    let output = roadbook(folder.path(), &["theme", "--eject", "partials/footer.html"]);
    assert_eq!(
        stdout(&output),
        "Copied to ./theme/partials/footer.html\n\n\
         Not in use yet. Put into roadbook.toml:\n\n  source = \".\"\n  theme = \"theme\"\n\n\
         Next:\n\n  roadbook serve --open     shows what comes of each change as you save it\n  \
         roadbook theme --describe partials/footer.html\n"
    );
    write(folder.path(), &[("roadbook.toml", "source = \".\"\ntheme = \"theme\"\n")]);
    write(folder.path(), &[("theme/partials/footer.html", "<footer>Ours</footer>")]);
    let site = site(folder.path());
    assert!(String::from_utf8_lossy(&site["index.html"]).contains("<footer>Ours</footer>"));
    assert!(!site.contains_key("theme/partials/footer.html"), "{:?}", site.keys());
}

#[test]
fn the_list_says_whose_each_file_is() {
    let folder = handbook();
    write(
        folder.path(),
        &[("theme/partials/footer.html", "<footer></footer>"), ("theme/brand.css", "a { color: red }")],
    );
    let list = stdout(&roadbook(folder.path(), &["theme"]));
    let lines: Vec<Vec<&str>> = list.lines().map(|line| line.split_whitespace().collect()).collect();
    let footer = vec!["partials/footer.html", "yours:", "theme/partials/footer.html"];
    for line in [footer, vec!["brand.css", "added:", "theme/brand.css"], vec!["page.html"]] {
        assert!(lines.contains(&line), "{line:?} in {list}");
    }
    assert_eq!(list, stdout(&roadbook(folder.path(), &["theme", "--eject"])), "without a name, the files are listed");
    let json = stdout(&roadbook(folder.path(), &["theme", "--format", "json"]));
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let files = json["files"].as_array().unwrap();
    let names: BTreeSet<&str> = files.iter().map(|file| file["name"].as_str().unwrap()).collect();
    assert!(default_files().iter().all(|name| names.contains(name.as_str())));
    let own: Vec<&serde_json::Value> = files.iter().filter(|file| !file["own"].is_null()).collect();
    assert_eq!(own.len(), 2, "{own:?}");
}

/// The reference page of the handbook is made from the types that templates are given.
#[test]
fn the_page_of_templates_says_what_each_of_them_sees() {
    let output = roadbook(root(), &["theme", "--describe", "--format", "markdown"]);
    let page = format!(
        "---\ntitle: What templates see\ntldr: Every variable of every template of the theme, with what it holds.\nweight: 82\n---\n\
         How templates are changed is in [[theming]]. This page is what `roadbook theme --describe --format markdown` prints;\n\
         its sentences are those of the program itself. *Or nothing* is what `{{% if … %}}` asks for. Nothing else can be seen:\n\
         a page cannot show another page's text.\n\n{}",
        stdout(&output)
    );
    expect(&root().join("content/writing/templates.md"), &page);
}

#[test]
fn each_template_is_described_with_a_sentence_for_each_variable() {
    for name in default_files().iter().filter(|name| name.ends_with(".html") && !name.ends_with("components.html")) {
        let output = roadbook(root(), &["theme", "--describe", name, "--format", "json"]);
        assert_eq!(output.status.code(), Some(0), "{name}: {}", stderr(&output));
        let schema: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
        let types = schema["$defs"].as_object().unwrap().iter().map(|(name, schema)| (name.as_str(), schema));
        for (kind, schema) in types.chain([(name.as_str(), &schema)]) {
            assert!(schema["description"].is_string(), "{name}: {kind}");
            for (field, about) in schema["properties"].as_object().into_iter().flatten() {
                let about = about["description"].as_str().unwrap_or_default();
                assert!(about.ends_with('.') || about.ends_with('…'), "{name}: {kind}.{field}: {about:?}");
                assert!(!about.contains("None"), "{name}: {kind}.{field}: {about:?}");
            }
        }
    }
}

#[test]
fn a_template_of_a_kind_sees_what_a_page_sees() {
    let of = |name| stdout(&roadbook(root(), &["theme", "--describe", name, "--format", "json"]));
    assert_eq!(of("kinds/runbook.html"), of("page.html"));
}

/// Whoever restyles a site does it by them.
#[test]
fn each_token_is_named_on_the_page_about_the_look() {
    let style = std::fs::read_to_string(root().join("themes/default/style.css")).unwrap();
    let tokens = style.split("@layer tokens {").nth(1).unwrap().split("@layer").next().unwrap();
    let names = tokens.lines().filter_map(|line| line.trim().strip_prefix("--")?.split(':').next());
    let names: Vec<&str> = names.filter(|name| !name.starts_with("icon-")).collect();
    assert!(names.len() > 20, "{names:?}");
    let page = std::fs::read_to_string(root().join("content/writing/theming.md")).unwrap();
    let missing: Vec<&&str> = names.iter().filter(|name| !page.contains(&format!("`--{name}`"))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
