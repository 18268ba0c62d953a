//! A graph without cycles in layers from left to right, after Sugiyama: each edge leads to a later layer, and few of
//! them cross.

use std::collections::BTreeSet;

/// How often the layers are put in order, once forwards and once backwards each time. Small graphs settle in two.
const SWEEPS: usize = 4;

/// Where the nodes of a graph stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Layers {
    /// How many layers there are.
    pub columns: usize,
    /// How many places the fullest layer has.
    pub rows: usize,
    /// The place of each node.
    pub places: Vec<Place>,
    /// The places through which each edge goes, its ends included.
    pub ways: Vec<Vec<Place>>,
}

/// A place of the drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The layer, from the left.
    pub column: usize,
    /// From above, in halves of a row, so that a layer can stand in the middle of a fuller one.
    pub half_row: usize,
}

/// Puts nodes in layers. `edges` lead from the earlier node to the later one; the nodes must be numbered so that
/// each edge leads to a higher number. Other edges, and those that follow from others, are not drawn.
pub(super) fn layers(count: usize, edges: &[(usize, usize)]) -> Layers {
    let edges = needed(count, edges);
    let mut columns = vec![0; count];
    for node in 0..count {
        let before = edges.iter().filter(|(_, to)| *to == node).map(|(from, _)| columns[*from] + 1);
        columns[node] = before.max().unwrap_or(0);
    }
    let mut grid = Grid::new(&columns);
    let lines: Vec<Vec<usize>> = edges.iter().map(|&edge| grid.add_line(edge)).collect();
    grid.sort(&lines);
    let places = grid.places();
    Layers {
        columns: grid.rows.len(),
        rows: grid.rows.iter().map(Vec::len).max().unwrap_or(0),
        ways: lines.iter().map(|line| line.iter().map(|&node| places[node]).collect()).collect(),
        places: places[..count].to_vec(),
    }
}

/// The edges without those that lead backwards, and without those that say no more than others together.
fn needed(count: usize, edges: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let forward: BTreeSet<(usize, usize)> = edges.iter().copied().filter(|(from, to)| from < to).collect();
    // All that comes before each node.
    let mut before: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); count];
    for node in 0..count {
        let direct = forward.iter().filter(|(_, to)| *to == node).map(|(from, _)| *from);
        let all = direct.flat_map(|from| before[from].iter().copied().chain([from])).collect();
        before[node] = all;
    }
    let is_implied = |from: usize, to: usize| {
        forward.iter().any(|&(between, end)| end == to && between != from && before[between].contains(&from))
    };
    forward.iter().copied().filter(|&(from, to)| !is_implied(from, to)).collect()
}

/// The layers while they are put in order. An edge over several layers has a node of its own in each between.
struct Grid {
    /// The nodes of each layer, from above.
    rows: Vec<Vec<usize>>,
    /// The layer of each node.
    columns: Vec<usize>,
}

impl Grid {
    fn new(columns: &[usize]) -> Self {
        let last = columns.iter().max().map_or(0, |last| last + 1);
        let mut rows = vec![Vec::new(); last];
        for (node, column) in columns.iter().enumerate() {
            rows[*column].push(node);
        }
        Self { rows, columns: columns.to_vec() }
    }

    /// The nodes through which an edge goes.
    fn add_line(&mut self, (from, to): (usize, usize)) -> Vec<usize> {
        let mut line = vec![from];
        for column in self.columns[from] + 1..self.columns[to] {
            let node = self.columns.len();
            self.columns.push(column);
            self.rows[column].push(node);
            line.push(node);
        }
        line.push(to);
        line
    }

    /// Moves each node to the middle of its neighbours in the layer before, then of those in the layer behind.
    fn sort(&mut self, lines: &[Vec<usize>]) {
        let steps: Vec<(usize, usize)> =
            lines.iter().flat_map(|line| line.windows(2).map(|pair| (pair[0], pair[1]))).collect();
        for _ in 0..SWEEPS {
            for column in 1..self.rows.len() {
                self.sort_column(column, |node| steps.iter().filter(move |step| step.1 == node).map(|step| step.0));
            }
            for column in (0..self.rows.len().saturating_sub(1)).rev() {
                self.sort_column(column, |node| steps.iter().filter(move |step| step.0 == node).map(|step| step.1));
            }
        }
    }

    fn sort_column<'a, N: Iterator<Item = usize> + 'a>(&mut self, column: usize, neighbours: impl Fn(usize) -> N) {
        let places = self.places();
        let middle = |node: &usize| {
            let near: Vec<usize> = neighbours(*node).map(|other| places[other].half_row).collect();
            // Without neighbours it stays where it is. A thousandth of a row is finer than any two can differ.
            match near.len() {
                0 => places[*node].half_row * 1000,
                count => near.iter().sum::<usize>() * 1000 / count,
            }
        };
        self.rows[column].sort_by_cached_key(middle);
    }

    fn places(&self) -> Vec<Place> {
        let most = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let mut places = vec![Place { column: 0, half_row: 0 }; self.columns.len()];
        for (column, row) in self.rows.iter().enumerate() {
            for (at, node) in row.iter().enumerate() {
                places[*node] = Place { column, half_row: most - row.len() + 2 * at };
            }
        }
        places
    }
}

#[cfg(test)]
mod tests {
    use super::{Place, layers};

    fn places(count: usize, edges: &[(usize, usize)]) -> Vec<(usize, usize)> {
        layers(count, edges).places.into_iter().map(|Place { column, half_row }| (column, half_row)).collect()
    }

    #[test]
    fn a_node_stands_behind_all_that_lead_to_it() {
        assert_eq!(places(4, &[(0, 1), (0, 2), (1, 3), (2, 3)]), [(0, 1), (1, 0), (1, 2), (2, 1)]);
    }

    #[test]
    fn an_edge_that_follows_from_others_or_leads_back_is_not_drawn() {
        let drawn = layers(3, &[(0, 1), (1, 2), (0, 2), (2, 0)]);
        assert_eq!(drawn.ways.len(), 2);
        assert_eq!((drawn.columns, drawn.rows), (3, 1));
    }

    #[test]
    fn an_edge_over_several_layers_keeps_clear_of_the_nodes_between() {
        let drawn = layers(4, &[(0, 1), (1, 3), (2, 3)]);
        assert_eq!(places(4, &[(0, 1), (1, 3), (2, 3)]), [(0, 0), (1, 0), (0, 2), (2, 1)]);
        let long = &drawn.ways[2];
        assert_eq!(
            long.iter().map(|place| (place.column, place.half_row)).collect::<Vec<_>>(),
            [(0, 2), (1, 2), (2, 1)]
        );
    }

    #[test]
    fn nodes_change_places_where_their_edges_would_cross() {
        let drawn = layers(4, &[(0, 3), (1, 2)]);
        assert!(drawn.ways.iter().all(|way| way[0].half_row == way[1].half_row), "{drawn:?}");
    }
}
