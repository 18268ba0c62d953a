//! Relations that must lead somewhere, but lead back to where they began.

use super::severity_on;
use crate::diag::{Code, Diagnostic};
use crate::handbook::{Handbook, PageIx};
use crate::text::TextRange;

/// A relation in which no page may come to itself.
struct Relation {
    field: &'static str,
    code: Code,
    /// What stands between two pages: "`a` requires `b`".
    verb: &'static str,
}

const RELATIONS: [Relation; 3] = [
    Relation { field: "requires", code: Code::RequiresCycle, verb: "requires" },
    Relation { field: "parent", code: Code::ParentCycle, verb: "belongs to" },
    Relation { field: "replaced_by", code: Code::ReplacementCycle, verb: "is replaced by" },
];

/// One note for each circle, at the link that closes it.
pub(super) fn check(handbook: &Handbook) -> Vec<Diagnostic> {
    let mut steps: [Steps; 3] = RELATIONS.map(|_| handbook.pages.each().map(|(ix, _)| (ix, Vec::new())).collect());
    for (ix, _) in handbook.pages.each() {
        for (field, to, place) in handbook.named(ix) {
            let Some(relation) = RELATIONS.iter().position(|relation| relation.field == field) else { continue };
            let (_, known) = &mut steps[relation][ix.index()];
            if known.iter().all(|step| step.to != to) {
                known.push(Step { to, place });
            }
        }
    }
    let of_relation = |(relation, steps)| cycles(steps).into_iter().map(move |cycle| note(handbook, relation, &cycle));
    RELATIONS.iter().zip(&steps).flat_map(of_relation).collect()
}

fn note(handbook: &Handbook, relation: &Relation, cycle: &[(PageIx, TextRange)]) -> Diagnostic {
    let id = |ix: PageIx| format!("`{}`", handbook.page(ix).id);
    let link = format!(" {} ", relation.verb);
    let mut chain: Vec<String> = cycle.iter().map(|(ix, _)| id(*ix)).collect();
    chain.push(id(cycle[0].0));
    let first = handbook.page(cycle[0].0);
    let note = Diagnostic::new(relation.code, &first.document.path, cycle[0].1, chain.join(&link));
    let severity = severity_on(first, note.severity);
    let what = if cycle.len() == 1 { "it" } else { "one of these" };
    let note = note.severity(severity).help(format!("remove {what} from `{}`", relation.field));
    cycle.iter().zip(&chain[1..]).skip(1).fold(note, |note, ((ix, place), next)| {
        note.related(&handbook.page(*ix).document.path, *place, format!("{}{link}{next}", id(*ix)))
    })
}

/// Where one can go from each page; every page of the handbook is in it, in order.
type Steps = Vec<(PageIx, Vec<Step>)>;

struct Step {
    to: PageIx,
    place: TextRange,
}

/// Each circle as its pages with the place of the step to the next; the first step is the one that closes it.
///
/// A walk in depth, without recursion since a chain may be as long as the handbook. A step back to a page of the
/// current walk closes a circle; without those steps no circle is left, so no circle goes unsaid.
fn cycles(steps: &Steps) -> Vec<Vec<(PageIx, TextRange)>> {
    let mut found = Vec::new();
    let mut seen = vec![Seen::Not; steps.len()];
    for (start, _) in steps.iter().filter(|(_, steps)| !steps.is_empty()) {
        if seen[start.index()] != Seen::Not {
            continue;
        }
        seen[start.index()] = Seen::InWalk(0);
        let mut walk = vec![(*start, 0)];
        while let Some((page, next)) = walk.last_mut() {
            let Some(step) = steps[page.index()].1.get(*next) else {
                seen[page.index()] = Seen::Whole;
                walk.pop();
                continue;
            };
            *next += 1;
            match seen[step.to.index()] {
                Seen::Not => {
                    seen[step.to.index()] = Seen::InWalk(walk.len());
                    walk.push((step.to, 0));
                }
                Seen::InWalk(at) => found.push(closed(&walk[at..], steps)),
                Seen::Whole => {}
            }
        }
    }
    found
}

/// What a walk has seen of a page.
#[derive(Clone, Copy, PartialEq)]
enum Seen {
    Not,
    /// It is in the current walk, at this place.
    InWalk(usize),
    /// Everything behind it.
    Whole,
}

/// The circle of the walk's end, whose last page steps back to its first.
fn closed(walk: &[(PageIx, usize)], steps: &Steps) -> Vec<(PageIx, TextRange)> {
    let mut cycle: Vec<(PageIx, TextRange)> =
        walk.iter().map(|&(page, next)| (page, steps[page.index()].1[next - 1].place)).collect();
    cycle.rotate_right(1);
    cycle
}
