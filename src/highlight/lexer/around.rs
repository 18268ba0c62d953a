//! What stands around the place that a lexer has reached.

/// States one within the other. The outermost is never left, and what lies deeper than a limit is read as if it stood
/// beside: nobody writes it, but it must not take memory without bound.
pub(super) struct Around<S> {
    outer: Vec<S>,
    innermost: S,
    deepest: usize,
}

impl<S: Copy> Around<S> {
    pub(super) fn new(outermost: S, deepest: usize) -> Self {
        Self { outer: Vec::new(), innermost: outermost, deepest }
    }

    pub(super) fn innermost(&self) -> S {
        self.innermost
    }

    pub(super) fn innermost_mut(&mut self) -> &mut S {
        &mut self.innermost
    }

    /// How many states stand around the innermost.
    pub(super) fn depth(&self) -> usize {
        self.outer.len()
    }

    pub(super) fn enter(&mut self, state: S) {
        if self.outer.len() + 1 < self.deepest {
            self.outer.push(std::mem::replace(&mut self.innermost, state));
        }
    }

    pub(super) fn leave(&mut self) {
        if let Some(state) = self.outer.pop() {
            self.innermost = state;
        }
    }

    /// Leaves what was entered since there were so many around.
    pub(super) fn leave_to(&mut self, depth: usize) {
        while self.outer.len() > depth {
            self.leave();
        }
    }

    /// Goes from one state to another beside it.
    pub(super) fn set(&mut self, state: S) {
        self.leave();
        self.enter(state);
    }
}
