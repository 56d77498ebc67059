//! Small random programs of tasks that sleep, await, gather, group, fail and cancel one another.

use serde::Serialize;

use crate::chance::Chance;

/// What a body does, a step at a time. A body only names later bodies, but for those it cancels: so every program ends.
#[derive(Debug, Clone, Serialize)]
pub(super) enum Op {
    Note(i64),
    Sleep(u32),
    /// Makes a task of the body.
    Start(usize),
    /// Awaits the latest task of the body.
    Wait(usize),
    /// `gather` of tasks of these bodies; with `return_exceptions` or not.
    Gather(Vec<usize>, bool),
    /// A `TaskGroup` of tasks of these bodies, and a sleep within the block.
    Group(Vec<usize>, u32),
    /// Cancels the latest task of the body.
    Cancel(usize),
    /// Awaits the body's coroutine itself.
    Call(usize),
    /// `try: … except CancelledError`, which swallows it or not.
    Guard(Vec<Op>, bool),
    Fail(&'static str),
    /// Returns a number.
    Finish(i64),
}

/// A program: the first body is the main one.
pub(super) type Program = Vec<Vec<Op>>;

/// What draws the programs.
pub(super) struct Dice {
    pub(super) chance: Chance,
    /// Whether there are task groups (3.11).
    pub(super) groups: bool,
}

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.chance.below(sides)
    }

    pub(super) fn program(&mut self) -> Program {
        let bodies = 3 + self.below(3);
        (0..bodies).map(|own| self.body(own, bodies, 2)).collect()
    }

    fn body(&mut self, own: usize, bodies: usize, depth: usize) -> Vec<Op> {
        let longest = if own == 0 { 6 } else { 4 };
        let length = 1 + self.below(longest);
        (0..length).map(|_| self.op(own, bodies, depth)).collect()
    }

    fn op(&mut self, own: usize, bodies: usize, depth: usize) -> Op {
        let later = bodies - own - 1;
        let other = |dice: &mut Dice| own + 1 + dice.below(later.max(1));
        let delay = |dice: &mut Dice| dice.chance.one(&[0, 1, 2, 3]);
        match self.below(14) {
            0 | 1 => Op::Sleep(delay(self)),
            2 => Op::Note(self.chance.int(100)),
            3 => Op::Cancel(self.below(bodies)),
            4 if self.below(2) == 0 => Op::Fail("fails"),
            5 if self.below(3) == 0 => Op::Finish(self.chance.int(100)),
            6 | 7 if depth > 0 => Op::Guard(self.body(own, bodies, depth - 1), self.below(2) == 0),
            8 | 9 if later > 0 => Op::Start(other(self)),
            10 if later > 0 => Op::Wait(other(self)),
            11 if later > 0 => {
                let each = (0..1 + self.below(3)).map(|_| other(self)).collect();
                Op::Gather(each, self.below(2) == 0)
            }
            12 if later > 0 && self.groups => {
                let each = (0..1 + self.below(3)).map(|_| other(self)).collect();
                Op::Group(each, delay(self))
            }
            13 if later > 0 => Op::Call(other(self)),
            _ => Op::Sleep(delay(self)),
        }
    }
}
