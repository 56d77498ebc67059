//! The actors as a tree: who made whom.
//!
//! A loop, no recursion: a chain of forks may be as deep as there are processes. Never knows how a tree is drawn.

use crate::world::{Actor, World};

/// An actor's place in the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch<'a> {
    /// The actor.
    pub actor: &'a Actor,
    /// For each ancestor below the root, and for itself last: is it the last child? Draws `│ ├─ └─`.
    pub last: Vec<bool>,
}

impl World {
    /// Every actor, each parent directly before its own, with its depth (the first process has 0) and whether it is the last of its siblings.
    pub fn tree(&self) -> Vec<Branch<'_>> {
        let (roots, families) = self.families();
        let mut tree = Vec::with_capacity(self.actors.len());
        let mut path = Vec::new();
        // What is still to be visited, the next on top, each with its depth.
        let mut ahead: Vec<(usize, usize)> = roots.map(|root| (root, 0)).into_iter().collect();
        while let Some((at, depth)) = ahead.pop() {
            let family = &families[at];
            if depth > 0 {
                path.truncate(depth - 1);
                path.push(family.next.is_none());
            }
            tree.push(Branch {
                actor: &self.actors[at],
                last: path.clone(),
            });
            ahead.extend(family.next.map(|next| (next, depth)));
            ahead.extend(family.first.map(|first| (first, depth + 1)));
        }
        tree
    }

    /// The first actor without a parent, and each one's first child and next sibling, as indices.
    fn families(&self) -> (Option<usize>, Vec<Family>) {
        let mut families = vec![Family::default(); self.actors.len()];
        let mut root = None;
        // The youngest first: each then goes before the siblings already there.
        for (at, actor) in self.actors.iter().enumerate().rev() {
            match actor.parent.as_ref().and_then(|id| self.birth_order(id)) {
                Some(parent) => families[at].next = families[parent].first.replace(at),
                None => root = Some(at),
            }
        }
        (root, families)
    }
}

/// Where an actor's relatives are among the actors.
#[derive(Debug, Clone, Default)]
struct Family {
    first: Option<usize>,
    next: Option<usize>,
}
