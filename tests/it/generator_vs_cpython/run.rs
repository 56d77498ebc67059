//! A program on our generators.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use concurrium::python::{Class, Exception, Generator, Py, Value, Version, WeakGenerator, Yielder};

use super::programs::{Block, Program, Statement, Verb};

/// What all bodies of a program share.
struct World {
    log: RefCell<Vec<String>>,
    generators: RefCell<Vec<WeakGenerator>>,
    version: Version,
}

/// The lines that the Python twin prints.
pub(super) fn transcript(program: &Program, version: Version) -> String {
    let world = Rc::new(World {
        log: RefCell::default(),
        generators: RefCell::default(),
        version,
    });
    let bodies = program.bodies.iter().cloned().enumerate();
    let generators: Vec<Generator> = bodies
        .map(|(own, body)| {
            let world = world.clone();
            Generator::as_of(version, move |y| {
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
        let result = world.call(*g, *verb);
        world.say(format!(
            "{g} {}",
            result.map_or_else(|e| last(&e), |value| value.repr())
        ));
        let states: Vec<_> = generators.iter().map(|g| g.state().name()).collect();
        world.say(states.join(" "));
    }
    // One after the other they go, and whoever is suspended then is closed.
    for (g, generator) in generators.into_iter().enumerate() {
        world.generators.borrow_mut()[g] = WeakGenerator::default();
        let hears = Rc::clone(&world);
        generator.on_unraisable(move |e| hears.say(format!("{g} ignored {}", last(e))));
        drop(generator);
        world.say(format!("{g} is let go"));
    }
    world.log.borrow().join("\n") + "\n"
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
        generator.ok_or_else(|| Class::LookupError.with("gone"))
    }

    fn call(&self, g: usize, verb: Verb) -> Py {
        let g = self.generator(g)?;
        match verb {
            Verb::Next => g.next(),
            Verb::Send(value) => g.send(value.map_or(Value::None, Value::from)),
            Verb::Throw(class, value) => {
                g.throw(class.call(value.map(Value::from).into_iter().collect())?)
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
        let iterator = self.world.version.iterator_of_a_constant_list();
        let values = values.iter().map(|value| Value::Int(*value));
        self.y.yield_from_iter(iterator, values)
    }
}
