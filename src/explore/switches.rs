//! Where a switch may come: between which of its steps a thread can be made to wait for others.
//!
//! The language promises nothing. What CPython does, seen by watching where its threads stand still (3.8 to 3.15):
//! ```text
//! up to 3.9     it looks before nearly every bytecode        n = counter ◆ n = n + 1 ◆ counter = n ◆
//! from 3.10 on  it looks after calls, at a function's        lock.acquire() ◆ n = counter, n = n + 1, counter = n,
//!               beginning, and at backward jumps             lock.release() ◆ … and round again ◆
//! ```
//! Never knows what a step changes.

use crate::explore::step::Step;

/// Where another thread may come in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Switches {
    /// Between any two steps: all that the language says, and what builds without a GIL do.
    #[default]
    AnyStep,
    /// As CPython up to 3.9. There is a look between any two of these steps, so it comes to the same as [`Self::AnyStep`].
    UpTo39,
    /// As CPython from 3.10 on, with its GIL.
    From310,
}

impl Switches {
    /// The value of a lesson's knob; a lesson without one, and a value that is none, mean any step.
    pub fn of(knob: &str) -> Self {
        match knob {
            "up to 3.9" => Self::UpTo39,
            "from 3.10" => Self::From310,
            _ => Self::AnyStep,
        }
    }

    /// How a knob spells it.
    pub fn name(self) -> &'static str {
        match self {
            Self::AnyStep => "any step",
            Self::UpTo39 => "up to 3.9",
            Self::From310 => "from 3.10",
        }
    }

    /// Under which word the catalogue explains it.
    pub fn key(self) -> &'static str {
        match self {
            Self::AnyStep => "any",
            Self::UpTo39 => "up_to_39",
            Self::From310 => "from_310",
        }
    }

    /// Whether there are steps between which no switch may come.
    pub fn keeps_going(self) -> bool {
        self == Self::From310
    }

    /// Whether a thread that has done one step may be made to wait before its next one; `jumped`: a loop led back in between.
    ///
    /// A thread that must sleep in its next step lets others go in any case.
    pub fn between(self, done: Step, next: Step, jumped: bool) -> bool {
        match self {
            Self::AnyStep | Self::UpTo39 => true,
            Self::From310 => jumped || done.is_call() || next.begins_with_a_call(),
        }
    }
}
