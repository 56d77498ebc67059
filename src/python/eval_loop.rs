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

/// A module's globals, which its threads share. Each load and each store is atomic, the two together aren't. So few are found
/// one after the other sooner than by a hash, which CPython's dict has ready.
#[derive(Debug)]
pub struct Globals(Vec<(&'static str, AtomicI64)>);

impl Globals {
    /// Globals with one variable.
    pub fn new(name: &'static str, value: i64) -> Self {
        Self(vec![(name, AtomicI64::new(value))])
    }

    /// A variable's value; 0 for one that isn't there.
    pub fn load(&self, name: &str) -> i64 {
        self.of(name).map_or(0, |value| value.load(Relaxed))
    }

    /// Gives a variable that is there another value.
    pub fn store(&self, name: &str, value: i64) {
        if let Some(variable) = self.of(name) {
            variable.store(value, Relaxed);
        }
    }

    fn of(&self, name: &str) -> Option<&AtomicI64> {
        for (other, value) in &self.0 {
            if *other == name {
                return Some(value);
            }
        }
        None
    }
}

/// Runs a loop of `n` rounds; `look` is called at every switch point.
pub fn run(code: &[Op], n: u64, globals: &Globals, points: SwitchPoints, mut look: impl FnMut()) {
    let looks: Vec<bool> = code.iter().map(|op| op.looks(points)).collect();
    let looks = looks.as_slice();
    let mut stack = Stack::default();
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
            Op::StoreFast(n) => locals[n] = stack.pop(),
            Op::LoadFast(n) => stack.push(locals[n]),
            Op::LoadGlobal(name) => stack.push(globals.load(name)),
            Op::LoadConst(value) => stack.push(value),
            Op::InplaceAdd => {
                let (right, left) = (stack.pop(), stack.pop());
                stack.push(left.wrapping_add(right));
            }
            Op::CallFunction => {
                stack.pop(); // the function
                stack.push(0); // None
            }
            Op::PopTop => {
                stack.pop();
            }
            Op::StoreGlobal(name) => globals.store(name, stack.pop()),
            Op::JumpAbsolute => to = 0,
        }
        if looks[at] {
            look();
        }
        at = to;
    }
}

/// A frame's stack. As in CPython its size is known beforehand; well-formed code never finds it full, nor empty.
#[derive(Default)]
struct Stack {
    values: [i64; 4],
    depth: usize,
}

impl Stack {
    fn push(&mut self, value: i64) {
        self.values[self.depth] = value;
        self.depth += 1;
    }

    fn pop(&mut self) -> i64 {
        self.depth -= 1;
        self.values[self.depth]
    }
}
