//! References inside of a drawing, and how much they make a browser draw.
//!
//! A few elements that use each other in turns can ask for billions. So each id is a node that holds the elements under
//! it, and leads to the ids inside of it and those it refers to; the sum from the root is what is drawn.

use std::collections::HashMap;

/// Elements drawn in all; a page full of formulas, which repeat their letters by reference, stays below.
const MOST_DRAWN: u64 = 200_000;
/// The node of everything outside of any id.
const ROOT: usize = 0;

/// The graph of a drawing's ids.
pub struct References {
    nodes: Vec<Node>,
    by_id: HashMap<String, usize>,
    /// The node that each open element belongs to.
    open: Vec<usize>,
}

#[derive(Default)]
struct Node {
    elements: u64,
    leads_to: Vec<usize>,
}

impl References {
    pub fn new() -> Self {
        Self { nodes: vec![Node::default()], by_id: HashMap::new(), open: Vec::new() }
    }

    /// An element begins, with its id.
    pub fn enter(&mut self, id: Option<&str>) {
        let around = self.here();
        let node = id.map_or(around, |id| self.node(id));
        if node != around {
            self.nodes[around].leads_to.push(node);
        }
        self.nodes[node].elements += 1;
        self.open.push(node);
    }

    pub fn leave(&mut self) {
        self.open.pop();
    }

    /// The open element refers to `target`.
    pub fn refer(&mut self, target: &str) {
        let (from, to) = (self.here(), self.node(target));
        self.nodes[from].leads_to.push(to);
    }

    /// Whether nothing leads back to itself and not too much is drawn in all.
    pub fn are_bounded(&self) -> bool {
        self.drawn().is_some_and(|drawn| drawn <= MOST_DRAWN)
    }

    fn here(&self) -> usize {
        self.open.last().copied().unwrap_or(ROOT)
    }

    fn node(&mut self, id: &str) -> usize {
        if let Some(known) = self.by_id.get(id) {
            return *known;
        }
        let new = self.nodes.len();
        self.nodes.push(Node::default());
        self.by_id.insert(id.to_owned(), new);
        new
    }

    /// Elements drawn from the root; none when something leads back to itself. Without recursion: the depth is a
    /// stranger's.
    fn drawn(&self) -> Option<u64> {
        let mut sums: Vec<Option<u64>> = vec![None; self.nodes.len()];
        let mut entered = vec![false; self.nodes.len()];
        let mut way = vec![(ROOT, 0)];
        entered[ROOT] = true;
        while let Some((node, next)) = way.last_mut() {
            let leads_to = &self.nodes[*node].leads_to;
            if let Some(to) = leads_to.get(*next) {
                *next += 1;
                if sums[*to].is_none() {
                    if entered[*to] {
                        return None;
                    }
                    entered[*to] = true;
                    way.push((*to, 0));
                }
            } else {
                let below = leads_to.iter().filter_map(|to| sums[*to]).fold(0, u64::saturating_add);
                sums[*node] = Some(self.nodes[*node].elements.saturating_add(below));
                way.pop();
            }
        }
        sums[ROOT]
    }
}
