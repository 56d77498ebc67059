//! A model of CPython's evaluation loop, as far as a counting loop needs it: bytecodes, and between which of them the
//! interpreter looks whether another thread wants the GIL.
//!
//! ```text
//! for i in range(n):   FOR_ITER◆ STORE_FAST            up to 3.9: a look after each ◆
//!     c += 1           LOAD_GLOBAL◆ LOAD_CONST INPLACE_ADD◆ STORE_GLOBAL◆
//!                      JUMP_ABSOLUTE◆                  from 3.10 on: after this and after calls alone
//! ```
//! Never knows threads: what a switch point does is its caller's.

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering::Relaxed};

/// Where the interpreter may hand the GIL over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SwitchPoints {
    /// Up to 3.9: between most bytecodes, all that end in `DISPATCH()`; those with `FAST_DISPATCH()` go on at once.
    Bytecodes,
    /// From 3.10 on: at calls and at backward jumps.
    CallsAndJumps,
}

/// A bytecode, by its name in `dis`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    /// The next number of a range onto the stack, or out of the loop.
    ForIter,
    /// Into a local variable, by its number.
    StoreFast(usize),
    /// A local variable's value onto the stack.
    LoadFast(usize),
    /// A global variable's value onto the stack.
    LoadGlobal(&'static str),
    /// A constant onto the stack.
    LoadConst(i64),
    /// The sum of the two topmost.
    InplaceAdd,
    /// Calls a function without arguments that does nothing: `None` in its place.
    CallFunction,
    /// Away with the topmost.
    PopTop,
    /// Into a global variable.
    StoreGlobal(&'static str),
    /// Back to the loop's head.
    JumpAbsolute,
}

impl Op {
    /// Whether the interpreter looks at its `eval_breaker` after this one.
    pub fn looks(self, points: SwitchPoints) -> bool {
        match points {
            SwitchPoints::CallsAndJumps => matches!(self, Op::JumpAbsolute | Op::CallFunction),
            SwitchPoints::Bytecodes => !matches!(
                self,
                Op::StoreFast(_) | Op::LoadFast(_) | Op::LoadConst(_) | Op::PopTop
            ),
        }
    }
}

/// `for i in range(n): c += 1`, as `dis` shows it.
pub const COUNT: &[Op] = &[
    Op::ForIter,
    Op::StoreFast(I),
    Op::LoadGlobal("c"),
    Op::LoadConst(1),
    Op::InplaceAdd,
    Op::StoreGlobal("c"),
    Op::JumpAbsolute,
];

/// `for i in range(n): t = c; f(); c = t + 1`
pub const COUNT_WITH_A_CALL: &[Op] = &[
    Op::ForIter,
    Op::StoreFast(I),
    Op::LoadGlobal("c"),
    Op::StoreFast(T),
    Op::LoadGlobal("f"),
    Op::CallFunction,
    Op::PopTop,
    Op::LoadFast(T),
    Op::LoadConst(1),
    Op::InplaceAdd,
    Op::StoreGlobal("c"),
    Op::JumpAbsolute,
];

/// The local variables of both loops.
const I: usize = 0;
const T: usize = 1;

/// A module's globals: a dict that its threads share. Each load and each store is atomic, the two together aren't.
#[derive(Debug)]
pub struct Globals(HashMap<&'static str, AtomicI64>);

impl Globals {
    /// Globals with one variable.
    pub fn new(name: &'static str, value: i64) -> Self {
        Self(HashMap::from([(name, AtomicI64::new(value))]))
    }

    /// A variable's value; 0 for one that isn't there.
    pub fn load(&self, name: &str) -> i64 {
        self.0.get(name).map_or(0, |value| value.load(Relaxed))
    }

    /// Gives a variable that is there another value.
    pub fn store(&self, name: &str, value: i64) {
        if let Some(variable) = self.0.get(name) {
            variable.store(value, Relaxed);
        }
    }
}

/// Runs a loop of `n` rounds; `look` is called at every switch point.
pub fn run(code: &[Op], n: u64, globals: &Globals, points: SwitchPoints, mut look: impl FnMut()) {
    let looks: Vec<bool> = code.iter().map(|op| op.looks(points)).collect();
    let mut stack = Vec::with_capacity(4);
    let mut locals = [0; 2];
    let (mut at, mut next) = (0, 0_u64);
    loop {
        let mut to = at + 1;
        match code[at] {
            Op::ForIter if next == n => return,
            Op::ForIter => {
                stack.push(next.cast_signed());
                next += 1;
            }
            Op::StoreFast(n) => locals[n] = pop(&mut stack),
            Op::LoadFast(n) => stack.push(locals[n]),
            Op::LoadGlobal(name) => stack.push(globals.load(name)),
            Op::LoadConst(value) => stack.push(value),
            Op::InplaceAdd => {
                let (right, left) = (pop(&mut stack), pop(&mut stack));
                stack.push(left.wrapping_add(right));
            }
            Op::CallFunction => {
                pop(&mut stack); // the function
                stack.push(0); // None
            }
            Op::PopTop => drop(pop(&mut stack)),
            Op::StoreGlobal(name) => globals.store(name, pop(&mut stack)),
            Op::JumpAbsolute => to = 0,
        }
        if looks[at] {
            look();
        }
        at = to;
    }
}

/// The topmost value; well-formed code never finds the stack empty.
fn pop(stack: &mut Vec<i64>) -> i64 {
    stack.pop().unwrap_or_default()
}
