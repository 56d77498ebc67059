//! What `messages.py` provokes, provoked natively: a line each.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use concurrium::python::coroutine::Coroutine;
use concurrium::python::event_loop::{Await, EventLoop, Future, TaskGroup};
use concurrium::python::{Class, Py, Value, Version};

use super::native::{jumping, show};

type Lines = Rc<RefCell<Vec<String>>>;

/// Where the lines go, and the loop on which they are provoked.
struct Provoking {
    event_loop: EventLoop,
    lines: Lines,
}

impl Provoking {
    fn print(&self, line: String) {
        self.lines.borrow_mut().push(line);
    }

    fn said(&self, came: &Py) {
        if let Err(error) = came {
            self.print(show(error));
        }
    }

    fn co(&self) -> Coroutine {
        let lines = Rc::clone(&self.lines);
        self.event_loop
            .coroutine("co", |_| Ok(Value::None))
            .warning(move |text| lines.borrow_mut().push(text.to_owned()))
    }

    fn running(&self, body: impl FnOnce(&Await<'_>) -> Py + 'static) {
        let main = self.event_loop.coroutine("body", body);
        self.said(&self.event_loop.run("body", main));
    }
}

fn create(py: &Await<'_>, body: impl FnOnce(&Await<'_>) -> Py + 'static) -> Future {
    let event_loop = py.event_loop();
    event_loop.create_task("task", event_loop.coroutine("body", body))
}

fn group_of(py: &Await<'_>, failing: usize) -> Py<TaskGroup> {
    py.task_group(|group| {
        for _ in 0..failing {
            let fails = |_: &Await<'_>| Err(Class::ValueError.bare());
            group.create_task("fails", py.event_loop().coroutine("fails", fails))?;
        }
        Ok(group.clone())
    })
}

/// All of them, in the order of `messages.py`.
pub(super) fn all(version: Version) -> Vec<String> {
    let provoking = Provoking {
        event_loop: jumping().as_of(version),
        lines: Lines::default(),
    };
    coroutines(&provoking);
    tasks(&provoking, version);
    provoking.lines.take()
}

fn coroutines(provoking: &Provoking) {
    let started = provoking.co();
    provoking.said(&started.send(5));
    provoking.said(&started.iter());
    provoking.said(&started.send(Value::None));
    provoking.said(&started.send(Value::None));
    provoking.said(&started.throw(Class::ValueError));
    let stops = |_: &Await<'_>| Err(Class::StopIteration.bare());
    let stops = provoking.event_loop.coroutine("stops", stops);
    provoking.said(&stops.send(Value::None));
    let ignores =
        provoking
            .event_loop
            .coroutine("ignores", |py| match py.bare_yield(Value::None) {
                Err(error) if error.is_a(Class::GeneratorExit) => py.bare_yield(Value::None),
                other => other,
            });
    drop(ignores.send(Value::None));
    provoking.said(&ignores.close());
    drop(provoking.co());
}

fn tasks(provoking: &Provoking, version: Version) {
    provoking.running(|py| py.value(&5.into()));
    let again = provoking.co();
    provoking.running(move |py| {
        py.coroutine(&again)?;
        py.coroutine(&again)
    });
    provoking.running(|py| {
        let nested = py.event_loop().coroutine("co", |_| Ok(Value::None));
        py.event_loop().run("co", nested)
    });
    provoking.running(|py| py.bare_yield(7));
    if version.has_groups() {
        provoking.running(|py| group_of(py, 1).map(|_| Value::None));
        provoking.running(|py| group_of(py, 2).map(|_| Value::None));
    }
    provoking.running(|py| {
        py.current_task()?.cancel();
        py.sleep(1.0)
    });
    if version.has_groups() {
        provoking.running(|py| {
            let group = group_of(py, 0)?;
            let after = py.event_loop().coroutine("co", |_| Ok(Value::None));
            group.create_task("co", after).map(|_| Value::None)
        });
    }
    let (lines, counter) = (Rc::clone(&provoking.lines), Rc::new(Cell::new(0)));
    provoking.running(move |py| {
        let add = |_| {
            let counter = Rc::clone(&counter);
            create(py, move |py| {
                let seen = counter.get();
                py.sleep(0.0)?;
                counter.set(seen + 1);
                Ok(Value::None)
            })
        };
        let hundred: Vec<Future> = (0..100).map(add).collect();
        py.gather(&hundred, false)?;
        lines
            .borrow_mut()
            .push(format!("counter {}", counter.get()));
        Ok(Value::None)
    });
    let lines = Rc::clone(&provoking.lines);
    provoking.running(move |py| {
        let task = create(py, |py| {
            let _swallowed = py.sleep(60.0);
            Ok(Value::None)
        });
        py.sleep(0.0)?;
        task.cancel();
        py.future(&task)?;
        let cancelled = Value::from(task.cancelled());
        lines.borrow_mut().push(format!("cancelled {cancelled}"));
        Ok(Value::None)
    });
}
