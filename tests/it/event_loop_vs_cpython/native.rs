//! Runs task graphs on `python::event_loop`, in time that jumps: the same logs as `twin.py` writes.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use concurrium::python::event_loop::{Await, EventLoop, Future, Host, Source};
use concurrium::python::{Class, Exception, Py, Value, Version};

use super::graphs::{Op, Program};

#[derive(Default)]
struct Jump(Cell<f64>);

impl Host for Jump {
    fn time(&self) -> f64 {
        self.0.get()
    }

    fn select(&self, _watched: &[Source], timeout: Option<f64>) -> Vec<Source> {
        let timeout = timeout.expect("a wait without end");
        self.0.set(self.0.get() + timeout);
        Vec::new()
    }
}

struct World {
    bodies: Program,
    event_loop: EventLoop,
    log: RefCell<Vec<String>>,
    made: Cell<usize>,
    tasks: RefCell<HashMap<usize, Future>>,
    every: RefCell<Vec<Future>>,
}

/// A loop in time that jumps.
pub(super) fn jumping() -> EventLoop {
    EventLoop::new(Rc::new(Jump::default()))
}

pub(super) fn show(error: &Exception) -> String {
    let (name, text) = (error.class().name(), error.message());
    if text.is_empty() {
        name.to_owned()
    } else {
        format!("{name}: {text}")
    }
}

fn shown(came: &Py) -> String {
    match came {
        Ok(value) => value.to_string(),
        Err(error) => show(error),
    }
}

/// The log of a program.
pub(super) fn log(bodies: &Program, version: Version) -> Vec<String> {
    let event_loop = jumping().as_of(version);
    let world = Rc::new(World {
        bodies: bodies.clone(),
        event_loop: event_loop.clone(),
        log: RefCell::default(),
        made: Cell::new(0),
        tasks: RefCell::default(),
        every: RefCell::default(),
    });
    let whole = Rc::clone(&world);
    let root = event_loop.coroutine("root", move |py| whole.root(py));
    event_loop.run("root", root).expect("root catches all");
    let log = world.log.take();
    world.tasks.take();
    world.every.take();
    log
}

impl World {
    fn say(&self, text: String) {
        self.log.borrow_mut().push(text);
    }

    fn now(&self) -> String {
        format!("{:.0}", self.event_loop.time())
    }

    fn name(&self, body: usize) -> String {
        self.made.set(self.made.get() + 1);
        format!("{body}.{}", self.made.get())
    }

    fn make(
        self: &Rc<Self>,
        body: usize,
        name: String,
    ) -> concurrium::python::coroutine::Coroutine {
        let world = Rc::clone(self);
        self.event_loop.coroutine("body", move |py| {
            world.say(format!("{name} begins"));
            let value = world.run(py, &world.bodies[body], &name)?;
            world.say(format!("{name} ends"));
            Ok(value)
        })
    }

    fn remember(&self, body: usize, task: Future) -> Future {
        self.tasks.borrow_mut().insert(body, task.clone());
        self.every.borrow_mut().push(task.clone());
        task
    }

    fn spawn(self: &Rc<Self>, body: usize) -> Future {
        let name = self.name(body);
        let coroutine = self.make(body, name.clone());
        self.remember(body, self.event_loop.create_task(&name, coroutine))
    }

    fn task(&self, body: usize) -> Option<Future> {
        self.tasks.borrow().get(&body).cloned()
    }

    /// None until something is returned.
    fn run(self: &Rc<Self>, py: &Await<'_>, ops: &[Op], me: &str) -> Py {
        for op in ops {
            match self.step(py, op, me) {
                Ok(Value::None) => {}
                Ok(value) => return Ok(value),
                Err(error) if error.is_a(Class::Exception) && !matches!(op, Op::Fail(_)) => {
                    self.say(format!("{me} saw {}", show(&error)));
                }
                Err(error) => return Err(error),
            }
        }
        Ok(Value::None)
    }

    fn step(self: &Rc<Self>, py: &Await<'_>, op: &Op, me: &str) -> Py {
        match op {
            Op::Note(number) => self.say(format!("{me} notes {number} at {}", self.now())),
            Op::Sleep(delay) => drop(py.sleep(f64::from(*delay))?),
            Op::Start(body) => drop(self.spawn(*body)),
            Op::Wait(body) => {
                if let Some(task) = self.task(*body) {
                    let value = py.future(&task)?;
                    self.say(format!("{me} got {value}"));
                }
            }
            Op::Gather(bodies, return_exceptions) => {
                let tasks: Vec<_> = bodies.iter().map(|body| self.spawn(*body)).collect();
                let each = py.gather(&tasks, *return_exceptions)?;
                let said: Vec<_> = each.iter().map(shown).collect();
                self.say(format!("{me} gathered {}", said.join(" ")));
            }
            Op::Group(bodies, delay) => {
                py.task_group(|group| {
                    for body in bodies {
                        let name = self.name(*body);
                        let coroutine = self.make(*body, name.clone());
                        self.remember(*body, group.create_task(&name, coroutine)?);
                    }
                    if *delay > 0 {
                        py.sleep(f64::from(*delay))?;
                    }
                    Ok(())
                })?;
                self.say(format!("{me} grouped"));
            }
            Op::Cancel(body) => {
                if let Some(task) = self.task(*body) {
                    let took = Value::from(task.cancel());
                    self.say(format!("{me} cancels {} {took}", task.name()));
                }
            }
            Op::Call(body) => {
                let name = self.name(*body);
                let value = py.coroutine(&self.make(*body, name))?;
                self.say(format!("{me} called {value}"));
            }
            Op::Guard(ops, swallows) => match self.run(py, ops, me) {
                Err(error) if error.is_a(Class::CancelledError) => {
                    self.say(format!("{me} asked at {}", self.now()));
                    if !swallows {
                        return Err(error);
                    }
                }
                other => return other,
            },
            Op::Fail(text) => return Err(Class::ValueError.with(format!("{me} {text}"))),
            Op::Finish(number) => return Ok((*number).into()),
        }
        Ok(Value::None)
    }

    fn root(self: &Rc<Self>, py: &Await<'_>) -> Py {
        self.spawn(0);
        loop {
            let every = self.every.borrow().clone();
            let left: Vec<_> = every.into_iter().filter(|task| !task.done()).collect();
            if left.is_empty() {
                break;
            }
            py.gather(&left, true)?;
        }
        for task in &*self.every.borrow() {
            let came = if task.cancelled() {
                "cancelled".to_owned()
            } else {
                shown(&task.result())
            };
            self.say(format!("{}: {came}", task.name()));
        }
        self.say(format!("over at {}", self.now()));
        Ok(Value::None)
    }
}
