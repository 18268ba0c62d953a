//! Whole handbooks: the listing of their site with digests, so that no byte changes unseen.

use std::fmt::Write;

use roadbook::diag::Code;
use roadbook::text::Digest;

use crate::support::{expect, read, roadbook, root, stderr};

#[test]
fn the_site_of_the_tiny_handbook_is_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let source = root().join("tests/handbooks/tiny");
    let site = folder.path().join("site");
    let arguments = ["build", "--strict", "--source", source.to_str().unwrap(), "--output", site.to_str().unwrap()];
    let output = roadbook(folder.path(), &arguments);
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
    let mut listing = String::new();
    for (path, bytes) in read(&site) {
        writeln!(listing, "{} {:6} {path}", Digest::of(&bytes).short(12), bytes.len()).unwrap();
    }
    expect(&root().join("tests/snapshots/tiny.txt"), &listing);
    let page = std::fs::read_to_string(site.join("guides/first/index.html")).unwrap();
    expect(&root().join("tests/snapshots/tiny-first.html"), &page);
}

/// The reference page of the handbook is made from the table that the program uses.
#[test]
fn the_page_of_diagnostics_lists_every_code() {
    let mut page = String::from(
        "---\ntitle: Diagnostics\ntldr: Every fault that Roadbook reports, what it means and what to do.\nweight: 110\n---\n\
         Each diagnostic has a stable code, which stands in brackets behind its severity. `roadbook explain CODE` says the same\n\
         as this page. An *error* is what cannot be rendered right: nothing is published. A *warning* is what renders but is\n\
         wrong: the site is built, unless `--strict` or `strict = true` makes warnings count as errors. An *info* is a hint\n\
         that never stands in the way.\n",
    );
    for code in Code::ALL {
        let info = code.info();
        write!(
            page,
            "\n## {}\n\n*{}*: {}.\n\n{}\n",
            info.name,
            capital(info.severity.name()),
            info.title,
            info.explanation
        )
        .unwrap();
    }
    expect(&root().join("content/writing/diagnostics.md"), &page);
}

fn capital(word: &str) -> String {
    word[..1].to_uppercase() + &word[1..]
}
