//! How deep each element of a document lies: an element inside an element inside an element is deleted by recursion,
//! here and in every browser, so the depth has a bound.

use std::collections::HashMap;

use super::guard::{Block, Id, Parent};

/// A list in a list in a quotation has three levels each.
const DEEPEST: u8 = 48;

/// The depths of all elements known, in runs of equal depth for each client.
#[derive(Debug, Default)]
pub struct Depths(HashMap<u64, Vec<Run>>);

/// Elements `from..to` of a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Run {
    from: u32,
    to: u32,
    depth: u8,
}

/// An element would lie too deep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooDeep;

impl Depths {
    /// Takes note of `blocks`, whatever their order. What its neighbours are unknown of lies at the top.
    ///
    /// # Errors
    /// `TooDeep`; some of the blocks are noted then.
    pub fn note(&mut self, blocks: &[Block<'_>]) -> Result<(), TooDeep> {
        let mut waiting: Vec<&Block<'_>> = blocks.iter().collect();
        loop {
            let before = waiting.len();
            let mut still = Vec::new();
            for block in waiting {
                match self.depth_of(block) {
                    Some(depth) if depth > DEEPEST => return Err(TooDeep),
                    Some(depth) => self.put(block, depth),
                    None => still.push(block),
                }
            }
            waiting = still;
            if waiting.is_empty() {
                return Ok(());
            }
            if waiting.len() == before {
                // their surroundings were collected as garbage, and so are they
                waiting.iter().for_each(|block| self.put(block, 0));
                return Ok(());
            }
        }
    }

    fn depth_of(&self, block: &Block<'_>) -> Option<u8> {
        match block.parent {
            Parent::Root(_) => Some(0),
            Parent::Inside(parent) => self.get(parent).map(|depth| depth.saturating_add(1)),
            Parent::Beside => self.get(block.left.or(block.right)?),
        }
    }

    fn get(&self, id: Id) -> Option<u8> {
        let runs = self.0.get(&id.client)?;
        let next = runs.partition_point(|run| run.to <= id.clock);
        runs.get(next).filter(|run| run.from <= id.clock).map(|run| run.depth)
    }

    fn put(&mut self, block: &Block<'_>, depth: u8) {
        let runs = self.0.entry(block.id.client).or_default();
        let (from, to) = (block.id.clock, block.id.clock.saturating_add(block.len));
        let at = runs.partition_point(|run| run.to <= from);
        match at.checked_sub(1).and_then(|before| runs.get_mut(before)) {
            Some(run) if run.to == from && run.depth == depth => run.to = to,
            _ => runs.insert(at, Run { from, to, depth }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(clock: u32, parent: Parent<'static>, left: Option<u32>) -> Block<'static> {
        let id = |clock| Id { client: 1, clock };
        Block { id: id(clock), len: 1, left: left.map(id), right: None, parent, key: None, holds: true }
    }

    #[test]
    fn depth_is_counted_through_parents_and_neighbours_in_any_order() {
        let mut depths = Depths::default();
        let inside = |clock| Parent::Inside(Id { client: 1, clock });

        let noted = depths.note(&[
            block(2, Parent::Beside, Some(1)),
            block(0, Parent::Root(None), None),
            block(3, inside(2), None),
            block(1, inside(0), None),
        ]);

        assert_eq!(noted, Ok(()));
        let found: Vec<_> = (0..5).map(|clock| depths.get(Id { client: 1, clock })).collect();
        assert_eq!(found, [Some(0), Some(1), Some(1), Some(2), None]);
    }

    #[test]
    fn an_element_may_not_lie_too_deep() {
        let mut depths = Depths::default();
        let chain: Vec<Block<'_>> = (0..=u32::from(DEEPEST) + 1)
            .map(|clock| match clock.checked_sub(1) {
                None => block(clock, Parent::Root(None), None),
                Some(parent) => block(clock, Parent::Inside(Id { client: 1, clock: parent }), None),
            })
            .collect();

        assert_eq!(depths.note(&chain[..chain.len() - 1]), Ok(()));
        assert_eq!(depths.note(&chain), Err(TooDeep));
    }
}
