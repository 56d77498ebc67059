//! `scheduler`: tasks that take turns on plain generators, and one of them that waits for the others' results.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use crate::protocol::keys::{TURNS, WAITS};
use crate::python::{Class, Exception, Py, Value};
use crate::runtime::{Driven, Frame};
use crate::stage::Actor;

type Results = Rc<RefCell<BTreeMap<String, i64>>>;

fn work(py: &Frame<'_>, name: &str, steps: i64) -> Py {
    for step in 0..steps {
        py.print(format!("{name} {step}"));
        py.cue("turn");
        py.yield_(Value::None)?;
    }
    py.cue("return");
    Ok((10 * steps).into())
}

fn polling(py: &Frame<'_>, names: &[String], results: &Results) -> Py {
    for name in names {
        while !results.borrow().contains_key(name) {
            py.cue("poll");
            py.yield_(Value::None)?;
        }
    }
    py.cue("sum");
    Ok(results.borrow().values().sum::<i64>().into())
}

/// A generator of its own in Python, which `yield from` and `await` join to its caller. Here a plain call may suspend.
fn result(py: &Frame<'_>, name: &str, results: &Results) -> Py<i64> {
    if !results.borrow().contains_key(name) {
        py.cue("wait");
        py.yield_(name)?;
    }
    let result = results.borrow().get(name).copied();
    result.ok_or_else(|| Class::KeyError.with(name))
}

/// `delegating` with the cue `from`, `awaiting` with the cue `await`: they differ in that word alone.
fn adding(py: &Frame<'_>, names: &[String], results: &Results, cue: &str) -> Py {
    let mut total = 0;
    for name in names {
        py.local("total", &total.into());
        py.cue(cue);
        total += result(py, name, results)?;
    }
    Ok(total.into())
}

fn put(py: &Actor, ready: &mut VecDeque<(String, Driven)>, name: String, task: Driven) {
    py.message(py.id().as_str(), "ready", "put", name.as_str());
    ready.push_back((name, task));
}

fn scheduler(py: &Actor) -> Py<()> {
    let tasks = py.int("tasks");
    let names: Vec<String> = (1..=tasks).map(|n| format!("t{n}")).collect();
    let (mut ready, results) = (VecDeque::new(), Results::default());
    let mut waiting: BTreeMap<String, (String, Driven)> = BTreeMap::new();

    let (style, all, known) = (
        py.text("style").to_owned(),
        names.clone(),
        Rc::clone(&results),
    );
    let function = match style.as_str() {
        "yield" => "polling",
        "await" => "awaiting",
        _ => "delegating",
    };
    let main = py.generator(function, "sum", move |py| match style.as_str() {
        "yield" => polling(py, &all, &known),
        "await" => adding(py, &all, &known, "await"),
        _ => adding(py, &all, &known, "from"),
    });
    put(py, &mut ready, "sum".to_owned(), main);
    for (name, n) in names.into_iter().zip(0..) {
        let called = name.clone();
        let task = py.generator("work", &name, move |py| work(py, &called, tasks - n));
        put(py, &mut ready, name, task);
    }
    let mut turns = 0;
    while !ready.is_empty() {
        py.cue("take");
        let Some((name, task)) = ready.pop_front() else {
            break; // there is one
        };
        py.message("ready", py.id().as_str(), "get", name.as_str());
        turns += 1;
        py.fact(TURNS, turns.to_string());
        match task.send(py, Value::None) {
            Err(end) if end.is_a(Class::StopIteration) => {
                py.cue("done");
                results.borrow_mut().insert(name.clone(), int(&end));
                if let Some((name, task)) = waiting.remove(&name) {
                    task.fact(WAITS, "");
                    put(py, &mut ready, name, task);
                }
            }
            Err(error) => return Err(error),
            Ok(Value::None) => {
                put(py, &mut ready, name, task);
            }
            Ok(asked) => {
                py.cue("park");
                task.fact(WAITS, asked.to_string());
                waiting.insert(asked.to_string(), (name, task));
            }
        }
    }
    py.cue("print");
    py.print(format!("sum is {}", results.borrow()["sum"]));
    py.print(format!("{turns} turns"));
    Ok(())
}

/// `end.value`
fn int(end: &Exception) -> i64 {
    match end.value() {
        Value::Int(value) => value,
        _ => 0, // every body here returns an int
    }
}

pub(in crate::demos) fn run(py: &mut Actor) {
    if let Err(error) = scheduler(py) {
        py.uncaught(&error);
    }
}
