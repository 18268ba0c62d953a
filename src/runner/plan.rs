//! Which paths run, in which order, and with which values.

use super::values::{Given, Values};
use crate::derived::{Derived, GoldenPath, Ground, Requirement};
use crate::diag::Noted;
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
    /// The paths of the plan that it requires, by their place in it.
    pub requires: Vec<(usize, Requirement<'a>)>,
    /// Whether it was asked for, or is there for others alone.
    pub is_asked: bool,
}

/// The plan for some paths, with all that they require; what keeps it from being run is noted.
pub fn plan<'a>(ground: Ground<'a>, derived: &'a Derived<'a>, asked: &[PageIx], given: &Given<'_>) -> Noted<Plan<'a>> {
    let mut order = Vec::new();
    for &ix in asked {
        visit(derived, ix, &mut Vec::new(), &mut order);
    }
    let mut notes = Vec::new();
    let mut paths = Vec::new();
    for &ix in &order {
        let Some(path) = derived.golden_path(ix) else { continue };
        let page = ground.handbook.page(ix);
        let requires = path.requires.iter().filter_map(|required| {
            let at = order.iter().position(|other| *other == required.path)?;
            Some((at, *required))
        });
        let values = given.values(&page.document.path, path, |other| order.contains(&other)).take(&mut notes);
        paths.push(Planned { page, path, values, requires: requires.collect(), is_asked: asked.contains(&ix) });
    }
    Noted::new(Plan { paths }, notes)
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
