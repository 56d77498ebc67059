//! `async-await`: tasks on an event loop, one after the other or at once, and a socket pair that the kernel watches.

use std::cell::Cell;
use std::rc::Rc;

use crate::protocol::keys::COUNTER;
use crate::python::event_loop::{Future, Source};
use crate::python::{Class, Py, Value};
use crate::runtime::{Async, Clock, Loop};
use crate::stage::Actor;

struct Knobs {
    how: String,
    tasks: i64,
    blocking: bool,
    cancel: String,
}

fn work(py: &Async<'_>, n: i64, knobs: &Knobs, counter: &Cell<i64>) -> Py {
    py.cue("read");
    let seen = counter.get();
    match pause(py, n, knobs) {
        Err(error) if error.is_a(Class::CancelledError) => {
            py.cue("asked");
            py.print(format!("t{n} is asked to stop"));
            if knobs.cancel == "obeyed" {
                py.cue("stop");
                return Err(error);
            }
        }
        other => drop(other?),
    }
    py.cue("write");
    counter.set(seen + 1);
    py.global(COUNTER, &counter.get().into());
    py.print(format!("t{n} ends"));
    Ok(Value::None)
}

fn pause(py: &Async<'_>, n: i64, knobs: &Knobs) -> Py {
    if knobs.blocking && n == 1 {
        py.cue("block");
        py.block(0.5);
    }
    py.cue("sleep");
    py.sleep(n as f64 / 10.0)
}

fn listen(py: &Async<'_>, ear: Source) -> Py {
    py.cue("recv");
    let word = py.receive(ear)?;
    py.cue("heard");
    py.print(format!("heard: {word}"));
    Ok(Value::None)
}

fn ask(py: &Async<'_>, event_loop: &Loop, knobs: &Knobs, task: Option<&Future>) {
    if knobs.cancel != "no"
        && let Some(task) = task
    {
        py.cue("ask");
        event_loop.cancel_later(0.05, task);
    }
}

fn main(py: &Async<'_>, event_loop: &Loop, knobs: &Rc<Knobs>) -> Py {
    let Ok((ear, mouth)) = event_loop.socketpair() else {
        return Err(Class::OSError.with("no socket pair"));
    };
    let hears = event_loop.coroutine("listen", "listen", move |py| listen(py, ear));
    let listener = event_loop.create_task("listen", hears);
    let (start, counter) = (event_loop.time(), Rc::new(Cell::new(0)));
    let mut jobs: Vec<Future> = Vec::new();
    let each = (1..=knobs.tasks).map(|n| {
        let (knobs, counter) = (Rc::clone(knobs), Rc::clone(&counter));
        let body = move |py: &Async<'_>| work(py, n, &knobs, &counter);
        let name = format!("t{n}");
        (event_loop.coroutine("work", &name, body), name)
    });
    let each: Vec<_> = each.collect();
    match knobs.how.as_str() {
        "sequential" => {
            for (coro, name) in &each {
                py.cue("one");
                py.coroutine(name, coro)?;
            }
        }
        "gather" => {
            for (coro, name) in each {
                py.cue("create");
                jobs.push(event_loop.create_task(&name, coro));
            }
            ask(py, event_loop, knobs, jobs.last());
            py.cue("gather");
            py.gather(&jobs)?;
        }
        "taskgroup" if !py.python().has_groups() => {
            let missing = "module 'asyncio' has no attribute 'TaskGroup'";
            return Err(Class::AttributeError.with(missing));
        }
        "taskgroup" => py.task_group(|g| {
            for (coro, name) in each {
                py.cue("group");
                jobs.push(g.create_task(&name, coro)?);
            }
            ask(py, event_loop, knobs, jobs.last());
            Ok(())
        })?,
        _ => {
            py.cue("forget");
            drop(each);
        }
    }
    let took = event_loop.time() - start;
    py.cue("took");
    py.print(format!("{took:.1} s, counter {}", counter.get()));
    if let Some(job) = jobs.last()
        && knobs.cancel != "no"
    {
        py.print(format!("cancelled: {}", Value::from(job.cancelled())));
    }
    py.cue("send");
    event_loop.send(mouth, "all done")?;
    py.cue("listener");
    py.task(&listener)
}

pub(in crate::demos) fn run(py: &mut Actor) {
    let knobs = Rc::new(Knobs {
        how: py.text("how").to_owned(),
        tasks: py.int("tasks"),
        blocking: py.text("blocking") == "yes",
        cancel: py.text("cancel").to_owned(),
    });
    let clock = match py.text("clock") {
        "real" => Clock::Real,
        _ => Clock::Virtual,
    };
    py.fact(COUNTER, "0");
    py.cue("run");
    let event_loop = py.event_loop(clock, |py| py.cue("run"));
    let its = event_loop.clone();
    let main = event_loop.coroutine("main", "main()", move |py| main(py, &its, &knobs));
    if let Err(error) = event_loop.run_until_complete("main()", main) {
        py.uncaught(&error);
    }
}
