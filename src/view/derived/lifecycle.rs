//! A lifecycle as a table, and the part that somebody has in every one.

use super::{CellView, ColumnView, Layout, LineView, Maker, PartView, RowView, TableView};
use crate::derived::{Duty, Lifecycle, Model, Stage, Task};
use crate::handbook::PageIx;

/// The duties in the order of the legend.
const DUTIES: [Duty; 4] = [Duty::Accountable, Duty::Responsible, Duty::Consulted, Duty::Informed];

/// The key of a duty's word.
fn word(duty: Duty) -> &'static str {
    match duty {
        Duty::Responsible => "responsible",
        Duty::Accountable => "accountable",
        Duty::Consulted => "consulted",
        Duty::Informed => "informed",
    }
}

/// Who delivers what in which stage; `None` where nobody acts.
pub(super) fn table(maker: Maker<'_>, ix: PageIx, lifecycle: &Lifecycle<'_>) -> Option<TableView> {
    if lifecycle.actors.is_empty() {
        return None;
    }
    Some(if lifecycle.is_raci { duties(maker, ix, lifecycle) } else { deliveries(maker, ix, lifecycle) })
}

/// Actors by stages.
fn deliveries(maker: Maker<'_>, ix: PageIx, lifecycle: &Lifecycle<'_>) -> TableView {
    let column =
        |stage: &Stage<'_>| ColumnView::new(CellView::of(vec![LineView::of(vec![self::stage(maker, ix, stage)])]));
    let row = |&actor: &PageIx| {
        let cell = |stage: &Stage<'_>| CellView::of(lines(maker, ix, stage, actor));
        RowView::new(CellView::of(maker.pages(&[actor])), lifecycle.stages.iter().map(cell).collect())
    };
    TableView {
        corner: maker.word("actor").to_owned(),
        layout: Layout::Matrix,
        columns: lifecycle.stages.iter().map(column).collect(),
        rows: lifecycle.actors.iter().map(row).collect(),
        ..TableView::default()
    }
}

/// Tasks by actors.
fn duties(maker: Maker<'_>, ix: PageIx, lifecycle: &Lifecycle<'_>) -> TableView {
    let column =
        |&actor: &PageIx| ColumnView { order: "state", ..ColumnView::new(CellView::of(maker.pages(&[actor]))) };
    let row = |stage: &Stage<'_>, task: &Task| {
        let head = LineView { label: Some(self::stage(maker, ix, stage)), ..maker.passage(&task.passage(ix)) };
        let cell = |&actor: &PageIx| self::cell(maker, task.duties(actor).unwrap_or_default());
        RowView::new(CellView::of(vec![head]), lifecycle.actors.iter().map(cell).collect())
    };
    let stages = lifecycle.stages.iter();
    let tasks = || lifecycle.stages.iter().flat_map(|stage| &stage.tasks);
    let is_used = |duty: &Duty| tasks().any(|task| task.actors.iter().any(|(_, duties)| duties.contains(duty)));
    TableView {
        corner: maker.word("task").to_owned(),
        layout: Layout::Matrix,
        columns: lifecycle.actors.iter().map(column).collect(),
        rows: stages.flat_map(|stage| stage.tasks.iter().map(move |task| row(stage, task))).collect(),
        legend: DUTIES.into_iter().filter(is_used).map(word).collect(),
        ..TableView::default()
    }
}

/// One duty as a mark; several in words.
fn cell(maker: Maker<'_>, duties: &[Duty]) -> CellView {
    match duties {
        [] => CellView::default(),
        [duty] => CellView::state(word(*duty)),
        several => CellView::text(&several.iter().map(|duty| maker.word(word(*duty))).collect::<Vec<_>>().join(", ")),
    }
}

/// A stage by its name, leading to its section.
fn stage(maker: Maker<'_>, ix: PageIx, stage: &Stage<'_>) -> PartView {
    let href = stage.heading.map(|heading| maker.heading_href(ix, heading));
    PartView { text: stage.name.to_owned(), href, ..PartView::default() }
}

/// What an actor does in a stage, with the duty where the lifecycle tells them apart.
fn lines(maker: Maker<'_>, ix: PageIx, stage: &Stage<'_>, actor: PageIx) -> Vec<LineView> {
    let line = |task: &Task| {
        let duties: Vec<&str> = task.duties(actor)?.iter().map(|duty| maker.word(word(*duty))).collect();
        let label = (!duties.is_empty()).then(|| PartView { text: duties.join(", "), ..PartView::default() });
        Some(LineView { label, ..maker.passage(&task.passage(ix)) })
    };
    stage.tasks.iter().filter_map(line).collect()
}

/// What somebody does in every lifecycle, stage by stage; `None` where that is nothing.
pub(super) fn part(maker: Maker<'_>, actor: PageIx) -> Option<TableView> {
    let mut rows = Vec::new();
    for &ix in maker.of_kind("lifecycle") {
        let Some(Model::Lifecycle(lifecycle)) = maker.views.derived.model(ix) else { continue };
        for stage in &lifecycle.stages {
            let lines = lines(maker, ix, stage, actor);
            if !lines.is_empty() {
                let head = LineView::of(vec![self::stage(maker, ix, stage)]);
                let cells = vec![CellView::of(lines), CellView::of(maker.pages(&[ix]))];
                rows.push(RowView::new(CellView::of(vec![head]), cells));
            }
        }
    }
    let column = |key| ColumnView::new(CellView::text(maker.word(key)));
    (!rows.is_empty()).then(|| TableView {
        corner: maker.word("stage").to_owned(),
        layout: Layout::Rows,
        columns: vec![column("delivers"), column("lifecycle")],
        rows,
        ..TableView::default()
    })
}
