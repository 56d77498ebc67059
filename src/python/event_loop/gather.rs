//! `asyncio.gather`: a future that is done when all of its children are, or one of them fails.
//!
//! Never knows what the children are about.

use std::cell::Cell;
use std::rc::Rc;

use crate::python::event_loop::EventLoop;
use crate::python::event_loop::future::{Future, Kind};
use crate::python::{Class, Value};

/// The children, in the order in which they were given.
pub(super) type Children = Vec<Future>;

impl EventLoop {
    /// `asyncio.gather(*children, return_exceptions=…)`. Its result here is None: the children hold theirs, in their order.
    pub fn gather(&self, children: Vec<Future>, return_exceptions: bool) -> Future {
        let mut each: Vec<Future> = Vec::new();
        for child in &children {
            if !each.iter().any(|known| known.is(child)) {
                each.push(child.clone());
            }
        }
        let outer = Future::new(self, Kind::Gathering(children, Cell::new(false)));
        if each.is_empty() {
            outer.finish(Ok(Value::None));
        }
        let (finished, all) = (Rc::new(Cell::new(0)), each.len());
        for child in each {
            let (outer, finished) = (outer.clone(), Rc::clone(&finished));
            child.add_done_callback("gather", move |child| {
                finished.set(finished.get() + 1);
                if !outer.done() {
                    outer.hear(child, finished.get() == all, return_exceptions);
                }
            });
        }
        outer
    }
}

impl Future {
    /// `gather`'s `_done_callback`
    fn hear(&self, child: &Future, last: bool, return_exceptions: bool) {
        match child.result() {
            Err(error) if !return_exceptions => self.finish(Err(error)),
            _ if last => {
                // Having been asked to stop is passed on, whatever return_exceptions says.
                let asked = matches!(&self.0.kind, Kind::Gathering(_, asked) if asked.get());
                self.finish(if asked {
                    Err(Class::CancelledError.bare())
                } else {
                    Ok(Value::None)
                });
            }
            _ => {}
        }
    }
}
