//! A program on our generators.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use concurrium::python::{
    Class, Exception, Generator, GeneratorState, Py, Value, WeakGenerator, Yielder,
};

use super::Dialect;
use super::programs::{Block, Program, Statement, Verb};

/// What all bodies of a program share.
struct World {
    log: RefCell<Vec<String>>,
    generators: RefCell<Vec<WeakGenerator>>,
    dialect: Dialect,
}

/// The lines that the Python twin prints.
pub(super) fn transcript(program: &Program, dialect: Dialect) -> String {
    let world = Rc::new(World {
        log: RefCell::default(),
        generators: RefCell::default(),
        dialect,
    });
    let bodies = program.bodies.iter().cloned().enumerate();
    let generators: Vec<Generator> = bodies
        .map(|(own, body)| {
            let world = world.clone();
            Generator::new(move |y| {
                match (Frame {
                    y,
                    world: &world,
                    own,
                })
                .block(&body, None)?
                {
                    Flow::Return(value) => Ok(value),
                    Flow::On => Ok(Value::None),
                }
            })
        })
        .collect();
    world
        .generators
        .borrow_mut()
        .extend(generators.iter().map(Generator::downgrade));
    for (g, verb) in &program.verbs {
        let mut result = world.call(*g, *verb);
        if matches!(verb, Verb::Close) && !dialect.close_returns {
            result = result.map(|_| Value::None);
        }
        world.say(format!(
            "{g} {}",
            result.map_or_else(|e| last(&e), |value| value.repr())
        ));
        let states: Vec<_> = generators.iter().map(|g| g.state().name()).collect();
        world.say(states.join(" "));
    }
    let lines = world.log.borrow().join("\n") + "\n"; // what is printed as the generators go is not compared
    lines
}

/// An exception and its causes.
fn last(e: &Exception) -> String {
    match e.cause() {
        Some(cause) => format!("{e} <- {}", last(cause)),
        None => e.to_string(),
    }
}

impl World {
    fn say(&self, line: String) {
        self.log.borrow_mut().push(line);
    }

    fn generator(&self, g: usize) -> Py<Generator> {
        let generator = self.generators.borrow()[g].upgrade();
        // Only while the last ones go, after the transcript.
        generator.ok_or_else(|| Class::LookupError.with("gone"))
    }

    fn call(&self, g: usize, verb: Verb) -> Py {
        let g = self.generator(g)?;
        match verb {
            Verb::Next => g.next(),
            Verb::Send(value) => g.send(value.map_or(Value::None, Value::from)),
            Verb::Throw(class, value) => {
                let e = class.call(value.map(Value::from));
                let turned = class == Class::StopIteration
                    && g.state() == GeneratorState::Created
                    && !self.dialect.stop_is_plain;
                let raised = g.throw(e.clone());
                if turned {
                    Err(Class::RuntimeError
                        .with("generator raised StopIteration")
                        .caused_by(e))
                } else {
                    raised
                }
            }
            Verb::ThrowObject(value) => g.throw(Value::from(value)),
            Verb::Close => g.close(),
        }
    }
}

/// How a block ended, if it didn't raise.
enum Flow {
    On,
    Return(Value),
}

/// A body that runs.
struct Frame<'a> {
    y: &'a Yielder<'a>,
    world: &'a World,
    own: usize,
}

impl Frame<'_> {
    /// Runs the statements; `handled` is what a bare `raise` raises.
    fn block(&self, block: &Block, handled: Option<&Exception>) -> Py<Flow> {
        for statement in block {
            if let Flow::Return(value) = self.statement(statement, handled)? {
                return Ok(Flow::Return(value));
            }
        }
        Ok(Flow::On)
    }

    fn statement(&self, statement: &Statement, handled: Option<&Exception>) -> Py<Flow> {
        let value = match statement {
            Statement::Yield(value) => self.y.yield_(*value)?,
            Statement::YieldFrom(g) => self.y.yield_from(&self.world.generator(*g)?)?,
            Statement::YieldFromList(values) => self.yield_from_list(values)?,
            Statement::Do(g, Verb::Close) => {
                self.world.call(*g, Verb::Close)?;
                return Ok(Flow::On);
            }
            Statement::Do(g, verb) => self.world.call(*g, *verb)?,
            Statement::Return(value) => {
                return Ok(Flow::Return(value.map_or(Value::None, Value::from)));
            }
            Statement::Raise(class, value) => return Err(class.with(*value)),
            Statement::Reraise => return Err(Arc::new(handled.expect("only in handlers").clone())),
            Statement::Twice(body) => {
                return match self.block(body, handled)? {
                    Flow::On => self.block(body, handled),
                    returned => Ok(returned),
                };
            }
            Statement::Try {
                body,
                handler,
                finally,
            } => {
                let mut flow = self.block(body, handled);
                if let (Err(e), Some((class, body))) = (&flow, handler)
                    && e.is_a(*class)
                {
                    let e = e.clone();
                    self.world
                        .say(format!("in {} caught {}", self.own, last(&e)));
                    flow = self.block(body, Some(&e));
                }
                let Some(finally) = finally else { return flow };
                // What is on its way through a finally counts as handled there; a finally that returns or raises replaces it.
                let handled = flow.as_ref().err().map(|e| &**e).or(handled);
                return match self.block(finally, handled)? {
                    Flow::On => flow,
                    returned => Ok(returned),
                };
            }
        };
        self.world.say(format!("in {} {}", self.own, value.repr()));
        Ok(Flow::On)
    }

    fn yield_from_list(&self, values: &[i64]) -> Py {
        if self.world.dialect.stop_is_plain {
            return self
                .y
                .yield_from_iter("list_iterator", values.iter().map(|v| Value::Int(*v)));
        }
        for value in values {
            if self.y.yield_(*value)? != Value::None {
                return Err(
                    Class::AttributeError.with("'list_iterator' object has no attribute 'send'")
                );
            }
        }
        Ok(Value::None)
    }
}
