//! A thread as an automaton: learned by running its body on a suspended stack, and only where nobody went before.
//!
//! A thread hears of the others only by what its steps answer. So its place is decided by the answers it got (since it last
//! had no live locals), and the body need be run again only for an answer it never got at this place.
//! Never knows the other threads.

use std::collections::HashMap;

use corosensei::stack::DefaultStack;
use corosensei::{Coroutine, CoroutineResult, Yielder};

use crate::explore::host::{Answer, At, Context, Host, Raised};
use crate::explore::program::Body;
use crate::explore::step::Step;

/// The stack of a body, in bytes: it calls little.
const STACK: usize = 64 << 10;

/// What a thread does next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Next {
    /// It stands before this step; whether a backward jump has led to it.
    Step(At, Step, bool),
    /// It has ended.
    End(Result<(), Raised>),
}

struct Node {
    next: Next,
    /// The node before it and the answer that led here.
    from: Option<(u32, Answer)>,
    edges: Vec<(Answer, u32)>,
}

/// A thread's places, as far as they are known. The first place is 0.
pub(super) struct Automaton {
    body: Body,
    nodes: Vec<Node>,
    marks: HashMap<u64, u32>,
    stack: Option<DefaultStack>,
}

enum Says {
    Step(At, Step),
    Mark(u64),
    Jump,
}

struct Suspending<'a>(&'a Yielder<Answer, Says>);

impl Host for Suspending<'_> {
    fn step(&self, at: At, step: Step) -> Answer {
        self.0.suspend(Says::Step(at, step))
    }

    fn mark(&self, state: u64) {
        let _ = self.0.suspend(Says::Mark(state)); // nothing comes of it
    }

    fn jump(&self) {
        let _ = self.0.suspend(Says::Jump); // nor of this
    }
}

impl Automaton {
    pub(super) fn new(body: Body) -> Self {
        let mut automaton = Self {
            body,
            nodes: Vec::new(),
            marks: HashMap::new(),
            stack: None,
        };
        automaton.learn(None);
        automaton
    }

    /// What the thread does next at this place.
    pub(super) fn next(&self, place: u32) -> &Next {
        &self.nodes[place as usize].next
    }

    /// The place after this answer.
    pub(super) fn after(&mut self, place: u32, answer: &Answer) -> u32 {
        let edges = &self.nodes[place as usize].edges;
        if let Some((_, to)) = edges.iter().find(|(known, _)| known == answer) {
            return *to;
        }
        self.learn(Some((place, answer.clone())))
    }

    /// Runs the body from its start up to a place where nobody was before, and says which number it has now.
    fn learn(&mut self, from: Option<(u32, Answer)>) -> u32 {
        let answers = self.answers(from.as_ref());
        let body = std::sync::Arc::clone(&self.body);
        let stack = self.stack.take().or_else(|| DefaultStack::new(STACK).ok());
        let Some(stack) = stack else {
            panic!("the system has no room for a stack of {STACK} bytes"); // the memory is at its end
        };
        let mut coroutine: Coroutine<Answer, Says, Result<(), Raised>> =
            Coroutine::with_stack(stack, move |yielder: &Yielder<Answer, Says>, _| {
                body(&Context(&Suspending(yielder)))
            });
        let mut answers = answers.into_iter();
        let mut came: Answer = Ok(0);
        let (mut mark, mut jumped) = (None, false);
        let next = loop {
            match coroutine.resume(came) {
                CoroutineResult::Yield(Says::Mark(state)) => {
                    mark = Some(state);
                    came = Ok(0);
                }
                CoroutineResult::Yield(Says::Jump) => {
                    jumped = true;
                    came = Ok(0);
                }
                CoroutineResult::Yield(Says::Step(at, step)) => match answers.next() {
                    Some(answer) => {
                        (mark, jumped) = (None, false);
                        came = answer;
                    }
                    None => break Next::Step(at, step, jumped),
                },
                CoroutineResult::Return(result) => break Next::End(result),
            }
        };
        if !coroutine.done() {
            coroutine.force_unwind();
        }
        self.stack = Some(coroutine.into_stack());
        let known = mark.and_then(|state| self.marks.get(&state).copied());
        let place = known.unwrap_or_else(|| self.add(next, from.clone()));
        if let Some(state) = mark {
            self.marks.insert(state, place);
        }
        if let Some((before, answer)) = from {
            self.nodes[before as usize].edges.push((answer, place));
        }
        place
    }

    fn add(&mut self, next: Next, from: Option<(u32, Answer)>) -> u32 {
        let place = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        self.nodes.push(Node {
            next,
            from,
            edges: Vec::new(),
        });
        place
    }

    /// All answers from the start on, the last one included.
    fn answers(&self, last: Option<&(u32, Answer)>) -> Vec<Answer> {
        let mut answers = Vec::new();
        let mut at = last;
        while let Some((before, answer)) = at {
            answers.push(answer.clone());
            at = self.nodes[*before as usize].from.as_ref();
        }
        answers.reverse();
        answers
    }
}
