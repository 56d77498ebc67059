//! A model of processes that fork, print and wait: every order in which they can go on, and so every output.
//!
//! Never knows how a program is written.

use std::collections::BTreeSet;
use std::rc::Rc;

use hashbrown::HashMap;

/// An instruction of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Do {
    /// `pid = os.fork()`
    Fork,
    /// Goes on at this instruction in the parent of the last fork, where it returned the child's pid.
    ParentTo(usize),
    /// Goes on at this instruction.
    To(usize),
    /// Prints a letter, at once.
    Print(char),
    /// `os.wait()`: sleeps until one of its children has ended that it hasn't waited for.
    Wait,
    /// `os._exit(0)`
    Exit,
}

/// A process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Process {
    at: usize,
    is_child: bool,
    parent: Option<usize>,
    /// How many children have ended that it hasn't waited for.
    zombies: usize,
    /// How many children it has that haven't ended, or that it hasn't waited for.
    children: usize,
    ended: bool,
}

type State = Vec<Process>;

/// All ways a program can go.
pub(super) struct Machine<'a> {
    program: &'a [Do],
    known: HashMap<State, Rc<BTreeSet<String>>>,
    /// How many processes there are at the end: the same in every order.
    pub(super) processes: usize,
    states: usize,
}

/// How many states are looked at before a program is too large for a question.
const MOST: usize = 4_000;

impl<'a> Machine<'a> {
    pub(super) fn new(program: &'a [Do]) -> Self {
        Self {
            program,
            known: HashMap::new(),
            processes: 0,
            states: 0,
        }
    }

    /// Every output there can be, a letter a line; None when there are too many orders.
    pub(super) fn outputs(&mut self) -> Option<BTreeSet<String>> {
        let first = Process {
            at: 0,
            is_child: false,
            parent: None,
            zombies: 0,
            children: 0,
            ended: false,
        };
        let outputs = self.from(&vec![first])?;
        Some((*outputs).clone())
    }

    /// What can still be printed from here on.
    fn from(&mut self, state: &State) -> Option<Rc<BTreeSet<String>>> {
        if let Some(known) = self.known.get(state) {
            return Some(Rc::clone(known));
        }
        self.states += 1;
        if self.states > MOST {
            return None;
        }
        let mut outputs = BTreeSet::new();
        let mut moved = false;
        for who in 0..state.len() {
            let Some((next, printed)) = self.step(state, who) else {
                continue;
            };
            moved = true;
            let rest = self.from(&next)?;
            outputs.extend(rest.iter().map(|rest| match printed {
                Some(letter) => format!("{letter}{rest}"),
                None => rest.clone(),
            }));
            // What nobody else can see may as well happen first.
            if printed.is_none() && !self.is_seen(state, who) {
                break;
            }
        }
        if !moved {
            self.processes = self.processes.max(state.len());
            outputs.insert(String::new());
        }
        let outputs = Rc::new(outputs);
        self.known.insert(state.clone(), Rc::clone(&outputs));
        Some(outputs)
    }

    /// Whether others could do otherwise for this process's next step.
    fn is_seen(&self, state: &State, who: usize) -> bool {
        matches!(self.program.get(state[who].at), Some(Do::Exit) | None)
    }

    /// One process takes one step: the state then, and what was printed. None if it can't.
    fn step(&self, state: &State, who: usize) -> Option<(State, Option<char>)> {
        let process = state[who];
        if process.ended {
            return None;
        }
        let mut next = state.clone();
        let mut printed = None;
        next[who].at += 1;
        match self.program.get(process.at).copied().unwrap_or(Do::Exit) {
            Do::Fork => {
                next[who].is_child = false;
                next[who].children += 1;
                next.push(Process {
                    at: process.at + 1,
                    is_child: true,
                    parent: Some(who),
                    zombies: 0,
                    children: 0,
                    ended: false,
                });
            }
            Do::ParentTo(to) if !process.is_child => next[who].at = to,
            Do::ParentTo(_) => {}
            Do::To(to) => next[who].at = to,
            Do::Print(letter) => printed = Some(letter),
            Do::Wait if process.zombies > 0 => {
                next[who].zombies -= 1;
                next[who].children -= 1;
            }
            Do::Wait => return None,
            Do::Exit => {
                next[who].ended = true;
                if let Some(parent) = process.parent {
                    next[parent].zombies += 1;
                }
            }
        }
        Some((next, printed))
    }
}
