//! Which paths run, in which order, and with which values.

use std::collections::BTreeSet;

use super::values::{Given, Values};
use crate::derived::{Derived, GoldenPath, Ground, Requirement};
use crate::diag::{Diagnostic, Noted, Severity};
use crate::handbook::{Page, PageIx};

/// Paths in the order in which they run: each behind those that it requires.
pub struct Plan<'a> {
    /// The paths.
    pub paths: Vec<Planned<'a>>,
}

/// A path that runs.
pub struct Planned<'a> {
    /// Its page.
    pub page: &'a Page,
    /// What it is.
    pub path: &'a GoldenPath<'a>,
    /// The values of its variables, those excepted that another path provides.
    pub values: Values,
    /// The names of what it takes or provides that is a secret: by its own page, or by that of the other side.
    pub secrets: BTreeSet<&'a str>,
    /// Why it cannot run: values that it lacks, errors of its page.
    pub faults: Vec<Diagnostic>,
    /// The paths of the plan that it requires, by their place in it.
    pub requires: Vec<(usize, Requirement<'a>)>,
    /// Whether it was asked for, or is there for others alone.
    pub is_asked: bool,
}

/// The plan for some paths, with all that they require; `notes` are those of the whole handbook.
pub fn plan<'a>(
    ground: Ground<'a>,
    derived: &'a Derived<'a>,
    (asked, given): (&[PageIx], &Given<'_>),
    notes: &[Diagnostic],
) -> Plan<'a> {
    let mut order = Vec::new();
    for &ix in asked {
        visit(derived, ix, &mut Vec::new(), &mut order);
    }
    let secrets = provided_secrets(ground, derived);
    let mut paths = Vec::new();
    for &ix in &order {
        let Some(path) = derived.golden_path(ix) else { continue };
        let page = ground.handbook.page(ix);
        let requires = path.requires.iter().filter_map(|required| {
            let at = order.iter().position(|other| *other == required.path)?;
            Some((at, *required))
        });
        let Noted { value: values, notes: mut faults } =
            given.values(&page.document.path, path, |other| order.contains(&other));
        // A page with errors may not be the one that its writer meant.
        let is_its_error = |note: &&Diagnostic| note.severity == Severity::Error && note.at.path == page.document.path;
        faults.extend(notes.iter().filter(is_its_error).cloned());
        let of_others = path.variables.iter().filter_map(|variable| Some((variable.provided_by?, variable.name)));
        let taken = of_others.chain(path.provides.iter().map(|provision| (ix, provision.name)));
        let own = path.variables.iter().filter(|variable| variable.is_secret).map(|variable| variable.name);
        let secrets = taken.filter(|taken| secrets.contains(taken)).map(|(_, name)| name).chain(own).collect();
        let (requires, is_asked) = (requires.collect(), asked.contains(&ix));
        paths.push(Planned { page, path, values, secrets, faults, requires, is_asked });
    }
    Plan { paths }
}

/// What paths provide to others that is a secret, since either side says so: the path that provides it, and its name.
fn provided_secrets<'a>(ground: Ground<'a>, derived: &'a Derived<'a>) -> BTreeSet<(PageIx, &'a str)> {
    let mut secrets = BTreeSet::new();
    for (ix, _) in ground.handbook.pages.each() {
        let Some(path) = derived.golden_path(ix) else { continue };
        let given = path.provides.iter().filter(|provision| provision.is_secret);
        secrets.extend(given.map(|provision| (ix, provision.name)));
        let taken = path.variables.iter().filter(|variable| variable.is_secret);
        secrets.extend(taken.filter_map(|variable| Some((variable.provided_by?, variable.name))));
    }
    secrets
}

/// Adds a path behind all that it requires; `above` holds the way to it, since a cycle is a fault of the content that
/// was noted.
fn visit(derived: &Derived<'_>, ix: PageIx, above: &mut Vec<PageIx>, order: &mut Vec<PageIx>) {
    if order.contains(&ix) || above.contains(&ix) {
        return;
    }
    let Some(path) = derived.golden_path(ix) else { return };
    above.push(ix);
    for required in &path.requires {
        visit(derived, required.path, above, order);
    }
    above.pop();
    order.push(ix);
}
